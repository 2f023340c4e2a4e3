"""What must hold in a data package beyond its schema; `validation` runs these."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from syria_analysis.errors import InvalidData
from syria_analysis.package.basemap import read_shapes
from syria_analysis.package.conflict import Conflict, meaning_faults
from syria_analysis.package.description import DESCRIPTION
from syria_analysis.package.maps import FACES, map_faults, places_on_faces, read_faces
from syria_analysis.package.origins import INFERRED
from syria_analysis.package.theatre import read_theatre, theatre_faults
from syria_analysis.package.values import bank_sides, split_list

__all__ = ["CHECKS", "Check", "Described", "Found", "Numbered"]

SAME_SPOT_M = 500.0
"""Two places closer than this are taken for one place entered twice."""
OUTSIDE_M = 3000.0
"""How far a place may lie outside its outline: border towns do, in small-scale outlines."""

Numbered = list[tuple[int, dict[str, str]]]
"""Rows of a table as text, each with its line."""
Found = Iterator[tuple[str, int, str, str]]
"""Faults: table, line, column, message."""


@dataclass(frozen=True)
class Described:
    """What the description of a package says, for the checks of its tables.

    Attributes
    ----------
    root : pathlib.Path
        Folder of the package.
    first, last : datetime.date
        Its evenings.
    conflict : Conflict
        What it declares.
    """

    root: Path
    first: dt.date
    last: dt.date
    conflict: Conflict


Check = Callable[[Described, dict[str, Numbered], Any], Found]
"""Takes the description, the rows without schema faults, and all rows."""


def check_citations(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    known = {row["id"] for _, row in tables["sources"]}
    for line, row in clean["sources"]:
        shown = row.get("owner_source", "https://")  # a package may leave the column out
        for column in ("owner", "country"):
            if row.get(column) and not shown.startswith(("https://", "http://")):
                yield "sources", line, column, "owner_source names no page that shows it"
    for table in ("claims", "roads", "published"):
        for line, row in clean.get(table, ()):
            cited = split_list(row["sources"])
            for source in cited:
                if source not in known:
                    yield table, line, "sources", f"source {source[:60]!r} is not in sources.csv"
            if not cited and row.get("confidence", "low") != "low":
                yield table, line, "sources", "a row without a source can only have low confidence"


def check_places(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    import numpy as np
    import shapely

    from syria_analysis.geo.ellipsoid import distance_and_bearing

    rows = clean["places"]
    if not rows:
        if not tables["places"]:
            yield "places", 1, "", "there is no place"
        return
    lat = np.array([float(row["lat"]) for _, row in rows])
    lon = np.array([float(row["lon"]) for _, row in rows])
    conflict = about.conflict
    theatre = read_theatre(about.root, conflict)
    if any(theatre_faults(theatre)):
        return  # told by check_theatre; nothing can be measured
    to_plane = theatre.plane.to_plane
    points, country = to_plane(shapely.points(lon, lat)), to_plane(theatre.outline)
    units = read_shapes(about.root, conflict.admin.layer) if conflict.admin else []
    outlines = {name: to_plane(shape) for name, shape in units}
    for (line, row), point, outside in zip(
        rows, points, shapely.distance(points, country), strict=True
    ):
        if outside > OUTSIDE_M + float(row["position_accuracy_m"]):
            yield (
                "places",
                line,
                "lat",
                (f"{row['id']} lies {outside / 1000:.1f} km outside {conflict.country.name}"),
            )
            continue
        if conflict.admin is None:
            continue
        outline = outlines.get(row["unit"])
        if outline is None:
            yield "places", line, "unit", f"no outline of {row['unit']!r} in basemap"
            continue
        away = shapely.distance(point, outline)
        if away > OUTSIDE_M + float(row["position_accuracy_m"]):
            message = f"{row['id']} lies {away / 1000:.1f} km outside {row['unit']}"
            yield "places", line, "unit", message
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


def check_theatre(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    """Check that the theatre can be measured, its barriers, and the banks of places."""
    import numpy as np
    import shapely

    from syria_analysis.geo.barriers import IDLE, cut

    theatre = read_theatre(about.root, about.conflict)
    faults = list(theatre_faults(theatre))
    for path, message in faults:
        yield DESCRIPTION, 0, f"conflict.{path}", message
    guests = {row["id"] for _, row in tables["factions"] if row["territorial"] == "false"}
    rows = [(line, row) for line, row in clean["places"] if row["holder"] not in guests]
    if clean["places"] and all(row["extent_km2"] for _, row in rows):
        yield "places", 1, "extent_km2", "no place can hold land: all are enclaves or guests' sites"
    if faults:
        return
    to_plane, names = theatre.plane.to_plane, list(theatre.barriers)
    lines = {name: to_plane(line) for name, line in theatre.barriers.items()}
    pieces = cut(to_plane(theatre.outline), lines)
    for name in pieces.idle:
        yield f"basemap/{name}.geojson", 0, "", IDLE
    for line, row in rows:
        try:
            bank = bank_sides(row["bank"], names)
        except ValueError as error:
            yield "places", line, "bank", str(error)
            continue
        if not bank or pieces.idle:
            continue
        point = to_plane(shapely.Point(float(row["lon"]), float(row["lat"])))
        there = pieces.shapes[pieces.on(bank)]
        told = " and ".join(f"{side} of {name}" for name, side in bank.items())
        if not len(there):
            yield "places", line, "bank", f"no land of the theatre lies {told}"
        elif (away := np.min(shapely.distance(point, there))) > OUTSIDE_M + float(
            row["position_accuracy_m"]
        ):
            message = f"{row['id']} lies {away / 1000:.1f} km from the land {told}"
            yield "places", line, "bank", message


def check_events(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    holders = {row["id"]: row["holder"] for _, row in tables["places"]}
    contested = {row["id"]: bool(row["contested_by"]) for _, row in tables["places"]}
    guests = {row["id"] for _, row in tables["factions"] if row["territorial"] == "false"}
    land = {place for place, holder in holders.items() if holder not in guests}
    guest = "is a guest force, which never holds land (factions.csv, territorial): not that of"
    for line, row in clean["places"]:
        if row["contested_by"] in guests and row["id"] in land:
            yield "places", line, "contested_by", f"{row['contested_by']} {guest} {row['id']}"
    by_place = defaultdict(list)
    for line, row in clean["events"]:
        if row["to"] in guests and row["place"] in land:
            yield "events", line, "to", f"{row['to']} {guest} {row['place']}"
        by_place[row["place"]].append((row["date"], int(row["order"]), line, row))
        early, late = row["date_earliest"] or row["date"], row["date_latest"] or row["date"]
        if not early <= row["date"] <= late:
            yield "events", line, "date", f"{row['date']} is not between {early} and {late}"
        if row["date"] <= str(about.first):
            yield (
                "events",
                line,
                "date",
                f"{row['date']} is not after the first evening {about.first}",
            )
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


def check_roads(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    anchors = {row["id"] for _, row in tables["places"] if row["kind"] == "anchor"}
    scenario, ends = about.conflict.scenario, set[str]()
    for _, row in tables.get("roads", ()):
        ends |= {row["from"], row["to"]}
    if scenario is not None and not ends:
        told = "it asks who can reach whom by road, and the package has no roads (roads.csv)"
        yield DESCRIPTION, 0, "conflict.scenario", told
    elif scenario is not None:
        for key, asked in (("from", (scenario.source,)), ("to", scenario.targets)):
            for place in asked:
                if place not in ends:
                    told = f"{place} lies on no road of roads.csv"
                    yield DESCRIPTION, 0, f"conflict.scenario.{key}", told
    seen: dict[frozenset[str], str] = {}
    for line, row in clean.get("roads", ()):
        stretch = frozenset((row["from"], row["to"]))
        if len(stretch) == 1:
            yield "roads", line, "to", f"the stretch leads from {row['from']} to itself"
        elif stretch in seen:
            yield "roads", line, "to", f"{seen[stretch]} joins these two places already"
        for end in sorted(stretch & anchors):
            yield "roads", line, "from", f"{end} is an anchor, through which no road leads"
        seen.setdefault(stretch, row["id"])


def check_reports(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    """Check what reports are about, and that none claims more than it can know."""
    events = {row["id"] for _, row in tables["events"]}
    places = {row["id"] for _, row in tables["places"]}
    for id in sorted(events & places):
        line = next(line for line, row in tables["events"] if row["id"] == id)
        yield "events", line, "id", f"{id} is a place too: reports could not tell them apart"
    told: dict[tuple[str, ...], str] = {}
    known = events | places
    for line, row in clean["reports"]:
        if row["about"] not in known:
            yield "reports", line, "about", f"there is no event or place {row['about'][:60]!r}"
        inferred, seen = row["role"] == INFERRED, row["seen"] == "true"
        if inferred and row["origin"]:
            yield "reports", line, "origin", "what is inferred has no origin"
        if inferred and row["support"] != "suggests":
            yield "reports", line, "support", "what is inferred only suggests"
        if seen and not inferred and not row["says"]:
            yield "reports", line, "says", "a report that has been seen says what it says"
        same = (row["about"], row["source"], row["origin"].casefold())
        if same in told:
            yield "reports", line, "source", f"{told[same]} is the same source and origin already"
        told.setdefault(same, row["id"])


def check_corrections(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    """Check that every correction is about a cell, and that the last one of a cell stands in it."""
    rows = {name: {row["id"]: row for _, row in table} for name, table in tables.items()}
    last = {
        (row["table"], row["row"], row["field"]): (line, row["new"])
        for line, row in clean.get("corrections", ())
    }
    for (table, id, field), (line, new) in last.items():
        row = rows.get(table, {}).get(id)
        if row is None:
            yield "corrections", line, "row", f"{table}.csv has no row {id[:60]!r}"
        elif field not in row:
            yield "corrections", line, "field", f"{table}.csv has no column {field[:60]!r}"
        elif row[field] != new:
            told = f"{table}.csv has {row[field][:40]!r} there: correct it by another row here"
            yield "corrections", line, "new", told


def check_units(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    """Check the columns that name an administrative unit."""
    seats: dict[str, str] = {}
    units = {row["unit"] for _, row in tables["places"]}
    for line, row in clean["places"]:
        seat = row["seat_of"]
        if about.conflict.admin is None:
            if row["unit"] or seat:
                message = "the package declares no administrative units (conflict.admin)"
                yield "places", line, "unit" if row["unit"] else "seat_of", message
        elif seat:
            if seat not in units:
                yield "places", line, "seat_of", f"no place lies in a unit {seat[:60]!r}"
            elif seat in seats:
                yield "places", line, "seat_of", f"{seats[seat]} is the seat of {seat} already"
            seats.setdefault(seat, row["id"])


def check_words(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    """Check the words for sides and affiliations, and the columns of names by language."""
    conflict = about.conflict
    for table, column, words in (
        ("factions", "side", conflict.sides),
        ("sources", "affiliation", conflict.affiliations),
    ):
        for line, row in clean[table]:
            if words and row[column] not in words:
                told = f"{row[column][:40]!r} is none of the declared: {', '.join(words)}"
                yield table, line, column, told
    wanted = {f"name_{language}" for language in conflict.languages[1:]}
    for table in ("places", "factions"):
        found = {c for _, row in tables[table][:1] for c in row if _NAME_IN.fullmatch(c)}
        for column in sorted(wanted - found if tables[table] else ()):
            yield table, 1, column, "the column for names in a declared language is missing"
        for column in sorted(found - wanted):
            yield table, 1, column, "conflict.languages does not declare that language"


_NAME_IN = re.compile(r"name_[a-z]{2,3}")


def check_conflict(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    """Check every id, day and window that the block `conflict` names."""
    for path, message in meaning_faults(about.conflict, about.first, about.last, tables):
        yield DESCRIPTION, 0, f"conflict.{path}", message


def check_outlines(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    """Check that every outline of a city names a place that lies in it, and no two the same."""
    import shapely

    layer = about.conflict.outlines
    if layer is None:
        return
    theatre = read_theatre(about.root, about.conflict)
    if any(theatre_faults(theatre)):
        return  # told by check_theatre; nothing can be measured
    file, seen = f"basemap/{layer}.geojson", set[str]()
    real = {row["id"]: row for _, row in clean["places"] if row["kind"] != "anchor"}
    known = {row["id"] for _, row in tables["places"] if row["kind"] != "anchor"}
    for number, (place, shape) in enumerate(read_shapes(about.root, layer, "place"), 1):
        if place in seen:
            yield file, 0, "place", f"feature {number}: {place!r} has an outline already"
        elif place in real:
            row = real[place]
            point = shapely.Point(float(row["lon"]), float(row["lat"]))
            away = shapely.distance(*map(theatre.plane.to_plane, (point, shape)))
            if away > float(row["position_accuracy_m"]):
                told = f"feature {number}: {place} lies {away / 1000:.1f} km outside its outline"
                yield file, 0, "place", told
        elif place not in known:
            yield file, 0, "place", f"feature {number}: there is no place {place[:60]!r}"
        seen.add(place)


def check_maps(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    """Check the faces of maps, and that places are whose face they lie in."""
    maps = about.conflict.maps
    if maps is None or about.conflict.territory != "maps":
        return  # told by check_conflict
    theatre = read_theatre(about.root, about.conflict)
    try:
        faces = read_faces(about.root)
    except InvalidData as error:
        file, _, reason = str(error).partition(": ")
        yield file, 0, "", reason
        return
    faults = list(map_faults(faces, theatre, {row["id"] for _, row in tables["factions"]}))
    for reason in faults:
        yield FACES, 0, "", reason
    first, last = faces.maps[0].day, faces.maps[-1].day
    if not faults and not (first == str(about.first) and last <= str(about.last)):
        told = f"evenings must be those of the maps, {first} to {last} or later"
        yield DESCRIPTION, 0, "evenings", told
    if faults or not clean["places"]:
        return
    found = places_on_faces(faces, theatre.plane, [row for _, row in clean["places"]])
    holder, rival, _ = faces.only(found).standing(maps)
    guests = {row["id"] for _, row in tables["factions"] if row["territorial"] == "false"}
    for face, (line, row) in enumerate(clean["places"]):
        if row["holder"] not in guests and (row["holder"], row["contested_by"]) != (
            holder[face],
            rival[face],
        ):
            told = f"on the first map {row['id']} is {holder[face]}'s: syria-analysis import maps"
            yield "places", line, "holder", told


CHECKS: tuple[Check, ...] = (
    check_citations,
    check_theatre,
    check_places,
    check_events,
    check_roads,
    check_reports,
    check_corrections,
    check_units,
    check_words,
    check_conflict,
    check_maps,
    check_outlines,
)
