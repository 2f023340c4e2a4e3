"""Figures for publication: by the rules of outlets, as files, and as the command makes them."""

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache

import jsonschema
import numpy as np
import pytest
from matplotlib.collections import LineCollection

from selection import first_quick
from syria_analysis import figures
from syria_analysis.api import load
from syria_analysis.cli import main
from syria_analysis.control.situation import situation_on
from syria_analysis.control.what_if import if_captured
from syria_analysis.errors import BadParameter, OutputNotWritable, UnknownName
from syria_analysis.figures import PRESETS, figures_of, layout, output, style
from syria_analysis.figures.animation import MOVING
from syria_analysis.figures.canvas import Layer
from syria_analysis.figures.sheet import Sheet
from syria_analysis.package import atomic
from syria_analysis.text import outputs
from test_figures import faults, texts
from worlds import load_world, packaged, place, write_world

DAY = "2024-12-02"
MAPS = ("before", "situation", "offensive", "stakes", "cutoff")
PAIRS = (
    ("before", "newspaper-1"),
    ("situation", "slide"),
    ("offensive", "nature-1"),
    ("stakes", "square"),
    ("cutoff", "science-1"),
)


def question(name):
    return {"captures": ("hama", "homs")} if name == "cutoff" else {}


@cache
def drawn(name, preset, day=DAY):
    """A figure; drawn once for all tests, which leave it as it is."""
    return figures.draw(name, packaged(), day, preset=preset, **question(name))


def marks(figure):
    return [m for layer in figure.findobj(Layer) for m in layer.members]


def breaches(shown, sheet):
    """What of the rules of an outlet a figure does not keep."""
    width, height = shown.figure.get_size_inches() * 25.4
    found = list(faults(shown.figure))
    if abs(width - sheet.width_mm) > 0.01:
        found.append(f"{width:.1f} mm wide")
    if sheet.height_mm and height > sheet.height_mm + 0.01:
        found.append(f"{height:.1f} mm high")
    if sheet.fixed and abs(height - sheet.height_mm) > 0.01:
        found.append(f"not {sheet.height_mm} mm high")
    sizes = [t.get_fontsize() for t in texts(shown.figure)]
    least = min(sheet.least_type, sheet.smallest_type)
    if min(sizes) < least - 0.01 or max(sizes) > sheet.most_type + 0.01:
        found.append(f"type of {min(sizes):.2f} to {max(sizes):.2f} pt")
    widths = [
        float(w)
        for m in marks(shown.figure)
        if isinstance(m, LineCollection)
        for w in np.atleast_1d(m.get_linewidth())
    ]
    if min(widths) < sheet.least_line - 1e-6:
        found.append(f"a line of {min(widths):.2f} pt")
    return found


@pytest.mark.parametrize(("name", "preset"), first_quick(PAIRS, 2))
def test_a_figure_keeps_the_rules_of_an_outlet(name, preset):
    assert breaches(drawn(name, preset), PRESETS[preset]) == []


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", figures_of(packaged()))
def test_every_figure_keeps_the_rules_of_every_outlet(name, preset):
    last = "2024-12-04" if name == "cutoff" else "2024-12-08"  # what has fallen cannot be captured
    for day in ("2024-11-28", DAY, last):
        shown = figures.draw(name, packaged(), day, preset=preset, **question(name))
        assert breaches(shown, PRESETS[preset]) == [], day


def test_presets_are_those_of_the_outlets():
    sizes = {name: (sheet.width_mm, sheet.height_mm) for name, sheet in PRESETS.items()}
    assert (sizes["nature-1"], sizes["nature-2"]) == ((89, 170), (183, 170))
    assert [sizes[f"science-{n}"][0] for n in (1, 2, 3)] == [57, 121, 184]
    assert sizes["newspaper-2"][0] - 2 * sizes["newspaper-1"][0] == pytest.approx(3.2, abs=0.1)
    for name in ("nature-1", "nature-2"):
        sheet = PRESETS[name]
        assert sheet.smallest_type >= 5 and sheet.most_type == 7 and not sheet.patterns
    pixels = {name: PRESETS[name].width_mm / 25.4 * PRESETS[name].dpi for name in PRESETS}
    assert pixels["square"] == pytest.approx(1080) and pixels["slide"] == pytest.approx(1920, abs=1)
    assert PRESETS["slide"].least_type >= 12
    assert all(sheet.says for sheet in PRESETS.values())


