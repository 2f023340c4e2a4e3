"""Figures as HTML to embed: small, self-contained, legible on every screen."""

import json
import re
from functools import cache
from xml.etree import ElementTree

import jsonschema
import pytest

from browser import Browser, reason_to_skip
from syria_analysis.cli import main
from syria_analysis.figures import draw
from syria_analysis.figures.fragment import LEAST_PX, WIDTHS, fragment, web_sheet
from syria_analysis.figures.slim import slim, slim_path
from syria_analysis.text import outputs
from worlds import packaged

DAY = "2024-12-02"
SEEN = """[...document.querySelectorAll('figure')].map((figure) => {
  const shown = [...figure.querySelectorAll('svg')].filter((svg) => svg.getClientRects().length);
  const scale = (svg) => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const sizes = shown.flatMap((svg) => [...svg.querySelectorAll('text')].map(
    (text) => parseFloat(getComputedStyle(text).fontSize) * scale(svg)));
  const words = [...figure.querySelectorAll('p:not([hidden]), figcaption')].map(
    (element) => parseFloat(getComputedStyle(element).fontSize));
  const box = (svg) => svg.getBoundingClientRect();
  const out = shown.flatMap((svg) => [...svg.querySelectorAll('text')].filter((text) => {
    const inner = text.getBoundingClientRect();
    return inner.left < box(svg).left - 1 || inner.right > box(svg).right + 1;
  }).map((text) => text.textContent));
  return {shown: shown.map((svg) => svg.getAttribute('class')), least: Math.min(...sizes, ...words),
          width: box(shown[0]).width, out: out,
          font: document.fonts.check(`12px ${getComputedStyle(figure).fontFamily.split(',')[0]}`)};
})"""


@cache
def drawn(name, lang="en"):
    """A fragment, made once for all tests."""
    sheets = [web_sheet(px) for px in WIDTHS]
    data = packaged()
    return fragment([draw(name, data, DAY, preset=sheet, lang=lang) for sheet in sheets])


def pictures(text):
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg .*?</svg>", text, re.DOTALL)]


