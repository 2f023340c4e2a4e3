"""Each metric of the claims on a country of eight strips whose answers are worked by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from syria_analysis.api import load
from syria_analysis.claims import (
    METRICS,
    VERDICT_SHAPES,
    check_claim,
    claims_table,
    cutoff_metrics,
    ground_metrics,
    place_metrics,
)
from syria_analysis.claims.metrics import Names, read_claim
from syria_analysis.errors import BadDate, DateOutOfRange, InvalidData, UnknownName
from worlds import collection, event, place, square, write_world

YES, PARTLY, NO = "supported", "partly", "not supported"
NOT_CHECKABLE = "not checkable from this data"
STRIP = 45.9  # km, half a degree of longitude on 34.5° N
SINCE = "since=2024-11-26"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Eight towns on 34.5° N, half a degree apart; every cell a strip of half a degree.

    36.25 alpha, 36.75 bravo, 37.25 charlie, 37.75 delta lie in Hama; 38.25 echo, 38.75 foxtrot,
    39.25 golf, 39.75 hotel in Homs. On 2 December HTS holds alpha and bravo and contests delta,
    the SNA holds echo (low confidence, span 1 to 4 December), the SDF foxtrot and hotel. Places
    of guests (RUS) have no cell.
    """
    holders = dict.fromkeys(
        ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"], "SAA"
    )
    holders |= {"alpha": "HTS", "foxtrot": "SDF"}
    cities = {"alpha": 100, "bravo": 300, "charlie": 200, "golf": 250}
    places = []
    for number, (name, holder) in enumerate(holders.items()):
        more: dict = {"unit": "Hama" if number < 4 else "Homs"}
        if name in cities:
            more |= {"kind": "city", "population": cities[name], "population_year": 2004}
        places.append(place(name, 34.5, 36.25 + 0.5 * number, holder, **more))
    guest = {"kind": "naval-base", "position_accuracy_m": 2000}
    places += [
        place("quay", 33.3, 37.99, "RUS", unit="Hama", **guest),
        place("mole", 33.3, 35.99, "RUS", unit="Hama", **guest),
        place("old-town", 34.53, 36.75, "SFA", kind="quarter", extent_km2=2),
        place("late-count", 33.5, 39.75, "RUS", unit="Homs", kind="city", population=220),
    ]
    span = {"date_earliest": "2024-12-01", "date_latest": "2024-12-04", "confidence": "low"}
    events = [
        event("2024-11-28", "bravo", "SAA", "HTS"),
        event("2024-11-29", "charlie", "SAA", "HTS", date_earliest="2024-11-28",
              date_latest="2024-11-30", confidence="medium"),
        event("2024-11-30", "charlie", "HTS", "SAA", order=2),
        event("2024-12-01", "delta", "SAA", "HTS", contested="true"),
        event("2024-12-01", "hotel", "SAA", "SDF"),
        event("2024-12-02", "echo", "SAA", "SNA", **span),
        event("2024-12-03", "bravo", "HTS", "SAA", contested="true"),
        event("2024-12-04", "bravo", "HTS", "HTS"),
        event("2024-12-05", "charlie", "SAA", "HTS"),
        event("2024-12-05", "delta", "SAA", "HTS", order=2),
        event("2024-12-07", "golf", "SAA", "SOR"),
    ]  # fmt: skip
    folder = write_world(tmp_path_factory.mktemp("strips"), places, events)
    halves = {"Hama": square(36, 33, 38, 36), "Homs": square(38, 33, 40, 36)}
    features = [collection(shape, name)["features"][0] for name, shape in halves.items()]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "basemap" / "governorates.geojson").write_text(text, encoding="utf-8")
    return load(folder)


def claim(metric, subject, expected="yes", low="", high="", as_of="2024-12-02", unit=""):
    return {
        "id": "the-claim",
        "statement": "Something is so.",
        "metric": metric,
        "subject": subject,
        "unit": unit,
        "expected": expected,
        "tolerance_rule": "exact",
        "tolerance_low": low,
        "tolerance_high": high,
        "as_of": as_of,
        "forecast": False,
        "overturned_by": "another report",
        "sources": "report",
        "note": "",
    }


