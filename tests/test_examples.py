"""The example of another war is sound, says what its README says, and can be drawn."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from syria_analysis.api import Package, load, validate
from syria_analysis.text.campaign_words import evenings_words
from syria_analysis.text.language import speaking

KHARKIV = Path(__file__).parents[1] / "examples" / "kharkiv-2022"


@pytest.fixture(scope="module")
def kharkiv() -> Package:
    return load(KHARKIV)


def rows(table):
    with (KHARKIV / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_is_sound():
    assert validate(KHARKIV) == []


def test_every_change_and_holder_rests_on_a_page_that_was_read():
    told = {row["about"] for row in rows("reports") if row["seen"] == "true" and row["says"]}
    assert {row["id"] for row in rows("events")} <= told
    assert {row["id"] for row in rows("places")} <= told
    addresses = {row["id"]: row["url"] for row in rows("sources")}
    assert all(addresses[row["source"]].startswith("http") for row in rows("reports"))


def test_its_readme_counts_right():
    text = (KHARKIV / "README.md").read_text(encoding="utf-8")
    assert f"| {len(rows('places'))} places of GeoNames" in text
    assert f"| {len(rows('events'))} places that passed" in text
    assert f"| {len(rows('reports'))} accounts" in text


def test_who_held_what_before_and_after(kharkiv):
    before, after = kharkiv.on("2022-09-05"), kharkiv.on("2022-09-12")
    russian = [s.areas().set_index("faction")["share"]["RUS"] for s in (before, after)]
    assert russian == pytest.approx([0.315, 0.079], abs=0.001)  # a third, and 9 %, says the press
    assert after.place("Ізюм").holder == "UKR"
    assert after.place("Borova").holder == "RUS"
    agrees = kharkiv.published_table().set_index("id")["agrees"]
    assert agrees.to_dict() == {
        "realclear-third": True,
        "realclear-9-percent": True,
        "isw-2500-km2": False,
        "isw-3000-km2": False,
    }


def test_a_figure_of_it_can_be_drawn(kharkiv):
    drawn = kharkiv.on("2022-09-05").figure("before")
    assert drawn.title == "Ukrainian forces held most of Kharkiv Oblast, Russian forces the east"
    assert "the eve of the counter-offensive" in drawn.subtitle
    text = " ".join(ET.fromstring(drawn.render("svg")).itertext())
    assert "Izyum" in text
    assert "Natural Earth" in text


def test_cities_are_the_news_where_the_only_seat_still_stands(kharkiv):
    story = kharkiv.campaign("2022-09-05", "2022-09-12")
    with speaking(dataset=story.dataset):
        assert evenings_words(story).title.startswith("4 of 4 cities changed hands in 7 days")
