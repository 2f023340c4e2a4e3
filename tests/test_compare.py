"""Another account set against the package: a square country in two halves, worked by hand."""

from __future__ import annotations

import json

import jsonschema
import pytest
import shapely

from mapped import box, geojson
from syria_analysis.cli import main
from syria_analysis.control.comparison import (
    account_of_list,
    account_of_maps,
    account_of_package,
    compare,
    read_account,
)
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import SyriaAnalysisError
from syria_analysis.figures.canvas import Layer
from syria_analysis.figures.comparison_map import map_comparison
from syria_analysis.package.holder_rules import HolderRules
from syria_analysis.package.map_rules import read_map_rules
from syria_analysis.package.sightings import Sighting, Sightings, Spot
from syria_analysis.text import outputs
from syria_analysis.text.comparison_words import comparison_words
from test_figures import faults
from worlds import event, load_world, place, write_world

DAY = "2024-11-28"
PLACES = [
    place("west", 34.5, 37.0, "HTS"),  # the border of the two cells runs along 38 degrees
    place("east", 34.5, 39.0, "SAA"),
]
MAP_RULES = """
source = "report"
attribution = "Another map"
licence = "CC0"
precision_m = 500
otherwise = "SAA"

[[shape]]
property = "status"
matches = "held"
holder = "HTS"

[[shape]]
property = "status"
matches = "allied"
holder = "SNA"

[[shape]]
property = "status"
matches = "doubt"
contested = ["HTS", "SAA"]
"""
LIST_RULES = 'source = "report"\nlicence = "CC0"\n[holders]\nred = "SAA"\nlime = "HTS"\n'
DRAWN = (
    ("held", box(36.5, 33, 39.2, 36)),
    ("allied", box(36, 33, 36.7, 36)),  # of what overlaps the first rule counts
    ("doubt", box(39.2, 33, 39.6, 36)),
)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared") / "data"
    fall = event("2024-12-01", "east", "SAA", "HTS")
    return load_world(write_world(folder, PLACES, [fall]))


@pytest.fixture
def files(tmp_path):
    (tmp_path / "rules.toml").write_text(MAP_RULES)
    (tmp_path / "list.toml").write_text(LIST_RULES)
    drawn = tmp_path / f"control_{DAY}.geojson"
    drawn.write_text(geojson(DRAWN))
    return tmp_path


def km2(data, *bounds):
    return shapely.area(data.plane.to_plane(box(*bounds))) / 1e6


def test_land_and_places_against_a_map(data, files):
    rules = read_map_rules(files / "rules.toml")
    other = account_of_maps(data, [files / f"control_{DAY}.geojson"], rules)
    found = compare(situation_on(data, DAY), other)
    land = {
        (r.ours, r.theirs): (r.state, r.same_side, r.area_km2)
        for r in found.land.itertuples()
        if r.area_km2 > 1  # two chords of one parallel enclose less
    }
    assert {key: value[:2] for key, value in land.items()} == {
        ("HTS", "HTS"): ("agree", True),
        ("HTS", "SNA"): ("differ", True),
        ("SAA", "HTS"): ("differ", False),
        ("SAA", "HTS|SAA"): ("doubt", False),
        ("SAA", "SAA"): ("agree", True),
    }
    expected = {
        ("HTS", "HTS"): km2(data, 36.5, 33, 38, 36),
        ("HTS", "SNA"): km2(data, 36, 33, 36.5, 36),
        ("SAA", "HTS"): km2(data, 38, 33, 39.2, 36),
        ("SAA", "HTS|SAA"): km2(data, 39.2, 33, 39.6, 36),
        ("SAA", "SAA"): km2(data, 39.6, 33, 40, 36),
    }
    # The border of the cells is straight in the plane, the meridian is not quite.
    assert {key: value[2] for key, value in land.items()} == pytest.approx(expected, rel=1e-3)
    whole = found.situation.mesh.area_km2.sum()
    assert found.land["area_km2"].sum() == pytest.approx(whole, rel=1e-6)
    told = found.summary
    agree = expected["HTS", "HTS"] + expected["SAA", "SAA"]
    differ = expected["HTS", "SNA"] + expected["SAA", "HTS"]
    assert told["area_agree_share"] == pytest.approx(agree / (agree + differ), rel=1e-3)
    side = (agree + expected["HTS", "SNA"]) / (agree + differ)
    assert told["area_side_share"] == pytest.approx(side, rel=1e-3)
    assert (told["places_agree"], told["places_differ"], told["places_untold"]) == (1, 1, 0)
    assert list(found.differences["place"])[:2] == ["east", "west"]
    assert list(found.places.query("state == 'differ'")["place"]) == ["east"]
    sure = found.by_certainty
    assert sure["agree_km2"].sum() == pytest.approx(told["area_agree_km2"])
    assert sure["differ_km2"].sum() == pytest.approx(told["area_differ_km2"])


