"""The sentences of a scenario: what would be cut off, by road and by land, and what happened.

Roads and land are asked of the library, with contested places counted both as shut and as open.
What maps say of it is in `stakes_words` (`cut_text`), what headlines say in `headline`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from syria_analysis.control.situation import Situation
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import split_list
from syria_analysis.roads.network import CONTESTED
from syria_analysis.roads.reach import CutOff, Route, cut_off
from syria_analysis.roads.risk import isolated
from syria_analysis.text.findings import Finding
from syria_analysis.text.language import Name, in_its_words, join, say
from syria_analysis.text.stakes_words import sites_of
from syria_analysis.text.wording import (
    clauses,
    day_text,
    first_mentions,
    number,
    place_names,
    sentences,
    side_name,
    unit_name,
)

__all__ = ["Scenario", "course", "findings", "scenario"]


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
    def captor(self) -> Name:
        """The captors, as sentences name them."""
        takers = dict.fromkeys(self.supposed.captured.values())
        return side_name(self.dataset, takers)

    @property
    def side(self) -> Name:
        """The side that travels, as sentences name it."""
        return side_name(self.dataset, self.now["shut"].side)

    @property
    def dataset(self) -> Dataset:
        """The evidence."""
        return self.reported.dataset

    def named(self, places: Iterable[str]) -> Name:
        """Write places as sentences do."""
        return place_names(self.dataset, places)


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


@in_its_words
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
    with first_mentions():
        return [*_routes(case), _land(case), _places(case), *_units(case), *_sites(case)]


def _source(case: Scenario) -> Name:
    return case.named([case.now["shut"].source])


def _routes(case: Scenario) -> list[Finding]:
    start, day = case.now["shut"], day_text(case.reported.date)
    rests = road_sources(case.reported, start.routes, start.source)
    reported = say("find-routes", day=day, said=_ways(case.now, case, "reported"))
    supposed = say(
        "find-routes-if",
        captor=case.captor,
        captured=case.named(case.after["shut"].captured),
        said=_ways(case.after, case, "supposed"),
    )
    return [
        Finding("routes-reported", reported, sources=rests),
        Finding("routes-hypothetical", say("hypothetical-title", said=supposed), sources=rests),
    ]


def _places(case: Scenario) -> Finding:
    lost = {c: len(case.after[c].cut_off) for c in CONTESTED}
    text = say(
        "find-places-if",
        side=case.side,
        source=_source(case),
        after=_both(lost.values()),
        before=_both(len(case.now[c].cut_off) for c in CONTESTED),
    )
    numbers = {f"cut_off_{c}": number for c, number in lost.items()}
    return Finding("places-hypothetical", say("hypothetical-title", said=text), numbers)


def _units(case: Scenario) -> list[Finding]:
    table = unit_rows(case)
    whole = table[(table["shut"] == "cut off") & (table["open"] == "cut off")]
    if whole.empty:
        return []
    people, dataset = whole["population"].sum(), case.dataset
    units = join([unit_name(dataset, str(unit)) for unit in whole["unit"]])
    text = say("find-units-if", side=case.side, source=_source(case), units=units)
    if people:
        counted = say("find-people", people=number(round(people, -3)), years=_years(whole))
        text = sentences(text, counted)
    return [
        Finding(
            "units-hypothetical",
            say("hypothetical-title", said=text),
            {"population": float(people)},
            sources=population_sources(case.reported, whole["unit"]),
        )
    ]


def _sites(case: Scenario) -> list[Finding]:
    """Say which sites of guest forces lie in the part that would be cut off."""
    inside, every = sites_inside(case), guest_sites(case.supposed)
    said = [
        say(
            "find-sites-if",
            who=side_name(case.dataset, [holder]),
            sites=case.named(here),
            number=len(here),
            among=len(sites),
        )
        for holder, sites in every.items()
        if (here := [site for site in sites if site in inside])
    ]
    if not said:
        return []
    text = say("hypothetical-title", said=sentences(*said))
    rests = _places_sources(case.reported, inside)
    return [Finding("bases-hypothetical", text, sources=rests)]


def _ways(cuts: dict[str, CutOff], case: Scenario, when: str) -> str:
    """Say of each target how far it is, or that it is cut off, in both readings."""
    pairs = list(zip(cuts["shut"].routes, cuts["open"].routes, strict=True))
    none = [a.to for a, b in pairs if a.km is None and b.km is None]
    source, parts = _source(case), []
    if none:
        parts.append(say("ways-none", places=case.named(none), source=source, when=when))
    for a, b in pairs:
        if a.to in none:
            continue
        ends = {"source": source, "to": case.named([a.to]), "when": when}
        if same_length(a.km, b.km):
            parts.append(say("way-is", way=_km(a), **ends))
        else:
            parts.append(say("way-is-either", shut=_km(a), open=_km(b), **ends))
    return clauses(parts)


def same_length(one: float | None, other: float | None) -> bool:
    """Whether two lengths are the same but for the order in which they were summed."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < 0.01


def _km(route: Route) -> str:
    if route.km is None:
        return say("no-way")
    normal = route.normal_km or route.km
    lengths = {"km": number(round(route.km)), "normal": number(round(normal))}
    return say("km-longer" if round(route.km) != round(normal) else "km-normal", **lengths)


