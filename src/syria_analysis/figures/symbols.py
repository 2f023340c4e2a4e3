"""Places, their names, roads and the names of territories on a map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import shapely

from syria_analysis.control.land import held_land
from syria_analysis.control.situation import Situation
from syria_analysis.figures import layers, style
from syria_analysis.figures.canvas import Box, Canvas
from syria_analysis.figures.label_placement import BADGE, Label, Placer, badge, room_inside, write
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.conflict import FigureSpec, RoadPart
from syria_analysis.package.dataset import Dataset
from syria_analysis.roads.along import chain_of
from syria_analysis.text.wording import land_name, place_name

__all__ = [
    "cities",
    "country_names",
    "fitting",
    "required",
    "road_parts",
    "roads",
    "roomy",
    "sites",
    "territory_names",
]

CLASSES = ("motorway", "main", "secondary")
"""Ranks of roads, the highest first."""
SHARES = (0.5, 0.45, 0.6, 0.35, 0.3, 0.7, 0.22, 0.75)
"""Where on its line the number of a road may stand, best first."""
ROOM = 330.0
"""Land on the page, in mm², of which each name on a map has need."""
BESIDE = 70.0
"""Larger land, in mm², has its name beside it where there is no room inside."""
APART = 3.6
"""Places on a small map stand so far from each other, in mm."""
PLATE = 11
"""Letters on a line of a plate on a small map."""
ROOMY = 110.0
"""A map so wide, in mm, has room for every name that it should have."""


def spot(canvas: Canvas, dataset: Dataset, place: str) -> tuple[float, float]:
    """Return where a place lies on the page, in mm."""
    x, y = canvas.on_page(*_spots(dataset)[dataset.places.index.get_loc(place)])
    return float(x), float(y)


@cached_on_owner()
def _spots(dataset: Dataset) -> np.ndarray:
    """Return where all places lie in the plane."""
    places = dataset.places
    points = dataset.plane.to_plane(shapely.points(places["lon"], places["lat"]))
    return np.asarray(shapely.get_coordinates(points))


def in_view(canvas: Canvas, dataset: Dataset, places: Iterable[str]) -> list[str]:
    """Keep the places that exist in the data and lie on the map."""
    known = [p for p in places if p in dataset.places.index]
    x0, y0, x1, y1 = canvas.map_box
    margin = 1.5
    seen = []
    for place in known:
        x, y = spot(canvas, dataset, place)
        if x0 + margin < x < x1 - margin and y0 + margin < y < y1 - margin:
            seen.append(place)
    return seen


def fitting(sizes: Mapping[str, float], canvas: Canvas) -> dict[str, float]:
    """Keep the places, most important first, and the type sizes that suit the size of a map."""
    x0, y0, x1, y1 = canvas.map_box
    limit = int((x1 - x0) * (y1 - y0) / ROOM)
    largest = np.interp(
        x1 - x0, (60, 80, 114, 116), (style.CITY, style.CITY_LARGE, style.CITY_LARGE, 20.0)
    )
    chosen = list(sizes)[: max(limit, 4)]
    return {place: min(sizes[place], float(largest)) for place in chosen}


def roomy(canvas: Canvas) -> bool:
    """Whether a map has room for every name that it should have."""
    x0, _, x1, _ = canvas.map_box
    return x1 - x0 >= ROOMY


def required(places: Iterable[str], canvas: Canvas) -> tuple[str, ...]:
    """Return the places whose names may not be missing: none on a small map."""
    return tuple(places) if roomy(canvas) else ()


def cities(
    canvas: Canvas,
    placer: Placer,
    dataset: Dataset,
    sizes: Mapping[str, float],
    *,
    prefer: Mapping[str, tuple[str, ...]] | None = None,
    names: Mapping[str, str] | None = None,
    must: Iterable[str] = (),
    badged: Container[str] = (),
    kept: Iterable[str] = (),
    dots: Mapping[str, tuple[str, float]] | None = None,
    said: Mapping[str, str] | None = None,
) -> None:
    """Draw places with their names.

    Parameters
    ----------
    canvas, placer, dataset
        Where, with what room, and which data.
    sizes : mapping of str to float
        Place id to type size in points, most important first.
    prefer : mapping of str to tuple of str
        Positions of the name to try first.
    names : mapping of str to str
        Names other than those of the data.
    must : iterable of str
        Places whose name may not be left out where there is room for all, and comes first.
    badged : container of str
        Places at whose points stands a letter.
    kept : iterable of str
        Places whose points have been kept free for them.
    dots : mapping of str to tuple of (str, float)
        Colour and size in points of the dots (see `layers.dot_styles`). Default: ink.
    said : mapping of str to str
        What stands below the name of a place, both on a plate that hides the land behind.
    """
    layer = canvas.layer("places", page=True)
    said = {place: text for place, text in (said or {}).items() if place in dataset.places.index}
    large = roomy(canvas)
    least = style.CITY_LARGE if large else style.CITY
    sizes = dict.fromkeys(said, least) | {
        place: max(size, least) if place in said else size for place, size in sizes.items()
    }
    if not large:
        said = {place: broken(text, PLATE) for place, text in said.items()}
    must, kept = {*must, *said}, set(kept)
    needed = set(required(must, canvas))
    spots = {p: spot(canvas, dataset, p) for p in in_view(canvas, dataset, sizes)}
    free = must | kept | {place for place in spots if place in badged}
    spots = {p: xy for p, xy in spots.items() if p in free or placer.free(around(xy, 0.3))}
    if not large:
        spots = _apart(spots, must)
    placer.block_points(spots.values(), 0.65)
    labels = {
        place: Label(
            broken((names or {}).get(place, str(place_name(dataset, place)))),
            *xy,
            size=sizes[place],
            weight="bold" if sizes[place] >= style.CITY_LARGE or place in said else "regular",
            radius=BADGE if place in badged else 0.7,
            prefer=(prefer or {}).get(place, ()),
            must=place in needed,
            plate=place in said,
            # On a small map a name off its point stands nearer to another's.
            far=place in must or (large and sizes[place] >= style.CITY),
        )
        for place, xy in spots.items()
    }
    written = canvas.layer("place-names", page=True)
    for place, label in labels.items():
        placed = []
        if place in said:
            longer = replace(label, text=f"{label.text}\n{said[place]}", must=False)
            placed = placer.place(written, [longer])
        if not placed:  # what is said of a place is left out before its name is
            placed = placer.place(written, [label])
        if placed and place not in badged:  # a point without its name says nothing
            ink = (style.INK, 3.4 if sizes[place] >= style.CITY else 2.6)
            colour, size = (dots or {}).get(place, ink)
            if place == dataset.conflict.capital and size:
                layers.star(layer, label.x, label.y)
            else:
                layers.dot(layer, label.x, label.y, colour, size)


def badges(canvas: Canvas, placer: Placer, dataset: Dataset, letters: Mapping[str, str]) -> None:
    """Set letters in discs where places lie, whether their names find room or not."""
    layer = canvas.layer("letters", page=True)
    for place in in_view(canvas, dataset, letters):
        x, y = spot(canvas, dataset, place)
        badge(layer, x, y, letters[place])
        placer.block_points([(x, y)], BADGE)


def _apart(
    spots: Mapping[str, tuple[float, float]], must: Container[str]
) -> dict[str, tuple[float, float]]:
    """Leave out places so near to a more important one that their names could be taken for its."""
    kept: dict[str, tuple[float, float]] = {}
    for place, (x, y) in spots.items():
        if place in must or all(np.hypot(x - a, y - b) >= APART for a, b in kept.values()):
            kept[place] = (x, y)
    return kept


def around(point: tuple[float, float], radius: float) -> Box:
    """Return the box around a point."""
    x, y = point
    return (x - radius, y - radius, x + radius, y + radius)


def sites(situation: Situation, spec: FigureSpec, bounds: Box) -> list[str]:
    """List the sites that guest forces hold and a map marks: those declared, else all in view."""
    dataset = situation.dataset
    if spec.sites:
        return list(spec.sites)
    rows = dataset.real_places
    guests = dataset.factions.index[~dataset.factions["territorial"]]
    rows = rows[situation.holders[rows.index].isin(guests)]
    spots = dataset.plane.to_plane(shapely.points(rows["lon"], rows["lat"]))
    return [str(p) for p in rows.index[shapely.intersects(spots, shapely.box(*bounds))]]


def road_parts(dataset: Dataset, declared: Sequence[RoadPart]) -> Sequence[RoadPart]:
    """Return the roads that a figure declares; where it declares none, all of the highest class."""
    if declared or dataset.roads.empty:
        return declared
    kinds = dataset.roads["class"]
    highest = next((kind for kind in CLASSES if (kinds == kind).any()), kinds.iloc[0])
    return [RoadPart(str(road)) for road in dataset.roads.loc[kinds == highest, "road"].unique()]


def roads(
    canvas: Canvas,
    dataset: Dataset,
    parts: Sequence[RoadPart],
    width: float = 1.0,
    name: str = "roads",
) -> dict[RoadPart, Any]:
    """Draw roads, whole or in part, as chains of places; return their lines in mm on the page."""
    names = Counter(part.road for part in parts)
    chains = {}
    for part in parts:
        ends = "" if names[part.road] == 1 else f" {part.start} {part.end}"
        chains[f"{part.road}{ends}"] = part, _chains(dataset, part)
    lines = ways(canvas, dataset, {key: chain for key, (_, chain) in chains.items()}, width, name)
    return {chains[key][0]: line for key, line in lines.items()}


def ways(
    canvas: Canvas,
    dataset: Dataset,
    chains: Mapping[str, Sequence[Sequence[str]]],
    width: float = 1.0,
    name: str = "ways",
) -> dict[str, Any]:
    """Draw named ways, each of one or more chains of places; return their lines in mm."""
    layer, lines = canvas.layer(name), {}
    for key, found in chains.items():
        rows = [dataset.places.loc[list(chain)] for chain in found if len(chain) > 1]
        shapes = [shapely.linestrings(row[["lon", "lat"]].to_numpy(float)) for row in rows]
        if not shapes:
            continue
        line = canvas.cut(shapely.line_merge(dataset.plane.to_plane(_joined(shapes))))
        if line.is_empty:
            continue
        slug = re.sub(r"\W+", "-", key).strip("-").lower()
        layer.outline(line, style.PAPER, width + 1.2, f"{slug}-casing")
        layer.outline(line, style.ROAD, width, slug)
        lines[key] = to_page(canvas, line)
    return lines


def _joined(shapes: Sequence[Any]) -> Any:
    return shapes[0] if len(shapes) == 1 else shapely.multilinestrings(list(shapes))


def _chains(dataset: Dataset, part: RoadPart) -> list[list[str]]:
    """List the places of a road from one to another, or all of its stretches."""
    if part.start is not None and part.end is not None:
        return [chain_of(dataset, part.road, part.start, part.end)]
    stretches = dataset.roads[dataset.roads["road"] == part.road]
    return [list(ends) for ends in zip(stretches["from"], stretches["to"], strict=True)]


def to_page(canvas: Canvas, shape: Any) -> Any:
    """Turn a shape of the plane into mm on the page."""
    x0, y0 = canvas.bounds[:2]
    left, low = canvas.map_box[:2]
    return shapely.transform(shape, lambda xy: (xy - [x0, y0]) / canvas.scale + [left, low])


def shield(canvas: Canvas, placer: Placer, line: Any, text: str) -> None:
    """Set a road's number in a box on its line, where it is free."""
    layer = canvas.layer("road-names", page=True)
    width = style.text_width(text, style.SMALL, "bold") + 1.6
    height = 3.0
    for share in SHARES:
        point = shapely.line_interpolate_point(line, share, normalized=True)
        box = (point.x - width / 2, point.y - height / 2, point.x + width / 2, point.y + height / 2)
        if placer.free(box):
            layer.fill(shapely.box(*box), style.PAPER, edgecolor=style.ROAD, linewidth=0.7)
            layer.text(point.x, point.y - 0.78, text, style.SMALL, weight="bold", ha="center")
            placer.block(box)
            return
    placer.left_out.append(text)


