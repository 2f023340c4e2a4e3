"""Metrics of claims that ask how far a front is, how much land passed, and where places lie."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
import shapely

from syria_analysis.claims import rules
from syria_analysis.claims.evidence import (
    contest_events,
    event_ids,
    kilometres_to,
)
from syria_analysis.claims.metrics import (
    BAND,
    DAY,
    DIRECTIONS,
    FRONT,
    NUMBER,
    PLACE,
    SIDE,
    Claim,
    Key,
    metric,
)
from syria_analysis.claims.rules import Answer, yes_no
from syria_analysis.control.front import Distance, Front, front_between, nearest_held
from syria_analysis.control.intervals import Interval, Passage
from syria_analysis.control.situation import Situation, shared_situation
from syria_analysis.errors import MissingData, unknown
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.conflict import Admin
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.language import say
from syria_analysis.text.wording import (
    commas,
    number,
    percent,
    place_name,
    sentences,
    status_text,
    unit_name,
)

__all__ = [
    "area_held",
    "closed_in_on",
    "front_distance",
    "front_moved_in",
    "gained_ground",
    "gained_more",
    "located_in",
    "nearest_place_distance",
    "population_rank",
    "share_held",
]

_COMPASS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}
_SECTOR_DEG = 45.0
_OFFSHORE_M = 3000.0
"""How far off the drawn coast a point may lie and still belong to the unit behind it."""


@metric(
    {**FRONT, "direction": Key("word", optional=True, choices=DIRECTIONS)},
    expects=("number",),
    band=BAND,
)
def front_distance(dataset: Dataset, claim: Claim) -> Answer:
    """Measure how far a front is from a city, and whether the way there leads in a direction."""
    front, distance = _front(dataset, claim, shared_situation(dataset, claim.as_of))
    if distance.distance_km is None or distance.low_km is None or distance.high_km is None:
        lost = distance.status == "held_by_attackers"
        verdict = rules.NOT_SUPPORTED if lost else rules.NOT_CHECKABLE
        return Answer(verdict, basis=say("claim-no-distance", status=status_text(distance.status)))
    band = claim.low or 0.0, claim.high or 0.0
    verdict = rules.about(distance.distance_km, distance.low_km, distance.high_km, band)
    remarks = []
    if distance.nearest_held:
        nearest = place_name(dataset, distance.nearest_held)
        remarks.append(say("claim-nearest-held", place=nearest))
    wanted = claim.many("direction")
    if wanted and distance.nearest_point is not None:
        city = dataset.places.loc[claim.one("to")]
        course = distance_and_bearing(*distance.nearest_point, city["lat"], city["lon"])[1][0]
        off = abs((course - _COMPASS[wanted[0]] + 180) % 360 - 180)
        remarks.append(say("claim-course", degrees=number(round(course))))
        if off > _SECTOR_DEG and verdict == rules.SUPPORTED:
            verdict = rules.PARTLY
    events = _front_events(front, distance, claim.one("to"))
    return Answer(
        verdict,
        distance.distance_km,
        distance.low_km,
        distance.high_km,
        events,
        sentences(*remarks),
    )


@metric({"to": PLACE, "attackers": SIDE}, expects=("number",), band=BAND, name="nearest_held")
def nearest_place_distance(dataset: Dataset, claim: Claim) -> Answer:
    """Measure a front distance as that to the nearest place which the attackers hold."""
    evening, city = shared_situation(dataset, claim.as_of), claim.one("to")
    place, away = nearest_held(evening, city, claim.many("attackers"))
    if place is None or away is None:
        return Answer(rules.NOT_CHECKABLE)
    return Answer(rules.about(away, away, away, (claim.low or 0.0, claim.high or 0.0)), away)


@metric({**FRONT, "since": DAY}, band=("tolerance_low",))
def closed_in_on(dataset: Dataset, claim: Claim) -> Answer:
    """Measure by how much the distance from a front to a city shrank, in per cent.

    The interval compares like with like, low with low and high with high: what is not known about
    a line that did not move is the same on both evenings.
    """
    was = _front(dataset, claim, shared_situation(dataset, claim.day("since")))[1]
    front, now = _front(dataset, claim, shared_situation(dataset, claim.as_of))
    if was.status != "ok":
        return Answer(
            rules.NOT_CHECKABLE, basis=say("claim-before", status=status_text(was.status))
        )
    if now.status == "held_by_attackers":
        now = Distance("ok", 0.0, 0.0, 0.0)
    if now.status != "ok":
        remark = say("claim-now", status=status_text(now.status))
        return Answer(rules.NOT_CHECKABLE, basis=remark)
    ends = []
    for name in ("distance_km", "low_km", "high_km"):
        earlier, later = float(getattr(was, name)), float(getattr(now, name))
        ends.append(100.0 * (earlier - later) / earlier if earlier else 0.0)
    best, low, high = ends[0], min(ends), max(ends)
    kms = (number(round(far.distance_km or 0.0)) for far in (was, now))
    remark = say("claim-closer", **dict(zip(("before", "now"), kms, strict=True)))
    events = _front_events(front, now, claim.one("to")) if now.nearest_point else ()
    verdict = rules.closer(best, high, claim.low or 0.0)
    return Answer(verdict, best, low, high, events, remark)


@metric(
    {"by": SIDE, "from": SIDE, "units": Key("unit", many=True), "since": DAY},
    band=("tolerance_low",),
)
def front_moved_in(dataset: Dataset, claim: Claim) -> Answer:
    """Find which share in per cent of the land gained from a side lies in some of its units."""
    gains = _Gains(dataset, claim, claim.many("by"), claim.many("from"))
    unit = dataset.places["unit"]
    within = unit.isin(claim.many("units")).to_numpy()
    inside, outside = gains.gross_in(within), gains.gross_in(~within)
    if inside.best + outside.best <= 0:
        verdict = rules.share(None, None, claim.low or 0.0)
        return Answer(verdict, events=gains.events, basis=say("claim-nothing-gained"))
    value = _per_cent(inside.best, outside.best)
    low, high = _per_cent(inside.low, outside.high), _per_cent(inside.high, outside.low)
    names = unit[gains.gained].to_numpy(object)
    by_area = pd.Series(gains.km2[gains.gained]).groupby(names).sum()
    shares = (by_area.sort_values(ascending=False) / by_area.sum() * 100).round()
    told = commas(
        say("named-distance", name=unit_name(dataset, str(name)), length=percent(part / 100))
        for name, part in shares.items()
        if part >= 1
    )
    verdict = rules.share(value, high, claim.low or 0.0)
    remark = say("claim-gained-by-unit", said=told)
    return Answer(verdict, value, low, high, gains.events, remark)


@metric(
    {
        "by": SIDE,
        "since": DAY,
        "measure": Key("word", choices=("gross", "net")),
        "from": Key("faction", many=True, optional=True),
    },
    expects=("yes", "number"),
    band=("tolerance_low",),
)
def gained_ground(dataset: Dataset, claim: Claim) -> Answer:
    """Sum the land that a side gained in km², gross or less what it lost."""
    gains = _Gains(dataset, claim, claim.many("by"), claim.many("from"))
    gross = claim.one("measure") == "gross"
    land = gains.gross if gross else gains.net
    cells = {"gained": int(gains.gained.sum()), "lost": int(gains.lost.sum())}
    if claim.expected == "yes":
        verdict = rules.gain(
            land.best,
            gains.passage.least_gain(gains.side, gains.losers, not gross),
            claim.low or 0.0,
        )
    else:
        verdict = _within(claim, land)
    events = gains.events if gross else gains.all_events
    return Answer(verdict, land.best, land.low, land.high, events, say("claim-cells", **cells))


@metric(
    {"by": SIDE, "units": Key("unit", many=True, optional=True)}, expects=("number",), band=BAND
)
def area_held(dataset: Dataset, claim: Claim) -> Answer:
    """Sum the land that a side holds in km², in some administrative units or in all."""
    evening, wanted = shared_situation(dataset, claim.as_of), claim.many("units")
    inside = dataset.places["unit"].isin(wanted).to_numpy() if wanted else None
    land = Passage(evening, evening).held(claim.many("by"), inside)
    return Answer(_within(claim, land), land.best, land.low, land.high)


@metric(
    {"by": SIDE, "without": Key("faction", many=True, optional=True)},
    expects=("number",),
    band=BAND,
)
def share_held(dataset: Dataset, claim: Claim) -> Answer:
    """Find the share of the land that a side holds in per cent, others' land left out."""
    evening = shared_situation(dataset, claim.as_of)
    part = Passage(evening, evening).share(claim.many("by"), claim.many("without"))
    if part is None:
        return Answer(rules.NOT_CHECKABLE, basis=say("claim-no-land"))
    cents = Interval(100 * part.best, 100 * part.low, 100 * part.high)
    return Answer(_within(claim, cents), cents.best, cents.low, cents.high)


