"""What a picture editor would send back: words on wrong land, empty halves, lost cities."""

import re
from functools import cache

import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg

from selection import first_quick
from syria_analysis.control.situation import situation_on
from syria_analysis.figures import PRESETS, draw, layout, maps, style
from syria_analysis.figures.canvas import Layer
from syria_analysis.figures.label_placement import Label, Placer
from syria_analysis.figures.legend import Legend
from syria_analysis.text.language import speaking
from test_figures import texts
from worlds import packaged

LATE = "2024-12-07"
WEST = (35.0, 33.0, 38.0, 36.5)


@cache
def drawn(name, preset, day=LATE, lang="en"):
    captures = {"captures": ("hama", "homs")} if name == "cutoff" else {}
    return draw(name, packaged(), day, preset=preset, lang=lang, **captures)


def map_of(figure, name):
    return next(axes for axes in figure.axes if axes.get_gid() == f"map-{name}-map")


def letters_on(figure, kind):
    """Every line of a layer of names, with the box that it covers on the screen."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for layer in figure.findobj(Layer)
        if layer.kind == kind
        for text in layer.members
        if hasattr(text, "get_text") and text.get_label() != "halo"
    ]


@pytest.mark.parametrize(
    ("name", "preset"),
    first_quick([("situation", "nature-1"), ("situation", "newspaper-2"), ("stakes", "science-1")]),
)
def test_the_name_of_a_force_stands_on_no_land_of_another(name, preset):
    figure = drawn(name, preset).figure
    evening = situation_on(packaged(), LATE)
    land = evening.mesh.dissolve(evening.holders)["geometry"]
    short = packaged().factions["short_name"]
    to_plane = map_of(figure, name).transData.inverted()
    found = letters_on(figure, "territory-names")
    assert len(found) > 3
    for line, extent in found:
        (x0, y0), (x1, y1) = to_plane.transform(extent.get_points())
        code = next(code for code in land.index if line in short[code])
        others = shapely.union_all(land.drop(code).to_numpy())
        box = shapely.box(x0, y0, x1, y1)
        assert shapely.area(shapely.intersection(box, others)) < 0.3 * box.area, line


def test_a_name_keeps_off_land_and_its_line_off_names():
    land = shapely.box(0, 0, 30, 60)
    label = Label("Aleppo", 31, 30, off=land, prefer=("w",))
    placer = Placer((0, 0, 60, 60))
    box, _, _ = placer._best(label)
    assert not shapely.intersects(land, shapely.box(*box))
    placer.block((31.2, 20, 44, 40))  # another name: beyond it the line would cross it
    found = placer._best(label)
    if found is not None:
        line = shapely.linestrings([(31, 30), shapely.box(*found[0]).centroid.coords[0]])
        assert not (found[2] and shapely.intersects(line, shapely.box(31.2, 20, 44, 40)))


def test_the_legend_of_the_country_covers_no_land():
    evening = situation_on(packaged(), LATE)
    country = maps.extent(evening.dataset, maps.figure_of_kind(evening.dataset, "situation"))
    few, many = Legend(), Legend()
    for legend, rows in ((few, 12), (many, 18)):
        for number in range(rows):
            legend.row(f"Row {number} with as many words as usual")
    assert maps.corner_width(few, evening, country, 100.0) == 0
    assert 30 < maps.corner_width(few, evening, country, 170.0) < 60
    assert maps.corner_width(many, evening, country, 170.0) == 0
    assert many.gap == Legend.gap


@pytest.mark.parametrize("preset", first_quick(["newspaper-1", "science-1", "square"]))
def test_the_city_that_the_headline_measures_is_named_on_a_small_map(preset):
    shown = drawn("offensive", preset)
    assert "Damascus" in [text for text, _ in letters_on(shown.figure, "place-names")]
    measured = [text for text, _ in letters_on(shown.figure, "distance-names")]
    # The line is too short to show whose it is; no number stands without its interval.
    assert measured in ([], ["Damascus:", "about 3 km", "(0–6)"])


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", first_quick(["offensive", "before"]))
def test_a_slide_is_filled(name, lang):
    figure = drawn(name, "slide", "2024-12-02", lang).figure
    box = map_of(figure, name).get_position()
    assert box.height > 0.75 and box.width > 0.4
    words = [t.get_window_extent() for t in texts(figure) if t.get_fontsize() > 23]
    beside = max(word.x1 for word in words) if lang == "en" else min(word.x0 for word in words)
    edge = (box.x0 if lang == "en" else box.x1) * figure.bbox.width
    assert beside <= edge if lang == "en" else beside >= edge


@pytest.mark.parametrize("day", first_quick([LATE, "2024-12-02"]))
@pytest.mark.parametrize("lang", first_quick(["en", "ar"]))
def test_the_map_of_a_square_is_no_stamp(lang, day):
    box = map_of(drawn("stakes", "square", day, lang).figure, "stakes").get_position()
    assert box.width * box.height > 0.2


def block(height, **more):
    return layout.Block(lambda width: height, lambda *_: None, **more)


def test_a_headline_stands_in_the_column_only_if_the_map_gains():
    slide, head = PRESETS["slide"], block(20.0)
    beside = layout.plan(slide, WEST, [block(30.0)], above=20.0, foot=5.0, heading=head)
    assert not beside.headed and beside.blocks[0][0] is head
    assert beside.left == pytest.approx(slide.design_width - beside.map_width)
    with speaking("ar"):
        turned = layout.plan(slide, WEST, [block(30.0)], above=20.0, foot=5.0, heading=head)
    assert turned.left == 0 and turned.blocks[0][1] > turned.map_width
    full = layout.plan(slide, WEST, [block(70.0)], above=20.0, foot=5.0, heading=head)
    square = layout.plan(PRESETS["square"], WEST, [block(30.0)], above=20.0, foot=5.0, heading=head)
    assert full.headed and square.headed


def test_what_comes_first_stands_where_reading_begins():
    edges = {}
    for lang in ("en", "ar"):
        figure = drawn("cutoff", "report", "2024-12-02", lang).figure
        places = {axes.get_gid(): axes.get_position().x0 for axes in figure.axes}
        edges[lang] = places["map-cutoff-map"], places["map-cutoff-after-map"]
    assert edges["en"][0] < edges["en"][1] and edges["ar"][0] > edges["ar"][1]


def test_a_number_stays_with_what_it_counts():
    for width in range(18, 60):
        for line in style.wrap("within 10 km of Homs since 26 November 2024", width, style.TEXT):
            assert not re.search(r"(?<!\d)\d{1,3}$", line), line
            assert "\u00a0" not in line


def test_no_word_stands_alone_on_a_last_line_and_long_words_end_no_search():
    text = "Tinted: day of change uncertain"
    assert style.wrap(text, 28, style.SMALL)[-1].count(" ") == 0
    assert style.tidy(text, 28, style.SMALL) == ["Tinted: day of", "change uncertain"]
    assert len(style.balance("a Donaudampfschifffahrtsgesellschaft b", 12, style.TEXT)) == 3


def test_a_date_is_short_where_it_would_be_broken():
    legend = Legend()
    legend.line("Front on 26 November 2024", {"colour": style.INK, "width": 1.0})
    legend.dates("Front on 26 Nov 2024")
    assert legend._lines(0, 48.0) == ["Front on 26 November 2024"]
    assert legend._lines(0, 34.0) == ["Front on 26 Nov 2024"]


def test_a_plate_hides_no_front_that_has_another_place():
    """The front runs right of the point, where a name stands first: a plate goes elsewhere."""
    placer = Placer((0, 0, 60, 60), front=shapely.LineString([(36, 0), (36, 60)]))
    name, plate = (placer._best(Label("Fallen", 30, 30, plate=on))[0] for on in (False, True))
    assert placer.hidden(name) > 0
    assert placer.hidden(plate) == 0
