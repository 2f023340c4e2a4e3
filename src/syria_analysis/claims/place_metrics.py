"""Metrics of claims that ask which places passed, when, and to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from syria_analysis.claims import rules
from syria_analysis.claims.evidence import (
    contest_events,
    event_ids,
    kilometres_to,
    names_of,
    passages,
    start_of_rule,
    with_spans,
)
from syria_analysis.claims.metrics import (
    DAY,
    NEAR,
    NUMBER,
    PLACE,
    PLACES,
    SIDE,
    Claim,
    Key,
    metric,
)
from syria_analysis.claims.rules import Answer, yes_no
from syria_analysis.control.intervals import standing
from syria_analysis.control.situation import shared_situation
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.language import say
from syria_analysis.text.wording import day_text, number, place_name, sentences

__all__ = [
    "advanced_near",
    "advanced_then_withdrew",
    "attacked_not_taken",
    "captured_on_day",
    "fell_after",
    "first_capture",
    "held_by",
    "places_captured",
]

QUARTER_RADIUS_KM = 10.0
"""Quarters this near to a city's point belong to it."""


@metric({"place": PLACES, "by": SIDE})
def held_by(dataset: Dataset, claim: Claim) -> Answer:
    """Check whether every named place is held, uncontested, by one of the factions."""
    places, side = list(claim.many("place")), claim.many("by")
    evening = shared_situation(dataset, claim.as_of)
    best, sure, possible = (answer[places] for answer in standing(evening, side))
    rivals = evening.contested[places]
    clear = best & ((rivals == "") | rivals.isin(side))
    open_places = [place for place in places if sure[place] != possible[place]]
    remarks = []
    if open_places:
        remarks.append(say("claim-not-settled", places=names_of(dataset, open_places)))
    weak = [place for place in places if evening.confidence[place] == "low"]
    if weak:
        remarks.append(say("claim-low-confidence", places=names_of(dataset, weak)))
    others = ~np.isin(evening.holders.to_numpy(object), list(side))
    quarter = dataset.places["kind"].to_numpy(object) == "quarter"
    quarters = dataset.places.index[quarter & others]
    for place in places:
        near = kilometres_to(dataset, place)[quarters]
        apart = list(near.index[(near <= QUARTER_RADIUS_KM) & ~near.index.isin(places)])
        if apart:
            remarks.append(say("claim-held-within", places=names_of(dataset, apart)))
    events = [evening.last_event[place] for place in places] + contest_events(evening, places)
    return Answer(
        rules.truth(bool(sure.all()), bool(possible.any())),
        yes_no(bool(clear.all())),
        yes_no(bool(sure.all())),
        yes_no(bool(possible.all())),
        event_ids(events),
        " ".join(remarks),
    )


@metric({"place": PLACE, "by": SIDE, "start": DAY}, expects=("number",))
def captured_on_day(dataset: Dataset, claim: Claim) -> Answer:
    """Count the days to the capture of a place, the first day of the attack being day 1."""
    place, side, start = claim.one("place"), claim.many("by"), claim.day("start")
    event = start_of_rule(dataset, place, side, claim.as_of)
    if event is None:
        return Answer(rules.NOT_SUPPORTED, basis=say("claim-not-taken-or-before"))
    best, low, high = (
        (event[column].date() - start).days + 1 for column in ("date", "earliest", "latest")
    )
    verdict = rules.within_days(best, low, float(claim.expected))
    taken = say("page-taken-on", day=day_text(event["date"]))
    return Answer(verdict, best, low, high, (event["id"],), taken)


@metric({"by": SIDE, "from": SIDE, "since": DAY}, expects=("day",))
def first_capture(dataset: Dataset, claim: Claim) -> Answer:
    """Find the first day on which a place passed, uncontested, from one side to another."""
    found = passages(dataset, claim, contested=False)
    found = found[found["place"].isin(dataset.with_land.index)]
    inside = _dated_within(found, claim, claim.as_of)
    if inside.empty:
        verdict = rules.first_day(None, None, None, claim.expected)
        return Answer(verdict, basis=say("claim-none-passed"))
    best = inside["date"].min()
    low, high = found["earliest"].min(), inside["latest"].min()
    days = [day.date().isoformat() for day in (best, low, high)]
    first = inside[inside["date"] == best]
    weak = first.loc[first["confidence"] == "low", "place"]
    remark = say("claim-first", places=names_of(dataset, first["place"]))
    if len(weak):
        remark = sentences(remark, say("claim-low-confidence", places=names_of(dataset, weak)))
    verdict = rules.first_day(days[0], days[1], days[2], claim.expected)
    return Answer(verdict, days[0], days[1], days[2], event_ids(first["id"]), remark)


