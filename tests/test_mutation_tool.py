"""The tool that changes the code: every kind of change, and none where nothing is decided."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest

FILE = Path(__file__).parent.parent / "tools" / "mutation.py"


@pytest.fixture(scope="module")
def tool():
    import sys

    spec = importlib.util.spec_from_file_location("mutation", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutation"] = module  # which a dataclass looks for
    spec.loader.exec_module(module)
    yield module
    del sys.modules["mutation"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 3", ["4", "0"]),
        ("x = 0", ["1"]),
        ("x = True", ["False"]),
        ("x = a < b", ["a <= b"]),
        ("x = a >= b > c", ["a > b > c", "a >= b >= c"]),
        ("x = a in b", ["a not in b"]),
        ("x = a and b", ["a or b"]),
        ("x = a + b", ["a - b"]),
        ("x = a / b", ["a * b"]),
        ("x = a & ~b", ["a | ~b", "b"]),
        ("x = not a", ["a"]),
        ("x = max(a, b)", ["min(a, b)"]),
        ("x = a.any()", ["a.all()"]),
        ("x = np.minimum(a, b)", ["np.maximum(a, b)"]),
        ("x: tuple[int, 3] = a", []),
        ("def f(x: int | None) -> int | None: pass", []),
        ("@cached(maxsize=3)\ndef f(): pass", []),
        ("raise ValueError(3)", []),
        ("if TYPE_CHECKING:\n    x = 3", []),
        ("x = 'text'", []),
    ],
)
def test_kinds_of_changes(tool, source, expected):
    found = list(tool.mutants(source))
    assert [mutant.after for mutant in found] == expected
    for mutant in found:
        changed = ast.unparse(tool.mutated(source, mutant))
        assert changed != ast.unparse(ast.parse(source))
        assert mutant.after in changed


def test_one_change_at_a_time(tool):
    source = "x = [1, 1]"
    trees = [ast.unparse(tool.mutated(source, mutant)) for mutant in tool.mutants(source)]
    assert sorted(trees) == ["x = [0, 1]", "x = [1, 0]", "x = [1, 2]", "x = [2, 1]"]


def test_a_sample_is_the_same_for_the_same_seed(tool):
    found = list(tool.mutants("\n".join(f"x{n} = {n}" for n in range(2, 40))))
    chosen = tool.sample(found, 10, "1")
    assert len(chosen) == 10
    assert chosen == tool.sample(list(reversed(found)), 10, "1")
    assert chosen != tool.sample(found, 10, "2")
    assert tool.sample(found, 0, "1") == found


def test_every_subject_and_its_tests_exist(tool):
    for module, tests in tool.SUBJECTS.values():
        assert (FILE.parent.parent / "src" / "syria_analysis" / module).is_file()
        assert all((Path(__file__).parent / test).is_file() for test in tests)
