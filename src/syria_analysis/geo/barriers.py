"""Lines that no cell crosses, and the pieces of land that they cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from syria_analysis.errors import InvalidData

__all__ = ["GRID_M", "IDLE", "LEFT", "RIGHT", "Pieces", "cut", "inner_points", "ring_edges"]

GRID_M = 0.001
"""All lines are snapped to this grid, so that neighbours share their borders exactly."""
LEFT, RIGHT, BOTH = "left", "right", "both"
"""Where a piece lies of a barrier that it touches, as the barrier is drawn (downstream)."""
IDLE = (
    "the barrier does not cut the theatre: draw it across the whole land and beyond its border, "
    "or to where it meets another barrier"
)
"""What is wrong with a barrier that has land on one side only."""
SLIVER_KM2 = 1.0
"""A smaller piece lies between loops of a line, or between a line and the border: no place is
believed to lie there and not beside it."""
_TOUCH_M = 1.0
"""A piece that a barrier runs along for less than this is not taken to touch it."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """The land of a theatre, cut along its barriers.

    Attributes
    ----------
    shapes : ndarray of shapely Polygon
        The pieces, in the plane; they share every vertex of their borders.
    part : ndarray of int
        Which connected part of the theatre (an island, a territory) a piece belongs to.
    sides : pandas.DataFrame
        One row per piece, one column per barrier: ``"left"``, ``"right"``, ``"both"`` if it
        touches both sides of the barrier, ``""`` if it does not touch it. A stretch that ends
        inside a piece does not count: it separates nothing.
    """

    shapes: NDArray[Any]
    part: NDArray[np.intp]
    sides: pd.DataFrame

    @cached_property
    def idle(self) -> tuple[str, ...]:
        """Barriers that cut nothing: they have land on no more than one side."""
        touched = {name: set(column) for name, column in self.sides.items()}
        return tuple(
            str(n)
            for n, found in touched.items()
            if BOTH not in found and not {LEFT, RIGHT} <= found
        )

    @cached_property
    def settled(self) -> NDArray[np.bool_]:
        """Pieces that can own places: all but the slivers of a part that barriers cut."""
        cut = np.bincount(self.part)[self.part] > 1
        return np.asarray(~cut | (shapely.area(self.shapes) >= SLIVER_KM2 * 1e6))

    @cached_property
    def apart(self) -> NDArray[np.bool_]:
        """Whether barriers lie between two pieces, as a square of truths.

        So they do between pieces of one part of the theatre, and between pieces of two parts that
        lie left and right of one barrier.
        """
        apart = self.part[:, None] == self.part[None, :]
        for _, column in self.sides.items():
            side = column.to_numpy(object)
            left, right = side == LEFT, side == RIGHT
            apart |= (left[:, None] & right[None, :]) | (right[:, None] & left[None, :])
        np.fill_diagonal(apart, False)
        return np.asarray(apart)

    @cached_property
    def alike(self) -> NDArray[np.bool_]:
        """Whether two pieces lie on one bank: of a barrier both touch, and apart by none."""
        shared = np.zeros((len(self.part),) * 2, dtype=bool)
        contrary = np.zeros_like(shared)
        for _, column in self.sides.items():
            one, other = np.meshgrid(column.to_numpy(object), column.to_numpy(object))
            same = (one == other) & (one != BOTH)
            shared |= same & (one != "")
            contrary |= ~same & (one != "") & (other != "")
        alike = shared & ~contrary
        np.fill_diagonal(alike, False)
        return alike

    @cached_property
    def banks(self) -> NDArray[np.float64]:
        """Where each piece lies of each barrier: 0 on the left, 1 on the right, ½ in between.

        A piece that does not touch a barrier lies on the side of it that is nearer; in between if
        both are as near, or if it touches both. One that touches no barrier at all, as an island,
        lies where the nearest does that touches one.
        """
        banks = np.full(self.sides.shape, 0.5)
        sides = self.sides.to_numpy(object)
        bound = np.flatnonzero((sides != "").any(axis=1))
        for number in range(sides.shape[1]):
            side = sides[:, number]
            far = {}
            for name in (LEFT, RIGHT):
                there = shapely.union_all(self.shapes[side == name])
                far[name] = np.nan_to_num(shapely.distance(self.shapes, there), nan=np.inf)
            left = (side == LEFT) | ((side == "") & (far[LEFT] < far[RIGHT]))
            right = (side == RIGHT) | ((side == "") & (far[RIGHT] < far[LEFT]))
            banks[:, number] = np.select([left, right], [0.0, 1.0], 0.5)
        if len(bound):
            nearest = shapely.STRtree(self.shapes[bound]).nearest(self.shapes)
            free = (sides == "").all(axis=1)
            banks[free] = banks[bound[nearest[free]]]
        return banks

    def on(self, bank: Mapping[str, str]) -> NDArray[np.intp]:
        """Find the pieces that lie on given sides of barriers.

        Parameters
        ----------
        bank : mapping of str to str
            Barrier to ``"left"`` or ``"right"``.

        Returns
        -------
        ndarray of int
            Those that can own places; none if there is no such land.

        Examples
        --------
        >>> river = shapely.LineString([(500, -10), (500, 2010)])
        >>> pieces = cut(shapely.box(0, 0, 2000, 2000), {"river": river})
        >>> shapely.area(pieces.shapes[pieces.on({"river": "left"})]).round().tolist()
        [1000000.0]
        """
        right = self.settled.copy()
        for barrier, side in bank.items():
            right &= self.sides[barrier].to_numpy(object) == side
        return np.flatnonzero(right)

    def homes(
        self, points: NDArray[Any], banks: Mapping[int, Mapping[str, str]]
    ) -> NDArray[np.intp]:
        """Find the piece that each of some points belongs to.

        Parameters
        ----------
        points : ndarray of shapely Point
            In the plane.
        banks : mapping of int to mapping of str to str
            Of points whose bank is known, by their number: barrier to side, which overrules where
            the point lies of the line as drawn.

        Returns
        -------
        ndarray of int
            The nearest piece that can own places and lies on the given banks.

        Raises
        ------
        InvalidData
            If there is no land on a given bank.

        Examples
        --------
        >>> river = shapely.LineString([(500, -10), (500, 2010)])
        >>> pieces = cut(shapely.box(0, 0, 2000, 2000), {"river": river})
        >>> points = shapely.points([[400, 300], [400, 300]])
        >>> homes = pieces.homes(points, {1: {"river": "right"}})
        >>> pieces.sides["river"].iloc[homes].tolist()
        ['left', 'right']
        """
        tree = shapely.STRtree(self.shapes)
        (which, found), _ = tree.query_nearest(points, all_matches=False, return_distance=True)
        homes = np.zeros(len(points), dtype=np.intp)
        homes[which] = found
        settled = np.flatnonzero(self.settled)
        for number in np.flatnonzero(~self.settled[homes]):
            same = settled[self.alike[homes[number], settled]]
            homes[number] = self._nearest(points[number], same if len(same) else settled)
        for row, bank in banks.items():
            there = self.on(bank)
            if not len(there):
                told = " and ".join(f"{side} of {barrier}" for barrier, side in bank.items())
                raise InvalidData(f"no land of the theatre lies {told}")
            homes[row] = self._nearest(points[row], there)
        return homes

    def _nearest(self, point: Any, some: NDArray[np.intp]) -> np.intp:
        return np.intp(some[np.argmin(shapely.distance(point, self.shapes[some]))])


def cut(theatre: Any, barriers: Mapping[str, Any]) -> Pieces:
    """Cut land along lines.

    Parameters
    ----------
    theatre : shapely Polygon or MultiPolygon
        The land, in the plane.
    barriers : mapping of str to shapely LineString or MultiLineString
        Lines in the plane by name. They may meet, cross, and reach beyond the land.

    Returns
    -------
    Pieces

    Examples
    --------
    >>> land = shapely.box(0, 0, 3000, 3000)
    >>> rivers = {
    ...     "main": shapely.LineString([(-10, 1000), (3010, 1000)]),
    ...     "tributary": shapely.LineString([(1000, 3010), (1000, 1000)]),
    ... }
    >>> cut(land, rivers).sides.sort_values(["main", "tributary"]).to_numpy().tolist()
    [['left', 'left'], ['left', 'right'], ['right', '']]
    """
    parts = shapely.get_parts(theatre)
    if not barriers:
        return Pieces(parts, np.arange(len(parts)), pd.DataFrame(index=range(len(parts))))
    lines = [shapely.boundary(theatre), *barriers.values()]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=GRID_M)]))
    inner = inner_points(faces)
    shapely.prepare(theatre)
    land = shapely.contains_xy(theatre, inner)
    faces, inner = shapely.orient_polygons(faces[land]), inner[land]
    part = shapely.STRtree(parts).nearest(shapely.points(inner))
    edges = _edges_between(faces)
    sides = {name: _sides(line, edges, len(faces)) for name, line in barriers.items()}
    return Pieces(faces, part, pd.DataFrame(sides))


def inner_points(shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Find a point well inside each shape.

    Parameters
    ----------
    shapes : ndarray of shapely geometry
        Anything but empty ones.

    Returns
    -------
    ndarray of shape (n, 2)
        x and y.

    Examples
    --------
    >>> inner_points(np.array([shapely.box(0, 0, 1, 1)])).tolist()
    [[0.5, 0.5]]
    """
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(shapes)))


