"""Draws the pictures of README.md and the documentation: `make gallery`."""

from __future__ import annotations

import contextlib
import shlex
import sys
import tempfile
from pathlib import Path

from PIL import Image

from syria_analysis.cli import main

DOCS = Path(__file__).parents[1] / "docs"
MOST = (900, 1100)
"""Width and height of a picture, in pixels."""
COLOURS = 128
MAPS = "--date 2024-12-02"
CAMPAIGN = "--date 2024-12-08"
PICTURES = {
    "offensive.png": (
        f"figure offensive {MAPS}",
        "Map: the front on the evening of 2 December 2024 and what each side gained "
        "since 26 November",
    ),
    "gallery/newspaper.png": (
        f"figure offensive {MAPS} --preset newspaper-2",
        "Newspaper map of the north-west on 2 December 2024: the HTS-led forces hold "
        "Aleppo and stand about 18 km from Hama",
    ),
    "gallery/stakes.png": (
        f"figure stakes {MAPS} --preset nature-2",
        "Map of western Syria on 2 December 2024: the cities at stake, the roads that "
        "join them, and how far the front is",
    ),
    "gallery/cutoff.png": (
        f"figure cutoff {MAPS} --preset science-3 --capture hama --capture homs",
        "Two maps of western Syria: the roads as reported, and Latakia and Tartus cut "
        "off from Damascus if Hama and Homs were captured",
    ),
    "gallery/evenings.png": (
        f"figure evenings {CAMPAIGN} --preset a4",
        "Thirteen small maps of Syria, one for each evening from 26 November to 8 "
        "December 2024, the last one large, with the cities that fell",
    ),
    "gallery/fronts.png": (
        f"figure fronts {CAMPAIGN} --preset nature-1",
        "Strip map of the M5 from Damascus to Aleppo: who held which kilometre on each "
        "evening, where the front crossed it, and when the cities fell",
    ),
    "gallery/arabic.png": (
        f"figure situation {MAPS} --preset a4 --lang ar",
        "Map of Syria on 2 December 2024 lettered in Arabic: who holds what",
    ),
    "gallery/kharkiv.png": (
        "figure gains --data examples/kharkiv-2022 --date 2022-09-11",
        "Map of Kharkiv Oblast on 11 September 2022: what Ukrainian forces took since "
        "the 5th, and the front along the Oskil",
    ),
}
"""File in `docs` to the command that draws it, without its output, and what it shows."""


def small(picture: Image.Image) -> Image.Image:
    """Reduce a picture in print to a few pixels and colours.

    Parameters
    ----------
    picture : PIL.Image.Image
        The picture.

    Returns
    -------
    PIL.Image.Image
    """
    scaled = picture.convert("RGB")
    scaled.thumbnail(MOST, Image.Resampling.LANCZOS)
    return scaled.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)


def draw(name: str, folder: Path) -> Path:
    """Draw a picture by its command.

    Parameters
    ----------
    name : str
        One of `PICTURES`.
    folder : pathlib.Path
        Where the picture goes.

    Returns
    -------
    pathlib.Path
        The picture.
    """
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        printed = Path(scratch) / "printed.png"
        with contextlib.chdir(DOCS.parent):
            failed = main([*shlex.split(PICTURES[name][0]), "--output", str(printed)])
        if failed:
            raise SystemExit(f"{name} was not drawn")
        with Image.open(printed) as picture:
            small(picture).save(target, optimize=True)
    return target


if __name__ == "__main__":
    for chosen in sys.argv[1:] or PICTURES:
        print(draw(chosen, DOCS))
