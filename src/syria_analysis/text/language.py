"""In which language is spoken: messages said by key, and names with their grammar.

A message stands in `catalogues/` in every language, a name in the data package. Code computes what
there is to say and hands it to a message; no sentence is put together, taken apart or changed in
code. The language holds for all that is said within `speaking`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from syria_analysis.memo import cached_on_owner
from syria_analysis.text.catalogue import ENGLISH, Catalogue, catalogue, locale_of, variables

if TYPE_CHECKING:
    from syria_analysis.package.dataset import Dataset

__all__ = [
    "GRAMMAR",
    "Name",
    "attributes",
    "directed",
    "has_rtl",
    "in_its_words",
    "is_rtl",
    "join",
    "knows",
    "language",
    "name_of",
    "say",
    "speaking",
    "spoken",
    "voice",
]

GRAMMAR: Mapping[str, str] = {
    "gender": "unknown",
    "number": "one",
    "definite": "unknown",
    "bare": "",
    "short": "",
    "to": "",
}
"""What a message may ask of a name, as ``$who-gender`` of ``$who``, and what it is told of a name
that does not say: its gender (masculine, feminine), number (one, two, many), whether it is definite
(yes, no), and its forms without article, in little room, and after the preposition *to*, which are
the name itself if none is declared."""

P = ParamSpec("P")
T = TypeVar("T")
_RLM = "\u200f"


class Name(str):
    """A name in the language spoken, with its grammar.

    Parameters
    ----------
    text : str
        The name as it stands in the midst of a sentence.
    **grammar
        Of `GRAMMAR`.

    Examples
    --------
    >>> Name("the rebels", number="many").grammar["number"]
    'many'
    """

    grammar: dict[str, str]

    def __new__(cls, text: str, **grammar: str) -> Name:
        """Make a name."""
        made = super().__new__(cls, text)
        made.grammar = grammar
        return made

    def __reduce__(self) -> Any:
        return _name, (str(self), self.grammar)


def _name(text: str, grammar: dict[str, str]) -> Name:
    return Name(text, **grammar)


@dataclass(frozen=True, eq=False)
class _Voice:
    """Who speaks: a language, English for what it has no words for, and the words of a package."""

    own: Catalogue
    english: Catalogue
    texts: Mapping[str, str]
    words: str

    def find(self, key: str) -> Catalogue | None:
        return next((c for c in (self.own, self.english) if key in c), None)


def _voice_of(code: str, texts: Mapping[str, str], words: str) -> _Voice:
    english = catalogue(ENGLISH, texts.get(ENGLISH, ""), words)
    own = english if code == ENGLISH else catalogue(code, texts.get(code, ""), words)
    return _Voice(own, english, texts, words)


_NOBODYS = (
    "-country = the country\n"
    "-unit = { $form ->\n    [many] administrative units\n   *[one] administrative unit\n}\n"
    "-territory = places\n    .of = places\n"
)
"""What is said of a country where no package names it."""
_speaking: ContextVar[_Voice | None] = ContextVar("language", default=None)


def voice() -> _Voice:
    """Return who speaks: English without a package where nobody else was asked to."""
    return _speaking.get() or _voice_of(ENGLISH, {}, _NOBODYS)


def _words_of(dataset: Dataset) -> str:
    """Write the words that a package declares as terms of Fluent."""
    conflict, one, many = dataset.conflict, "administrative unit", "administrative units"
    if conflict.admin is not None:
        one, many = conflict.admin.one, conflict.admin.many
    one, many, country = (_literal(word) for word in (one, many, conflict.country.name))
    unit = f"{{ $form ->\n    [many] {many}\n   *[one] {one}\n}}"
    # What tells who holds the land: messages choose by it.
    land = f"-territory = {conflict.territory}\n    .of = {conflict.territory}\n"
    return f"-country = {country}\n-unit = {unit}\n{land}"


def _literal(text: str) -> str:
    """Write a text as a literal of Fluent, whatever characters it has."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'{{ "{plain}" }}'


