"""On which events the headline numbers hang, and how far each moves without one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from syria_analysis.control.changes import changes_between
from syria_analysis.control.front import Front, front_between, with_joined
from syria_analysis.control.situation import Situation, as_evening, situation_on
from syria_analysis.errors import BadParameter
from syria_analysis.package.dataset import Dataset

__all__ = ["corrections_of", "dependence", "reports_about"]

COLUMNS = (
    *("number", "unit", "value", "event", "place", "from", "to", "date"),
    *("independent_origins", "confidence", "claimant", "without", "moves"),
)

_SAME_KM = 1e-6


def dependence(
    situation: Situation,
    baseline: object,
    cities: Iterable[str],
    attackers: str | Iterable[str],
    defenders: str | Iterable[str],
) -> pd.DataFrame:
    """List the events on which each headline number hangs, with their origins.

    Parameters
    ----------
    situation : Situation
        The evening, as reported.
    baseline : str or datetime.date
        The evening since when ground gained is counted.
    cities : iterable of str
        Places whose distance to the front is told.
    attackers, defenders : str or iterable of str
        Faction ids of the two sides.

    Returns
    -------
    pandas.DataFrame
        One row per number and event, the numbers in order, the event that moves one farthest
        first: `number` (``front-to-CITY``, ``gained``), `unit`, `value`; `event`, its `place`,
        `from`, `to`, `date`, `independent_origins`, `confidence`, `claimant`; `without`, the number
        if that event had not been reported (NaN where there would be none); `moves`, the
        difference. A number that hangs on the first evening's holders alone has no row.

    Raises
    ------
    BadParameter
        For what is only supposed, which nobody reports.
    BadDate, DateOutOfRange, UnknownName

    Notes
    -----
    Those who have joined the attackers count with them, as in the headline. A distance hangs on the
    events at both sides of the edge it is measured to and at the nearest place held, and on those
    by which the defenders took a place back that they hold; without one of them it is measured
    anew. Ground gained hangs on every event at a place that the attackers hold now and did not hold
    at the baseline, and on those by which such a place was taken back from them; without it the
    place is whose it was before.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> table = dependence(evening, "2024-11-26", ["homs"], "HTS,SNA", "SAA")
    >>> sorted(set(table["number"]))
    ['front-to-homs', 'gained']
    """
    if situation.hypothetical:
        raise BadParameter("what is only supposed rests on no reports: ask without captures")
    dataset = situation.dataset
    defending = dataset.side(defenders)
    attacking = with_joined(situation, dataset.side(attackers), defending)
    named = list(dict.fromkeys(dataset.place(city) for city in cities))
    rows = [
        *_distances(situation, named, attacking, defending),
        *_gained(situation, baseline, attacking),
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["size"] = table["moves"].abs().fillna(float("inf"))
    order = {number: n for n, number in enumerate(dict.fromkeys(table["number"]))}
    table["order"] = table["number"].map(order)
    table = table.sort_values(["order", "size", "event"], ascending=[True, False, True])
    return table[list(COLUMNS)].reset_index(drop=True)


def _distances(
    situation: Situation, cities: list[str], attackers: tuple[str, ...], defenders: tuple[str, ...]
) -> list[dict[str, Any]]:
    dataset, found = situation.dataset, list[dict[str, Any]]()
    front = front_between(situation, attackers, defenders)
    measured = {city: front.distance_to(city) for city in cities}
    measured = {city: far for city, far in measured.items() if far.distance_km is not None}
    back = _taken_back(situation, attackers)
    back = [event for event in back if situation.holders[_place(dataset, event)] in defenders]
    rests = {
        city: [event for place in far.rests_on if (event := situation.last_event[place])]
        for city, far in measured.items()
    }
    others: dict[str, Front] = {}
    for event in dict.fromkeys([*back, *(event for events in rests.values() for event in events)]):
        events = dataset.events[dataset.events.index != event]
        without = situation_on(replace(dataset, events=events), situation.date)
        others[event] = front_between(without, attackers, defenders)
    for city, far in measured.items():
        best = far.distance_km or 0.0
        for event in dict.fromkeys([*rests[city], *back]):
            km = others[event].km_to(city)
            if event in rests[city] or km is None or abs(km - best) > _SAME_KM:
                found.append(_row(dataset, f"front-to-{city}", "km", best, event, km))
    return found


def _place(dataset: Dataset, event: str) -> str:
    return str(dataset.events.at[event, "place"])


def _taken_back(situation: Situation, attackers: tuple[str, ...]) -> list[str]:
    """List the events by which others hold what the attackers held right before."""
    events = situation.dataset.events
    last = [event for event in dict.fromkeys(situation.last_event) if event]
    return [event for event in last if _lost(events.loc[event], attackers)]


def _lost(event: pd.Series, attackers: tuple[str, ...]) -> bool:
    return event["from"] in attackers and event["to"] not in attackers


def _gained(
    situation: Situation, baseline: object, attackers: tuple[str, ...]
) -> list[dict[str, Any]]:
    dataset, area = situation.dataset, situation.mesh.area_km2
    changes = changes_between(as_evening(dataset, baseline), situation)
    value = changes.passage.gained(attackers).best
    was, held = changes.before.holders[area.index], situation.holders[area.index]
    rows = []
    for place in area.index[~was.isin(attackers)]:
        event = situation.last_event[place]
        if not event:
            continue
        if held[place] in attackers:
            lost = 0.0 if dataset.events.at[event, "from"] in attackers else float(area[place])
        elif _lost(dataset.events.loc[event], attackers):
            lost = -float(area[place])
        else:
            continue
        rows.append(_row(dataset, "gained", "km²", value, event, value - lost))
    return rows


def _row(
    dataset: Dataset, number: str, unit: str, value: float, event: str, without: float | None
) -> dict[str, Any]:
    record = dataset.events.loc[event]
    rest = float("nan") if without is None else without
    told = {
        key: record[key]
        for key in ("place", "from", "to", "independent_origins", "confidence", "claimant")
    }
    return {
        **{"number": number, "unit": unit, "value": value, "event": event, **told},
        **{"date": record["date"].date(), "without": rest, "moves": rest - value},
    }


def reports_about(dataset: Dataset, about: str) -> pd.DataFrame:
    """List the reports of an event, or of all that is told of a place.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    about : str
        Id of an event; or id, name or variant of a place: its holder on the first evening and all
        its events.

    Returns
    -------
    pandas.DataFrame
        One row per report: `about`, `date` of the event (the first evening for its holder),
        `publisher`, its `owner`, `country` and `owner_source` (the page that shows them) if the
        package has these columns, `published`, `origin`, `role`, `support`, `seen`, `hour`, `says`,
        `url`, `source`; by date.

    Raises
    ------
    UnknownName

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> len(reports_about(load_dataset(), "Hama")) > 0
    True
    """
    events = dataset.events
    if about in events.index:
        wanted = {about: events.at[about, "date"].date()}
    else:
        place = dataset.place(about)
        mine = events[events["place"] == place]
        wanted = {place: dataset.first} | {id: day.date() for id, day in mine["date"].items()}
    found = dataset.reports[dataset.reports["about"].isin(list(wanted))]
    pages = dataset.sources.reindex(found["source"])
    standing = [column for column in ("owner", "country", "owner_source") if column in pages]
    table = found.assign(
        date=found["about"].map(wanted),
        publisher=pages["publisher"].to_numpy(),
        published=pages["published"].to_numpy(),
        url=pages["url"].to_numpy(),
        **{column: pages[column].fillna("").to_numpy() for column in standing},
    )
    columns = ["about", "date", "publisher", *standing, "published", "origin", "role"]
    table = table[[*columns, "support", "seen", "hour", "says", "url", "source"]]
    return table.sort_values("date", kind="stable", ignore_index=True)


def corrections_of(situation: Situation) -> pd.DataFrame:
    """List the corrections of what an evening rests on.

    Parameters
    ----------
    situation : Situation
        The evening.

    Returns
    -------
    pandas.DataFrame
        Those of the package's corrections that are about a place, about an event that can bear on
        the evening, or about a report of one of these: `id`, `date`, `about` (the event or place),
        `place`, `table`, `row`, `field`, `old`, `new`, `why`, `source`; in the order in which they
        were made.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> first, last = (situation_on(load_dataset(), f"2024-{day}") for day in ("11-26", "12-08"))
    >>> set(corrections_of(first)["id"]) < set(corrections_of(last)["id"])
    True
    """
    dataset, events = situation.dataset, situation.dataset.events
    columns = ["id", "date", "about", "place", "table", "row", "field", "old", "new", "why"]
    made = dataset.corrections
    if made.empty:
        return pd.DataFrame(columns=[*columns, "source"])
    told = dataset.reports.set_index("id")["about"] if len(dataset.reports) else pd.Series()
    about = made["row"].where(made["table"] != "reports", made["row"].map(told))
    first = events["date_earliest"].fillna(events["date"])
    known = events.loc[first <= pd.Timestamp(situation.date), "place"]
    places = pd.Series(dataset.places.index, dataset.places.index)
    found = made.assign(about=about, place=about.map(pd.concat([known, places])))
    meant = made["table"].isin(["events", "places", "reports"]) & found["place"].notna()
    return found.loc[meant, [*columns, "source"]].reset_index(drop=True)
