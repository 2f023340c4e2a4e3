from __future__ import annotations

import datetime as dt

import pytest

from syria_analysis.control.changes import changes_between
from syria_analysis.control.intervals import settled_for
from syria_analysis.control.land import areas, transfer
from syria_analysis.control.situation import Capture, situation_on
from syria_analysis.control.what_if import given_back, if_captured
from syria_analysis.errors import BadDate, BadParameter, DateOutOfRange
from syria_analysis.package.dataset import load_dataset
from syria_analysis.text.campaign_findings import campaign_findings
from worlds import place, write_world


@pytest.fixture(scope="module")
def world(line_world):
    return load_dataset(line_world)


def held(world, day):
    return "".join(situation_on(world, day).holders.map(lambda f: f[1]))  # T HTS, A SAA, D SDF


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-11-26", "TAAA"),
        ("2024-11-27", "TAAA"),
        ("2024-11-28", "TTAA"),
        ("2024-11-30", "TTAA"),  # contested: the last uncontested holder stays
        ("2024-12-04", "TTAD"),
        ("2024-12-08", "TTAD"),
    ],
)
def test_holders_by_evening(world, day, expected):
    assert held(world, day) == expected


def test_contested_until_settled(world):
    contested = {
        day: situation_on(world, day).contested["charlie"]
        for day in ("2024-11-29", "2024-11-30", "2024-12-01")
    }
    assert contested == {"2024-11-29": "", "2024-11-30": "HTS", "2024-12-01": ""}


def test_uncertain_only_inside_the_span(world):
    # Delta fell between the 3rd and the 6th: by the evening of the 6th it surely had.
    days = [f"2024-12-0{n}" for n in (2, 3, 5, 6)]
    assert [bool(situation_on(world, d).uncertain["delta"]) for d in days] == [
        False,
        True,
        True,
        False,
    ]


def test_confidence_and_event_of_the_holder(world):
    evening = situation_on(world, "2024-12-05")
    assert (evening.last_event["delta"], evening.confidence["delta"]) == ("event-4", "low")
    assert (evening.last_event["alpha"], evening.confidence["alpha"]) == ("", "high")


def test_contested_places_can_be_given_to_either_side(world):
    evening = situation_on(world, "2024-11-30")
    assert settled_for(evening, {"HTS"}).holders["charlie"] == "HTS"
    assert settled_for(evening, {"SAA"}).holders["charlie"] == "SAA"
    assert settled_for(evening, {"SNA"}, {"HTS"}).holders["charlie"] == "HTS"


def test_areas_add_up(world):
    table = areas(situation_on(world, "2024-11-30")).set_index("faction")
    assert table["share"].sum() == pytest.approx(1)
    # Strips of one degree in four: equal within the distortion of the square's corners.
    assert table.loc["HTS", "share"] == pytest.approx(0.5, abs=0.01)
    assert table.loc["SAA", "contested_km2"] == pytest.approx(
        table.loc["SAA", "area_km2"] / 2, rel=0.01
    )
    assert table.loc["HTS", "places"] == 2
    # Within 10 km of a place: two discs.
    assert table.loc["HTS", "effective_km2"] == pytest.approx(2 * 314.2, rel=0.01)


def test_transfer_conserves(syria):
    days = [situation_on(syria, day) for day in ("2024-11-26", "2024-12-02", "2024-12-08")]
    for before, after in ((days[0], days[1]), (days[1], days[2]), (days[0], days[2])):
        table = transfer(before, after)
        held_before = areas(before).set_index("faction")["area_km2"]
        held_after = areas(after).set_index("faction")["area_km2"]
        for faction in table.index:
            assert table.loc[faction].sum() == pytest.approx(held_before.get(faction, 0), rel=1e-9)
            assert table[faction].sum() == pytest.approx(held_after.get(faction, 0), rel=1e-9)


def test_changes_of_the_line_world(world):
    found = changes_between(situation_on(world, "2024-11-26"), situation_on(world, "2024-11-30"))
    rows = found.places[["place", "from", "to", "contested"]].to_numpy().tolist()
    assert rows == [["bravo", "SAA", "HTS", False], ["charlie", "SAA", "HTS", True]]
    assert found.places["date"].tolist() == [dt.date(2024, 11, 28), dt.date(2024, 11, 30)]
    area = situation_on(world, "2024-11-26").mesh.area_km2
    assert found.transfer.loc["SAA", "HTS"] == pytest.approx(area["bravo"])
    balance = found.balance.loc["HTS"]
    assert balance["net_low_km2"] == pytest.approx(area["bravo"])
    assert balance["net_high_km2"] == pytest.approx(area["bravo"] + area["charlie"])


def test_changes_refuse_a_reversed_span(world):
    with pytest.raises(BadParameter, match="later"):
        changes_between(situation_on(world, "2024-12-01"), situation_on(world, "2024-11-30"))


@pytest.mark.parametrize("day", ["2024-13-01", "yesterday", "", "20241202", "2024-W49-1"])
def test_what_is_no_day(world, day):
    with pytest.raises(BadDate):
        situation_on(world, day)


