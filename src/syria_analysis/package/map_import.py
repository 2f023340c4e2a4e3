"""Maps of control taken into a package: read, labelled, arranged, and written all or nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from syria_analysis.errors import BadParameter, InvalidData, MissingData
from syria_analysis.geo.arrangement import (
    arrange,
    boxes,
    directed_sides,
    divide,
    gather,
    sides_to_lines,
    snap,
)
from syria_analysis.geo.barriers import inner_points
from syria_analysis.package.basemap import read_shapes
from syria_analysis.package.conflict import Conflict, Maps, conflict_faults, read_conflict
from syria_analysis.package.consistency import CHECKS, Check
from syria_analysis.package.description import DESCRIPTION, read_description
from syria_analysis.package.limits import Unreadable, read_rows
from syria_analysis.package.map_files import Drawn, MapFile, read_map_file
from syria_analysis.package.map_rules import MapRules, read_map_rules
from syria_analysis.package.maps import (
    FACES,
    Faces,
    MapDay,
    places_on_faces,
    read_faces,
    write_faces,
)
from syria_analysis.package.rewrite import rewrite
from syria_analysis.package.theatre import Theatre, read_theatre, theatre_faults
from syria_analysis.package.values import as_day

__all__ = ["Sheet", "import_maps", "read_sheets"]

REDRAWN = 0.2
"""If a greater share of the sides is new on the usual day, the maps are redrawn, not edited."""
FEWEST_DAYS = 5
"""So many pairs of days are needed to tell."""
MOST_FILES = 5000
DERIVED = "map-"
"""Ids of events and reports that follow from the maps begin so."""
Sides = dict[int, frozenset[bytes]]
Own = Mapping[dt.date, tuple[dict[str, float], float]]
"""Of each day: label to km² within the theatre, and km² outside it."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """The map of one evening.

    Attributes
    ----------
    day : datetime.date
        The evening.
    file, sha256 : str
        Where it was read from.
    shapes : dict of int to shapely geometry
        Number of a rule to the land that it labels, in the plane; rules of lower number go first.
    mended : int
        Shapes whose outline crossed itself.
    """

    day: dt.date
    file: str
    sha256: str
    shapes: dict[int, Any]
    mended: int

    def snapped(self, grid_m: float, points: NDArray[np.float64] | None = None) -> Sheet:
        """Move its vertices, or these points in their stead, to a grid."""
        shapes = self._shapes
        if points is not None:
            shapes = shapely.set_coordinates(shapes, points)
        return replace(self, shapes=dict(zip(self.shapes, snap(shapes, grid_m), strict=True)))

    @property
    def points(self) -> NDArray[np.float64]:
        """All its vertices."""
        return np.asarray(shapely.get_coordinates(self._shapes))

    @property
    def _shapes(self) -> NDArray[Any]:
        return np.array(list(self.shapes.values()), dtype=object)

    def sides(self, grid_m: float) -> Sides:
        """List the sides of the land of each rule."""
        return {rule: directed_sides(shape, grid_m) for rule, shape in self.shapes.items()}


@dataclass
class Tally:
    """What was mapped, and what could not be, and why."""

    mapped: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)


def import_maps(
    folder: str | Path,
    files: Sequence[str | Path],
    rules: str | Path,
    checks: Sequence[Check] = CHECKS,
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
    tally = Tally()
    sheets = _sheets([Path(file) for file in files], told, theatre, tally)
    faces = _arranged(root, conflict, theatre, told, tables, old, sheets, tally)
    block = Maps(told.source, told.precision_m, told.otherwise, told.attribution, told.licence)
    _write(root, faces, block, theatre, tables, checks)
    return tally.lines


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
    for label in rules.labels:
        for name in label.split("|"):
            if name not in factions:
                raise BadParameter(f"the faction {name[:40]!r} is not in factions.csv")
    for table in ("events", "reports"):
        own = [row["id"] for row in tables[table] if not row["id"].startswith(DERIVED)]
        if own:
            raise InvalidData(
                f"{table}.csv: {own[0][:60]}: who holds the places, the maps alone tell"
            )


def read_sheets(
    files: Sequence[str | Path], rules: MapRules, theatre: Theatre
) -> tuple[list[Sheet], list[str]]:
    """Read maps of control, each with the land that its rules label.

    Parameters
    ----------
    files : sequence of path
        One file a day, or files whose shapes carry a day.
    rules : MapRules
        Whose land each shape is.
    theatre : Theatre
        In whose plane they are drawn.

    Returns
    -------
    sheets : list of Sheet
        In the order of days.
    lines : list of str
        What was mapped, what was not and why.

    Raises
    ------
    BadParameter, InvalidData

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> rules = MapRules("atlas", "Atlas", "CC0", 100, "CRN", ())
    >>> read_sheets([], rules, load_dataset().theatre)
    ([], [])
    """
    tally = Tally()
    return _sheets([Path(file) for file in files], rules, theatre, tally), tally.lines


def _sheets(paths: Sequence[Path], rules: MapRules, theatre: Theatre, tally: Tally) -> list[Sheet]:
    found: dict[dt.date, Sheet] = {}
    for path in paths:
        read = read_map_file(path)
        by_day: dict[dt.date, list[Drawn]] = {}
        for item in read.drawn:
            if rules.day_property:
                day = rules.day(str(item.properties.get(rules.day_property) or ""))
                if day is None:
                    tally.left[f"no day in the property {rules.day_property}"] += 1
                    continue
            else:
                day = rules.day(path.stem)
                if day is None:
                    raise BadParameter(
                        f"{path.name}: no day in its name: tell day.property or day.pattern"
                    )
            by_day.setdefault(day, []).append(item)
        if not by_day:
            raise BadParameter(f"{path.name}: nothing on it has a day")
        for day, drawn in by_day.items():
            if day in found:
                raise BadParameter(f"{path.name} and {found[day].file} both speak of {day}")
            found[day] = _sheet(read, day, drawn, rules, theatre, tally)
    for label, count in tally.mapped.items():
        tally.lines.append(f"{count:,} shapes are {_said(label)}")
    for why, count in tally.left.most_common(20):
        tally.lines.append(f"{count:,} shapes were left out: {why}")
    return [found[day] for day in sorted(found)]


def _said(label: str) -> str:
    names = label.split("|")
    return f"in doubt between {' and '.join(names)}" if len(names) > 1 else f"land of {label}"


def _sheet(
    read: MapFile,
    day: dt.date,
    drawn: Sequence[Drawn],
    rules: MapRules,
    theatre: Theatre,
    tally: Tally,
) -> Sheet:
    chosen: dict[int, list[Any]] = {}
    mended = seen = 0
    for item in drawn:
        shape = _areas(item.shape)
        if shape is None:
            tally.left["points and lines tell nothing of control"] += 1
            continue
        seen += 1
        rule = rules.rule_of(item.layer, item.properties)
        if rule is None:
            tally.left["no rule fits them"] += 1
        elif not rules.shapes[rule].label:
            tally.left["a rule skips them"] += 1
        else:
            shape = theatre.plane.to_plane(shape)
            if not shapely.is_valid(shape):  # here, for the plane may bend what only touched
                shape, mended = _areas(shapely.make_valid(shape)), mended + 1
            if shape is not None:
                tally.mapped[rules.shapes[rule].label] += 1
                chosen.setdefault(rule, []).append(shape)
    if not chosen:
        why = "no rule fits one of its shapes" if seen else "there is no area on it"
        raise BadParameter(f"{read.name}: {why}: nothing would be imported for {day}")
    shapes = {
        rule: some[0] if len(some) == 1 else shapely.union_all(some)
        for rule, some in sorted(chosen.items())
    }
    return Sheet(day, read.name, read.sha256, shapes, mended)


def _areas(shape: Any) -> Any:
    """Keep what has an area; None if nothing has."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return None if shape.is_empty else shape
    parts = [
        p for p in shapely.get_parts(shape) if shapely.get_dimensions(p) == 2 and not p.is_empty
    ]
    return shapely.union_all(parts) if parts else None