def check(world, metric, *args, **kwargs):
    """Answer a claim by its metric alone: other readings of the evidence are tested elsewhere."""
    real = world.real_places
    names = Names(
        places=real.index,
        factions=world.factions.index,
        units=set(real["unit"]),
        kinds=set(real["kind"]),
        first=world.first,
        last=world.last,
    )
    return METRICS[metric].compute(world, read_claim(claim(metric, *args, **kwargs), names))


def shown(world, *args, **kwargs):
    """Return what readers see of a claim, tested under other readings too."""
    return check_claim(world, claim(*args, **kwargs))


@pytest.mark.parametrize(
    ("subject", "as_of", "verdict", "computed"),
    [
        ("place=bravo;by=HTS", "2024-12-02", YES, "yes"),
        ("place=charlie;by=HTS", "2024-12-02", NO, "no"),
        ("place=bravo,charlie;by=HTS,SNA", "2024-12-02", PARTLY, "no"),
        ("place=delta;by=HTS", "2024-12-02", PARTLY, "no"),  # contested by the side
        ("place=delta;by=SAA", "2024-12-02", PARTLY, "no"),  # held, but contested
        ("place=echo;by=SNA", "2024-12-02", PARTLY, "yes"),  # the evening divides the span
        ("place=echo;by=SNA", "2024-12-01", PARTLY, "no"),
        ("place=echo;by=SNA", "2024-12-04", YES, "yes"),
        ("place=echo;by=SNA,SAA", "2024-12-02", YES, "yes"),  # either way one of the side's
    ],
)
def test_held_by(world, subject, as_of, verdict, computed):
    found = check(world, "held_by", subject, as_of=as_of)
    assert (found.verdict, found.value) == (verdict, computed)


def test_held_by_names_quarters_of_others_and_its_events(world):
    found = check(world, "held_by", "place=bravo;by=HTS")
    assert "Old-Town" in found.basis
    assert found.events == ("event-1",)
    assert "Low confidence: Echo" in check(world, "held_by", "place=echo;by=SNA").basis


@pytest.mark.parametrize(
    ("where", "days", "as_of", "verdict", "numbers"),
    [
        ("bravo", 2, "2024-12-02", YES, (2, 2, 2)),
        ("bravo", 1, "2024-12-02", PARTLY, (2, 2, 2)),  # within 24 hours more
        ("echo", 5, "2024-12-05", PARTLY, (6, 5, 8)),
        ("echo", 4, "2024-12-05", NO, (6, 5, 8)),
        ("charlie", 9, "2024-12-02", NO, (None, None, None)),  # given back
        ("charlie", 9, "2024-12-05", YES, (9, 9, 9)),  # the capture that lasted
        ("alpha", 9, "2024-12-02", NO, (None, None, None)),  # held before
    ],
)
def test_captured_on_day(world, where, days, as_of, verdict, numbers):
    subject = f"place={where};by=HTS,SNA;start=2024-11-27"
    found = check(world, "captured_on_day", subject, str(days), 1, days, as_of, "day")
    assert found.verdict == verdict
    assert (found.value, found.low, found.high) == numbers


@pytest.mark.parametrize(
    ("by", "expected", "as_of", "verdict", "computed"),
    [
        ("HTS", "2024-11-28", "2024-12-02", YES, "2024-11-28"),
        ("HTS", "2024-11-27", "2024-12-02", PARTLY, "2024-11-28"),
        ("HTS", "2024-11-29", "2024-12-02", NO, "2024-11-28"),
        ("SNA", "2024-12-03", "2024-12-02", PARTLY, "2024-12-02"),  # only within its span
        ("SNA", "2024-12-01", "2024-12-01", NO, None),
    ],
)
def test_first_capture(world, by, expected, as_of, verdict, computed):
    subject = f"by={by};from=SAA;{SINCE}"
    found = check(world, "first_capture", subject, expected, as_of=as_of, unit="date")
    assert (found.verdict, found.value) == (verdict, computed)


def test_first_capture_reads_like_a_day(world):
    found = shown(world, "first_capture", f"by=SNA;from=SAA;{SINCE}", "2024-12-02", unit="date")
    assert found.display == "2 December 2024 (1–4 December)"
    assert "Low confidence: Echo" in found.basis