def test_nature_gets_outlines_in_place_of_patterns():
    svg = drawn("offensive", "nature-1").render("svg").decode()
    assert "SNA-edge" in svg
    assert "pattern" not in svg and "tint-lines" not in svg
    assert "SNA-pattern" in drawn("offensive", "report").render("svg").decode()
    words = [t.get_text() for t in texts(drawn("offensive", "nature-1").figure)]
    assert not any("striped" in word or "hatched" in word for word in words)


def test_a_journal_has_headline_and_sources_in_the_caption_alone():
    shown = drawn("offensive", "nature-1")
    on_it = " ".join(t.get_text() for t in texts(shown.figure))
    assert "has fallen" not in on_it and "Reported control" not in on_it
    caption = output.caption(shown)
    for part in (shown.title, shown.sources.rstrip("."), "1 : 3,000,000 at 89 mm", "CC-BY-SA"):
        assert part in caption


def test_what_is_only_supposed_says_so_without_a_headline():
    evening = if_captured(situation_on(packaged(), DAY), "hama", by="HTS")
    shown = figures.draw("offensive", packaged(), evening, preset="science-2")
    on_it = " ".join(t.get_text() for t in texts(shown.figure))
    assert "What if, not reported: Hama captured by the\u00a0HTS-led forces" in on_it
    assert output.caption(shown).startswith("Hypothetical")


def test_an_evening_draws_its_figures():
    evening = load().on(DAY).if_captured("hama", by="HTS")
    shown = evening.figure("cutoff", "science-1")
    assert shown.title.startswith("Hypothetical") and shown.sheet == PRESETS["science-1"]
    with pytest.raises(BadParameter, match="what is reported"):
        evening.figure("evenings")


def test_the_print_scale_is_that_of_the_map():
    from syria_analysis.figures.canvas import bounds_of

    shown = drawn("offensive", "newspaper-2")  # as wide as the page
    data = packaged()
    x0, _, x1, _ = bounds_of(data.conflict.extents["north-west"], data.plane)
    assert shown.scale == pytest.approx((x1 - x0) / 0.108, rel=1e-6)
    small = drawn("offensive", "nature-1")
    assert small.scale * 0.089 == pytest.approx(shown.scale * 0.108, rel=1e-6)


@pytest.mark.parametrize("pair", PAIRS[:3])
def test_layers_have_the_same_names_on_every_sheet(pair):
    name, preset = pair
    both = [set(drawn(name, p).layers) for p in ("report", preset)]
    assert {"ground", "territory", "boundaries", "places", "legend"} <= both[0] & both[1]


def test_a_desk_draws_only_the_layers_it_wants():
    chosen = ["territory", "front"]
    shown = figures.draw("offensive", packaged(), DAY, preset="science-2", layers=chosen)
    svg = shown.render("svg").decode()
    groups = set(re.findall(r'<g id="map-offensive-([a-z-]+)"', svg))
    assert {"territory", "front"} <= groups
    assert not groups & {"ground", "places", "place-names", "legend", "boundaries", "header"}
    assert "<text" not in svg


def test_a_desk_letters_its_own_map():
    shown = figures.draw("stakes", packaged(), DAY, preset="report", labels=False)
    svg = shown.render("svg").decode()
    for gone in ("place-names", "territory-names", "country-names", "distance-names", "road-names"):
        assert f'id="map-stakes-{gone}"' not in svg
    for kept in ("places", "dots", "letters", "legend", "header"):
        assert f'id="map-stakes-{kept}"' in svg
    assert ">Saraqib<" not in svg


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"preset": "natur-1"}, "did you mean 'nature-1'"),
        ({"layers": ["teritory"]}, "did you mean 'territory'"),
        ({"attackers": "HST"}, "did you mean 'HTS'"),
    ],
)
def test_a_wrong_name_gets_the_nearest(options, message):
    with pytest.raises(UnknownName, match=message):
        figures.draw("offensive", packaged(), DAY, **options)


