"""What changed hands between two evenings: places, and the land with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from syria_analysis.control.situation import Situation, contested_given_to, transfer
from syria_analysis.errors import BadParameter
from syria_analysis.package.values import split_list

__all__ = ["Changes", "changes_between"]

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

    @cached_property
    def places(self) -> pd.DataFrame:
        """Places with another holder, or contested since.

        Columns `place`, `from`, `to` (faction ids; for a place contested since, `to` is who
        contests it), `date` of the event on which this rests, `contested`, `confidence`,
        `sources` (tuple of ids), `event`. Sorted by date, then place; anchors are left out. What
        is only supposed has the later evening's date, no event, no sources and the confidence
        ``"hypothetical"``.
        """
        old, new = self.before, self.after
        real = new.dataset.real_places.index
        moved = new.holders[real] != old.holders[real]
        newly = (new.contested[real] != "") & (new.contested[real] != old.contested[real])
        so_far = new.dataset.events[new.dataset.events["date"] <= pd.Timestamp(new.date)]
        latest = so_far.drop_duplicates("place", keep="last").set_index("place")
        rows = []
        for place in real[moved | newly]:
            supposed = place in new.captured
            event = new.last_event[place] if moved[place] else latest.at[place, "id"]
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
        return table.sort_values(["date", "place"], ignore_index=True)

    @cached_property
    def transfer(self) -> pd.DataFrame:
        """km² from each faction (rows) to each other one (columns), the diagonal what stayed."""
        return transfer(self.before, self.after)

    @cached_property
    def balance(self) -> pd.DataFrame:
        """Land gained and lost by each faction in km².

        Indexed by faction; columns `gained_km2`, `lost_km2`, `net_km2`, and `net_low_km2`,
        `net_high_km2`: the net with every contested place settled against and for the faction.
        """
        table = self.transfer
        kept = pd.Series({f: table.loc[f, f] for f in table.index})
        result = pd.DataFrame(
            {"gained_km2": table.sum() - kept, "lost_km2": table.sum(axis=1) - kept}
        )
        result["net_km2"] = result["gained_km2"] - result["lost_km2"]
        area = self.after.mesh.area_km2
        start = area.groupby(self.before.holders.reindex(area.index)).sum()
        low, high = {}, {}
        for faction in table.index:
            others = set(self.after.contested[self.after.contested != ""]) | set(
                self.after.holders[self.after.contested != ""]
            )
            against = contested_given_to(self.after, others - {faction})
            held = {}
            for name, answer in (
                ("low", against),
                ("high", contested_given_to(self.after, {faction})),
            ):
                mine = answer.holders.reindex(area.index) == faction
                held[name] = float(area[mine].sum() - start.get(faction, 0.0))
            low[faction], high[faction] = held["low"], held["high"]
        result["net_low_km2"], result["net_high_km2"] = pd.Series(low), pd.Series(high)
        return result.rename_axis("faction")


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
        If the first evening is later than the second.

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
    return Changes(before, after)
