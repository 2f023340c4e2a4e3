"""The sentences of a scenario: what would be cut off, by road and by land, and what happened.

Roads and land are asked of the library, with contested places counted both as shut and as open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from syria_analysis.control.situation import Situation
from syria_analysis.package.values import split_list
from syria_analysis.roads.network import CONTESTED
from syria_analysis.roads.reach import CutOff, Route, cut_off
from syria_analysis.roads.risk import isolated
from syria_analysis.text.findings import Finding
from syria_analysis.text.rounding import format_number
from syria_analysis.text.wording import day_text, join_names, side_name

__all__ = ["Scenario", "course", "findings", "scenario"]

BASES = ("hmeimim", "tartus-naval-facility")


@dataclass(frozen=True, eq=False)
class Scenario:
    """A what-if beside what was reported.

    Attributes
    ----------
    now, after : dict of str to CutOff
        As reported and as supposed, with contested places ``shut`` and ``open``.
    """

    now: dict[str, CutOff]
    after: dict[str, CutOff]

    @property
    def reported(self) -> Situation:
        """The evening as reported."""
        return self.now["shut"].situation

    @property
    def supposed(self) -> Situation:
        """The evening as supposed."""
        return self.after["shut"].situation

    @property
    def captor(self) -> str:
        """The captors, as sentences name them."""
        takers = dict.fromkeys(self.supposed.captured.values())
        return side_name(self.reported.dataset, takers)

    @property
    def side(self) -> str:
        """The side that travels, as sentences name it."""
        return side_name(self.reported.dataset, self.now["shut"].side)

    def named(self, places: Iterable[str]) -> str:
        """Write places as sentences do."""
        return join_names([str(self.reported.dataset.places.at[p, "name"]) for p in places])


def scenario(
    now: Situation, after: Situation, source: str, side: str | Iterable[str], targets: Iterable[str]
) -> Scenario:
    """Ask of an evening, as reported and as supposed, who can reach whom.

    Parameters
    ----------
    now, after : Situation
        As reported and as supposed.
    source : str
        Place from which one sets out.
    side : str or iterable of str
        The factions whose stretches are used.
    targets : iterable of str
        Places to be reached.

    Returns
    -------
    Scenario
    """
    aims = list(targets)

    def both(state: Situation) -> dict[str, CutOff]:
        return {c: cut_off(state, source, side, aims, contested=c) for c in CONTESTED}

    return Scenario(both(now), both(after))


def findings(case: Scenario) -> list[Finding]:
    """Say what would be cut off, before and after, by road and by land.

    Parameters
    ----------
    case : Scenario
        The what-if.

    Returns
    -------
    list of Finding
    """
    day, source = day_text(case.reported.date), case.named([case.now["shut"].source])
    captured = case.named(case.after["shut"].captured)
    evidence = road_sources(case.reported, case.now["shut"].routes, case.now["shut"].source)
    said = [
        Finding(
            "routes-reported",
            f"As reported, evening of {day}: " + _ways(case.now, case, source, "was", "were") + ".",
            sources=evidence,
        ),
        Finding(
            "routes-hypothetical",
            f"Hypothetical: if {case.captor} held {captured} that evening, "
            + _ways(case.after, case, source, "would be", "would be")
            + ".",
            sources=evidence,
        ),
        Finding("land-hypothetical", _land(case, source)),
        Finding(
            "places-hypothetical",
            f"Hypothetical: of the places on roads that {case.side} would hold, "
            f"{_both(len(case.after[c].cut_off) for c in CONTESTED)} would be cut off from "
            f"{source}, against {_both(len(case.now[c].cut_off) for c in CONTESTED)} as reported.",
            {f"cut_off_{c}": len(case.after[c].cut_off) for c in CONTESTED},
        ),
    ]
    table = unit_rows(case)
    whole = table[(table["shut"] == "cut off") & (table["open"] == "cut off")]
    if len(whole):
        people = whole["population"].sum()
        counted = (
            " The places there that would be cut off and whose population is known had "
            f"{format_number(round(people, -3))} people (year of the count: {_years(whole)})."
            if people
            else ""
        )
        said.append(
            Finding(
                "governorates-hypothetical",
                f"Hypothetical: no place on a road that {case.side} would hold could be reached "
                f"from {source} in {join_names(whole['unit'].tolist())}.{counted}",
                {"population": float(people)},
                sources=population_sources(case.reported, whole["unit"]),
            )
        )
    inside = bases(case)
    if inside:
        verb = "lies" if len(inside) == 1 else "lie"
        said.append(
            Finding(
                "bases-hypothetical",
                f"Hypothetical: {_number(inside)} ({case.named(inside)}) "
                f"{verb} in the part that would be cut off.",
                sources=_places_sources(case.reported, inside),
            )
        )
    return said


def _ways(cuts: dict[str, CutOff], case: Scenario, source: str, one: str, many: str) -> str:
    """Say of each target how far it is, or that it is cut off, in both readings."""
    shut, opened = cuts["shut"].routes, cuts["open"].routes
    none = [a.to for a, b in zip(shut, opened, strict=True) if a.km is None and b.km is None]
    parts = []
    if none:
        verb = one if len(none) == 1 else many
        parts.append(
            f"{case.named(none)} {verb} cut off by road from {source}, whether contested places "
            "count as open or shut"
        )
    for a, b in zip(shut, opened, strict=True):
        if a.to in none:
            continue
        to = case.named([a.to])
        if same_length(a.km, b.km):
            parts.append(f"the quickest way from {source} to {to} {one} {_km(a)}")
        else:
            parts.append(
                f"from {source} to {to} there {one} {_km(a)} with contested places shut and "
                f"{_km(b)} with them open"
            )
    return "; ".join(parts)


def same_length(one: float | None, other: float | None) -> bool:
    """Whether two lengths are the same but for the order in which they were summed."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < 0.01


