"""What stands around a map: headline, scale bar, locator, source line."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from matplotlib.patches import Rectangle

from syria_analysis.figures import style
from syria_analysis.figures.canvas import Box, Canvas, FigurePage, Layer
from syria_analysis.figures.label_placement import Placer
from syria_analysis.figures.layout import Block
from syria_analysis.text.language import is_rtl, say

__all__ = [
    "column_locator",
    "corner_locator",
    "header",
    "header_height",
    "heading_block",
    "locator",
    "scale_bar",
    "second_line",
    "source_height",
    "source_line",
]

ROADS_TOLD = 80.0
"""A map so wide, in mm, has room to say how its roads are drawn."""
NARROW = 60.0
"""On a map less wide, in mm, the scale bar stands close to the edge."""
BAR = 0.2
"""A scale bar takes at most so much of the map's width."""
MOST_SEEN = 0.6
"""A map that shows so much of the theatre's surroundings needs no locator in its corner."""
SMALLEST_LOCATOR = 17.0
"""A locator less wide, in mm, shows nothing."""


def header(
    page: FigurePage,
    title: str,
    subtitle: str,
    x: float = 0.0,
    top: float | None = None,
    width: float | None = None,
) -> None:
    """Set headline and second line, where there are any, from the top of the page down.

    Given a left edge, a top and a width in mm, they stand there.
    """
    layer = page.layer("header")
    width = page.width if width is None else width
    y = (page.height if top is None else top) - 1.0
    for lines, size, weight, colour in (
        (style.balance(title, width, style.TITLE, "bold"), style.TITLE, "bold", style.INK),
        (second_line(subtitle, width), style.SUBTITLE, "regular", style.INK_SOFT),
    ):
        step = style.leading(style.LEADING) * size * style.MM_PER_POINT
        for line in filter(None, lines):
            y -= step
            _from_edge(layer, x, width, y + 0.25 * step, line, size, weight=weight, colour=colour)
        y -= 0.6


def heading_block(title: str, subtitle: str) -> Block:
    """Return headline and second line as a block that stands in the column beside a map."""
    return Block(
        lambda width: header_height(title, subtitle, width),
        lambda canvas, x, top, width: header(canvas.page, title, subtitle, x, top, width),
    )


def header_height(title: str, subtitle: str, width: float) -> float:
    """Room that `header` takes on a page of a width, in mm."""
    if not title and not subtitle:
        return 0.6
    height = 3.2
    lines = len(style.wrap(title, width, style.TITLE, "bold")) if title else 0
    for count, size in (
        (lines, style.TITLE),
        (len(second_line(subtitle, width)), style.SUBTITLE),
    ):
        height += count * style.leading(style.LEADING) * size * style.MM_PER_POINT
    return height


def second_line(text: str, width: float) -> list[str]:
    """Break what stands below a headline into lines; each of its paragraphs begins a new one."""
    parts = text.split("\n") if text else []
    return [line for part in parts for line in style.balance(part, width, style.SUBTITLE)]


def source_line(page: FigurePage, text: str) -> None:
    """Set the source line, where there is one, at the foot of the page."""
    layer = page.layer("sources")
    step = style.leading(1.22) * style.SMALL * style.MM_PER_POINT
    lines = _source_lines(text, page.width)
    for number, line in enumerate(reversed(lines)):
        foot = style.leading(0.9) + number * step
        _from_edge(layer, 0.0, page.width, foot, line, style.SMALL, colour=style.INK_SOFT)


def _from_edge(layer: Layer, x: float, width: float, y: float, *words: Any, **options: Any) -> None:
    """Set a line from the edge of a column at which reading begins."""
    rtl = is_rtl()
    layer.text(x + width if rtl else x, y, *words, ha="right" if rtl else "left", **options)


def _source_lines(text: str, width: float) -> list[str]:
    parts = text.split("\n") if text else []
    return [line for part in parts for line in style.wrap(part, width, style.SMALL)]


def source_height(text: str, width: float) -> float:
    """Room that `source_line` takes on a page of a width, in mm."""
    if not text:
        return 0.6
    lines = len(_source_lines(text, width))
    return style.leading(0.9) + lines * style.leading(1.22) * style.SMALL * style.MM_PER_POINT + 0.8


