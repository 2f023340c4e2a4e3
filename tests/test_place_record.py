"""All that is known of a place, worked by hand on a line of towns."""

from __future__ import annotations

import datetime as dt
import json

import jsonschema
import pytest

from syria_analysis.api import load
from syria_analysis.cli import main
from syria_analysis.errors import UnknownName
from syria_analysis.text import outputs
from worlds import event, place, write_world

TOWNS = [
    place(name, 34.5, 36.5 + k, "SAA" if k else "HTS")
    for k, name in enumerate(["alpha", "bravo", "charlie"])
]
FALLS = [
    event("2024-11-28", "bravo", "SAA", "HTS", id="first"),
    event("2024-12-04", "bravo", "HTS", "SAA", id="second", claim_kind="own claim",
          confidence="medium", claimant="the army"),
]  # fmt: skip
CORRECTION = {
    "id": "c-0001", "date": "2026-01-01", "table": "events", "row": "second", "field": "date",
    "old": "2024-12-05", "new": "2024-12-04", "why": "a page", "source": "report",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("line")
    return write_world(made, TOWNS, FALLS, corrections=[CORRECTION])


def test_by_hand(folder):
    evening = load(folder).on("2024-12-01")
    found = evening.place("Bravo")
    assert (found.place, found.holder, found.contested_by) == ("bravo", "HTS", "")
    assert found.history["to"].tolist() == ["SAA", "HTS", "SAA"]
    assert found.history["date"].tolist()[1:] == [dt.date(2024, 11, 28), dt.date(2024, 12, 4)]
    assert found.history["claimant"].iloc[2] == "the army"
    assert found.corrections["id"].tolist() == ["c-0001"]
    # The front runs half-way between bravo and charlie, a degree of longitude apart.
    assert found.front_km == pytest.approx(0.5 * 91.8, abs=0.3)
    assert set(found.reports["about"]) == {"bravo", "first", "second"}
    assert evening.place("charlie").corrections.empty
    assert evening.place("charlie").distance.distance_km == pytest.approx(0.5 * 91.8, abs=0.3)


def test_what_it_shows_of_itself(folder):
    found = load(folder).on("2024-12-01").place("bravo")
    for shown in (repr(found), found._repr_html_()):
        assert "Bravo" in shown
        assert "28 November 2024" in shown
        assert "the army" in shown
    assert "<script" not in found._repr_html_()


def test_command(folder, capsys):
    where = ["--data", str(folder), "--date", "2024-12-01"]
    assert main(["place", "bravo", *where, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, outputs.schema("place"))
    assert answer["holder"] == "HTS"
    assert main(["place", "bravo", *where, "--format", "csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4
    assert main(["place", "bravo", *where]) == 0
    assert "the army" in capsys.readouterr().out
    assert main(["place", "brava", *where]) == 2
    assert "bravo" in capsys.readouterr().err


def test_a_place_that_is_not_known(folder):
    with pytest.raises(UnknownName):
        load(folder).on("2024-12-01").place("nowhere at all")
