"""Numbers for readers: no more digits than the interval around them supports."""

from __future__ import annotations

import math

from syria_analysis.text.language import voice

__all__ = [
    "as_told",
    "finest",
    "format_number",
    "round_interval",
    "round_to_interval",
    "step_for",
    "step_of",
]

_FINEST = {"km": 1.0, "km²": 10.0, "%": 0.1}
_LAND_SHARE = 0.01  # land summed from cells is told no finer than to a hundredth

_FINENESS = 1e-9  # absorbs the error of doubles, so that 5.0000000001 counts as 5


def finest(value: float, unit: str) -> float:
    """Give the finest step in which a number of some unit is told, whatever its interval.

    Parameters
    ----------
    value : float
        The number.
    unit : str
        ``"km"``, ``"km²"`` or ``"%"``; of any other, whole numbers are told.

    Returns
    -------
    float
        For land, which is summed from cells around places, about a hundredth of it.

    Examples
    --------
    >>> finest(66.3, "km"), finest(2457.0, "km²"), finest(39790.0, "km²"), finest(3.5, "%")
    (1.0, 20.0, 200.0, 0.1)
    """
    minimum = _FINEST.get(unit, 1.0)
    return _round_number(abs(value) * _LAND_SHARE, minimum, up=False) if unit == "km²" else minimum


def step_for(low: float, high: float, minimum: float = 1.0) -> float:
    """Pick the step to which a number with an interval is rounded.

    Parameters
    ----------
    low, high : float
        The interval, in the unit of the number.
    minimum : float, default 1.0
        The finest step allowed, itself 1, 2 or 5 times a power of ten.

    Returns
    -------
    float
        The finest of …, 1, 2, 5, 10, 20, … that is at least a quarter of the interval's width,
        never finer than `minimum`.

    Examples
    --------
    >>> step_for(63.2, 72.4), step_for(66.1, 66.3), step_for(4100, 6900)
    (5.0, 1.0, 1000.0)
    """
    return _round_number(abs(high - low) / 4, minimum, up=True)


def round_to_interval(value: float, low: float, high: float, minimum: float = 1.0) -> float:
    """Round a number to the step that its interval supports.

    Parameters
    ----------
    value, low, high : float
        The number and its interval, ``low <= value <= high``.
    minimum : float, default 1.0
        The finest step allowed.

    Returns
    -------
    float
        The number rounded to `step_for`. Where that would move it by more than a quarter of the
        interval's width or a fifth of itself, out of the interval that `round_interval` gives, or
        from within it to one of its ends: to the next coarser step if that moves it by no more
        than a third, and a twentieth of itself, else to a finer one.

    Examples
    --------
    >>> round_to_interval(66.3, 63.2, 72.4), round_to_interval(66.3, 66.1, 66.5)
    (65.0, 66.0)
    >>> round_to_interval(197.4, 194.1, 203.2)  # 195 is too far off, 200 is hardly farther
    200.0
    >>> round_to_interval(62.4, 62.3, 72.0)  # 60 would lie outside of 62 to 72
    62.0
    """
    return _nearest(value, step_of(value, low, high, minimum))


def step_of(value: float, low: float, high: float, minimum: float = 1.0) -> float:
    """Give the step by which `round_to_interval` rounds a number.

    Parameters
    ----------
    value, low, high, minimum : float
        As for `round_to_interval`.

    Returns
    -------
    float

    Examples
    --------
    >>> step_of(66.3, 63.2, 72.4), step_of(62.4, 62.3, 72.0)
    (5.0, 2.0)
    """
    ends = round_interval(low, high, minimum)
    step, width = step_for(low, high, minimum), abs(high - low)
    # A number within its interval is not told as one of the ends, unless no step can part them.
    within = low < value < high and _nearest(value, minimum) not in ends

    def fits(tried: float, most: float) -> bool:
        rounded = _nearest(value, tried)
        inside = ends[0] <= rounded <= ends[1] and not (within and rounded in ends)
        return inside and abs(rounded - value) <= most

    near = min(width / 4, abs(value) / 5)
    coarser = _round_number(step * 1.5, minimum, up=True)
    if not fits(step, near) and fits(coarser, min(width / 3, abs(value) / 20)):
        return coarser
    while step > minimum * (1 + _FINENESS) and not fits(step, near):
        step = max(_round_number(step / 2, minimum, up=False), minimum)
    return step


def round_interval(low: float, high: float, minimum: float = 1.0) -> tuple[float, float]:
    """Round the ends of an interval outwards, to a tenth of its width or somewhat finer.

    Parameters
    ----------
    low, high : float
        The interval.
    minimum : float, default 1.0
        The finest step allowed.

    Returns
    -------
    low, high : float

    Examples
    --------
    >>> round_interval(63.2, 72.4), round_interval(7321.0, 9105.0)
    ((63.0, 73.0), (7300.0, 9200.0))
    """
    step = _end_step(low, high, minimum)
    return (
        _tidy(math.floor(low / step + _FINENESS) * step),
        _tidy(math.ceil(high / step - _FINENESS) * step),
    )


def as_told(value: float, low: float, high: float, unit: str) -> tuple[float, float, float]:
    """Round a number and the ends of its interval as all that is read by people tells them.

    Parameters
    ----------
    value, low, high : float
        The number and its interval; without one, `low` is `high`.
    unit : str
        As for `finest`.

    Returns
    -------
    value, low, high : float
        By `round_to_interval` and `round_interval`, no finer than `finest`; without an interval
        the ends are the number.

    Examples
    --------
    >>> as_told(23.4, 8.8, 24.9, "km"), as_told(56.06, 48.53, 57.32, "%")
    ((24.0, 8.0, 25.0), (55.0, 48.5, 57.5))
    """
    least = finest(value, unit)
    best = round_to_interval(value, low, high, least)
    return (best, best, best) if low == high else (best, *round_interval(low, high, least))


def format_number(value: float, decimals: int | None = None) -> str:
    """Write a rounded number as the language spoken does: thousands set apart, a real minus sign.

    Parameters
    ----------
    value : float
        Any number that is rounded already.
    decimals : int, optional
        How many decimals are written. Default: as many as there are, up to six.

    Returns
    -------
    str

    Examples
    --------
    >>> format_number(65.0), format_number(12300.0), format_number(-0.25)
    ('65', '12,300', '−0.25')
    >>> format_number(65.0, 1), format_number(-0.04, 1)
    ('65.0', '0.0')
    """
    from babel.numbers import format_decimal

    wanted = "." + "#" * 6 if decimals is None else "." * (decimals > 0) + "0" * decimals
    size = format_decimal(abs(value), f"#,##0{wanted}", locale=voice().own.locale)
    nothing = round(value, 6 if decimals is None else decimals) == 0
    return f"−{size}" if value < 0 and not nothing else size


def _round_number(size: float, minimum: float, up: bool) -> float:
    """Find the 1, 2 or 5 times a power of ten next to a size, not below it or not above it."""
    if size <= minimum:
        return float(minimum)
    power = 10.0 ** math.floor(math.log10(size) + _FINENESS)
    share, factors = size / power, (1, 2, 5, 10)
    if up:
        factor = min(f for f in factors if f >= share - _FINENESS)
    else:
        factor = max(f for f in factors if f <= share + _FINENESS)
    return _tidy(factor * power)


def _end_step(low: float, high: float, minimum: float) -> float:
    return _round_number(abs(high - low) / 10, minimum, up=False)


def _nearest(value: float, step: float) -> float:
    return _tidy(math.floor(value / step + 0.5) * step)


def _tidy(value: float) -> float:
    return float(round(value, 9)) + 0.0
