"""A report's map made small, for the list of all reports."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Sequence
from pathlib import Path

__all__ = ["data_uri", "telling"]

WIDTH = 160  # CSS pixels
QUALITY = 45
MOST_PIXELS = 60_000_000


def telling(names: Sequence[str], lead: object = None) -> str | None:
    """Choose the figure by which a report is known again.

    Parameters
    ----------
    names : sequence of str
        Names of its figures.
    lead : object
        What the report says leads it.

    Returns
    -------
    str or None
        The figure that leads it, if it is one of them; else the first map in the alphabet that
        does not show the state before, which reports have in common; failing that, any figure.

    Examples
    --------
    >>> telling(["chart-areas", "map-before", "map-offensive"])
    'map-offensive'
    >>> telling(["campaign-areas", "campaign-evenings"], "campaign-evenings")
    'campaign-evenings'
    """
    if lead in names:
        return str(lead)
    order = sorted(names, key=lambda n: (n.endswith("before"), not n.startswith("map"), n))
    return order[0] if order else None


def data_uri(path: Path, width: int = WIDTH) -> str:
    """Make a small square picture from the middle of a PNG file.

    Parameters
    ----------
    path : pathlib.Path
        The file; it may come from anybody.
    width : int
        Pixels of a side.

    Returns
    -------
    str
        A ``data:`` address that holds a WebP picture of a few kB; empty if the file cannot be
        read or is unreasonably large.
    """
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of pictures that would fill the memory
            with Image.open(path, formats=["PNG"]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return ""
                plain = picture.convert("RGB")
            small = plain.reduce(max(1, min(plain.size) // (3 * width)))
            small = ImageOps.fit(small, (width, width), Image.Resampling.LANCZOS)
            stream = io.BytesIO()
            small.save(stream, "WEBP", quality=QUALITY, method=4)
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        return ""  # SyntaxError is what Pillow raises for broken chunks
    return "data:image/webp;base64," + base64.b64encode(stream.getvalue()).decode()
