"""What the page tells, in words: evening by evening, city by city and place by place.

Every number a reader sees is rounded and written here, by the rules of the whole package; the
script of the page only chooses which of these texts to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.control.campaign import Campaign
from syria_analysis.control.certainty import DECIMALS, LEVELS, certainty_of
from syria_analysis.control.changes import Changes
from syria_analysis.control.front import Front, front_between, with_joined
from syria_analysis.control.situation import Situation
from syria_analysis.geo.mesh import Mesh
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import split_list
from syria_analysis.reports.context import Source
from syria_analysis.reports.text import clean, day
from syria_analysis.text.findings import city_held, distance_sentence
from syria_analysis.text.headline import headline
from syria_analysis.text.language import Name, in_its_words, join, say
from syria_analysis.text.rounding import round_interval, round_to_interval
from syria_analysis.text.wording import (
    about_with_interval,
    capital,
    day_text,
    faction_name,
    number,
    percent,
    sentences,
    short_day,
    side_name,
    status_text,
    unit_name,
)

__all__ = [
    "bands",
    "certainties",
    "evenings",
    "factions",
    "fronts",
    "grounds",
    "measures",
    "places",
]

AROUND = 4
"""Of so many points between a cell's middle and its outline the certainty is asked, too."""
NAMED_PLACES = 3
"""So many places of an evening's captures are named, the most populous."""

Record = dict[str, Any]


def fronts(story: Campaign) -> list[Front]:
    """Find the front of every evening."""
    defenders = story.defenders
    return [
        front_between(e, with_joined(e, story.attackers, defenders), defenders)
        for e in story.evenings
    ]


def bands(story: Campaign) -> list[dict[str, int]]:
    """Tell how sure it is that the holder's side holds the land of every place.

    Parameters
    ----------
    story : Campaign
        The campaign.

    Returns
    -------
    list of dict
        One for each evening: place id to the number of the band of `LEVELS` in which the mean
        certainty of its land lies, 0 for less than the lowest; empty for a package whose territory
        is drawn by others, of which nothing of the kind is known.
    """
    if story.dataset.conflict.territory != "places":
        return [{} for _ in story.evenings]
    mesh = story.first.mesh
    points, home = _spread(mesh)
    found = []
    for evening in story.evenings:
        certainty = certainty_of(evening)
        sure, _ = certainty.judge(certainty.at(shapely.get_coordinates(points), home), home)
        mean = sure.reshape(len(mesh.shapes), -1).mean(axis=1).round(DECIMALS)
        numbers = np.searchsorted(LEVELS, mean, side="right")
        found.append(dict(zip(map(str, mesh.shapes.index), map(int, numbers), strict=True)))
    return found


def _spread(mesh: Mesh) -> tuple[Any, Any]:
    """Spread points over each cell: within it, and halfway from there to its outline."""
    inner = shapely.point_on_surface(mesh.shapes.to_numpy())
    rows = np.arange(len(inner))
    outline = shapely.boundary(mesh.shapes.to_numpy())
    xy = [shapely.get_coordinates(inner)]
    for share in np.arange(AROUND) / AROUND:
        edge = shapely.line_interpolate_point(_longest(outline), share, normalized=True)
        xy.append((xy[0] + shapely.get_coordinates(edge)) / 2)
    points = shapely.points(np.stack(xy, axis=1).reshape(-1, 2))
    return points, np.repeat(rows, AROUND + 1)


def _longest(outlines: Any) -> Any:
    """Take of outlines in several parts the longest."""
    return np.array([max(shapely.get_parts(line), key=shapely.length) for line in outlines])


@in_its_words
def certainties(story: Campaign) -> list[str]:
    """Say what each number of `bands` means; nothing where there are none.

    Parameters
    ----------
    story : Campaign
        The campaign.

    Returns
    -------
    list of str
    """
    if story.dataset.conflict.territory != "places":
        return []
    ends = [percent(level) for level in LEVELS]
    return [
        say("page-unsure", least=ends[0]),
        *(say("page-sure", low=low, high=high) for low, high in pairwise(ends)),
        say("page-most-sure", least=ends[-1]),
    ]


