"""What a notebook shows by itself, and the panel that one turns by hand."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from itertools import combinations

import ipywidgets
import pytest

import syria_analysis as sa
from syria_analysis.control.front import Distance, Front
from syria_analysis.explore import cards
from syria_analysis.explore.panel import Panel
from syria_analysis.figures import style
from syria_analysis.figures.sketch import LETTER_WIDTH, LETTERS, sketch
from worlds import packaged, write_world

FAR = Distance("ok", 1.0, 1.0, 1.0, 0.0, (35.0, 36.0), "homs")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def syria():
    return packaged()


@pytest.fixture
def panel(syria):
    return Panel(syria, "2024-12-02", ["homs", "damascus"])


def cells(text):
    return {
        c.get("data-place"): c
        for c in ET.fromstring(text).iter(f"{SVG}path")
        if c.get("data-place")
    }


def test_every_cell_has_its_holders_colour(syria):
    now = syria.on("2024-12-02")
    colours = style.palette(syria)
    drawn = cells(sketch(now))
    assert len(drawn) > 0.97 * len(now.mesh.shapes)
    assert {p: c.get("fill") for p, c in drawn.items()} == {
        p: colours[now.holders[p]][0] for p in drawn
    }


def test_a_cell_tells_place_holder_and_challenger(syria):
    now = syria.on("2024-12-02")
    rival = now.contested[now.contested != ""]
    place = next(p for p in rival.index if p in cells(sketch(now)))
    told = cells(sketch(now))[place].find(f"{SVG}title").text
    assert told.startswith(syria.places.at[place, "name"])
    assert f"contested by {syria.factions.at[rival[place], 'short_name']}" in told


def test_supposed_captures_are_marked_in_picture_and_card(syria):
    after = syria.on("2024-12-02").if_captured("hama", by="HTS")
    text = sketch(after)
    assert 'aria-label="Hypothetical' in text
    assert "stroke-dasharray" in text and "stroke-dasharray" not in sketch(syria.on("2024-12-02"))
    assert "Hypothetical: Hama captured by the HTS-led forces" in after._repr_html_()


@pytest.mark.parametrize("date", ["2024-11-26", "2024-12-02", "2024-12-08"])
def test_names_do_not_touch_or_leave_the_picture(syria, date):
    root = ET.fromstring(sketch(syria.on(date), names=["al-nabk", "palmyra", "saraqib"]))
    wide, high = (float(n) for n in root.get("viewBox").split()[2:])
    boxes = []
    for text in root.iter(f"{SVG}text"):
        width = len(text.text) * LETTERS * LETTER_WIDTH
        x, y = float(text.get("x")), float(text.get("y"))
        left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor")]
        boxes.append((left, y - 0.7 * LETTERS, left + width, y + 0.15 * LETTERS))
    assert len(boxes) >= 12
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= wide and b[3] <= high for b in boxes)
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_names_from_the_data_never_become_markup(tmp_path):
    places = [
        {"id": "a", "name": "<script>alert(1)</script>", "lon": 37.0, "lat": 34.0, "holder": "SAA"},
        {"id": "b", "name": "B", "lon": 39.0, "lat": 35.0, "holder": "HTS"},
    ]
    package = write_world(tmp_path, places)
    html = sa.load(package).on(sa.load(package).first)._repr_html_()
    assert "<script" not in html and "&lt;script&gt;" in html


def test_card_holds_the_numbers_of_the_library(syria):
    now = syria.on("2024-12-02")
    html = cards.situation_card(now)
    counts = now.areas().set_index("faction")["places"]
    assert f">{counts['SAA']}<" in html
    far = now.front().distance_to("homs")
    low, high = re.search(r">Homs</td>.*?about \d+ km \((\d+)–(\d+)\)", html).groups()
    assert int(low) == pytest.approx(far.low_km, abs=1)
    assert int(high) == pytest.approx(far.high_km, abs=1)


def test_the_panel_follows_the_day(panel, syria):
    before = panel.map.svg
    panel.day.value = dt.date(2024, 12, 5)
    assert panel.situation.date == dt.date(2024, 12, 5)
    assert panel.map.svg == sketch(syria.on("2024-12-05"), names=["homs", "damascus"]) != before
    assert "5 December 2024" in panel.told.value


def test_a_click_supposes_a_capture_and_another_takes_it_back(panel):
    reported = panel.told.value
    panel.map._handle_custom_msg({"place": "hama"}, [])
    assert panel.captures.value == ["Hama"]
    assert panel.situation.hypothetical == (("hama", "HTS", False),)
    assert "Hypothetical" in panel.told.value
    panel.map._handle_custom_msg({"place": "hama"}, [])
    assert panel.situation.hypothetical == () and panel.told.value == reported


def test_what_has_become_fact_is_no_longer_supposed(panel):
    panel.click("hama")
    panel.day.value = dt.date(2024, 12, 6)
    assert panel.situation.hypothetical == ()
    assert "Held by the HTS-led forces already, not supposed: Hama" in panel.status.value


def test_names_are_found_and_tags_can_be_closed(panel):
    panel.add_city.value = "Hama"
    assert panel.cities.value[-1] == "Hama" and panel.add_city.value == ""
    assert "Hama" in panel.told.value
    panel.cities.value = ["Homs"]
    assert "Damascus" not in panel.told.value
    panel.add_capture.value = "Homs"
    assert panel.situation.hypothetical == (("homs", "HTS", False),)
    panel.forget.click()
    assert panel.situation.hypothetical == ()
    for written, label in (("Halab", "Aleppo"), ("حماة", "Hama"), ("sheikh maksoud", "Sheikh Maq")):
        panel.add_city.value = written
        assert panel.cities.value[-1].startswith(label) and panel.add_city.value == ""
    panel.add_city.value = "Nowhere"
    assert "Nowhere" in panel.status.value and panel.add_city.value == "Nowhere"


def test_sides_that_cannot_be_are_refused_in_a_line_and_the_picture_stays(panel):
    picture = panel.map.svg
    panel.attackers.value = ("SAA",)
    assert "the government cannot be on both sides" in panel.status.value
    assert panel.map.svg == picture
    panel.attackers.value = ("SDF",)
    assert panel.status.value == "" and panel.map.svg != picture


def test_a_click_beside_a_place_or_from_elsewhere_does_nothing(panel):
    for message in ({}, {"place": "nowhere"}, {"place": "<b>"}):
        panel.map._handle_custom_msg(message, [])
    assert panel.captures.value == [] and panel.status.value == ""


def test_a_click_on_land_between_places_is_answered(panel, syria):
    anchor = syria.places.index[syria.places["kind"] == "anchor"][0]
    panel.map._handle_custom_msg({"place": anchor}, [])
    assert panel.captures.value == [] and "click a place, or type its name" in panel.status.value
    panel.click("homs")
    assert panel.captures.value == ["Homs"] and panel.status.value == ""


def test_the_button_that_clears_can_be_pressed_when_there_is_something_to_clear(panel):
    assert panel.forget.description == "Clear captures" and panel.forget.disabled
    panel.click("homs")
    assert not panel.forget.disabled
    panel.forget.click()
    assert panel.forget.disabled and panel.captures.value == []


def test_a_further_city_is_the_only_one_that_is_measured(panel, monkeypatch):
    measured = []
    monkeypatch.setattr(Front, "_measured_to", lambda front, city: measured.append(city) or FAR)
    panel.add_city.value = "Latakia"
    assert measured == ["latakia"]


def test_a_dot_lies_above_the_land_and_tells_its_place(syria):
    root = ET.fromstring(sketch(syria.on("2024-12-02")))
    dots = [c for c in root.iter(f"{SVG}circle") if c.get("data-place")]
    assert {"homs", "hama", "damascus"} <= {dot.get("data-place") for dot in dots}
    order = list(root.iter())
    last_land = max(order.index(p) for p in root.iter(f"{SVG}path"))
    assert min(order.index(dot) for dot in dots) > last_land
    told = {dot.get("data-place"): dot.find(f"{SVG}title").text for dot in dots}
    assert told["homs"] == "Homs: Government"


def test_a_page_without_widgets_shows_the_evening_instead(panel):
    shown = panel._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert "Evening of 2 December 2024" in shown["text/html"]


def test_places_that_share_a_name_can_be_told_apart(panel, syria):
    assert len(panel._names) == len(syria.real_places)
    assert set(panel._names.values()) == set(syria.real_places.index)


def test_the_panel_is_made_of_widgets(panel):
    assert isinstance(panel, ipywidgets.VBox)
    assert panel.day.index == panel.children[0].children[0].value
