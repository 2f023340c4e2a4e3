"""Every public function says what it takes, gives and raises, with an example that runs."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from functools import cached_property
from importlib.util import find_spec

import pandas as pd
import pytest
from numpydoc.validate import validate

import syria_analysis
from syria_analysis.alerts.compare import Alerts
from syria_analysis.api import INSIDE_EVENING, INSIDE_PACKAGE, Evening, Package
from syria_analysis.claims.place_record import PlaceRecord
from syria_analysis.control.campaign import Campaign
from syria_analysis.control.certainty import Certainty
from syria_analysis.control.changes import Changes
from syria_analysis.control.comparison import Comparison
from syria_analysis.control.front import Distance, Front
from syria_analysis.control.situation import Situation
from syria_analysis.explore.panel import Panel
from syria_analysis.figures.illustration import Illustration
from syria_analysis.package.dataset import Dataset
from syria_analysis.roads.reach import CutOff

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


def public_methods():
    """Give what a user calls or reads of the objects that answers are."""
    for thing in USED:
        for name in dir(thing):
            part = inspect.getattr_static(thing, name)
            own = any(name in vars(kind) for kind in thing.__mro__ if kind.__module__ in OURS)
            hidden = name.startswith("_") or name in INSIDE_PACKAGE | INSIDE_EVENING | OUR_OWN
            if own and not hidden:
                yield thing, name, part


USED = (Package, Evening, Changes, Front, Distance, Campaign, CutOff, PlaceRecord, Comparison)
USED += (Certainty, Illustration, Alerts, Panel)
OURS = {kind.__module__ for kind in USED} | {Situation.__module__, Dataset.__module__}
OUR_OWN = {"at", "edge", "judge", "record"}
"""Parts of answers that the library asks for itself, which completion does not offer."""
NO_EXAMPLE_OF = {"Panel.click"} | {
    f"Illustration.{name}" for name in ("only", "render", "save", "show", "words")
}
"""What needs a browser, or a figure, which takes a second to draw. This list only shrinks."""


@pytest.mark.parametrize(
    ("thing", "name"),
    [(thing, name) for thing, name, part in public_methods() if inspect.isfunction(part)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_docstring_of_a_method(thing, name):
    found = {code for code, _ in validate(f"{thing.__module__}.{thing.__name__}.{name}")["errors"]}
    found &= CODES
    if f"{thing.__name__}.{name}" in NO_EXAMPLE_OF:
        found -= {"EX01"}
    assert found == set()


def test_every_property_says_what_it_is():
    silent = [
        f"{thing.__name__}.{name}"
        for thing, name, part in public_methods()
        if isinstance(part, property | cached_property) and not (part.__doc__ or "").strip()
    ]
    assert silent == []


TABLES = {
    "areas": lambda now: now.areas(certainty=True),
    "by_unit": lambda now: now.by_unit(),
    "people": lambda now: now.people(),
    "distances": lambda now: now.distances("homs"),
    "pace": lambda now: now.pace(3, "hama"),
    "changes_by_period": lambda now: now.changes_by_period(parts="unit"),
    "detours": lambda now: now.detours("damascus", "latakia"),
    "corrections": lambda now: now.corrections(),
    "territory": lambda now: now.territory(),
    "places": lambda now: now.places,
    "certainty": lambda now: now.certainty(now.dataset.places.head(1)).iloc[:, -3:],
}
TABLES_OF_CHANGES = ("places", "balance")
TABLES_OF_A_PACKAGE = {
    "daily_transfers": lambda syria: syria.daily_transfers(),
    "reports_about": lambda syria: syria.reports_about("Hama"),
    "published_table": lambda syria: syria.published_table(),
    "routes_by_day": lambda syria: syria.routes_by_day("damascus", "latakia"),
}


def undocumented(table, doc):
    """Columns that a docstring names neither in full nor by what stands for several."""
    known = set(re.findall(r"`(\w+)`", doc)) | ({"geometry"} if "GeoDataFrame" in doc else set())
    ends = re.findall(r"`…(\w+)`", doc)
    known |= {name.removesuffix("_km2") + end for name in known for end in ends}
    if "each with its low and high" in doc:
        ends = ("low", "high")
        known |= {f"{end}_{name}" for name in known for end in ends} | {
            name.replace("_km", f"_{end}_km") for name in known for end in ends
        }
    fields = Distance.__dataclass_fields__ if "fields of `Distance`" in doc else ()
    return [name for name in table.columns if name not in known and name not in fields]


@pytest.mark.parametrize("name", TABLES)
def test_a_docstring_names_every_column_of_the_table(syria, name):
    doc = inspect.getdoc(inspect.getattr_static(Evening, name))
    assert undocumented(TABLES[name](syria.on("2024-12-02")), doc) == []


@pytest.mark.parametrize("name", TABLES_OF_A_PACKAGE)
def test_a_docstring_names_every_column_of_a_package_s_table(syria, name):
    assert undocumented(TABLES_OF_A_PACKAGE[name](syria), getattr(Package, name).__doc__) == []


@pytest.mark.parametrize("name", TABLES_OF_CHANGES)
def test_a_docstring_names_every_column_of_changes(syria, name):
    changes = syria.on("2024-12-02").changes()
    assert undocumented(getattr(changes, name), inspect.getattr_static(Changes, name).__doc__) == []


def test_a_docstring_that_lacks_something_is_found():
    assert undocumented(pd.DataFrame(columns=["a", "b"]), "Columns `a`.") == ["b"]
