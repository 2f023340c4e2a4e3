from __future__ import annotations

import json
import pickle

import pytest

from syria_analysis.api import load, validate
from syria_analysis.errors import InvalidData, MissingData
from syria_analysis.package.conflict import conflict_faults
from worlds import event, place, write_world

PLACES = [
    place("north", 35.5, 38.0, "HTS"),
    place("middle", 34.5, 38.0, "SAA"),
    place("south", 33.5, 38.0, "SAA"),
]
EVENTS = [
    event("2024-11-28", "middle", "SAA", "HTS"),
    event("2024-11-29", "middle", "HTS", "SAA"),
]


def faults(folder):
    return [str(fault) for fault in validate(folder)]


def test_a_sound_world_and_the_real_data_have_no_faults(tmp_path, syria):
    assert faults(write_world(tmp_path, PLACES, EVENTS)) == []
    assert faults(syria.folder) == []


@pytest.mark.parametrize(
    ("row", "change", "expected"),
    [
        (1, {"lat": "abc"}, "places.csv:3:lat: 'abc' is not a number"),
        (1, {"lat": 91}, "places.csv:3:lat: '91' breaks the rule"),
        (1, {"lat": 36.9}, "places.csv:3:lat: middle lies"),
        (1, {"unit": "Hamaa"}, "places.csv:3:unit: no outline of 'Hamaa'"),
        (1, {"unit": "Homs"}, "places.csv:3:unit: no outline"),
        (1, {"contested_by": "RUS"}, "places.csv:3:contested_by: RUS is a guest force"),
        (1, {"holder": "XYZ"}, "places.csv:3:holder: 'XYZ' is not in factions"),
        (1, {"id": "north"}, "places.csv:3:id:"),
        (1, {"id": "Middle Town"}, "places.csv:3:id: 'Middle Town' breaks the rule"),
        (1, {"name": ""}, "places.csv:3:name:"),
        (1, {"sources": "no-such"}, "reports.csv:4:source: 'no-such' is not in sources"),
        (1, {"position_source": "x"}, "places.csv:3:position_source: 'x' is not in sources"),
        (1, {"lat": 35.503}, "places.csv:3:lat: middle lies 333 m from north"),
        (1, {"lat": 35.5}, "places.csv:3:lat: middle lies 0 m from north"),
    ],
)
def test_a_fault_in_a_place_is_named(tmp_path, row, change, expected):
    places = [dict(item) for item in PLACES]
    places[row].update(change)
    found = faults(write_world(tmp_path, places))
    assert any(fault.startswith(expected) for fault in found), found


@pytest.mark.parametrize(
    ("row", "change", "expected"),
    [
        (0, {"date": "2024-11-31"}, "events.csv:2:date: '2024-11-31' is not a day"),
        (0, {"date": "2024-11-26"}, "events.csv:2:date: 2024-11-26 is not after the first"),
        (0, {"date_earliest": "2024-11-29"}, "events.csv:2:date: 2024-11-28 is not between"),
        (0, {"place": "midle"}, "events.csv:2:place: 'midle' is not in places"),
        (0, {"from": "SNA"}, "events.csv:2:from: middle is SAA's then, not SNA's"),
        (1, {"from": "SAA", "to": "HTS"}, "events.csv:3:from: middle is HTS's then"),
        (0, {"to": "SAA"}, "events.csv:2:to: SAA holds middle already"),
        (0, {"to": "RUS"}, "events.csv:2:to: RUS is a guest force, which never holds land"),
        (0, {"contested": "perhaps"}, "events.csv:2:contested: 'perhaps' is not a true or false"),
        (0, {"id": "middle"}, "events.csv:2:id: middle is a place too"),
        (1, {"date": "2024-11-28"}, "events.csv:3:order: middle has two events"),
        (1, {"id": "event-1"}, "events.csv:3:id:"),
    ],
)
def test_a_fault_in_an_event_is_named(tmp_path, row, change, expected):
    events = [dict(item) for item in EVENTS]
    events[row].update(change)
    found = faults(write_world(tmp_path, PLACES, events))
    assert any(fault.startswith(expected) for fault in found), found


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"metric": "held"}, "claims.csv:2:metric: unknown metric 'held': did you mean 'held_by'?"),
        ({"subject": "place=nroth;by=HTS"}, "claims.csv:2:subject: unknown place 'nroth'"),
        ({"subject": "place=north"}, "claims.csv:2:subject: held_by needs the key 'by'"),
        ({"as_of": "2025-01-01"}, "claims.csv:2:as_of: 2025-01-01 is outside the data"),
        ({"tolerance_low": 2, "tolerance_high": 1}, "claims.csv:2:tolerance_low: 2 is above"),
    ],
)
def test_a_fault_in_a_claim_is_named(tmp_path, change, expected):
    claim = {"id": "claim", "metric": "held_by", "subject": "place=north;by=HTS", "expected": "yes"}
    claim["statement"] = "North is held."
    folder = write_world(tmp_path, PLACES, EVENTS, [{**claim, **change}])
    found = faults(folder)
    assert any(fault.startswith(expected) for fault in found), found


