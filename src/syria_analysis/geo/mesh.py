"""The geometry, once: the nearest-place cell of every place, its area, and who borders whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from syria_analysis.errors import InvalidData
from syria_analysis.geo.barriers import GRID_M, IDLE, Pieces, cut, inner_points, ring_edges
from syria_analysis.geo.nearest import in_squares
from syria_analysis.geo.plane import Plane

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["EFFECTIVE_RADIUS_KM", "Mesh", "make_mesh", "mesh_of_faces"]

EFFECTIVE_RADIUS_KM = 10.0
"""Land farther than this from any place is desert that nobody is known to hold."""

OUTSIDE_KM = 3.0
"""How far outside the theatre a point may lie and still count for the nearest cell."""


_CHUNK = 50_000
"""Points that are located at once, so that memory stays flat."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """Cells of places and their shared borders, in the equal-area plane.

    Attributes
    ----------
    theatre : shapely geometry
        The land that the cells fill, in `plane`.
    shapes : pandas.Series
        Place id to the cell's polygon in `plane`, sorted by id. Places without land (outside the
        theatre, or inside an enclave) are absent.
    segments : pandas.DataFrame
        Straight pieces of the borders between cells: place ids `a` < `b`, and the ends in WGS84
        degrees `lon0, lat0, lon1, lat1` and in the plane in metres `x0, y0, x1, y1`.
    plane : Plane
        Where all this is measured.
    settled : ndarray of shapely Point
        The places around which land counts as effectively held, in `plane`.
    across_km2 : pandas.Series
        Place id to the land in km² that it has on the other side of a barrier, since no place
        lies there; only such places.
    banks : pandas.DataFrame
        Place id to where it lies of each barrier: 0 on its left, 1 on its right, ½ in between
        (see `barriers.Pieces.banks`); all places but enclaves.
    """

    theatre: Any
    shapes: pd.Series
    segments: pd.DataFrame
    plane: Plane
    settled: NDArray[Any]
    across_km2: pd.Series
    banks: pd.DataFrame

    @property
    def crs(self) -> str:
        """The plane as PROJ spells it."""
        return self.plane.crs

    @cached_property
    def distortion(self) -> float:
        """Largest relative error of lengths in the plane anywhere in the theatre."""
        return self.plane.distortion(self.plane.to_degrees(self.theatre))

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
    def segment_km(self) -> np.ndarray:
        """Length of each border piece in km."""
        x0, y0, x1, y1 = (self.segments[end].to_numpy() for end in ("x0", "y0", "x1", "y1"))
        return np.asarray(np.hypot(x1 - x0, y1 - y0) / 1000)

    @cached_property
    def inhabited(self) -> Any:
        """The land within 10 km of a place, in `plane`; the rest is drawn as desert.

        All land where maps and not places tell who holds it.
        """
        if not len(self.settled):
            return self.theatre
        discs = shapely.buffer(self.settled, EFFECTIVE_RADIUS_KM * 1000, quad_segs=16)
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
        """The cells with `area_km2`, indexed by place id, in `plane`."""
        import geopandas as gpd

        columns = {"area_km2": self.area_km2, "geometry": self.shapes}
        return gpd.GeoDataFrame(columns, crs=self.crs)

    def locate(self, points: NDArray[Any]) -> NDArray[np.intp]:
        """Find the cell that each of some points lies in.

        Parameters
        ----------
        points : ndarray of shapely Point
            In `plane`.

        Returns
        -------
        ndarray of int
            Row in `shapes`: of cells that meet in the point the first; for a point up to 3 km
            outside the theatre, whose outline is coarse, the nearest; -1 for one farther out.

        Examples
        --------
        >>> places = pd.DataFrame({"lat": [0.5], "lon": [10.5], "extent_km2": np.nan}, index=["a"])
        >>> mesh = make_mesh(places, shapely.box(10, 0, 11, 1), Plane(0.5, 10.5))
        >>> points = shapely.points([[10.5, 0.5], [11.02, 0.5], [11.2, 0.5]])
        >>> mesh.locate(mesh.plane.to_plane(points)).tolist()
        [0, 0, -1]
        """
        found = np.full(len(points), len(self.shapes), dtype=np.intp)
        point, cell = self._tree.query(points, predicate="intersects")
        np.minimum.at(found, point, cell)
        out = np.flatnonzero(found == len(self.shapes))
        point, cell = self._tree.query_nearest(points[out], max_distance=1000 * OUTSIDE_KM)
        np.minimum.at(found, out[point], cell)
        return np.where(found < len(self.shapes), found, -1)

    def locate_degrees(
        self, lat: NDArray[np.float64], lon: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Find the cells of many positions, some of which may be none.

        Parameters
        ----------
        lat, lon : ndarray of shape (n,)
            WGS84 degrees; NaN or off the globe where there is no position.

        Returns
        -------
        xy : ndarray of shape (n, 2)
            Where they lie in `plane`; NaN without a position.
        home : ndarray of int
            As `locate`; -1 without a position.

        Examples
        --------
        >>> places = pd.DataFrame({"lat": [0.5], "lon": [10.5], "extent_km2": np.nan}, index=["a"])
        >>> mesh = make_mesh(places, shapely.box(10, 0, 11, 1), Plane(0.5, 10.5))
        >>> mesh.locate_degrees(np.array([0.5, np.nan]), np.array([10.5, 10.5]))[1].tolist()
        [0, -1]
        """
        xy, home = np.full((len(lat), 2), np.nan), np.full(len(lat), -1, dtype=np.intp)
        known = np.flatnonzero((np.abs(lat) <= 90) & (np.abs(lon) <= 180))
        xy[known] = self.plane.points_to_plane(np.column_stack([lon[known], lat[known]]))
        known = known[np.isfinite(xy[known]).all(axis=1)]
        if len(known):
            home[known] = self._located(xy[known])
        return xy, home

    def _located(self, xy: NDArray[np.float64]) -> NDArray[np.intp]:
        """Do as `locate` for many points, sorted into squares that one cell or few take up."""
        squares = in_squares(xy)
        low, high = squares.middles - squares.side / 2, squares.middles + squares.side / 2
        boxes = shapely.buffer(shapely.box(*low.T, *high.T), 1e-3, join_style="mitre")
        box, cell = self._tree.query(boxes, predicate="intersects")
        shapes = self.shapes.to_numpy()
        shapely.prepare(shapes[np.unique(cell)])
        starts = squares.sizes.cumsum() - squares.sizes
        home = np.full(len(xy), -1, dtype=np.intp)
        whole = shapely.contains_properly(shapes[cell], boxes[box])
        taken = np.full(len(boxes), -1, dtype=np.intp)
        taken[box[whole]] = cell[whole]
        home[squares.order] = np.repeat(taken, squares.sizes)
        box, cell = box[~whole], cell[~whole]
        box, cell = box[np.argsort(cell, kind="stable")], np.sort(cell)
        for some in np.split(np.arange(len(cell)), np.flatnonzero(np.diff(cell)) + 1):
            if len(some):
                of = box[some]
                size = squares.sizes[of]
                within = np.arange(size.sum()) - np.repeat(size.cumsum() - size, size)
                points = squares.order[np.repeat(starts[of], size) + within]
                points = points[home[points] < 0]
                inside = shapely.contains_xy(shapes[cell[some[0]]], *xy[points].T)
                home[points[inside]] = cell[some[0]]
        rest = np.flatnonzero(home < 0)  # on the border of cells, or outside
        for some in np.array_split(rest, len(rest) // _CHUNK + 1):
            home[some] = self.locate(shapely.points(xy[some]))
        return home

    @cached_property
    def _tree(self) -> Any:
        return shapely.STRtree(self.shapes.to_numpy())

    def dissolve(self, labels: pd.Series) -> gpd.GeoDataFrame:
        """Join the cells that carry one label.

        Parameters
        ----------
        labels : pandas.Series
            Place id to label; cells without a label, or with "", are left out.

        Returns
        -------
        geopandas.GeoDataFrame
            Indexed by label, sorted, in `plane`; a valid coverage: no gaps, no overlaps.

        Examples
        --------
        >>> where = {"lat": [0.2, 0.5, 0.8], "lon": 10.5, "extent_km2": np.nan}
        >>> places = pd.DataFrame(where, index=["south", "middle", "north"])
        >>> mesh = make_mesh(places, shapely.box(10, 0, 11, 1), Plane(0.5, 10.5))
        >>> held = pd.Series({"south": "rebels", "middle": "rebels", "north": "army"})
        >>> (mesh.dissolve(held).area / 1e6).round().to_dict()
        {'army': 4308.0, 'rebels': 8000.0}
        """
        import geopandas as gpd

        found = labels.reindex(self.shapes.index).fillna("")
        groups = self.shapes[found != ""].groupby(found[found != ""])
        joined = {label: shapely.coverage_union_all(group.to_numpy()) for label, group in groups}
        return gpd.GeoDataFrame({"geometry": pd.Series(joined, dtype=object)}, crs=self.crs)


def make_mesh(
    places: pd.DataFrame,
    theatre: Any,
    plane: Plane,
    barriers: Mapping[str, Any] | None = None,
    banks: Mapping[str, Mapping[str, str]] | None = None,
    settled: pd.DataFrame | None = None,
) -> Mesh:
    """Make the cells of places.

    Parameters
    ----------
    places : pandas.DataFrame
        Places that can hold land, indexed by id: `lat`, `lon` in WGS84 degrees, and `extent_km2`,
        NaN but for enclaves.
    theatre : shapely Polygon or MultiPolygon
        The land to share out, WGS84 degrees: one or more territories, with islands and holes.
    plane : Plane
        Where areas and nearness are measured.
    barriers : mapping of str to shapely LineString or MultiLineString, optional
        Lines that no cell crosses, WGS84 degrees, by name; left and right as they are drawn.
    banks : mapping of str to mapping of str to str, optional
        Place id to the sides of barriers it lies on, ``{"river": "left"}``, where that is known;
        otherwise it follows from its position.
    settled : pandas.DataFrame, optional
        `lat`, `lon` of the places around which land counts as effectively held. Default: all.

    Returns
    -------
    Mesh

    Raises
    ------
    InvalidData
        If nobody can hold land, or a barrier cuts nothing.

    Notes
    -----
    Every point of the theatre belongs to the cell of the nearest place that no barrier separates
    it from; nearest in the plane, which departs from geodesic nearness by at most twice the
    plane's distortion. Straits are no barriers. A piece of land that barriers cut off and where no
    place lies goes to the nearest places of its own bank (a bend of the river that the border
    cuts off), and if there are none, to the nearest place across the barrier: then `across_km2`
    says so.

    Places with an `extent_km2` own a disc of that area, cut out of the cells around it and
    clipped to the theatre; where discs overlap, the smaller keeps its own.

    Lines are snapped to 1 mm. That the cells are a partition is checked: their areas sum to the
    theatre's within 1 mm times the length of its outline.

    Examples
    --------
    >>> places = pd.DataFrame(
    ...     {"lat": [0.5, 0.5], "lon": [10.25, 10.75], "extent_km2": np.nan}, index=["west", "east"]
    ... )
    >>> mesh = make_mesh(places, shapely.box(10, 0, 11, 1), Plane(0.5, 10.5))
    >>> mesh.area_km2.round(1).to_dict()
    {'east': 6154.2, 'west': 6154.2}
    """
    land = shapely.set_precision(plane.to_plane(theatre), GRID_M)
    lines = {name: plane.to_plane(line) for name, line in (barriers or {}).items()}
    pieces = cut(land, lines)
    if pieces.idle:
        raise InvalidData(f"{pieces.idle[0]}: {IDLE}")
    points = pd.Series(
        plane.to_plane(shapely.points(places["lon"], places["lat"])), index=places.index
    )
    seeds = points[places["extent_km2"].isna()]
    if not len(seeds):
        raise InvalidData("no place can hold the land: all have an extent of their own")
    known = {number: (banks or {}).get(str(id), {}) for number, id in enumerate(seeds.index)}
    homes = pieces.homes(seeds.to_numpy(), {n: bank for n, bank in known.items() if bank})
    discs = _discs(points, places["extent_km2"], land)
    cells, across = _cells(seeds, homes, pieces, discs)
    shared = _noded(cells | discs, land)
    shapes = pd.Series({place: shared[place] for place in sorted(shared)}, dtype=object)
    _check_filled(shapes, land, GRID_M)
    around = places if settled is None else settled
    return Mesh(
        land,
        shapes,
        _segments(shapes, plane),
        plane,
        plane.to_plane(shapely.points(around["lon"], around["lat"])),
        pd.Series(across, dtype=float).sort_index(),
        pd.DataFrame(pieces.banks[homes], index=seeds.index, columns=pieces.sides.columns),
    )


def mesh_of_faces(shapes: pd.Series, theatre: Any, plane: Plane, grid_m: float) -> Mesh:
    """Make the mesh of faces that are there already (see `arrangement.arrange`).

    Parameters
    ----------
    shapes : pandas.Series
        Id of a face to its polygon in `plane`, sorted by id; they share their borders vertex by
        vertex.
    theatre : shapely Polygon or MultiPolygon
        The land that they fill, in `plane`.
    plane : Plane
        Where areas and nearness are measured.
    grid_m : float
        By how many metres a border may have been moved when the faces were made.

    Returns
    -------
    Mesh
        All of its land counts as effectively held.

    Raises
    ------
    InvalidData
        If the faces do not fill the theatre.

    Examples
    --------
    >>> faces = pd.Series({"east": shapely.box(5, 0, 9, 9), "west": shapely.box(0, 0, 5, 9)})
    >>> len(mesh_of_faces(faces, shapely.box(0, 0, 9, 9), Plane(0.0, 10.0), 1.0).segments)
    1
    """
    _check_filled(shapes, theatre, grid_m)
    nobody = pd.Index([], dtype=object)
    return Mesh(
        theatre,
        shapes,
        _segments(shapes, plane),
        plane,
        np.array([], dtype=object),
        pd.Series([], index=nobody, dtype=float),
        pd.DataFrame(index=nobody),
    )


def _check_filled(shapes: pd.Series, land: Any, grid_m: float) -> None:
    missing = land.area - shapely.area(shapes.to_numpy()).sum()
    if abs(missing) > grid_m * land.length:
        raise InvalidData(f"the cells do not fill the theatre: {missing / 1e6:.3f} km² are missing")


def _discs(points: pd.Series, extent: pd.Series, land: Any) -> dict[str, Any]:
    """Discs of the sourced areas, as far as they lie on land, the smallest first."""
    discs: dict[str, Any] = {}
    for place, km2 in extent.dropna().sort_values(kind="stable").items():
        # 64 corners a quarter: 0.01 % less than the disc; scaled to the sourced area.
        disc = shapely.buffer(points[place], 1000.0, quad_segs=64)
        scale = float(np.sqrt(km2 * 1e6 / disc.area)) * 1000.0
        disc = shapely.buffer(points[place], scale, quad_segs=64)
        discs[str(place)] = shapely.intersection(disc, land)
    return discs


def _claims(
    homes: NDArray[np.intp], pieces: Pieces
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], bool]]:
    """Yield pieces of land, the pieces whose places may claim it, and whether across a barrier."""
    lived_in = np.zeros(len(pieces.part), dtype=bool)
    lived_in[homes] = True
    alike = pieces.alike & lived_in
    empty = ~lived_in & ~alike.any(axis=1)
    claimants = np.where(lived_in[:, None], ~pieces.apart, alike) & lived_in
    claimants[empty] = lived_in
    across = empty & (pieces.apart & lived_in).any(axis=1)
    # What goes across a barrier is shared out piece by piece, to tell of it.
    alone = np.where(across, 1 + np.arange(len(across)), 0)
    _, group = np.unique(np.column_stack([claimants, alone]), axis=0, return_inverse=True)
    for members in pd.Series(range(len(across))).groupby(group.ravel()).indices.values():
        yield members, np.flatnonzero(claimants[members[0]]), bool(across[members[0]])


