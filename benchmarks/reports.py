"""Reports made by the command against a loop of papermill and nbconvert, as usual.

The usual way is three stock commands for each evening, one after the other: ``papermill`` with a
kernel of its own, ``jupyter nbconvert`` to HTML, ``jupyter nbconvert`` to the same PDF. Notebook
and parameters are the same, and so are the figures: a cell that is put in saves each as SVG, PDF
and PNG and its drawing for narrow screens as SVG, as a report does. It makes no list of reports,
tables or hashes.
Elapsed time hangs on what else the machine does, so processor time and load stand beside it.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from timing import Row

BIN = Path(sys.executable).parent
DAY = "2024-12-02"
DAYS = [*(f"2024-11-{d}" for d in range(26, 31)), *(f"2024-12-0{d}" for d in range(1, 9))]
KERNELS, AT_ONCE = 200, 8
SAVING = """
from syria_analysis.figures.fragment import web_sheet
from syria_analysis.reports.display import NARROW, Page

def saved(page, draw, *about, show=Page.figure, caption="", lead=False, **options):
    shown = draw(*about, **options)
    shown.save("figures")
    draw(*about, **options, sheet=web_sheet(NARROW)).save("figures/narrow", ("svg",))
    show(page, shown, caption=caption, lead=lead)

Page.figure = saved
"""


class Memory:
    """Watches what a process and all below it take, shared pages counted once (Linux only)."""

    def __init__(self) -> None:
        self.sizes: list[float] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._watch, args=(os.getpid(),))

    def __enter__(self) -> Memory:
        self.thread.start()
        return self

    def __exit__(self, *about: object) -> None:
        self.over.set()
        self.thread.join()

    def __str__(self) -> str:
        if not any(self.sizes):
            return ""
        half = len(self.sizes) // 2 or 1
        early, late = max(self.sizes[:half]), max(self.sizes[half:], default=0)
        return f"{max(early, late):.0f} MB" if half < 100 else f"{early:.0f}, {late:.0f} MB"

    def _watch(self, root: int) -> None:
        while not self.over.wait(0.25):
            self.sizes.append(sum(_size(pid) for pid in _below(root)) / 1e6)


def _below(root: int) -> set[int]:
    """Find the processes that a process started, and those that they started."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    new = {root}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new}
        found |= new
    return found


def _size(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def ours(output: str, days: Sequence[str]) -> None:
    """Make reports with one call of the command."""
    command = ["report", "situation", "--date", days[0]]
    if len(days) > 1:
        command = ["batch", "situation", "--from", days[0], "--to", days[-1], "--jobs", "2"]
    _run([str(BIN / "syria-analysis"), *command, "--output", output])


def usual(output: str, days: Sequence[str]) -> None:
    """Run the same notebook with papermill, then nbconvert for HTML and for PDF, day by day."""
    import nbformat

    from syria_analysis.package.resources import notebook_folder

    notebook = nbformat.read(notebook_folder() / "situation.ipynb", as_version=4)
    first = next(k for k, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first, nbformat.v4.new_code_cell(SAVING))
    for day in days:
        folder = Path(output) / day
        folder.mkdir()
        source, done = str(folder / "situation.ipynb"), str(folder / "report.ipynb")
        nbformat.write(notebook, source)
        where = ["-k", "python3", "--cwd", str(folder)]
        _run([str(BIN / "papermill"), source, done, *where, "-p", "date", day])
        for kind in ("html", "syria-pdf"):
            _run([str(BIN / "jupyter"), "nbconvert", "--to", kind, done])


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL)


def _made(
    days: Sequence[str], ways: dict[str, Callable[[str, Sequence[str]], None]], rounds: int
) -> Iterator[Row]:
    """Go the ways in turn, so that what else the machine does meets all; add up each way's time."""
    _adopt()
    runs: dict[str, list[tuple[float, float, int]]] = {way: [] for way in ways}
    memories = {}
    for _ in range(rounds):
        for way, make in ways.items():
            with tempfile.TemporaryDirectory() as output, Memory() as memory:
                start, used = time.perf_counter(), _processor_time()
                make(output, days)
                took, used = time.perf_counter() - start, _processor_time() - used
                papers = len(list(Path(output).rglob("*report.pdf")))
            runs[way].append((took, used, papers))
            memories[way] = str(memory)
    first: tuple[float, float] | None = None
    for way, made in runs.items():
        took, used = (sum(run[k] for run in made) / rounds for k in (0, 1))
        ratio, more = "1", "1"
        if first:
            ratio, more = f"{took / first[0]:.3g} ×", f"{used / first[1]:.3g} ×"
        first = first or (took, used)
        papers = sum(run[2] for run in made)
        told = f"{papers} of {len(days) * rounds} made, CPU {used:.0f} s ({more})"
        yield Row(way, took, ratio, f"{told}, load {os.getloadavg()[0]:.1f}", memories[way])


def _adopt() -> None:
    """Become the parent of what commands leave behind: a fork server's time counts only so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _processor_time() -> float:
    """Wait for all that commands started, then read what it has used."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    spent = os.times()
    return spent.children_user + spent.children_system


async def _kernel(limit: asyncio.Semaphore) -> bool:
    from syria_analysis.reports.kernel import ReportKernelManager

    async with limit:
        kernel = ReportKernelManager()
        try:
            await kernel.start_kernel()
            client = kernel.client()
            client.start_channels()
            await client.wait_for_ready(timeout=60)
            client.stop_channels()
            return True
        except RuntimeError:
            return False
        finally:
            await kernel.shutdown_kernel(now=True)


async def _kernels(count: int) -> int:
    limit = asyncio.Semaphore(AT_ONCE)
    return sum(await asyncio.gather(*(_kernel(limit) for _ in range(count))))


def _started() -> Iterator[Row]:
    from syria_analysis.reports.processes import warm

    with Memory() as memory:
        start = time.perf_counter()
        warm()
        ready = asyncio.run(_kernels(KERNELS))
        each = (time.perf_counter() - start) / KERNELS
    yield Row(f"forked, {KERNELS}", each, "1", f"{KERNELS - ready} failed", str(memory))


def questions() -> Iterator[tuple[str, Iterator[Row]]]:
    """Ask for one report, for thirteen, and for many kernels; elapsed time."""
    usual_way = "papermill, nbconvert html, nbconvert syria-pdf"
    yield (
        f"one report, {DAY} (elapsed, mean of 2)",
        _made([DAY], {"syria-analysis report": ours, usual_way: usual}, 2),
    )
    yield (
        f"{len(DAYS)} reports (elapsed)",
        _made(DAYS, {"syria-analysis batch --jobs 2": ours, usual_way + ", each": usual}, 1),
    )
    yield f"a kernel, {AT_ONCE} at once (elapsed)", _started()
