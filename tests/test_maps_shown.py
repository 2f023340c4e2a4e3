"""What is made of a war told by maps: figures, findings, alerts, the page, layers for a GIS."""

from __future__ import annotations

import json
import re

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import mapping

from mapped import DAYS, PLACES, box, write_maps, write_package
from syria_analysis.api import CHECKS, load
from syria_analysis.claims.place_record import place_record
from syria_analysis.claims.robustness import robustness
from syria_analysis.control.land import areas
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import MissingData, PointsWarning
from syria_analysis.explore.page import page_of
from syria_analysis.figures.layers import lands
from syria_analysis.figures.legend import Legend, certainty_row
from syria_analysis.figures.sheet import REPORT
from syria_analysis.figures.small_multiples import legend_of
from syria_analysis.package.map_import import import_maps
from syria_analysis.package.variants import doubts_settled_for
from syria_analysis.reports.package_words import package_words
from syria_analysis.text.campaign_findings import campaign_findings
from syria_analysis.text.evening_words import source_text
from syria_analysis.text.language import speaking

OF_PLACES = re.compile(r"nearest-place|estimated|places pin|within 10 km|بحسب أقرب|مقدرة")
"""What is said only where places and not maps tell who holds the land."""


@pytest.fixture(scope="module")
def now(mapped_war):
    return mapped_war.on("2024-11-30")


@pytest.mark.parametrize("code", ["en", "ar"])
def test_sentences_speak_of_maps(mapped_war, now, code):
    with speaking(code, mapped_war):
        said = [found.sentence for found in now.findings()]
        said += [found.sentence for found in campaign_findings(mapped_war.campaign())]
        said += [source_text(now), source_text(now, brief=True)]
        words = package_words(mapped_war)
        said += [words[name] for name in ("about_front", "about_interval", "about_territory")]
    assert not [text for text in said if OF_PLACES.search(text)]
    assert all("Map by the Monitor (CC BY 4.0)" in text for text in said[-5:-3])
    assert not words["about_land"]


def test_the_age_of_an_old_map_is_told(mapped_war):
    """There are maps of the 27th and of the 29th, and none of the day between."""
    old = "The last map before this evening is of 27 November 2024, 1 day earlier"
    for day, told in (("2024-11-27", False), ("2024-11-28", True), ("2024-11-29", False)):
        evening = mapped_war.on(day)
        with speaking("en", mapped_war):
            for brief in (False, True):
                assert (old in source_text(evening, brief=brief)) == told
        ages = [found for found in evening.findings() if found.id == "map-age"]
        assert [found.numbers for found in ages] == [{"last_map": "2024-11-27", "days": 1}] * told


def test_small_maps_have_a_key_for_what_the_maps_leave_white(mapped_war):
    story = mapped_war.campaign()
    with speaking("en", mapped_war):
        for metres, told in ((20_000, True), (2_000_000, False)):
            legend = legend_of(story, [], REPORT, (0.0, 0.0, metres, metres))
            assert any("500 m" in text for text, _, _ in legend.rows) == told


def test_findings_cite_the_maps_and_measure_the_doubtful_land(mapped_war, now):
    findings = {found.id: found for found in now.findings()}
    assert all(found.sources == ("report",) for found in findings.values() if found.sources)
    doubt = areas(now)["contested_km2"].sum()
    assert findings["contested"].numbers["area_km2"] == pytest.approx(doubt)


def test_readings_are_those_that_maps_can_be_read_by(mapped_war):
    table = robustness(situation_on(mapped_war, "2024-11-30"), attackers="HTS")
    assert not {name for name in table["reading"] if re.search("high-confidence|nearest", name)}
    assert "doubts settled for the defenders" in set(table["reading"])


def test_doubts_settled_for_a_side_give_it_all_that_it_may_hold(mapped_war):
    for day in mapped_war.days:
        table = areas(situation_on(mapped_war, day)).set_index("faction")
        for side, other in (("HTS", "SAA"), ("SAA", "HTS")):
            kind = areas(situation_on(doubts_settled_for(mapped_war, {side}), day))
            kind = kind.set_index("faction")  # the line may lie off as before
            high, low = kind.loc[side, "high_km2"], kind.loc[other, "low_km2"]
            assert high == pytest.approx(table.loc[side, "high_km2"], abs=30)
            assert low == pytest.approx(table.loc[other, "low_km2"], abs=30)


def test_figures_name_the_map_and_its_licence(now):
    drawn = now.figure("situation")
    assert "Map by the Monitor (CC BY 4.0)" in drawn.sources
    text = drawn.render("svg").decode()
    assert not re.search("estimated|Lighter|no places within", text)


def test_land_within_the_precision_of_a_line_is_white(mapped_war, now):
    shown = {faction: shape for faction, _, shape in lands(now)}
    whole = now.mesh.dissolve(now.holders)["geometry"]
    doubt = now.mesh.dissolve(now.contested)["geometry"].iloc[0]
    for east, seen in ((37.985, "HTS"), (37.998, None), (38.1, None), (38.31, "SAA")):
        point = mapped_war.plane.to_plane(shapely.Point(east, 34.0))
        assert [who for who in shown if shapely.contains(shown[who], point)] == [seen] * bool(seen)
    assert shown["HTS"].area < whole["HTS"].area
    assert shapely.intersection(shown["SAA"], doubt).area == pytest.approx(0, abs=1)
    legends = [Legend(), Legend()]
    certainty_row(legends[0], mapped_war, (0.0, 0.0, 200_000.0, 1.0))
    certainty_row(legends[1], mapped_war, (0.0, 0.0, 300_000.0, 1.0))
    assert [legend.keys for legend in legends] == [1, 0], "1 km of 200 is seen, of 300 not"


