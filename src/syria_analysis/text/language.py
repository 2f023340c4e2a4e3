"""In which language a figure speaks: one table of terms, and names of places and forces.

What a figure says is in `terms.csv`: a key, and what it is called in each language, with
placeholders in braces. Sentences that English builds in the code of a figure stand there as well;
their English says what the Arabic means. Numbers have Western digits in both languages, as in many
Arabic newsrooms. The language holds for all that is drawn within `speaking`.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import cache
from importlib import resources

from syria_analysis.errors import unknown
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset
from syria_analysis.text import wording

__all__ = ["LANGUAGES", "RTL", "commas", "counted", "day", "day_and_month", "directed",
           "has_arabic", "is_rtl", "join", "language", "named", "one_month_name", "say",
           "semicolons", "short_day", "span", "speaking", "spoken", "terms"]  # fmt: skip

LANGUAGES = ("en", "ar")
RTL = frozenset({"ar"})
_ARABIC = re.compile(r"[\u0600-\u06ff]")
# Marks such as the Arabic comma, below U+0620, have no direction of their own.
_LATIN_FIRST = re.compile(r"[^\u0620-\u06ffA-Za-z]*[A-Za-z]")
_RLM = "\u200f"
_speaking: ContextVar[str] = ContextVar("language", default="en")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Let all that is drawn speak a language.

    Parameters
    ----------
    code : {"en", "ar"}
        The language.

    Raises
    ------
    UnknownName

    Examples
    --------
    >>> with speaking("ar"):
    ...     say("russian-base")
    'قاعدة روسية'
    >>> say("russian-base")
    'Russian base'
    """
    if code not in LANGUAGES:
        raise unknown("language", code, LANGUAGES)
    token = _speaking.set(code)
    try:
        yield
    finally:
        _speaking.reset(token)


def language() -> str:
    """Return the code of the language spoken."""
    return _speaking.get()


def is_rtl() -> bool:
    """Whether what is drawn reads from right to left."""
    return _speaking.get() in RTL


