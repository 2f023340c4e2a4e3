"""How days, lists, directions and factions are written in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syria_analysis.package.dataset import Dataset

__all__ = ["compass", "day_text", "faction_name", "join_names", "side_name"]


def day_text(day: dt.date) -> str:
    """Write a day as a sentence does.

    Parameters
    ----------
    day : datetime.date
        Any day.

    Returns
    -------
    str

    Examples
    --------
    >>> day_text(dt.date(2024, 12, 2))
    '2 December 2024'
    """
    return f"{day.day} {day:%B %Y}"


def join_names(names: Sequence[str]) -> str:
    """Write a list as a sentence does.

    Parameters
    ----------
    names : sequence of str
        Names in order.

    Returns
    -------
    str

    Examples
    --------
    >>> join_names(["Aleppo", "Hama", "Homs"])
    'Aleppo, Hama and Homs'
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def compass(bearing_deg: float) -> str:
    """Name the direction of a bearing.

    Parameters
    ----------
    bearing_deg : float
        Degrees clockwise from north.

    Returns
    -------
    str
        One of eight directions.

    Examples
    --------
    >>> compass(357.0), compass(225.0)
    ('north', 'south-west')
    """
    eighths = ["north", "north-east", "east", "south-east"]
    eighths += ["south", "south-west", "west", "north-west"]
    return eighths[round(bearing_deg / 45) % 8]


def side_name(dataset: Dataset, factions: Iterable[str]) -> str:
    """Name the factions of a side as sentences do.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    factions : iterable of str
        Faction ids.

    Returns
    -------
    str

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> side_name(load_dataset(), ["SAA"])
    'the government'
    """
    return join_names([faction_name(dataset, faction) for faction in factions])


def faction_name(dataset: Dataset, faction: str) -> str:
    """Name a faction as sentences do.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    faction : str
        Faction id.

    Returns
    -------
    str

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> faction_name(load_dataset(), "HTS")
    'the HTS-led forces'
    """
    return str(dataset.factions.at[faction, "name_in_sentence"])
