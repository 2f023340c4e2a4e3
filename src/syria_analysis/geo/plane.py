"""The equal-area plane in which territory is measured.

Which plane a package has, its own or one centred on its land, `package.theatre` decides.
Distances are measured on the ellipsoid, see `ellipsoid`; the plane only picks what may be nearest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Proj, Transformer

from syria_analysis.geo.ellipsoid import points_along

__all__ = ["Plane"]


@lru_cache(maxsize=16)
def _transformer(crs: str, inverse: bool) -> Transformer:
    ends = (crs, "EPSG:4326") if inverse else ("EPSG:4326", crs)
    return Transformer.from_crs(*ends, always_xy=True)


@lru_cache(maxsize=16)
def _named(plane: Plane, country: str) -> CRS:
    told = CRS(plane.crs).to_json_dict()
    told["name"], told["base_crs"]["name"] = f"WGS 84 / Equal area of {country}", "WGS 84"
    return CRS.from_json_dict(told)


@dataclass(frozen=True)
class Plane:
    """Lambert azimuthal equal-area plane of WGS84, in metres.

    Attributes
    ----------
    lat_0, lon_0 : float
        Its centre, WGS84 degrees.

    Examples
    --------
    >>> Plane(-2.5, 28.9).crs
    '+proj=laea +lat_0=-2.5 +lon_0=28.9 +datum=WGS84 +units=m'
    """

    lat_0: float
    lon_0: float

    @classmethod
    def centred_on(cls, outline: Any) -> Plane:
        """Put the centre in the middle of some land.

        Parameters
        ----------
        outline : shapely geometry
            The land, WGS84 degrees.

        Returns
        -------
        Plane
            Its centre is the centroid in degrees, to the nearest hundredth.

        Examples
        --------
        >>> Plane.centred_on(shapely.box(20.0, -10.0, 30.0, 0.0))
        Plane(lat_0=-5.0, lon_0=25.0)
        """
        middle = shapely.centroid(outline)
        return cls(round(middle.y, 2), round(middle.x, 2))

    @classmethod
    def of(cls, crs: CRS) -> Plane:
        """Recognize the plane of a coordinate system.

        Parameters
        ----------
        crs : pyproj.CRS
            A Lambert azimuthal equal-area system of WGS84 in metres, whatever its name.

        Returns
        -------
        Plane

        Examples
        --------
        >>> Plane.of(CRS(Plane(-2.5, 28.9).crs))
        Plane(lat_0=-2.5, lon_0=28.9)
        """
        told = crs.coordinate_operation
        if told is None or told.method_name != "Lambert Azimuthal Equal Area":
            raise ValueError(f"{crs.name} is no Lambert azimuthal equal-area system")
        # PROJ keeps radians.
        angles = {item.name: round(float(item.value), 10) for item in told.params}
        return cls(*(angles[f"{axis} of natural origin"] for axis in ("Latitude", "Longitude")))

    @property
    def crs(self) -> str:
        """The plane as PROJ spells it."""
        centre = f"+lat_0={self.lat_0:.12g} +lon_0={self.lon_0:.12g}"
        return f"+proj=laea {centre} +datum=WGS84 +units=m"

    def named_crs(self, country: str) -> CRS:
        """Give the plane a name, so that a GIS does not call it unknown.

        Parameters
        ----------
        country : str
            What its centre is in.

        Returns
        -------
        pyproj.CRS

        Examples
        --------
        >>> Plane(-2.5, 28.9).named_crs("Ruritania").name
        'WGS 84 / Equal area of Ruritania'
        """
        return _named(self, country)

    def to_plane(self, shapes: Any) -> Any:
        """Project geometry from WGS84 degrees.

        Parameters
        ----------
        shapes : shapely geometry or array of them
            In WGS84 degrees, x = longitude, y = latitude.

        Returns
        -------
        shapely geometry or array of them
            In metres. Planar areas are areas on the ellipsoid, where an edge means the straight
            line in the plane (`bow` tells how far that lies from the geodesic).

        Examples
        --------
        >>> Plane(35, 38.5).to_plane(shapely.Point(38.5, 35.0)).wkt
        'POINT (0 0)'
        """
        return shapely.transform(shapes, self._forward)

    def points_to_plane(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Project many points, faster than as geometry.

        Parameters
        ----------
        points : ndarray of shape (n, 2)
            lon, lat, WGS84 degrees.

        Returns
        -------
        ndarray of shape (n, 2)
            In metres in this plane.

        Examples
        --------
        >>> Plane(35, 38.5).points_to_plane(np.array([[38.5, 35.0]])).tolist()
        [[0.0, 0.0]]
        """
        return self._forward(points)

    def to_degrees(self, shapes: Any) -> Any:
        """Bring geometry back to WGS84 degrees.

        Parameters
        ----------
        shapes : shapely geometry or array of them
            In metres in this plane.

        Returns
        -------
        shapely geometry or array of them
            In WGS84 degrees, x = longitude, y = latitude.

        Examples
        --------
        >>> Plane(35, 38.5).to_degrees(shapely.Point(0, 0)).wkt
        'POINT (38.5 35)'
        """
        return shapely.transform(shapes, self._back)

    def distortion(self, outline: Any) -> float:
        """Measure by how much lengths in the plane depart from those on the ellipsoid.

        Parameters
        ----------
        outline : shapely geometry
            The land in question, WGS84 degrees.

        Returns
        -------
        float
            The largest relative error of scale in any direction: 0.001 means that a kilometre is
            drawn between 999 and 1 001 m long.

        Notes
        -----
        The error grows with the distance from the centre, so it is measured (by PROJ, as the axes
        of Tissot's ellipse) all round the centre as far out as the outline reaches. It therefore
        bounds every geodesic and every straight line between points of the outline as well.

        Examples
        --------
        >>> round(Plane(35, 38.5).distortion(shapely.box(35.6, 32.3, 42.4, 37.3)), 4)
        0.0008
        """
        reach = np.hypot(*shapely.get_coordinates(self.to_plane(outline)).T).max()
        angle = np.radians(np.arange(0.0, 360.0, 5.0))
        ring = reach * np.column_stack([np.cos(angle), np.sin(angle)])
        scale = Proj(self.crs).get_factors(*self._back(ring).T)
        errors = np.abs([scale.tissot_semimajor - 1, scale.tissot_semiminor - 1])
        return float(np.max(errors)) if np.isfinite(errors).all() else float("inf")

    def bow(self, segments: NDArray[np.float64]) -> float:
        """Measure how far geodesics bow from the straight lines between their ends.

        Parameters
        ----------
        segments : ndarray of shape (n, 4)
            lon, lat of the start and lon, lat of the end of each geodesic, WGS84 degrees.

        Returns
        -------
        float
            Metres in the plane that none of them exceeds: the most of the quarter points, and
            half as much again.

        Examples
        --------
        >>> Plane(35, 38.5).bow(np.array([[40.0, 36.0, 40.5, 36.0]])) < 10
        True
        """
        if not len(segments):
            return 0.0
        start, end = self._forward(segments[:, :2]), self._forward(segments[:, 2:])
        normal = (end - start) @ np.array([[0.0, 1.0], [-1.0, 0.0]])
        length = np.hypot(*normal.T)
        unit = np.divide(normal, length[:, None], where=length[:, None] > 0, out=normal * 0.0)
        most = 0.0
        for share in (0.25, 0.5, 0.75):
            on = self._forward(points_along(segments, share))
            most = max(most, float(np.abs(((on - start) * unit).sum(axis=1)).max()))
        return 1.5 * most

    def _forward(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(_transformer(self.crs, False).transform(*points.T))

    def _back(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        # PROJ's way back is a series that is off by 1 mm or so: one step of Newton mends it.
        there = np.column_stack(_transformer(self.crs, True).transform(*points.T))
        points = 2 * points - self._forward(there)
        return np.column_stack(_transformer(self.crs, True).transform(*points.T))
