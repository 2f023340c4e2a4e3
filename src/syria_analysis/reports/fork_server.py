"""The process that forks others: what it imports, and what it does until its owner is gone.

It runs one thread and opens no file whose position its children would share. The owner's side is
`forks.ForkServer`; they speak in JSON over a pair of sockets.
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
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = [
    "FIGURE_MODULES",
    "KERNEL_MODULES",
    "PAGE_MODULES",
    "CannotFork",
    "Job",
    "check_process",
    "die_with",
    "main",
    "receive",
    "send",
    "serve",
]

KERNEL_MODULES = (
    *("geopandas", "cartopy.mpl.geoaxes", "networkx", "pyproj", "shapely"),
    *(f"matplotlib.backends.backend_{name}" for name in ("agg", "svg")),
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "tornado.platform.asyncio"),
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.extensions.storemagic"),
    *("syria_analysis.api", "syria_analysis.figures.maps", "syria_analysis.figures.stakes"),
    *(
        f"syria_analysis.reports.{name}"
        for name in ("drawing", "parameters", "provenance", "tables", "trust_tables")
    ),
)
"""What a server of kernels imports. What is missing is imported by whoever needs it."""

FIGURE_MODULES = ("matplotlib.backends.backend_pdf", "fontTools.subset", "PIL.PngImagePlugin")
"""What drawing a figure's files needs besides: imported when nobody asks for anything."""

PAGE_MODULES = (
    "syria_analysis.reports.notebook_format",
    *("papermill", "typst", "pypandoc"),
    *(
        f"syria_analysis.reports.{name}"
        for name in ("build", "execute", "engine", "kernel", "exporters", "html", "pdf")
    ),
)
"""What a server of whole reports imports besides."""

Job = Callable[[], object]

_PREAD = ("proj.db",)  # files that are read by position, so that a fork may share them
_PR_SET_PDEATHSIG = 1


class CannotFork(Exception):
    """There is no forking here; the reason is for logs, not for users."""


def main(handle: int, pages: bool) -> None:
    """Be a server: import, then fork whatever is asked for.

    Parameters
    ----------
    handle : int
        File descriptor of the channel to the owner.
    pages : bool
        Whether to import also what sets pages.
    """
    channel = socket.socket(fileno=handle)
    owner = select.poll()
    owner.register(channel, 0)  # no more than whether the other end is closed
    gc.disable()  # what is imported stays: looking through it for waste takes a sixth of the time
    for name in (*KERNEL_MODULES, *((*FIGURE_MODULES, *PAGE_MODULES) if pages else ())):
        if owner.poll(0):
            return  # it was killed while this process was importing
        _import(name)
    gc.enable()
    serve(channel, () if pages else FIGURE_MODULES)()


def _import(name: str) -> None:
    with contextlib.suppress(Exception):  # whoever needs it will tell what is wrong
        importlib.import_module(name)


def serve(channel: socket.socket, later: Sequence[str] = ()) -> Job:
    """Fork what the owner asks for, until it is gone.

    Parameters
    ----------
    channel : socket.socket
        The server's end.
    later : sequence of str
        Modules to import while nobody asks for anything.

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
    waiting = list(later)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        poll = select.poll()
        for handle in (channel.fileno(), *children):
            poll.register(handle, select.POLLIN)
        ready = {handle for handle, _ in poll.poll(0 if waiting else None)}
        if not ready:
            _import(waiting.pop(0))
            continue
        try:
            for handle in ready & set(children):
                pid = children.pop(handle)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                os.close(handle)
                send(channel, {"ended": pid, "code": code})
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
    request, fds = receive(channel)
    if "signal" in request:
        if request["signal"] in children.values():
            _signal(request["signal"], request["number"])
    elif "call" in request:
        with contextlib.suppress(Exception):  # the report itself will tell what is wrong
            _function(request["call"])(*request["arguments"])
    else:
        try:
            check_process(fds)
        except CannotFork as error:
            for fd in fds:
                os.close(fd)
            send(channel, {"started": None, "why": str(error)})
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
        send(channel, {"started": pid})
    return None


def _become(request: Mapping[str, Any], fds: Sequence[int], parent: int) -> Job:
    """Make a forked process one of its own."""
    os.setsid()
    die_with(parent)
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


def check_process(passed: Sequence[int] = ()) -> None:
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


def die_with(parent: int) -> None:
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


def send(channel: socket.socket, message: Mapping[str, Any], fds: Sequence[int] = ()) -> None:
    """Send a message, and open files with it."""
    text = json.dumps(message).encode()
    socket.send_fds(channel, [struct.pack("!Q", len(text))], list(fds))
    channel.sendall(text)


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Receive a message, and the files sent with it; ConnectionResetError at the end."""
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
