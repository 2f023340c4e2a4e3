"""Reports made by a Dask cluster on this machine: what is checked first, and a worker killed."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from syria_analysis.cli import main
from syria_analysis.errors import BadParameter, MissingData, OutputNotWritable
from syria_analysis.reports import cluster
from syria_analysis.reports.batch import Plan
from syria_analysis.reports.pool import Task, make_all

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "cluster.py"
ASKED = ("batch", "situation", "--from", "2024-12-01", "--to", "2024-12-02")


@pytest.mark.parametrize("text", ["", "host", "http://host:80", "tcp://host:0", "a b:1", "h:99999"])
def test_what_is_no_address_is_connected_to_by_nobody(text):
    with pytest.raises(BadParameter, match="is not the address of a Dask scheduler"):
        cluster.checked_address(text)


def test_the_command_says_what_is_missing(monkeypatch, capsys, tmp_path):
    asked = [*ASKED, "--output", str(tmp_path / "reports")]
    assert main([*asked, "--dask", "tcp://127.0.0.1:9", "--jobs", "2"]) == 2
    assert "--jobs is for this machine" in capsys.readouterr().err
    assert main([*asked, "--dask", ""]) == 2  # of a variable that is not set
    assert "--dask is empty" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main([*asked, "--dask", "tcp://127.0.0.1:9"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "pip install 'syria-analysis[dask]'" in err
    assert not (tmp_path / "reports").exists()


class Workers:
    """Stands for a client: each worker tells what it sees, and that it can write or not."""

    def __init__(self, **differ):
        self.differ = differ

    def run(self, function, *about, on_error):
        assert on_error == "return"
        seen = function(*about)
        if self.differ.get("unseen"):
            with contextlib.suppress(StopIteration):
                max(about[-1].iterdir(), key=lambda path: path.stat().st_mtime_ns).unlink()
        return {"tcp://127.0.0.1:1": self.differ.get("error", {**seen, **self.differ})}


@pytest.mark.parametrize(
    ("differ", "error", "words"),
    [
        ({}, None, ""),
        ({"Python": "3.9"}, BadParameter, "tcp://127.0.0.1:1 has Python 3.9, not 3"),
        ({"syria-analysis": "0.0"}, BadParameter, "has syria-analysis 0.0, not"),
        ({"data": None}, MissingData, "sees another data than"),
        ({"notebook": "0"}, MissingData, "sees another notebook than"),
        ({"reports": False}, OutputNotWritable, "no file system that all share"),
        ({"unseen": True}, OutputNotWritable, "no file system that all share"),
        ({"error": ImportError("no syria_analysis")}, BadParameter, "cannot make reports: Import"),
    ],
)
def test_workers_that_would_make_something_else_are_refused(tmp_path, differ, error, words):
    plan = Plan("situation", "date", ("2024-12-02",), {})
    if error is None:
        cluster._check_workers(Workers(), plan, tmp_path / "reports")
    else:
        with pytest.raises(error, match=words):
            cluster._check_workers(Workers(**differ), plan, tmp_path / "reports")
    assert list((tmp_path / "reports").iterdir()) == []


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_told_of_in_a_line(capsys, tmp_path):
    pytest.importorskip("distributed", reason="needs the extra 'dask'")
    assert main([*ASKED, "--output", str(tmp_path), "--dask", "127.0.0.1:9"]) == 2
    err = capsys.readouterr().err
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in err
    assert err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kills by process ids")
def test_a_worker_killed_loses_nothing_and_changes_no_byte(tmp_path):
    pytest.importorskip("distributed", reason="needs the extra 'dask'")
    command = [sys.executable, str(SCRIPT), "2", str(tmp_path), "--map"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "killed tcp://127.0.0.1:" in done.stdout
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("not made: ")]
    assert told.count("AssertionError: no luck") == told.count("2020-01-02',") == 1
    assert "reports: 1 all the same" in done.stdout


def test_a_report_called_off_is_told_of_in_words(tmp_path):
    class Lost(Executor):
        def submit(self, *_about):
            future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    tasks = [Task("small", {}, tmp_path, {}, "2020-01-01")]
    (entry,) = make_all(tasks, executor=Lost())
    assert entry.failure == "small: called off, as when a Dask scheduler is lost"
