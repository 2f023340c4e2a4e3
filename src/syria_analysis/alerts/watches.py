"""The kinds of rules at work: what an evening shows of each, how sure it is, how it is said."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import pandas as pd

from syria_analysis.alerts.rule_file import Rule
from syria_analysis.control.changes import Changes, changes_between
from syria_analysis.control.front import Distance, Front, front_between, with_joined
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import split_list
from syria_analysis.roads.network import usable
from syria_analysis.roads.reach import CutOff, cut_off
from syria_analysis.text.findings import front_events
from syria_analysis.text.language import Name, say
from syria_analysis.text.rounding import round_interval, round_to_interval
from syria_analysis.text.wording import (
    about_with_interval,
    clauses,
    compass,
    day_text,
    faction_name,
    number,
    place_name,
    place_names,
    side_name,
)

__all__ = ["CERTAINTIES", "ONE_DAY", "WATCHES", "Evenings", "Told", "Watch"]

ONE_DAY = dt.timedelta(days=1)
CERTAINTIES = ("", "possible", "likely", "certain")
LIKELY, CERTAIN = 2, 3
MOST_NAMED = 2
"""Forces of a front that a sentence names."""

DISTANCES = ("status", "distance_km", "low_km", "high_km", "bearing_deg", "nearest_held")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class Told:
    """What there is to say of an alert, and what it rests on."""

    sentence: str
    numbers: dict[str, Any]
    confidence: str
    events: tuple[str, ...]
    sources: tuple[str, ...]


class Evenings:
    """The situations of a dataset, each made once."""

    def __init__(self, dataset: Dataset):
        self.dataset = dataset
        self.first = dataset.first
        self.on = cache(lambda day: situation_on(dataset, day))

    def before(self, day: dt.date) -> Situation:
        """Give the situation of the evening before, on the first day that of the day itself."""
        return self.on(max(self.first, day - ONE_DAY))

    def last_event(self, place: str, day: dt.date) -> str:
        """Find the last event at a place up to an evening, captures and contests alike."""
        events = self._by_place.get(place)
        so_far = [] if events is None else events.index[events["date"] <= pd.Timestamp(day)]
        return str(so_far[-1]) if len(so_far) else ""

    @cached_property
    def _by_place(self) -> dict[str, pd.DataFrame]:
        return {str(place): rows for place, rows in self.dataset.events.groupby("place")}

    def told(
        self, sentence: str, numbers: dict[str, Any], events: Iterable[str], places: Iterable[str]
    ) -> Told:
        """Put a sentence beside its evidence: events, and the baseline of places without one."""
        data = self.dataset
        ids = tuple(dict.fromkeys(event for event in events if event))
        known = set(data.events.loc[list(ids), "place"])
        rows = [data.events.loc[i] for i in ids]
        rows += [data.places.loc[place] for place in dict.fromkeys(places) if place not in known]
        sources = dict.fromkeys(s for row in rows for s in split_list(row["sources"]))
        worst = max((CONFIDENCES.index(row["confidence"]) for row in rows), default=0)
        return Told(sentence, numbers, CONFIDENCES[worst], ids, tuple(sources))


@dataclass(frozen=True)
class Watch(ABC):
    """A rule at work.

    Attributes
    ----------
    rule : Rule
        What is watched for.
    evenings : Evenings
        The evidence.
    """

    rule: Rule
    evenings: Evenings

    lasting = True
    """Whether it is a state, which can last, or happens in a day."""

    @property
    def subjects(self) -> Sequence[str]:
        """Ids of the places or factions watched."""
        return self.rule.places

    @abstractmethod
    def levels(self, day: dt.date) -> dict[str, int]:
        """Give how sure it is on an evening, by subject: an index into `CERTAINTIES`."""

    @abstractmethod
    def tell(self, subject: str, day: dt.date, level: int) -> Told:
        """Say what an evening shows."""

    def still(self, subject: str, day: dt.date, last: dt.date, level: int) -> bool | None:
        """Say whether it is so on the last evening too, on which it has a level."""
        return level > 0

    def name(self, place: str) -> Name:
        """Name a place as sentences do."""
        return place_name(self.evenings.dataset, place)

    def force(self, faction: str) -> Name:
        """Name a faction as sentences do."""
        return faction_name(self.evenings.dataset, faction)


class FrontWithin(Watch):
    """The front of one side against another comes near a place, or the place is taken."""

    @cached_property
    def _far(self) -> Callable[[dt.date], tuple[Front, dict[str, Distance]]]:
        def measure(day: dt.date) -> tuple[Front, dict[str, Distance]]:
            evening, asked = self.evenings.on(day), self.rule.settings
            sides = asked["attackers"], asked["defenders"]
            if asked["joined"]:
                sides = with_joined(evening, *sides), sides[1]
            front = front_between(evening, *sides)
            return front, {place: front.distance_to(place) for place in self.subjects}

        return cache(measure)

    def levels(self, day: dt.date) -> dict[str, int]:
        """Compare low, best and high distance with the rule's kilometres."""
        return {place: self._level(distance) for place, distance in self._far(day)[1].items()}

    def _level(self, distance: Distance) -> int:
        if distance.status == "held_by_attackers":
            return CERTAIN
        distances = (distance.low_km, distance.distance_km, distance.high_km)
        return sum(d is not None and d <= self.rule.settings["km"] for d in distances)

    def tell(self, subject: str, day: dt.date, level: int) -> Told:
        """Say how far the front is, in which direction, and what is held nearest to the place."""
        front, distances = self._far(day)
        distance, situation, limit = distances[subject], front.situation, self.rule.settings["km"]
        numbers = {"limit_km": limit, **{n: getattr(distance, n) for n in DISTANCES}}
        parts = {"day": day_text(day), "name": self.name(subject), "limit": number(limit)}
        if distance.status != "ok":
            text = say("alert-now-held", who=self.force(situation.holders[subject]), **parts)
            return self.evenings.told(text, numbers, [situation.last_event[subject]], [subject])
        best, low, high = (
            float(d or 0.0) for d in (distance.distance_km, distance.low_km, distance.high_km)
        )
        floor, ceiling = round_interval(low, high)
        attackers, defenders = front.attackers, front.defenders
        parts |= {
            "other": side_name(situation.dataset, defenders),
            "certainty": CERTAINTIES[level],
            "best": number(round_to_interval(best, low, high)),
            "low": number(floor),
            "high": number(ceiling),
            "direction": compass(distance.bearing_deg or 0.0),
        }
        if len(attackers) > MOST_NAMED:  # the nearest place held tells whose front it is
            text = say("alert-front-against", **parts)
        else:
            text = say("alert-front-of", one=side_name(situation.dataset, attackers), **parts)
        held = [distance.nearest_held] if distance.nearest_held else []
        for place in held:
            holder = self.force(situation.holders[place])
            nearest = say("alert-nearest", place=self.name(place), holder=holder)
            text = clauses([text, nearest])
        events = front_events(situation, distance)
        return self.evenings.told(say("as-sentence", said=text), numbers, events, held)


