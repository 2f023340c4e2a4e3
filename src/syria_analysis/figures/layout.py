"""Where on a sheet the map stands, and what goes below it or beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from syria_analysis.figures.canvas import Box
from syria_analysis.figures.sheet import Sheet
from syria_analysis.text.language import is_rtl

__all__ = ["Block", "Plan", "fit", "plan"]

GAP = 4.0
"""Between the map and what stands beside it, in mm."""
COLUMNS = (48.0, 42.0, 36.0, 31.0, 27.0)
"""Least widths of the column beside a map that are tried, in mm."""
WIDER = (64.0, 56.0)
"""The same on a page that may not grow."""
HEADED = (105.0, 95.0, 85.0, 78.0, 71.0, 64.0, 58.0, 53.0)
"""The same of a column with the headline in it."""
LANDSCAPE = 1.3
"""It stands there only on a page of fixed height that is so much wider than high."""
LARGER = 1.05
"""The headline stands in the column if that makes the map so much wider."""
TOP = 0.6
"""Above a map that has no headline over it, in mm."""
NEARLY = 0.88
"""A map with its words beside it may be so much narrower than one with its words below."""

LEAST_SHARE = 0.22
"""Of the page, that a map covers at least, if there is a way."""
FIXED_SHARE = 0.25
"""The same of a page of fixed height, but not for the price of words."""
SMALLER = (1.0, 0.92, 0.85, 0.78)
"""How much smaller type is set, step by step, where there is too much of it."""


@dataclass(frozen=True)
class Block:
    """Something that stands below a map or beside it.

    Attributes
    ----------
    height : callable
        From a width to the room it takes, both in mm.
    draw : callable
        Draws it on a canvas, given the left edge, the top and the width.
    stays : bool
        Whether it stays below the map where others stand beside it, if the sheet is high enough.
    beside_only : bool
        Whether it is left out where it would stand below.
    optional : bool
        Whether it is left out of a sheet that has no room for it.
    """

    height: Callable[[float], float]
    draw: Callable[[Any, float, float, float], Any]
    stays: bool = False
    beside_only: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Plan:
    """Places on a page, in mm of its design.

    Attributes
    ----------
    height : float
        Of the page.
    map_width, below, left : float
        Width of the map, and the room below it and left of it.
    share : float
        Of the page, that the map covers.
    blocks : tuple
        Each block with its left edge, its top and its width.
    headed : bool
        Whether the headline stands above all, across the page; else it is one of the blocks.
    """

    height: float
    map_width: float
    below: float
    share: float
    blocks: tuple[tuple[Block, float, float, float], ...]
    left: float = 0.0
    headed: bool = True

    def draw(self, canvas: Any) -> None:
        """Draw the blocks."""
        for block, x, top, width in self.blocks:
            block.draw(canvas, x, top, width)


def plan(
    sheet: Sheet,
    bounds: Box,
    blocks: Sequence[Block],
    *,
    above: float,
    foot: float,
    beside_from: float = math.inf,
    shape: float = 0.0,
    heading: Block | None = None,
) -> Plan:
    """Give the map as much of a sheet as its words leave.

    Parameters
    ----------
    sheet : Sheet
        The page.
    bounds : tuple of float
        xmin, ymin, xmax, ymax of the map in the plane, in metres.
    blocks : sequence of Block
        What stands below the map or beside it, from the top down.
    above, foot : float
        Room for the headline and for the source line.
    beside_from : float
        Width of a page, in mm of its design, from which the blocks stand beside the map anyway.
    shape : float, optional
        Height of what is drawn in units of its width. Default: that of one such map.
    heading : Block, optional
        The headline as a block, whose height is part of `above`: on a page of fixed height it may
        stand at the head of the column, so that the map is as high as the page.

    Returns
    -------
    Plan
        Blocks stand below a map that is as wide as the page, and beside one that a low page makes
        narrow.
    """
    x0, y0, x1, y1 = bounds
    shape = shape or (y1 - y0) / (x1 - x0)
    tallest = math.inf if sheet.design_height is None else sheet.design_height - above - foot
    low = _Below(sheet.design_width, tallest, shape, blocks)
    options = [
        max(
            (
                _Beside(sheet.design_width, tallest, shape, blocks, column, stay)
                for stay in (True, False)
            ),
            key=lambda option: (round(option.map_width, 2), -option.height),
        )
        for column in ((WIDER if sheet.fixed else ()) + COLUMNS)
    ]
    widest = max(option.map_width for option in options)
    wide = sheet.design_width >= beside_from and widest > 0
    if wide or (low.map_width < sheet.design_width - 2 and widest >= NEARLY * low.map_width > 0):
        enough = 0.0 if wide else 0.9 * widest
        chosen: _Below | _Beside = next(o for o in options if o.map_width > enough)
    elif low.map_width == 0.0 and widest > 0:
        chosen = max(options, key=lambda option: option.map_width)
    else:
        chosen = low
    headed = True
    low_page = sheet.fixed and sheet.design_width > LANDSCAPE * (sheet.design_height or math.inf)
    if low_page and heading is not None:
        over = above - heading.height(sheet.design_width)  # stands above the map in any case
        tall = tallest + above - over - TOP
        sides = [
            _Beside(sheet.design_width, tall, shape, [heading, *blocks], column, False, over)
            for column in HEADED
        ]
        largest = max(sides, key=lambda option: option.map_width)
        if largest.map_width > max(LARGER * chosen.map_width, 0.0):
            chosen, above, headed = largest, over + TOP, False
    height = above + foot + chosen.height
    if sheet.fixed and sheet.design_height is not None:
        height = sheet.design_height
    left = 0.0
    if not headed and not is_rtl():  # the headline comes first
        left = sheet.design_width - chosen.map_width
    return Plan(
        height,
        chosen.map_width,
        height - above - chosen.map_height,
        chosen.map_width * chosen.map_height / (sheet.design_width * height),
        tuple(
            (b, 0.0 if left else x, height - above - top, width)
            for b, x, top, width in chosen.places()
        ),
        left,
        headed,
    )


def fit(
    sheet: Sheet, blocks: Sequence[Block], make: Callable[[Sheet, Sequence[Block]], Plan]
) -> tuple[Sheet, Plan]:
    """Plan a page on which the map gets its share.

    Parameters
    ----------
    sheet : Sheet
        The page.
    blocks : sequence of Block
        What stands below the map or beside it.
    make : callable
        Plans the page, given a sheet and blocks.

    Returns
    -------
    Sheet, Plan
        Where there is no room for all, optional blocks are left out, then type is set smaller.
    """
    needed = [block for block in blocks if not block.optional]
    has_optional = len(needed) < len(blocks)
    best: tuple[Sheet, Plan] | None = None
    for smaller in dict.fromkeys(map(sheet.smaller, SMALLER)):
        for some in (blocks, needed) if has_optional else (blocks,):
            found = make(smaller, some)
            dear = sheet.fixed and not (has_optional and some is blocks)
            if best is None or found.share > best[1].share:
                best = (smaller, found)
            if found.share >= (FIXED_SHARE if dear else LEAST_SHARE):
                return smaller, found
    assert best is not None  # there is always a first
    return best


class _Below:
    """Everything under the map, across the page."""

    def __init__(self, page: float, tallest: float, shape: float, blocks: Sequence[Block]) -> None:
        self.page = page
        self.under = [block for block in blocks if not block.beside_only]
        room = sum(block.height(page) + 2.5 for block in self.under)
        self.map_width = max(min(page, (tallest - room) / shape), 0.0)
        self.map_height = self.map_width * shape
        self.height = self.map_height + room

    def places(self) -> list[tuple[Block, float, float, float]]:
        """Each block with its left edge, its top below that of the map, and its width."""
        return _stacked(self.under, 0.0, self.map_height + 2.5, self.page)


class _Beside:
    """Blocks in a column right of the map; those that stay below, under both."""

    def __init__(
        self,
        page: float,
        tallest: float,
        shape: float,
        blocks: Sequence[Block],
        column: float,
        stay: bool,
        over: float = 0.0,
    ) -> None:
        self.page, self.over = page, over
        self.under = [block for block in blocks if stay and block.stays]
        self.beside = [block for block in blocks if block not in self.under]
        room = sum(block.height(page) + 2.5 for block in self.under)
        self.map_width = max(min(page - GAP - column, (tallest - room) / shape), 0.0)
        self.map_height = self.map_width * shape
        self.column = page - GAP - self.map_width
        while self._filled() > self.map_height + over and len(self.beside) > 1:
            extra = [block for block in self.beside if block.beside_only]
            if not extra:
                break
            self.beside.remove(extra[0])
        self.top = max(self.map_height, self._filled() - over)
        self.height = self.top + room
        if self.height > tallest + 1e-6 or self._filled() - over > 1.25 * self.map_height:
            self.map_width = 0.0

    def _filled(self) -> float:
        return sum(block.height(self.column) + 2.5 for block in self.beside) - 2.5

    def places(self) -> list[tuple[Block, float, float, float]]:
        """Each block with its left edge, its top below that of the map, and its width."""
        side = _stacked(self.beside, self.map_width + GAP, -self.over, self.column)
        return side + _stacked(self.under, 0.0, self.top + 2.5, self.page)


def _stacked(
    blocks: Sequence[Block], x: float, top: float, width: float
) -> list[tuple[Block, float, float, float]]:
    placed = []
    for block in blocks:
        placed.append((block, x, top, width))
        top += block.height(width) + 2.5
    return placed
