"""Every fault of a data package in one run: file, line, column and what is wrong."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadDate
from syria_analysis.package_checks import CHECKS, Numbered
from syria_analysis.resources import own_data_folder
from syria_analysis.values import as_day

__all__ = ["Fault", "is_known_valid", "remember_valid", "validate"]

TABLES = ("factions", "sources", "places", "events", "claims")
OPTIONAL = ("roads", "published")
"""Tables that a package may leave out; what is there is checked like the others."""
BASEMAP = ("country", "governorates")
CODE = ("validation.py", "package_checks.py", "claim_subjects.py", "published.py", "values.py")
"""A change in these asks for a new check of a package once found valid."""


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


def validate(folder: str | Path) -> list[Fault]:
    """Check a data package against its schema and against sense.

    Parameters
    ----------
    folder : path
        Folder with ``datapackage.json``.

    Returns
    -------
    list of Fault
        Sorted by file and line; empty if the package is sound. Sense (chains of custody,
        positions, doubles, cited sources) is checked once every table has its columns.

    Examples
    --------
    >>> from syria_analysis.resources import data_folder
    >>> validate(data_folder())
    []
    """
    root = Path(folder)
    try:
        descriptor = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
        paths = {str(r["name"]): str(r["path"]) for r in descriptor["resources"]}
        days = as_day(descriptor["evenings"]["first"]), as_day(descriptor["evenings"]["last"])
        _ = descriptor["title"], descriptor["version"], descriptor["licenses"][0]["name"]
    except FileNotFoundError:
        return [Fault("datapackage.json", 0, "", "the file is missing")]
    except (ValueError, KeyError, TypeError, IndexError, BadDate) as error:
        return [Fault("datapackage.json", 0, "", f"not a usable descriptor: {_brief(error)}")]
    faults = [
        Fault("datapackage.json", 0, "", f"the table {name!r} is missing from resources")
        for name in TABLES
        if name not in paths
    ]
    for name, path in paths.items():
        target = (root / path).resolve()
        if not target.is_relative_to(root.resolve()):
            faults.append(Fault("datapackage.json", 0, "", f"{name}: path leaves the package"))
        elif not target.is_file():
            faults.append(Fault(path, 0, "", "the file is missing"))
    faults += [
        Fault(f"basemap/{layer}.geojson", 0, "", "the file is missing")
        for layer in BASEMAP
        if not (root / "basemap" / f"{layer}.geojson").is_file()
    ]
    if faults:
        return sorted(faults)
    faults = list(_header_faults(root, descriptor))
    if faults:
        return sorted(faults)
    faults = list(_schema_faults(root, descriptor))
    if any(not fault.line for fault in faults):  # a table cannot be read at all
        return sorted(faults)
    tables = {name: _read(root / paths[name]) for name in (*TABLES, *OPTIONAL) if name in paths}
    bad = {(fault.file, fault.line) for fault in faults}
    clean = {n: [(k, r) for k, r in t if (paths[n], k) not in bad] for n, t in tables.items()}
    for check in CHECKS:
        for table, line, column, message in check(root, clean, tables, days):
            faults.append(Fault(paths[table], line, column, message))
    return sorted(set(faults))


def _brief(error: BaseException) -> str:
    text = f"no {error}" if isinstance(error, KeyError) else str(error)
    return " ".join(text.split())[:120]


def _read(path: Path) -> Numbered:
    """Read rows as strings with the line each one ends on."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [(reader.line_num, {k: v or "" for k, v in row.items() if k}) for row in reader]


def _field_names(descriptor: dict[str, Any], table: str) -> list[str]:
    resource = next(r for r in descriptor["resources"] if r["name"] == table)
    return [str(field["name"]) for field in resource["schema"]["fields"]]


def _header_faults(root: Path, descriptor: dict[str, Any]) -> Iterator[Fault]:
    """Compare headers with the schema, and the schema with the one that the library knows."""
    own = json.loads((own_data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if resource["name"] not in (*TABLES, *OPTIONAL):
            continue
        file, fields = str(resource["path"]), _field_names(descriptor, resource["name"])
        for name in _field_names(own, resource["name"]):
            if name not in fields:
                message = f"the schema of {resource['name']} has no field {name!r}"
                yield Fault("datapackage.json", 0, "", message)
        try:
            with (root / file).open(encoding="utf-8", newline="") as lines:
                header = next(csv.reader(lines), [])
        except UnicodeDecodeError as error:
            yield Fault(file, 0, "", f"not UTF-8 at byte {error.start}")
            continue
        for name in fields:
            if name not in header:
                yield Fault(file, 1, name, "the column is missing")
        for name in header:
            if name not in fields:
                yield Fault(file, 1, name, "the column is not in the schema")
        if sorted(header) == sorted(fields) and header != fields:
            yield Fault(file, 1, "", f"the columns must be in this order: {','.join(fields)}")


def _schema_faults(root: Path, descriptor: dict[str, Any]) -> Iterator[Fault]:
    from frictionless import FrictionlessException, Package, system

    try:
        with system.use_context(trusted=False):
            report = Package(str(root / "datapackage.json")).validate()
    except FrictionlessException as error:
        yield Fault("datapackage.json", 0, "", _brief(error))
        return
    for problem in report.errors:
        yield Fault("datapackage.json", 0, "", _brief(Exception(problem.message)))
    for task in report.tasks:
        file = str(task.place)
        for problem in task.errors:
            line = int(getattr(problem, "row_number", 0) or 0)
            column = str(getattr(problem, "field_name", "") or "")
            message = re.sub(r' in (row|field) "[^"]*"', "", problem.message)
            if problem.type == "foreign-key":
                fields = getattr(problem, "field_names", None) or []
                column = fields[0] if fields else column
                cells = getattr(problem, "field_cells", None) or []
                message = f"{cells[0] if cells else 'value'!r} is not in {problem.reference_name}"
            elif problem.type == "type-error":
                message = (
                    f"{str(problem.cell)[:40]!r} is not a {_type_of(descriptor, file, column)}"
                )
            elif problem.type == "constraint-error":
                message = f"{str(problem.cell)[:40]!r} breaks the rule: {problem.note}"
            yield Fault(file, line, column, " ".join(message.split())[:200])


def _type_of(descriptor: dict[str, Any], file: str, column: str) -> str:
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            if resource["path"] == file and field["name"] == column:
                kind = str(field["type"])
                return {"date": "day like 2024-12-02", "boolean": "true or false"}.get(kind, kind)
    return "valid value"


def _stamp(folder: Path) -> Path:
    digest = hashlib.sha256()
    files = [p for p in sorted(folder.rglob("*")) if p.suffix in (".csv", ".json", ".geojson")]
    code = [Path(__file__).with_name(name) for name in CODE]
    for path in (*files, *code):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return _cache_folder() / f"valid-{digest.hexdigest()[:32]}"


def _cache_folder() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "syria-analysis"


def is_known_valid(folder: Path) -> bool:
    """Tell whether exactly these files were found valid before.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the data package.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_known_valid(Path("no such folder"))
    False
    """
    try:
        return folder.is_dir() and _stamp(folder).is_file()
    except OSError:
        return False


def remember_valid(folder: Path) -> None:
    """Note in the user's cache that exactly these files are valid, to check them only once.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the data package.

    Examples
    --------
    >>> from syria_analysis.resources import data_folder
    >>> remember_valid(data_folder())
    """
    try:
        stamp = _stamp(folder)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
    except (OSError, RuntimeError):
        pass  # only a convenience: without it the check runs each time
