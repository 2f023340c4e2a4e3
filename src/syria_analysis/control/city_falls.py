"""When cities changed hands, by whose account, and how sure that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from syria_analysis.control.readings import AS_REPORTED, NEAREST_PLACE, readings
from syria_analysis.control.situation import situation_on
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import split_list

__all__ = ["city_falls"]

_COLUMNS = (
    "place",
    "date",
    "from",
    "to",
    "earliest",
    "latest",
    "contested_since",
    "confidence",
    "claimant",
    "claim_kind",
    "independent_origins",
    "other_days",
    "disputed",
    "event",
    "sources",
)


def city_falls(
    dataset: Dataset,
    days: Sequence[dt.date],
    places: Iterable[str],
    attackers: Iterable[str],
    defenders: Iterable[str],
) -> pd.DataFrame:
    """List when places changed hands, with what leaves the day open.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    days : sequence of datetime.date
        Evenings in order: changes after the first and up to the last are listed.
    places : iterable of str
        Place ids.
    attackers, defenders : iterable of str
        Faction ids of the two sides for which doubts are settled in the other readings.

    Returns
    -------
    pandas.DataFrame
        One row a change of the holder, in order of time. Columns `place`, `date`, `from`, `to`;
        `earliest`, `latest`: the span of days, the day itself where it is known;
        `contested_since`: day on which the captor was first reported in the place without holding
        it, NaT if it was not; `confidence`, `claimant`, `claim_kind`, `independent_origins` of the
        event; `other_days`: the days on which the captor first holds the place under the other
        readings of the evidence (see `control.readings`), each once, NaT standing for "not by
        the last evening"; `disputed`: whether any of this leaves the day open; `event`;
        `sources`, a tuple of ids.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> city_falls(data, data.days, ["hama", "homs"], ["HTS", "SNA"], ["SAA"])[
    ...     ["place", "disputed"]
    ... ].to_dict("records")
    [{'place': 'hama', 'disputed': False}, {'place': 'homs', 'disputed': True}]
    """
    events = dataset.events[dataset.events["date"] <= pd.Timestamp(days[-1])]
    first = pd.Timestamp(days[0])
    rows = []
    for place in places:
        holder, rival, since = dataset.places.at[place, "holder"], "", pd.NaT
        for event in events[events["place"] == place].to_dict("records"):
            captor = event["to"]
            if event["contested"]:
                since = since if rival == captor else event["date"]
                rival = captor
                continue
            if captor != holder and event["date"] > first:
                contested = since if rival == captor else pd.NaT
                other = _other_days(dataset, days, place, captor, (attackers, defenders))
                rows.append(_row(event, holder, contested, other))
            holder, rival, since = captor, "", pd.NaT
    order = {event: number for number, event in enumerate(dataset.events["id"])}
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    return table.sort_values("event", key=lambda ids: ids.map(order), ignore_index=True)


def _row(
    event: dict[str, Any], loser: str, contested: Any, other: tuple[Any, ...]
) -> dict[str, Any]:
    day = event["date"]
    earliest = day if pd.isna(event["date_earliest"]) else event["date_earliest"]
    latest = day if pd.isna(event["date_latest"]) else event["date_latest"]
    unsure = earliest < latest or not pd.isna(contested) or event["confidence"] == "low"
    return {
        "place": event["place"],
        "date": day,
        "from": loser,
        "to": event["to"],
        "earliest": earliest,
        "latest": latest,
        "contested_since": contested,
        "confidence": event["confidence"],
        "claimant": event["claimant"],
        "claim_kind": event["claim_kind"],
        "independent_origins": event["independent_origins"],
        "other_days": other,
        "disputed": bool(unsure or any(answer != day for answer in other)),
        "event": event["id"],
        "sources": split_list(event["sources"]),
    }


def _other_days(
    dataset: Dataset, days: Sequence[dt.date], place: str, captor: str, sides: tuple[Any, Any]
) -> tuple[Any, ...]:
    """First day on which the captor holds the place, under every other reading."""
    found = []
    for reading in readings(dataset, *sides):
        told = reading.key in (AS_REPORTED, NEAREST_PLACE)
        if told or reading.attackers != tuple(sides[0]):
            continue  # these read the same events
        held = (day for day in days if situation_on(reading.dataset, day).holders[place] == captor)
        found.append(pd.Timestamp(next(held, pd.NaT)))
    return tuple(dict.fromkeys(sorted(found, key=lambda day: (pd.isna(day), day))))
