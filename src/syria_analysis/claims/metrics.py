"""The metrics of claims, each with the subjects, expected values and bands that it takes.

A metric is a function with the decorator `metric`; a row of `claims.csv` names one. What a subject
says is data with a known form, never code.

To add one: write the function in `place_metrics`, `ground_metrics` or
`cutoff_metrics` and decorate it; judge its value
with a function of `rules`; name it in a row of ``claims.csv``, where ``tolerance_low`` and
``tolerance_high`` say how wide "about" is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from syria_analysis.claims.rules import Answer
from syria_analysis.errors import BadDate, InvalidData, SyriaAnalysisError, unknown
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import as_day

__all__ = [
    "APART",
    "BAND",
    "DAY",
    "DIRECTIONS",
    "FORCE",
    "FRONT",
    "METRICS",
    "NEAR",
    "NUMBER",
    "PLACE",
    "PLACES",
    "SIDE",
    "Claim",
    "Key",
    "Metric",
    "Names",
    "claim_faults",
    "metric",
    "read_claim",
]


@dataclass(frozen=True)
class Key:
    """What a key of a subject holds.

    Attributes
    ----------
    kind : str
        ``place``, ``faction``, ``unit``, ``kind`` (of place), ``day``, ``number``, ``word``.
    many : bool
        Whether several values, separated by commas, are allowed.
    optional : bool
        Whether the key may be left out.
    choices : tuple of str
        For words: those that are known; empty if any will do.
    """

    kind: str
    many: bool = False
    optional: bool = False
    choices: tuple[str, ...] = ()


PLACE, PLACES = Key("place"), Key("place", many=True)
FORCE, SIDE = Key("faction"), Key("faction", many=True)
DAY, NUMBER = Key("day"), Key("number")
FRONT = {"to": PLACE, "attackers": SIDE, "defenders": SIDE}
NEAR = {"by": FORCE, "from": SIDE, "near": PLACE, "radius_km": NUMBER, "since": DAY}
BAND = ("tolerance_low", "tolerance_high")
APART = (("attackers", "defenders"), ("by", "from"), ("by", "than"), ("by", "without"))
"""Keys of two sides, none of whose factions may be on both."""
DIRECTIONS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


@dataclass(frozen=True)
class Names:
    """The names that subjects may use, and the evenings that the data cover."""

    places: Collection[str]
    factions: Collection[str]
    units: Collection[str]
    kinds: Collection[str]
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Claim:
    """A claim as a metric reads it.

    Attributes
    ----------
    id, metric : str
        As in `claims.csv`.
    as_of : datetime.date
        The evening that the claim is about.
    subject : mapping of str to tuple of str
        Checked values by key.
    expected : str
        ``"yes"``, a number, an ISO day, or "".
    low, high : float or None
        The band within which a value supports the claim, in its unit.
    """

    id: str
    metric: str
    as_of: dt.date
    subject: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    expected: str = "yes"
    low: float | None = None
    high: float | None = None

    def many(self, key: str) -> tuple[str, ...]:
        """Return the values of a key; none if it is left out."""
        return self.subject.get(key, ())

    def one(self, key: str) -> str:
        """Return the one value of a key."""
        return self.subject[key][0]

    def number(self, key: str) -> float | None:
        """Return the number of a key, None if it is left out."""
        values = self.many(key)
        return float(values[0]) if values else None

    def day(self, key: str) -> dt.date:
        """Return the day of a key; the claim's own evening if it is left out."""
        values = self.many(key)
        return as_day(values[0]) if values else self.as_of


Compute = Callable[[Dataset, Claim], Answer]
AnyCompute = TypeVar("AnyCompute", bound=Callable[..., Answer])


@dataclass(frozen=True)
class Metric:
    """A metric that a claim can name.

    Attributes
    ----------
    compute : callable
        From the evidence and a claim to an `Answer`.
    subject : mapping of str to Key
        The keys that its subject takes.
    expects : tuple of str
        What may be expected: ``"yes"``, ``"number"``, ``"day"`` or ``"nothing"``.
    band : tuple of str
        Columns of the tolerance that it needs.
    timeless : bool
        Whether no event bears on it.
    """

    compute: Compute
    subject: Mapping[str, Key]
    expects: tuple[str, ...] = ("yes",)
    band: tuple[str, ...] = ()
    timeless: bool = False


METRICS: dict[str, Metric] = {}
"""Every metric by its name in `claims.csv`; the modules of this folder fill it."""


def metric(
    subject: Mapping[str, Key],
    expects: tuple[str, ...] = ("yes",),
    band: tuple[str, ...] = (),
    timeless: bool = False,
    name: str = "",
) -> Callable[[AnyCompute], AnyCompute]:
    """Make a function a metric.

    Parameters
    ----------
    subject : mapping of str to Key
        The keys that its subject takes.
    expects : tuple of str
        What may be expected (see `Metric`).
    band : tuple of str
        Columns of the tolerance that it needs.
    timeless : bool
        Whether no event bears on it.
    name : str
        What claims call it. Default: the name of the function.

    Returns
    -------
    callable
        A decorator, which gives the function back as it is.

    Examples
    --------
    >>> METRICS["held_by"].subject["by"]
    Key(kind='faction', many=True, optional=False, choices=())
    """

    def register(compute: AnyCompute) -> AnyCompute:
        METRICS[name or compute.__name__] = Metric(compute, subject, expects, band, timeless)
        return compute

    return register


