"""The report itself, made once and opened."""

from __future__ import annotations

import csv
import io
import json

import nbformat
import pypdf
import pytest
from lxml import html as lxml_html

from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports.build import build_report
from syria_analysis.reports.parameters import read_parameters
from test_reports_exporters import check_html, check_pdf, text_of

MAPS = ("map-before", "map-offensive", "map-stakes")


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
        "areas", "balance", "changes", "claims", "contested", "distances", "forecasts",
        "published-agree", "published-differ", "robustness", "robustness-net", "robustness-shares",
        "sources", "transfer", "uncertain",
    }  # fmt: skip


def test_html(tree):
    pictures = check_html(tree)
    assert len(pictures) == len(MAPS)
    for name in MAPS:
        description = tree.xpath(f"string(//*[@id='description-{name}'])")
        assert len(description) > 80
    sections = [h.text_content() for h in tree.xpath("//main/h2")]
    assert sections == [
        "In short", "Maps", "How far the front is", "What changed",
        "How sure the numbers are", "The article's claims",
        "Method and limits", "Sources",
    ]  # fmt: skip
    assert "2 December 2024" in tree.findtext(".//title")


def test_pdf(report):
    reader = pypdf.PdfReader(io.BytesIO((report / "report.pdf").read_bytes()))
    check_pdf(reader)
    assert len(reader.outline) >= 7
    assert len(text_of(reader)) > 20_000


def test_what_the_pages_say_is_what_the_files_say(report, tree):
    findings = json.loads((report / "findings.json").read_text("utf-8"))
    shown = " ".join(tree.text_content().split())
    for finding in findings["findings"]:
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
