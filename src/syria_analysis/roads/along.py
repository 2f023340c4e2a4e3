"""A road as a strip: who holds it from place to place, and where the front crosses it.

A road is a chain of places, its kilometres the sum of the straight lines from each place to the
next. On an evening each place of it is held, for sure or perhaps, as it is everywhere else (see
`control.intervals.standing`); between two places that one side surely holds the road is that
side's. A *front on the road* lies between two neighbouring places of which the best answer gives
one to the attackers and the other to the defenders: there the attackers' held stretch ends.

- Best: halfway between those two places, where the land nearest to the one meets that of the other.
- Low and high, as kilometres from the start of the road: the nearest place on the attackers' side
  that they hold in every answer, and the nearest on the other side that they hold in none. So they
  take in both what sources leave open (contested places, days known only as a span, settled to
  either side) and the road between two places, of which no report tells. Where no place on a side
  is sure, the road's own end is the limit.

The distance from a city to the front along the road is that to the nearest such front, low and high
the nearest and the farthest point of its stretch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from syria_analysis.control.campaign import Campaign
from syria_analysis.control.front import with_joined
from syria_analysis.control.intervals import Interval, standing
from syria_analysis.control.situation import Situation
from syria_analysis.errors import BadParameter
from syria_analysis.package.conflict import RoadPart
from syria_analysis.package.dataset import Dataset
from syria_analysis.roads.network import road_network

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "Crossing",
    "Road",
    "RoadCampaign",
    "RoadEvening",
    "Turn",
    "chain_of",
    "declared_road",
    "main_road",
]

PUSHED_KM = 5.0
"""A front that moves back by so much from one evening to the next was pushed back."""
CLOSE_KM = 30.0
"""A city so near to a front is told of before a contested one."""
LEAP_KM = 20.0
"""The longest way of a front in a day is told if it is so long."""


@dataclass(frozen=True)
class Road:
    """A chain of places along one or more roads.

    Attributes
    ----------
    name : str
        What it is called; "" where it follows roads of several names.
    places : tuple of str
        Place ids in order, at least two.
    km : tuple of float
        Kilometres from the first place, each stretch a geodesic.
    """

    name: str
    places: tuple[str, ...]
    km: tuple[float, ...]

    @property
    def length_km(self) -> float:
        """From end to end."""
        return self.km[-1]

    def at(self, place: str) -> float:
        """Kilometre at which a place of the road stands."""
        return self.km[self.places.index(place)]

    def turned(self) -> Road:
        """Count the road from its other end."""
        km = tuple(self.length_km - k for k in reversed(self.km))
        return Road(self.name, self.places[::-1], km)


@dataclass(frozen=True)
class Crossing:
    """Where the front lies across a road on an evening.

    Attributes
    ----------
    km, low, high : float
        Kilometres from the start of the road (see the module), ``low <= km <= high``.
    way : int
        In which direction the attackers' stretch ends: 1 if the defenders hold the road beyond
        it, counted from the start, -1 if they hold it before it.
    """

    km: float
    low: float
    high: float
    way: int

    def from_km(self, km: float) -> Interval:
        """Distance along the road from a point of it."""
        low = max(self.low - km, km - self.high, 0.0)
        return Interval(abs(self.km - km), low, max(abs(self.low - km), abs(self.high - km)))


@dataclass(frozen=True, eq=False)
class RoadEvening:
    """Who holds a road on an evening.

    Attributes
    ----------
    road : Road
        The road.
    situation : Situation
        The evening.
    attackers, defenders : tuple of str
        Faction ids of the two sides of the front.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> syria = load_dataset()
    >>> m5 = declared_road(syria, [RoadPart("M5", "damascus", "aleppo")])
    >>> evening = RoadEvening(m5, situation_on(syria, "2024-12-02"), ("HTS", "SNA"), ("SAA",))
    >>> [round(front.km) for front in evening.fronts]
    [223]
    >>> far = evening.distance_to("hama")
    >>> round(far.low), round(far.best), round(far.high)
    (15, 24, 29)
    """

    road: Road
    situation: Situation
    attackers: tuple[str, ...]
    defenders: tuple[str, ...]

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """Faction that holds each place of the road, by the best answer."""
        return tuple(map(str, self.situation.holders[list(self.road.places)]))

    @cached_property
    def stretches(self) -> tuple[tuple[float, float, str], ...]:
        """The road from start to end as stretches of one holder: kilometres, and its faction.

        Between two places of different factions it is divided halfway.
        """
        km, held = self.road.km, self.holders
        ends = [0.0]
        who = [held[0]]
        for number, (one, other) in enumerate(pairwise(held)):
            if one != other:
                ends.append((km[number] + km[number + 1]) / 2)
                who.append(other)
        ends.append(self.road.length_km)
        return tuple((a, b, code) for (a, b), code in zip(pairwise(ends), who, strict=True))

    @cached_property
    def open(self) -> tuple[tuple[float, float], ...]:
        """Stretches of which it is not sure whose side holds them, as pairs of kilometres."""
        certain = [self._sides[place] for place in self.road.places]
        km, found = self.road.km, list[tuple[float, float]]()
        for number, (one, other) in enumerate(pairwise(certain)):
            if one == other and len(one) == 1:
                continue
            if found and found[-1][1] == km[number]:
                found[-1] = (found[-1][0], km[number + 1])
            else:
                found.append((km[number], km[number + 1]))
        return tuple(found)

    @cached_property
    def fronts(self) -> tuple[Crossing, ...]:
        """Where the front lies across the road, from the start of the road on."""
        places, km = list(self.road.places), self.road.km
        _, sure, possible = (
            series[places].to_numpy() for series in standing(self.situation, self.attackers)
        )
        held = np.array(self.holders, dtype=object)
        ours, theirs = np.isin(held, self.attackers), np.isin(held, self.defenders)
        found = []
        for number in range(len(places) - 1):
            ahead = ours[number] and theirs[number + 1]
            if not ahead and not (theirs[number] and ours[number + 1]):
                continue
            own = range(number, -1, -1) if ahead else range(number + 1, len(places))
            other = range(number + 1, len(places)) if ahead else range(number, -1, -1)
            own_end = next((km[k] for k in own if sure[k]), km[own[-1]])
            other_end = next((km[k] for k in other if not possible[k]), km[other[-1]])
            best = (km[number] + km[number + 1]) / 2
            low, high = sorted((own_end, other_end))
            found.append(Crossing(best, low, high, 1 if ahead else -1))
        return tuple(found)

    def distance_to(self, place: str) -> Interval | None:
        """Tell how far the nearest front on the road is from a place of it, in km along the road.

        Returns
        -------
        Interval or None
            None if no front lies on the road.
        """
        here = self.road.at(place)
        far = [front.from_km(here) for front in self.fronts]
        return min(far, key=lambda interval: interval.best, default=None)

    @cached_property
    def _sides(self) -> dict[str, frozenset[str]]:
        """Place to the sides that may hold it, a faction of neither being one by itself."""
        answers, found = self.situation.answers, {}
        for place, holder in zip(self.road.places, self.holders, strict=True):
            possible = [who for _, who in answers.get(place, ())] or [holder]
            found[place] = frozenset(map(self._side, possible))
        return found

    def _side(self, faction: str) -> str:
        for name, side in (("attackers", self.attackers), ("defenders", self.defenders)):
            if faction in side:
                return f"the {name}"
        return faction


@dataclass(frozen=True)
class Turn:
    """A turning point on a road.

    Attributes
    ----------
    kind : str
        ``"fell"``: a city on it passed from the defenders to others; ``"retaken"``: it passed back
        to them; ``"pushed-back"``: a front moved back by 5 km or more; ``"leap"``: of all advances
        of a front in a day the longest, if it is 20 km or more.
    day : int
        Number of the evening by which it had happened.
    km : float
        Where: the city, or the front on that evening.
    place : str
        The city; "" for what is no city's.
    moved_km : float
        By how much the front moved; 0 for what is a city's.
    """

    kind: str
    day: int
    km: float
    place: str = ""
    moved_km: float = 0.0


@dataclass(frozen=True, eq=False)
class RoadCampaign:
    """A road on every evening of a campaign.

    Attributes
    ----------
    road : Road
        The road.
    story : Campaign
        The evenings, the sides, and the cities asked about.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> syria = load_dataset()
    >>> m5 = declared_road(syria, [RoadPart("M5", "damascus", "aleppo")])
    >>> strip = RoadCampaign(m5, campaign_between(syria, "2024-11-26", "2024-12-02"))
    >>> [(turn.kind, turn.place, round(turn.moved_km)) for turn in strip.turns]
    [('fell', 'aleppo', 0), ('leap', '', 73), ('pushed-back', '', 13)]
    """

    road: Road
    story: Campaign

    @cached_property
    def evenings(self) -> tuple[RoadEvening, ...]:
        """The road on every evening, the attackers with those who had joined them by then."""
        defenders = self.story.defenders
        return tuple(
            RoadEvening(
                self.road, evening, with_joined(evening, self.story.attackers, defenders), defenders
            )
            for evening in self.story.evenings
        )

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """The cities asked about, the capital and the seats that lie on the road, in its order."""
        wanted = {*self.story.watched, self.story.dataset.conflict.capital}
        return tuple(place for place in self.road.places if place in wanted)

    @cached_property
    def fallen(self) -> dict[str, int]:
        """Cities of the road that the defenders held on the first evening and not on the last.

        City to the number of the evening by which they had lost it, the first to fall first.
        """
        lost = {}
        for city in self.cities:
            theirs = [self._defended(city, number) for number in range(len(self.evenings))]
            if theirs[0] and not theirs[-1]:
                lost[city] = max(number for number, held in enumerate(theirs) if held) + 1
        return dict(sorted(lost.items(), key=lambda item: item[1]))

    @cached_property
    def next_city(self) -> str | None:
        """Of the cities that the defenders hold in the end, the nearest to a front.

        A contested one only if no undisputed one is within 30 km of a front.
        """
        last = self.evenings[-1]
        far = {
            city: distance.best
            for city in self.cities
            if self._defended(city, len(self.evenings) - 1)
            and (distance := last.distance_to(city)) is not None
        }
        sure = {city: km for city, km in far.items() if not last.situation.contested[city]}
        near = sure if sure and min(sure.values()) <= CLOSE_KM else far
        return min(near, key=near.__getitem__, default=None)

    @cached_property
    def moves(self) -> tuple[tuple[tuple[Crossing, Crossing], ...], ...]:
        """For each evening but the first: the fronts before it, each with what it has become.

        Two belong together if they end the attackers' stretch in the same direction and each is
        the nearest such to the other.
        """
        return tuple(_matched(one.fronts, other.fronts) for one, other in pairwise(self.evenings))

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The turning points, by day (see `Turn`)."""
        found, leaps = list[Turn](), list[Turn]()
        for number in range(1, len(self.evenings)):
            for city in self.cities:
                was, now = self._defended(city, number - 1), self._defended(city, number)
                if was != now:
                    kind = "fell" if was else "retaken"
                    found.append(Turn(kind, number, self.road.at(city), city))
            for before, after in self.moves[number - 1]:
                ahead = (after.km - before.km) * after.way
                if ahead <= -PUSHED_KM:
                    found.append(Turn("pushed-back", number, after.km, moved_km=-ahead))
                elif ahead >= LEAP_KM:
                    leaps.append(Turn("leap", number, after.km, moved_km=ahead))
        found += sorted(leaps, key=lambda turn: -turn.moved_km)[:1]
        return tuple(sorted(found, key=lambda turn: turn.day))

    def _defended(self, city: str, number: int) -> bool:
        holder = self.story.evenings[number].holders[city]
        return bool(holder in self.story.defenders)


