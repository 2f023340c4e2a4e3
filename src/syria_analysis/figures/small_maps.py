"""One of the small maps of a campaign: who held what on an evening, what passed that day."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from matplotlib.lines import Line2D

from syria_analysis.control.campaign import Campaign
from syria_analysis.control.front import front_between
from syria_analysis.control.situation import Situation
from syria_analysis.figures import layers, style
from syria_analysis.figures.canvas import Box, FigurePage, Layer
from syria_analysis.figures.label_placement import Label, Placer
from syria_analysis.figures.sheet import Sheet
from syria_analysis.text.wording import place_name

__all__ = ["FRONT", "Atlas", "city_dot", "draw_map"]

FINE = 0.06
"""Lines are simplified by so many mm."""
FRONT = 1.3
"""Weight of the front, in points."""


class Atlas:
    """The shapes that all the small maps share, in mm from the lower left corner of a map."""

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
        return pd.Series(self.mm(simple), index=shapes.index)

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
        point = self.story.dataset.plane.to_plane(shapely.Point(row["lon"], row["lat"]))
        x0, y0, _, _ = self.bounds
        return (point.x - x0) / self.scale, (point.y - y0) / self.scale


def draw_map(page: FigurePage, atlas: Atlas, number: int, box: Box, *, named: bool) -> None:
    """Draw the map of an evening, by its number in the campaign; the cities are named on one."""
    story, evening = atlas.story, atlas.story.evenings[number]
    layer = page.layer(f"map-{evening.date:%m%d}", "map")

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
    for faction, shape in held.items():
        layer.fill(shape, atlas.colours[faction].fill, f"land-{faction}")
    for faction, shape in taken.items():
        layer.fill(shape, atlas.colours[faction].gained, f"gained-{faction}")
    for faction, shape in held.items():
        tone = atlas.colours[faction]
        layers.pattern(layer, shape, tone.pattern, tone.dark, 1.0, faction)
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
    _cities(page, layer, atlas, box, evening, named=named)


def _between(atlas: Atlas, evening: Situation) -> Any:
    borders = evening.mesh.segments
    apart = (
        evening.holders.reindex(borders["a"]).to_numpy()
        != evening.holders.reindex(borders["b"]).to_numpy()
    )
    if not apart.any():
        return shapely.MultiLineString()
    return shapely.simplify(atlas.mm(layers.joined(borders[apart])), FINE)


def _cities(
    page: FigurePage, layer: Layer, atlas: Atlas, box: Box, evening: Situation, *, named: bool
) -> None:
    """Draw the cities that are followed, hollow once the attackers hold them; name them once."""
    story, labels = atlas.story, []
    for place in story.cities:
        x, y = np.add(atlas.spot(place), box[:2])
        if not (box[0] < x < box[2] and box[1] < y < box[3]):
            continue
        lost = evening.holders[place] not in story.defenders
        city_dot(layer, float(x), float(y), hollow=lost)
        labels.append(
            Label(
                place_name(story.dataset, place),
                float(x),
                float(y),
                size=style.SMALL,
                radius=0.7,
                prefer=("w", "e"),
                far=False,
            )
        )
    if named:
        placer = Placer((box[0] + 0.2, box[1] + 0.2, box[2] - 0.2, box[3] - 0.2))
        placer.block_points([(label.x, label.y) for label in labels], 0.6)
        placer.place(page.layer("city-names", "place-names"), labels)


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
