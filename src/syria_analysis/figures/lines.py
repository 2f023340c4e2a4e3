"""Arrows, and lines that show how far the front is from a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

import numpy as np
import shapely
from shapely.ops import substring

from syria_analysis.control.front import Distance
from syria_analysis.figures import style, symbols
from syria_analysis.figures.canvas import Box, Canvas, Layer
from syria_analysis.figures.label_placement import HIDDEN, Placer
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.evening_words import away_with_interval
from syria_analysis.text.language import say
from syria_analysis.text.wording import place_name

__all__ = ["arrow", "distance_lines"]

UNSEEN = 9.0
"""Under a line shorter than this, in mm, no reader sees of which city it is."""
ABROAD = 1.0
"""A line may lie outside the theatre for so many mm."""
SHORT = 80.0
"""On a map narrower than this, in mm, a line says its length on several lines."""
AROUND = 24.0
"""So far from its middle, in mm, stands what says its length, if there is no room beside it."""
ROW = 2.9
"""From one line of it to the next, in mm."""
ARROW, ARROW_HEAD = 1.1, 2.9
"""Widths of the shaft and of the head of an arrow, in mm."""


def arrow(layer: Layer, way: Any, colour: str, name: str = "") -> None:
    """Draw an arrow along a line (mm)."""
    layer.fill(arrow_shape(way), colour, name, edgecolor=style.PAPER, linewidth=0.8)


def arrow_shape(way: Any) -> Any:
    """Return the outline of an arrow along a line, with a head as long as it is wide."""
    length = shapely.length(way)
    head = min(ARROW_HEAD, 0.7 * length)
    neck = shapely.line_interpolate_point(way, length - head)
    tip = shapely.line_interpolate_point(way, length)
    along = np.array([tip.x - neck.x, tip.y - neck.y])
    along /= np.hypot(*along)
    across = np.array([-along[1], along[0]]) * head / 2
    foot = np.array([tip.x, tip.y]) - along * head
    triangle = shapely.Polygon([foot + across, (tip.x, tip.y), foot - across])
    # The shaft reaches a little into the head, so that the two are one shape.
    shaft = substring(way, 0, length - 0.9 * head)
    return shapely.union(shapely.buffer(shaft, ARROW / 2, cap_style="flat"), triangle)


def distance_lines(
    canvas: Canvas,
    placer: Placer,
    dataset: Dataset,
    distances: Mapping[str, Distance],
    keep_off: Any = None,
) -> list[Any]:
    """Draw a line with its length from the front to each city measured; return the lines.

    None is drawn through land that is not of the theatre: there nothing is measured.
    """
    layer = canvas.layer("distances", page=True)
    layer.set_zorder(0.5)  # below names that stand already
    names = canvas.layer("distance-names", page=True)
    short = canvas.map_box[2] - canvas.map_box[0] < SHORT
    lines: list[Any] = []
    land = symbols.to_page(canvas, dataset.mesh.theatre)
    for city, distance in distances.items():
        if distance.status != "ok" or distance.nearest_point is None:
            continue
        near_lat, near_lon = distance.nearest_point
        point = dataset.plane.to_plane(shapely.Point(near_lon, near_lat))
        a = tuple(map(float, canvas.on_page(point.x, point.y)))
        b = symbols.spot(canvas, dataset, city)
        line = shapely.clip_by_rect(shapely.linestrings([a, b]), *canvas.map_box)
        if line.is_empty or shapely.length(shapely.difference(line, land)) > ABROAD:
            continue
        layer.outline(line, style.PAPER, 2.0, alpha=0.85)
        layer.outline(line, style.INK, 0.8, f"{city}-line")
        lines.append(line)
        length = away_with_interval(distance)
        label = say("named-distance", name=place_name(dataset, city), length=length)
        if short:  # a narrow box finds room
            label = label if shapely.length(line) < UNSEEN else length
            label = label.replace(": ", ":\n", 1).replace(" (", "\n(")
        rows = label.split("\n")
        width = max(style.text_width(row, style.TOWN, "bold") for row in rows) + 1.6
        height = 3.2 + ROW * (len(rows) - 1)
        found = _cheapest(placer, line, keep_off, _beside(line, width, height))
        found = found or _cheapest(placer, line, keep_off, _around(line, width, height))
        if found:
            box = found
            placer.block(box)
            names.fill(
                shapely.box(*box), style.PAPER, alpha=0.9, edgecolor=style.INK, linewidth=0.4
            )
            for n, row in enumerate(rows):
                y = box[3] - 2.42 - ROW * n
                names.text(box[0] + 0.8, y, row, style.TOWN, weight="bold")
    return lines


def _cheapest(
    placer: Placer, line: Any, keep_off: Any, boxes: Iterable[tuple[float, Box]]
) -> Box | None:
    """Return the free box that hides least, given boxes with what each is worse by anyway."""
    options: list[tuple[float, Box]] = []
    for off, box in boxes:
        if not placer.free(box):
            continue
        crossed = float(shapely.length(shapely.clip_by_rect(line, *box)))
        if keep_off is not None:
            crossed += 2 * float(shapely.length(shapely.clip_by_rect(keep_off, *box)))
        hidden = 2 * placer.cost(box) + HIDDEN * placer.hidden(box)
        options.append((hidden + crossed + off, box))
    return min(options)[1] if options else None


def _beside(line: Any, width: float, height: float) -> Iterator[tuple[float, Box]]:
    """Offer boxes beside a line, the best first."""
    order = count()
    for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.74, 0.26):
        middle = shapely.line_interpolate_point(line, share, normalized=True)
        for dx, dy in (
            (0.6, -height / 2),
            (-width - 0.6, -height / 2),
            (-width / 2, 1.2),
            (-width / 2, -height - 1.2),
            (-width / 2, 6.0),
            (-width / 2, -height - 5.8),
        ):
            x, y = middle.x + dx, middle.y + dy
            yield 0.2 * next(order), (x, y, x + width, y + height)


def _around(line: Any, width: float, height: float) -> Iterator[tuple[float, Box]]:
    """Offer boxes around a line that has no room beside it, the nearer the better."""
    middle = shapely.line_interpolate_point(line, 0.5, normalized=True)
    for dx in np.arange(-AROUND, AROUND, 2.0).tolist():
        for dy in np.arange(-AROUND, AROUND, 2.0).tolist():
            x, y = middle.x + dx - width / 2, middle.y + dy - height / 2
            yield 1.2 * float(np.hypot(dx, dy)), (x, y, x + width, y + height)
