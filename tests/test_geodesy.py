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
@pytest.mark.parametrize(
    "middle", [(35, 38.5), (0, 10), (60, -100), (-45, 170), (5, 180), (-85, 0)]
)
def test_candidates_hold_the_nearest(middle, seed):
    """Anywhere on the globe, long edges too, which bow by kilometres."""
    random = np.random.default_rng(seed)
    count, most = 400, (50e3, 900e3)[seed % 2]
    lat0, lon0 = (np.full(count, value, dtype=float) for value in middle)
    start = GEOD.fwd(lon0, lat0, random.uniform(0, 360, count), random.uniform(2e5, 1.5e6, count))
    length = random.uniform(0, most, count)
    end = GEOD.fwd(start[0], start[1], random.uniform(0, 360, count), length)
    segments = np.column_stack([*start[:2], *end[:2]])
    every = nearest_on_segments(*middle, segments)[0]
    kept = candidates(*middle, segments)
    assert int(every.argmin()) in kept
    assert len(kept) < 40


def test_the_nearest_straight_line_is_not_always_the_nearest_geodesic():
    """Two edges 970 km off: the long one bows away by 1.7 km, the short one hardly."""
    ends = [GEOD.fwd(20.0, 0.0, azimuth, 1_070e3)[:2] for azimuth in (-25, 25)]
    short = [GEOD.fwd(20.0, 0.0, azimuth, 970.6e3)[:2] for azimuth in (178, 182)]
    segments = np.array([[*ends[0], *ends[1]], [*short[0], *short[1]]])
    every = nearest_on_segments(0.0, 20.0, segments)[0]
    chord = 1_070e3 * np.cos(np.radians(25))
    assert chord < 970.6e3 * np.cos(np.radians(2)) and every.argmin() == 1
    assert candidates(0.0, 20.0, segments).tolist() == [0, 1]


PLANES = [SYRIA, Plane(0, -75), Plane(60, 20), Plane(-45, 170), Plane(10, 179.5), Plane(-80, 0)]


@given(st.sampled_from(PLANES), st.floats(0, 1.7e6), st.floats(0, 360))
def test_the_plane_and_back(plane, away, azimuth):
    lon, lat, _ = GEOD.fwd(plane.lon_0, plane.lat_0, azimuth, away)
    back = plane.to_degrees(plane.to_plane(shapely.Point(lon, lat)))
    assert GEOD.inv(lon, lat, back.x, back.y)[2] < 1e-4


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("away", [50e3, 400e3, 1500e3])
def test_distortion_is_what_short_lines_show(plane, away):
    """Lines of 20 m in all directions, all round the centre and within: none is worse."""
    random = np.random.default_rng(1)
    count = 4000
    out = away * np.where(np.arange(count) % 2, 1.0, random.uniform(0, 1, count))
    centre = np.full(count, plane.lon_0), np.full(count, plane.lat_0)
    lon, lat, _ = GEOD.fwd(*centre, random.uniform(0, 360, count), out)
    to_lon, to_lat, _ = GEOD.fwd(lon, lat, random.uniform(0, 360, count), np.full(count, 20.0))
    start, end = (shapely.get_coordinates(plane.to_plane(shapely.points(x, y)))
                  for x, y in ((lon, lat), (to_lon, to_lat)))  # fmt: skip
    worst = np.abs(np.hypot(*(end - start).T) / 20.0 - 1).max()
    found = plane.distortion(shapely.MultiPoint(np.column_stack([lon, lat])))
    assert worst * 0.98 < found < worst * 1.02 + 2e-6


def test_distortion_by_hand():
    """On the sphere 1 / cos(c / 2) at the angle c from the centre: 1.01 % at 16.2 degrees."""
    assert Plane(0, 0).distortion(shapely.Point(16.2, 0)) == pytest.approx(0.0101, rel=0.02)


@pytest.mark.parametrize("plane", PLANES)
def test_no_geodesic_bows_more_than_told(plane):
    random = np.random.default_rng(2)
    count = 300
    centre = np.full(count, plane.lon_0), np.full(count, plane.lat_0)
    lon, lat, _ = GEOD.fwd(*centre, random.uniform(0, 360, count), random.uniform(0, 1e6, count))
    length = np.exp(random.uniform(np.log(100), np.log(300e3), count))
    azimuth = random.uniform(0, 360, count)
    to_lon, to_lat, _ = GEOD.fwd(lon, lat, azimuth, length)
    worst = 0.0
    for k in range(count):
        along = np.linspace(0, length[k], 200)
        same = (np.full(200, value) for value in (lon[k], lat[k], azimuth[k]))
        x, y, _ = GEOD.fwd(*same, along)
        line = plane.to_plane(shapely.linestrings([(lon[k], lat[k]), (to_lon[k], to_lat[k])]))
        worst = max(worst, shapely.distance(plane.to_plane(shapely.points(x, y)), line).max())
    told = plane.bow(np.column_stack([lon, lat, to_lon, to_lat]))
    assert worst <= told <= 2 * worst


def test_planar_area_is_the_area_on_the_ellipsoid():
    # Short edges: what an edge means does not matter then.
    ring = shapely.segmentize(shapely.box(36.0, 33.0, 41.0, 36.5), 0.01)
    true = abs(GEOD.geometry_area_perimeter(ring)[0])
    assert SYRIA.to_plane(ring).area == pytest.approx(true, rel=1e-6)


def test_the_margin_for_edges_that_bend_is_needed():
    """A long edge lies farther away than its chord in the plane says; a short one is nearer.

    The chord of an edge 637 km away and 764 km long is 0.8 km too near: an edge of 10 m between the
    two distances is the nearest, though the chord ranks before it.
    """
    lat, lon = 34.0, 38.0
    foot = GEOD.fwd(lon, lat, 0.0, 637_000)
    ends = [GEOD.fwd(foot[0], foot[1], side, 382_000)[:2] for side in (90.0, 270.0)]
    long_edge = [*ends[0], *ends[1]]
    away = nearest_on_segments(lat, lon, np.array([long_edge]))[0][0]
    spot = GEOD.fwd(lon, lat, 180.0, away - 300.0)[:2]
    near = GEOD.fwd(*spot, 90.0, 10.0)[:2]
    edges = np.array([long_edge, [*spot, *near]])
    every = nearest_on_segments(lat, lon, edges)[0]
    assert every.argmin() == 1
    # The premise: by their chords in the plane centred on the point the long edge comes first.
    corners = [GEOD.inv(lon, lat, *end) for end in ends]
    points = [length * np.exp(1j * np.radians(90 - course)) for course, _, length in corners]
    step = points[1] - points[0]
    chord = abs(
        points[0] + np.clip(-(points[0] * step.conjugate()).real / abs(step) ** 2, 0, 1) * step
    )
    assert chord < every[1] < every[0]
    assert 1 in candidates(lat, lon, edges)


@given(st.integers(0, 10_000))
def test_candidates_hold_the_nearest_edge(seed):
    random = np.random.default_rng(seed)
    edges = []
    for _ in range(12):
        lon0, lat0 = random.uniform(30, 46), random.uniform(28, 40)
        length = np.exp(random.uniform(0, np.log(800_000)))
        lon1, lat1, _ = GEOD.fwd(lon0, lat0, random.uniform(0, 360), length)
        edges.append([lon0, lat0, lon1, lat1])
    lat, lon = random.uniform(32, 37), random.uniform(35, 43)
    every = nearest_on_segments(lat, lon, np.array(edges))[0]
    assert every.argmin() in candidates(lat, lon, np.array(edges))
