"""Two states of a package compared, worked by hand on a line of towns."""

from __future__ import annotations

import datetime as dt
import json
import subprocess

import jsonschema
import pytest

from syria_analysis.cli import main
from syria_analysis.export.states import compare_states
from syria_analysis.text import outputs
from worlds import event, load_world, place, write_world

TOWNS = [
    place(name, 34.5, 36.5 + k, "SAA" if k else "HTS")
    for k, name in enumerate(["alpha", "bravo", "charlie"])
]
FALL = event("2024-11-28", "bravo", "SAA", "HTS", id="first")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    root = tmp_path_factory.mktemp("states")
    later = {**FALL, "date": "2024-11-30"}
    extra = {"conflict": {"cities": ["charlie"]}}
    return (
        write_world(root / "old", TOWNS, [FALL], **extra),
        write_world(root / "new", TOWNS, [later], **extra),
    )


def test_by_hand(two):
    old, new = map(load_world, two)
    found = compare_states(old, new)
    changed = found.rows[found.rows["table"] == "events"]
    assert changed[["id", "field", "old", "new"]].to_numpy().tolist() == [
        ["first", "date", "2024-11-28", "2024-11-30"]
    ]
    # Bravo falls two days later: on the evenings of the 28th and 29th it is still the army's.
    days = (dt.date(2024, 11, 28), dt.date(2024, 11, 29))
    # Of the 30th it is told what happened since the 29th.
    assert found.evenings == (*days, dt.date(2024, 11, 30))
    assert found.holders.to_numpy().tolist() == [[day, "bravo", "HTS", "SAA"] for day in days]
    bravo = old.mesh.area_km2["bravo"]
    moved = found.areas.set_index(["date", "faction"])["moves_km2"]
    assert moved[days[0], "SAA"] == pytest.approx(bravo)
    assert moved[days[0], "HTS"] == pytest.approx(-bravo)
    assert set(found.distances["city"]) == {"charlie"}
    # The front is a whole degree of longitude farther off: 91.8 km at this latitude.
    assert found.distances["moves_km"].iloc[0] == pytest.approx(91.8, abs=0.5)
    (told,) = (row for row in found.headlines.itertuples() if row.date == days[0])
    assert "closer to Charlie" in told.old
    assert "no place changed hands" in told.new
    assert compare_states(old, old).same


def test_command(two, capsys):
    old, new = map(str, two)
    assert main(["diff", old, new, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, outputs.schema("diff"))
    assert answer["evenings"] == ["2024-11-28", "2024-11-29", "2024-11-30"]
    assert main(["diff", old, new, "--exit-code", "--format", "csv"]) == 3
    assert "bravo" in capsys.readouterr().out
    assert main(["diff", old, old, "--exit-code"]) == 0
    assert "the same" in capsys.readouterr().out
    assert main(["diff", old, new]) == 0
    assert "2024-11-29" in capsys.readouterr().out


@pytest.mark.parametrize("named", ["nowhere", "HEAD~999:data", "--output=x:data", ":data"])
def test_a_state_that_is_none(two, capsys, named):
    assert main(["diff", "--", str(two[0]), named]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_revision_of_git(two, tmp_path, capsys, monkeypatch):
    def git(*arguments):
        who = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    for folder in two:
        for file in folder.rglob("*"):
            if file.is_file():
                target = tmp_path / "data" / file.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
        git("add", "-A")
        git("commit", "-qm", "state")
    monkeypatch.chdir(tmp_path)
    assert main(["diff", "HEAD~1:data", "HEAD:data", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["evenings"] == [
        "2024-11-28",
        "2024-11-29",
        "2024-11-30",
    ]