def test_a_fragment_is_one_figure_without_script_or_network():
    text = drawn("offensive")
    assert text.startswith("<figure ") and text.endswith("</figure>\n")
    assert not re.search(r"<(html|body|script|link|iframe|img)\b|\son\w+=", text)
    addresses = set(re.findall(r"https?://[^\"' )]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert len(text.encode()) < 400_000
    assert len(pictures(text)) == len(WIDTHS)
    for svg in pictures(text):
        assert svg.get("role") == "img" and svg.get("aria-label").startswith("Map of north-west")
        assert f'id="{svg.get("aria-describedby")}" hidden' in text
    assert "from Hama" in text and "Licence of the data" in text
    assert "Scale in print" not in text


def test_ids_are_unique_and_every_reference_is_met():
    text = drawn("offensive") + drawn("before", "ar")
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    used = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', text)
    assert used and {a or b for a, b in used} <= set(ids)
    families = re.findall(r"@font-face\{font-family:([^;]+)", text)
    assert len(set(families)) == 2


def test_every_letter_of_a_fragment_is_in_its_fonts():
    import base64
    import io

    from fontTools.ttLib import TTFont

    text = drawn("before", "ar")
    faces = re.findall(r"font-weight:(\d+);font-style:\w+;src:url\(data:font/woff2;base64,([^)]+)",
                       text)  # fmt: skip
    points = {
        weight: set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
        for weight, data in faces
    }
    for svg in pictures(text):
        for element in svg.iter("{http://www.w3.org/2000/svg}text"):
            weight = "700" if "font-weight: 700" in element.get("style", "") else "400"
            letters = {ord(c) for c in element.text if c not in "\u200f\u00a0"}
            assert letters <= points[weight], element.text


@pytest.mark.slow
def test_a_fragment_is_the_same_on_every_run(tmp_path):
    for name in ("one.html", "two.html"):
        command = ["figure", "before", "--date", DAY, "--output", str(tmp_path / name)]
        assert main(command) == 0
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    said = json.loads((tmp_path / "one.html.json").read_text())
    jsonschema.validate(said, outputs.schema("figure"))
    assert said["widths_px"] == list(WIDTHS) and said["scale"] is None
    assert said["bytes"] == (tmp_path / "one.html").stat().st_size


def test_a_fragment_takes_no_preset(tmp_path, capsys):
    target = tmp_path / "map.html"
    command = ["figure", "before", "--date", DAY, "--preset", "slide", "--output", str(target)]
    assert main(command) == 2
    assert "takes no --preset" in capsys.readouterr().err and not target.exists()


def test_slim_paths_go_the_same_way():
    absolute = "M 1.26 2 L 3.04 2.04 Q 4 5 6 7 C 1 2 3 4 5.55 6 z L 9 9 M 0 0 L 1 1 M 5 5 L 6 5"
    x = y = 0.0
    start = (0.0, 0.0)
    ends = []
    size = {"m": 2, "l": 2, "q": 4, "c": 6}
    letter = ""
    for token in re.findall(r"[a-z]|-?[\d.]+(?: -?[\d.]+)*", slim_path(absolute, 100)):
        if token == "z":
            x, y = start
        elif token.isalpha():
            letter = token
        else:
            numbers = [float(n) for n in token.split()]
            for i in range(0, len(numbers), size[letter]):
                dx, dy = numbers[i : i + size[letter]][-2:]
                x, y = x + dx, y + dy
                moved = letter == "m" and i == 0
                ends.append(("M" * moved, round(x, 2), round(y, 2)))
                start = (x, y) if moved else start
    assert ends == [
        ("M", 1.26, 2), ("", 3.04, 2.04), ("", 6, 7), ("", 5.55, 6), ("", 9, 9), ("M", 0, 0),
        ("", 1, 1), ("M", 5, 5), ("", 6, 5),
    ]  # fmt: skip


def test_halos_become_strokes_of_their_letters():
    svg = ElementTree.fromstring(draw("offensive", packaged(), DAY).render("svg"))
    before = sum(1 for _ in svg.iter("{http://www.w3.org/2000/svg}text"))
    slim(svg)
    texts = list(svg.iter("{http://www.w3.org/2000/svg}text"))
    assert len(texts) == before
    aleppo = next(text for text in texts if text.text == "Aleppo")
    assert "paint-order: stroke" in aleppo.get("style") and "stroke: #ffffff" in aleppo.get("style")
    assert not any("opacity: 0.85; stroke" in path.get("style", "") for path in svg.iter()
                   if "text" in path.tag)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if reason_to_skip():
        pytest.skip(reason_to_skip())
    program = Browser(tmp_path_factory.mktemp("chromium"))
    yield program
    program.close()


def test_on_every_screen_one_drawing_is_shown_and_its_labels_are_legible(browser, tmp_path):
    page = tmp_path / "article.html"
    page.write_text(
        '<!DOCTYPE html><html data-ready="yes"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><body style="margin:0 16px">'
        f"<p>An article.</p>{drawn('offensive')}<p>More.</p>{drawn('before', 'ar')}",
        encoding="utf-8",
    )
    for width, chosen in ((320, 280), (390, 280), (768, 720), (1280, 720)):
        browser.open(page.as_uri(), width, 800, touch=width < 500)
        browser.wait(lambda: browser.run("document.readyState === 'complete'"))
        browser.run("document.fonts.ready.then(() => true)")
        seen = browser.run(SEEN)
        assert len(seen) == 2
        for figure in seen:
            assert [name.rpartition("-")[2] for name in figure["shown"]] == [str(chosen)]
            assert figure["least"] >= LEAST_PX and figure["font"]
            assert figure["width"] <= width - 32 and figure["out"] == []
        assert browser.run("document.documentElement.scrollWidth") <= width
        assert browser.errors == []
        assert {url.partition(":")[0] for url in browser.requests} <= {"file", "about", "data"}
