"""Data in another language: names change, no id and no number does, and every question works."""

import datetime as dt

import pandas as pd
import pytest

from syria_analysis.alerts.compare import alerts_between
from syria_analysis.claims.check import claims_table
from syria_analysis.claims.published import published_table
from syria_analysis.explore.facts import places
from syria_analysis.text.language import speaking, spoken
from syria_analysis.text.wording import unit_name
from worlds import packaged

DAY = "2024-12-02"
NAMED = ["name", "short_name", "name_in_sentence", "unit_name", "faction_name"]
QUESTIONS = {
    "areas": lambda data: data.on(DAY).areas(),
    "cut-off": lambda data: (
        data.on(DAY).if_captured("hama", "homs", by="HTS").cut_off(source="damascus").units
    ),
    "claims": lambda data: claims_table(data, brief=True)[["id", "verdict", "computed", "low"]],
    "published": lambda data: published_table(data)[["id", "ours", "agrees"]],
    "balance": lambda data: data.on(DAY).changes(since="2024-11-30").balance,
    "alerts": lambda data: pd.DataFrame(alerts_between(data, "2024-12-01", DAY).record["alerts"])[
        ["date", "kind", "subject", "certainty"]
    ],
    "territory": lambda data: data.on(DAY).territory().geometry.area.to_frame("area"),
    "annotated": lambda data: data.on(DAY).annotate(
        pd.DataFrame({"lat": [34.7, 36.2], "lon": [36.7, 37.1]})
    )[["faction"]],
}


@pytest.fixture(scope="module")
def english():
    return packaged()


@pytest.fixture(scope="module")
def arabic(english):
    with speaking("ar", english):
        return spoken(english)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_the_same_answer_in_another_language(question, english, arabic):
    ask = QUESTIONS[question]
    expected = ask(english).drop(columns=NAMED, errors="ignore")
    with speaking("ar", english):
        found = ask(arabic).drop(columns=NAMED, errors="ignore")
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(expected))


def test_units_are_named_in_the_language_and_known_by_their_id(english, arabic):
    assert list(arabic.places["unit"]) == list(english.places["unit"])
    assert unit_name(arabic, "Homs") == arabic.places.at["homs", "name"] != "Homs"
    assert unit_name(english, "Homs") == "Homs"
    with speaking("ar", english):
        story = arabic.campaign("2024-12-01", DAY)
        told = {row["id"]: row for row in places(story)["places"]}
    assert told["homs"]["unit"] == arabic.places.at["homs", "name"]
    assert "Homs" not in told["homs"]["about"]


def test_the_value_of_a_claim_has_its_unit_in_the_language(arabic):
    with speaking("ar", arabic):
        table = claims_table(arabic, brief=True)
    written = table.loc[table["unit"].isin(["km", "km2"]) & table["computed"].notna(), "display"]
    assert len(written) > 3 and written.str.contains("كم").all()
    assert not written.str.contains("km").any()
    assert dt.date(2024, 12, 2) == arabic.on(DAY).date
