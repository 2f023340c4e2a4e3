"""The words of the figures of a campaign: headline, caption, alt text, description."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from syria_analysis.control.campaign import Campaign
from syria_analysis.control.situation import Situation
from syria_analysis.text.evening_words import Words, alt_text
from syria_analysis.text.language import in_its_words, join, say
from syria_analysis.text.rounding import format_number, round_to_interval
from syria_analysis.text.wording import (
    capital,
    clauses,
    commas,
    day_and_month,
    day_text,
    faction_name,
    percent,
    place_name,
    place_names,
    sentences,
    short_day,
    side_name,
    span,
    unit_name,
)

__all__ = [
    "areas_words",
    "captures_words",
    "distance_text",
    "evenings_words",
    "fronts_words",
    "moving_words",
    "sides",
    "told_between",
    "units_words",
]


def sides(story: Campaign) -> str:
    """Name the two sides of the front."""
    data = story.dataset
    one, other = side_name(data, story.attackers), side_name(data, story.defenders)
    return say("side-against", one=one, other=other)


def told_between(
    story: Campaign, before: Situation, after: Situation, *, brief: bool = False
) -> str:
    """Say which cities fell between two evenings, which are newly contested, how much was taken.

    The capital is said first. In brief the cities alone.
    """
    fallen = list(
        dict.fromkeys(
            place
            for place, day in zip(story.falls["place"], story.falls["date"], strict=True)
            if before.date < day.date() <= after.date
        )
    )
    fallen.sort(key=lambda place: place != story.dataset.conflict.capital)  # it is said first
    new = [
        place
        for place in story.watched
        if after.contested[place] and not before.contested[place] and place not in fallen
    ]
    dates = story.captures["date"]
    days = (dates > before.date) & (dates <= after.date)
    taken = int(story.captures.loc[days, "places"].sum())
    parts = []
    if fallen:
        parts.append(say("falls", places=place_names(story.dataset, fallen)))
    if new:
        parts.append(say("newly-contested", places=place_names(story.dataset, new)))
    if not brief:
        some = say("some-taken", places=say("counted-place", number=taken))
        parts.append(some if taken else say("none-taken"))
    return clauses(parts)


def distance_text(row: dict[str, Any]) -> str:
    """Write the distance of a city on an evening, as exact as its interval allows."""
    best = round_to_interval(row["distance_km"], row["low_km"], row["high_km"])
    return say("km", number=format_number(best))


@in_its_words
def evenings_words(story: Campaign, shown: Sequence[int] | None = None) -> Words:
    """Write the words of the small maps; `shown` are the numbers of the evenings that are drawn."""
    data, among = story.dataset, len(story.evenings)
    numbers = list(range(among)) if shown is None else list(shown)
    kept = [story.evenings[number] for number in numbers]
    falls = story.falls[story.falls["place"].isin(_followed(story))]
    maps = say("counted-map", number=len(kept))
    fallen = [
        say("on-day", name=place_name(data, place), day=short_day(date))
        for place, date in zip(falls["place"], falls["date"], strict=True)
    ]
    about = "about-seats" if story.seats else "about-cities"
    first, last = (day_text(evening.date) for evening in (story.first, story.last))
    lines = [
        say("told-of-day", day=day_text(after.date), said=told_between(story, before, after))
        for before, after in pairwise(kept)
    ]
    every = len(kept) == among
    counts = {} if every else {"number": len(kept), "among": among}
    subtitle, caption, brief, said = (
        ("evenings-subtitle", "evenings-caption", "evenings-alt-brief", "about-evenings")
        if every
        else (
            "evenings-subtitle-some",
            "evenings-caption-some",
            "evenings-alt-brief-some",
            "about-evenings-some",
        )
    )
    return Words(
        capital(_seats_fallen(story, falls)),
        say(subtitle, span=_span(story), **counts),
        say(caption, span=_span(story), **counts),
        alt_text(
            lambda: say(
                "evenings-alt", maps=maps, span=_span(story), said=_seats_fallen(story, falls)
            ),
            lambda: say(brief, maps=maps, span=_span(story), **counts),
        ),
        sentences(
            say(said, first=first, last=last, **counts),
            say(about, seats=join(fallen)) if fallen else "",
            *lines,
        ),
    )


def moving_words(story: Campaign) -> Words:
    """Write the words of the maps that follow each other in one frame."""
    still = evenings_words(story)
    lines = [
        say("told-of-day", day=day_text(after.date), said=told_between(story, before, after))
        for before, after in pairwise(story.evenings)
    ]
    falls = story.falls[story.falls["place"].isin(_followed(story))]
    first, last = (day_text(evening.date) for evening in (story.first, story.last))
    return Words(
        still.title,
        say("moving-subtitle", span=_span(story)),
        still.caption,
        alt_text(
            lambda: say("moving-alt", span=_span(story), said=_seats_fallen(story, falls)),
            lambda: say("moving-alt-brief", span=_span(story)),
        ),
        sentences(say("about-moving", first=first, last=last), *lines),
    )


def _followed(story: Campaign) -> list[str]:
    """Name the places whose fall is told: seats, or the cities asked about where there is none."""
    return story.seats or list(story.cities)


def _seats_fallen(story: Campaign, falls: pd.DataFrame) -> str:
    seats = story.seats
    days = say("counted-day", number=len(story.days))
    if falls.empty:
        return say("no-seat-fallen" if seats else "no-city-fallen", days=days)
    fallen, among = falls["place"].nunique(), len(_followed(story))
    people = story.dataset.places["population"].fillna(0)
    last = falls[falls["date"] == falls["date"].max()]["place"]
    largest = max(last, key=lambda place: (people[place], place))
    first = place_name(story.dataset, falls["place"].iloc[0])
    if fallen == 1:
        return say("seat-fallen" if seats else "city-fallen", among=among, days=days, first=first)
    last_name = place_name(story.dataset, largest)
    key = "seats-fallen" if seats else "cities-fallen"
    return say(key, number=fallen, among=among, days=days, first=first, last=last_name)


def fronts_words(story: Campaign) -> Words:
    """Write the words of the distances to the front."""
    table, count = story.distances, len(story.cities)
    falls = story.falls.drop_duplicates("place").set_index("place")["date"].to_dict()
    measured = {
        city: table[(table["city"] == city) & (table["status"] == "ok")].to_dict("records")
        for city in story.cities
    }
    return Words(
        capital(_front_came(story, measured, falls)),
        say("fronts-subtitle", sides=sides(story)),
        say("fronts-caption", span=_span(story)),
        alt_text(
            lambda: say(
                "fronts-alt-others",
                span=_span(story),
                cities=say("counted-other-city", number=count - 1),
                said=_front_came(story, measured, falls),
            ),
            lambda: say("fronts-alt", span=_span(story), said=_front_came(story, measured, falls)),
            lambda: say(
                "fronts-alt-brief", span=_span(story), cities=say("counted-city", number=count)
            ),
        ),
        sentences(
            say(
                "about-fronts",
                said=clauses(_course(story, city, rows, falls) for city, rows in measured.items()),
            ),
            _open_days(story),
        ),
    )


def _front_came(
    story: Campaign, measured: dict[str, list[dict[str, Any]]], falls: dict[str, Any]
) -> str:
    """Tell of the city to which the front is nearest at last, of those whose distance changed.

    Cities that had fallen come after those that had not.
    """
    moved = [
        city
        for city, rows in measured.items()
        if rows and distance_text(rows[0]) != distance_text(rows[-1])
    ]
    for city in sorted(moved, key=lambda city: (city in falls, measured[city][-1]["distance_km"])):
        rows = measured[city]
        ends = {"first": distance_text(rows[0]), "last": distance_text(rows[-1])}
        came = say("front-came", name=place_name(story.dataset, city), **ends)
        if city in falls:
            return say("front-came-and-fell", said=came, day=day_and_month(falls[city]))
        return came
    return say("fronts-of", names=place_names(story.dataset, story.cities))


def _course(story: Campaign, city: str, rows: list[dict[str, Any]], falls: dict[str, Any]) -> str:
    """Say how far the front was from a city at first and at last, and when it changed hands."""
    name = place_name(story.dataset, city)
    fell = [say("city-changed-hands", day=day_and_month(falls[city]))] if city in falls else []
    if not rows:
        return commas([say("no-distance", name=name), *fell])
    ends = [
        say("distance-on", distance=distance_text(row), day=day_and_month(row["date"]))
        for row in ([rows[0], rows[-1]] if len(rows) > 1 else rows)
    ]
    return say("named-distance", name=name, length=commas([*ends, *fell]))


def _open_days(story: Campaign) -> str:
    table = story.distances
    open_ones = table[table["readings_differ"] | (table["contested_by"] != "")]
    parts = [
        say(
            "open-on",
            name=place_name(story.dataset, str(city)),
            days=join([day_and_month(day) for day in dates]),
        )
        for city, dates in open_ones.groupby("city", sort=False)["date"]
    ]
    return say("open-days", said=clauses(parts)) if parts else ""


def areas_words(story: Campaign, stack: list[str]) -> Words:
    """Write the words of the columns of land; `stack` are the factions, from the foot up."""
    data, table = story.dataset, story.areas
    start, end = story.first.date, story.last.date
    mine = table[table["faction"].isin(story.defenders)].groupby("date")["share"].sum()

    def headline() -> str:
        return say(
            "shares-held",
            who=side_name(data, story.defenders),
            start=percent(mine[start]),
            end=percent(mine[end]),
            first=day_and_month(start),
            last=day_and_month(end),
        )

    land, near = (
        by_day.div(by_day.sum(axis=1), axis=0)
        for by_day in (
            table.pivot(index="date", columns="faction", values=column)
            for column in ("area_km2", "effective_km2")
        )
    )
    said = [
        say(
            "land-of",
            who=faction_name(data, code),
            start=percent(land.at[start, code]),
            end=percent(land.at[end, code]),
            near_start=percent(near.at[start, code]),
            near_end=percent(near.at[end, code]),
        )
        for code in reversed(stack)
    ]
    return Words(
        capital(headline()),
        say("areas-subtitle"),
        say("areas-caption", span=_span(story)),
        alt_text(
            lambda: say("areas-alt", span=_span(story), said=headline()),
            lambda: say("areas-alt-brief", span=_span(story)),
        ),
        say("about-areas", first=day_text(start), last=day_text(end), said=clauses(said)),
    )


def units_words(story: Campaign, drawn: Sequence[str]) -> Words:
    """Write the words of the columns of units, of which some are drawn."""
    data, shares = story.dataset, story.unit_shares
    units = list(shares.columns.unique("unit"))
    passed = {unit: (shares[unit].iloc[-1] - shares[unit].iloc[0]).clip(lower=0) for unit in units}
    most = sum(float(gain.sum()) > 0.5 for gain in passed.values())
    left = [str(unit_name(data, unit)) for unit in units if unit not in drawn]

    def headline() -> str:
        return say("units-changed", number=most, among=len(units))

    def ends(unit: str) -> str:
        told = []
        for row in (shares[unit].iloc[0], shares[unit].iloc[-1]):
            code = str(row.idxmax())
            told.append(say("count", who=faction_name(data, code), number=percent(row[code])))
        return say("unit-course", unit=unit_name(data, unit), first=told[0], last=told[1])

    return Words(
        capital(headline()),
        sentences(say("units-subtitle"), say("units-left", units=join(left)) if left else ""),
        say("units-caption", span=_span(story)),
        alt_text(
            lambda: say("units-alt", span=_span(story), said=headline()),
            lambda: say("units-alt-brief", span=_span(story)),
        ),
        say(
            "about-units",
            first=day_text(story.first.date),
            last=day_text(story.last.date),
            said=clauses(map(ends, drawn)),
        ),
    )


def captures_words(story: Campaign) -> Words:
    """Write the words of the bars of places taken."""
    captures, total = story.captures, int(story.captures["places"].sum())
    by_day = captures.groupby("date")["places"].sum()
    by_captor = captures.groupby("captor")["places"].sum().sort_values(ascending=False)
    counts = [
        say("count", who=faction_name(story.dataset, str(code)), number=int(taken))
        for code, taken in by_captor.items()
        if taken
    ]

    def headline() -> str:
        if not total:
            return say("captures-none")
        made = say("counted-capture", number=total)
        if (by_day == by_day.max()).sum() > 1:  # no day stands out
            days = say("counted-day", number=len(story.days))
            return say("captures-title-even", captures=made, days=days, most=int(by_day.max()))
        if by_day.max() == total:
            day = day_and_month(by_day.idxmax())
            return say("captures-title-all", number=total, captures=made, day=day)
        return say(
            "captures-title",
            most=int(by_day.max()),
            day=day_and_month(by_day.idxmax()),
            captures=made,
        )

    net = _gross_and_net(story)
    each = [say("count", who=day_and_month(d), number=int(n)) for d, n in by_day.items()]
    first, last = day_and_month(story.days[0].after.date), day_text(story.last.date)
    return Words(
        capital(headline()),
        sentences(say("captures-subtitle"), net),
        sentences(say("captures-caption", span=_span(story)), net).rstrip("."),
        alt_text(
            lambda: say(
                "captures-alt-counts", span=_span(story), said=headline(), counts=join(counts[:2])
            ),
            lambda: say("captures-alt", span=_span(story), said=headline()),
        ),
        sentences(
            say(
                "about-captures", first=first, last=last, counts=clauses(counts), days=commas(each)
            ),
            net,
        ),
    )


def _gross_and_net(story: Campaign) -> str:
    """Say how many captures there were at how many places, and how many had another holder at last.

    "" if there were none.
    """
    taken = [place for places in story.captures["place"] for place in places]
    if not taken:
        return ""
    among = set(taken)
    first, last = story.first.holders, story.last.holders
    lasting = sum(first[place] != last[place] for place in among)
    if len(taken) == len(among):
        return say("captures-once", number=len(taken))
    return say(
        "captures-net",
        captures=say("counted-capture", number=len(taken)),
        among=len(among),
        number=lasting,
        lasting="all" if lasting == len(among) else "some",
    )


def _span(story: Campaign) -> str:
    return span(story.first.date, story.last.date)
