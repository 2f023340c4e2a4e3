"""A report made whole: what lies in its folder, and what happens when something fails."""

from __future__ import annotations

import csv
import json
import os
import sys
import threading

import nbformat
import pytest
from lxml import html as lxml_html

import syria_analysis.reports.folder as folders
from syria_analysis.errors import (
    BadParameter,
    DateOutOfRange,
    OutputNotWritable,
    UnknownName,
)
from syria_analysis.package.atomic import umask
from syria_analysis.reports.build import build_report, make_report, report_names
from syria_analysis.reports.folder import put_in_place, staging
from syria_analysis.reports.index import list_reports, write_index
from syria_analysis.text.outputs import as_csv

CELLS = [
    ("markdown", "# A small report", ()),
    ("code", "from syria_analysis.reports.parameters import Day, Faction, Place", ()),
    (
        "code",
        'date: Day = "2024-12-02"  # Evening\n'
        'baseline: Day = "2024-11-26"  # Earlier evening\n'
        'cities: list[Place] = ["homs"]  # Cities',
        ("parameters",),
    ),
    ("markdown", "## Distances", ()),
    (
        "code",
        "import syria_analysis as sa\n"
        "from syria_analysis.reports import Page, tables\n"
        "syria = sa.load()\n"
        "now = syria.on(date)\n"
        'page = Page(syria, title="A small report", date=date)\n'
        "page.front()",
        (),
    ),
    ("code", "page.findings(now.findings(baseline, cities))", ()),
    ("code", 'tables.distances(page, now.distances(cities), "Distances")', ()),
    ("code", "page.sources()", ()),
]


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    cells = []
    for n, (kind, source, tags) in enumerate(CELLS):
        make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        cells.append(make(source, id=f"cell-{n}", metadata={"tags": list(tags)} if tags else {}))
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["syria_analysis"] = {"rules": ["baseline <= date"]}
    nbformat.write(notebook, folder / "small.ipynb")
    return folder


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="module")
def made(notebooks, output):
    steps = []
    made = build_report(
        "small", {}, output, notebooks=notebooks, progress=lambda *step: steps.append(step)
    )
    assert made.status == "made"
    return made.folder, steps


