"""Roads as chains of places: the network of all stretches, and of those that a side can use."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from syria_analysis.control.situation import Situation
from syria_analysis.errors import BadParameter, MissingData
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "CONTESTED",
    "SPEED_KMH",
    "on_roads",
    "open_network",
    "part_of",
    "quickest",
    "road_network",
    "usable",
]

CONTESTED = ("shut", "open")
"""The two answers to whether a side can use the stretches that end at a contested place."""
SPEED_KMH = {"motorway": 90.0, "main": 65.0, "secondary": 55.0}
"""By what speeds ways are chosen, never told: those of the car profile of the Open Source Routing
Machine (OSRM, profiles/car.lua) for motorways, primary and secondary roads."""


def road_network(dataset: Dataset, low_confidence_roads: bool = True) -> nx.Graph:
    """Join the stretches of all roads to a network of places.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    low_confidence_roads : bool, default True
        Whether stretches of low confidence count.

    Returns
    -------
    networkx.Graph
        Nodes are place ids; edges carry `km` (the geodesic between the two places), `hours` (at
        the speed of `SPEED_KMH`), `road`, `kind` (the road's class) and `stretch` (its id). Not
        to be changed: it is shared.

    Raises
    ------
    MissingData
        If the data package has no roads.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> "homs" in road_network(load_dataset())
    True
    """
    return _shared(dataset, bool(low_confidence_roads))


_IN_USE: WeakValueDictionary[tuple[object, ...], nx.Graph] = WeakValueDictionary()


@cached_on_owner(maxsize=2)
def _shared(dataset: Dataset, low_confidence_roads: bool) -> nx.Graph:
    """Give variants of a package the same network while their roads lie alike."""
    if not len(dataset.roads):
        raise MissingData("the data package has no roads (roads.csv) to ask that of")
    key = (id(dataset.roads), dataset.geometry_key, low_confidence_roads)
    network = _IN_USE.get(key)
    if network is None:
        network = _network(dataset, low_confidence_roads)
        network.graph["roads"] = dataset.roads  # as long as they live, no others have their id
        _IN_USE[key] = network
    return network


def _network(dataset: Dataset, low_confidence_roads: bool) -> nx.Graph:
    import networkx as nx

    roads = dataset.roads
    if not low_confidence_roads:
        roads = roads[roads["confidence"] != "low"]
    roads = roads.sort_values("id")
    start, end = (dataset.places.loc[roads[column]] for column in ("from", "to"))
    metres, _ = distance_and_bearing(
        *(table[column].to_numpy(float) for table in (start, end) for column in ("lat", "lon"))
    )
    graph: nx.Graph = nx.Graph()
    rows = roads.assign(km=metres / 1000).to_dict("records")
    for row in rows:
        named = {"road": row["road"], "kind": row["class"], "stretch": row["id"]}
        km = float(row["km"])
        hours = km / SPEED_KMH[row["class"]]
        graph.add_edge(row["from"], row["to"], km=km, hours=hours, **named)
    return graph


def usable(situation: Situation, side: Collection[str], contested: str = "shut") -> frozenset[str]:
    """List the places that a side can pass.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    side : collection of str
        Faction ids.
    contested : str, default ``"shut"``
        With ``"shut"`` the places that the side holds and no other side contests; with
        ``"open"`` also the contested ones that it holds or contests.

    Returns
    -------
    frozenset of str
        Place ids, anchors of empty land among them.

    Raises
    ------
    BadParameter

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> usable(evening, {"SAA"}) < usable(evening, {"SAA"}, contested="open")
    True
    """
    if contested not in CONTESTED:
        raise BadParameter(f"contested must be open or shut, not {str(contested)[:40]!r}")
    holds = situation.holders.isin(list(side))
    rival = situation.contested
    ours = rival.isin(list(side))
    can = holds | ours if contested == "open" else holds & ((rival == "") | ours)
    return frozenset(can.index[can])


def open_network(
    situation: Situation,
    side: Collection[str],
    contested: str = "shut",
    low_confidence_roads: bool = True,
) -> nx.Graph:
    """Keep of the road network what a side can use: the stretches of which it has both ends.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    side : collection of str
        Faction ids.
    contested : str, default ``"shut"``
        Whether contested places count as open or shut (see `usable`).
    low_confidence_roads : bool, default True
        Whether stretches of low confidence count.

    Returns
    -------
    networkx.Graph

    Raises
    ------
    BadParameter, MissingData

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> "aleppo" in open_network(situation_on(load_dataset(), "2024-12-02"), {"SAA"})
    False
    """
    whole = road_network(situation.dataset, low_confidence_roads)
    return part_of(whole, usable(situation, side, contested))


def part_of(network: nx.Graph, places: Collection[str]) -> nx.Graph:
    """Keep the stretches between some of the places.

    Parameters
    ----------
    network : networkx.Graph
        Any graph.
    places : collection of str
        Nodes to keep; others than its own do not matter.

    Returns
    -------
    networkx.Graph
        A graph of its own: networkx's views of a part are ten times slower to walk.

    Examples
    --------
    >>> import networkx as nx
    >>> sorted(part_of(nx.path_graph("abcd"), {"a", "b", "d", "e"}).edges)
    [('a', 'b')]
    """
    import networkx as nx

    part: nx.Graph = nx.Graph()
    part.add_nodes_from(place for place in network if place in places)
    part.add_edges_from(
        (a, b, edge) for a, b, edge in network.edges(data=True) if a in part and b in part
    )
    return part


def quickest(network: nx.Graph, source: str, target: str) -> tuple[float, tuple[str, ...]] | None:
    """Find the way that traffic would take: the quickest by the classes of its roads.

    Parameters
    ----------
    network : networkx.Graph
        As `road_network` or `open_network` give it.
    source, target : str
        Place ids.

    Returns
    -------
    tuple of float and tuple of str, or None
        Length in km and the places in order, both ends among them; None if there is no way.

    Notes
    -----
    Sums of geodesics make winding roads look short: by length alone the way from Damascus to
    Latakia would leave the motorways for the hills. The speeds (`SPEED_KMH`) only choose.

    Examples
    --------
    >>> import networkx as nx
    >>> network = nx.Graph([("a", "b", {"km": 9.0, "hours": 0.1})])
    >>> quickest(network, "a", "b"), quickest(network, "a", "c")
    ((9.0, ('a', 'b')), None)
    """
    import networkx as nx

    if source not in network or target not in network:
        return None
    try:
        _, path = nx.bidirectional_dijkstra(network, source, target, weight="hours")
    except nx.NetworkXNoPath:
        return None
    return float(nx.path_weight(network, path, "km")), tuple(path)


def on_roads(dataset: Dataset, name: str) -> str:
    """Find a place that lies on a road.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    name : str
        Id, name or variant.

    Returns
    -------
    str
        The place's id.

    Raises
    ------
    BadParameter
        If no road leads there; the message names the nearest place on one.
    UnknownName, MissingData

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> on_roads(load_dataset(), "Homs")
    'homs'
    """
    place = dataset.place(name)
    network = road_network(dataset)
    if place in network:
        return place
    here, others = dataset.places.loc[place], dataset.places.loc[sorted(network)]
    metres, _ = distance_and_bearing(here["lat"], here["lon"], others["lat"], others["lon"])
    nearest = others.index[metres.argmin()]
    raise BadParameter(
        f"{place} lies on no road of the data: the nearest place on one is {nearest}, "
        f"{metres.min() / 1000:.0f} km away"
    )
