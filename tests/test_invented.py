"""Every command on an invented country; no word of the packaged war in what comes out.

The numbers are worked out from the tables of `invented` by hand, or by pyproj alone.
"""

from __future__ import annotations

import json
import shutil

import pyproj
import pytest
import shapely

import syria_analysis as sa
from invented import (
    CONFLICT,
    FIRST,
    ISLAND,
    MAINLAND,
    area,
    june,
    places,
    write_invented,
)
from syria_analysis.cli import cli, main
from syria_analysis.errors import BadParameter
from syria_analysis.explore.page import page_of
from syria_analysis.figures import draw
from syria_analysis.reports.request import prepare
from syria_analysis.text.campaign_findings import campaign_findings
from war_words import ARABIC, names_in, texts_in, war_in

GEOD = pyproj.Geod(ellps="WGS84")
SPOTS = {row["id"]: (float(row["lon"]), float(row["lat"])) for row in places()}
COMMANDS = [name for name in sorted(cli.commands) if name != "figure"]
FIGURES = [figure["id"] for figure in CONFLICT["figures"]]


@pytest.fixture(scope="module")
def kestria(tmp_path_factory):
    """The package with an article and its claims."""
    return write_invented(tmp_path_factory.mktemp("kestria"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """The package without them."""
    return write_invented(tmp_path_factory.mktemp("bare"), with_claims=False)


@pytest.fixture(autouse=True)
def _made_in_june(monkeypatch):
    """Let files be dated to a day of this war, not of the packaged one."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1561000000")


@pytest.fixture
def ask(kestria, capsys):
    """Run a command that must end well; give what it prints."""

    def run(*arguments, data=kestria, shape="json"):
        form = ["--format", shape] if shape else []
        code = main([*map(str, arguments), *form, "--data", str(data)])
        out, err = capsys.readouterr()
        assert code == 0, err
        assert not set(names_in(out + err)) | set(ARABIC.findall(out + err))
        return json.loads(out) if shape == "json" else out

    return run


def apart(*chain):
    """Length in km of the geodesics between places."""
    lon, lat = zip(*(SPOTS[place] for place in chain), strict=True)
    return GEOD.line_length(lon, lat) / 1000


def km2(drawn):
    return abs(GEOD.geometry_area_perimeter(shapely.segmentize(area(drawn), 0.01))[0]) / 1e6


# Questions ------------------------------------------------------------------------------------


def test_areas_fill_the_mainland_and_the_island(ask):
    rows = ask("areas", "--date", FIRST)
    total = sum(row["area_km2"] for row in rows)
    assert total == pytest.approx(km2(MAINLAND) + km2(ISLAND), rel=2e-3)
    assert sum(row["share"] for row in rows) == pytest.approx(1, abs=1e-3)
    assert {row["faction"] for row in rows} == {"CRN", "VLG", "M47", "HLC", "OBS"}
    assert {row["faction"]: row["places"] for row in rows}["OBS"] == 1


def test_an_island_passes_whole(ask):
    changes = ask("changes", "--since", june(16), "--date", june(17))
    assert [(row["place"], row["from"], row["to"]) for row in changes["places"]] == [
        ("gannet-head", "CRN", "M47"),
        ("saltmere", "CRN", "M47"),
    ]
    moved = {(row["from"], row["to"]): row["area_km2"] for row in changes["transfer_km2"]}
    assert moved["CRN", "M47"] == pytest.approx(km2(ISLAND), rel=2e-3)
    assert [pair for pair, km2 in moved.items() if km2 and pair[0] != pair[1]] == [("CRN", "M47")]


def test_an_enclave_is_as_large_as_it_is_said_to_be(ask):
    changes = ask("changes", "--since", june(11), "--date", june(12))
    moved = {(row["from"], row["to"]): row["area_km2"] for row in changes["transfer_km2"]}
    assert moved["CRN", "VLG"] == pytest.approx(60.0, abs=0.1)


def test_places_that_changed_hands(ask):
    changes = ask("changes", "--since", FIRST, "--date", june(10))
    taken = {row["place"]: row["to"] for row in changes["places"] if not row["contested"]}
    league = "pell-cross dunmarsh ivelstow fennbridge upper-sedge copse-end stannow"
    league += " quarrel-hill wyke market-osney"
    assert taken == {
        **dict.fromkeys(league.split(), "VLG"),
        **dict.fromkeys(("tamra-head", "lambrigg", "winnow"), "M47"),
        **dict.fromkeys(("highgate-pass", "scarfoot"), "HLC"),
    }


def test_cells_cross_neither_barrier(ask, tmp_path):
    """Tamra Head and Winnow are the nearest places to the two spots, across a barrier."""
    (tmp_path / "spots.csv").write_text(
        "spot,lat,lon\neast of the Tamra,-29.78,128.42\nnorth of the Scarp,-30.80,128.80\n"
    )
    rows = ask("annotate", tmp_path / "spots.csv", "--date", FIRST)
    assert [(row["place"], row["faction"]) for row in rows] == [
        ("vennick", "M47"),
        ("redmire", "M47"),
    ]


def test_distance_of_the_capital(ask):
    """The front runs halfway between Market Osney and Millrace; by hand 32.9 km."""
    (row,) = ask("distances", "--date", june(10), "--to", "aldersund")
    assert row["distance_km"] == pytest.approx(32.9, abs=0.3)
    assert row["nearest_held"] == "market-osney"
    assert row["high_km"] == pytest.approx(apart("aldersund", "market-osney"), abs=0.1)
    rows = ask("distances", "--date", june(10))
    assert [row["city"] for row in rows] == CONFLICT["cities"]


def test_sides_of_the_later_contest(ask):
    """On 10 June the Highlanders hold Scarfoot and Highgate Pass, the Movement Redmire."""
    sides = ("--attackers", "HLC", "--defenders", "M47")
    (row,) = ask("distances", "--date", june(10), "--to", "Kestrel Ford", *sides)
    assert row["nearest_held"] == "highgate-pass"
    assert row["high_km"] == pytest.approx(apart("kestrel-ford", "highgate-pass"), abs=0.1)


def test_cut_off_of_the_ports(ask):
    asked = ("cutoff", "--date", june(10), "--from", "aldersund")
    ends = ("--to", "portavane", "--to", "tarn-haven")
    found = ask(*asked, *ends, "--capture", "nether-wick", "--capture", "gorsefield", "--by", "VLG")
    assert {"portavane", "tarn-haven"} <= set(found["cut_off"])
    assert [route["km"] for route in found["routes"]] == [None, None]
    normal = apart("aldersund", "nether-wick", "long-ferrow", "portavane")
    assert found["routes"][0]["normal_km"] == pytest.approx(normal, abs=0.1)
    as_reported = ask(*asked, *ends)
    assert as_reported["routes"][0]["km"] == pytest.approx(normal, abs=0.1)
    assert ["gorsefield", "nether-wick"] in [sorted(group) for group in as_reported["critical"]]


def test_claims(ask):
    verdicts = {row["id"]: row["verdict"] for row in ask("claims")}
    assert verdicts == {
        "fennbridge-taken": "supported",
        "capital-distance": "partly",  # the front may stand as near as the places allow
        "march-began": "supported",
        "ports-cut-off": "supported",
        "camp-in-harrow": "supported",
        "norrin-overrun": "supported",
        "short-of-shells": "not checkable from this data",
        "capital-falls": "supported",
    }


def test_no_claims_are_no_rows(ask, bare):
    assert ask("claims", data=bare) == []


def test_robustness(ask):
    assert ask("robustness", "--date", june(10))


def test_alerts(ask):
    told = json.dumps(ask("alerts", "--date", june(4)), ensure_ascii=False)
    assert "Fennbridge" in told and "Saltmere" not in told
    assert "Saltmere" in json.dumps(ask("alerts", "--date", june(17)), ensure_ascii=False)


def test_validate_and_list(ask, kestria, bare, capsys):
    for folder in (kestria, bare):
        assert main(["validate", str(folder), "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out) == []
    assert {row["name"] for row in ask("list")} == {*REPORTS, "compare"}


def test_schedule(ask):
    assert "situation" in ask("schedule", "situation", shape="")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_no_default_of_another_war(capsys, command):
    """Examples of calls may speak of the package that comes with the library."""
    assert main([command, "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    said = " ".join(line for line in lines if "  syria-analysis " not in line)
    taken_from = {"word GeoNames", "word Natural Earth"} if command == "init" else set()
    assert not set(names_in(said)) - taken_from


# In a notebook --------------------------------------------------------------------------------


def test_a_notebook_shows_evenings_and_cases(kestria):
    war = sa.load(kestria)
    now = war.on(june(10))
    case = now.if_captured("nether-wick", "gorsefield", by="VLG")
    shown = [war, now, case, now.areas(), now.changes(since=FIRST).balance, now.distances()]
    shown += [case.cut_off("aldersund").route_table, war.claims_table()]
    for thing in shown:
        text = repr(thing) + (thing._repr_html_() if hasattr(thing, "_repr_html_") else "")
        assert not set(names_in(text)) | set(ARABIC.findall(text))


def test_the_panel_explores_it(kestria):
    pytest.importorskip("ipywidgets")
    panel = sa.load(kestria).explore(june(10))
    assert panel.attackers.value == ("VLG", "M47")
    panel.click("nether-wick")
    for text in (panel.map.svg, panel.told.value, panel.status.value):
        assert not set(names_in(text)) | set(ARABIC.findall(text))
    assert "Nether Wick" in panel.map.svg


def test_no_day_is_called_the_busiest_where_several_are(kestria):
    """Three places were taken on each of 4, 12, 13 and 18 June."""
    said = [finding.sentence for finding in campaign_findings(sa.load(kestria).campaign())]
    (counted,) = (sentence for sentence in said if sentence.startswith("36 captures"))
    assert "at most 3 a day" in counted and "most on" not in counted


def test_the_page_tells_the_campaign(kestria, tmp_path):
    path = tmp_path / "campaign.html"
    path.write_text(page_of(sa.load(kestria).campaign()), encoding="utf-8")
    assert not war_in(path)
    text = " ".join(texts_in(path))
    assert "Tamra" in text and "Ponte do Fenn" in text


# Files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "geojson", "csv"])
def test_export(ask, tmp_path, ending):
    path = tmp_path / f"evening.{ending}"
    ask("export", "--date", june(14), "--output", path, shape="")
    assert sum(1 for _ in texts_in(path)) > 0
    assert not war_in(path)


@pytest.mark.parametrize(
    "layer",
    [
        "territory",
        "cells",
        "contested",
        "uncertain",
        "changes",
        "fronts",
        "anchors",
        "events",
        "places",
    ],
)
def test_export_of_a_layer(ask, tmp_path, layer):
    path = tmp_path / f"{layer}.geojson"
    ask("export", "--date", june(14), "--layer", layer, "--output", path, shape="")
    assert json.loads(path.read_text(encoding="utf-8"))["features"]
    assert not war_in(path)


def test_figures_are_those_declared(ask):
    assert [row["figure"] for row in ask("figure", "--list")] == FIGURES


@pytest.mark.parametrize("preset", ["report", pytest.param("newspaper-2", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", FIGURES)
def test_figure(ask, tmp_path, name, preset):
    path = tmp_path / f"{name}.svg"
    ask("figure", name, "--date", june(14), "--preset", preset, "--output", path, shape="")
    words = json.loads(path.with_suffix(".svg.json").read_text(encoding="utf-8"))
    assert words["alt"]
    for file in tmp_path.iterdir():
        assert not war_in(file), file.name


@pytest.mark.parametrize("name", ["march", "what-hangs", "lines"])
def test_figure_in_the_third_language(ask, tmp_path, name):
    path = tmp_path / f"{name}.svg"
    ask("figure", name, "--date", june(14), "--lang", "pt", "--output", path, shape="")
    for file in tmp_path.iterdir():
        assert not war_in(file), file.name


def test_names_of_the_third_language_stand_on_the_map(ask, tmp_path):
    path = tmp_path / "now.svg"
    ask("figure", "now", "--date", june(4), "--lang", "pt", "--output", path, shape="")
    text = " ".join(texts_in(path))
    assert "Ponte do Fenn" in text and "junho" in text


def test_figures_of_a_package_that_declares_none(ask, tmp_path):
    folder = write_invented(tmp_path / "plain", conflict={"figures": None, "extents": None})
    for row in ask("figure", "--list", data=folder):
        path = tmp_path / f"{row['figure']}.svg"
        ask("figure", row["figure"], "--date", june(14), "--output", path, data=folder, shape="")
        assert not war_in(path)


@pytest.fixture(scope="module")
def undeclared(tmp_path_factory):
    """The package with its sides alone: no provinces, no capital, no cities, no figures."""
    left_out = ("admin", "capital", "cities", "scenario", "figures", "extents")
    folder = tmp_path_factory.mktemp("undeclared")
    return write_invented(folder, False, dict.fromkeys(left_out), with_units=False)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("gains", "Aldersund is contested"),
        ("evenings", "1 of 7 cities changed hands in 13 days: Fennbridge"),
    ],
)
def test_headlines_without_seats_speak_of_cities(undeclared, kind, title):
    shown = draw(kind, sa.load(undeclared), june(14))
    assert shown.title.startswith(title)


def test_a_report_takes_what_the_package_does_not_declare(undeclared):
    asked = prepare("campaign", {"cities": "aldersund"}, data=undeclared)
    assert asked.values["cities"] == ["aldersund"]
    with pytest.raises(BadParameter, match="declares no cities"):
        prepare("campaign", {}, data=undeclared)


def test_a_package_without_contests_asks_for_sides(tmp_path, capsys):
    undeclared = dict.fromkeys(("contests", "figures", "scenario", "cities"))
    folder = write_invented(tmp_path / "plain", conflict=undeclared)
    asked = ["distances", "--date", FIRST, "--to", "aldersund", "--data", str(folder)]
    assert main(asked) == 2
    told = capsys.readouterr().err
    assert "(attackers, defenders)" in told and len(told.splitlines()) == 1
    assert main([*asked, "--attackers", "VLG", "--defenders", "CRN"]) == 0


# Reports --------------------------------------------------------------------------------------

REPORTS = {
    "situation": ["--date", june(10)],
    "campaign": [],
    "scenario": ["--date", june(10)],
}


def made(ask, folder, name, *more, data):
    out = ask("report", name, *more, "--output", folder, data=data, shape="")
    assert "report.html" in {path.name for path in (folder / name).glob("*/*")}, out
    return next((folder / name).iterdir())


def check_no_war(folder):
    found = {str(p.relative_to(folder)): war_in(p) for p in folder.rglob("*") if p.is_file()}
    assert not {file: names for file, names in found.items() if names}


@pytest.mark.slow
def test_report_of_a_package_without_claims(ask, tmp_path, bare):
    folder = made(ask, tmp_path, "situation", *REPORTS["situation"], data=bare)
    check_no_war(tmp_path)
    text = " ".join(texts_in(folder / "report.html"))
    assert "article" not in text.casefold()
    assert "20:00" in text and "24:00" not in text


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_report(ask, tmp_path, name, kestria, capsys):
    folder = made(ask, tmp_path, name, *REPORTS[name], data=kestria)
    check_no_war(tmp_path)
    findings = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    assert findings
    assert main(["verify", str(folder), "--data", str(kestria)]) == 0
    assert not list(names_in(capsys.readouterr().out))


@pytest.mark.slow
def test_batch(ask, tmp_path, kestria):
    days = ("--from", june(4), "--to", june(6))
    rows = ask("batch", "situation", *days, "--output", tmp_path, data=kestria)
    assert [row["status"] for row in rows] == ["made"] * 3
    check_no_war(tmp_path)
    shutil.rmtree(tmp_path)
