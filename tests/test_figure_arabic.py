"""Figures in Arabic: from right to left, from one table of terms, in letters that join."""

import json
import re
from functools import cache
from xml.etree import ElementTree

import jsonschema
import pytest

import syria_analysis
from overlaps import overlapping
from selection import first_quick
from syria_analysis.cli import main
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import UnknownName
from syria_analysis.figures import PRESETS, draw, figures_of, output, style
from syria_analysis.figures.canvas import Canvas, FigurePage
from syria_analysis.text import language, outputs, wording
from syria_analysis.text.headline import headline, nearest_seat
from syria_analysis.text.language import directed, grammar, say, speaking, spoken
from test_figure_presets import breaches
from test_figures import texts
from worlds import packaged

DAY = "2024-12-02"
ARABIC = re.compile(r"[\u0600-\u06ff]")
OWN = re.compile(r"CC BY(-SA)?|GeoNames|Natural Earth|\bM[45]\b")
CAMPAIGN = ("evenings", "fronts", "areas", "captures")


@cache
def drawn(name, preset="report", day=DAY):
    captures = {"captures": ("hama", "homs")} if name == "cutoff" else {}
    return draw(name, packaged(), day, preset=preset, lang="ar", **captures)


class Texts(Canvas):
    """What `overlapping` asks of a canvas, for a finished figure."""

    def __init__(self, figure):
        self._figure = figure

    figure = property(lambda self: self._figure)
    texts = FigurePage.texts


def test_every_faction_and_country_of_the_maps_has_its_arabic():
    data = packaged()
    with speaking("ar", data):
        for code in data.factions.index:
            who = wording.faction_name(data, code)
            assert ARABIC.search(who) and grammar(who, "gender") in ("masculine", "feminine"), code
            assert grammar(who, "to").startswith("ل") and ARABIC.search(grammar(who, "short"))
        for layer in ("neighbours", "sea"):
            for name in data.basemap(layer)["name"]:
                said = wording.land_name(data, name)
                assert name == "Sea of Galilee" or ARABIC.search(said), name
        arabic = spoken(data)
        assert arabic.seats == data.seats
        assert arabic.places.at["homs", "name"] == "حمص"
        nameless = data.places.index[data.places["name_ar"] == ""]
        assert (arabic.places.loc[nameless, "name"] == data.places.loc[nameless, "name"]).all()
    assert spoken(data) is data


@pytest.mark.parametrize("name", first_quick(figures_of(packaged()), 2))
def test_a_figure_speaks_arabic_alone_and_its_labels_stand_apart(name):
    shown = drawn(name)
    assert overlapping(Texts(shown.figure)) == []
    words = [t.get_text() for t in texts(shown.figure)]
    assert output.untranslated(shown) == []
    assert not [word for word in words if re.search("[A-Za-z]", OWN.sub("", word))]
    least = 8 if name in (*CAMPAIGN, "units") else 15
    assert sum(bool(ARABIC.search(word)) for word in words) > least
    for text in (shown.title, shown.alt, shown.description, shown.caption):
        assert ARABIC.search(text) and not re.search("[A-Za-z{}]", OWN.sub("", text))
    assert len(shown.alt) <= 150


def test_the_headline_says_what_the_english_says():
    english = draw("offensive", packaged(), DAY).title
    numbers = re.compile(r"\d+")
    assert numbers.findall(drawn("offensive").title) == numbers.findall(english)
    place, _ = nearest_seat(situation_on(packaged(), DAY), ("HTS", "SNA"), ("SAA",))
    assert packaged().places["name_ar"][place] in drawn("offensive").title
    with speaking("ar", spoken(packaged())):
        told = headline(situation_on(spoken(packaged()), DAY))
    assert told.title == drawn("offensive").title == drawn("situation").title
    assert "سقوط حلب" in told.deck


def test_words_begin_at_the_right():
    shown = drawn("offensive")
    edge = shown.figure.bbox.x1
    renderer = shown.figure.canvas.get_renderer()
    title = next(t for t in texts(shown.figure) if t.get_text().startswith("تغير طفيف"))
    assert title.get_ha() == "right"
    assert edge - title.get_window_extent(renderer).x1 < 3
    key = say_ar("lighter-short")  # of which a narrow legend breaks the line
    legend = next(t for t in texts(shown.figure) if t.get_text() and key.startswith(t.get_text()))
    assert legend.get_ha() == "right"


def say_ar(key, **parts):
    with speaking("ar"):
        return say(key, **parts)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 موقع"), (1, "موقع واحد"), (2, "موقعين"), (3, "3 مواقع"), (10, "10 مواقع"),
        (11, "11 موقعاً"), (99, "99 موقعاً"), (100, "100 موقع"), (102, "102 موقع"),
        (103, "103 مواقع"), (138, "138 موقعاً"), (200, "200 موقع"), (1011, "1,011 موقعاً"),
    ],
)  # fmt: skip
def test_nouns_follow_their_number(number, said):
    with speaking("ar"):
        assert say("counted-place", number=number) == said
    english = say("counted-place", number=number)
    assert english == f"{number:,d} place{'s' if number != 1 else ''}"


