"""The metric that needs the roads: what is cut off once places are captured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby, pairwise

from syria_analysis.claims import rules
from syria_analysis.claims.evidence import event_ids
from syria_analysis.claims.metrics import PLACE, PLACES, SIDE, Claim, metric
from syria_analysis.claims.rules import Answer, yes_no
from syria_analysis.control.situation import Situation, shared_situation
from syria_analysis.control.what_if import suppose
from syria_analysis.errors import BadParameter
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset
from syria_analysis.roads.critical import critical_sets
from syria_analysis.roads.network import road_network
from syria_analysis.roads.reach import CutOff, cut_off
from syria_analysis.text.language import say
from syria_analysis.text.wording import (
    clauses,
    commas,
    number,
    place_name,
    place_names,
    sentences,
)

__all__ = ["CHOICES", "cutoff"]

CHOICES = {
    "roads-shut": ("shut", True),
    "roads-open": ("open", True),
    "roads-shut-sure": ("shut", False),
    "roads-open-sure": ("open", False),
}
"""The ways to read the roads, by the message that names each; the first one's answer is printed."""


@metric({"captures": PLACES, "by": SIDE, "from": PLACE, "targets": PLACES})
def cutoff(dataset: Dataset, claim: Claim, explained: bool = True) -> Answer:
    """Check whether captures cut targets off that were not cut off before.

    Without `explained` the answer has no basis in words, which takes the longest.
    """
    if not len(dataset.roads):
        return Answer(rules.NOT_COMPUTED, basis=say("claim-no-roads"))
    now, by, targets = (
        shared_situation(dataset, claim.as_of),
        claim.one("by"),
        claim.many("targets"),
    )
    taken = [p for p in claim.many("captures") if now.holders[p] != by or now.contested[p]]
    then = suppose(now, dict.fromkeys(taken, by))
    source, side = claim.one("from"), now.holders[claim.one("from")]
    try:
        before, after = (
            [cut_off(state, source, side, targets, *choice) for choice in CHOICES.values()]
            for state in (now, then)
        )
    except BadParameter as error:  # no road leads there
        return Answer(rules.NOT_CHECKABLE, basis=say("as-sentence", said=str(error)))
    newly = [_cut(new) - _cut(old) for old, new in zip(before, after, strict=True)]
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
        sentences(*remarks),
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
        place = place_name(dataset, old.to)
        if old.km is None:
            parts.append(say("claim-way-never", place=place))
        elif new.km is None:
            parts.append(say("claim-way-lost", place=place, before=_way(before, old.to)))
        else:
            ways = {"before": _way(before, old.to), "after": _way(after, new.to)}
            parts.append(say("claim-way-changed", place=place, **ways))
    return sentences(*parts)


def _way(found: CutOff, target: str) -> str:
    """Write a route as its length and its roads in order, each once in a row."""
    network = road_network(found.situation.dataset)
    route = next(route for route in found.routes if route.to == target)
    stops = (found.source, *route.via, target)
    roads = [str(network.edges[a, b]["road"]) for a, b in pairwise(stops)]
    named = commas(road for road, _ in groupby(roads))
    return say("claim-way", km=number(round(route.km or 0.0)), roads=named)


def _doubts(dataset: Dataset, targets: tuple[str, ...], newly: list[set[str]]) -> str:
    if all(cut == newly[0] for cut in newly):
        return say("claim-same")
    differing = []
    for choice, cut in zip(CHOICES, newly, strict=True):
        places = place_names(dataset, [t for t in targets if t in cut]) or say("way-none")
        differing.append(say("claim-newly", reading=say(choice), places=places))
    return say("claim-depends", said=clauses(differing))


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
    said = _listed(now, first)
    if len(always) < len(first):
        only = _listed(now, always) or say("way-none")
        remarks = [say("claim-sets-only", sets=said, only=only)]
    else:
        remarks = [say("claim-sets", sets=said)]
    sure = _sets_on_sure_roads(now, source, targets, side)
    for key, sets in (
        ("claim-sets-without-low", found["roads-shut-sure"]),
        ("claim-sets-high", sure),
    ):
        shorter = [s for s in sets if any(set(s) < set(other) for other in first)]
        if shorter:
            remarks.append(say(key, sets=_listed(now, shorter)))
    return sentences(*remarks)


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
    return commas(" + ".join(place_name(now.dataset, p) for p in group) for group in sets)


def _land(dataset: Dataset, after: CutOff, targets: tuple[str, ...]) -> str:
    joined = [place for place in targets if place in after.land_reachable]
    if not joined:
        return ""
    return say("claim-land", places=place_names(dataset, joined))
