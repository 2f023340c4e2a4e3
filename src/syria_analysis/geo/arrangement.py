"""Land divided by the outlines of many maps: every face lies on one side of each of them.

All outlines are snapped to one grid, noded together and made into faces once. Who holds a face on
a day is then a label, and whatever is made of labels needs no overlay any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from syria_analysis.geo.barriers import inner_points, ring_edges

__all__ = [
    "Sides",
    "arrange",
    "boxes",
    "divide",
    "gather",
    "one_way",
    "sides_of",
    "snap",
]


def snap(shapes: Any, grid_m: float) -> Any:
    """Move every vertex to the nearest point of a grid.

    Parameters
    ----------
    shapes : shapely geometry or array of them
        In the plane.
    grid_m : float
        Width of the grid in metres.

    Returns
    -------
    shapely geometry or array of them
        Polygons that cross or touch themselves after that are mended; parts that vanish are left
        out.

    Examples
    --------
    >>> snap(shapely.box(0.2, 0, 10.4, 10), 1.0).bounds
    (0.0, 0.0, 10.0, 10.0)
    """
    moved = np.atleast_1d(shapely.transform(shapes, lambda xy: np.round(xy / grid_m) * grid_m))
    faulty = ~shapely.is_valid(moved)
    moved[faulty] = shapely.set_precision(shapely.make_valid(moved[faulty]), grid_m)
    return moved if isinstance(shapes, np.ndarray) else moved[0]


MANY = 2000
"""So many new points are looked through on their own before they join the others in one tree."""


def gather(
    series: Sequence[NDArray[np.float64]], within_m: float, known: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    """Move the points of one drawing after another to where earlier ones have one.

    Parameters
    ----------
    series : sequence of ndarray of shape (n, 2)
        Points in the plane, drawing by drawing.
    within_m : float
        A point moves to the nearest that is no farther than this in metres; where there is none,
        it opens a place of its own.
    known : ndarray of shape (k, 2)
        Points that are there before, in any number; they stay where they are.

    Returns
    -------
    list of ndarray of shape (n, 2)
        The points, each in the mean of all that share its place.

    Notes
    -----
    A fixed grid would part what is drawn near the border between two of its cells: of a line drawn
    anew every day, other points would jump on each.

    Examples
    --------
    >>> monday, tuesday = np.array([[0.0, 0], [90, 0]]), np.array([[2.0, 0], [50, 0]])
    >>> moved = gather([monday, tuesday], 10.0, np.empty((0, 2)))
    >>> [points[:, 0].tolist() for points in moved]
    [[1.0, 90.0], [1.0, 50.0]]
    """
    known, _ = _distinct(known)
    spots = [known]  # where the first of each place was drawn
    from scipy.spatial import cKDTree  # here: most packages have no maps to read

    trees, recent, count = [cKDTree(known)] if len(known) else [], np.empty((0, 2)), len(known)
    places = []
    for drawn in series:
        points, back = _distinct(drawn)
        place = np.full(len(points), -1, dtype=np.intp)
        nearest = np.full(len(points), within_m)
        looked = [(tree, tree.n) for tree in trees]
        looked += [(cKDTree(recent), len(recent))] if len(recent) else []
        begin = 0
        for tree, size in looked:
            far, at = tree.query(points, distance_upper_bound=within_m)
            nearer = far <= nearest
            nearer &= at < size
            place[nearer], nearest[nearer] = begin + at[nearer], far[nearer]
            begin += size
        alone = np.flatnonzero(place < 0)
        if len(alone):
            opens = _apart(points[alone], within_m)
            first, number = np.unique(opens, return_inverse=True)
            place[alone] = count + number
            fresh = points[alone][first]
            spots.append(fresh)
            recent, count = np.concatenate([recent, fresh]), count + len(fresh)
        if len(recent) > MANY:
            trees, recent = [cKDTree(np.concatenate(spots))], np.empty((0, 2))
        places.append(place[back])
    where = np.concatenate(spots)
    if places:
        every, drawn = np.concatenate(places), np.concatenate(series)
        shared = np.bincount(every, minlength=count)
        free = np.arange(count) >= len(known)
        for axis in (0, 1):
            total = np.bincount(every, drawn[:, axis], minlength=count)
            where[free, axis] = total[free] / shared[free]
    return [where[place] for place in places]


def _distinct(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """List every point once, and the row there of each; as numbers, not rows, sorted far faster."""
    found, back = np.unique(points[:, 0] + 1j * points[:, 1], return_inverse=True)
    return np.column_stack([found.real, found.imag]), back


def _apart(points: NDArray[np.float64], within_m: float) -> NDArray[np.intp]:
    """Give the row of the point whose place each shares: its own if it opens one."""
    opens = np.arange(len(points))
    from scipy.spatial import cKDTree

    tree = cKDTree(points)
    pairs = tree.query_pairs(within_m, output_type="ndarray")
    for a, b in pairs[np.lexsort(pairs.T[::-1])]:  # by the first of each pair, then the second
        if opens[a] == a and opens[b] == b:
            opens[b] = a
    return opens


@dataclass(frozen=True, eq=False)
class Sides:
    """The sides of all polygons of a series of drawings, each kept once.

    Attributes
    ----------
    ends : ndarray of int32, shape (k, 4)
        Both ends in steps of the grid, the same way round whichever polygon has the side.
    side, drawing, layer : ndarray of int
        Which side is of which drawing's which layer. A side that two polygons of one layer share
        cannot be: they would be one.
    drawings : int
        How many drawings there are.
    """

    ends: NDArray[np.int32]
    side: NDArray[np.intp]
    drawing: NDArray[np.intp]
    layer: NDArray[np.intp]
    drawings: int

    def of(self, number: int) -> NDArray[np.int32]:
        """Give the ends of one drawing's sides."""
        return np.asarray(self.ends[np.unique(self.side[self.drawing == number])])

    def lines(self, without: bytes, grid_m: float) -> NDArray[Any]:
        """Make lines of all sides but some, which are given as the bytes of their ends."""
        ends, out = self.ends, {without[at : at + 16] for at in range(0, len(without), 16)}
        if out:
            ends = ends[[key not in out for key in ends.view("V16").ravel().tolist()]]
        return np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2) * float(grid_m)))

    def share_of_new(self) -> NDArray[np.float64]:
        """Give the share of each drawing's sides that the one before it does not have."""
        _, now, comes, _ = self._runs(self.side)
        new, all_of = (np.bincount(some, minlength=self.drawings) for some in (now[comes], now))
        return np.asarray(new / np.maximum(all_of, 1))

    def changed(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """List the sides of each layer that only one of a drawing and the one before it has.

        Returns
        -------
        side, layer, drawing : ndarray of int
            The drawing is the later of the two.
        """
        count = len(self.ends)
        what, now, comes, goes = self._runs(self.layer * count + self.side)
        comes, goes = comes & (now > 0), goes & (now + 1 < self.drawings)
        layer, side = np.divmod(np.concatenate([what[comes], what[goes]]), max(count, 1))
        return side, layer, np.concatenate([now[comes], now[goes] + 1])

    def _runs(self, what: NDArray[np.intp]) -> tuple[NDArray[Any], ...]:
        """List things by the drawings they are on, and whether each has just come or now goes."""
        keys = np.sort(what * self.drawings + self.drawing)  # np.unique takes ten times as long
        keys = keys[np.diff(keys, prepend=-1) > 0]
        what, now = np.divmod(keys, max(self.drawings, 1))
        stays = np.zeros(len(keys) + 1, dtype=bool)
        stays[1:-1] = (np.diff(keys) == 1) & (now[1:] > 0)
        return what, now, ~stays[:-1], ~stays[1:]


def sides_of(
    shapes: NDArray[Any], drawing: NDArray[np.intp], layer: NDArray[np.intp], grid_m: float
) -> Sides:
    """List the sides of the polygons of a series of drawings.

    Parameters
    ----------
    shapes : ndarray of shapely Polygon or MultiPolygon
        Valid, with vertices on the grid.
    drawing, layer : ndarray of int
        Number of the drawing, counted from 0, and of the layer in it that each is.
    grid_m : float
        Width of the grid in metres.

    Returns
    -------
    Sides

    Examples
    --------
    >>> wide = shapely.box(0, 0, np.array([2, 2, 1]), 1)
    >>> sides = sides_of(wide, np.arange(3), np.zeros(3, dtype=int), 1.0)
    >>> len(sides.ends), sides.share_of_new().tolist(), len(sides.changed()[0])
    (7, [1.0, 0.0, 0.75], 6)
    """
    parts, of = shapely.get_parts(shapes, return_index=True)
    many = [shapely.GeometryType.MULTIPOLYGON, shapely.GeometryType.GEOMETRYCOLLECTION]
    while np.isin(shapely.get_type_id(parts), many).any():  # of what was mended, one in another
        parts, at = shapely.get_parts(parts, return_index=True)
        of = of[at]
    flat = shapely.get_dimensions(parts) == 2
    rings, at = shapely.get_rings(parts[flat], return_index=True)
    of = of[flat][at]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    xy /= grid_m
    corner, where = _numbered(np.round(xy, out=xy).astype(np.int32).view(np.int64).ravel())
    start, end = corner[:-1], corner[1:]
    real = (ring[1:] == ring[:-1]) & (start != end)
    start, end, of = start[real], end[real], of[ring[:-1][real]]
    low, high = np.minimum(start, end), np.maximum(start, end)
    side, keys = _numbered(low * len(where) + high)
    both = np.column_stack(np.divmod(keys, max(len(where), 1)))
    ends = one_way(where[both].view(np.int32).reshape(-1, 4))
    order = np.lexsort(ends.T[::-1])
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    count = int(drawing.max()) + 1 if len(drawing) else 0
    return Sides(np.ascontiguousarray(ends[order]), place[side], drawing[of], layer[of], count)


def _numbered(keys: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Give each number its place among the different ones: by hashing, which sorts nothing."""
    codes, found = pd.factorize(keys)
    return np.asarray(codes, dtype=np.intp), np.asarray(found)


def one_way(ends: NDArray[np.int32]) -> NDArray[np.int32]:
    """Turn sides so that the lesser end comes first.

    Parameters
    ----------
    ends : ndarray of int32, shape (n, 4)
        Both ends.

    Returns
    -------
    ndarray of int32, shape (n, 4)

    Examples
    --------
    >>> one_way(np.array([[5, 0, 2, 1]], dtype=np.int32)).tolist()
    [[2, 1, 5, 0]]
    """
    back = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    return np.where(back[:, None], ends[:, [2, 3, 0, 1]], ends)


def boxes(
    ends: NDArray[np.int32], group: NDArray[np.intp], grid_m: float
) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Draw a box around each connected set of sides of a group.

    Parameters
    ----------
    ends : ndarray of int32, shape (n, 4)
        Sides, as `Sides` has them.
    group : ndarray of int
        Which group each is of.
    grid_m : float
        Width of their grid in metres.

    Returns
    -------
    boxes : ndarray of shapely Polygon
        What two polygons do not share lies within the boxes of the sides that only one of them
        has.
    group : ndarray of int
        Of which group each is.

    Examples
    --------
    >>> near, far = shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 7)
    >>> none = np.zeros(2, dtype=int)
    >>> apart = sides_of(np.array([near, far]), none, none, 1.0).ends
    >>> [box.bounds for box in boxes(apart, 0 * apart[:, 0], 1.0)[0]]
    [(0.0, 0.0, 1.0, 1.0), (5.0, 5.0, 6.0, 7.0)]
    """
    if not len(ends):
        return np.array([], dtype=object), np.array([], dtype=np.intp)
    spot, where = _numbered(np.ascontiguousarray(ends).view(np.int64).ravel())
    corner, keys = _numbered(np.repeat(group, 2) * len(where) + spot)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(ends)), tuple(corner.reshape(-1, 2).T)), shape=(len(keys),) * 2)
    count, found = connected_components(links, directed=False)
    owner, spot = np.divmod(keys, len(where))
    of = np.empty(count, dtype=np.intp)
    of[found] = owner
    xy = where[spot].view(np.int32).reshape(-1, 2) * float(grid_m)
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(low, found, xy)
    np.maximum.at(high, found, xy)
    return np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])), of


