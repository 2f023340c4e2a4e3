"""A batch on two workers of a Dask cluster, one killed in the middle, against one process.

``python benchmarks/cluster.py 60 FOLDER`` writes a package of 60 evenings, makes a small
report of each of them in one process after the other and again on the cluster, which
listens on 127.0.0.1 alone, and compares them as `verify --rerun` does.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from synthetic import write_notebook, write_package

from syria_analysis.reports.batch import make_batch, plan_batch
from syria_analysis.reports.cluster import dask_executor
from syria_analysis.reports.progress import BatchProgress, Entry
from syria_analysis.reports.verify import compared

HOST = "127.0.0.1"


@contextlib.contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """Run a scheduler and workers on this machine; give its address and the processes."""
    told = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    options = ["--scheduler-file", str(told), "--host", HOST, "--no-dashboard"]
    started: list[subprocess.Popen] = []

    def start(*command: str) -> None:
        log = (folder / f"{command[0]}-{len(started)}.log").open("w")
        with log:
            started.append(subprocess.Popen([*dask, *command], stdout=log, stderr=log, cwd=folder))

    try:
        start("scheduler", *options, "--port", "0")
        while not told.exists():
            time.sleep(0.1)
        for number in range(workers):
            local = ("--local-directory", str(folder / f"local-{number}"))
            start("worker", *options, "--nthreads", "1", "--nworkers", "1", *local)
        yield json.loads(told.read_text())["address"], started
    finally:
        for process in started[::-1]:
            process.terminate()
        for process in started[::-1]:
            process.wait()


class Killing(BatchProgress):
    """Kills one of the workers, without warning, when so many reports are made."""

    def __init__(self, address: str, after: int) -> None:
        self.address, self.after, self.killed = address, after, ""

    def ended(self, entry: Entry) -> None:
        """Tell of a report, and kill when it is time."""
        print(entry.date, entry.status, entry.seconds, entry.failure or "", flush=True)
        self.after -= 1
        if self.after == 0:
            self.killed = kill_one(self.address)


def kill_one(address: str) -> str:
    """Kill a worker that is making a report; give the task that it was at."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        at_work = {worker: tasks for worker, tasks in client.processing().items() if tasks}
        worker = min(at_work)
        os.kill(client.run(os.getpid, workers=[worker])[worker], signal.SIGKILL)
        return f"{worker} at {at_work[worker]}"


def reports(output: Path) -> set[Path]:
    """Find the finished reports in a folder, below it."""
    return {path.parent.relative_to(output) for path in output.rglob("manifest.json")}


def differing(one: Path, other: Path) -> list[str]:
    """Tell what is not the same in two folders of reports, as `verify --rerun` compares them."""
    told = [f"{name}: on one side only" for name in sorted(reports(one) ^ reports(other))]
    for name in sorted(reports(one) & reports(other)):
        found = compared(one / name, other / name)
        told += [f"{name}/{what}" for what in (*found.files, *found.manifest)]
    return told


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("evenings", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--map", action="store_true", help="with a map in each report")
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    data = write_package(folder / "data", 40, asked.evenings, 2)
    notebooks = write_notebook(folder / "notebooks", figure=asked.map)
    plan = plan_batch(
        "small", "2020-01-01", "latest", {"trouble": "2020-01-02"}, data=data, notebooks=notebooks
    )
    start = time.monotonic()
    with cluster(folder) as (address, _):
        killing = Killing(address, max(1, asked.evenings // 2))
        with dask_executor(address, plan, folder / "cluster") as executor:
            entries = make_batch(plan, folder / "cluster", executor=executor, progress=killing)
    print(f"cluster: {time.monotonic() - start:.0f} s; killed {killing.killed}", flush=True)
    print("not made:", [(e.date, e.failure) for e in entries if e.status != "made"], flush=True)
    start = time.monotonic()
    make_batch(plan, folder / "alone", jobs=1, progress=BatchProgress())
    print(f"one process after the other: {time.monotonic() - start:.0f} s", flush=True)
    differ = differing(folder / "alone", folder / "cluster")
    print("reports:", len(reports(folder / "alone")), differ[:20] or "all the same", flush=True)
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
