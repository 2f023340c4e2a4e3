"""The sentences of a report, each with its numbers and the events and sources behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from syria_analysis.control.changes import Changes, changes_between
from syria_analysis.control.front import Distance, front_between
from syria_analysis.control.land import areas
from syria_analysis.control.situation import Situation, as_evening
from syria_analysis.package.values import split_list
from syria_analysis.text.rounding import (
    approximately,
    round_interval,
    round_to_interval,
    with_interval,
)
from syria_analysis.text.wording import compass, day_text, faction_name, join_names, side_name

__all__ = [
    "Finding",
    "distance_sentence",
    "evidence",
    "front_events",
    "reach",
    "summary",
]


_OTHERWISE = {
    "held_by_attackers": "with doubtful places settled for the attackers they hold it",
    "held_by_other": "with doubtful places settled otherwise another force holds it",
    "no_front": "with doubtful places settled otherwise there is no front",
    "ok": "with doubtful places settled otherwise there is one",
}
"""What is said of the other answers in which a distance has another status."""


@dataclass(frozen=True)
class Finding:
    """A sentence with what it rests on.

    Attributes
    ----------
    id : str
        Stable name of what is said.
    sentence : str
        One or two English sentences; no more digits than the interval supports.
    numbers : dict
        The unrounded numbers, km and km².
    events, sources : tuple of str
        Ids of the events and of their sources.
    """

    id: str
    sentence: str
    numbers: dict[str, Any] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def summary(
    situation: Situation,
    baseline: object,
    cities: Iterable[str],
    attackers: str | Iterable[str],
    defenders: str | Iterable[str],
) -> list[Finding]:
    """Say what is to be said of an evening, most important first.

    Parameters
    ----------
    situation : Situation
        The evening.
    baseline : str, datetime.date or Situation
        The evening to compare with; not later.
    cities : iterable of str
        Places whose fall and distance to the front are told.
    attackers, defenders : str or iterable of str
        Faction ids of the two sides.

    Returns
    -------
    list of Finding

    Raises
    ------
    BadParameter, BadDate, DateOutOfRange, UnknownName

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> found = summary(evening, "2024-11-26", ["aleppo", "homs"], "HTS,SNA", "SAA")
    >>> found[0].id
    'cities-changed'
    """
    dataset = situation.dataset
    attacking, defending = dataset.side(attackers), dataset.side(defenders)
    changes = changes_between(as_evening(dataset, baseline), situation)
    named = [dataset.place(city) for city in cities]
    found = [
        *_cities(changes, named),
        *(_distance(situation, city, attacking, defending) for city in named),
        *_places(changes),
        *_ground(changes, defending),
        *_holdings(situation),
        *_contested(situation),
        *_uncertain(situation),
        *reach(situation),
    ]
    said = [finding for finding in found if finding is not None]
    if situation.hypothetical:  # no sentence may pass for a report
        said = [replace(finding, sentence=f"Hypothetical: {finding.sentence}") for finding in said]
    return said


def reach(situation: Situation) -> list[Finding]:
    """Say of an evening after the last full one that only reported changes are known of it.

    Parameters
    ----------
    situation : Situation
        The evening.

    Returns
    -------
    list of Finding
        One, or none for an evening that the package describes in full.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> reach(situation_on(load_dataset(), "2024-12-08"))
    []
    """
    last = situation.dataset.last
    if situation.date <= last:
        return []
    text = (
        f"After {day_text(last)} only reported changes are known: every place of which nothing was "
        "reported since is shown with its last holder."
    )
    return [Finding("reach", text, {"last_full_evening": last.isoformat()})]


def evidence(situation: Situation, events: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Collect what a finding rests on.

    Parameters
    ----------
    situation : Situation
        An evening of the data.
    events : iterable of str
        Event ids; "" stands for none.

    Returns
    -------
    dict of str to tuple of str
        `events` and `sources`, each id once.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evidence(situation_on(load_dataset(), "2024-12-02"), ["", ""])
    {'events': (), 'sources': ()}
    """
    ids = tuple(dict.fromkeys(event for event in events if event))
    cited = situation.dataset.events.loc[list(ids), "sources"]
    sources = tuple(dict.fromkeys(s for cell in cited for s in split_list(cell)))
    return {"events": ids, "sources": sources}


