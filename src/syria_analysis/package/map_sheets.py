"""The maps of some evenings by the rules: whose land is what on them, and how much of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from syria_analysis.errors import BadParameter
from syria_analysis.geo.arrangement import snap
from syria_analysis.package.map_files import Drawn, MapFile, read_map_file
from syria_analysis.package.map_rules import MapRules
from syria_analysis.package.theatre import Theatre

__all__ = ["Own", "Sheet", "own_areas", "read_sheets"]

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


@dataclass
class _Tally:
    """What was mapped, and what could not be, and why."""

    mapped: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


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
    tally = _Tally()
    found: dict[dt.date, Sheet] = {}
    for path in map(Path, files):
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
            why = "nothing on it has a day" if read.drawn else "nothing is drawn on it"
            raise BadParameter(f"{path.name}: {why}")
        for day, drawn in by_day.items():
            if day in found:
                raise BadParameter(f"{path.name} and {found[day].file} both speak of {day}")
            found[day] = _sheet(read, day, drawn, rules, theatre, tally)
    lines = [
        f"{count:,} {'shape is' if count == 1 else 'shapes are'} {_said(label)}"
        for label, count in tally.mapped.items()
    ]
    lines += [
        f"{count:,} {'shape was' if count == 1 else 'shapes were'} left out: {why}"
        for why, count in tally.left.most_common(20)
    ]
    return [found[day] for day in sorted(found)], lines


def _said(label: str) -> str:
    names = label.split("|")
    return f"in doubt between {' and '.join(names)}" if len(names) > 1 else f"land of {label}"


def _sheet(
    read: MapFile,
    day: dt.date,
    drawn: Sequence[Drawn],
    rules: MapRules,
    theatre: Theatre,
    tally: _Tally,
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


def own_areas(sheets: Sequence[Sheet], theatre: Theatre, rules: MapRules) -> Own:
    """Measure on each map itself what its shapes cover: by label in the theatre, and outside.

    Parameters
    ----------
    sheets : sequence of Sheet
        The maps.
    theatre : Theatre
        The land and its plane.
    rules : MapRules
        Which shape is whose.

    Returns
    -------
    dict of datetime.date to (dict of str to float, float)
        Label to km² in the theatre; km² outside it.

    Raises
    ------
    BadParameter
        If land lies too far outside.

    Examples
    --------
    >>> import shapely
    >>> from syria_analysis.geo.plane import Plane
    >>> from syria_analysis.package.map_rules import ShapeRule
    >>> rules = MapRules("atlas", "Atlas", "CC0", 100.0, "CRN", (ShapeRule("VLG"),))
    >>> sheet = Sheet(dt.date(2019, 6, 1), "", "", {0: shapely.box(0, 0, 2000, 1000)}, 0)
    >>> theatre = Theatre(shapely.box(-1, -1, 1, 1), Plane(0, 0), {})
    >>> own_areas([sheet], theatre, rules)[sheet.day]
    ({'VLG': 2.0}, 0.0)
    """
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
