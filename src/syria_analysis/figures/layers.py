"""What lies on a map: ground, territory and its marks, lines; each function draws one layer."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from matplotlib.lines import Line2D

from syria_analysis.control.certainty import LEVELS, certainty_of
from syria_analysis.control.front import Front, pinned
from syria_analysis.control.land import held_land
from syria_analysis.control.situation import Situation
from syria_analysis.errors import UnknownName
from syria_analysis.figures import style
from syria_analysis.figures.canvas import Canvas, Layer
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "boundaries",
    "contested",
    "dots",
    "features",
    "front_line",
    "gains",
    "gains_of",
    "ground",
    "lands",
    "territory",
    "water",
]

Palette = dict[str, style.Tone]
Parts = tuple[dict[str, Any], ...]
"""How a line is drawn: colour, width and options of each of its parts, lowest first."""

SAME_LINE = 0.5
"""A barrier so near a river, in mm, is that river."""
BIT = 4.0
"""A solid part of a broken line is no shorter, in mm."""
HATCHED = 8.0
"""Contested land is hatched from this size on, in mm²."""
FINE = 0.03
"""Outlines of land are simplified by so many mm."""
SEAM = 0.25
"""Land of one certainty reaches so far, in points, over that of the next."""
TEXTURE = 1.5
"""Lines of a texture are so far apart, in mm."""
GAIN_WIDTH = 0.8
"""Weight of the outline of what was gained, in points."""
DOT, DOT_CHANGED, DOT_RING, DOT_EDGE, RING_WIDTH = 1.4, 3.2, 5.0, 0.25, 1.0
"""Sizes and weights of dots and rings of places, in points."""
STAR = 9.5
"""Size of the star that marks the capital, in points."""
NAMED = 1.25
"""The dot of a place with its name is so many times as large."""
INTERNATIONAL = "international"
"""Kind of the borders that are drawn solid."""


def plane(dataset: Dataset, layer: str, canvas: Canvas) -> Any:
    """Project a layer of the base map and cut it to the map."""
    return canvas.cut(_projected(dataset, layer))


def _projected(dataset: Dataset, layer: str) -> Any:
    found = features(dataset, layer)
    return np.array([], dtype=object) if found is None else found.geometry.to_numpy()


@cached_on_owner(maxsize=16)
def features(dataset: Dataset, layer: str) -> gpd.GeoDataFrame | None:
    """Read a layer of the base map in the plane; None where the package has none.

    Parameters
    ----------
    dataset : Dataset
        The package.
    layer : str
        Name of the layer.

    Returns
    -------
    geopandas.GeoDataFrame or None
        With sound shapes, and a column `name` ("" where a feature has none).
    """
    try:
        found = dataset.basemap(layer)
    except UnknownName:
        return None
    shapes = shapely.make_valid(dataset.plane.to_plane(found.geometry.to_numpy()))
    found = found.set_geometry(shapes, crs=dataset.plane.crs)
    named = found["name"].fillna("") if "name" in found else ""
    return found.assign(name=named)


def ground(canvas: Canvas, dataset: Dataset) -> None:
    """Draw sea, neighbours and their borders, as far as the base map has them.

    Borders whose `kind` is not international are dashed.
    """
    layer = canvas.layer("ground")
    sea = _one(plane(dataset, "sea", canvas))
    layer.fill(sea, style.SEA, "sea")
    neighbours = plane(dataset, "neighbours", canvas)
    layer.outline(neighbours, style.NEIGHBOUR_BORDER, 0.5, "neighbours")
    borders = features(dataset, "borders")
    if borders is not None and "kind" in borders:
        disputed = borders[~borders["kind"].isin(("", INTERNATIONAL))].geometry.to_numpy()
        lines = canvas.cut(disputed)
        layer.outline(lines, style.NEIGHBOUR, 0.9, "disputed-casing")
        layer.outline(lines, style.NEIGHBOUR_BORDER, 0.5, "disputed", linestyle=(0, (3, 2)))
    layer.outline(sea, style.WATER, 0.35, "coast")


def water(canvas: Canvas, dataset: Dataset) -> None:
    """Draw rivers, lakes and barriers over the territories."""
    layer = canvas.layer("water")
    lakes = _one(plane(dataset, "lakes", canvas))
    rivers = shapely.difference(_one(plane(dataset, "rivers", canvas)), lakes)
    known = shapely.buffer(rivers, SAME_LINE * canvas.scale)
    for barrier in dataset.conflict.barriers:
        line = shapely.difference(_one(plane(dataset, barrier.layer, canvas)), known)
        layer.outline(shapely.difference(line, lakes), style.WATER, 0.7, barrier.layer)
    layer.outline(rivers, style.WATER, 0.7, "rivers")
    layer.fill(lakes, style.SEA, "lakes", edgecolor=style.WATER, linewidth=0.35)


@cached_on_owner(maxsize=2)
def lands(situation: Situation) -> list[tuple[str, float, Any]]:
    """Divide the land of each holder by how sure it is.

    Parameters
    ----------
    situation : Situation
        The evening.

    Returns
    -------
    list of tuple
        Faction, the least certainty of the land (one of `LEVELS`) and its shape in the plane, by
        faction, the least sure first; land less sure than all of them is left out. Where maps tell
        who holds the land, what is in doubt or nearer to another's than their precision is left
        out, and the rest is as the surest.
    """
    if situation.dataset.conflict.territory != "places":
        held, open_land = held_land(situation), _open(situation)
        return [
            (str(faction), LEVELS[-1], shapely.difference(shape, open_land))
            for faction, shape in held.items()
        ]
    table = certainty_of(situation).bands(LEVELS)
    return list(zip(table["faction"], table["low"], table["geometry"], strict=True))


def _open(situation: Situation) -> Any:
    """Join the land that maps leave open: in doubt, or nearer to a line than their precision."""
    held, borders = situation.holders, situation.mesh.segments
    one, other = (held.reindex(borders[end]).to_numpy(object) for end in ("a", "b"))
    parts = list(situation.mesh.dissolve(situation.contested)["geometry"])
    maps = situation.dataset.conflict.maps
    if maps is not None:
        parts.append(shapely.buffer(joined(borders[one != other]), maps.precision_m, quad_segs=2))
    return shapely.union_all(parts)


def territory(canvas: Canvas, situation: Situation, colours: Palette) -> None:
    """Draw who holds what, lighter where that is less sure, down to paper."""
    layer = canvas.layer("territory")
    layer.fill(canvas.cut(situation.mesh.theatre), style.PAPER, "unsure")
    for faction, low, shape in lands(situation):
        shape = canvas.cut(shapely.simplify(shape, FINE * canvas.scale))
        shade(layer, shape, colours[faction].at(low), f"{faction}-{100 * low:g}")
    for faction, shape in held_land(situation).items():
        tone = colours[str(faction)]
        pattern(layer, canvas.cut(shape), tone.pattern, tone.dark, canvas.scale, str(faction))


def shade(layer: Layer, shape: Any, colour: str, name: str) -> None:
    """Fill land of one certainty; a hair over its edge, so that no seam shows to the next."""
    layer.fill(shape, colour, name, edgecolor=colour, linewidth=SEAM)


def gains_of(situation: Situation, baseline: Situation) -> pd.Series:
    """Tell which places changed hands since an evening, by who holds them now ("" if not)."""
    held = situation.holders
    return held.where(held != baseline.holders.reindex(held.index), "")


def gains(canvas: Canvas, situation: Situation, baseline: Situation, colours: Palette) -> None:
    """Draw what each side holds now and did not hold at the baseline: vivid, and outlined.

    Where it ends at another's land, the line between the two is drawn by `boundaries`.
    """
    layer = canvas.layer("gains")
    moved = gains_of(situation, baseline)
    gained = situation.mesh.dissolve(moved)["geometry"]
    for faction, low, shape in lands(situation):
        if faction in gained.index:
            shape = shapely.intersection(canvas.cut(shape), canvas.cut(gained[faction]))
            shape = shapely.simplify(shape, FINE * canvas.scale)
            shade(layer, shape, colours[faction].at(low, gained=True), f"{faction}-{100 * low:g}")
    for faction, shape in gained.items():
        tone, shape = colours[str(faction)], canvas.cut(shape)
        pattern(layer, shape, tone.pattern, tone.strong, canvas.scale, str(faction))
    borders, held = situation.mesh.segments, situation.holders
    one, other = (held.reindex(borders[end]).to_numpy(object) for end in ("a", "b"))
    new, old = (moved.reindex(borders[end]).to_numpy(object) for end in ("a", "b"))
    for faction in gained.index:
        edge = canvas.cut(joined(borders[(one == faction) & (other == faction) & (new != old)]))
        layer.outline(edge, colours[str(faction)].strong, GAIN_WIDTH, f"{faction}-outline")


def dots(
    canvas: Canvas, situation: Situation, colours: Palette, baseline: Situation | None = None
) -> None:
    """Draw every place as a dot of its holder: larger if it changed hands, ringed if contested."""
    layer = canvas.layer("dots")
    dataset = situation.dataset
    real = dataset.on_land
    spots = shapely.get_coordinates(
        dataset.plane.to_plane(shapely.points(real["lon"], real["lat"]))
    )
    x0, y0, x1, y1 = canvas.bounds
    seen = (spots >= (x0, y0)).all(axis=1) & (spots <= (x1, y1)).all(axis=1)
    spots, places = spots[seen], real.index[seen]
    holders, rivals = situation.holders[places], situation.contested[places]
    moved = gains_of(situation, situation if baseline is None else baseline)[places] != ""
    size = dot_sizes(canvas)
    for large in (False, True):
        for faction in dict.fromkeys(holders):
            some = ((holders == faction) & (moved == large)).to_numpy()
            if some.any():
                name = f"{faction}-changed" if large else str(faction)
                x, y = spots[some].T
                edge = DOT_EDGE if large else 0.0
                dot(layer, x, y, colours[str(faction)].strong, size[large], name, edge)
    ringed = (rivals != "").to_numpy()
    across = _ring_size(spots[ringed] / canvas.scale, size[1], size[2])
    for rival in dict.fromkeys(rivals[ringed]):
        some = (rivals == rival).to_numpy()
        x, y = spots[some].T
        ring(layer, x, y, colours[str(rival)].strong, across, f"contested-{rival}")


def _ring_size(spots: Any, least: float, usual: float) -> float:
    """Return the size of rings in points, smaller where two of them (mm) would overlap."""
    if len(spots) < 2:
        return usual
    apart = np.hypot(*(spots[:, None] - spots[None]).T)
    nearest = apart[np.triu_indices(len(spots), 1)].min() / style.MM_PER_POINT
    return float(np.clip(nearest, least, usual))


def dot_styles(
    canvas: Canvas, situation: Situation, colours: Palette, baseline: Situation | None = None
) -> dict[str, tuple[str, float]]:
    """Return colour and size of the dot of every place with a name on a map, as `dots` has them."""
    small, large, _ = dot_sizes(canvas)
    moved = gains_of(situation, situation if baseline is None else baseline) != ""
    return {
        str(place): (colours[holder].strong, NAMED * (large if moved[place] else small))
        for place, holder in situation.holders.items()
        if holder in colours
    }


def dot_sizes(canvas: Canvas) -> tuple[float, float, float]:
    """Return the sizes of dots and rings in points: smaller on a map on which they stand dense."""
    x0, _, x1, _ = canvas.map_box
    share = float(np.interp(x1 - x0, (50.0, 150.0), (0.5, 1.0)))
    return DOT * share, DOT_CHANGED * share, DOT_RING * share


def dot(
    layer: Layer,
    x: Any,
    y: Any,
    colour: str,
    size: float,
    name: str = "",
    edge: float = DOT_EDGE,
) -> None:
    """Draw places as dots."""
    layer.add(
        Line2D(
            np.atleast_1d(x),
            np.atleast_1d(y),
            linestyle="none",
            marker="o",
            markersize=size,
            markerfacecolor=colour,
            markeredgecolor=style.PAPER,
            markeredgewidth=edge,
        ),
        name,
    )


def star(layer: Layer, x: float, y: float) -> None:
    """Draw the capital."""
    layer.add(
        Line2D(
            [x],
            [y],
            linestyle="none",
            marker="*",
            markersize=STAR,
            markerfacecolor=style.INK,
            markeredgecolor=style.PAPER,
            markeredgewidth=0.7,
        )
    )


def ring(layer: Layer, x: Any, y: Any, colour: str, size: float, name: str = "") -> None:
    """Draw rings around contested places."""
    layer.add(
        Line2D(
            np.atleast_1d(x),
            np.atleast_1d(y),
            linestyle="none",
            marker="o",
            markersize=size,
            markerfacecolor="none",
            markeredgecolor=colour,
            markeredgewidth=RING_WIDTH,
        ),
        name,
    )


def pattern(layer: Layer, shape: Any, kind: str, colour: str, unit: float, name: str) -> None:
    """Lay a pattern, if there is one, over the land of a faction.

    `unit` is a mm in the coordinates of the layer, `name` the faction's.

    On a sheet without patterns a line within the outline of the shape takes its place.
    """
    if not kind or shape.is_empty:
        return
    if not layer.sheet.patterns:
        edge = shapely.buffer(shape, -0.75 * unit, join_style="mitre")
        layer.outline(edge, colour, 0.9, f"{name}-edge", linestyle=style.EDGES[kind])
        return
    angle = {"horizontal": 0.0, "vertical": 90.0, "dashes": 0.0}[kind]
    lines = stripes(shape, angle, TEXTURE * unit)
    broken = {"linestyle": style.EDGES[kind]} if kind == "dashes" else {}
    layer.outline(lines, colour, 0.3, f"{name}-pattern", alpha=0.7, **broken)


def stripes(shape: Any, angle: float, step: float) -> Any:
    """Cut parallel lines at an angle (degrees) and a distance to a shape."""
    x0, y0, x1, y1 = shape.bounds
    half = np.hypot(x1 - x0, y1 - y0) / 2
    along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    across = np.array([-along[1], along[0]])
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    # Offsets counted from the origin, so that neighbouring shapes line up.
    offset = middle @ across
    k = np.arange(np.floor((offset - half) / step), np.ceil((offset + half) / step) + 1)
    feet = (middle @ along) * along + (k * step)[:, None] * across
    ends = np.stack([feet - half * along, feet + half * along], axis=1)
    return shapely.intersection(shapely.linestrings(ends), shape)


def contested(canvas: Canvas, situation: Situation, colours: Palette) -> None:
    """Draw stripes in the challenger's dark tone over places that a second side contests."""
    layer = canvas.layer("contested")
    for faction, shape in situation.mesh.dissolve(situation.contested)["geometry"].items():
        parts = shapely.get_parts(canvas.cut(shape))
        # What is smaller than the ring around its place is hidden by it, and the ring says it.
        parts = parts[shapely.area(parts) >= HATCHED * canvas.scale**2]
        if len(parts):
            shape = shapely.union_all(parts)
            hatch(layer, shape, colours[str(faction)][1], canvas.scale, str(faction))


