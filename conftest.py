"""What the examples in docstrings begin with, read once for all, and which are left out."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

import pytest
from _pytest.doctest import DoctestItem

collect_ignore = [] if find_spec("dagster") else ["src/syria_analysis/integrations/dagster.py"]

BEGUN = tuple(
    f"syria_analysis.{name}" for name in ("api", "control.certainty.", "control.comparison.")
)


@cache
def _begun() -> dict[str, Any]:
    import syria_analysis as sa

    syria = sa.load()
    return {"sa": sa, "syria": syria, "now": syria.on("2024-12-02")}


@pytest.fixture(autouse=True)
def _examples(request):
    """Give the examples of what `load` returns `sa`, `syria` and `now`."""
    if isinstance(request.node, DoctestItem) and request.node.name.startswith(BEGUN):
        request.getfixturevalue("doctest_namespace").update(_begun())