def factions(story: Campaign) -> list[Record]:
    """List the factions that hold, contest or take land on any of the evenings.

    Parameters
    ----------
    story : Campaign
        The campaign.

    Returns
    -------
    list of dict
        `id`, `name`, `side` (``attackers``, ``defenders`` or ``others``) and `land` (whether it
        ever holds a cell), in the order of the data.
    """
    seen: set[str] = {*story.attackers, *story.defenders}
    with_land: set[str] = set()
    for evening in story.evenings:
        with_land |= set(evening.cell_holders)
        seen |= set(evening.holders) | set(evening.contested) - {""}
    table = story.dataset.factions
    return [
        {
            "id": str(key),
            "name": clean(table.at[key, "short_name"]),
            "side": side_of(story, str(key)),
            "land": key in with_land,
        }
        for key in table.index
        if key in seen
    ]


def side_of(story: Campaign, faction: str) -> str:
    """Say on which side of the front a faction stands."""
    if faction in story.attackers:
        return "attackers"
    return "defenders" if faction in story.defenders else "others"


@in_its_words
def evenings(story: Campaign) -> list[Record]:
    """Tell each evening in a sentence.

    Parameters
    ----------
    story : Campaign
        The campaign.

    Returns
    -------
    list of dict
        `date`, `name` ("2 December 2024"), `short` ("2 Dec"), `headline` as every title
        has it, and `told`, a sentence or two.
    """
    gained: dict[int, list[str]] = {}
    for row in sorted(grounds(story), key=lambda row: -row["km2"]):
        captor = faction_name(story.dataset, row["faction"])
        land = say("who-has-share", who=captor, share=row["text"])
        gained.setdefault(row["evening"], []).append(land)
    told = [_first_evening(story)]
    told += [_evening(changes, gained.get(n, [])) for n, changes in enumerate(story.days, start=1)]
    found = []
    for evening, sentence in zip(story.evenings, told, strict=True):
        news = headline(evening, story.attackers, story.defenders)
        found.append(
            {
                "date": evening.date.isoformat(),
                "name": day_text(evening.date),
                "short": day(evening.date, year=False),
                "headline": clean(news.title),
                "told": sentences(sentence, _doubts(evening)),
            }
        )
    return found


def _first_evening(story: Campaign) -> str:
    first, second = (side_name(story.dataset, s) for s in (story.attackers, story.defenders))
    return say("page-first-evening", one=first, other=second)


def _evening(changes: Changes, gained: list[str]) -> str:
    dataset, now, old = changes.after.dataset, changes.after.holders, changes.before.holders
    real = dataset.real_places
    moved = real[now[real.index] != old[real.index]]
    if moved.empty:
        return say("page-nothing-changed")
    largest = moved.sort_values("population", ascending=False, kind="stable")
    names = join([Name(clean(name)) for name in largest["name"][:NAMED_PLACES]])
    key = "page-changed" if len(moved) <= NAMED_PLACES else "page-changed-among"
    head = say(key, places=names, number=len(moved))
    return sentences(head, say("page-gained", said=join(gained)) if gained else "")


def _doubts(evening: Situation) -> str:
    real = evening.dataset.real_places.index
    contested = int((evening.contested[real] != "").sum())
    uncertain = int(evening.uncertain[real].sum())
    parts = []
    if contested:
        parts.append(say("page-contested", number=contested))
    if uncertain:
        parts.append(say("page-uncertain", number=uncertain))
    return say("as-sentence", said=capital(join(parts))) if parts else ""


@in_its_words
def measures(story: Campaign) -> list[Record]:
    """Measure the front's distance to every city on every evening.

    Parameters
    ----------
    story : Campaign
        The campaign.

    Returns
    -------
    list of dict
        One for each city, in order: `id`, `name`, `evenings`. Each evening has `status`, the
        unrounded `km` (best, low, high; None unless the status is ``ok``), `near` (lat, lon of the
        nearest point of the front) and texts: `brief`, `said` (a sentence), `best`, `low`, `high`.
    """
    cities: list[Record] = []
    lines = fronts(story)
    for city in story.cities:
        name = clean(story.dataset.places.at[city, "name"])
        rows = [_measure(story, front, city, name) for front in lines]
        cities.append({"id": city, "name": name, "evenings": rows})
    return cities


