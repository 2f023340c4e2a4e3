"""Figures drawn beside the kernel: the notebook goes on while a forked process draws.

A figure is needed as SVG at once, for the page. Its PDF and its large PNG are only files in the
report's folder, and take longest to draw. Where there is a `ForkServer`, a kernel leaves them as a
pickled figure; the process that runs the notebook has each drawn by a process of its own. The
bytes are those that the kernel would have drawn. The reports of a batch share what they draw: the
eve of the offensive is the same map in all of them.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import pickle
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from syria_analysis.errors import OutputNotWritable
from syria_analysis.package.atomic import atomic_write
from syria_analysis.package.environment import environment
from syria_analysis.reports.blocks import MIME
from syria_analysis.reports.forks import CannotFork, Forked, ForkServer
from syria_analysis.reports.locks import scratch_folder

__all__ = [
    "LATER_VARIABLE",
    "SHARED_VARIABLE",
    "Drawings",
    "draw",
    "leave",
    "may_leave",
    "on_screen",
    "picture",
    "put_in",
    "shared_drawings",
]

LATER_VARIABLE = "SYRIA_ANALYSIS_DRAW_LATER"
"""Environment variable: ``1`` where somebody draws what a kernel leaves."""

SHARED_VARIABLE = "SYRIA_ANALYSIS_DRAWN"
"""Environment variable: a folder in which several reports share what they have drawn."""

LATER = ("pdf", "png")
"""The formats that are left."""

_LEFT = ".drawing"
_SMALL = ".small"


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


def draw(folder: str) -> None:
    """Draw the figures that were left in a folder, one after the other, until none is left.

    Parameters
    ----------
    folder : str
        Folder of `leave`.
    """
    while left := _left(Path(folder)):
        _draw_one(left[0])
        left[0].unlink()


def _draw_one(left: Path) -> None:
    import matplotlib as mpl  # only here: most often nothing is left for who asks last

    from syria_analysis.figures.style import register_fonts

    illustration, settings = pickle.loads(left.read_bytes())
    files = [*(left.with_suffix(f".{kind}") for kind in LATER), left.with_suffix(_SMALL)]
    # The same SVG, dots and settings make the same files.
    told = f"{illustration.sheet.dpi}{sorted(map(str, settings.items()))}".encode()
    key = hashlib.sha256(left.with_suffix(".svg").read_bytes() + told).hexdigest()
    if _taken(files, key):
        return
    register_fonts()
    with mpl.rc_context(settings):
        illustration.save(left.parent, LATER)
    files[-1].write_bytes(on_screen(left.with_suffix(".png")))
    _give(files, key)


def _taken(files: list[Path], key: str) -> bool:
    """Copy what another report has drawn, if it has."""
    shared = os.environ.get(SHARED_VARIABLE)
    if not shared:
        return False
    try:
        for file in files:
            shutil.copyfile(Path(shared) / f"{key}{file.suffix}", file)
    except OSError:
        return False
    return True


def _give(files: list[Path], key: str) -> None:
    """Lay what was drawn where other reports find it, each file whole."""
    shared = os.environ.get(SHARED_VARIABLE)
    if shared:
        with contextlib.suppress(OutputNotWritable):  # only to save time
            for file in files:
                with atomic_write(Path(shared) / f"{key}{file.suffix}") as scratch:
                    shutil.copyfile(file, scratch)


@contextlib.contextmanager
def shared_drawings() -> Iterator[None]:
    """Have the reports made meanwhile share what they draw, in a private folder.

    Yields
    ------
    None
        While it is so.
    """
    with scratch_folder("sa-drawn-") as folder, environment(**{SHARED_VARIABLE: str(folder)}):
        yield


def _left(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{_LEFT}"))


def on_screen(path: Path) -> bytes:
    """Make a figure's large PNG one to look at in a notebook: half as wide, 150 dpi.

    Parameters
    ----------
    path : pathlib.Path
        The PNG, of 300 dpi.

    Returns
    -------
    bytes
        The smaller PNG.
    """
    from PIL import Image

    stream = io.BytesIO()
    with Image.open(path, formats=["PNG"]) as large:
        large.convert("RGB").reduce(2).save(stream, "PNG")
    return stream.getvalue()


def picture(small: bytes, alt: str) -> tuple[str, dict[str, Any]]:
    """Say how a notebook shows a PNG of `on_screen`.

    Parameters
    ----------
    small : bytes
        The PNG.
    alt : str
        Alt text.

    Returns
    -------
    str
        The PNG in base 64.
    dict
        Metadata of the output that shows it, 100 CSS pixels an inch.
    """
    width = int.from_bytes(small[16:20], "big")  # of the header
    metadata = {"image/png": {"alt": alt, "width": round(width * 2 / 3)}}
    return base64.b64encode(small).decode("ascii"), metadata


def put_in(notebook: Any, folder: Path) -> None:
    """Show in an executed notebook the figures that were drawn beside its kernel.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place.
    folder : pathlib.Path
        Where the figures lie.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            block = data.get(MIME, {})
            if block.get("type") == "figure" and "image/png" not in data:
                path = folder / f"{block['name']}{_SMALL}"
                if path.is_file():
                    shown = picture(path.read_bytes(), block["alt"])
                    data["image/png"], output["metadata"] = shown
                    path.unlink()


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
        self._drawing: Forked | None = None

    def start(self) -> None:
        """Have drawn what has been left, by one process: after a figure it knows its fonts."""
        busy = self._drawing is not None and self._drawing.poll() is None
        if self.server is not None and not busy and _left(self.folder):
            with contextlib.suppress(CannotFork):
                self._drawing = self.server.fork(f"{__name__}:draw", str(self.folder))

    def stop(self) -> None:
        """End what is still being drawn: the folder may be about to go."""
        if self._drawing is not None and self._drawing.poll() is None:
            self._drawing.kill()
            self._drawing.wait()

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
        if self._drawing is not None:
            try:
                self._drawing.wait(max(seconds, 0))
            except subprocess.TimeoutExpired:
                self._drawing.kill()
                raise TimeoutError("the figures were not drawn in time") from None
        draw(str(self.folder))
