"""How near the front came to each city, evening by evening: a panel each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely
from matplotlib.lines import Line2D

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
from syria_analysis.figures.label_placement import Label, Placer
from syria_analysis.figures.legend import Legend
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.text.campaign_words import distance_text, fronts_words
from syria_analysis.text.evening_words import Words
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.wording import commas, faction_name, place_name, short_day

__all__ = ["chart_distances"]

PANEL = (74.0, 25.0)
"""Least width of a panel where height does not matter, and height of its plot, in mm."""
NARROW = 27.0
"""Least width of a panel on a low sheet, in mm."""
LEFT, FOOT, HEAD = 8.5, 5.0, 6.0
"""Room for numbers, for days and for the name of a city, in mm."""
LOW, WELL = 15.0, 16.0
"""Lower plots have their type set smaller; plots so high are not made narrower for more, in mm."""
CROSS = 2.4
"""Width of the cross of a fall, in mm."""
BAND, LINE = "#c9d6df", "#1d4e6b"


@style.settings()
@in_its_words
def chart_distances(
    story: Campaign, *, spec: FigureSpec | None = None, sheet: Sheet = REPORT
) -> Illustration:
    """Draw how far the front was from each city, evening by evening.

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
        Named ``campaign-`` and the id of the figure: one panel a city, each with its own scale
        from 0; the interval as a band, and what the front would be with the sources' doubts settled
        otherwise.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> chart_distances(campaign_between(load_dataset(), "2024-12-05", "2024-12-08")).name
    'campaign-fronts'
    """
    spec = spec or figure_of_kind(story.dataset, "fronts")
    words, count = fronts_words(story), len(story.cities)
    legend = _legend(story, sheet.brief)
    sheet = with_room(sheet, lambda on: _plan(story, words, on, legend).high, LOW)
    plan, wide = _plan(story, words, sheet, legend), sheet.design_width
    columns, beside = plan.columns, plan.beside
    room, rows = (wide - 6.0 * (columns - 1)) / columns, -(-count // columns)
    free = -count % columns
    body = rows * (plan.high + HEAD + FOOT) + (rows - 1) * 4.0
    body += 0.0 if beside else legend.height(wide - INSET) + 4.0
    printed = Printed(f"campaign-{spec.id}", story.last, words, sheet, body)
    x0, y0, x1, y1 = printed.box
    foot = y0 if beside else y0 + legend.height(wide - INSET) + 4.0
    panels = slots(rows * columns, (x0, foot, x1, y1), columns, (6.0, 4.0))
    for city, box in zip(story.cities, panels, strict=False):
        _panel(printed, story, city, box)
    if beside:
        start = (room + 6.0) * (columns - free) + 2.0
        printed.key(legend, start, panels[count][3] - 1.5, room * free - 2.0)
    else:
        printed.key(legend, INSET, y0 + legend.height(wide - INSET), wide - INSET)
    return printed.finish()


@dataclass(frozen=True)
class _Plan:
    """Panels in a row, height of their plots, whether the legend takes the place of a panel."""

    columns: int
    high: float
    beside: bool


def _plan(story: Campaign, words: Words, sheet: Sheet, legend: Legend) -> _Plan:
    """Plan the panels: more columns only where the sheet is too low for wide ones."""
    wide, count = sheet.design_width, len(story.cities)
    tallest = room_of(story.last, words, sheet)

    def with_columns(columns: int) -> _Plan:
        rows, room = -(-count // columns), (wide - 6.0 * (columns - 1)) / columns
        spare = -count % columns > 0
        for beside in (True, False) if spare else (False,):
            foot = 0.0 if beside else legend.height(wide - INSET) + 4.0
            high = (tallest - foot - 4.0 * (rows - 1)) / rows - HEAD - FOOT
            high = min(PANEL[1], high)
            if not beside or legend.height(room - 2.0) <= high + HEAD + FOOT:
                break
        return _Plan(columns, high, beside)

    highest = max(1, min(int((wide + 6.0) // (NARROW + 6.0)), count))
    roomy = max(1, min(int((wide + 6.0) // (PANEL[0] + 6.0)), highest))
    plans = map(with_columns, range(roomy, highest + 1))
    return max(plans, key=lambda plan: (min(round(plan.high), WELL), -plan.columns))


def _panel(printed: Printed, story: Campaign, city: str, box: Box) -> None:
    table = story.distances
    rows = table[table["city"] == city].to_dict("records")
    measured = [row for row in rows if row["status"] == "ok"]
    days = [row["date"] for row in rows]
    highest = max([row[k] for row in measured for k in ("high_km", "reading_high_km")], default=1.0)
    axes = Axes((box[0] + LEFT, box[1] + FOOT, box[2], box[3] - HEAD), days, 1.12 * highest)
    layer = printed.page.layer(f"panel-{city}", "panels")
    name = place_name(story.dataset, city)
    (edge, ha, on), y = edge_of(box), box[3] - 3.2
    layer.text(edge, y, name, style.CITY_LARGE, weight="bold", ha=ha)
    after = style.text_width(name, style.CITY_LARGE, "bold") + 2.2
    fate = next(
        (
            text
            for text in _fate(story, rows)
            if after + style.text_width(text, style.TEXT) <= box[2] - box[0]
        ),
        "",
    )
    layer.text(edge + on * after, y, fate, style.TEXT, ha=ha)
    axes.grid(layer, nice_step(highest, lines_in(axes.box[3] - axes.box[1])), "km")
    axes.day_axis(layer)
    for run in _runs(rows):
        _band(layer, axes, run)
    lines = [_doubt(layer, axes, row) for row in measured]
    lines += [_line(layer, axes, run) for run in _runs(rows)]
    for row in measured:
        _point(layer, axes, row)
    placer = Placer((axes.box[0], axes.box[1], box[2], box[3]))
    over = sorted((edge, edge + on * (after + style.text_width(fate, style.TEXT))))
    placer.block((over[0], y - 0.8, over[1], box[3]))
    lines += _fall(layer, axes, story, rows, placer)
    if any(row["status"] == "no_front" for row in rows):
        _no_front(layer, axes, rows)
    placer.avoid = shapely.union_all(lines) if lines else None
    placer.block_points([(axes.x(r["date"]), axes.y(r["distance_km"])) for r in measured], 0.7)
    ends = measured[:1] + (measured[-1:] if len(measured) > 1 else [])
    placer.place(layer, [_value(axes, row) for row in ends])


def _value(axes: Axes, row: dict[str, Any]) -> Label:
    x, y = axes.x(row["date"]), axes.y(row["distance_km"])
    return Label(
        distance_text(row),
        x,
        y,
        size=style.TEXT,
        weight="bold",
        colour=LINE,
        radius=1.0,
        prefer=("n", "ne", "nw", "e", "w"),
    )


def _runs(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Split the evenings into unbroken runs on which there is a distance."""
    runs: list[list[dict[str, Any]]] = [[]]
    for row in rows:
        if row["status"] == "ok":
            runs[-1].append(row)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _band(layer: Layer, axes: Axes, run: list[dict[str, Any]]) -> None:
    """Fill from low to high, each evening half a step wide at its ends."""
    reach = axes.step * 0.3
    xs = [axes.x(row["date"]) for row in run]
    xs = [xs[0] - reach, *xs, xs[-1] + reach]
    padded = [run[0], *run, run[-1]]
    upper = [(x, axes.y(row["high_km"])) for x, row in zip(xs, padded, strict=True)]
    lower = [(x, axes.y(row["low_km"])) for x, row in zip(xs, padded, strict=True)]
    layer.fill(shapely.make_valid(shapely.polygons([*upper, *lower[::-1]])), BAND, "band")


