"""How the value of a claim is written for readers."""

from __future__ import annotations

from syria_analysis.claims.rules import Answer
from syria_analysis.package.values import as_day
from syria_analysis.text.language import knows, say
from syria_analysis.text.wording import (
    day_and_month,
    day_text,
    number,
    number_with_interval,
    unit_text,
)

__all__ = ["display"]

_UNITS = {"km": "km", "km2": "km²", "%": "%"}


def display(answer: Answer, unit: str) -> str:
    """Write the value of an answer with no more digits than its interval supports."""
    value, low, high = answer.value, answer.low, answer.high
    if value is None:
        return "—"
    if value in ("yes", "no"):
        said = say(str(value))
        return said if low == high else say("not-certain", said=said)
    if isinstance(value, str):
        said = day_text(as_day(value))
        return said if low == high else say("in-brackets", said=said, more=_span_text(low, high))
    if unit in _UNITS and isinstance(low, int | float) and isinstance(high, int | float):
        if value == low == high and value == round(value):
            return say("number-unit", number=number(value), unit=unit_text(unit))
        return say("about", said=number_with_interval(value, low, high, _UNITS[unit]))
    ends = {} if low == high else {"low": _end(low), "high": _end(high)}
    key = f"value-{unit or 'count'}"
    key = (key if knows(key) else "value") + ("-interval" if ends else "")
    counted = {"number": int(value)} if value == round(value) else {"number": number(value)}
    more = {} if knows(f"value-{unit or 'count'}") else {"unit": unit_text(unit)}
    return say(key, **counted, **ends, **more)


def _end(value: float | str | None) -> str:
    return "?" if value is None or isinstance(value, str) else number(value)


def _span_text(first: object, last: object) -> str:
    start, end = as_day(first), as_day(last)
    if (start.year, start.month) == (end.year, end.month):
        return say("days-of-month", first=f"{start.day}", last=day_and_month(end))
    return say("day-to-day", earliest=day_and_month(start), latest=day_and_month(end))
