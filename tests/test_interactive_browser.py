"""The interactive page in a real Chromium without a network."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

import interactive_page
from browser import Browser, reason_to_skip
from syria_analysis.control.certainty import LEVELS
from syria_analysis.control.front import distance_table, with_joined
from syria_analysis.explore import panel
from syria_analysis.explore.facts import bands, certainties
from syria_analysis.explore.shapes import window
from syria_analysis.figures.sketch import sketch
from syria_analysis.figures.style import palette
from syria_analysis.text.headline import headline
from syria_analysis.text.rounding import format_number, round_interval
from syria_analysis.text.wording import about_with_interval

pytestmark = pytest.mark.skipif(bool(reason_to_skip()), reason=reason_to_skip())

DESK, PHONE = (1280, 900), (360, 740)
CELL = """
[...document.querySelectorAll("#map path")].find((path) => {
  const item = path.__data__;
  return item && item.mark.name === "%s" && item.datum.properties.place === "%s";
})"""
TEXT = "document.getElementById('%s').textContent"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "campaign.html"
    path.write_text(interactive_page.page(), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = Browser(tmp_path_factory.mktemp("chromium"))
    yield program
    program.close()


@pytest.fixture(scope="module")
def story():
    return interactive_page.story()


@pytest.fixture(scope="module")
def opened(browser, address):
    """Show the page in a window of a size; it is loaded anew only for another size."""
    shown: list[tuple[int, int]] = []

    def show(size, fragment="2024-11-26&city=damascus"):
        if shown[-1:] != [size]:
            browser.open(f"{address}#{fragment}", *size, touch=size == PHONE)
            shown.append(size)
        browser.run("document.documentElement.dataset.drawn = ''")
        browser.run(
            f"history.replaceState(null, '', '#{fragment}');"
            "dispatchEvent(new HashChangeEvent('hashchange'))"
        )
        browser.wait(lambda: browser.run("document.documentElement.dataset.drawn"))
        return browser

    yield show
    browser.run("1")  # so that what was reported last is read
    assert browser.errors == []


def _number(story, date):
    return [evening.date.isoformat() for evening in story.evenings].index(date)


def _drawn(tab, evening):
    tab.wait(lambda: tab.run("document.documentElement.dataset.drawn").startswith(f"{evening} "))


def _slide(tab, evening):
    tab.run(
        f"(() => {{ const s = document.getElementById('evening'); s.value = {evening};"
        "s.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    _drawn(tab, evening)


def _fill(tab, mark, place):
    return tab.run(f"{CELL % (mark, place)}?.getAttribute('fill') ?? null")


def test_it_loads_with_the_network_off_and_draws_all_cells(opened, story):
    tab = opened(DESK)
    assert tab.errors == []
    assert [url for url in tab.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert tab.run("navigator.onLine") is not None
    drawn = tab.run(
        "[...document.querySelectorAll('#map path')].filter("
        "(path) => path.__data__?.mark.name === 'cell' && path.getAttribute('d')).length"
    )
    assert drawn >= 0.99 * len(story.first.mesh.shapes)
    blocked = "fetch('https://example.org/').then(() => 'reached', () => 'blocked')"
    assert tab.run(blocked) == "blocked"
    assert any("Content Security Policy" in error for error in tab.errors)
    tab.errors.clear()


def test_the_slider_changes_map_and_numbers(opened, story):
    tab = opened(DESK)
    fourth, fifth = (_number(story, f"2024-12-0{day}") for day in (4, 5))
    tones, sure = palette(story.dataset), bands(story)

    def colour(faction, evening, **how):
        return tones[faction].at((LEVELS[0], *LEVELS)[sure[evening]["hama"]], **how)

    _slide(tab, fourth)
    before = tab.run(TEXT % "said")
    assert _fill(tab, "cell", "hama") == colour("SAA", fourth)
    _slide(tab, fifth)
    assert _fill(tab, "cell", "hama") == colour("HTS", fifth, gained=True)
    assert tab.run(TEXT % "said") != before
    assert "5 December 2024" in tab.run(TEXT % "told")
    assert tab.run("document.getElementById('evening').getAttribute('aria-valuetext')") == (
        "5 December 2024"
    )


def test_contested_and_uncertain_land_is_marked(opened, story):
    tab = opened(DESK)
    for date in ("2024-11-29", "2024-12-02", "2024-12-05"):
        number = _number(story, date)
        evening = story.evenings[number]
        cells = evening.mesh.shapes.index
        contested = set(cells[evening.contested[cells] != ""])
        uncertain = set(cells[evening.uncertain[cells]])
        _slide(tab, number)
        for mark, expected in (("disputed", contested), ("doubtful", uncertain)):
            shown = tab.run(
                "[...document.querySelectorAll('#map path')].map((path) => path.__data__)"
                f".filter((item) => item?.mark.name === '{mark}')"
                ".map((item) => item.datum.properties.place)"
            )
            assert set(shown) == expected, (evening.date, mark)
        if contested:
            assert _fill(tab, "disputed", min(contested)).startswith("url(#contested-")


def test_the_numbers_shown_are_the_librarys_for_every_evening_and_city(opened, story):
    tab = opened(DESK)
    shown = tab.run(
        """(() => {
          const at = (id) => document.getElementById(id);
          const found = [];
          for (let city = 0; city < at("city").options.length; city++) {
            at("city").value = city;
            at("city").dispatchEvent(new Event("change"));
            for (let evening = 0; evening <= Number(at("evening").max); evening++) {
              at("evening").value = evening;
              at("evening").dispatchEvent(new Event("input"));
              found.push([at("city").selectedOptions[0].textContent, at("evening-name").textContent,
                at("best").textContent, at("low").textContent, at("high").textContent]);
            }
          }
          return found;
        })()"""
    )
    expected = []
    for city in story.cities:
        for evening in story.evenings:
            everyone = with_joined(evening, story.attackers, story.defenders)
            row = distance_table(evening, [city], everyone, story.defenders).iloc[0]
            texts = ["–", "–", "–"]
            if row["status"] == "ok":
                best = about_with_interval(row["distance_km"], row["low_km"], row["high_km"])
                ends = round_interval(row["low_km"], row["high_km"])
                texts = [best.removeprefix("about ").split(" (")[0]]
                texts += [f"{format_number(end)} km" for end in ends]
            name = story.dataset.places.at[city, "name"]
            day = f"{evening.date.day} {evening.date:%B %Y}"
            expected.append([name, day, *texts])
    assert shown == expected


def test_the_keyboard_is_enough(opened, story):
    tab = opened(DESK)
    tab.run("document.getElementById('evening').focus()")
    tab.press("ArrowRight")
    _drawn(tab, 1)
    assert tab.run(TEXT % "evening-name") == "27 November 2024"
    tab.press("End")
    _drawn(tab, len(story.evenings) - 1)
    order = []
    tab.run("document.getElementById('frame').focus()")
    for _ in range(6):
        tab.press("Tab")
        order.append(tab.run("document.activeElement.id"))
        outline = tab.run("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", order
    assert order == ["closer", "play", "back", "evening", "find", "city"]  # "next" is at its end


def test_a_place_is_found_by_its_arabic_name_and_chosen_with_enter(opened, story):
    tab = opened(DESK, "2024-12-05")
    arabic = story.dataset.places.at["hama", "name_ar"]
    tab.run("document.getElementById('find').focus()")
    tab.call("Input.insertText", text=arabic)
    tab.press("Enter")
    tab.wait(lambda: tab.run(TEXT % "place-name").startswith("Hama"))
    assert tab.run("document.activeElement.id") == "place-name"
    current = tab.run("document.querySelector('#spans [aria-current]').textContent")
    assert "HTS-led forces" in current
    links = tab.run("[...document.querySelectorAll('#spans a')].map((link) => link.href)")
    assert links
    assert all(link.startswith("http") for link in links)


def test_a_place_is_found_by_any_of_its_spellings(opened):
    """By `names.csv` and the variants, folded like the library's names."""
    tab = opened(DESK)
    first = "document.querySelector('#results button')?.textContent ?? ''"
    for written, name in (
        ("Sheikh Maksoud", "Sheikh Maqsoud"),
        ("Alep", "Aleppo"),
        ("halab", "Aleppo"),
        ("حلب", "Aleppo"),
        ("Ḥaleb", "Aleppo"),
        ("الرقه", "Raqqa"),
        ("SY0203", "Afrin"),
    ):
        tab.run(
            f"(() => {{ const f = document.getElementById('find'); f.value = '{written}';"
            "f.dispatchEvent(new Event('input', {bubbles: true})); })()"
        )
        assert tab.run(first).startswith(name), written


