"""Where two sides meet, and how far that line is from a place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.control.intervals import settled_for, standing
from syria_analysis.control.situation import Situation
from syria_analysis.geo.ellipsoid import (
    candidates,
    distance_and_bearing,
    nearest_on_segments,
)
from syria_analysis.geo.mesh import EFFECTIVE_RADIUS_KM
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.showing import card, facts_html, text_rows
from syria_analysis.text.wording import (
    about_with_interval,
    commas,
    compass,
    day_text,
    number,
    place_name,
    place_names,
    side_name,
    status_text,
)

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "LIMITS",
    "PINNED_KM",
    "Distance",
    "Edge",
    "Front",
    "distance_table",
    "front_between",
    "nearest_held",
    "pinned",
    "with_joined",
]

ENDS = ["lon0", "lat0", "lon1", "lat1"]
PLANE_ENDS = ["x0", "y0", "x1", "y1"]
LIMITS = ("limit_km", "limit_low_km", "limit_high_km")
PINNED_KM = EFFECTIVE_RADIUS_KM
"""A line between two places is pinned where both are so near: where either side of it is land that
somebody is known to hold."""


@dataclass(frozen=True)
class Edge:
    """A piece of a front: the geodesic between two points.

    Attributes
    ----------
    attacker, defender : str
        Ids of the places whose cells it parts.
    ends : tuple of float
        lon, lat of the one end and lon, lat of the other, WGS84 degrees.
    """

    attacker: str
    defender: str
    ends: tuple[float, float, float, float]


@dataclass(frozen=True)
class Distance:
    """How far a front is from a place.

    Attributes
    ----------
    status : str
        ``ok``, ``held_by_attackers``, ``held_by_other`` or ``no_front``; the numbers are None
        unless it is ``ok``.
    distance_km : float or None
        Geodesic distance to the line between the cells of the two sides.
    low_km : float or None
        Distance to the zone in which the line may lie on the defenders' side: the triangles of
        each edge with the place that defends it. Of maps: to the line, less their precision.
    high_km : float or None
        Distance to the nearest place that the attackers hold. ``low <= best <= high``. Of maps: to
        the line, and their precision more.
    bearing_deg : float or None
        From the place to the nearest point of the line, degrees clockwise from north.
    nearest_point : tuple of float or None
        lat, lon of that point, WGS84 degrees.
    nearest_held : str or None
        Id of the nearest place that the attackers hold.
    edge : Edge or None
        The piece of the line that the distance was measured to.
    limit_km, limit_low_km, limit_high_km : float or None
        The same three distances from the limit of the city, its outline; None where the package
        has none. 0 where the line runs through the city; never more than from its centre.
    otherwise : tuple of str
        Other statuses that there are in other answers of the doubtful places, sorted:
        ``no_front``, so that `high_km` is the greatest of the answers that have a front;
        ``held_by_attackers``, so that `low_km` is 0; ``held_by_other``; or ``ok`` where the best
        answer gives no number.
    place : str
        Id of the place that it is measured from.
    front : Front or None
        The front that it is measured to.
    """

    status: str
    distance_km: float | None = None
    low_km: float | None = None
    high_km: float | None = None
    bearing_deg: float | None = None
    nearest_point: tuple[float, float] | None = None
    nearest_held: str | None = None
    edge: Edge | None = None
    otherwise: tuple[str, ...] = ()
    limit_km: float | None = None
    limit_low_km: float | None = None
    limit_high_km: float | None = None
    place: str = ""
    front: Front | None = field(default=None, repr=False, compare=False)

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name != "dataset"]  # for our own words

    def __repr__(self) -> str:
        if self.front is None:
            shown = {f.name: getattr(self, f.name) for f in fields(self) if f.repr}
            return f"Distance({', '.join(f'{name}={told!r}' for name, told in shown.items())})"
        return text_rows(self._title(), self._facts())

    def _repr_html_(self) -> str | None:
        return None if self.front is None else card(self._title(), facts_html(self._facts()))

    @property
    def dataset(self) -> Dataset | None:
        """The evidence."""
        return self.front.dataset if self.front else None

    @in_its_words
    def _title(self) -> str:
        assert self.front is not None and self.dataset is not None
        return say(
            "shown-distance",
            place=place_name(self.dataset, self.place),
            front=self.front._between(),
            day=day_text(self.front.situation.date),
        )

    @in_its_words
    def _facts(self) -> list[tuple[str, str]]:
        assert self.front is not None and self.dataset is not None
        if self.distance_km is None:
            told = status_text(self.status)
        else:
            told = about_with_interval(self.distance_km, self.low_km, self.high_km)
        facts = [(say("card-distance"), told)]
        if self.limit_km is not None:
            ends = (self.limit_km, self.limit_low_km, self.limit_high_km)
            facts.append((say("head-from-the-limit"), about_with_interval(*ends)))
        if self.otherwise:
            others = [say(f"otherwise-{status.replace('_', '-')}") for status in self.otherwise]
            facts.append((say("shown-otherwise"), commas(others)))
        if self.bearing_deg is not None:
            facts.append((say("card-towards"), compass(self.bearing_deg)))
        if self.edge is not None:
            sides = (self.edge.attacker, self.edge.defender)
            facts.append((say("shown-between"), place_names(self.dataset, sides)))
        if self.nearest_held is not None:
            facts.append((say("card-nearest"), place_name(self.dataset, self.nearest_held)))
        return facts

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Ids of the places that bear on it: both sides of the edge, and the nearest held."""
        sides = (self.edge.attacker, self.edge.defender) if self.edge else ()
        held = (self.nearest_held,) if self.nearest_held else ()
        return tuple(dict.fromkeys((*sides, *held)))


