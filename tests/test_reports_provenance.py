"""What a report is made of, what is skipped when it has not changed, and how it is verified."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import nbformat
import pypdf
import pytest
from lxml import html as lxml_html

import hostile
from syria_analysis.cli import main
from syria_analysis.errors import BadParameter, InvalidData, MissingData, ReportFailed
from syria_analysis.package.dataset import load_dataset
from syria_analysis.package.resources import data_folder, notebook_folder
from syria_analysis.reports import dependencies, provenance, verify
from syria_analysis.reports import manifest as manifests
from syria_analysis.reports.build import build_report
from syria_analysis.reports.dependencies import Reads, parts_read, read_reads
from syria_analysis.reports.manifest import check_files, is_current, read_manifest
from syria_analysis.reports.provenance import inputs_of
from syria_analysis.reports.request import prepare
from syria_analysis.reports.verify import verify_report
from syria_analysis.text import outputs
from worlds import event, load_world, place, source, write_world

DAY = "2024-11-30"
CELLS = [
    "# A small report",
    "import syria_analysis as sa\n"
    "from syria_analysis.reports import Page, tables\n"
    "from syria_analysis.reports.parameters import Day",
    f'date: Day = "{DAY}"  # Evening',
    "syria = sa.load()\n"
    "now = syria.on(date)\n"
    'page = Page(syria, title="A small report", date=date)\n'
    "page.front()",
    'page.findings(now.findings("2024-11-26", ["charlie"]))',
    'tables.distances(page, now.distances(["charlie"]), "Distances")',
    "page.figure(now.map())",
    "page.claims(syria.claims_table())",
    "page.sources()",
]
READS = {"until": "date", "also": ["claims"]}
PLACES = [
    place(name, 34.5, 36.5 + k, holder)
    for k, (name, holder) in enumerate(
        [("alpha", "HTS"), ("bravo", "SAA"), ("charlie", "SAA"), ("delta", "SAA")]
    )
]
EVENTS = [
    event("2024-11-28", "bravo", "SAA", "HTS", sources="early"),
    event("2024-12-04", "delta", "SAA", "SDF", sources="late", note="as told"),
    event("2024-12-06", "delta", "SDF", "HTS", sources="later"),
]
CLAIMS = [
    {
        "id": "delta-fell",
        "statement": "Delta has fallen.",
        "metric": "held_by",
        "subject": "place=delta;by=SDF",
        "expected": "yes",
        "as_of": "2024-12-05",
    }
]
CITED = [source(name, "2024-12-07") for name in ("early", "late", "later")]


def write_package(folder, events=EVENTS, last="2024-12-08", cited=CITED):
    """Write a small package that can be drawn."""
    write_world(folder, PLACES, events, CLAIMS, sources=cited)
    for layer in data_folder().glob("basemap/*.geojson"):
        if not (folder / "basemap" / layer.name).exists():
            shutil.copy(layer, folder / "basemap")
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described["evenings"]["last"] = last
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    load_world(folder)
    return folder


def altered(number, **cells):
    """Give the events with one of them altered."""
    return [{**row, **(cells if n == number else {})} for n, row in enumerate(EVENTS)]


def write_notebook(folder, cells=CELLS, said=READS):
    notebook = nbformat.v4.new_notebook()
    for n, text in enumerate(cells):
        make = nbformat.v4.new_markdown_cell if n == 0 else nbformat.v4.new_code_cell
        tags = {"tags": ["parameters"]} if text.startswith(("date:", "day:")) else {}
        notebook.cells.append(make(text, id=f"cell-{n}", metadata=tags))
    if said is not None:
        notebook.metadata["syria_analysis"] = {"reads": said}
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / "small.ipynb")
    return folder


@pytest.fixture(scope="module")
def place_of(tmp_path_factory):
    return tmp_path_factory.mktemp("provenance")


@pytest.fixture(scope="module")
def notebooks(place_of):
    return write_notebook(place_of / "notebooks")


@pytest.fixture(scope="module")
def world(place_of):
    return write_package(place_of / "world")


@pytest.fixture(scope="module")
def made(place_of, notebooks, world):
    return build_report("small", {}, place_of / "reports", notebooks=notebooks, data=world).folder


@pytest.fixture
def copy(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "copy"))


def inputs(notebooks, data, **values):
    return inputs_of(prepare("small", values, data=data, notebooks=notebooks))


def bytes_in(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and p.name not in ("manifest.json", "report.ipynb")
    }


# What of the data counts


@pytest.mark.parametrize(
    ("number", "cells", "parts"),
    [
        (0, {"note": "more"}, {"events up to 2024-11-30"}),
        (1, {"note": "more", "claimant": "somebody"}, set()),
        (2, {"to": "SNA"}, set()),
        (1, {"to": "SNA"}, {"claims, as computed"}),
        (1, {"sources": "later"}, {"claims, as computed", "sources cited"}),
        (1, {"date_earliest": "2024-11-30"}, {"events up to 2024-11-30"}),
    ],
)
def test_only_what_bears_on_the_evening_counts(tmp_path, world, notebooks, number, cells, parts):
    events = altered(number, **cells)
    if number == 1 and cells.get("to"):
        events[2] = {**events[2], "from": cells["to"]}
    before = inputs(notebooks, world).parts
    after = inputs(notebooks, write_package(tmp_path, events)).parts
    assert before.keys() == after.keys()
    assert parts <= {name for name in before if before[name] != after[name]}
    if not parts:
        assert before == after


def test_a_package_that_goes_on_leaves_its_evenings_alone(tmp_path, world, notebooks):
    longer = write_package(
        tmp_path,
        [*EVENTS, event("2024-12-09", "charlie", "SAA", "HTS", sources="newest")],
        last="2024-12-09",
        cited=[*CITED, source("newest")],
    )
    assert inputs(notebooks, world).parts == inputs(notebooks, longer).parts
    assert inputs(notebooks, world).data != inputs(notebooks, longer).data


def test_what_goes_before_in_a_places_history_counts(tmp_path):
    # The loss may be as early as the 28th, but not before the event that precedes it.
    chain = [
        event("2024-12-02", "bravo", "SAA", "SDF"),
        event("2024-12-04", "bravo", "SDF", "HTS", date_earliest="2024-11-28"),
        event("2024-12-06", "bravo", "HTS", "SAA"),
    ]
    dataset = load_world(write_world(tmp_path, PLACES, chain))
    assert list(dependencies._events_until(dataset.events, DAY)["id"]) == ["event-1", "event-2"]
    assert len(dependencies._events_until(dataset.events, "2024-11-27")) == 0


def test_a_notebook_that_says_nothing_rests_on_every_file(world):
    parts = parts_read(load_dataset(world), None)
    assert {"events.csv", "claims.csv", "datapackage.json"} < set(parts)
    assert set(parts) == {p.relative_to(world).as_posix() for p in dependencies.data_files(world)}


@pytest.mark.parametrize(
    "said",
    ["date", {}, {"until": "day"}, {"until": "date", "also": "claims"}, {"until": "date", "x": 1},
     {"until": "date", "also": ["claim"]}],
)  # fmt: skip
def test_what_a_notebook_says_must_be_understood(said):
    notebook = {"metadata": {"syria_analysis": {"reads": said}}}
    with pytest.raises(BadParameter, match="reads"):
        read_reads(notebook, {"date": DAY})


def test_the_reports_of_the_package_say_what_they_read():
    notebook = nbformat.read(notebook_folder() / "situation.ipynb", as_version=4)
    assert read_reads(notebook, {"date": DAY}) == Reads(DAY, ("claims", "published"))


# What is skipped


def test_a_rerun_skips_what_has_not_changed(place_of, made, notebooks, world):
    before = (made / "manifest.json").read_bytes()
    again = build_report("small", {}, place_of / "reports", notebooks=notebooks, data=world)
    assert (again.folder, again.status) == (made, "unchanged")
    assert (made / "manifest.json").read_bytes() == before


def test_what_has_changed_is_named(tmp_path, made, notebooks, world, monkeypatch):
    manifest = read_manifest(made)
    assert list(inputs(notebooks, world).changed(manifest)) == []
    late = write_package(tmp_path / "late", altered(1, note="more"))
    assert list(inputs(notebooks, late).changed(manifest)) == []
    early = write_package(tmp_path / "early", altered(0, note="more"))
    assert list(inputs(notebooks, early).changed(manifest)) == ["data: events up to 2024-11-30"]
    other = write_notebook(tmp_path / "other", [*CELLS, "1"])
    assert list(inputs(other, world).changed(manifest)) == ["the notebook small.ipynb"]
    assert next(inputs(notebooks, world, date="2024-12-01").changed(manifest)) == "the parameters"
    monkeypatch.setattr(provenance, "library_digest", lambda: "0" * 64)
    monkeypatch.setattr(provenance, "_packages", lambda: (("pandas", "0.1"),))
    monkeypatch.setenv(provenance.EPOCH, "1")
    changed = list(inputs(notebooks, world).changed(manifest))
    assert changed[0] == "the library syria-analysis"
    assert any(re.fullmatch(r"the package brotli \(.+ → none\)", name) for name in changed)
    assert any(re.fullmatch(r"the package pandas \(.+ → 0\.1\)", name) for name in changed)
    assert changed[-1] == provenance.EPOCH


def test_a_report_that_is_not_whole_is_made_again(copy, notebooks, world):
    now = inputs(notebooks, world)
    assert is_current(copy, now)
    (copy / "note.txt").write_text("a reader's own")
    assert is_current(copy, now)
    (copy / "findings.json").write_text("{}")
    assert not is_current(copy, now)
    assert not is_current(copy / "nowhere", now)


def test_data_written_to_while_a_report_is_made(tmp_path, notebooks):
    folder = write_package(tmp_path)
    before = inputs(notebooks, folder)
    (folder / "claims.csv").write_bytes((folder / "claims.csv").read_bytes() + b"\n")
    with pytest.raises(ReportFailed, match="data changed"):
        before.check_unchanged()


# What a report tells of its making


def test_the_manifest(made, notebooks, world):
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    jsonschema.validate(manifest, outputs.schema("manifest"))
    assert {"pandas", "matplotlib", "typst", "pypandoc-binary"} <= set(manifest["packages"])
    assert not {"pytest", "ruff", "syria-analysis"} & set(manifest["packages"])
    assert set(manifest["data"]["files"]) > {"events.csv", "datapackage.json"}
    own = (notebooks / "small.ipynb").resolve()
    assert manifest["command"] == f"syria-analysis report {own} --data {world.resolve()}"
    assert set(manifest["files"]) == {*bytes_in(made), "report.ipynb"}


def test_the_end_of_a_report_tells_hashes_and_versions_alone(made, notebooks, world):
    manifest = read_manifest(made)
    tree = lxml_html.parse(str(made / "report.html"))
    (shown,) = tree.xpath("//section[@class='colophon']")
    page = " ".join(shown.text_content().split())
    last = " ".join(page.extract_text() for page in pypdf.PdfReader(made / "report.pdf").pages)
    for text in (page, " ".join(last.split())):
        for value in (
            manifest["data"]["rests_on"]["sha256"],
            manifest["notebook"]["sha256"],
            manifest["library"]["sha256"],
        ):
            assert f"sha256 {value[:12]}" in text
        assert f"pandas {manifest['packages']['pandas']}" in text
        assert "verify FOLDER" in text
        assert manifest["started"][:10] not in text
        assert str(world.parent) not in text


SCRIPT = """
import os, sys
os.umask(0o077)
from syria_analysis.cli import main
notebooks, data, output = sys.argv[1:]
asked = ["--notebooks", notebooks, "--data", data, "--output", output]
sys.exit(main(["report", "small", *asked]))
"""


@pytest.mark.slow
def test_the_same_bytes_anywhere(tmp_path, made, notebooks, world):
    settings = [f"{key}: {value}\n" for key, value in hostile.STYLE.items()]
    (tmp_path / "matplotlibrc").write_text("".join([*settings, "axes.titlesize: nonsense\n"]))
    surroundings = {
        "MATPLOTLIBRC": str(tmp_path / "matplotlibrc"),
        "MPLBACKEND": "svg",
        "MPLCONFIGDIR": str(tmp_path / "configuration"),
        "PYTHONHASHSEED": "4321",
        "TZ": "Pacific/Auckland",
        "LANG": "C",
        "LC_ALL": "tr_TR.UTF-8",
        "LANGUAGE": "ar",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, notebooks, world, tmp_path / "elsewhere"],
        env={**os.environ, **surroundings},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    one, other = bytes_in(made), bytes_in(Path(done.stdout.strip()))
    assert any(name.endswith(".svg") for name in one)
    assert [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)] == []


# Whether it can be trusted


@pytest.fixture
def at_home(monkeypatch, notebooks):
    """Make the small notebook one of the library's own."""
    import syria_analysis.reports.request as requests

    for module in (requests, verify):
        monkeypatch.setattr(module, "notebook_folder", lambda: notebooks)


