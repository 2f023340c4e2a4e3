"""What alerts watch for: rules in a small TOML file, read and checked against the data.

A file holds one ``[[rule]]`` for each thing to watch, with its ``kind`` and what `KINDS` lists
for that kind. Every fault is told with the line it stands on.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadParameter, MissingData, SyriaAnalysisError, unknown
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.limits import Unreadable, parse_toml, read_text
from syria_analysis.roads.network import on_roads, road_network

__all__ = ["KINDS", "RULES", "Rule", "Rules", "read_rules", "rule_faults"]

Rules = str | Path | Iterable[Mapping[str, Any]] | None
"""A TOML file, rules as mappings, or None for those of the data package."""

Days = tuple[dt.date | None, dt.date | None]
"""The first and the last evening asked about."""

RULES = "alerts.toml"
"""The file of a data package with its own rules."""

MOST_RULES = 1000
MOST = 1_000_000
"""Largest number of kilometres or square kilometres."""
GROUPS = ("seats", "cities")
"""Words that stand for many places: seats of administrative units, places of kind city."""

_HEADING = re.compile(r"^[ \t]*\[\[\s*rule\s*\]\]", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """One thing to watch.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    places : tuple of str
        Place ids; none for a rule about ground.
    settings : dict
        What else the kind takes, by name; defaults filled in.
    """

    kind: str
    places: tuple[str, ...]
    settings: dict[str, Any]


@dataclass(frozen=True)
class _Key:
    """How a key of a rule is read, and its value where it is missing.

    A function gives that value for a dataset and the days asked about; None: it must be there.
    """

    read: Callable[[Dataset, Any], Any]
    default: Callable[[Dataset, Days], Any] | None = None


def _places(dataset: Dataset, value: Any) -> tuple[str, ...]:
    if value == "seats":
        return tuple(sorted(dataset.seats))
    if value == "cities":
        return tuple(dataset.real_places.index[dataset.real_places["kind"] == "city"])
    return tuple(dict.fromkeys(dataset.place(name) for name in _texts(value)))


def _places_on_roads(dataset: Dataset, value: Any) -> tuple[str, ...]:
    places = _places(dataset, value)
    if value in GROUPS:
        return tuple(place for place in places if place in road_network(dataset))
    return tuple(on_roads(dataset, place) for place in places)


def _side(dataset: Dataset, value: Any) -> tuple[str, ...]:
    return dataset.side(_texts(value))


def _source(dataset: Dataset, value: Any) -> str:
    (name,) = _texts(value) if isinstance(value, str) else ("",)
    return on_roads(dataset, name)


def _amount(dataset: Dataset, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value <= MOST:
        raise BadParameter(
            f"a number above 0 and up to {MOST:,} is wanted, not {str(value)[:40]!r}"
        )
    return float(value)


def _texts(value: Any) -> list[str]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, Sequence) or not texts or not all(isinstance(t, str) for t in texts):
        raise BadParameter(f"a name or a list of names is wanted, not {str(value)[:40]!r}")
    return list(texts)


def _attackers(dataset: Dataset, days: Days) -> tuple[str, ...]:
    return dataset.attackers(None, *days)


def _defenders(dataset: Dataset, days: Days) -> tuple[str, ...]:
    return dataset.defenders(None, *days)


def _origin(dataset: Dataset, _: Days) -> str:
    return on_roads(dataset, dataset.origin())


def _anybody(_: Dataset, __: Days) -> tuple[str, ...]:
    return ()


KINDS: dict[str, dict[str, _Key]] = {
    "front_within": {
        "places": _Key(_places),
        "km": _Key(_amount),
        "attackers": _Key(_side, _attackers),
        "defenders": _Key(_side, _defenders),
    },
    "changed_hands": {
        "places": _Key(_places),
        "from": _Key(_side, _anybody),
        "to": _Key(_side, _anybody),
    },
    "contested": {"places": _Key(_places)},
    "cut_off": {
        "places": _Key(_places_on_roads),
        "source": _Key(_source, _origin),
        "side": _Key(_side, _defenders),
    },
    "ground_in_a_day": {"km2": _Key(_amount), "factions": _Key(_side, _anybody)},
}
"""Every kind of rule with the keys it takes; a side that is empty means any faction."""


def read_rules(
    dataset: Dataset,
    rules: Rules = None,
    since: dt.date | None = None,
    date: dt.date | None = None,
) -> tuple[Rule, ...]:
    """Read rules and check them against the data.

    Parameters
    ----------
    dataset : Dataset
        Where places and factions are.
    rules : path or iterable of mapping, optional
        A TOML file, or rules as mappings with the same keys. Default: ``alerts.toml`` of the data
        package.
    since, date : datetime.date, optional
        The evenings asked about, whose contest gives the sides that a rule does not name.
        Default: the last evening of the data.

    Returns
    -------
    tuple of Rule

    Raises
    ------
    MissingData
        If the file cannot be read.
    BadParameter, UnknownName
        For a rule that is wrong, with its line and the nearest known name.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> read_rules(load_dataset(), [{"kind": "contested", "places": "Homs"}])
    (Rule(kind='contested', places=('homs',), settings={}),)
    """
    if rules is not None and not isinstance(rules, str | Path):
        given = enumerate(rules, 1)
        return tuple(
            _rule(dataset, rule, partial("rule {}: ".format, n), (since, date)) for n, rule in given
        )
    listed, lines = _listed(dataset.folder / RULES if rules is None else Path(rules))
    return tuple(
        _rule(dataset, rule, partial(lines.of, n), (since, date))
        for n, rule in enumerate(listed, 1)
    )


def rule_faults(dataset: Dataset) -> list[tuple[int, str]]:
    """Name every fault of the rules of a data package.

    Parameters
    ----------
    dataset : Dataset
        The package.

    Returns
    -------
    list of tuple of (int, str)
        Line, 0 where it cannot be told, and what is wrong; none if the package has no rules.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> rule_faults(load_dataset())
    []
    """
    path = dataset.folder / RULES
    if not path.is_file():
        return []
    try:
        listed, lines = _listed(path)
    except SyriaAnalysisError as error:
        return [(0, str(error).removeprefix(path.name).lstrip(": "))]
    found = (_fault(dataset, rule, n, lines) for n, rule in enumerate(listed, 1))
    return [fault for fault in found if fault is not None]


def _fault(dataset: Dataset, given: Any, number: int, lines: _Lines) -> tuple[int, str] | None:
    line = 0

    def at(key: str | None) -> str:
        nonlocal line
        line = lines.line(number, key)
        return "" if line else f"rule {number}: "

    try:
        _rule(dataset, given, at, (None, None))
    except SyriaAnalysisError as error:
        return line, str(error)
    return None


def _listed(path: Path) -> tuple[list[Any], _Lines]:
    """Read a file of rules as a list of tables."""
    text = _text(path)
    try:
        whole = parse_toml(text)
    except Unreadable as error:
        raise BadParameter(f"{path.name} is no TOML: {error}") from None
    listed = whole.get("rule")
    if set(whole) != {"rule"} or not isinstance(listed, list) or not listed:
        raise BadParameter(f"{path.name} must hold [[rule]] tables and nothing else")
    if len(listed) > MOST_RULES:
        raise BadParameter(f"{path.name} holds more than {MOST_RULES} rules")
    return listed, _Lines(path.name, text, len(listed))


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except Unreadable as error:
        if error.missing:
            hint = f"a package may have its own in {RULES}, --rules names any other file"
            raise MissingData(f"cannot read the rules {path}: {error}; {hint}") from None
        raise BadParameter(f"{path.name}: {error}") from None


@dataclass(frozen=True)
class _Lines:
    """The text of a file of rules, to tell a fault with its line."""

    name: str
    text: str
    count: int

    def of(self, rule: int, key: str | None) -> str:
        """Say where a rule, or a key in it, stands."""
        line = self.line(rule, key)
        return f"{self.name}, line {line}: " if line else f"{self.name}, rule {rule}: "

    def line(self, rule: int, key: str | None) -> int:
        """Return the line of a rule, or of a key in it; 0 if it cannot be told."""
        starts = [match.start() for match in _HEADING.finditer(self.text)]
        if len(starts) != self.count:  # rules written in another way than with headings
            return 0
        start, end = starts[rule - 1], [*starts, len(self.text)][rule]
        name = re.escape(key or "")
        found = re.search(rf"^[ \t]*[\"']?{name}[\"']?[ \t]*=", self.text[start:end], re.MULTILINE)
        start += found.start() if found else 0
        return self.text.count("\n", 0, start) + 1


def _rule(dataset: Dataset, given: Any, at: Callable[[str | None], str], days: Days) -> Rule:
    if not isinstance(given, Mapping):
        raise BadParameter(f"{at(None)}a rule is a table of keys and values")
    kind = given.get("kind")
    if not isinstance(kind, str):
        raise BadParameter(f"{at(None)}the rule has no kind: known are {', '.join(KINDS)}")
    if kind not in KINDS:
        raise unknown("kind of rule", kind, KINDS).at(at("kind"))
    keys = KINDS[kind]
    for key in given:
        if key not in keys and key != "kind":
            raise unknown(f"key of {kind}", key, keys).at(at(key))
    settings = {}
    for name, key in keys.items():
        if name not in given:
            if key.default is None:
                raise BadParameter(f"{at(None)}{kind} needs {name}")
            try:
                settings[name] = key.default(dataset, days)
            except SyriaAnalysisError as error:
                raise error.at(at(None)) from error
            continue
        try:
            settings[name] = key.read(dataset, given[name])
        except SyriaAnalysisError as error:
            raise error.at(f"{at(name)}{name}: ") from error
    if kind == "front_within" and set(settings["attackers"]) & set(settings["defenders"]):
        raise BadParameter(f"{at('attackers')}a faction is among both attackers and defenders")
    if kind == "front_within":
        settings["joined"] = "attackers" not in given  # whoever is not asked for by name counts
    places = settings.pop("places", ())
    return Rule(kind, places, settings)
