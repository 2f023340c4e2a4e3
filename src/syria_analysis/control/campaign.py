"""A campaign, evening by evening: fronts, land, captures, advances, and the fall of cities."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely

from syria_analysis.control.changes import Changes, changes_between
from syria_analysis.control.city_falls import city_falls
from syria_analysis.control.front import Front, distance_table, front_between, with_joined
from syria_analysis.control.land import areas, transfer
from syria_analysis.control.pace import WEEK, pace_between
from syria_analysis.control.readings import FOR_ATTACKERS, FOR_DEFENDERS, readings
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.control.units import held_by_period, held_by_unit, people, period_ends
from syria_analysis.errors import BadParameter
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.package.values import split_list
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.showing import card, table_html, text_rows
from syria_analysis.text.wording import day_text, place_name, side_name

__all__ = ["Campaign", "campaign_between"]


MOST_DAYS, MOST_WEEKS = 7, 10
"""So long a campaign is told by day, and by week; any longer one by month."""
MOST_COLUMNS = 40
"""Of so many evenings at most the land of units is told: more are no columns to be seen."""
_TOLD_KM = 1.0
"""The finest step that a report rounds distances to."""


@dataclass(frozen=True, eq=False)
class Campaign:
    """The evenings from a first to a last one, and what happened between them.

    Attributes
    ----------
    evenings : tuple of Situation
        Every evening, in order; at least two.
    attackers, defenders : tuple of str
        Faction ids of the two sides whose front is measured.
    cities : tuple of str
        Ids of the places whose distance to the front is followed.
    """

    evenings: tuple[Situation, ...]
    attackers: tuple[str, ...]
    defenders: tuple[str, ...]
    cities: tuple[str, ...]

    def __repr__(self) -> str:
        falls = [
            (place, f"{day}, {loser} → {captor}") for place, day, loser, captor in self._fell()
        ]
        return text_rows(self._title(), falls)

    def _repr_html_(self) -> str:
        falls = [tuple(map(escape, row)) for row in self._fell()]
        return card(self._title(), table_html(self._heads(), falls, words=True) if falls else "")

    @in_its_words
    def _title(self) -> str:
        one, other = (side_name(self.dataset, side) for side in (self.attackers, self.defenders))
        front = say("card-front", one=one, other=other)
        ends = {"first": day_text(self.first.date), "last": day_text(self.last.date)}
        return say("shown-campaign", front=front, **ends)

    @in_its_words
    def _heads(self) -> list[str]:
        return [say(f"head-{what}") for what in ("place", "day", "from", "to")]

    @in_its_words
    def _fell(self) -> list[tuple[str, ...]]:
        """Write which of the places watched changed hands when, from whom to whom."""
        names = self.dataset.factions["short_name"]
        return [
            (str(place_name(self.dataset, place)), day_text(day), names[loser], names[captor])
            for place, day, loser, captor in self.falls[["place", "date", "from", "to"]].to_numpy()
        ]

    @property
    def dataset(self) -> Dataset:
        """The evidence."""
        return self.first.dataset

    @property
    def first(self) -> Situation:
        """The evening before the first day told."""
        return self.evenings[0]

    @property
    def seats(self) -> list[str]:
        """Ids of the seats whose fall is told: none if there is one alone, which still stands."""
        seats = self.dataset.seats
        alone = len(seats) == 1 and self.cities and seats[0] not in set(self.falls["place"])
        return [] if alone else seats

    @property
    def last(self) -> Situation:
        """The last evening."""
        return self.evenings[-1]

    @cached_property
    def watched(self) -> tuple[str, ...]:
        """Ids of the seats of administrative units and of the cities asked about, each once."""
        return tuple(dict.fromkeys([*self.cities, *self.dataset.seats]))

    @cached_property
    def whole(self) -> Changes:
        """The last evening compared with the first."""
        return changes_between(self.first, self.last)

    @cached_property
    def days(self) -> tuple[Changes, ...]:
        """Every evening compared with the one before it."""
        return tuple(changes_between(*pair) for pair in pairwise(self.evenings))

    @cached_property
    def transfer(self) -> pd.DataFrame:
        """km² from each faction (rows) to each other one (columns), the diagonal what stayed."""
        return transfer(self.first, self.last)

    @cached_property
    def distances(self) -> pd.DataFrame:
        """Distance from each city to the front on each evening, of all who had joined by then.

        Columns `date`, `city`, the fields of `front.Distance` (km), `holder` (faction id),
        `contested_by` ("" if nobody does), and `reading_low_km`, `reading_high_km`: the least and
        the greatest best distance if what the sources leave open, contested places and uncertain
        days, is settled for the one side or for the other (0 where the attackers then hold the
        city); `readings_differ`: whether that would put the distance more than 1 km outside of low
        to high, or another holder into the city.
        """
        table = self._measured(self.evenings)
        states = {evening.date: evening for evening in self.evenings}
        keys = list(zip(table["date"], table["city"], strict=True))
        table["holder"] = [states[date].holders[city] for date, city in keys]
        table["contested_by"] = [states[date].contested[city] for date, city in keys]
        answers = [_reach(table), *(_reach(other) for other in self._settled)]
        answer = np.column_stack(answers)
        known = ~np.isnan(answer)
        some = known.any(axis=1)
        table["reading_low_km"] = np.where(
            some, np.where(known, answer, np.inf).min(axis=1), np.nan
        )
        table["reading_high_km"] = np.where(
            some, np.where(known, answer, -np.inf).max(axis=1), np.nan
        )
        apart = table["reading_low_km"] < table["low_km"] - _TOLD_KM
        apart |= table["reading_high_km"] > table["high_km"] + _TOLD_KM
        status = np.column_stack([table["status"], *(other["status"] for other in self._settled)])
        table["readings_differ"] = apart | (status != status[:, :1]).any(axis=1)
        return table

    @cached_property
    def pace(self) -> pd.DataFrame:
        """How fast the front had come nearer to each city when it could last be measured.

        A row for each city with a distance to the front on any evening but the first: that of
        `pace.pace_between` for the last such evening and the one a week before, or the first.
        Where that is not the last evening of all, because the city fell or the front ended, the
        status is that of the last, and there are no days: nothing lies ahead.
        """
        rows = []
        for city, of in self.distances.groupby("city", sort=False):
            measured = set(of.loc[of["status"] == "ok", "date"])
            numbers = [n for n, evening in enumerate(self.evenings) if evening.date in measured]
            if numbers and numbers[-1]:
                last = self.evenings[numbers[-1]]
                before = self.evenings[max(numbers[-1] - WEEK, 0)]
                then, now = (
                    with_joined(evening, self.attackers, self.defenders)
                    for evening in (before, last)
                )
                joined = set(now) - set(then)
                sides = now, self.defenders
                row = pace_between(before, last, [str(city)], *sides, joined)
                if last is not self.evenings[-1]:
                    row["status"] = of["status"].iloc[-1]
                    row[[name for name in row if name.endswith("_days")]] = math.nan
                rows.append(row)
        return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Land of each faction on each evening.

        Columns `date` and those of `situation.areas` (km²); a row for every faction that holds
        land or a place on any of the evenings, in the order of the data.
        """
        tables = {evening.date: areas(evening).set_index("faction") for evening in self.evenings}
        seen = {faction for table in tables.values() for faction in table.index}
        order = [faction for faction in self.dataset.factions.index if faction in seen]
        rows = {date: table.reindex(order, fill_value=0) for date, table in tables.items()}
        table = pd.concat(rows, names=["date", "faction"]).reset_index()
        return table.astype({"places": int})

    @property
    def period(self) -> str:
        """By what the land gained and lost is told: one of `units.PERIODS`, as the span asks."""
        days = len(self.days)
        return "day" if days <= MOST_DAYS else "week" if days <= 7 * MOST_WEEKS else "month"

    @cached_property
    def land(self) -> pd.DataFrame:
        """What each faction gained, lost and held, period by period.

        Columns as in `units.held_by_period`.
        """
        return self._land("")

    @cached_property
    def land_by_unit(self) -> pd.DataFrame:
        """As `land`, in each administrative unit."""
        return self._land("unit")

    @cached_property
    def unit_shares(self) -> pd.DataFrame:
        """Share of each administrative unit that each faction holds, on evenings evenly spaced.

        A row for each evening, a column for each unit and faction with land in it, 0 to 1; the
        units in which most land changed hands from the first evening to the last come first.
        Without columns if the package has fewer than two units.
        """
        step = max(1, -(-len(self.days) // (MOST_COLUMNS - 1)))
        kept = [*self.evenings[:1], *self.evenings[:0:-step][::-1]]
        if self.dataset.conflict.admin is None:
            return pd.DataFrame(index=[evening.date for evening in kept])
        tables = [held_by_unit(e).assign(date=e.date) for e in kept]
        land = pd.concat(tables).pivot(index="date", columns=["unit", "faction"], values="area_km2")
        land = land.fillna(0.0).loc[:, lambda table: table.max() > 0]
        units = land.T.groupby(level="unit").sum().iloc[:, 0]
        if len(units) < 2:
            return land.iloc[:, :0]
        passed = (land.iloc[-1] - land.iloc[0]).clip(lower=0).groupby(level="unit").sum()
        order = passed.sort_values(ascending=False, kind="stable").index
        whole = units.reindex(land.columns.get_level_values("unit")).to_numpy()
        return (land / whole)[list(order)]

    def _land(self, parts: str) -> pd.DataFrame:
        ends = period_ends(self.first.date, self.last.date, self.period)
        return held_by_period([e for e in self.evenings if e.date in ends], parts)

    @cached_property
    def people(self) -> pd.DataFrame:
        """People counted in the places of each faction on each evening.

        Columns `date` and those of `units.people`; a row for every faction that holds a place with
        a figure on any of the evenings, in the order of the data.
        """
        tables = {evening.date: people(evening).set_index("faction") for evening in self.evenings}
        seen = {f for table in tables.values() for f in table.index[table["population"] > 0]}
        order = [faction for faction in self.dataset.factions.index if faction in seen]
        rows = {}
        for date, table in tables.items():
            known = table.reindex(order)
            numbers = known.columns.drop(["years", "sources"])
            known[numbers] = known[numbers].fillna(0)
            for name in ("years", "sources"):
                known[name] = [told if isinstance(told, tuple) else () for told in known[name]]
            rows[date] = known
        table = pd.concat(rows, names=["date", "faction"]).reset_index()
        whole = [name for name in table if name.endswith(("population", "counted"))]
        return table.astype(dict.fromkeys(whole, int))

    @cached_property
    def captures(self) -> pd.DataFrame:
        """Places captured on each day, by captor and by who lost them.

        A place is captured on a day if another faction holds it in the evening than on the
        evening before; one that passes to and fro within a day is not. Columns `date`, `captor`,
        `loser` (faction ids), `places`, `area_km2`, `low_km2`, `high_km2` (the least and the
        greatest land over all answers), `uncertain_places` (those whose day is known
        only as a span, or that rest on an event of low confidence) and `place` (tuple of ids,
        sorted). Anchors are left out of the counts and kept in the area.
        """
        rows = []
        for changes in self.days:
            moved = self._moved(changes)
            land = changes.passage.transfers()
            for (captor, loser), group in moved.groupby(["captor", "loser"], sort=True):
                real = group[group["real"]]
                rows.append(
                    {
                        "date": changes.after.date,
                        "captor": captor,
                        "loser": loser,
                        "places": len(real),
                        "area_km2": float(group["area_km2"].sum()),
                        "low_km2": land[loser, captor].low if (loser, captor) in land else 0.0,
                        "high_km2": land[loser, captor].high if (loser, captor) in land else 0.0,
                        "uncertain_places": int(real["doubtful"].sum()),
                        "place": tuple(real.index),
                    }
                )
        columns = ["date", "captor", "loser", "places", "area_km2", "low_km2", "high_km2"]
        return pd.DataFrame(rows, columns=[*columns, "uncertain_places", "place"])

    @cached_property
    def advances(self) -> pd.DataFrame:
        """The furthest advance of each captor on each day.

        Of the places that a captor took on a day (as in `captures`), the one that lies farthest
        from the front as it was on the evening before: the geodesic distance from the place's
        point to the nearest edge of the line between the captor's side and the side that held the
        place. The attackers are one side, the defenders another, every other faction is one by
        itself. What changes within a side is no advance. Columns `date`, `captor`, `place`,
        `loser`, `distance_km`, `low_km`, `high_km` (as `front.Distance`; all NaN, and `place` the
        first by id, where the two sides had no front on the evening before), `status` (``ok`` or
        ``no_front``), `doubtful` (day known as a span, or low confidence), `event`, `sources`.
        """
        rows = []
        for changes in self.days:
            moved = self._moved(changes)
            moved = moved[moved["real"]]
            for captor, group in moved.groupby("captor", sort=True):
                found = self._furthest(changes.before, str(captor), group)
                if found is not None:
                    event = changes.after.last_event[found["place"]]
                    cited = self.dataset.events.at[event, "sources"]
                    rows.append(
                        {
                            "date": changes.after.date,
                            "captor": captor,
                            **found,
                            "doubtful": bool(group.at[found["place"], "doubtful"]),
                            "event": event,
                            "sources": split_list(cited),
                        }
                    )
        columns = ["date", "captor", "place", "loser", "distance_km", "low_km", "high_km"]
        return pd.DataFrame(rows, columns=[*columns, "status", "doubtful", "event", "sources"])

    @cached_property
    def falls(self) -> pd.DataFrame:
        """When each city changed hands, by whose account, and how sure that is.

        The places are those of `watched`; columns as in `city_falls.city_falls`.
        """
        return city_falls(
            self.dataset,
            [evening.date for evening in self.evenings],
            self.watched,
            self.attackers,
            self.defenders,
        )

    def _evenings_of(self, dataset: Dataset) -> Iterator[Situation]:
        return (situation_on(dataset, evening.date) for evening in self.evenings)

    @cached_property
    def _settled(self) -> tuple[pd.DataFrame, ...]:
        """The distances with every doubt settled for the one side, and for the other."""
        found = readings(self.dataset, self.attackers, self.defenders)
        kind = [reading for reading in found if reading.key in (FOR_ATTACKERS, FOR_DEFENDERS)]
        return tuple(self._measured(self._evenings_of(reading.dataset)) for reading in kind)

    def _measured(self, evenings: Iterable[Situation]) -> pd.DataFrame:
        rows = []
        for evening in evenings:
            sides = with_joined(evening, self.attackers, self.defenders), self.defenders
            rows += distance_table(evening, self.cities, *sides).to_dict("records")
        numbers = dict.fromkeys(["distance_km", "low_km", "high_km", "bearing_deg"], float)
        return pd.DataFrame(rows).astype(numbers)

    def _moved(self, changes: Changes) -> pd.DataFrame:
        """Every place, anchors too, with another holder than on the evening before."""
        old, new = changes.before, changes.after
        moved = new.holders.index[new.holders != old.holders].sort_values()
        return pd.DataFrame(
            {
                "captor": new.holders[moved],
                "loser": old.holders[moved],
                "area_km2": new.mesh.area_km2.reindex(moved).fillna(0.0),
                "real": moved.isin(self.dataset.real_places.index),
                "doubtful": new.dated_by_span[moved] | (new.confidence[moved] == "low"),
            },
            index=moved,
        )

    def _side(self, faction: str) -> tuple[str, ...]:
        for side in (self.attackers, self.defenders):
            if faction in side:
                return side
        return (faction,)

    def _furthest(
        self, before: Situation, captor: str, taken: pd.DataFrame
    ) -> dict[str, object] | None:
        ours = self._side(captor)
        reached, unmet = [], []
        for loser, group in taken.groupby(taken["loser"].map(self._side)):
            if loser == ours:
                continue
            front = front_between(before, ours, loser)
            if front.empty:
                unmet += list(group.index)
                continue
            for place in _far_from(front, list(group.index)):
                reached.append((front.distance_to(place), place))
        if not reached:
            if not unmet:
                return None
            place = min(unmet)
            gap = dict.fromkeys(["distance_km", "low_km", "high_km"], float("nan"))
            return {"place": place, "loser": taken.at[place, "loser"], **gap, "status": "no_front"}
        distance, place = max(reached, key=lambda item: (item[0].distance_km or 0.0, item[1]))
        return {
            "place": place,
            "loser": taken.at[place, "loser"],
            **{name: getattr(distance, name) for name in ("distance_km", "low_km", "high_km")},
            "status": distance.status,
        }


def _reach(table: pd.DataFrame) -> np.ndarray:
    """Distances with 0 where the attackers hold the city."""
    held = table["status"] == "held_by_attackers"
    return np.where(held, 0.0, table["distance_km"].to_numpy(float))


def _far_from(front: Front, places: list[str]) -> list[str]:
    """Keep the places that may be the farthest from a front, judged in the plane."""
    rows = front.situation.dataset.places.loc[places]
    mesh = front.situation.mesh
    points = mesh.plane.to_plane(shapely.points(rows["lon"], rows["lat"]))
    away = shapely.distance(points, front.line)
    shortest = (away.max() - front.bow) * (1 - mesh.distortion) / (1 + mesh.distortion)
    return [place for place, m in zip(places, away, strict=True) if m + front.bow >= shortest]


def campaign_between(
    dataset: Dataset,
    first: object = None,
    last: object = None,
    attackers: Side = None,
    defenders: Side = None,
    cities: str | Iterable[str] | None = None,
) -> Campaign:
    """Follow a campaign evening by evening.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    first, last : str or datetime.date, optional
        The evening before the first day told, and the last evening. Default: the baseline of the
        package, and its last evening.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides whose front is measured. Default: those of the package's
        contest.
    cities : str or iterable of str, optional
        Ids or names of the places whose distance to the front is followed. Default: those of the
        package.

    Returns
    -------
    Campaign
        Its tables are computed when they are asked for.

    Raises
    ------
    BadParameter
        If the last evening is not after the first, if a faction stands on both sides, or if
        sides or cities are neither named nor declared.
    BadDate, DateOutOfRange, UnknownName

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> story = campaign_between(load_dataset(), "2024-11-26", "2024-12-02")
    >>> story
    Campaign from 26 November 2024 to 2 December 2024. Front of the HTS-led forces and the SNA ...
      Aleppo: 30 November 2024, Government → HTS-led forces
    >>> story.falls[["place", "to"]].to_dict("records")
    [{'place': 'aleppo', 'to': 'HTS'}]
    """
    start = dataset.since(first)
    end = dataset.day(last or dataset.last)
    if start >= end:
        raise BadParameter(f"a campaign needs two evenings: first {start} is not before last {end}")
    attacking, defending = dataset.sides(attackers, defenders, start, end)
    chosen = dataset.cities(cities)
    count = (end - start).days + 1
    days = [start + dt.timedelta(days=number) for number in range(count)]
    return Campaign(tuple(situation_on(dataset, day) for day in days), attacking, defending, chosen)
