"""Rows as the command prints them: a table to read, JSON by the contract, CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "as_csv",
    "as_json",
    "as_table",
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

    Examples
    --------
    >>> import pandas as pd
    >>> records(pd.DataFrame({"faction": ["SAA"], "share": [0.5]}))
    [{'faction': 'SAA', 'share': 0.5}]
    """
    chosen = table if fields is None else table[list(fields)]
    rows = chosen.to_dict("records")
    return [{str(key): plain(value) for key, value in row.items()} for row in rows]


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


def _flat(row: Mapping[str, Any], nested: bool = False) -> dict[str, str]:
    """Give one row as cells: `nearest_point` becomes two columns, or one `nested`; lists one."""
    flat: dict[str, str] = {}
    for key, value in row.items():
        if isinstance(value, Mapping) and not nested:
            flat.update({f"{key}_{name}": _csv_cell(item) for name, item in value.items()})
        else:
            flat[key] = _csv_cell(value)
    return flat


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
    flat = [_flat(row, nested=columns is not None) for row in rows]
    names = dict.fromkeys(name for row in flat for name in row) if columns is None else columns
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(safe_text, names))
    writer.writerows([row.get(name, "") for name in names] for row in flat)
    return stream.getvalue()


def as_table(rows: Sequence[Mapping[str, Any]], title: str, width: int | None = None) -> str:
    """Write plain records as a table to read in a terminal.

    Parameters
    ----------
    rows : sequence of dict
        Plain records.
    title : str
        Heading of the table.
    width : int, optional
        Columns of the terminal. Default: the terminal's.

    Returns
    -------
    str

    Examples
    --------
    >>> "SAA" in as_table([{"faction": "SAA"}], "Areas", width=40)
    True
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=io.StringIO(), width=width, record=False)
    if not rows:
        return f"{title}: nothing\n"
    flat = [{name: _short(value) for name, value in row.items()} for row in rows]
    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    names = list(dict.fromkeys(name for row in flat for name in row))
    for name in names:
        numeric = all(isinstance(row.get(name), (int, float, type(None))) for row in rows)
        # Spaces instead of underscores: a heading may break there.
        heading = Text(name.replace("_", " "))
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in flat:
        table.add_row(*(Text(row.get(name, "")) for name in names))
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def _short(value: Any) -> str:
    """Write a cell for reading: no more decimals than one can use."""
    if isinstance(value, Mapping):
        return ", ".join(f"{item:.4f}" for item in value.values())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_short, value))
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3f}"
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
