"""No place, faction, road or source of the packaged data stands in the library or the notebooks.

`python tests/test_no_war_in_src.py` prints what is found, by file.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from war_words import names_in

ROOT = Path(__file__).parent.parent
TEXTS = (".j2", ".js", ".css", ".ftl", ".csv", ".md", ".typ", ".html")

ALLOWED = {
    ("package/migrate.py", ""): "what packages of schema 1 say, which were all of one country",
    ("explore/templates/page.html.j2", "road M1"): "a move to x = 1 in the path of an SVG",
    ("reports/render_html.py", "road M1"): "the same",
    ("package/natural_earth.py", "word Natural Earth"): "the base map of any country",
    ("package/start.py", "word Natural Earth"): "the same",
    ("package/start.py", "word natural-earth"): "the same",
    ("package/start.py", "word GeoNames"): "the gazetteer of any country",
    ("package/start.py", "word geonames"): "the same",
    ("package/start.py", "faction Government"): "the name that an unnamed force begins with",
}
"""File and name ("" for every name) that may stand there, and why."""


def strings_of_python(code: str) -> Iterator[tuple[int, str]]:
    """Give the string constants of a module that are no docstrings, and its own identifiers."""
    tree = ast.parse(code)
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.name.replace("_", " ")
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg.replace("_", " ")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id.replace("_", " ")


def strings_of_json(value: Any) -> Iterator[tuple[int, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield 0, key
            yield from strings_of_json(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings_of_json(item)
    elif isinstance(value, str):
        yield 0, value


COMMENTS = {
    ".js": re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL),
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
    ".j2": re.compile(r"\{#.*?#\}|/\*.*?\*/", re.DOTALL),
    ".ftl": re.compile(r"^#[^\n]*", re.MULTILINE),
}


def strings_of(path: Path) -> Iterator[tuple[int, str]]:
    """Give the texts of a file with their lines; none of a file of another kind."""
    if path.suffix == ".py":
        yield from strings_of_python(path.read_text(encoding="utf-8"))
    elif path.suffix == ".json":
        yield from strings_of_json(json.loads(path.read_text(encoding="utf-8")))
    elif path.suffix == ".ipynb":
        for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
            source = "".join(cell["source"])
            if cell["cell_type"] == "code":
                yield from ((number, text) for _, text in strings_of_python(source))
            else:
                yield number, source
    elif path.suffix in TEXTS:
        comments = COMMENTS.get(path.suffix)
        text = path.read_text(encoding="utf-8")
        if comments:
            text = comments.sub(lambda match: "\n" * match[0].count("\n"), text)
        yield from enumerate(text.splitlines(), 1)


def war_by_file() -> dict[str, list[str]]:
    """Find every name of the packaged war, by file: line (of a notebook: cell) and name."""
    found = {}
    for folder in (ROOT / "src", ROOT / "notebooks"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not {"__pycache__", "_packaged"} & set(path.parts):
                file = path.relative_to(ROOT).as_posix()
                allowed = {name for end, name in ALLOWED if file.endswith(end)}
                names = [
                    f"{number}: {name}"
                    for number, text in strings_of(path)
                    for name in names_in(text)
                    if not allowed & {"", name}
                ]
                if names:
                    found[file] = names
    return found


def test_a_name_is_found_where_it_stands():
    code = (
        '"""Homs."""\n\ndef f(euphrates):\n    """Homs."""\n    return f"{1} Deir Hafer", "saa"\n'
    )
    found = [name for _, text in strings_of_python(code) for name in names_in(text)]
    assert sorted(found) == ["place Deir Hafer", "word euphrates"]
    assert list(names_in("hama,homs and HTS-led forces")) == [
        "place hama",
        "place homs",
        "faction HTS-led forces",
    ]
    assert not list(names_in("syria-analysis, syria_analysis.text"))


def test_no_name_of_the_packaged_war_stands_in_the_library():
    found = war_by_file()
    assert not found, "\n".join(f"{file}: {', '.join(names)}" for file, names in found.items())


if __name__ == "__main__":
    everything = war_by_file()
    for file, names in everything.items():
        print(f"{len(names):4} {file}: {', '.join(names)}")
    print(f"{sum(map(len, everything.values()))} in {len(everything)} files")
