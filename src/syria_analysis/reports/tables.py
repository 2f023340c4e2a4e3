"""The tables of a situation report: frames of the library, arranged for reading.

Each function shows one table on a page; the CSV holds the frame as the library gives it. Nothing
is computed here that is not rounding, grouping or naming.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from syria_analysis.control.changes import Changes
from syria_analysis.reports.display import Column, Page
from syria_analysis.text.rounding import round_interval, round_to_interval, with_interval
from syria_analysis.text.wording import compass

__all__ = [
    "BRACKETS",
    "ROUNDED",
    "TENS",
    "areas",
    "balance",
    "changes_by_day",
    "distances",
    "open_places",
    "told",
    "transfer",
]

_STATUS = {
    "ok": "",
    "held_by_attackers": "held by the attackers",
    "held_by_other": "held by others",
    "no_front": "no front",
}
ENDS = ["area_km2", "low_km2", "high_km2"]
BRACKETS = "In brackets: contested places, and changes whose day is not sure, settled every way."
ROUNDED = "Rounded for reading; tables/{}.csv has the numbers as computed."
TENS = -1  # km² are rounded to tens


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
    return [with_interval(best, low, high, unit) for best, low, high in rows]


def distances(page: Page, frame: pd.DataFrame, caption: str = "Distance to the front") -> None:
    """Show distances from cities to a front, as `Evening.distances` gives them (km).

    Parameters
    ----------
    page : Page
        Where it is shown.
    frame : pandas.DataFrame
        As `syria_analysis.control.front.distance_table` gives it, km.
    caption : str
        What the table shows.
    """
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
                "direction": compass(record["bearing_deg"]) if ok else "",
                "nearest": record["nearest_held"] if ok else None,
                "status": _STATUS[record["status"]],
            }
        )
    columns = [
        Column("city", "City", kind="place", strong=True),
        Column("best", "About", "km", "number", 0, strong=True),
        Column("low", "Low", "km", "number", 0),
        Column("high", "High", "km", "number", 0),
        Column("direction", "Front lies", kind="word"),
        Column("nearest", "Nearest place the attackers hold", kind="place"),
    ]
    names = [*(c.name for c in columns), "status"]
    shown = pd.DataFrame(rows, columns=names)
    if shown["status"].any():
        columns.append(Column("status", "If not measured", kind="word"))
    page.table(
        shown,
        caption,
        name="distances",
        columns=columns,
        data=frame,
        note="Straight lines on the ellipsoid from each city's point. Low: to the zone in which "
        "the line may lie. High: to the nearest place held. " + ROUNDED.format("distances"),
    )


def areas(page: Page, frame: pd.DataFrame, caption: str = "Land by holder") -> None:
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
    page.table(
        shown,
        caption,
        name="areas",
        data=frame,
        columns=[
            Column("faction", "Holder", kind="faction"),
            Column("told_share", "Share of the country", "%", "word"),
            Column("told", "Land", "km²", "word"),
            Column("effective_km2", "Within 10 km of a place", "km²", "number", TENS),
            Column("contested_km2", "Of it contested", "km²", "number", TENS),
            Column("places", "Places", kind="number"),
        ],
        note="Territory is estimated: each place stands for the land nearest to it. "
        f"{BRACKETS} " + ROUNDED.format("areas"),
    )


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
            "state": "contested" if contested else "taken",
        }
        for (date, loser, captor, contested), group in groups
    ]
    columns = [
        Column("date", "Day", kind="date"),
        Column("from", "From", kind="faction"),
        Column("to", "To", kind="faction"),
        Column("number", "Places", kind="number"),
        Column("places", "Which", kind="places"),
        Column("sources", "Sources", kind="sources"),
    ]
    names = [*(c.name for c in columns), "state"]
    shown = pd.DataFrame(rows, columns=names)
    columns.insert(3, Column("state", "State", kind="word"))
    page.table(
        shown,
        caption,
        name="changes",
        columns=columns,
        data=frame,
        empty="No place changed hands.",
        note="The day is the best one known of the last change; tables/changes.csv has one row a "
        "place, with confidence.",
    )


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
    moved = frame[(frame["gained_km2"] > 0) | (frame["lost_km2"] > 0)].sort_values(
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
            Column("faction", "Holder", kind="faction"),
            Column("gained", "Gained", "km²", "word"),
            Column("lost", "Lost", "km²", "word"),
            Column("net", "Net", "km²", "word", strong=True),
        ],
        empty="No land changed hands.",
        note=f"{BRACKETS} " + ROUNDED.format("balance"),
    )


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
            Column("from", "From \\ to", kind="faction"),
            *(Column(f, str(factions.at[f, "short_name"]), kind="word", faction=f) for f in some),
        ],
        note="km². Rows lose, columns gain; the diagonal is what stayed with its holder. Factions "
        f"whose land did not change are left out. {BRACKETS} " + ROUNDED.format("transfer"),
    )


def _cell(best: float, low: float, high: float) -> str | None:
    return with_interval(best, low, high, "km²") if high > 0 else None


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
        "Places contested on this evening",
        name="contested",
        columns=[
            Column("place", "Place", kind="place"),
            Column("holder", "Counted for", kind="faction"),
            Column("rival", "Contested by", kind="faction"),
            Column("since", "Last report", kind="date"),
            Column("sources", "Sources", kind="sources"),
        ],
        empty="No place is contested on this evening.",
        note="A contested place counts for its last uncontested holder; the intervals take both "
        "answers.",
    )
    evening = pd.Timestamp(situation.date)
    first = events["date_earliest"].fillna(events["date"])
    last = events["date_latest"].fillna(events["date"])
    spans = events.assign(first=first, last=last)
    divided = spans[(first <= evening) & (evening < last) & events["place"].isin(real)]
    page.table(
        divided.reset_index(drop=True),
        "Changes whose day is known only as a span that this evening divides",
        name="uncertain",
        columns=[
            Column("place", "Place", kind="place"),
            Column("from", "From", kind="faction"),
            Column("to", "To", kind="faction"),
            Column("first", "Earliest", kind="date"),
            Column("date", "Day used", kind="date"),
            Column("last", "Latest", kind="date"),
            Column("confidence", "Confidence", kind="word"),
            Column("sources", "Sources", kind="sources"),
        ],
        empty="The day of every change near this evening is known.",
        note="The maps tint these places.",
    )
