"""The headline numbers under other readings: a country by hand, and the evening of 2 December."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from syria_analysis.claims.robustness import robustness
from syria_analysis.control.changes import changes_between
from syria_analysis.control.front import front_between
from syria_analysis.control.land import areas
from syria_analysis.control.readings import readings
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import BadParameter, DateOutOfRange, UnknownName
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.package.dataset import load_dataset
from syria_analysis.package.variants import positions_drawn
from syria_analysis.text.rounding import finest, step_of

AS_REPORTED, NEAREST_PLACE = "as reported", "the front at the nearest place held"

COLUMNS = ["number", "label", "unit", "reading", "value", "low", "high", "step"]
BASELINE, DAY = "2024-11-26", "2024-12-02"
CITIES = ["damascus", "homs", "hama"]


def kilometres(west, east):
    """How far two points of 34.5° N are apart."""
    return distance_and_bearing(34.5, west, 34.5, east)[0][0] / 1000


# ------------------------------------------------------------------ four strips by hand


@pytest.fixture(scope="module")
def strips(line_world):
    """The line world: on 30 November HTS holds alpha and bravo, and contests charlie."""
    dataset = load_dataset(line_world)
    evening = situation_on(dataset, "2024-11-30")
    found = robustness(evening, BASELINE, ["Delta", "bravo"], "HTS", "SAA")
    return found, evening.mesh.area_km2


def row(table, number, reading):
    """Return the value of a number under the reading that a word in its name tells."""
    found = table[(table["number"] == number) & table["reading"].str.contains(reading)]
    assert len(found) == 1
    return found["value"].iloc[0]


SETTLED = "for the attackers"
UNMOVED = ["as reported", "high-confidence", "party", "for the defenders", "Syrian Free Army"]


@pytest.mark.parametrize("reading", UNMOVED)
def test_what_no_doubt_bears_on(strips, reading):
    table, area = strips
    # From delta, 39.5 E, to the border of bravo and charlie on 38.0 E, the central meridian's side.
    assert row(table, "front-to-delta", reading) == pytest.approx(kilometres(38, 39.5), rel=0.005)
    assert row(table, "gained", reading) == pytest.approx(area["bravo"], rel=1e-12)
    assert row(table, "net-HTS", reading) == pytest.approx(area["bravo"], rel=1e-12)
    assert row(table, "net-SAA", reading) == pytest.approx(-area["bravo"], rel=1e-12)
    assert row(table, "share-HTS", reading) == pytest.approx(50, abs=1)
    assert row(table, "share-SAA", reading) == pytest.approx(50, abs=1)


def test_a_contest_settled_for_the_attackers(strips):
    table, area = strips
    won = area["bravo"] + area["charlie"]
    assert row(table, "front-to-delta", SETTLED) == pytest.approx(kilometres(39, 39.5), rel=0.005)
    assert row(table, "gained", SETTLED) == pytest.approx(won, rel=1e-12)
    assert row(table, "net-SAA", SETTLED) == pytest.approx(-won, rel=1e-12)
    assert row(table, "share-HTS", SETTLED) == pytest.approx(75, abs=1)


def test_the_front_at_the_nearest_place(strips):
    table, area = strips
    # Bravo, the nearest place held, lies on 37.5 E; areas do not hang on where the line is.
    found = row(table, "front-to-delta", NEAREST_PLACE)
    assert found == pytest.approx(kilometres(37.5, 39.5), rel=1e-9)
    assert row(table, "gained", NEAREST_PLACE) == pytest.approx(area["bravo"], rel=1e-12)


def test_the_shape_of_the_table(strips):
    table = strips[0]
    assert list(table.columns) == COLUMNS
    assert list(dict.fromkeys(table["number"])) == [
        "front-to-delta", "front-to-bravo", "gained", "net-SAA", "net-HTS", "share-SAA", "share-HTS"
    ]  # fmt: skip
    # Every number once under every reading, the reported one first.
    counts = table.groupby("number")["reading"].agg(["nunique", "size", "first"])
    assert (counts["nunique"] == 7).all() and (counts["size"] == 7).all()
    assert (counts["first"] == AS_REPORTED).all()
    assert table[["low", "high"]].isna().all(axis=None)
    by_number = table.drop_duplicates("number").set_index("number")
    assert by_number["unit"].tolist() == ["km", "km", "km²", "km²", "km²", "%", "%"]
    assert by_number.loc["front-to-delta", "label"] == "Front to Delta"
    assert by_number.loc["net-HTS", "label"] == "Net gain: HTS-led forces"
    assert not table.isin([math.inf, -math.inf]).any(axis=None)


def test_each_number_is_rounded_by_its_interval_as_reported(strips):
    """Charlie is contested: a half to three quarters of the land, one or two strips gained."""
    table, area = strips
    steps = table.groupby("number")["step"].agg(["nunique", "first"])
    assert (steps["nunique"] == 1).all()  # the same under every reading
    won, more = area["bravo"], area["bravo"] + area["charlie"]
    half, most = ((area["alpha"] + gain) / area.sum() * 100 for gain in (won, more))
    expected = {
        "gained": step_of(won, won, more, finest(won, "km²")),
        "net-HTS": step_of(won, won, more, finest(won, "km²")),
        "net-SAA": step_of(-won, -more, -won, finest(-won, "km²")),
        "share-HTS": step_of(half, half, most, finest(half, "%")),
        "share-SAA": step_of(100 - half, 100 - most, 100 - half, finest(100 - half, "%")),
    }
    assert {number: steps.at[number, "first"] for number in expected} == expected
    assert expected["share-HTS"] > finest(half, "%")  # so that the interval does matter


def test_a_city_that_is_held_has_no_distance(strips):
    table = strips[0]
    assert table.loc[table["number"] == "front-to-bravo", "value"].isna().all()


def test_a_faction_that_falls_to_nothing_keeps_its_row(line_world):
    # Delta's fall to the SDF is of low confidence: without it the SDF has no land, which is 0 %.
    dataset = load_dataset(line_world)
    table = robustness(situation_on(dataset, "2024-12-08"), BASELINE, ["alpha"], "HTS", "SAA")
    assert row(table, "share-SDF", AS_REPORTED) == pytest.approx(25, abs=1)
    assert row(table, "share-SDF", "high-confidence") == 0
    assert row(table, "net-SDF", "high-confidence") == 0
    assert table.groupby("number").size().unique().tolist() == [7]


def test_a_span_settled_for_the_defenders(line_world):
    # Delta fell between the 3rd and the 6th: SAA loses it on the last of these days.
    dataset = load_dataset(line_world)
    table = robustness(situation_on(dataset, "2024-12-05"), BASELINE, ["alpha"], "SDF", "SAA")
    area = situation_on(dataset, BASELINE).mesh.area_km2["delta"]
    assert row(table, "gained", AS_REPORTED) == pytest.approx(area, rel=1e-12)
    assert row(table, "gained", "for the defenders") == 0
    early = robustness(situation_on(dataset, "2024-12-03"), BASELINE, ["alpha"], "SDF", "SAA")
    assert row(early, "gained", AS_REPORTED) == 0
    assert row(early, "gained", SETTLED) == pytest.approx(area, rel=1e-12)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"baseline": "2024-12-01"}, BadParameter),  # later than the evening
        ({"baseline": "2024-11-25"}, DateOutOfRange),
        ({"cities": ["Gotham"]}, UnknownName),
        ({"attackers": "ABC"}, UnknownName),
        ({"defenders": ""}, UnknownName),
    ],
)
def test_what_cannot_be_asked(line_world, change, error):
    asked = {"baseline": BASELINE, "cities": ["delta"], "attackers": "HTS", "defenders": "SAA"}
    with pytest.raises(error):
        robustness(situation_on(load_dataset(line_world), "2024-11-30"), **{**asked, **change})


# ------------------------------------------------------------------ the evening of 2 December


@pytest.fixture(scope="module")
def evening(syria):
    return syria.on(DAY)


@pytest.fixture(scope="module")
def table(evening):
    return robustness(evening, BASELINE, CITIES, "HTS,SNA", "SAA")


def reported(table):
    found = table[table["reading"] == AS_REPORTED]
    return found.set_index("number")["value"]


def test_as_reported_is_what_the_api_says(syria, evening, table):
    found = reported(table)
    distances = evening.distances(CITIES).set_index("city")["distance_km"]
    for city in CITIES:
        assert found[f"front-to-{city}"] == distances[city]
    changes = evening.changes(BASELINE)
    moved = changes.transfer
    sides = ["HTS", "SNA"]
    gained = moved.loc[~moved.index.isin(sides), sides].to_numpy().sum()
    assert found["gained"] == pytest.approx(gained, rel=1e-12)
    for faction, net in changes.balance["net_km2"].items():
        assert found.get(f"net-{faction}", 0.0) == pytest.approx(net, abs=1e-6)
    shares = evening.areas().set_index("faction")["share"]
    for faction, share in shares.items():
        assert found.get(f"share-{faction}", 0.0) == pytest.approx(100 * share, rel=1e-12)
    assert sum(found[n] for n in found.index if n.startswith("net-")) == pytest.approx(0, abs=1e-6)


def test_every_reading_is_what_its_own_evidence_says(syria, table):
    for reading in readings(syria, ["HTS", "SNA"], ["SAA"]):
        now, before = (situation_on(reading.dataset, day) for day in (DAY, BASELINE))
        found = table[table["reading"] == reading.name].set_index("number")["value"]
        far = front_between(now, reading.attackers, ["SAA"]).distance_to("homs")
        homs = far.high_km if reading.key == "nearest-place" else far.distance_km
        if reading.key != "nearest-place" or not (now.contested != "").any():
            assert found["front-to-homs"] == homs
        shares = areas(now).set_index("faction")["share"] * 100
        nets = changes_between(before, now).balance["net_km2"]
        for name, value in found.items():
            if name.startswith("share-"):
                assert value == pytest.approx(shares.get(name[6:], 0.0), rel=1e-12)
            elif name.startswith("net-"):
                assert value == pytest.approx(nets.get(name[4:], 0.0), abs=1e-6)
        assert found[found.index.str.startswith("share-")].sum() == pytest.approx(100, rel=1e-9)


def test_readings_lean_the_way_they_say(table):
    for city in CITIES:
        best = row(table, f"front-to-{city}", AS_REPORTED)
        assert row(table, f"front-to-{city}", SETTLED) <= best
        assert row(table, f"front-to-{city}", "for the defenders") >= best
        assert row(table, f"front-to-{city}", "Syrian Free Army") <= best
        assert row(table, f"front-to-{city}", NEAREST_PLACE) >= best
    assert row(table, "net-SAA", SETTLED) <= row(table, "net-SAA", "for the defenders")
    assert row(table, "share-SAA", SETTLED) <= row(table, "share-SAA", "for the defenders")


@pytest.fixture(scope="module")
def drawn(evening):
    return robustness(evening, BASELINE, CITIES, "HTS,SNA", "SAA", draws=5)


def test_drawn_positions(drawn, table):
    values = drawn[drawn["reading"].str.contains("drawn")]
    assert (values["low"] <= values["value"]).all() and (values["value"] <= values["high"]).all()
    # The real number is not far from the drawn ones, and these do differ.
    near, best = values.set_index("number"), reported(table)
    assert (near["low"] < near["high"]).any()
    assert near.loc["front-to-homs", "low"] < near.loc["front-to-homs", "high"]
    assert near.loc["front-to-homs", "value"] == pytest.approx(best["front-to-homs"], abs=6)
    shares = near.loc[near.index.str.startswith("share-"), "value"]
    assert np.allclose(shares, best[shares.index], atol=1.5)


def test_drawing_again_gives_the_same(line_world):
    tables = []
    for _ in range(2):
        evening = situation_on(load_dataset(line_world), "2024-11-30")
        tables.append(robustness(evening, BASELINE, ["delta"], "HTS", "SAA", draws=5))
    pd.testing.assert_frame_equal(*tables)
    found = tables[0].set_index("number")[tables[0]["reading"].str.contains("drawn").to_numpy()]
    assert found.loc["front-to-delta", "low"] < found.loc["front-to-delta", "high"]


def test_drawing_leaves_the_other_rows_alone(drawn, table):
    rest = drawn[~drawn["reading"].str.contains("drawn")].reset_index(drop=True)
    pd.testing.assert_frame_equal(table, rest)


def test_one_draw_is_its_own_interval(line_world):
    evening = situation_on(load_dataset(line_world), "2024-11-30")
    found = robustness(evening, BASELINE, ["delta", "bravo"], "HTS", "SAA", draws=1)
    only = found[found["reading"].str.contains("drawn")].set_index("number")
    assert only.loc["front-to-bravo", ["value", "low", "high"]].isna().all()  # held
    asked = found[found["reading"] == AS_REPORTED].set_index("number")
    for column in ("label", "unit"):
        assert only[column].to_dict() == asked.loc[only.index, column].to_dict()
    only = only.drop("front-to-bravo")
    assert (only["low"] == only["value"]).all() and (only["value"] == only["high"]).all()


def test_drawn_ends_are_the_5th_and_the_95th_percentile(line_world):
    """Of 21 draws the second smallest and the second greatest value, the middle one between."""
    evening = situation_on(load_dataset(line_world), "2024-11-30")
    found = robustness(evening, BASELINE, ["delta"], "HTS", "SAA", draws=21)
    only = found[found["reading"].str.contains("drawn")].set_index("number")
    distances, gains = [], []
    for seed in range(21):
        data = positions_drawn(evening.dataset, seed)
        before, now = (situation_on(data, day) for day in (BASELINE, "2024-11-30"))
        distances.append(front_between(now, "HTS", "SAA").distance_to("delta").distance_km)
        gains.append(changes_between(before, now).balance.at["HTS", "gained_km2"])
    for number, values in (("front-to-delta", distances), ("gained", gains)):
        ordered = sorted(values)
        assert len(set(ordered)) == 21
        assert only.loc[number, ["low", "value", "high"]].tolist() == pytest.approx(
            [ordered[1], ordered[10], ordered[19]]
        )


def test_numbers_are_rounded_as_their_interval_allows(strips):
    """Delta is 138 km from the line as reported, 0 to 230 km with charlie's contest settled."""
    table, _ = strips
    steps = table.drop_duplicates("number").set_index("number")["step"]
    evening = table.loc[table["number"] == "front-to-delta"]
    assert evening["step"].nunique() == 1
    assert steps["front-to-delta"] >= 20  # an interval of more than 100 km
    assert steps["share-HTS"] >= 5  # charlie's strip is a quarter of the country
