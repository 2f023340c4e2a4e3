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
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.route_findings import (
    Scenario,
    course,
    events_at,
    population_sources,
    road_sources,
    same_length,
    unit_rows,
)
from syria_analysis.text.wording import capital, commas, side_name, unit_name

__all__ = ["by_day", "critical", "routes", "units"]


@in_its_words
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
    for when, cuts in (("as-reported", case.now), ("hypothetical", case.after)):
        tables = {c: cuts[c].route_table.to_dict("records") for c in CONTESTED}
        ways = zip(cuts["shut"].routes, cuts["open"].routes, strict=True)
        for shut, opened, (a, b) in zip(tables["shut"], tables["open"], ways, strict=True):
            same = same_length(a.km, b.km) and shut["by_land"] == opened["by_land"]
            for contested, row in (
                ((say("state-open-or-shut"), shut),)
                if same
                else ((say("state-shut"), shut), (say("state-open"), opened))
            ):
                towns = [p for p in row["via"] if p in cities]
                rows.append(
                    {"when": say(f"state-{when}"), "contested": contested, **row, "towns": towns}
                )
    columns = [
        Column("when", say("head-state"), kind="word"),
        Column("to", say("head-to"), kind="place", strong=True),
        Column("contested", say("head-contested"), kind="word"),
        Column("km", say("head-open-way"), "km", "number", 0, strong=True),
        Column("normal_km", say("head-normal-way"), "km", "number", 0),
        Column("by_land", say("head-joined-by-land"), kind="word"),
        Column("towns", say("head-via"), kind="places"),
    ]
    frame = pd.DataFrame(rows).sort_values(["to", "when"], kind="stable", ignore_index=True)
    source = case.named([case.now["shut"].source])
    page.table(
        frame,
        say("caption-routes", source=source, side=case.side),
        name="routes",
        columns=columns,
        data=frame.drop(columns="towns"),
        sources=road_sources(case.reported, case.now["shut"].routes, case.now["shut"].source),
        note=say("note-routes"),
    )


@in_its_words
def units(page: Page, case: Scenario) -> None:
    """Show the administrative units that the captures would isolate, in whole or in part.

    Parameters
    ----------
    page : Page
        Where it is shown.
    case : Scenario
        The what-if.
    """
    table = unit_rows(case)
    dataset, states = case.reported.dataset, ("reported", "shut", "open")
    told = {
        state: [say(f"reach-{word.replace(' ', '-')}") for word in table[state]] for state in states
    }
    page.table(
        table.assign(unit=[unit_name(dataset, unit) for unit in table["unit"]], **told),
        say("caption-units", source=case.named([case.now["shut"].source])),
        name="units",
        data=table.assign(hypothetical=case.supposed.supposed),
        columns=[
            Column("unit", capital(say("head-unit")), kind="word", strong=True),
            Column("reported", say("head-as-reported"), kind="word"),
            Column("shut", say("head-if-contested-is-shut"), kind="word"),
            Column("open", say("head-if-open"), kind="word"),
            Column("places", say("head-places-cut-off"), kind="number"),
            Column("population", say("head-people-in-them"), kind="number", digits=-3),
            Column("year", say("head-counted-in"), kind="word"),
            Column("bases", say("head-sites-inside"), kind="places"),
        ],
        sources=population_sources(case.reported, table["unit"]),
        empty=say("empty-units"),
        note=say("note-units"),
    )


@in_its_words
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
                case.reported,
                start.source,
                aims,
                start.side,
                contested=contested,
                low_confidence_roads=weak,
            )
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
        say("caption-critical", who=side_name(page.dataset, [by])),
        name="critical",
        data=frame.drop(columns="cut"),
        columns=[
            Column("cities", say("head-if-these-fall"), kind="places", strong=True),
            Column("readings", say("head-cuts-all-ways"), kind="word"),
            Column("cut", say("head-places-cut-off"), kind="word"),
            Column("lost", say("head-targets-without-a-way"), kind="places"),
            Column("land", say("head-still-joined-by-land"), kind="places"),
        ],
        empty=say("empty-critical"),
        note=say("note-critical", source=case.named([start.source]), targets=case.named(aims)),
    )


def _readings(holds: set[tuple[str, bool]]) -> str:
    """Say in which readings (contested shut or open, weak roads in or out) a set cuts."""
    shut, weak = {c for c, _ in holds}, {w for _, w in holds}
    if len(holds) != len(shut) * len(weak):
        return say("in-readings", number=len(holds), among=4)
    parts = [] if len(shut) == 2 else [say(f"contested-{next(iter(shut))}-alone")]
    if len(weak) == 1:
        parts.append(say("with-weak-roads" if weak == {True} else "without-weak-roads"))
    return commas(parts) or say("in-every-reading")


@in_its_words
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
        frame[f"land_{kind}_said"] = joined.map(lambda so: say("yes" if so else "no"))
    frame["held_said"] = frame["held"].astype(bool).map(lambda so: say("yes" if so else "no"))
    page.findings([course(case, frame, held)])
    page.table(
        frame,
        say("caption-by-day"),
        name="by-day",
        data=frame[[c for c in frame.columns if not c.endswith("_said")]],
        columns=[
            Column("date", say("head-evening"), kind="date"),
            Column("to", say("head-to"), kind="place", strong=True),
            Column("km_shut", say("head-way-shut"), "km", "number", 0),
            Column("km_open", say("head-way-open"), "km", "number", 0),
            Column("land_shut_said", say("head-land-shut"), kind="word"),
            Column("land_open_said", say("head-land-open"), kind="word"),
            Column("held_said", say("head-target-held"), kind="word"),
            Column("lost", say("head-lost-by-then"), kind="places"),
        ],
        sources=events_at(dataset, [*watched, *aims])[1],
        note=say("note-by-day", side=case.side, places=case.named(watched)),
    )
