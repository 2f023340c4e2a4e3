"""The strip map: a road of seven places worked by hand, and what its words say of any evening."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from syria_analysis import figures
from syria_analysis.control.campaign import campaign_between
from syria_analysis.control.intervals import settled_for
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import BadParameter
from syria_analysis.figures.strip_map import chart_fronts, strip_of
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.package.conflict import FigureSpec, RoadPart
from syria_analysis.package.dataset import load_dataset
from syria_analysis.roads.along import RoadCampaign, RoadEvening, declared_road, main_road
from syria_analysis.text.strip_words import strip_words
from test_figures import faults, texts
from worlds import event, place, write_world

NAMES = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf"]
CITIES = ["alpha", "charlie", "foxtrot"]


def road(name, chain):
    return [{"road": name, "from": a, "to": b} for a, b in pairwise(chain)]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Seven towns 0.4° apart on 34.5° N; the HTS holds the two easternmost at first.

    27: echo falls. 28: delta falls, charlie contested. 30: charlie and delta regained or not
    (delta taken back, charlie no longer contested). 1: delta, charlie and bravo fall. 3: alpha
    falls to others, perhaps already on the 2nd.
    """
    places = [
        place(
            name, 34.5, 36.6 + 0.4 * k, "HTS" if k > 4 else "SAA",
            kind="city" if name in CITIES else "town",
        )
        for k, name in enumerate(NAMES)
    ]  # fmt: skip
    events = [
        event("2024-11-27", "echo", "SAA", "HTS"),
        event("2024-11-28", "delta", "SAA", "HTS"),
        event("2024-11-28", "charlie", "SAA", "HTS", contested="true"),
        event("2024-11-30", "charlie", "SAA", "SAA"),
        event("2024-11-30", "delta", "HTS", "SAA"),
        event("2024-12-01", "delta", "SAA", "HTS"),
        event("2024-12-01", "charlie", "SAA", "HTS"),
        event("2024-12-01", "bravo", "SAA", "HTS"),
        event("2024-12-03", "alpha", "SAA", "SFA", date_earliest="2024-12-02",
              date_latest="2024-12-03"),
    ]  # fmt: skip
    roads = [*road("R1", NAMES), *road("R2", ["golf", "charlie"])]
    return load_dataset(write_world(tmp_path_factory.mktemp("strip"), places, events, roads=roads))


def strip_to(world, last, first="2024-11-26"):
    story = campaign_between(world, first, last, "HTS", "SAA", CITIES)
    return RoadCampaign(declared_road(world, [RoadPart("R1", "alpha", "golf")]), story)


@pytest.fixture(scope="module")
def strip(world):
    return strip_to(world, "2024-12-04")


def km(one, other):
    """Geodesic between two of the seven towns, by their numbers."""
    lons = 36.6 + 0.4 * one, 36.6 + 0.4 * other
    return float(distance_and_bearing(34.5, lons[0], 34.5, lons[1])[0].item()) / 1000


def test_kilometres_are_added_up_from_place_to_place(strip):
    steps = [km(k, k + 1) for k in range(6)]
    assert strip.road.places == tuple(NAMES)
    assert strip.road.km == pytest.approx([0.0, *np.cumsum(steps)])


def test_the_front_by_hand(strip):
    at = strip.road.km
    step = at[1]
    fronts = [evening.fronts for evening in strip.evenings]
    # 26 November: the HTS holds foxtrot and golf; the front is halfway from echo to foxtrot.
    (first,) = fronts[0]
    assert (first.km, first.low, first.high, first.way) == pytest.approx(
        (at[4] + step / 2, at[4], at[5], -1)
    )
    # 28: delta has fallen, and charlie may be either's: so it may lie as far as bravo.
    (contested,) = fronts[2]
    assert (contested.km, contested.low, contested.high) == pytest.approx(
        (at[2] + step / 2, at[1], at[3])
    )
    assert strip.evenings[2].open == (pytest.approx((at[1], at[3])),)
    # 2 December: alpha may have passed to the SFA already, which is not the attackers' either way.
    (last,) = fronts[6]
    assert (last.km, last.low, last.high) == pytest.approx((step / 2, 0.0, at[1]))
    # 4: nothing left to the defenders.
    assert fronts[8] == ()
    assert strip.evenings[8].stretches == (
        (0.0, step / 2, "SFA"),
        (step / 2, at[6], "HTS"),
    )


def test_distances_along_the_road(strip):
    at, evening = strip.road.km, strip.evenings[2]
    far = evening.distance_to("alpha")
    assert (far.best, far.low, far.high) == pytest.approx(((at[2] + at[3]) / 2, at[1], at[3]))
    inside = evening.distance_to("charlie")  # the front may run through it
    assert (inside.low, inside.high) == pytest.approx((0.0, at[3] - at[2]), abs=1e-9)
    assert strip.evenings[8].distance_to("alpha") is None