def _matched(
    before: Sequence[Crossing], after: Sequence[Crossing]
) -> tuple[tuple[Crossing, Crossing], ...]:
    def nearest(front: Crossing, among: Sequence[Crossing]) -> Crossing | None:
        alike = [other for other in among if other.way == front.way]
        return min(alike, key=lambda other: abs(other.km - front.km), default=None)

    pairs = []
    for front in before:
        found = nearest(front, after)
        if found is not None and nearest(found, before) is front:
            pairs.append((front, found))
    return tuple(pairs)


def chain_of(dataset: Dataset, road: str, start: str, end: str) -> list[str]:
    """List the places of a road from one place to another; none if the data do not join them.

    Parameters
    ----------
    dataset : Dataset
        Data with roads.
    road : str
        Name of the road.
    start, end : str
        Ids of the places at its ends.

    Returns
    -------
    list of str
        Ids in the order of the road.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> chain_of(load_dataset(), "M5", "saraqib", "barqum")
    ['saraqib', 'tell-hadya', 'barqum']
    """
    import networkx as nx

    stretches = dataset.roads
    if stretches.empty:
        return []
    graph = nx.from_pandas_edgelist(stretches[stretches["road"] == road], "from", "to")
    if start not in graph or end not in graph or not nx.has_path(graph, start, end):
        return []
    return list(nx.shortest_path(graph, start, end))


