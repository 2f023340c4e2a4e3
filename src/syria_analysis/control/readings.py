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
from syria_analysis.text.language import say
from syria_analysis.text.wording import side_name

__all__ = [
    "AS_REPORTED",
    "FOR_ATTACKERS",
    "FOR_DEFENDERS",
    "JOINED",
    "NEAREST_PLACE",
    "NO_SINGLE_PARTY",
    "ONLY_HIGH",
    "Reading",
    "readings",
]

AS_REPORTED = "as-reported"
ONLY_HIGH = "only-high"
NO_SINGLE_PARTY = "no-single-party"
FOR_ATTACKERS = "for-attackers"
FOR_DEFENDERS = "for-defenders"
NEAREST_PLACE = "nearest-place"
JOINED = "joined"


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to read the evidence.

    Attributes
    ----------
    key : str
        What is done otherwise, the same in every language: a constant of this module.
    dataset : Dataset
        The evidence so read.
    attackers : tuple of str
        The side whose front is measured.
    joined : tuple of str
        Those of them who are not under the attackers' command.
    """

    key: str
    dataset: Dataset
    attackers: tuple[str, ...]
    joined: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What is done otherwise, to be read after "with", in the language spoken."""
        return say(f"reading-{self.key}", who=side_name(self.dataset, self.joined))


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
def _readings(
    dataset: Dataset, attackers: tuple[str, ...], defenders: tuple[str, ...]
) -> tuple[Reading, ...]:
    settled = [
        Reading(FOR_ATTACKERS, _settled(dataset, attackers), attackers),
        Reading(FOR_DEFENDERS, _settled(dataset, defenders), attackers),
    ]
    found = [Reading(AS_REPORTED, dataset, attackers)]
    if dataset.faces is not None:  # of maps there is one source, and no place has the front at it
        found += settled
    else:
        found += [
            Reading(ONLY_HIGH, _once(dataset, only_high_confidence), attackers),
            Reading(NO_SINGLE_PARTY, _once(dataset, without_single_party_claims), attackers),
            *settled,
            Reading(NEAREST_PLACE, dataset, attackers),
        ]
    joined = _joined(dataset, attackers, defenders)
    if joined:
        found.append(Reading(JOINED, dataset, (*attackers, *joined), joined))
    return tuple(found)


def _joined(
    dataset: Dataset, attackers: tuple[str, ...], defenders: tuple[str, ...]
) -> tuple[str, ...]:
    """Name who fought the defenders too, but not under the attackers' command."""
    for contest in dataset.conflict.contests:
        if set(attackers) & set(contest.attackers) and set(defenders) & set(contest.defenders):
            return tuple(f for f in contest.joined if f not in (*attackers, *defenders))
    return ()


@cached_on_owner(maxsize=32)
def _once(dataset: Dataset, change: Callable[..., Dataset], *given: Any) -> Dataset:
    """Change the evidence once for all readings that ask for it, which then share evenings."""
    return change(dataset, *given)


def _settled(dataset: Dataset, side: tuple[str, ...]) -> Dataset:
    return _once(dataset, doubts_settled_for, tuple(sorted(side)))
