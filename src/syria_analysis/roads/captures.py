"""Captures along a road, supposed."""

from __future__ import annotations

from syria_analysis.control.what_if import AnySituation, take_the_rest
from syria_analysis.errors import BadParameter, unknown
from syria_analysis.roads.network import on_roads, quickest, road_network

__all__ = ["along_road"]


def along_road(situation: AnySituation, road: str, start: str, end: str, by: str) -> AnySituation:
    """Suppose that a faction has captured all places along a road up to one of them.

    Parameters
    ----------
    situation : Situation
        Who holds what, as reported or already hypothetical.
    road : str
        Name of the road as in the data, such as ``"M5"``; letter case does not matter.
    start, end : str
        Ids, names or variants of two places on it; both are captured too.
    by : str
        Id of one faction; what it holds already it keeps.

    Returns
    -------
    same type
        As `if_captured` gives it.

    Raises
    ------
    UnknownName, MissingData
    BadParameter
        If a place is not on that road, or the faction holds all of that already.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> along_road(evening, "M5", "hama", "homs", by="HTS").captured["al-rastan"]
    'HTS'
    """
    dataset, taker = situation.dataset, situation.dataset.captor(by)
    network = road_network(dataset)
    names = {str(name).casefold(): name for name in dataset.roads["road"]}
    name = names.get(str(road).strip().casefold())
    if name is None:
        raise unknown("road", road, names.values())
    stretches = [(a, b) for a, b, on in network.edges(data="road") if on == name]
    along = network.edge_subgraph(stretches)
    ends = [on_roads(dataset, place) for place in (start, end)]
    for place in ends:
        if place not in along:
            raise BadParameter(f"{place} does not lie on the road {name}")
    route = quickest(along, *ends)
    if route is None:
        raise BadParameter(f"the road {name} does not lead from {ends[0]} to {ends[1]}")
    what = f"the road {name} from {ends[0]} to {ends[1]}"
    return take_the_rest(situation, route[1], taker, what)