def _measure(story: Campaign, front: Front, city: str, name: str) -> Record:
    distance = front.distance_to(city)
    first, second = (side_name(story.dataset, side) for side in (front.attackers, front.defenders))
    km = (distance.distance_km, distance.low_km, distance.high_km)
    record: Record = {"status": distance.status, "km": km, "near": distance.nearest_point}
    if distance.distance_km is None or distance.low_km is None or distance.high_km is None:
        holder = faction_name(story.dataset, front.situation.holders[city])
        texts = {"brief": say("held-by", who=holder), "said": city_held(front.situation, city)}
        if distance.status == "no_front":
            said = say("page-no-front", sides=join([first, second]))
            texts = {"brief": status_text(distance.status), "said": capital(said)}
        return {**record, **texts, "best": "–", "low": "–", "high": "–"}
    ends = (distance.low_km, distance.high_km)
    best = round_to_interval(distance.distance_km, *ends)
    floor, ceiling = round_interval(*ends)
    return {
        **record,
        "brief": about_with_interval(distance.distance_km, *ends),
        "said": distance_sentence(
            front.situation, city, distance, front.attackers, front.defenders
        ),
        **{
            name: say("km", number=number(km))
            for name, km in (("best", best), ("low", floor), ("high", ceiling))
        },
    }


@in_its_words
def grounds(story: Campaign) -> list[Record]:
    """Sum what each faction gained on each day.

    Parameters
    ----------
    story : Campaign
        The campaign.

    Returns
    -------
    list of dict
        One for each evening but the first with a capture, and each captor: `evening` (its
        number), `faction`, `km2` (unrounded), `text`.
    """
    found = []
    for evening, changes in enumerate(story.days, 1):
        for captor in changes.passage.factions:
            land = changes.passage.gained({captor})
            if land.best > 0:
                text = about_with_interval(land.best, land.low, land.high, "km2")
                row = {"evening": evening, "faction": captor, "km2": land.best, "text": text}
                found.append(row)
    return found


@in_its_words
def places(story: Campaign) -> dict[str, Any]:
    """Tell of every place who held it when, and by whose account.

    Parameters
    ----------
    story : Campaign
        The campaign.

    Returns
    -------
    dict
        `places`, sorted by name: `id`, `name`, `names` (pairs of a
        language and the name in it), `unit` ("" if it lies in none), `about` (its kind and unit in
        words), `population`, `also` (other spellings) and `spans`: each from the `first` to the
        `last` evening (numbers) with `when`, `holder` and `rival` (faction ids, "" for none),
        `uncertain`, and numbers into the two lists: `account`, and `sources`. `accounts`, texts.
        `sources`: publisher with its side and day, and the address, "" unless it is a plain http
        one.
    """
    accounts: dict[str, int] = {}
    cited: dict[str, int] = {}
    history = _History(story)
    others = story.dataset.conflict.languages[1:]
    found = []
    rows = story.dataset.real_places
    further = story.dataset.names.groupby("place")["name"].agg(tuple).to_dict()
    for row in rows.sort_values(["name", "id"]).to_dict("records"):
        spans = []
        for span, basis, other in history.of(row):
            account = _account(story, basis, "date" in basis)
            keys = list(split_list(basis["sources"]))
            if other:
                account = sentences(account, _other(story, other))
                keys += split_list(other["sources"])
            span["account"] = accounts.setdefault(account, len(accounts))
            span["sources"] = [cited.setdefault(key, len(cited)) for key in dict.fromkeys(keys)]
            spans.append(span)
        found.append(
            {
                "id": str(row["id"]),
                "name": clean(row["name"]),
                "names": [[code, clean(row[f"name_{code}"])] for code in others],
                "unit": clean(unit_name(story.dataset, str(row["unit"]))),
                "about": _about(story.dataset, row),
                "population": 0 if pd.isna(row["population"]) else int(row["population"]),
                "also": [
                    clean(name)
                    for name in (*split_list(row["variants"]), *further.get(row["id"], ()))
                ],
                "spans": spans,
            }
        )
    sources = [_source(story, key) for key in cited]
    return {"places": found, "accounts": list(accounts), "sources": sources}


