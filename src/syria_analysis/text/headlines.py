"""The words of the maps of an evening: headline, second line, caption, alt text, description.

What there is to say is computed here; the catalogues say it, in the same way in every language.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from textwrap import shorten

import pandas as pd
import shapely

from syria_analysis.control.front import Distance, front_between
from syria_analysis.control.land import areas
from syria_analysis.control.situation import Situation
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import split_list
from syria_analysis.text.language import Name, attributes, join, name_of, say
from syria_analysis.text.news import moved_clause, news_of, news_text
from syria_analysis.text.wording import (
    about,
    about_with_interval,
    capital,
    clauses,
    day_text,
    direction,
    faction_name,
    percent,
    place_name,
    place_names,
    sentences,
    side_name,
    with_short_months,
)

__all__ = [
    "ALT_LIMIT",
    "Region",
    "Words",
    "alt_text",
    "approach",
    "away",
    "away_with_interval",
    "country_words",
    "extent_name",
    "front_name",
    "gained_places",
    "gains_words",
    "licence_text",
    "map_alt",
    "marks",
    "nearest_seat",
    "note",
    "regions",
    "seats_taken",
    "sides_of",
    "source_text",
    "told",
    "what_if",
]

ALT_LIMIT = 150
"""Characters that an alt text may have."""
SETTLEMENTS = ("city", "town", "village")
"""Kinds of places that a headline names."""
CLOSE_KM = 30.0
"""A seat is called threatened by a front so near, once another has fallen."""
CENTRE = 0.08
"""Land whose middle is no farther from that of the country, in its extents, lies in the centre."""
MOST_CONTESTED = 12
MOST_PUBLISHERS = 5


@dataclass(frozen=True)
class Words:
    """Headline, second line, caption, alt text and description of a figure."""

    title: str
    subtitle: str
    caption: str
    alt: str
    description: str


@dataclass(frozen=True)
class Region:
    """How much of the country a side holds, and where most of that lies."""

    who: Name
    share: float
    where: str
    """A direction, or ``centre``."""


def away(distance: Distance) -> str:
    """Write a distance as a headline does: "about 65 km"."""
    return about(distance.distance_km or 0.0, distance.low_km, distance.high_km)


def away_with_interval(distance: Distance) -> str:
    """Write a distance with its interval: "about 65 km (63–73)"."""
    return about_with_interval(distance.distance_km or 0.0, distance.low_km, distance.high_km)


def front_name(situation: Situation, distance: Distance) -> str:
    """Name a front after the force that holds the nearest place."""
    if distance.nearest_held is None:
        return say("the-front")
    holder = situation.holders[distance.nearest_held]
    return say("front-of", who=faction_name(situation.dataset, holder))


def approach(
    situation: Situation, distance: Distance, place: str, *, nearest: bool, when: str = "now"
) -> str:
    """Say how near a front is to a place.

    Parameters
    ----------
    situation : Situation
        The evening.
    distance : Distance
        From the place to the front.
    place : str
        Its id, "" for the place named last.
    nearest : bool
        Whether to name the nearest place reported held, if it is a town: a base or a square says
        little to a reader.
    when : {"now", "then"}
        Whether it is so on the evening told of, or was so before what is told.

    Returns
    -------
    str
    """
    dataset, held = situation.dataset, distance.nearest_held if nearest else None
    if held is not None and dataset.places.at[held, "kind"] not in SETTLEMENTS:
        held = None
    parts = {"front": front_name(situation, distance), "distance": away(distance), "when": when}
    key = f"approach{'' if place else '-it'}{'' if held is None else '-nearest'}"
    if place:
        parts["place"] = place_name(dataset, place)
    if held is not None:
        parts["nearest"] = place_name(dataset, held)
    return say(key, **parts)


def source_text(situation: Situation, limit: int = MOST_PUBLISHERS, *, brief: bool = False) -> str:
    """Write the source line of a figure.

    Parameters
    ----------
    situation : Situation
        What it shows.
    limit : int
        How many publishers are named, those with most reports first.
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
    listed = names[:limit]
    if len(names) > limit:
        listed = [*listed, say("and-others", number=len(names) - limit)]
    said = say("source-line", publishers=join(listed), **parts)
    return sentences(said, note(dataset, "credits"))


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


