"""Names of places as people write them: folded to a key, looked up, and near ones suggested."""

from __future__ import annotations

import contextlib
import re
import sys
import unicodedata
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from syria_analysis.errors import NameWarning, UnknownName
from syria_analysis.package.plain_text import clean

__all__ = ["Names", "fold", "names_told"]

_APOSTROPHES = re.compile("['’‘ʻʼʽʾʿˈ`´′]")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_VOWELS = re.compile("[aeiouyw]")
_LETTERS = str.maketrans({"ة": "ه", "ى": "ي", "ٱ": "ا", "ـ": "", "ء": "", "ı": "i"})
_SHORTEST = 2
"""Letters that must stay of a word from which an article is taken."""
_NEAR, _SURE = 0.75, 0.9
"""How alike two keys must be for one to be suggested for the other: if they have the same
consonants in the same order, or one letter has slipped; and if not."""
_LONGEST = 200
"""Letters of what was written that are looked at."""
_MOST = 5
"""Places that a message lists."""


def fold(name: str, articles: Collection[str] = ()) -> str:
    """Reduce a name to what its spellings share.

    Parameters
    ----------
    name : str
        In any script.
    articles : collection of str
        Words that may be left out before another word; with a hyphen at the end, beginnings that
        are written together with their word.

    Returns
    -------
    str
        Without case, diacritics, apostrophes, hyphens, spaces, articles and doubled letters; ة as
        ه and أ, إ, آ as ا. Folding a key gives the same key. It is "" if no letter is left.

    Examples
    --------
    >>> fold("Ma‘arrat an-Nu‘mān", ["al", "an"]) == fold("Maarat Numan")
    True
    >>> fold("الرقة", ["ال-"]) == fold("رقه")
    True
    """
    key = name
    while True:
        once = _DOUBLED.sub(r"\1", _folded(key, articles))
        if once == key:
            return key
        key = once


def _folded(name: str, articles: Collection[str]) -> str:
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    text = "".join(c for c in text.translate(_LETTERS) if not unicodedata.combining(c))
    text = _APOSTROPHES.sub("", text)
    words = "".join(c if c.isalnum() else " " for c in text).split()
    apart = {article.casefold() for article in articles if not article.endswith("-")}
    joined = [article[:-1].casefold() for article in articles if article.endswith("-")]
    kept = [word for word in words[:-1] if word not in apart] + words[-1:]
    return "".join(_without(word, joined) for word in kept)


def _without(word: str, joined: Iterable[str]) -> str:
    for article in joined:
        if word.startswith(article) and len(word) >= len(article) + _SHORTEST:
            return word[len(article) :]
    return word


