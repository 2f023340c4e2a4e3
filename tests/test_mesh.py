from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from syria_analysis.package.dataset import load_dataset
from worlds import place, write_world

GEOD = Geod(ellps="WGS84")


def owner(cells, lat, lon):
    """Id of the cell that a point lies in."""
    point = cells.plane.to_plane(shapely.Point(lon, lat))
    return cells.shapes.index[shapely.contains(cells.shapes.to_numpy(), point)].tolist()


def test_strips_between_places_on_a_parallel(line_world):
    cells = load_dataset(line_world).mesh
    for lon, expected in ((36.4, "alpha"), (37.2, "bravo"), (38.9, "charlie"), (39.9, "delta")):
        assert owner(cells, 34.5, lon) == [expected]
    pairs = {tuple(pair) for pair in cells.segments[["a", "b"]].to_numpy()}
    assert pairs == {("alpha", "bravo"), ("bravo", "charlie"), ("charlie", "delta")}
    # Halfway between 37.5 E and 38.5 E lies the central meridian: that border is straight.
    middle = cells.segments.query("a == 'bravo' and b == 'charlie'")
    assert middle[["lon0", "lon1"]].to_numpy() == pytest.approx(38.0, abs=2e-2)


def test_a_cell_never_crosses_the_river(tmp_path):
    # River from north-west to south-east; west and east lie on either side, far from it.
    river = [(37.0, 36.5), (38.0, 34.5), (39.0, 32.5)]
    places = [place("west", 34.5, 37.9, "SAA"), place("east", 34.5, 39.5, "SDF")]
    cells = load_dataset(write_world(tmp_path, places, river=river)).mesh
    assert owner(cells, 34.5, 37.95) == ["west"]
    assert owner(cells, 34.5, 38.05) == ["east"]  # nearer to west, but across the river


def test_the_bank_column_overrules_the_drawn_river(tmp_path):
    river = [(37.0, 36.5), (38.0, 34.5), (39.0, 32.5)]
    places = [
        place("west", 34.5, 38.02, "SAA", bank="right"),
        place("east", 34.5, 39.5, "SDF", bank="left"),
    ]
    cells = load_dataset(write_world(tmp_path, places, river=river)).mesh
    assert owner(cells, 34.5, 37.5) == ["west"]
    assert owner(cells, 34.5, 38.2) == ["east"]


def test_an_enclave_is_a_disc_of_its_extent(tmp_path):
    places = [
        place("town", 34.5, 38.0, "HTS"),
        place("square", 34.6, 38.1, "SAA", extent_km2=4.8),
        place("other", 34.5, 39.0, "SAA"),
    ]
    cells = load_dataset(write_world(tmp_path, places)).mesh
    assert cells.area_km2["square"] == pytest.approx(4.8, rel=1e-3)
    radius = math.sqrt(4.8 / math.pi) * 1000
    disc = cells.shapes["square"]
    assert disc.bounds[2] - disc.bounds[0] == pytest.approx(2 * radius, rel=1e-3)
    assert cells.area_km2.sum() == pytest.approx(cells.theatre.area / 1e6, rel=1e-9)


def test_point_sites_of_a_guest_have_no_land(tmp_path):
    places = [place("town", 34.5, 38.0, "SAA"), place("base", 34.501, 38.001, "RUS")]
    assert list(load_dataset(write_world(tmp_path, places)).mesh.shapes.index) == ["town"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.tuples(st.integers(0, 38), st.integers(0, 28)), min_size=1, max_size=25))
def test_cells_cover_the_country_whatever_the_places(tmp_path_factory, spots):
    places = [place(f"p-{x}-{y}", 33.05 + y / 10, 36.05 + x / 10, "SAA") for x, y in sorted(spots)]
    folder = tmp_path_factory.mktemp("any")
    cells = load_dataset(write_world(folder, places)).mesh
    assert len(cells.shapes) == len(places)
    assert cells.area_km2.sum() == pytest.approx(cells.theatre.area / 1e6, rel=1e-9)
    assert shapely.coverage_is_valid(cells.shapes.to_numpy())
    for row in places:
        assert owner(cells, row["lat"], row["lon"]) == [row["id"]]


def test_syria(syria):
    cells = syria.mesh
    assert shapely.coverage_is_valid(cells.shapes.to_numpy())
    total = cells.area_km2.sum()
    assert total == pytest.approx(cells.theatre.area / 1e6, rel=1e-9)
    # The official 185 180 km² and the published outline agree within 1.5 %.
    assert total == pytest.approx(185_180, rel=0.015)
    ellipsoid = sum(
        abs(GEOD.geometry_area_perimeter(cells.plane.to_degrees(shape))[0])
        for shape in cells.shapes
    )
    assert total == pytest.approx(ellipsoid / 1e6, rel=1e-4)
    assert (cells.effective_km2 <= cells.area_km2 + 1e-6).all()


def test_every_place_has_land_but_guests(syria):
    cells = syria.mesh
    guests = syria.places.index[syria.places["holder"] == "RUS"]
    # Arwad is an island that the small-scale outline of the country leaves out.
    assert set(syria.places.index) - set(cells.shapes.index) == {*guests, "arwad"}


def test_no_cell_spans_the_euphrates(syria):
    cells = syria.mesh
    river = cells.plane.to_plane(syria.basemap("euphrates").geometry.iloc[0])
    plain = syria.places["extent_km2"].isna()
    crossing = [
        place
        for place, shape in cells.shapes[plain.reindex(cells.shapes.index)].items()
        if shapely.length(shapely.intersection(shapely.buffer(shape, -50), river)) > 100
    ]
    assert crossing == []
