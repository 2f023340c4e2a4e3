"""What a war is, as its data package declares it: sides, cities, barriers, words, figures.

Which sides a question means that names none, `Dataset.sides` says, by the contest of the evening.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import zoneinfo
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from syria_analysis.errors import BadDate, unknown
from syria_analysis.package.values import as_day, as_moment

__all__ = [
    "Admin",
    "Barrier",
    "Conflict",
    "Contest",
    "Country",
    "Evening",
    "FigureSpec",
    "Kernel",
    "Maps",
    "NamedArea",
    "PlaneCentre",
    "RoadPart",
    "Scenario",
    "Sector",
    "Worldview",
    "conflict_faults",
    "meaning_faults",
    "read_conflict",
]

SCHEMA = Path(__file__).with_name("conflict.schema.json")
AUTO = "auto"
"""Extent of a figure that follows from what changed."""

Extent = tuple[float, float, float, float]
"""West, south, east, north in WGS84 degrees."""


@dataclass(frozen=True)
class Country:
    """The country as sentences name it: "Syria", "Syrian"."""

    name: str
    adjective: str


@dataclass(frozen=True)
class PlaneCentre:
    """Centre of the equal-area plane, WGS84 degrees."""

    lat_0: float
    lon_0: float


@dataclass(frozen=True)
class Evening:
    """When a day ends: local time, its zone, and the city that sentences name for it."""

    time: str = "24:00"
    zone: str = "UTC"
    says: str = "UTC"

    @property
    def text(self) -> str:
        """The hour as sentences tell it: "24:00 Damascus time"."""
        return f"{self.time} {self.says}" + (" time" if self.says != "UTC" else "")

    def end_of(self, day: dt.date) -> dt.datetime:
        """Return the moment at which a day ends."""
        hour, minute = map(int, self.time.split(":"))
        midnight = dt.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone))
        return midnight + dt.timedelta(hours=hour, minutes=minute)

    def day_of(self, value: object) -> dt.date:
        """Read a day, or find the one in which a time of a day falls (see `Dataset.day`)."""
        moment = as_moment(value)
        if moment is None:
            return as_day(value)
        try:
            # In UTC: between two times of one zone, Python compares the clocks.
            zone = ZoneInfo(self.zone)
            then = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)
            day = then.astimezone(zone).date()
            return day + dt.timedelta(days=then >= self.end_of(day).astimezone(dt.UTC))
        except OverflowError:
            raise BadDate(f"{str(value)[:40]!r} is not a day: write it as YYYY-MM-DD") from None


@dataclass(frozen=True)
class Contest:
    """Two sides that fight each other from a day on.

    Attributes
    ----------
    id : str
        Stable name.
    first : datetime.date
        The evening from which on it is active (the key ``from``).
    last : datetime.date or None
        The last evening on which it is (the key ``to``); None if it has no end.
    attackers, defenders : tuple of str
        Faction ids of the two sides.
    joined : tuple of str
        Factions that fought the defenders too, but not under the attackers' command.
    """

    id: str
    first: dt.date
    attackers: tuple[str, ...]
    defenders: tuple[str, ...]
    joined: tuple[str, ...] = ()
    last: dt.date | None = None

    @property
    def alliance(self) -> tuple[str, ...]:
        """All who fight the defenders."""
        return tuple(dict.fromkeys([*self.attackers, *self.joined]))

    def active_on(self, day: dt.date) -> bool:
        """Tell whether it is fought on an evening."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Admin:
    """The administrative units: their layer of the base map, and what one and several are called.

    `one` and `many` are words of the package's first language: "governorate", "governorates".
    """

    layer: str
    one: str
    many: str


@dataclass(frozen=True)
class Sector:
    """A part of the war that is told by itself: whole administrative units, single places, or both.

    Attributes
    ----------
    units, places : tuple of str
        Names of units, and place ids.
    """

    units: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Barrier:
    """A line of the base map that no cell crosses; left and right as it is drawn."""

    layer: str
    name: str


