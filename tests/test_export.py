from __future__ import annotations

import csv
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as Xml

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

import syria_analysis as sa
from syria_analysis.cli import main
from syria_analysis.errors import EmptyLayerWarning, SyriaAnalysisError
from syria_analysis.export import evening as exporting
from syria_analysis.export import files
from syria_analysis.export.layers import LAYERS, layer_table
from syria_analysis.export.styles import layer_style
from syria_analysis.geo.plane import Plane
from syria_analysis.package.description import table_schemas
from syria_analysis.package.rewrite import csv_text
from syria_analysis.text import outputs
from worlds import event, place, write_world

EQUAL_AREA = Plane(35, 38.5).crs
SOME = ("territory", "fronts", "changes", "places")  # one of each type, with days, gaps, lists
DAY, SINCE = "2024-12-02", "2024-11-29"
POINTS = ("anchors", "fighting", "events", "places")
STYLE_COLUMNS = [
    "id",
    "f_table_catalog",
    "f_table_schema",
    "f_table_name",
    "f_geometry_column",
    "styleName",
    "styleQML",
    "styleSLD",
    "useAsDefault",
    "description",
    "owner",
    "ui",
    "update_time",
]


@pytest.fixture(scope="module")
def evening(syria):
    return syria.on(DAY)


@pytest.fixture(scope="module")
def package(evening, tmp_path_factory):
    return evening.export(tmp_path_factory.mktemp("gis") / "evening.gpkg", since=SINCE)


@pytest.fixture(scope="module")
def small(line_world):
    return sa.load(line_world).on("2024-12-05")


@pytest.fixture(scope="module")
def tables(evening):
    return {layer: layer_table(evening, layer, SINCE) for layer in LAYERS}


def areas_by(table, column):
    return table.to_crs(EQUAL_AREA).area.groupby(table[column].to_numpy()).sum()


def asked(path, statement):
    with closing(sqlite3.connect(path)) as base:
        return base.execute(statement).fetchall()


# What the layers say


def test_territory_and_cells_are_coverages_of_the_country(evening, tables):
    for layer in ("territory", "cells"):
        shapes = tables[layer].geometry.to_numpy()
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        whole = shapely.area(evening.mesh.theatre)
        assert shapely.area(shapes).sum() == pytest.approx(whole, rel=1e-9)
    measured = evening.areas().set_index("faction")["area_km2"]
    for layer, column in (("territory", "faction"), ("cells", "holder")):
        areas = areas_by(tables[layer], column) / 1e6
        np.testing.assert_allclose(areas, measured[areas.index], rtol=1e-9)


def test_layers_of_places_add_up(evening, tables):
    assert len(tables["places"]) == len(evening.dataset.real_places)
    assert set(tables["anchors"]["kind"]) == {"anchor"}
    assert len(tables["places"]) + len(tables["anchors"]) == len(evening.dataset.places)
    contested = set(evening.contested.index[evening.contested != ""])
    assert set(tables["contested"]["place"]) == contested & set(evening.mesh.shapes.index)
    uncertain = set(evening.uncertain.index[evening.uncertain])
    assert set(tables["uncertain"]["place"]) == uncertain & set(evening.mesh.shapes.index)
    held = tables["places"].set_index("place")
    assert held["holder"].to_dict() == evening.holders[held.index].to_dict()


def test_fronts_are_the_front(evening, tables):
    front = evening.front()
    fronts = tables["fronts"]
    assert fronts["length_km"].sum() == pytest.approx(front.length_km, rel=1e-9)
    assert fronts.length.sum() == pytest.approx(front.line.length, rel=1e-9)
    assert set(fronts["attacker"]) <= {"HTS", "SNA"}
    assert set(fronts["defender"]) == {"SAA"}


