"""What a list of places and their holders means: which of its words is which faction.

The rules stand in a small TOML file. The same file serves lists of holders by day, the modules of
detailed maps, and lists of events, whose words are names of actors.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadDate, unknown
from syria_analysis.package.toml_rules import (
    choice_in,
    number_in,
    pattern_in,
    read_toml_rules,
    text_in,
)
from syria_analysis.package.values import as_day

__all__ = ["HolderRules", "read_holder_rules"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "place": ("place", "name", "geonameid", "settlement", "location"),
    "date": ("date", "day"),
    "holder": ("holder", "status", "control", "faction"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "long", "lng", "longitude", "x"),
    "name": ("name", "asciiname", "place"),
    "kind": ("kind", "feature_code"),
}
"""Names that columns usually have, the likeliest first; letter case does not matter."""
DATES = {"YYYY-MM-DD": "%Y-%m-%d", "DD/MM/YYYY": "%d/%m/%Y", "MM/DD/YYYY": "%m/%d/%Y",
         "DD.MM.YYYY": "%d.%m.%Y", "YYYYMMDD": "%Y%m%d", "DD Month YYYY": "%d %B %Y"}  # fmt: skip
"""How a day may be written."""
_DIGITS = re.compile(r"[0-9A-Za-z ./-]{6,30}")
_KNOWN = {
    "source", "licence", "accuracy_m", "kind", "holders", "contested", "skip", "columns", "dates",
    "decimal", "within_km", "new_places", "role", "origin",
}  # fmt: skip


@dataclass(frozen=True)
class HolderRules:
    """How a list of places is read.

    Attributes
    ----------
    source : str
        Id of the source in ``sources.csv``.
    licence : str
        Of the positions that new places take from it.
    holders : mapping of str to str
        What the list calls a holder, in small letters, to the id of the faction.
    accuracy_m : int
        Of the positions of new places.
    kind : str
        Of new places where the list tells none.
    contested : frozenset of str
        Words for a place that is contested, between whom they do not say.
    between : tuple of str
        The two factions between whom it then is.
    skip : tuple of str
        Regular expressions: marks, holders or types that tell nothing of control.
    columns : mapping of str to str
        `place`, `date`, `holder`, `lat`, `lon`, `name`, `kind` to the name of the column.
    dates : str
        A key of `DATES`.
    decimal : str
        Point or comma.
    within_km : float
        A name counts as a place of the package that lies no farther away.
    new_places : bool
        Whether places that the package does not have are added.
    role, origin : str
        Of the reports.
    """

    source: str
    licence: str
    holders: Mapping[str, str]
    accuracy_m: int = 1000
    kind: str = "village"
    contested: frozenset[str] = frozenset()
    between: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str = "YYYY-MM-DD"
    decimal: str = "."
    within_km: float = 10.0
    new_places: bool = True
    role: str = "monitor"
    origin: str = ""

    @property
    def factions(self) -> tuple[str, ...]:
        """Every faction named, each once."""
        return tuple(dict.fromkeys([*self.holders.values(), *self.between]))

    def skips(self, told: str) -> bool:
        """Say whether what a list tells is left out by a rule.

        Examples
        --------
        >>> HolderRules("atlas", "CC0", {}, skip=("^arrow",)).skips("Arrow red.svg")
        True
        """
        return any(re.search(pattern, told[:300], re.IGNORECASE) for pattern in self.skip)

    def day(self, told: str) -> dt.date | None:
        """Read a day as the list writes it; a time of day after it is left aside.

        Examples
        --------
        >>> rules = HolderRules("atlas", "CC0", {}, dates="DD/MM/YYYY")
        >>> rules.day("26/11/2024"), rules.day("11/26/2024")
        (datetime.date(2024, 11, 26), None)
        """
        told = told.strip()
        if not _DIGITS.fullmatch(told.split("T")[0].split(":")[0]):
            return None
        if self.dates == "YYYY-MM-DD":
            told = re.split(r"[ T]", told, maxsplit=1)[0]
        try:
            if re.fullmatch(r"(19|20)\d{6}", told):  # unlike 02/03/2024 it is clear
                return dt.datetime.strptime(told, "%Y%m%d").date()
            if self.dates == "YYYY-MM-DD":
                return as_day(told)
            return dt.datetime.strptime(told, DATES[self.dates]).date()
        except (BadDate, ValueError):
            return None

    def number(self, told: str) -> float | None:
        """Read a degree as the list writes it.

        Examples
        --------
        >>> HolderRules("atlas", "CC0", {}, decimal=",").number("35,8644")
        35.8644
        """
        told = told.strip().replace(",", ".") if self.decimal == "," else told.strip()
        return float(told) if re.fullmatch(r"[-+]?\d{1,3}(\.\d{1,15})?", told) else None

    def column(self, key: str, header: list[str]) -> str | None:
        """Find the column that the rules or custom name; None if there is none.

        Examples
        --------
        >>> HolderRules("atlas", "CC0", {}).column("lat", ["Name", "Latitude"])
        'Latitude'
        """
        if key in self.columns:
            if self.columns[key] not in header:
                raise unknown("column", self.columns[key], header)
            return self.columns[key]
        small = {name.strip().casefold(): name for name in reversed(header)}
        return next((small[name] for name in COLUMNS[key] if name in small), None)


def read_holder_rules(path: str | Path, kept: bool = True) -> HolderRules:
    """Read a file of rules.

    Parameters
    ----------
    path : path
        TOML, as ``docs/imports.md`` describes it.
    kept : bool, default True
        Whether what the file tells of is to be kept in a package: then the rules name its licence.

    Returns
    -------
    HolderRules

    Raises
    ------
    BadParameter
        One line with what is wrong.

    Examples
    --------
    >>> read_holder_rules("rules.toml")
    Traceback (most recent call last):
    syria_analysis.errors.BadParameter: rules.toml: No such file or directory
    """
    return read_toml_rules(path, _KNOWN, partial(_rules, kept=kept))


def _rules(told: Mapping[str, Any], kept: bool) -> HolderRules:
    holders, contested = told.get("holders"), told.get("contested", {})
    if not isinstance(holders, dict) or not holders or not _texts(list(holders.values())):
        raise ValueError("[holders] must say which word is which faction")
    if not isinstance(contested, dict) or not set(contested) <= {"words", "between"}:
        raise ValueError("[contested] takes words and between")
    words, between = contested.get("words", []), contested.get("between", [])
    if not _texts(words) or not _texts(between) or len(set(between)) != (2 if contested else 0):
        raise ValueError("[contested] needs words, a list, and between, the two factions")
    columns, skip = told.get("columns", {}), told.get("skip", [])
    if not isinstance(columns, dict) or not _texts(list(columns.values())):
        raise ValueError("[columns] must say what a column is called")
    for name in columns:
        if name not in COLUMNS:
            raise unknown("column", name, COLUMNS)
    if not _texts(skip) or len(skip) > 200:
        raise ValueError("skip must be a list of regular expressions")
    for pattern in skip:
        pattern_in({"skip": pattern}, "skip")
    if not isinstance(told.get("new_places", True), bool):
        raise ValueError("new_places is true or false")
    return HolderRules(
        source=text_in(told, "source"),
        licence=text_in(told, "licence", None if kept else ""),
        holders={str(word).strip().casefold(): id for word, id in holders.items()},
        accuracy_m=int(number_in(told, "accuracy_m", 10, 10_000, 1000)),
        kind=text_in(told, "kind", "village"),
        contested=frozenset(word.strip().casefold() for word in words),
        between=tuple(between),
        skip=tuple(skip),
        columns=columns,
        dates=choice_in(told, "dates", DATES, "YYYY-MM-DD"),
        decimal=choice_in(told, "decimal", (".", ","), "."),
        within_km=number_in(told, "within_km", 0.1, 200, 10),
        new_places=told.get("new_places", True),
        role=text_in(told, "role", "monitor"),
        origin=text_in(told, "origin", ""),
    )


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, str) and 0 < len(item) <= 300 for item in value
    )
