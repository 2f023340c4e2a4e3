"""Anything at all into every loader, parameter and option: only the package's own errors come out.

A short run, the same each time, belongs to `make test`; a long one is marked slow.
"""

from __future__ import annotations

import json
import re
import shutil
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import syria_analysis as sa
from hostile import FORBIDDEN, TEXTS
from selection import first_quick
from syria_analysis import cli
from syria_analysis.alerts.rule_file import read_rules
from syria_analysis.errors import PointsWarning, SyriaAnalysisError
from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports.index import write_index
from syria_analysis.reports.manifest import read_manifest
from syria_analysis.reports.parameter_files import read_parameter_file
from syria_analysis.reports.parameters import read_assignments, read_parameters, resolve
from syria_analysis.reports.request import read_notebook, report_names
from worlds import event, place, source, write_world

DAY = "2024-12-02"
SPEEDS = [pytest.param(1, id="short"), pytest.param(25, id="long", marks=pytest.mark.slow)]
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

PLACES = [
    place("north", 35.5, 38.0, "HTS", population=5, population_year=2004,
          population_source="report", variants="Nord|شمال"),
    place("south", 33.5, 38.0, "SAA"),
    place("east", 34.5, 39.0, "SAA", extent_km2=4),
]  # fmt: skip
EVENTS = [event("2024-11-28", "south", "SAA", "HTS", date_latest="2024-11-29")]
CLAIM = {
    "id": "held", "statement": "North is held.", "metric": "held_by", "expected": "yes",
    "subject": "place=north;by=HTS",
}  # fmt: skip
PUBLISHED = {
    "id": "share", "statement": "Half.", "metric": "share_held", "subject": "by=SAA",
    "unit": "%", "value_low": 40, "value_high": 50,
}  # fmt: skip
RULES = b'[[rule]]\nkind = "front_within"\nplaces = ["homs", "seats"]\nkm = 20.5\n'
POINTS = b"name,lat,lon\nHoms,34.73,36.71\nx,-1.5,0\n"
CAPTURES = b"place,by\nhama,HTS\nhoms,SNA\n"
VALUES = b'date = 2024-12-02\ncities = ["homs", "hama"]\nkm = 5\n'

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
snippets = st.one_of(
    st.binary(min_size=1, max_size=8),
    st.sampled_from([t.encode() for t in [*TEXTS.values(), *FORBIDDEN.values()]]),
    st.sampled_from(
        [b"", b",", b'"', b"\n", b"\r", b"\xff", b"\xef\xbb\xbf", b"NaN", b"1e999", b"-0", b"[",
         b"{", b"9" * 500, b"null", b"0", b"true", b"2024-02-30", b"0001-01-01", b"x" * 20_000,
         b"|", b";", b"0x" + b"f" * 5000, b"1979-05-27T07:32:00Z", b"inf"]
    ),
)  # fmt: skip
cuts = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), snippets), min_size=1, max_size=3)


