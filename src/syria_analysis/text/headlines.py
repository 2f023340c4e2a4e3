"""The words of the maps, computed from the situation: headline, alt text, description, sources."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

import pandas as pd
import shapely

from syria_analysis.control.front import Distance, front_between
from syria_analysis.control.land import areas
from syria_analysis.control.situation import Situation
from syria_analysis.figures.illustration import ALT_LIMIT
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import ATTACKERS, split_list
from syria_analysis.text.language import day, join, language, say
from syria_analysis.text.rounding import approximately, format_number, round_to_interval
from syria_analysis.text.wording import compass, day_text, faction_name, join_names, side_name

__all__ = ["Words", "before_words", "offensive_words", "source_text"]

_INTERVAL = re.compile(r"about (?P<number>\S+) km(?: \((?P<low>[^–]+)–(?P<high>.+)\))?")
CREDITS = "Base map: Natural Earth. Positions: GeoNames (CC BY 4.0) and others."


@dataclass(frozen=True)
class Words:
    """Headline, second line, caption, alt text and description of a map."""

    title: str
    subtitle: str
    caption: str
    alt: str
    description: str


def name(dataset: Dataset, place: str) -> str:
    """Return the name of a place."""
    return str(dataset.places.at[place, "name"])


def about(distance: Distance) -> str:
    """Write a distance as a headline does: "about 65 km"."""
    low, high = distance.low_km or 0.0, distance.high_km or 0.0
    best = round_to_interval(distance.distance_km or 0.0, low, high)
    return say("about", number=format_number(best))


def interval(distance: Distance) -> str:
    """Write a distance with its interval: "about 65 km (63–73)"."""
    text = approximately(distance.distance_km or 0.0, distance.low_km, distance.high_km)
    numbers = _INTERVAL.fullmatch(text)
    if language() == "en" or numbers is None:
        return text
    return say("about-interval" if numbers["low"] else "about", **numbers.groupdict())


def front_of(situation: Situation, distance: Distance) -> str:
    """Name a front after the force that holds the nearest place."""
    if distance.nearest_held is None:
        return say("the-front")
    holder = situation.holders[distance.nearest_held]
    return say("front-of", who=side_name(situation.dataset, [holder]))


def approach(situation: Situation, distance: Distance, whence: str, *, place: bool) -> str:
    """Say how near a front is, with the nearest place reported held if `place` is asked for."""
    named = place and distance.nearest_held is not None
    at = f", nearest at {name(situation.dataset, str(distance.nearest_held))}," if named else ""
    return f"{front_of(situation, distance)}{at} is {about(distance)} {whence}"


def nearest_text(situation: Situation, distance: Distance) -> str:
    """Say which place is the nearest that the attackers hold."""
    if distance.nearest_held is None:
        return ""
    return f", the nearest place held {name(situation.dataset, distance.nearest_held)}"


def source_text(situation: Situation, limit: int = 5, *, brief: bool = False) -> str:
    """Write the source line of a map.

    Parameters
    ----------
    situation : Situation
        What the map shows.
    limit : int
        How many publishers are named, those with most reports first.
    brief : bool
        Whether to leave out the publishers, for a figure with a caption that names them.

    Returns
    -------
    str
    """
    dataset, arabic = situation.dataset, language() == "ar"
    held = dataset.real_places.index.isin(situation.mesh.shapes.index).sum()
    lead = f"Reported control, 24:00 Damascus, {day_text(situation.date)}"
    if brief or arabic:
        licence = dataset.licence.replace("CC-BY-SA-", "CC BY-SA ")
        short = say("source-brief", day=day(situation.date), number=held, licence=licence,
                    version=dataset.version)  # fmt: skip
        if brief:
            return short
    events = dataset.events
    so_far = events[events["date"] <= pd.Timestamp(situation.date)]
    cells = [*dataset.real_places["sources"], *so_far["sources"]]
    cited = pd.Series([s for cell in cells for s in split_list(cell)], dtype=str)
    publishers = cited.map(dataset.sources["publisher"]).dropna().value_counts()
    names = publishers.sort_index().sort_values(ascending=False, kind="stable").index.tolist()
    more = f" and {len(names) - limit} others" if len(names) > limit else ""
    if arabic:
        named = "، ".join(names[:limit])
        more = say("source-others", publishers=named, number=len(names) - limit) if more else named
        return f"{short} {say('source-publishers', publishers=more)}"
    listed = ", ".join(names[:limit]) if more else join_names(names)
    return (
        f"{lead}; territory estimated from {held} places. Reports: {listed}{more}. "
        f"Data version {dataset.version}. {CREDITS}"
    )


def regions(situation: Situation, sides: Sequence[Sequence[str]]) -> list[tuple[str, float, str]]:
    """Say of each side its name, its share of the country and where most of its land lies."""
    cells = situation.mesh
    x0, y0, x1, y1 = shapely.bounds(cells.theatre)
    middle = shapely.centroid(cells.theatre)
    held = situation.holders.reindex(cells.area_km2.index)
    total = cells.area_km2.sum()
    found = []
    for side in sides:
        mine = cells.area_km2[held.isin(list(side))]
        if mine.empty:
            continue
        parts = shapely.get_parts(shapely.coverage_union_all(cells.shapes[mine.index].to_numpy()))
        centre = shapely.centroid(parts[shapely.area(parts).argmax()])
        dx, dy = (centre.x - middle.x) / (x1 - x0), (centre.y - middle.y) / (y1 - y0)
        away = (dx**2 + dy**2) ** 0.5
        bearing = math.degrees(math.atan2(dx, dy)) % 360
        where = say(f"towards-{'centre' if away < 0.08 else compass(bearing)}")
        present = [f for f in side if (held[mine.index] == f).any()]
        name = join([faction_name(situation.dataset, f) for f in present])
        found.append((name, float(mine.sum() / total), where))
    return sorted(found, key=lambda item: -item[1])


def percent(share: float) -> str:
    """Write a share of land, which supports no decimals."""
    return f"{share:.0%}" if share >= 0.005 else "under 1%"


def sides_of(situation: Situation, attackers: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the sides of a headline: the attackers as one, every other faction alone."""
    others = [f for f in areas(situation)["faction"] if f not in attackers]
    land = situation.dataset.factions["territorial"]
    return [tuple(attackers), *((f,) for f in others if land[f])]


