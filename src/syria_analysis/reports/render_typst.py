"""Blocks as Typst source.

What comes from data is only ever written as a Typst string literal, which Typst reads as data;
the functions that lay it out (``sa-table`` and so on) are in the template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from syria_analysis.reports.blocks import ids
from syria_analysis.reports.context import IN_FINDINGS, MOST_NUMBERED, Context, Source
from syria_analysis.reports.render_html import computed, expected, is_brief, labels, tally
from syria_analysis.reports.text import day, number, slug, typst_string

__all__ = ["Notes", "claims", "figure", "findings", "note", "printed", "sources", "table"]

_COLOUR = r"#[0-9a-fA-F]{6}"


class Notes:
    """The footnotes of a document; the same text is one footnote, referred to again."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, text: str) -> str:
        """Take a note (Typst markup) and give the Typst markup that places its mark."""
        if not text:
            return ""
        if text in self.texts:
            return f"#footnote(<note-{self.texts.index(text) + 1}>)"
        self.texts.append(text)
        return f"#footnote[{text}] <note-{len(self.texts)}>"


def said(text: object) -> str:
    """Give clean text as Typst content."""
    return f"#{typst_string(text)}"


def refs(keys: Sequence[str], context: Context) -> str:
    """Give the numbers of sources as links into the list of sources."""
    runs = [f"({first}, {last})" for first, last in context.ranges(keys)]
    return f"#sa-refs({_array(runs)})" if runs else ""


def refer(source: Source, context: Context) -> str:
    """Name a source in a note: publisher and day, linked, with its number in the list."""
    label = said(source.label)
    if source.url:
        label = f"#link({typst_string(source.url)})[{label}]"
    number_in_list = refs([source.id], context)
    return f"{label}#sym.space.nobreak{number_in_list}" if number_in_list else label


def note(keys: Sequence[str], context: Context) -> str:
    """Write the sources of a statement as the text of a footnote."""
    if not keys:
        return ""
    first, rest = context.named(keys)
    text = r"\; ".join(refer(s, context) for s in first)
    if rest:
        text += rf"\; and {len(rest)} more"
        listed = refs([s.id for s in rest], context)
        if len(rest) > MOST_NUMBERED:
            text += f" {said(IN_FINDINGS)}"
        elif listed:
            text += f" {listed}"
    return text + "."


def cell(value: Any, column: Mapping[str, Any], context: Context) -> str:
    """Write one cell as its column says, as Typst markup."""
    kind = column["kind"]
    if kind == "number":
        return said(number(value, column["digits"]))
    if kind == "percent":
        share = value * 100 if isinstance(value, int | float) else value
        return said(number(share, 1 if column["digits"] is None else column["digits"]))
    if kind == "date":
        return said(day(value).replace(" ", "\u00a0")) if value else "–"
    if kind == "faction":
        name, colour = context.faction(value)
        colour = f'"{colour}"' if re.fullmatch(_COLOUR, colour) else "none"
        return f"#sa-faction({colour}, {typst_string(name)})" if value else "–"
    if kind in ("place", "places"):
        return ", ".join(said(context.place(v)) for v in ids(value)) or "–"
    if kind == "sources":
        return refs(ids(value), context) or r"\; ".join(
            said(context.source(k).label) for k in ids(value)
        )
    if kind == "verdict":
        return verdict(value)
    if kind == "word":
        return said(str(value or "").replace("_", "\u00a0"))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return said(number(value, column["digits"]))
    return said(value) if value not in (None, "") else "–"


def swatch(colour: str) -> str:
    """Draw a faction's colour."""
    return f'#sa-swatch("{colour}")' if re.fullmatch(_COLOUR, colour) else ""


def verdict(value: object) -> str:
    """Write a verdict as its shape and its word."""
    return f"#sa-verdict({typst_string(value)})"


def table(block: Mapping[str, Any], context: Context, notes: Notes) -> str:
    """Write a table: text columns share the line, the others are as wide as they need."""
    columns = block["columns"]
    right = [c["kind"] in ("number", "percent") for c in columns]
    widths = [_width(c, [row[i] for row in block["rows"]], context) for i, c in enumerate(columns)]
    head = []
    for column in columns:
        unit = column["unit"] or ("%" if column["kind"] == "percent" else "")
        mark = swatch(context.faction(column["faction"])[1]) if column["faction"] else ""
        text = f"{mark}{said(column['label'])}"
        head.append(f"[{text}" + (f" #sa-unit({typst_string(unit)})]" if unit else "]"))
    rows = []
    if not block["rows"]:
        text = said(block.get("empty") or "Nothing to list.")
        rows.append(f"(table.cell(colspan: {len(columns)})[{text}],)")
    for i, row in enumerate(block["rows"]):
        bold_row = block.get("total") and i == len(block["rows"]) - 1
        cells = []
        for value, column in zip(row, columns, strict=True):
            text = cell(value, column, context)
            cells.append(f"[#strong[{text}]]" if bold_row or column["strong"] else f"[{text}]")
        rows.append(_array(cells))
    remark = said(block["note"]) if block.get("note") else ""
    mark = notes.add(note(block.get("sources", ()), context))
    return (
        f"#sa-table(\n  [{said(block['caption'])}{mark}],\n  key: {typst_string(block['name'])},"
        f"\n  widths: {_array(widths)},"
        f"\n  aligns: {_array('right' if r else 'left' for r in right)},"
        f"\n  head: {_array(head)},\n  rows: {_array(rows, ',' + chr(10) + '    ')},"
        f"\n  note: [{remark}],\n  total: {'true' if block.get('total') else 'false'},\n)"
    )


