"""Two series of daily maps, edited and redrawn: imported, appended to, compared day by day."""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
from timing import Row, timed

from syria_analysis.api import CHECKS, Package, load
from syria_analysis.control.land import daily_transfers, transfer
from syria_analysis.control.situation import situation_on
from syria_analysis.package.map_import import import_maps

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

DAYS = 800
SAMPLE = 40
"""Pairs of days that GeoPandas overlays, of which the time of all is reckoned."""

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


def questions() -> Iterator[tuple[str, Iterator[Row]]]:
    """Ask for the import of both series, and for what is asked of the edited one."""
    yield f"{DAYS} maps of {VERTICES:,} points, {EDITED:.0%} edited a day", _edited()
    yield f"{DAYS} maps of {VERTICES:,} points, redrawn every day", _redrawn()


def _edited() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        folder, rules = _package(root)
        files = write_series(root / "maps", series(DAYS + 1))
        importing, lines = _once(lambda: import_maps(folder, files[:-1], rules, CHECKS))
        yield Row("import of all", importing, "", _error(lines), _memory())
        seconds, lines = _once(lambda: import_maps(folder, files[-1:], rules, CHECKS))
        yield Row("one day appended", seconds, "", _error(lines))
        seconds, package = _once(lambda: _opened(folder))
        yield Row("package read, faces' borders found", seconds, "", "")
        seconds, table = timed(lambda: daily_transfers(package))
        count = table["date"].nunique()
        yield Row(f"gains and losses of {count} days", seconds, "1", "")
        ours, days = seconds, package.days
        pairs = iter([(days[n], days[-1 - n]) for n in range(1, 200)])
        seconds, _ = timed(lambda: _transfer(package, *next(pairs)))
        yield Row("transfers between any two days", seconds, "", "")
        seconds, error = _by_overlay(package, files)
        both = f"{seconds / ours:.0f} ×; with the import {seconds / (importing + ours):.1f} ×"
        yield Row("gains and losses by GeoPandas overlay", seconds, both, f"{error:.3f} km²")


def _redrawn() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        folder, rules = _package(root)
        files = write_series(root / "maps", series(DAYS + 1, redrawn=True))
        seconds, lines = _once(lambda: import_maps(folder, files[:-1], rules, CHECKS))
        yield Row("import of all, points within 50 m held", seconds, "", _error(lines), _memory())
        seconds, lines = _once(lambda: import_maps(folder, files[-1:], rules, CHECKS))
        yield Row("one day appended", seconds, "", _error(lines))


def _package(root: Path) -> tuple[Path, Path]:
    from mapped import RULES, write_package

    contest = {"id": "war", "from": str(FIRST), "attackers": ["HTS"], "defenders": ["SAA"]}
    rules = RULES.replace("precision_m = 500", "precision_m = 100")
    return write_package(
        root / "war", rules, conflict={"contests": [contest]}, bounds=(35.0, 32.5, 41.0, 36.5)
    )


def _once(way):
    start = time.process_time()
    answer = way()
    return time.process_time() - start, answer


def _opened(folder: Path) -> Package:
    package = load(folder)
    assert package.mesh.area_km2.sum() > 0
    return package


def _transfer(package: Package, *days: dt.date):
    return transfer(*(situation_on(package, day) for day in days))


def _error(lines: list[str]) -> str:
    told = next(line for line in lines if "each map's own" in line)
    own, *moved = [
        part.split(" ")[0] for part in told.split(", whose areas")[1].split("within ")[1:]
    ]
    return f"{own} km²{''.join(f'; of the moved {km2} km²' for km2 in moved)}"


def _memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB at most"


def _by_overlay(package: Package, files: list[Path]) -> tuple[float, float]:
    """Overlay pairs of days as one does without the library; also the largest difference."""
    table = daily_transfers(package).set_index(["date", "from", "to"])["area_km2"]
    step = max(1, DAYS // SAMPLE)
    chosen = [pair for number, pair in enumerate(pairwise(files[:-1])) if number % step == 0]
    start, found = time.process_time(), []
    for pair in chosen:
        before, after = (gpd.read_file(file).to_crs(package.plane.crs) for file in pair)
        gained = gpd.overlay(after, before, how="difference").area.sum() / 1e6
        lost = gpd.overlay(before, after, how="difference").area.sum() / 1e6
        found.append((pair[1], gained, lost))
    seconds = (time.process_time() - start) * (DAYS - 1) / len(chosen)
    error = 0.0
    for file, gained, lost in found:
        day = np.datetime64(file.stem.removeprefix("map_"))
        ours = (table.get((day, "SAA", "HTS"), 0.0), table.get((day, "HTS", "SAA"), 0.0))
        error = max(error, abs(ours[0] - gained), abs(ours[1] - lost))
    return seconds, error
