"""The columns of a campaign: who held how much land each evening, who took how many places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.control.campaign import Campaign
from syria_analysis.errors import BadParameter
from syria_analysis.figures import layers, style
from syria_analysis.figures.canvas import Box, Layer
from syria_analysis.figures.chart_page import (
    INSET,
    Axes,
    Printed,
    edge_of,
    lines_in,
    nice_step,
    room_of,
    slots,
    spread,
    with_room,
)
from syria_analysis.figures.declared import figure_of_kind
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.label_placement import Label, Placer, write
from syria_analysis.figures.legend import Legend
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.text.campaign_words import areas_words, captures_words, units_words
from syria_analysis.text.evening_words import Words
from syria_analysis.text.language import in_its_words, is_rtl, say
from syria_analysis.text.rounding import format_number
from syria_analysis.text.wording import axis_day, percent, unit_name

__all__ = ["chart_areas", "chart_captures", "chart_units"]

GAP = 7.0
LEFT, FOOT, HEAD = 9.5, 5.0, 6.5
SEEN = 1.0
"""A share so great, in percent, is seen."""
LAND, STRIP = 52.0, 13.0
"""Heights of the columns of land, and of those of contested land, in mm."""
PANEL, BROAD, NARROW = 70.0, 40.0, 24.0
"""Width of a panel whose title is said in full; least widths of two side by side, and on a low
sheet, in mm."""
LOW = 26.0
"""Lower plots have their type set smaller, in mm."""
LEADER = 3.4
"""From the last column to the names beside it, in mm."""
SLACK = 1.08
"""Lines of Arabic with numbers in them may be set so many times as wide as they measure."""
HIGH = 1.55
"""Distance of two names beside columns in Arabic, in units of the type size."""
INSIDE = 3.2
"""The first column's parts so high, in mm, have their share written on them."""
ROW, TIGHT = 6.0, 4.4
"""Room for the numbers above the bars of a captor, and on a low sheet, in mm."""
THIN = 0.3
"""A bar as low as this, in mm, would vanish under a white edge."""
TALL = 30.0
"""Height of the highest bar, in mm."""
PART, ASIDE, TO_PART = 2.2, 27.0, 2.4
"""A part of a bar so high can be told of beside it; width of what is told, and how far off it
stands, in mm."""
UNIT, SMALL_UNIT = 38.0, 20.0
"""Least width of the panel of a unit, and on a narrow sheet, in mm."""
UNIT_HIGH, UNIT_LOW = 17.0, 7.5
"""Heights of its columns, at most and at least, in mm."""
HARDLY = 0.01
"""A unit of which a smaller share changed hands has no panel."""
NAMES = 27.0
"""Room for the names of captors, in mm."""
BOTH_NAMED = 40.0
"""Panels so wide, in mm, leave room for the names beside both."""


@style.settings()
@in_its_words
def chart_areas(
    story: Campaign, *, spec: FigureSpec | None = None, sheet: Sheet = REPORT
) -> Illustration:
    """Draw who held how much land each evening: all of it, and what lies near places.

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
        Named ``campaign-`` and the id of the figure: stacked columns of shares, defenders at the
        foot, attackers on top, so that both have a level edge, named beside the last column;
        contested land apart, on a scale of its own.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> chart_areas(campaign_between(load_dataset(), "2024-12-05", "2024-12-08")).name
    'campaign-areas'
    """
    spec = spec or figure_of_kind(story.dataset, "areas")
    words = areas_words(story, _stack(story))
    colours = style.palette(story.dataset, sheet.medium)
    legend, gone = Legend(), _gone(story)
    for code in gone:
        legend.faction(code, str(story.dataset.factions.at[code, "short_name"]), colours)
    sheet = with_room(sheet, lambda on: _plan_areas(story, words, on, legend).high, LOW)
    plan, wide = _plan_areas(story, words, sheet, legend), sheet.design_width
    strip = HEAD + STRIP + FOOT
    body = (HEAD + plan.high + FOOT + 3.0) * _rows(story, plan.columns) + plan.foot
    printed = Printed(f"campaign-{spec.id}", story.last, words, sheet, body)
    x0, y0, x1, y1 = printed.box
    keys = legend.height(wide - INSET) + 2.0 if gone else 0.0
    rows = slots(_rows(story, plan.columns), (x0, y0 + plan.foot + 3.0, x1, y1), 1, (GAP, 3.0))
    names, values = (_labels_width(story, named=named) for named in (True, False))
    both = plan.columns == 1 or (wide - 2 * names - GAP) / 2 >= BOTH_NAMED
    if both:
        values = names
    if plan.columns == 2:
        room = (wide - names - values - GAP) / 2
        low, high = rows[0][1], rows[0][3]
        if is_rtl():  # one begins to read at the right
            upper = [(x1 - room - names, low, x1, high), (x0, low, x0 + room + values, high)]
        else:
            upper = [(x0, low, x0 + room + names, high), (x1 - room - values, low, x1, high)]
    else:
        upper = rows
    layer = printed.page.layer("columns")
    named = (True, both)
    titles = [say("all-land"), say("near-land" if wide >= 2 * PANEL else "near-land-brief")]
    columns = ("area_km2", "effective_km2")
    for box, column, title, full in zip(upper, columns, titles, named, strict=False):
        _land(layer, story, colours, box, names if full else values, column, title, full)
    below = (upper[0][0], y0 + keys, upper[0][2], y0 + keys + strip)
    _contested(layer, story, below, names)
    if plan.columns == 2:
        _note(printed.page.layer("note"), upper[1], y0 + keys + strip)
    if gone:
        printed.key(legend, INSET, y0 + keys - 2.0, wide - INSET)
    return printed.finish()


