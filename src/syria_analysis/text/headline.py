"""What an evening brought, by the value of the news: the one headline of an evening.

Reports, figures, lists and pages all say what `headline` gives. The greatest thing that happened
on the day comes first:

1. the capital, if it changed hands, with what that came to, as the package's texts say of the
   event (``event-`` and its id) or as it follows: that a side lost the capital; and a side that
   has no seat of a unit left;
2. other seats that changed hands, the largest first, each with the force that took or took back;
3. seats that came to be contested, and the capital as long as it is;
4. places that were cut off from the capital by road: the targets of the package's scenario, else
   the seats that the side holds, with contested places counted as shut;
5. how far the front is from the next seat, if it has moved, or is close once something above has
   happened; from the capital it is told right after the seats that fell;
6. cities that are no seats and changed hands;
7. ground: what each force gained that day, if that is a telling share of the land; beside other
   news only if at least half of it was gained in every answer;
8. else that little moved, with the number of places, and how far the front still is.

The first evening of a package has no day before it: there who held what is told, in the past.

The headline takes what stands highest, and of the rest what has room; it is read in seconds. The
second line (the deck) takes what is left, and says how sure it is: the interval of the distance
with the nearest town held, the independent origins of the reports, what is contested, and what had
fallen before.

All contests that are fought on the evening count, each with all who have fought its defenders by
then, whether they obey the attackers' command or not; of several fronts the one nearest to its next
seat is told of those that moved, named after the force whose land ends there. Who asks for other
sides than those of the first contest is told of these alone. A place that only passed within a side
is no news. Where a package has no seats, its cities stand for them. A base, a hill or a crossing is
never named as what is nearest: the nearest town, else village, is, if it is not much farther.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import shapely

from syria_analysis.control.changes import changes_between
from syria_analysis.control.front import Distance, front_between, nearest_held, with_joined
from syria_analysis.control.land import areas
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.conflict import Contest
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.roads.reach import cut_off
from syria_analysis.text.language import Name, attributes, in_its_words, join, say
from syria_analysis.text.rounding import finest, round_to_interval
from syria_analysis.text.wording import (
    about,
    about_with_interval,
    capital,
    clauses,
    day_beside,
    direction,
    faction_name,
    in_short,
    number,
    place_name,
    place_names,
    sentences,
    side_name,
)

__all__ = [
    "Approach",
    "Headline",
    "News",
    "Region",
    "contested_places",
    "fallen_place",
    "force_at",
    "front_name",
    "headline",
    "nearest_seat",
    "nearest_town",
    "news_of",
    "regions",
    "sides_of",
]

LIMIT = 120
"""Characters up to which a headline takes more than what stands highest."""
DECK_LIMIT = 300
"""Characters up to which a second line goes on."""
MOVED_SHARE = 0.1
"""A front has moved if it is nearer or farther by this share of the earlier distance."""
CLOSE_KM = 30.0
"""A seat so near to the front is told of beside greater news."""
GROUND_SHARE = 0.005
"""Ground is news from this share of the land on, gained in a day."""
TOWN_FACTOR = 1.5
"""A town is named as the nearest if it is no farther than this many times what is nearest."""
TOWNS = ({"city", "town"}, {"village"})
"""Kinds of places that may be named so, those preferred first."""
MOST_NAMED = 4
MOST_CONTESTED = 3
CENTRE = 0.08
"""Land whose middle is no farther from that of the country, in its extents, lies in the centre."""

Sides = tuple[tuple[str, ...], tuple[str, ...]]
"""Attackers and defenders."""


@dataclass(frozen=True)
class Headline:
    """What an evening brought, said.

    Attributes
    ----------
    title : str
        The headline: a sentence without its full stop.
    deck : str
        The second line: whole sentences, what else there is and how sure it is.
    brief : str
        The first clause of the headline alone, where there is little room.
    sure : str
        The first sentence of the deck that says how sure it is; "" if none does.
    """

    title: str
    deck: str
    brief: str
    sure: str


@dataclass(frozen=True)
class Approach:
    """How near a front is to a seat of the defenders.

    Attributes
    ----------
    place : str
        The seat.
    distance : Distance
        To the front.
    sides : tuple
        Attackers and defenders of that front.
    town : str or None
        The nearest town or village held by the force whose land ends there, unless it is much
        farther than what that force holds nearest.
    before : Distance or None
        From the same seat the evening before, if the front was there.
    """

    place: str
    distance: Distance
    sides: Sides
    town: str | None
    before: Distance | None

    @property
    def km(self) -> float:
        """The distance in km."""
        return self.distance.distance_km or 0.0

    @property
    def moved(self) -> float:
        """Kilometres by which the front came nearer (below 0) or went; 0 if it hardly moved."""
        if self.before is None or self.before.distance_km is None:
            return 0.0
        gone = self.km - self.before.distance_km
        least = max(1.0, MOVED_SHARE * self.before.distance_km)
        return gone if abs(gone) >= least and not self.unmoved else 0.0

    @property
    def unmoved(self) -> bool:
        """Whether it was as far the evening before, as exactly as that can be said."""
        return self.before is not None and _number(self.before) == _number(self.distance)

    @property
    def close(self) -> bool:
        """Whether it is told of beside greater news."""
        return self.km <= CLOSE_KM


@dataclass(frozen=True)
class News:
    """What happened between an evening and the one before.

    Attributes
    ----------
    situation : Situation
        The evening.
    before : Situation or None
        The evening before; None on the first one.
    fights : tuple of Sides
        The sides whose fronts count, with all allies of the attackers.
    fallen : tuple of str
        Seats with another holder than the evening before: the capital first, then by population.
    contested : tuple of str
        Seats contested since the evening before, in the same order.
    capital_contested : tuple of str
        The capital, if it is contested since earlier.
    seatless : tuple of str
        Factions of the sides that lost their last seat.
    cut : tuple of str
        Places cut off by road since the evening before.
    approach : Approach or None
        The front that is told.
    cities : tuple of str
        Cities, not among the seats, with another holder, by population.
    moved : tuple of str
        All places with another holder, but for those passed within a side.
    had_fallen : tuple of str
        Seats that the attackers took earlier since the package's baseline and still hold.
    """

    situation: Situation
    before: Situation | None
    fights: tuple[Sides, ...]
    fallen: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    capital_contested: tuple[str, ...] = ()
    seatless: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    approach: Approach | None = None
    cities: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    had_fallen: tuple[str, ...] = ()

    @property
    def great(self) -> bool:
        """Whether something greater happened than that a front moved."""
        return bool(self.fallen or self.contested or self.cut or self.cities)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Ids of the places that bear on it."""
        near = self.approach.distance.rests_on if self.approach else ()
        return tuple(dict.fromkeys([*self.fallen, *self.contested, *self.cities, *near]))


