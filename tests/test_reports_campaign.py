"""The report of a campaign, made once and opened."""

from __future__ import annotations

import csv
import io
import json

import nbformat
import pypdf
import pytest
from lxml import html as lxml_html

from syria_analysis.errors import SyriaAnalysisError
from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports.build import build_report
from syria_analysis.reports.parameters import read_parameters
from syria_analysis.reports.request import prepare
from syria_analysis.text.key_numbers import campaign_numbers
from test_reports_exporters import check_html, check_pdf, text_of

CHARTS = (
    "campaign-evenings", "campaign-fronts", "campaign-areas", "campaign-units",
    "campaign-captures",
)  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return build_report("campaign", {}, tmp_path_factory.mktemp("reports")).folder


@pytest.fixture(scope="module")
def tree(report):
    return lxml_html.parse(str(report / "report.html")).getroot()


def rows_of(report, name):
    with (report / "tables" / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_notebook_is_stored_clean():
    notebook = nbformat.read(notebook_folder() / "campaign.ipynb", as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    declared = read_parameters(notebook)
    assert [p.name for p in declared] == ["first", "last", "attackers", "defenders", "cities"]
    assert all(p.help for p in declared)


def test_files(report):
    assert report.name == "2024-11-26_2024-12-08"
    found = {p.name for p in (report / "figures").iterdir()}
    assert {f"{name}.{kind}" for name in CHARTS for kind in ("svg", "pdf", "png")} <= found
    assert {p.stem for p in (report / "tables").iterdir()} == {
        "advances", "areas", "areas-near-places", "captures", "corrections", "distances", "falls",
        "gained-and-lost", "gained-and-lost-by-unit", "pace", "people", "sources", "transfer",
    }  # fmt: skip


def test_html(tree):
    assert len(check_html(tree)) == 2 * len(CHARTS)  # for wide and for narrow screens
    sections = [h.text_content() for h in tree.xpath("//main/h2")]
    assert sections[:4] == [
        "In short", "The fall of the cities", "How near the front came", "Who held how much",
    ]  # fmt: skip
    assert sections[-2:] == ["Method and limits", "Sources"]
    for name in CHARTS:
        assert len(tree.xpath(f"string(//*[@id='description-{name}'])")) > 80


def test_pdf(report, syria):
    reader = pypdf.PdfReader(io.BytesIO((report / "report.pdf").read_bytes()))
    check_pdf(reader)
    assert len(reader.pages) <= 8
    assert len(reader.outline) >= 7
    assert "The furthest advance" in text_of(reader)
    first = " ".join(reader.pages[0].extract_text().split())
    for number in campaign_numbers(syria.campaign()):
        assert number.value in first
        assert number.interval in first
    assert "Figure 1 " in first
    assert "In short" not in first


def test_what_the_pages_say_is_what_the_library_says(report, tree, syria):
    shown = " ".join(tree.text_content().split())
    findings = json.loads((report / "findings.json").read_text("utf-8"))["findings"]
    assert len(findings) >= 10
    for finding in findings:
        assert " ".join(finding["sentence"].split()) in shown
    story = syria.campaign()
    for name, column in (("distances", "distance_km"), ("areas", "effective_km2"),
                         ("captures", "area_km2"), ("advances", "high_km"),
                         ("pace", "km_per_day")):  # fmt: skip
        frame, rows = getattr(story, name), rows_of(report, name)
        told = [float(row[column] or "nan") for row in rows]
        assert told == pytest.approx(frame[column].tolist(), abs=1e-5, nan_ok=True), name
    falls = rows_of(report, "falls")
    assert [row["place"] for row in falls] == story.falls["place"].tolist()
    assert all(row["sources"] for row in falls)
    matrix = rows_of(report, "transfer")
    whole = sum(float(v) for row in matrix for k, v in row.items() if k != "from")
    assert whole == pytest.approx(story.first.mesh.area_km2.sum(), rel=1e-6)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"last": "2024-12-30"}, "outside the data"),
        ({"first": "2024-12-05", "last": "2024-12-02"}, "first"),
        ({"first": "2024-12-02", "last": "2024-12-02"}, "must be earlier"),
        ({"attackers": "SAA"}, "SAA"),
        ({"cities": "hmos"}, "homs"),
    ],
)
def test_what_is_refused_before_anything_runs(asked, said):
    with pytest.raises(SyriaAnalysisError, match=said):
        prepare("campaign", asked)


@pytest.mark.slow
def test_other_sides_and_days(tmp_path):
    asked = {
        "first": "2024-12-04", "last": "2024-12-07", "attackers": "SDF", "defenders": "SAA,HTS",
        "cities": "raqqa,deir-ez-zor,al-tanf",
    }  # fmt: skip
    folder = build_report("campaign", asked, tmp_path).folder
    check_html(lxml_html.parse(str(folder / "report.html")).getroot())
    check_pdf(pypdf.PdfReader(io.BytesIO((folder / "report.pdf").read_bytes())))