def hatch(layer: Layer, shape: Any, colour: str, unit: float, name: str = "") -> None:
    """Draw the mark for contested land."""
    if shape.is_empty:
        return
    if not layer.sheet.patterns:
        layer.outline(shape, colour, 1.4, name)
        return
    lines = stripes(shape, 45.0, 1.7 * unit)
    layer.outline(lines, style.INK, 2.0, capstyle="butt", alpha=0.75)
    layer.outline(lines, colour, 1.35, name, capstyle="butt")
    layer.outline(shape, style.BOUNDARY, 0.5, f"{name}-outline" if name else "")


def dashes(layer: Layer, shape: Any) -> None:
    """Draw the mark for a gain reported with low confidence."""
    layer.outline(shape, style.BOUNDARY, 0.65, linestyle=(0, (3, 2.2)))


def allies(dataset: Dataset) -> set[tuple[str, str]]:
    """List the pairs of factions, in both orders, that fight on one side of a contest."""
    sides = [side for c in dataset.conflict.contests for side in (c.alliance, c.defenders)]
    return {pair for side in sides for pair in permutations(side, 2)}


def boundaries(canvas: Canvas, situation: Situation, front: Front | None = None) -> Any:
    """Draw the lines between territories but for the front, and the outline of the country.

    Between foes a line is solid where places on both sides pin it; between allies it is a hair.
    Returns all but the front, cut to the map.
    """
    layer = canvas.layer("boundaries")
    borders = situation.mesh.segments
    one, other = (situation.holders.reindex(borders[end]).to_numpy(object) for end in ("a", "b"))
    apart, pairs = one != other, allies(situation.dataset)
    allied = apart & np.array([pair in pairs for pair in zip(one, other, strict=True)], dtype=bool)
    fought = np.zeros(len(borders), dtype=bool)
    if front is not None:
        attacks, defends = front.attackers, front.defenders
        fought = (np.isin(one, attacks) & np.isin(other, defends)) | (
            np.isin(other, attacks) & np.isin(one, defends)
        )
    between = borders[apart & ~allied & ~fought]
    ends = between[["x0", "y0", "x1", "y1"]].to_numpy(float)
    solid, loose = _without_bits(canvas, *pinned(situation, between.a, between.b, ends))
    hair = canvas.cut(joined(borders[allied & ~fought]))
    layer.outline(hair, style.BOUNDARY, style.ALLIED_WIDTH, "allies")
    layer.outline(loose, style.BOUNDARY, style.BOUNDARY_WIDTH, "open", **OPEN)
    layer.outline(solid, style.BOUNDARY, style.BOUNDARY_WIDTH, "between")
    country = canvas.cut(shapely.boundary(situation.mesh.theatre))
    layer.outline(country, style.BOUNDARY, style.COUNTRY_WIDTH, "country")
    return shapely.union_all([hair, solid, loose, country])


