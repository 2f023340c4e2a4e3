"""Nothing keeps a data package alive that nobody uses any longer."""

from __future__ import annotations

import ast
import gc
import weakref
from pathlib import Path

import pytest

import syria_analysis as sa
from syria_analysis.package.cache import computed_anew

DAY = "2024-12-02"


def questions(syria):
    now = syria.on(DAY)
    now.front("HTS", "SNA", against="SAA").distance_to("homs")
    now.changes(since="2024-11-26")
    return now.if_captured("hama", by="HTS").cut_off(source="damascus")


def everything(syria):
    now = syria.on(DAY)
    with computed_anew():
        syria.claims_table(DAY)
    now.robustness("2024-11-26", ["homs"])
    now.findings("2024-11-26", ["homs"])
    now.map().render("svg")
    return now._repr_html_()


def alive_after(times, ask):
    loaded = []
    for _ in range(times):
        syria = sa.load()
        ask(syria)
        loaded.append(weakref.ref(syria))
    del syria
    gc.collect()
    return sum(ref() is not None for ref in loaded)


def test_twelve_loads_leave_no_dataset_alive():
    assert alive_after(12, questions) == 0


@pytest.mark.slow
def test_whatever_is_asked_of_it():
    assert alive_after(2, everything) == 0


def test_no_cache_of_a_module_is_keyed_by_evidence():
    kept = {"Dataset", "Package", "Situation", "Evening", "Mesh", "Front", "Campaign", "Any"}
    for path in Path(sa.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            how = {ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list}
            if how & {"cache", "lru_cache", "functools.cache", "functools.lru_cache"}:
                given = {
                    ast.unparse(arg.annotation or ast.Constant("Any")) for arg in node.args.args
                }
                assert not given & kept, f"{path.name}: {node.name} keeps what it is asked of"
