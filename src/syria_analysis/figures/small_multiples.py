"""A campaign in small maps: one an evening, all on one scale, read like lines of a page."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.campaign import Campaign
from syria_analysis.campaign_findings import short_day
from syria_analysis.changes import Changes
from syria_analysis.figures import headlines, layers, style
from syria_analysis.figures.canvas import Box, Layer, bounds_of
from syria_analysis.figures.chart_page import Printed, alt_text, margins
from syria_analysis.figures.headlines import Words
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.labels import Label, Placer
from syria_analysis.figures.layout import SMALLER
from syria_analysis.figures.legend import Legend
from syria_analysis.figures.maps import COUNTRY
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.front import front_between
from syria_analysis.geodesy import to_plane
from syria_analysis.roads import seats
from syria_analysis.situation import Situation
from syria_analysis.tessellation import EFFECTIVE_RADIUS_KM
from syria_analysis.wording import day_text, join_names, side_name

__all__ = ["map_evenings"]

GAP = 3.0
FINE = 0.06
"""Lines are simplified by so many mm."""
FRONT = 1.3
LINE = 1.2 * style.SMALL * style.MM_PER_POINT
HEAD = 1.25 * style.CITY * style.MM_PER_POINT
WIDEST, SMALLEST, LEAST = 60.0, 18.0, 9.0
"""Widths of a map in mm: none is wider; below the second, evenings without a fall are left out."""
TALLEST = 240.0
"""Height of the page where the sheet sets none, in mm: one page of a report with its caption."""


def map_evenings(story: Campaign, *, sheet: Sheet = REPORT) -> Illustration:
    """Draw who held what evening by evening, in small maps of one scale.

    Parameters
    ----------
    story : Campaign
        The evenings.
    sheet : Sheet
        What the figure is made for.

    Returns
    -------
    Illustration
        Named ``campaign-evenings``. In each map what was gained that day is darker and the front
        between the two sides is drawn; below it stands what fell that day.

    Examples
    --------
    >>> from syria_analysis.campaign import campaign
    >>> from syria_analysis.dataset import load_dataset
    >>> map_evenings(campaign(load_dataset(), "2024-12-06", "2024-12-08")).name
    'campaign-evenings'
    """
    words = _words(story)
    for smaller in dict.fromkeys(map(sheet.smaller, SMALLER)):
        sheet, grid = smaller, _Grid(story, smaller, words)
        if grid.map_width >= SMALLEST:
            break
    printed = Printed("campaign-evenings", story.last, words, sheet, grid.height)
    atlas = _Atlas(story, grid.map_width, sheet)
    for place, number in enumerate(grid.shown):
        box = grid.box(place, printed.box[3])
        _draw(printed, atlas, number, box, named=place == 0)
        _caption(printed, number, box, grid.texts[place])
    printed.key(grid.legend, *grid.legend_place(printed.box))
    return printed.finish(atlas.scale)


class _Grid:
    """How many maps stand in a row, how large they are, and where the legend finds room."""

    def __init__(self, story: Campaign, sheet: Sheet, words: Words) -> None:
        self.width = sheet.design_width
        x0, y0, x1, y1 = bounds_of(COUNTRY)
        self.shape = (y1 - y0) / (x1 - x0)
        self.legend = _legend(story, style.palette(story.dataset.factions, sheet.medium))
        above, below = margins(story.last, words, sheet)
        height = sheet.design_height or TALLEST
        self.tallest = height - above - below
        told = ["", *(_told(story, day, brief=sheet.brief) for day in story.days)]
        self.said = [(short_day(e.date), t) for e, t in zip(story.evenings, told, strict=True)]
        self.shown = list(range(len(story.evenings)))
        self._choose()
        if self.map_width < SMALLEST:  # then the evenings on which a city fell
            fell = set(story.falls["date"].dt.date)
            ends = (story.first.date, story.last.date)
            self.shown = [
                number for number, evening in enumerate(story.evenings)
                if evening.date in fell or evening.date in ends
            ]  # fmt: skip
            self._choose()

    def _choose(self) -> None:
        """Take as many columns as make the maps largest."""
        self.count = len(self.shown)
        fewest = max(1, math.ceil((self.width + GAP) / (WIDEST + GAP)))
        options = range(min(fewest, self.count), self.count + 1)
        self._set(max(options, key=lambda columns: (self._set(columns), columns)))

    def _set(self, columns: int) -> float:
        self.columns = columns
        self.slot = (self.width - GAP * (columns - 1)) / columns
        self.map_width = self.slot
        while self._measure() > self.tallest and self.map_width > LEAST:
            self.map_width -= 0.5
        fits = self.height <= self.tallest and self.slot >= LEAST
        return self.map_width if fits else -self.height

    def _measure(self) -> float:
        self.texts = [
            [day, *style.wrap(text, self.slot, style.SMALL)] if text else [day]
            for day, text in (self.said[number] for number in self.shown)
        ]
        rows = [self.texts[i : i + self.columns] for i in range(0, self.count, self.columns)]
        self.rows = [
            self.map_width * self.shape + HEAD + LINE * (max(map(len, row)) - 1) + 3.2
            for row in rows
        ]
        free = self.columns * len(rows) - self.count
        room = free * (self.slot + GAP) - GAP - 1.5
        # Beside the last maps if it fits there, else below all of them.
        self.beside = room >= self.legend.column and self.legend.height(room) <= self.rows[-1] - 2.0
        self.height = sum(self.rows)
        if not self.beside:
            self.height += self.legend.height(self.width) + 2.0
        return self.height

    def box(self, number: int, top: float) -> Box:
        """Rectangle of a map on the page, in mm."""
        row, column = divmod(number, self.columns)
        x = column * (self.slot + GAP)
        y = top - sum(self.rows[:row])
        return (x, y - self.map_width * self.shape, x + self.map_width, y)

    def legend_place(self, box: Box) -> tuple[float, float, float]:
        """Left edge, top and width of the legend."""
        if self.beside:
            x = self.count % self.columns * (self.slot + GAP) + 1.5
            return x, box[3] - sum(self.rows[:-1]) - 1.5, self.width - x
        return 0.3, box[3] - sum(self.rows) - 1.0, self.width - 0.3


class _Atlas:
    """The shapes that all the small maps share, in mm from the lower left corner of a map."""

    def __init__(self, story: Campaign, width: float, sheet: Sheet) -> None:
        self.story = story
        self.bounds = bounds_of(COUNTRY)
        self.scale = (self.bounds[2] - self.bounds[0]) / width
        self.colours = style.palette(story.dataset.factions, sheet.medium)

    def mm(self, shapes: Any) -> Any:
        """Cut shapes of the plane to the map and give them in mm."""
        x0, y0, x1, y1 = self.bounds
        cut = shapely.clip_by_rect(shapes, x0, y0, x1, y1)
        return shapely.transform(cut, lambda xy: (xy - [x0, y0]) / self.scale)

    def base(self, layer: str) -> Any:
        """Read a layer of the base map, in mm."""
        shapes = to_plane(self.story.dataset.basemap(layer).geometry.to_numpy())
        joined = shapely.union_all(shapely.make_valid(shapes))
        return shapely.simplify(self.mm(joined), FINE)

    @cached_property
    def ground(self) -> dict[str, Any]:
        """Sea, borders of the neighbours and lakes."""
        return {name: self.base(name) for name in ("sea", "neighbours", "lakes")}

    @cached_property
    def cells(self) -> pd.Series:
        """The cells, simplified together so that they still meet."""
        shapes = self.story.first.tessellation.shapes
        simple = shapely.coverage_simplify(shapes.to_numpy(), FINE * self.scale)
        return pd.Series(self.mm(simple), index=shapes.index)

    @cached_property
    def desert(self) -> Any:
        """Land far from any place; a single place in the desert does not interrupt it."""
        cells = self.story.first.tessellation
        reach = 1000 * (EFFECTIVE_RADIUS_KM + 1.0)
        settled = shapely.buffer(shapely.buffer(cells.inhabited, -reach), reach)
        empty = shapely.difference(cells.country, settled)
        return shapely.buffer(self.mm(shapely.simplify(empty, FINE * self.scale)), 0.0)

    @cached_property
    def country(self) -> Any:
        """Outline of the country."""
        return shapely.boundary(shapely.coverage_union_all(self.cells.to_numpy()))

    def joined(self, labels: pd.Series) -> dict[str, Any]:
        """Join the cells of each label but ""."""
        found = labels.reindex(self.cells.index).fillna("")
        groups = self.cells[found != ""].groupby(found[found != ""])
        return {str(k): shapely.coverage_union_all(g.to_numpy()) for k, g in groups}

    def spot(self, place: str) -> tuple[float, float]:
        """Where a place lies."""
        row = self.story.dataset.places.loc[place]
        point = to_plane(shapely.Point(row["lon"], row["lat"]))
        x0, y0, _, _ = self.bounds
        return (point.x - x0) / self.scale, (point.y - y0) / self.scale


def _draw(printed: Printed, atlas: _Atlas, number: int, box: Box, *, named: bool) -> None:
    """Draw one of the small maps."""
    story, evening = atlas.story, atlas.story.evenings[number]
    layer = printed.page.layer(f"map-{evening.date:%m%d}", "map")

    def at(shape: Any) -> Any:
        return shapely.transform(shape, lambda xy: xy + np.array(box[:2]))

    layer.fill(shapely.box(*box), style.NEIGHBOUR, "frame")
    layer.fill(at(atlas.ground["sea"]), style.SEA, "sea")
    layer.outline(at(atlas.ground["neighbours"]), style.NEIGHBOUR_BORDER, 0.3, "neighbours")
    held = {name: at(shape) for name, shape in atlas.joined(evening.holders).items()}
    taken = {}
    if number:
        gains = layers.gains_of(evening, story.evenings[number - 1])
        taken = {name: at(shape) for name, shape in atlas.joined(gains).items()}
    for shapes, tone, name in ((held, 0, "land"), (taken, 1, "gained")):
        for faction, shape in shapes.items():
            layer.fill(shape, atlas.colours[faction][tone], f"{name}-{faction}")
    # White over a colour is that colour lightened: one shape instead of one a faction.
    layer.fill(at(atlas.desert), style.PAPER, "empty", alpha=style.DESERT_SHARE)
    for shapes, darker in ((held, 0.0), (taken, 0.35)):
        for faction, shape in shapes.items():
            ink = style.darken(atlas.colours[faction][1], darker)
            layers.pattern(layer, shape, faction, ink, 1.0)
    for rival, shape in atlas.joined(evening.contested).items():
        layers.hatch(layer, at(shape), atlas.colours[rival][1], 0.75)
    layer.fill(at(atlas.ground["lakes"]), style.SEA, "lakes")
    layer.outline(at(_between(atlas, evening)), style.BOUNDARY, 0.35, "between")
    layer.outline(at(atlas.country), style.BOUNDARY, 0.5, "country")
    front = front_between(evening, story.attackers, story.defenders)
    if not front.empty:
        line = shapely.simplify(atlas.mm(front.line), FINE)
        layer.outline(at(line), style.BOUNDARY, FRONT, "front")
    layer.outline(shapely.box(*box), style.NEIGHBOUR_BORDER, 0.4, "edge")
    _cities(printed, layer, atlas, box, evening, named=named)


def _between(atlas: _Atlas, evening: Situation) -> Any:
    borders = evening.tessellation.segments
    apart = (
        evening.holders.reindex(borders["a"]).to_numpy()
        != evening.holders.reindex(borders["b"]).to_numpy()
    )
    if not apart.any():
        return shapely.MultiLineString()
    return shapely.simplify(atlas.mm(layers.joined(borders[apart])), FINE)


def _cities(
    printed: Printed, layer: Layer, atlas: _Atlas, box: Box, evening: Situation, *, named: bool
) -> None:
    """Draw the cities that are followed, hollow once the attackers hold them; name them once."""
    story, labels = atlas.story, []
    for place in story.cities:
        x, y = np.add(atlas.spot(place), box[:2])
        if not (box[0] < x < box[2] and box[1] < y < box[3]):
            continue
        lost = evening.holders[place] not in story.defenders
        _dot(layer, float(x), float(y), hollow=lost)
        labels.append(
            Label(headlines.name(story.dataset, place), float(x), float(y), size=style.SMALL,
                  radius=0.7, prefer=("w", "e"), far=False)
        )  # fmt: skip
    if named:
        placer = Placer((box[0] + 0.2, box[1] + 0.2, box[2] - 0.2, box[3] - 0.2))
        placer.block_points([(label.x, label.y) for label in labels], 0.6)
        placer.place(printed.page.layer("city-names", "place-names"), labels)


def _dot(layer: Layer, x: float, y: float, *, hollow: bool) -> None:
    from matplotlib.lines import Line2D

    layer.add(Line2D([x], [y], linestyle="none", marker="o", markersize=2.9,
                     markerfacecolor=style.PAPER if hollow else style.INK,
                     markeredgecolor=style.INK if hollow else style.PAPER,
                     markeredgewidth=0.7 if hollow else 0.5))  # fmt: skip


def _caption(printed: Printed, number: int, box: Box, lines: list[str]) -> None:
    layer = printed.page.layer(f"day-{number + 1}", "days")
    y = box[1] - HEAD
    layer.text(box[0], y, lines[0], style.CITY, weight="bold")
    for count, line in enumerate(lines[1:], 1):
        layer.text(box[0], y - count * LINE, line, style.SMALL)


def _told(story: Campaign, day: Changes, *, brief: bool = False) -> str:
    """Say what fell on a day, which cities were newly contested, and how many places passed.

    In brief the cities alone.
    """
    date, data = day.after.date, story.dataset
    fallen = list(
        dict.fromkeys(story.falls.loc[story.falls["date"] == pd.Timestamp(date), "place"])
    )
    new = [
        place for place in story.watched
        if day.after.contested[place] and not day.before.contested[place] and place not in fallen
    ]  # fmt: skip
    number = int(story.captures.loc[story.captures["date"] == date, "places"].sum())
    parts = []
    if fallen:
        verb = "falls" if len(fallen) == 1 else "fall"
        parts.append(f"{join_names([headlines.name(data, p) for p in fallen])} {verb}")
    if new:
        parts.append(f"{join_names([headlines.name(data, p) for p in new])} contested")
    if not brief:
        parts.append({0: "no place", 1: "1 place"}.get(number, f"{number} places") + " taken")
    return "; ".join(parts)


def _legend(story: Campaign, colours: layers.Palette) -> Legend:
    legend, factions = Legend(), story.dataset.factions
    held = story.areas[story.areas["area_km2"] > 0]["faction"].unique()
    gained = set(story.captures["captor"])
    for code in factions.index[factions["territorial"]]:
        if code in held:
            name, short = (str(factions.at[code, column]) for column in ("name", "short_name"))
            legend.faction(code, name, colours, gain=code in gained, short=short)
    legend.halves("Darker: taken that day and held in the evening", "#d8d8d8", "#8c8c8c")
    sides = f"{side_name(story.dataset, story.attackers)} against " + side_name(
        story.dataset, story.defenders
    )
    legend.line(f"Front of {sides}", {"colour": style.BOUNDARY, "width": FRONT})
    if any((evening.contested != "").any() for evening in story.evenings):

        def striped(layer: Layer, box: Any) -> None:
            layers.hatch(layer, box, style.INK_SOFT, 0.75)

        legend.area("Contested", "#f0eeea", striped)
    legend.halves("Paler: desert with hardly a place", "#f5f5f3", "#d8d8d8")

    def dots(layer: Layer, box: Any) -> None:
        middle = (box[1] + box[3]) / 2
        _dot(layer, box[0] + 1.5, middle, hollow=False)
        _dot(layer, box[2] - 1.5, middle, hollow=True)

    who = side_name(story.dataset, story.defenders)
    legend.row(f"City held by {who}, or no longer", dots)
    return legend


def _words(story: Campaign) -> Words:
    """Write headline, caption, alt text and description."""
    data, count = story.dataset, len(story.days)
    days = "1 day" if count == 1 else f"{count} days"
    start, end = story.first.date, story.last.date
    among = seats(data)
    falls = story.falls[story.falls["place"].isin(among)]
    said = join_names([f"{headlines.name(data, p)} ({short_day(d)})" for p, d in
                       zip(falls["place"], falls["date"], strict=True)])  # fmt: skip
    if falls.empty:
        title = f"No governorate seat changed hands in {days}"
    else:
        number = falls["place"].nunique()
        seat = "seat" if number == 1 else "seats"
        title = f"{number} of {len(among)} governorate {seat} changed hands in {days}"
        last = falls[falls["date"] == falls["date"].max()]["place"]
        largest = max(last, key=lambda p: (data.places["population"].fillna(0)[p], p))
        first = falls["place"].iloc[0]
        if number > 1:
            title += f", from {headlines.name(data, first)} to {headlines.name(data, largest)}"
        else:
            title += f": {headlines.name(data, first)}"
    span = f"{short_day(start)} to {day_text(end)}"
    subtitle = (
        f"Who held what, evening by evening, {span}; darker: taken that day. The bold line is the "
        "front"
    )
    alt = alt_text(
        f"{len(story.evenings)} small maps of Syria, {span}: {title[0].lower()}{title[1:]}.",
        f"{len(story.evenings)} small maps of Syria, {span}, one an evening.",
    )
    lines = [f"{day_text(day.after.date)}: {_told(story, day)}." for day in story.days]
    description = (
        f"One map of Syria for each evening from {day_text(start)} to {day_text(end)}. "
        + (f"Seats of governorates that changed hands: {said}. " if said else "")
        + " ".join(lines)
    )
    return Words(title, subtitle, f"Control evening by evening, {span}", alt, description)