class ChangedHands(Watch):
    """A place passes from one faction to another."""

    lasting = False

    def levels(self, day: dt.date) -> dict[str, int]:
        """Compare with the evening before; a span of days or a contest leaves a doubt."""
        old, new = self.evenings.before(day), self.evenings.on(day)
        loser, captor = (self.rule.settings[key] for key in ("from", "to"))
        found = {}
        for place in self.subjects:
            was, now = old.holders[place], new.holders[place]
            if was == now or (loser and was not in loser) or (captor and now not in captor):
                continue
            doubt = new.uncertain[place] or new.contested[place]
            found[place] = LIKELY if doubt else CERTAIN
        return found

    def tell(self, subject: str, day: dt.date, level: int) -> Told:
        """Say from whom to whom, and when."""
        new = self.evenings.on(day)
        was, now = self.evenings.before(day).holders[subject], new.holders[subject]
        event = self.evenings.dataset.events.loc[new.last_event[subject]]
        parts = {
            "name": self.name(subject),
            "loser": self.force(was),
            "captor": self.force(now),
        }
        if new.uncertain[subject]:
            first, last = (event[f"date_{end}"] for end in ("earliest", "latest"))
            ends = (event["date"] if pd.isna(first) else first, last)
            first_day, last_day = (day_text(end.date()) for end in ends)
            text = say("alert-passed-between", first=first_day, last=last_day, **parts)
        else:
            text = say("alert-passed", day=day_text(day), **parts)
        if rival := new.contested[subject]:
            text = clauses([text, say("alert-now-contested", who=self.force(rival))])
        numbers, text = {"from": was, "to": now}, say("as-sentence", said=text)
        return self.evenings.told(text, numbers, [event["id"]], [subject])

    def still(self, subject: str, day: dt.date, last: dt.date, level: int) -> bool:
        """Say whether the captor holds it on the last evening."""
        taken, now = (self.evenings.on(d).holders[subject] for d in (day, last))
        return bool(taken == now)


