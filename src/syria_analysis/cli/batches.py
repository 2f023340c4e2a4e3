"""The command that makes a report for each of many evenings."""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from pathlib import Path
from traceback import format_exception
from typing import Any

import click

from syria_analysis.cli import complete
from syria_analysis.cli.options import (
    DATA,
    SHAPE,
    command,
    day,
    debugging,
    made_how,
    print_rows,
)
from syria_analysis.errors import ReportFailed
from syria_analysis.package.plain_text import clean_lines

__all__ = ["batch"]


@command("{report} --from {first} --to {last} --jobs 2")
@click.argument("name", shell_complete=complete.reports)
@day("First evening.", "--from", "first", required=True)
@day("Last evening, or latest.", "--to", "last", required=True)
@click.option(
    "--jobs",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="How many to make at once. Default: as many as there are processors.",
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Have them made by the workers of this Dask scheduler, such as tcp://host:8786.",
)
@made_how
@DATA
@SHAPE
def batch(
    name: str,
    first: str,
    last: str,
    jobs: int | None,
    dask: str | None,
    notebooks: str | None,
    parameters: tuple[str, ...],
    file: str | None,
    output: str,
    force: bool,
    timeout: float,
    limit: float,
    data: str | None,
    shape: str,
) -> None:
    """Make the report NAME for each evening from one day to another. Print a summary.

    NAME is one of those that `list` tells, or the file of a notebook of your own: ./mine.ipynb.

    The evening is the report's parameter `date`; a report of several evenings has `last` instead.
    The whole request is checked before anything is made. A report that fails keeps no other from
    being made; the command then ends with exit code 1.
    """
    if jobs is not None and dask is not None:
        raise click.UsageError("--jobs is for this machine: a cluster has as many as its workers")
    if dask is None:
        from syria_analysis.reports.processes import warm

        warm()  # while the request is checked
    from syria_analysis.reports.batch import make_batch, plan_batch
    from syria_analysis.reports.cluster import dask_executor
    from syria_analysis.reports.parameter_files import read_parameter_file
    from syria_analysis.reports.parameters import read_assignments
    from syria_analysis.reports.progress import batch_progress
    from syria_analysis.reports.request import as_file

    values = {**(read_parameter_file(file) if file else {}), **read_assignments(parameters)}
    folder = Path(notebooks).absolute() if notebooks else None
    plan = plan_batch(as_file(name), first, last, values, data=data, notebooks=folder)
    name = Path(name).stem
    with contextlib.ExitStack() as stack:
        executor: Any = None
        if dask is not None:  # an empty one, of a variable that is not set, is told of
            executor = stack.enter_context(dask_executor(dask, plan, Path(output)))
        progress = stack.enter_context(batch_progress(name, len(plan.days)))
        entries = make_batch(
            plan,
            Path(output),
            jobs=jobs,
            executor=executor,
            progress=progress,
            force=force,
            timeout=timeout,
            limit=limit,
        )
    rows = [{k: v for k, v in asdict(entry).items() if k != "error"} for entry in entries]
    if shape == "table":
        shown = {"failure"} if any(entry.failure for entry in entries) else set()
        hidden = {"failure", "faults"} - shown
        rows = [{k: v for k, v in row.items() if k not in hidden} for row in rows]
    print_rows(shape, rows, f"Reports {name}")
    failed = [entry for entry in entries if entry.status == "failed"]
    if failed:
        lines = []
        for entry in failed:
            lines += [f"{entry.date}: {entry.failure}", *entry.faults]
            if debugging():
                click.echo(clean_lines("".join(format_exception(entry.error))), err=True)
        raise ReportFailed(f"{len(failed)} of {len(entries)} reports {name} failed", lines)
