"""A campaign in small maps: one an evening, read like lines of a page, the last evening large."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd
import shapely

from syria_analysis.control.campaign import Campaign
from syria_analysis.control.situation import Situation
from syria_analysis.figures import layers, pages, style
from syria_analysis.figures.canvas import Box, Layer
from syria_analysis.figures.chart_page import INSET, Printed, edge_of, margins
from syria_analysis.figures.declared import figure_of_kind
from syria_analysis.figures.extents import extent, whole
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.label_placement import Label, Placer, room_inside, write
from syria_analysis.figures.layout import SMALLER
from syria_analysis.figures.legend import Legend, certainty_row, faction_row
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.figures.small_maps import FRONT, LOOSE, Atlas, city_dot, draw_map, name_cities
from syria_analysis.package.conflict import AUTO, FigureSpec
from syria_analysis.text.campaign_words import evenings_words, sides, told_between
from syria_analysis.text.language import in_its_words, is_rtl, say
from syria_analysis.text.wording import (
    axis_day,
    clauses,
    day_beside,
    short_day,
    side_name,
)

__all__ = ["Frames", "frames_of", "legend_of", "map_evenings", "name_factions"]

GAP = 3.0
DEEP = 0.5
"""How much farther below a day its text stands in Arabic, whose months reach deeper, in mm."""
LINE = 1.2 * style.SMALL * style.MM_PER_POINT
HEAD = 1.25 * style.CITY * style.MM_PER_POINT
LAST = 1.25 * style.CITY_LARGE * style.MM_PER_POINT
"""Heights of a line of text, of a day, and of the last day, in mm."""
WIDEST, SMALLEST, LEAST = 46.0, 16.0, 9.0
"""Widths of a small map in mm: none is wider; rather than narrower ones, evenings are left out."""
ENOUGH = 5
"""With so many evenings drawn, type is not set smaller for more."""
FOOT = 3.2
"""Below what is written under a map, in mm."""
TALLEST = 240.0
"""Height of the page where the sheet sets none, in mm: one page of a report with its caption."""
SEEN, MUCH = 4.0, 0.01
"""Land as large as this on the large map, in mm², or as this on any evening, as a share of the
whole, has a name or a key."""
NEAR = 0.6
"""Evenings are shown from nearer if that shows no more than this share of the whole view."""


@dataclass(frozen=True)
class Frames:
    """What the maps of a campaign show of the plane.

    Attributes
    ----------
    near, wide : tuple of float
        xmin, ymin, xmax, ymax in metres, of one shape.
    widened : int
        Number of the first evening that is shown `wide`; 0 if all are.
    """

    near: Box
    wide: Box
    widened: int

    def of(self, number: int) -> Box:
        """Return what the map of an evening shows."""
        return self.near if number < self.widened else self.wide


def frames_of(story: Campaign, spec: FigureSpec) -> Frames:
    """Crop the maps of a campaign to where things moved.

    Parameters
    ----------
    story : Campaign
        The evenings.
    spec : FigureSpec
        The figure; a window that it declares is shown on every evening.

    Returns
    -------
    Frames
        `wide` shows every place that has had another holder than on the first evening. If up to
        some evening all that had moved until then can be seen in no more than 0.6 of that view,
        the evenings up to the last such one show `near`, which leaves out the rest.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> story = campaign_between(load_dataset(), "2024-11-26", "2024-12-08")
    >>> frames = frames_of(story, FigureSpec("days", "evenings"))
    >>> story.evenings[frames.widened].date.isoformat()
    '2024-12-06'
    """
    if spec.extent != AUTO:
        box = extent(story.dataset, spec)
        return Frames(box, box, 0)
    views, moved = list[Box](), set[str]()
    for evening in story.evenings:
        held = evening.holders
        moved |= set(held.index[held != story.first.holders])
        shapes = evening.mesh.shapes.reindex(sorted(moved)).dropna()
        views.append(extent(story.dataset, spec, shapely.union_all(shapes.to_numpy())))
    wide, first = views[-1], next((n for n, view in enumerate(views) if view != views[0]), 0)
    size = _area(wide)
    # Before anything moved there is nothing to crop to: such evenings are seen like the next.
    near = [n for n in range(first, len(views)) if _area(views[n]) <= NEAR * size]
    if not near:
        return Frames(wide, wide, 0)
    return Frames(_shaped_like(wide, views[near[-1]], whole(story.dataset)), wide, near[-1] + 1)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _shaped_like(model: Box, box: Box, limits: Box) -> Box:
    """Widen or heighten a box to the shape of another; keep it within limits where it fits."""
    shape = (model[3] - model[1]) / (model[2] - model[0])
    wide, high = box[2] - box[0], box[3] - box[1]
    wide, high = max(wide, high / shape), max(high, wide * shape)
    x, y = (box[0] + box[2] - wide) / 2, (box[1] + box[3] - high) / 2
    x = min(max(x, limits[0]), max(limits[2] - wide, limits[0]))
    y = min(max(y, limits[1]), max(limits[3] - high, limits[1]))
    return (x, y, x + wide, y + high)


@style.settings()
@in_its_words
def map_evenings(
    story: Campaign, *, spec: FigureSpec | None = None, sheet: Sheet = REPORT
) -> Illustration:
    """Draw who held what evening by evening, in small maps, the last evening large.

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
        Named ``campaign-`` and the id of the figure. In each map what was taken since the first
        evening is vivid and the front between the two sides is drawn; below it stands what fell
        since the map before. Where a sheet has not room for all evenings, those are left out on
        which least happened, and the words tell of the others alone.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> map_evenings(campaign_between(load_dataset(), "2024-12-06", "2024-12-08")).name
    'campaign-evenings'
    """
    spec = spec or figure_of_kind(story.dataset, "evenings")
    frames, keys, tried = frames_of(story, spec), list[str](), False
    while True:  # until those have a key whose name has no room on the large map
        legend = legend_of(story, keys, sheet, frames.near)
        grid = _roomiest(story, frames, sheet, legend)
        printed, unnamed = _printed(f"campaign-{spec.id}", story, frames, grid)
        if set(unnamed) < set(keys) and not tried:  # those named since need none
            tried, keys = True, [code for code in keys if code in unnamed]
            continue
        if set(unnamed) <= set(keys):
            scale = (frames.wide[2] - frames.wide[0]) / grid.large
            return printed.finish(scale, pages.map_note(story.dataset))
        known = {*keys, *unnamed}
        keys = [str(code) for code in story.dataset.factions.index if code in known]


def _roomiest(story: Campaign, frames: Frames, sheet: Sheet, legend: Legend) -> _Grid:
    """Plan as many evenings as the sheet has room for; type is set smaller if these are few."""
    order = _by_weight(story)
    best: _Grid | None = None
    for smaller in dict.fromkeys(map(sheet.smaller, SMALLER)):
        for count in range(len(order), 1, -1):
            grid = _Grid(story, frames, smaller, legend, sorted(order[:count]))
            if grid.fits and (grid.small >= SMALLEST or count == 2):
                break
        if best is None or len(grid.shown) > len(best.shown):
            best = grid
        if len(best.shown) >= min(ENOUGH, len(order)):
            break
    assert best is not None
    return best


def _by_weight(story: Campaign) -> list[int]:
    """Order the evenings: the last, the first, those on which cities fell, by places taken."""
    taken = story.captures.groupby("date")["places"].sum()
    fell = {day.date() for day in story.falls["date"]}

    def weight(number: int) -> tuple[bool, int, int]:
        date = story.evenings[number].date
        return date in fell, int(taken.get(date, 0)), -number

    between = sorted(range(1, len(story.evenings) - 1), key=weight, reverse=True)
    return [len(story.evenings) - 1, 0, *between]


def _printed(name: str, story: Campaign, frames: Frames, grid: _Grid) -> tuple[Printed, list[str]]:
    """Draw all maps; return also the factions whose name has no room on the large one."""
    printed = Printed(name, story.last, grid.words, grid.sheet, grid.height)
    top = printed.box[3]
    atlases: dict[tuple[Box, float], Atlas] = {}
    unnamed: list[str] = []
    opening: tuple[Atlas, Box, Placer] | None = None
    framed = frames.widened > 0
    for place, number in enumerate(grid.shown):
        box, bounds = grid.box(place, top), frames.of(number)
        key = bounds, box[2] - box[0]
        atlas = atlases.setdefault(key, Atlas(story, bounds, key[1], grid.sheet))
        within = frames.near if framed and number >= frames.widened else None
        framed = framed and within is None
        last = place == len(grid.shown) - 1
        placer = draw_map(printed.page, atlas, number, box, within)
        _caption(printed, number, grid.slot(place, box), box[1], grid.texts[place], large=last)
        if last:
            unnamed = name_factions(printed, atlas, story.last, box, placer)
        if last or place == 0:
            layer = printed.page.layer(f"city-names-{place + 1}", "place-names")
            name_cities(layer, atlas, box, placer)
        if place == 0:
            opening = atlas, box, placer
        elif last and opening is not None:  # who has lost all is named where all began
            atlas, box, placer = opening
            named, _ = _names(printed, atlas, story.first, box, placer, unnamed)
            unnamed = [code for code in unnamed if code not in named]
    printed.key(grid.legend, *grid.legend_place(printed.box))
    return printed, unnamed


class _Grid:
    """How many maps stand in a row, how large they are, and where the legend finds room."""

    def __init__(
        self, story: Campaign, frames: Frames, sheet: Sheet, legend: Legend, shown: Sequence[int]
    ) -> None:
        self.sheet, self.legend, self.shown = sheet, legend, list(shown)
        self.words = evenings_words(story, self.shown)
        self.width = sheet.design_width
        x0, y0, x1, y1 = frames.wide
        self.shape = (y1 - y0) / (x1 - x0)
        above, below = margins(story.last, self.words, sheet)
        self.tallest = (sheet.design_height or TALLEST) - above - below
        evenings = [story.evenings[number] for number in self.shown]
        self.named = [short_day(evening.date) for evening in evenings]
        self.numbered = [axis_day(evening.date) for evening in evenings]
        told = [told_between(story, *pair, brief=sheet.brief) for pair in pairwise(evenings)]
        self.told = ["", *told]
        if 0 < frames.widened < len(story.evenings):
            first = next((n for n, number in enumerate(self.shown) if number >= frames.widened), 0)
            if first:
                wider = say("wider-view-brief" if sheet.brief else "wider-view")
                self.told[first] = clauses([self.told[first], wider])
        self._choose()

    def _choose(self) -> None:
        """Take as many columns as make the small maps largest."""
        count = len(self.shown) - 1
        found = {columns: self._set(columns) for columns in range(2, max(3, count + 3))}
        largest = max(found.values())
        self._set(next(n for n, width in found.items() if width >= largest - 1e-6))

    def _set(self, columns: int) -> float:
        """Lay the maps out in columns; return the width of a small one, below 0 if all is too high.

        The large one takes two columns of the last two rows; all of them where nothing else would
        stand there.
        """
        found = self._lay(columns, alone=False)
        above = len(self.shown) - 1 <= (len(self.rows) - 2) * columns
        if math.isfinite(found) and above and columns > 2 and not self.beside:
            found = self._lay(columns, alone=True)
        return found

    def _lay(self, columns: int, *, alone: bool) -> float:
        self.columns, self.rows, self.alone = columns, list[float](), alone
        self.room = (self.width - GAP * (columns - 1)) / columns
        if self.room < LEAST:
            return -math.inf
        self.pair = self.width if alone else 2 * self.room + GAP
        count = len(self.shown) - 1
        rows = max(2, math.ceil((count + 4) / columns))
        self.cells = [
            (row, column)
            for row in range(rows)
            for column in range(columns)
            if row < rows - 2 or column < columns - 2
        ]
        self.rows = [0.0] * rows
        self._write()
        self.small = min(WIDEST, self.room)
        while True:
            self._measure()
            if self.height <= self.tallest or self.small <= LEAST:
                break
            self.small -= 0.5
        self.fits = self.height <= self.tallest
        return self.small if self.fits else -self.height

    def _write(self) -> None:
        """Break the words below the maps into lines; find what they and the legend take, in mm."""
        days, pair = self.named, self.pair
        if max(style.text_width(day, style.CITY, "bold") for day in days) > self.room:
            days = self.numbered
        rooms = [*[self.room] * (len(days) - 1), pair]
        self.texts = [
            [day, *(style.wrap(text, room, style.SMALL) if text else [])]
            for day, text, room in zip(days, self.told, rooms, strict=True)
        ]
        lines = [0] * len(self.rows)
        for text, (row, _) in zip(self.texts[:-1], self.cells, strict=False):
            lines[row] = max(lines[row], len(text) - 1)
        self.under = [HEAD + _text_height(count) + FOOT for count in lines]
        self.under_large = LAST + _text_height(len(self.texts[-1]) - 1) + FOOT
        self.key_below = self.legend.height(self.width - INSET) + 2.0
        # The legend takes the room left of the large map if there is any, else stands below all.
        left = self.columns - 2
        free = [cell for cell in self.cells[len(days) - 1 :] if cell[0] == len(self.rows) - 1]
        self.key_beside = math.inf
        if 0 < left == len(free) and not self.alone:
            self.key_beside = self.legend.height(self._legend_room()) + 2.0

    def _measure(self) -> None:
        """Find the heights of the rows, the width of the large map, and where the legend stands."""
        high = self.small * self.shape
        self.rows = [high + under for under in self.under]
        if self.alone:
            self.rows[-2:] = 0.0, 0.0
        available = sum(self.rows[-2:])
        if self.alone:  # as high as the page allows
            available = self.tallest - sum(self.rows) - self.key_below
        most = (available - self.under_large) / self.shape
        self.large = min(self.pair, max(2 * self.small + GAP, most))
        available = sum(self.rows[-2:])
        self.rows[-1] += max(0.0, self.large * self.shape + self.under_large - available)
        self.beside = self.key_beside <= self.rows[-1]
        self.height = sum(self.rows) + (0.0 if self.beside else self.key_below)

    def _legend_room(self) -> float:
        return (self.columns - 2) * (self.room + GAP) - GAP - 2.0

    def box(self, place: int, top: float) -> Box:
        """Rectangle of a map on the page, in mm: the maps follow each other as one reads."""
        large = place == len(self.shown) - 1
        wide = self.large if large else self.small
        row, column = self.cells[place] if not large else (len(self.rows) - 2, self.columns - 2)
        if large and self.alone:
            column = 0
        x = column * (self.room + GAP)
        if is_rtl():
            x = self.width - x - wide
        y = top - sum(self.rows[:row])
        return (x, y - wide * self.shape, x + wide, y)

    def slot(self, place: int, box: Box) -> Box:
        """Room for the words below a map."""
        wide = self.pair if place == len(self.shown) - 1 else self.room
        return (
            (box[2] - wide, box[1], box[2], box[3])
            if is_rtl()
            else (
                box[0],
                box[1],
                box[0] + wide,
                box[3],
            )
        )

    def legend_place(self, box: Box) -> tuple[float, float, float]:
        """Left edge, top and width of the legend."""
        if self.beside:
            return INSET, box[3] - sum(self.rows[:-1]) - 1.5, self._legend_room()
        return INSET, box[3] - sum(self.rows) - 1.0, self.width - INSET


def _caption(
    printed: Printed, number: int, box: Box, top: float, lines: list[str], *, large: bool
) -> None:
    """Write the day and what fell from the edge of a box at which reading begins."""
    layer = printed.page.layer(f"day-{number + 1}", "days")
    y, (edge, ha, _) = top - (LAST if large else HEAD), edge_of(box)
    size = style.CITY_LARGE if large else style.CITY
    layer.text(edge, y, lines[0], size, weight="bold", ha=ha)
    for count, line in enumerate(lines[1:], 1):
        layer.text(edge, y - _text_height(count), line, style.SMALL, ha=ha)


def _text_height(lines: int) -> float:
    """Room of some lines below a day, in mm."""
    return lines * style.leading(LINE) + (DEEP if lines and is_rtl() else 0.0)


def name_factions(
    printed: Printed, atlas: Atlas, evening: Situation, box: Box, placer: Placer
) -> list[str]:
    """Set the names of the factions on their land; return those without room that are seen."""
    named, unnamed = _names(printed, atlas, evening, box, placer)
    # Those too that held much of what is seen on an earlier evening.
    room = shapely.area(atlas.cells.to_numpy())
    for earlier in atlas.story.evenings:
        held = earlier.holders.reindex(atlas.cells.index).to_numpy()
        land = pd.Series(room).groupby(held).sum()
        unnamed += [str(f) for f in land.index[land >= MUCH * room.sum()] if f not in named]
    return list(dict.fromkeys(unnamed))


def _names(
    printed: Printed,
    atlas: Atlas,
    evening: Situation,
    box: Box,
    placer: Placer,
    only: Sequence[str] | None = None,
) -> tuple[set[str], list[str]]:
    """Set names of factions on their land; return those named, and those seen without room."""
    layer = printed.page.layer("territory-names")
    factions, named, unnamed = evening.dataset.factions, set[str](), list[str]()
    for faction, shape in atlas.joined(evening.holders).items():
        if not factions.at[faction, "territorial"] or (only is not None and faction not in only):
            continue
        parts = shapely.get_parts(shapely.transform(shape, lambda xy: xy + box[:2]))
        largest = max(parts, key=shapely.area, default=None)
        if largest is None or shapely.area(largest) < SEEN:
            continue
        name = str(factions.at[faction, "short_name"])
        for size in (style.CITY_LARGE, style.CITY, style.SMALL):
            label = Label(name, 0.0, 0.0, size=size, weight="bold")
            found = room_inside(placer, largest, label, step=1.0)
            if found is not None:
                placer.block(found)
                write(layer, label, found, "left")
                named.add(faction)
                break
        else:
            unnamed.append(faction)
    return named, unnamed


def _most_land(story: Campaign) -> dict[str, float]:
    """Return the most land that each faction held on an evening, in km²."""
    most: dict[str, float] = {}
    for evening in story.evenings:
        areas = evening.mesh.area_km2
        held = areas.groupby(evening.holders.reindex(areas.index)).sum()
        most |= {str(f): max(km2, most.get(str(f), 0.0)) for f, km2 in held.items()}
    return most


def legend_of(story: Campaign, keys: Sequence[str], sheet: Sheet, bounds: Box) -> Legend:
    """Make the legend; a brief one leaves out what the maps, of such bounds, say by themselves."""
    colours = style.palette(story.dataset, sheet.medium)
    legend = Legend()
    captors = story.captures.groupby("captor")["places"].sum()
    if captors.sum():
        tone = colours[str(captors.idxmax())]
        days = story.first.date, story.last.date
        legend.halves(say("vivid-land", day=day_beside(*days)), tone.fill, tone.gained)
        legend.dates(say("vivid-land", day=day_beside(*days, short=True)))
    certainty_row(legend, story.dataset, bounds)
    solid = {"colour": style.BOUNDARY, "width": FRONT}
    loose = {"colour": style.BOUNDARY, "width": LOOSE, **layers.OPEN}
    if sheet.brief:
        legend.fronts(say("front-broken"), (solid,), (loose,))
        faction_row(legend, keys, story.dataset, colours, _most_land(story))
        return legend
    legend.fronts(say("front-of-sides-broken", sides=sides(story)), (solid,), (loose,))
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
    faction_row(legend, keys, story.dataset, colours, _most_land(story))
    return legend
