"""From cities to the front: ours, vertices on the ellipsoid, a UTM plane, two spheres, geopy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

import numpy as np
import shapely
from pyproj import Geod, Transformer
from timing import Row, compared

import syria_analysis as sa
from syria_analysis.control.front import ENDS
from syria_analysis.geo.ellipsoid import candidates, nearest_on_segments

CITIES = ("homs", "hama", "damascus", "latakia", "tartus")
GEOD = Geod(ellps="WGS84")

Fronts = list[np.ndarray]
Towns = list[tuple[float, float]]


def questions() -> Iterator[tuple[str, Iterator[Row]]]:
    """Ask for 5 cities on one evening, and on all."""
    syria = sa.load()
    towns = [tuple(syria.places.loc[city, ["lat", "lon"]].astype(float)) for city in CITIES]
    evenings = {day: syria.on(day).front() for day in syria.days}
    fronts = {d: f.segments[ENDS].to_numpy() for d, f in evenings.items() if not f.empty}
    one = [edges for day, edges in fronts.items() if day.isoformat() == "2024-12-02"]
    ways: dict[str, Callable[[Fronts, Towns], np.ndarray]] = {
        "syria_analysis": ours,
        "pyproj.Geod.inv, a vertex every 10 m": partial(dense, spacing=10.0),
        "pyproj.Geod.inv, a vertex every 100 m": partial(dense, spacing=100.0),
        "shapely in UTM 37N": in_utm,
        "spherely": on_sphere,
        "geopy, the ends of the edges": by_geopy,
    }
    for question, some in (("2 December", one), (f"{len(fronts)} evenings", [*fronts.values()])):
        asked = {name: partial(way, some, towns) for name, way in ways.items()}
        true = reference(some, towns)
        error = partial(_error, true)
        yield f"{len(towns)} cities to the front, {question}", compared(asked, error)


def _error(true: np.ndarray, found: np.ndarray) -> str:
    return f"{np.abs(found - true).max():.1e} m"


def ours(fronts: Fronts, towns: Towns) -> np.ndarray:
    """Measure as `Front.distance_to` does."""
    found = []
    for edges, (lat, lon) in product(fronts, towns):
        near = edges[candidates(lat, lon, edges)]
        found.append(nearest_on_segments(lat, lon, near)[0].min())
    return np.array(found)


def vertices(edges: np.ndarray, spacing: float) -> tuple[np.ndarray, np.ndarray]:
    """Put vertices on every edge, at equal steps along the geodesic, both ends among them."""
    azimuth, _, length = GEOD.inv(*edges.T)
    count = np.ceil(length / spacing).astype(int) + 1
    edge = np.repeat(np.arange(len(edges)), count)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    along = step * (length / np.maximum(count - 1, 1))[edge]
    lon, lat, _ = GEOD.fwd(edges[edge, 0], edges[edge, 1], azimuth[edge], along)
    return lon, lat


def dense(fronts: Fronts, towns: Towns, spacing: float) -> np.ndarray:
    """Measure to every one of many vertices."""
    found = []
    for edges in fronts:
        lon, lat = vertices(edges, spacing)
        for town_lat, town_lon in towns:
            there = np.full(len(lon), town_lon), np.full(len(lon), town_lat)
            found.append(np.min(GEOD.inv(*there, lon, lat)[2]))
    return np.array(found)


def in_utm(fronts: Fronts, towns: Towns) -> np.ndarray:
    """Measure in the plane of UTM zone 37 N, to straight edges."""
    to_utm = Transformer.from_crs("EPSG:4326", "EPSG:32637", always_xy=True).transform
    lat, lon = np.array(towns).T
    places = shapely.points(*to_utm(lon, lat))
    found = []
    for edges in fronts:
        ends = np.column_stack([*to_utm(*edges[:, :2].T), *to_utm(*edges[:, 2:].T)])
        line = shapely.multilinestrings(shapely.linestrings(ends.reshape(-1, 2, 2)))
        found.extend(shapely.distance(places, line))
    return np.array(found)


def on_sphere(fronts: Fronts, towns: Towns) -> np.ndarray:
    """Measure on the sphere with S2."""
    import spherely

    places = np.array([spherely.create_point(lon, lat) for lat, lon in towns])
    found = []
    for edges in fronts:
        line = spherely.create_multilinestring([[tuple(e[:2]), tuple(e[2:])] for e in edges])
        found.extend(spherely.distance(places, line))
    return np.array(found)


def by_geopy(fronts: Fronts, towns: Towns) -> np.ndarray:
    """Measure to the ends of the edges."""
    from geopy.distance import geodesic

    found = []
    for edges in fronts:
        ends = np.unique(np.concatenate([edges[:, :2], edges[:, 2:]]), axis=0)
        for town in towns:
            found.append(min(geodesic(town, (lat, lon)).meters for lon, lat in ends))
    return np.array(found)


def reference(fronts: Fronts, towns: Towns) -> np.ndarray:
    """Measure with geographiclib, each edge refined tenfold again and again around its best.

    Shares nothing with the library: no ranking, no search by slope, another implementation.
    """
    return np.array([refined(edges, *town) for edges, town in product(fronts, towns)])


def refined(edges: np.ndarray, lat: float, lon: float) -> float:
    """Find the least distance from a point to edges by sampling alone."""
    from geographiclib.geodesic import Geodesic

    azimuth, _, length = GEOD.inv(*edges.T)
    low, high = np.zeros(len(edges)), np.asarray(length)
    while True:
        along = np.linspace(low, high, 41)
        wide = [np.broadcast_to(a, along.shape).copy() for a in (edges[:, 0], edges[:, 1], azimuth)]
        near_lon, near_lat, _ = GEOD.fwd(*wide, along)
        away = GEOD.inv(np.full(along.shape, lon), np.full(along.shape, lat), near_lon, near_lat)[2]
        best, every = away.argmin(axis=0), np.arange(len(edges))
        step = (high - low) / 40
        if step.max() < 1e-5:
            break
        # A sample is off by a step at most: farther edges cannot hold the nearest point.
        near = away.min(axis=0) <= away.min() + step
        low = np.maximum(along[best, every] - step, 0.0)[near]
        high = np.minimum(along[best, every] + step, length)[near]
        edges, azimuth, length = edges[near], azimuth[near], length[near]
    row, edge = np.unravel_index(away.argmin(), away.shape)
    on = Geodesic.WGS84.Direct(edges[edge, 1], edges[edge, 0], azimuth[edge], along[row, edge])
    return Geodesic.WGS84.Inverse(lat, lon, on["lat2"], on["lon2"])["s12"]
