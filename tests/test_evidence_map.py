"""The maps of evidence: counted by hand in small worlds, and drawn on any evening."""

from __future__ import annotations

import pytest

from overlaps import overlapping
from selection import first_quick
from syria_analysis import figures
from syria_analysis.control.attestation import attested, attested_share
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import BadParameter
from syria_analysis.figures.canvas import Layer
from syria_analysis.figures.declared import figures_of
from syria_analysis.package.dataset import load_dataset
from syria_analysis.text.evidence_words import (
    evidence_words,
    knowledge_words,
    known_then,
    untold,
)
from test_figure_arabic import Texts
from test_figures import faults, texts
from worlds import event, place, source, write_world

DAY = "2024-11-30"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A row of four towns of one degree: bravo falls by two origins, charlie by one, told late."""
    places = [
        place("alpha", 34.5, 36.5, "HTS", confidence="medium"),
        place("bravo", 34.5, 37.5, "SAA", confidence="medium"),
        place("charlie", 34.5, 38.5, "SAA", confidence="medium"),
        place("delta", 34.5, 39.5, "SAA", confidence="medium"),
    ]
    events = [
        event("2024-11-28", "bravo", "SAA", "HTS", independent_origins=2, sources="early|late"),
        event("2024-11-29", "charlie", "SAA", "HTS", sources="late", confidence="medium"),
    ]
    sources = [source("early", "2024-11-28"), source("late", "2024-12-20")]
    folder = tmp_path_factory.mktemp("evidence")
    return load_dataset(write_world(folder, places, events, sources=sources))


def test_what_each_place_rests_on_by_hand(world):
    found = attested(situation_on(world, DAY))
    assert found["origins"].tolist() == [1, 2, 1, 1]
    assert found["passed"].tolist() == [False, True, True, False]
    assert found["confidence"]["bravo"] == "high"
    land = world.mesh.area_km2
    none, one, more = attested_share(situation_on(world, DAY))
    assert none == 0
    assert more == pytest.approx(land["bravo"] / land.sum())
    assert one == pytest.approx(1 - more)
    assert attested_share(situation_on(world, "2024-11-26"))[2] == 0


def test_what_was_known_that_night_by_hand(world):
    now = situation_on(world, DAY)
    then = known_then(now)
    assert then.holders.to_dict() == {
        "alpha": "HTS", "bravo": "HTS", "charlie": "SAA", "delta": "SAA",
    }  # fmt: skip
    assert untold(then, now) == ["charlie"]
    words = knowledge_words(then, now)
    assert words.title == (
        "By the night of 30 November 1 of the 2 places that had changed hands stood in published "
        "pages"
    )
    assert words.description.endswith("One place has another holder in the second: Charlie.")
    quiet = situation_on(world, "2024-11-27")
    assert knowledge_words(known_then(quiet), quiet).title.startswith("No place had changed hands")
    bravo_only = situation_on(world, "2024-11-28")
    said = knowledge_words(known_then(bravo_only), bravo_only).title
    assert "every place that had changed hands" in said


def test_headlines_of_evidence(syria, world):
    said = evidence_words(situation_on(world, DAY))
    assert "on none" not in said.title  # nothing is inferred
    assert "Of 2 places that had changed hands 1 rests on two origins or more." in said.subtitle
    none, one, _ = attested_share(situation_on(syria, "2024-12-08"))
    title = figures.draw("evidence", syria, "2024-12-08").title
    assert f"{one:.0%} of Syria" in title and f"{none:.0%} on none" in title


@pytest.mark.parametrize("preset", first_quick(["newspaper-1", "report"]))
@pytest.mark.parametrize("name", ["evidence", "knowledge"])
def test_they_are_drawn_in_both_languages(syria, name, preset):
    for lang in ("en", "ar"):
        shown = figures.draw(name, syria, "2024-12-05", preset=preset, lang=lang)
        found = overlapping(Texts(shown.figure)) if lang == "ar" else faults(shown.figure)
        assert found == [], lang
        assert len(shown.alt) <= 150


def test_dots_and_rings_are_what_is_counted(syria):
    now = situation_on(syria, "2024-12-02")
    found = attested(now).loc[syria.real_places.index]
    found = found[found.index.isin(now.mesh.shapes.index)]
    shown = figures.map_evidence(now)
    layer = next(a for a in shown.figure.findobj(Layer) if a.kind == "dots")
    drawn = sum(len(member.get_xdata()) for member in layer.members)
    assert drawn == len(found)
    two = figures.map_knowledge(now)
    rings = [a for a in two.figure.findobj(Layer) if a.kind == "not-known"]
    assert [len(layer.members[0].get_xdata()) for layer in rings] == [
        len(untold(known_then(now), now))
    ] * 2


def test_undeclared_packages_have_them_too(world):
    assert {"evidence", "knowledge"} <= set(figures_of(world))
    for name in ("evidence", "knowledge"):
        shown = figures.draw(name, world, DAY)
        assert [text for text in texts(shown.figure) if "Bravo" in text.get_text()]
    with pytest.raises(BadParameter, match=r"takes no .*captures"):
        figures.draw("evidence", world, DAY, captures=["delta"], by="HTS")


def test_contested_places_are_marked_and_forces_spelled_out(syria):
    shown = figures.map_evidence(situation_on(syria, "2024-12-02"))
    land = next(a for a in shown.figure.findobj(Layer) if a.kind == "contested")
    assert land.members
    assert "Khanasir" in shown.description
    said = " ".join(" ".join(t.get_text() for t in texts(shown.figure)).split())
    assert "Contested: marked in the colour" in said
    assert "SNA: Syrian National Army" in said.replace("\u00a0", " ")
