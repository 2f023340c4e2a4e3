"""The outline of an area, and how far lines and points lie from it on the ellipsoid."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from syria_analysis.geo.ellipsoid import nearest_on_segments
from syria_analysis.geo.plane import Plane

__all__ = ["Outline"]


class Outline:
    """An area on the ellipsoid, whose edges are the geodesics between its vertices.

    Parameters
    ----------
    shape : shapely geometry
        A polygon or several, WGS84 degrees.
    plane : Plane
        In which to look for what is near.
    distortion : float
        By how much lengths in the plane may depart from those on the ellipsoid.
    """

    def __init__(self, shape: Any, plane: Plane, distortion: float):
        self.plane, self.distortion = plane, distortion
        self.area = plane.to_plane(shape)
        rings = [shapely.get_coordinates(ring) for ring in _rings(shape)]
        self.edges = np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])

    @cached_property
    def _drawn(self) -> Any:
        return self.plane.to_plane(shapely.linestrings(self.edges.reshape(-1, 2, 2)))

    def touches(self, shapes: Any) -> bool:
        """Tell whether any of some shapes, in the plane, has a point in common with the area."""
        return bool(shapely.intersects(self.area, shapes).any())

    def metres_to(self, segments: NDArray[np.float64]) -> float:
        """Measure how far the nearest of some geodesics is from the area.

        Parameters
        ----------
        segments : ndarray of shape (n, 4)
            As for `ellipsoid.nearest_on_segments`; one whose ends coincide is a point.

        Returns
        -------
        float
            0 where one of them reaches into the area.

        Notes
        -----
        Of two geodesics that do not cross, one has an end where they are nearest (to within a
        millimetre for edges of some kilometres). What cannot be nearest is left out by the plane,
        with a margin for its distortion and for how far geodesics bow from straight lines there.

        Examples
        --------
        >>> plane = Plane(34, 36)
        >>> city = Outline(shapely.box(36.0, 34.0, 36.1, 34.1), plane, 0.001)
        >>> round(city.metres_to(np.array([[36.05, 33.0, 36.05, 33.9]])))
        11093
        """
        drawn = self.plane.to_plane(shapely.linestrings(segments.reshape(-1, 2, 2)))
        away = shapely.distance(drawn, self.area)
        least = float(away.min())
        if least == 0.0:
            return 0.0
        slack = self.plane.bow(segments) + self.plane.bow(self.edges)
        most = (least + slack) * (1 + self.distortion) / (1 - self.distortion) + slack
        near, lines = segments[away <= most], drawn[away <= most]
        edges = self.edges[shapely.distance(self._drawn, shapely.multilinestrings(lines)) <= most]
        return min(_ends_to(near, edges), _ends_to(edges, near))


def _rings(shape: Any) -> list[Any]:
    return [ring for part in shapely.get_parts(shape) for ring in shapely.get_rings(part)]


def _ends_to(some: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Metres from the nearest end of some segments to the nearest of others."""
    ends = np.unique(some.reshape(-1, 2), axis=0)
    lon, lat = (np.repeat(column, len(others)) for column in ends.T)
    return float(nearest_on_segments(lat, lon, np.tile(others, (len(ends), 1)))[0].min())