@cache
def terms() -> Mapping[str, Mapping[str, str]]:
    """Read the table: key to language to text."""
    text = resources.files(__package__).joinpath("terms.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(keepends=True))
    return {row["key"]: {code: row[code] for code in LANGUAGES} for row in rows}


def say(key: str, **parts: object) -> str:
    """Say a term.

    Parameters
    ----------
    key : str
        Of `terms`.
    **parts
        What its placeholders stand for.

    Returns
    -------
    str

    Examples
    --------
    >>> say("front-on", day="2 December 2024")
    'Front on 2 December 2024'
    """
    return terms()[key][language()].format(**parts)


def day(date: dt.date, *, short: bool = False) -> str:
    """Write a day; short with its month in few letters and without the second of its names.

    Examples
    --------
    >>> day(dt.date(2024, 12, 2)), day(dt.date(2024, 12, 2), short=True)
    ('2 December 2024', '2 Dec 2024')
    """
    month = say(f"{'short-' if short else ''}month-{date.month}")
    return f"{date.day} {month} {date.year}"


def day_and_month(date: dt.date) -> str:
    """Write a day in a sentence where the year is clear.

    Examples
    --------
    >>> day_and_month(dt.date(2024, 12, 2))
    '2 December'
    """
    return f"{date.day} {say(f'month-{date.month}')}"


def one_month_name(text: str) -> str:
    """Leave out the second of the two names that months have in Arabic.

    Examples
    --------
    >>> with speaking("ar"):
    ...     one_month_name(day_and_month(dt.date(2024, 4, 2)))
    '2 نيسان'
    """
    if language() == "ar":
        for number in range(1, 13):
            text = text.replace(say(f"month-{number}"), say(f"short-month-{number}"))
    return text


def short_day(date: dt.date) -> str:
    """Write a day in a label where the year is clear.

    Examples
    --------
    >>> short_day(dt.date(2024, 12, 2))
    '2 Dec'
    """
    return f"{date.day} {say(f'short-month-{date.month}')}"


def span(first: dt.date, last: dt.date) -> str:
    """Write the days from one to another.

    Examples
    --------
    >>> span(dt.date(2024, 11, 26), dt.date(2024, 12, 2))
    '26 Nov to 2 December 2024'
    """
    start = short_day(first) if language() == "en" else day_and_month(first)
    return say("span", first=start, last=day(last))


def counted(noun: str, number: int) -> str:
    """Write how many there are of something, in the form that the language has for the number.

    English has two forms. Arabic has five, told apart as in the plural rules of Unicode's CLDR:
    one; two, without a numeral; 3 to 10; 11 to 99; and the rest, whatever hundreds come before.
    The Arabic stands in the case that follows a preposition or a verbal noun.

    Parameters
    ----------
    noun : str
        A key ``counted-…`` of `terms`, whose forms are set apart by strokes.
    number : int
        How many.

    Returns
    -------
    str

    Examples
    --------
    >>> counted("day", 1), counted("day", 12)
    ('1 day', '12 days')
    >>> with speaking("ar"):
    ...     [counted("day", number) for number in (1, 2, 3, 12, 100)]
    ['يوم واحد', 'يومين', '3 أيام', '12 يوماً', '100 يوم']
    """
    forms = terms()[f"counted-{noun}"][language()].split("|")
    if language() == "en":
        form = int(number != 1)
    elif number in (1, 2):
        form = number - 1
    else:
        rest = number % 100
        form = 2 if 3 <= rest <= 10 else 3 if rest >= 11 else 4
    return forms[form].format(number=f"{number:d}")


def commas(parts: Sequence[str]) -> str:
    """Set parts of a sentence one after the other.

    Examples
    --------
    >>> commas(["fell", "contested"])
    'fell, contested'
    """
    return ("، " if is_rtl() else ", ").join(parts)


def semicolons(parts: Sequence[str]) -> str:
    """Set clauses one after the other.

    Examples
    --------
    >>> semicolons(["Aleppo falls", "Hama contested"])
    'Aleppo falls; Hama contested'
    """
    return ("؛ " if is_rtl() else "; ").join(parts)


def join(names: Sequence[str]) -> str:
    """Write a list as a sentence does.

    Examples
    --------
    >>> with speaking("ar"):
    ...     join(["حلب", "حماة", "حمص"])
    'حلب وحماة وحمص'
    """
    return " و".join(names) if is_rtl() else wording.join_names(names)


def named(name: str) -> str:
    """Say the name that the base map gives to a country or a sea; as it is if it has no term."""
    return _lands().get(name, {}).get(language(), name)


@cache
def _lands() -> dict[str, Mapping[str, str]]:
    return {term["en"]: term for key, term in terms().items() if key.startswith("land-")}


def has_arabic(text: str) -> bool:
    """Whether a text has Arabic letters.

    Examples
    --------
    >>> has_arabic("حمص"), has_arabic("Homs")
    (True, False)
    """
    return _ARABIC.search(text) is not None


def directed(line: str) -> str:
    r"""Mark a line of text that would be taken for left to right but is part of Arabic.

    Examples
    --------
    >>> with speaking("ar"):
    ...     directed("M5"), ascii(directed("GeoNames؛"))[:7]
    ('M5', "'\\u200f")
    """
    if not is_rtl() or line.isalnum() or not _LATIN_FIRST.match(line):
        return line
    return _RLM + line


def spoken(dataset: Dataset) -> Dataset:
    """Return the data with the names of places and forces in the language spoken.

    Parameters
    ----------
    dataset : Dataset
        The data.

    Returns
    -------
    Dataset
        A place without a name in that language keeps its own.
    """
    return dataset if language() == "en" else _in_arabic(dataset)


@cached_on_owner(maxsize=4)
def _in_arabic(dataset: Dataset) -> Dataset:
    places, factions = dataset.places.copy(), dataset.factions.copy()
    names = places["name_ar"].where(places["name_ar"] != "", places["name"])
    by_name = dict(zip(places["name"], names, strict=True))
    places["unit"] = places["unit"].map(lambda name: by_name.get(name, name))
    places["name"] = names
    factions["name"] = factions["name_ar"].where(factions["name_ar"] != "", factions["name"])
    for column, kind in (("short_name", "short"), ("name_in_sentence", "sentence")):
        factions[column] = [
            terms().get(f"{kind}-{code}", {}).get("ar", name)
            for code, name in zip(factions.index, factions["name"], strict=True)
        ]
    return replace(dataset, places=places, factions=factions)
