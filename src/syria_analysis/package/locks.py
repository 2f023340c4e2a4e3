"""Locks that end with their holder, and the sweeping of what a killed run has left.

A lock is an ``flock`` on a file or a folder. The system lets go of it when the process that holds
it ends, however it ends; so a folder whose lock nobody holds has lost its owner and can be removed.
Windows has no ``flock``: there a file's first byte is locked, folders are not, and none is swept.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["HALF_MADE", "half_made", "locked", "owned_folder", "scratch_folder", "sweep"]

_RANDOM = "[a-z0-9_]" * 8  # of `tempfile`
HALF_MADE = f".*-{_RANDOM}.part"
"""Pattern of the folders beside a user's file in which it is being made."""

_PAUSE = 0.05  # seconds between two tries
_MOMENT = 0.5  # seconds, longer than anybody looks into a folder to sweep it
_UNFINISHED = ".new"


@contextlib.contextmanager
def locked(
    path: Path, *, wait: float = float("inf"), busy: Callable[[], None] | None = None
) -> Iterator[None]:
    """Hold a lock; the file is made for it and gone afterwards.

    Parameters
    ----------
    path : pathlib.Path
        The lock's file; its folder exists.
    wait : float
        Seconds to wait for another holder.
    busy : callable, optional
        Called once if another holder has been waited for a moment.

    Yields
    ------
    None
        While the lock is held.

    Raises
    ------
    TimeoutError
        If another still holds it after `wait` seconds.
    OSError
        If the file cannot be made or the file system knows no locks.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with locked(Path(folder, "lock")):
    ...         print([path.name for path in Path(folder).iterdir()])
    ['lock']
    """
    start = time.monotonic()
    while (handle := _try(path)) is None:
        waited = time.monotonic() - start
        if busy is not None and waited > _MOMENT:
            busy()
            busy = None
        if waited >= wait:
            raise TimeoutError(f"{path} is locked by another process")
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()  # before the lock is let go: who waits for this file finds it gone
        os.close(handle)


def owned_folder(
    prefix: str, parent: str | Path | None = None, suffix: str = ""
) -> tuple[Path, int]:
    """Make a private folder that `sweep` leaves alone as long as this process lives.

    Parameters
    ----------
    prefix : str
        How its name starts.
    parent : path, optional
        Where it is made; the system's temporary folder without it.
    suffix : str
        How its name ends.

    Returns
    -------
    pathlib.Path
        The folder, which is locked.
    int
        The lock: a file descriptor. To give the folder up, remove it, then close this.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     mine, lock = owned_folder("mine-", parent)
    ...     swept = sweep(Path(parent), "mine-*")
    ...     os.close(lock)
    ...     sweep(Path(parent), "mine-*") == [mine], swept
    (True, [])
    """
    made = Path(tempfile.mkdtemp(prefix=prefix, suffix=suffix + _UNFINISHED, dir=parent))
    handle = os.open(made if fcntl else os.devnull, os.O_RDONLY)
    with contextlib.suppress(OSError):  # where folders cannot be locked, none is swept either
        _lock(handle)
    # Under its final name the folder is locked from the start, so no sweep can come between.
    folder = made.with_name(made.name.removesuffix(_UNFINISHED))
    made.rename(folder)
    return folder, handle


@contextlib.contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """Make a private folder for a while, and sweep those that killed processes left.

    Parameters
    ----------
    prefix : str
        How its name starts.

    Yields
    ------
    pathlib.Path
        The folder, in the system's temporary one.

    Examples
    --------
    >>> with scratch_folder("sa-example-") as folder:
    ...     made = folder.is_dir()
    >>> made, folder.is_dir()
    (True, False)
    """
    sweep(Path(tempfile.gettempdir()), prefix + _RANDOM)
    folder, owner = owned_folder(prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(owner)


@contextlib.contextmanager
def half_made(target: Path) -> Iterator[Path]:
    """Make a hidden folder beside a place that a file or folder is to take, for as long.

    Parameters
    ----------
    target : pathlib.Path
        The place. What killed processes left beside it, for it or for others, is swept.

    Yields
    ------
    pathlib.Path
        The folder.

    Raises
    ------
    OSError
        If there is no making it.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as parent, half_made(Path(parent, "map.svg")) as folder:
    ...     folder.name.startswith(".map.svg-"), folder.suffix
    (True, '.part')
    """
    sweep(target.parent, HALF_MADE)
    folder, owner = owned_folder(f".{target.name}-", target.parent, ".part")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(owner)


def sweep(parent: Path, pattern: str) -> list[Path]:
    """Remove folders of `owned_folder` whose owner is dead.

    Parameters
    ----------
    parent : pathlib.Path
        Where they lie.
    pattern : str
        Which they are (a glob); only real folders of the same user are looked at.

    Returns
    -------
    list of pathlib.Path
        The folders that were removed. What cannot be removed is left without a word: sweeping
        must never keep a run from its work.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     Path(parent, "left-by-nobody").mkdir()
    ...     [path.name for path in sweep(Path(parent), "left-*")]
    ['left-by-nobody']
    """
    gone: list[Path] = []
    if fcntl is None:
        return gone
    for folder in sorted({*parent.glob(pattern), *parent.glob(pattern + _UNFINISHED)}):
        with contextlib.suppress(OSError):
            about = folder.lstat()
            if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid():
                continue
            if folder.name.endswith(_UNFINISHED) and time.time() - about.st_mtime < 60:
                continue  # `owned_folder` is at work
            handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
            try:
                _lock(handle)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)
            if not folder.exists():
                gone.append(folder)
    return gone


def _lock(handle: int) -> None:
    """Lock what was opened, or raise `BlockingIOError` if another holds it."""
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    with contextlib.suppress(ImportError):
        import msvcrt

        windows: Any = msvcrt
        try:
            windows.locking(handle, windows.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from None


def _try(path: Path) -> int | None:
    """Lock a file without waiting; None if another holds it or has just removed it."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o666)
    try:
        if fcntl is not None:
            with contextlib.suppress(PermissionError):  # another user's, who has seen to it
                os.fchmod(handle, 0o666)  # it holds nothing, and is for all who may write beside it
        _lock(handle)
        if os.fstat(handle).st_ino == path.stat().st_ino:
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:
        os.close(handle)
        raise
    os.close(handle)
    return None
