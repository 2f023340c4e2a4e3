"""What others published against what the data give: figure by figure, with the difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from syria_analysis.claims.evidence import known_names
from syria_analysis.claims.metrics import METRICS, read_claim
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.frames import cached_frame
from syria_analysis.package.values import split_list

if TYPE_CHECKING:
    from syria_analysis.package.dataset import Dataset

__all__ = ["COLUMNS", "claim_of_published", "difference", "published_table"]

COLUMNS = {"expected": "value_low", "tolerance_low": "tolerance", "tolerance_high": "tolerance"}
"""Where `published.csv` keeps what `claims.csv` keeps in a column of another name."""

_FIELDS = (
    "id",
    "statement",
    "published_low",
    "published_high",
    "ours",
    "low",
    "high",
    "difference",
    "unit",
    "tolerance",
    "tolerance_rule",
    "agrees",
    "reason",
    "sources",
    "as_of",
)


def published_table(dataset: Dataset) -> pd.DataFrame:
    """Compute every figure of `published.csv` from the data, each on its own evening.

    Parameters
    ----------
    dataset : Dataset
        The evidence.

    Returns
    -------
    pandas.DataFrame
        One row per figure in the order of `published.csv`: `id`, `statement`; `published_low` and
        `published_high`, equal for a single figure; `ours` with its interval `low`, `high` (NaN
        if the data give no number); `difference` of `ours` from the published figures (see
        `difference`); `unit`; `tolerance` with its rule (`tolerance_rule`), fixed before
        computing; `agrees`, whether the difference is within it, our interval not counted;
        `reason` why not; `sources` (ids); `as_of`.

    Raises
    ------
    UnknownName, InvalidData
        If metric or subject of a row cannot be read.

    Notes
    -----
    The numbers are those of the metrics by which claims are checked.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> table = published_table(load_dataset()).set_index("id")
    >>> bool(table.at["jusoor-share-sdf", "agrees"])
    True
    """
    return _table(dataset).copy()


@cached_on_owner(maxsize=4)
def _table(dataset: Dataset) -> pd.DataFrame:
    return cached_frame("published", (), dataset, lambda: _computed_table(dataset))


def _computed_table(dataset: Dataset) -> pd.DataFrame:
    names, rows = known_names(dataset), []
    for row in dataset.published.to_dict("records"):
        claim = read_claim(claim_of_published(row), names)
        answer = METRICS[claim.metric].compute(dataset, claim)
        ours, low, high = (
            float("nan") if value is None else float(value)
            for value in (answer.value, answer.low, answer.high)
        )
        off = difference(ours, row["value_low"], row["value_high"])
        rows.append(
            {
                **row,
                "published_low": row["value_low"],
                "published_high": row["value_high"],
                "ours": ours,
                "low": low,
                "high": high,
                "difference": off,
                "agrees": abs(off) <= row["tolerance"],
                "sources": split_list(row["sources"]),
                "as_of": claim.as_of,
            }
        )
    return pd.DataFrame(rows, columns=list(_FIELDS))


def difference(ours: float, low: float, high: float) -> float:
    """Tell how far a number lies from a published range.

    Parameters
    ----------
    ours : float
        Our number.
    low, high : float
        The range; equal for a single figure.

    Returns
    -------
    float
        Positive if ours is above the range, negative if below, 0 inside.

    Examples
    --------
    >>> difference(6.5, 3, 4), difference(3.5, 3, 4), difference(1.0, 3, 4)
    (2.5, 0.0, -2.0)
    """
    return ours - min(max(ours, low), high)


def claim_of_published(row: Mapping[str, Any]) -> dict[str, Any]:
    """Put a row of `published.csv` into the form of one of `claims.csv`.

    Parameters
    ----------
    row : mapping
        Column to value, as strings or typed as in `Dataset.published`.

    Returns
    -------
    dict
        A row that `read_claim` reads: the low published figure is expected, the published figures
        widened by the tolerance are the band.

    Examples
    --------
    >>> row = {"value_low": 3.0, "value_high": 4.0, "tolerance": 3.0}
    >>> claim_of_published(row)["tolerance_high"]
    7.0
    """
    low, high, tolerance = (float(row[name]) for name in ("value_low", "value_high", "tolerance"))
    return {
        **row,
        "expected": str(row["value_low"]),
        "tolerance_low": low - tolerance,
        "tolerance_high": high + tolerance,
    }