def _land(case: Scenario) -> Finding:
    shut, opened = case.after["shut"], case.after["open"]
    aims, source = [r.to for r in shut.routes], _source(case)
    joined = [p for p in aims if p in shut.land_reachable and p in opened.land_reachable]
    apart = [p for p in aims if p not in shut.land_reachable and p not in opened.land_reachable]
    rest = [p for p in aims if p not in joined and p not in apart]
    kinds = {"land-still-joined": joined, "land-cut-off": apart, "land-open": rest}
    said = clauses(
        say(key, places=case.named(places), source=source)
        for key, places in kinds.items()
        if places
    )
    differ = _both(len(case.after[c].disagree) for c in CONTESTED)
    text = say("find-land-if", said=said, differ=differ)
    return Finding("land-hypothetical", say("hypothetical-title", said=text))


def _both(numbers: Iterable[int]) -> str:
    shut, opened = numbers
    if shut == opened:
        return number(shut)
    return say("shut-and-open", shut=number(shut), open=number(opened))


def unit_rows(case: Scenario) -> pd.DataFrame:
    """List the administrative units that would be cut off, in whole or in part."""
    places = case.reported.dataset.places
    lost = places.loc[list(isolated(case.after["shut"]))]
    sites = sites_inside(case)
    status = {c: case.after[c].units["status"] for c in CONTESTED}
    before = case.now["shut"].units["status"]
    rows = []
    for name in sorted(set(status["shut"].index) | set(status["open"].index)):
        states = [str(status[c].get(name, "not held")) for c in CONTESTED]
        if not {"cut off", "divided"} & set(states):
            continue
        here = lost[lost["unit"] == name]
        counted = here[here["population"].notna()]["population_year"]
        years = sorted({f"{y:.0f}" if y == y else say("undated") for y in counted})
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
                "bases": [site for site in sites if places.at[site, "unit"] == name],
            }
        )
    columns = ["unit", "reported", "shut", "open", "places", "population", "year", "bases"]
    return pd.DataFrame(rows, columns=columns).astype({"population": float})


def _years(rows: pd.DataFrame) -> str:
    return ", ".join(sorted({y for cell in rows["year"] for y in cell.split(", ") if y}))


def guest_sites(situation: Situation) -> dict[str, list[str]]:
    """Return the forces that hold no land but sites, each with those it holds."""
    real = situation.dataset.real_places.index
    return sites_of(situation, [str(place) for place in real])


def sites_inside(case: Scenario) -> list[str]:
    """List the sites of guest forces in the part that would be cut off."""
    sites = guest_sites(case.supposed)
    lost = set(isolated(case.after["shut"], sites))
    return [site for places in sites.values() for site in places if site in lost]


def course(case: Scenario, frame: pd.DataFrame, held: dict[Any, list[str]]) -> Finding:
    """Say which came first: the cut-off, or the loss of the source and the targets."""
    source, name = case.now["shut"].source, _source(case)
    gone = [day for day, lost in held.items() if source in lost]
    said, first = _first_without(case, frame)
    begin, end = (day_text(frame["date"].iloc[at]) for at in (0, -1))
    text = say("find-course", first=begin, last=end, source=name, said=said)
    if gone:
        after = say("source-was-lost", source=name, day=day_text(gone[0]))
    else:
        after = say("source-was-kept", source=name)
    gaps = [(gone[0] - min(days)).days for days in first.values() if gone and days]
    so = ""
    if len(gaps) == len(CONTESTED):
        orders = {kind: _order(days) for kind, days in zip(first, gaps, strict=True)}
        same = len(set(gaps)) == 1
        so = (
            say("cut-off-came", order=_order(gaps[0]))
            if same
            else say("cut-off-came-either", **orders)
        )
    events, sources = events_at(case.dataset, [source])
    return Finding("course-reported", sentences(text, after, so), events=events, sources=sources)


def _first_without(case: Scenario, frame: pd.DataFrame) -> tuple[str, dict[str, list[Any]]]:
    """Say of each target the first evening without a way, in both readings; give those evenings."""
    first: dict[str, list[Any]] = {kind: [] for kind in CONTESTED}
    by_day: dict[tuple[str, Any], list[str]] = {}
    for kind in CONTESTED:
        for to, rows in frame.groupby("to", sort=False):
            none = rows.loc[rows[f"km_{kind}"].isna(), "date"]
            by_day.setdefault((kind, none.iloc[0] if len(none) else None), []).append(str(to))
            first[kind].extend(none.iloc[:1])
    parts = []
    for (kind, day), places in by_day.items():
        both = all(by_day.get((k, day)) == places for k in CONTESTED)
        if both and kind == CONTESTED[1]:
            continue  # said already
        given = {"places": case.named(places), "reading": "both" if both else kind}
        if day is None:
            parts.append(say("never-without", **given))
        else:
            parts.append(say("without-from", day=day_text(day), **given))
    return clauses(parts), first


def _order(days: int) -> str:
    """Say how many evenings before the source was lost its ways were."""
    if days == 0:
        return say("same-evening")
    return say("evenings-before" if days > 0 else "evenings-after", number=abs(days))


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
    """List the sources of the populations in administrative units."""
    places = situation.dataset.places
    counted = places[places["unit"].isin(list(names)) & places["population"].notna()]
    return _split(counted["population_source"])


def _places_sources(situation: Situation, chosen: Sequence[str]) -> tuple[str, ...]:
    return _split(situation.dataset.places.loc[list(chosen), "sources"])
