"""Lists of events, ACLED's and UCDP's: what may have changed hands, and where there was fighting.

A type of event that says a place changed hands is *proposed*: as a row for `desk.add`, which a
person looks at first. All other fighting is kept beside the evidence, in ``fighting.csv``; it never
tells who holds what.
"""

from __future__ import annotations

import calendar
import datetime as dt
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from syria_analysis.control.annotate import answers
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import (
    BadParameter,
    InvalidData,
    MissingData,
    OutputNotWritable,
    UnknownName,
    counted,
)
from syria_analysis.export.desk import EVENT_COLUMNS, REPORT_COLUMNS
from syria_analysis.package.atomic import atomic_write, checked_target
from syria_analysis.package.consistency import OUTSIDE_M, Check
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.holder_rules import HolderRules
from syria_analysis.package.holders_by_day import table_header
from syria_analysis.package.limits import Unreadable, read_rows
from syria_analysis.package.plain_text import clean
from syria_analysis.package.rewrite import csv_text, rewrite
from syria_analysis.package.sightings import Spot, match_spots
from syria_analysis.text.faults import CHECKS

__all__ = ["EventList", "import_events", "read_events"]

MOST_EVENTS = 200_000
NEAR_KM = 10.0
"""Fighting so near to the front of its day is told apart."""
TAKES = {
    "non-state actor overtakes territory",
    "government regains territory",
    "non-violent transfer of territory",
}
"""ACLED's types of which the first actor holds the place afterwards."""
FIGHTS = {"battles", "explosions/remote violence"}
"""ACLED's types of event that are fighting."""
ACLED = ("event_date", "event_type", "sub_event_type", "actor1", "latitude", "longitude")
UCDP = ("date_start", "date_end", "where_prec", "type_of_violence", "latitude", "longitude")
"""Columns by which a list is known."""
_ACLED_M = {"1": 1000, "2": 10_000, "3": 50_000}
_UCDP_M = {"1": 1000, "2": 25_000, "3": 50_000, "4": 100_000, "5": 100_000}
"""Metres for the lists' grades of how well a position is known; coarser ones are left out."""


@dataclass(frozen=True)
class _Event:
    """An event of a list, whichever it is."""

    id: str
    first: dt.date
    last: dt.date
    kind: str
    takes: bool
    fights: bool
    actors: tuple[str, ...]
    place: str
    lat: float
    lon: float
    accuracy_m: int
    deaths: str


@dataclass
class EventList:
    """What a list of events tells a package.

    Attributes
    ----------
    rows : int
        How many events it has.
    proposed : list of dict
        Rows for `desk.add`.
    fighting : list of dict
        Rows of ``fighting.csv``.
    agreed : int
        Events that say what the package has already.
    left : collections.Counter of str
        Why events were neither proposed nor kept as fighting, and how many.
    unsaid : collections.Counter of str
        Why events that say a place changed hands were not proposed, and how many.
    """

    rows: int = 0
    proposed: list[dict[str, str]] = field(default_factory=list)
    fighting: list[dict[str, str]] = field(default_factory=list)
    agreed: int = 0
    left: Counter[str] = field(default_factory=Counter)
    unsaid: Counter[str] = field(default_factory=Counter)


def import_events(
    data: Dataset,
    file: str | Path,
    rules: HolderRules,
    proposed: str | Path | None = None,
    checks: Sequence[Check] = CHECKS,
) -> list[str]:
    """Keep the fighting that a list tells of in a package, and write what it proposes to a file.

    Parameters
    ----------
    data : Dataset
        The package.
    file : path
        CSV of ACLED or UCDP GED.
    rules : HolderRules
        The source, and which actor is which faction.
    proposed : path, optional
        CSV for what is proposed, to be read by `desk.add`.
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
    >>> from syria_analysis.package.dataset import load_dataset
    >>> import_events(load_dataset(), "no-such.csv", HolderRules("atlas", "CC0", {}))
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: there is no file no-such.csv
    """
    target = checked_target(proposed, [".csv"]) if proposed is not None else None
    found = read_events(data, file, rules)
    lines = [counted(found.rows, "event")]
    told = "proposed" if target is None else f"proposed, in {target}: syria-analysis add shows them"
    if found.proposed or found.agreed or found.unsaid:
        lines.append(f"changes of control {told}: {len(found.proposed):,}")
    else:
        lines.append("no event is of a type that says a place changed hands")
    if found.agreed:
        lines.append(f"changes of control that the package has already: {found.agreed:,}")
    lines += [f"not proposed, {why}: {count:,}" for why, count in found.unsaid.most_common(40)]
    lines += _near(data, found.fighting)
    lines += [f"left out, {why}: {count:,}" for why, count in found.left.most_common(40)]
    kept = [row for row in _as_rows(data.fighting) if row["source"] != rules.source]
    rows = sorted([*kept, *found.fighting], key=lambda row: (row["date"], row["id"]))
    if found.fighting or len(kept) < len(data.fighting):
        if target is not None:  # before anything is written into the package
            _put(target, found.proposed)
        rewrite(data.folder, {"fighting": rows}, lambda about: None, checks)
    elif target is not None:
        _put(target, found.proposed)
    return lines