def _line(layer: Layer, axes: Axes, run: list[dict[str, Any]]) -> Any:
    points = [(axes.x(row["date"]), axes.y(row["distance_km"])) for row in run]
    if len(points) == 1:
        return shapely.Point(points[0])
    line = shapely.linestrings(points)
    layer.outline(line, LINE, 1.2, "line")
    return line


def _doubt(layer: Layer, axes: Axes, row: dict[str, Any]) -> Any:
    """Draw how far the distance would reach with doubts settled for the one side or the other."""
    if not row["readings_differ"]:
        return shapely.LineString()
    x = axes.x(row["date"])
    low, high = axes.y(row["reading_low_km"]), axes.y(row["reading_high_km"])
    reach = shapely.linestrings([(x, low), (x, high)])
    layer.outline(reach, style.INK, 0.8, linestyle=(0, (1.2, 1.4)), capstyle="butt")
    for y in (low, high):
        if abs(y - axes.y(row["distance_km"])) > 0.8:
            layer.outline(shapely.linestrings([(x - 1.0, y), (x + 1.0, y)]), style.INK, 0.8)
    return reach


def _point(layer: Layer, axes: Axes, row: dict[str, Any]) -> None:
    doubt = row["readings_differ"] or bool(row["contested_by"])
    layer.add(
        Line2D(
            [axes.x(row["date"])],
            [axes.y(row["distance_km"])],
            linestyle="none",
            marker="o",
            markersize=3.6,
            markeredgecolor=LINE,
            markeredgewidth=0.9,
            markerfacecolor=style.PAPER if doubt else LINE,
        )
    )