def territory_names(
    canvas: Canvas,
    placer: Placer,
    situation: Situation,
    colours: Mapping[str, style.Tone],
    sizes: Mapping[str, float] | None = None,
    gained: Any = None,
    between: tuple[float, float] = (0.0, np.inf),
    leave: Container[str] = (),
) -> set[str]:
    """Set the name of each faction on its largest piece of land, inside the border.

    `gained` is the series of `layers.gains_of`: land held before is preferred, being calmer.
    Only factions whose largest piece has a size in mm² within `between` are named, and not those
    to `leave`, which are named otherwise. Returns those that found no room.
    """
    unnamed = set()
    layer = canvas.layer("territory-names", page=True)
    cells, factions = situation.mesh, situation.dataset.factions
    view = shapely.box(*canvas.bounds)
    whole = held_land(situation)
    held = whole if gained is None else cells.dissolve(situation.holders.where(gained == "", ""))
    held = held if gained is None else held["geometry"]
    for faction in whole.map(lambda s: -s.area).sort_values().index:
        text = str(factions.at[faction, "short_name"])
        colour = style.darken(colours[faction][1], 0.55)
        size = (sizes or {}).get(faction, style.TERRITORY)
        pieces = []
        for shapes in (held, whole):
            if faction in shapes.index:
                parts = shapely.get_parts(shapely.intersection(shapes[faction], view))
                pieces += sorted(parts, key=lambda p: -p.area)[:2]
        largest = shapely.area(pieces[0]) / canvas.scale**2 if pieces else 0.0
        if faction in leave or not between[0] <= largest < between[1]:
            continue
        label, found = _fit(canvas, placer, pieces, text, (size, style.CITY, style.TOWN), colour)
        halo = style.lighten(colours[faction][0], 0.45)
        if found is not None:
            placer.block(found)
            write(layer, label, found, "center", halo)
        elif largest > BESIDE:
            # No room inside: beside it, with a line, but never on land of another.
            spot = shapely.point_on_surface(to_page(canvas, pieces[0]))
            others = shapely.union_all(whole.drop(faction).to_numpy())
            others = shapely.buffer(to_page(canvas, canvas.cut(others)), -0.5)
            for words in _breaks(text):
                label = Label(
                    words, spot.x, spot.y, weight="bold", colour=colour, radius=2.0, off=others
                )
                if placer.place(layer, [label], halo):
                    break
            else:
                unnamed.add(str(faction))
        elif largest > 0:
            unnamed.add(str(faction))
    return unnamed


