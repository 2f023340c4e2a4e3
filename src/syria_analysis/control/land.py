"""How much land each faction holds, and how much passed from each to each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from syria_analysis.control.certainty import certainty_of
from syria_analysis.control.intervals import Passage
from syria_analysis.control.situation import Situation, passages
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset

__all__ = ["areas", "daily_transfers", "held_land", "transfer", "transfer_interval"]


@cached_on_owner(maxsize=1)
def held_land(situation: Situation) -> pd.Series:
    """Join the land of each faction into one shape; not to be changed.

    Parameters
    ----------
    situation : Situation
        Any situation.

    Returns
    -------
    pandas.Series of shapely geometry
        Faction id to its land in the equal-area plane, sorted by faction; no gaps, no overlaps.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> land = held_land(evening)
    >>> bool(abs(sum(shape.area for shape in land) / evening.mesh.theatre.area - 1) < 1e-9)
    True
    """
    return situation.mesh.dissolve(situation.holders)["geometry"]


def areas(situation: Situation, certainty: bool = False) -> pd.DataFrame:
    """Sum the land that each faction holds.

    Parameters
    ----------
    situation : Situation
        Any situation.
    certainty : bool, default False
        Whether to sum the land that is held with some certainty as well.

    Returns
    -------
    pandas.DataFrame
        Columns `faction`; `area_km2` on the ellipsoid; `share` of the country, 0 to 1, summing to
        1; `effective_km2` within 10 km of a place; `contested_km2`, the part of `area_km2` that
        another faction contests; `places`, anchors not counted; `low_km2`, `high_km2`: the least
        and the greatest area over all answers, and of maps by their precision (see `intervals`).
        Largest area first. With
        `certainty` also `held_90_km2` and `held_99_km2`, the part of `area_km2` whose certainty is
        at least 0.9 and 0.99 (see `certainty.Certainty`).

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> table = areas(situation_on(load_dataset(), "2024-11-26"))
    >>> table["faction"][0], round(float(table["share"].sum()), 9)
    ('SAA', 1.0)
    """
    cells, held = situation.mesh, situation.cell_holders
    real = situation.dataset.places["kind"].to_numpy(object) != "anchor"
    counted = situation.holders.to_numpy(object)[real]
    passage = Passage(situation, situation)
    claimants = np.array(passage.factions, dtype=object)
    code, factions = pd.factorize(np.concatenate([held, counted, claimants]), sort=True)
    area = cells.area_km2.to_numpy()
    contested = situation.contested.to_numpy(object)[situation.cell_rows] != ""

    def summed(values: np.ndarray) -> np.ndarray:
        return np.bincount(code[: len(held)], values, minlength=len(factions))

    total = summed(area)
    ends = [passage.held({faction}) for faction in factions]
    order = np.argsort(-total, kind="stable")
    columns = {
        "faction": factions,
        "area_km2": total,
        "share": total / total.sum(),
        "effective_km2": summed(cells.effective_km2.to_numpy()),
        "contested_km2": summed(np.where(contested, area, 0.0)),
        "places": np.bincount(code[len(held) :][: len(counted)], minlength=len(factions)),
        "low_km2": np.array([land.low for land in ends]),
        "high_km2": np.array([land.high for land in ends]),
    }
    if certainty:
        sure = certainty_of(situation).held_km2().reindex(factions, fill_value=0.0)
        columns |= {name: sure[name].to_numpy() for name in sure}
    return pd.DataFrame({name: values[order] for name, values in columns.items()})


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
        both, sorted: all that hold or may hold land. The diagonal is what stayed; rows sum to
        the areas before, columns to those after.

    Raises
    ------
    BadParameter
        If the situations rest on different data.

    Notes
    -----
    A two-way grouped sum over the same cells, so it conserves the summed cell area.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> days = [situation_on(dataset, day) for day in ("2024-11-26", "2024-12-02")]
    >>> bool(transfer(*days).loc["SAA", "HTS"] > 0)
    True
    """
    passage = Passage(before, after)
    count = len(passage.km2)
    factions = passage.factions
    *coded, names = passage.coded
    number, size = pd.Index(factions, dtype=object).get_indexer(names), len(factions)
    old, new = (number[codes[:count]] for codes in coded)
    land = passage.km2 > 0  # who holds none of it is no faction of the table
    passed = (old * size + new)[land]
    table = np.bincount(passed, passage.km2[land], minlength=size**2).reshape(size, size)
    return _square(table, factions)


def daily_transfers(dataset: Dataset) -> pd.DataFrame:
    """Sum the land that passed from each faction to each other one on every evening, at once.

    Parameters
    ----------
    dataset : Dataset
        The evidence.

    Returns
    -------
    pandas.DataFrame
        Columns `date`, `from`, `to`, `area_km2` on the ellipsoid; by the reported days, and as
        `transfer` gives them for every evening and the one before. Evenings on which nothing
        passed are left out.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> table = daily_transfers(load_dataset())
    >>> bool(table.loc[table["to"] == "HTS", "area_km2"].sum() > 0)
    True
    """
    found = passages(dataset)
    found["area_km2"] = dataset.land_km2[found.pop("row")]
    for name in ("from", "to"):  # sums by numbers are many times faster than by texts
        found[name] = pd.Categorical(found[name])
    table = found.groupby(["date", "from", "to"], observed=True, as_index=False).sum()
    table = table[table["area_km2"] > 0].reset_index(drop=True)
    return table.astype({"from": object, "to": object})


def transfer_interval(before: Situation, after: Situation) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the least and the greatest land that passed from each faction to each other one.

    Parameters
    ----------
    before, after : Situation
        As for `transfer`.

    Returns
    -------
    low, high : pandas.DataFrame
        As `transfer` gives the best values; every cell over all answers (see `intervals`).

    Raises
    ------
    BadParameter

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> days = [situation_on(dataset, day) for day in ("2024-11-26", "2024-12-02")]
    >>> low, high = transfer_interval(*days)
    >>> bool((low <= high).all(axis=None))
    True
    """
    passage = Passage(before, after)
    low, high = (_square(np.zeros((len(passage.factions),) * 2), passage.factions) for _ in "ab")
    for (loser, captor), land in passage.transfers().items():
        low.loc[loser, captor], high.loc[loser, captor] = land.low, land.high
    return low, high


def _square(table: np.ndarray, factions: tuple[str, ...]) -> pd.DataFrame:
    named = {name: pd.Index(factions, name=name, dtype=object) for name in ("from", "to")}
    return pd.DataFrame(table, index=named["from"], columns=named["to"])