def declared_road(dataset: Dataset, parts: Sequence[RoadPart]) -> Road:
    """Join the parts of roads that a figure declares to one road.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    parts : sequence of RoadPart
        At least one; each goes on where the one before it ends. A part without ends is the longest
        way along that road.

    Returns
    -------
    Road

    Raises
    ------
    BadParameter
        If the data do not join a part, or the parts do not follow each other.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> parts = [RoadPart("M5", "damascus", "homs"), RoadPart("M1", "homs", "tartus")]
    >>> road = declared_road(load_dataset(), parts)
    >>> road.name, road.places[0], road.places[-1]
    ('', 'damascus', 'tartus')
    """
    chain: list[str] = []
    for part in parts:
        if part.start is None or part.end is None:
            found = _longest(dataset, part.road)
        else:
            found = chain_of(dataset, part.road, part.start, part.end)
        if len(found) < 2:
            raise BadParameter(
                f"the data join no stretches of the road {part.road}"
                + (f" from {part.start} to {part.end}" if part.start and part.end else "")
            )
        if chain and chain[-1] == found[-1]:
            found = found[::-1]
        if chain and chain[-1] != found[0]:
            raise BadParameter(
                f"the roads of a figure must follow each other: {part.road} begins at {found[0]}, "
                f"not at {chain[-1]}"
            )
        chain += found[1:] if chain else found
    names = list(dict.fromkeys(part.road for part in parts))
    return _measured(dataset, names[0] if len(names) == 1 else "", chain)


