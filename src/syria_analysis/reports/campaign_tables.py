"""The tables of a campaign report: frames of the library, arranged for reading.

Each function shows one table on a page; the CSV holds the frame as the library gives it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from syria_analysis.control.campaign import Campaign
from syria_analysis.reports.display import Column, Page
from syria_analysis.reports.tables import ENDS, TENS, people_note, rounded_note, told
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.rounding import (
    finest,
    format_number,
    round_interval,
    round_to_interval,
)
from syria_analysis.text.wording import (
    at_this_pace,
    capital,
    clauses,
    commas,
    day_text,
    number_with_interval,
    place_name,
    sentences,
    short_day,
    status_text,
    unit_name,
)

__all__ = [
    "advances",
    "areas",
    "captures",
    "distances",
    "falls",
    "land",
    "land_by_unit",
    "pace",
    "people",
]

MOST_ACCOUNTS = 3
"""So many of those by whose account a city fell are named."""


@in_its_words
def falls(page: Page, story: Campaign) -> None:
    """Show when each city changed hands, by whose account, and what leaves the day open.

    Parameters
    ----------
    page : Page
        Where it is shown.
    story : Campaign
        The evenings.
    """
    frame = story.falls
    shown = frame.assign(
        account=[_account(row) for row in frame.to_dict("records")],
        open=[_open(row, story) for row in frame.to_dict("records")],
        day=frame["date"].map(short_day),
    )
    still = [place for place in story.watched if place not in set(frame["place"])]
    kept = commas(
        say(
            "in-brackets",
            said=place_name(story.dataset, place),
            more=_short(story, story.last.holders[place]),
        )
        for place in still
    )
    page.table(
        shown,
        say("caption-falls", day=day_text(story.last.date)),
        name="falls",
        data=frame,
        columns=[
            Column("day", say("head-day"), kind="word"),
            Column("place", say("head-city"), kind="place", strong=True),
            Column("from", say("head-from"), kind="faction"),
            Column("to", say("head-to"), kind="faction"),
            Column("account", say("head-by-whose-account"), width=1.2),
            Column("open", say("head-what-is-open")),
            Column("sources", say("head-sources"), kind="sources", paper=False),
        ],
        empty=say("empty-falls"),
        note=sentences(say("note-kept", said=kept) if kept else "", say("note-falls")),
    )


def _account(row: dict[str, Any]) -> str:
    """Name those by whose account a place fell, a few of many."""
    names = [name for name in row["claimant"].split("; ") if name] or [row["claim_kind"]]
    more = len(names) - MOST_ACCOUNTS
    return clauses([*names[:MOST_ACCOUNTS], *([say("and-more", number=more)] if more > 0 else [])])


def _open(row: dict[str, Any], story: Campaign) -> str:
    parts = []
    if row["confidence"] != "high":
        parts.append(say(f"confidence-{row['confidence']}"))
    if row["claim_kind"] == "own claim":
        parts.append(say("one-word-alone"))
    if not pd.isna(row["contested_since"]):
        parts.append(say("contested-since", day=short_day(row["contested_since"])))
    if row["earliest"] < row["latest"]:
        ends = {end: short_day(row[end]) for end in ("earliest", "latest")}
        parts.append(say("day-to-day", **ends))
    other = [day for day in row["other_days"] if day != row["date"]]
    if other:
        end = short_day(story.last.date)
        days = [say("not-by", day=end) if pd.isna(day) else short_day(day) for day in other]
        parts.append(say("read-otherwise-as", days=commas(days)))
    return clauses(parts)


def _short(story: Campaign, faction: str) -> str:
    return str(story.dataset.factions.at[faction, "short_name"])


@in_its_words
def distances(page: Page, story: Campaign) -> None:
    """Show the distance from each city to the front, evening by evening.

    Parameters
    ----------
    page : Page
        Where it is shown.
    story : Campaign
        The evenings.
    """
    frame = story.distances
    cells = frame.assign(told=[_told(story, row) for row in frame.to_dict("records")])
    shown = cells.pivot(index="date", columns="city", values="told")
    shown = shown[list(story.cities)].rename_axis(columns=None).rename(index=short_day)
    page.table(
        shown,
        say("caption-evening-distances"),
        name="distances",
        data=frame,
        columns=[
            Column("date", say("head-evening"), kind="word"),
            *(
                Column(city, str(story.dataset.places.at[city, "name"]), kind="word")
                for city in story.cities
            ),
        ],
        note=rounded_note("distances", "note-open-distances"),
    )


@in_its_words
def pace(page: Page, story: Campaign) -> None:
    """Show how fast the front had come nearer to each city when it could last be measured.

    Parameters
    ----------
    page : Page
        Where it is shown.
    story : Campaign
        The evenings.
    """
    frame = story.pace
    if frame.empty:
        return
    fell = story.falls.groupby("place")["date"].first()
    shown = frame.assign(
        day=frame["date"].map(short_day),
        away=told(frame, ["distance_km", "low_km", "high_km"], "km"),
        before=[say("counted-day", number=int(days)) for days in frame["days"]],
        daily=[_daily(row) for row in frame.to_dict("records")],
        ahead=[at_this_pace(row) for row in frame.to_dict("records")],
        limit=[at_this_pace(row, limit=True) for row in frame.to_dict("records")],
        came=[short_day(fell[city]) if city in fell else "" for city in frame["city"]],
    )
    limits = bool(shown["limit"].any())
    page.table(
        shown,
        say("caption-pace"),
        name="pace",
        data=frame,
        columns=[
            Column("city", say("head-city"), kind="place", strong=True),
            Column("day", say("head-evening"), kind="word"),
            Column("away", say("head-front-away"), "km", "word"),
            Column("before", say("head-over"), kind="word"),
            Column("daily", say("head-nearer-a-day"), "km", "word"),
            Column("ahead", say("head-at-this-pace"), kind="word", strong=True),
            *([Column("limit", say("head-at-this-pace-limit"), kind="word")] if limits else []),
            Column("came", say("head-changed-hands"), kind="word"),
        ],
        note=rounded_note("pace", "note-pace", *(["note-limits"] if limits else [])),
    )


def _daily(row: dict[str, Any]) -> str:
    """Tell by how much the front came nearer in a day; "" where that is not known."""
    best, low, high = (row[f"{end}km_per_day"] for end in ("", "low_", "high_"))
    if pd.isna(best):
        return ""
    known = not (pd.isna(low) or pd.isna(high))
    return number_with_interval(best, low if known else None, high, "km", bare=True)


def _told(story: Campaign, row: dict[str, Any]) -> str:
    if row["status"] == "no_front":
        return status_text("no_front")
    if row["status"] != "ok":
        text = _short(story, row["holder"])
    else:
        low, high = row["low_km"], row["high_km"]
        best = format_number(round_to_interval(row["distance_km"], low, high))
        ends = [format_number(end) for end in round_interval(low, high)]
        text = f"{best} ({ends[0]}–{ends[1]})"
    open_day = row["readings_differ"] or row["contested_by"]
    return say("and-open", said=text) if open_day else text


@in_its_words
def areas(page: Page, story: Campaign) -> None:
    """Show the land of each faction, evening by evening: all of it, and that near places.

    Parameters
    ----------
    page : Page
        Where it is shown.
    story : Campaign
        The evenings.
    """
    frame = story.areas
    seen = set(frame[frame["area_km2"] > 0]["faction"])
    held = [code for code in story.dataset.factions.index if code in seen]
    contested = frame.groupby("date")["contested_km2"].sum()
    for column, name, caption in (
        ("area_km2", "areas", "caption-evening-areas"),
        ("effective_km2", "areas-near-places", "caption-evening-near"),
    ):
        if column == "effective_km2" and story.dataset.faces is not None:
            continue  # of maps all land counts
        shown_frame = frame
        if column == "area_km2":  # no finer than the interval allows, as in every other table
            ends = frame[ENDS].to_numpy(float)
            rounded = [
                round_to_interval(best, low, high, finest(best, "km²")) for best, low, high in ends
            ]
            shown_frame = frame.assign(area_km2=rounded)
        shown = shown_frame.pivot(index="date", columns="faction", values=column)[held]
        shown = shown.where(shown > 0).rename_axis(columns=None)
        columns = [
            Column("date", say("head-evening"), kind="word"),
            *(
                Column(code, _short(story, code), kind="number", digits=TENS, faction=code)
                for code in held
            ),
        ]
        if column == "area_km2":
            shown = shown.assign(contested=contested)
            columns.append(
                Column("contested", say("head-of-it-contested"), kind="number", digits=TENS)
            )
        page.table(
            shown.rename(index=short_day),
            say(caption),
            name=name,
            columns=columns,
            data=frame if column == "area_km2" else shown,
            note=rounded_note(name),
            paper=column == "area_km2",
        )


@in_its_words
def land(page: Page, story: Campaign) -> None:
    """Show what each faction gained, lost and then held, by day, week or month.

    Parameters
    ----------
    page : Page
        Where it is shown.
    story : Campaign
        The evenings.
    """
    _land(page, story, story.land, "gained-and-lost", "caption-gained-and-lost")


@in_its_words
def land_by_unit(page: Page, story: Campaign) -> None:
    """Show the same in each administrative unit.

    Parameters
    ----------
    page : Page
        Where it is shown. Nothing is if the package declares no units.
    story : Campaign
        The evenings.
    """
    if story.dataset.conflict.admin is not None:
        name = "gained-and-lost-by-unit"
        _land(page, story, story.land_by_unit, name, "caption-gained-and-lost-by-unit")


def _land(page: Page, story: Campaign, frame: pd.DataFrame, name: str, caption: str) -> None:
    moved = frame[(frame["gained_km2"] > 0) | (frame["lost_km2"] > 0)]
    cells: dict[str, Any] = {}
    for key in ("gained", "lost", "net"):
        ends = [f"{key}{end}_km2" for end in ("", "_low", "_high")]
        if key == "net":
            cells[key] = told(moved, ends, "km²")
            continue
        rows = moved[ends].to_numpy(float)  # paper has no room for three intervals
        cells[key] = [
            round_to_interval(best, low, high, finest(best, "km²")) for best, low, high in rows
        ]
    shares = ["share", "low_share", "high_share"]
    cells["held"] = told(moved.assign(**{key: 100 * moved[key] for key in shares}), shares, "%")
    cells["until"] = moved["date"].map(short_day)
    parts = "unit" in frame
    if parts:
        cells["unit"] = [str(unit_name(story.dataset, unit)) for unit in moved["unit"]]
    unit = Column("unit", capital(say("head-unit")), kind="word", strong=True)
    page.table(
        moved.assign(**cells),
        say(caption, period=story.period),
        name=name,
        data=frame,
        columns=[
            Column("until", say("head-period-to", period=story.period), kind="word"),
            *([unit] if parts else []),
            Column("faction", say("head-holder"), kind="faction"),
            Column("gained", say("head-gained"), "km²", "number", TENS),
            Column("lost", say("head-lost"), "km²", "number", TENS),
            Column("net", say("head-net"), "km²", "word", strong=True),
            Column("held", say("head-then-held"), "%", "word"),
        ],
        empty=say("empty-balance"),
        note=rounded_note(name, "note-gained-and-lost", "note-brackets"),
        paper=not parts,
    )


@in_its_words
def people(page: Page, story: Campaign) -> None:
    """Show the population figures of the places of each faction, evening by evening.

    Parameters
    ----------
    page : Page
        Where it is shown.
    story : Campaign
        The evenings.
    """
    frame = story.people
    held = [code for code in story.dataset.factions.index if code in set(frame["faction"])]
    shown = frame.pivot(index="date", columns="faction", values="population")[held]
    shown = shown.where(shown > 0).rename_axis(columns=None)
    real = story.dataset.real_places
    real = real[~real["holder"].isin(story.dataset.guests)]
    page.table(
        shown.rename(index=short_day),
        say("caption-evening-people"),
        name="people",
        data=frame,
        columns=[
            Column("date", say("head-evening"), kind="word"),
            *(
                Column(code, _short(story, code), kind="number", digits=-3, faction=code)
                for code in held
            ),
        ],
        note=people_note(story.dataset, int(real["population"].isna().sum()), len(real)),
        sources=sorted({source for cell in frame["sources"] for source in cell}),
        paper=False,
    )


@in_its_words
def captures(page: Page, story: Campaign) -> None:
    """Show how many places each captor took on each day.

    Parameters
    ----------
    page : Page
        Where it is shown.
    story : Campaign
        The evenings.
    """
    frame = story.captures
    page.table(
        frame.assign(
            day=frame["date"].map(short_day),
            land=told(frame, ENDS, "km²"),
        ),
        say("caption-captures"),
        name="captures",
        data=frame,
        columns=[
            Column("day", say("head-day"), kind="word"),
            Column("captor", say("head-captor"), kind="faction"),
            Column("loser", say("head-from"), kind="faction"),
            Column("places", say("head-places"), kind="number", strong=True),
            Column("uncertain_places", say("head-of-them-uncertain"), kind="number"),
            Column("land", say("head-land"), "km²", "word"),
        ],
        empty=say("empty-captures"),
        note=sentences(say("note-brackets"), say("note-captures")),
        paper=False,
    )


def _remark(row: dict[str, Any]) -> str:
    if row["doubtful"]:
        return say("remark-uncertain")
    return "" if row["status"] == "ok" else say("remark-no-front")


@in_its_words
def advances(page: Page, story: Campaign) -> None:
    """Show the furthest advance of each captor on each day.

    Parameters
    ----------
    page : Page
        Where it is shown.
    story : Campaign
        The evenings.
    """
    frame = story.advances
    rows = []
    for row in frame.to_dict("records"):
        ok = row["status"] == "ok"
        low, high = row["low_km"], row["high_km"]
        ends = round_interval(low, high) if ok else (None, None)
        best = round_to_interval(row["distance_km"], low, high) if ok else None
        rows.append(
            {
                **{name: row[name] for name in ("captor", "place", "sources")},
                "day": short_day(row["date"]),
                "best": best,
                "low": ends[0],
                "high": ends[1],
                "remark": _remark(row),
            }
        )
    columns = [
        Column("day", say("head-day"), kind="word"),
        Column("captor", say("head-captor"), kind="faction"),
        Column("place", say("head-farthest-place-taken"), kind="place", strong=True),
        Column("best", say("head-about"), "km", "number", 0, strong=True),
        Column("low", say("head-low"), "km", "number", 0),
        Column("high", say("head-high"), "km", "number", 0),
        Column("remark", say("head-remark"), kind="word"),
        Column("sources", say("head-sources"), kind="sources"),
    ]
    page.table(
        pd.DataFrame(rows, columns=[column.name for column in columns]),
        say("caption-advances"),
        name="advances",
        columns=columns,
        data=frame,
        empty=say("empty-captures"),
        note=rounded_note("advances", "note-advances"),
        paper=False,
    )
