"""A finished figure with all that a page needs to say about it."""

from __future__ import annotations

import base64
import contextlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syria_analysis.errors import BadParameter, OutputNotWritable, unknown
from syria_analysis.figures import style
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.text.evening_words import ALT_LIMIT
from syria_analysis.text.language import is_rtl, language, speaking

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FORMATS", "Illustration", "own_figure"]

FORMATS = ("svg", "pdf", "png")
SCREEN_DPI = 160
LETTERING = frozenset(
    (
        "area-names",
        "barrier-names",
        "base-names",
        "country-names",
        "cut-off-name",
        "distance-names",
        "enclave-names",
        "headings",
        "place-names",
        "road-names",
        "territory-names",
    )
)
"""Layers that hold nothing but the lettering of a map."""


@dataclass(frozen=True, eq=False)
class Illustration:
    """A figure and its words.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The picture.
    name : str
        Name of its files, without an ending.
    title : str
        The headline, which also stands in the picture.
    caption : str
        What the picture shows, without a judgement: for a list of figures.
    alt : str
        What somebody who cannot see it must know, in at most 150 characters.
    description : str
        The same at length.
    sources : str
        The source line, which also stands in the picture.
    sheet : Sheet
        What it is made for.
    scale : float
        Of a map in print, as the number after "1 :"; 0 for what is no map.
    licence, data_version, date : str
        Of the data; the evening shown.
    subtitle : str
        The second line, which also stands in the picture.
    note : str
        What the data package says of its maps, such as whose view of a border they show.
    lang : str
        Language of the picture and of these words.
    """

    figure: Figure
    name: str
    title: str
    caption: str
    alt: str
    description: str
    sources: str
    sheet: Sheet = REPORT
    scale: float = 0.0
    licence: str = ""
    data_version: str = ""
    date: str = ""
    subtitle: str = ""
    note: str = ""
    lang: str = field(default_factory=language)

    def __post_init__(self) -> None:
        if not 0 < len(self.alt) <= ALT_LIMIT:
            raise ValueError(f"the alt text of {self.name} has {len(self.alt)} characters")

    def __repr__(self) -> str:
        return f"<Illustration {self.name}: {self.title}>"

    def render(self, kind: str, dpi: float | None = None) -> bytes:
        """Render the figure.

        Parameters
        ----------
        kind : {"svg", "pdf", "png"}
            The format.
        dpi : float, optional
            Dots an inch of a PNG. Default: those of the sheet.

        Returns
        -------
        bytes
            The same on every run.

        Raises
        ------
        BadParameter
            If the format is that of a moving picture (see `animation.Animation`).
        """
        if kind not in FORMATS:
            raise BadParameter(f"a picture that does not move is not written as .{kind}")
        metadata: dict[str, Any] = {
            "svg": {"Date": None, "Title": self.title, "Creator": "syria-analysis"},
            "pdf": {
                "CreationDate": None,
                "ModDate": None,
                "Title": self.title,
                "Creator": "syria-analysis",
                "Producer": None,
            },
            "png": {"Software": None, "Title": self.title, "Description": self.alt},
        }[kind]
        stream = io.BytesIO()
        with speaking(self.lang), style.settings(self.name), _plain_fonts():
            self.figure.savefig(stream, format=kind, dpi=dpi or self.sheet.dpi, metadata=metadata)
        if kind == "svg":
            return _described(stream.getvalue().decode(), self).encode()
        return stream.getvalue()

    def save(self, folder: str | Path, formats: tuple[str, ...] = FORMATS) -> list[Path]:
        """Write the figure to files named after it.

        Parameters
        ----------
        folder : path
            Made if it does not exist.
        formats : tuple of str
            Some of "svg" (editable text, a named group for each layer), "pdf" (TrueType fonts)
            and "png".

        Returns
        -------
        list of pathlib.Path
            The files written.

        Raises
        ------
        OutputNotWritable
        """
        paths = []
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for kind in formats:
                path = Path(folder) / f"{self.name}.{kind}"
                path.write_bytes(self.render(kind))
                paths.append(path)
        except OSError as error:
            raise OutputNotWritable(f"cannot write figures to {folder}: {error.strerror}") from None
        return paths

    @property
    def layers(self) -> list[str]:
        """Names of the layers, lowest first; maps of a page share them."""
        from syria_analysis.figures.canvas import Layer

        found = sorted(self.figure.findobj(Layer), key=lambda layer: layer.get_zorder())
        return list(dict.fromkeys(layer.kind for layer in found if layer.members))

    def only(self, layers: Iterable[str] | None = None, labels: bool = True) -> Illustration:
        """Hide what a desk draws or letters by itself.

        Parameters
        ----------
        layers : iterable of str, optional
            Names of the layers that stay. Default: all.
        labels : bool
            Whether names and other lettering on the maps stay.

        Returns
        -------
        Illustration
            This one, changed.

        Raises
        ------
        UnknownName
        """
        from syria_analysis.figures.canvas import Layer

        known = self.layers
        kept = list(known if layers is None else layers)
        for name in kept:
            if name not in known:
                raise unknown("layer", name, known)
        for layer in self.figure.findobj(Layer):
            lettering = layer.kind in LETTERING
            layer.set_visible(layer.kind in kept and (labels or not lettering))
        if layers is not None and "ground" not in kept:
            for axes in self.figure.axes:
                axes.patch.set_visible(False)
        return self

    def words(self) -> dict[str, str]:
        """Tell the words of the figure.

        Returns
        -------
        dict
            `name`, `title`, `subtitle`, `caption`, `alt` text, `description`, `sources` (texts).
        """
        fields = ("name", "title", "subtitle", "caption", "alt", "description", "sources")
        return {field: getattr(self, field) for field in fields}

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        png = self.render("png", SCREEN_DPI)
        width = round(self.figure.get_figwidth() * 100)
        data = {"image/png": base64.b64encode(png).decode("ascii"), "text/plain": self.alt}
        return data, {
            "image/png": {"alt": self.alt, "width": width},
            "syria_analysis": {"figure": self.words()},
        }

    def show(self) -> None:
        """Display the figure in a notebook, with its alt text and its words as metadata."""
        from IPython.display import display

        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)


