"""Blocks as Typst source.

What comes from data is only ever written as a Typst string literal, which Typst reads as data;
the functions that lay it out (``sa-table`` and so on) are in the template.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from syria_analysis.reports.blocks import ids, worth_telling
from syria_analysis.reports.context import Context, Source
from syria_analysis.reports.render_html import computed, expected, is_brief, judged, remarks, tally
from syria_analysis.reports.text import clean, day, number, slug, typst_string
from syria_analysis.text.language import say
from syria_analysis.text.wording import unit_text, verdict_text

__all__ = [
    "Notes",
    "claims",
    "figure",
    "findings",
    "note",
    "numbers",
    "printed",
    "sources",
    "table",
]

MOST_ROWS = 24
"""A longer table is for the screen and the CSV."""
MOST_CHARS = 125
"""So is a wider one, by the characters of a row."""
NARROWEST = 24
"""A column of text that is less wide, in characters, is hard to read."""
LONGEST_REASON = 240
"""A longer reason of a claim is cut."""
LONGEST_WORD = 30
"""A longer text is broken into lines even where it counts as a word."""
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
    runs = context.ranges(keys)
    context.referred.update(n for first, last in runs for n in range(first, last + 1))
    return f"#sa-refs({_array(f'({first}, {last})' for first, last in runs)})" if runs else ""


def few_refs(keys: Sequence[str], context: Context) -> str:
    """Give the numbers of a few sources, one of each publisher first, and how many more."""
    first, rest = context.named(keys)
    told = refs([s.id for s in first], context)
    return told + (more(len(rest)) if rest and told else "")


def more(number: int) -> str:
    """Say that there are more."""
    return f" #sa-more({typst_string(say('report-more', number=number))})"


def refer(source: Source, context: Context) -> str:
    """Name a source in a note: publisher and day, linked, with its number in the list."""
    label = said(source.label)
    if source.url:
        label = f"#link({typst_string(source.url)})[{label}]"
    number_in_list = refs([source.id], context)
    return f"{label}#sym.space.nobreak{number_in_list}" if number_in_list else label


def note(keys: Sequence[str], context: Context) -> str:
    """Write the sources of a statement as the text of a footnote: a few named, others counted."""
    if not keys:
        return ""
    first, rest = context.named(keys)
    text = r"\; ".join(refer(s, context) for s in first)
    if rest:
        told = f"{say('report-more', number=len(rest))} {say('report-in-findings')}"
        text += rf"\; {said(told)}"
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
        names = [said(context.place(v)) for v in ids(value)]
        most = column.get("most_on_paper") or len(names)
        others = more(len(names) - most) if len(names) > most else ""
        return ", ".join(names[:most]) + others or "–"
    if kind == "sources":
        return few_refs(ids(value), context) or r"\; ".join(
            said(context.source(k).label) for k in ids(value)
        )
    if kind == "verdict":
        return verdict(value)
    if kind == "word":
        text = str(value or "").replace("_", " ")
        return said(text.replace(" ", "\u00a0") if len(text) <= LONGEST_WORD else text)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return said(number(value, column["digits"]))
    return said(value) if value not in (None, "") else "–"


def swatch(colour: str) -> str:
    """Draw a faction's colour."""
    return f'#sa-swatch("{colour}")' if re.fullmatch(_COLOUR, colour) else ""


def verdict(value: object) -> str:
    """Write a verdict as its shape and its word."""
    return f"#sa-verdict({_verdict(value)})"


def _verdict(value: object) -> str:
    word = verdict_text(clean(value))
    return f"({typst_string(value)}, {typst_string(word)})"


