"""A folder watched as cron would: run after run, with a broken file, one twice, two at once."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys

import pandas as pd
import pytest

import syria_analysis as sa
from mapped import DAYS, box, geojson, write_maps, write_package
from syria_analysis.cli import main
from syria_analysis.package.locks import locked

RULES = '[[rule]]\nkind = "changed_hands"\nplaces = ["midham", "eastport"]\n'


@pytest.fixture
def desk(tmp_path):
    """A package that waits for its maps, an inbox, and the maps of four days beside it."""
    folder, _ = write_package(tmp_path / "war")
    (folder / "alerts.toml").write_text(RULES)
    (tmp_path / "inbox").mkdir()
    write_maps(tmp_path / "later")
    return tmp_path


def words(desk, *more):
    return [
        "watch", str(desk / "inbox"), "--data", str(desk / "war"), "--settle", "0",
        "--map", str(desk / "rules.toml"), "--output", str(desk / "reports"), *more,
    ]  # fmt: skip


def run(desk, capsys, *more):
    code = main(words(desk, "--no-report", *more))
    out, err = capsys.readouterr()
    return code, out, err


def arrive(desk, *days):
    for day in days:
        shutil.copy(desk / "later" / f"control_{day}.geojson", desk / "inbox")


def days_of(desk):
    return [shown.day for shown in sa.load(desk / "war").faces.maps]


def state(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_run_after_run(desk, capsys):
    first, second, third, fourth = DAYS
    assert run(desk, capsys) == (0, "", "")  # no maps yet: nothing to do
    arrive(desk, second, first)
    broken = desk / "inbox" / "control_2024-11-28.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [')
    code, out, err = run(desk, capsys)
    assert code == 1
    assert out.startswith(f"imported: control_{first}.geojson, control_{second}.geojson\n")
    assert "no alert" in out
    assert err.splitlines()[1].startswith("control_2024-11-28.geojson: ")
    assert len(err.splitlines()) == 2
    assert days_of(desk) == [first, second]
    assert broken.is_file()
    arrive(desk, third)
    code, out, err = run(desk, capsys)
    assert (code, days_of(desk)) == (1, [first, second, third])
    assert "Midham passed from the government to the HTS-led forces" in out
    told = json.loads((desk / "reports" / "alerts.json").read_text("utf-8"))
    assert (told["since"], told["date"]) == (second, third)
    before = state(desk / "war"), state(desk / "reports")
    code, out, err = run(desk, capsys)  # nothing new; the broken file is named again
    assert (code, out) == (1, "")
    assert (state(desk / "war"), state(desk / "reports")) == before
    broken.unlink()
    shutil.copy(desk / "later" / f"control_{first}.geojson", desk / "inbox" / "again.geojson")
    assert run(desk, capsys) == (0, "", "")  # the same map under another name
    changed = desk / "inbox" / f"control_{third}.geojson"
    changed.write_text(geojson([("held", box(36, 33, 39, 36))]))
    code, out, err = run(desk, capsys)
    assert (code, out) == (1, "")
    assert f"the map of {third} is taken already (it has changed since): left as it is" in err
    assert state(desk / "war") == before[0]
    arrive(desk, third, fourth)
    code, out, err = run(desk, capsys)
    assert (code, err, days_of(desk)) == (0, "", list(DAYS))
    assert {path.name for path in (desk / "reports" / "alerts").iterdir()} == {
        f"{first}_{second}.json", f"{second}_{third}.json", f"{third}_{fourth}.json",
    }  # fmt: skip


def test_a_changed_map_is_taken_by_the_command_that_is_told(desk, capsys):
    """The day in the middle is drawn anew; what is told afterwards is that of a fresh import."""
    arrive(desk, *DAYS)
    assert run(desk, capsys)[0] == 0
    second, last = list(DAYS)[1], list(DAYS)[-1]
    file = desk / "inbox" / f"control_{second}.geojson"
    file.write_text(geojson([("held", box(36, 33, 38.1, 36))]))
    code, _, err = run(desk, capsys)
    command = shlex.split(err.rpartition("in its place: syria-analysis ")[2])
    assert (code, command[-1]) == (1, "--replace")
    assert main(command) == 0
    assert "1 map, of" in capsys.readouterr().out
    assert run(desk, capsys) == (0, "", "")
    fresh, _ = write_package(desk / "fresh")
    (fresh / "reports.csv").write_text("")  # without even a header: it gets one
    files = [str(path) for path in sorted((desk / "inbox").iterdir())]
    assert main(["import", "maps", *files, "--data", str(fresh), *command[5:7]]) == 0
    one, other = sa.load(desk / "war"), sa.load(fresh)
    assert [shown.sha256 for shown in one.faces.maps] == [s.sha256 for s in other.faces.maps]
    for day in (second, last):
        pairs = (data.on(day).areas().set_index("faction")["area_km2"] for data in (one, other))
        pd.testing.assert_series_equal(*pairs, atol=1e-6)
    assert one.events["date"].tolist() == other.events["date"].tolist()
    assert one.faces.without(DAYS) is None


def test_a_day_on_which_nothing_moved_and_a_clock_that_was_ahead(desk, capsys):
    first, second, third, _ = DAYS
    arrive(desk, first)
    assert run(desk, capsys)[0] == 0
    shutil.copy(
        desk / "later" / f"control_{first}.geojson", desk / "inbox" / f"control_{second}.geojson"
    )
    late = desk / "inbox" / f"a\x1b[31m\nname_{third}.geojson"
    shutil.copy(desk / "later" / f"control_{third}.geojson", late)
    os.utime(late, (2**32, 2**32))
    code, out, err = run(desk, capsys)
    assert (code, err, days_of(desk)) == (0, "", [first, second, third])
    assert out.startswith(f"imported: control_{second}.geojson, a[31m name_{third}.geojson\n")


@pytest.mark.slow
def test_a_map_that_comes_late_is_told_of_and_a_killed_run_made_up_for(desk, capsys):
    first, second, third, _ = DAYS
    arrive(desk, first, third)
    assert run(desk, capsys)[0] == 0
    arrive(desk, second)
    assert run(desk, capsys)[0] == 0
    told = json.loads((desk / "reports" / "alerts.json").read_text("utf-8"))
    assert (told["since"], told["date"]) == (first, third)
    (desk / "reports" / "alerts.json").unlink()  # as if the run had been killed after its import
    code, out, _ = run(desk, capsys)
    assert code == 0
    assert out.startswith("new after 2024-11-28, up to the evening of 2024-11-29:\n")


def test_what_is_no_map_and_what_is_on_its_way_is_left(desk, capsys):
    arrive(desk, *list(DAYS)[:1])
    for name in ("notes.txt", ".control_2024-11-27.geojson", "control_2024-11-27.geojson.part"):
        (desk / "inbox" / name).write_text("x")
    os.mkfifo(desk / "inbox" / "control_2024-11-30.kml")
    code, out, err = run(desk, capsys, "--settle", "3600")
    assert (code, (desk / "war" / "maps").exists()) == (1, False)
    assert err.splitlines()[1:] == ["control_2024-11-30.kml: it is no plain file"]
    assert "left for the next run, as written to within 3600 s: control_2024-11-26" in out
    assert run(desk, capsys)[1].startswith("imported: ")


def test_two_runs_at_once_do_not_collide(desk, capsys):
    arrive(desk, *DAYS)
    with locked(desk / ".war.watch.lock"):
        code, out, err = run(desk, capsys)
    assert (code, out) == (0, "")
    assert err == f"another run is at work on {desk / 'war'}: nothing done\n"
    assert not (desk / "war" / "maps").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [({1: "nowhere"}, "no folder nowhere"), ({3: "nowhere"}, "no data package in nowhere")],
)
def test_a_wrong_request_is_told_in_one_line(desk, capsys, change, told):
    asked = [change.get(at, word) for at, word in enumerate(words(desk, "--no-report"))]
    assert main(asked) == 2
    assert told in (err := capsys.readouterr().err) and err.count("\n") == 1


@pytest.mark.slow
def test_runs_of_cron_with_the_report(desk):
    command = [sys.executable, "-m", "syria_analysis.cli", *words(desk)]
    env = {**os.environ, "XDG_CACHE_HOME": str(desk / "cache")}
    first, second, *_ = DAYS
    arrive(desk, first, second)
    both = [subprocess.Popen(command, env=env, stdout=-1, stderr=-1, text=True) for _ in "ab"]
    told = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sorted("imported: " in out for out, _ in told) == [False, True]
    made = desk / "reports" / "situation"
    assert [path.name[:10] for path in made.iterdir()] == [second]
    arrive(desk, *DAYS)
    (desk / "inbox" / "control_2024-12-09.kml").write_text("<kml")
    third = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    assert third.returncode == 1
    assert third.stderr.count("\n") == 2
    last = list(DAYS)[-1]
    assert {path.name[:10] for path in made.iterdir()} == {second, last}
    assert (desk / "reports" / "index.html").is_file()
    before = state(desk / "war"), state(made)
    fourth = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    assert (fourth.returncode, fourth.stdout) == (1, "")
    assert (state(desk / "war"), state(made)) == before
