"""How fast the front came nearer, and the days that would take at that pace."""

from __future__ import annotations

import json
import math

import jsonschema
import numpy as np
import pytest

from syria_analysis.api import load
from syria_analysis.cli import main
from syria_analysis.control.pace import pace
from syria_analysis.errors import BadParameter, DateOutOfRange
from syria_analysis.text import outputs
from syria_analysis.text.language import speaking
from syria_analysis.text.wording import at_this_pace
from test_front import kilometres, with_outlines
from worlds import event, place, write_world


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    """Six towns in a row, half a degree apart: two fall, one at a time; the last is another's."""
    holders = ["HTS", "SAA", "SAA", "SAA", "SAA", "SFA"]
    names = ["ash", "birch", "cedar", "elm", "fir", "gorse"]
    places = [
        place(name, 34.5, 36.5 + k / 2, holder)
        for k, (name, holder) in enumerate(zip(names, holders, strict=True))
    ]
    events = [
        event("2024-11-28", "birch", "SAA", "HTS"),
        event("2024-11-30", "cedar", "SAA", "HTS"),
        event("2024-12-02", "fir", "SAA", "SFA"),
    ]
    return load(write_world(tmp_path_factory.mktemp("towns"), places, events))


def row_of(towns, day, city, days=None, **sides):
    return towns.on(day).pace(days, city, **sides).iloc[0]


def test_the_pace_is_the_difference_of_two_distances(towns):
    row = row_of(towns, "2024-11-28", "elm", 2, attackers="HTS", defenders="SAA")
    then, now = (
        towns.on(day).front("HTS", against="SAA").distance_to("elm")
        for day in ("2024-11-26", "2024-11-28")
    )
    assert (str(row["since"]), row["days"], row["status"]) == ("2024-11-26", 2, "ok")
    assert row["earlier_km"] == then.distance_km and row["distance_km"] == now.distance_km
    # The front moved from 36.75 to 37.25 E: half a degree, some 46 km, in two days.
    assert row["km_per_day"] == pytest.approx(23, rel=0.01)
    assert row["low_km_per_day"] == pytest.approx((then.low_km - now.high_km) / 2)
    assert row["high_km_per_day"] == pytest.approx((then.high_km - now.low_km) / 2)


def test_the_days_are_those_of_every_pair_of_distances_within_the_intervals(towns):
    row = row_of(towns, "2024-11-30", "elm", 4, attackers="HTS", defenders="SAA")
    earlier = np.linspace(row["earlier_low_km"], row["earlier_high_km"], 50)[:, None]
    later = np.linspace(row["low_km"], row["high_km"], 50)[None, :]
    days = later / ((earlier - later) / 4)
    assert row["earlier_low_km"] > row["high_km"]
    assert row["low_days"] == pytest.approx(days.min())
    assert row["high_days"] == pytest.approx(days.max())


def test_where_it_may_not_have_come_nearer_there_is_no_last_day(towns):
    row = row_of(towns, "2024-11-28", "elm", 1, attackers="HTS", defenders="SAA")
    assert row["status"] == "ok" and row["nearer_low_km"] <= 0
    assert row["low_days"] > 0 and math.isnan(row["high_days"])
    assert row["low_days"] < 1 and at_this_pace(row) == "any number of days"


def test_where_it_did_not_come_nearer_there_is_no_answer(towns):
    row = row_of(towns, "2024-12-02", "elm", 1, attackers="HTS", defenders="SAA")
    assert row["status"] == "not_nearer" and row["nearer_km"] == 0
    assert math.isnan(row["low_days"]) and math.isnan(row["high_days"])


def test_a_front_of_who_has_joined_since_came_from_nowhere(towns):
    """Fir falls to a force that fought nobody before: elm has a front at its door."""
    row = row_of(towns, "2024-12-02", "elm")
    assert "SFA" in row["attackers"]
    assert row["status"] == "joined_since" and math.isnan(row["km_per_day"])
    assert row["distance_km"] < row["earlier_km"]
    named = row_of(towns, "2024-12-02", "elm", attackers="HTS,SFA", defenders="SAA")
    assert named["status"] == "ok"  # whom one names counts from the start