@dataclass(frozen=True)
class NamedArea:
    """Land of the base map that has a name of its own on maps, such as occupied land."""

    layer: str
    name: str


@dataclass(frozen=True)
class Scenario:
    """The what-if that a report asks by default: who is cut off if these places are captured.

    Attributes
    ----------
    captures : tuple of str
        Ids of the places supposed to be captured.
    by : str
        Id of the faction that is to capture them.
    source : str
        Id of the place from which the ways lead (the key ``from``).
    targets : tuple of str
        Ids of the places to be reached (the key ``to``).
    date : datetime.date or None
        The evening on which the question arose; None for the one before any of them fell.
    """

    captures: tuple[str, ...]
    by: str
    source: str
    targets: tuple[str, ...]
    date: dt.date | None = None


@dataclass(frozen=True)
class RoadPart:
    """A road that a figure draws, between two of its places or whole."""

    road: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class FigureSpec:
    """A figure that the package declares.

    Attributes
    ----------
    id : str
        Name by which it is asked for.
    kind : str
        What kind of figure it is (see `figures.FIGURES`).
    extent : str
        Key of `Conflict.extents`; ``"auto"`` for the bounds of what changed.
    contest : str or None
        Id of the contest whose sides it shows; None for the one active on the evening.
    letters : mapping of str to tuple of str
        Letter to the places that it marks.
    roads, tie : tuple of RoadPart
        Roads to draw, and those to draw as what ties places together.
    places, must : tuple of str
        Places to name where there is room, and those to name in any case.
    measured : tuple of str
        Cities whose distance to the front is drawn.
    critical : tuple of str
        Places supposed to fall, for what would be cut off.
    sites : tuple of str
        Point sites to mark while a guest force holds them.
    prefer : mapping of str to tuple of str
        Place, or layer of an area, to the positions around it that its name takes first: some of
        e, ne, se, w, nw, sw, n, s.
    """

    id: str
    kind: str
    extent: str = AUTO
    contest: str | None = None
    letters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roads: tuple[RoadPart, ...] = ()
    tie: tuple[RoadPart, ...] = ()
    places: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    prefer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Worldview:
    """Which edition of disputed borders the base map draws, and the note that says so."""

    edition: str
    note: str = ""


@dataclass(frozen=True)
class Kernel:
    """How the certainty of a point follows from the places around it (see `control.certainty`).

    Attributes
    ----------
    range_km : float
        Distance over which what two points have in common falls to 1/e.
    nugget : mapping of str to float
        By confidence of the report: how much a place may differ from the land right beside it, as
        a share of what holders differ by at all.
    barrier_km : float
        Distance that crossing a barrier counts for.
    """

    range_km: float = 100.0
    nugget: Mapping[str, float] = field(default_factory=lambda: _nuggets(0.05))
    barrier_km: float = 15.0


@dataclass(frozen=True)
class Unknown:
    """When a map is too old to tell who holds the land.

    Attributes
    ----------
    after_days : int
        So many days after its own a map still counts, if there is no later one.
    between : tuple of str
        The two factions between whom their land is in doubt after that.
    """

    after_days: int
    between: tuple[str, str]


@dataclass(frozen=True)
class Maps:
    """The maps of control that tell who holds the land.

    Attributes
    ----------
    source : str
        Id of the source that draws them.
    precision_m : float
        How far in metres a line that it draws may lie from where it should.
    otherwise : str
        Faction that holds what no shape of a map covers, or covers as doubtful from the start.
    attribution, licence : str
        What every figure says of whose map it is, and the terms of its use.
    unknown : Unknown or None
        When a map is too old; None if each counts until the next.
    """

    source: str
    precision_m: float
    otherwise: str
    attribution: str
    licence: str
    unknown: Unknown | None = None