def news_of(situation: Situation, attackers: Side = None, defenders: Side = None) -> News:
    """Find what an evening brought.

    Parameters
    ----------
    situation : Situation
        The evening. One with captures supposed is compared with the same evening as reported.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of a front. Default, and for those of the first contest
        fought on the evening: all contests fought on it.

    Returns
    -------
    News

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-05")
    >>> news_of(evening).fallen
    ('hama',)
    """
    dataset = situation.dataset
    one = dataset.side(attackers) if attackers else ()
    other = dataset.side(defenders) if defenders else ()
    return _news(situation, one, other)


@cached_on_owner()
def _news(situation: Situation, attackers: tuple[str, ...], defenders: tuple[str, ...]) -> News:
    dataset = situation.dataset
    fights, asked = _fights(situation, attackers, defenders)
    before = _before(situation)
    if before is None:
        return News(situation, None, fights, approach=_approach(situation, None, fights, ()))
    first = dataset.conflict.capital
    chief = sorted(dataset.chief_places, key=lambda place: place != first)  # else in their order
    moved = _moved(situation, before, fights, asked)
    gone = set(moved)
    fallen = tuple(place for place in chief if place in gone)
    now_contested, was_contested = situation.contested, before.contested
    open_ones = [place for place in chief if now_contested[place] and place not in gone]
    seats = dataset.seats
    lost = [
        faction
        for _, side in fights
        if before.holders[seats].isin(side).any() and not situation.holders[seats].isin(side).any()
        for faction in side
    ]
    kinds, people = dataset.places["kind"], dataset.places["population"].fillna(0)
    cities = [place for place in moved if kinds[place] == "city" and place not in chief]
    return News(
        situation,
        before,
        fights,
        fallen,
        contested=tuple(p for p in open_ones if not was_contested[p]),
        capital_contested=tuple(p for p in open_ones if p == first and was_contested[p]),
        seatless=tuple(dict.fromkeys(lost)),
        cut=_newly_cut(situation, before, fights),
        approach=_approach(situation, before, fights, open_ones),
        cities=tuple(sorted(cities, key=lambda place: (-people[place], place))),
        moved=moved,
        had_fallen=_had_fallen(situation, fights, chief, gone),
    )


