"""How sure it is who holds a point: the probability of each faction, from the places around it.

Cells say who holds a point and draw one line between two sides, in a desert as between two
villages. Here the places speak according to how near they are (indicator kriging): what two points
have in common falls exponentially with their distance, crossing a barrier counts as a distance of
its own, and no place speaks for more than itself beyond its nugget. One linear system an evening
gives, for every faction, the probability at any point; of more than 5 000 places, whose system
would take gigabytes, those that are nearest to a point speak for it (`Nearest`).

A contested place, or one with a change on a day that is not known, speaks for all who may hold it,
in equal parts. An enclave of known extent is a world of its own: nothing outside of it bears on it,
and it bears on nothing outside.

The probability of a side is the sum of its factions', where the table of factions says which side
each is on. It is an estimate of its own: areas and fronts keep resting on cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from syria_analysis.control.situation import Situation
from syria_analysis.errors import BadParameter
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.conflict import Kernel
from syria_analysis.package.point_files import positions

if TYPE_CHECKING:
    import geopandas as gpd

    from syria_analysis.geo.mesh import Mesh

__all__ = ["LEVELS", "Certainty", "Field", "Nearest", "certainty_of", "fit"]

LEVELS = (0.5, 0.6, 0.75, 0.9, 0.99)
"""Lower ends of the bands of certainty."""
SURE = (0.9, 0.99)
"""Certainties from which on land is summed."""
NO_SIDE = ("", "other")
"""What the table of factions says of those that share no side: two of them are no allies."""
SQUARES = 50_000
"""Squares of the grid, between whose corners bands are interpolated, in a theatre."""
MOST = 5_000
"""Places that speak all together; of more, the nearest `NEAREST` speak for a point."""
NEAREST = 64
SOME = 2_000
"""Places, taken evenly, whose mean is then taken for that of all."""
DECIMALS = 3
"""To which values are rounded before anything is drawn, counted or written: what is left does not
depend on the order in which a processor adds."""
_CHUNK = 65_000
"""Pairs of a point and a place that are computed at once: what fits a processor's cache is done
several times as fast."""
_ROWS = 256
"""Places whose distances to all are computed at once: there is no second table of that size."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Field:
    """The solved system: probabilities at any point.

    Attributes
    ----------
    xy : ndarray of shape (places, 2)
        Where the places lie, in km.
    banks : ndarray of shape (places, barriers)
        Where they lie of each barrier: 0 to 1.
    weights : ndarray of shape (places, factions)
        What each place adds for each faction where it speaks in full.
    mean : ndarray of shape (factions,)
        What is left where no place speaks.
    kernel : Kernel
        Range, nugget and barriers.
    """

    xy: Floats
    banks: Floats
    weights: Floats
    mean: Floats
    kernel: Kernel

    def at(self, xy: Floats, bank: Floats) -> Floats:
        """Compute the probabilities at points of one bank.

        Parameters
        ----------
        xy : ndarray of shape (n, 2)
            In km.
        bank : ndarray of shape (barriers,)
            Where the points lie of each barrier.

        Returns
        -------
        ndarray of shape (n, factions)
            Rows sum to 1.

        Examples
        --------
        >>> two = np.array([[0.0, 0.0], [100.0, 0.0]])
        >>> solved = fit(two, np.zeros((2, 0)), np.eye(2), np.zeros(2), Kernel())
        >>> solved.at(np.array([[50.0, 0.0]]), np.zeros(0)).round(9).tolist()
        [[0.5, 0.5]]
        """
        crossed = np.abs(self.banks - bank).sum(axis=1) * self.kernel.barrier_km
        weights = self.weights * np.exp(-crossed / self.kernel.range_km)[:, None]
        found = np.empty((len(xy), len(self.mean)))
        points, (x, y) = xy / self.kernel.range_km, self.xy.T / self.kernel.range_km
        rows = max(1, min(len(xy), _CHUNK // len(x)))
        near, north = np.empty((2, rows, len(x)))
        for start in range(0, len(xy), rows):
            some = points[start : start + rows]
            far, other = near[: len(some)], north[: len(some)]
            np.square(np.subtract(some[:, :1], x, out=far), out=far)
            far += np.square(np.subtract(some[:, 1:], y, out=other), out=other)
            np.negative(np.sqrt(far, out=far), out=far)
            found[start : start + rows] = self.mean + np.exp(far, out=far) @ weights
        return _shares(found)


def fit(xy: Floats, banks: Floats, held: Floats, nugget: Floats, kernel: Kernel) -> Field:
    """Solve the system of some places.

    Parameters
    ----------
    xy : ndarray of shape (places, 2)
        Where they lie, in km.
    banks : ndarray of shape (places, barriers)
        Where they lie of each barrier: 0 to 1.
    held : ndarray of shape (places, factions)
        Who holds them; rows sum to 1.
    nugget : ndarray of shape (places,)
        How much each may differ from the land beside it.
    kernel : Kernel
        Range and barriers.

    Returns
    -------
    Field

    Notes
    -----
    Ordinary kriging: the mean is estimated with the rest. The sum of distance and crossings is a
    distance in a plane and in steps along lines, for which an exponential is positive definite.

    Examples
    --------
    >>> one = fit(np.zeros((1, 2)), np.zeros((1, 0)), np.eye(1), np.zeros(1), Kernel())
    >>> one.at(np.array([[30.0, 40.0]]), np.zeros(0)).tolist()
    [[1.0]]
    """
    from scipy.linalg import cho_factor, cho_solve

    matrix = np.empty((len(xy), len(xy)))
    for start in range(0, len(xy), _ROWS):
        some = slice(start, start + _ROWS)
        far = np.sqrt(sum(np.square(np.subtract.outer(at[some], at)) for at in xy.T))
        for bank in banks.T:
            far += kernel.barrier_km * np.abs(np.subtract.outer(bank[some], bank))
        np.exp(np.divide(far, -kernel.range_km, out=far), out=matrix[some])
    matrix[np.diag_indices_from(matrix)] += nugget
    solved = cho_factor(matrix, lower=True, overwrite_a=True, check_finite=False)
    weight = cho_solve(solved, np.ones(len(xy)), check_finite=False)
    mean = weight @ held / weight.sum()
    return Field(xy, banks, cho_solve(solved, held - mean, check_finite=False), mean, kernel)


@dataclass(frozen=True, eq=False)
class Nearest:
    """Probabilities at any point from the places nearest to it, by distance and crossings.

    What places behind nearer ones add is little, with an exponential next to nothing: of 5 000
    places spread evenly the answers are those of `Field` to within 0.006 at 99 points of 100.
    The mean is that of all, as there: the nearest alone would be taken for all at an edge.

    Attributes
    ----------
    xy, banks, held, nugget, kernel
        As `fit` takes them.
    """

    xy: Floats
    banks: Floats
    held: Floats
    nugget: Floats
    kernel: Kernel

    @cached_property
    def mean(self) -> Floats:
        """What is left where no place speaks: that of some places, taken evenly."""
        some = np.linspace(0, len(self.xy) - 1, min(len(self.xy), SOME)).astype(int)
        xy, banks, held = self.xy[some], self.banks[some], self.held[some]
        return fit(xy, banks, held, self.nugget[some], self.kernel).mean

    @cached_property
    def _trees(self) -> list[tuple[Floats, NDArray[np.intp], Any]]:
        """Each bank with places: where it lies, their rows, and what finds the nearest of them."""
        from scipy.spatial import KDTree

        ends, bank = np.unique(self.banks, axis=0, return_inverse=True)
        rows = [np.flatnonzero(bank.ravel() == number) for number in range(len(ends))]
        return [(end, row, KDTree(self.xy[row])) for end, row in zip(ends, rows, strict=True)]

    def at(self, xy: Floats, bank: Floats) -> Floats:
        """Compute the probabilities at points of one bank.

        Parameters
        ----------
        xy, bank
            As `Field.at` takes them.

        Returns
        -------
        ndarray of shape (n, factions)
            Rows sum to 1.

        Examples
        --------
        >>> two = np.array([[0.0, 0.0], [100.0, 0.0]])
        >>> near = Nearest(two, np.zeros((2, 0)), np.eye(2), np.zeros(2), Kernel())
        >>> near.at(np.array([[50.0, 0.0]]), np.zeros(0)).round(9).tolist()
        [[0.5, 0.5]]
        """
        found = np.empty((len(xy), self.held.shape[1]))
        rows = max(1, 64 * _CHUNK // NEAREST**2)
        for start in range(0, len(xy), rows):
            some = slice(start, start + rows)
            found[some] = self._told(*self._near(xy[some], bank))
        return _shares(found)

    def _near(self, xy: Floats, bank: Floats) -> tuple[NDArray[np.intp], Floats]:
        """Find the places that speak for points, and how far off each is, in km."""
        near, far = [], []
        for end, rows, tree in self._trees:
            distance, which = tree.query(xy, range(1, min(NEAREST, len(rows)) + 1))
            near.append(rows[which])
            far.append(distance + self.kernel.barrier_km * np.abs(end - bank).sum())
        chosen, distances = np.concatenate(near, axis=1), np.concatenate(far, axis=1)
        first = np.argsort(distances, axis=1, kind="stable")[:, :NEAREST]
        return np.take_along_axis(chosen, first, 1), np.take_along_axis(distances, first, 1)

    def _told(self, near: NDArray[np.intp], far: Floats) -> Floats:
        """Solve the system of each point: kriging with the mean known."""
        xy, banks = self.xy[near], self.banks[near]
        between = np.hypot(*np.moveaxis(xy[:, :, None] - xy[:, None], -1, 0))
        for barrier in np.moveaxis(banks, -1, 0):
            between += self.kernel.barrier_km * np.abs(barrier[:, :, None] - barrier[:, None])
        matrix = np.exp(-between / self.kernel.range_km)
        matrix[:, np.arange(near.shape[1]), np.arange(near.shape[1])] += self.nugget[near]
        shared = np.exp(-far / self.kernel.range_km)
        weights = np.linalg.solve(matrix, shared[..., None])[..., 0]
        return np.asarray(self.mean + np.einsum("pn,pnf->pf", weights, self.held[near] - self.mean))


@cached_on_owner(maxsize=1)
def certainty_of(situation: Situation) -> Certainty:
    """Compute how sure it is who holds what on an evening.

    Parameters
    ----------
    situation : Situation
        Any situation of a package whose territory is made of places.

    Returns
    -------
    Certainty

    Raises
    ------
    BadParameter
        If the territory is made of something else.

    Examples
    --------
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> sure = certainty_of(situation_on(load_dataset(), "2024-12-02"))
    >>> table = sure.of(pd.DataFrame({"lat": [33.51, 36.7], "lon": [36.29, 38.0]}))
    >>> table["holder"].tolist(), (table["certainty"] > [0.9, 0.5]).tolist()
    (['SAA', 'SNA'], [True, True])
    """
    if situation.dataset.conflict.territory != "places":
        raise BadParameter("certainty follows from places, and this package has maps of control")
    return Certainty(situation)


class Certainty:
    """The probability of each faction anywhere; made by `certainty_of`.

    Attributes
    ----------
    situation : Situation
        The evening.
    factions : tuple of str
        All that hold or may hold a place with land, sorted.
    held : ndarray of shape (cells, factions)
        Who may hold the place of each cell, in the order of `Mesh.shapes`; rows sum to 1.
    holder : ndarray of int
        Number of the faction that holds each cell.
    plain : ndarray of bool
        Whether each cell is no enclave.
    """

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name not in ("at", "judge")]  # our own

    def __repr__(self) -> str:
        return f"<Certainty of {', '.join(self.factions)} on the evening of {self.situation.date}>"

    def __init__(self, situation: Situation):
        self.situation = situation
        rows = situation.cell_rows
        ids, holders = situation.mesh.shapes.index, situation.cell_holders
        answers = situation.answers
        may = [
            sorted({holder for _, holder in answers[place]}) if place in answers else [holders[row]]
            for row, place in enumerate(ids)
        ]
        self.factions = tuple(sorted({faction for some in may for faction in some}))
        code = {faction: number for number, faction in enumerate(self.factions)}
        self.held = np.zeros((len(ids), len(self.factions)))
        for row, some in enumerate(may):
            self.held[row, [code[faction] for faction in some]] = 1 / len(some)
        self.holder = np.array([code[faction] for faction in holders], dtype=np.intp)
        kernel = situation.dataset.conflict.certainty
        # What is supposed rests on no report; it is to be taken for what it is.
        sure = situation.confidence.to_numpy(object)[rows]
        best = min(kernel.nugget.values())
        self._nugget = np.array([kernel.nugget.get(word, best) for word in sure])
        self.plain = ids.isin(situation.mesh.banks.index)
        banks = situation.mesh.banks.reindex(ids).to_numpy(float)[self.plain]
        self._banks, bank = np.unique(banks, axis=0, return_inverse=True)
        self._bank = np.zeros(len(ids), dtype=np.intp)
        self._bank[self.plain] = bank.ravel()

    @cached_property
    def sides(self) -> NDArray[Any]:
        """Side of each of `factions`; one without a side, or of no common one, is one by itself."""
        told = self.situation.dataset.factions["side"]
        named = [
            faction if told[faction] in NO_SIDE else told[faction] for faction in self.factions
        ]
        return np.array(named, dtype=object)

    @cached_property
    def cell_km(self) -> float:
        """Width of the grid, in km, that gives the theatre 50 000 squares."""
        return float(np.sqrt(self.situation.mesh.theatre.area / SQUARES)) / 1000

    @cached_property
    def field(self) -> Field | Nearest:
        """What gives the probabilities at any point from all places but enclaves."""
        dataset, mesh, plain = self.situation.dataset, self.situation.mesh, self.plain
        places = dataset.places.iloc[self.situation.cell_rows[plain]]
        points = mesh.plane.to_plane(shapely.points(places["lon"], places["lat"]))
        way: Callable[..., Field | Nearest] = fit if len(points) <= MOST else Nearest
        return way(
            shapely.get_coordinates(points) / 1000,
            self._banks[self._bank[plain]],
            self.held[plain],
            self._nugget[plain],
            dataset.conflict.certainty,
        )

    def of(self, points: pd.DataFrame) -> pd.DataFrame:
        """Tell who may hold points, and how sure that is.

        Parameters
        ----------
        points : pandas.DataFrame or geopandas.GeoDataFrame
            A GeoDataFrame of points in any coordinate system, or a table with the columns `lat` and
            `lon` in WGS84 degrees.

        Returns
        -------
        pandas.DataFrame
            Indexed as `points`. One column for each of `factions`: its probability, 0 to 1, summing
            to 1. `holder`: the faction that holds the cell. `certainty`: the probability of the
            holder's side. `second`: the likeliest faction of any other side, "" if none comes into
            question. NaN and "" more than 3 km outside the theatre.

        Raises
        ------
        BadParameter

        Examples
        --------
        >>> now.certainty().of(now.dataset.places.head(1))["holder"].tolist()
        ['HTS']
        """
        told = positions(points)
        xy, home = self.situation.mesh.locate_degrees(told.lat, told.lon)
        shares = self.at(xy, home)
        table = pd.DataFrame(shares, index=points.index, columns=list(self.factions))
        names = np.append(np.array(self.factions, dtype=object)[self.holder], "")
        sure, second = self.judge(shares, home)
        return table.assign(holder=names[home], certainty=sure, second=second)

    def at(self, xy: Floats, home: NDArray[np.intp]) -> Floats:
        """Compute the probability of each faction at points whose cell is known.

        Parameters
        ----------
        xy : ndarray of shape (n, 2)
            In the plane, in metres.
        home : ndarray of int
            Row of the cell of each, as `Mesh.locate` tells it.

        Returns
        -------
        ndarray of shape (n, factions)
            NaN for points outside.
        """
        shares, xy = np.full((len(xy), len(self.factions)), np.nan), xy / 1000
        enclave = (home >= 0) & ~self.plain[home]
        shares[enclave] = self._enclaves[home[enclave]]
        for number, bank in enumerate(self._banks):
            here = np.flatnonzero((home >= 0) & ~enclave & (self._bank[home] == number))
            shares[here] = self.field.at(xy[here], bank)
        return shares

    def judge(self, shares: Floats, home: NDArray[np.intp]) -> tuple[Floats, NDArray[Any]]:
        """Tell the certainty of who holds points, and who else may hold them.

        Parameters
        ----------
        shares : ndarray of shape (n, factions)
            As `at` gives them.
        home : ndarray of int
            Row of the cell of each point; -1 outside.

        Returns
        -------
        tuple of (ndarray, ndarray of str)
            `certainty` and `second` as `of` has them.
        """
        ours = self.sides[None, :] == np.append(self.sides[self.holder], "")[home][:, None]
        others = np.where(ours | np.isnan(shares), -1.0, shares)
        best = others.argmax(axis=1)
        names = np.array(self.factions, dtype=object)[best]
        nobody = others[np.arange(len(best)), best] < 0.5 * 10.0**-DECIMALS
        sure = np.where(home >= 0, np.where(ours, shares, 0.0).sum(axis=1), np.nan)
        return sure, np.where(nobody, "", names)

    def bands(
        self, levels: Sequence[float] = LEVELS, cell_km: float | None = None
    ) -> gpd.GeoDataFrame:
        """Divide the land of each holder by how sure it is.

        Parameters
        ----------
        levels : sequence of float
            Lower ends of the bands, each above the one before, over 0 and under 1.
        cell_km : float, optional
            Width of the grid between whose points is interpolated. Default: such that the theatre
            has 50 000 squares.

        Returns
        -------
        geopandas.GeoDataFrame
            `faction`, `low` and `high` certainty of the band, `area_km2` and its multipolygon in
            the equal-area plane, by faction and from the least sure. Land less sure than the first
            level is left out.

        Raises
        ------
        BadParameter

        Examples
        --------
        >>> now.certainty().bands().columns.tolist()
        ['faction', 'low', 'high', 'area_km2', 'geometry']
        """
        ends = [float(level) for level in levels]
        if not ends or sorted(set(ends)) != ends or not 0 < ends[0] <= ends[-1] < 1:
            raise BadParameter("levels of certainty must rise and lie between 0 and 1")
        if cell_km is not None and not cell_km > 0:
            raise BadParameter("the width of the grid must be above 0 km")
        return self._bands(tuple(ends), cell_km or self.cell_km).copy()

    @cached_on_owner(maxsize=4)
    def _bands(self, ends: tuple[float, ...], cell_km: float) -> gpd.GeoDataFrame:
        import geopandas as gpd

        tops = [*ends[1:], 1.0]
        found: dict[tuple[int, int], list[Any]] = {}
        for holder, land, shares, grid in self._lands(cell_km):
            sure = np.round(shares[..., self.sides == self.sides[holder]].sum(axis=-1), DECIMALS)
            outlined = _outlines(grid, sure)
            for number, (low, high) in enumerate(zip(ends, tops, strict=True)):
                shape = shapely.intersection(_filled(outlined, low, high), land)
                found.setdefault((holder, number), []).append(shape)
        for row in np.flatnonzero(~self.plain):
            holder = self.holder[row]
            ours = self._enclaves[row, self.sides == self.sides[holder]].sum()
            number = int(np.searchsorted(ends, round(float(ours), DECIMALS), "right")) - 1
            if number >= 0:
                shape = self.situation.mesh.shapes.iloc[row]
                found.setdefault((int(holder), number), []).append(shape)
        rows = []
        for holder, number in sorted(found):
            shape = _polygons(shapely.union_all(found[holder, number]))
            if not shapely.is_empty(shape):
                faction = self.factions[holder]
                rows.append((faction, ends[number], tops[number], shape.area / 1e6, shape))
        columns = ["faction", "low", "high", "area_km2", "geometry"]
        table = pd.DataFrame(rows, columns=columns).astype({"area_km2": float})
        return gpd.GeoDataFrame(table, geometry="geometry", crs=self.situation.mesh.crs)

    def held_km2(self, levels: Sequence[float] = SURE) -> pd.DataFrame:
        """Sum the land that each faction holds with at least some certainty.

        Parameters
        ----------
        levels : sequence of float
            Certainties, rising.

        Returns
        -------
        pandas.DataFrame
            Indexed by faction, all that hold land; a column for each level: ``held_90_km2`` the km²
            whose certainty is at least 0.9.

        Examples
        --------
        >>> table = now.certainty().held_km2([0.9, 0.99])
        >>> bool((table["held_90_km2"] >= table["held_99_km2"]).all())
        True
        """
        bands = self.bands(levels)
        holders = sorted({self.factions[holder] for holder in self.holder})
        columns = {
            f"held_{100 * level:g}_km2": bands[bands["low"] >= level]
            .groupby("faction")["area_km2"]
            .sum()
            .reindex(holders, fill_value=0.0)
            for level in levels
        }
        return pd.DataFrame(columns, index=pd.Index(holders, name="faction"))

    def contradicted(self) -> pd.DataFrame:
        """List the cells whose land is likelier another side's than their holder's.

        Returns
        -------
        pandas.DataFrame
            `place`, its `holder`, the likeliest faction (`likelier`) of the other side, and the
            `km2` of the cell that are meant, where these are not finer than the grid; the most
            first.

        Examples
        --------
        >>> now.certainty().contradicted().columns.tolist()
        ['place', 'holder', 'likelier', 'km2']
        """
        mesh = self.situation.mesh
        cells = mesh.shapes.to_numpy()
        rows = []
        for holder, land, shares, grid in self._lands(self.cell_km):
            sides = np.unique(self.sides)
            summed = np.stack(
                [shares[..., self.sides == side].sum(axis=-1) for side in sides], axis=-1
            )
            own = sides == self.sides[holder]
            rest = summed[..., ~own].max(axis=-1) if (~own).any() else 0.0
            lead = np.round(rest - summed[..., own][..., 0], DECIMALS)
            against = _filled(_outlines(grid, lead), 10.0**-DECIMALS, 2.0)
            against = shapely.intersection(against, land)
            ours = np.flatnonzero(self.plain & (self.holder == holder))
            shapely.prepare(against)  # few cells of many are met
            for row in ours[shapely.intersects(against, cells[ours])]:
                part = shapely.intersection(cells[row], against)
                if part.area >= (500 * self.cell_km) ** 2:
                    rows.append((row, part))
        inner = shapely.points(
            [shapely.get_coordinates(shapely.point_on_surface(part))[0] for _, part in rows]
            or np.empty((0, 2))
        )
        home = np.array([row for row, _ in rows], dtype=np.intp)
        second = self.judge(self.at(shapely.get_coordinates(inner), home), home)[1]
        table = pd.DataFrame(
            {
                "place": mesh.shapes.index.to_numpy(object)[home],
                "holder": np.array(self.factions, dtype=object)[self.holder[home]],
                "likelier": second,
                "km2": [part.area / 1e6 for _, part in rows],
            }
        )
        return table.sort_values(["km2", "place"], ascending=[False, True], ignore_index=True)

    @cached_property
    def _enclaves(self) -> Floats:
        """Probabilities in each cell that is an enclave's; only those rows mean anything."""
        nugget = self._nugget[:, None]
        return _shares((self.held + nugget * self.field.mean) / (1 + nugget))

    def _lands(self, cell_km: float) -> Iterator[tuple[int, Any, Floats, tuple[Floats, Floats]]]:
        """Yield the land of each holder on each bank, with the probabilities on a grid over it."""
        cells = self.situation.mesh.shapes.to_numpy()
        for number in range(len(self._banks)):
            here = self.plain & (self._bank == number)
            shares, grid = self._on_grid(cell_km, number)
            for holder in np.unique(self.holder[here]):
                land = shapely.coverage_union_all(cells[here & (self.holder == holder)])
                yield int(holder), land, shares, grid

    def _on_grid(self, cell_km: float, number: int) -> tuple[Floats, tuple[Floats, Floats]]:
        """Give the probabilities on a grid over the land of one bank; NaN away from it."""
        x, y, near = _grid(self.situation.mesh, cell_km, tuple(self._banks[number]))
        shares = np.full((*near.shape, len(self.factions)), np.nan)
        shares[near] = self._at_nodes(cell_km, number)
        return shares, (x, y)

    @cached_on_owner(maxsize=8)
    def _at_nodes(self, cell_km: float, number: int) -> Floats:
        x, y, near = _grid(self.situation.mesh, cell_km, tuple(self._banks[number]))
        rows, columns = np.nonzero(near)
        nodes = np.column_stack([x[columns], y[rows]])
        return self.field.at(nodes / 1000, self._banks[number])


@cached_on_owner(maxsize=16)
def _grid(
    mesh: Mesh, cell_km: float, bank: tuple[float, ...]
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Lay a grid over the land of one bank: x and y of its nodes, and which are near the land."""
    banks = mesh.banks.reindex(mesh.shapes.index).to_numpy(float)
    here = mesh.shapes.index.isin(mesh.banks.index) & (banks == bank).all(axis=1)
    land = shapely.coverage_union_all(mesh.shapes.to_numpy()[here])
    step = 1000 * cell_km
    west, south, east, north = np.floor(shapely.bounds(land) / step)
    x, y = np.arange(west - 1, east + 3) * step, np.arange(south - 1, north + 3) * step
    # What lies in the land lies between four nodes no farther than √2 steps, within this buffer.
    around = shapely.buffer(land, 1.6 * step, quad_segs=2)
    shapely.prepare(around)
    return x, y, shapely.contains_xy(around, *np.meshgrid(x, y))


def _shares(values: Floats) -> Floats:
    """Bring estimates into 0 to 1, and their sum to 1."""
    inside = np.clip(values, 0.0, 1.0)
    return np.asarray(inside / inside.sum(axis=1, keepdims=True))


def _outlines(grid: tuple[Floats, Floats], values: Floats) -> Any:
    """Prepare to outline values on a grid."""
    from contourpy import FillType, contour_generator

    return contour_generator(
        *grid, np.ma.masked_invalid(values), corner_mask=True, fill_type=FillType.OuterOffset
    )


def _filled(outlines: Any, low: float, high: float) -> Any:
    """Outline where rounded values are at least `low` and less than `high`, 1 included."""
    half = 0.5 * 10.0**-DECIMALS  # no value lies on a contour
    points, offsets = outlines.filled(low - half, 9.0 if high >= 1 else high - half)
    shapes = [
        shapely.Polygon(xy[: ends[1]], [xy[a:b] for a, b in pairwise(ends[1:])])
        for xy, ends in zip(points, offsets, strict=True)
    ]
    return shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object)))


def _polygons(shape: Any) -> Any:
    """Keep what has an area."""
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])