@metric(
    {"by": SIDE, "than": SIDE, "since": DAY, "measure": Key("word", choices=("gross",))},
    band=("tolerance_low",),
)
def gained_more(dataset: Dataset, claim: Claim) -> Answer:
    """Compare the gross gains of two sides in km²."""
    ours = _Gains(dataset, claim, claim.many("by"), ())
    theirs = _Gains(dataset, claim, claim.many("than"), ())
    lead = ours.passage.lead(ours.side, theirs.side)
    events = event_ids((*ours.events, *theirs.events))
    lands = (number(round(gains.gross.best)) for gains in (ours, theirs))
    remark = say("claim-against", **dict(zip(("ours", "theirs"), lands, strict=True)))
    sure = ours.passage.least_gain(ours.side) - theirs.gross.high
    verdict = rules.gain(lead.best, min(lead.low, sure), claim.low or 0.0)
    return Answer(verdict, lead.best, lead.low, lead.high, events, remark)


@metric({"place": PLACE, "unit": Key("unit")}, timeless=True)
def located_in(dataset: Dataset, claim: Claim) -> Answer:
    """Check that a place's point lies in an administrative unit's polygon of the base map.

    The sea belongs to no unit: a point off the drawn coast counts for the nearest one.
    """
    place, wanted = dataset.places.loc[claim.one("place")], claim.one("unit")
    outlines = _units(dataset)
    if wanted not in outlines.index:
        raise unknown("unit", wanted, outlines.index)
    point = dataset.plane.to_plane(shapely.Point(place["lon"], place["lat"]))
    away = pd.Series(shapely.distance(outlines.to_numpy(), point), index=outlines.index)
    accuracy = float(place["position_accuracy_m"])
    here = away.idxmin() == wanted and away[wanted] <= max(accuracy, _OFFSHORE_M)
    others = away.drop(wanted)
    clear = bool(here and (others > accuracy).all())
    reached = bool(away[wanted] <= accuracy or here)
    remark = say("claim-no-other-unit")
    if len(others):
        nearest = unit_name(dataset, str(others.idxmin()))
        far = number(round(others.min() / 1000))
        remark = say("claim-nearest-unit", name=nearest, km=far)
    if away[wanted] > 0:
        off = number(away[wanted] / 1000, 1)
        remark = sentences(remark, say("claim-off-outline", km=off))
    return Answer(
        rules.truth(clear, here), yes_no(here), yes_no(clear), yes_no(reached), (), remark
    )


