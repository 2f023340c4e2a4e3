"""Who can reach whom: what a side's open roads, and its land, tie to a place, and what not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.errors import counted
from syria_analysis.geo.mesh import Mesh
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.roads.network import (
    CONTESTED,
    on_roads,
    part_of,
    quickest,
    road_network,
    usable,
)
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.showing import card, facts_html, named, table_html
from syria_analysis.text.wording import commas, day_text, number, place_name, place_names, side_name

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["CutOff", "Route", "cut_off", "routes_by_day"]


@dataclass(frozen=True)
class Route:
    """The quickest open way to a place, by the classes of its roads.

    Attributes
    ----------
    to : str
        Place id.
    km : float or None
        Its length, the sum of the geodesics between its places; None if there is no open way.
    normal_km : float or None
        Length of the quickest way if every stretch were open.
    via : tuple of str
        The places between, in order from the source.
    """

    to: str
    km: float | None
    normal_km: float | None
    via: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class CutOff:
    """What a side can reach from a place, by road and by land alone.

    Attributes
    ----------
    situation : Situation
        Who holds what.
    source : str
        Place id.
    side : tuple of str
        The factions whose stretches are used.
    contested : str
        Whether contested places count as ``"open"`` or ``"shut"``.
    low_confidence_roads : bool
        Whether stretches of low confidence count.
    reachable, cut_off : tuple of str
        Of the places on roads that the side can use: those that can be reached from the source
        over its own stretches, the source among them, and the others. Sorted.
    routes : tuple of Route
        One per target.
    """

    situation: Situation
    source: str
    side: tuple[str, ...]
    contested: str
    low_confidence_roads: bool
    reachable: tuple[str, ...]
    cut_off: tuple[str, ...]
    routes: tuple[Route, ...]

    def __repr__(self) -> str:
        return (
            f"<{self.title}: {counted(len(self.reachable), 'place')} reachable, "
            f"{len(self.cut_off)} cut off; "
            f"by land {len(self.land_reachable)} and {len(self.land_cut_off)}>"
        )

    @in_its_words
    def _repr_html_(self) -> str:
        roads = f"{len(self.reachable)} / {len(self.cut_off)}"
        land = f"{len(self.land_reachable)} / {len(self.land_cut_off)}"
        facts = [(say("shown-by-road"), roads), (say("shown-by-land"), land)]
        rows = [
            (
                escape(place_name(self.dataset, route.to)),
                say("no-way") if route.km is None else say("km", number=number(round(route.km))),
                "–"
                if route.normal_km is None
                else say("km", number=number(round(route.normal_km))),
                escape(commas(place_name(self.dataset, place) for place in route.via)) or "–",
            )
            for route in self.routes
        ]
        head = [say(f"head-{what}") for what in ("to", "open-way", "normal-way", "via")]
        return card(
            self.title, facts_html(facts), table_html(head, rows, words=True) if rows else ""
        )

    @property
    def dataset(self) -> Dataset:
        """The evidence."""
        return self.situation.dataset

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name not in ("dataset", "record")]

    @cached_property
    def land_reachable(self) -> tuple[str, ...]:
        """By land alone: the side's places in one piece of territory with the source, sorted.

        On roads or not. Cells that share a border are in one piece, across a river too.
        """
        can = usable(self.situation, self.side, self.contested)
        return self._real(_contiguous(self.situation, can, self.source))

    @cached_property
    def land_cut_off(self) -> tuple[str, ...]:
        """By land alone: the side's other places that have land, sorted."""
        can = usable(self.situation, self.side, self.contested)
        with_land = can & set(self.situation.dataset.on_land.index)
        return self._real(with_land - set(self.land_reachable))

    def _real(self, places: Collection[str]) -> tuple[str, ...]:
        return tuple(sorted(self.situation.dataset.real_places.index.intersection(list(places))))

    @cached_property
    def disagree(self) -> tuple[str, ...]:
        """Places on roads for which road and land give different answers, sorted."""
        joined, apart = set(self.land_reachable), set(self.land_cut_off)
        cut_by_road = [place for place in self.cut_off if place in joined]
        return tuple(sorted(cut_by_road + [place for place in self.reachable if place in apart]))

    @cached_property
    def title(self) -> str:
        """What was asked, in a line; says so where it is hypothetical."""
        now = self.situation
        said = say(
            "reach-title",
            side=side_name(now.dataset, self.side),
            source=place_name(now.dataset, self.source),
            day=day_text(now.date),
            contested=say(f"roads-{self.contested}"),
        )
        return say("reach-title-if", said=said, supposed=now.supposed) if self.captured else said

    @cached_property
    def contested_ends(self) -> tuple[str, ...]:
        """The ends of the ways that are contested on the evening, the source first."""
        ends = dict.fromkeys((self.source, *(route.to for route in self.routes)))
        return tuple(end for end in ends if self.situation.contested[end])

    @property
    def note(self) -> str:
        """What contested ends mean for the ways, in words; empty if there are none."""
        if not self.contested_ends:
            return ""
        places = place_names(self.situation.dataset, self.contested_ends)
        return say("contested-ends", places=places, counted=self.contested)

    @property
    def captured(self) -> tuple[str, ...]:
        """The places that are only supposed to be in the hands they are in."""
        return tuple(self.situation.captured)

    @cached_property
    def route_table(self) -> pd.DataFrame:
        """The routes as rows.

        Columns `to` (place id), `to_name`, `km` and `normal_km` (float, sums of geodesics; NaN
        where there is no way), `via` (tuple of place ids, in order), `by_land` (``"yes"`` or
        ``"no"``: in one piece of territory with the source).
        """
        land = set(self.land_reachable)
        rows = [
            (route.to, route.km, route.normal_km, route.via, "yes" if route.to in land else "no")
            for route in self.routes
        ]
        table = pd.DataFrame(rows, columns=["to", "km", "normal_km", "via", "by_land"])
        table = table.astype({"km": float, "normal_km": float})
        return named(self.dataset, table, places=["to"])

    def record(self, critical: Iterable[Iterable[str]] = ()) -> dict[str, Any]:
        """Give the answer as the command prints it in JSON, with the critical sets beside it."""
        takers = tuple(dict.fromkeys(self.situation.captured.values()))
        return {
            "date": self.situation.date,
            "captured": self.captured,
            "by": ",".join(takers) or None,
            "from": self.source,
            "contested_ends": self.contested_ends,
            "reachable": self.reachable,
            "cut_off": self.cut_off,
            "routes": [
                {"to": r.to, "km": r.km, "normal_km": r.normal_km, "via": r.via}
                for r in self.routes
            ],
            "critical": [list(places) for places in critical],
        }

    @cached_property
    def units(self) -> pd.DataFrame:
        """How many places of each administrative unit can be reached.

        Indexed by unit, those where the side can use a place; columns `reachable`,
        `cut_off` (places on roads), `land_reachable`, `land_cut_off`, and `status`: ``reachable``
        if its places on roads all are, ``cut off`` if none is, else ``divided``; ``off the
        roads`` if none lies on a road.
        """
        where = self.situation.dataset.places["unit"]
        lists = ("reachable", "cut_off", "land_reachable", "land_cut_off")
        table = pd.DataFrame(
            {name: where[list(getattr(self, name))].value_counts() for name in lists}
        )
        table = table.fillna(0).astype(int).sort_index().rename_axis("unit")
        table["status"] = [_status(row.reachable, row.cut_off) for row in table.itertuples()]
        return table


