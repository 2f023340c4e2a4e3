from __future__ import annotations

import gc
import json
import math
import weakref
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from syria_analysis.errors import InvalidData
from syria_analysis.geo.mesh import make_mesh
from syria_analysis.geo.plane import Plane
from syria_analysis.package.dataset import load_dataset
from syria_analysis.package.validation import validate
from worlds import collection, place, square, write_world

GEOD = Geod(ellps="WGS84")
SYRIA = Plane(35, 38.5)


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


# ------------------------------------------------------------------ land and barriers, by hand
# Metres in a plane, 1 km to the unit: what is worked by hand here needs no map.


def km(*corners):
    return [(1000 * x, 1000 * y) for x, y in corners]


def box(west, south, east, north):
    return shapely.box(*(1000 * side for side in (west, south, east, north)))


def spots(plane=SYRIA, **places):
    """Places as a table, from kilometres in the plane: id=(x, y) or (x, y, extent in km²)."""
    points = shapely.points([(1000 * x, 1000 * y) for x, y, *_ in places.values()])
    lon, lat = shapely.get_coordinates(plane.to_degrees(points)).T
    extent = [float(more[0]) if more else math.nan for _, _, *more in places.values()]
    return pd.DataFrame({"lat": lat, "lon": lon, "extent_km2": extent}, index=list(places))


def filled(places, land, plane=SYRIA, banks=None, **lines):
    """Make a mesh of land in metres of the plane, and see that it fills the land."""
    barriers = {name: plane.to_degrees(line) for name, line in lines.items()}
    mesh = make_mesh(places, plane.to_degrees(land), plane, barriers, banks)
    shapes = mesh.shapes.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(land.area, abs=0.001 * land.length)
    return mesh


def areas_of(mesh):
    return mesh.area_km2.round(3).to_dict()


LAND = box(0, 0, 40, 20)
RIVER = shapely.LineString(km((10, 25), (10, -5)))  # flows south: east is its left bank


def test_a_bank_without_a_place_goes_to_the_nearest_across():
    mesh = filled(spots(north=(30, 15), south=(30, 5)), LAND, river=RIVER)
    assert areas_of(mesh) == {"north": 400, "south": 400}
    assert mesh.across_km2.round(3).to_dict() == {"north": 100, "south": 100}


def test_points_up_to_three_kilometres_outside_take_the_nearest_cell():
    mesh = filled(spots(west=(10, 10), east=(30, 10)), LAND)
    points = shapely.points(km((5, 10), (-2.9995, 10), (-3.0005, 10), (42.9995, 10), (35, 24)))
    assert mesh.locate(points).tolist() == [1, 1, -1, 0, -1]


def test_a_bank_with_an_enclave_only():
    mesh = filled(spots(town=(30, 10), pocket=(5, 10, 4.0)), LAND, river=RIVER)
    assert areas_of(mesh) == pytest.approx({"town": 796, "pocket": 4}, abs=0.01)
    assert mesh.across_km2.to_dict() == pytest.approx({"town": 196}, abs=0.01)


def test_each_bank_keeps_to_itself():
    mesh = filled(spots(far=(9, 1), near=(11, 10)), LAND, river=RIVER)
    assert areas_of(mesh) == {"far": 200, "near": 600}
    assert mesh.across_km2.empty


@pytest.mark.parametrize(("side", "west"), [("right", 200), ("left", 600)])
def test_left_and_right_are_those_of_the_direction_in_which_the_line_is_drawn(side, west):
    """The place lies 1 km east of the line, and the column overrules where it was drawn."""
    places = spots(ford=(11, 10), other=(20, 10))
    both = {"ford": {"river": side}}
    mesh = filled(places, LAND, banks=both, river=RIVER)
    turned = filled(places, LAND, banks={"ford": {"river": "left" if side == "right" else "right"}},
                    river=shapely.reverse(RIVER))  # fmt: skip
    assert areas_of(mesh) == areas_of(turned)
    assert (mesh.area_km2["ford"] == pytest.approx(200)) == (side == "right")