def test_a_report_as_it_was_made(copy, world, at_home, capsys):
    assert main(["verify", str(copy), "--data", str(world)]) == 0
    out = capsys.readouterr().out
    assert "unaltered" in out
    assert "the same by construction" in out
    assert main(["verify", str(copy), "--data", str(world), "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, outputs.schema("verify"))
    assert answer["unaltered"] is answer["same_findings"] is True


def test_every_altered_file_is_named(copy, world, at_home, capsys):
    page = copy / "report.html"
    page.write_bytes(page.read_bytes().replace(b"small", b"sma11", 1))
    (copy / "tables" / "distances.csv").unlink()
    (copy / "tables" / "mine.csv").write_text("")
    assert main(["verify", str(copy), "--data", str(world)]) == 1
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert {"altered: report.html", "missing: tables/distances.csv", "added: tables/mine.csv"} < {
        *lines
    }


def test_another_package_must_be_named(copy, at_home, capsys):
    assert main(["verify", str(copy)]) == 2
    assert "--data" in capsys.readouterr().err
    assert main(["verify", str(copy), "--no-rerun"]) == 0
    assert "not compared" in capsys.readouterr().out


@pytest.fixture(scope="module")
def again(place_of, notebooks, world):
    """The same report, made once more elsewhere."""
    return build_report("small", {}, place_of / "again", notebooks=notebooks, data=world).folder


@pytest.fixture
def rerun(again, notebooks, world, monkeypatch):
    monkeypatch.setattr(verify, "_made_again", lambda *asked: again)
    return lambda folder: verify_report(folder, rerun=True, data=world, notebooks=notebooks)


def forged(folder, change=lambda manifest: None):
    """Have a manifest say that a report was made as it is now, and whatever else."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = {
        name: {"sha256": manifests._sha(path), "bytes": path.stat().st_size}
        for name, path in manifests._files(folder)
    }
    change(manifest)
    (folder / "manifest.json").write_text(manifests._sealed(manifest), encoding="utf-8")


def test_a_rerun_proves_it(made, rerun):
    verdict = rerun(made)
    assert verdict.same
    assert verdict.unaltered
    assert verdict.rerun == verify.Rerun()


@pytest.mark.slow
def test_a_rerun_is_made(made, notebooks, world):
    verdict = verify_report(made, rerun=True, data=world, notebooks=notebooks)
    assert verdict.same
    assert verdict.rerun == verify.Rerun()


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_byte_of_any_file_is_found(copy, again):
    names = [p.relative_to(copy).as_posix() for p in sorted(copy.rglob("*")) if p.is_file()]
    names.remove("manifest.json")
    kinds = {Path(name).suffix for name in names}
    assert kinds >= {".html", ".pdf", ".ipynb", ".json", ".csv", ".svg", ".png"}
    manifest = read_manifest(copy)
    for name in names:
        was = (copy / name).read_bytes()
        flipped(copy / name)
        assert check_files(copy, manifest).altered == (name,)
        assert verify.compared(copy, again).files == (name,)
        (copy / name).write_bytes(was)
    assert verify.compared(copy, again) == verify.Rerun()


@pytest.mark.parametrize("name", ["more.txt", "tables/more.csv", "empty/", "tables/deep/er/"])
def test_what_came_to_a_report_is_found(copy, rerun, name):
    if name.endswith("/"):
        (copy / name).mkdir(parents=True)
    else:
        (copy / name).write_text("")
    assert name in check_files(copy, read_manifest(copy)).added
    forged(copy)  # which makes the hashes agree
    verdict = rerun(copy)
    assert name in verdict.rerun.files
    assert verdict.same is False


def test_what_is_gone_from_a_report_is_found(copy, rerun):
    (copy / "report.pdf").unlink()
    forged(copy)
    assert rerun(copy).rerun.files == ("report.pdf",)


def test_when_a_notebook_ran_is_no_difference(copy, again):
    notebook = json.loads((copy / "report.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["metadata"]["execution"] = {"iopub.execute_input": "2024-12-02T10:00:00Z"}
    notebook["metadata"]["papermill"] = {"duration": 1.5}
    (copy / "report.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert verify.compared(copy, again).files == ()
    notebook["cells"][-1]["source"] += " "
    (copy / "report.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert verify.compared(copy, again).files == ("report.ipynb",)


def fields_of(value, path=()):
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from fields_of(inner, (*path, name))
    else:
        yield path


def alter(manifest, path):
    """Give a field another value, of a kind that the schema allows."""
    for name in path[:-1]:
        manifest = manifest[name]
    value = manifest[path[-1]]
    if isinstance(value, str):
        other = ("1" if value[:1] == "0" else "0") + value[1:]
    elif isinstance(value, dict):
        other = {"more": "0" * 64}
    else:
        other = not value if isinstance(value, bool) else "0"
    manifest[path[-1]] = other


def test_every_field_of_a_manifest_that_can_be_told_again_is(copy, again):
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    fields = [path for path in fields_of(manifest) if path[0] not in manifests.UNTOLD]
    assert {path[0] for path in fields} == {*manifest} - {*manifests.UNTOLD}
    assert len(fields) > 100
    for path in fields:
        forged(copy, lambda told, path=path: alter(told, path))
        (field,) = verify.compared(copy, again).manifest
        assert field.removesuffix("/more") == "/".join(path)
        (copy / "manifest.json").write_text(manifests._sealed(manifest), encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    [("title",), ("subtitle",), ("lead",), ("date",), ("changed",), ("command",),
     ("library", "version"), ("data", "version"), ("data", "rests_on", "sha256")],
)  # fmt: skip
def test_a_field_that_follows_from_the_rest_is_compared_without_a_rerun(
    copy, world, at_home, capsys, path
):
    forged(copy, lambda manifest: alter(manifest, path))
    assert main(["verify", str(copy), "--data", str(world)]) == 1
    out = capsys.readouterr().out
    assert f"not so: {'/'.join(path)}" in out
    assert "not covered: when it was made" in out


def test_an_input_that_is_said_to_be_another_excuses_no_byte(copy, rerun):
    (copy / "tables" / "distances.csv").write_text("forged")
    forged(copy, lambda manifest: alter(manifest, ("platform",)))
    verdict = rerun(copy)
    assert verdict.inputs
    assert verdict.same is False
    assert verdict.rerun.files == ("tables/distances.csv",)
    assert verdict.rerun.manifest == ("platform",)


def test_every_bit_of_a_manifest_counts(copy):
    path = copy / "manifest.json"
    sound = path.read_bytes()
    for at in range(3, len(sound), len(sound) // 100):
        content = bytearray(sound)
        content[at] ^= 1
        path.write_bytes(content)
        try:
            faults = check_files(copy, read_manifest(copy))
        except (MissingData, InvalidData):
            continue
        assert "manifest.json" in faults.altered, at


@pytest.mark.slow
def test_findings_that_would_be_others_today_are_named(tmp_path, copy, notebooks, capsys):
    new = write_package(tmp_path / "new", altered(0, to="SNA"))
    verdict = verify_report(copy, rerun=False, data=new, notebooks=notebooks)
    assert verdict.inputs == ("data: events up to 2024-11-30",)
    assert verdict.same is None
    verdict = verify_report(copy, data=new, notebooks=notebooks)
    assert verdict.same is False
    assert verdict.unaltered
    assert any(line.startswith("finding places-changed, ") for line in verdict.rerun.findings)
    assert "report.html" in verdict.rerun.files
    jsonschema.validate(json.loads(outputs.as_json(verdict.record())), outputs.schema("verify"))


def test_a_report_that_cannot_be_made_today(tmp_path, copy, world):
    cells = [c.replace("date: Day", "day: Day").replace("(date)", "(day)") for c in CELLS]
    other = write_notebook(tmp_path / "other", cells, {"until": "day"})
    verdict = verify_report(copy, data=world, notebooks=other)
    assert verdict.same is False
    assert "date" in verdict.rerun.failed


def _hostile(name, value):
    def change(folder):
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest["files"][name] = value or {"sha256": "0" * 64, "bytes": 0}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    return change


def _written(text):
    return lambda folder: (folder / "manifest.json").write_text(text, encoding="utf-8")


def _linked(folder):
    (folder / "manifest.json").rename(folder.parent / "manifest.json")
    (folder / "manifest.json").symlink_to(folder.parent / "manifest.json")


HOSTILE = {
    "above": _hostile("../../etc/passwd", None),
    "hidden above": _hostile("tables/../../x", None),
    "absolute": _hostile("/etc/passwd", None),
    "drive": _hostile("C:/x", None),
    "backslash": _hostile("..\\x", None),
    "control": _hostile("a\x1b[2Jb", None),
    "no hash": _hostile("report.html", {"sha256": "x", "bytes": 1}),
    "not JSON": _written("PK\x03\x04"),
    "a list": _written("[]"),
    "no object": _written("1" * 5000),
    "deep": _written("[" * 100_000),
    "empty": _written("{}"),
    "huge": _written(" " * 5_000_000),
    "not UTF-8": lambda folder: (folder / "manifest.json").write_bytes(b"\xff{}"),
    "missing": lambda folder: (folder / "manifest.json").unlink(),
    "a link": _linked,
    "a link inside": lambda folder: (folder / "tables" / "x.csv").symlink_to("/etc/passwd"),
    "a link to a folder": lambda folder: (folder / "y").symlink_to("/etc"),
    "a pipe": lambda folder: os.mkfifo(folder / "pipe"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_report_is_refused_in_one_line(copy, kind, capsys):
    HOSTILE[kind](copy)
    with pytest.raises((MissingData, InvalidData)):
        verify_report(copy)
    assert main(["verify", str(copy)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "is no report" in err
    assert "\x1b" not in err


def test_a_folder_that_is_not_there(tmp_path, capsys):
    assert main(["verify", str(tmp_path / "none")]) == 2
    assert "is no report" in capsys.readouterr().err


def test_a_file_is_not_read_if_its_size_is_another(copy, monkeypatch):
    manifest = read_manifest(copy)
    with (copy / "report.pdf").open("r+b") as stream:
        stream.truncate(10**12)  # a hole: it takes no room
    hashed = []
    plain = manifests._sha
    monkeypatch.setattr(manifests, "_sha", lambda p: hashed.append(p.name) or plain(p))
    assert check_files(copy, manifest).altered == ("report.pdf",)
    assert "report.pdf" not in hashed


# The report itself


def _later_rows(folder, day, change):
    """Change the events of a copy of the data that cannot have happened by a day.

    `change` gives None for a row that goes: its reports go with it, and all corrections of either.
    """
    events, reports, corrections = (
        _rows(folder / f"{name}.csv") for name in ("events", "reports", "corrections")
    )
    later = {row["id"] for row in events if (row["date_earliest"] or row["date"]) > day}
    assert later
    told = [change(row) if row["id"] in later else row for row in events]
    kept = {row["id"] for row in told if row is not None}
    gone = later - kept
    silent = {row["id"] for row in reports if row["about"] in gone}
    _write(folder / "events.csv", events, lambda row: row["id"] in kept, told)
    _write(folder / "reports.csv", reports, lambda row: row["id"] not in silent)
    _write(folder / "corrections.csv", corrections, lambda row: row["row"] not in later | silent)


def _rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path, before, wanted, rows=None):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(before[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows or before if row is not None and wanted(row))


@pytest.mark.slow
def test_the_report_rests_on_nothing_that_it_does_not_say(tmp_path):
    """Without its claims and others' figures the report is the same with no later event at all."""
    claims = ("claims_table", "claims[", "checked", "published_table")
    notebook = nbformat.read(notebook_folder() / "situation.ipynb", as_version=4)
    notebook.cells = [
        cell for cell in notebook.cells if not any(word in cell.source for word in claims)
    ]
    notebook.metadata.syria_analysis.reads = {"until": "date"}
    nbformat.write(notebook, tmp_path / "situation.ipynb")
    folder = Path(shutil.copytree(data_folder(), tmp_path / "data"))
    _later_rows(folder, "2024-12-02", lambda row: None)
    one, other = (
        build_report(
            "situation", {"date": "2024-12-02"}, tmp_path / name, notebooks=tmp_path, data=data
        ).folder
        for name, data in (("one", None), ("other", folder))
    )
    assert bytes_in(one) == bytes_in(other)


@pytest.mark.slow
def test_a_later_event_that_alters_no_claim_alters_no_byte(tmp_path):
    folder = Path(shutil.copytree(data_folder(), tmp_path / "data"))
    _later_rows(folder, "2024-12-02", lambda row: {**row, "note": "altered"})
    one, other = (
        build_report("situation", {"date": "2024-12-02"}, tmp_path / name, data=data).folder
        for name, data in (("one", None), ("other", folder))
    )
    assert bytes_in(one) == bytes_in(other)
    assert read_manifest(one)["data"]["sha256"] != read_manifest(other)["data"]["sha256"]
    _later_rows(folder, "2024-12-02", lambda row: None)  # claims hang on these
    request = prepare("situation", {"date": "2024-12-02"}, data=folder)
    changed = set(inputs_of(request).changed(read_manifest(one)))
    assert changed == {
        "data: claims, as computed", "data: published, as computed", "data: sources cited",
    }  # fmt: skip