def _fights(
    situation: Situation, attackers: tuple[str, ...], defenders: tuple[str, ...]
) -> tuple[tuple[Sides, ...], bool]:
    """List the sides that count, and tell whether only what concerns them does."""
    conflict, day = situation.dataset.conflict, situation.date
    first = conflict.contest_on(day)
    active = [contest for contest in conflict.contests if contest.active_on(day)]
    if first is not None and not active:
        active = [first]
    every = tuple(_both(situation, contest) for contest in active)
    if not attackers or not defenders:
        return every, False
    for contest in conflict.contests:
        now = with_joined(situation, contest.attackers, contest.defenders)
        known = (set(contest.attackers), set(now), set(contest.alliance))
        if set(attackers) in known and set(defenders) == set(contest.defenders):
            return (every, False) if contest is first else ((_both(situation, contest),), True)
    return ((attackers, defenders),), first is not None


def _both(situation: Situation, contest: Contest) -> Sides:
    """Give the sides of a contest as they are on an evening."""
    return with_joined(situation, contest.attackers, contest.defenders), contest.defenders


def _before(situation: Situation) -> Situation | None:
    if situation.hypothetical:
        return situation_on(situation.dataset, situation.date)
    if situation.date <= situation.dataset.first:
        return None
    return situation_on(situation.dataset, situation.date - dt.timedelta(days=1))


def _moved(
    situation: Situation, before: Situation, fights: Iterable[Sides], asked: bool
) -> tuple[str, ...]:
    """List the places that passed from a side to another, by their ids."""
    conflict, fights = situation.dataset.conflict, list(fights)
    begun = [c for c in conflict.contests if c.first <= situation.date]
    sides = [set(side) for fight in fights for side in fight]
    sides += [set(side) for contest in begun for side in (contest.alliance, contest.defenders)]
    named = set().union(*sides[: 2 * len(fights)])
    real = situation.dataset.real_places.index
    now, then = situation.holders[real], before.holders[real]
    found = []
    for place in real[(now != then).to_numpy()]:
        pair = {now[place], then[place]}
        if not any(pair <= side for side in sides) and (not asked or pair & named):
            found.append(str(place))
    return tuple(sorted(found))


def _newly_cut(situation: Situation, before: Situation, fights: Sequence[Sides]) -> tuple[str, ...]:
    """List what the first side that is attacked reached by road the evening before, and now not."""
    dataset = situation.dataset
    conflict, roads = dataset.conflict, dataset.roads
    source = conflict.scenario.source if conflict.scenario else conflict.capital
    on_roads = {*roads["from"], *roads["to"]}
    if not fights or source not in on_roads:
        return ()
    side = fights[0][1]
    declared = conflict.scenario.targets if conflict.scenario else dataset.chief_places
    held = situation.holders[source] in side and not situation.contested[source]
    targets = [
        place
        for place in declared
        if place in on_roads
        and place != source
        and not situation.contested[place]
        and situation.holders[place] in side
        and before.holders[place] in side
    ]
    if not held or not targets:
        return ()
    then, now = (cut_off(state, source, side, targets) for state in (before, situation))
    pairs = zip(then.routes, now.routes, strict=True)
    return tuple(b.to for a, b in pairs if a.km is not None and b.km is None)


