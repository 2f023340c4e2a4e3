"""The names of the packaged war, and where a text holds one."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import lxml.etree
import pyarrow.parquet
import pypdf

from syria_analysis.package.resources import own_data_folder

WORDS = """
Syria Syrian Syrians Damascus governorate governorates Euphrates Golan Russia Russian Turkey Turkish
Kurdish Kurdish-led Israel Israeli Lebanon Assad Iran Iranian Alawite Natural-Earth GeoNames
blue-News
"""
"""Words of this war beside the names in its tables; a hyphen joins what is two words."""

OWN_NAME = re.compile(
    r"syria[-_]analysis|SYRIA_ANALYSIS|syria-(html|pdf)|from syria_\w+", re.IGNORECASE
)
"""The library's name, which is older than its reach."""

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
LONGEST = 6
"""Words of the longest name that is looked for."""


@cache
def forbidden() -> dict[tuple[str, ...], str]:
    """Words in a row to what they name: ids as they are written, names likewise."""
    found: dict[tuple[str, ...], str] = {}

    def add(text: str, kind: str) -> None:
        words = tuple(WORD.findall(text))
        if 0 < len(words) <= LONGEST and not text.isdigit():
            found.setdefault(words, f"{kind} {text}")

    for word in WORDS.split():
        add(word, "word")
        add(word.replace("-", " "), "word")
        add(word.lower(), "word")
    for table in ("places", "factions", "roads", "sources"):
        with (own_data_folder() / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in ("id", "name", "name_ar", "variants", "short_name", "road", "unit"):
                    for text in (row.get(column) or "").split("|"):
                        add(text.strip(), table.removesuffix("s"))
    return found


DAY = re.compile(r"\b2024-1[12](?:-\d\d)?\b|\b(?:Nov|Dec)[a-z]* 2024\b")


def names_in(text: str) -> Iterator[str]:
    """Find the names in a text, the longest at each spot, and days of the war."""
    yield from (f"day {found}" for found in DAY.findall(text))
    words = WORD.findall(OWN_NAME.sub(" ", text))
    known = forbidden()
    at = 0
    while at < len(words):
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            name = known.get(tuple(words[at : at + length]))
            if name:
                yield name
                at += length
                break
        else:
            at += 1


def texts_in(path: Path) -> Iterator[str]:
    """Give what a reader may see of a file that the library wrote."""
    kind = path.suffix
    if kind in (".json", ".ipynb", ".geojson"):
        yield from _strings(json.loads(path.read_text(encoding="utf-8")))
    elif kind in (".csv", ".toml", ".typ", ".txt"):
        yield path.read_text(encoding="utf-8")
    elif kind in (".html", ".svg"):
        yield from _marked_up(path.read_bytes(), kind)
    elif kind == ".pdf":
        reader = pypdf.PdfReader(path)
        yield from map(str, (reader.metadata or {}).values())
        yield from (page.extract_text() for page in reader.pages)
    elif kind == ".gpkg":
        with closing(sqlite3.connect(path)) as file:
            for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
                if "srs" not in table and "spatial_ref" not in table:
                    rows = file.execute(f'SELECT * FROM "{table}"')
                    yield from (str(column[0]) for column in rows.description)
                    yield from (cell for row in rows for cell in row if isinstance(cell, str))
    elif kind == ".parquet":
        table = pyarrow.parquet.read_table(path)
        yield from table.column_names
        for column in table.columns:
            if pyarrow.types.is_string(column.type) or pyarrow.types.is_large_string(column.type):
                yield from (text for text in column.to_pylist() if text)
    else:
        assert kind in (".png", ".woff2", ".lock", ""), path


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from map(str, value)
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield _PICTURE.sub("", value)


_PICTURE = re.compile(r"data:[\w/+.-]+(;[\w=-]+)*;base64,[\w/+=]+|[\w/+=]{60,}|\bd=\"[^\"]*\"")
_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "content", "href", "id", "name")
LARGEST_SCRIPT = 200_000
"""Longer ones are libraries of others."""


def _marked_up(text: bytes, kind: str) -> Iterator[str]:
    parser = lxml.etree.HTMLParser(huge_tree=True) if kind == ".html" else None
    for node in lxml.etree.fromstring(text, parser).iter():
        if not isinstance(node.tag, str):
            continue
        yield from (_PICTURE.sub("", node.get(name, "")) for name in _ATTRIBUTES)
        text_in = node.text or ""
        if node.tag != "style" and not (node.tag == "script" and len(text_in) > LARGEST_SCRIPT):
            yield _PICTURE.sub("", text_in)
        yield node.tail or ""


ARABIC = re.compile(r"[\u0600-\u06ff]+")


def war_in(path: Path) -> set[str]:
    """Find the names of the packaged war in what a reader sees of a file."""
    texts = list(texts_in(path))
    return {name for text in texts for name in names_in(text)} | {
        found for text in texts for found in ARABIC.findall(text)
    }
