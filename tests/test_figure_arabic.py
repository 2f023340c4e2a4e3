"""Figures in Arabic: from right to left, from one table of terms, in letters that join."""

import json
import re
from functools import cache
from string import Formatter
from xml.etree import ElementTree

import jsonschema
import pytest

import syria_analysis
from syria_analysis import outputs
from syria_analysis.cli import main
from syria_analysis.dataset import load_dataset
from syria_analysis.errors import UnknownName
from syria_analysis.figures import FIGURES, draw, headlines, language, output, style
from syria_analysis.figures.canvas import Canvas, Page
from syria_analysis.figures.labels import overlapping
from syria_analysis.figures.language import say, speaking, spoken, terms
from syria_analysis.roads import seats
from syria_analysis.situation import situation_on
from test_figures import texts

DAY = "2024-12-02"
ARABIC = re.compile(r"[\u0600-\u06ff]")
OWN = re.compile(r"CC BY(-SA)?|GeoNames|Natural Earth|\bM[45]\b")
CAMPAIGN = ("evenings", "fronts", "areas", "captures")


@cache
def drawn(name, preset="report", day=DAY):
    captures = {"captures": ("hama", "homs")} if name == "cutoff" else {}
    return draw(name, load_dataset(), day, preset=preset, lang="ar", **captures)


class Texts(Canvas):
    """What `overlapping` asks of a canvas, for a finished figure."""

    def __init__(self, figure):
        self._figure = figure

    figure = property(lambda self: self._figure)
    texts = Page.texts


def fields(template):
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_term_has_an_arabic_with_the_same_placeholders():
    for key, term in terms().items():
        assert ARABIC.search(term["ar"]) or key in (
            "named-distance", "fallen-and", "part-of-land", "count", "tie-and-front", "way-both",
            "share-of-land", "threatened", "on-day", "told-of-day",
        ), key  # fmt: skip
        assert fields(term["ar"]) == fields(term["en"]), key
        bare = re.sub(r"\{[^}]*\}", "", term["ar"])
        assert not re.search("[A-Za-z]", OWN.sub("", bare)), key


def test_every_term_is_used_and_every_key_is_known():
    import pathlib

    folder = pathlib.Path(language.__file__).parent
    code = "\n".join(path.read_text() for path in folder.glob("*.py"))
    made = ("month-", "short-", "sentence-", "land-", "towards-", "letter-", "base-", "approach",
            "counted-")  # fmt: skip
    unused = [
        key
        for key in terms()
        if not re.search(f"[\"']{key}[\"']", code) and not key.startswith(made)
    ]
    assert unused == []
    assert set(re.findall(r'\bsay\("([^"]+)"', code)) <= set(terms())


def test_every_faction_and_country_of_the_maps_has_its_arabic():
    data = load_dataset()
    for code in data.factions.index:
        assert f"short-{code}" in terms() and f"sentence-{code}" in terms()
    with speaking("ar"):
        for layer in ("neighbours", "sea"):
            for name in data.basemap(layer)["name"]:
                assert name == "Sea of Galilee" or ARABIC.search(language.named(name)), name
        arabic = spoken(data)
        assert seats(arabic) == seats(data)
        assert arabic.places.at["homs", "name"] == "حمص"
        nameless = data.places.index[data.places["name_ar"] == ""]
        assert (arabic.places.loc[nameless, "name"] == data.places.loc[nameless, "name"]).all()
    assert spoken(data) is data


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_speaks_arabic_alone_and_its_labels_stand_apart(name):
    shown = drawn(name)
    assert overlapping(Texts(shown.figure)) == []
    words = [t.get_text() for t in texts(shown.figure)]
    assert output.untranslated(shown) == []
    assert not [word for word in words if re.search("[A-Za-z]", OWN.sub("", word))]
    assert sum(bool(ARABIC.search(word)) for word in words) > (8 if name in CAMPAIGN else 15)
    for text in (shown.title, shown.alt, shown.description, shown.caption):
        assert ARABIC.search(text) and not re.search("[A-Za-z{}]", text)
    assert len(shown.alt) <= 150


def test_the_headline_says_what_the_english_says():
    english = draw("offensive", load_dataset(), DAY).title
    numbers = re.compile(r"\d+")
    assert numbers.findall(drawn("offensive").title) == numbers.findall(english)
    near = situation_on(load_dataset(), DAY)
    place, distance = headlines.nearest_capital(near, ("HTS", "SNA"), ("SAA",))
    names = load_dataset().places["name_ar"]
    assert names[place] in drawn("offensive").title
    assert names[distance.nearest_held] in drawn("offensive").title
    assert "سقوط حلب" in drawn("offensive").title


def test_words_begin_at_the_right():
    shown = drawn("offensive")
    edge = shown.figure.bbox.x1
    renderer = shown.figure.canvas.get_renderer()
    title = next(t for t in texts(shown.figure) if t.get_text().startswith("سقوط حلب"))
    assert title.get_ha() == "right"
    assert edge - title.get_window_extent(renderer).x1 < 3
    legend = next(t for t in texts(shown.figure) if t.get_text() == say_ar("paler"))
    assert legend.get_ha() == "right"


def say_ar(key, **parts):
    with speaking("ar"):
        return say(key, **parts)


def test_the_svg_tells_language_and_direction_and_keeps_its_places():
    root = ElementTree.fromstring(drawn("offensive").render("svg"))
    assert root.get("direction") == "rtl"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    svg = {e.text: e for e in root.iter("{http://www.w3.org/2000/svg}text")}
    # With this direction the start of a text is its right end.
    assert "text-anchor: start" in svg[say_ar("paler")].get("style")
    english = ElementTree.fromstring(draw("offensive", load_dataset(), DAY).render("svg"))
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
        draw("before", load_dataset(), DAY, lang="arr")


def test_an_evening_of_the_library_speaks_arabic_too():
    shown = syria_analysis.load().on(DAY).figure("before", "square", lang="ar")
    assert shown.lang == "ar" and shown.title == drawn("before", "square").title
