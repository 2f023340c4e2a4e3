"""The land divided along the maps of many evenings, and every face labelled by each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from syria_analysis.errors import BadParameter, InvalidData, counted
from syria_analysis.geo.arrangement import (
    Sides,
    arrange,
    boxes,
    divide,
    gather,
    one_way,
    sides_of,
    snap,
)
from syria_analysis.geo.barriers import inner_points
from syria_analysis.package.map_rules import MapRules
from syria_analysis.package.map_sheets import Own, Sheet, own_areas
from syria_analysis.package.maps import FACES, Faces, MapDay
from syria_analysis.package.theatre import Theatre
from syria_analysis.package.values import as_day

__all__ = ["arranged"]

REDRAWN = 0.2
"""If a greater share of the sides is new on the usual day, the maps are redrawn, not edited."""
FEWEST_DAYS = 5
"""So many pairs of days are needed to tell."""


def arranged(
    theatre: Theatre,
    rules: MapRules,
    old: Faces | None,
    sheets: Sequence[Sheet],
    borders: NDArray[Any],
) -> tuple[Faces, list[str]]:
    """Divide the land along the maps of further evenings, and label what is there.

    Parameters
    ----------
    theatre : Theatre
        The land and its plane.
    rules : MapRules
        What the maps mean.
    old : Faces or None
        What is there before.
    sheets : sequence of Sheet
        The maps of further evenings.
    borders : ndarray of shapely geometry
        Lines in the plane along which the land is divided as well.

    Returns
    -------
    faces : Faces
        They fill the land.
    lines : list of str
        How many they are, and how far from the maps.

    Raises
    ------
    BadParameter, InvalidData

    Examples
    --------
    >>> from syria_analysis.geo.plane import Plane
    >>> from syria_analysis.package.map_rules import ShapeRule
    >>> rules = MapRules("atlas", "Atlas", "CC0", 100.0, "CRN", (ShapeRule("VLG"),))
    >>> sheet = Sheet(dt.date(2019, 6, 1), "", "", {0: shapely.box(0, 0, 2000, 1000)}, 0)
    >>> theatre = Theatre(shapely.box(-1, -1, 1, 1), Plane(0, 0), {})
    >>> faces, _ = arranged(theatre, rules, None, [sheet], np.array([]))
    >>> faces.area_km2[faces.label == faces.labels.index("VLG")]
    array([2.])
    """
    grid = old.grid_m if old is not None else rules.grid_m
    if old is not None:
        known = {as_day(shown.day) for shown in old.maps}
        for sheet in sheets:
            if sheet.day in known:
                raise BadParameter(
                    f"{sheet.file}: the map of {sheet.day} is imported already: "
                    "--replace takes this one in its place"
                )
        if (old.lat_0, old.lon_0) != (theatre.plane.lat_0, theatre.plane.lon_0):
            raise InvalidData(f"{FACES} is in another plane than that of the theatre: remove it")
    told: list[str] = []
    step, shapes, sides = _on_grid(sheets, rules, old, grid, told)
    land = snap(theatre.plane.to_plane(theatre.outline), grid)
    known_sides = b"" if old is None else one_way(_ends(old.newest)).tobytes()
    lines = np.concatenate([sides.lines(known_sides, grid), borders])
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
    own = own_areas(sheets, theatre, rules)
    grids = grid, step
    made = _labelled(faces, inner, parent, grids, theatre, rules, old, shapes, sides, own)
    _tell(
        made,
        own,
        own_areas(shapes, theatre, rules) if step > grid else own,
        rules.otherwise,
        told,
    )
    return made, told


def _on_grid(
    sheets: Sequence[Sheet], rules: MapRules, old: Faces | None, grid: float, told: list[str]
) -> tuple[float, list[Sheet], Sides]:
    """Move the points of maps to the grid; of redrawn ones first to where earlier ones lie."""
    step, known = grid, np.empty((0, 2))
    if old is None or old.step_m <= grid:
        shapes = [sheet.snapped(grid) for sheet in sheets]
        sides = _sides(shapes, grid)
        new = _share_of_new([sheet.day for sheet in sheets], sides)
        if old is not None or new <= REDRAWN or rules.precision_m <= grid:
            return grid, shapes, sides
        step = rules.precision_m
        told.append(
            f"the outlines are redrawn from day to day ({new:.0%} of their sides are new on a "
            f"usual day): points within {step / 2:g} m of an earlier day's were taken for the same"
        )
    else:
        step, known = old.step_m, np.asarray(shapely.get_coordinates(old.shapes))
    moved = gather([sheet.points for sheet in sheets], step / 2, known)
    shapes = [sheet.snapped(grid, points) for sheet, points in zip(sheets, moved, strict=True)]
    return step, shapes, _sides(shapes, grid)


def _sides(sheets: Sequence[Sheet], grid: float) -> Sides:
    found = [
        (shape, at, rule) for at, sheet in enumerate(sheets) for rule, shape in sheet.shapes.items()
    ]
    shapes = np.array([shape for shape, _, _ in found], dtype=object)
    numbers = np.array([where for _, *where in found], dtype=np.intp).reshape(-1, 2)
    return sides_of(shapes, numbers[:, 0], numbers[:, 1], grid)


def _ends(told: bytes) -> NDArray[np.int32]:
    return np.frombuffer(told, dtype=np.int32).reshape(-1, 4)


def _share_of_new(days: Sequence[dt.date], sides: Sides) -> float:
    """Give the share of sides that are new on the usual day, 0 if there are too few days."""
    apart = np.diff(np.array(days, dtype="datetime64[D]")).astype(int)
    shares = sides.share_of_new()[1:][apart <= 2]
    return float(np.median(shares)) if len(shares) >= FEWEST_DAYS else 0.0


def _labelled(
    faces: NDArray[Any],
    inner: NDArray[np.float64],
    parent: NDArray[np.intp],
    grids: tuple[float, float],
    theatre: Theatre,
    rules: MapRules,
    old: Faces | None,
    sheets: Sequence[Sheet],
    sides: Sides,
    own: Own,
) -> Faces:
    """Label the faces by the map of every evening; of known ones as they were."""
    labels = tuple(dict.fromkeys([*(old.labels if old else ()), *rules.labels]))
    code = np.array([labels.index(r.label) if r.label else -1 for r in rules.shapes])
    last = sides.of(len(sheets) - 1).tobytes() or (old.newest if old else b"")
    none, plane, grid = np.array([], dtype=np.intp), theatre.plane, grids[0]
    blank = Faces(faces, *grids, plane.lat_0, plane.lon_0, (), labels, none, none, none, last)
    tree = shapely.STRtree(shapely.points(inner))
    shown = {as_day(m.day): (m, number) for number, m in enumerate(old.maps if old else ())}
    added = {sheet.day: number for number, sheet in enumerate(sheets)}
    every = sorted({*shown, *added})
    current = np.full(len(faces), -1, dtype=np.intp)
    spans: list[tuple[NDArray[np.intp], int, NDArray[np.intp]]] = []
    around, ends = _around(sides, grid)
    maps, begin, before = [], 0, -1
    kept = [none] * 3
    if old is not None and (not added or min(added) > max(shown)):  # only later days: keep spans
        kept = _children(old, parent)
        current = old.labels_on(len(shown) - 1)[parent]
        maps, begin = list(old.maps), len(shown)
    for number, day in enumerate(every[begin:], begin):
        if day in shown:
            assert old is not None
            entry, at = shown[day]
            codes, before = old.labels_on(at)[parent], -1
        else:
            at = added[day]
            near = np.full(len(faces), before < 0)
            if before >= 0:
                near[tree.query(around[ends[at] : ends[at + 1]])[1]] = True
            rows = np.flatnonzero(near)
            codes = current.copy()
            found = np.full(len(rows), labels.index(rules.otherwise), dtype=np.intp)
            for rule, shape in reversed(sheets[at].shapes.items()):
                shapely.prepare(shape)
                found[shapely.contains_xy(shape, inner[rows])] = code[rule]
            codes[rows] = found
            sheet, before = sheets[at], at
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


def _around(sides: Sides, grid: float) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Draw boxes around what each map has otherwise than the one before, and where each's begin."""
    side, rule, number = sides.changed()
    rules = int(rule.max(initial=0)) + 1
    found, group = boxes(sides.ends[side], number * rules + rule, grid)
    number = group // rules
    order = np.argsort(number, kind="stable")
    return found[order], np.searchsorted(number[order], np.arange(sides.drawings + 1))


