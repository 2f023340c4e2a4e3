"""A figure as a piece of HTML to embed in an article: drawn for three widths of screen."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from syria_analysis.figures import style
from syria_analysis.figures.fonts import ARABIC_FACES, FACES, Face, coverage, subset
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.output import caption, record
from syria_analysis.figures.sheet import Sheet
from syria_analysis.figures.slim import slim
from syria_analysis.figures.svg import inline_svg
from syria_analysis.package.atomic import atomic_write, checked_target
from syria_analysis.text.language import is_rtl
from syria_analysis.text.outputs import as_json

__all__ = ["LEAST_PX", "WIDTHS", "fragment", "web_sheet", "write_fragment"]

LEAST_PX = 11.0
"""Labels are never smaller, in CSS pixels."""
WIDTHS = (280, 460, 720)
"""Widths in CSS pixels from which each drawing is shown: a screen of 320 less the margins of an
article, a large phone held upright or a column, a tablet or desk."""
WIDEST = 960
POINTS_PER_PX = 0.75


def web_sheet(px: int) -> Sheet:
    """Return the sheet for a width of screen.

    Parameters
    ----------
    px : int
        CSS pixels; shown wider, the drawing grows with all of its type.

    Returns
    -------
    Sheet
        Its smallest type has `LEAST_PX` at that width. Headline and sources stand around the
        picture, as text of the page.

    Examples
    --------
    >>> sheet = web_sheet(280)
    >>> round(sheet.width_mm, 1), sheet.smallest_type / POINTS_PER_PX > LEAST_PX
    (74.1, True)
    """
    smallest = 1.01 * LEAST_PX * POINTS_PER_PX
    return Sheet(
        f"web-{px}",
        px * POINTS_PER_PX * style.MM_PER_POINT,
        factor=smallest / style.SMALL,
        heading=False,
        brief=True,
        least_type=smallest,
        least_line=0.4,
        says=f"an article on a screen, from {px} pixels",
    )


def fragment(drawings: Sequence[Illustration]) -> str:
    """Write a figure as HTML to embed.

    Parameters
    ----------
    drawings : sequence of Illustration
        The same figure on the sheets of `WIDTHS`, narrowest first.

    Returns
    -------
    str
        One ``<figure>`` with a style sheet of its own: no script, nothing from a network, fonts
        inside. Of the drawings that one is shown which suits the width of the column; those not
        shown are not read out. Names of classes and fonts, and ids, carry a hash of the content, so
        that several fragments can stand in one page. The same on every run.
    """
    first = drawings[0]
    sources = [drawing.render("svg").decode() for drawing in drawings]
    mark = hashlib.sha256("".join(sources).encode()).hexdigest()[:6]
    key = f"sa-{mark}"
    pictures = [
        _picture(source, f"{key}{letter}", key, drawing)
        for letter, source, drawing in zip("abcdef", sources, drawings, strict=False)
    ]
    said = replace(first, scale=0.0, title="")  # no scale holds on all screens
    rtl = is_rtl(first.lang)
    texts = [first.title, caption(said)]
    rules = [*_fonts(pictures, texts, key, ARABIC_FACES if rtl else FACES), *_rules(key, rtl)]
    drawn = "\n".join(ElementTree.tostring(picture, encoding="unicode") for picture in pictures)
    return (
        f'<figure class="{key}" lang="{first.lang}" dir="{"rtl" if rtl else "ltr"}">\n'
        f"<style>\n{chr(10).join(rules)}\n</style>\n"
        f'<p class="{key}-title">{escape(first.title)}</p>\n'
        f"{drawn}\n"
        f'<p id="{key}-description" hidden>{escape(first.description)}</p>\n'
        f"<figcaption>{escape(texts[1])}</figcaption>\n"
        "</figure>\n"
    )


def write_fragment(
    draw: Callable[[Sheet], Illustration], path: str | Path, made_with: str = ""
) -> list[Path]:
    """Write a figure as HTML to embed, and its words beside it.

    Parameters
    ----------
    draw : callable
        Draws the figure on a sheet.
    path : path
        A file ending in ``.html``.
    made_with : str
        The command or call that made it, for the file beside it.

    Returns
    -------
    list of pathlib.Path
        The fragment and ``NAME.html.json``.

    Raises
    ------
    UnknownName, OutputNotWritable

    Examples
    --------
    >>> import tempfile
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.figures import draw
    >>> data = load_dataset()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = write_fragment(
    ...         lambda sheet: draw("before", data, "2024-11-26", preset=sheet),
    ...         Path(folder) / "eve.html",
    ...     )
    ...     [file.name for file in made]
    ['eve.html', 'eve.html.json']
    """
    target = checked_target(path, [".html"])
    drawings = [draw(web_sheet(px)) for px in WIDTHS]
    text = fragment(drawings).encode()
    said = record(replace(drawings[-1], scale=0.0), target.name, made_with)
    said |= {
        "preset": "web",
        "width_mm": None,
        "height_mm": None,
        "widths_px": list(WIDTHS),
        "bytes": len(text),
    }
    beside = target.with_name(f"{target.name}.json")
    with atomic_write(target) as scratch:
        scratch.write_bytes(text)
        scratch.with_name(beside.name).write_text(as_json(said) + "\n", encoding="utf-8")
    return [target, beside]


def _picture(source: str, prefix: str, key: str, drawing: Illustration) -> ElementTree.Element:
    """Make the SVG of a drawing into a small element of the page."""
    from defusedxml.ElementTree import fromstring

    whole: ElementTree.Element = fromstring(source.encode())
    slim(whole)
    small = ElementTree.tostring(whole, encoding="unicode")
    described = f"{key}-description"
    safe = inline_svg(small, prefix=prefix, alt=drawing.alt, described_by=described)
    root: ElementTree.Element = fromstring(safe)
    root.set("class", f"{key}-{drawing.sheet.name}")
    root.attrib.pop("version", None)
    return root


def _fonts(
    pictures: Iterable[ElementTree.Element], texts: Sequence[str], key: str, faces: Iterable[Face]
) -> list[str]:
    """Embed what the pictures and texts need of each face, under a name of the fragment."""
    needed: dict[tuple[int, str], set[int]] = {}

    def need(text: str, weight: int = 400, slant: str = "normal") -> None:
        needed.setdefault((weight, slant), set()).update(map(ord, text))

    need(texts[0], 700)
    need(texts[1])
    for picture in pictures:
        for element in picture.iter("{http://www.w3.org/2000/svg}text"):
            look = element.get("style", "")
            need(
                element.text or "",
                700 if "font-weight: 700" in look else 400,
                "italic" if "italic" in look else "normal",
            )
    faces = list(faces)
    slants = {face.style for face in faces}
    rules, main = [], faces[0].family
    for face in faces:
        points = needed.get((face.weight, face.style), set())
        if len(slants) == 1:  # a slanted text is set upright
            points = points | needed.get((face.weight, "italic"), set())
        if face.family != main or not points:
            continue
        data = base64.b64encode(subset(face, frozenset(points & coverage(face)))).decode()
        rules.append(
            f"@font-face{{font-family:{key};font-weight:{face.weight};font-style:{face.style};"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return rules


def _rules(key: str, rtl: bool) -> list[str]:
    """Lay the fragment out: the drawing that suits the width, and no other."""
    shown = []
    for number, px in enumerate(WIDTHS[1:], 1):
        swap = (
            f".{key}>.{key}-web-{WIDTHS[number - 1]}{{display:none}}"
            f".{key}>.{key}-web-{px}{{display:block}}"
        )
        shown.append((px, swap))
    by_column = "".join(f"@container {key} (min-width:{px}px){{{swap}}}" for px, swap in shown)
    # Without container queries the window decides; an article has margins.
    by_window = "".join(f"@media (min-width:{px + 80}px){{{swap}}}" for px, swap in shown)
    family = f"font-family:{key},sans-serif"
    leading = 1.6 if rtl else 1.4
    return [
        f".{key}{{container:{key}/inline-size;box-sizing:border-box;display:block;width:100%;"
        f"max-width:{WIDEST}px;margin:0 auto;padding:0;color:{style.INK};{family}}}",
        f".{key}>svg{{display:none;width:100%;height:auto;max-width:none;{family};"
        "font-size-adjust:none;letter-spacing:normal;word-spacing:normal;white-space:nowrap}",
        f".{key}>.{key}-web-{WIDTHS[0]}{{display:block}}",
        by_column,
        f"@supports not (container-type:inline-size){{{by_window}}}",
        f".{key}>.{key}-title{{margin:0 0 .5em;font:700 20px/{leading - 0.15:g} {key},sans-serif}}",
        f".{key}>figcaption{{margin:.6em 0 0;font:400 13px/{leading:g} {key},sans-serif;"
        f"color:{style.INK_SOFT};overflow-wrap:anywhere}}",
    ]
