"""Who holds any point, and how far it is from the front."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from syria_analysis.control.certainty import DECIMALS, certainty_of
from syria_analysis.control.front import ENDS, front_between
from syria_analysis.control.situation import Situation
from syria_analysis.errors import BadParameter, PointsWarning
from syria_analysis.geo.nearest import metres_to
from syria_analysis.package.dataset import Side
from syria_analysis.package.plain_text import clean
from syria_analysis.package.point_files import Positions, positions, read_points

__all__ = ["PREFIX", "annotate", "answers"]

PREFIX = "control_"
"""What the name of a column of ours begins with, if the points have one of its name."""
_CHUNK = 100_000
"""Points whose certainty is computed at once, so that memory stays flat."""


def annotate(
    situation: Situation,
    points: Any,
    attackers: Side = None,
    defenders: Side = None,
    certainty: bool = False,
    *,
    lat: str | None = None,
    lon: str | None = None,
    prefix: str = "",
) -> Any:
    """Add to points who holds them, how far the front is and, if asked, how sure that is.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    points : pandas.DataFrame, geopandas.GeoDataFrame, geopandas.GeoSeries, str or path
        Points in any coordinate system; a table with columns of WGS84 degrees, as `positions`
        finds them; or a file, as `read_points` reads it. A collection of one point is a point.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the front. Default: see `front.fighting`.
    certainty : bool, default False
        Whether to add how sure the holder is (see `certainty.Certainty`).
    lat, lon : str, optional
        Names of the columns of degrees, if they have no usual ones.
    prefix : str, optional
        What the names of all added columns begin with.

    Returns
    -------
    same type as `points`
        A copy, in the same order, with `faction` and `place` (ids) of the cell a point lies in,
        and `front_km`, the geodesic distance to the line in km (NaN without a front). A point up
        to 3 km outside the country, whose outline is coarse, counts for the nearest cell; farther
        out they are "" and NaN, as in rows without a position.
        With `certainty` also the column of this name, the probability of the holder's side to three
        decimals, and `second`, the likeliest faction of another side.
        No column of `points` is changed: if one of ours is there already, ours is called
        ``control_faction`` and the like. Of a GeoSeries a GeoDataFrame, of a file what it holds.

    Warns
    -----
    PointsWarning
        How many rows tell no position; how many points lie outside, and whether `lat` and `lon`
        look swapped; which columns of ours have another name.

    Raises
    ------
    BadParameter
        If it is no table of points, no row of it tells a position, none lies in the country, or a
        column would have a name that is taken.
    MissingData
        If there is no such file.
    UnknownName

    Notes
    -----
    Distances are exact to 1 mm: see `nearest.metres_to`.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> table = annotate(evening, pd.DataFrame({"lat": [33.51], "lon": [36.29]}))
    >>> table["faction"].tolist()
    ['SAA']
    """
    if isinstance(points, (str, Path)):
        points, _ = read_points(points)
    told = positions(points, lat, lon)
    found, home = _answers(situation, told.lat, told.lon, attackers, defenders, certainty)
    _warn_of_rows(situation, told, home)
    if not isinstance(points, pd.DataFrame):
        points = points.to_frame(points.name or "geometry")
    found.columns = pd.Index(_named(list(points.columns), list(found.columns), prefix))
    result = points.copy()
    for name in found:
        result[name] = found[name].array
    return result


def answers(
    situation: Situation,
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    attackers: Side = None,
    defenders: Side = None,
    certainty: bool = False,
) -> pd.DataFrame:
    """Tell of positions what `annotate` adds to points, without a word on those outside.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    lat, lon : ndarray of shape (n,)
        WGS84 degrees.
    attackers, defenders, certainty
        As for `annotate`.

    Returns
    -------
    pandas.DataFrame
        One row for each position.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> answers(evening, np.array([33.51]), np.array([36.29]))["place"].tolist()
    ['damascus']
    """
    return _answers(situation, lat, lon, attackers, defenders, certainty)[0]


def _answers(
    situation: Situation,
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    attackers: Side,
    defenders: Side,
    certainty: bool,
) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    mesh = situation.mesh
    front = front_between(situation, attackers, defenders)
    xy, home = mesh.locate_degrees(lat, lon)
    inside = np.flatnonzero(home >= 0)
    kilometres = np.full(len(lat), np.nan)
    if not front.empty:
        edges = front.segments[ENDS].to_numpy(float)
        there = lat[inside], lon[inside], xy[inside]
        kilometres[inside] = metres_to(*there, edges, mesh.plane, mesh.distortion) / 1000
    # Taken from a short array of texts: a million are not converted one by one.
    holders = pd.array([*situation.cell_holders, ""], dtype="str")
    places = pd.array([*mesh.shapes.index, ""], dtype="str")
    columns = {
        "faction": holders.take(home),
        "place": places.take(home),
        "front_km": kilometres,
    }
    if certainty:
        sure = certainty_of(situation)
        names = pd.array(["", *sure.factions], dtype="str")
        share, second = np.full(len(lat), np.nan), np.zeros(len(lat), dtype=np.intp)
        for some in np.array_split(inside, len(inside) // _CHUNK + 1):
            share[some], other = sure.judge(sure.at(xy[some], home[some]), home[some])
            second[some] = pd.Index(names).get_indexer(other)
        columns |= {"certainty": np.round(share, DECIMALS), "second": names.take(second)}
    return pd.DataFrame(columns), home


def _warn_of_rows(situation: Situation, told: Positions, home: NDArray[np.intp]) -> None:
    """Warn of rows that got no answer, and why they may have got none."""
    if told.blank:
        rows = "1 row tells" if told.blank == 1 else f"{told.blank:,} rows tell"
        _warn(f"{rows} no position and stays blank")
    if told.unread:
        rows = "1 position is" if told.unread == 1 else f"{told.unread:,} positions are"
        _warn(f"{rows} no degrees and left blank: {told.example}")
    known = np.isfinite(told.lat)
    outside = np.flatnonzero(known & (home < 0))
    if not len(outside):
        return
    name, count = situation.dataset.conflict.country.name, int(known.sum())
    lie = "lies" if len(outside) == 1 else "lie"
    said = f"{len(outside):,} of {count:,} points {lie} outside {name}"
    if len(outside) == count:
        said = f"none of {count:,} points lies in {name}"
    exchanged = situation.mesh.locate_degrees(told.lon[outside], told.lat[outside])[1] >= 0
    first = int(outside[exchanged.argmax()])
    where = f"row {first + 1}: {told.lat[first]:g}, {told.lon[first]:g}"
    if exchanged.sum() * 2 > len(outside):
        said += f"; with lat and lon exchanged {int(exchanged.sum()):,} lie inside: swapped?"
    elif (np.maximum(np.abs(told.lat), np.abs(told.lon)) > 180).any():
        said += "; some are no degrees: are they metres of a projection?"
    said += f" (first {where})"
    if len(outside) == count:
        raise BadParameter(said)
    _warn(said)


def _named(theirs: Sequence[Any], ours: Sequence[str], prefix: str) -> list[str]:
    """Name our columns so that none of theirs is overwritten, whatever the case."""
    if not re.fullmatch(r"([^\W\d][\w .-]{0,39})?", prefix):
        raise BadParameter("a prefix is a letter and up to 39 letters, digits, spaces, _ . or -")
    taken = {str(name).casefold(): clean(name)[:60] for name in theirs}
    names = [prefix + name for name in ours]
    again = [taken[name] for name in names if name.casefold() in taken]
    if again and not prefix:
        names = [PREFIX + name if name in taken else name for name in ours]
        told = ", ".join(name for name in names if name.startswith(PREFIX))
        if not any(name.casefold() in taken for name in names):
            _warn(
                f"the points have {' and '.join(map(repr, again))} already: ours are called {told}"
            )
            return names
    if again:
        raise BadParameter(
            f"the points have a column {again[0]!r} already: choose another prefix (--prefix)"
        )
    return names


def _warn(text: str) -> None:
    warnings.warn(text, PointsWarning, stacklevel=4)
