"""The report itself, made once and opened."""

from __future__ import annotations

import csv
import io
import json
import math
import re

import nbformat
import pandas as pd
import pypdf
import pytest
from lxml import html as lxml_html

from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports.blocks import worth_telling
from syria_analysis.reports.build import build_report
from syria_analysis.reports.document import read_document
from syria_analysis.reports.parameters import read_parameters
from syria_analysis.text.headline import headline
from syria_analysis.text.key_numbers import evening_numbers
from test_reports_exporters import check_html, check_pdf

MAPS = ("map-before", "map-evidence", "map-knowledge", "map-offensive", "map-stakes")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return build_report(
        "situation", {"date": "2024-12-02"}, tmp_path_factory.mktemp("reports")
    ).folder


@pytest.fixture(scope="module")
def tree(report):
    return lxml_html.parse(str(report / "report.html")).getroot()


def test_the_notebook_is_stored_clean():
    notebook = nbformat.read(notebook_folder() / "situation.ipynb", as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert [p.name for p in read_parameters(notebook)] == [
        "date", "baseline", "attackers", "defenders", "cities",
    ]  # fmt: skip
    assert all(p.help for p in read_parameters(notebook))


def test_files(report):
    figures = {p.name for p in (report / "figures").iterdir()}
    assert figures == {f"{name}.{kind}" for name in MAPS for kind in ("svg", "pdf", "png")}
    tables = {p.stem for p in (report / "tables").iterdir()}
    assert tables == {
        "areas", "balance", "changes", "changes-by-day", "claims", "contested", "corrections",
        "distances", "forecasts", "people", "published-agree", "published-differ", "robustness",
        "robustness-net", "robustness-shares", "sources", "transfer", "uncertain", "units",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["situation", "campaign", "scenario", "explore"])
def test_words_of_the_package_are_asked_for_where_they_are_filled_in(name):
    notebook = nbformat.read(notebook_folder() / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        assert cell.cell_type == "code" or not re.search(r"\{[a-z_]+\}", cell.source), cell.source


def test_no_word_is_left_to_be_filled_in(report, tree):
    pages = pypdf.PdfReader(io.BytesIO((report / "report.pdf").read_bytes())).pages
    for text in (tree.xpath("string(//main)"), *(page.extract_text() for page in pages)):
        assert not re.search(r"\{[a-z]+_[a-z]+\}", text)


def test_html(tree, syria):
    pictures = check_html(tree)
    assert len(pictures) == 2 * len(MAPS)  # for wide and for narrow screens
    for name in MAPS:
        description = tree.xpath(f"string(//*[@id='description-{name}'])")
        assert len(description) > 80
    sections = [h.text_content() for h in tree.xpath("//main/h2")]
    assert sections == [
        "In short", "How far the front is", "What changed",
        "How sure the numbers are", "The article's claims",
        "Method and limits", "Sources",
    ]  # fmt: skip
    said = headline(syria.on("2024-12-02"))
    assert tree.findtext(".//title") == f"{said.title} · 2 Dec 2024"
    assert said.deck in tree.xpath("string(//header)")


def test_the_first_finding_is_the_title(report):
    found = json.loads((report / "findings.json").read_text("utf-8"))["findings"]
    told = json.loads((report / "manifest.json").read_text("utf-8"))
    assert found[0]["id"] == "headline"
    assert told["lead"] == "map-offensive"
    assert found[0]["sentence"] == f"{told['title']}."


def test_the_days_add_up_to_the_places_that_changed_hands(report, syria):
    """What is only contested is told beside them and counts for none."""
    days = pd.read_csv(report / "tables" / "changes-by-day.csv")
    changes = syria.on("2024-12-02").changes("2024-11-26")
    assert days["number"].sum() == len(changes.passed) < len(changes.places)
    contested = days["passed"].str.extract(r"(\d+) only contested by")[0].dropna().astype(int)
    assert contested.sum() == len(changes.places) - len(changes.passed)


def test_type_is_readable_on_paper_and_pages_are_filled(report):
    """No letter under 6 pt, within figures as without; no page before the last left empty."""
    pages = pypdf.PdfReader(io.BytesIO((report / "report.pdf").read_bytes())).pages
    for number, page in enumerate(pages[:4], 1):
        sizes, feet = [], []

        def seen(text, outer, inner, font, size, sizes=sizes, feet=feet):
            if text.strip():
                (a, b, c, d, _, f), (x, y) = outer, inner[2:4]
                sizes.append(size * math.hypot(x * a + y * c, x * b + y * d))
                feet.append(inner[4] * b + inner[5] * d + f)

        page.extract_text(visitor_text=seen)
        assert min(sizes) > 6, number
        room = float(page.mediabox.height) - millimetres(22 + 19)
        lowest = min(y for y in feet if y > millimetres(19)) - millimetres(19)
        assert lowest < 0.35 * room, number


def millimetres(length):
    return length * 72 / 25.4


@pytest.fixture(scope="module")
def leaves(report):
    """The text of each page of the PDF, spaces as they come."""
    reader = pypdf.PdfReader(io.BytesIO((report / "report.pdf").read_bytes()))
    check_pdf(reader)
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_the_pdf_is_short_and_opens_with_what_matters(report, leaves, syria):
    assert len(leaves) <= 10
    now = syria.on("2024-12-02")
    numbers = evening_numbers(now, "2024-11-26", *syria.sides(day=now.date))
    assert len(numbers) == 3
    for told in numbers:
        assert told.interval
        assert f"{told.value} {told.interval}" in leaves[0]
    claims = syria.claims_table()
    verdicts = claims[~claims["forecast"].astype(bool)]["verdict"].value_counts()
    for verdict, count in verdicts.items():
        assert f"{verdict} {count}" in leaves[0]
    assert "Map 1 " in leaves[0]
    assert "In short" not in leaves[0]


def test_figures_of_the_pdf_stand_below_their_headings(report, leaves):
    notebook = nbformat.read(report / "report.ipynb", as_version=4)
    document = read_document(notebook)
    every = [piece for piece in document.pieces if piece.kind == "figure"]
    screen = [piece.block["name"] for piece in every if not piece.paper]
    assert screen == ["map-evidence", "map-knowledge"]
    figures = [piece.block for piece in every if piece.paper]
    for piece in every:
        found = any(piece.block["caption"] in leaf for leaf in leaves)
        assert found == piece.paper, piece.block["name"]
    assert document.title not in {block["title"] for block in figures[1:]}
    assert [block["lead"] for block in figures] == [True, False, False]
    for number, block in enumerate(figures[1:], 2):
        (leaf,) = (leaf for leaf in leaves if f"Map {number} {block['caption']}" in leaf)
        assert leaf.index(block["title"][:40]) < leaf.index(f"Map {number} ")


def test_no_heading_of_the_pdf_ends_a_page(report):
    reader = pypdf.PdfReader(io.BytesIO((report / "report.pdf").read_bytes()))

    def flat(outline):
        for item in outline:
            yield from flat(item) if isinstance(item, list) else [item]

    headings = list(flat(reader.outline))
    assert len(headings) >= 10
    for heading in headings:
        leaf = reader.pages[reader.get_destination_page_number(heading)]
        assert heading.title[:30] in " ".join(leaf.extract_text().split())
        assert float(heading.top) > 54 + 50, heading.title  # and two lines above the margin


def test_long_tables_are_not_on_paper(report, leaves):
    with (report / "tables" / "changes.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    whole = " ".join(leaves)
    assert len(rows) > 100
    for name in ("changes", "uncertain", "published-agree"):
        assert f"report.html, tables/{name}.csv" in whole.replace("- ", "-")
    tree = lxml_html.parse(str(report / "report.html")).getroot()
    shown = {p.text_content() for p in tree.xpath("//*[@id='table-changes']//span[@class='place']")}
    assert len(shown) >= len({row["place"] for row in rows}) - 3
    assert sum(name in whole for name in shown) < len(shown) / 2


def test_claims_of_the_pdf_give_a_reason_and_partly_all(report, leaves):
    whole = " ".join(leaves)
    told = json.loads((report / "findings.json").read_text("utf-8"))["claims"]
    assert len(told) > 30
    for claim in told:
        assert " ".join(claim["statement"].split())[:40] in whole
        if claim["verdict"] == "partly":
            assert " ".join(claim["tolerance"].split())[:40] in whole
            assert " ".join(claim["overturned_by"].split())[:40] in whole
    supported = next(c for c in told if c["verdict"] == "supported" and c["basis"])
    assert supported["basis"][:30] in whole
    assert supported["overturned_by"][:40] not in whole


def test_what_the_pages_say_is_what_the_files_say(report, tree):
    findings = json.loads((report / "findings.json").read_text("utf-8"))
    shown = " ".join(tree.text_content().split())
    told = worth_telling(findings["findings"])
    left_out = [item["id"] for item in findings["findings"] if item not in told]
    assert left_out == ["front-to-aleppo"]  # that it passed, and to whom, is told above
    for finding in told:
        assert " ".join(finding["sentence"].split()) in shown
    with (report / "tables" / "sources.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(tree.xpath("//ol[@class='sources']/li")) == len(rows)
    assert all(row["publisher"] for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("date", ["2024-11-26", "2024-11-29", "2024-12-05", "2024-12-08"])
def test_other_evenings(tmp_path, date):
    folder = build_report("situation", {"date": date}, tmp_path).folder
    check_html(lxml_html.parse(str(folder / "report.html")).getroot())
    check_pdf(pypdf.PdfReader(io.BytesIO((folder / "report.pdf").read_bytes())))
