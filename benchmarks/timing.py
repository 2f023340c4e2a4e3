"""How ways to answer a question are timed and compared."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple


class Row(NamedTuple):
    """A way to answer a question: its time, that as a multiple of ours, its error and memory."""

    way: str
    seconds: float
    ratio: str
    error: str
    memory: str = ""


def timed(way: Callable[[], Any], budget: float = 1.0) -> tuple[float, Any]:
    """Run a way once, or oftener while the budget of seconds lasts; the shortest time counts.

    CPU time, which other work on the machine blurs less; every way runs in one thread.
    """
    best, spent, answer = float("inf"), 0.0, None
    for _ in range(7):
        start = time.process_time()
        answer = way()
        took = time.process_time() - start
        best, spent = min(best, took), spent + took
        if spent + took > budget:
            break
    return best, answer


def compared(
    ways: dict[str, Callable[[], Any]], error: Callable[[Any], str], budget: float = 1.0
) -> Iterator[Row]:
    """Time several ways to answer one question, the first being ours."""
    ours = None
    for way, ask in ways.items():
        seconds, answer = timed(ask, budget)
        yield Row(way, seconds, f"{seconds / ours:.3g} ×" if ours else "1", error(answer))
        ours = ours or seconds