def _arranged(
    root: Path,
    conflict: Conflict,
    theatre: Theatre,
    rules: MapRules,
    tables: Mapping[str, list[dict[str, str]]],
    old: Faces | None,
    sheets: Sequence[Sheet],
    tally: Tally,
) -> Faces:
    """Divide the land along the maps of further evenings, and label what is there."""
    grid = old.grid_m if old is not None else rules.grid_m
    if old is not None:
        known = {as_day(shown.day) for shown in old.maps}
        for sheet in sheets:
            if sheet.day in known:
                raise BadParameter(f"{sheet.file}: the map of {sheet.day} is imported already")
        if (old.lat_0, old.lon_0) != (theatre.plane.lat_0, theatre.plane.lon_0):
            raise InvalidData(f"{FACES} is in another plane than that of the theatre: remove it")
    step, shapes, sides = _on_grid(sheets, rules, old, grid, tally)
    land = snap(theatre.plane.to_plane(theatre.outline), grid)
    union = frozenset().union(*(keys for found in sides for keys in found.values()))
    if old is not None:
        union -= {old.newest[at : at + 16] for at in range(0, len(old.newest), 16)}
    lines = sides_to_lines(union, grid)
    if old is None or not sheets:
        lines = np.concatenate([lines, _structure(root, conflict, theatre, tables, land)])
    if old is None:
        faces, inner = arrange(lines, land, grid)
        parent = np.zeros(len(faces), dtype=np.intp)
    else:
        faces, parent = divide(old.shapes, lines, grid)
        inner = inner_points(faces)
    if len(faces) > rules.most_faces:
        raise BadParameter(
            f"{len(faces):,} faces, more than {rules.most_faces:,}: a coarser grid_m makes fewer, "
            "a greater most_faces takes more"
        )
    own = _own_areas(sheets, theatre, rules)
    grids = grid, step
    made = _labelled(faces, inner, parent, grids, theatre, rules, old, shapes, sides, own)
    _tell(
        made,
        own,
        _own_areas(shapes, theatre, rules) if step > grid else own,
        rules.otherwise,
        tally,
    )
    return made


