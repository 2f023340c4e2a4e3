"""The same evidence read otherwise: small worlds by hand, and what must hold for any."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syria_analysis.api import validate
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import BadDate
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.package.variants import (
    doubts_settled_for,
    known_by,
    only_high_confidence,
    positions_drawn,
    without_single_party_claims,
)
from worlds import event, load_world, place, source, write_world

SOURCES = [source("on-28", "2024-11-28"), source("on-30", "2024-11-30"), source("undated")]
DAYS = [dt.date(2024, 11, 26) + dt.timedelta(days=k) for k in range(13)]
OWN = {"claim_kind": "own claim", "confidence": "medium"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Five places; bravo's fall is sure, charlie's a claim, delta's dated by a span and doubtful.

    Charlie is contested from 2 December by those who lost it, echo from the first evening on by
    HTS, whose alpha the government contests from then on too.
    """
    places = [
        place("alpha", 34.5, 36.5, "HTS", contested_by="SAA"),
        place("bravo", 34.5, 37.3, "SAA"),
        place("charlie", 34.5, 38.1, "SAA"),
        place("delta", 34.5, 38.9, "SAA"),
        place("echo", 34.5, 39.7, "SAA", contested_by="HTS", position_accuracy_m=2500),
        place("desert", 33.5, 38.0, "SAA", kind="anchor", position_accuracy_m=5000),
    ]
    span = {"date_earliest": "2024-11-29", "date_latest": "2024-12-03"}
    events = [
        event("2024-11-28", "bravo", "SAA", "HTS", sources="on-28"),
        event("2024-11-30", "charlie", "SAA", "HTS", sources="on-30|undated", **OWN),
        event("2024-12-01", "delta", "SAA", "HTS", sources="undated", confidence="low", **span),
        event("2024-12-02", "charlie", "HTS", "SAA", sources="on-30", contested="true"),
        event("2024-12-04", "bravo", "HTS", "SAA", sources="", confidence="low",
              date_earliest="2024-12-03", date_latest="2024-12-06"),
    ]  # fmt: skip
    return write_world(tmp_path_factory.mktemp("doubts"), places, events, sources=SOURCES)


@pytest.fixture(scope="module")
def world(folder):
    return load_world(folder)


def held(dataset, day):
    """Who holds alpha to echo, by the second letter: T HTS, A SAA, D SDF."""
    return "".join(situation_on(dataset, day).holders.drop("desert").map(lambda f: f[1]))


def ids(dataset):
    return [int(name.removeprefix("event-")) for name in dataset.events["id"]]


def test_the_world_is_a_valid_package(folder):
    assert validate(folder) == []


@pytest.mark.parametrize(
    ("read", "kept", "evenings"),
    [
        (lambda world: world, [1, 2, 3, 4, 5], "TAAAA TTTTA TATTA"),
        (only_high_confidence, [1, 4], "TAAAA TTAAA TTAAA"),
        (without_single_party_claims, [1, 3, 4, 5], "TAAAA TTATA TAATA"),
        (lambda w: known_by(w, "2024-11-27"), [], "TAAAA TAAAA TAAAA"),
        (lambda w: known_by(w, "2024-11-29"), [1], "TAAAA TTAAA TTAAA"),
        (lambda w: known_by(w, "2024-11-30"), [1, 2, 4], "TAAAA TTTAA TTTAA"),
        (lambda w: known_by(w, "2030-01-01"), [1, 2, 4], "TAAAA TTTAA TTTAA"),
    ],
)
def test_events_left_out_by_hand(world, read, kept, evenings):
    found = read(world)
    assert ids(found) == kept
    assert [held(found, day) for day in ("2024-11-26", "2024-12-02", "2024-12-08")] == (
        evenings.split()
    )
    assert found.places is world.places


@pytest.mark.parametrize(
    ("side", "evenings"),
    [
        # 26 and 29 November, 2, 5 and 8 December. Echo theirs from the start, delta from 29
        # November, bravo until 5 December; that charlie is contested again costs nothing.
        (["HTS"], "TAAAT TTATT TTTTT TTTTT TATTT"),
        # Alpha theirs from the start, delta until 3 December, bravo from 3 December, charlie
        # from the 2nd.
        (["SAA"], "AAAAA ATAAA ATAAA AAATA AAATA"),
        (["SDF"], "TAAAA TTAAA TTTTA TATTA TATTA"),  # a side that no doubt bears on
    ],
)
def test_doubts_settled_by_hand(world, side, evenings):
    found = doubts_settled_for(world, side)
    days = ["2024-11-26", "2024-11-29", "2024-12-02", "2024-12-05", "2024-12-08"]
    assert [held(found, day) for day in days] == evenings.split()