def small_lands(canvas_scale: float, situation: Situation, bounds: Box) -> set[str]:
    """List the factions in view whose land is too small on the page for a name, by its scale."""
    view = shapely.box(*bounds)
    held = held_land(situation)
    found = set()
    for faction, shape in held.items():
        parts = shapely.area(shapely.get_parts(shapely.intersection(shape, view)))
        if 0 < max(parts, default=0.0) / canvas_scale**2 < BESIDE:
            found.add(str(faction))
    return found


def _fit(
    canvas: Canvas,
    placer: Placer,
    pieces: Sequence[Any],
    text: str,
    sizes: Sequence[float],
    colour: str,
) -> tuple[Label, Box | None]:
    """Find the first piece and the largest size for which a name fits inside."""
    label, on_page = Label(text, 0, 0), [to_page(canvas, piece) for piece in pieces]
    # A line for each word only where nothing else fits.
    for broken in (_breaks(text), ["\n".join(text.split())] if len(text.split()) == 3 else []):
        for piece, margin, size, words in product(on_page, (1.0, 0.2), sizes, broken):
            label = Label(words, 0, 0, size=size, weight="bold", colour=colour)
            found = room_inside(placer, piece, label, margin=margin)
            if found is not None:
                return label, found
    return label, None


def broken(name: str, longest: int = 20) -> str:
    """Break a long name into two lines."""
    return name if len(name) <= longest else _breaks(name)[-1]


