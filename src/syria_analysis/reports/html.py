"""A document as the parts of an HTML page."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syria_analysis.figures.fonts import ARABIC_FACES, FACES, font_css
from syria_analysis.figures.slim import slim_svg
from syria_analysis.figures.svg import inline_svg
from syria_analysis.reports import render_html as render
from syria_analysis.reports.document import Document, Piece
from syria_analysis.reports.markdown import Heading, to_html
from syria_analysis.reports.text import day, escape_html, slug
from syria_analysis.text.language import is_rtl, say
from syria_analysis.text.outputs import as_csv

__all__ = ["HtmlPage", "html_page"]


@dataclass
class HtmlPage:
    """What the HTML template needs; text is raw, ``body`` and the like are safe markup."""

    title: str
    subtitle: str
    author: str
    lang: str
    direction: str
    words: str
    version: str
    when: str
    date: str
    body: str
    notes: str
    country: str
    contents: list[Heading]
    style: str
    script: str
    digest: str
    fonts: str
    colophon: tuple[tuple[str, str], ...] = ()


def html_page(document: Document, beside: Path | None = None) -> HtmlPage:
    """Write a document as the parts of a page.

    Parameters
    ----------
    document : Document
        The report.
    beside : pathlib.Path, optional
        Folder in which the page is to lie, with the figures and tables that it links. Copies of
        them travel in the page.

    Returns
    -------
    HtmlPage
        Ids are unique; nothing in it is loaded from elsewhere.
    """
    writer = _Writer(document, beside)
    body = writer.body()
    folder = Path(__file__).parent / "templates" / "html"
    style, script = (
        (folder / f"report.{kind}").read_text("utf-8").strip() for kind in ("css", "js")
    )
    notes = writer.notes.render()
    words = {name: say(key, **parts) for name, (key, parts) in _WORDS.items()}
    shown = [body, notes, document.title, document.subtitle, document.author, _EXTRA]
    shown += [*words.values(), *(say(key) for key in _FRAME)]
    shown += [text for row in document.colophon for text in row]
    return HtmlPage(
        title=document.title,
        subtitle=document.subtitle,
        author=document.author,
        lang=document.lang,
        direction="rtl" if is_rtl() else "ltr",
        words=json.dumps(words, ensure_ascii=False),
        version=document.version,
        country=document.country,
        when=day(document.date),
        date=document.date,
        body=body,
        notes=notes,
        contents=[h for h in writer.headings if h.level <= 3],
        style=style,
        script=script,
        digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        fonts=font_css(
            [_visible(part) for part in shown],
            FACES + ARABIC_FACES if is_rtl() else FACES,
        ),
        colophon=document.colophon,
    )


_EXTRA = "SVGPDFPNGCSV·↑–—−■▸▾▴#…0123456789"
_FRAME = (*("report-skip", "report-contents", "report-notes", "report-made-of", "report-top"),)
_WORDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "copied": ("report-copied", {}),
    "done": ("report-copied-short", {}),
    "filter": ("report-filter", {}),
    "claims": ("report-filter-claims", {}),
    "shown": ("report-shown", {"shown": "$1", "number": "$2"}),
    "sort": ("report-sort", {}),
    "sortBy": ("report-sort-by", {}),
    "only": ("report-only", {}),
}
"""What the script of the page says, by its name there."""


def _visible(markup: str) -> str:
    import html

    return html.unescape(re.sub(r"<[^>]*>|data:image/[^\"]*", " ", markup))


class _Writer:
    """Writes the pieces of a document one after the other."""

    def __init__(self, document: Document, beside: Path | None) -> None:
        self.document, self.beside = document, beside
        self.notes = render.Notes()
        self.taken = {"top", "contents", "contents-open", "main", "notes", "told"}
        self.headings: list[Heading] = []

    def body(self) -> str:
        """Write all pieces; what leads the report stands beside its numbers."""
        parts: list[str] = []
        led = False
        for piece in self.document.pieces:
            text = self.piece(piece)
            if led and piece.kind == "numbers":
                parts[-1] = f'<div class="lead">{parts[-1]}<div>{text}</div></div>'
            elif text:
                parts.append(text)
            led = bool(piece.block.get("lead"))
        return "\n".join(parts)

    def piece(self, piece: Piece) -> str:
        """Write one piece."""
        block, context = piece.block, self.document.context
        match piece.kind:
            case "markdown" | "prose":
                return self.prose(piece)
            case "table":
                columns = block["data"]["columns"]
                rows = [dict(zip(columns, row, strict=True)) for row in block["data"]["rows"]]
                files = self.csv(block["name"], rows, columns)
                return render.table(block, context, self.notes, piece.label, files)
            case "findings":
                return render.findings(block, context, self.notes, linked=True)
            case "claims":
                columns = list(dict.fromkeys(k for item in block["items"] for k in item))
                files = self.csv(block["name"], block["items"], columns)
                return render.claims(block, context, self.notes, linked=True, files=files)
            case "numbers":
                return render.numbers(block)
            case "sources":
                return render.sources(context)
            case "attachment":
                return render.attachment(block)
            case "figure" | "picture":
                return self.figure(piece)
        text = escape_html_lines(piece.content)
        return f'<pre class="printed">{text}</pre>' if text else ""

    def prose(self, piece: Piece) -> str:
        """Write Markdown, its headings with links to them."""
        block = piece.block
        text = piece.content or block.get("markdown", "")
        done = to_html(text, add_note=self.notes.add, taken=self.taken)
        self.headings += done.headings
        markup = done.html
        for heading in done.headings:
            end = f"</h{heading.level}>"
            at = markup.index(end, markup.index(f'id="{heading.id}"'))
            link = render.copy_link(heading.id, heading.text)
            markup = markup[:at] + link + markup[at:]
        mark = self.notes.add(render.note(block.get("sources", ()), self.document.context))
        if not mark:
            return markup
        head, tag, tail = markup.rpartition("</p>")
        return f"{head}{mark}{tag}{tail}"

    def csv(self, name: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
        """Write the link to the CSV of a table, with its content."""
        if self.beside is None:
            return ""
        packed = _packed(as_csv(rows, columns).encode())
        link = _link(f"tables/{name}.csv", "CSV", "text/csv", f'data-gz="{packed}"')
        return f'<p class="files">{link}</p>'

    def figure(self, piece: Piece) -> str:
        """Write a figure: headline, picture for wide and for narrow screens, caption, files."""
        block, label = piece.block, piece.label
        key = slug(block["name"])
        own, lead = "lead" in block, bool(block.get("lead"))
        caption = block.get("caption") or block.get("title") or block["alt"]
        title = block.get("title", "") if own and not lead else ""
        listed = Heading(3, f"{label}: {title or caption}", f"figure-{key}")
        self.headings.append(listed)
        description = block.get("description", "")
        link = render.copy_link(listed.id, caption)
        level = 3 if any(heading.level == 2 for heading in self.headings) else 2
        heading = f"<h{level}>{render.mixed(title)}{link}</h{level}>" if title else ""
        reading = f". {render.mixed(block['subtitle'])}" if block.get("subtitle") else ""
        source = block.get("sources", "")
        return (
            f'<figure class="picture" id="{listed.id}">{heading}'
            f"{_pictures(block, key, label)}"
            f'<figcaption><span class="label">{escape_html(label)}</span> '
            f"{render.mixed(caption)}{reading}{'' if title else link}"
            + (f'<span class="source">{render.mixed(source)}</span>' if source else "")
            + "</figcaption>"
            + self.figure_files(block, key)
            + (
                f"<details><summary>{render.mixed(say('report-in-words'))}</summary>"
                f'<p id="description-{key}">{render.mixed(description)}</p></details>'
                if description
                else ""
            )
            + "</figure>"
        )

    def figure_files(self, block: Mapping[str, str], key: str) -> str:
        """Write the links to the files of a figure, with copies of them.

        The PNG is drawn from the copy of the SVG.
        """
        if self.beside is None or "lead" not in block:
            return ""
        stem = f"figures/{block['name']}"
        packed = _packed(block["svg"].encode())
        about = f'id="svg-{key}" data-gz="{packed}"'
        links = [_link(f"{stem}.svg", "SVG", "image/svg+xml", about)]
        printed = self.beside / f"{stem}.pdf"
        if printed.is_file():
            raw = base64.b64encode(printed.read_bytes()).decode()
            links.append(_link(f"{stem}.pdf", "PDF", "application/pdf", f'data-raw="{raw}"'))
        links.append(_link(f"{stem}.png", "PNG", "image/png", f'data-of="svg-{key}"'))
        return f'<p class="files">{" · ".join(links)}</p>'


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _link(path: str, word: str, kind: str, copy: str) -> str:
    name = escape_html(path.rpartition("/")[2])
    return f'<a href="{escape_html(path)}" download="{name}" type="{kind}" {copy}>{word}</a>'


def escape_html_lines(text: str) -> str:
    """Escape printed text line by line."""
    return "\n".join(escape_html(line) for line in text.rstrip().splitlines())


def _pictures(block: Mapping[str, str], key: str, label: str) -> str:
    """Write the picture; where there is one for narrow screens too, the width decides."""
    described = f"description-{key}" if block.get("description") else ""
    if "narrow" in block:
        wide = _inline(block["svg"], key, block["alt"], described)
        narrow = _inline(block["narrow"], f"{key}-narrow", block["alt"], described)
        return f'<div class="for-wide">{wide}</div><div class="for-narrow">{narrow}</div>'
    if "svg" in block:
        inner = _inline(block["svg"], key, block["alt"], described, bare="lead" in block)
    else:
        data = re.sub(r"[^A-Za-z0-9+/=]", "", block["png"])
        base64.b64decode(data, validate=True)
        more = f' aria-describedby="{described}"' if described else ""
        inner = f'<img src="data:image/png;base64,{data}" alt="{escape_html(block["alt"])}"{more}>'
    return (
        f'<input type="checkbox" id="enlarge-{key}" class="enlarge">'
        f'<div class="frame" tabindex="0" role="group" aria-label="{escape_html(label)}">'
        f"{inner}</div>"
        f'<label for="enlarge-{key}" class="enlarge-label">'
        f"{render.mixed(say('report-enlarge'))}</label>"
    )


def _inline(svg: str, prefix: str, alt: str, described: str, bare: bool = True) -> str:
    """Make a drawing small and fit for the page, which has its headline and source line as text."""
    return inline_svg(
        slim_svg(svg) if bare else svg, prefix=prefix, alt=alt, described_by=described, bare=bare
    )
