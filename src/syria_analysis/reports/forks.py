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
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

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

MODULES = (
    *("geopandas", "cartopy.crs", "networkx", "pyproj", "scipy.spatial", "shapely"),
    *(f"matplotlib.backends.backend_{name}" for name in ("agg", "pdf", "svg")),
    *("fontTools.subset", "PIL.PngImagePlugin"),
    *("IPython", "ipykernel.kernelapp", "ipykernel.ipkernel", "papermill", "typst", "pypandoc"),
    *("syria_analysis", "syria_analysis.figures.maps", "syria_analysis.published"),
    *(
        f"syria_analysis.reports.{name}"
        for name in ("build", "execute", "exporters", "page", "pdf")
    ),
    *(f"syria_analysis.reports.{name}" for name in ("checks", "shelf", "tables")),
)
"""What the server imports. What is missing is imported by whoever needs it."""

Job = Callable[[], object]

_PREAD = ("proj.db",)  # files that are read by position, so that a fork may share them
_PATIENCE = 120.0  # seconds until the server is taken for stuck
_PR_SET_PDEATHSIG = 1


class CannotFork(Exception):
    """There is no forking here; the reason is for logs, not for users."""


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
    """

    def __init__(self, channel: socket.socket, end: Callable[[], object], pid: int) -> None:
        self.pid = pid
        self._channel = channel
        self._end = end
        self._codes: dict[int, int] = {}
        self._lock = threading.RLock()
        self._lost = False

    @classmethod
    def start(cls) -> ForkServer:
        """Start a server, which imports while the caller goes on.

        Raises
        ------
        CannotFork
            If there is no forking here.
        """
        _check_system()
        ours, theirs = socket.socketpair()
        with theirs:
            command = f"import syria_analysis.reports.forks as f; f.main({theirs.fileno()})"
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", command],
                pass_fds=(theirs.fileno(),),
                env={"PYTHONHASHSEED": "0", **os.environ, **SINGLE_THREADED},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # the terminal's Ctrl-C is the owner's to handle
            )
        return cls(ours, process.wait, process.pid)

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
        _check_process()
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            theirs.close()
            return cls(ours, lambda: os.waitpid(pid, 0), pid), None
        ours.close()
        _die_with(parent)
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
            "umask": _umask(),
        }
        with contextlib.ExitStack() as opened, self._lock:
            nothing = os.open(os.devnull, os.O_WRONLY)
            opened.callback(os.close, nothing)
            self._send(request, [nothing if fd is None else fd for fd in (output, errors)])
            answer = self._await("started")
        if answer.get("started") is None:
            raise CannotFork(answer.get("why", "no reason given"))
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
                    self._end()

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *about: object) -> None:
        self.close()

    def _send(self, message: Mapping[str, Any], fds: Sequence[int] = ()) -> None:
        try:
            if self._lost:
                raise OSError("the server is closed")
            _send(self._channel, message, fds)
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
            message, _ = _receive(self._channel)
        except OSError as error:
            self._lost = True
            raise CannotFork(f"the server is gone: {error}") from None
        if "ended" in message:
            self._codes[message["ended"]] = message["code"]
        return message


def main(handle: int) -> None:
    """Be a server: import, then fork whatever is asked for.

    Parameters
    ----------
    handle : int
        File descriptor of the channel to the owner.
    """
    channel = socket.socket(fileno=handle)
    owner = select.poll()
    owner.register(channel, 0)  # no more than whether the other end is closed
    for name in MODULES:
        if owner.poll(0):
            return  # it was killed while this process was importing
        with contextlib.suppress(Exception):  # whoever needs it will tell what is wrong
            importlib.import_module(name)
    serve(channel)()


def serve(channel: socket.socket) -> Job:
    """Fork what the owner asks for, until it is gone.

    Parameters
    ----------
    channel : socket.socket
        The server's end.

    Returns
    -------
    callable
        In a forked process: its job. In the server it never returns.

    Raises
    ------
    SystemExit
        When the owner has closed its end; everything forked has been killed.
    """
    children: dict[int, int] = {}  # process id by process handle
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        poll = select.poll()
        for handle in (channel.fileno(), *children):
            poll.register(handle, select.POLLIN)
        ready = {handle for handle, _ in poll.poll()}
        try:
            for handle in ready & set(children):
                pid = children.pop(handle)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                os.close(handle)
                _send(channel, {"ended": pid, "code": code})
            if channel.fileno() in ready:
                job = _answer(channel, children)
                if job is not None:
                    return job
        except OSError:
            for pid in children.values():
                _signal(pid, signal.SIGKILL)
            raise SystemExit(0) from None


def _answer(channel: socket.socket, children: dict[int, int]) -> Job | None:
    """Do what the owner asks; only a forked process gets a job."""
    request, fds = _receive(channel)
    if "signal" in request:
        if request["signal"] in children.values():
            _signal(request["signal"], request["number"])
    elif "call" in request:
        with contextlib.suppress(Exception):  # the report itself will tell what is wrong
            _function(request["call"])(*request["arguments"])
    else:
        try:
            _check_process(fds)
        except CannotFork as error:
            for fd in fds:
                os.close(fd)
            _send(channel, {"started": None, "why": str(error)})
            return None
        gc.collect()
        gc.freeze()  # what all share is left alone by their collectors, and so stays shared
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            channel.close()
            for handle in children:
                os.close(handle)
            return _become(request, fds, parent)
        for fd in fds:
            os.close(fd)
        children[os.pidfd_open(pid)] = pid
        _send(channel, {"started": pid})
    return None


def _become(request: Mapping[str, Any], fds: Sequence[int], parent: int) -> Job:
    """Make a forked process one of its own."""
    os.setsid()
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for n, fd in enumerate((nothing, *fds)):
        os.dup2(fd, n)
        os.close(fd)
    os.umask(request["umask"])
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # the standard library's generator seeds itself
    arguments = request["arguments"]
    return lambda: _function(request["fork"])(*arguments)


def _function(name: str) -> Callable[..., object]:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _check_system() -> None:
    if os.environ.get(FORK_VARIABLE, "") == "0":
        raise CannotFork(f"{FORK_VARIABLE} is 0")
    if not sys.platform.startswith("linux") or not hasattr(os, "pidfd_open"):
        raise CannotFork("the system is not Linux")
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        raise CannotFork(f"the system has no process handles: {error}") from None


def _check_process(passed: Sequence[int] = ()) -> None:
    """Refuse to fork a process of several threads, or with files whose position is shared."""
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads > 1:
        raise CannotFork(f"the process has {threads} threads")
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            handle, path = int(entry.name), str(entry.readlink())
            if (
                handle > 2
                and handle not in passed
                and stat.S_ISREG(os.fstat(handle).st_mode)
                and not path.endswith(_PREAD)
            ):
                raise CannotFork(f"{path} is open")


def _die_with(parent: int) -> None:
    """Have the system kill this process when its parent, which runs one thread, ends."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _signal(pid: int, number: int) -> None:
    for send in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            send(pid, number)
            return


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _send(channel: socket.socket, message: Mapping[str, Any], fds: Sequence[int] = ()) -> None:
    text = json.dumps(message).encode()
    socket.send_fds(channel, [struct.pack("!Q", len(text))], list(fds))
    channel.sendall(text)


def _receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    head, fds, _, _ = socket.recv_fds(channel, 8, 4)
    head += _exactly(channel, 8 - len(head)) if head else b""
    if not head:
        raise ConnectionResetError("the other side has closed")
    (length,) = struct.unpack("!Q", head)
    for fd in fds:
        os.set_inheritable(fd, False)
    return json.loads(_exactly(channel, length)), fds


def _exactly(channel: socket.socket, length: int) -> bytes:
    parts = []
    while length:
        part = channel.recv(min(length, 1 << 20))
        if not part:
            raise ConnectionResetError("the other side has closed")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