def test_turning_points_by_hand(strip):
    step = strip.road.km[1]
    told = [(turn.kind, turn.day, turn.place, turn.moved_km) for turn in strip.turns]
    assert told == [
        ("pushed-back", 4, "", pytest.approx(step, rel=1e-3)),
        ("fell", 5, "charlie", 0.0),
        ("leap", 5, "", pytest.approx(3 * step, rel=1e-3)),
        ("fell", 7, "alpha", 0.0),
    ]
    assert strip.fallen == {"charlie": 5, "alpha": 7}


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("2024-11-28", "Along the R1 the front came from about 90 km to about 20 km of Charlie"),
        ("2024-12-02", "By 2 December Charlie had fallen and the front stood about 20 km"
         " from Alpha along the R1"),
        ("2024-12-04", "Both cities on the R1 fell between 1 December and 3 December, Charlie"
         " first"),
    ],
)  # fmt: skip
def test_headlines_of_three_evenings(world, last, said):
    assert strip_words(strip_to(world, last)).title == said


def test_a_front_that_hardly_moves(world):
    words = strip_words(strip_to(world, "2024-11-30", "2024-11-27"))
    assert words.title == "On 30 November the front stood about 60 km from Charlie along the R1"


def test_the_front_of_those_who_joined_counts_and_a_contested_city_is_passed_over(syria):
    m5 = declared_road(syria, [RoadPart("M5", "damascus", "aleppo")])
    strip = RoadCampaign(m5, campaign_between(syria, "2024-12-05", "2024-12-07"))
    before, last = strip.evenings[-2:]
    assert "SOR" in last.attackers and "SOR" not in strip.evenings[0].attackers
    assert last.situation.contested["homs"] and last.situation.holders["harasta"] == "SOR"
    assert strip.next_city == "damascus"
    assert "stood about 5 km from Damascus" in strip_words(strip).title
    assert len(before.fronts) == 1 and len(last.fronts) == 3


def test_the_road_that_joins_the_most_cities(world):
    assert main_road(world, CITIES).name == "R1"
    assert main_road(world, ["foxtrot", "alpha"]).places[0] == "golf"  # nearer to the first city
    assert main_road(world, ["alpha"]) is None


def test_parts_of_roads_follow_each_other(world):
    joined = declared_road(world, [RoadPart("R1", "alpha", "charlie"), RoadPart("R2")])
    assert joined.name == "" and joined.places == ("alpha", "bravo", "charlie", "golf")
    with pytest.raises(BadParameter, match="begins at delta, not at charlie"):
        declared_road(world, [RoadPart("R1", "alpha", "charlie"), RoadPart("R1", "delta", "golf")])
    with pytest.raises(BadParameter, match="no stretches of the road R2 from alpha to golf"):
        declared_road(world, [RoadPart("R2", "alpha", "golf")])


def test_without_a_road_to_show_distances_are_drawn(world, line_world):
    spec = FigureSpec("lines", "fronts")
    alone = campaign_between(load_dataset(line_world), "2024-11-26", "2024-12-05", "HTS", "SAA",
                             ["charlie"])  # fmt: skip
    assert strip_of(alone, spec) is None  # no roads
    assert "Line charts" in chart_fronts(alone, spec=spec).alt
    elsewhere = campaign_between(world, "2024-11-26", "2024-11-27", "SNA", "SDF", CITIES)
    assert strip_of(elsewhere, spec) is None  # no front on the road
    declared = FigureSpec("lines", "fronts", roads=(RoadPart("R2"),))
    story = campaign_between(world, "2024-11-26", "2024-12-02", "HTS", "SAA", ["alpha", "foxtrot"])
    assert strip_of(story, declared).road.name == "R1"  # none of the cities lies on the R2


def test_the_drawing_has_its_cities_and_turning_points(strip):
    shown = chart_fronts(strip.story, spec=FigureSpec("lines", "fronts"))
    said = [text.get_text() for text in texts(shown.figure)]
    for name in ("Alpha", "Charlie", "Foxtrot", "Charlie falls", "Alpha falls"):
        assert name in said, name
    assert any("pushed back" in text for text in said)
    assert faults(shown.figure) == []
    layers = shown.layers
    assert layers.index("strip") < layers.index("front") < layers.index("turning-points")


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("day", ["2024-11-28", "2024-11-30", "2024-12-05", "2024-12-08"])
def test_evenings_of_the_package_in_its_languages(syria, day, lang):
    shown = figures.draw("fronts", syria, day, lang=lang, preset="nature-1")
    assert faults(shown.figure) == []
    assert len(shown.alt) <= 150


def test_every_answer_puts_the_front_where_the_interval_says(syria):
    """Doubts settled for the one side or the other: no front lies outside what is said of it."""
    m5 = declared_road(syria, [RoadPart("M5", "damascus", "aleppo")])
    sides = ("HTS", "SNA"), ("SAA",)
    seen = 0
    for day in pd.date_range("2024-11-26", "2024-12-08"):
        reported = situation_on(syria, day.date())
        evening = RoadEvening(m5, reported, *sides)
        zones = [(front.low, front.high) for front in evening.fronts] + list(evening.open)
        for side in sides:
            settled = RoadEvening(m5, settled_for(reported, side), *sides)
            for front in settled.fronts:
                seen += 1
                assert any(low <= front.km <= high for low, high in zones), (day, side, front)
        for front in evening.fronts:
            assert front.low <= front.km <= front.high
    assert seen > 20
