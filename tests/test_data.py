"""The evidence itself: is it complete, is it fair, does it agree with what others published?"""

from __future__ import annotations

import re

import pandas as pd
import pytest

from syria_analysis.situation import areas, situation_on
from syria_analysis.values import split_list

PUBLISHED = {"government": 63.38, "kurdish-led": 25.64, "opposition": 10.98}
"""Jusoor for Studies, maps of military influence, 2020 onwards; al-Tanf with the opposition."""


def published_shares(dataset, day):
    """Shares of the sides in %, land under Israel and the UN left out."""
    table = areas(situation_on(dataset, day)).set_index("faction")["area_km2"]
    sides = table.groupby(dataset.factions["side"].reindex(table.index)).sum().drop("other")
    return 100 * sides / sides.sum()


def published_table(dataset):
    """The table of the outside check in the data's README: share and residual of each side now."""
    text = (dataset.folder / "README.md").read_text(encoding="utf-8")
    check = text.split("## Outside check")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+?) \|.*\| (\d+\.\d+) \(([+−]\d+\.\d+)\) \|$", check, re.MULTILINE)
    names = {"government": "government", "SDF": "kurdish-led"}
    return {
        names.get(name, "opposition"): (float(share), float(residual.replace("−", "-")))
        for name, share, residual in rows
    }


@pytest.mark.parametrize("side", PUBLISHED)
def test_the_readme_states_the_shares_and_their_residuals(syria, side):
    """The residuals that the README publishes are those of the data: neither can go stale."""
    share, residual = published_table(syria)[side]
    computed = published_shares(syria, "2024-11-26")[side]
    assert computed == pytest.approx(share, abs=0.05)
    assert computed - PUBLISHED[side] == pytest.approx(residual, abs=0.05)


def test_the_sdf_alone_meets_the_aim_of_one_point(syria):
    """Government and opposition miss the aim of 1.0 point.

    The README says why under "Outside check": the published area around al-Tanf is larger than
    the 55 km circle by which the zone is defined. A side that comes to meet the aim fails here
    too, so that the README is rewritten.
    """
    shares = published_shares(syria, "2024-11-26")
    meets = {side for side, published in PUBLISHED.items() if abs(shares[side] - published) <= 1.0}
    assert meets == {"kurdish-led"}


@pytest.mark.parametrize(
    ("faction", "longitudes", "published", "tolerance"),
    [
        pytest.param("HTS", (35, 43), 3460, 0.02, id="north-west, Nus for Studies 2020"),
        pytest.param("SNA", (35, 38.3), 4147, 0.05, id="SNA west of the Euphrates, Anadolu 2018"),
        pytest.param("SNA", (38.3, 43), 3412, 0.05, id="Tell Abyad to Ras al-Ayn, SOHR 2019"),
        pytest.param("SFA", (35, 43), 6690, 0.03, id="al-Tanf, 55 km circle in Syria"),
    ],
)
def test_each_part_has_its_published_area(syria, faction, longitudes, published, tolerance):
    """The parts of the opposition's share, each against a published figure of its own.

    For Tell Abyad to Ras al-Ayn the lowest of the published figures; the README names the others.
    """
    west, east = longitudes
    places = syria.places
    part = places.index[(places["holder"] == faction) & places["lon"].between(west, east)]
    area = syria.tessellation.area_km2.reindex(part).sum()
    assert area == pytest.approx(published, rel=tolerance)


def test_no_government_place_is_left_without_an_account(syria):
    last_word = syria.events.drop_duplicates("place", keep="last").set_index("place")
    government = syria.places.index[syria.places["holder"] == "SAA"]
    silent = [place for place in government if place not in last_word.index]
    assert silent == []
    kept = government[last_word.loc[government, "to"] == "SAA"]
    assert kept.tolist() == []


def test_the_government_holds_nothing_but_what_is_known_on_the_last_evening(syria):
    evening = situation_on(syria, syria.last)
    left = set(evening.holders.index[evening.holders == "SAA"])
    later = syria.events[syria.events["date"] > pd.Timestamp(syria.last)]
    assert left <= set(later["place"])


def test_southern_idlib_fell_by_30_november(syria):
    evening = situation_on(syria, "2024-11-30")
    idlib = syria.real_places[syria.real_places["governorate"] == "Idlib"].index
    held = idlib[(evening.holders[idlib] == "SAA") & ~evening.uncertain[idlib]]
    assert held.tolist() == []


def test_the_karnaz_sector_is_contested_on_the_evening_of_2_december(syria):
    evening = situation_on(syria, "2024-12-02")
    contested = set(evening.contested.index[evening.contested != ""])
    assert {"karnaz", "al-jubbayn", "tell-malah", "suran"} <= contested


@pytest.mark.parametrize(
    ("day", "place", "holder"),
    [
        ("2024-11-29", "aleppo", "SAA"),
        ("2024-11-30", "aleppo", "HTS"),
        ("2024-12-02", "hama", "SAA"),
        ("2024-12-05", "hama", "HTS"),
        ("2024-12-06", "homs", "SAA"),
        ("2024-12-08", "homs", "HTS"),
        ("2024-12-08", "damascus", "HTS"),
        ("2024-12-02", "morek", "HTS"),
        ("2024-12-01", "khan-shaykhun", "HTS"),
        ("2024-12-08", "hmeimim", "RUS"),
        ("2024-12-08", "tartus-naval-facility", "RUS"),
        ("2024-12-08", "raqqa", "SDF"),
    ],
)
def test_what_everybody_reported(syria, day, place, holder):
    assert situation_on(syria, day).holders[place] in (
        {holder, "SOR"} if place == "damascus" else {holder}
    )


def test_every_cited_row_leads_to_a_page_or_says_that_it_is_unsure(syria):
    for table in (syria.places, syria.events):
        for _, row in table.iterrows():
            cited = split_list(row["sources"])
            assert cited or row["confidence"] == "low", row["id"]
    assert (syria.sources["publisher"] != "").all()


def test_anchors_come_only_from_the_tanf_disc_or_a_cited_line(syria):
    anchors = syria.places[syria.places["kind"] == "anchor"]
    assert len(anchors)
    assert (anchors["sources"] != "").all()
    assert set(anchors["governorate"]) <= {
        "Homs",
        "Rif Dimashq",
        "Raqqa",
        "Hasakah",
        "Deir ez-Zor",
        "Suwayda",
    }
