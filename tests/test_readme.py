"""The README: its commands are those of the tool, its pictures are those of the gallery."""

import re
import shlex
import sys
from pathlib import Path

import click
import pytest
from PIL import Image

from syria_analysis.cli import cli, main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.strip()
]
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for line in LINES
    if line.startswith(".venv/bin/syria-analysis ")
]
PICTURES = re.findall(r"!\[([^\]]*)\]\(docs/([^)]+)\)", README)

sys.path.insert(0, str(ROOT / "tools"))
import gallery  # noqa: E402


def parsed(words):
    """Let click read the words of a command without running it."""
    command, context = cli, click.Context(cli)
    while isinstance(command, click.Group):
        name, command, words = command.resolve_command(context, list(words))
        context = command.make_context(name, list(words), parent=context)
        words = [*context._protected_args, *context.args] if hasattr(command, "commands") else []
    return context


def test_every_line_of_a_shell_block_is_a_command_that_exists():
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    set_up = ["python3 -m venv .venv", ".venv/bin/pip install ."]
    assert LINES[:2] == set_up
    for line in LINES[2:]:
        assert line.startswith(".venv/bin/syria-analysis "), line
    assert set(re.findall(r"`make ([\w-]+)`", README)) <= set(targets)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_options_of_a_command_exist(words):
    if "--help" in words:
        with pytest.raises(click.exceptions.Exit) as ended:
            parsed(words)
        assert ended.value.exit_code == 0
    else:
        assert parsed(words).command.name in words[:2]  # a group, or its command


@pytest.mark.parametrize("words", [w for w in COMMANDS if w[0] == "distances"], ids=" ".join)
def test_a_command_runs_as_printed(words, capsys):
    assert main(words) == 0
    said = capsys.readouterr()
    assert said.out and not said.err


def test_its_lines_are_those_of_the_documentation():
    page = (ROOT / "docs/first-map.md").read_text(encoding="utf-8")
    asked = [
        set(re.findall(r"^(now\.\S.*?)\s*(?:#|$)", text, re.MULTILINE)) for text in (README, page)
    ]
    assert asked[0] and asked[0] <= asked[1]


@pytest.mark.slow
@pytest.mark.parametrize("words", [w for w in COMMANDS if w[0] not in ("--help", "distances")])
def test_a_dear_command_runs_as_printed(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 0
    if "--output" in words:
        assert (tmp_path / words[words.index("--output") + 1]).stat().st_size > 10_000


def test_every_picture_is_one_of_the_gallery():
    assert PICTURES and {file for _, file in PICTURES} <= set(gallery.PICTURES)
    assert all(len(alt) > 40 for alt, _ in PICTURES)
    assert all(len(alt) > 40 for _, alt in gallery.PICTURES.values())


def test_pictures_are_small():
    sizes = {file: (ROOT / "docs" / file).stat().st_size for file in gallery.PICTURES}
    assert max(sizes.values()) <= 150_000 and sum(sizes.values()) <= 800_000
    kept = {p.relative_to(ROOT / "docs").as_posix() for p in ROOT.glob("docs/**/*.png")}
    assert kept == set(sizes)


@pytest.mark.slow
def test_a_picture_is_what_its_command_draws(tmp_path):
    name = "gallery/fronts.png"
    with Image.open(gallery.draw(name, tmp_path)) as now, Image.open(ROOT / "docs" / name) as then:
        assert now.size == then.size
        assert now.convert("RGB").tobytes() == then.convert("RGB").tobytes()
