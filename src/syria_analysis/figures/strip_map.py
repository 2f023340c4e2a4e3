"""The strip map: a road by the kilometre against the evenings, in the colours of its holders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import shapely
from matplotlib.lines import Line2D

from syria_analysis.control.campaign import Campaign
from syria_analysis.figures import labelled_places, layers, style
from syria_analysis.figures.canvas import Box, Layer
from syria_analysis.figures.chart_page import INSET, Axes, Printed, room_of, spread, with_room
from syria_analysis.figures.declared import figure_of_kind
from syria_analysis.figures.distance_chart import chart_distances
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.label_placement import Label, Placer, room_inside, write
from syria_analysis.figures.legend import Legend
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.roads.along import RoadCampaign, Turn, declared_road, main_road
from syria_analysis.text.campaign_words import sides
from syria_analysis.text.evening_words import Words
from syria_analysis.text.language import in_its_words, is_rtl, say
from syria_analysis.text.rounding import format_number, round_to_interval
from syria_analysis.text.strip_words import road_name, strip_words, turn_text
from syria_analysis.text.wording import place_name

__all__ = ["chart_fronts", "strip_of"]

TALL, LOW = 92.0, 40.0
"""Height of the plot, and below which type is set smaller, in mm."""
HEAD, FOOT = 5.6, 5.6
"""Room for what the axis counts, and for the days, in mm."""
CITY_GAP, TOWN_GAP = 3.5, 2.9
"""Least distance of the names of two cities, and of a town from the next name, in mm."""
TICK = 2.6
"""From the name of a city to the strip, in mm."""
NIGHT = 0.5
"""Between two evenings, in mm; less where these are narrow."""
FRONT, PATH = 1.9, 0.9
"""Weights of the front on an evening and of its way from one to the next, in points."""
PALE = 0.62
"""How much of the colour is taken from where the side is not sure."""
WIDE = 110.0
"""A page so wide, in mm, has room beside the strip for the last distance."""
MOST_TOWNS = 8


@style.settings()
@in_its_words
def chart_fronts(
    story: Campaign, *, spec: FigureSpec | None = None, sheet: Sheet = REPORT
) -> Illustration:
    """Draw where the front lay evening by evening, along a road that joins the cities.

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
        Named ``campaign-`` and the id of the figure: kilometres along the road against the
        evenings, each evening in the colours of those who held the road, paler where the side is
        not sure (see `roads.along`); the front; its turning points. Where there is no such road
        (see `strip_of`), the distance of the front from each city on a scale of its own.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> chart_fronts(campaign_between(load_dataset(), "2024-12-05", "2024-12-08")).name
    'campaign-fronts'
    """
    spec = spec or figure_of_kind(story.dataset, "fronts")
    strip = strip_of(story, spec)
    if strip is None:
        return chart_distances(story, spec=spec, sheet=sheet)
    words, drawn, keys = strip_words(strip), _Strip(strip, spec), list[str]()
    while True:  # until those have a key that have no room for a name
        printed, left_over = drawn.on_page(f"campaign-{spec.id}", words, sheet, keys)
        if set(left_over) <= set(keys):
            return printed.finish()
        keys = [code for code in drawn.factions if code in (*keys, *left_over)]


def strip_of(story: Campaign, spec: FigureSpec) -> RoadCampaign | None:
    """Find the road along which a campaign is shown.

    Parameters
    ----------
    story : Campaign
        The evenings, the sides and the cities asked about.
    spec : FigureSpec
        The figure; the roads that it declares are taken if one of the cities lies on them.

    Returns
    -------
    RoadCampaign or None
        Along the road declared, else the one that joins the most of the cities. None if no road
        joins two of them, or if the front crossed it on no evening.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> story = campaign_between(load_dataset(), "2024-12-05", "2024-12-08")
    >>> strip_of(story, FigureSpec("lines", "fronts")).road.name
    'M5'
    """
    data, road = story.dataset, None
    if data.roads.empty:
        return None
    if spec.roads:
        declared = declared_road(data, spec.roads)
        if set(story.cities) & set(declared.places):
            road = declared
    road = road or main_road(data, story.cities)
    if road is None:
        return None
    strip = RoadCampaign(road, story)
    return strip if any(evening.fronts for evening in strip.evenings) else None


@dataclass(frozen=True)
class _Plan:
    """Height of the plot and of all, room for names left and right, for the legend below."""

    high: float
    body: float
    left: float
    right: float
    key: float


class _Strip:
    """What stands on the drawing, and how much room it takes."""

    def __init__(self, strip: RoadCampaign, spec: FigureSpec) -> None:
        self.strip, self.road, self.data = strip, strip.road, strip.story.dataset
        self.colours = style.palette(self.data)
        self.towns = _towns(strip, spec)
        held = {code for evening in strip.evenings for code in evening.holders}
        self.factions = [str(code) for code in self.data.factions.index if code in held]

    def on_page(
        self, name: str, words: Words, sheet: Sheet, keys: Sequence[str]
    ) -> tuple[Printed, list[str]]:
        """Draw all of it; return also the factions whose name found no room on their land."""
        self.colours = style.palette(self.data, sheet.medium)
        sheet = with_room(sheet, lambda on: self.plan(words, on, keys).high, LOW)
        plan, wide = self.plan(words, sheet, keys), sheet.design_width
        printed = Printed(name, self.strip.story.last, words, sheet, plan.body)
        x0, y0, x1, y1 = printed.box
        axes = Axes(
            (x0 + plan.left, y0 + plan.key + FOOT, x1 - plan.right, y1 - HEAD),
            [evening.date for evening in self.strip.story.evenings],
            self.road.length_km,
        )
        left_over = self.draw(printed, axes, plan)
        legend = self.legend(sheet.brief, keys)
        printed.key(legend, INSET, y0 + legend.height(wide - INSET), wide - INSET)
        return printed, left_over

    def plan(self, words: Words, sheet: Sheet, keys: Sequence[str]) -> _Plan:
        """Divide a sheet between the strip and what stands around it."""
        wide = sheet.design_width
        names = [self._city_text(city) for city in self.strip.cities]
        left = max([style.text_width(name, style.CITY, "bold") for name in names], default=0.0)
        left += TICK + style.text_width("000", style.SMALL) + (2.2 if is_rtl() else 1.2)
        last = self.last_text()
        right = style.text_width(last, style.CITY, "bold") + 1.6 if wide >= WIDE and last else 0.0
        key = self.legend(sheet.brief, keys).height(wide - INSET) + 2.0
        high = min(TALL, room_of(self.strip.story.last, words, sheet) - key - HEAD - FOOT)
        return _Plan(high, high + key + HEAD + FOOT, left, right, key)

    def last_text(self) -> str:
        """Tell how far the front was from the next city on the last evening."""
        city, last = self.strip.next_city, self.strip.evenings[-1]
        distance = last.distance_to(city) if city else None
        if city is None or distance is None:
            return ""
        best = round_to_interval(distance.best, distance.low, distance.high)
        number = say("km", number=format_number(best))
        return say("distance-from-city", distance=number, city=place_name(self.data, city))

    def _city_text(self, place: str) -> str:
        return place_name(self.data, place)

    def draw(self, printed: Printed, axes: Axes, plan: _Plan) -> list[str]:
        """Draw the strip; return the factions whose name found no room on it."""
        page = printed.page
        self._land(page.layer("strip"), axes)
        self._scale(page.layer("road"), axes, plan)
        axes.day_axis(page.layer("days"))
        lines = self._front(page.layer("front"), axes)
        placer = Placer(axes.box)
        placer.avoid = shapely.union_all(lines)
        named = page.layer("turning-points")
        marks = [(axes.x(axes.days[turn.day]), axes.y(turn.km)) for turn in self.strip.turns]
        placer.block_points(marks, 1.0)
        for turn, mark in zip(self.strip.turns, marks, strict=True):
            if turn.place:
                _cross(named, *mark)
        self._last(named, axes, plan, placer)
        # Clear of the front and its ways; a fall is named in any case.
        clear = shapely.buffer(placer.avoid, 0.4)
        labels = [
            replace(self._turn(turn, mark), off=clear)
            for turn, mark in zip(self.strip.turns, marks, strict=True)
        ]
        for label in sorted(labels, key=lambda label: label.weight != "bold"):
            if not placer.place(named, [label], halo="") and label.weight == "bold":
                placer.place(named, [replace(label, off=None)], halo="")
        return self._names(page.layer("territory-names"), axes, placer)

    def _land(self, layer: Layer, axes: Axes) -> None:
        half = self._half(axes)
        for evening in self.strip.evenings:
            x = axes.x(evening.situation.date)
            unsure = shapely.union_all(
                [shapely.box(x - half, axes.y(a), x + half, axes.y(b)) for a, b in evening.open]
            )
            for start, end, code in evening.stretches:
                whole = shapely.box(x - half, axes.y(start), x + half, axes.y(end))
                tone = self.colours[code]
                sure, pale = whole.difference(unsure), whole.intersection(unsure)
                layer.fill(sure, tone.fill, code)
                layers.pattern(layer, sure, tone.pattern, tone.dark, 1.0, code)
                layer.fill(pale, style.lighten(tone.fill, PALE), f"{code}-open")

    def _half(self, axes: Axes) -> float:
        """Half the width of an evening, in mm."""
        return (axes.step - min(NIGHT, 0.12 * axes.step)) / 2

    def _scale(self, layer: Layer, axes: Axes, plan: _Plan) -> None:
        """Name the cities, and as many towns as there is room for, at their kilometres."""
        x0, y0, x1, y1 = axes.box
        names = style.text_width("000", style.SMALL) + 1.2
        title = say("strip-axis", start=self._end(), road=self._road())
        if style.text_width(title, style.SMALL) > x1:
            title = say("strip-axis-brief", start=self._end())
        layer.text(0.0, y1 + 2.5, title, style.SMALL, colour=style.INK_SOFT, ha="left")
        cities = self.strip.cities
        wanted = [axes.y(self.road.at(city)) for city in cities]
        taken = spread(wanted, style.leading(CITY_GAP), y0, y1)
        rows = [(city, at, y, True) for city, at, y in zip(cities, wanted, taken, strict=True)]
        for town in self.towns:
            y = axes.y(self.road.at(town))
            if all(abs(y - other) >= style.leading(TOWN_GAP) for _, _, other, _ in rows):
                name = self._city_text(town)
                if style.text_width(name, style.SMALL) + names + TICK <= plan.left - (
                    1.0 if is_rtl() else 0.3
                ):
                    rows.append((town, y, y, False))
        for place, at, y, chief in rows:
            km = format_number(round(self.road.at(place)))
            foot = y - 0.36 * style.CITY * style.MM_PER_POINT
            layer.text(x0 - TICK, foot, km, style.SMALL, colour=style.INK_SOFT, ha="right")
            size, weight = (style.CITY, "bold") if chief else (style.SMALL, "regular")
            colour = style.INK if chief else style.INK_SOFT
            layer.text(
                x0 - TICK - names,
                foot,
                self._city_text(place),
                size,
                weight=weight,
                colour=colour,
                ha="right",
            )
            tick = shapely.linestrings([(x0 - TICK + 0.5, y), (x0 - 0.4, at)])
            layer.outline(tick, style.INK_SOFT, 0.5, capstyle="butt")
            if chief:
                line = shapely.linestrings([(x0, at), (x1, at)])
                layer.outline(line, style.INK, 0.4, linestyle=(0, (1.0, 2.2)), capstyle="butt")

    def _end(self) -> str:
        return place_name(self.data, self.road.places[0])

    def _road(self) -> str:
        ends = (
            place_name(self.data, self.road.places[0]),
            place_name(self.data, self.road.places[-1]),
        )
        return road_name(self.road, ends)

    def _front(self, layer: Layer, axes: Axes) -> list[Any]:
        """Draw the front on each evening, and its way from one to the next."""
        half, lines = self._half(axes), list[Any]()
        for (day, later), moves in zip(pairwise(axes.days), self.strip.moves, strict=True):
            x = (axes.x(day) + axes.x(later)) / 2
            for before, after in moves:
                way = shapely.linestrings([(x, axes.y(before.km)), (x, axes.y(after.km))])
                lines.append(way)
                layer.outline(way, style.INK, PATH, capstyle="butt")
        for evening in self.strip.evenings:
            x = axes.x(evening.situation.date)
            for front in evening.fronts:
                y = axes.y(front.km)
                line = shapely.linestrings([(x - half, y), (x + half, y)])
                lines.append(line)
                layer.outline(line, style.INK, FRONT, capstyle="projecting")
        return lines

    def _turn(self, turn: Turn, mark: tuple[float, float]) -> Label:
        return Label(
            turn_text(self.strip, turn),
            *mark,
            size=style.TEXT,
            weight="bold" if turn.place else "regular",
            radius=1.3,
            prefer=("e", "ne", "se", "n", "s", "w"),
            far=bool(turn.place),
        )

    def _last(self, layer: Layer, axes: Axes, plan: _Plan, placer: Placer) -> None:
        """Say beside the last evening how far the front was from the next city."""
        text, city = self.last_text(), self.strip.next_city
        last = self.strip.evenings[-1]
        if not text or city is None:
            return
        here = self.road.at(city)
        front = min(last.fronts, key=lambda front: abs(front.km - here))
        x, y = axes.box[2], axes.y(front.km)
        if plan.right:
            foot = min(max(y - 1.0, axes.box[1]), axes.box[3] - 2.4)
            layer.text(x + 1.2, foot, text, style.CITY, weight="bold", ha="left")
            return
        x = axes.x(axes.days[-1])
        label = Label(text, x, y, size=style.TEXT, weight="bold", prefer=("w", "nw", "sw"))
        placer.place(layer, [label], halo="")

    def _names(self, layer: Layer, axes: Axes, placer: Placer) -> list[str]:
        """Set the names of the factions on their land; return those without room."""
        half, without = axes.step / 2, list[str]()
        for code in self.factions:
            boxes = [
                shapely.box(
                    axes.x(evening.situation.date) - half,
                    axes.y(a),
                    axes.x(evening.situation.date) + half,
                    axes.y(b),
                )
                for evening in self.strip.evenings
                for a, b, holder in evening.stretches
                if holder == code
            ]
            parts = shapely.get_parts(shapely.union_all(boxes))
            largest = max(parts, key=shapely.area)
            label = Label(
                str(self.data.factions.at[code, "short_name"]),
                0.0,
                0.0,
                size=style.CITY_LARGE,
                weight="bold",
            )
            box = room_inside(placer, shapely.buffer(largest, -0.6), label)
            if box is None:
                without.append(code)
                continue
            placer.block(box)
            write(layer, label, box, "left", halo="")
        return without

    def legend(self, brief: bool, factions: Sequence[str]) -> Legend:
        """Make the legend, with the factions that have no name on their land."""
        legend = Legend()
        legend.line(
            say("front-of-sides", sides=sides(self.strip.story)),
            {"colour": style.INK, "width": FRONT},
        )
        if any(evening.open for evening in self.strip.evenings):

            def pale(layer: Layer, box: Box) -> None:
                middle = (box[1] + box[3]) / 2
                tones = [self.colours[code].fill for code in self.factions[:2]]
                for tone, low, high in zip(
                    [tones[0], tones[-1]], (box[1], middle), (middle, box[3]), strict=True
                ):
                    layer.fill(shapely.box(box[0], low, box[2], high), style.lighten(tone, PALE))
                layer.outline(shapely.box(*box), style.BOUNDARY, 0.4)

            legend.row(say("side-open-brief" if brief else "side-open"), pale)
        for code in factions:
            legend.faction(code, str(self.data.factions.at[code, "short_name"]), self.colours)
        return legend


def _towns(strip: RoadCampaign, spec: FigureSpec) -> list[str]:
    """Choose the towns to name where there is room: those declared, else the largest."""
    places = strip.story.dataset.places
    road = [place for place in strip.road.places if place not in strip.cities]
    declared = [place for place in (*spec.must, *spec.places) if place in road]
    if declared:
        return declared
    known = places.loc[road]
    known = known[known["kind"].isin(labelled_places.KINDS)]
    return list(known.sort_values("population", ascending=False, kind="stable").index[:MOST_TOWNS])


def _cross(layer: Layer, x: float, y: float) -> None:
    """Mark the fall of a city."""
    layer.add(
        Line2D(
            [x],
            [y],
            linestyle="none",
            marker="X",
            markersize=5.4,
            markerfacecolor=style.INK,
            markeredgecolor=style.PAPER,
            markeredgewidth=0.7,
        )
    )