@pytest.mark.parametrize("day", ["2024-11-25", "2024-12-09"])
def test_days_outside_the_data(world, day):
    with pytest.raises(DateOutOfRange, match="2024-11-26 to 2024-12-08"):
        situation_on(world, day)


# ------------------------------------------------------------------ what is supposed


def test_captures_are_records(world):
    evening = situation_on(world, "2024-11-26")
    supposed = given_back(if_captured(evening, "bravo", "charlie", by="HTS"), "bravo", to="SAA")
    assert supposed.hypothetical == (
        Capture("charlie", "HTS"),
        Capture("bravo", "SAA", given_back=True),
    )
    assert supposed.captured == {"charlie": "HTS", "bravo": "SAA"}
    assert supposed.supposed == (
        "Charlie captured by the HTS-led forces; Bravo given back to the government"
    )
    assert evening.hypothetical == ()


def test_changes_from_a_supposed_evening(world):
    """Bravo fell on 28 November; charlie did not. Both are supposed on the first evening."""
    first = if_captured(situation_on(world, "2024-11-26"), "bravo", "charlie", by="SNA")
    found = changes_between(first, situation_on(world, "2024-11-28")).places.set_index("place")
    assert found.loc["bravo", ["from", "to", "event"]].tolist() == ["SNA", "HTS", "event-1"]
    assert found.loc["charlie", ["from", "to", "event"]].tolist() == ["SNA", "SAA", ""]
    assert found["confidence"].tolist() == ["high", "hypothetical"]
    # Supposed on the second evening too, and undone again by what had happened before it.
    late = situation_on(world, "2024-11-29")
    undone = changes_between(if_captured(late, "bravo", by="SNA"), late).places
    assert undone[["place", "from", "to", "event"]].to_numpy().tolist() == [
        ["bravo", "SNA", "HTS", ""]
    ]


def test_a_contest_of_the_baseline_is_told_without_an_event(tmp_path):
    places = [place("alpha", 34.5, 37, "HTS"), place("bravo", 34.5, 39, "SAA", contested_by="HTS")]
    evening = situation_on(load_dataset(write_world(tmp_path, places)), "2024-11-26")
    found = changes_between(if_captured(evening, "bravo", by="SNA"), evening).places
    assert found[["from", "to", "event"]].to_numpy().tolist() == [["SNA", "SAA", ""]]


def test_a_guest_base_is_no_place_to_capture(syria):
    guest = syria.places.index[~syria.places.index.isin(syria.with_land.index)][0]
    evening = situation_on(syria, "2024-12-02")
    for question in (
        lambda: if_captured(evening, guest, by="HTS"),
        lambda: given_back(evening, guest, to="SAA"),
    ):
        with pytest.raises(BadParameter, match="nothing would move"):
            question()


def test_a_guest_force_captures_no_land(syria):
    evening = syria.on("2024-12-02")
    for question in (
        lambda: evening.if_captured("homs", by="RUS"),
        lambda: evening.if_given_back("aleppo", to="RUS"),
        lambda: evening.if_captured_within("homs", 5, "RUS"),
    ):
        with pytest.raises(BadParameter, match="RUS is a guest force"):
            question()


def test_a_situation_stands_for_its_evening(syria):
    first, now = syria.on("2024-11-26"), syria.on("2024-12-02")
    assert now.changes(first).transfer.equals(now.changes("2024-11-26").transfer)
    supposed = first.if_captured("homs", by="HTS")
    assert "homs" in set(now.changes(supposed).places["place"])
    named = now.findings(first, ["homs"])
    assert [f.sentence for f in named] == [f.sentence for f in now.findings("2024-11-26", ["homs"])]
    with pytest.raises(BadParameter, match="different data"):
        syria.on("2024-12-02", known_by="2024-12-01").changes(first)


# ------------------------------------------------------------------ after the last full evening


def test_evenings_reach_as_far_as_events(syria):
    assert (syria.last, syria.reported_to) == (dt.date(2024, 12, 8), dt.date(2024, 12, 11))
    assert syria.on("latest").date == syria.last  # what is described in full
    late, last = syria.on("2024-12-11"), syria.on("2024-12-08")
    moved = late.holders.index[late.holders != last.holders]
    after = syria.events[syria.events["date"] > "2024-12-08"]
    assert set(moved) == set(after["place"]) and len(moved)
    assert late.findings("2024-12-08")[-1].id == "reach"
    assert "After 8 December 2024 only reported changes" in late.findings("2024-12-08")[-1].sentence
    assert "reach" not in {finding.id for finding in last.findings("2024-11-26")}
    with pytest.raises(DateOutOfRange, match="2024-11-26 to 2024-12-11"):
        syria.on("2024-12-12")
    story = syria.campaign("2024-12-07", "2024-12-10")
    assert campaign_findings(story)[-1].id == "reach"
    assert syria.campaign().last.date == syria.last
