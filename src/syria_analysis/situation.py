"""Who holds what at the end of a day: a labelling of places, and the areas that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from syria_analysis.dataset import Dataset
from syria_analysis.tessellation import Tessellation, tessellate

__all__ = ["Situation", "areas", "contested_given_to", "situation_on", "transfer"]


@dataclass(frozen=True, eq=False)
class Situation:
    """Who holds every place at the end of a day, 24:00 Damascus time.

    Attributes
    ----------
    dataset : Dataset
        The evidence.
    date : datetime.date
        The day.
    holders : pandas.Series
        Place id to the faction that holds it; a contested place keeps its last uncontested holder.
    contested : pandas.Series
        Place id to the faction that contests it, "" where nobody does.
    uncertain : pandas.Series
        Place id to whether a change there is only dated by a span that this evening divides.
    confidence : pandas.Series
        Place id to high, medium or low: how sure the row is on which the holder rests.
    last_event : pandas.Series
        Place id to the id of the event on which the holder rests, "" for the baseline.
    """

    dataset: Dataset
    date: dt.date
    holders: pd.Series
    contested: pd.Series
    uncertain: pd.Series
    confidence: pd.Series
    last_event: pd.Series

    @cached_property
    def tessellation(self) -> Tessellation:
        """The geometry of the dataset's places."""
        return tessellate(self.dataset)


def situation_on(dataset: Dataset, date: object) -> Situation:
    """Apply every event up to the end of a day to the baseline.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    date : str or datetime.date
        A day that the dataset covers.

    Returns
    -------
    Situation

    Raises
    ------
    BadDate, DateOutOfRange

    Examples
    --------
    >>> from syria_analysis.dataset import load_dataset
    >>> situation_on(load_dataset(), "2024-12-02").holders["aleppo"]
    'HTS'
    """
    day = dataset.day(date)
    places, evening = dataset.places, pd.Timestamp(day)
    so_far = dataset.events[dataset.events["date"] <= evening]
    settled = so_far[~so_far["contested"]].drop_duplicates("place", keep="last")
    latest = so_far.drop_duplicates("place", keep="last").set_index("place")
    settled = settled.set_index("place")

    holders = settled["to"].reindex(places.index).fillna(places["holder"])
    open_contest = latest["to"].where(latest["contested"], "").reindex(places.index)
    contested = open_contest.fillna(places["contested_by"])
    confidence = settled["confidence"].reindex(places.index).fillna(places["confidence"])
    last_event = settled["id"].reindex(places.index).fillna("")

    events = dataset.events
    earliest = events["date_earliest"].fillna(events["date"])
    last = events["date_latest"].fillna(events["date"])
    divided = events.loc[(earliest <= evening) & (evening < last), "place"]
    uncertain = pd.Series(places.index.isin(divided), index=places.index)
    return Situation(dataset, day, holders, contested, uncertain, confidence, last_event)


def contested_given_to(situation: Situation, side: Collection[str]) -> Situation:
    """Settle every contested place that a side holds or contests in that side's favour.

    Parameters
    ----------
    situation : Situation
        Any situation.
    side : collection of str
        Faction ids.

    Returns
    -------
    Situation
        The same evening with the other answer; contested marks are kept.

    Examples
    --------
    >>> from syria_analysis.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> contested_given_to(evening, {"SAA"}).holders["karnaz"]
    'SAA'
    """
    wins = situation.contested.isin(list(side)) & ~situation.holders.isin(list(side))
    return replace(situation, holders=situation.holders.where(~wins, situation.contested))


def areas(situation: Situation) -> pd.DataFrame:
    """Sum the land that each faction holds.

    Parameters
    ----------
    situation : Situation
        Any situation.

    Returns
    -------
    pandas.DataFrame
        Columns `faction`; `area_km2` on the ellipsoid; `share` of the country, 0 to 1, summing to
        1; `effective_km2` within 10 km of a place; `contested_km2`, the part of `area_km2` that
        another faction contests; `places`, anchors not counted. Largest area first.

    Examples
    --------
    >>> from syria_analysis.dataset import load_dataset
    >>> table = areas(situation_on(load_dataset(), "2024-11-26"))
    >>> table["faction"][0], round(float(table["share"].sum()), 9)
    ('SAA', 1.0)
    """
    cells = situation.tessellation
    frame = pd.DataFrame(
        {
            "area_km2": cells.area_km2,
            "effective_km2": cells.effective_km2,
            "contested_km2": cells.area_km2.where(
                situation.contested.reindex(cells.area_km2.index) != "", 0.0
            ),
        }
    )
    table = frame.groupby(situation.holders.reindex(frame.index)).sum()
    counted = situation.holders[situation.dataset.real_places.index].value_counts()
    table = table.reindex(table.index.union(counted.index)).fillna(0.0)
    table["places"] = counted.reindex(table.index).fillna(0).astype(int)
    table.insert(1, "share", table["area_km2"] / table["area_km2"].sum())
    table = table.sort_values("area_km2", ascending=False, kind="stable")
    return table.rename_axis("faction").reset_index()


def transfer(before: Situation, after: Situation) -> pd.DataFrame:
    """Sum the land that passed from each faction to each other one.

    Parameters
    ----------
    before, after : Situation
        Two situations of one dataset.

    Returns
    -------
    pandas.DataFrame
        km² on the ellipsoid; rows: holder before, columns: holder after, the same factions in
        both, sorted. The diagonal is what stayed; rows sum to the areas before, columns to those
        after.

    Notes
    -----
    A two-way grouped sum over the same cells, so it conserves the summed cell area.

    Examples
    --------
    >>> from syria_analysis.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> days = [situation_on(dataset, day) for day in ("2024-11-26", "2024-12-02")]
    >>> bool(transfer(*days).loc["SAA", "HTS"] > 0)
    True
    """
    area = before.tessellation.area_km2
    start, end = before.holders.reindex(area.index), after.holders.reindex(area.index)
    factions = np.unique(np.concatenate([start, end]).astype(str))
    table = area.groupby([start.to_numpy(), end.to_numpy()]).sum().unstack(fill_value=0.0)
    table = table.reindex(index=factions, columns=factions, fill_value=0.0)
    return table.rename_axis(index="from", columns="to")
