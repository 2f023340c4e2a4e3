"""A document as Typst source and as PDF.

The page itself (margins, header, type) is laid out in ``templates/pdf/report.typ.j2``.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from syria_analysis.figures.fonts import FACES, coverage, face_file
from syria_analysis.figures.svg import safe_svg
from syria_analysis.package.locks import scratch_folder
from syria_analysis.reports import render_typst as render
from syria_analysis.reports.document import Document, Piece
from syria_analysis.reports.text import clean_lines, day

__all__ = ["TypstPage", "compile_pdf", "typst_page"]

# commonmark: a notebook's own dialect; raw markup of any kind stays text
_DIALECT = "commonmark+pipe_tables+footnotes+strikeout-raw_html"
_RTL = 'direction="rtl"'
_HEADING = re.compile(r"^(=+) (.*)$", re.MULTILINE)


@dataclass
class TypstPage:
    """What the Typst template needs: the head, the body, and the pictures by file name."""

    title: str
    subtitle: str
    author: str
    lang: str
    version: str
    when: str
    kicker: str
    byline: str
    date: str
    typst_date: str
    body: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    colophon: tuple[tuple[str, str], ...] = ()
    ends_with_sources: bool = False


def typst_page(document: Document) -> TypstPage:
    """Write a document as Typst source.

    Parameters
    ----------
    document : Document
        The report.

    Returns
    -------
    TypstPage
        All prose has gone through pandoc in one call; blocks are put in afterwards, so nothing
        in prose can pass for one.
    """
    notes = render.Notes()
    token = "block" + hashlib.sha256(repr(document.pieces).encode()).hexdigest()[:20]
    pictures: dict[str, bytes] = {}
    parts, blocks, last = [], {}, []
    for n, piece in enumerate(document.pieces):
        if not piece.paper:
            continue
        key = f"{token}n{n}e"
        if piece.kind == "markdown":
            parts.append(_own_footnotes(piece.content, n))
        elif piece.kind == "prose":
            mark = render.note(piece.block["sources"], document.context)
            parts.append(_own_footnotes(piece.block["markdown"], n) + (key if mark else ""))
            blocks[key] = notes.add(mark)
        else:
            parts.append(key)
            if piece.kind == "sources":  # lists what all the others refer to
                last.append(key)
            else:
                blocks[key] = _piece(piece, document, notes, pictures)
    blocks |= {key: render.sources(document.context) for key in last}
    body = _place(_prose("\n\n".join(parts)), blocks)
    when = day(document.date)
    try:
        d = date.fromisoformat(document.date)
        typst_date = f"datetime(year: {d.year}, month: {d.month}, day: {d.day})"
    except ValueError:
        typst_date = "auto"
    return TypstPage(
        title=document.title,
        subtitle=document.subtitle,
        author=document.author or "syria-analysis",
        lang=document.lang,
        version=document.version,
        when=when,
        kicker=" · ".join(part for part in (document.country, when) if part),
        byline=" · ".join(t for t in (document.author, document.version) if t),
        date=document.date,
        typst_date=typst_date,
        body=body,
        pictures=pictures,
        colophon=document.colophon,
        ends_with_sources=[p.kind for p in document.pieces if p.paper][-1:] == ["sources"],
    )


def _piece(
    piece: Piece, document: Document, notes: render.Notes, pictures: dict[str, bytes]
) -> str:
    block, context = piece.block, document.context
    if piece.kind == "table":
        text = render.table(block, context, notes)
        start = text.partition("(")[0]  # of a table, or of where it is
        return text.replace(f"{start}(", f'{start}(label: "{piece.label}", ', 1)
    if piece.kind == "findings":
        return render.findings(block, context, notes)
    if piece.kind == "claims":
        return render.claims(block, context)
    if piece.kind == "numbers":
        return render.numbers(block)
    if piece.kind == "attachment":
        return render.attachment(block)
    if piece.kind in ("figure", "picture"):
        name, data, extent = _picture(block)
        pictures[name] = data
        return render.figure(block, f"/{name}", piece.label, extent)
    return render.printed(piece.content) if piece.kind == "text" else ""


def _picture(block: Mapping[str, str]) -> tuple[str, bytes, tuple[float, float]]:
    """Give file name, bytes and size of a figure's picture."""
    if "svg" in block:
        svg = _as_typst_reads(safe_svg(block["svg"], bare="lead" in block))
        data = svg.encode()
        box = re.search(r'<svg[^>]*\bviewBox="([-\d.\s]+)"', svg)
        sizes = [float(s) for s in box.group(1).split()[2:]] if box else []
        width, height = sizes if len(sizes) == 2 and min(sizes) > 0 else (4, 3)
        return f"{block['name']}.svg", data, (width, height)
    data = base64.b64decode(block["png"])
    width, height = (int.from_bytes(data[i : i + 4]) for i in (16, 20))
    return f"{block['name']}.png", data, (width or 4, height or 3)