@dataclass(frozen=True)
class _Plan:
    """Panels in a row, height of their plots and of what is below."""

    columns: int
    high: float
    foot: float


def _plan_areas(story: Campaign, words: Words, sheet: Sheet, legend: Legend) -> _Plan:
    """Plan the columns of land: side by side where both find room."""
    wide, tallest = sheet.design_width, room_of(story.last, words, sheet)
    labels = _labels_width(story, named=True) + _labels_width(story, named=False)
    columns = 2 if (wide - labels - GAP) / 2 >= (NARROW if tallest <= wide else BROAD) else 1
    if story.dataset.faces is not None:
        columns = 1
    rows, foot = _rows(story, columns), HEAD + STRIP + FOOT
    if legend.rows:
        foot += legend.height(wide - INSET) + 2.0
    high = min(LAND, (tallest - foot) / rows - 3.0 - HEAD - FOOT)
    return _Plan(columns, high, foot)


def _rows(story: Campaign, columns: int) -> int:
    """Count the rows of panels: all land and, where it is that of places, what lies near them."""
    return 3 - columns if story.dataset.faces is None else 1


def _note(layer: Layer, box: Box, top: float) -> None:
    """Say, below the right panel, with whom contested land is counted."""
    edge, ha, _ = edge_of(box)
    step = style.leading(style.LEADING) * style.SMALL * style.MM_PER_POINT
    lines = style.wrap(say("areas-note"), (box[2] - box[0]) / SLACK, style.SMALL)
    for number, line in enumerate(lines):
        y = top - 3.4 - number * step
        layer.text(edge, y, line, style.SMALL, colour=style.INK_SOFT, ha=ha)


def _share_of(story: Campaign, column: str) -> pd.DataFrame:
    """Return the share of each faction on each evening, in percent."""
    table = story.areas.pivot(index="date", columns="faction", values=column)
    return 100 * table.div(table.sum(axis=1), axis=0)


def _gone(story: Campaign) -> list[str]:
    """Factions that held land to be seen, and none on the last evening."""
    shares = _share_of(story, "area_km2")
    most, last = shares.max(), shares.loc[story.last.date]
    return [code for code in reversed(_stack(story)) if last[code] <= 0 and most[code] >= SEEN]


def _label(story: Campaign, code: str, share: float, *, named: bool) -> str:
    number = percent(share / 100)
    if not named:
        return number
    return say("count", who=str(story.dataset.factions.at[code, "short_name"]), number=number)


def _labels_width(story: Campaign, *, named: bool) -> float:
    """Room beside the columns for the names of those who hold land, and their shares, in mm."""
    texts = [
        _label(story, code, float(share), named=named)
        for column in ("area_km2", "effective_km2")
        for code, share in _share_of(story, column).loc[story.last.date].items()
        if share > 0
    ]
    widest = max(style.text_width(text, style.TEXT) for text in texts)
    return LEADER + 0.5 + widest * SLACK


