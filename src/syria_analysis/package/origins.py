"""What reports make of an event: whose word it is, how many origins it has, how sure it is.

A report is one source's account of one event, or of who held a place on the first evening. Nothing
about an event's evidence is typed: all of it follows from its reports by `evidence_of`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from syria_analysis.package.values import LIST_SEPARATOR

__all__ = ["EVIDENCE", "INFERRED", "ROLES", "SUPPORT", "evidence_of"]

INFERRED = "inferred"
OWN_CLAIM, ADMISSION, AGGREGATION = "own claim", "admission", "aggregation"
ROLES = (OWN_CLAIM, ADMISSION, "monitor", "correspondent", "official", AGGREGATION, INFERRED)
"""In what role the one who said it first speaks; what is inferred has no origin."""
SUPPORT = ("names", "includes", "suggests", "contradicts")
"""Whether a report names the place and what happened to it, an area or group that it belongs to,
only makes it likely, or says otherwise."""

EVIDENCE = ("claimant", "claim_kind", "independent_origins", "confidence", "sources")
"""Columns of events and of places that follow from their reports."""

_KINDS = {
    frozenset({OWN_CLAIM}): "own claim",
    frozenset({"monitor"}): "monitor",
    frozenset({AGGREGATION}): "several parties",
}


def evidence_of(reports: pd.DataFrame, ids: Iterable[str]) -> pd.DataFrame:
    """Sum up the reports of events, or of places on the first evening.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `Dataset.reports`: `about`, `source`, `origin`, `role`, `support`, `seen`.
    ids : iterable of str
        Events or places.

    Returns
    -------
    pandas.DataFrame
        Indexed by id, in the order given; columns `EVIDENCE`: `claimant`, the origins by "; " or
        "not stated"; `claim_kind`; `independent_origins`; `confidence`; `sources`, by ``|``.

    Notes
    -----
    Origins are counted, not typed: the different ones named by reports whose page has been seen.
    Two outlets that repeat one agency have that agency as their origin and count once. Reports not
    seen, or whose origin is not known, never add a second origin: together they make one where
    there is none. What is inferred makes none.

    Confidence is *high* where two different seen origins name the place, at least one of them not
    by an own claim, or where the side that lost is seen to admit it by name; *medium* where
    a report names the place, or an area or group that it belongs to; else *low*. One party's word
    alone is never high.

    Examples
    --------
    >>> row = {"about": "fall", "source": "a", "origin": "SOHR", "role": "monitor",
    ...        "support": "names", "seen": True}
    >>> reports = pd.DataFrame([row, {**row, "source": "b"}, {**row, "origin": "AFP"}])
    >>> found = evidence_of(reports, ["fall"]).loc["fall"]
    >>> int(found["independent_origins"]), found["confidence"]
    (2, 'high')
    >>> int(evidence_of(reports[:2], ["fall"]).at["fall", "independent_origins"])
    1
    """
    # Plain records: a frame for each of a thousand events would take longer than all the rest.
    grouped: dict[str, list[_Report]] = {}
    for about, *row in zip(
        reports["about"], *(reports[name] for name in _Report._fields), strict=True
    ):
        grouped.setdefault(about, []).append(_Report(*row))
    index = pd.Index(ids, dtype=object)
    rows = [_evidence(grouped.get(about, [])) for about in index]
    return pd.DataFrame(rows, columns=list(EVIDENCE), index=index)


class _Report(NamedTuple):
    source: str
    origin: str
    role: str
    support: str
    seen: bool


def _evidence(reports: list[_Report]) -> tuple[str, str, int, str, str]:
    sources = LIST_SEPARATOR.join(dict.fromkeys(r.source for r in reports if r.source))
    # What is only inferred speaks for nothing, nor does what says otherwise.
    counted = [r for r in reports if r.role != INFERRED and r.support != "contradicts"]
    if not counted:
        return "not stated", INFERRED, 0, "low", sources
    named = dict.fromkeys(r.origin for r in counted if r.origin)
    seen = [r for r in counted if r.seen and r.origin]
    return (
        "; ".join(named) or "not stated",
        _kind(frozenset(r.role for r in counted)),
        max(len({r.origin.casefold() for r in seen}), 1),
        _confidence(counted, seen),
        sources,
    )


def _kind(roles: frozenset[str]) -> str:
    if ADMISSION in roles:
        return "opponent's admission"
    if roles in _KINDS:
        return _KINDS[roles]
    party = bool(roles & {OWN_CLAIM, AGGREGATION})
    return "several parties" if party else "independent reporting"


def _confidence(counted: list[_Report], seen: list[_Report]) -> str:
    naming = [r for r in seen if r.support == "names"]
    first: dict[str, _Report] = {}
    for report in naming:
        first.setdefault(report.origin, report)
    apart = len({origin.casefold() for origin in first}) > 1
    others = any(report.role != OWN_CLAIM for report in first.values())
    if any(report.role == ADMISSION for report in naming) or (apart and others):
        return "high"
    return "medium" if any(r.support in ("names", "includes") for r in counted) else "low"