def _width(column: Mapping[str, Any], values: Sequence[Any], context: Context) -> str:
    """Choose the width of a column: a share of the line for what may need several lines."""
    kind = column["kind"]
    if kind == "sources":
        runs = max((len(context.ranges(ids(v))) for v in values), default=0)
        return "1fr" if runs > 4 else "auto"
    if kind in ("text", "places"):
        return f"{column['width'] * (3 if kind == 'places' else 1):g}fr"
    return "auto"


def findings(block: Mapping[str, Any], context: Context, notes: Notes) -> str:
    """Write findings as a list of sentences, each with a footnote that names its sources."""
    items = [
        f"[{said(item['sentence'])}{notes.add(note(item['sources'], context))}]"
        for item in block["items"]
    ]
    return f"#sa-findings({_array(items, ',' + chr(10) + '  ')})"


def claims(block: Mapping[str, Any], context: Context, notes: Notes) -> str:
    """Write checked claims, one below the other; those with nothing computed briefly."""
    counts = [f"({typst_string(w)}, {n})" for w, n in tally(block["items"])]
    parts = [f"#sa-tally({_array(counts)})"]
    rules: list[str] = []
    for item in block["items"]:
        keys = list(dict.fromkeys([*item["sources"], *item.get("evidence", ())]))
        mark = notes.add(note(keys, context))
        brief = is_brief(item)
        more = [
            f"({typst_string(label)}, [{said(item[key])}])"
            for label, key in (
                labels(item) if brief else [*labels(item), ("Overturned by", "overturned_by")]
            )
            if item.get(key)
        ]
        rule = "none"
        if item.get("tolerance") and not brief:
            if item["tolerance"] not in rules:
                rules.append(item["tolerance"])
            rule = f'"{_letter(rules.index(item["tolerance"]))}"'
        found = "none, none" if brief else f"[{said(expected(item))}], [{said(computed(item))}]"
        parts.append(
            f"#sa-claim({typst_string(item.get('verdict'))}, [{said(item['statement'])}{mark}], "
            f"{found}, {rule}, {_array(more)})"
        )
    listed = [f'("{_letter(n)}", [{said(rule)}])' for n, rule in enumerate(rules)]
    parts.append(f"#sa-rules({_array(listed)})")
    return "\n".join(parts)


def _letter(n: int) -> str:
    return chr(ord("a") + n % 26) * (n // 26 + 1)


def figure(block: Mapping[str, Any], path: str, label: str, extent: tuple[float, float]) -> str:
    """Write a figure whose picture lies at a path, with its size in points."""
    width, height = extent
    return (
        f"#sa-figure({typst_string(path)}, alt: {typst_string(block['alt'])}, "
        f"label: {typst_string(label)}, key: {typst_string(slug(block['name']))}, "
        f"caption: [{said(block.get('caption') or block.get('title'))}], "
        f"ratio: {height / width:.4f})"
    )


def sources(context: Context) -> str:
    """Write the list of all sources cited."""
    items = []
    for key, n in sorted(context.numbers.items(), key=lambda kv: kv[1]):
        source = context.source(key)
        title = said(source.title or source.url)
        if source.url:
            title = f"#link({typst_string(source.url)})[{title}]"
        head = " ".join(
            said(t)
            for t in (
                f"({source.standing})" if source.standing else "",
                day(source.published),
            )
            if t
        )
        tail = f", read through {said(source.via)}" if source.via else ""
        items.append(f"({n}, [#strong[{said(source.publisher)}] {head}: {title}{tail}.])")
    return f"#sa-sources({_array(items, ',' + chr(10) + '  ')})"


def attachment(block: Mapping[str, Any]) -> str:
    """Name a file that lies beside the report; a printed page has no link to it."""
    name = f"in the file {block['name']} beside this one"
    return f"#sa-prose[#{typst_string(block['caption'])}, #{typst_string(name)}.]"


def printed(text: str) -> str:
    """Write printed output as it is, line by line."""
    lines = [typst_string(line) for line in text.rstrip().splitlines()[:400]]
    return f"#sa-printed({_array(lines)})"


def _array(items: Any, glue: str = ", ") -> str:
    """Write a Typst array; one of a single item needs its comma."""
    inner = glue.join(items)
    return f"({inner},)" if inner else "()"