def test_play_goes_on_and_stops(opened):
    tab = opened(DESK)
    tab.run("document.getElementById('play').click()")
    assert tab.run(TEXT % "play-word") == "Pause"
    assert tab.run("document.getElementById('told').getAttribute('aria-live')") == "off"
    _drawn(tab, 1)
    tab.run("document.getElementById('play').click()")
    assert tab.run(TEXT % "play-word") == "Play"
    stopped = tab.run("document.getElementById('evening').value")
    time.sleep(1.6)
    assert tab.run("document.getElementById('evening').value") == stopped
    assert tab.run("document.getElementById('told').getAttribute('aria-live')") == "polite"


def test_the_map_can_be_enlarged_moved_and_shown_whole(opened):
    tab = opened(DESK)
    width = "(%s).getBoundingClientRect().width" % (CELL % ("cell", "hama"))
    left = "(%s).getBoundingClientRect().left" % (CELL % ("cell", "hama"))
    small, start = tab.run(width), None
    tab.run("document.getElementById('closer').click()")
    tab.wait(lambda: tab.run(width) > 1.5 * small)
    start = tab.run(left)
    tab.run("document.getElementById('frame').focus()")
    tab.press("ArrowLeft")
    tab.wait(lambda: tab.run(left) > start + 40)
    apart = tab.run(
        "[...document.querySelectorAll('#map text')].map((node) => node.__data__)"
        ".filter((item) => item?.mark.name === 'town-names' && item.opacity !== 0)"
        ".map((item) => Math.hypot(item.x - item.datum.x, item.y - item.datum.y))"
    )
    assert apart  # the names have moved with their towns
    assert max(apart) < 20
    tab.run("document.getElementById('whole').click()")
    tab.wait(lambda: abs(tab.run(width) - small) < 0.5)