def scale_bar(canvas: Canvas, placer: Placer, share: float = 1.0, *, roads: bool = False) -> None:
    """Draw a scale bar of a round length at the foot of the map.

    Its left end stands at a share of the map's width, or as near to it as the frame allows. Above
    it stands, if there are `roads`, that they are drawn straight from place to place.
    """
    layer = canvas.layer("scale-bar", page=True)
    x0, y0, x1, _ = canvas.map_box
    km = _round_length(BAR * (x1 - x0) * canvas.scale / 1000)
    length = km * 1000 / canvas.scale
    edge = 9.0 if x1 - x0 >= NARROW else 5.5
    y = y0 + 4.0
    starts = [min(x0 + some * (x1 - x0), x1 - length - edge) for some in (share, 0.3, 0.15, 0.03)]
    free = (x for x in starts if placer.free((x - 1, y, x + length + 3, y + 4.5)))
    x = next(free, starts[0])
    for start, colour in ((0.0, style.INK), (0.5, style.PAPER)):
        layer.add(
            Rectangle(
                (x + start * length, y),
                length / 2,
                0.9,
                facecolor=colour,
                edgecolor=style.INK,
                linewidth=0.5,
            )
        )
    layer.text(x, y + 1.9, "0", style.SMALL, ha="center", halo=style.PAPER)
    length_text = say("km", number=f"{km:g}")
    layer.text(x + length, y + 1.9, length_text, style.SMALL, ha="center", halo=style.PAPER)
    placer.block((x - 2, y - 1, x + length + 5, y + 5))
    if roads and x1 - x0 >= ROADS_TOLD:
        text, end = say("roads-schematic"), min(x + length + edge - 1.5, x1 - 1.5)
        wide = style.text_width(text, style.SMALL)
        layer.text(end, y + 5.2, text, style.SMALL, ha="right", halo=style.PAPER)
        placer.block((end - wide, y + 4.4, end, y + 7.8))


def _round_length(longest: float) -> float:
    power = 10.0 ** math.floor(math.log10(longest))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= longest)


def locator(canvas: Canvas, country: Any, box: Box) -> None:
    """Draw the country small with the map's rectangle on it, into a box of the page (mm)."""
    layer = canvas.layer("locator", page=True)
    x0, y0, x1, y1 = shapely.bounds(country)
    # The map may reach beyond the country.
    v0, w0, v1, w1 = canvas.bounds
    x0, y0, x1, y1 = min(x0, v0), min(y0, w0), max(x1, v1), max(y1, w1)
    scale = max((x1 - x0) / (box[2] - box[0]), (y1 - y0) / (box[3] - box[1]))
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    centre = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])

    def move(points: np.ndarray) -> np.ndarray:
        return (points - middle) / scale + centre

    margin = 1.5
    layer.fill(
        shapely.box(box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin),
        style.PAPER,
        "ground",
        edgecolor=style.NEIGHBOUR_BORDER,
        linewidth=0.4,
    )
    shape = shapely.transform(shapely.simplify(country, 2000), move)
    view = shapely.transform(shapely.box(*canvas.bounds), move)
    layer.fill(shape, "#d9d7d2", "country", edgecolor=style.NEIGHBOUR_INK, linewidth=0.4)
    layer.fill(shapely.intersection(shape, view), "#8f8c85", "view-land")
    layer.outline(view, style.INK, 0.9, "view")


def corner_locator(canvas: Canvas, placer: Placer, country: Any) -> None:
    """Draw the locator in the upper left corner of the map, in proportion; not if it is small."""
    x0, _, x1, y1 = canvas.map_box
    wide = min(32.5, 0.191 * (x1 - x0))
    view, around = shapely.box(*canvas.bounds), shapely.box(*shapely.bounds(country))
    largest = MOST_SEEN * shapely.area(around)
    if wide >= SMALLEST_LOCATOR and shapely.area(shapely.intersection(view, around)) < largest:
        box = (x0 + 3.5, y1 - 3.5 - 0.846 * wide, x0 + 3.5 + wide, y1 - 3.5)
        locator(canvas, country, box)
        placer.block((x0, box[1] - 2.5, box[2] + 2.5, y1))


def column_locator(country: Any) -> Block:
    """Return the locator as a block that stands in the column beside a map."""

    def draw(canvas: Canvas, x: float, top: float, width: float) -> None:
        high = min(36.5, 0.8 * width)
        locator(canvas, country, (x + 1.5, top - 1.5 - high, x + width - 2, top - 1.5))

    return Block(lambda width: min(36.5, 0.8 * width) + 4.0, draw, beside_only=True)
