"""Headlines by the value of the news, on every evening of every package."""

from __future__ import annotations

import datetime as dt

import pytest

import syria_analysis as sa
from invented import write_invented
from syria_analysis.control.situation import situation_on
from syria_analysis.control.what_if import if_captured
from syria_analysis.text.headlines import country_words, gains_words, nearest_seat
from syria_analysis.text.language import speaking
from syria_analysis.text.news import news_of, news_text


@pytest.fixture(scope="module", params=["packaged", "invented"])
def data(request, tmp_path_factory):
    if request.param == "packaged":
        return request.getfixturevalue("syria")
    return sa.load(write_invented(tmp_path_factory.mktemp("invented")))


def headlines(data, day):
    contest = data.conflict.contest_on(day)
    attackers, defenders = contest.attackers, contest.defenders
    evening = situation_on(data, day)
    near = nearest_seat(evening, attackers, defenders)
    before = situation_on(data, data.conflict.baseline)
    with speaking("en", data):
        gains = gains_words(evening, before, attackers, defenders, near).title
        country = country_words(evening, attackers, eve=False).title
    return news_of(evening, attackers, defenders), gains, country


def test_what_happened_to_a_seat_is_in_every_headline_of_its_day(data):
    capital, said = data.conflict.capital, 0
    for day in data.days:
        news, gains, country = headlines(data, day)
        for title in (gains, country):
            names = [data.places.at[place, "name"] for place in (*news.fallen, *news.contested)]
            assert all(name in title for name in names), (day, title)
            said += len(names)
        if capital in news.fallen:
            name = data.places.at[capital, "name"]
            assert gains.startswith(name) and country.startswith(name), day
        if not news.fallen:
            assert "fallen to" not in gains and "fallen to" not in country, (day, gains)
    assert said


def test_what_had_fallen_before_is_not_told_as_the_news(data):
    for day in data.days:
        news, gains, _ = headlines(data, day)
        lead = gains.partition(";")[0]
        for place in data.seats:
            if place not in (*news.fallen, *news.contested):
                assert f"{data.places.at[place, 'name']} has fallen" not in lead, (day, gains)


@pytest.mark.parametrize(
    ("day", "gains"),
    [
        ("2024-11-28", "The front of the HTS-led forces, nearest at Khan al-Asal, is about 9 km "
                       "from Aleppo (about 14 km the evening before)"),
        ("2024-11-30", "Aleppo has fallen to the HTS-led forces, Hama is threatened: the front of "
                       "the HTS-led forces"),
        ("2024-12-05", "Hama has fallen to the HTS-led forces, Homs is threatened: the front of "
                       "the HTS-led forces is about 25 km away"),
        ("2024-12-06", "Deir ez-Zor has fallen to the SDF, Suwayda to the southern factions; Daraa "
                       "is contested"),
        ("2024-12-08", "Damascus has fallen to the southern factions, Homs, Latakia and Tartus to "
                       "the HTS-led forces"),
    ],
)  # fmt: skip
def test_the_evenings_that_everybody_remembers(syria, day, gains):
    assert headlines(syria, dt.date.fromisoformat(day))[1].startswith(gains)


def test_the_day_the_government_fell_heads_both_maps(syria):
    _, gains, country = headlines(syria, dt.date(2024, 12, 8))
    for title in (gains, country):
        assert title.endswith("no governorate capital is left to the government")


def test_a_place_that_stays_within_a_side_is_no_news(syria):
    evening = situation_on(syria, "2024-12-02")
    assert not news_of(evening, ["HTS", "SNA"], ["SAA"]).great


def test_what_is_supposed_is_news_against_the_same_evening(syria):
    evening = if_captured(situation_on(syria, "2024-12-02"), "hama", "homs", by="HTS")
    news = news_of(evening, ["HTS", "SNA"], ["SAA"])
    assert set(news.fallen) == {"hama", "homs"}
    assert news_text(news, ["SAA"]) == "Homs and Hama have fallen to the HTS-led forces"


def test_the_first_evening_has_no_news(data):
    news, _, _ = headlines(data, data.first)
    assert not news.great and news.before is None