@metric(
    {
        "by": SIDE,
        "from": SIDE,
        "since": DAY,
        "until": Key("day", optional=True),
        "kinds": Key("kind", many=True),
        "exclude": Key("place", many=True, optional=True),
        "partly_low": Key("number", optional=True),
        "partly_high": Key("number", optional=True),
    },
    expects=("number", "yes"),
    band=("tolerance_low",),
)
def places_captured(dataset: Dataset, claim: Claim) -> Answer:
    """Count the places of some kinds that passed, uncontested, in some days; each once."""
    since, until = pd.Timestamp(claim.day("since")), pd.Timestamp(claim.day("until"))
    real = dataset.real_places
    asked = set(real.index[real["kind"].isin(claim.many("kinds"))]) - set(claim.many("exclude"))
    found = passages(dataset, claim, contested=None, until=claim.day("until"))
    found = found[found["place"].isin(asked)]
    clear = found[~found["contested"]]
    inside = _dated_within(clear, claim, claim.day("until"))
    confident = inside[inside["confidence"] != "low"]
    certain = confident[(confident["earliest"] > since) & (confident["latest"] <= until)]
    numbers = [group["place"].nunique() for group in (inside, certain, found)]
    best, low, high = (float(number) for number in numbers)
    if claim.expected == "yes":
        verdict = rules.at_least_one(confident["place"].nunique(), high, claim.low or 1.0)
    else:
        bounds = claim.number("partly_low"), claim.number("partly_high")
        published = None if bounds[0] is None or bounds[1] is None else (bounds[0], bounds[1])
        verdict = rules.count(best, low, high, float(claim.expected), published)
    remark = say("claim-counted", number=numbers[0], sure=numbers[1], most=numbers[2])
    return Answer(verdict, numbers[0], numbers[1], numbers[2], event_ids(inside["id"]), remark)


@metric(NEAR, band=("tolerance_low",))
def advanced_near(dataset: Dataset, claim: Claim) -> Answer:
    """Count the places near a city that one force took from another, held later or not."""
    taken, away = _taken_near(dataset, claim)
    inside = _dated_within(taken, claim, claim.as_of)
    confident = inside[~inside["contested"] & (inside["confidence"] != "low")]
    numbers = [group["place"].nunique() for group in (inside, confident, taken)]
    remark = say("claim-none-near", km=number(claim.number("radius_km") or 0.0))
    if len(inside):
        place = away[inside["place"]].idxmin()
        far = number(round(away[place]))
        remark = say("claim-nearest", place=place_name(dataset, place), km=far)
    verdict = rules.at_least_one(numbers[1], numbers[0], claim.low or 1.0)
    return Answer(verdict, numbers[0], numbers[1], numbers[2], event_ids(inside["id"]), remark)


@metric(NEAR)
def advanced_then_withdrew(dataset: Dataset, claim: Claim) -> Answer:
    """Check whether the places that a force took near a city went back to their holder."""
    taken, away = _taken_near(dataset, claim)
    evening = pd.Timestamp(claim.as_of)
    inside = _dated_within(taken, claim, claim.as_of).drop_duplicates("place")
    if inside.empty:
        return Answer(rules.NOT_SUPPORTED, "no", "no", "no", (), say("no-place-taken"))
    events = with_spans(dataset)
    events = events[events["to"].isin(claim.many("from")) & (events["earliest"] <= evening)]
    back, surely, perhaps, ids = 0, 0, 0, list(inside["id"])
    for first in inside.to_dict("records"):
        after = events["date"] > first["date"]
        after |= (events["date"] == first["date"]) & (events["order"] > first["order"])
        later = events[after & (events["place"] == first["place"])]
        clear = later[~later["contested"] & (later["date"] <= evening)]
        back += bool(len(clear))
        surely += bool((clear["latest"] <= evening).any())
        perhaps += bool(len(later))
        ids += later.loc[later["date"] <= evening, "id"].tolist()
    near = away[inside["place"]].idxmin()
    remark = sentences(
        say("claim-given-back", number=len(inside), back=back, open=perhaps - back),
        say("claim-nearest", place=place_name(dataset, near), km=number(round(away[near]))),
    )
    return Answer(
        rules.truth(surely == len(inside), perhaps > 0),
        yes_no(back > 0),
        yes_no(surely > 0),
        yes_no(perhaps > 0),
        event_ids(ids),
        remark,
    )


