"""Another account of who holds what, set against the package: where the two agree, and where not.

The other account is a second package, maps of control, a detailed map, or a list of holders by day.
Nothing of it enters the package. What either account has in doubt between two factions is neither
agreement nor difference, and is summed apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.control.certainty import LEVELS, NO_SIDE, certainty_of
from syria_analysis.control.land import held_land
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.errors import BadParameter, DateOutOfRange, MissingData, counted
from syria_analysis.package.dataset import Dataset, load_dataset
from syria_analysis.package.holder_rules import HolderRules
from syria_analysis.package.map_rules import MapRules
from syria_analysis.package.map_sheets import Sheet, read_sheets
from syria_analysis.package.sightings import Sightings, Spot, match_spots
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.showing import card, facts_html, text_rows
from syria_analysis.text.wording import capital, day_text, percent

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "Account",
    "Comparison",
    "account_of_list",
    "account_of_maps",
    "account_of_package",
    "agreement",
    "compare",
    "read_account",
    "spread",
    "unbroken",
]

LEAST_KM2 = 0.01
"""Smaller pieces of land are slivers between two ways of drawing one line, and left out."""
UNTOLD = ""
"""What the other account says of land or a place that it is silent about."""
STATES = ("agree", "differ", "doubt", "untold")
DOUBT = "|"
"""Heading of what an account has in doubt between two factions."""


@dataclass(frozen=True, eq=False)
class Account:
    """Another account of who holds what.

    Attributes
    ----------
    name : str
        What it is called.
    days : tuple of datetime.date
        Days of which it speaks.
    places : callable
        Day to what it says of places of the package: id to label, a faction or two parted by
        ``|`` between whom the place is in doubt.
    land : callable or None
        Day to label to its land in the package's plane; None if it speaks of places alone.
    left : tuple of str
        What of it could not be used, and why, line by line.
    credit : str
        Whose it is, and under which licence.
    """

    name: str
    days: tuple[dt.date, ...]
    places: Callable[[dt.date], Mapping[str, str]]
    land: Callable[[dt.date], Mapping[str, Any]] | None
    left: tuple[str, ...] = ()
    credit: str = ""


@dataclass(frozen=True, eq=False)
class Comparison:
    """The package and another account on one evening.

    Attributes
    ----------
    situation : Situation
        The evening in the package.
    other : str
        Name of the other account.
    credit : str
        Whose it is, and under which licence.
    places : pandas.DataFrame
        One row for each place of which both speak: `place`, `ours`, `theirs`, `state` (agree,
        differ, doubt), `same_side`, `area_km2` of its cell, `confidence` and `unsure` (contested
        or uncertain) in the package.
    land : geopandas.GeoDataFrame
        Land by `ours`, `theirs` ("" where the other is silent), `state`, `same_side`, `area_km2`,
        in the package's plane. Of an account of places, the cells of those places.
    of_places : bool
        Whether the other account speaks of places alone.
    """

    situation: Situation
    other: str
    credit: str
    places: pd.DataFrame
    land: gpd.GeoDataFrame
    of_places: bool

    def __repr__(self) -> str:
        return text_rows(self._title(), self._facts())

    def _repr_html_(self) -> str:
        return card(self._title(), facts_html(self._facts()))

    @in_its_words
    def _title(self) -> str:
        return say("shown-compare", other=self.other, day=day_text(self.situation.date))

    @in_its_words
    def _facts(self) -> list[tuple[str, str]]:
        told = self.summary
        facts = [
            (capital(say(f"key-{key}-agree")), percent(told[f"{name}_agree_share"]))
            for key, name in (("places", "places"), ("land", "area"))
            if pd.notna(told[f"{name}_agree_share"])
        ]
        return [*facts, (say("shown-credit"), self.credit)] if self.credit else facts

    @property
    def dataset(self) -> Dataset:
        """The evidence of the package."""
        return self.situation.dataset

    @property
    def summary(self) -> dict[str, Any]:
        """Shares of places and of land that agree by faction and by side, of what is undoubted."""
        found: dict[str, Any] = {"date": self.situation.date, "other": self.other}
        for name, table, weight in (
            ("places", self.places, np.ones(len(self.places))),
            ("area", self.land, self.land["area_km2"].to_numpy(float)),
        ):
            state = table["state"].to_numpy(object)
            unit = "" if name == "places" else "_km2"
            for kind in STATES:
                total = float(weight[state == kind].sum())
                if name == "places" and kind == "untold":
                    total = float(len(self.situation.dataset.on_land) - len(table))
                found[f"{name}_{kind}{unit}"] = int(total) if name == "places" else total
            told = np.isin(state, ("agree", "differ"))
            same = told & table["same_side"].to_numpy(bool)
            whole = weight[told].sum()
            found[f"{name}_agree_share"] = _share(weight[state == "agree"].sum(), whole)
            found[f"{name}_side_share"] = _share(weight[same].sum(), whole)
        return found

    @property
    def bounds(self) -> dict[str, tuple[float, float]]:
        """Low and high of the shares of `summary`: all that is in doubt settled against, or for."""
        told, found = self.summary, {}
        for name, unit in (("places", ""), ("area", "_km2")):
            clear = told[f"{name}_agree{unit}"] + told[f"{name}_differ{unit}"]
            doubt = told[f"{name}_doubt{unit}"]
            for kind in ("agree", "side"):
                low = told[f"{name}_{kind}_share"] * clear if clear else 0.0
                ends = (_share(low, clear + doubt), _share(low + doubt, clear + doubt))
                found[f"{name}_{kind}_share"] = ends
        return found

    def crossed(self, of: str = "area_km2", sides: bool = False) -> pd.DataFrame:
        """Set what the package says (rows) against what the other account says (columns).

        Parameters
        ----------
        of : {"area_km2", "places"}
            What is summed.
        sides : bool, default False
            Whether factions of one side are counted together, as ``HTS,SNA``.

        Returns
        -------
        pandas.DataFrame
            Factions, or sides, in the order of the package, then `DOUBT`, and "" for what the
            other account is silent about.

        Examples
        --------
        >>> table = now.compare(now.dataset.folder).crossed("places")
        >>> bool(table.loc["SAA", "SAA"] > 0)
        True
        """
        table, data = self.confusion, self.situation.dataset
        told = _sides(data) if sides else {str(id): str(id) for id in data.factions.index}
        named = {name for label in table["ours"] for name in label.split("|")}
        named |= {name for label in table["theirs"] if label for name in label.split("|")}
        members: dict[str, list[str]] = {}
        for faction in data.factions.index:
            if faction in named:
                members.setdefault(told[str(faction)], []).append(str(faction))
        keys = {name: ",".join(members[told[name]]) for name in named}

        def key(label: str) -> str:
            found = {keys[name] for name in label.split("|")} if label else {UNTOLD}
            return found.pop() if len(found) == 1 else DOUBT

        whole = table.assign(ours=table["ours"].map(key), theirs=table["theirs"].map(key))
        sums = whole.pivot_table(of, "ours", "theirs", "sum", fill_value=0)
        order = [*dict.fromkeys(",".join(some) for some in members.values()), DOUBT, UNTOLD]
        rows = [name for name in order if name in sums.index]
        return sums.loc[rows, [name for name in order if name in sums.columns]]

    @property
    def allied(self) -> bool:
        """Whether two factions of one side are named, so that counting by side tells more."""
        table = self.crossed(sides=True)
        return any("," in key for key in [*table.index, *table.columns])

    @property
    def confusion(self) -> pd.DataFrame:
        """Places and km² by what the package says (`ours`) and what the other (`theirs`)."""
        keys = ["ours", "theirs", "state"]
        km2 = self.land.groupby(keys)["area_km2"].sum()
        silent = _labels(self.situation).reindex(
            self.situation.dataset.on_land.index.difference(self.places["place"])
        )
        untold = pd.DataFrame({"ours": silent, "theirs": UNTOLD, "state": "untold"})
        count = pd.concat([self.places[keys], untold]).groupby(keys).size().rename("places")
        table = pd.concat([count, km2], axis=1).fillna(0.0).reset_index()
        table["places"] = table["places"].astype(int)
        return table.sort_values(
            ["area_km2", "places", "ours", "theirs"],
            ascending=[False, False, True, True],
            ignore_index=True,
        )

    @cached_property
    def differences(self) -> gpd.GeoDataFrame:
        """Each piece of land on which the two differ, the largest first.

        `ours`, `theirs`, `same_side`, `area_km2`, the nearest `place`, `certainty` of the package
        there (NaN where maps tell who holds the land), and the polygon.
        """
        some = self.land[self.land["state"] == "differ"]
        pieces = some.explode(index_parts=False, ignore_index=True)
        pieces = pieces.assign(area_km2=shapely.area(pieces.geometry.to_numpy()) / 1e6)
        pieces = pieces[pieces["area_km2"] >= LEAST_KM2]
        situation, inner = self.situation, pieces.geometry.representative_point().to_numpy()
        at = situation.mesh.locate(inner) if len(pieces) else np.array([], dtype=np.intp)
        pieces = pieces.assign(place=np.append(situation.dataset.cell_places, "")[at])
        sure = np.full(len(pieces), np.nan)
        if situation.dataset.conflict.territory == "places" and len(pieces):
            certain = certainty_of(situation)
            sure = certain.judge(certain.at(shapely.get_coordinates(inner), at), at)[0]
        pieces = pieces.assign(certainty=np.round(sure, 3))
        columns = ["ours", "theirs", "same_side", "area_km2", "place", "certainty", "geometry"]
        order = ["area_km2", "place", "ours", "theirs"]
        return pieces[columns].sort_values(
            order, ascending=[False, True, True, True], ignore_index=True
        )

    @cached_property
    def by_certainty(self) -> pd.DataFrame:
        """How much agrees and differs where the package is how sure.

        `level`, `agree_km2`, `differ_km2`, and the share that differs of both. Levels are bands of
        certainty; where maps tell who holds the land, whether a point lies within their precision
        of a line.
        """
        land = {
            state: shapely.union_all(
                self.land.geometry.to_numpy()[(self.land["state"] == state).to_numpy()]
            )
            for state in ("agree", "differ")
        }
        rows, rest = [], {state: shape.area / 1e6 for state, shape in land.items()}
        for level, shape in self._levels():
            found = {
                state: shapely.intersection(shape, mine).area / 1e6 for state, mine in land.items()
            }
            rest = {state: rest[state] - found[state] for state in rest}
            rows.append((level, found["agree"], found["differ"]))
        places = self.situation.dataset.conflict.territory == "places"
        last = f"below {LEVELS[0]:g}" if places else "farther from the line"
        rows.append((last, max(rest["agree"], 0.0), max(rest["differ"], 0.0)))
        table = pd.DataFrame(rows, columns=["level", "agree_km2", "differ_km2"])
        both = table["agree_km2"] + table["differ_km2"]
        return table.assign(differ_share=(table["differ_km2"] / both).where(both > 0))

    def _levels(self) -> Iterable[tuple[str, Any]]:
        situation = self.situation
        maps = situation.dataset.conflict.maps
        if situation.dataset.conflict.territory != "places":
            lands = held_land(situation).to_numpy()
            edge = shapely.boundary(situation.mesh.theatre).buffer(1.0)
            lines = shapely.union_all(shapely.boundary(lands)).difference(edge)
            metres = maps.precision_m if maps is not None else 0.0
            yield f"within {metres:g} m of the line", shapely.buffer(lines, metres)
            return
        bands = certainty_of(situation).bands()
        for low, some in reversed(list(bands.groupby("low"))):
            high = some["high"].iloc[0]
            yield f"{low:g} to {high:g}", shapely.union_all(some.geometry.to_numpy())


def compare(
    situation: Situation, other: Account, day: dt.date | None = None, drawn: bool = True
) -> Comparison:
    """Set another account against an evening.

    Parameters
    ----------
    situation : Situation
        The evening in the package.
    other : Account
        The other account.
    day : datetime.date, optional
        Its day. Default: that of the evening.
    drawn : bool, default True
        Whether the land of an account of places is joined to shapes, which only summing it up
        does without.

    Returns
    -------
    Comparison

    Raises
    ------
    DateOutOfRange
        If it does not speak of that day.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> found = compare(situation_on(data, "2024-12-02"), account_of_package(data, data))
    >>> found.summary["places_agree_share"], len(found.differences)
    (1.0, 0)
    """
    import geopandas as gpd

    day = day or situation.date
    if day not in other.days:
        days = f"its days are {other.days[0]} to {other.days[-1]}, {len(other.days)} of them"
        if len(other.days) == 1:
            days = f"its only day is {other.days[0]}"
        raise DateOutOfRange(f"{other.name} does not speak of {day}: {days}")
    data, ours = situation.dataset, _labels(situation)
    sides = _sides(data)
    theirs = other.places(day)
    real = set(data.on_land.index)
    rows = [(place, ours[place], label) for place, label in theirs.items() if place in real]
    places = pd.DataFrame(rows, columns=["place", "ours", "theirs"], dtype=object)
    places = _judged(places, sides)
    km2 = pd.Series(data.land_km2, data.places.index)
    at = places["place"]
    unsure = situation.uncertain | (situation.contested != "")
    places = places.assign(
        area_km2=km2.reindex(at).to_numpy(float),
        confidence=situation.confidence.reindex(at).to_numpy(object),
        unsure=unsure.reindex(at).to_numpy(bool),
    ).sort_values(["area_km2", "place"], ascending=[False, True], ignore_index=True)
    if other.land is not None:
        land = _overlaid(situation, ours, other.land(day))
    else:
        land = _of_cells(situation, ours, theirs, drawn)
    table = pd.DataFrame(land, columns=["ours", "theirs", "area_km2", "geometry"])
    shown = gpd.GeoDataFrame(_judged(table, sides), geometry="geometry", crs=situation.mesh.crs)
    return Comparison(situation, other.name, other.credit, places, shown, other.land is None)


def agreement(data: Dataset, other: Account, days: Sequence[dt.date]) -> pd.DataFrame:
    """Follow the agreement of the package with another account over days.

    Parameters
    ----------
    data : Dataset
        The package.
    other : Account
        The other account.
    days : sequence of datetime.date
        Days; those of which one of the two does not speak are left out.

    Returns
    -------
    pandas.DataFrame
        A row for each day, as `Comparison.summary` has it.

    Raises
    ------
    DateOutOfRange
        If there is no day of which both speak.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> agreement(data, account_of_package(data, data), data.days[:1])["area_side_share"].tolist()
    [1.0]
    """
    last = data.reported_to or data.last
    both = [day for day in days if day in other.days and data.first <= day <= last]
    if not both:
        raise DateOutOfRange(f"there is no day of which both the package and {other.name} speak")
    return pd.DataFrame(
        [compare(situation_on(data, day), other, drawn=False).summary for day in both]
    )


def spread(days: Sequence[dt.date], most: int) -> list[dt.date]:
    """Choose so many of some days, evenly, the first and the last among them.

    Parameters
    ----------
    days : sequence of datetime.date
        In order.
    most : int
        At least 2.

    Returns
    -------
    list of datetime.date

    Examples
    --------
    >>> [day.day for day in spread([dt.date(2024, 12, day) for day in range(1, 10)], 3)]
    [1, 5, 9]
    """
    if len(days) <= most:
        return list(days)
    return [days[round(at * (len(days) - 1) / (most - 1))] for at in range(most)]


def unbroken(days: Sequence[dt.date], both: Sequence[dt.date]) -> list[list[dt.date]]:
    """Divide some days into runs within which there is no day of which one of the two is silent.

    Parameters
    ----------
    days : sequence of datetime.date
        Some of `both`, in order.
    both : sequence of datetime.date
        The days of which both speak, in order.

    Returns
    -------
    list of list of datetime.date

    Examples
    --------
    >>> both = [dt.date(2024, 12, day) for day in (1, 2, 3, 7, 8)]
    >>> [[day.day for day in run] for run in unbroken([both[0], both[2], both[4]], both)]
    [[1, 3], [8]]
    """
    at = {day: number for number, day in enumerate(both)}
    runs: list[list[dt.date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == at[day] - at[runs[-1][-1]]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def read_account(
    data: Dataset,
    others: Sequence[str | Path],
    rules: str | Path | None = None,
    *,
    column: str | None = None,
    places: str | Path | None = None,
    date: object = None,
) -> Account:
    """Tell what another account is by the names of its files, and read it.

    Parameters
    ----------
    data : Dataset
        The package it is set against.
    others : sequence of path
        The folder of a package; maps of control, one a day or with a day on their shapes; detailed
        maps (``.lua``); or one list of holders by day (``.csv``).
    rules : path, optional
        TOML: what files mean; a package needs none.
    column : str, optional
        The column of the holder, in a list of several.
    places : path, optional
        CSV: where the places of a list lie.
    date : datetime.date or str, optional
        The day of a detailed map whose name tells none.

    Returns
    -------
    Account

    Raises
    ------
    SyriaAnalysisError
        If a file is missing, or is none of these.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> read_account(data, [data.folder]).days[0]
    datetime.date(2024, 11, 26)
    """
    from syria_analysis.package.holder_rules import read_holder_rules
    from syria_analysis.package.holders_by_day import read_holders
    from syria_analysis.package.map_rules import day_in, read_map_rules
    from syria_analysis.package.sightings import sightings_of_maps

    paths = [Path(other) for other in others]
    if any(path.is_dir() for path in paths):
        if len(paths) > 1:
            raise BadParameter("one package is compared at a time")
        return account_of_package(data, load_dataset(paths[0]))
    for path in paths:
        if not path.exists():
            raise MissingData(f"there is no file or folder {path}")
    if not rules:
        raise BadParameter("what a file means stands in a file of rules (--map, -p rules=)")
    kinds = {path.suffix.lower() for path in paths}
    if kinds == {".lua"}:
        told = read_holder_rules(rules, kept=False)
        only = date if len(paths) == 1 and day_in(paths[0].stem) is None else None
        seen = sightings_of_maps(paths, told, None if only is None else str(only))
        return account_of_list(data, seen, told, paths[-1].name)
    if kinds == {".csv"}:
        if len(paths) > 1:
            raise BadParameter("one list is compared at a time")
        told = read_holder_rules(rules, kept=False)
        seen = read_holders(paths[0], told, column or None, places or None)
        name = f"{paths[0].name}, {column}" if column else paths[0].name
        return account_of_list(data, seen, told, name)
    return account_of_maps(data, paths, read_map_rules(rules, kept=False))


def account_of_package(data: Dataset, other: Dataset) -> Account:
    """Take a second package for another account.

    Parameters
    ----------
    data : Dataset
        The package it is set against.
    other : Dataset
        The second package; its factions have the same ids.

    Returns
    -------
    Account

    Raises
    ------
    BadParameter
        If the two have no faction in common.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> account_of_package(data, data).days[0]
    datetime.date(2024, 11, 26)
    """
    if not set(data.factions.index) & set(other.factions.index):
        raise BadParameter(f"{other.folder} has no faction of the package: ids must be the same")
    home = None
    if other.folder != data.folder:
        spots = [
            Spot(row["name"], float(row["lat"]), float(row["lon"]))
            for row in other.on_land.to_dict("records")
        ]
        ours = data.on_land.to_dict("records")
        # A name counts within 10 km: two packages place one town some way apart.
        found = match_spots(spots, ours, HolderRules("", "", {}), data.conflict)
        home = {
            there: str(data.on_land.index[at])
            for there, at in zip(other.on_land.index, found, strict=True)
            if at >= 0
        }

    def places(day: dt.date) -> Mapping[str, str]:
        told = _labels(situation_on(other, day))
        if home is None:
            return {str(place): told[place] for place in other.on_land.index}
        return {place: told[there] for there, place in home.items()}

    def land(day: dt.date) -> Mapping[str, Any]:
        evening = situation_on(other, day)
        drawn = evening.mesh.dissolve(_labels(evening)).geometry
        if other.plane == data.plane:
            return dict(drawn)
        shapes = data.plane.to_plane(other.plane.to_degrees(drawn.to_numpy()))
        return dict(zip(drawn.index, shapely.make_valid(shapes), strict=True))

    credit = f"{other.title} ({other.licence})"
    name = other.title if other.title != data.title else Path(other.folder).name
    return Account(name, other.days, places, land, credit=credit)


def account_of_maps(data: Dataset, files: Sequence[str | Path], rules: MapRules) -> Account:
    """Take maps of control for another account.

    Parameters
    ----------
    data : Dataset
        The package they are set against.
    files : sequence of path
        One file a day, or files whose shapes carry a day.
    rules : MapRules
        Whose land each shape is.

    Returns
    -------
    Account

    Raises
    ------
    BadParameter, InvalidData

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> rules = MapRules("atlas", "Atlas", "CC0", 100, "SAA", ())
    >>> account_of_maps(load_dataset(), ["control_2024-12-02.kml"], rules)
    Traceback (most recent call last):
    syria_analysis.errors.InvalidData: control_2024-12-02.kml: No such file or directory
    """
    _check_factions(data, [name for label in rules.labels for name in label.split("|")])
    sheets, lines = read_sheets(files, rules, data.theatre)
    by_day = {sheet.day: sheet for sheet in sheets}
    # A little wider, for two ways of drawing one border leave slivers.
    whole = shapely.buffer(data.plane.to_plane(data.theatre.outline), 1000.0)
    if not any(
        shapely.intersects(whole, shape) for sheet in sheets for shape in sheet.shapes.values()
    ):
        raise BadParameter(
            f"nothing on {rules.attribution} lies in the land of the package: "
            "is it a map of it, and longitude first?"
        )
    points = data.on_land
    where = data.plane.to_plane(shapely.points(points["lon"], points["lat"]))

    def land(day: dt.date) -> Mapping[str, Any]:
        return _sheet_land(by_day[day], rules, whole)

    def places(day: dt.date) -> Mapping[str, str]:
        found: dict[str, str] = dict.fromkeys(map(str, points.index), rules.otherwise)
        for rule, shape in reversed(by_day[day].shapes.items()):
            shapely.prepare(shape)
            for place in points.index[shapely.covers(shape, where)]:
                found[str(place)] = rules.shapes[rule].label
        return found

    credit = _credit(rules.attribution, rules.licence)
    return Account(rules.attribution, tuple(by_day), places, land, tuple(lines), credit)


def account_of_list(data: Dataset, seen: Sightings, rules: HolderRules, name: str) -> Account:
    """Take a list of places, a detailed map or holders by day, for another account.

    Parameters
    ----------
    data : Dataset
        The package it is set against.
    seen : Sightings
        What the list says.
    rules : HolderRules
        How it was read.
    name : str
        What it is called.

    Returns
    -------
    Account
        It speaks of the package's places that are on the list, and of no land beyond them.

    Raises
    ------
    BadParameter
        If none of its places is in the package.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.package.sightings import Sighting
    >>> day = dt.date(2024, 12, 2)
    >>> spot, step = Spot("Homs", 34.73, 36.71), Sighting(0, day, None, ("SAA",))
    >>> rules = HolderRules("atlas", "CC0", {"army": "SAA"})
    >>> other = account_of_list(load_dataset(), Sightings([spot], [step], day, day), rules, "list")
    >>> other.places(day)
    {'homs': 'SAA'}
    """
    _check_factions(data, rules.factions)
    rows = data.on_land.to_dict("records")
    home = match_spots(seen.spots, rows, rules, data.conflict)
    missing = sum(at < 0 for at in home)
    if missing == len(home):
        raise BadParameter(f"no place of {name} is in the package")
    ids = [str(place) for place in data.on_land.index]
    count = (seen.last - seen.first).days + 1
    days = tuple(seen.first + dt.timedelta(days=number) for number in range(count))

    def places(day: dt.date) -> Mapping[str, str]:
        found = {}
        for spot, label in seen.on(day).items():
            if home[spot] >= 0:
                found[ids[home[spot]]] = "|".join(label or rules.between)
        return found

    lines = [
        f"{why}: {counted(count, 'row')}, left out" for why, count in seen.left.most_common(20)
    ]
    if missing:
        lines.insert(0, f"not in the package: {missing:,} of {len(home):,} places")
    return Account(name, days, places, None, tuple(lines), _credit(name, rules.licence))


def _check_factions(data: Dataset, names: Iterable[str]) -> None:
    for name in names:
        if name not in data.factions.index:
            raise BadParameter(f"the faction {name[:40]!r} is not in factions.csv")


def _labels(situation: Situation) -> pd.Series:
    """Give who holds each place, and after a ``|`` who contests it."""
    contested = situation.contested
    return situation.holders.where(contested == "", situation.holders + "|" + contested)


def _sides(data: Dataset) -> dict[str, str]:
    told = data.factions["side"]
    return {
        str(id): str(id) if side in NO_SIDE else f"side {side}"
        for id, side in zip(told.index, told, strict=True)
    }


def _judged(table: pd.DataFrame, sides: Mapping[str, str]) -> pd.DataFrame:
    """Say of each row whether the two accounts agree, by faction and by side."""
    state, same = [], []
    for ours, theirs in zip(table["ours"], table["theirs"], strict=True):
        if theirs == UNTOLD:
            state.append("untold")
        elif "|" in ours or "|" in theirs:
            state.append("doubt")
        else:
            state.append("agree" if ours == theirs else "differ")
        told = [{sides.get(name, name) for name in label.split("|")} for label in (ours, theirs)]
        same.append(theirs != UNTOLD and told[0] == told[1] and len(told[0]) == 1)
    return table.assign(state=np.array(state, dtype=object), same_side=np.array(same, dtype=bool))


def _sheet_land(sheet: Sheet, rules: MapRules, whole: Any) -> dict[str, Any]:
    """Give the land of each label on a map; where shapes overlap, that of the first rule."""
    parts: dict[str, list[Any]] = {}
    taken = None
    for rule, shape in sheet.shapes.items():
        free = shape if taken is None else shapely.difference(shape, taken)
        taken = shape if taken is None else shapely.union(taken, shape)
        parts.setdefault(rules.shapes[rule].label, []).append(free)
    parts.setdefault(rules.otherwise, []).append(
        whole if taken is None else shapely.difference(whole, taken)
    )
    return {label: shapely.union_all(shapes) for label, shapes in parts.items()}


_Land = list[tuple[str, str, float, Any]]
"""By what the package says and what the other: km² and shape."""


def _of_cells(
    situation: Situation, ours: pd.Series, theirs: Mapping[str, str], drawn: bool
) -> _Land:
    """Sum up the cells of places."""
    cells, km2 = situation.mesh.shapes, situation.mesh.area_km2
    said = cells.index.to_series().map(dict(theirs)).fillna(UNTOLD)
    keys = [ours.reindex(cells.index), said]
    found = []
    for (mine, other), rows in cells.groupby(keys).indices.items():
        shape = shapely.coverage_union_all(cells.to_numpy()[rows]) if drawn else None
        found.append((str(mine), str(other), float(km2.to_numpy()[rows].sum()), shape))
    return found


def _overlaid(situation: Situation, ours: pd.Series, theirs: Mapping[str, Any]) -> _Land:
    found = []
    for mine, shape in situation.mesh.dissolve(ours).geometry.items():
        rest = shape
        for label, other in theirs.items():
            common = _flat(shapely.intersection(shape, other))
            if common.area >= 1e6 * LEAST_KM2:
                found.append((str(mine), label, common.area / 1e6, common))
                rest = shapely.difference(rest, other)
        rest = _flat(rest)
        if rest.area >= 1e6 * LEAST_KM2:
            found.append((str(mine), UNTOLD, rest.area / 1e6, rest))
    return found


def _flat(shape: Any) -> Any:
    """Keep what has an area."""
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _credit(name: str, licence: str) -> str:
    """Tell whose an account is, and its licence where the rules name it: nothing of it is kept."""
    return f"{name} ({licence})" if licence else name