def _put(target: Path, rows: Sequence[Mapping[str, str]]) -> None:
    columns = tuple(dict.fromkeys([*EVENT_COLUMNS, *REPORT_COLUMNS]))
    try:
        with atomic_write(target) as scratch:
            scratch.write_text(csv_text(columns, rows), encoding="utf-8", newline="")
    except OSError as error:
        raise OutputNotWritable(f"cannot write {target}: {error.strerror or error}") from None


def read_events(data: Dataset, file: str | Path, rules: HolderRules) -> EventList:
    """Read a list of events against a package.

    Parameters
    ----------
    data : Dataset
        The package.
    file : path
        CSV of ACLED or UCDP GED, separated by commas, semicolons or tabs.
    rules : HolderRules
        The source, and which actor is which faction.

    Returns
    -------
    EventList

    Raises
    ------
    MissingData, BadParameter, InvalidData

    Notes
    -----
    ACLED says of a day that it is right (1), of the week (2) or of the month (3); what is dated by
    its week is proposed with three days before and after, what by its month is not. UCDP has no
    type for a place that changes hands.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> read_events(load_dataset(), "no-such.csv", HolderRules("atlas", "CC0", {}))
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: there is no file no-such.csv
    """
    path = Path(file)
    try:
        separator, _ = table_header(path)
        (_, header), *rows = read_rows(path, MOST_EVENTS, separator) or [(1, [])]
    except Unreadable as error:
        if error.missing and not os.path.lexists(path):
            raise MissingData(f"there is no file {clean(str(path))[:200]}") from None
        raise InvalidData(f"{clean(path.name)}: {error}") from None
    if rules.source not in data.sources.index:
        raise BadParameter(f"the source {rules.source[:60]!r} is not in sources.csv")
    for name in rules.factions:
        if name not in data.factions.index:
            raise BadParameter(f"the faction {name[:40]!r} is not in factions.csv")
    names = [name.strip().casefold() for name in header]
    if all(name in names for name in ACLED):
        read = _acled
    elif all(name in names for name in UCDP):
        read = _ucdp
    else:
        raise BadParameter(
            f"{clean(path.name)} is no list of events: ACLED's has the columns {', '.join(ACLED)}, "
            f"UCDP's {', '.join(UCDP)}"
        )
    made, ids = EventList(len(rows)), set(data.fighting.index)
    ids -= set(data.fighting.index[data.fighting["source"] == rules.source])
    events = []
    for line, row in rows:
        if len(row) != len(header):
            raise InvalidData(
                f"{clean(path.name)}: line {line}: it has not as many cells as the header"
            )
        event = read(dict(zip(names, row, strict=True)))
        if isinstance(event, str):
            made.left[event] += 1
        else:
            events.append(event)
    _sorted_out(data, rules, events, made, ids)
    return made


def _acled(row: Mapping[str, str]) -> _Event | str:
    day = _day(row["event_date"])
    spot = _position(row)
    if day is None or spot is None:
        return "no day" if day is None else "no position"
    kind = clean(row["sub_event_type"]).strip()[:100]
    how = row.get("time_precision", "1").strip()
    first = last = day
    if how == "2":
        first, last = day - dt.timedelta(days=3), day + dt.timedelta(days=3)
    elif how == "3":
        first = day.replace(day=1)
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    accuracy = _ACLED_M.get(row.get("geo_precision", "1").strip())
    if accuracy is None:
        return "its position is not graded"
    return _Event(
        row.get("event_id_cnty", "").strip(),
        first,
        last,
        kind or "not told",
        kind.casefold() in TAKES,
        row["event_type"].strip().casefold() in FIGHTS,
        _actors(row["actor1"], row.get("actor2", "")),
        clean(row.get("location", "")).strip()[:100],
        *spot,
        accuracy,
        _count(row.get("fatalities", "")),
    )


