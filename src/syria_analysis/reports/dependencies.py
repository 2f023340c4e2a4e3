"""What of the data a report can depend on: all of it, or what its notebook says it reads.

A notebook whose pages rest on the evenings up to one of its parameters says so in its metadata::

    {"syria_analysis": {"reads": {"until": "date", "also": ["claims", "published"]}}}

Of the events only those count then that can bear on an evening up to that day, and of the sources
those that are cited. ``also`` names what is computed from later events as well: its result counts,
not the rows behind it. A notebook that says nothing rests on every file of the package.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from syria_analysis.errors import BadParameter
from syria_analysis.package.description import data_files
from syria_analysis.package.values import as_day, split_list
from syria_analysis.reports.blocks import plain

__all__ = [
    "DERIVED",
    "Reads",
    "combined",
    "data_digest",
    "data_files",
    "derive",
    "digest",
    "parts_read",
    "read_reads",
]

DERIVED = ("claims", "published")
"""What a notebook can show beside its evenings."""
_SLICED = ("events", "reports", "corrections", "sources", "claims", "published")
"""Tables that do not count as a whole where a notebook says what it reads."""


@dataclass(frozen=True)
class Reads:
    """What a notebook says it reads.

    Attributes
    ----------
    until : str
        ISO day of the last evening it reads.
    also : tuple of str
        Keys of `DERIVED`.
    """

    until: str
    also: tuple[str, ...] = ()


def read_reads(notebook: Mapping[str, Any], values: Mapping[str, Any]) -> Reads | None:
    """Read what a notebook says it reads.

    Parameters
    ----------
    notebook : mapping
        A notebook (nbformat 4).
    values : mapping
        The values of its parameters.

    Returns
    -------
    Reads or None
        None if it says nothing: it reads everything then.

    Raises
    ------
    BadParameter
        If what it says cannot be understood.

    Examples
    --------
    >>> said = {"reads": {"until": "date", "also": ["claims"]}}
    >>> read_reads({"metadata": {"syria_analysis": said}}, {"date": "2024-12-02"})
    Reads(until='2024-12-02', also=('claims',))
    """
    said = notebook["metadata"].get("syria_analysis", {}).get("reads")
    if said is None:
        return None
    also = said.get("also", ()) if isinstance(said, Mapping) else None
    if (
        not isinstance(also, list | tuple)
        or set(said) - {"until", "also"}
        or said.get("until") not in values
        or set(also) - set(DERIVED)
    ):
        raise BadParameter(
            'the notebook\'s "reads" must name a parameter of type Day as "until" and may name '
            f'{" and ".join(DERIVED)} in a list "also"'
        )
    return Reads(str(as_day(values[said["until"]])), tuple(sorted(also)))


def digest(content: bytes | str) -> str:
    """Give the sha256 of bytes, or of a text in UTF-8.

    Examples
    --------
    >>> digest("")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def data_digest(folder: Path) -> str:
    """Give the sha256 of a data package: of its description and every table and layer."""
    files = data_files(folder)
    return combined({p.relative_to(folder).as_posix(): digest(p.read_bytes()) for p in files})


def combined(parts: Mapping[str, str]) -> str:
    """Give the sha256 of the names and hashes of several parts, in their order."""
    return digest("".join(f"{name}\0{value}\n" for name, value in parts.items()))


def parts_read(dataset: Any, reads: Reads | None) -> dict[str, str]:
    """Give the sha256 of every part of the data that a report can depend on.

    Parameters
    ----------
    dataset : Dataset
        The data.
    reads : Reads or None
        What its notebook reads.

    Returns
    -------
    dict of str to str
        Names of the parts, most of them files, in alphabetical order. Two packages that agree in
        all of them give the same report.
    """
    folder = Path(dataset.folder)
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    sliced = (
        {folder / str(r["path"]): str(r["name"]) for r in described["resources"]} if reads else {}
    )
    parts = {
        path.relative_to(folder).as_posix(): digest(path.read_bytes())
        for path in data_files(folder)
        if sliced.get(path) not in _SLICED
    }
    if reads is None:
        return parts
    described["evenings"].pop("last")  # a package that goes on does not change what was
    parts["datapackage.json"] = digest(_canonical(described))
    events = _events_until(dataset.events, reads.until)
    cited = {str(dataset.conflict.article), *_cited(events)}
    for table in (dataset.places, dataset.factions, dataset.roads):
        cited |= _cited(table)
    for name in reads.also:
        result, sources = _computed(dataset, name)
        parts[f"{name}, as computed"] = result
        cited.update(sources)
    known = dataset.sources[dataset.sources["id"].isin(cited)].sort_index()
    reports = dataset.reports
    reports = reports[reports["about"].isin([*events["id"], *dataset.places["id"]])]
    corrections = dataset.corrections
    later = corrections["table"].isin(["events", "reports"])
    later &= ~corrections["row"].isin([*events["id"], *reports["id"]])
    parts[f"events up to {reads.until}"] = digest(events.to_csv(index=False))
    parts[f"reports up to {reads.until}"] = digest(reports.to_csv(index=False))
    told = corrections[~later].to_csv(index=False)
    parts[f"corrections up to {reads.until}"] = digest(told)
    parts["sources cited"] = digest(known.to_csv(index=False))
    return dict(sorted(parts.items()))


def derive(dataset: Any, name: str) -> pd.DataFrame:
    """Compute what a notebook can show beside its evenings.

    Parameters
    ----------
    dataset : Dataset
        The data.
    name : str
        One of `DERIVED`.

    Returns
    -------
    pandas.DataFrame
    """
    from syria_analysis.claims import claims_table
    from syria_analysis.claims.published import published_table

    return claims_table(dataset) if name == "claims" else published_table(dataset)


def _events_until(events: pd.DataFrame, day: str) -> pd.DataFrame:
    """Choose the events that can bear on an evening up to a day.

    These are the ones that may have happened by then, and what goes before them in the history of
    their places: it bounds how early they can have been.
    """
    bears = events["date_earliest"].fillna(events["date"]) <= pd.Timestamp(day)
    back = bears[::-1]
    return events[back.groupby(events["place"][::-1]).cummax()[::-1]]


def _cited(table: pd.DataFrame) -> set[str]:
    """Collect every id that a cell of a table may cite."""
    texts = table.select_dtypes(include=["object", "str"])
    cells = {str(cell) for column in texts for cell in texts[column].unique()}
    return {part for cell in cells for part in split_list(cell)}


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _computed(dataset: Any, name: str) -> tuple[str, frozenset[str]]:
    """Give the hash of a result, and the ids of the sources that it cites."""
    rows = [plain(row) for row in derive(dataset, name).to_dict("records")]
    events = sorted({event for row in rows for event in row.get("events", ())})
    evidence = dict(zip(events, dataset.events.loc[events, "sources"], strict=True))
    cited: Iterable[str] = [source for row in rows for source in row["sources"]]
    sources = {*cited, *(s for cell in evidence.values() for s in split_list(cell))}
    return digest(_canonical([rows, evidence])), frozenset(sources)