def before_words(
    situation: Situation, attackers: Sequence[str] = ATTACKERS, *, eve: bool = True
) -> Words:
    """Write the words of the map of the whole country."""
    if language() == "ar":
        from syria_analysis.text import arabic

        return arabic.before_words(situation, attackers, eve=eve)
    evening = day_text(situation.date)
    found = [item for item in regions(situation, sides_of(situation, attackers)) if item[1] > 0.03]
    first, second = found[0], found[1:3]
    rest = ", ".join(f"{who} {where}" for who, _, where in second)
    if first[1] > 0.5:
        title = f"{_capital(first[0])} held most of Syria, {rest}"
    else:
        title = f"No side held half of Syria: {first[0]} held {first[2]}, {rest}"
    subtitle = f"Who held what on the evening of {evening}"
    if eve and situation.date == situation.dataset.first:
        subtitle += ", the eve of the offensive"
    said = [f"{who} {percent(share)} of the land, mostly in {where}" for who, share, where in found]
    lead = f"Map of Syria, {short_day(situation.date)}: "
    held = "held most of it" if first[1] > 0.5 else f"held {first[2]}"
    alt = alt_text(
        f"{lead}{first[0]} {held}, {rest}.",
        f"{lead}{first[0]} {held}, {second[0][0]} {second[0][2]}." if second else "",
        f"{lead}{first[0]} {held}.",
    )
    description = (
        f"Map of the whole of Syria. On the evening of {evening}, {'; '.join(said)}. Land farther "
        "than 10 km from any place is drawn paler. The Golan is shown as occupied by Israel. "
        + marks(situation)
    )
    caption = f"Reported control in Syria, evening of {evening}"
    return told(situation, Words(title, subtitle, caption, alt, description))


