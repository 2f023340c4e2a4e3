"""The documentation: its commands are those of the tool, its lines run, its notebooks are clean."""

from __future__ import annotations

import ast
import json
import re
import shlex
import sys
import tomllib
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import yaml
from nbclient import NotebookClient

from test_readme import parsed

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
TOOL = "syria-analysis "

sys.path.insert(0, str(ROOT / "tools"))
import doc_pages  # noqa: E402


def commands(page):
    """Yield the words of every command on a page; a line that ends in a backslash goes on."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            tool, found, rest = line.partition(TOOL)
            if found and tool in ("", ".venv/bin/"):
                words = [word for word in shlex.split(rest, comments=True) if word != "--help"]
                yield words[: words.index(">")] if ">" in words else words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_options_of_every_command_exist(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in commands(page):
        for word in words:  # click asks whether files and folders exist
            path = Path(word)
            if path.suffix in {".csv", ".lua", ".kml", ".geojson", ".toml", ".ipynb"}:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            elif words[0] != "init" and re.fullmatch(r"[a-z][\w./-]*", word) and "." not in word:
                path.mkdir(parents=True, exist_ok=True)
        assert parsed(words).command.name in words[:2], words


def test_the_lines_that_ask_run(syria, monkeypatch):
    monkeypatch.setattr("syria_analysis.api.load", lambda: syria)
    lines = re.findall(
        r"```python\n(.*?)```", (DOCS / "first-map.md").read_text("utf-8"), re.DOTALL
    )
    drawing, asking = lines
    names: dict[str, object] = {}
    without = "".join(line for line in drawing.splitlines(True) if ".save(" not in line)
    exec(without + asking, names)
    assert "HTS 222" in repr(names["now"])


@pytest.mark.slow
def test_five_lines_make_a_map(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = (DOCS / "first-map.md").read_text(encoding="utf-8")
    exec(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0], {})
    assert [path.name for path in tmp_path.rglob("*.png")] == ["map-offensive.png"]


@pytest.mark.parametrize("path", sorted(DOCS.glob("tutorials/*.ipynb")), ids=lambda p: p.stem)
def test_notebooks_hold_no_outputs(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    ran = [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
    assert ran == []


@pytest.mark.parametrize("path", sorted(DOCS.glob("tutorials/*.ipynb")), ids=lambda p: p.stem)
def test_tutorials_have_one_title_and_lines_that_exist(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert len(re.findall(r"^# ", "\n".join(prose), re.MULTILINE)) == 1
    for cell in cells:
        if cell["cell_type"] == "code":
            for call in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "run":
                    line = ast.unparse(call.args[0]).lstrip("f").strip("\"'")
                    assert parsed(shlex.split(line.replace("'", ""))).command.name in line


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(DOCS.glob("tutorials/*.ipynb")), ids=lambda p: p.stem)
def test_tutorials_run(path):
    notebook = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, resources=where).execute()
    assert any("image/png" in str(cell.get("outputs")) for cell in notebook.cells)


def test_links_lead_to_pages_or_keep_their_words():
    at, page = Path("docs"), "own-war"
    assert doc_pages.led("[a](../data/README.md#b)", at, page) == "[a](generated/data.md#b)"
    assert doc_pages.led("[a](../examples/kharkiv-2022)", at, page) == "[a](generated/kharkiv.md)"
    assert doc_pages.led("[a](../LICENSE)", at, page) == "a"
    assert doc_pages.led("[a](maps.md)", Path("docs"), "generated/x") == "[a](../maps.md)"
    assert doc_pages.led("![a](docs/b.png)", Path(), page) == "![a](docs/b.png)"


def test_every_column_of_a_package_is_told():
    rows = re.findall(r"^\| `([^`]+)` \| .*? \| (.*?) \|", doc_pages._columns(), re.MULTILINE)
    assert [name for name, said in rows if not said.strip()] == []
    assert len(rows) > 100


def test_every_column_of_what_comes_out_is_told():
    rows = re.findall(r"^\| `([^`]+)` \| (?:.*? \| )?(.*?) \|", doc_pages._outputs(), re.MULTILINE)
    assert [name for name, said in rows if not said.strip()] == []
    assert len(rows) > 350


def test_every_column_of_a_table_in_python_is_told(syria):
    now = syria.on("2024-12-02")
    changes, front, cut = now.changes(), now.front(), now.cut_off()
    tables = {
        "distances": now.distances(["homs"]),
        "areas": now.areas(),
        "territory": now.territory(),
        "places": now.places,
        "passed": changes.passed,
        "balance": changes.balance,
        "edges": front.edges,
        "segments": front.segments,
        "routes": cut.route_table,
        "units": cut.units,
        "history": now.place("Manbij").history,
        "reports": now.place("Manbij").reports,
        "points": now.annotate(pd.DataFrame({"lat": [34.7], "lon": [36.7]})),
    }
    untold_of(tables)


@pytest.mark.slow
def test_every_column_of_a_campaign_is_told(syria):
    story = syria.campaign("2024-11-29", "2024-12-01")
    names = ("advances", "areas", "captures", "distances", "falls", "land", "pace", "people")
    given = {name: getattr(story, name) for name in names}
    untold_of({name: table() if callable(table) else table for name, table in given.items()})


def untold_of(tables):
    text = doc_pages._outputs() + doc_pages._columns()
    told = set(re.findall(r"`(?:[^`]*[.\]])?([a-z_0-9]+)`", text))
    untold = {
        name: [c for c in table.columns if c.removesuffix("_name") not in told]
        for name, table in tables.items()
    }
    assert {name: columns for name, columns in untold.items() if columns} == {}


def test_the_workflow_tries_every_python_that_is_promised():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = re.findall(r":: (3\.\d+)", "\n".join(project["classifiers"]))
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == promised
    assert project["requires-python"] == f">={promised[0]}"


def listed(page):
    """Pages that the tables of contents of a page name, from the folder of the documentation."""
    for block in re.findall(r"```{toctree}\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        names = [line for line in block.splitlines() if line and not line.startswith(":")]
        for name in names:
            found = [name]
            if "*" in name:
                found = sorted({p.stem for p in page.parent.glob(name + ".*")} - {page.stem})
            yield from ((page.parent / one).relative_to(DOCS).as_posix() for one in found)


def test_every_page_stands_once_in_the_contents():
    named = [name for page in [*PAGES, *DOCS.glob("*/*.md")] for name in listed(page)]
    kept = {p.relative_to(DOCS).with_suffix("").as_posix() for p in [*PAGES, *DOCS.glob("t*/*")]}
    assert sorted(name for name in named if not name.startswith("generated/")) == sorted(
        kept - {"index"}
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_to_files(page):
    links = doc_pages.LINK.findall(page.read_text(encoding="utf-8"))
    made = {"commands", "columns", "outputs", "gallery", *map(Path, doc_pages.COPIED.values())}
    names = {f"generated/{Path(name).name}.md" for name in made}
    for _, target, _ in links:
        assert target in names or (page.parent / target).exists(), target
