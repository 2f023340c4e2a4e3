"""The report of a comparison: its words, its tables, what it is made of, and one made whole."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os

import nbformat
import numpy as np
import pandas as pd
import pypdf
import pytest
from lxml import html as lxml_html
from matplotlib.text import Text

from report_sample import Recorder
from syria_analysis import figures
from syria_analysis.cli import main
from syria_analysis.control.comparison import agreement, compare, read_account, spread, unbroken
from syria_analysis.errors import SyriaAnalysisError
from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports import compare_tables
from syria_analysis.reports.blocks import MIME
from syria_analysis.reports.build import build_report
from syria_analysis.reports.manifest import read_manifest
from syria_analysis.reports.parameters import read_parameters, resolve
from syria_analysis.reports.provenance import inputs_of
from syria_analysis.reports.request import prepare
from syria_analysis.reports.verify import verify_report
from syria_analysis.text.comparison_words import comparison_findings
from syria_analysis.text.key_numbers import comparison_numbers
from test_compare import DAY, LIST_RULES, data, files, km2  # noqa: F401
from test_figures import faults
from test_reports_exporters import check_html, check_pdf, text_of

MAP = f"control_{DAY}.geojson"


@pytest.fixture
def found(data, files):  # noqa: F811
    other = read_account(data, [files / MAP], files / "rules.toml")
    return compare(data.on(DAY), other)


def asked(files, **more):  # noqa: F811
    return {"other": str(files / MAP), "rules": str(files / "rules.toml"), "date": DAY, **more}


def test_the_notebook_is_stored_clean():
    notebook = nbformat.read(notebook_folder() / "compare.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    declared = read_parameters(notebook)
    assert [p.name for p in declared if p.kind == "File"] == ["other", "rules", "places"]
    assert all(p.help for p in declared)


def test_what_is_in_doubt_makes_the_ends_of_a_share(found):
    told = found.summary
    agree, differ, doubt = (told[f"area_{k}_km2"] for k in ("agree", "differ", "doubt"))
    low, high = found.bounds["area_agree_share"]
    assert doubt > 1000
    assert low == pytest.approx(agree / (agree + differ + doubt))
    assert high == pytest.approx((agree + doubt) / (agree + differ + doubt))
    assert low < told["area_agree_share"] < high
    assert found.bounds["places_agree_share"] == (0.5, 0.5)


def test_land_is_crossed_by_force_and_by_side(data, found):  # noqa: F811
    table = found.crossed()
    assert list(table.index) == ["SAA", "HTS"]
    assert list(table.columns) == ["SAA", "HTS", "SNA", "|"]
    assert table.at["HTS", "SNA"] == pytest.approx(km2(data, 36, 33, 36.5, 36), rel=1e-3)
    assert table.at["SAA", "|"] == pytest.approx(km2(data, 39.2, 33, 39.6, 36), rel=1e-3)
    sides = found.crossed(sides=True)
    assert found.allied
    assert list(sides.columns) == ["SAA", "HTS,SNA", "|"]
    together = table.at["HTS", "HTS"] + table.at["HTS", "SNA"]
    assert sides.at["HTS,SNA", "HTS,SNA"] == pytest.approx(together)
    assert found.crossed("places")["HTS"].to_dict() == {"SAA": 1, "HTS": 1}
    assert found.crossed("places").to_numpy().sum() == 2


def test_findings_say_what_agrees_first_and_how_sure_it_is(data, found, files):  # noqa: F811
    said = {f.id: f for f in comparison_findings(found)}
    assert list(said)[:3] == ["places", "land", "largest"]
    assert said["places"].sentence == (
        "Of the 2 places that both are clear about, 1 has the same holder in both: 50%."
    )
    assert said["land"].sentence == (
        "Of the land that both are clear about, they give 55% (47–58) to the same force. By side "
        "instead of by force it is 65% (59–70)."
    )
    assert "It lies around east." in said["largest"].sentence.replace("East", "east")
    table = files / "list.csv"
    table.write_text(
        "date,place,holder\n2024-11-28,West,lime\n2024-11-28,East,red\n2024-12-02,West,red\n"
    )
    other = read_account(data, [table], files / "list.toml")
    days = agreement(data, other, other.days)
    over = comparison_findings(compare(data.on(DAY), other), days)[-1]
    assert (over.id, over.numbers) == ("over-days", {"evenings": 5, "low": 0.0, "high": 1.0})
    assert "between 0% (2 December) and 100% (28 November)" in over.sentence
    numbers = {number.id: number.value for number in comparison_numbers(found)}
    assert numbers == {
        "places-agree": "50%", "land-agree": "55%", "land-differ": "about 52,000 km²"
    }  # fmt: skip


def test_a_long_series_is_a_chart_that_says_what_it_leaves_out(data, found):  # noqa: F811
    """800 evenings less a gap of 79, of which 40 are drawn; on one there is no share of land."""
    first = dt.date(2022, 3, 1)
    both = [first + dt.timedelta(days=day) for day in range(800) if not 300 < day < 380]
    days = pd.DataFrame({"date": spread(both, 40), "places_agree_share": 0.93})
    days["area_agree_share"] = np.where(days.index == 5, np.nan, 0.82 + days.index / 400)
    runs = unbroken(days["date"].tolist(), both)
    assert [run[0] == first for run in runs] == [True, False]
    assert (runs[1][0] - runs[0][-1]).days > 79
    drawn = figures.chart_agreement(found, days, both)
    assert faults(drawn.figure) == []
    assert drawn.title.endswith("between 82% and 92% of the land that both were clear about")
    assert "40 of the 721 evenings" in drawn.subtitle and "broken" in drawn.subtitle
    assert {"80", "100%"} <= {text.get_text() for text in drawn.figure.findobj(Text)}
    page = Recorder(data, title="t", date=DAY)
    rest = ["places_differ", "area_side_share", "area_differ_km2", "area_doubt_km2"]
    compare_tables.by_day(page, days.assign(**dict.fromkeys(rest, 1.0)))
    block = page.outputs[0].data[MIME]
    assert len(block["rows"]) == compare_tables.MOST_SHOWN
    assert "24 of the 40 evenings" in json.dumps(block)


def test_tables_on_a_page(data, found, files):  # noqa: F811
    page = Recorder(data, title="t", date=DAY)
    for table in (
        compare_tables.agreement, compare_tables.confusion, compare_tables.land,
        compare_tables.places, compare_tables.by_certainty,
    ):  # fmt: skip
        table(page, found)
    blocks = {o.data[MIME]["name"]: o.data[MIME] for o in page.outputs}
    assert list(blocks) == [
        "agreement", "confusion-area", "confusion-area-sides", "confusion-places",
        "confusion-places-sides", "land-differs", "places-differ", "by-certainty",
    ]  # fmt: skip
    heads = [column["label"] for column in blocks["confusion-area-sides"]["columns"]]
    assert heads == ["These data \\ other", "Government", "HTS-led forces +1", "In doubt"]
    assert [row[0] for row in blocks["places-differ"]["rows"]] == ["east"]
    named = [column["name"] for column in blocks["places-differ"]["columns"]]
    assert blocks["places-differ"]["rows"][0][named.index("sources")] == "report"
    assert sum(row[1] for row in blocks["land-differs"]["rows"]) == pytest.approx(
        found.summary["area_differ_km2"], rel=1e-3
    )


def test_files_are_parameters(data, files, tmp_path):  # noqa: F811
    declared = read_parameters(nbformat.read(notebook_folder() / "compare.ipynb", as_version=4))
    values = resolve(declared, asked(files), data)
    assert values["other"] == [(files / MAP).as_posix()]
    os.mkfifo(tmp_path / "pipe.kml")
    for wrong, told in (
        ({"other": "no/such.kml"}, "parameter 'other': there is no file or folder 'no/such.kml'"),
        ({"other": str(tmp_path / "pipe.kml")}, "there is no file or folder"),
        ({"other": "x" * 900}, "there is no file or folder"),
        ({"rules": "a\x00b"}, "parameter 'rules' takes a file"),
    ):
        with pytest.raises(SyriaAnalysisError, match=told):
            resolve(declared, asked(files, **wrong), data)
    with pytest.raises(SyriaAnalysisError, match="'other' has to be given"):
        prepare("compare", {"date": DAY}, data=data.folder)


def test_what_cannot_be_compared_is_refused_before_a_kernel_starts(files, tmp_path):  # noqa: F811
    junk = tmp_path / "junk.txt"
    junk.write_text("hello\n")
    for wrong, said in (
        ({"rules": ""}, "file of rules"),
        ({"rules": str(junk)}, "junk.txt: Expected"),
        ({"other": str(tmp_path)}, "no data package in"),
        ({"other": str(junk)}, "junk.txt"),
    ):
        with pytest.raises(SyriaAnalysisError, match=f"^parameter 'other': .*{said}"):
            prepare("compare", asked(files, **wrong))


def test_the_hash_of_what_was_given_is_kept_and_compared(data, files):  # noqa: F811
    request = prepare("compare", asked(files), data=data.folder)
    inputs = inputs_of(request)
    record = json.loads(json.dumps(inputs.record()))
    assert list(record["given"]) == [str(files / MAP), str(files / "rules.toml")]
    manifest = {**record, "parameters": request.values}
    assert list(inputs.changed(manifest)) == []
    (files / "rules.toml").write_text(LIST_RULES)
    assert list(inputs_of(request).changed(manifest)) == ["the file rules.toml"]
    with pytest.raises(SyriaAnalysisError, match="a file given changed"):
        inputs.check_unchanged()


@pytest.mark.slow
def test_made_whole(data, files, tmp_path, capsys):  # noqa: F811
    made = build_report("compare", asked(files), tmp_path, data=data.folder)
    tree = lxml_html.parse(str(made.folder / "report.html")).getroot()
    assert len(check_html(tree)) == 2
    check_pdf(reader := pypdf.PdfReader(io.BytesIO((made.folder / "report.pdf").read_bytes())))
    for text in (text_of(reader), " ".join(tree.text_content().split())):
        assert "1 has the same holder in both" in text
    manifest = read_manifest(made.folder)
    assert set(manifest["given"]) == {str(files / MAP), str(files / "rules.toml")}
    with (made.folder / "tables" / "land-differs.csv").open(encoding="utf-8") as stream:
        assert {row["theirs"] for row in csv.DictReader(stream)} == {"HTS", "SNA"}
    assert build_report("compare", asked(files), tmp_path, data=data.folder).status == "unchanged"
    (files / MAP).write_text((files / MAP).read_text() + " ")
    verdict = verify_report(made.folder, rerun=False, data=data.folder)
    assert verdict.inputs == (f"the file {MAP}",)
    words = ["report", "compare", "-p", f"other={files / MAP}", "--date", DAY]
    code = main([*words, "--data", str(data.folder), "--output", str(tmp_path)])
    assert code == 2  # without rules it is refused before a kernel starts
    assert capsys.readouterr().err.count("\n") == 1
