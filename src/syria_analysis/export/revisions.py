"""The states of a data package that a comparison names: a folder, or a revision in git."""

from __future__ import annotations

import contextlib
import io
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from syria_analysis.errors import MissingData
from syria_analysis.package.dataset import Dataset, load_dataset
from syria_analysis.package.locks import scratch_folder
from syria_analysis.package.plain_text import clean
from syria_analysis.text.faults import CHECKS

__all__ = ["state"]

LONGEST_WAIT = 60
"""Seconds that git may take."""


@contextlib.contextmanager
def state(named: str) -> Iterator[Dataset]:
    """Read a state of a data package.

    Parameters
    ----------
    named : str
        A folder, or ``REVISION:FOLDER`` of the git repository in which one is: ``HEAD~3:data``.

    Yields
    ------
    Dataset
        A revision is unpacked into a folder that is gone when the block ends.

    Raises
    ------
    MissingData, InvalidData

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> with state(str(data_folder())) as found:
    ...     found.first
    datetime.date(2024, 11, 26)
    """
    if Path(named).is_dir():
        yield load_dataset(named, CHECKS)
        return
    shown = clean(named)[:80]
    revision, colon, _ = named.partition(":")
    if not (revision and colon) or named.startswith("-"):
        raise MissingData(f"there is no folder {shown}, and it is no REVISION:FOLDER of git")
    with scratch_folder("sa-scratch-") as folder:
        try:
            done = subprocess.run(
                ["git", "archive", "--format=tar", named],
                capture_output=True,
                timeout=LONGEST_WAIT,
                check=False,
            )
        except FileNotFoundError:
            raise MissingData("git is not installed: name two folders") from None
        except subprocess.TimeoutExpired:
            raise MissingData(f"git took too long to give {shown}") from None
        if done.returncode:
            told = clean(done.stderr.decode("utf-8", "replace"))[:160]
            raise MissingData(f"git has no {shown}: {told}")
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield load_dataset(folder, CHECKS)
