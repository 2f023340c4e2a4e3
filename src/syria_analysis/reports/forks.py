"""Processes forked from one that has already imported what a report needs.

Importing the libraries takes longer than most reports take to compute. A `ForkServer` is a process
that has imported them and does nothing else; each process it forks is a fresh one: nothing that
happens in it reaches the server or another. The server runs one thread, opens no file whose
position its children would share, and ends with its owner, as its children end with it.

There is forking on Linux alone. Elsewhere, or if ``SYRIA_ANALYSIS_FORK=0`` is set, whoever asks for
a server is told so by `CannotFork`, and starts a process in the usual way.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from syria_analysis.package.atomic import umask
from syria_analysis.reports.fork_server import (
    CannotFork,
    Job,
    check_process,
    die_with,
    receive,
    send,
    serve,
)

__all__ = ["FORK_VARIABLE", "SINGLE_THREADED", "CannotFork", "ForkServer", "Forked"]

FORK_VARIABLE = "SYRIA_ANALYSIS_FORK"
"""Environment variable: ``0`` has every process started in the usual way."""

SINGLE_THREADED = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""Settings that keep libraries from starting threads; every kernel has them, so that its numbers
do not hang on the number of cores."""

_PATIENCE = 120.0  # seconds until the server is taken for stuck


