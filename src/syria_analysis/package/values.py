"""How single values of the data and of requests are read: days and lists."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from syria_analysis.errors import BadDate

__all__ = ["LATEST", "as_day", "as_moment", "bank_sides", "split_list"]

LATEST = "latest"
"""What stands for the last evening of the data where a day is asked for."""

LIST_SEPARATOR = "|"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)
"""What a text looks like that names a time of a day, not a day."""


def split_list(cell: str) -> tuple[str, ...]:
    """Split a cell that holds a list into its items.

    Parameters
    ----------
    cell : str
        Items separated by ``|``; an empty cell has none.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> split_list("sohr-2024-12-01|reuters-2024-12-01")
    ('sohr-2024-12-01', 'reuters-2024-12-01')
    """
    return tuple(item.strip() for item in cell.split(LIST_SEPARATOR) if item.strip())


def bank_sides(cell: str, barriers: Sequence[str]) -> dict[str, str]:
    """Read on which sides of barriers a place lies.

    Parameters
    ----------
    cell : str
        ``left`` or ``right`` if there is one barrier, else ``barrier:side``, several separated by
        ``|``; empty if the position tells.
    barriers : sequence of str
        Layers of the base map that are barriers.

    Returns
    -------
    dict of str to str
        Barrier to ``"left"`` or ``"right"``, as the barrier is drawn (downstream).

    Raises
    ------
    ValueError
        With what is wrong.

    Examples
    --------
    >>> bank_sides("left", ["congo"]), bank_sides("congo:left|kasai:right", ["congo", "kasai"])
    ({'congo': 'left'}, {'congo': 'left', 'kasai': 'right'})
    """
    sides: dict[str, str] = {}
    for item in split_list(cell):
        barrier, _, side = item.rpartition(":")
        if not barrier and len(barriers) == 1:
            barrier = barriers[0]
        if side not in ("left", "right"):
            raise ValueError(f"{item[:40]!r} is no side: write left or right")
        if barrier not in barriers:
            known = f"of {', '.join(barriers)}" if barriers else "and the package declares none"
            raise ValueError(f"{item[:40]!r} names no barrier {known}")
        if sides.setdefault(barrier, side) != side:
            raise ValueError(f"it cannot lie on both sides of {barrier}")
    return sides


def as_day(value: object) -> dt.date:
    """Read an ISO day.

    Parameters
    ----------
    value : str or datetime.date
        ``"2024-12-02"``, a date, or a datetime (whose day is taken).

    Returns
    -------
    datetime.date

    Raises
    ------
    BadDate
        If the value is no ISO day.

    Examples
    --------
    >>> as_day("2024-12-02")
    datetime.date(2024, 12, 2)
    """
    if isinstance(value, dt.date) and value == value:  # pandas' NaT is a date and equals nothing
        return value.date() if isinstance(value, dt.datetime) else value
    told = str(value)
    try:
        if told[4:8:3] == "--" and len(told) == 10:  # it also takes week dates and 20241202
            return dt.date.fromisoformat(told)
        return dt.datetime.strptime(told, "%Y-%m-%d").date()  # 2024-12-2; many times slower
    except ValueError:
        raise BadDate(f"{told[:40]!r} is not a day: write it as YYYY-MM-DD") from None


def as_moment(value: object) -> dt.datetime | None:
    """Read a time of a day.

    Parameters
    ----------
    value : object
        A `datetime.datetime`, `pandas.Timestamp` or `numpy.datetime64`, or a text in ISO 8601 with
        at least hour and minute: ``"2024-12-02T23:00+00:00"``, ``"2024-12-02 23:00"``.

    Returns
    -------
    datetime.datetime or None
        With the offset or the zone that was given, if any; None if the value is no time of a day.

    Examples
    --------
    >>> as_moment("2024-12-02T23:00Z").isoformat(), as_moment("2024-12-02")
    ('2024-12-02T23:00:00+00:00', None)
    """
    if isinstance(value, dt.datetime):
        return value if value == value else None  # pandas' NaT equals nothing
    told = str(value).strip()
    try:
        return dt.datetime.fromisoformat(told) if MOMENT.fullmatch(told) else None
    except ValueError:
        return None
