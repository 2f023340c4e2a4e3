"""Maps of control taken into a package: read, arranged, and written all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from syria_analysis.errors import BadParameter, InvalidData, MissingData
from syria_analysis.package.basemap import read_shapes
from syria_analysis.package.conflict import Conflict, Maps, conflict_faults, read_conflict
from syria_analysis.package.consistency import CHECKS, Check
from syria_analysis.package.description import DESCRIPTION, read_description
from syria_analysis.package.limits import Unreadable, read_rows
from syria_analysis.package.map_arrangement import arranged
from syria_analysis.package.map_rules import MapRules, read_map_rules
from syria_analysis.package.map_sheets import read_sheets
from syria_analysis.package.maps import FACES, Faces, places_on_faces, read_faces, write_faces
from syria_analysis.package.rewrite import rewrite
from syria_analysis.package.theatre import Theatre, read_theatre, theatre_faults
from syria_analysis.package.values import as_day

__all__ = ["import_maps"]

MOST_FILES = 5000
DERIVED = "map-"
"""Ids of events and reports that follow from the maps begin so."""


def import_maps(
    folder: str | Path,
    files: Sequence[str | Path],
    rules: str | Path,
    checks: Sequence[Check] = CHECKS,
    replace: bool = False,
) -> list[str]:
    """Take maps of control into a package, or tell its places anew whose land they lie on.

    Parameters
    ----------
    folder : path
        The package; its `conflict.territory` is ``"maps"``.
    files : sequence of path
        One file a day, or files whose shapes carry a day. None: the faces are divided along the
        cells of the places there are now, and their holders told anew.
    rules : path
        TOML (see `read_map_rules`).
    checks : sequence of callable
        What the package must pass afterwards.
    replace : bool
        Whether the map of a day that is there already gives way; else it is refused.

    Returns
    -------
    list of str
        What was mapped, what was not and why, line by line.

    Raises
    ------
    MissingData, BadParameter, InvalidData, OutputNotWritable
        Nothing has been written then.

    Examples
    --------
    >>> import_maps("nowhere", ["control_2019-06-01.kml"], "rules.toml")
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: no data package in nowhere: datapackage.json is missing
    """
    root = Path(folder)
    if not (root / DESCRIPTION).is_file():
        raise MissingData(f"no data package in {root}: {DESCRIPTION} is missing")
    if len(files) > MOST_FILES:
        raise BadParameter(f"more than {MOST_FILES} files: import them in several goes")
    told = read_map_rules(rules)
    try:
        conflict, tables = _described(root)
    except Unreadable as error:
        raise InvalidData(f"{root}: {error}") from None
    _refuse(told, conflict, tables)
    theatre = read_theatre(root, conflict)
    for path, message in theatre_faults(theatre):
        raise InvalidData(f"conflict.{path}: {message}")
    old = read_faces(root) if (root / FACES).is_file() else None
    if old is None and not files:
        raise BadParameter("name the files to import: the package has no maps yet")
    sheets, lines = read_sheets(files, told, theatre)
    if replace and old is not None:
        old = old.without({str(sheet.day) for sheet in sheets})
    borders = np.array([], dtype=object)
    if old is None or not files:
        borders = _borders(root, conflict, theatre, tables)
    faces, more = arranged(theatre, told, old, sheets, borders)
    whose = told.attribution, told.licence
    block = Maps(told.source, told.precision_m, told.otherwise, *whose, told.unknown)
    _write(root, faces, block, theatre, tables, checks)
    return lines + more


def _described(root: Path) -> tuple[Conflict, dict[str, list[dict[str, str]]]]:
    found = read_description(root)
    for path, message in conflict_faults(found["conflict"]):
        raise Unreadable(f"{DESCRIPTION}: conflict.{path}: {message}")
    tables = {}
    for resource in found["resources"]:
        if resource["name"] in ("factions", "sources", "places", "events", "reports"):
            (_, header), *rows = read_rows(root / resource["path"]) or [(1, [])]
            tables[resource["name"]] = [dict(zip(header, row, strict=False)) for _, row in rows]
    return read_conflict(found["conflict"], as_day(found["evenings"]["first"])), tables


def _refuse(
    rules: MapRules, conflict: Conflict, tables: Mapping[str, list[dict[str, str]]]
) -> None:
    """Refuse what would mix one kind of evidence, or one source, with another."""
    if conflict.territory != "maps":
        raise InvalidData(
            f'{DESCRIPTION}: conflict.territory is not "maps": the land of this package is that of '
            "its places"
        )
    if conflict.maps is not None and conflict.maps.source != rules.source:
        raise BadParameter(
            f"the maps of this package are those of {conflict.maps.source}; those of "
            f"{rules.source} belong into a package of their own"
        )
    if rules.source not in {row["id"] for row in tables["sources"]}:
        raise BadParameter(f"the source {rules.source[:60]!r} is not in sources.csv")
    factions = {row["id"] for row in tables["factions"]}
    named = [name for label in rules.labels for name in label.split("|")]
    for name in (*named, *(rules.unknown.between if rules.unknown else ())):
        if name not in factions:
            raise BadParameter(f"the faction {name[:40]!r} is not in factions.csv")
    for table in ("events", "reports"):
        own = [row["id"] for row in tables[table] if not row["id"].startswith(DERIVED)]
        if own:
            raise InvalidData(
                f"{table}.csv: {own[0][:60]}: who holds the places, the maps alone tell"
            )


def _borders(
    root: Path,
    conflict: Conflict,
    theatre: Theatre,
    tables: Mapping[str, list[dict[str, str]]],
) -> NDArray[Any]:
    """Draw the lines between the places' cells and between units, for what-ifs and their areas."""
    to_plane, lines = theatre.plane.to_plane, []
    guests = {row["id"] for row in tables["factions"] if row["territorial"] == "false"}
    spots = [
        (float(row["lon"]), float(row["lat"]))
        for row in tables["places"]
        if row["holder"] not in guests
    ]
    points = to_plane(shapely.points(spots)) if spots else []
    if len(points) > 1:
        frame = shapely.envelope(to_plane(theatre.outline))
        edges = shapely.voronoi_polygons(
            shapely.multipoints(points), extend_to=frame, only_edges=True
        )
        lines += list(shapely.get_parts(edges))
    if conflict.admin is not None:
        lines += [to_plane(shapely.boundary(s)) for _, s in read_shapes(root, conflict.admin.layer)]
    return np.array(lines, dtype=object)


