"""Folders know only those before them, and no file imports itself by way of others.

Imports for typing alone and those inside functions count as well.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import networkx as nx
import pytest

import syria_analysis

SRC = Path(syria_analysis.__file__).parent
ORDER = (
    ("errors", "memo", "docstrings"),
    ("geo",),
    ("package",),
    (  # numbers and names
        *(
            "text.rounding",
            "text.catalogue",
            "text.language",
            "text.wording",
            "text.showing",
            "text.layer",
        ),
    ),
    ("control",),
    ("roads",),
    ("claims",),
    ("text",),
    ("alerts",),
    ("export",),
    ("figures",),
    ("explore", "reports"),
    ("api", "__init__"),
    ("cli", "integrations"),
    ("__main__",),
)
"""From what knows nothing to what knows all; a module goes before its folder."""


def modules() -> dict[str, Path]:
    found = {}
    for path in SRC.rglob("*.py"):
        parts = path.relative_to(SRC).with_suffix("").parts
        if "_packaged" not in parts:
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imports() -> dict[str, set[str]]:
    """Module to the modules of the library that it imports."""
    known, found = modules(), defaultdict(set)
    for name, path in known.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                wanted = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{name} imports by dots"
                wanted = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            for full in wanted:
                head, _, rest = full.partition(".")
                if head != "syria_analysis":
                    continue
                while rest and rest not in known:  # a name in a module
                    rest = rest.rpartition(".")[0]
                found[name].add(rest or "__init__")
    return found


def rank(module: str) -> int:
    named = {name: number for number, names in enumerate(ORDER) for name in names}
    return named[module] if module in named else named[module.partition(".")[0]]


@pytest.fixture(scope="module")
def graph():
    return nx.DiGraph(
        (one, other) for one, others in imports().items() for other in others if one != other
    )


def test_every_module_has_its_place():
    assert {rank(module) for module in modules()} == set(range(len(ORDER)))


def test_folders_know_only_those_before_them(graph):
    against = {(one, other) for one, other in graph.edges if rank(other) > rank(one)}
    assert against == set()


def test_no_file_imports_itself_by_way_of_others(graph):
    cycles = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
    assert cycles == []


def test_what_it_takes_for_an_import():
    found = imports()
    assert "package.dataset" in found["roads.network"]
    assert "figures" in found["api"]  # inside a function
    assert "control.front" in found["api"]  # a module of a folder
    assert "reports.display" in found["reports"]  # for typing
