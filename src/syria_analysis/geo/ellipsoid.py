"""Distances on the WGS84 ellipsoid: geodesics between points, and to segments."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

__all__ = [
    "EARTH_RADIUS_M",
    "GEOD",
    "candidates",
    "distance_and_bearing",
    "nearest_on_segments",
    "points_along",
]

GEOD = Geod(ellps="WGS84")
EARTH_RADIUS_M = 6_371_000.0
_ROUNDING_M = 1e-3
"""Distances that are the same on paper may differ by less than this."""


def distance_and_bearing(
    lat: ArrayLike, lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure geodesics between points.

    Parameters
    ----------
    lat, lon : float or array of shape (n,)
        Start points, WGS84 degrees.
    to_lat, to_lon : float or array of shape (n,)
        End points, WGS84 degrees.

    Returns
    -------
    distance_m : ndarray of shape (n,)
        Length of the geodesic in metres.
    bearing_deg : ndarray of shape (n,)
        Azimuth at the start, degrees clockwise from north, 0 ≤ bearing < 360.

    Notes
    -----
    Karney's algorithm in PROJ: accurate to some nanometres.

    References
    ----------
    C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87, 43-55 (2013).

    Examples
    --------
    >>> distance, bearing = distance_and_bearing(33.5, 36.3, 34.5, 36.3)
    >>> round(float(distance[0])), float(bearing[0])
    (110922, 0.0)
    """
    start_lat, start_lon, end_lat, end_lon = (
        np.ascontiguousarray(a, dtype=float)
        for a in np.broadcast_arrays(*map(np.atleast_1d, (lat, lon, to_lat, to_lon)))
    )
    azimuth, _, length = GEOD.inv(start_lon, start_lat, end_lon, end_lat)
    return np.asarray(length), np.asarray(azimuth) % 360.0


