"""A report made whole: its notebook run with parameters, set as HTML and PDF, put in place.

A report that fails is not tried again here, nor by `pool`: that is for whoever schedules runs, as
`integrations.dagster` does (`RETRIES`).
"""

from __future__ import annotations

import contextlib
import contextvars
import logging
import math
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from syria_analysis.errors import BadParameter, ReportFailed, SyriaAnalysisError
from syria_analysis.figures.fonts import font_css
from syria_analysis.package.limits import real_path
from syria_analysis.reports import outcome
from syria_analysis.reports.document import in_language, read_document
from syria_analysis.reports.execute import Run, failed_notebook, quiet
from syria_analysis.reports.folder import put_in_place, reserved, staging
from syria_analysis.reports.index import write_index
from syria_analysis.reports.manifest import is_current, write_manifest
from syria_analysis.reports.parameter_files import read_parameter_file
from syria_analysis.reports.parameters import read_assignments
from syria_analysis.reports.processes import warm
from syria_analysis.reports.progress import Progress, Steps
from syria_analysis.reports.provenance import Inputs, colophon, inputs_of
from syria_analysis.reports.request import prepare, report_names
from syria_analysis.reports.text import clean
from syria_analysis.text.language import speaking

__all__ = ["Made", "build_report", "make_report", "report_names"]

_LOG = logging.getLogger("syria_analysis")


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
    parameters: Mapping[str, Any] | str | Path,
    output: str | Path,
    *,
    data: str | Path | None = None,
    progress: Progress | None = None,
    notebooks: Path | None = None,
    force: bool = False,
    timeout: float = 600,
    limit: float = 3600,
    listed: bool = True,
    shared: Path | None = None,
) -> Made:
    """Make a report.

    Parameters
    ----------
    name : str
        Name of the report.
    parameters : mapping or path
        Values by name, or a TOML or YAML file of these; what is missing has its default.
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
        Seconds the report may take, and wait for another run that is making the same report.
    listed : bool
        Whether to rebuild the list of all reports.
    shared : pathlib.Path, optional
        Folder in which the reports of a batch share what they have drawn.

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
        If a cell of the notebook failed, or anything after it; the notebook executed up to there
        lies in ``OUTPUT/NAME/failed/``.
    """
    if not isinstance(parameters, Mapping):
        parameters = read_parameter_file(parameters)
    request = prepare(name, parameters, data=data, notebooks=notebooks)
    for seconds, told in ((timeout, "timeout"), (limit, "limit")):
        if not (isinstance(seconds, int | float) and 0 < seconds < math.inf):
            raise BadParameter(f"{told} takes a number of seconds above 0, not {seconds!r}")
    target = real_path(output) / request.name / request.folder
    clock = time.monotonic()
    steps = Steps(request.notebook, progress)
    with contextlib.ExitStack() as stack:
        if force or not target.exists():
            warm()  # it imports meanwhile
        stack.enter_context(_alone(target, limit))
        inputs = inputs_of(request)
        current = not force and is_current(target, inputs)
        if not current:
            started = datetime.now(UTC)
            begun = time.monotonic()
            with staging(target) as folder:
                run = Run(request, folder, steps, timeout, limit, shared)
                with _failures_told(run, target), run:
                    with speaking(dataset=request.dataset):
                        _make(run, inputs)
                    inputs.check_unchanged()
                    write_manifest(folder, inputs, started, time.monotonic() - begun)
                    put_in_place(folder, target)
        with contextlib.suppress(OSError):
            failed_notebook(target).unlink(missing_ok=True)
            failed_notebook(target).parent.rmdir()
    if listed:  # also what is current: a kill may have kept it out
        try:
            write_index(real_path(output))
        except SyriaAnalysisError as error:
            told = f"{target} is there, but not listed: {error}"
            raise ReportFailed(told, error.faults) from error
    steps.say("done")
    return Made(target, "unchanged" if current else "made", time.monotonic() - clock)


