"""Distances and areas against references that share no code with the library but PROJ itself.

The reference for the distance to a segment knows nothing of feet and slopes: it samples the
geodesic densely with `pyproj.Geod` and then ever more densely around the best sample. PROJ's
single geodesics are held to published values first.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from selection import first_quick
from syria_analysis.control.annotate import answers
from syria_analysis.control.front import ENDS, front_between
from syria_analysis.control.situation import situation_on
from syria_analysis.geo.ellipsoid import (
    distance_and_bearing,
    nearest_on_segments,
)
from syria_analysis.geo.nearest import metres_to
from syria_analysis.geo.plane import Plane
from syria_analysis.package.dataset import load_dataset
from worlds import place, write_world

GEOD = Geod(ellps="WGS84")
CITIES = ["damascus", "homs", "hama", "aleppo", "latakia"]
MM = 1e-3
SYRIA = Plane(35, 38.5)

# ------------------------------------------------------------------ single geodesics

GEODTEST = """
.003311913742 0 90.001862369144 .001762385472585824 32.846794581272844 3656488.4472191
35.602540598169 0 111.870427868602 -19.406200172031696834 78.995799629955596127 10299779.6328425
26.010745808687 0 .001066006762 64.958396828764391273 .001576658648546905 4328675.605565
23.225828498891 0 90 -23.225828498891 179.44518683104154539 19975528.4919571414229
18.725775553796 0 98.927919777265 18.724785210853172866 .006615636046166963 706.2676803
58.439477249568 0 120.188884190371 -45.257027614034848134 86.24008736666370817 13935207.2561946
23.287785477695 0 87.82760486416 20.452440593866921854 35.797365608165841143 3703998.3106422
13.765992822182 0 168.128113329941 -65.459181533817945268 156.332712198928562629 13992595.6683315
47.900780879363 0 148.758779524609 47.899309788344023215 .001327005894209747 191.3088022
89.992862960035 0 26.020973811583 67.650349673107735103 153.971406836372110945 2495797.0749906
60.077425015363 0 81.639916890942 60.078197903525388982 .010531670881733178 592.5766309
28.263703662045 0 29.781655962936 -27.715946277956173917 179.384003784084706699 19927615.2048732
36.800966049655 0 43.389649034063 36.802889529289609993 .002261122427425817 293.7372273
7.226780878364 0 160.809968779511 -56.51915729310626949 33.742869850536527084 7709737.0619647
22.5638815461 0 92.656027197162 3.504601673544211816 74.442871731040704334 8268776.6328299
37.642327604657 0 90 -37.642327604657 179.521672254586070255 19982817.927991328007
56.310719132311 0 155.158323803365 56.304258387808388716 .005380024608319352 792.7231052
.002214721753 0 90.004938778767 .001604859709652937 6.860305943586887695 763685.766878
8.849455388939 0 129.673344478389 8.843107684651578467 .007694428892432052 1099.6867173
39.467536559447 0 52.043751751992 6.778367817013944654 135.413534116455116183 13145044.4390506
"""
"""Twenty lines of GeodTest.dat: lat1 lon1 azi1 lat2 lon2 in degrees, s12 in metres to 0.1 um.

