"""Rows as the command prints them: a table to read, JSON by the contract, CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Records",
    "Told",
    "as_csv",
    "as_json",
    "as_table",
    "csv_parts",
    "flat",
    "json_text",
    "plain",
    "records",
    "safe_text",
    "schema",
]

_DECIMALS = 6  # of a km: a millimetre; of a km²: a square metre
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def plain(value: Any, decimals: int | None = _DECIMALS) -> Any:
    """Turn a value into what JSON knows.

    Parameters
    ----------
    value : object
        Number, text, day, tuple, list, set, array or mapping, of Python, NumPy or pandas.
    decimals : int or None
        To how many decimals reals are rounded; None: not at all.

    Returns
    -------
    object
        NaN and NaT become None, days ISO text, sets are sorted.

    Examples
    --------
    >>> plain({"day": dt.date(2024, 12, 2), "km": float("nan")})
    {'day': '2024-12-02', 'km': None}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item, decimals) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item, decimals) for item in value)
    if hasattr(value, "tolist"):  # of NumPy
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(item, decimals) for item in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, dt.datetime):
        return None if value != value else value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return value if decimals is None else round(value, decimals)
    return None if str(value) in ("NaT", "<NA>") or value != value else str(value)


class Records(list[dict[str, Any]]):
    """Plain records that know their columns, even where there are no rows.

    Attributes
    ----------
    columns : tuple of str
        Names, in order.
    """

    columns: tuple[str, ...] = ()


class Told(float):
    """A number that is rounded for reading: a table writes it with the decimals it has."""


def records(table: pd.DataFrame, fields: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Turn a table into plain records.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table.
    fields : sequence of str, optional
        Columns to take, in order. Default: all.

    Returns
    -------
    list of dict
        `Records`.

    Examples
    --------
    >>> import pandas as pd
    >>> records(pd.DataFrame({"faction": ["SAA"], "share": [0.5]}))
    [{'faction': 'SAA', 'share': 0.5}]
    """
    chosen = table if fields is None else table[list(fields)]
    rows = chosen.to_dict("records")
    found = Records({str(key): plain(value) for key, value in row.items()} for row in rows)
    found.columns = tuple(map(str, chosen.columns))
    return found


def as_json(value: Any) -> str:
    """Write a value as JSON for people and machines.

    Parameters
    ----------
    value : object
        Anything `plain` takes.

    Returns
    -------
    str

    Examples
    --------
    >>> as_json([])
    '[]'
    """
    return json_text(plain(value))


def json_text(value: Any) -> str:
    """Write what JSON knows as it is, for reading: indented, every script in its own letters.

    Parameters
    ----------
    value : object
        Texts, numbers that are numbers, lists, mappings.

    Returns
    -------
    str

    Examples
    --------
    >>> json_text("حمص")
    '"حمص"'
    """
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)


def safe_text(text: str) -> str:
    """Keep a spreadsheet from running a text as a formula.

    Parameters
    ----------
    text : str
        What a cell says.

    Returns
    -------
    str
        Without NUL characters, and with an apostrophe before it if it begins like a formula and
        is no number.

    Examples
    --------
    >>> safe_text("=1+1"), safe_text("-0.5"), safe_text("Homs")
    ("'=1+1", '-0.5', 'Homs')
    """
    text = text.replace("\0", "")
    if text.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def _parted(row: Mapping[str, Any]) -> dict[str, Any]:
    """Make of a mapping in a row, such as `nearest_point`, columns of its own."""
    parted: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Mapping):
            parted.update({f"{key}_{name}": item for name, item in value.items()})
        else:
            parted[key] = value
    return parted


def flat(rows: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Give plain records as a grid.

    Parameters
    ----------
    rows : sequence of dict
        Plain records, or `Records`.

    Returns
    -------
    columns : list of str
        A mapping in one cell has columns of its own.
    cells : list of list
        Row by row: numbers, truth values, None or text; lists are joined by ``|``.

    Examples
    --------
    >>> flat([{"km": 1.5, "sources": ["a", "b"], "point": {"lat": 36.2}}])
    (['km', 'sources', 'point_lat'], [[1.5, 'a|b', 36.2]])
    """
    parted = [_parted(row) for row in rows]
    names = list(dict.fromkeys(name for row in parted for name in row))
    as_is = (bool, int, float, type(None))
    cells = [
        [value if isinstance(value, as_is) else _cell(value) for value in map(row.get, names)]
        for row in parted
    ]
    return names or [*getattr(rows, "columns", ())], cells


def _csv_cell(value: Any) -> str:
    if isinstance(value, Mapping):
        value = json.dumps(value, ensure_ascii=False)
    text = _cell(value)
    return safe_text(text) if isinstance(value, (str, list, tuple)) else text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "|".join(_cell(item) for item in value)
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def as_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] | None = None) -> str:
    r"""Write plain records as CSV; lists are joined by ``|``, numbers are left alone.

    Parameters
    ----------
    rows : iterable of dict
        Plain records.
    columns : sequence of str, optional
        Columns to write, in order. Default: those of the rows, a mapping in one cell as columns
        of its own.

    Returns
    -------
    str
        No spreadsheet takes a text in it for a formula (see `safe_text`).

    Examples
    --------
    >>> as_csv([{"faction": "SAA", "sources": ["a", "b"], "km": -1.5}, {"faction": "=1+1"}])
    "faction,sources,km\nSAA,a|b,-1.5\n'=1+1,,\n"
    """
    told = [row if columns is not None else _parted(row) for row in rows]
    names = dict.fromkeys(name for row in told for name in row) if columns is None else columns
    names = names or getattr(rows, "columns", ())
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(safe_text, names))
    writer.writerows(
        [_csv_cell(row[name]) if name in row else "" for name in names] for row in told
    )
    return stream.getvalue()


