"""Files that a person asked for by name: checked first, then written whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from syria_analysis.errors import BadParameter, OutputNotWritable, unknown

__all__ = ["atomic_write", "checked_target", "umask"]


def checked_target(path: str | os.PathLike[str], endings: Iterable[str]) -> Path:
    """Check the place a file is to take before any work is done for it.

    Parameters
    ----------
    path : path
        The file.
    endings : iterable of str
        Endings it may have, with the dot, in small letters.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    BadParameter, UnknownName, OutputNotWritable

    Examples
    --------
    >>> checked_target("evening.svg", [".svg", ".pdf"]).name
    'evening.svg'
    """
    known = list(endings)
    if not isinstance(path, (str, os.PathLike)) or not os.fspath(path):
        raise BadParameter("the name of a file to write is needed")
    target = Path(path)
    if target.suffix.lower() not in known:
        raise unknown("file ending", target.suffix or target.name, known)
    if target.exists() and not target.is_file():
        raise OutputNotWritable(f"cannot write {target}: it is not a file")
    if not target.parent.is_dir():
        raise OutputNotWritable(f"cannot write {target}: there is no folder {target.parent}")
    return target


def to_disk(path: Path) -> None:
    """Have what was written stand on the disk: a full one may tell so only now."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def umask() -> int:
    """Say which rights this process takes from what it makes, without changing them for a moment.

    Returns
    -------
    int

    Examples
    --------
    >>> 0 <= umask() <= 0o777
    True
    """
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "probe")
        made.mkdir(0o777)
        return 0o777 & ~made.stat().st_mode


@contextlib.contextmanager
def atomic_write(target: Path) -> Iterator[Path]:
    """Write a file, and others that belong to it, beside their place and then move them there.

    Parameters
    ----------
    target : pathlib.Path
        Where the file is to stand.

    Yields
    ------
    pathlib.Path
        A file of the same name in an empty folder. What stands in that folder when the block ends
        is moved to the folder of `target`, the file itself last.

    Raises
    ------
    OutputNotWritable

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with atomic_write(Path(folder) / "map.svg") as scratch:
    ...         _ = scratch.write_text("<svg/>")
    ...     [path.name for path in Path(folder).iterdir()]
    ['map.svg']
    """
    try:
        with tempfile.TemporaryDirectory(
            prefix=f".{target.name}-", suffix=".part", dir=target.parent
        ) as folder:
            scratch = Path(folder) / target.name
            yield scratch
            side_cars = sorted(file for file in Path(folder).iterdir() if file != scratch)
            for file in [*side_cars, scratch]:
                to_disk(file)
                file.replace(target.with_name(file.name))
    except OSError as error:
        raise OutputNotWritable(f"cannot write {target}: {error.strerror or error}") from None
