"""Networks drawn by hand with known cuts; properties of cut-offs; the real days."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from ladder import ROADS, TOWNS
from syria_analysis.claims import check_claim
from syria_analysis.control.situation import situation_on
from syria_analysis.control.what_if import (
    from_csv,
    given_back,
    if_captured,
    suppose,
    within_km,
)
from syria_analysis.errors import BadParameter, MissingData, UnknownName
from syria_analysis.export.layers import layer_table
from syria_analysis.roads.captures import along_road
from syria_analysis.roads.critical import (
    candidate_cities,
    critical_sets,
    detours,
    separating_sets,
)
from syria_analysis.roads.network import open_network, quickest, road_network, usable
from syria_analysis.roads.reach import cut_off
from syria_analysis.roads.risk import cut_off_risk, isolated
from syria_analysis.text.stakes_words import stakes_words
from worlds import load_world, place, write_world

DAY = "2024-12-02"


@pytest.fixture(scope="module")
def ladder(ladder_world):
    return load_world(ladder_world)


@pytest.fixture(scope="module")
def before(ladder):
    return situation_on(ladder, "2024-11-27")


@pytest.fixture(scope="module")
def evening(ladder):
    return situation_on(ladder, DAY)


def length(*names):
    geod = Geod(ellps="WGS84")
    legs = pairwise(names)
    return sum(
        geod.inv(TOWNS[a][1], TOWNS[a][0], TOWNS[b][1], TOWNS[b][0])[2] / 1000 for a, b in legs
    )


def test_a_stretch_is_as_long_as_its_geodesic(ladder):
    network = road_network(ladder)
    assert len(network.edges) == len(ROADS)
    for a, b, *_ in ROADS:
        assert network.edges[a, b]["km"] == pytest.approx(length(a, b), abs=1e-9)
    assert not road_network(ladder, low_confidence_roads=False).has_edge("west", "port")


def test_all_is_within_reach_before(before):
    found = cut_off(before, "capital", "SAA", ["port", "Rival"])
    assert found.cut_off == ()
    assert found.reachable == ("capital", "east", "north", "port", "south", "west")
    port, rival = found.routes
    assert port.via == ("south", "west")
    assert port.km == port.normal_km == pytest.approx(length("capital", "south", "west", "port"))
    assert (rival.km, rival.via) == (None, ())
    # By the motorway, which is longer: 383 km at 90 km/h against 357, of which 144 at 65.
    assert rival.normal_km == pytest.approx(length("capital", "south", "east", "north", "rival"))


def test_speeds_choose_the_way_and_never_its_length(ladder):
    network = road_network(ladder)
    for a, b, _, kind, _ in ROADS:
        hours = network.edges[a, b]["km"] / {"motorway": 90, "main": 65, "secondary": 55}[kind]
        assert network.edges[a, b]["hours"] == pytest.approx(hours)
    km, way = quickest(network, "south", "rival")
    assert way == ("south", "east", "north", "rival")
    assert km == pytest.approx(length(*way))
    assert km > length("south", "west", "north", "rival")
    assert quickest(network, "south", "hamlet") is None


def test_low_confidence_roads_in_or_out(before):
    found = cut_off(before, "capital", "SAA", ["port"], low_confidence_roads=False)
    assert found.routes[0].via == ("south", "east", "north")
    lost = if_captured(before, "north", by="HTS")
    assert cut_off(lost, "capital").cut_off == ()
    assert cut_off(lost, "capital", low_confidence_roads=False).cut_off == ("port",)


def test_contested_ends_count_as_open_or_shut(evening):
    shut, opened = (cut_off(evening, "capital", contested=c) for c in ("shut", "open"))
    assert usable(evening, {"SAA"}) == set(TOWNS) - {"east", "rival"}
    assert "east" not in (*shut.reachable, *shut.cut_off)
    assert {"east", "rival"} <= set(opened.reachable)
    lost = if_captured(evening, "west", by="HTS")
    assert cut_off(lost, "capital").cut_off == ("north", "port")
    assert cut_off(lost, "capital", contested="open").cut_off == ()
    # The other side's answers mirror these.
    assert usable(evening, {"HTS"}) == set()
    assert usable(evening, {"HTS"}, "open") == {"east", "rival"}
    with pytest.raises(BadParameter, match="open or shut"):
        cut_off(evening, "capital", contested="maybe")


def test_road_and_land_can_disagree(before):
    lost = if_captured(before, "south", by="HTS")
    found = cut_off(lost, "capital", targets=["port"])
    assert found.reachable == ("capital",)
    assert "hamlet" in found.land_reachable  # on no road
    joined = set(found.land_reachable)
    assert found.disagree == tuple(sorted(joined & set(found.cut_off)))
    assert set(found.land_reachable) | set(found.land_cut_off) == {
        name for name in TOWNS if lost.holders[name] == "SAA"
    }
    row = found.units.loc["Hama"]
    assert (row["reachable"], row["cut_off"], row["status"]) == (1, 4, "divided")


def test_a_source_that_the_side_has_lost_reaches_nothing(before):
    found = cut_off(if_captured(before, "capital", by="HTS"), "capital", targets=["port"])
    assert (found.reachable, found.land_reachable) == ((), ())
    assert len(found.cut_off) == 5
    assert found.routes[0].km is None


def test_a_place_on_no_road_is_refused(before):
    with pytest.raises(BadParameter, match=r"hamlet lies on no road .* is east, 1\d\d km"):
        cut_off(before, "hamlet")
    with pytest.raises(UnknownName, match="did you mean 'capital'"):
        cut_off(before, "capitla")


def test_a_package_without_roads_says_so(line_world):
    evening = situation_on(load_world(line_world), DAY)
    with pytest.raises(MissingData, match=r"roads\.csv"):
        cut_off(evening, "bravo")


def test_candidates_follow_the_rule(ladder):
    # west by its people, north as a junction, south and north where the motorway meets a road.
    assert candidate_cities(ladder) == ("north", "south", "west")


@pytest.mark.parametrize(("people", "counts"), [(49_999, False), (50_000, True)])
def test_a_city_has_fifty_thousand_people(ladder, people, counts):
    places = ladder.places.copy()
    places.loc["east", "population"] = people
    assert ("east" in candidate_cities(replace(ladder, places=places))) == counts


def test_nothing_separates_what_is_on_no_road():
    line = nx.Graph([("a", "b"), ("b", "c")])
    assert separating_sets(line, "a", "c", {"b"}, max_size=1) == (("b",),)
    assert separating_sets(line, "elsewhere", "c", {"b"}, max_size=1) == ()
    assert separating_sets(line, "a", "elsewhere", {"b"}, max_size=1) == ()


def test_critical_sets_of_the_ladder(before):
    assert critical_sets(before, "capital", "port") == (("south",), ("north", "west"))
    strict = critical_sets(before, "capital", "port", low_confidence_roads=False)
    assert strict == (("north",), ("south",))
    assert critical_sets(before, "capital", "port", max_size=1) == (("south",),)
    assert critical_sets(before, "capital", ["north", "port"]) == (("south",),)
    assert critical_sets(before, "capital", "rival") == ()
    gone = if_captured(before, "south", by="HTS")
    assert critical_sets(gone, "capital", "port") == ()
    with pytest.raises(BadParameter, match="max_size"):
        critical_sets(before, "capital", "port", max_size=0)


def test_detours_rank_cities(before):
    table = detours(before, "capital", "port")
    assert table["place"].tolist() == ["south", "west"]
    assert table["detour_km"][0] == float("inf")
    around = length("capital", "south", "east", "north", "port")
    assert table["without_km"][1] == pytest.approx(around)
    assert table["detour_km"][1] == pytest.approx(around - table["km"][1])
    now = length("capital", "south") / 90 + length("south", "west") / 65
    now += length("west", "port") / 55
    motorway = length("capital", "south", "east", "north") / 90
    then = motorway + length("north", "port") / 65
    assert table["detour_hours"].tolist() == [float("inf"), pytest.approx(then - now)]


def at_stake(situation, cities, source):
    return cut_off_risk(situation, cities, source, ["SAA"], ["HTS", "SNA"])


def test_what_is_at_stake(before, ladder):
    both = at_stake(before, ["north", "west"], "capital")
    assert (both.cities, both.places, both.contested) == (("north", "west"), ("port",), ())
    assert both.supposed
    fallen = if_captured(before, "north", "east", by="HTS")
    rest = at_stake(fallen, ["north", "west"], "capital")
    assert (rest.cities, rest.places) == (("west",), ("port",))
    gone = at_stake(if_captured(fallen, "west", by="HTS"), ["north", "west"], "capital")
    assert (gone.cities, gone.places, gone.supposed) == ((), ("port",), False)
    assert at_stake(before, ["west"], "capital") is None, "nothing hangs on it"
    assert at_stake(before, ["west"], "hamlet") is None, "on no road"
    lost = if_captured(before, "capital", by="HTS")
    assert at_stake(lost, ["north", "west"], "capital") is None
    # East is contested on the evening: shut, so that nothing more would be lost with it.
    evening = situation_on(ladder, DAY)
    cut = if_captured(evening, "north", "west", by="SNA")
    stake = at_stake(cut, ["east"], "capital")
    assert (stake.cities, stake.places, stake.contested) == ((), ("port",), ("east",))


def test_a_place_off_the_roads_hangs_on_the_nearest_one_on_them(before):
    # The hamlet's nearest place on a road is east, cut off with the south.
    cut = cut_off(if_captured(before, "south", by="HTS"), "capital")
    assert isolated(cut) == ("east", "hamlet", "north", "port", "west")
    assert isolated(cut_off(before, "capital")) == ()


GRAPHS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=18)


@settings(max_examples=150, deadline=None)
@given(GRAPHS)
def test_a_cut_set_cuts_and_no_proper_subset_does(pairs):
    graph = nx.Graph([(str(a), str(b)) for a, b in pairs if a != b])
    graph.add_nodes_from("07")
    inner = sorted(set(graph) - {"0", "7"})

    def cut_by(group):
        return not nx.has_path(graph.subgraph(set(graph) - set(group)), "0", "7")

    found = separating_sets(graph, "0", "7", inner, max_size=3)
    # Against every group of at most three there is.
    expected = []
    if nx.has_path(graph, "0", "7"):
        for size in (1, 2, 3):
            for group in combinations(inner, size):
                if cut_by(group) and not any(set(e) <= set(group) for e in expected):
                    expected.append(group)
    assert sorted(found) == sorted(expected)


@settings(max_examples=40, deadline=None)
@given(st.permutations(sorted(set(TOWNS) - {"rival"})), st.sampled_from(["open", "shut"]))
def test_more_captures_never_reconnect(evening, order, contested):
    reached = land = None
    state = evening
    for name in order:
        state = if_captured(state, name, by="HTS")
        found = cut_off(state, "capital", contested=contested)
        if reached is not None:
            assert set(found.reachable) <= reached
            assert set(found.land_reachable) <= land
        reached, land = set(found.reachable), set(found.land_reachable)
    assert reached == set()


def test_a_supposed_evening_says_so_and_leaves_the_facts(before):
    lost = if_captured(before, "North", "west", by="hts")
    assert lost.hypothetical == (("north", "HTS", False), ("west", "HTS", False))
    assert lost.captured == {"north": "HTS", "west": "HTS"}
    assert before.hypothetical == ()
    assert before.holders["north"] == "SAA"
    back = given_back(lost, ["north"], to="SAA")
    assert back.hypothetical == (("west", "HTS", False), ("north", "SAA", True))
    assert back.holders["north"] == "SAA"
    assert "hypothetical: West captured by the HTS-led forces" in repr(cut_off(back, "capital"))
    many = suppose(before, dict.fromkeys(TOWNS, "HTS"))
    assert many.supposed == "8 places passed to the HTS-led forces"
    assert suppose(before, {}) is before


@pytest.mark.parametrize(
    ("places", "by", "error", "message"),
    [
        (["nroth"], "HTS", UnknownName, "did you mean 'north'"),
        (["north"], "HTSS", UnknownName, "did you mean 'HTS'"),
        (["north"], "HTS,SNA", BadParameter, "one faction"),
        (["north", "rival"], "HTS", BadParameter, "HTS already holds rival"),
        ([], "HTS", BadParameter, "no place"),
    ],
)
def test_captures_that_make_no_sense_are_refused(before, places, by, error, message):
    with pytest.raises(error, match=message):
        if_captured(before, *places, by=by)


def test_a_contested_place_can_be_captured_by_either(evening):
    assert if_captured(evening, "rival", by="HTS").contested["rival"] == ""
    assert if_captured(evening, "rival", by="SAA").holders["rival"] == "SAA"


def test_all_within_a_distance(before):
    near = within_km(before, "west", length("west", "south") + 0.001, by="HTS")
    assert set(near.captured) == {"west", "south", "north"}
    assert within_km(before, "west", 0, by="HTS").captured == {"west": "HTS"}
    with pytest.raises(BadParameter, match="already holds all places within 9 km of rival"):
        within_km(before, "rival", 9, by="HTS")
    for wrong in (-1, "far", float("nan")):
        with pytest.raises(BadParameter, match="km"):
            within_km(before, "west", wrong, by="HTS")


def test_along_a_road(before):
    assert set(along_road(before, "m5", "rival", "east", by="HTS").captured) == {"north", "east"}
    with pytest.raises(UnknownName, match="did you mean 'M5'"):
        along_road(before, "M55", "north", "east", by="HTS")
    with pytest.raises(BadParameter, match="west does not lie on the road M5"):
        along_road(before, "M5", "north", "west", by="HTS")


def test_captures_from_a_file(before, tmp_path):
    file = tmp_path / "captures.csv"
    file.write_text("place,by,why\nNorth,HTS,x\nwest,SNA,y\n", encoding="utf-8")
    assert from_csv(before, file).captured == {"north": "HTS", "west": "SNA"}
    for text, error, message in (
        ("place\nnorth\n", MissingData, "no column by"),
        ("place,by\n", BadParameter, "no captures"),
        ("place,by\nnorth,HTS\nNorth,SNA\n", BadParameter, "north twice"),
        ("place,by\nrival,HTS\n", BadParameter, "already holds rival"),
        ("place,by\nnorht,HTS\n", UnknownName, "did you mean 'north'"),
        ("", BadParameter, "it is empty"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(error, match=message):
            from_csv(before, file)


def test_open_network_has_both_ends(evening):
    network = open_network(evening, {"SAA"})
    assert "rival" not in network
    assert set(network) <= usable(evening, {"SAA"})


def test_two_sides_can_share_their_stretches(ladder):
    evening = situation_on(ladder, "2024-11-27")
    found = cut_off(evening, "capital", "SAA,HTS", ["rival"])
    assert found.routes[0].km is not None


def test_variants_of_the_data_have_their_own_roads(ladder):
    fewer = replace(ladder, roads=ladder.roads[ladder.roads["road"] != "track"])
    assert not road_network(fewer).has_edge("west", "port")
    assert road_network(ladder).has_edge("west", "port")


def cutoff_claim(captures, targets, day="2024-11-27", source="capital"):
    subject = f"captures={captures};by=HTS;from={source};targets={targets}"
    row = {"id": "cut", "statement": "x", "metric": "cutoff", "subject": subject, "unit": ""}
    row |= {"expected": "yes", "tolerance_rule": "exact", "tolerance_low": "", "as_of": day}
    row |= {"tolerance_high": "", "forecast": False, "sources": "report", "note": ""}
    return {**row, "overturned_by": "an open road"}


@pytest.mark.parametrize(
    ("captures", "targets", "day", "verdict", "said"),
    [
        ("south", "port", "2024-11-27", "supported", "by M5, west road, track before, then no"),
        ("south", "port,north", "2024-11-27", "supported", "The same with contested places open"),
        ("west", "port", "2024-11-27", "not supported", "then 310 km by M5, coast road"),
        ("north", "port", "2024-11-27", "partly", "It depends on how the roads are read"),
        ("north", "port,east", "2024-11-27", "partly", "without roads of low confidence"),
        ("west", "port", DAY, "partly", "contested places open: newly cut off none"),
        ("west", "rival", DAY, "not supported", "Rival: no open way even before"),
        ("south", "hamlet", DAY, "not checkable from this data", "hamlet lies on no road"),
    ],
)
def test_the_claim_follows_the_roads(ladder, captures, targets, day, verdict, said):
    found = check_claim(ladder, cutoff_claim(captures, targets, day))
    assert (found.verdict, said in found.basis) == (verdict, True), found.basis
    assert found.broken_by == ""


def test_the_claim_names_the_sets_and_the_events(ladder):
    found = check_claim(ladder, cutoff_claim("south", "port"))
    assert "cuts the way: South, North + West." in found.basis
    assert "Without roads of low confidence already North." in found.basis
    assert "On roads of high confidence alone already North." in found.basis
    assert check_claim(ladder, cutoff_claim("south", "port", DAY)).events == ()
    # A place lost before, at the edge of the reach, is what the answer rests on.
    fell = ladder.events.assign(contested=False)
    lost = check_claim(replace(ladder, events=fell), cutoff_claim("west", "port", DAY))
    assert (lost.verdict, lost.computed, lost.events) == ("supported", "yes", ("event-1",))


def test_the_claim_holds_only_however_the_evidence_is_read(ladder):
    weak = ladder.events.assign(contested=False, confidence="low")
    found = check_claim(replace(ladder, events=weak), cutoff_claim("west", "port", DAY))
    assert (found.verdict, found.broken_by) == ("partly", "only high-confidence events")


# ------------------------------------------------------------------ the real days

CHOICES = [(contested, low) for contested in ("shut", "open") for low in (True, False)]
COAST = ["latakia", "tartus"]


@pytest.mark.parametrize(("contested", "low"), CHOICES)
def test_hama_and_homs_are_the_gate_to_the_coast(syria, contested, low):
    options = {"contested": contested, "low_confidence_roads": low}
    evening = syria.on(DAY)
    before = evening.cut_off("damascus", targets=COAST, **options)
    assert all(route.km is not None for route in before.routes)
    after = evening.if_captured("hama", "homs", by="HTS")
    lost = after.cut_off("damascus", targets=COAST, **options)
    assert all(route.km is None for route in lost.routes)
    assert {*COAST, "masyaf", "baniyas"} <= set(lost.cut_off)
    assert {"latakia", "tartus"} <= set(lost.disagree)  # the hills in the west join them by land
    sets = evening.critical_sets("damascus", COAST, **options)
    assert any(set(group) <= {"hama", "homs"} for group in sets)
    alone = evening.if_captured("hama", by="HTS").cut_off("damascus", targets=COAST, **options)
    assert all(route.km is not None for route in alone.routes)


@pytest.mark.parametrize(("contested", "low"), CHOICES)
def test_real_critical_sets_cut_and_no_proper_subset_does(syria, contested, low):
    options = {"contested": contested, "low_confidence_roads": low}
    evening = syria.on(DAY)
    for group in evening.critical_sets("damascus", "latakia", **options):
        for size in range(len(group) + 1):
            for part in combinations(group, size):
                lost = suppose(evening, dict.fromkeys(part, "HTS"))
                route = lost.cut_off("damascus", targets="latakia", **options).routes[0]
                assert (route.km is None) == (part == group)


def test_the_ways_to_the_coast_day_by_day(syria):
    table = syria.routes_by_day("damascus", ["homs", "hama", *COAST])
    days = table.assign(date=table["date"].astype(str)).set_index(["to", "date"]).sort_index()
    # Hama was lost first; the way round it by Homs stayed open until Homs was contested, and both
    # roads north of Damascus, by Harasta and by Maaraba, were lost on the same day.
    assert days.loc[("hama", "2024-12-04"), "km_shut"] > 0
    assert not days.loc[("hama", "2024-12-05"), "held"]
    for town in COAST:
        assert days.loc[(town, "2024-12-06"), "km_shut"] > 0
        for day in ("2024-12-07", "2024-12-08"):
            assert days.loc[(town, day), "km_shut":"km_open"].isna().all()
    # What is open with contested places shut is no longer with them open.
    assert (table["km_open"] <= table["km_shut"] + 1e-9)[table["km_shut"].notna()].all()


def test_routes_and_governorates_add_up(syria):
    found = syria.on(DAY).cut_off("damascus")
    network = road_network(syria)
    for route in found.routes:
        stops = ("damascus", *route.via, route.to)
        assert route.km == pytest.approx(sum(network.edges[pair]["km"] for pair in pairwise(stops)))
        assert route.km >= route.normal_km - 1e-9
    assert {"homs", "latakia", "tartus"} <= {route.to for route in found.routes}
    assert found.units.at["Homs", "status"] == "reachable"
    assert found.units["cut_off"].sum() == len(found.cut_off)


def test_everything_works_on_a_what_if(syria):
    evening = syria.on(DAY)
    lost = evening.if_captured("hama", "homs", by="HTS")
    assert type(lost) is type(evening)
    assert "hypothetical (Hama and Homs captured by the HTS-led forces)" in repr(lost)
    assert "hypothetical" not in repr(evening)
    assert lost.areas()["area_km2"].sum() == pytest.approx(evening.areas()["area_km2"].sum())
    assert lost.distances(["homs"])["status"].tolist() == ["held_by_attackers"]
    moved = lost.changes("2024-11-26")
    rows = moved.places.set_index("place").loc[["hama", "homs"]]
    assert rows["confidence"].tolist() == ["hypothetical"] * 2
    assert rows["sources"].tolist() == [(), ()]
    assert moved.transfer.to_numpy().sum() == pytest.approx(evening.areas()["area_km2"].sum())
    found = lost.findings("2024-11-26", ["homs"])
    assert all(finding.sentence.startswith("Hypothetical: ") for finding in found)
    assert not any("ypothetical" in f.sentence for f in evening.findings("2024-11-26", ["homs"]))
    table = lost.robustness("2024-11-26", ["homs"])
    assert table.loc[table["number"] == "front-to-homs", "value"].isna().all()
    whole = evening.if_captured_within("homs", 20, by="HTS")
    assert {"homs", "talbiseh"} < set(whole.captured)
    assert set(evening.if_captured_along("M5", "hama", "homs", by="HTS").captured) > {"al-rastan"}
    assert evening.if_given_back("aleppo", to="SAA").holders["aleppo"] == "SAA"


def test_files_of_a_what_if_say_so(syria, tmp_path):
    lost = syria.on(DAY).if_captured("homs", by="HTS")
    text = lost.export(tmp_path / "x.geojson").read_text(encoding="utf-8")
    assert "Hypothetical, not reported: Homs captured by the HTS-led forces" in text
    for layer in ("territory", "places", "cells", "fronts", "changes"):
        table = pd.read_csv(lost.export(tmp_path / f"{layer}.csv", layer), dtype=str)
        assert set(table["hypothetical"]) == {"Homs captured by the HTS-led forces"}
        if layer in ("places", "cells"):
            homs = table.set_index("place").loc["homs"]
            assert (homs["holder"], homs["confidence"]) == ("HTS", "hypothetical")
            assert homs[["sources", "event", "held_since"]].isna().all()
    assert "hypothetical" not in layer_table(syria.on(DAY), "territory")


def parallel_ways(folder, count):
    """Capital and port, joined by as many ways as there are junctions between them."""
    towns = [place("capital", 33.3, 37.0, "SAA"), place("port", 35.3, 37.0, "SAA")]
    roads = []
    for n in range(count):
        middle = f"mid{n}"
        towns.append(place(middle, 34.3, 36.3 + 0.6 * n, "SAA", kind="junction"))
        for end in ("capital", "port"):
            roads.append({"from": end, "to": middle, "road": f"R{n}", "class": "main"})
    return situation_on(load_world(write_world(folder, towns, roads=roads)), "2024-11-26")


def test_sets_of_three_are_sought_and_no_larger_ones_unless_asked(tmp_path):
    three = parallel_ways(tmp_path / "three", 3)
    assert critical_sets(three, "capital", "port", "SAA") == (("mid0", "mid1", "mid2"),)
    assert critical_sets(three, "capital", "port", "SAA", max_size=2) == ()
    four = parallel_ways(tmp_path / "four", 4)
    assert critical_sets(four, "capital", "port", "SAA") == ()
    assert len(critical_sets(four, "capital", "port", "SAA", max_size=4)[0]) == 4


@pytest.mark.parametrize(
    ("change", "headline"),
    [
        ({}, "A road from Capital to Port is open"),
        # A source that is contested cannot be used where contested places count as shut.
        ({"capital": "HTS"}, "A road from Capital to Port is open only through contested places"),
        ({"north": "HTS"}, "A road from Capital to Port is open"),  # by the track
        ({"south": "HTS"}, "A road from Capital to Port is open only through contested places"),
    ],
)
def test_the_map_of_what_is_at_stake_counts_roads_as_the_question_does(before, change, headline):
    contested = before.contested.copy()
    contested.update(pd.Series(change, dtype=object))
    evening = replace(before, contested=contested)
    ends = {"source": "capital", "targets": ["port"]}
    words = stakes_words(evening, before, ["HTS"], ["SAA"], {}, None, letters={}, **ends)
    assert words.subtitle.startswith(f"{headline}. ")
    way = cut_off(evening, "capital", "SAA", ["port"]).routes[0]
    assert (way.km is None) == headline.endswith("places")
