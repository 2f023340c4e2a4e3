"""One of the small maps of a campaign: who held what on an evening, what passed that day."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from matplotlib.lines import Line2D

from syria_analysis.control.campaign import Campaign
from syria_analysis.control.certainty import LEVELS, certainty_of
from syria_analysis.control.front import front_between, with_joined
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.figures import layers, style
from syria_analysis.figures.canvas import Box, FigurePage, Layer
from syria_analysis.figures.label_placement import Label, Placer
from syria_analysis.figures.sheet import Sheet
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.wording import place_name

__all__ = ["FRONT", "LOOSE", "Atlas", "city_dot", "draw_map", "name_cities"]

FINE = 0.06
"""Lines are simplified by so many mm."""
FRONT, LOOSE = 1.4, 0.7
"""Weights of the front where places pin it and where not, in points."""
COARSE = 1.6
"""Certainty is computed for points so many times as far apart as on a large map."""


class Atlas:
    """The shapes that small maps of one extent and size share, in mm from a lower left corner."""

    def __init__(self, story: Campaign, bounds: Box, width: float, sheet: Sheet) -> None:
        self.story, self.bounds = story, bounds
        self.scale = (self.bounds[2] - self.bounds[0]) / width
        self.colours = style.palette(story.dataset, sheet.medium)

    def mm(self, shapes: Any) -> Any:
        """Cut shapes of the plane to the map and give them in mm."""
        x0, y0, x1, y1 = self.bounds
        cut = shapely.clip_by_rect(shapes, x0, y0, x1, y1)
        return shapely.transform(cut, lambda xy: (xy - [x0, y0]) / self.scale)

    def base(self, layer: str) -> Any:
        """Read a layer of the base map, in mm; nothing where the package has none."""
        frame = layers.features(self.story.dataset, layer)
        shapes = [] if frame is None else frame.geometry.to_numpy()
        return shapely.simplify(self.mm(shapely.union_all(shapes)), FINE)

    @cached_property
    def ground(self) -> dict[str, Any]:
        """Sea, borders of the neighbours and lakes."""
        return {name: self.base(name) for name in ("sea", "neighbours", "lakes")}

    @cached_property
    def cells(self) -> pd.Series:
        """The cells, simplified together so that they still meet."""
        shapes = self.story.first.mesh.shapes
        simple = shapely.coverage_simplify(shapes.to_numpy(), FINE * self.scale)
        return pd.Series([_land(cell) for cell in self.mm(simple)], index=shapes.index)

    @cached_property
    def country(self) -> Any:
        """Outline of the country."""
        return shapely.boundary(shapely.coverage_union_all(self.cells.to_numpy()))

    def joined(self, labels: pd.Series) -> dict[str, Any]:
        """Join the cells of each label but ""."""
        found = labels.reindex(self.cells.index).fillna("")
        groups = self.cells[found != ""].groupby(found[found != ""])
        return {str(k): shapely.coverage_union_all(g.to_numpy()) for k, g in groups}

    def bands(self, evening: Situation) -> list[tuple[str, float, Any]]:
        """Land by holder and certainty, as `layers.lands` gives it, in mm."""
        found = _bands(self.story.dataset, evening.date)
        return [
            (faction, low, _land(self.mm(shapely.simplify(shape, FINE * self.scale))))
            for faction, low, shape in found
        ]

    def spot(self, place: str) -> tuple[float, float]:
        """Where a place lies."""
        row = self.story.dataset.places.loc[place]
        point = self.story.dataset.plane.to_plane(shapely.Point(row["lon"], row["lat"]))
        x0, y0, _, _ = self.bounds
        return (point.x - x0) / self.scale, (point.y - y0) / self.scale


def _land(shape: Any) -> Any:
    """Leave out of a shape that was cut what is no land: points and lines."""
    if shape.geom_type in ("Polygon", "MultiPolygon") and shape.is_valid:
        return shape
    parts = shapely.get_parts(shapely.make_valid(shape))
    land = parts[shapely.get_dimensions(parts) == 2]
    return shapely.union_all(land) if len(land) else shapely.Polygon()


@cached_on_owner(maxsize=64)
def _bands(dataset: Dataset, date: dt.date) -> list[tuple[str, float, Any]]:
    evening = situation_on(dataset, date)
    if dataset.conflict.territory != "places":
        return layers.lands(evening)
    certainty = certainty_of(evening)
    table = certainty.bands(LEVELS, COARSE * certainty.cell_km)
    return list(zip(table["faction"], table["low"], table["geometry"], strict=True))


def draw_map(
    page: FigurePage, atlas: Atlas, number: int, box: Box, within: Box | None = None
) -> Placer:
    """Draw the map of an evening, by its number in the campaign; return what is taken on it.

    Land is lighter where it is less sure, vivid where it was taken since the first evening and is
    still held; the front is broken where no places pin it. `within` is a part of the plane that
    other maps show alone, to be framed.
    """
    story, evening = atlas.story, atlas.story.evenings[number]
    layer = page.layer(f"map-{evening.date:%m%d}", "map")

    def at(shape: Any) -> Any:
        return shapely.transform(shape, lambda xy: xy + np.array(box[:2]))

    layer.fill(shapely.box(*box), style.NEIGHBOUR, "frame")
    layer.fill(at(atlas.ground["sea"]), style.SEA, "sea")
    layer.outline(at(atlas.ground["neighbours"]), style.NEIGHBOUR_BORDER, 0.3, "neighbours")
    layer.fill(at(shapely.coverage_union_all(atlas.cells.to_numpy())), style.PAPER, "unsure")
    taken = atlas.joined(layers.gains_of(evening, story.first)) if number else {}
    bands = atlas.bands(evening)
    for faction, low, shape in bands:
        layers.shade(layer, at(shape), atlas.colours[faction].at(low), f"{faction}-{100 * low:g}")
    for faction, low, shape in bands:
        if faction in taken:
            part = at(_land(shapely.intersection(shape, _land(taken[faction]))))
            colour = atlas.colours[faction].at(low, gained=True)
            layers.shade(layer, part, colour, f"gained-{faction}-{100 * low:g}")
    for faction, shape in atlas.joined(evening.holders).items():
        tone = atlas.colours[faction]
        layers.pattern(layer, at(shape), tone.pattern, tone.dark, 1.0, faction)
    for rival, shape in atlas.joined(evening.contested).items():
        layers.hatch(layer, at(shape), atlas.colours[rival].dark, 0.75)
    layer.fill(at(atlas.ground["lakes"]), style.SEA, "lakes")
    layer.outline(at(_between(atlas, evening)), style.BOUNDARY, 0.35, "between")
    layer.outline(at(atlas.country), style.BOUNDARY, 0.5, "country")
    everyone = with_joined(evening, story.attackers, story.defenders)
    front = front_between(evening, everyone, story.defenders)
    if not front.empty:
        pinned, loose = (shapely.simplify(atlas.mm(part), FINE) for part in front.pinned)
        layer.outline(at(loose), style.BOUNDARY, LOOSE, "front-open", **layers.OPEN)
        layer.outline(at(pinned), style.BOUNDARY, FRONT, "front")
    if within is not None:
        frame = shapely.boundary(atlas.mm(shapely.box(*within)))
        layer.outline(at(frame), style.INK, 0.6, "within", linestyle=(0, (2.0, 1.4)))
    layer.outline(shapely.box(*box), style.NEIGHBOUR_BORDER, 0.4, "edge")
    return _cities(layer, atlas, box, evening)


def _between(atlas: Atlas, evening: Situation) -> Any:
    borders = evening.mesh.segments
    apart = (
        evening.holders.reindex(borders["a"]).to_numpy()
        != evening.holders.reindex(borders["b"]).to_numpy()
    )
    if not apart.any():
        return shapely.MultiLineString()
    return shapely.simplify(atlas.mm(layers.joined(borders[apart])), FINE)


def _cities(layer: Layer, atlas: Atlas, box: Box, evening: Situation) -> Placer:
    """Draw the cities that are followed, hollow once the attackers hold them."""
    placer = Placer((box[0] + 0.2, box[1] + 0.2, box[2] - 0.2, box[3] - 0.2))
    for place, (x, y) in _seen(atlas, box).items():
        city_dot(layer, x, y, hollow=evening.holders[place] not in atlas.story.defenders)
        placer.block_points([(x, y)], 0.6)
    return placer


def _seen(atlas: Atlas, box: Box) -> dict[str, tuple[float, float]]:
    """Return where the cities lie on a map, of those that are on it."""
    spots = {city: np.add(atlas.spot(city), box[:2]) for city in atlas.story.cities}
    return {
        city: (float(x), float(y))
        for city, (x, y) in spots.items()
        if box[0] < x < box[2] and box[1] < y < box[3]
    }


def name_cities(layer: Layer, atlas: Atlas, box: Box, placer: Placer) -> None:
    """Set the names of the cities on a map, as far as there is room."""
    labels = [
        Label(
            place_name(atlas.story.dataset, city),
            x,
            y,
            size=style.SMALL,
            radius=0.7,
            prefer=("w", "e"),
            far=False,
        )
        for city, (x, y) in _seen(atlas, box).items()
    ]
    placer.place(layer, labels)


def city_dot(layer: Layer, x: float, y: float, *, hollow: bool) -> None:
    """Mark a city; hollow once the other side holds it."""
    layer.add(
        Line2D(
            [x],
            [y],
            linestyle="none",
            marker="o",
            markersize=2.9,
            markerfacecolor=style.PAPER if hollow else style.INK,
            markeredgecolor=style.INK if hollow else style.PAPER,
            markeredgewidth=0.7 if hollow else 0.5,
        )
    )
