from __future__ import annotations

import json
from unittest.mock import Mock

import jsonschema
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from syria_analysis.api import load, validate
from syria_analysis.cli import main
from syria_analysis.control.annotate import annotate
from syria_analysis.control.front import (
    ENDS,
    LIMITS,
    PINNED_KM,
    distance_table,
    front_between,
)
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import BadParameter, UnknownName
from syria_analysis.geo.ellipsoid import distance_and_bearing, nearest_on_segments
from syria_analysis.geo.outline import Outline
from syria_analysis.geo.plane import Plane
from syria_analysis.package.dataset import load_dataset
from syria_analysis.reports import tables
from syria_analysis.text import outputs
from syria_analysis.text.findings import front_events
from worlds import event, load_world, place, source, square, write_world


@pytest.fixture(scope="module")
def world(line_world):
    return load_dataset(line_world)


def kilometres(lat, lon, to_lat, to_lon):
    return distance_and_bearing(lat, lon, to_lat, to_lon)[0][0] / 1000


def test_a_hand_worked_front(world):
    # On 26 November the front is the bisector of alpha (36.5 E) and bravo (37.5 E).
    front = front_between(situation_on(world, "2024-11-26"), "HTS", "SAA")
    assert set(front.segments["attacker"]) == {"alpha"}
    assert set(front.segments["defender"]) == {"bravo"}
    far = front.distance_to("charlie")
    assert far.status == "ok"
    # The line runs through 37 E at this latitude; charlie lies 1.5° east of it, alpha 2°.
    assert far.distance_km == pytest.approx(kilometres(34.5, 38.5, 34.5, 37.0), rel=0.005)
    assert far.high_km == pytest.approx(kilometres(34.5, 38.5, 34.5, 36.5), rel=1e-6)
    # The zone reaches to bravo, the defender: its triangle has a corner there.
    assert far.low_km == pytest.approx(kilometres(34.5, 38.5, 34.5, 37.5), rel=1e-6)
    assert far.bearing_deg == pytest.approx(270, abs=2)
    assert far.nearest_held == "alpha"


@pytest.fixture(scope="module")
def outlined(tmp_path_factory):
    """Alpha | bravo, charlie: with an outline around charlie, a fifth of a degree to each side."""
    places = [
        place("alpha", 34.5, 36.5, "HTS"),
        place("bravo", 34.5, 37.5, "SAA"),
        place("charlie", 34.5, 38.5, "SAA"),
    ]
    return load_world(with_outlines(tmp_path_factory.mktemp("outlined"), places, "charlie"))


def with_outlines(folder, places, *names, events=(), **more):
    """Write a world in which the outline of charlie's city stands under each of the names."""
    write_world(folder, places, events, conflict={"outlines": "cities", **more})
    shape = square(38.3, 34.3, 38.7, 34.7)
    features = [
        {"type": "Feature", "properties": {"place": name}, "geometry": shape} for name in names
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "basemap" / "cities.geojson").write_text(text, encoding="utf-8")
    return folder


def test_the_limit_of_a_city_is_nearer_than_its_centre(outlined):
    table = distance_table(situation_on(outlined, "2024-11-26"), ["charlie", "bravo"], "HTS", "SAA")
    far, other = table.to_dict("records")
    assert far["distance_km"] == pytest.approx(kilometres(34.5, 38.5, 34.5, 37.0), rel=0.005)
    # The west side of the outline is at 38.3 E; its north end is nearest to a meridian.
    assert far["limit_km"] == pytest.approx(kilometres(34.7, 38.3, 34.7, 37.0), rel=0.005)
    assert far["limit_low_km"] == pytest.approx(kilometres(34.5, 38.3, 34.5, 37.5), rel=1e-4)
    assert far["limit_high_km"] == pytest.approx(kilometres(34.5, 38.3, 34.5, 36.5), rel=1e-4)
    assert far["limit_low_km"] < far["low_km"] and far["limit_high_km"] < far["high_km"]
    assert pd.isna(other["limit_km"])


def test_without_outlines_no_limit_is_spoken_of(world):
    table = distance_table(situation_on(world, "2024-11-26"), ["charlie"], "HTS", "SAA")
    assert not set(table) & set(LIMITS)


