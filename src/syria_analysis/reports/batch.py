"""A report for each of many evenings: several at once, each in processes of its own.

A `ForkServer` imports once. Every report has a worker forked from it, which forks a server of its
own for the report's kernel before it does anything else; both end with the report, so memory does
not grow with the number of reports.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syria_analysis.dataset import load_dataset
from syria_analysis.errors import BadParameter, SyriaAnalysisError
from syria_analysis.resources import notebook_folder

from .build import build_report
from .forks import FORK_VARIABLE, CannotFork, Forked, ForkServer, Job
from .kernel import forked_kernels, sweep_kernels
from .parameters import read_parameters, resolve
from .progress import BatchProgress
from .request import prepare, read_notebook
from .rules import check_rules
from .text import clean

__all__ = ["Entry", "Plan", "make_batch", "plan_batch", "warm", "work"]

DAY_PARAMETERS = ("date", "last")
"""Parameters that a batch gives a day: of an evening, or of the last of several."""

_GRACE = 5.0  # seconds for workers to tidy up after an interruption


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
    """

    date: str
    status: str
    seconds: float
    folder: str | None = None
    failure: str | None = None


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
    notebook, _ = read_notebook(name, notebook_folder() if notebooks is None else notebooks)
    declared = read_parameters(notebook)
    parameter = next((p for p in DAY_PARAMETERS if p in {d.name for d in declared}), None)
    if parameter is None:
        raise BadParameter(f"the report {name} has no parameter date or last: no batch of it")
    if parameter in values:
        raise BadParameter(f"parameter {parameter!r} takes each day from --from to --to")
    resolve(declared, values)  # a wrong name is found without reading the data
    dataset = load_dataset(data)
    start, end = dataset.day(first), dataset.day(last)
    if start > end:
        raise BadParameter(f"--from {start} must not be later than --to {end}")
    days = [day.isoformat() for day in dataset.days if start <= day <= end]
    request = prepare(name, {**values, parameter: days[0]}, data=data, notebooks=notebooks)
    rules = notebook.metadata.get("syria_analysis", {}).get("rules", ())
    for day in days[1:]:
        try:
            check_rules(rules, resolve(declared, {**values, parameter: day}, dataset), dataset)
        except SyriaAnalysisError as error:
            raise type(error)(f"{day}: {error}") from None
    return Plan(name, parameter, tuple(days), values, request.data, notebooks)


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
    with _server(plan) as server:
        running: list[_Worker] = []
        waiting = list(plan.days)
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    running.append(_Worker(server, plan, waiting.pop(0), output, options))
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
    return [entries[day] for day in plan.days]


def warm(data: str | None) -> None:
    """Fill the caches that all reports of a batch share, in the server (it calls this).

    Parameters
    ----------
    data : str or None
        Folder of another data package.
    """
    from syria_analysis.fonts import font_css
    from syria_analysis.tessellation import tessellate

    tessellate(load_dataset(data))
    font_css()


def work(day: str, name: str, values: dict[str, Any], output: str, options: Any) -> object:
    """Make one report and tell of it on standard output, in a process of its own.

    Parameters
    ----------
    day : str
        For messages.
    name, values, output, options
        For `build_report`.

    Returns
    -------
    object
        Nothing of use; in a kernel's process what the kernel gives.
    """
    server: ForkServer | None = None
    job: Job | None = None
    told = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # nothing else is to print where the messages go
    with contextlib.suppress(CannotFork):
        server, job = ForkServer.split()
    if job is not None:
        told.close()
        return job()
    signal.signal(signal.SIGTERM, _interrupted)

    def say(**message: object) -> None:
        with contextlib.suppress(BrokenPipeError):
            told.write(json.dumps(message) + "\n")

    for key in ("data", "notebooks"):
        options[key] = None if options[key] is None else Path(options[key])
    try:
        with forked_kernels(server):
            made = build_report(
                name, values, output, progress=lambda *step: say(step=step), **options
            )
        say(status=made.status, folder=str(made.folder))
    except SyriaAnalysisError as error:
        say(status="failed", failure=str(error))
    except Exception as error:
        say(status="failed", failure=f"{name}: {type(error).__name__}: {clean(error)[:300]}")
    finally:
        if server is not None:
            server.close()
    return None


class _Worker:
    """The owner's side of a process that makes one report."""

    def __init__(
        self,
        server: ForkServer | None,
        plan: Plan,
        day: str,
        output: Path,
        options: Mapping[str, Any],
    ) -> None:
        self.day = day
        self.entry: Entry | None = None
        self._began = time.monotonic()
        self._rest = b""
        self._last: dict[str, Any] = {}
        folders = {"data": plan.data, "notebooks": plan.notebooks}
        told = {k: None if v is None else str(v) for k, v in folders.items()}
        values = {**plan.values, plan.parameter: day}
        arguments = (day, plan.name, values, str(output), {**options, **told})
        self.pipe, theirs = os.pipe()
        os.set_blocking(self.pipe, False)
        try:
            self.process = _process(server, arguments, theirs)
        finally:
            os.close(theirs)

    def steps(self) -> Iterator[tuple[int, int, str]]:
        """Read what the process has told; note its end."""
        ended = self.process.poll()
        for message in self._messages():
            if "step" in message:
                yield tuple(message["step"])  # type: ignore[misc]
            else:
                self._last = message
        if ended is not None:
            seconds = round(time.monotonic() - self._began, 1)
            told = self._last or {
                "status": "failed",
                "failure": f"the process that made it ended with {_code(ended)}",
            }
            self.entry = Entry(self.day, seconds=seconds, **told)
            self.close()

    def stop(self) -> None:
        """Ask the process to undo what is unfinished, and end."""
        self.process.terminate()

    def close(self) -> None:
        """Close the pipe."""
        if self.pipe >= 0:
            os.close(self.pipe)
            self.pipe = -1

    def _messages(self) -> Iterator[dict[str, Any]]:
        with contextlib.suppress(BlockingIOError):
            while part := os.read(self.pipe, 1 << 16):
                self._rest += part
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            yield json.loads(line)


@contextlib.contextmanager
def _server(plan: Plan) -> Iterator[ForkServer | None]:
    """Start a server that has imported and computed what the reports share, if it can be had."""
    try:
        server = ForkServer.start()
    except CannotFork:
        yield None
        return
    with server:
        server.call(f"{__name__}:warm", None if plan.data is None else str(plan.data))
        yield server


def _process(
    server: ForkServer | None, arguments: tuple[Any, ...], told: int
) -> Forked | subprocess.Popen[bytes]:
    if server is not None:
        with contextlib.suppress(CannotFork):
            return server.fork(f"{__name__}:work", *arguments, folder=Path.cwd(), output=told)
    program = f"import json, sys; from {__name__} import work; work(*json.loads(sys.argv[1]))"
    return subprocess.Popen(
        [sys.executable, "-P", "-c", program, json.dumps(arguments)],
        stdin=subprocess.DEVNULL,
        stdout=told,
        stderr=subprocess.DEVNULL,
        env={**os.environ, FORK_VARIABLE: "0"},
        start_new_session=True,
    )


def _await(workers: list[_Worker]) -> None:
    """Wait until a worker has something to say, or a while."""
    select.select([w.pipe for w in workers], [], [], 0.2)
    time.sleep(0.01)  # a few messages at once


def _stop(workers: list[_Worker]) -> None:
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


def _interrupted(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _code(code: int) -> str:
    if code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