@dataclass(frozen=True, eq=False)
class Front:
    """The line between the cells of two sides.

    Attributes
    ----------
    situation : Situation
        Whose labels it follows.
    attackers, defenders : tuple of str
        Faction ids of the two sides.
    segments : pandas.DataFrame
        Edges of the line: `attacker` and `defender` place ids, ends `lon0, lat0, lon1, lat1` in
        WGS84 degrees and `x0, y0, x1, y1` in the equal-area plane. An edge means the geodesic
        between its ends.
    """

    situation: Situation
    attackers: tuple[str, ...]
    defenders: tuple[str, ...]
    segments: pd.DataFrame

    def __dir__(self) -> list[str]:
        inside = ("bow", "dataset", "edge")  # what is asked of it by our own
        return [name for name in super().__dir__() if name not in inside]

    def __repr__(self) -> str:
        return text_rows(self._title(), self._facts())

    def _repr_html_(self) -> str:
        return card(self._title(), facts_html(self._facts()))

    @property
    def dataset(self) -> Dataset:
        """The evidence."""
        return self.situation.dataset

    def _between(self) -> str:
        one, other = (side_name(self.dataset, side) for side in (self.attackers, self.defenders))
        return say("card-front", one=one, other=other)

    @in_its_words
    def _title(self) -> str:
        return say("shown-evening", said=self._between(), day=day_text(self.situation.date))

    @in_its_words
    def _facts(self) -> list[tuple[str, str]]:
        if self.empty:
            return [(say("shown-length"), status_text("no_front"))]
        length = say("about-km", number=number(round(self.length_km)))
        facts = [(say("shown-length"), length)]
        met = [
            say(
                "shown-places-of",
                number=self.segments[where].nunique(),
                who=side_name(self.dataset, side),
            )
            for where, side in (("attacker", self.attackers), ("defender", self.defenders))
        ]
        facts.append((say("shown-along"), commas(met)))
        if self.situation.hypothetical:
            facts.append((say("shown-supposed"), self.situation.supposed))
        return facts

    @property
    def empty(self) -> bool:
        """Whether the two sides nowhere meet."""
        return bool(self.segments.empty)

    @cached_property
    def line(self) -> Any:
        """The front as one (multi)line in the equal-area plane."""
        ends = self.segments[PLANE_ENDS].to_numpy().reshape(-1, 2, 2)
        return shapely.line_merge(shapely.multilinestrings(list(shapely.linestrings(ends))))

    @cached_property
    def pinned(self) -> tuple[Any, Any]:
        """The front where places on both sides pin it, and where not (see `pinned`)."""
        s = self.segments
        return pinned(self.situation, s["attacker"], s["defender"], s[PLANE_ENDS].to_numpy(float))

    @cached_property
    def band(self) -> Any:
        """The land in which the front may run: from the places on its one side to those opposite.

        The triangles of every edge with its two places, in the equal-area plane. Where maps tell
        who holds the land: what lies within their precision, and land in doubt between the two.
        """
        precision = _precision_m(self.situation)
        if precision is not None:
            return self._belt(precision)
        s, places = self.segments, self.situation.dataset.places
        ends = s[PLANE_ENDS].to_numpy(float).reshape(-1, 2, 2)
        shapes = []
        for side in ("attacker", "defender"):
            rows = places.loc[s[side]]
            points = self.situation.mesh.plane.to_plane(shapely.points(rows["lon"], rows["lat"]))
            tips = shapely.get_coordinates(points)[:, None, :]
            shapes += list(shapely.polygons(np.concatenate([ends, tips], axis=1)))
        sound = shapely.make_valid(np.array(shapes, dtype=object))
        return shapely.intersection(shapely.union_all(sound), self.situation.mesh.theatre)

    def _belt(self, precision: float) -> Any:
        situation, mesh = self.situation, self.situation.mesh
        both = {*self.attackers, *self.defenders}
        rival = situation.contested.to_numpy(object)[situation.cell_rows]
        doubtful = np.isin(rival, list(both)) & np.isin(situation.cell_holders, list(both))
        parts = [shapely.buffer(self.line, precision), *mesh.shapes.to_numpy()[doubtful]]
        return shapely.intersection(shapely.union_all(parts), mesh.theatre)

    @cached_property
    def length_km(self) -> float:
        """Geodesic length of the line in km."""
        return float(_lengths_km(self.segments).sum())

    def edge(self, row: int) -> Edge:
        """Give one row of `segments` as an edge."""
        found = self.segments.iloc[row]
        lon0, lat0, lon1, lat1 = (float(found[end]) for end in ENDS)
        return Edge(found["attacker"], found["defender"], (lon0, lat0, lon1, lat1))

    @cached_property
    def edges(self) -> gpd.GeoDataFrame:
        """The edges of the line, one row each, for maps and for a GIS.

        A `geopandas.GeoDataFrame` of lines in the equal-area plane (`Dataset.crs`, metres):
        `attacker` and `defender`, ids of the places whose cells an edge parts (str);
        `attacker_name` and `defender_name`; `attacker_faction` and `defender_faction`, ids of
        their holders; `length_km`, geodesic (float); `colour`, that of the attackers' land
        (``#rrggbb``). An edge means the geodesic between its ends, which bows from the straight
        line by less than `Plane.bow` tells.
        """
        from syria_analysis.text.layer import Layer

        s, dataset = self.segments, self.dataset
        ends = s[PLANE_ENDS].to_numpy(float).reshape(-1, 2, 2)
        columns: dict[str, Any] = {}
        for side in ("attacker", "defender"):
            columns[side] = s[side]
            columns[f"{side}_name"] = s[side].map(dataset.places["name"])
        for side in ("attacker", "defender"):
            columns[f"{side}_faction"] = s[side].map(self.situation.holders)
        columns["length_km"] = [] if s.empty else _lengths_km(s)
        columns["colour"] = columns["attacker_faction"].map(dataset.factions["colour_screen"])
        lines = shapely.linestrings(ends) if len(ends) else []
        return Layer(columns, geometry=lines, crs=dataset.crs)

    def distance_to(self, place: str) -> Distance:
        """Measure how far the front is from a place.

        Parameters
        ----------
        place : str
            Id or name of a place.

        Returns
        -------
        Distance
            Kilometres on the WGS84 ellipsoid from the place's point, and from its outline if the
            package has one.

        Raises
        ------
        UnknownName

        Notes
        -----
        The line is exact to 1 mm as the minimum over geodesic edges. Low and high take every
        answer of the doubtful places (see `intervals`): low is the distance to the nearest edge or
        triangle that there is in any of them; high the greatest over giving all doubtful places
        to the attackers, to the defenders and to others. Where no front is left if all are the
        defenders', high is the greatest over giving a single one to the attackers.

        Examples
        --------
        >>> from syria_analysis.package.dataset import load_dataset
        >>> from syria_analysis.control.situation import situation_on
        >>> evening = situation_on(load_dataset(), "2024-12-02")
        >>> front = front_between(evening, ["HTS", "SNA"], ["SAA"])
        >>> far = front.distance_to("damascus")
        >>> far.status, far.low_km <= far.distance_km <= far.high_km
        ('ok', True)
        """
        city = self.situation.dataset.place(place)
        if city not in self._measured:
            self._measured[city] = self._measured_to(city)
        return self._measured[city]

    def km_to(self, place: str) -> float | None:
        """Measure how far the front is from a place as reported, without its interval.

        Parameters
        ----------
        place : str
            Id or name of a place.

        Returns
        -------
        float or None
            Kilometres, as `distance_to` has them; None where that has no distance.

        Raises
        ------
        UnknownName

        Examples
        --------
        >>> front = now.front("HTS", "SNA", against="SAA")
        >>> front.km_to("homs") == front.distance_to("homs").distance_km
        True
        """
        city = self.situation.dataset.place(place)
        if self.empty or self.situation.holders[city] not in self.defenders:
            return None
        return _nearest(*_position(self.situation, city), self._ends)[0] / 1000

    @cached_property
    def _measured(self) -> dict[str, Distance]:
        return {}

    def _measured_to(self, city: str) -> Distance:
        best = _measure(self, city)
        if self._possible is None:
            return best
        answers = [_measure(front, city) for front in self._extremes]
        otherwise = tuple(sorted({answer.status for answer in answers} - {best.status}))
        taken = "held_by_attackers" in otherwise
        if best.low_km is None or best.high_km is None:
            return replace(best, otherwise=otherwise)
        lat, lon = _position(self.situation, city)
        nearest = _nearest(lat, lon, self._possible._ends)[0]
        low = 0.0 if taken else _least(self._possible, lat, lon, nearest) / 1000
        if any(answer.status == "no_front" for answer in answers):
            answers += [_measure(front, city) for front in self._last_stands]
        high = max(best.high_km, *(answer.high_km or 0.0 for answer in answers))
        found = replace(best, low_km=min(best.low_km, low), high_km=high, otherwise=otherwise)
        if best.limit_low_km is None or best.limit_high_km is None:
            return found
        least = 0.0 if taken else _limit(self._possible, city)[1]
        return replace(
            found,
            limit_low_km=min(best.limit_low_km, least),
            limit_high_km=max(best.limit_high_km, *(a.limit_high_km or 0.0 for a in answers)),
        )

    @cached_property
    def _ends(self) -> np.ndarray:
        return np.asarray(self.segments[ENDS].to_numpy())

    @cached_property
    def bow(self) -> float:
        """How far in metres an edge, a geodesic, may bow from its straight line in the plane."""
        return self.situation.mesh.plane.bow(self._ends)

    @cached_property
    def _zone(self) -> tuple[Any, np.ndarray]:
        """The triangles (edge, its defender place) in the plane, and their sides in degrees."""
        places = self.situation.dataset.places
        rows = places.index.get_indexer(self.segments["defender"])
        defender = places[["lon", "lat"]].to_numpy(float)[rows]
        start, end = self._ends[:, :2], self._ends[:, 2:]
        corners = np.stack([start, end, defender, start], axis=1)
        sides = np.concatenate([np.hstack([corners[:, k], corners[:, k + 1]]) for k in range(3)])
        return self.situation.mesh.plane.to_plane(shapely.polygons(corners)), sides

    @cached_property
    def _possible(self) -> Front | None:
        """Every edge of the front in any answer; None if no doubtful place bears on it."""
        sides = {*self.attackers, *self.defenders}
        doubts = self.situation.answers.values()
        if not any(holder in sides for found in doubts for _, holder in found):
            return None
        attacks, defends = (
            standing(self.situation, side)[2].to_numpy()[self.situation.cell_rows]
            for side in (self.attackers, self.defenders)
        )
        return replace(self, segments=_meeting(self.situation, attacks, defends))

    @cached_property
    def _extremes(self) -> tuple[Front, ...]:
        """The front with all doubtful places given to one side as far as may be."""
        attacking, defending = set(self.attackers), set(self.defenders)
        others = set(self.situation.dataset.factions.index) - attacking - defending
        return tuple(
            front_between(settled_for(self.situation, *given), self.attackers, self.defenders)
            for given in ((attacking,), (defending, others), (others, defending))
        )

    @cached_property
    def _last_stands(self) -> tuple[Front, ...]:
        """The front with all doubtful places but one given to the defenders, for each of them."""
        attacking, defending = set(self.attackers), set(self.defenders)
        others = set(self.situation.dataset.factions.index) - attacking - defending
        settled = settled_for(self.situation, defending, others)
        fronts = []
        for place, found in self.situation.answers.items():
            for holder in sorted({holder for _, holder in found} & attacking)[:1]:
                holders = settled.holders.copy()
                holders[place] = holder
                alone = replace(settled, holders=holders)
                fronts.append(front_between(alone, self.attackers, self.defenders))
        return tuple(fronts)


