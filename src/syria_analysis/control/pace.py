"""How fast a front has come nearer to places, and how many days that pace would take: arithmetic.

Nothing here says what will happen: a front may stop, or leap over land that its defenders left.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import pandas as pd

from syria_analysis.control.front import LIMITS, Distance, fighting, front_between
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.errors import BadParameter, DateOutOfRange
from syria_analysis.package.dataset import Side

__all__ = ["WEEK", "pace", "pace_between"]

WEEK = 7
"""Days over which a pace is taken where a question names none."""

_NUMBERS = (
    *("earlier_km", "earlier_low_km", "earlier_high_km"),
    *("distance_km", "low_km", "high_km"),
    *("nearer_km", "nearer_low_km", "nearer_high_km"),
    *("km_per_day", "low_km_per_day", "high_km_per_day"),
    *("low_days", "high_days"),
)
Ends = tuple[float, ...]
_OF_LIMITS = tuple(f"limit_{name.removeprefix('distance_')}" for name in _NUMBERS)


def pace(
    situation: Situation,
    days: int | None = None,
    cities: str | Iterable[str] | None = None,
    attackers: Side = None,
    defenders: Side = None,
) -> pd.DataFrame:
    """Tell how fast the front has come nearer to places over the last days.

    Parameters
    ----------
    situation : Situation
        An evening, nothing in it supposed.
    days : int, optional
        Over how many days. Default: a week, or as many as there are since the first evening.
    cities : str or iterable of str, optional
        Ids or names of places. Default: the cities of the package.
    attackers, defenders : str or iterable of str, optional
        Faction ids. Default: see `front.fighting`.

    Returns
    -------
    pandas.DataFrame
        A row for each city: `since`, `date`, `days` between them, `city`, `status`;
        `earlier_km` and `distance_km`, from the city to the front on the two evenings, `nearer_km`,
        the one less the other, and `km_per_day`, each with its low and high (of `distance_km`:
        `low_km` and `high_km`); `low_days` and `high_days`, the distance divided by the pace;
        `attackers`, `defenders`. If the package has the outline of any city, all the numbers once
        more from the limit of the city, with ``limit_`` before their names. Status is ``ok``;
        ``not_nearer`` where the front did not come nearer, and ``not_measured_before`` where there
        was no distance on the earlier evening, both without days; ``joined_since`` where the front
        is now that of who has joined since; else that of `front.Distance` on the later evening.

    Raises
    ------
    BadParameter
        If something is supposed, or there is no earlier evening.
    DateOutOfRange
        If the earlier evening would be before the first.
    UnknownName

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-04")
    >>> row = pace(evening, 3, "homs").iloc[0]
    >>> row["status"], bool(row["low_km_per_day"] < row["km_per_day"] < row["high_km_per_day"])
    ('ok', True)
    """
    dataset = situation.dataset
    if situation.hypothetical:
        raise BadParameter("a pace lies between two evenings as they were; something is supposed")
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or days < 1):
        raise BadParameter(f"a pace is taken over one day or more, not {days!r}")
    known = (situation.date - dataset.first).days
    if not known:
        raise BadParameter(f"there is no evening before {dataset.first} to take a pace from")
    if days is not None and days > known:
        raise DateOutOfRange(
            f"the first evening is {dataset.first}: a pace on {situation.date} is taken over "
            f"{known} days at most"
        )
    since = situation.date - dt.timedelta(days=days or min(WEEK, known))
    before = situation_on(dataset, since)
    one, other = fighting(situation, attackers, defenders)
    joined = set(one) - set(fighting(before, attackers, defenders)[0])
    return pace_between(before, situation, dataset.cities(cities), one, other, joined)


def pace_between(
    before: Situation,
    after: Situation,
    cities: Sequence[str],
    attackers: Side = None,
    defenders: Side = None,
    joined: Collection[str] = (),
) -> pd.DataFrame:
    """Tell how fast the front came nearer to places from one evening to another.

    Parameters
    ----------
    before, after : Situation
        Two evenings of the same evidence, the earlier first.
    cities : sequence of str
        Ids or names of places.
    attackers, defenders : str or iterable of str, optional
        Faction ids, on both evenings. Default: see `front.fighting`, of the later one.
    joined : collection of str, optional
        Those of the attackers who have joined since: where the nearest front is theirs, it did not
        come there from where it was, and no pace is told.

    Returns
    -------
    pandas.DataFrame
        As `pace` gives it.

    Raises
    ------
    UnknownName

    Notes
    -----
    Each of the two distances may be anywhere in its interval, so the pace lies between the low of
    the earlier less the high of the later, and the high less the low. The days grow with the later
    distance and shrink with the earlier, so their interval is exact for these two. `high_days` is
    NaN where the front may not have come nearer at all, within the intervals: there is no last day.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evenings = [situation_on(load_dataset(), day) for day in ("2024-12-01", "2024-12-04")]
    >>> pace_between(*evenings, ("homs", "aleppo"))["status"].tolist()
    ['ok', 'held_by_attackers']
    """
    sides = fighting(after, attackers, defenders)
    fronts = [front_between(evening, *sides) for evening in (before, after)]
    days = (after.date - before.date).days
    rows = []
    for city in map(after.dataset.place, cities):
        then, now = (front.distance_to(city) for front in fronts)
        theirs = now.edge is not None and after.holders[now.edge.attacker] in joined
        rows.append(
            {
                "since": before.date,
                "date": after.date,
                "days": days,
                "city": city,
                **_pace(then, now, days, theirs),
                "attackers": sides[0],
                "defenders": sides[1],
            }
        )
    numbers = (*_NUMBERS, *(_OF_LIMITS if after.dataset.outlines else ()))
    columns = ["since", "date", "days", "city", "status", *numbers, "attackers", "defenders"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(numbers, float))


def _pace(then: Distance, now: Distance, days: int, theirs: bool) -> dict[str, Any]:
    status = now.status
    if status == "ok" and theirs:
        status = "joined_since"
    elif status == "ok" and then.status != "ok":
        status = "not_measured_before"
    whole = status == "ok"
    row = _numbers(_ends(then), _ends(now), days, then, now, whole)
    of_limit = _numbers(_ends(then, LIMITS), _ends(now, LIMITS), days, then, now, whole)
    row |= {f"limit_{name.removeprefix('distance_')}": km for name, km in of_limit.items()}
    if whole and row["nearer_km"] <= 0:
        status = "not_nearer"
    return {"status": status, **row}


def _numbers(
    far: Ends, near: Ends, days: int, then: Distance, now: Distance, whole: bool
) -> dict[str, float]:
    """Give the distances and, where there is a `whole` pace, that and the days."""
    row = dict(zip(_NUMBERS, (*far, *near), strict=False))
    if not whole:
        return row
    # In an answer without a front it is nowhere near: no distance is too great.
    far_high = math.inf if "no_front" in then.otherwise else far[2]
    near_high = math.inf if "no_front" in now.otherwise else near[2]
    nearer = (far[0] - near[0], far[1] - near_high, far_high - near[1])
    told = [km if math.isfinite(km) else math.nan for km in nearer]
    row |= dict(zip(_NUMBERS[6:], (*told, *(km / days for km in told)), strict=False))
    if not nearer[0] > 0:
        return row
    last = near_high * days / nearer[1] if nearer[1] > 0 else math.nan
    return {**row, "low_days": near[1] * days / nearer[2], "high_days": last}


def _ends(distance: Distance, names: Sequence[str] = ("distance_km", "low_km", "high_km")) -> Ends:
    best, low, high = (getattr(distance, name) for name in names)
    return tuple(math.nan if km is None else km for km in (best, low, high))
