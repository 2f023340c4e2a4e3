"""The tables of a situation report: frames of the library, arranged for reading.

Each function shows one table on a page; the CSV holds the frame as the library gives it. Nothing
is computed here that is not rounding, grouping or naming.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from syria_analysis.control.changes import Changes
from syria_analysis.control.front import LIMITS
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.control.units import people as people_of
from syria_analysis.package.dataset import Dataset
from syria_analysis.reports.display import Column, Page
from syria_analysis.text.evening_words import note
from syria_analysis.text.language import in_its_words, join, say
from syria_analysis.text.rounding import round_interval, round_to_interval
from syria_analysis.text.wording import (
    capital,
    compass,
    day_text,
    faction_name,
    number,
    number_with_interval,
    sentences,
    short_day,
    span,
    unit_name,
)

__all__ = [
    "TENS",
    "areas",
    "balance",
    "changes_by_day",
    "changes_in_brief",
    "distances",
    "open_places",
    "people",
    "rounded_note",
    "told",
    "transfer",
    "units",
]

ENDS = ["area_km2", "low_km2", "high_km2"]
NOTABLE = 6
"""So many places of a day are named where not all are."""
TENS = -1  # km² are rounded to tens


def rounded_note(name: str, *before: str) -> str:
    """Say, after other notes, that a table is rounded, and which file is not.

    Parameters
    ----------
    name : str
        Of the table.
    *before : str
        Keys of messages.

    Returns
    -------
    str

    Examples
    --------
    >>> rounded_note("areas")
    'Rounded to what each interval bears; tables/areas.csv has the numbers as computed.'
    """
    return sentences(*map(say, before), say("note-rounded", file=name))


def told(frame: pd.DataFrame, names: Sequence[str], unit: str) -> list[str]:
    """Write the cells of a column of numbers with their intervals.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows.
    names : sequence of str
        Its columns with the best values, the low and the high ones.
    unit : str
        Their unit, which the heading has.

    Returns
    -------
    list of str

    Examples
    --------
    >>> frame = pd.DataFrame({"km": [66.3], "low": [63.2], "high": [72.4]})
    >>> told(frame, ["km", "low", "high"], "km")
    ['65 (63–73)']
    """
    rows = frame[list(names)].to_numpy(float)
    return [number_with_interval(best, low, high, unit, bare=True) for best, low, high in rows]


@in_its_words
def distances(page: Page, frame: pd.DataFrame, caption: str = "", name: str = "distances") -> None:
    """Show distances from cities to a front, as `Evening.distances` gives them (km).

    Of a city that has none: who holds it, since when, and on how many origins that rests. Where
    none has, these are the table.

    Parameters
    ----------
    page : Page
        Where it is shown.
    frame : pandas.DataFrame
        As `syria_analysis.control.front.distance_table` gives it, km.
    caption : str
        What the table shows. Default: a caption of its own.
    name : str
        What the table is called, for one beside another.
    """
    evening = situation_on(page.dataset, frame["date"].iloc[0]) if len(frame) else None
    rows = []
    for record in frame.to_dict("records"):
        best, low, high = (record[k] for k in ("distance_km", "low_km", "high_km"))
        ok = record["status"] == "ok"
        ends = round_interval(low, high) if ok else (None, None)
        rows.append(
            {
                "city": record["city"],
                "best": round_to_interval(best, low, high) if ok else None,
                "low": ends[0],
                "high": ends[1],
                "limit": _limit(record),
                "direction": compass(record["bearing_deg"]) if ok else "",
                "nearest": record["nearest_held"] if ok else None,
                **({} if ok or evening is None else _hold(evening, record["city"])),
            }
        )
    names = ["city", "best", "low", "high", "limit", "direction", "nearest", *_HOLD]
    shown = pd.DataFrame(rows, columns=names)
    limits = bool(shown["limit"].any())
    head = say("head-from-the-centre" if limits else "head-about")
    measured = bool(shown["best"].notna().any())
    columns = [Column("city", say("head-city"), kind="place", strong=True)]
    notes = []
    if evening is not None and not measured:
        caption = say("caption-cities-held", day=day_text(evening.date))
    if measured or shown.empty:
        notes += ["note-distances", *(["note-limits"] if limits else [])]
        columns += [
            Column("best", head, "km", "number", 0, strong=True),
            Column("low", say("head-low"), "km", "number", 0),
            Column("high", say("head-high"), "km", "number", 0),
            *([Column("limit", say("head-from-the-limit"), "km", "word")] if limits else []),
            Column("direction", say("head-front-lies"), kind="word"),
            Column("nearest", say("head-nearest-place-the-attackers-hold"), kind="place"),
        ]
    if shown["holder"].notna().any():
        of_events = page.dataset.faces is None  # a map has none
        columns.append(
            Column("holder", say("head-held-by" if measured else "head-holder"), kind="faction")
        )
        if of_events and measured:  # in one column: the table is wide
            shown["since"] = [
                f"{short_day(day)} ({reports:g})" if day == day else None
                for day, reports in zip(shown["since"], shown["origins"], strict=True)
            ]
            columns.append(Column("since", say("head-held-since-brief"), kind="word"))
        elif of_events:
            columns += [
                Column("since", say("head-held-since"), kind="date"),
                Column("origins", say("head-first-reports"), kind="number"),
            ]
        notes += ["note-held-since"] if of_events else []
    page.table(
        shown,
        caption or say("caption-distances"),
        name=name,
        columns=columns,
        data=frame,
        note=rounded_note(name, *notes) if measured else sentences(*map(say, notes)),
    )


_HOLD = ("holder", "since", "origins")


def _hold(evening: Situation, city: str) -> dict[str, Any]:
    """Tell who holds a city, since when, and how many origins say so."""
    events, holder = evening.dataset.events, evening.holders[city]
    came = (events["place"] == city) & (events["to"] == holder) & ~events["contested"]
    came &= events["date"] <= pd.Timestamp(evening.date)
    if not came.any():
        return {"holder": holder}
    last = events[came].iloc[-1]
    return {"holder": holder, "since": last["date"], "origins": int(last["independent_origins"])}


def _limit(record: dict[str, Any]) -> str:
    """Tell the distance from the outline of a city; "" where there is none."""
    best, low, high = (record.get(name) for name in LIMITS)
    if best is None or low is None or high is None or best != best:  # NaN among numbers
        return ""
    return number_with_interval(best, low, high, "km", bare=True)


@in_its_words
def areas(page: Page, frame: pd.DataFrame, caption: str = "") -> None:
    """Show the land each faction holds, as `Evening.areas` gives it (km²).

    Parameters
    ----------
    page : Page
        Where it is shown.
    frame : pandas.DataFrame
        As `syria_analysis.control.situation.areas` gives it, km².
    caption : str
        What the table shows.
    """
    held = frame[frame["area_km2"] > 0]
    whole = float(frame["area_km2"].sum())
    shown = held.assign(
        told=told(held, ENDS, "km²"),
        told_share=told(
            held.assign(**{name: 100 * held[name] / whole for name in ENDS}), ENDS, "%"
        ),
    )
    near = Column("effective_km2", say("head-within-10-km-of-a-place"), "km²", "number", TENS)
    page.table(
        shown,
        caption or say("caption-areas"),
        name="areas",
        data=frame,
        columns=[
            Column("faction", say("head-holder"), kind="faction"),
            Column("told_share", say("head-share-of-the-country"), "%", "word"),
            Column("told", say("head-land"), "km²", "word"),
            *([near] if page.dataset.faces is None else []),  # of maps all land counts
            Column("contested_km2", say("head-of-it-contested"), "km²", "number", TENS),
            Column("places", say("head-places"), kind="number"),
        ],
        note=rounded_note("areas", "note-areas", "note-brackets"),
    )


@in_its_words
def people(page: Page, situation: Situation) -> None:
    """Show the population figures of the places that each faction holds.

    Parameters
    ----------
    page : Page
        Where it is shown.
    situation : Situation
        The evening.
    """
    frame = people_of(situation)
    held = frame[frame["population"] > 0]
    ends = ["population", "low_population", "high_population"]
    whole = float(held["population"].sum()) or 1.0
    share = held.assign(**{name: 100 * held[name] / whole for name in ends})
    shown = held.assign(told_share=told(share, ends, "%"))
    uncounted = int(frame["uncounted"].sum())
    count = int(frame["counted"].sum()) + uncounted
    sources = sorted({source for cell in held["sources"] for source in cell})
    page.table(
        shown,
        say("caption-people", day=day_text(situation.date)),
        name="people",
        data=frame,
        columns=[
            Column("faction", say("head-holder"), kind="faction"),
            Column("told_share", say("head-share-of-counted"), "%", "word"),
            Column("population", say("head-counted-people"), kind="number", digits=-3),
            Column("contested_population", say("head-of-it-contested"), kind="number", digits=-3),
            Column("counted", say("head-places-counted"), kind="number"),
            Column("uncounted", say("head-places-uncounted"), kind="number"),
        ],
        note=people_note(situation.dataset, uncounted, count),
        sources=sources,
        paper=False,
    )


def people_note(dataset: Dataset, uncounted: int, count: int) -> str:
    """Say, below a table of people, what was counted and in how many places nobody was.

    Parameters
    ----------
    dataset : Dataset
        The evidence, whose own words on its figures come last.
    uncounted, count : int
        Places without a figure, and all places.

    Returns
    -------
    str

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> "683 of 790" in people_note(load_dataset(), 683, 790)
    True
    """
    missing = say("note-people", uncounted=number(uncounted), count=number(count))
    return sentences(missing, note(dataset, "note-population"))


@in_its_words
def units(page: Page, changes: Changes) -> None:
    """Show the land and the places that each faction gained in each administrative unit.

    Parameters
    ----------
    page : Page
        Where it is shown. Nothing is if the package declares no units.
    changes : Changes
        The two evenings.
    """
    if changes.after.dataset.conflict.admin is None:
        return
    frame = changes.by_unit
    gained = frame[(frame["gained_km2"] > 0) | (frame["places_gained"] > 0)]
    ends = ["gained_km2", "gained_low_km2", "gained_high_km2"]
    named = [str(unit_name(changes.after.dataset, unit)) for unit in gained["unit"]]
    page.table(
        gained.assign(told=told(gained, ends, "km²"), unit=named),
        say("caption-gained-by-unit", span=span(changes.before.date, changes.after.date)),
        name="units",
        data=frame,
        columns=[
            Column("unit", capital(say("head-unit")), kind="word", strong=True),
            Column("faction", say("head-gained-by"), kind="faction"),
            Column("told", say("head-land"), "km²", "word"),
            Column("places_gained", say("head-places"), kind="number"),
            Column("people_gained", say("head-counted-people"), kind="number", digits=-3),
        ],
        empty=say("empty-balance"),
        note=rounded_note("units", "note-gained-by-unit", "note-brackets"),
        paper=False,
    )


@in_its_words
def changes_by_day(page: Page, frame: pd.DataFrame, caption: str) -> None:
    """Show the places that changed hands by day and captor, as `Changes.places` lists them.

    Parameters
    ----------
    page : Page
        Where it is shown.
    frame : pandas.DataFrame
        `Changes.places`.
    caption : str
        What the table shows.
    """
    groups = frame.groupby(["date", "from", "to", "contested"], sort=True)
    rows = [
        {
            "date": date,
            "from": loser,
            "to": captor,
            "number": len(group),
            "places": sorted(group["place"]),
            "sources": sorted({s for cell in group["sources"] for s in cell}),
            "state": say("state-contested" if contested else "state-taken"),
        }
        for (date, loser, captor, contested), group in groups
    ]
    columns = [
        Column("date", say("head-day"), kind="date"),
        Column("from", say("head-from"), kind="faction"),
        Column("to", say("head-to"), kind="faction"),
        Column("number", say("head-places"), kind="number"),
        Column("places", say("head-which"), kind="places"),
        Column("sources", say("head-sources"), kind="sources"),
    ]
    names = [*(c.name for c in columns), "state"]
    shown = pd.DataFrame(rows, columns=names)
    columns.insert(3, Column("state", say("head-state"), kind="word"))
    page.table(
        shown,
        caption,
        name="changes",
        columns=columns,
        data=frame,
        empty=say("empty-changes"),
        note=say("note-changes"),
        paper=False,
    )


@in_its_words
def changes_in_brief(page: Page, changes: Changes, caption: str) -> None:
    """Show day by day how many places changed hands, and the most notable of them.

    Parameters
    ----------
    page : Page
        Where it is shown.
    changes : Changes
        Two evenings compared.
    caption : str
        What the table shows.
    """
    frame, dataset = changes.places, page.dataset
    people = dataset.places["population"].reindex(frame["place"]).fillna(0).to_numpy()
    seats = frame["place"].isin(dataset.seats).to_numpy()
    gone = frame.index.isin(changes.passed.index)
    ranked = frame.assign(people=people, seat=seats, gone=gone)
    rows = []
    for date, day in ranked.groupby("date", sort=True):
        passed, open_ones = day[day["gone"]], day[~day["gone"]]
        counts = passed.groupby(["from", "to"], sort=False).size().sort_values(ascending=False)
        rivals = open_ones["to"].value_counts()
        notable = day.sort_values(["gone", "seat", "people"], ascending=False, kind="stable")
        rows.append(
            {
                "date": date,
                "number": len(passed),
                "passed": join(
                    [
                        *(
                            say(
                                "passed-from-to",
                                number=int(number),
                                loser=faction_name(dataset, loser),
                                captor=faction_name(dataset, captor),
                            )
                            for (loser, captor), number in counts.items()
                        ),
                        *(
                            say(
                                "only-contested",
                                number=int(number),
                                who=faction_name(dataset, str(rival)),
                            )
                            for rival, number in rivals.items()
                        ),
                    ]
                ),
                "notable": list(notable["place"][:NOTABLE]),
            }
        )
    page.table(
        pd.DataFrame(rows, columns=["date", "number", "passed", "notable"]),
        caption,
        name="changes-by-day",
        columns=[
            Column("date", say("head-day"), kind="date"),
            Column("number", say("head-places"), kind="number"),
            Column("passed", say("head-passed")),
            Column("notable", say("head-notable"), kind="places", width=0.4),
        ],
        empty=say("empty-changes"),
        note=say("note-changes-in-brief"),
    )


@in_its_words
def balance(page: Page, frame: pd.DataFrame, caption: str) -> None:
    """Show land gained and lost by faction, as `Changes.balance` gives it (km²).

    Parameters
    ----------
    page : Page
        Where it is shown.
    frame : pandas.DataFrame
        `Changes.balance`, km².
    caption : str
        What the table shows.
    """
    moved = frame[(frame["gained_high_km2"] > 0) | (frame["lost_high_km2"] > 0)].sort_values(
        "net_km2", ascending=False
    )
    cells = {
        name: told(moved, [f"{name}{end}_km2" for end in ("", "_low", "_high")], "km²")
        for name in ("gained", "lost", "net")
    }
    page.table(
        moved.assign(**cells),
        caption,
        name="balance",
        data=frame,
        columns=[
            Column("faction", say("head-holder"), kind="faction"),
            Column("gained", say("head-gained"), "km²", "word"),
            Column("lost", say("head-lost"), "km²", "word"),
            Column("net", say("head-net"), "km²", "word", strong=True),
        ],
        empty=say("empty-balance"),
        note=rounded_note("balance", "note-brackets"),
    )


@in_its_words
def transfer(page: Page, changes: Changes, caption: str) -> None:
    """Show land passed from faction (rows) to faction (columns).

    Parameters
    ----------
    page : Page
        Where it is shown.
    changes : Changes
        Two evenings compared.
    caption : str
        What the table shows.
    """
    matrix, (low, high) = changes.transfer, changes.transfer_interval
    moved = high.copy()
    for faction in moved.index:
        moved.loc[faction, faction] = 0
    some = [f for f in matrix.index if moved.loc[f].sum() > 0 or moved[f].sum() > 0]
    some = some or [f for f in matrix.index if matrix.loc[f, f] > 0]
    factions = page.dataset.factions
    shown = pd.DataFrame(
        [[_cell(matrix.at[a, b], low.at[a, b], high.at[a, b]) for b in some] for a in some],
        index=pd.Index(some, name="from"),
        columns=some,
        dtype=object,
    )
    page.table(
        shown,
        caption,
        name="transfer",
        data=matrix.rename_axis("from"),
        columns=[
            Column("from", say("head-from-to"), kind="faction"),
            *(Column(f, str(factions.at[f, "short_name"]), kind="word", faction=f) for f in some),
        ],
        note=rounded_note("transfer", "note-transfer", "note-brackets"),
    )


def _cell(best: float, low: float, high: float) -> str | None:
    return number_with_interval(best, low, high, "km²", bare=True) if high > 0 else None


@in_its_words
def open_places(page: Page, situation: Any) -> None:
    """Show what is open on an evening: places contested, and changes dated only by a span.

    Parameters
    ----------
    page : Page
        Where it is shown.
    situation : Situation
        The evening.
    """
    dataset, real = situation.dataset, situation.dataset.real_places.index
    events = dataset.events
    contested = [p for p in real if situation.contested[p]]
    so_far = events[events["date"] <= pd.Timestamp(situation.date)]
    latest = so_far.drop_duplicates("place", keep="last").set_index("place")
    rows = [
        {
            "place": place,
            "holder": situation.holders[place],
            "rival": situation.contested[place],
            "since": latest.at[place, "date"] if place in latest.index else None,
            "sources": latest.at[place, "sources"] if place in latest.index else "",
        }
        for place in contested
    ]
    page.table(
        pd.DataFrame(rows, columns=["place", "holder", "rival", "since", "sources"]),
        say("caption-contested"),
        name="contested",
        columns=[
            Column("place", say("head-place"), kind="place"),
            Column("holder", say("head-counted-for"), kind="faction"),
            Column("rival", say("head-contested-by"), kind="faction"),
            Column("since", say("head-last-report"), kind="date"),
            Column("sources", say("head-sources"), kind="sources"),
        ],
        empty=say("empty-contested"),
        note=say("note-contested"),
        paper=len(rows) <= 10,
    )
    evening = pd.Timestamp(situation.date)
    first = events["date_earliest"].fillna(events["date"])
    last = events["date_latest"].fillna(events["date"])
    spans = events.assign(first=first, last=last)
    divided = spans[(first <= evening) & (evening < last) & events["place"].isin(real)]
    sure = divided["confidence"].map(lambda word: say(f"page-confidence-{word}"))
    page.table(
        divided.assign(confidence=sure).reset_index(drop=True),
        say("caption-uncertain"),
        name="uncertain",
        columns=[
            Column("place", say("head-place"), kind="place"),
            Column("from", say("head-from"), kind="faction"),
            Column("to", say("head-to"), kind="faction"),
            Column("first", say("head-earliest"), kind="date"),
            Column("date", say("head-day-used"), kind="date"),
            Column("last", say("head-latest"), kind="date"),
            Column("confidence", say("head-confidence"), kind="word"),
            Column("sources", say("head-sources"), kind="sources"),
        ],
        empty=say("empty-uncertain"),
        note=say("note-uncertain"),
        paper=False,
    )