def _cities(changes: Changes, named: Sequence[str]) -> list[Finding]:
    """Which of the cities asked about, and governorate capitals, changed hands."""
    now, dataset = changes.after, changes.after.dataset
    big = dataset.real_places[dataset.real_places["kind"] == "city"]
    capitals = big.index[big["name"].isin(big["unit"])]
    watched = list(dict.fromkeys([*capitals, *named]))
    moved = changes.places[changes.places["place"].isin(watched)]
    moved = moved[moved["from"] != moved["to"]]
    since = f"since the evening of {day_text(changes.before.date)}"
    if moved.empty:
        text = f"No governorate capital has changed hands {since}."
        return [Finding("cities-changed", text)]
    lost = []
    for record in moved.to_dict("records"):
        name, held = dataset.places.at[record["place"], "name"], now.holders[record["place"]]
        when = f"{record['date'].day} {record['date']:%B}"
        if held != record["to"]:
            lost.append(f"{name} is contested by {faction_name(dataset, record['to'])} ({when})")
        else:
            lost.append(f"{name} passed to {faction_name(dataset, held)} ({when})")
    text = f"{since[0].upper()}{since[1:]}: {join_names(lost)}."
    return [
        Finding(
            "cities-changed",
            text,
            {"cities": moved["place"].tolist()},
            **evidence(now, moved["event"]),
        )
    ]


def _distance(
    situation: Situation, city: str, attackers: tuple[str, ...], defenders: tuple[str, ...]
) -> Finding:
    dataset = situation.dataset
    front = front_between(situation, attackers, defenders)
    distance = front.distance_to(city)
    name, attacking = dataset.places.at[city, "name"], side_name(dataset, attackers)
    events = [situation.last_event[city]]
    if distance.status != "ok":
        holder = faction_name(dataset, situation.holders[city])
        contest = situation.contested[city]
        text = f"{name} is held by {holder}"
        text += f" and contested by {faction_name(dataset, contest)}." if contest else "."
        if distance.status == "no_front":
            text = f"{attacking[0].upper()}{attacking[1:]} have no front with {name}'s holders."
        if "ok" in distance.otherwise and distance.status == "no_front":
            text = f"{text[:-1]}; {_OTHERWISE['ok']}."
    else:
        text = distance_sentence(situation, city, distance, attackers, defenders)
        events = front_events(situation, distance)
    return Finding(
        f"front-to-{city}",
        text,
        {
            "status": distance.status,
            "distance_km": distance.distance_km,
            "low_km": distance.low_km,
            "high_km": distance.high_km,
            "nearest_held": distance.nearest_held,
            "otherwise": list(distance.otherwise),
        },
        **evidence(situation, events),
    )


def distance_sentence(
    situation: Situation,
    city: str,
    distance: Distance,
    attackers: Iterable[str],
    defenders: Iterable[str],
) -> str:
    """Say how far the front is from a city, with the force and the nearest place it holds.

    Parameters
    ----------
    situation : Situation
        The evening.
    city : str
        Place id.
    distance : Distance
        Measured, with status ``ok``.
    attackers, defenders : iterable of str
        Faction ids.

    Returns
    -------
    str

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> far = front_between(evening, "HTS", "SAA").distance_to("homs")
    >>> distance_sentence(evening, "homs", far, ["HTS"], ["SAA"]).split(" (")[0][:16]
    'The front of the'
    """
    dataset = situation.dataset
    name = dataset.places.at[city, "name"]
    best, low, high = (
        float(x or 0.0) for x in (distance.distance_km, distance.low_km, distance.high_km)
    )
    shown = round_to_interval(best, low, high)
    floor, ceiling = round_interval(low, high)
    between = f"{floor:g} to {ceiling:g} km"
    between += "".join(f"; {_OTHERWISE[status]}" for status in distance.otherwise)
    text = (
        f"The front of {side_name(dataset, attackers)} against {side_name(dataset, defenders)} "
        f"is about {shown:g} km from {name} ({between}), "
        f"to the {compass(distance.bearing_deg or 0.0)}"
    )
    if distance.nearest_held is None:
        return text + "."
    holder = situation.holders[distance.nearest_held]
    held = dataset.places.at[distance.nearest_held, "name"]
    who = faction_name(dataset, holder).removeprefix("the ")
    return f"{text}; the nearest place held is {held} ({who})."


def front_events(situation: Situation, distance: Distance) -> list[str]:
    """List the events on which a distance rests.

    Parameters
    ----------
    situation : Situation
        The evening.
    distance : Distance
        The distance, with status ``ok``.

    Returns
    -------
    list of str
        Event ids: of the places on both sides of the edge that it was measured to, and of the
        nearest place held.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> far = front_between(evening, "HTS", "SAA").distance_to("homs")
    >>> len(front_events(evening, far)) > 0
    True
    """
    return [situation.last_event[place] for place in distance.rests_on]


