"""Two series of daily maps, edited and redrawn: imported, appended to, compared day by day."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

FIRST = dt.date(2022, 3, 1)
VERTICES = 3000
EDITED = 0.02
"""Share of the vertices that move from one day to the next."""
RUNS = 6
"""In so many places."""
JITTER_M = 10.0


def series(days: int, redrawn: bool = False, seed: int = 7) -> list[np.ndarray]:
    """Make one ring a day, lon and lat: a wavy front round a region of some 150 km."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    radius = 1.3 + 0.15 * np.sin(7 * angle) + 0.02 * np.sin(90 * angle)
    run = round(EDITED * VERTICES / RUNS)
    found = []
    for _ in range(days):
        for start in rng.integers(0, VERTICES, RUNS):
            rows = (start + np.arange(run)) % VERTICES
            bump = np.sin(np.linspace(0, np.pi, run)) * rng.normal(0, 0.01)
            radius[rows] += bump + rng.normal(0, 2e-4, run)
        ring = np.column_stack(
            [38 + radius * np.cos(angle) * 1.2, 34.5 + radius * np.sin(angle) * 0.9]
        )
        if redrawn:
            ring = ring + rng.normal(0, JITTER_M / 111_000, ring.shape)
        found.append(np.round(np.vstack([ring, ring[:1]]), 6))
    return found


def write_series(folder: Path, rings: list[np.ndarray]) -> list[Path]:
    """Write one GeoJSON a day."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, ring in enumerate(rings):
        day = FIRST + dt.timedelta(days=number)
        feature = {
            "type": "Feature",
            "properties": {"status": "held"},
            "geometry": {"type": "Polygon", "coordinates": [ring.tolist()]},
        }
        files.append(folder / f"map_{day}.geojson")
        files[-1].write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return files
