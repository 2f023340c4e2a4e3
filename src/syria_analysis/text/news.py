"""What an evening brought, by the value of the news: the rule behind every headline.

The greatest thing that happened on the day comes first:

1. seats of administrative units that changed hands, the capital first, then the largest, and
   whether none is left to the side that lost them;
2. seats that came to be contested;
3. how near the front is to the next seat, and how near it was the evening before if it moved;
4. what had fallen before that day.

Where a package has no seats, its cities stand for them. All forces count, whoever commands them; a
place that only passed within one side of the front does not. Where nothing of the first two
happened, the distance leads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from syria_analysis.control.front import Distance, front_between
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.text.language import say
from syria_analysis.text.wording import about, place_names, side_name

__all__ = ["News", "moved_clause", "news_of", "news_text"]

MOVED_SHARE = 0.1
"""A front has moved if it is nearer or farther by this share of the earlier distance."""


@dataclass(frozen=True)
class News:
    """What happened between an evening and the one before.

    Attributes
    ----------
    situation : Situation
        The evening.
    fallen : tuple of str
        Seats with another holder than the evening before: the capital first, then by population.
    contested : tuple of str
        Seats contested since the evening before, in the same order.
    seatless : bool
        Whether the defenders lost their last seat.
    before : Situation or None
        The evening before; None on the first one.
    """

    situation: Situation
    fallen: tuple[str, ...]
    contested: tuple[str, ...]
    seatless: bool
    before: Situation | None

    @property
    def great(self) -> bool:
        """Whether a seat changed hands or came to be contested."""
        return bool(self.fallen or self.contested)


def news_of(situation: Situation, attackers: Sequence[str], defenders: Sequence[str]) -> News:
    """Find what an evening brought.

    Parameters
    ----------
    situation : Situation
        The evening. One with captures supposed is compared with the same evening as reported.
    attackers, defenders : sequence of str
        Faction ids of the two sides of the front.

    Returns
    -------
    News

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-05")
    >>> news_of(evening, ["HTS", "SNA"], ["SAA"]).fallen
    ('hama',)
    """
    dataset = situation.dataset
    before = _before(situation)
    if before is None:
        return News(situation, (), (), False, None)
    capital = dataset.conflict.capital
    chief = sorted(dataset.chief_places, key=lambda place: place != capital)  # else in their order
    now, then = situation.holders, before.holders

    def across(place: str) -> bool:
        return now[place] != then[place] and not any(
            {now[place], then[place]} <= set(side) for side in (attackers, defenders)
        )

    fallen = tuple(place for place in chief if across(place))
    contested = tuple(
        place
        for place in chief
        if situation.contested[place] and not before.contested[place] and place not in fallen
    )
    kept = now[dataset.seats].isin(list(defenders)).any()
    had = then[dataset.seats].isin(list(defenders)).any()
    return News(situation, fallen, contested, bool(had and not kept), before)


def _before(situation: Situation) -> Situation | None:
    if situation.hypothetical:
        return situation_on(situation.dataset, situation.date)
    if situation.date <= situation.dataset.first:
        return None
    return situation_on(situation.dataset, situation.date - dt.timedelta(days=1))


def news_text(news: News, defenders: Iterable[str]) -> str:
    """Say what happened to seats; "" if nothing did.

    Parameters
    ----------
    news : News
        What happened.
    defenders : iterable of str
        Faction ids of the side that may have lost its last seat.

    Returns
    -------
    str
        Clauses without a capital letter or a full stop.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-05")
    >>> news_text(news_of(evening, ["HTS", "SNA"], ["SAA"]), ["SAA"])
    'Hama has fallen to the HTS-led forces'
    """
    dataset, said = news.situation.dataset, ""
    holders = news.situation.holders
    for captor in dict.fromkeys(holders[place] for place in news.fallen):
        places = [place for place in news.fallen if holders[place] == captor]
        parts = {"places": place_names(dataset, places), "who": side_name(dataset, [captor])}
        said = say("then-fallen", before=said, **parts) if said else say("fallen-to", **parts)
    if news.contested:
        contested = say("are-contested", places=place_names(dataset, news.contested))
        said = say("then-contested", before=said, after=contested) if said else contested
    if news.seatless:
        left = say("no-seat-left", who=side_name(dataset, defenders))
        said = say("fallen-and", fallen=said, threat=left) if said else left
    return said


def moved_clause(
    news: News, near: tuple[str, Distance], attackers: Sequence[str], defenders: Sequence[str]
) -> str:
    """Say how far the front was from a place the evening before; "" if it hardly moved.

    Parameters
    ----------
    news : News
        What happened.
    near : tuple of (str, Distance)
        The place and its distance to the front now.
    attackers, defenders : sequence of str
        Faction ids of the two sides of the front.

    Returns
    -------
    str

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> sides = ["HTS", "SNA"], ["SAA"]
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> far = front_between(evening, *sides).distance_to("hama")
    >>> moved_clause(news_of(evening, *sides), ("hama", far), *sides)
    ''
    """
    place, now = near
    if news.before is None or now.distance_km is None or news.situation.hypothetical:
        return ""
    then = front_between(news.before, attackers, defenders).distance_to(place)
    if then.distance_km is None:
        return ""
    if abs(then.distance_km - now.distance_km) < max(1.0, MOVED_SHARE * then.distance_km):
        return ""
    low, high = then.low_km or 0.0, then.high_km or 0.0
    return say("away-before", distance=about(then.distance_km, low, high, "km"))