def test_what_is_held_has_no_pace(towns):
    assert row_of(towns, "2024-11-30", "cedar")["status"] == "held_by_attackers"
    assert row_of(towns, "2024-11-30", "gorse")["status"] == "held_by_other"


def test_what_cannot_be_asked(towns):
    with pytest.raises(BadParameter, match="no evening before 2024-11-26"):
        towns.on("2024-11-26").pace()
    with pytest.raises(DateOutOfRange, match="over 4 days at most"):
        towns.on("2024-11-30").pace(10)
    with pytest.raises(BadParameter, match="one day or more, not 0"):
        towns.on("2024-11-30").pace(0)
    with pytest.raises(BadParameter, match="something is supposed"):
        pace(towns.on("2024-11-30").if_captured("elm", by="HTS"))


def test_the_command_tells_it_and_says_what_it_is(towns, capsys):
    asked = [
        "pace",
        "--date",
        "2024-11-30",
        "--to",
        "elm",
        "--to",
        "fir",
        "--data",
        str(towns.folder),
    ]
    assert main([*asked, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    jsonschema.validate(rows, outputs.schema("pace"))
    assert [row["days"] for row in rows] == [4, 4]
    assert main(asked) == 0
    shown = capsys.readouterr().out
    assert "At this pace: arithmetic on distances, not a forecast" in shown
    with speaking(None, towns):
        assert at_this_pace(rows[0]) in shown


def test_a_campaign_has_the_pace_of_each_city_when_it_was_last_measured(towns):
    story = towns.campaign("2024-11-26", "2024-12-02", "HTS", "SAA", ["cedar", "elm", "ash"])
    table = story.pace.set_index("city")
    assert list(table.index) == ["cedar", "elm"]  # ash was theirs from the start
    assert str(table.at["cedar", "date"]) == "2024-11-29"
    assert table.at["cedar", "days"] == 3
    # It fell on the evening after: nothing lies ahead.
    assert table.at["cedar", "status"] == "held_by_attackers"
    assert math.isnan(table.at["cedar", "low_days"]) and table.at["cedar", "km_per_day"] > 0
    assert at_this_pace(table.loc["cedar"]) == "held by the attackers"
    assert table.at["elm", "status"] == "ok"


def test_a_pace_goes_to_the_limit_of_a_city_beside_its_centre(tmp_path, capsys):
    """The front moves from 37 to 38 E in a day; the outline of charlie's city is at 38.3 E."""
    places = [
        place("alpha", 34.5, 36.5, "HTS"),
        place("bravo", 34.5, 37.5, "SAA"),
        place("charlie", 34.5, 38.5, "SAA"),
    ]
    fall = event("2024-11-27", "bravo", "SAA", "HTS")
    world = load(with_outlines(tmp_path, places, "charlie", events=[fall]))
    row = world.on("2024-11-27").pace(1, "charlie").iloc[0]
    # The corner of the outline is at 34.7 N, and nearest to the line along that parallel.
    assert row["limit_earlier_km"] == pytest.approx(kilometres(34.7, 38.3, 34.7, 37.0), rel=0.005)
    assert row["limit_km"] == pytest.approx(kilometres(34.7, 38.3, 34.7, 38.0), rel=0.01)
    assert row["limit_km_per_day"] == pytest.approx(row["limit_earlier_km"] - row["limit_km"])
    assert row["limit_low_km"] == 0 and row["limit_low_days"] == 0
    assert math.isnan(row["limit_high_days"])  # high then is what low was: it may not have moved
    assert row["limit_low_days"] <= row["low_days"]
    assert main(["pace", "-d", "2024-11-27", "--to", "charlie", "--data", str(tmp_path)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "at this pace to the limit" in shown
    assert "to the centre, beside it to the limit: arithmetic on distances" in shown
    jsonschema.validate(
        outputs.records(world.on("2024-11-27").pace(1, "charlie")), outputs.schema("pace")
    )