def test_an_island_without_a_place_goes_to_the_nearest_place_and_is_no_barriers_doing():
    land = shapely.union(LAND, box(60, 0, 70, 20))
    mesh = filled(spots(west=(5, 10), north=(30, 15), south=(30, 5)), land, river=RIVER)
    assert areas_of(mesh) == {"west": 200, "north": 400, "south": 400}
    assert mesh.across_km2.empty


def test_an_island_whose_side_the_barrier_tells():
    """The river goes on through the island: its right bank there is that of the mainland."""
    land = shapely.union(LAND, box(0, -30, 40, -10))
    river = shapely.LineString(km((10, 25), (10, -35)))
    mesh = filled(spots(west=(1, 19), east=(11, -11)), land, river=river)
    assert areas_of(mesh) == {"west": 400, "east": 1200}
    assert mesh.across_km2.empty


def test_territories_apart_and_holes():
    land = shapely.difference(shapely.union(LAND, box(100, 0, 110, 20)), box(20, 5, 30, 15))
    mesh = filled(spots(west=(5, 10), east=(105, 10)), land)
    assert areas_of(mesh) == {"west": 700, "east": 200}


def test_barriers_that_cross():
    weir = shapely.LineString(km((-5, 10), (45, 10)))
    places = spots(nw=(1, 19), ne=(39, 19), sw=(9, 9), se=(11, 9))
    mesh = filled(places, LAND, river=RIVER, weir=weir)
    assert areas_of(mesh) == {"nw": 100, "ne": 300, "sw": 100, "se": 300}


def test_barriers_that_meet():
    """A tributary from the east; west of the river there is no barrier between north and south."""
    tributary = shapely.LineString(km((45, 10), (10, 10)))
    places = spots(nw=(5, 15), sw=(5, 9), ne=(39, 11), se=(11, 9))
    mesh = filled(places, LAND, river=RIVER, tributary=tributary)
    assert areas_of(mesh) == {"nw": 80, "sw": 120, "ne": 300, "se": 300}
    # Right of the tributary, which flows west, is the north: then nobody is left in the south.
    banks = {"se": {"tributary": "right"}}
    mesh = filled(places, LAND, banks=banks, river=RIVER, tributary=tributary)
    assert set(mesh.across_km2.index) == {"ne", "se"}
    assert mesh.across_km2.sum() == pytest.approx(300)


def test_two_tributaries_keep_what_lies_between_them():
    """The middle touches both sides of the layer; its neighbours are not one bank."""
    tributaries = shapely.MultiLineString([km((45, 15), (10, 15)), km((45, 5), (10, 5))])
    places = spots(top=(39, 19), middle=(39, 10), bottom=(11, 1), west=(1, 1))
    mesh = filled(places, LAND, river=RIVER, tributaries=tributaries)
    assert areas_of(mesh) == {"top": 150, "middle": 300, "bottom": 150, "west": 200}
    mesh = filled(places.drop("bottom"), LAND, river=RIVER, tributaries=tributaries)
    # What is cut off goes to the nearest across, which is the middle or the west, never the top.
    assert mesh.across_km2.sum() == pytest.approx(150)
    assert mesh.area_km2["top"] == pytest.approx(150)


def test_of_three_tributaries_what_lies_between_two_is_not_one_bank():
    """Both middles touch both sides of the layer."""
    tributaries = shapely.MultiLineString([km((45, y), (10, y)) for y in (15, 10, 5)])
    places = spots(top=(39, 19), lower=(39, 9), bottom=(11, 1), west=(9, 12.5))
    mesh = filled(places, LAND, river=RIVER, tributaries=tributaries)
    assert mesh.area_km2["bottom"] == pytest.approx(150)
    # The nearest to y = 10 to 15 are the west to x = 24 or so, the lower, and the top from y = 14.
    assert mesh.across_km2.sum() == pytest.approx(150)
    assert set(mesh.across_km2.index) == {"lower", "top", "west"}


def test_an_island_that_is_nearer_than_the_other_bank():
    """No barrier lies between the island and the bank without a place."""
    land = shapely.union(LAND, box(-20, 0, -10, 20))
    mesh = filled(spots(isle=(-11, 10), east=(39, 10)), land, river=RIVER)
    assert areas_of(mesh) == {"isle": 480, "east": 520}
    assert mesh.across_km2.empty