def test_changes_add_up_to_the_transfer(evening, tables):
    changes = tables["changes"]
    moved = changes[evening.holders[changes["place"]].to_numpy() == changes["to"]]
    moved = moved[moved["from"] != moved["to"]]
    sums = moved.groupby(["from", "to"])["area_km2"].sum()
    transfer = evening.changes(SINCE).transfer
    for (loser, captor), km2 in sums.items():
        assert transfer.loc[loser, captor] == pytest.approx(km2, rel=1e-9)
    kept = sum(transfer.loc[f, f] for f in transfer.index)
    assert sums.sum() == pytest.approx(transfer.to_numpy().sum() - kept, rel=1e-9)
    real = set(changes.loc[changes["kind"] != "anchor", "place"])
    assert real == set(evening.changes(SINCE).places["place"])


def test_events_are_those_between_the_evenings(syria, tables):
    dates = pd.to_datetime(tables["events"]["date"])
    assert dates.min() == pd.Timestamp("2024-11-30")
    assert dates.max() == pd.Timestamp(DAY)
    known = syria.events["date"]
    assert len(dates) == ((known > SINCE) & (known <= DAY)).sum()


def test_every_held_place_says_on_what_it_rests(evening, tables):
    places = tables["places"].set_index("place")
    by_event = places[places["event"] != ""]
    events = evening.dataset.events.loc[by_event["event"]]
    assert (by_event["held_since"].astype(str).to_numpy() == events["date"].astype(str)).all()
    for cell, own in zip(by_event["sources"], events["sources"], strict=True):
        assert set(own.split("|")) <= set(cell.split("|"))
    assert (places["sources"] != "")[places["confidence"] != "low"].all()


def test_a_small_world_by_hand(small, line_world):
    before = sa.load(line_world).on("2024-11-30")
    contested = layer_table(before, "contested")
    assert contested[["place", "holder", "contested_by"]].to_numpy().tolist() == [
        ["charlie", "SAA", "HTS"]
    ]
    assert layer_table(small, "uncertain")["place"].tolist() == ["delta"]
    changes = layer_table(small, "changes").set_index("place")
    assert changes["to"].to_dict() == {"bravo": "HTS", "delta": "SDF"}
    fronts = layer_table(small, "fronts", attackers="HTS", defenders="SAA")
    assert fronts[["attacker_place", "defender_place"]].to_numpy().tolist() == [
        ["bravo", "charlie"]
    ]


def test_every_layer_carries_its_evening(tables):
    for layer, table in tables.items():
        column = "evening" if layer in ("changes", "events", "fighting") else "date"
        assert table.columns[0] == column and "date" in table
        assert set(table[column].astype(str)) <= {DAY}, layer


def test_what_is_opaque_lies_below_what_is_not(syria):
    def opaque(layer):
        root = Xml.fromstring(layer_style(layer, syria.factions))
        fills = {o.get("value") for o in root.iter("Option") if o.get("name") == "style"}
        return "solid" in fills

    covering = [layer for layer in LAYERS if layer not in POINTS and opaque(layer)]
    assert covering == ["territory", "certainty", "changes"]
    below = list(LAYERS)[: list(LAYERS).index("changes")]
    assert {"territory", "certainty", "cells"} == set(below)


def test_fighting_lies_beside_control(tmp_path):
    towns = [place("alpha", 34.5, 36.5, "HTS"), place("bravo", 34.5, 38.5, "SAA")]
    folder = write_world(tmp_path / "world", towns)
    fight = {"lat": "34.5", "lon": "38", "accuracy_m": "1000", "kind": "Clash", "source": "report"}
    rows = [fight | {"id": f"f-{n}", "date": f"2024-{d}"} for n, d in enumerate(["11-26", "12-01"])]
    text = json.loads((folder / "datapackage.json").read_text("utf-8"))
    text["resources"].append({"name": "fighting", "path": "fighting.csv"})
    (folder / "datapackage.json").write_text(json.dumps(text), "utf-8")
    columns = [f["name"] for f in table_schemas()["fighting"]["fields"]]
    (folder / "fighting.csv").write_text(csv_text(columns, rows), "utf-8")
    evening = sa.load(folder).on(DAY)
    before = evening.areas()
    (row,) = layer_table(evening, "fighting").itertuples()
    assert (str(row.evening), str(row.date), row.holder) == (DAY, "2024-12-01", "SAA")
    front = evening.annotate(pd.DataFrame({"lat": [34.5], "lon": [38.0]}))["front_km"][0]
    assert row.front_km == pytest.approx(front)
    pd.testing.assert_frame_equal(before, evening.areas())


