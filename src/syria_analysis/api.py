"""What a notebook touches: thin shells over the library's functions, nothing of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import pandas as pd

from syria_analysis import claims as claiming
from syria_analysis.alerts import compare as alerting
from syria_analysis.alerts import rule_file as rule_files
from syria_analysis.claims import published as publishing
from syria_analysis.claims.dependence import corrections_of, dependence, reports_about
from syria_analysis.claims.place_record import PlaceRecord, place_record
from syria_analysis.control import annotate as annotating
from syria_analysis.control import changes as changing
from syria_analysis.control import front as fronts
from syria_analysis.control import land, units, what_if
from syria_analysis.control import pace as pacing
from syria_analysis.control import situation as situations
from syria_analysis.control.campaign import Campaign, campaign_between
from syria_analysis.control.certainty import Certainty, certainty_of
from syria_analysis.control.comparison import (
    Account,
    Comparison,
    account_of_package,
    compare,
    read_account,
)
from syria_analysis.docstrings import told_by
from syria_analysis.errors import BadParameter, MissingData
from syria_analysis.export import evening as exporting
from syria_analysis.package import validation, variants
from syria_analysis.package.dataset import Dataset, Side, load_dataset
from syria_analysis.roads import captures, critical
from syria_analysis.roads import reach as cutting
from syria_analysis.text import findings as finding
from syria_analysis.text.faults import CHECKS
from syria_analysis.text.showing import Table, named

if TYPE_CHECKING:
    import geopandas as gpd

    from syria_analysis.explore.panel import Panel
    from syria_analysis.figures.illustration import Illustration

__all__ = ["Evening", "Package", "load", "validate"]

INSIDE_PACKAGE = frozenset(
    {
        *("captor", "chief_places", "day", "guests", "origin", "place", "place_names", "scenario"),
        *("side", "sides", "since", "starting_day", "real_places", "with_land", "on_land"),
        *("cell_places", "cell_rows", "face_of", "faces", "geometry_key", "geometry_remarks"),
        *("land_km2", "mesh", "outline", "plane", "same_evidence", "texts", "theatre"),
    }
)
"""What the library asks of a package for itself; completion does not offer it."""
INSIDE_EVENING = frozenset(
    {"answers", "cell_holders", "cell_rows", "dated_by_span", "land_of", "mesh", "nearby"}
)
"""The same of a situation."""


class Package(Dataset):
    """A data package with the questions one can ask of it; made by `load`.

    In the examples `syria` is ``sa.load()`` and `now` is ``syria.on("2024-12-02")``.

    Attributes
    ----------
    title, version, licence : str
        As the package says.
    folder : pathlib.Path
        Where it lies.
    first, last : datetime.date
        First and last evening that it describes in full; `days` are all of them.
    places, events, reports, sources, factions, claims, roads : pandas.DataFrame
        The evidence, one row a thing, indexed by id; positions are WGS84 degrees. With who holds
        them, and as points, the places are `Evening.places`.
    conflict : Conflict
        What the package declares of its war: contests, cities, capital, evening, scenario, …

    Notes
    -----
    In every table that an answer gives, ids, names and words are text (str); columns that end in
    ``_km``, ``_km2`` or ``_deg``, shares (0 to 1) and probabilities are float, on the WGS84
    ellipsoid; days are `datetime.date`; counts int; several ids in one cell are a tuple. ``low``
    and ``high`` are the least and the greatest value over both answers of everything in doubt.
    Behind a column of ids stands one with the names, such as `faction_name` behind `faction`.
    Tables show their numbers rounded and keep them exact (see `showing.Table`).
    """

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name not in INSIDE_PACKAGE]

    def _repr_html_(self) -> str:
        from syria_analysis.explore.cards import package_card

        return package_card(self)

    def on(self, date: object, known_by: object | None = None) -> Evening:
        """Return the situation at the end of a day.

        Parameters
        ----------
        date : str, datetime.date, datetime.datetime or pandas.Timestamp
            An ISO day that the package covers, or ``"latest"``. Of a time of a day, the day of the
            package in which it falls: with an offset or a zone it is turned to the package's zone,
            without one it is local time there (see `Dataset.day`).
        known_by : as `date`, optional
            Leave out what no page published by the end of that day reports (see
            `variants.known_by`).

        Returns
        -------
        Evening
            Who held every place; as reported, or as it was known by then.

        Raises
        ------
        BadDate
            If that is no day.
        DateOutOfRange
            If the package does not cover it.

        Examples
        --------
        >>> syria.on("2024-12-02").holders["aleppo"]
        'HTS'
        >>> syria.on("2024-12-02T23:00+00:00").date  # the 3rd had begun in Damascus
        datetime.date(2024, 12, 3)
        """
        evidence = self if known_by is None else variants.known_by(self, known_by)
        return Evening._of(situations.situation_on(evidence, date))

    @told_by(campaign_between)
    def campaign(
        self,
        first: object = None,
        last: object = None,
        attackers: Side = None,
        defenders: Side = None,
        cities: str | Iterable[str] | None = None,
    ) -> Campaign:
        """Follow a campaign evening by evening.

        Examples
        --------
        >>> syria.campaign("2024-11-26", "2024-12-02", cities="aleppo").falls["place"].tolist()
        ['aleppo']
        """
        return campaign_between(self, first, last, attackers, defenders, cities)

    @told_by(land.daily_transfers, adds="Also `from_name`, `to_name`.")
    def daily_transfers(self) -> pd.DataFrame:
        """Sum the land that passed from each faction to each other one on every evening, at once.

        Examples
        --------
        >>> syria.daily_transfers().head(1)[["from_name", "to_name", "area_km2"]]
            from_name         to_name area_km2
        0  Government  HTS-led forces      217
        """
        return named(self, land.daily_transfers(self), ["from", "to"])

    @told_by(claiming.claims_table)
    def claims_table(self, date: object | None = None, brief: bool = False) -> pd.DataFrame:
        """Check every claim of the article, each at its own evening.

        Examples
        --------
        >>> syria.claims_table()[["statement", "verdict"]]  # doctest: +SKIP
        """
        return Table(claiming.claims_table(self, date, brief))

    @told_by(alerting.alerts_between)
    def alerts(
        self, since: object | None, date: object, rules: alerting.Rules = None
    ) -> alerting.Alerts:
        """Find what is new after one evening, up to another.

        Examples
        --------
        >>> rule = {"kind": "changed_hands", "places": ["Hama"]}
        >>> [alert.subject for alert in syria.alerts("2024-12-04", "2024-12-05", [rule]).found]
        ['hama']
        """
        return alerting.alerts_between(self, since, date, rules)

    @told_by(publishing.published_table)
    def published_table(self) -> pd.DataFrame:
        """Compute every figure that others published from the data, each on its own evening.

        Examples
        --------
        >>> {"ours", "agrees"} < set(syria.published_table())
        True
        """
        return Table(publishing.published_table(self))

    @told_by(reports_about)
    def reports_about(self, about: str) -> pd.DataFrame:
        """List the reports of an event, or of all that is told of a place.

        Examples
        --------
        >>> bool(syria.reports_about("Hama")["publisher"].nunique() > 3)
        True
        """
        return Table(reports_about(self, about))

    @told_by(cutting.routes_by_day, adds="Also `to_name`.")
    def routes_by_day(
        self,
        source: str,
        targets: str | Iterable[str],
        side: Side = None,
        low_confidence_roads: bool = True,
    ) -> pd.DataFrame:
        """Follow the ways to places evening by evening.

        Examples
        --------
        >>> table = syria.routes_by_day("damascus", "latakia")
        >>> bool(table["km_shut"].isna().iloc[-1])
        True
        """
        table = cutting.routes_by_day(self, source, targets, side, low_confidence_roads)
        return named(self, table, places=["to"])

    def explore(self, date: object = None, cities: Iterable[str] | None = None) -> Panel:
        """Show a panel to turn to a day, choose sides and cities, and suppose captures.

        Parameters
        ----------
        date : as for `on`, optional
            Evening that is shown first. Default: the one from which the scenario of the package
            starts, else the last one.
        cities : iterable of str, optional
            Ids or names of places whose distance to the front is told. Default: those that the
            package declares.

        Returns
        -------
        Panel
            Widgets for a notebook; its `situation` is the evening shown, with what is supposed.

        Raises
        ------
        MissingData
            If the widgets are not installed.
        UnknownName, BadDate, DateOutOfRange

        Examples
        --------
        >>> syria.explore("2024-12-05").situation.date
        datetime.date(2024, 12, 5)
        """
        try:
            from syria_analysis.explore.panel import Panel
        except ModuleNotFoundError as error:
            raise MissingData(
                f"exploring needs {error.name}: pip install 'syria-analysis[notebook]'"
            ) from None
        return Panel(self, date or self.starting_day, cities)


class Evening(situations.Situation):
    """A situation with the questions one can ask of it; made by `Package.on`.

    Types and units of the columns of all tables are told at `Package`.

    Attributes
    ----------
    dataset : Package
        The evidence.
    date : datetime.date
        The day, which ends at the hour that the package declares.
    holders : pandas.Series
        Place id to the id of the faction that holds it; a contested place keeps its last
        uncontested holder.
    contested : pandas.Series
        Place id to the id of who contests it, "" where nobody does.
    uncertain : pandas.Series
        Place id to whether a change there is only dated by a span that this evening divides.
    confidence : pandas.Series
        Place id to ``"high"``, ``"medium"`` or ``"low"``: how sure the row is on which the holder
        rests.
    last_event : pandas.Series
        Place id to the id of the event on which the holder rests, "" for the first evening.
    hypothetical : tuple of Capture
        What is supposed and not reported, one entry a place; empty if all is as reported.
    """

    @classmethod
    def _of(cls, state: situations.Situation) -> Evening:
        return cls(**{field.name: getattr(state, field.name) for field in fields(state)})

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name not in INSIDE_EVENING]

    def __repr__(self) -> str:
        held = self.holders[self.dataset.real_places.index].value_counts()
        counts = ", ".join(f"{faction} {count}" for faction, count in held.items())
        supposed = f", hypothetical ({self.supposed})" if self.hypothetical else ""
        return f"<Situation on the evening of {self.date}{supposed}: places held: {counts}>"

    def _repr_html_(self) -> str:
        from syria_analysis.explore.cards import situation_card

        return situation_card(self)

    @told_by(land.areas, adds="Also `faction_name`.")
    def areas(self, certainty: bool = False) -> pd.DataFrame:
        """Sum the land that each faction holds.

        Examples
        --------
        >>> now.areas()[["faction", "faction_name", "area_km2", "share"]].head(2)
          faction faction_name area_km2  share
        0     SAA   Government  108,826  0.582
        1     SDF          SDF   49,515  0.265
        """
        return named(self.dataset, land.areas(self, certainty), ["faction"])

    @told_by(units.held_by_unit, adds="Also `faction_name`.")
    def by_unit(self) -> pd.DataFrame:
        """Sum the land, the places and the people that each faction holds in each unit.

        Examples
        --------
        >>> table = now.by_unit()
        >>> table[table["unit"] == "Idlib"]["faction"].tolist()
        ['HTS']
        """
        return named(self.dataset, units.held_by_unit(self), ["faction"])

    @told_by(units.held_by_unit, adds="Also `faction_name`.")
    def by_sector(self) -> pd.DataFrame:
        """Sum the same as `by_unit` for the sectors that the package declares.

        Examples
        --------
        >>> now.by_sector()
        Traceback (most recent call last):
        ...
        syria_analysis.errors.MissingData: the package declares no sectors (conflict.sectors)
        """
        return named(self.dataset, units.held_by_unit(self, "sector"), ["faction"])

    @told_by(units.people, adds="Also `faction_name`.")
    def people(self) -> pd.DataFrame:
        """Sum the population figures of the places that each faction holds.

        Examples
        --------
        >>> now.people()["faction"].tolist()[:2]
        ['SAA', 'HTS']
        """
        return named(self.dataset, units.people(self), ["faction"])

    @overload
    def certainty(self, points: None = None) -> Certainty: ...

    @overload
    def certainty(self, points: pd.DataFrame) -> pd.DataFrame: ...

    def certainty(self, points: pd.DataFrame | None = None) -> Certainty | pd.DataFrame:
        """Tell how sure it is who holds points, or who holds what anywhere.

        Parameters
        ----------
        points : pandas.DataFrame or geopandas.GeoDataFrame, optional
            Points in any coordinate system, or a table with the columns `lat` and `lon` in WGS84
            degrees.

        Returns
        -------
        pandas.DataFrame or Certainty
            Of points, a table indexed like them: one column for each faction, its probability, 0 to
            1, summing to 1; `holder`, `certainty` (probability of the holder's side), `second`.
            Without points the object that answers for any: `of(points)`, `bands()`, `held_km2()`,
            `contradicted()`.

        Raises
        ------
        MissingData
            If maps, not places, tell who holds the land.
        BadParameter

        Notes
        -----
        Indicator kriging with an exponential kernel (see `certainty.Certainty`); calibrated by
        hiding a fifth of the places.

        Examples
        --------
        >>> import pandas as pd
        >>> now.certainty(pd.DataFrame({"lat": [33.51], "lon": [36.29]}))["holder"].tolist()
        ['SAA']
        """
        sure = certainty_of(self)
        return sure if points is None else sure.of(points)

    def territory(self) -> gpd.GeoDataFrame:
        """Join the land of each faction into one shape.

        Returns
        -------
        geopandas.GeoDataFrame
            Indexed by `faction` (id), sorted; columns `faction_name`, `colour` (``#rrggbb``, as on
            the maps), `area_km2` (float, on the ellipsoid), `geometry`. In the equal-area plane of
            the package in metres (`crs`, which is named), a valid coverage: no gaps, no overlaps.

        Notes
        -----
        Where places tell who holds the land, every point is its nearest place's; a border between
        two places is an estimate, surer the nearer they are (see `certainty`).

        Examples
        --------
        >>> land = now.territory()
        >>> land.crs.name
        'WGS 84 / Equal area of Syria'
        >>> land.to_crs(4326).loc["SAA", "faction_name"]
        'Government'
        """
        from syria_analysis.text.layer import Layer

        joined = self.mesh.dissolve(self.holders).set_crs(self.dataset.crs, allow_override=True)
        factions = self.dataset.factions.reindex(joined.index)
        area = self.mesh.area_km2.groupby(self.cell_holders).sum()
        joined.insert(0, "faction_name", factions["short_name"])
        joined.insert(1, "colour", factions["colour_screen"])
        joined.insert(2, "area_km2", area.reindex(joined.index))
        return Layer(joined.rename_axis("faction"))

    @cached_property
    def places(self) -> gpd.GeoDataFrame:
        """The places with who holds them, for maps and for a GIS.

        A `geopandas.GeoDataFrame` of points in WGS84 degrees (EPSG:4326), indexed by `place` (id):
        `name`, `kind`, `unit`, `population` (float, NaN without a figure); `holder` and
        `contested_by` (faction ids, "" for nobody), `holder_name`, `contested_by_name`;
        `uncertain` (bool: a change there may have come already, or not), `confidence`,
        `last_event` (id of the event that the holder rests on, "" for the first evening),
        `colour` (``#rrggbb``, the holder's on the maps), `geometry`. Anchors, which only shape
        empty land, are left out.

        Examples
        --------
        >>> now.places.loc["homs", ["name", "holder_name"]].tolist()
        ['Homs', 'Government']
        """
        import geopandas as gpd

        from syria_analysis.text.layer import Layer

        dataset = self.dataset
        rows = dataset.real_places
        told = {
            "holder": self.holders,
            "contested_by": self.contested,
            "uncertain": self.uncertain,
            "confidence": self.confidence,
            "last_event": self.last_event,
        }
        table = rows[["name", "kind", "unit", "population"]].assign(
            **{name: column.reindex(rows.index) for name, column in told.items()}
        )
        table = pd.DataFrame(named(dataset, table, ["holder", "contested_by"]))
        table["colour"] = table["holder"].map(dataset.factions["colour_screen"])
        points = gpd.points_from_xy(rows["lon"], rows["lat"], crs="EPSG:4326")
        return Layer(table.rename_axis("place"), geometry=points)

    def front(self, *attackers: str, against: Side = None) -> fronts.Front:
        """Find the front between two sides.

        Parameters
        ----------
        *attackers : str
            Faction ids of the one side. Default: who attacks in the contest fought on this evening,
            and who has joined them by then.
        against : str or iterable of str, optional
            Faction ids of the other side. Default: who defends in that contest.

        Returns
        -------
        Front
            The borders between the land of the one side and that of the other; may be empty.

        Raises
        ------
        UnknownName
        BadParameter
            If a faction stands on both sides, or the package declares no contest and a side is left
            out.

        Examples
        --------
        >>> now.front("HTS", against="SAA").distance_to("homs")
        Homs, evening of 2 December 2024. Front of the HTS-led forces against the government
          Distance: about 60 km (56–66)
          To the: north
          Line between the land of: Maarkaba and Taybat al-Imam
          Nearest place held: al-Buwayda
        """
        shared = fronts.front_between(self, attackers, against)
        return replace(shared, segments=shared.segments.copy())  # with tables of its own

    @told_by(
        fronts.distance_table,
        adds="Also `city_name`, `nearest_held_name`, `edge_attacker_name`, `edge_defender_name`.",
    )
    def distances(
        self,
        cities: str | Iterable[str] | None = None,
        attackers: Side = None,
        defenders: Side = None,
    ) -> pd.DataFrame:
        """Measure the distance from several places to one front.

        Examples
        --------
        >>> now.distances("homs")[["city_name", "distance_km", "low_km", "high_km"]]
          city_name distance_km low_km high_km
        0      Homs        61.5   56.9    65.6
        """
        table = fronts.distance_table(self, cities, attackers, defenders)
        return named(
            self.dataset, table, places=["city", "nearest_held", "edge_attacker", "edge_defender"]
        )

    @told_by(pacing.pace, adds="Also `city_name`.")
    def pace(
        self,
        days: int | None = None,
        cities: str | Iterable[str] | None = None,
        attackers: Side = None,
        defenders: Side = None,
    ) -> pd.DataFrame:
        """Tell how fast the front has come nearer to places over the last days.

        Examples
        --------
        >>> now.pace(3, "hama")["days"].tolist()
        [3]
        """
        pace = pacing.pace(self, days, cities, attackers, defenders)
        return named(self.dataset, pace, places=["city"])

    def changes(self, since: object = None) -> changing.Changes:
        """Compare with an earlier evening.

        Parameters
        ----------
        since : as for `Package.on`, or Situation, optional
            The earlier evening. Default: the package's baseline.

        Returns
        -------
        Changes
            What changed hands: `places`, `balance`, `transfer`, `by_unit`, each with its interval.

        Raises
        ------
        BadDate, DateOutOfRange
        BadParameter
            If the earlier evening is later, or rests on other data.

        Examples
        --------
        >>> now.changes("2024-12-01").balance["gained_km2"].round().to_dict()["SNA"]
        253.0
        """
        earlier = self.dataset.since() if since is None else since
        shared = changing.changes_between(situations.as_evening(self.dataset, earlier), self)
        return replace(shared)  # with tables of its own

    def changes_by_period(
        self, since: object = None, by: str = "week", parts: str = ""
    ) -> pd.DataFrame:
        """Sum what each faction gained and lost, by day, week or month.

        Parameters
        ----------
        since : as for `Package.on`, optional
            The earlier evening. Default: the package's baseline.
        by : {"week", "day", "month"}
            The period; a week ends on Sunday, and the last period with this evening.
        parts : {"", "unit", "sector"}
            Whether to tell each unit or sector by itself. Default: the whole country.

        Returns
        -------
        pandas.DataFrame
            Columns `since` and `date`, the evenings that bound a period; `unit` if asked by parts;
            `faction`, `faction_name`; `gained_km2`, `lost_km2`, `net_km2`, each with ``…_low_km2``
            and ``…_high_km2``; `places_gained`, `places_lost`, `people_gained`, `people_lost`. By
            date; a period in which nothing passed in any answer has no row.

        Raises
        ------
        BadDate, DateOutOfRange, BadParameter, MissingData

        Notes
        -----
        The net of the periods adds up to the net of the whole span. What was gained and lost need
        not: a place taken in one week and lost in the next counts in both, and in the span not at
        all.

        Examples
        --------
        >>> sorted(set(now.changes_by_period(by="week")["date"].astype(str)))
        ['2024-12-01', '2024-12-02']
        """
        passed = units.passed_by_period(self._periods(since, by), parts)
        return named(self.dataset, passed, ["faction"])

    @told_by(units.held_by_period, adds="Also `faction_name`.")
    def areas_by_period(
        self, since: object = None, by: str = "week", parts: str = ""
    ) -> pd.DataFrame:
        """Tell what each faction held at the end of each period, and gained and lost in it.

        Parameters
        ----------
        since, by, parts
            As for `changes_by_period`.

        Examples
        --------
        >>> table = now.areas_by_period(by="week")
        >>> table[table["faction"] == "SNA"]["places_gained"].tolist()
        [34, 9]
        """
        held = units.held_by_period(self._periods(since, by), parts)
        return named(self.dataset, held, ["faction"])

    def _periods(self, since: object, by: str) -> Iterator[situations.Situation]:
        """Give one evening after the other: all at once would take gigabytes of a long war."""
        for day in units.period_ends(self.dataset.since(since), self.date, by)[:-1]:
            yield situations.situation_on(self.dataset, day)
        yield self

    @told_by(annotating.annotate)
    def annotate(
        self,
        points: Any,
        attackers: Side = None,
        defenders: Side = None,
        certainty: bool = False,
        *,
        lat: str | None = None,
        lon: str | None = None,
        prefix: str = "",
    ) -> Any:
        """Add to points who holds them, how far the front is and, if asked, how sure that is.

        Examples
        --------
        >>> import pandas as pd
        >>> now.annotate(pd.DataFrame({"lat": [33.51], "lon": [36.29]}))["faction"].tolist()
        ['SAA']
        """
        return annotating.annotate(
            self, points, attackers, defenders, certainty, lat=lat, lon=lon, prefix=prefix
        )

    @told_by(cutting.cut_off)
    def cut_off(
        self,
        source: str | None = None,
        side: Side = None,
        targets: str | Iterable[str] | None = None,
        contested: str = "shut",
        low_confidence_roads: bool = True,
    ) -> cutting.CutOff:
        """Find which of its places a side can no longer reach by road from one of them.

        Examples
        --------
        >>> lost = now.if_captured("hama", "homs", by="HTS").cut_off("damascus", targets="latakia")
        >>> lost.route_table["to_name"].tolist(), lost.route_table["km"].isna().tolist()
        (['Latakia'], [True])
        """
        return cutting.cut_off(self, source, side, targets, contested, low_confidence_roads)

    @told_by(critical.critical_sets)
    def critical_sets(
        self,
        source: str,
        target: str | Iterable[str],
        side: Side = None,
        max_size: int = 3,
        contested: str = "shut",
        low_confidence_roads: bool = True,
    ) -> tuple[tuple[str, ...], ...]:
        """Find all minimal sets of cities whose loss separates a target from a source.

        Examples
        --------
        >>> ("hama", "homs") in now.critical_sets("damascus", "latakia", max_size=2)
        True
        """
        return critical.critical_sets(
            self, source, target, side, max_size, contested, low_confidence_roads
        )

    @told_by(critical.detours, adds="Also `place_name`, `target_name`.")
    def detours(
        self,
        source: str,
        target: str | Iterable[str],
        side: Side = None,
        contested: str = "shut",
        low_confidence_roads: bool = True,
    ) -> pd.DataFrame:
        """Rank the cities by how much longer ways take without each of them alone.

        Examples
        --------
        >>> now.detours("damascus", "latakia")["place_name"].tolist()[:1]
        ['Homs']
        """
        table = critical.detours(self, source, target, side, contested, low_confidence_roads)
        return named(self.dataset, table, places=["place", "target"])

    @told_by(what_if.if_captured)
    def if_captured(self, *places: str, by: str | None = None) -> Evening:
        """Suppose that a faction has captured places.

        Parameters
        ----------
        *places : str
            Ids, names or variants.
        by : str, optional
            Id of one faction. Default: that of the package's scenario, else the first that attacks.

        Examples
        --------
        >>> now.if_captured("hama", by="HTS").supposed
        'Hama captured by the HTS-led forces'
        """
        return what_if.if_captured(self, *places, by=self.dataset.captor(by, self.date))

    @told_by(what_if.within_km)
    def if_captured_within(self, place: str, km: float, by: str) -> Evening:
        """Suppose that a faction has captured all places within a distance of one.

        Examples
        --------
        >>> len(now.if_captured_within("hama", 5, by="HTS").hypothetical) > 1
        True
        """
        return what_if.within_km(self, place, km, by)

    @told_by(captures.along_road)
    def if_captured_along(self, road: str, start: str, end: str, by: str) -> Evening:
        """Suppose that a faction has captured all places along a road up to one of them.

        Examples
        --------
        >>> now.if_captured_along("M5", "hama", "homs", by="HTS").holders["homs"]
        'HTS'
        """
        return captures.along_road(self, road, start, end, by)

    @told_by(what_if.from_csv)
    def if_captured_from(self, file: str | Path) -> Evening:
        """Suppose the captures that a CSV file lists.

        Examples
        --------
        >>> now.if_captured_from("nowhere.csv")
        Traceback (most recent call last):
        ...
        syria_analysis.errors.MissingData: ...
        """
        return what_if.from_csv(self, file)

    @told_by(what_if.given_back)
    def if_given_back(self, *places: str, to: str) -> Evening:
        """Suppose that places have been given back to a faction.

        Parameters
        ----------
        *places : str
            Ids, names or variants.
        to : str
            Id of one faction.

        Examples
        --------
        >>> now.if_given_back("aleppo", to="SAA").holders["aleppo"]
        'SAA'
        """
        return what_if.given_back(self, places, to)

    def compare(
        self,
        other: Account | Dataset | str | Path | Iterable[str | Path],
        rules: str | Path | None = None,
        **options: Any,
    ) -> Comparison:
        """Set another account, a package or files, against the evening.

        Parameters
        ----------
        other : Account, Dataset, path or iterable of path
            What somebody else says: read already, or files and folders that
            `comparison.read_account` reads.
        rules : path, optional
            TOML: what files mean; a package needs none.
        **options
            `column` and `places`, as for `comparison.read_account`.

        Returns
        -------
        Comparison
            Land, places and km² on which the two agree, and on which not.

        Raises
        ------
        DateOutOfRange
            If the other account does not speak of this day.
        MissingData, InvalidData, BadParameter
            If a file is missing, or cannot be read as an account.

        Notes
        -----
        Neither account is taken for the truth; they are never blended.

        Examples
        --------
        >>> agreed = now.compare(syria.folder).summary
        >>> agreed["date"] if "date" in agreed else now.date
        datetime.date(2024, 12, 2)
        """
        if isinstance(other, Dataset):
            other = account_of_package(self.dataset, other)
        elif not isinstance(other, Account):
            files = [other] if isinstance(other, str | Path) else list(other)
            other = read_account(self.dataset, files, rules, date=self.date, **options)
        return compare(self, other)

    @told_by(exporting.export)
    def export(
        self,
        path: str | Path,
        layer: str | None = None,
        since: object | None = None,
        attackers: Side = None,
        defenders: Side = None,
        note: str = "",
    ) -> Path:
        """Write the evening to a file for a GIS or a spreadsheet, whole or not at all.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     now.export(f"{folder}/front.geojson", "fronts").name
        'front.geojson'
        """
        return exporting.export(self, path, layer, since, attackers, defenders, note)

    @told_by(finding.summary)
    def findings(
        self,
        baseline: object = None,
        cities: str | Iterable[str] | None = None,
        attackers: Side = None,
        defenders: Side = None,
    ) -> finding.Findings:
        """Say what is to be said of this evening, most important first.

        Parameters
        ----------
        baseline : as for `Package.on`, optional
            The evening to compare with; not later. Default: that of the package.
        cities : str or iterable of str, optional
            Ids or names of places whose fall and distance to the front are told. Default: those of
            the package.
        attackers, defenders : str or iterable of str, optional
            Faction ids of the two sides. Default: those of the contest fought.

        Examples
        --------
        >>> now.findings(cities="homs")[0].id
        'headline'
        """
        asked = self._asked(baseline, cities, attackers, defenders)
        return finding.summary(self, *asked)

    def robustness(
        self,
        baseline: object = None,
        cities: str | Iterable[str] | None = None,
        attackers: Side = None,
        defenders: Side = None,
        draws: int = 0,
    ) -> pd.DataFrame:
        """Compute the headline numbers again for every way to read the evidence.

        Parameters
        ----------
        baseline : as for `Package.on`, optional
            The evening with which it is compared. Default: that of the package.
        cities : str or iterable of str, optional
            Places whose distance to the front is measured. Default: those of the package.
        attackers, defenders : str or iterable of str, optional
            Faction ids of the two sides. Default: those of the contest fought.
        draws : int, default 0
            How many times to draw all positions at random within their accuracy (seeds 0, 1, …);
            0.3 s each.

        Returns
        -------
        pandas.DataFrame
            One row per number and reading (see `robustness.robustness`): `number` (id), `label`,
            `unit` (km, km² or %), `reading`, `value` (NaN where there is none), `low`, `high` (of
            the drawn positions the 5th and 95th percentile, else NaN), `step` (to what the number
            is rounded in print).

        Raises
        ------
        BadParameter, BadDate, DateOutOfRange, UnknownName

        Examples
        --------
        >>> table = now.robustness(cities="homs")
        >>> bool((table["number"] == "front-to-homs").any())
        True
        """
        from syria_analysis.claims.robustness import robustness

        asked = self._asked(baseline, cities, attackers, defenders)
        return Table(robustness(self, *asked, draws=draws))

    @told_by(dependence, adds="Also `place_name`, `from_name`, `to_name`.")
    def dependence(
        self,
        baseline: object = None,
        cities: str | Iterable[str] | None = None,
        attackers: Side = None,
        defenders: Side = None,
    ) -> pd.DataFrame:
        """List the events on which each headline number hangs, with their origins.

        Parameters
        ----------
        baseline, cities, attackers, defenders
            As for `findings`.

        Examples
        --------
        >>> now.dependence(cities="homs")["number"].iloc[0]
        'front-to-homs'
        """
        table = dependence(self, *self._asked(baseline, cities, attackers, defenders))
        return named(self.dataset, table, ["from", "to"], ["place"])

    @told_by(place_record)
    def place(self, name: str, attackers: Side = None, defenders: Side = None) -> PlaceRecord:
        """Tell all that is known of a place: who held it when, by whose account, how sure.

        Examples
        --------
        >>> now.place("Manbij").holder
        'SDF'
        """
        return place_record(self, name, attackers, defenders)

    @told_by(corrections_of)
    def corrections(self) -> pd.DataFrame:
        """List the corrections of what this evening rests on.

        Examples
        --------
        >>> "why" in now.corrections()
        True
        """
        return Table(corrections_of(self))

    def _asked(
        self,
        baseline: object,
        cities: str | Iterable[str] | None,
        attackers: Side,
        defenders: Side,
    ) -> tuple[object, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Complete a question with what the package declares."""
        sides = self.dataset.sides(attackers, defenders, self.date)
        earlier = self.dataset.since() if baseline is None else baseline
        return earlier, self.dataset.cities(cities), *sides

    def map(self) -> Illustration:
        """Draw a map of who holds what, with what changed hands that day.

        Returns
        -------
        Illustration
            Shows itself in a notebook; `save` writes it as SVG, PDF and PNG, `alt` is its alt text.

        Raises
        ------
        InvalidData
            If there is no land in view.

        Examples
        --------
        >>> now.map().save("maps")  # doctest: +SKIP
        """
        from syria_analysis.figures import map_situation

        return map_situation(self)

    def figure(self, name: str, preset: Any = "report", **options: Any) -> Illustration:
        """Draw a figure of the package for publication.

        Parameters
        ----------
        name : str
            Id of a figure that the package declares (``syria-analysis figure --list``).
        preset : str or Sheet
            For what outlet: one of `figures.PRESETS`, or a sheet of one's own.
        **options
            As for `figures.draw`: `since`, `attackers`, `defenders`, `captures`, `by`, `source`,
            `targets`, `band`, `layers`, `labels`, `lang`, `moving`.

        Returns
        -------
        Illustration
            As of `map`.

        Raises
        ------
        UnknownName, BadParameter, BadDate, DateOutOfRange

        Examples
        --------
        >>> now.figure("offensve")
        Traceback (most recent call last):
        ...
        syria_analysis.errors.UnknownName: unknown figure 'offensve': did you mean 'offensive'?
        """
        from syria_analysis.figures import draw

        return draw(name, self.dataset, self, preset=preset, **options)


def load(folder: str | Path | None = None) -> Package:
    """Read a data package to ask questions of it.

    Parameters
    ----------
    folder : path, optional
        Folder of a data package. Default: the one that comes with the library.

    Returns
    -------
    Package

    Raises
    ------
    MissingData, InvalidData

    Examples
    --------
    >>> import syria_analysis as sa
    >>> syria = sa.load()
    >>> syria.on("2024-12-02").front("HTS", "SNA", against="SAA").distance_to("homs").status
    'ok'
    """
    if folder is not None and not isinstance(folder, (str, Path)):
        raise BadParameter("load() takes the folder of a data package")
    read = load_dataset(folder, CHECKS)
    return Package(**{field.name: getattr(read, field.name) for field in fields(read)})


def validate(folder: str | Path) -> list[validation.Fault]:
    """Name every fault of a data package: file, line, column and what is wrong.

    Parameters
    ----------
    folder : path
        Folder with ``datapackage.json``.

    Returns
    -------
    list of Fault
        Sorted by file and line; empty if the package is sound, which is then remembered. The
        rules of ``alerts.toml`` are only read if all else is sound.

    Examples
    --------
    >>> import syria_analysis as sa
    >>> validate(sa.load().folder)
    []
    """
    found = validation.validate(folder, CHECKS)
    if found:
        return found
    validation.remember_valid(Path(folder), CHECKS)
    wrong = rule_files.rule_faults(load(folder))
    return [validation.Fault(rule_files.RULES, line, "", message) for line, message in wrong]
