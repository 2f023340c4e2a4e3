"""Draws the pictures of README.md: `make gallery`."""

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
    "offensive.png": f"figure offensive {MAPS}",
    "gallery/newspaper.png": f"figure offensive {MAPS} --preset newspaper-2",
    "gallery/stakes.png": f"figure stakes {MAPS} --preset nature-2",
    "gallery/cutoff.png": f"figure cutoff {MAPS} --preset science-3 --capture hama --capture homs",
    "gallery/evenings.png": f"figure evenings {CAMPAIGN} --preset a4",
    "gallery/fronts.png": f"figure fronts {CAMPAIGN} --preset nature-1",
    "gallery/arabic.png": f"figure situation {MAPS} --preset a4 --lang ar",
    "gallery/kharkiv.png": "figure gains --data examples/kharkiv-2022 --date 2022-09-11",
}
"""File in `docs` to the command that draws it, without its output."""


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
            failed = main([*shlex.split(PICTURES[name]), "--output", str(printed)])
        if failed:
            raise SystemExit(f"{name} was not drawn")
        with Image.open(printed) as picture:
            small(picture).save(target, optimize=True)
    return target


if __name__ == "__main__":
    for chosen in sys.argv[1:] or PICTURES:
        print(draw(chosen, DOCS))
