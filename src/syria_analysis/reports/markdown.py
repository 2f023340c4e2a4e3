"""Markdown of a notebook as HTML: no raw markup, nothing loaded from elsewhere."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from syria_analysis.reports.render_html import mixed
from syria_analysis.reports.text import clean_lines, escape_html, safe_url, slug

__all__ = ["Heading", "Rendered", "to_html"]

_NOTE = re.compile("\ue000(.*?)\ue001")


@dataclass(frozen=True)
class Heading:
    """A heading: its level (1–6), its text and its id in the page."""

    level: int
    text: str
    id: str


@dataclass
class Rendered:
    """Markup of a piece of Markdown and the headings in it."""

    html: str
    headings: list[Heading] = field(default_factory=list)


def to_html(
    source: str,
    *,
    add_note: Callable[[str], str] | None = None,
    taken: set[str] | None = None,
) -> Rendered:
    """Turn Markdown into HTML.

    Parameters
    ----------
    source : str
        Markdown with tables and footnotes. Raw HTML in it is shown as text; a picture that is
        not inline data becomes a link.
    add_note : callable, optional
        Takes the markup of a footnote, gives the mark that refers to it.
    taken : set of str, optional
        Ids that headings may not take; theirs are added.

    Returns
    -------
    Rendered
        The markup and its headings.
    """
    import mistune

    ids = set() if taken is None else taken
    found: list[Heading] = []
    notes: dict[str, str] = {}

    class Renderer(mistune.HTMLRenderer):
        def text(self, text: str) -> str:
            lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            return (" " if lead else "") + mixed(text) + (" " if tail and text.strip() else "")

        def link(self, text: str, url: str, title: str | None = None) -> str:
            target = url if re.fullmatch(r"#[\w-]+", url) else safe_url(url)
            return f'<a href="{escape_html(target)}">{text}</a>' if target else text

        def image(self, text: str, url: str, title: str | None = None) -> str:
            alt = escape_html(text)
            if re.fullmatch(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+", url):
                return f'<img src="{url}" alt="{alt}">'
            return f'<a href="{escape_html(safe_url(url))}">{alt}</a>' if safe_url(url) else alt

        def heading(self, text: str, level: int, **attrs: object) -> str:
            plain = html.unescape(re.sub(r"<[^>]*>", "", _NOTE.sub("", text)))
            key = stem = slug(plain)
            n = 2
            while key in ids:
                key, n = f"{stem}-{n}", n + 1
            ids.add(key)
            found.append(Heading(level, plain, key))
            return f'<h{level} id="{key}">{text}</h{level}>\n'

        def footnote_ref(self, key: str, index: int) -> str:
            return f"\ue000{key}\ue001"

        def footnotes(self, text: str) -> str:
            return ""

        def footnote_item(self, text: str, key: str, index: int) -> str:
            notes[key] = re.sub(r"^<p>(.*)</p>\s*$", r"\1", text.strip(), flags=re.S)
            return ""

    render = mistune.create_markdown(
        escape=True, renderer=Renderer(escape=True), plugins=["table", "footnotes", "strikethrough"]
    )
    markup = str(render(clean_lines(source)))
    mark = add_note or (lambda text: f"<sup>[{text}]</sup>")
    markup = _NOTE.sub(lambda m: mark(notes.get(m.group(1), "")), markup)
    return Rendered(markup, found)