def _slipped(one: str, other: str) -> bool:
    """Say whether a letter but the first is left out or added, or two neighbours are exchanged."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or short == long:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return at > 0 and short[at:] == long[at + 1 :]
    return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]


class Names:
    """The names of things, found however they are spelt.

    Parameters
    ----------
    names : mapping of str to iterable of str
        By id, its names and variants.
    says : mapping of str to str
        By id, what tells it from others of its name.
    articles : collection of str
        See `fold`.

    Examples
    --------
    >>> names = Names({"up": ["Upper Mill", "Mill"], "low": ["Mill"]}, {"up": "A", "low": "B"})
    >>> names.find("upper-mill")
    'up'
    >>> names.find("mill")
    Traceback (most recent call last):
    syria_analysis.errors.UnknownName: 'mill' is the name of several places: low (B), up (A)
    """

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        says: Mapping[str, str],
        articles: Collection[str] = (),
    ) -> None:
        self._says, self._articles = says, tuple(articles)
        self._spelt = {id: (id, *spellings) for id, spellings in names.items()}
        self._exact: dict[str, set[str]] = {}
        for id, spellings in self._spelt.items():
            for spelling in spellings:
                if exact := spelling.strip().casefold():
                    self._exact.setdefault(exact, set()).add(id)

    @cached_property
    def _keys(self) -> dict[str, set[str]]:
        """By folded key, the ids: made when a name is first asked for that is not written so."""
        keys: dict[str, set[str]] = {}
        for id, spellings in self._spelt.items():
            for spelling in spellings:
                if key := fold(spelling, self._articles):
                    keys.setdefault(key, set()).add(id)
        return keys

    def find(self, name: str) -> str:
        """Find the one place that is spelt so.

        Parameters
        ----------
        name : str
            An id; else a name or variant written exactly so, but for case; else one that folds to
            the same key.

        Returns
        -------
        str
            The id.

        Raises
        ------
        UnknownName
            If there is none, with those that are nearly spelt so, if any; if there are several,
            with all of them.

        Warns
        -----
        NameWarning
            If letters are doubled in it that are single in the name, or the other way round: that
            is mostly another spelling, but may be a slip.

        Examples
        --------
        >>> Names({"al-mill": ["The Mill"]}, {"al-mill": ""}, ["al"]).find("Mill")
        'al-mill'
        """
        shown, exact = name.strip()[:60], name.strip().casefold()
        if exact in self._spelt:
            return exact
        found = self._exact.get(exact) or self._keys.get(
            fold(name[:_LONGEST], self._articles), set()
        )
        if len(found) == 1:
            (id,) = found
            letters = _folded(name[:_LONGEST], self._articles)
            if not any(letters == _folded(other, self._articles) for other in self._spelt[id]):
                warnings.warn(f"{shown!r} is read as {id!r}", NameWarning, stacklevel=3)
            return id
        if found:
            raise UnknownName(f"{shown!r} is the name of several places: {self._listed(found)}")
        near = self.near(name)
        if len(near) == 1:
            raise UnknownName(f"unknown place {shown!r}: did you mean {near[0]!r}?")
        if near:
            listed = ", ".join(self._listed([id]) for id in near)
            raise UnknownName(f"unknown place {shown!r}: did you mean one of {listed}?")
        if len(self._spelt) <= 12:
            known = ", ".join(sorted(self._spelt))
            raise UnknownName(f"unknown place {shown!r}: known are {known}")
        count = len(self._spelt)
        raise UnknownName(f"unknown place {shown!r}: {count} are known, none is spelt like it")

    def near(self, name: str) -> list[str]:
        """Name the places whose spelling is near, at most five, the nearest first.

        Parameters
        ----------
        name : str
            What was written.

        Returns
        -------
        list of str
            Ids of places of which a name or variant has the same consonants and nearly the same
            vowels, or one letter more or less, or two of them exchanged, or is long and nearly
            the same. Another letter makes another name, of a place that may be far away.

        Examples
        --------
        >>> names = Names({"safira": [], "safita": []}, {})
        >>> names.near("sefira"), names.near("safika")
        (['safira'], [])
        """
        key = fold(name[:_LONGEST], self._articles)
        bones, best = _VOWELS.sub("", key), dict[str, float]()
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)
        for other, ids in self._keys.items():
            if abs(len(other) - len(key)) > (1 - _NEAR) * (len(other) + len(key)):
                continue
            same = (bones and _VOWELS.sub("", other) == bones) or _slipped(key, other)
            needed = _NEAR if same else _SURE
            matcher.set_seq1(other)
            if matcher.quick_ratio() < needed:
                continue
            if (ratio := matcher.ratio()) >= needed:
                for id in ids:
                    best[id] = max(ratio, best.get(id, 0.0))
        return sorted(best, key=lambda id: (-best[id], id))[:_MOST]

    def ambiguous(self) -> dict[str, tuple[str, ...]]:
        """List the keys that several places share.

        Returns
        -------
        dict of str to tuple of str
            By key, the ids.

        Examples
        --------
        >>> Names({"a": ["Mill"], "b": ["mill"]}, {}).ambiguous()
        {'mil': ('a', 'b')}
        """
        return {key: tuple(sorted(ids)) for key, ids in self._keys.items() if len(ids) > 1}

    def _listed(self, ids: Collection[str]) -> str:
        told = [f"{id} ({self._says[id]})" if self._says.get(id) else id for id in sorted(ids)]
        more = len(told) - _MOST
        return ", ".join(told[:_MOST]) + (f" and {more} more" if more > 0 else "")


@contextlib.contextmanager
def names_told() -> Iterator[None]:
    """Have what a name was taken for told in a line on standard error, once each.

    Examples
    --------
    >>> with names_told():
    ...     Names({"mill": []}, {}).find("Mil")
    'mill'
    """
    told: set[str] = set()
    with warnings.catch_warnings():
        shown = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *rest: Any) -> None:
            if not issubclass(category, NameWarning):
                shown(message, category, *rest)
            elif str(message) not in told:
                told.add(str(message))
                print(f"syria-analysis: {clean(message)}", file=sys.stderr)

        warnings.simplefilter("always", NameWarning)
        warnings.showwarning = show  # type: ignore[assignment]
        yield
