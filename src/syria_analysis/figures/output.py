"""Figures as files for a desk: the picture, and beside it all that is to be said of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from syria_analysis.figures.animation import MOVING
from syria_analysis.figures.illustration import FORMATS, Illustration
from syria_analysis.package.atomic import atomic_write, checked_target
from syria_analysis.text.language import is_rtl, say, speaking
from syria_analysis.text.outputs import as_json

__all__ = ["ENDINGS", "caption", "record", "write_figure"]

_LATIN = re.compile(r"[A-Za-z]")
_OWN = re.compile(r"\b[A-Z]+\d*\b")
"""Numbers of roads, and abbreviations, which are the same in every language."""
ENDINGS = {f".{kind}": kind for kind in (*FORMATS, *MOVING)}
"""Ending of a file to its format."""


def scale_text(illustration: Illustration) -> str:
    """Write the scale of a map in print, to two figures; "" for what is no map.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from syria_analysis.figures.sheet import REPORT
    >>> scale_text(SimpleNamespace(scale=1_861_000.0, sheet=REPORT, lang="en"))
    '1 : 1,900,000 at 170 mm'
    """
    if not illustration.scale:
        return ""
    number = f"{float(f'{illustration.scale:.2g}'):,.0f}"
    with speaking(illustration.lang):
        return say("caption-scale-at", number=number, width=f"{illustration.sheet.width_mm:g}")


def caption(illustration: Illustration) -> str:
    """Write the caption of a figure: what it says, what it shows, scale, sources, licence."""
    scale = scale_text(illustration)
    with speaking(illustration.lang):
        sentences = [
            illustration.title,
            illustration.caption,
            illustration.note.rstrip("."),
            say("caption-scale", scale=scale) if scale else "",
            illustration.sources.rstrip("."),
            say("caption-licence", licence=illustration.licence),
        ]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def untranslated(illustration: Illustration) -> list[str]:
    """List what stands on a figure in Latin letters though it is not read so, such as a name.

    Publishers and licences in the source line, and the numbers of roads, keep their own spelling.
    """
    if not is_rtl(illustration.lang):
        return []
    from matplotlib.text import Text

    from syria_analysis.figures.canvas import Layer

    shown = [layer for layer in illustration.figure.findobj(Layer) if layer.kind != "sources"]
    texts = {text.get_text() for layer in shown for text in layer.findobj(Text)}
    return sorted(text for text in texts if _LATIN.search(_OWN.sub("", text)))


def record(illustration: Illustration, file: str, made_with: str = "") -> dict[str, Any]:
    """Say of a figure what a desk must know, by the schema of the command `figure`.

    Parameters
    ----------
    illustration : Illustration
        The figure.
    file : str
        Name of its file.
    made_with : str
        The command or call that made it.

    Returns
    -------
    dict
    """
    width, height = illustration.figure.get_size_inches() * 25.4
    return {
        "file": file,
        "figure": illustration.name,
        "title": illustration.title,
        "alt": illustration.alt,
        "description": illustration.description,
        "caption": caption(illustration),
        "scale": scale_text(illustration) or None,
        "lang": illustration.lang,
        "untranslated": untranslated(illustration),
        "date": illustration.date,
        "preset": illustration.sheet.name,
        "width_mm": round(float(width), 2),
        "height_mm": round(float(height), 2),
        "sources": illustration.sources,
        "licence": illustration.licence,
        "data_version": illustration.data_version,
        "made_with": made_with,
    }


def write_figure(illustration: Illustration, path: str | Path, made_with: str = "") -> list[Path]:
    """Write a figure in the format that the ending of its file names, and its words beside it.

    Parameters
    ----------
    illustration : Illustration
        The figure.
    path : path
        A file ending in one of `ENDINGS`.
    made_with : str
        The command or call that made it, for the file beside it.

    Returns
    -------
    list of pathlib.Path
        The figure, and ``NAME.ENDING.json`` with alt text, description, caption, scale, sources
        and licence. Both are the same on every run.

    Raises
    ------
    UnknownName, OutputNotWritable

    Examples
    --------
    >>> import tempfile
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.figures import draw
    >>> shown = draw("before", load_dataset(), "2024-11-26", preset="science-1")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.name for file in write_figure(shown, Path(folder) / "eve.svg")]
    ['eve.svg', 'eve.svg.json']
    """
    target = checked_target(path, ENDINGS)
    beside = target.with_name(f"{target.name}.json")
    with atomic_write(target) as scratch:
        scratch.write_bytes(illustration.render(ENDINGS[target.suffix.lower()]))
        said = as_json(record(illustration, target.name, made_with))
        scratch.with_name(beside.name).write_text(said + "\n", encoding="utf-8")
    return [target, beside]
