"""People under each holder, and land and places, by administrative unit.

Whatever is to be told by unit (or by week, or by any other grouping of places) starts from
`held_by_unit` for one evening and `passed_by_unit` for two: both sum per place, with the least and
the greatest over all answers, and take the grouping from one column of `Dataset.places`. A
finer grouping is another column; days, weeks and months are `passed_by_period`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from syria_analysis.control.intervals import Passage
from syria_analysis.control.situation import Situation
from syria_analysis.errors import BadParameter, MissingData, unknown
from syria_analysis.package.dataset import Dataset

__all__ = [
    "PARTS",
    "PERIODS",
    "held_by_period",
    "held_by_unit",
    "passed_by_period",
    "passed_by_unit",
    "people",
    "period_ends",
]

PARTS = ("unit", "sector")
"""What the country can be parted into: administrative units, or declared sectors."""
PERIODS = ("day", "week", "month")
"""How a span of evenings can be parted. A week ends on Sunday, a month on its last day."""


def people(situation: Situation) -> pd.DataFrame:
    """Sum the population figures of the places that each faction holds.

    Parameters
    ----------
    situation : Situation
        Any situation.

    Returns
    -------
    pandas.DataFrame
        Columns `faction`; `population` by the figures in `Dataset.places`, with `low_population`
        and `high_population`, the least and the greatest over all answers (see `intervals`);
        `share` of all who were counted anywhere, 0 to 1; `contested_population`, the part of
        `population` in places that another faction contests; `counted` and `uncounted`, places
        with a figure and without; `years` of the figures, "" for one whose year is not stated, and
        their `sources`, both tuples. Most people first; factions without a place are left out.

    Notes
    -----
    The figures are those of the places when they were counted. They say nothing of who had
    left or come by that evening. Anchors and the sites of guests are not counted.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> table = people(situation_on(load_dataset(), "2024-11-26"))
    >>> table["faction"][0], round(float(table["share"].sum()), 9)
    ('SAA', 1.0)
    """
    rows = _people(situation, _weighed(situation.dataset), None)
    columns = ["faction", "population", "low_population", "high_population", "share"]
    columns += ["contested_population", "counted", "uncounted", "years", "sources"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(
        ["population", "counted", "uncounted", "faction"],
        ascending=[False, False, False, True],
        ignore_index=True,
    )


def held_by_unit(situation: Situation, parts: str = "unit") -> pd.DataFrame:
    """Sum the land, the places and the people that each faction holds in each unit.

    Parameters
    ----------
    situation : Situation
        Any situation.
    parts : str, default "unit"
        One of `PARTS`: administrative units, or the sectors that the package declares.

    Returns
    -------
    pandas.DataFrame
        Columns `unit` (of the unit or sector), `faction`; `area_km2` with `low_km2` and
        `high_km2` over all answers; `share` of the unit's land, 0 to 1; `places`; and as
        `people` gives them, within the unit,
        `population`, `low_population`, `high_population`, `population_share`, `counted`,
        `uncounted`. By unit, largest area first; only who holds or may hold something there.

    Raises
    ------
    MissingData
        If the package declares no administrative units, or no sectors.

    Notes
    -----
    All land of a place counts with the unit in which the place lies, as in `area_held` among the
    metrics: the borders between the pieces of land are estimates, finer cuts would say no more.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> table = held_by_unit(situation_on(load_dataset(), "2024-12-02"))
    >>> table.loc[table["unit"] == "Idlib", "faction"].tolist()
    ['HTS']
    """
    dataset = situation.dataset
    weighed, passage, rows = _weighed(dataset), Passage(situation, situation), []
    for unit, here in _parts(dataset, parts).items():
        total = float(passage.km2[here].sum())
        counted = {row["faction"]: row for row in _people(situation, weighed, here)}
        for faction in passage.everybody(here):
            land = passage.held({faction}, here)
            told = counted.get(faction)
            if told is None and land.high <= 0:
                continue
            told = told or dict.fromkeys(_COUNTS, 0) | {"share": 0.0}
            rows.append(
                {
                    "unit": unit,
                    "faction": faction,
                    "area_km2": land.best,
                    "low_km2": land.low,
                    "high_km2": land.high,
                    "share": land.best / total if total else float("nan"),
                    "places": told["counted"] + told["uncounted"],
                    "population": told["population"],
                    "low_population": told["low_population"],
                    "high_population": told["high_population"],
                    "population_share": told["share"],
                    "counted": told["counted"],
                    "uncounted": told["uncounted"],
                }
            )
    table = pd.DataFrame(rows)
    order = ["unit", "area_km2", "faction"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True)


def passed_by_unit(before: Situation, after: Situation, parts: str = "unit") -> pd.DataFrame:
    """Sum what each faction gained and lost in each unit between two evenings.

    Parameters
    ----------
    before, after : Situation
        Situations of one dataset, the earlier first.
    parts : str, default "unit"
        As for `held_by_unit`.

    Returns
    -------
    pandas.DataFrame
        Columns `unit`, `faction`; `gained_km2`, `lost_km2` and `net_km2`, each with `…_low_km2`
        and `…_high_km2` over all answers; `places_gained` and `places_lost`, anchors not counted;
        `people_gained` and `people_lost`, by the figures of these places, where they have one. By
        unit, most gained first; only who gained or lost something there in some answer.

    Raises
    ------
    MissingData
        If the package declares no administrative units, or no sectors.
    BadParameter
        If the situations rest on different data.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> days = [situation_on(dataset, day) for day in ("2024-11-26", "2024-12-02")]
    >>> table = passed_by_unit(*days)
    >>> bool(table.set_index(["unit", "faction"]).at[("Aleppo", "HTS"), "gained_km2"] > 3000)
    True
    """
    return _passed(before, after, _parts(after.dataset, parts))


def passed_by_period(evenings: Iterable[Situation], parts: str = "") -> pd.DataFrame:
    """Sum what each faction gained and lost from one evening to the next of several.

    Parameters
    ----------
    evenings : iterable of Situation
        Situations of one dataset, by date (see `period_ends`).
    parts : str, optional
        One of `PARTS`, each of which is told by itself. Default: the whole country.

    Returns
    -------
    pandas.DataFrame
        Columns `since` and `date`, the evenings that bound the period, then those of
        `passed_by_unit`, without `unit` for the whole country. By date. A period in which nothing
        passed in any answer has no row.

    Raises
    ------
    MissingData
        If units or sectors are asked for and the package declares none.
    BadParameter
        If the situations rest on different data.

    Notes
    -----
    The net of the periods adds up to the net of the whole span. What was gained and lost need not:
    a place taken in one week and lost in the next counts in both, and in the span not at all.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> ends = period_ends(dataset.day("2024-11-26"), dataset.day("2024-12-07"), "week")
    >>> table = passed_by_period(situation_on(dataset, day) for day in ends)
    >>> sorted({str(day) for day in table["date"]})
    ['2024-12-01', '2024-12-07']
    """
    return _by_period(evenings, parts)


def held_by_period(evenings: Iterable[Situation], parts: str = "") -> pd.DataFrame:
    """Tell what each faction held at the end of each period, and gained and lost in it.

    Parameters
    ----------
    evenings, parts
        As for `passed_by_period`.

    Returns
    -------
    pandas.DataFrame
        Columns `since`, `date`, `unit` (left out for the whole country), `faction`; `area_km2` held
        on the later evening with `low_km2` and `high_km2`, `share` of the unit's land, 0 to 1, with
        `low_share` and `high_share`; then those of `passed_by_period`. By date; a row for everybody
        who holds, gained or lost something there in some answer.

    Raises
    ------
    MissingData
        If units or sectors are asked for and the package declares none.
    BadParameter
        If the situations rest on different data.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> table = held_by_period(situation_on(dataset, day) for day in ("2024-11-26", "2024-12-02"))
    >>> table.loc[table["faction"] == "HTS", "gained_km2"].item() > 7000
    True
    >>> bool(abs(table["share"].sum() - 1) < 1e-9)
    True
    """
    return _by_period(evenings, parts, held=True)


def period_ends(first: dt.date, last: dt.date, by: str) -> list[dt.date]:
    """List the evenings that bound the days, weeks or months of a span.

    Parameters
    ----------
    first, last : datetime.date
        The evenings that bound the span; the periods at its ends may be cut short by them.
    by : str
        One of `PERIODS`.

    Returns
    -------
    list of datetime.date
        In order, `first` and `last` among them.

    Raises
    ------
    BadParameter
        If the first evening is not before the last.
    UnknownName

    Examples
    --------
    >>> days = dt.date(2024, 11, 26), dt.date(2024, 12, 7)
    >>> [f"{day:%d %b}" for day in period_ends(*days, "week")]
    ['26 Nov', '01 Dec', '07 Dec']
    >>> [f"{day:%d %b}" for day in period_ends(*days, "month")]
    ['26 Nov', '30 Nov', '07 Dec']
    """
    if by not in PERIODS:
        raise unknown("period", by, PERIODS)
    if first >= last:
        raise BadParameter(f"since {first} is not before the date {last}")
    one = dt.timedelta(days=1)
    inner = [first + one * n for n in range(1, (last - first).days)]
    ending = {
        "day": lambda day: True,
        "week": lambda day: day.isoweekday() == 7,
        "month": lambda day: (day + one).day == 1,
    }[by]
    return [first, *filter(ending, inner), last]


_COUNTS = ("population", "low_population", "high_population", "counted", "uncounted")
_ENDS = ("", "_low", "_high")
_HELD = ("area_km2", "low_km2", "high_km2", "share", "low_share", "high_share")
_PASSED = [
    *("unit", "faction"),
    *(f"{name}{end}_km2" for name in ("gained", "lost", "net") for end in _ENDS),
    *("places_gained", "places_lost", "people_gained", "people_lost"),
]


def _by_period(evenings: Iterable[Situation], parts: str, held: bool = False) -> pd.DataFrame:
    found = []
    for before, after in pairwise(evenings):
        dataset = after.dataset
        whole = {"": np.ones(len(dataset.places), dtype=bool)}
        table = _passed(before, after, _parts(dataset, parts) if parts else whole, held)
        table.insert(0, "since", before.date)
        table.insert(1, "date", after.date)
        found.append(table)
    columns = ["since", "date", *_PASSED[:2], *(_HELD if held else ()), *_PASSED[2:]]
    filled = [table for table in found if len(table)]
    rows = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)
    return rows if parts else rows.drop(columns="unit")


def _passed(
    before: Situation, after: Situation, groups: Mapping[str, np.ndarray], held: bool = False
) -> pd.DataFrame:
    """Sum what each faction gained and lost in groups of places, and perhaps held at last."""
    dataset, passage = after.dataset, Passage(before, after)
    real = (dataset.places["kind"] != "anchor").to_numpy()
    old, new = (state.holders.to_numpy(object) for state in (before, after))
    figures, _ = _weighed(dataset)
    rows = []
    for unit, here in groups.items():
        moved = here & real & (old != new)
        whole = float(passage.km2[here].sum())
        for faction in passage.everybody(here):
            gained = passage.gained({faction}, (), here)
            lost = passage.lost({faction}, here)
            came, went = moved & (new == faction), moved & (old == faction)
            land = passage.held({faction}, here)
            some = gained.high or lost.high or came.any() or went.any()
            if not (some or (held and land.high > 0)):
                continue
            row: dict[str, Any] = {"unit": unit, "faction": faction}
            if held:
                ends = (land.best, land.low, land.high)
                shares = (km2 / whole if whole else float("nan") for km2 in ends)
                row |= dict(zip(_HELD, (*ends, *shares), strict=True))
            net = passage.net({faction}, (), here)
            for name, land in (("gained", gained), ("lost", lost), ("net", net)):
                row |= {f"{name}_km2": land.best}
                row |= {f"{name}_{end}_km2": getattr(land, end) for end in ("low", "high")}
            row |= {"places_gained": int(came.sum()), "places_lost": int(went.sum())}
            row |= {"people_gained": int(figures[came].sum())}
            rows.append(row | {"people_lost": int(figures[went].sum())})
    table = pd.DataFrame(rows, columns=[*_PASSED[:2], *(_HELD if held else ()), *_PASSED[2:]])
    order = ["unit", "area_km2" if held else "gained_km2", "faction"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True)


def _weighed(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Give the population of each place, 0 without a figure, and whether it has one.

    Sites of guests and anchors have none.
    """
    places = dataset.places
    told = places["population"].notna() & (places["kind"] != "anchor")
    told &= ~places["holder"].isin(dataset.guests)
    figures = places["population"].where(told, 0).to_numpy(float)
    return figures, told.to_numpy()