# What the files keep


@pytest.mark.parametrize("layer", LAYERS)
def test_geopackage_round_trip(package, tables, layer):
    read, table = gpd.read_file(package, layer=layer), tables[layer]
    assert read.crs == EQUAL_AREA
    assert read.crs.name == "WGS 84 / Equal area of Syria"
    assert list(read.columns) == list(table.columns)
    assert set(read.geom_type) == set(table.geom_type)
    assert shapely.equals_identical(read.geometry.to_numpy(), table.geometry.to_numpy()).all()
    for name in table.columns.drop("geometry"):
        if "date32" in str(table[name].dtype):
            assert read[name].dtype.kind == "M"
        there, here = read[name], table[name]
        same = (there.isna() & here.isna()) | (there.astype(str) == here.astype(str))
        if read[name].dtype.kind == "f":
            same |= read[name] == table[name].astype("float64")
        if read[name].dtype.kind == "M":
            same |= there.astype(str).str[:10] == here.astype(str)
        assert same.all(), name


@pytest.mark.parametrize("layer", SOME)
def test_geoparquet_round_trip(evening, tables, tmp_path, layer):
    path = evening.export(tmp_path / "layer.parquet", layer=layer, since=SINCE)
    read, table = gpd.read_parquet(path), tables[layer]
    assert read.crs == EQUAL_AREA
    assert list(read.columns) == list(table.columns)
    assert shapely.equals_identical(read.geometry.to_numpy(), table.geometry.to_numpy()).all()
    own = json.loads(pq.read_schema(path).metadata[files.METADATA_KEY])
    assert (own["date"], own["licence"]) == (DAY, "CC-BY-SA-4.0")
    assert own["sources"]
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0"


@pytest.mark.parametrize("layer", [*SOME, "cells"])
def test_geojson_by_rfc_7946(evening, tables, tmp_path, layer):
    path = evening.export(tmp_path / "layer.geojson", layer=layer, since=SINCE)
    written, table = json.loads(path.read_text(encoding="utf-8")), tables[layer]
    assert "crs" not in written
    assert written["name"] == layer
    assert {"title", "licence", "sources", "description"} <= set(written["metadata"])
    west, south, east, north = written["bbox"]
    assert 35 < west < east < 43
    assert 32 < south < north < 38
    read = gpd.read_file(path)
    assert read.crs == "EPSG:4326"
    assert len(read) == len(table)
    for polygon in shapely.get_parts(read.geometry.to_numpy()):
        if polygon.geom_type == "Polygon":
            assert polygon.exterior.is_ccw
            assert not any(ring.is_ccw for ring in polygon.interiors)
    back = read.to_crs(EQUAL_AREA).geometry
    if layer in ("territory", "cells"):
        assert shapely.coverage_is_valid(read.geometry.to_numpy())
        np.testing.assert_allclose(back.area, table.area, rtol=1e-6)
        assert back.area.sum() == pytest.approx(table.area.sum(), rel=1e-9)
    if layer == "territory":
        return  # the vertices are those of the cells
    far = shapely.hausdorff_distance(back.to_numpy(), table.geometry.to_numpy())
    assert far.max() < 0.0002  # metres