@dataclass(frozen=True)
class Conflict:
    """All that a package declares of its war; what it leaves out is empty, or computed elsewhere.

    Attributes
    ----------
    country : Country
        How the country is named.
    baseline : datetime.date
        The evening that later ones are compared with; the first one if not declared.
    plane : PlaneCentre or None
        Centre of the equal-area plane; None for the centroid of the theatre.
    evening : Evening
        When a day ends.
    theatre : tuple of str
        Layers of the base map that the faces fill together.
    territory : str
        What the faces are made of: ``"places"`` or ``"maps"``.
    contests : tuple of Contest
        Who fights whom, in order of weight; none if not declared.
    admin : Admin or None
        The administrative units, if the package has them.
    sectors : mapping of str to Sector
        Parts of the war that are told by themselves, by name; a place is in one at most.
    capital : str or None
        Place id.
    cities : tuple of str
        Places asked about where a question names none.
    barriers : tuple of Barrier
        Lines that no cell crosses.
    scenario : Scenario or None
        The what-if asked where a question names none.
    extents : mapping of str to Extent or "auto"
        Windows of figures.
    figures : tuple of FigureSpec
        Figures of this package.
    areas : tuple of NamedArea
        Land with a name of its own on maps.
    notes : mapping of str to str
        Notes by the thing they stand with: ``map``, ``population``, ``stakes``, ``forecast``,
        ``credits``, ``credits-brief``.
    languages : tuple of str
        Language codes, the package's own first.
    articles : tuple of str
        Words that a name may have or lack (see `names.fold`).
    sides, affiliations : tuple of str
        Words that `factions.side` and `sources.affiliation` may hold.
    worldview : Worldview or None
        Which edition of disputed borders is drawn.
    article : str or None
        Id of the source whose claims are checked.
    certainty : Kernel
        How sure it is who holds a point; chosen by hiding the package's own places.
    maps : Maps or None
        Whose maps tell who holds the land; None where places do, or none is imported yet.
    outlines : str or None
        Layer of the base map with the outlines of cities, each of the place that its property
        `place` names; None if there are none.
    """

    country: Country
    baseline: dt.date
    plane: PlaneCentre | None = None
    evening: Evening = Evening()
    theatre: tuple[str, ...] = ("country",)
    territory: str = "places"
    contests: tuple[Contest, ...] = ()
    admin: Admin | None = None
    sectors: Mapping[str, Sector] = field(default_factory=dict)
    capital: str | None = None
    cities: tuple[str, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    scenario: Scenario | None = None
    extents: Mapping[str, Extent | str] = field(default_factory=dict)
    figures: tuple[FigureSpec, ...] = ()
    areas: tuple[NamedArea, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    articles: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    worldview: Worldview | None = None
    article: str | None = None
    certainty: Kernel = field(default_factory=Kernel)
    maps: Maps | None = None
    outlines: str | None = None

    def contest_on(self, day: dt.date, until: dt.date | None = None) -> Contest | None:
        """Return the first contest that is fought on an evening, else the first declared.

        Parameters
        ----------
        day : datetime.date
            The evening.
        until : datetime.date, optional
            The last of several evenings, on one of which it must be fought.

        Returns
        -------
        Contest or None
            None if the package declares no contest.

        Examples
        --------
        >>> from syria_analysis.package.dataset import load_dataset
        >>> load_dataset().conflict.contest_on(dt.date(2024, 12, 2)).attackers
        ('HTS', 'SNA')
        """
        last = until or day
        active = (
            contest
            for contest in self.contests
            if contest.first <= last and (contest.last is None or day <= contest.last)
        )
        return next(active, self.contests[0] if self.contests else None)

    def contest(self, id: str) -> Contest:
        """Return a contest by its id."""
        return next(contest for contest in self.contests if contest.id == id)

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers of the base map that the package must have."""
        admin = [self.admin.layer] if self.admin else []
        cities = [self.outlines] if self.outlines else []
        lines = [barrier.layer for barrier in self.barriers]
        named = [area.layer for area in self.areas]
        return tuple(dict.fromkeys([*self.theatre, *admin, *lines, *named, *cities]))


def read_conflict(block: Mapping[str, Any], first: dt.date) -> Conflict:
    """Make the object of a block that has the form of the schema.

    Parameters
    ----------
    block : mapping
        ``conflict`` of a ``datapackage.json``.
    first : datetime.date
        First evening of the package.

    Returns
    -------
    Conflict

    Raises
    ------
    KeyError, TypeError, ValueError, BadDate
        If the block departs from its schema; `conflict_faults` tells where.

    Examples
    --------
    >>> read_conflict({"country": {"name": "Ruritania"}}, dt.date(1894, 1, 1)).theatre
    ('country',)
    """
    country = block["country"]
    return Conflict(
        country=Country(country["name"], country.get("adjective", country["name"])),
        baseline=as_day(block["baseline"]) if "baseline" in block else first,
        plane=PlaneCentre(**block["plane"]) if "plane" in block else None,
        evening=Evening(**block.get("evening", {})),
        theatre=tuple(block.get("theatre", ("country",))),
        territory=block.get("territory", "places"),
        contests=tuple(_contest(item) for item in block.get("contests", ())),
        admin=Admin(block["admin"]["layer"], *block["admin"]["word"]) if "admin" in block else None,
        sectors=MappingProxyType({k: _sector(v) for k, v in block.get("sectors", {}).items()}),
        capital=block.get("capital"),
        cities=tuple(block.get("cities", ())),
        barriers=tuple(Barrier(**item) for item in block.get("barriers", ())),
        scenario=_scenario(block["scenario"]) if "scenario" in block else None,
        extents=MappingProxyType({k: _window(v) for k, v in block.get("extents", {}).items()}),
        figures=tuple(_figure(item) for item in block.get("figures", ())),
        areas=tuple(NamedArea(**item) for item in block.get("areas", ())),
        notes=MappingProxyType(dict(block.get("notes", {}))),
        languages=tuple(block.get("languages", ("en",))),
        articles=tuple(block.get("articles", ())),
        sides=tuple(block.get("sides", ())),
        affiliations=tuple(block.get("affiliations", ())),
        worldview=Worldview(**block["worldview"]) if "worldview" in block else None,
        article=block["article"]["source"] if "article" in block else None,
        certainty=_kernel(block.get("certainty", {})),
        maps=_maps(block["maps"]) if "maps" in block else None,
        outlines=block.get("outlines"),
    )


def _sector(block: Mapping[str, Any]) -> Sector:
    return Sector(tuple(block.get("units", ())), tuple(block.get("places", ())))


def _maps(block: Mapping[str, Any]) -> Maps:
    told = block.get("unknown")
    unknown = Unknown(told["after_days"], tuple(told["between"])) if told else None
    return Maps(**{**block, "unknown": unknown})


def _window(window: Any) -> Extent | str:
    if isinstance(window, str):
        return window
    west, south, east, north = map(float, window)
    return west, south, east, north


def _contest(item: Mapping[str, Any]) -> Contest:
    return Contest(
        item["id"],
        as_day(item["from"]),
        tuple(item["attackers"]),
        tuple(item["defenders"]),
        tuple(item.get("joined", ())),
        as_day(item["to"]) if "to" in item else None,
    )


def _nuggets(given: float | Mapping[str, float]) -> Mapping[str, float]:
    """Give the nugget of each class of confidence, which may be one for all."""
    classes = ("high", "medium", "low")
    each = given if isinstance(given, Mapping) else dict.fromkeys(classes, given)
    return MappingProxyType({name: float(each[name]) for name in classes})


def _kernel(item: Mapping[str, Any]) -> Kernel:
    nugget = {"nugget": _nuggets(item["nugget"])} if "nugget" in item else {}
    return Kernel(**{**item, **nugget})


def _scenario(item: Mapping[str, Any]) -> Scenario:
    return Scenario(
        tuple(item["captures"]),
        item["by"],
        item["from"],
        tuple(item["to"]),
        as_day(item["date"]) if "date" in item else None,
    )


def _figure(item: Mapping[str, Any]) -> FigureSpec:
    lists: dict[str, Any] = {
        key: tuple(value) for key, value in item.items() if isinstance(value, list)
    }
    for key in ("roads", "tie"):
        parts = item.get(key, ())
        lists[key] = tuple(RoadPart(p["road"], p.get("from"), p.get("to")) for p in parts)
    for key in ("letters", "prefer"):
        named = {name: tuple(values) for name, values in item.get(key, {}).items()}
        lists[key] = MappingProxyType(named)
    return FigureSpec(**{**item, **lists})


def conflict_faults(block: Any) -> Iterator[tuple[str, str]]:
    """Hold a block to its JSON Schema.

    Parameters
    ----------
    block : object
        ``conflict`` of a ``datapackage.json``, as JSON has it.

    Yields
    ------
    path, message : str
        Where in the block, and what is wrong there.

    Examples
    --------
    >>> list(conflict_faults({"country": {"name": "Ruritania"}, "capital": 5}))
    [('capital', "5 is not of type 'string'")]
    >>> list(conflict_faults({"country": {"name": "Ruritania", "ajective": "Ruritanian"}}))
    [('country.ajective', "unknown key 'ajective': did you mean 'adjective'?")]
    """
    import jsonschema

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for error in sorted(validator.iter_errors(block), key=lambda error: list(map(str, error.path))):
        path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.path)
        known: Iterable[str]
        if list(error.schema_path)[-2:] == ["propertyNames", "enum"]:
            known, keys = error.validator_value, [error.instance]
        elif error.validator == "additionalProperties":
            known = error.schema["properties"]
            keys = [key for key in error.instance if key not in known]
        else:
            yield path.removeprefix("."), error.message[:300]
            continue
        for key in keys:
            yield f"{path}.{key[:60]}".removeprefix("."), str(unknown("key", key, known))


def meaning_faults(
    conflict: Conflict, first: dt.date, last: dt.date, tables: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Check every id, day and window that a block names against the tables of its package.

    Parameters
    ----------
    conflict : Conflict
        The block, which has passed `conflict_faults`.
    first, last : datetime.date
        The evenings of the package.
    tables : mapping of str to list of (int, dict)
        Rows of the tables as text, each with its line.

    Yields
    ------
    path, message : str
        Where in the block, and what is wrong there.

    Examples
    --------
    >>> day = dt.date(1894, 1, 1)
    >>> block = read_conflict({"country": {"name": "Ruritania"}, "capital": "strelsau"}, day)
    >>> list(meaning_faults(block, day, day, {"factions": [], "places": [], "sources": []}))
    [('capital', "there is no place 'strelsau'")]
    """
    factions = {row["id"] for _, row in tables["factions"]}
    real = {row["id"]: row for _, row in tables["places"] if row["kind"] != "anchor"}
    roads = {row["road"] for _, row in tables.get("roads", ())}

    def unknown_of(path: str, names: Iterable[str], known: Container[str], what: str) -> Any:
        for name in names:
            if name not in known:
                yield path, f"there is no {what} {name!r}"

    def doubles(path: str, ids: Iterable[str]) -> Any:
        for id, count in Counter(ids).items():
            if count > 1:
                yield path, f"{id!r} is there {count} times"

    try:
        zoneinfo.ZoneInfo(conflict.evening.zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        yield (
            "evening.zone",
            f"{conflict.evening.zone[:40]!r} is no time zone, such as 'Europe/Rome'",
        )
    if not first <= conflict.baseline <= last:
        yield "baseline", f"{conflict.baseline} is outside {first} to {last}"
    yield from doubles("contests", (contest.id for contest in conflict.contests))
    for n, contest in enumerate(conflict.contests):
        path = f"contests[{n}]"
        for side in ("attackers", "defenders", "joined"):
            names = getattr(contest, side)
            yield from unknown_of(f"{path}.{side}", names, factions, "faction")
        both = set(contest.alliance) & set(contest.defenders)
        if both:
            yield f"{path}.defenders", f"{sorted(both)[0]} is on both sides"
        if not first <= contest.first <= last:
            yield f"{path}.from", f"{contest.first} is outside {first} to {last}"
        if contest.last is not None and contest.last < contest.first:
            yield f"{path}.to", f"{contest.last} is earlier than {contest.first}"
    yield from unknown_of("capital", [conflict.capital] if conflict.capital else [], real, "place")
    yield from unknown_of("cities", conflict.cities, real, "place")
    units, taken = {row.get("unit", "") for row in real.values()} - {""}, dict[str, str]()
    for name, sector in conflict.sectors.items():
        yield from unknown_of(f"sectors.{name}.units", sector.units, units, "unit with a place")
        yield from unknown_of(f"sectors.{name}.places", sector.places, real, "place")
        for id, row in real.items():
            if row.get("unit", "") in sector.units or id in sector.places:
                if id in taken:
                    yield f"sectors.{name}", f"{id!r} is in the sector {taken[id]!r}, too"
                taken[id] = name
    if conflict.scenario is not None:
        asked = conflict.scenario
        yield from unknown_of("scenario.captures", asked.captures, real, "place")
        yield from unknown_of("scenario.by", [asked.by], factions, "faction")
        yield from unknown_of("scenario.from", [asked.source], real, "place")
        yield from unknown_of("scenario.to", asked.targets, real, "place")
        if asked.date is not None and not first <= asked.date <= last:
            yield "scenario.date", f"{asked.date} is outside {first} to {last}"
    if conflict.maps is not None:
        cited = {row["id"] for _, row in tables["sources"]}
        yield from unknown_of("maps.source", [conflict.maps.source], cited, "source")
        yield from unknown_of("maps.otherwise", [conflict.maps.otherwise], factions, "faction")
        if conflict.maps.unknown is not None:
            two = conflict.maps.unknown.between
            yield from unknown_of("maps.unknown.between", two, factions, "faction")
    if (conflict.maps is None) != (conflict.territory != "maps"):
        told = "maps tell who holds the land, but none is there: syria-analysis import maps"
        yield "territory", told if conflict.maps is None else "maps are there: it must be 'maps'"
    if conflict.article is not None:
        known = {row["id"] for _, row in tables["sources"]}
        yield from unknown_of("article.source", [conflict.article], known, "source")
    spots = [(float(row["lon"]), float(row["lat"])) for row in real.values() if _placed(row)]
    for name, window in conflict.extents.items():
        if isinstance(window, str):
            continue
        west, south, east, north = window
        if not (west < east and south < north):
            yield f"extents.{name}", "a window is west, south, east, north, in order"
        elif not any(west <= x <= east and south <= y <= north for x, y in spots):
            yield f"extents.{name}", "no place of the package lies in this window"
    yield from doubles("figures", (figure.id for figure in conflict.figures))
    contests = {contest.id for contest in conflict.contests}
    for n, figure in enumerate(conflict.figures):
        path = f"figures[{n}]"
        if figure.extent != AUTO:
            yield from unknown_of(f"{path}.extent", [figure.extent], conflict.extents, "extent")
        if figure.contest is not None:
            yield from unknown_of(f"{path}.contest", [figure.contest], contests, "contest")
        for letter, named in figure.letters.items():
            yield from unknown_of(f"{path}.letters.{letter}", named, real, "place")
        for key in ("places", "must", "measured", "critical", "sites"):
            yield from unknown_of(f"{path}.{key}", getattr(figure, key), real, "place")
        labelled = {*real, *(area.layer for area in conflict.areas)}
        yield from unknown_of(f"{path}.prefer", figure.prefer, labelled, "place or area")
        if figure.kind == "stakes" and conflict.scenario is None:
            yield f"{path}.kind", "figures of this kind need a scenario, for whose roads they show"
        for key in ("roads", "tie"):
            parts = getattr(figure, key)
            yield from unknown_of(f"{path}.{key}", [part.road for part in parts], roads, "road")
            ends = [end for part in parts for end in (part.start, part.end) if end is not None]
            yield from unknown_of(f"{path}.{key}", ends, real, "place")


def _placed(row: dict[str, str]) -> bool:
    try:
        return math.isfinite(float(row["lat"]) + float(row["lon"]))
    except ValueError:
        return False