def _as_typst_reads(svg: str) -> str:
    """Turn the ends of the lines of a drawing from right to left, of which Typst knows nothing."""
    if _RTL not in svg.partition(">")[0]:
        return svg
    turned = {"start": "end", "end": "start"}
    return re.sub("text-anchor: (start|end)", lambda m: f"text-anchor: {turned[m[1]]}", svg)


def _own_footnotes(markdown: str, n: int) -> str:
    """Keep the footnotes of one cell apart from another's of the same name."""
    return re.sub(r"\[\^([^\]\s]+)\]", rf"[^c{n}-\1]", clean_lines(markdown))


def _prose(markdown: str) -> str:
    import pypandoc

    return pypandoc.convert_text(markdown, "typst", _DIALECT, extra_args=["--wrap=none"])


def _place(typst: str, blocks: Mapping[str, str]) -> str:
    """Put blocks where their tokens stand, set prose in its measure, lift headings by one."""
    whole = re.compile(r"^(" + "|".join(map(re.escape, blocks)) + r")$", re.MULTILINE)
    parts = whole.split(typst) if blocks else [typst]
    out: list[str] = []
    for part in parts:
        if part in blocks:
            text = blocks[part]
            if not any(done.startswith("= ") for done in out):  # the first heading of all
                text = text.replace("#sa-figure(", "#sa-figure(level: 1, ", 1)
            out.append(text)
            continue
        for key, text in blocks.items():
            part = part.replace(key, text)
        at = 0
        for match in [*_HEADING.finditer(part), None]:
            prose = part[at : match.start() if match else len(part)].strip()
            if prose:
                out.append(f"#sa-prose[\n{prose}\n]")
            if match:
                # the title of the report is no heading: sections are of the first level
                level = max(len(match[1]) - 1, 1)
                out.append(f"{'=' * level} {match[2]}")
                at = match.end()
    for n, after in enumerate(out[1:]):
        if out[n].startswith("=") and after.startswith("#sa-figure("):  # nothing else is below it
            out[n + 1] = after.replace("#sa-figure(", "#sa-figure(floats: false, ", 1)
        if after.startswith("#sa-table("):  # what leads in to it stands above it
            out[n] = out[n].replace("#sa-prose[", "#sa-prose(sticky: true)[", 1)
    return "\n\n".join(out)


def compile_pdf(source: str, pictures: Mapping[str, bytes], when: str = "") -> bytes:
    """Turn Typst source into PDF/A-3b with PDF/UA-1 tags.

    Parameters
    ----------
    source : str
        Typst source.
    pictures : mapping of str to bytes
        Pictures by the file name the source calls them.
    when : str
        ISO day that the file is dated; ``SOURCE_DATE_EPOCH`` outranks it.

    Returns
    -------
    bytes
        The PDF; the same input gives the same bytes on every machine.
    """
    import typst

    with scratch_folder("sa-pdf-") as folder:
        fonts = folder / "fonts"
        fonts.mkdir()
        for face in FACES:
            shutil.copy(face_file(face), fonts)
        for name, data in pictures.items():
            (folder / name).write_bytes(data)

        def compiled(text: str) -> bytes:
            (folder / "report.typ").write_text(text, encoding="utf-8")
            return typst.compile(
                str(folder / "report.typ"),
                root=str(folder),
                font_paths=[str(fonts)],
                ignore_system_fonts=True,
                pdf_standards=["a-3b", "ua-1"],
                timestamp=_timestamp(when),
            )

        try:
            return compiled(source)
        except typst.TypstError as error:
            if not any(reason in str(error) for reason in _REFUSED):
                raise
            return compiled(_with_signs(source))


_REFUSED = ("could not be displayed", "disallowed codepoint")
"""How Typst says that the standards of the PDF leave no place for a character."""


def _with_signs(source: str) -> str:
    """Put a visible sign in the place of every character that no face has a letter for."""
    known = set().union(*map(coverage, FACES)) | {ord("\n"), ord("\t")}
    known.discard(0xFEFF)
    return "".join(c if ord(c) in known else "\ufffd" for c in source)


def _timestamp(when: str) -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    try:
        return datetime.fromisoformat(when[:10]).replace(tzinfo=UTC)
    except ValueError:
        return datetime(2024, 1, 1, tzinfo=UTC)