def regions(situation: Situation, sides: Iterable[Sequence[str]]) -> list[Region]:
    """Say of each side its name, its share of the country and where most of its land lies."""
    cells = situation.mesh
    x0, y0, x1, y1 = shapely.bounds(cells.theatre)
    middle = shapely.centroid(cells.theatre)
    held = situation.holders.reindex(cells.area_km2.index)
    total = cells.area_km2.sum()
    found = []
    for side in sides:
        mine = cells.area_km2[held.isin(list(side))]
        if mine.empty:
            continue
        parts = shapely.get_parts(shapely.coverage_union_all(cells.shapes[mine.index].to_numpy()))
        centre = shapely.centroid(parts[shapely.area(parts).argmax()])
        dx, dy = (centre.x - middle.x) / (x1 - x0), (centre.y - middle.y) / (y1 - y0)
        bearing = math.degrees(math.atan2(dx, dy)) % 360
        where = "centre" if math.hypot(dx, dy) < CENTRE else direction(bearing)
        present = [f for f in side if (held[mine.index] == f).any()]
        found.append(
            Region(side_name(situation.dataset, present), float(mine.sum() / total), where)
        )
    return sorted(found, key=lambda region: -region.share)


def sides_of(situation: Situation, attackers: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the sides of a headline: the attackers as one, every other faction alone."""
    others = [f for f in areas(situation)["faction"] if f not in attackers]
    land = situation.dataset.factions["territorial"]
    return [tuple(attackers), *((f,) for f in others if land[f])]


def country_words(situation: Situation, attackers: Sequence[str], *, eve: bool = True) -> Words:
    """Write the words of the map of the whole country; `eve` if it opens what is told."""
    dataset, day = situation.dataset, day_text(situation.date)
    every = regions(situation, sides_of(situation, attackers))
    found = [region for region in every if region.share > 0.03] or every[:1]

    def headline(others: int) -> str:
        key = "most-held" if found[0].share > 0.5 else "no-half"
        held = _lands(found[1 : 1 + others])
        parts = {"who": found[0].who, "where": say(f"towards-{found[0].where}")}
        return say(key, others=held, **parts) if held else say(f"{key}-alone", **parts)

    said = clauses(
        say(
            "share-of-land",
            who=region.who,
            share=percent(region.share),
            where=say(f"towards-{region.where}"),
        )
        for region in found
    )
    eve = eve and situation.date == dataset.first
    contest = dataset.conflict.contest_on(situation.date)
    defenders = contest.defenders if contest else ()
    lead = "" if eve else news_text(news_of(situation, attackers, defenders), defenders)
    words = Words(
        capital(lead or headline(2)),
        say("who-held-what-eve" if eve else "who-held-what", day=day),
        say("reported-control", day=day),
        map_alt(situation, "", *([lead] if lead else []), *map(headline, (2, 1, 0))),
        sentences(
            say("about-country", day=day, said=said), note(dataset, "note-map"), marks(situation)
        ),
    )
    return told(situation, words)


def _lands(found: Iterable[Region]) -> str:
    said = ""
    for region in found:
        part = say("part-of-land", who=region.who, where=say(f"towards-{region.where}"))
        said = say("then-land", before=said, after=part) if said else part
    return said


def gains_words(
    situation: Situation,
    baseline: Situation,
    attackers: Sequence[str],
    defenders: Sequence[str],
    near: tuple[str, Distance] | None,
    *,
    extent: str = "",
) -> Words:
    """Write the words of the map of gains; `near` as `nearest_seat` finds it.

    `extent` names the part of the country that the map shows.
    """
    dataset, day = situation.dataset, day_text(situation.date)
    since = day_text(baseline.date)
    taken = seats_taken(situation, baseline, attackers)
    news = news_of(situation, attackers, defenders)
    start = not taken and situation.date == baseline.date

    def headline(nearest: bool, *, brief: bool = False) -> str:
        lead = news_text(news, defenders)
        if lead and (brief or news.seatless):
            return lead
        when = "then" if start else "now"
        if near is None:
            left = situation.holders[dataset.chief_places].isin(list(defenders)).any()
            if dataset.seats and not left:
                threat = say("no-seat-left", who=side_name(dataset, defenders))
            elif front_between(situation, attackers, defenders).empty:
                threat = say("no-front", when=when)
            else:
                threat = say("front-on", day=day)
        elif lead and (near[1].distance_km or 0.0) <= CLOSE_KM and near[0] not in news.contested:
            threat = approach(situation, near[1], "", nearest=nearest)
            place = place_name(dataset, near[0])
            return say("fallen-threatened", fallen=lead, place=place, threat=threat)
        else:
            threat = approach(situation, near[1], near[0], nearest=nearest, when=when)
            before = moved_clause(news, near, attackers, defenders)
            if before and not lead:
                threat = say("near-and-before", said=threat, before=before)
        if lead:
            return say("fallen-and", fallen=lead, threat=threat)
        if start:
            return say("before-the-gains", threat=threat)
        before_that = place_names(dataset, taken) if taken else None
        if before_that is None or brief:
            return threat
        return say("had-fallen", said=threat, places=before_that)

    gained = gained_places(situation, baseline)
    counts = clauses(
        say("places-of", who=faction_name(dataset, code), number=len(places))
        for code, places in gained.items()
        if places
    )
    words = Words(
        capital(headline(True)),
        say("gains-subtitle", day=day, since=since),
        say("changed-hands", day=day, since=since),
        map_alt(
            situation,
            extent,
            headline(True),
            headline(False),
            headline(False, brief=True),
        ),
        sentences(
            say(
                "about-gains",
                extent=extent_name(dataset, extent),
                day=day,
                said=capital(headline(True)),
            ),
            say("more-places", counts=counts, since=since) if counts else "",
            say("dotted-front", since=since),
            marks(situation),
        ),
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


def seats_taken(situation: Situation, baseline: Situation, attackers: Sequence[str]) -> list[str]:
    """List the chief places that a side holds now and not at the baseline, by day of their fall."""
    held = situation.holders
    taken = [
        p
        for p in situation.dataset.chief_places
        if held[p] in attackers and baseline.holders[p] not in attackers
    ]
    dates = situation.dataset.events["date"]
    # What is only supposed rests on no event and comes last.
    return sorted(taken, key=lambda p: dates.get(situation.last_event[p], pd.Timestamp.max))


def nearest_seat(
    situation: Situation, attackers: Sequence[str], defenders: Sequence[str]
) -> tuple[str, Distance] | None:
    """Return the defended one of the chief places that is nearest to the front, and how far."""
    front = front_between(situation, attackers, defenders)
    if front.empty:
        return None
    line = situation.mesh.plane.to_degrees(front.line)
    places = situation.dataset.places
    defended = [p for p in situation.dataset.chief_places if situation.holders[p] in defenders]
    # Degrees are good enough to pick the few that are measured.
    rough = sorted(
        defended,
        key=lambda p: shapely.distance(line, shapely.Point(places.lon[p], places.lat[p])),
    )
    measured = [(p, front.distance_to(p)) for p in rough[:3]]
    return min(measured, key=lambda item: item[1].distance_km or 0.0, default=None)


def gained_places(situation: Situation, baseline: Situation) -> dict[str, list[str]]:
    """Return faction id to the real places it holds now and did not hold at the baseline."""
    real = situation.dataset.real_places.index
    now, then = situation.holders[real], baseline.holders[real]
    moved = now[now != then]
    return {str(f): moved.index[moved == f].tolist() for f in moved.value_counts().index}


def marks(situation: Situation) -> str:
    """Say which places are contested, and that days are uncertain."""
    real = situation.dataset.real_places.index
    contested = real[(situation.contested[real] != "").to_numpy()].tolist()
    said = ""
    if contested:
        names = [place_name(situation.dataset, p) for p in contested[:MOST_CONTESTED]]
        rest = len(contested) - MOST_CONTESTED
        more = [say("and-more", number=rest)] if rest > 0 else []
        said = say("contested-places", places=join([*names, *more]))
    uncertain = say("uncertain-places") if situation.uncertain[real].any() else ""
    return sentences(said, uncertain)


def map_alt(situation: Situation, extent: str, *said: str) -> str:
    """Write the alt text of a map, of clauses of which the first are the longest."""
    where = extent_name(situation.dataset, extent)

    def lead(clause: str) -> str:
        return say("map-of", extent=where, day=day_text(situation.date, short=True), said=clause)

    return alt_text(*(partial(lead, clause) for clause in said))


def alt_text(*options: Callable[[], str]) -> str:
    """Take the first text that is short enough for an alt text, else cut the last one."""
    with with_short_months():
        texts = [option() for option in options]
    fitting = [text for text in texts if len(text) <= ALT_LIMIT]
    return fitting[0] if fitting else shorten(texts[-1], ALT_LIMIT, placeholder=" …")
