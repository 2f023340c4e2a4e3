"""The sentences of a report, each with its numbers and the events and sources behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import pandas as pd

from syria_analysis.control.certainty import certainty_of
from syria_analysis.control.changes import Changes, changes_between
from syria_analysis.control.front import Distance, front_between, with_joined
from syria_analysis.control.land import areas
from syria_analysis.control.situation import Situation, as_evening
from syria_analysis.package.dataset import Side
from syria_analysis.package.values import split_list
from syria_analysis.text.evening_words import age_of_map, old_map
from syria_analysis.text.headline import force_at, headline, news_of
from syria_analysis.text.language import in_its_words, join, say
from syria_analysis.text.rounding import finest, format_number, round_interval, round_to_interval
from syria_analysis.text.showing import card, facts_html, text_rows
from syria_analysis.text.wording import (
    about,
    about_with_interval,
    capital,
    clauses,
    compass,
    day_and_month,
    day_text,
    faction_name,
    first_mentions,
    place_name,
    place_names,
    sentences,
    share_with_interval,
    side_name,
)

__all__ = [
    "Finding",
    "Findings",
    "city_held",
    "distance_sentence",
    "evidence",
    "front_events",
    "headline_finding",
    "reach",
    "summary",
]


@dataclass(frozen=True)
class Finding:
    """A sentence with what it rests on.

    Attributes
    ----------
    id : str
        Stable name of what is said.
    sentence : str
        One or two sentences; no more digits than the interval supports.
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

    def __repr__(self) -> str:
        return text_rows(self.sentence, self._facts())

    def _repr_html_(self) -> str:
        return card(self.sentence, facts_html(self._facts()))

    def _facts(self) -> list[tuple[str, str]]:
        """Tell what it rests on by the names of its attributes, numbers with four digits."""
        short = {
            k: f"{v:.4g}" if isinstance(v, float) else v
            for k, v in self.numbers.items()
            if v not in ([], (), None)
        }
        numbers = ", ".join(f"{name} {told}" for name, told in short.items())
        facts = {"id": self.id, "numbers": numbers}
        facts |= {"events": ", ".join(self.events), "sources": ", ".join(self.sources)}
        return [(name, told) for name, told in facts.items() if told]


class Findings(list[Finding]):
    """Findings, the most important first; a list that a notebook shows as sentences."""

    def __repr__(self) -> str:
        return "\n".join(f"{number}. {found.sentence}" for number, found in enumerate(self, 1))

    def _repr_html_(self) -> str:
        def said(found: Finding) -> str:
            sources = escape(", ".join(found.sources))
            told = f' <small title="{sources}">({len(found.sources)})</small>'
            return f"<li>{escape(found.sentence)}{told if found.sources else ''}</li>"

        return f"<ol>{''.join(map(said, self))}</ol>"


