"""`datapackage.json` of a package that may come from anybody, held to the library's schema."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadDate
from syria_analysis.package.limits import LARGEST_TEXT, Unreadable, read_json
from syria_analysis.package.plain_text import clean
from syria_analysis.package.values import as_day

__all__ = [
    "DESCRIPTION",
    "OPTIONAL",
    "SCHEMA_VERSION",
    "TABLES",
    "data_files",
    "is_older",
    "read_description",
    "table_schemas",
]

DESCRIPTION = "datapackage.json"
SCHEMA = Path(__file__).with_name("schema.json")
TABLES = ("factions", "sources", "places", "events", "reports", "claims")
RELATIONS = ("References", "IsReferencedBy", "IsDerivedFrom", "IsSupplementTo", "Describes")
"""Of the relations of DataCite those in which other works can stand to a package."""
OPTIONAL = ("roads", "published", "populations", "names", "corrections", "fighting")
"""Tables that a package may leave out; what is there is checked like the others."""

SCHEMA_VERSION = 2
"""Edition of the tables and of the block `conflict` that this library reads."""
LONGEST_PERIOD = 5000
"""Evenings that a package may describe."""
PARTS = ("basemap/*.geojson", "maps/*.parquet", "texts/*.ftl")
"""Files beside the description and the tables."""
_LOCAL = ("lat", "lon", "unit", "side", "affiliation")
"""Fields whose bounds and allowed values a package may narrow."""
_PLAIN = ("string", "number", "integer", "boolean", "date")


def read_description(root: Path) -> dict[str, Any]:
    """Read the description of a data package.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the package.

    Returns
    -------
    dict
        As in the file; of `resources` only the tables that the library knows, each with a schema
        that is the library's own but for further fields, and for what is local to a country.

    Raises
    ------
    Unreadable
        One line with what is wrong.

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> read_description(data_folder())["version"]
    '2024.12.6'
    """
    try:
        return _checked(read_json(root / DESCRIPTION, LARGEST_TEXT))
    except Unreadable as error:
        if error.missing:
            raise
        reason = str(error)
    except KeyError as error:
        reason = f"no {error}"
    except (ValueError, TypeError, AttributeError, IndexError, BadDate) as error:
        reason = str(error)
    raise Unreadable(f"not a usable descriptor: {clean(reason)[:200]}")


def is_older(root: Path) -> bool:
    """Tell whether a package is of a schema that the library no longer reads.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the package.

    Returns
    -------
    bool
        False for what is no package at all.

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> is_older(data_folder())
    False
    """
    try:
        found = read_json(root / DESCRIPTION, LARGEST_TEXT)
    except Unreadable:
        return False
    version = found.get("schema", 1) if isinstance(found, dict) else None
    return isinstance(version, int) and version < SCHEMA_VERSION


def _checked(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")
    newer = found.get("schema")
    if isinstance(newer, int) and newer > SCHEMA_VERSION:
        raise ValueError(f"it is of schema {newer}, and this version reads schema {SCHEMA_VERSION}")
    if found.get("schema") != SCHEMA_VERSION:
        raise ValueError(
            f"it is not of schema {SCHEMA_VERSION}: syria-analysis migrate makes an older one so"
        )
    for name in ("title", "version"):
        _text(found[name], name)
    _text(found["licenses"][0]["name"], "name of the licence")
    first, last = (as_day(_text(found["evenings"][end], end)) for end in ("first", "last"))
    if not 0 <= (last - first).days < LONGEST_PERIOD:
        raise ValueError(f"evenings must be 1 to {LONGEST_PERIOD} days in order")
    if not isinstance(found["conflict"], dict):
        raise ValueError("conflict must be an object")
    _check_citation(found)
    known = []
    for resource in found["resources"]:
        name, path = _text(resource["name"], "name"), _text(resource["path"], "path")
        if "\\" in path or ":" in path:
            raise ValueError(f"the path {path[:60]!r} is no file inside the package")
        if name in (*TABLES, *OPTIONAL):
            if "schema" not in resource:
                resource = {**resource, "schema": _with_names(name, found["conflict"])}
            fields = [_text(field["name"], "name") for field in resource["schema"]["fields"]]
            if len(fields) != len(set(fields)):
                raise ValueError(f"the schema of {name} has a field twice")
            known.append(resource)
    names = [resource["name"] for resource in known]
    if len(names) != len(set(names)):
        raise ValueError("resources has a table twice")
    for resource in known:
        for reason in _departures(resource):
            raise ValueError(reason)
    return {**found, "resources": known}


def _check_citation(found: dict[str, Any]) -> None:
    """Check what a repository asks for that gives a dataset its DOI, where a package tells it."""
    if "created" in found:
        as_day(_text(found["created"], "created").removesuffix("T00:00:00Z"))
    for name in ("contributors", "keywords", "related"):
        if name in found and not (isinstance(found[name], list) and found[name]):
            raise ValueError(f"{name} must be a list with something in it")
    for keyword in found.get("keywords", ()):
        _text(keyword, "every keyword")
    for contributor in found.get("contributors", ()):
        _text(contributor["title"], "title of every contributor")
    for related in found.get("related", ()):
        if related["relation"] not in RELATIONS:
            raise ValueError(
                f"the relation of what is related must be one of {', '.join(RELATIONS)}"
            )
        address = _text(related["identifier"], "identifier of what is related")
        if not address.startswith(("https://", "http://")):
            raise ValueError("the identifier of what is related must be its address")


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value or clean(value) != value or len(value) > 300:
        raise ValueError(f"{name} must be a plain text of 1 to 300 characters")
    return value


@cache
def table_schemas() -> dict[str, dict[str, Any]]:
    """Give the schema of every table as the library knows it.

    Returns
    -------
    dict of str to dict
        By table.

    Examples
    --------
    >>> sorted(table_schemas())[:2]
    ['claims', 'corrections']
    """
    schemas: dict[str, dict[str, Any]] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schemas


def _with_names(table: str, conflict: dict[str, Any]) -> dict[str, Any]:
    """Add to a table's schema the columns for names in the package's further languages."""
    schema = table_schemas()[table]
    if table not in ("places", "factions"):
        return schema
    further = [
        {"name": f"name_{_text(language, 'language')}", "type": "string"}
        for language in conflict.get("languages", ())[1:]
    ]
    at = [field["name"] for field in schema["fields"]].index("name") + 1
    return {**schema, "fields": [*schema["fields"][:at], *further, *schema["fields"][at:]]}


def _departures(resource: dict[str, Any]) -> Iterator[str]:
    """Tell where a schema is not the library's own and would let something else pass."""
    table, schema = resource["name"], resource["schema"]
    own = table_schemas()[table]
    for part in ("primaryKey", "foreignKeys", "missingValues"):
        if schema.get(part) != own.get(part):
            yield f"the schema of {table} has another {part} than the library's"
    ours = {field["name"]: field for field in own["fields"]}
    for field in schema["fields"]:
        name, rules = field["name"], field.get("constraints", {})
        if name in ours:
            free = ("enum", "minimum", "maximum") if name in _LOCAL else ()
            same = _fixed(field, free) == _fixed(ours[name], free)
        else:
            free = ()
            same = field.get("type") in _PLAIN and set(field) <= {"name", "type", "description"}
        if not same or not all(_bound(rules[rule], rule) for rule in free if rule in rules):
            yield f"the schema of {table} describes the field {name!r} otherwise than the library"


def _fixed(field: dict[str, Any], free: tuple[str, ...]) -> dict[str, Any]:
    rules = {rule: v for rule, v in field.get("constraints", {}).items() if rule not in free}
    rest = {key: v for key, v in field.items() if key not in ("description", "title")}
    return {**rest, "constraints": rules}


def _bound(value: Any, rule: str) -> bool:
    if rule == "enum":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, (int, float)) and math.isfinite(value)


def data_files(root: Path) -> list[Path]:
    """List the files of a data package: its description, every table, every layer, its texts.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the package.

    Returns
    -------
    list of pathlib.Path
        In alphabetical order.

    Raises
    ------
    Unreadable
        If the description cannot be read.

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> data_files(data_folder())[0].name
    'borders.geojson'
    """
    tables = {root / resource["path"] for resource in read_description(root)["resources"]}
    more = [path for kind in PARTS for path in root.glob(kind)]
    return sorted({root / DESCRIPTION, *tables, *more})