def _parts(dataset: Dataset, parts: str) -> dict[str, np.ndarray]:
    """Give for each unit, or each sector, which places lie in it."""
    if parts not in PARTS:
        raise unknown("kind of parts", parts, PARTS)
    if parts == "sector":
        if not dataset.conflict.sectors:
            raise MissingData("the package declares no sectors (conflict.sectors)")
        inside = dataset.places["unit"] if dataset.conflict.admin else None
        return {
            name: np.asarray(dataset.places.index.isin(sector.places))
            | (inside.isin(sector.units).to_numpy() if inside is not None else False)
            for name, sector in sorted(dataset.conflict.sectors.items())
        }
    if dataset.conflict.admin is None:
        raise MissingData("the package declares no administrative units (conflict.admin)")
    where = dataset.places["unit"].to_numpy(object)
    return {str(unit): where == unit for unit in sorted(set(where))}


def _people(
    situation: Situation, weighed: tuple[np.ndarray, np.ndarray], here: np.ndarray | None
) -> list[dict[str, Any]]:
    """Count the people of each faction's places, of all or of some places."""
    dataset, passage = situation.dataset, Passage(situation, situation)
    figures, told = weighed
    places, held = dataset.places, situation.holders.to_numpy(object)
    within = np.ones(len(places), dtype=bool) if here is None else here
    real = (places["kind"] != "anchor").to_numpy() & within
    contested = situation.contested.to_numpy(object) != ""
    whole, rows = float(figures[within].sum()), []
    for faction in passage.everybody(within & real):
        mine, weight = real & (held == faction), figures * within
        count = passage.total((passage.new == faction) * 1.0, weight)
        if not mine.any() and not count.high:
            continue
        of = places[mine & told]
        years = {"" if pd.isna(year) else f"{year:.0f}" for year in of["population_year"]}
        rows.append(
            {
                "faction": faction,
                "population": int(count.best),
                "low_population": int(count.low),
                "high_population": int(count.high),
                "share": count.best / whole if whole else float("nan"),
                "contested_population": int(figures[mine & contested].sum()),
                "counted": int((mine & told).sum()),
                "uncounted": int((mine & ~told).sum()),
                "years": tuple(sorted(years)),
                "sources": tuple(sorted(set(of["population_source"]) - {""})),
            }
        )
    return rows
