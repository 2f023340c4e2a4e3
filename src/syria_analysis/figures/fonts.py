"""The fonts of figures and reports: the same packaged ones in SVG, PDF and HTML."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from syria_analysis.package.cache import keep, kept

__all__ = ["ARABIC_FACES", "FACES", "Face", "coverage", "face_file", "font_css", "subset"]


@dataclass(frozen=True)
class Face:
    """A face of a family: where it lies in its package, weight and slant."""

    family: str
    package: str
    path: str
    weight: int = 400
    style: str = "normal"


_SANS = ("Source Sans Pro", "font_source_sans_pro")
_ARABIC = ("DejaVu Sans", "matplotlib")
FACES = (
    Face(*_SANS, "files/SourceSansPro-Regular.ttf"),
    Face(*_SANS, "files/SourceSansPro-It.ttf", style="italic"),
    Face(*_SANS, "files/SourceSansPro-Semibold.ttf", weight=600),
    Face(*_SANS, "files/SourceSansPro-Bold.ttf", weight=700),
    Face(*_ARABIC, "mpl-data/fonts/ttf/DejaVuSans.ttf"),
    Face(*_ARABIC, "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf", weight=700),
)
_PLEX = ("IBM Plex Sans Arabic", "fontpkg_ibm_plex_sans_arabic")
ARABIC_FACES = (
    Face(*_PLEX, "files/IBMPlexSansArabic-Regular.ttf"),
    Face(*_PLEX, "files/IBMPlexSansArabic-Bold.ttf", weight=700),
)
"""The faces of figures in Arabic; they have no slanted one, as Arabic has none."""


_WESTERN = frozenset([*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "–—‘’“”…•−≤≥→↑■▸ʿʾ")])
_FEATURES = [
    *("ccmp", "kern", "liga", "locl", "mark", "mkmk", "tnum"),
    *("init", "medi", "fina", "isol", "rlig", "calt"),
]


def face_file(face: Face) -> Path:
    """Find the file of a face inside the installed package it comes with.

    Parameters
    ----------
    face : Face
        One of `FACES`.

    Returns
    -------
    pathlib.Path

    Examples
    --------
    >>> face_file(FACES[0]).is_file()
    True
    """
    from importlib.util import find_spec

    spec = find_spec(face.package)  # finds the folder without importing the package
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {face.package} with the font {face.family} is gone")
    return Path(spec.origin).parent / face.path


def font_css(text: Iterable[str] = (), faces: Iterable[Face] = FACES) -> str:
    """Give the style rules that embed the fonts, cut down to what a page needs.

    Parameters
    ----------
    text : iterable of str
        Everything that the page shows.
    faces : iterable of Face
        The faces that the page uses.

    Returns
    -------
    str
        ``@font-face`` rules with WOFF2 data inside: Source Sans Pro with the letters of western
        Europe and whatever else the page shows, and DejaVu Sans for what Source Sans Pro lacks,
        such as Arabic. The same characters always give the same bytes.

    Notes
    -----
    Cutting the fonts takes about two seconds the first time in a process and nothing later,
    unless a page shows other characters.

    Examples
    --------
    >>> font_css(["Homs"], FACES[:1]).startswith("@font-face")
    True
    """
    wanted = {ord(c) for c in "".join(text)}
    main = coverage(FACES[0])
    rules = []
    for face in faces:
        points = (wanted | _WESTERN) if face.family == _SANS[0] else wanted - main
        points = points & coverage(face)
        if not points:
            continue
        data = base64.b64encode(subset(face, frozenset(points))).decode()
        rules.append(
            f"@font-face{{font-family:'{face.family}';font-weight:{face.weight};"
            f"font-style:{face.style};font-display:swap;"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return "\n".join(rules)


@cache
def coverage(face: Face) -> set[int]:
    """Return the code points for which a face has a letter."""
    from fontTools.ttLib import TTFont

    with TTFont(face_file(face), lazy=True) as font:
        return set(font.getBestCmap())


@cache
def subset(face: Face, points: frozenset[int]) -> bytes:
    """Cut a face down to some code points, as WOFF2; the same points give the same bytes.

    It takes a while, so the user's cache keeps what was cut.
    """
    from fontTools import version

    said = f"{version} {_FEATURES} {sorted(points)}".encode()
    key = hashlib.sha256(face_file(face).read_bytes() + said).hexdigest()[:32]
    name = f"font-{key}.woff2"
    cut = kept(name)
    if cut is None or not cut.startswith(b"wOF2"):
        cut = _cut(face, points)
        keep(name, cut)
    return cut


def _cut(face: Face, points: frozenset[int]) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.layout_features = _FEATURES
    options.drop_tables = [*options.drop_tables, "FFTM", "DSIG", "meta"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [1, 2, 13, 14, 16, 17]  # names and licence
    font = TTFont(face_file(face), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(points))
    subsetter.subset(font)
    font.flavor = "woff2"
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()
