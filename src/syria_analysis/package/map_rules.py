"""What a file of maps means: which shape is whose land, and of which evening it speaks.

The rules stand in a small TOML file. Those for maps that many people use come with the library and
are named by `style`; they leave open who is meant (`[between]`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadDate, unknown
from syria_analysis.package.conflict import Unknown
from syria_analysis.package.toml_rules import (
    LONGEST,
    choice_in,
    number_in,
    pattern_in,
    read_toml_rules,
    text_in,
)
from syria_analysis.package.values import LIST_SEPARATOR, as_day

__all__ = ["MapRules", "ShapeRule", "day_in", "read_map_rules"]

STYLES: dict[str, dict[str, Any]] = {
    "deepstate": {
        "lag_days": 1,
        "shape": [{"label": "occupier", "why": "all shapes"}],
    },
    "deepstate-styled": {
        "lag_days": 0,
        "shape": [
            {"property": "name", "matches": r"(status\.unknown|Unknown status)\W*$", "label": "?"},
            {
                "property": "name",
                "matches": r"(status\.dismissed\w*|Liberated)[^/]*$",
                "label": "other",
            },
            {
                "property": "name",
                "matches": r"(status\.occupied|Occupied)\W*$",
                "label": "occupier",
            },
            # Land held since before the present war has names of its own, and this fill.
            {"property": "fill", "matches": "^#880e4f$", "label": "occupier"},
        ],
    },
    "isw": {
        "lag_days": 0,
        "shape": [
            {"layer": "(?i)claimed.*counter", "label": "?"},
            {"layer": "(?i)assessed", "label": "occupier"},
            {"layer": "(?i)claimed", "label": "?"},
        ],
    },
}
"""Ready rules. `?` is land in doubt between the two. Of shapes that overlap the first counts."""

_DAY = r"(?<!\d)((?:19|20)\d\d)[-_./]?([01]\d)[-_./]?([0-3]\d)"
"""Not in the midst of digits: the UNIX time 1720081012 is none of 2008."""
_NAMED = ("year", "month", "day")
_KNOWN = {
    "style", "source", "attribution", "licence", "precision_m", "otherwise", "grid_m", "lag_days",
    "most_faces", "outside_km", "day", "between", "unknown", "shape",
}  # fmt: skip


@dataclass(frozen=True)
class ShapeRule:
    """Which shapes carry a label.

    Attributes
    ----------
    label : str
        Id of who holds the land, or two ids parted by ``|`` between whom it is in doubt; "" for
        shapes that tell nothing of control.
    layer : str
        Regular expression that is found in the name of the layer, or folder; "" for any.
    property, matches : str
        Name of a property, and what is found in its value; "" for any.
    """

    label: str
    layer: str = ""
    property: str = ""
    matches: str = ""

    def fits(self, layer: str, properties: Mapping[str, Any]) -> bool:
        """Tell whether a shape is meant.

        Examples
        --------
        >>> ShapeRule("CRN", property="who", matches="crown").fits("any", {"who": "crown land"})
        True
        """
        value = str(properties.get(self.property) or "")[:LONGEST]
        return bool(
            re.search(self.layer, layer[:LONGEST])
            and (not self.property or re.search(self.matches, value))
        )


@dataclass(frozen=True)
class MapRules:
    """How a source's maps are read.

    Attributes
    ----------
    source : str
        Id of the source in ``sources.csv``.
    attribution, licence : str
        What stands on every figure.
    precision_m : float
        How far in metres a line may lie from where it should.
    otherwise : str
        Faction that holds what no shape covers.
    shapes : tuple of ShapeRule
        The first that fits a shape counts, and of shapes that overlap the one whose rule is first.
    grid_m : float
        To which every vertex is moved.
    lag_days : int
        By how many days a file is dated later than the evening that it shows.
    day_property : str
        Property that holds the day of a shape; "" if the name of the file does.
    day_pattern : str
        Regular expression with year, month and day as its three groups, in this order or by name.
    most_faces : int
        More than so many are refused.
    outside_km : float
        Land farther than this outside the theatre is refused.
    unknown : Unknown or None
        After how many days without a map land is in doubt, and between whom.
    """

    source: str
    attribution: str
    licence: str
    precision_m: float
    otherwise: str
    shapes: tuple[ShapeRule, ...]
    grid_m: float = 0.1
    lag_days: int = 0
    day_property: str = ""
    day_pattern: str = _DAY
    most_faces: int = 500_000
    outside_km: float = 5.0
    unknown: Unknown | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label, that of uncovered land first."""
        return tuple(dict.fromkeys([self.otherwise, *filter(None, (r.label for r in self.shapes))]))

    def rule_of(self, layer: str, properties: Mapping[str, Any]) -> int | None:
        """Find the number of the rule for a shape; None if there is none."""
        for number, rule in enumerate(self.shapes):
            if rule.fits(layer, properties):
                return number
        return None

    def day(self, told: str) -> dt.date | None:
        """Read the evening that a text speaks of: a day in it, or a UNIX time; None without one.

        Examples
        --------
        >>> rules = MapRules("atlas", "Atlas", "CC0", 100, "CRN", (), lag_days=1)
        >>> rules.day("control_20190602.geojson"), rules.day("1559433600")
        (datetime.date(2019, 6, 1), datetime.date(2019, 6, 1))
        """
        day = day_in(told, self.day_pattern)
        return day and day - dt.timedelta(days=self.lag_days)