C. F. F. Karney, Test set for geodesics (2010), doi:10.5281/zenodo.32156, CC0,
computed with high-precision arithmetic; https://geographiclib.sourceforge.io/C++/doc/geodesic.html
tells its columns, of which azi2, a12, m12 and S12 are left out here. The lines are those of
test_fixtures/GeodTest-100.dat in github.com/georust/geographiclib-rs, commit a016e843. They go
from 191 m to nearly half round the globe.
"""
LINES = np.array([[float(cell) for cell in line.split()] for line in GEODTEST.split("\n") if line])


def test_single_geodesics_are_the_published_ones():
    """Within 0.1 um, to which the published lengths are rounded; PROJ promises 15 nm."""
    lat, lon, azimuth, to_lat, to_lon, metres = LINES.T
    assert len(metres) == 20
    distance, bearing = distance_and_bearing(lat, lon, to_lat, to_lon)
    assert np.abs(distance - metres).max() < 1e-7
    # A course is as sharp as the end point in doubles allows: not where nearly all courses lead
    # to it (half round the globe), nor to more than some nanometres across a short line.
    sharp = metres < 19e6
    across = np.radians(np.abs(bearing - azimuth)) * np.minimum(metres, 6.4e6)
    assert across[sharp].max() < 1e-6
    there_lon, there_lat, _ = GEOD.fwd(lon, lat, azimuth, metres)
    assert distance_and_bearing(there_lat, there_lon, to_lat, to_lon)[0].max() < 1e-6


# ------------------------------------------------------------------ a point and a segment


def reference(lat, lon, segments, first=401, more=41):
    """Metres from points to segments pair by pair, by samples alone, to within 0.25 mm.

    Each pass samples what lies between the neighbours of the best sample of the pass before, until
    samples lie less than 0.5 mm apart: the best is then less than 0.25 mm from the minimum.
    """
    lon0, lat0, lon1, lat1 = np.atleast_2d(segments).T
    azimuth, _, length = GEOD.inv(lon0, lat0, lon1, lat1)
    low, high, count = np.zeros(len(lon0)), np.asarray(length), first
    lat, lon = np.broadcast_to(lat, len(lon0)), np.broadcast_to(lon, len(lon0))
    while True:
        along = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, count)
        start = [np.repeat(part, count) for part in (lon0, lat0, azimuth)]
        near_lon, near_lat, _ = GEOD.fwd(*start, along.ravel())
        away = GEOD.inv(near_lon, near_lat, np.repeat(lon, count), np.repeat(lat, count))[2]
        away = np.reshape(away, along.shape)
        best, step = away.argmin(axis=1), (high - low) / (count - 1)
        if step.max() < 0.5 * MM:
            return away.min(axis=1)
        middle = np.take_along_axis(along, best[:, None], axis=1)[:, 0]
        low = np.maximum(low, middle - step)
        high = np.minimum(high, middle + step)
        count = more


def pairs(count, seed):
    """Draw segments of up to 500 km and points up to 500 km off them, half of them in Syria."""
    random = np.random.default_rng(seed)
    lon0 = np.where(np.arange(count) % 2, random.uniform(35.5, 42.5, count),
                    random.uniform(-180, 180, count))  # fmt: skip
    lat0 = np.where(np.arange(count) % 2, random.uniform(32.3, 37.4, count),
                    random.uniform(-80, 80, count))  # fmt: skip
    # All sizes alike, from a metre; some points on the line or hardly off it.
    length, off = (np.exp(random.uniform(0, np.log(500_000), count)) for _ in range(2))
    off[::10] = random.uniform(0, 2, len(off[::10]))
    azimuth = random.uniform(0, 360, count)
    lon1, lat1, _ = GEOD.fwd(lon0, lat0, azimuth, length)
    # Beside the segment, or beyond one of its ends.
    along = random.uniform(-0.3, 1.3, count) * length
    foot = GEOD.fwd(lon0, lat0, azimuth, along)
    lon, lat, _ = GEOD.fwd(foot[0], foot[1], random.uniform(0, 360, count), off)
    return lat, lon, np.column_stack([lon0, lat0, lon1, lat1])


def check_pairs(count, seed):
    lat, lon, segments = pairs(count, seed)
    found, near_lat, near_lon = nearest_on_segments(lat, lon, segments)
    assert np.abs(found - reference(lat, lon, segments)).max() < MM
    # The nearest point is that far away, and on the segment.
    away = distance_and_bearing(lat, lon, near_lat, near_lon)[0]
    assert np.abs(away - found).max() < 1e-6
    parts = [
        distance_and_bearing(near_lat, near_lon, segments[:, k + 1], segments[:, k])[0]
        for k in (0, 2)
    ]
    whole = distance_and_bearing(*(segments[:, k] for k in (1, 0, 3, 2)))[0]
    assert np.abs(parts[0] + parts[1] - whole).max() < MM


def test_the_reference_agrees_with_the_published_cases():
    """Cases of Boost.Geometry, pull request 595 (2019): 481.7390876 and 510.4827314 m."""
    segments = np.array([[-16.42203, -7.52882, 4.89998, -6.15568]] * 2)
    found = reference([-6.29345, -6.28451], [3.32696, 3.3262], segments, first=4001)
    assert found == pytest.approx([481.7390876, 510.4827314], abs=1e-6)


def test_a_thousand_random_pairs():
    check_pairs(1000, seed=20241202)


@pytest.mark.slow
def test_ten_thousand_random_pairs():
    for seed in range(10):
        check_pairs(1000, seed)


# ------------------------------------------------------------------ the fronts of every evening


def measured(syria, day):
    """Every city's distance to the front of an evening, with its point and the front's edges."""
    front = front_between(situation_on(syria, day), "HTS,SNA", "SAA")
    for city in CITIES:
        far = front.distance_to(city)
        if far.status == "ok":
            lat, lon = syria.places.loc[city, ["lat", "lon"]].astype(float)
            yield far.distance_km * 1000, lat, lon, front.segments[ENDS].to_numpy()


def test_fronts_of_every_evening(syria):
    """The reference on the 30 segments whose vertices lie nearest."""
    found, of, lats, lons, segments = [], [], [], [], []
    for day in syria.days:
        for metres, lat, lon, edges in measured(syria, day):
            ends = [distance_and_bearing(lat, lon, edges[:, k + 1], edges[:, k])[0] for k in (0, 2)]
            near = np.argsort(np.minimum(*ends))[:30]
            of += [len(found)] * len(near)
            lats += [lat] * len(near)
            lons += [lon] * len(near)
            segments.append(edges[near])
            found.append(metres)
    every = reference(np.array(lats), np.array(lons), np.vstack(segments), first=101)
    least = np.full(len(found), np.inf)
    np.minimum.at(least, of, every)
    assert len(found) > 25
    assert np.abs(least - found).max() < MM


@pytest.mark.slow
def test_fronts_of_every_evening_over_all_their_segments(syria):
    for day in syria.days:
        for metres, lat, lon, edges in measured(syria, day):
            assert reference(lat, lon, edges, first=101).min() == pytest.approx(metres, abs=MM)


# ------------------------------------------------------------------ areas


def densely(ring, count):
    """Put points on the geodesics between the corners of a ring of lon, lat."""
    corners, found = np.asarray(ring, float), []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        azimuth, _, length = GEOD.inv(*start, *end)
        along = np.linspace(0, length, count, endpoint=False)
        lon, lat, _ = GEOD.fwd(*(np.full(count, part) for part in (*start, azimuth)), along)
        found.append(np.column_stack([lon, lat]))
    return shapely.Polygon(np.vstack(found))


PUBLISHED = [
    # lat, lon of the corners; m²
    ([(2, 1), (1, 2), (3, 3)], 18454562325.45119),
    ([(0, -1), (-1, 0), (0, 1), (1, 0)], 24619419146.0),
]
"""Areas of polygons of geodesics on WGS84 in the tests of GeographicLib and PROJ (C. Karney):
Planimeter15 and the third polygon of Planimeter0, given to 1e-5 and to 1 m²."""


@pytest.mark.parametrize(("corners", "square_metres"), PUBLISHED)
def test_published_areas(corners, square_metres):
    # Longitudes are free: 37 degrees further east the plane is nearer its centre.
    ring = [(lon + 37.0, lat) for lat, lon in corners]
    assert abs(GEOD.polygon_area_perimeter(*zip(*ring, strict=True))[0]) == pytest.approx(
        square_metres, abs=1
    )
    assert SYRIA.to_plane(densely(ring, 4000)).area == pytest.approx(square_metres, rel=1e-9)


def zone(south, north, width):
    """Area in m² between two parallels and two meridians: Snyder, Map Projections (1987), 3-12."""
    f = 1 / 298.257223563
    e = np.sqrt(f * (2 - f))
    s = np.sin(np.radians([south, north]))
    q = (1 - e**2) * (s / (1 - (e * s) ** 2) + np.arctanh(e * s) / e)
    return 6378137.0**2 * np.radians(width) * (q[1] - q[0]) / 2


def test_one_degree_squares_over_the_country():
    # The formula gives the published area of the whole ellipsoid (GeographicLib's tests).
    assert zone(-90, 90, 360) == pytest.approx(510065621724088.5093, rel=1e-14)
    for south in range(32, 38):
        for west in range(35, 43):
            # Sides follow meridians and parallels, which are bent in the plane: densely.
            square = shapely.segmentize(shapely.box(west, south, west + 1, south + 1), 0.0005)
            expected = zone(south, south + 1, 1)
            assert SYRIA.to_plane(square).area == pytest.approx(expected, rel=1e-8)


def geodesic_area(shape):
    """Area in m² of a shape in the plane, its edges cut to 200 m: a geodesic hardly differs then.

    The reference is the geodesic polygon area of `pyproj.Geod`, which is GeographicLib's.
    """
    return abs(GEOD.geometry_area_perimeter(SYRIA.to_degrees(shapely.segmentize(shape, 200.0)))[0])


def test_the_area_of_the_country_and_of_its_cells(syria):
    cells = syria.mesh
    assert cells.theatre.area == pytest.approx(geodesic_area(cells.theatre), rel=1e-8)
    some = cells.shapes.iloc[:: len(cells.shapes) // 60]
    for name, shape in some.items():
        km2 = cells.area_km2[name]
        assert km2 == pytest.approx(geodesic_area(shape) / 1e6, rel=1e-7, abs=1e-6), name


# ------------------------------------------------------------------ anywhere on the globe

SOMEWHERE = [(0.0, 21.0), (61.0, -120.0), (-44.0, 170.0), (-2.0, -178.0)]


@pytest.mark.parametrize("middle", first_quick(map(pytest.param, SOMEWHERE), 2))
def test_points_and_front_in_other_latitudes(tmp_path, middle):
    """A country of 8 by 6 degrees whose plane is its own, with edges of 100 km and more."""
    lat, lon = middle
    random = np.random.default_rng(4)
    spots = random.uniform([lat - 2.9, lon - 3.9], [lat + 2.9, lon + 3.9], (24, 2)).round(4)
    sides = random.choice(["HTS", "SAA"], len(spots))
    places = [place(f"p{n}", *spot, sides[n]) for n, spot in enumerate(spots.tolist())]
    bounds = (lon - 4, lat - 3, lon + 4, lat + 3) if lon > -176 else (-180, lat - 3, -172, lat + 3)
    places = [row | {"lon": max(row["lon"], bounds[0] + 0.1)} for row in places]
    folder = write_world(tmp_path, places, bounds=bounds, conflict={"plane": None})
    evening = situation_on(load_dataset(folder), "2024-11-26")
    mesh = evening.mesh
    assert (mesh.plane.lat_0, mesh.plane.lon_0) == pytest.approx(
        ((bounds[1] + bounds[3]) / 2, (bounds[0] + bounds[2]) / 2), abs=0.01
    )
    assert mesh.area_km2.sum() * 1e6 == pytest.approx(geodesic_area_of(mesh), rel=1e-7)
    front = front_between(evening, "HTS", "SAA")
    edges = front.segments[ENDS].to_numpy()
    assert len(edges) > 10
    lats, lons = random.uniform(*np.reshape(bounds, (2, 2))[:, ::-1], (400, 2)).T
    near_tie = between_two_edges(lats.reshape(2, -1), lons.reshape(2, -1), edges)
    table = pd.DataFrame({"lat": [*lats, *near_tie[0]], "lon": [*lons, *near_tie[1]]})
    told = answers(evening, *table[["lat", "lon"]].to_numpy().T, "HTS", "SAA")
    inside = told["place"] != ""
    assert inside.sum() > 550
    every = distances_to(table["lat"], table["lon"], edges).min(axis=1)
    assert np.abs(told["front_km"] * 1000 - every)[inside].max() < MM
    told, inside = told[:400], inside[:400]
    # The nearest place owns the point, but where the plane's error hides which that is.
    away = [distance_and_bearing(lats, lons, row["lat"], row["lon"])[0] for row in places]
    first, second = np.sort(away, axis=0)[:2]
    clear = inside & (second - first > 2 * mesh.distortion * second)
    nearest = np.array([row["id"] for row in places])[np.argmin(away, axis=0)]
    assert (told["place"][clear] == nearest[clear]).all()
    defended = [row["id"] for row, side in zip(places, sides, strict=True) if side == "SAA"]
    for city in defended[:5]:
        at, far = evening.dataset.places.loc[city], front.distance_to(city)
        every = nearest_on_segments(at["lat"], at["lon"], edges)[0].min()
        assert far.distance_km * 1000 == pytest.approx(every, abs=MM)


def geodesic_area_of(mesh):
    """Area in m² of all cells, from their outlines in degrees."""
    cut = shapely.segmentize(mesh.shapes.to_numpy(), 200.0)
    return sum(abs(GEOD.geometry_area_perimeter(s)[0]) for s in mesh.plane.to_degrees(cut))


def distances_to(lats, lons, edges):
    """Metres from every point to every edge."""
    pairs = np.repeat(lats, len(edges)), np.repeat(lons, len(edges))
    found = nearest_on_segments(*pairs, np.tile(edges, (len(lats), 1)))[0]
    return found.reshape(len(lats), len(edges))


def between_two_edges(lats, lons, edges):
    """Points hardly nearer to one edge than to another, between the points of pairs."""
    ends = np.stack([lats, lons])  # lat or lon, start or end, pair
    first = distances_to(*ends[:, 0], edges).argmin(axis=1)
    for _ in range(12):  # halves 500 km to some 100 m
        middle = ends.mean(axis=1)
        same = distances_to(*middle, edges).argmin(axis=1) == first
        ends[:, 0] = np.where(same, middle, ends[:, 0])
        ends[:, 1] = np.where(same, ends[:, 1], middle)
    return ends[:, 0]


def measured_in(plane, lat, lon, edges):
    """Let the library pick and measure the nearest of some edges, as for annotated points."""
    land = shapely.MultiPoint([(lon, lat), *edges.reshape(-1, 2)])
    xy = plane.points_to_plane(np.array([[lon, lat]]))
    there = np.array([lat]), np.array([lon]), xy, edges, plane, plane.distortion(land)
    lines = plane.to_plane(shapely.linestrings(edges.reshape(-1, 2, 2)))
    return metres_to(*there)[0], int(shapely.distance(shapely.points(xy), lines).argmin())


def edge_at(lat, lon, azimuth, metres, length):
    """A geodesic at right angles to the way to its middle, so far away."""
    middle = GEOD.fwd(lon, lat, azimuth, metres)
    ends = [GEOD.fwd(*middle[:2], middle[2] + turn, length / 2)[:2] for turn in (90, -90)]
    return [*ends[0], *ends[1]]


def test_the_plane_may_take_the_farther_of_two_short_edges_for_the_nearer():
    """5 degrees off its centre the plane is 100 m wrong over 100 km, the edges 20 m apart."""
    plane, lat, lon = Plane(0, 20), 0.0, 25.0
    edges = np.array([edge_at(lat, lon, *at, 10.0) for at in ((0, 100_020), (90, 100_000))])
    turned = np.array([edge_at(lat, lon, *at, 10.0) for at in ((0, 100_000), (90, 100_020))])
    wrong = 0
    for some in (edges, turned):
        every = nearest_on_segments(lat, lon, some)[0]
        found, chosen = measured_in(plane, lat, lon, some)
        assert found == pytest.approx(every.min(), abs=MM)
        wrong += chosen != every.argmin()
    assert wrong == 1


def test_the_plane_may_take_a_long_edge_for_the_nearer_that_bows_away():
    plane, lat, lon = Plane(0, 20), 6.0, 20.0
    wrong = 0
    for azimuth in (0, 180):
        long = edge_at(lat, lon, azimuth, 2_000.0, 200_000.0)
        for metres in (1_990.0, 2_010.0):
            some = np.array([long, edge_at(lat, lon, 90, metres, 1.0)])
            every = nearest_on_segments(lat, lon, some)[0]
            found, chosen = measured_in(plane, lat, lon, some)
            assert found == pytest.approx(every.min(), abs=MM)
            wrong += chosen != every.argmin()
    assert wrong == 2
