"""Catalogues of messages, one file a language, in Fluent; each message is parsed when first said.

A library catalogue names no war. What is called how in a war stands in the ``texts/`` of its data
package, one file a language too: names with their grammar, and messages of the library's that it
words otherwise. Fluent itself is imported when something is said, not before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from syria_analysis.errors import InvalidData, unknown

if TYPE_CHECKING:
    from babel import Locale
    from fluent.runtime import FluentBundle

__all__ = [
    "ENGLISH",
    "Catalogue",
    "catalogue",
    "entries",
    "entry_lines",
    "library_languages",
    "library_text",
    "locale_of",
    "variables",
]

ENGLISH = "en"
"""The language in which every message exists, and that the others fall back to."""

_ENTRY = re.compile(r"^(-?[a-zA-Z][\w-]*)[ ]*=", re.MULTILINE)
_REFERENCE = re.compile(r"[{(,]\s*(-?[a-z][\w-]*)")
_VARIABLE = re.compile(r"\$([a-zA-Z][\w-]*)")
LONGEST_ENTRY = 10_000
"""Characters of a message or term."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def entries(text: str) -> dict[str, str]:
    r"""Cut a catalogue into its messages and terms.

    Parameters
    ----------
    text : str
        Fluent, with each identifier at the beginning of its line.

    Returns
    -------
    dict of str to str
        Identifier, with the dash of a term, to the text of the entry.

    Examples
    --------
    >>> entries("km = { $number } km\n# Names\n-country = Syria\n    .gender = feminine\n")["km"]
    'km = { $number } km\n'
    """
    found: dict[str, str] = {}
    starts = [*_ENTRY.finditer(text)]
    ends = [start.start() for start in starts[1:]]
    for start, end in zip(starts, [*ends, len(text)], strict=False):
        body = text[start.start() : end]
        lines = body.splitlines(keepends=True)
        found[start[1]] = "".join(line for line in lines if not line.startswith("#"))
    return found


def entry_lines(text: str) -> dict[str, int]:
    r"""Tell on which line of a catalogue each message and term begins.

    Parameters
    ----------
    text : str
        As for `entries`.

    Returns
    -------
    dict of str to int

    Examples
    --------
    >>> entry_lines("# Lengths\nkm = { $number } km\n")
    {'km': 2}
    """
    found: dict[str, int] = {}
    line, at = 1, 0
    for start in _ENTRY.finditer(text):
        line, at = line + text.count("\n", at, start.start()), start.start()
        found[start[1]] = line
    return found


def variables(entry: str) -> frozenset[str]:
    """Name the variables of an entry.

    Parameters
    ----------
    entry : str
        One message of a catalogue, as it stands there.

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> variables("km = { $number } km")
    frozenset({'number'})
    """
    return frozenset(_VARIABLE.findall(entry))


def library_languages() -> list[str]:
    """List the languages that the library speaks.

    Returns
    -------
    list of str
        Their codes.

    Examples
    --------
    >>> ENGLISH in library_languages()
    True
    """
    files = resources.files(__package__).joinpath("catalogues").iterdir()
    return sorted(file.name.removesuffix(".ftl") for file in files if file.name.endswith(".ftl"))


@lru_cache(maxsize=32)
def library_text(code: str) -> str:
    """Read the library's own catalogue of a language.

    Parameters
    ----------
    code : str
        Code of the language.

    Returns
    -------
    str
        "" if the library does not speak it.

    Examples
    --------
    >>> library_text("xx")
    ''
    """
    if not _LANGUAGE.fullmatch(code):
        return ""
    file = resources.files(__package__) / "catalogues" / f"{code}.ftl"
    return file.read_text("utf-8") if file.is_file() else ""


@lru_cache(maxsize=32)
def locale_of(code: str) -> Locale:
    """Find what Unicode's CLDR knows of a language.

    Parameters
    ----------
    code : str
        Code of the language, two or three letters of ISO 639.

    Returns
    -------
    babel.Locale

    Raises
    ------
    UnknownName
        For a code of no language.

    Examples
    --------
    >>> locale_of("ar").character_order
    'right-to-left'
    """
    from babel import Locale, UnknownLocaleError
    from babel.localedata import locale_identifiers

    # As English is written here: no comma before the last of a list.
    known = "en_GB" if code == ENGLISH else code
    try:
        return Locale.parse(known)
    except (UnknownLocaleError, ValueError, TypeError):
        names = [name for name in locale_identifiers() if _LANGUAGE.fullmatch(name)]
        raise unknown("language", code, names) from None


