"""The same evidence read otherwise: stricter, as known on a day, or with doubts settled one way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pandas as pd
import shapely

from syria_analysis.package.dataset import Dataset
from syria_analysis.package.origins import EVIDENCE, evidence_of

__all__ = [
    "doubts_settled_for",
    "known_by",
    "only_high_confidence",
    "positions_drawn",
    "without_single_party_claims",
]

AnyDataset = TypeVar("AnyDataset", bound=Dataset)


def only_high_confidence(dataset: AnyDataset) -> AnyDataset:
    """Leave out every event whose confidence is not high.

    Parameters
    ----------
    dataset : Dataset
        The evidence.

    Returns
    -------
    same type
        The same places with fewer events.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> strict = only_high_confidence(load_dataset())
    >>> set(strict.events["confidence"])
    {'high'}
    """
    return replace(dataset, events=dataset.events[dataset.events["confidence"] == "high"])


def without_single_party_claims(dataset: AnyDataset) -> AnyDataset:
    """Leave out every event that rests on the word of one party to the fighting alone.

    Parameters
    ----------
    dataset : Dataset
        The evidence.

    Returns
    -------
    same type
        The same places with fewer events.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> checked = without_single_party_claims(load_dataset())
    >>> "own claim" in set(checked.events["claim_kind"])
    False
    """
    return replace(dataset, events=dataset.events[dataset.events["claim_kind"] != "own claim"])


def doubts_settled_for(dataset: AnyDataset, side: Collection[str]) -> AnyDataset:
    """Settle every contested place and every uncertain day in favour of a side.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    side : collection of str
        Faction ids.

    Returns
    -------
    same type
        What the side contests it holds; what it gained within a span of days it gained on the
        first of them, what it lost it lost on the last. Nothing of that is doubtful any more.

    Notes
    -----
    The events of a place keep their order: a gain moves no further back than to the day of the
    event before it, a loss no further on than to the day of the event after it. So the side
    holds on every evening at least what it holds as reported.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> kind = doubts_settled_for(load_dataset(), {"SAA"})
    >>> situation_on(kind, "2024-12-02").holders["suran"]
    'SAA'
    """
    events, ours = dataset.events.copy(), list(side)
    gains = events["to"].isin(ours) & ~events["from"].isin(ours)
    losses = events["from"].isin(ours) & ~events["to"].isin(ours)
    before = events.groupby("place")["date"].shift()
    early = events["date_earliest"].fillna(events["date"])
    events["date"] = events["date"].mask(gains, early.where(~(before > early), before))
    after = events.groupby("place")["date"].shift(-1)
    late = events["date_latest"].fillna(events["date"])
    events["date"] = events["date"].mask(losses, late.where(~(after < late), after))
    events.loc[gains | losses, ["date_earliest", "date_latest"]] = pd.NaT
    events["contested"] = events["contested"] & ~gains & ~losses
    # A contest against the side leaves the place with it: that is no event then.
    lost_contest = dataset.events["contested"] & losses
    events = events[~lost_contest].sort_values("date", kind="stable")
    places = dataset.places.copy()
    theirs, marked = places["holder"].isin(ours), places["contested_by"]
    won = marked.isin(ours) & ~theirs
    places["holder"] = places["holder"].mask(won, marked)
    places["contested_by"] = marked.mask(won | (theirs & ~marked.isin(ours)), "")
    faces = dataset.faces
    if faces is not None:
        faces = replace(faces, settled=tuple(ours))
    return replace(dataset, events=events, places=places, faces=faces)


def known_by(dataset: AnyDataset, day: object) -> AnyDataset:
    """Leave out every event that no page published by the end of a day reports.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    day : str, datetime.date or datetime.datetime
        Any day, also one after the last evening, read as `Dataset.day` reads it.

    Returns
    -------
    same type
        The same places with the reports of sources whose day of publication is not later, and
        with the events that have one of them left. A source without such a day proves nothing and
        does not count; nor do events without a report.

    Raises
    ------
    BadDate

    Notes
    -----
    Whose word an event is, its origins and its confidence follow from the reports that are left;
    its best day stays as it is known now. Holders of the first evening stay.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> len(known_by(dataset, "2024-11-30").events) < len(dataset.events)
    True
    """
    limit = pd.Timestamp(dataset.conflict.evening.day_of(day))
    in_time = set(dataset.sources.index[dataset.sources["published"] <= limit])
    reports = dataset.reports[dataset.reports["source"].isin(in_time)]
    events = dataset.events[dataset.events.index.isin(reports["about"])].copy()
    events[list(EVIDENCE)] = evidence_of(reports, events.index)
    return replace(dataset, events=events, reports=reports)


def positions_drawn(dataset: AnyDataset, seed: int) -> AnyDataset:
    """Move every place at random within the accuracy of its position.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    seed : int
        The same seed moves every place to the same spot.

    Returns
    -------
    same type
        The same events with places moved, east and north independently, normally distributed so
        that 95 % stay within `position_accuracy_m`. Anchors, whose line is cited, stay.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> moved = positions_drawn(load_dataset(), seed=1)
    >>> bool((moved.places["lat"] != load_dataset().places["lat"]).any())
    True
    """
    places = dataset.places.copy()
    # Rayleigh: 95 % of the draws lie within 2.4477 standard deviations.
    sigma = places["position_accuracy_m"].to_numpy(float) / 2.4477
    sigma[(places["kind"] == "anchor").to_numpy()] = 0.0
    step = np.random.default_rng(seed).normal(size=(len(places), 2)) * sigma[:, None]
    plane = shapely.get_coordinates(
        dataset.plane.to_plane(shapely.points(places["lon"], places["lat"]))
    )
    moved = dataset.plane.to_degrees(shapely.points(plane + step))
    still = sigma == 0
    places["lon"] = np.where(still, places["lon"], shapely.get_x(moved))
    places["lat"] = np.where(still, places["lat"], shapely.get_y(moved))
    return replace(dataset, places=places)
