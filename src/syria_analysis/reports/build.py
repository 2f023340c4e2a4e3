"""A report made whole: its notebook run with parameters, set as HTML and PDF, put in place."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from syria_analysis.errors import OutputNotWritable, ReportFailed, SyriaAnalysisError

from . import outcome
from .execute import execute, quiet
from .folder import put_in_place, staging
from .fonts import font_css
from .parameters import read_assignments
from .progress import Progress, Steps, progress_bar
from .request import prepare, report_names
from .text import clean

__all__ = ["Made", "build_report", "make_report", "report_names"]


@dataclass(frozen=True)
class Made:
    """What became of a report that was asked for.

    Attributes
    ----------
    folder : pathlib.Path
        The report's folder, ``OUTPUT/NAME/DATE[-HASH]/``.
    status : str
        ``made``, or ``unchanged`` if the report there was made of the same inputs.
    seconds : float
        How long it took.
    """

    folder: Path
    status: Literal["made", "unchanged"]
    seconds: float


def build_report(
    name: str,
    parameters: Mapping[str, Any],
    output: str | Path,
    *,
    data: str | Path | None = None,
    progress: Progress | None = None,
    notebooks: Path | None = None,
    force: bool = False,
    timeout: float = 600,
    limit: float = 3600,
) -> Made:
    """Make a report.

    Parameters
    ----------
    name : str
        Name of the report.
    parameters : mapping
        Values by name; what is missing has its default.
    output : path
        Folder of all reports.
    data : path, optional
        Folder of another data package.
    progress : callable, optional
        Called with steps done, steps in all and what is being done.
    notebooks : pathlib.Path, optional
        Folder of the notebooks.
    force : bool
        Make the report even if its inputs are those of the report that is there.
    timeout : float
        Seconds a cell may take.
    limit : float
        Seconds the report may take.

    Returns
    -------
    Made
        The report's folder and whether it was made anew. An earlier report there has been
        replaced in one step; it is as it was if anything failed.

    Raises
    ------
    SyriaAnalysisError
        If the request is wrong (before any kernel starts) or the output cannot be written.
    ReportFailed
        If a cell of the notebook failed; the notebook executed up to there lies in
        ``OUTPUT/NAME/failed/``.
    """
    request = prepare(name, parameters, data=data, notebooks=notebooks)
    target = Path(output).resolve() / request.name / request.folder
    started = datetime.now(UTC)
    clock = time.monotonic()
    # Here a report whose inputs are unchanged is returned as it is, unless `force`.
    steps = Steps(request.notebook, progress)
    fonts = threading.Thread(target=font_css, daemon=True)
    with staging(target) as folder, _failures_told(request.name):
        fonts.start()  # while the kernel runs
        executed = execute(request, folder, target, steps, timeout)
        steps.say("writing HTML")
        from .exporters import ReportHTMLExporter, ReportPDFExporter

        fonts.join()
        with quiet():
            page, _ = ReportHTMLExporter().from_notebook_node(executed)
            outcome.write_text(folder / "report.html", page)
            steps.say("writing PDF")
            paper, _ = ReportPDFExporter().from_notebook_node(executed)
        (folder / "report.pdf").write_bytes(paper)
        steps.say("writing tables")
        outcome.write_outcome(folder, executed, request)
        outcome.write_manifest(folder, request, started, time.monotonic() - clock)
        put_in_place(folder, target)
    from .shelf import write_shelf

    write_shelf(Path(output).resolve())
    steps.say("done")
    return Made(target, "made", time.monotonic() - clock)


@contextlib.contextmanager
def _failures_told(name: str) -> Iterator[None]:
    """Turn what writing and setting a report can raise into the package's own errors."""
    try:
        yield
    except SyriaAnalysisError:
        raise
    except OSError as error:
        raise OutputNotWritable(
            f"cannot write the report {name}: {error.filename or 'a file'}: {error.strerror}"
        ) from None
    except (RuntimeError, ValueError, KeyError) as error:
        raise ReportFailed(f"{name}: the pages could not be set: {clean(error)[:300]}") from error


def make_report(
    name: str,
    given: Sequence[str],
    output: str | Path,
    *,
    data: str | Path | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Made:
    """Make a report from ``name=value`` texts, with a progress bar on standard error.

    Parameters
    ----------
    name : str
        Name of the report.
    given : sequence of str
        ``name=value`` texts, as the command line takes them.
    output : path
        Folder of all reports.
    data : path, optional
        Folder of another data package.
    progress : callable, optional
        Called with steps done, steps in all and what is being done, in place of the bar.
    **options : object
        ``force``, ``timeout``, ``limit``, ``notebooks`` of `build_report`.

    Returns
    -------
    Made
        The report's folder and whether it was made anew.

    Raises
    ------
    SyriaAnalysisError, ReportFailed
        As `build_report`.
    """
    values = read_assignments(given)
    if progress is not None:
        return build_report(name, values, output, data=data, progress=progress, **options)
    with progress_bar(name) as bar:
        return build_report(name, values, output, data=data, progress=bar, **options)