def csv_parts(table: pd.DataFrame, rows: int = 100_000) -> Iterator[str]:
    r"""Write a long table as CSV, part by part: the same as `as_csv` of its records, but faster.

    Parameters
    ----------
    table : pandas.DataFrame
        Texts, numbers and days.
    rows : int
        How many rows a part has.

    Yields
    ------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> list(csv_parts(pd.DataFrame({"name": ["=1", None], "km": [1.5, 2.0]}), rows=1))
    ["name,km\n'=1,1.5\n", ',2\n']
    """
    for start in range(0, max(len(table), 1), rows):
        some = table.iloc[start : start + rows]
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        if start == 0:
            writer.writerow(map(safe_text, map(str, table.columns)))
        columns = (some.iloc[:, number].tolist() for number in range(some.shape[1]))
        writer.writerows(zip(*map(_csv_cells, columns), strict=True))
        yield stream.getvalue()


def _csv_cells(values: list[Any]) -> list[str]:
    return [
        safe_text(value) if type(value) is str
        else _cell(round(value, _DECIMALS)) if type(value) is float and math.isfinite(value)
        else _csv_cell(plain(value))
        for value in values
    ]  # fmt: skip


def as_table(rows: Sequence[Mapping[str, Any]], title: str, width: int | None = None) -> str:
    """Write plain records as a table to read.

    Parameters
    ----------
    rows : sequence of dict
        Plain records.
    title : str
        Heading of the table.
    width : int, optional
        Columns of the terminal. Default: as wide as it needs be, a line a row.

    Returns
    -------
    str
        Nothing is left out. Where the columns find no room side by side, texts are broken between
        words; where that is not enough either, each record is a block of lines.

    Examples
    --------
    >>> print(as_table([{"faction": "SAA", "area_km2": 12.5}], "Areas"), end="")
    Areas
    <BLANKLINE>
    faction  area km2
    ───────  ────────
    SAA          12.5
    <BLANKLINE>
    """
    if not rows:
        return f"{title}: nothing\n"
    names = list(dict.fromkeys(name for row in rows for name in row))
    heads = [name.replace("_", " ").strip() for name in names]
    digits = [_digits([row.get(name) for row in rows]) for name in names]
    lines = [
        [_short(row.get(name), some) for name, some in zip(names, digits, strict=True)]
        for row in rows
    ]
    columns = list(zip(heads, *lines, strict=True))
    widths = _widths(columns, width)
    if widths is None:
        told = "\n".join(_block(heads, line, width or 0) for line in lines)
    else:
        right = [
            all(isinstance(row.get(name), (int, float, type(None))) for row in rows)
            for name in names
        ]
        rule = ["─" * size for size in widths]
        told = "".join(_lines(line, widths, right) for line in [heads, rule, *lines])
    opening = "\n".join(_wrapped(title, width)) + "\n\n" if title else ""
    return f"{opening}{told}\n"


