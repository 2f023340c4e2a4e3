"""The maps: nothing overlaps, nothing varies, nothing is left out of a file."""

import io
import re
import shutil
import socket
import subprocess
import sys
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely

import hostile
from selection import first_quick
from syria_analysis import figures
from syria_analysis.control.situation import situation_on
from syria_analysis.control.what_if import if_captured
from syria_analysis.errors import BadParameter, OutputNotWritable
from syria_analysis.figures import illustration, label_placement, movements, style
from syria_analysis.roads.risk import cut_off_risk
from worlds import packaged

SVG = "{http://www.w3.org/2000/svg}"
MAPS = ("map_before", "map_gains", "map_stakes", "map_situation")
EVENINGS = ("2024-11-26", "2024-11-28", "2024-12-02", "2024-12-05", "2024-12-08")
STAKE = ("damascus", ["SAA"], ["HTS", "SNA"])


@cache
def drawn_on(name, day):
    """A map of an evening; drawn once for all tests, which leave it as it is."""
    return getattr(figures, name)(situation_on(packaged(), day))


@pytest.fixture(scope="module")
def dataset():
    return packaged()


@pytest.fixture(scope="module")
def drawn():
    """Every map of the evening the report is about."""
    return {name: drawn_on(name, "2024-12-02") for name in MAPS}


def texts(figure):
    from matplotlib.text import Text

    return [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_label() != "halo"]


