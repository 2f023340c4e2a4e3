"""Files that may come from anybody: read within declared limits, or refused in one line.

Nothing here waits for a pipe, follows a device, or reads more than a limit allows.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from syria_analysis.errors import InvalidData
from syria_analysis.package.plain_text import forbidden

__all__ = [
    "DEEPEST",
    "LARGEST_LAYER",
    "LARGEST_NOTEBOOK",
    "LARGEST_TABLE",
    "LARGEST_TEXT",
    "LONGEST_CELL",
    "LONGEST_LINE",
    "MOST_CELLS",
    "MOST_COLUMNS",
    "MOST_LINES",
    "MOST_ROWS",
    "READING",
    "Unreadable",
    "opened",
    "parse_json",
    "parse_toml",
    "read_bytes",
    "read_json",
    "read_rows",
    "read_text",
    "real_path",
]

READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a file is opened that may be a pipe: the one not on Windows, the other only there."""
LARGEST_TABLE = 100_000_000
"""Bytes of a table."""
LARGEST_LAYER = 20_000_000
"""Bytes of a layer of the base map."""
LARGEST_TEXT = 1_000_000
"""Bytes of a small file: a description, rules."""
LARGEST_NOTEBOOK = 50_000_000
"""Bytes of a notebook, with what it showed when it was last run by hand."""
MOST_ROWS = 200_000
"""Rows of a table, its header aside; `places` has a limit of its own, see `validation`."""
MOST_COLUMNS = 200
"""Columns of a table."""
MOST_CELLS = 5_000_000
"""Cells of a table: each takes some sixty bytes."""
MOST_LINES = 4_000_000
"""Ends of lines in a table, also of empty ones and within cells."""
LONGEST_CELL = 10_000
"""Characters of a cell."""
LONGEST_LINE = 1_000_000
"""Bytes of a line of a table."""
DEEPEST = 60
"""Lists and tables of a JSON text that may lie in each other."""
MOST_HOLDERS = 1_000_000
"""Lists and tables of a JSON text: an empty one takes as much memory as thirty letters."""
MOST_COMMAS = 3_000_000
"""Commas between the values of a JSON text."""
MOST_DOTS = 50
"""Dots in a line of TOML, but for those of numbers: its reader takes the square of them."""
_NO_STRUCTURE = bytes(set(range(256)) - set(b"[]{}"))
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.?[^"\\]*+)*+"?', re.DOTALL)
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_NUMBER = re.compile(r"(?<![\w.])\d++\.\d++(?![\w.])")


class Unreadable(InvalidData):
    """A file that is not read, and why; callers put its name before the reason.

    Attributes
    ----------
    line : int
        Line of the file, 0 if the fault is the whole file's.
    missing : bool
        Whether there is no such file, or none that may be read.
    """

    def __init__(self, reason: str, line: int = 0, missing: bool = False):
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason, self.line, self.missing = reason, line, missing


@contextlib.contextmanager
def opened(path: Path, largest: int) -> Iterator[BinaryIO]:
    """Open a plain file that has at most so many bytes; a pipe or device is not waited for.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    largest : int
        Bytes that it may have.

    Yields
    ------
    binary stream

    Raises
    ------
    Unreadable

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> with opened(data_folder() / "factions.csv", 100_000) as stream:
    ...     stream.read(3)
    b'id,'
    """
    try:
        handle = os.open(path, READING)
    except OSError as error:
        raise Unreadable(error.strerror or "it cannot be read", missing=True) from None
    except ValueError:  # a NUL, or half a character, in the name
        raise Unreadable("no file can have that name", missing=True) from None
    about = os.fstat(handle)
    if stat.S_ISDIR(about.st_mode):  # which fdopen() would name by its number
        os.close(handle)
        raise Unreadable("it is a folder", missing=True)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable("it is not a plain file", missing=True)
        if about.st_size > largest:
            raise Unreadable(f"it is larger than {largest:,} bytes")
        yield stream


def real_path(path: str | Path) -> Path:
    """Follow the links of a path; one that leads to itself is left as it is, to fail when opened.

    Parameters
    ----------
    path : path
        It need not exist.

    Returns
    -------
    pathlib.Path
        Absolute.

    Examples
    --------
    >>> real_path("/no-such/../a").as_posix()
    '/a'
    """
    return Path(os.path.realpath(path))  # Path.resolve() raises a RuntimeError


def read_bytes(path: Path, largest: int) -> bytes:
    """Read a file that has at most so many bytes.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    largest : int
        Bytes that it may have.

    Returns
    -------
    bytes

    Raises
    ------
    Unreadable

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> read_bytes(data_folder() / "factions.csv", 100_000)[:3]
    b'id,'
    """
    with opened(path, largest) as stream:
        try:
            content = stream.read(largest + 1)
        except OSError as error:
            raise Unreadable(error.strerror or "it cannot be read", missing=True) from None
    if len(content) > largest:  # the file grew, or told no size
        raise Unreadable(f"it is larger than {largest:,} bytes")
    return content


def read_text(path: Path, largest: int = LARGEST_TEXT) -> str:
    """Read a UTF-8 text, with or without a byte-order mark.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    largest : int
        Bytes that it may have.

    Returns
    -------
    str

    Raises
    ------
    Unreadable
        With the line that is not UTF-8.

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> read_text(data_folder() / "factions.csv")[:3]
    'id,'
    """
    content = read_bytes(path, largest)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8", content.count(b"\n", 0, error.start) + 1) from None


def read_json(path: Path, largest: int = LARGEST_TEXT) -> Any:
    """Read a JSON file; NaN and infinity, which are no JSON, are refused.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    largest : int
        Bytes that it may have.

    Returns
    -------
    object

    Raises
    ------
    Unreadable

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> sorted(read_json(data_folder() / "datapackage.json"))[:2]
    ['conflict', 'contributors']
    """
    return parse_json(read_bytes(path, largest))


def parse_json(content: bytes) -> Any:
    """Parse a UTF-8 JSON text whose size is known to be fair; its depth and width are counted.

    Parameters
    ----------
    content : bytes
        The text, with or without a byte-order mark.

    Returns
    -------
    object

    Raises
    ------
    Unreadable
        Also for NaN and infinity, which are no JSON.

    Examples
    --------
    >>> parse_json(b'{"a": [1, 2]}')
    {'a': [1, 2]}
    >>> parse_json(b"[" * 1000 + b"]" * 1000)
    Traceback (most recent call last):
    syria_analysis.package.limits.Unreadable: it is nested too deeply
    """
    if content.count(b"[") + content.count(b"{") > DEEPEST or content.count(b",") > MOST_COMMAS:
        frame = _TEXT.sub(b"", content)
        if frame.count(b",") > MOST_COMMAS:
            raise Unreadable(f"it holds more than {MOST_COMMAS:,} values")
        if frame.count(b"[") + frame.count(b"{") > MOST_HOLDERS:
            raise Unreadable(f"it holds more than {MOST_HOLDERS:,} lists and tables")
        frame = frame.translate(None, _NO_STRUCTURE)
        for _ in range(DEEPEST):
            frame = frame.replace(b"[]", b"").replace(b"{}", b"")
        if b"[]" in frame or b"{}" in frame or frame.count(b"[") + frame.count(b"{") > DEEPEST:
            raise Unreadable("it is nested too deeply")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8", content.count(b"\n", 0, error.start) + 1) from None
    try:
        told = json.loads(text, parse_constant=_no_number)
        if _HALF.search(content):
            json.dumps(told, ensure_ascii=False).encode()
        return told
    except UnicodeEncodeError:
        raise Unreadable("a text in it holds half a character") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"no JSON: {error.msg}", error.lineno) from None
    except ValueError as error:
        raise Unreadable(f"no JSON: {' '.join(str(error).split())[:80]}") from None
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not a number")


