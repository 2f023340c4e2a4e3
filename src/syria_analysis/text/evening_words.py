"""The words of the maps of an evening: headline, second line, caption, alt text, description.

What there is to say is computed here; the catalogues say it, in the same way in every language.
What the headline of an evening is, is decided in `headline`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from textwrap import shorten

import pandas as pd

from syria_analysis.control.front import Distance
from syria_analysis.control.situation import Situation
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import split_list
from syria_analysis.text.headline import contested_places, front_name, headline, regions, sides_of
from syria_analysis.text.language import Name, attributes, join, name_of, say
from syria_analysis.text.wording import (
    about,
    about_with_interval,
    clauses,
    day_beside,
    day_text,
    faction_name,
    percent,
    place_name,
    sentences,
    with_short_months,
)

__all__ = [
    "ALT_LIMIT",
    "Words",
    "age_of_map",
    "alt_options",
    "alt_text",
    "approach",
    "away",
    "away_with_interval",
    "country_words",
    "extent_name",
    "gained_places",
    "gains_words",
    "licence_text",
    "map_alt",
    "marks",
    "note",
    "old_map",
    "source_text",
    "told",
    "what_if",
]

ALT_LIMIT = 150
"""Characters that an alt text may have."""
MOST_CONTESTED = 12
MOST_PUBLISHERS = 5


@dataclass(frozen=True)
class Words:
    """The words of a figure.

    Attributes
    ----------
    title : str
        The headline; of a map of an evening that of `headline.headline`.
    subtitle : str
        What is drawn, and of which evening.
    caption : str
        What the list of figures says.
    alt, description : str
        What those who cannot see it are told, in short and at length.
    sure : str
        What stands between headline and second line where there is room: how sure it is.
    """

    title: str
    subtitle: str
    caption: str
    alt: str
    description: str
    sure: str = ""


def away(distance: Distance) -> str:
    """Write a distance as a headline does: "about 65 km"."""
    return about(distance.distance_km or 0.0, distance.low_km, distance.high_km)


def away_with_interval(distance: Distance) -> str:
    """Write a distance with its interval: "about 65 km (63–73)"."""
    return about_with_interval(distance.distance_km or 0.0, distance.low_km, distance.high_km)


def approach(situation: Situation, distance: Distance, place: str) -> str:
    """Say how near a front is to a place; "" for the place named last."""
    parts = {"front": front_name(situation, distance), "distance": away(distance), "when": "now"}
    if place:
        return say("approach", place=place_name(situation.dataset, place), **parts)
    return say("approach-it", **parts)


def source_text(situation: Situation, *, brief: bool = False) -> str:
    """Write the source line of a figure.

    Parameters
    ----------
    situation : Situation
        What it shows.
    brief : bool
        Whether to leave out the publishers, for a figure with a caption that names them.

    Returns
    -------
    str
    """
    dataset = situation.dataset
    held = int(dataset.real_places.index.isin(situation.mesh.shapes.index).sum())
    parts = {
        "day": day_text(situation.date),
        "number": held,
        "version": dataset.version,
        "licence": licence_text(dataset.licence),
        **_evening(dataset),
    }
    maps = dataset.conflict.maps
    if maps is not None:
        whose = f"{maps.attribution.rstrip('.')} ({maps.licence})"
        parts |= {"metres": f"{maps.precision_m:g}", "credits": whose}
    if maps is not None and brief:
        return sentences(say("source-brief-maps", **parts), age_of_map(situation))
    if brief:
        credits = note(dataset, "credits-brief")
        if credits:
            return say("source-brief", credits=credits, **parts)
        return say("source-brief-alone", **parts)
    events = dataset.events
    so_far = events[events["date"] <= pd.Timestamp(situation.date)]
    cells = [*dataset.real_places["sources"], *so_far["sources"]]
    cited = pd.Series([s for cell in cells for s in split_list(cell)], dtype=str)
    publishers = cited.map(dataset.sources["publisher"]).dropna().value_counts()
    names = publishers.sort_index().sort_values(ascending=False, kind="stable").index.tolist()
    listed = names[:MOST_PUBLISHERS]
    if len(names) > MOST_PUBLISHERS:
        listed = [*listed, say("and-others", number=len(names) - MOST_PUBLISHERS)]
    key = "source-line" if maps is None else "source-line-maps"
    said = say(key, publishers=join(listed), sourced="yes" if listed else "no", **parts)
    return sentences(said, age_of_map(situation), note(dataset, "credits"))


def old_map(situation: Situation) -> int:
    """Tell how many days before an evening the map is of that tells of it; 0 where none does."""
    faces = situation.dataset.faces
    return 0 if faces is None else (situation.date - faces.map_of(situation.date)).days


def age_of_map(situation: Situation) -> str:
    """Say that an evening is told of by an older map; "" if it has its own, or places tell."""
    days = old_map(situation)
    day = situation.date - dt.timedelta(days=days)
    return (
        say("map-is-old", day=day_text(day), days=say("counted-day", number=days)) if days else ""
    )


def _evening(dataset: Dataset) -> dict[str, str]:
    """Say when the day ends, and by whose time."""
    evening = dataset.conflict.evening
    return {"time": evening.time, "zone": name_of("evening-zone", evening.says, dataset=dataset)}


def licence_text(licence: str) -> str:
    """Write the SPDX identifier of a Creative Commons licence as it is read.

    Examples
    --------
    >>> licence_text("CC-BY-SA-4.0"), licence_text("ODbL-1.0")
    ('CC BY-SA 4.0', 'ODbL-1.0')
    """
    first, *rest = licence.split("-")
    if first != "CC" or len(rest) < 2:
        return licence
    return f"CC {'-'.join(rest[:-1])} {rest[-1]}"


def note(dataset: Dataset, key: str) -> str:
    """Return what a package has to say on a thing, in the language spoken; "" if it has nothing."""
    said = attributes(key, dataset).get("", "")
    return said or dataset.conflict.notes.get(key.removeprefix("note-"), "")


def extent_name(dataset: Dataset, extent: str) -> Name:
    """Name the part of the country that a map shows; the country if the package has no name."""
    return name_of(f"extent-{extent}", say("the-country"), dataset=dataset)


def country_words(situation: Situation, attackers: Sequence[str]) -> Words:
    """Write the words of the map of the whole country; `attackers` are told of as one side."""
    dataset, day = situation.dataset, day_text(situation.date)
    every = regions(situation, sides_of(situation, attackers))
    found = [region for region in every if region.share > 0.03] or every[:1]
    said = clauses(
        say(
            "share-of-land",
            who=region.who,
            share=percent(region.share),
            where=say(f"towards-{region.where}"),
        )
        for region in found
    )
    first = situation.date == dataset.first
    news = headline(situation)
    shown = say("who-held-what-eve" if first else "who-held-what", day=day)
    words = Words(
        news.title,
        shown,
        shown,
        map_alt(situation, "", *alt_options(situation)),
        sentences(
            say("about-country", day=day, said=said),
            say("as-sentence", said=news.title),
            news.deck,
            note(dataset, "note-map"),
            marks(situation, news.deck),
        ),
        news.sure,
    )
    return told(situation, words)


def alt_options(situation: Situation, *sides: Sequence[str]) -> list[Callable[[], str]]:
    """Give the headline of an evening for an alt text, then its first clause alone."""
    return [lambda: headline(situation, *sides).title, lambda: headline(situation, *sides).brief]


def gains_words(
    situation: Situation,
    baseline: Situation,
    attackers: Sequence[str],
    defenders: Sequence[str],
    *,
    extent: str = "",
) -> Words:
    """Write the words of the map of gains of the two sides of a front.

    `extent` names the part of the country that the map shows.
    """
    dataset, day = situation.dataset, day_text(situation.date)
    since = day_beside(baseline.date, situation.date)
    news = headline(situation, attackers, defenders)
    gained = gained_places(situation, baseline)
    counts = clauses(
        say("places-of", who=faction_name(dataset, code), number=len(places))
        for code, places in gained.items()
        if places
    )
    words = Words(
        news.title,
        say("gains-subtitle", day=day, since=since),
        say("changed-hands", day=day, since=since),
        map_alt(situation, extent, *alt_options(situation, attackers, defenders)),
        sentences(
            say("about-gains", extent=extent_name(dataset, extent), day=day, said=news.title),
            news.deck,
            say("more-places", counts=counts, since=since) if counts else "",
            say("dotted-front", since=since),
            marks(situation, news.deck),
        ),
        news.sure,
    )
    return told(situation, words)


def told(situation: Situation, words: Words) -> Words:
    """Mark the words of a map of what is only supposed: none may pass for a report."""
    if not situation.hypothetical:
        return words
    what = situation.supposed
    return Words(
        say("hypothetical-title", said=words.title),
        say("what-if-and", supposed=what, said=words.subtitle),
        say("hypothetical-caption", said=words.caption),
        alt_text(lambda: say("hypothetical-title", said=words.alt)),
        say("about-supposed", supposed=what, said=words.description),
    )


def what_if(situation: Situation) -> str:
    """Say in a line what is supposed; "" of what is as reported."""
    return say("what-if", supposed=situation.supposed) if situation.hypothetical else ""


def gained_places(situation: Situation, baseline: Situation) -> dict[str, list[str]]:
    """Return faction id to the real places it holds now and did not hold at the baseline."""
    real = situation.dataset.real_places.index
    now, then = situation.holders[real], baseline.holders[real]
    moved = now[now != then]
    return {str(f): moved.index[moved == f].tolist() for f in moved.value_counts().index}


def marks(situation: Situation, said: str = "") -> str:
    """Say which places are contested, unless `said` does."""
    contested = contested_places(situation)
    if not contested:
        return ""
    names = [place_name(situation.dataset, p) for p in contested[:MOST_CONTESTED]]
    rest = len(contested) - MOST_CONTESTED
    more = [say("and-more", number=rest)] if rest > 0 else []
    told = say("contested-places", places=join([*names, *more]))
    return "" if told in said else told


def map_alt(situation: Situation, extent: str, *said: Callable[[], str]) -> str:
    """Write the alt text of a map, of clauses of which the first are the longest."""
    where = extent_name(situation.dataset, extent)

    def lead(clause: Callable[[], str]) -> str:
        day = day_text(situation.date, short=True)
        return say("map-of", extent=where, day=day, said=clause())

    return alt_text(*(partial(lead, clause) for clause in said))


def alt_text(*options: Callable[[], str]) -> str:
    """Take the first text that is short enough for an alt text, else cut the last one."""
    with with_short_months():
        texts = [option() for option in options]
    fitting = [text for text in texts if len(text) <= ALT_LIMIT]
    return fitting[0] if fitting else shorten(texts[-1], ALT_LIMIT, placeholder=" …")
