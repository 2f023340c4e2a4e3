"""What follows from reports: whose word an event is, how many origins it has, how sure it is."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_analysis.api import load, validate
from syria_analysis.package.origins import ROLES, SUPPORT, evidence_of
from syria_analysis.package.variants import known_by
from worlds import event, place, source, write_world


def report(origin="SOHR", role="monitor", support="names", seen=True, source="page"):
    return {
        "about": "fall",
        "source": source,
        "origin": origin,
        "role": role,
        "support": support,
        "seen": seen,
    }


def told(*reports):
    return evidence_of(pd.DataFrame(reports), ["fall"]).loc["fall"]


@pytest.mark.parametrize(
    ("reports", "origins", "confidence", "kind"),
    [
        ([report()], 1, "medium", "monitor"),
        ([report(), report("AFP", "correspondent")], 2, "high", "independent reporting"),
        # Two outlets that repeat one agency are one origin.
        ([report(source="a"), report(source="b")], 1, "medium", "monitor"),
        ([report(), report("sohr", source="b")], 1, "medium", "monitor"),
        # One party's word alone is never high, whatever it is called.
        ([report("MOC", "own claim"), report("HTS", "own claim")], 2, "medium", "own claim"),
        ([report("MOC", "own claim"), report()], 2, "high", "several parties"),
        ([report("Defence ministry", "admission")], 1, "high", "opponent's admission"),
        # What nobody has seen never adds a second origin, and admits nothing.
        ([report(), report("AFP", "correspondent", seen=False)], 1, "medium", None),
        ([report(seen=False), report("AFP", "correspondent", seen=False)], 1, "medium", None),
        ([report("Defence ministry", "admission", seen=False)], 1, "medium", None),
        # A report of an area does not name the place.
        ([report(), report("AFP", "correspondent", "includes")], 2, "medium", None),
        ([report(support="suggests")], 1, "low", "monitor"),
        ([report(), report("AFP", "correspondent", "contradicts")], 1, "medium", "monitor"),
        ([report(support="contradicts")], 0, "low", "inferred"),
        ([report("", "inferred", "suggests")], 0, "low", "inferred"),
        ([report(), report("", "inferred", "suggests", source="b")], 1, "medium", "monitor"),
    ],
)
def test_by_hand(reports, origins, confidence, kind):
    found = told(*reports)
    assert (found["independent_origins"], found["confidence"]) == (origins, confidence)
    assert kind is None or found["claim_kind"] == kind


def test_nothing_is_known_of_an_event_without_reports():
    found = evidence_of(pd.DataFrame([report()]), ["other"]).loc["other"]
    assert found.tolist() == ["not stated", "inferred", 0, "low", ""]


REPORTS = st.builds(
    report,
    origin=st.sampled_from(["", "SOHR", "AFP", "MOC"]),
    role=st.sampled_from([role for role in ROLES if role != "inferred"]),
    support=st.sampled_from(SUPPORT),
    seen=st.booleans(),
    source=st.sampled_from(["a", "b"]),
)
RANK = {"low": 0, "medium": 1, "high": 2}


@given(st.lists(REPORTS, min_size=1, max_size=6), REPORTS)
def test_another_report_never_takes_anything_away(reports, more):
    before, after = told(*reports), told(*reports, more)
    assert after["independent_origins"] >= before["independent_origins"]
    assert RANK[after["confidence"]] >= RANK[before["confidence"]]
    if not more["seen"] and before["independent_origins"]:
        assert after["independent_origins"] == before["independent_origins"]


@given(st.lists(REPORTS, min_size=1, max_size=6))
def test_order_does_not_matter(reports):
    columns = ["claim_kind", "independent_origins", "confidence"]
    assert told(*reports)[columns].tolist() == told(*reports[::-1])[columns].tolist()


@given(st.lists(REPORTS.filter(lambda row: row["role"] == "own claim"), min_size=1, max_size=6))
def test_own_claims_alone_are_never_high(reports):
    assert told(*reports)["confidence"] != "high"


PLACES = [place("west", 34.5, 37.0, "HTS"), place("east", 34.5, 38.0, "SAA")]
SOURCES = [source("early", "2024-11-29"), source("late", "2024-12-03")]


def world(tmp_path, *reports):
    fall = event("2024-11-28", "east", "SAA", "HTS", id="fall", sources="")
    rows = [{"about": "fall", **row} for row in reports]
    return write_world(tmp_path, PLACES, [fall], sources=SOURCES, reports=rows)


def test_what_was_known_follows_from_the_reports_of_the_day(tmp_path):
    data = load(
        world(
            tmp_path,
            {"source": "early", "origin": "MOC", "role": "own claim"},
            {"source": "late", "origin": "AFP", "role": "correspondent"},
        )
    )
    assert data.events.at["fall", "confidence"] == "high"
    then = known_by(data, "2024-11-30").events.loc["fall"]
    assert (then["claimant"], then["independent_origins"]) == ("MOC", 1)
    assert (then["confidence"], then["sources"]) == ("medium", "early")
    assert "fall" not in known_by(data, "2024-11-28").events.index


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"about": "rise"}, "about: there is no event or place 'rise'"),
        ({"source": "nobody"}, "source: 'nobody' is not in sources"),
        ({"role": "inferred"}, "origin: what is inferred has no origin"),
        ({"role": "inferred", "origin": ""}, "support: what is inferred only suggests"),
        ({"says": ""}, "says: a report that has been seen says what it says"),
        ({"role": "rumour"}, "role: 'rumour' breaks the rule"),
        ({"hour": "25:00"}, "hour: '25:00' breaks the rule"),
    ],
)
def test_a_fault_of_a_report_is_named(tmp_path, change, fault):
    row = {"source": "early", "origin": "MOC", "role": "own claim", **change}
    found = [str(found) for found in validate(world(tmp_path, row))]
    assert any(line.split(":", 2)[2].startswith(fault) for line in found), found


def test_the_same_source_and_origin_stand_once(tmp_path):
    row = {"source": "early", "origin": "MOC", "role": "own claim"}
    found = [str(found) for found in validate(world(tmp_path, row, {**row, "origin": "moc"}))]
    assert any("is the same source and origin already" in line for line in found), found


CORRECTION = {
    "id": "c-1",
    "date": "2024-12-05",
    "table": "events",
    "row": "fall",
    "field": "date",
    "old": "2024-11-29",
    "new": "2024-11-28",
    "why": "a page of that day",
    "source": "early",
}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"new": "2024-11-30"}, "new: events.csv has '2024-11-28' there"),
        ({"row": "rise"}, "row: events.csv has no row 'rise'"),
        ({"field": "day"}, "field: events.csv has no column 'day'"),
        ({"source": "nobody"}, "source: 'nobody' is not in sources"),
        ({"why": ""}, "why: "),
    ],
)
def test_a_correction_is_about_what_stands_there(tmp_path, change, fault):
    fall = event("2024-11-28", "east", "SAA", "HTS", id="fall")
    folder = write_world(
        tmp_path, PLACES, [fall], sources=SOURCES, corrections=[{**CORRECTION, **change}]
    )
    found = [str(found) for found in validate(folder)]
    if fault is None:
        assert found == [] and load(folder).corrections.at["c-1", "row"] == "fall"
    else:
        assert any(line.split(":", 2)[2].startswith(fault) for line in found), found


def test_the_last_correction_of_a_cell_counts(tmp_path):
    fall = event("2024-11-28", "east", "SAA", "HTS", id="fall")
    first = {**CORRECTION, "new": "2024-11-27"}
    last = {**CORRECTION, "id": "c-2", "old": "2024-11-27"}
    for rows, sound in ([first, last], True), ([last, first], False):
        folder = tmp_path / str(sound)
        world = write_world(folder, PLACES, [fall], sources=SOURCES, corrections=rows)
        assert (validate(world) == []) == sound
