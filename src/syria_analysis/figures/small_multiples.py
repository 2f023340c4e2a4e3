"""A campaign in small maps: one an evening, all on one scale, read like lines of a page."""

from __future__ import annotations

import math
from typing import Any

from syria_analysis.control.campaign import Campaign
from syria_analysis.figures import layers, pages, style
from syria_analysis.figures.canvas import Box, Layer
from syria_analysis.figures.chart_page import INSET, Printed, edge_of, margins
from syria_analysis.figures.declared import figure_of_kind
from syria_analysis.figures.extents import extent
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.layout import SMALLER
from syria_analysis.figures.legend import Legend
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.figures.small_maps import FRONT, Atlas, city_dot, draw_map
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.text.campaign_words import evenings_words, sides, told_of
from syria_analysis.text.headlines import Words
from syria_analysis.text.language import in_its_words, is_rtl, say
from syria_analysis.text.wording import axis_day, short_day, side_name

__all__ = ["map_evenings"]

GAP = 3.0
DEEP = 0.5
"""How much farther below a day its text stands in Arabic, whose months reach deeper, in mm."""
LINE = 1.2 * style.SMALL * style.MM_PER_POINT
HEAD = 1.25 * style.CITY * style.MM_PER_POINT
WIDEST, SMALL, SMALLEST, LEAST = 60.0, 24.0, 18.0, 9.0
"""Widths of a map in mm: none is wider; below the second, type is set smaller where the height
decides; below the third, evenings without a fall are left out."""
APART = 4.0
"""How much farther apart rows may stand on a page of fixed height, in mm."""
ASIDE = 12.0
"""On a page of fixed height, least room for what fell beside a map and not below it, in mm."""
TALLEST = 240.0
"""Height of the page where the sheet sets none, in mm: one page of a report with its caption."""


@in_its_words
def map_evenings(
    story: Campaign, *, spec: FigureSpec | None = None, sheet: Sheet = REPORT
) -> Illustration:
    """Draw who held what evening by evening, in small maps of one scale.

    Parameters
    ----------
    story : Campaign
        The evenings.
    spec : FigureSpec, optional
        What the package declares of the figure. Default: of its first of this kind.
    sheet : Sheet
        What the figure is made for.

    Returns
    -------
    Illustration
        Named ``campaign-`` and the id of the figure. In each map what was gained that day is
        darker and the front between the two sides is drawn; below or beside it stands what fell
        that day.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> map_evenings(campaign_between(load_dataset(), "2024-12-06", "2024-12-08")).name
    'campaign-evenings'
    """
    spec = spec or figure_of_kind(story.dataset, "evenings")
    words, bounds = evenings_words(story), extent(story.dataset, spec)
    for smaller in dict.fromkeys(map(sheet.smaller, SMALLER)):
        sheet, grid = smaller, _Grid(story, bounds, smaller, words)
        if grid.map_width >= (SMALLEST if grid.full else SMALL):
            break
    printed = Printed(f"campaign-{spec.id}", story.last, words, sheet, grid.height)
    atlas = Atlas(story, bounds, grid.map_width, sheet)
    for place, number in enumerate(grid.shown):
        box = grid.box(place, printed.box[3])
        draw_map(printed.page, atlas, number, box, named=place == 0)
        _caption(printed, number, *grid.words_at(box), grid.texts[place])
    printed.key(grid.legend, *grid.legend_place(printed.box))
    return printed.finish(atlas.scale, pages.map_note(story.dataset))


