"""What a notebook touches: thin shells over the library's functions, nothing of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
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
from syria_analysis.errors import BadParameter, MissingData
from syria_analysis.export import evening as exporting
from syria_analysis.package import validation, variants
from syria_analysis.package.dataset import Dataset, Side, load_dataset
from syria_analysis.roads import captures, critical
from syria_analysis.roads import reach as cutting
from syria_analysis.text import findings as finding
from syria_analysis.text.faults import CHECKS
from syria_analysis.text.showing import named

if TYPE_CHECKING:
    import geopandas as gpd

    from syria_analysis.figures.illustration import Illustration

__all__ = ["Evening", "Package", "load", "validate"]

INSIDE = frozenset(
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
    """A data package with the questions one can ask of it; made by `load`."""

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name not in INSIDE]

    def _repr_html_(self) -> str:
        from syria_analysis.explore.cards import package_card

        return package_card(self)

    def on(self, date: object, known_by: object | None = None) -> Evening:
        """Return the situation at the end of a day (see `situation.situation_on`).

        With `known_by`, what no page published by the end of that day reports is left out (see
        `variants.known_by`).
        """
        evidence = self if known_by is None else variants.known_by(self, known_by)
        return Evening._of(situations.situation_on(evidence, date))

    def campaign(
        self,
        first: object = None,
        last: object = None,
        attackers: Side = None,
        defenders: Side = None,
        cities: str | Iterable[str] | None = None,
    ) -> Campaign:
        """Follow a campaign evening by evening (see `campaign.campaign`)."""
        return campaign_between(self, first, last, attackers, defenders, cities)

    def daily_transfers(self) -> pd.DataFrame:
        """Sum the land that passed on every evening, at once (see `land.daily_transfers`)."""
        return named(self, land.daily_transfers(self), ["from", "to"])

    def claims_table(self, date: object | None = None, brief: bool = False) -> pd.DataFrame:
        """Check the article's claims (see `claims.claims_table`)."""
        return claiming.claims_table(self, date, brief)

    def alerts(
        self, since: object | None, date: object, rules: alerting.Rules = None
    ) -> alerting.Alerts:
        """Tell what is new between two evenings, by rules (see `alerts.alerts_between`)."""
        return alerting.alerts_between(self, since, date, rules)

    def published_table(self) -> pd.DataFrame:
        """Set figures that others published against the data (see `published.published_table`)."""
        return publishing.published_table(self)

    def reports_about(self, name: str) -> pd.DataFrame:
        """List the reports of an event or of a place (see `dependence.reports_about`)."""
        return reports_about(self, name)

    def routes_by_day(
        self, source: str, targets: str | Iterable[str], **options: Any
    ) -> pd.DataFrame:
        """Follow the ways to places evening by evening (see `cutoff.routes_by_day`)."""
        table = cutting.routes_by_day(self, source, targets, **options)
        return named(self, table, places=["to"])

    def explore(self, date: object = None, **options: Any) -> Any:
        """Show a panel to turn to a day, sides, cities and what-ifs (see `explore.panel.Panel`)."""
        try:
            from syria_analysis.explore.panel import Panel
        except ModuleNotFoundError as error:
            raise MissingData(
                f"exploring needs {error.name}: pip install 'syria-analysis[notebook]'"
            ) from None
        return Panel(self, date or self.starting_day, **options)


