"""Chooses how certainty follows from places, by hiding a package's own: `choose_kernel.py [DIR]`.

Places are hidden, a fifth of them by lot and a fifth of all blocks of 40 km whole, and told from
the others on every evening (on 30, if there are more). The table says how good the probabilities
of each kernel are: the Brier score of whether the side of the nearest place is right, lower is
better, beside that of the nearest place's own rate of errors; and the expected calibration error
in percent. Of the kernels whose score is within a standard error of the best the one that is best
calibrated is chosen; then what reports of lower confidence are worth: less than others only where
hiding shows it by two standard errors, never more. Put the last line into `conflict` in the
package's datapackage.json.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

import syria_analysis as sa
from syria_analysis.api import Package
from syria_analysis.control.certainty import Certainty, certainty_of, fit
from syria_analysis.package.conflict import Kernel

SHARE, BLOCK_KM, EVENINGS, BINS = 0.2, 40.0, 30, 10
RANGES_KM, NUGGETS, WORTH = (40, 60, 100, 160, 250), (0.01, 0.02, 0.05, 0.1), (1, 2, 4)
ACROSS_KM = 1e6
"""Farther than any place lies: the nearest place is one of the same bank, as with cells."""

Hidden = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Told:
    """What was told of hidden places, each on each evening.

    Attributes
    ----------
    certainty : ndarray of float
        The probability of the side that holds the nearest place.
    right : ndarray of bool
        Whether that side does hold the hidden place.
    evening : ndarray of int
        Number of the evening.
    fold : ndarray of int
        Number of the set of places that was hidden.
    """

    certainty: NDArray[np.float64]
    right: NDArray[np.bool_]
    evening: NDArray[np.intp]
    fold: NDArray[np.intp]

    def on(self, evening: int) -> Told:
        """Take what was told of one evening."""
        some = self.evening == evening
        return Told(self.certainty[some], self.right[some], self.evening[some], self.fold[some])

    @property
    def losses(self) -> NDArray[np.float64]:
        """Squared errors of the probabilities."""
        return (self.certainty - self.right) ** 2

    @property
    def brier(self) -> float:
        """Mean squared error of the probabilities."""
        return float(self.losses.mean())

    @property
    def nearest_brier(self) -> float:
        """Score of always giving the nearest place's own share of right answers."""
        share = float(self.right.mean())
        return share * (1 - share)

    @property
    def calibration_error(self) -> float:
        """Mean gap between probability and share of right answers, over ten equal bins."""
        group = np.minimum((self.certainty * BINS).astype(int), BINS - 1)
        gap = np.bincount(group, self.certainty - self.right, minlength=BINS)
        return float(np.abs(gap).sum() / len(group))


class Hiding:
    """A package whose places are hidden and told."""

    def __init__(self, package: Package):
        days = package.days
        chosen = np.linspace(0, len(days) - 1, min(len(days), EVENINGS)).round().astype(int)
        self.days = [days[number] for number in dict.fromkeys(chosen)]
        self.evenings: list[Certainty] = [certainty_of(package.on(day)) for day in self.days]
        first, self.plain = self.evenings[0], self.evenings[0].plain
        ids = package.mesh.shapes.index[self.plain]
        self.real = (package.places.loc[ids, "kind"] != "anchor").to_numpy()
        self.xy, self.banks = first.field.xy, first.field.banks
        self.far = cdist(self.xy, self.xy)
        if self.banks.shape[1]:
            self.far += ACROSS_KM * cdist(self.banks, self.banks, "cityblock")
        self.kernel = package.conflict.certainty

    def by_lot(self, repeats: int, seed: int = 0) -> Iterator[Hidden]:
        """Hide a fifth of all places, again and again."""
        count = len(self.xy)
        for repeat in range(repeats):
            order = np.random.default_rng(seed + repeat).permutation(count)
            yield order < round(SHARE * count)

    def in_blocks(self, repeats: int, seed: int = 0) -> Iterator[Hidden]:
        """Hide all places in a fifth of the blocks that hold any."""
        for repeat in range(repeats):
            rng = np.random.default_rng(seed + repeat)
            corner = np.floor((self.xy + rng.uniform(0, BLOCK_KM, 2)) / BLOCK_KM)
            blocks, number = np.unique(corner, axis=0, return_inverse=True)
            taken = rng.permutation(len(blocks)) < max(1, round(SHARE * len(blocks)))
            yield taken[number.ravel()]

    def tell(self, hidden: Sequence[Hidden], kernel: Kernel) -> Told:
        """Tell hidden places from the others; places whose holder is in doubt are not asked."""
        parts: list[tuple[Any, ...]] = []
        for fold, away in enumerate(hidden):
            kept = np.flatnonzero(~away)
            for evening, sure in enumerate(self.evenings):
                held, holder = sure.held[self.plain], sure.holder[self.plain]
                asked = np.flatnonzero(away & self.real & (held.max(axis=1) == 1))
                words = sure.situation.confidence.iloc[sure.situation.cell_rows[self.plain]]
                nugget = words.map(dict(kernel.nugget)).to_numpy(float)
                solved = fit(self.xy[kept], self.banks[kept], held[kept], nugget[kept], kernel)
                shares = np.empty((len(asked), len(sure.factions)))
                for bank in np.unique(self.banks[asked], axis=0):
                    some = (self.banks[asked] == bank).all(axis=1)
                    shares[some] = solved.at(self.xy[asked[some]], bank)
                near = kept[self.far[np.ix_(asked, kept)].argmin(axis=1)]
                side = sure.sides[holder[near]]
                certainty = np.where(sure.sides == side[:, None], shares, 0.0).sum(axis=1)
                right = side == sure.sides[holder[asked]]
                parts.append((certainty, right, *np.full((2, len(asked)), [[evening], [fold]])))
        return Told(*map(np.concatenate, zip(*parts, strict=True)))