def _status(reachable: int, cut: int) -> str:
    if not reachable and not cut:
        return "off the roads"
    return "divided" if reachable and cut else "reachable" if reachable else "cut off"


def cut_off(
    situation: Situation,
    source: str | None = None,
    side: Side = None,
    targets: str | Iterable[str] | None = None,
    contested: str = "shut",
    low_confidence_roads: bool = True,
) -> CutOff:
    """Find which of its places a side can no longer reach from one of them.

    Parameters
    ----------
    situation : Situation
        Who holds what, as reported or hypothetical.
    source : str, optional
        The place from which one sets out: id, name or variant. Default: that of the package's
        scenario, or the capital. If the side cannot use it, nothing is reachable.
    side : str or iterable of str, optional
        The factions whose stretches are used. Default: the defenders of the package's contest.
    targets : str or iterable of str, optional
        Places to which routes are wanted. Default: the seats of units that the side holds.
    contested : str, default ``"shut"``
        Whether contested places count as ``"open"`` or ``"shut"`` (see `usable`).
    low_confidence_roads : bool, default True
        Whether stretches of low confidence count.

    Returns
    -------
    CutOff

    Raises
    ------
    BadParameter
        If source or a target lies on no road.
    UnknownName, MissingData

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-08")
    >>> cut_off(evening, "damascus", "SAA", ["latakia"]).routes[0].km is None
    True
    """
    dataset = situation.dataset
    ours = dataset.defenders(side, situation.date)
    network = road_network(dataset, low_confidence_roads)
    home = on_roads(dataset, dataset.origin(source))
    can = usable(situation, ours, contested)
    if targets is None:
        wanted = tuple(p for p in sorted(dataset.seats) if p in can and p in network and p != home)
    else:
        asked = [targets] if isinstance(targets, str) else targets
        wanted = tuple(dict.fromkeys(on_roads(dataset, target) for target in asked))
    passable = part_of(network, can)
    reached = _reached(passable, home)
    return CutOff(
        situation,
        home,
        ours,
        contested,
        bool(low_confidence_roads),
        reachable=tuple(sorted(reached)),
        cut_off=tuple(sorted(set(passable) - reached)),
        routes=tuple(_route(network, passable, home, target) for target in wanted),
    )