@metric({"place": PLACE, "by": SIDE, "radius_km": NUMBER, "since": DAY})
def attacked_not_taken(dataset: Dataset, claim: Claim) -> Answer:
    """Check whether a place was attacked, at it or near it, and not taken."""
    place, side = claim.one("place"), claim.many("by")
    evening = shared_situation(dataset, claim.as_of)
    away = kilometres_to(dataset, place)
    near = away.index[away <= (claim.number("radius_km") or 0.0)]
    events = with_spans(dataset)
    events = events[events["to"].isin(side) & ~events["from"].isin(side)]
    events = events[
        events["place"].isin(near) & (events["date"] > pd.Timestamp(claim.day("since")))
    ]
    recorded = events[events["date"] <= pd.Timestamp(claim.as_of)]
    perhaps = events[events["earliest"] <= pd.Timestamp(claim.as_of)]
    taken = evening.holders[place] in side
    if taken:
        remark = say("claim-taken")
    elif recorded.empty:
        remark = say("claim-not-attacked")
    else:
        attacked = names_of(dataset, recorded["place"].unique())
        remark = say("claim-attacked", places=attacked)
    return Answer(
        rules.truth(not taken and len(recorded) > 0, not taken),
        yes_no(not taken and len(recorded) > 0),
        yes_no(not taken and bool((recorded["latest"] <= pd.Timestamp(claim.as_of)).any())),
        yes_no(not taken and len(perhaps) > 0),
        event_ids([*recorded["id"], evening.last_event[place] if taken else ""]),
        remark,
    )


@metric(
    {"place": PLACES, "after": PLACES, "from": Key("faction", many=True, optional=True)},
    band=("tolerance_high",),
)
def fell_after(dataset: Dataset, claim: Claim) -> Answer:
    """Check whether a side lost places after others, and how many days after.

    It is the side named, else the defenders of the contest fought up to that evening.
    """
    losing = dataset.defenders(claim.many("from"), dataset.first, claim.as_of)
    others = set(dataset.factions.index) - set(losing)

    def losses(places: Iterable[str]) -> dict[str, dict[str, Any] | None]:
        return {p: start_of_rule(dataset, p, others, claim.as_of) for p in places}

    before, then = losses(claim.many("after")), losses(claim.many("place"))
    standing_still = [place for place, event in before.items() if event is None]
    if standing_still:
        remark = say("claim-not-lost", places=names_of(dataset, standing_still))
        return Answer(rules.NOT_CHECKABLE, basis=remark)
    earlier = [_Loss.of(event) for event in before.values() if event is not None]
    fallen = {place: _Loss.of(event) for place, event in then.items() if event is not None}
    limit = dt.timedelta(days=claim.high or 0.0)
    last = max(loss.best for loss in earlier)
    late = {place: loss.best - last <= limit for place, loss in fallen.items()}
    sure = {p: late[p] and all(x.surely_before(fallen[p]) for x in earlier) for p in fallen}
    possible = {p: late[p] and all(x.perhaps_before(fallen[p]) for x in earlier) for p in fallen}
    ids = event_ids(
        event["id"] for event in (*before.values(), *then.values()) if event is not None
    )
    kept = [place for place in then if place not in fallen]
    unclear = [place for place in fallen if possible[place] and not sure[place]]
    remarks = [say("claim-not-lost", places=names_of(dataset, kept))] if kept else []
    if unclear:
        remarks.append(say("claim-order-open", places=names_of(dataset, unclear)))
    verdict = rules.truth(not kept and all(sure.values()), any(possible.values()))
    if not fallen:
        return Answer(verdict, events=ids, basis=" ".join(remarks))
    return Answer(
        verdict,
        max((loss.best - last).days for loss in fallen.values()),
        min((loss.earliest - max(x.latest for x in earlier)).days for loss in fallen.values()),
        max((loss.latest - max(x.earliest for x in earlier)).days for loss in fallen.values()),
        ids,
        " ".join(remarks),
    )


@dataclass(frozen=True)
class _Loss:
    """When a place was lost: best day with the order within it, and the span."""

    best: dt.date
    earliest: dt.date
    latest: dt.date
    order: int

    @classmethod
    def of(cls, event: dict[str, Any]) -> _Loss:
        best, earliest, latest = (event[c].date() for c in ("date", "earliest", "latest"))
        return cls(best, earliest, latest, int(event["order"]))

    @property
    def dated(self) -> bool:
        return self.earliest == self.latest

    def surely_before(self, other: _Loss) -> bool:
        same = self.dated and other.dated and self.best == other.best
        return self.latest < other.earliest or (same and self.order < other.order)

    def perhaps_before(self, other: _Loss) -> bool:
        same = self.dated and other.dated and self.best == other.best
        return self.order <= other.order if same else self.earliest <= other.latest


def _dated_within(found: pd.DataFrame, claim: Claim, until: dt.date) -> pd.DataFrame:
    """Keep the events whose best day lies after `since` and by a day."""
    since = pd.Timestamp(claim.day("since"))
    return found[(found["date"] > since) & (found["date"] <= pd.Timestamp(until))]


def _taken_near(dataset: Dataset, claim: Claim) -> tuple[pd.DataFrame, pd.Series]:
    away = kilometres_to(dataset, claim.one("near"))
    found = passages(dataset, claim, contested=None)
    return found[away[found["place"]].to_numpy() <= (claim.number("radius_km") or 0.0)], away