def _about(dataset: Dataset, row: Record) -> str:
    kind = say(f"page-kind-{row['kind']}")
    unit = clean(unit_name(dataset, str(row["unit"])))
    return say("page-about-place", kind=kind, unit=unit) if unit else kind


class _History:
    """Who held what on which evenings; the evidence as plain dictionaries, made once."""

    def __init__(self, story: Campaign):
        self._days = [evening.date for evening in story.evenings]
        columns = ("holders", "contested", "uncertain", "last_event")
        self._states = [
            {name: getattr(evening, name).to_dict() for name in columns}
            for evening in story.evenings
        ]
        self._events: dict[str, list[Record]] = {}
        for event in story.dataset.events.to_dict("records"):
            self._events.setdefault(event["place"], []).append(event)

    def of(self, place: Record) -> Iterator[tuple[Record, Record, Record | None]]:
        """Give each span of a place with the row of the data on which it rests.

        The third is another event that may have come by then, its day being open, or None.
        """
        runs: list[tuple[tuple[Any, ...], list[int]]] = []
        for at in range(len(self._days)):
            state = self._state(place["id"], at)
            if runs and runs[-1][0] == state:
                runs[-1][1].append(at)
            else:
                runs.append((state, [at]))
        rows = {event["id"]: event for event in self._events.get(place["id"], ())}
        for (holder, rival, uncertain, event), numbers in runs:
            first, last = numbers[0], numbers[-1]
            days = list(dict.fromkeys(day(self._days[n], year=False) for n in (first, last)))
            span = {"first": first, "last": last, "when": " – ".join(days)}
            held = {"holder": holder, "rival": rival, "uncertain": uncertain}
            evening = pd.Timestamp(self._days[first])
            maybe = [
                row
                for row in rows.values()
                if row["date_earliest"] <= evening < row["date_latest"] and row["id"] != event
            ]
            other = maybe[0] if uncertain and maybe else None
            yield {**span, **held}, rows.get(event, place), other

    def _state(self, place: str, number: int) -> tuple[str, str, bool, str]:
        values = self._states[number]
        holder, rival, uncertain, event = (values[name][place] for name in values)
        if rival:
            day_ = pd.Timestamp(self._days[number])
            so_far = [e["id"] for e in self._events.get(place, ()) if e["date"] <= day_]
            event = so_far[-1] if so_far else event
        return holder, rival, bool(uncertain), event


def _account(story: Campaign, basis: Record, happened: bool) -> str:
    sure = say("page-confidence", said=say(f"page-confidence-{basis['confidence']}"))
    if not happened:
        return sentences(say("page-as-at-first", day=day_text(story.dataset.first)), sure)
    when = day_text(basis["date"])
    first, last = basis["date_earliest"], basis["date_latest"]
    if not pd.isna(first) and not pd.isna(last) and first < last:
        ends = {"first": short_day(first), "last": short_day(last)}
        when = say("page-or-any-day", day=when, **ends)
    said = say("page-contested-since" if basis["contested"] else "page-taken-on", day=when)
    claimant, kind = clean(basis["claimant"]), clean(basis["claim_kind"])
    if claimant != "not stated":
        kind = say("page-by-account", who=claimant, kind=kind)
    return sentences(said, say("as-sentence", said=capital(kind)), sure)


def _other(story: Campaign, event: Record) -> str:
    """Tell of a change dated later that may have come already."""
    ends = {end: short_day(event[f"date_{end}"]) for end in ("earliest", "latest")}
    taker = faction_name(story.dataset, event["to"])
    key = "page-maybe-contested" if event["contested"] else "page-maybe-taken"
    return say(key, who=taker, **ends)


def _source(story: Campaign, key: str) -> list[str]:
    table = story.dataset.sources
    source = Source.read(key, table.loc[key].to_dict() if key in table.index else {})
    side = f" ({source.standing})" if source.standing else ""
    when = f", {day(source.published)}" if source.published else ""
    return [f"{source.publisher}{side}{when}", source.url]