class Forked:
    """A process forked by a server, with the methods of `subprocess.Popen` that are needed."""

    stdin = stdout = stderr = None

    def __init__(self, server: ForkServer, pid: int) -> None:
        self.server = server
        self.pid = pid

    def poll(self) -> int | None:
        """Give the exit code, negative for a signal; None while the process runs."""
        return self.server.code(self.pid)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the process."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() >= end:
                raise subprocess.TimeoutExpired("forked process", timeout or 0)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the process and those that it started."""
        self.server.signal(self.pid, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)


class ForkServer:
    """The owner's side of a server; made by `start` or `split`.

    Parameters
    ----------
    channel : socket.socket
        The owner's end; the server ends when it is closed, on purpose or by the owner's death.
    end : callable
        Waits for the server process to end.
    pid : int
        The server process.
    kill : callable, optional
        Ends it at once, though it is importing.
    """

    def __init__(
        self,
        channel: socket.socket,
        end: Callable[[], object],
        pid: int,
        kill: Callable[[], object] | None = None,
    ) -> None:
        self.pid = pid
        self._kill = kill
        self._channel = channel
        self._end = end
        self._codes: dict[int, int] = {}
        self._lock = threading.RLock()
        self._lost = False

    @classmethod
    def start(cls, pages: bool = False) -> ForkServer:
        """Start a server, which imports while the caller goes on.

        Parameters
        ----------
        pages : bool
            Whether whole reports are to be made in its forks, not only notebooks run.

        Raises
        ------
        CannotFork
            If there is no forking here.
        """
        _check_system()
        ours, theirs = socket.socketpair()
        with theirs:
            command = (
                "import syria_analysis.reports.fork_server as server; "
                f"server.main({theirs.fileno()}, {pages})"
            )
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", command],
                pass_fds=(theirs.fileno(),),
                env={"PYTHONHASHSEED": "0", **os.environ, **SINGLE_THREADED},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # the terminal's Ctrl-C is the owner's to handle
            )
        return cls(ours, process.wait, process.pid, process.kill)

    @classmethod
    def split(cls) -> tuple[ForkServer | None, Job | None]:
        """Fork a server off this process, which runs one thread and has imported everything.

        Returns
        -------
        ForkServer or None
            In the process that called.
        callable or None
            What to do, in every process that the new server forks: return it to the outermost
            caller and call it there.

        Raises
        ------
        CannotFork
            If there is no forking here.
        """
        _check_system()
        check_process()
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            theirs.close()
            return cls(ours, lambda: os.waitpid(pid, 0), pid), None
        ours.close()
        die_with(parent)
        with open(os.devnull, "r+b") as nothing:  # noqa: PTH123
            for n in range(3):
                os.dup2(nothing.fileno(), n)
        return None, serve(theirs)

    def call(self, function: str, *arguments: Any) -> None:
        """Have the server itself call a function, such as one that fills a cache.

        Parameters
        ----------
        function : str
            ``module:name``.
        *arguments : object
            What JSON can say.

        Notes
        -----
        The caller does not wait, and an error is passed over.
        """
        with self._lock, contextlib.suppress(CannotFork):
            self._send({"call": function, "arguments": arguments})

    def fork(
        self,
        function: str,
        *arguments: Any,
        environment: Mapping[str, str] | None = None,
        folder: str | Path = "/",
        output: int | None = None,
        errors: int | None = None,
    ) -> Forked:
        """Start a process that calls a function and ends.

        Parameters
        ----------
        function : str
            ``module:name``.
        *arguments : object
            What JSON can say.
        environment : mapping, optional
            The whole environment of the process; this process's without it.
        folder : path
            Where it works.
        output, errors : int, optional
            File descriptors for what it prints; nowhere without them.

        Returns
        -------
        Forked

        Raises
        ------
        CannotFork
            If the server is gone or found that it must not fork.
        """
        request = {
            "fork": function,
            "arguments": arguments,
            "environment": dict(os.environ if environment is None else environment),
            "folder": str(folder),
            "umask": umask(),
        }
        with contextlib.ExitStack() as opened, self._lock:
            nothing = os.open(os.devnull, os.O_WRONLY)
            opened.callback(os.close, nothing)
            self._send(request, [nothing if fd is None else fd for fd in (output, errors)])
            answer = self._await("started")
        if answer.get("started") is None:
            raise CannotFork(answer.get("why", "no reason given"))
        self._kill = None
        return Forked(self, answer["started"])

    def code(self, pid: int) -> int | None:
        """Give the exit code of a forked process; None while it runs."""
        with self._lock:
            if pid not in self._codes:
                with contextlib.suppress(CannotFork):
                    while pid not in self._codes and self._waiting(0):
                        self._receive()
            return self._codes.get(pid, -signal.SIGKILL if self._lost else None)

    def signal(self, pid: int, number: int) -> None:
        """Send a signal to a forked process and its group, unless it has ended."""
        with self._lock, contextlib.suppress(CannotFork):
            self._send({"signal": pid, "number": number})

    def close(self) -> None:
        """End the server and all that it forked."""
        with self._lock:
            if not self._lost:
                self._lost = True
                with contextlib.suppress(OSError):
                    self._channel.shutdown(socket.SHUT_RDWR)
            if self._channel.fileno() >= 0:
                self._channel.close()
                with contextlib.suppress(OSError):
                    if self._kill is not None:  # it has forked nothing that is to be ended first
                        self._kill()
                    self._end()

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *about: object) -> None:
        self.close()

    def _send(self, message: Mapping[str, Any], fds: Sequence[int] = ()) -> None:
        try:
            if self._lost:
                raise OSError("the server is closed")
            send(self._channel, message, fds)
        except OSError as error:
            self._lost = True
            raise CannotFork(f"the server cannot be reached: {error}") from None

    def _await(self, key: str) -> dict[str, Any]:
        end = time.monotonic() + _PATIENCE
        while self._waiting(max(end - time.monotonic(), 0)):
            message = self._receive()
            if key in message:
                return message
        self._lost = True
        raise CannotFork("the server does not answer")

    def _waiting(self, timeout: float) -> bool:
        if self._lost:
            return False
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        return bool(poll.poll(timeout * 1000))

    def _receive(self) -> dict[str, Any]:
        try:
            message, _ = receive(self._channel)
        except OSError as error:
            self._lost = True
            raise CannotFork(f"the server is gone: {error}") from None
        if "ended" in message:
            self._codes[message["ended"]] = message["code"]
        return message


def _check_system() -> None:
    if os.environ.get(FORK_VARIABLE, "") == "0":
        raise CannotFork(f"{FORK_VARIABLE} is 0")
    if not sys.platform.startswith("linux") or not hasattr(os, "pidfd_open"):
        raise CannotFork("the system is not Linux")
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        raise CannotFork(f"the system has no process handles: {error}") from None
