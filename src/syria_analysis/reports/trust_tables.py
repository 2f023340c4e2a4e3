"""The tables that say how far the numbers can be trusted: other readings, others' figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import shorten
from typing import Any

import numpy as np
import pandas as pd

from syria_analysis.reports.display import Column, Page
from syria_analysis.reports.tables import rounded_note
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.rounding import format_number
from syria_analysis.text.wording import number_with_interval, sentences, unit_text

__all__ = ["corrections", "published", "robustness"]

LONGEST_CELL = 90
"""Longer texts of a correction are cut."""

_UNITS = {"%": ("%", 2), "km": ("km", 1), "km2": ("km²", 0), "places": ("places", 0)}


@in_its_words
def robustness(page: Page, frame: pd.DataFrame, caption: str) -> None:
    """Show headline numbers under other readings of the evidence, one reading a row.

    Parameters
    ----------
    page : Page
        Where it is shown.
    frame : pandas.DataFrame
        As `syria_analysis.claims.robustness.robustness` gives it.
    caption : str
        What the table shows.
    """
    kinds = (
        ("robustness", frame["number"].str.startswith(("front-", "gained")), 0),
        ("robustness-net", frame["number"].str.startswith("net-"), 0),
        ("robustness-shares", frame["number"].str.startswith("share-"), 1),
    )
    for name, chosen, digits in kinds:
        part = frame[chosen]
        if name == "robustness-shares":  # those that hang on the reading at all
            spread = part.groupby("number")["value"].transform(lambda v: v.max() - v.min())
            part = part[spread >= 0.05]
        told = part.groupby("number")["value"].transform("count") > 0  # under any reading
        if not told.any():
            continue
        steps = np.floor(part["value"] / part["step"] + 0.5)
        rounded = part.assign(value=steps * part["step"])
        wide = rounded.pivot(index="reading", columns="number", values="value")
        wide = wide.loc[list(dict.fromkeys(part["reading"]))].reset_index()
        heads = part[told].drop_duplicates("number").set_index("number")
        columns = [Column("reading", say("head-read-with"), kind="text")]
        for number in heads.index:
            label, unit = heads.at[number, "label"], heads.at[number, "unit"]
            kind, _, subject = str(number).partition("-")
            if kind in ("net", "share"):
                label = str(page.dataset.factions.at[subject, "short_name"])
            elif number == "gained":
                label = say("head-gained")
            columns.append(Column(number, label, unit, "number", digits))
        page.table(
            wide,
            say(f"caption-{name}", said=caption),
            name=name,
            columns=columns,
            data=part,
            note=rounded_note(name) if name == "robustness" else "",
            paper=name == "robustness",
        )


@in_its_words
def published(page: Page, frame: pd.DataFrame, caption: str) -> None:
    """Show figures that others published beside ours: first those that agree, then the others.

    Parameters
    ----------
    page : Page
        Where it is shown.
    frame : pandas.DataFrame
        As `syria_analysis.claims.published.published_table` gives it.
    caption : str
        What the tables show.
    """
    rows = [
        {
            **record,
            "statement": f"{_publishers(page, record['sources'])}: {record['statement']}",
            "published": _published(record),
            "ours": _ours(record),
            "difference": _amount(record["unit"], record["difference"], sign=True),
        }
        for record in frame.to_dict("records")
    ]
    shown = pd.DataFrame(rows, columns=[*frame.columns, "published"])
    agrees = frame["agrees"].astype(bool)
    columns = [
        Column("as_of", say("head-evening"), kind="date"),
        Column("statement", say("head-what-was-published"), kind="text"),
        Column("published", say("head-figure-allowed"), kind="word"),
        Column("ours", say("head-ours"), kind="word", strong=True),
        Column("difference", say("head-off-by"), kind="word"),
        Column("sources", say("head-sources"), kind="sources"),
    ]
    why = Column("reason", say("head-why"), kind="text", width=1.3)
    remarks = [
        f"{_publishers(page, record['sources'])}: {record['reason']}"
        for record in frame[agrees & (frame["reason"] != "")].to_dict("records")
    ]
    page.table(
        shown[agrees],
        say("caption-agree", said=caption),
        name="published-agree",
        columns=columns,
        data=frame[agrees],
        empty=say("empty-agree"),
        note=sentences(say("note-agree"), *remarks, rounded_note("published-agree")),
        paper=False,
    )
    page.table(
        shown[~agrees],
        say("caption-differ", said=caption),
        name="published-differ",
        columns=[*columns[:-1], why, columns[-1]],
        data=frame[~agrees],
        empty=say("empty-differ"),
        note=rounded_note("published-differ", "note-differ"),
        paper=False,
    )


@in_its_words
def corrections(page: Page, frame: pd.DataFrame) -> None:
    """Show what was corrected in the data that a report rests on.

    Parameters
    ----------
    page : Page
        Where it is shown.
    frame : pandas.DataFrame
        As `syria_analysis.claims.dependence.corrections_of` gives it.
    """
    cut = {
        name: [
            shorten(str(text), LONGEST_CELL, placeholder=" …") for text in frame[name].fillna("")
        ]
        for name in ("old", "new")
    }
    fields = frame["field"].str.replace("_", " ") if len(frame) else []
    what = frame["table"].str.cat(fields, sep=", ") if len(frame) else []
    page.table(
        frame.assign(**cut, what=what),
        say("caption-corrections"),
        name="corrections",
        columns=[
            Column("place", say("head-place"), kind="place", strong=True),
            Column("what", say("head-corrected")),
            Column("old", say("head-was")),
            Column("new", say("head-is-now")),
            Column("why", say("head-why"), width=1.5),
            Column("source", say("head-sources"), kind="sources"),
        ],
        data=frame,
        empty=say("empty-corrections"),
        note=say("note-corrections"),
        paper=False,
    )


def _publishers(page: Page, sources: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(page.dataset.sources.loc[list(sources), "publisher"]))


def _published(record: Mapping[str, Any]) -> str:
    ends = dict.fromkeys(format_number(record[f"published_{end}"]) for end in ("low", "high"))
    name, digits = _UNITS[record["unit"]]
    return (
        f"{'–'.join(ends)} ± {format_number(round(record['tolerance'], digits))} {unit_text(name)}"
    )


def _ours(record: Mapping[str, Any]) -> str:
    """Write our number with its interval, as everywhere else."""
    best, low, high = (record[name] for name in ("ours", "low", "high"))
    if best != best:
        return "—"
    if low != low or high != high:  # a number without an interval
        low = high = best
    name = _UNITS[record["unit"]][0]
    return number_with_interval(best, low, high, name)


def _amount(unit: str, amount: float, sign: bool = False) -> str:
    if amount != amount:
        return "—"
    name, digits = _UNITS[unit]
    name = "points" if sign and unit == "%" else name
    rounded = round(amount, digits)
    return f"{'+' if sign and rounded > 0 else ''}{format_number(rounded)} {unit_text(name)}"
