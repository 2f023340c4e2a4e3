"""A document as the parts of an HTML page."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from syria_analysis.figures.fonts import font_css
from syria_analysis.figures.svg import inline_svg
from syria_analysis.reports import render_html as render
from syria_analysis.reports.document import Document, Piece
from syria_analysis.reports.markdown import Heading, to_html
from syria_analysis.reports.text import day, escape_html, slug

__all__ = ["HtmlPage", "html_page"]


@dataclass
class HtmlPage:
    """What the HTML template needs; text is raw, ``body`` and the like are safe markup."""

    title: str
    subtitle: str
    author: str
    lang: str
    version: str
    when: str
    date: str
    body: str
    notes: str
    country: str
    contents: list[Heading]
    style: str
    fonts: str
    colophon: tuple[tuple[str, str], ...] = ()


def html_page(document: Document) -> HtmlPage:
    """Write a document as the parts of a page.

    Parameters
    ----------
    document : Document
        The report.

    Returns
    -------
    HtmlPage
        Ids are unique; nothing in it refers to a file elsewhere.
    """
    notes = render.Notes()
    taken = {"top", "contents", "main", "notes"}
    headings: list[Heading] = []
    parts = [_piece(piece, document, notes, taken, headings) for piece in document.pieces]
    body = "\n".join(part for part in parts if part)
    style = (Path(__file__).parent / "templates" / "html" / "report.css").read_text("utf-8")
    shown = [body, notes.render(), document.title, document.subtitle, document.author, _EXTRA]
    shown += [text for row in document.colophon for text in row]
    return HtmlPage(
        title=document.title,
        subtitle=document.subtitle,
        author=document.author,
        lang=document.lang,
        version=document.version,
        country=document.country,
        when=day(document.date),
        date=document.date,
        body=body,
        notes=notes.render(),
        contents=[h for h in headings if h.level <= 3],
        style=style,
        fonts=font_css([_visible(part) for part in shown]),
        colophon=document.colophon,
    )


_EXTRA = "ContentsNotesSkip to the report·↑–—−■▸▾…0123456789"


def _visible(markup: str) -> str:
    import html

    return html.unescape(re.sub(r"<[^>]*>|data:image/[^\"]*", " ", markup))


def _piece(
    piece: Piece,
    document: Document,
    notes: render.Notes,
    taken: set[str],
    headings: list[Heading],
) -> str:
    block, context = piece.block, document.context
    if piece.kind in ("markdown", "prose"):
        done = to_html(piece.content or block.get("markdown", ""), add_note=notes.add, taken=taken)
        headings += done.headings
        mark = notes.add(render.note(block.get("sources", ()), context))
        if not mark:
            return done.html
        head, tag, tail = done.html.rpartition("</p>")
        return f"{head}{mark}{tag}{tail}"
    if piece.kind == "table":
        return render.table(block, context, notes, piece.label)
    if piece.kind == "findings":
        return render.findings(block, context, notes)
    if piece.kind == "numbers":
        return render.numbers(block)
    if piece.kind == "claims":
        return render.claims(block, context, notes)
    if piece.kind == "sources":
        return render.sources(context)
    if piece.kind == "attachment":
        return render.attachment(block)
    if piece.kind in ("figure", "picture"):
        headings.append(
            Heading(3, f"{piece.label}: {_caption(block)}", f"figure-{slug(block['name'])}")
        )
        return _figure(block, piece.label)
    return f'<pre class="printed">{escape_html_lines(piece.content)}</pre>' if piece.content else ""


def escape_html_lines(text: str) -> str:
    """Escape printed text line by line."""
    return "\n".join(escape_html(line) for line in text.rstrip().splitlines())


def _caption(block: Mapping[str, str]) -> str:
    return block.get("caption") or block.get("title") or block["alt"]


def _figure(block: Mapping[str, str], label: str) -> str:
    key = slug(block["name"])
    description = block.get("description", "")
    described = f"description-{key}" if description else ""
    if "svg" in block:
        picture = inline_svg(block["svg"], prefix=key, alt=block["alt"], described_by=described)
    else:
        data = re.sub(r"[^A-Za-z0-9+/=]", "", block["png"])
        base64.b64decode(data, validate=True)
        more = f' aria-describedby="{described}"' if described else ""
        picture = (
            f'<img src="data:image/png;base64,{data}" alt="{escape_html(block["alt"])}"{more}>'
        )
    caption = _caption(block)
    source = block.get("sources", "")
    return (
        f'<figure class="picture" id="figure-{key}">'
        f'<input type="checkbox" id="enlarge-{key}" class="enlarge">'
        f'<div class="frame" tabindex="0" role="group" aria-label="{escape_html(label)}">'
        f"{picture}</div>"
        f'<label for="enlarge-{key}" class="enlarge-label">Enlarge or shrink the map</label>'
        f'<figcaption><span class="label">{escape_html(label)}</span> '
        f"{render.mixed(caption)}"
        + (f'<span class="source">{render.mixed(source)}</span>' if source else "")
        + "</figcaption>"
        + (
            f'<details><summary>What it shows, in words</summary><p id="{described}">'
            f"{render.mixed(description)}</p></details>"
            if description
            else ""
        )
        + "</figure>"
    )