def _approach(
    situation: Situation,
    before: Situation | None,
    fights: Iterable[Sides],
    leave: Collection[str],
) -> Approach | None:
    """Find of several fronts the one to tell: that moved, and is nearest to its next seat."""
    found = []
    for sides in fights:
        near = nearest_seat(situation, *sides, leave=leave)
        if near is None:
            continue
        place, distance = near
        then = None
        if before is not None and not situation.hypothetical:
            then = front_between(before, *sides).distance_to(place)
        town = nearest_town(situation, place, [force_at(situation, distance)])
        found.append(Approach(place, distance, sides, town, then))
    return min(found, key=lambda one: (not one.moved, one.km), default=None)


def nearest_town(situation: Situation, place: str, attackers: Sequence[str]) -> str | None:
    """Find the town held that is nearest to a place, unless another place is much nearer.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    place : str
        Id of the place.
    attackers : sequence of str
        Faction ids of those who hold the town.

    Returns
    -------
    str or None
        Id of the town.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> town = nearest_town(evening, "hama", ["HTS"])
    >>> evening.holders[town], evening.dataset.places.at[town, "kind"] in ("town", "village")
    ('HTS', True)
    """
    nearest = nearest_held(situation, place, attackers)[1]
    for kinds in TOWNS:
        town, away = nearest_held(situation, place, attackers, kinds)
        if town is not None and (away or 0.0) <= TOWN_FACTOR * (nearest or 0.0):
            return town
    return None


def _had_fallen(
    situation: Situation, fights: Iterable[Sides], chief: Iterable[str], gone: Collection[str]
) -> tuple[str, ...]:
    start = situation_on(situation.dataset, situation.dataset.conflict.baseline)
    taken = [
        place
        for place in chief
        if place not in gone
        and any(
            situation.holders[place] in attackers and start.holders[place] in defenders
            for attackers, defenders in fights
        )
    ]
    dates = situation.dataset.events["date"]
    return tuple(sorted(taken, key=lambda p: dates.get(situation.last_event[p], pd.Timestamp.max)))


def nearest_seat(
    situation: Situation,
    attackers: Sequence[str],
    defenders: Sequence[str],
    *,
    leave: Collection[str] = (),
) -> tuple[str, Distance] | None:
    """Return the defended one of the chief places that is nearest to the front, and how far.

    Parameters
    ----------
    situation : Situation
        The evening.
    attackers, defenders : sequence of str
        Faction ids of the two sides of the front.
    leave : collection of str
        Places left out.

    Returns
    -------
    tuple of (str, Distance) or None
        None if there is no front, or no such place.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> nearest_seat(situation_on(load_dataset(), "2024-12-02"), ["HTS", "SNA"], ["SAA"])[0]
    'hama'
    """
    front = front_between(situation, attackers, defenders)
    if front.empty:
        return None
    plane, places = situation.mesh.plane, situation.dataset.places
    chief = [place for place in situation.dataset.chief_places if place not in leave]
    defended = [place for place in chief if situation.holders[place] in defenders]
    # The plane is good enough to pick the few that are measured.
    points = {p: plane.to_plane(shapely.Point(places.lon[p], places.lat[p])) for p in defended}
    rough = sorted(defended, key=lambda p: shapely.distance(front.line, points[p]))
    measured = [(p, front.distance_to(p)) for p in rough[:2]]
    return min(measured, key=lambda item: item[1].distance_km or 0.0, default=None)


