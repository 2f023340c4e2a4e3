"""Letters that a font has: what comes from the data may hold any other."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["drawable", "measurable"]

_NONE = "\ufffd"
"""Stands for a letter that no font has."""


def drawable(text: str, families: tuple[str, ...]) -> str:
    r"""Put a text into letters that one of the fonts has, on one line.

    Parameters
    ----------
    text : str
        From anybody.
    families : tuple of str
        Names of the fonts that are tried in turn.

    Returns
    -------
    str
        What cannot be seen is left out if no font has it, else a sign stands for it.

    Examples
    --------
    >>> drawable("Homs\n حمص 𓀀", ("DejaVu Sans",))
    'Homs حمص �'
    """
    known = frozenset[int]().union(*(_of_family(family) for family in families))
    return _within(" ".join(text.split()) if "\n" in text or "\t" in text else text, known, _NONE)


def measurable(text: str, font: Any) -> str:
    """Put letters of middling width in the place of those that a font has not."""
    return _within(text, _of_file(font.fname), "n")


def _within(text: str, known: frozenset[int], instead: str) -> str:
    if all(ord(letter) in known for letter in text):
        return text
    return "".join(
        letter if ord(letter) in known else instead if letter.isprintable() else ""
        for letter in text
    )


@lru_cache(maxsize=16)
def _of_family(family: str) -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont

    return _of_file(str(findfont(FontProperties(family=[family]))))


@lru_cache(maxsize=16)
def _of_file(path: str) -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(path).get_charmap())