def test_a_stretch_that_ends_inside_the_land_separates_nothing():
    brook = shapely.MultiLineString([km((10, 25), (10, -5)), km((30, 10), (10, 10))])
    mesh = filled(spots(west=(5, 10), north=(20, 11), south=(20, 7)), LAND, river=brook)
    assert areas_of(mesh) == {"west": 200, "north": 330, "south": 270}
    # It does not make the east a land on both sides of the river.
    banks = {"north": {"river": "left"}}
    known = filled(
        spots(west=(5, 10), north=(9, 11), south=(20, 7)), LAND, banks=banks, river=brook
    )
    assert known.area_km2["west"] == pytest.approx(200)


@pytest.mark.parametrize("line", [km((10, 15), (10, -5)), km((-5, 30), (45, 30))])
def test_a_barrier_that_cuts_nothing_is_refused(line):
    with pytest.raises(InvalidData, match="river: the barrier does not cut the theatre"):
        filled(spots(town=(5, 5)), LAND, river=shapely.LineString(line))


def test_a_place_in_a_bend_that_a_lake_cuts_off_has_the_land_of_its_bank():
    """The bend is 0.9 km² of the right bank: too little to be all the land of the place in it."""
    bend = km((10, 25), (10, 10), (10.5, 10), (10.5, 11), (10.8, 11), (10.8, 9), (10, 9), (10, -5))
    land = shapely.difference(LAND, box(9.5, 8.9, 10.2, 10.1))
    places = spots(bend=(10.6, 9.5), west=(0.6, 9.5), east=(35, 10))
    mesh = filled(places, land, river=shapely.LineString(bend))
    assert areas_of(mesh) == {"bend": 88.3, "west": 112, "east": 598.86}
    assert mesh.across_km2.empty


def test_of_discs_that_overlap_the_smallest_keeps_its_own():
    pockets = {f"p{km2}": (20 + km2 / 100, 10, float(km2)) for km2 in (80, 5, 40, 10, 20)}
    mesh = filled(spots(town=(1, 1), **pockets), LAND)
    assert mesh.area_km2["p5"] == pytest.approx(5, rel=1e-3)
    assert mesh.area_km2[["p5", "p10"]].sum() == pytest.approx(10, rel=1e-3)  # one in the other
    assert mesh.area_km2[list(pockets)].sum() == pytest.approx(80, rel=1e-3)


def test_land_that_nobody_can_hold_is_refused():
    with pytest.raises(InvalidData, match="no place can hold the land"):
        filled(spots(pocket=(5, 5, 2.0)), LAND)


PLANES = [Plane(35, 38.5), Plane(0, 20), Plane(60, -120), Plane(-45, 170), Plane(12, 179.9)]


