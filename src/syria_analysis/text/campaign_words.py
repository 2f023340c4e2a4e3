"""The words of the figures of a campaign: headline, caption, alt text, description.

Sentences stand in the table of terms, in every language; here is what they are filled with.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import shorten
from typing import Any

import pandas as pd

from syria_analysis.control.campaign import Campaign
from syria_analysis.control.changes import Changes
from syria_analysis.figures.illustration import ALT_LIMIT
from syria_analysis.package.dataset import Dataset
from syria_analysis.text import headlines
from syria_analysis.text.headlines import Words, percent
from syria_analysis.text.language import (
    commas,
    counted,
    day,
    day_and_month,
    join,
    one_month_name,
    say,
    semicolons,
    short_day,
    span,
)
from syria_analysis.text.rounding import format_number, round_to_interval
from syria_analysis.text.wording import faction_name

__all__ = [
    "areas_words",
    "captures_words",
    "distance_text",
    "evenings_words",
    "fronts_words",
    "side",
    "sides",
    "told_of",
]


def side(dataset: Dataset, factions: Iterable[str]) -> str:
    """Name the factions of a side as sentences do."""
    return join([faction_name(dataset, faction) for faction in factions])


def sides(story: Campaign) -> str:
    """Name the two sides of the front."""
    data = story.dataset
    return say("side-against", one=side(data, story.attackers), other=side(data, story.defenders))


def told_of(story: Campaign, changes: Changes, *, brief: bool = False) -> str:
    """Say what fell on a day, which cities were newly contested, and how many places passed.

    In brief the cities alone.
    """
    date = changes.after.date
    days = story.falls["date"] == pd.Timestamp(date)
    fallen = list(dict.fromkeys(story.falls.loc[days, "place"]))
    new = [
        place for place in story.watched
        if changes.after.contested[place] and not changes.before.contested[place]
        and place not in fallen
    ]  # fmt: skip
    number = int(story.captures.loc[story.captures["date"] == date, "places"].sum())
    parts = []
    if fallen:
        key = "fell-one" if len(fallen) == 1 else "fell-many"
        parts.append(say(key, places=_names(story, fallen)))
    if new:
        parts.append(say("newly-contested", places=_names(story, new)))
    if not brief:
        some = say("some-taken", places=counted("place", number))
        parts.append(some if number else say("none-taken"))
    return semicolons(parts)


def distance_text(row: dict[str, Any]) -> str:
    """Write the distance of a city on an evening, as exact as its interval allows."""
    best = round_to_interval(row["distance_km"], row["low_km"], row["high_km"])
    return say("km", number=format_number(best))


def evenings_words(story: Campaign) -> Words:
    """Write the words of the small maps."""
    data, days = story.dataset, _span(story)
    falls = story.falls[story.falls["place"].isin(data.seats)]
    title = _seats_fallen(story, falls)
    maps = counted("map", len(story.evenings))
    fallen = [
        say("on-day", name=headlines.name(data, place), day=short_day(date))
        for place, date in zip(falls["place"], falls["date"], strict=True)
    ]
    first, last = (day(evening.date) for evening in (story.first, story.last))
    lines = [
        say("told-of-day", day=day(changes.after.date), said=told_of(story, changes))
        for changes in story.days
    ]
    return Words(
        title,
        say("evenings-subtitle", span=days),
        say("evenings-caption", span=days),
        _alt(say("evenings-alt", maps=maps, span=days, said=_within(title)),
             say("evenings-alt-brief", maps=maps, span=days)),
        " ".join([
            say("about-evenings", first=first, last=last),
            *([say("about-seats", seats=join(fallen))] if fallen else []),
            *lines,
        ]),
    )  # fmt: skip


def _seats_fallen(story: Campaign, falls: pd.DataFrame) -> str:
    days = counted("day", len(story.days))
    if falls.empty:
        return say("no-seat-fallen", days=days)
    number = falls["place"].nunique()
    key = "seat-fallen" if number == 1 else "seats-fallen"
    people = story.dataset.places["population"].fillna(0)
    last = falls[falls["date"] == falls["date"].max()]["place"]
    largest = max(last, key=lambda place: (people[place], place))
    ends = {"first": _names(story, falls["place"].iloc[:1]), "last": _names(story, [largest])}
    return say(key, number=number, among=len(story.dataset.seats), days=days, **ends)


def fronts_words(story: Campaign) -> Words:
    """Write the words of the distances to the front."""
    data, table, days = story.dataset, story.distances, _span(story)
    falls = story.falls.drop_duplicates("place").set_index("place")["date"]
    said, title = [], ""
    for city in story.cities:
        name = headlines.name(data, city)
        rows = table[(table["city"] == city) & (table["status"] == "ok")].to_dict("records")
        fell = city in falls
        hands = [say("city-changed-hands", day=day_and_month(falls[city]))] if fell else []
        if not rows:
            said.append(commas([say("no-distance", name=name), *hands]))
            continue
        ends = [rows[0], rows[-1]][: len(rows)]
        first, last = distance_text(rows[0]), distance_text(rows[-1])
        parts = [
            say("distance-on", distance=distance_text(row), day=day_and_month(row["date"]))
            for row in ends
        ]
        said.append(say("named-distance", name=name, length=commas([*parts, *hands])))
        if not title and first != last:
            title = say("fronts-title", first=first, last=last, name=name)
            if fell:
                title = say("fronts-title-fell", said=title, day=day_and_month(falls[city]))
    title = title or say("fronts-title-none", names=_names(story, story.cities))
    count = len(story.cities)
    told = {"span": days, "said": _within(title)}
    return Words(
        title,
        say("fronts-subtitle", sides=sides(story)),
        say("fronts-caption", span=days),
        _alt(say("fronts-alt-others", cities=counted("other-city", count - 1), **told),
             say("fronts-alt", **told),
             say("fronts-alt-brief", cities=counted("city", count), span=days)),
        say("about-fronts", said=semicolons(said), open=_open_days(story)),
    )  # fmt: skip


def _open_days(story: Campaign) -> str:
    table = story.distances
    open_ones = table[table["readings_differ"] | (table["contested_by"] != "")]
    parts = [
        say("open-on", name=_names(story, [str(city)]), days=join(list(map(day_and_month, dates))))
        for city, dates in open_ones.groupby("city", sort=False)["date"]
    ]
    return say("open-days", said=semicolons(parts)) if parts else ""


def areas_words(story: Campaign, stack: list[str]) -> Words:
    """Write the words of the columns of land; `stack` are the factions, from the foot up."""
    data, table, days = story.dataset, story.areas, _span(story)
    start, end = story.first.date, story.last.date
    mine = table[table["faction"].isin(story.defenders)].groupby("date")["share"].sum()
    title = say(
        "areas-title", who=side(data, story.defenders), start=_percent(mine[start]),
        end=_percent(mine[end]), first=day_and_month(start), last=day_and_month(end),
    )  # fmt: skip
    title = title[0].upper() + title[1:]
    land, near = (
        table.pivot(index="date", columns="faction", values=column) / 1000
        for column in ("area_km2", "effective_km2")
    )
    said = [
        say("land-of", who=faction_name(data, code),
            start=f"{land.at[start, code]:.1f}", end=f"{land.at[end, code]:.1f}",
            near_start=f"{near.at[start, code]:.1f}", near_end=f"{near.at[end, code]:.1f}")
        for code in reversed(stack)
    ]  # fmt: skip
    return Words(
        title,
        say("areas-subtitle"),
        say("areas-caption", span=days),
        _alt(say("areas-alt", span=days, said=_within(title)), say("areas-alt-brief", span=days)),
        say("about-areas", first=day(start), last=day(end), said=semicolons(said)),
    )


def captures_words(story: Campaign) -> Words:
    """Write the words of the bars of places taken."""
    captures, days = story.captures, _span(story)
    by_day = captures.groupby("date")["places"].sum()
    by_captor = captures.groupby("captor")["places"].sum().sort_values(ascending=False)
    counts = [
        say("count", who=faction_name(story.dataset, str(code)), number=number)
        for code, number in by_captor.items()
        if number
    ]
    title, total = say("captures-none"), int(captures["places"].sum())
    if total:
        title = say("captures-title", most=int(by_day.max()), captures=counted("capture", total),
                    day=day_and_month(by_day.idxmax()))  # fmt: skip
    each = [say("count", who=day_and_month(d), number=int(number)) for d, number in by_day.items()]
    first, last = day_and_month(story.days[0].after.date), day(story.last.date)
    return Words(
        title,
        say("captures-subtitle"),
        say("captures-caption", span=days),
        _alt(say("captures-alt-counts", span=days, said=title, counts=join(counts[:2])),
             say("captures-alt", span=days, said=title)),
        say("about-captures", first=first, last=last, counts=semicolons(counts), days=commas(each)),
    )  # fmt: skip


def _span(story: Campaign) -> str:
    return span(story.first.date, story.last.date)


def _names(story: Campaign, places: Iterable[str]) -> str:
    return join([headlines.name(story.dataset, place) for place in places])


def _percent(share: float) -> str:
    return percent(share) if share >= 0.005 else say("under-one-percent")


def _within(title: str) -> str:
    """Write a headline as the rest of a sentence."""
    return f"{title[0].lower()}{title[1:]}"


def _alt(*options: str) -> str:
    """Take the first text that is short enough for an alt text, else cut the last one."""
    shorter = [one_month_name(text) for text in options]
    fitting = [text for text in shorter if len(text) <= ALT_LIMIT]
    return fitting[0] if fitting else shorten(shorter[-1], ALT_LIMIT, placeholder=" …")