def test_a_contested_place_is_neither_agreement_nor_difference(data, files, capsys):
    file = files / "map.lua"
    file.write_text(
        'return { marks = { { lat = 34.5, long = 37.0, mark = "a lime.svg", label = "West" },\n'
        '{ lat = 34.5, long = 39.0, mark = "80x80-lime-red-anim.gif", label = "East" },\n'
        '{ lat = 34.5, long = 39.5, mark = "a red.svg", label = "Elsewhere" } } }'
    )
    command = ["compare", str(file), "--map", str(files / "list.toml"), "--date", DAY]
    assert main([*command, "--data", str(data.folder), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, outputs.schema("compare"))
    assert (told["places_agree"], told["places_doubt"], told["places_differ"]) == (1, 1, 0)
    assert told["area_agree_share"] == 1.0
    assert told["left"] == ["not in the package: 1 of 3 places"]
    assert told["places"] == told["differences"] == []


def test_agreement_day_by_day_with_a_list(data, files, capsys):
    file = files / "list.csv"
    file.write_text("date,place,a,b\n2024-11-28,West,lime,red\n2024-11-28,East,red,red\n"
                    "2024-12-01,East,red,lime\n2024-12-02,West,lime,lime\n")  # fmt: skip
    command = ["compare", str(file), "--map", str(files / "list.toml"), "--data", str(data.folder)]
    shares = {}
    for column in ("a", "b"):
        assert main([*command, "--column", column, "--format", "json"]) == 0
        told = json.loads(capsys.readouterr().out)
        jsonschema.validate(told, outputs.schema("compare"))
        shares[column] = {row["date"][5:]: row["places_agree_share"] for row in told}
    # East fell on 1 December; the one column has it never, the other West only on the 2nd.
    assert shares == {
        "a": {"11-28": 1.0, "11-29": 1.0, "11-30": 1.0, "12-01": 0.5, "12-02": 0.5},
        "b": {"11-28": 0.5, "11-29": 0.5, "11-30": 0.5, "12-01": 0.5, "12-02": 1.0},
    }


def test_a_package_against_itself_and_another(data, tmp_path):
    same = data.on(DAY).compare(data)
    assert same.summary["area_differ_km2"] == same.summary["area_doubt_km2"] == 0
    moved = [
        place("wester", 34.5, 37.0, "HTS", variants="West"),
        place("east", 34.52, 39.0, "HTS"),
    ]
    other = load_world(write_world(tmp_path / "data", moved))
    found = compare(situation_on(data, DAY), account_of_package(data, other))
    assert dict(zip(found.places["place"], found.places["state"], strict=True)) == {
        "west": "agree",
        "east": "differ",
    }
    expected = km2(data, 38, 33, 40, 36)
    assert found.summary["area_differ_km2"] == pytest.approx(expected, rel=0.01)


def test_the_map_shows_the_other_holder_where_they_differ(data, files):
    rules = read_map_rules(files / "rules.toml")
    other = account_of_maps(data, [files / f"control_{DAY}.geojson"], rules)
    shown = map_comparison(situation_on(data, DAY), compare(situation_on(data, DAY), other))
    layer = next(a for a in shown.figure.findobj(Layer) if a.kind == "differences")
    assert layer.members and faults(shown.figure) == []
    assert shown.title == (
        "These data and “Another map” agree on who held 55% of the land that both were clear "
        "about on 28 November"
    )
    assert "Other account: Another map (CC0)." in shown.subtitle
    assert len(shown.alt) <= 150


def test_of_a_list_the_headline_counts_places(data):
    day = situation_on(data, DAY).date
    spots = [Spot("West", 34.5, 37.0), Spot("East", 34.5, 39.0)]
    steps = [Sighting(number, day, None, ("HTS",)) for number in (0, 1)]
    rules = HolderRules("report", "CC0", {"lime": "HTS"})
    other = account_of_list(data, Sightings(spots, steps, day, day), rules, "the list")
    words = comparison_words(compare(situation_on(data, DAY), other))
    assert words.title == (
        "Of 2 places that both were clear about on 28 November these data and “the list” agree on "
        "who held 1"
    )


def test_places_that_a_list_leaves_out_are_counted_wherever_they_are_told(data):
    day = situation_on(data, DAY).date
    seen = Sightings([Spot("East", 34.5, 39.0)], [Sighting(0, day, None, ("SAA",))], day, day)
    other = account_of_list(data, seen, HolderRules("report", "CC0", {"red": "SAA"}), "the list")
    found = compare(situation_on(data, DAY), other)
    rows = found.confusion.set_index(["ours", "theirs", "state"])["places"]
    assert rows.to_dict() == {("SAA", "SAA", "agree"): 1, ("HTS", "", "untold"): 1}
    assert found.summary["places_untold"] == 1
    with pytest.raises(SyriaAnalysisError, match="its only day is 2024-11-28"):
        compare(situation_on(data, "2024-11-29"), other)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no-such.kml", "--date", DAY], "no file or folder no-such.kml"),
        (["control_2024-11-28.geojson", "--date", DAY], "--map"),
        (["control_2024-11-28.geojson", "--map", "rules.toml", "--figure", "x.svg"], "--date"),
        (["control_2024-11-28.geojson", "--map", "rules.toml", "--date", "2024-12-02"],
         "does not speak of 2024-12-02"),
        (["control_2024-11-28.geojson", "--map", "rules.toml", "--date", DAY, "--figure", "x.gif"],
         "unknown file ending '.gif': known are .pdf, .png, .svg"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_in_one_line(
    data, files, words, told, capsys, monkeypatch
):
    monkeypatch.chdir(files)
    assert main(["compare", *words, "--data", str(data.folder)]) == 2
    out, err = capsys.readouterr()
    assert told in err and not out and err.count("\n") == 1


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        ([("held", box(5, 45, 6, 46))], "nothing on Another map lies in the land of the package"),
        ([], "nothing is drawn on it"),
    ],
)
def test_a_map_of_elsewhere_and_an_empty_one_agree_with_nothing(data, files, drawn, told):
    """All that no shape covers is the army's: half of the country would agree."""
    elsewhere = files / f"elsewhere_{DAY}.geojson"
    elsewhere.write_text(geojson(drawn))
    with pytest.raises(SyriaAnalysisError, match=told):
        read_account(data, [elsewhere], files / "rules.toml")


def test_what_is_only_compared_needs_no_licence(data, files):
    """Nothing of it is kept; an import, which keeps it, asks for the licence."""
    rules = files / "rules.toml"
    rules.write_text(MAP_RULES.replace('licence = "CC0"\n', ""))
    other = read_account(data, [files / f"control_{DAY}.geojson"], rules)
    assert other.credit == "Another map"
    with pytest.raises(SyriaAnalysisError, match="licence"):
        read_map_rules(rules)


def test_factions_must_be_the_packages(data, files):
    rules = files / "rules.toml"
    rules.write_text(MAP_RULES.replace('"SNA"', '"XYZ"'))
    with pytest.raises(SyriaAnalysisError, match="XYZ"):
        account_of_maps(data, [files / f"control_{DAY}.geojson"], read_map_rules(rules))
