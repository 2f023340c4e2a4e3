"""Which cases of a costly test run every time, and which with the slow ones."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def first_quick(cases: Iterable, quick: int = 1) -> list:
    """Mark all but the first cases as slow: `make test` runs those, `make test-all` every one."""
    marked = []
    for number, case in enumerate(cases):
        if not isinstance(case, type(pytest.param())):
            case = pytest.param(*(case if isinstance(case, tuple) else (case,)))
        more = (pytest.mark.slow,) if number >= quick else ()
        marked.append(case._replace(marks=(*case.marks, *more)))
    return marked
