"""What the metrics of claims share: events with their spans, and who surely holds what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

import pandas as pd

from syria_analysis.claims.metrics import Claim, Names
from syria_analysis.control.situation import Situation
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.language import say
from syria_analysis.text.wording import commas, place_name

__all__ = [
    "contest_events",
    "event_ids",
    "kilometres_to",
    "known_names",
    "names_of",
    "passages",
    "start_of_rule",
    "with_spans",
]

MOST_NAMED = 6
"""So many places of a remark are named."""


def names_of(dataset: Dataset, places: Iterable[str]) -> str:
    """Write the names of places, the first few of them."""
    names: list[str] = [place_name(dataset, place) for place in places]
    if len(names) > MOST_NAMED:
        names[MOST_NAMED:] = [say("and-more", number=len(names) - MOST_NAMED)]
    return commas(names)


@cached_on_owner(maxsize=64)
def kilometres_to(dataset: Dataset, place: str) -> pd.Series:
    """Measure the geodesic distance of every place to one, in km."""
    there, all_places = dataset.places.loc[place], dataset.places
    metres = distance_and_bearing(there["lat"], there["lon"], all_places["lat"], all_places["lon"])
    return pd.Series(metres[0] / 1000, index=all_places.index)


def contest_events(situation: Situation, places: Iterable[str]) -> list[str]:
    """Find the events by which places are contested on an evening."""
    asked = set(places)
    return [event for event, place in _contests(situation) if place in asked]


@cached_on_owner(maxsize=128)
def _contests(situation: Situation) -> tuple[tuple[str, str], ...]:
    events = situation.dataset.events
    so_far = events[events["date"] <= pd.Timestamp(situation.date)]
    latest = so_far.drop_duplicates("place", keep="last")
    latest = latest[latest["contested"]]
    return tuple(zip(latest["id"], latest["place"], strict=True))


@cached_on_owner(maxsize=32)
def with_spans(dataset: Dataset) -> pd.DataFrame:
    """List the events of real places in order, with the span in which each happened."""
    events = dataset.events[dataset.events["place"].isin(dataset.real_places.index)]
    earliest = events["date_earliest"].fillna(events["date"])
    return events.assign(earliest=earliest, latest=events["date_latest"].fillna(events["date"]))


def passages(
    dataset: Dataset, claim: Claim, contested: bool | None, until: dt.date | None = None
) -> pd.DataFrame:
    """List events from one side to another that happened, or may have, after `since` by a day."""
    events = with_spans(dataset)
    evening = pd.Timestamp(until or claim.as_of)
    mask = events["to"].isin(claim.many("by")) & events["from"].isin(claim.many("from"))
    mask &= (events["latest"] > pd.Timestamp(claim.day("since"))) & (events["earliest"] <= evening)
    if contested is not None:
        mask &= events["contested"] == contested
    return events[mask]


def start_of_rule(
    dataset: Dataset, place: str, side: Collection[str], day: dt.date
) -> dict[str, Any] | None:
    """Find the event by which a place became a side's and stayed so to the evening, if any."""
    found, evening = None, pd.Timestamp(day)
    for event in _histories(dataset).get(place, ()):
        if event["date"] > evening:
            continue
        if event["to"] not in side:
            found = None
        elif event["from"] not in side:
            found = event
    return found


@cached_on_owner(maxsize=32)
def _histories(dataset: Dataset) -> dict[str, list[dict[str, Any]]]:
    """List the uncontested events of each place, in order."""
    events = with_spans(dataset)
    found: dict[str, list[dict[str, Any]]] = {}
    columns = ["id", "place", "date", "earliest", "latest", "order", "from", "to"]
    for event in events.loc[~events["contested"], columns].to_dict("records"):
        found.setdefault(event["place"], []).append(event)
    return found


def event_ids(events: Iterable[str]) -> tuple[str, ...]:
    """List ids, each once, without the empty ones."""
    return tuple(dict.fromkeys(str(event) for event in events if event))


def known_names(dataset: Dataset) -> Names:
    """List the names that the subjects of claims may use.

    Parameters
    ----------
    dataset : Dataset
        The evidence.

    Returns
    -------
    Names

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> "homs" in known_names(load_dataset()).places
    True
    """
    real = dataset.real_places
    return Names(
        places=frozenset(real.index),
        factions=frozenset(dataset.factions.index),
        units=frozenset(dataset.places["unit"]),
        kinds=frozenset(real["kind"]),
        first=dataset.first,
        last=dataset.reported_to or dataset.last,
    )
