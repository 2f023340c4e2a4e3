"""A batch: checked wholly first, what fails keeps nothing else from being made."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema
import nbformat
import pytest

import syria_analysis.reports.batch as batches
from syria_analysis.cli import main
from syria_analysis.errors import BadDate, BadParameter, DateOutOfRange, UnknownName
from syria_analysis.reports.batch import Entry, Plan, make_batch, plan_batch
from syria_analysis.reports.pool import Task, make_all
from syria_analysis.reports.progress import BatchProgress, batch_progress
from syria_analysis.text import outputs

FIRST, MIDDLE, LAST = "2024-12-01", "2024-12-02", "2024-12-03"
IMPORTS = "from syria_analysis.reports.parameters import Day, Place"
DECLARED = (
    'date: Day = "2024-12-02"  # Evening\n'
    'baseline: Day = "2024-11-26"  # Earlier evening\n'
    'cities: list[Place] = ["homs"]  # Cities\n'
    'trouble: Day = "2024-12-08"  # Day on which something goes wrong\n'
    "wait: float = 0  # Seconds to wait\n"
)
PAGES = (
    "import syria_analysis as sa\n"
    "from syria_analysis.reports import Page, tables\n"
    "import time\n"
    "time.sleep(wait)\n"
    'assert date != trouble, "no luck"\n'
    "syria = sa.load()\n"
    "now = syria.on(date)\n"
    'page = Page(syria, title="A small report", date=date)\n'
    "page.front()\n"
    "page.findings(now.findings(baseline, cities))\n"
    "page.sources()"
)


def write_notebook(path, declared):
    code = nbformat.v4.new_code_cell
    cells = [
        nbformat.v4.new_markdown_cell("# A small report", id="cell-0"),
        code(IMPORTS, id="cell-1"),
        code(declared, id="cell-2", metadata={"tags": ["parameters"]}),
        code(PAGES, id="cell-3"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["syria_analysis"] = {"rules": ["baseline <= date"]}
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    write_notebook(folder / "small.ipynb", DECLARED)
    return folder


class Told(BatchProgress):
    def __init__(self):
        self.steps, self.ends = [], []

    def step(self, day, done, total, what):
        self.steps.append((day, done, total))

    def ended(self, entry):
        self.ends.append(entry)


@pytest.fixture(scope="module")
def made(notebooks, tmp_path_factory):
    """A batch of three days, two at once, of which the second fails."""
    output, told = tmp_path_factory.mktemp("reports"), Told()
    plan = plan_batch("small", FIRST, LAST, {"trouble": MIDDLE}, notebooks=notebooks)
    return make_batch(plan, output, jobs=2, progress=told), output, told, plan


def test_one_fails_and_the_rest_is_made(made):
    entries, output, told, _ = made
    assert [(e.date, e.status) for e in entries] == [
        (FIRST, "made"), (MIDDLE, "failed"), (LAST, "made"),
    ]  # fmt: skip
    assert "cell 4 (A small report): AssertionError: no luck" in entries[1].failure
    trace = "".join(traceback.format_exception(entries[1].error))
    assert 'assert date != trouble, "no luck"' in trace  # where in the notebook
    assert entries[1].folder is None
    page = (output / "index.html").read_text("utf-8")
    for entry in (entries[0], entries[2]):
        folder = Path(entry.folder)
        assert folder.parent == output / "small"
        assert (folder / "report.pdf").stat().st_size > 10_000
        assert f"small/{folder.name}/report.html" in page
        assert entry.failure is None
    assert {e.date for e in told.ends} == {FIRST, MIDDLE, LAST}
    assert {day for day, _, _ in told.steps} == {FIRST, MIDDLE, LAST}
    done = [d for day, d, _ in told.steps if day == FIRST]
    assert done == sorted(done) and done[-1] == told.steps[0][2]


def test_nothing_is_left_behind(made):
    _, output, _, _ = made
    assert sorted(p.name for p in output.glob("[!.]*")) == ["index.html", "small"]
    assert sorted(p.name[:10] for p in (output / "small").iterdir()) == [FIRST, LAST, "failed"]


@pytest.mark.slow
def test_what_is_there_is_left_as_it_is(made):
    _, output, _, plan = made
    before = {p: p.stat().st_mtime_ns for p in output.rglob("report.pdf")}
    entries = make_batch(plan, output, jobs=2)
    assert [e.status for e in entries] == ["unchanged", "failed", "unchanged"]
    assert {p: p.stat().st_mtime_ns for p in output.rglob("report.pdf")} == before


def pages(folder):
    """Give every file of a report that must be the same on every run."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in Path(folder).rglob("*")
        if p.is_file() and p.name not in ("manifest.json", "report.ipynb")
    }