def own_figure(
    figure: Any,
    *,
    name: str,
    caption: str,
    alt: str = "",
    title: str = "",
    description: str = "",
    sources: str = "",
) -> Illustration:
    """Give words to a figure that somebody has drawn with matplotlib.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The picture; pyplot, if it has it, will not show it once more.
    name : str
        Name of its files: lower-case letters, digits, - and _.
    caption : str
        What it shows, without a full stop.
    alt : str, optional
        What somebody who cannot see it must know, in at most 150 characters. Default: the caption.
    title, description, sources : str, optional
        Headline; the alt text at length; where what it shows is from.

    Returns
    -------
    Illustration

    Raises
    ------
    BadParameter
        If it is no figure, or a word that it needs is missing or too long.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> own_figure(Figure(), name="km", caption="Kilometres to the front").alt
    'Kilometres to the front'
    """
    from matplotlib import pyplot
    from matplotlib.figure import Figure

    if not isinstance(figure, Figure):
        raise BadParameter(f"a figure of matplotlib is asked for, not {type(figure).__name__}")
    if not caption or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", name):
        raise BadParameter(
            "a figure of your own needs a caption and a name: lower-case letters, digits, - and _"
        )
    alt = alt or caption
    if len(alt) > ALT_LIMIT:
        raise BadParameter(f"the alt text of {name} is longer than {ALT_LIMIT} characters")
    pyplot.close(figure)
    return Illustration(figure, name, title, caption, alt, description or alt, sources)


_ANCHOR = re.compile(r"text-anchor: (start|end)")
_TURNED = {"start": "end", "end": "start"}
"""The start of a text that reads from right to left is its right end."""


@contextlib.contextmanager
def _plain_fonts() -> Iterator[None]:
    """Leave the rules of typesetting out of fonts in a PDF, whose glyphs are placed one by one.

    Cutting them down to the glyphs used takes longer than all else about a PDF.
    """
    from fontTools.subset import Options

    before = Options._drop_tables_default
    Options._drop_tables_default = [*before, "GDEF", "GPOS", "GSUB", "kern"]
    try:
        yield
    finally:
        Options._drop_tables_default = before


def _described(svg: str, illustration: Illustration) -> str:
    """Give the SVG a role and a description for screen readers, and every group its own id."""
    seen: Counter[str] = Counter()

    def own(match: re.Match[str]) -> str:
        seen[match[1]] += 1
        return f'<g id="{match[1]}-{seen[match[1]]}"' if seen[match[1]] > 1 else match[0]

    svg = re.sub(r'<g id="([^"]+)"', own, svg)
    head, tag, rest = svg.partition("<metadata>")
    told = f'role="img" aria-label="{escape(illustration.alt)}"'
    if is_rtl(illustration.lang):
        told += f' xml:lang="{illustration.lang}" direction="rtl"'
        rest = _ANCHOR.sub(lambda found: f"text-anchor: {_TURNED[found[1]]}", rest)
    head = head.replace("<svg ", f"<svg {told} ", 1)
    return f"{head}<desc>{escape(illustration.description)}</desc>\n {tag}{rest}"