def test_the_limit_is_told_beside_the_centre_in_every_form(outlined, capsys):
    asked = ["distances", "--date", "2024-11-26", "--to", "charlie", "--data", str(outlined.folder)]
    assert main([*asked, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    jsonschema.validate(rows, outputs.schema("distances"))
    assert rows[0]["limit_km"] < rows[0]["distance_km"]
    assert main(asked) == 0
    head = capsys.readouterr().out
    assert "km to each city's centre and to its limit" in " ".join(head.split())
    page = Mock(dataset=outlined)
    tables.distances(page, distance_table(situation_on(outlined, "2024-11-26"), ["charlie"]))
    shown = page.table.call_args
    assert [column.label for column in shown.kwargs["columns"]][1::3] == [
        "From the centre",
        "From the limit",
    ]
    assert shown.args[0]["limit"].tolist() == ["100 (70–170)"]


def test_of_a_city_without_a_distance_the_table_tells_the_holder(tmp_path):
    """Delta fell on the second day by two reports; charlie is still measured, bravo never fell."""
    places = [
        place("bravo", 34.0, 38.0, "HTS"),
        place("charlie", 34.0, 39.6, "SAA"),
        place("delta", 34.0, 38.4, "SAA"),
    ]
    dataset = write_world(tmp_path, places, [event("2024-11-27", "delta", "SAA", "HTS")])
    evening = situation_on(load_world(dataset), "2024-11-27")

    def shown(*cities):
        page = Mock(dataset=evening.dataset)
        tables.distances(page, distance_table(evening, cities, "HTS", "SAA"), "To the front")
        frame, caption = page.table.call_args.args
        columns = [column.name for column in page.table.call_args.kwargs["columns"]]
        return caption, frame.set_index("city")[columns[1:]]

    caption, some = shown("charlie", "delta")
    assert caption == "To the front"
    assert some.at["delta", "holder"] == "HTS"
    assert some.at["delta", "since"].startswith("27 Nov (")
    assert list(some.columns[-2:]) == ["holder", "since"]
    caption, held = shown("bravo", "delta")
    assert caption == "Who holds the cities asked about, 27 November 2024"
    assert list(held.columns) == ["holder", "since", "origins"]
    assert held.loc["bravo", ["since", "origins"]].isna().all()


def test_a_line_through_a_city_is_no_way_from_its_limit(tmp_path):
    """Charlie's outline reaches to 38.3 E, and delta, right beside it, is the attackers'."""
    places = [place("charlie", 34.5, 38.5, "SAA"), place("delta", 34.5, 38.2, "HTS")]
    dataset = load_world(with_outlines(tmp_path, places, "charlie"))
    far = front_between(situation_on(dataset, "2024-11-26"), "HTS", "SAA").distance_to("charlie")
    assert far.distance_km > 10
    assert far.limit_km == far.limit_low_km == 0.0
    assert far.limit_high_km == pytest.approx(kilometres(34.5, 38.3, 34.5, 38.2), rel=1e-4)


def test_doubtful_places_widen_the_interval_from_the_limit_too(tmp_path):
    places = [
        place("alpha", 34.5, 36.5, "HTS"),
        place("bravo", 34.5, 37.5, "SAA", contested_by="HTS"),
        place("charlie", 34.5, 38.5, "SAA"),
    ]
    dataset = load_world(with_outlines(tmp_path, places, "charlie"))
    far = front_between(situation_on(dataset, "2024-11-26"), "HTS", "SAA").distance_to("charlie")
    # If bravo is theirs, the triangle of the line at 38 E reaches to charlie itself.
    assert far.limit_low_km == 0.0
    assert far.limit_km == pytest.approx(kilometres(34.7, 38.3, 34.7, 37.0), rel=0.005)
    assert far.limit_high_km == pytest.approx(kilometres(34.5, 38.3, 34.5, 36.5), rel=1e-4)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["charlie", "charlie"], "feature 2: 'charlie' has an outline already"),
        (["nowhere"], "feature 1: there is no place 'nowhere'"),
        (["bravo"], "feature 1: bravo lies 73.5 km outside its outline"),
    ],
)
def test_outlines_of_no_city_or_of_another_are_faults(tmp_path, names, told):
    places = [place("charlie", 34.5, 38.5, "SAA"), place("bravo", 34.5, 37.5, "SAA")]
    found = validate(with_outlines(tmp_path, places, *names))
    assert [(fault.file, fault.message) for fault in found] == [("basemap/cities.geojson", told)]


