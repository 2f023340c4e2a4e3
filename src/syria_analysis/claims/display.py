"""How the value of a claim is written for readers."""

from __future__ import annotations

from syria_analysis.claims.rules import Answer
from syria_analysis.package.values import as_day
from syria_analysis.text.rounding import approximately, format_number
from syria_analysis.text.wording import day_text

__all__ = ["display"]

_UNITS = {"km": "km", "km2": "km²", "%": "%"}


def display(answer: Answer, unit: str) -> str:
    """Write the value of an answer with no more digits than its interval supports."""
    value, low, high = answer.value, answer.low, answer.high
    if value is None:
        return "—"
    if isinstance(value, str):
        if value in ("yes", "no"):
            return value if low == high else f"{value}, not certain"
        return day_text(as_day(value)) + ("" if low == high else f" ({_span_text(low, high)})")
    if unit in _UNITS and not isinstance(low, str) and not isinstance(high, str):
        name = _UNITS[unit]
        if value == low == high and value == round(value):
            return f"{format_number(value)} {name}"
        return approximately(value, low, high, name)
    number = format_number(value)
    span = "" if low == high else f" ({_end(low)}–{_end(high)})"
    if unit in ("day", "rank"):
        return f"{unit} {number}{span}"
    singular = value == 1 and unit.endswith("s")
    return f"{number}{span} {unit[:-1] if singular else unit}".strip()


def _end(value: float | str | None) -> str:
    return "?" if value is None or isinstance(value, str) else format_number(value)


def _span_text(first: object, last: object) -> str:
    start, end = as_day(first), as_day(last)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{end.day} {end:%B}"
    return f"{start.day} {start:%B} to {end.day} {end:%B}"