def _on_grid(
    sheets: Sequence[Sheet], rules: MapRules, old: Faces | None, grid: float, tally: Tally
) -> tuple[float, list[Sheet], list[Sides]]:
    """Move the points of maps to the grid; of redrawn ones first to where earlier ones lie."""
    step, known = grid, np.empty((0, 2))
    if old is None or old.step_m <= grid:
        shapes = [sheet.snapped(grid) for sheet in sheets]
        sides = [sheet.sides(grid) for sheet in shapes]
        new = _share_of_new([sheet.day for sheet in sheets], sides)
        if old is not None or new <= REDRAWN or rules.precision_m <= grid:
            return grid, shapes, sides
        step = rules.precision_m
        tally.lines.append(
            f"the outlines are redrawn from day to day ({new:.0%} of their sides are new on a "
            f"usual day): points within {step / 2:g} m of an earlier day's were taken for the same"
        )
    else:
        step, known = old.step_m, np.unique(shapely.get_coordinates(old.shapes), axis=0)
    moved = gather([sheet.points for sheet in sheets], step / 2, known)
    shapes = [sheet.snapped(grid, points) for sheet, points in zip(sheets, moved, strict=True)]
    return step, shapes, [sheet.sides(grid) for sheet in shapes]


def _share_of_new(days: Sequence[dt.date], sides: Sequence[Sides]) -> float:
    """Give the share of sides that are new on the usual day, 0 if there are too few days."""
    shares = []
    for number in range(1, len(days)):
        if (days[number] - days[number - 1]).days <= 2:
            before, now = (frozenset().union(*sides[at].values()) for at in (number - 1, number))
            shares.append(len(now - before) / max(len(now), 1))
    return float(np.median(shares)) if len(shares) >= FEWEST_DAYS else 0.0


