"""The words of the maps of evidence: what it rests on, and what of it was known when."""

from __future__ import annotations

from syria_analysis.control.attestation import MANY, attested, attested_share
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.variants import known_by
from syria_analysis.text.evening_words import Words, alt_text, marks
from syria_analysis.text.language import join, say
from syria_analysis.text.wording import (
    capital,
    clauses,
    day_and_month,
    day_text,
    percent,
    place_name,
    sentences,
)

__all__ = ["evidence_words", "knowledge_words", "known_then", "untold"]

MOST_NAMED = 12
"""So many places are named of those that were not known."""


def evidence_words(situation: Situation) -> Words:
    """Write the words of the map of what an evening rests on.

    Parameters
    ----------
    situation : Situation
        The evening.

    Returns
    -------
    Words

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evidence_words(situation_on(load_dataset(), "2024-12-02")).title
    'Who held 93% of the country on 2 December rests on one origin alone, 3% on none'
    """
    data, day = situation.dataset, situation.date
    none, one, more = attested_share(situation)
    found, first = attested(situation).loc[data.real_places.index], situation_on(data, data.first)
    passed = found[(situation.holders != first.holders)[found.index]]

    def headline() -> str:
        shares = {"one": percent(one), "none": percent(none), "more": percent(more)}
        key = "evidence-title" if none > 0 else "evidence-title-one"
        if one <= 0:
            key = "evidence-title-inferred" if none > 0 else "evidence-title-all"
        return say(key, day=day_and_month(day), **shares)

    several = int((passed["origins"] >= MANY).sum())
    moved = say("evidence-passed", number=several, among=len(passed)) if len(passed) else ""
    levels = {"high": "level-high", "medium": "level-medium", "low": "level-low"}
    by_confidence = [
        say("count", who=say(key), number=int((found["confidence"] == level).sum()))
        for level, key in levels.items()
    ]
    by_origins = [
        say("evidence-none", number=int((found["origins"] == 0).sum())),
        say("evidence-one", number=int((found["origins"] == 1).sum())),
        say("evidence-more", number=int((found["origins"] >= MANY).sum())),
    ]
    return Words(
        capital(headline()),
        sentences(say("evidence-subtitle"), moved),
        say("evidence-caption", day=day_text(day)),
        alt_text(
            lambda: say("evidence-alt", day=day_text(day), said=headline()),
            lambda: say("evidence-alt-brief", day=day_text(day)),
        ),
        sentences(
            say("about-evidence", day=day_text(day)),
            say("evidence-places", said=clauses(by_origins)),
            say("evidence-sure", said=clauses(by_confidence)),
            moved,
            marks(situation),
        ),
    )


@cached_on_owner(maxsize=1)
def known_then(situation: Situation) -> Situation:
    """Return an evening as it was known at the end of its day (see `variants.known_by`).

    Parameters
    ----------
    situation : Situation
        The evening by all reports.

    Returns
    -------
    Situation

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> now = situation_on(load_dataset(), "2024-12-02")
    >>> known_then(now).holders["tell-aran"], now.holders["tell-aran"]
    ('SDF', 'SNA')
    """
    return situation_on(known_by(situation.dataset, situation.date), situation.date)


def untold(then: Situation, now: Situation) -> list[str]:
    """List the places whose holder on an evening is another as known now.

    Parameters
    ----------
    then, now : Situation
        The same evening (see `known_then`).

    Returns
    -------
    list of str
        Place ids, the most populous first.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> now = situation_on(load_dataset(), "2024-12-02")
    >>> "tell-aran" in untold(known_then(now), now)
    True
    """
    real = now.dataset.real_places
    other = [p for p in real.index if then.holders[p] != now.holders[p]]
    people = real["population"].fillna(0)
    return sorted(other, key=lambda place: (-people[place], place))


def knowledge_words(then: Situation, now: Situation) -> Words:
    """Write the words of the two maps of an evening, as known then and as known now.

    Parameters
    ----------
    then, now : Situation
        The same evening (see `known_then`).

    Returns
    -------
    Words

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> now = situation_on(load_dataset(), "2024-11-26")
    >>> knowledge_words(known_then(now), now).title
    'No place had changed hands by 26 November'
    """
    data, day = now.dataset, now.date
    baseline = situation_on(data, data.first)
    real = data.real_places.index
    passed = [p for p in real if now.holders[p] != baseline.holders[p]]
    other = untold(then, now)
    both = len([p for p in passed if p not in set(other)])

    def headline() -> str:
        if not passed and not other:
            return say("knowledge-nothing", day=day_and_month(day))
        key = "knowledge-title" if other else "knowledge-title-all"
        return say(key, number=both, among=len(passed), day=day_and_month(day))

    names: list[str] = [place_name(data, place) for place in other[:MOST_NAMED]]
    if len(other) > MOST_NAMED:
        names.append(say("and-more", number=len(other) - MOST_NAMED))
    return Words(
        capital(headline()),
        say("knowledge-subtitle"),
        say("knowledge-caption", day=day_text(day)),
        alt_text(
            lambda: say("knowledge-alt", day=day_text(day), said=headline()),
            lambda: say("knowledge-alt-brief", day=day_text(day)),
        ),
        sentences(
            say("about-knowledge", day=day_text(day)),
            say("knowledge-not-then", places=join(names), number=len(other)) if other else "",
        ),
    )