def arrange(
    lines: NDArray[Any], land: Any, grid_m: float
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Divide land along lines.

    Parameters
    ----------
    lines : ndarray of shapely LineString
        In the plane; they may cross, meet, and reach beyond the land.
    land : shapely Polygon or MultiPolygon
        With vertices on the grid.
    grid_m : float
        Width of the grid in metres: every vertex of a face lies on it.

    Returns
    -------
    faces : ndarray of shapely Polygon
        They fill the land and share their borders vertex by vertex.
    inner : ndarray of shape (n, 2)
        A point well inside each: x and y.

    Examples
    --------
    >>> river = shapely.linestrings([[[5, -1], [5, 11]]])
    >>> faces, _ = arrange(river, shapely.box(0, 0, 10, 10), 1.0)
    >>> shapely.area(faces).tolist()
    [50.0, 50.0]
    """
    faces = _noded(np.append(np.asarray(lines, dtype=object), shapely.boundary(land)), grid_m)
    inner = inner_points(faces)
    shapely.prepare(land)
    inside = shapely.contains_xy(land, inner)
    return faces[inside], inner[inside]


def _noded(lines: NDArray[Any], grid_m: float) -> NDArray[Any]:
    # Side by side they would take twice as long to node as in long lines.
    merged = shapely.line_merge(shapely.multilinestrings(shapely.get_parts(lines)))
    noded = shapely.union_all(shapely.get_parts(merged), grid_size=grid_m)
    return np.asarray(shapely.get_parts(shapely.polygonize([noded])))


def divide(
    faces: NDArray[Any], lines: NDArray[Any], grid_m: float
) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Divide those faces that further lines cross.

    Parameters
    ----------
    faces : ndarray of shapely Polygon
        As `arrange` makes them.
    lines : ndarray of shapely LineString
        In the plane.
    grid_m : float
        Width of the grid in metres.

    Returns
    -------
    faces : ndarray of shapely Polygon
        Those that no line comes near are the same, in their order; then the new ones.
    parent : ndarray of int
        Row of the given faces that each lies in.

    Notes
    -----
    Only faces near the lines are noded again. If that moves a vertex on a border with another
    face, that one is taken along, until the borders of what was taken stand as they were.

    Examples
    --------
    >>> river = shapely.linestrings([[[5, -1], [5, 11]]])
    >>> halves, _ = arrange(river, shapely.box(0, 0, 10, 10), 1.0)
    >>> parts, parent = divide(halves, shapely.linestrings([[[-1, 4], [3, 4], [3, -1]]]), 1.0)
    >>> sorted(shapely.area(parts).tolist()), np.bincount(parent).tolist()
    ([12.0, 38.0, 50.0], [1, 2])
    """
    tree = shapely.STRtree(faces)
    taken = np.zeros(len(faces), dtype=bool)
    taken[tree.query(lines, "dwithin", distance=2 * grid_m)[1]] = True
    if not taken.any():
        return faces, np.arange(len(faces))
    while True:
        old = faces[taken]
        found = _noded(np.concatenate([lines, shapely.boundary(old)]), grid_m)
        near, home = shapely.STRtree(old).query(
            shapely.points(inner_points(found)), predicate="intersects"
        )
        parent = np.full(len(found), -1, dtype=np.intp)
        parent[near] = np.flatnonzero(taken)[home]
        found, parent = found[parent >= 0], parent[parent >= 0]
        # A border moved by a step of the grid? The faces on its other side must move with it.
        moved = np.array(sorted(_outline(old) - _outline(found))).reshape(-1, 2, 2)
        around = np.unique(tree.query(shapely.linestrings(moved), "dwithin", distance=grid_m)[1])
        if taken[around].all():
            break
        taken[around] = True
    kept = np.flatnonzero(~taken)
    return np.concatenate([faces[kept], found]), np.concatenate([kept, parent])


def _edges(faces: NDArray[Any]) -> list[tuple[float, ...]]:
    ends = ring_edges(faces)[["x0", "y0", "x1", "y1"]]
    return list(ends.itertuples(index=False, name=None))


def _outline(faces: NDArray[Any]) -> set[tuple[float, ...]]:
    """List the sides that only one of some faces has."""
    return {edge for edge, count in Counter(_edges(faces)).items() if count == 1}