def behind(told: Told, best: Told) -> tuple[float, float]:
    """Tell by how much a score is worse than another, and the standard error over the folds."""
    folds = np.unique(best.fold)
    gaps = [(told.losses - best.losses)[best.fold == fold].mean() for fold in folds]
    return float(np.mean(gaps)), float(np.std(gaps, ddof=1) / np.sqrt(len(gaps)))


def choose(hiding: Hiding, repeats: int) -> Kernel:
    """Try kernels, print how each does, and return the best."""
    lots, blocks = list(hiding.by_lot(repeats)), list(hiding.in_blocks(repeats))
    print(
        "range  nugget high/medium/low      lot: Brier  (nearest)  ECE    blocks: Brier (nearest)"
    )

    def both(kernel: Kernel) -> tuple[Told, Told, Told]:
        one, two = hiding.tell(lots, kernel), hiding.tell(blocks, kernel)
        nuggets = "/".join(f"{kernel.nugget[name]:g}" for name in ("high", "medium", "low"))
        print(
            f"{kernel.range_km:5g}  {nuggets:26}  {one.brier:9.4f}  {one.nearest_brier:9.4f}  "
            f"{100 * one.calibration_error:4.1f}  {two.brier:13.4f}  {two.nearest_brier:8.4f}",
            flush=True,
        )
        joined = zip(vars(one).values(), vars(two).values(), strict=True)
        certainty, right, evening, fold = (np.concatenate(pair) for pair in joined)
        fold[len(one.fold) :] += repeats
        return Told(certainty, right, evening, fold), one, two

    def kernel_of(range_km: float, nugget: Mapping[str, float]) -> Kernel:
        return Kernel(float(range_km), nugget, hiding.kernel.barrier_km)

    tried = {
        (reach, nugget): both(kernel_of(reach, dict.fromkeys(("high", "medium", "low"), nugget)))
        for reach, nugget in itertools.product(RANGES_KM, NUGGETS)
    }
    best = min(tried.values(), key=lambda told: told[0].brier)
    within = {}
    for key, told in tried.items():
        worse, error = behind(told[0], best[0])
        if worse <= error:
            within[key] = told
    (reach, nugget), plain = min(within.items(), key=lambda item: item[1][1].calibration_error)
    chosen, score = (1, 1), plain[0]
    for medium, low in itertools.product(WORTH, WORTH):
        if low > 1 and medium <= low:
            told = both(kernel_of(reach, classes(nugget, medium, low)))[0]
            gain, error = behind(score, told)
            if gain > 2 * error:
                chosen, score = (medium, low), told
    return kernel_of(reach, classes(nugget, *chosen))


def classes(nugget: float, medium: float, low: float) -> dict[str, float]:
    return {"high": nugget, "medium": nugget * medium, "low": nugget * low}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", help="a data package; default: the packaged one")
    parser.add_argument("--repeats", type=int, default=5, help="sets hidden of each kind")
    asked = parser.parse_args(arguments)
    kernel = choose(Hiding(sa.load(asked.folder)), asked.repeats)
    nugget: Any = dict(kernel.nugget)
    if len(set(nugget.values())) == 1:
        nugget = nugget["high"]
    block = {"range_km": kernel.range_km, "nugget": nugget, "barrier_km": kernel.barrier_km}
    print(json.dumps({"certainty": block}))


if __name__ == "__main__":
    main()
