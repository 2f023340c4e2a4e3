"""The words of the maps in Arabic: from the findings of the English, by templates of the table.

The templates avoid verbs whose form would depend on the gender of a force, and counted nouns whose
form would depend on the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten

from syria_analysis.control.front import Distance
from syria_analysis.control.situation import Situation
from syria_analysis.figures.illustration import ALT_LIMIT
from syria_analysis.package.dataset import Dataset
from syria_analysis.roads.reach import CutOff
from syria_analysis.roads.risk import CutOffRisk
from syria_analysis.text import headlines
from syria_analysis.text.headlines import Words
from syria_analysis.text.language import day, join, say
from syria_analysis.text.wording import faction_name

__all__ = ["before_words", "cutoff_words", "offensive_words", "stakes_words", "told"]


def before_words(situation: Situation, attackers: Sequence[str], *, eve: bool = True) -> Words:
    """Write the words of the map of the whole country."""
    sides = headlines.sides_of(situation, attackers)
    found = [item for item in headlines.regions(situation, sides) if item[1] > 0.03]
    parts = [say("part-of-land", who=who, where=where) for who, _, where in found[:3]]
    # The headline names three sides, its shorter forms fewer.
    titles = [
        say("most-held", who=found[0][0], others=_clauses(parts[1:end]))
        if found[0][1] > 0.5 and end > 1 else say("no-half", sides=_clauses(parts[:end]))
        for end in range(len(parts), min(len(parts), 2) - 1, -1)
    ]  # fmt: skip
    title = titles[0]
    first = eve and situation.date == situation.dataset.first
    said = [
        say("share-of-land", who=who, share=f"{100 * share:.0f}", where=where)
        for who, share, where in found
    ]
    return told(situation, Words(
        title,
        say("who-held-what-eve" if first else "who-held-what", day=day(situation.date)),
        say("reported-control", day=day(situation.date)),
        _alt("map-of-syria", situation, *titles),
        _joined(say("about-syria", day=day(situation.date), said="؛ ".join(said)),
                headlines.marks(situation)),
    ))  # fmt: skip


def offensive_words(
    situation: Situation, baseline: Situation, attackers: Sequence[str],
    defenders: Sequence[str], near: tuple[str, Distance] | None,
) -> Words:  # fmt: skip
    """Write the words of the map of the offensive; `near` as `nearest_capital` finds it."""
    dataset = situation.dataset
    taken = headlines.taken_capitals(situation, baseline, attackers)
    fallen = say("fallen", places=_names(situation, taken))
    if near is None:
        held = situation.holders[dataset.seats]
        none_left = not held.isin(list(defenders)).any()
        who = _side(dataset, defenders)
        threat = brief = say("no-capital-left", who=who) if none_left else say("no-front")
    else:
        close = bool(taken) and (near[1].distance_km or 0.0) <= 30
        threat, brief = (
            approach(situation, near[1], "" if close else near[0], place=place)
            for place in (True, False)
        )
    if near is not None and taken and (near[1].distance_km or 0.0) <= 30:
        key, parts = "threatened", {"fallen": fallen, "place": _names(situation, [near[0]])}
    elif taken:
        key, parts = "fallen-and", {"fallen": fallen}
    else:
        key = "before-the-offensive" if situation.date == baseline.date else "none-fallen"
        parts = {}
    title, shorter = (say(key, threat=text, **parts) for text in (threat, brief))
    days = {"day": day(situation.date), "since": day(baseline.date)}
    gained = headlines.gained_places(situation, baseline)
    counts = "؛ ".join(
        say("count", who=faction_name(dataset, f), number=len(p)) for f, p in gained.items() if p
    )
    return told(situation, Words(
        title,
        say("gains-subtitle", **days),
        say("changed-hands", **days),
        _alt("map-of-north-west", situation, title, shorter),
        _joined(say("about-north-west", said=title, **days),
                say("more-places", counts=counts, since=days["since"]) if counts else "",
                headlines.marks(situation)),
    ))  # fmt: skip


def stakes_words(
    situation: Situation, baseline: Situation, defenders: Sequence[str],
    distances: Mapping[str, Distance], stake: CutOffRisk | None, outline: str,
) -> Words:  # fmt: skip
    """Write the words of the map of what is at stake; `outline` says what is outlined."""
    held = situation.holders.isin(list(defenders))
    days = {"day": day(situation.date), "since": day(baseline.date)}
    subtitle = say("stakes-subtitle", **days)
    coast = [p for p in ("latakia", "tartus") if stake is not None and p in stake.places]
    lost = [p for p in ("homs", "damascus", "latakia", "tartus") if not held[p]]
    shorter = ""
    if stake is not None and stake.supposed:
        cities = _names(situation, stake.cities)
        subtitle = say("stakes-subtitle-if", cities=cities, **days)
    elif stake is not None:
        subtitle = say("stakes-subtitle-cut", **days)
    if stake is not None and coast and stake.supposed:
        title = say("tie-of-capital", cities=_names(situation, stake.cities))
        if distances["homs"].status == "ok":
            whence = "" if stake.cities == ("homs",) else "homs"
            title, shorter = (
                say("tie-and-front", tie=title,
                    threat=approach(situation, distances["homs"], whence, place=place))
                for place in (True, False)
            )  # fmt: skip
    elif stake is not None and coast:
        contested = _names(situation, stake.contested)
        key = "coast-cut-off-contested" if contested else "coast-cut-off"
        title = say(key, places=_names(situation, coast), contested=contested)
    elif lost:
        title = say("fallen", places=_names(situation, lost))
    else:
        title = say("coast-open")
    return told(situation, Words(
        title,
        subtitle,
        say("at-stake", day=days["day"]),
        _alt("map-of-west", situation, title, shorter),
        _joined(say("about-west", day=days["day"], said=title),
                say("about-outline", outline=outline) if outline else "",
                headlines.marks(situation)),
    ))  # fmt: skip


def cutoff_words(before: CutOff, after: CutOff) -> Words:
    """Write the words of the map of a what-if, all marked as hypothetical."""
    now, then = before.situation, after.situation

    def named(places: Iterable[str]) -> str:
        return _names(now, places)

    source, side = named([after.source]), _side(now.dataset, after.side)
    pairs = list(zip(before.routes, after.routes, strict=True))
    kinds = {
        "would-be-cut": [b.to for a, b in pairs if a.km is not None and b.km is None],
        "would-stay-open": [b.to for _, b in pairs if b.km is not None],
        "no-way-either": [b.to for a, b in pairs if a.km is None and b.km is None],
    }
    said = "؛ ".join(
        say(key, places=named(places), source=source) for key, places in kinds.items() if places
    )
    by = _side(now.dataset, dict.fromkeys(then.captured.values()))
    title = say("hypothetical-title",
                said=say("if-held", captured=named(after.captured), by=by, said=said))  # fmt: skip
    ways = "؛ ".join(
        say("way-both", place=named([a.to]), before=_km(a.km), after=_km(b.km)) for a, b in pairs
    )
    return Words(
        title,
        _joined(say("what-if", supposed=supposed(then)), say("roads-of", side=side)),
        say("ways-caption", side=side, source=source, day=day(then.date)),
        shorten(say("two-maps", said=title), ALT_LIMIT, placeholder=" …"),
        _joined(say("two-maps", said=title), say("about-ways", source=source, ways=ways)),
    )


def told(situation: Situation, words: Words) -> Words:
    """Mark the words of a map of what is only supposed: none may pass for a report."""
    if not situation.hypothetical:
        return words
    what = supposed(situation)
    return Words(
        say("hypothetical-title", said=words.title),
        say("what-if-and", supposed=what, said=words.subtitle),
        say("hypothetical-title", said=words.caption),
        shorten(say("hypothetical-title", said=words.alt), ALT_LIMIT, placeholder=" …"),
        say("what-if-and", supposed=what, said=words.description),
    )


def supposed(situation: Situation) -> str:
    """Say what is supposed and not reported."""
    dataset, captured = situation.dataset, situation.captured
    if len(captured) > 4:
        who = _side(dataset, dict.fromkeys(captured.values()))
        return say("supposed-many", number=len(captured), who=who)
    return join([
        say("supposed", place=_names(situation, [place]), who=faction_name(dataset, code))
        for place, code in captured.items()
    ])  # fmt: skip


def approach(situation: Situation, distance: Distance, place_id: str, *, place: bool) -> str:
    """Say how near a front is to a place, or to the one just named if `place_id` is ""."""
    named = place and distance.nearest_held is not None
    key = f"approach{'' if place_id else '-it'}{'-nearest' if named else ''}"
    return say(
        key,
        front=headlines.front_of(situation, distance),
        about=headlines.about(distance),
        place=_names(situation, [place_id] if place_id else []),
        nearest=_names(situation, [str(distance.nearest_held)] if named else []),
    )


def _names(situation: Situation, places: Iterable[str]) -> str:
    return join([headlines.name(situation.dataset, place) for place in places])


def _side(dataset: Dataset, factions: Iterable[str]) -> str:
    return join([faction_name(dataset, code) for code in factions])


def _clauses(parts: Sequence[str]) -> str:
    return "، و".join(parts)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _alt(key: str, situation: Situation, *said: str) -> str:
    short = day(situation.date, short=True)
    return headlines.alt_text(*(say(key, day=short, said=text) for text in said if text))


def _km(km: float | None) -> str:
    return say("no-way") if km is None else say("km", number=f"{km:.0f}")
