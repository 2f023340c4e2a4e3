"""How answers show themselves in a notebook: tables rounded for reading, and small cards.

Nothing here changes a value: a table keeps its numbers and shows them rounded. Cards set no
colour of letters or ground, so that they can be read on a dark page as on a light one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from syria_analysis.package.dataset import Dataset

__all__ = [
    "Table",
    "card",
    "facts_html",
    "named",
    "rounded",
    "swatch",
    "table_html",
    "text_rows",
    "whole_html",
]

LONGEST = 10_000
"""Rows of a table that are rounded for show; a longer one is shown as pandas does."""
DECIMALS = {"km": 1, "day": 1, "share": 3, "certainty": 2, "deg": 0, "hours": 1, "lat": 4, "lon": 4}
"""Decimals of numbers by the last word of their column; of km² by their size."""
_WHOLE = "    .dataframe.whole tbody tr td { white-space: nowrap; }\n"
"""For days and ids, which have hyphens."""
_CELL = "padding:1px 10px 1px 0;text-align:{};vertical-align:baseline;line-height:1.4"


class Table(pd.DataFrame):  # type: ignore[misc]
    """A `pandas.DataFrame` that shows its numbers rounded by their unit, and keeps them exact.

    Columns that end in ``_km`` are shown with one decimal, in ``_km2`` (or all, if that is the
    ``unit`` among the table's `attrs`) with as many as leave three digits to the largest, other
    numbers with four digits; counts with a comma at the thousands. What is computed from the table,
    written or indexed is never rounded.

    Examples
    --------
    >>> table = Table({"place": ["a", "b"], "front_km": [6.09812, -2e-13], "area_km2": 1234.5})
    >>> table
      place front_km area_km2
    0     a      6.1    1,234
    1     b      0.0    1,234
    >>> float(table["front_km"][0])
    6.09812
    """

    @property
    def _constructor(self) -> type[Table]:
        return Table

    def __repr__(self) -> str:
        return repr(rounded(self))

    def _repr_html_(self) -> str | None:
        return whole_html(rounded(self))


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Write the numbers of a table as they are to be read.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table; one of more than `LONGEST` rows is left as it is.

    Returns
    -------
    pandas.DataFrame
        The same rows and columns, numbers as texts; shapes stay.

    Examples
    --------
    >>> rounded(pd.DataFrame({"front_km": [6.09812]}))["front_km"].tolist()
    ['6.1']
    """
    plain = pd.DataFrame(table)
    if len(plain) > LONGEST or not plain.columns.is_unique:
        return plain
    digits = _decimals(plain, table.attrs.get("unit"))
    columns = {name: _written(plain[name], digits[name]) for name in plain}
    return pd.DataFrame(columns, index=plain.index)


def whole_html(table: pd.DataFrame) -> str | None:
    """Write a table as pandas does, with no cell broken at its hyphens.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table.

    Returns
    -------
    str or None
        HTML; None if pandas is set to write none.

    Examples
    --------
    >>> "nowrap" in whole_html(pd.DataFrame({"day": ["2024-12-02"]}))
    True
    """
    html: str | None = table._repr_html_()
    if html is None:
        return None
    html = html.replace('class="dataframe"', 'class="dataframe whole"', 1)
    return html.replace("</style>", f"{_WHOLE}</style>", 1)


def _written(column: pd.Series, digits: int | None) -> pd.Series:
    """Write the numbers of a column as they are to be read; other columns stay."""
    if column.dtype.name == "geometry":
        return column
    kind = column.dtype.kind if hasattr(column.dtype, "kind") else "O"
    if kind in "iu":
        return column.map(lambda value: f"{value:,}".replace("-", "−"))
    if kind == "f":
        return column.map(lambda value: _number(value, digits)).astype(object)
    if kind == "O":
        return column.map(_cell)
    return column


def _decimals(table: pd.DataFrame, unit: str | None) -> dict[Any, int | None]:
    """Tell with how many decimals each column is shown: those of km² alike, by the largest.

    None for a column of no known unit, whose numbers may be of several.
    """
    units = {name: unit or str(name).rpartition("_")[2] for name in table}
    alike = [name for name, of in units.items() if of == "km2"]
    sizes = table[alike].select_dtypes("floating").abs().replace(math.inf, math.nan)
    largest = sizes.max().max() if sizes.size else 0.0
    km2 = _fitting(largest, 3)
    return {name: km2 if of == "km2" else DECIMALS.get(of) for name, of in units.items()}


def _fitting(value: float, figures: int) -> int:
    """Tell how many decimals leave so many figures to a number, three at most."""
    scale = math.floor(math.log10(value)) if value > 0 else figures
    return max(0, min(3, figures - 1 - scale))


def _number(value: float, digits: int | None) -> str:
    if not math.isfinite(value):
        return "–" if math.isnan(value) else str(value)
    digits = _fitting(abs(value), 4) if digits is None else digits
    # Adding 0 makes what is left of -2e-13 an unsigned zero.
    return f"{round(value, digits) + 0.0:,.{digits}f}".replace("-", "−")


def _cell(value: Any) -> Any:
    """Write the numbers of an object column, and lists without brackets."""
    if value is None:
        return "–"
    if isinstance(value, tuple | list):
        return ", ".join(str(_cell(item)) for item in value)
    if isinstance(value, float):
        return _number(value, 4)
    return value


def named(
    dataset: Dataset,
    table: pd.DataFrame,
    factions: Sequence[str] = (),
    places: Sequence[str] = (),
) -> Table:
    """Set beside columns of ids what they are called, and have the table shown rounded.

    Parameters
    ----------
    dataset : Dataset
        Whose ids they are.
    table : pandas.DataFrame
        With the columns named; one without such a column is left as it is.
    factions, places : sequence of str
        Columns, or the name of the index, that hold ids of factions and of places.

    Returns
    -------
    Table
        The same rows; behind each of the columns one with ``_name`` added to its name, ""
        where there is no id.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> held = pd.DataFrame({"place": ["homs"], "holder": ["SAA"], "front_km": 65.25})
    >>> named(load_dataset(), held, ["holder"], ["place"])
      place place_name holder holder_name front_km
    0  homs       Homs    SAA  Government     65.2
    """
    result = Table(table)
    for columns, names in (
        (factions, dataset.factions["short_name"]),
        (places, dataset.places["name"]),
    ):
        for column in columns:
            if column in result.columns:
                at, ids = result.columns.get_loc(column) + 1, result[column]
            elif column == result.index.name:
                at, ids = 0, result.index.to_series()
            else:
                continue
            told = names.reindex(ids.where(ids.notna(), "")).fillna("").to_numpy(object)
            result.insert(at, f"{column}_name", told)
    return result


def swatch(colour: str) -> str:
    """Draw a small square of a colour, to stand before a name.

    Parameters
    ----------
    colour : str
        As CSS writes it.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> "background:#123456" in swatch("#123456")
    True
    """
    return (
        '<span style="display:inline-block;width:.8em;height:.8em;border:1px solid currentColor;'
        f'background:{escape(colour)}"></span> '
    )


def table_html(
    head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "", words: bool = False
) -> str:
    """Write a small table.

    Parameters
    ----------
    head : sequence of str
        Texts over the columns.
    rows : iterable of sequence of str
        Cells, which are markup already.
    caption : str
        A text.
    words : bool
        Whether all columns are words, not the first one alone: they stand left, numbers right.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> table_html(["a", "b<"], [["<b>1</b>", "2"]]).count("&lt;")
    1
    """
    aligned = ["left", *["left" if words else "right"] * (len(head) - 1)]
    top = "".join(
        f'<th scope="col" style="{_CELL.format(a)}">{escape(h)}</th>'
        for h, a in zip(head, aligned, strict=True)
    )
    whole = "" if words else ";white-space:nowrap"  # no number and its interval are parted
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{_CELL.format(a)}{whole}">{cell}</td>'
            for cell, a in zip(row, aligned, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    over = '<caption style="text-align:left;font-weight:bold;caption-side:top;color:inherit">'
    return (
        '<table style="border-collapse:collapse;font-variant-numeric:tabular-nums;margin:0 0 8px">'
        f"{over + escape(caption) + '</caption>' if caption else ''}"
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )


def facts_html(facts: Iterable[tuple[str, str]]) -> str:
    """Write what is known of one thing, a line each.

    Parameters
    ----------
    facts : iterable of (str, str)
        What it is, and what it is said to be; texts.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> facts_html([("Holder", "<b>")]).count("&lt;")
    1
    """
    left = _CELL.format("left")
    rows = "".join(
        f'<tr><th scope="row" style="{left};white-space:nowrap">{escape(name)}</th>'
        f'<td style="{left}">{escape(told)}</td></tr>'
        for name, told in facts
    )
    return f'<table style="border-collapse:collapse;margin:0 0 8px"><tbody>{rows}</tbody></table>'


def card(title: str, *parts: str) -> str:
    """Set parts below a title.

    Parameters
    ----------
    title : str
        A text.
    *parts : str
        Markup.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> card("Homs & Hama", "<p>…</p>")
    '<div><p><strong>Homs &amp; Hama</strong></p><p>…</p></div>'
    """
    return f"<div><p><strong>{escape(title)}</strong></p>{''.join(parts)}</div>"


def text_rows(title: str, facts: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """Write a title and what is known, for a terminal.

    Parameters
    ----------
    title : str
        The first line.
    facts : mapping or iterable of (str, str)
        What it is, and what it is said to be.

    Returns
    -------
    str

    Examples
    --------
    >>> print(text_rows("Homs", {"Holder": "the government"}))
    Homs
      Holder: the government
    """
    pairs = facts.items() if isinstance(facts, Mapping) else facts
    return "\n".join([title, *(f"  {name}: {told}" for name, told in pairs)])