def _cells(
    seeds: pd.Series, homes: NDArray[np.intp], pieces: Pieces, discs: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, float]]:
    """Nearest-place cells of what no enclave takes, and the km² across a barrier by place."""
    taken = shapely.union_all(list(discs.values()))
    shapely.prepare(taken)
    cells: dict[str, list[Any]] = {}
    told: dict[str, float] = {}
    for members, claimants, across in _claims(homes, pieces):
        rows = np.flatnonzero(np.isin(homes, claimants))
        land = shapely.union_all(pieces.shapes[members])
        found = _nearest_cells(seeds.to_numpy()[rows], land)
        met = shapely.intersects(taken, found)
        found[met] = shapely.difference(found[met], taken)
        for row, shape in zip(rows, found, strict=True):
            if shapely.is_empty(shape):
                continue
            place = str(seeds.index[row])
            cells.setdefault(place, []).append(shape)
            if across and pieces.apart[homes[row], members[0]]:
                told[place] = told.get(place, 0.0) + shape.area / 1e6
    joined = {
        place: shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
        for place, shapes in cells.items()
    }
    return joined, told


def _nearest_cells(seeds: NDArray[Any], land: Any) -> NDArray[Any]:
    if len(seeds) == 1:
        return np.array([land], dtype=object)
    diagram = shapely.voronoi_polygons(
        shapely.multipoints(seeds), extend_to=shapely.envelope(land), ordered=True
    )
    found = shapely.get_parts(diagram)
    shapely.prepare(land)
    cut = ~shapely.contains_properly(land, found)  # most cells lie inside: leave them
    found[cut] = shapely.intersection(found[cut], land)
    return np.asarray(found)


