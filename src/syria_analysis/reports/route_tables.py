"""The tables of a scenario: ways before and after, who is cut off, what hangs on which cities.

Everything hypothetical says so in its caption and in its CSV, which holds the rows as computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from syria_analysis.control.situation import situation_on
from syria_analysis.control.what_if import suppose
from syria_analysis.reports.display import Column, Page
from syria_analysis.roads.critical import candidate_cities, critical_sets
from syria_analysis.roads.network import CONTESTED
from syria_analysis.roads.reach import cut_off, routes_by_day
from syria_analysis.text.route_findings import (
    Scenario,
    course,
    events_at,
    population_sources,
    road_sources,
    same_length,
    unit_rows,
)
from syria_analysis.text.wording import side_name

__all__ = ["by_day", "critical", "governorates", "routes"]


def routes(page: Page, case: Scenario) -> None:
    """Show the ways to the targets before and after, contested places shut and open.

    Parameters
    ----------
    page : Page
        Where it is shown.
    case : Scenario
        The what-if.
    """
    dataset = case.reported.dataset
    cities, rows = set(candidate_cities(dataset)), []
    for when, cuts in (("as reported", case.now), ("hypothetical", case.after)):
        tables = {c: cuts[c].route_table.to_dict("records") for c in CONTESTED}
        ways = zip(cuts["shut"].routes, cuts["open"].routes, strict=True)
        for shut, opened, (a, b) in zip(tables["shut"], tables["open"], ways, strict=True):
            same = same_length(a.km, b.km) and shut["by_land"] == opened["by_land"]
            for contested, row in (("open or shut", shut),) if same else (
                ("shut", shut), ("open", opened)
            ):  # fmt: skip
                towns = [p for p in row["via"] if p in cities]
                rows.append({"when": when, "contested": contested, **row, "towns": towns})
    columns = [
        Column("when", "State", kind="word"),
        Column("to", "To", kind="place", strong=True),
        Column("contested", "Contested", kind="word"),
        Column("km", "Open way", "km", "number", 0, strong=True),
        Column("normal_km", "Normal way", "km", "number", 0),
        Column("by_land", "Joined by land", kind="word"),
        Column("towns", "Via", kind="places"),
    ]
    frame = pd.DataFrame(rows).sort_values(["to", "when"], kind="stable", ignore_index=True)
    source = case.named([case.now["shut"].source])
    page.table(
        frame,
        f"Ways from {source} over roads of {case.side}, as reported and hypothetical",
        name="routes",
        columns=columns,
        data=frame.drop(columns="towns"),
        sources=road_sources(case.reported, case.now["shut"].routes, case.now["shut"].source),
        note="No length: no way is open. Open way: the quickest by the classes of its roads. "
        "Normal way: the quickest if every stretch were open. Via names the cities and junctions; "
        "tables/routes.csv has every place on the way.",
    )


def governorates(page: Page, case: Scenario) -> None:
    """Show the governorates that the captures would isolate, in whole or in part.

    Parameters
    ----------
    page : Page
        Where it is shown.
    case : Scenario
        The what-if.
    """
    table = unit_rows(case)
    page.table(
        table,
        f"Hypothetical: governorates cut off from {case.named([case.now['shut'].source])}, in "
        "whole or in part",
        name="governorates",
        data=table.assign(hypothetical=case.supposed.supposed),
        columns=[
            Column("unit", "Governorate", kind="word", strong=True),
            Column("reported", "As reported", kind="word"),
            Column("shut", "If contested is shut", kind="word"),
            Column("open", "If open", kind="word"),
            Column("places", "Places cut off", kind="number"),
            Column("population", "People in them", kind="number", digits=-3),
            Column("year", "Counted in", kind="word"),
            Column("bases", "Russian bases inside", kind="places"),
        ],
        sources=population_sources(case.reported, table["unit"]),
        empty="No governorate would be cut off.",
        note="Places cut off: those on roads with contested places shut, and those off the roads "
        "that hang on them. People: only of the places whose population is in the data, in the "
        "year of the count (undated: the gazetteer gives none); many have moved since, and most "
        "villages are not counted.",
    )


def critical(page: Page, case: Scenario, by: str) -> None:
    """Show what the loss of each critical set would change, starting from what was reported.

    Parameters
    ----------
    page : Page
        Where it is shown.
    case : Scenario
        The what-if.
    by : str
        Faction that would capture the cities.
    """
    start = case.now["shut"]
    aims = [r.to for r in start.routes]
    rows: list[dict[str, Any]] = []
    answers = {}
    for contested in CONTESTED:
        for weak in (True, False):
            found = critical_sets(
                case.reported, start.source, aims, start.side, contested=contested,
                low_confidence_roads=weak,
            )  # fmt: skip
            answers[contested, weak] = set(found)
    for cities in sorted(set().union(*answers.values()), key=lambda s: (len(s), s)):
        after = suppose(case.reported, dict.fromkeys(cities, by))
        cuts = [cut_off(after, start.source, start.side, aims, contested=c) for c in CONTESTED]
        land = [r.to for r in cuts[0].routes if r.to in cuts[0].land_reachable]
        rows.append(
            {
                "cities": list(cities),
                "readings": _readings({key for key, found in answers.items() if cities in found}),
                "cut_shut": len(cuts[0].cut_off),
                "cut_open": len(cuts[1].cut_off),
                "cut": f"{len(cuts[0].cut_off)} / {len(cuts[1].cut_off)}",
                "lost": [r.to for r in cuts[0].routes if r.km is None],
                "land": land,
                "hypothetical": after.supposed,
            }
        )
    columns = ["cities", "readings", "cut_shut", "cut_open", "cut", "lost", "land", "hypothetical"]
    frame = pd.DataFrame(rows, columns=columns)
    page.table(
        frame,
        f"Hypothetical: what the fall of each critical set to {side_name(page.dataset, [by])} "
        "would change",
        name="critical",
        data=frame.drop(columns="cut"),
        columns=[
            Column("cities", "If these fall", kind="places", strong=True),
            Column("readings", "Cuts all ways", kind="word"),
            Column("cut", "Places cut off", kind="word"),
            Column("lost", "Targets without a way", kind="places"),
            Column("land", "Still joined by land", kind="places"),
        ],
        empty="No set of up to three cities cuts all the ways, or none is open.",
        note="All smallest sets of up to three cities whose loss leaves no way from "
        f"{case.named([start.source])} to any of {case.named(aims)}. Cities are governorate seats, "
        "places of 50 000 people or more, and junctions. Cuts all ways: always, or only in some "
        "readings (contested places shut or open; with weak roads, those of low confidence, or "
        "without). Places cut off: on roads, contested shut / open. The last two columns: "
        "contested shut. These three columns count weak roads.",
    )


def _readings(holds: set[tuple[str, bool]]) -> str:
    """Say in which readings (contested shut or open, weak roads in or out) a set cuts."""
    shut, weak = {c for c, _ in holds}, {w for _, w in holds}
    if len(holds) != len(shut) * len(weak):
        return f"in {len(holds)} of 4 readings"
    parts = [] if len(shut) == 2 else [f"contested {next(iter(shut))}"]
    if len(weak) == 1:
        parts.append("with weak roads" if weak == {True} else "without weak roads")
    return ", ".join(parts) or "always"


def by_day(page: Page, case: Scenario, captures: Iterable[str]) -> None:
    """Show what was reported to have happened, evening by evening, from the evening on.

    Parameters
    ----------
    page : Page
        Where it is shown.
    case : Scenario
        The what-if.
    captures : iterable of str
        The places whose holder is told beside the routes.
    """
    dataset, start = case.reported.dataset, case.now["shut"]
    aims = [r.to for r in start.routes]
    frame = routes_by_day(dataset, start.source, aims, start.side)
    frame = frame[frame["date"] >= case.reported.date].reset_index(drop=True)
    watched = list(dict.fromkeys([*captures, start.source]))
    held = {
        day: [p for p in watched if situation_on(dataset, day).holders[p] not in start.side]
        for day in frame["date"].unique()
    }
    frame["lost"] = [held[day] for day in frame["date"]]
    for kind in CONTESTED:
        joined = frame[f"land_{kind}"].astype(bool)
        frame[f"land_{kind}_said"] = joined.map({True: "yes", False: "no"})
    frame["held_said"] = frame["held"].astype(bool).map({True: "yes", False: "no"})
    page.findings([course(case, frame, held)])
    page.table(
        frame,
        "Beside the hypothetical case: what was reported, evening by evening",
        name="by-day",
        data=frame[[c for c in frame.columns if not c.endswith("_said")]],
        columns=[
            Column("date", "Evening", kind="date"),
            Column("to", "To", kind="place", strong=True),
            Column("km_shut", "Way, shut", "km", "number", 0),
            Column("km_open", "Way, open", "km", "number", 0),
            Column("land_shut_said", "Land, shut", kind="word"),
            Column("land_open_said", "Land, open", kind="word"),
            Column("held_said", "Target held", kind="word"),
            Column("lost", "Lost by then", kind="places"),
        ],
        sources=events_at(dataset, [*watched, *aims])[1],
        note="Way: length of the quickest open way; none: no way was open. Land: joined by land. "
        "Shut, open: as contested places count. Held and lost are told of "
        f"{case.side}; lost by then: of {case.named(watched)}.",
    )
