"""Which cases of a costly test run every time, and which with the slow ones."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def first_quick(cases: Iterable, quick: int = 1) -> list:
    """Mark all but the first cases as slow: `make test` runs those, `make test-all` every one."""
    marked = []
    for number, case in enumerate(cases):
        values = case if isinstance(case, tuple) else (case,)
        marked.append(pytest.param(*values, marks=[pytest.mark.slow] if number >= quick else []))
    return marked
