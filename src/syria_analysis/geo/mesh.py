"""The geometry, once: the nearest-place cell of every place, its area, and who borders whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.errors import InvalidData
from syria_analysis.geo.ellipsoid import EQUAL_AREA, to_degrees, to_plane
from syria_analysis.package.dataset import Dataset

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["EFFECTIVE_RADIUS_KM", "Mesh", "make_mesh"]

EFFECTIVE_RADIUS_KM = 10.0
"""Land farther than this from any place is desert that nobody is known to hold."""

_GRID_M = (
    0.001  # all lines are snapped to this grid, so that neighbours share their borders exactly
)


@dataclass(frozen=True, eq=False)
class Mesh:
    """Cells of places and their shared borders, in the equal-area plane.

    Attributes
    ----------
    theatre : shapely geometry
        The land that the cells fill, in `crs`.
    shapes : pandas.Series
        Place id to the cell's polygon in `crs`. Places without land (point sites of a guest
        force, places outside the country whose cell is empty) are absent.
    segments : pandas.DataFrame
        Straight pieces of the borders between cells: place ids `a` < `b`, and the ends in WGS84
        degrees `lon0, lat0, lon1, lat1` and in the plane in metres `x0, y0, x1, y1`.
    """

    theatre: Any
    shapes: pd.Series
    segments: pd.DataFrame
    places: pd.DataFrame
    crs: str = EQUAL_AREA

    @cached_property
    def area_km2(self) -> pd.Series:
        """Area of each cell on the ellipsoid in km²."""
        return pd.Series(shapely.area(self.shapes.to_numpy()) / 1e6, index=self.shapes.index)

    @cached_property
    def segment_cells(self) -> np.ndarray:
        """Rows in `shapes` of the two cells of each border piece, of shape (n, 2)."""
        index = self.shapes.index
        return np.column_stack([index.get_indexer(self.segments[side]) for side in ("a", "b")])

    @cached_property
    def inhabited(self) -> Any:
        """The land within 10 km of a place, in `crs`; the rest is drawn as desert."""
        real = self.places[self.places["kind"] != "anchor"]
        points = to_plane(shapely.points(real["lon"], real["lat"]))
        discs = shapely.buffer(points, EFFECTIVE_RADIUS_KM * 1000, quad_segs=16)
        return shapely.intersection(shapely.union_all(discs), self.theatre)

    @cached_property
    def effective_km2(self) -> pd.Series:
        """Area of each cell within 10 km of a place, in km²."""
        shapely.prepare(self.inhabited)
        shapes = self.shapes.to_numpy()
        whole = shapely.covers(self.inhabited, shapes)
        area = self.area_km2.to_numpy().copy()
        area[~whole] = shapely.area(shapely.intersection(shapes[~whole], self.inhabited)) / 1e6
        return pd.Series(area, index=self.shapes.index)

    @cached_property
    def cells(self) -> gpd.GeoDataFrame:
        """The cells with `area_km2`, indexed by place id, in `crs`."""
        import geopandas as gpd

        columns = {"area_km2": self.area_km2, "geometry": self.shapes}
        return gpd.GeoDataFrame(columns, crs=self.crs)

    def dissolve(self, labels: pd.Series) -> gpd.GeoDataFrame:
        """Join the cells that carry one label.

        Parameters
        ----------
        labels : pandas.Series
            Place id to label; cells without a label, or with "", are left out.

        Returns
        -------
        geopandas.GeoDataFrame
            Indexed by label, sorted, in `crs`; a valid coverage: no gaps, no overlaps.

        Examples
        --------
        >>> from syria_analysis.package.dataset import load_dataset
        >>> dataset = load_dataset()
        >>> land = make_mesh(dataset).dissolve(dataset.places["holder"])
        >>> "SAA" in land.index
        True
        """
        import geopandas as gpd

        found = labels.reindex(self.shapes.index).fillna("")
        groups = self.shapes[found != ""].groupby(found[found != ""])
        joined = {label: shapely.coverage_union_all(group.to_numpy()) for label, group in groups}
        return gpd.GeoDataFrame({"geometry": pd.Series(joined, dtype=object)}, crs=self.crs)


def _banks(country: Any, river: Any | None) -> dict[str, Any]:
    """Cut the country along the river: the right bank lies south-west, the left north-east."""
    if river is None:
        return {"": country}
    if river.geom_type != "LineString":
        raise InvalidData("basemap/euphrates.geojson: the river is not one line")
    faces = shapely.get_parts(
        shapely.polygonize(
            [shapely.union_all([shapely.boundary(country), river], grid_size=_GRID_M)]
        )
    )
    faces = faces[shapely.contains_xy(country, *_inner_points(faces).T)]
    # South-west of the river's middle or north-east of it; islands of the line go to the larger.
    start, end = shapely.get_point(river, 0), shapely.get_point(river, -1)
    chord = np.array([end.x - start.x, end.y - start.y])
    inner = _inner_points(faces) - [start.x, start.y]
    side = chord[0] * inner[:, 1] - chord[1] * inner[:, 0]
    if chord[0] < 0:
        side = -side
    if (side > 0).all() or (side <= 0).all():
        raise InvalidData("basemap/euphrates.geojson: the river does not cut the country in two")
    main = {
        "left": faces[side > 0][np.argmax(shapely.area(faces[side > 0]))],
        "right": faces[side <= 0][np.argmax(shapely.area(faces[side <= 0]))],
    }
    rest = [f for f in faces if f is not main["left"] and f is not main["right"]]
    for face in rest:  # slivers between loops of the line: to the bank they share more border with
        border = {k: shapely.length(shapely.intersection(face, bank)) for k, bank in main.items()}
        bank = max(border, key=lambda k: border[k])
        main[bank] = shapely.union(main[bank], face)
    return main


def _inner_points(shapes: Any) -> np.ndarray:
    return shapely.get_coordinates(shapely.point_on_surface(shapes))


def _ideal_cells(places: pd.DataFrame, country: Any, river: Any | None) -> dict[str, Any]:
    """Nearest-place cells bank by bank, with the discs of the enclaves cut out."""
    points = pd.Series(to_plane(shapely.points(places["lon"], places["lat"])), index=places.index)
    banks = _banks(country, river)
    shapely.prepare(list(banks.values()))
    nearest_bank = pd.Series(
        np.array(list(banks))[
            np.argmin([shapely.distance(points, bank) for bank in banks.values()], axis=0)
        ],
        index=places.index,
    )
    bank_of = places["bank"].where(places["bank"].isin(banks), nearest_bank)
    extent = places["extent_km2"].dropna().sort_values()
    discs: dict[str, Any] = {}
    taken = shapely.Polygon()
    for place, km2 in extent.items():  # smallest first: a square inside a pocket keeps its own
        # 64 corners a quarter: 0.01 % less than the disc; scaled to the sourced area.
        disc = shapely.buffer(points[place], 1000.0, quad_segs=64)
        scale = float(np.sqrt(km2 * 1e6 / disc.area)) * 1000.0
        disc = shapely.intersection(shapely.buffer(points[place], scale, quad_segs=64), country)
        discs[str(place)] = shapely.difference(disc, taken)
        taken = shapely.union(taken, disc)
    cells: dict[str, Any] = {}
    for name, bank in banks.items():
        seeds = points[(bank_of == name) & ~points.index.isin(extent.index)]
        if not len(seeds):
            continue
        if len(seeds) == 1:
            found = np.array([bank], dtype=object)
        else:
            diagram = shapely.voronoi_polygons(
                shapely.multipoints(seeds.to_numpy()),
                extend_to=shapely.envelope(country),
                ordered=True,
            )
            found = shapely.get_parts(diagram)
            cut = ~shapely.contains_properly(bank, found)  # most cells lie inside: leave them
            found[cut] = shapely.intersection(found[cut], bank)
        cut = shapely.intersects(taken, found)
        found[cut] = shapely.difference(found[cut], taken)
        cells.update(zip(map(str, seeds.index), found, strict=True))
    cells.update(discs)
    return {place: cell for place, cell in cells.items() if not shapely.is_empty(cell)}


def _shared(ideal: dict[str, Any], country: Any) -> dict[str, Any]:
    """Node all borders together, so that neighbours share every vertex of their border."""
    names = np.array(list(ideal))
    shapes = np.array(list(ideal.values()), dtype=object)
    lines = shapely.union_all(shapely.boundary(shapes), grid_size=_GRID_M)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    inner = shapely.points(_inner_points(faces))
    face, cell = shapely.STRtree(shapes).query(inner, predicate="intersects")
    owner = pd.Series(cell).groupby(face).first()
    return {
        str(names[index]): shapely.coverage_union_all(faces[members.index])
        for index, members in owner.groupby(owner)
    }


def _segments(cells: dict[str, Any]) -> pd.DataFrame:
    """Find the straight border pieces that two cells share."""
    names = np.array(sorted(cells))
    # A cell may lie in several parts, and get_rings() knows single polygons only.
    parts, part_cell = shapely.get_parts(np.array([cells[n] for n in names]), return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    ring_cell = part_cell[ring_part]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    follows = ring[1:] == ring[:-1]
    start, end, cell = xy[:-1][follows], xy[1:][follows], ring_cell[ring[:-1][follows]]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    start, end = np.where(swap[:, None], end, start), np.where(swap[:, None], start, end)
    pieces = pd.DataFrame(np.hstack([start, end]), columns=["x0", "y0", "x1", "y1"])
    pieces["cell"] = cell
    pairs = pieces.groupby(["x0", "y0", "x1", "y1"])["cell"].agg(["min", "max"]).reset_index()
    pairs = pairs[pairs["min"] != pairs["max"]]
    ends = to_degrees(shapely.points(pairs[["x0", "y0"]].to_numpy()))
    other = to_degrees(shapely.points(pairs[["x1", "y1"]].to_numpy()))
    return pd.DataFrame(
        {
            "a": names[pairs["min"]],
            "b": names[pairs["max"]],
            "lon0": shapely.get_x(ends),
            "lat0": shapely.get_y(ends),
            "lon1": shapely.get_x(other),
            "lat1": shapely.get_y(other),
            **{name: pairs[name].to_numpy() for name in ("x0", "y0", "x1", "y1")},
        }
    ).sort_values(["a", "b", "x0", "y0"], ignore_index=True)


def make_mesh(dataset: Dataset) -> Mesh:
    """Make the cells of a data package; made once, then remembered.

    Parameters
    ----------
    dataset : Dataset
        Places with their positions, banks and extents; the base map with the layer ``country``
        and, if the country is cut by a river that no cell crosses, ``euphrates``.

    Returns
    -------
    Mesh

    Notes
    -----
    Every point of the country belongs to the cell of the nearest place on its own bank of the
    river; nearest in the equal-area plane, which departs from geodesic nearness by less than
    0.1 % of the distance within Syria. Places with an `extent_km2` own a disc of that area
    instead, cut out of the cells around it and clipped to the country. Lines are snapped to 1 mm.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> round(make_mesh(load_dataset()).area_km2.sum(), -3)
    np.float64(187000.0)
    """
    return _make(_SamePlaces(dataset))


class _SamePlaces:
    """A dataset as a key: the same as any other whose places lie and reach alike.

    Who holds what does not bear on the geometry, so variants that differ in that share it.
    """

    def __init__(self, dataset: Dataset):
        self.dataset = dataset

    def __hash__(self) -> int:
        return hash(self.dataset.geometry_key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SamePlaces) and (
            self.dataset.geometry_key == other.dataset.geometry_key
        )


@lru_cache(maxsize=8)
def _make(key: _SamePlaces) -> Mesh:
    dataset = key.dataset
    country = to_plane(dataset.outline("country"))
    river = None
    if (dataset.folder / "basemap" / "euphrates.geojson").is_file():
        river = to_plane(dataset.outline("euphrates"))
    cells = _shared(_ideal_cells(dataset.with_land, country, river), country)
    shapes = pd.Series({place: cells[place] for place in sorted(cells)}, dtype=object)
    return Mesh(country, shapes, _segments(cells), dataset.places)