def _write(
    root: Path,
    faces: Faces,
    block: Maps,
    theatre: Theatre,
    tables: Mapping[str, list[dict[str, str]]],
    checks: Sequence[Check],
) -> None:
    """Write the faces, and what of the package follows from them."""

    def change(about: dict[str, Any]) -> None:
        told = {name: value for name, value in asdict(block).items() if value is not None}
        about["conflict"]["maps"] = told
        about["evenings"] |= {"first": faces.maps[0].day, "last": faces.maps[-1].day}

    rows = _rows_of_places(faces, block, theatre, tables)
    rewrite(root, rows, change, checks, {FACES: lambda path: write_faces(path, faces)})


def _rows_of_places(
    faces: Faces,
    block: Maps,
    theatre: Theatre,
    tables: Mapping[str, list[dict[str, str]]],
) -> dict[str, list[dict[str, str]]]:
    """Tell of every place whose land it lies on, on the first evening and from when on whose."""
    places = [dict(row) for row in tables["places"]]
    reports: list[dict[str, str]] = []
    events: list[dict[str, str]] = []
    guests = {row["id"] for row in tables["factions"] if row["territorial"] == "false"}
    publisher = next(row["publisher"] for row in tables["sources"] if row["id"] == block.source)
    if not places:
        return {"places": places, "events": events, "reports": reports}
    found = places_on_faces(faces, theatre.plane, places)
    holder, rival, passed = faces.only(found).standing(block)
    for face, row in enumerate(places):
        if row["holder"] in guests:
            continue
        row["holder"], row["contested_by"] = holder[face], rival[face]
        # What is in doubt after the last map, the land alone tells.
        happened = np.flatnonzero((passed.face == face) & (passed.date <= faces.days[-1]))
        steps = list(_steps(row, passed.date[happened], passed.earliest[happened]))
        now = holder[face]
        for step, at in zip(steps, happened, strict=True):
            step |= {"from": now, "to": str(passed.to[at])}
            step["contested"] = str(bool(passed.contested[at])).lower()
            now = now if passed.contested[at] else passed.to[at]
        events += steps
        for id, day in [(row["id"], faces.maps[0].day), *((s["id"], s["date"]) for s in steps)]:
            reports.append(
                {
                    "id": f"{id.removeprefix(DERIVED)}-shown".join([DERIVED, ""]),
                    "about": id,
                    "source": block.source,
                    "origin": publisher,
                    "role": "monitor",
                    "support": "includes",
                    "seen": "true",
                    "says": f"its map for {day} shows the land there so",
                }
            )
    return {"places": places, "events": events, "reports": reports}


def _steps(
    row: Mapping[str, str], date: NDArray[Any], earliest: NDArray[Any]
) -> Iterator[dict[str, str]]:
    order: Counter[str] = Counter()
    for day, early in zip(map(str, date), map(str, earliest), strict=True):
        order[day] += 1
        spans = {"date_earliest": early, "date_latest": day} if early < day else {}
        number = f"-{order[day]}" if order[day] > 1 else ""
        yield {
            "id": f"{DERIVED}{row['id']}-{day}{number}",
            "date": day,
            "order": str(order[day]),
            "place": row["id"],
            **spans,
        }
