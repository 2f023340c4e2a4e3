"""Headlines by the value of the news, on every evening of every package."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise, product

import pytest

import syria_analysis as sa
from invented import write_invented
from syria_analysis.control.changes import changes_between
from syria_analysis.control.front import front_between, with_joined
from syria_analysis.control.situation import situation_on
from syria_analysis.control.what_if import if_captured
from syria_analysis.text.evening_words import country_words, gains_words
from syria_analysis.text.headline import LIMIT, fallen_place, force_at, headline, news_of
from syria_analysis.text.key_numbers import evening_numbers
from syria_analysis.text.language import speaking, spoken
from syria_analysis.text.wording import with_short_months
from worlds import event, load_world, place, write_world


@pytest.fixture(scope="module", params=["packaged", "invented"])
def data(request, tmp_path_factory):
    if request.param == "packaged":
        return request.getfixturevalue("syria")
    return sa.load(write_invented(tmp_path_factory.mktemp("invented")))


@pytest.fixture(scope="module")
def evenings(data):
    """Every evening, and those after the last full one of which something is reported."""
    days = ((data.reported_to or data.last) - data.first).days + 1
    return [situation_on(data, data.first + dt.timedelta(n)) for n in range(days)]


def said_on(evening, code="en"):
    with speaking(code, evening.dataset):
        return headline(evening)


def names(data, places):
    return [data.places.at[place, "name"] for place in places]


def test_what_happened_to_a_seat_is_said_on_its_day_and_the_capital_first(data, evenings):
    capital, said = data.conflict.capital, 0
    for before, evening in pairwise(evenings):
        news, told = news_of(evening), said_on(evening)
        for name in names(data, [*news.fallen, *news.contested]):
            assert name in f"{told.title} {told.deck}", (evening.date, told)
            said += 1
        for seat in news.fallen:
            assert before.holders[seat] != evening.holders[seat]
        if news.fallen:
            first = capital if capital in news.fallen else news.fallen[0]
            lead = told.title.split(": ")[first == capital and ": " in told.title]
            assert lead.startswith(names(data, [first])[0]), (evening.date, told.title)
        elif not news.cities:
            assert "fallen to" not in told.title, (evening.date, told.title)
    assert said


def test_what_had_fallen_before_is_not_told_as_new(data, evenings):
    for evening in evenings:
        news, told = news_of(evening), said_on(evening)
        for seat in data.seats:
            if seat not in news.fallen:
                name = names(data, [seat])[0]
                assert f"{name} has fallen" not in f"{told.title} {told.deck}", evening.date
    first = said_on(evenings[0])
    assert " held " in first.title
    assert news_of(evenings[0]).before is None


def test_headlines_are_short_and_whole(data, evenings):
    for evening, code in product(evenings, data.conflict.languages):
        told = said_on(evening, code)
        assert told.title.startswith(told.brief)
        assert len(told.title) <= max(LIMIT, len(told.brief)), told.title
        assert len(told.brief) <= LIMIT, told.brief
        assert not told.title.endswith(".")
        assert told.deck == "" or told.deck.endswith("."), told.deck


def test_distances_are_those_that_are_measured(data, evenings):
    told = 0
    for evening in evenings:
        news = news_of(evening)
        if news.approach is None:
            continue
        near = news.approach
        assert any(
            near.sides == (with_joined(evening, c.attackers, c.defenders), c.defenders)
            for c in data.conflict.contests
        )
        assert evening.holders[near.distance.edge.attacker] == force_at(evening, near.distance)
        assert near.distance == front_between(evening, *near.sides).distance_to(near.place)
        assert evening.holders[near.place] in near.sides[1]
        assert not evening.contested[near.place]
        said = said_on(evening)
        if f"from {names(data, [near.place])[0]}" in said.title:
            number = re.findall(r"about ([\d.]+) km(?!²)", said.title)[0]
            low, high = near.distance.low_km, near.distance.high_km
            assert abs(float(number) - near.km) <= max(0.5, (high - low) / 2)
            told += 1
    assert told


def test_every_map_says_the_headline(data, evenings):
    before = situation_on(data, data.conflict.baseline)
    for evening in evenings:
        told, contest = said_on(evening), data.conflict.contest_on(evening.date)
        with speaking("en", data):
            gains = gains_words(evening, before, contest.attackers, contest.defenders)
            country = country_words(evening, contest.attackers)
            with with_short_months():  # as in all alternative texts
                brief = headline(evening).brief
        assert gains.title == country.title == told.title
        assert told.deck in gains.description
        assert told.deck in country.description
        assert brief in gains.alt
        assert brief in country.alt


def test_the_first_finding_is_the_headline(data):
    evening = data.on(data.days[4])
    found = evening.findings()[0]
    assert found.id == "headline"
    assert found.sentence == f"{said_on(evening).title}."
    assert found.events
    assert found.sources


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2024-11-26", "The government held most of Syria, the SDF the north-east, the HTS-led "
                       "forces and the SNA the north-west"),
        ("2024-11-28", "The front of the HTS-led forces has come closer to Aleppo: about 9 km, "
                       "after 14 km the evening before"),
        ("2024-11-30", "Aleppo has fallen to the HTS-led forces; their front is about 10 km from "
                       "Hama"),
        ("2024-12-01", "The front of the HTS-led forces has moved away from Hama: about 18 km, "
                       "after 10 km the evening before"),
        ("2024-12-02", "Little moved since 1 Dec: 24 places, no city; the front of the "
                       "HTS-led forces is still about 18 km from Hama"),
        ("2024-12-04", "The HTS-led forces gained about 3,000 km² (1,500–8,000) and lost about "
                       "1,400 km² (0–1,400) since 3 December"),
        ("2024-12-05", "Hama has fallen to the HTS-led forces; their front is about 24 km from "
                       "Homs"),
        ("2024-12-06", "Deir ez-Zor has fallen to the SDF, Suwayda to the southern factions; Daraa "
                       "is contested"),
        ("2024-12-07", "Daraa has fallen to the southern factions; their front is about 3 km from "
                       "Damascus; Homs is contested"),
        ("2024-12-08", "The government has fallen: Damascus has fallen to the southern factions; "
                       "the government holds no governorate capital"),
        ("2024-12-09", "Manbij has fallen to the SNA"),
        ("2024-12-10", "Deir ez-Zor has fallen to the HTS-led forces"),
        ("2024-12-11", "Little moved since 10 Dec: no place changed hands; the front of the "
                       "SNA is still about 50 km from Hasakah"),
    ],
)  # fmt: skip
def test_the_evenings_that_everybody_remembers(syria, day, title):
    assert said_on(situation_on(syria, day)).title == title


def test_what_a_package_says_an_event_came_to_is_of_an_event_that_the_loser_admits(syria):
    """A headline says more than that a place fell only on the word of those who lost it."""
    reports = syria.reports
    for code, text in syria.texts.items():
        keys = re.findall(r"^event-([\w-]+) =", text, re.MULTILINE)
        assert keys, code
        for key in keys:
            assert key in syria.events.index
            assert "admission" in set(reports.loc[reports["about"] == key, "role"])


def test_a_map_marks_the_seat_that_fell_that_day_and_no_other(small, syria):
    marked = {day: fallen_place(news_of(situation_on(small, day))) for day in small.days}
    assert {f"{day:%d}": place for day, place in marked.items() if place} == {
        "28": "ash",  # on the 29th it is taken back
        "04": "oak",
    }
    supposed = if_captured(situation_on(syria, "2024-12-02"), "hama", by="HTS")
    assert news_of(supposed).fallen == ("hama",)
    assert fallen_place(news_of(supposed)) is None


def test_a_place_that_stays_within_a_side_is_no_news(syria):
    news = news_of(situation_on(syria, "2024-12-08"))
    assert "jableh" in news.moved
    assert "douma" not in news.moved  # from the southern factions to the HTS-led forces


def test_what_is_supposed_is_news_against_the_same_evening(syria):
    evening = if_captured(situation_on(syria, "2024-12-02"), "hama", "homs", by="HTS")
    assert set(news_of(evening).fallen) == {"hama", "homs"}
    assert news_of(evening).cut == ("latakia", "tartus")
    title = headline(evening).title
    assert title.startswith("Homs and Hama have fallen to the HTS-led forces; Latakia and Tartus")


def test_page_one_and_the_findings_measure_the_front_of_the_headline(data):
    """The nearest of all that the headline counts comes first; the attackers' own stands beside."""
    for day in (data.days[6], data.days[11]):  # on the later one of Syria others have joined
        evening = data.on(day)
        near, sides = news_of(evening).approach, data.sides(day=day)
        if near is None or near.sides[1] != sides[1]:
            continue
        number = evening_numbers(evening, data.conflict.baseline, *sides)[0]
        assert number.id == "distance"
        assert names(data, [near.place])[0] in number.label
        found = {f.id: f for f in evening.findings(None, [near.place])}[f"front-to-{near.place}"]
        assert found.numbers["distance_km"] == near.km
        assert (found.numbers["low_km"], found.numbers["high_km"]) == (
            near.distance.low_km,
            near.distance.high_km,
        )
        assert front_between(evening).distance_to(near.place) == near.distance
        (row,) = evening.distances(near.place).to_dict("records")  # as commands and exports ask
        assert (row["distance_km"], row["attackers"]) == (near.km, near.sides[0])
        alone = front_between(evening, *sides).distance_to(near.place)
        if alone.distance_km != near.km:
            told = found.numbers["by_force"][",".join(sides[0])]["distance_km"]
            assert told == alone.distance_km
            assert "that of" in number.about