class Contested(Watch):
    """A place is contested."""

    def levels(self, day: dt.date) -> dict[str, int]:
        """Read off who contests what."""
        rivals = self.evenings.on(day).contested
        return {place: CERTAIN for place in self.subjects if rivals[place]}

    def tell(self, subject: str, day: dt.date, level: int) -> Told:
        """Say who holds it and who contests it."""
        now = self.evenings.on(day)
        holder, rival = now.holders[subject], now.contested[subject]
        text = say(
            "alert-contested",
            day=day_text(day),
            name=self.name(subject),
            who=self.force(holder),
            rival=self.force(rival),
        )
        events = [self.evenings.last_event(subject, day)]
        return self.evenings.told(text, {"holder": holder, "by": rival}, events, [subject])


class CutOffFrom(Watch):
    """A place that a side holds can no longer be reached from another by that side's roads."""

    READINGS = (("shut", False), ("shut", True), ("open", True))
    """Contested places and roads of low confidence, from the strictest reading to the mildest."""

    @cached_property
    def _ways(self) -> Callable[[dt.date], tuple[CutOff, ...]]:
        source, side = self.rule.settings["source"], self.rule.settings["side"]
        return cache(
            lambda day: tuple(
                cut_off(self.evenings.on(day), source, side, self.subjects, contested, low)
                for contested, low in self.READINGS
            )
        )

    def levels(self, day: dt.date) -> dict[str, int]:
        """Count the readings in which there is no way.

        That a place is itself contested, which another kind of rule tells, does not cut it off.
        """
        now, side = self.evenings.on(day), self.rule.settings["side"]
        if now.holders[self.rule.settings["source"]] not in side:
            return {}
        found = {}
        for n, place in enumerate(self.subjects):
            if now.holders[place] in side:
                cut = [way.routes[n].km is None for way in self._ways(day)]
                found[place] = CERTAIN * cut[-1] if now.contested[place] else sum(cut)
        return found

    def tell(self, subject: str, day: dt.date, level: int) -> Told:
        """Say which way is lost, and where."""
        source, side = self.rule.settings["source"], self.rule.settings["side"]
        n, reading = self.subjects.index(subject), level - 1
        now = self._ways(day)[reading]
        before = self._ways(max(self.evenings.first, day - ONE_DAY))[reading].routes[n]
        can = usable(self.evenings.on(day), side, self.READINGS[reading][0])
        way = (source, *before.via, subject) if before.km else ()
        lost = [place for place in way if place not in can]
        dataset = self.evenings.dataset
        said = say(
            "alert-cut-off",
            day=day_text(day),
            name=self.name(subject),
            source=self.name(source),
            side=side_name(dataset, side),
            certainty=CERTAINTIES[level],
        )
        if lost:
            places, km = place_names(dataset, lost), number(round(before.km or 0.0))
            said = say("alert-way-lost", said=said, km=km, places=places)
        by_land = subject in now.land_reachable
        text = say("as-sentence", said=clauses([said, say("alert-by-land") if by_land else ""]))
        numbers = {"from": source, "km_before": before.km, "lost": lost, "by_land": by_land}
        events = [self.evenings.last_event(place, day) for place in lost]
        return self.evenings.told(text, numbers, events, [])