def test_an_outline_is_measured_to_as_every_point_of_it_would_be():
    random = np.random.default_rng(7)
    plane = Plane(34.5, 38.5)
    for _ in range(20):
        ring = shapely.convex_hull(shapely.MultiPoint(random.normal([38, 34], 0.1, (6, 2))))
        lines = random.normal([39, 34.8], 0.2, (5, 2, 2)).reshape(-1, 4)
        found = Outline(ring, plane, 0.001).metres_to(lines)
        edge = shapely.get_coordinates(shapely.segmentize(ring.exterior, 0.01))
        sought = [nearest_on_segments(lat, lon, lines)[0].min() for lon, lat in edge]
        assert found <= min(sought) + 0.001
        assert found == pytest.approx(min(sought), rel=0.01)


def test_the_place_on_the_front_may_have_the_line_at_its_door(world):
    far = front_between(situation_on(world, "2024-11-26"), "HTS", "SAA").distance_to("bravo")
    assert far.low_km == 0.0
    assert 0 < far.distance_km < far.high_km


def test_contested_places_widen_the_interval(world):
    plain = front_between(situation_on(world, "2024-11-29"), "HTS", "SAA").distance_to("delta")
    wide = front_between(situation_on(world, "2024-11-30"), "HTS", "SAA").distance_to("delta")
    assert wide.distance_km == pytest.approx(plain.distance_km)
    assert wide.high_km == pytest.approx(plain.high_km)
    assert wide.low_km < plain.low_km - 50  # charlie, the contested place, is 1° nearer


def test_its_length_is_that_of_its_edges_on_the_ellipsoid(world):
    front = front_between(situation_on(world, "2024-11-26"), "HTS", "SAA")
    ends = front.segments[ENDS].to_numpy()
    edges = [Geod(ellps="WGS84").line_length(row[::2], row[1::2]) for row in ends]
    assert front.length_km == pytest.approx(sum(edges) / 1000, rel=1e-9)
    assert front.length_km == pytest.approx(kilometres(33.0, 37.0, 36.0, 37.0), rel=1e-3)


def test_low_is_that_of_the_nearest_answer(tmp_path):
    """If the contested town is the attackers', the front may lie at the door of the next one."""
    places = [
        place("alpha", 34.5, 36.5, "HTS"),
        place("bravo", 34.5, 37.5, "SAA", contested_by="HTS"),
        place("charlie", 34.5, 38.5, "SAA"),
        place("delta", 34.5, 39.5, "SAA"),
    ]
    dataset = load_dataset(write_world(tmp_path, places))
    far = front_between(situation_on(dataset, "2024-11-26"), "HTS", "SAA").distance_to("delta")
    assert far.distance_km == pytest.approx(kilometres(34.5, 39.5, 34.5, 37.0), rel=0.005)
    assert far.low_km == pytest.approx(kilometres(34.5, 39.5, 34.5, 38.5), rel=1e-6)
    assert far.high_km == pytest.approx(kilometres(34.5, 39.5, 34.5, 36.5), rel=1e-6)


def test_low_is_nothing_in_one_triangle_of_several(tmp_path):
    places = [
        place("west", 34.5, 36.5, "HTS"),
        place("north", 35.4, 38.0, "SAA"),
        place("south", 33.6, 38.0, "SAA"),
        place("east", 34.5, 39.5, "SAA"),
    ]
    dataset = load_dataset(write_world(tmp_path, places))
    front = front_between(situation_on(dataset, "2024-11-26"), "HTS", "SAA")
    assert {"north", "south"} <= set(front.segments["defender"])
    for town in ("north", "south"):
        assert front.distance_to(town).low_km == 0.0
    assert front.distance_to("east").low_km > 0


def test_status_of_places_that_are_not_defended(world):
    front = front_between(situation_on(world, "2024-12-05"), "HTS", "SAA")
    assert front.distance_to("alpha").status == "held_by_attackers"
    assert front.distance_to("delta").status == "held_by_other"
    assert front.distance_to("delta").distance_km is None
    apart = front_between(situation_on(world, "2024-12-05"), "SNA", "SAA")
    assert apart.empty
    assert apart.distance_to("charlie").status == "no_front"


def test_anchors_shape_land_but_are_never_the_nearest_held(tmp_path):
    places = [
        place("far", 34.5, 36.5, "HTS"),
        place("helper", 34.5, 37.5, "HTS", kind="anchor"),
        place("city", 34.5, 39.0, "SAA"),
    ]
    dataset = load_dataset(write_world(tmp_path, places))
    far = front_between(situation_on(dataset, "2024-11-26"), "HTS", "SAA").distance_to("city")
    assert far.nearest_held == "far"
    assert far.high_km == pytest.approx(kilometres(34.5, 39.0, 34.5, 36.5), rel=1e-6)


