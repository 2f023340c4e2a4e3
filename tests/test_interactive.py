"""The interactive page as text: safe, small, the same each time, and its numbers the library's."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from dataclasses import replace

import lxml.html
import numpy as np
import pandas as pd
import pytest
import shapely

import interactive_page
from syria_analysis.control.campaign import campaign_between
from syria_analysis.control.certainty import LEVELS, certainty_of
from syria_analysis.control.front import distance_table, front_between, with_joined
from syria_analysis.control.land import transfer
from syria_analysis.errors import BadParameter
from syria_analysis.explore import facts
from syria_analysis.explore.page import page_of
from syria_analysis.package.dataset import load_dataset
from syria_analysis.reports import Page, blocks, render_html, render_typst, session
from syria_analysis.text.headline import headline
from syria_analysis.text.wording import about_with_interval


@pytest.fixture(scope="module")
def story():
    return interactive_page.story()


@pytest.fixture(scope="module")
def document():
    return lxml.html.document_fromstring(interactive_page.page().encode())


def _json(document, name):
    return json.loads(document.get_element_by_id(name).text)


def test_the_page_is_small_and_needs_nothing_from_elsewhere(document):
    assert len(interactive_page.page().encode()) < 3_000_000
    assert document.xpath("//@src") == []
    assert document.xpath("//link/@href") == ["data:,"]
    assert all(href.startswith("#") for href in document.xpath("//a/@href"))
    style = "".join(document.xpath("//style/text()"))
    assert all(url.startswith("data:") for url in re.findall(r"url\(([^)]*)\)", style))
    assert "@import" not in style


def test_the_page_allows_its_own_scripts_alone(document):
    policy = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["connect-src"] == "'none'"
    scripts = document.xpath("//script[not(@type)]/text()")
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    assert len(digests) == 2
    assert rules["script-src"].split() == [f"'sha256-{digest}'" for digest in digests]
    assert not document.xpath("//@*[starts-with(name(), 'on')]")


@pytest.mark.slow
def test_the_same_campaign_gives_the_same_page(story):
    again = campaign_between(story.dataset, story.first.date, story.last.date)
    assert page_of(again) == interactive_page.page()


def test_distances_are_the_librarys_for_every_evening_and_city(story, document):
    cities = {city["id"]: city["evenings"] for city in _json(document, "facts")["cities"]}
    assert tuple(cities) == story.cities
    for number, evening in enumerate(story.evenings):
        sides = with_joined(evening, story.attackers, story.defenders), story.defenders
        table = distance_table(evening, story.cities, *sides)
        for row in table.to_dict("records"):
            told = cities[row["city"]][number]
            assert told["status"] == row["status"]
            numbers = [row["distance_km"], row["low_km"], row["high_km"]]
            if row["status"] == "ok":
                assert told["km"] == numbers
                assert told["brief"] == about_with_interval(*numbers)
            else:
                assert told["km"] == [None, None, None]
                assert "km" not in told["brief"]


def test_every_cell_is_held_as_the_situation_says(story, document):
    ids = [faction["id"] for faction in _json(document, "facts")["factions"]]
    cells = _source(document, "cells")["objects"]["shapes"]["geometries"]
    assert {cell["properties"]["place"] for cell in cells} == set(story.first.mesh.shapes.index)
    for number, evening in enumerate(story.evenings):
        for cell in cells:
            told = cell["properties"]
            place = told["place"]
            assert ids[told["held"][number]] == evening.holders[place]
            rival = told.get("rival", [-1] * len(story.evenings))[number]
            assert (ids[rival] if rival >= 0 else "") == evening.contested[place]
            doubt = told.get("doubt", [0] * len(story.evenings))[number]
            assert bool(doubt) == evening.uncertain[place]


def test_the_front_that_is_drawn_is_as_long_as_the_librarys(story, document):
    made = _source(document, "borders")
    step = made["transform"]["scale"][0]
    for number, evening in enumerate(story.evenings):
        sides = with_joined(evening, story.attackers, story.defenders), story.defenders
        front = front_between(evening, *sides)
        drawn = 0.0
        for line in made["objects"]["shapes"]["geometries"]:
            if line["properties"]["kind"][number] == 2:
                arcs = [made["arcs"][k] for part in line["arcs"] for k in part]
                drawn += sum(math.hypot(*move) for arc in arcs for move in arc[1:]) * step / 1000
        assert drawn == pytest.approx(front.line.length / 1000, rel=0.04), evening.date


def _source(document, name):
    return next(
        data["values"]
        for data in _json(document, "drawings")["map"]["data"]
        if data["name"] == name
    )


def test_every_evening_has_its_headline(story, document):
    told = [evening["headline"] for evening in _json(document, "facts")["evenings"]]
    assert told == [headline(evening).title for evening in story.evenings]


def test_every_place_tells_of_every_evening_once(story, document):
    told = _json(document, "facts")
    assert {place["id"] for place in told["places"]} == set(story.dataset.real_places.index)
    for place in told["places"]:
        covered = [n for s in place["spans"] for n in range(s["first"], s["last"] + 1)]
        assert covered == list(range(len(story.evenings)))
        for span in place["spans"]:
            assert told["accounts"][span["account"]]
            for number in range(span["first"], span["last"] + 1):
                evening = story.evenings[number]
                assert span["holder"] == evening.holders[place["id"]]
                assert span["rival"] == evening.contested[place["id"]]


def test_the_fall_of_hama_names_day_account_and_sources(story, document):
    told = _json(document, "facts")
    hama = next(place for place in told["places"] if place["id"] == "hama")
    fall = next(span for span in hama["spans"] if span["holder"] == "HTS")
    assert story.evenings[fall["first"]].date.isoformat() == "2024-12-05"
    assert "5 December 2024" in told["accounts"][fall["account"]]
    event = story.evenings[fall["first"]].last_event["hama"]
    urls = story.dataset.sources.loc[
        story.dataset.events.at[event, "sources"].split("|"), "url"
    ].tolist()
    assert [told["sources"][key][1] for key in fall["sources"]] == urls


def test_ground_gained_is_what_passed_between_two_evenings(story, document):
    told = _json(document, "facts")["grounds"]
    for number, changes in enumerate(story.days, start=1):
        table = transfer(changes.before, changes.after)
        for faction in table.columns:
            gained = table[faction].sum() - table.at[faction, faction]
            shown = sum(
                r["km2"] for r in told if r["evening"] == number and r["faction"] == faction
            )
            assert shown == pytest.approx(gained, abs=1e-6)


def test_hostile_names_and_addresses_stay_text(story):
    dataset = story.dataset
    name = "</script><script>alert(1)</script><!--"
    places = dataset.places.copy()
    places.loc["hama", "name"] = name
    sources = dataset.sources.copy()
    sources["url"] = "javascript:alert(1)"
    factions = dataset.factions.copy()
    factions.loc["HTS", "short_name"] = "<img src=x onerror=alert(1)>"
    world = replace(dataset, places=places, sources=sources, factions=factions)
    made = page_of(campaign_between(world, "2024-12-04", "2024-12-05", cities=["hama"]))
    read = lxml.html.document_fromstring(made.encode())
    assert len(read.xpath("//script")) == 4
    assert not read.xpath("//img")
    told = _json(read, "facts")
    assert name in {place["name"] for place in told["places"]}
    assert {url for _, url in told["sources"]} == {""}
    assert "javascript:" not in made


def test_other_sides_and_days_make_their_own_page(story):
    short = campaign_between(
        story.dataset, "2024-12-04", "2024-12-05", "SDF", "SAA", ["deir-ez-zor"]
    )
    measures = facts.measures(short)
    assert [city["id"] for city in measures] == ["deir-ez-zor"]
    assert len(measures[0]["evenings"]) == len(facts.evenings(short)) == 2
    assert facts.side_of(short, "SDF") == "attackers"
    assert facts.side_of(short, "HTS") == "others"
    with pytest.raises(BadParameter):
        campaign_between(story.dataset, "2024-12-05", "2024-12-04")


def test_a_file_is_laid_beside_the_report_and_linked(story, tmp_path, monkeypatch):
    (tmp_path / "figures").mkdir()
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    monkeypatch.setattr(session, "_session", session.Session(tmp_path / "figures"))
    Page(story.dataset, title="T").attach("campaign.html", "<p>é</p>", "Explore <it>")
    assert (tmp_path / "campaign.html").read_text("utf-8") == "<p>é</p>"
    block = shown[0].block
    assert block["type"] == "attachment"
    link = lxml.html.fragment_fromstring(render_html.attachment(block)).find("a")
    assert (link.get("href"), link.text) == ("campaign.html", "Explore <it>")
    assert "campaign.html" in render_typst.attachment(block)


@pytest.mark.parametrize("name", ["../x.html", "report.html", "x.exe", "X.html", ".html", "html"])
def test_a_file_beside_the_report_may_not_have_any_name(name):
    with pytest.raises(ValueError, match="cannot name"):
        blocks.attachment_block(name, "x")


def test_outside_a_report_nothing_is_written(story, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    Page(story.dataset, title="T").attach("campaign.html", "x", "Explore")
    assert "campaign.html" in shown[0].data["text/html"]
    assert list(tmp_path.iterdir()) == []


def test_another_world_is_told_with_its_contest_and_its_open_day(line_world):
    small = campaign_between(
        load_dataset(line_world), "2024-11-27", "2024-12-05", "HTS", "SAA", ["delta"]
    )
    told = facts.places(small)
    spans = {place["id"]: place["spans"] for place in told["places"]}
    assert [(s["first"], s["last"], s["holder"], s["rival"]) for s in spans["charlie"]] == [
        (0, 2, "SAA", ""),
        (3, 3, "SAA", "HTS"),
        (4, 8, "SAA", ""),
    ]
    assert [(s["first"], s["holder"], s["uncertain"]) for s in spans["delta"]] == [
        (0, "SAA", False),
        (6, "SAA", True),
        (7, "SDF", True),
    ]
    before, after = (told["accounts"][span["account"]] for span in spans["delta"][1:])
    assert "May have been taken by the SDF already: any day from 3 Dec to 6 Dec" in before
    assert "Taken on 4 December 2024, or any day from 3 Dec to 6 Dec" in after
    assert lxml.html.document_fromstring(page_of(small).encode()) is not None


def test_the_certainty_of_a_cell_is_that_of_its_land(syria):
    """Beside the mean over a fine grid of its land, asked of the library point by point."""
    story = syria.campaign("2024-12-01", "2024-12-02")
    (_, told), evening = facts.bands(story), story.last
    mesh = evening.mesh
    assert set(told) == set(mesh.shapes.index)
    numbers = []
    for place in ("palmyra", "khanasir", "aleppo", "raqqa", "morek", "al-tanf"):
        shape = mesh.shapes[place]
        x0, y0, x1, y1 = shape.bounds
        x, y = np.meshgrid(np.linspace(x0, x1, 40), np.linspace(y0, y1, 40))
        inside = shapely.points(x.ravel(), y.ravel())
        inside = mesh.plane.to_degrees(inside[shapely.contains(shape, inside)])
        points = pd.DataFrame({"lon": shapely.get_x(inside), "lat": shapely.get_y(inside)})
        mean = certainty_of(evening).of(points)["certainty"].mean()
        near = {int(np.searchsorted(LEVELS, mean + step, side="right")) for step in (-0.06, 0.06)}
        assert min(near) <= told[place] <= max(near), (place, mean)
        numbers.append(told[place])
    assert len(set(numbers)) > 1
    words = facts.certainties(story)
    assert len(words) == len(LEVELS) + 1 == len(set(words))