GAP = 2
LEAST = 16
"""Columns between two columns; how narrow a text may be set to keep records side by side."""


def _columns(text: str) -> int:
    """Count the columns of a terminal that a text takes: those of East Asia two, marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 1 + (east_asian_width(c) in "WF")
        for c in text
    )


def _widths(columns: Sequence[Sequence[str]], width: int | None) -> list[int] | None:
    """Share the width among columns; None if they have no room for whole words."""
    sizes = [max(map(_columns, column)) for column in columns]
    if width is None:
        return sizes
    least = []
    for size, column in zip(sizes, columns, strict=True):
        word = max((_columns(word) for cell in column for word in cell.split()), default=0)
        least.append(word if size <= LEAST else max(word, LEAST))
    over = sum(sizes) + GAP * (len(sizes) - 1) - width
    while over > 0:
        wide = max(range(len(sizes)), key=lambda k: sizes[k] if sizes[k] > least[k] else 0)
        if sizes[wide] <= least[wide]:
            return None
        sizes[wide] -= 1
        over -= 1
    return sizes


def _lines(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    """Write a row: as many lines as its highest cell has."""
    wrapped = [_wrapped(cell, size) for cell, size in zip(cells, widths, strict=True)]
    text = ""
    for number in range(max(map(len, wrapped))):
        parts = []
        for cell, size, to_right in zip(wrapped, widths, right, strict=True):
            part = cell[number] if number < len(cell) else ""
            room = " " * (size - _columns(part))
            parts.append(room + part if to_right else part + room)
        text += (" " * GAP).join(parts).rstrip() + "\n"
    return text


def _block(heads: Sequence[str], cells: Sequence[str], width: int) -> str:
    """Write a record as lines, each with the name of what it tells."""
    first = max(map(_columns, heads))
    text = ""
    for head, cell in zip(heads, cells, strict=True):
        for number, part in enumerate(_wrapped(cell, max(width - first - GAP, LEAST))):
            name = "" if number else head
            text += f"{name}{' ' * (first - _columns(name) + GAP)}{part}".rstrip() + "\n"
    return text


def _wrapped(text: str, width: int | None) -> list[str]:
    """Break a text between words; a word longer than a line stays whole."""
    if width is None or _columns(text) <= width:
        return [text]
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if _columns(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _digits(cells: Iterable[Any]) -> int:
    """Tell with how many decimals the numbers of a column are read: alike, by the largest."""
    plain_ones = (cell for cell in cells if type(cell) is float)
    sizes = [abs(cell) for cell in plain_ones if math.isfinite(cell)]
    most = max(sizes, default=0.0)
    digits = 1 if most >= 10 else 2 if most >= 1 else 3
    while digits and all(round(size, digits) == round(size, digits - 1) for size in sizes):
        digits -= 1
    return digits


def _short(value: Any, digits: int = 3) -> str:
    """Write a cell for reading: no more decimals than one can use."""
    if isinstance(value, Mapping):
        return ", ".join(f"{item:.4f}" for item in value.values())
    if isinstance(value, (list, tuple)):
        return ", ".join(_short(item, digits) for item in value)
    if isinstance(value, Told):
        return f"{value + 0.0:,.6f}".rstrip("0").rstrip(".")
    if isinstance(value, float):
        return f"{round(value, digits) + 0.0:,.{digits}f}"  # + 0: no minus before a zero
    return _cell(value)


def schema(command: str) -> dict[str, Any]:
    """Return the JSON Schema of a command's JSON output.

    Parameters
    ----------
    command : str
        Name of the command, such as ``"distances"``.

    Returns
    -------
    dict

    Examples
    --------
    >>> schema("distances")["type"]
    'array'
    """
    path = resources.files("syria_analysis") / "schemas" / f"{command}.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
