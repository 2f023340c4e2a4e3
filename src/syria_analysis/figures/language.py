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
from functools import cache, lru_cache
from importlib import resources

from syria_analysis import wording
from syria_analysis.dataset import Dataset
from syria_analysis.errors import unknown

__all__ = ["LANGUAGES", "RTL", "day", "directed", "has_arabic", "is_rtl", "join", "language",
           "named", "say", "speaking", "spoken", "terms"]  # fmt: skip

LANGUAGES = ("en", "ar")
RTL = frozenset({"ar"})
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN_FIRST = re.compile(r"[^\u0600-\u06ffA-Za-z]*[A-Za-z]")
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


@lru_cache(maxsize=4)
def _in_arabic(dataset: Dataset) -> Dataset:
    places, factions = dataset.places.copy(), dataset.factions.copy()
    names = places["name_ar"].where(places["name_ar"] != "", places["name"])
    by_name = dict(zip(places["name"], names, strict=True))
    places["governorate"] = places["governorate"].map(lambda name: by_name.get(name, name))
    places["name"] = names
    factions["name"] = factions["name_ar"].where(factions["name_ar"] != "", factions["name"])
    for column, kind in (("short_name", "short"), ("name_in_sentence", "sentence")):
        factions[column] = [
            terms().get(f"{kind}-{code}", {}).get("ar", name)
            for code, name in zip(factions.index, factions["name"], strict=True)
        ]
    return replace(dataset, places=places, factions=factions)
