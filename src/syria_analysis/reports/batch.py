"""A report for each of many evenings: several at once, each in processes of its own.

A `ForkServer` imports once. Every report has a worker forked from it, which forks a server of its
own for the report's kernel before it does anything else; both end with the report, so memory does
not grow with the number of reports. A report that fails is told of and not tried again: that is
for whoever schedules runs, as `integrations.dagster` does.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import select
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadParameter, SyriaAnalysisError
from syria_analysis.package.dataset import load_dataset
from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports.batch_worker import Worker
from syria_analysis.reports.dependencies import read_reads
from syria_analysis.reports.forks import CannotFork, ForkServer
from syria_analysis.reports.index import write_index
from syria_analysis.reports.kernel import sweep_kernels
from syria_analysis.reports.locks import scratch_folder
from syria_analysis.reports.parameter_rules import check_rules
from syria_analysis.reports.parameters import read_parameters, resolve
from syria_analysis.reports.progress import BatchProgress, Entry
from syria_analysis.reports.request import prepare, read_notebook
from syria_analysis.text.faults import CHECKS

__all__ = ["Entry", "Plan", "make_batch", "plan_batch"]

DAY_PARAMETERS = ("date", "last")
"""Parameters that a batch gives a day: of an evening, or of the last of several."""

_GRACE = 5.0  # seconds for workers to tidy up after an interruption


@dataclass(frozen=True)
class Plan:
    """A batch that was asked for, checked.

    Attributes
    ----------
    name : str
        Name of the report.
    parameter : str
        The parameter that is given each day.
    days : tuple of str
        The days.
    values : dict
        The other parameters that are given.
    data, notebooks : pathlib.Path or None
        Folders, if they are not the library's own.
    derived : tuple of str
        What the reports show beside their evenings, see `reads.DERIVED`.
    """

    name: str
    parameter: str
    days: tuple[str, ...]
    values: dict[str, Any]
    data: Path | None = None
    notebooks: Path | None = None
    derived: tuple[str, ...] = ()


def plan_batch(
    name: str,
    first: object,
    last: object,
    values: Mapping[str, Any] | None = None,
    *,
    data: str | Path | None = None,
    notebooks: Path | None = None,
) -> Plan:
    """Check a whole batch before anything runs.

    Parameters
    ----------
    name : str
        Name of the report. It has a parameter ``date``, or else ``last``, which takes each day.
    first, last : str or datetime.date
        First and last day.
    values : mapping, optional
        Other parameters, the same for every day.
    data : path, optional
        Folder of another data package.
    notebooks : pathlib.Path, optional
        Folder of the notebooks; the library's own without it.

    Returns
    -------
    Plan

    Raises
    ------
    SyriaAnalysisError
        If the report, a day, a parameter or a value is wrong, on any of the days.
    """
    values = dict(values or {})
    notebook, _ = read_notebook(name, notebook_folder() if notebooks is None else notebooks)
    declared = read_parameters(notebook)
    parameter = next((p for p in DAY_PARAMETERS if p in {d.name for d in declared}), None)
    if parameter is None:
        raise BadParameter(f"the report {name} has no parameter date or last: no batch of it")
    if parameter in values:
        raise BadParameter(f"parameter {parameter!r} takes each day from --from to --to")
    resolve(declared, values)  # a wrong name is found without reading the data
    dataset = load_dataset(data, CHECKS)
    start, end = dataset.day(first), dataset.day(last)
    if start > end:
        raise BadParameter(f"--from {start} must not be later than --to {end}")
    count = (end - start).days + 1
    days = [(start + dt.timedelta(days=number)).isoformat() for number in range(count)]
    request = prepare(name, {**values, parameter: days[0]}, data=data, notebooks=notebooks)
    rules = notebook.metadata.get("syria_analysis", {}).get("rules", ())
    for day in days[1:]:
        try:
            check_rules(rules, resolve(declared, {**values, parameter: day}, dataset), dataset)
        except SyriaAnalysisError as error:
            raise error.at(f"{day}: ") from error
    reads = read_reads(notebook, request.values)
    derived = reads.also if reads else ()
    return Plan(name, parameter, tuple(days), values, request.data, notebooks, derived)


def make_batch(
    plan: Plan,
    output: str | Path,
    *,
    jobs: int | None = None,
    progress: BatchProgress | None = None,
    **options: Any,
) -> list[Entry]:
    """Make every report of a batch; one that fails keeps no other from being made.

    Parameters
    ----------
    plan : Plan
        See `plan_batch`.
    output : path
        Folder of all reports.
    jobs : int, optional
        How many to make at once. Default: as many as there are processors.
    progress : BatchProgress, optional
        Told of every step and every end.
    **options : object
        ``force``, ``timeout``, ``limit`` of `build_report`.

    Returns
    -------
    list of Entry
        In the order of the days.

    Raises
    ------
    KeyboardInterrupt
        If it was interrupted; finished reports are left, all that was started has ended.
    """
    output = Path(output).resolve()
    progress = progress or BatchProgress()
    jobs = jobs or _processors()
    entries: dict[str, Entry] = {}
    with scratch_folder("sa-drawn-") as shared, _server(plan) as server:
        running: list[Worker] = []
        waiting = list(plan.days)
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    asked = {**options, "shared": shared}
                    running.append(_start(server, plan, waiting.pop(0), output, asked))
                _await(running)
                for worker in list(running):
                    for done, total, what in worker.steps():
                        progress.step(worker.day, done, total, what)
                    if worker.entry is not None:
                        running.remove(worker)
                        entries[worker.day] = worker.entry
                        progress.ended(worker.entry)
        finally:
            _stop(running)
            if entries and output.is_dir():  # not if every report failed before it had a folder
                write_index(output)
    return [entries[day] for day in plan.days]


@contextlib.contextmanager
def _server(plan: Plan) -> Iterator[ForkServer | None]:
    """Start a server that has imported and computed what the reports share, if it can be had."""
    try:
        server = ForkServer.start(pages=True)
    except CannotFork:
        yield None
        return
    with server:
        data = None if plan.data is None else str(plan.data)
        server.call("syria_analysis.api:preload", data, plan.derived)
        yield server


def _start(
    server: ForkServer | None, plan: Plan, day: str, output: Path, options: Mapping[str, Any]
) -> Worker:
    values = {**plan.values, plan.parameter: day}
    options = {**options, "data": plan.data, "notebooks": plan.notebooks}
    return Worker(server, day, plan.name, values, output, options)


def _await(workers: list[Worker]) -> None:
    """Wait until a worker has something to say, or a while."""
    select.select([w.pipe for w in workers], [], [], 0.2)
    time.sleep(0.01)  # a few messages at once


def _stop(workers: list[Worker]) -> None:
    """End what is still running, with time to tidy up."""
    for worker in workers:
        worker.stop()
    end = time.monotonic() + _GRACE
    for worker in workers:
        with contextlib.suppress(subprocess.TimeoutExpired):
            worker.process.wait(max(end - time.monotonic(), 0.1))
        worker.process.kill()
        worker.close()
    if workers:
        sweep_kernels()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