def test_who_only_stands_by_has_not_joined(syria):
    sides = ["HTS", "SNA"], ["SAA"]
    joined = {
        day: set(with_joined(situation_on(syria, f"2024-12-{day:02}"), *sides)) - {"HTS", "SNA"}
        for day in (2, 5, 6, 7)
    }
    assert joined[2] == joined[5] == set()
    assert joined[6] == {"SOR"} and joined[7] == {"SOR", "SFA"}
    supposed = if_captured(situation_on(syria, "2024-12-02"), "palmyra", by="SFA")
    assert with_joined(supposed, *sides) == ("HTS", "SNA", "SFA")


def test_a_front_is_named_after_the_force_whose_land_ends_there(tmp_path):
    """Fir, HTS's, is nearest to Oak, but Elm beside it is the army's: SNA's land ends nearer."""
    places = [
        place("oak", 34.5, 37.0, "SAA", kind="city"),
        place("west", 34.5, 36.2, "SAA"),
        place("gum", 34.95, 37.0, "SNA"),
        place("elm", 34.4, 37.2, "SAA"),
        place("fir", 34.4, 37.45, "HTS"),
    ]
    data = load_world(write_world(tmp_path / "world", places, conflict={"cities": ["oak"]}))
    near = news_of(situation_on(data, data.first)).approach
    assert near.distance.nearest_held == "fir"
    assert near.distance.edge.attacker == "gum"
    assert "the front of the SNA was" in headline(situation_on(data, data.first)).deck