def ring_edges(shapes: NDArray[Any]) -> pd.DataFrame:
    """List the straight pieces of the rings of shapes.

    Parameters
    ----------
    shapes : ndarray of shapely Polygon or MultiPolygon
        In the plane.

    Returns
    -------
    pandas.DataFrame
        The ends `x0, y0, x1, y1`, the lesser first, so that two shapes list a border that they
        share alike; the number of the `shape`; whether the ring runs `forth` or back.

    Examples
    --------
    >>> len(ring_edges(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])))
    8
    """
    # A shape may lie in several parts, and get_rings() knows single polygons only.
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    follows = ring[1:] == ring[:-1]
    start, end = xy[:-1][follows], xy[1:][follows]
    shape = of_part[of_ring][ring[:-1][follows]]
    back = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    ends = np.where(back[:, None], np.hstack([end, start]), np.hstack([start, end]))
    edges = pd.DataFrame(ends, columns=["x0", "y0", "x1", "y1"])
    return edges.assign(shape=shape, forth=~back)


def _edges_between(faces: NDArray[Any]) -> pd.DataFrame:
    """List the edges of oriented faces, with the faces on the left and right of each, or -1."""
    edges = ring_edges(faces)
    ends = ["x0", "y0", "x1", "y1"]
    # The inside of an oriented polygon lies on the left of all its rings.
    left = edges[edges["forth"]].drop_duplicates(ends).set_index(ends)["shape"]
    right = edges[~edges["forth"]].drop_duplicates(ends).set_index(ends)["shape"]
    both = pd.concat({"left": left, "right": right}, axis=1).fillna(-1).astype(int)
    return both.reset_index()


