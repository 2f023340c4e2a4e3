"""The words of the strip map: who held a road evening by evening, where the front crossed it."""

from __future__ import annotations

from syria_analysis.control.intervals import Interval
from syria_analysis.roads.along import Crossing, Road, RoadCampaign, RoadEvening, Turn
from syria_analysis.text.evening_words import Words, alt_text
from syria_analysis.text.language import join, say
from syria_analysis.text.rounding import format_number, round_to_interval
from syria_analysis.text.wording import (
    about,
    capital,
    clauses,
    day_and_month,
    place_name,
    place_names,
    sentences,
    span,
)

__all__ = ["road_name", "strip_words", "turn_text"]


def road_name(road: Road, names: tuple[str, str]) -> str:
    """Name a road: by its number, by its name, or by the names of its ends where it has none.

    Parameters
    ----------
    road : Road
        The road.
    names : tuple of (str, str)
        Names of the places at its ends, for a road without a name.

    Returns
    -------
    str

    Examples
    --------
    >>> road_name(Road("M5", ("damascus", "homs"), (0.0, 153.0)), ("Damascus", "Homs"))
    'the M5'
    """
    if not road.name:
        return say("road-unnamed", start=names[0], end=names[1])
    numbered = " " not in road.name and any(sign.isdigit() for sign in road.name)
    return say("road-numbered" if numbered else "road-named", road=road.name)


def strip_words(strip: RoadCampaign) -> Words:
    """Write the words of a strip map.

    Parameters
    ----------
    strip : RoadCampaign
        The road on every evening.

    Returns
    -------
    Words

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.conflict import RoadPart
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.roads.along import declared_road
    >>> syria = load_dataset()
    >>> m5 = declared_road(syria, [RoadPart("M5", "damascus", "aleppo")])
    >>> story = campaign_between(syria, "2024-11-26", "2024-12-02")
    >>> strip_words(RoadCampaign(m5, story)).title
    'By 2 December Aleppo had fallen and the front stood about 25 km from Hama along the M5'
    """
    data, road = strip.story.dataset, strip.road
    ends = place_name(data, road.places[0]), place_name(data, road.places[-1])
    time = span(strip.story.first.date, strip.story.last.date)

    def named() -> str:
        return road_name(road, ends)

    def headline() -> str:
        return _headline(strip, named())

    where = [
        say("at-kilometre", name=place_name(data, city), km=format_number(round(road.at(city))))
        for city in strip.cities
    ]
    parts = {"start": ends[0], "end": ends[1]} if road.name else {}
    subtitle, caption = (
        ("strip-subtitle", "strip-caption")
        if road.name
        else ("strip-subtitle-whole", "strip-caption-whole")
    )
    return Words(
        capital(headline()),
        say(subtitle, road=named(), **parts),
        say(caption, road=named(), span=time, **parts),
        alt_text(
            lambda: say("strip-alt", road=named(), span=time, said=headline()),
            lambda: say("strip-alt-brief", road=named(), span=time),
        ),
        sentences(
            say(
                "about-strip",
                start=ends[0],
                end=ends[1],
                length=format_number(round(road.length_km)),
            ),
            say("strip-cities", said=join(where)) if where else "",
            *(
                say("told-of-day", day=day_and_month(evening.situation.date), said=_fronts(evening))
                for evening in strip.evenings
            ),
            say("strip-turns", said=clauses(_told(strip, turn) for turn in strip.turns))
            if strip.turns
            else "",
        ),
    )


def turn_text(strip: RoadCampaign, turn: Turn) -> str:
    """Say what happened at a turning point, as it stands on the drawing.

    Parameters
    ----------
    strip : RoadCampaign
        The road on every evening.
    turn : Turn
        One of its turning points.

    Returns
    -------
    str

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.conflict import RoadPart
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.roads.along import declared_road
    >>> syria = load_dataset()
    >>> m5 = declared_road(syria, [RoadPart("M5", "damascus", "aleppo")])
    >>> strip = RoadCampaign(m5, campaign_between(syria, "2024-11-26", "2024-12-02"))
    >>> [turn_text(strip, turn) for turn in strip.turns]
    ['Aleppo falls', '73 km in a day', 'pushed back 13 km']
    """
    if turn.place:
        name = place_name(strip.story.dataset, turn.place)
        return say("city-fell" if turn.kind == "fell" else "city-retaken", name=name)
    return say(turn.kind, distance=say("km", number=format_number(round(turn.moved_km))))


def _told(strip: RoadCampaign, turn: Turn) -> str:
    day = day_and_month(strip.evenings[turn.day].situation.date)
    return say("on-day", name=turn_text(strip, turn), day=day)


def _fronts(evening: RoadEvening) -> str:
    return clauses(_at(front) for front in evening.fronts) or say("no-front-on-road")


def _at(front: Crossing) -> str:
    best = round_to_interval(front.km, front.low, front.high)
    return say(
        "front-at-kilometre",
        km=format_number(best),
        low=format_number(round(front.low)),
        high=format_number(round(front.high)),
    )


def _headline(strip: RoadCampaign, road: str) -> str:
    data, last = strip.story.dataset, strip.evenings[-1]
    day, fallen = day_and_month(last.situation.date), strip.fallen
    city = strip.next_city
    defended = [c for c in strip.cities if strip.evenings[0].situation.holders[c] in last.defenders]
    if fallen and len(fallen) == len(defended) > 1:
        first, final = (
            day_and_month(strip.evenings[number].situation.date)
            for number in (min(fallen.values()), max(fallen.values()))
        )
        number, name = len(fallen), place_name(data, next(iter(fallen)))
        if first == final:
            return say("strip-all-fell-on", number=number, road=road, day=first)
        return say("strip-all-fell", number=number, road=road, first=first, last=final, city=name)
    parts = {"day": day, "road": road}
    if fallen:
        parts["places"] = place_names(data, fallen)
    distance = last.distance_to(city) if city else None
    if city is None or distance is None:
        return say("strip-fell" if fallen else "strip-nowhere", **parts)
    parts["city"] = place_name(data, city)
    before = strip.evenings[0].distance_to(city)
    same = last.attackers == strip.evenings[0].attackers  # else it may be another force's front
    if not fallen and same and before is not None and _about(before) != _about(distance):
        return say("strip-came", first=_about(before), last=_about(distance), **parts)
    parts["distance"] = _about(distance)
    return say("strip-fell-and-front" if fallen else "strip-stood", **parts)


def _about(distance: Interval) -> str:
    return about(distance.best, distance.low, distance.high)
