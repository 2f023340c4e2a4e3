"""How far a package and another account agree, evening by evening."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import shapely
from matplotlib.lines import Line2D

from syria_analysis.control.comparison import Comparison, unbroken
from syria_analysis.figures import style
from syria_analysis.figures.canvas import Box, Layer
from syria_analysis.figures.chart_page import INSET, Axes, Printed, nice_step, room_of
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.legend import Legend
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.text.comparison_words import agreement_words
from syria_analysis.text.language import in_its_words, say

__all__ = ["chart_agreement"]

HIGH = 48.0
"""Height of the plot where height does not matter, in mm."""
LEFT, FOOT, HEAD = 10.0, 5.0, 2.0
"""Room for numbers, for days and above the plot, in mm."""
KINDS = {
    "area_agree_share": ("compare-series-land", "#1d4e6b", "solid", "o"),
    "places_agree_share": ("compare-series-places", "#a4460f", (0, (3.0, 1.6)), "s"),
}
"""What is drawn, by column: the words, colour, line and point of each."""
MOST_POINTS = 80
"""With more evenings than this, evenings that stand in a line have no point of their own."""


@style.settings()
@in_its_words
def chart_agreement(
    found: Comparison, days: pd.DataFrame, both: Sequence[dt.date], *, sheet: Sheet = REPORT
) -> Illustration:
    """Draw which share of places and of land a package and another account agree on, by evening.

    Parameters
    ----------
    found : Comparison
        The two on an evening.
    days : pandas.DataFrame
        As `comparison.agreement` follows them over days.
    both : sequence of datetime.date
        All the days of which both speak; the lines are broken where one is missing.
    sheet : Sheet
        What the figure is made for.

    Returns
    -------
    Illustration
        The days lie along the axis as far apart as they are.
    """
    words = agreement_words(found, days, both)
    kinds = {key: told for key, told in KINDS.items() if days[key].notna().any()}
    floor = _floor(float(100 * days[list(kinds)].min(axis=None))) if kinds else 0.0
    legend = Legend()
    legend.flow([(say(told[0]), _swatch(told)) for told in kinds.values()])
    evening, wide = found.situation, sheet.design_width
    keys = legend.height(wide - INSET) + 3.0
    high = min(HIGH, room_of(evening, words, sheet) - keys - FOOT - HEAD)
    printed = Printed("chart-agreement", evening, words, sheet, high + keys + FOOT + HEAD)
    x0, y0, x1, y1 = printed.box
    first, last = days["date"].iloc[0], days["date"].iloc[-1]
    span = [first + dt.timedelta(days=day) for day in range((last - first).days + 1)]
    axes = Axes((x0 + LEFT, y0 + keys + FOOT, x1 - HEAD, y1 - HEAD), span, 100.0, floor)
    layer = printed.page.layer("agreement")
    axes.grid(layer, nice_step(100.0 - floor), "percent")
    axes.day_axis(layer)
    runs = unbroken(days["date"].tolist(), both)
    for column, told in list(kinds.items())[::-1]:
        shares = dict(zip(days["date"], 100 * days[column], strict=True))
        for run in runs:
            _drawn(layer, axes, told, [(day, shares[day]) for day in run])
    printed.key(legend, INSET, y0 + keys - 3.0, wide - INSET)
    return printed.finish()


def _floor(least: float) -> float:
    """Choose where the axis begins, so that what changes can be seen."""
    return next((floor for floor in (90.0, 80.0, 50.0) if least >= floor), 0.0)


_Told = tuple[str, str, object, str]


def _drawn(layer: Layer, axes: Axes, told: _Told, run: list[tuple[dt.date, float]]) -> None:
    """Draw the line of a run of evenings; broken, too, where there is no share."""
    parts: list[list[tuple[float, float]]] = [[]]
    for day, share in run:
        if share == share:
            parts[-1].append((axes.x(day), axes.y(share)))
        elif parts[-1]:
            parts.append([])
    for points in filter(None, parts):
        if len(points) > 1:
            layer.outline(shapely.linestrings(points), told[1], 1.2, linestyle=told[2])
        if len(points) == 1 or len(points) <= MOST_POINTS:
            _points(layer, told, points)


def _points(layer: Layer, told: _Told, points: Sequence[tuple[float, float]]) -> None:
    xs, ys = zip(*points, strict=True)
    layer.add(
        Line2D(
            xs, ys, linestyle="none", marker=told[3], markersize=3.0,
            markeredgecolor=told[1], markeredgewidth=0.6, markerfacecolor=told[1],
        )
    )  # fmt: skip


def _swatch(told: _Told) -> object:
    def draw(layer: Layer, box: Box) -> None:
        y = (box[1] + box[3]) / 2
        layer.outline(
            shapely.linestrings([(box[0], y), (box[2], y)]), told[1], 1.2, linestyle=told[2]
        )
        _points(layer, told, [((box[0] + box[2]) / 2, y)])

    return draw