@pytest.mark.parametrize("layer", SOME)
def test_csv_and_its_metadata(evening, tables, tmp_path, layer):
    path = evening.export(tmp_path / "layer.csv", layer=layer, since=SINCE)
    table = tables[layer].drop(columns="geometry")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == list(table.columns)
    for name in table.select_dtypes("float"):
        written = [float(row[name]) if row[name] else np.nan for row in rows]
        np.testing.assert_array_equal(written, table[name])
    described = json.loads(Path(f"{path}-metadata.json").read_text(encoding="utf-8"))
    assert described["url"] == path.name
    assert described["@context"] == "http://www.w3.org/ns/csvw"
    assert [column["name"] for column in described["tableSchema"]["columns"]] == list(table)
    assert described["dc:license"]["@id"].startswith("https://creativecommons.org/")
    assert described["dc:source"]
    assert {file.name for file in tmp_path.iterdir()} == {"layer.csv", "layer.csv-metadata.json"}


def test_kml_has_a_folder_a_layer_and_the_land_of_each_faction(small, tmp_path):
    path = small.export(tmp_path / "evening.kml")
    assert [name for name, _ in pyogrio.list_layers(path)] == list(LAYERS)
    there, here = gpd.read_file(path, layer="territory"), layer_table(small, "territory")
    areas = there.to_crs(here.crs).area.groupby(there["faction"].to_numpy()).sum() / 1e6
    expected = here.set_index("faction")["area_km2"]
    np.testing.assert_allclose(areas[expected.index], expected, rtol=1e-5)
    root = Xml.fromstring(path.read_text(encoding="utf-8"))
    kml = "{http://www.opengis.net/kml/2.2}"
    styles = {f"#{style.get('id')}" for style in root.iter(f"{kml}Style")}
    marks = list(root.iter(f"{kml}Placemark"))
    assert {mark.findtext(f"{kml}styleUrl") for mark in marks} <= styles
    assert all(mark.find(f"{kml}TimeStamp") is not None for mark in marks)
    assert "licence" in {data.get("name") for data in root.iter(f"{kml}Data")}
    filled = {
        mark.findtext(f"{kml}styleUrl").endswith("-filled")
        for folder in root.iter(f"{kml}Folder")
        if folder.findtext(f"{kml}name") != "territory"
        for mark in folder.iter(f"{kml}Placemark")
    }
    assert filled == {False}


def test_empty_layers_keep_their_columns(syria, tmp_path):
    first = syria.on(syria.first)
    path = first.export(tmp_path / "first.gpkg")
    for layer in ("changes", "events"):
        read = gpd.read_file(path, layer=layer)
        assert len(read) == 0
        assert list(read.columns) == list(layer_table(first, layer).columns)
    for ending in ("parquet", "geojson"):
        with pytest.warns(EmptyLayerWarning, match="the layer events is empty on the evening of"):
            first.export(tmp_path / f"events.{ending}", layer="events")
    assert len(gpd.read_parquet(tmp_path / "events.parquet")) == 0
    written = json.loads((tmp_path / "events.geojson").read_text(encoding="utf-8"))
    assert written["features"] == []
    assert "bbox" not in written
    with pytest.warns(EmptyLayerWarning, match="its columns and no row"):
        sides = {"attackers": "IDF", "defenders": "SNA"}
        none = first.export(tmp_path / "none.geojson", layer="fronts", **sides)
    assert json.loads(none.read_text(encoding="utf-8"))["features"] == []


def test_a_change_without_land_has_no_geometry(tmp_path):
    beyond = place("beyond", 34.5, 35.98, "RUS")
    towns = [place("alpha", 34.5, 36.5, "SAA"), place("bravo", 34.5, 38.5, "SAA"), beyond]
    lost = [event("2024-12-01", "beyond", "RUS", "SAA")]
    evening = sa.load(write_world(tmp_path / "world", towns, lost)).on(DAY)
    for ending in ("gpkg", "parquet", "geojson"):
        path = evening.export(tmp_path / f"changes.{ending}", layer="changes")
        if ending == "parquet":
            read = gpd.read_parquet(path)
        else:
            read = gpd.read_file(path, layer="changes")
        assert read["place"].tolist() == ["beyond"]
        assert read.geometry.isna().all()


# Styles and metadata of a GeoPackage


