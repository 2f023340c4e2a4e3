"""Distances on the WGS84 ellipsoid, and the equal-area plane in which territory is measured."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer

__all__ = [
    "EQUAL_AREA",
    "distance_and_bearing",
    "nearest_on_segments",
    "to_degrees",
    "to_plane",
]

EQUAL_AREA = "+proj=laea +lat_0=35 +lon_0=38.5 +datum=WGS84 +units=m"
"""Lambert azimuthal equal-area plane of WGS84 centred on 35° N 38.5° E, in metres."""

_GEOD = Geod(ellps="WGS84")
_EARTH_RADIUS_M = 6_371_000.0


@lru_cache(maxsize=2)
def _transformer(inverse: bool) -> Transformer:
    ends = (EQUAL_AREA, "EPSG:4326") if inverse else ("EPSG:4326", EQUAL_AREA)
    return Transformer.from_crs(*ends, always_xy=True)


def _project(shapes: Any, inverse: bool) -> Any:
    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        if inverse:
            # PROJ's way back is a series that is off by 1 mm here: one step of Newton mends it.
            there = np.column_stack(_transformer(True).transform(points[:, 0], points[:, 1]))
            back = np.column_stack(_transformer(False).transform(there[:, 0], there[:, 1]))
            points = 2 * points - back
        return np.column_stack(_transformer(inverse).transform(points[:, 0], points[:, 1]))

    return shapely.transform(shapes, move)


def to_plane(shapes: Any) -> Any:
    """Project geometry from WGS84 degrees to the equal-area plane.

    Parameters
    ----------
    shapes : shapely geometry or array of them
        In WGS84 degrees, x = longitude, y = latitude.

    Returns
    -------
    shapely geometry or array of them
        In metres in `EQUAL_AREA`. Planar areas there are areas on the ellipsoid, where an edge
        means the straight line in the plane (a 50 km edge bows by about 30 m from the geodesic).

    Examples
    --------
    >>> to_plane(shapely.Point(38.5, 35.0)).wkt
    'POINT (0 0)'
    """
    return _project(shapes, inverse=False)


def to_degrees(shapes: Any) -> Any:
    """Bring geometry back from the equal-area plane to WGS84 degrees.

    Parameters
    ----------
    shapes : shapely geometry or array of them
        In metres in `EQUAL_AREA`.

    Returns
    -------
    shapely geometry or array of them
        In WGS84 degrees, x = longitude, y = latitude.

    Examples
    --------
    >>> to_degrees(shapely.Point(0, 0)).wkt
    'POINT (38.5 35)'
    """
    return _project(shapes, inverse=True)


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
    azimuth, _, length = _GEOD.inv(start_lon, start_lat, end_lon, end_lat)
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
    course, back, length = _GEOD.inv(lon0, lat0, lon1, lat1)
    from_start, _, at_start = _GEOD.inv(lon0, lat0, lon, lat)
    from_end, _, at_end = _GEOD.inv(lon1, lat1, lon, lat)
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
        foot_lon, foot_lat, foot_back = _GEOD.fwd(lon0[which], lat0[which], course[which], along)
        to_point, _, away = _GEOD.inv(foot_lon, foot_lat, lon[which], lat[which])
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
    arc = distance / _EARTH_RADIUS_M
    return _EARTH_RADIUS_M * np.arctan2(np.sin(arc) * _cos(angle), np.cos(arc))


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
    Ranks by the distance in the azimuthal equidistant plane centred on the point, where distances
    from the centre are exact and only the edges bend. The margin is the most that an edge of the
    longest segment's length can bow, and 100 m.

    Examples
    --------
    >>> candidates(33.0, 36.5, np.array([[36.0, 34.0, 37.0, 34.0], [36.0, 37.0, 37.0, 37.0]]))
    array([0])
    """
    centre = np.full(len(segments), lon), np.full(len(segments), lat)
    ends = []
    for k in (0, 2):
        azimuth, _, length = _GEOD.inv(*centre, segments[:, k], segments[:, k + 1])
        ends.append(np.asarray(length) * np.exp(1j * np.radians(90.0 - np.asarray(azimuth))))
    start, step = ends[0], ends[1] - ends[0]
    size = np.abs(step) ** 2
    along = np.divide(-(start * step.conj()).real, size, out=np.zeros(len(size)), where=size > 0)
    planar = np.abs(start + np.clip(along, 0, 1) * step)
    margin = 100.0 + np.max(size) / (2 * _EARTH_RADIUS_M)
    return np.flatnonzero(planar <= planar.min() + margin)