def mutated(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Replace a few bytes at some points."""
    for at, length, new in changes:
        start = int(at * len(content))
        content = content[:start] + new + content[start + length :]
    return content


def fuzz(speed: int, examples: int, **strategies):
    """Run a function on examples: the same ones each time in the short run."""

    def run(test):
        limits = settings(
            max_examples=examples * speed,
            derandomize=speed == 1,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        limits(given(**strategies)(test))()

    return run


def only_own_errors(call) -> bool:
    """Call; tell whether it succeeded. Anything but an error of the package in a line fails."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PointsWarning)  # of what may be wrong with them
            call()
    except SyriaAnalysisError as error:
        lines = [str(error), *getattr(error, "faults", ())]
        assert all("\n" not in line and len(line) < 2000 for line in lines), lines
        return False
    return True


def check_cli(capsys, arguments: list[str], codes=(0, 2)) -> int:
    """Run the command: one plain line on standard error, if it fails."""
    code = cli.main(arguments)
    err = capsys.readouterr().err
    assert code in codes, (code, err)
    assert "Traceback" not in err
    assert not CONTROL.search(err), err
    if code == 2:
        assert err.startswith("syria-analysis: ")
    return code


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz") / "data"
    roads = [{"from": "north", "to": "south"}, {"from": "south", "to": "east"}]
    write_world(folder, PLACES, EVENTS, [CLAIM], published=[PUBLISHED], roads=roads,
                sources=[source("monitor", "2024-12-01", url="https://e.org/a")])  # fmt: skip
    sa.load(folder)
    return folder


def asked(folder: Path) -> None:
    """Load a package and ask what rests on all of it."""
    syria = sa.load(folder)
    syria.on(syria.last).areas()
    syria.claims_table(brief=True)
    syria.published_table()


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_data_package(package, tmp_path, speed):
    files = sorted(p.relative_to(package).as_posix() for p in package.rglob("*") if p.is_file())
    work = tmp_path / "work"
    shutil.copytree(package, work)

    @fuzz(speed, 20, name=st.sampled_from(files), changes=cuts)
    def run(name, changes):
        content = (package / name).read_bytes()
        (work / name).write_bytes(mutated(content, changes))
        try:
            only_own_errors(lambda: asked(work))
        finally:
            (work / name).write_bytes(content)


@pytest.mark.parametrize("speed", SPEEDS)
def test_cells(package, tmp_path, speed):
    """A cell of a table replaced by another text: the file stays a table."""
    work = tmp_path / "work"
    shutil.copytree(package, work)
    tables = sorted(path.name for path in package.glob("*.csv"))
    odd = st.sampled_from(
        ["", "0", "-1", "NaN", "inf", "1e400", "south", "SAA", "2024-12-05", "9999-12-31", "true",
         "no", "=1", "|", "a=b;c", "north|south", "1" * 16, "0.0000001", "٣", "5" * 15]
    )  # fmt: skip

    @fuzz(speed, 10, name=st.sampled_from(tables), row=st.integers(0, 50),
          column=st.integers(0, 50), cell=odd)  # fmt: skip
    def run(name, row, column, cell):
        content = (package / name).read_text("utf-8")
        lines = content.splitlines()
        at = 1 + row % max(len(lines) - 1, 1)
        cells = lines[min(at, len(lines) - 1)].split(",")
        cells[column % len(cells)] = cell
        lines[min(at, len(lines) - 1)] = ",".join(cells)
        (work / name).write_text("\n".join(lines) + "\n", "utf-8")
        try:
            only_own_errors(lambda: asked(work))
        finally:
            (work / name).write_text(content, "utf-8")


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_description(package, tmp_path, speed):
    work = tmp_path / "work"
    shutil.copytree(package, work)
    path = work / "datapackage.json"
    sound = json.loads(path.read_text("utf-8"))
    part = st.sampled_from([*sound, "resources.0", "resources.2.schema", "resources.3.path",
                            "resources.1.schema.fields.2", "evenings.first"])  # fmt: skip

    @fuzz(speed, 15, where=part, value=json_values)
    def run(where, value):
        whole = json.loads(json.dumps(sound))
        *way, last = [int(k) if k.isdigit() else k for k in where.split(".")]
        inner = whole
        for key in way:
            inner = inner[key]
        inner[last] = value
        path.write_text(json.dumps(whole), "utf-8")
        only_own_errors(lambda: asked(work))


@pytest.mark.parametrize("speed", SPEEDS)
def test_files_of_points_captures_and_rules(syria, tmp_path, speed):
    evening = syria.on(DAY)
    file = tmp_path / "file.csv"
    loaders = {
        POINTS: lambda: evening.annotate(file),
        CAPTURES: lambda: evening.if_captured_from(file),
        RULES: lambda: read_rules(syria, file),
    }

    @fuzz(speed, 60, kind=st.sampled_from(sorted(loaders)), changes=cuts, other=st.binary())
    def run(kind, changes, other):
        for content in (mutated(kind, changes), other):
            file.write_bytes(content)
            only_own_errors(loaders[kind])


@pytest.mark.parametrize("speed", SPEEDS)
def test_files_of_parameters(syria, tmp_path, speed):
    declared = read_parameters(read_notebook("situation", notebook_folder())[0])

    @fuzz(speed, 60, ending=st.sampled_from([".toml", ".yaml"]), changes=cuts, other=st.binary())
    def run(ending, changes, other):
        file = tmp_path / f"file{ending}"
        sound = VALUES if ending == ".toml" else VALUES.replace(b" = ", b": ")
        for content in (mutated(sound, changes), other):
            file.write_bytes(content)
            only_own_errors(lambda: resolve(declared, read_parameter_file(file), syria))


@pytest.mark.parametrize("speed", SPEEDS)
def test_parameters_of_every_report(syria, speed):
    declared = {
        name: read_parameters(read_notebook(name, notebook_folder())[0]) for name in report_names()
    }
    texts = st.text(max_size=30) | st.sampled_from(list(TEXTS.values()))
    values = json_values | texts | st.sampled_from(["2024-12-02", "homs", "HTS,SNA", 10**400])

    @fuzz(speed, 60, name=st.sampled_from(sorted(declared)), pick=st.integers(0, 20), value=values,
          other=texts)  # fmt: skip
    def run(name, pick, value, other):
        parameter = declared[name][pick % len(declared[name])]
        only_own_errors(lambda: resolve(declared[name], {parameter.name: value}, syria))
        only_own_errors(lambda: resolve(declared[name], {other: value}, syria))
        only_own_errors(lambda: read_assignments([f"{parameter.name}={other}", other]))


@pytest.mark.parametrize("speed", SPEEDS)
def test_manifests_and_the_index(tmp_path, capsys, speed):
    report = tmp_path / "situation" / DAY
    report.mkdir(parents=True)
    sound = {"report": "situation", "title": "t", "date": DAY, "parameters": {}, "changed": {},
             "files": {"../x": {"sha256": "0" * 64, "bytes": 1}},
             "data": {"version": "1"}}  # fmt: skip

    @fuzz(speed, 20, key=st.sampled_from(sorted(sound)), value=json_values, other=st.binary(),
          findings=json_values)  # fmt: skip
    def run(key, value, other, findings):
        for content in (json.dumps({**sound, key: value}).encode(), other):
            (report / "manifest.json").write_bytes(content)
            (report / "findings.json").write_text(json.dumps({"findings": findings}), "utf-8")
            assert not only_own_errors(lambda: read_manifest(report))
            assert check_cli(capsys, ["verify", str(report)]) == 2
            page = write_index(tmp_path).read_text("utf-8")
            assert "<script>alert" not in page

    assert {path.name for path in tmp_path.iterdir()} == {"situation", "index.html", ".index.json"}


# The command line

BASE = {
    "pace": ["--date", DAY],
    "distances": ["--date", DAY, "--to", "homs"],
    "areas": ["--date", DAY],
    "changes": ["--since", "2024-11-26", "--date", DAY],
    "annotate": ["points.csv", "--date", DAY],
    "cutoff": ["--date", DAY, "--from", "damascus", "--capture", "homs"],
    "robustness": ["--date", DAY],
    "claims": [],
    "sources": ["--date", DAY],
    "alerts": ["--date", DAY],
    "export": ["--date", DAY, "--output", "evening.csv"],
    "place": ["homs", "--date", DAY],
    "add": ["rows.csv", "--why", "a report"],
    "correct": ["events", "2024-12-05-hama", "note", "--old", "", "--new", "a", "--why", "b"],
    "diff": ["older", "newer"],
    "compare": ["older", "--date", DAY],
    "import": [],
    "validate": [],
    "init": ["newest", "--like", "older", "--from", DAY, "--to", DAY],
    "migrate": ["older", "newer", "--country", "Utopia"],
    "report": ["situation", "--date", DAY],
    "list": [],
    "batch": ["situation", "--from", DAY, "--to", DAY],
    "schedule": ["situation"],
    "verify": ["reports"],
    "watch": ["maps", "--data", "older"],
    "notebooks": ["copy"],
    "completion": ["bash"],
    "figure": ["cutoff", "--date", DAY, "--output", "evening.svg"],
}
"""Arguments with which each command would run."""
UNFIT = {
    "call": "=cmd()", "folder": "../../etc/passwd", "shell": "$(touch owned)`touch owned`",
    "long": "x" * 100_000, "html": "<script>", "typst": '#read("/etc/passwd")', "empty": "",
    "huge": "9" * 400, "nan": "NaN", "inf": "-inf", "lines": "a\nb", "dash": "--",
    "percent": "%n%s",
}  # fmt: skip
FREE = {"output", "folder"}
"""Options that may be any text."""


def options():
    for command, base in BASE.items():
        for parameter in cli.cli.commands[command].params:
            if getattr(parameter, "is_flag", False) or parameter.name == "help":
                continue
            if command == "correct" and parameter.name in ("new", "why", "source"):
                continue  # a cell that would be at fault is told as `validate` tells it, by lines
            yield pytest.param(command, base, parameter, id=f"{command}-{parameter.name}")


def test_every_command_is_tried():
    assert set(BASE) == set(cli.cli.commands)


def given_to(command, base, parameter, text):
    if parameter.param_type_name == "argument":
        return [command, *([text, *base[1:]] if base and base[0][:2] != "--" else [*base, text])]
    return [command, *base, f"{parameter.opts[0]}={text}" if parameter.opts[0][:2] == "--" else
            f"{parameter.opts[0]}{text}"]  # fmt: skip


@pytest.mark.parametrize(("command", "base", "parameter"), [*options()])
def test_an_option_that_holds_what_no_text_may(
    capsys, tmp_path, monkeypatch, command, base, parameter
):
    monkeypatch.chdir(tmp_path)
    for text in (*FORBIDDEN.values(), "\ud800", "\udcff"):
        assert check_cli(capsys, given_to(command, base, parameter, text)) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("command", "base", "parameter"), first_quick(options(), 16))