def test_it_opens_on_the_last_evening_with_its_headline(browser, address, story):
    browser.open(address, *DESK)
    assert browser.run(TEXT % "evening-name") == "8 December 2024"
    said = headline(story.last, story.attackers, story.defenders).title
    assert browser.run("document.querySelector('h1').textContent") == said
    top, bottom = browser.run(
        "(({top, bottom}) => [top, bottom])(document.querySelector('h1').getBoundingClientRect())"
    )
    assert 0 <= top < bottom < 200
    assert browser.errors == []


def _middle(tab, mark, place):
    return tab.run(
        f"(() => {{ const b = ({CELL % (mark, place)}).getBoundingClientRect();"
        "return [b.x + b.width / 2, b.y + b.height / 2, b.width]; })()"
    )


def _whole(tab):
    tab.run("document.getElementById('whole').click()")
    tab.wait(lambda: tab.run("document.documentElement.dataset.drawn").endswith(" 1"))


def test_enlarging_keeps_the_place_chosen_where_it_is(opened):
    tab = opened(DESK, "2024-12-02&place=raqqa")
    before = _middle(tab, "cell", "raqqa")
    for times in (1.6, 1.6**2, 1.6**3):
        tab.run("document.getElementById('closer').click()")
        tab.wait(lambda times=times: _middle(tab, "cell", "raqqa")[2] > 0.98 * times * before[2])
    after = _middle(tab, "cell", "raqqa")
    assert abs(after[0] - before[0]) + abs(after[1] - before[1]) < 0.6 * after[2]
    assert tab.run(TEXT % "place-name").startswith("Raqqa")
    _whole(tab)


def test_the_wheel_enlarges_about_the_pointer(opened):
    tab = opened(DESK, "2024-12-02")
    x, y, width = _middle(tab, "cell", "aleppo")
    for _ in range(3):
        tab.call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=-120)
    tab.wait(lambda: _middle(tab, "cell", "aleppo")[2] > 1.9 * width)
    assert tab.run("scrollY") == 0
    there = _middle(tab, "cell", "aleppo")
    assert abs(there[0] - x) < 5 and abs(there[1] - y) < 5
    _whole(tab)


