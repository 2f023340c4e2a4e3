"""How far many points are from a line, exactly: the plane picks, the ellipsoid measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from syria_analysis.geo.ellipsoid import EARTH_RADIUS_M, GEOD, nearest_on_segments
from syria_analysis.geo.plane import Plane

__all__ = ["Squares", "in_squares", "metres_to"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

_PAIRS = 300_000
"""Pairs of a point and an edge that are compared at once: memory stays flat, caches stay warm."""
_SQUARES = 160
"""Squares along a side, at most, that points are sorted into."""
_FALL_M = 0.2
"""If the true foot is nearer by less than this, the triangle tells by how much: its sphere bends by
a hundredth more or less than the ellipsoid, and what bending changes is that share of the fall by
which the square of the distance in earth radii is small: 0.2 mm at 2 000 km."""
_ROUNDS = 8


def metres_to(
    lat: Floats, lon: Floats, xy: Floats, edges: Floats, plane: Plane, distortion: float
) -> Floats:
    """Measure from points to the nearest of some edges.

    Parameters
    ----------
    lat, lon : ndarray of shape (n,)
        The points, WGS84 degrees.
    xy : ndarray of shape (n, 2)
        The same in `plane`.
    edges : ndarray of shape (m, 4)
        lon, lat of the start and of the end of each, WGS84 degrees; an edge is the geodesic
        between them. At least one.
    plane : Plane
        In which the nearest edges are looked for.
    distortion : float
        Largest relative error of lengths in the plane between points and edges.

    Returns
    -------
    ndarray of shape (n,)
        Geodesic distances in metres, exact to 1 mm.

    Notes
    -----
    Points are sorted into squares, whose middles say which edges can be the nearest to any point
    in them. Of these the plane keeps, point by point, all that its distortion and the bow of
    geodesics in it (`Plane.bow`) leave in question. A geodesic then leads from the point to the
    foot that the plane tells; by the angle there the foot is moved until that changes nothing.

    Examples
    --------
    >>> plane, lat, lon = Plane(34.0, 36.5), np.array([33.0]), np.array([36.5])
    >>> xy = shapely.get_coordinates(plane.to_plane(shapely.points(lon, lat)))
    >>> edge = np.array([[36.0, 34.0, 37.0, 34.0]])
    >>> metres_to(lat, lon, xy, edge, plane, 0.001).round().tolist()
    [111026.0]
    """
    line = _Edges(edges, plane)
    factor, bow = (1 + distortion) / (1 - distortion), plane.bow(edges)
    found = np.empty(len(lat))
    for points, counts, edge in _in_question(xy, line, factor, bow):
        x, y = np.repeat(xy[points], counts, axis=0).T
        planar, share = line.planar(x, y, edge)
        starts = np.append(0, counts.cumsum()[:-1])
        # A nearer edge on the ellipsoid lies no farther than this in the plane.
        reach = (np.minimum.reduceat(planar, starts) + bow) * factor + bow
        kept = np.flatnonzero(planar <= np.repeat(reach, counts))
        owner = np.repeat(np.arange(len(points)), counts)[kept]
        metres = line.measure(lat[points], lon[points], owner, edge[kept], share[kept])
        found[points] = np.minimum.reduceat(metres, np.searchsorted(owner, np.arange(len(points))))
    return found


@dataclass(frozen=True)
class Squares:
    """Points sorted into the squares of a grid, of which those without a point are left out.

    Attributes
    ----------
    order : ndarray of int
        The points, square by square.
    sizes : ndarray of int
        How many lie in each square.
    middles : ndarray of shape (squares, 2)
        The middles of the squares.
    side : ndarray of shape (2,)
        Their width and height.
    """

    order: Rows
    sizes: Rows
    middles: Floats
    side: Floats


def in_squares(xy: Floats) -> Squares:
    """Sort points into squares: a few dozen in each, if they lie evenly.

    Parameters
    ----------
    xy : ndarray of shape (n, 2)
        At least one point, in a plane.

    Returns
    -------
    Squares

    Examples
    --------
    >>> in_squares(np.array([[0.0, 0.0], [4.0, 2.0]])).middles.tolist()
    [[2.0, 1.0]]
    """
    low, high = xy.min(axis=0), xy.max(axis=0)
    count = int(np.clip(np.sqrt(len(xy) / 24), 1, _SQUARES))
    side = np.maximum((high - low) / count, 1e-3)
    square = np.minimum((xy - low) // side, count - 1).astype(np.intp) @ np.array([count, 1])
    full, sizes = np.unique(square, return_counts=True)
    middles = low + (np.column_stack(np.divmod(full, count)) + 0.5) * side
    return Squares(np.argsort(square, kind="stable"), sizes, middles, side)


class _Edges:
    """The edges of a line, and what is asked of all of them again and again."""

    def __init__(self, edges: Floats, plane: Plane):
        self.edges = edges
        ends = plane.to_plane(shapely.linestrings(edges.reshape(-1, 2, 2)))
        self.tree = shapely.STRtree(ends)
        self.start, end = shapely.get_coordinates(ends).reshape(-1, 2, 2).transpose(1, 0, 2)
        self.step = end - self.start
        self.size = np.square(self.step).sum(axis=1)
        self.size[self.size == 0] = 1.0  # no step: any share of it is its start
        self.corners = np.ascontiguousarray(edges.reshape(-1, 2))  # start and end of each in turn
        _, corner = np.unique(self.corners, axis=0, return_inverse=True)
        self.corner = corner.ravel()
        from_lon, from_lat, to_lon, to_lat = (np.ascontiguousarray(edges[:, k]) for k in range(4))
        course, back, length = GEOD.inv(from_lon, from_lat, to_lon, to_lat)
        self.bearing = np.column_stack([course, np.asarray(back) + 180.0]).ravel()  # ahead, at each
        self.length = np.asarray(length)

    def _corners(self, at: Rows) -> tuple[Floats, Floats]:
        lon, lat = np.ascontiguousarray(self.corners[at].T)
        return lon, lat

    def planar(self, x: Floats, y: Floats, edge: Rows) -> tuple[Floats, Floats]:
        """Tell how far points lie from an edge each in the plane, and at which share of it."""
        (x0, y0), (dx, dy) = self.start[edge].T, self.step[edge].T
        x, y = x - x0, y - y0
        share = np.clip((x * dx + y * dy) / self.size[edge], 0.0, 1.0)
        return np.hypot(x - share * dx, y - share * dy), share

    def measure(self, lat: Floats, lon: Floats, owner: Rows, edge: Rows, share: Floats) -> Floats:
        """Measure geodesics from points, which `owner` numbers, to edges, near a share of each."""
        metres, along = np.empty(len(edge)), share * self.length[edge]
        # At an end of an edge, where most of a jagged line is nearest, one geodesic serves all
        # edges that end there.
        ends = np.flatnonzero((share == 0.0) | (share == 1.0))
        at = 2 * edge[ends] + (share[ends] == 1.0)
        _, first, again = np.unique(
            owner[ends] * len(self.corner) + self.corner[at], return_index=True, return_inverse=True
        )
        whose = owner[ends[first]]
        end_lon, end_lat = self._corners(at[first])
        angle, _, away = GEOD.inv(end_lon, end_lat, lon[whose], lat[whose])
        turn, away = np.asarray(angle)[again] - self.bearing[at], np.asarray(away)[again]
        metres[ends], along[ends], on = _foot(turn, away, along[ends], self.length[edge[ends]])
        which = np.concatenate([np.flatnonzero((share > 0.0) & (share < 1.0)), ends[on]])
        for _ in range(_ROUNDS):
            if not len(which):
                return metres
            of = edge[which]
            start_lon, start_lat = self._corners(2 * of)
            foot = GEOD.fwd(start_lon, start_lat, self.bearing[2 * of], along[which])
            angle, _, away = GEOD.inv(foot[0], foot[1], lon[owner[which]], lat[owner[which]])
            turn = np.asarray(angle) - (np.asarray(foot[2]) + 180.0)
            found = _foot(turn, np.asarray(away), along[which], self.length[of])
            metres[which], along[which], on = found
            which = which[on]
        last = lat[owner[which]], lon[owner[which]], self.edges[edge[which]]
        metres[which] = nearest_on_segments(*last)[0]
        return metres


def _foot(
    turn: Floats, away: Floats, along: Floats, length: Floats
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Correct a guess of the foot by the angle there between an edge and the way to the point.

    Return the distance, how far along the edge the foot is, and whether that must be tried again.
    """
    turn, arc = np.radians(turn), away / EARTH_RADIUS_M
    sine, cosine = np.sin(arc), np.cos(turn)
    ahead = along + EARTH_RADIUS_M * np.arctan2(sine * cosine, np.cos(arc))
    within = (ahead >= 0.0) & (ahead <= length)
    ahead = np.clip(ahead, 0.0, length)
    moved = np.abs(ahead - along)
    fall = np.where(moved > 0.0, moved**2 / np.maximum(2.0 * away, np.maximum(moved, 1e-9)), 0.0)
    # Beside the foot the distance is that of the right-angled triangle; at an end its own.
    across = EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.abs(sine * np.sin(turn))))
    on = np.where(within, fall > _FALL_M, moved > 1e-4)
    return np.where(within, across, away), ahead, on


