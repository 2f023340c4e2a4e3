"""What the process that makes a report tells the kernel that runs its notebook."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from syria_analysis.package.cache import compute_anew
from syria_analysis.package.resources import choose_data_folder

__all__ = ["Session", "begin", "current_session"]


@dataclass(frozen=True)
class Session:
    """What holds in a kernel that runs a report.

    Attributes
    ----------
    figures : pathlib.Path
        Folder in which the report wants its figures.
    data : pathlib.Path or None
        Folder of the data package, if it is not the library's own.
    anew : bool
        Whether all is computed anew that may have been kept.
    beside : pathlib.Path or None
        Folder of a notebook of the user's own: it runs there, and imports what lies there.
    """

    figures: Path
    data: Path | None = None
    anew: bool = False
    beside: Path | None = None

    def arguments(self) -> list[str]:
        """Give the arguments with which ipykernel begins the session before it runs a cell.

        Examples
        --------
        >>> (argument,) = Session(Path("figures")).arguments()
        >>> argument.partition("=")[0]
        '--IPKernelApp.exec_lines'
        """
        data, beside = (None if path is None else str(path) for path in (self.data, self.beside))
        told = json.dumps([str(self.figures), data, self.anew, beside])
        begin_here = f"__import__({__name__!r}, fromlist=['begin']).begin({told!r})"
        return [f"--IPKernelApp.exec_lines={begin_here}"]


_session: Session | None = None


def begin(told: str) -> None:
    """Begin a session for the rest of this process, a kernel's.

    Parameters
    ----------
    told : str
        What `Session.arguments` told.
    """
    global _session
    figures, data, anew, beside = json.loads(told)
    data, beside = (None if path is None else Path(path) for path in (data, beside))
    _session = Session(Path(figures), data, anew, beside)
    if beside is not None:
        os.chdir(beside)
        sys.path.insert(0, str(beside))
    if _session.data is not None:
        choose_data_folder(_session.data)
    if anew:
        compute_anew()


def current_session() -> Session | None:
    """Give the session of this process; None outside of a report."""
    return _session
