"""What a report can be asked, and what is refused before anything runs."""

from __future__ import annotations

import datetime as dt

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_analysis.errors import (
    BadDate,
    BadParameter,
    DateOutOfRange,
    SyriaAnalysisError,
    UnknownName,
)
from syria_analysis.reports.parameters import (
    check_rules,
    read_assignments,
    read_parameters,
    resolve,
)

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
        ("date", "2023-12-01", DateOutOfRange, "2024-11-26 to 2024-12-08"),
        ("sides", "HTX", UnknownName, "did you mean 'HTS'?"),
        ("sides", "", BadParameter, "factions separated by commas"),
        ("city", "homss", UnknownName, "did you mean 'homs'?"),
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
    for wrong in (["a"], ["=1"], ["a=1", "a=2"]):
        with pytest.raises(BadParameter):
            read_assignments(wrong)


def test_rules():
    values = {"first": "2024-11-26", "last": "2024-12-02", "us": ["A"], "them": ["B"]}
    check_rules(["first <= last", "us apart them"], values)
    with pytest.raises(BadParameter, match="must not be later"):
        check_rules(["last <= first"], values)
    with pytest.raises(BadParameter, match="both the us and the us"):
        check_rules(["us apart us"], values)
    with pytest.raises(BadParameter, match="cannot be read"):
        check_rules(["us == them"], values)
