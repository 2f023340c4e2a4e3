"""Who a list says holds places, day by day: matched to places, made into events, and written.

Whatever form a list has, it becomes *sightings*: a place of the list, a day, and a label. Only
those are kept with which something changes. A label is one faction, or those between whom the
place is contested.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from syria_analysis.errors import BadParameter, InvalidData, MissingData, counted
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.package.basemap import read_shapes
from syria_analysis.package.conflict import Conflict, conflict_faults, read_conflict
from syria_analysis.package.consistency import CHECKS, OUTSIDE_M, SAME_SPOT_M, Check
from syria_analysis.package.description import DESCRIPTION, read_description, table_schemas
from syria_analysis.package.detailed_map import read_detailed_map
from syria_analysis.package.holder_rules import HolderRules
from syria_analysis.package.limits import Unreadable, read_rows
from syria_analysis.package.map_rules import day_in
from syria_analysis.package.names import fold
from syria_analysis.package.origins import ROLES
from syria_analysis.package.rewrite import rewrite
from syria_analysis.package.theatre import Theatre, read_theatre, theatre_faults
from syria_analysis.package.values import as_day, split_list

__all__ = [
    "Label",
    "Sighting",
    "Sightings",
    "Spot",
    "import_sightings",
    "match_spots",
    "sightings_of_maps",
]

DERIVED = "seen-"
"""Ids of events and reports that follow from such a list begin so."""
ONE_SPOT_M = 100.0
"""Places of a list that lie nearer to each other are one, whatever they are called."""
MOST_STEPS = 150_000
"""Changes that a list may tell of: what a package can hold."""
Row = dict[str, str]
Label = tuple[str, ...]
"""The factions that come into question; empty where it is contested between those of the rules."""


@dataclass(frozen=True)
class Spot:
    """A place of a list.

    Attributes
    ----------
    name : str
        What it is called.
    lat, lon : float
        WGS84 degrees; NaN where the list tells none.
    kind : str
        As in ``places.csv``; "" if not told.
    """

    name: str
    lat: float
    lon: float
    kind: str = ""


@dataclass(frozen=True)
class Sighting:
    """Something that a list says otherwise of a place than it did before.

    Attributes
    ----------
    spot : int
        Number of the place.
    day : datetime.date
        The first day on which the list says so.
    before : datetime.date or None
        The last day on which it said something else; None if this is its first word.
    label : tuple of str
        The faction; several where it is contested, the likeliest holder first.
    """

    spot: int
    day: dt.date
    before: dt.date | None
    label: Label


@dataclass
class Sightings:
    """All that a list says.

    Attributes
    ----------
    spots : list of Spot
        Its places.
    steps : list of Sighting
        In the order of days for each place.
    first, last : datetime.date
        First and last day it speaks of.
    left : collections.Counter of str
        Why rows were left out, and how many.
    rows : int
        How many there were.
    """

    spots: list[Spot]
    steps: list[Sighting]
    first: dt.date
    last: dt.date
    left: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    def on(self, day: dt.date) -> dict[int, Label]:
        """Tell what the list says at the end of a day, by number of the place.

        Examples
        --------
        >>> days = [dt.date(2019, 6, day) for day in (1, 2)]
        >>> steps = [Sighting(0, days[0], None, ("CRN",)), Sighting(0, days[1], days[0], ("VLG",))]
        >>> Sightings([Spot("Mill", 1, 1)], steps, *days).on(dt.date(2019, 6, 1))
        {0: ('CRN',)}
        """
        found: dict[int, Label] = {}
        for step in self.steps:
            if step.day <= day:
                found[step.spot] = step.label
        return found


def sightings_of_maps(
    files: Sequence[str | Path], rules: HolderRules, date: object = None
) -> Sightings:
    """Read detailed maps, one file a day.

    Parameters
    ----------
    files : sequence of path
        Modules in Lua, each with its day in its name.
    rules : HolderRules
        Which colour is which faction.
    date : str or datetime.date, optional
        The day of the one file, if its name has none.

    Returns
    -------
    Sightings

    Raises
    ------
    BadParameter, BadDate, InvalidData

    Examples
    --------
    >>> sightings_of_maps([], HolderRules("atlas", "CC0", {}))
    Traceback (most recent call last):
    syria_analysis.errors.BadParameter: name the files to import
    """
    if not files:
        raise BadParameter("name the files to import")
    if date is not None and len(files) > 1:
        raise BadParameter("a date is that of one file: of several it stands in their names")
    dated: dict[dt.date, Path] = {}
    for file in files:
        path = Path(file)
        day = as_day(date) if date is not None else day_in(path.stem)
        if day is None:
            raise BadParameter(f"{path.name}: no day in its name: --date tells it")
        if day in dated:
            raise BadParameter(f"{path.name} and {dated[day].name} both speak of {day}")
        dated[day] = path
    made = Sightings([], [], min(dated), max(dated))
    numbers: dict[tuple[str, float, float], int] = {}
    told: dict[int, tuple[dt.date, Label]] = {}
    for day in sorted(dated):
        dots, left = read_detailed_map(dated[day], rules)
        made.left += left
        made.rows += len(dots) + left.total()
        for dot in dots:
            key = (fold(dot.name), round(dot.lat, 2), round(dot.lon, 2))
            if key not in numbers:
                numbers[key] = len(made.spots)
                made.spots.append(Spot(dot.name, dot.lat, dot.lon, dot.kind))
            spot = numbers[key]
            before = told.get(spot)
            if before is None or before[1] != dot.holders:
                made.steps.append(Sighting(spot, day, before and before[0], dot.holders))
            told[spot] = day, dot.holders
    return made


def import_sightings(
    folder: str | Path, seen: Sightings, rules: HolderRules, checks: Sequence[Check] = CHECKS
) -> list[str]:
    """Take what a list says into a package, as places, holders on the first evening, and events.

    Parameters
    ----------
    folder : path
        The package; its places hold the land (`conflict.territory`), and no other source tells
        of events in it.
    seen : Sightings
        What the list says.
    rules : HolderRules
        How it was read.
    checks : sequence of callable
        What the package must pass afterwards.

    Returns
    -------
    list of str
        What was taken, what was not and why, line by line.

    Raises
    ------
    MissingData, BadParameter, InvalidData, OutputNotWritable
        Nothing has been written then.

    Examples
    --------
    >>> day = dt.date(2019, 6, 1)
    >>> import_sightings("nowhere", Sightings([], [], day, day), HolderRules("atlas", "CC0", {}))
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: no data package in nowhere: datapackage.json is missing
    """
    root = Path(folder)
    if not (root / DESCRIPTION).is_file():
        raise MissingData(f"no data package in {root}: {DESCRIPTION} is missing")
    try:
        about = read_description(root)
        faults = [f"conflict.{path}: {text}" for path, text in conflict_faults(about["conflict"])]
        if faults:
            raise Unreadable(f"{DESCRIPTION}: {faults[0]}")
        conflict = read_conflict(about["conflict"], as_day(about["evenings"]["first"]))
        tables = _tables(root, about)
    except Unreadable as error:
        raise InvalidData(f"{root}: {error}") from None
    _refuse(conflict, tables, rules)
    if not rules.origin:
        publishers = {row["id"]: row["publisher"] for row in tables["sources"]}
        rules = replace(rules, origin=publishers[rules.source])
    if not seen.steps:
        raise BadParameter("nothing that the rules know is told of any place")
    if len(seen.steps) > MOST_STEPS:
        raise BadParameter(f"{len(seen.steps):,} changes, more than a package holds: take less")
    lines = [f"{counted(seen.rows, 'row')}, {seen.first} to {seen.last}"]
    home, added, left = _matched(root, conflict, tables, seen.spots, rules)
    places = [*tables["places"], *added]
    chains = _chains(seen, home, [row["id"] for row in places])
    events, reports, late = _written(places, chains, rules, seen.first)
    if not chains:
        why = ", ".join(f"{reason}: {count:,}" for reason, count in left.most_common(3))
        raise BadParameter(f"no place of the list could be taken: {why}")
    lines.append(
        f"{counted(len(chains), 'place')}, {len(added):,} of them new; "
        f"{counted(len(events), 'event')}, "
        f"{sum(row['contested'] == 'true' for row in events):,} of them contests"
    )
    told = {place for place in chains if place}
    silent = sum(row["id"] not in told and row["kind"] != "anchor" for row in tables["places"])
    for count, what in (
        (late, "places first told of later, supposed to be held so before"),
        (silent, "places of the package not told of, which keep their holder"),
    ):
        if count:
            lines.append(f"{what}: {count:,}")
    lines += [f"{why}: {counted(count, 'place')}, left out" for why, count in left.most_common()]
    kept = seen.left.most_common(30)
    lines += [f"{why}: {counted(count, 'row')}, left out" for why, count in kept]
    more = seen.left.total() - sum(count for _, count in kept)
    if more:
        lines.append(f"further reasons of this kind: {counted(more, 'row')}, left out")

    def change(described: dict[str, Any]) -> None:
        described["evenings"] |= {"first": str(seen.first), "last": str(seen.last)}

    places.sort(key=lambda row: row["id"])
    rewrite(root, {"places": places, "events": events, "reports": reports}, change, checks)
    return lines


def _tables(root: Path, about: Mapping[str, Any]) -> dict[str, list[Row]]:
    found = {}
    for resource in about["resources"]:
        if resource["name"] in ("factions", "sources", "places", "events", "reports"):
            (_, header), *rows = read_rows(root / resource["path"]) or [(1, [])]
            found[resource["name"]] = [dict(zip(header, row, strict=False)) for _, row in rows]
    return found


def _refuse(conflict: Conflict, tables: Mapping[str, list[Row]], rules: HolderRules) -> None:
    """Refuse what would mix one kind of evidence, or one source, with another."""
    if conflict.territory != "places":
        raise InvalidData(
            f'{DESCRIPTION}: conflict.territory is "{conflict.territory}": maps tell who holds the '
            "land of this package; `compare` sets a list of places against them"
        )
    if rules.source not in {row["id"] for row in tables["sources"]}:
        raise BadParameter(f"the source {rules.source[:60]!r} is not in sources.csv")
    if rules.role not in ROLES[:-1]:
        raise BadParameter(f"the role {rules.role[:40]!r} is none of {', '.join(ROLES[:-1])}")
    factions = {row["id"] for row in tables["factions"]}
    for name in rules.factions:
        if name not in factions:
            raise BadParameter(f"the faction {name[:40]!r} is not in factions.csv")
    kinds = next(f for f in table_schemas()["places"]["fields"] if f["name"] == "kind")
    if rules.kind not in kinds["constraints"]["enum"]:
        raise BadParameter(f"the kind {rules.kind[:40]!r} is none of places.csv")
    for table, column in (("events", "id"), ("reports", "id")):
        own = [row[column] for row in tables[table] if not row[column].startswith(DERIVED)]
        if own:
            raise BadParameter(
                f"{table}.csv: {own[0][:60]}: this package rests on reports of its own; `compare` "
                "sets the list against it, or import it into a package of its own"
            )
    other = {row["source"] for row in tables["reports"]} - {rules.source}
    if other:
        raise BadParameter(
            f"the holders of this package are those of {sorted(other)[0][:60]}; those of "
            f"{rules.source} belong into a package of their own"
        )


def match_spots(
    spots: Sequence[Spot],
    places: Sequence[Mapping[str, Any]],
    rules: HolderRules,
    conflict: Conflict,
) -> list[int]:
    """Find which place of a package each place of a list is.

    Parameters
    ----------
    spots : sequence of Spot
        Places of a list.
    places : sequence of mapping
        Places of the package: `id`, `name`, `variants`, `lat`, `lon`, `kind`.
    rules : HolderRules
        How far apart two of one name may lie.
    conflict : Conflict
        What the package declares; its articles count when names are compared.

    Returns
    -------
    list of int
        Its number among `places`, -1 if there is none: the one of its name that is nearest, if it
        lies within `rules.within_km`; else the one that is nearest, if within 500 m.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> rows = data.real_places.to_dict("records")
    >>> rules = HolderRules("atlas", "CC0", {})
    >>> [at] = match_spots([Spot("Homs", 34.73, 36.71)], rows, rules, data.conflict)
    >>> rows[at]["name"]
    'Homs'
    """
    real = [n for n, row in enumerate(places) if row["kind"] != "anchor"]
    spelt: dict[str, list[int]] = {}
    for number in real:
        row = places[number]
        names = [row["name"], *split_list(str(row.get("variants") or ""))]
        names += [str(row.get(f"name_{code}") or "") for code in conflict.languages[1:]]
        for key in {fold(name, conflict.articles) for name in names if name} - {""}:
            spelt.setdefault(key, []).append(number)
    lat = np.array([float(places[n]["lat"]) for n in real])
    lon = np.array([float(places[n]["lon"]) for n in real])
    tree = shapely.STRtree(shapely.points(lon, lat)) if real else None
    found = []
    for spot in spots:
        same = spelt.get(fold(spot.name, conflict.articles), [])
        if not np.isfinite(spot.lat):
            found.append(same[0] if len(same) == 1 else -1)
            continue
        away = [(_apart(spot, places[n]), n) for n in same]
        best = min(away, default=(np.inf, -1))
        if best[0] > 1000 * rules.within_km and tree is not None:
            around = tree.query(shapely.Point(spot.lon, spot.lat).buffer(0.02))
            near = [(_apart(spot, places[real[n]]), real[n]) for n in around]
            best = min(near, default=(np.inf, -1))
            if best[0] > SAME_SPOT_M:
                best = (np.inf, -1)
        found.append(best[1] if np.isfinite(best[0]) else -1)
    return found


def _apart(spot: Spot, row: Mapping[str, Any]) -> float:
    far, _ = distance_and_bearing([spot.lat], [spot.lon], [float(row["lat"])], [float(row["lon"])])
    return float(far[0])


def _matched(
    root: Path,
    conflict: Conflict,
    tables: Mapping[str, list[Row]],
    spots: Sequence[Spot],
    rules: HolderRules,
) -> tuple[list[int], list[Row], Counter[str]]:
    """Give every place of the list its place in the package, a new one if need be, or -1."""
    theatre = read_theatre(root, conflict)
    for path, message in theatre_faults(theatre):
        raise InvalidData(f"conflict.{path}: {message}")
    places, left = tables["places"], Counter[str]()
    home = match_spots(spots, places, rules, conflict)
    units = read_shapes(root, conflict.admin.layer) if conflict.admin else []
    outside, unit_of, away = _whereabouts(theatre, [shape for _, shape in units], spots)
    margin = OUTSIDE_M + rules.accuracy_m
    ids = {row["id"] for row in places}
    taken = _Grid(0.05)
    for row in places:
        taken.add(float(row["lat"]), float(row["lon"]), -1)
    added: list[Row] = []
    for number, spot in enumerate(spots):
        if home[number] >= 0:
            continue
        if not rules.new_places:
            left["not in the package"] += 1
            continue
        if not np.isfinite(spot.lat):
            left["not in the package, and the list tells no position"] += 1
            continue
        if outside[number] > margin:
            left[f"outside {conflict.country.name}"] += 1
            continue
        if units and away[number] > margin:
            left["in no administrative unit"] += 1
            continue
        near = taken.near(spot)
        if near is not None:
            at, apart = near
            same = at >= 0 and fold(added[at]["name"]) == fold(spot.name)
            if at >= 0 and (same or apart < ONE_SPOT_M):
                home[number] = len(places) + at
            else:
                left["within 500 m of another place"] += 1
            continue
        taken.add(spot.lat, spot.lon, len(added))
        home[number] = len(places) + len(added)
        base = re.sub(r"[^a-z0-9]+", "-", spot.name.lower().replace("'", "")).strip("-")[:60]
        id, count = base.strip("-") or "place", 1
        while id in ids:
            count += 1
            id = f"{base or 'place'}-{count}"
        ids.add(id)
        added.append(
            {
                "id": id,
                "name": spot.name,
                "kind": spot.kind or rules.kind,
                "unit": units[unit_of[number]][0] if units else "",
                "lat": f"{spot.lat:.6f}".rstrip("0").rstrip("."),
                "lon": f"{spot.lon:.6f}".rstrip("0").rstrip("."),
                "position_accuracy_m": str(rules.accuracy_m),
                "position_source": rules.source,
                "position_licence": rules.licence,
            }
        )
    return home, added, left


def _whereabouts(
    theatre: Theatre, units: Sequence[Any], spots: Sequence[Spot]
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.float64]]:
    """Measure how far places lie outside the theatre, and from their unit, in metres."""
    to_plane = theatre.plane.to_plane
    degrees = [(s.lon, s.lat) if np.isfinite(s.lat) else (0.0, 0.0) for s in spots]
    points = to_plane(shapely.points(degrees)) if degrees else np.array([], dtype=object)

    def outside(shapes: Sequence[Any]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        drawn = np.array(shapes, dtype=object)
        nearest = shapely.STRtree(drawn).nearest(points)
        return nearest, shapely.distance(points, drawn[nearest])

    _, away = outside(shapely.get_parts(to_plane(theatre.outline)))
    if not units or not degrees:
        return away, np.zeros(len(points), dtype=np.intp), np.zeros(len(points))
    return away, *outside([to_plane(shape) for shape in units])


class _Grid:
    """Finds what lies within 500 m among places that come one by one."""

    def __init__(self, step: float) -> None:
        self._step = step
        self._cells: dict[tuple[int, int], list[tuple[float, float, int]]] = {}

    def _at(self, lat: float, lon: float) -> tuple[int, int]:
        return int(lat // self._step), int(lon // self._step)

    def add(self, lat: float, lon: float, number: int) -> None:
        self._cells.setdefault(self._at(lat, lon), []).append((lat, lon, number))

    def near(self, spot: Spot) -> tuple[int, float] | None:
        row, column = self._at(spot.lat, spot.lon)
        for i in (row - 1, row, row + 1):
            for j in (column - 1, column, column + 1):
                for lat, lon, number in self._cells.get((i, j), ()):
                    if abs(lat - spot.lat) < 0.006:
                        away = _apart(spot, {"lat": lat, "lon": lon})
                        if away < SAME_SPOT_M + 1:
                            return number, away
        return None


def _chains(seen: Sightings, home: Sequence[int], ids: Sequence[str]) -> dict[str, list[Sighting]]:
    """Order what is said of each place by day; of several places of the list that are one."""
    chains: dict[str, list[Sighting]] = {}
    for step in seen.steps:
        if home[step.spot] >= 0:
            chains.setdefault(ids[home[step.spot]], []).append(step)
    for place, chain in chains.items():
        if len({step.spot for step in chain}) > 1:
            chain.sort(key=lambda step: step.day)
            once = {step.day: step for step in chain}  # the later row of a day counts
            chains[place] = list(once.values())
    return chains


def _written(
    places: Sequence[Row],
    chains: Mapping[str, Sequence[Sighting]],
    rules: HolderRules,
    first: dt.date,
) -> tuple[list[Row], list[Row], int]:
    """Make holders on the first evening, events and reports; count who is told of late."""
    events: list[Row] = []
    reports: list[Row] = []
    late = 0
    for row in places:
        chain = chains.get(row["id"])
        if not chain:
            continue
        holder, rival = _standing(chain[0].label, "", rules)
        row["holder"], row["contested_by"] = holder, rival
        known = chain[0].day <= first
        late += not known
        reports.append(_report(row["id"], row["id"], chain[0].day, rules, known))
        last = chain[0].day
        for step in chain[1:]:
            now, against = _standing(step.label, holder, rules)
            if (now, against) == (holder, rival):
                last = step.day
                continue
            early = (step.before or last) + dt.timedelta(days=1)
            id = f"{DERIVED}{row['id']}-{step.day}"
            event = {"id": id, "date": str(step.day), "order": "1", "place": row["id"]}
            if early < step.day:
                event |= {"date_earliest": str(early), "date_latest": str(step.day)}
            event |= {"from": holder, "to": against or now}
            event["contested"] = "true" if against else "false"
            events.append(event)
            reports.append(_report(id, id.removeprefix(DERIVED), step.day, rules, True))
            holder, rival, last = now, against, step.day
    events.sort(key=lambda event: (event["date"], event["place"]))
    return events, reports, late


def _standing(label: Label, holder: str, rules: HolderRules) -> tuple[str, str]:
    """Tell who holds a place and who contests it, after who held it before."""
    label = label or rules.between
    if len(label) == 1:
        return label[0], ""
    # The last uncontested holder, if there is one, else whom the list names first.
    now = holder or label[0]
    return now, next(name for name in label if name != now)


def _report(about: str, id: str, day: dt.date, rules: HolderRules, known: bool) -> Row:
    return {
        "id": f"{DERIVED}{id}-told",
        "about": about,
        "source": rules.source,
        "origin": rules.origin,
        "role": rules.role,
        "support": "names" if known else "suggests",
        "seen": "true",
        "says": f"it has the place so on {day}" + ("" if known else ", its first word of it"),
    }