class Evening(situations.Situation):
    """A situation with the questions one can ask of it; made by `Package.on`."""

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

    def areas(self, certainty: bool = False) -> pd.DataFrame:
        """Sum the land that each faction holds (see `land.areas`)."""
        return named(self.dataset, land.areas(self, certainty), ["faction"])

    def by_unit(self) -> pd.DataFrame:
        """Sum land, places and people of each faction by unit (see `units.held_by_unit`)."""
        return named(self.dataset, units.held_by_unit(self), ["faction"])

    def by_sector(self) -> pd.DataFrame:
        """As `by_unit`, for the sectors that the package declares."""
        return named(self.dataset, units.held_by_unit(self, "sector"), ["faction"])

    def people(self) -> pd.DataFrame:
        """Sum the population figures of each faction's places (see `units.people`)."""
        return named(self.dataset, units.people(self), ["faction"])

    @overload
    def certainty(self, points: None = None) -> Certainty: ...

    @overload
    def certainty(self, points: pd.DataFrame) -> pd.DataFrame: ...

    def certainty(self, points: pd.DataFrame | None = None) -> Certainty | pd.DataFrame:
        """Tell how sure it is who holds points, or anywhere (see `certainty.Certainty`).

        Without points, the object that answers for any: `of(points)`, `bands()`, `held_km2()`,
        `contradicted()`.
        """
        sure = certainty_of(self)
        return sure if points is None else sure.of(points)

    def territory(self) -> gpd.GeoDataFrame:
        """Join the cells of each faction; in the equal-area plane."""
        joined = self.mesh.dissolve(self.holders).set_crs(self.dataset.crs, allow_override=True)
        factions = self.dataset.factions.reindex(joined.index)
        area = self.mesh.area_km2.groupby(self.cell_holders).sum()
        joined.insert(0, "faction_name", factions["short_name"])
        joined.insert(1, "colour", factions["colour_screen"])
        joined.insert(2, "area_km2", area.reindex(joined.index))
        return joined.rename_axis("faction")

    @cached_property
    def places(self) -> gpd.GeoDataFrame:
        """All places."""
        import geopandas as gpd

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
        return gpd.GeoDataFrame(table, geometry=points).rename_axis("place")

    def front(self, *attackers: str, against: Side = None) -> fronts.Front:
        """Find the front between two sides (see `front.front_between`)."""
        return fronts.front_between(self, attackers, against)

    def distances(
        self,
        cities: str | Iterable[str] | None = None,
        attackers: Side = None,
        defenders: Side = None,
    ) -> pd.DataFrame:
        """Measure from cities to the front (see `front.distance_table`)."""
        table = fronts.distance_table(self, cities, attackers, defenders)
        return named(
            self.dataset, table, places=["city", "nearest_held", "edge_attacker", "edge_defender"]
        )

    def pace(
        self,
        days: int | None = None,
        cities: str | Iterable[str] | None = None,
        attackers: Side = None,
        defenders: Side = None,
    ) -> pd.DataFrame:
        """Tell how fast the front came nearer to cities (see `pace.pace`)."""
        pace = pacing.pace(self, days, cities, attackers, defenders)
        return named(self.dataset, pace, places=["city"])

    def changes(self, since: object = None) -> changing.Changes:
        """Compare with an earlier evening, a day or a situation (see `changes.changes_between`)."""
        earlier = self.dataset.since() if since is None else since
        return changing.changes_between(situations.as_evening(self.dataset, earlier), self)

    def changes_by_period(
        self, since: object = None, by: str = "week", parts: str = ""
    ) -> pd.DataFrame:
        """Sum gains and losses by day, week or month (see `units.passed_by_period`)."""
        passed = units.passed_by_period(self._periods(since, by), parts)
        return named(self.dataset, passed, ["faction"])

    def areas_by_period(
        self, since: object = None, by: str = "week", parts: str = ""
    ) -> pd.DataFrame:
        """As `changes_by_period`, with what is held (see `units.held_by_period`)."""
        held = units.held_by_period(self._periods(since, by), parts)
        return named(self.dataset, held, ["faction"])

    def _periods(self, since: object, by: str) -> list[situations.Situation]:
        ends = units.period_ends(self.dataset.since(since), self.date, by)[:-1]
        return [*(situations.situation_on(self.dataset, day) for day in ends), self]

    def annotate(self, points: pd.DataFrame, **options: Any) -> Any:
        """Add holder and distance to the front to points (see `annotate.annotate`)."""
        return annotating.annotate(self, points, **options)

    def cut_off(
        self,
        source: str | None = None,
        side: Side = None,
        targets: str | Iterable[str] | None = None,
        contested: str = "shut",
        low_confidence_roads: bool = True,
    ) -> cutting.CutOff:
        """Find what a side can no longer reach (see `cutoff.cut_off`)."""
        return cutting.cut_off(self, source, side, targets, contested, low_confidence_roads)

    def critical_sets(
        self, source: str, target: str | Iterable[str], **options: Any
    ) -> tuple[tuple[str, ...], ...]:
        """Find the sets of cities whose loss cuts a way (see `critical.critical_sets`)."""
        return critical.critical_sets(self, source, target, **options)

    def detours(self, source: str, target: str | Iterable[str], **options: Any) -> pd.DataFrame:
        """Rank cities by how much longer ways take without them (see `critical.detours`)."""
        return named(
            self.dataset, critical.detours(self, source, target, **options), places=["place"]
        )

    def if_captured(self, *places: str, by: str | None = None) -> Evening:
        """Suppose that a faction has captured places (see `what_if.if_captured`)."""
        return what_if.if_captured(self, *places, by=self.dataset.captor(by, self.date))

    def if_captured_within(self, place: str, km: float, by: str) -> Evening:
        """Suppose that all within a distance is captured (see `what_if.within_km`)."""
        return what_if.within_km(self, place, km, by)

    def if_captured_along(self, road: str, start: str, end: str, by: str) -> Evening:
        """Suppose that all along a road is captured (see `roads.captures.along_road`)."""
        return captures.along_road(self, road, start, end, by)

    def if_captured_from(self, file: str | Path) -> Evening:
        """Suppose the captures that a CSV file lists (see `what_if.from_csv`)."""
        return what_if.from_csv(self, file)

    def if_given_back(self, *places: str, to: str) -> Evening:
        """Suppose that places are given back (see `what_if.given_back`)."""
        return what_if.given_back(self, places, to)

    def compare(
        self,
        other: Account | Dataset | str | Path | Iterable[str | Path],
        rules: str | Path | None = None,
        **options: Any,
    ) -> Comparison:
        """Set another account, package or files of one against the evening.

        See `comparison.compare`; files are read by `comparison.read_account`.
        """
        if isinstance(other, Dataset):
            other = account_of_package(self.dataset, other)
        elif not isinstance(other, Account):
            files = [other] if isinstance(other, str | Path) else list(other)
            other = read_account(self.dataset, files, rules, date=self.date, **options)
        return compare(self, other)

    def export(self, path: str | Path, layer: str | None = None, **options: Any) -> Path:
        """Write a file for a GIS or a spreadsheet (see `export.export`)."""
        return exporting.export(self, path, layer, **options)

    def findings(
        self,
        baseline: object = None,
        cities: str | Iterable[str] | None = None,
        attackers: Side = None,
        defenders: Side = None,
    ) -> finding.Findings:
        """Say what is to be said of this evening (see `findings.summary`)."""
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
        """Compute the headline numbers under other readings (see `robustness.robustness`)."""
        from syria_analysis.claims.robustness import robustness

        asked = self._asked(baseline, cities, attackers, defenders)
        return robustness(self, *asked, draws=draws)

    def dependence(
        self,
        baseline: object = None,
        cities: str | Iterable[str] | None = None,
        attackers: Side = None,
        defenders: Side = None,
    ) -> pd.DataFrame:
        """List the events on which headline numbers hang (see `dependence.dependence`)."""
        return dependence(self, *self._asked(baseline, cities, attackers, defenders))

    def place(self, name: str, attackers: Side = None, defenders: Side = None) -> PlaceRecord:
        """Tell all that is known of a place (see `place_record.place_record`)."""
        return place_record(self, name, attackers, defenders)

    def corrections(self) -> pd.DataFrame:
        """List the corrections of what this evening rests on (see `dependence.corrections_of`)."""
        return corrections_of(self)

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
        """Draw a map of who holds what."""
        from syria_analysis.figures import map_situation

        return map_situation(self)

    def figure(self, name: str, preset: Any = "report", **options: Any) -> Illustration:
        """Draw a figure for publication (see `figures.draw`)."""
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
