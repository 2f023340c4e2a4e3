"""In a made-up language no word of a report is fixed: each comes from its catalogue."""

import io
import json
import re
import shutil
import warnings

import nbformat
import pandas as pd
import pypdf
import pytest
from lxml import html as lxml_html

from report_sample import Drawing, Recorder, Said, dataset
from syria_analysis.package.dataset import load_dataset
from syria_analysis.reports import Column
from syria_analysis.reports.exporters import ReportHTMLExporter, ReportPDFExporter
from syria_analysis.reports.index import ALERTS, write_index
from syria_analysis.text.catalogue import entries, library_text
from syria_analysis.text.language import speaking
from worlds import packaged

CODE = "eo"
KEPT = {"SVG", "PDF", "PNG", "CSV", "HTML", "html", "report", "tables", "csv", "rows", "syria"}
KEPT |= {"analysis", "sources", "JSON", "Aleppo"}  # files, formats, what the drawing says
LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
                        "абкдефгхийклмнопкрстуввхизАБКДЕФГХИЙКЛМНОПКРСТУВВХИЗ")  # fmt: skip


def made_up():
    """Write a catalogue whose every message is the English one in marks."""
    marked = []
    for key, entry in entries(library_text("en")).items():
        head, _, body = entry.partition("=")
        if body.strip() and not key.startswith("-"):
            marked.append(f"{head}= «{body.strip()}»\n")
    return "".join(marked)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The packaged data in the made-up language."""
    folder = tmp_path_factory.mktemp("words") / "data"
    shutil.copytree(packaged().folder, folder)
    (folder / "texts" / f"{CODE}.ftl").write_text(made_up(), "utf-8")
    return load_dataset(folder)


@pytest.fixture(autouse=True)
def spoken(told):
    with speaking(CODE, told):
        yield


def unmarked(text):
    """Give the words that no message said."""
    before = None
    while before != text:
        before, text = text, re.sub(r"«[^«»]*»", " ", text)
    return set(re.findall(r"[A-Za-z]{3,}", text)) - KEPT


def foreign(text):
    return text.translate(LETTERS)


@pytest.fixture(scope="module")
def notebook(told):
    """A report whose own words have no Latin letter."""
    with speaking(CODE, told):
        data = dataset()
        for column in ("publisher", "affiliation", "title", "via"):
            data.sources[column] = [foreign(text) for text in data.sources[column]]
        data.factions["short_name"] = [foreign(name) for name in data.factions["short_name"]]
        data.places["name"] = [foreign(name) for name in data.places["name"]]
        drawn = Drawing("map-x", *("Ж" * n for n in range(1, 7)))
        page = Recorder(data, title="Ж", subtitle="Щ", date="2024-12-02", author="Я")
        assert page.head["lang"] == CODE
        rows = pd.DataFrame({
            "place": ["aleppo"] * 14, "km": [9.5] * 14, "day": pd.to_datetime(["2024-11-30"] * 14),
            "verdict": ["partly"] * 14, "sources": [tuple(f"s{n}" for n in range(1, 8))] * 14,
        })  # fmt: skip
        columns = [
            Column("place", "Ж", kind="place"), Column("km", "Ж", "km²"), Column("day", "Ж"),
            Column("verdict", "Ж", kind="verdict"), Column("sources", "Ж", kind="sources"),
        ]  # fmt: skip
        verdicts = ["supported", "partly", "not supported", "not checkable from this data",
                    "not yet computed", "not yet known"]  # fmt: skip
        claims = pd.DataFrame({
            "id": list("abcdef"), "statement": ["Ж"] * 6, "tolerance": ["Ж"] * 6,
            "expected": [2.0, "2024-12-01", 1.0, 3.0, None, None],
            "unit": ["km2", "date", "rank", "day", "", ""],
            "computed": [2.0, "2024-12-02", 2.0, None, None, None],
            "low": [1.0, None, 2.0, None, None, None], "high": [3.0, None, 2.0, None, None, None],
            "verdict": verdicts, "sources": [("s1",)] * 6, "events": [()] * 6,
            "overturned_by": ["Ж"] * 6, "note": ["Ж"] * 6, "broken_by": ["", "Ж", *[""] * 4],
            "known_then": verdicts[::-1],
        })  # fmt: skip
        page.front()
        page.findings([Said("one", "Ж", {}, (), tuple(f"s{n}" for n in range(1, 8)))])
        page.figure(drawn)
        page.table(rows, "Ж", name="rows", columns=columns, sources=["s7"])
        page.table(rows.iloc[:0], "Ж", name="rows", columns=columns)
        page.table(rows, "Ж", name="rows", columns=columns, paper=False)
        page.claims(claims)
        page.numbers([], claims)
        page.attach("rows.csv", "", "Ж")
        page.sources()
        cells = [nbformat.v4.new_code_cell("x", outputs=page.outputs)]
        cells.insert(0, nbformat.v4.new_markdown_cell("## Ж"))
        return nbformat.v4.new_notebook(cells=cells)


def export(exporter, notebook):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return exporter().from_notebook_node(notebook)[0]


def words_of(markup):
    """Give all that a page says or has read out, its script's words too."""
    tree = lxml_html.document_fromstring(markup)
    for silent in tree.xpath("//style | //script | //svg"):
        silent.drop_tree()
    named = ("aria-label", "title", "alt", "placeholder", "data-all", "data-filter", "data-only",
             "data-label", "data-shown")  # fmt: skip
    parts = [tree.text_content()]
    parts += [element.get(name, "") for element in tree.iter() for name in named]
    for element in tree.xpath("//*[@data-words]"):
        parts += json.loads(element.get("data-words")).values()
    return "\n".join(parts)


