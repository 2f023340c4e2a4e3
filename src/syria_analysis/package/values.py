"""How single values of the data and of requests are read: days and lists."""

from __future__ import annotations

import datetime as dt

from syria_analysis.errors import BadDate

__all__ = ["ATTACKERS", "DEFENDERS", "LATEST", "as_day", "split_list"]

ATTACKERS: tuple[str, ...] = ("HTS", "SNA")
DEFENDERS: tuple[str, ...] = ("SAA",)
"""The two sides of the front where a question names none."""

LATEST = "latest"
"""What stands for the last evening of the data where a day is asked for."""

LIST_SEPARATOR = "|"


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
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        # strptime, not fromisoformat: the latter also takes week dates and 20241202.
        return dt.datetime.strptime(str(value), "%Y-%m-%d").date()
    except ValueError:
        raise BadDate(f"{str(value)[:40]!r} is not a day: write it as 2024-12-02") from None