def table(block: Mapping[str, Any], context: Context, notes: Notes) -> str:
    """Write a table: text columns share the line, the others are as wide as they need.

    One that is not for paper, or is too long for it, is named with the place to find it; of one
    without a row stands the sentence that says so.
    """
    key = f"key: {typst_string(block['name'])}"
    if not block["rows"]:
        return f"#sa-elsewhere([{said(block.get('empty') or say('report-empty'))}], {key})"
    long = len(block["rows"]) > MOST_ROWS or _chars(block, context) > MOST_CHARS
    if not block.get("paper", True) or long:
        count = say("report-rows", number=len(block["rows"]))
        where = f"report.html, tables/{block['name']}.csv"
        return f"#sa-elsewhere([{said(block['caption'])} {said(f'({count}): {where}')}], {key})"
    kept = [i for i, c in enumerate(block["columns"]) if c.get("paper", True)]
    columns = [block["columns"][i] for i in kept]
    body = [[row[i] for i in kept] for row in block["rows"]]
    right = [c["kind"] in ("number", "percent") for c in columns]
    widths = [_width(c, [row[i] for row in body], context) for i, c in enumerate(columns)]
    head = []
    for i, column in enumerate(columns):
        unit = unit_text(column["unit"] or ("%" if column["kind"] == "percent" else ""))
        mark = swatch(context.faction(column["faction"])[1]) if column["faction"] else ""
        lines = [str(column["label"])]
        if widths[i] == "auto":  # as wide as what stands below, so that no cell is broken for it
            longest = max((len(_shown(row[i], column, context)) for row in body), default=0)
            lines = textwrap.wrap(lines[0], max(12 if right[i] else 16, min(longest, 26))) or lines
        text = mark + " #linebreak() ".join(map(said, lines))
        head.append(f"[{text}" + (f" #sa-unit({typst_string(unit)})]" if unit else "]"))
    rows = []
    for i, row in enumerate(body):
        bold_row = block.get("total") and i == len(body) - 1
        cells = []
        for value, column in zip(row, columns, strict=True):
            text = cell(value, column, context)
            cells.append(f"[#strong[{text}]]" if bold_row or column["strong"] else f"[{text}]")
        rows.append(_array(cells))
    deep = len(body) > 18 or (
        len(body) > 8 and any(c["kind"] in ("text", "places") for c in columns)
    )
    total = "true" if block.get("total") else "false"
    remark = said(block["note"]) if block.get("note") else ""
    mark = notes.add(note(block.get("sources", ()), context))
    return (
        f"#sa-table(\n  [{said(block['caption'])}{mark}],\n  {key},"
        f"\n  widths: {_array(widths)},"
        f"\n  aligns: {_array('end' if r else 'start' for r in right)},"
        f"\n  head: {_array(head)},\n  rows: {_array(rows, ',' + chr(10) + '    ')},"
        f"\n  note: [{remark}],\n  long: {'true' if deep else 'false'},\n  total: {total},\n)"
    )


def _chars(block: Mapping[str, Any], context: Context) -> int:
    """Count about how many characters stand beside each other in a row of a table."""
    count = 0
    for i, column in enumerate(block["columns"]):
        if column["kind"] in ("text", "places"):
            count += NARROWEST
        elif column.get("paper", True):
            cells = (len(_shown(row[i], column, context)) for row in block["rows"])
            count += min(max(cells, default=0), LONGEST_WORD) + 2
    return count


def _shown(value: Any, column: Mapping[str, Any], context: Context) -> str:
    """Give about what a cell shows, to see how wide its column is."""
    kind = column["kind"]
    if kind == "faction":
        return f"■ {context.faction(value)[0]}"
    if kind in ("number", "percent"):
        return number(value, column["digits"])
    if kind == "date":
        return day(value)
    if kind == "sources":
        return "[100, 200, 300] and 99 more"[: 6 + 5 * len(ids(value))]
    return context.place(value) if kind == "place" else str(value or "")


def _width(column: Mapping[str, Any], values: Sequence[Any], context: Context) -> str:
    """Choose the width of a column: a share of the line for what may need several lines."""
    kind = column["kind"]
    if kind == "sources":
        return "auto"
    if kind in ("text", "places"):
        return f"{column['width'] * (3 if kind == 'places' else 1):g}fr"
    return "auto"


def findings(block: Mapping[str, Any], context: Context, notes: Notes) -> str:
    """Write findings as a list of sentences, each with a footnote that names its sources."""
    items = [
        f"[{said(item['sentence'])}{notes.add(note(item['sources'], context))}]"
        for item in worth_telling(block["items"])
    ]
    return f"#sa-findings({_array(items, ',' + chr(10) + '  ')})"


