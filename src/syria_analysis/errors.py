"""Every error that a user's request or data can cause, named after the mistake."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import Self

__all__ = [
    "BadDate",
    "BadParameter",
    "DateOutOfRange",
    "EmptyLayerWarning",
    "InvalidData",
    "MissingData",
    "NameWarning",
    "OutputNotWritable",
    "PointsWarning",
    "ReportFailed",
    "SyriaAnalysisError",
    "UnknownName",
]


class SyriaAnalysisError(Exception):
    """Root of the package's errors: the message is one clear line for the user.

    Parameters
    ----------
    message : str
        What is wrong.
    faults : iterable of str, optional
        One line for each of the faults that the message sums up.

    Examples
    --------
    >>> error = InvalidData("2 faults in data", ["places.csv:2: …", "events.csv:7: …"])
    >>> str(error.at("2024-12-02: ")), len(error.at("2024-12-02: ").faults)
    ('2024-12-02: 2 faults in data', 2)
    """

    def __init__(self, message: str = "", faults: Iterable[str] = ()):
        super().__init__(message)
        self.faults = tuple(faults)

    def at(self, where: str) -> Self:
        """Make the same error, its faults with it, whose message begins with where it arose.

        Parameters
        ----------
        where : str
            Put before the message as it is.

        Returns
        -------
        SyriaAnalysisError
            Of the same class, to be raised by the caller.
        """
        error = copy.copy(self)
        error.args = (f"{where}{self}",)
        return error


class UnknownName(SyriaAnalysisError):
    """A city, faction, parameter, report or figure that does not exist."""


class BadDate(SyriaAnalysisError):
    """Something that should be an ISO day and is not."""


class DateOutOfRange(SyriaAnalysisError):
    """A day that the data does not cover."""


class BadParameter(SyriaAnalysisError):
    """A parameter or argument of the wrong type or value."""


class MissingData(SyriaAnalysisError):
    """A file, folder or column that a data package or a request needs is missing."""


class InvalidData(SyriaAnalysisError):
    """A data package with faults; `faults` holds one line for each."""


class OutputNotWritable(SyriaAnalysisError):
    """A file or folder that cannot be written."""


class EmptyLayerWarning(UserWarning):
    """A layer that was written and in which there is nothing."""


class NameWarning(UserWarning):
    """A name that is spelt otherwise than anything in the data, and what it is taken for."""


class PointsWarning(UserWarning):
    """Points that got no answer, or columns of theirs that stand in the way of ours."""


class ReportFailed(SyriaAnalysisError):
    """A report could not be made; an earlier one is left as it was."""


def unknown(kind: str, name: object, known: Iterable[str]) -> UnknownName:
    """Make the error for a name that is not known, with the nearest known one.

    Parameters
    ----------
    kind : str
        What the name should be: "place", "faction", "parameter", …
    name : object
        The name that was given.
    known : iterable of str
        The names that exist.

    Returns
    -------
    UnknownName
        To be raised by the caller.

    Examples
    --------
    >>> str(unknown("place", "homss", ["homs", "hama"]))
    "unknown place 'homss': did you mean 'homs'?"
    """
    shown = str(name)[:60]
    choices = sorted(set(known))
    folded = {choice.casefold(): choice for choice in choices}
    near = [folded[found] for found in nearest(shown.casefold(), folded)]
    if near:
        meant = " or ".join(map(repr, near))
        return UnknownName(f"unknown {kind} {shown!r}: did you mean {meant}?")
    if len(choices) <= 12:
        return UnknownName(f"unknown {kind} {shown!r}: known are {', '.join(choices)}")
    return UnknownName(f"unknown {kind} {shown!r}: {len(choices)} are known, none is like it")


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Give the known names that may have been meant.

    Parameters
    ----------
    name : str
        What was written.
    known : iterable of str
        The names that exist.

    Returns
    -------
    list of str
        At most three, the likeliest first; those much farther from what was written are left out.

    Examples
    --------
    >>> nearest("hmos", ["homs", "hama", "holm"])
    ['homs']
    """
    found = get_close_matches(name, list(known), n=3)
    like = [SequenceMatcher(None, name, other).ratio() for other in found]
    return [other for other, ratio in zip(found, like, strict=True) if ratio > like[0] - 0.1]


def counted(count: int, one: str, many: str = "") -> str:
    """Write a count in a message.

    Parameters
    ----------
    count : int
        How many.
    one, many : str
        What one of them and several are called. Default for several: `one` and an s.

    Returns
    -------
    str

    Examples
    --------
    >>> counted(1, "row"), counted(2400, "row"), counted(0, "city", "cities")
    ('1 row', '2,400 rows', '0 cities')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
