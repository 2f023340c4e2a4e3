"""The evidence desk: rows added to a data package, or a cell corrected; all or nothing.

What is asked is first made in a copy, which is checked whole and compared with what stands. Only
then, and only if asked, the tables are written.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from syria_analysis.errors import BadParameter, InvalidData, SyriaAnalysisError, counted, unknown
from syria_analysis.export.states import States, compare_states
from syria_analysis.package.atomic import replace_files
from syria_analysis.package.dataset import Dataset, load_dataset
from syria_analysis.package.description import (
    DESCRIPTION,
    data_files,
    read_description,
    table_schemas,
)
from syria_analysis.package.limits import read_rows
from syria_analysis.package.locks import scratch_folder
from syria_analysis.package.point_files import read_table
from syria_analysis.package.validation import Fault, remember_valid, validate
from syria_analysis.package.values import as_day
from syria_analysis.text.faults import CHECKS

__all__ = ["Revision", "add", "correct"]

Row = dict[str, str]
T = TypeVar("T")

EVENT_COLUMNS = ("date", "earliest", "latest", "order", "place", "from", "to", "contested", "note")
REPORT_COLUMNS = ("source", "origin", "role", "support", "seen", "hour", "language", "says")
PLACE_COLUMNS = ("name", "lat", "lon", "kind", "holder", "accuracy_m", "position_source", "licence")
"""Columns of a file of places that it must have; others are those of `places.csv`."""
SOURCE_COLUMNS = (
    *("publisher", "affiliation", "title", "url", "published"),
    *("owner", "country", "owner_source", "via"),
)
"""Columns by which a row declares its source, if the package has none of that id; the first four
must be there."""
_YES = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}


@dataclass(frozen=True, eq=False)
class Revision:
    """What a change of a data package does.

    Attributes
    ----------
    folder : pathlib.Path
        The package.
    states : States
        How it differs from what stands.
    written : bool
        Whether it has been written.
    """

    folder: Path
    states: States
    written: bool


def correct(
    data: Dataset,
    cell: tuple[str, str, str],
    old: str,
    new: str,
    why: str,
    source: str = "",
    date: object = None,
    write: bool = False,
) -> Revision:
    """Correct a cell, and note in `corrections.csv` what stood there and why it changed.

    Parameters
    ----------
    data : Dataset
        The evidence.
    cell : tuple of str
        Table, id of the row, column.
    old, new : str
        What stands there, as the file has it, and what is to.
    why : str
        What showed the fault.
    source : str, optional
        Id of the page that shows it.
    date : str or datetime.date, optional
        Day of the correction. Default: today.
    write : bool, default False
        Whether to write; else nothing but the answer is made.

    Returns
    -------
    Revision

    Raises
    ------
    BadParameter, BadDate, UnknownName
        Also where something else stands in the cell than `old`.
    InvalidData
        If the package would have faults; `faults` names each.
    OutputNotWritable

    Examples
    --------
    >>> correct(load_dataset(), ("events", "no-such", "date"), "", "", "a page")
    Traceback (most recent call last):
    syria_analysis.errors.UnknownName: unknown row of events 'no-such': ...
    """
    table, id, field = (str(part).strip() for part in cell)
    tables = _tables(data)
    if table not in tables or table == "corrections":
        raise unknown("table", table, set(tables) - {"corrections"})
    if not why.strip():
        raise BadParameter("a correction needs a reason (why)")
    rows = {row["id"]: row for row in tables[table]}
    if id not in rows:
        raise unknown(f"row of {table}", id, rows)
    if field not in rows[id]:
        raise unknown(f"column of {table}", field, rows[id])
    if field == "id":
        raise BadParameter("ids are permanent: an id is not corrected")
    stands = rows[id][field]
    if stands != old:
        raise BadParameter(f"{table} {id} has {stands[:60]!r} in {field}, not {old[:60]!r}")
    if old == new:
        raise BadParameter(f"{table} {id} has {new[:60]!r} in {field} already")
    rows[id][field] = new
    note = {"table": table, "row": id, "field": field, "old": old, "new": new}
    _note(tables, note, why, source, date)
    return _revised(data, tables, write)


def add(
    data: Dataset, file: str | Path, why: str = "", date: object = None, write: bool = False
) -> Revision:
    """Add new events and reports, or new places, from a plain table.

    Parameters
    ----------
    data : Dataset
        The evidence.
    file : path
        CSV. Of events, a row for each report: `EVENT_COLUMNS`, of which `date`, `place` and `to`
        must be there, and `REPORT_COLUMNS`, of which `source`, `role` and `support` must; rows of
        the same day, place and `to` are one event; where the package has that event, they are
        further reports of it. A source that the package has not is declared by `SOURCE_COLUMNS` in
        a row that cites it. Of places: `PLACE_COLUMNS`, any column of
        ``places.csv``, and `REPORT_COLUMNS` for a report of who held it on the first evening.
    why : str, optional
        Why they are added; it is noted in ``corrections.csv``, if given.
    date : str or datetime.date, optional
        Day of the addition. Default: today.
    write : bool, default False
        Whether to write; else nothing but the answer is made.

    Returns
    -------
    Revision

    Raises
    ------
    MissingData, BadParameter
        With the line and what is wrong with it, nearly spelt names among it; `faults` has all.
    InvalidData
        If the package would have faults.
    OutputNotWritable

    Notes
    -----
    An event's id is its date and place, and a number from the second on a day; a report's is that
    of its event and a number; a place's is a slug of its name. Who held a place is taken from the
    evidence where the file does not say.

    Examples
    --------
    >>> add(load_dataset(), "no-such-file.csv")
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: there is no file no-such-file.csv
    """
    table = read_table(file)
    table.columns = [str(name).strip().lower().replace(" ", "_") for name in table.columns]
    if len(table.columns) == 1 and ";" in table.columns[0]:
        raise BadParameter("the columns are separated by semicolons: save the file with commas")
    if not table.columns.is_unique:
        raise BadParameter("a column is there twice")
    given: list[Row] = [
        {str(key): str(cell).strip() for key, cell in row.items()}
        for row in table.to_dict("records")
    ]
    given = [row for row in given if any(row.values())]
    if not given:
        raise BadParameter("the file has no rows")
    tables = _tables(data)
    places = "lat" in table.columns or "lon" in table.columns
    needed = PLACE_COLUMNS if places else ("date", "place", "to", "source", "role", "support")
    missing = [name for name in needed if name not in table.columns]
    faults = [f"the file has no column {name}" for name in missing]
    renamed = {"accuracy_m": "position_accuracy_m", "licence": "position_licence"}
    allowed = {*EVENT_COLUMNS, *REPORT_COLUMNS, *SOURCE_COLUMNS}
    if places:
        known = set(tables["places"][0]) - {"id"}
        allowed = {*PLACE_COLUMNS, *known, *REPORT_COLUMNS, *SOURCE_COLUMNS}
    faults += [str(unknown("column", name, allowed)) for name in table if name not in allowed]
    asked = _Asked(faults, {renamed.get(name, name) for name in missing})
    if places:
        rows = [{renamed.get(key, key): cell for key, cell in row.items()} for row in given]
        added = _new_places(data, tables, rows, asked)
    else:
        added = _new_events(data, tables, given, asked)
    if why.strip():
        for name, id in added:
            note = {"table": name, "row": id, "field": "id", "old": "", "new": id}
            _note(tables, note, why, "", date)
    return _revised(data, tables, write, asked)


@dataclass
class _Asked:
    """What is wrong with a file, all of it, and which of its rows made which row of a table."""

    faults: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    """Columns that the file has not: told once, and not of each row."""
    made: dict[tuple[str, str], int] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    """Ids of places of which a row was left out: what happened there after is not judged."""

    def find(self, number: int, ask: Callable[..., T], *cells: Any) -> T | None:
        """Ask for what a cell means; None, and a fault of its row, if it means nothing."""
        try:
            return None if None in cells else ask(*cells)  # its column is missing: told once
        except (SyriaAnalysisError, ValueError) as error:
            self.fault(number, str(error))
            return None

    def fault(self, number: int, what: str) -> None:
        self.faults.append(f"row {number}: {what}")

    def of_package(self, found: Sequence[Fault], copy: Path) -> list[str]:
        """Tell the faults of the package by the row of the file, where it made the row."""
        ids = {}
        for name in {fault.file for fault in found if fault.file.endswith(".csv")}:
            (_, header), *cells = read_rows(copy / name)
            for line, one in cells:
                row = dict(zip(header, one, strict=False))
                ids[name, line] = row.get("id", ""), row.get("place", "")
        told = []
        for fault in found:
            id, place = ids.get((fault.file, fault.line), ("", ""))
            number = self.made.get((fault.file.removesuffix(".csv"), id))
            if number is not None and (fault.column in self.missing or place in self.left):
                continue
            if number is not None:
                where = f"row {number}: {fault.column}: " if fault.column else f"row {number}: "
                told.append(where + fault.message)
            elif not self.faults:  # else it may come of a row that was left out
                told.append(str(fault))
        return told


def _new_places(
    data: Dataset, tables: dict[str, list[Row]], given: list[Row], asked: _Asked
) -> list[tuple[str, str]]:
    added, taken = [], {row["id"] for row in tables["places"]}
    for number, row in enumerate(given, 1):
        name = row.get("name", "")
        id = re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-")
        seen = asked.find(number, _yes, row.get("seen") or "no")
        if row.get("source"):
            added += asked.find(number, _declared, tables, row) or []
        with contextlib.suppress(SyriaAnalysisError):
            asked.fault(number, f"{name!r} is {data.place(name)!r} already")
            continue
        near = data.place_names.near(name)
        if "name" not in row:
            continue
        if not id or id in taken:
            asked.fault(number, f"no new id can be made of the name {name!r}")
            continue
        if near and row.get("note", "") == "":
            as_what = f"{name!r} is spelt nearly as {', '.join(near)}"
            asked.fault(number, f"{as_what}: if it is another place, say so in its note")
        taken.add(id)
        tables["places"].append({key: row.get(key, "") for key in tables["places"][0]})
        tables["places"][-1]["id"] = id
        added.append(("places", id))
        asked.made["places", id] = number
        if row.get("source"):
            report = {key: row.get(key, "") for key in _report_fields(tables)}
            report |= {"id": f"{id}-r1", "about": id, "seen": seen or "false", "note": ""}
            tables["reports"].append(report)
            added.append(("reports", report["id"]))
            asked.made["reports", report["id"]] = number
    tables["places"].sort(key=lambda row: row["id"])
    return added


def _report_fields(tables: dict[str, list[Row]]) -> list[str]:
    return list(tables["reports"][0]) if tables["reports"] else _fields("reports")


def _new_events(
    data: Dataset, tables: dict[str, list[Row]], given: list[Row], asked: _Asked
) -> list[tuple[str, str]]:
    events, reports = tables["events"], tables["reports"]
    fields = _fields("events")
    ids = {row["id"] for row in [*events, *reports]}
    stands = {(row["date"], row["place"], row["to"], row["contested"]): row for row in events}
    told = {(row["about"], row["source"], row["origin"].casefold()) for row in reports}
    made: dict[tuple[str, ...], Row] = {}
    added = list[tuple[str, str]]()
    for number, row in enumerate(given, 1):
        place = asked.find(number, data.place, row.get("place"))
        captor = asked.find(number, _faction, data, row.get("to"))
        day = asked.find(number, as_day, row.get("date"))
        loser = asked.find(number, _faction, data, row["from"]) if row.get("from") else ""
        contested = asked.find(number, _yes, row.get("contested") or "no")
        seen = asked.find(number, _yes, row.get("seen") or "no")
        if "source" in row:
            added += asked.find(number, _declared, tables, row) or []
        if place is None or captor is None or day is None or loser is None or contested is None:
            near = data.place_names.near(row.get("place", ""))
            asked.left |= set(near) if place is None else {place}
            continue
        key = (str(day), place, captor, contested)
        if key in stands:
            event = stands[key]
            other = [
                name
                for name, column in _OF_AN_EVENT.items()
                if row.get(name) and row[name] != event[column]
            ]
            if other:
                what = f"the package has {place} to {captor} on {day} already, with another"
                asked.fault(number, f"{what} {', '.join(other)}: see correct")
                continue
            made[key] = event
        elif key not in made:
            base = f"{day}-{place}"
            count, id = 1, base
            while id in ids:
                count += 1
                id = f"{base}-{count}"
            ids.add(id)
            event = dict.fromkeys(events[0] if events else fields, "")
            event |= {"id": id, "date": str(day), "place": place, "to": captor}
            same = [r for r in events if (r["date"], r["place"]) == (str(day), place)]
            order = row.get("order") or str(max([0, *(_key(r)[1] for r in same)]) + 1)
            event |= {"order": order, "contested": contested, "note": row.get("note", "")}
            event |= {f"date_{end}": row.get(end, "") for end in ("earliest", "latest")}
            event["from"] = loser or _holder(data, [*events], place, str(day), order)
            made[key] = event
            at = [n for n, r in enumerate(events) if _key(r) > _key(event)]
            events.insert(at[0] if at else len(events), event)
            added.append(("events", id))
            asked.made["events", id] = number
        if "source" not in row:
            continue
        about, count = made[key]["id"], 1
        same_report = (about, row["source"], row.get("origin", "").casefold())
        if same_report in told:
            asked.fault(number, f"{about} has a report of that source and origin already")
            continue
        told.add(same_report)
        while f"{about}-r{count}" in ids:
            count += 1
        report = dict.fromkeys(_report_fields(tables), "")
        report |= {name: row.get(name, "") for name in REPORT_COLUMNS}
        report |= {"id": f"{about}-r{count}", "about": about, "seen": seen or "false"}
        ids.add(report["id"])
        reports.append(report)
        added.append(("reports", report["id"]))
        asked.made["reports", report["id"]] = number
    return added


_OF_AN_EVENT = {
    **{"from": "from", "order": "order", "note": "note"},
    **{"earliest": "date_earliest", "latest": "date_latest"},
}
"""What a row says of its event, by the column of `events.csv`."""


def _faction(data: Dataset, cell: str) -> str:
    ids = data.side(cell)
    if len(ids) > 1:
        raise BadParameter(f"{cell[:40]!r} is more than one faction")
    return ids[0]


def _declared(tables: dict[str, list[Row]], row: Row) -> list[tuple[str, str]]:
    """Find the source of a row among those of the package, or add the one that it declares."""
    sources, id = tables["sources"], row["source"]
    told = {name: row[name] for name in SOURCE_COLUMNS if row.get(name)}
    stands = next((one for one in sources if one["id"] == id), None)
    if stands is not None:
        for name, cell in told.items():
            if stands.get(name, "") != cell:
                there = stands.get(name, "")[:60]
                raise BadParameter(f"the source {id} has {there!r} as {name}, not {cell[:60]!r}")
        return []
    if not told:
        raise unknown("source", id, [one["id"] for one in sources])
    lacking = [name for name in SOURCE_COLUMNS[:4] if name not in told]
    if lacking:
        raise BadParameter(f"the new source {id[:60]!r} lacks {', '.join(lacking)}")
    columns = list(sources[0]) if sources else [*_fields("sources")]
    for name in told:
        if name not in columns:
            raise unknown("column of sources", name, columns)
    in_order = sources == sorted(sources, key=lambda one: one["id"])
    sources.append({**dict.fromkeys(columns, ""), **told, "id": id})
    if in_order:
        sources.sort(key=lambda one: one["id"])
    return [("sources", id)]


def _fields(table: str) -> list[str]:
    return [field["name"] for field in table_schemas()[table]["fields"]]


def _key(row: Row) -> tuple[str, int, str]:
    return row["date"], int(row["order"]) if row["order"].isdigit() else 1, row["place"]


def _holder(data: Dataset, events: list[Row], place: str, day: str, order: str) -> str:
    """Tell who holds a place, its last uncontested holder, just before an event."""
    holder = str(data.places.at[place, "holder"])
    until = (day, int(order) if order.isdigit() else 1)
    for row in sorted((r for r in events if r["place"] == place), key=_key):
        if _key(row)[:2] < until and row["contested"] == "false":
            holder = row["to"]
    return holder


def _yes(cell: str) -> str:
    if cell.lower() not in _YES:
        raise ValueError(f"{cell[:40]!r} is neither yes nor no")
    return _YES[cell.lower()]


def _note(
    tables: dict[str, list[Row]], note: Mapping[str, str], why: str, source: str, date: object
) -> None:
    """Append to the corrections, under the next number."""
    made = tables.setdefault("corrections", [])
    last = max([0, *(int(n[1]) for row in made if (n := re.fullmatch(r"c-(\d+)", row["id"])))])
    day = dt.date.today() if date is None else as_day(date)
    row = {"id": f"c-{last + 1:04d}", "date": str(day), **note}
    made.append({**row, "why": why.strip(), "source": source})


def _tables(data: Dataset) -> dict[str, list[Row]]:
    """Read the tables of a package as they stand in their files."""
    found = {}
    for resource in read_description(data.folder)["resources"]:
        (_, header), *rows = read_rows(data.folder / resource["path"])
        found[resource["name"]] = [dict(zip(header, row, strict=True)) for _, row in rows]
    return found


def _revised(
    data: Dataset, tables: dict[str, list[Row]], write: bool, asked: _Asked | None = None
) -> Revision:
    """Make the changed package in a copy, check and compare it, and write what has changed."""
    folder, asked = data.folder, asked or _Asked()
    with scratch_folder("sa-scratch-") as scratch:
        copy = Path(scratch) / "data"
        for path in data_files(folder):
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        _write(copy, tables)
        lines = [*asked.faults, *asked.of_package(validate(copy, CHECKS), copy)]
        lines = sorted(dict.fromkeys(lines), key=_in_order)
        if asked.faults:  # all of them at once: what the package would say is among them
            if len(lines) == 1:
                raise BadParameter(lines[0])
            raise BadParameter(f"{len(lines)} faults in the file, so no row is added", lines)
        if lines:
            told = f"nothing is written: the package would have {counted(len(lines), 'fault')}"
            raise InvalidData(told, lines)
        remember_valid(copy, CHECKS)
        changed = load_dataset(copy, CHECKS)
        states = compare_states(data, changed)
        if write:
            names = [path.relative_to(copy) for path in sorted(copy.rglob("*")) if path.is_file()]
            replace_files(folder, copy, names)
    return Revision(folder, states, write)


def _in_order(line: str) -> tuple[int, int]:
    """Sort what is said of the whole file first, then by row, the package last."""
    row = re.match(r"row (\d+): |\w+\.\w+:", line)
    return (0, 0) if row is None else (1, int(row[1])) if row[1] else (2, 0)


def _write(folder: Path, tables: dict[str, list[Row]]) -> None:
    description = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    paths = {one["name"]: one["path"] for one in description["resources"]}
    if "corrections" in tables and "corrections" not in paths:
        paths["corrections"] = "corrections.csv"
        description["resources"].append({"name": "corrections", "path": "corrections.csv"})
        text = json.dumps(description, indent=1, ensure_ascii=False) + "\n"
        (folder / DESCRIPTION).write_text(text, encoding="utf-8")
    for name, rows in tables.items():
        if not rows:
            continue  # as it stands
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path = folder / paths[name]
        if not path.exists() or _plain_rows(path) != _parsed(stream.getvalue()):
            path.write_text(stream.getvalue(), encoding="utf-8", newline="")


def _plain_rows(path: Path) -> list[list[str]]:
    return [row for _, row in read_rows(path)]


def _parsed(text: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]
