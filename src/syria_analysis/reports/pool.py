"""Reports made by an executor, one report a job: the way of one report, of a batch, of a cluster.

The executor is a `concurrent.futures.ProcessPoolExecutor` whose processes are forked from a server
that has imported the libraries (`processes`), a fresh one for each report, so that memory does not
grow with their number; or any other executor, such as Dask's, whose workers do the same with each
report that they are given. A report that fails is told of and not tried again: that is for whoever
schedules runs, as `integrations.dagster` does. One whose process is killed, for want of memory say,
is made once more, alone.

The module imports little: a command that asks for one report leaves the imports to the server.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from syria_analysis.errors import ReportFailed, SyriaAnalysisError
from syria_analysis.package.plain_text import clean
from syria_analysis.reports.processes import CONTEXT, adopt, die_with, sweep_left, warm
from syria_analysis.reports.progress import Entry

__all__ = ["Task", "make", "make_all"]

_GRACE = 5.0  # seconds for a process to tidy up after an interruption
FILES = 256
"""Files that a process which makes reports must be let open: kernels take many."""
_PAUSE = 0.1  # seconds between two looks at how far the reports are

Step = Callable[[int, int, int, str], None]
"""Called with the number of a task, steps done, steps in all, and what is being done."""


@dataclass(frozen=True)
class Task:
    """A report to be made.

    Attributes
    ----------
    name : str
        Name of the report.
    given : mapping or tuple of str
        Its parameters, or ``name=value`` texts of them.
    output : pathlib.Path
        Folder of all reports.
    options : mapping
        Other arguments of `build_report`, or of `make_report` if texts are given.
    day : str
        The day it is about, for the record.
    anew : bool
        Whether to use nothing that the user's cache has kept.
    """

    name: str
    given: Mapping[str, Any] | tuple[str, ...]
    output: Path
    options: Mapping[str, Any]
    day: str = ""
    anew: bool = False


def make(task: Task, number: int = 0) -> Entry:
    """Make one report: the job of an executor.

    Parameters
    ----------
    task : Task
        The report.
    number : int
        Under which number its steps are told, if anybody listens.

    Returns
    -------
    Entry
        What became of it; no error is raised.
    """
    global _working
    start = time.monotonic()
    _say(number, 0, 0, "")
    _working = True
    about: dict[str, Any]
    try:
        if _unfit:
            raise RuntimeError("can't start new thread")
        from syria_analysis.package.cache import computed_anew
        from syria_analysis.package.names import names_told
        from syria_analysis.reports import build

        way: Any = build.make_report if isinstance(task.given, tuple) else build.build_report
        options = {**task.options, "progress": lambda *step: _say(number, *step)}
        with names_told(), computed_anew() if task.anew else contextlib.nullcontext():
            made = way(task.name, task.given, task.output, **options)
        about = {"status": made.status, "folder": str(made.folder)}
    except Exception as error:
        about = _failed(_told_of(task, error))
        about["error"].add_note(traceback.format_exc())
    finally:
        _working = False
    return Entry(task.day, seconds=round(time.monotonic() - start, 1), **about)


def _told_of(task: Task, error: Exception) -> SyriaAnalysisError:
    if isinstance(error, SyriaAnalysisError):
        return error
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        told = "the system starts no more processes or threads (ulimit -u)"
        return ReportFailed(f"{task.name}: {told}")
    if isinstance(error, CancelledError):
        return ReportFailed(f"{task.name}: called off, as when a Dask scheduler is lost")
    return ReportFailed(f"{task.name}: {type(error).__name__}: {clean(error)[:300]}")


def _failed(error: SyriaAnalysisError) -> dict[str, Any]:
    return {
        "status": "failed", "failure": str(error), "faults": error.faults, "error": error,
    }  # fmt: skip


def make_all(
    tasks: Sequence[Task],
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    step: Step = lambda *about: None,
    ended: Callable[[Entry], object] = lambda entry: None,
) -> list[Entry]:
    """Make reports; one that fails keeps no other from being made.

    Parameters
    ----------
    tasks : sequence of Task
        The reports.
    jobs : int
        How many to make at once, each in a process of its own on this machine.
    executor : concurrent.futures.Executor, optional
        Makes them instead, wherever it does; its workers see the same files.
    step : callable
        Called with every step of every report that this machine makes.
    ended : callable
        Called with what became of each report.

    Returns
    -------
    list of Entry
        In the order of the tasks.

    Raises
    ------
    KeyboardInterrupt
        If it was interrupted; finished reports are left, all that was started here has ended.
    """
    entries: dict[int, Entry] = {}

    def note(number: int, entry: Entry) -> None:
        entries[number] = entry
        ended(entry)

    if executor is not None:
        futures = {executor.submit(_apart, task): number for number, task in enumerate(tasks)}
        try:
            for future in as_completed(futures):
                number = futures[future]
                note(number, _entry(tasks[number], future))
        finally:
            for future in futures:
                future.cancel()
        return [entries[number] for number in range(len(tasks))]
    _open_files()
    killed: set[int] = set()
    while len(entries) < len(tasks):
        left = [number for number in range(len(tasks)) if number not in entries]
        alone = [number for number in left if number in killed][:1]
        started, broken = _in_processes(tasks, alone or left, jobs, step, note)
        again = started & broken or broken  # the others had not been started
        for number in again & killed:
            told = ReportFailed(f"{tasks[number].name}: the process that made it was killed")
            note(number, Entry(tasks[number].day, seconds=0.0, **_failed(told)))
        killed |= again
    return [entries[number] for number in range(len(tasks))]


def _apart(task: Task) -> Entry:
    """Make one report in a fresh process of the worker that was given it."""
    return make_all([task])[0]


def _open_files() -> None:
    """Have this process, and those it starts, be let open the files that reports take."""
    try:
        import resource
    except ImportError:  # no Unix: no such limit
        return
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY or allowed >= FILES:
        return
    if most != resource.RLIM_INFINITY and most < FILES:
        raise ReportFailed(
            f"a process may open {most} files here, and making reports takes {FILES}: "
            f"raise the limit (ulimit -n {FILES})"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, most))


def _entry(task: Task, future: Future[Entry]) -> Entry:
    try:
        return future.result()
    except Exception as error:
        return Entry(task.day, seconds=0.0, **_failed(_told_of(task, error)))


def _in_processes(
    tasks: Sequence[Task],
    numbers: Sequence[int],
    jobs: int,
    step: Step,
    note: Callable[[int, Entry], None],
) -> tuple[set[int], set[int]]:
    """Make reports until all are made or a process is killed: which were started, which remain."""
    started, broken = set(), set()
    with _executor(min(jobs, len(numbers))) as (pool, messages):
        futures = {pool.submit(make, tasks[number], number): number for number in numbers}
        while futures:
            done, _ = wait(futures, _PAUSE, FIRST_COMPLETED)
            for number, count, total, what in messages():
                started.add(number)
                if total:
                    step(number, count, total, what)
            for future in done:
                number = futures.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    broken.add(number)
                else:
                    note(number, _entry(tasks[number], future))
    return started, broken


@contextlib.contextmanager
def _executor(
    jobs: int,
) -> Iterator[tuple[Executor, Callable[[], Iterator[tuple[int, int, int, str]]]]]:
    """Give an executor of processes, and what tells the messages that they have sent."""
    warm()
    ours, theirs = CONTEXT.Pipe(duplex=False)
    alive, until = CONTEXT.Pipe(duplex=False)  # which nobody writes to

    def messages() -> Iterator[tuple[int, int, int, str]]:
        while ours.poll():
            yield json.loads(ours.recv_bytes())

    settings = (dict(os.environ), str(Path.cwd()))
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=CONTEXT,
        initializer=_begin,
        initargs=(*settings, alive, theirs),
        max_tasks_per_child=1,
    )
    with ours, theirs, alive:
        try:
            yield pool, messages
        except BaseException:
            until.close()  # has the processes at work tidy up and end
            pool.shutdown(cancel_futures=True)
            sweep_left()
            raise
        pool.shutdown()
        until.close()


_messages: Connection | None = None
_working = _unfit = False


def _begin(
    environment: Mapping[str, str], folder: str, alive: Connection, told: Connection
) -> None:
    """Begin a process of the executor; it ends when its owner is gone or says so."""
    global _messages, _unfit
    adopt(environment, folder)
    _messages = told
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _interrupted)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.close(nothing)
    try:
        die_with(alive, _GRACE)
    except RuntimeError:  # no thread to watch by: this process makes nothing
        _unfit = True


def _interrupted(number: int, frame: object) -> None:
    if not _working:  # nothing to tidy up
        os._exit(128 + number)
    if hasattr(signal, "setitimer"):
        # A process waits at its end for those it started. A kernel that nobody ends, as this came
        # while it began, ends only after it: then neither would.
        signal.setitimer(signal.ITIMER_REAL, _GRACE)
    raise SystemExit(128 + number)


def _say(*about: object) -> None:
    if _messages is not None:
        with contextlib.suppress(OSError):  # what is this short is written whole
            _messages.send_bytes(json.dumps(about).encode())
