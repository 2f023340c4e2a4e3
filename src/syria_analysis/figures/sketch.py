"""A quick map for the screen: SVG text written in milliseconds, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.control.front import fighting, front_between
from syria_analysis.control.situation import Situation
from syria_analysis.figures import layers, style
from syria_analysis.figures.labelled_places import seats_first
from syria_analysis.geo.mesh import Mesh
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.text.language import say, speaking
from syria_analysis.text.wording import day_text, place_name, side_name

__all__ = ["sketch"]

UNIT_M = 500.0
"""Metres to a unit of the drawing; coordinates are whole units."""
TOLERANCE_M = 700.0
MARGIN = 24
LETTERS = 33
"""Height of type in units: 11 pixels where the map is 420 pixels wide."""
TARGET = 18
"""Radius in units of the ground around a dot that belongs to it when pointed at."""
LETTER_WIDTH = 0.6
"""Width of a letter in heights: that of a wide font, since the reader's is not known."""


def sketch(
    situation: Situation,
    attackers: Side = None,
    defenders: Side = None,
    *,
    names: Iterable[str] = (),
) -> str:
    """Draw who holds what, and a front, as SVG text.

    Parameters
    ----------
    situation : Situation
        The evening, as reported or hypothetical.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the front. Default: those of the contest fought; without
        one no front is drawn.
    names : iterable of str
        Ids of places to be named besides the capital and the other seats.

    Returns
    -------
    str
        An ``svg`` element with a role and a label for screen readers; every cell carries its
        place's id (``data-place``) and tells place and holder when pointed at; so does every dot,
        which lies above the land. Contested cells
        are striped in the challenger's tone, supposed captures have a dashed outline.

    Raises
    ------
    UnknownName
        If a faction or a place is not in the data.

    Notes
    -----
    Cells are simplified to 700 m, fit for a picture of at most some 1 000 pixels; for print use
    the maps.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> sketch(situation_on(load_dataset(), "2024-12-02"))[:4]
    '<svg'
    """
    dataset = situation.dataset
    sides = None
    if attackers or defenders or dataset.conflict.contests:
        sides = fighting(situation, attackers, defenders)
    frame = _frame(situation.mesh)
    wide, high = frame[2], frame[3]
    key = f"sketch-{situation.date:%Y%m%d}"
    with speaking(None, dataset):
        day, said = day_text(situation.date), ""
        if sides is None:
            said = say("reported-control", day=day)
        else:
            one, other = (side_name(dataset, side) for side in sides)
            said = say("about-sketch", day=day, one=one, other=other)
        said = say("hypothetical-title", said=said) if situation.hypothetical else said
    front = "" if sides is None else _pieces(front_between(situation, *sides).segments, frame)
    told = _told(situation)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" '
        f'aria-label="{escape(said)}" style="width:100%;height:auto;background:{style.PAPER}" '
        f'font-family="{style.FONT}, Arial, sans-serif" font-size="{LETTERS}">',
        _stripes(dataset, key),
        *_land(situation, key, told),
        f'<path d="{_lakes(dataset, situation.mesh)}" fill="{style.SEA}"/>',
        f'<path d="{front}" fill="none" stroke="{style.INK}" stroke-width="7" '
        'stroke-linecap="round"/>',
        *_names(situation, frame, [dataset.place(p) for p in names], told),
        "</svg>",
    ]
    return "".join(parts)


@cached_on_owner(maxsize=4)
def _frame(cells: Mesh) -> tuple[float, float, int, int]:
    """West and north edge in metres, width and height in units."""
    x0, y0, x1, y1 = shapely.bounds(cells.theatre)
    edge = MARGIN * UNIT_M
    size = ((x1 - x0) / UNIT_M + 2 * MARGIN, (y1 - y0) / UNIT_M + 2 * MARGIN)
    return float(x0 - edge), float(y1 + edge), round(size[0]), round(size[1])


def _units(frame: tuple[float, float, int, int], points: np.ndarray) -> np.ndarray:
    """Turn points of the plane into whole units, downwards from the north-west."""
    return np.rint(np.column_stack([points[:, 0] - frame[0], frame[1] - points[:, 1]]) / UNIT_M)


def _path(frame: tuple[float, float, int, int], shape: Any) -> str:
    text = []
    for ring in shapely.get_rings(shape):
        xy = _units(frame, shapely.get_coordinates(ring)).astype(int)
        keep = np.r_[True, np.any(np.diff(xy, axis=0) != 0, axis=1)]
        if keep.sum() > 3:
            text.append("M" + "L".join(f"{x} {y}" for x, y in xy[keep][:-1].tolist()) + "Z")
    return "".join(text)


@cached_on_owner(maxsize=4)
def _paths(cells: Mesh) -> dict[str, str]:
    """Write every cell as a path, simplified so that neighbours keep sharing their borders."""
    frame = _frame(cells)
    shapes = shapely.coverage_simplify(cells.shapes.to_numpy(), TOLERANCE_M)
    paths = {str(p): _path(frame, s) for p, s in zip(cells.shapes.index, shapes, strict=True)}
    return {place: path for place, path in paths.items() if path}


