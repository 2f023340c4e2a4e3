"""The territory of every evening is a valid coverage that sums to the country."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from syria_analysis.control.land import areas
from syria_analysis.control.situation import situation_on
from syria_analysis.package.variants import doubts_settled_for, positions_drawn


def is_whole(evening):
    """Check that the land of all factions covers the country once; return it."""
    land = evening.mesh.dissolve(evening.holders)
    shapes, country = land.geometry.to_numpy(), evening.mesh.theatre
    assert shapely.is_valid(shapes).all() and not shapely.is_empty(shapes).any()
    assert set(shapely.get_type_id(shapes)) <= {3, 6}  # polygons and multipolygons
    # No overlaps, and every shared border vertex by vertex the same …
    assert shapely.coverage_is_valid(shapes)
    assert len(shapely.coverage_invalid_edges(shapes)) == len(shapes)
    assert shapely.is_empty(shapely.coverage_invalid_edges(shapes)).all()
    # … so that the sum is the area of the union; no gaps: the union is the country.
    total = shapely.area(shapes).sum()
    assert total == pytest.approx(country.area, rel=1e-9)
    union = shapely.coverage_union_all(shapes)
    assert union.area == pytest.approx(total, rel=1e-9)
    # Borders lie on a grid of 1 mm: the outline as well, moved by half of that at most.
    outside = shapely.symmetric_difference(union, country).area
    assert outside < 0.5e-3 * country.length
    return land


@pytest.mark.parametrize("number", range(13))
def test_the_land_of_an_evening(syria, number):
    evening = syria.on(syria.days[number])
    land = is_whole(evening)
    # What is drawn is what is counted, and what the API hands out.
    table = areas(evening).set_index("faction")["area_km2"]
    assert (land.area / 1e6).to_dict() == pytest.approx(
        table[table > 0].to_dict(), rel=1e-9, abs=1e-6
    )
    territory = evening.territory()
    assert territory.index.tolist() == land.index.tolist()
    assert territory.crs == evening.mesh.crs
    assert shapely.equals_exact(
        territory.geometry.to_numpy(), land.geometry.to_numpy(), tolerance=0.0
    ).all()


def test_the_package_has_thirteen_evenings(syria):
    assert len(syria.days) == 13


def test_land_stays_whole_when_the_evidence_is_read_otherwise(syria):
    for dataset in (doubts_settled_for(syria, ["HTS", "SNA"]), positions_drawn(syria, 1)):
        is_whole(situation_on(dataset, "2024-12-02"))


def test_fronts_run_where_the_land_of_two_sides_meets(syria):
    """The front's edges are the shared border of the two territories, and all of it."""
    for day in syria.days[::4]:
        evening = syria.on(day)
        front = evening.front("HTS", "SNA", against="SAA")
        land = evening.territory().geometry
        ours = shapely.coverage_union_all(land[[f for f in ("HTS", "SNA") if f in land.index]])
        if "SAA" not in land.index:
            assert front.empty
            continue
        shared = shapely.intersection(shapely.boundary(ours), shapely.boundary(land["SAA"]))
        edges = shapely.get_parts(front.edges.geometry.to_numpy())
        assert shapely.length(edges).sum() == pytest.approx(shapely.length(shared), rel=1e-6)
        middles = shapely.line_interpolate_point(edges, 0.5, normalized=True)
        assert np.max(shapely.distance(middles, shapely.boundary(ours))) < 1e-3
