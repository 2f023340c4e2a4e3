"""What a report is made of: tables, findings, claims, prose, figures, sources.

A block is a plain dictionary that travels in a notebook output under its own media type, next to
the HTML and the plain text that Jupyter shows. The exporters read the blocks, so that HTML and
PDF each set them in their own way and the tables and numbers can be written out as files. A block
carries everything it needs (names, colours, the pages behind its numbers).

The functions here are pure: they take frames and values and give dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from syria_analysis.reports.text import clean, safe_name
from syria_analysis.text import outputs

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "KINDS",
    "MIME",
    "Column",
    "attachment_block",
    "claims_block",
    "figure_block",
    "findings_block",
    "front_block",
    "numbers_block",
    "prose_block",
    "sources_block",
    "table_block",
    "worth_telling",
]

MIME = "application/vnd.syria-analysis.block+json"
KINDS = (
    "text",
    "word",
    "number",
    "percent",
    "date",
    "faction",
    "place",
    "places",
    "sources",
    "verdict",
)

Block = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """How one column of a frame is shown.

    Attributes
    ----------
    name : str
        Column of the frame (or the name of its index).
    label : str
        Heading; without it the name with spaces for underscores.
    unit : str
        Unit, shown in the heading after the label.
    kind : str
        ``text``, ``word`` (text that is not broken into lines, underscores as spaces),
        ``number``, ``percent`` (of a share 0–1), ``date``, ``faction`` (id, shown with
        its colour), ``place`` (id, shown by name), ``places`` (ids), ``sources`` (ids, shown as
        numbers into the list of sources) or ``verdict`` (a word, shown with its shape).
        Without it numbers are numbers and everything else is text.
    digits : int, optional
        Decimals of a number.
    width : float, optional
        Share of the line that a text column takes relative to other text columns.
    strong : bool
        Set the column in bold type.
    faction : str
        Faction id whose colour stands in the heading, as in a matrix of factions.
    paper : bool
        Whether the PDF has the column too.
    most_on_paper : int
        How many ids of a cell the PDF names; 0: all.
    """

    name: str
    label: str = ""
    unit: str = ""
    kind: str = ""
    digits: int | None = None
    width: float = 1.0
    strong: bool = False
    faction: str = ""
    paper: bool = True
    most_on_paper: int = 0

    def __post_init__(self) -> None:
        if self.kind and self.kind not in KINDS:
            raise ValueError(f"unknown kind of column {self.kind!r}: use one of {', '.join(KINDS)}")


def plain(value: object) -> Any:
    """Turn a value of pandas or NumPy into one that JSON can hold, to the last digit."""
    return outputs.plain(value, decimals=None)


def ids(value: object) -> tuple[str, ...]:
    """Give the ids in a list, a tuple or a string that separates them by ``|``."""
    if value is None or value != value:
        return ()
    if isinstance(value, str):
        value = value.split("|")
    return tuple(dict.fromkeys(t for v in value if (t := clean(v))))  # type: ignore[attr-defined]


def columns_of(frame: pd.DataFrame, columns: Iterable[Column | str] | None) -> list[Column]:
    """Complete a choice of columns: kinds guessed from the data where not told."""
    chosen = list(frame.columns) if columns is None else list(columns)
    whole = []
    for column in chosen:
        column = column if isinstance(column, Column) else Column(str(column))
        if column.name not in frame.columns:
            raise KeyError(f"the table has no column {column.name!r}")
        values = frame[column.name]
        kind = column.kind or (
            "number"
            if values.dtype.kind in "iuf"
            else "date"
            if values.dtype.kind == "M"
            else "text"
        )
        label = column.label or str(column.name).replace("_", " ").capitalize()
        whole.append(Column(**{**asdict(column), "kind": kind, "label": label}))
    return whole


def rows_of(frame: pd.DataFrame, names: Sequence[Any]) -> list[list[Any]]:
    """Give the rows of some columns, as values that JSON can hold."""
    columns = [[plain(v) for v in frame[name].tolist()] for name in names]
    return [list(row) for row in zip(*columns, strict=True)]


def table_block(
    frame: pd.DataFrame,
    caption: str,
    *,
    name: str,
    columns: Iterable[Column | str] | None = None,
    note: str = "",
    sources: Sequence[str] = (),
    total: bool = False,
    data: pd.DataFrame | None = None,
    empty: str = "",
    paper: bool = True,
) -> Block:
    """Describe a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows, raw: numbers as numbers, ids as ids. A named index counts as a column.
    caption : str
        What the table shows, a sentence without its full stop.
    name : str
        File name of its CSV, without the ending.
    columns : iterable of Column or str, optional
        Which columns are shown, in which order and how; all of them without it. The CSV holds
        every column of the frame.
    note : str
        A remark below the table.
    sources : sequence of str
        Source ids behind the whole table.
    total : bool
        The last row is a sum: it is set apart.
    data : pandas.DataFrame, optional
        What the CSV holds, if not the frame.
    empty : str
        What stands in place of the rows if there are none. Default: that there is nothing.
    paper : bool
        Whether the PDF has the table too; else it says where to find it.

    Returns
    -------
    dict
        The block.
    """
    frame = _with_index(frame)
    data = frame if data is None else _with_index(data)
    shown = columns_of(frame, columns)
    return {
        "type": "table",
        "name": safe_name(name),
        "caption": clean(caption),
        "columns": [asdict(c) for c in shown],
        "rows": rows_of(frame, [c.name for c in shown]),
        "data": {
            "columns": [str(c) for c in data.columns],
            "rows": rows_of(data, list(data.columns)),
        },
        "note": clean(note),
        "sources": list(ids(sources)),
        "total": bool(total),
        "empty": clean(empty),
        "paper": bool(paper),
    }


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    named = frame.index.name is not None or frame.index.nlevels > 1
    return frame.reset_index() if named else frame


def findings_block(findings: Iterable[Any]) -> Block:
    """Describe findings: objects with id, sentence, numbers, events and sources."""
    return {
        "type": "findings",
        "items": [
            {
                "id": clean(f.id),
                "sentence": clean(f.sentence),
                "numbers": plain(dict(f.numbers)),
                "events": list(ids(f.events)),
                "sources": list(ids(f.sources)),
            }
            for f in findings
        ],
    }


def worth_telling(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Leave out, of the items of findings, what another has told: who holds a city that passed."""
    passed = {
        f"front-to-{city}"
        for item in items
        if item["id"] == "cities-changed"
        for city in item["numbers"].get("cities", ())
    }

    def said(item: Mapping[str, Any]) -> bool:
        numbers = item["numbers"]
        held = str(numbers.get("status")).startswith("held") and not numbers.get("otherwise")
        return item["id"] in passed and held

    return [item for item in items if not said(item)]