@pytest.mark.parametrize(
    ("extra", "expected", "verdict", "numbers"),
    [
        ("", "3", YES, (3, 2, 4)),  # bravo, charlie, echo; echo doubtful, delta contested
        ("", "4", PARTLY, (3, 2, 4)),
        ("", "10", NO, (3, 2, 4)),
        (";partly_low=3;partly_high=10", "10", PARTLY, (3, 2, 4)),
        (";partly_low=4;partly_high=10", "10", NO, (3, 2, 4)),
        (";exclude=bravo", "2", YES, (2, 1, 3)),
        (";until=2024-11-29", "2", YES, (2, 1, 2)),  # charlie's span ends a day later
    ],
)
def test_places_captured(world, extra, expected, verdict, numbers):
    subject = f"by=HTS,SNA;from=SAA;{SINCE};kinds=city,town{extra}"
    found = check(world, "places_captured", subject, expected, 1, unit="places")
    assert found.verdict == verdict
    assert (found.value, found.low, found.high) == numbers


@pytest.mark.parametrize(("by", "verdict"), [("HTS", YES), ("SNA", PARTLY), ("SOR", NO)])
def test_any_place_captured(world, by, verdict):
    subject = f"by={by};from=SAA;{SINCE};kinds=city,town"
    assert check(world, "places_captured", subject, "yes", 1).verdict == verdict


def test_a_kind_that_no_captured_place_has_counts_nothing(world):
    subject = f"by=HTS;from=SAA;{SINCE};kinds=quarter"
    found = shown(world, "places_captured", subject, "yes", 1, unit="places")
    assert (found.verdict, found.computed, found.display) == (NO, 0, "0 places")


@pytest.mark.parametrize(
    ("low", "high", "direction", "verdict"),
    [
        (105, 120, "", YES),
        (105, 120, ";direction=E", YES),
        (105, 120, ";direction=SE", YES),  # 45 degrees off at most
        (105, 120, ";direction=S", PARTLY),
        (150, 170, "", PARTLY),  # only with echo not taken yet
        (10, 20, "", NO),
    ],
)
def test_front_distance(world, low, high, direction, verdict):
    subject = f"to=golf;attackers=HTS,SNA;defenders=SAA{direction}"
    found = check(world, "front_distance", subject, "112", low, high, unit="km")
    # From 39.25 to the border of delta and echo on 38.0. If echo was not taken yet, which the
    # evening divides, and delta stays, the nearest place that the attackers hold is bravo, 36.75.
    assert found.value == pytest.approx(2.5 * STRIP, rel=0.005)
    assert found.high == pytest.approx(5 * STRIP, rel=0.005)
    assert found.verdict == verdict
    assert {"event-4", "event-6"} <= set(found.events)
    display = shown(world, "front_distance", subject, "112", low, high, unit="km").display
    assert display == "about 100 km (90–230)"


@pytest.mark.parametrize(
    ("city", "attackers", "verdict"),
    [("bravo", "HTS", NO), ("foxtrot", "HTS", NOT_CHECKABLE), ("golf", "IDF", NOT_CHECKABLE)],
)
def test_no_distance_has_no_number(world, city, attackers, verdict):
    subject = f"to={city};attackers={attackers};defenders=SAA"
    found = shown(world, "front_distance", subject, "70", 60, 80, unit="km")
    assert (found.verdict, found.computed, found.display) == (verdict, None, "—")


@pytest.mark.parametrize(
    ("city", "attackers", "as_of", "least", "verdict", "per_cent"),
    [
        ("golf", "HTS,SNA", "2024-12-02", 15, YES, 100 * 3 / 5.5),
        ("golf", "HTS,SNA", "2024-11-28", 20, PARTLY, 100 * 1 / 5.5),
        ("charlie", "SDF", "2024-11-30", 15, NO, 0),
        ("charlie", "SDF", "2024-12-02", 15, NO, -100 * 1 / 2.5),  # the SNA pushed between
        ("bravo", "HTS", "2024-12-02", 15, YES, 100),
        ("golf", "IDF", "2024-12-02", 15, NOT_CHECKABLE, None),
        ("foxtrot", "HTS", "2024-12-02", 15, NOT_CHECKABLE, None),
        ("golf", "HTS", "2024-12-08", 15, NOT_CHECKABLE, None),  # gone to a third side
    ],
)
def test_closed_in_on(world, city, attackers, as_of, least, verdict, per_cent):
    subject = f"to={city};attackers={attackers};defenders=SAA;{SINCE}"
    found = check(world, "closed_in_on", subject, "yes", least, 100, as_of, "%")
    assert found.verdict == verdict
    assert found.value == (None if per_cent is None else pytest.approx(per_cent, abs=1))


