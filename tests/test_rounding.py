"""Numbers for readers stay inside their intervals and say no more than these support."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_analysis.text.rounding import (
    finest,
    format_number,
    round_interval,
    round_to_interval,
    step_for,
    step_of,
)
from syria_analysis.text.wording import about_with_interval, number_with_interval


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [
        (66, 66, 1),
        (60, 64, 1),
        (60, 64.1, 2),
        (63, 72, 5),
        (60, 80, 5),
        (60, 81, 10),
        (0, 4e6, 1e6),
    ],
)
def test_step_is_a_quarter_of_the_width_or_the_next_round_number(low, high, step):
    assert step_for(low, high) == step


def test_finer_steps_only_where_allowed():
    assert step_for(0.1, 0.3, minimum=0.01) == 0.05
    assert round_to_interval(0.234, 0.1, 0.3, minimum=0.01) == 0.25


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [
        (66.3, 63.2, 72.4, "about 65 km (63–73)"),
        (62.4, 62.3, 72.0, "about 62 km (62–72)"),
        (198.7, 193.0, 203.9, "about 200 km (193–204)"),
        (197.4, 194.1, 203.2, "about 200 km (194–204)"),
        (7481.6, 3561.4, 12473.5, "about 8,000 km (3,500–12,500)"),
        (66.3, None, None, "about 66 km"),
        (66.3, 66.3, 66.3, "about 66 km"),
        (8211.0, 7321.0, 9105.0, "about 8,000 km (7,300–9,200)"),
        (-350.0, -700.0, 20.0, "about −400 km (−700 to 50)"),
        (23.4, 8.8, 24.9, "about 24 km (8–25)"),
        (3.0, 0.0, 100.0, "about 3 km (0–100)"),
    ],
)
def test_written_for_readers(value, low, high, text):
    assert about_with_interval(value, low, high) == text


def test_numbers_have_no_trailing_zeros():
    assert format_number(-0.0) == "0"
    assert format_number(1234567.5) == "1,234,567.5"


@given(
    st.floats(-1e6, 1e6),
    st.floats(0, 1e5),
    st.floats(0, 1),
)
def test_rounded_value_lies_in_the_rounded_interval_which_holds_the_true_one(low, width, part):
    high = low + width
    value = min(max(low + part * width, low), high)
    floor, ceiling = round_interval(low, high)
    rounded = round_to_interval(value, low, high)
    assert floor - 1e-6 <= low and high <= ceiling + 1e-6
    assert floor <= rounded <= ceiling
    assert abs(rounded - value) <= max(step_for(low, high) / 2, (high - low) / 3) + 1e-6
    assert math.isfinite(rounded)


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(1, 1000))
def test_a_number_within_its_interval_is_not_told_as_its_end(low, below, above):
    value, high = low + below, low + below + above
    ends = round_interval(low, high)
    assert (round_to_interval(value, low, high) in ends) == (value in ends)


def test_land_is_told_no_finer_than_to_a_hundredth():
    told = {0.0: 10, 999.0: 10, 2457.0: 20, 5100.0: 50, 39790.0: 200}
    assert {km2: finest(km2, "km²") for km2 in told} == told
    assert about_with_interval(39_790.0, None, None, "km2") == "about 39,800 km²"
    land = number_with_interval(7829.4, 5677.0, 11411.0, "km²", bare=True)
    assert land == "8,000 (5,500–11,500)"
    assert number_with_interval(58.2, 55.8, 59.6, "%", bare=True) == "58 (55.8–59.6)"
    assert (finest(1e6, "km"), finest(50.0, "%"), finest(50.0, "places")) == (1.0, 0.1, 1.0)


@given(st.floats(-1e5, 1e5), st.floats(0, 1e4), st.floats(0, 1e4))
def test_the_step_is_the_one_by_which_a_number_is_rounded(value, below, above):
    low, high = value - below, value + above
    step = step_of(value, low, high)
    assert round_to_interval(value, low, high) == pytest.approx(
        math.floor(value / step + 0.5) * step, abs=1e-6
    )
