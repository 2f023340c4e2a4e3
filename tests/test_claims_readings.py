"""What is supported as reported is tested under the other readings, and on what was known then."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from syria_analysis.claims import METRICS, check, check_claim, claims_table
from syria_analysis.control.readings import readings
from syria_analysis.text.language import speaking
from worlds import event, load_world, place, source, write_world

AS_REPORTED, NEAREST_PLACE = "as reported", "the front at the nearest place held"

YES, PARTLY, NO = "supported", "partly", "not supported"
ARTICLE = "blue-news-2024-12-02-hama-homs"  # named by the descriptor as the article


def claim(metric, subject, expected="yes", low="", high="", as_of="2024-12-02"):
    return {
        "id": "the-claim",
        "statement": "Something is so.",
        "metric": metric,
        "subject": subject,
        "unit": "",
        "expected": expected,
        "tolerance_rule": "exact",
        "tolerance_low": low,
        "tolerance_high": high,
        "as_of": as_of,
        "forecast": "false",
        "overturned_by": "another report",
        "sources": "report",
        "note": "",
    }


def front(low, high, to="delta"):
    """Claim how far the HTS front is from delta: from 38.0 to 39.5 E, 137.7 km, on 2 December."""
    return claim("front_distance", f"to={to};attackers=HTS;defenders=SAA", "130", low, high)


@pytest.fixture
def world(tmp_path):
    """Four towns 1° apart on 34.5° N, alpha with HTS, the rest with the government."""

    def build(*events, places=(), sources=(), claims=()):
        row = [
            place(name, 34.5, 36.5 + k, "SAA" if k else "HTS")
            for k, name in enumerate(["alpha", "bravo", "charlie", "delta"])
        ]
        told = ARTICLE in [source["id"] for source in sources]
        conflict = {"article": {"source": ARTICLE}} if told else {}
        folder = write_world(
            tmp_path, [*row, *places], events, claims, sources=sources, conflict=conflict
        )
        return load_world(folder)

    return build


BRAVO_FALLS = event("2024-11-28", "bravo", "SAA", "HTS")
BRAVO_CONTESTED = event("2024-11-30", "bravo", "HTS", "SAA", contested="true")
CHARLIE_CONTESTED = event("2024-11-30", "charlie", "SAA", "HTS", contested="true")
OWN = {"claim_kind": "own claim", "confidence": "medium"}
TANF = place("tanf", 33.4, 39.5, "SFA")


def judged(dataset, row):
    found = check_claim(dataset, row)
    assert found.shape == check.VERDICT_SHAPES[found.verdict]
    return found.verdict, found.broken_by


def named(word, attackers=("HTS",), defenders=("SAA",)):
    """Find the name of the reading that a word in it tells."""

    def of(dataset):
        names = [reading.name for reading in readings(dataset, attackers, defenders)]
        return next(name for name in names if word in name)

    return of


@pytest.mark.parametrize("confidence", ["medium", "low"])
def test_broken_by_low_confidence(world, confidence):
    dataset = world({**BRAVO_FALLS, "confidence": confidence})
    row = claim("held_by", "place=bravo;by=HTS")
    assert judged(dataset, row) == (PARTLY, named("high-confidence")(dataset))


def test_what_rests_on_high_confidence_alone_stays_supported(world):
    assert judged(world(BRAVO_FALLS), claim("held_by", "place=bravo;by=HTS")) == (YES, "")


def test_broken_by_the_word_of_one_party(world):
    # High: taken on the 28th. A monitor, not high: retaken. The taker alone: taken again.
    dataset = world(
        BRAVO_FALLS,
        event("2024-11-29", "bravo", "HTS", "SAA", confidence="medium"),
        event("2024-11-30", "bravo", "SAA", "HTS", **OWN),
    )
    row = claim("held_by", "place=bravo;by=HTS")
    assert judged(dataset, row) == (PARTLY, named("party")(dataset))


def test_broken_by_a_contest_settled_for_the_defenders(world):
    # With bravo back the front lies 2.5° off instead of 1.5°.
    dataset = world(BRAVO_FALLS, BRAVO_CONTESTED)
    assert judged(dataset, front(120, 150)) == (PARTLY, named("defenders")(dataset))


def test_broken_by_a_contest_settled_for_the_attackers(world):
    dataset = world(BRAVO_FALLS, CHARLIE_CONTESTED)
    assert judged(dataset, front(120, 150)) == (PARTLY, named("for the attackers")(dataset))


def test_broken_by_an_uncertain_day_settled_for_the_defenders(world):
    span = {"date_earliest": "2024-11-28", "date_latest": "2024-12-04"}
    dataset = world({**BRAVO_FALLS, **span})
    assert judged(dataset, front(120, 150)) == (PARTLY, named("defenders")(dataset))


def test_broken_by_the_nearest_place(world):
    # The line is 137.7 km away, bravo itself 183.6 km.
    dataset = world(BRAVO_FALLS)
    assert judged(dataset, front(120, 150)) == (PARTLY, NEAREST_PLACE)
    assert judged(dataset, front(120, 190)) == (YES, "")


def test_broken_by_the_force_at_al_tanf_joining(world):
    # The border of tanf and delta runs halfway between them, 61 km from delta.
    dataset = world(BRAVO_FALLS, places=[TANF])
    assert judged(dataset, front(120, 190)) == (PARTLY, named("Syrian Free Army")(dataset))
    assert judged(dataset, front(55, 190)) == (YES, "")


def test_the_force_at_al_tanf_joins_no_claim_that_names_who_gained(world):
    dataset = world(BRAVO_FALLS, places=[TANF])
    assert judged(dataset, claim("held_by", "place=bravo;by=HTS")) == (YES, "")


def test_doubts_are_settled_against_a_side_that_the_claim_names_alone(world):
    # The government retook alpha on day 2; HTS contests it. Its opponents are all others.
    dataset = world(
        event("2024-11-28", "alpha", "HTS", "SAA"),
        event("2024-11-30", "alpha", "SAA", "HTS", contested="true"),
    )
    row = claim("captured_on_day", "place=alpha;by=SAA;start=2024-11-27", "2", 1, 2)
    assert judged(dataset, row) == (PARTLY, named("defenders")(dataset))


def test_the_first_reading_that_breaks_is_named(world):
    dataset = world({**BRAVO_FALLS, "confidence": "low"}, BRAVO_CONTESTED, places=[TANF])
    assert judged(dataset, front(120, 150)) == (PARTLY, named("high-confidence")(dataset))


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(30, 60, PARTLY), (400, 500, NO)],  # charlie gone, delta stands at the line
)
def test_other_readings_never_raise_a_verdict_nor_break_what_is_not_supported(
    world, low, high, verdict
):
    dataset = world(BRAVO_FALLS, CHARLIE_CONTESTED)
    row = front(low, high)
    assert judged(dataset, row) == (verdict, "")


def test_the_value_stays_the_one_as_reported(world):
    dataset = world(BRAVO_FALLS, BRAVO_CONTESTED)
    found = check_claim(dataset, front(120, 150))
    assert found.computed == pytest.approx(137.7, abs=0.7)
    assert found.low <= found.computed <= found.high


def test_timeless_claims_are_not_judged(world, monkeypatch):
    def never(*args):
        raise AssertionError("no event bears on it")

    dataset = world({**BRAVO_FALLS, "confidence": "low"})
    monkeypatch.setattr(check, "readings", never)
    monkeypatch.setattr(check, "known_by", never)
    rows = [
        (claim("located_in", "place=bravo;unit=Hama"), YES),
        (claim("not_checkable", "topic=aims", ""), "not checkable from this data"),
    ]
    for row, verdict in rows:
        assert judged(replace(dataset, article_day=dt.date(2024, 12, 2)), row) == (verdict, "")
    with pytest.raises(AssertionError, match="no event"):
        check_claim(dataset, claim("held_by", "place=bravo;by=HTS"))


def test_every_timeless_metric_is_one():
    timeless = {name for name, metric in METRICS.items() if metric.timeless}
    assert timeless == {"located_in", "not_checkable", "population_rank"}


def test_the_readings_in_order(world):
    dataset = world(BRAVO_FALLS, places=[TANF])
    found = readings(dataset, ["HTS"], ["SAA"])
    assert found[0].name == AS_REPORTED and found[0].dataset is dataset
    assert len({reading.name for reading in found}) == len(found) == 7
    assert [reading.attackers for reading in found] == [("HTS",)] * 6 + [("HTS", "SFA")]
    assert [reading.key == "nearest-place" for reading in found] == [False] * 5 + [True, False]
    assert readings(dataset, ["HTS"], ["SAA"]) is found  # computed once
    # On either side the force stands there already.
    assert len(readings(dataset, ["HTS", "SFA"], ["SAA"])) == 6
    assert len(readings(dataset, ["HTS"], ["SAA", "SFA"])) == 6


# ------------------------------------------------------------------ what was known then

SOURCES = [
    source(ARTICLE, "2024-12-02"),
    source("early", "2024-12-02"),
    source("late", "2024-12-03"),
    source("undated"),
]


def known(dataset, row):
    return check_claim(dataset, row).known_then


@pytest.mark.parametrize(
    ("sources", "then"),
    [("early", YES), ("late", NO), ("undated", NO), ("late|early", YES), ("undated|late", NO)],
)
def test_only_what_was_published_by_the_article_s_day_was_known(world, sources, then):
    dataset = world({**BRAVO_FALLS, "sources": sources}, sources=SOURCES)
    assert dataset.article_day == dt.date(2024, 12, 2)
    found = check_claim(dataset, claim("held_by", "place=bravo;by=HTS"))
    assert (found.verdict, found.known_then) == (YES, then)


def test_what_was_known_is_tested_under_the_other_readings_too(world):
    # What made it sure was published later.
    dataset = world(
        {**BRAVO_FALLS, "sources": "early", "confidence": "medium"},
        event("2024-11-29", "bravo", "HTS", "SAA", sources="late"),
        event("2024-11-30", "bravo", "SAA", "HTS", sources="late"),
        sources=SOURCES,
    )
    found = check_claim(dataset, claim("held_by", "place=bravo;by=HTS"))
    assert (found.verdict, found.broken_by, found.known_then) == (YES, "", PARTLY)


def test_more_may_have_been_said_then_than_holds_now(world):
    # The page that gives the place back came out later: then it was simply the attackers'.
    dataset = world(
        {**BRAVO_FALLS, "sources": "early"},
        event("2024-12-01", "bravo", "HTS", "SAA", sources="late"),
        sources=SOURCES,
    )
    found = check_claim(dataset, claim("held_by", "place=bravo;by=HTS"))
    assert (found.verdict, found.known_then) == (NO, YES)


def test_a_forecast_was_not_yet_known(world):
    dataset = world({**BRAVO_FALLS, "sources": "early"}, sources=SOURCES)
    assert known(dataset, claim("held_by", "place=bravo;by=HTS", as_of="2024-12-03")) == (
        "not yet known"
    )


def test_without_an_article_s_day_nothing_is_said_of_it(world):
    assert known(world(BRAVO_FALLS), claim("held_by", "place=bravo;by=HTS")) == ""


def test_the_table_says_both_or_leaves_it_out(world):
    row = {**claim("held_by", "place=bravo;by=HTS"), "id": "bravo-held"}
    dataset = world({**BRAVO_FALLS, "sources": "late"}, sources=SOURCES, claims=[row])
    assert claims_table(dataset)[["verdict", "known_then"]].to_numpy().tolist() == [[YES, NO]]
    assert claims_table(dataset, brief=True)["known_then"].tolist() == [""]
    # Seen from an earlier evening the claim is open, then as now.
    early = claims_table(dataset, "2024-12-01")
    assert early[["verdict", "broken_by"]].to_numpy().tolist() == [["not yet known", ""]]


def test_remarks_are_in_the_language_spoken_and_verdicts_the_same(world):
    dataset = world(BRAVO_FALLS, CHARLIE_CONTESTED, claims=[front(120, 150)])
    english = claims_table(dataset).iloc[0]
    with speaking("ar"):
        arabic = claims_table(dataset).iloc[0]
    assert english["basis"].startswith("Nearest place held: Bravo.")
    assert arabic["basis"].startswith("أقرب موقع مسيطر عليه: Bravo.")
    assert english["broken_by"] == "doubts settled for the attackers"
    assert arabic["broken_by"] == "حسم الشكوك لمصلحة المهاجمين"
    assert claims_table(dataset).iloc[0]["basis"] == english["basis"]
    assert english["verdict"] == arabic["verdict"] == PARTLY
