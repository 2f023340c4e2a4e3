"""The verdict rules, fixed before anything was computed: pure functions of values and bands.

How wide a band is, such as 15 % either way of an "about", no rule says: each row of `claims.csv`
declares it, as numbers in `tolerance_low` and `tolerance_high` and in words in `tolerance_rule`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "NOT_CHECKABLE",
    "NOT_COMPUTED",
    "NOT_SUPPORTED",
    "NOT_YET_KNOWN",
    "PARTLY",
    "SUPPORTED",
    "VERDICT_SHAPES",
    "Answer",
    "about",
    "at_least_one",
    "closer",
    "count",
    "first_day",
    "gain",
    "share",
    "truth",
    "within_days",
    "yes_no",
]

SUPPORTED = "supported"
PARTLY = "partly"
NOT_SUPPORTED = "not supported"
NOT_CHECKABLE = "not checkable from this data"
NOT_COMPUTED = "not yet computed"
NOT_YET_KNOWN = "not yet known"

VERDICT_SHAPES = {
    SUPPORTED: "●",
    PARTLY: "◐",
    NOT_SUPPORTED: "○",
    NOT_CHECKABLE: "–",
    NOT_COMPUTED: "…",
    NOT_YET_KNOWN: "?",
}
"""A shape for each verdict, told apart without colour; all are in DejaVu Sans."""


@dataclass(frozen=True)
class Answer:
    """What a metric finds.

    Attributes
    ----------
    verdict : str
        One of the keys of `VERDICT_SHAPES`.
    value, low, high : float, str or None
        The value and its interval: numbers, ISO days, ``"yes"`` or ``"no"``; None if there is none.
    events : tuple of str
        Ids of the events that it rests on.
    basis : str
        What a reader should know about how it came about.
    """

    verdict: str
    value: float | str | None = None
    low: float | str | None = None
    high: float | str | None = None
    events: tuple[str, ...] = ()
    basis: str = ""


def yes_no(true: bool) -> str:
    """Write a truth value as the data do.

    Parameters
    ----------
    true : bool

    Returns
    -------
    str

    Examples
    --------
    >>> yes_no(True)
    'yes'
    """
    return "yes" if true else "no"


def truth(surely: bool, possibly: bool) -> str:
    """Judge a yes-or-no claim.

    Parameters
    ----------
    surely : bool
        True whichever way contested and uncertain places are settled, for all that is named.
    possibly : bool
        True one way of settling them, or for some of what is named.

    Returns
    -------
    str
        Verdict.

    Examples
    --------
    >>> truth(False, True)
    'partly'
    """
    return SUPPORTED if surely else PARTLY if possibly else NOT_SUPPORTED


def about(best: float, low: float, high: float, band: tuple[float, float]) -> str:
    """Judge an approximate number, by the band that the claim's row declares as its tolerance.

    Parameters
    ----------
    best, low, high : float
        The value and its interval.
    band : tuple of float
        Lowest and highest value that still support the claim.

    Returns
    -------
    str
        Supported inside the band, partly if only the interval overlaps it.

    Examples
    --------
    >>> about(57.0, 52.0, 63.0, (59.5, 80.5))
    'partly'
    """
    return truth(band[0] <= best <= band[1], low <= band[1] and high >= band[0])


def count(
    best: float, low: float, high: float, expected: float, published: tuple[float, float] | None
) -> str:
    """Judge an exact count.

    Parameters
    ----------
    best, low, high : float
        Our count and its interval.
    expected : float
        The claimed count.
    published : tuple of float or None
        Lowest and highest count that others published for the same days.

    Returns
    -------
    str
        Supported if equal; partly if within the published counts, or if the interval holds it.

    Examples
    --------
    >>> count(42, 30, 50, 39, None), count(60, 55, 65, 39, (39, 108)), count(5, 5, 5, 39, None)
    ('partly', 'partly', 'not supported')
    """
    among = published is not None and published[0] <= best <= published[1]
    return truth(best == expected, among or low <= expected <= high)


def within_days(best: float, low: float, days: float) -> str:
    """Judge "within N days", the first day of the attack being day 1.

    Parameters
    ----------
    best, low : float
        Day number, and the earliest it may be.
    days : float
        N.

    Returns
    -------
    str
        Partly on day N + 1, since the hour is not known, or if the earliest is in time.

    Examples
    --------
    >>> within_days(3, 3, 3), within_days(4, 4, 3), within_days(5, 5, 3)
    ('supported', 'partly', 'not supported')
    """
    return truth(best <= days, best <= days + 1 or low <= days)


def gain(best: float, low: float, floor: float = 0.0) -> str:
    """Judge a gain: above the floor, and so without what is not sure.

    Parameters
    ----------
    best, low : float
        The gain, and the gain without contested, uncertain and low-confidence ground.
    floor : float, default 0.0
        What it must exceed.

    Returns
    -------
    str

    Examples
    --------
    >>> gain(10.0, 2.0), gain(10.0, -2.0), gain(-1.0, -5.0)
    ('supported', 'partly', 'not supported')
    """
    return truth(best > floor and low > floor, best > floor)


def share(best: float | None, high: float | None, minimum: float) -> str:
    """Judge a share in per cent.

    Parameters
    ----------
    best, high : float or None
        The share and its upper end; None if there is nothing to share.
    minimum : float
        The share that supports the claim.

    Returns
    -------
    str
        Partly above nothing, or if the upper end reaches the share.

    Examples
    --------
    >>> share(60.0, 70.0, 50), share(0.0, 20.0, 50), share(None, None, 50)
    ('supported', 'not supported', 'not supported')
    """
    if best is None:
        return NOT_SUPPORTED
    return truth(best >= minimum, best > 0 or (high is not None and high >= minimum))


def first_day(best: str | None, low: str | None, high: str | None, expected: str) -> str:
    """Judge a date, all as ISO days.

    Parameters
    ----------
    best, low, high : str or None
        First day found and its span; None if it never happened.
    expected : str
        The claimed day.

    Returns
    -------
    str
        Partly if later, or if only the span holds the day.

    Examples
    --------
    >>> first_day("2024-11-30", "2024-11-30", "2024-11-30", "2024-11-27")
    'partly'
    """
    if best is None:
        return NOT_SUPPORTED
    spanned = low is not None and high is not None and low <= expected <= high
    return truth(best == expected, best > expected or spanned)


def at_least_one(sure: float, possible: float, minimum: float = 1.0) -> str:
    """Judge "at least one place".

    Parameters
    ----------
    sure : float
        Places that passed with medium or high confidence.
    possible : float
        Those and the contested and low-confidence ones.
    minimum : float, default 1.0
        How many are needed.

    Returns
    -------
    str

    Examples
    --------
    >>> at_least_one(0, 2)
    'partly'
    """
    return truth(sure >= minimum, possible >= minimum)


def closer(best: float, high: float, minimum: float) -> str:
    """Judge "moved closer", in per cent of the earlier distance.

    Parameters
    ----------
    best, high : float
        By how much the distance shrank, and the most it may have.
    minimum : float
        What counts as closer.

    Returns
    -------
    str
        Partly if closer by less, or if only the high value reaches it.

    Examples
    --------
    >>> closer(20, 25, 15), closer(3, 4, 15), closer(0, 0, 15)
    ('supported', 'partly', 'not supported')
    """
    return truth(best >= minimum, best > 0 or high >= minimum)