def _admin(dataset: Dataset) -> Admin:
    if dataset.conflict.admin is None:
        raise MissingData("the package declares no administrative units (conflict.admin)")
    return dataset.conflict.admin


@cached_on_owner(maxsize=8)
def _units(dataset: Dataset) -> pd.Series:
    """Give the outlines of the administrative units in the plane."""
    layer = dataset.basemap(_admin(dataset).layer)
    return pd.Series(
        dataset.plane.to_plane(layer.geometry.to_numpy()), index=layer["name"], dtype=object
    )


@metric({"place": PLACE, "year": NUMBER}, expects=("number",), timeless=True)
def population_rank(dataset: Dataset, claim: Claim) -> Answer:
    """Rank a city by population: in the count of a year, and by every other figure of the data.

    The other figures are those of all cities whatever their year, and each series of one source,
    year and extent in `Dataset.populations`: counts of different extents are never mixed there.
    """
    place, year = claim.one("place"), claim.number("year")
    cities = dataset.places[dataset.places["kind"] == "city"]
    cities = cities[cities["population"].notna()]
    counted = cities[cities["population_year"] == year]
    if place not in counted.index or len(counted) < 2:
        return Answer(rules.NOT_CHECKABLE, basis=say("claim-no-figure", year=f"{year:.0f}"))
    mine = cities.at[place, "population"]
    best, overall = (int((group["population"] > mine).sum()) + 1 for group in (counted, cities))
    ranks, remarks = [best, overall], [_largest(dataset, f"{year:.0f}", counted["population"])]
    further = dataset.populations[dataset.populations["place"].isin(cities.index)]
    for (_, counted_in, covers), series in further.groupby(["source", "year", "covers"]):
        people = series.set_index("place")["population"]
        if place in people.index and len(people) > 1:
            ranks.append(int((people > people[place]).sum()) + 1)
            remarks.append(_largest(dataset, f"{counted_in} ({covers})", people))
    fits = [rank == float(claim.expected) for rank in ranks]
    return Answer(
        rules.truth(all(fits), any(fits)),
        best,
        min(ranks),
        max(ranks),
        (),
        sentences(*remarks),
    )


