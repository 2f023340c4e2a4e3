"""Data from anybody: its texts stay texts in every file that is made, or the data is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import time
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

import geopandas as gpd
import nbformat
import pypdf
import pytest
from lxml import html as lxml_html

import syria_analysis as sa
from hostile import ALL, FORBIDDEN, TEXTS, write_hostile
from report_sample import Recorder
from syria_analysis import cli
from syria_analysis.api import validate
from syria_analysis.errors import InvalidData, MissingData, SyriaAnalysisError
from syria_analysis.explore.page import page_of
from syria_analysis.package.limits import LARGEST_LAYER, LONGEST_CELL
from syria_analysis.package.validation import MOST
from syria_analysis.reports import Column
from syria_analysis.reports.build import make_report
from syria_analysis.reports.exporters import ReportHTMLExporter, ReportPDFExporter
from syria_analysis.reports.index import write_index
from worlds import event, packaged, place, write_world

DAY = "2024-12-02"
FORMULA = tuple("=+-@\t\r＝＋－＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
SCRIPTS = {"script", "iframe", "object", "embed", "base", "foreignobject", "img", "lab"}
RULES = [
    {"kind": "changed_hands", "places": "cities"},
    {"kind": "contested", "places": "cities"},
    {"kind": "ground_in_a_day", "km2": 1},
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return write_hostile(tmp_path_factory.mktemp("hostile") / "data")


@pytest.fixture(scope="module")
def syria(world):
    return sa.load(world)


@pytest.fixture(scope="module")
def now(syria):
    return syria.on(DAY)


def below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def check_markup(text: str, scripts: int = 0) -> None:
    """No element, attribute or link that data could have brought."""
    tree = lxml_html.fromstring(text)
    tags = [str(element.tag).lower() for element in tree.iter()]
    assert tags.count("script") == scripts
    assert not (SCRIPTS - {"script"}) & set(tags) - {"img"}
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), (name, value)
            if name.lower().endswith("href"):
                assert value.startswith(("#", "http://", "https://", "data:")) or (
                    not urlsplit(value).scheme and ".." not in unquote(value)
                ), value
            if name.lower() == "src":
                assert value.startswith("data:"), value


def check_svg(text: str | bytes) -> None:
    for element in ET.fromstring(text).iter():
        assert element.tag.rpartition("}")[2].lower() not in SCRIPTS
        for name, value in element.attrib.items():
            short = name.rpartition("}")[2].lower()
            assert not short.startswith("on")
            assert short != "href" or value.startswith("#")


def check_csv(text: str, numbers: int = 0) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    found = 0
    for cell in (cell for row in rows for cell in row):
        found += NUMBER.fullmatch(cell) is not None
        assert NUMBER.fullmatch(cell) or not cell.lstrip(" ").startswith(FORMULA), cell
    assert found >= numbers
    return rows


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b-\u200f\u2066-\u2069\ufeff-]", "", text)


# What the texts become


def test_the_world_is_sound(world):
    assert validate(world) == []


@pytest.fixture(scope="module")
def pages(syria, now):
    p = Recorder(syria, title=f"Control {ALL}", subtitle=ALL, date=DAY)
    columns = [
        Column("id", "Place", kind="place"),
        Column("holder", "Holder", kind="faction"),
        Column("name", "Name"),
        Column("note", "Note"),
        Column("sources", "Sources", kind="sources"),
    ]
    places = syria.places.head(30).assign(sources=[("hostile", "report")] * 30)
    steps = [
        ("# Title", [p.front]),
        ("## Findings", [lambda: p.findings(now.findings("2024-11-26", ["homs", "damascus"]))]),
        ("## Map", [lambda: p.figure(now.map())]),
        ("## Places", [lambda: p.table(places, ALL, name="places", columns=columns, note=ALL)]),
        ("## Claims", [lambda: p.claims(syria.claims_table())]),
        ("## Sources", [p.sources]),
    ]
    cells = []
    for heading, calls in steps:
        cells.append(nbformat.v4.new_markdown_cell(heading))
        p.outputs = []
        for call in calls:
            call()
        cells.append(nbformat.v4.new_code_cell("x()", outputs=p.outputs))
    return nbformat.v4.new_notebook(cells=cells)


def test_html_of_a_report(pages):
    text, _ = ReportHTMLExporter().from_notebook_node(pages)
    check_markup(text, 1)  # that of the page itself
    shown = squeezed(lxml_html.fromstring(text).text_content())
    for name in ("script", "call", "import", "block", "shell", "jinja", "mathtext", "markdown"):
        assert squeezed(TEXTS[name]) in shown, name
    assert "javascript:" not in "".join(lxml_html.fromstring(text).xpath("//@href"))


def test_pdf_of_a_report_shows_the_texts_as_they_are(pages):
    content, _ = ReportPDFExporter().from_notebook_node(pages)
    reader = pypdf.PdfReader(io.BytesIO(content))
    shown = squeezed("".join(leaf.extract_text() for leaf in reader.pages))
    for name in ("script", "call", "import", "read", "block", "shell", "jinja", "mathtext"):
        assert squeezed(TEXTS[name]) in shown, name
    assert "root:" not in shown
    for leaf in reader.pages:
        for link in leaf.get("/Annots", ()):
            action = link.get_object().get("/A", {})
            assert action.get("/URI", "https://").startswith(("http://", "https://"))
            assert action.get("/S", "/URI") in ("/URI", "/GoTo")


def test_a_map_in_every_format(now, recwarn):
    figure = now.map()
    check_svg(figure.render("svg"))
    shown = pypdf.PdfReader(io.BytesIO(figure.render("pdf"))).pages[0].extract_text()
    assert squeezed(TEXTS["script"]) in squeezed(shown)
    assert figure.render("png").startswith(b"\x89PNG")
    assert not recwarn.list


def test_cards_of_a_notebook(now):
    check_markup(now._repr_html_())


@pytest.mark.slow
def test_the_interactive_page_runs_no_script_but_its_own(syria):
    text = page_of(syria.campaign("2024-11-26", DAY, cities=["homs", "damascus"]))
    ours = page_of(packaged().campaign("2024-11-26", "2024-11-28"))
    scripts = len(lxml_html.fromstring(ours).xpath("//script"))
    check_markup(text, scripts)
    policy = lxml_html.fromstring(text).xpath("//meta[@http-equiv]/@content")
    assert any("default-src 'none'" in rule for rule in policy)


@pytest.mark.parametrize("layer", ["places", "events", "territory"])
def test_csv_is_safe_in_a_spreadsheet(now, tmp_path, layer):
    file = now.export(tmp_path / f"{layer}.csv", layer)
    rows = check_csv(file.read_text("utf-8"), numbers=5)
    json.loads((tmp_path / f"{layer}.csv-metadata.json").read_text("utf-8"))
    if layer == "places":
        notes = [row[rows[0].index("note")] for row in rows[1:]]
        assert f"'{TEXTS['call']}" in notes
        assert TEXTS["folder"] in notes
    assert below(tmp_path) == {f"{layer}.csv", f"{layer}.csv-metadata.json"}


def test_negative_numbers_stay_numbers(capsys, syria, world):
    """Of the command's CSV as of the exports: -2.5 is a number, -2+3 is not."""
    from syria_analysis.text.outputs import as_csv

    text = as_csv([{"a": -2.5, "b": "-2.5", "c": "-2+3", "d": [TEXTS["call"]], "e": "\t-1"}])
    wanted = ["-2.5", "-2.5", "'-2+3", "'" + TEXTS["call"], "'\t-1"]
    assert list(csv.reader(io.StringIO(text)))[1] == wanted
    code = cli.main(["changes", "--since", "2024-11-26", "--date", DAY, "--format", "csv",
                     "--data", str(world)])  # fmt: skip
    assert code == 0
    check_csv(capsys.readouterr().out)


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "geojson"])
def test_exports_for_a_gis_keep_every_text(now, tmp_path, ending):
    file = now.export(tmp_path / f"evening.{ending}", None if ending == "gpkg" else "places")
    assert below(tmp_path) == {f"evening.{ending}"}
    table = (
        gpd.read_parquet(file)
        if ending == "parquet"
        else gpd.read_file(file, **({"layer": "places"} if ending == "gpkg" else {}))
    )
    notes = set(table["note"])
    assert {TEXTS["script"], TEXTS["call"], TEXTS["shell"], TEXTS["lines"]} <= notes
    if ending == "gpkg":
        with closing(sqlite3.connect(file)) as base:
            for (style,) in base.execute("SELECT styleQML FROM layer_styles"):
                ET.fromstring(style)


