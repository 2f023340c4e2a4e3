"""Holder of and distance to the front from many points: ours against joins in a UTM plane."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from distances import refined
from timing import Row, compared

import syria_analysis as sa
from syria_analysis.api import Evening
from syria_analysis.control.annotate import annotate
from syria_analysis.control.front import ENDS

COUNTS = (100_000, 1_000_000)
CHECKED = 200
UTM = "EPSG:32637"


def questions() -> Iterator[tuple[str, Iterator[Row]]]:
    """Ask for the points in the country."""
    for count in COUNTS:
        evening, points = given(count)
        front = evening.front().segments[ENDS].to_numpy()
        some = points[:CHECKED]
        true = [refined(front, *at) for at in zip(some["lat"], some["lon"], strict=True)]

        def error(table: pd.DataFrame, true: list[float] = true) -> str:
            return f"{np.abs(table['front_km'][:CHECKED] * 1000 - true).max():.1e} m"

        asked = {name: partial(way, evening, points) for name, way in WAYS.items()}
        rows = [row._replace(memory=memory(row.way, count)) for row in compared(asked, error)]
        yield f"holder, place and km to the front of {count:,} points", iter(rows)


def given(count: int) -> tuple[Evening, pd.DataFrame]:
    """Draw the points, all in the country; the cells are made."""
    syria = sa.load()
    random, country = np.random.default_rng(1), syria.outline("country")
    shapely.prepare(country)
    west, south, east, north = country.bounds
    lon, lat = random.uniform(west, east, 3 * count), random.uniform(south, north, 3 * count)
    within = np.flatnonzero(shapely.contains_xy(country, lon, lat))[:count]
    evening = syria.on("2024-12-02")
    evening.mesh.segment_cells  # noqa: B018  made once
    return evening, pd.DataFrame({"lat": lat[within], "lon": lon[within]})


def joins(evening: Evening, points: pd.DataFrame) -> pd.DataFrame:
    """Join the points with the cells and with the line of the front in UTM zone 37 N."""
    frame = gpd.GeoDataFrame(
        points, geometry=gpd.points_from_xy(points["lon"], points["lat"], crs="EPSG:4326")
    ).to_crs(UTM)
    cells = evening.mesh.cells[["geometry"]].rename_axis("place").reset_index()
    cells["faction"] = evening.holders.reindex(cells["place"]).to_numpy()
    joined = frame.sjoin(cells.to_crs(UTM), how="left").drop(columns="index_right")
    edges = evening.front().edges[["geometry"]].to_crs(UTM)
    near = joined.sjoin_nearest(edges, how="left", distance_col="front_km")
    near["front_km"] /= 1000
    return pd.DataFrame(near[~near.index.duplicated()].drop(columns="geometry"))


WAYS: dict[str, Callable[[Evening, pd.DataFrame], pd.DataFrame]] = {
    "syria_analysis": annotate,
    "geopandas, sjoin and sjoin_nearest in UTM 37N": joins,
    "syria_analysis, and how sure the holder is": partial(annotate, certainty=True),
}


STATUS = Path("/proc/self/status")


def memory(way: str, count: int) -> str:
    """Run a way in a process of its own; return the memory that it needs at most, on Linux."""
    if not STATUS.exists():
        return ""
    command = [sys.executable, __file__, way, str(count)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _resident(name: str) -> float:
    lines = STATUS.read_text().splitlines()
    return next(float(line.split()[1]) / 1e3 for line in lines if line.startswith(name + ":"))


if __name__ == "__main__":
    asked = given(int(sys.argv[2]))
    before = _resident("VmRSS")
    STATUS.with_name("clear_refs").write_text("5")  # forget the peak so far
    WAYS[sys.argv[1]](*asked)
    print(f"{_resident('VmHWM') - before:.0f} MB")