@in_its_words
def summary(
    situation: Situation,
    baseline: object,
    cities: Iterable[str],
    attackers: str | Iterable[str],
    defenders: str | Iterable[str],
) -> Findings:
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
    Findings
        A list of `Finding`.

    Raises
    ------
    BadParameter, BadDate, DateOutOfRange, UnknownName

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> found = summary(evening, "2024-11-26", ["aleppo", "homs"], "HTS,SNA", "SAA")
    >>> [finding.id for finding in found[:2]]
    ['headline', 'cities-changed']
    """
    dataset = situation.dataset
    attacking, defending = dataset.side(attackers), dataset.side(defenders)
    changes = changes_between(as_evening(dataset, baseline), situation)
    named = [dataset.place(city) for city in cities]
    with first_mentions():
        said = [
            headline_finding(situation, attacking, defending),
            *_cities(changes, named),
            *(_distance(situation, city, attacking, defending) for city in named),
            *_one_origin(situation, named, attacking, defending),
            *_places(changes),
            *_ground(changes),
            *_holdings(situation),
            *_certainty(situation),
            *_contested(situation),
            *_uncertain(situation),
            *reach(situation),
        ]
    if situation.hypothetical:  # no sentence may pass for a report
        said = [
            replace(finding, sentence=say("hypothetical-title", said=finding.sentence))
            for finding in said
        ]
    return Findings(said)


def reach(situation: Situation) -> list[Finding]:
    """Say of an evening after the last full one, or the last map, what is known of it.

    Parameters
    ----------
    situation : Situation
        The evening.

    Returns
    -------
    list of Finding
        None for an evening that the package describes in full, and of which it has a map if it is
        one of maps.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> reach(situation_on(load_dataset(), "2024-12-08"))
    []
    """
    last, said = situation.dataset.last, []
    if situation.date > last:
        text = say("find-reach", day=day_text(last))
        said.append(Finding("reach", text, {"last_full_evening": last.isoformat()}))
    age = old_map(situation)
    if age:
        told = situation.date - dt.timedelta(days=age)
        numbers = {"last_map": told.isoformat(), "days": age}
        said.append(Finding("map-age", age_of_map(situation), numbers))
    return said


def evidence(
    situation: Situation, events: Iterable[str], places: Iterable[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Collect what a finding rests on.

    Parameters
    ----------
    situation : Situation
        An evening of the data.
    events : iterable of str
        Event ids; "" stands for none.
    places : iterable of str, optional
        Places whose holders the finding tells: of those that no event has befallen yet, the pages
        of who held them first count, too.

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
    dataset, last = situation.dataset, situation.last_event
    first = [place for place in places if not last[place]]
    cited = [*dataset.events.loc[list(ids), "sources"], *dataset.places.loc[first, "sources"]]
    maps = dataset.conflict.maps  # which tell of all land, and stand in no row
    told = [s for cell in cited for s in split_list(cell)] + ([maps.source] if maps else [])
    return {"events": ids, "sources": tuple(dict.fromkeys(told))}


def headline_finding(situation: Situation, attackers: Side, defenders: Side) -> Finding:
    """Say what an evening brought, as every title does.

    Parameters
    ----------
    situation : Situation
        The evening.
    attackers, defenders : str or iterable of str
        Faction ids, as `headline.headline` takes them.

    Returns
    -------
    Finding
        Its numbers hold the second line as ``deck``.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-09")
    >>> headline_finding(evening, None, None).sentence
    'Manbij has fallen to the SNA.'
    """
    told = headline(situation, attackers, defenders)
    news = news_of(situation, attackers, defenders)
    near = news.approach.distance if news.approach else None
    return Finding(
        "headline",
        say("as-sentence", said=told.title),
        {
            "places": [*news.fallen, *news.contested, *news.cities],
            "cut_off": list(news.cut),
            "seatless": list(news.seatless),
            "nearest": news.approach.place if news.approach else None,
            "distance_km": near.distance_km if near else None,
            "low_km": near.low_km if near else None,
            "high_km": near.high_km if near else None,
            "deck": told.deck,
        },
        **evidence(situation, situation.last_event[list(news.rests_on)], news.rests_on),
    )


def _cities(changes: Changes, named: Sequence[str]) -> list[Finding]:
    """Which of the cities asked about, and of the seats of units, changed hands."""
    now, dataset = changes.after, changes.after.dataset
    watched = list(dict.fromkeys([*dataset.seats, *named]))
    moved = changes.places[changes.places["place"].isin(watched)]
    moved = moved[moved["from"] != moved["to"]]
    since = day_text(changes.before.date)
    if moved.empty:
        key = "find-no-seat" if dataset.seats else "find-no-city"
        return [Finding("cities-changed", say(key, day=since))]
    lost = []
    for record in moved.to_dict("records"):
        place, taken = record["place"], now.holders[record["place"]] == record["to"]
        parts = {"name": place_name(dataset, place), "who": faction_name(dataset, record["to"])}
        key = "city-passed" if taken else "city-contested"
        lost.append(say(key, day=day_and_month(record["date"]), **parts))
    return [
        Finding(
            "cities-changed",
            say("find-cities", day=since, said=join(lost)),
            {"cities": moved["place"].tolist()},
            **evidence(now, moved["event"]),
        )
    ]


def _distance(
    situation: Situation, city: str, attackers: tuple[str, ...], defenders: tuple[str, ...]
) -> Finding:
    """Say how far the front is that the headline counts, then that of the attackers alone."""
    dataset = situation.dataset
    measured = _measured(situation, city, attackers, defenders)
    distance = measured[0][1]
    name, places = place_name(dataset, city), [city]
    if distance.status == "ok":
        ok = [(side, far) for side, far in measured if far.status == "ok"]
        text = sentences(
            *(distance_sentence(situation, city, far, side, defenders) for side, far in ok)
        )
        places = [place for _, far in ok for place in far.rests_on]
    elif distance.status == "no_front":
        said = say("city-no-front", who=side_name(dataset, attackers), name=name)
        other = say("otherwise-ok") if "ok" in distance.otherwise else ""
        text = say("as-sentence", said=capital(clauses([said, other])))
    else:
        text = city_held(situation, city)
    numbers: dict[str, Any] = _numbers(distance)
    if len(measured) > 1:
        numbers["by_force"] = {",".join(side): _numbers(far) for side, far in measured}
    rests = evidence(situation, situation.last_event[places], places)
    return Finding(f"front-to-{city}", text, numbers, **rests)


def _numbers(distance: Distance) -> dict[str, Any]:
    return {
        "status": distance.status,
        "distance_km": distance.distance_km,
        "low_km": distance.low_km,
        "high_km": distance.high_km,
        "nearest_held": distance.nearest_held,
        "otherwise": list(distance.otherwise),
    }


def _measured(
    situation: Situation, city: str, attackers: tuple[str, ...], defenders: tuple[str, ...]
) -> list[tuple[tuple[str, ...], Distance]]:
    """Measure from a city to the front of all who have joined the attackers, and to these alone.

    The first is named after the force whose land ends there if that is none of the attackers; the
    second is left out if it is the same.
    """
    alone = front_between(situation, attackers, defenders).distance_to(city)
    everyone = with_joined(situation, attackers, defenders)
    if everyone == attackers:
        return [(attackers, alone)]
    nearest = front_between(situation, everyone, defenders).distance_to(city)
    if nearest == alone:
        return [(attackers, alone)]
    if "ok" not in (nearest.status, alone.status):  # theirs is what an ally holds
        return [(everyone, nearest)]
    force = force_at(situation, nearest)
    if force in attackers or nearest.status != "ok":
        return [(everyone, nearest)]
    return [((force,), nearest), (attackers, alone)]


def _one_origin(
    situation: Situation,
    cities: Sequence[str],
    attackers: tuple[str, ...],
    defenders: tuple[str, ...],
) -> list[Finding]:
    """Say where the front that distances are measured to rests on one origin or on none seen."""
    dataset = situation.dataset
    thin: dict[str, None] = {}
    touched = []
    for city in cities:
        measured = _measured(situation, city, attackers, defenders)
        weak = [
            event
            for _, far in measured
            for event in front_events(situation, far)
            if event and dataset.events.at[event, "independent_origins"] <= 1
        ]
        if weak:
            touched.append(city)
            thin |= dict.fromkeys(weak)
    if not touched:
        return []
    places = list(dict.fromkeys(dataset.events.loc[list(thin), "place"]))
    names = {"places": place_names(dataset, places), "cities": place_names(dataset, touched)}
    numbers = {"cities": touched, "places": places}
    text = say("find-one-origin", **names)
    return [Finding("one-origin", text, numbers, **evidence(situation, thin))]


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
    dataset, near = situation.dataset, distance.nearest_held
    best, low, high = (
        float(x or 0.0) for x in (distance.distance_km, distance.low_km, distance.high_km)
    )
    floor, ceiling = round_interval(low, high)
    between = [
        say("km-between", low=format_number(floor), high=format_number(ceiling)),
        *(say(f"otherwise-{status.replace('_', '-')}") for status in distance.otherwise),
    ]
    parts = {
        "one": side_name(dataset, attackers),
        "other": side_name(dataset, defenders),
        "best": format_number(round_to_interval(best, low, high)),
        "name": place_name(dataset, city),
        "between": clauses(between),
        "direction": compass(distance.bearing_deg or 0.0),
    }
    if near is None:
        return say("front-far", **parts)
    holder = faction_name(dataset, situation.holders[near])
    return say("front-far-nearest", place=place_name(dataset, near), holder=holder, **parts)


def city_held(situation: Situation, city: str) -> str:
    """Say who holds a place, and who contests it.

    Parameters
    ----------
    situation : Situation
        The evening.
    city : str
        Place id.

    Returns
    -------
    str

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> city_held(situation_on(load_dataset(), "2024-12-02"), "homs")
    'Homs is held by the government.'
    """
    dataset, rival = situation.dataset, situation.contested[city]
    parts = {
        "name": place_name(dataset, city),
        "who": faction_name(dataset, situation.holders[city]),
    }
    if rival:
        return say("city-held-contested", rival=faction_name(dataset, rival), **parts)
    return say("city-held-by", **parts)


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
    now, gone = changes.after, changes.passed
    since = day_text(changes.before.date)
    if gone.empty:
        return [Finding("places-changed", say("find-no-place", day=since))]
    counts = gone.groupby(["from", "to"], sort=False).size().sort_values(ascending=False)
    dataset = now.dataset
    parts = [
        say(
            "passed-from-to",
            number=int(passed),
            loser=faction_name(dataset, loser),
            captor=faction_name(dataset, captor),
        )
        for (loser, captor), passed in counts.items()
    ]
    text = say("find-places", number=len(gone), day=since, said=join(parts))
    numbers = {f"{loser}>{captor}": int(n) for (loser, captor), n in counts.items()}
    return [Finding("places-changed", text, numbers, **evidence(now, gone["event"]))]


def _ground(changes: Changes) -> list[Finding]:
    dataset, balance = changes.after.dataset, changes.balance
    moved = balance[(balance["gained_km2"] > 0) | (balance["lost_km2"] > 0)]
    if moved.empty:
        return []
    parts = []
    for faction, row in moved.sort_values("net_km2", ascending=False).iterrows():
        said = {verb: _land(row, verb) for verb in ("gained", "lost") if row[f"{verb}_km2"] > 0}
        who = faction_name(dataset, str(faction))
        parts.append(say(f"land-{'-'.join(said)}", who=who, **said))
    text = say("find-ground", said=join(parts), day=day_text(changes.before.date))
    land = moved.drop(columns="faction_name")
    numbers = {str(f): {k: float(v) for k, v in row.items()} for f, row in land.iterrows()}
    events = changes.places["event"]
    return [Finding("ground-changed", text, numbers, **evidence(changes.after, events))]


def _land(row: pd.Series, verb: str) -> str:
    """Write what a row of `Changes.balance` says was gained or lost, with its interval."""
    best, low, high = (row[f"{verb}{end}_km2"] for end in ("", "_low", "_high"))
    return about_with_interval(best, low, high, "km2")


SHARES = ("area_km2", "low_km2", "high_km2")


def _holdings(situation: Situation) -> list[Finding]:
    table = areas(situation)
    held = table[table["share"] >= 0.01]
    whole = float(table["area_km2"].sum())
    parts, told = [], 0.0
    for row in held.to_dict("records"):
        best, low, high = (100 * row[name] / whole for name in SHARES)
        who = faction_name(situation.dataset, row["faction"])
        parts.append(say("who-has-share", who=who, share=share_with_interval(best, low, high)))
        told += round_to_interval(best, low, high, finest(best, "%"))
    rounded = "yes" if round(told, 6) > 100 else "no"
    text = say("find-shares", said=join(parts), rounded=rounded)
    numbers = dict(zip(table["faction"], map(float, table["share"]), strict=True))
    return [Finding("shares", text, numbers, **_of_all(situation))]


def _certainty(situation: Situation) -> list[Finding]:
    """Say what certainty means, and how much land is held with it; of packages of places only."""
    dataset = situation.dataset
    if dataset.conflict.territory != "places":
        return []
    table = areas(situation, certainty=True)
    rows = table.set_index("faction")[["held_90_km2", "held_99_km2"]]
    told = [
        say(
            "who-has-share", who=faction_name(dataset, faction), share=about(km2, None, None, "km2")
        )
        for faction, km2, share in zip(
            table["faction"], table["held_90_km2"], table["share"], strict=True
        )
        if share >= 0.01 and km2 >= 1
    ]
    if not told:
        return []
    text = say("find-certainty", said=join(told))
    numbers = {str(f): {k: float(v) for k, v in row.items()} for f, row in rows.iterrows()}
    rests = _of_all(situation)
    return [Finding("certainty", text, numbers, **rests), *_contradicted(situation)]


def _of_all(situation: Situation) -> dict[str, tuple[str, ...]]:
    """Collect what the holders of all places rest on."""
    return evidence(situation, situation.last_event, situation.last_event.index)


def _contradicted(situation: Situation) -> list[Finding]:
    """Say where the places around speak for another side than the nearest does."""
    table = certainty_of(situation).contradicted()
    real = table["place"][table["place"].isin(situation.dataset.real_places.index)]
    if real.empty:
        return []
    most = place_names(situation.dataset, real[:3])
    area = float(table["km2"].sum())
    text = say("find-contradicted", land=about(area, None, None, "km2"), places=most)
    numbers = {"area_km2": area, "places": dict(zip(table["place"], table["km2"], strict=True))}
    rests = evidence(situation, situation.last_event[table["place"]], table["place"])
    return [Finding("contradicted", text, numbers, **rests)]


def _marked(situation: Situation, marks: pd.Series) -> list[str]:
    real = situation.dataset.real_places
    return list(real.index[marks[real.index]])


def _area(situation: Situation, marks: pd.Series) -> float:
    """Sum the land of what is marked: of real places or, where maps tell, of faces."""
    area = situation.mesh.area_km2
    wanted = area.index if situation.dataset.faces is not None else _marked(situation, marks)
    return float(area.reindex(wanted)[marks[wanted]].sum())


def _contested(situation: Situation) -> list[Finding]:
    places = _marked(situation, situation.contested != "")
    area = _area(situation, situation.contested != "")
    if situation.dataset.faces is not None and not places and area >= 1:
        numbers = {"places": places, "area_km2": area}
        text = say("find-doubt", land=about(area, None, None, "km2"))
        return [Finding("contested", text, numbers, **evidence(situation, ()))]
    if not places:
        return []
    names = place_names(situation.dataset, places)
    text = say("find-contested", places=names, land=about(area, None, None, "km2"))
    so_far = situation.dataset.events
    so_far = so_far[so_far["date"] <= pd.Timestamp(situation.date)]
    events = so_far[so_far["place"].isin(places)].drop_duplicates("place", keep="last")["id"]
    numbers = {"places": places, "area_km2": float(area)}
    return [Finding("contested", text, numbers, **evidence(situation, events))]


def _uncertain(situation: Situation) -> list[Finding]:
    places = _marked(situation, situation.uncertain)
    if not places:
        return []
    area = _area(situation, situation.uncertain)
    text = say("find-uncertain", number=len(places), land=about(area, None, None, "km2"))
    events = situation.dataset.events
    rests = events[events["place"].isin(places) & events["date_latest"].notna()]["id"]
    numbers = {"places": places, "area_km2": float(area)}
    return [Finding("uncertain", text, numbers, **evidence(situation, rests))]
