"""What a question leaves out is what the package declares, and is asked for where it does not."""

from __future__ import annotations

import datetime as dt

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from syria_analysis.errors import BadParameter
from syria_analysis.reports.parameters import read_parameters, resolve
from syria_analysis.reports.request import prepare
from worlds import event, load_world, place, write_world

PLACES = [
    place("alpha", 34.5, 36.5, "HTS"),
    place("bravo", 34.5, 37.5, "SAA"),
    place("charlie", 34.5, 38.5, "SDF"),
]
CONTESTS = [
    {"id": "first", "from": "2024-11-26", "to": "2024-12-02", "attackers": ["HTS"],
     "defenders": ["SAA"]},
    {"id": "second", "from": "2024-12-01", "attackers": ["SNA", "HTS"], "defenders": ["SDF"]},
]  # fmt: skip


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A package that declares nothing but its country."""
    return load_world(
        write_world(tmp_path_factory.mktemp("bare"), PLACES, conflict={"contests": []})
    )


@pytest.fixture(scope="module")
def declared(tmp_path_factory):
    conflict = {
        "contests": CONTESTS,
        "cities": ["bravo", "alpha"],
        "capital": "charlie",
        "baseline": "2024-11-28",
    }
    return load_world(write_world(tmp_path_factory.mktemp("full"), PLACES, conflict=conflict))


def test_the_contest_fought_on_the_evening_gives_the_sides(declared):
    first, second = (("HTS",), ("SAA",)), (("SNA", "HTS"), ("SDF",))
    assert declared.sides(day=day("2024-11-26")) == first
    assert declared.sides(day=day("2024-12-02")) == first  # both are fought: the one named first
    assert declared.sides(day=day("2024-12-03")) == second
    assert declared.sides(day=day("2024-12-02"), until=day("2024-12-05")) == first
    assert declared.sides(attackers=[], defenders="SAA", day=day("2024-12-03")) == (
        ("SNA", "HTS"),
        ("SAA",),
    )


def test_a_faction_on_both_sides_is_refused(declared):
    with pytest.raises(BadParameter, match=r"^SAA cannot be on both sides"):
        declared.sides(attackers="HTS,SAA", day=day("2024-11-26"))


def test_cities_baseline_origin_and_captor_are_those_declared(declared):
    assert declared.cities() == declared.cities([]) == ("bravo", "alpha")
    assert declared.cities("Alpha") == ("alpha",)
    assert declared.since() == day("2024-11-28")
    assert declared.origin() == "charlie"
    assert declared.origin("Alpha") == "alpha"
    assert declared.captor(day=day("2024-12-05")) == "SNA"
    assert declared.captor("SDF") == "SDF"


def test_what_is_not_declared_is_asked_for(bare):
    for ask, named in (
        (bare.sides, "attackers"),
        (bare.defenders, "defenders"),
        (bare.captor, "attackers"),
        (bare.cities, "cities"),
        (bare.origin, "place to set out from"),
    ):
        with pytest.raises(BadParameter, match=named) as error:
            ask()
        assert "this package declares no" in str(error.value)
    assert bare.sides("HTS", "SAA") == (("HTS",), ("SAA",))
    assert bare.since() == bare.first


SOURCE = """\
date: Day = "latest"  # Evening
baseline: Day = ""  # Earlier evening
attackers: list[Faction] = []  # One side
defenders: list[Faction] = []  # The other
cities: list[Place] = []  # Cities
by: Faction = ""  # Who captures
source: Place = ""  # From where
count: int = 0  # A number
"""
PARAMETERS = read_parameters(
    new_notebook(cells=[new_code_cell(SOURCE, metadata={"tags": ["parameters"]})])
)


def test_an_empty_parameter_is_what_the_package_declares(declared):
    assert resolve(PARAMETERS, {}, declared) == {
        "date": "2024-12-08",
        "baseline": "2024-11-28",
        "attackers": ["SNA", "HTS"],
        "defenders": ["SDF"],
        "cities": ["bravo", "alpha"],
        "by": "SNA",
        "source": "charlie",
        "count": 0,
    }
    early = resolve(PARAMETERS, {"date": "2024-12-01", "cities": ""}, declared)
    assert (early["attackers"], early["defenders"]) == (["HTS"], ["SAA"])
    assert early["cities"] == ["bravo", "alpha"]


def test_a_parameter_that_the_package_does_not_declare_is_asked_for(bare):
    with pytest.raises(BadParameter, match=r"^parameter 'attackers': this package declares no"):
        resolve(PARAMETERS, {}, bare)
    sides = {"attackers": "HTS", "defenders": "SAA"}
    with pytest.raises(BadParameter, match=r"^parameter 'cities': this package declares no cities"):
        resolve(PARAMETERS, sides, bare)
    asked = {"cities": "alpha", "by": "HTS", "source": "bravo"}
    assert resolve(PARAMETERS, sides | asked, bare)["baseline"] == "2024-11-26"


def test_without_data_an_empty_parameter_stays_empty():
    assert resolve(PARAMETERS, {})["cities"] == []
    with pytest.raises(BadParameter, match="a whole number"):
        resolve(PARAMETERS, {"count": ""})


def test_an_undated_scenario_starts_before_the_first_of_its_captures(tmp_path):
    scenario = {"captures": ["bravo", "charlie"], "by": "HTS", "from": "bravo", "to": ["charlie"]}
    events = [
        event("2024-11-28", "bravo", "SAA", "HTS", contested="true"),
        event("2024-11-30", "charlie", "SDF", "SNA"),
        event("2024-12-03", "charlie", "SNA", "HTS"),
        event("2024-12-05", "bravo", "SAA", "HTS"),
    ]

    def starts(name, **more):
        conflict = {"scenario": {**scenario, **more}}
        roads = [{"from": "bravo", "to": "charlie"}]
        folder = write_world(tmp_path / name, PLACES, events, roads=roads, conflict=conflict)
        return load_world(folder)

    assert starts("undated").starting_day == day("2024-12-02")
    assert starts("dated", date="2024-11-29").starting_day == day("2024-11-29")
    assert starts("never", captures=["alpha"]).starting_day == day("2024-12-08")


def test_a_report_of_a_package_that_declares_nothing_takes_what_is_given(bare, tmp_path):
    asked = {"attackers": "HTS", "defenders": "SAA", "cities": "bravo", "date": "2024-12-01"}
    request = prepare("situation", asked, data=bare.folder)
    assert request.changed == {
        "date": "2024-12-01",
        "attackers": ["HTS"],
        "defenders": ["SAA"],
        "cities": ["bravo"],
    }


def test_what_is_given_and_is_the_packages_own_changes_nothing(declared):
    request = prepare("situation", {"cities": "bravo,alpha"}, data=declared.folder)
    assert request.values["cities"] == ["bravo", "alpha"]
    assert request.changed == {"date": "2024-12-08"}
    late = prepare("situation", {"defenders": "SDF", "date": "2024-12-01"}, data=declared.folder)
    assert late.changed == {"date": "2024-12-01", "defenders": ["SDF"]}
    with pytest.raises(BadParameter, match=r"^parameter 'captures': this package declares no"):
        prepare("scenario", {}, data=declared.folder)
