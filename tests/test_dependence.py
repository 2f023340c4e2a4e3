"""On which events a number hangs, worked by hand on a line of towns."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import syria_analysis as sa
from invented import write_invented
from syria_analysis.api import load
from syria_analysis.claims.dependence import corrections_of, dependence
from syria_analysis.control.changes import changes_between
from syria_analysis.control.front import front_between
from syria_analysis.control.situation import situation_on
from syria_analysis.control.what_if import if_captured
from syria_analysis.errors import BadParameter
from syria_analysis.text.findings import summary
from worlds import event, place, write_world

DAY = "2024-12-02"
TOWNS = [
    place(name, 34.5, 36.5 + k, "SAA" if k else "HTS")
    for k, name in enumerate(["alpha", "bravo", "charlie", "delta"])
]
FALLS = [
    event("2024-11-28", "bravo", "SAA", "HTS", id="first"),
    event("2024-11-30", "charlie", "SAA", "HTS", id="second", claim_kind="own claim",
          confidence="medium", claimant="MOC"),
]  # fmt: skip


@pytest.fixture(scope="module")
def evening(tmp_path_factory):
    return situation_on(load(write_world(tmp_path_factory.mktemp("line"), TOWNS, FALLS)), DAY)


def test_by_hand(evening):
    table = dependence(evening, "2024-11-26", ["delta"], "HTS", "SAA").set_index("number")
    # The front lies between charlie and delta; without charlie's fall it is a degree farther off.
    row = table.loc["front-to-delta"]
    assert (row["event"], row["claimant"], row["independent_origins"]) == ("second", "MOC", 1)
    before = front_between(situation_on(evening.dataset, "2024-11-29"), "HTS", "SAA")
    assert row["without"] == pytest.approx(before.distance_to("delta").distance_km)
    assert row["moves"] == pytest.approx(row["without"] - row["value"])
    gained = table.loc["gained"].set_index("event")
    area = evening.mesh.area_km2
    assert set(gained.index) == {"first", "second"}
    assert gained.at["first", "moves"] == pytest.approx(-area["bravo"])
    assert gained.at["second", "value"] == pytest.approx(area["bravo"] + area["charlie"])


def test_a_place_taken_back_bears_on_numbers_too(tmp_path):
    """Without the report that charlie was retaken the front would be nearer, and the gain more."""
    falls = [*FALLS, event("2024-12-01", "charlie", "HTS", "SAA", id="third")]
    now = situation_on(load(write_world(tmp_path / "line", TOWNS, falls)), DAY)
    table = dependence(now, "2024-11-26", ["delta"], "HTS", "SAA").set_index(["number", "event"])
    before = front_between(situation_on(now.dataset, "2024-11-30"), "HTS", "SAA")
    without = before.distance_to("delta").distance_km
    assert table.at[("front-to-delta", "third"), "without"] == pytest.approx(without)
    assert table.at[("front-to-delta", "third"), "moves"] < 0
    area = now.mesh.area_km2["charlie"]
    assert table.at[("gained", "third"), "moves"] == pytest.approx(area)


@pytest.mark.parametrize("day", ["2019-06-13", "2019-06-20"])
def test_no_event_that_moves_a_number_is_left_out(tmp_path_factory, day):
    """Every event is deleted in turn, and all is computed anew."""
    data = sa.load(write_invented(tmp_path_factory.mktemp("kestria"), with_claims=False))
    now = situation_on(data, day)
    sides, cities, first = data.sides(day=now.date), data.cities(), data.conflict.baseline

    def numbers(dataset):
        evening = situation_on(dataset, day)
        front = front_between(evening, *sides)
        far = {f"front-to-{city}": front.distance_to(city).distance_km for city in cities}
        passage = changes_between(situation_on(dataset, first), evening).passage
        return {**far, "gained": passage.gained(sides[0]).best}

    told = dependence(now, first, cities, *sides).set_index(["number", "event"])["without"]
    reported, moving = numbers(data), 0
    for event_id in data.events.index[data.events["date"] <= pd.Timestamp(day)]:
        events = data.events[data.events.index != event_id]
        for number, value in numbers(replace(data, events=events)).items():
            if reported[number] is None:
                continue  # a city that was taken: there is no number
            if value is None or abs(value - reported[number]) > 1e-6:
                expected = pytest.approx(float("nan") if value is None else value, nan_ok=True)
                assert told[number, event_id] == expected
                moving += 1
    assert moving > 20


def test_a_number_of_the_first_evening_hangs_on_no_event(evening):
    before = situation_on(evening.dataset, "2024-11-26")
    assert dependence(before, "2024-11-26", ["delta"], "HTS", "SAA").empty


def test_what_is_only_supposed_rests_on_no_report(evening):
    supposed = if_captured(evening, "delta", by="HTS")
    with pytest.raises(BadParameter, match="only supposed"):
        dependence(supposed, "2024-11-26", ["delta"], "HTS", "SAA")


def test_the_event_that_moves_a_number_farthest_comes_first(syria):
    table = syria.on(DAY).dependence("2024-11-26", ["hama", "homs"])
    for _, rows in table.groupby("number"):
        moves = rows["moves"].abs().tolist()
        assert moves == sorted(moves, reverse=True)


def test_corrections_that_touch_an_evening(line_world):
    data = load(line_world)
    fell = {place: id for id, place in data.events["place"].items()}
    made = pd.DataFrame(
        [
            ("c-1", "events", fell["bravo"], "note"),
            ("c-2", "events", fell["delta"], "date"),
            ("c-3", "places", "alpha", "note"),
            ("c-4", "claims", "whatever", "note"),
            ("c-5", "reports", "r-1", "role"),
        ],
        columns=["id", "table", "row", "field"],
    ).assign(date=pd.Timestamp("2025-01-01"), old="a", new="b", why="it was wrong", source="")
    reports = data.reports.head(1).reindex([0]).assign(id="r-1", about=fell["delta"])
    data = replace(data, corrections=made, reports=reports)
    touched = {
        day: list(corrections_of(situation_on(data, day))["id"])
        for day in ("2024-11-27", "2024-11-30", "2024-12-03")
    }
    assert touched == {
        "2024-11-27": ["c-3"],
        "2024-11-30": ["c-1", "c-3"],
        "2024-12-03": ["c-1", "c-2", "c-3", "c-5"],  # from the first day of its span
    }
    found = corrections_of(situation_on(data, "2024-12-03")).set_index("id")
    assert found["place"].to_dict() == {
        "c-1": "bravo", "c-2": "delta", "c-3": "alpha", "c-5": "delta"
    }  # fmt: skip
    assert corrections_of(situation_on(load(line_world), "2024-12-03")).empty


def test_a_front_that_rests_on_one_origin_says_so(line_world):
    """The front to charlie is held up by what is reported of bravo alone."""
    data = load(line_world)
    for origins, said in ((1, True), (0, True), (2, False)):
        events = data.events.assign(independent_origins=origins)
        evening = situation_on(replace(data, events=events), "2024-11-28")
        found = summary(evening, "2024-11-26", ["charlie"], "HTS", "SAA")
        sentences = [f.sentence for f in found if f.id == "one-origin"]
        assert bool(sentences) == said
        if said:
            assert "Charlie" in sentences[0] and "Bravo" in sentences[0]
            assert "one independent origin (who said it first) at most" in sentences[0]


@pytest.mark.parametrize("day", ["2024-12-02", "2024-12-04"])
def test_every_headline_distance_has_two_origins_or_says_that_it_has_one(day):
    data = load()
    evening = situation_on(data, day)
    asked = ("2024-11-26", ["hama", "homs", "damascus"], "HTS,SNA", "SAA")
    rests = dependence(evening, *asked)
    fronts = rests[rests["number"].str.startswith("front-to-")]
    assert not fronts.empty
    told = {
        place
        for note in summary(evening, *asked)
        if note.id == "one-origin"
        for place in note.numbers["places"]
    }
    assert set(fronts.loc[fronts["independent_origins"] < 2, "place"]) <= told
