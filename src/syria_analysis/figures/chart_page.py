"""What charts and rows of maps have in common: the page around them, axes of days and numbers.

In Arabic all that is read is mirrored: headlines, legends and names begin at the right edge, and
panels follow each other from right to left. Within a chart time still runs from left to right and
its numbers stand at the left. Practice is mixed: in 128 charts of Arabic newsrooms those of
categories were mirrored more often than others, sometimes not alike within one article (Alebri,
Rakotondravony and Harrison, IEEE VIS 2024); graphs of Jordanian school books run from left to
right. A curve that rose to the left would be misread by those used to the other way, who are many.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any

import shapely

from syria_analysis.control.situation import Situation
from syria_analysis.figures import furniture, pages, style
from syria_analysis.figures.canvas import Box, FigurePage, Layer
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.layout import SMALLER
from syria_analysis.figures.legend import Legend
from syria_analysis.figures.sheet import Sheet
from syria_analysis.text import evening_words
from syria_analysis.text.evening_words import Words
from syria_analysis.text.language import is_rtl, say
from syria_analysis.text.rounding import format_number
from syria_analysis.text.wording import axis_day, day_text, with_short_months

__all__ = [
    "INSET",
    "Axes",
    "Printed",
    "day_labels",
    "edge_of",
    "lines_in",
    "margins",
    "nice_step",
    "room_of",
    "slots",
    "spread",
    "with_room",
]

GRID = "#d9d9d6"
FOOT, DEEP = 3.4, 4.3
"""How far below an axis its days stand; in Arabic, whose numerals are larger, in mm."""
INSET = 0.3
"""How far a legend below all stands from the edge, in mm."""
REACH = 0.8
"""Free at head and foot of a page of Arabic, which reaches higher and lower, in mm."""
TICK = 0.6
"""Least distance of the ticks of two days, in mm."""
YEAR = 300
"""Over so many days the same day and month may come twice."""
LINE = 4.0
"""Least distance of two lines of a grid, in mm."""


class Printed:
    """A page with headline and source line, and the room between them.

    Parameters
    ----------
    name : str
        Name of the figure.
    evening : Situation
        The last evening that it shows, for the source line.
    words : Words
        Its words.
    sheet : Sheet
        What it is made for.
    body : float
        Height that is wanted between headline and source line, in mm.

    Attributes
    ----------
    page : Page
        Where it is drawn.
    box : tuple of float
        x0, y0, x1, y1 of the room, in mm.
    """

    def __init__(
        self, name: str, evening: Situation, words: Words, sheet: Sheet, body: float
    ) -> None:
        self.words, self.evening = words, evening
        above, below = margins(evening, words, sheet)
        height = body + above + below
        if sheet.fixed and sheet.design_height is not None:
            height = sheet.design_height
        self.page = FigurePage(name, height, sheet)
        self.box: Box = (0.0, below, sheet.design_width, height - above)
        furniture.header(self.page, *pages.heading(words, evening, sheet))
        furniture.source_line(self.page, pages.source_on(evening, sheet))

    def key(self, legend: Legend, x: float, top: float, width: float) -> None:
        """Draw a legend below `top` and right of `x`, in mm; mirrored where one reads so."""
        if is_rtl():
            x = self.page.width - x - width
        holder: Any = _OnPage(self.page)
        legend.draw(holder, x, top, width)

    def finish(self, scale: float = 0.0, note: str = "") -> Illustration:
        """Close the page; `scale` in metres to a mm of the page and `note` are for maps."""
        w, sheet, data = self.words, self.page.sheet, self.evening.dataset
        return Illustration(
            self.page.figure,
            self.page.name,
            w.title,
            w.caption,
            w.alt,
            w.description,
            evening_words.source_text(self.evening),
            sheet=sheet,
            scale=1000 * scale / sheet.factor,
            licence=data.licence,
            data_version=data.version,
            date=self.evening.date.isoformat(),
            subtitle=w.subtitle,
            note=note,
        )


def margins(evening: Situation, words: Words, sheet: Sheet) -> tuple[float, float]:
    """Room that headline and source line take, in mm."""
    wide, more = sheet.design_width, REACH if is_rtl() and not sheet.heading else 0.0
    return (
        furniture.header_height(*pages.heading(words, evening, sheet), wide) + more,
        furniture.source_height(pages.source_on(evening, sheet), wide) + more,
    )


class _OnPage:
    """A page as a legend knows a canvas."""

    def __init__(self, page: FigurePage) -> None:
        self.paper = page

    def layer(self, name: str, *, page: bool = True) -> Layer:
        """Open a layer of the page."""
        return self.paper.layer(name)


class Axes:
    """A rectangle with days along its foot and numbers up its side.

    Parameters
    ----------
    box : tuple of float
        x0, y0, x1, y1 of the rectangle in mm.
    days : sequence of datetime.date
        The days, evenly spaced, half a step in from both sides.
    top : float
        The number at the upper edge.
    foot : float
        The number at the foot.
    """

    def __init__(self, box: Box, days: Sequence[dt.date], top: float, foot: float = 0.0) -> None:
        self.box, self.days, self.top, self.foot = box, list(days), top, foot
        self.step = (box[2] - box[0]) / len(self.days)

    def x(self, day: dt.date) -> float:
        """Middle of a day, in mm."""
        return self.box[0] + self.step * (self.days.index(day) + 0.5)

    def y(self, value: float) -> float:
        """Height of a number, in mm."""
        part = (value - self.foot) / (self.top - self.foot)
        return self.box[1] + (self.box[3] - self.box[1]) * part

    def grid(self, layer: Layer, step: float, unit: str = "") -> None:
        """Draw light lines every `step`, each with its number left of it, the topmost with unit."""
        x0, _, x1, _ = self.box
        count = int((self.top - self.foot) / step + 1e-9) + 1
        values = [self.foot + k * step for k in range(count)]
        for value in values:
            y = self.y(value)
            colour = style.INK_SOFT if value == self.foot else GRID
            layer.outline(shapely.linestrings([(x0, y), (x1, y)]), colour, 0.5, capstyle="butt")
            text = format_number(round(value))
            if value == values[-1] and unit:
                text = say(unit, number=text)
            layer.text(x0 - 1.0, y - 0.8, text, style.SMALL, colour=style.INK_SOFT, ha="right")

    def day_axis(self, layer: Layer) -> None:
        """Set a tick for each day, as far as they stand apart, and labels as there is room for."""
        y, down = self.box[1], DEEP if is_rtl() else FOOT
        labelled = day_labels(self.days, self.step)
        for day in self.days if self.step >= TICK else labelled:
            x = self.x(day)
            layer.outline(shapely.linestrings([(x, y), (x, y - 0.9)]), style.INK_SOFT, 0.5)
        for day in labelled:
            text = _label(day, self.days)
            # The last one may not reach beyond the rectangle.
            x = min(self.x(day), self.box[2] - style.text_width(text, style.SMALL) / 2)
            layer.text(x, y - down, text, style.SMALL, colour=style.INK_SOFT, ha="center")


def day_labels(days: Sequence[dt.date], step: float) -> list[dt.date]:
    """Choose the days that get a label, the last one among them, as many as there is room for.

    Parameters
    ----------
    days : sequence of datetime.date
        Days in order.
    step : float
        From one to the next, in mm.

    Returns
    -------
    list of datetime.date
    """
    wide = max(style.text_width(_label(day, days), style.SMALL) for day in days)
    wide += 1.5 + max(0.0, (wide - step) / 2)  # the last one is moved in
    every = max(1, math.ceil(wide / step))
    return list(days[::-1][::every])[::-1]


def _label(day: dt.date, days: Sequence[dt.date]) -> str:
    """Write a day at an axis; with its year where the days are of more than one."""
    if (days[-1] - days[0]).days < YEAR:
        return axis_day(day)
    with with_short_months():
        return day_text(day)


def edge_of(box: Box) -> tuple[float, str, int]:
    """Return where reading begins in a box: its x, the alignment there, and the way on (1 or -1).

    Examples
    --------
    >>> edge_of((0.0, 0.0, 80.0, 30.0))
    (0.0, 'left', 1)
    """
    return (box[2], "right", -1) if is_rtl() else (box[0], "left", 1)


def room_of(evening: Situation, words: Words, sheet: Sheet) -> float:
    """Height between headline and source line on a sheet, in mm; infinite where any will do."""
    if sheet.design_height is None:
        return math.inf
    return sheet.design_height - sum(margins(evening, words, sheet))


def with_room(sheet: Sheet, height: Callable[[Sheet], float], enough: float) -> Sheet:
    """Set type smaller, step by step as far as the outlet allows, until plots are high enough.

    Parameters
    ----------
    sheet : Sheet
        What the figure is made for.
    height : callable
        How high the plots are on a sheet, in mm.
    enough : float
        What is high enough.

    Returns
    -------
    Sheet

    Examples
    --------
    >>> from syria_analysis.figures.presets import preset
    >>> square = preset("square")
    >>> with_room(square, lambda sheet: sheet.design_width / 3, 36.0).factor < square.factor
    True
    """
    smaller = sheet
    for smaller in dict.fromkeys(map(sheet.smaller, SMALLER)):
        if height(smaller) >= enough:
            break
    return smaller


def lines_in(height: float) -> int:
    """How many lines a grid may have above 0 in a plot of a height in mm."""
    return max(1, min(5, int(height / LINE)))


def nice_step(highest: float, lines: int = 5) -> float:
    """Choose the distance of grid lines: 1, 2, 2.5 or 5 times a power of ten.

    Parameters
    ----------
    highest : float
        The greatest number to be shown, above 0.
    lines : int
        How many lines above 0 there may be.

    Returns
    -------
    float

    Examples
    --------
    >>> nice_step(232), nice_step(3), nice_step(138)
    (50.0, 1.0, 50.0)
    """
    if highest <= lines:
        return 1.0
    power = 10.0 ** math.floor(math.log10(highest / lines))
    return next(f * power for f in (1.0, 2.0, 2.5, 5.0, 10.0) if f * power * lines >= highest)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels along an axis no farther than it takes to keep them apart.

    Parameters
    ----------
    wanted : sequence of float
        Where they would stand, in ascending order.
    gap : float
        Least distance of two of them.
    low, high : float
        Where the first and the last may stand at the ends. If they do not fit, they stand closer.

    Returns
    -------
    list of float

    Examples
    --------
    >>> spread([0.0, 1.0, 9.0], 3.0, 0.0, 10.0)
    [0.0, 3.0, 9.0]
    >>> spread([4.0, 5.0], 3.0, 0.0, 10.0)
    [3.0, 6.0]
    """
    if len(wanted) > 1:
        gap = min(gap, (high - low) / (len(wanted) - 1))
    groups: list[list[float]] = []  # of labels that touch: sum of where each wants it, and number
    for number, place in enumerate(wanted):
        groups.append([place - number * gap, 1.0])
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] > groups[-1][0] / groups[-1][1]:
            total, count = groups.pop()
            groups[-1][0] += total
            groups[-1][1] += count
    starts = [total / count for total, count in groups for _ in range(int(count))]
    highest = high - (len(wanted) - 1) * gap
    return [min(max(s, low), highest) + number * gap for number, s in enumerate(starts)]


def slots(count: int, box: Box, columns: int, gap: tuple[float, float]) -> list[Box]:
    """Divide a rectangle into panels, row by row from the top, as one reads.

    Parameters
    ----------
    count : int
        How many panels.
    box : tuple of float
        The rectangle.
    columns : int
        Panels in a row.
    gap : tuple of float
        Room between columns and between rows.

    Returns
    -------
    list of tuple of float

    Examples
    --------
    >>> slots(3, (0, 0, 10, 10), 2, (2, 2))
    [(0.0, 6.0, 4.0, 10.0), (6.0, 6.0, 10.0, 10.0), (0.0, 0.0, 4.0, 4.0)]
    """
    rows = math.ceil(count / columns)
    wide = (box[2] - box[0] - gap[0] * (columns - 1)) / columns
    high = (box[3] - box[1] - gap[1] * (rows - 1)) / rows
    found = []
    for place in range(count):
        row, column = divmod(place, columns)
        column = columns - 1 - column if is_rtl() else column
        x, top = box[0] + column * (wide + gap[0]), box[3] - row * (high + gap[1])
        found.append((float(x), float(top - high), float(x + wide), float(top)))
    return found