def _structure(
    root: Path,
    conflict: Conflict,
    theatre: Theatre,
    tables: Mapping[str, list[dict[str, str]]],
    land: Any,
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
        edges = shapely.voronoi_polygons(
            shapely.multipoints(points), extend_to=shapely.envelope(land), only_edges=True
        )
        lines += list(shapely.get_parts(edges))
    if conflict.admin is not None:
        lines += [to_plane(shapely.boundary(s)) for _, s in read_shapes(root, conflict.admin.layer)]
    return np.array(lines, dtype=object)


def _labelled(
    faces: NDArray[Any],
    inner: NDArray[np.float64],
    parent: NDArray[np.intp],
    grids: tuple[float, float],
    theatre: Theatre,
    rules: MapRules,
    old: Faces | None,
    sheets: Sequence[Sheet],
    sides: Sequence[Sides],
    own: Own,
) -> Faces:
    """Label the faces by the map of every evening; of known ones as they were."""
    labels = tuple(dict.fromkeys([*(old.labels if old else ()), *rules.labels]))
    code = np.array([labels.index(r.label) if r.label else -1 for r in rules.shapes])
    last = b"".join(sorted(frozenset().union(*sides[-1].values()))) if sides else b""
    last = last or (old.newest if old else b"")
    none, plane, grid = np.array([], dtype=np.intp), theatre.plane, grids[0]
    blank = Faces(faces, *grids, plane.lat_0, plane.lon_0, (), labels, none, none, none, last)
    tree = shapely.STRtree(shapely.points(inner))
    shown = {as_day(m.day): (m, number) for number, m in enumerate(old.maps if old else ())}
    added = {sheet.day: number for number, sheet in enumerate(sheets)}
    every = sorted({*shown, *added})
    current = np.full(len(faces), -1, dtype=np.intp)
    spans: list[tuple[NDArray[np.intp], int, NDArray[np.intp]]] = []
    maps, begin, before = [], 0, None
    kept = [none] * 3
    if old is not None and (not added or min(added) > max(shown)):  # only later days: keep spans
        kept = _children(old, parent)
        current = old.labels_on(len(shown) - 1)[parent]
        maps, begin = list(old.maps), len(shown)
    for number, day in enumerate(every[begin:], begin):
        if day in shown:
            assert old is not None
            entry, at = shown[day]
            codes, before = old.labels_on(at)[parent], None
        else:
            at = added[day]
            rows = _touched(tree, len(faces), before, sides[at], grid)
            codes = current.copy()
            found = np.full(len(rows), labels.index(rules.otherwise), dtype=np.intp)
            for rule, shape in reversed(sheets[at].shapes.items()):
                shapely.prepare(shape)
                found[shapely.contains_xy(shape, inner[rows])] = code[rule]
            codes[rows] = found
            sheet, before = sheets[at], sides[at]
            told, outside = own[day]
            entry = MapDay(str(day), sheet.file, sheet.sha256, sheet.mended, outside, told)
        changed = np.flatnonzero(codes != current)
        spans.append((changed, number, codes[changed]))
        current = codes
        maps.append(entry)
    face = np.concatenate([kept[0], *(rows for rows, _, _ in spans)])
    day_of = np.concatenate([kept[1], *(np.full(len(rows), at) for rows, at, _ in spans)])
    label = np.concatenate([kept[2], *(codes for _, _, codes in spans)])
    order = np.lexsort([day_of, face])
    return replace(blank, maps=tuple(maps), face=face[order], day=day_of[order], label=label[order])


def _children(old: Faces, parent: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Give every face the spans of the one it was divided from."""
    count = np.bincount(old.face, minlength=len(old.shapes))
    start = np.cumsum(count) - count
    many = count[parent]
    face = np.repeat(np.arange(len(parent)), many)
    within = np.arange(len(face)) - np.repeat(np.cumsum(many) - many, many)
    rows = np.repeat(start[parent], many) + within
    return [face, old.day[rows], old.label[rows]]


def _touched(
    tree: Any, count: int, before: Sides | None, now: Sides, grid: float
) -> NDArray[np.intp]:
    """Find the faces whose label may differ from that of the day before."""
    if before is None:
        return np.arange(count)
    changed = [before.get(r, frozenset()) ^ now.get(r, frozenset()) for r in {*before, *now}]
    if sum(map(len, changed)) > REDRAWN * sum(map(len, now.values())):
        return np.arange(count)
    around = np.concatenate([boxes(keys, grid) for keys in changed])
    return np.unique(tree.query(around)[1])


def _own_areas(sheets: Sequence[Sheet], theatre: Theatre, rules: MapRules) -> Own:
    """Measure on each map itself what its shapes cover: by label in the theatre, and outside."""
    land = theatre.plane.to_plane(theatre.outline)
    wide = shapely.buffer(land, 1000 * rules.outside_km)
    shapely.prepare(land)
    shapely.prepare(wide)
    found = {}
    for sheet in sheets:
        areas = dict.fromkeys((rules.shapes[rule].label for rule in sheet.shapes), 0.0)
        outside, taken = 0.0, None
        for rule, shape in sheet.shapes.items():
            if not shapely.covers(wide, shape):
                far = shapely.difference(shape, wide).area / 1e6
                raise BadParameter(
                    f"{sheet.file}: {far:,.0f} km² lie more than {rules.outside_km:g} km outside "
                    "the theatre: declare more land in conflict.theatre, or a greater outside_km"
                )
            if taken is not None and shapely.intersects(taken, shape):
                free = shapely.difference(shape, taken)
            else:
                free = shape
            inside = free if shapely.covers(land, free) else shapely.intersection(free, land)
            areas[rules.shapes[rule].label] += inside.area / 1e6
            outside += (free.area - inside.area) / 1e6
            if len(sheet.shapes) > 1:
                taken = shape if taken is None else shapely.union(taken, shape)
        found[sheet.day] = areas, outside
    return found


def _off(faces: Faces, own: Own, otherwise: str) -> float:
    """Find by how many km² a label's faces differ at most from what was measured on its map."""
    codes, worst = np.full(len(faces.shapes), -1, dtype=np.intp), 0.0
    by_day = np.argsort(faces.day, kind="stable")
    ends = np.searchsorted(faces.day[by_day], np.arange(len(faces.maps) + 1))
    for number, shown in enumerate(faces.maps):
        rows = by_day[ends[number] : ends[number + 1]]
        codes[faces.face[rows]] = faces.label[rows]
        told = own.get(as_day(shown.day))
        if told is not None:
            held = np.bincount(codes, faces.area_km2, len(faces.labels))
            for name in set(told[0]) - {otherwise}:
                worst = max(worst, abs(told[0][name] - held[faces.labels.index(name)]))
    return worst


def _tell(faces: Faces, own: Own, moved: Own, otherwise: str, tally: Tally) -> None:
    """Say what was imported, and how far the faces are from the maps' own shapes."""
    if own:
        off = f"within {_off(faces, own, otherwise):.3f} km² of each map's own"
        if moved is not own:
            exact = _off(faces, moved, otherwise)
            off += f" (of those with the points moved, within {exact:.3f} km²)"
        tally.lines.append(
            f"{len(own):,} maps, {min(own)} to {max(own)}; {len(faces.shapes):,} faces on a grid "
            f"of {faces.grid_m:g} m, whose areas are {off}"
        )
    mended = sum(shown.mended for shown in faces.maps if as_day(shown.day) in own)
    if mended:
        tally.lines.append(f"{mended:,} shapes whose outline crossed itself were mended")
    outside = max((beyond for _, beyond in own.values()), default=0.0)
    if outside >= 0.01:
        tally.lines.append(f"up to {outside:,.2f} km² a day lay outside the theatre: cut off")


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
        about["conflict"]["maps"] = asdict(block)
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
    holder, rival, passed = faces.only(found).standing(block.otherwise)
    for face, row in enumerate(places):
        if row["holder"] in guests:
            continue
        row["holder"], row["contested_by"] = holder[face], rival[face]
        happened = np.flatnonzero(passed.face == face)
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
