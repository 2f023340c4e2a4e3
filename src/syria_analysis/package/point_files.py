"""Read a user's CSV file: points, captures."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from syria_analysis.errors import BadParameter, MissingData
from syria_analysis.package.limits import Unreadable, read_rows
from syria_analysis.package.plain_text import clean

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["positions", "read_points", "read_table"]

MOST_POINTS = 1_000_000
"""Rows that a user's file may have."""


def read_points(file: str | Path, filled: Sequence[str] = ()) -> pd.DataFrame:
    """Read a CSV file of points, its other columns kept as text.

    Parameters
    ----------
    file : path
        UTF-8 CSV with the columns `lat` and `lon` in WGS84 degrees.
    filled : sequence of str, optional
        Columns that the answer fills besides `faction`, `place` and `front_km`.

    Returns
    -------
    pandas.DataFrame
        All columns as text, in the order of the file.

    Raises
    ------
    MissingData
        If there is no such file.
    BadParameter
        If it is no CSV with the two columns, or has columns that the answer would overwrite.

    Examples
    --------
    >>> read_points("no-such-file.csv")
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: there is no file no-such-file.csv
    """
    path, table = Path(file), read_table(file)
    taken = [name for name in ("faction", "place", "front_km", *filled) if name in table.columns]
    if taken:
        raise BadParameter(f"{path} has a column {taken[0]!r} already, which the answer would fill")
    return table


def read_table(file: str | Path) -> pd.DataFrame:
    """Read a user's CSV file, all of it as text.

    Parameters
    ----------
    file : path
        UTF-8 CSV, within the limits of `untrusted` but with up to a million rows.

    Returns
    -------
    pandas.DataFrame
        All columns as text, in the order of the file.

    Raises
    ------
    MissingData
        If there is no such file, or none that may be read.
    BadParameter
        If it is no CSV with a header in which every name stands once.

    Examples
    --------
    >>> read_table("no-such-file.csv")
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: there is no file no-such-file.csv
    """
    import pandas as pd

    path, shown = Path(file), clean(file)[:200]
    try:
        rows = read_rows(path, MOST_POINTS)
    except Unreadable as error:
        if error.missing:
            there = os.path.lexists(path) if "\0" not in str(path) else False
            told = f"{shown} cannot be read: {error}" if there else f"there is no file {shown}"
            raise MissingData(told) from None
        raise BadParameter(f"{shown} is not a UTF-8 CSV file: {error}") from None
    if not rows:
        raise BadParameter(f"{shown} is not a UTF-8 CSV file: it is empty")
    (_, header), *body = rows
    for name in header:
        if header.count(name) > 1:
            raise BadParameter(f"{shown} has the column {name[:60]!r} twice")
    for line, row in body:
        if len(row) != len(header):
            kind = "more" if len(row) > len(header) else "fewer"
            raise BadParameter(
                f"{shown} is not a CSV file: line {line} has {kind} cells than the header"
            )
    return pd.DataFrame([row for _, row in body], columns=header, dtype=str)


def positions(points: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Read where points lie.

    Parameters
    ----------
    points : pandas.DataFrame or geopandas.GeoDataFrame
        A GeoDataFrame of points in any coordinate system, or a table with the columns `lat` and
        `lon`.

    Returns
    -------
    tuple of (ndarray, ndarray)
        lat and lon, WGS84 degrees.

    Raises
    ------
    BadParameter
        If there are no positions, or a position is no number or off the globe.

    Examples
    --------
    >>> import pandas as pd
    >>> positions(pd.DataFrame({"lat": ["34.5"], "lon": ["36.5"]}))
    (array([34.5]), array([36.5]))
    """
    import numpy as np
    import pandas as pd

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