def _off(faces: Faces, own: Own, otherwise: str) -> float:
    """Find by how many km² a label's faces differ at most from what was measured on its map."""
    codes, worst = np.full(len(faces.shapes), -1, dtype=np.intp), 0.0
    by_day = np.argsort(faces.day, kind="stable")
    ends = np.searchsorted(faces.day[by_day], np.arange(len(faces.maps) + 1))
    for number, shown in enumerate(faces.maps):
        rows = by_day[ends[number] : ends[number + 1]]
        codes[faces.face[rows]] = faces.label[rows]
        measured = own.get(as_day(shown.day))
        if measured is not None:
            held = np.bincount(codes, faces.area_km2, len(faces.labels))
            for name in set(measured[0]) - {otherwise}:
                worst = max(worst, abs(measured[0][name] - held[faces.labels.index(name)]))
    return worst


def _tell(faces: Faces, own: Own, moved: Own, otherwise: str, told: list[str]) -> None:
    """Say what was imported, and how far the faces are from the maps' own shapes."""
    if own:
        off = f"within {_off(faces, own, otherwise):.3f} km² of each map's own"
        if moved is not own:
            exact = _off(faces, moved, otherwise)
            off += f" (of those with the points moved, within {exact:.3f} km²)"
        days = f"{len(own):,} maps, {min(own)} to {max(own)}"
        if len(own) == 1:
            days = f"1 map, of {min(own)}"
        told.append(
            f"{days}; {counted(len(faces.shapes), 'face')} on a grid of {faces.grid_m:g} m, "
            f"whose areas are {off}"
        )
    mended = sum(shown.mended for shown in faces.maps if as_day(shown.day) in own)
    if mended:
        were = "was" if mended == 1 else "were"
        told.append(f"{counted(mended, 'shape')} whose outline crossed itself {were} mended")
    outside = max((beyond for _, beyond in own.values()), default=0.0)
    if outside >= 0.01:
        told.append(f"up to {outside:,.2f} km² a day lay outside the theatre: cut off")
