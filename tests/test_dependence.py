"""On which events a number hangs, worked by hand on a line of towns."""

from __future__ import annotations

import pytest

from syria_analysis.api import load
from syria_analysis.claims.dependence import dependence
from syria_analysis.control.front import front_between
from syria_analysis.control.situation import situation_on
from syria_analysis.control.what_if import if_captured
from syria_analysis.errors import BadParameter
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
