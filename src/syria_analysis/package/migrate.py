"""Packages of an older schema, written anew as this library reads them."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path, PurePosixPath
from typing import Any

from syria_analysis.errors import BadParameter, InvalidData, MissingData, OutputNotWritable
from syria_analysis.package.description import DESCRIPTION, SCHEMA_VERSION, is_older, table_schemas
from syria_analysis.package.limits import LARGEST_TEXT, Unreadable, read_json, read_rows
from syria_analysis.package.origins import EVIDENCE, INFERRED
from syria_analysis.package.values import split_list

__all__ = ["migrate", "reports_of"]

_RIVER = "euphrates"
"""The only barrier that schema 1 knew."""


def migrate(folder: str | Path, target: str | Path, country: str, adjective: str = "") -> Path:
    """Write a package of schema 1 as one of schema 2, into a new folder.

    Parameters
    ----------
    folder : path
        The package as it is; it is left alone.
    target : path
        Where the new one is to stand: a folder that does not exist.
    country, adjective : str
        How the country is named, which schema 1 did not say: "Utopia", "Utopian".

    Returns
    -------
    pathlib.Path
        The new folder. Sides, cities, figures and the like are to be added to its block
        `conflict` by hand; until then questions ask for them.

    Raises
    ------
    MissingData, InvalidData, BadParameter, OutputNotWritable

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> migrate(data_folder(), "newer", "Syria")
    Traceback (most recent call last):
    ...
    syria_analysis.errors.BadParameter: the package in ... is of schema 2 already

    Notes
    -----
    The column `governorate` becomes `unit`; `seat_of` holds the unit whose name a city or town
    bears; subjects of claims follow. Each source that an event or place cites becomes a report
    that nobody has seen (`reports_of`); claimant, origins and confidence follow from the reports.
    A layer ``euphrates`` becomes a declared barrier, whose banks left and right are told by the
    direction in which the line is drawn: where it is drawn upstream, turn it or change the column
    `bank`.
    """
    source, new = Path(folder), Path(target)
    if not country.strip():
        raise BadParameter("the name of the country is needed, which schema 1 does not say")
    if new.exists():
        raise OutputNotWritable(f"cannot write {new}: it exists")
    if not (source / DESCRIPTION).is_file():
        raise MissingData(f"no data package in {source}: {DESCRIPTION} is missing")
    try:
        described = read_json(source / DESCRIPTION, LARGEST_TEXT)
        if not isinstance(described, dict):
            raise ValueError(f"{DESCRIPTION} is no JSON object")
        if described.get("schema", 1) == SCHEMA_VERSION:
            raise BadParameter(f"the package in {source} is of schema {SCHEMA_VERSION} already")
        if not is_older(source):
            raise ValueError(f"it is of no schema older than {SCHEMA_VERSION}")
        for resource in described["resources"]:
            path = PurePosixPath(resource["path"])
            if path.is_absolute() or ".." in path.parts or set(str(path)) & {"\\", ":"}:
                raise ValueError(f"the path {str(path)[:60]!r} is no file inside the package")
        tables = {
            resource["name"]: [row for _, row in read_rows(source / resource["path"])]
            for resource in described["resources"]
            if resource["name"] in table_schemas()
        }
        block = _conflict(source, described, tables, country.strip(), adjective.strip())
        tables["reports"] = reports_of(tables)
        described["resources"].append({"name": "reports", "path": "reports.csv"})
        resources = []
        for resource in described["resources"]:
            rows = tables.get(resource["name"])
            if rows is None:
                resources.append(resource)
                continue
            tables[resource["name"]] = _columns(resource["name"], rows)
            schema = _schema(resource, tables[resource["name"]][0])
            resources.append({**resource, "schema": schema})
    except Unreadable as error:
        raise InvalidData(f"the data package in {source} cannot be read: {error}") from None
    except KeyError as error:
        raise InvalidData(
            f"the data package in {source} has no usable description: there is no {error}"
        ) from None
    except (TypeError, AttributeError, ValueError, IndexError) as error:
        raise InvalidData(f"the data package in {source} has no usable description: {error}") from (
            None
        )
    told = {k: v for k, v in described.items() if k not in ("article", "resources")}
    told = {**told, "schema": SCHEMA_VERSION, "conflict": block, "resources": resources}
    try:
        shutil.copytree(source, new)
        (new / DESCRIPTION).write_text(
            json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        for resource in resources:
            if resource["name"] in tables:
                with (new / resource["path"]).open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file, lineterminator="\n").writerows(tables[resource["name"]])
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        raise OutputNotWritable(f"cannot write {new}: {error.strerror or error}") from None
    return new


_ROLES = {
    "own claim": "own claim",
    "opponent's admission": "admission",
    "monitor": "monitor",
    "independent reporting": "correspondent",
    "several parties": "aggregation",
    "inferred": INFERRED,
}
"""Kinds of claim of schema 1, and the role that a report of it gets."""
_AFFILIATED = {"monitor": "monitor", "reference": "aggregation"}
"""Affiliations that say in what role a page tells who held a place; others: correspondent."""


def reports_of(tables: dict[str, list[list[str]]]) -> list[list[str]]:
    """Make a report of every source that an event or a place of schema 1 cites, none of them seen.

    Parameters
    ----------
    tables : dict of str to list of list of str
        Tables with their headers: ``places``, ``events``, ``sources``.

    Returns
    -------
    list of list of str
        The table ``reports`` with its header. Whose word an event was typed to be is its origin,
        which nobody has looked up again: ``seen`` is false, so it never adds a second one.

    Examples
    --------
    >>> reports_of({"sources": [["id", "affiliation"]], "events": [["id"]], "places": [["id"]]})[1:]
    []
    """
    names = [field["name"] for field in table_schemas()["reports"]["fields"]]
    header, *body = tables["sources"]
    sides = {row[header.index("id")]: row[header.index("affiliation")] for row in body}
    rows = []
    for table in ("events", "places"):
        columns, *lines = tables[table]
        for line in lines:
            row = dict(zip(columns, line, strict=False))
            for number, source in enumerate(split_list(row.get("sources", "")), 1):
                role = _ROLES.get(row.get("claim_kind", ""), "correspondent")
                if table == "places":
                    role = _AFFILIATED.get(sides.get(source, ""), "correspondent")
                origin, confidence = row.get("claimant", ""), row.get("confidence", "low")
                report = {
                    "id": f"{row['id']}-r{number}",
                    "about": row["id"],
                    "source": source,
                    "origin": "" if role == INFERRED or origin == "not stated" else origin,
                    "role": role,
                    "support": "suggests" if confidence == "low" or role == INFERRED else "names",
                    "seen": "false",
                }
                if table == "places" and confidence == "medium":
                    report["support"] = "includes"
                rows.append([report.get(name, "") for name in names])
    return [names, *rows]


def _columns(table: str, rows: list[list[str]]) -> list[list[str]]:
    """Rename, add and drop columns of a table of schema 1."""
    header, *body = rows
    if table == "sources" and "owner" not in header:
        at = header.index("publisher") + 1
        return [[*header[:at], "owner", "country", *header[at:]]] + [
            [*row[:at], "", "", *row[at:]] for row in body
        ]
    if table in ("places", "events"):
        kept = [n for n, column in enumerate(header) if column not in EVIDENCE]
        header, *body = ([row[n] for n in kept if n < len(row)] for row in rows)
        rows = [header, *body]
    if table == "places" and "governorate" in header:
        at, name, kind = (header.index(c) for c in ("governorate", "name", "kind"))
        units = {row[at] for row in body}

        def seat(row: list[str]) -> str:
            town = row[kind] in ("city", "town") and row[name] in units and row[name] == row[at]
            return row[name] if town else ""

        new = [*header[:at], "unit", "seat_of", *header[at + 1 :]]
        return [new, *([*row[: at + 1], seat(row), *row[at + 1 :]] for row in body)]
    if table in ("claims", "published") and "subject" in header:
        at = header.index("subject")
        for row in body:
            row[at] = re.sub(r"(?<![^;])governorate(s?)=", r"unit\1=", row[at])
    return rows


def _schema(resource: dict[str, Any], header: list[str]) -> dict[str, Any]:
    """Give a table the library's schema, with the further columns that it has."""
    own = table_schemas()[resource["name"]]
    known = {field["name"]: field for field in own["fields"]}
    old = {field["name"]: field for field in resource.get("schema", own)["fields"]}
    fields = [
        known.get(column) or {k: v for k, v in old[column].items() if k != "constraints"}
        for column in header
        if column in known or column in old
    ]
    return {**own, "fields": fields}


def _words(rows: list[list[str]], column: str) -> list[str]:
    """List the words that a column holds, which schema 1 knew and a package now declares."""
    header, *body = rows
    at = header.index(column)
    return sorted({row[at] for row in body if row[at]})


def _conflict(
    source: Path,
    described: dict[str, Any],
    tables: dict[str, list[list[str]]],
    country: str,
    adjective: str,
) -> dict[str, Any]:
    languages = ["en"]
    for column in tables["places"][0]:
        if re.fullmatch(r"name_[a-z]{2,3}", column):
            languages.append(column.removeprefix("name_"))
    block: dict[str, Any] = {"country": {"name": country, "adjective": adjective or country}}
    if (source / "basemap" / "governorates.geojson").is_file():
        block["admin"] = {"layer": "governorates", "word": ["governorate", "governorates"]}
    if (source / "basemap" / f"{_RIVER}.geojson").is_file():
        block["barriers"] = [{"layer": _RIVER, "name": _RIVER.title()}]
    block |= {
        "languages": languages,
        "sides": _words(tables["factions"], "side"),
        "affiliations": _words(tables["sources"], "affiliation"),
    }
    if described.get("article"):
        block["article"] = {"source": described["article"]}
    return block
