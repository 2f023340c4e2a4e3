"""What changed hands between two evenings: places, and the land with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from syria_analysis.control.intervals import Passage
from syria_analysis.control.land import transfer, transfer_interval
from syria_analysis.control.situation import DIFFERENT, Situation
from syria_analysis.control.units import passed_by_unit
from syria_analysis.errors import BadParameter
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import split_list
from syria_analysis.text.language import in_its_words, join, say
from syria_analysis.text.showing import Table, card, facts_html, named, table_html, text_rows
from syria_analysis.text.wording import (
    day_text,
    faction_name,
    number,
    number_with_interval,
    place_name,
)

__all__ = ["Changes", "changes_between"]

MOST_NAMED = 6
"""Places that changed hands which a card names, the most populous."""
_SUPPOSED: dict[str, Any] = {"confidence": "hypothetical", "sources": ""}
"""What there is instead of an event where a change is only supposed."""


@dataclass(frozen=True, eq=False)
class Changes:
    """What differs between two situations of one dataset.

    Attributes
    ----------
    before, after : Situation
        The earlier and the later evening.
    """

    before: Situation
    after: Situation

    def __dir__(self) -> list[str]:
        inside = ("dataset", "passage")  # what is asked of it by our own
        return [name for name in super().__dir__() if name not in inside]

    def __repr__(self) -> str:
        heads = self._heads()
        land = [
            (who, "; ".join(f"{head} {cell}" for head, cell in zip(heads[1:], cells, strict=True)))
            for who, *cells in self._land()
        ]
        return text_rows(self._title(), [*self._facts(), *land])

    def _repr_html_(self) -> str:
        land = [tuple(map(escape, row)) for row in self._land()]
        table = table_html(self._heads(), land) if land else ""
        return card(self._title(), facts_html(self._facts()), table)

    @property
    def dataset(self) -> Dataset:
        """The evidence."""
        return self.after.dataset

    @in_its_words
    def _title(self) -> str:
        days = (day_text(evening.date) for evening in (self.before, self.after))
        return say("shown-changes", **dict(zip(("first", "last"), days, strict=True)))

    @in_its_words
    def _facts(self) -> list[tuple[str, str]]:
        gone, rest = self.passed["place"], len(self.places) - len(self.passed)
        facts = [(say("shown-passed"), number(len(gone)))]
        if len(gone):
            people = self.dataset.places["population"].reindex(gone)
            ranked = people.sort_values(ascending=False, kind="stable").index
            names: list[str] = [place_name(self.dataset, place) for place in ranked[:MOST_NAMED]]
            if len(ranked) > MOST_NAMED:
                names.append(say("and-more", number=len(ranked) - MOST_NAMED))
            facts.append((say("head-notable"), join(names)))
        if rest:
            facts.append((say("shown-contested-since"), number(rest)))
        if supposed := self.after.supposed or self.before.supposed:
            facts.append((say("shown-supposed"), supposed))
        return facts

    @in_its_words
    def _heads(self) -> list[str]:
        return [say(f"head-{what}") for what in ("holder", "gained", "lost")]

    @in_its_words
    def _land(self) -> list[tuple[str, ...]]:
        """Write who gained and lost how much, the greatest gain first."""
        moved = self.balance[self.balance[["gained_high_km2", "lost_high_km2"]].max(axis=1) > 0]
        rows = []
        for faction, row in moved.sort_values("net_km2", ascending=False).iterrows():
            told = [str(faction_name(self.dataset, str(faction)))]
            for what in ("gained", "lost"):
                ends = (row[f"{what}_low_km2"], row[f"{what}_high_km2"])
                land = number_with_interval(row[f"{what}_km2"], *ends, "km²")
                told.append(land if ends[1] else "–")
            rows.append(tuple(told))
        return rows

    @cached_property
    def places(self) -> pd.DataFrame:
        """Places with another holder, or contested since.

        Columns `place` (id), `place_name`, `from`, `from_name`, `to`, `to_name` (faction ids and
        what they are called; for a place contested since, `to` is who contests it), `date`
        (datetime.date) of the event on which this rests, `contested` (bool), `confidence`
        (``"high"``, ``"medium"``, ``"low"``), `sources` (tuple of ids), `event` (id). Sorted by
        date, then place; anchors are left out. What is only supposed has the later evening's date,
        no event, no sources and the confidence ``"hypothetical"``; so has what follows only from
        what was supposed of the earlier evening.
        """
        old, new = self.before, self.after
        real = new.dataset.real_places.index
        moved = new.holders[real] != old.holders[real]
        newly = (new.contested[real] != "") & (new.contested[real] != old.contested[real])
        so_far = new.dataset.events[new.dataset.events["date"] <= pd.Timestamp(new.date)]
        latest = so_far.drop_duplicates("place", keep="last").set_index("place")
        rows = []
        for place in real[moved | newly]:
            event = new.last_event[place] if moved[place] else latest["id"].get(place, "")
            supposed = place in new.captured or not event
            if place in old.captured and not supposed:  # did it happen since, or before?
                supposed = new.dataset.events.at[event, "date"].date() <= old.date
            event = "" if supposed else event
            record = _SUPPOSED if supposed else new.dataset.events.loc[event]
            rows.append(
                {
                    "place": place,
                    "from": old.holders[place],
                    "to": new.holders[place] if moved[place] else new.contested[place],
                    "date": new.date if supposed else record["date"].date(),
                    "contested": bool(new.contested[place]),
                    "confidence": record["confidence"],
                    "sources": split_list(record["sources"]),
                    "event": event,
                }
            )
        columns = ["place", "from", "to", "date", "contested", "confidence", "sources", "event"]
        table = pd.DataFrame(rows, columns=columns)
        table = table.sort_values(["date", "place"], ignore_index=True)
        return named(self.dataset, table, ["from", "to"], ["place"])

    @cached_property
    def passed(self) -> pd.DataFrame:
        """The rows of `places` that have another holder, without those that are only contested."""
        held = self.after.holders[self.places["place"]].to_numpy(object)
        return self.places[held == self.places["to"].to_numpy(object)]

    @cached_property
    def passage(self) -> Passage:
        """What passed from whom to whom, under every answer (see `intervals.Passage`)."""
        return Passage(self.before, self.after)

    @cached_property
    def transfer(self) -> pd.DataFrame:
        """Land that passed from each faction (rows) to each other one (columns), in km².

        Rows and columns are the same faction ids, sorted; float, on the ellipsoid. The diagonal is
        what stayed: rows sum to the areas before, columns to those after (see `land.transfer`).
        """
        table = Table(transfer(self.before, self.after))
        table.attrs["unit"] = "km2"
        return table

    @cached_property
    def transfer_interval(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Low and high of `transfer`, cell by cell, in km²."""
        return transfer_interval(self.before, self.after)

    @cached_property
    def by_unit(self) -> pd.DataFrame:
        """Land, places and people gained and lost in each administrative unit.

        One row for each unit and faction: the columns of `units.passed_by_unit`, and
        `faction_name`.
        """
        return named(self.dataset, passed_by_unit(self.before, self.after), ["faction"])

    @cached_property
    def by_sector(self) -> pd.DataFrame:
        """As `by_unit`, for the sectors that the package declares."""
        return named(self.dataset, passed_by_unit(self.before, self.after, "sector"), ["faction"])

    @cached_property
    def balance(self) -> pd.DataFrame:
        """Land gained and lost by each faction in km², each with low and high.

        Indexed by faction id: all that hold or may hold land; columns `faction_name`,
        `gained_km2`, `lost_km2`, `net_km2` (float), and of each `…_low_km2` and `…_high_km2`, the
        least and the greatest over all answers (see `intervals`).
        """
        rows = {}
        for faction in self.passage.factions:
            side = {faction}
            numbers = {
                "gained": self.passage.gained(side),
                "lost": self.passage.lost(side),
                "net": self.passage.net(side),
            }
            rows[faction] = {
                **{f"{name}_km2": land.best for name, land in numbers.items()},
                **{
                    f"{name}_{end}_km2": getattr(land, end)
                    for name, land in numbers.items()
                    for end in ("low", "high")
                },
            }
        table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("faction")
        return named(self.dataset, table, ["faction"])


def changes_between(before: Situation, after: Situation) -> Changes:
    """Compare two evenings.

    Parameters
    ----------
    before, after : Situation
        Situations of one dataset, the earlier first.

    Returns
    -------
    Changes

    Raises
    ------
    BadParameter
        If the first evening is later than the second, or they rest on different data.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> dataset = load_dataset()
    >>> days = [situation_on(dataset, day) for day in ("2024-11-26", "2024-12-02")]
    >>> "aleppo" in set(changes_between(*days).places["place"])
    True
    """
    if before.date > after.date:
        raise BadParameter(f"since {before.date} is later than the date {after.date}")
    if not before.dataset.same_evidence(after.dataset):
        raise BadParameter(DIFFERENT)
    return _changes(after, before)


@cached_on_owner(maxsize=8)
def _changes(after: Situation, before: Situation) -> Changes:
    return Changes(before, after)
