"""A report for each of many evenings: asked for as a whole, made by an executor."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import time
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadParameter, SyriaAnalysisError
from syria_analysis.package.dataset import load_dataset
from syria_analysis.package.limits import real_path
from syria_analysis.package.locks import scratch_folder
from syria_analysis.reports.index import write_index
from syria_analysis.reports.parameter_rules import check_rules
from syria_analysis.reports.parameters import read_parameters, resolve
from syria_analysis.reports.pool import Task, make_all
from syria_analysis.reports.progress import BatchProgress, Entry
from syria_analysis.reports.request import prepare, read_notebook
from syria_analysis.text.faults import CHECKS

__all__ = ["Entry", "Plan", "make_batch", "plan_batch"]

DAY_PARAMETERS = ("date", "last")
"""Parameters that a batch gives a day: of an evening, or of the last of several."""
LISTED_EVERY = 60.0
"""Seconds after which the list of reports is written anew while a batch is at work: a long one can
be read meanwhile, and its small pictures are not all left to the end."""


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
    """

    name: str
    parameter: str
    days: tuple[str, ...]
    values: dict[str, Any]
    data: Path | None = None
    notebooks: Path | None = None


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
    notebook, _ = read_notebook(name, notebooks)
    declared = read_parameters(notebook)
    parameter = next((p for p in DAY_PARAMETERS if p in {d.name for d in declared}), None)
    if parameter is None:
        shown = Path(name).stem
        raise BadParameter(f"the report {shown} has no parameter date or last: no batch of it")
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
    return Plan(name, parameter, tuple(days), values, request.data, notebooks)


def make_batch(
    plan: Plan,
    output: str | Path,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
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
    executor : concurrent.futures.Executor, optional
        Makes them instead of processes of this machine, `jobs` or not: Dask's, for one. Data,
        notebooks and `output` lie where its workers see them.
    progress : BatchProgress, optional
        Told of every step that this machine makes, and of every end.
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
    output = real_path(output)
    progress = progress or BatchProgress()
    listed = time.monotonic()

    def ended(entry: Entry) -> None:
        nonlocal listed
        progress.ended(entry)
        if entry.folder and time.monotonic() - listed >= LISTED_EVERY:
            with contextlib.suppress(SyriaAnalysisError):  # told at the end if it lasts
                write_index(output)
            listed = time.monotonic()

    with scratch_folder("sa-drawn-") as shared:
        asked = {
            **options, "data": plan.data, "notebooks": plan.notebooks, "listed": False,
        }  # fmt: skip
        if executor is None:
            asked["shared"] = shared  # elsewhere it would not be found
        tasks = [
            Task(plan.name, {**plan.values, plan.parameter: day}, output, asked, day)
            for day in plan.days
        ]
        try:
            return make_all(
                tasks,
                jobs=jobs or _processors(),
                executor=executor,
                step=lambda number, *about: progress.step(plan.days[number], *about),
                ended=ended,
            )
        finally:
            if output.is_dir():  # not if every report failed before it had a folder
                write_index(output)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
