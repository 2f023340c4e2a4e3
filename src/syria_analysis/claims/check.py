"""The article's claims against the evidence: value, interval, verdict, and what they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import pandas as pd

from syria_analysis.claims import cutoff_metrics, ground_metrics, rules
from syria_analysis.claims.answer_text import display
from syria_analysis.claims.evidence import known_names, names_of
from syria_analysis.claims.metrics import METRICS, Claim, Key, metric, read_claim
from syria_analysis.claims.rules import VERDICT_SHAPES, Answer
from syria_analysis.control.readings import NEAREST_PLACE, Reading, readings
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.frames import cached_frame
from syria_analysis.package.values import split_list
from syria_analysis.package.variants import known_by
from syria_analysis.text.language import language, say, speaking
from syria_analysis.text.wording import sentences

__all__ = [
    "METRICS",
    "VERDICT_SHAPES",
    "ClaimResult",
    "check_claim",
    "claims_table",
]


@metric({"topic": Key("word")}, expects=("nothing",), timeless=True)
def not_checkable(dataset: Dataset, claim: Claim) -> Answer:
    """Leave a claim open that these data cannot answer."""
    return Answer(rules.NOT_CHECKABLE)


@dataclass(frozen=True)
class ClaimResult:
    """A claim with what the data say about it.

    Attributes
    ----------
    id, statement, metric, unit, note : str
        As in `claims.csv`.
    expected : float, str or None
        The claimed value: a number, an ISO day or ``"yes"``; None if nothing can be computed.
    tolerance : str
        The rule of the verdict, fixed before anything was computed.
    computed, low, high : float, str or None
        The value found and its interval, not rounded: numbers, ISO days, ``"yes"`` or ``"no"``.
    verdict, shape : str
        A key of `VERDICT_SHAPES`, and its shape.
    display : str
        The value for readers, with no more digits than the interval supports.
    basis : str
        What the value rests on, in sentences of the language spoken.
    as_of : datetime.date
        The evening that the claim is about.
    forecast : bool
        Whether the article forecast it.
    sources, events : tuple of str
        Ids of the claim's sources, and of the events that the value rests on.
    overturned_by : str
        What would overturn the verdict.
    broken_by : str
        The reading of the evidence (see `control.readings`) under which a claim that would be
        supported is not, "" if there is none.
    known_then : str
        The verdict on what had been published by the day of the article.
    """

    id: str
    statement: str
    metric: str
    expected: float | str | None
    tolerance: str
    computed: float | str | None
    low: float | str | None
    high: float | str | None
    verdict: str
    sources: tuple[str, ...]
    shape: str
    display: str
    basis: str
    unit: str
    as_of: dt.date
    forecast: bool
    events: tuple[str, ...]
    overturned_by: str
    note: str
    broken_by: str = ""
    known_then: str = ""


def check_claim(dataset: Dataset, row: Mapping[str, Any]) -> ClaimResult:
    """Check one claim against the evidence at its own evening.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    row : mapping
        A row of `Dataset.claims`.

    Returns
    -------
    ClaimResult

    Raises
    ------
    UnknownName, InvalidData
        If metric, subject or expected value cannot be read.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> check_claim(dataset, dataset.claims.loc["aleppo-captured"]).verdict
    'supported'
    """
    with speaking(None, dataset):
        claim = read_claim(row, known_names(dataset))
        return _result(row, claim, *_tested(dataset, claim), _known_then(dataset, claim))


def _tested(dataset: Dataset, claim: Claim, explained: bool = True) -> tuple[Answer, str]:
    """Answer a claim, and name the first reading of the evidence under which it is not supported.

    What is supported as reported but not under every other reading is partly supported.
    """
    if claim.metric == "cutoff":
        answer = cutoff_metrics.cutoff(dataset, claim, explained)
    else:
        answer = METRICS[claim.metric].compute(dataset, claim)
    if explained and answer.verdict in (rules.SUPPORTED, rules.PARTLY):
        answer = replace(answer, basis=sentences(answer.basis, _thin(dataset, answer)))
    if answer.verdict != rules.SUPPORTED or METRICS[claim.metric].timeless:
        return answer, ""
    contest = dataset.conflict.contest_on(claim.as_of)
    attackers = claim.many("attackers") or claim.many("by")
    if not attackers and contest is not None:
        attackers = contest.attackers
    everyone_else = tuple(dataset.factions.index.difference(attackers, sort=False))
    defenders = claim.many("defenders") or claim.many("from") or everyone_else
    for reading in readings(dataset, attackers, defenders):
        verdict = _verdict_under(reading, dataset, claim)
        if verdict != rules.SUPPORTED:
            return replace(answer, verdict=rules.PARTLY), reading.name
    return answer, ""


def _thin(dataset: Dataset, answer: Answer) -> str:
    """Name what rests on one origin at most, where that is half or more of what bears a claim."""
    events = dataset.events.loc[list(answer.events)]
    thin = events[events["independent_origins"] <= 1]
    if thin.empty or 2 * len(thin) < len(events):
        return ""
    return say("claim-one-origin", places=names_of(dataset, dict.fromkeys(thin["place"])))


def _verdict_under(reading: Reading, dataset: Dataset, claim: Claim) -> str:
    """Judge a claim as the evidence is read otherwise, where that bears on its metric."""
    own_front = "attackers" in claim.subject
    if reading.key == NEAREST_PLACE:
        if claim.metric != "front_distance":
            return rules.SUPPORTED
        return ground_metrics.nearest_place_distance(dataset, claim).verdict
    if own_front and reading.attackers != claim.many("attackers"):
        joined = {**claim.subject, "attackers": reading.attackers}
        return METRICS[claim.metric].compute(dataset, replace(claim, subject=joined)).verdict
    if reading.dataset is dataset:
        return rules.SUPPORTED
    if claim.metric == "cutoff":
        return cutoff_metrics.cutoff(reading.dataset, claim, explained=False).verdict
    return METRICS[claim.metric].compute(reading.dataset, claim).verdict


def _known_then(dataset: Dataset, claim: Claim) -> str:
    """Judge a claim on what had been published by the day of the article."""
    day = dataset.article_day
    if day is None:
        return ""
    if claim.as_of > day:
        return rules.NOT_YET_KNOWN
    if METRICS[claim.metric].timeless:
        return METRICS[claim.metric].compute(dataset, claim).verdict
    return _tested(_known_by(dataset, day), claim, explained=False)[0].verdict


@cached_on_owner(maxsize=4)
def _known_by(dataset: Dataset, day: dt.date) -> Dataset:
    return known_by(dataset, day)


def claims_table(dataset: Dataset, date: object | None = None, brief: bool = False) -> pd.DataFrame:
    """Check every claim, each at its own evening.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    date : str or datetime.date, optional
        The evening from which one looks: what is claimed about a later one is not yet known.
        Default: after the last of them.
    brief : bool, default False
        Leave out what takes the longest and bears on no verdict: the verdicts on what had been
        published by the day of the article, and the basis of cut-offs in words.

    Returns
    -------
    pandas.DataFrame
        One row per claim in the order of `claims.csv`; columns as the fields of `ClaimResult`.

    Raises
    ------
    UnknownName, InvalidData
        If metric, subject or expected value of a claim cannot be read.
    BadDate, DateOutOfRange

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> table = claims_table(load_dataset(), "2024-12-02").set_index("id")
    >>> table.at["forecast-hama-homs-fall", "verdict"]
    'not yet known'
    """
    day = None if date is None else dataset.day(date)
    with speaking(None, dataset):
        return _table(dataset, day, brief, language()).copy()


@cached_on_owner(maxsize=4)
def _table(dataset: Dataset, day: dt.date | None, brief: bool, spoken: str) -> pd.DataFrame:
    """Check every claim; the remarks are in the language spoken, which callers name."""
    asked = (day, brief, spoken)
    return cached_frame("claims", asked, dataset, lambda: _computed_table(dataset, day, brief))


def _computed_table(dataset: Dataset, day: dt.date | None, brief: bool) -> pd.DataFrame:
    names, results = known_names(dataset), []
    for row in dataset.claims.to_dict("records"):
        claim = read_claim(row, names)
        if day is not None and claim.as_of > day:
            answer, broken_by = Answer(rules.NOT_YET_KNOWN), ""
        else:
            answer, broken_by = _tested(dataset, claim, explained=not brief)
        then = "" if brief else _known_then(dataset, claim)
        results.append(_result(row, claim, answer, broken_by, then))
    columns = [field.name for field in fields(ClaimResult)]
    return pd.DataFrame(
        [[getattr(result, name) for name in columns] for result in results],
        columns=columns,
        dtype=object,
    )


def _result(
    row: Mapping[str, Any], claim: Claim, answer: Answer, broken_by: str, known_then: str
) -> ClaimResult:
    try:
        number = float(claim.expected)
        expected: float | str | None = int(number) if number.is_integer() else number
    except ValueError:
        expected = claim.expected or None
    unit = str(row["unit"])
    return ClaimResult(
        id=claim.id,
        statement=str(row["statement"]),
        metric=claim.metric,
        expected=expected,
        tolerance=str(row["tolerance_rule"]),
        computed=answer.value,
        low=answer.low,
        high=answer.high,
        verdict=answer.verdict,
        sources=split_list(str(row["sources"])),
        shape=VERDICT_SHAPES[answer.verdict],
        display=display(answer, unit),
        basis=answer.basis,
        unit=unit,
        as_of=claim.as_of,
        forecast=bool(row["forecast"]),
        events=answer.events,
        overturned_by=str(row["overturned_by"]),
        note=str(row["note"]),
        broken_by=broken_by,
        known_then=known_then,
    )