def _in_question(
    xy: Floats, line: _Edges, factor: float, bow: float
) -> Iterator[tuple[Rows, Rows, Rows]]:
    """Yield some points, how many edges are in question for each, and these, point by point."""
    if not len(xy):
        return
    squares = in_squares(xy)
    points = shapely.points(squares.middles)
    half = float(np.hypot(*squares.side)) / 2 + 1e-3
    (_, _), planar = line.tree.query_nearest(points, all_matches=False, return_distance=True)
    reach = (planar + half + bow) * factor + bow + half
    asked, edges = line.tree.query(points, "dwithin", distance=reach)
    edges = edges[np.argsort(asked, kind="stable")]
    counts = np.bincount(asked, minlength=len(points))
    starts = counts.cumsum() - counts
    # As many squares at a time as have about so many pairs; the points of a large one in parts.
    home = np.repeat(np.arange(len(points)), squares.sizes)
    pairs = counts[home].cumsum()
    parts = np.searchsorted(pairs, np.arange(_PAIRS, pairs[-1], _PAIRS))
    for some, where in zip(np.split(squares.order, parts), np.split(home, parts), strict=True):
        if not len(some):
            continue
        of = counts[where]
        within = np.arange(of.sum()) - np.repeat(of.cumsum() - of, of)
        yield some, of, edges[np.repeat(starts[where], of) + within]
