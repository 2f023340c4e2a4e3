"""The legend: swatches and words in columns, and the rows that maps have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import shapely

from syria_analysis.control.front import PINNED_KM, Front
from syria_analysis.control.land import held_land
from syria_analysis.control.situation import Situation
from syria_analysis.figures import layers, style
from syria_analysis.figures.canvas import Box, Canvas, Layer
from syria_analysis.figures.layout import Block
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.language import is_rtl, say
from syria_analysis.text.wording import day_and_month, day_beside, short_day

__all__ = [
    "Legend",
    "certainty_row",
    "contested_row",
    "faction_row",
    "framed",
    "front_row",
    "gained_row",
    "land_in_view",
    "past_front_row",
]

MOST_KEYS = 5
"""A reader keeps no more keys in mind."""
RAMP = "#7d7d7d"
"""The grey in which a legend shows lightness, which means the same for every hue."""


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
        self.flows: dict[int, list[tuple[str, Any]]] = {}
        self.dated: set[int] = set()
        self.spare: set[int] = set()
        if tight:
            self.gap = self.tight

    def row(self, text: str, draw: Any = None, short: str = "") -> None:
        """Add a row; `draw(layer, box)` makes its swatch, `short` is its text in little room."""
        self.rows.append((text, short or text, draw))

    @property
    def keys(self) -> int:
        """How many rows there are: swatches with their words, or forces in a line, as one."""
        return len(self.rows)

    def yields(self) -> None:
        """Let the last row go where there are too many: the words about the figure say the same."""
        self.spare.add(len(self.rows) - 1)

    def make_room(self, keys: int) -> None:
        """Leave out rows that yield, the last first, until there is room for more keys."""
        for number in sorted(self.spare, reverse=True):
            if self.keys + keys <= MOST_KEYS:
                return
            del self.rows[number]
            self.spare.remove(number)
            self.dated = {other - (other > number) for other in self.dated - {number}}
            self.flows = {n - (n > number): items for n, items in self.flows.items()}

    def flow(self, items: Sequence[tuple[str, Any]]) -> None:
        """Add one row of several swatches, each with its words, that runs on as text does."""
        self.flows[len(self.rows)] = list(items)
        self.rows.append(("", "", None))

    def _run(self, number: int, width: float) -> list[list[tuple[float, str, Any]]]:
        """Break a row of several swatches into lines: each with its place, words and swatch."""
        lines: list[list[tuple[float, str, Any]]] = [[]]
        x = 0.0
        for text, draw in self.flows[number]:
            room = self.indent + style.text_width(text, self.size)
            if x + room > width and lines[-1]:
                lines.append([])
                x = 0.0
            lines[-1].append((x, text, draw))
            x += room + self.gutter
        return lines

    def _height(self, number: int, width: float) -> float:
        """Room that a row takes, with the gap below it, in mm."""
        if number in self.flows:
            return (self.swatch[1] + self.gap) * len(self._run(number, width))
        return max(self.swatch[1], self.step * len(self._lines(number, width))) + self.gap

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
        heights = [self._height(number, wide) for number in range(len(self.rows))]
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
        if number in self.flows:
            return self._flow(layer, number, x, y, width)
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

    def _flow(self, layer: Layer, number: int, x: float, y: float, width: float) -> float:
        w, h = self.swatch
        for line in self._run(number, width - 0.8):
            for along, text, draw in line:
                left = x + width - 0.5 - along - w if is_rtl() else x + along
                draw(layer, (left, y - h, left + w, y))
                foot = y - h / 2 - 0.36 * style.SMALL * style.MM_PER_POINT
                beside = left + w - self.indent if is_rtl() else left + self.indent
                layer.text(beside, foot, text, self.size, ha="right" if is_rtl() else "left")
            y -= h + self.gap
        return y

    def faction(self, code: str, text: str, colours: layers.Palette) -> None:
        """Add a row for a faction."""
        self.row(text, swatch_of(code, colours[code]))

    def ramp(self, text: str, short: str = "") -> None:
        """Add a row for lightness: from paper to full strength."""

        def draw(layer: Layer, box: Box) -> None:
            shares = [*style.PALER.values()]
            step = (box[2] - box[0]) / (len(shares) + 1)
            order = reversed(shares) if is_rtl() else shares
            start = box[0] + (0.0 if is_rtl() else step)
            layer.fill(shapely.box(*box), style.PAPER)
            for number, share in enumerate(order):
                left = start + number * step
                part = shapely.box(left, box[1], left + step, box[3])
                layers.shade(layer, part, style.lighten(RAMP, share), "")
            layer.outline(shapely.box(*box), style.BOUNDARY, 0.5)

        self.row(text, draw, short)

    def gained(self, text: str, tone: style.Tone, sizes: tuple[float, float]) -> None:
        """Add a row for what changed hands: land and a dot before, and both after."""

        def draw(layer: Layer, box: Box) -> None:
            middle, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            halves = [(box[0], middle), (middle, box[2])]
            for (left, right), fill, size in zip(
                reversed(halves) if is_rtl() else halves,
                (tone.fill, tone.gained),
                sizes,
                strict=True,
            ):
                part = shapely.box(left, box[1], right, box[3])
                layer.fill(part, fill)
                if fill != tone.fill:
                    layer.outline(part, tone.strong, layers.GAIN_WIDTH)
                layers.dot(layer, (left + right) / 2, y, tone.strong, size)

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

    def marks(self, text: str, size: float) -> None:
        """Add a row for places that are drawn as dots."""

        def draw(layer: Layer, box: Box) -> None:
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            layers.dot(layer, x, y, style.INK, size)

        self.row(text, draw)

    def fronts(
        self, text: str, solid: layers.Parts, loose: layers.Parts, *, band: bool = False
    ) -> None:
        """Add a row for a line that is drawn in two ways, on a band if it has one."""

        def draw(layer: Layer, box: Box) -> None:
            if band:
                layers.band(layer, shapely.box(*box))
            middle, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            for parts, left, right in (
                (solid, box[0] + 0.4, middle - 0.3),
                (loose, middle + 0.3, box[2]),
            ):
                line = shapely.linestrings([(left, y), (right, y)])
                for part in parts:
                    layer.outline(line, **part)

        self.row(text, draw)


def swatch_of(code: str, tone: style.Tone) -> Any:
    """Return what draws the swatch of a faction."""

    def draw(layer: Layer, box: Box) -> None:
        whole = shapely.box(*box)
        layer.fill(whole, tone.fill)
        layers.pattern(layer, whole, tone.pattern, tone.dark, 1.0, code)
        layer.outline(whole, style.BOUNDARY, 0.5)

    return draw


def faction_row(
    legend: Legend,
    codes: Iterable[str],
    dataset: Dataset,
    colours: layers.Palette,
    land: Mapping[str, float],
) -> None:
    """Add one row for the factions whose land has no name on the map, the most `land` first."""
    known, names = set(codes), dataset.factions["short_name"]
    if not known:
        return
    legend.make_room(1)
    ranked = sorted(known, key=lambda code: (-land.get(code, 0.0), code))
    legend.flow([(str(names[code]), swatch_of(code, colours[code])) for code in ranked])


def land_in_view(situation: Situation, bounds: Box) -> dict[str, float]:
    """Measure the land that each faction holds on a map, in m²."""
    held = held_land(situation)
    seen = shapely.area(shapely.intersection(held.to_numpy(), shapely.box(*bounds)))
    return dict(zip(map(str, held.index), seen.tolist(), strict=True))


SEEN = 1 / 250
"""A belt along a line is told of if it is at least this part of the map wide."""


def certainty_row(legend: Legend, dataset: Dataset, bounds: Box | None = None) -> None:
    """Add the row for lightness, where it means anything; of maps, for what they leave white."""
    maps = dataset.conflict.maps
    if dataset.conflict.territory == "places":
        legend.ramp(say("lighter"), say("lighter-short"))
        return
    if maps is None or bounds is None or 2 * maps.precision_m < SEEN * (bounds[2] - bounds[0]):
        return

    def draw(layer: Layer, box: Box) -> None:
        layer.fill(shapely.box(*box), style.PAPER)
        layer.outline(shapely.box(*box), style.BOUNDARY, 0.5)

    legend.row(say("map-precision", metres=f"{maps.precision_m:g}"), draw)


def front_row(legend: Legend, front: Front | None, *, band: bool = False) -> None:
    """Add a row for the front of the evening, or for borders where there is no front.

    With `band` it tells of the land in which the front may run too.
    """
    km = f"{PINNED_KM:g}"
    if front is None or front.empty:
        text = say("border-pinned", km=km)
        width = {"width": style.BOUNDARY_WIDTH, "colour": style.BOUNDARY}
        legend.fronts(text, (width,), ({**width, **layers.OPEN},))
        return
    key, day = "front-band" if band else "front-pinned", front.situation.date
    text = say(key, day=day_and_month(day), km=km)
    legend.fronts(text, layers.SOLID, layers.LOOSE, band=band)
    legend.dates(say(key, day=short_day(day), km=km))


def past_front_row(legend: Legend, situation: Situation, baseline: Situation) -> None:
    """Add a row for the front of an earlier evening."""
    if baseline.date != situation.date:
        day, short = _beside(baseline, situation)
        legend.line(say("front-on", day=day), *layers.DOTTED)
        legend.dates(say("front-on", day=short))
        legend.yields()


def _beside(baseline: Situation, situation: Situation) -> tuple[str, str]:
    """Write the earlier day, at length and short: the year stands with that of the evening."""
    days = baseline.date, situation.date
    return day_beside(*days), day_beside(*days, short=True)


def gained_row(
    legend: Legend, situation: Situation, baseline: Situation, colours: layers.Palette, bounds: Box
) -> None:
    """Add a row for what changed hands since an evening, if anything on the map did."""
    gained = layers.gains_of(situation, baseline)[_seen(situation, bounds)]
    gained = gained[gained != ""]
    if gained.empty:
        legend.marks(say("place"), layers.DOT)
        legend.yields()
        return
    tone, sizes = colours[str(gained.mode().iloc[0])], (layers.DOT, layers.DOT_CHANGED)
    if baseline.date == situation.date:
        legend.gained(say("vivid-supposed"), tone, sizes)
        return
    day, short = _beside(baseline, situation)
    legend.gained(say("vivid", day=day), tone, sizes)
    legend.dates(say("vivid", day=short))


def contested_row(
    legend: Legend, situation: Situation, colours: layers.Palette, bounds: Box
) -> None:
    """Add a row for contested land and places, if there are any on the map."""
    seen = _seen(situation, bounds)
    holders, contested = situation.holders[seen], situation.contested[seen]
    if (contested == "").all():
        return
    rival = contested[contested != ""].mode().iloc[0]
    held = colours[holders[contested == rival].mode().iloc[0]]

    def striped(layer: Layer, box: Any) -> None:
        layers.hatch(layer, framed(layer, box), colours[rival].dark, 1.0)
        x, y = shapely.get_coordinates(shapely.centroid(box))[0]
        layers.dot(layer, x, y, held.strong, layers.DOT)
        layers.ring(layer, x, y, colours[rival].strong, layers.DOT_RING)

    of_places = situation.dataset.conflict.territory == "places"
    legend.area(say("contested"), held.fill if of_places else style.PAPER, striped)


def framed(layer: Layer, box: Any) -> Any:
    """Return a swatch for the mark of contested land; where that is an outline, less it."""
    return box if layer.sheet.patterns else shapely.buffer(box, -0.25, join_style="mitre")


def _seen(situation: Situation, bounds: Box) -> pd.Index:
    """Return the places whose cells lie at least in part on the map."""
    cells = situation.mesh.shapes
    return cells[shapely.intersects(cells.to_numpy(), shapely.box(*bounds))].index