def claims_block(frame: pd.DataFrame, *, name: str = "claims") -> Block:
    """Describe checked claims: a frame with the columns of the ``claims`` command.

    Columns used where present: ``id``, ``statement``, ``expected``, ``unit``, ``tolerance``,
    ``computed``, ``low``, ``high``, ``verdict``, ``display``, ``basis``, ``sources``, ``events``,
    ``overturned_by``, ``note``.
    """
    frame = _with_index(frame)
    names = [str(c) for c in frame.columns]
    rows = [dict(zip(names, row, strict=True)) for row in rows_of(frame, list(frame.columns))]
    for row in rows:
        row["sources"] = list(ids(row.get("sources")))
        row["events"] = list(ids(row.get("events")))
    return {"type": "claims", "name": safe_name(name), "items": rows}


def prose_block(markdown: str, values: Mapping[str, str], sources: Sequence[str] = ()) -> Block:
    """Describe a paragraph whose ``{names}`` stand for already escaped values."""
    return {
        "type": "prose",
        "markdown": markdown.format(**values).strip(),
        "sources": list(ids(sources)),
    }


def figure_block(illustration: Any, caption: str = "", *, lead: bool = False) -> Block:
    """Describe a figure by its words; its caption can be replaced.

    One that leads the report stands under the report's own headline.
    """
    words = {key: clean(text) for key, text in illustration.words().items()}
    words["caption"] = clean(caption) or words["caption"]
    told = {sentence.rstrip(".") for sentence in words["caption"].split(". ")}
    rest = [t for t in words["subtitle"].split(". ") if t.rstrip(".") not in told]
    words["subtitle"] = ". ".join(rest)  # what the caption says stands there once
    return {"type": "figure", **words, "name": safe_name(illustration.name), "lead": bool(lead)}


def numbers_block(numbers: Iterable[Any], verdicts: Mapping[str, int] | None = None) -> Block:
    """Describe the few numbers that open a report, and how many claims have which verdict.

    Parameters
    ----------
    numbers : iterable of KeyNumber
        Objects with ``id``, ``label``, ``value``, ``interval`` and ``about``.
    verdicts : mapping of str to int, optional
        Verdict to the number of claims that have it.

    Returns
    -------
    dict
        The block.
    """
    fields = ("id", "label", "value", "interval", "about")
    return {
        "type": "numbers",
        "numbers": [{field: clean(getattr(n, field)) for field in fields} for n in numbers],
        "tally": [[clean(word), int(count)] for word, count in (verdicts or {}).items()],
    }


def front_block(**fields: object) -> Block:
    """Describe the head of a report: title, subtitle, date, baseline, version, author, lang."""
    return {"type": "front", **{k: plain(v) for k, v in fields.items()}}


_ATTACHED = ("html", "csv", "json")
_TAKEN = ("report", "findings", "manifest", "index")


def attachment_block(name: str, caption: str) -> Block:
    """Describe a file that lies beside the report.

    Parameters
    ----------
    name : str
        File name: as `text.safe_name` demands, with the ending ``.html``, ``.csv`` or ``.json``.
    caption : str
        What the file is, a sentence without its full stop.

    Returns
    -------
    dict
        The block.

    Raises
    ------
    ValueError
        If the name is another file's of the report, or none for a file.
    """
    stem, _, ending = name.rpartition(".")
    if ending not in _ATTACHED or safe_name(stem) in _TAKEN:
        raise ValueError(f"{clean(name)!r} cannot name a file beside a report")
    return {"type": "attachment", "name": name, "caption": clean(caption)}


def sources_block(extra: Sequence[str] = ()) -> Block:
    """Mark where the list of all sources cited in the report stands."""
    return {"type": "sources", "sources": list(ids(extra))}


def cited(block: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the ids of all sources a block cites, each once, in order."""
    found = list(block.get("sources", ())) if block.get("type") != "figure" else []
    for item in block.get("items", ()):
        found += [*item.get("sources", ()), *item.get("evidence", ())]
    at = [i for i, c in enumerate(block.get("columns", ())) if c["kind"] == "sources"]
    for row in block.get("rows", ()):
        for i in at:
            found += ids(row[i])
    return tuple(dict.fromkeys(found))


def mentioned(block: Mapping[str, Any], kinds: Sequence[str]) -> tuple[str, ...]:
    """Give the ids in the cells and headings of a table that are of one of these kinds."""
    found: list[str] = []
    for i, column in enumerate(block.get("columns", ())):
        if column["faction"] and "faction" in kinds:
            found.append(column["faction"])
        if column["kind"] in kinds:
            for row in block["rows"]:
                found += ids(row[i])
    return tuple(dict.fromkeys(found))
