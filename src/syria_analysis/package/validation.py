"""Every fault of a data package in one run: file, line, column and what is wrong.

What must hold between rows, such as the chain of events of a place, is in `consistency`.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadDate, InvalidData
from syria_analysis.package.basemap import read_features
from syria_analysis.package.cache import keep, kept
from syria_analysis.package.conflict import Conflict, conflict_faults, read_conflict
from syria_analysis.package.consistency import CHECKS, Check, Described, Numbered
from syria_analysis.package.description import (
    DESCRIPTION,
    TABLES,
    data_files,
    read_description,
    table_schemas,
)
from syria_analysis.package.limits import (
    LARGEST_TABLE,
    MOST_ROWS,
    Unreadable,
    read_bytes,
    read_rows,
    real_path,
)
from syria_analysis.package.maps import LARGEST_FACES
from syria_analysis.package.resources import library_digest
from syria_analysis.package.values import as_day

__all__ = ["Fault", "is_known_valid", "remember_valid", "stamp", "validate"]

MOST = {"factions": 50, "sources": 50_000, "places": 50_000, "claims": 2000, "published": 2000}
"""Rows that a table may have; `limits.MOST_ROWS` where it is not named here."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of a data package.

    Attributes
    ----------
    file : str
        File inside the package.
    line : int
        Line in the file, counted from 1; 0 if the fault is the whole file's.
    column : str
        Name of the column, or "".
    message : str
        What is wrong, and what would be right.
    """

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{where}: {self.message}"


def validate(folder: str | Path, checks: Sequence[Check] = CHECKS) -> list[Fault]:
    """Check a data package against its schema and against sense.

    Parameters
    ----------
    folder : path
        Folder with ``datapackage.json``.
    checks : sequence of callable
        What must hold beyond the schemas. Default: what the library asks of every package but
        for its claims, which `syria_analysis.api.validate` checks as well.

    Returns
    -------
    list of Fault
        Sorted by file and line; empty if the package is sound. Sense (chains of custody,
        positions, doubles, cited sources) is checked once every table has its columns.

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> validate(data_folder())
    []
    """
    root = Path(folder)
    try:
        descriptor = read_description(root)
    except Unreadable as error:
        told = "the file is missing" if error.missing else str(error)
        return [Fault(DESCRIPTION, 0, "", told)]
    faults = [
        Fault(DESCRIPTION, 0, f"conflict.{path}".rstrip("."), message)
        for path, message in conflict_faults(descriptor["conflict"])
    ]
    if faults:
        return sorted(faults)
    days = [as_day(descriptor["evenings"][end]) for end in ("first", "last")]
    try:
        conflict = read_conflict(descriptor["conflict"], days[0])
    except BadDate as error:
        return [Fault(DESCRIPTION, 0, "conflict", str(error))]
    paths = {r["name"]: r["path"] for r in descriptor["resources"]}
    faults = list(_file_faults(root, paths, conflict.layers))
    if faults:
        return sorted(faults)
    read, faults = _read_tables(root, paths)
    faults += _layer_faults(root, conflict)
    if faults:
        return sorted(faults)
    for resource in descriptor["resources"]:
        faults += _header_faults(resource, read[resource["name"]][0][1])
    if faults:
        return sorted(faults)
    for resource in descriptor["resources"]:
        faults += _form_faults(resource, read[resource["name"]])
    faults += _schema_faults(descriptor, read)
    if any(not fault.line for fault in faults):  # a table cannot be read at all
        return sorted(faults)
    tables = {name: _records(rows) for name, rows in read.items()}
    bad = {(fault.file, fault.line) for fault in faults}
    clean = {n: [(k, r) for k, r in t if (paths[n], k) not in bad] for n, t in tables.items()}
    about = Described(root, days[0], days[1], conflict)
    for check in checks:
        for table, line, column, message in check(about, clean, tables):
            faults.append(Fault(paths.get(table, table), line, column, message))
    return sorted(set(faults))


def _file_faults(root: Path, paths: dict[str, str], needed: Sequence[str]) -> Iterator[Fault]:
    for name in TABLES:
        if name not in paths:
            yield Fault(DESCRIPTION, 0, "", f"the table {name!r} is missing from resources")
    whole = real_path(root)
    for name, path in paths.items():
        if not real_path(root / path).is_relative_to(whole):
            yield Fault(DESCRIPTION, 0, "", f"{name}: path leaves the package")
        elif not (root / path).is_file():
            yield Fault(path, 0, "", "the file is missing")
    layers = {f"basemap/{layer}.geojson" for layer in needed}
    layers |= {f"basemap/{path.name}" for path in root.glob("basemap/*.geojson")}
    for path in sorted(layers):
        if not real_path(root / path).is_relative_to(whole):
            yield Fault(path, 0, "", "the file lies outside the package")
        elif not (root / path).is_file():
            yield Fault(path, 0, "", "the file is missing")


_Lines = list[tuple[int, list[str]]]
"""A table as it stands in its file: its header and its rows, each with its line."""


def _read_tables(root: Path, paths: dict[str, str]) -> tuple[dict[str, _Lines], list[Fault]]:
    read, faults = {}, []
    for name, path in paths.items():
        try:
            read[name] = read_rows(root / path, MOST.get(name, MOST_ROWS)) or [(1, [])]
        except Unreadable as error:
            faults.append(Fault(path, error.line, "", error.reason))
    return read, faults


def _layer_faults(root: Path, conflict: Conflict) -> Iterator[Fault]:
    for path in sorted(root.glob("basemap/*.geojson")):
        line = path.stem in [barrier.layer for barrier in conflict.barriers]
        area = path.stem in conflict.layers
        try:
            read_features(root, path.stem, "line" if line else "area" if area else None)
        except InvalidData as error:
            file, _, reason = str(error).partition(": ")
            yield Fault(file, 0, "", reason)


def _records(rows: _Lines) -> Numbered:
    (_, header), *body = rows
    return [
        (line, dict.fromkeys(header, "") | dict(zip(header, row, strict=False)))
        for line, row in body
    ]


def _header_faults(resource: dict[str, Any], header: list[str]) -> Iterator[Fault]:
    """Compare a header with the schema, and the schema with the one that the library knows."""
    name, file = resource["name"], resource["path"]
    fields = [field["name"] for field in resource["schema"]["fields"]]
    for field in table_schemas()[name]["fields"]:
        if field["name"] not in fields:
            message = f"the schema of {name} has no field {field['name']!r}"
            yield Fault(DESCRIPTION, 0, "", message)
    if len(header) == 1 and len(fields) > 1:
        other = next((sign for sign in ";\t|" if sign in header[0]), None)
        if other:
            yield Fault(file, 1, "", f"cells are parted by {other!r}: save it with commas")
            return
    for column in fields:
        if column not in header:
            yield Fault(file, 1, column, "the column is missing")
    for column in dict.fromkeys(header):
        if column not in fields:
            yield Fault(file, 1, column[:60], "the column is not in the schema")
        elif header.count(column) > 1:
            yield Fault(file, 1, column, "the column is there twice")
    if sorted(header) == sorted(fields) and header != fields:
        yield Fault(file, 1, "", f"the columns must be in this order: {','.join(fields)}")


_FORMS = {
    "number": re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?"),
    "integer": re.compile(r"[-+]?[0-9]{1,15}"),
    "date": re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"),
    "boolean": re.compile(r"true|false"),
}
"""How a cell of a type is written: narrower than what Python or a table schema take.

