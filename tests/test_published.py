"""Figures that others published, each computed from the data and compared."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import pytest

from syria_analysis.api import load, validate
from syria_analysis.claims import METRICS
from syria_analysis.claims.published import claim_of_published, difference, published_table
from syria_analysis.control.land import areas
from syria_analysis.control.situation import situation_on
from syria_analysis.package.values import split_list
from worlds import event, place, write_world

ROOT = Path(__file__).parent.parent
AGREE = {
    "jusoor-share-sdf",
    "sohr-share-government",
    "nus-north-west-area",
    "anadolu-west-of-euphrates-area",
    "sohr-peace-spring-area",
    "reuters-aleppo-27-november",
    "trt-aleppo-28-november",
    "article-damascus-2-december",
    "article-homs-2-december",
    "al-jazeera-hama-3-december",
    "gdc-hmeimim-3-december",
    "sohr-hama-4-december",
    "sohr-homs-6-december",
    "trt-homs-6-december",
    "anadolu-ground-245",
    "yeni-safak-ground-550",
    "sohr-places-21",
}
"""What agrees now. A figure that comes to agree, or no longer does, is to be explained anew."""

PLACES = [
    place("north", 35.0, 38.0, "HTS"),
    place("middle", 34.5, 38.0, "SAA"),
    place("south", 34.0, 38.0, "SAA"),
    place("heights", 33.5, 36.5, "IDF"),
]
EVENTS = [event("2024-11-28", "middle", "SAA", "HTS")]


@pytest.fixture(scope="module")
def table(syria):
    return published_table(syria).set_index("id")


@pytest.fixture
def world(tmp_path):
    def write(*rows, **more):
        numbered = [{"id": f"figure-{n}", "statement": "So.", **row} for n, row in enumerate(rows)]
        return write_world(tmp_path, PLACES, EVENTS, published=numbered, **more)

    return write


def figure(metric, subject, unit, low, high=None, **more):
    high = low if high is None else high
    row = {"metric": metric, "subject": subject, "unit": unit}
    return {**row, "value_low": low, "value_high": high, **more}


def test_there_are_statements_enough_of_publishers_enough(syria):
    cited = {source for cell in syria.published["sources"] for source in split_list(cell)}
    assert len(syria.published) >= 9
    assert syria.sources.loc[list(cited), "publisher"].nunique() >= 6
    assert syria.sources.loc[list(cited), "url"].ne("").all()


def test_every_figure_is_computed(syria, table):
    assert table.index.tolist() == syria.published["id"].tolist()
    assert table["ours"].notna().all()


def test_what_differs_has_a_reason(table):
    assert set(table.index[table["agrees"].astype(bool)]) == AGREE
    assert (table.loc[~table.index.isin(AGREE), "reason"] != "").all()


def test_agreement_is_a_matter_of_the_tolerance_alone(syria, table):
    rows = syria.published.loc[table.index]
    within = table["ours"].between(
        rows["value_low"] - rows["tolerance"], rows["value_high"] + rows["tolerance"]
    )
    assert within.tolist() == table["agrees"].astype(bool).tolist()


@pytest.mark.parametrize("metric", ["front_distance", "nearest_held"])
def test_distances_to_a_city_allow_15_per_cent_or_3_km(syria, metric):
    rows = syria.published[syria.published["metric"] == metric]
    most = (0.15 * rows["value_high"]).clip(lower=3)
    assert rows["tolerance"].tolist() == pytest.approx(most.tolist())


@pytest.mark.parametrize(("metric", "share"), [("gained_ground", 0.15), ("places_captured", 0.1)])
def test_ground_and_counts_allow_a_share_of_the_figure(syria, metric, share):
    rows = syria.published[syria.published["metric"] == metric]
    rounding = 0.5 if metric == "places_captured" else 1e-9
    assert (rows["tolerance"] <= share * rows["value_high"] + rounding).all()


def test_areas_and_shares_are_those_of_the_situation(syria, table):
    held = areas(situation_on(syria, "2024-11-26")).set_index("faction")["area_km2"]
    sides = held.groupby(syria.factions["side"].reindex(held.index)).sum().drop("other")
    shares = 100 * sides / sides.sum()
    assert table.at["nus-north-west-area", "ours"] == pytest.approx(held["HTS"])
    assert table.at["jusoor-share-opposition", "ours"] == pytest.approx(shares["opposition"])
    parts = ["anadolu-west-of-euphrates-area", "sohr-peace-spring-area"]
    assert table.loc[parts, "ours"].sum() == pytest.approx(held["SNA"])


@pytest.mark.parametrize(
    ("ours", "low", "high", "expected"),
    [(5, 5, 5, 0), (6.5, 3, 4, 2.5), (3.5, 3, 4, 0), (1, 3, 4, -2), (math.nan, 3, 4, math.nan)],
)
def test_difference_counts_from_the_nearer_end(ours, low, high, expected):
    assert difference(ours, low, high) == pytest.approx(expected, nan_ok=True)


def test_a_world_worked_by_hand(world):
    whole = "by=HTS,SAA"
    rows = published_table(
        load(
            world(
                figure(
                    "places_captured", "by=HTS;from=SAA;since=2024-11-26;kinds=town", "places", 1
                ),
                figure("nearest_held", "to=south;attackers=HTS", "km", 55, 60),
                figure("nearest_held", "to=south;attackers=HTS", "km", 60, tolerance=1),
                figure("share_held", f"{whole};without=IDF", "%", 100),
                figure("share_held", whole, "%", 100, tolerance=1),
                figure("area_held", "by=HTS;units=Hama", "km2", 0),
            )
        )
    )
    assert rows["agrees"].tolist() == [True, True, False, True, False, False]
    assert rows["ours"].iloc[1] == pytest.approx(55.5, abs=0.1)
    assert rows["difference"].iloc[1] == 0
    assert rows["difference"].iloc[2] == pytest.approx(-4.5, abs=0.1)


def test_gained_ground_is_judged_by_its_band_where_a_number_is_expected(world):
    subject = "by=HTS;from=SAA;since=2024-11-26;measure=gross"
    dataset = load(world(figure("gained_ground", subject, "km2", 1)))
    table = published_table(dataset)
    assert not table["agrees"].any()
    assert table["ours"].iloc[0] > 1000


def test_without_a_number_of_ours_nothing_agrees(world):
    rows = published_table(
        load(world(figure("front_distance", "to=middle;attackers=HTS;defenders=SAA", "km", 5)))
    )
    assert rows["ours"].isna().all()
    assert not rows["agrees"].any()


def test_a_package_without_published_figures_loads(tmp_path):
    dataset = load(write_world(tmp_path, PLACES, EVENTS))
    assert dataset.published.empty
    assert published_table(dataset).empty


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"value_low": 61}, "published.csv:2:value_low: 61 is above value_high 60"),
        ({"metric": "nearest_hold"}, "published.csv:2:metric: unknown metric 'nearest_hold'"),
        ({"metric": "held_by", "subject": "place=south;by=SAA"}, "value_low: held_by expects yes"),
        ({"subject": "to=sauth;attackers=HTS"}, "unknown place 'sauth'"),
        ({"subject": "to=south"}, "needs the key 'attackers'"),
        ({"sources": "hearsay"}, "source 'hearsay' is not in sources.csv"),
        ({"as_of": "2025-01-01"}, "published.csv:2:as_of"),
        ({"tolerance": -1}, "published.csv:2:tolerance"),
        ({"unit": "miles"}, "published.csv:2:unit"),
    ],
)
def test_a_faulty_row_is_named(world, change, fault):
    row = figure("nearest_held", "to=south;attackers=HTS", "km", 55, 60)
    faults = [str(found) for found in validate(world({**row, **change}))]
    assert any(fault in found for found in faults), faults


def test_a_row_becomes_a_claim(syria):
    row = syria.published.loc["sohr-hama-4-december"]
    claim = claim_of_published(row.to_dict())
    assert (claim["tolerance_low"], claim["tolerance_high"]) == (0.0, 7.0)
    assert claim["metric"] in METRICS


def test_the_readme_has_the_residuals_as_they_are_computed(syria):
    """After a change of the data that fails here: `tools/residuals.py --write`, and say why."""
    spec = importlib.util.spec_from_file_location("residuals", ROOT / "tools" / "residuals.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    text = (syria.folder / "README.md").read_text(encoding="utf-8")
    found = tool.TABLE.search(text)[0]
    before = dict(tool.ROW.findall(found))
    assert set(before) == set(syria.published.index)
    assert found == tool.residuals(syria, before)
    agree = int(published_table(syria)["agrees"].sum())
    assert f"{agree} of {len(before)} agree" in text


def test_numbers_of_the_residuals_are_written_as_they_are_read():
    spec = importlib.util.spec_from_file_location("residuals", ROOT / "tools" / "residuals.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert [tool.number(value) for value in (3, 63.378, 151.24, 1357.6)] == [
        "3", "63.38", "151.2", "1358",
    ]  # fmt: skip
    assert (tool.number(-1.5, sign=True), tool.number(float("nan"))) == ("−1.50", "–")
