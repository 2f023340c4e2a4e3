"""Headline, line of the campaign, findings and alerts of every evening say the same thing."""

from __future__ import annotations

import datetime as dt

import pytest

import syria_analysis as sa
from invented import write_invented
from selection import first_quick
from syria_analysis.alerts.rule_file import read_rules
from syria_analysis.alerts.watches import CERTAIN, WATCHES, Evenings
from syria_analysis.control.front import fighting, front_between
from syria_analysis.text.campaign_words import distance_text, told_between
from syria_analysis.text.headline import headline, news_of
from syria_analysis.text.language import speaking
from syria_analysis.text.rounding import format_number, round_to_interval
from syria_analysis.text.wording import faction_name, place_name

EVENINGS = [
    *(("packaged", 12), ("invented", 8), ("packaged", 9)),  # the capital falls; a seat
    *(("packaged", number) for number in (*range(1, 9), 10, 11, 13, 14, 15)),
    *(("invented", number) for number in range(1, 20) if number != 8),
]


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    invented = sa.load(write_invented(tmp_path_factory.mktemp("invented")))
    return {"packaged": sa.load(), "invented": invented}


def test_no_evening_is_left_out(packages):
    for name, data in packages.items():
        days = ((data.reported_to or data.last) - data.first).days
        assert sorted(n for of, n in EVENINGS if of == name) == [*range(1, days + 1)]


@pytest.mark.parametrize(("package", "number"), first_quick(EVENINGS, 3))
def test_all_say_the_same(packages, package, number):
    data = packages[package]
    before, evening = (data.on(data.first + dt.timedelta(n)) for n in (number - 1, number))
    with speaking("en", data):
        found = {one.id: one for one in evening.findings(before.date)}
        taken_alike(data, before, evening, found)
        measured_alike(data, before, evening, found)


def taken_alike(data, before, evening, found):
    """Who took which seat: nothing in one that is not in the other, and the same faction."""
    chief, news = data.chief_places, news_of(evening)
    pairs = {place: (before.holders[place], evening.holders[place]) for place in chief}
    changed = {place: pair for place, pair in pairs.items() if pair[0] != pair[1]}
    rule = {"kind": "changed_hands", "places": chief}
    alerts = data.alerts(before.date, evening.date, [rule]).found
    assert {a.subject: (a.numbers["from"], a.numbers["to"]) for a in alerts} == changed
    story = data.campaign(before.date, evening.date, cities=chief)
    fell = story.falls.groupby("place").agg({"from": "first", "to": "last"})
    fell = fell[fell["from"] != fell["to"]]
    assert dict(zip(fell.index, fell.itertuples(index=False, name=None), strict=True)) == changed
    told = found["cities-changed"].numbers.get("cities", [])
    assert {place for place in told if not evening.contested[place]} <= set(changed) <= set(told)
    assert set(news.fallen) <= set(changed)
    alliances = [s for c in data.conflict.contests for s in (c.alliance, c.defenders)]
    for place in set(changed) - set(news.fallen):  # it passed within a side: nobody took it
        assert any(set(changed[place]) <= set(side) for side in alliances)
    title, line = headline(evening), told_between(story, before, evening)
    said = f"{title.title}. {title.deck}"
    for place in news.fallen:
        name, captor = str(place_name(data, place)), faction_name(data, changed[place][1])
        assert name in said and name in line
        assert name in found["cities-changed"].sentence
        (alert,) = (alert for alert in alerts if alert.subject == place)
        assert alert.sentence.startswith(name) and f" to {captor}" in alert.sentence
        assert str(captor).removeprefix("the ") in said, said
    for place in news.cities:  # not among the seats, told where nothing greater is
        assert before.holders[place] != evening.holders[place]
    if not {*news.fallen, *news.cities}:
        assert "has fallen to" not in said
    if not changed:
        assert "fall" not in line


def measured_alike(data, before, evening, found):
    """How far the front is from each city, rounded the same way wherever it is told."""
    cities, sides = data.cities(None), fighting(evening)
    front = front_between(evening, *sides)
    asked = data.sides(None, None, evening.date)  # of the evening, not of the day before
    story = data.campaign(before.date, evening.date, *asked)
    rows = {r["city"]: r for r in story.distances.to_dict("records") if r["date"] == evening.date}
    rule = {"kind": "front_within", "places": list(cities), "km": 100_000}
    (read,) = read_rules(data, [rule], before.date, evening.date)
    watch = WATCHES["front_within"](read, Evenings(data))
    near = news_of(evening).approach
    for city in cities:
        far, told = front.distance_to(city), found[f"front-to-{city}"]
        assert told.numbers["status"] == rows[city]["status"] == far.status
        if far.status != "ok":
            continue
        ends = far.distance_km, far.low_km, far.high_km
        assert tuple(told.numbers[k] for k in ("distance_km", "low_km", "high_km")) == ends
        number = format_number(round_to_interval(*ends))
        assert f"about {number} km" in told.sentence
        assert distance_text(rows[city]) == f"{number} km"
        assert f"about {number} km away" in watch.tell(city, evening.date, CERTAIN).sentence
        if near is not None and near.place == city and near.sides == sides:
            assert near.distance == far
            said = headline(evening)
            if " km from " in said.title:
                assert f"{number} km from {place_name(data, city)}" in said.title
