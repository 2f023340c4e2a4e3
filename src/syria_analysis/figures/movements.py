"""Where forces moved between two evenings: ways through the land that they took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import shapely

from syria_analysis.control.situation import Situation

__all__ = ["Advance", "advances"]

DETOUR = 1.3
"""Power of a step's length in the cost of a way: above 1, ways go from neighbour to neighbour."""
BENDS_M = 3000.0
"""Bends of a way smaller than this are straightened."""


@dataclass(frozen=True)
class Advance:
    """One arrow.

    Attributes
    ----------
    faction : str
        Who moved.
    places : tuple of str
        The way: from the last place held before, or the first in view, through places taken
        since, to the farthest.
    way : shapely geometry
        The same as a smoothed line in the equal-area plane.
    km : float
        Distance from the land held before to the place reached.
    """

    faction: str
    places: tuple[str, ...]
    way: Any
    km: float


def advances(
    situation: Situation,
    baseline: Situation,
    factions: Iterable[str],
    *,
    limit: int = 4,
    least_km: float = 12.0,
    apart_km: float = 18.0,
    within: Any = None,
) -> list[Advance]:
    """Find how far, and which ways, forces advanced.

    Parameters
    ----------
    situation, baseline : Situation
        The evening and the one before.
    factions : iterable of str
        Whose advances.
    limit : int
        At most so many a faction.
    least_km : float
        Shorter advances are left out.
    apart_km : float
        A place reached lies at least so far from every way drawn before.
    within : shapely geometry, optional
        In the plane: only places inside count, and ways begin at one of them.

    Returns
    -------
    list of Advance
        By faction, the farthest first.

    Notes
    -----
    Of the places that a faction took since the baseline and still holds uncontested, the chief
    ones, then those farthest from the land it held then. Who held nothing then sets out from what
    it took on its first day. The way to each is the shortest through neighbouring cells that the
    faction holds now. It is a summary of dated places, not the path of a unit.
    """
    real = situation.dataset.real_places
    points = pd.Series(
        situation.mesh.plane.to_plane(shapely.points(real["lon"], real["lat"])), index=real.index
    )
    points = points[points.index.isin(situation.mesh.shapes.index)]
    now, then = situation.holders[points.index], baseline.holders[points.index]
    calm = situation.contested[points.index] == ""
    days = situation.dataset.events["date"].reindex(situation.last_event[points.index])
    days = pd.Series(days.to_numpy(), index=points.index)
    cells = situation.mesh.shapes
    chief = set(situation.dataset.chief_places)
    found: list[Advance] = []
    for faction in factions:
        gained = points[(now == faction) & (then != faction) & calm]
        if within is not None:
            gained = gained[shapely.contains(within, gained.to_numpy())]
        home = points.index[(now == faction) & (then == faction)]
        if home.empty:
            taken = days[(now == faction) & calm]
            home = taken.index[(taken == taken.min()).to_numpy()]
        if gained.empty or home.empty:
            continue
        ways = _ways(situation, points[now == faction], home)
        started = shapely.union_all(cells[home].to_numpy())
        depth = shapely.distance(gained.to_numpy(), started) / 1000
        deepest = pd.Series(depth, index=gained.index).sort_values(ascending=False, kind="stable")
        first = deepest.index.isin(chief)
        deepest = pd.concat([deepest[first], deepest[~first]])
        chosen: list[Advance] = []
        for place, km in deepest.items():
            if len(chosen) >= limit:
                break
            if km < least_km:
                continue
            near = [shapely.distance(a.way, gained[place]) < apart_km * 1000 for a in chosen]
            if place not in ways or any(near):
                continue
            way = ways[place]
            if within is not None:  # an arrow begins at a place that is seen
                way = _tail_inside(points[way], within)
                if len(way) < 2 or shapely.length(_line(points[way])) < least_km * 1000:
                    continue
            line = _smooth(shapely.get_coordinates(points[way].to_numpy()))
            chosen.append(Advance(faction, tuple(way), line, float(km)))
        found += chosen
    return found


def _line(points: pd.Series) -> Any:
    return shapely.linestrings(shapely.get_coordinates(points.to_numpy()))


def _tail_inside(points: pd.Series, within: Any) -> list[str]:
    """Return the last places of a way that all lie inside."""
    outside = np.flatnonzero(~shapely.contains(within, points.to_numpy()))
    return points.index[outside[-1] + 1 if len(outside) else 0 :].tolist()


def _ways(situation: Situation, points: pd.Series, home: pd.Index) -> dict[str, list[str]]:
    """Find the shortest way from any place at home to every place, through neighbouring cells."""
    pairs = situation.mesh.segments[["a", "b"]].drop_duplicates()
    pairs = pairs[pairs["a"].isin(points.index) & pairs["b"].isin(points.index)]
    steps = shapely.distance(points[pairs["a"]].to_numpy(), points[pairs["b"]].to_numpy())
    graph = nx.Graph()
    graph.add_nodes_from(points.index)
    graph.add_weighted_edges_from(
        zip(pairs["a"], pairs["b"], (steps / 1000) ** DETOUR, strict=True)
    )
    _, ways = nx.multi_source_dijkstra(graph, set(home))
    return ways


def _smooth(way: np.ndarray) -> Any:
    """Straighten small bends of a way and round the others (Chaikin's corner cutting)."""
    line = shapely.get_coordinates(shapely.simplify(shapely.linestrings(way), BENDS_M))
    for _ in range(3):
        if len(line) < 3:
            break
        cut = np.empty((2 * (len(line) - 1), 2))
        cut[0::2] = 0.75 * line[:-1] + 0.25 * line[1:]
        cut[1::2] = 0.25 * line[:-1] + 0.75 * line[1:]
        line = np.vstack([line[:1], cut, line[-1:]])
    return shapely.linestrings(line)