def test_the_page_of_a_report_has_no_words_of_its_own(notebook):
    markup = export(ReportHTMLExporter, notebook)
    assert f'lang="{CODE}" dir="ltr"' in markup
    said = words_of(markup)
    assert unmarked(said) == set()
    assert "«partly»" in said and "«Stated:»" in said  # the marks do stand there
    script = re.search(r"<script>(.*)</script>", markup, re.DOTALL)[1]
    code = re.sub(r"^\s*//.*$", "", script, flags=re.MULTILINE)
    assert re.findall(r'"[A-Z][a-z]+(?: [a-z]+)+[^"]*"|`[^`]*[a-z]{3,} [a-z]{3,}[^`]*`', code) == []


def test_the_pdf_of_a_report_has_no_words_of_its_own(notebook):
    reader = pypdf.PdfReader(io.BytesIO(export(ReportPDFExporter, notebook)))
    said = " ".join(page.extract_text() for page in reader.pages)
    assert unmarked(re.sub(r"\s+", " ", said)) == set()
    assert "«Found:»" in said


def test_blocks_in_a_notebook_have_no_words_of_their_own(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    shown = [output["data"].get("text/html", "<p></p>") for output in outputs]
    assert [unmarked(words_of(markup)) for markup in shown] == [set()] * len(shown)


def test_the_list_of_reports_has_no_words_of_its_own(tmp_path):
    for day in ("2024-12-01", "2024-12-02"):
        folder = tmp_path / "ж" / day
        (folder / "figures").mkdir(parents=True)
        (folder / "figures" / "ж.svg").write_text("<svg/>")
        manifest = {"title": "Ж", "date": day, "data": {"version": "1"}}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder / "findings.json").write_text(json.dumps({"findings": [{"sentence": "Щ"}]}))
        (folder / "ж.html").touch()
    (tmp_path / "ж" / "failed").mkdir()
    (tmp_path / "ж" / "failed" / "ж.ipynb").touch()
    alert = {"date": "2024-12-02", "sentence": "Ж", "certainty": "likely", "confidence": "low"}
    record = {"since": "2024-12-01", "date": "2024-12-02", "alerts": [alert] * 12}
    (tmp_path / ALERTS).write_text(json.dumps(record))
    said = words_of(write_index(tmp_path).read_text("utf-8"))
    assert unmarked(said) == set()
    assert "«2 reports»" in said and "«likely»" in said


def test_the_list_keeps_words_it_does_not_know(tmp_path):
    alert = {"date": "2024-12-02", "sentence": "Ж", "certainty": "$ { x", "confidence": "unit-km"}
    (tmp_path / ALERTS).write_text(json.dumps({"since": "", "date": "", "alerts": [alert]}))
    assert "$ { x" in write_index(tmp_path).read_text("utf-8")


def test_claims_and_alerts_have_no_words_of_their_own(told):
    from syria_analysis.alerts.compare import alerts_between
    from syria_analysis.claims import claims_table

    table = claims_table(told)
    for column in ("display", "basis", "broken_by"):
        assert [unmarked(text) for text in table[column]] == [set()] * len(table), column
    alerts = alerts_between(told, "2024-11-29", "2024-12-02")
    sentences = [alert["sentence"] for alert in alerts.record["alerts"]]
    assert sentences and [unmarked(text) for text in sentences] == [set()] * len(sentences)
