"""What reports make of an event: whose word it is, how many origins it has, how sure it is.

A report is one source's account of one event, or of who held a place on the first evening. Nothing
about an event's evidence is typed: all of it follows from its reports by `evidence_of`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from syria_analysis.package.values import LIST_SEPARATOR

__all__ = ["EVIDENCE", "INFERRED", "ROLES", "SUPPORT", "counted_reports", "evidence_of"]

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


def counted_reports(reports: pd.DataFrame) -> pd.DataFrame:
    """Leave out the reports that speak for nothing: what is only inferred, and what says otherwise.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `Dataset.reports`.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> rows = pd.DataFrame({"role": ["monitor", "inferred"], "support": ["names", "suggests"]})
    >>> len(counted_reports(rows))
    1
    """
    return reports[(reports["role"] != INFERRED) & (reports["support"] != "contradicts")]


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
    grouped = dict(iter(reports.groupby("about", sort=False)))
    index = pd.Index(ids, dtype=object)
    rows = [_evidence(grouped.get(about)) for about in index]
    return pd.DataFrame(rows, columns=list(EVIDENCE), index=index)


def _evidence(reports: pd.DataFrame | None) -> tuple[str, str, int, str, str]:
    if reports is None:
        return "not stated", INFERRED, 0, "low", ""
    sources = LIST_SEPARATOR.join(dict.fromkeys(s for s in reports["source"] if s))
    counted = counted_reports(reports)
    if counted.empty:
        return "not stated", INFERRED, 0, "low", sources
    named = [str(origin) for origin in dict.fromkeys(counted["origin"]) if origin]
    seen = counted[counted["seen"] & (counted["origin"] != "")]
    origins = seen["origin"].str.casefold().nunique()
    return (
        "; ".join(named) or "not stated",
        _kind(counted),
        max(int(origins), 1),
        _confidence(counted, seen),
        sources,
    )


def _kind(counted: pd.DataFrame) -> str:
    roles = frozenset(counted["role"])
    if ADMISSION in roles:
        return "opponent's admission"
    if roles in _KINDS:
        return _KINDS[roles]
    party = bool(roles & {OWN_CLAIM, AGGREGATION})
    return "several parties" if party else "independent reporting"


def _confidence(counted: pd.DataFrame, seen: pd.DataFrame) -> str:
    naming = seen[seen["support"] == "names"]
    origins = naming.drop_duplicates("origin")
    apart = origins["origin"].str.casefold().nunique() > 1
    others = bool((origins["role"] != OWN_CLAIM).any())
    if (naming["role"] == ADMISSION).any() or (apart and others):
        return "high"
    return "medium" if counted["support"].isin(["names", "includes"]).any() else "low"