def test_a_figure_of_a_what_if_takes_the_declared_one(tmp_path):
    shown = figures.draw("cutoff", packaged(), DAY)
    assert shown.title.startswith("Hypothetical") and "Hama and Homs" in shown.title
    towns = [place("alpha", 34.5, 36.5, "HTS"), place("bravo", 34.5, 37.5, "SAA")]
    roads = [{"from": "alpha", "to": "bravo"}]
    undeclared = load_world(write_world(tmp_path, towns, roads=roads))
    with pytest.raises(UnknownName, match="cutoff"):  # without a capital there is no way to ask of
        figures.draw("cutoff", undeclared, DAY)


def test_a_sheet_of_ones_own():
    own = Sheet("card", 120.0, 100.0, factor=1.2, fixed=True)
    shown = figures.draw("before", packaged(), DAY, preset=own)
    assert breaches(shown, own) == []


def test_files_are_what_their_endings_say(tmp_path):
    import pypdf
    from PIL import Image

    shown = drawn("offensive", "nature-1")
    for ending, kind in output.ENDINGS.items():
        if kind not in MOVING:
            output.write_figure(shown, tmp_path / f"map{ending}")
            continue
        with pytest.raises(BadParameter, match="does not move"):
            output.write_figure(shown, tmp_path / f"map{ending}")
    page = pypdf.PdfReader(tmp_path / "map.pdf").pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert {font["/Subtype"] for font in fonts} == {"/Type0"}
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor
    assert float(page.mediabox.width) / 72 * 25.4 == pytest.approx(89, abs=0.1)
    with Image.open(tmp_path / "map.png") as picture:
        assert picture.width == pytest.approx(89 / 25.4 * 450, abs=1)
        assert picture.info["dpi"][0] == pytest.approx(450, abs=0.1)
    assert "<text" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    with pytest.raises(UnknownName, match="file ending"):
        output.write_figure(shown, tmp_path / "map.tiff")


def test_a_square_has_1080_pixels():
    from PIL import Image

    with Image.open(io.BytesIO(drawn("stakes", "square").render("png"))) as picture:
        assert picture.size == (1080, 1080)


PROGRAM = """
import sys
from syria_analysis import figures
from syria_analysis.package.dataset import load_dataset
from syria_analysis.figures.output import write_figure
shown = figures.draw("offensive", load_dataset(), "2024-12-02", preset="newspaper-1")
for ending in ("svg", "pdf", "png"):
    write_figure(shown, f"{sys.argv[1]}/map.{ending}", "made so")
"""


@pytest.mark.slow
def test_files_are_the_same_on_every_run(tmp_path):
    runs = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", PROGRAM, str(folder)]
        subprocess.run(command, check=True, env=environment, timeout=300)
        runs.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert len(runs[0]) == 6
    assert runs[0] == runs[1]


def test_the_command_writes_a_figure_and_its_words(tmp_path, capsys):
    target = tmp_path / "eve.svg"
    arguments = ["figure", "before", "--date", "2024-11-26", "--preset", "science-1"]
    assert main([*arguments, "--output", str(target)]) == 0
    assert capsys.readouterr().out.split() == [str(target), f"{target}.json"]
    said = json.loads((tmp_path / "eve.svg.json").read_text(encoding="utf-8"))
    jsonschema.validate(said, outputs.schema("figure"))
    assert (said["date"], said["preset"], said["width_mm"]) == ("2024-11-26", "science-1", 57.0)
    again = "figure before --date 2024-11-26 --preset science-1 --output eve.svg"
    assert said["made_with"] == f"syria-analysis {again}"
    assert {path.name for path in tmp_path.iterdir()} == {"eve.svg", "eve.svg.json"}


