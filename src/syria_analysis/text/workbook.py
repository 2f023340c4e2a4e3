"""Rows as a workbook (.xlsx): texts stay texts there, whatever they begin with."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from syria_analysis.errors import BadParameter
from syria_analysis.text.outputs import flat

__all__ = ["as_workbook"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST_ROWS, MOST_LETTERS = 1_048_576, 32_767
"""What a sheet and a cell hold."""


def as_workbook(sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """Write plain records as a workbook, each list of them a sheet with its names in the top row.

    Parameters
    ----------
    sheets : mapping of str to list of dict
        Rows by the name of their sheet.

    Returns
    -------
    bytes
        The same for the same rows. Numbers are numbers, all else is text: nothing is run as a
        formula.

    Raises
    ------
    BadParameter
        If there are more rows, or longer texts, than a sheet holds.

    Examples
    --------
    >>> as_workbook({"areas": [{"faction": "SAA", "km": 1.5}]})[:2]
    b'PK'
    """
    names = [re.sub(r"[][:*?/\\]", " ", name)[:31] for name in sheets] or ["empty"]
    rows = list(sheets.values()) or [[]]
    numbers = range(1, len(names) + 1)
    told = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PARTS}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            f'ContentType="{_KIND}.worksheet+xml"/>'
            for n in numbers
        )
        + "</Types>",
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{told}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
        ),
        **{f"xl/worksheets/sheet{n}.xml": _sheet(rows[n - 1]) for n in numbers},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for part, text in parts.items():
            about = zipfile.ZipInfo(part)  # of 1980: the same bytes at any time
            about.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(about, _HEAD + text)
    return stream.getvalue()


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PARTS}/relationships">{told}</Relationships>'


def _sheet(rows: Sequence[Mapping[str, Any]]) -> str:
    columns, cells = flat(rows)
    if len(cells) >= MOST_ROWS:
        raise BadParameter(f"a sheet holds {MOST_ROWS:,} rows, not {len(cells) + 1:,}: ask for CSV")
    lines = "".join(f"<row>{''.join(map(_cell, line))}</row>" for line in [columns, *cells])
    still = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{still}'
        f"</sheetView></sheetViews><sheetData>{lines}</sheetData></worksheet>"
    )


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{value:d}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c><v>{value!r}</v></c>"
    text = _NO_XML.sub("", value)
    if len(text) > MOST_LETTERS:
        raise BadParameter(f"a cell holds {MOST_LETTERS:,} letters, not {len(text):,}: ask for CSV")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
