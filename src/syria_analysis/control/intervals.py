"""Low and high of every number, by one definition each: doubtful places settled every way.

A place is doubtful on an evening if it is contested, or if the day of a change there is only known
as a span that the evening divides; where maps tell who holds the land, also a town that lies nearer
to the line than their precision. An *answer* settles each doubtful place by itself: it says on
which day of its span each event came, events of a place in their order, and who held it while it
was contested. The best value takes the reported days and leaves a contested place with its last
uncontested holder; low and high are the least and the greatest value over all answers.

For a number of two evenings an answer is one history of the place: a contest that lasts from the
one evening to the other is settled the same way on both, and an event that came on the first came
before the second. Places are settled independently, so sums are exact: the least sum is the sum of
what each place gives at least. With more than two claimants the low of a side gives a place to
whichever other claimant makes the number least.

What a side holds by maps has another source of doubt: the line may lie off by their precision. Low
and high take off and add half of the land that lies nearer to it. A line that is not drawn anew is
as wrong on both of two evenings: so gains and losses are those that the maps show.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from syria_analysis.control.situation import DIFFERENT, Situation
from syria_analysis.errors import BadParameter

__all__ = ["Interval", "Passage", "settled_for", "standing"]


@dataclass(frozen=True)
class Interval:
    """A number with the least and the greatest it may be.

    Attributes
    ----------
    best, low, high : float
        ``low <= best <= high``.
    """

    best: float
    low: float
    high: float


class Passage:
    """What places passed from whom to whom between two evenings, under every answer.

    Parameters
    ----------
    before, after : Situation
        Two situations of the same evidence, the earlier first; one evening twice for numbers of
        that evening alone.

    Raises
    ------
    BadParameter
        If the situations rest on different data.

    Attributes
    ----------
    row : numpy.ndarray
        Row among the places of each possibility; those that are reported come first, place by
        place, the others after them.
    old, new : numpy.ndarray
        Faction that holds the place on the two evenings in each possibility.
    """

    def __init__(self, before: Situation, after: Situation):
        if not before.dataset.same_evidence(after.dataset):
            raise BadParameter(DIFFERENT)
        self.situation = after
        index = after.holders.index
        rows, old, new = [], [], []
        for place in dict.fromkeys((*before.answers, *after.answers)):
            row = index.get_loc(place)
            told = before.holders.iat[row], after.holders.iat[row]
            for pair in _histories(before, after, place) - {told}:
                rows.append(row)
                old.append(pair[0])
                new.append(pair[1])
        self.row = np.concatenate([np.arange(len(index)), np.array(rows, dtype=int)])
        self.old = np.concatenate([before.holders.to_numpy(object), np.array(old, dtype=object)])
        self.new = np.concatenate([after.holders.to_numpy(object), np.array(new, dtype=object)])

    @property
    def weak(self) -> np.ndarray:
        """Whether the later holder of each place rests on a row of low confidence."""
        return np.asarray(self.situation.confidence.to_numpy(object) == "low")

    @cached_property
    def km2(self) -> np.ndarray:
        """Area of the cell of each place in km², 0 where it has none."""
        return self.situation.dataset.land_km2

    @cached_property
    def factions(self) -> tuple[str, ...]:
        """Every faction that holds or may hold land, sorted."""
        old, new, names = self.coded
        land = self.km2[self.row] > 0
        seen = np.bincount(old[land], minlength=len(names)) + np.bincount(
            new[land], minlength=len(names)
        )
        return tuple(sorted(names[seen > 0]))

    @cached_property
    def coded(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """`old` and `new` as numbers, which many faces are counted by far quicker, of texts."""
        codes, names = pd.factorize(np.concatenate([self.old, self.new]))
        return codes[: len(self.old)], codes[len(self.old) :], names

    def everybody(self, here: np.ndarray) -> tuple[str, ...]:
        """Every faction that holds or may hold some of the places on one of the evenings, sorted.

        Parameters
        ----------
        here : numpy.ndarray of bool
            Whether each place counts.

        Returns
        -------
        tuple of str
        """
        chosen = here[self.row]
        return tuple(sorted({*self.old[chosen], *self.new[chosen]}))

    def total(self, value: np.ndarray, weight: np.ndarray | None = None) -> Interval:
        """Add up a value over all places.

        Parameters
        ----------
        value : numpy.ndarray
            What each possibility gives, as `row` lists them.
        weight : numpy.ndarray, optional
            What a place counts. Default: its area in km².

        Returns
        -------
        Interval
        """
        weight = self.km2 if weight is None else weight
        worth = value * weight[self.row]
        count = len(weight)
        best = worth[:count]
        low, high = best.copy(), best.copy()
        np.minimum.at(low, self.row, worth)
        np.maximum.at(high, self.row, worth)
        return Interval(float(best.sum()), float(low.sum()), float(high.sum()))

    def held(self, side: Collection[str], where: np.ndarray | None = None) -> Interval:
        """Sum the land that a side holds on the later evening, in km².

        Parameters
        ----------
        side : collection of str
            Faction ids.
        where : numpy.ndarray, optional
            Whether each place counts. Default: all do.

        Returns
        -------
        Interval

        Examples
        --------
        >>> from syria_analysis.control.situation import situation_on
        >>> from syria_analysis.package.dataset import load_dataset
        >>> evening = situation_on(load_dataset(), "2024-12-02")
        >>> land = Passage(evening, evening).held({"SDF"})
        >>> land.low < land.best <= land.high
        True
        """
        weight = self._weight(where)
        found, (less, more) = (
            self.total(_of(self.new, side) * 1.0, weight),
            self._strips(side, where),
        )
        high = min(found.high + more, max(found.high, float(weight.sum())))
        return Interval(found.best, max(found.low - less, 0.0), high)

    def _strips(
        self, side: Collection[str], where: np.ndarray | None = None
    ) -> tuple[float, float]:
        """Measure the land along the line that it may lie too far out or in, in km²."""
        maps = self.situation.dataset.conflict.maps
        if maps is None:
            return 0.0, 0.0
        mesh, count = self.situation.mesh, len(self.km2)
        of_side = np.bincount(self.row, _of(self.new, side), minlength=count)
        one, other = self.situation.cell_rows[mesh.segment_cells].T
        found = []
        for ours, inner in (
            (of_side == np.bincount(self.row, minlength=count), True),
            (of_side > 0, False),
        ):
            met = ours[one] != ours[other]
            strip = self._strip_km2(met, maps.precision_m)
            if where is not None and strip:  # part of it, by length
                passes = np.where(ours[one] == inner, one, other)[met]
                length = mesh.segment_km[met]
                strip *= float((length * np.asarray(where)[passes]).sum() / length.sum())
            found.append(strip)
        return found[0], found[1]

    def _strip_km2(self, met: np.ndarray, width_m: float) -> float:
        """Give half of the land that lies nearer than this to some border pieces."""
        key = np.packbits(met).tobytes() if met.any() else b""
        if key not in self._strip:
            import shapely  # here: packages of places need none

            mesh = self.situation.mesh
            ends = mesh.segments[["x0", "y0", "x1", "y1"]].to_numpy()[met].reshape(-1, 2, 2)
            lines = shapely.line_merge(shapely.multilinestrings(list(shapely.linestrings(ends))))
            band = shapely.buffer(lines, width_m, quad_segs=2)
            self._strip[key] = shapely.intersection(band, mesh.theatre).area / 2e6
        return self._strip[key]

    @cached_property
    def _strip(self) -> dict[bytes, float]:
        return {b"": 0.0}

    def gained(
        self,
        side: Collection[str],
        losers: Collection[str] = (),
        where: np.ndarray | None = None,
    ) -> Interval:
        """Sum the land that passed to a side, in km².

        Parameters
        ----------
        side : collection of str
            Faction ids; what passes from one of them to another is no gain.
        losers : collection of str
            Whose losses count. Default: anybody's.
        where : numpy.ndarray, optional
            Whether each place counts. Default: all do.

        Returns
        -------
        Interval

        Examples
        --------
        >>> from syria_analysis.control.situation import situation_on
        >>> from syria_analysis.package.dataset import load_dataset
        >>> dataset = load_dataset()
        >>> days = [situation_on(dataset, day) for day in ("2024-11-26", "2024-12-02")]
        >>> round(Passage(*days).gained({"HTS"}).best, -3)
        8000.0
        """
        return self.total(self._gain(side, losers), self._weight(where))

    def lost(self, side: Collection[str], where: np.ndarray | None = None) -> Interval:
        """Sum the land that passed from a side to others, in km²."""
        passed = _of(self.old, side) & ~_of(self.new, side)
        return self.total(passed * 1.0, self._weight(where))

    def net(
        self,
        side: Collection[str],
        losers: Collection[str] = (),
        where: np.ndarray | None = None,
    ) -> Interval:
        """Sum the land that a side gained less what it lost to anybody, in km².

        Parameters are those of `gained`.
        """
        passed = _of(self.old, side) & ~_of(self.new, side)
        return self.total(self._gain(side, losers) - passed, self._weight(where))

    def least_gain(
        self, side: Collection[str], losers: Collection[str] = (), net: bool = False
    ) -> float:
        """Give the least gain of a side without ground whose holder rests on low confidence.

        Parameters
        ----------
        side, losers : collection of str
            As for `gained`.
        net : bool, default False
            Whether what the side lost is taken off, at its most.

        Returns
        -------
        float
            km²
        """
        value = self._gain(side, losers) * ~self.weak[self.row]
        if net:
            value = value - (_of(self.old, side) & ~_of(self.new, side))
        return self.total(value).low

    def passed(self) -> Interval:
        """Sum the land that has another holder on the later evening, in km²."""
        return self.total((self.old != self.new) * 1.0)

    def lead(self, one: Collection[str], other: Collection[str]) -> Interval:
        """Give by how much the gain of one side exceeds that of another, in km²."""
        return self.total(self._gain(one, ()) - self._gain(other, ()))

    def share(self, side: Collection[str], without: Collection[str] = ()) -> Interval | None:
        """Give the share of the land that a side holds on the later evening, 0 to 1.

        Parameters
        ----------
        side : collection of str
            Faction ids.
        without : collection of str
            Factions whose land is left out of the whole.

        Returns
        -------
        Interval or None
            None if no land is left.
        """
        kept = set(side) - set(without)
        ours, out = _of(self.new, kept), _of(self.new, without)
        # A place of the side raises the share, one of another in the whole lowers it, and one
        # left out is in between: so the extremes are found place by place.
        rank = np.where(ours, 2, np.where(out, 1, 0))
        found = []
        count, (less, more) = len(self.km2), self._strips(kept)
        for chosen, strip in (
            (self.row[:count], 0.0),
            (self._extreme(rank, 1), -less),
            (self._extreme(rank, -1), more),
        ):
            whole = float(self.km2[~out[chosen]].sum())
            if whole <= 0:
                return None
            held = float(self.km2[ours[chosen]].sum()) + strip
            found.append(min(max(held / whole, 0.0), 1.0))
        return Interval(*found)

    def transfers(self) -> dict[tuple[str, str], Interval]:
        """Sum the land for every holder before and holder after, in km², where there may be any.

        Returns
        -------
        dict
            Factions before and after to the land; what stayed with its holder included.
        """
        pairs = sorted(set(zip(self.old, self.new, strict=True)))
        found = {
            pair: self.total(((self.old == pair[0]) & (self.new == pair[1])) * 1.0)
            for pair in pairs
        }
        return {pair: land for pair, land in found.items() if land.high > 0}

    def _gain(self, side: Collection[str], losers: Collection[str]) -> np.ndarray:
        had = _of(self.old, side)
        target = _of(self.old, losers) & ~had if losers else ~had
        return np.asarray((_of(self.new, side) & target) * 1.0)

    def _weight(self, where: np.ndarray | None) -> np.ndarray:
        return self.km2 if where is None else self.km2 * where

    def _extreme(self, rank: np.ndarray, sign: int) -> np.ndarray:
        """Choose for each place the possibility of least (sign 1) or greatest rank."""
        order = np.lexsort((sign * rank, self.row))
        return order[np.unique(self.row[order], return_index=True)[1]]


def _of(holders: np.ndarray, side: Collection[str]) -> np.ndarray:
    return np.isin(holders, list(side))


def _histories(before: Situation, after: Situation, place: str) -> set[tuple[str, str]]:
    """List who may have held a place on two evenings."""
    only = ((None, before.holders[place]),)
    earlier = before.answers.get(place, only)
    later = after.answers.get(place, ((None, after.holders[place]),))
    passed = before.date < after.date  # on one evening nothing comes in between
    return {
        (was, now)
        for step, was in earlier
        for then, now in later
        if step is None or then is None or (passed and step < then) or (step == then and was == now)
    }


def standing(situation: Situation, side: Collection[str]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Tell which places a side holds, holds for sure, and may hold.

    Parameters
    ----------
    situation : Situation
        An evening.
    side : collection of str
        Faction ids.

    Returns
    -------
    best, sure, possible : pandas.Series
        Place id to bool. Best: a contested place is its last uncontested holder's. Sure and
        possible: in every answer, and in one.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> best, sure, possible = standing(situation_on(load_dataset(), "2024-12-02"), {"HTS"})
    >>> bool((sure <= best).all() and (best <= possible).all())
    True
    """
    members = set(side)
    best = situation.holders.isin(members)
    sure, possible = best.copy(), best.copy()
    for place, found in situation.answers.items():
        ours = [holder in members for _, holder in found]
        sure[place], possible[place] = all(ours), any(ours)
    return best, sure, possible


def settled_for(situation: Situation, *sides: Collection[str]) -> Situation:
    """Give every doubtful place to the first of some sides that may hold it.

    Parameters
    ----------
    situation : Situation
        An evening.
    *sides : collection of str
        Faction ids. What none of the sides may hold stays with its holder.

    Returns
    -------
    Situation
        The same evening with one other answer; nothing in it is doubtful any more.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> settled_for(evening, {"SAA"}).holders["karnaz"]
    'SAA'
    """
    holders = situation.holders.copy()
    for place, found in situation.answers.items():
        told = situation.holders[place]
        for side in sides:
            claimants = sorted({holder for _, holder in found if holder in side})
            if claimants:
                holders[place] = told if told in claimants else claimants[0]
                break
    return replace(
        situation,
        holders=holders,
        contested=pd.Series("", index=holders.index, dtype=object),
        uncertain=pd.Series(False, index=holders.index),
        nearby={},
    )
