"""The three drawings of the page as Vega specifications: map, distances, ground gained."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.control.campaign import Campaign
from syria_analysis.control.certainty import LEVELS
from syria_analysis.explore import facts, shapes
from syria_analysis.figures import style
from syria_analysis.figures.symbols import CLASSES
from syria_analysis.geo.plane import Plane
from syria_analysis.reports.text import clean
from syria_analysis.text.language import say

__all__ = ["drawings", "fills", "marks"]

TEMPLATES = Path(__file__).parent / "templates"
NAMED = 220
"""So many towns can be named when the map is magnified far enough to hold them."""
GAINED_INK = 0.35


def fills(story: Campaign) -> dict[str, style.Tone]:
    """Read how the land of every faction of the page is drawn."""
    colours = style.palette(story.dataset)
    return {faction["id"]: colours[faction["id"]] for faction in facts.factions(story)}


def marks(story: Campaign) -> list[dict[str, str]]:
    """Describe the patterns that the map uses beside plain colours.

    Parameters
    ----------
    story : Campaign
        The campaign.

    Returns
    -------
    list of dict
        `id` of the SVG pattern; `kind`: ``dashes``, ``horizontal``, ``vertical``, ``hatch`` (for
        contested land) or ``tint`` (for an uncertain day); `ink`, its colour.
    """
    found = [{"id": "uncertain", "kind": "tint", "ink": style.INK_SOFT}]
    for number, (_, dark, kind) in enumerate(fills(story).values()):
        found.append({"id": f"contested-{number}", "kind": "hatch", "ink": dark})
        if kind:
            ink = style.darken(dark, GAINED_INK)
            found.append({"id": f"held-{number}", "kind": kind, "ink": dark})
            found.append({"id": f"gained-{number}", "kind": kind, "ink": ink})
    return found


def drawings(story: Campaign, told: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the templates of the drawings with shapes, numbers and colours.

    Parameters
    ----------
    story : Campaign
        The campaign.
    told : mapping
        The facts of the page: `evenings`, `cities`, `grounds` and `factions`.

    Returns
    -------
    dict
        ``map``, ``distance`` and ``ground``: Vega specifications whose signals ``evening``,
        ``city`` (numbers) and ``place`` (id) the page sets.
    """
    return {
        "map": _filled("map", _map_signals(story, told), _map_data(story, told)),
        "distance": _filled("distance", _signals(story, told), {"measures": _measures(told)}),
        "ground": _filled("ground", _signals(story, told), {"grounds": _grounds(told)}),
    }