@pytest.mark.parametrize(
    ("by", "least", "verdict", "per_cent"),
    [
        ("HTS,SNA", 40, YES, 50),  # bravo in, echo out
        ("HTS,SNA", 60, PARTLY, 50),
        ("SDF", 50, NO, 0),  # hotel, out
        ("SNA", 50, NO, 0),
        ("IDF", 50, NO, None),
    ],
)
def test_front_moved_in(world, by, least, verdict, per_cent):
    subject = f"by={by};from=SAA;units=Hama;{SINCE}"
    found = check(world, "front_moved_in", subject, "yes", least, 100, unit="%")
    assert found.verdict == verdict
    assert found.value == (None if per_cent is None else pytest.approx(per_cent, abs=0.5))


def test_a_share_spans_what_is_not_sure(world):
    subject = f"by=HTS,SNA;from=SAA;units=Hama;{SINCE}"
    found = check(world, "front_moved_in", subject, "yes", 50, 100, unit="%")
    # low: bravo against echo; high: bravo and contested delta, echo not counted.
    assert (found.low, found.high) == (pytest.approx(50, abs=0.5), 100)


@pytest.mark.parametrize(
    ("subject", "verdict", "strips"),
    [
        ("by=HTS,SNA;measure=gross", YES, (2, 1, 3)),
        ("by=HTS,SNA;measure=gross;from=SDF", NO, (0, 0, 0)),
        ("by=SNA;measure=gross", PARTLY, (1, 0, 1)),
        ("by=SDF;measure=net", YES, (1, 1, 1)),
        ("by=SAA;measure=net", NO, (-3, -4, -2)),  # lost bravo, hotel, echo?; delta contested
        ("by=IDF;measure=gross", NO, (0, 0, 0)),
    ],
)
def test_gained_ground(world, subject, verdict, strips):
    found = check(world, "gained_ground", f"{subject};{SINCE}", "yes", 0, unit="km2")
    strip = 333 * STRIP
    assert found.verdict == verdict
    for value, number in zip((found.value, found.low, found.high), strips, strict=True):
        assert value == pytest.approx(number * strip, rel=0.01, abs=5)
    display = shown(world, "gained_ground", f"{subject};{SINCE}", "yes", 0, unit="km2").display
    assert display.endswith("km²") or "km² (" in display


@pytest.mark.parametrize(
    ("by", "than", "verdict"),
    [("HTS,SNA", "IDF", YES), ("SNA", "IDF", PARTLY), ("IDF", "SDF", NO)],
)
def test_gained_more(world, by, than, verdict):
    subject = f"by={by};than={than};{SINCE};measure=gross"
    assert check(world, "gained_more", subject, "yes", 0, unit="km2").verdict == verdict


@pytest.mark.parametrize(
    ("by", "near", "radius", "verdict", "numbers"),
    [
        ("HTS", "charlie", 30, YES, (1, 1, 1)),
        ("HTS", "charlie", 50, YES, (3, 2, 3)),  # delta only contested
        ("HTS", "delta", 30, PARTLY, (1, 0, 1)),
        ("SNA", "echo", 30, PARTLY, (1, 0, 1)),
        ("SNA", "bravo", 30, NO, (0, 0, 0)),
    ],
)
def test_advanced_near(world, by, near, radius, verdict, numbers):
    subject = f"by={by};from=SAA;near={near};radius_km={radius};{SINCE}"
    found = check(world, "advanced_near", subject, "yes", 1, unit="places")
    assert found.verdict == verdict
    assert (found.value, found.low, found.high) == numbers


@pytest.mark.parametrize(
    ("near", "radius", "as_of", "verdict", "computed"),
    [
        ("charlie", 30, "2024-12-02", YES, "yes"),
        ("charlie", 50, "2024-12-02", PARTLY, "yes"),  # bravo kept
        ("charlie", 30, "2024-11-29", NO, "no"),  # not yet given back
        ("bravo", 30, "2024-12-02", NO, "no"),
        ("bravo", 30, "2024-12-03", PARTLY, "no"),  # only contested again
        ("golf", 30, "2024-12-02", NO, "no"),  # nothing taken
    ],
)
def test_advanced_then_withdrew(world, near, radius, as_of, verdict, computed):
    subject = f"by=HTS;from=SAA;near={near};radius_km={radius};{SINCE}"
    found = check(world, "advanced_then_withdrew", subject, as_of=as_of)
    assert (found.verdict, found.value) == (verdict, computed)


