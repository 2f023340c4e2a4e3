"""The numbers that open a report, worked by hand on a line of towns of equal land."""

from __future__ import annotations

import pytest

from syria_analysis.api import load
from syria_analysis.text.key_numbers import campaign_numbers, evening_numbers
from syria_analysis.text.rounding import format_number


@pytest.fixture(scope="module")
def line(line_world):
    return load(line_world)


def numbers(found):
    return {number.id: number for number in found}


def test_of_an_evening(line):
    """alpha and bravo are HTS's, bravo since that day: half of the country, a quarter gained."""
    evening = line.on("2024-11-28")
    found = numbers(evening_numbers(evening, "2024-11-26", ["HTS"], ["SAA"]))
    assert {"gained", "share"} < set(found)
    strip = float(evening.mesh.area_km2["bravo"])
    gained = float(
        found["gained"].value.removeprefix("about ").removesuffix(" km²").replace(",", "")
    )
    assert gained == pytest.approx(strip, rel=0.05)
    assert found["gained"].interval == ""  # nothing is open
    assert found["share"].value == "50%"


def test_both_answers_of_contested_land_are_told(line):
    """On 30 November charlie is contested: SAA has a quarter for sure and half at best."""
    evening = line.on("2024-11-30")
    share = numbers(evening_numbers(evening, "2024-11-26", ["HTS"], ["SAA"]))["share"]
    assert share.value == "50%"
    low, high = map(float, share.interval.removesuffix("%").split(" to "))
    assert 23 <= low <= 25  # rounded away from the best value
    assert 50 <= high <= 52
    gained = numbers(evening_numbers(evening, "2024-11-26", ["HTS"], ["SAA"]))["gained"]
    strip = float(evening.mesh.area_km2["bravo"])
    low, high = gained.interval.removesuffix(" km²").replace(",", "").split(" to ")
    assert float(low) == pytest.approx(strip, rel=0.1)
    assert float(high) == pytest.approx(2 * strip, rel=0.1)


def test_allies_that_won_land_are_counted_and_named(syria):
    """On the day the government fell the south was taken by allies of those who attacked."""
    evening = syria.on("2024-12-08")
    sides = syria.sides(day=evening.date)
    gained = numbers(evening_numbers(evening, "2024-11-26", *sides))["gained"]
    assert "southern factions" in gained.label
    earlier = syria.on("2024-12-02")
    assert "southern factions" not in (
        numbers(evening_numbers(earlier, "2024-11-26", *sides))["gained"].label
    )


def test_of_a_campaign(line):
    story = line.campaign("2024-11-26", "2024-12-02", "HTS", "SAA", ["charlie"])
    found = numbers(campaign_numbers(story))
    assert found["places"].value == format_number(1)
    assert found["share"].value == "50%"


def test_a_number_is_rounded_as_in_the_findings(line):
    """Without an interval too: ground is told no finer than a hundredth of it."""
    evening = line.on("2024-11-28")
    gained = numbers(evening_numbers(evening, "2024-11-26", ["HTS"], ["SAA"]))["gained"].value
    said = {f.id: f.sentence for f in evening.findings("2024-11-26", ["charlie"], "HTS", "SAA")}
    assert gained in said["ground-changed"]


def test_what_is_only_contested_has_not_passed(line):
    """On 30 November bravo is HTS's, and charlie contested."""
    changes = line.on("2024-11-30").changes("2024-11-26")
    assert changes.places["place"].tolist() == ["bravo", "charlie"]
    assert changes.passed["place"].tolist() == ["bravo"]
    places = campaign_numbers(line.campaign("2024-11-26", "2024-11-30", "HTS", "SAA", ["charlie"]))
    assert numbers(places)["places"].value == "1"
