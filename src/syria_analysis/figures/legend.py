"""The legend: swatches and words in columns, and the rows that maps have in common."""

from __future__ import annotations

from typing import Any

import pandas as pd
import shapely
from matplotlib.lines import Line2D

from syria_analysis.control.situation import Situation
from syria_analysis.figures import layers, style
from syria_analysis.figures.canvas import Box, Canvas, Layer
from syria_analysis.figures.layout import Block
from syria_analysis.text.language import is_rtl, say
from syria_analysis.text.wording import day_text

__all__ = ["Legend", "faction_rows", "framed", "front_rows", "mark_rows"]


class Legend:
    """Rows of swatches and words, collected first and drawn into columns when there is a page."""

    swatch = (6.0, 3.2)
    indent = 7.8
    size = style.SMALL + 0.3
    gap = 1.25
    gutter = 4.0
    tight = 0.85
    """The gap where much must stand on a page that may not grow."""
    column = 44.0
    """Least width of one of several columns."""

    @property
    def step(self) -> float:
        """Distance of two lines of a row, in mm."""
        return style.leading(1.15) * style.SMALL * style.MM_PER_POINT

    def __init__(self, *, tight: bool = False) -> None:
        self.rows: list[tuple[str, str, Any]] = []
        self.dated: set[int] = set()
        if tight:
            self.gap = self.tight

    def row(self, text: str, draw: Any = None, short: str = "") -> None:
        """Add a row; `draw(layer, box)` makes its swatch, `short` is its text in little room."""
        self.rows.append((text, short or text, draw))

    def dates(self, *short: str) -> None:
        """Give the last rows a text with the day in few letters, for where theirs has no room."""
        for number, text in enumerate(short, len(self.rows) - len(short)):
            self.rows[number] = (self.rows[number][0], text, self.rows[number][2])
            self.dated.add(number)

    def _lines(self, number: int, width: float) -> list[str]:
        # All long or all short, so that names of one kind read alike.
        room = width - self.indent - 0.3
        brief = any(
            text != short and style.text_width(text, self.size) > room
            for number, (text, short, _) in enumerate(self.rows)
            if number not in self.dated
        )
        text = self.rows[number][brief]
        if number in self.dated and style.text_width(text, self.size) > room:
            text = self.rows[number][1]
        return style.tidy(text, room, self.size)

    def _columns(self, width: float, columns: int) -> tuple[float, list[list[int]]]:
        """Spread the rows over columns, in order, so that the tallest is as low as can be."""
        wide = (width - self.gutter * (columns - 1)) / columns
        heights = [
            max(self.swatch[1], self.step * len(self._lines(number, wide))) + self.gap
            for number in range(len(self.rows))
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

    def columns(self, width: float) -> int:
        """Count the columns for which there is room."""
        return max(1, int((width + self.gutter) // (self.column + self.gutter)))

    def height(self, width: float) -> float:
        """Room the rows take, in mm."""
        return self._columns(width, self.columns(width))[0]

    def widths(self) -> tuple[float, float]:
        """Return the widths in mm at which no row, and no row with its short text, is broken."""
        widest = (
            max(style.text_width(row[kind], self.size) for row in self.rows) for kind in (0, 1)
        )
        long, short = (wide + self.indent + 0.5 for wide in widest)
        return long, short

    def block(self) -> Block:
        """Return the legend as a block of a page."""
        return Block(self.height, lambda canvas, x, top, wide: self.draw(canvas, x, top, wide))

    def draw(self, canvas: Canvas, x: float, top: float, width: float, background: str = "") -> Box:
        """Draw the rows below `top` and right of `x`; return what they cover, in mm."""
        layer = canvas.layer("legend", page=True)
        columns = self.columns(width)
        height, spread = self._columns(width, columns)
        wide = (width - self.gutter * (columns - 1)) / columns
        box: Box = (x - 1.5, top - height - 0.5, x + width, top + 1.5)
        if background:
            layer.fill(shapely.box(*box), background)
        for column, numbers in enumerate(spread):
            place = columns - 1 - column if is_rtl() else column
            left, y = x + 0.3 + place * (wide + self.gutter), top
            for number in numbers:
                y = self._row(layer, number, left, y, wide)
        return box

    def _row(self, layer: Layer, number: int, x: float, y: float, width: float) -> float:
        w, h = self.swatch
        lines, draw = self._lines(number, width), self.rows[number][2]
        if draw is not None:
            left = x + width - w - 0.5 if is_rtl() else x
            draw(layer, (left, y - h, left + w, y))
        first = y - h / 2 - 0.36 * style.SMALL * style.MM_PER_POINT
        for count, line in enumerate(lines):
            start, ha = (
                (x + width - 0.3 - self.indent, "right") if is_rtl() else (x + self.indent, "left")
            )
            layer.text(start, first - count * self.step, line, self.size, ha=ha)
        return y - max(h, self.step * len(lines)) - self.gap

    def faction(
        self, code: str, text: str, colours: layers.Palette, *, gain: bool = False, short: str = ""
    ) -> None:
        """Add a row for a faction; with `gain` the right half shows the darker tone."""

        def draw(layer: Layer, box: Box) -> None:
            fill, dark, pattern = colours[code]
            whole = shapely.box(*box)
            layer.fill(whole, fill)
            layers.pattern(layer, whole, pattern, dark, 1.0, code)
            if gain:
                half = shapely.box((box[0] + box[2]) / 2, box[1], box[2], box[3])
                layer.fill(half, dark)
                layers.pattern(layer, half, pattern, style.darken(dark, 0.35), 1.0, code)
            layer.outline(whole, style.BOUNDARY, 0.5)

        self.row(text, draw, short)

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


def faction_rows(
    legend: Legend,
    situation: Situation,
    colours: layers.Palette,
    bounds: Box,
    baseline: Situation | None = None,
) -> None:
    """Add a row for each faction with land on the map, with its gains if there is a baseline."""
    seen = _seen(situation, bounds)
    present = situation.holders[seen]
    factions = situation.dataset.factions
    gained = _gained(situation, baseline)[seen]
    for code in factions.index:
        if (present == code).any() and factions.at[code, "territorial"]:
            gain = bool((gained == code).any())
            name, short = (str(factions.at[code, column]) for column in ("name", "short_name"))
            legend.faction(code, name, colours, gain=gain, short=short)
    if baseline is not None and (gained != "").any():
        legend.halves(say("darker", day=day_text(baseline.date)), "#d8d8d8", "#8c8c8c")
        legend.dates(say("darker", day=day_text(baseline.date, short=True)))


def front_rows(legend: Legend, situation: Situation, baseline: Situation) -> None:
    """Add a row for the front of the evening and one for that of the baseline."""
    shown = [(situation, layers.SOLID)]
    if baseline.date != situation.date:
        shown.append((baseline, layers.DOTTED))
    for evening, parts in shown:
        legend.line(say("front-on", day=day_text(evening.date)), *parts)
        legend.dates(say("front-on", day=day_text(evening.date, short=True)))


def mark_rows(
    legend: Legend,
    situation: Situation,
    colours: layers.Palette,
    bounds: Box,
    baseline: Situation | None = None,
    *,
    darker: bool = True,
) -> None:
    """Add rows for the marks that occur on the map; `darker` if gains are drawn darker."""
    seen = _seen(situation, bounds)
    holders, contested = situation.holders[seen], situation.contested[seen]
    fill = colours[holders.mode().iloc[0]][0]
    legend.halves(say("paler"), style.lighten(fill, style.DESERT_SHARE), fill)
    if (contested != "").any():
        rival = contested[contested != ""].mode().iloc[0]
        held = colours[holders[contested == rival].mode().iloc[0]][0]

        def striped(layer: Layer, box: Any) -> None:
            layers.hatch(layer, framed(layer, box), colours[rival][1], 1.0)

        legend.area(say("contested"), held, striped)
    if situation.uncertain[seen].any():

        def tinted(layer: Layer, box: Any) -> None:
            layers.tint(layer, box, 1.0)
            layer.outline(box, style.BOUNDARY, 0.5)

        legend.area(say("tinted"), fill, tinted)
    gained = _gained(situation, baseline)[seen]
    weak = gained[(gained != "") & (situation.confidence[seen] == "low")]
    if len(weak):
        legend.area(
            say("low-confidence"), colours[weak.mode().iloc[0]][1 if darker else 0], layers.dashes
        )


def framed(layer: Layer, box: Any) -> Any:
    """Return a swatch for the mark of contested land; where that is a broad outline, less it."""
    return box if layer.sheet.patterns else shapely.buffer(box, -0.55, join_style="mitre")


def _seen(situation: Situation, bounds: Box) -> pd.Index:
    """Return the places whose cells lie at least in part on the map."""
    cells = situation.mesh.shapes
    return cells[shapely.intersects(cells.to_numpy(), shapely.box(*bounds))].index


def _gained(situation: Situation, baseline: Situation | None) -> pd.Series:
    return layers.gains_of(situation, situation if baseline is None else baseline)
