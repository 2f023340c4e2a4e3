"""The report of a what-if, made once and opened: nobody may take it for a fact."""

from __future__ import annotations

import csv
import io
import json

import nbformat
import pypdf
import pytest
from lxml import html as lxml_html

from selection import first_quick
from syria_analysis import figures
from syria_analysis.control.situation import situation_on
from syria_analysis.control.what_if import if_captured
from syria_analysis.figures import style
from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports.build import build_report
from syria_analysis.reports.parameters import read_parameters
from syria_analysis.roads.reach import cut_off
from syria_analysis.roads.risk import isolated
from test_figures import faults, texts
from test_reports_exporters import check_html, check_pdf, text_of
from worlds import packaged

ASKED = {
    "date": "2024-12-02",
    "captures": "hama,homs",
    "by": "HTS",
    "source": "damascus",
    "targets": "latakia,tartus",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return build_report("scenario", ASKED, tmp_path_factory.mktemp("reports")).folder


@pytest.fixture(scope="module")
def tree(report):
    return lxml_html.parse(str(report / "report.html")).getroot()


def rows_of(report, name):
    with (report / "tables" / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_notebook_is_stored_clean():
    notebook = nbformat.read(notebook_folder() / "scenario.ipynb", as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    declared = read_parameters(notebook)
    assert [p.name for p in declared] == list(ASKED)
    assert all(p.help for p in declared)


def test_html_says_everywhere_that_it_is_hypothetical(tree):
    assert len(check_html(tree)) == 2  # one map, for wide and for narrow screens
    title = tree.findtext(".//title")
    assert "What if" in title
    assert "Hypothetical" in title
    assert "2 December 2024" in title
    captions = [c.text_content() for c in tree.xpath("//main//table/caption | //figcaption")]
    assert len(captions) >= 5
    assert all("hypothetical" in caption.lower() for caption in captions), captions
    assert tree.xpath("string(//*[@id='description-map-cutoff'])").startswith("Hypothetical")


def test_pdf(report):
    reader = pypdf.PdfReader(io.BytesIO((report / "report.pdf").read_bytes()))
    check_pdf(reader)
    assert "Hypothetical" in reader.metadata.title
    for leaf in reader.pages:
        assert "What if" in leaf.extract_text()
    assert "Hmeimim" in text_of(reader)


def test_sentences_are_reported_or_hypothetical(report, tree):
    shown = " ".join(tree.text_content().split())
    said = json.loads((report / "findings.json").read_text("utf-8"))["findings"]
    assert len(said) >= 7
    for finding in said:
        kind = "As reported" if finding["id"].endswith("-reported") else "Hypothetical: "
        assert finding["sentence"].startswith(kind)
        assert " ".join(finding["sentence"].split()) in shown


def test_tables_hold_what_the_library_says(report):
    ways = rows_of(report, "routes")
    assert {row["when"] for row in ways} == {"as reported", "hypothetical"}
    now = situation_on(packaged(), "2024-12-02")
    for state, when in (
        (now, "as reported"), (if_captured(now, "hama", "homs", by="HTS"), "hypothetical")
    ):  # fmt: skip
        for route in cut_off(state, "damascus", "SAA", ["latakia", "tartus"]).routes:
            told = {row["km"] for row in ways if (row["when"], row["to"]) == (when, route.to)}
            lengths = {round(float(km), 6) if km else None for km in told}
            assert lengths == {None if route.km is None else round(route.km, 6)}
    for name in ("units", "critical"):
        table = rows_of(report, name)
        assert table
        assert all("captured by the HTS-led forces" in row["hypothetical"] for row in table)
    assert rows_of(report, "by-day")[-1]["date"] == "2024-12-08"


def test_what_hangs_on_places_cut_off_is_cut_off():
    after = if_captured(situation_on(packaged(), "2024-12-02"), "hama", "homs", by="HTS")
    cut = cut_off(after, "damascus")
    assert set(cut.cut_off) <= set(isolated(cut))
    assert not set(isolated(cut)) & set(cut.reachable)
    assert {"hmeimim", "tartus-naval-facility"} <= set(isolated(cut, ["RUS"]))


@pytest.mark.parametrize(
    ("day", "captures", "targets"),
    first_quick(
        [
            ("2024-12-02", ["hama", "homs"], ["latakia", "tartus"]),
            ("2024-12-05", ["homs"], ["latakia", "tartus"]),
            ("2024-12-02", ["palmyra"], ["deir-ez-zor"]),
            ("2024-11-27", ["hama"], ["aleppo", "daraa"]),
        ]
    ),
)
def test_the_map(day, captures, targets):
    now = situation_on(packaged(), day)
    shown = figures.map_cutoff(
        now, if_captured(now, *captures, by="HTS"), "damascus", "SAA", targets
    )
    assert faults(shown.figure) == []
    for words in (shown.title, shown.alt, shown.description):
        assert words.startswith("Hypothetical")
    assert "hypothetical" in shown.caption
    assert 40 < len(shown.alt) <= 150
    assert min(t.get_fontsize() for t in texts(shown.figure)) >= 6.5
    width, height = shown.figure.get_size_inches() * style.MM_PER_INCH
    assert width == pytest.approx(170)
    assert height < 247
    said = [t.get_text() for t in texts(shown.figure)]
    assert said.count("Damascus") == 2
    assert "Hypothetical: after the captures" in said
