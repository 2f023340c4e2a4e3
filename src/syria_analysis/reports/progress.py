"""How far a report or a batch of them is: steps counted, and bars drawn of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from syria_analysis.errors import SyriaAnalysisError
from syria_analysis.package.plain_text import clean

__all__ = ["BatchProgress", "Entry", "Progress", "Steps", "batch_progress", "progress_bar"]

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and what is being done."""


@dataclass(frozen=True)
class Entry:
    """What became of one report of a batch.

    Attributes
    ----------
    date : str
        Its day.
    status : str
        ``made``, ``unchanged`` or ``failed``.
    seconds : float
        How long it took.
    folder : str or None
        Where it lies.
    failure : str or None
        In one line why it failed.
    faults : tuple of str
        The faults that this sums up, one line each.
    error : SyriaAnalysisError or None
        Why it failed; a note of it tells where in the program.
    """

    date: str
    status: str
    seconds: float
    folder: str | None = None
    failure: str | None = None
    faults: tuple[str, ...] = ()
    error: SyriaAnalysisError | None = None


@contextlib.contextmanager
def progress_bar(name: str) -> Iterator[Progress]:
    """Draw a progress bar on standard error if it is a terminal; gone when the work is done."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:  # a scheduled run says nothing unless something is wrong
        yield lambda done, total, what: None
        return
    bar = _bar(console)
    task = bar.add_task(f"report {name}", total=None, what="checking")

    def tell(done: int, total: int, what: str) -> None:
        bar.start()  # not before there is work: a refused request prints one line and nothing else
        bar.update(task, completed=done, total=total, what=what)

    try:
        yield tell
    finally:
        if bar.live.is_started:
            bar.stop()


def _bar(console: Any) -> Any:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}", style="dim", markup=False),
    )
    return Bar(*columns, console=console, transient=True)


class BatchProgress:
    """Is told how far a batch is, and keeps it to itself; see `batch_progress`."""

    def step(self, day: str, done: int, total: int, what: str) -> None:
        """Note a step of one report."""

    def ended(self, entry: Entry) -> None:
        """Note the end of one report."""


class _BatchBars(BatchProgress):
    """A bar of the reports, and one of the steps of each that is being made."""

    def __init__(self, bar: Any, name: str, count: int) -> None:
        self.bar = bar
        self.tasks: dict[str, Any] = {}
        self.whole = bar.add_task(f"batch {name}", total=count, what="starting")

    def step(self, day: str, done: int, total: int, what: str) -> None:
        if day not in self.tasks:
            self.bar.update(self.whole, what="")
            self.tasks[day] = self.bar.add_task(f"  {day}", total=total, what=what)
        self.bar.update(self.tasks[day], completed=done, what=what)

    def ended(self, entry: Entry) -> None:
        if entry.date in self.tasks:
            self.bar.remove_task(self.tasks.pop(entry.date))
        self.bar.advance(self.whole)
        if entry.failure:
            self.bar.console.print(f"{entry.date}: {entry.failure}", markup=False, soft_wrap=True)


class _BatchLines(BatchProgress):
    """A line for each report, where there is no terminal to draw on."""

    def __init__(self, console: Any, count: int) -> None:
        self.console, self.count, self.done = console, count, 0

    def ended(self, entry: Entry) -> None:
        self.done += 1
        told = (
            f"{entry.date}: {entry.status} in {entry.seconds:.1f} s ({self.done} of {self.count})"
        )
        if entry.failure:
            told += f": {entry.failure}"
        self.console.print(told, markup=False, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def batch_progress(name: str, count: int) -> Iterator[BatchProgress]:
    """Tell on standard error how far a batch is: bars on a terminal, else a line a report.

    Parameters
    ----------
    name : str
        Name of the report.
    count : int
        How many there are.

    Yields
    ------
    BatchProgress
        To be told of every step and every end.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _BatchLines(console, count)
        return
    with _bar(console) as bar:
        yield _BatchBars(bar, name, count)


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
