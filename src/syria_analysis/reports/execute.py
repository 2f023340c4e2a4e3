"""A report's notebook run by papermill in a kernel of its own."""

from __future__ import annotations

import contextlib
import shutil
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from syria_analysis.errors import ReportFailed
from syria_analysis.package.cache import is_computed_anew
from syria_analysis.reports import outcome
from syria_analysis.reports.progress import Steps
from syria_analysis.reports.request import Request
from syria_analysis.reports.session import Session
from syria_analysis.reports.text import clean

__all__ = ["Run", "failed_notebook", "quiet"]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep papermill, nbformat and nbconvert from warning and logging at the user."""
    import logging

    loggers = [logging.getLogger(n) for n in ("papermill", "traitlets", "fontTools")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


class Run:
    """A notebook's run, as far as it has come.

    Parameters
    ----------
    request : Request
        What was asked for.
    folder : pathlib.Path
        Where the report is being made.
    steps : Steps
        Told of every cell.
    timeout : float
        Seconds a cell may take.
    limit : float
        Seconds the report may take, from now on.
    shared : pathlib.Path, optional
        Folder in which the reports of a batch share what they have drawn.

    Attributes
    ----------
    notebook : nbformat.NotebookNode or None
        The notebook with the outputs there are so far.
    """

    def __init__(
        self,
        request: Request,
        folder: Path,
        steps: Steps,
        timeout: float,
        limit: float,
        shared: Path | None = None,
    ) -> None:
        self.shared = shared
        self.request, self.folder, self.steps = request, folder, steps
        self.timeout, self.limit = timeout, limit
        self.deadline = time.monotonic() + limit
        self.notebook: Any = None
        self.drawings: Any = None
        self.session: Session | None = None
        self.where = self.title = ""
        self.number = 0

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *about: object) -> None:
        if self.drawings is not None:
            self.drawings.stop()

    def execute(self) -> Any:
        """Run the notebook.

        Returns
        -------
        nbformat.NotebookNode
            The executed notebook; `finish` completes it with what is drawn beside the kernel.

        Raises
        ------
        ReportFailed
            Which cell failed with what.
        """
        with quiet():
            import papermill
            from nbclient.exceptions import CellTimeoutError

            from syria_analysis.reports.drawing import Drawings
            from syria_analysis.reports.engine import ENGINE, LARGEST_PRINT, TooMuchPrinted
            from syria_analysis.reports.kernel import ReportKernelManager

            figures = self.folder / "figures"
            figures.mkdir()
            self.drawings = Drawings(figures, self.shared)
            beside = self.request.source.resolve().parent if self.request.own else None
            self.session = Session(figures, self.request.data, is_computed_anew(), beside)
            try:
                executed = papermill.execute_notebook(
                    self.request.notebook,
                    None,
                    parameters=dict(self.request.values),
                    engine_name=ENGINE,
                    kernel_name="python3",
                    language="python",
                    progress_bar=False,
                    run=self,
                    kernel_manager_class=ReportKernelManager,
                )
            except papermill.PapermillExecutionError as error:
                raise self.failed(f"{error.ename}: {error.evalue}") from error
            except TooMuchPrinted:
                raise self.failed(f"it printed more than {LARGEST_PRINT / 1e6:g} MB") from None
            except CellTimeoutError as error:
                if "IOPub" in str(error):
                    raise self.failed("its output was lost") from None
                self.check_time()
                raise self.failed(f"it took longer than {self.timeout:g} s") from None
            except OSError:
                raise
            except Exception as error:
                raise self.failed(f"the kernel stopped: {error}") from error
            if "SystemExit" in _errors(executed):
                raise self.failed("SystemExit: a cell must not end the notebook")
            self.where = ""
            outcome.tidy(executed, self.request.source.name)
        return executed

    def wait_for_figures(self) -> None:
        """Wait for the figures drawn beside the kernel."""
        with contextlib.suppress(TimeoutError):
            self.drawings.finish(self.deadline - time.monotonic())
        self.check_time()

    def finish(self, notebook: Any) -> None:
        """Put the figures drawn beside the kernel in the notebook and write it.

        Parameters
        ----------
        notebook : nbformat.NotebookNode
            The executed notebook, changed in place.
        """
        from syria_analysis.reports.drawing import put_in

        self.wait_for_figures()
        put_in(notebook, self.drawings.folder)
        outcome.write_notebook(notebook, self.folder / "report.ipynb")

    def check_time(self) -> None:
        """Raise `ReportFailed` if the report has taken longer than it may."""
        if time.monotonic() >= self.deadline:
            raise self.failed(f"the report took longer than {self.limit:g} s")

    def starts(self, cell: Any) -> None:
        """Note which cell is being run: its number in the notebook, the heading above it."""
        self.steps.about(cell=cell)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            self.where = "cell of parameters"
            return
        self.number += 1
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            self.title = clean(line.lstrip("#"))[:60] if line.startswith("#") else self.title
        self.where = f"cell {self.number}" + (f" ({self.title})" if self.title else "")

    def failed(self, what: object) -> ReportFailed:
        """Make the error that says in one line what failed, and in which cell if it was in one."""
        where = f", {self.where}" if self.where else ""
        return ReportFailed(f"{clean(self.request.source.name)}{where}: {clean(what)[:300]}")

    def keep(self, target: Path) -> Path | None:
        """Keep the notebook as far as it was executed, for reading.

        Parameters
        ----------
        target : pathlib.Path
            The report's folder.

        Returns
        -------
        pathlib.Path or None
            Where it lies; None if there is none or no room for it.
        """
        path, kept = self.folder / "report.ipynb", failed_notebook(target)
        for _ in range(2 if self.notebook is not None else 0):
            try:
                kept.parent.mkdir(exist_ok=True)
                with quiet():
                    outcome.tidy(self.notebook, self.request.source.name)
                    outcome.write_notebook(self.notebook, path)
                path.replace(kept)
                return kept
            except OSError:  # of a full disk: make room
                shutil.rmtree(self.folder, ignore_errors=True)
                with contextlib.suppress(OSError):
                    self.folder.mkdir()
        return None


def failed_notebook(target: Path) -> Path:
    """Say where the notebook of a failed run is kept for reading."""
    return target.parent / "failed" / f"{target.name}.ipynb"


def _errors(notebook: Any) -> set[str]:
    outputs = [o for c in notebook.cells for o in c.get("outputs", ())]
    return {o.ename for o in outputs if o.output_type == "error"}