def test_alerts_head_the_index_as_text(capsys, world, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nkind = "changed_hands"\nplaces = "cities"\n', encoding="utf-8")
    out = tmp_path / "reports"
    fake_report(out, "situation", DAY)
    code = cli.main(["alerts", "--since", "2024-11-28", "--date", DAY, "--rules", str(rules),
                     "--output", str(out / "alerts.json"), "--data", str(world)])  # fmt: skip
    assert code == 0, capsys.readouterr().err
    shown = capsys.readouterr().out
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", shown)
    check_markup((out / "index.html").read_text("utf-8"), _scripts_of_an_index(tmp_path))


def _scripts_of_an_index(tmp_path: Path) -> int:
    plain = tmp_path / "plain"
    plain.mkdir()
    text = write_index(plain).read_text("utf-8")
    return len(lxml_html.fromstring(text).xpath("//script"))


def fake_report(reports: Path, name: str, day: str) -> None:
    folder = reports / name / f"2024-12-02{day}"
    folder.mkdir(parents=True)
    manifest = {"report": name, "title": ALL, "date": day, "changed": {name: ALL}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    findings = {"findings": [{"sentence": ALL}]}
    (folder / "findings.json").write_text(json.dumps(findings), encoding="utf-8")
    (folder / "report.html").write_text("x", encoding="utf-8")


def test_names_on_the_index(tmp_path):
    reports = tmp_path / "reports"
    for text in ('"><script>alert(1)<_script>', "javascript:alert(1)", "=cmd()"):
        fake_report(reports, text, text)
    (reports / "up").symlink_to("/etc")
    os.mkfifo(reports / "=cmd()" / "2024-12-02=cmd()" / "report.pdf")
    before = below(tmp_path)
    text = write_index(reports).read_text("utf-8")
    assert all(path.startswith("reports/") for path in below(tmp_path) - before)
    check_markup(text, _scripts_of_an_index(tmp_path))
    links = lxml_html.fromstring(text).xpath("//a/@href")
    assert links
    assert not any(link.lower().startswith("javascript:") for link in links)


@pytest.mark.slow
def test_the_real_report_of_a_hostile_world(world, tmp_path):
    """Every notebook cell, HTML, PDF, tables, figures; nothing outside the output folder."""
    marker = Path.cwd() / "owned"
    before = below(tmp_path)
    made = make_report(
        "situation", [f"date={DAY}", "cities=homs,damascus"], tmp_path / "out", data=world
    )
    assert {path.split("/")[0] for path in below(tmp_path) - before} == {"out"}
    assert not marker.exists()
    check_markup((made.folder / "report.html").read_text("utf-8"), 1)  # its own
    for file in made.folder.rglob("*.svg"):
        check_svg(file.read_bytes())
    for file in made.folder.rglob("*.csv"):
        check_csv(file.read_text("utf-8"))
    shown = pypdf.PdfReader(made.folder / "report.pdf")
    assert "root:" not in "".join(leaf.extract_text() for leaf in shown.pages)
    json.loads((made.folder / "manifest.json").read_text("utf-8"))


# What is refused, in one line


PLACES = [place("north", 35.5, 38.0, "HTS"), place("south", 33.5, 38.0, "SAA")]
EVENTS = [event("2024-11-28", "south", "SAA", "HTS")]


def refused(folder: Path, expected: str, seconds: float = 20.0) -> None:
    started = time.monotonic()
    with pytest.raises((InvalidData, MissingData)) as caught:
        sa.load(folder)
    assert time.monotonic() - started < seconds
    lines = [str(caught.value), *getattr(caught.value, "faults", ())]
    assert any(expected in line for line in lines), lines
    assert not any("\n" in line or len(line) > 600 for line in lines)


@pytest.fixture
def sound(tmp_path):
    return write_world(tmp_path / "data", PLACES, EVENTS)


@pytest.mark.parametrize("name", list(FORBIDDEN))
def test_characters_that_no_text_may_hold(tmp_path, name):
    folder = write_world(tmp_path, [dict(PLACES[0], note=FORBIDDEN[name]), PLACES[1]])
    refused(folder, f"places.csv:2: a cell holds the character U+{ord(FORBIDDEN[name][1]):04X}")


CONTENTS = {
    "half a character": (b"\xed\xa0\x80,x\n", "not UTF-8"),
    "Latin-1": ("Damaskus-S\xfcd\n".encode("latin-1"), "places.csv:4: not UTF-8"),
    "a long cell": (b"x" * (LONGEST_CELL + 1), "places.csv:4: a cell is longer"),
    "a cell of a megabyte": (b"x" * 1_000_000, "places.csv:4: "),
    "a line of three": (b"x" * 3_000_000, "places.csv:4: longer than"),
    "an open quote": (b'"x,', "places.csv:4: unexpected end"),
    "many columns": (b"," * 300, "places.csv:4: more than 200 columns"),
    "few cells": (b"x,y\n", "places.csv:4: the row has 2 cells"),
}


@pytest.mark.parametrize("name", list(CONTENTS))
def test_tables_that_are_none(sound, name):
    content, expected = CONTENTS[name]
    table = sound / "places.csv"
    table.write_bytes(table.read_bytes() + content)
    refused(sound, expected)


def test_a_million_rows_are_refused_before_anything_dear(sound):
    table = sound / "places.csv"
    row = table.read_bytes().splitlines(keepends=True)[-1]
    table.write_bytes(table.read_bytes() + row * 1_000_000)
    refused(sound, "larger than" if table.stat().st_size > 10**8 else f"{MOST['places']:,} rows")
    table.write_bytes(table.read_bytes()[: 50 * len(row)] + b"x\n" * 1_000_000)
    refused(sound, f"more than {MOST['places']:,} rows")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *(
            ("lat", cell)
            for cell in ("NaN", "Infinity", "1e999", "3_5", "٣٥", "0x22", " 35", "1,5")
        ),
        ("population", "9" * 400),
        ("population_year", "2_004"),
        ("holder", "=cmd()"),
        ("id", "../north"),
    ],
)
def test_cells_that_are_no_numbers_and_no_names(tmp_path, column, cell):
    more = {"population_year": 2004, "population": 5, "population_source": "report"}
    folder = write_world(tmp_path, [PLACES[0], {**PLACES[1], **more, column: cell}])
    refused(folder, f"places.csv:3:{column}: ")