@cached_on_owner(maxsize=4)
def _lakes(dataset: Dataset, cells: Mesh) -> str:
    lakes = layers.features(dataset, "lakes")
    if lakes is None:
        return ""
    frame = _frame(cells)
    inside = shapely.intersection(lakes.geometry.to_numpy(), cells.theatre)
    return "".join(_path(frame, shapely.simplify(lake, TOLERANCE_M)) for lake in inside)


def _pieces(segments: pd.DataFrame, frame: tuple[float, float, int, int]) -> str:
    ends = [
        _units(frame, segments[[x, y]].to_numpy(float)) for x, y in (("x0", "y0"), ("x1", "y1"))
    ]
    return "".join(f"M{a:g} {b:g}L{c:g} {d:g}" for a, b, c, d in np.column_stack(ends).tolist())


def _stripes(dataset: Dataset, key: str) -> str:
    """Define the stripes of contested land, one pattern for each challenger."""
    patterns = "".join(
        f'<pattern id="{key}-{escape(code)}" width="14" height="14" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="14" fill="{dark}"/></pattern>'
        for code, (_, dark, _) in style.palette(dataset).items()
    )
    return f"<defs>{patterns}</defs>"


def _land(situation: Situation, key: str, told: dict[str, str]) -> list[str]:
    """Draw the cells: their holder's colour, stripes where contested, dashes where supposed."""
    dataset = situation.dataset
    colours = style.palette(dataset)
    holders, contested = situation.holders.to_dict(), situation.contested.to_dict()
    cells, marks = [], []
    for place, path in _paths(situation.mesh).items():
        rival = contested[place]
        fill = colours[holders[place]][0]
        cells.append(
            f'<path d="{path}" fill="{fill}" stroke="{fill}" stroke-width="2" '
            f'data-place="{escape(place)}">'
            f"<title>{escape(told[place])}</title></path>"
        )
        if rival:
            marks.append(f'<path d="{path}" fill="url(#{key}-{escape(rival)})"/>')
        if place in situation.captured:
            marks.append(
                f'<path d="{path}" fill="none" stroke="{style.INK}" stroke-width="4" '
                'stroke-dasharray="12 8"/>'
            )
    return [*cells, '<g pointer-events="none">', *marks, "</g>"]


def _told(situation: Situation) -> dict[str, str]:
    """Say of every place who holds it, who contests it, and whether that is only supposed."""
    short = situation.dataset.factions["short_name"].to_dict()
    names = situation.dataset.places["name"].to_dict()
    contested = situation.contested.to_dict()
    found = {}
    for place, holder in situation.holders.to_dict().items():
        told = say("named-held", name=names[place], who=short[holder])
        if contested[place]:
            told = say("also-contested", said=told, who=short[contested[place]])
        found[place] = say("only-supposed", said=told) if place in situation.captured else told
    return found


def _names(
    situation: Situation,
    frame: tuple[float, float, int, int],
    more: list[str],
    told: dict[str, str],
) -> list[str]:
    """Set the names of the seats, and of `more`, where they touch no other."""
    dataset = situation.dataset
    ids = list(dict.fromkeys([*more, *seats_first(dataset)]))
    rows = dataset.places.loc[ids]
    points = dataset.plane.to_plane(shapely.points(rows["lon"], rows["lat"]))
    spots = _units(frame, shapely.get_coordinates(points))
    taken: list[tuple[float, float, float, float]] = [
        (x - 8, y - 8, x + 8, y + 8) for x, y in spots.tolist()
    ]
    parts = ['<g pointer-events="none">']
    for place, (x, y) in zip(ids, spots.tolist(), strict=True):
        parts.append(
            f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="{style.INK}"/>'
            f'<circle cx="{x:g}" cy="{y:g}" r="{TARGET}" fill="transparent" pointer-events="all" '
            f'data-place="{escape(place)}"><title>{escape(told[place])}</title></circle>'
        )
        name = place_name(dataset, place)
        spot = _room(name, x, y, taken, frame)
        if spot is not None:
            anchor, at, foot = spot
            parts.append(
                f'<text x="{at:g}" y="{foot:g}" text-anchor="{anchor}" stroke="{style.PAPER}" '
                f'stroke-width="6" paint-order="stroke" fill="{style.INK}">{escape(name)}</text>'
            )
    return [*parts, "</g>"]


def _room(
    name: str,
    x: float,
    y: float,
    taken: list[tuple[float, float, float, float]],
    frame: tuple[float, float, int, int],
) -> tuple[str, float, float] | None:
    """Find a side of a point where its name touches nothing, and take it."""
    width, gap = len(name) * LETTERS * LETTER_WIDTH, 12.0
    options = [
        ("start", x + gap, y + 9),
        ("end", x - gap, y + 9),
        ("middle", x, y - gap),
        ("middle", x, y + gap + 0.75 * LETTERS),
    ]
    own = (x - 8, y - 8, x + 8, y + 8)
    for anchor, at, foot in options:
        start = {"start": at, "middle": at - width / 2, "end": at - width}[anchor]
        box = (start, foot - 0.75 * LETTERS, start + width, foot + 0.2 * LETTERS)
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= frame[2] and box[3] <= frame[3]
        if inside and not any(
            box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3]
            for t in taken
            if t != own
        ):
            taken.append(box)
            return anchor, at, foot
    return None
