"""The few numbers that open a report, each with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from syria_analysis.control.campaign import Campaign
from syria_analysis.control.changes import Changes, changes_between
from syria_analysis.control.comparison import Comparison
from syria_analysis.control.front import front_between, with_joined
from syria_analysis.control.intervals import Interval, Passage
from syria_analysis.control.situation import Situation, as_evening
from syria_analysis.text.headline import force_at, headline, news_of
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.rounding import as_told
from syria_analysis.text.route_findings import Scenario
from syria_analysis.text.wording import (
    about_with_interval,
    capital,
    day_text,
    number,
    place_name,
    side_name,
)

__all__ = [
    "KeyNumber",
    "campaign_numbers",
    "comparison_numbers",
    "evening_numbers",
    "scenario_numbers",
]

MOST = 3
"""So many numbers open a report."""
_UNITS = {"km": "km", "km2": "km2", "%": "percent", "": "bare"}
"""Unit to the message that writes a number in it."""


@dataclass(frozen=True)
class KeyNumber:
    """A number that opens a report.

    Attributes
    ----------
    id : str
        Stable name of what it tells.
    label : str
        What it is, in a few words.
    value : str
        The number with its unit, no more digits than its interval supports.
    interval : str
        Its low and high value; "" if it has none.
    about : str
        What it is measured between, or since when.
    """

    id: str
    label: str
    value: str
    interval: str = ""
    about: str = ""


@in_its_words
def evening_numbers(
    situation: Situation,
    baseline: object,
    attackers: str | Iterable[str],
    defenders: str | Iterable[str],
) -> list[KeyNumber]:
    """Choose the numbers that open the report of an evening.

    Parameters
    ----------
    situation : Situation
        The evening.
    baseline : str, datetime.date or Situation
        The evening that it is compared with; not later.
    attackers, defenders : str or iterable of str
        Faction ids of the two sides of the front.

    Returns
    -------
    list of KeyNumber
        How far the front is that the headline tells of, of all who have joined the attackers, with
        the distance of these alone where it is another; how much land the attackers and those
        beside them gained; which share of the country the defenders hold; where one of these has
        nothing to tell, how many places changed hands.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> [number.id for number in evening_numbers(evening, "2024-11-26", "HTS,SNA", "SAA")]
    ['distance', 'gained', 'share']
    """
    dataset = situation.dataset
    attacking, defending = dataset.side(attackers), dataset.side(defenders)
    changes = changes_between(as_evening(dataset, baseline), situation)
    found = [
        *_distance(situation, attacking, defending),
        *_gained(changes, _with_allies(changes, attacking, defending)),
        *_share(situation, defending),
        _places(changes),
    ]
    return found[:MOST]


@in_its_words
def campaign_numbers(story: Campaign) -> list[KeyNumber]:
    """Choose the numbers that open the report of a campaign.

    Parameters
    ----------
    story : Campaign
        The evenings.

    Returns
    -------
    list of KeyNumber
        How much land ended with another holder, which share of the country the defenders held in
        the end, and how many places changed hands.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> story = campaign_between(load_dataset(), "2024-11-26", "2024-12-02")
    >>> [number.id for number in campaign_numbers(story)]
    ['passed', 'share', 'places']
    """
    told = _since(story.first)
    passed = _number("passed", say("key-passed"), story.whole.passage.passed(), "km2", told)
    return [passed, *_share(story.last, story.defenders), _places(story.whole)]


@in_its_words
def scenario_numbers(case: Scenario) -> list[KeyNumber]:
    """Choose the numbers that open the report of a what-if.

    Parameters
    ----------
    case : Scenario
        The what-if.

    Returns
    -------
    list of KeyNumber
        How many places on roads would be cut off, how many are as reported, and to how many of
        the targets no way would be open; low and high as contested places count.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.control.what_if import if_captured
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.text.route_findings import scenario
    >>> now = situation_on(load_dataset(), "2024-12-02")
    >>> after = if_captured(now, "hama", "homs", by="HTS")
    >>> case = scenario(now, after, "damascus", ["SAA"], ["latakia", "tartus"])
    >>> scenario_numbers(case)[-1].value
    '2'
    """
    source = case.named([case.now["shut"].source])
    among = say("key-of-targets", number=len(case.now["shut"].routes), source=source)
    on_roads, supposed = say("key-on-roads", who=case.side), case.after.values()
    without = [sum(route.km is None for route in cuts.routes) for cuts in supposed]
    rows = [
        ("cut-off", say("key-cut-off-if"), [len(cuts.cut_off) for cuts in supposed], on_roads),
        (
            "cut-off-reported",
            say("key-cut-off-reported"),
            [len(cuts.cut_off) for cuts in case.now.values()],
            day_text(case.reported.date),
        ),
        ("without-way", say("key-without-way"), without, among),
    ]
    return [
        _number(key, label, Interval(counts[0], min(counts), max(counts)), "", told)
        for key, label, counts, told in rows
    ]


@in_its_words
def comparison_numbers(found: Comparison) -> list[KeyNumber]:
    """Choose the numbers that open the report of a comparison.

    Parameters
    ----------
    found : Comparison
        The package and another account on an evening.

    Returns
    -------
    list of KeyNumber
        Which share of the places, and of the land, has the same holder in both, low and high as
        what is in doubt is settled; how much land has another.

    Examples
    --------
    >>> from syria_analysis.control.comparison import account_of_package, compare
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> same = compare(situation_on(data, "2024-12-02"), account_of_package(data, data))
    >>> [number.id for number in comparison_numbers(same)]
    ['places-agree', 'land-agree']
    """
    told, bounds, numbers = found.summary, found.bounds, []
    clear = told["places_agree"] + told["places_differ"]
    whose = say("key-of-cells") if found.of_places else say("key-of-land-clear")
    for name, of in (("places", say("key-of-places-clear", number=clear)), ("area", whose)):
        best = told[f"{name}_agree_share"]
        if best == best:
            low, high = bounds[f"{name}_agree_share"]
            key = "land" if name == "area" else name
            share = Interval(100 * best, 100 * low, 100 * high)
            numbers.append(_number(f"{key}-agree", say(f"key-{key}-agree"), share, "%", of))
    differ = told["area_differ_km2"]
    if differ > 0:
        doubt = Interval(differ, differ, differ + told["area_doubt_km2"])
        numbers.append(_number("land-differ", say("key-land-differ"), doubt, "km2", whose))
    return numbers


def _distance(
    situation: Situation, attackers: Sequence[str], defenders: Sequence[str]
) -> list[KeyNumber]:
    near = news_of(situation, attackers, defenders).approach
    if near is None:
        return []
    dataset, distance = situation.dataset, near.distance
    force, against = force_at(situation, distance), side_name(dataset, near.sides[1])
    if near.sides[1] != tuple(defenders):  # another front, told of if the headline does
        told_of = headline(situation, attackers, defenders)
        if str(place_name(dataset, near.place)) not in f"{told_of.title} {told_of.deck}":
            return []
    own = near.sides[1] == tuple(defenders) and force in attackers
    one = side_name(dataset, attackers if own else [force])
    told = say("key-front", one=one, other=against)
    alone = front_between(situation, attackers, defenders).distance_to(near.place)
    if not own and alone.status == "ok":
        km = about_with_interval(alone.distance_km or 0.0, alone.low_km, alone.high_km)
        told = say("key-front-alone", said=told, who=side_name(dataset, attackers), distance=km)
    land = Interval(near.km, distance.low_km or 0.0, distance.high_km or near.km)
    label = say("key-distance", name=place_name(dataset, near.place))
    return [_number("distance", label, land, "km", told)]


def _gained(changes: Changes, attackers: Sequence[str]) -> list[KeyNumber]:
    land = changes.passage.gained(set(attackers))
    if land.best <= 0:
        return []
    label = say("key-gained", who=side_name(changes.after.dataset, attackers))
    return [_number("gained", label, land, "km2", _since(changes.before))]


def _with_allies(
    changes: Changes, attackers: tuple[str, ...], defenders: tuple[str, ...]
) -> tuple[str, ...]:
    """Give the attackers with those who have joined them and gained land."""
    allies = with_joined(changes.after, attackers, defenders)
    won = (ally for ally in allies if changes.passage.gained({ally}).best > 0)
    return tuple(dict.fromkeys([*attackers, *won]))


def _share(situation: Situation, side: Sequence[str]) -> list[KeyNumber]:
    passage = Passage(situation, situation)
    held, whole = passage.held(set(side)), float(passage.km2.sum())
    if held.high <= 0:
        return []
    share = Interval(*(100 * km2 / whole for km2 in (held.best, held.low, held.high)))
    label = say("key-share", who=side_name(situation.dataset, side))
    told = say("key-of-country", day=day_text(situation.date))
    return [_number("share", label, share, "%", told)]


def _places(changes: Changes) -> KeyNumber:
    passed = len(changes.passed)
    sure = Interval(passed, passed, passed)
    return _number("places", say("key-places"), sure, "", _since(changes.before))


def _since(evening: Situation) -> str:
    return say("key-since", day=day_text(evening.date))


def _number(key: str, label: str, found: Interval, unit: str, told: str) -> KeyNumber:
    if unit:
        kind = "km²" if unit == "km2" else unit
        best, low, high = map(number, as_told(found.best, found.low, found.high, kind))
    else:  # a count is exact
        best, low, high = map(number, (found.best, found.low, found.high))
    words = _UNITS[unit]
    interval = ""
    if found.low != found.high and low != high:
        interval = say("key-interval", low=low, high=say(words, number=high))
    about = f"about-{words}" if words in ("km", "km2") else words
    return KeyNumber(key, capital(label), say(about, number=best), interval, told)