def test_a_mark_at_the_front_and_line_ends_of_windows_are_read(sound):
    same = sa.load(sound).places
    table = sound / "places.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes().replace(b"\n", b"\r\n"))
    assert sa.load(sound).places.equals(same)


def test_a_column_twice(sound):
    table = sound / "events.csv"
    rows = [line + "," + ("note" if n == 0 else "x") for n, line in
            enumerate(table.read_text("utf-8").splitlines())]  # fmt: skip
    table.write_text("\n".join(rows), encoding="utf-8")
    refused(sound, "events.csv:1:note: the column is there twice")


def change(folder: Path, **values: object) -> None:
    path = folder / "datapackage.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")


@pytest.mark.parametrize(
    "values",
    [
        {"title": None},
        {"title": "a\u202eb"},
        {"title": "x" * 400},
        {"version": 3},
        {"licenses": []},
        {"conflict": ["x"]},
        {"schema": 3},
        {"evenings": {"first": "0001-01-01", "last": "9999-12-31"}},
        {"evenings": {"first": "2024-12-02", "last": "2024-12-01"}},
        {"resources": [None]},
        {"resources": [{"name": "places", "path": "http://example.org/places.csv"}]},
        {"resources": [{"name": "places", "path": "places.csv", "schema": "schema.json"}]},
    ],
)
def test_descriptions_that_are_none(sound, values):
    change(sound, **values)
    refused(sound, "datapackage.json: ")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("id", {"constraints": {"pattern": "(a+)+$", "required": True, "unique": True}}),
        ("holder", {"type": "any"}),
        ("lat", {"constraints": {"required": True, "minimum": "a"}}),
        ("extra", {"constraints": {"pattern": "(a+)+$"}}),
        ("extra", {"type": "object"}),
    ],
)
def test_a_schema_of_its_own_is_refused(sound, field, values):
    resources = json.loads((sound / "datapackage.json").read_text("utf-8"))["resources"]
    fields = next(r for r in resources if r["name"] == "places")["schema"]["fields"]
    if field == "extra":
        fields.append({"name": "extra", "type": "string"})
    next(f for f in fields if f["name"] == field).update(values)
    change(sound, resources=resources)
    refused(sound, f"describes the field '{field}' otherwise")


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"title": NaN}', '{"a": ' + "9" * 5000 + "}", "\x00", "[]", " " * 2_000_000],
)  # fmt: skip
def test_json_that_is_none(sound, text):
    (sound / "datapackage.json").write_text(text, encoding="utf-8")
    refused(sound, "datapackage.json: ")