def test_styles_are_as_qgis_makes_them(package, syria):
    columns = asked(package, "SELECT name FROM pragma_table_info('layer_styles')")
    assert [name for (name,) in columns] == STYLE_COLUMNS
    rows = asked(package, "SELECT * FROM layer_styles ORDER BY id")
    styles = [dict(zip(STYLE_COLUMNS, row, strict=True)) for row in rows]
    assert [style["f_table_name"] for style in styles] == list(LAYERS)
    geometry = dict(asked(package, "SELECT table_name, column_name FROM gpkg_geometry_columns"))
    for style in styles:
        assert (style["f_table_catalog"], style["f_table_schema"]) == ("", "")
        assert style["f_geometry_column"] == geometry[style["f_table_name"]]
        assert (style["useAsDefault"], len(style["styleName"]) <= 30) == (1, True)
        root = Xml.fromstring(style["styleQML"])
        renderer = root.find("renderer-v2")
        assert renderer.get("type") == "categorizedSymbol"
        assert renderer.get("attr") in gpd.read_file(package, layer=style["f_table_name"], rows=0)
        values = {c.get("value"): c.get("symbol") for c in renderer.iter("category")}
        assert list(values) == list(syria.factions.index)
        assert set(values.values()) == {s.get("name") for s in renderer.iter("symbol")}
    kind = "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
    assert asked(package, kind) == [("attributes",)]


def test_styles_carry_the_colours_of_the_factions(syria):
    root = Xml.fromstring(layer_style("territory", syria.factions))
    symbols = {s.get("name"): s for s in root.iter("symbol")}
    for category in root.iter("category"):
        (option,) = (
            o for o in symbols[category.get("symbol")].iter("Option") if o.get("name") == "color"
        )
        colour = syria.factions.at[category.get("value"), "colour_screen"]
        assert option.get("value") == f"{','.join(map(str, bytes.fromhex(colour[1:])))},255"


def test_sources_and_licence_travel_in_a_geopackage(package, syria):
    read = pyogrio.read_info(package, layer="territory")["dataset_metadata"]
    assert read["licence"] == "CC-BY-SA-4.0"
    assert json.loads(read["sources"])[0]["publisher"]
    own = "SELECT count(*) FROM gpkg_metadata WHERE md_standard_uri = 'http://mrcc.com/qgis.dtd'"
    assert asked(package, own) == [(len(LAYERS),)]
    for (text,) in asked(package, "SELECT metadata FROM gpkg_metadata"):
        Xml.fromstring(text)
    cited = set(gpd.read_file(package, layer="sources")["id"])
    used = {
        item
        for layer in ("places", "events")
        for cell in gpd.read_file(package, layer=layer)["sources"]
        for item in cell.split("|")
        if item
    }
    assert used <= cited <= set(syria.sources.index)
    assert len(gpd.read_file(package, layer="factions")) == len(syria.factions)
    dates = {when for (when,) in asked(package, "SELECT last_change FROM gpkg_contents")}
    assert dates == {"2024-12-02T00:00:00.000Z"}  # the tests' SOURCE_DATE_EPOCH


def test_foreign_keys_and_pages_of_a_geopackage_are_sound(package):
    assert asked(package, "PRAGMA integrity_check") == [("ok",)]
    assert asked(package, "PRAGMA foreign_key_check") == []
    assert asked(package, "PRAGMA application_id") == [(0x47504B47,)]


# Writing


