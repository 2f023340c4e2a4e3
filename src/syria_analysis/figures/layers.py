"""What lies on a map: ground, territory and its marks, lines; each function draws one layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from matplotlib.lines import Line2D

from syria_analysis.control.front import Front
from syria_analysis.control.situation import Situation
from syria_analysis.errors import UnknownName
from syria_analysis.figures import style
from syria_analysis.figures.canvas import Canvas, Layer
from syria_analysis.geo.mesh import Mesh
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "boundaries",
    "contested",
    "enclaves",
    "features",
    "front_line",
    "gains",
    "gains_of",
    "ground",
    "low_confidence",
    "territory",
    "uncertain",
    "water",
]

Palette = dict[str, style.Tone]

SAME_LINE = 0.5
"""A barrier so near a river, in mm, is that river."""
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


def territory(canvas: Canvas, situation: Situation, colours: Palette) -> None:
    """Draw who holds what, land farther than 10 km from any place paler."""
    layer = canvas.layer("territory")
    cells = situation.mesh
    empty = desert(canvas, situation)
    shapes = cells.dissolve(situation.holders)["geometry"]
    for faction, shape in shapes.items():
        _tint(layer, canvas.cut(shape), empty, str(faction), colours[str(faction)][0])
    for faction, shape in shapes.items():
        tone = colours[str(faction)]
        pattern(layer, canvas.cut(shape), tone.pattern, tone.dark, canvas.scale, str(faction))


def desert(canvas: Canvas, situation: Situation) -> Any:
    """Return the land farther than 10 km from any place, as smooth as the map can show."""
    return canvas.cut(_empty(situation.mesh, 0.03 * canvas.scale))


@cached_on_owner(maxsize=8)
def _empty(cells: Mesh, tolerance: float) -> Any:
    return shapely.simplify(shapely.difference(cells.theatre, cells.inhabited), tolerance)


def gains_of(situation: Situation, baseline: Situation) -> pd.Series:
    """Tell which places changed hands since an evening, by who holds them now ("" if not)."""
    held = situation.holders
    return held.where(held != baseline.holders.reindex(held.index), "")


def gains(canvas: Canvas, situation: Situation, baseline: Situation, colours: Palette) -> None:
    """Draw what each side holds now and did not hold at the baseline in its darker tone."""
    layer = canvas.layer("gains")
    cells = situation.mesh
    empty = desert(canvas, situation)
    shapes = cells.dissolve(gains_of(situation, baseline))["geometry"]
    for faction, shape in shapes.items():
        shape = canvas.cut(shape)
        _tint(layer, shape, empty, str(faction), colours[str(faction)][1])
        tone = colours[str(faction)]
        ink = style.darken(tone.dark, 0.35)
        pattern(layer, shape, tone.pattern, ink, canvas.scale, str(faction))


def _tint(layer: Layer, shape: Any, empty: Any, faction: str, colour: str) -> None:
    layer.fill(shape, colour, faction)
    bare = shapely.intersection(shape, empty)
    layer.fill(bare, style.lighten(colour, style.DESERT_SHARE), f"{faction}-empty")


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
    if kind == "dots":
        x, y = _grid(shape, 1.5 * unit)
        layer.add(
            Line2D(
                x,
                y,
                linestyle="none",
                marker="o",
                markersize=1.15,
                markeredgewidth=0,
                markerfacecolor=colour,
            ),
            f"{name}-pattern",
        )
        return
    angle = {"horizontal": 0.0, "vertical": 90.0}[kind]
    lines = stripes(shape, angle, 1.3 * unit)
    layer.outline(lines, colour, 0.35, f"{name}-pattern")


def _grid(shape: Any, step: float) -> tuple[np.ndarray, np.ndarray]:
    """Points of a staggered grid inside a shape, the same grid for every shape."""
    x0, y0, x1, y1 = shape.bounds
    rows = np.arange(np.floor(y0 / step), np.ceil(y1 / step) + 1)
    columns = np.arange(np.floor(x0 / step) - 1, np.ceil(x1 / step) + 1)
    x, row = np.meshgrid(columns, rows)
    x = (x + 0.5 * (row % 2)) * step
    y = row * step
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, x.ravel(), y.ravel())
    return x.ravel()[inside], y.ravel()[inside]


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
        hatch(layer, canvas.cut(shape), colours[str(faction)][1], canvas.scale, str(faction))


def hatch(layer: Layer, shape: Any, colour: str, unit: float, name: str = "") -> None:
    """Draw the mark for contested land."""
    if shape.is_empty:
        return
    if not layer.sheet.patterns:
        layer.outline(shape, style.BOUNDARY, 3.2)
        layer.outline(shape, colour, 2.2, name)
        return
    lines = stripes(shape, 45.0, 1.7 * unit)
    layer.outline(lines, style.INK, 2.0, capstyle="butt", alpha=0.75)
    layer.outline(lines, colour, 1.35, name, capstyle="butt")
    layer.outline(shape, style.BOUNDARY, 0.5, f"{name}-outline" if name else "")


def uncertain(canvas: Canvas, situation: Situation) -> None:
    """Tint places where the day of a change is only known as a span around this evening."""
    layer = canvas.layer("uncertain")
    marked = situation.uncertain.map({True: "yes", False: ""})
    for shape in situation.mesh.dissolve(marked)["geometry"]:
        tint(layer, canvas.cut(shape), canvas.scale)


def tint(layer: Layer, shape: Any, unit: float) -> None:
    """Draw the mark for land whose day of change is uncertain."""
    if shape.is_empty:
        return
    if not layer.sheet.patterns:
        layer.fill(shape, "#5a5a5a", "tint", alpha=0.28)
        return
    layer.fill(shape, "#5a5a5a", "tint", alpha=0.10)
    layer.outline(stripes(shape, -45.0, 1.5 * unit), "#5a5a5a", 0.3, "tint-lines")


def low_confidence(canvas: Canvas, situation: Situation, baseline: Situation) -> None:
    """Outline with dashes the gains that rest on a row of low confidence."""
    layer = canvas.layer("low-confidence")
    gained = gains_of(situation, baseline)
    weak = gained.where(situation.confidence.reindex(gained.index) == "low", "")
    for shape in situation.mesh.dissolve(weak)["geometry"]:
        dashes(layer, canvas.cut(shape))


def dashes(layer: Layer, shape: Any) -> None:
    """Draw the mark for a gain reported with low confidence."""
    layer.outline(shape, style.BOUNDARY, 0.65, linestyle=(0, (3, 2.2)))


def boundaries(canvas: Canvas, situation: Situation, width: float = style.BOUNDARY_WIDTH) -> Any:
    """Draw the lines between territories and the outline of the country; return both."""
    layer = canvas.layer("boundaries")
    borders = situation.mesh.segments
    apart = (
        situation.holders.reindex(borders["a"]).to_numpy()
        != situation.holders.reindex(borders["b"]).to_numpy()
    )
    between = canvas.cut(joined(borders[apart]))
    layer.outline(between, style.BOUNDARY, width, "between")
    country = canvas.cut(shapely.boundary(situation.mesh.theatre))
    layer.outline(country, style.BOUNDARY, style.COUNTRY_WIDTH, "country")
    return shapely.union_all([between, country])


def joined(segments: pd.DataFrame) -> Any:
    """Join border pieces (columns x0, y0, x1, y1) to long lines."""
    ends = segments[["x0", "y0", "x1", "y1"]].to_numpy().reshape(-1, 2, 2)
    return shapely.line_merge(shapely.multilinestrings(list(shapely.linestrings(ends))))


SOLID: tuple[dict[str, Any], ...] = ({"colour": style.BOUNDARY, "width": style.FRONT_WIDTH},)
DOTTED: tuple[dict[str, Any], ...] = (
    {"colour": style.PAPER, "width": 2.6, "alpha": 0.9},
    {"colour": style.BOUNDARY, "width": 1.5, "linestyle": (0, (0.01, 1.9))},
)
"""How the front of the evening and that of the past are drawn, lowest line first."""


def front_line(canvas: Canvas, front: Front, name: str, *, dotted: bool = False) -> Any:
    """Draw a front, dotted if it is one of the past; return it cut to the map."""
    layer = canvas.layer(name)
    if front.empty:
        return shapely.MultiLineString()
    line = canvas.cut(front.line)
    for number, part in enumerate(DOTTED if dotted else SOLID):
        layer.outline(line, name="casing" if number + 1 < len(DOTTED) * dotted else "line", **part)
    return line


def enclaves(canvas: Canvas, situation: Situation, colours: Palette) -> list[str]:
    """Draw a ring at each enclave too small to see; return the ids of those with a ring.

    Of enclaves of one holder whose rings would overlap, only the first gets one.
    """
    layer = canvas.layer("enclaves")
    marked: list[tuple[float, float, str]] = []
    ids = []
    for place in small_enclaves(situation):
        shape = situation.mesh.shapes[place]
        point = shapely.centroid(shape)
        wide = shapely.bounds(shape)[2] - shapely.bounds(shape)[0] > 2.4 * canvas.scale
        holder = situation.holders[place]
        near = 2.6 * canvas.scale
        covered = any(
            np.hypot(x - point.x, y - point.y) < near and h == holder for x, y, h in marked
        )
        if wide or covered or not canvas.holds(point.x, point.y, 1.5):
            continue
        marked.append((point.x, point.y, holder))
        ids.append(str(place))
        ring(layer, point.x, point.y, colours[holder][0], str(place))
    return ids


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


RING: dict[str, Any] = {
    "marker": "o",
    "linestyle": "none",
    "markersize": 5.6,
    "markeredgecolor": style.BOUNDARY,
    "markeredgewidth": 1.2,
}
"""How the ring that stands for an enclave is drawn."""


def ring(layer: Layer, x: float, y: float, colour: str, name: str = "") -> None:
    """Draw the ring that stands for an enclave."""
    layer.add(Line2D([x], [y], markerfacecolor=colour, **RING), name)


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