def test_two_fingers_enlarge_the_map(opened):
    tab = opened(PHONE, "2024-12-02")
    x, y, width = _middle(tab, "cell", "hama")
    for kind, apart in (("touchStart", 30), *(("touchMove", 30 + 10 * n) for n in range(1, 7))):
        fingers = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        tab.call("Input.dispatchTouchEvent", type=kind, touchPoints=fingers)
    tab.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    tab.wait(lambda: _middle(tab, "cell", "hama")[2] > 1.8 * width)
    assert tab.run("visualViewport.scale") == 1  # the map, not the page
    _whole(tab)


def test_the_map_has_roads_and_a_scale(opened, story):
    tab = opened(DESK, "2024-12-02")
    length = tab.run(
        "(() => { const items = [...document.querySelectorAll('#map svg *')].map((n) => n.__data__)"
        ".filter(Boolean); const bar = items.find((i) => i.mark?.name === 'scale-bar');"
        "const text = items.find((i) => i.mark?.name === 'scale-text');"
        "return [bar.x2 - bar.x, text.text]; })()"
    )
    x0, _, x1, _ = window(story.first.mesh)
    across = tab.run("document.getElementById('map').getBoundingClientRect().width")
    high = tab.run("document.getElementById('map').getBoundingClientRect().height")
    _, y0, _, y1 = window(story.first.mesh)
    scale = min(across / (x1 - x0), high / (y1 - y0))
    assert length[1] == "100 km"
    assert length[0] == pytest.approx(100_000 * scale, abs=1)
    assert tab.run(
        "[...document.querySelectorAll('#map path')].filter("
        "(p) => p.__data__?.mark.name === 'road' && p.getAttribute('d')).length"
    ) == story.dataset.roads["class"].nunique()  # fmt: skip


def test_a_click_on_any_land_says_who_by_whose_account_and_how_sure(opened, story):
    tab = opened(DESK, "2024-12-02")
    sure, number = bands(story), _number(story, "2024-12-02")
    for place in ("morek", "palmyra"):
        x, y, _ = _middle(tab, "cell", place)
        tab.run(
            f"(() => {{ const cell = {CELL % ('cell', place)};"
            f"cell.dispatchEvent(new MouseEvent('click', {{bubbles: true, clientX: {x},"
            f"clientY: {y}}})); }})()"
        )
        name = story.dataset.places.at[place, "name"]
        tab.wait(lambda name=name: tab.run(TEXT % "place-name").startswith(name))
        words = certainties(story)[sure[number][place]]
        assert f"how sure: {words}" in tab.run(TEXT % "spot")
        assert "Confidence" in tab.run(
            "document.querySelector('#spans [aria-current]').textContent"
        )


def test_a_table_says_the_same_as_the_map(opened, story):
    tab = opened(DESK, "2024-12-05")
    tab.run("document.getElementById('holders').open = true")
    tab.wait(lambda: tab.run("document.querySelectorAll('#holders-rows tr').length"))
    rows = tab.run(
        "[...document.querySelectorAll('#holders-rows tr')].map("
        "(row) => [row.cells[0].textContent, row.cells[2].textContent])"
    )
    evening = story.evenings[_number(story, "2024-12-05")]
    names = story.dataset.factions["short_name"]
    real = story.dataset.real_places
    expected = [
        [row["name"], names[evening.holders[row["id"]]]]
        for row in real.sort_values(["name", "id"]).to_dict("records")
    ]
    assert rows == expected


def test_on_a_phone_a_tap_shows_holder_and_source(opened):
    tab = opened(PHONE, "2024-12-05")
    spot = tab.run(
        "(() => { const dot = [...document.querySelectorAll('#map path')].find((path) =>"
        " path.__data__?.mark.name === 'town-dots' && path.__data__.datum.place === 'hama')"
        ".getBoundingClientRect(); return [dot.x + dot.width / 2, dot.y + dot.height / 2]; })()"
    )
    tab.tap(*spot)
    tab.wait(lambda: tab.run(TEXT % "spot").startswith("Hama"))
    assert "HTS-led forces" in tab.run(TEXT % "spot")
    assert tab.run("document.querySelector('#spans a[href^=http]') !== null")
    link = tab.run("(({rel, target}) => [rel, target])(document.querySelector('#spans a'))")
    assert link == ["noopener noreferrer", "_blank"]


