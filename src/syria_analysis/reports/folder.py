"""Folders written whole: beside their target first, then put in its place in one step."""

from __future__ import annotations

import contextlib
import ctypes
import glob
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from syria_analysis.errors import OutputNotWritable
from syria_analysis.package.atomic import atomic_write, names_to_disk, to_disk, umask
from syria_analysis.package.locks import half_made, locked

__all__ = ["put_in_place", "reserved", "staging", "write_file"]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_LEFT = re.compile(r"\.(.+?)(?:-[a-z0-9_]{8}\.(?:part|old)|\.lock)", re.DOTALL)


@contextlib.contextmanager
def reserved(
    target: Path, wait: float = float("inf"), busy: Callable[[], None] | None = None
) -> Iterator[None]:
    """Keep a target for oneself; what killed runs have left beside it is put right first.

    Parameters
    ----------
    target : pathlib.Path
        A folder or file to be replaced.
    wait : float
        Seconds to wait for another run that has it.
    busy : callable, optional
        Called once if there is one.

    Yields
    ------
    None
        While nobody else can have it.

    Raises
    ------
    TimeoutError
        If another run still has it after `wait` seconds.
    OutputNotWritable
        If nothing can be written beside it.
    """
    with contextlib.ExitStack() as stack:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(_lock(target.name, target.parent), wait=wait, busy=busy))
            _put_right(target)
        except TimeoutError:
            raise
        except OSError as error:
            where = error.filename or target.parent
            raise OutputNotWritable(f"cannot write to {where}: {error.strerror}") from None
        _sweep(target.parent)
        yield


@contextlib.contextmanager
def staging(target: Path) -> Iterator[Path]:
    """Make a folder beside a `reserved` target for everything that will stand there.

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
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(half_made(target))
        except OSError as error:
            raise OutputNotWritable(f"cannot write to {target.parent}: {error.strerror}") from None
        yield folder


def put_in_place(folder: Path, target: Path) -> None:
    """Put a finished folder where an earlier one may stand, which it replaces at once.

    Parameters
    ----------
    folder : pathlib.Path
        The finished folder, of `staging`.
    target : pathlib.Path
        Its place, in the same file system.

    Raises
    ------
    OutputNotWritable
        If it cannot stand there; the earlier one is left as it was.

    Notes
    -----
    On Linux the two are exchanged in one step, so that the target is always whole. Elsewhere the
    earlier folder is renamed aside for a moment, and put back if the new one cannot take its
    place; by the next run, if this one is killed in that moment.
    """
    try:
        for path in [*folder.rglob("*"), folder]:
            to_disk(path)  # a full disk may tell so only now; nor may a power cut leave a half
        folder.chmod(0o777 & ~umask())  # a temporary folder is private; a report is not
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
        names_to_disk(target.parent)
    except OSError as error:
        raise OutputNotWritable(f"cannot write {target}: {error.strerror}") from None


def write_file(path: Path, text: str | Callable[[], str]) -> None:
    """Write a text file whole or not at all, one writer at a time.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    text : str or callable
        What it is to hold. What is called is called while no other can write the file: of two
        writers, the later one has then seen what the earlier one saw, and more.

    Raises
    ------
    OutputNotWritable
        If it cannot be written; the earlier file is left as it was.
    """
    with reserved(path):
        text = text if isinstance(text, str) else text()
        with atomic_write(path) as scratch:
            scratch.write_text(text, encoding="utf-8", newline="\n")


def _lock(name: str, parent: Path) -> Path:
    return parent / f".{name}.lock"


def _sweep(parent: Path) -> None:
    """Put right what killed runs have left for other targets in a folder."""
    names = {found[1] for path in parent.glob(".*") if (found := _LEFT.fullmatch(path.name))}
    for name in sorted(names):
        with contextlib.suppress(OSError), locked(_lock(name, parent), wait=0):
            _put_right(parent / name)


def _put_right(target: Path) -> None:
    """Put back a folder that was left aside and remove what was left half made."""
    for path in target.parent.glob(f".{glob.escape(target.name)}-*"):
        found = _LEFT.fullmatch(path.name)
        if found is None or found[1] != target.name:
            continue
        if path.suffix == ".old" and not target.exists():
            path.rename(target)
        elif path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


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