def joined(segments: pd.DataFrame) -> Any:
    """Join border pieces (columns x0, y0, x1, y1) to long lines."""
    ends = segments[["x0", "y0", "x1", "y1"]].to_numpy(float).reshape(-1, 2, 2)
    return shapely.line_merge(shapely.MultiLineString(list(ends)))


OPEN: dict[str, Any] = {"linestyle": (0, (4.0, 2.6)), "capstyle": "butt"}
"""A line that no places pin is broken."""
SOLID: Parts = ({"colour": style.BOUNDARY, "width": style.FRONT_WIDTH},)
LOOSE: Parts = ({"colour": style.BOUNDARY, "width": style.LOOSE_WIDTH, **OPEN},)
DOTTED: Parts = (
    {"colour": style.PAPER, "width": 2.2, "alpha": 0.9},
    {"colour": style.BOUNDARY, "width": 1.2, "linestyle": (0, (0.01, 1.9))},
)
"""How the front of the evening is drawn where places pin it and where not, and that of the past,
lowest line first."""


BAND = 0.22
"""How dark the band of a front is."""


def front_band(canvas: Canvas, front: Front) -> None:
    """Draw the land in which a front may run, to scale."""
    band(canvas.layer("front-band"), canvas.cut(front.band))


def band(layer: Layer, shape: Any) -> None:
    """Draw the mark for land in which a front may run."""
    layer.fill(shape, style.INK, "land", alpha=BAND)


