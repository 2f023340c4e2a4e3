"""One place for what every figure looks like: type, colours, weights, patterns, file settings."""

from __future__ import annotations

import contextlib
import importlib.util
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from syria_analysis.figures.glyphs import measurable
from syria_analysis.text.language import is_rtl

if TYPE_CHECKING:
    from syria_analysis.package.dataset import Dataset

__all__ = [
    "FONT",
    "FONT_PATHS",
    "INK",
    "Tone",
    "lighten",
    "palette",
    "settings",
    "text_width",
]

MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72

# Type. Nothing is set smaller than SMALL.
FONT = "Source Sans Pro"
ARABIC_FONT = "IBM Plex Sans Arabic"
OTHER_FONT = "DejaVu Sans"
"""Has the few signs that the other two lack."""
TITLE, SUBTITLE, TEXT, SMALL = 12.5, 8.5, 7.5, 6.5
CITY_LARGE, CITY, TOWN = 8.5, 7.5, 6.8
TERRITORY = 9.0
LEADING = 1.18
"""Distance of two lines of text in units of the type size."""
RTL_LEADING = 1.25
"""How much farther apart lines of Arabic stand, which reaches higher and lower."""

# Colours that do not belong to a faction.
INK = "#1a1a1a"
INK_SOFT = "#4d4d4d"
PAPER = "#ffffff"
BOUNDARY = "#1c1c1c"
SEA = "#d5dfe6"
NEIGHBOUR = "#efeeeb"
NEIGHBOUR_BORDER = "#a5a39d"
NEIGHBOUR_INK = "#6b6963"
SEA_INK = "#4e6778"
WATER = "#8fabbf"
ROAD = "#3a3a3a"

# Weights in points.
ALLIED_WIDTH = 0.4
BOUNDARY_WIDTH = 0.7
FRONT_WIDTH = 1.9
LOOSE_WIDTH = 0.9
COUNTRY_WIDTH = 0.9

PATTERNS = ("horizontal", "vertical", "dashes")
"""What factions carry besides their colour, for grey prints (see `palette`)."""
EDGES: Mapping[str, Any] = {
    "horizontal": "solid",
    "vertical": (0, (0.1, 2.0)),
    "dashes": (0, (4.0, 3.0)),
}
"""Pattern to the line within the outline that takes its place where there are no patterns."""

PALER: Mapping[float, float] = {0.5: 0.85, 0.6: 0.66, 0.75: 0.44, 0.9: 0.2, 0.99: 0.0}
"""How far the fill of land goes towards paper, by the least certainty of its band."""
VIVID, MOST_VIVID, DEEPER = 2.6, 0.155, 0.065
"""Of what was gained the colour has so many times the chroma of Oklab, at most so much and as much
as a screen can show, and a little less lightness, without which no two colours differ enough."""
STRONG = 0.48
"""So much black is mixed with the colour of dots and outlines."""


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the package {name} is needed for figures")
    return Path(spec.origin).parent