def faults(figure):
    """Texts that touch each other or leave the page; measured apart from the placing code."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with style.settings("test"):
        renderer = FigureCanvasAgg(figure).get_renderer()
        boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts(figure)]
    page, found = figure.bbox, []
    for number, (text, box) in enumerate(boxes):
        if box.x0 < page.x0 - 1 or box.y0 < page.y0 or box.x1 > page.x1 + 1 or box.y1 > page.y1:
            found.append(f"{text!r} leaves the page")
        for other, there in boxes[number + 1 :]:
            wide = min(box.x1, there.x1) - max(box.x0, there.x0)
            high = min(box.y1, there.y1) - max(box.y0, there.y0)
            # A line's box is taller than its letters: two lines of one name may share 12 %.
            if wide > 0.5 and high > 0.12 * min(box.height, there.height):
                found.append(f"{text!r} touches {other!r}")
    return found


@pytest.mark.parametrize("evening", first_quick(EVENINGS))
@pytest.mark.parametrize("name", MAPS[:3])
def test_names_never_touch_nor_leave_the_page(name, evening):
    assert faults(drawn_on(name, evening).figure) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", MAPS)
def test_names_never_touch_on_any_evening(dataset, name):
    for day in dataset.days:
        assert faults(getattr(figures, name)(situation_on(dataset, day)).figure) == [], day


def test_required_names_are_on_the_maps(dataset, drawn):
    said = {name: " ".join(t.get_text() for t in texts(m.figure)) for name, m in drawn.items()}
    for place in ("Idlib", "Aleppo", "Tell Rifaat", "Khan Shaykhun", "Morek", "Hama", "Homs"):
        assert place in said["map_gains"]
    assert "Maskanah" in said["map_gains"] and "M5" in said["map_gains"]
    for governorate in dataset.basemap("governorates")["name"]:
        if governorate != "Rif Dimashq":
            assert governorate in said["map_before"]
    for place in ("Qamishli", "Kobani", "al-Tanf", "Golan"):
        assert place in said["map_before"]
    for text in ("A", "B", "C", "D", "M4", "M5", "Homs–Latakia", "Hmeimim"):
        assert text in said["map_stakes"]


def test_nothing_is_set_too_small(drawn):
    for name, shown in drawn.items():
        assert min(t.get_fontsize() for t in texts(shown.figure)) >= 6.5, name


def test_figures_are_as_wide_as_the_page_and_fit_on_it(drawn):
    for shown in drawn.values():
        width, height = shown.figure.get_size_inches() * style.MM_PER_INCH
        assert width == pytest.approx(170)
        assert height < 247


def test_words_of_the_maps(drawn):
    for shown in drawn.values():
        assert 40 < len(shown.alt) <= illustration.ALT_LIMIT
        assert not shown.alt.endswith("…")
        assert len(shown.description) > len(shown.alt)
        assert "2 December 2024" in shown.sources
        for part in ("24:00 Damascus", "Natural Earth", "GeoNames (CC BY 4.0)", "places"):
            assert part in shown.sources


def test_words_follow_the_evening():
    def title(name, day):
        return drawn_on(name, day).title

    assert "still about 18 km from Hama" in title("map_gains", "2024-12-02")
    assert "Aleppo: about 9 km, after 14 km the evening" in title("map_gains", "2024-11-28")
    assert "Hama has fallen to the HTS-led forces" in title("map_gains", "2024-12-05")
    for name in ("map_stakes", "map_situation"):
        assert title(name, "2024-12-02") == title("map_gains", "2024-12-02")
    assert title("map_before", "2024-11-26").startswith("The government held most of Syria")
    assert title("map_before", "2024-12-08").startswith("The government has fallen: Damascus")


@pytest.mark.parametrize("name", first_quick(["map_gains", "map_stakes", "map_situation"]))
def test_a_map_of_what_is_only_supposed_says_so(dataset, name):
    evening = if_captured(situation_on(dataset, "2024-12-02"), "hama", "homs", by="HTS")
    found = getattr(figures, name)(evening)
    for words in (found.title, found.alt, found.description):
        assert words.startswith("Hypothetical")
    assert "hypothetical" in found.caption
    assert "What if, not reported: Hama and Homs captured by the HTS-led forces" in " ".join(
        text.get_text() for text in texts(found.figure)
    ).replace("\n", " ").replace("\u00a0", " ")
    assert faults(found.figure) == []
    assert len(found.alt) <= 150


def test_the_key_gives_no_day_to_what_is_only_supposed(dataset):
    evening = if_captured(situation_on(dataset, "2024-12-02"), "damascus", by="HTS")
    found = " ".join(text.get_text() for text in texts(figures.map_stakes(evening).figure))
    assert "Damascus: held by the HTS-led forces." in " ".join(found.split())


@pytest.mark.parametrize(
    ("evening", "said", "stands"),
    first_quick([
        ("2024-12-02", "Would be cut off from Damascus by road if Hama and Homs fell", "Hama and"),
        ("2024-11-26", "Would be cut off from Damascus by road if Hama and Homs fell", "Hama and"),
        ("2024-12-05", "Would be cut off from Damascus by road if Homs fell", "Homs ties the"),
        ("2024-12-07", "Cut off from Damascus by road, contested Homs counted as shut",
         "Latakia and Tartus are cut off from Damascus by road: Homs is contested"),
        ("2024-12-08", "", "Evening of 8 December"),
    ], 2),
)  # fmt: skip
def test_what_is_at_stake_is_computed(evening, said, stands):
    shown = drawn_on("map_stakes", evening)
    written = " ".join(" ".join(text.get_text() for text in texts(shown.figure)).split())
    assert stands in written
    assert ("dashed outline" in shown.description) == bool(said)
    if not said:
        assert "cut off" not in written
        return
    assert written.count(said) == 2, "on the map and in the legend"
    stake = cut_off_risk(situation_on(packaged(), evening), ("hama", "homs"), *STAKE)
    assert {"latakia", "tartus"} <= set(stake.places)
    assert stake.supposed == said.startswith("Would")
    assert f"if {said.partition(' if ')[2]}" in shown.description or not stake.supposed


def test_nothing_at_stake_is_outlined_where_nothing_hangs_on_the_cities(dataset):
    evening = situation_on(dataset, "2024-12-02")
    for place in ("latakia", "tartus"):
        evening = if_captured(evening, place, by="SNA")
    stake = cut_off_risk(evening, ("hama", "homs"), *STAKE)
    assert not {"latakia", "tartus"} & set(stake.places)
    title = "Hypothetical: Latakia and Tartus have fallen to the SNA"
    assert figures.map_stakes(evening).title.startswith(title)


def test_alt_text_that_is_too_long_is_refused(drawn):
    shown = drawn["map_before"]
    with pytest.raises(ValueError, match="151"):
        illustration.Illustration(shown.figure, "x", "t", "c", "a" * 151, "d", "s")


def test_svg_is_the_same_on_every_run(dataset):
    evening = situation_on(dataset, "2024-12-02")
    one, two = (figures.map_gains(evening) for _ in range(2))
    svg = one.render("svg")
    assert svg == two.render("svg")
    assert svg == one.render("svg")
    assert one.render("pdf") == two.render("pdf")


def test_svg_stays_editable(drawn):
    for shown in drawn.values():
        svg = shown.render("svg")
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert root.get("aria-label") == shown.alt
        groups = {g.get("id") for g in root.iter(f"{SVG}g")}
        for layer in ("territory", "boundaries", "place-names", "legend", "sources", "scale-bar"):
            assert f"{shown.name}-{layer}" in groups
        written = {"".join(t.itertext()) for t in root.iter(f"{SVG}text")}
        assert "Hama" in written
        assert "Source Sans Pro" in svg.decode()
        assert b"<image" not in svg
        assert re.search(rb"\d{4}-\d\d-\d\dT\d\d:", svg) is None


def test_no_id_stands_twice_in_a_map(drawn):
    for shown in drawn.values():
        ids = re.findall(r'\bid="([^"]+)"', shown.render("svg").decode())
        assert len(ids) == len(set(ids))


def test_ids_of_two_maps_do_not_meet(drawn):
    def ids(shown):
        root = ElementTree.fromstring(shown.render("svg"))
        return {g.get("id") for g in root.iter() if (g.get("id") or "").startswith("map-")}

    assert not ids(drawn["map_before"]) & ids(drawn["map_gains"])


def test_pdf_has_real_fonts(drawn):
    import pypdf

    for shown in (drawn["map_before"], drawn["map_stakes"]):
        page = pypdf.PdfReader(io.BytesIO(shown.render("pdf"))).pages[0]
        fonts = [f.get_object() for f in page["/Resources"]["/Font"].values()]
        assert fonts
        assert {f["/Subtype"] for f in fonts} == {"/Type0"}
        assert float(page.mediabox.width) / 72 * style.MM_PER_INCH == pytest.approx(170, abs=0.1)
        assert "Homs" in page.extract_text()


def test_save_writes_every_format(drawn, tmp_path):
    from PIL import Image

    shown = drawn["map_before"]
    paths = shown.save(tmp_path / "figures")
    assert [p.name for p in paths] == ["map-before.svg", "map-before.pdf", "map-before.png"]
    with Image.open(paths[2]) as picture:
        assert picture.width == pytest.approx(170 / 25.4 * 300, abs=1)
        assert picture.info["Description"] == shown.alt


def test_save_says_what_is_wrong_with_the_folder(drawn, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable, match="cannot write figures"):
        drawn["map_before"].save(tmp_path / "file" / "figures")


def test_notebook_gets_alt_text_and_words(drawn):
    shown = drawn["map_before"]
    data, metadata = shown._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain"}
    assert metadata["image/png"]["alt"] == shown.alt
    assert metadata["syria_analysis"]["figure"]["description"] == shown.description


def test_maps_need_no_network(dataset, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a map asked for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr("urllib.request.urlopen", refuse)
    figures.map_stakes(situation_on(dataset, "2024-12-02")).render("svg")


def test_pyplot_is_left_alone(drawn):
    import matplotlib.pyplot as plt

    assert plt.get_fignums() == []


def test_territories_keep_apart_in_grey_where_they_meet(dataset, drawn):
    """Every faction on the map has its fill in the SVG, and its pattern if it carries one."""
    root = ElementTree.fromstring(drawn["map_situation"].render("svg"))
    groups = {g.get("id") for g in root.iter(f"{SVG}g")}
    held = set(situation_on(dataset, "2024-12-02").holders)
    for faction in held & set(dataset.factions.index[dataset.factions["territorial"]]):
        assert any(
            re.fullmatch(f"map-situation-territory-{faction}-[0-9]+", g or "") for g in groups
        )
        pattern = f"map-situation-territory-{faction}-pattern"
        assert (pattern in groups) == bool(style.palette(dataset)[faction].pattern)


def test_advances_run_through_land_held_now(dataset):
    evening, before = (situation_on(dataset, day) for day in ("2024-12-02", "2024-11-26"))
    found = movements.advances(evening, before, ["HTS", "SNA"])
    assert {a.faction for a in found} == {"HTS", "SNA"}
    for advance in found:
        assert all(evening.holders[p] == advance.faction for p in advance.places)
        assert before.holders[advance.places[0]] == advance.faction
        assert before.holders[advance.places[-1]] != advance.faction
        assert advance.km >= 12


def test_an_arrow_begins_at_a_place_that_the_map_shows(dataset):
    evening, before = (situation_on(dataset, day) for day in ("2024-12-08", "2024-11-26"))
    x, y = shapely.get_coordinates(dataset.plane.to_plane(shapely.Point(36.3, 33.5)))[0]
    view = shapely.box(x - 60e3, y - 30e3, x + 60e3, y + 200e3)  # Daraa lies south of it
    found = movements.advances(evening, before, ["SOR"], within=view)
    assert found
    for advance in found:
        rows = dataset.places.loc[list(advance.places)]
        spots = dataset.plane.to_plane(shapely.points(rows["lon"], rows["lat"]))
        assert shapely.contains(view, spots).all()
        assert shapely.distance(shapely.get_point(advance.way, 0), spots[0]) < 1.0


def test_no_advances_on_the_eve(dataset):
    eve = situation_on(dataset, "2024-11-26")
    assert movements.advances(eve, eve, ["HTS", "SNA"]) == []


def test_a_name_takes_the_next_free_position():
    placer = label_placement.Placer((0, 0, 100, 100))
    label = label_placement.Label("Homs", 50, 50)
    first = placer._best(label)
    placer.block(first[0])
    second = placer._best(label)
    assert first[0] != second[0]
    assert placer.free(second[0])


def test_a_name_that_must_stand_and_cannot_is_an_error():
    placer = label_placement.Placer((0, 0, 5, 5))
    with pytest.raises(BadParameter, match="no room"):
        placer.place(None, [label_placement.Label("Khan Shaykhun", 2, 2, must=True)])


@pytest.mark.parametrize("name", first_quick(["captures", "offensive", "stakes", "cutoff"]))
def test_no_setting_of_the_user_changes_a_figure(syria, name):
    import matplotlib as mpl

    def drawn():
        shown = figures.draw(name, syria, "2024-12-02")
        return [shown.render(kind) for kind in ("svg", "pdf", "png")]

    before = dict(mpl.rcParams)
    plain = drawn()
    with mpl.rc_context(hostile.STYLE):
        assert drawn() == plain
        assert mpl.rcParams["font.size"] == 30
    assert dict(mpl.rcParams) == before


def test_fonts_of_the_same_name_elsewhere_are_not_taken(tmp_path):
    copy = shutil.copy(style.FONT_PATHS["bold"], tmp_path / "Other.ttf")
    code = (
        "from matplotlib import font_manager\n"
        f"font_manager.fontManager.addfont({str(copy)!r})\n"
        "from syria_analysis.figures import style\n"
        "style.register_fonts()\n"
        "asked = font_manager.FontProperties(family=[style.FONT], weight='bold')\n"
        "print(font_manager.findfont(asked))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(style.FONT_PATHS["bold"])


def test_text_is_measured_as_it_is_drawn():
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    line = "Reported control, 24:00 Damascus, 2 December 2024"
    style.register_fonts()
    with style.settings("test"):
        figure = Figure(figsize=(8, 2), dpi=300)
        text = figure.text(0, 0, line, fontsize=8.5, fontfamily=style.FONT)
        extent = text.get_window_extent(FigureCanvasAgg(figure).get_renderer())
    width = extent.width / 300 * style.MM_PER_INCH
    assert style.text_width(line, 8.5) == pytest.approx(width, rel=0.01)


def test_wrap_and_balance_keep_every_word():
    text = "The government held most of Syria, the SDF the north-east, others the rest of it"
    for broken in (style.wrap(text, 60, 12.5, "bold"), style.balance(text, 60, 12.5, "bold")):
        assert " ".join(broken).replace("\u00a0", " ") == text
        assert max(style.text_width(line, 12.5, "bold") for line in broken) <= 60


def test_stripes_are_parallel_and_inside():
    from syria_analysis.figures.layers import stripes

    square = shapely.box(0, 0, 10, 10)
    lines = [line for line in np.atleast_1d(stripes(square, 45.0, 2.0)) if not line.is_empty]
    assert len(lines) > 5
    assert all(shapely.covers(shapely.buffer(square, 1e-9), line) for line in lines)


def test_a_print_palette_is_there(dataset):
    for medium in ("screen", "print"):
        fills = {code: tone.fill for code, tone in style.palette(dataset, medium).items()}
        assert fills == dataset.factions[f"colour_{medium}"].to_dict()


def test_words_speak_of_arrows_only_where_there_are_some():
    """On the first evening nothing has moved yet."""
    assert "arrows" in drawn_on("map_stakes", "2024-12-02").description
    assert "arrows" not in drawn_on("map_stakes", "2024-11-26").description