def front_line(canvas: Canvas, front: Front, name: str, *, dotted: bool = False) -> Any:
    """Draw a front, dotted if it is one of the past; return it cut to the map.

    That of the evening is bold where places on both sides pin it, thin and broken elsewhere.
    """
    layer = canvas.layer(name)
    if front.empty:
        return shapely.MultiLineString()
    line = canvas.cut(front.line)
    if dotted:
        for part, what in zip(DOTTED, ("casing", "line"), strict=True):
            layer.outline(line, name=what, **part)
        return line
    drawn = _without_bits(canvas, *front.pinned)
    for parts, shape, what in zip((SOLID, LOOSE), drawn, ("line", "open"), strict=True):
        layer.outline(shape, name=what, **parts[0])
    return line


def _without_bits(canvas: Canvas, solid: Any, loose: Any) -> tuple[Any, Any]:
    """Cut the two parts of a line to the map, short bits of the one within the other left to it.

    A line that is broken but for a few mm reads as fragments.
    """
    solid, loose = canvas.cut(solid), canvas.cut(loose)
    if solid.is_empty or loose.is_empty:
        return solid, loose
    parts = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(_lines(solid))))
    ends = shapely.get_point(parts, [[0], [-1]])
    between = (shapely.distance(ends, loose) < canvas.scale * FINE).all(axis=0)
    bits = between & (shapely.length(parts) < BIT * canvas.scale) & ~shapely.is_ring(parts)
    loose = shapely.line_merge(shapely.multilinestrings([*_lines(loose), *parts[bits]]))
    return shapely.MultiLineString(list(parts[~bits])), loose