POINT = {"type": "Point", "coordinates": [38, 34]}
BOW = {"type": "Polygon", "coordinates": [[[36, 33], [40, 36], [40, 33], [36, 36], [36, 33]]]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", "no GeoJSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"features": []}', "no GeoJSON"),
        ('{"features": [3]}', "feature 1"),
        ('{"features": [{"geometry": null}]}', "feature 1: it has no geometry"),
        ('{"features": [{"geometry": {"type": "Polygon", "coordinates": "x"}}]}', "no geometry"),
        (json.dumps({"features": [{"geometry": POINT}]}), "no Polygon"),
        (json.dumps({"features": [{"geometry": BOW}]}), "crosses itself"),
        (json.dumps({"features": [{"geometry": BOW}]}).replace("33", "1e300"), "degrees"),
        (json.dumps({"features": [{"geometry": BOW}]}).replace("33", "NaN"), "not a number"),
        (json.dumps({"features": [{"geometry": BOW, "properties": {"name": 3}}]}), "plain texts"),
        (" " * (LARGEST_LAYER + 1), "larger than"),
    ],
)
@pytest.mark.parametrize("layer", ["country", "lakes"])
def test_layers_that_are_none(sound, layer, text, expected):
    (sound / "basemap" / f"{layer}.geojson").write_text(text, encoding="utf-8")
    refused(sound, f"basemap/{layer}.geojson: ")
    assert any(expected in str(fault) for fault in validate(sound))