def offensive_words(
    situation: Situation,
    baseline: Situation,
    attackers: Sequence[str],
    defenders: Sequence[str],
    near: tuple[str, Distance] | None,
) -> Words:
    """Write the words of the map of the offensive; `near` as `nearest_capital` finds it."""
    if language() == "ar":
        from syria_analysis.text import arabic

        return arabic.offensive_words(situation, baseline, attackers, defenders, near)
    dataset, evening = situation.dataset, day_text(situation.date)
    taken = taken_capitals(situation, baseline, attackers)
    fallen = join_names([name(dataset, p) for p in taken])

    def headline(place: bool) -> str:
        if near is None:
            none_left = not situation.holders[dataset.seats].isin(list(defenders)).any()
            who = side_name(dataset, defenders)
            left = f"no governorate capital is left to {who}"
            threat = left if none_left else "there is no front"
            joint = "; "
        elif taken and (near[1].distance_km or 0.0) <= 30:
            threat = approach(situation, near[1], "away", place=place)
            threat, joint = f"{name(dataset, near[0])} is threatened: {threat}", ", "
        else:
            whence = f"from {name(dataset, near[0])}"
            threat, joint = approach(situation, near[1], whence, place=place), "; "
        if taken:
            return f"{fallen} {have(taken)} fallen{joint}{threat}"
        if situation.date == baseline.date:
            return f"Before the offensive {threat.replace(' is ', ' was ', 1)}"
        return f"No governorate capital has fallen; {threat}"

    title, brief = headline(True), headline(False)
    since = day_text(baseline.date)
    subtitle = (
        f"Evening of {evening}; darker: taken since {since} and still held; "
        f"dotted: front of {since}"
    )
    gained = gained_places(situation, baseline)
    counts = join_names(
        [f"{side_name(dataset, [f])} {len(p)} places" for f, p in gained.items() if len(p)]
    )
    lead = f"Map of north-west Syria, {short_day(situation.date)}: "
    alt = alt_text(f"{lead}{title}.", f"{lead}{brief}.")
    description = (
        f"Map of north-west Syria on the evening of {evening}. "
        f"{brief}{nearest_text(situation, near[1]) if near else ''}. "
        + (f"Since {since} these hold more than before: {counts}. " if counts else "")
        + f"The front of {since} is drawn as a dotted line. "
        + marks(situation)
    )
    caption = f"What changed hands, {since} to {evening}"
    return told(situation, Words(title, subtitle, caption, alt, description))


def told(situation: Situation, words: Words) -> Words:
    """Mark the words of a map of what is only supposed: none may pass for a report."""
    if not situation.hypothetical:
        return words
    return Words(
        f"Hypothetical: {words.title}",
        f"What if, not reported: {situation.supposed}. {words.subtitle}",
        f"{words.caption}, hypothetical",
        shorten(f"Hypothetical: {words.alt}", ALT_LIMIT, placeholder=" …"),
        f"Hypothetical, not reported: {situation.supposed}. {words.description}",
    )


def taken_capitals(
    situation: Situation, baseline: Situation, attackers: Sequence[str]
) -> list[str]:
    """Capitals that a side holds now and did not hold at the baseline, by day of their fall."""
    held = situation.holders
    taken = [
        p for p in situation.dataset.seats
        if held[p] in attackers and baseline.holders[p] not in attackers
    ]  # fmt: skip
    dates = situation.dataset.events["date"]
    # What is only supposed rests on no event and comes last.
    return sorted(taken, key=lambda p: dates.get(situation.last_event[p], pd.Timestamp.max))


def nearest_capital(
    situation: Situation, attackers: Sequence[str], defenders: Sequence[str]
) -> tuple[str, Distance] | None:
    """Return the defended capital nearest to the front, with its distance."""
    front = front_between(situation, attackers, defenders)
    if front.empty:
        return None
    line = situation.mesh.plane.to_degrees(front.line)
    places = situation.dataset.places
    defended = [p for p in situation.dataset.seats if situation.holders[p] in defenders]
    # Degrees are good enough to pick the few that are measured.
    rough = sorted(
        defended,
        key=lambda p: shapely.distance(line, shapely.Point(places.lon[p], places.lat[p])),
    )
    measured = [(p, front.distance_to(p)) for p in rough[:3]]
    return min(measured, key=lambda item: item[1].distance_km or 0.0, default=None)


def gained_places(situation: Situation, baseline: Situation) -> dict[str, list[str]]:
    """Return faction id to the real places it holds now and did not hold at the baseline."""
    real = situation.dataset.real_places.index
    now, then = situation.holders[real], baseline.holders[real]
    moved = now[now != then]
    return {str(f): moved.index[moved == f].tolist() for f in moved.value_counts().index}


def marks(situation: Situation) -> str:
    said = []
    real = situation.dataset.real_places.index
    contested = real[(situation.contested[real] != "").to_numpy()]
    if len(contested):
        names = [name(situation.dataset, p) for p in contested]
        more = [say("and-more", number=len(names) - 12)] if len(names) > 12 else []
        said.append(say("contested-places", places=join([*names[:12], *more])))
    if situation.uncertain[real].any():
        said.append(say("uncertain-places"))
    return " ".join(said)


def alt_text(*options: str) -> str:
    """Take the first text that is short enough."""
    for text in options:
        if text and len(text) <= ALT_LIMIT:
            return text
    shortest = min((t for t in options if t), key=len)
    return shortest[: ALT_LIMIT - 1].rsplit(" ", 1)[0] + "…"


def short_day(day: dt.date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def have(items: Sequence[str]) -> str:
    return "has" if len(items) == 1 else "have"