def test_a_front_of_another_force_is_not_said_to_have_come(data, evenings):
    for evening in evenings:
        news = news_of(evening)
        if news.approach is not None and news.approach.moved:
            forces = {
                force_at(*pair)
                for pair in (
                    (evening, news.approach.distance),
                    (news.before, news.approach.before),
                )
            }
            title = said_on(evening).title
            if "has come closer" in title or "has moved away" in title:
                assert title.startswith("The front has") == (len(forces) > 1), title


# A small war ------------------------------------------------------------------------------------

SMALL = [
    place("oak", 34.5, 36.5, "SAA", kind="city", population=900),
    place("pine", 35.6, 36.4, "SAA", kind="city", population=300),
    place("gum", 35.1, 36.4, "SAA", kind="village"),
    place("ash", 34.5, 37.3, "SAA", kind="city", population=500),
    place("elm", 34.5, 37.7, "SAA", kind="town"),
    place("fir", 34.5, 38.0, "SAA", kind="town"),
    place("fort", 34.5, 38.3, "HTS", kind="base"),
    place("cedar", 34.4, 38.5, "HTS", kind="village"),
    place("yew", 34.5, 39.6, "HTS", kind="town"),
]
COURSE = [
    event("2024-11-27", "fir", "SAA", "HTS"),
    event("2024-11-28", "elm", "SAA", "HTS"),
    event("2024-11-28", "ash", "SAA", "HTS"),
    event("2024-11-29", "ash", "HTS", "SAA"),
    event("2024-12-01", "elm", "HTS", "SAA"),
    event("2024-12-01", "fir", "HTS", "SAA"),
    event("2024-12-02", "gum", "SAA", "HTS"),
    event("2024-12-03", "oak", "SAA", "HTS", contested="true"),
    event("2024-12-04", "oak", "SAA", "HTS"),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small") / "world"
    roads = [{"from": "oak", "to": "gum"}, {"from": "gum", "to": "pine"}]
    conflict = {"capital": "oak", "cities": ["oak", "ash", "pine"]}
    return load_world(write_world(folder, SMALL, COURSE, roads=roads, conflict=conflict))


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2024-11-26", "The government held most of"),
        ("2024-11-27", "The front of the HTS-led forces has come closer to Ash: about"),
        ("2024-11-28", "Ash has fallen to the HTS-led forces"),
        ("2024-11-29", "Ash is back in the hands of the government"),
        (
            "2024-11-30",
            "Little moved since 29 Nov: no place changed hands; the front of the HTS-led "
            "forces is still about",
        ),
        ("2024-12-01", "The front of the HTS-led forces has moved away from Ash: about"),
        ("2024-12-02", "Pine is cut off from Oak by road"),
        ("2024-12-03", "Oak is contested"),
        (
            "2024-12-04",
            "The government has lost the capital: Oak has fallen to the HTS-led forces",
        ),
    ],
)
def test_a_war_that_goes_to_and_fro(small, day, title):
    assert said_on(situation_on(small, day)).title.startswith(title)