@pytest.mark.parametrize(
    ("where", "verdict"),
    [("delta", YES), ("charlie", YES), ("bravo", NO), ("golf", PARTLY)],
)
def test_attacked_not_taken(world, where, verdict):
    subject = f"place={where};by=HTS;radius_km=10;{SINCE}"
    assert check(world, "attacked_not_taken", subject).verdict == verdict


@pytest.mark.parametrize(
    ("where", "governorate", "verdict"),
    [
        ("bravo", "Hama", YES),
        ("bravo", "Homs", NO),
        ("quay", "Hama", PARTLY),  # 0.9 km from the boundary, known to 2 km
        ("mole", "Hama", YES),  # off the coast: the sea belongs to no governorate
    ],
)
def test_located_in(world, where, governorate, verdict):
    subject = f"place={where};unit={governorate}"
    assert check(world, "located_in", subject).verdict == verdict


@pytest.mark.parametrize(
    ("where", "year", "expected", "verdict", "ranks"),
    [
        ("bravo", 2004, "1", YES, (1, 1, 1)),
        ("bravo", 2004, "2", NO, (1, 1, 1)),
        ("charlie", 2004, "3", PARTLY, (3, 3, 4)),  # a later figure of another city is larger
        ("bravo", 1994, "1", NOT_CHECKABLE, (None, None, None)),
    ],
)
def test_population_rank(world, where, year, expected, verdict, ranks):
    found = check(world, "population_rank", f"place={where};year={year}", expected, unit="rank")
    assert found.verdict == verdict
    assert (found.value, found.low, found.high) == ranks


def test_population_rank_by_further_figures(world):
    rows = [
        ("bravo", 90, 2023, "urban area"),
        ("charlie", 100, 2023, "urban area"),
        ("charlie", 10, 2023, "city limits"),  # alone in its series: no rank
    ]
    further = pd.DataFrame(rows, columns=["place", "population", "year", "covers"])
    wider = replace(world, populations=further.assign(source="agency"))
    found = check(wider, "population_rank", "place=bravo;year=2004", "1", unit="rank")
    assert (found.verdict, found.value, found.low, found.high) == (PARTLY, 1, 1, 2)
    found = check(wider, "population_rank", "place=bravo;year=2004", "3", unit="rank")
    assert found.verdict == NO


@pytest.mark.parametrize(
    ("where", "after", "limit", "as_of", "verdict", "days"),
    [
        ("golf", "charlie,delta", 30, "2024-12-08", YES, 2),
        ("golf", "charlie", 1, "2024-12-08", NO, 2),  # too late
        ("delta", "charlie", 30, "2024-12-08", YES, 0),  # later on the same day
        ("charlie", "delta", 30, "2024-12-08", NO, 0),  # earlier on the same day
        ("hotel", "echo", 30, "2024-12-08", PARTLY, -1),  # echo may have fallen that day too
        ("golf,hotel", "charlie", 30, "2024-12-08", PARTLY, 2),
        ("golf", "charlie", 30, "2024-12-05", NO, None),  # not lost yet
        ("golf,delta", "charlie", 30, "2024-12-05", PARTLY, 0),
        ("golf", "charlie", 30, "2024-12-04", NOT_CHECKABLE, None),  # charlie not lost yet
    ],
)
def test_fell_after(world, where, after, limit, as_of, verdict, days):
    subject = f"place={where};after={after}"
    found = check(world, "fell_after", subject, "yes", 0, limit, as_of, "days")
    assert (found.verdict, found.value) == (verdict, days)


def test_the_same_rank_in_a_day_leaves_the_order_open(world):
    level = replace(world, events=world.events.assign(order=1))
    found = check(level, "fell_after", "place=delta;after=charlie", "yes", 0, 30, "2024-12-08")
    assert found.verdict == PARTLY
    assert "order" in found.basis


