"""How sure it is who holds a point: one evening solved, many points, the bands of a map."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely
from points import COUNTS, given
from scipy.spatial.distance import cdist
from timing import Row, compared

from syria_analysis.api import Evening
from syria_analysis.control.certainty import Certainty

SOME = 2_000


def questions() -> Iterator[tuple[str, Iterator[Row]]]:
    """Solve an evening afresh, then ask for points and for bands."""
    count = COUNTS[0]
    evening, points = given(count)
    some = points[:SOME]
    true = inverted(evening, some)

    def error(table: pd.DataFrame) -> str:
        return f"{np.abs(table[true.columns][:SOME] - true).max(axis=None):.1e}"

    yield (
        f"certainty of {SOME:,} points, the evening solved first",
        compared(
            {
                "syria_analysis": lambda: Certainty(evening).of(some),
                "numpy, the matrix inverted": lambda: inverted(evening, some),
            },
            error,
        ),
    )
    solved = Certainty(evening)
    solved.of(some)
    yield (
        f"certainty of {count:,} points, the evening being solved",
        compared({"syria_analysis": lambda: solved.of(points)}, error),
    )
    area = evening.mesh.area_km2.sum()
    band = ["faction", "low"]
    fine = solved.bands(cell_km=0.5 * solved.cell_km).set_index(band)["area_km2"]

    def off(bands: pd.DataFrame) -> str:
        moved = bands.set_index(band)["area_km2"].sub(fine, fill_value=0.0).abs().sum() / 2
        return f"{moved / area:.1e} of the land"

    yield (
        "bands of certainty of a map, against a grid twice as fine",
        compared({"syria_analysis": lambda: Certainty(evening).bands()}, off),
    )


def inverted(evening: Evening, points: pd.DataFrame) -> pd.DataFrame:
    """Write the method down in the plainest way."""
    sure = evening.certainty()
    kernel, field, plain = evening.dataset.conflict.certainty, sure.field, sure.plain
    home = evening.annotate(points)["place"]
    mesh = evening.mesh
    where = mesh.plane.to_plane(shapely.points(points["lon"], points["lat"]))
    where = shapely.get_coordinates(where) / 1000
    bank = mesh.banks.reindex(home).to_numpy(float)

    def alike(one: np.ndarray, two: np.ndarray, here: np.ndarray, there: np.ndarray) -> np.ndarray:
        far = cdist(one, two) + kernel.barrier_km * cdist(here, there, "cityblock")
        return np.exp(-far / kernel.range_km)

    words = evening.confidence.reindex(mesh.shapes.index[plain]).map(dict(kernel.nugget))
    matrix = alike(field.xy, field.xy, field.banks, field.banks) + np.diag(words)
    inverse, held = np.linalg.inv(matrix), sure.held[plain]
    mean = inverse.sum(axis=0) @ held / inverse.sum()
    found = mean + alike(where, field.xy, bank, field.banks) @ inverse @ (held - mean)
    found = np.clip(found, 0, 1)
    found[np.isnan(bank).any(axis=1)] = np.nan  # enclaves are another matter
    shares = found / found.sum(axis=1, keepdims=True)
    return pd.DataFrame(shares, index=points.index, columns=list(sure.factions))