def test_the_command_names_figures_presets_and_layers(capsys):
    assert main(["figure", "--list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [row["figure"] for row in listed] == list(figures_of(packaged()))
    assert all(row["shows"] for row in listed)
    assert main(["figure", "--presets", "--format", "json"]) == 0
    rows = {row["preset"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows.keys() == PRESETS.keys()
    assert (rows["nature-1"]["width_mm"], rows["nature-1"]["type_pt"]) == (89.0, 5.0)
    arguments = ["figure", "before", "--date", DAY, "--preset", "science-1", "--list-layers"]
    assert main([*arguments, "--format", "json"]) == 0
    assert {"layer": "territory"} in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "NAME, --date and --output"),
        (["ofensive", "--date", DAY, "--output", "{}/x.svg"], "did you mean 'offensive'"),
        (["before", "--date", DAY, "--output", "{}/x.svq"], "unknown file ending '.svq'"),
        (["before", "--date", DAY, "--output", "{}/no/x.svg"], "there is no folder"),
        (["before", "--date", DAY, "--preset", "natur-1", "--output", "{}/x.svg"], "nature-1"),
        (["before", "--date", "2023-01-01", "--output", "{}/x.svg"], "2023-01-01"),
        (["evidence", "--date", DAY, "--by", "HTS", "--band", "--output", "{}/x.svg"],
         "the figure evidence takes no band, no by"),
        (["situation", "--date", DAY, "--to", "homs", "--output", "{}/x.svg"],
         "takes no targets (--to); it takes attackers, captures (--capture), by, band"),
        (["offensive", "--date", DAY, "--by", "HTS", "--output", "{}/x.svg"],
         "takes by only with captures"),
    ],
)  # fmt: skip
def test_the_command_says_what_is_wrong(arguments, message, tmp_path, capsys):
    assert main(["figure", *(part.format(tmp_path) for part in arguments)]) == 2
    said = capsys.readouterr()
    assert message in said.err and said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_earlier_file(tmp_path):
    target = tmp_path / "map.svg"
    target.write_text("earlier")
    with pytest.raises(OutputNotWritable, match="no space"), atomic.atomic_write(target) as s:
        s.write_text("half")
        raise OSError(28, "no space")
    assert target.read_text() == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["map.svg"]


WIDE = (-320_000.0, -220_000.0, 320_000.0, 220_000.0)  # metres in the plane


def block(height, **more):
    return layout.Block(lambda width: height, lambda *_: None, **more)


def test_words_stand_below_a_map_as_wide_as_the_page():
    planned = layout.plan(figures.REPORT, WIDE, [block(20.0)], above=10.0, foot=5.0)
    assert planned.map_width == 170
    ((_, x, top, width),) = planned.blocks
    assert (x, width) == (0, 170)
    assert top == pytest.approx(planned.below - 2.5)
    assert planned.below == pytest.approx(5 + 20 + 2.5)


def test_words_stand_beside_a_map_on_a_low_page():
    slide = PRESETS["slide"]
    planned = layout.plan(slide, WIDE, [block(40.0)], above=10.0, foot=5.0)
    ((_, x, top, width),) = planned.blocks
    assert planned.height == pytest.approx(slide.design_height)
    assert x > planned.map_width and x + width == pytest.approx(slide.design_width)
    assert top == pytest.approx(planned.height - 10)


def test_optional_words_give_way_before_type_gets_smaller():
    square = PRESETS["square"]

    def make(sheet, blocks):
        return layout.plan(sheet, WIDE, blocks, above=10.0, foot=5.0)

    crowd = [block(45.0), block(60.0, optional=True)]
    sheet, planned = layout.fit(square, crowd, make)
    assert sheet == square and len(planned.blocks) == 1
    sheet, planned = layout.fit(square, [block(62.0)], make)
    assert square.least_type / style.SMALL <= sheet.factor < square.factor
    assert planned.share >= layout.LEAST_SHARE


def test_type_gets_no_smaller_than_an_outlet_allows():
    assert PRESETS["nature-1"].smaller(0.5).smallest_type == pytest.approx(5.0)
    assert replace(PRESETS["square"], least_type=13.0).smaller(0.5) == replace(
        PRESETS["square"], least_type=13.0
    )
