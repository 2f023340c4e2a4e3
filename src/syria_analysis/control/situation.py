"""Who holds what at the end of a day: a labelling of places, and the areas that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from syria_analysis.geo.mesh import Mesh, make_mesh
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset

__all__ = ["Situation", "areas", "contested_given_to", "islands", "situation_on", "transfer"]


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
    hypothetical : tuple of str
        What is supposed and not reported, one entry a place: ``"hama captured by HTS"``, the
        place's id first and the faction's last. Empty if all is as reported.
    """

    dataset: Dataset
    date: dt.date
    holders: pd.Series
    contested: pd.Series
    uncertain: pd.Series
    confidence: pd.Series
    last_event: pd.Series
    hypothetical: tuple[str, ...] = ()

    @property
    def captured(self) -> dict[str, str]:
        """Place id to the faction that is supposed to hold it, where that is not reported."""
        words = [sentence.split() for sentence in self.hypothetical]
        return {first: last for first, *_, last in words}

    @property
    def supposed(self) -> str:
        """What is supposed, for titles: at most four places are named."""
        if len(self.hypothetical) <= 4:
            return ", ".join(self.hypothetical)
        takers = ", ".join(dict.fromkeys(self.captured.values()))
        return f"{len(self.hypothetical)} places passed to {takers}"

    @cached_property
    def mesh(self) -> Mesh:
        """The geometry of the dataset's places."""
        return make_mesh(self.dataset)

    @property
    def cell_rows(self) -> np.ndarray:
        """Row among the places of each cell, in the order of `mesh.shapes`."""
        return _cell_rows(self.dataset)

    @cached_property
    def cell_holders(self) -> np.ndarray:
        """Faction that holds each cell, in the order of `mesh.shapes`."""
        return self.holders.to_numpy(object)[self.cell_rows]


@cached_on_owner(maxsize=64)
def _cell_rows(dataset: Dataset) -> np.ndarray:
    return dataset.places.index.get_indexer(make_mesh(dataset).shapes.index)


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
    >>> from syria_analysis.package.dataset import load_dataset
    >>> situation_on(load_dataset(), "2024-12-02").holders["aleppo"]
    'HTS'
    """
    day = dataset.day(date)
    evening, index, events = np.datetime64(day), dataset.places.index, _columns(dataset)
    happened = events.date <= evening
    latest = _last_of_each(events.place, happened, len(index))
    settled = _last_of_each(events.place, happened & ~events.contested, len(index))

    def pick(rows: np.ndarray, values: np.ndarray, otherwise: np.ndarray) -> pd.Series:
        chosen = np.where(rows >= 0, values[rows], otherwise) if len(values) else otherwise
        return pd.Series(chosen, index=index, dtype=object)

    nothing = np.full(len(index), "", dtype=object)
    rivals = np.where(events.contested, events.to, "").astype(object)
    uncertain = np.zeros(len(index), dtype=bool)
    uncertain[events.place[(events.earliest <= evening) & (evening < events.latest)]] = True
    baseline = dataset.places
    return Situation(
        dataset,
        day,
        holders=pick(settled, events.to, baseline["holder"].to_numpy()),
        contested=pick(latest, rivals, baseline["contested_by"].to_numpy()),
        uncertain=pd.Series(uncertain, index=index),
        confidence=pick(settled, events.confidence, baseline["confidence"].to_numpy()),
        last_event=pick(settled, events.id, nothing),
    )


@dataclass(frozen=True, eq=False)
class _Columns:
    """The events as arrays, `place` as row numbers of the places."""

    id: np.ndarray
    place: np.ndarray
    to: np.ndarray
    contested: np.ndarray
    confidence: np.ndarray
    date: np.ndarray
    earliest: np.ndarray
    latest: np.ndarray


@cached_on_owner(maxsize=64)
def _columns(dataset: Dataset) -> _Columns:
    events = dataset.events
    dates = {
        name: events[column].fillna(events["date"]).to_numpy("datetime64[D]")
        for name, column in (
            ("date", "date"),
            ("earliest", "date_earliest"),
            ("latest", "date_latest"),
        )
    }
    return _Columns(
        id=events["id"].to_numpy(object),
        place=dataset.places.index.get_indexer(events["place"]),
        to=events["to"].to_numpy(object),
        contested=events["contested"].to_numpy(bool),
        confidence=events["confidence"].to_numpy(object),
        **dates,
    )


def _last_of_each(place: np.ndarray, chosen: np.ndarray, count: int) -> np.ndarray:
    """Find the last chosen row of each place, -1 where there is none; rows are in order."""
    last = np.full(count, -1)
    np.maximum.at(last, place[chosen], np.flatnonzero(chosen))
    return last


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
    >>> from syria_analysis.package.dataset import load_dataset
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
    >>> from syria_analysis.package.dataset import load_dataset
    >>> table = areas(situation_on(load_dataset(), "2024-11-26"))
    >>> table["faction"][0], round(float(table["share"].sum()), 9)
    ('SAA', 1.0)
    """
    cells, held = situation.mesh, situation.cell_holders
    real = situation.dataset.places["kind"].to_numpy(object) != "anchor"
    counted = situation.holders.to_numpy(object)[real]
    code, factions = pd.factorize(np.concatenate([held, counted]), sort=True)
    area = cells.area_km2.to_numpy()
    contested = situation.contested.to_numpy(object)[situation.cell_rows] != ""

    def summed(values: np.ndarray) -> np.ndarray:
        return np.bincount(code[: len(held)], values, minlength=len(factions))

    total = summed(area)
    order = np.argsort(-total, kind="stable")
    columns = {
        "faction": factions,
        "area_km2": total,
        "share": total / total.sum(),
        "effective_km2": summed(cells.effective_km2.to_numpy()),
        "contested_km2": summed(np.where(contested, area, 0.0)),
        "places": np.bincount(code[len(held) :], minlength=len(factions)),
    }
    return pd.DataFrame({name: values[order] for name, values in columns.items()})


def islands(situation: Situation) -> pd.Series:
    """List the places that no place of their own side borders.

    Parameters
    ----------
    situation : Situation
        Any situation.

    Returns
    -------
    pandas.Series
        Place id to its holder, sorted by id. Enclaves, which are islands by their nature, are
        left out. Each is either real or a fault of the data: check it against its source.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> islands(situation_on(load_dataset(), "2024-12-02")).to_dict()
    {}
    """
    borders = situation.mesh.segments
    one = situation.holders.reindex(borders["a"]).to_numpy()
    other = situation.holders.reindex(borders["b"]).to_numpy()
    joined = np.union1d(borders["a"][one == other], borders["b"][one == other])
    with_land = situation.mesh.shapes.index
    plain = with_land[situation.dataset.places["extent_km2"].reindex(with_land).isna()]
    return situation.holders[plain[~plain.isin(joined)]].sort_index()


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
    >>> from syria_analysis.package.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> days = [situation_on(dataset, day) for day in ("2024-11-26", "2024-12-02")]
    >>> bool(transfer(*days).loc["SAA", "HTS"] > 0)
    True
    """
    area = before.mesh.area_km2.to_numpy()
    held = np.concatenate([before.cell_holders, after.cell_holders])
    code, factions = pd.factorize(held, sort=True)
    count = len(factions)
    pair = code[: len(area)] * count + code[len(area) :]
    table = np.bincount(pair, area, minlength=count**2).reshape(count, count)
    named = {name: pd.Index(factions, name=name) for name in ("from", "to")}
    return pd.DataFrame(table, index=named["from"], columns=named["to"])
