"""The metric that needs the roads: what is cut off once places are captured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby, pairwise

from syria_analysis.claims import rules
from syria_analysis.claims.evidence import evening_of, event_ids
from syria_analysis.claims.metrics import PLACE, PLACES, SIDE, Claim, metric
from syria_analysis.claims.rules import Answer, yes_no
from syria_analysis.control.situation import Situation
from syria_analysis.control.what_if import suppose
from syria_analysis.errors import BadParameter
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset
from syria_analysis.roads.critical import critical_sets
from syria_analysis.roads.network import road_network
from syria_analysis.roads.reach import CutOff, cut_off
from syria_analysis.text.wording import join_names

__all__ = ["CHOICES", "cutoff"]

CHOICES = {
    "contested places shut": ("shut", True),
    "contested places open": ("open", True),
    "contested places shut, without roads of low confidence": ("shut", False),
    "contested places open, without roads of low confidence": ("open", False),
}
"""The ways to read the roads; the first is the one whose answer is printed."""


@metric({"captures": PLACES, "by": SIDE, "from": PLACE, "targets": PLACES})
def cutoff(dataset: Dataset, claim: Claim, explained: bool = True) -> Answer:
    """Check whether captures cut targets off that were not cut off before.

    Without `explained` the answer has no basis in words, which takes the longest.
    """
    if not len(dataset.roads):
        return Answer(rules.NOT_COMPUTED, basis="The data do not carry the roads.")
    now, by, targets = evening_of(dataset, claim.as_of), claim.one("by"), claim.many("targets")
    taken = [p for p in claim.many("captures") if now.holders[p] != by or now.contested[p]]
    then = suppose(now, dict.fromkeys(taken, by))
    source, side = claim.one("from"), now.holders[claim.one("from")]
    try:
        before, after = (
            [cut_off(state, source, side, targets, *choice) for choice in CHOICES.values()]
            for state in (now, then)
        )
    except BadParameter as error:  # no road leads there
        return Answer(rules.NOT_CHECKABLE, basis=f"{error}.")
    newly = [_cut(two) - _cut(one) for one, two in zip(before, after, strict=True)]
    whole = [len(cut) == len(targets) for cut in newly]
    ends = [p for found in (before[0], after[0]) for p in _where_it_ends(found)]
    remarks = []
    if explained:
        remarks = [
            _ways(dataset, before[0], after[0]),
            _doubts(dataset, targets, newly),
            _sets(now, source, targets, side),
            _land(dataset, after[0], targets),
        ]
    return Answer(
        rules.truth(all(whole), any(newly)),
        yes_no(whole[0]),
        yes_no(all(whole)),
        yes_no(any(whole)),
        event_ids(now.last_event[place] for place in ends if place not in taken),
        " ".join(filter(None, remarks)),
    )


def _cut(found: CutOff) -> set[str]:
    return {route.to for route in found.routes if route.km is None}


def _where_it_ends(found: CutOff) -> list[str]:
    """List the places on roads, held by others, at which the reach of the side ends."""
    network, reached = road_network(found.situation.dataset), set(found.reachable)
    return sorted({there for here in reached for there in network[here]} - reached)


def _ways(dataset: Dataset, before: CutOff, after: CutOff) -> str:
    """Say which roads lead to each target, before and after."""
    parts = []
    for old, new in zip(before.routes, after.routes, strict=True):
        name = _names(dataset, [old.to])
        if old.km is None:
            parts.append(f"{name}: no open way even before.")
        elif new.km is None:
            parts.append(f"{name}: {_way(before, old.to)} before, then no open way.")
        else:
            parts.append(f"{name}: {_way(before, old.to)} before, then {_way(after, new.to)}.")
    return " ".join(parts)


def _way(found: CutOff, target: str) -> str:
    """Write a route as its length and its roads in order, each once in a row."""
    network = road_network(found.situation.dataset)
    route = next(route for route in found.routes if route.to == target)
    stops = (found.source, *route.via, target)
    roads = [str(network.edges[a, b]["road"]) for a, b in pairwise(stops)]
    return f"{route.km:.0f} km by {', '.join(road for road, _ in groupby(roads))}"


def _doubts(dataset: Dataset, targets: tuple[str, ...], newly: list[set[str]]) -> str:
    if all(cut == newly[0] for cut in newly):
        return "The same with contested places open or shut, roads of low confidence in or out."
    differing = [
        f"{name}: {_names(dataset, [t for t in targets if t in cut]) or 'none'} newly cut off"
        for name, cut in zip(CHOICES, newly, strict=True)
    ]
    return f"It depends on how the roads are read ({'; '.join(differing)})."


def _sets(now: Situation, source: str, targets: tuple[str, ...], side: str) -> str:
    """Name the smallest sets of cities whose loss alone would do it, and how sure they are."""
    found = {
        name: critical_sets(now, source, targets, side, 3, *choice)
        for name, choice in CHOICES.items()
    }
    first = next(iter(found.values()))
    if not first:
        return ""
    always = [s for s in first if all(_covered(s, other) for other in found.values())]
    text = f"Sets of up to three cities whose loss cuts the way: {_listed(now, first)}"
    if len(always) < len(first):
        text += f"; in every reading only {_listed(now, always) or 'none'}"
    text += "."
    low = found["contested places shut, without roads of low confidence"]
    sure = _sets_on_sure_roads(now, source, targets, side)
    for name, sets in (
        ("Without roads of low confidence", low),
        ("On roads of high confidence alone", sure),
    ):
        shorter = [s for s in sets if any(set(s) < set(other) for other in first)]
        if shorter:
            text += f" {name} already {_listed(now, shorter)}."
    return text


def _sets_on_sure_roads(
    now: Situation, source: str, targets: tuple[str, ...], side: str
) -> tuple[tuple[str, ...], ...]:
    """Find the sets again on the roads of high confidence, without those of medium or low."""
    sure = _sure_roads(now.dataset)
    if not set(sure.roads["from"]) | set(sure.roads["to"]) >= {source, *targets}:
        return ()
    return critical_sets(replace(now, dataset=sure), source, targets, side)


@cached_on_owner(maxsize=32)
def _sure_roads(dataset: Dataset) -> Dataset:
    return replace(dataset, roads=dataset.roads[dataset.roads["confidence"] == "high"])


def _covered(group: tuple[str, ...], sets: Iterable[tuple[str, ...]]) -> bool:
    return any(set(other) <= set(group) for other in sets)


def _listed(now: Situation, sets: Iterable[tuple[str, ...]]) -> str:
    return ", ".join(" + ".join(_each(now.dataset, group)) for group in sets)


def _land(dataset: Dataset, after: CutOff, targets: tuple[str, ...]) -> str:
    joined = [place for place in targets if place in after.land_reachable]
    if not joined:
        return ""
    return f"By land alone {_names(dataset, joined)} would stay joined to it."


def _each(dataset: Dataset, places: Iterable[str]) -> list[str]:
    return [str(dataset.places.at[place, "name"]) for place in places]


def _names(dataset: Dataset, places: Iterable[str]) -> str:
    return join_names(_each(dataset, places))
