"""Files that a person asked for by name: checked first, then written whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from syria_analysis.errors import BadParameter, OutputNotWritable, UnknownName, nearest
from syria_analysis.package.locks import half_made
from syria_analysis.package.plain_text import clean

__all__ = ["atomic_write", "checked_target", "replace_files", "umask"]


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
        told = f"unknown file ending {target.suffix[:20]!r}" if target.suffix else "no file ending"
        near = "".join(f"did you mean {found!r}? " for found in nearest(target.suffix, known)[:1])
        raise UnknownName(
            f"{clean(target.name)[:60]}: {told}: {near}known are {', '.join(sorted(known))}"
        )
    if target.exists() and not target.is_file():
        raise OutputNotWritable(f"cannot write {target}: it is not a file")
    if not target.parent.is_dir():
        raise OutputNotWritable(f"cannot write {target}: there is no folder {target.parent}")
    return target


def to_disk(path: Path) -> None:
    """Have what was written stand on the disk: a full one may tell so only now."""
    # Windows writes through none but what was opened to be written.
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def names_to_disk(folder: Path) -> None:
    """Have what was moved to a folder stand there after a power cut, too, where that can be had."""
    with contextlib.suppress(OSError):
        to_disk(folder)


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
        with half_made(target) as folder:
            scratch = folder / target.name
            yield scratch
            side_cars = sorted(file for file in folder.iterdir() if file != scratch)
            for file in [*side_cars, scratch]:
                to_disk(file)
                file.replace(target.with_name(file.name))
            names_to_disk(target.parent)
    except OSError as error:
        raise OutputNotWritable(f"cannot write {target}: {error.strerror or error}") from None


def replace_files(folder: Path, copy: Path, names: Iterable[str | os.PathLike[str]]) -> None:
    """Put files of a copy in their places in a folder: all of them or, if one fails, none.

    Parameters
    ----------
    folder : pathlib.Path
        Where they are to stand.
    copy : pathlib.Path
        Where they stand now, under the same names.
    names : iterable of path
        The files, in the order in which they are moved; those that are the same are left.

    Raises
    ------
    OutputNotWritable
        The folder is then as it was.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as old, tempfile.TemporaryDirectory() as new:
    ...     _ = Path(old, "a.csv").write_text("one"), Path(new, "a.csv").write_text("two")
    ...     replace_files(Path(old), Path(new), ["a.csv"])
    ...     Path(old, "a.csv").read_text()
    'two'
    """
    try:
        with half_made(folder / "new") as beside:
            moves: list[tuple[Path, Path, Path]] = []
            for number, name in enumerate(names):
                target, source = folder / name, copy / name
                if target.is_file() and target.read_bytes() == source.read_bytes():
                    continue
                new, old = beside / f"new-{number}", beside / f"old-{number}"
                shutil.copyfile(source, new)
                if target.exists():
                    shutil.copy2(target, old)
                    shutil.copymode(target, new)
                to_disk(new)
                moves.append((new, target, old))
            done: list[tuple[Path, Path]] = []
            try:
                for new, target, old in moves:
                    target.parent.mkdir(exist_ok=True)
                    new.replace(target)
                    done.append((target, old))
            except OSError:
                for target, old in reversed(done):
                    if old.exists():
                        old.replace(target)
                    else:
                        target.unlink()
                raise
    except OSError as error:
        told = f"cannot write into {folder}: {error.strerror or error}; nothing is changed"
        raise OutputNotWritable(told) from None
