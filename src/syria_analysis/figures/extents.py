"""Which part of the plane a map shows: a declared window, or the bounds of what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from syria_analysis.control.situation import Situation
from syria_analysis.errors import BadParameter
from syria_analysis.figures.canvas import Box, bounds_of
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.dataset import Dataset

__all__ = ["changed", "extent", "located", "reaching", "whole"]

MARGIN, EDGE = 0.15, 0.025
"""Of the size of what a map is about, and of that of the whole theatre, left free around it."""
LEAST_M = 60_000.0
"""No map shows less than this from side to side."""
BEYOND_M = 30_000.0
"""So far beyond the places that it is about a map reaches at least."""
WIDENED = 1.15
"""A map that is widened gets no taller than this in units of its width: it must fit a page."""
FLATTEST, TALLEST = 0.6, 1.4
"""Height of a map in units of its width; what is flatter or taller is shown with more around it."""


def extent(dataset: Dataset, spec: FigureSpec, about: Any = None) -> Box:
    """Return the part of the plane that a figure shows.

    Parameters
    ----------
    dataset : Dataset
        The package.
    spec : FigureSpec
        The figure; its extent is a window that the package declares, or follows from `about`.
    about : shapely geometry, optional
        What it must show, in the plane. Default: the whole theatre.

    Returns
    -------
    tuple of float
        xmin, ymin, xmax, ymax in metres.

    Raises
    ------
    BadParameter
        If no land of the theatre would be in view.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> syria = load_dataset()
    >>> bounds = extent(syria, FigureSpec("all", "situation"))
    >>> bool(shapely.contains(shapely.box(*bounds), syria.mesh.theatre))
    True
    """
    window = dataset.conflict.extents.get(spec.extent, spec.extent)
    if isinstance(window, str):
        nothing = about is None or about.is_empty
        return whole(dataset) if nothing else _around(shapely.bounds(about), whole(dataset))
    bounds = _shaped(bounds_of(window, dataset.plane))
    if not shapely.intersects(_land(dataset), shapely.box(*bounds)):
        west, south, east, north = window
        raise BadParameter(
            f"the figure {spec.id} has no land in view: its extent {spec.extent} "
            f"({west:g}, {south:g}, {east:g}, {north:g}) lies outside "
            f"{dataset.conflict.country.name}"
        )
    return bounds


@cached_on_owner()
def _land(dataset: Dataset) -> Any:
    return shapely.buffer(dataset.mesh.theatre, -1.0)


def whole(dataset: Dataset) -> Box:
    """Return the bounds of the theatre with an edge around it."""
    x0, y0, x1, y1 = shapely.bounds(dataset.mesh.theatre)
    edge = EDGE * max(x1 - x0, y1 - y0)
    x0, y0, x1, y1 = map(float, (x0 - edge, y0 - edge, x1 + edge, y1 + edge))
    return _shaped((x0, y0, x1, y1))


def changed(situation: Situation, baseline: Situation) -> Any:
    """Join the faces that another faction holds than on an earlier evening, or contests."""
    held, then = situation.holders, baseline.holders
    moved = held.index[(held != then.reindex(held.index)) | (situation.contested != "")]
    return shapely.union_all(situation.mesh.shapes.reindex(moved).dropna().to_numpy())


def located(dataset: Dataset, places: Iterable[str]) -> Any:
    """Return where places lie, as one shape of the plane."""
    rows = dataset.places.loc[list(dict.fromkeys(places))]
    return shapely.union_all(dataset.plane.to_plane(shapely.points(rows["lon"], rows["lat"])))


def reaching(dataset: Dataset, box: Box, about: Any) -> Box:
    """Widen the part that a map shows where something it is about lies at its edge or beyond.

    Parameters
    ----------
    dataset : Dataset
        The package.
    box : tuple of float
        xmin, ymin, xmax, ymax in metres.
    about : shapely geometry
        What must be seen, in the plane.

    Returns
    -------
    tuple of float
        The same box if all is in view.
    """
    if about.is_empty:
        return box
    left, low, right, high = map(float, shapely.bounds(about))
    a, b, c, d = whole(dataset)
    found = (
        min(box[0], max(a, left - BEYOND_M)),
        min(box[1], max(b, low - BEYOND_M)),
        max(box[2], min(c, right + BEYOND_M)),
        max(box[3], min(d, high + BEYOND_M)),
    )
    return box if found == box else _shaped(found, WIDENED)


def _around(bounds: Any, limits: Box) -> Box:
    """Leave a margin around bounds, and keep what results within limits where it fits."""
    x0, y0, x1, y1 = map(float, bounds)
    edge = MARGIN * max(x1 - x0, y1 - y0)
    wide, high = (max(size + 2 * edge, LEAST_M) for size in (x1 - x0, y1 - y0))
    middle = (x0 + x1) / 2, (y0 + y1) / 2
    wide, high = min(wide, limits[2] - limits[0]), min(high, limits[3] - limits[1])
    box = (
        middle[0] - wide / 2,
        middle[1] - high / 2,
        middle[0] + wide / 2,
        middle[1] + high / 2,
    )
    return _within(_shaped(box), limits)


def _shaped(box: Box, tallest: float = TALLEST) -> Box:
    """Widen or heighten a box that is too tall or too flat for a page."""
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    more = max(high / tallest - wide, 0.0) / 2, max(FLATTEST * wide - high, 0.0) / 2
    return x0 - more[0], y0 - more[1], x1 + more[0], y1 + more[1]


def _within(box: Box, limits: Box) -> Box:
    """Move a box into limits, direction by direction, or to their middle if it is larger."""
    moved = []
    for low, high, least, most in (
        (box[0], box[2], limits[0], limits[2]),
        (box[1], box[3], limits[1], limits[3]),
    ):
        if high - low >= most - least:
            start = (least + most - high + low) / 2
        else:
            start = float(np.clip(low, least, most - high + low))
        moved.append((start, start + high - low))
    (x0, x1), (y0, y1) = moved
    return x0, y0, x1, y1