def test_high_is_never_nearer_than_the_line(tmp_path):
    """Between the city and the attackers' town lies another's land: the line is behind the town."""
    places = [
        place("city", 34.5, 36.5, "SAA"),
        place("third", 34.5, 37.5, "SDF"),
        place("town", 34.5, 38.5, "HTS"),
        place("behind", 34.5, 39.5, "SAA"),
    ]
    dataset = load_dataset(write_world(tmp_path, places))
    far = front_between(situation_on(dataset, "2024-11-26"), "HTS", "SAA").distance_to("city")
    assert far.distance_km == pytest.approx(kilometres(34.5, 36.5, 34.5, 39.0), rel=0.005)
    assert far.distance_km > kilometres(34.5, 36.5, 34.5, 38.5)
    assert far.high_km == far.distance_km


def test_real_fronts_are_the_minimum_over_their_edges(syria):
    for day in syria.days[::3]:
        evening = situation_on(syria, day)
        front = front_between(evening, "HTS,SNA", "SAA")
        for city in ("damascus", "homs", "hama", "latakia"):
            far = front.distance_to(city)
            if far.status != "ok":
                continue
            assert far.low_km <= far.distance_km <= far.high_km
            lat, lon = syria.places.loc[city, ["lat", "lon"]]
            every = nearest_on_segments(lat, lon, front.segments[ENDS].to_numpy())[0]
            assert far.distance_km * 1000 == pytest.approx(every.min(), abs=1e-3)


def test_a_distance_carries_the_edge_it_was_measured_to(syria):
    """The edge alone gives the distance, and borders what it names."""
    measured = 0
    for day in syria.days[::3]:
        front = front_between(situation_on(syria, day), "HTS,SNA", "SAA")
        known = {
            (edge.attacker, edge.defender, *(edge.lon0, edge.lat0, edge.lon1, edge.lat1))
            for edge in front.segments.itertuples()
        }
        for city in syria.real_places.index[::11].union(["kafraa"]):
            far = front.distance_to(city)
            if far.status != "ok":
                assert far.edge is None
                assert far.rests_on == ()
                continue
            lat, lon = syria.places.loc[city, ["lat", "lon"]]
            edge = far.edge
            assert (edge.attacker, edge.defender, *edge.ends) in known
            alone = nearest_on_segments(lat, lon, np.array([edge.ends]))[0][0]
            assert alone == pytest.approx(far.distance_km * 1000, abs=1e-3)
            measured += 1
    assert measured > 50


def test_what_is_pinned_is_near_places_of_both_sides(syria):
    """Points along every edge: drawn as pinned where both its places are near, and only there."""
    front = front_between(situation_on(syria, "2024-12-05"), "HTS,SNA", "SAA")
    solid, loose = front.pinned
    edges, real = front.segments, syria.real_places
    ends = edges[["x0", "y0", "x1", "y1"]].to_numpy(float)
    start, along = ends[:, :2], ends[:, 2:] - ends[:, :2]
    assert solid.length + loose.length == pytest.approx(np.hypot(*along.T).sum(), rel=1e-9)
    assert solid.length > 0 < loose.length
    at = shapely.get_coordinates(syria.plane.to_plane(shapely.points(real["lon"], real["lat"])))
    at = pd.DataFrame(at, index=real.index)  # anchors have no row: they pin nothing
    sides = [at.reindex(edges[side]).fillna(np.inf).to_numpy() for side in ("attacker", "defender")]
    for part in np.linspace(0.01, 0.99, 15):
        here = start + part * along
        far = np.max([np.hypot(*(place - here).T) for place in sides], axis=0) / 1000
        drawn = shapely.distance(solid, shapely.points(here)) < 1e-3
        clear = abs(far - PINNED_KM) > 0.01
        assert (drawn == (far < PINNED_KM))[clear].all()


def test_sources_are_those_of_the_edge_and_not_of_one_near_by(syria):
    # The edge whose middle lies nearest to the nearest point is another one here.
    evening = situation_on(syria, "2024-12-02")
    front = front_between(evening, "HTS,SNA", "SAA")
    far = front.distance_to("kafraa")
    lat, lon = far.nearest_point
    edges = front.segments
    middle = (edges["lat0"] + edges["lat1"]) / 2 - lat, (edges["lon0"] + edges["lon1"]) / 2 - lon
    near = edges.loc[(middle[0] ** 2 + middle[1] ** 2).idxmin()]
    assert (near["attacker"], near["defender"]) != (far.edge.attacker, far.edge.defender)
    sides = [far.edge.attacker, far.edge.defender, far.nearest_held]
    assert front_events(evening, far) == [evening.last_event[p] for p in dict.fromkeys(sides)]


