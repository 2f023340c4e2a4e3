"""Notebooks of users as reports: anywhere, with what lies beside them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from matplotlib.figure import Figure

import syria_analysis
from syria_analysis import cli
from syria_analysis.errors import BadParameter, MissingData, ReportFailed, UnknownName
from syria_analysis.figures.illustration import own_figure
from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports.available import catalogue, describe
from syria_analysis.reports.batch import plan_batch
from syria_analysis.reports.build import build_report
from syria_analysis.reports.entry import ReportEngine
from syria_analysis.reports.provenance import inputs_of
from syria_analysis.reports.request import prepare
from syria_analysis.reports.verify import verify_report

ROOT = Path(syria_analysis.__file__).parents[2]
PARAMETERS = 'date: Day = "2024-12-01"  # Evening\nword: str = "quiet"  # A word'


def notebook(path, *cells):
    """Write a notebook of code cells; the second one declares parameters."""
    made = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(cells)]
    made[1].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return str(path)


@pytest.fixture
def mine(tmp_path):
    (tmp_path / "helper.py").write_text("PLACE = 'bravo'\n", encoding="utf-8")
    (tmp_path / "posts.csv").write_text("name,lat,lon\nPost,34.5,36.6\n", encoding="utf-8")
    return notebook(
        tmp_path / "Mein Bericht.ipynb",
        "from syria_analysis.reports.parameters import Day",
        PARAMETERS,
        "%matplotlib inline\nimport helper\nopen('posts.csv'), open('other.csv')",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[1]", "it is no notebook"),
        ('{"cells": []}', "it is no notebook"),
        ('{"nbformat": 3, "metadata": {}, "worksheets": []}', "it is not of format 4"),
    ],
)
def test_what_is_no_notebook_is_told_before_anything_runs(tmp_path, text, told):
    path = tmp_path / "mine.ipynb"
    path.write_text(text)
    with pytest.raises(MissingData, match=f"cannot be read: {told}"):
        prepare(str(path), {})


def test_a_report_is_named_by_its_file(mine, line_world, monkeypatch, tmp_path):
    request = prepare(mine, {}, data=line_world)
    assert (request.name, request.own, request.source) == ("mein-bericht", True, Path(mine))
    assert re.fullmatch("2024-12-01-[0-9a-f]{8}", request.folder)  # of another package
    monkeypatch.chdir(tmp_path)
    assert prepare("Mein Bericht.ipynb", {}, data=line_world).own
    assert describe(mine)["parameters"][1]["help"] == "A word"
    plan = plan_batch(mine, "2024-11-28", "2024-12-01", data=line_world)
    assert (plan.name, len(plan.days)) == (mine, 4)


def test_notebooks_of_a_folder(mine, line_world, tmp_path):
    shutil.copy(mine, tmp_path / "mine.ipynb")
    assert [about["name"] for about in catalogue(None, tmp_path)] == ["mine"]
    assert prepare("mine", {}, data=line_world, notebooks=tmp_path).name == "mine"
    with pytest.raises(UnknownName, match="did you mean 'mine'"):
        prepare("mien", {}, data=line_world, notebooks=tmp_path)
    with pytest.raises(MissingData, match="there is no folder"):
        prepare("mine", {}, data=line_world, notebooks=tmp_path / "no")


def test_an_own_report_takes_no_place_of_another(tmp_path):
    path = shutil.copy(notebook_folder() / "situation.ipynb", tmp_path)
    own, ours = (prepare(name, {}) for name in (str(path), "situation"))
    assert own.name == ours.name and own.folder != ours.folder and not ours.own
    assert ours.files == (ours.source,)


def test_what_lies_beside_counts(mine, line_world, tmp_path):
    request = prepare(mine, {"word": "posts.csv"}, data=line_world)
    named = [path.name for path in request.files]
    assert named == ["Mein Bericht.ipynb", "helper.py", "posts.csv"]
    before = inputs_of(request).notebook
    (tmp_path / "other.csv").write_text("new", encoding="utf-8")
    assert inputs_of(request).notebook != before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": [], "nbformat": 4}', None])
def test_what_is_no_notebook_gets_a_line(tmp_path, content):
    path = tmp_path / "mine.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(MissingData, match=r"mine\.ipynb"):
        prepare(str(path), {})


def test_the_notebooks_are_brought_out(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["notebooks", "copy"]) == 0
    names = {path.name for path in notebook_folder().glob("*.ipynb")}
    assert {path.name for path in (tmp_path / "notebooks").iterdir()} == names
    changed = tmp_path / "notebooks" / "situation.ipynb"
    changed.write_text("mine", encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["notebooks", "copy"]) == 1
    out, err = capsys.readouterr()
    assert out.count("(was there already)") == len(names) - 1
    assert err == "notebooks/situation.ipynb is another one and was left as it is (--force)\n"
    assert changed.read_text("utf-8") == "mine"
    assert cli.main(["notebooks", "copy", "--force"]) == 0
    assert changed.read_bytes() == (notebook_folder() / "situation.ipynb").read_bytes()


def test_papermill_finds_the_engine():
    told = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'syria-analysis = "syria_analysis.reports.entry:ReportEngine"' in told
    made = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": ""}}
    )
    assert ReportEngine.nb_kernel_name(made) == "python3"


def test_figures_of_ones_own_have_words():
    made = own_figure(Figure(), name="km", caption="Kilometres", alt="Bars")
    assert (made.words()["caption"], made.words()["alt"]) == ("Kilometres", "Bars")
    for figure, words, message in (
        ("a.png", {"name": "km", "caption": "x"}, "not str"),
        (Figure(), {"name": "KM.png", "caption": "x"}, "needs a caption and a name"),
        (Figure(), {"name": "km", "caption": ""}, "needs a caption and a name"),
        (Figure(), {"name": "km", "caption": "x" * 200}, "longer than 150"),
    ):
        with pytest.raises(BadParameter, match=message):
            own_figure(figure, **words)


def test_the_page_tells_the_cells_of_the_example():
    page = (ROOT / "docs" / "own-report.md").read_text("utf-8")
    told = [block.strip() for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL)]
    cells = json.loads((ROOT / "examples/aid-posts/aid-posts.ipynb").read_text("utf-8"))["cells"]
    assert told == ["".join(c["source"]).strip() for c in cells if c["cell_type"] == "code"]


@pytest.mark.slow
def test_it_runs_where_it_lies_and_fails_in_one_line(line_world, tmp_path):
    (tmp_path / "helper.py").write_text("PLACE = 'bravo'\n", encoding="utf-8")
    cells = [
        "from syria_analysis.reports.parameters import Day",
        PARAMETERS,
        "from pathlib import Path\nimport helper\nassert Path('helper.py').exists()\nprint(word)",
        "if word == 'loud':\n    raise ValueError('two\\nlines')",
    ]
    mine, asked = notebook(tmp_path / "mine.ipynb", *cells), {"data": line_world, "listed": False}
    word = "\"); import os; os.remove('helper.py') #"
    folder = build_report(mine, {"word": word}, tmp_path / "out", **asked).folder
    assert (tmp_path / "helper.py").exists()
    told = json.loads((folder / "report.ipynb").read_text("utf-8"))
    assert told["metadata"]["papermill"]["input_path"] == "mine.ipynb"
    assert all(cell["metadata"]["papermill"]["status"] == "completed" for cell in told["cells"])
    assert told["cells"][3]["outputs"][0]["text"] in (word + "\n", [word + "\n"])
    with pytest.raises(BadParameter, match=r"somebody's own, mine\.ipynb: .* --notebook"):
        verify_report(folder, data=line_world)
    assert verify_report(folder, data=line_world, notebook=mine, rerun=True).same
    notebook(tmp_path / "mine.ipynb", *cells[:2], "print('new')", "raise ValueError('two\\nlines')")
    before = (folder / "report.html").read_bytes()
    with pytest.raises(ReportFailed, match=r"mine\.ipynb, cell 4: ValueError: two lines \(see "):
        build_report(mine, {"word": word}, tmp_path / "out", **asked)
    assert (folder / "report.html").read_bytes() == before