@st.composite
def countries(draw):
    """Mainland with a hole, islands, barriers that cross or meet, places, and enclaves."""
    x0, y0 = draw(st.integers(-70, 70)), draw(st.integers(-50, 50))
    hole = draw(st.booleans())
    isles = draw(st.lists(st.integers(-80, 60), max_size=2, unique_by=lambda y: y // 40))
    barriers = draw(st.sampled_from(["none", "river", "crossing", "meeting"]))
    # Quarters of a km off the whole ones: on no border.
    number = st.tuples(st.integers(-95, 94), st.integers(-75, 74))
    inland = draw(st.sets(number, min_size=1, max_size=12))
    on_isles = draw(st.sets(st.integers(0, 19), max_size=3)) if isles else set()
    pockets = draw(st.lists(st.tuples(number, st.integers(5, 400)), max_size=3,
                            unique_by=lambda pocket: pocket[0]))  # fmt: skip
    lake = {(x, y) for x in range(-20, 10) for y in range(-10, 15)} if hole else set()
    seeds = [(x + 0.25, y + 0.25) for x, y in sorted(inland - lake)] or [(95.25, 75.25)]
    seeds += [(120.25 + k, isles[0] + k + 0.25) for k in sorted(on_isles)]
    discs = [(x + 0.75, y + 0.75, size) for (x, y), size in pockets]
    return draw(st.sampled_from(PLANES)), x0, y0, hole, isles, barriers, seeds, discs


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(countries())
def test_every_point_belongs_to_the_nearest_place_on_its_side(country):
    plane, x0, y0, hole, isles, barriers, seeds, discs = country
    land = box(-100, -80, 100, 80)
    if hole:
        land = shapely.difference(land, box(-20, -10, 10, 15))
    land = shapely.union_all([land, *(box(115, y, 145, y + 20) for y in isles)])
    lines = {}
    if barriers != "none":
        lines["river"] = shapely.LineString(km((x0, 90), (x0, -90)))
    if barriers in ("crossing", "meeting"):
        end = x0 if barriers == "meeting" else 110
        lines["weir"] = shapely.LineString(km((-110, y0), (end, y0)))
    table = {f"p{n}": spot for n, spot in enumerate(seeds)}
    table |= {f"d{n}": spot for n, spot in enumerate(discs)}
    mesh = filled(spots(plane, **table), land, plane, **lines)

    def side(x, y):
        if x > 110 or barriers == "none":
            return None
        lower = y < y0 and (barriers == "crossing" or (barriers == "meeting" and x < x0))
        return x < x0, lower

    lived_in = {side(x, y) for x, y in seeds if x < 110}
    for x, y in np.random.default_rng(len(seeds)).uniform([-100, -80], [150, 80], (60, 2)):
        if not shapely.contains_xy(land, 1000 * x, 1000 * y):
            continue
        from_rim = {f"d{n}": math.hypot(x - u, y - v) - math.sqrt(size / math.pi)
                    for n, (u, v, size) in enumerate(discs)}  # fmt: skip
        if any(abs(away) < 0.05 for away in from_rim.values()):
            continue
        within = [name for name, away in from_rim.items() if away < 0]
        if within:
            expected = min(within, key=lambda name: table[name][2])
            if sum(table[name][2] == table[expected][2] for name in within) > 1:
                continue
        else:
            here = side(x, y)
            free = here is None or here not in lived_in
            away = sorted(
                (math.hypot(x - u, y - v), n)
                for n, (u, v) in enumerate(seeds)
                if free or side(u, v) in (None, here)
            )
            if len(away) > 1 and away[1][0] - away[0][0] < 0.001:
                continue
            expected = f"p{away[0][1]}"
        point = shapely.Point(1000 * x, 1000 * y)
        assert mesh.shapes.index[shapely.contains(mesh.shapes.to_numpy(), point)].tolist() == [
            expected
        ]


# ------------------------------------------------------------------ what packages declare


def test_variants_share_the_mesh_and_keep_nothing_alive(tmp_path):
    places = [place("west", 34.5, 37.0, "SAA"), place("east", 34.5, 39.0, "HTS")]
    dataset = load_dataset(write_world(tmp_path, places))
    mesh = weakref.ref(dataset.mesh)
    other = replace(dataset, events=dataset.events.iloc[:0])
    assert other.mesh is mesh()
    del dataset, other
    gc.collect()
    assert mesh() is None


def test_theatre_of_several_layers_and_two_barriers(tmp_path):
    places = [
        place("west", 34.5, 37.0, "SAA", bank="north-river:right"),
        place("south", 33.2, 38.0, "SAA", bank="north-river:left|south-river:right"),
        place("east", 34.5, 39.0, "HTS"),
    ]
    lines = {
        "north-river": [(37.5, 36.5), (37.5, 32.5)],
        "south-river": [(40.5, 34.0), (37.5, 34.0)],
    }
    isle = collection(square(41.0, 34.0, 42.0, 35.0), "Isle")
    conflict = {
        "theatre": ["country", "isle"],
        "barriers": [{"layer": layer, "name": layer} for layer in lines],
    }
    folder = write_world(tmp_path, places, conflict=conflict)
    (folder / "basemap" / "isle.geojson").write_text(json.dumps(isle))
    for layer, line in lines.items():
        shape = {"type": "LineString", "coordinates": line}
        (folder / "basemap" / f"{layer}.geojson").write_text(json.dumps(collection(shape, layer)))
    # South-river flows west: the south is its left bank.
    (fault,) = validate(folder)
    assert (fault.file, fault.line, fault.column) == ("places.csv", 3, "bank")
    assert fault.message == (
        "south lies 89.3 km from the land left of north-river and right of south-river"
    )
    text = (folder / "places.csv").read_text().replace("south-river:right", "south-river:left")
    (folder / "places.csv").write_text(text)
    mesh = load_dataset(folder).mesh
    assert owner(mesh, 34.5, 37.4) == ["west"]
    assert owner(mesh, 33.9, 37.6) == ["south"]
    assert owner(mesh, 34.1, 37.6) == ["east"]
    assert owner(mesh, 34.5, 41.5) == ["east"]
    text = text.replace("north-river:right", "right")
    (folder / "places.csv").write_text(text)
    assert [str(fault) for fault in validate(folder)] == [
        "places.csv:2:bank: 'right' names no barrier of north-river, south-river"
    ]


@pytest.mark.parametrize(
    ("bounds", "path", "words"),
    [
        ((-10.0, 0.0, 40.0, 40.0), "conflict.plane", "lengths are wrong by up to 4.0%"),
        ((-179.0, 0.0, 179.0, 10.0), "conflict.theatre", "across 180° of longitude"),
    ],
)
def test_land_that_no_plane_can_show_is_refused(tmp_path, bounds, path, words):
    places = [place("town", 5.0, 20.0, "SAA")]
    folder = write_world(
        tmp_path, places, bounds=bounds, conflict={"plane": {"lat_0": 20, "lon_0": 15}}
    )
    (fault,) = validate(folder)
    assert (fault.file, fault.column) == ("datapackage.json", path)
    assert words in fault.message


def test_land_across_a_barrier_is_told(tmp_path):
    """As in the country of a river from north to south with places on the one bank only."""
    places = [place("town", 34.5, 38.5, "SAA"), place("other", 34.5, 39.5, "HTS")]
    river = [(37.0, 36.5), (37.0, 32.5)]
    dataset = load_dataset(write_world(tmp_path, places, river=river))
    exact, across = dataset.geometry_remarks()
    # On the sphere 1 / cos(c / 2) at the farthest corner, 2.9 degrees off: 0.032 %.
    assert exact == "in the plane centred on 35, 38.5 lengths are right to within 0.037 %"
    # A degree by three: 6 371² × π / 180 × (sin 36° − sin 33°) = 30 565 km² on the sphere.
    km2 = int(across.split()[0].replace(",", ""))
    assert km2 == pytest.approx(30_565, rel=0.005)
    assert across.endswith(f"across the barrier: town ({km2:,} km²)")


@pytest.fixture(scope="module")
def three():
    """Three places on a meridian of one square degree at the equator."""
    places = pd.DataFrame(
        {"lat": [0.2, 0.5, 0.8], "lon": 10.5, "extent_km2": np.nan},
        index=["south", "middle", "north"],
    )
    return make_mesh(places, shapely.box(10, 0, 11, 1), Plane(0.5, 10.5))


def test_effective_land_lies_within_ten_kilometres_of_a_place(three):
    # A circle of 10 km, drawn with 64 corners; the borders are farther than that.
    circle = 64 / 2 * math.sin(2 * math.pi / 64) * 10**2
    assert three.effective_km2.to_dict() == pytest.approx(
        dict.fromkeys(three.shapes.index, circle), rel=5e-4
    )


def test_cells_of_one_label_are_joined_and_those_without_are_left_out(three):
    held = pd.Series({"south": "army", "middle": "", "nowhere": "army"})
    joined = three.dissolve(held)
    assert list(joined.index) == ["army"]
    assert joined.geometry["army"].equals(three.shapes["south"])
    both = three.dissolve(pd.Series({"south": "b", "middle": "a", "north": "b"}))
    assert list(both.index) == ["a", "b"]
    assert both.geometry["a"].equals(three.shapes["middle"])
    assert both.geometry.area.sum() == pytest.approx(three.theatre.area, rel=1e-8)
    assert both.geometry["b"].geom_type == "MultiPolygon"