def test_an_option_with_an_unfit_value(capsys, tmp_path, monkeypatch, command, base, parameter):
    if parameter.name in FREE and command in ("report", "batch", "alerts", "schedule"):
        pytest.skip("any text names a folder")
    monkeypatch.chdir(tmp_path)
    Path("points.csv").write_bytes(POINTS)
    number = parameter.type.name.startswith(("integer", "float"))
    kinds = ["huge", "nan", "inf"] if number else ["call", "lines", "long"]
    for text in (UNFIT[kind] for kind in kinds):
        arguments = given_to(command, base, parameter, text)
        code = cli.main(arguments)
        err = capsys.readouterr().err
        assert code == 2, (arguments[:6], code, err[:300])
        assert len(err.splitlines()) == 1, err[:300]
        assert len(err) < 1000
        assert not CONTROL.search(err)
    assert {path.name for path in tmp_path.iterdir()} == {"points.csv"}


@pytest.mark.parametrize("speed", SPEEDS)
def test_arguments_of_any_kind(capsys, tmp_path, monkeypatch, speed):
    monkeypatch.chdir(tmp_path)
    words = st.sampled_from([*cli.cli.commands, *UNFIT.values(), *FORBIDDEN.values(), "-p", "--to"])

    @fuzz(speed, 60, arguments=st.lists(words | st.text(max_size=12), min_size=1, max_size=4))
    def run(arguments):
        if arguments[0] not in ("validate", "claims", "alerts", "list"):  # which run without more
            check_cli(capsys, arguments)
