"""What a report can be asked, and what is refused before anything runs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import jsonschema
import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_analysis.cli import main
from syria_analysis.errors import (
    BadDate,
    BadParameter,
    DateOutOfRange,
    MissingData,
    SyriaAnalysisError,
    UnknownName,
)
from syria_analysis.reports import build
from syria_analysis.reports.available import catalogue, describe
from syria_analysis.reports.parameter_files import LARGEST, read_parameter_file
from syria_analysis.reports.parameters import (
    read_assignments,
    read_parameters,
    resolve,
)
from syria_analysis.text import outputs

SOURCE = """
date: Day = "2024-12-02"  # Evening that is described
sides: list[Faction] = ["HTS", "SNA"]  # Forces
city: Place = "homs"
count: int = 3
share: float = 0.5
exact: bool = False
tone: Literal["plain", "full"] = "plain"
guessed = "2024-11-26"  # No type is told
"""


def notebook(source):
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# T"), cell])


DECLARED = read_parameters(notebook(SOURCE))


def test_parameters_are_read_with_type_default_and_help():
    assert [p.name for p in DECLARED] == [
        "date", "sides", "city", "count", "share", "exact", "tone", "guessed",
    ]  # fmt: skip
    by_name = {p.name: p for p in DECLARED}
    assert (by_name["date"].kind, by_name["date"].help) == ("Day", "Evening that is described")
    assert (by_name["sides"].kind, by_name["sides"].many) == ("Faction", True)
    assert by_name["tone"].choices == ("plain", "full")
    assert by_name["guessed"].kind == "Day"


def test_a_notebook_without_parameters_takes_none():
    assert read_parameters(nbformat.v4.new_notebook(cells=[])) == ()
    with pytest.raises(UnknownName):
        resolve((), {"date": "2024-12-02"})


@pytest.mark.parametrize(
    "source",
    ["date: Day = today()", "import os", "x: Nonsense = 1", "date: Day", "x = 1 +", "a = b = 2"],
)
def test_a_declaration_that_is_not_plain_is_refused(source):
    if source == "a = b = 2":  # the first name is taken
        assert read_parameters(notebook(source))[0].name == "a"
        return
    with pytest.raises(BadParameter):
        read_parameters(notebook(source))


def test_texts_become_values(syria):
    values = resolve(
        DECLARED,
        {
            "date": "2024-12-01",
            "sides": "hts, SDF",
            "city": "Homs",
            "count": "7",
            "share": "1e-3",
            "exact": "yes",
        },
        syria,
    )
    assert values == {
        "date": "2024-12-01",
        "sides": ["HTS", "SDF"],
        "city": "homs",
        "count": 7,
        "share": 0.001,
        "exact": True,
        "tone": "plain",
        "guessed": "2024-11-26",
    }
    assert resolve(DECLARED, {"date": dt.date(2024, 12, 1), "count": 7, "share": 2})["share"] == 2.0


@pytest.mark.parametrize(
    ("name", "value", "error", "words"),
    [
        ("dat", "2024-12-01", UnknownName, "did you mean 'date'?"),
        ("date", "2 December", BadDate, "is not a day"),
        ("date", "2024-12-32", BadDate, "parameter 'date'"),
        ("date", "2023-12-01", DateOutOfRange, "2024-11-26 to 2024-12-11"),
        ("sides", "HTX", UnknownName, "did you mean 'HTS'?"),
        ("sides", "", BadParameter, "factions separated by commas"),
        ("city", "hmos", UnknownName, "did you mean 'homs'?"),
        ("city", "homs,hama", UnknownName, "unknown place"),
        ("count", "3.5", BadParameter, "a whole number"),
        ("count", "__import__('os')", BadParameter, "a whole number"),
        ("count", True, BadParameter, "a whole number"),
        ("share", "nan", BadParameter, "a number"),
        ("share", "half", BadParameter, "a number"),
        ("exact", "1", BadParameter, "true or false"),
        ("tone", "loud", BadParameter, "one of plain, full"),
        ("city", "a\x00b", BadParameter, "a place"),
        ("city", "x" * 2000, BadParameter, "too long"),
    ],
)
def test_wrong_values_are_refused(syria, name, value, error, words):
    with pytest.raises(error, match="(?s)" + words.replace("?", r"\?")) as caught:
        resolve(DECLARED, {name: value}, syria)
    assert "\n" not in str(caught.value)


@given(st.dictionaries(st.sampled_from([p.name for p in DECLARED]), st.text(), max_size=3))
def test_no_text_raises_anything_but_the_packages_errors(values):
    try:
        found = resolve(DECLARED, values)
    except SyriaAnalysisError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(found["count"], int)


def test_assignments():
    assert read_assignments(["a=1", "b=x=y", " c =", "a=1"]) == {"a": "1", "b": "x=y", "c": ""}
    assert read_assignments(["a=1,2", "b=3", "a=4"]) == {"a": ["1,2", "4"], "b": "3"}
    for wrong in (["a"], ["=1"]):
        with pytest.raises(BadParameter):
            read_assignments(wrong)


def parameter_file(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


SAME = {
    "evening.toml": "date = 2024-12-01\nsides = ['hts', 'SDF']\ncount = 7\nexact = true\nshare = 2",
    "evening.yaml": "date: 2024-12-01\nsides: [hts, SDF]\ncount: 7\nexact: true\nshare: 2\n",
    "evening.YML": '"date": "2024-12-01"\nsides: hts,SDF\ncount: "7"\nexact: yes\nshare: 2.0\n',
}


@pytest.mark.parametrize("name", SAME)
def test_a_file_says_the_same_as_texts(tmp_path, syria, name):
    values = resolve(
        DECLARED, read_parameter_file(parameter_file(tmp_path, name, SAME[name])), syria
    )
    assert values == resolve(
        DECLARED,
        {"date": "2024-12-01", "sides": "HTS,SDF", "count": "7", "exact": "true", "share": "2"},
        syria,
    )


def test_an_empty_file_asks_for_the_defaults(tmp_path):
    for name in ("a.toml", "a.yaml"):
        assert read_parameter_file(parameter_file(tmp_path, name, "# nothing\n")) == {}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", "{}", "ends in .toml, .yaml or .yml"),
        ("a.toml", "b = 1\ndate = \n", "line 2"),
        ("a.toml", "a = 1\na = 2", "overwrite"),
        ("a.toml", "[a]\nb = 1", "'a' takes a plain value or a list of these, not a table"),
        ("a.toml", "a = [[1]]", "not a list of lists"),
        ("a.toml", "a = 12:00:00", "not a time"),
        ("a.toml", "a = " + "[" * 5000, "nested too deeply"),
        ("a.toml", "a = " + "9" * 9000, "a.toml"),
        ("a.toml", b"a = '\xff'", "byte 6 is not UTF-8"),
        ("a.toml", "#" * (LARGEST + 1), "larger than 100,000 bytes"),
        ("a.yaml", "a: 1\nb: 2\na: 3", "line 3: 'a' is given twice"),
        ("a.yaml", "a: &x [1]\nb: *x", "line 2: write values out instead of aliases"),
        ("a.yaml", "a: !!python/object/apply:os.system [ls]", "line 1"),
        ("a.yaml", "a: !!binary aGk=", "not a bytes"),
        ("a.yaml", "a: {b: 1}", "not a table"),
        ("a.yaml", "a:", "not nothing"),
        ("a.yaml", "- a", "names with values are wanted"),
        ("a.yaml", "just words", "names with values are wanted, not text"),
        ("a.yaml", "1: 2", "'1' is not the name"),
        ("a.yaml", "? [a]\n: 1", "line 1"),
        ("a.yaml", "a: 1\n---\nb: 2", "line 2"),
        ("a.yaml", "a: 2024-13-45", "month"),
        ("a.yaml", "a: " + "[" * 5000, "nested too deeply"),
        ("a.yaml", "a: \x00", "not allowed"),
        ("a.yml", "a: [", "line 1"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_one_line(tmp_path, name, content, words):
    path = parameter_file(tmp_path, name, content)
    with pytest.raises(BadParameter) as caught:
        read_parameter_file(path)
    message = str(caught.value)
    assert words in message
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert len(message) < 600


def test_a_file_that_is_not_there(tmp_path):
    (tmp_path / "folder.toml").mkdir()
    for name in ("none.toml", "folder.toml", "a\x00.toml"):
        with pytest.raises(MissingData, match=r"there is no file|it is a folder"):
            read_parameter_file(tmp_path / name)


@given(st.text(max_size=200), st.sampled_from(["a.toml", "a.yaml"]))
def test_no_file_raises_anything_but_the_packages_errors(tmp_path_factory, text, name):
    path = parameter_file(tmp_path_factory.getbasetemp(), name, text.encode("utf-8", "replace"))
    try:
        values = read_parameter_file(path)
    except SyriaAnalysisError as error:
        assert "\n" not in str(error)
    else:
        assert all(isinstance(name, str) for name in values)


@pytest.fixture
def asked(monkeypatch, tmp_path, reports_here):
    """What `build_report` is asked for by the command; it makes nothing."""
    calls = []

    def note(name, values, output, **options):
        calls.append((name, dict(values), options))
        return build.Made(tmp_path, "made", 0)

    monkeypatch.setattr(build, "build_report", note)
    return calls


def test_texts_override_a_file(asked, tmp_path, capsys):
    file = parameter_file(tmp_path, "a.toml", 'date = "2024-12-01"\nbaseline = 2024-11-27\n')
    arguments = ["report", "situation", "--parameters", str(file)]
    assert main([*arguments, "--date", "2024-12-03", "-p", "cities=homs", "--force"]) == 0
    ((name, values, options),) = asked
    assert (name, values) == (
        "situation",
        {"date": "2024-12-03", "baseline": dt.date(2024, 11, 27), "cities": "homs"},
    )
    assert (options["force"], options["timeout"], options["limit"]) == (True, 600, 3600)
    assert capsys.readouterr().out == f"{tmp_path}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["situation", "--parameters", "none.toml"], "there is no file none.toml"),
        (["situation", "-p", "citys=homs"], "did you mean 'cities'?"),
        (["situation", "-p", "cities"], "is not NAME=VALUE"),
        (["situation", "-p", "cities=hmos"], "did you mean 'homs'?"),
        (["situation", "--date", ""], "--date is empty"),
        (["situatoin"], "did you mean 'situation'?"),
        (["situatoin", "--help"], "did you mean 'situation'?"),
        (["situation", "--timeout", "0"], "--timeout"),
        (["situation", "--timeout", "nan"], "timeout"),
        (["situation", "--limit", "soon"], "--limit"),
        (["situation", "--nonsense"], "--nonsense"),
        ([], "NAME"),
    ],
)
def test_a_wrong_command_exits_2_with_one_line(
    monkeypatch, tmp_path, capsys, reports_here, arguments, words
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(build, "Run", lambda *a: pytest.fail("a kernel was started"))
    assert main(["report", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert captured.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_help_of_a_report_tells_its_parameters(capsys):
    for arguments in (["situation", "--help"], ["--help", "situation"], ["situation", "-h"]):
        assert main(["report", *arguments]) == 0
        text = " ".join(capsys.readouterr().out.split())
        for p in describe("situation")["parameters"]:
            assert p["help"] in text
        assert "Takes a day from 2024-11-26 to 2024-12-11. Default: latest" in text
        assert "Default: those of the package, damascus,homs,hama,aleppo,latakia" in text
        assert "Default: that of the package, 2024-11-26" in text
    assert main(["report", "--help"]) == 0
    assert "Parameters of" not in capsys.readouterr().out


def test_every_report_says_all_about_its_parameters(syria):
    for about in catalogue(syria):
        assert about["title"] != about["name"]
        assert about["summary"].endswith(".")
        for p in about["parameters"]:
            assert p["help"], (about["name"], p["name"])


def test_list(capsys, syria):
    assert main(["list", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, outputs.schema("list"))
    assert told == catalogue(syria)
    situation = next(about for about in told if about["name"] == "situation")
    by_name = {p["name"]: p for p in situation["parameters"]}
    assert by_name["attackers"]["default"] == ["HTS", "SNA"]
    assert (by_name["attackers"]["of_package"], by_name["date"]["of_package"]) == (True, False)
    assert "HTS" in by_name["attackers"]["choices"]

    assert main(["list", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == sum(len(about["parameters"]) for about in told)
    assert "those of the package, such as HTS,SNA" in {row["default"] for row in rows}

    assert main(["list"]) == 0
    table = capsys.readouterr().out
    for about in told:
        assert f"{about['name']}: {about['title']}" in table


def test_a_notebook_without_values_is_listed(tmp_path):
    nbformat.write(notebook(""), tmp_path / "bare.ipynb")
    nbformat.write(nbformat.v4.new_notebook(cells=[]), tmp_path / "by-hand.ipynb")
    (about,) = catalogue(folder=tmp_path)
    assert about == {"name": "bare", "title": "T", "summary": "", "parameters": []}
