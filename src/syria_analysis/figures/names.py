"""Which places a map names, in what order and how large."""

from __future__ import annotations

from collections.abc import Iterable

from syria_analysis.control.situation import Situation
from syria_analysis.figures import style, symbols
from syria_analysis.figures.canvas import Canvas
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.dataset import Dataset

__all__ = ["by_weight", "chosen", "size_of_seat"]

KINDS = ("city", "town")
"""Kinds of places that are named before all others."""
LARGE_SEATS = 4
"""So many seats, the most populous, are lettered larger than the others."""
ROOM = 800.0
"""Land on the page, in mm², for each name of a map whose places are not declared."""


def chosen(
    situation: Situation, spec: FigureSpec, canvas: Canvas, first: Iterable[str] = ()
) -> list[str]:
    """Choose the places to be named, the most important first.

    Parameters
    ----------
    situation : Situation
        The evening.
    spec : FigureSpec
        The figure; the places that it declares are taken in its order.
    canvas : Canvas
        The map.
    first : iterable of str
        Places that come before all others, such as those that a headline names.

    Returns
    -------
    list of str
        Place ids. Where none are declared: those in view, by weight, as many as there is room for.
    """
    dataset = situation.dataset
    if spec.places or spec.must:
        return list(dict.fromkeys([*first, *spec.places, *spec.must]))
    x0, y0, x1, y1 = canvas.map_box
    seen = symbols.in_view(canvas, dataset, dict.fromkeys([*first, *by_weight(dataset)]))
    return seen[: max(4, int((x1 - x0) * (y1 - y0) / ROOM))]


def by_weight(dataset: Dataset) -> list[str]:
    """List the places with land: capital, seats, cities asked about, then by kind and population.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> by_weight(load_dataset())[:3]
    ['damascus', 'aleppo', 'homs']
    """
    conflict, real = dataset.conflict, dataset.real_places
    rest = real.loc[real.index.intersection(dataset.with_land.index)]
    rank = {kind: number for number, kind in enumerate(KINDS)}
    ordered = rest.assign(rank=rest["kind"].map(rank).fillna(len(rank))).sort_values(
        ["rank", "population"], ascending=[True, False], kind="stable"
    )
    capital = [conflict.capital] if conflict.capital else []
    return list(dict.fromkeys([*capital, *dataset.seats, *conflict.cities, *ordered.index]))


def size_of_seat(dataset: Dataset, place: str) -> float:
    """Return the type size of a place on a map of the whole theatre, by its rank."""
    main = dataset.seats
    if place == dataset.conflict.capital or place in main[:LARGE_SEATS]:
        return style.CITY_LARGE
    return style.CITY if place in main else style.TOWN