def test_on_a_phone_nothing_overflows_and_nothing_is_small(opened):
    tab = opened(PHONE, "2024-12-05&place=hama")
    tab.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert tab.run("document.documentElement.scrollWidth") == PHONE[0]
    sizes = tab.run(
        "[...document.querySelectorAll('#map text, .chart text, p, li, td, th, button, label, dd,"
        " dt, span, a, summary, output')].filter((node) => node.textContent.trim()"
        " && !node.closest('[hidden], .unseen'))"
        ".map((node) => parseFloat(getComputedStyle(node).fontSize))"
    )
    assert len(sizes) > 100
    assert min(sizes) >= 11
    boxes = tab.run(
        "[...document.querySelectorAll('button, input, select')].filter((one) => one.offsetParent)"
        ".map((one) => [one.id, one.offsetWidth, one.offsetHeight])"
    )
    assert all(width >= 44 for _, width, _ in boxes)
    assert all(height >= 44 for name, _, height in boxes if name != "evening")
    top = tab.run("document.getElementById('map').getBoundingClientRect().top")
    controls = tab.run("document.querySelector('.controls').getBoundingClientRect().bottom")
    assert 0 < top < controls < PHONE[1]  # map and controls on the first screen


@pytest.fixture(scope="module")
def clickable(browser, tmp_path_factory):
    """The map of the notebook's panel without a notebook: what it would send is in `sent`."""
    story = interactive_page.story()
    code = (Path(panel.__file__).parent / "map.js").read_text("utf-8")
    state = {
        "svg": sketch(story.evenings[-1]),
        "labels": {"larger": "larger", "smaller": "smaller", "whole": "whole"},
    }
    told = json.dumps(state).replace("</", "<\\/")
    page = tmp_path_factory.mktemp("panel") / "map.html"
    page.write_text(
        '<!doctype html><meta charset="utf-8"><body style="margin:0"><div id="map"></div>'
        f"<script>{code.replace('export default', 'const widget =')}\n"
        f"const state = {told}, sent = [], heard = {{}};\n"
        "const model = { get: (key) => state[key], send: ({ place }) => sent.push(place),"
        "  on: (event, act) => { heard[event] = act; } };\n"
        "widget.render({ model, el: document.getElementById('map') });\n"
        "document.documentElement.dataset.ready = 'yes';</script>",
        encoding="utf-8",
    )
    browser.open(page.as_uri(), 640, 700)
    yield browser
    browser.run("1")
    assert browser.errors == []


def _dot(tab, place):
    return tab.run(
        f"""(() => {{ const b = document.querySelector('circle[data-place="{place}"]')
        .getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})()"""
    )


def test_the_dot_of_a_city_wins_a_click(clickable):
    for place in ("homs", "hama"):
        x, y = _dot(clickable, place)
        for dx, dy in ((0, 0), (7, 0), (-5, 5), (0, -9)):
            clickable.click(x + dx, y + dy)
            assert clickable.run("sent.pop()") == place
    x, y = _dot(clickable, "homs")
    clickable.click(x + 60, y)  # far from any dot the land is meant
    assert clickable.run("sent.pop()") not in ("homs", None)


def test_a_new_drawing_keeps_what_is_enlarged(clickable):
    view = "document.querySelector('svg').getAttribute('viewBox')"
    whole = clickable.run(view)
    x, y = _dot(clickable, "homs")
    clickable.call(
        "Input.dispatchMouseEvent",
        type="mouseWheel", x=x, y=y, deltaX=0, deltaY=-240, modifiers=2,
    )  # fmt: skip
    clickable.wait(lambda: clickable.run(view) != whole)
    enlarged = clickable.run(view)
    assert _dot(clickable, "homs") == pytest.approx([x, y], abs=2)
    clickable.run("heard['change:svg']()")
    assert clickable.run(view) == enlarged
    clickable.click(x, y)
    assert clickable.run("sent.pop()") == "homs"
    for kind, dx in (("mousePressed", 0), ("mouseMoved", 40), ("mouseReleased", 40)):
        clickable.call(
            "Input.dispatchMouseEvent",
            type=kind, x=x + dx, y=y, button="left", buttons=1, clickCount=1,
        )  # fmt: skip
    assert _dot(clickable, "homs") == pytest.approx([x + 40, y], abs=2)
    assert clickable.run("sent.length") == 0  # a drag is no click
    clickable.run("document.querySelector('[data-act=whole]').click()")
    assert clickable.run(view) == whole