def test_a_rerun_gives_the_same_bytes(small, tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    for ending in ("gpkg", "parquet", "geojson", "kml", "csv"):
        path = small.export(tmp_path / f"again.{ending}")
        first = path.read_bytes()
        assert small.export(path).read_bytes() == first
    dated = asked(tmp_path / "again.gpkg", "SELECT DISTINCT last_change FROM gpkg_contents")
    assert dated == [("2024-12-05T21:00:00.000Z",)]


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "geojson", "csv"])
def test_a_failure_leaves_what_stood_there(small, tmp_path, monkeypatch, ending):
    name = "geopackage" if ending == "gpkg" else {"parquet": "geoparquet"}.get(ending, ending)
    owner = exporting if ending == "gpkg" else files

    def full(path, *rest):
        path.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(owner, f"write_{name}", full)
    path = tmp_path / f"kept.{ending}"
    path.write_text("earlier", encoding="utf-8")
    with pytest.raises(SyriaAnalysisError, match="No space left"):
        small.export(path)
    assert path.read_text(encoding="utf-8") == "earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_without_permission(small, tmp_path):
    tmp_path.chmod(0o500)
    try:
        if os.access(tmp_path, os.W_OK):
            pytest.skip("this user may write anywhere")
        with pytest.raises(SyriaAnalysisError, match="Permission denied"):
            small.export(tmp_path / "a.csv")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--output", "a.gpgk"], "did you mean '.gpkg'?"),
        (["--output", "a"], "known are .csv"),
        (["--output", "a.csv", "--layer", "teritory"], "did you mean 'territory'?"),
        (["--output", "no/a.csv"], "there is no folder no"),
        (["--output", "folder.csv"], "it is not a file"),
        (["--output", "a.gpkg", "--since", "2024-12-05"], "later"),
        (["--output", "a.gpkg", "--since", "yesterday"], "is not a day"),
        (["--output", "a.csv", "--attackers", "HTX"], "did you mean 'HTS'?"),
        (["--output", ""], "name of a file"),
        ([], "--output"),
    ],
)
def test_refusals(capsys, tmp_path, monkeypatch, arguments, expected):
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    code = main(["export", "--date", DAY, *arguments])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert expected in err
    assert len(err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


def test_the_command_says_where(capsys, tmp_path):
    path = tmp_path / "EVENING.GeoJSON"
    code = main(["export", "--date", DAY, "--layer", "contested", "--output", str(path)])
    assert (code, *capsys.readouterr()) == (0, f"{path}\n", "")
    assert json.loads(path.read_text(encoding="utf-8"))["features"]
    first = ["export", "--date", "2024-11-26", "--layer", "events", "--output", str(path)]
    assert main(first) == 0
    out, err = capsys.readouterr()
    assert out == f"{path}\n" and err.count("\n") == 1
    assert "the layer events is empty on the evening of 2024-11-26" in err


def test_what_was_not_yet_known_is_left_out_and_said(capsys, syria, tmp_path):
    path = tmp_path / "events.geojson"
    options = ["--layer", "events", "--known-by", DAY, "--output", str(path)]
    assert main(["export", "--date", DAY, *options]) == 0
    capsys.readouterr()
    written = json.loads(path.read_text(encoding="utf-8"))
    assert f"published after {DAY}" in written["metadata"]["description"]
    known = {feature["properties"]["id"] for feature in written["features"]}
    assert known < set(syria.events["id"][syria.events["date"] <= DAY])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1+1", "'+1+1"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("-12.5", "-12.5"),
        ("+963", "+963"),
        ("Homs", "Homs"),
        ("", ""),
    ],
)
def test_text_is_safe_in_a_spreadsheet(text, expected):
    assert outputs.safe_text(text) == expected


def test_cells_of_a_csv_are_safe(tmp_path):
    towns = [place("alpha", 34.5, 36.5, "SAA", name="=1+1", note="-x"), place("b", 34.5, 38, "HTS")]
    evening = sa.load(write_world(tmp_path / "world", towns)).on(DAY)
    path = evening.export(tmp_path / "places.csv", layer="places")
    with path.open(encoding="utf-8", newline="") as stream:
        first = next(csv.DictReader(stream))
    assert (first["name"], first["note"], first["lat"]) == ("'=1+1", "'-x", "34.5")


def test_changes_have_the_same_columns_whether_anchors_moved_or_not(syria):
    some, more = (layer_table(syria.on(day), "changes") for day in ("2024-12-02", "2024-12-08"))
    anchors = syria.places.index[syria.places["kind"] == "anchor"]
    assert not some["place"].isin(anchors).any() and more["place"].isin(anchors).any()
    assert list(some) == list(more)
