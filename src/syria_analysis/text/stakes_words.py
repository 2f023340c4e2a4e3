"""The words of the maps of roads: what is at stake, and what would be cut off after captures.

The headline is that of the evening (`headline.headline`) where its city is one of those at stake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import shapely

from syria_analysis.control.certainty import LEVELS, certainty_of
from syria_analysis.control.front import Distance
from syria_analysis.control.situation import Situation
from syria_analysis.errors import BadParameter
from syria_analysis.package.dataset import Dataset
from syria_analysis.roads.network import CONTESTED
from syria_analysis.roads.reach import CutOff, cut_off
from syria_analysis.roads.risk import CutOffRisk
from syria_analysis.text.evening_words import (
    Words,
    alt_options,
    alt_text,
    approach,
    away,
    away_with_interval,
    extent_name,
    map_alt,
    marks,
    note,
    told,
)
from syria_analysis.text.headline import front_name, headline, news_of
from syria_analysis.text.language import Name, attributes, join, say
from syria_analysis.text.wording import (
    capital,
    clauses,
    commas,
    day_and_month,
    day_beside,
    day_text,
    place_name,
    place_names,
    places_name,
    sentences,
    side_name,
)

__all__ = ["cut_text", "cutoff_words", "key_texts", "sites_of", "source_name", "stakes_words"]

AROUND_KM, DARK_SHARE = 30.0, 0.25
"""Land so near to a place is told of where of so much no holder is likelier than not."""
UNKNOWN = 0.5
"""Who holds what is not known where no side is likelier than this."""

Letters = Mapping[str, Sequence[str]]
"""Letters on a map, each with the places it stands for."""


def stakes_words(
    situation: Situation,
    baseline: Situation,
    attackers: Sequence[str],
    defenders: Sequence[str],
    distances: Mapping[str, Distance],
    stake: CutOffRisk | None,
    *,
    source: str,
    targets: Sequence[str],
    letters: Letters,
    sites: Sequence[str] = (),
    extent: str = "",
    in_view: bool = True,
    moved: bool = True,
) -> Words:
    """Write the words of the map of what is at stake.

    Parameters
    ----------
    situation, baseline : Situation
        The evening, and the one since when movements are drawn.
    attackers, defenders : sequence of str
        Faction ids of the two sides; the roads are those of the defenders.
    distances : mapping of str to Distance
        From the cities measured to the front, most important first.
    stake : CutOffRisk or None
        What is or would be cut off.
    source : str
        Place from which roads are asked about.
    targets : sequence of str
        Places to which they lead.
    letters : mapping of str to sequence of str
        Letters on the map, each with the places it stands for.
    sites : sequence of str
        Point sites that are marked.
    extent : str
        Names the part of the country that the map shows.
    in_view : bool
        Whether the map shows a place that the evening's headline names; else what the map itself
        shows stands in its place.
    moved : bool
        Whether the map has arrows where forces moved.

    Returns
    -------
    Words
    """
    dataset, day = situation.dataset, day_text(situation.date)
    since = day_beside(baseline.date, situation.date)
    coast = [p for p in targets if stake is not None and p in stake.places]
    news = headline(situation, attackers, defenders)
    telling = news_of(situation, attackers, defenders)

    def at_stake() -> str:
        if stake is not None and coast and stake.supposed:
            return _tie(situation, distances, stake, targets)
        if stake is not None and coast:
            parts = {"places": place_names(dataset, coast), "source": place_name(dataset, source)}
            if stake.contested:
                contested = place_names(dataset, stake.contested)
                return say("are-cut-off-contested", contested=contested, **parts)
            return say("are-cut-off", **parts)
        if situation.holders.get(source) not in defenders:
            return ""
        return _roads_open(situation, defenders, source, targets)

    measured = {city: far for city, far in distances.items() if far.status == "ok"}
    said = at_stake()
    stands = say("as-sentence", said=capital(said)) if said else ""
    title, options = news.title, alt_options(situation, attackers, defenders)
    if not in_view:
        title = capital(said) if said else say("at-stake", day=day)
        options = [lambda: title]
    words = Words(
        title,
        sentences(stands if in_view else "", _subtitle(dataset, stake, day, since)),
        say("at-stake", day=day),
        map_alt(situation, extent, *options),
        sentences(
            say(
                "about-stakes",
                extent=extent_name(dataset, extent),
                day=day,
                said=capital(said or news.title),
            ),
            say("as-sentence", said=news.title) if said and not telling.cut else "",
            news.deck,
            _fronts(situation, measured),
            say(
                "about-letters",
                letters=commas(
                    say(
                        "letter-stands",
                        letter=say(f"letter-{letter}"),
                        places=place_names(dataset, places),
                    )
                    for letter, places in letters.items()
                ),
            )
            if letters
            else "",
            *(
                say(
                    "about-sites",
                    who=side_name(dataset, [holder]),
                    sites=place_names(dataset, places),
                )
                for holder, places in sites_of(situation, sites).items()
            ),
            note(dataset, "note-stakes"),
            say("about-arrows") if moved or dataset.conflict.territory == "maps" else "",
            *_outline(dataset, stake),
            marks(situation, news.deck),
        ),
        news.sure if in_view else "",
    )
    return told(situation, words)


def _roads_open(
    situation: Situation, defenders: Sequence[str], source: str, targets: Sequence[str]
) -> str:
    """Say whether roads lead from the source to the targets, as contested places count."""
    dataset = situation.dataset
    try:
        found = [cut_off(situation, source, defenders, targets, c).routes for c in CONTESTED]
    except BadParameter:  # one of them lies on no road
        return ""
    start = place_name(dataset, source)
    for key, routes in zip(("road-is-open", "road-if-contested"), found, strict=True):
        joined = [route.to for route in routes if route.km is not None]
        if joined:
            return say(key, source=start, targets=places_name(dataset, joined))
    return say("no-road-open", source=start, targets=places_name(dataset, targets))


def sites_of(situation: Situation, sites: Iterable[str]) -> dict[str, list[str]]:
    """Return the factions that hold point sites as guests, each with those it holds."""
    territorial = situation.dataset.factions["territorial"]
    found: dict[str, list[str]] = {}
    for place in sites:
        holder = str(situation.holders.get(place, ""))
        if holder and not territorial[holder]:
            found.setdefault(holder, []).append(place)
    return found


def source_name(dataset: Dataset, source: str) -> str:
    """Name the place from which roads are asked about, by its rank if it is the capital."""
    if dataset.conflict.capital == source:
        return say("the-capital")
    return place_name(dataset, source)


def _tie(
    situation: Situation,
    distances: Mapping[str, Distance],
    stake: CutOffRisk,
    targets: Sequence[str],
) -> str:
    dataset = situation.dataset
    tie = say(
        "tie",
        cities=place_names(dataset, stake.cities),
        source=source_name(dataset, stake.source),
        targets=places_name(dataset, targets),
    )
    city = next(iter(distances), "")
    if not city or distances[city].status != "ok":
        return tie
    whence = "" if stake.cities == (city,) else city
    threat = approach(situation, distances[city], whence)
    return say("tie-and-front", tie=tie, threat=threat)


def _subtitle(dataset: Dataset, stake: CutOffRisk | None, day: str, since: str) -> str:
    if stake is None:
        return say("stakes-subtitle", day=day, since=since)
    if stake.supposed:
        cities = place_names(dataset, stake.cities)
        return say("stakes-subtitle-if", cities=cities, day=day, since=since)
    return say("stakes-subtitle-cut", day=day, since=since)


def _fronts(situation: Situation, distances: Mapping[str, Distance]) -> str:
    """Say of each city measured how far the front is, with the nearest place held."""
    dataset, said = situation.dataset, []
    for city, far in distances.items():
        parts = {
            "name": place_name(dataset, city),
            "distance": away_with_interval(far),
            "front": front_name(situation, far),
        }
        if far.nearest_held is None:
            said.append(say("city-and-front", **parts))
        else:
            nearest = place_name(dataset, far.nearest_held)
            said.append(say("city-and-front-nearest", nearest=nearest, **parts))
    return say("as-sentence", said=capital(clauses(said))) if said else ""


def _outline(dataset: Dataset, stake: CutOffRisk | None) -> list[str]:
    if stake is None:
        return []
    source = place_name(dataset, stake.source)
    if stake.supposed:
        cities = place_names(dataset, stake.cities)
        said = [say("about-outline-if", source=source, cities=cities)]
        said += [note(dataset, "note-forecast")] if dataset.article_day else []
    else:
        said = [say("about-outline", source=source)]
    if stake.contested:
        said.append(say("counts-as-shut", places=place_names(dataset, stake.contested)))
    return said


def cut_text(dataset: Dataset, stake: CutOffRisk) -> str:
    """Say on the map what its dashed outline is."""
    source = place_name(dataset, stake.source)
    cities = place_names(dataset, stake.cities or stake.contested)
    if stake.supposed:
        return say("would-be-cut-off", source=source, cities=cities)
    if not cities:
        return say("cut-off", source=source)
    return say("cut-off-contested", source=source, cities=cities)


def key_texts(
    situation: Situation,
    baseline: Situation,
    far: Mapping[str, Distance],
    letters: Letters,
    targets: Sequence[str],
) -> list[tuple[str, str]]:
    """Say of each letter what it stands for and who holds it; `far` from places to the front."""
    dataset, texts = situation.dataset, []
    for letter, places in letters.items():
        known = [p for p in places if p in dataset.places.index]
        holders = situation.holders[known]
        named = place_names(dataset, known)
        if holders.nunique() == 1:
            text = _held_since(situation, baseline, known, named, str(holders.iloc[0]))
        else:
            text = join(
                [
                    say(
                        "key-one-held",
                        place=place_name(dataset, p),
                        who=side_name(dataset, [holders[p]]),
                    )
                    for p in known
                ]
            )
        distances = [away(far[p]) for p in known if far[p].status == "ok"]
        if set(known) != set(targets) and len(distances) == len(known):
            text = say("key-away", said=text, distances=join(distances))
        rivals = situation.contested[known]
        open_ones = [
            say("key-contested", place=place_name(dataset, p), who=side_name(dataset, [rival]))
            for p, rival in rivals[rivals != ""].items()
        ]
        doubts = [] if open_ones else _doubts(situation, known, named)
        more = attributes("-".join(["group", *sorted(known)]), dataset).get("note", "")
        texts.append((letter, say("as-sentence", said=clauses([text, *open_ones, *doubts, more]))))
    return texts


def _doubts(situation: Situation, places: Sequence[str], named: Name) -> list[str]:
    """Say what a map shows in white: who holds places, or the land around them."""
    dataset = situation.dataset
    if dataset.conflict.territory != "places":
        return []
    certainty, rows = certainty_of(situation), dataset.places.loc[list(places), ["lat", "lon"]]
    if (certainty.of(rows)["certainty"] <= UNKNOWN).any():
        return [say("key-unsure")]
    spots = dataset.plane.to_plane(shapely.points(rows["lon"], rows["lat"]))
    land = shapely.intersection(shapely.buffer(spots, AROUND_KM * 1000), situation.mesh.theatre)
    bands = certainty.bands(LEVELS)["geometry"].to_numpy()  # none overlaps another
    known = shapely.area(shapely.intersection(land[:, None], bands)).sum()
    known /= shapely.area(land).sum()
    return [say("key-around", places=named)] if known <= 1 - DARK_SHARE else []


def _held_since(
    situation: Situation, baseline: Situation, places: Sequence[str], named: Name, holder: str
) -> str:
    dataset = situation.dataset
    who = side_name(dataset, [holder])
    event = situation.last_event[places[0]]  # "" if it is only supposed
    if len(places) == 1 and event and baseline.holders[places[0]] != holder:
        day = day_and_month(dataset.events.at[event, "date"])
        return say("key-held-since", places=named, who=who, day=day)
    return say("key-held", places=named, who=who)


def cutoff_words(before: CutOff, after: CutOff) -> Words:
    """Write the words of the map of a what-if, all marked as hypothetical."""
    then = after.situation
    dataset, day = then.dataset, day_text(then.date)
    source, side = place_name(dataset, after.source), side_name(dataset, after.side)
    pairs = list(zip(before.routes, after.routes, strict=True))
    kinds = {
        "would-be-cut": [b.to for a, b in pairs if a.km is not None and b.km is None],
        "would-stay-open": [b.to for _, b in pairs if b.km is not None],
        "no-way-either": [b.to for a, b in pairs if a.km is None and b.km is None],
    }
    said = clauses(
        say(key, places=place_names(dataset, places), source=source)
        for key, places in kinds.items()
        if places
    )
    by = side_name(dataset, dict.fromkeys(then.captured.values()))
    captured = place_names(dataset, after.captured)
    title = say("if-held", captured=captured, by=by, said=said)
    joined = [route.to for route in after.routes if route.to in after.land_reachable]
    land = ""
    if joined:
        land = say("still-joined", places=place_names(dataset, joined), source=source)
    ways = " ".join(
        say("way-both", place=place_name(dataset, a.to), before=_km(a.km), after=_km(b.km))
        for a, b in pairs
    )
    what = say("on-evening", said=then.supposed, day=day)
    return Words(
        say("hypothetical-title", said=title),
        sentences(say("what-if", supposed=what), say("roads-of", side=side), land),
        say("ways-caption", side=side, source=source, day=day),
        alt_text(
            lambda: say("two-maps-of", day=day_text(then.date), captured=captured, said=said),
            lambda: say("hypothetical-title", said=title),
        ),
        sentences(
            say("about-supposed", supposed=what, said=say("about-two-maps", said=said)),
            say("about-ways", source=source, side=side, ways=ways),
            say("places-cut-off", before=len(before.cut_off), after=len(after.cut_off)),
            land,
        ),
    )


def _km(km: float | None) -> str:
    return say("no-way") if km is None else say("km", number=f"{km:.0f}")
