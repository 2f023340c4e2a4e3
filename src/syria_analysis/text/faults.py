"""What must hold in the texts of a data package, and what they leave to be said in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from syria_analysis.claims import faults as claims_faults
from syria_analysis.package.consistency import Check, Described, Found, Numbered
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.limits import Unreadable, read_text
from syria_analysis.package.plain_text import forbidden
from syria_analysis.text.catalogue import (
    ENGLISH,
    entries,
    entry_lines,
    faults,
    library_text,
    variables,
)
from syria_analysis.text.language import GRAMMAR

__all__ = ["CHECKS", "check_texts", "text_remarks"]

OF_ROWS = {"faction": "factions", "place": "places"}
"""Beginnings of identifiers that name a row of a table."""


def check_texts(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    """Check that the texts are Fluent and name nothing that there is not.

    Parameters
    ----------
    about : Described
        The package.
    clean : dict
        The rows of its tables without schema faults.
    tables : dict
        All rows.

    Yields
    ------
    file, line, column, message

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data, tables = load_dataset(), {"factions": [], "places": []}
    >>> about = Described(data.folder, data.first, data.last, data.conflict)
    >>> next(check_texts(about, tables, tables))[0]
    'texts/ar.ftl'
    """
    known = {kind: {row["id"] for _, row in tables[table]} for kind, table in OF_ROWS.items()}
    for path in sorted(about.root.glob("texts/*.ftl")):
        file = path.relative_to(about.root).as_posix()
        if path.stem not in about.conflict.languages:
            told = f"conflict.languages does not declare {path.stem[:20]!r}"
            yield file, 0, "", told
        try:
            text = read_text(path)
        except Unreadable as error:
            yield file, error.line, "", error.reason
            continue
        wrong = forbidden(text)
        if wrong:
            line = next(n for n, one in enumerate(text.split("\n"), 1) if forbidden(one))
            yield file, line, "", f"the character {wrong}, which no text may hold"
            continue
        for line, message in [*faults(text), *_unknown(text, known)]:
            yield file, line, "", message


def _unknown(text: str, known: Mapping[str, set[str]]) -> Iterator[tuple[int, str]]:
    """Find names of what there is not, and variables that a message is never given."""
    library, lines = entries(library_text(ENGLISH)), entry_lines(text)
    for key, entry in entries(text).items():
        line = lines[key]
        kind, _, row = key.partition("-")
        if kind in known and row not in known[kind]:
            yield line, f"there is no {kind} {row[:60]!r}"
        if key in library:
            given = variables(library[key])
            for name in sorted(variables(entry) - given):
                of, _, asked = name.rpartition("-")
                of_known = {of, name} & given or any(g.startswith(f"{of}-") for g in given)
                if not (asked in GRAMMAR and of_known):
                    yield line, f"{key} is given no ${name}; there are {_listed(given)}"


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"${name}" for name in sorted(names)) or "none"


CHECKS: tuple[Check, ...] = (*claims_faults.CHECKS, check_texts)
"""All that a package is checked for."""


def text_remarks(dataset: Dataset) -> list[str]:
    """Tell, for each declared language, how many messages are said in English instead.

    Parameters
    ----------
    dataset : Dataset
        The package.

    Returns
    -------
    list of str
        No fault: what a language lacks is said in English. Empty where none lacks anything.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> text_remarks(load_dataset())
    []
    """
    english = {key for key in entries(library_text(ENGLISH)) if not key.startswith("-")}
    said = []
    for code in dataset.conflict.languages:
        own = {**entries(library_text(code)), **entries(dataset.texts.get(code, ""))}
        missing = len(english - own.keys())
        if missing:
            told = f"{missing} of {len(english)} messages are missing and said in English"
            said.append(f"texts in {code}: {told}")
    return said