def _largest(dataset: Dataset, year: str, people: pd.Series) -> str:
    said = commas(
        say("named-distance", name=place_name(dataset, str(city)), length=number(count))
        for city, count in people.nlargest(3).items()
    )
    return say("claim-largest", year=year, said=said)


class _Gains:
    """The land that a side gained and lost between two evenings."""

    def __init__(
        self, dataset: Dataset, claim: Claim, side: Collection[str], losers: Collection[str]
    ):
        before = shared_situation(dataset, claim.day("since"))
        self.after = shared_situation(dataset, claim.as_of)
        self.side, self.losers = side, losers
        self.passage = Passage(before, self.after)
        self.km2 = self.passage.km2
        land = self.km2 > 0
        had, has = (
            held.isin(list(side)).to_numpy() for held in (before.holders, self.after.holders)
        )
        target = before.holders.isin(list(losers)).to_numpy() if losers else ~had
        self.gained = land & has & ~had & target
        self.lost = land & had & ~has
        self.events = self._events(self.gained)
        self.all_events = self._events(self.gained | self.lost)

    @property
    def gross(self) -> Interval:
        """Land gained in km²."""
        return self.passage.gained(self.side, self.losers)

    def gross_in(self, where: np.ndarray) -> Interval:
        """Land gained in km² of some places."""
        return self.passage.gained(self.side, self.losers, where)

    @property
    def net(self) -> Interval:
        """Land gained less what was lost, in km²; with losers named, gained from these."""
        return self.passage.net(self.side, self.losers)

    def _events(self, places: np.ndarray) -> tuple[str, ...]:
        return event_ids(self.after.last_event.to_numpy(object)[places])


def _within(claim: Claim, land: Interval) -> str:
    band = claim.low or 0.0, claim.high or 0.0
    return rules.about(land.best, land.low, land.high, band)


def _front(dataset: Dataset, claim: Claim, situation: Situation) -> tuple[Front, Distance]:
    front = front_between(situation, claim.many("attackers"), claim.many("defenders"))
    return front, front.distance_to(claim.one("to"))


def _front_events(front: Front, distance: Distance, city: str) -> tuple[str, ...]:
    """List the events behind the edge measured to, the nearest place held, and contests near by."""
    situation = front.situation
    ids = [situation.last_event[place] for place in distance.rests_on]
    contested = situation.contested[situation.contested != ""].index
    away = kilometres_to(situation.dataset, city)[contested]
    ids += contest_events(situation, contested[away.to_numpy() <= (distance.high_km or 0.0)])
    return event_ids(ids)


def _per_cent(part: float, rest: float) -> float:
    return round(100.0 * part / (part + rest), 9) if part + rest > 0 else 0.0
