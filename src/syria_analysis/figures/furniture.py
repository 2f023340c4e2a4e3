"""What stands around a map: headline, scale bar, locator, source line."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from matplotlib.patches import Rectangle

from syria_analysis.figures import style
from syria_analysis.figures.canvas import Box, Canvas
from syria_analysis.figures.labels import Placer

__all__ = ["header", "locator", "scale_bar", "source_line"]


def header(canvas: Canvas, title: str, subtitle: str, width: float | None = None) -> None:
    """Set headline and second line above the map, from the top of the page down."""
    layer = canvas.layer("header", page=True)
    width = width or canvas.width
    y = canvas.height - 1.0
    for lines, size, weight, colour in (
        (style.balance(title, width, style.TITLE, "bold"), style.TITLE, "bold", style.INK),
        (style.wrap(subtitle, width, style.SUBTITLE), style.SUBTITLE, "regular", style.INK_SOFT),
    ):
        step = style.LEADING * size * style.MM_PER_POINT
        for line in lines:
            y -= step
            layer.text(0, y + 0.25 * step, line, size, weight=weight, colour=colour)
        y -= 0.6
    if y < canvas.map_box[3] + 0.3:
        raise ValueError(f"the header of {canvas.name} runs into the map")


def header_height(title: str, subtitle: str, width: float = style.WIDTH_MM) -> float:
    """Room that `header` takes, in mm."""
    height = 3.2
    for text, size, weight in (
        (title, style.TITLE, "bold"),
        (subtitle, style.SUBTITLE, "regular"),
    ):
        lines = len(style.wrap(text, width, size, weight))
        height += lines * style.LEADING * size * style.MM_PER_POINT
    return height


def source_line(canvas: Canvas, text: str) -> None:
    """Set the source line at the foot of the page."""
    layer = canvas.layer("sources", page=True)
    step = 1.22 * style.SMALL * style.MM_PER_POINT
    lines = style.wrap(text, canvas.width, style.SMALL)
    for number, line in enumerate(reversed(lines)):
        layer.text(0, 0.9 + number * step, line, style.SMALL, colour=style.INK_SOFT)


def source_height(text: str) -> float:
    """Room that `source_line` takes, in mm."""
    lines = len(style.wrap(text, style.WIDTH_MM, style.SMALL))
    return 0.9 + lines * 1.22 * style.SMALL * style.MM_PER_POINT + 0.8


def scale_bar(canvas: Canvas, placer: Placer, km: float, x: float, y: float) -> None:
    """Draw a scale bar with its left end at x, y (mm); the plane is equal-area, true to 0.1 %."""
    layer = canvas.layer("scale-bar", page=True)
    length = km * 1000 / canvas.scale
    for start, colour in ((0.0, style.INK), (0.5, style.PAPER)):
        layer.add(Rectangle((x + start * length, y), length / 2, 0.9, facecolor=colour,
                            edgecolor=style.INK, linewidth=0.5))  # fmt: skip
    layer.text(x, y + 1.9, "0", style.SMALL, ha="center", halo=style.PAPER)
    layer.text(x + length, y + 1.9, f"{km:g} km", style.SMALL, ha="center", halo=style.PAPER)
    placer.block((x - 2, y - 1, x + length + 5, y + 5))


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
        style.PAPER, "ground", edgecolor=style.NEIGHBOUR_BORDER, linewidth=0.4,
    )  # fmt: skip
    shape = shapely.transform(shapely.simplify(country, 2000), move)
    view = shapely.transform(shapely.box(*canvas.bounds), move)
    layer.fill(shape, "#d9d7d2", "country", edgecolor=style.NEIGHBOUR_INK, linewidth=0.4)
    layer.fill(shapely.intersection(shape, view), "#8f8c85", "view-land")
    layer.outline(view, style.INK, 0.9, "view")
