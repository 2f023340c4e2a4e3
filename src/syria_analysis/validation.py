"""Every fault of a data package in one run: file, line, column and what is wrong."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadDate
from syria_analysis.resources import data_folder
from syria_analysis.values import as_day, split_list

__all__ = ["Fault", "is_known_valid", "remember_valid", "validate"]

TABLES = ("factions", "sources", "places", "events", "claims")
BASEMAP = ("country", "governorates")
SAME_SPOT_M = 500.0
"""Two places closer than this are taken for one place entered twice."""
OUTSIDE_M = 3000.0
"""How far a place may lie outside its outline: border towns do, in small-scale outlines."""


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


Row = dict[str, str]
Numbered = list[tuple[int, Row]]


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
    tables = {name: _read(root / paths[name]) for name in TABLES}
    bad = {(fault.file, fault.line) for fault in faults}
    clean = {n: [(k, r) for k, r in t if (paths[n], k) not in bad] for n, t in tables.items()}
    for check in (_citations, _places, _events, _claims):
        for table, line, column, message in check(root, clean, tables, days):
            faults.append(Fault(paths[table], line, column, message))
    return sorted(set(faults))


Found = Iterator[tuple[str, int, str, str]]


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
    own = json.loads((data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if resource["name"] not in TABLES:
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


def _citations(root: Path, clean: dict[str, Numbered], tables: Any, days: Any) -> Found:
    known = {row["id"] for _, row in tables["sources"]}
    for table in ("places", "events", "claims"):
        for line, row in clean[table]:
            cited = split_list(row["sources"])
            for source in cited:
                if source not in known:
                    yield table, line, "sources", f"source {source[:60]!r} is not in sources.csv"
            if not cited and row.get("confidence", "low") != "low":
                yield table, line, "sources", "a row without a source can only have low confidence"


def _places(root: Path, clean: dict[str, Numbered], tables: Any, days: Any) -> Found:
    import numpy as np
    import shapely

    from syria_analysis.geodesy import distance_and_bearing, to_plane

    rows = clean["places"]
    if not rows:
        yield "places", 1, "", "there is no place"
        return
    lat = np.array([float(row["lat"]) for _, row in rows])
    lon = np.array([float(row["lon"]) for _, row in rows])
    points = to_plane(shapely.points(lon, lat))
    country = to_plane(_outline(root, "country"))
    outlines = {
        name: to_plane(shape) for name, shape in _outlines(root, "governorates", "name").items()
    }
    for (line, row), point, outside in zip(
        rows, points, shapely.distance(points, country), strict=True
    ):
        if outside > OUTSIDE_M + float(row["position_accuracy_m"]):
            yield "places", line, "lat", f"{row['id']} lies {outside / 1000:.1f} km outside Syria"
            continue
        outline = outlines.get(row["governorate"])
        if outline is None:
            yield "places", line, "governorate", f"no outline of {row['governorate']!r} in basemap"
            continue
        away = shapely.distance(point, outline)
        if away > OUTSIDE_M + float(row["position_accuracy_m"]):
            message = f"{row['id']} lies {away / 1000:.1f} km outside {row['governorate']}"
            yield "places", line, "governorate", message
    # A disc may lie in a town; guests share a base with their host.
    guests = {row["id"] for _, row in tables["factions"] if row["territorial"] == "false"}
    tree = shapely.STRtree(points)
    for i, j in zip(*tree.query(points, "dwithin", distance=SAME_SPOT_M * 1.05), strict=True):
        if i >= j:
            continue
        (_, first), (line, second) = rows[i], rows[j]
        apart = distance_and_bearing(lat[i], lon[i], lat[j], lon[j])[0][0]
        excused = any(row["extent_km2"] or row["holder"] in guests for row in (first, second))
        if apart < SAME_SPOT_M and not (excused and apart > 0):
            message = f"{second['id']} lies {apart:.0f} m from {first['id']}: the same place twice?"
            yield "places", line, "lat", message


def _events(root: Path, clean: dict[str, Numbered], tables: Any, days: Any) -> Found:
    holders = {row["id"]: row["holder"] for _, row in tables["places"]}
    contested = {row["id"]: bool(row["contested_by"]) for _, row in tables["places"]}
    by_place = defaultdict(list)
    for line, row in clean["events"]:
        by_place[row["place"]].append((row["date"], int(row["order"]), line, row))
        early, late = row["date_earliest"] or row["date"], row["date_latest"] or row["date"]
        if not early <= row["date"] <= late:
            yield "events", line, "date", f"{row['date']} is not between {early} and {late}"
        if row["date"] <= str(days[0]):
            yield "events", line, "date", f"{row['date']} is not after the first evening {days[0]}"
        if row["confidence"] == "high" and row["claim_kind"] == "own claim":
            message = "one party's claim alone is never high"
            yield "events", line, "confidence", message
    for place, chain in by_place.items():
        chain.sort(key=lambda item: item[:3])
        for before, after in pairwise(chain):
            if before[:2] == after[:2]:
                yield "events", after[2], "order", f"{place} has two events with this day and order"
        for _, _, line, row in chain:
            holder, mark = holders.get(place), row["contested"] == "true"
            if holder is None:
                continue  # the foreign key has been reported
            if row["from"] != holder:
                message = f"{place} is {holder}'s then, not {row['from']}'s: the chain is broken"
                yield "events", line, "from", message
            if row["from"] == row["to"] and (mark or not contested[place]):
                yield "events", line, "to", f"{row['to']} holds {place} already"
            contested[place] = mark
            if not mark:
                holders[place] = row["to"]


def _claims(root: Path, clean: dict[str, Numbered], tables: Any, days: Any) -> Found:
    for line, row in clean["claims"]:
        low, high = row["tolerance_low"], row["tolerance_high"]
        if low and high and float(low) > float(high):
            yield "claims", line, "tolerance_low", f"{low} is above tolerance_high {high}"


def _outlines(root: Path, layer: str, key: str) -> dict[str, Any]:
    import shapely.geometry

    text = (root / "basemap" / f"{layer}.geojson").read_text(encoding="utf-8")
    return {
        str((feature.get("properties") or {}).get(key, "")): shapely.geometry.shape(
            feature["geometry"]
        )
        for feature in json.loads(text)["features"]
    }


def _outline(root: Path, layer: str) -> Any:
    import shapely

    return shapely.unary_union(list(_outlines(root, layer, "name").values()))


def _stamp(folder: Path) -> Path:
    digest = hashlib.sha256()
    files = [p for p in sorted(folder.rglob("*")) if p.suffix in (".csv", ".json", ".geojson")]
    for path in (*files, Path(__file__), Path(__file__).with_name("values.py")):
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
