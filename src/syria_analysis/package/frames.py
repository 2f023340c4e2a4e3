"""Tables that take seconds to compute from a data package, kept in the user's cache."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from importlib import metadata
from typing import Any

import pandas as pd

from syria_analysis.package.cache import keep, kept
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.description import data_files
from syria_analysis.package.limits import Unreadable
from syria_analysis.package.resources import library_digest

__all__ = ["cached_frame"]

_NUMBERS_FROM = ("geopandas", "networkx", "numpy", "pandas", "pyproj", "shapely")


def cached_frame(
    kind: str, asked: object, dataset: Dataset, compute: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """Compute a table from a data package, or read what was computed from the same before.

    Parameters
    ----------
    kind : str
        What the table is, in a word.
    asked : object
        What else it depends on; its `repr` counts.
    dataset : Dataset
        What it is computed from. Its tables in memory count, besides its files: a variant of a
        package has tables of its own.
    compute : callable
        Computes it.

    Returns
    -------
    pandas.DataFrame
        As `compute` gives it, to the types of its cells.

    Notes
    -----
    A table of the cells text, number, truth, day, None and tuples of these comes back the same
    after it was kept, which is checked; any other is computed each time. Besides the data count
    this library's own files, the interpreter and the packages that numbers come from.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> cached_frame("example", 12, load_dataset(), lambda: pd.DataFrame({"km": [12.5]}))
         km
    0  12.5
    """
    from pandas.testing import assert_frame_equal

    try:
        name = f"{kind}-{_digest(dataset, asked)}.json"
    except (OSError, Unreadable):  # its files are gone
        return compute()
    content = kept(name)
    if content is not None:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            return _decoded(content)
    table = compute()
    try:
        content = _encoded(table)
        assert_frame_equal(_decoded(content), table, check_exact=True)
    except (AssertionError, TypeError, ValueError):
        return table
    keep(name, content)
    return table


def _digest(dataset: Dataset, asked: object) -> str:
    """Hash all that a table computed from a data package depends on."""
    code = f"{library_digest()} {_versions()} {sys.version}"
    digest = hashlib.sha256(f"{asked!r}\0{code}".encode())
    for path in data_files(dataset.folder):  # its layers are read when they are needed
        digest.update(f"\0{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    for field in fields(dataset):
        value = getattr(dataset, field.name)
        if field.name == "folder":
            continue
        told = value.to_csv() if isinstance(value, pd.DataFrame) else repr(value)
        digest.update(f"\0{field.name}\0{told}".encode(errors="surrogatepass"))
    return digest.hexdigest()[:32]


@cache
def _versions() -> tuple[str, ...]:
    found = []
    for name in _NUMBERS_FROM:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found.append(f"{name} {metadata.version(name)}")
    return tuple(found)


def _encoded(table: pd.DataFrame) -> bytes:
    rows = [[_to_json(cell) for cell in row] for row in table.astype(object).to_numpy()]
    types = [str(kind) for kind in table.dtypes]
    told = {"columns": list(table.columns), "types": types, "rows": rows}
    return json.dumps(told, ensure_ascii=False).encode()


def _decoded(content: bytes) -> pd.DataFrame:
    told = json.loads(content)
    rows = [[_from_json(cell) for cell in row] for row in told["rows"]]
    table = pd.DataFrame(rows, columns=told["columns"], dtype=object)
    return table.astype(dict(zip(told["columns"], told["types"], strict=True)))


def _to_json(cell: Any) -> Any:
    if isinstance(cell, tuple):
        return {"tuple": [_to_json(part) for part in cell]}
    if isinstance(cell, dt.datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"day": cell.isoformat()}
    if cell is None or type(cell) in (str, int, float, bool):
        return cell
    raise TypeError(type(cell).__name__)


def _from_json(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    ((kind, value),) = cell.items()
    if kind == "tuple":
        return tuple(_from_json(part) for part in value)
    if kind == "moment":
        return pd.Timestamp(value)
    return dt.date.fromisoformat(value)