def parse_toml(text: str) -> dict[str, Any]:
    """Parse a TOML text whose size is known to be fair.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    dict

    Raises
    ------
    Unreadable

    Examples
    --------
    >>> parse_toml("km = 20.5")
    {'km': 20.5}
    >>> parse_toml(".".join(["a"] * 1000) + " = 1")
    Traceback (most recent call last):
    syria_analysis.package.limits.Unreadable: line 1: more than 50 dots
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS and _NUMBER.sub("", line).count(".") > MOST_DOTS:
            raise Unreadable(f"more than {MOST_DOTS} dots", number)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    except ValueError as error:
        raise Unreadable(str(error)) from None


def read_rows(
    path: Path, limit: int = MOST_ROWS, separator: str = ","
) -> list[tuple[int, list[str]]]:
    r"""Read the rows of a UTF-8 CSV file, each with the line it ends on.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    limit : int
        Rows that it may have, the header aside.
    separator : str
        What stands between two cells.

    Returns
    -------
    list of (int, list of str)
        The header first; empty lines are left out.

    Raises
    ------
    Unreadable
        With the line, for what is not UTF-8, badly quoted, beyond a limit, or holds a character
        that is `plain_text.forbidden`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.csv"
    ...     _ = file.write_text('id,note\nx,"two\nlines"\n')
    ...     read_rows(file)
    [(1, ['id', 'note']), (3, ['x', 'two\nlines'])]
    """
    rows: list[tuple[int, list[str]]] = []
    cells = 0
    with opened(path, LARGEST_TABLE) as stream:
        reader = csv.reader(_lines(stream), strict=True, delimiter=separator)
        try:
            for row in reader:
                if not row:
                    continue
                _check(row, reader.line_num)
                rows.append((reader.line_num, row))
                if len(rows) > limit + 1:
                    raise Unreadable(f"more than {limit:,} rows", reader.line_num)
                cells += len(row)
                if cells > MOST_CELLS:
                    raise Unreadable(f"more than {MOST_CELLS:,} cells", reader.line_num)
        except csv.Error as error:
            raise Unreadable(str(error), max(reader.line_num, 1)) from None
        except OSError as error:
            raise Unreadable(error.strerror or "it cannot be read", missing=True) from None
    return rows


def _lines(stream: BinaryIO) -> Iterator[str]:
    number, size = 0, 0
    while line := stream.readline(LONGEST_LINE + 1):
        number, size = number + 1, size + len(line)
        if len(line) > LONGEST_LINE:
            raise Unreadable(f"longer than {LONGEST_LINE:,} bytes", number)
        if number > MOST_LINES:
            raise Unreadable(f"more than {MOST_LINES:,} lines")
        if size > LARGEST_TABLE:
            raise Unreadable(f"it is larger than {LARGEST_TABLE:,} bytes")
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise Unreadable(f"not UTF-8 at byte {error.start + 1} of it", number) from None


def _check(row: list[str], line: int) -> None:
    if len(row) > MOST_COLUMNS:
        raise Unreadable(f"more than {MOST_COLUMNS} columns", line)
    if max(map(len, row)) > LONGEST_CELL:
        raise Unreadable(f"a cell is longer than {LONGEST_CELL:,} characters", line)
    character = forbidden("".join(row))
    if character:
        raise Unreadable(f"a cell holds the character {character}, which no text may", line)
