"""The tables of a campaign report: frames of the library, arranged for reading.

Each function shows one table on a page; the CSV holds the frame as the library gives it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from syria_analysis.control.campaign import Campaign
from syria_analysis.reports.display import Column, Page
from syria_analysis.reports.tables import BRACKETS, ENDS, ROUNDED, TENS, told
from syria_analysis.text.rounding import (
    finest,
    format_number,
    round_interval,
    round_to_interval,
)
from syria_analysis.text.wording import day_text, short_day

__all__ = ["advances", "areas", "captures", "distances", "falls"]


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
        account=frame["claimant"].where(frame["claimant"] != "", frame["claim_kind"]),
        open=[_open(row, story) for row in frame.to_dict("records")],
        day=frame["date"].map(short_day),
    )
    still = [place for place in story.watched if place not in set(frame["place"])]
    names = story.dataset.places["name"]
    kept = ", ".join(f"{names[place]} ({_short(story, story.last.holders[place])})"
                     for place in still)  # fmt: skip
    page.table(
        shown,
        f"Seats of governorates, and the cities asked about, that changed hands by "
        f"{day_text(story.last.date)}",
        name="falls",
        data=frame,
        columns=[
            Column("day", "Day", kind="word"),
            Column("place", "City", kind="place", strong=True),
            Column("from", "From", kind="faction"),
            Column("to", "To", kind="faction"),
            Column("account", "By whose account", width=1.2),
            Column("open", "What is open"),
            Column("sources", "Sources", kind="sources"),
        ],
        empty="No seat of a governorate and none of the cities changed hands.",
        note=(f"Held by the same side throughout: {kept}. " if kept else "")
        + "Confidence is high unless another is named. Read otherwise: the evidence "
        "without events of lower confidence, without one party's "
        "word alone, or with every doubt settled for either side.",
    )


def _open(row: dict[str, Any], story: Campaign) -> str:
    parts = [] if row["confidence"] == "high" else [f"{row['confidence']} confidence"]
    if row["claim_kind"] == "own claim":
        parts.append("one party's word alone")
    if not pd.isna(row["contested_since"]):
        parts.append(f"contested since {short_day(row['contested_since'])}")
    if row["earliest"] < row["latest"]:
        parts.append(f"{short_day(row['earliest'])} to {short_day(row['latest'])}")
    other = [day for day in row["other_days"] if day != row["date"]]
    if other:
        end = short_day(story.last.date)
        days = [f"not by {end}" if pd.isna(day) else short_day(day) for day in other]
        parts.append(f"read otherwise: {', '.join(days)}")
    return "; ".join(parts)


def _short(story: Campaign, faction: str) -> str:
    return str(story.dataset.factions.at[faction, "short_name"])


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
        "Distance to the front each evening, km: best value (low–high)",
        name="distances",
        data=frame,
        columns=[
            Column("date", "Evening", kind="word"),
            *(Column(city, str(story.dataset.places.at[city, "name"]), kind="word")
              for city in story.cities),
        ],
        note="Open: sources disagree; with contested places and uncertain days settled for one "
        "side or the other, the front would lie elsewhere or another side would hold the city. "
        + ROUNDED.format("distances"),
    )  # fmt: skip


def _told(story: Campaign, row: dict[str, Any]) -> str:
    if row["status"] == "no_front":
        return "no front"
    if row["status"] != "ok":
        text = _short(story, row["holder"])
    else:
        low, high = row["low_km"], row["high_km"]
        best = format_number(round_to_interval(row["distance_km"], low, high))
        ends = [format_number(end) for end in round_interval(low, high)]
        text = f"{best} ({ends[0]}–{ends[1]})"
    return f"{text}, open" if row["readings_differ"] or row["contested_by"] else text


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
        ("area_km2", "areas", "Land by holder each evening, km²"),
        ("effective_km2", "areas-near-places", "Land within 10 km of a place each evening, km²"),
    ):
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
            Column("date", "Evening", kind="word"),
            *(Column(code, _short(story, code), kind="number", digits=TENS, faction=code)
              for code in held),
        ]  # fmt: skip
        if column == "area_km2":
            shown = shown.assign(contested=contested)
            columns.append(Column("contested", "Of it contested", kind="number", digits=TENS))
        page.table(
            shown.rename(index=short_day),
            caption,
            name=name,
            columns=columns,
            data=frame if column == "area_km2" else shown,
            note=ROUNDED.format(name),
        )


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
        "Places captured by day and captor",
        name="captures",
        data=frame,
        columns=[
            Column("day", "Day", kind="word"),
            Column("captor", "Captor", kind="faction"),
            Column("loser", "From", kind="faction"),
            Column("places", "Places", kind="number", strong=True),
            Column("uncertain_places", "Of them uncertain", kind="number"),
            Column("land", "Land", "km²", "word"),
        ],
        empty="No place was captured.",
        note=f"{BRACKETS} A place counts on the day on whose evening another side holds it than on "
        "the evening before. Uncertain: the day is known only as a span, or confidence is low. "
        "tables/captures.csv names the places.",
    )


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
                "remark": "uncertain" if row["doubtful"] else "" if ok else "no front before",
            }
        )
    columns = [
        Column("day", "Day", kind="word"),
        Column("captor", "Captor", kind="faction"),
        Column("place", "Farthest place taken", kind="place", strong=True),
        Column("best", "About", "km", "number", 0, strong=True),
        Column("low", "Low", "km", "number", 0),
        Column("high", "High", "km", "number", 0),
        Column("remark", "Remark", kind="word"),
        Column("sources", "Sources", kind="sources"),
    ]
    page.table(
        pd.DataFrame(rows, columns=[column.name for column in columns]),
        "The furthest advance of each captor by day",
        name="advances",
        columns=columns,
        data=frame,
        empty="No place was captured.",
        note="From the place to the front of the evening before between the two sides concerned. "
        "Uncertain: the day is known only as a span, or confidence is low. "
        + ROUNDED.format("advances"),
    )