@in_its_words
def headline(situation: Situation, attackers: Side = None, defenders: Side = None) -> Headline:
    """Say what an evening brought, by the rule of this module.

    Parameters
    ----------
    situation : Situation
        The evening.
    attackers, defenders : str or iterable of str, optional
        As for `news_of`.

    Returns
    -------
    Headline
        In the language spoken, with the short names of forces. What is only supposed is told
        without a mark: who shows it says that it is hypothetical.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> headline(situation_on(load_dataset(), "2024-12-05")).brief
    'Hama has fallen to the HTS-led forces'
    """
    news = news_of(situation, attackers, defenders)
    with in_short():
        told, rest = _ordered(news)
        title, used = _fitting([clause for _, clause in told])
        left = [_sentence(clause) for kind, clause in told[used:] if kind != "distance"]
        less = [_sentence(clause) for clause in rest]
        sure = [sentence for sentence in _how_sure(news) if sentence]
        deck = [part for part in (*left, *sure, *less, *_earlier(news)) if part]
    said = ""
    for sentence in deck:
        if said and len(said) + len(sentence) > DECK_LIMIT:
            break
        said = sentences(said, sentence)
    return Headline(capital(title), said, capital(told[0][1]), sure[0] if sure else "")


def _sentence(clause: str) -> str:
    return say("as-sentence", said=capital(clause))


def _fitting(told: Sequence[str]) -> tuple[str, int]:
    """Join as many clauses as have room, one at least; tell how many."""
    used = 1
    while used < len(told) and len(clauses(told[: used + 1])) <= LIMIT:
        used += 1
    return clauses(told[:used]), used


def _ordered(news: News) -> tuple[list[tuple[str, str]], list[str]]:
    """List the clauses for a headline, each with its kind, and those for the second line alone."""
    near = news.approach
    if news.before is None:
        return [("land", _who_held_what(news))], []
    cities = [("city", clause) for clause in _passed(news, news.cities, 2)]
    gains = _ground(news)
    ground = [("ground", clause) for clause in gains.values()]
    less = [clause for _, clause in (*cities, *ground)]
    lead = _great(news)
    if lead:
        return lead, less
    if near is not None and near.moved:
        return [("distance", _came(news, near))], less
    named = set() if cities else set(gains)
    still = [("distance", _away(news, near, named))] if near is not None else []
    if cities:
        return [*cities, *ground], []
    ground = ground or [("ground", clause) for clause in _ground(news, sure=False).values()]
    if ground:
        return [*ground, *still], []
    return [("little", _little(news)), *still], []


def _great(news: News) -> list[tuple[str, str]]:
    """Say what happened to seats and what was cut off, and how near the next seat is then."""
    dataset, near = news.situation.dataset, news.approach
    first = [place for place in news.fallen if place == dataset.conflict.capital]
    rest = _passed(news, [place for place in news.fallen if place not in first])
    said = [_meant(news, clause) for clause in _passed(news, first)] or rest[:1]
    if news.seatless:
        said.append(say("no-seat-left", who=side_name(dataset, news.seatless)))
    said += rest if first else rest[1:]
    more = []
    if news.contested:
        more.append(say("are-contested", places=_listed(dataset, news.contested)))
    if news.capital_contested:
        more.append(say("still-contested", places=place_names(dataset, news.capital_contested)))
    if news.cut:
        source = place_name(dataset, dataset.origin())
        more.append(say("are-cut-off", places=place_names(dataset, news.cut), source=source))
    seats, others = ([("seat", clause) for clause in part] for part in (said, more))
    if near is None or not near.close or not (seats or others):
        return [*seats, *others]
    captors = {news.situation.holders[place] for place in news.fallen}
    away = [("distance", _away(news, near, captors))]
    if near.place == dataset.conflict.capital:
        return [*seats, *away, *others]
    return [*seats, *others, *away]


def _meant(news: News, said: str) -> str:
    """Say before that the capital passed what this came to.

    That is what the package's texts say of the event; else, if who lost it had it from the start,
    that they lost the capital: of a rebel force that held it that is true, "their capital" is not.
    """
    dataset, now, before = news.situation.dataset, news.situation, news.before
    place = dataset.conflict.capital
    if place is None or before is None:
        return said
    event, loser = now.last_event.get(place, ""), before.holders[place]
    means = attributes(f"event-{event}", dataset).get("", "") if event else ""
    if not means and loser == dataset.places.at[place, "holder"]:
        means = say("capital-lost", who=side_name(dataset, [loser]))
    return say("which-means", means=means, said=said) if means else said