@contextlib.contextmanager
def _alone(target: Path, limit: float) -> Iterator[None]:
    """Keep a target for this run; wait for another run that is making it."""

    def busy() -> None:
        _LOG.warning("%s is being made by another run: waiting up to %g s", target, limit)

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(reserved(target, limit, busy))
        except TimeoutError:
            raise ReportFailed(
                f"{target} was still being made by another run after {limit:g} s, which holds "
                f"{target.parent / f'.{target.name}.lock'}"
            ) from None
        yield


def _make(run: Run, inputs: Inputs) -> None:
    """Run the notebook and set its pages."""
    ahead = threading.Thread(target=_look_ahead, args=(inputs,), daemon=True)
    ahead.start()  # while the kernel runs
    executed = run.execute()
    run.check_time()
    run.steps.say("writing HTML")
    ahead.join()
    lang = read_document(executed).lang
    with in_language(lang):
        outcome.sign(executed, colophon(inputs))
    with quiet(), ThreadPoolExecutor(1) as beside:
        words = contextvars.copy_context()  # of the package, which another thread has not
        paper = beside.submit(words.run, _paper, executed)  # pandoc and Typst leave Python alone
        run.wait_for_figures()  # the page takes copies of them with it
        outcome.write_text(run.folder / "report.html", _page(executed, run.folder))
        run.check_time()
        run.steps.say("writing PDF")
        (run.folder / "report.pdf").write_bytes(paper.result())
        run.check_time()
        run.finish(executed)
    run.steps.say("writing tables")
    outcome.write_outcome(run.folder, executed, run.request)


def _page(executed: Any, folder: Path) -> str:
    from syria_analysis.reports.exporters import ReportHTMLExporter

    about = {"metadata": {"beside": folder}}
    page, _ = ReportHTMLExporter().from_notebook_node(executed, about)
    return page


def _paper(executed: Any) -> bytes:
    from syria_analysis.reports.exporters import ReportPDFExporter

    paper, _ = ReportPDFExporter().from_notebook_node(executed)
    return paper


def _look_ahead(inputs: Inputs) -> None:
    """Do ahead what takes long and is kept: cut the fonts, import, see what the report rests on."""
    with contextlib.suppress(Exception):  # told when it is asked for
        font_css()
        from syria_analysis.reports import exporters  # noqa: F401

        _ = inputs.parts


@contextlib.contextmanager
def _failures_told(run: Run, target: Path) -> Iterator[None]:
    """Tell in one line whatever goes wrong while a report is made; keep the notebook."""
    try:
        yield
    except Exception as error:
        faults: tuple[str, ...] = ()
        if isinstance(error, SyriaAnalysisError):
            told, faults = str(error), error.faults
        elif isinstance(error, OSError):
            file = Path(error.filename).name if isinstance(error.filename, str) else "the report"
            told = f"{run.request.name}: cannot write {file}: {error.strerror or error}"
        else:
            about = f"{type(error).__name__}: {clean(error)[:300]}"
            told = f"{run.request.name}: the pages could not be set: {about}"
        kept = run.keep(target)
        raise ReportFailed(told + (f" (see {kept})" if kept else ""), faults) from error


def make_report(
    name: str,
    given: Sequence[str],
    output: str | Path,
    *,
    file: str | Path | None = None,
    **options: Any,
) -> Made:
    """Make a report from ``name=value`` texts.

    Parameters
    ----------
    name : str
        Name of the report.
    given : sequence of str
        ``name=value`` texts, as the command line takes them.
    output : path
        Folder of all reports.
    file : path, optional
        TOML or YAML file of parameters, which the texts override.
    **options : object
        Of `build_report`.

    Returns
    -------
    Made
        The report's folder and whether it was made anew.

    Raises
    ------
    SyriaAnalysisError, ReportFailed
        As `build_report`.
    """
    values = read_parameter_file(file) if file is not None else {}
    return build_report(name, values | read_assignments(given), output, **options)