def _ucdp(row: Mapping[str, str]) -> _Event | str:
    first, last = (_day(row[name]) for name in ("date_start", "date_end"))
    spot = _position(row)
    if first is None or last is None or last < first or spot is None:
        return "no position" if spot is None else "no day"
    accuracy = _UCDP_M.get(row["where_prec"].strip())
    if accuracy is None:
        return "its place is known by province or country alone"
    kinds = {"1": "state-based violence", "2": "non-state violence", "3": "one-sided violence"}
    kind = kinds.get(row["type_of_violence"].strip(), "not told")
    return _Event(
        row.get("id", "").strip(),
        first,
        last,
        kind,
        False,
        kind in (kinds["1"], kinds["2"]),
        _actors(row.get("side_a", ""), row.get("side_b", "")),
        clean(row.get("where_coordinates", "")).strip()[:100],
        *spot,
        accuracy,
        _count(row.get("best", "")),
    )


_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
"""In English, as long as nobody has asked for another locale."""


def _day(told: str) -> dt.date | None:
    told = told.strip()
    try:
        if found := re.match(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", told):
            day = dt.date(int(found[1]), int(found[2]), int(found[3]))
        elif found := re.fullmatch(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})", told):
            day = dt.date(int(found[3]), _MONTHS.get(found[2].casefold(), 0), int(found[1]))
        else:
            return None
    except ValueError:
        return None
    return day if 1900 <= day.year < 2100 else None


def _position(row: Mapping[str, str]) -> tuple[float, float] | None:
    form = r"[-+]?\d{1,3}(\.\d{1,15})?"
    told = [row[name].strip() for name in ("latitude", "longitude")]
    if not all(re.fullmatch(form, cell) for cell in told):
        return None
    lat, lon = map(float, told)
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _actors(*told: str) -> tuple[str, ...]:
    return tuple(name for cell in told if (name := clean(cell).strip()[:150]))


def _count(told: str) -> str:
    return str(int(told)) if re.fullmatch(r"\d{1,7}", told.strip()) else ""


def _sorted_out(
    data: Dataset, rules: HolderRules, events: Sequence[_Event], made: EventList, ids: set[str]
) -> None:
    """Tell apart what is proposed, what is fighting, and what is neither."""
    import shapely

    rows = data.real_places.reset_index(drop=True).to_dict("records")
    names = list(data.real_places.index)
    spots = [Spot(event.place, event.lat, event.lon) for event in events]
    takes = [number for number, event in enumerate(events) if event.takes]
    where = match_spots([spots[n] for n in takes], rows, rules, data.conflict)
    home = dict(zip(takes, where, strict=True))
    to_plane = data.plane.to_plane
    outside = shapely.distance(
        to_plane(shapely.points([(spot.lon, spot.lat) for spot in spots])) if spots else [],
        to_plane(data.theatre.outline),
    )
    for number, event in enumerate(events):
        day = max(event.first, data.first)
        if event.last < data.first or event.first > data.last:
            made.left["outside the evenings of the package"] += 1
            continue
        if outside[number] > OUTSIDE_M + event.accuracy_m:
            made.left[f"outside {data.conflict.country.name}"] += 1
            continue
        if rules.skips(event.kind):
            made.left["skipped by a rule"] += 1
            continue
        if event.takes:
            place = names[home[number]] if home[number] >= 0 else ""
            why = _propose(data, rules, event, place, made)
            if why:
                made.unsaid[why] += 1
        if not event.fights:
            if not event.takes:
                made.left[f"no fighting, {event.kind}"] += 1
            continue
        made.fighting.append(_fight(rules, event, day, ids))