class Catalogue:
    """What can be said in one language.

    Parameters
    ----------
    code : str
        Code of the language.
    *texts : str
        Catalogues in Fluent; an entry of an earlier one goes before that of a later one.
    """

    def __init__(self, code: str, *texts: str) -> None:
        self.code = code
        self.entries: dict[str, str] = {}
        for text in reversed(texts):
            self.entries |= entries(text)
        self._loaded: set[str] = set()

    @cached_property
    def locale(self) -> Locale:
        """What CLDR knows of the language."""
        return locale_of(self.code)

    @property
    def _bundle(self) -> FluentBundle:
        from fluent.runtime import FluentBundle

        if "_made" not in self.__dict__:  # of threads that come together, the first one's is taken
            self.__dict__.setdefault("_made", FluentBundle([str(self.locale)], use_isolating=False))
        made: FluentBundle = self.__dict__["_made"]
        return made

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def _load(self, key: str) -> None:
        """Parse an entry, and those that it refers to.

        Figures are drawn in threads, so an entry counts as loaded only once it can be said, with
        all that it refers to; that two threads load it does no harm.
        """
        from fluent.runtime import FluentResource

        found, waiting = dict[str, None](), [key]
        while waiting:
            name = waiting.pop()
            if name not in self._loaded and name not in found and name in self.entries:
                found[name] = None
                waiting += _REFERENCE.findall(self.entries[name])
        for name in reversed(found):
            self._bundle.add_resource(FluentResource(self.entries[name]))
        self._loaded.update(found)

    def say(self, key: str, parts: Mapping[str, Any]) -> str:
        """Say a message.

        Parameters
        ----------
        key : str
            Its identifier.
        parts : mapping of str to object
            What its variables stand for.

        Returns
        -------
        str

        Raises
        ------
        InvalidData
            If the message cannot be said: it is no Fluent, or asks for what there is not.
        """
        message = self._message(key)
        if message is None or message.value is None:
            raise InvalidData(f"the text {key!r} in {self.code} is no message of Fluent")
        return self._said(key, message.value, parts)

    def _message(self, key: str) -> Any:
        self._load(key)
        return self._bundle.get_message(key) if self._bundle.has_message(key) else None

    def _said(self, key: str, pattern: Any, parts: Mapping[str, Any]) -> str:
        text, errors = self._bundle.format_pattern(pattern, dict(parts))
        if errors:
            raise InvalidData(f"the text {key!r} in {self.code} cannot be said: {errors[0]}")
        return str(text)

    def attributes(self, key: str) -> dict[str, str]:
        """Read the attributes of a message without variables, and its value as ``""``.

        Parameters
        ----------
        key : str
            Its identifier.

        Returns
        -------
        dict of str to str
            Empty if there is no such message.
        """
        message = self._message(key) if key in self.entries else None
        if message is None:
            return {}
        found = {name: self._said(key, part, {}) for name, part in message.attributes.items()}
        if message.value is not None:
            found[""] = self._said(key, message.value, {})
        return found


@lru_cache(maxsize=16)
def catalogue(code: str, *texts: str) -> Catalogue:
    """Return the catalogue of a language, the same for the same texts.

    Parameters
    ----------
    code : str
        Code of the language.
    *texts : str
        Catalogues of a package that go before that of the library.

    Returns
    -------
    Catalogue

    Examples
    --------
    >>> catalogue("en").say("km", {"number": "65"})
    '65 km'
    """
    return Catalogue(code, *texts, library_text(code))


def faults(text: str) -> Iterator[tuple[int, str]]:
    r"""Find what is wrong with a catalogue.

    Parameters
    ----------
    text : str
        Fluent.

    Yields
    ------
    line, message : int, str
        Line in the text, and what is wrong there.

    Examples
    --------
    >>> list(faults("km = { $number km\n"))
    [(1, 'no Fluent: Expected token: "}"')]
    """
    from fluent.syntax import FluentParser, ast

    for name, entry in entries(text).items():
        if len(entry) > LONGEST_ENTRY:
            yield 0, f"{name[:60]} is longer than {LONGEST_ENTRY:,} characters"
            return
    try:
        body = FluentParser(with_spans=True).parse(text).body
    except RecursionError:
        yield 0, "it is nested too deeply"
        return
    seen: set[str] = set()
    line, at = 1, 0
    for item in body:
        if item.span is None:
            continue
        line += text.count("\n", at, item.span.start)
        at = item.span.start
        if isinstance(item, ast.Junk):
            told = item.annotations[0].message if item.annotations else "it cannot be read"
            yield line, f"no Fluent: {told}"
        elif isinstance(item, (ast.Message, ast.Term)):
            name = f"-{item.id.name}" if isinstance(item, ast.Term) else item.id.name
            if name in seen:
                yield line, f"{name} is there twice"
            seen.add(name)
