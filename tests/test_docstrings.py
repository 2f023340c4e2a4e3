"""Every public function says what it takes, gives and raises, with an example that runs."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from importlib.util import find_spec

import pytest
from numpydoc.validate import validate

import syria_analysis

CODES = {"GL08", "PR01", "PR02", "PR03", "PR07", "RT01", "EX01", "SS01", "SS05"}
"""No docstring; parameters undocumented, unknown, out of order, undescribed; no returns section;
no example; no summary; summary not in the imperative."""

INSIDE = (
    "syria_analysis.claims.",
    "syria_analysis.cli.",
    "syria_analysis.explore.",
    "syria_analysis.figures.",
    "syria_analysis.reports.",
    "syria_analysis.text.campaign_words",
    "syria_analysis.text.evening_words",
    "syria_analysis.text.language",
    "syria_analysis.text.route_findings",
    "syria_analysis.text.stakes_words",
)
"""How claims are measured, options shared, cards and figures drawn and reports set is inside;
what is called from outside is not:"""
OUTSIDE = {
    "syria_analysis.claims.check",
    "syria_analysis.figures.maps",
    "syria_analysis.figures.stakes",
    "syria_analysis.reports.build",
    "syria_analysis.reports.parameters",
    "syria_analysis.reports.trust_tables",
    "syria_analysis.reports.tables",
}

NO_EXAMPLE = {
    "syria_analysis.reports.build",
    "syria_analysis.reports.parameters",
    "syria_analysis.reports.trust_tables",
    "syria_analysis.reports.tables",
}
"""Modules whose functions need a whole report around them. This list only shrinks."""


def public_functions():
    for info in pkgutil.walk_packages(syria_analysis.__path__, "syria_analysis."):
        if info.name.startswith(INSIDE) and info.name not in OUTSIDE:
            continue
        if info.name == "syria_analysis.integrations.dagster" and find_spec("dagster") is None:
            continue
        module = importlib.import_module(info.name)
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            if inspect.isfunction(thing) and thing.__module__ == info.name:
                yield f"{info.name}.{name}"


@pytest.mark.parametrize("name", sorted(set(public_functions())))
def test_docstring(name):
    found = {code for code, _ in validate(name)["errors"]} & CODES
    if name.rpartition(".")[0] in NO_EXAMPLE:
        found -= {"EX01"}
    assert found == set()