def test_what_has_no_value(world):
    cut = shown(world, "cutoff", "captures=golf;by=HTS;from=golf;targets=hotel")
    assert (cut.verdict, cut.computed, cut.shape) == ("not yet computed", None, "…")
    assert check(world, "not_checkable", "topic=aims", "").verdict == NOT_CHECKABLE


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"metric": "held_bye"}, "metric", "did you mean 'held_by'"),
        ({"subject": "place=bravoo;by=HTS"}, "subject", "unknown place 'bravoo': did you mean"),
        ({"subject": "place=bravo;by=HST"}, "subject", "unknown faction 'HST'"),
        ({"subject": "place=bravo"}, "subject", "needs the key 'by'"),
        ({"subject": "place=bravo;by=HTS;bye=SNA"}, "subject", "unknown key of held_by 'bye'"),
        ({"subject": "place=bravo;by"}, "subject", "'by' is not key=value"),
        ({"subject": "place=bravo;by=HTS;by=SNA"}, "subject", "stands twice"),
        ({"subject": "place=__import__('os');by=HTS"}, "subject", "unknown place"),
        ({"expected": "no"}, "expected", "expects yes, not 'no'"),
        ({"as_of": ""}, "as_of", "needs the evening"),
        ({"as_of": "2024-12-09"}, "as_of", "outside the data"),
        (
            {"metric": "first_capture", "subject": "by=HTS;from=SAA;since=2024-12-03",
             "expected": "2024-12-02"},
            "subject", "later than the claim's evening",
        ),
        (
            {"metric": "first_capture", "subject": "by=HTS;from=SAA;since=2024-13-01",
             "expected": "2024-12-02"},
            "subject", "is not a day",
        ),
        (
            {"metric": "located_in", "subject": "place=bravo,golf;unit=Hama"},
            "subject", "takes one value, not 2",
        ),
        ({"metric": "located_in", "subject": "place=bravo;unit=Hma"}, "subject", "'Hama'"),
        (
            {"metric": "advanced_near",
             "subject": f"by=HTS;from=SAA;near=golf;radius_km=far;{SINCE}"},
            "subject", "radius_km=far is not a positive number",
        ),
        (
            {"metric": "front_distance", "subject": "to=golf;attackers=HTS;defenders=SAA",
             "expected": "70"},
            "tolerance_low", "needs a number",
        ),
        (
            {"metric": "front_distance",
             "subject": "to=golf;attackers=HTS;defenders=SAA;direction=up",
             "expected": "70", "tolerance_low": "60", "tolerance_high": "80"},
            "subject", "unknown word 'up'",
        ),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_a_fault_of_the_data(world, change, column, message):
    row = {**claim("held_by", "place=bravo;by=HTS"), **change}
    with pytest.raises((BadDate, InvalidData, UnknownName)) as raised:
        check_claim(world, row)
    assert str(raised.value).startswith(f"claims.csv, the-claim, {column}: ")
    assert message in str(raised.value) and "\n" not in str(raised.value)


def test_every_function_that_answers_a_claim_is_a_metric():
    computed = {metric.compute for metric in METRICS.values()}
    for module in (ground_metrics, place_metrics, cutoff_metrics):
        for name in module.__all__:
            assert not callable(getattr(module, name)) or getattr(module, name) in computed, name
    assert all(metric.subject for metric in METRICS.values())


