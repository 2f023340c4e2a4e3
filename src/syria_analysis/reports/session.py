"""What the process that makes a report tells the kernel that runs its notebook."""

from __future__ import annotations

import json
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
    """

    figures: Path
    data: Path | None = None
    anew: bool = False

    def arguments(self) -> list[str]:
        """Give the arguments with which ipykernel begins the session before it runs a cell.

        Examples
        --------
        >>> (argument,) = Session(Path("figures")).arguments()
        >>> argument.partition("=")[0]
        '--IPKernelApp.exec_lines'
        """
        data = None if self.data is None else str(self.data)
        told = json.dumps([str(self.figures), data, self.anew])
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
    figures, data, anew = json.loads(told)
    _session = Session(Path(figures), None if data is None else Path(data), anew)
    if _session.data is not None:
        choose_data_folder(_session.data)
    if anew:
        compute_anew()


def current_session() -> Session | None:
    """Give the session of this process; None outside of a report."""
    return _session
