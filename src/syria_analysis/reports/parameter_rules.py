"""How the parameters of a report must agree, with one another and with the data.

A notebook declares its rules in its metadata, ``{"syria_analysis": {"rules": [...]}}``; they are
checked before it runs. A word stands for a parameter, given as one value or a list:

- ``baseline <= date``: days or numbers in order;
- ``first < last``: in order and not the same;
- ``attackers apart defenders``: no value in common;
- ``other given``: neither left out nor empty;
- ``other read by rules column places on date``: files of another account of who holds what, which
  can be read;
- ``targets on roads``: every place lies on a road of the data;
- ``captures not held by force on date``: the force does not hold one of the places uncontested
  that evening.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from syria_analysis.errors import BadParameter, SyriaAnalysisError
from syria_analysis.memo import cached_on_owner
from syria_analysis.reports.text import clean

__all__ = ["check_rules"]

Values = Mapping[str, Any]


def check_rules(rules: Iterable[str], values: Values, dataset: Any = None) -> None:
    """Check what a notebook declares of its parameters.

    Parameters
    ----------
    rules : iterable of str
        Rules as the module describes them.
    values : mapping
        The values, as `resolve` gives them.
    dataset : Dataset, optional
        The data, without which rules about roads and holders cannot be checked.

    Raises
    ------
    SyriaAnalysisError
        If a rule is broken (mostly `BadParameter`), or cannot be read.
    """
    for rule in rules:
        found = ((pattern.fullmatch(rule), check) for pattern, check in _CHECKS.items())
        match, check = next(((m, c) for m, c in found if m), (None, None))
        if match is None or check is None or not set(match.groups()) <= set(values):
            raise BadParameter(f"the notebook's rule {clean(rule)[:60]!r} cannot be read")
        check(match.groups(), values, dataset)


def _given(names: tuple[str, ...], values: Values, _: Any) -> None:
    if not values[names[0]]:
        raise BadParameter(f"parameter {names[0]!r} has to be given: -p {names[0]}=…")


def _in_order(names: tuple[str, ...], values: Values, _: Any) -> None:
    one, other = (values[name] for name in names)
    if one > other:
        raise BadParameter(f"{names[0]} {one} must not be later than {names[1]} {other}")


def _before(names: tuple[str, ...], values: Values, _: Any) -> None:
    one, other = (values[name] for name in names)
    if one >= other:
        raise BadParameter(f"{names[0]} {one} must be earlier than {names[1]} {other}")


def _apart(names: tuple[str, ...], values: Values, _: Any) -> None:
    one, other = (set(_listed(values[name])) for name in names)
    if one & other:
        both = ", ".join(sorted(one & other))
        raise BadParameter(f"{both} cannot be among both the {names[0]} and the {names[1]}")


def _on_roads(names: tuple[str, ...], values: Values, dataset: Any) -> None:
    from syria_analysis.roads.network import on_roads

    for place in _listed(values[names[0]]):
        try:
            on_roads(dataset, place)
        except SyriaAnalysisError as error:
            raise error.at(f"parameter {names[0]!r}: ") from error


def _not_held(names: tuple[str, ...], values: Values, dataset: Any) -> None:
    from syria_analysis.control.situation import situation_on
    from syria_analysis.control.what_if import if_captured

    places, force, day = (values[name] for name in names)
    try:
        if_captured(situation_on(dataset, day), *_listed(places), by=force)
    except SyriaAnalysisError as error:
        raise error.at(f"parameter {names[0]!r}: ") from error


def _read(names: tuple[str, ...], values: Values, dataset: Any) -> None:
    others, *how, day = (values[name] for name in names)
    files = tuple(_listed(others))
    try:  # no day matters but to a detailed map, whose name may tell none
        _read_account(dataset, files, *how, day if files[0].lower().endswith(".lua") else "")
    except SyriaAnalysisError as error:
        raise error.at(f"parameter {names[0]!r}: ") from error


@cached_on_owner(maxsize=1)  # once for all days of a batch
def _read_account(dataset: Any, others: tuple[str, ...], *how: str) -> None:
    from syria_analysis.control.comparison import read_account

    rules, column, places, day = how
    read_account(dataset, others, rules, column=column, places=places, date=day or None)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


_CHECKS: dict[re.Pattern[str], Callable[[tuple[str, ...], Values, Any], None]] = {
    re.compile(r"(\w+) given"): _given,
    re.compile(r"(\w+) read by (\w+) (\w+) (\w+) on (\w+)"): _read,
    re.compile(r"(\w+) <= (\w+)"): _in_order,
    re.compile(r"(\w+) < (\w+)"): _before,
    re.compile(r"(\w+) apart (\w+)"): _apart,
    re.compile(r"(\w+) on roads"): _on_roads,
    re.compile(r"(\w+) not held by (\w+) on (\w+)"): _not_held,
}
