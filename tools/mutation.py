"""Changes the code in small ways and lists the changes that no test notices.

    python tools/mutation.py                      a sample of every module below
    python tools/mutation.py front --sample 0     every change of one of them
    python tools/mutation.py --list               names the changes, and ends

A change is one number, comparison, `and`/`or`, sign, `min`/`max` or truth. Each is made in a fork
of a process that has imported the libraries, and the tests of the module run there until one
fails. Exit code 1 if more changes survive than are allowed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import importlib.abc
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SUBJECTS = {
    "front": (
        "control/front.py",
        ["test_front.py", "test_intervals.py", "test_maps_shown.py", "test_maps.py"],
    ),
    "intervals": ("control/intervals.py", ["test_intervals.py", "test_situation.py"]),
    "critical": ("roads/critical.py", ["test_roads.py"]),
    "robustness": ("claims/robustness.py", ["test_robustness.py"]),
    "mesh": ("geo/mesh.py", ["test_mesh.py"]),
}
"""Name to the module and to the tests that are to notice its changes, the quick ones first."""

SAMPLE, SEED, ALLOWED = 30, "1", 10
"""How many changes of a module are tried, which, and how many of all may survive."""

COMPARE = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
BINARY = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
NAMES = {
    "min": "max",
    "minimum": "maximum",
    "argmin": "argmax",
    "any": "all",
    "idxmin": "idxmax",
    "nlargest": "nsmallest",
}
SWAPPED = {**NAMES, **{b: a for a, b in NAMES.items()}}


@dataclass(frozen=True)
class Mutant:
    """One change: of a node, by its number in `ast.walk`, one of those it allows."""

    node: int
    change: int
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.line}: {self.before}  ->  {self.after}"


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Give every small change of a node, which is not changed itself."""
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield ast.Constant(value + 1)
            if value not in (0, -1):
                yield ast.Constant(type(value)(0))
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                if type(op) in COMPARE:
                    other = copy.deepcopy(node)
                    other.ops[place] = COMPARE[type(op)]()
                    yield other
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
            texts = any(isinstance(part, ast.JoinedStr) for part in (left, right))
            times_one = isinstance(op, ast.Mult | ast.Div) and ast.unparse(right) in ("1", "1.0")
            if not texts and not times_one:  # which is by one
                yield ast.BinOp(left, BINARY[type(op)](), right)
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert(), operand=operand):
            yield operand
        case ast.Call(func=ast.Name(id=name), args=args, keywords=more) if name in SWAPPED:
            yield ast.Call(ast.Name(SWAPPED[name], ast.Load()), args, more)
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=args, keywords=more):
            if name in SWAPPED:
                changed = ast.Attribute(value, SWAPPED[name], ast.Load())
                yield ast.Call(changed, args, more)


def untouched(tree: ast.Module) -> set[int]:
    """Find what decides nothing: annotations, decorators, messages, what is for typing alone."""
    found: set[int] = set()

    def leave(*nodes: ast.AST | None) -> None:
        for node in nodes:
            found.update(id(part) for part in ast.walk(node) if node is not None)  # type: ignore[arg-type]

    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(returns=returns, decorator_list=decorators):
                leave(*decorators, *([returns] if returns else []))
            case ast.ClassDef(decorator_list=decorators):
                leave(*decorators)
            case ast.arg(annotation=annotation) if annotation:
                leave(annotation)
            case ast.AnnAssign(annotation=annotation):
                leave(annotation)
            case ast.Raise():
                leave(node)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                leave(node)
    return found


def mutants(source: str) -> Iterator[Mutant]:
    """List the changes of a module's text."""
    tree = ast.parse(source)
    left = untouched(tree)
    for number, node in enumerate(ast.walk(tree)):
        if id(node) not in left:
            for change, other in enumerate(changes(node)):
                texts = (ast.unparse(part).replace("\n", " ")[:70] for part in (node, other))
                yield Mutant(number, change, getattr(node, "lineno", 0), *texts)


