"""Lists of who held which place on which day: long rows, read as a stream.

Only what changes is kept: of 56 million rows some ten thousand. A column is the holder; a list with
several columns of holders tells of several sources, of which one is imported and the others are for
`compare`.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from syria_analysis.errors import BadParameter, InvalidData, MissingData
from syria_analysis.package.description import table_schemas
from syria_analysis.package.holder_rules import HolderRules
from syria_analysis.package.limits import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Unreadable,
    opened,
    read_rows,
)
from syria_analysis.package.plain_text import clean
from syria_analysis.package.sightings import MOST_STEPS, Label, Sighting, Sightings, Spot

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["read_holders", "table_header"]

LARGEST_LIST = 8_000_000_000
"""Bytes of a list."""
MOST_ROWS = 100_000_000
MOST_PLACES = 50_000
BLOCK = 8_000_000
"""Bytes that are read at once; rows of a smaller list may stand in any order."""
LONGEST_HEADER = 20_000
EMPTY = ("", "na", "nan", "null", "none")
_DAY_ZERO = dt.date(1970, 1, 1)
_KINDS = {"PPLC": "city", "PPLA": "city", "PPLA2": "town", "PPLA3": "town", "PPLA4": "town"}
"""GeoNames' codes of what is more than a village."""


def read_holders(
    file: str | Path,
    rules: HolderRules,
    column: str | None = None,
    places: str | Path | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Sightings:
    """Read a list of holders by day.

    Parameters
    ----------
    file : path
        CSV by comma, semicolon or tab: a row for each place and day. The rows of a place stand in
        the order of days, unless the file is small.
    rules : HolderRules
        What its words and columns are.
    column : str, optional
        The column of the holder. Default: as the rules say, or custom.
    places : path, optional
        CSV with a row for each place: what the list calls it, name, position.
    first, last : datetime.date, optional
        The days that are wanted. Default: all.

    Returns
    -------
    Sightings

    Raises
    ------
    MissingData, BadParameter, UnknownName, InvalidData
        One line with the file and what is wrong.

    Examples
    --------
    >>> read_holders("no-such.csv", HolderRules("atlas", "CC0", {"crown": "CRN"}))
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: there is no file no-such.csv
    """
    import pyarrow as pa

    path = Path(file)
    try:
        known = _places(Path(places), rules) if places is not None else None
        separator, header = table_header(path)
        chosen = {key: rules.column(key, header) for key in ("place", "date", "holder")}
        chosen["holder"] = _named_column(column, header) or chosen["holder"]
        for key, name in chosen.items():
            if name is None:
                raise BadParameter(f"{path.name} has no column for the {key}: [columns] names it")
        ends = [None, None] if known is not None else [rules.column(k, header) for k in _ENDS]
        if None in ends:
            ends = []
        made = _Stream(rules, known, first, last)
        names = [str(chosen[key]) for key in ("place", "date", "holder")]
        for batch in _batches(path, separator, [*names, *map(str, ends)]):
            made.take(batch)
        return made.told(path.name)
    except Unreadable as error:
        if error.missing and not os.path.lexists(path):
            raise MissingData(f"there is no file {clean(str(path))[:200]}") from None
        raise InvalidData(f"{clean(path.name)}: {error}") from None
    except (pa.ArrowException, UnicodeDecodeError) as error:
        told = " ".join(str(error).split())[:150]
        raise InvalidData(
            f"{clean(path.name)}: it cannot be read as a table: {clean(told)}"
        ) from None


_ENDS = ("lat", "lon")


def _named_column(column: str | None, header: list[str]) -> str | None:
    if column is not None and column not in header:
        known = ", ".join(header)[:200]
        raise BadParameter(f"there is no column {column[:60]!r}: there are {clean(known)}")
    return column


def table_header(path: Path) -> tuple[str, list[str]]:
    """Read the names of the columns of a CSV file, and find what separates them.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    tuple of (str, list of str)
        Separator and names.

    Raises
    ------
    Unreadable

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> separator, names = table_header(data_folder() / "factions.csv")
    >>> separator, names[0]
    (',', 'id')
    """
    with opened(path, LARGEST_LIST) as stream:
        line = stream.readline(LONGEST_HEADER + 1)
    if not line.strip():
        raise Unreadable("it is empty")
    if len(line) > LONGEST_HEADER:
        raise Unreadable(f"its first line is longer than {LONGEST_HEADER:,} bytes")
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8", 1) from None
    separator = max(",;\t", key=text.count)
    try:
        header = next(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable(str(error), 1) from None
    if len(header) > MOST_COLUMNS or len(header) != len(set(header)):
        raise Unreadable(f"a column is there twice, or there are more than {MOST_COLUMNS}", 1)
    return separator, header


def _batches(path: Path, separator: str, names: list[str]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    from pyarrow import csv as arrow

    kind = pa.dictionary(pa.int32(), pa.string())
    size = path.stat().st_size
    reader = arrow.open_csv(
        path,
        read_options=arrow.ReadOptions(block_size=max(min(size, BLOCK), 1000), use_threads=True),
        parse_options=arrow.ParseOptions(delimiter=separator, newlines_in_values=False),
        convert_options=arrow.ConvertOptions(
            include_columns=names,
            column_types=dict.fromkeys(names, kind),
            strings_can_be_null=False,
        ),
    )
    with reader:
        yield from reader


def _places(path: Path, rules: HolderRules) -> dict[str, Spot]:
    """Read where places lie, by what the list calls them."""
    try:
        (_, header), *rows = read_rows(path, MOST_PLACES * 4) or [(1, [])]
    except Unreadable as error:
        if error.missing and not os.path.lexists(path):
            raise MissingData(f"there is no file {clean(str(path))[:200]}") from None
        raise InvalidData(f"{clean(path.name)}: {error}") from None
    at = {}
    for key in ("place", "name", "lat", "lon", "kind"):
        name = rules.column(key, header) if key != "place" else _id_column(header, rules)
        if name is None and key != "kind":
            raise BadParameter(f"{path.name} has no column for the {key}: [columns] names it")
        at[key] = header.index(name) if name is not None else -1
    kinds = next(f for f in table_schemas()["places"]["fields"] if f["name"] == "kind")
    found = {}
    for line, row in rows:
        if len(row) != len(header):
            raise InvalidData(f"{path.name}: line {line}: it has not as many cells as the header")
        cells = {key: row[place] if place >= 0 else "" for key, place in at.items()}
        lat, lon = (
            _degrees(cells[key], rules, limit) for key, limit in (("lat", 90), ("lon", 180))
        )
        code = _KINDS.get(cells["kind"].strip(), cells["kind"].strip())
        kind = code if code in kinds["constraints"]["enum"] else ""
        name = clean(cells["name"]).strip()[:100] or cells["place"]
        found[cells["place"].strip()] = Spot(name, lat, lon, kind)
    return found


def _id_column(header: list[str], rules: HolderRules) -> str | None:
    """Find what the list of days calls a place, which a list of places may call its id."""
    if rules.columns.get("place") in header:
        return rules.columns["place"]
    own = {name.casefold(): name for name in header}
    return next((own[n] for n in ("geonameid", "id", "place", "name") if n in own), None)


def _degrees(told: str, rules: HolderRules, limit: float) -> float:
    number = rules.number(told)
    return number if number is not None and abs(number) <= limit else math.nan


@dataclass
class _Stream:
    """What has been read: of every place its last word, and every change."""

    rules: HolderRules
    known: dict[str, Spot] | None
    first: dt.date | None
    last: dt.date | None
    spots: list[Spot] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    steps: list[tuple[NDArray[np.int32], ...]] = field(default_factory=list)
    rows: int = 0
    changes: int = 0
    ends: tuple[int, int] = (2**31 - 1, -(2**31))
    last_day: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    last_code: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    def take(self, batch: Any) -> None:
        """Take some rows."""
        self.rows += len(batch)
        if self.rows > MOST_ROWS:
            raise Unreadable(f"it has more than {MOST_ROWS:,} rows")
        at = list(map(_coded, batch.columns))
        place = self._spots(at)
        day = self._mapped(at[1], self.days, self._day)
        code = self._mapped(at[2], self.codes, self._code)
        good = np.ones(len(batch), dtype=bool)
        for values, reasons in ((place, _PLACE), (day, _DAYS), (code, _CODES)):
            for value, why in reasons.items():
                bad = good & (values == value)
                if bad.any():
                    self._leave(why, values is code and value == UNKNOWN, at[2], bad)
                    good &= ~bad
        self._changes(place[good], day[good], code[good])

    def _leave(self, why: str, named: bool, column: tuple[Any, ...], bad: Any) -> None:
        if not named:
            self.left[why] += int(bad.sum())
            return
        words, rows = column
        for word, count in zip(*np.unique(rows[bad], return_counts=True), strict=True):
            told = clean(words[word])[:40]
            if len(self.left) > 200:
                told = "…"
            self.left[f"{why}, {told!r}"] += int(count)

    def _spots(self, at: list[tuple[list[str], NDArray[np.int32]]]) -> NDArray[np.int32]:
        words, rows = at[0]
        if len(at) == 3:
            return self._mapped(at[0], self.numbers, self._spot)
        # Places of one name are told apart by where they lie.
        table = np.stack([rows, at[3][1], at[4][1]], axis=1)
        different, back = np.unique(table, axis=0, return_inverse=True)
        keys = ["\0".join((words[a], at[3][0][b], at[4][0][c])) for a, b, c in different.tolist()]
        return self._mapped((keys, back.ravel().astype(np.int32)), self.numbers, self._spot)

    def _mapped(
        self,
        column: tuple[list[str], NDArray[np.int32]],
        memory: dict[str, int],
        read: Callable[[str], int],
    ) -> NDArray[np.int32]:
        words, rows = column
        codes = np.empty(len(words) + 1, dtype=np.int32)
        codes[-1] = NOTHING
        for number, word in enumerate(words):
            code = memory.get(word)
            if code is None:
                if len(memory) > 4 * MOST_PLACES:
                    raise Unreadable("its columns hold too many different words")
                code = memory[word] = read(word)
            codes[number] = code
        return codes[rows]

    def _spot(self, key: str) -> int:
        name, _, where = key.partition("\0")
        if not name.strip() or len(name) > LONGEST_CELL:
            return NOTHING
        if self.known is not None:
            spot = self.known.get(name.strip())
            if spot is None:
                return UNKNOWN
        else:
            lat, _, lon = where.partition("\0")
            shown = clean(name).strip()[:100]
            spot = Spot(shown, _degrees(lat, self.rules, 90), _degrees(lon, self.rules, 180))
            if where and (math.isnan(spot.lat) or math.isnan(spot.lon)):
                return NOWHERE
        if len(self.spots) >= MOST_PLACES:
            raise Unreadable(f"it has more than {MOST_PLACES:,} places")
        self.spots.append(spot)
        return len(self.spots) - 1

    def _day(self, told: str) -> int:
        day = self.rules.day(told)
        if day is None or not 1900 <= day.year <= 2100:
            return NOTHING
        if (self.first and day < self.first) or (self.last and day > self.last):
            return UNKNOWN
        return (day - _DAY_ZERO).days

    def _code(self, told: str) -> int:
        word = told.strip().casefold()
        if word in EMPTY:
            return NOTHING
        if self.rules.skips(word):
            return SKIPPED
        if word in self.rules.contested:
            label: Label = ()
        elif word in self.rules.holders:
            label = (self.rules.holders[word],)
        else:  # several names, between whom it is contested
            parts = [part.strip() for part in re.split(r"[|/]", word)]
            if len(parts) < 2 or any(part not in self.rules.holders for part in parts):
                return UNKNOWN
            label = tuple(dict.fromkeys(self.rules.holders[part] for part in parts))
        if label not in self.labels:
            self.labels.append(label)
        return self.labels.index(label)

    def _changes(
        self, place: NDArray[np.int32], day: NDArray[np.int32], code: NDArray[np.int32]
    ) -> None:
        if not len(place):
            return
        self.ends = min(self.ends[0], int(day.min())), max(self.ends[1], int(day.max()))
        more = len(self.spots) - len(self.last_day)
        if more > 0:
            self.last_day = np.append(self.last_day, np.full(more, NEVER, np.int32))
            self.last_code = np.append(self.last_code, np.full(more, NOTHING, np.int32))
        order = np.lexsort((day, place))
        place, day, code = place[order], day[order], code[order]
        before, was = self._before(place, day, code)
        if (day < before).any():
            spot = self.spots[place[np.flatnonzero(day < before)[0]]]
            raise Unreadable(
                f"the rows of {clean(spot.name)[:40]!r} are not in the order of days: sort the list"
            )
        twice = (day == before) & (code != was)
        if twice.any():
            self.left["said otherwise by another row of the same place and day"] += int(twice.sum())
            place, day, code = place[~twice], day[~twice], code[~twice]
            before, was = self._before(place, day, code)
        self._kept(place, day, code, before, was)

    def _before(self, place: Any, day: Any, code: Any) -> tuple[Any, Any]:
        """Give the day and label of what was said of each place before."""
        begins = np.append(True, place[1:] != place[:-1])[: len(place)]
        return (
            np.where(begins, self.last_day[place], np.append(NEVER, day[:-1])[: len(place)]),
            np.where(begins, self.last_code[place], np.append(NOTHING, code[:-1])[: len(place)]),
        )

    def _kept(self, place: Any, day: Any, code: Any, before: Any, was: Any) -> None:
        new = code != was
        self.changes += int(new.sum())
        if self.changes > MOST_STEPS:
            raise Unreadable(f"it tells of more than {MOST_STEPS:,} changes")
        self.steps.append((place[new], day[new], before[new], code[new]))
        ends = np.append(place[1:] != place[:-1], True)[: len(place)]
        self.last_day[place[ends]], self.last_code[place[ends]] = day[ends], code[ends]

    def told(self, name: str) -> Sightings:
        """Give what was read."""
        if not self.steps:
            why = ", ".join(f"{reason}: {n:,}" for reason, n in self.left.most_common(3))
            raise BadParameter(f"{clean(name)}: no row could be read: {why or 'there is none'}")
        place, day, before, code = map(np.concatenate, zip(*self.steps, strict=True))
        order = np.lexsort((day, place))
        steps = [
            Sighting(int(p), _date(d), None if b == NEVER else _date(b), self.labels[c])
            for p, d, b, c in zip(place[order], day[order], before[order], code[order], strict=True)
        ]
        first, last = map(_date, self.ends)
        return Sightings(self.spots, steps, first, last, self.left, self.rows)


NEVER = -1_000_000
NOTHING, UNKNOWN, SKIPPED, NOWHERE = -1, -2, -3, -4
_PLACE = {
    NOTHING: "no place",
    UNKNOWN: "a place that the list of places does not have",
    NOWHERE: "no position that is written as the rules say (decimal)",
}
_DAYS = {
    NOTHING: "no day that is written as the rules say (dates)",
    UNKNOWN: "other days than asked for",
}
_CODES = {
    NOTHING: "no holder",
    UNKNOWN: "a holder that [holders] does not name",
    SKIPPED: "skipped by a rule",
}


def _date(day: Any) -> dt.date:
    return _DAY_ZERO + dt.timedelta(days=int(day))


def _coded(column: Any) -> tuple[list[str], NDArray[np.int32]]:
    """Give the words of a column and, for each row, the number of its word; -1 for none."""
    rows = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return column.dictionary.to_pylist(), rows.astype(np.int32, copy=False)