def nearest_on_segments(
    lat: ArrayLike, lon: ArrayLike, segments: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Find the nearest point of geodesic segments to points, pair by pair.

    Parameters
    ----------
    lat, lon : float or array of shape (n,)
        Points, WGS84 degrees; a single point is paired with every segment.
    segments : ndarray of shape (n, 4)
        lon, lat of the start and lon, lat of the end of each segment, WGS84 degrees. A segment is
        the geodesic between its ends, shorter than 1 000 km; its ends may coincide.

    Returns
    -------
    distance_m : ndarray of shape (n,)
        Geodesic distance in metres.
    near_lat, near_lon : ndarray of shape (n,)
        The nearest point of each segment, WGS84 degrees.

    Notes
    -----
    Where both ends' azimuths say that the foot of the perpendicular lies between them, the foot
    is sought by the along-track distance of the sphere, step by step from the last guess, which
    gains three digits or so a step; a step that would leave the bracket (the sign of the slope
    moves its ends) halves it instead. The search stops at 0.1 mm along the segment, which is far
    less in the distance, since the distance is flat there. Along a geodesic that short the
    distance to a point less than a quarter of the globe away has one minimum; the ends are tried
    in any case.

    References
    ----------
    S. Baselga, J. C. Martínez-Llario, Intersection and point-to-line solutions for geodesics on
    the ellipsoid, Stud. Geophys. Geod. 62, 353-363 (2018).

    Examples
    --------
    >>> segment = np.array([[36.0, 34.0, 37.0, 34.0]])
    >>> distance, near_lat, near_lon = nearest_on_segments(33.0, 36.5, segment)
    >>> round(float(distance[0])), round(float(near_lon[0]), 6)
    (111026, 36.5)
    """
    segments = np.atleast_2d(np.asarray(segments, dtype=float))
    count = len(segments)
    lat = np.ascontiguousarray(np.broadcast_to(np.asarray(lat, dtype=float), count))
    lon = np.ascontiguousarray(np.broadcast_to(np.asarray(lon, dtype=float), count))
    lon0, lat0, lon1, lat1 = (np.ascontiguousarray(segments[:, k]) for k in range(4))
    course, back, length = GEOD.inv(lon0, lat0, lon1, lat1)
    from_start, _, at_start = GEOD.inv(lon0, lat0, lon, lat)
    from_end, _, at_end = GEOD.inv(lon1, lat1, lon, lat)
    nearer = at_start <= at_end
    distance = np.where(nearer, at_start, at_end)
    near_lat, near_lon = np.where(nearer, lat0, lat1), np.where(nearer, lon0, lon1)
    between = (_cos(from_start - course) > 0) & (_cos(from_end - back) > 0)
    which = np.flatnonzero(between)
    low, high = np.zeros(len(which)), np.asarray(length)[which]
    along = np.clip(_along_track(at_start[which], (from_start - course)[which]), low, high)
    for _ in range(60):  # three or four do; halving alone would need 40
        if not len(which):
            break
        foot_lon, foot_lat, foot_back = GEOD.fwd(lon0[which], lat0[which], course[which], along)
        to_point, _, away = GEOD.inv(foot_lon, foot_lat, lon[which], lat[which])
        better = away < distance[which]
        found = which[better]
        distance[found] = away[better]
        near_lat[found], near_lon[found] = foot_lat[better], foot_lon[better]
        step = _along_track(away, to_point - (foot_back + 180.0))
        low, high = np.where(step > 0, along, low), np.where(step < 0, along, high)
        ahead = along + step
        inside = (low <= ahead) & (ahead <= high)
        ahead = np.where(inside, ahead, (low + high) / 2)
        on = np.abs(ahead - along) > 1e-4
        which, along, low, high = which[on], ahead[on], low[on], high[on]
    return distance, near_lat, near_lon


def _cos(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.cos(np.radians(degrees))


def _along_track(distance: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far ahead the foot lies, on the sphere, of a point so far away at so many degrees."""
    arc = distance / EARTH_RADIUS_M
    return EARTH_RADIUS_M * np.arctan2(np.sin(arc) * _cos(angle), np.cos(arc))


def candidates(lat: float, lon: float, segments: NDArray[np.float64]) -> NDArray[np.intp]:
    """Pick the segments among which the nearest one to a point must be.

    Parameters
    ----------
    lat, lon : float
        The point, WGS84 degrees.
    segments : ndarray of shape (n, 4)
        As for `nearest_on_segments`.

    Returns
    -------
    ndarray of int
        Indices into `segments`; never empty if `segments` is not.

    Notes
    -----
    Ranks by the straight lines in the azimuthal equidistant plane centred on the point, where
    distances from the centre are exact. A straight line there never lies farther from the centre
    than the geodesic between its ends, since the ellipsoid is curved outwards everywhere
    (Toponogov's theorem, twice). So what cannot be the nearest is any segment whose straight line
    lies farther than the geodesic of the nearest straight line.

    Examples
    --------
    >>> candidates(33.0, 36.5, np.array([[36.0, 34.0, 37.0, 34.0], [36.0, 37.0, 37.0, 37.0]]))
    array([0])
    """
    centre = np.full(len(segments), lon), np.full(len(segments), lat)
    ends = []
    for k in (0, 2):
        azimuth, _, length = GEOD.inv(*centre, segments[:, k], segments[:, k + 1])
        ends.append(np.asarray(length) * np.exp(1j * np.radians(90.0 - np.asarray(azimuth))))
    start, step = ends[0], ends[1] - ends[0]
    size = np.abs(step) ** 2
    along = np.divide(-(start * step.conj()).real, size, out=np.zeros(len(size)), where=size > 0)
    planar = np.abs(start + np.clip(along, 0, 1) * step)
    first = int(planar.argmin())
    bound = float(nearest_on_segments(lat, lon, segments[first : first + 1])[0][0])
    return np.flatnonzero(planar <= bound + _ROUNDING_M)


def points_along(segments: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Find the point of each geodesic segment at a share of its length.

    Parameters
    ----------
    segments : ndarray of shape (n, 4)
        As for `nearest_on_segments`.
    share : float
        0 for the start, 1 for the end.

    Returns
    -------
    ndarray of shape (n, 2)
        lon, lat, WGS84 degrees.

    Examples
    --------
    >>> points_along(np.array([[36.0, 0.0, 38.0, 0.0]]), 0.5).round(9).tolist()
    [[37.0, 0.0]]
    """
    lon, lat, to_lon, to_lat = (np.ascontiguousarray(segments[:, k]) for k in range(4))
    course, _, length = GEOD.inv(lon, lat, to_lon, to_lat)
    return np.column_stack(GEOD.fwd(lon, lat, course, np.asarray(length) * share)[:2])
