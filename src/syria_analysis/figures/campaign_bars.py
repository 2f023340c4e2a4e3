"""The columns of a campaign: who held how much land each evening, who took how many places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely

from syria_analysis.control.campaign import Campaign
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
    with_room,
)
from syria_analysis.figures.declared import figure_of_kind
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.legend import Legend
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.text.campaign_words import areas_words, captures_words
from syria_analysis.text.headlines import Words
from syria_analysis.text.language import in_its_words, is_rtl, say

__all__ = ["chart_areas", "chart_captures"]

GAP = 7.0
LEFT, FOOT, HEAD = 9.5, 5.0, 6.5
LAND, STRIP = 52.0, 13.0
"""Heights of the columns of land, and of those of contested land, in mm."""
PANEL, NARROW = 70.0, 40.0
"""Least width of a panel, and on a low sheet, in mm."""
LOW = 26.0
"""Lower plots have their type set smaller, in mm."""
SLIM = 30.0
"""Width of a narrow column of a legend, in mm."""
ROW, TIGHT = 6.0, 4.4
"""Room for the numbers above the bars of a captor, and on a low sheet, in mm."""
THIN = 0.3
"""A bar as low as this, in mm, would vanish under a white edge."""
TALL = 30.0
"""Height of the highest bar, in mm."""
NAMES = 27.0
"""Room for the names of captors, in mm."""


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
        Named ``campaign-`` and the id of the figure: stacked columns from zero, defenders at the
        foot, attackers on top, so that both have a level edge; contested land apart, on a scale of
        its own.

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
    legend = Legend()
    for code in reversed(_stack(story)):
        name, short = (str(story.dataset.factions.at[code, c]) for c in ("name", "short_name"))
        legend.faction(code, name, colours, short=short)
    sheet = with_room(sheet, lambda on: _plan_areas(story, words, on, legend).high, LOW)
    plan, wide = _plan_areas(story, words, sheet, legend), sheet.design_width
    columns, foot, legend.column = plan.columns, plan.foot, plan.column
    room, strip = (wide - GAP) / 2, HEAD + STRIP + FOOT
    body = (HEAD + plan.high + FOOT + 3.0) * (3 - columns) + foot
    printed = Printed(f"campaign-{spec.id}", story.last, words, sheet, body)
    x0, y0, x1, y1 = printed.box
    upper = slots(2, (x0, y0 + foot + 3.0, x1, y1), columns, (GAP, 3.0))
    layer = printed.page.layer("columns")
    near = "near-land" if upper[0][2] - upper[0][0] >= PANEL else "near-land-brief"
    titles = (say("all-land"), say(near))
    for box, column, title in zip(upper, ("area_km2", "effective_km2"), titles, strict=True):
        _land(layer, story, colours, box, column, title)
    lower = (upper[0][0], y0 + foot - strip, upper[0][2], y0 + foot)
    _contested(layer, story, lower)
    if columns == 2:
        # In line with the numbers of the chart above it.
        start = room + GAP + (0.0 if is_rtl() else LEFT)
        printed.key(legend, start, y0 + foot - 1.0, room - LEFT)
    else:
        printed.key(legend, INSET, y0 + legend.height(wide - INSET), wide - INSET)
    return printed.finish()


@dataclass(frozen=True)
class _Plan:
    """Panels in a row, height of their plots and of what is below, width of a legend's column."""

    columns: int
    high: float
    foot: float
    column: float


def _plan_areas(story: Campaign, words: Words, sheet: Sheet, legend: Legend) -> _Plan:
    """Plan the columns of land; the legend has narrower columns if that makes the plots higher."""
    wide, tallest = sheet.design_width, room_of(story.last, words, sheet)
    columns = 2 if wide >= 2 * (PANEL if tallest > wide else NARROW) + GAP else 1
    rows, strip, plans = 3 - columns, HEAD + STRIP + FOOT, []
    for legend.column in (Legend.column, SLIM):
        foot = strip + legend.height(wide - INSET) + 3.0
        if columns == 2:
            foot = max(strip, legend.height((wide - GAP) / 2 - LEFT) + 2.0)
        high = min(LAND, (tallest - foot) / rows - 3.0 - HEAD - FOOT)
        plans.append(_Plan(columns, high, foot, legend.column))
    return max(plans, key=lambda plan: plan.high)


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
    layer: Layer, story: Campaign, colours: layers.Palette, box: Box, column: str, title: str
) -> None:
    table = story.areas.pivot(index="date", columns="faction", values=column) / 1000
    days = [evening.date for evening in story.evenings]
    highest = float(table.sum(axis=1).max())
    axes = Axes((box[0] + LEFT, box[1] + FOOT, box[2], box[3] - HEAD), days, 1.04 * highest)
    _title(layer, box, title, say("thousand-km2"))
    axes.grid(layer, nice_step(highest, lines_in(axes.box[3] - axes.box[1])))
    axes.day_axis(layer)
    half = axes.step * 0.46
    for day in days:
        below, x = 0.0, axes.x(day)
        for code in _stack(story):
            value = float(table.at[day, code])
            if value > 0:
                part = (x - half, axes.y(below), x + half, axes.y(below + value))
                _bar(layer, part, code, colours)
            below += value


