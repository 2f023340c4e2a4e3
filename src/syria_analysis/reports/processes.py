"""Processes of their own for reports, kernels and drawings: multiprocessing's server of forks.

Importing the libraries takes longer than much of what a report computes. The server has imported
them (`preload`); each process forked from it is a fresh one: nothing that happens in it reaches the
server or another. Where there is no such server (it serves on Linux alone), processes are spawned.
Every process here ends with the one that started it, however that ends.

The module imports little: a command that needs no more leaves the imports to the server.
"""

from __future__ import annotations

import contextlib
import importlib.util
import multiprocessing
import multiprocessing.connection
import multiprocessing.forkserver
import multiprocessing.util
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import types
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from syria_analysis.package.locks import owned_folder, sweep

__all__ = [
    "CONTEXT",
    "PREFIX",
    "SURROUNDINGS",
    "Started",
    "adopt",
    "die_with",
    "short_temporary",
    "start",
    "sweep_left",
    "warm",
]

SURROUNDINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MATPLOTLIBRC": str(
        Path(str(getattr(importlib.util.find_spec("matplotlib"), "origin", ""))).parent
        / "mpl-data"
        / "matplotlibrc"
    ),
}
"""Settings of every kernel: libraries start no threads, so that its numbers do not hang on the
number of cores, and what it draws not on the settings that the user has for matplotlib."""

PREFIX = "sa-kernel-"
"""How the folders of kernels and of the server start."""

PRELOAD = "syria_analysis.reports.preload"
"""What the server imports."""

LONGEST_SOCKET = 100  # bytes; the system allows 107 with the port number that follows

_METHOD = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")


class _Process(_METHOD.Process):  # type: ignore[name-defined,misc]
    """A process that does not import the user's script: that may have no guard for it."""

    @staticmethod
    def _Popen(process: Any) -> Any:  # noqa: N802
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return _METHOD.Process._Popen(process)  # type: ignore[attr-defined]
        finally:
            sys.modules["__main__"] = main


class _Context(type(_METHOD)):  # type: ignore[misc]
    Process = _Process


CONTEXT: BaseContext = _Context()
"""The context of multiprocessing in which `start` and the executors of reports start processes."""

_warming = threading.Lock()


def short_temporary() -> Path:
    """Give the temporary folder, or a shorter one if sockets in it would have too long a path."""
    parent = Path(tempfile.gettempdir())
    longest = parent / f"{PREFIX}00000000" / "pymp-00000000" / "listener-00000000"
    if len(os.fsencode(longest)) > LONGEST_SOCKET and Path("/tmp").is_dir():
        return Path("/tmp")
    return parent


def sweep_left() -> None:
    """Remove the folders of kernels and servers whose process was killed."""
    sweep(short_temporary(), f"{PREFIX}*")


def warm() -> None:
    """Start the server if there is none; it imports while the caller goes on.

    It ends with this process. What it is started with holds for all that is forked from it.
    """
    # A daemonic process, such as a worker of Dask's, may start none, lest they stay behind.
    # What is started here ends with it.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    if CONTEXT.get_start_method() == "forkserver":
        with _warming:  # several reports may be asked for at once
            _warm()


def _warm() -> None:
    server: Any = multiprocessing.forkserver._forkserver  # type: ignore[attr-defined]
    if server._forkserver_address is not None:
        if server._forkserver_pid is None:  # of the owner's server: Python would start another
            server.ensure_running = lambda: None
        return
    sweep_left()
    folder, _ = owned_folder(PREFIX, short_temporary())
    remove = {"args": (folder,), "kwargs": {"ignore_errors": True}}
    multiprocessing.util.Finalize(None, shutil.rmtree, **remove, exitpriority=-200)  # type: ignore
    multiprocessing.forkserver.set_forkserver_preload([PRELOAD])
    alone = {"PYTHONHASHSEED": "0", **os.environ, **SURROUNDINGS, "PYTHONSAFEPATH": "1"}
    with _environment(alone), _temporary(folder), _interrupts_ignored():
        multiprocessing.forkserver.ensure_running()


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[None]:
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Have what is started meanwhile ignore Ctrl-C from its first moment."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def start(
    function: Callable[..., object],
    *arguments: Any,
    environment: Mapping[str, str] | None = None,
    folder: str | Path | None = None,
    log: str | Path = os.devnull,
) -> Started:
    """Start a process that calls a function and ends, and that ends with this process.

    Parameters
    ----------
    function : callable
        Of a module, so that it can be named.
    *arguments : object
        What can be pickled.
    environment : mapping, optional
        The whole environment of the process; this process's without it.
    folder : path, optional
        Where it works; this process's folder without it.
    log : path
        File for what it prints.

    Returns
    -------
    Started
    """
    warm()
    variables = dict(os.environ if environment is None else environment)
    settings = (variables, str(folder or Path.cwd()), str(log))
    process = CONTEXT.Process(target=_begin, args=(settings, function, arguments))  # type: ignore
    process.start()
    return Started(process)


class Started:
    """A process that was started, with the methods of `subprocess.Popen` that are needed."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        """Give the exit code, negative for a signal; None while the process runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end of the process, or until some seconds have passed; see `poll`."""
        self._process.join(timeout)
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send a signal to the process and those that it started, unless it has ended."""
        if self.poll() is None and self.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                try:
                    os.killpg(self.pid, number)
                # It has not yet a group of its own, or is on Windows, which has none.
                except (ProcessLookupError, AttributeError):
                    os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)


def _begin(settings: Any, function: Callable[..., object], arguments: Any) -> None:
    """Make a new process one of its own and call its function."""
    environment, folder, log = settings
    adopt(environment, folder)
    owner = multiprocessing.parent_process()
    if owner is not None:
        die_with(owner.sentinel)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    server = sys.modules.get(PRELOAD)
    if server is not None:
        sys.path[:] = server.PATH  # nor is the folder of the owner's script among them
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in (1, 2):
        os.dup2(handle, number)
    os.close(handle)
    function(*arguments)


def adopt(environment: Mapping[str, str], folder: str) -> None:
    """Take environment and folder from the process that started this one; be no part of its group.

    Parameters
    ----------
    environment : mapping
        The whole environment.
    folder : str
        Where to work.
    """
    if hasattr(os, "setsid"):  # not on Windows
        os.setsid()
    sys.excepthook = sys.__excepthook__
    os.environ.clear()
    os.environ.update(environment)
    if hasattr(time, "tzset"):
        time.tzset()
    os.chdir(folder)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # the standard library's generator seeds itself


def die_with(sentinel: Any, grace: float = 0) -> None:
    """Have this process, and those it started, killed when something else closes or ends.

    Parameters
    ----------
    sentinel : object
        Of a process, or the end of a pipe: what `multiprocessing.connection.wait` takes.
    grace : float
        Seconds to tidy up: it is asked to end first.
    """

    def watch() -> None:
        multiprocessing.connection.wait([sentinel])
        if grace:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # nobody wants to know what breaks off
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(grace)
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        os._exit(1)  # on Windows, what this one started watches it in turn

    threading.Thread(target=watch, daemon=True).start()