class _Grid:
    """How many maps stand in a row, how large they are, and where the legend finds room."""

    def __init__(self, story: Campaign, bounds: Box, sheet: Sheet, words: Words) -> None:
        self.width = sheet.design_width
        x0, y0, x1, y1 = bounds
        self.shape = (y1 - y0) / (x1 - x0)
        self.legend = _legend(story, style.palette(story.dataset, sheet.medium))
        above, below = margins(story.last, words, sheet)
        height = sheet.design_height or TALLEST
        self.tallest, self.fixed = height - above - below, sheet.fixed
        self.rows: list[float] = []
        self.height = 0.0
        self.days = [evening.date for evening in story.evenings]
        self.told = ["", *(told_of(story, day, brief=sheet.brief) for day in story.days)]
        self.shown = list(range(len(story.evenings)))
        self._choose()
        if self.map_width < SMALLEST:  # then the evenings on which a city fell
            fell = set(story.falls["date"].dt.date)
            ends = (story.first.date, story.last.date)
            self.shown = [
                number
                for number, evening in enumerate(story.evenings)
                if evening.date in fell or evening.date in ends
            ]
            self._choose()

    def _choose(self) -> None:
        """Take as many columns as make the maps largest."""
        self.count = len(self.shown)
        fewest = max(1, math.ceil((self.width + GAP) / (WIDEST + GAP)))
        options = range(min(fewest, self.count), self.count + 1)
        widths = {columns: self._set(columns) for columns in options}
        largest = max(widths.values())
        # Rather more columns than strips left empty between them: that may cost a tenth.
        self._set(max(n for n, width in widths.items() if width >= min(0.9 * largest, largest)))
        if self.fixed:  # what height is left goes between the rows
            more = min(APART, (self.tallest - self.height) / len(self.rows))
            self.rows = [row + max(0.0, more) for row in self.rows]

    def _set(self, columns: int) -> float:
        self.columns = columns
        self.slot = (self.width - GAP * (columns - 1)) / columns
        self.map_width = self.slot
        while self._measure() > self.tallest and self.map_width > LEAST:
            self.map_width -= 0.5
        fits = self.height <= self.tallest and self.slot >= LEAST
        return self.map_width if fits else -self.height

    @property
    def full(self) -> bool:
        """Whether the maps are as wide as their column."""
        return self.map_width > self.slot - 1.0

    def _measure(self) -> float:
        """Height of the whole, with what fell below the maps or beside them, as is lower."""
        room = self.slot - self.map_width - 1.5
        heights = {False: self._height_with(self.slot, aside=False)}
        if self.fixed and room >= ASIDE:
            heights[True] = self._height_with(room, aside=True)
        self.aside = min(heights, key=heights.__getitem__)
        return self._height_with(room if self.aside else self.slot, aside=self.aside)

    def _height_with(self, room: float, *, aside: bool) -> float:
        days = [short_day(self.days[number]) for number in self.shown]
        if max(style.text_width(day, style.CITY, "bold") for day in days) > room:
            days = [axis_day(self.days[number]) for number in self.shown]
        told = [self.told[number] for number in self.shown]
        self.texts = [
            [day, *(style.wrap(text, room, style.SMALL) if text else [])]
            for day, text in zip(days, told, strict=True)
        ]
        rows = [self.texts[i : i + self.columns] for i in range(0, self.count, self.columns)]
        high = self.map_width * self.shape
        tall = [HEAD + _text_height(max(map(len, row)) - 1) for row in rows]
        self.rows = [max(high, text) + 2.0 if aside else high + text + 3.2 for text in tall]
        free = self.columns * len(rows) - self.count
        room = free * (self.slot + GAP) - GAP - 1.5
        # Beside the last maps if it fits there, else below all of them.
        self.beside = room >= self.legend.column and self.legend.height(room) <= self.rows[-1] - 2.0
        self.height = sum(self.rows)
        if not self.beside:
            self.height += self.legend.height(self.width - INSET) + 2.0
        return self.height

    def box(self, number: int, top: float) -> Box:
        """Rectangle of a map on the page, in mm: the maps follow each other as one reads."""
        row, column = divmod(number, self.columns)
        x = column * (self.slot + GAP)
        if is_rtl():
            x = self.width - x - self.map_width
        y = top - sum(self.rows[:row])
        return (x, y - self.map_width * self.shape, x + self.map_width, y)

    def words_at(self, box: Box) -> tuple[Box, float]:
        """Where the words of a map begin: at an edge of a box, below a height, in mm."""
        if not self.aside:
            return box, box[1]
        left, right = (0.0, box[0] - 1.5) if is_rtl() else (box[2] + 1.5, self.width)
        return (left, box[1], right, box[3]), box[3] + 0.6

    def legend_place(self, box: Box) -> tuple[float, float, float]:
        """Left edge, top and width of the legend."""
        if self.beside:
            x = self.count % self.columns * (self.slot + GAP) + 1.5
            return x, box[3] - sum(self.rows[:-1]) - 1.5, self.width - x
        return INSET, box[3] - sum(self.rows) - 1.0, self.width - INSET


def _caption(printed: Printed, number: int, box: Box, top: float, lines: list[str]) -> None:
    """Write the day and what fell from the edge of a box at which reading begins."""
    layer = printed.page.layer(f"day-{number + 1}", "days")
    y, (edge, ha, _) = top - HEAD, edge_of(box)
    layer.text(edge, y, lines[0], style.CITY, weight="bold", ha=ha)
    for count, line in enumerate(lines[1:], 1):
        layer.text(edge, y - _text_height(count), line, style.SMALL, ha=ha)


def _text_height(lines: int) -> float:
    """Room of some lines below a day, in mm."""
    return lines * style.leading(LINE) + (DEEP if lines and is_rtl() else 0.0)


def _legend(story: Campaign, colours: layers.Palette) -> Legend:
    legend, factions = Legend(), story.dataset.factions
    held = story.areas[story.areas["area_km2"] > 0]["faction"].unique()
    gained = set(story.captures["captor"])
    for code in factions.index[factions["territorial"]]:
        if code in held:
            name, short = (str(factions.at[code, column]) for column in ("name", "short_name"))
            legend.faction(code, name, colours, gain=code in gained, short=short)
    legend.halves(say("darker-that-day"), "#d8d8d8", "#8c8c8c")
    legend.line(
        say("front-of-sides", sides=sides(story)), {"colour": style.BOUNDARY, "width": FRONT}
    )
    if any((evening.contested != "").any() for evening in story.evenings):

        def striped(layer: Layer, box: Any) -> None:
            layers.hatch(layer, box, style.INK_SOFT, 0.75)

        legend.area(say("contested-land"), "#f0eeea", striped)

    def dots(layer: Layer, box: Any) -> None:
        middle = (box[1] + box[3]) / 2
        for x in (box[0] + 1.5, box[2] - 1.5):
            city_dot(layer, x, middle, hollow=(x > box[0] + 1.5) != is_rtl())

    who = side_name(story.dataset, story.defenders)
    legend.row(say("city-held-or-not", who=who), dots)
    return legend