def fallen_place(news: News) -> str | None:
    """Return the seat that a map marks as fallen: the first that the headline tells of.

    Parameters
    ----------
    news : News
        Of the evening.

    Returns
    -------
    str or None
        None if none fell that day, or only a supposed capture has it fall, or it was taken back.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> fallen_place(news_of(situation_on(load_dataset(), "2024-12-05")))
    'hama'
    """
    own, now = news.situation.dataset.places["holder"], news.situation
    if now.hypothetical:
        return None
    return next((place for place in news.fallen if own[place] != now.holders[place]), None)


def _passed(news: News, places: Sequence[str], most: int = MOST_NAMED) -> list[str]:
    """Say to whom places passed: those that fell in one clause, those taken back in another."""
    dataset, holders = news.situation.dataset, news.situation.holders
    own = dataset.places["holder"]
    back = [place for place in places if own[place] == holders[place]]
    fallen, said = "", []
    for captor in dict.fromkeys(holders[place] for place in places if place not in back):
        taken = [p for p in places if holders[p] == captor and p not in back]
        parts = {"places": _listed(dataset, taken, most), "who": side_name(dataset, [captor])}
        fallen = say("then-fallen", before=fallen, **parts) if fallen else say("fallen-to", **parts)
    for captor in dict.fromkeys(holders[place] for place in back):
        again = _listed(dataset, [p for p in back if holders[p] == captor], most)
        said.append(say("back-with", places=again, who=side_name(dataset, [captor])))
    return [fallen, *said] if fallen else said


def _listed(dataset: Dataset, places: Sequence[str], most: int = MOST_NAMED) -> Name:
    """Name the first of some places, and say how many more there are."""
    if len(places) <= most + 1:
        return place_names(dataset, places)
    names = [place_name(dataset, place) for place in places[:most]]
    return join([*names, say("and-others", number=len(places) - most)])


def front_name(situation: Situation, distance: Distance) -> str:
    """Name a front after the force whose land ends at the edge that a distance was measured to.

    Parameters
    ----------
    situation : Situation
        The evening.
    distance : Distance
        From any place to that front.

    Returns
    -------
    str

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> front_name(evening, nearest_seat(evening, ["HTS", "SNA"], ["SAA"])[1])
    'the front of the HTS-led forces'
    """
    holder = force_at(situation, distance)
    return (
        say("front-of", who=faction_name(situation.dataset, holder)) if holder else say("the-front")
    )


def force_at(situation: Situation, distance: Distance) -> str:
    """Tell whose land ends at the edge that a distance was measured to.

    Parameters
    ----------
    situation : Situation
        The evening.
    distance : Distance
        From any place to a front on it.

    Returns
    -------
    str
        Faction id of the attackers' side of the edge; "" if nothing was measured.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> force_at(evening, front_between(evening, "HTS,SNA", "SAA").distance_to("hama"))
    'HTS'
    """
    return str(situation.holders[distance.edge.attacker]) if distance.edge else ""


def _away(news: News, near: Approach, named: Collection[str]) -> str:
    """Say how far a front is, in a headline that has named some forces."""
    dataset = news.situation.dataset
    front = front_name(news.situation, near.distance)
    if named == {force_at(news.situation, near.distance)}:
        front = say("own-front", who=side_name(dataset, named))
    parts = {
        "front": front,
        "distance": _about(near.distance),
        "place": place_name(dataset, near.place),
    }
    return say("still-away", **parts) if near.unmoved else say("approach", when="now", **parts)


def _came(news: News, near: Approach) -> str:
    assert near.before is not None
    assert news.before is not None
    same = force_at(news.situation, near.distance) == force_at(news.before, near.before)
    return say(
        "closer" if near.moved < 0 else "farther",
        front=front_name(news.situation, near.distance) if same else say("the-front"),
        distance=_about(near.distance),
        before=say("km", number=_number(near.before)),
        place=place_name(news.situation.dataset, near.place),
    )


def _number(distance: Distance) -> str:
    """Write a distance as exactly as its interval allows; "" if there is none."""
    if distance.distance_km is None:
        return ""
    ends = distance.low_km or 0.0, distance.high_km or 0.0
    return number(
        round_to_interval(distance.distance_km, *ends, finest(distance.distance_km, "km"))
    )


