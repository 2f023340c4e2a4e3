"""Shapes for a page: in the equal-area plane, simplified together, as compact TopoJSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.geo.mesh import Mesh
from syria_analysis.package.dataset import Dataset

__all__ = ["FEATURE", "borders", "cells", "ground", "topology", "window"]

FEATURE = "shapes"
"""Name of the one object in every topology."""
GRID_M = 50.0
"""Coordinates are counts of this many metres: a sixth of a pixel at six times magnification."""
TOLERANCE_M = 150.0
MARGIN_M = 14_000.0

Pair = tuple[str, str]
Shape = tuple[Any, Mapping[str, Any]]


def window(mesh: Mesh) -> tuple[float, float, float, float]:
    """Return the part of the plane that the page shows: the country with a margin, in metres."""
    x0, y0, x1, y1 = mesh.theatre.bounds
    return x0 - MARGIN_M, y0 - MARGIN_M, x1 + MARGIN_M, y1 + MARGIN_M


def cells(mesh: Mesh, alike: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Simplify the cells so that neighbours keep sharing their borders.

    Parameters
    ----------
    mesh : Mesh
        The cells.
    alike : mapping of str to str, optional
        Id of each cell to that of the one under which it is drawn, for those that need not be told
        apart. Default: each under its own.

    Returns
    -------
    dict of str to shapely geometry
        Place id to its cell on the grid of the page.
    """
    joined = mesh.shapes
    if alike is not None:
        groups = joined.groupby(joined.index.map(alike))
        joined = pd.Series(
            {id: shapely.coverage_union_all(group.to_numpy()) for id, group in groups}, dtype=object
        )
    small = shapely.coverage_simplify(joined.to_numpy(), TOLERANCE_M)
    return {
        str(id): _on_grid(shape)
        for id, shape in zip(joined.index, small, strict=True)
        if not shapely.is_empty(shape)
    }


def borders(shapes: Mapping[str, Any]) -> dict[Pair, Any]:
    """Find the lines that two cells share.

    Parameters
    ----------
    shapes : mapping of str to shapely geometry
        What `cells` returns.

    Returns
    -------
    dict of (str, str) to shapely geometry
        Pair of place ids in alphabetical order to their line.
    """
    owners: dict[tuple[tuple[float, float], tuple[float, float]], list[str]] = {}
    for place, shape in shapes.items():
        for ring in shapely.get_rings(shape if shape.geom_type == "Polygon" else _parts(shape)):
            corners = [(x, y) for x, y in shapely.get_coordinates(ring).tolist()]
            for start, end in pairwise(corners):
                owners.setdefault((min(start, end), max(start, end)), []).append(place)
    pieces: dict[Pair, list[Any]] = {}
    for ends, places in owners.items():
        if len(set(places)) == 2:
            one, other = sorted(set(places))
            pieces.setdefault((one, other), []).append(ends)
    return {
        pair: shapely.line_merge(shapely.multilinestrings(list(shapely.linestrings(found))))
        for pair, found in sorted(pieces.items())
    }


def ground(dataset: Dataset, mesh: Mesh) -> dict[str, Any]:
    """Gather what lies under and over the territories.

    Parameters
    ----------
    dataset : Dataset
        Has the base map.
    mesh : Mesh
        Has the country.

    Returns
    -------
    dict of str to shapely geometry
        ``sea``, ``borders``, ``lakes``, ``rivers`` and ``country``, cut to the window; layers
        that the base map lacks are absent.
    """
    frame = shapely.box(*window(mesh))
    country = mesh.theatre
    known = {path.stem for path in (dataset.folder / "basemap").glob("*.geojson")}
    found: dict[str, Any] = {
        name: shapely.intersection(
            shapely.union_all(
                shapely.make_valid(mesh.plane.to_plane(dataset.basemap(name).geometry.to_numpy()))
            ),
            frame,
        )
        for name in ("sea", "borders", "lakes", "rivers")
        if name in known
    }
    if {"rivers", "lakes"} <= found.keys():
        found["rivers"] = shapely.difference(found["rivers"], found["lakes"])
    found["country"] = country
    simple = {k: shapely.simplify(v, 2 * TOLERANCE_M) for k, v in found.items()}
    return {name: shape for name, shape in simple.items() if not shape.is_empty}


def topology(shapes: Iterable[Shape]) -> dict[str, Any]:
    """Write shapes with their properties as TopoJSON.

    Parameters
    ----------
    shapes : iterable of (shapely geometry, mapping)
        Polygons and lines in the plane, with the properties of each.

    Returns
    -------
    dict
        A topology with one object, `FEATURE`, whose coordinates are differences of whole numbers;
        the ``id`` of each feature is its number in the order given. Parts that vanish on the grid
        are left out.

    References
    ----------
    The TopoJSON Format Specification, version 1.0.

    Examples
    --------
    >>> import shapely
    >>> made = topology([(shapely.LineString([(0, 0), (100, 50)]), {"name": "road"})])
    >>> made["arcs"], made["transform"]["scale"]
    ([[[0, 0], [2, 1]]], [50.0, 50.0])
    """
    arcs: list[list[list[int]]] = []
    found = []
    for number, (shape, properties) in enumerate(shapes):
        areas = shape.geom_type in ("Polygon", "MultiPolygon")
        parts = [_rings(p, arcs) if areas else _line(p, arcs) for p in _parts(shape)]
        kind = "MultiPolygon" if areas else "MultiLineString"
        kept = [part for part in parts if part]
        found.append({"type": kind, "id": number, "arcs": kept, "properties": dict(properties)})
    return {
        "type": "Topology",
        "transform": {"scale": [GRID_M, GRID_M], "translate": [0, 0]},
        "objects": {FEATURE: {"type": "GeometryCollection", "geometries": found}},
        "arcs": arcs,
    }


def _on_grid(shape: Any) -> Any:
    return shapely.transform(shape, lambda xy: np.round(xy / GRID_M) * GRID_M)


def _parts(shape: Any) -> Sequence[Any]:
    parts = shapely.get_parts(shape)
    return [p for p in parts if p.geom_type in ("Polygon", "LineString") and not p.is_empty]


def _arc(line: Any, arcs: list[list[list[int]]], minimum: int) -> list[int]:
    steps = np.round(shapely.get_coordinates(line) / GRID_M).astype(int)
    moved = np.concatenate([[True], (np.diff(steps, axis=0) != 0).any(axis=1)])
    steps = steps[moved]
    if len(steps) < minimum:
        return []
    steps[1:] = np.diff(steps, axis=0)
    arcs.append(steps.tolist())
    return [len(arcs) - 1]


def _rings(polygon: Any, arcs: list[list[list[int]]]) -> list[list[int]]:
    outer = _arc(polygon.exterior, arcs, 4)
    inner = [_arc(ring, arcs, 4) for ring in polygon.interiors] if outer else []
    return [ring for ring in (outer, *inner) if ring]


def _line(line: Any, arcs: list[list[list[int]]]) -> list[int]:
    return _arc(line, arcs, 2)