def test_every_fault_is_found_in_one_run(tmp_path):
    places = [dict(PLACES[0], lat="x"), dict(PLACES[1], sources="nobody"), PLACES[2]]
    events = [dict(EVENTS[0], date="soon")]
    lines = faults(write_world(tmp_path, places, events))
    assert {line.split(":")[0] for line in lines} == {
        "places.csv",
        "events.csv",
        "reports.csv",
    }
    assert len(lines) >= 3


def test_a_missing_file_or_column(tmp_path):
    folder = write_world(tmp_path, PLACES)
    (folder / "events.csv").unlink()
    assert faults(folder) == ["events.csv: the file is missing"]
    folder = write_world(tmp_path, PLACES)
    text = (folder / "places.csv").read_text(encoding="utf-8").replace("holder", "owner", 1)
    (folder / "places.csv").write_text(text, encoding="utf-8")
    assert "places.csv:1:holder: the column is missing" in faults(folder)
    for text, said in (("{", ""), ("[]", "it is no JSON object"), ('{"schema": 3}', "of schema 3")):
        (folder / "datapackage.json").write_text(text, encoding="utf-8")
        found = faults(folder)[0]
        assert found.startswith("datapackage.json: not a usable descriptor") and said in found


def test_a_table_with_other_separators_has_one_fault(tmp_path):
    folder = write_world(tmp_path, PLACES, EVENTS)
    table = folder / "places.csv"
    table.write_text(table.read_text("utf-8").replace(",", ";"), "utf-8")
    assert faults(folder) == ["places.csv:1: cells are parted by ';': save it with commas"]


def test_a_weaker_schema_is_refused(tmp_path):
    folder = write_world(tmp_path, PLACES)
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if resource["name"] == "places":
            resource["schema"]["fields"] = resource["schema"]["fields"][:-1]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert "datapackage.json: the schema of places has no field 'note'" in faults(folder)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"keywords": []}, "keywords must be a list with something in it"),
        ({"keywords": ["war", 3]}, "every keyword must be a plain text"),
        ({"contributors": [{"role": "author"}]}, "no 'title'"),
        ({"created": "yesterday"}, "yesterday"),
        (
            {"related": [{"relation": "Likes", "identifier": "https://a.example"}]},
            "the relation of",
        ),
        ({"related": [{"relation": "References", "identifier": "a.pdf"}]}, "its address"),
    ],
)
def test_what_a_repository_asks_for_is_checked(tmp_path, told, reason):
    folder = write_world(tmp_path, PLACES)
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (folder / "datapackage.json").write_text(json.dumps(descriptor | told), encoding="utf-8")
    (fault,) = faults(folder)
    assert reason in fault
    whole = {
        "created": "2024-12-24T00:00:00Z",
        "contributors": [{"title": "A project"}],
        "keywords": ["war"],
        "related": [{"relation": "References", "identifier": "https://a.example/1"}],
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor | whole), encoding="utf-8")
    assert faults(folder) == []


@pytest.mark.parametrize("path", ["../outside.csv", "/etc/hostname"])
def test_a_path_out_of_the_package_is_refused(tmp_path, path):
    folder = write_world(tmp_path / "package", PLACES)
    (tmp_path / "outside.csv").write_text("id\n", encoding="utf-8")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"][0]["path"] = path
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert any("path leaves the package" in fault for fault in faults(folder))


def test_text_that_is_not_utf8(tmp_path):
    folder = write_world(tmp_path, PLACES)
    (folder / "places.csv").write_bytes((folder / "places.csv").read_bytes() + b"\xff\xfe\n")
    assert faults(folder)[0].startswith("places.csv:5: not UTF-8")


def test_loading_refuses_faults_and_the_error_travels_between_processes(tmp_path):
    with pytest.raises(MissingData, match=r"datapackage\.json is missing"):
        load(tmp_path)
    folder = write_world(tmp_path, [dict(PLACES[0], lat="x")])
    with pytest.raises(InvalidData) as caught:
        load(folder)
    assert caught.value.faults[0].startswith("places.csv:2:lat")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.faults == caught.value.faults


