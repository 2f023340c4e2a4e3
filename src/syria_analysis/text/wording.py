"""How days, numbers, lists, directions, places and factions are written, in the language spoken."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from syria_analysis.text.language import Name, attributes, grammar, join, knows, name_of, say, voice
from syria_analysis.text.rounding import as_told, round_interval
from syria_analysis.text.rounding import format_number as number

if TYPE_CHECKING:
    from syria_analysis.package.dataset import Dataset

__all__ = [
    "about",
    "about_with_interval",
    "at_this_pace",
    "axis_day",
    "capital",
    "clauses",
    "commas",
    "compass",
    "day_and_month",
    "day_beside",
    "day_text",
    "direction",
    "faction_name",
    "first_mentions",
    "in_short",
    "land_name",
    "letters_spelled_out",
    "month_and_year",
    "number",
    "number_with_interval",
    "percent",
    "place_name",
    "place_names",
    "places_name",
    "sentences",
    "share_with_interval",
    "short_day",
    "side_name",
    "span",
    "spelled_out",
    "status_text",
    "supposed",
    "unit_name",
    "unit_text",
    "verdict_text",
    "who_is_who",
    "with_short_months",
]

_EIGHTHS = (
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
)
MOST_SUPPOSED = 4
"""So many places that are only supposed to be in other hands are named."""
_UNITS = {"km": "km", "km2": "km²"}
_UNIT_WORDS = {"km²": "km2", "%": "percent"}
_mentioned: ContextVar[set[str] | None] = ContextVar("mentioned", default=None)
_short_months: ContextVar[bool] = ContextVar("short_months", default=False)


def _month(day: dt.date, *, short: bool) -> str:
    key = f"short-month-{day.month}" if short or _short_months.get() else f"month-{day.month}"
    own = voice().own
    if key in own:
        return say(key)
    width = "abbreviated" if key.startswith("short") else "wide"
    return str(own.locale.months["format"][width][day.month])


@contextmanager
def with_short_months() -> Iterator[None]:
    """Let months be written in few letters, where a text must be short.

    Examples
    --------
    >>> with with_short_months():
    ...     day_text(dt.date(2024, 12, 2))
    '2 Dec 2024'
    """
    token = _short_months.set(True)
    try:
        yield
    finally:
        _short_months.reset(token)


def day_text(day: dt.date, *, short: bool = False) -> str:
    """Write a day as a sentence does.

    Parameters
    ----------
    day : datetime.date
        Any day.
    short : bool
        Whether to write the month in few letters.

    Returns
    -------
    str

    Examples
    --------
    >>> day_text(dt.date(2024, 12, 2)), day_text(dt.date(2024, 12, 2), short=True)
    ('2 December 2024', '2 Dec 2024')
    """
    month, year = _month(day, short=short), f"{day.year:d}"
    return say("day-of-year", day=f"{day.day}", month=month, year=year)


def month_and_year(day: dt.date) -> str:
    """Write the month of a day, as what happened in it is headed.

    Parameters
    ----------
    day : datetime.date
        Any day.

    Returns
    -------
    str

    Examples
    --------
    >>> month_and_year(dt.date(2024, 12, 2))
    'December 2024'
    """
    return say("month-of-year", month=_month(day, short=False), year=f"{day.year:d}")


def day_and_month(day: dt.date) -> str:
    """Write a day in a sentence where the year is clear.

    Parameters
    ----------
    day : datetime.date
        Any day.

    Returns
    -------
    str

    Examples
    --------
    >>> day_and_month(dt.date(2024, 12, 2))
    '2 December'
    """
    return say("day-of-month", day=f"{day.day}", month=_month(day, short=False))


def day_beside(day: dt.date, other: dt.date, *, short: bool = False) -> str:
    """Write a day where another stands with its year: without a year that would be the same.

    Parameters
    ----------
    day, other : datetime.date
        The days.
    short : bool
        Whether to write the month in few letters.

    Returns
    -------
    str

    Examples
    --------
    >>> day_beside(dt.date(2024, 11, 26), dt.date(2024, 12, 2))
    '26 November'
    >>> day_beside(dt.date(2024, 11, 26), dt.date(2025, 1, 2))
    '26 November 2024'
    """
    if day.year != other.year:
        return day_text(day, short=short)
    return short_day(day) if short else day_and_month(day)


def short_day(day: dt.date) -> str:
    """Write a day in a label where the year is clear.

    Parameters
    ----------
    day : datetime.date
        Any day.

    Returns
    -------
    str

    Examples
    --------
    >>> short_day(dt.date(2024, 12, 2))
    '2 Dec'
    """
    return say("day-of-month", day=f"{day.day}", month=_month(day, short=True))


def axis_day(day: dt.date) -> str:
    """Write a day at an axis, where there is least room.

    Parameters
    ----------
    day : datetime.date
        Any day.

    Returns
    -------
    str

    Examples
    --------
    >>> axis_day(dt.date(2024, 12, 2))
    '2 Dec'
    """
    month = _month(day, short=True)
    return say("day-at-axis", day=f"{day.day}", month=month, number=f"{day.month}")


def span(first: dt.date, last: dt.date) -> str:
    """Write the days from one to another.

    Parameters
    ----------
    first, last : datetime.date
        The days.

    Returns
    -------
    str

    Examples
    --------
    >>> span(dt.date(2024, 11, 26), dt.date(2024, 12, 2))
    '26 Nov to 2 December 2024'
    """
    first_day, last_day = day_and_month(first), day_text(last)
    return say("span", first=first_day, first_short=short_day(first), last=last_day)


def percent(share: float) -> str:
    """Write a share of land, which supports no decimals.

    Parameters
    ----------
    share : float
        0 to 1.

    Returns
    -------
    str

    Examples
    --------
    >>> percent(0.624), percent(0.001), percent(0.0), percent(0.998)
    ('62%', 'under 1%', '0%', 'over 99%')
    """
    if 0 < share < 0.005:
        return say("percent-under-1")
    if 0.995 <= share < 1 - 1e-9:  # all of it is what sums to 1
        return say("percent-over-99")
    return say("percent", number=f"{100 * share:.0f}")


def share_with_interval(value: float, low: float, high: float) -> str:
    """Write a share with its interval: "58% (57–59.6)".

    Parameters
    ----------
    value, low, high : float
        Per cent.

    Returns
    -------
    str

    Examples
    --------
    >>> share_with_interval(58.2, 57.1, 59.6), share_with_interval(58.2, 58.2, 58.2)
    ('58% (57–59.6)', '58.2%')
    """
    best, floor, ceiling = _rounded(value, low, high, "%")
    if floor == ceiling:
        return say("percent", number=best)
    return say("percent-interval", number=best, low=floor, high=ceiling)


def number_with_interval(
    value: float, low: float | None, high: float | None, unit: str, *, bare: bool = False
) -> str:
    """Write a number with its unit and its interval: "65 km (63–73)".

    Parameters
    ----------
    value, low, high : float
        Best value and its interval; None where there is none.
    unit : str
        Unit of all three.
    bare : bool
        Whether to leave the unit out, as in the cell of a table whose heading has it.

    Returns
    -------
    str

    Examples
    --------
    >>> number_with_interval(66.3, 63.2, 72.4, "km", bare=True)
    '65 (63–73)'
    >>> number_with_interval(66.3, 63.2, 72.4, "km"), number_with_interval(5, 5, 5, "places")
    ('65 km (63–73)', '5 places')
    """
    if low is None or high is None:
        low = high = value
    best, floor, ceiling = _rounded(value, low, high, unit)
    told, key = ({}, "number") if bare else ({"unit": unit_text(unit)}, "number-unit")
    if floor == ceiling:
        return best if bare else say("number-unit", number=best, **told)
    key += "-from-to" if low < 0 else "-interval"
    return say(key, number=best, **told, low=floor, high=ceiling)


def unit_text(unit: str) -> str:
    """Write a unit in the language spoken; one that has no word stays as it is.

    Parameters
    ----------
    unit : str
        As tables and claims have it: ``"km"``, ``"km2"``, ``"km²"``, ``"%"``, ``"places"`` …

    Returns
    -------
    str

    Examples
    --------
    >>> unit_text("km2"), unit_text("furlongs")
    ('km²', 'furlongs')
    """
    key = f"unit-{_UNIT_WORDS.get(unit, unit)}"
    return say(key) if knows(key) else unit


def verdict_text(verdict: str) -> str:
    """Write a verdict on a claim in the language spoken; one that has no words stays as it is.

    Parameters
    ----------
    verdict : str
        Of `claims.rules`.

    Returns
    -------
    str

    Examples
    --------
    >>> verdict_text("not supported")
    'not supported'
    """
    key = f"verdict-{verdict.replace(' ', '-')}"
    return say(key) if verdict and knows(key) else verdict


def _rounded(value: float, low: float, high: float, unit: str) -> tuple[str, str, str]:
    """Write a number and the ends of its interval, rounded; the ends are alike without one."""
    best, floor, ceiling = map(number, as_told(value, low, high, unit))
    return (best, "", "") if low == high else (best, floor, ceiling)


def about(value: float, low: float | None, high: float | None, unit: str = "km") -> str:
    """Write a number as exact as its interval allows: "about 65 km".

    Parameters
    ----------
    value : float
        Best value.
    low, high : float or None
        Its interval, None where there is none.
    unit : {"km", "km2"}
        What it counts.

    Returns
    -------
    str

    Examples
    --------
    >>> about(66.3, 63.2, 72.4)
    'about 65 km'
    """
    ends = (value, value) if low is None or high is None else (low, high)
    return say(f"about-{unit}", number=number(as_told(value, *ends, _UNITS[unit])[0]))


def about_with_interval(
    value: float, low: float | None, high: float | None, unit: str = "km"
) -> str:
    """Write a number with its interval: "about 65 km (63–73)".

    Parameters
    ----------
    value : float
        Best value.
    low, high : float or None
        Its interval, None where there is none.
    unit : {"km", "km2"}
        What it counts.

    Returns
    -------
    str

    Examples
    --------
    >>> about_with_interval(66.3, 63.2, 72.4), about_with_interval(66.3, None, None)
    ('about 65 km (63–73)', 'about 66 km')
    """
    if low is None or high is None:
        return about(value, low, high, unit)
    best, floor, ceiling = as_told(value, low, high, _UNITS[unit])
    if low == high or floor == ceiling:
        return about(value, low, high, unit)
    key = f"about-{unit}-{'from-to' if floor < 0 else 'interval'}"
    return say(key, number=number(best), low=number(floor), high=number(ceiling))


def commas(parts: Iterable[str]) -> str:
    """Set parts of a sentence one after the other.

    Parameters
    ----------
    parts : iterable of str
        Those that are empty are left out.

    Returns
    -------
    str

    Examples
    --------
    >>> commas(["fell", "contested"])
    'fell, contested'
    """
    return _chained("then-comma", parts)


def clauses(parts: Iterable[str]) -> str:
    """Set clauses one after the other.

    Parameters
    ----------
    parts : iterable of str
        Those that are empty are left out.

    Returns
    -------
    str

    Examples
    --------
    >>> clauses(["Aleppo falls", "Hama contested"])
    'Aleppo falls; Hama contested'
    """
    return _chained("then-clause", parts)


def _chained(key: str, parts: Iterable[str]) -> str:
    said = ""
    for part in filter(None, parts):
        said = say(key, before=said, after=part) if said else str(part)
    return said


def sentences(*parts: str) -> str:
    """Set sentences one after the other.

    Parameters
    ----------
    *parts : str
        Those that are empty are left out.

    Returns
    -------
    str

    Examples
    --------
    >>> sentences("Aleppo falls.", "", "Hama is contested.")
    'Aleppo falls. Hama is contested.'
    """
    return " ".join(filter(None, parts))


def capital(text: str) -> str:
    """Write a clause as the beginning of a sentence.

    Parameters
    ----------
    text : str
        The clause.

    Returns
    -------
    str

    Examples
    --------
    >>> capital("the front came nearer")
    'The front came nearer'
    """
    return text[:1].upper() + text[1:]


def direction(bearing_deg: float) -> str:
    """Tell which of eight directions a bearing is.

    Parameters
    ----------
    bearing_deg : float
        Degrees clockwise from north.

    Returns
    -------
    str
        A key, the same in every language.

    Examples
    --------
    >>> direction(357.0), direction(225.0)
    ('north', 'south-west')
    """
    return _EIGHTHS[round(bearing_deg / 45) % 8]


def status_text(status: str) -> str:
    """Say why there is no distance from a place to a front.

    Parameters
    ----------
    status : str
        Of `Distance`.

    Returns
    -------
    str

    Examples
    --------
    >>> status_text("no_front")
    'no front'
    """
    return say(f"status-{status.replace('_', '-')}")


def at_this_pace(row: Mapping[str, Any], limit: bool = False) -> str:
    """Tell how many days off a city is at the pace at which the front came nearer.

    Parameters
    ----------
    row : mapping
        Of `pace.pace_between`.
    limit : bool
        To the limit of the city in place of its centre; "" where the data have none.

    Returns
    -------
    str
        An interval, rounded outwards; else why there is none.

    Examples
    --------
    >>> at_this_pace({"status": "ok", "low_days": 2.4, "high_days": 5.3})
    '2–6 days'
    >>> at_this_pace({"status": "ok", "low_days": 2.4, "high_days": float("nan")})
    '2 days or more'
    >>> at_this_pace({"status": "not_nearer"})
    'did not come nearer'
    """
    status, of = row["status"], "limit_" if limit else ""
    if limit and not _known(row.get("limit_km")):
        return ""
    if limit and row["limit_km"] == 0:
        return status_text("at_limit")
    low, high = row.get(f"{of}low_days", math.nan), row.get(f"{of}high_days", math.nan)
    if limit and status in ("ok", "not_nearer"):  # either may come nearer without the other
        status = "ok" if _known(low) else "not_nearer"
    if status != "ok":
        return status_text(status)
    if high is None or math.isnan(high):
        return say("days-or-more", number=int(low))
    ends = round_interval(low, high)
    text = {"low": number(ends[0]), "high": number(ends[1])}
    return say("days-from-to", number=int(ends[1]), **text)


def _known(value: Any) -> bool:
    return value is not None and not math.isnan(value)


def compass(bearing_deg: float) -> str:
    """Name the direction of a bearing.

    Parameters
    ----------
    bearing_deg : float
        Degrees clockwise from north.

    Returns
    -------
    str
        One of eight directions.

    Examples
    --------
    >>> compass(357.0), compass(225.0)
    ('north', 'south-west')
    """
    return say(f"compass-{direction(bearing_deg)}")


@contextmanager
def first_mentions() -> Iterator[None]:
    """Let each faction be spelled out where it is named first, and be named in short after that.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> with first_mentions():
    ...     [faction_name(load_dataset(), "SNA") for _ in range(2)]
    ['the Syrian National Army (SNA)', 'the SNA']
    """
    token = _mentioned.set(set())
    try:
        yield
    finally:
        _mentioned.reset(token)


@contextmanager
def in_short() -> Iterator[None]:
    """Let each faction be named in short, within `first_mentions` too: a headline has little room.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> with first_mentions(), in_short():
    ...     faction_name(load_dataset(), "SNA")
    'the SNA'
    """
    token = _mentioned.set(None)
    try:
        yield
    finally:
        _mentioned.reset(token)


def faction_name(dataset: Dataset, faction: str) -> Name:
    """Name a faction as sentences do.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    faction : str
        Faction id.

    Returns
    -------
    Name
        Spelled out where it is named first within `first_mentions`.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> faction_name(load_dataset(), "HTS")
    'the HTS-led forces'
    """
    own = str(dataset.factions.at[faction, "name_in_sentence"])
    short = name_of(f"faction-{faction}", own, dataset=dataset)
    mentioned = _mentioned.get()
    if mentioned is None or faction in mentioned:
        return short
    mentioned.add(faction)
    return spelled_out(dataset, faction, short)


def letters_spelled_out(dataset: Dataset, factions: Iterable[str]) -> str:
    """Say in full which forces the letters stand for that maps name them by.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    factions : iterable of str
        Faction ids.

    Returns
    -------
    str
        "" if no short name of them holds letters that stand for words.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> letters_spelled_out(load_dataset(), ["SNA", "SAA"])
    'SNA: Syrian National Army (Turkish-backed).'
    """
    said = []
    for faction in factions:
        short, full = dataset.factions.loc[faction, ["short_name", "name"]]
        letters = _letters(short)
        if letters and letters & _letters(full):  # the table leaves letters as they are
            texts = attributes(f"faction-{faction}", dataset)
            full = texts.get("full-bare", texts.get("full", full))
        if letters and full != short:
            said.append(say("named-held", name=short, who=full))
    return say("as-sentence", said=clauses(said)) if said else ""


def _letters(name: str) -> set[str]:
    """Find the words in a name that are capital letters."""
    words = "".join(letter if letter.isalpha() else " " for letter in name).split()
    return {word for word in words if len(word) > 1 and word.isupper()}


def spelled_out(dataset: Dataset, faction: str, short: Name) -> Name:
    """Spell out a faction whose name in sentences is short.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    faction : str
        Faction id.
    short : Name
        Its name in sentences.

    Returns
    -------
    Name
        As the package's texts spell it out; else, if it holds letters that stand for words, with
        the full name of the table behind it.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> spelled_out(load_dataset(), "IDF", faction_name(load_dataset(), "IDF"))
    'Israel'
    """
    texts = attributes(f"faction-{faction}", dataset)
    if "full" in texts:
        bare = texts.get("full-bare", texts["full"])
        return Name(texts["full"], **{**short.grammar, "bare": bare})
    if not _letters(short):
        return short
    full, bare = str(dataset.factions.at[faction, "name"]), grammar(short, "bare")
    said = say("spelled-out", who=short, name=full)
    return Name(said, **{**short.grammar, "bare": say("spelled-out", who=bare, name=full)})


def who_is_who(dataset: Dataset) -> str:
    """Say in full whom the short names of the factions stand for.

    Parameters
    ----------
    dataset : Dataset
        Its factions in order; those whose short name says all are left out.

    Returns
    -------
    str
        "" if there is none to be told of.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> "SNA: Syrian National Army (Turkish-backed)" in who_is_who(load_dataset())
    True
    """
    names = zip(dataset.factions["short_name"], dataset.factions["name"], strict=True)
    said = clauses(
        say("named-held", name=short, who=full) for short, full in names if short != full
    )
    return say("who-is-who", said=said) if said else ""


def side_name(dataset: Dataset, factions: Iterable[str]) -> Name:
    """Name the factions of a side as sentences do.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    factions : iterable of str
        Faction ids.

    Returns
    -------
    Name

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> side_name(load_dataset(), ["SAA"])
    'the government'
    """
    return join([faction_name(dataset, faction) for faction in factions])


def place_name(dataset: Dataset, place: str) -> Name:
    """Name a place.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    place : str
        Place id.

    Returns
    -------
    Name
        In the language spoken, where the data have a name in it. A place whose grammar the package
        does not tell has that of its kind.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> place_name(load_dataset(), "homs")
    'Homs'
    """
    places, column = dataset.places, f"name_{voice().own.code}"
    kind, own = str(places.at[place, "kind"]), str(places.at[place, "name"])
    if column in places:
        own = str(places.at[place, column]) or own
    return name_of(f"place-{place}", own, f"kind-{kind}", dataset=dataset)


def place_names(dataset: Dataset, places: Iterable[str]) -> Name:
    """Name places, as a list in a sentence.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    places : iterable of str
        Place ids.

    Returns
    -------
    Name

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> place_names(load_dataset(), ["hama", "homs"])
    'Hama and Homs'
    """
    return join([place_name(dataset, place) for place in places])


def places_name(dataset: Dataset, places: Iterable[str]) -> Name:
    """Name places by the one name that the package has for all of them, else one by one.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    places : iterable of str
        Place ids.

    Returns
    -------
    Name

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> places_name(load_dataset(), ["latakia", "tartus"])
    'the coast'
    """
    ids = list(places)
    key = "-".join(["group", *sorted(ids)])
    return name_of(key, place_names(dataset, ids), dataset=dataset)


def supposed(dataset: Dataset, captures: Iterable[tuple[str, str, bool]]) -> str:
    """Say what is supposed and not reported.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    captures : iterable of Capture
        Place id, id of who would hold it, and whether it would be given back.

    Returns
    -------
    str
        A clause for each who would hold something; of more than `MOST_SUPPOSED` places only how
        many there are. "" for none.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> supposed(load_dataset(), [("hama", "HTS", False), ("homs", "HTS", False)])
    'Hama and Homs captured by the HTS-led forces'
    """
    groups = dict[tuple[str, bool], list[str]]()
    for place, by, given_back in captures:
        groups.setdefault((by, given_back), []).append(place)
    number = sum(map(len, groups.values()))
    if number > MOST_SUPPOSED:
        who = side_name(dataset, dict.fromkeys(by for by, _ in groups))
        return say("supposed-many", number=number, who=who)
    return clauses(
        say(
            "supposed-given-back" if given_back else "supposed-captured",
            places=place_names(dataset, places),
            who=faction_name(dataset, by),
        )
        for (by, given_back), places in groups.items()
    )


def unit_name(dataset: Dataset, unit: str) -> Name:
    """Name an administrative unit.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    unit : str
        Name of the unit in the data.

    Returns
    -------
    Name

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> unit_name(load_dataset(), "Homs")
    'Homs'
    """
    called, places = unit, dataset.places
    if "unit_name" in places:  # of data in another language
        called = next(iter(places.loc[places["unit"] == unit, "unit_name"]), unit)
    return name_of(f"unit-{_slug(unit)}", called, dataset=dataset)


def land_name(dataset: Dataset, land: str) -> Name:
    """Name what the base map names: a country, a sea, a river, land with a name of its own.

    Parameters
    ----------
    dataset : Dataset
        Where the names are.
    land : str
        Its name in the base map.

    Returns
    -------
    Name

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> land_name(load_dataset(), "Turkey")
    'Turkey'
    """
    return name_of(f"land-{_slug(land)}", land, dataset=dataset)


def _slug(text: str) -> str:
    """Write a name as a part of an identifier of Fluent."""
    letters = (c if c.isascii() and c.isalnum() else " " for c in text.lower())
    return "-".join("".join(letters).split())
