"""What stands around a map: headline, legend, scale bar, locator, source line."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from syria_analysis.figures import layers, style
from syria_analysis.figures.canvas import Box, Canvas, Layer
from syria_analysis.figures.labels import Placer

__all__ = ["Legend", "header", "locator", "scale_bar", "source_line"]


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


class Legend:
    """Rows of swatches and words, collected first and drawn into columns when there is a page."""

    swatch = (6.0, 3.2)
    indent = 7.8
    size = style.SMALL + 0.3
    step = 1.15 * style.SMALL * style.MM_PER_POINT
    gap = 1.25
    gutter = 4.0

    def __init__(self) -> None:
        self.rows: list[tuple[str, Any]] = []

    def row(self, text: str, draw: Any = None) -> None:
        """Add a row; `draw(layer, box)` makes its swatch."""
        self.rows.append((text, draw))

    def _lines(self, text: str, width: float) -> list[str]:
        return style.wrap(text, width - self.indent, self.size)

    def _columns(self, width: float, columns: int) -> tuple[float, list[list[int]]]:
        """Spread the rows over columns, in order, so that the tallest is as low as can be."""
        wide = (width - self.gutter * (columns - 1)) / columns
        heights = [
            max(self.swatch[1], self.step * len(self._lines(text, wide))) + self.gap
            for text, _ in self.rows
        ]
        limit = max([*heights, sum(heights) / columns])
        while True:
            spread: list[list[int]] = [[]]
            filled = 0.0
            for number, height in enumerate(heights):
                if filled + height > limit + 1e-6 and spread[-1]:
                    spread.append([])
                    filled = 0.0
                spread[-1].append(number)
                filled += height
            if len(spread) <= columns:
                return limit, spread
            limit += 0.5

    def height(self, width: float, columns: int = 1) -> float:
        """Room the rows take, in mm."""
        return self._columns(width, columns)[0]

    def draw(
        self, canvas: Canvas, x: float, top: float, width: float, columns: int = 1,
        background: str = "",
    ) -> Box:  # fmt: skip
        """Draw the rows below `top` and right of `x`; return what they cover, in mm."""
        layer = canvas.layer("legend", page=True)
        height, spread = self._columns(width, columns)
        wide = (width - self.gutter * (columns - 1)) / columns
        box: Box = (x - 1.5, top - height - 0.5, x + width, top + 1.5)
        if background:
            layer.fill(shapely.box(*box), background)
        for column, numbers in enumerate(spread):
            left, y = x + column * (wide + self.gutter), top
            for number in numbers:
                text, draw = self.rows[number]
                y = self._row(layer, text, draw, left, y, wide)
        return box

    def _row(self, layer: Layer, text: str, draw: Any, x: float, y: float, width: float) -> float:
        w, h = self.swatch
        lines = self._lines(text, width)
        if draw is not None:
            draw(layer, (x, y - h, x + w, y))
        first = y - h / 2 - 0.36 * style.SMALL * style.MM_PER_POINT
        for number, line in enumerate(lines):
            layer.text(x + self.indent, first - number * self.step, line, self.size)
        return y - max(h, self.step * len(lines)) - self.gap

    def faction(self, code: str, text: str, colours: layers.Palette, *, gain: bool = False) -> None:
        """Add a row for a faction; with `gain` the right half shows the darker tone."""

        def draw(layer: Layer, box: Box) -> None:
            fill, dark = colours[code]
            whole = shapely.box(*box)
            layer.fill(whole, fill)
            layers.pattern(layer, whole, code, dark, 1.0)
            if gain:
                half = shapely.box((box[0] + box[2]) / 2, box[1], box[2], box[3])
                layer.fill(half, dark)
                layers.pattern(layer, half, code, style.darken(dark, 0.35), 1.0)
            layer.outline(whole, style.BOUNDARY, 0.5)

        self.row(text, draw)

    def halves(self, text: str, left: str, right: str) -> None:
        """Add a row whose swatch has two colours."""

        def draw(layer: Layer, box: Box) -> None:
            middle = (box[0] + box[2]) / 2
            layer.fill(shapely.box(box[0], box[1], middle, box[3]), left)
            layer.fill(shapely.box(middle, box[1], box[2], box[3]), right)
            layer.outline(shapely.box(*box), style.BOUNDARY, 0.5)

        self.row(text, draw)

    def area(self, text: str, fill: str, mark: Any) -> None:
        """Add a row for a kind of land; `mark(layer, shape)` draws what marks it."""

        def draw(layer: Layer, box: Box) -> None:
            layer.fill(shapely.box(*box), fill)
            mark(layer, shapely.box(*box))

        self.row(text, draw)

    def line(self, text: str, *parts: dict[str, Any]) -> None:
        """Add a row for a line, drawn as given (colour, width and options), lowest first."""

        def draw(layer: Layer, box: Box) -> None:
            y = (box[1] + box[3]) / 2
            line = shapely.linestrings([(box[0] + 0.4, y), (box[2] - 0.4, y)])
            for part in parts:
                layer.outline(line, **part)

        self.row(text, draw)

    def marker(self, text: str, **marker: Any) -> None:
        """Add a row for a symbol."""

        def draw(layer: Layer, box: Box) -> None:
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            layer.add(Line2D([x], [y], **marker))

        self.row(text, draw)
