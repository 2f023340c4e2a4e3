"""Which server this process forks its kernels from, and its drawing.

It imports little, so that a command can have a server import the libraries while it does itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from syria_analysis.reports.forks import CannotFork, ForkServer

__all__ = ["current_server", "ensure_server", "use_server"]

_server: ForkServer | None = None
_settled = False  # whether that is so because somebody said so


def current_server() -> ForkServer | None:
    """Give the server that kernels are forked from; None if they are started anew."""
    return _server


@contextlib.contextmanager
def use_server(server: ForkServer | None) -> Iterator[None]:
    """Have this process's kernels forked from a server.

    Parameters
    ----------
    server : ForkServer or None
        None: kernels are started anew, and `ensure_server` starts none.

    Yields
    ------
    None
        While it is so.
    """
    global _server, _settled
    before = _server, _settled
    _server, _settled = server, True
    try:
        yield
    finally:
        _server, _settled = before


@contextlib.contextmanager
def ensure_server() -> Iterator[None]:
    """Have kernels forked from a server started for it, unless there is one, or none can be had."""
    with contextlib.ExitStack() as stack:
        if not _settled:
            with contextlib.suppress(CannotFork):
                server = stack.enter_context(ForkServer.start())
                stack.enter_context(use_server(server))
        yield
