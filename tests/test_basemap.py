"""The base map that is committed: what the geometry counts on."""

import shapely
from shapely.ops import split

from worlds import packaged

GOVERNORATES = [
    "Aleppo", "Damascus", "Daraa", "Deir ez-Zor", "Hama", "Hasakah", "Homs", "Idlib", "Latakia",
    "Quneitra", "Raqqa", "Rif Dimashq", "Suwayda", "Tartus",
]  # fmt: skip
DATASET = packaged()


def one(layer):
    return DATASET.basemap(layer).geometry.union_all()


def km2(shape):
    return shapely.area(DATASET.plane.to_plane(shape)) / 1e6


def test_country_is_one_polygon_without_holes():
    country = one("country")
    assert country.geom_type == "Polygon"
    assert not country.interiors
    assert country.is_valid
    # Natural Earth's Syria, 185 940 km², with the Golan, 1 194 km².
    assert abs(km2(country) - 187_134) < 1


def test_the_golan_is_part_of_the_country_and_of_quneitra():
    golan = one("golan")
    assert 1_150 < km2(golan) < 1_250
    assert km2(shapely.difference(golan, one("country"))) < 0.01
    frame = DATASET.basemap("governorates").set_index("name")
    assert km2(shapely.difference(golan, frame.geometry["Quneitra"])) < 0.01


def test_fourteen_governorates_fill_the_country():
    frame = DATASET.basemap("governorates")
    assert sorted(frame["name"]) == GOVERNORATES
    assert abs(sum(km2(g) for g in frame.geometry) - km2(one("country"))) < 0.01
    assert km2(shapely.symmetric_difference(one("governorates"), one("country"))) < 0.01


def test_the_euphrates_cuts_the_country_in_two():
    river = DATASET.basemap("euphrates").geometry
    assert len(river) == 1
    assert river.iloc[0].geom_type == "LineString"
    assert len(split(one("country"), river.iloc[0]).geoms) == 2
    lake = DATASET.basemap("lakes").set_index("name").geometry["Lake Assad"]
    assert shapely.length(shapely.intersection(river.iloc[0], lake)) > 0.4


def test_the_sea_holds_no_inland_water_and_no_land():
    sea, country = one("sea"), one("country")
    assert km2(shapely.intersection(sea, country)) < 0.01
    assert shapely.distance(sea, one("lakes")) > 0.1


def test_layers_stay_small_and_inside_the_window():
    folder = DATASET.folder / "basemap"
    assert sum(f.stat().st_size for f in folder.glob("*.geojson")) < 350_000
    for file in folder.glob("*.geojson"):
        west, south, east, north = DATASET.basemap(file.stem).total_bounds
        assert west >= 35 and south >= 32 and east <= 43 and north <= 38, file.name
