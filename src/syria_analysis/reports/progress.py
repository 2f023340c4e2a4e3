"""How far a report is: steps counted, and a bar drawn of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from .text import clean

__all__ = ["Progress", "Steps", "progress_bar"]

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and what is being done."""


@contextlib.contextmanager
def progress_bar(name: str) -> Iterator[Progress]:
    """Draw a progress bar on standard error, gone when the work is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}", style="dim", markup=False),
    )
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(f"report {name}", total=None, what="checking")

    def tell(done: int, total: int, what: str) -> None:
        bar.start()  # not before there is work: a refused request prints one line and nothing else
        bar.update(task, completed=done, total=total, what=what)

    try:
        yield tell
    finally:
        if bar.live.is_started:
            bar.stop()


class Steps:
    """Counts the cells and the steps after them."""

    AFTER = 4  # HTML, PDF, tables, done

    def __init__(self, notebook: Any, progress: Progress | None) -> None:
        code = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
        self.total = len(code) + 1 + self.AFTER  # and the cell of the parameters given
        self.done = 0
        self.progress = progress
        self.heading = "starting"

    def cell(self, **about: Any) -> None:
        """Note that a cell is done (nbclient calls this)."""
        self.done = min(self.done + 1, self.total - self.AFTER)
        self._tell(self.heading)

    def about(self, **about: Any) -> None:
        """Note that a cell starts (nbclient calls this): a heading tells what comes."""
        lines = about["cell"].source.strip().splitlines()
        if about["cell"].cell_type == "markdown" and lines and lines[0].startswith("#"):
            self.heading = clean(lines[0].lstrip("#"))[:48]
        self._tell(self.heading)

    def say(self, what: str) -> None:
        """Note a step after the cells."""
        self.done = max(self.done + 1, self.total - self.AFTER)
        self.done = self.total if what == "done" else min(self.done, self.total)
        self._tell(what)

    def _tell(self, what: str) -> None:
        if self.progress is not None:
            self.progress(self.done, self.total, what)