def _stack(story: Campaign) -> list[str]:
    """Factions with land, from the foot of a column to its top."""
    table = story.areas
    seen = table[table["area_km2"] > 0]["faction"].unique()
    order = [f for f in story.dataset.factions.index if f in seen]
    lower = [f for f in order if f in story.defenders]
    upper = [f for f in order if f in story.attackers]
    others = [f for f in order if f not in (*lower, *upper)]
    return [*lower, *others[::-1], *upper[::-1]]


def _bar(layer: Layer, box: Box, code: str, colours: layers.Palette, *, dark: bool = False) -> None:
    """Draw a part of a column as maps draw a faction's land."""
    tone = colours[code]
    fill, ink = tone[dark], tone.dark
    shape = shapely.box(*box)
    layer.fill(shape, fill, code)
    ink = style.darken(ink, 0.35 if dark else 0.0)
    layers.pattern(layer, shape, tone.pattern, ink, 1.0, code)
    if not dark or box[3] - box[1] > THIN:
        layer.outline(shape, style.PAPER, 0.35)


def _land(
    layer: Layer,
    story: Campaign,
    colours: layers.Palette,
    box: Box,
    labels: float,
    column: str,
    title: str,
    named: bool,
) -> None:
    """Draw the columns of land; their parts are named right of the last one, in so many mm."""
    table = _share_of(story, column)
    days = [evening.date for evening in story.evenings]
    right = box[2] - labels
    axes = Axes((box[0] + LEFT, box[1] + FOOT, right, box[3] - HEAD), days, 100.0)
    total = story.areas[story.areas["date"] == days[-1]][column].sum()
    _title(layer, box, title, say("percent-of-km2", number=format_number(round(total, -3))))
    axes.grid(layer, nice_step(100.0, lines_in(axes.box[3] - axes.box[1])), "percent")
    axes.day_axis(layer)
    half, ends = axes.step * 0.46, list[tuple[str, float, float]]()
    starts: list[tuple[float, str]] = []
    for day in days:
        below, x = 0.0, axes.x(day)
        for code in _stack(story):
            value = float(table.at[day, code])
            if value > 0:
                low, high = axes.y(below), axes.y(below + value)
                _bar(layer, (x - half, low, x + half, high), code, colours)
                if day == days[-1]:
                    ends.append((code, (low + high) / 2, value))
                elif day == days[0] and high - low >= INSIDE:
                    starts.append(((low + high) / 2 - 0.9, percent(value / 100)))
            below += value
    for y, text in starts:
        x = axes.x(days[0]) - half + 0.8
        layer.text(x, y, text, style.TEXT, weight="bold", ha="left")
    gap = (HIGH if is_rtl() else style.LEADING) * style.TEXT * style.MM_PER_POINT
    places = spread([middle for _, middle, _ in ends], gap, axes.box[1] + 1.0, box[3] - HEAD - 1.0)
    for (code, middle, value), y in zip(ends, places, strict=True):
        x = axes.x(days[-1]) + half
        way = [(x, middle), (right + 0.6, middle), (right + LEADER - 0.7, y)]
        leader = shapely.linestrings(way)
        layer.outline(leader, style.INK_SOFT, 0.4)
        text = _label(story, code, value, named=named)
        layer.text(right + LEADER, y - 0.9, text, style.TEXT, ha="left")


def _title(layer: Layer, box: Box, title: str, unit: str) -> None:
    """Name what columns show, and its unit where there is room for it."""
    (edge, ha, on), y = edge_of(box), box[3] - 3.4
    layer.text(edge, y, title, style.CITY_LARGE, weight="bold", ha=ha)
    after = style.text_width(title, style.CITY_LARGE, "bold") + 2.0
    if (after + style.text_width(unit, style.SMALL)) * SLACK <= box[2] - box[0]:
        layer.text(edge + on * after, y, unit, style.SMALL, colour=style.INK_SOFT, ha=ha)


def _contested(layer: Layer, story: Campaign, box: Box, labels: float) -> None:
    """Draw how much of the land was contested each evening, on its own scale."""
    table = story.areas.groupby("date")["contested_km2"].sum()
    highest = float(table.max())
    scale = say("contested-scale" if highest > 0 else "contested-none")
    _title(layer, box, say("contested-share"), scale)
    if highest <= 0:
        return
    days = [evening.date for evening in story.evenings]
    inner = (box[0] + LEFT, box[1] + FOOT, box[2] - labels, box[3] - HEAD)
    axes = Axes(inner, days, 1.1 * highest)
    axes.grid(layer, nice_step(highest, 3))
    axes.day_axis(layer)
    half = axes.step * 0.46
    for day in days:
        if table[day] > 0:
            x = axes.x(day)
            shape = shapely.box(x - half, inner[1], x + half, axes.y(float(table[day])))
            layer.fill(shape, "#e4e2dd", "contested", edgecolor=style.INK, linewidth=0.5)
            layer.outline(layers.stripes(shape, 45.0, 1.4), style.INK, 0.6)


