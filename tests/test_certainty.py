"""How sure it is who holds a point: worked by hand, by symmetry, and by hiding places."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import syria_analysis as sa
from invented import write_invented
from syria_analysis.control import certainty
from syria_analysis.control.certainty import Nearest, certainty_of, fit
from syria_analysis.errors import BadParameter, PointsWarning
from syria_analysis.export.layers import layer_table
from syria_analysis.export.styles import layer_style
from syria_analysis.package.conflict import Kernel, conflict_faults, read_conflict
from syria_analysis.text.language import speaking
from syria_analysis.text.wording import about
from worlds import event, load_world, place, write_world

GEOD = pyproj.Geod(ellps="WGS84")
RANGE, NUGGET, BARRIER = 80.0, 0.1, 20.0
KERNEL = {"range_km": RANGE, "nugget": NUGGET, "barrier_km": BARRIER}
PAIR = [place("alpha", 34.5, 38.0, "HTS"), place("bravo", 34.5, 39.0, "SAA")]
"""Two places that lie alike about the middle of the plane, 38.5° E."""


def world(folder, places=PAIR, **options):
    options.setdefault("conflict", {"certainty": KERNEL})
    return load_world(write_world(folder, places, **options))


def points(*where):
    return pd.DataFrame(where, columns=["lat", "lon"])


def km(*ends):
    """Distance along 34.5° N between two longitudes, by geodesic."""
    (one, other) = ends
    return GEOD.inv(one, 34.5, other, 34.5)[2] / 1000


def share(own, other, between):
    """P of the nearer of two places by hand: the mean is a half, the weights are ± equal."""
    near, far = np.exp(-own / RANGE), np.exp(-other / RANGE)
    return 0.5 + 0.5 * (near - far) / (1 + NUGGET - np.exp(-between / RANGE))


# Worked by hand


def test_half_way_between_two_places_nothing_is_known(tmp_path):
    evening = world(tmp_path).on("2024-12-01")
    table = evening.certainty(points((34.5, 38.5)))
    assert table[["HTS", "SAA"]].to_numpy() == pytest.approx(0.5, abs=1e-9)
    assert table["certainty"][0] == pytest.approx(0.5, abs=1e-9)


def test_nearer_to_one_place_it_is_likelier_its_holders(tmp_path):
    table = world(tmp_path).on("2024-12-01").certainty(points((34.5, 38.0), (34.5, 38.2)))
    expected = [share(km(38, lon), km(lon, 39), km(38, 39)) for lon in (38.0, 38.2)]
    assert table["certainty"].to_numpy() == pytest.approx(expected, abs=1e-3)
    assert table["holder"].tolist() == ["HTS", "HTS"]
    assert table["second"].tolist() == ["SAA", "SAA"]
    assert 0.5 < expected[1] < expected[0] < 1


def test_a_barrier_counts_as_a_distance(tmp_path):
    river = [(38.7, 36.1), (38.7, 32.9)]
    evening = world(tmp_path, river=river).on("2024-12-01")
    table = evening.certainty(points((34.5, 38.5), (34.5, 38.8)))
    half, whole = km(38, 38.5), km(38, 39)
    own = share(half, half + BARRIER, whole + BARRIER)
    assert table["HTS"][0] == pytest.approx(own, abs=1e-3)
    assert own > 0.55
    other = share(km(38.8, 39), km(38, 38.8) + BARRIER, whole + BARRIER)
    assert table["SAA"][1] == pytest.approx(other, abs=1e-3)


def test_a_contested_place_speaks_for_all_who_may_hold_it(tmp_path):
    one = [place("alpha", 34.5, 38.0, "SAA")]
    fight = [event("2024-11-30", "alpha", "SAA", "HTS", contested="true")]
    table = world(tmp_path, one, events=fight).on("2024-12-01").certainty(points((34.0, 37.0)))
    assert table[["HTS", "SAA"]].iloc[0].tolist() == pytest.approx([0.5, 0.5])
    assert (table["holder"][0], table["second"][0]) == ("SAA", "HTS")


def test_a_change_of_unknown_day_speaks_for_both(line_world):
    sure = certainty_of(sa.load(line_world).on("2024-12-04"))
    row = sure.situation.mesh.shapes.index.get_loc("delta")
    held = dict(zip(sure.factions, sure.held[row], strict=True))
    assert held == {"HTS": 0.0, "SAA": 0.5, "SDF": 0.5}


def test_factions_of_one_side_are_added_up(tmp_path):
    three = [*PAIR, place("charlie", 34.5, 38.02, "SNA")]
    table = world(tmp_path, three).on("2024-12-01").certainty(points((34.5, 38.01)))
    row = table.iloc[0]
    assert row["certainty"] == pytest.approx(row["HTS"] + row["SNA"])
    assert row["second"] == "SAA"
    assert row["certainty"] > 0.9 > row["HTS"]


def test_factions_that_share_no_side_are_not_added_up(tmp_path):
    """An army and the observers beside it are both "other", and no allies."""
    three = [*PAIR, place("charlie", 34.5, 38.02, "IDF"), place("delta", 34.5, 38.06, "UNDOF")]
    table = world(tmp_path, three).on("2024-12-01").certainty(points((34.5, 38.03)))
    row = table.iloc[0]
    assert row["holder"] == "IDF"
    assert row["certainty"] == row["IDF"]
    assert row["second"] == max(("HTS", "SAA", "UNDOF"), key=lambda faction: row[faction])
    assert row["second"] == "UNDOF"


def test_an_enclave_is_a_world_of_its_own(tmp_path):
    lone = place("quarter", 34.5, 38.0, "SDF", extent_km2=100)
    places = [place("alpha", 34.5, 37.9, "SAA"), place("bravo", 34.5, 38.9, "SAA"), lone]
    table = world(tmp_path, places).on("2024-12-01").certainty(points((34.5, 38.0), (34.5, 38.1)))
    assert table["SDF"].tolist() == pytest.approx([1 / (1 + NUGGET), 0.0])
    assert table["second"].tolist() == ["SAA", ""]


def test_a_report_of_low_confidence_weighs_by_its_own_nugget(tmp_path):
    weak = {"nugget": {"high": 0.05, "medium": 0.05, "low": 0.6}}
    doubt = [PAIR[0], {**PAIR[1], "confidence": "low", "sources": ""}]
    evening = world(tmp_path, doubt, conflict={"certainty": {**KERNEL, **weak}}).on("2024-12-01")
    table = evening.certainty(points((34.5, 38.0), (34.5, 38.5), (34.5, 39.0)))
    assert table["HTS"][0] > table["SAA"][2]
    assert table["HTS"][1] > 0.5


def test_what_is_supposed_is_taken_for_what_it_is(tmp_path):
    evening = world(tmp_path).on("2024-12-01")
    lost = evening.if_captured("bravo", by="HTS").certainty(points((34.5, 38.9)))
    assert (lost["holder"][0], lost["certainty"][0], lost["second"][0]) == ("HTS", 1.0, "")


# Points beside the country, and columns of annotate and areas


def test_points_just_outside_take_the_nearest_cell(tmp_path):
    beside = points((34.5, 40.02), (34.5, 40.05))  # 1.8 and 4.6 km
    evening = world(tmp_path).on("2024-12-01")
    with pytest.warns(PointsWarning, match="1 of 2 points lies outside"):
        table = evening.annotate(beside, certainty=True)
    assert table["faction"].tolist() == ["SAA", ""]
    assert table["place"].tolist() == ["bravo", ""]
    assert table["front_km"][0] == pytest.approx(km(38.5, 40.02), abs=0.1)
    assert table["second"].tolist() == ["HTS", ""]
    assert table.iloc[1][["front_km", "certainty"]].isna().all()
    sure = evening.certainty(beside)
    assert table["certainty"][0] == round(sure["certainty"][0], 3)
    assert sure.iloc[1][["HTS", "SAA", "certainty"]].isna().all()
    assert sure["holder"].tolist() == ["SAA", ""]


def test_annotate_tells_of_certainty_only_when_asked(tmp_path):
    evening = world(tmp_path).on("2024-12-01")
    assert "certainty" not in evening.annotate(points((34.5, 38.2)))
    assert "held_90_km2" not in evening.areas()


def test_land_held_with_certainty_is_part_of_the_land(syria):
    table = syria.on("2024-12-02").areas(certainty=True)
    assert (table["held_99_km2"] <= table["held_90_km2"]).all()
    assert (table["held_90_km2"] <= table["area_km2"]).all()
    assert table["held_90_km2"].sum() > 0.8 * table["area_km2"].sum()


# Bands


@pytest.fixture(scope="module")
def sure(syria):
    return certainty_of(syria.on("2024-12-02"))


@pytest.fixture(scope="module")
def bands(sure):
    return sure.bands()


def test_bands_lie_in_the_land_of_their_holder(sure, bands):
    assert bands.groupby("faction").size().max() <= 5
    assert bands.geometry.is_valid.all()
    land = sure.situation.mesh.dissolve(sure.situation.holders)["geometry"]
    for faction, mine in bands.groupby("faction"):
        joined = shapely.union_all(mine.geometry.to_numpy())
        assert mine["area_km2"].sum() == pytest.approx(joined.area / 1e6, rel=1e-6)
        assert shapely.difference(joined, land[faction]).area < 1e4
    assert 0.95 < bands["area_km2"].sum() / sure.situation.mesh.area_km2.sum() < 1


def test_points_have_the_certainty_of_their_band(sure, bands):
    """Between the nodes of the grid the contours are straight, so a few points may differ."""
    rng = np.random.default_rng(3)
    some = points(*zip(rng.uniform(33, 37, 4000), rng.uniform(36.2, 41.5, 4000), strict=True))
    told = sure.of(some)
    where = sure.situation.mesh.plane.to_plane(shapely.points(some["lon"], some["lat"]))
    point, band = shapely.STRtree(bands.geometry.to_numpy()).query(where, "within")
    low, high = (bands[end].to_numpy()[band] for end in ("low", "high"))
    value = told["certainty"].to_numpy()[point]
    assert (told["holder"].to_numpy()[point] == bands["faction"].to_numpy()[band]).all()
    assert ((value >= low - 0.02) & (value <= high + 0.02)).mean() > 0.99
    inside = np.flatnonzero(shapely.intersects(sure.situation.mesh.theatre, where))
    missing = np.setdiff1d(inside, point)
    assert (told["certainty"].to_numpy()[missing] < 0.55).all()


def test_what_contradicts_its_cell_is_listed(sure):
    table = sure.contradicted()
    mesh, plane = sure.situation.mesh, sure.situation.mesh.plane
    assert (table["km2"] <= mesh.area_km2[table["place"]].to_numpy() + 1e-6).all()
    assert table["km2"].is_monotonic_decreasing
    rng = np.random.default_rng(5)
    some = plane.to_degrees(shapely.points(_inside(mesh.theatre, rng, 20_000)))
    told = sure.of(points(*zip(shapely.get_y(some), shapely.get_x(some), strict=True)))
    sides = pd.Series(dict(zip(sure.factions, sure.sides, strict=True)))
    shares = told[list(sure.factions)].T.groupby(sides).sum().T
    against = (shares.idxmax(axis=1) != told["holder"].map(sides)).mean()
    listed = table["km2"].sum() / mesh.area_km2.sum()
    assert listed == pytest.approx(against, abs=0.004)  # drawn by lot


def _inside(land, rng, count):
    west, south, east, north = land.bounds
    shapely.prepare(land)
    xy = np.column_stack([rng.uniform(west, east, 3 * count), rng.uniform(south, north, 3 * count)])
    return xy[shapely.contains_xy(land, xy)][:count]


def test_a_layer_of_an_export_holds_the_bands(sure, bands):
    table = layer_table(sure.situation, "certainty")
    assert table["area_km2"].to_numpy() == pytest.approx(table.area / 1e6, rel=1e-9)
    same = ["faction", "low", "high", "area_km2"]
    assert table[same].to_numpy().tolist() == bands[same].to_numpy().tolist()
    style = layer_style("certainty", sure.situation.dataset.factions)
    assert style.count("color_mix_rgb") == len(sure.situation.dataset.factions)


def test_a_finding_says_what_certainty_means(syria):
    evening = syria.on("2024-12-02")
    (said,) = (f for f in evening.findings(cities=["homs"]) if f.id == "certainty")
    assert "nine times in ten" in said.sentence
    land = evening.areas(certainty=True).set_index("faction")
    assert said.numbers["SAA"]["held_90_km2"] == land.at["SAA", "held_90_km2"]
    held = about(land.at["SAA", "held_90_km2"], None, None, "km2")
    assert f"the government {held}" in said.sentence
    (against,) = (f for f in evening.findings(cities=["homs"]) if f.id == "contradicted")
    listed = certainty_of(evening).contradicted()
    assert against.numbers["area_km2"] == pytest.approx(listed["km2"].sum())
    assert against.numbers["places"] == dict(zip(listed["place"], listed["km2"], strict=True))
    first = evening.dataset.places.at[listed["place"][0], "name"]
    assert first in against.sentence
    assert "UN" not in said.sentence  # holds less than a hundredth of the country
    with speaking("ar", syria):
        (said,) = (f for f in evening.findings(cities=["homs"]) if f.id == "certainty")
    assert "درجة اليقين" in said.sentence


@pytest.mark.parametrize("levels", [[], [0.9, 0.6], [0.6, 0.6], [0.0, 0.5], [0.9, 1.0]])
def test_levels_must_rise(sure, levels):
    with pytest.raises(BadParameter, match="levels"):
        sure.bands(levels)


def test_a_grid_needs_a_width(sure):
    with pytest.raises(BadParameter, match="grid"):
        sure.bands(cell_km=0)


@pytest.mark.slow
def test_bytes_do_not_depend_on_threads(tmp_path):
    code = (
        "import sys; from pathlib import Path; import pandas as pd; import syria_analysis as sa\n"
        "evening = sa.load().on('2024-12-02'); out = Path(sys.argv[1])\n"
        "out.with_suffix('.wkb').write_bytes(b''.join(evening.certainty().bands().to_wkb().geometry))\n"
        "points = pd.DataFrame({'lat': [33 + k / 100 for k in range(300)], 'lon': 37.0})\n"
        "evening.annotate(points, certainty=True).to_csv(out.with_suffix('.csv'))\n"
        "out.with_suffix('.svg').write_bytes(evening.map().render('svg'))\n"
    )
    for threads in ("1", "2"):
        given = {f"{library}_NUM_THREADS": threads for library in ("OPENBLAS", "OMP", "MKL")}
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / threads)],
            env={**os.environ, **given},
            check=True,
        )
    for ending in ("wkb", "csv", "svg"):
        one, two = (Path(tmp_path / f"{threads}.{ending}").read_bytes() for threads in "12")
        assert one == two
        assert len(one) > 1000


# Properties of the system


def coordinates(count):
    return st.lists(
        st.tuples(st.floats(-300, 300), st.floats(1, 300)), min_size=1, max_size=count
    ).map(np.array)


banks = st.sampled_from([0.0, 0.5, 1.0])


@given(coordinates(12), st.data())
def test_probabilities_are_probabilities(xy, data):
    count = len(xy)
    bank = np.array(data.draw(st.lists(st.tuples(banks, banks), min_size=count, max_size=count)))
    number = st.integers(0, 3)
    holder = np.array(data.draw(st.lists(number, min_size=count, max_size=count)))
    solved = fit(xy, bank, np.eye(4)[holder], np.full(count, 0.01), Kernel())
    found = solved.at(np.vstack([xy, [[0.0, 0.0], [5000.0, 0.0]]]), bank[0])
    assert ((found >= 0) & (found <= 1)).all()
    assert found.sum(axis=1) == pytest.approx(1)
    assert found[:, np.setdiff1d(np.arange(4), holder)] == pytest.approx(0, abs=1e-9)


@given(coordinates(8), coordinates(4))
def test_a_symmetric_world_is_symmetric(north, where):
    """What lies south of the line is the mirror of what lies north, held by the other side."""
    mirror = np.array([1.0, -1.0])
    xy = np.vstack([north, north * mirror])
    held = np.repeat(np.eye(2), len(north), axis=0)
    solved = fit(xy, np.zeros((len(xy), 0)), held, np.full(len(xy), 0.05), Kernel())
    above, below = (solved.at(some, np.zeros(0)) for some in (where, where * mirror))
    assert above == pytest.approx(below[:, ::-1], abs=1e-9)
    on_the_line = solved.at(where * [1.0, 0.0], np.zeros(0))
    assert on_the_line == pytest.approx(0.5, abs=1e-9)


def test_places_know_their_side_of_every_barrier(tmp_path):
    """The Scarp ends at the Tamra: the west lies between its sides, the island as the west."""
    banks = sa.load(write_invented(tmp_path, with_claims=False)).mesh.banks
    assert banks.columns.tolist() == ["tamra", "scarp"]
    sides = {
        "aldersund": [1.0, 0.5],
        "saltmere": [1.0, 0.5],
        "kestrel-ford": [0.0, 1.0],
        "cairnholt": [0.0, 0.0],
    }
    for name, expected in sides.items():
        assert banks.loc[name].tolist() == expected, name
    assert "fort-osk" not in banks.index


# Hiding places


TOOL = Path(__file__).parent.parent / "tools" / "choose_kernel.py"


@pytest.fixture(scope="module")
def tool():
    """The script that chooses the kernel of a package."""
    spec = importlib.util.spec_from_file_location("choose_kernel", TOOL)
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, spec.name, module)  # for its dataclasses
        spec.loader.exec_module(module)
        yield module


@pytest.mark.parametrize("repeats", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_certainty_is_calibrated_and_beats_the_nearest_place(syria, tool, repeats):
    """A fifth of the places is hidden and told from the others, on every evening."""
    hiding = tool.Hiding(syria)
    assert hiding.days == list(syria.days)
    told = hiding.tell(list(hiding.by_lot(repeats)), syria.conflict.certainty)
    for evening, day in enumerate(hiding.days):
        of = told.on(evening)
        print(
            f"{day}: {len(of.right)} told, calibration error {100 * of.calibration_error:.1f} %, "
            f"Brier {of.brier:.4f}, of the nearest place {of.nearest_brier:.4f}"
        )
        assert len(of.right) > 90 * repeats
        assert of.brier < of.nearest_brier
    print(f"all: error of calibration {100 * told.calibration_error:.2f} %, Brier {told.brier:.4f}")
    assert told.calibration_error < 0.04
    assert told.brier < 0.75 * told.nearest_brier


def test_scores_by_hand(tool):
    right = np.array([True, True, False, True])
    told = tool.Told(np.array([0.95, 0.91, 0.55, 1.0]), right, np.array([0, 0, 0, 1]), np.zeros(4))
    assert told.brier == pytest.approx((0.05**2 + 0.09**2 + 0.55**2) / 4)
    assert told.nearest_brier == pytest.approx(0.75 * 0.25)
    assert told.calibration_error == pytest.approx((0.14 + 0.55) / 4)
    assert len(told.on(0).right) == 3


def test_hidden_places_are_told_from_the_others_alone(tmp_path, tool):
    """Of three in a row the middle one is hidden: both neighbours are as near, one is right."""
    row = [place("alpha", 34.5, 38.0, "HTS"), place("bravo", 34.5, 38.5, "SAA")]
    hiding = tool.Hiding(world(tmp_path, [*row, place("charlie", 34.5, 39.0, "SAA")]))
    middle = np.array([False, True, False])
    told = hiding.tell([middle], hiding.kernel)
    assert told.certainty == pytest.approx(0.5, abs=1e-9)
    assert len(told.right) == len(hiding.days)


def test_a_kernel_is_chosen_for_any_package(tmp_path, tool, monkeypatch, capsys):
    monkeypatch.setattr(tool, "RANGES_KM", (50, 200))
    monkeypatch.setattr(tool, "NUGGETS", (0.05,))
    monkeypatch.setattr(tool, "EVENINGS", 2)
    tool.main([str(write_invented(tmp_path, with_claims=False)), "--repeats", "3"])
    *table, last = capsys.readouterr().out.splitlines()
    assert len(table) >= 3
    block = {"country": {"name": "Kestria"}, **json.loads(last)}
    assert list(conflict_faults(block)) == []
    nugget = block["certainty"]["nugget"]
    assert nugget == 0.05 or 0.05 == nugget["high"] <= nugget["medium"] <= nugget["low"]


# What the package declares


def test_a_package_declares_its_kernel():
    first = pd.Timestamp("2024-11-26").date()
    bare = {"country": {"name": "Ruritania"}}
    kernel = read_conflict(bare, first).certainty
    assert (kernel.range_km, kernel.barrier_km) == (100, 15)
    assert kernel.nugget == {"high": 0.05, "medium": 0.05, "low": 0.05}
    by_class = {"high": 0.02, "medium": 0.03, "low": 0.09}
    told = {**bare, "certainty": {"range_km": 60, "nugget": by_class}}
    assert list(conflict_faults(told)) == []
    assert read_conflict(told, first).certainty == Kernel(60, by_class, 15)


@pytest.mark.parametrize(
    "block", [{"range_km": 0}, {"nugget": 0}, {"nugget": {"low": 1}}, {"sill": 1}]
)
def test_a_kernel_that_means_nothing_is_a_fault(block):
    assert list(conflict_faults({"country": {"name": "Ruritania"}, "certainty": block}))


# Too many places for one system


def test_where_all_are_near_the_nearest_say_what_all_say():
    random = np.random.default_rng(1)
    xy, banks = random.uniform(0, 100, (40, 2)), random.integers(0, 2, (40, 1)).astype(float)
    held = np.eye(3)[random.integers(0, 3, 40)]
    kernel = Kernel(range_km=RANGE, barrier_km=BARRIER)
    told = (xy, banks, held, random.uniform(0.02, 0.2, 40), kernel)
    where = random.uniform(-20, 120, (25, 2))
    for bank in np.zeros(1), np.ones(1):
        assert Nearest(*told).at(where, bank) == pytest.approx(fit(*told).at(where, bank), abs=1e-9)


def test_of_many_places_the_nearest_say_nearly_what_all_say(monkeypatch):
    random = np.random.default_rng(2)
    xy, banks = random.uniform(0, 300, (600, 2)), np.zeros((600, 1))
    held = np.eye(2)[(xy[:, 0] + random.normal(0, 20, 600) > 150).astype(int)]
    told = (xy, banks, held, np.full(600, 0.1), Kernel(range_km=RANGE))
    where = random.uniform(0, 300, (200, 2))
    full, near = fit(*told).at(where, banks[0]), Nearest(*told).at(where, banks[0])
    assert 0 < np.abs(near - full).max() < 0.03
    monkeypatch.setattr(certainty, "NEAREST", 4)
    assert np.abs(Nearest(*told).at(where, banks[0]) - full).max() > 0.03  # so few are too few


def test_a_package_of_many_places_takes_the_nearest(tmp_path, monkeypatch):
    monkeypatch.setattr(certainty, "MOST", 1)
    evening = world(tmp_path).on("2024-12-01")
    assert isinstance(certainty_of(evening).field, Nearest)
    table = evening.certainty(points((34.5, 38.0), (34.5, 38.2)))
    expected = [share(km(38, lon), km(lon, 39), km(38, 39)) for lon in (38.0, 38.2)]
    assert table["certainty"].to_numpy() == pytest.approx(expected, abs=1e-3)
