"""How the time to make the cells grows with the number of places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from timing import Row, timed

from syria_analysis.geo.mesh import Mesh
from syria_analysis.package.dataset import Dataset, load_dataset

SIZES = (700, 5_000, 20_000, 50_000)


def questions() -> Iterator[tuple[str, Iterator[Row]]]:
    """Ask for the cells of more and more places."""
    yield "cells and borders of synthetic places, and the growth from row to row", _rows()


def _rows() -> Iterator[Row]:
    dataset, before = load_dataset(), None
    for size in SIZES:
        world = synthetic(dataset, size)
        seconds, cells = timed(lambda world=world: world._made_mesh(), budget=0.0)
        growth = ""
        if before:
            more = size / before[0]
            power = np.log(seconds / before[1]) / np.log(more)
            linear = 1 + np.log(np.log(size) / np.log(before[0])) / np.log(more)
            growth = f"n^{power:.2f} (n log n: n^{linear:.2f})"
        yield Row(f"{size:,} places", seconds, growth, _error(cells))
        before = size, seconds


def _error(cells: Mesh) -> str:
    return f"{abs(cells.area_km2.sum() - cells.theatre.area / 1e6):.1e} km²"


def synthetic(dataset: Dataset, size: int) -> Dataset:
    """Draw places evenly in the country."""
    random, country = np.random.default_rng(size), dataset.outline("country")
    shapely.prepare(country)
    west, south, east, north = country.bounds
    lon, lat = random.uniform(west, east, 3 * size), random.uniform(south, north, 3 * size)
    within = np.flatnonzero(shapely.contains_xy(country, lon, lat))[:size]
    same = {"kind": "town", "bank": "", "extent_km2": np.nan, "holder": "SAA"}
    names = [f"place-{k}" for k in range(size)]
    places = pd.DataFrame({"lat": lat[within], "lon": lon[within], **same}, index=names)
    return replace(dataset, places=places)