def test_the_order_of_places_and_events_does_not_matter(tmp_path):
    places = [
        place("north", 35.5, 38.0, "HTS"),
        place("middle", 34.5, 38.1, "SAA"),
        place("south", 33.5, 38.0, "SAA"),
    ]
    events = [
        event("2024-11-28", "middle", "SAA", "HTS"),
        event("2024-11-29", "middle", "HTS", "SAA"),
        event("2024-11-29", "middle", "SAA", "SNA", order=2),
    ]
    answers = []
    for name, step in (("as-is", 1), ("reversed", -1)):
        world = load_dataset(write_world(tmp_path / name, places[::step], events[::step]))
        evening = situation_on(world, "2024-12-01")
        assert evening.holders["middle"] == "SNA"
        answers.append(front_between(evening, "HTS,SNA", "SAA").distance_to("south").distance_km)
    assert answers[0] == pytest.approx(answers[1], abs=1e-6)


def test_distance_table(world):
    table = distance_table(situation_on(world, "2024-11-26"), ["delta", "Alpha"], "hts", ["SAA"])
    assert table["city"].tolist() == ["delta", "alpha"]
    assert table["status"].tolist() == ["ok", "held_by_attackers"]


@pytest.mark.parametrize("name", ["charly", "CHARLE"])
def test_a_misspelt_place_is_answered_with_the_near_one(world, name):
    with pytest.raises(UnknownName, match="charlie"):
        distance_table(situation_on(world, "2024-11-26"), [name], "HTS", "SAA")


def test_annotated_points_agree_with_the_front(syria):
    evening = situation_on(syria, "2024-12-02")
    cities = syria.places.loc[["damascus", "homs", "latakia", "aleppo"]]
    points = pd.DataFrame({"name": cities["name"], "lat": cities["lat"], "lon": cities["lon"]})
    table = annotate(evening, points)
    assert table["place"].tolist() == cities.index.tolist()
    assert table["faction"].tolist() == evening.holders[cities.index].tolist()
    front = front_between(evening, "HTS,SNA", "SAA")
    for city in ("damascus", "homs", "latakia"):
        far = table.loc[city, "front_km"]
        assert far == pytest.approx(front.distance_to(city).distance_km, abs=1e-6)


def test_annotate_takes_any_coordinate_system(syria):
    import geopandas as gpd

    evening = situation_on(syria, "2024-12-02")
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy([36.29], [33.51]), crs="EPSG:4326")
    near = annotate(evening, frame.to_crs("EPSG:32637"))
    assert near["front_km"].iloc[0] == pytest.approx(annotate(evening, frame)["front_km"].iloc[0])
    with pytest.raises(BadParameter, match="coordinate system"):
        annotate(evening, frame.set_crs(None, allow_override=True))


def test_findings_list_the_pages_of_who_held_a_place_first(tmp_path):
    """Of a place that changed hands only those of the change."""
    lands = [
        place("alpha", 34.5, 37.0, "HTS", sources="page-a"),
        place("bravo", 34.5, 37.2, "SAA", sources="page-b"),
        place("charlie", 34.5, 37.4, "SAA", sources="page-c"),
        place("delta", 34.5, 39.0, "SAA", sources="page-d"),
    ]
    pages = [source(f"page-{letter}") for letter in "abcde"]
    falls = [event("2024-11-28", "bravo", "SAA", "HTS", sources="page-e")]
    world = load(write_world(tmp_path, lands, falls, sources=pages))

    def found(day):
        findings = world.on(day).findings(cities=["delta"], attackers="HTS", defenders="SAA")
        return {f.id: (set(f.events), set(f.sources)) for f in findings}

    before, after = found("2024-11-27"), found("2024-11-28")
    assert before["front-to-delta"] == (set(), {"page-a", "page-b"})
    assert before["shares"] == (set(), {"page-a", "page-b", "page-c", "page-d"})
    taken = {"event-1"}
    assert after["front-to-delta"] == (taken, {"page-e", "page-c"})
    assert after["shares"] == (taken, {"page-a", "page-e", "page-c", "page-d"})