def test_shapes_are_distinct_and_in_the_font():
    from fontTools.ttLib import TTFont
    from matplotlib import get_data_path

    assert len(set(VERDICT_SHAPES.values())) == len(VERDICT_SHAPES)
    with TTFont(Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf") as font:
        known = font.getBestCmap()
    assert all(ord(shape) in known for shape in VERDICT_SHAPES.values())


# ------------------------------------------------------------------ the real claims


@pytest.fixture(scope="module")
def table(syria):
    return claims_table(syria)


def test_every_claim_gets_a_verdict_in_file_order(syria, table):
    assert list(table["id"]) == list(syria.claims["id"])
    assert set(table["verdict"]) <= set(VERDICT_SHAPES) - {"not yet known"}
    assert {
        "aleppo-captured", "aleppo-second-largest", "aleppo-within-three-days",
        "places-taken-in-three-days", "front-moved-in-north-west", "islamist-groups-gained",
        "islamist-groups-gained-net", "kurdish-led-forces-gained",
        "kurdish-led-forces-gained-net", "hts-moved-on-hama", "hts-fell-back-from-hama",
        "sna-moved-on-hama", "front-to-damascus", "front-to-homs", "hmeimim-in-latakia",
        "naval-facility-in-tartus", "hama-homs-gate-to-coast", "al-mayadin-attacked",
        "forecast-hama-homs-fall", "forecast-government-falls", "forecast-coast-lost",
    } <= set(table["id"])  # fmt: skip


def test_a_brief_table_has_the_same_verdicts(syria, table):
    brief = claims_table(syria, brief=True)
    for column in ("id", "verdict", "computed", "low", "high", "broken_by", "display"):
        assert brief[column].tolist() == table[column].tolist()


def test_results_carry_what_they_rest_on(syria, table):
    for row in table.to_dict("records"):
        assert row["tolerance"] and row["overturned_by"] and row["display"]
        assert set(row["sources"]) <= set(syria.sources.index) and row["sources"]
        assert set(row["events"]) <= set(syria.events.index)
        assert (syria.events.loc[list(row["events"]), "date"] <= pd.Timestamp(row["as_of"])).all()
        assert row["shape"] == VERDICT_SHAPES[row["verdict"]]
        if isinstance(row["computed"], (int, float)):
            assert row["low"] <= row["computed"] <= row["high"], row["id"]


def test_only_what_needs_other_facts_has_no_value(table):
    computed = table.set_index("id")["computed"]
    without = computed.index[[value is None for value in computed]]
    metrics = table.set_index("id").loc[without, "metric"]
    assert set(metrics) == {"not_checkable"}


def test_a_claim_about_a_later_evening_is_not_yet_known(syria, table):
    early = claims_table(syria, "2024-12-02").set_index("id")
    assert set(early.loc[early["forecast"].astype(bool), "verdict"]) == {"not yet known"}
    now = ~table["forecast"].astype(bool).to_numpy()
    assert early["verdict"].to_numpy()[now].tolist() == table["verdict"].to_numpy()[now].tolist()
    assert set(claims_table(syria, "2024-11-26")["verdict"]) == {"not yet known"}
    with pytest.raises(DateOutOfRange):
        claims_table(syria, "2025-01-01")


def test_the_distance_is_the_front_s_own(syria, table):
    row = table.set_index("id").loc["front-to-homs"]
    far = syria.on("2024-12-02").front("HTS", "SNA", against="SAA").distance_to("homs")
    assert (row["computed"], row["low"], row["high"]) == (far.distance_km, far.low_km, far.high_km)


def test_the_table_is_plain_data(table):
    text = json.dumps(table.drop(columns="as_of").to_dict("records"), allow_nan=False)
    assert "NaN" not in text


def test_ground_of_low_confidence_makes_no_gain_sure(world):
    """Golf fell by an event of low confidence in this reading: it is gained, but not for sure."""
    events = world.events.copy()
    events.loc[events["place"] == "golf", "confidence"] = "low"
    doubtful = replace(world, events=events)
    claim_of = ("gained_ground", f"by=SOR;{SINCE};measure=gross", "yes", 0)
    assert check(world, *claim_of, as_of="2024-12-07", unit="km2").verdict == YES
    found = check(doubtful, *claim_of, as_of="2024-12-07", unit="km2")
    assert found.verdict == PARTLY
    assert found.low == found.value  # the interval is of contests and uncertain days alone
    more = ("gained_more", f"by=SOR;than=IDF;{SINCE};measure=gross", "yes", 0)
    assert check(world, *more, as_of="2024-12-07", unit="km2").verdict == YES
    assert check(doubtful, *more, as_of="2024-12-07", unit="km2").verdict == PARTLY


@pytest.mark.parametrize(("origins", "said"), [(0, True), (1, True), (2, False)])
def test_a_claim_that_stands_on_one_report_says_so(world, origins, said):
    events = world.events.copy()
    events.loc[events["place"] == "bravo", "independent_origins"] = origins
    found = check_claim(replace(world, events=events), claim("held_by", "place=bravo;by=HTS"))
    assert found.verdict in (YES, PARTLY)
    assert ("Reported by one independent origin at most: Bravo." in found.basis) == said
    lost = check_claim(replace(world, events=events), claim("held_by", "place=bravo;by=SAA"))
    assert lost.verdict == NO and "origin" not in lost.basis