def _sides(line: Any, edges: pd.DataFrame, count: int) -> NDArray[Any]:
    """Tell of every face on which side of a line it lies."""
    xy, part = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
    follows = part[1:] == part[:-1]
    start, end = xy[:-1][follows], xy[1:][follows]
    tree = shapely.STRtree(shapely.linestrings(np.stack([start, end], axis=1)))
    ends = edges[["x0", "y0", "x1", "y1"]].to_numpy()
    middle = shapely.points((ends[:, :2] + ends[:, 2:]) / 2)
    edge, piece = tree.query_nearest(middle, max_distance=2 * GRID_M, all_matches=False)
    step = ends[edge, 2:] - ends[edge, :2]
    along = (step * (end - start)[piece]).sum(axis=1) > 0
    left, right = (edges[name].to_numpy()[edge] for name in ("left", "right"))
    left, right = np.where(along, left, right), np.where(along, right, left)
    length = np.hypot(*step.T)
    touch = np.zeros((2, count + 1))  # the last column is for what lies outside
    np.add.at(touch[0], left, length)
    np.add.at(touch[1], right, length)
    is_left, is_right = touch[:, :count] > _TOUCH_M
    return np.select([is_left & is_right, is_left, is_right], [BOTH, LEFT, RIGHT], "").astype(
        object
    )
