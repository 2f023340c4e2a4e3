"""Small TOML files of rules that come with a user's files: read as data, refused in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

from syria_analysis.errors import BadParameter, UnknownName, unknown
from syria_analysis.package.limits import LARGEST_TEXT, Unreadable, parse_toml, read_text
from syria_analysis.package.plain_text import clean

__all__ = ["choice_in", "number_in", "pattern_in", "read_toml_rules", "text_in"]

Rules = TypeVar("Rules")


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
    """
    value = text_in(told, name, default)
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{name} is no regular expression: {error}") from None
    return value


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
