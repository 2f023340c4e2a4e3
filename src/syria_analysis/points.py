"""Read a user's file of points."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from syria_analysis.errors import BadParameter, MissingData

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_points"]


def read_points(file: str | Path) -> pd.DataFrame:
    """Read a CSV file of points, its other columns kept as text.

    Parameters
    ----------
    file : path
        UTF-8 CSV with the columns `lat` and `lon` in WGS84 degrees.

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
    import pandas as pd

    path = Path(file)
    if not path.is_file():
        raise MissingData(f"there is no file {path}")
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (UnicodeDecodeError, ValueError) as error:  # pandas' parser errors are ValueErrors
        reason = " ".join(str(error).split())[:120]
        raise BadParameter(f"{path} is not a UTF-8 CSV file: {reason}") from None
    if not isinstance(table.index, pd.RangeIndex):
        raise BadParameter(f"{path} is not a CSV file: rows have more cells than the header")
    taken = [name for name in ("faction", "place", "front_km") if name in table.columns]
    if taken:
        raise BadParameter(f"{path} has a column {taken[0]!r} already, which the answer would fill")
    return table