def mutated(source: str, mutant: Mutant) -> ast.Module:
    """Make a change in the tree of a module's text."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    old = nodes[mutant.node]
    new = list(changes(old))[mutant.change]
    for parent in nodes:
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list) and any(part is old for part in value):
                value[:] = [new if part is old else part for part in value]
    return ast.fix_missing_locations(tree)


def sample(found: Sequence[Mutant], size: int, seed: str) -> list[Mutant]:
    """Choose some changes, the same ones for the same seed as long as they are there."""

    def draw(mutant: Mutant) -> str:
        told = f"{seed} {mutant.before} {mutant.after}"
        return hashlib.sha256(told.encode()).hexdigest()

    chosen = sorted(found, key=draw)[: size or None]
    return sorted(chosen, key=lambda mutant: (mutant.line, mutant.node, mutant.change))


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a changed tree."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self.name, self.path, self.code = name, path, code

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        """Find the module, and no other."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code."""
        exec(self.code, module.__dict__)


def start(path: Path, tree: ast.Module, tests: Sequence[str]) -> int:
    """Run tests on a changed module in a fork of this process; give its id."""
    pid = os.fork()
    if pid:
        return pid
    code = 3
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for handle in range(3):
            os.dup2(nothing, handle)
        name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        sys.meta_path.insert(0, Changed(name, path, compile(tree, str(path), "exec")))
        import pytest

        quick = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:doctest"]
        code = int(pytest.main([*quick, "-o", "addopts=", *tests]))
    finally:
        os._exit(code)


def ended(running: dict[int, tuple[float, Mutant | None]], limit: float) -> tuple[int, int]:
    """Wait for one of the forks to end, or end one that takes too long; give its id and code."""
    while True:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid:
            return pid, os.waitstatus_to_exitcode(status)
        for pid, (began, _) in running.items():
            if time.monotonic() - began > limit:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return pid, 1
        time.sleep(0.05)


def survivors(
    path: Path, tests: Sequence[str], chosen: Sequence[Mutant], jobs: int
) -> Iterator[Mutant]:
    """Try changes of a module; give those with which its tests pass.

    Raises
    ------
    SystemExit
        If the tests fail without any change.
    """
    source = path.read_text("utf-8")
    began = time.monotonic()
    first = start(path, ast.parse(source), tests)
    _, code = ended({first: (began, None)}, 1e9)
    if code:
        raise SystemExit(f"{path.name}: its tests fail without any change (code {code})")
    limit = 60 + 5 * (time.monotonic() - began)
    waiting = list(chosen)
    running: dict[int, tuple[float, Mutant | None]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            pid = start(path, mutated(source, waiting[0]), tests)
            running[pid] = (time.monotonic(), waiting.pop(0))
        pid, code = ended(running, limit)
        _, tried = running.pop(pid)
        if code == 0 and tried is not None:
            yield tried


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the changes that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("subjects", nargs="*", default=[], help=f"of {', '.join(SUBJECTS)}")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="changes a module; 0: all")
    parser.add_argument("--seed", default=SEED, help="another seed has another sample")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--allowed", type=int, default=ALLOWED, help="how many may survive")
    parser.add_argument("--list", action="store_true", help="name the changes, and end")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.subjects) - set(SUBJECTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    os.chdir(ROOT)
    if not asked.list:
        import geopandas  # noqa: F401
        import networkx  # noqa: F401
        import pytest  # noqa: F401
    tried = alive = 0
    for name in asked.subjects or SUBJECTS:
        module, tests = SUBJECTS[name]
        path = ROOT / "src" / "syria_analysis" / module
        chosen = sample(list(mutants(path.read_text("utf-8"))), asked.sample, asked.seed)
        if asked.list:
            print(*(f"{module}:{mutant}" for mutant in chosen), sep="\n")
            continue
        files = [str(ROOT / "tests" / test) for test in tests]
        for mutant in survivors(path, files, chosen, asked.jobs):
            print(f"survives: {module}:{mutant}", flush=True)
            alive += 1
        tried += len(chosen)
    if not asked.list:
        print(f"{alive} of {tried} changes survive; {asked.allowed} may")
    return int(alive > asked.allowed)


if __name__ == "__main__":
    sys.exit(main())