def _about(distance: Distance) -> str:
    return about(distance.distance_km or 0.0, distance.low_km, distance.high_km)


def _ground(news: News, sure: bool = True) -> dict[str, str]:
    """Say what was gained by forces that gained a telling share of the land, at most two.

    If `sure`, only what was gained by half or more in every answer.
    """
    now, before = news.situation, news.before
    if before is None or not news.moved:
        return {}
    balance = changes_between(before, now).balance
    least = GROUND_SHARE * float(now.mesh.area_km2.sum())
    captors = {now.holders[place] for place in news.moved}
    gained = balance[balance.index.isin(captors) & (balance["gained_km2"] >= least)]
    if sure:
        gained = gained[gained["gained_low_km2"] >= gained["gained_km2"] / 2]
    gained = gained.sort_values("gained_km2", ascending=False)
    said = {}
    for faction, row in gained[:2].iterrows():
        who = faction_name(now.dataset, str(faction))
        parts = {"who": who, "gained": _land(row, "gained"), "since": _since(news)}
        if row["lost_km2"] >= least:  # what was taken back is told however unsure it is
            said[str(faction)] = say("ground-gained-lost", lost=_land(row, "lost"), **parts)
        else:
            said[str(faction)] = say("ground-gained", **parts)
    return said


def _land(row: pd.Series, verb: str) -> str:
    best, low, high = (row[f"{verb}{end}_km2"] for end in ("", "_low", "_high"))
    return about_with_interval(best, low, high, "km2")


def _since(news: News, short: bool = False) -> str:
    """Name the evening that what is told is counted from, which is not a report's baseline."""
    now, before = news.situation, news.before
    if before is None or now.hypothetical:
        return "none"
    return day_beside(before.date, now.date, short=short)


def _little(news: News) -> str:
    since = _since(news, short=True)
    if not news.moved:
        return say("little-moved-none", since=since)
    return say("little-moved", number=len(news.moved), since=since)


def _how_sure(news: News) -> list[str]:
    """Say the interval of the distance, the origins of the reports, and what is open."""
    situation, near = news.situation, news.approach
    dataset, said = situation.dataset, []
    if near is not None and (near.close or near.moved or not news.great):
        parts = {
            "front": front_name(situation, near.distance),
            "place": place_name(dataset, near.place),
            "distance": about_with_interval(near.km, near.distance.low_km, near.distance.high_km),
            "when": "then" if news.before is None else "now",
        }
        threat = say("approach", **parts)
        if news.before is None:
            threat = say("before-the-gains", threat=threat)
        if near.town is not None:
            nearest = place_name(dataset, near.town)
            threat = say("and-nearest", said=threat, nearest=nearest, when=parts["when"])
        said.append(_sentence(threat))
    said.append(_origins(news))
    contested = contested_places(situation)
    if set(contested) - {*news.contested, *news.capital_contested}:
        places = _listed(dataset, contested, MOST_CONTESTED)
        said.append(say("contested-places", places=places))
    return said


def contested_places(situation: Situation) -> list[str]:
    """List the places contested on an evening, seats and towns first.

    Parameters
    ----------
    situation : Situation
        The evening.

    Returns
    -------
    list of str
        Place ids.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> contested_places(situation_on(load_dataset(), "2024-12-07"))
    ['homs', 'abu-kamal', 'al-waer']
    """
    dataset, real = situation.dataset, situation.dataset.real_places.index
    people, kinds = dataset.places["population"].fillna(0), dataset.places["kind"]
    chief = set(dataset.chief_places)
    return sorted(
        (str(place) for place in real[(situation.contested[real] != "").to_numpy()]),
        key=lambda p: (p not in chief, kinds[p] not in TOWNS[0], -people[p], p),
    )


def _earlier(news: News) -> list[str]:
    """Say what had fallen before."""
    if not news.had_fallen:
        return []
    places = _listed(news.situation.dataset, news.had_fallen)
    return [_sentence(say("fell-before", places=places))]