@pytest.fixture
def daemonic(monkeypatch):
    """As in a cluster's worker, which Python would let start no process."""
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)


@pytest.mark.slow
def test_another_executor_makes_the_same_bytes(made, tmp_path, daemonic):
    entries, _, _, plan = made
    with ThreadPoolExecutor(1) as executor:
        others = make_batch(plan, tmp_path, executor=executor)
    assert [e.status for e in others] == [e.status for e in entries]
    assert others[1].failure.partition(" (see")[0] == entries[1].failure.partition(" (see")[0]
    for one, other in zip(others, entries, strict=True):
        if one.folder:
            assert pages(one.folder) == pages(other.folder)


class Killing(Mapping):
    """Parameters that kill the process that reads them, as often as is said."""

    def __init__(self, values, marks, times):
        self.values, self.marks, self.times = dict(values), marks, times

    def __getitem__(self, key):
        return self.values[key]

    def __len__(self):
        return len(self.values)

    def __iter__(self):
        if len(list(self.marks.iterdir())) < self.times:
            (self.marks / str(os.getpid())).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return iter(self.values)


@pytest.mark.parametrize("times", [1, pytest.param(9, marks=pytest.mark.slow)])
def test_a_report_whose_process_is_killed_is_made_once_more(notebooks, tmp_path, times):
    (tmp_path / "marks").mkdir()
    given = Killing({"date": FIRST, "trouble": FIRST}, tmp_path / "marks", times)
    options = {"notebooks": notebooks}
    tasks = [
        Task("small", given, tmp_path, options, FIRST),
        Task("small", {"date": MIDDLE, "trouble": MIDDLE}, tmp_path, options, MIDDLE),
    ]
    told = []
    entries = make_all(tasks, jobs=2, ended=told.append)
    assert [e.date for e in entries] == [FIRST, MIDDLE]
    assert "AssertionError: no luck" in entries[1].failure
    again = "AssertionError: no luck" if times == 1 else "small: the process that made it was kille"
    assert again in entries[0].failure
    assert len(told) == 2 and len(list((tmp_path / "marks").iterdir())) == min(times, 2)


@pytest.mark.parametrize(
    ("name", "first", "last", "values", "error", "words"),
    [
        ("smal", FIRST, LAST, {}, UnknownName, "did you mean 'small'"),
        ("small", LAST, FIRST, {}, BadParameter, "must not be later"),
        ("small", FIRST, "2024-12-12", {}, DateOutOfRange, "2024-12-12"),
        ("small", "yesterday", LAST, {}, BadDate, "yesterday"),
        ("small", FIRST, LAST, {"citys": "homs"}, UnknownName, "did you mean 'cities'"),
        ("small", FIRST, LAST, {"cities": "hmos"}, UnknownName, "did you mean 'homs'"),
        ("small", FIRST, LAST, {"date": FIRST}, BadParameter, "--from"),
        ("small", "2024-11-26", LAST, {"baseline": FIRST}, BadParameter, "not be later than date"),
    ],
)
def test_a_wrong_request_starts_nothing(notebooks, name, first, last, values, error, words):
    with pytest.raises(error, match=words):
        plan_batch(name, first, last, values, notebooks=notebooks)


def test_a_rule_that_one_day_alone_breaks_is_found(notebooks, tmp_path):
    write_notebook(tmp_path / "until.ipynb", DECLARED + 'last: Day = "2024-12-08"  # End\n')
    notebook = nbformat.read(tmp_path / "until.ipynb", 4)
    notebook.metadata["syria_analysis"]["rules"] = ["date <= trouble"]
    nbformat.write(notebook, tmp_path / "until.ipynb")
    with pytest.raises(BadParameter, match=r"^2024-12-03: date 2024-12-03 must not be later"):
        plan_batch("until", FIRST, LAST, {"trouble": MIDDLE}, notebooks=tmp_path)


