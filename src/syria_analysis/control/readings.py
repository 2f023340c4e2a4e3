"""Other ways to read the evidence, each a dataset of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.variants import (
    doubts_settled_for,
    only_high_confidence,
    without_single_party_claims,
)
from syria_analysis.text.wording import side_name

__all__ = ["AS_REPORTED", "NEAREST_PLACE", "Reading", "readings"]

AS_REPORTED = "as reported"
NEAREST_PLACE = "the front at the nearest place held"


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to read the evidence.

    Attributes
    ----------
    name : str
        What is done otherwise, to be read after "with".
    dataset : Dataset
        The evidence so read.
    attackers : tuple of str
        The side whose front is measured.
    nearest_place : bool
        Whether distances go to the nearest place held instead of to the line.
    """

    name: str
    dataset: Dataset
    attackers: tuple[str, ...]
    nearest_place: bool = False


def readings(
    dataset: Dataset, attackers: Iterable[str], defenders: Iterable[str]
) -> tuple[Reading, ...]:
    """List the ways to read the evidence; the first is as it is reported.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    attackers, defenders : iterable of str
        Faction ids of the two sides.

    Returns
    -------
    tuple of Reading

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> [r.name for r in readings(load_dataset(), ["HTS"], ["SAA"])][:2]
    ['as reported', 'only high-confidence events']
    """
    return _readings(dataset, tuple(attackers), tuple(defenders))


@cached_on_owner(maxsize=32)
def _readings(dataset: Dataset, one: tuple[str, ...], two: tuple[str, ...]) -> tuple[Reading, ...]:
    found = [
        Reading(AS_REPORTED, dataset, one),
        Reading("only high-confidence events", _once(dataset, only_high_confidence), one),
        Reading("no claims of one party alone", _once(dataset, without_single_party_claims), one),
        Reading("doubts settled for the attackers", _settled(dataset, one), one),
        Reading("doubts settled for the defenders", _settled(dataset, two), one),
        Reading(NEAREST_PLACE, dataset, one, nearest_place=True),
    ]
    joined = _joined(dataset, one, two)
    if joined:
        name = f"{side_name(dataset, joined)} among the attackers"
        found.append(Reading(name, dataset, (*one, *joined)))
    return tuple(found)


def _joined(dataset: Dataset, one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
    """Name who fought the defenders too, but not under the attackers' command."""
    for contest in dataset.conflict.contests:
        if set(one) & set(contest.attackers) and set(two) & set(contest.defenders):
            return tuple(f for f in contest.joined if f not in (*one, *two))
    return ()


@cached_on_owner(maxsize=32)
def _once(dataset: Dataset, change: Callable[..., Dataset], *given: Any) -> Dataset:
    """Change the evidence once for all readings that ask for it, which then share evenings."""
    return change(dataset, *given)


def _settled(dataset: Dataset, side: tuple[str, ...]) -> Dataset:
    return _once(dataset, doubts_settled_for, tuple(sorted(side)))