@contextmanager
def speaking(code: str | None = None, dataset: Dataset | None = None) -> Iterator[None]:
    """Let all that is said be said in a language, with the words of a package.

    Parameters
    ----------
    code : str, optional
        Code of the language. Default: the one spoken already.
    dataset : Dataset, optional
        The package. Default: the one whose words are used already.

    Raises
    ------
    UnknownName
        For a code of no language.

    Examples
    --------
    >>> with speaking("ar"):
    ...     say("no-way")
    'لا طريق'
    >>> say("no-way")
    'no way'
    """
    now = voice()
    code = now.own.code if code is None else code
    locale_of(code)
    texts, words = now.texts, now.words
    if dataset is not None:
        texts, words = dataset.texts, _words_of(dataset)
    token = _speaking.set(_voice_of(code, texts, words))
    try:
        yield
    finally:
        _speaking.reset(token)


def in_its_words(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function speak with the words of the package that its first argument is of.

    Parameters
    ----------
    function : callable
        Its first argument has a `dataset`.

    Returns
    -------
    callable

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from syria_analysis.package.dataset import load_dataset
    >>> who = in_its_words(lambda evening: say("reported-control", day="2 May"))
    >>> who(SimpleNamespace(dataset=load_dataset()))
    'Reported control in Syria, evening of 2 May'
    """

    @wraps(function)
    def spoken_function(*args: P.args, **kwargs: P.kwargs) -> T:
        of: Any = args[0] if args else next(iter(kwargs.values()))
        with speaking(None, of.dataset):
            return function(*args, **kwargs)

    return spoken_function


def language() -> str:
    """Return the code of the language spoken."""
    return voice().own.code


def is_rtl(code: str | None = None) -> bool:
    """Whether a language, that spoken if none is given, is read from right to left."""
    locale = voice().own.locale if code is None else locale_of(code)
    return bool(locale.character_order == "right-to-left")


def knows(key: str) -> bool:
    """Whether there is a message, in the language spoken or in English.

    Examples
    --------
    >>> knows("km"), knows("furlong")
    (True, False)
    """
    return voice().find(key) is not None


def say(key: str, **parts: object) -> str:
    """Say a message.

    Parameters
    ----------
    key : str
        Its identifier in the catalogues.
    **parts
        What its variables stand for, an underscore for each hyphen: names and other texts, and
        whole numbers, which are written as the language does and choose the form of what they
        count.

    Returns
    -------
    str
        In English if the language spoken has no such message.

    Examples
    --------
    >>> say("front-on", day="2 December 2024")
    'Front on 2 December 2024'
    >>> say("counted-place", number=1), say("counted-place", number=12)
    ('1 place', '12 places')
    """
    spoken_by = voice().find(key)
    if spoken_by is None:
        raise KeyError(key)
    given = {name.replace("_", "-"): part for name, part in parts.items()}
    for wanted in variables(spoken_by.entries[key]) - given.keys():
        name, _, asked = wanted.rpartition("-")
        if asked in GRAMMAR and name in given:
            given[wanted] = grammar(given[name], asked)
    # A Name is a str, but Fluent knows its types by their names.
    return spoken_by.say(key, {k: str(v) if isinstance(v, str) else v for k, v in given.items()})


def grammar(name: object, asked: str) -> str:
    """Tell what a message asks of a name (see `GRAMMAR`).

    Examples
    --------
    >>> grammar(Name("the rebels", bare="rebels"), "bare"), grammar("Homs", "gender")
    ('rebels', 'unknown')
    """
    known = name.grammar if isinstance(name, Name) else {}
    if asked in known:
        return known[asked]
    if asked == "to":
        return say("form-to", name=str(name))
    return GRAMMAR[asked] or str(name)


def name_of(key: str, otherwise: str, *more: str, dataset: Dataset | None = None) -> Name:
    """Give a name in the language spoken, with its grammar.

    Parameters
    ----------
    key : str
        Identifier of the message in the package's `texts/` whose value is the name and whose
        attributes are its grammar; either may be missing.
    otherwise : str
        The name where there is no value; the grammar of a `Name` holds where there is no other.
    *more : str
        Identifiers of messages whose attributes hold where the first has none.
    dataset : Dataset, optional
        The package. Default: the one whose words are used already.

    Returns
    -------
    Name

    Examples
    --------
    >>> name_of("faction-XYZ", "the rebels")
    'the rebels'
    """
    found = dict[str, str]()
    for known in (key, *more):
        found = attributes(known, dataset) | found
    if "" in found:
        return Name(found.pop(""), **{k: v for k, v in found.items() if k in GRAMMAR})
    known_of = otherwise.grammar if isinstance(otherwise, Name) else {}
    return Name(otherwise, **known_of, **{k: v for k, v in found.items() if k in GRAMMAR})


def attributes(key: str, dataset: Dataset | None = None) -> dict[str, str]:
    """Read what a message of the language spoken says without variables: value and attributes.

    Parameters
    ----------
    key : str
        Identifier of the message.
    dataset : Dataset, optional
        The package. Default: the one whose words are used already.

    Returns
    -------
    dict of str to str
        The value as ``""``, each attribute by its name; empty if there is no such message.

    Examples
    --------
    >>> attributes("no-way")
    {'': 'no way'}
    """
    now = voice()
    if dataset is not None and now.texts != dataset.texts:
        now = _voice_of(now.own.code, dataset.texts, _words_of(dataset))
    return now.own.attributes(key)


def join(names: Sequence[str]) -> Name:
    """Join names to one: as a list in a sentence, with the grammar of all of them.

    Parameters
    ----------
    names : sequence of str
        In order; plain texts are names of unknown grammar.

    Returns
    -------
    Name

    Examples
    --------
    >>> join(["Aleppo", "Hama", "Homs"]), join(["Aleppo"]), join([])
    ('Aleppo, Hama and Homs', 'Aleppo', '')
    >>> with speaking("ar"):
    ...     join(["حلب", "حماة", "حمص"])
    'حلب وحماة وحمص'
    """
    if len(names) == 1:
        return names[0] if isinstance(names[0], Name) else Name(names[0])
    if not names:
        return Name("")
    from babel.lists import format_list

    locale = voice().own.locale
    forms = {
        "number": "two" if len(names) == 2 else "many",
        "gender": _common([grammar(name, "gender") for name in names]),
        "bare": format_list([grammar(name, "bare") for name in names], locale=locale),
    }
    return Name(format_list([str(name) for name in names], locale=locale), **forms)


def _common(genders: Sequence[str]) -> str:
    """Tell the gender of several: masculine as soon as one is."""
    for gender in ("masculine", "unknown"):
        if gender in genders:
            return gender
    return genders[0]


def has_rtl(text: str) -> bool:
    """Whether a text has letters that are read from right to left.

    Examples
    --------
    >>> has_rtl("حمص"), has_rtl("Homs")
    (True, False)
    """
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def directed(line: str) -> str:
    r"""Mark a line of text that would be taken for left to right but is part of the other kind.

    Examples
    --------
    >>> with speaking("ar"):
    ...     directed("M5"), ascii(directed("GeoNames؛"))[:7]
    ('M5', "'\\u200f")
    """
    if line.isalnum() or not is_rtl():
        return line
    strong = (kind for kind in map(unicodedata.bidirectional, line) if kind in ("L", "R", "AL"))
    return _RLM + line if next(strong, "") == "L" else line


def spoken(dataset: Dataset) -> Dataset:
    """Return the data with the names of places, units and forces in the language spoken.

    Parameters
    ----------
    dataset : Dataset
        The data.

    Returns
    -------
    Dataset
        A name without a translation stays as it is.
    """
    code = language()
    return _translated(dataset, code) if f"name_{code}" in dataset.places else dataset


@cached_on_owner(maxsize=4)
def _translated(dataset: Dataset, code: str) -> Dataset:
    column = f"name_{code}"
    places, factions = dataset.places.copy(), dataset.factions.copy()
    names = places[column].where(places[column] != "", places["name"])
    by_name = dict(zip(places["name"], names, strict=True))
    # Units are matched by the name that the data give them; what they are called stands beside it.
    places["unit_name"] = places["unit"].map(lambda own: by_name.get(own, own))
    places["name"] = names
    if column in factions:
        factions["name"] = factions[column].where(factions[column] != "", factions["name"])
    with speaking(code, dataset):
        said = {key: name_of(f"faction-{key}", full) for key, full in factions["name"].items()}
    factions["short_name"] = [grammar(said[key], "short") for key in factions.index]
    factions["name_in_sentence"] = [str(said[key]) for key in factions.index]
    return replace(dataset, places=places, factions=factions)
