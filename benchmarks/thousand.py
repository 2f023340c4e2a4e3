"""The memory of a long batch: a report of one cell for each of many evenings, two at once.

``python benchmarks/thousand.py 1000 FOLDER`` writes a package of 1 000 evenings, makes the
reports, one of which fails, and writes what the processes take as they go (``memory.csv``,
``memory.png``): the batch's own, the server of forks, and the largest of those that make a report.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import os
import threading
import time
from pathlib import Path

from synthetic import write_notebook, write_package

from syria_analysis.reports.batch import make_batch, plan_batch
from syria_analysis.reports.progress import BatchProgress, Entry

EVERY = 5.0  # seconds between two looks


class Watch(BatchProgress):
    """Writes how much memory the processes of this one take, until it is told to stop."""

    def __init__(self, path: Path) -> None:
        self.path, self.made, self.start = path, 0, time.monotonic()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def ended(self, entry: Entry) -> None:
        """Count a report."""
        self.made += 1
        if entry.failure or self.made % 50 == 0:
            took = time.monotonic() - self.start
            print(f"{took:.0f} s: {self.made} made", entry.failure or "", flush=True)

    def stop(self) -> None:
        """End."""
        self.stopped.set()
        self.thread.join()

    def _look(self) -> None:
        with self.path.open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["seconds", "made", "batch_mb", "server_mb", "largest_mb", "processes"])
            while not self.stopped.wait(EVERY):
                server, others = _descendants()
                row = [resident(os.getpid()), server, max(others, default=0), len(others)]
                table.writerow([round(time.monotonic() - self.start), self.made, *row])
                file.flush()


def resident(process: int) -> int:
    """Give the MB that a process takes, 0 if it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) // 1024
    return 0


def _descendants() -> tuple[int, list[int]]:
    """Give what this process's server takes, and each of what the server has started."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    server, others = 0, []
    for process in parents:
        above = process
        chain = []
        while above in parents and above != os.getpid():
            chain.append(above)
            above = parents[above]
        if above == os.getpid() and len(chain) == 1:
            server = max(server, resident(process))
        elif above == os.getpid() and chain:
            others.append(resident(process))
    return server, others


def draw(path: Path) -> None:
    """Draw the table as a chart beside it."""
    import matplotlib.pyplot as plt
    import pandas as pd

    table = pd.read_csv(path)
    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for column, label in (
        ("batch_mb", "the batch's process"),
        ("server_mb", "the server of forks"),
        ("largest_mb", "largest process that makes a report"),
    ):
        axes.plot(table["made"], table[column], label=label, linewidth=1)
    axes.set(xlabel="reports made", ylabel="MB", ylim=(0, None))
    axes.legend(frameon=False)
    figure.savefig(path.with_suffix(".png"), dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("evenings", type=int)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    data = write_package(folder / "data", 40, asked.evenings, 2)
    notebooks = write_notebook(folder / "notebooks", figure=False)
    plan = plan_batch(
        "small", "2020-01-01", "latest", {"trouble": "2020-02-02"}, data=data, notebooks=notebooks
    )
    watch = Watch(folder / "memory.csv")
    start = time.monotonic()
    entries = make_batch(plan, folder / "reports", jobs=2, progress=watch)
    print(f"{len(entries)} reports in {time.monotonic() - start:.0f} s", flush=True)
    print("not made:", [(e.date, e.failure) for e in entries if e.status == "failed"], flush=True)
    watch.stop()
    draw(folder / "memory.csv")


if __name__ == "__main__":
    main()
