"""An executed notebook read as a report: a head and a sequence of pieces, numbered and sourced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from syria_analysis.errors import UnknownName
from syria_analysis.reports.blocks import MIME
from syria_analysis.reports.context import Context, gather
from syria_analysis.reports.text import clean, slug
from syria_analysis.text.catalogue import ENGLISH, locale_of
from syria_analysis.text.language import say, speaking

_HEAD = ("subtitle", "date", "baseline", "author", "version", "country")
_WORDS = ("title", "subtitle", "caption", "alt", "description", "sources")
__all__ = ["Document", "Piece", "in_language", "read_document", "stored_blocks"]

SCREEN = "screen"
"""Tag of the cells of a notebook that the PDF leaves out."""
REMOVED = "remove-cell"
"""Tag of the cells that every page leaves out, as nbconvert and Jupyter Book have it."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_H1 = re.compile(r"\A\s*#\s+(?P<title>.+?)\s*#*\s*(?:\n|\Z)")


@dataclass
class Piece:
    """One thing in a report.

    Attributes
    ----------
    kind : str
        ``markdown``, ``text`` (printed output), ``picture`` (of a foreign library) or the type of
        a block: ``table``, ``findings``, ``claims``, ``prose``, ``figure``, ``sources``.
    content : str
        Markdown or printed text.
    block : dict
        The block, for pictures a figure block.
    label : str
        "Map 1", "Table 2", … for what is numbered.
    paper : bool
        Whether it is meant for paper too; not if its cell is tagged ``screen``.
    """

    kind: str
    content: str = ""
    block: dict[str, Any] = field(default_factory=dict)
    label: str = ""
    paper: bool = True


@dataclass
class Document:
    """A report read from a notebook.

    Attributes
    ----------
    title, subtitle, date, baseline, author, version, lang, country : str
        The head.
    pieces : list of Piece
        What stands in it, in order.
    context : Context
        Names, colours and numbered sources.
    colophon : tuple of (str, str)
        What it was made of, label and text; of a notebook that a report has run.
    """

    title: str
    pieces: list[Piece]
    context: Context
    subtitle: str = ""
    date: str = ""
    baseline: str = ""
    author: str = ""
    version: str = ""
    lang: str = "en"
    country: str = ""
    colophon: tuple[tuple[str, str], ...] = ()


def stored_blocks(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the blocks in the outputs of a notebook, in order."""
    return [
        output["data"][MIME]
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if MIME in output.get("data", {})
    ]


def read_document(notebook: Mapping[str, Any], name: str = "") -> Document:
    """Read an executed notebook.

    Parameters
    ----------
    notebook : mapping
        A notebook (nbformat 4) with its outputs.
    name : str
        Name to fall back on where the notebook has no title.

    Returns
    -------
    Document
        Its code is left out, and so is what it wrote to standard error.
    """
    blocks = stored_blocks(notebook)
    front = next((b for b in blocks if b.get("type") == "front"), {})
    lang = clean(front.get("lang"))
    with in_language(lang):
        return _read(notebook, name, blocks, front, lang if _LANGUAGE.fullmatch(lang) else ENGLISH)


def in_language(lang: str) -> AbstractContextManager[None]:
    """Speak the language of a report; English for one that is not known.

    Parameters
    ----------
    lang : str
        Its code, with or without what stands for a region: ``en``, ``en-GB``.
    """
    code = lang.partition("-")[0]
    try:
        locale_of(code)
    except UnknownName:
        code = ENGLISH
    return speaking(code)


def _read(
    notebook: Mapping[str, Any],
    name: str,
    blocks: list[dict[str, Any]],
    front: Mapping[str, Any],
    lang: str,
) -> Document:
    pieces = [piece for piece in _pieces(notebook) if piece.kind != "front"]
    title = clean(front.get("title"))
    for piece in pieces:
        match = _H1.match(piece.content) if piece.kind == "markdown" else None
        if match:
            title = title or clean(re.sub(r"[*_`]", "", match["title"]))
            piece.content = piece.content[match.end() :].strip()
            break
    pieces = [p for p in pieces if p.content or p.block]
    _number(pieces)
    _say_once(pieces, title)
    return Document(
        title=title
        or clean(notebook.get("metadata", {}).get("title"))
        or clean(name)
        or say("report-untitled"),
        pieces=pieces,
        context=gather(blocks),
        lang=lang,
        colophon=_colophon(notebook),
        **{k: clean(front.get(k)) for k in _HEAD},
    )


def _colophon(notebook: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    about = notebook.get("metadata", {}).get("syria_analysis", {})
    return tuple((clean(label), clean(text)) for label, text in about.get("colophon", ()))


def _pieces(notebook: Mapping[str, Any]) -> Iterator[Piece]:
    for cell in notebook["cells"]:
        tags = cell.get("metadata", {}).get("tags", ())
        if REMOVED in tags:
            continue
        paper = SCREEN not in tags
        if cell["cell_type"] == "markdown":
            yield Piece("markdown", _joined(cell["source"]).strip(), paper=paper)
        for output in cell.get("outputs", ()):
            piece = _output(output)
            if piece is not None:
                piece.paper = paper
                yield piece


def _output(output: Mapping[str, Any]) -> Piece | None:
    kind = output["output_type"]
    if kind == "stream":
        return Piece("text", _joined(output["text"])) if output["name"] == "stdout" else None
    if kind == "error":
        return Piece("text", f"{output['ename']}: {output['evalue']}")
    data, metadata = output.get("data", {}), output.get("metadata", {})
    if MIME in data:
        return Piece(data[MIME]["type"], block=dict(data[MIME]))
    for mime in ("image/svg+xml", "image/png"):
        if mime in data:
            words = metadata.get("syria_analysis", {}).get("figure", {})
            about = {**metadata.get(mime, {}), **words}
            picture = {key: clean(about.get(key)) for key in _WORDS}
            picture |= {"type": "figure", "name": slug(about.get("name"), "")}
            picture["svg" if mime == "image/svg+xml" else "png"] = _joined(data[mime])
            return Piece("picture", block=picture)
    if "text/markdown" in data:
        return Piece("markdown", _joined(data["text/markdown"]).strip())
    if "text/plain" in data:
        return Piece("text", _joined(data["text/plain"]))
    return None


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _say_once(pieces: list[Piece], title: str) -> None:
    """Head a figure with its caption where its headline is that of the report."""
    for piece in pieces:
        block = piece.block
        if piece.kind == "figure" and block.get("title") == title and not block.get("lead"):
            block["title"] = block.get("caption", "")
            block["caption"], block["subtitle"] = block.get("subtitle") or block["title"], ""


def _number(pieces: list[Piece]) -> None:
    """Label figures, maps and tables and give every figure a name and an alt text."""
    counts: dict[str, int] = {}
    names: set[str] = set()
    for piece in pieces:
        if piece.kind not in ("figure", "picture", "table"):
            continue
        is_map = re.search(r"\bmap\b", piece.block.get("name", "").replace("_", "-"))
        word = "Table" if piece.kind == "table" else "Map" if is_map else "Figure"
        counts[word] = counts.get(word, 0) + 1
        piece.label = say(f"report-{word.lower()}", number=str(counts[word]))
        name = stem = piece.block.get("name") or f"{word.lower()}-{counts[word]}"
        n = 2
        while name in names:
            name, n = f"{stem}-{n}", n + 1
        names.add(name)
        piece.block["name"] = name
        if word != "Table" and not piece.block.get("alt"):
            piece.block["alt"] = piece.block.get("caption") or say(
                "report-not-described", label=piece.label
            )