def front_between(situation: Situation, attackers: Side = None, defenders: Side = None) -> Front:
    """Find the front between two sides.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    attackers, defenders : str or iterable of str, optional
        Faction ids. Default: see `fighting`.

    Returns
    -------
    Front
        The borders between cells of the one side and cells of the other; may be empty.

    Raises
    ------
    UnknownName

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> front_between(situation_on(load_dataset(), "2024-11-26"), "HTS,SNA", "SAA").empty
    False
    """
    return _front(situation, *fighting(situation, attackers, defenders))


@cached_on_owner(maxsize=16)
def _front(situation: Situation, attackers: tuple[str, ...], defenders: tuple[str, ...]) -> Front:
    attacks, defends = (np.isin(situation.cell_holders, side) for side in (attackers, defenders))
    return Front(situation, attackers, defenders, _meeting(situation, attacks, defends))


def fighting(
    situation: Situation, attackers: Side = None, defenders: Side = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell between whom a front is measured: whom a question names, else all who fight by then.

    Parameters
    ----------
    situation : Situation
        The evening.
    attackers, defenders : str or iterable of str, optional
        Faction ids. Attackers named are taken as they are; if they are left out, they are those of
        the contest fought, and who has joined them by this evening (see `with_joined`).

    Returns
    -------
    tuple of (tuple of str, tuple of str)
        Faction ids of the attackers and of the defenders.

    Raises
    ------
    BadParameter
        As `Dataset.sides`.
    UnknownName

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-07")
    >>> fighting(evening)[0][:3], fighting(evening, "HTS,SNA")
    (('HTS', 'SNA', 'SOR'), (('HTS', 'SNA'), ('SAA',)))
    """
    one, other = situation.dataset.sides(attackers, defenders, situation.date)
    return (one if attackers else with_joined(situation, one, other)), other


def with_joined(
    situation: Situation, attackers: Iterable[str], defenders: Iterable[str]
) -> tuple[str, ...]:
    """Give attackers with those who have joined them by an evening.

    Parameters
    ----------
    situation : Situation
        The evening.
    attackers, defenders : iterable of str
        Faction ids of the two sides.

    Returns
    -------
    tuple of str
        If the two are the sides of a contest that the package declares: also those of its
        `joined` that have taken or contested a place of the defenders since it began, or are
        supposed to have captured one. Who only stands by is no attacker yet.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> data = load_dataset()
    >>> with_joined(situation_on(data, "2024-12-02"), ["HTS", "SNA"], ["SAA"])
    ('HTS', 'SNA')
    >>> with_joined(situation_on(data, "2024-12-06"), ["HTS", "SNA"], ["SAA"])[:3]
    ('HTS', 'SNA', 'SOR')
    """
    side, against = tuple(attackers), tuple(defenders)
    for contest in situation.dataset.conflict.contests:
        if set(contest.attackers) == set(side) and set(contest.defenders) == set(against):
            events = situation.dataset.events
            by_then = (events["date"] >= pd.Timestamp(contest.first)) & (
                events["date"] <= pd.Timestamp(situation.date)
            )
            fought = set(events.loc[by_then & events["from"].isin(against), "to"])
            fought.update(situation.captured.values())
            return tuple(
                dict.fromkeys([*side, *(ally for ally in contest.joined if ally in fought)])
            )
    return side


def pinned(situation: Situation, a: pd.Series, b: pd.Series, ends: np.ndarray) -> tuple[Any, Any]:
    """Part borders between cells into what their places pin, and what is only drawn between them.

    Parameters
    ----------
    situation : Situation
        Whose cells they are.
    a, b : pandas.Series of str
        Ids of the places on either side of each border.
    ends : ndarray of shape (n, 4)
        x and y of both ends of each, in the equal-area plane.

    Returns
    -------
    tuple of (shapely geometry, shapely geometry)
        Lines that are nowhere farther than `PINNED_KM` from the places on both sides, and the
        others. Anchors, which only shape empty land, pin nothing. Maps pin every line but the
        edges of land in doubt.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> front = front_between(situation_on(load_dataset(), "2024-11-26"), "HTS,SNA", "SAA")
    >>> ends = front.segments[["x0", "y0", "x1", "y1"]].to_numpy(float)
    >>> a, b = front.segments["attacker"], front.segments["defender"]
    >>> solid, loose = pinned(front.situation, a, b, ends)
    >>> solid.length > loose.length
    True
    """
    if situation.dataset.faces is not None:
        doubtful = (situation.contested != "") | situation.uncertain
        open_ = doubtful.reindex(a).to_numpy(bool) | doubtful.reindex(b).to_numpy(bool)
        edges = shapely.linestrings(ends.reshape(-1, 2, 2))
        return tuple(
            shapely.line_merge(shapely.multilinestrings(list(edges[some])))
            if some.any()
            else shapely.MultiLineString()
            for some in (~open_, open_)
        )
    real = situation.dataset.real_places
    points = situation.mesh.plane.to_plane(shapely.points(real["lon"], real["lat"]))
    start, along = ends[:, :2], ends[:, 2:] - ends[:, :2]
    length = np.maximum(np.hypot(*along.T), 1e-9)
    first, last = np.zeros(len(ends)), np.ones(len(ends))
    for side in (a, b):
        rows = real.index.get_indexer(side)
        away = shapely.get_coordinates(points)[rows] - start
        foot = (away * along).sum(axis=1) / length
        off = (away**2).sum(axis=1) - foot**2
        room = (1000 * PINNED_KM) ** 2 - off
        half = np.where((rows >= 0) & (room > 0), np.sqrt(np.maximum(room, 0.0)), -np.inf)
        first = np.maximum(first, (foot - half) / length)
        last = np.minimum(last, (foot + half) / length)
    held = first < last
    first, last = np.where(held, first, 1.0), np.where(held, last, 1.0)

    def lines(low: np.ndarray, high: np.ndarray) -> Any:
        some = np.flatnonzero(high > low)
        if not len(some):
            return shapely.MultiLineString()
        found = np.stack([start + low[:, None] * along, start + high[:, None] * along], axis=1)
        return shapely.multilinestrings(list(shapely.linestrings(found[some])))

    parts = (lines(np.zeros(len(ends)), first), lines(last, np.ones(len(ends))))
    loose = shapely.MultiLineString([line for part in parts for line in part.geoms])
    return shapely.line_merge(lines(first, last)), shapely.line_merge(loose)


def _meeting(situation: Situation, attacks: np.ndarray, defends: np.ndarray) -> pd.DataFrame:
    """Find the borders between cells that attack and cells that defend; a cell may do both."""
    mesh = situation.mesh
    a, b = mesh.segment_cells.T
    forth, back = attacks[a] & defends[b], attacks[b] & defends[a]
    met = np.concatenate([np.flatnonzero(forth), np.flatnonzero(back)])
    attacker = np.concatenate([a[forth], b[back]])
    defender = np.concatenate([b[forth], a[back]])
    order = np.argsort(met, kind="stable")
    names = mesh.shapes.index.to_numpy(object)
    ends = {end: mesh.segments[end].to_numpy()[met[order]] for end in (*ENDS, *PLANE_ENDS)}
    sides = {"attacker": names[attacker[order]], "defender": names[defender[order]]}
    return pd.DataFrame({**sides, **ends})


def _lengths_km(segments: pd.DataFrame) -> np.ndarray:
    ends = (segments[end].to_numpy(float) for end in ("lat0", "lon0", "lat1", "lon1"))
    return np.asarray(distance_and_bearing(*ends)[0]) / 1000


def _position(situation: Situation, city: str) -> tuple[float, float]:
    places = situation.dataset.places
    return float(places.at[city, "lat"]), float(places.at[city, "lon"])


def _measure(front: Front, city: str) -> Distance:
    holder = front.situation.holders[city]
    if holder in front.attackers:
        return Distance("held_by_attackers", place=city, front=front)
    if holder not in front.defenders:
        return Distance("held_by_other", place=city, front=front)
    if front.empty:
        return Distance("no_front", place=city, front=front)
    lat, lon = _position(front.situation, city)
    best, near_lat, near_lon, row = _nearest(lat, lon, front._ends)
    held, away = nearest_held(front.situation, city, front.attackers)
    bearing = distance_and_bearing(lat, lon, near_lat, near_lon)[1][0]
    precision = _precision_m(front.situation)
    low = _least(front, lat, lon, best) / 1000
    high = max(best / 1000, away or 0.0) if precision is None else (best + precision) / 1000
    found = Distance(
        "ok",
        best / 1000,
        low,
        high,
        float(bearing),
        (near_lat, near_lon),
        held,
        front.edge(row),
        place=city,
        front=front,
    )
    if city not in front.situation.dataset.outlines:
        return found
    # Rounding aside, none of them exceeds that from the centre, which lies within.
    limit, least, most = map(min, _limit(front, city), (best / 1000, low, high))
    return replace(found, limit_km=limit, limit_low_km=least, limit_high_km=most)


def _limit(front: Front, city: str) -> tuple[float, float, float]:
    """Kilometres from the outline of a city to the line: best, low and high."""
    situation = front.situation
    outline, precision = situation.dataset.outlines[city], _precision_m(situation)
    best = outline.metres_to(front._ends)
    if precision is not None:
        return best / 1000, max(best - precision, 0.0) / 1000, (best + precision) / 1000
    triangles, sides = front._zone
    low = 0.0 if outline.touches(triangles) else min(best, outline.metres_to(sides))
    rows = _rows_held(situation, front.attackers)
    spots = situation.dataset.places[["lon", "lat"]].to_numpy(float)[rows]
    high = outline.metres_to(np.hstack([spots, spots])) if len(rows) else 0.0
    return best / 1000, low / 1000, max(best, high) / 1000


def _nearest(lat: float, lon: float, edges: np.ndarray) -> tuple[float, float, float, int]:
    """Find the nearest point of some edges: metres, latitude, longitude, row of its edge."""
    near = candidates(lat, lon, edges)
    distance, near_lat, near_lon = nearest_on_segments(lat, lon, edges[near])
    index = int(distance.argmin())
    return float(distance[index]), float(near_lat[index]), float(near_lon[index]), int(near[index])


def _precision_m(situation: Situation) -> float | None:
    """How far a line of the maps may lie from where it should; None where places make the land."""
    maps = situation.dataset.conflict.maps
    return None if maps is None else maps.precision_m


def _least(front: Front, lat: float, lon: float, nearest: float) -> float:
    """Metres to the zone in which the line may lie on the defenders' side."""
    precision = _precision_m(front.situation)
    if precision is not None:
        return max(nearest - precision, 0.0)
    return min(nearest, _distance_to_zone(front, lat, lon))


def _distance_to_zone(front: Front, lat: float, lon: float) -> float:
    """Metres to the union of the triangles (edge, its defender place); 0 inside one."""
    triangles, sides = front._zone
    point = front.situation.mesh.plane.to_plane(shapely.Point(lon, lat))
    if shapely.intersects(triangles, point).any():
        return 0.0
    return _nearest(lat, lon, sides)[0]


def distance_table(
    situation: Situation,
    cities: str | Iterable[str] | None = None,
    attackers: Side = None,
    defenders: Side = None,
) -> pd.DataFrame:
    """Measure the distance from several places to one front.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    cities : str or iterable of str, optional
        Ids or names of places. Default: the cities of the package.
    attackers, defenders : str or iterable of str, optional
        Faction ids. Default: see `fighting`.

    Returns
    -------
    pandas.DataFrame
        One row per city in the order given: `date`, `city` (id), and the fields of `Distance`
        but the edge, of which `edge_attacker` and `edge_defender` name the places it parts; last
        `attackers` and `defenders`, tuples of the faction ids whose front it is. The distances from
        the limits of cities are left out if the package has no outline of any city.

    Raises
    ------
    UnknownName

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> distance_table(evening, ["homs", "aleppo"], "HTS,SNA", "SAA")["status"].tolist()
    ['ok', 'held_by_attackers']
    """
    front = front_between(situation, attackers, defenders)
    left_out = {"edge", "place", "front", *(() if situation.dataset.outlines else LIMITS)}
    told = [field.name for field in fields(Distance) if field.name not in left_out]
    rows = []
    for city in situation.dataset.cities(cities):
        distance = front.distance_to(city)
        rows.append(
            {
                "date": situation.date,
                "city": city,
                **{name: getattr(distance, name) for name in told},
                "edge_attacker": distance.edge.attacker if distance.edge else None,
                "edge_defender": distance.edge.defender if distance.edge else None,
                "attackers": front.attackers,
                "defenders": front.defenders,
            }
        )
    columns = ["date", "city", *told, "edge_attacker", "edge_defender", "attackers", "defenders"]
    return pd.DataFrame(rows, columns=columns)


def nearest_held(
    situation: Situation, city: str, side: Collection[str], kinds: Collection[str] | None = None
) -> tuple[str | None, float | None]:
    """Find the nearest place that a side holds.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    city : str
        Place id.
    side : collection of str
        Faction ids.
    kinds : collection of str, optional
        Kinds of places that count. Default: all.

    Returns
    -------
    place : str or None
        Its id; anchors and point sites without land do not count. None if the side holds nothing.
    distance_km : float or None
        Geodesic distance between the two points.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> nearest_held(situation_on(load_dataset(), "2024-11-26"), "aleppo", {"SAA"})
    ('aleppo', 0.0)
    """
    places, rows = situation.dataset.places, _rows_held(situation, side, kinds)
    if not len(rows):
        return None, None
    lat, lon = (places[column].to_numpy(float) for column in ("lat", "lon"))
    here = places.index.get_loc(city)
    away = distance_and_bearing(lat[here], lon[here], lat[rows], lon[rows])[0]
    nearest = int(away.argmin())
    return str(places.index[rows[nearest]]), float(away[nearest] / 1000)


def _rows_held(
    situation: Situation, side: Collection[str], kinds: Collection[str] | None = None
) -> np.ndarray:
    """Rows of the places that a side holds; anchors and point sites without land do not count."""
    if situation.dataset.faces is None:
        rows = situation.cell_rows[np.isin(situation.cell_holders, list(side))]
    else:  # places lie on faces and have none of their own
        rows = np.flatnonzero(situation.holders.isin(set(side) - {*situation.dataset.guests}))
    found = situation.dataset.places["kind"].to_numpy(object)[rows]
    return np.asarray(rows[found != "anchor" if kinds is None else np.isin(found, list(kinds))])