def _origins(news: News) -> str:
    """Say on how many independent origins it rests what happened to seats and cities."""
    situation = news.situation
    near = news.approach
    places = [*news.fallen, *news.contested]
    if not places and (near is None or not near.moved):
        places = list(news.cities)
    told = [place for place in places if place not in situation.captured]
    if not told:
        return ""
    events = situation.dataset.events
    so_far = events[(events["date"] <= pd.Timestamp(situation.date)) & events["place"].isin(told)]
    latest = so_far.drop_duplicates("place", keep="last")
    if latest.empty:
        return ""
    parts = {
        "places": _listed(situation.dataset, told),
        "number": int(latest["independent_origins"].min()),
    }
    return _sentence(say("deck-origins" if len(told) == 1 else "deck-origins-many", **parts))


@dataclass(frozen=True)
class Region:
    """How much of the country a side holds, and where most of that lies."""

    who: Name
    share: float
    where: str
    """A direction, or ``centre``."""


def regions(situation: Situation, sides: Iterable[Sequence[str]]) -> list[Region]:
    """Say of each side its name, its share of the country and where most of its land lies.

    Parameters
    ----------
    situation : Situation
        The evening.
    sides : iterable of sequence of str
        Each the faction ids of a side.

    Returns
    -------
    list of Region
        Those that hold land, the largest first.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> [region.who for region in regions(evening, [["SDF"], ["SAA"]])]
    ['the government', 'the SDF']
    """
    cells = situation.mesh
    x0, y0, x1, y1 = shapely.bounds(cells.theatre)
    middle = shapely.centroid(cells.theatre)
    held = situation.holders.reindex(cells.area_km2.index)
    total = cells.area_km2.sum()
    found = []
    for side in sides:
        mine = cells.area_km2[held.isin(list(side))]
        if mine.empty:
            continue
        parts = shapely.get_parts(shapely.coverage_union_all(cells.shapes[mine.index].to_numpy()))
        centre = shapely.centroid(parts[shapely.area(parts).argmax()])
        dx, dy = (centre.x - middle.x) / (x1 - x0), (centre.y - middle.y) / (y1 - y0)
        bearing = math.degrees(math.atan2(dx, dy)) % 360
        where = "centre" if math.hypot(dx, dy) < CENTRE else direction(bearing)
        present = [f for f in side if (held[mine.index] == f).any()]
        found.append(
            Region(side_name(situation.dataset, present), float(mine.sum() / total), where)
        )
    return sorted(found, key=lambda region: -region.share)


def sides_of(situation: Situation, attackers: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the sides of a headline: the attackers as one, every other faction alone.

    Parameters
    ----------
    situation : Situation
        The evening.
    attackers : sequence of str
        Faction ids.

    Returns
    -------
    list of tuple of str
        Without the factions that hold no territory.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> sides_of(situation_on(load_dataset(), "2024-12-02"), ["HTS", "SNA"])[0]
    ('HTS', 'SNA')
    """
    others = [f for f in areas(situation)["faction"] if f not in attackers]
    land = situation.dataset.factions["territorial"]
    return [tuple(attackers), *((f,) for f in others if land[f])]


def _lands_held(found: Sequence[Region], others: int) -> str:
    """Say who held most of the country, and where some others held land."""
    key = "most-held" if found[0].share > 0.5 else "no-half"
    held = ""
    for region in found[1 : 1 + others]:
        part = say("part-of-land", who=region.who, where=say(f"towards-{region.where}"))
        held = say("then-land", before=held, after=part) if held else part
    parts = {"who": found[0].who, "where": say(f"towards-{found[0].where}")}
    return say(key, others=held, **parts) if held else say(f"{key}-alone", **parts)


def _who_held_what(news: News) -> str:
    attackers = news.fights[0][0] if news.fights else ()
    every = regions(news.situation, sides_of(news.situation, attackers))
    found = [region for region in every if region.share > 0.03] or every[:1]
    options: list[Callable[[], str]] = [partial(_lands_held, found, n) for n in (2, 1, 0)]
    return next((said for option in options if len(said := option()) <= LIMIT), options[-1]())
