"""Who holds any point, and how far it is from the front."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.errors import BadParameter
from syria_analysis.front import ENDS, front_between
from syria_analysis.geodesy import nearest_on_segments, to_plane
from syria_analysis.situation import Situation

__all__ = ["annotate"]

# The equal-area plane stretches lengths by at most 0.2 % over Syria, one way or the other.
_STRETCH = 1.004


def annotate(
    situation: Situation,
    points: pd.DataFrame,
    attackers: str | Iterable[str] = ("HTS", "SNA"),
    defenders: str | Iterable[str] = ("SAA",),
) -> Any:
    """Add to points who holds them and how far the front is.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    points : pandas.DataFrame or geopandas.GeoDataFrame
        A GeoDataFrame of points in any coordinate system, or a table with the columns `lat` and
        `lon` in WGS84 degrees.
    attackers, defenders : str or iterable of str
        Faction ids of the two sides of the front.

    Returns
    -------
    same type as `points`
        A copy with `faction` and `place` of the cell a point lies in ("" outside the country)
        and `front_km`, the geodesic distance to the line in km (NaN outside the country or
        without a front).

    Raises
    ------
    BadParameter
        If there are no positions, or a position is no number or off the globe.
    UnknownName

    Notes
    -----
    Distances are exact to 1 mm: the nearest edges are found in the equal-area plane with a margin
    for its distortion, then measured on the ellipsoid.

    Examples
    --------
    >>> from syria_analysis.dataset import load_dataset
    >>> from syria_analysis.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> table = annotate(evening, pd.DataFrame({"lat": [33.51], "lon": [36.29]}))
    >>> table["faction"].tolist()
    ['SAA']
    """
    lat, lon = _positions(points)
    where = to_plane(shapely.points(lon, lat))
    shapes = situation.tessellation.shapes
    index, cell = shapely.STRtree(shapes.to_numpy()).query(where, predicate="intersects")
    first = pd.Series(cell).groupby(index).first()
    place = np.full(len(where), "", dtype=object)
    place[first.index] = shapes.index.to_numpy()[first]
    result = points.copy()
    result["faction"] = [situation.holders[p] if p else "" for p in place]
    result["place"] = place
    result["front_km"] = np.nan
    front = front_between(situation, attackers, defenders)
    inside = np.flatnonzero(place != "")
    if front.empty or not len(inside):
        return result
    edges = front.segments[ENDS].to_numpy()
    lines = shapely.linestrings(
        front.segments[["x0", "y0", "x1", "y1"]].to_numpy().reshape(-1, 2, 2)
    )
    tree = shapely.STRtree(lines)
    _, planar = tree.query_nearest(where[inside], all_matches=False, return_distance=True)
    point, edge = tree.query(where[inside], "dwithin", distance=planar * _STRETCH + 100.0)
    metres = nearest_on_segments(lat[inside][point], lon[inside][point], edges[edge])[0]
    nearest = pd.Series(metres).groupby(point).min()
    result.iloc[inside[nearest.index], result.columns.get_loc("front_km")] = nearest / 1000
    return result


def _positions(points: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    if hasattr(points, "geometry") and hasattr(points, "crs"):
        if points.crs is None:
            raise BadParameter("the points have no coordinate system: set one with set_crs()")
        degrees = points.geometry.to_crs("EPSG:4326")
        lat, lon = degrees.y.to_numpy(float), degrees.x.to_numpy(float)
    else:
        missing = [name for name in ("lat", "lon") if name not in points.columns]
        if missing:
            raise BadParameter(f"the points have no column {' and no column '.join(missing)}")
        numbers = [pd.to_numeric(points[name], errors="coerce") for name in ("lat", "lon")]
        lat, lon = (column.to_numpy(float) for column in numbers)
    bad = ~(np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise BadParameter(f"row {row + 1}: lat and lon must be degrees like 34.73 and 36.71")
    return lat, lon