def _fall(
    layer: Layer, axes: Axes, story: Campaign, rows: list[dict[str, Any]], placer: Placer
) -> list[Any]:
    """Draw, at the foot, the evenings on which others hold the city; return the lines drawn."""
    colours = style.palette(story.dataset)
    y, half, lines = axes.box[1], axes.step / 2, []
    for number, row in enumerate(rows):
        x = axes.x(row["date"])
        if row["status"] in ("held_by_attackers", "held_by_other"):
            tone = colours[row["holder"]]
            strip = shapely.box(x - half, y, x + half, y + 1.6)
            layer.fill(strip, tone.dark, "held")
            layers.pattern(layer, strip, tone.pattern, style.INK, 1.0, row["holder"])
            before = rows[number - 1] if number else None
            if before and before["status"] == "ok":
                start = (axes.x(before["date"]), axes.y(before["distance_km"]))
                lines.append(shapely.linestrings([start, (x, y)]))
                layer.outline(lines[-1], LINE, 1.2, linestyle=(0, (2.0, 1.6)), capstyle="butt")
            if number and before and before["holder"] != row["holder"]:
                # A strip hardly wider than the cross is to be seen below it.
                up = 0.8 if axes.step > CROSS else 2.8
                if axes.step <= CROSS:
                    placer.block_points([(x, y + up)], CROSS / 2)
                layer.add(
                    Line2D(
                        [x],
                        [y + up],
                        linestyle="none",
                        marker="X",
                        markersize=5.4,
                        markerfacecolor=style.INK,
                        markeredgecolor=style.PAPER,
                        markeredgewidth=0.7,
                    )
                )
    return lines


def _no_front(layer: Layer, axes: Axes, rows: list[dict[str, Any]]) -> None:
    """Mark, at the foot, the evenings on which the two sides nowhere meet."""
    y = axes.box[1] + 0.8
    for row in rows:
        if row["status"] == "no_front":
            layer.add(
                Line2D(
                    [axes.x(row["date"])],
                    [y],
                    linestyle="none",
                    marker="_",
                    markersize=4.0,
                    markeredgecolor=style.INK,
                )
            )


def _fate(story: Campaign, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Say beside a city's name what became of it, at length and shorter."""
    short = story.dataset.factions["short_name"]
    parts, last = [], ""
    for number, row in enumerate(rows):
        before = rows[number - 1] if number else None
        day, who = short_day(row["date"]), short[row["holder"]]
        told = {"day": day, "who": who}
        keys = []
        if before is None and row["status"].startswith("held"):
            keys.append(("held-by", "held-by"))
        elif before is not None and row["holder"] != before["holder"]:
            keys.append(("fell-to", "fell-on"))
        elif row["contested_by"] and not (before and before["contested_by"]):
            keys.append(("contested-on", "contested-on"))
        if row["status"] == "no_front" and (before is None or before["status"] != "no_front"):
            keys.append(("no-front-on", "no-front-on"))
        parts += [say(long, **told) for long, _ in keys]
        last = say(keys[-1][1], **told) if keys else last
    return commas(parts), "".join(parts[-1:]), last


def _legend(story: Campaign, brief: bool) -> Legend:
    legend, table = Legend(), story.distances
    ok = table[table["status"] == "ok"]

    def best(layer: Layer, box: Any) -> None:
        y = (box[1] + box[3]) / 2
        layer.fill(shapely.box(box[0] + 0.8, box[1], box[2] - 0.8, box[3]), BAND)
        layer.outline(shapely.linestrings([(box[0], y), (box[2], y)]), LINE, 1.2)
        _dot(layer, (box[0] + box[2]) / 2, y, LINE)

    legend.row(say("distance-brief" if brief else "distance-band"), best)
    if ok["readings_differ"].any() or (ok["contested_by"] != "").any():

        def doubt(layer: Layer, box: Any) -> None:
            x, y = (box[0] + box[2]) / 2, box[3]
            layer.outline(
                shapely.linestrings([(x, box[1]), (x, y)]),
                style.INK,
                0.8,
                linestyle=(0, (1.2, 1.4)),
                capstyle="butt",
            )
            layer.outline(shapely.linestrings([(x - 1, box[1]), (x + 1, box[1])]), style.INK, 0.8)
            _dot(layer, x, y - 0.2, style.PAPER)

        legend.row(say("open-brief" if brief else "open-dashed"), doubt)
    for code in dict.fromkeys(table.loc[table["status"].str.startswith("held"), "holder"]):

        def held(layer: Layer, box: Any, code: str = code) -> None:
            middle = (box[1] + box[3]) / 2
            strip = shapely.box(box[0], middle - 0.8, box[2], middle + 0.8)
            tone = style.palette(story.dataset)[code]
            layer.fill(strip, tone.dark)
            layers.pattern(layer, strip, tone.pattern, style.INK, 1.0, code)

        legend.row(say("city-held", who=faction_name(story.dataset, code)), held)
    return legend


def _dot(layer: Layer, x: float, y: float, fill: str) -> None:
    layer.add(
        Line2D(
            [x],
            [y],
            linestyle="none",
            marker="o",
            markersize=3.6,
            markeredgecolor=LINE,
            markeredgewidth=0.9,
            markerfacecolor=fill,
        )
    )