def test_the_page_is_made(mapped_war):
    page = page_of(mapped_war.campaign())
    assert "Midham" in page
    assert not re.search("nearest-place territory|Land is estimated", page)


def test_layers_for_a_gis(now, tmp_path):
    now.export(tmp_path / "war.gpkg")
    changes = gpd.read_file(tmp_path / "war.gpkg", layer="changes")
    moved = changes[changes["kind"] == "anchor"]
    gone = now.changes("2024-11-26").transfer
    assert moved["area_km2"].sum() == pytest.approx(
        gone.to_numpy().sum() - sum(gone.to_numpy().diagonal())
    )
    assert set(moved["sources"]) == {"report"}


def test_points_get_holder_and_distance(now):
    points = pd.DataFrame({"lat": [34.5, 34.5, 10.0], "lon": [36.5, 39.5, 10.0]})
    with pytest.warns(PointsWarning, match="1 of 3 points lies outside"):
        found = now.annotate(points)
    assert found["faction"].tolist() == ["HTS", "SAA", ""]
    assert found["front_km"].notna().tolist() == [True, True, False]


def test_cut_offs_need_roads(mapped_war, now):
    with pytest.raises(MissingData, match="no roads"):
        now.cut_off(source="eastport")


def test_with_roads_towns_are_cut_off_by_road_and_by_land(tmp_path):
    roads = [
        {"from": "westwick", "to": "midham"},
        {"from": "midham", "to": "eastport"},
        {"from": "northolt", "to": "eastport"},
    ]
    folder, rules = write_package(tmp_path / "war", places=PLACES, roads=roads)
    import_maps(folder, write_maps(tmp_path / "files"), rules, CHECKS)
    war = load(folder)
    cut = war.on("2024-11-30").cut_off(source="eastport")
    # The town in the middle is the army's again, but the rebels hold the land around it.
    assert cut.reachable == ("eastport", "midham")
    assert cut.land_cut_off == ("midham",)


def test_a_place_tells_from_when_on_whose_land_it_lies(mapped_war):
    record = place_record(mapped_war.on("2024-11-30"), "midham")
    assert record.history["to"].tolist() == ["SAA", "HTS", "SAA"]
    assert set(record.history["claimant"]) == {"Monitor"}
    assert record.certainty is None
    assert record.holder == "SAA"
    assert str(record.history["independent_origins"].iloc[0]) == "1"


def test_the_land_of_a_town_is_what_its_holder_has_nearest_to_it(mapped_war, now):
    plane, theatre = mapped_war.plane, now.mesh.theatre
    points = plane.to_plane(shapely.points([(row["lon"], row["lat"]) for row in PLACES]))
    cells = shapely.voronoi_polygons(shapely.multipoints(points), ordered=True, extend_to=theatre)
    rebels = plane.to_plane(dict(DAYS["2024-11-30"])["held"])
    nearest = shapely.intersection(shapely.get_parts(cells)[1], theatre)
    expected = shapely.difference(nearest, rebels).area
    assert now.land_of(["midham"]).area == pytest.approx(expected, rel=1e-4)
    assert now.land_of([]).is_empty


def test_the_limit_of_a_city_on_a_map_is_as_exact_as_the_map(tmp_path):
    """Eastport reaches to 38.7 E; the rebels, on the one map there is, to 37 E."""
    folder, rules = write_package(tmp_path / "war", conflict={"outlines": "cities"})
    feature = {"type": "Feature", "properties": {"place": "eastport"}}
    feature["geometry"] = mapping(box(38.7, 34.2, 39.3, 34.8))
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (folder / "basemap" / "cities.geojson").write_text(text, encoding="utf-8")
    files = write_maps(tmp_path / "files", {"2024-11-26": (("held", box(36, 33, 37, 36)),)})
    import_maps(folder, files, rules, CHECKS)
    far = load(folder).on("2024-11-26").front("HTS", against="SAA").distance_to("eastport")
    # Meridians are nearest to each other in the north: at the corner of the outline.
    km = Geod(ellps="WGS84").inv(38.7, 34.8, 37.0, 34.8)[2] / 1000
    assert far.limit_km == pytest.approx(km, rel=1e-3)
    assert far.limit_km - far.limit_low_km == pytest.approx(0.5, abs=1e-9)  # the rules' precision
    assert far.limit_high_km - far.limit_km == pytest.approx(0.5, abs=1e-9)
    assert far.limit_high_km < far.distance_km


def test_an_edge_of_land_in_doubt_is_loose_and_all_of_that_land_is_in_the_band(mapped_war):
    """On the last day the town in the middle is a hole with a sure edge; the east is in doubt."""
    evening = mapped_war.on("2024-11-30")
    front, plane = evening.front(), evening.mesh.plane
    solid, loose = front.pinned
    hole = plane.to_plane(box(37.4, 34.4, 37.6, 34.6)).boundary
    assert solid.length == pytest.approx(hole.length, rel=0.01)
    assert shapely.hausdorff_distance(solid, hole) < 1_000
    assert loose.length == pytest.approx(333_000, rel=0.02)  # three degrees of latitude

    def in_band(lon, lat):
        return shapely.intersects(front.band, plane.to_plane(shapely.Point(lon, lat)))

    assert in_band(38.15, 34.0) and in_band(37.4, 34.5)
    assert not in_band(36.5, 34.5) and not in_band(37.5, 34.5) and not in_band(39.5, 34.0)