def files_in(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_the_folder_holds_all_there_is(made, output):
    path, _ = made
    assert path == output / "small" / "2024-12-02"
    assert set(files_in(path)) == {
        "report.html", "report.pdf", "report.ipynb", "findings.json", "manifest.json",
        "tables/distances.csv", "tables/sources.csv",
    }  # fmt: skip
    assert [p.name for p in path.parent.iterdir()] == ["2024-12-02"]


def test_numbers_and_sources_are_written_out(made):
    path, _ = made
    findings = json.loads((path / "findings.json").read_text("utf-8"))
    assert findings["parameters"]["cities"] == ["homs"]
    homs = next(f for f in findings["findings"] if f["id"] == "front-to-homs")
    assert homs["numbers"]["low_km"] <= homs["numbers"]["distance_km"]
    with (path / "tables" / "distances.csv").open(encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    assert float(row["distance_km"]) == pytest.approx(homs["numbers"]["distance_km"])
    with (path / "tables" / "sources.csv").open(encoding="utf-8") as stream:
        listed = {r["id"] for r in csv.DictReader(stream)}
    assert {s for f in findings["findings"] for s in f["sources"]} <= listed


def test_the_manifest_tells_what_went_in_and_out(made, notebooks):
    path, _ = made
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    assert manifest["command"] == f"syria-analysis report {notebooks / 'small.ipynb'}"
    assert manifest["data"]["files"]["places.csv"]
    for name, entry in manifest["files"].items():
        assert entry["bytes"] == (path / name).stat().st_size


def test_the_notebook_tells_nothing_of_this_machine(made, notebooks):
    path, _ = made
    text = (path / "report.ipynb").read_text("utf-8")
    assert str(notebooks) not in text
    assert str(path.parent) not in text
    ids = [c["id"] for c in json.loads(text)["cells"]]
    assert ids.count("injected-parameters") == 1
    assert "cell-5" in ids


def test_progress_counts_up_to_its_end(made):
    _, steps = made
    done = [d for d, _, _ in steps]
    assert done == sorted(done)
    assert steps[-1][0] == steps[-1][1]
    assert {"Distances", "writing PDF"} <= {what for _, _, what in steps}


def test_a_rerun_gives_the_same_bytes(made, notebooks, output):
    path, _ = made
    before = files_in(path)
    assert build_report("small", {}, output, notebooks=notebooks, force=True).folder == path
    after = files_in(path)
    for name in ("manifest.json", "report.ipynb"):
        before.pop(name), after.pop(name)
    assert after == before


def test_another_question_has_another_folder(made, notebooks, output):
    path = build_report(
        "small", {"cities": "homs,hama", "date": "2024-12-01"}, output, notebooks=notebooks
    ).folder
    assert path.name.startswith("2024-12-01-")
    assert len(path.name) == len("2024-12-01-") + 8
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    assert "-p cities=homs,hama" in manifest["command"]
    page = lxml_html.parse(str(output / "index.html"))
    linked = page.xpath("//a/@href")
    assert {"small/2024-12-02/report.html", f"small/{path.name}/report.html"} <= set(linked)


@pytest.mark.parametrize(
    ("name", "values", "error"),
    [
        ("smal", {}, UnknownName),
        ("../small", {}, UnknownName),
        ("small", {"citys": "homs"}, UnknownName),
        ("small", {"date": "2025-01-01"}, DateOutOfRange),
        ("small", {"baseline": "2024-12-05"}, BadParameter),
    ],
)
def test_a_wrong_request_starts_nothing(monkeypatch, notebooks, made, output, name, values, error):
    import syria_analysis.reports.build as build

    monkeypatch.setattr(build, "Run", lambda *a: pytest.fail("a kernel was started"))
    before = files_in(output)
    with pytest.raises(error):
        build_report(name, values, output, notebooks=notebooks)
    assert files_in(output) == before


def test_an_output_that_cannot_be_written(notebooks, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable):
        build_report("small", {}, tmp_path / "file" / "reports", notebooks=notebooks)


def test_make_report_reads_texts(monkeypatch, tmp_path, capsys):
    import syria_analysis.reports.build as build

    asked = {}
    monkeypatch.setattr(
        build, "build_report", lambda name, values, output, **kw: asked.update(values) or output
    )
    assert make_report("small", ["date=2024-12-01"], tmp_path) == tmp_path
    assert asked == {"date": "2024-12-01"}
    assert capsys.readouterr().out == ""


def test_the_reports_there_are():
    assert "situation" in report_names()


def test_a_folder_takes_its_place_at_once(tmp_path):
    target = tmp_path / "target"
    for word in ("one", "two"):
        with staging(target) as folder:
            (folder / "file").write_text(word)
            (folder / word).write_text("")
            put_in_place(folder, target)
        assert (target / "file").read_text() == word
    assert sorted(p.name for p in target.iterdir()) == ["file", "two"]
    assert [p.name for p in tmp_path.iterdir()] == ["target"]
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o777 & ~umask()


def test_a_folder_takes_its_place_where_nothing_can_be_exchanged(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    test_a_folder_takes_its_place_at_once(tmp_path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="an exchange needs Linux")
def test_readers_never_see_half_a_folder(tmp_path):
    target = tmp_path / "target"
    target.mkdir()
    (target / "file").write_text("0")
    stop, missing = threading.Event(), []

    def read():
        while not stop.is_set():
            try:
                (target / "file").read_text()
            except FileNotFoundError:
                missing.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(50):
        with staging(target) as folder:
            (folder / "file").write_text(str(n))
            put_in_place(folder, target)
    stop.set()
    reader.join()
    assert not missing


def test_what_fails_while_staging_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), staging(tmp_path / "target"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_csv_is_safe_in_a_spreadsheet():
    cells = ["=1+1", -5.5, "-x", "@y", None, True, ["p", "q"]]
    text = as_csv([{"a": cell} for cell in cells])
    assert text.splitlines() == ["a", "'=1+1", "-5.5", "'-x", "'@y", '""', "true", "p|q"]


def test_the_index_escapes_and_skips_what_it_cannot_read(tmp_path):
    good = tmp_path / "small" / "2024-12-02"
    good.mkdir(parents=True)
    manifest = {"report": "small", "title": "<b>", "date": "2024-12-02", "changed": {"x": "<i>"}}
    (good / "manifest.json").write_text(json.dumps(manifest))
    (good / "findings.json").write_text(json.dumps({"findings": [{"sentence": "<u>"}]}))
    bad = tmp_path / "small" / "2024-12-03"
    bad.mkdir()
    (bad / "manifest.json").write_text("{")
    page = write_index(tmp_path).read_text("utf-8")
    assert list(list_reports(tmp_path)) == ["small"]
    assert not {"<b>", "<i>", "<u>"} & set(page.split())
    assert "&lt;b&gt;" in page
    assert "2024-12-03" not in page
