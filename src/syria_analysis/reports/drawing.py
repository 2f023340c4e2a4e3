"""Figures drawn beside the kernel: the notebook goes on while another process draws.

A figure is needed as SVG at once, for the page. Its PDF and its large PNG are only files in the
report's folder, and take longest to draw. A kernel leaves them as a pickled figure; the process
that runs the notebook has them drawn by a process of its own. The bytes are those that the kernel
would have drawn. The reports of a batch share what they draw: the
eve of the offensive is the same map in all of them.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import pickle
import shutil
from pathlib import Path
from typing import Any

from syria_analysis.errors import OutputNotWritable
from syria_analysis.package.atomic import atomic_write
from syria_analysis.package.cache import computed_anew, is_computed_anew
from syria_analysis.reports.blocks import MIME
from syria_analysis.reports.processes import Started, start

__all__ = [
    "Drawings",
    "draw",
    "leave",
    "on_screen",
    "picture",
    "put_in",
]

LATER = ("pdf", "png")
"""The formats that are left."""

_LEFT = ".drawing"
_SMALL = ".small"


def leave(illustration: Any, folder: Path) -> None:
    """Leave a figure to be drawn by another process.

    Parameters
    ----------
    illustration : Illustration
        The figure.
    folder : pathlib.Path
        Where its files are to lie.
    """
    with atomic_write(folder / f"{illustration.name}{_LEFT}") as scratch:
        scratch.write_bytes(pickle.dumps(illustration))


def draw(folder: str, shared: str | None = None, anew: bool = False) -> None:
    """Draw the figures that were left in a folder, one after the other, until none is left.

    Parameters
    ----------
    folder : str
        Folder of `leave`.
    shared : str, optional
        Folder in which several reports share what they have drawn.
    anew : bool
        Whether to use nothing that the user's cache has kept.
    """
    with computed_anew() if anew else contextlib.nullcontext():
        while left := _left(Path(folder)):
            _draw_one(left[0], None if shared is None else Path(shared))
            left[0].unlink()


def _draw_one(left: Path, shared: Path | None) -> None:
    from syria_analysis.figures.style import register_fonts

    illustration = pickle.loads(left.read_bytes())
    files = [*(left.with_suffix(f".{kind}") for kind in LATER), left.with_suffix(_SMALL)]
    # The same SVG and dots make the same files.
    told = str(illustration.sheet.dpi).encode()
    key = hashlib.sha256(left.with_suffix(".svg").read_bytes() + told).hexdigest()
    if shared is not None and _taken(shared, files, key):
        return
    register_fonts()
    illustration.save(left.parent, LATER)
    files[-1].write_bytes(on_screen(left.with_suffix(".png")))
    if shared is not None:
        _give(shared, files, key)


def _taken(shared: Path, files: list[Path], key: str) -> bool:
    """Copy what another report has drawn, if it has."""
    try:
        for file in files:
            shutil.copyfile(shared / f"{key}{file.suffix}", file)
    except OSError:
        return False
    return True


def _give(shared: Path, files: list[Path], key: str) -> None:
    """Lay what was drawn where other reports find it, each file whole."""
    with contextlib.suppress(OutputNotWritable):  # only to save time
        for file in files:
            with atomic_write(shared / f"{key}{file.suffix}") as scratch:
                shutil.copyfile(file, scratch)


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
    shared : pathlib.Path or None
        Folder in which several reports share what they have drawn.
    """

    def __init__(self, folder: Path, shared: Path | None = None) -> None:
        self.folder = folder
        self._asked = (str(folder), None if shared is None else str(shared), is_computed_anew())
        self._drawing: Started | None = None

    def start(self) -> None:
        """Have drawn what has been left, by one process: after a figure it knows its fonts."""
        busy = self._drawing is not None and self._drawing.poll() is None
        if not busy and _left(self.folder):
            self._drawing = start(draw, *self._asked)

    def stop(self) -> None:
        """End what is still being drawn: the folder may be about to go."""
        if self._drawing is not None:
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
        if self._drawing is not None and self._drawing.wait(max(seconds, 0)) is None:
            self._drawing.kill()
            raise TimeoutError("the figures were not drawn in time")
        draw(*self._asked)