def _places(changes: Changes) -> list[Finding]:
    now, table = changes.after, changes.places
    since = day_text(changes.before.date)
    gone = table[[now.holders[p] == to for p, to in zip(table["place"], table["to"], strict=True)]]
    if gone.empty:
        return [Finding("places-changed", f"No place has changed hands since {since}.")]
    counts = gone.groupby(["from", "to"], sort=False).size().sort_values(ascending=False)
    dataset = now.dataset
    parts = [
        f"{number} from {faction_name(dataset, loser)} to {faction_name(dataset, captor)}"
        for (loser, captor), number in counts.items()
    ]
    text = f"{len(gone)} places changed hands since {since}: {join_names(parts)}."
    numbers = {f"{loser}>{captor}": int(n) for (loser, captor), n in counts.items()}
    return [Finding("places-changed", text, numbers, **evidence(now, gone["event"]))]


def _ground(changes: Changes, defenders: tuple[str, ...]) -> list[Finding]:
    dataset, balance = changes.after.dataset, changes.balance
    moved = balance[(balance["gained_km2"] > 0) | (balance["lost_km2"] > 0)]
    if moved.empty:
        return []
    parts = []
    for faction, row in moved.sort_values("net_km2", ascending=False).iterrows():
        verbs = [verb for verb in ("gained", "lost") if row[f"{verb}_km2"] > 0]
        said = " and ".join(f"{verb} {_land(row, verb)}" for verb in verbs)
        parts.append(f"{faction_name(dataset, str(faction))} {said}")
    text = f"By nearest-place territory, {join_names(parts)}."
    numbers = {str(f): {k: float(v) for k, v in row.items()} for f, row in moved.iterrows()}
    events = changes.places["event"]
    return [Finding("ground-changed", text, numbers, **evidence(changes.after, events))]


def _land(row: pd.Series, verb: str) -> str:
    """Write what a row of `Changes.balance` says was gained or lost, with its interval."""
    best, low, high = (row[f"{verb}{end}_km2"] for end in ("", "_low", "_high"))
    return approximately(best, low, high, "km²")


def _holdings(situation: Situation) -> list[Finding]:
    table = areas(situation)
    held = table[table["share"] >= 0.01]
    whole = float(table["area_km2"].sum())
    parts = []
    for row in held.to_dict("records"):
        best, low, high = (100 * row[k] / whole for k in ("area_km2", "low_km2", "high_km2"))
        number, _, span = with_interval(best, low, high, "%").partition(" ")
        name = faction_name(situation.dataset, row["faction"])
        parts.append(f"{name} {number}% {span}".rstrip())
    text = f"Of the country's area, much of it desert: {join_names(parts)}."
    numbers = dict(zip(table["faction"], map(float, table["share"]), strict=True))
    return [Finding("shares", text, numbers, **evidence(situation, situation.last_event))]


def _about(km2: float) -> str:
    return approximately(km2, None, None, "km²")


def _marked(situation: Situation, marks: pd.Series) -> list[str]:
    real = situation.dataset.real_places
    return real.index[marks[real.index]].tolist()


def _contested(situation: Situation) -> list[Finding]:
    places = _marked(situation, situation.contested != "")
    if not places:
        return []
    names = [situation.dataset.places.at[place, "name"] for place in places]
    area = situation.mesh.area_km2.reindex(places).fillna(0).sum()
    verb = "is" if len(places) == 1 else "are"
    text = f"Contested on this evening {verb} {join_names(names)} ({_about(area)})."
    so_far = situation.dataset.events
    so_far = so_far[so_far["date"] <= pd.Timestamp(situation.date)]
    events = so_far[so_far["place"].isin(places)].drop_duplicates("place", keep="last")["id"]
    numbers = {"places": places, "area_km2": float(area)}
    return [Finding("contested", text, numbers, **evidence(situation, events))]


def _uncertain(situation: Situation) -> list[Finding]:
    places = _marked(situation, situation.uncertain)
    if not places:
        return []
    area = situation.mesh.area_km2.reindex(places).fillna(0).sum()
    noun = "place" if len(places) == 1 else "places"
    text = (
        f"For {len(places)} {noun} ({_about(area)}) the day of a change is known only as a span "
        "that this evening divides; they are tinted on the maps and listed below."
    )
    events = situation.dataset.events
    rests = events[events["place"].isin(places) & events["date_latest"].notna()]["id"]
    numbers = {"places": places, "area_km2": float(area)}
    return [Finding("uncertain", text, numbers, **evidence(situation, rests))]
