from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from syria_analysis.geo.ellipsoid import (
    candidates,
    distance_and_bearing,
    nearest_on_segments,
)
from syria_analysis.geo.plane import Plane

GEOD = Geod(ellps="WGS84")
SYRIA = Plane(35, 38.5)
lats = st.floats(32.0, 38.0)
lons = st.floats(35.0, 43.0)


def test_published_geodesic():
    """Table 2 of C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013): 10 000 km."""
    distance, bearing = distance_and_bearing(40.0, 0.0, 41.79331020506, 137.84490004377)
    assert distance[0] == pytest.approx(10_000_000, abs=0.001)
    assert bearing[0] == pytest.approx(30.0, abs=1e-9)


@pytest.mark.parametrize(
    ("lon", "lat", "metres"),
    [(3.32696, -6.29345, 481.7390876), (3.3262, -6.28451, 510.4827314)],
)
def test_published_point_to_segment_distances(lon, lat, metres):
    """Cases of Boost.Geometry, pull request 595 (2019), a segment of 2 360 km."""
    segment = np.array([[-16.42203, -7.52882, 4.89998, -6.15568]])
    assert nearest_on_segments(lat, lon, segment)[0][0] == pytest.approx(metres, abs=1e-6)


def dense_minimum(lat, lon, segment, count=20_001):
    """Least distance to points every few metres along the geodesic: an upper bound of the truth."""
    azimuth, _, length = GEOD.inv(*segment)
    along = np.linspace(0, length, count)
    near_lon, near_lat, _ = GEOD.fwd(
        np.full(count, segment[0]), np.full(count, segment[1]), np.full(count, azimuth), along
    )
    _, _, distance = GEOD.inv(near_lon, near_lat, np.full(count, lon), np.full(count, lat))
    return distance.min()


@pytest.mark.parametrize("seed", range(40))
def test_nearest_on_segment_equals_dense_sampling(seed):
    random = np.random.default_rng(seed)
    lon, lon0, lon1 = random.uniform(35.5, 42.5, 3)
    lat, lat0, lat1 = random.uniform(32.3, 37.4, 3)
    segment = [lon0, lat0, lon1, lat1]
    found = nearest_on_segments(lat, lon, np.array([segment]))[0][0]
    dense = dense_minimum(lat, lon, segment)
    assert found <= dense + 1e-6
    # Samples lie at most L/40000 from the foot: the excess is at most that squared over 2 d.
    step = GEOD.inv(*segment)[2] / 40_000
    assert dense - found <= min(step, step**2 / max(found, 1.0)) + 1e-6


@given(lats, lons, lats, lons, lats, lons)
def test_nearest_obeys_bounds(lat, lon, lat0, lon0, lat1, lon1):
    found, near_lat, near_lon = nearest_on_segments(lat, lon, np.array([[lon0, lat0, lon1, lat1]]))
    ends = distance_and_bearing(lat, lon, [lat0, lat1], [lon0, lon1])[0]
    length = distance_and_bearing(lat0, lon0, lat1, lon1)[0][0]
    assert found[0] <= ends.min() + 1e-6
    assert found[0] >= (ends.sum() - length) / 2 - 1e-3
    assert distance_and_bearing(lat, lon, near_lat, near_lon)[0][0] == pytest.approx(
        found[0], abs=1e-6
    )


def test_a_segment_of_no_length_is_a_point():
    found = nearest_on_segments(33.0, 36.0, np.array([[37.0, 34.0, 37.0, 34.0]]))[0][0]
    assert found == pytest.approx(distance_and_bearing(33.0, 36.0, 34.0, 37.0)[0][0], abs=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_candidates_hold_the_nearest(seed):
    random = np.random.default_rng(seed)
    start = np.column_stack([random.uniform(35.5, 42, 500), random.uniform(32.5, 37, 500)])
    segments = np.hstack([start, start + random.uniform(-0.6, 0.6, start.shape)])
    lat, lon = random.uniform(32.5, 37), random.uniform(35.5, 42)
    every = nearest_on_segments(lat, lon, segments)[0]
    assert int(every.argmin()) in candidates(lat, lon, segments)


@given(lats, lons)
def test_the_plane_and_back(lat, lon):
    back = SYRIA.to_degrees(SYRIA.to_plane(shapely.Point(lon, lat)))
    assert (back.x, back.y) == pytest.approx((lon, lat), abs=1e-12)


def test_planar_area_is_the_area_on_the_ellipsoid():
    # Short edges: what an edge means does not matter then.
    ring = shapely.segmentize(shapely.box(36.0, 33.0, 41.0, 36.5), 0.01)
    true = abs(GEOD.geometry_area_perimeter(ring)[0])
    assert SYRIA.to_plane(ring).area == pytest.approx(true, rel=1e-6)