def main_road(dataset: Dataset, cities: Iterable[str]) -> Road | None:
    """Find the road that joins the most of some cities.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    cities : iterable of str
        Place ids, the chief one first.

    Returns
    -------
    Road or None
        Of the roads that join as many, the longest; whole, and counted from the end nearer to the
        first of the cities that lie on it. None if no road joins two of them.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> road = main_road(load_dataset(), ["damascus", "homs", "aleppo", "latakia"])
    >>> road.name, road.places[0], round(road.length_km)
    ('M5', 'nasib-crossing', 454)
    """
    wanted = list(dict.fromkeys(cities))
    best: tuple[int, float] | None = None
    chosen: Road | None = None
    for name in dict.fromkeys(dataset.roads["road"]):
        chain = _longest(dataset, str(name))
        joined = sum(city in chain for city in wanted)
        if joined < 2:
            continue
        road = _measured(dataset, str(name), chain)
        if best is None or (joined, road.length_km) > best:
            best, chosen = (joined, road.length_km), road
    if chosen is None:
        return None
    first = next(city for city in wanted if city in chosen.places)
    return chosen.turned() if chosen.at(first) > chosen.length_km / 2 else chosen


def _longest(dataset: Dataset, road: str) -> list[str]:
    """List the places along the longest of the shortest ways between two places of a road."""
    import networkx as nx

    stretches = dataset.roads[dataset.roads["road"] == road].sort_values("id")
    network = road_network(dataset)
    graph: nx.Graph = nx.Graph()
    for a, b in zip(stretches["from"], stretches["to"], strict=True):
        graph.add_edge(a, b, km=network.edges[a, b]["km"])
    best: tuple[float, list[str]] = (0.0, [])
    for part in nx.connected_components(graph):
        # Where a road is a tree, the farthest place from any one is an end of its longest way.
        one = _farthest(graph, min(part))[1][-1]
        best = max(best, _farthest(graph, one), key=lambda way: way[0])
    return best[1]


def _farthest(graph: nx.Graph, start: str) -> tuple[float, list[str]]:
    import networkx as nx

    lengths, ways = nx.single_source_dijkstra(graph, start, weight="km")
    end = max(lengths, key=lambda place: (lengths[place], place))
    return float(lengths[end]), list(ways[end])


def _measured(dataset: Dataset, name: str, chain: Collection[str]) -> Road:
    network, places = road_network(dataset), tuple(chain)
    km = [0.0]
    for one, other in pairwise(places):
        km.append(km[-1] + float(network.edges[one, other]["km"]))
    return Road(name, places, tuple(km))