def test_a_line_that_begins_with_numbers_and_arabic_marks_is_directed():
    with speaking("ar"):
        assert directed("2024.12.1، CC BY-SA").startswith("\u200f")
        assert directed("228 كم") == "228 كم" and directed("26/11") == "26/11"


def middles(shown, pattern):
    """Middle and foot of each text that matches, in the order in which they were drawn."""
    renderer = shown.figure.canvas.get_renderer()
    found = [t for t in texts(shown.figure) if re.fullmatch(pattern, t.get_text())]
    boxes = [t.get_window_extent(renderer) for t in found]
    return [(round((box.x0 + box.x1) / 2), round(box.y0)) for box in boxes]


@pytest.mark.slow
def test_small_maps_follow_each_other_from_right_to_left():
    days = middles(drawn("evenings"), r"\d+ (تشرين الثاني|كانون الأول)")
    rows = sorted({y for _, y in days}, reverse=True)
    assert len(days) == 7 and len(rows) > 1
    assert days == sorted(days, key=lambda at: (-at[1], -at[0]))
    english = middles(draw("evenings", packaged(), DAY), r"\d+ (Nov|Dec)")
    assert english == sorted(english, key=lambda at: (-at[1], at[0]))


def test_time_runs_from_left_to_right_and_names_stand_at_the_right():
    shown = drawn("captures")
    days = middles(shown, r"\d+/1[12]")
    assert days == sorted(days) and len(days) == 6
    names = [
        t
        for t in texts(shown.figure)
        if t.get_text() in ("قوات سوريا الديمقراطية", "القوات الحكومية")
    ]
    assert [t.get_ha() for t in names] == ["right", "right"]
    assert min(t.get_position()[0] for t in names) > 169


def test_cities_stand_along_the_road():
    shown = drawn("fronts")
    at = {t.get_text(): t for t in texts(shown.figure)}
    first, second = (at[city].get_window_extent() for city in ("دمشق", "حمص"))
    assert first.y1 < second.y0 and first.x1 == pytest.approx(second.x1, abs=0.5)


@pytest.mark.slow
def test_titles_of_a_campaign_say_what_the_english_say():
    numbers = re.compile(r"\d+")
    for name in ("areas", "captures"):
        english = draw(name, packaged(), DAY).title
        assert numbers.findall(drawn(name).title) == numbers.findall(english)
    assert "مركز محافظة واحد" in drawn("evenings").title and "حلب" in drawn("evenings").title
    last = drawn("evenings", day="2024-12-08").title
    assert "10 من مراكز المحافظات الـ13 خلال 12 يوماً" in last


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", CAMPAIGN)
def test_every_figure_of_a_campaign_keeps_the_rules_of_every_outlet(name, preset):
    for day in ("2024-11-28", "2024-12-08"):
        shown = drawn(name, preset, day)
        with style.settings("test"):
            found = overlapping(Texts(shown.figure))
        # Lines of Arabic are lower than their font says, so what touches is told by the letters.
        found = [fault for fault in found if " touches " in fault]
        found += [fault for fault in breaches(shown, PRESETS[preset]) if " touches " not in fault]
        assert found == [] == output.untranslated(shown), day
        assert len(shown.alt) <= 150 and not shown.alt.endswith("…")


def test_the_svg_tells_language_and_direction_and_keeps_its_places():
    root = ElementTree.fromstring(drawn("offensive").render("svg"))
    assert root.get("direction") == "rtl"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    svg = {e.text: e for e in root.iter("{http://www.w3.org/2000/svg}text")}
    # With this direction the start of a text is its right end.
    key = next(text for text in svg if text and say_ar("lighter-short").startswith(text))
    assert "text-anchor: start" in svg[key].get("style")
    english = ElementTree.fromstring(draw("offensive", packaged(), DAY).render("svg"))
    assert english.get("direction") is None


def test_widths_are_those_of_joined_letters():
    with speaking("ar"):
        joined = style.text_width("حلب", 10)
        apart = sum(style.text_width(letter, 10) for letter in "حلب")
        assert 0 < joined < 0.95 * apart
        assert style.text_width("M5", 10) != 0
    assert language.language() == "en"


def test_the_command_and_its_side_car_tell_the_language(tmp_path, capsys):
    target = tmp_path / "ar.svg"
    command = ["figure", "before", "--date", DAY, "--preset", "square", "--lang", "ar"]
    assert main([*command, "--output", str(target)]) == 0
    said = json.loads((tmp_path / "ar.svg.json").read_text())
    jsonschema.validate(said, outputs.schema("figure"))
    assert said["lang"] == "ar" and said["untranslated"] == []
    assert ARABIC.search(said["caption"]) and "--lang ar" in said["made_with"]
    first = target.read_bytes()
    assert main([*command, "--output", str(target)]) == 0 and target.read_bytes() == first
    with pytest.raises(UnknownName):
        draw("before", packaged(), DAY, lang="arr")


def test_an_evening_of_the_library_speaks_arabic_too():
    shown = syria_analysis.load().on(DAY).figure("before", "square", lang="ar")
    assert shown.lang == "ar" and shown.title == drawn("before", "square").title