def numbers(block: Mapping[str, Any]) -> str:
    """Write the numbers that open a report, and the tally of its claims."""
    items = [
        "(" + ", ".join(typst_string(n[f]) for f in ("value", "interval", "label", "about")) + ")"
        for n in block["numbers"]
    ]
    counts = [f"({_verdict(word)}, {count})" for word, count in block["tally"]]
    return f"#sa-numbers({_array(items)}, {_array(counts)})"


def claims(block: Mapping[str, Any], context: Context) -> str:
    """Write checked claims: verdict, statement, what is found and one reason.

    Those that hold in part are told in full; those with nothing computed are only listed.
    """
    checked = [item for item in block["items"] if not is_brief(item)]
    counts = [f"({_verdict(word)}, {n})" for word, n in tally(block["items"])]
    rows = []
    for item in checked:
        whole = item.get("verdict") == "partly"
        told = remarks(item)
        if whole:
            told += judged(item)
        else:  # one reason, of which the page and the CSV have the whole
            told = [
                (label, textwrap.shorten(text, LONGEST_REASON, placeholder=" …"))
                for label, text in told
            ]
        terms = [f"({typst_string(label)}, [{said(text)}])" for label, text in told]
        keys = list(dict.fromkeys([*item["sources"], *item.get("evidence", ())]))
        rows.append(
            f"#sa-claim({_verdict(item.get('verdict'))}, [{said(item['statement'])}], "
            f"[{said(expected(item))}], [{said(computed(item))}], "
            f"{_array(terms if whole else terms[:1])}, [{few_refs(keys, context)}])"
        )
    listed: dict[str, list[str]] = {}
    for item in block["items"]:
        if is_brief(item):
            listed.setdefault(str(item.get("verdict") or ""), []).append(
                f"[{said(item['statement'])}]"
            )
    rest = [f"#sa-listed({_verdict(v)}, {_array(items)})" for v, items in listed.items()]
    return "\n".join([f"#sa-tally({_array(counts)})", *rows, *rest])


def figure(block: Mapping[str, Any], path: str, label: str, extent: tuple[float, float]) -> str:
    """Write a figure whose picture lies at a path, with its size in points."""
    width, height = extent
    lead = block.get("lead", False)
    heading, reading = block.get("title", ""), block.get("subtitle") or ""
    return (
        f"#sa-figure({typst_string(path)}, alt: {typst_string(block['alt'])}, "
        f"label: {typst_string(label)}, key: {typst_string(slug(block['name']))}, "
        f"heading: {f'[{said(heading)}]' if heading and not lead else 'none'}, "
        f"caption: [{said(block.get('caption') or heading)}], "
        f"reading: [{said(reading.rstrip('.')) if reading else ''}], "
        f"sources: [{said(block.get('sources')) if block.get('sources') else ''}], "
        f"ratio: {height / width:.4f}, lead: {'true' if lead else 'false'})"
    )


def sources(context: Context) -> str:
    """Write the list of the sources that the pages refer to."""
    items = []
    for key, n in sorted(context.numbers.items(), key=lambda kv: kv[1]):
        if n not in context.referred:
            continue
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
        tail = f", {said(say('report-read-through', via=source.via))}" if source.via else ""
        items.append(f"({n}, [#strong[{said(source.publisher)}] {head}: {title}{tail}.])")
    whole = len(context.numbers)
    cut = say("report-sources-cut", number=len(items), whole=whole) if len(items) < whole else ""
    told = " ".join(filter(None, (cut, context.owners_told())))
    return f"#sa-sources({_array(items, ',' + chr(10) + '  ')}, cut: {typst_string(told)})"


def attachment(block: Mapping[str, Any]) -> str:
    """Name a file that lies beside the report; a printed page has no link to it."""
    name = say("report-beside", file=block["name"])
    return f"#sa-prose[#{typst_string(block['caption'])}, #{typst_string(name)}.]"


def printed(text: str) -> str:
    """Write printed output as it is, line by line."""
    lines = [typst_string(line) for line in text.rstrip().splitlines()[:400]]
    return f"#sa-printed({_array(lines)})"


def _array(items: Any, glue: str = ", ") -> str:
    """Write a Typst array; one of a single item needs its comma."""
    inner = glue.join(items)
    return f"({inner},)" if inner else "()"
