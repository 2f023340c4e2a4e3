"""What must hold in a data package beyond its schema; `validation` runs these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from syria_analysis.package.basemap import read_shapes
from syria_analysis.package.values import split_list

__all__ = ["CHECKS", "Check", "Found", "Numbered"]

SAME_SPOT_M = 500.0
"""Two places closer than this are taken for one place entered twice."""
OUTSIDE_M = 3000.0
"""How far a place may lie outside its outline: border towns do, in small-scale outlines."""

Numbered = list[tuple[int, dict[str, str]]]
"""Rows of a table as text, each with its line."""
Found = Iterator[tuple[str, int, str, str]]
"""Faults: table, line, column, message."""
Check = Callable[[Path, dict[str, Numbered], Any, Any], Found]
"""Takes the package's folder, the rows without schema faults, all rows, and its days."""


def check_citations(root: Path, clean: dict[str, Numbered], tables: Any, days: Any) -> Found:
    known = {row["id"] for _, row in tables["sources"]}
    for table in ("places", "events", "claims", "roads", "published"):
        for line, row in clean.get(table, ()):
            cited = split_list(row["sources"])
            for source in cited:
                if source not in known:
                    yield table, line, "sources", f"source {source[:60]!r} is not in sources.csv"
            if not cited and row.get("confidence", "low") != "low":
                yield table, line, "sources", "a row without a source can only have low confidence"


def check_places(root: Path, clean: dict[str, Numbered], tables: Any, days: Any) -> Found:
    import numpy as np
    import shapely

    from syria_analysis.geo.ellipsoid import distance_and_bearing, to_plane

    rows = clean["places"]
    if not rows:
        if not tables["places"]:
            yield "places", 1, "", "there is no place"
        return
    lat = np.array([float(row["lat"]) for _, row in rows])
    lon = np.array([float(row["lon"]) for _, row in rows])
    points = to_plane(shapely.points(lon, lat))
    country = to_plane(shapely.union_all([s for _, s in read_shapes(root, "country")]))
    outlines = {name: to_plane(shape) for name, shape in read_shapes(root, "governorates")}
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


def check_events(root: Path, clean: dict[str, Numbered], tables: Any, days: Any) -> Found:
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


def check_roads(root: Path, clean: dict[str, Numbered], tables: Any, days: Any) -> Found:
    anchors = {row["id"] for _, row in tables["places"] if row["kind"] == "anchor"}
    seen: dict[frozenset[str], str] = {}
    for line, row in clean.get("roads", ()):
        ends = frozenset((row["from"], row["to"]))
        if len(ends) == 1:
            yield "roads", line, "to", f"the stretch leads from {row['from']} to itself"
        elif ends in seen:
            yield "roads", line, "to", f"{seen[ends]} joins these two places already"
        for end in sorted(ends & anchors):
            yield "roads", line, "from", f"{end} is an anchor, through which no road leads"
        seen.setdefault(ends, row["id"])


CHECKS: tuple[Check, ...] = (
    check_citations,
    check_places,
    check_events,
    check_roads,
)
