from __future__ import annotations

import datetime as dt

import pytest

from syria_analysis.control.changes import changes_between
from syria_analysis.control.intervals import settled_for
from syria_analysis.control.land import areas, transfer
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import BadDate, BadParameter, DateOutOfRange
from syria_analysis.package.dataset import load_dataset


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