def test_a_package_found_valid_is_checked_again_when_a_byte_changes(tmp_path):
    folder = write_world(tmp_path, PLACES)
    load(folder)
    text = (folder / "places.csv").read_text(encoding="utf-8").replace("34.5", "34.x", 1)
    (folder / "places.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidData):
        load(folder)


@pytest.mark.parametrize(
    ("metric", "subject", "told"),
    [
        ("front_distance", "to=south;attackers=HTS,SAA;defenders=SAA", "'attackers' and 'defen"),
        ("places_captured", "by=HTS;from=HTS;since=2024-11-26;kinds=town", "'by' and 'from'"),
        ("gained_more", "by=HTS;than=SDF,HTS;since=2024-11-26;measure=gross", "'by' and 'than'"),
    ],
)
def test_a_claim_with_one_faction_on_both_sides_is_named(tmp_path, metric, subject, told):
    claim = {"id": "c", "statement": "So.", "metric": metric, "subject": subject, "expected": 1}
    claim |= {"tolerance_low": 0, "tolerance_high": 2}
    found = [f for f in faults(write_world(tmp_path, PLACES, EVENTS, [claim])) if "both" in f]
    assert len(found) == 1 and found[0].startswith("claims.csv:2:subject: "), found
    assert told in found[0]


SCENARIO = {"captures": ["middle"], "by": "HTS", "from": "south", "to": ["north"]}


def test_a_scenario_needs_roads_and_its_places_on_them(tmp_path):
    conflict = {"scenario": SCENARIO}
    assert faults(write_world(tmp_path / "none", PLACES, EVENTS, conflict=conflict)) == [
        "datapackage.json:conflict.scenario: it asks who can reach whom by road, and the package "
        "has no roads (roads.csv)"
    ]
    roads = [{"from": "south", "to": "middle"}]
    assert faults(
        write_world(tmp_path / "some", PLACES, EVENTS, roads=roads, conflict=conflict)
    ) == ["datapackage.json:conflict.scenario.to: north lies on no road of roads.csv"]
    roads.append({"from": "middle", "to": "north"})
    assert (
        faults(write_world(tmp_path / "all", PLACES, EVENTS, roads=roads, conflict=conflict)) == []
    )


@pytest.mark.parametrize(
    ("where", "wrong", "near"),
    [
        ((), "capitel", "capital"),
        (("country",), "ajective", "adjective"),
        (("contests", 0), "defendres", "defenders"),
        (("scenario",), "capture", "captures"),
        (("figures", 0), "extend", "extent"),
        (("figures", 0, "roads", 0), "rode", "road"),
        (("certainty",), "range", "range_km"),
        (("notes",), "mapp", "map"),
    ],
)
def test_an_unknown_key_of_the_conflict_is_named_with_its_path(where, wrong, near):
    block = {
        "country": {"name": "Ruritania"},
        "contests": [{"id": "war", "from": "1894-01-01", "attackers": ["A"], "defenders": ["B"]}],
        "scenario": {"captures": ["x"], "by": "A", "from": "x", "to": ["y"]},
        "figures": [{"id": "ways", "kind": "cutoff", "roads": [{"road": "M5"}]}],
        "certainty": {"range_km": 60}, "notes": {"map": "As drawn."},
    }  # fmt: skip
    before = list(conflict_faults(block))
    inner = block
    for step in where:
        inner = inner[step]
    inner[wrong] = "A line."
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where)
    told = (f"{path}.{wrong}".removeprefix("."), f"unknown key {wrong!r}: did you mean {near!r}?")
    assert [fault for fault in conflict_faults(block) if fault not in before] == [told]


def test_an_owner_without_a_page_that_shows_it_is_named(tmp_path):
    folder = write_world(tmp_path, PLACES)
    table = folder / "sources.csv"
    header, first, *rest = table.read_text(encoding="utf-8").splitlines()
    cells = dict(zip(header.split(","), first.split(","), strict=True))
    for page, expected in (
        ("", ["sources.csv:2:owner: owner_source names no page that shows it"]),
        ("a book", ["sources.csv:2:owner: owner_source names no page that shows it"]),
        ("https://example.org/about", []),
    ):
        told = {**cells, "owner": "state", "owner_source": page}
        row = ",".join(told[column] for column in header.split(","))
        table.write_text("\n".join([header, row, *rest]) + "\n", encoding="utf-8")
        assert faults(folder) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"lat": 91},
        {"holder": "XYZ"},
        {"position_source": "x"},
        {"id": "Middle Town"},
        {"id": "north"},
        {"name": ""},
        {"kind": "metropolis"},
        {"bank": "middle"},
        {"population": -1},
    ],
)
def test_a_reader_of_data_packages_finds_the_same_rows_wrong(tmp_path, change):
    frictionless = pytest.importorskip("frictionless", reason="needs the group 'all'")
    places = [dict(PLACES[0]), {**PLACES[1], **change}, PLACES[2]]
    folder = write_world(tmp_path, places, [])
    table = folder / "places.csv"
    found = {fault.line for fault in validate(folder) if fault.file == table.name}
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    kept = {"resources": [one for one in described["resources"] if "schema" in one]}
    report = frictionless.Package(kept, basepath=str(folder)).validate()
    (task,) = (task for task in report.tasks if task.place.endswith(table.name))
    assert {error.row_number for error in task.errors} == found - {0}
    assert bool(found) == bool(change)


@pytest.mark.slow
def test_a_reader_of_data_packages_takes_the_description(syria):
    frictionless = pytest.importorskip("frictionless", reason="needs the group 'all'")
    assert frictionless.Package(str(syria.folder / "datapackage.json")).title == syria.title
