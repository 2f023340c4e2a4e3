"""The tables of a comparison's report: frames of the library, arranged for reading.

Each function shows one table on a page; the CSV holds the frame as the library gives it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from syria_analysis.control.certainty import LEVELS
from syria_analysis.control.comparison import DOUBT, UNTOLD, Account, Comparison, spread
from syria_analysis.reports.display import Column, Page
from syria_analysis.reports.tables import TENS, rounded_note
from syria_analysis.text.language import in_its_words, join, say
from syria_analysis.text.wording import day_text, number, percent, sentences, share_with_interval

__all__ = ["agreement", "by_certainty", "by_day", "confusion", "land", "left_out", "places"]

MOST_SHOWN = 24
"""So many rows are shown, as many as paper takes; the CSV has all."""


@in_its_words
def agreement(page: Page, found: Comparison) -> None:
    """Show which shares of places and of land agree, and how much is left out of them.

    Parameters
    ----------
    page : Page
        Where it is shown.
    found : Comparison
        The package and another account on an evening.
    """
    told, bounds, rows = found.summary, found.bounds, []
    for name, unit in (("places", ""), ("area", "_km2")):
        row: dict[str, Any] = {"of": say("compare-of-land" if unit else "compare-of-places")}
        for kind in ("agree", "side"):
            best, ends = told[f"{name}_{kind}_share"], bounds[f"{name}_{kind}_share"]
            share = [100 * value for value in (best, *ends)]
            row[kind] = share_with_interval(*share) if best == best else "—"
        for kind in ("agree", "differ", "doubt", "untold"):
            row[f"{kind}_sum"] = told[f"{name}_{kind}{unit}"]
        rows.append(row)
    page.table(
        pd.DataFrame(rows),
        say("caption-agreement", day=day_text(found.situation.date)),
        name="agreement",
        columns=[
            Column("of", say("head-of"), kind="word", strong=True),
            Column("agree", say("head-agree-by-force"), kind="word"),
            Column("side", say("head-agree-by-side"), kind="word"),
            Column("agree_sum", say("head-they-agree"), kind="number", digits=0),
            Column("differ_sum", say("head-they-differ"), kind="number", digits=0),
            Column("doubt_sum", say("head-in-doubt"), kind="number", digits=0),
            Column("untold_sum", say("head-silent"), kind="number", digits=0),
        ],
        data=pd.DataFrame([told]),
        note=say("note-agreement"),
    )


@in_its_words
def confusion(page: Page, found: Comparison) -> None:
    """Show what the package says against what the other account says: land, places, sides.

    Parameters
    ----------
    page : Page
        Where it is shown.
    found : Comparison
        The package and another account on an evening.
    """
    kinds = (("places", "places"), ("area", "area_km2"))
    for name, of in kinds if found.of_places else kinds[::-1]:
        for sides in (False, True) if found.allied else (False,):
            _crossed(page, found, of, f"confusion-{name}{'-sides' if sides else ''}", sides)


def _crossed(page: Page, found: Comparison, of: str, name: str, sides: bool) -> None:
    table, short = found.crossed(of, sides), page.dataset.factions["short_name"]

    def head(key: str, brief: bool = False) -> str:
        if key in (DOUBT, UNTOLD):
            return say("head-in-doubt" if key else "head-silent")
        names = [str(short[faction]) for faction in key.split(",")]
        if brief and len(names) > 1:
            return say("compare-side-in-short", first=names[0], more=len(names) - 1)
        return str(join(names))

    digits = 0 if of == "places" else TENS
    shown = table.astype(float).where(table > 0)
    shown.insert(0, "ours", [head(str(key)) for key in table.index])
    columns = [Column("ours", say("head-ours-theirs"), kind="word", strong=True)]
    for key in table.columns:
        one = str(key) if str(key) in short.index else ""
        columns.append(
            Column(key, head(str(key), brief=True), kind="number", digits=digits, faction=one)
        )
    page.table(
        shown.reset_index(drop=True),
        say(f"caption-{name}"),
        name=name,
        columns=columns,
        data=table.rename(columns={DOUBT: "in doubt", UNTOLD: "silent"}).rename(
            index={DOUBT: "in doubt"}
        ),
        note=sentences(say("note-confusion"), rounded_note(name) if digits else ""),
    )


@in_its_words
def land(page: Page, found: Comparison) -> None:
    """Show the pieces of land on which the two differ, the largest first.

    Parameters
    ----------
    page : Page
        Where it is shown.
    found : Comparison
        The package and another account on an evening.
    """
    frame = pd.DataFrame(found.differences.drop(columns="geometry"))
    whole, first = frame["area_km2"].sum(), frame.head(MOST_SHOWN)
    sure = first["certainty"]
    shown = first.assign(
        sure=[percent(value) if value == value else "" for value in sure],
        side=[say("compare-yes" if same else "compare-no") for same in first["same_side"]],
    )
    columns = [
        Column("place", say("head-near"), kind="place", strong=True),
        Column("area_km2", say("head-land"), "km²", "number", 0),
        Column("ours", say("head-by-these"), kind="faction"),
        Column("theirs", say("head-by-other"), kind="faction"),
    ]
    if found.allied:
        columns.append(Column("side", say("head-same-side"), kind="word"))
    if sure.notna().any():
        columns.append(Column("sure", say("head-how-sure"), kind="word"))
    note = ""
    if len(first) < len(frame):
        note = say(
            "note-pieces",
            shown=len(first),
            count=number(len(frame)),
            share=percent(float(first["area_km2"].sum() / whole)),
            file="land-differs",
        )
    page.table(
        shown,
        say("caption-land-differs"),
        name="land-differs",
        columns=columns,
        data=frame,
        empty=say("empty-differences"),
        note=note,
    )


@in_its_words
def places(page: Page, found: Comparison) -> None:
    """Show the places on which the two differ, with the sources of the package.

    Parameters
    ----------
    page : Page
        Where it is shown.
    found : Comparison
        The package and another account on an evening.
    """
    frame = found.places[found.places["state"] == "differ"].reset_index(drop=True)
    data, first = page.dataset, frame.head(MOST_SHOWN)
    events = data.events[data.events["date"] <= pd.Timestamp(found.situation.date)]
    latest = events.drop_duplicates("place", keep="last").set_index("place")["sources"]
    since = data.places["sources"]  # of who held it on the first evening
    shown = first.assign(
        sure=[say(f"page-confidence-{word}") if word else "" for word in first["confidence"]],
        sources=[latest.get(place, since[place]) for place in first["place"]],
    )
    columns = [
        Column("place", say("head-place"), kind="place", strong=True),
        Column("ours", say("head-by-these"), kind="faction"),
        Column("theirs", say("head-by-other"), kind="faction"),
        Column("area_km2", say("head-land"), "km²", "number", 0),
        Column("sure", say("head-confidence"), kind="word"),
        Column("sources", say("head-sources"), kind="sources"),
    ]
    note = ""
    if len(first) < len(frame):
        note = say("note-places-shown", shown=len(first), count=len(frame), file="places-differ")
    page.table(
        shown,
        say("caption-places-differ"),
        name="places-differ",
        columns=columns,
        data=frame,
        empty=say("empty-places-differ"),
        note=note,
    )


@in_its_words
def by_certainty(page: Page, found: Comparison) -> None:
    """Show how much agrees and differs where the package is how sure.

    Parameters
    ----------
    page : Page
        Where it is shown.
    found : Comparison
        The package and another account on an evening.
    """
    frame, conflict = found.by_certainty, found.situation.dataset.conflict
    if conflict.territory == "places":
        levels = [_level(str(level)) for level in frame["level"]]
    else:
        metres = number(conflict.maps.precision_m if conflict.maps is not None else 0)
        levels = [say("compare-near-line", metres=metres), say("compare-far-from-line")]
    page.table(
        frame.assign(level=levels),
        say("caption-by-certainty"),
        name="by-certainty",
        columns=[
            Column("level", say("head-where-sure"), kind="word", strong=True),
            Column("agree_km2", say("head-they-agree"), "km²", "number", TENS),
            Column("differ_km2", say("head-they-differ"), "km²", "number", TENS),
            Column("differ_share", say("head-share-that-differs"), kind="percent"),
        ],
        data=frame,
        note=rounded_note("by-certainty"),
    )


def _level(level: str) -> str:
    low, _, high = level.partition(" to ")
    if not high:
        return say("compare-sure-below", high=number(100 * LEVELS[0]))
    return say("compare-sure-between", low=number(100 * float(low)), high=number(100 * float(high)))


@in_its_words
def by_day(page: Page, frame: pd.DataFrame) -> None:
    """Show the agreement evening by evening, so many of them as are read; the file has all.

    Parameters
    ----------
    page : Page
        Where it is shown.
    frame : pandas.DataFrame
        As `syria_analysis.control.comparison.agreement` gives it.
    """
    shown, note = frame, ""
    if len(frame) > MOST_SHOWN:
        kept = spread(frame["date"].tolist(), MOST_SHOWN)
        shown = frame[frame["date"].isin(kept)].reset_index(drop=True)
        told = {"shown": len(shown), "count": number(len(frame)), "file": "agreement-by-day"}
        note = say("note-evenings-shown", **told)
    page.table(
        shown,
        say("caption-agreement-by-day"),
        name="agreement-by-day",
        columns=[
            Column("date", say("head-evening"), kind="date"),
            Column("places_agree_share", say("compare-of-places"), kind="percent"),
            Column("places_differ", say("head-they-differ"), kind="number"),
            Column("area_agree_share", say("head-land"), kind="percent"),
            Column("area_side_share", say("head-agree-by-side"), kind="percent"),
            Column("area_differ_km2", say("head-they-differ"), "km²", "number", TENS),
            Column("area_doubt_km2", say("head-in-doubt"), "km²", "number", TENS),
        ],
        data=frame,
        note=note,
    )


@in_its_words
def left_out(page: Page, other: Account) -> None:
    """Show what could not be used of the other account, and why; nothing if all was.

    Parameters
    ----------
    page : Page
        Where it is shown.
    other : Account
        The other account.
    """
    if other.left:
        page.table(
            pd.DataFrame({"line": list(other.left)}),
            say("caption-left-out"),
            name="left-out",
            columns=[Column("line", say("head-left-out"))],
        )
