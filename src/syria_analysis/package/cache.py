"""What takes long to compute, kept in the user's cache by the hash of all that it depends on.

The cache is only a convenience: what is missing, cannot be written or is not what was kept is
computed anew. It may be deleted at any time. ``SYRIA_ANALYSIS_CACHE=0`` has all computed anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from syria_analysis.errors import OutputNotWritable
from syria_analysis.package.atomic import atomic_write

__all__ = ["CACHE_VARIABLE", "computed_anew", "is_computed_anew", "keep", "kept"]

CACHE_VARIABLE = "SYRIA_ANALYSIS_CACHE"
"""Environment variable by which a user has nothing kept and nothing read that was kept: ``0``."""

LARGEST = 64_000_000
"""Bytes that the cache may hold; what was used longest ago goes first."""

_anew = 0  # how many have asked for it


def _folder() -> Path:
    """Find the folder in the user's cache; it need not exist."""
    from platformdirs import user_cache_path  # here: few commands get as far

    return user_cache_path("syria-analysis", appauthor=False)


def compute_anew() -> None:
    """Have this process, from now on, compute what may have been kept, and keep nothing."""
    global _anew
    _anew += 1


@contextlib.contextmanager
def computed_anew() -> Iterator[None]:
    """Have this process compute what may have been kept, and keep nothing.

    Yields
    ------
    None
        While it is so, in all threads. A process that is started meanwhile is told by whoever
        starts it; see `is_computed_anew`.

    Examples
    --------
    >>> with computed_anew():
    ...     keep("example-1.txt", b"one")
    ...     kept("example-1.txt") is None
    True
    """
    global _anew
    compute_anew()
    try:
        yield
    finally:
        _anew -= 1


def is_computed_anew() -> bool:
    """Say whether all is computed anew: because the user wants it, or within `computed_anew`.

    Returns
    -------
    bool

    Examples
    --------
    >>> with computed_anew():
    ...     is_computed_anew()
    True
    """
    return _anew > 0 or os.environ.get(CACHE_VARIABLE) == "0"


def kept(name: str) -> bytes | None:
    """Return what was kept under a name.

    Parameters
    ----------
    name : str
        A file name, ``KIND-HASH.ENDING``; the hash is of all that the content was made from.

    Returns
    -------
    bytes or None
        None also if the file is not, to the byte, what was kept under this name.

    Examples
    --------
    >>> kept("no-such.json") is None
    True
    """
    if is_computed_anew():
        return None
    try:
        path = _folder() / name
        seal, content = path.read_bytes().split(b"\n", 1)
        if seal != _seal(name, content):
            return None
        os.utime(path)  # used last: it stays longest
    except (OSError, RuntimeError, ValueError):
        return None
    return content


def keep(name: str, content: bytes, limit: int = 64) -> None:
    """Keep bytes under a name, whole or not at all, and drop what was used longest ago.

    Parameters
    ----------
    name : str
        A file name, ``KIND-HASH.ENDING``; the hash is of all that the content was made from.
    content : bytes
        What is kept.
    limit : int
        How many of a kind are kept.

    Examples
    --------
    >>> keep("example-1.txt", b"twelve")
    >>> kept("example-1.txt") in (b"twelve", None)
    True
    """
    if is_computed_anew():
        return
    with contextlib.suppress(OSError, RuntimeError, OutputNotWritable):
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        with atomic_write(folder / name) as scratch:
            scratch.write_bytes(_seal(name, content) + b"\n" + content)
        _prune(folder, name.partition("-")[0], limit)


def _seal(name: str, content: bytes) -> bytes:
    """Bind a content to the name it is kept under."""
    return hashlib.sha256(name.encode() + b"\0" + content).hexdigest().encode()


def _prune(folder: Path, kind: str, limit: int) -> None:
    """Drop the oldest files of a kind above a number, and of all above the size."""
    alike, size = 0, 0
    found = [(path.stat(), path) for path in folder.iterdir() if path.is_file()]
    for about, path in sorted(found, key=lambda entry: entry[0].st_mtime, reverse=True):
        alike += path.name.startswith(f"{kind}-")
        size += about.st_size
        if size > LARGEST or (path.name.startswith(f"{kind}-") and alike > limit):
            path.unlink(missing_ok=True)
            size -= about.st_size
