"""Figures drawn beside the kernel: the notebook goes on while a forked process draws.

A figure is needed as SVG at once, for the page. Its PDF and its large PNG are only files in the
report's folder, and take longest to draw. Where there is a `ForkServer`, a kernel leaves them as a
pickled figure; the process that runs the notebook has each drawn by a process of its own. The
bytes are those that the kernel would have drawn.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import time
from pathlib import Path
from typing import Any

from .forks import CannotFork, Forked, ForkServer

__all__ = ["LATER_VARIABLE", "Drawings", "draw", "leave", "may_leave"]

LATER_VARIABLE = "SYRIA_ANALYSIS_DRAW_LATER"
"""Environment variable: ``1`` where somebody draws what a kernel leaves."""

LATER = ("pdf", "png")
"""The formats that are left."""

_LEFT = ".drawing"


def may_leave() -> bool:
    """Say whether somebody draws what is left."""
    return os.environ.get(LATER_VARIABLE) == "1"


def leave(illustration: Any, folder: Path) -> None:
    """Leave a figure to be drawn by another process.

    Parameters
    ----------
    illustration : Illustration
        The figure.
    folder : pathlib.Path
        Where its files are to lie.
    """
    import matplotlib as mpl

    settings = {k: v for k, v in mpl.rcParams.items() if not k.startswith("backend")}
    path = folder / f"{illustration.name}{_LEFT}"
    scratch = path.with_suffix(".tmp")
    scratch.write_bytes(pickle.dumps((illustration, settings)))
    scratch.replace(path)


def draw(path: str) -> None:
    """Draw a figure that was left, and remove what was left of it.

    Parameters
    ----------
    path : str
        File of `leave`.
    """
    import matplotlib as mpl

    from syria_analysis.figures.style import register_fonts

    left = Path(path)
    illustration, settings = pickle.loads(left.read_bytes())
    register_fonts()
    with mpl.rc_context(settings):
        illustration.save(left.parent, LATER)
    left.unlink()


class Drawings:
    """The figures of one report that are drawn beside its kernel.

    Parameters
    ----------
    folder : pathlib.Path
        Where kernels leave them.
    server : ForkServer or None
        Without it a kernel must leave none.
    """

    def __init__(self, folder: Path, server: ForkServer | None) -> None:
        self.folder, self.server = folder, server
        self._drawn: dict[Path, Forked | None] = {}

    def __enter__(self) -> Drawings:
        return self

    def __exit__(self, kind: object, *about: object) -> None:
        if kind is not None:  # the folder is about to go
            for process in self._drawn.values():
                if process is not None:
                    process.kill()
                    process.wait()

    def start(self) -> None:
        """Have drawn what has been left since the last call."""
        for path in sorted(self.folder.glob(f"*{_LEFT}")):
            if path not in self._drawn and self.server is not None:
                try:
                    self._drawn[path] = self.server.fork(f"{__name__}:draw", str(path))
                except CannotFork:
                    self._drawn[path] = None

    def finish(self, seconds: float) -> None:
        """Wait for all; draw here what could not be drawn there, whose error is then told.

        Parameters
        ----------
        seconds : float
            How long to wait in all.

        Raises
        ------
        TimeoutError
            If they are not drawn by then.
        """
        self.start()
        end = time.monotonic() + seconds
        for process in self._drawn.values():
            if process is not None:
                try:
                    process.wait(max(end - time.monotonic(), 0))
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise TimeoutError("the figures were not drawn in time") from None
        for path in sorted(self.folder.glob(f"*{_LEFT}")):
            draw(str(path))