def _km(route: Route) -> str:
    if route.km is None:
        return "no way"
    normal = route.normal_km or route.km
    longer = (
        f" instead of {normal:.0f} km"
        if round(route.km) != round(normal)
        else ", its normal length"
    )
    return f"{route.km:.0f} km{longer}"


def _land(case: Scenario, source: str) -> str:
    shut, opened = case.after["shut"], case.after["open"]
    aims = [r.to for r in shut.routes]
    joined = [p for p in aims if p in shut.land_reachable and p in opened.land_reachable]
    apart = [p for p in aims if p not in shut.land_reachable and p not in opened.land_reachable]
    rest = [p for p in aims if p not in joined and p not in apart]
    parts = []
    if joined:
        parts.append(f"{case.named(joined)} would still be in one piece of territory with {source}")
    if apart:
        parts.append(f"{case.named(apart)} would be cut off from {source}")
    if rest:
        parts.append(f"for {case.named(rest)} it hangs on who has the contested places")
    differ = _both(len(case.after[c].disagree) for c in CONTESTED)
    return (
        f"Hypothetical: by land alone {'; '.join(parts)}. Places on roads for which road and "
        f"land disagree: {differ}. Land between places is an estimate, and a strip of it is no "
        "road."
    )


def _both(numbers: Iterable[int]) -> str:
    shut, opened = numbers
    return str(shut) if shut == opened else f"{shut} ({opened} with contested places open)"


def _number(items: Sequence[str]) -> str:
    return "both Russian bases" if len(items) == 2 else "one of the two Russian bases"


def unit_rows(case: Scenario) -> pd.DataFrame:
    """List the governorates that would be cut off, in whole or in part."""
    places = case.reported.dataset.places
    lost = places.loc[list(isolated(case.after["shut"]))]
    russian = bases(case)
    status = {c: case.after[c].units["status"] for c in CONTESTED}
    before = case.now["shut"].units["status"]
    rows = []
    for name in sorted(set(status["shut"].index) | set(status["open"].index)):
        states = [str(status[c].get(name, "not held")) for c in CONTESTED]
        if not {"cut off", "divided"} & set(states):
            continue
        here = lost[lost["unit"] == name]
        counted = here[here["population"].notna()]["population_year"]
        years = sorted({f"{y:.0f}" if y == y else "undated" for y in counted})
        people = here["population"].sum()
        rows.append(
            {
                "unit": name,
                "reported": str(before.get(name, "not held")),
                "shut": states[0],
                "open": states[1],
                "places": len(here),
                "population": float(people) if people else None,
                "year": ", ".join(years),
                "bases": [b for b in russian if places.at[b, "unit"] == name],
            }
        )
    columns = ["unit", "reported", "shut", "open", "places", "population", "year", "bases"]
    return pd.DataFrame(rows, columns=columns).astype({"population": float})


