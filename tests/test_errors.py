"""One clear line without --debug, where in the program with it; the faults of data are kept."""

from __future__ import annotations

import copy
import pickle

import pytest

from syria_analysis import api, cli
from syria_analysis.errors import InvalidData, ReportFailed, SyriaAnalysisError
from syria_analysis.package.limits import Unreadable
from syria_analysis.reports import batch, build
from syria_analysis.reports.batch import Entry
from syria_analysis.reports.parameter_rules import check_rules
from worlds import place, write_world

DAY = "2024-12-02"
FAULTS = ("places.csv:2:holder: one", "places.csv:3:lat: two")
FAILING = {
    "distances": ["--date", DAY, "--to", "nowhere-at-all"],
    "areas": ["--date", "2031-01-01"],
    "pace": ["--date", "2031-01-01"],
    "changes": ["--since", DAY, "--date", "2024-11-30"],
    "annotate": ["no-such.csv", "--date", DAY],
    "cutoff": ["--date", DAY, "--from", "nowhere-at-all"],
    "sources": ["no-such-place-at-all"],
    "place": ["no-such-place-at-all", "--date", DAY],
    "compare": ["no-such.kml", "--date", DAY],
    "diff": ["no-such-folder", "no-such-folder-either"],
    "import": ["maps", "no-such.geojson", "--data", "no-such-folder", "--map", "no-such.toml"],
    "add": ["no-such.csv"],
    "correct": ["no-such-table", "a", "b", "--old", "c", "--new", "d", "--why", "e"],
    "init": ["new", "--like", "no-such-folder", "--from", DAY, "--to", DAY],
    "migrate": ["no-such-folder", "new", "--country", "Atlantis"],
    "robustness": ["--date", "2031-01-01"],
    "claims": ["--date", "2031-01-01"],
    "alerts": ["--rules", "no-such.toml"],
    "export": ["--date", DAY, "--output", "evening.xml"],
    "validate": ["no-such-folder"],
    "report": ["no-such-report"],
    "list": ["--data", "no-such-folder"],
    "notebooks": ["copy", "/dev/null/notebooks"],
    "batch": ["no-such-report", "--from", DAY, "--to", DAY],
    "schedule": ["no-such-report"],
    "verify": ["no-such-folder"],
    "watch": ["no-such-folder", "--data", "no-such-folder", "--map", "no-such.toml"],
    "figure": ["no-such-figure", "--date", DAY, "--output", "figure.svg"],
}


def test_a_failing_request_is_known_for_every_command():
    assert {*FAILING, "completion"} == set(cli.cli.commands)  # a shell: no error of the library


@pytest.mark.parametrize("command", FAILING)
def test_where_it_arose_is_told_with_debug_alone(capsys, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    code = cli.main([command, *FAILING[command]])
    out, err = capsys.readouterr()
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    for asked in ([command, *FAILING[command], "--debug"], ["--debug", command, *FAILING[command]]):
        assert cli.main(asked) == 2
        out, told = capsys.readouterr()
        assert out == ""
        assert told.startswith("Traceback (most recent call last):\n")
        assert "syria_analysis.errors." in told
        assert told.endswith(err)
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_program_gets_a_line_too(capsys, monkeypatch):
    def broken(*_):
        raise KeyError("\x1b[31mred")

    monkeypatch.setattr(api, "load", broken)
    assert cli.main(["areas", "--date", DAY]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("syria-analysis: a fault of the program")
    assert "KeyError" in line and "--debug" in line
    assert cli.main(["areas", "--date", DAY, "--debug"]) == 1
    told = capsys.readouterr().err
    assert ", in broken" in told and "\x1b" not in told


def test_an_error_is_placed_and_keeps_its_class_faults_and_copies():
    error = InvalidData("2 faults", FAULTS).at("data: ")
    for made in (error, copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(made), str(made), made.faults) == (InvalidData, "data: 2 faults", FAULTS)


def test_an_error_with_more_to_it_keeps_that_too():
    error = Unreadable("too long", line=3, missing=True)
    for made in (error.at("x.csv: "), pickle.loads(pickle.dumps(error)).at("x.csv: ")):
        assert (str(made), made.reason, made.line, made.missing, made.faults) == (
            "x.csv: line 3: too long",
            "too long",
            3,
            True,
            (),
        )


def test_rules_keep_faults(monkeypatch):
    def broken(*_):
        raise InvalidData("2 faults", FAULTS)

    monkeypatch.setattr("syria_analysis.roads.network.on_roads", broken)
    with pytest.raises(InvalidData, match=r"^parameter 'cities': 2 faults$") as caught:
        check_rules(["cities on roads"], {"cities": ["a"]}, object())
    assert caught.value.faults == FAULTS
    with pytest.raises(InvalidData) as caught:
        monkeypatch.setattr(batch, "check_rules", broken)
        batch.plan_batch("situation", "2024-12-01", DAY)
    assert (str(caught.value), caught.value.faults) == (f"{DAY}: 2 faults", FAULTS)


def test_a_report_that_fails_keeps_faults(capsys, tmp_path, monkeypatch, reports_here):
    def broken(*_):
        raise InvalidData("2 faults", FAULTS)

    monkeypatch.setattr(build, "_make", broken)
    with pytest.raises(ReportFailed, match=r"^2 faults$") as caught:
        build.build_report("situation", {"date": DAY}, tmp_path)
    assert caught.value.faults == FAULTS
    assert isinstance(caught.value.__cause__, InvalidData)
    assert cli.main(["report", "situation", "--date", DAY, "--output", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines()[-3:] == ["syria-analysis: 2 faults", *FAULTS]


def test_a_batch_tells_the_faults_of_each_day(capsys, monkeypatch):
    error = InvalidData("2 faults", FAULTS)
    error.add_note("Traceback: here")
    entry = Entry(DAY, "failed", 0.1, failure="2 faults", faults=FAULTS, error=error)
    monkeypatch.setattr(batch, "make_batch", lambda *_, **__: [entry])
    asked = ["batch", "situation", "--from", DAY, "--to", DAY]
    assert cli.main(asked) == 1
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert err.splitlines()[-3:] == [f"{DAY}: 2 faults", *FAULTS]
    assert cli.main([*asked, "--debug"]) == 1
    assert "Traceback: here" in capsys.readouterr().err


def test_faults_of_data_are_lines_whatever_is_asked(tmp_path):
    folder = write_world(tmp_path, [place("a", 34.5, 38.0, "XXX"), place("b", 99, 38.0, "SAA")])
    with pytest.raises(SyriaAnalysisError) as caught:
        batch.plan_batch("situation", DAY, DAY, data=folder)
    assert any(fault.startswith("places.csv:2:holder") for fault in caught.value.faults)
