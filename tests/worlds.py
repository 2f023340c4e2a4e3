"""Worlds small enough to work by hand: data packages of a square country with a few places."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from syria_analysis.api import CHECKS, load
from syria_analysis.package.conflict import read_conflict
from syria_analysis.package.consistency import Described
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.description import OPTIONAL
from syria_analysis.package.resources import data_folder
from syria_analysis.package.validation import remember_valid
from syria_analysis.package.values import as_day

Row = Mapping[str, Any]


@cache
def packaged() -> Dataset:
    """The data that come with the library, loaded once: what is drawn of them shares its mesh."""
    return load()


DEFAULTS: dict[str, dict[str, Any]] = {
    "places": {
        "kind": "town",
        "unit": "Hama",
        "position_accuracy_m": 500,
        "position_source": "gazetteer",
        "position_licence": "CC0",
        "confidence": "high",
        "sources": "report",
    },
    "events": {
        "order": 1,
        "contested": "false",
        "claimant": "a monitor",
        "claim_kind": "monitor",
        "independent_origins": 1,
        "confidence": "high",
        "sources": "report",
    },
    "claims": {
        "tolerance_rule": "exact",
        "forecast": "false",
        "overturned_by": "another report",
        "sources": "report",
        "as_of": "2024-12-02",
    },
    "reports": {"role": "monitor", "support": "names", "seen": "true", "says": "it fell"},
    "published": {
        "as_of": "2024-12-02",
        "tolerance": 0,
        "tolerance_rule": "exact",
        "sources": "report",
    },
    "roads": {"road": "M1", "class": "main", "confidence": "high", "sources": "report"},
}
CONFLICT = {
    "country": {"name": "Squareland", "adjective": "Square"},
    "plane": {"lat_0": 35, "lon_0": 38.5},
    "evening": {"time": "24:00", "zone": "Asia/Damascus", "says": "Damascus"},
    "contests": [
        {
            "id": "war",
            "from": "2024-11-26",
            "attackers": ["HTS", "SNA"],
            "defenders": ["SAA"],
            "joined": ["SFA"],
        }
    ],
    "admin": {"layer": "governorates", "word": ["governorate", "governorates"]},
    "languages": ["en", "ar"],
}
SOURCES = [
    {"id": "gazetteer", "publisher": "Gazetteer", "affiliation": "reference", "title": "Names"},
    {"id": "report", "publisher": "Monitor", "affiliation": "monitor", "title": "Control"},
]


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return a GeoJSON polygon whose sides have a vertex every tenth of a degree."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    ring: list[list[float]] = []
    for (x0, y0), (x1, y1) in pairwise(corners):
        steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0)) * 10))
        ring += [[x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps] for k in range(steps)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def collection(geometry: dict[str, Any], name: str) -> dict[str, Any]:
    feature = {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [feature]}


def place(id: str, lat: float, lon: float, holder: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": id.title(), "lat": lat, "lon": lon, "holder": holder, **more}


def event(date: str, place: str, loser: str, captor: str, **more: Any) -> dict[str, Any]:
    return {"date": date, "place": place, "from": loser, "to": captor, **more}


def source(id: str, published: str = "", **more: Any) -> dict[str, Any]:
    row = {"id": id, "publisher": id.title(), "affiliation": "monitor", "title": "Control"}
    return {**row, "published": published, **more}


ROLES = {
    "own claim": "own claim",
    "opponent's admission": "admission",
    "monitor": "monitor",
    "independent reporting": "correspondent",
    "several parties": "aggregation",
    "inferred": "inferred",
}


def reports_for(row: Row) -> list[dict[str, Any]]:
    """Write the reports from which `sources`, `claim_kind` and `confidence` of a row follow."""
    sources = [source for source in str(row.get("sources", "")).split("|") if source]
    role = ROLES[row.get("claim_kind", "monitor")]
    support = {"low": "suggests", "medium": "names", "high": "names"}[row["confidence"]]
    claimants = [row.get("claimant", "a monitor")]
    if row["confidence"] == "high" or int(row.get("independent_origins", 1)) > 1:
        claimants.append(f"{claimants[0]} and another")
    pairs = [(source, name) for source in sources for name in claimants[: 2 if sources else 1]]
    return [
        {
            "id": f"{row['id']}-r{number}",
            "about": row["id"],
            "source": source,
            "origin": "" if role == "inferred" else origin,
            "role": role,
            "support": "suggests" if role == "inferred" else support,
            "seen": "true",
            "says": "what happened",
        }
        for number, (source, origin) in enumerate(pairs, 1)
    ]


def write_world(
    folder: Path,
    places: Sequence[Row],
    events: Iterable[Row] = (),
    claims: Iterable[Row] = (),
    bounds: tuple[float, float, float, float] = (36.0, 33.0, 40.0, 36.0),
    river: Sequence[tuple[float, float]] | None = None,
    sources: Iterable[Row] = (),
    roads: Iterable[Row] = (),
    published: Iterable[Row] = (),
    reports: Iterable[Row] = (),
    populations: Iterable[Row] = (),
    corrections: Iterable[Row] = (),
    conflict: Row | None = None,
) -> Path:
    """Write a data package with the real schema and factions around the given rows.

    `sources` come on top of `SOURCES`, which carry no day of publication. Of the optional tables
    only those with rows are in the package. Places and events may say in short what their reports
    make of them (see `reports_for`); `reports` come on top. `conflict` comes on top of `CONFLICT`;
    a key with None is left out.
    """
    descriptor = json.loads((data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    block = {**CONFLICT, **(conflict or {})}
    descriptor["conflict"] = {key: value for key, value in block.items() if value is not None}
    if river:
        descriptor["conflict"]["barriers"] = [{"layer": "euphrates", "name": "River"}]
    optional = {"roads": [{"id": f"stretch-{n}", **row} for n, row in enumerate(roads, 1)]}
    optional["published"] = [dict(row) for row in published]
    optional["populations"] = [{"id": f"count-{n}", **row} for n, row in enumerate(populations, 1)]
    optional["corrections"] = [dict(row) for row in corrections]
    descriptor["resources"] = [
        resource
        for resource in descriptor["resources"]
        if resource["name"] not in OPTIONAL or optional.get(resource["name"])
    ]
    (folder / "basemap").mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (folder / "factions.csv").write_bytes((data_folder() / "factions.csv").read_bytes())
    for layer, name in (("country", "Squareland"), ("governorates", "Hama")):
        text = json.dumps(collection(square(*bounds), name))
        (folder / "basemap" / f"{layer}.geojson").write_text(text, encoding="utf-8")
    if river:
        line = {"type": "LineString", "coordinates": [list(point) for point in river]}
        text = json.dumps(collection(line, "River"))
        (folder / "basemap" / "euphrates.geojson").write_text(text, encoding="utf-8")
    numbered = [{"id": f"event-{n}", **row} for n, row in enumerate(events, 1)]
    cited = [*SOURCES, *sources]
    told = [report for row in places for report in reports_for({**DEFAULTS["places"], **row})]
    told += [report for row in numbered for report in reports_for({**DEFAULTS["events"], **row})]
    tables = {"places": places, "events": numbered, "claims": claims, "sources": cited}
    tables["reports"] = [*told, *({"id": f"report-{n}", **row} for n, row in enumerate(reports))]
    tables |= optional
    for resource in descriptor["resources"]:
        if resource["name"] not in tables:
            continue
        names = [field["name"] for field in resource["schema"]["fields"]]
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(
                file, names, restval="", extrasaction="ignore", lineterminator="\n"
            )
            writer.writeheader()
            for row in tables[resource["name"]]:
                writer.writerow({**DEFAULTS.get(resource["name"], {}), **row})
    return folder


def load_world(folder: Path) -> Dataset:
    """Read a world, checked by the rules beyond the schema but not by the schema, which is slow."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables = {}
    for resource in descriptor["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            tables[resource["name"]] = list(enumerate(csv.DictReader(file), 2))
    first, last = (as_day(descriptor["evenings"][end]) for end in ("first", "last"))
    about = Described(folder, first, last, read_conflict(descriptor["conflict"], first))
    faults = [fault for check in CHECKS for fault in check(about, tables, tables)]
    assert not faults, faults
    remember_valid(folder, CHECKS)
    return load(folder)
