"""Small TOML files of rules that come with a user's files: read as data, refused in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]  # nothing public reads their syntax
from typing import Any, TypeVar

from syria_analysis.errors import BadParameter, UnknownName, unknown
from syria_analysis.package.limits import LARGEST_TEXT, Unreadable, parse_toml, read_text
from syria_analysis.package.plain_text import clean

__all__ = ["choice_in", "number_in", "pattern_in", "read_toml_rules", "text_in"]

Rules = TypeVar("Rules")

LONGEST = 1000
"""Characters of a text, at most, in which a regular expression of a user's is looked for."""
MOST_WAYS = 2 * LONGEST**2
"""Ways in which such an expression may be tried at one spot of it: a second or so for all spots."""
_REPEATS = (_parser.MAX_REPEAT, _parser.MIN_REPEAT, _parser.POSSESSIVE_REPEAT)


def read_toml_rules(
    path: str | Path, known: Collection[str], build: Callable[[Mapping[str, Any]], Rules]
) -> Rules:
    """Read a file of rules.

    Parameters
    ----------
    path : path
        The file.
    known : collection of str
        The keys that it may have.
    build : callable
        Makes the rules of what the file says; a ValueError of it says what is wrong.

    Returns
    -------
    Rules
        What `build` gives.

    Raises
    ------
    BadParameter
        One line with the file and what is wrong in it.

    Examples
    --------
    >>> read_toml_rules("rules.toml", ["source"], dict)
    Traceback (most recent call last):
    syria_analysis.errors.BadParameter: rules.toml: No such file or directory
    """
    try:
        told = parse_toml(read_text(Path(path), LARGEST_TEXT))
    except Unreadable as error:
        raise BadParameter(f"{path}: {clean(str(error))[:200]}") from None
    try:
        for name in told:
            if name not in known:
                raise unknown("rule", name, sorted(known))
        return build(told)
    except (BadParameter, UnknownName, ValueError) as error:
        raise BadParameter(f"{path}: {clean(str(error))}") from None


def text_in(told: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """Take a text of at most 300 characters; only one with a default may be empty.

    Parameters
    ----------
    told : mapping of str to object
        A table of the file.
    name : str
        The key.
    default : str, optional
        What stands for a key that is missing; without one it must be there.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        With what is wrong, in words.

    Examples
    --------
    >>> text_in({"source": "atlas"}, "source"), text_in({}, "origin", "")
    ('atlas', '')
    """
    value = told.get(name, default)
    if value is None:
        raise ValueError(f"{name} is missing")
    if not isinstance(value, str) or len(value) > 300 or (not value and default is None):
        raise ValueError(f"{name} must be a text of 1 to 300 characters")
    return value


def choice_in(
    told: Mapping[str, Any], name: str, known: Collection[str], default: str | None = None
) -> str:
    """Take one of several texts.

    Parameters
    ----------
    told : mapping of str to object
        A table of the file.
    name : str
        The key.
    known : collection of str
        Those that may stand there.
    default : str, optional
        What stands for a key that is missing; without one it must be there.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        With what is wrong, in words.
    UnknownName
        If it is none of them.

    Examples
    --------
    >>> choice_in({}, "decimal", (".", ","), ".")
    '.'
    """
    value = text_in(told, name, default)
    if value not in known:
        raise unknown(name, value, known)
    return value


def pattern_in(told: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """Take a regular expression.

    Parameters
    ----------
    told : mapping of str to object
        A table of the file.
    name : str
        The key.
    default : str, optional
        What stands for a key that is missing; without one it must be there.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        With what is wrong, in words.

    Examples
    --------
    >>> pattern_in({"matches": "("}, "matches")
    Traceback (most recent call last):
    ValueError: matches is no regular expression: missing ), unterminated subpattern at position 0
    >>> pattern_in({"matches": "(a+)+b"}, "matches")
    Traceback (most recent call last):
    ValueError: matches could take hours: no * or + within another, and no more than two in all
    """
    value = text_in(told, name, default)
    try:
        re.compile(value)
        ways = _ways(_parser.parse(value))
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"{name} is no regular expression: {error}") from None
    if ways > MOST_WAYS:
        raise ValueError(
            f"{name} could take hours: no * or + within another, and no more than two in all"
        )
    return value


def _ways(parsed: Any) -> float:
    """Count the ways, at most, in which a parsed expression may be tried at one spot of a text."""
    ways = 1.0
    for operation, told in parsed:
        if operation in _REPEATS:
            low, high, inner = told
            low, high = min(low, LONGEST), min(high, LONGEST)
            each = _ways(inner)
            ways *= (high - low + 1) * (min(each, 1e5) ** min(high, 60) if each > 1 else 1)
        elif operation is _parser.BRANCH:
            ways *= sum(map(_ways, told[1]))
        else:
            for inner in told if isinstance(told, tuple) else (told,):
                if isinstance(inner, _parser.SubPattern):
                    ways *= _ways(inner)
        ways = min(ways, 1e30)
    return ways


def number_in(
    told: Mapping[str, Any], name: str, low: float, high: float, default: float | None = None
) -> float:
    """Take a number between two.

    Parameters
    ----------
    told : mapping of str to object
        A table of the file.
    name : str
        The key.
    low, high : float
        The least and the greatest that it may be.
    default : float, optional
        What stands for a key that is missing; without one it must be there.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        With what is wrong, in words.

    Examples
    --------
    >>> number_in({"lag_days": 1}, "lag_days", 0, 365)
    1.0
    """
    value = told.get(name, default)
    if value is None:
        raise ValueError(f"{name} is missing")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise ValueError(f"{name} must be a number from {low:g} to {high:g}")
    return float(value)