@pytest.mark.parametrize("side", [["HTS"], ["SAA"], ["HTS", "SAA"]])
def test_no_doubt_about_the_side_is_left(world, side):
    found = doubts_settled_for(world, side)
    for day in DAYS:
        evening = situation_on(found, day)
        between = set(evening.contested) if len(side) == 1 else set()
        assert between <= {""}
        assert len(side) == 2 or not evening.uncertain.any()


def test_the_evidence_itself_is_not_changed(world):
    before = world.events.copy(), world.places.copy()
    for read in (
        only_high_confidence,
        without_single_party_claims,
        lambda w: doubts_settled_for(w, ["HTS"]),
        lambda w: known_by(w, "2024-12-01"),
        lambda w: positions_drawn(w, 3),
    ):
        assert type(read(world)) is type(world)
    pd.testing.assert_frame_equal(world.events, before[0])
    pd.testing.assert_frame_equal(world.places, before[1])


def test_a_gain_moves_no_further_back_than_to_the_event_before_it(tmp_path):
    # Lost on the 30th, regained on 2 December, at the earliest on the 29th, which cannot be.
    events = [
        event("2024-11-30", "alpha", "HTS", "SAA", order=2),
        event("2024-12-02", "alpha", "SAA", "HTS", date_earliest="2024-11-29",
              date_latest="2024-12-05"),
    ]  # fmt: skip
    places = [place("alpha", 34.5, 36.5, "HTS"), place("desert", 34.5, 38.5, "SAA")]
    dataset = load_world(write_world(tmp_path, places, events))
    days = ["2024-11-29", "2024-11-30", "2024-12-01", "2024-12-04", "2024-12-05"]
    assert [held(dataset, day) for day in days] == list("TAATT")
    assert [held(doubts_settled_for(dataset, ["HTS"]), day) for day in days] == list("TTTTT")
    assert [held(doubts_settled_for(dataset, ["SAA"]), day) for day in days] == list("TAAAT")


def test_a_loss_moves_no_further_on_than_to_the_event_after_it(tmp_path):
    events = [
        event("2024-11-30", "alpha", "HTS", "SAA", date_latest="2024-12-05"),
        event("2024-12-02", "alpha", "SAA", "HTS"),
        event("2024-12-04", "alpha", "HTS", "SDF"),
    ]
    places = [place("alpha", 34.5, 36.5, "HTS"), place("desert", 34.5, 38.5, "SAA")]
    dataset = load_world(write_world(tmp_path, places, events))
    found = doubts_settled_for(dataset, ["HTS"])
    days = ["2024-11-30", "2024-12-02", "2024-12-03", "2024-12-04", "2024-12-08"]
    assert [held(found, day) for day in days] == list("TTTDD")


def test_later_days_know_no_less(world):
    known = [set(ids(known_by(world, day))) for day in DAYS]
    assert all(less <= more for less, more in pairwise(known))


def test_what_is_no_day_is_refused(world):
    with pytest.raises(BadDate):
        known_by(world, "December")


# ------------------------------------------------------------------ for any events

FACTIONS = ["HTS", "SNA", "SAA", "SDF"]
SPANS = st.integers(0, 4)
CONFIDENCES = st.sampled_from(["high", "medium", "low"])


@st.composite
def chains(draw):
    """Draw events of three places, whole chains: who holds a place is who loses it next."""
    places, events = [], []
    for number in range(3):
        holder = draw(st.sampled_from(FACTIONS))
        rival = draw(st.sampled_from([*FACTIONS, "", "", ""]))
        name = f"p{number}"
        contested_by = "" if rival == holder else rival
        places.append(place(name, 34.5, 37.0 + number, holder, contested_by=contested_by))
        for order, day in enumerate(sorted(draw(st.lists(st.integers(1, 12), max_size=5))), 1):
            captor = draw(st.sampled_from([f for f in FACTIONS if f != holder]))
            contested = draw(st.integers(0, 3)) == 0
            published = draw(st.sampled_from([source["id"] for source in SOURCES]))
            start, end = day - draw(SPANS), day + draw(SPANS)
            events.append(
                event(str(DAYS[day]), name, holder, captor, order=order, sources=published,
                      contested=str(contested).lower(), confidence=draw(CONFIDENCES),
                      date_earliest=str(DAYS[max(start, 1)]), date_latest=str(DAYS[min(end, 12)]),
                      claim_kind="monitor")
            )  # fmt: skip
            holder = holder if contested else captor
    return places, events


sides = st.sets(st.sampled_from(FACTIONS), min_size=1, max_size=3)
several = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def built(tmp_path_factory, rows):
    return load_world(write_world(tmp_path_factory.mktemp("any"), *rows, sources=SOURCES))


