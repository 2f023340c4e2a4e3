"""Which places a map names, in what order and how large."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from syria_analysis.control.situation import Situation
from syria_analysis.figures import style, symbols
from syria_analysis.figures.canvas import Canvas
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.headline import News, fallen_place
from syria_analysis.text.language import say
from syria_analysis.text.wording import short_day

__all__ = ["by_weight", "chosen", "fallen_that_day", "seats_first", "size_of_seat"]

WHOLE = ("before", "situation")
"""Kinds of figures that show the whole theatre."""
KINDS = ("city", "town")
"""Kinds of places that are named before all others."""
LARGE_SEATS = 4
"""So many seats, the most populous, are lettered larger than the others."""
ROOM = 800.0
"""Land on the page, in mm², for each name of a map whose places are not declared."""


def chosen(
    situation: Situation,
    spec: FigureSpec,
    canvas: Canvas,
    first: Iterable[str] = (),
    moved: Collection[str] = (),
) -> list[str]:
    """Choose the places to be named, the most important first.

    Parameters
    ----------
    situation : Situation
        The evening.
    spec : FigureSpec
        The figure; the places that it declares are taken in its order, on maps of the whole
        theatre after the seats that it does not mention.
    canvas : Canvas
        The map.
    first : iterable of str
        Places that come before all others, such as those that a headline names.
    moved : collection of str
        Places that changed hands, which come before others of their kind.

    Returns
    -------
    list of str
        Place ids. Where none are declared: those in view, by weight, as many as there is room for.
    """
    dataset = situation.dataset
    if spec.places:
        declared = [*spec.places, *spec.must]
        seats = seats_first(dataset) if spec.kind in WHOLE else []
        more = [place for place in seats if place not in declared]
        return list(dict.fromkeys([*first, *more, *declared]))
    x0, y0, x1, y1 = canvas.map_box
    wanted = dict.fromkeys([*first, *spec.must, *by_weight(dataset, moved)])
    return symbols.in_view(canvas, dataset, wanted)[: max(4, int((x1 - x0) * (y1 - y0) / ROOM))]


def fallen_that_day(news: News) -> dict[str, str]:
    """Say of the seat that the headline tells of first, below its name, that it fell that day."""
    place = fallen_place(news)
    return {place: say("fell-on", day=short_day(news.situation.date))} if place else {}


def seats_first(dataset: Dataset) -> list[str]:
    """List the capital and the other seats, the most populous first."""
    capital = [dataset.conflict.capital] if dataset.conflict.capital else []
    return list(dict.fromkeys([*capital, *dataset.seats]))


def by_weight(dataset: Dataset, moved: Collection[str] = ()) -> list[str]:
    """List the places with land: capital, seats, cities asked about, then by kind and population.

    Of one kind, places that `moved` come first.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> by_weight(load_dataset())[:3]
    ['damascus', 'aleppo', 'homs']
    """
    real = dataset.real_places
    rest = real.loc[real.index.intersection(dataset.with_land.index)]
    rank = {kind: number for number, kind in enumerate(KINDS)}
    ordered = rest.assign(
        rank=rest["kind"].map(rank).fillna(len(rank)), moved=rest.index.isin(list(moved))
    ).sort_values(["rank", "moved", "population"], ascending=[True, False, False], kind="stable")
    return list(dict.fromkeys([*seats_first(dataset), *dataset.conflict.cities, *ordered.index]))


def size_of_seat(dataset: Dataset, place: str) -> float:
    """Return the type size of a place on a map of the whole theatre, by its rank."""
    main = dataset.seats
    if place == dataset.conflict.capital or place in main[:LARGE_SEATS]:
        return style.CITY_LARGE
    return style.CITY if place in main else style.TOWN
