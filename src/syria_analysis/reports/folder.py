"""Folders written whole: beside their target first, then put in its place in one step."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from syria_analysis.errors import OutputNotWritable

__all__ = ["put_in_place", "staging", "write_file"]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextlib.contextmanager
def staging(target: Path) -> Iterator[Path]:
    """Make a folder beside a target for everything that will stand there.

    Parameters
    ----------
    target : pathlib.Path
        Where the folder is to stand in the end.

    Yields
    ------
    pathlib.Path
        An empty folder in the same parent. It is gone when the block ends, unless
        `put_in_place` has moved it.

    Raises
    ------
    OutputNotWritable
        If there is no making it.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(
            tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".part", dir=target.parent)
        )
    except OSError as error:
        raise OutputNotWritable(f"cannot write to {target.parent}: {error.strerror}") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, target: Path) -> None:
    """Put a finished folder where an earlier one may stand, which it replaces at once.

    Parameters
    ----------
    folder : pathlib.Path
        The finished folder.
    target : pathlib.Path
        Its place, in the same file system.

    Notes
    -----
    On Linux the two are exchanged in one step, so that the target is always whole. Elsewhere the
    earlier folder is renamed aside for a moment, and put back if the new one cannot take its
    place.
    """
    try:
        folder.chmod(0o777 & ~_umask())  # a temporary folder is private; a report is not
        if not target.exists():
            folder.rename(target)
        elif not _exchange(folder, target):
            aside = folder.with_suffix(".old")
            target.rename(aside)
            try:
                folder.rename(target)
            except OSError:
                aside.rename(target)
                raise
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise OutputNotWritable(f"cannot write {target}: {error.strerror}") from None


def write_file(path: Path, text: str) -> None:
    """Write a text file whole: beside its place first, then moved there."""
    try:
        handle, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(scratch).chmod(0o666 & ~_umask())
        Path(scratch).replace(path)
    except OSError as error:
        raise OutputNotWritable(f"cannot write {path}: {error.strerror}") from None


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; say whether the system could."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    paths = (os.fsencode(one), os.fsencode(other))
    return rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
