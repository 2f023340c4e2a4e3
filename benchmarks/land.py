"""Areas and transfers of all evenings, and dissolving: sums over cells against overlays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from timing import Row, compared

import syria_analysis as sa
from syria_analysis.control.front import front_between
from syria_analysis.control.land import areas, transfer
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.package import dataset

GEOD = Geod(ellps="WGS84")
Tables = list[tuple[pd.DataFrame, pd.DataFrame]]
"""For every evening `area_km2` of each `faction`, and the land that passed since the first."""


def questions() -> Iterator[tuple[str, Iterator[Row]]]:
    """Ask for areas and transfers with and without the geometry, for all, and for territory."""
    syria = sa.load()
    cells = syria.mesh.cells[["geometry"]]
    evenings = [situation_on(syria, day) for day in syria.days]
    syria.mesh.effective_km2, syria.mesh.segment_cells  # noqa: B018  made once
    truth = _truth(evenings)
    count = f"{len(evenings)} evenings"

    ways = {
        "syria_analysis, sums over the cells": partial(sums, syria),
        "geopandas, dissolve and overlay of the cells": partial(overlays, evenings, cells),
    }
    error = partial(_error, truth)
    yield f"areas and transfers of {count}, cells given", compared(ways, error)

    ways = {
        "syria_analysis, cells and sums": partial(anew, syria),
        "geopandas, Voronoi each evening, dissolve, overlay": partial(overlays, evenings, None),
    }
    yield f"areas and transfers of {count}, from the places on", compared(ways, error, 3.0)

    ways = {"syria_analysis": partial(everything, syria)}
    yield f"situations, areas, transfers, fronts of {count}", compared(ways, lambda _: "")

    def lost(merged: list[np.ndarray]) -> str:
        whole = syria.mesh.area_km2.sum()
        return f"{max(abs(shapely.area(m).sum() / 1e6 - whole) for m in merged):.1e} km²"

    ways = {
        "coverage union": partial(merged, evenings, shapely.coverage_union_all),
        "unary union": partial(merged, evenings, shapely.union_all),
    }
    yield f"territory of every faction, {count}", compared(ways, lost)


def _truth(evenings: list[Situation]) -> list[pd.Series]:
    """Measure the territories on the ellipsoid as rings of geodesics 250 m long, with PROJ."""
    found = []
    for evening in evenings:
        land = evening.mesh.dissolve(evening.holders).geometry
        rings = evening.mesh.plane.to_degrees(shapely.segmentize(land.to_numpy(), 250.0))
        measured = [abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(r))[0]) for r in rings]
        found.append(pd.Series(measured, index=land.index) / 1e6)
    return found


def _error(truth: list[pd.Series], found: Tables) -> str:
    """Take the largest error of an area, and of the areas before and after by the transfers."""
    worst = 0.0
    for (table, moved), then in zip(found, truth, strict=True):
        area = table.set_index("faction")["area_km2"]
        for answer, right in ((area, then), (moved.sum(), then), (moved.sum(axis=1), truth[0])):
            worst = max(worst, float(answer.sub(right, fill_value=0.0).abs().max()))
    return f"{worst:.1e} km²"


def sums(syria: sa.api.Package) -> Tables:
    """Label the evenings and sum over the cells."""
    evenings = [situation_on(syria, day) for day in syria.days]
    return [(areas(evening), transfer(evenings[0], evening)) for evening in evenings]


def anew(syria: sa.api.Package) -> Tables:
    """Make the cells, label the evenings and sum over the cells."""
    dataset._MESHES.clear()
    return sums(replace(syria))


def everything(syria: sa.api.Package) -> None:
    """Do all that follows from the evidence once the cells are there."""
    evenings = [situation_on(syria, day) for day in syria.days]
    for evening in evenings:
        areas(evening)
        transfer(evenings[0], evening)
        front_between(evening, "HTS,SNA", "SAA")


def overlays(evenings: list[Situation], cells: gpd.GeoDataFrame | None) -> Tables:
    """Dissolve the cells of every evening and lay the first evening over each."""
    found: Tables = []
    for evening in evenings:
        held = _voronoi(evening) if cells is None else cells.copy()
        held["faction"] = evening.holders.reindex(held.index)
        land = held.dissolve("faction").reset_index()
        if not found:
            first = land.rename(columns={"faction": "from"})
        later = land.rename(columns={"faction": "to"})
        both = first.overlay(later, how="intersection", keep_geom_type=True)
        moved = both.assign(km2=both.area / 1e6).pivot_table(
            index="from", columns="to", values="km2", aggfunc="sum", fill_value=0.0
        )
        found.append((land.assign(area_km2=land.area / 1e6), moved))
    return found


def _voronoi(evening: Situation) -> gpd.GeoDataFrame:
    """Make cells as the manual of GeoPandas would; it knows no river and no pockets."""
    places = evening.dataset.with_land
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(places["lon"], places["lat"], crs="EPSG:4326"),
        index=places.index.rename("place"),
    ).to_crs(evening.mesh.crs)
    country = evening.mesh.theatre
    faces = gpd.GeoDataFrame(geometry=points.geometry.voronoi_polygons(extend_to=country))
    joined = faces.sjoin(points, predicate="contains").set_index("place")
    return joined[["geometry"]].clip(country)


def merged(evenings: list[Situation], union: np.ufunc) -> list[np.ndarray]:
    """Join the cells of every faction, evening by evening."""
    found = []
    for evening in evenings:
        shapes, held = evening.mesh.shapes.to_numpy(), evening.cell_holders
        found.append(np.array([union(shapes[held == side]) for side in np.unique(held)]))
    return found