def routes_by_day(
    dataset: Dataset,
    source: str,
    targets: str | Iterable[str],
    side: Side = None,
    low_confidence_roads: bool = True,
) -> pd.DataFrame:
    """Follow the ways to places evening by evening.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    source : str
        Place from which one sets out.
    targets : str or iterable of str
        Places to be reached.
    side : str or iterable of str, optional
        The factions whose stretches are used. Default: the defenders of the package's contest.
    low_confidence_roads : bool, default True
        Whether stretches of low confidence count.

    Returns
    -------
    pandas.DataFrame
        One row per evening and target: `date`, `to`, `km_shut` and `km_open` (quickest way with
        contested places shut and open, NaN where there is none), `land_shut` and `land_open`
        (whether one piece of territory joins the two), `held` (whether the side holds it).

    Raises
    ------
    BadParameter, UnknownName, MissingData

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> table = routes_by_day(load_dataset(), "damascus", "homs")
    >>> bool(table["km_shut"].iloc[0] > 150), bool(table["held"].iloc[-1])
    (True, False)
    """
    rows, ours = [], dataset.defenders(side, dataset.first, dataset.last)
    for day in dataset.days:
        evening = situation_on(dataset, day)
        shut, opened = (
            cut_off(evening, source, ours, targets, contested, low_confidence_roads)
            for contested in CONTESTED
        )
        for way, way_if_open in zip(shut.routes, opened.routes, strict=True):
            rows.append(
                {
                    "date": day,
                    "to": way.to,
                    "km_shut": way.km,
                    "km_open": way_if_open.km,
                    "land_shut": way.to in shut.land_reachable,
                    "land_open": way.to in opened.land_reachable,
                    "held": bool(evening.holders[way.to] in ours),
                }
            )
    columns = ["date", "to", "km_shut", "km_open", "land_shut", "land_open", "held"]
    return pd.DataFrame(rows, columns=columns).astype({"km_shut": float, "km_open": float})


def _reached(passable: nx.Graph, source: str) -> set[str]:
    import networkx as nx

    return set(nx.node_connected_component(passable, source)) if source in passable else set()


def _route(network: nx.Graph, passable: nx.Graph, source: str, target: str) -> Route:
    normal, now = _normal(network, source, target), quickest(passable, source, target)
    return Route(
        target,
        now[0] if now else None,
        normal[0] if normal else None,
        now[1][1:-1] if now else (),
    )


@cached_on_owner(maxsize=1024)
def _normal(network: nx.Graph, source: str, target: str) -> tuple[float, tuple[str, ...]] | None:
    """Find the quickest way on the whole network, which is shared and never changed."""
    return quickest(network, source, target)


def _contiguous(situation: Situation, can: Collection[str], source: str) -> set[str]:
    """Find the cells in one piece of territory with a place; land without places joins too."""
    dataset = situation.dataset
    cells = _borders(situation.mesh) if dataset.faces is None else _borders_and_places(dataset)
    return _reached(part_of(cells, can), source)


@cached_on_owner(maxsize=1)
def _borders_and_places(dataset: Dataset) -> nx.Graph:
    """Join faces that share a border, and each place with the face that it lies on."""
    cells: nx.Graph = _borders(dataset.mesh).copy()
    cells.add_edges_from(dataset.face_of.items())
    return cells


@cached_on_owner(maxsize=8)
def _borders(mesh: Mesh) -> nx.Graph:
    """Join the cells that share a border."""
    import networkx as nx

    pairs = mesh.segments[["a", "b"]].drop_duplicates()
    cells: nx.Graph = nx.Graph()
    cells.add_nodes_from(mesh.shapes.index)
    cells.add_edges_from(zip(pairs["a"], pairs["b"], strict=True))
    return cells