@style.settings()
@in_its_words
def chart_units(
    story: Campaign, *, spec: FigureSpec | None = None, sheet: Sheet = REPORT
) -> Illustration:
    """Draw who held how much of each administrative unit, evening by evening.

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
        Named ``campaign-`` and the id of the figure: small stacked columns of shares, a panel for
        each unit in which land changed hands, those with most of it first, as many as there is room
        for; which have none the second line says.

    Raises
    ------
    BadParameter
        If the package has fewer than two units.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> chart_units(campaign_between(load_dataset(), "2024-12-05", "2024-12-08")).name
    'campaign-units'
    """
    spec = spec or figure_of_kind(story.dataset, "units")
    shares = story.unit_shares
    if shares.columns.empty:
        raise BadParameter(f"the figure {spec.id} needs two administrative units or more")
    units = list(shares.columns.unique("unit"))
    moved = [unit for unit in units if np.ptp(shares[unit].to_numpy(), axis=0).max() >= HARDLY]
    moved = moved or units
    colours, legend = style.palette(story.dataset, sheet.medium), Legend()
    seen = set(shares[moved].columns.get_level_values("faction"))
    stack = [code for code in _stack(story) if code in seen]
    names = story.dataset.factions["short_name"]
    legend.column = sheet.design_width * 2  # one row, which runs on
    legend.flow([(str(names[c]), _swatch(c, colours)) for c in reversed(stack)])

    def plan(on: Sheet, number: int) -> tuple[int, int, float]:
        """Panels in a row, rows, and height of the columns, of so many panels."""
        wide, found = on.design_width, (1, 1, 0.0)
        room = room_of(story.last, words, on) - legend.height(wide - INSET) - 3.0
        for least in (UNIT, SMALL_UNIT):
            columns = max(1, int((wide + GAP / 2) / (least + GAP / 2)))
            rows = -(-number // columns)
            found = columns, rows, min(UNIT_HIGH, room / rows - HEAD - FOOT)
            if found[2] >= UNIT_LOW:
                break
        return found

    drawn = len(moved)
    words = units_words(story, moved[:drawn])
    on = with_room(sheet, lambda sheet: plan(sheet, drawn)[2], UNIT_LOW)
    while drawn > 1 and plan(on, drawn)[2] < UNIT_LOW:
        drawn -= 1
        words = units_words(story, moved[:drawn])
    columns, rows, high = plan(on, drawn)
    wide = on.design_width
    keys = legend.height(wide - INSET) + 3.0
    printed = Printed(
        f"campaign-{spec.id}", story.last, words, on, rows * (high + HEAD + FOOT) + keys
    )
    x0, y0, x1, y1 = printed.box
    layer = printed.page.layer("columns")
    panels = slots(drawn, (x0, y1 - rows * (high + HEAD + FOOT), x1, y1), columns, (GAP / 2, 0.0))
    for unit, box in zip(moved, panels, strict=False):
        _unit(layer, story, colours, box, unit, stack)
    printed.key(legend, INSET, y0 + keys - 3.0, wide - INSET)
    return printed.finish()


def _swatch(code: str, colours: layers.Palette) -> Any:
    return lambda layer, box: _bar(layer, box, code, colours)


def _unit(
    layer: Layer, story: Campaign, colours: layers.Palette, box: Box, unit: str, stack: list[str]
) -> None:
    """Draw the columns of a unit, named above them, the first and the last evening below."""
    table = story.unit_shares[unit]
    days = list(table.index)
    axes = Axes((box[0], box[1] + FOOT, box[2], box[3] - HEAD), days, 1.0)
    (edge, ha, _), half = edge_of(box), axes.step * (0.46 if len(days) <= 20 else 0.5)
    name = style.wrap(str(unit_name(story.dataset, unit)), box[2] - box[0], style.TEXT, "bold")[0]
    layer.text(edge, box[3] - HEAD + 1.2, name, style.TEXT, weight="bold", ha=ha)
    for day in days:
        below, x = 0.0, axes.x(day)
        for code in stack:
            share = float(table.at[day, code]) if code in table else 0.0
            if share > 0:
                part = (x - half, axes.y(below), x + half, axes.y(below + share))
                _bar(layer, part, code, colours)
            below += share
    for day, side, x in ((days[0], "left", box[0]), (days[-1], "right", box[2])):
        layer.text(x, box[1] + 1.2, axis_day(day), style.SMALL, colour=style.INK_SOFT, ha=side)


@style.settings()
@in_its_words
def chart_captures(
    story: Campaign, *, spec: FigureSpec | None = None, sheet: Sheet = REPORT
) -> Illustration:
    """Draw how many places each faction took on each day.

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
        Named ``campaign-`` and the id of the figure: a row of bars for each captor, all on one
        scale; paler what rests on an uncertain day or a report of low confidence.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> chart_captures(campaign_between(load_dataset(), "2024-12-05", "2024-12-08")).name
    'campaign-captures'
    """
    spec = spec or figure_of_kind(story.dataset, "captures")
    words, bars = captures_words(story), _Captures(story)
    printed, told = bars.on_page(f"campaign-{spec.id}", words, sheet, legend=False)
    if not told:
        printed, _ = bars.on_page(f"campaign-{spec.id}", words, sheet, legend=True)
    return printed.finish()


class _Captures:
    """What stands on the drawing of captures, and how much room it takes."""

    def __init__(self, story: Campaign) -> None:
        self.story = story
        columns = ["places", "uncertain_places"]
        self.counts = story.captures.groupby(["captor", "date"])[columns].sum()
        totals = self.counts["places"].groupby("captor").sum()
        totals = totals.sort_values(ascending=False, kind="stable")
        self.totals = {str(code): int(n) for code, n in totals.items() if n}
        self.highest = {c: int(self.counts.loc[c, "places"].max()) for c in self.totals}
        self.tallest = max(self.highest.values(), default=1)
        self.days = [changes.after.date for changes in story.days]

    def plan(self, words: Words, on: Sheet, below: float) -> tuple[float, list[float]]:
        """Height of a place, and of the row of each captor, in mm."""
        room = room_of(self.story.last, words, on) - FOOT - below
        named = [_names_height(self._lines(code, on)) for code in self.totals]
        unit, row = TALL / self.tallest, ROW
        while True:
            pairs = zip(self.totals, named, strict=True)
            heights = [max(self.highest[code] * unit + row, name) for code, name in pairs]
            if sum(heights) <= room or unit * self.tallest < 1.0:
                return unit, heights
            unit, row = 0.98 * unit, TIGHT

    def _lines(self, code: str, sheet: Sheet) -> list[str]:
        """Name of a captor, and how many places it took in all."""
        short = str(self.story.dataset.factions.at[code, "short_name"])
        lines = style.wrap(short, _names_width(sheet) - 1.0, style.TEXT, "bold")
        return [*lines, say("in-all", number=self.totals[code])]

    def on_page(
        self, name: str, words: Words, sheet: Sheet, *, legend: bool
    ) -> tuple[Printed, bool]:
        """Draw the bars; tell also whether what is not sure is told beside one of them.

        Where there is no room for that, a legend has to tell it.
        """
        colours = style.palette(self.story.dataset, sheet.medium)
        keys = _capture_legend(colours, list(self.totals))

        def below(on: Sheet) -> float:
            return keys.height(on.design_width - INSET) + 4.0 if legend else 2.0

        sheet = with_room(sheet, lambda on: self.tallest * self.plan(words, on, below(on))[0], LOW)
        (unit, heights), wide = self.plan(words, sheet, below(sheet)), sheet.design_width
        body = sum(heights) + FOOT + below(sheet)
        printed = Printed(name, self.story.last, words, sheet, body)
        layer, names = printed.page.layer("bars"), printed.page.layer("captors")
        names_wide, (edge, ha, _) = _names_width(sheet), edge_of(printed.box)
        left, right = (0.0, wide - names_wide) if is_rtl() else (names_wide, wide)
        y, axes = printed.box[3], None
        placer = Placer((left, y - sum(heights), right, y))
        parts: list[tuple[float, Box, Box]] = []
        for code, height in zip(self.totals, heights, strict=True):
            y -= height
            axes = Axes(
                (left, y, right, y + self.highest[code] * unit),
                self.days,
                float(self.highest[code]),
            )
            base = shapely.linestrings([(0.0, y), (wide, y)])
            layer.outline(base, style.INK_SOFT, 0.5, capstyle="butt")
            placer.block((left, y - 0.3, right, y + 0.3))
            lines = self._lines(code, sheet)[::-1]
            for number, line in enumerate(lines):
                weight, foot = "bold" if number else "regular", y + 1.0
                foot += style.leading(3.1) * number
                names.text(edge, foot, line, style.TEXT, weight=weight, ha=ha)
            for day, row in self.counts.loc[code].iterrows():
                taken, unsure = int(row["places"]), int(row["uncertain_places"])
                if not taken:
                    continue
                dark, pale = _captured(layer, axes, code, colours, day, taken, unsure)
                placer.block((pale[0], dark[1], pale[2], pale[3] + 3.4))
                parts.append((min(dark[3] - dark[1], pale[3] - pale[1]), dark, pale))
        if axes is not None:
            axes.day_axis(layer)
        else:
            layer.text(edge, y - 4.0, say("no-place-taken"), style.TEXT, ha=ha)
        told = not parts or _tell_parts(printed.page.layer("notes"), placer, parts)
        if legend:
            foot = printed.box[1] + keys.height(wide - INSET)
            printed.key(keys, INSET, foot, wide - INSET)
        return printed, told


def _tell_parts(layer: Layer, placer: Placer, parts: list[tuple[float, Box, Box]]) -> bool:
    """Say, beside a bar that has much of both, which of its parts is sure; not by halves."""
    for least, dark, pale in sorted(parts, key=lambda part: -part[0]):
        for side in ("left", "right"):
            found = [
                _beside(say(key), box, side) for key, box in (("unsure", pale), ("sure", dark))
            ]
            (one, upper), (other, lower) = found
            apart = upper[1] - lower[3]
            if least < PART or apart < 0.4 or not (placer.free(upper) and placer.free(lower)):
                continue
            for label, box in ((one, upper), (other, lower)):
                write(layer, label, box, "right" if side == "left" else "left", halo="")
                ends = (box[2] + 0.3, label.x) if side == "left" else (label.x, box[0] - 0.3)
                leader = shapely.linestrings([(end, label.y) for end in ends])
                layer.outline(leader, style.INK, 0.4)
            return True
    return False


def _beside(text: str, part: Box, side: str) -> tuple[Label, Box]:
    """Return a text beside a part of a bar, and the box that it takes."""
    x = part[0] if side == "left" else part[2]
    y = (part[1] + part[3]) / 2
    label = Label("\n".join(style.wrap(text, ASIDE, style.SMALL)), x, y, size=style.SMALL)
    start = x - TO_PART - label.width if side == "left" else x + TO_PART
    return label, (start, y - label.height / 2, start + label.width, y + label.height / 2)


def _names_width(sheet: Sheet) -> float:
    return min(NAMES, 0.3 * sheet.design_width)


def _names_height(lines: list[str]) -> float:
    """Room that the name of a captor takes above its line, in mm."""
    return 1.0 + style.leading(3.1) * len(lines)


def _captured(
    layer: Layer, axes: Axes, code: str, colours: layers.Palette, day: Any, places: int, unsure: int
) -> tuple[Box, Box]:
    """Draw the bar of a captor on a day: what is sure below, the rest paler above.

    Return the boxes of the two.
    """
    x, half = axes.x(day), min(axes.step * 0.36, 5.0)
    sure = axes.y(places - unsure)
    dark: Box = (x - half, axes.y(0), x + half, sure)
    pale: Box = (x - half, sure, x + half, axes.y(places))
    if places > unsure:
        _bar(layer, dark, code, colours, dark=True)
    if unsure:
        shape = shapely.box(*pale)
        layer.fill(shape, style.lighten(colours[code][0], 0.45), "uncertain")
        layers.dashes(layer, shape)
    layer.text(x, axes.y(places) + 0.9, str(places), style.SMALL, ha="center")
    return dark, pale


def _capture_legend(colours: layers.Palette, captors: list[str]) -> Legend:
    legend = Legend()
    tone = colours[captors[0]] if captors else style.Tone("#d8d8d8", "#8c8c8c")
    legend.area(say("sure"), tone.dark, lambda layer, shape: None)
    legend.area(say("unsure"), style.lighten(tone.fill, 0.45), layers.dashes)
    texts = [style.text_width(text, legend.size) for text, _, _ in legend.rows]
    legend.column = max(legend.column, legend.indent + max(texts) + 0.6)
    return legend