def test_a_report_of_several_evenings_takes_each_day_as_its_last(tmp_path):
    write_notebook(tmp_path / "until.ipynb", 'last: Day = "2024-12-08"  # End\n')
    write_notebook(tmp_path / "never.ipynb", "size: int = 3  # Size\n")
    for path in tmp_path.glob("*.ipynb"):
        notebook = nbformat.read(path, 4)
        notebook.metadata["syria_analysis"]["rules"] = []
        nbformat.write(notebook, path)
    assert plan_batch("until", FIRST, "latest", notebooks=tmp_path).parameter == "last"
    with pytest.raises(BadParameter, match="no parameter date or last"):
        plan_batch("never", FIRST, LAST, notebooks=tmp_path)


def test_the_command_prints_a_summary_and_names_failures(monkeypatch, capsys, tmp_path):
    entries = [
        Entry(FIRST, "made", 1.5, str(tmp_path)),
        Entry(MIDDLE, "failed", 0.5, None, "small.ipynb, cell 3: no luck"),
    ]
    asked = {}
    monkeypatch.setattr(
        batches, "make_batch", lambda plan, output, **kw: asked.update(kw, plan=plan) or entries
    )
    command = ["batch", "situation", "--from", FIRST, "--to", MIDDLE, "-p", "cities=homs"]
    assert main([*command, "--jobs", "3", "--format", "json"]) == 1
    out, err = capsys.readouterr()
    jsonschema.validate(json.loads(out), outputs.schema("batch"))
    assert [row["status"] for row in json.loads(out)] == ["made", "failed"]
    assert f"1 of 2 reports situation failed\n{MIDDLE}: small.ipynb, cell 3: no luck\n" in err
    assert (asked["jobs"], asked["force"], asked["plan"].days) == (3, False, (FIRST, MIDDLE))
    assert asked["plan"].values == {"cities": "homs"}
    entries.pop()
    assert main(command) == 0
    assert "made" in capsys.readouterr().out


def test_a_long_batch_is_listed_meanwhile(monkeypatch, tmp_path):
    entries = [Entry(FIRST, "made", 1.0, str(tmp_path)), Entry(MIDDLE, "failed", 1.0)]
    entries.append(Entry(LAST, "made", 1.0, str(tmp_path)))
    monkeypatch.setattr(batches, "make_all", lambda *_, ended, **__: [ended(e) for e in entries])
    listed = []
    monkeypatch.setattr(batches, "write_index", listed.append)
    make_batch(Plan("small", "date", (FIRST, MIDDLE, LAST), {}), tmp_path)
    assert listed == [tmp_path]  # at the end
    monkeypatch.setattr(batches, "LISTED_EVERY", 0.0)
    make_batch(Plan("small", "date", (FIRST, MIDDLE, LAST), {}), tmp_path)
    assert listed == [tmp_path] * 4  # and after each that was made


def test_a_wrong_command_is_one_line(capsys):
    assert main(["batch", "situation", "--from", LAST, "--to", FIRST]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_without_a_terminal_a_line_tells_of_each_report(capsys):
    with batch_progress("small", 2) as progress:
        progress.step(FIRST, 1, 9, "starting")
        progress.ended(Entry(FIRST, "made", 1.25, "folder"))
        progress.ended(Entry(MIDDLE, "failed", 0.5, None, "[b]no luck"))
    assert capsys.readouterr().err.splitlines() == [
        f"{FIRST}: made in 1.2 s (1 of 2)",
        f"{MIDDLE}: failed in 0.5 s (2 of 2): [b]no luck",
    ]


COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
from syria_analysis.cli import main
sys.exit(main(["batch", "small", "--from", "2024-12-01", "--to", "2024-12-03", *sys.argv[1:]]))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_ctrl_c_leaves_what_is_finished_and_nothing_else(made, notebooks):
    _, output, _, _ = made
    before = pages(output / "small")
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="sa-test-") as scratch:
        arguments = [
            "--notebooks",
            str(notebooks),
            "--output",
            str(output),
            "-p",
            "wait=60",
            "--jobs",
            "2",
        ]
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "TMPDIR": scratch},
        )  # fmt: skip
        end = time.monotonic() + 120
        while len(list(Path(scratch).glob("sa-kernel-*/ipython"))) < 2 and time.monotonic() < end:
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 130, err
        assert "stopped" in err and "Traceback" not in err
        assert list(Path(scratch).iterdir()) == []
    assert list((output / "small").rglob(".*")) == []
    assert pages(output / "small") == before
    end = time.monotonic() + 10
    while (left := processes_of(scratch)) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == []


def processes_of(scratch):
    """Find the processes that were started with this temporary folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if scratch.encode() in path.read_bytes():
                found.append(path)
    return found
