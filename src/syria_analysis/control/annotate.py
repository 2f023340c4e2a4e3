"""Who holds any point, and how far it is from the front."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.control.certainty import DECIMALS, certainty_of
from syria_analysis.control.front import ENDS, Front, front_between
from syria_analysis.control.situation import Situation
from syria_analysis.geo.ellipsoid import nearest_on_segments
from syria_analysis.package.dataset import Side
from syria_analysis.package.point_files import positions

__all__ = ["annotate"]

_CHUNK = 20_000
"""Points that are measured at once, so that memory stays flat."""


def annotate(
    situation: Situation,
    points: pd.DataFrame,
    attackers: Side = None,
    defenders: Side = None,
    certainty: bool = False,
) -> Any:
    """Add to points who holds them, how far the front is and, if asked, how sure that is.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    points : pandas.DataFrame or geopandas.GeoDataFrame
        A GeoDataFrame of points in any coordinate system, or a table with the columns `lat` and
        `lon` in WGS84 degrees.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the front. Default: see `front.fighting`.
    certainty : bool, default False
        Whether to add how sure the holder is (see `certainty.Certainty`).

    Returns
    -------
    same type as `points`
        A copy with `faction` and `place` of the cell a point lies in, and `front_km`, the geodesic
        distance to the line in km (NaN without a front). A point up to 3 km outside the country,
        whose outline is coarse, counts for the nearest cell; farther out they are "" and NaN.
        With `certainty` also the column of this name, the probability of the holder's side to three
        decimals, and `second`, the likeliest faction of another side.

    Raises
    ------
    BadParameter
        If there are no positions, or a position is no number or off the globe.
    UnknownName

    Notes
    -----
    Distances are exact to 1 mm: the edges that may be the nearest are found in the equal-area
    plane with a margin for its distortion (`Plane.distortion`, `Plane.bow`), then measured on the
    ellipsoid.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> table = annotate(evening, pd.DataFrame({"lat": [33.51], "lon": [36.29]}))
    >>> table["faction"].tolist()
    ['SAA']
    """
    lat, lon = positions(points)
    where = situation.mesh.plane.to_plane(shapely.points(lon, lat))
    shapes = situation.mesh.shapes
    home = situation.mesh.locate(where)
    places = shapes.index.to_numpy(object)
    holders = situation.holders[shapes.index].to_numpy(object)
    inside = np.flatnonzero(home >= 0)
    kilometres = np.full(len(where), np.nan)
    front = front_between(situation, attackers, defenders)
    if not front.empty:
        for some in np.array_split(inside, len(inside) // _CHUNK + 1):
            kilometres[some] = _metres_to(front, where[some], lat[some], lon[some]) / 1000
    result = points.copy()
    result["faction"] = np.append(holders, "")[home]
    result["place"] = np.append(places, "")[home]
    result["front_km"] = kilometres
    if certainty:
        sure = certainty_of(situation)
        share, result["second"] = sure.judge(sure.at(where, home), home)
        result["certainty"] = np.round(share, DECIMALS)
    return result


def _metres_to(front: Front, where: np.ndarray, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Measure from points, given in the plane and in degrees, to the nearest edge of a front."""
    ends = front.segments[["x0", "y0", "x1", "y1"]].to_numpy().reshape(-1, 2, 2)
    edges = front.segments[ENDS].to_numpy()
    tree = shapely.STRtree(shapely.linestrings(ends))
    (order, _), planar = tree.query_nearest(where, all_matches=False, return_distance=True)
    nearest = np.empty(len(where))
    nearest[order] = planar
    # A nearer edge on the ellipsoid lies no farther than this in the plane.
    error = front.situation.mesh.distortion
    reach = (nearest + front.bow) * (1 + error) / (1 - error) + front.bow
    point, edge = tree.query(where, "dwithin", distance=reach)
    metres = np.full(len(where), np.inf)
    np.minimum.at(metres, point, nearest_on_segments(lat[point], lon[point], edges[edge])[0])
    return metres