def test_rebels_who_lose_the_capital_do_not_lose_their_own(tmp_path):
    places = [place("oak", 34.5, 36.5, "HTS", kind="city"), place("pine", 34.5, 39.0, "SAA")]
    world = write_world(
        tmp_path / "world",
        places,
        [event("2024-11-28", "oak", "HTS", "SAA")],
        conflict={"capital": "oak", "cities": ["oak"]},
    )
    told = said_on(situation_on(load_world(world), "2024-11-28")).title
    assert told.startswith("The HTS-led forces has lost the capital: Oak has fallen to the gov")


def test_what_is_cut_off_is_told_once(small):
    days = [small.first + dt.timedelta(n) for n in range(9)]
    assert [d.day for d in days if news_of(situation_on(small, d)).cut] == [2]


def test_a_base_is_never_named_as_the_nearest(small):
    first = news_of(situation_on(small, small.first))
    assert first.approach.distance.nearest_held == "fort"
    assert first.approach.town == "cedar"  # the town of Yew is too far
    assert "Fort" not in said_on(situation_on(small, small.first)).deck


def test_where_only_a_base_is_near_none_is_named(small):
    evening = if_captured(situation_on(small, small.first), "cedar", by="SAA")
    assert news_of(evening).approach.town is None


# Two contests -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kestria(tmp_path_factory):
    return sa.load(write_invented(tmp_path_factory.mktemp("kestria")))


def test_the_second_contest_gives_the_headline_when_it_moves_most(kestria):
    news = news_of(situation_on(kestria, "2019-06-09"))
    assert news.approach.sides == (("HLC",), ("M47",))
    assert news.approach.place == "kestrel-ford"


def test_who_asks_for_a_contest_is_told_of_it_alone(kestria):
    evening = situation_on(kestria, "2019-06-18")
    assert news_of(evening).fallen == ("aldersund",)
    asked = news_of(evening, "HLC", "M47")
    assert asked.fallen == () and asked.fights == ((("HLC",), ("M47",)),)
    assert "Aldersund" not in headline(evening, "HLC", "M47").title
    assert news_of(evening, ["VLG", "M47"], "CRN").fights == news_of(evening).fights


@pytest.mark.parametrize("days", [range(0, 16, 3), pytest.param(range(16), marks=pytest.mark.slow)])
def test_arabic_says_what_the_english_says(syria, days):
    with speaking("ar"):
        arabic = spoken(syria)
    for n in days:
        day = syria.first + dt.timedelta(n)
        news = news_of(situation_on(syria, day))
        with speaking("ar", arabic):
            told = headline(situation_on(arabic, day))
        assert not re.search("[A-Za-z{}]", told.title + told.deck), told
        for seat in (*news.fallen, *news.contested):
            assert arabic.places.at[seat, "name"] in told.title + told.deck
        if (
            news.approach
            and syria.places.at[news.approach.place, "name"]
            in said_on(situation_on(syria, day)).title
        ):
            assert arabic.places.at[news.approach.place, "name"] in told.title


def test_ground_is_not_called_little_because_it_is_unsure(tmp_path):
    """A strip of a sixth of the land passes on a day that may be the day before, or after."""
    towns = [place(f"p{k}", 34.5, 36.3 + k * 0.6, "HTS" if k < 2 else "SAA") for k in range(6)]
    far = [place("city", 33.2, 36.2, "SAA")]
    span = {"date_earliest": "2024-11-27", "date_latest": "2024-11-29"}
    fall = [event("2024-11-28", "p2", "SAA", "HTS", **span)]
    conflict = {"capital": "city", "cities": ["city"]}
    world = load_world(write_world(tmp_path / "world", towns + far, fall, conflict=conflict))
    evening = situation_on(world, "2024-11-28")
    gained = changes_between(situation_on(world, "2024-11-27"), evening).balance.loc["HTS"]
    assert gained["gained_low_km2"] == 0 < gained["gained_km2"]
    assert "gained about" in headline(evening).title
    assert "Little" not in headline(evening).title
