"""Blocks as HTML, for a report and for Jupyter.

Everything that comes from data is escaped here; the functions return markup that is safe to put
into a page.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from .blocks import ids
from .context import Context, Source
from .text import day, escape_html, is_arabic, number, slug, split_scripts

__all__ = ["JUPYTER_STYLE", "Notes", "claims", "findings", "mixed", "note", "sources", "table"]

JUPYTER_STYLE = """<style>
.sa-block{font-family:'Source Sans Pro',system-ui,sans-serif;max-width:48rem;line-height:1.45}
.sa-block table{border-collapse:collapse;margin:.4rem 0;font-size:.92em}
.sa-block th,.sa-block td{padding:.25rem .6rem;text-align:left;vertical-align:top;
border-bottom:1px solid #ddd;background:none}
.sa-block .num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.sa-block .unit{font-weight:400;color:#666}.sa-block figcaption{font-weight:600}
.sa-block .swatch{display:inline-block;width:.8em;height:.8em;margin-right:.4em;
border:1px solid #555;vertical-align:-.05em}
.sa-block .note,.sa-block .notes{font-size:.85em;color:#555}
.sa-block .shape{width:.85em;height:.85em;margin-right:.35em;vertical-align:-.05em}
.sa-block figure{margin:0}.sa-block .scroll{overflow-x:auto}
</style>"""


class Notes:
    """The notes of a page: numbered as they come, the same text once."""

    def __init__(self, prefix: str = "note") -> None:
        self.prefix = prefix
        self.texts: list[str] = []
        self.uses: list[int] = []

    def add(self, text: str) -> str:
        """Take a note (markup) and give the mark that refers to it."""
        if not text:
            return ""
        if text in self.texts:
            at = self.texts.index(text)
            self.uses[at] += 1
        else:
            at = len(self.texts)
            self.texts.append(text)
            self.uses.append(1)
        n, use = at + 1, self.uses[at]
        return (
            f'<sup class="mark"><a href="#{self.prefix}-{n}" id="{self.prefix}-{n}-{use}" '
            f'aria-label="Note {n}">{n}</a></sup>'
        )

    def render(self) -> str:
        """Give the list of notes, each with the way back to where it is used."""
        items = []
        for n, (text, uses) in enumerate(zip(self.texts, self.uses, strict=True), start=1):
            back = " ".join(
                f'<a class="back" href="#{self.prefix}-{n}-{use}" '
                f'aria-label="Back to where note {n} stands">↑</a>'
                for use in range(1, uses + 1)
            )
            items.append(f'<li id="{self.prefix}-{n}">{text} {back}</li>')
        return f'<ol class="notes">{"".join(items)}</ol>' if items else ""


def mixed(text: object) -> str:
    """Escape text and mark its Arabic as Arabic, isolated from the line around it."""
    return "".join(
        f'<bdi lang="ar" dir="rtl">{html.escape(run)}</bdi>' if arabic else html.escape(run)
        for run, arabic in split_scripts(text)
    )


def refer(source: Source, context: Context) -> str:
    """Name a source in a note: publisher and day, linked, with its number in the list."""
    label = mixed(source.label)
    if source.url:
        label = f'<a href="{escape_html(source.url)}">{label}</a>'
    return label + refs([source.id], context, before="&nbsp;")


def refs(keys: Sequence[str], context: Context, before: str = "") -> str:
    """Give the numbers of sources as links into the list of sources."""
    numbers = sorted(context.numbers[k] for k in keys if k in context.numbers)
    if not numbers:
        return ""
    links = ", ".join(f'<a href="#source-{n}">{n}</a>' for n in numbers)
    return f'{before}<span class="refs">[{links}]</span>'


def note(keys: Sequence[str], context: Context, lead: str = "") -> str:
    """Write the sources of a statement as the text of a note."""
    if not keys:
        return ""
    first, rest = context.named(keys)
    text = "; ".join(refer(s, context) for s in first)
    if rest:
        text += f"; and {len(rest)} more"
        text += refs([s.id for s in rest], context, before=" ")
    return f"{lead}{text}."


def verdict(value: object) -> str:
    """Write a verdict as its shape and its word."""
    word = escape_html(value)
    circle = '<circle cx="6" cy="6" r="5.2" fill="none" stroke="currentColor" stroke-width="1.4"/>'
    drawing = {
        "supported": '<circle cx="6" cy="6" r="5.9"/>'
        '<path d="M3.2 6.3 5.2 8.4 8.9 3.9" fill="none" stroke="#fff" stroke-width="1.5"/>',
        "partly": circle + '<path d="M6 .8a5.2 5.2 0 0 0 0 10.4z"/>',
        "not supported": circle
        + '<path d="M3.8 3.8 8.2 8.2M8.2 3.8 3.8 8.2" stroke="currentColor" stroke-width="1.5"/>',
    }.get(
        word.lower().replace("_", " "),
        circle.replace("/>", ' stroke-dasharray="2 1.6"/>'),
    )
    return (
        f'<span class="verdict"><svg class="shape" viewBox="0 0 12 12" aria-hidden="true" '
        f'focusable="false">{drawing}</svg>{word}</span>'
    )


def swatch(colour: str) -> str:
    """Draw a faction's colour."""
    return (
        f'<span class="swatch" style="background:{escape_html(colour)}"></span>' if colour else ""
    )


def cell(value: Any, column: Mapping[str, Any], context: Context) -> str:
    """Write one cell as its column says."""
    kind = column["kind"]
    if kind == "number":
        return escape_html(number(value, column["digits"]))
    if kind == "percent":
        share = value * 100 if isinstance(value, int | float) else value
        return escape_html(number(share, 1 if column["digits"] is None else column["digits"]))
    if kind == "date":
        return f'<span class="day">{escape_html(day(value))}</span>' if value else "–"
    if kind == "faction":
        name, colour = context.faction(value)
        return f'<span class="faction">{swatch(colour)}{mixed(name)}</span>' if value else "–"
    if kind in ("place", "places"):
        return ", ".join(mixed(context.place(v)) for v in ids(value)) or "–"
    if kind == "sources":
        return refs(ids(value), context) or "; ".join(
            mixed(context.source(k).label) for k in ids(value)
        )
    if kind == "verdict":
        return verdict(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return escape_html(number(value, column["digits"]))
    return mixed(value) if value not in (None, "") else "–"


def table(block: Mapping[str, Any], context: Context, notes: Notes, label: str = "") -> str:
    """Write a table with its caption; it scrolls in its own box where the page is narrow."""
    key = slug(block["name"])
    columns = block["columns"]
    head = []
    for column in columns:
        right = column["kind"] in ("number", "percent")
        unit = column["unit"] or ("%" if column["kind"] == "percent" else "")
        mark = swatch(context.faction(column["faction"])[1]) if column["faction"] else ""
        head.append(
            f'<th scope="col"{_class(right, column)}>{mark}{mixed(column["label"])}'
            + (f' <span class="unit">{escape_html(unit)}</span>' if unit else "")
            + "</th>"
        )
    body = []
    for i, row in enumerate(block["rows"]):
        last = block.get("total") and i == len(block["rows"]) - 1
        cells = []
        for j, (value, column) in enumerate(zip(row, columns, strict=True)):
            right = column["kind"] in ("number", "percent")
            tag, scope = ("th", ' scope="row"') if j == 0 else ("td", "")
            direction = ' dir="auto"' if is_arabic(value) else ""
            attributes = f"{scope}{_class(right, column)}{direction}"
            cells.append(f"<{tag}{attributes}>{cell(value, column, context)}</{tag}>")
        body.append(f"<tr{' class=total' if last else ''}>{''.join(cells)}</tr>")
    mark = notes.add(note(block.get("sources", ()), context))
    lead = f'<span class="label">{escape_html(label)}</span> ' if label else ""
    below = f'<p class="note">{mixed(block["note"])}</p>' if block.get("note") else ""
    return (
        f'<figure class="table" id="table-{key}"><figcaption id="caption-{key}">{lead}'
        f"{mixed(block['caption'])}{mark}</figcaption>"
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="caption-{key}">'
        f"<table><thead><tr>{''.join(head)}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
        f"{below}</figure>"
    )


def _class(right: bool, column: Mapping[str, Any]) -> str:
    names = [n for n, yes in (("num", right), ("strong", column["strong"])) if yes]
    if column["kind"] in ("text", "places"):
        names.append("wide" if column["width"] > 1 else "txt")
    return f' class="{" ".join(names)}"' if names else ""


def findings(block: Mapping[str, Any], context: Context, notes: Notes) -> str:
    """Write findings as a list of sentences, each with a note that names its sources."""
    items = "".join(
        f'<li id="finding-{slug(item["id"])}">{mixed(item["sentence"])}'
        f"{notes.add(note(item['sources'], context))}</li>"
        for item in block["items"]
    )
    return f'<ul class="findings">{items}</ul>'


def expected(item: Mapping[str, Any]) -> str:
    """Write what a claim states, with its unit and the rule of its tolerance."""
    value = item.get("expected")
    text = f"{number(value) if isinstance(value, int | float) else day(value)}"
    unit = item.get("unit") or ""
    rule = item.get("tolerance") or item.get("tolerance_rule") or ""
    return f"{text} {unit}".strip() + (f" ({rule})" if rule else "")


def computed(item: Mapping[str, Any]) -> str:
    """Write what was computed for a claim, with its interval."""
    value, low, high = (item.get(k) for k in ("computed", "low", "high"))
    if value in (None, ""):
        return "–"
    text = number(value) if isinstance(value, int | float) else day(value)
    if isinstance(value, int | float) and item.get("unit"):
        text += f" {item['unit']}"
    if low is not None and high is not None and (low != value or high != value):
        text += f" ({number(low)}–{number(high)})"
    return text


def claims(block: Mapping[str, Any], context: Context, notes: Notes) -> str:
    """Write checked claims as cards: verdict, statement, what was stated and what is found."""
    cards = []
    for item in block["items"]:
        rows = [("Stated", mixed(expected(item))), ("Found", mixed(computed(item)))]
        rows += [
            (label, mixed(item[key]))
            for label, key in (("Remark", "note"), ("Overturned by", "overturned_by"))
            if item.get(key)
        ]
        terms = "".join(f"<div><dt>{label}</dt><dd>{text}</dd></div>" for label, text in rows)
        mark = notes.add(note(item["sources"], context))
        cards.append(
            f'<li class="claim" id="claim-{slug(item["id"])}"><p class="statement">'
            f"{verdict(item.get('verdict'))} {mixed(item['statement'])}{mark}</p>"
            f"<dl>{terms}</dl></li>"
        )
    return f'<ul class="claims">{"".join(cards)}</ul>'


def sources(context: Context) -> str:
    """Write the list of all sources cited."""
    items = []
    for key, n in sorted(context.numbers.items(), key=lambda kv: kv[1]):
        source = context.source(key)
        title = mixed(source.title)
        if source.url:
            title = f'<a href="{escape_html(source.url)}">{title or escape_html(source.url)}</a>'
        parts = [f"<b>{mixed(source.publisher)}</b>"]
        parts += [f"({escape_html(source.affiliation)})"] if source.affiliation else []
        parts += [escape_html(day(source.published))] if source.published else []
        text = " ".join(parts) + (f": {title}" if title else "")
        text += f", read through {mixed(source.via)}" if source.via else ""
        items.append(f'<li id="source-{n}" value="{n}">{text}</li>')
    return f'<ol class="sources">{"".join(items)}</ol>'