def _lines(shape: Any) -> list[Any]:
    return [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 1]


def small_enclaves(situation: Situation) -> list[str]:
    """List the places with an extent that lie in another side's land, quarters first."""
    places = situation.dataset.places
    small = places[places["extent_km2"].notna()]
    ordered = small.index[(small["kind"] == "quarter").argsort(kind="stable")[::-1]]
    cells = situation.mesh.shapes.index
    return [str(p) for p in ordered if p in cells and is_enclave(situation, p)]


def is_enclave(situation: Situation, place: str) -> bool:
    """Whether a place with an extent lies, on this evening, in another side's land."""
    borders = situation.mesh.segments
    beside = pd.concat(
        [borders.loc[borders["a"] == place, "b"], borders.loc[borders["b"] == place, "a"]]
    ).unique()
    holder = situation.holders[place]
    return bool(len(beside)) and all(situation.holders[other] != holder for other in beside)


def base(layer: Layer, x: float, y: float, colour: str) -> None:
    """Draw the sign of a base held as a guest."""
    layer.add(
        Line2D(
            [x],
            [y],
            linestyle="none",
            marker="D",
            markersize=5.0,
            markerfacecolor=colour,
            markeredgecolor=style.PAPER,
            markeredgewidth=0.9,
        )
    )


def _one(shapes: Any) -> Any:
    return shapely.union_all(shapes)