class GroundInADay(Watch):
    """A faction gains more than so much ground in one day, what it loses taken off."""

    lasting = False

    @property
    def subjects(self) -> Sequence[str]:
        """The factions of the rule, else all."""
        return self.rule.settings["factions"] or tuple(self.evenings.dataset.factions.index)

    @cached_property
    def _changes(self) -> Callable[[dt.date], Changes]:
        return cache(lambda day: changes_between(self.evenings.before(day), self.evenings.on(day)))

    def levels(self, day: dt.date) -> dict[str, int]:
        """Compare the ends and the middle of the interval with the rule's km²."""
        changes, found = self._changes(day), {}
        for faction, net in changes.balance["net_km2"].items():
            if net > 0:  # land that is only contested since is not gained
                areas = self._interval(changes, str(faction))
                found[str(faction)] = sum(area > self.rule.settings["km2"] for area in areas)
        return found

    @staticmethod
    def _interval(changes: Changes, faction: str) -> tuple[float, float, float]:
        """Give low, best and high of the net gain."""
        net = changes.passage.net({faction})
        return net.low, net.best, net.high

    def tell(self, subject: str, day: dt.date, level: int) -> Told:
        """Say how much, and from whom most of it."""
        changes = self._changes(day)
        row, limit = changes.balance.loc[subject], self.rule.settings["km2"]
        low, net, high = self._interval(changes, subject)
        came = changes.transfer[subject].drop(subject)
        loser = str(came.idxmax())
        text = say(
            "alert-gained",
            who=self.force(subject),
            day=day_text(day),
            loser=self.force(loser),
            land=about_with_interval(net, low, high, "km2"),
            share="all" if float(came[loser] / came.sum()) > 0.995 else "most",
            lost="yes" if row["lost_km2"] > 0 else "no",
        )
        places = changes.passed
        gained = places[(places["to"] == subject) & (places["from"] != subject)]
        numbers = {"limit_km2": limit, "net_km2": net, "low_km2": low, "high_km2": high}
        numbers |= {name: float(row[name]) for name in ("gained_km2", "lost_km2")}
        told = self.evenings.told(text, numbers, gained["event"], [])
        return replace(told, confidence=self._confidence(changes, gained))

    def _confidence(self, changes: Changes, gained: pd.DataFrame) -> str:
        """Give the confidence down to which rows must count for half of the gain."""
        area = changes.after.mesh.area_km2.reindex(gained["place"]).fillna(0.0).to_numpy()
        rank = gained["confidence"].map(CONFIDENCES.index).to_numpy()
        enough = [area[rank <= n].sum() >= area.sum() / 2 for n in range(len(CONFIDENCES))]
        return CONFIDENCES[enough.index(True)]

    def still(self, subject: str, day: dt.date, last: dt.date, level: int) -> None:
        """Give nothing: what was gained in a day is past."""


WATCHES: dict[str, Callable[[Rule, Evenings], Watch]] = {
    "front_within": FrontWithin,
    "changed_hands": ChangedHands,
    "contested": Contested,
    "cut_off": CutOffFrom,
    "ground_in_a_day": GroundInADay,
}
"""What watches for the rules of each kind."""