def _breaks(text: str) -> list[str]:
    """Return a name on one line and, if it has two words, on two."""
    words = text.split()
    if len(words) < 2:
        return [text]
    middle = (len(words) + 1) // 2
    return [text, " ".join(words[:middle]) + "\n" + " ".join(words[middle:])]


def country_names(canvas: Canvas, placer: Placer, dataset: Dataset) -> None:
    """Set the names of the neighbours and the sea where there is room for them."""
    layer = canvas.layer("country-names", page=True)
    view = shapely.box(*canvas.bounds)
    for source, colour, weight in (
        ("neighbours", style.NEIGHBOUR_INK, "regular"),
        ("sea", style.SEA_INK, "italic"),
    ):
        frame = layers.features(dataset, source)
        if frame is None:
            continue
        for text, shape in zip(frame["name"], frame.geometry, strict=True):
            pieces = shapely.get_parts(shapely.intersection(shape, view))
            if not text or not len(pieces):
                continue
            piece = to_page(canvas, pieces[shapely.area(pieces).argmax()])
            for words in _breaks(land_name(dataset, str(text))):
                for size in (style.CITY, style.SMALL):
                    label = Label(words, 0, 0, size=size, weight=weight, colour=colour)
                    found = room_inside(placer, piece, label, margin=1.5)
                    if found is not None:
                        break
                if found is not None:
                    placer.block(found)
                    write(layer, label, found, "center", "")
                    break
