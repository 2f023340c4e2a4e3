"""Two states of a data package compared: rows, and the evenings on which answers differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from syria_analysis.claims.check import claims_table
from syria_analysis.control.front import front_between
from syria_analysis.control.land import areas
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.headline import headline

__all__ = ["States", "compare_states"]

TABLES = (
    *("factions", "sources", "places", "events", "reports", "corrections"),
    *("claims", "roads", "published", "populations"),
)
LEAST_KM2, LEAST_KM = 0.01, 0.001
"""Smaller differences are those of rounding."""


@dataclass(frozen=True, eq=False)
class States:
    """How two states of the evidence differ.

    Attributes
    ----------
    rows : pandas.DataFrame
        `table`, `id`, `change` (added, removed, changed), `field`, `old`, `new`.
    holders : pandas.DataFrame
        `date`, `place`, `old`, `new`: the holder, with who contests it after a slash.
    areas : pandas.DataFrame
        `date`, `faction`, `old_km2`, `new_km2`, `moves_km2`.
    distances : pandas.DataFrame
        `date`, `city`, `old_km`, `new_km`, `moves_km`; None where there is no number.
    verdicts : pandas.DataFrame
        `claim`, `old`, `new`; "" where there is no such claim.
    headlines : pandas.DataFrame
        `date`, `old`, `new`: what the evening is said to have brought, where that differs.
    evenings : tuple of datetime.date
        Evenings whose reports change: who holds what, or how sure that is, differs on them, on the
        evening before, or at the baseline.
    """

    rows: pd.DataFrame
    holders: pd.DataFrame
    areas: pd.DataFrame
    distances: pd.DataFrame
    verdicts: pd.DataFrame
    headlines: pd.DataFrame
    evenings: tuple[dt.date, ...]

    @property
    def same(self) -> bool:
        """Whether no row differs."""
        return self.rows.empty and not self.evenings

    def record(self) -> dict[str, Any]:
        """Give all of it as plain values.

        Returns
        -------
        dict

        Examples
        --------
        >>> from syria_analysis.package.dataset import load_dataset
        >>> data = load_dataset()
        >>> compare_states(data, data, verdicts=False).record()["rows"]
        []
        """
        names = ("rows", "holders", "areas", "distances", "verdicts", "headlines")
        tables = {name: getattr(self, name).to_dict("records") for name in names}
        return {**tables, "evenings": list(self.evenings)}


def compare_states(old: Dataset, new: Dataset, verdicts: bool = True) -> States:
    """Compare two states of a data package.

    Parameters
    ----------
    old, new : Dataset
        The earlier and the later state.
    verdicts : bool, default True
        Whether to check the claims of both, which takes seconds.

    Returns
    -------
    States

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> compare_states(data, data, verdicts=False).same
    True
    """
    rows = [row for table in TABLES for row in _rows(table, old, new)]
    held: list[tuple[Any, ...]] = []
    ground: list[tuple[Any, ...]] = []
    far: list[tuple[Any, ...]] = []
    said: list[tuple[Any, ...]] = []
    evenings = []
    # An evening is told beside the one before it, and beside the baseline.
    yesterday = baseline = False
    for day in _days(old, new):
        before, after = (_on(state, day) for state in (old, new))
        today = before is None or after is None or not _same(before, after)
        told, yesterday = today or yesterday or baseline, today
        baseline = baseline or (today and day == new.conflict.baseline)
        if not told:
            continue
        evenings.append(day)
        held += _pairs(day, _holders(before), _holders(after), "")
        heads = [_headline(state) for state in (before, after)]
        if heads[0] != heads[1]:
            said.append((day, *heads))
        for one, two, least, into in (
            (_areas(before), _areas(after), LEAST_KM2, ground),
            (_distances(before), _distances(after), LEAST_KM, far),
        ):
            for _, key, a, b in _pairs(day, one, two, None):
                moves = None if a is None or b is None else b - a
                if moves is None or abs(moves) >= least:
                    into.append((day, key, a, b, moves))
    checked = []
    if verdicts and (rows or evenings):
        ruled = [
            dict(claims_table(data, brief=True)[["id", "verdict"]].values) for data in (old, new)
        ]
        checked = [row[1:] for row in _pairs(old.first, ruled[0], ruled[1], "")]
    return States(
        pd.DataFrame(rows, columns=["table", "id", "change", "field", "old", "new"]),
        pd.DataFrame(held, columns=["date", "place", "old", "new"]),
        pd.DataFrame(ground, columns=["date", "faction", "old_km2", "new_km2", "moves_km2"]),
        pd.DataFrame(far, columns=["date", "city", "old_km", "new_km", "moves_km"], dtype=object),
        pd.DataFrame(checked, columns=["claim", "old", "new"]),
        pd.DataFrame(said, columns=["date", "old", "new"]),
        tuple(evenings),
    )


def _rows(table: str, old: Dataset, new: Dataset) -> Iterator[tuple[str, ...]]:
    one, two = (_cells(getattr(data, table)) for data in (old, new))
    for id in sorted(one.keys() | two.keys()):
        if id not in one:
            yield table, id, "added", "", "", ""
        elif id not in two:
            yield table, id, "removed", "", "", ""
        else:
            for field in dict.fromkeys([*one[id], *two[id]]):
                a, b = one[id].get(field, ""), two[id].get(field, "")
                if a != b:
                    yield table, id, "changed", field, a, b


def _cells(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    return {
        str(id): {str(name): _text(cell) for name, cell in zip(table.columns, row, strict=True)}
        for id, row in zip(table.index, table.itertuples(index=False), strict=True)
    }


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    return value.date().isoformat() if isinstance(value, dt.datetime) else str(value)


def _days(old: Dataset, new: Dataset) -> list[dt.date]:
    first = min(old.first, new.first)
    last = max(data.reported_to or data.last for data in (old, new))
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def _on(data: Dataset, day: dt.date) -> Situation | None:
    covered = data.first <= day <= (data.reported_to or data.last)
    return situation_on(data, day) if covered else None


def _same(one: Situation, two: Situation) -> bool:
    parts = ("holders", "contested", "uncertain", "confidence", "last_event")
    return one.dataset.geometry_key == two.dataset.geometry_key and all(
        getattr(one, part).equals(getattr(two, part)) for part in parts
    )


def _holders(state: Situation | None) -> dict[str, str]:
    if state is None:
        return {}
    told = state.holders + state.contested.map(lambda by: f"/{by}" if by else "")
    return {str(place): str(told[place]) for place in state.dataset.real_places.index}


def _areas(state: Situation | None) -> dict[str, float]:
    if state is None:
        return {}
    table = areas(state)
    return {str(k): float(v) for k, v in zip(table["faction"], table["area_km2"], strict=True)}


def _distances(state: Situation | None) -> dict[str, float | None]:
    if state is None or not state.dataset.conflict.contests:
        return {}
    front = front_between(state)
    return {c: front.km_to(c) for c in state.dataset.conflict.cities}


def _headline(state: Situation | None) -> str:
    if state is None or not state.dataset.conflict.contests:
        return ""
    return headline(state).title


def _pairs(
    day: dt.date, one: dict[str, Any], two: dict[str, Any], missing: Any
) -> Iterator[tuple[Any, ...]]:
    for key in dict.fromkeys([*one, *two]):
        a, b = one.get(key, missing), two.get(key, missing)
        if a != b:
            yield day, key, a, b