def claim_faults(row: Mapping[str, Any], names: Names) -> Iterator[tuple[str, SyriaAnalysisError]]:
    """Find what is wrong with a row of `claims.csv` beyond its schema.

    Parameters
    ----------
    row : mapping
        Column to value, as strings or typed as in `Dataset.claims`.
    names : Names
        What is known.

    Yields
    ------
    column : str
        Where the fault is.
    error : UnknownName, InvalidData or BadDate
        What it is.

    Examples
    --------
    >>> day = dt.date(2024, 12, 2)
    >>> names = Names(["homs"], ["SAA"], ["Homs"], ["city"], day, day)
    >>> row = {"metric": "held_by", "subject": "place=hums;by=SAA", "as_of": "2024-12-02",
    ...        "expected": "yes", "tolerance_low": "", "tolerance_high": ""}
    >>> [f"{column}: {error}" for column, error in claim_faults(row, names)]
    ["subject: unknown place 'hums': did you mean 'homs'?"]
    """
    name = str(row["metric"])
    if name not in METRICS:
        yield "metric", unknown("metric", name, METRICS)
        return
    as_of = _day(row["as_of"])
    if as_of is None:
        yield "as_of", InvalidData("a claim needs the evening that it is about")
    elif not names.first <= as_of <= names.last:
        yield "as_of", InvalidData(f"{as_of} is outside the data: {names.first} to {names.last}")
    try:
        subject = _split(str(row["subject"]))
    except InvalidData as error:
        yield "subject", error
        return
    keys = METRICS[name].subject
    for part in subject:
        if part not in keys:
            yield "subject", unknown(f"key of {name}", part, keys)
    for part, key in keys.items():
        if part not in subject:
            if not key.optional:
                yield "subject", InvalidData(f"{name} needs the key {part!r}")
            continue
        if len(subject[part]) != 1 and not key.many:
            yield "subject", InvalidData(f"{part!r} takes one value, not {len(subject[part])}")
        for value in subject[part]:
            fault = _value_fault(part, key, value, names, as_of)
            if fault is not None:
                yield "subject", fault
    for pair in APART:
        if all(key in keys and keys[key].kind == "faction" for key in pair):
            first, second = (subject.get(key, ()) for key in pair)
            for faction in dict.fromkeys(value for value in first if value in second):
                told = f"{faction[:40]} cannot be on both sides, {pair[0]!r} and {pair[1]!r}"
                yield "subject", InvalidData(told)
    yield from _expectation_faults(name, row)


def read_claim(row: Mapping[str, Any], names: Names) -> Claim:
    """Read a row of `claims.csv`.

    Parameters
    ----------
    row : mapping
        Column to value, as strings or typed as in `Dataset.claims`.
    names : Names
        What is known.

    Returns
    -------
    Claim

    Raises
    ------
    UnknownName, InvalidData
        One line naming the claim, the column and the fault.

    Examples
    --------
    >>> day = dt.date(2024, 12, 2)
    >>> names = Names(["homs"], ["SAA"], ["Homs"], ["city"], day, day)
    >>> row = {"id": "homs-held", "metric": "held_by", "subject": "place=homs;by=SAA",
    ...        "as_of": "2024-12-02", "expected": "yes", "tolerance_low": "", "tolerance_high": ""}
    >>> read_claim(row, names).one("place")
    'homs'
    """
    for column, error in claim_faults(row, names):
        raise error.at(f"claims.csv, {row['id']}, {column}: ")
    as_of = _day(row["as_of"])
    assert as_of is not None
    return Claim(
        id=str(row["id"]),
        metric=str(row["metric"]),
        as_of=as_of,
        subject=_split(str(row["subject"])),
        expected=str(row["expected"]),
        low=_float(row["tolerance_low"]),
        high=_float(row["tolerance_high"]),
    )


def _split(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for pair in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, values = (part.strip() for part in pair.partition("="))
        if not equals or not name or not values:
            raise InvalidData(f"{pair[:60]!r} is not key=value")
        if name in found:
            raise InvalidData(f"the key {name!r} stands twice")
        found[name] = tuple(value.strip() for value in values.split(","))
    return found


def _value_fault(
    name: str, key: Key, value: str, names: Names, as_of: dt.date | None
) -> SyriaAnalysisError | None:
    known = {
        "place": names.places,
        "faction": names.factions,
        "unit": names.units,
        "kind": names.kinds,
        "word": key.choices or (value,),
    }
    if key.kind in known:
        return None if value in known[key.kind] else unknown(key.kind, value, known[key.kind])
    if key.kind == "number":
        number = _float(value)
        right = number is not None and 0 <= number < float("inf")
        return None if right else InvalidData(f"{name}={value[:40]} is not a positive number")
    try:
        day = as_day(value)
    except BadDate as error:
        return error
    if not names.first <= day <= names.last:
        return InvalidData(f"{name}={day} is outside the data: {names.first} to {names.last}")
    if as_of is not None and day > as_of:
        return InvalidData(f"{name}={day} is later than the claim's evening {as_of}")
    return None


def _expectation_faults(
    name: str, row: Mapping[str, Any]
) -> Iterator[tuple[str, SyriaAnalysisError]]:
    allowed, expected = METRICS[name].expects, str(row["expected"])
    number = _float(expected)
    right = {
        "nothing": not expected,
        "yes": expected == "yes",
        "number": number is not None and abs(number) < float("inf"),
        "day": _day(expected) is not None,
    }
    if not any(right[kind] for kind in allowed):
        wanted = " or ".join({"day": "a day", "number": "a number"}.get(k, k) for k in allowed)
        yield "expected", InvalidData(f"{name} expects {wanted}, not {expected[:40]!r}")
    for column in METRICS[name].band:
        if _float(row[column]) is None:
            yield column, InvalidData(f"{name} needs a number here")


def _float(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return None if number != number else number


def _day(value: Any) -> dt.date | None:
    if value is None or value != value:  # NaT and NaN differ from themselves
        return None
    try:
        return as_day(value)
    except BadDate:
        return None