@pytest.mark.parametrize("line", [[[36.1, 33.1], [36.2, 33.2]], [[10.0, 10.0], [11.0, 11.0]]])
def test_a_river_that_cuts_nothing(tmp_path, line):
    folder = write_world(tmp_path, PLACES, EVENTS, river=line)
    (fault,) = validate(folder)
    assert str(fault).startswith("basemap/euphrates.geojson: the barrier does not cut the theatre")
    with pytest.raises(InvalidData):
        sa.load(folder)


# What is no file


@pytest.mark.parametrize("name", ["places.csv", "datapackage.json", "basemap/country.geojson"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "link", "device", "gone"])
def test_what_is_no_file_of_the_package(sound, name, kind):
    path = sound / name
    path.rename(sound.parent / "outside")
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "link" and name != "datapackage.json":
        path.symlink_to(sound.parent / "outside")
    elif kind == "device":
        path.symlink_to("/dev/zero")
    refused(sound, "", seconds=10)


def test_a_package_that_is_no_folder(tmp_path, sound):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    names = (tmp_path / "file", tmp_path / "pipe", "/dev/zero", "a\0b", "x" * 5000, "\ud800")
    for name in names:
        with pytest.raises(SyriaAnalysisError):
            sa.load(Path(name))


def test_a_pipe_among_the_other_files_is_let_be(sound):
    os.mkfifo(sound / "notes.csv")
    os.mkfifo(sound / "notes.json")
    assert len(sa.load(sound).places) == 2
