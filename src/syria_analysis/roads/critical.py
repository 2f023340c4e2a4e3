"""What a connection hangs on: the sets of cities whose loss cuts it, and how far it is without."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from syria_analysis.control.situation import Situation
from syria_analysis.errors import BadParameter
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.roads.network import (
    on_roads,
    open_network,
    part_of,
    quickest,
    road_network,
)

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "CITY_POPULATION",
    "LARGEST_SET",
    "candidate_cities",
    "critical_sets",
    "detours",
    "separating_sets",
]

CITY_POPULATION = 50_000
"""From this many people on a place on a road is a candidate."""
LARGEST_SET = 3
"""More cities than this are not lost at one blow."""

_ALL_TARGETS = ""
"""A node beyond all targets: no place has an empty id."""


def candidate_cities(dataset: Dataset) -> tuple[str, ...]:
    """List the places whose loss is asked about.

    Parameters
    ----------
    dataset : Dataset
        The evidence.

    Returns
    -------
    tuple of str
        Ids of the places on roads that are the seat of an administrative unit, or have at
        least 50 000 people, or are of the kind ``junction``, or where a motorway meets another
        road. Sorted.

    Raises
    ------
    MissingData

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> {"hama", "homs", "palmyra"} <= set(candidate_cities(load_dataset()))
    True
    """
    return _candidates(dataset)


@cached_on_owner(maxsize=64)
def _candidates(dataset: Dataset) -> tuple[str, ...]:
    network, places = road_network(dataset), dataset.places
    found = set(dataset.seats)
    found.update(places.index[places["population"] >= CITY_POPULATION])
    found.update(places.index[places["kind"] == "junction"])
    for place in network:
        roads = {(edge["road"], edge["kind"]) for _, _, edge in network.edges(place, data=True)}
        if len({road for road, _ in roads}) > 1 and "motorway" in {kind for _, kind in roads}:
            found.add(place)
    return tuple(sorted(found & set(network)))


def critical_sets(
    situation: Situation,
    source: str,
    target: str | Iterable[str],
    side: Side = None,
    max_size: int = LARGEST_SET,
    contested: str = "shut",
    low_confidence_roads: bool = True,
) -> tuple[tuple[str, ...], ...]:
    """Find all minimal sets of cities whose loss separates a target from a source.

    Parameters
    ----------
    situation : Situation
        Who holds what, as reported or hypothetical.
    source : str
        Place from which one sets out.
    target : str or iterable of str
        Place to be reached. With several, a set counts if its loss leaves none of them reachable.
    side : str or iterable of str, optional
        The factions whose stretches are used. Default: the defenders of the package's contest.
    max_size : int, default 3
        Largest size of a set.
    contested : str, default ``"shut"``
        Whether contested places count as ``"open"`` or ``"shut"``.
    low_confidence_roads : bool, default True
        Whether stretches of low confidence count.

    Returns
    -------
    tuple of tuple of str
        Place ids, sorted within a set; the smallest sets first. Every set cuts, no proper subset
        of it does. Cities are the `candidate_cities`, source and targets excluded. Empty if no
        such set exists, and also if there is no way to be cut.

    Raises
    ------
    BadParameter, UnknownName, MissingData

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-11-26")
    >>> sets = critical_sets(evening, "damascus", "latakia")
    >>> len(sets) == len({frozenset(found) for found in sets})
    True
    """
    if isinstance(max_size, bool) or not isinstance(max_size, int) or max_size < 1:
        raise BadParameter(f"max_size must be a whole number from 1 on, not {max_size!r}")
    dataset = situation.dataset
    home, ends = on_roads(dataset, source), _ends(dataset, target)
    network = open_network(
        situation, dataset.defenders(side, situation.date), contested, low_confidence_roads
    )
    network.add_edges_from((end, _ALL_TARGETS) for end in ends if end in network)
    cities = set(candidate_cities(dataset)) - {home, *ends}
    return separating_sets(network, home, _ALL_TARGETS, cities, max_size)


def separating_sets(
    network: nx.Graph, source: str, target: str, candidates: Collection[str], max_size: int
) -> tuple[tuple[str, ...], ...]:
    """Find all minimal sets of candidate nodes that separate two nodes of a graph.

    Parameters
    ----------
    network : networkx.Graph
        Any graph.
    source, target : str
        Two nodes; if one is missing there is nothing to separate.
    candidates : collection of str
        Nodes that may be taken away.
    max_size : int
        Largest size of a set.

    Returns
    -------
    tuple of tuple of str
        Sorted within a set, the smallest sets first. Empty if there is no path to be cut.

    Notes
    -----
    Complete: a separating set holds a node of every path, so it is found by following, from any
    one path that is left, each of the candidates on it.

    Examples
    --------
    >>> import networkx as nx
    >>> ring = nx.cycle_graph("abcd")
    >>> separating_sets(ring, "a", "c", {"b", "d"}, max_size=3)
    (('b', 'd'),)
    """
    around = {place: list(others) for place, others in network.adjacency()}
    found: set[frozenset[str]] = set()
    seen: set[frozenset[str]] = set()

    def follow(lost: frozenset[str]) -> None:
        if lost in seen:
            return
        seen.add(lost)
        path = _a_path(around, source, target, lost)
        if path is None:
            found.add(lost)
        elif len(lost) < max_size:
            for city in path:
                if city in candidates:
                    follow(lost | {city})

    if _a_path(around, source, target, frozenset()) is not None:
        follow(frozenset())
    minimal = [
        group
        for group in found
        if not any(
            frozenset(part) in found
            for size in range(len(group))
            for part in combinations(group, size)
        )
    ]
    return tuple(sorted((tuple(sorted(group)) for group in minimal), key=lambda g: (len(g), g)))


def _a_path(
    around: Mapping[str, list[str]], source: str, target: str, lost: frozenset[str]
) -> list[str] | None:
    """Walk breadth first around what is lost."""
    if source not in around or target not in around:
        return None
    came_from, queue = {source: source}, deque([source])
    while queue and target not in came_from:
        here = queue.popleft()
        for there in around[here]:
            if there not in came_from and there not in lost:
                came_from[there] = here
                queue.append(there)
    if target not in came_from:
        return None
    path = [target]
    while path[-1] != source:
        path.append(came_from[path[-1]])
    return path


def detours(
    situation: Situation,
    source: str,
    target: str | Iterable[str],
    side: Side = None,
    contested: str = "shut",
    low_confidence_roads: bool = True,
) -> pd.DataFrame:
    """Rank the cities by how much longer ways take without each of them alone.

    Parameters
    ----------
    situation : Situation
        Who holds what, as reported or hypothetical.
    source : str
        Place from which one sets out.
    target : str or iterable of str
        Places to be reached.
    side : str or iterable of str, optional
        The factions whose stretches are used. Default: the defenders of the package's contest.
    contested : str, default ``"shut"``
        Whether contested places count as ``"open"`` or ``"shut"``.
    low_confidence_roads : bool, default True
        Whether stretches of low confidence count.

    Returns
    -------
    pandas.DataFrame
        One row per target that can be reached now and candidate city on the way there: `place`,
        `target`, `km`, `without_km`, `detour_km` and `detour_hours` (infinite where the way is
        cut). Largest loss of time first, at the speeds by which ways are chosen (`quickest`); a
        slower way may be shorter, its `detour_km` below zero.

    Raises
    ------
    BadParameter, UnknownName, MissingData

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> ranking = detours(situation_on(load_dataset(), "2024-11-26"), "damascus", ["tartus"])
    >>> bool((ranking["detour_hours"] > 0).all())
    True
    """
    dataset = situation.dataset
    home, ends = on_roads(dataset, source), _ends(dataset, target)
    network = open_network(
        situation, dataset.defenders(side, situation.date), contested, low_confidence_roads
    )
    cities = set(candidate_cities(dataset)) - {home, *ends}
    rows = []
    for end in ends:
        now = quickest(network, home, end)
        for city in cities.intersection(now[1]) if now else ():
            assert now is not None
            without = quickest(part_of(network, set(network) - {city}), home, end)
            km, more = float("inf"), float("inf")
            if without:
                km, more = without[0], _hours(network, without[1]) - _hours(network, now[1])
            rows.append((city, end, now[0], km, km - now[0], more))
    columns = ["place", "target", "km", "without_km", "detour_km", "detour_hours"]
    table = pd.DataFrame(rows, columns=columns)
    order, rising = ["detour_hours", "place", "target"], [False, True, True]
    return table.sort_values(order, ascending=rising, ignore_index=True)


def _hours(network: nx.Graph, way: Iterable[str]) -> float:
    import networkx as nx

    return float(nx.path_weight(network, list(way), "hours"))


def _ends(dataset: Dataset, target: str | Iterable[str]) -> tuple[str, ...]:
    asked = [target] if isinstance(target, str) else target
    return tuple(dict.fromkeys(on_roads(dataset, name) for name in asked))
