"""What the holder of each place rests on: how many independent origins, and how sure that is."""

from __future__ import annotations

import pandas as pd

from syria_analysis.control.situation import Situation

__all__ = ["attested", "attested_share"]

MANY = 2
"""From so many independent origins on, no single one decides."""


def attested(situation: Situation) -> pd.DataFrame:
    """Tell what the holder of each place rests on.

    Parameters
    ----------
    situation : Situation
        An evening as reported.

    Returns
    -------
    pandas.DataFrame
        Indexed by place id; `origins`, how many independent origins are counted for the event on
        which its holder rests, or for the first evening where nothing has happened since (0: it
        is inferred); `confidence`; `passed`: whether it rests on an event.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> found = attested(situation_on(load_dataset(), "2024-12-02"))
    >>> bool(found.at["aleppo", "passed"]), bool(found.at["aleppo", "origins"] > 1)
    (True, True)
    """
    dataset, last = situation.dataset, situation.last_event
    counted = dataset.events.set_index("id")["independent_origins"]
    passed = last != ""
    origins = dataset.places["independent_origins"].reindex(last.index)
    origins = origins.mask(passed, last.map(counted))
    return pd.DataFrame(
        {"origins": origins.astype(int), "confidence": situation.confidence, "passed": passed}
    )


def attested_share(situation: Situation) -> tuple[float, float, float]:
    """Divide the land by how many origins its holder rests on.

    Parameters
    ----------
    situation : Situation
        An evening as reported.

    Returns
    -------
    tuple of float
        Shares of the land that rest on none, on one, and on two or more; they add up to 1.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> none, one, more = attested_share(situation_on(load_dataset(), "2024-12-02"))
    >>> round(none + one + more, 9)
    1.0
    """
    land = situation.mesh.area_km2
    origins = attested(situation)["origins"].reindex(land.index)
    by_number = land.groupby(origins.clip(upper=MANY)).sum() / land.sum()
    none, one, more = (float(by_number.get(number, 0.0)) for number in (0, 1, MANY))
    return none, one, more