def _fight(rules: HolderRules, event: _Event, day: dt.date, ids: set[str]) -> dict[str, str]:
    base = re.sub(r"[^a-z0-9]+", "-", f"{rules.source}-{event.id}".lower()).strip("-")[:80]
    id, count = base.strip("-"), 1
    while id in ids:
        count += 1
        id = f"{base}-{count}"
    ids.add(id)
    return {
        "id": id,
        "date": str(day),
        "date_latest": str(event.last) if event.last > day else "",
        "kind": event.kind,
        "lat": f"{event.lat:.5f}",
        "lon": f"{event.lon:.5f}",
        "accuracy_m": str(event.accuracy_m),
        "place": event.place,
        "actors": " – ".join(event.actors),
        "deaths": event.deaths,
        "source": rules.source,
    }


def _propose(data: Dataset, rules: HolderRules, event: _Event, place: str, made: EventList) -> str:
    """Propose a change of control; if it cannot be, tell why."""
    taker = _faction(event.actors[0] if event.actors else "", rules)
    if taker is None:
        return f"no faction for the actor {(event.actors or ('',))[0][:60]!r}"
    if not place:
        try:
            near = data.place_names.near(event.place)
        except UnknownName:
            near = []
        told = f", near in spelling: {', '.join(near)}" if near else ""
        return f"the package has no place {event.place[:60]!r} within {rules.within_km:g} km{told}"
    if event.accuracy_m > 10_000:
        return "its position is that of a region"
    if (event.last - event.first).days > 7:
        return "its day is known by the month alone"
    day = event.first + (event.last - event.first) / 2
    if not data.first < day <= data.last:
        return "its day is not after the first evening of the package, or after the last"
    if situation_on(data, day).holders[place] == taker and (
        situation_on(data, day - dt.timedelta(days=1)).holders[place] != taker
        or situation_on(data, max(event.first, data.first)).holders[place] == taker
    ):
        made.agreed += 1
        return ""
    early, late = (
        str(end) if event.first < event.last else "" for end in (event.first, event.last)
    )
    if early and event.first <= data.first:
        early = str(data.first + dt.timedelta(days=1))
    origin = rules.origin or str(data.sources.at[rules.source, "publisher"])
    made.proposed.append(
        {
            "date": str(day),
            "earliest": early,
            "latest": late,
            "place": place,
            "to": taker,
            "contested": "no",
            "note": "",
            "source": rules.source,
            "origin": origin,
            "role": rules.role,
            "support": "names",
            "seen": "yes",
            "says": f"event {event.id}: {event.kind}",
        }
    )
    return ""


def _faction(actor: str, rules: HolderRules) -> str | None:
    """Find the faction whose word is the actor, or stands in its name; the longest word counts."""
    name = actor.casefold()
    if name in rules.holders:
        return rules.holders[name]
    words = [word for word in rules.holders if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", name)]
    return rules.holders[max(words, key=len)] if words else None


def _near(data: Dataset, fights: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Say how much of the fighting was near the front of its day."""
    if not fights:
        return
    deaths = sum(int(row["deaths"] or 0) for row in fights)
    yield f"fights kept in fighting.csv, which tell nothing of control: {len(fights):,}"
    yield f"deaths in them, by the best estimates: {deaths:,}"
    if not data.conflict.contests:
        return
    table = pd.DataFrame(fights)
    near = known = 0
    for day, some in table.groupby("date"):
        lat, lon = some[["lat", "lon"]].to_numpy(float).T
        far = answers(situation_on(data, str(day)), lat, lon)["front_km"]
        near, known = near + int((far <= NEAR_KM).sum()), known + int(far.notna().sum())
    yield f"fights within {NEAR_KM:g} km of the front of their day: {near:,} of {known:,}"


def _as_rows(table: pd.DataFrame) -> list[dict[str, str]]:
    """Give the rows of a table as text, as its file has them."""
    rows = []
    for id, row in zip(table.index, table.to_dict("records"), strict=True):
        told = {"id": str(id)}
        for key, cell in row.items():
            if key == "id":
                continue
            missing = cell is None or cell != cell
            if isinstance(cell, dt.datetime) and not missing:
                told[str(key)] = cell.date().isoformat()
            elif isinstance(cell, float) and not missing:
                told[str(key)] = f"{cell:g}" if key not in ("lat", "lon") else f"{cell:.5f}"
            else:
                told[str(key)] = "" if missing else str(cell)
        rows.append(told)
    return rows
