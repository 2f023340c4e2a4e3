"""Blocks as HTML, for a report and for Jupyter.

Everything that comes from data is escaped here; the functions return markup that is safe to put
into a page.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten
from typing import Any

from syria_analysis.reports.blocks import ids, worth_telling
from syria_analysis.reports.context import MOST_NUMBERED, Context, Source
from syria_analysis.reports.text import (
    clean,
    day,
    escape_html,
    is_arabic,
    number,
    slug,
    split_scripts,
)
from syria_analysis.text.language import say
from syria_analysis.text.wording import unit_text, verdict_text

__all__ = [
    "JUPYTER_STYLE",
    "Notes",
    "attachment",
    "claims",
    "copy_link",
    "findings",
    "mixed",
    "note",
    "numbers",
    "sources",
    "table",
]

JUPYTER_STYLE = """<style>
.sa-block{font-family:'Source Sans Pro',system-ui,sans-serif;max-width:56rem;line-height:1.45}
.sa-block table{border-collapse:collapse;margin:.4rem 0;font-size:.92em}
.sa-block table tr{background:none!important}
.sa-block table th,.sa-block table td{padding:.25rem .6rem;text-align:left!important;
vertical-align:top!important;border-bottom:1px solid #ddd;white-space:normal;background:none}
.sa-block tbody th{font-weight:400}
.sa-block table .num{text-align:right!important;font-variant-numeric:tabular-nums}
.sa-block .num,.sa-block .faction,.sa-block .day,.sa-block .word{white-space:nowrap}
.sa-block .unit{font-weight:400;color:#666}.sa-block figcaption{font-weight:600}
.sa-block .swatch{display:inline-block;width:.8em;height:.8em;margin-right:.4em;
border:1px solid #555;vertical-align:-.05em}
.sa-block .note,.sa-block .notes{font-size:.85em;color:#555}
.sa-block .shape{width:.85em;height:.85em;margin-right:.35em;vertical-align:-.05em}
.sa-block dl,.sa-block dt,.sa-block dd{margin:0;display:inline}.sa-block dt{color:#666}
.sa-block dl div{margin:.1em 0}.sa-block .claims,.sa-block .tally{list-style:none;padding:0}
.sa-block .claim{border-top:1px solid #ddd;padding:.5em 0}.sa-block .claim p{margin:.2em 0}
.sa-block .statement{font-weight:600}
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
            f'aria-label="{escape_html(say("report-note", number=str(n)))}">{n}</a></sup>'
        )

    def render(self) -> str:
        """Give the list of notes, each with the way back to where it is used."""
        items = []
        for n, (text, uses) in enumerate(zip(self.texts, self.uses, strict=True), start=1):
            told = escape_html(say("report-note-back", number=str(n)))
            back = " ".join(
                f'<a class="back" href="#{self.prefix}-{n}-{use}" aria-label="{told}">↑</a>'
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
    links = [
        f'<a href="#source-{first}">{first}</a>'
        + (f'–<a href="#source-{last}">{last}</a>' if last > first else "")
        for first, last in context.ranges(keys)
    ]
    return f'{before}<span class="refs">[{", ".join(links)}]</span>' if links else ""


def note(keys: Sequence[str], context: Context, lead: str = "") -> str:
    """Write the sources of a statement as the text of a note."""
    if not keys:
        return ""
    first, rest = context.named(keys)
    text = "; ".join(refer(s, context) for s in first)
    if rest:
        text += f"; {mixed(say('report-more', number=len(rest)))}"
        few = len(rest) <= MOST_NUMBERED
        told = f" {mixed(say('report-in-findings'))}"
        text += refs([s.id for s in rest], context, before=" ") if few else told
    return f"{lead}{text}."


_SHAPES = {
    "supported": '<circle cx="6" cy="6" r="5.8"/>',
    "partly": '<circle cx="6" cy="6" r="5.2" fill="none" stroke="currentColor" stroke-width="1.3"/>'
    '<path d="M6 .8a5.2 5.2 0 0 0 0 10.4z"/>',
    "not supported": '<circle cx="6" cy="6" r="5.1" fill="none" stroke="currentColor" '
    'stroke-width="1.5"/>',
}
_OTHER_SHAPE = '<path d="M1 6h10" stroke="currentColor" stroke-width="1.6"/>'


def verdict(value: object) -> str:
    """Write a verdict as its shape (full, half or empty disc, else a dash) and its word."""
    drawing = _SHAPES.get(clean(value), _OTHER_SHAPE)
    return (
        f'<span class="verdict"><svg class="shape" viewBox="0 0 12 12" aria-hidden="true" '
        f'focusable="false">{drawing}</svg>{escape_html(verdict_text(clean(value)))}</span>'
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
        names = [f'<span class="place">{mixed(context.place(v))}</span>' for v in ids(value)]
        return ", ".join(names) or "–"
    if kind == "sources":
        return refs(ids(value), context) or "; ".join(
            mixed(context.source(k).label) for k in ids(value)
        )
    if kind == "verdict":
        return verdict(value)
    if kind == "word":
        return f'<span class="word">{mixed(str(value or "").replace("_", " "))}</span>'
    if isinstance(value, int | float) and not isinstance(value, bool):
        return escape_html(number(value, column["digits"]))
    return mixed(value) if value not in (None, "") else "–"


def copy_link(key: str, what: object) -> str:
    """Write the link to a part of the page, whose address it copies; its sign is drawn by CSS."""
    told = escape_html(say("report-copy", what=shorten(clean(what), 80, placeholder=" …")))
    return f'<a class="copy" href="#{key}" aria-label="{told}" title="{told}"></a>'


def table(
    block: Mapping[str, Any], context: Context, notes: Notes, label: str = "", files: str = ""
) -> str:
    """Write a table with its caption, where the page is narrow one row below the other.

    `files` is markup: the links to its files.
    """
    key = slug(block["name"])
    columns = block["columns"]
    head = []
    for column in columns:
        right = column["kind"] in ("number", "percent")
        unit = unit_text(column["unit"] or ("%" if column["kind"] == "percent" else ""))
        mark = swatch(context.faction(column["faction"])[1]) if column["faction"] else ""
        head.append(
            f'<th scope="col"{_class(right, column)}>{mark}{mixed(column["label"])}'
            + (f' <span class="unit">{escape_html(unit)}</span>' if unit else "")
            + "</th>"
        )
    body = []
    if not block["rows"]:
        span = f' colspan="{len(columns)}"'
        body.append(f"<tr><td{span}>{mixed(block.get('empty') or say('report-empty'))}</td></tr>")
    for i, row in enumerate(block["rows"]):
        last = block.get("total") and i == len(block["rows"]) - 1
        cells = []
        for j, (value, column) in enumerate(zip(row, columns, strict=True)):
            right = column["kind"] in ("number", "percent")
            tag, scope = ("th", ' scope="row"') if j == 0 else ("td", "")
            direction = ' dir="auto"' if is_arabic(value) else ""
            unit = unit_text(column["unit"] or ("%" if column["kind"] == "percent" else ""))
            named = f"{column['label']}, {unit}" if unit else column["label"]
            heading = f' data-label="{escape_html(named)}"'
            order = f' data-sort="{escape_html(str(value)[:10])}"' if _is_day(value, column) else ""
            kind = _class(right, column, j > 0 and value in (None, "", [], ()))
            attributes = f"{scope}{kind}{direction}{heading}{order}"
            cells.append(f"<{tag}{attributes}>{cell(value, column, context)}</{tag}>")
        body.append(f"<tr{' class=total' if last else ''}>{''.join(cells)}</tr>")
    mark = notes.add(note(block.get("sources", ()), context))
    lead = f'<span class="label">{escape_html(label)}</span> ' if label else ""
    below = f'<p class="note">{mixed(block["note"])}</p>' if block.get("note") else ""
    link = copy_link(f"table-{key}", block["caption"]) if label else ""
    words = {"all": say("report-all-rows", number=len(block["rows"]))}
    words["filter"] = say("report-filter-of", what=label or block["caption"])
    told = "".join(f' data-{name}="{escape_html(text)}"' for name, text in words.items())
    return (
        f'<figure class="table" id="table-{key}"{told}>'
        f'<figcaption id="caption-{key}">{lead}'
        f"{mixed(block['caption'])}{mark}{link}</figcaption>"
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="caption-{key}">'
        f"<table><thead><tr>{''.join(head)}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
        f"{below}{files}</figure>"
    )


def _is_day(value: Any, column: Mapping[str, Any]) -> bool:
    return column["kind"] == "date" and bool(value)


def _class(right: bool, column: Mapping[str, Any], empty: bool = False) -> str:
    marks = (("num", right), ("strong", column["strong"]), ("none", empty))
    names = [name for name, yes in marks if yes]
    if column["kind"] in ("text", "places"):
        names.append("wide" if column["width"] > 1 else "txt")
    return f' class="{" ".join(names)}"' if names else ""


def findings(block: Mapping[str, Any], context: Context, notes: Notes, linked: bool = False) -> str:
    """Write findings as a list of sentences, each with a note that names its sources."""
    items = []
    for item in worth_telling(block["items"]):
        key = f"finding-{slug(item['id'])}"
        link = copy_link(key, item["sentence"]) if linked else ""
        mark = notes.add(note(item["sources"], context))
        items.append(f'<li id="{key}">{mixed(item["sentence"])}{mark}{link}</li>')
    return f'<ul class="findings">{"".join(items)}</ul>'


def expected(item: Mapping[str, Any]) -> str:
    """Write what a claim states, with its unit."""
    value, unit = item.get("expected"), str(item.get("unit") or "")
    if value in (None, ""):
        return "–"
    return _with_unit(value, unit)


def _with_unit(value: object, unit: str) -> str:
    if not isinstance(value, int | float):
        return say(str(value)) if value in ("yes", "no") else day(value, short=False)
    if unit in ("rank", "day"):
        return say(f"value-{unit}", number=number(value))
    return say("number-unit", number=number(value), unit=unit_text(unit)).strip()


def computed(item: Mapping[str, Any]) -> str:
    """Write what was computed for a claim, with its interval."""
    if item.get("display"):
        return clean(item["display"])
    value, low, high = (item.get(k) for k in ("computed", "low", "high"))
    if value in (None, ""):
        return "–"
    text = _with_unit(value, str(item.get("unit") or ""))
    if low is not None and high is not None and (low != value or high != value):
        text += f" ({number(low)}–{number(high)})"
    return text


def is_brief(item: Mapping[str, Any]) -> bool:
    """Say whether a claim has nothing computed to show."""
    return item.get("computed") in (None, "")


def remarks(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the remarks that a claim has, each with its label.

    The verdict on what had been published by then is one where it is another.
    """
    found = [(say("report-basis"), item.get("basis")), (say("report-remark"), item.get("note"))]
    if is_brief(item):
        found.append((say("report-would-settle"), item.get("overturned_by")))
    else:
        found.append((say("report-not-supported-with"), item.get("broken_by")))
        then = item.get("known_then")
        if then and then != item.get("verdict"):
            found.append((say("report-known-then"), verdict_text(then)))
    return [(label, text) for label, text in found if text]


def judged(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the rule by which a claim is judged, and what would overturn the verdict, if told."""
    rules = [(say("report-rule"), "tolerance"), (say("report-overturned-by"), "overturned_by")]
    return [(label, item[key]) for label, key in rules if item.get(key)]


def tally(items: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Count the verdicts, in the order in which they first occur by strength."""
    order = ["supported", "partly", "not supported"]
    words = [clean(i.get("verdict")) for i in items]
    known = [*order, *dict.fromkeys(w for w in words if w not in order)]
    return [(w, words.count(w)) for w in known if w in words]


def numbers(block: Mapping[str, Any]) -> str:
    """Write the numbers that open a report, and the tally of its claims."""
    items = "".join(
        f'<li id="number-{slug(n["id"])}"><b>{mixed(n["value"])}</b> '
        f'<span class="interval">{mixed(n["interval"])}</span>'
        f'<span class="what">{mixed(n["label"])}</span>'
        f'<span class="about">{mixed(n["about"])}</span></li>'
        for n in block["numbers"]
    )
    counts = _tally(block["tally"])
    told = f'<ul class="numbers">{items}</ul>' if items else ""
    if counts:
        checked = mixed(say("report-claims-checked"))
        told += f'<p class="quiet">{checked}</p><ul class="tally">{counts}</ul>'
    return told


def claims(
    block: Mapping[str, Any],
    context: Context,
    notes: Notes,
    linked: bool = False,
    files: str = "",
) -> str:
    """Write checked claims as cards: verdict, statement, what was stated and what is found.

    Claims for which nothing is computed are told briefly. `files` is markup: the links to their
    files.
    """
    counts = _tally(tally(block["items"]))
    cards = []
    for item in block["items"]:
        pair = (
            f'<p class="pair"><span>{mixed(say("report-stated"))}</span> '
            f"{mixed(expected(item))} &emsp;"
            f"<span>{mixed(say('report-found'))}</span> <b>{mixed(computed(item))}</b></p>"
        )
        terms = _terms(remarks(item))
        rules = [] if is_brief(item) else judged(item)
        how = mixed(say("report-how-judged"))
        more = f"<details><summary>{how}</summary>{_terms(rules)}</details>"
        keys = list(dict.fromkeys([*item["sources"], *item.get("evidence", ())]))
        mark = notes.add(note(keys, context))
        key = f"claim-{slug(item['id'])}"
        link = copy_link(key, item["statement"]) if linked else ""
        cards.append(
            f'<li class="claim" id="{key}">{verdict(item.get("verdict"))}'
            f'<div><p class="statement">{mixed(item["statement"])}{mark}{link}</p>'
            f"{'' if is_brief(item) else pair}{terms}{more if rules else ''}</div></li>"
        )
    return f'<ul class="tally">{counts}</ul><ul class="claims">{"".join(cards)}</ul>{files}'


def _tally(counts: Iterable[tuple[str, int]]) -> str:
    """Count the verdicts; each says what a press on it would show."""
    return "".join(
        f'<li data-only="{escape_html(say("report-only-verdict", verdict=verdict_text(word)))}">'
        f"{verdict(word)} <b>{n}</b></li>"
        for word, n in counts
    )


def _terms(rows: Sequence[tuple[str, Any]]) -> str:
    inner = "".join(
        f"<div><dt>{mixed(label)}</dt><dd>{mixed(text)}</dd></div>" for label, text in rows
    )
    return f"<dl>{inner}</dl>" if rows else ""


def attachment(block: Mapping[str, Any]) -> str:
    """Write the link to a file that lies beside the report."""
    name = escape_html(block["name"])
    return f'<p class="attachment"><a href="{name}">{mixed(block["caption"])}</a> ({name})</p>'


def sources(context: Context) -> str:
    """Write the list of all sources cited."""
    items = []
    for key, n in sorted(context.numbers.items(), key=lambda kv: kv[1]):
        source = context.source(key)
        title = mixed(source.title)
        if source.url:
            title = f'<a href="{escape_html(source.url)}">{title or escape_html(source.url)}</a>'
        parts = [f"<b>{mixed(source.publisher)}</b>"]
        if source.standing:
            standing = escape_html(source.standing)
            if source.owner_source and (source.owner or source.country):
                standing = f'<a href="{escape_html(source.owner_source)}">{standing}</a>'
            parts.append(f"({standing})")
        parts += [escape_html(day(source.published))] if source.published else []
        text = " ".join(parts) + (f": {title}" if title else "")
        text += f", {mixed(say('report-read-through', via=source.via))}" if source.via else ""
        items.append(f'<li id="source-{n}" value="{n}">{text}</li>')
    told = context.owners_told()
    note = f"<p>{mixed(told)}</p>" if told else ""
    return f'{note}<ol class="sources">{"".join(items)}</ol>'
