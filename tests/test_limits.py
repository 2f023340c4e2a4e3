"""What is too large, too deep or too wide for its reader is refused before it is read."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3

import geopandas as gpd
import pandas as pd
import pyogrio
import pypdf
import pytest

from syria_analysis.errors import BadParameter
from syria_analysis.package import limits, map_files, point_files
from syria_analysis.package.limits import Unreadable, parse_json, parse_toml, read_rows
from syria_analysis.package.point_files import read_points, read_table
from syria_analysis.package.toml_rules import pattern_in
from syria_analysis.reports.pdf import compile_pdf

DEEP = b"[" * limits.DEEPEST + b"]" * limits.DEEPEST


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" + DEEP + b"]", "too deeply"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "too deeply"),
        (b'{"a": "' + b'\\"' * 99 + b'", "b": ' + b"[" * 99 + b"]" * 99 + b"}", "too deeply"),
        (b"[" * 500_000, "too deeply"),
        (b'{"a":"' + b"[" * 500_000, "Unterminated"),
        (b"[" + b"[],{}," * 500_000 + b"1]", "lists and tables"),
        (b"[" + b"1," * 3_000_001 + b"1]", "values"),
        (b"[NaN]", "not a number"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_json_that_costs(content, words):
    with pytest.raises(Unreadable, match=words):
        parse_json(content)


def test_json_that_only_looks_like_it():
    text = json.dumps([DEEP.decode() * 2, '"' + "[" * 200, "\\", "," * 10, "حمص" * 40 + "}"])
    told = json.loads(text)
    assert parse_json(text.encode()) == told
    assert parse_json(DEEP) == json.loads(DEEP)
    assert parse_json(b'\xef\xbb\xbf["' + b"," * 3_000_001 + b'"]')


def test_half_characters_are_no_text():
    assert parse_json(b'["\\ud83d\\ude00"]') == ["\U0001f600"]
    with pytest.raises(Unreadable, match="half a character"):
        parse_json(b'["\\ud800"]')


def test_what_a_pdf_refuses_is_set_as_a_sign():
    written = '#set document(title: "x")\n#set text(lang: "en")\n#"a%sb"'
    paper = compile_pdf(written % "\u4e2d\ufeff\u0378", {}, "2024-12-02")
    assert "a\ufffd\ufffd\ufffdb" in pypdf.PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    with pytest.raises(Exception, match="unknown variable"):
        compile_pdf("#nothing", {}, "2024-12-02")


@pytest.mark.parametrize(
    "text",
    [
        ".".join("a" * 60) + " = 1",
        "[" + ".".join('"a"' for _ in range(60)) + "]",
        "x = 1\na." + " . ".join(["1.5"] * 200) + " = 1",
        'a = [ """\n""", {' + ".".join("a" * 60) + " = 1}]",
    ],
)
def test_dotted_keys_are_few(text):
    with pytest.raises(Unreadable, match="more than 50 dots"):
        parse_toml(text)


def test_numbers_with_points_are_many():
    numbers = [n + 0.5 for n in range(1000)]
    assert parse_toml(f"km = {numbers}") == {"km": numbers}


@pytest.mark.parametrize(
    ("pattern", "fair"),
    [
        (r"^Russian.*advance.*\d{4}", True),
        (r"(?:north|south)-\w+", True),
        ("a?" * 30 + "a" * 30, False),
        ("(a|a)*b", False),
        (r"(\w+\s)*x", False),
        (".*.*.*x", False),
    ],
)
def test_patterns_that_cost(pattern, fair):
    if fair:
        assert pattern_in({"matches": pattern}, "matches") == pattern
    else:
        with pytest.raises(ValueError, match="hours"):
            pattern_in({"matches": pattern}, "matches")


POINTS = gpd.GeoDataFrame({"n": [1, 2]}, geometry=gpd.points_from_xy([36, 37], [34, 35]), crs=4326)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("CREATE INDEX fair ON t (n)", ""),
        ("CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
         "SELECT x AS fid, NULL AS geom FROM c WHERE x < 0", "'v' is a view"),
        ("ALTER TABLE t ADD COLUMN b AS (hex(zeroblob(400000000)))", "computed"),
        (f"ALTER TABLE t ADD COLUMN b TEXT DEFAULT '{'x' * 301}'", "computed"),
    ],
)  # fmt: skip
def test_a_geopackage_that_computes(tmp_path, change, said):
    path = tmp_path / "points.gpkg"
    POINTS.to_file(path, layer="t")
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(change)
        database.commit()
    if said:
        with pytest.raises(BadParameter, match=said):
            read_points(path)
    else:
        assert len(read_points(path)[0]) == 2


def test_parquet_whose_rows_share_a_long_text(tmp_path, monkeypatch):
    path = tmp_path / "points.parquet"
    rows = POINTS.loc[[0] * 1000].assign(note="x" * 1000)
    rows.to_parquet(path)
    assert path.stat().st_size < 20_000
    assert len(read_points(path)[0]) == 1000
    monkeypatch.setattr(map_files, "LARGEST_PARQUET", 1_000_000)
    with pytest.raises(BadParameter, match="too large"):
        read_points(path)


@pytest.mark.parametrize(("name", "most"), [("LARGEST_MAP", 50_000), ("MOST_CELLS", 100)])
def test_a_workbook_whose_cells_share_a_long_text(tmp_path, monkeypatch, name, most):
    path = tmp_path / "points.xlsx"
    table = pd.DataFrame({"lat": [34] * 50, "lon": [36] * 50, "note": ["x" * 2000] * 50})
    pyogrio.write_dataframe(table, path)
    assert len(read_points(path)[0]) == 50
    monkeypatch.setattr(map_files, name, most)
    with pytest.raises(BadParameter, match="letters or"):
        read_points(path)


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "{a = " * 5000, "a = 1" * 2])
def test_toml_that_is_none(text):
    with pytest.raises(Unreadable):
        parse_toml(text)


@pytest.mark.parametrize(
    ("name", "value", "content"),
    [
        ("MOST_CELLS", 19, "a,b\n" + "1,2\n" * 10),
        ("MOST_LINES", 9, "a,b\n" + "\n" * 10 + "1,2\n"),
        ("LONGEST_CELL", 5, "a,b\n123456,2\n"),
        ("MOST_COLUMNS", 1, "a,b\n1,2\n"),
    ],
)
def test_tables_that_cost(tmp_path, monkeypatch, name, value, content):
    path = tmp_path / "a.csv"
    path.write_text(content)
    assert len(read_rows(path)) >= 2
    assert len(read_table(path)) >= 1
    for module in (limits, point_files):
        monkeypatch.setattr(module, name, value)
    with pytest.raises(Unreadable, match=r"more than|longer than"):
        read_rows(path)
    with pytest.raises(BadParameter, match=r"more than|longer than"):
        read_table(path)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_of_every_system_are_read(tmp_path, ends):
    path = tmp_path / "a.csv"
    path.write_bytes(ends.join(["a,b", '1,"x y"', "2,", ""]).encode())
    assert read_table(path).to_dict("list") == {"a": ["1", "2"], "b": ["x y", ""]}
