"""One report of a batch, made in a process of its own: what runs there, and its owner's side."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from syria_analysis.errors import SyriaAnalysisError
from syria_analysis.reports.build import build_report
from syria_analysis.reports.forks import CannotFork, Forked, ForkServer, Job
from syria_analysis.reports.kernel_server import use_server
from syria_analysis.reports.progress import Entry
from syria_analysis.reports.text import clean

__all__ = ["Worker", "work"]


def work(name: str, values: dict[str, Any], output: str, options: Any) -> object:
    """Make one report and tell of it on standard output, in a process of its own.

    Parameters
    ----------
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

    for key in ("data", "notebooks", "shared"):
        options[key] = None if options.get(key) is None else Path(options[key])
    try:
        with use_server(server):
            made = build_report(
                name, values, output, progress=lambda *step: say(step=step), listed=False, **options
            )
        say(status=made.status, folder=str(made.folder))
    except Exception as error:
        ours = error if isinstance(error, SyriaAnalysisError) else None
        failure = str(error) if ours else f"{name}: {type(error).__name__}: {clean(error)[:300]}"
        faults = ours.faults if ours else ()
        say(status="failed", failure=failure, faults=faults, trace=traceback.format_exc())
    finally:
        if server is not None:
            server.close()
    return None


class Worker:
    """The owner's side of a process that makes one report.

    Parameters
    ----------
    server : ForkServer or None
        Without it the process is started in the usual way.
    day : str
        The day it is about.
    name, values, output, options
        For `build_report`.

    Attributes
    ----------
    entry : Entry or None
        What became of the report; None while it is being made.
    """

    def __init__(
        self,
        server: ForkServer | None,
        day: str,
        name: str,
        values: dict[str, Any],
        output: Path,
        options: Mapping[str, Any],
    ) -> None:
        self.day = day
        self.entry: Entry | None = None
        self._began = time.monotonic()
        self._rest = b""
        self._last: dict[str, Any] = {}
        told = {k: str(v) if isinstance(v, Path) else v for k, v in options.items()}
        arguments = (name, values, str(output), told)
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
            faults = tuple(told.pop("faults", ()))
            self.entry = Entry(self.day, seconds=seconds, faults=faults, **told)
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
        start_new_session=True,
    )


def _interrupted(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _code(code: int) -> str:
    if code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
