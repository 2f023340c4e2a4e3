"""What if: an evening with places supposed to be in other hands, marked as such for good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from syria_analysis.control.situation import Capture, Situation
from syria_analysis.errors import BadParameter, MissingData
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.point_files import read_table

__all__ = ["from_csv", "given_back", "if_captured", "suppose", "take_the_rest", "within_km"]

AnySituation = TypeVar("AnySituation", bound=Situation)


def if_captured(situation: AnySituation, *places: str, by: str) -> AnySituation:
    """Suppose that a faction has captured places.

    Parameters
    ----------
    situation : Situation
        Who holds what, as reported or already hypothetical.
    *places : str
        Ids, names or variants; of faces, where maps tell who holds the land, ids.
    by : str
        Id of one faction.

    Returns
    -------
    same type
        The same evening with those places the faction's, uncontested and marked in
        `hypothetical`; the situation given is left as it is.

    Raises
    ------
    UnknownName
        With the nearest known name.
    BadParameter
        If no place or no single faction is named, if that is a guest force, which holds no land,
        if it holds one of the places uncontested, or if a place is a site of a guest force, with
        which no land would move.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> if_captured(evening, "hama", "homs", by="HTS").captured
    {'hama': 'HTS', 'homs': 'HTS'}
    """
    taker, wanted = situation.dataset.captor(by), _places(situation.dataset, places)
    _refuse_held(situation, wanted, taker)
    return suppose(situation, dict.fromkeys(wanted, taker))


def given_back(situation: AnySituation, places: str | Iterable[str], to: str) -> AnySituation:
    """Suppose that places have been given back to a faction.

    Parameters
    ----------
    situation : Situation
        Who holds what, as reported or already hypothetical.
    places : str or iterable of str
        Ids, names or variants.
    to : str
        Id of one faction.

    Returns
    -------
    same type
        As `if_captured` gives it.

    Raises
    ------
    UnknownName, BadParameter

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> given_back(situation_on(load_dataset(), "2024-12-02"), "aleppo", to="SAA").supposed
    'Aleppo given back to the government'
    """
    taker, wanted = situation.dataset.captor(to), _places(situation.dataset, places)
    _refuse_held(situation, wanted, taker)
    return suppose(situation, dict.fromkeys(wanted, taker), given_back=True)


def within_km(situation: AnySituation, place: str, km: float, by: str) -> AnySituation:
    """Suppose that a faction has captured all places within a distance of one.

    Parameters
    ----------
    situation : Situation
        Who holds what, as reported or already hypothetical.
    place : str
        Id, name or variant.
    km : float
        Geodesic distance, that place itself included.
    by : str
        Id of one faction; what it holds already it keeps.

    Returns
    -------
    same type
        As `if_captured` gives it. Sites of guest forces and anchors of empty land stay.

    Raises
    ------
    UnknownName
    BadParameter
        If the distance is no positive number, or the faction holds all of that already.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> near = within_km(situation_on(load_dataset(), "2024-12-02"), "hama", 5, by="HTS")
    >>> near.holders["hama"]
    'HTS'
    """
    dataset = situation.dataset
    taker, centre = dataset.captor(by), dataset.place(place)
    try:
        radius = float(km)
    except (TypeError, ValueError):
        radius = float("nan")
    if not 0 <= radius < float("inf"):
        raise BadParameter(f"km must be a positive number, not {str(km)[:40]!r}")
    land = dataset.real_places.index.intersection(dataset.with_land.index, sort=False)
    here, others = dataset.places.loc[centre], dataset.places.loc[land]
    metres, _ = distance_and_bearing(here["lat"], here["lon"], others["lat"], others["lon"])
    what = f"all places within {radius:g} km of {centre}"
    return take_the_rest(situation, land[np.asarray(metres) <= radius * 1000], taker, what)


def from_csv(situation: AnySituation, file: str | Path) -> AnySituation:
    """Suppose the captures that a file lists.

    Parameters
    ----------
    situation : Situation
        Who holds what, as reported or already hypothetical.
    file : path
        UTF-8 CSV with the columns `place` and `by`; others are ignored.

    Returns
    -------
    same type
        As `if_captured` gives it.

    Raises
    ------
    MissingData
        If there is no such file, or it lacks a column.
    UnknownName, BadParameter
        If a row names an unknown place or faction, a place twice, or one already held.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> from_csv(situation_on(load_dataset(), "2024-12-02"), "no-such-file.csv")
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: there is no file no-such-file.csv
    """
    path, table = Path(file), read_table(file)
    for column in ("place", "by"):
        if column not in table.columns:
            raise MissingData(f"{path} has no column {column}")
    if table.empty:
        raise BadParameter(f"{path} lists no captures")
    found: dict[str, str] = {}
    for place, by in zip(table["place"], table["by"], strict=True):
        taker, (wanted,) = situation.dataset.captor(by), _places(situation.dataset, place)
        if wanted in found:
            raise BadParameter(f"{path} lists {wanted} twice")
        _refuse_held(situation, (wanted,), taker)
        found[wanted] = taker
    return suppose(situation, found)


def suppose(
    situation: AnySituation, holders: Mapping[str, str], given_back: bool = False
) -> AnySituation:
    """Label places anew and note that nobody reported it.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    holders : mapping of str to str
        Place id to faction id, both known.
    given_back : bool, default False
        Whether the places are given back, not captured.

    Returns
    -------
    same type
        The situation itself if nothing is supposed.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> suppose(evening, {"homs": "HTS"}).captured
    {'homs': 'HTS'}
    """
    if not holders:
        return situation
    dataset, named = situation.dataset, dict(holders)
    if dataset.faces is not None:  # with a place goes the land around it
        land = dict(zip(dataset.mesh.shapes.index, dataset.cell_places, strict=True))
        named |= {face: holders[place] for face, place in land.items() if place in holders}
    places = list(named)

    def relabelled(series: pd.Series, values: object) -> pd.Series:
        changed = series.copy()
        changed.loc[places] = values
        return changed

    earlier = [capture for capture in situation.hypothetical if capture.place not in holders]
    supposed = [Capture(place, by, given_back) for place, by in holders.items()]
    return replace(
        situation,
        holders=relabelled(situation.holders, list(named.values())),
        contested=relabelled(situation.contested, ""),
        uncertain=relabelled(situation.uncertain, False),
        confidence=relabelled(situation.confidence, "hypothetical"),
        last_event=relabelled(situation.last_event, ""),
        hypothetical=(*earlier, *supposed),
        nearby={place: who for place, who in situation.nearby.items() if place not in holders},
    )


def _places(dataset: Dataset, places: str | Iterable[str]) -> tuple[str, ...]:
    asked = [places] if isinstance(places, str) else list(places)
    if not asked:
        raise BadParameter("no place is named that is to be captured")
    faces = set() if dataset.faces is None else set(dataset.faces.ids)
    found = tuple(dict.fromkeys(p if p in faces else dataset.place(p) for p in asked))
    for place in found:
        if place not in dataset.with_land.index:
            guest = dataset.places.at[place, "holder"]
            raise BadParameter(
                f"{place} is a site of {guest}, a guest force without land: nothing would move if "
                "it were captured; name the place in which it lies"
            )
    return found


def _refuse_held(situation: Situation, places: Iterable[str], by: str) -> None:
    _refuse_guest(situation.dataset, by)
    for place in places:
        if situation.holders[place] == by and not situation.contested[place]:
            kind = "already" if not situation.hypothetical else "already, as supposed or reported,"
            raise BadParameter(f"{by} {kind} holds {place} on {situation.date}")


def _refuse_guest(dataset: Dataset, by: str) -> None:
    if by in dataset.guests:
        raise BadParameter(f"{by} is a guest force, which never holds land: it captures no place")


def take_the_rest(
    situation: AnySituation, places: Iterable[str], by: str, what: str
) -> AnySituation:
    """Suppose that a faction has captured those of some places that it does not hold already.

    Parameters
    ----------
    situation : Situation
        Who holds what, as reported or already hypothetical.
    places : iterable of str
        Ids of places.
    by : str
        Id of the faction.
    what : str
        What the places are, for the error if it holds them all.

    Returns
    -------
    same type
        As `if_captured` gives it.

    Raises
    ------
    BadParameter

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> take_the_rest(evening, ["aleppo", "hama"], "HTS", "the two cities").captured
    {'hama': 'HTS'}
    """
    _refuse_guest(situation.dataset, by)
    wanted = {
        place: by
        for place in map(str, places)
        if situation.holders[place] != by or situation.contested[place]
    }
    if not wanted:
        raise BadParameter(f"{by} already holds {what} on {situation.date}")
    return suppose(situation, wanted)