def _filled(name: str, signals: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    spec = json.loads((TEMPLATES / f"{name}.vega.json").read_text("utf-8"))
    for signal in spec["signals"]:
        if signal["name"] in signals:
            signal["value"] = signals[signal["name"]]
    for source in spec["data"]:
        if source["name"] in data:
            source["values"] = data[source["name"]]
    return spec


def _signals(story: Campaign, told: Mapping[str, Any]) -> dict[str, Any]:
    colours = fills(story)
    return {
        "days": [evening["short"] for evening in told["evenings"]],
        "fills": [tone.fill for tone in colours.values()],
        "darks": [tone.dark for tone in colours.values()],
        "ink": style.INK,
        "quiet": style.INK_SOFT,
        "accent": colours[story.attackers[0]].dark,
    }


def _map_signals(story: Campaign, told: Mapping[str, Any]) -> dict[str, Any]:
    x0, y0, x1, y1 = shapes.window(story.first.mesh)
    pattern = [bool(tone.pattern) for tone in fills(story).values()]
    return {
        **_signals(story, told),
        "x0": x0,
        "y0": y0,
        "x1": x1,
        "y1": y1,
        "cities": list(story.cities),
        "patterned": pattern,
        "sea": style.SEA,
        "land": style.NEIGHBOUR,
        "abroad": style.NEIGHBOUR_BORDER,
        "water": style.WATER,
        "paper": style.PAPER,
        "boundary": style.BOUNDARY,
        "tints": _tints(story, gained=False),
        "gains": _tints(story, gained=True),
        "length": say("km", number="#"),
    }


def _tints(story: Campaign, gained: bool) -> list[list[str]]:
    """Give the colour of each faction's land by the number of its band of certainty."""
    levels = (LEVELS[0], *LEVELS)  # none is drawn paler than the lowest
    return [[tone.at(low, gained=gained) for low in levels] for tone in fills(story).values()]


def _map_data(story: Campaign, told: Mapping[str, Any]) -> dict[str, Any]:
    layers = shapes.ground(story.dataset, story.first.mesh)
    alike = _alike(story)
    cells = shapes.cells(story.first.mesh, alike)
    return {
        "cells": shapes.topology(_cells(story, cells)),
        "borders": shapes.topology(_borders(story, cells, alike)),
        **{
            f"ground-{name}": shapes.topology([(layers.get(name, shapely.Polygon()), {})])
            for name in ("sea", "borders", "lakes", "rivers", "country")
        },
        "roads": shapes.topology(_roads(story)),
        "towns": _towns(story),
        "reaches": _reaches(story, told),
    }


def _cells(story: Campaign, cells: Mapping[str, Any]) -> Iterator[shapes.Shape]:
    number = {faction: n for n, faction in enumerate(fills(story))}
    states = [
        (e.holders.to_dict(), e.contested.to_dict(), e.uncertain.to_dict()) for e in story.evenings
    ]
    certain = facts.bands(story)
    for place, shape in cells.items():
        held = [number[holders[place]] for holders, _, _ in states]
        rivals = [number.get(contested[place], -1) for _, contested, _ in states]
        doubts = [int(uncertain[place]) for _, _, uncertain in states]
        sure = [known.get(place, len(LEVELS)) for known in certain]
        properties: dict[str, Any] = {"place": place, "held": held, "sure": sure}
        if max(rivals) >= 0:
            properties["rival"] = rivals
        if any(doubts):
            properties["doubt"] = doubts
        yield shape, properties


def _alike(story: Campaign) -> dict[str, str] | None:
    """Find the faces of maps that are one on every evening: face to the first of them."""
    if story.dataset.faces is None:
        return None
    index = story.first.mesh.shapes.index
    told = np.zeros(len(index), dtype=np.uint64)
    for evening in story.evenings:
        for column in (evening.holders, evening.contested, evening.uncertain.astype(str)):
            values = column[index].to_numpy(object)
            told = told * np.uint64(0x100000001B3) ^ pd.util.hash_array(values)
    _, first, group = np.unique(told, return_index=True, return_inverse=True)
    return dict(zip(index, index[first[group]], strict=True))


def _borders(
    story: Campaign, cells: Mapping[str, Any], alike: Mapping[str, str] | None
) -> Iterator[shapes.Shape]:
    """Lines that part two holders on any evening: 1 where they do, 2 where the front runs."""
    meeting = []
    for front in facts.fronts(story):
        sides = front.segments["attacker"], front.segments["defender"]
        pairs = zip(*(side.map(alike) if alike else side for side in sides), strict=True)
        meeting.append({(min(pair), max(pair)) for pair in pairs})
    holders = [evening.holders.to_dict() for evening in story.evenings]
    for (a, b), line in shapes.borders(cells).items():
        kind = [
            2 if (a, b) in met else int(held[a] != held[b])
            for held, met in zip(holders, meeting, strict=True)
        ]
        if any(kind):
            yield line, {"kind": kind}


def _roads(story: Campaign) -> Iterator[shapes.Shape]:
    """Stretches of road, straight from place to place, those of the highest class told apart."""
    dataset = story.dataset
    roads, places = dataset.roads, dataset.places
    if roads.empty:
        return
    kinds = roads["class"]
    highest = next((kind for kind in CLASSES if (kinds == kind).any()), kinds.iloc[0])
    for kind, some in roads.groupby(kinds, sort=False):
        ends = [places.loc[some[end], ["lon", "lat"]].to_numpy(float) for end in ("from", "to")]
        lines = shapely.multilinestrings(shapely.linestrings(np.stack(ends, axis=1)))
        yield dataset.plane.to_plane(lines), {"main": bool(kind == highest)}


def _towns(story: Campaign) -> list[dict[str, Any]]:
    """Places to name on the map, by weight, each with how far the next weightier one is."""
    real = story.dataset.real_places
    named = real[real["kind"].isin(["city", "town"])]
    large = named.sort_values("population", ascending=False, kind="stable").index[:NAMED]
    order = dict.fromkeys([*story.cities, *story.dataset.seats, *large])
    found: list[dict[str, Any]] = []
    for rank, place in enumerate(order):
        x, y = _position(story.dataset.plane, real.at[place, "lon"], real.at[place, "lat"])
        name = clean(real.at[place, "name"])
        gap = min((math.dist((x, y), (t["x"], t["y"])) for t in found), default=1e9)
        town = {"place": place, "name": name, "x": x, "y": y, "rank": rank, "gap": round(gap)}
        found.append(town)
    return found


def _position(plane: Plane, lon: float, lat: float) -> tuple[int, int]:
    point = plane.to_plane(shapely.Point(lon, lat))
    return round(point.x), round(point.y)


def _reaches(story: Campaign, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lines from each city to the nearest point of the front, evening by evening."""
    found = []
    places, plane = story.dataset.places, story.dataset.plane
    for number, city in enumerate(told["cities"]):
        x0, y0 = _position(plane, places.at[city["id"], "lon"], places.at[city["id"], "lat"])
        for evening, measure in enumerate(city["evenings"]):
            if measure["near"]:
                x1, y1 = _position(plane, measure["near"][1], measure["near"][0])
                ends = {"x0": x0, "y0": y0, "x1": x1, "y1": y1}
                label = say("page-town-and-front", name=city["name"], distance=measure["best"])
                found.append({"city": number, "evening": evening, **ends, "text": label})
    return found


def _measures(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for number, city in enumerate(told["cities"]):
        for evening, measure in enumerate(city["evenings"]):
            best, low, high = measure["km"]
            fallen = measure["status"] == "held_by_attackers"
            row = {"city": number, "evening": evening, "best": best, "low": low, "high": high}
            rows.append({**row, "fallen": fallen})
    return rows


def _grounds(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    number = {faction["id"]: n for n, faction in enumerate(told["factions"])}
    sides = {faction["id"]: faction["side"] for faction in told["factions"]}
    return [
        {
            "evening": row["evening"],
            "faction": number[row["faction"]],
            "attacking": sides[row["faction"]] == "attackers",
            "km2": row["km2"],
        }
        for row in told["grounds"]
    ]