def day_in(told: str, pattern: str = _DAY) -> dt.date | None:
    r"""Find the day in the name of a file.

    Parameters
    ----------
    told : str
        A text with a day written out, or a UNIX time, somewhere in it.
    pattern : str
        Regular expression with year, month and day as its groups, in this order or by these names.

    Returns
    -------
    datetime.date or None
        None if there is no day in it.

    Examples
    --------
    >>> day_in("control_2019-06-02"), day_in("1720081012000")
    (datetime.date(2019, 6, 2), datetime.date(2024, 7, 4))
    >>> day_in("map of 2.6.2019", r"(?P<day>\d+)\.(?P<month>\d+)\.(?P<year>\d{4})")
    datetime.date(2019, 6, 2)
    """
    found = re.search(pattern, told[:LONGEST])
    try:
        if found and len(found.groups()) == 3:
            named = all(name in found.re.groupindex for name in _NAMED)
            return as_day("-".join(found.group(*(_NAMED if named else (1, 2, 3)))))
        if stamp := re.search(r"(?<!\d)(\d{9,10})(?:\d{3})?(?!\d)", told):  # in s or ms
            return dt.datetime.fromtimestamp(int(stamp[1]), dt.UTC).date()
    except (BadDate, OverflowError, TypeError, ValueError):  # a group of three may be left out
        pass
    return None


def read_map_rules(path: str | Path, kept: bool = True) -> MapRules:
    """Read a file of rules.

    Parameters
    ----------
    path : path
        TOML, as the README describes it.
    kept : bool, default True
        Whether what the file tells of is to be kept in a package: then the rules name its licence.

    Returns
    -------
    MapRules

    Raises
    ------
    BadParameter
        One line with what is wrong.

    Examples
    --------
    >>> read_map_rules("rules.toml")
    Traceback (most recent call last):
    syria_analysis.errors.BadParameter: rules.toml: No such file or directory
    """
    return read_toml_rules(path, _KNOWN, partial(_rules, kept=kept))


def _rules(told: Mapping[str, Any], kept: bool) -> MapRules:
    if "style" in told:
        told = {**STYLES[choice_in(told, "style", STYLES)], **told}
    between, day = told.get("between", {}), told.get("day", {})
    if not isinstance(between, dict) or not isinstance(day, dict):
        raise ValueError("between and day are tables")
    shapes = told.get("shape", [])
    if not isinstance(shapes, list) or not shapes or len(shapes) > 200:
        raise ValueError("there is no [[shape]] that says whose land a shape is")
    return MapRules(
        source=text_in(told, "source"),
        attribution=text_in(told, "attribution"),
        licence=text_in(told, "licence", None if kept else ""),
        precision_m=number_in(told, "precision_m", 1, 100_000),
        otherwise=text_in(told, "otherwise"),
        shapes=tuple(_shape(item, between) for item in shapes),
        grid_m=number_in(told, "grid_m", 0.01, 10_000, 0.1),
        lag_days=int(number_in(told, "lag_days", 0, 365, 0)),
        day_property=text_in(day, "property", ""),
        day_pattern=_three(pattern_in(day, "pattern", _DAY)),
        most_faces=int(number_in(told, "most_faces", 1, 500_000, 500_000)),
        outside_km=number_in(told, "outside_km", 0, 20_000, 5.0),
        unknown=_unknown(told["unknown"]) if "unknown" in told else None,
    )


def _three(pattern: str) -> str:
    if re.compile(pattern).groups != 3:
        raise ValueError("day.pattern has three groups: year, month and day")
    return pattern


def _unknown(told: Any) -> Unknown:
    if not isinstance(told, dict) or set(told) != {"after_days", "between"}:
        raise ValueError("[unknown] says after_days and between, and nothing else")
    return Unknown(
        int(number_in(told, "after_days", 1, 3650)), _two(told["between"], "unknown.between")
    )


def _two(names: Any, what: str) -> tuple[str, str]:
    if not isinstance(names, list) or len(names) != 2 or names[0] == names[1]:
        raise ValueError(f"{what} names the two factions between whom land is in doubt")
    return str(names[0]), str(names[1])


def _shape(item: Any, between: Mapping[str, Any]) -> ShapeRule:
    if not isinstance(item, dict):
        raise ValueError("every [[shape]] is a table")
    for name in item:
        if name not in (
            "label",
            "holder",
            "contested",
            "skip",
            "layer",
            "property",
            "matches",
            "why",
        ):
            raise unknown("rule of a shape", name, ["holder", "contested", "skip", "layer"])
    if ("property" in item) != ("matches" in item):
        raise ValueError("a [[shape]] needs property and matches together")
    given = [key for key in ("label", "holder", "contested", "skip") if key in item]
    if len(given) != 1:
        raise ValueError("every [[shape]] says one of holder, contested and skip")
    if given == ["skip"]:
        label = ""
    elif given == ["contested"]:
        label = LIST_SEPARATOR.join(_two(item["contested"], "contested"))
    elif given == ["holder"]:
        label = text_in(item, "holder")
    else:
        two = (text_in(between, "occupier"), text_in(between, "other"))
        label = {"occupier": two[0], "other": two[1], "?": LIST_SEPARATOR.join(two)}[
            choice_in(item, "label", ("occupier", "other", "?"))
        ]
    return ShapeRule(
        label,
        pattern_in(item, "layer", ""),
        text_in(item, "property", ""),
        pattern_in(item, "matches", ""),
    )
