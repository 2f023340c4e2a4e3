"""What hangs on a few cities: the places that a side would lose touch with if they fell."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from syria_analysis.control.situation import Situation
from syria_analysis.control.what_if import suppose
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.memo import cached_on_owner
from syria_analysis.roads.reach import CutOff, cut_off

__all__ = ["CutOffRisk", "cut_off_risk", "isolated"]


@dataclass(frozen=True)
class CutOffRisk:
    """What a side would lose touch with, or has lost touch with.

    Attributes
    ----------
    source : str
        Id of the place from which one sets out.
    cities : tuple of str
        The cities supposed to fall, those that the attackers do not hold; empty if `places` are
        cut off as reported.
    places : tuple of str
        Ids of the places that would be cut off by road beyond those that are already; with no
        `cities` those that are. Sorted.
    contested : tuple of str
        Those of the cities asked about that the side holds contested, which count as shut.
    """

    source: str
    cities: tuple[str, ...]
    places: tuple[str, ...]
    contested: tuple[str, ...]

    @property
    def supposed(self) -> bool:
        """Whether the places are cut off only if the cities fall."""
        return bool(self.cities)


def isolated(cut: CutOff, holders: Iterable[str] = ()) -> tuple[str, ...]:
    """List the places cut off, with those off the roads that hang on them.

    Parameters
    ----------
    cut : CutOff
        Who can reach whom.
    holders : iterable of str
        Factions whose places, such as bases held as a guest, are asked about beside the side's.

    Returns
    -------
    tuple of str
        Ids of the places cut off, and of the places off the roads whose nearest place of the side
        on a road is cut off. Sorted.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> isolated(cut_off(evening, "damascus"))
    ('dibsi-afnan',)
    """
    on, places = [*cut.reachable, *cut.cut_off], cut.situation.dataset.real_places
    held = cut.situation.holders.reindex(places.index)
    asked = held.isin([*cut.side, *holders]) & ~places.index.isin(on)
    if not on or not cut.cut_off:
        return ()
    road, lost = places.loc[on], set(cut.cut_off)
    found = list(lost)
    for place, row in places[asked].iterrows():
        metres, _ = distance_and_bearing(
            row["lat"], row["lon"], road["lat"].to_numpy(float), road["lon"].to_numpy(float)
        )
        if on[int(np.argmin(metres))] in lost:
            found.append(str(place))
    return tuple(sorted(found))


def cut_off_risk(
    situation: Situation,
    cities: Iterable[str],
    source: str,
    side: Collection[str],
    attackers: Collection[str],
) -> CutOffRisk | None:
    """Find what a side would lose touch with by road if the attackers captured cities.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    cities : iterable of str
        Place ids; those that the attackers hold already have fallen, the rest is supposed to.
    source : str
        Id of the place from which the side sets out.
    side, attackers : collection of str
        Faction ids.

    Returns
    -------
    CutOffRisk or None
        What would be cut off in addition, contested places counted as shut. If nothing would be,
        because it is already, what is cut off as reported. None if that is nothing either, or if
        the side cannot use the source.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> stake = cut_off_risk(evening, ["hama", "homs"], "damascus", ["SAA"], ["HTS", "SNA"])
    >>> stake.cities, {"latakia", "tartus"} <= set(stake.places)
    (('hama', 'homs'), True)
    """
    return _risk(situation, tuple(cities), source, tuple(side), tuple(attackers))


@cached_on_owner()
def _risk(
    situation: Situation,
    cities: tuple[str, ...],
    source: str,
    side: tuple[str, ...],
    attackers: tuple[str, ...],
) -> CutOffRisk | None:
    holders = situation.holders
    if source not in set(situation.dataset.roads["from"]) | set(situation.dataset.roads["to"]):
        return None
    now = cut_off(situation, source, side, ())
    if not now.reachable:
        return None
    asked = [city for city in cities if city in holders.index]
    rest = tuple(city for city in asked if holders[city] not in attackers)
    cut = set(isolated(now))
    supposed = suppose(situation, dict.fromkeys(rest, next(iter(attackers))))
    lost = set(isolated(cut_off(supposed, source, side, ()))) - cut
    shut = tuple(c for c in rest if holders[c] in side and situation.contested[c] != "")
    if lost:
        return CutOffRisk(source, rest, tuple(sorted(lost)), shut)
    return CutOffRisk(source, (), tuple(sorted(cut)), shut) if cut else None