_SOURCE_SANS = _package_folder("font_source_sans_pro") / "files"
_PLEX = _package_folder("fontpkg_ibm_plex_sans_arabic") / "files"
_DEJAVU = _package_folder("matplotlib") / "mpl-data" / "fonts" / "ttf"
FONT_PATHS: Mapping[str, Path] = {
    "regular": _SOURCE_SANS / "SourceSansPro-Regular.ttf",
    "italic": _SOURCE_SANS / "SourceSansPro-It.ttf",
    "bold": _SOURCE_SANS / "SourceSansPro-Bold.ttf",
    "arabic": _PLEX / "IBMPlexSansArabic-Regular.ttf",
    "arabic bold": _PLEX / "IBMPlexSansArabic-Bold.ttf",
    "other": _DEJAVU / "DejaVuSans.ttf",
    "other bold": _DEJAVU / "DejaVuSans-Bold.ttf",
}
"""The font files of figures (Source Sans Pro and IBM Plex Sans Arabic: OFL 1.1; DejaVu: free)."""


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Make the fonts of `FONT_PATHS` known to matplotlib, before others of the same names."""
    from matplotlib.font_manager import fontManager

    known = list(fontManager.ttflist)
    for path in FONT_PATHS.values():
        fontManager.addfont(path)
    ours = fontManager.ttflist[len(known) :]
    fontManager.ttflist[:] = [*ours, *known]


@contextlib.contextmanager
def settings(name: str = "") -> Iterator[None]:
    """Draw and save by matplotlib's own defaults, whatever the user's file or session has set.

    Parameters
    ----------
    name : str
        Name of the figure, for its page and for saving it: then text stays text in SVG, fonts in
        PDF are TrueType, and ids, which the name salts so that two figures can stand in one page,
        are the same on every run. Without it, for drawing on the page, the defaults alone hold.

    Yields
    ------
    None
        While it is so; also to be used as a decorator.
    """
    import matplotlib as mpl
    from matplotlib import rcParamsDefault

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({key: rcParamsDefault[key] for key in ("timezone", "date.epoch")})
        if name:
            mpl.rcParams.update(_rc(name))
        yield


def _rc(name: str) -> Any:
    return {
        "font.family": families(),
        "font.size": TEXT,
        "text.color": INK,
        "text.hinting": "none",  # else a PNG sets text up to 5 % wider than the PDF
        "svg.fonttype": "none",
        "svg.hashsalt": f"syria-analysis {name}",
        "pdf.fonttype": 42,
        "path.simplify": True,
        "axes.linewidth": 0.5,
        "figure.facecolor": PAPER,
        "savefig.facecolor": PAPER,
        "figure.dpi": 100,
    }


def families() -> list[str]:
    """Return the font families of a figure in the language spoken, the first choice first."""
    return [ARABIC_FONT, FONT, OTHER_FONT] if is_rtl() else [FONT, OTHER_FONT]


def leading(step: float) -> float:
    """Return the distance of two lines, in units of the type size, in the language spoken."""
    return step * RTL_LEADING if is_rtl() else step


class Tone(NamedTuple):
    """How the land of a faction is drawn.

    Attributes
    ----------
    fill, dark : str
        Its colour, and the darker one of lines and marks, as ``#rrggbb``.
    pattern : str
        One of `PATTERNS`, or "" if its land is plain.
    """

    fill: str
    dark: str
    pattern: str = ""

    @property
    def strong(self) -> str:
        """The colour of dots and outlines, dark enough for any land."""
        return darken(self.dark, STRONG)

    @property
    def gained(self) -> str:
        """The colour of what it gained: hardly darker, but as vivid as can be."""
        return vivid(self.fill)

    def at(self, low: float, *, gained: bool = False) -> str:
        """Return the colour of land by the least certainty of its band (a key of `PALER`)."""
        return lighten(self.gained if gained else self.fill, PALER[low])


def palette(dataset: Dataset, medium: str = "screen") -> dict[str, Tone]:
    """Read how the land of every faction is drawn.

    Parameters
    ----------
    dataset : Dataset
        Its factions have the columns `colour_screen`, `colour_print`, `colour_dark`.
    medium : {"screen", "print"}
        Which fill to take.

    Returns
    -------
    dict of str to Tone
        By faction id. Of those that fight on one side of a contest the first is plain, the next
        carry patterns: it is their land that lies side by side.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> shown = palette(load_dataset())
    >>> shown["HTS"].pattern, shown["SNA"].pattern
    ('', 'horizontal')
    """
    factions, patterns = dataset.factions, dict[str, str]()
    for contest in dataset.conflict.contests:
        for side in (contest.alliance, contest.defenders):
            allies = [code for code in factions.index if code in side]
            for code, pattern in zip(allies[1:], PATTERNS, strict=False):
                patterns.setdefault(code, pattern)
    fills = factions[f"colour_{medium}"]
    return {
        str(code): Tone(str(fill), str(dark), patterns.get(code, ""))
        for code, fill, dark in zip(factions.index, fills, factions["colour_dark"], strict=True)
    }


def _channels(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def lighten(colour: str, share: float) -> str:
    """Mix a colour with white.

    Parameters
    ----------
    colour : str
        ``#rrggbb``.
    share : float
        0 (the colour) to 1 (white).

    Returns
    -------
    str
        ``#rrggbb``.

    Examples
    --------
    >>> lighten("#000000", 0.5)
    '#808080'
    """
    mixed = (round(255 * (c + (1 - c) * share)) for c in _channels(colour))
    return "#" + "".join(f"{c:02x}" for c in mixed)


def darken(colour: str, share: float) -> str:
    """Mix a colour with black; `share` as in `lighten`."""
    mixed = (round(255 * c * (1 - share)) for c in _channels(colour))
    return "#" + "".join(f"{c:02x}" for c in mixed)


_TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


@lru_cache(maxsize=64)
def vivid(colour: str) -> str:
    """Return a colour of the same hue, a little darker, with as much chroma as there is.

    Parameters
    ----------
    colour : str
        ``#rrggbb``.

    Returns
    -------
    str
        ``#rrggbb``.

    References
    ----------
    B. Ottosson, "A perceptual color space for image processing" (2020).

    Examples
    --------
    >>> vivid("#999999"), vivid("#a0b0a0")
    ('#858585', '#7aa37b')
    """
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    ]
    lightness, a, b = _TO_OKLAB @ np.cbrt(np.array(_TO_CONES) @ linear)
    inverse = np.linalg.inv(np.array(_TO_OKLAB)), np.linalg.inv(np.array(_TO_CONES))
    most = max(1.0, min(VIVID, MOST_VIVID / max(float(np.hypot(a, b)), 1e-9)))
    for share in np.linspace(most, 1.0, 200):
        found = inverse[1] @ (inverse[0] @ [lightness - DEEPER, share * a, share * b]) ** 3
        if found.min() >= 0 and found.max() <= 1:
            break
    found = np.clip(found, 0.0, 1.0)
    mixed = np.where(found <= 0.0031308, 12.92 * found, 1.055 * found ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * float(c)):02x}" for c in mixed)


def text_width(text: str, size: float, weight: str = "regular") -> float:
    """Measure a line of text as the packaged fonts set it.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Type size in points.
    weight : {"regular", "italic", "bold"}
        Which font.

    Returns
    -------
    float
        Width in mm.
    """
    face = ("arabic bold" if weight == "bold" else "arabic") if is_rtl() else weight
    return _width(text, face) * size / 100 * MM_PER_POINT


@lru_cache(maxsize=8192)
def _width(text: str, face: str) -> float:
    """Measure at a size of 100 points, unhinted: other sizes are in proportion."""
    from matplotlib.ft2font import LoadFlags

    font = _font(face)
    font.set_size(100, 72)
    font.set_text(measurable(text, font), 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0] / 64)


@lru_cache(maxsize=4096)
def arabic_reach(text: str, weight: str = "regular") -> tuple[float, float]:
    """Measure how far the letters of an Arabic text reach above and below the base line.

    Parameters
    ----------
    text : str
        One line.
    weight : {"regular", "bold"}
        Which font.

    Returns
    -------
    ascent, descent : float
        In units of the type size.
    """
    font = _font("arabic bold" if weight == "bold" else "arabic")
    font.set_size(100, 72)
    font.set_text(measurable(text, font), 0.0)
    descent = font.get_descent() / 6400
    return font.get_width_height()[1] / 6400 - descent, descent


@lru_cache(maxsize=8)
def _font(face: str) -> Any:
    from matplotlib.font_manager import get_font

    return get_font(str(FONT_PATHS[face]))


_COUNTED = re.compile(r"(?<!\S)(\d{1,3}) (?=[^\W\d_])")
_COUNTED_AGAIN = re.compile("(\\d)\u00a0")


def wrap(text: str, width_mm: float, size: float, weight: str = "regular") -> list[str]:
    """Break a text into lines no wider than `width_mm`, at spaces.

    Not after "the", nor between a number and what it counts or the month of its day.
    """
    lines: list[str] = []
    for word in _COUNTED.sub("\\1\u00a0", text.replace("the ", "the\u00a0")).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(word)
    return [_COUNTED_AGAIN.sub("\\1 ", line) for line in lines]


def tidy(text: str, width_mm: float, size: float) -> list[str]:
    """Break a text as `wrap` does, but with no word alone on its last line."""
    lines = wrap(text, width_mm, size)
    alone = len(lines) > 1 and " " not in lines[-1]
    return balance(text, width_mm, size) if alone else lines


def balance(text: str, width_mm: float, size: float, weight: str = "regular") -> list[str]:
    """Break a text as `wrap` does, into as many lines, of lengths as equal as can be."""
    lines = wrap(text, width_mm, size, weight)
    while len(lines) > 1:
        widest = max(text_width(x, size, weight) for x in lines)
        narrower = wrap(text, widest - 0.1, size, weight)
        # A word that is wider than the lines cannot be broken.
        stuck = max(text_width(x, size, weight) for x in narrower) >= widest
        if stuck or len(narrower) > len(lines):
            break
        lines = narrower
    return lines