def _title(layer: Layer, box: Box, title: str, unit: str) -> None:
    """Name what columns show, and its unit."""
    (edge, ha, on), y = edge_of(box), box[3] - 3.4
    layer.text(edge, y, title, style.CITY_LARGE, weight="bold", ha=ha)
    after = edge + on * (style.text_width(title, style.CITY_LARGE, "bold") + 2.0)
    layer.text(after, y, unit, style.SMALL, colour=style.INK_SOFT, ha=ha)


def _contested(layer: Layer, story: Campaign, box: Box) -> None:
    """Draw how much of the land was contested each evening, on its own scale."""
    table = story.areas.groupby("date")["contested_km2"].sum()
    highest = float(table.max())
    scale = say("contested-scale" if highest > 0 else "contested-none")
    _title(layer, box, say("contested-share"), scale)
    if highest <= 0:
        return
    days = [evening.date for evening in story.evenings]
    inner = (box[0] + LEFT, box[1] + FOOT, box[2], box[3] - HEAD)
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
    words = captures_words(story)
    colours = style.palette(story.dataset, sheet.medium)
    counts = story.captures.groupby(["captor", "date"])[["places", "uncertain_places"]].sum()
    totals = counts["places"].groupby("captor").sum().sort_values(ascending=False, kind="stable")
    captors = [str(code) for code in totals[totals > 0].index]
    highest = {code: int(counts.loc[code, "places"].max()) for code in captors}
    legend = _capture_legend(colours, captors)
    tallest = max(highest.values(), default=1)

    def plan(on: Sheet) -> tuple[float, list[float], float]:
        """Height of a place, of the row of each captor, and of what stands below, in mm."""
        fixed = FOOT + legend.height(on.design_width - INSET) + 4.0
        room = room_of(story.last, words, on) - fixed
        named = [_names_height(_captor_lines(story, code, on)) for code in captors]
        unit, row = TALL / tallest, ROW
        while True:
            pairs = zip(captors, named, strict=True)
            heights = [max(highest[code] * unit + row, name) for code, name in pairs]
            if sum(heights) <= room or unit * tallest < 1.0:
                return unit, heights, fixed
            unit, row = 0.98 * unit, TIGHT

    sheet = with_room(sheet, lambda on: tallest * plan(on)[0], LOW)
    (unit, heights, fixed), wide = plan(sheet), sheet.design_width
    body = sum(heights) + fixed
    printed = Printed(f"campaign-{spec.id}", story.last, words, sheet, body)
    layer, names = printed.page.layer("bars"), printed.page.layer("captors")
    days = [changes.after.date for changes in story.days]
    names_wide, (edge, ha, _) = _names_width(sheet), edge_of(printed.box)
    y, axes = printed.box[3], None
    for code, height in zip(captors, heights, strict=True):
        y -= height
        left, right = (0.0, wide - names_wide) if is_rtl() else (names_wide, wide)
        box = (left, y, right, y + highest[code] * unit)
        axes = Axes(box, days, float(highest[code]))
        base = shapely.linestrings([(0.0, y), (wide, y)])
        layer.outline(base, style.INK_SOFT, 0.5, capstyle="butt")
        for number, line in enumerate(_captor_lines(story, code, sheet)[::-1]):
            names.text(
                edge, y + 1.0 + style.leading(3.1) * number, line, style.TEXT, weight="bold", ha=ha
            )
        for day, row in counts.loc[code].iterrows():
            _captured(
                layer, axes, code, colours, day, int(row["places"]), int(row["uncertain_places"])
            )
    if axes is not None:
        axes.day_axis(layer)
    else:
        layer.text(edge, y - 4.0, say("no-place-taken"), style.TEXT, ha=ha)
    printed.key(legend, INSET, printed.box[1] + legend.height(wide - INSET), wide - INSET)
    return printed.finish()


def _names_width(sheet: Sheet) -> float:
    return min(NAMES, 0.3 * sheet.design_width)


def _captor_lines(story: Campaign, code: str, sheet: Sheet) -> list[str]:
    short = str(story.dataset.factions.at[code, "short_name"])
    return style.wrap(short, _names_width(sheet) - 1.0, style.TEXT, "bold")


def _names_height(lines: list[str]) -> float:
    """Room that the name of a captor takes above its line, in mm."""
    return 1.0 + style.leading(3.1) * len(lines)


def _captured(
    layer: Layer, axes: Axes, code: str, colours: layers.Palette, day: Any, places: int, unsure: int
) -> None:
    """Draw the bar of a captor on a day: what is sure below, the rest paler above."""
    if not places:
        return
    x, half = axes.x(day), min(axes.step * 0.36, 5.0)
    sure = axes.y(places - unsure)
    if places > unsure:
        _bar(layer, (x - half, axes.y(0), x + half, sure), code, colours, dark=True)
    if unsure:
        shape = shapely.box(x - half, sure, x + half, axes.y(places))
        layer.fill(shape, style.lighten(colours[code][0], 0.45), "uncertain")
        layers.dashes(layer, shape)
    layer.text(x, axes.y(places) + 0.9, str(places), style.SMALL, ha="center")


def _capture_legend(colours: layers.Palette, captors: list[str]) -> Legend:
    legend = Legend()
    tone = colours[captors[0]] if captors else style.Tone("#d8d8d8", "#8c8c8c")
    legend.area(say("sure"), tone.dark, lambda layer, shape: None)
    legend.area(say("unsure"), style.lighten(tone.fill, 0.45), layers.dashes)
    texts = [style.text_width(text, legend.size) for text, _, _ in legend.rows]
    legend.column = max(legend.column, legend.indent + max(texts) + 0.6)
    return legend
