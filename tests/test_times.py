"""A time of a day means the day of the package in which it falls, however it is written."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syria_analysis.cli import main
from syria_analysis.errors import BadDate, DateOutOfRange
from syria_analysis.package.conflict import Evening
from syria_analysis.package.variants import known_by
from syria_analysis.reports.parameters import Parameter, _single

NIGHT = "2024-12-02T23:00+00:00"  # 2 in the morning of the 3rd in Damascus, three hours ahead


@pytest.mark.parametrize(
    ("given", "day"),
    [
        (NIGHT, 3),
        ("2024-12-02T23:00Z", 3),
        ("2024-12-02 23:00", 2),
        ("2024-12-03T00:30+07:00", 2),
        (dt.datetime(2024, 12, 2, 23, tzinfo=dt.UTC), 3),
        (dt.datetime(2024, 12, 2, 23), 2),
        (dt.datetime(2024, 12, 2), 2),
        (dt.date(2024, 12, 2), 2),
        (pd.Timestamp("2024-12-02 23:00", tz="UTC"), 3),
        (pd.Timestamp("2024-12-02 17:00", tz="America/New_York"), 3),
        (pd.Timestamp("2024-12-02"), 2),
        (np.datetime64("2024-12-02"), 2),
        (np.datetime64("2024-12-02T23:59:59.999999999"), 2),
    ],
)
def test_a_time_with_a_zone_is_turned_to_that_of_the_package(syria, given, day):
    assert syria.on(given).date == dt.date(2024, 12, day)
    assert syria.on("2024-12-08").changes(since=given).before.date == dt.date(2024, 12, day)


@pytest.mark.parametrize(
    "given", [pd.NaT, np.datetime64("NaT"), None, "2024-12-02T25:00", "20241202T2300", 20241202]
)
def test_what_is_no_time_is_refused_in_a_line(syria, given):
    with pytest.raises(BadDate, match="is not a day: write it as YYYY-MM-DD"):
        syria.on(given)


@pytest.mark.parametrize("given", [dt.datetime.max, dt.datetime.min.replace(tzinfo=dt.UTC)])
def test_times_without_a_neighbour_are_refused(syria, given):
    with pytest.raises((BadDate, DateOutOfRange)):
        syria.on(given)


def test_what_was_known_and_parameters_follow_the_same_rule(syria):
    late, next_day = (known_by(syria, day).events.index for day in (NIGHT, "2024-12-03"))
    assert late.equals(next_day)
    asked = Parameter("date", "Day", False, "latest")
    for told in (NIGHT, dt.datetime.fromisoformat(NIGHT)):
        assert _single(asked, told, syria) == "2024-12-03"
        assert _single(asked, _single(asked, told, None), syria) == "2024-12-03"


def test_the_command_reads_a_time_as_python_does(capsys):
    told = []
    for day in (NIGHT, "2024-12-03", "2024-12-02"):
        assert main(["areas", "--date", day, "--format", "json"]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1] != told[2]


ROME = Evening("24:00", "Europe/Rome")
DAMASCUS = Evening("24:00", "Asia/Damascus")


@pytest.mark.parametrize(
    ("evening", "moment", "day"),
    [
        (ROME, "2024-03-31T21:59Z", "2024-03-31"),  # summer time began that night
        (ROME, "2024-03-31T22:00Z", "2024-04-01"),
        (ROME, "2024-10-27T22:59Z", "2024-10-27"),  # and ended that night
        (ROME, "2024-10-27T23:00Z", "2024-10-28"),
        (ROME, "2024-03-31T02:30", "2024-03-31"),  # a time that clocks skipped
        (DAMASCUS, "2022-03-24T21:59Z", "2022-03-24"),  # clocks skipped midnight itself
        (DAMASCUS, "2022-03-24T22:00Z", "2022-03-25"),
        (DAMASCUS, "2021-10-28T21:30Z", "2021-10-28"),  # the last hour came twice
        (DAMASCUS, "2021-10-28T22:00Z", "2021-10-29"),
        (Evening("18:00", "Europe/Rome"), "2024-12-02T18:15", "2024-12-03"),
        (Evening("18:00", "Europe/Rome"), "2024-12-02T16:59Z", "2024-12-02"),
        (Evening("18:00", "Europe/Rome"), "2024-12-02", "2024-12-02"),
        (Evening("18:00", "Europe/Rome"), "2024-12-02T00:00", "2024-12-02"),
    ],
)
def test_where_clocks_change_and_where_a_day_ends_early(evening, moment, day):
    assert evening.day_of(moment) == dt.date.fromisoformat(day)


@settings(max_examples=60)
@given(
    st.datetimes(dt.datetime(2019, 1, 1), dt.datetime(2026, 1, 1)),
    st.sampled_from(["Asia/Damascus", "Europe/Kyiv", "America/Havana", "Asia/Kathmandu"]),
    st.sampled_from(["24:00", "18:00", "12:30"]),
)
def test_a_day_holds_what_lies_between_two_ends(naive, zone, time):
    evening, moment = Evening(time, zone), naive.replace(tzinfo=dt.UTC)
    day = evening.day_of(moment)
    before, end = (evening.end_of(d) for d in (day - dt.timedelta(1), day))
    assert before.astimezone(dt.UTC) <= moment < end.astimezone(dt.UTC)
    assert evening.day_of(moment.astimezone(ZoneInfo("Asia/Tokyo"))) == day