def _years(rows: pd.DataFrame) -> str:
    return ", ".join(sorted({y for cell in rows["year"] for y in cell.split(", ") if y}))


def bases(case: Scenario) -> list[str]:
    """List the Russian bases in the part that would be cut off."""
    lost = set(isolated(case.after["shut"], ["RUS"]))
    held = case.supposed.holders
    return [b for b in BASES if b in held.index and held[b] == "RUS" and b in lost]


def course(case: Scenario, frame: pd.DataFrame, held: dict[Any, list[str]]) -> Finding:
    """Say which came first: the cut-off, or the loss of the source and the targets."""
    source = case.now["shut"].source
    parts: list[str] = []
    first: dict[str, list[Any]] = {}
    told: dict[tuple[str, str], list[str]] = {}
    for kind in CONTESTED:
        for to, rows in frame.groupby("to", sort=False):
            none = rows.loc[rows[f"km_{kind}"].isna(), "date"]
            when = f"on the evening of {day_text(none.iloc[0])}" if len(none) else "never"
            told.setdefault((kind, when), []).append(str(to))
            first.setdefault(kind, []).extend(none.iloc[:1])
    for (kind, when), places in told.items():
        both = [told.get((k, when)) == places for k in CONTESTED]
        if all(both) and kind == CONTESTED[1]:
            continue  # said already
        how = "contested places open or shut" if all(both) else f"contested places {kind}"
        parts.append(f"{case.named(places)} {when} ({how})")
    gone = [day for day, lost in held.items() if source in lost]
    end = (
        f" {case.named([source])} itself was first lost on the evening of {day_text(gone[0])}."
        if gone
        else f" {case.named([source])} itself was not lost by then."
    )
    if gone and all(first.get(kind) for kind in CONTESTED):
        gaps = [(gone[0] - min(first[kind])).days for kind in CONTESTED]
        if gaps[0] == gaps[1]:
            end += f" So the cut-off came {_order(gaps[0])}."
        else:
            end += f" So with contested places shut the cut-off came {_order(gaps[0])}, with them "
            end += f"open {_order(gaps[1])}."
    events, sources = events_at(case.reported.dataset, [source])
    return Finding(
        "course-reported",
        f"As reported, from {day_text(frame['date'].iloc[0])} to "
        f"{day_text(frame['date'].iloc[-1])}, the first evening without a way from "
        f"{case.named([source])}: {'; '.join(parts)}.{end}",
        events=events,
        sources=sources,
    )


def _order(days: int) -> str:
    """Say how many evenings before the source was lost its ways were."""
    if days == 0:
        return "on the same evening"
    evenings = f"{abs(days)} evening{'s' if abs(days) > 1 else ''}"
    return f"{evenings} {'before' if days > 0 else 'after'} that"


def events_at(dataset: Any, places: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the events at places, and their sources."""
    events = dataset.events[dataset.events["place"].isin(list(places))]
    return tuple(map(str, events.index)), _split(events["sources"])


def _split(cells: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for cell in cells for s in split_list(cell)))


def road_sources(situation: Situation, ways: Iterable[Route], source: str) -> tuple[str, ...]:
    """List the sources of the stretches that ways use."""
    roads = situation.dataset.roads
    pairs = set()
    for way in ways:
        chain = (source, *way.via, way.to)
        pairs |= {frozenset(pair) for pair in pairwise(chain)}
    used = [frozenset(pair) in pairs for pair in zip(roads["from"], roads["to"], strict=True)]
    return _split(roads.loc[used, "sources"])


def population_sources(situation: Situation, names: Iterable[str]) -> tuple[str, ...]:
    """List the sources of the populations in governorates."""
    places = situation.dataset.places
    counted = places[places["unit"].isin(list(names)) & places["population"].notna()]
    return _split(counted["population_source"])


def _places_sources(situation: Situation, chosen: Sequence[str]) -> tuple[str, ...]:
    return _split(situation.dataset.places.loc[list(chosen), "sources"])