@several
@given(chains(), sides)
def test_doubts_settled_for_a_side_never_cost_it_a_place(tmp_path_factory, rows, side):
    dataset = built(tmp_path_factory, rows)
    kind = doubts_settled_for(dataset, side)
    others = doubts_settled_for(dataset, set(dataset.factions.index) - side)
    assert set(kind.events["id"]) <= set(dataset.events["id"])
    for day in DAYS:
        ours = situation_on(dataset, day).holders.isin(side)
        assert (situation_on(kind, day).holders.isin(side) >= ours).all()
        assert (situation_on(others, day).holders.isin(side) <= ours).all()


@several
@given(chains(), sides)
def test_settled_doubts_are_settled(tmp_path_factory, rows, side):
    settled = doubts_settled_for(built(tmp_path_factory, rows), side)
    again = doubts_settled_for(settled, side)
    for day in DAYS:
        one, two = situation_on(settled, day), situation_on(again, day)
        assert one.holders.isin(side).equals(two.holders.isin(side))
        # They contest nothing any more that they do not hold.
        assert not one.contested[~one.holders.isin(side)].isin(side).any()


@several
@given(chains(), st.integers(0, 12), st.integers(0, 12))
def test_what_is_left_out_is_left_out_for_its_reason(tmp_path_factory, rows, one, two):
    dataset = built(tmp_path_factory, rows)
    strict = only_high_confidence(dataset)
    assert ids(strict) == [
        n for n, c in zip(ids(dataset), dataset.events["confidence"], strict=True) if c == "high"
    ]
    early, late = (known_by(dataset, DAYS[day]) for day in sorted([one, two]))
    assert set(ids(early)) <= set(ids(late)) <= set(ids(dataset))
    assert "undated" not in set(late.events["sources"])


# ------------------------------------------------------------------ positions


def moved_by(dataset, seed):
    """Metres by which each place is moved."""
    old, new = dataset.places, positions_drawn(dataset, seed).places
    metres = distance_and_bearing(old["lat"], old["lon"], new["lat"], new["lon"])[0]
    return pd.Series(metres, index=old.index)


def test_a_seed_moves_every_place_to_one_spot(world):
    one, again, other = (positions_drawn(world, seed).places for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(one, again)
    real = world.real_places.index
    assert (one.loc[real, "lat"] != other.loc[real, "lat"]).all()
    rest = [name for name in one.columns if name not in ("lat", "lon")]
    pd.testing.assert_frame_equal(one[rest], world.places[rest])


def test_anchors_stay_to_the_last_digit(syria):
    moved = moved_by(syria, 1)
    anchors = syria.places["kind"] == "anchor"
    assert anchors.sum() > 10
    assert (moved[anchors] == 0).all()
    assert (moved[~anchors] > 0).all()
    same = positions_drawn(syria, 1).places.loc[anchors, ["lat", "lon"]]
    pd.testing.assert_frame_equal(same, syria.places.loc[anchors, ["lat", "lon"]])


def test_nineteen_in_twenty_stay_within_their_accuracy(syria):
    real = syria.real_places.index
    accuracy = syria.places.loc[real, "position_accuracy_m"]
    within = np.concatenate([moved_by(syria, seed)[real] <= accuracy for seed in range(20)])
    # 16 000 draws: 0.95 with a standard error of 0.0017.
    assert within.mean() == pytest.approx(0.95, abs=0.007)


def test_places_move_evenly_to_all_sides(syria):
    real, moves = syria.real_places.index, []
    for seed in range(20):
        old, new = syria.places.loc[real], positions_drawn(syria, seed).places.loc[real]
        metres, bearing = distance_and_bearing(old["lat"], old["lon"], new["lat"], new["lon"])
        share = metres / old["position_accuracy_m"]
        moves.append(share.to_numpy() * np.exp(1j * np.radians(bearing)))
    north, east = np.concatenate(moves).real, np.concatenate(moves).imag
    # One standard deviation is 1/2.4477 of the accuracy, in each direction by itself.
    for part in (north, east):
        assert part.mean() == pytest.approx(0, abs=0.015)
        assert part.std() == pytest.approx(1 / 2.4477, rel=0.03)
    assert np.corrcoef(north, east)[0, 1] == pytest.approx(0, abs=0.03)


def test_the_cells_follow_the_places(world):
    moved = positions_drawn(world, 1)
    assert moved.geometry_key != world.geometry_key
    old, new = world.mesh, moved.mesh
    assert (old.area_km2 != new.area_km2).any()
    assert new.area_km2.sum() == pytest.approx(old.area_km2.sum(), rel=1e-9)
    # What only leaves events out keeps the cells, which are made once.
    assert only_high_confidence(world).mesh is old
    assert doubts_settled_for(world, ["HTS"]).mesh is old
