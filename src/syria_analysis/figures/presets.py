"""The sheets of outlets that print or show figures, by their published rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from syria_analysis.errors import unknown
from syria_analysis.figures.sheet import REPORT, Sheet

__all__ = ["PRESETS", "preset"]

# Newspapers. Standard Advertising Unit, American Newspaper Publishers Association (1984): a page
# of six columns of 2 1/16 in with 1/8 in between; one column 2 1/16 in, two 4 1/4 in. Newsprint
# fills fine type: no less than 6 pt, lines no finer than 0.5 pt.
_NEWS = Sheet(
    "newspaper-2",
    108.0,
    330.0,
    factor=0.95,
    medium="print",
    least_line=0.5,
    least_type=6.0,
    says="two columns of a newspaper",
)

# Nature. "Building and exporting figure panels" and "Preparing figures: our specifications",
# research-figure-guide.nature.com: widths 89 and 183 mm, height up to 170 mm so that the legend
# fits below; type 5 to 7 pt, sans serif, editable, TrueType 42; no patterns, no coloured text;
# images of 450 dpi or above. Lines 0.25 to 1 pt ("Guide to preparing final artwork").
_NATURE = Sheet(
    "nature-2",
    183.0,
    170.0,
    factor=0.77,
    heading=False,
    patterns=False,
    medium="print",
    most_type=7.0,
    dpi=450.0,
    says="Nature, double column",
)

# Science. "Preparing your art and figures" for revised manuscripts, sciencemag.org: widths 5.7,
# 12.1 and 18.4 cm; sans serif, about 7 pt and not under 5; 400 dpi and more for colour. The height
# is that of its page, 23 cm, less the caption.
_SCIENCE = Sheet(
    "science-3",
    184.0,
    200.0,
    factor=0.85,
    heading=False,
    medium="print",
    dpi=600.0,
    says="Science, three columns",
)

# The widescreen slide of PowerPoint, 13.333 x 7.5 in; type of 12 pt.
_SLIDE = Sheet(
    "slide",
    338.67,
    190.5,
    margin_mm=7.0,
    factor=1.85,
    fixed=True,
    brief=True,
    dpi=144.0,
    least_type=12.0,
    says="a slide of 16 to 9",
)

PRESETS: Mapping[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        REPORT,
        replace(_NEWS, name="newspaper-1", width_mm=52.4, brief=True, says="a newspaper's column"),
        _NEWS,
        replace(_NATURE, name="nature-1", width_mm=89.0, says="Nature, single column"),
        _NATURE,
        replace(_SCIENCE, name="science-1", width_mm=57.0, says="Science, one column"),
        replace(_SCIENCE, name="science-2", width_mm=121.0, says="Science, two columns"),
        _SCIENCE,
        # ISO 216: 210 x 297 mm, less margins of 20 and 25 mm.
        Sheet("a4", 170.0, 247.0, medium="print", says="an A4 page between its margins"),
        _SLIDE,
        # 1080 x 1080 pixels; type of 24 pixels, never under 20, which a phone shows 1.2 mm high.
        replace(
            _SLIDE,
            name="square",
            width_mm=190.5,
            least_type=10.0,
            says="a square of 1080 pixels, to be read on a phone",
        ),
    )
}
"""Name to sheet."""


def preset(name: str | Sheet) -> Sheet:
    """Find a preset by its name.

    Parameters
    ----------
    name : str or Sheet
        A name of `PRESETS`; a sheet of one's own is taken as it is.

    Returns
    -------
    Sheet

    Raises
    ------
    UnknownName

    Examples
    --------
    >>> preset("nature-1").width_mm
    89.0
    """
    if isinstance(name, Sheet):
        return name
    if name not in PRESETS:
        raise unknown("preset", name, PRESETS)
    return PRESETS[name]