The types of cells are checked by these alone; a schema tells all else that must hold of them.
"""


def _form_faults(resource: dict[str, Any], rows: _Lines) -> Iterator[Fault]:
    """Find numbers and days that not every reader takes for the same: NaN, 1_000, ٣٥, 1e999."""
    forms = [(f["name"], f["type"], _FORMS.get(f["type"])) for f in resource["schema"]["fields"]]
    for line, row in rows[1:]:
        if len(row) != len(forms):
            message = f"the row has {len(row)} cells, not {len(forms)}"
            yield Fault(resource["path"], line, "", message)
        for (name, kind, form), cell in zip(forms, row, strict=False):
            if cell and form is not None and not (form.fullmatch(cell) and _is_day(kind, cell)):
                message = f"{cell[:40]!r} is not a {_TYPES.get(kind, kind)}"
                yield Fault(resource["path"], line, name, message)


def _is_day(kind: str, cell: str) -> bool:
    """Whether a cell that has the form of a day is one, as 31 June is not; of others true."""
    try:
        return kind != "date" or as_day(cell) is not None
    except BadDate:
        return False


_TYPES = {"date": "day, YYYY-MM-DD", "boolean": "true or false"}


def _schema_faults(descriptor: dict[str, Any], read: dict[str, _Lines]) -> Iterator[Fault]:
    """Hold every cell to what its schema asks: there, unlike the others, in form, in range, known.

    A schema is the library's own (see `description`), so these rules are all that there are. Rows
    of too few or too many cells are `_form_faults`'.
    """
    ids = {name: set(_column(rows, "id")) for name, rows in read.items()}
    for resource in descriptor["resources"]:
        schema, width = resource["schema"], len(resource["schema"]["fields"])
        rows = [(line, row) for line, row in read[resource["name"]][1:] if len(row) == width]
        for line, row in rows:
            if not any(row):
                yield Fault(resource["path"], line, "", "the row is blank")
        for place, field in enumerate(schema["fields"]):
            name, rules = field["name"], field.get("constraints", {})
            seen: dict[str, int] = {}
            wrong = _rule(field["type"], rules)
            tables = [
                key["reference"]["resource"]
                for key in schema.get("foreignKeys", ())
                if key["fields"] == [name]
            ]
            for line, row in rows:
                cell, message = row[place], ""
                if not cell:
                    message = "a value is missing" if rules.get("required") and any(row) else ""
                elif rules.get("unique") and cell in seen:
                    message = f"{cell[:40]!r} stands in line {seen[cell]} already"
                elif reason := wrong(cell):
                    message = f"{cell[:40]!r} breaks the rule: {reason}"
                elif missing := [table for table in tables if cell not in ids[table]]:
                    message = f"{cell[:40]!r} is not in {missing[0]}"
                seen.setdefault(cell, line)
                if message:
                    yield Fault(resource["path"], line, name, message)


def _column(rows: _Lines, name: str) -> Iterator[str]:
    (_, header), *body = rows
    place = header.index(name)
    return (row[place] for _, row in body if place < len(row))


def _rule(kind: str, rules: dict[str, Any]) -> Callable[[str], str]:
    """Return what tells why a cell breaks the rules of its field, or nothing."""
    form = re.compile(rules["pattern"]) if "pattern" in rules else None
    allowed, least, most = rules.get("enum"), rules.get("minimum"), rules.get("maximum")
    number = _FORMS["number"] if kind in ("number", "integer") else None

    def wrong(cell: str) -> str:
        if form is not None and not form.fullmatch(cell):
            return f"it must be like {form.pattern}"
        if allowed is not None and cell not in allowed:
            return f"it must be one of {', '.join(allowed)}"
        if number is not None and number.fullmatch(cell):
            if least is not None and float(cell) < least:
                return f"it must be {least} or more"
            if most is not None and float(cell) > most:
                return f"it must be {most} or less"
        return ""

    return wrong


def stamp(folder: Path, checks: Sequence[Check] = CHECKS) -> str:
    """Name the entry in the user's cache by which exactly these files are known to be valid.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the data package.
    checks : sequence of callable
        Those that are passed.

    Returns
    -------
    str
        Another one as soon as a byte of the package, or of the library, changes.

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> stamp(data_folder()).startswith("valid-")
    True
    """
    digest = hashlib.sha256(library_digest().encode())
    for check in checks:
        digest.update(f"{check.__module__}.{check.__qualname__}\0".encode())
    files, whole = data_files(folder), real_path(folder)
    if not all(real_path(path).is_relative_to(whole) for path in files):
        raise Unreadable("a file lies outside the package")
    for path in files:
        content = read_bytes(path, LARGEST_FACES if path.suffix == ".parquet" else LARGEST_TABLE)
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return f"valid-{digest.hexdigest()[:32]}"


def is_known_valid(folder: Path, checks: Sequence[Check] = CHECKS) -> bool:
    """Tell whether exactly these files were found valid before.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the data package.
    checks : sequence of callable
        Those that it passed.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_known_valid(Path("no such folder"))
    False
    """
    try:
        return folder.is_dir() and kept(stamp(folder, checks)) is not None
    except (OSError, ValueError, Unreadable):
        return False


def remember_valid(folder: Path, checks: Sequence[Check] = CHECKS) -> None:
    """Note in the user's cache that exactly these files are valid, to check them only once.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the data package.
    checks : sequence of callable
        Those that it passed.

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> remember_valid(data_folder())
    """
    with contextlib.suppress(OSError, Unreadable):  # without it the check runs each time
        keep(stamp(folder, checks), b"", limit=1000)
