"""How the commands look, answer and complete, whatever it is they are asked."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from hypothesis import given, settings
from hypothesis import strategies as st

from syria_analysis.cli import SECTIONS, answers, cli, complete, main
from syria_analysis.export.layers import LAYERS
from syria_analysis.text import outputs
from syria_analysis.text.workbook import as_workbook

DAY = "2024-12-02"


def run(capsys, *arguments):
    code = main(list(map(str, arguments)))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def ask(capsys, ladder_world):
    def asked(command, *arguments):
        return run(capsys, command, "-d", DAY, *arguments, "--data", ladder_world)

    return asked


def test_called_bare_it_helps(capsys):
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    assert out == run(capsys, "--help")[1]
    for head, commands in SECTIONS.items():
        listed = out.partition(f"\n{head}:\n")[2].partition("\n\n")[0]
        assert re.findall(r"^  (\S+)", listed, re.M) == [command.name for command in commands]
    assert "..." not in out.partition("Ask:")[2]
    parted = run(capsys, "import")
    assert parted == run(capsys, "import", "--help")
    assert "..." not in parted[1].partition("Commands:")[2]


def test_every_command_is_reached():
    """What a module of commands offers stands in a section."""
    for path in Path(answers.__file__).parent.glob("[a-z]*.py"):
        module = import_module(f"syria_analysis.cli.{path.stem}")
        for name in module.__all__:
            found = getattr(module, name)
            if isinstance(found, click.Command):
                assert cli.commands[found.name] is found


def every_command():
    """List how each command is reached, its name, and the command; groups by what is in them."""
    found = []
    for name, command in cli.commands.items():
        inner = getattr(command, "commands", None)
        found += [([name], *pair) for pair in inner.items()] if inner else [([], name, command)]
    return found


def test_every_command_has_examples_that_it_takes(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    for way, name, command in every_command():
        _, out, _ = run(capsys, *way, name, "--help")
        told = out.partition("Examples:\n")[2].splitlines()
        assert told, name
        for line in told:
            words = shlex.split(line, comments=True)
            words = words[: next((k for k, word in enumerate(words) if word in "<>"), None)]
            del words[: words.index(name) + 1]
            command.make_context(name, words).close()


def test_one_letter_means_one_thing():
    for option in (param for _, _, command in every_command() for param in command.params):
        names = {*option.opts, *option.secondary_opts}
        assert ("--date" in names) == ("-d" in names), option
        assert ("--output" in names) == ("-o" in names), option


def test_lists_go_by_comma_or_repeated(ask):
    lost = ask("cutoff", "--from", "capital", "--to", "port,north", "--capture", "west, south")
    again = ["--from", "capital", "--to", "port", "--to", "north", "--capture", "west"]
    assert lost[0] == 0
    assert lost == ask("cutoff", *again, "--capture", "south")
    far = ask("distances", "--to", "capital", "--attackers", "SNA", "--attackers", "HTS")
    assert far[0] == 0
    assert far == ask("distances", "--to", "capital", "--attackers", "SNA,HTS")


def test_what_is_printed_can_be_written(ask, tmp_path):
    for ending, shape in (("csv", "csv"), ("json", "json"), ("txt", "table")):
        file = tmp_path / f"areas.{ending}"
        assert ask("areas", "-o", file) == (0, f"{file}\n", "")
        assert file.read_text("utf-8") == ask("areas", "--format", shape)[1]
        assert ask("areas", "-o", "-", "--format", shape)[1] == file.read_text("utf-8")
    file = tmp_path / "areas.dat"
    assert ask("areas", "-o", file, "--format", "csv")[0] == 0
    assert file.read_bytes() == (tmp_path / "areas.csv").read_bytes()
    assert ask("areas", "-o", tmp_path / "e.csv", "--excel")[0] == 0
    assert (tmp_path / "e.csv").read_bytes() == b"\xef\xbb\xbf" + file.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-o", "old.xyz"], "unknown file ending '.xyz'"),
        (["-o", "no-such/old.csv"], "there is no folder"),
        (["-o", "."], "file ending"),
        (["-o", "old.json", "--excel", "--format", "json"], "a kind of CSV"),
        (["-o", "old.csv", "--known-by", "2024-13-01"], "is not a day"),
    ],
)
def test_what_fails_writes_nothing(ask, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    old = tmp_path / "old.csv"
    old.write_text("as it was")
    before = sorted(tmp_path.iterdir())
    code, out, err = ask("areas", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err
    assert sorted(tmp_path.iterdir()) == before
    assert old.read_text() == "as it was"


def test_an_answer_that_ends_with_another_code_is_written(capsys, tmp_path, ladder_world):
    wrong = tmp_path / "wrong"
    shutil.copytree(ladder_world, wrong)
    (wrong / "places.csv").write_text("id\n", "utf-8")
    file = tmp_path / "faults.json"
    code, out, _ = run(capsys, "validate", wrong, "-o", file)
    assert (code, out) == (2, f"{file}\n")
    assert json.loads(file.read_text("utf-8"))


def test_a_workbook_holds_numbers_and_texts(ask, tmp_path):
    file = tmp_path / "areas.xlsx"
    assert ask("areas", "-o", file)[0] == 0
    rows = list(csv.DictReader(io.StringIO(ask("areas", "--format", "csv")[1])))
    with zipfile.ZipFile(file) as book:
        assert book.testzip() is None
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<t [^>]*>([^<]*)", sheet)[: len(rows[0])] == list(rows[0])
    numbers = [float(number) for number in re.findall("<v>([^<]*)", sheet)]
    told = [float(cell) for row in rows for name, cell in row.items() if name != "faction"]
    assert numbers == pytest.approx(told, abs=1e-6)
    hostile = as_workbook({"a[1]": [{"x": "=1+1", "y": "<b>حمص\x0b", "z": None, "w": True}]})
    with zipfile.ZipFile(io.BytesIO(hostile)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert ">=1+1<" in sheet and "&lt;b&gt;حمص<" in sheet
    assert as_workbook({"a": [{"x": 1}]}) == as_workbook({"a": [{"x": 1}]})


def test_csv_without_rows_has_its_header(ask):
    nothing = ask("changes", "--since", DAY, "--format", "csv")
    assert nothing == (0, "place,from,to,date,contested,sources\n", "")


def test_points_come_from_standard_input(ask, monkeypatch):
    points = b"name,lat,lon\nhere,34.5,36.5\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(points)))
    code, out, err = ask("annotate", "-", "--format", "csv")
    assert (code, err) == (0, "")
    assert out.startswith("name,lat,lon,") and "\nhere,34.5,36.5," in out


LETTERS = st.text(st.sampled_from("abc حمص"), min_size=1, max_size=60)
CELLS = st.one_of(LETTERS, st.floats(-1e6, 1e6), st.none())


@given(rows=st.lists(st.fixed_dictionaries({"a b": CELLS, "c": CELLS, "d_e": LETTERS}), min_size=1),
       width=st.integers(20, 90))  # fmt: skip
@settings(max_examples=50)
def test_a_table_loses_nothing_at_any_width(rows, width):
    whole, narrow = outputs.as_table(rows, "T"), outputs.as_table(rows, "T", width)
    assert len(whole.splitlines()) == 5 + len(rows)
    digits = {name: outputs._digits(row[name] for row in rows) for name in rows[0]}
    cells = [outputs._short(row[name], digits[name]) for row in rows for name in row]
    shown = [word for cell in cells for word in cell.split()]
    heads = ["T", "a", "b", "c", "d", "e"]
    assert sorted(re.sub("─+", "", whole).split()) == sorted(heads + shown)
    told = re.sub("─+", "", narrow).split()
    for word in shown:
        assert told.count(word) >= shown.count(word)
    longest = max(map(len, told))
    assert max(map(len, narrow.splitlines())) <= max(width, longest + 20)


def test_a_table_too_wide_is_blocks():
    rows = [{f"column {n}": "word" * 3 for n in range(12)} for _ in range(2)]
    lines = outputs.as_table(rows, "T", 60).splitlines()
    assert lines[2] == "column 0   wordwordword"
    assert len(lines) == 2 + 12 + 1 + 12 + 1
    assert outputs.as_table(rows, "T", 300).splitlines()[2].startswith("column 0      column 1")


def printed(*arguments, **environment):
    """What a process of its own prints."""
    done = subprocess.run(
        [sys.executable, "-m", "syria_analysis", *arguments],
        capture_output=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_terminal_without_the_letters_gets_ascii():
    code, out, err = printed("areas", "--help", PYTHONIOENCODING="ascii")
    assert (code, err) == (0, b"")
    assert "Also km2 held" in out.decode("ascii")
    assert "حمص – é".encode("ascii", "nearest") == b"\\u062d\\u0645\\u0635 - e"
    escaped = json.dumps("حمص 😀", ensure_ascii=False).encode("latin-1", "escaped")
    assert json.loads(escaped) == "حمص 😀"
    assert answers.plain_output  # it registers the two


def test_a_reader_that_has_gone_is_no_failure():
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "syria_analysis", "--help"],
        stdout=writing, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def offered(line):
    *words, begun = line.split(" ")
    found = ShellComplete(cli, {}, "syria-analysis", "_X").get_completions(words, begun)
    return [item.value for item in found]


def test_the_tab_key_offers_what_there_is(ladder_world, syria):
    assert offered("dis") == ["distances"]
    assert "--capture" in offered("cutoff --c")
    data = f"--data {ladder_world}"
    assert offered(f"cutoff {data} --to p") == ["port"]
    assert offered(f"cutoff {data} --to port,no") == ["port,north"]
    assert offered(f"distances {data} --attackers h") == ["HTS"]
    assert offered("areas -d l") == ["latest"]
    assert set(offered("areas -d 2024")) == {str(day) for day in syria.days}
    assert offered("report sit") == ["situation"]
    assert "attackers=" in offered("report situation -p ")
    assert "situation" in offered("figure ")
    assert "fronts" in offered("export --layer ")
    assert offered(f"place {data} no-such") == []
    assert offered("cutoff --data no-such-folder --to p") == []
    assert tuple(LAYERS) == complete.LAYERS


def test_the_tab_key_answers_without_the_stack():
    script = (
        "import sys; from syria_analysis.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'pandas', 'numpy', 'shapely', 'nbformat'} & set(sys.modules)))"
    )
    words = {"COMP_WORDS": "syria-analysis cutoff --to damasc", "COMP_CWORD": "3"}
    asked = {**os.environ, **words, "_SYRIA_ANALYSIS_COMPLETE": "bash_complete"}
    done = subprocess.run([sys.executable, "-c", script], env=asked, capture_output=True, text=True)
    first, *_, loaded = done.stdout.splitlines()
    assert (first, loaded) == ("plain,damascus", "[]"), done.stderr


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_shell_is_told(capsys, name):
    code, out, err = run(capsys, "completion", name)
    assert (code, err) == (0, "")
    assert f"_SYRIA_ANALYSIS_COMPLETE={name}_complete" in out