def _noded(ideal: Mapping[str, Any], land: Any) -> dict[str, Any]:
    """Node all borders together, so that neighbours share every vertex of their border."""
    names, shapes = np.array(list(ideal)), np.array(list(ideal.values()), dtype=object)
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_dimensions(parts) == 2  # cells that only touch the land leave lines
    parts, of_part = parts[areal], of_part[areal]
    borders = [*shapely.boundary(parts), shapely.boundary(land)]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(borders, grid_size=GRID_M)]))
    inner = inner_points(faces)
    shapely.prepare(land)
    faces, inner = (some[shapely.contains_xy(land, inner)] for some in (faces, inner))
    tree, inner = shapely.STRtree(parts), shapely.points(inner)
    face, part = tree.query(inner, predicate="intersects")
    owner = np.full(len(faces), len(parts))
    np.minimum.at(owner, face, part)  # of several that lie there the first: the smallest disc
    stray = np.flatnonzero(owner == len(parts))  # a grain of the grid between two cells
    owner[stray] = tree.nearest(inner[stray])
    cells = pd.Series(np.arange(len(faces))).groupby(of_part[owner]).indices
    return {
        str(names[cell]): shapely.coverage_union_all(faces[members])
        for cell, members in cells.items()
    }


def _segments(cells: pd.Series, plane: Plane) -> pd.DataFrame:
    """Find the straight border pieces that two cells share."""
    ends = ["x0", "y0", "x1", "y1"]
    edges = ring_edges(cells.to_numpy())
    pairs = edges.groupby(ends)["shape"].agg(["min", "max"]).reset_index()
    pairs = pairs[pairs["min"] != pairs["max"]]
    start, end = (
        plane.to_degrees(shapely.points(pairs[columns].to_numpy()))
        for columns in (ends[:2], ends[2:])
    )
    names = cells.index.to_numpy()
    return pd.DataFrame(
        {
            "a": names[pairs["min"]],
            "b": names[pairs["max"]],
            "lon0": shapely.get_x(start),
            "lat0": shapely.get_y(start),
            "lon1": shapely.get_x(end),
            "lat1": shapely.get_y(end),
            **{name: pairs[name].to_numpy() for name in ends},
        }
    ).sort_values(["a", "b", "x0", "y0"], ignore_index=True)
