"""A report made whole: its notebook run with parameters, set as HTML and PDF, put in place."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syria_analysis.errors import MissingData, ReportFailed, unknown
from syria_analysis.resources import DATA_VARIABLE, notebook_folder

from . import outcome
from .display import FIGURES_VARIABLE
from .folder import put_in_place, staging
from .fonts import font_css
from .parameters import check_rules, read_assignments, read_parameters, resolve
from .text import clean

__all__ = ["Request", "build_report", "make_report", "prepare", "report_names"]

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and what is being done."""


@dataclass(frozen=True)
class Request:
    """A report that was asked for, checked.

    Attributes
    ----------
    name : str
        Name of the report.
    notebook : nbformat.NotebookNode
        Its notebook.
    source : pathlib.Path
        Where the notebook lies.
    values : dict
        A value for every parameter.
    changed : dict
        Those that differ from the defaults.
    dataset : Dataset
        The data.
    data : pathlib.Path or None
        Folder of the data if it is not the library's own.
    """

    name: str
    notebook: Any
    source: Path
    values: dict[str, Any]
    changed: dict[str, Any]
    dataset: Any
    data: Path | None = None

    @property
    def folder(self) -> str:
        """Name of the report's folder: its day (or days), and a hash of what else differs."""
        days = [self.values[n] for n in ("date", "first", "last") if self.values.get(n)]
        rest = {k: v for k, v in self.changed.items() if k not in ("date", "first", "last")}
        if self.data is not None:
            rest["--data"] = outcome.data_digest(self.data)
        digest = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:8]
        return "_".join(days or ["undated"]) + (f"-{digest}" if rest else "")


def report_names(folder: Path | None = None) -> list[str]:
    """Name the reports there are notebooks for."""
    folder = notebook_folder() if folder is None else folder
    return sorted(p.stem for p in folder.glob("*.ipynb") if re.fullmatch(r"[a-z0-9_-]+", p.stem))


def prepare(
    name: str,
    parameters: Mapping[str, Any],
    *,
    data: str | Path | None = None,
    notebooks: Path | None = None,
) -> Request:
    """Check a request before anything runs.

    Parameters
    ----------
    name : str
        Name of the report.
    parameters : mapping
        Values by name; texts are read as the parameter's type.
    data : path, optional
        Folder of another data package.
    notebooks : pathlib.Path, optional
        Folder of the notebooks; the library's own without it.

    Returns
    -------
    Request

    Raises
    ------
    SyriaAnalysisError
        If the report, a parameter, a value or the data is wrong.
    """
    import nbformat

    from syria_analysis.dataset import load_dataset

    folder = notebook_folder() if notebooks is None else notebooks
    names = report_names(folder)
    if name not in names:
        raise unknown("report", name, names)
    source = folder / f"{name}.ipynb"
    try:
        notebook = nbformat.read(source, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise MissingData(f"the notebook {source} cannot be read: {clean(error)}") from None
    declared = read_parameters(notebook)
    resolve(declared, parameters)  # a wrong type is found without reading the data
    dataset = load_dataset(data)
    values = resolve(declared, parameters, dataset)
    about = notebook.metadata.get("syria_analysis", {})
    check_rules(about.get("rules", ()), values)
    defaults = resolve(declared, {})
    changed = {k: v for k, v in values.items() if v != defaults[k]}
    own = data is None or Path(data).resolve() == load_dataset_folder()
    return Request(
        name, notebook, source, values, changed, dataset, None if own else Path(data).resolve()
    )


def load_dataset_folder() -> Path:
    """Give the folder of the library's own data."""
    from syria_analysis.resources import data_folder

    return data_folder().resolve()


def build_report(
    name: str,
    parameters: Mapping[str, Any],
    output: str | Path,
    *,
    data: str | Path | None = None,
    progress: Progress | None = None,
    notebooks: Path | None = None,
    timeout: float = 600,
) -> Path:
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
    timeout : float
        Seconds a cell may take.

    Returns
    -------
    pathlib.Path
        The report's folder, ``OUTPUT/NAME/DATE[-HASH]/``. An earlier report there has been
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
    steps = _Steps(request.notebook, progress)
    fonts = threading.Thread(target=font_css, daemon=True)
    with staging(target) as folder:
        fonts.start()  # while the kernel runs
        executed = _execute(request, folder, target, steps, timeout)
        steps.say("writing HTML")
        from .exporters import ReportHTMLExporter, ReportPDFExporter

        fonts.join()
        with _quiet():
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
    return target


def make_report(
    name: str,
    given: Sequence[str],
    output: str | Path,
    *,
    data: str | Path | None = None,
    progress: Progress | None = None,
) -> Path:
    """Make a report from ``name=value`` texts, with a progress bar on standard error.

    Parameters and errors are those of `build_report`.
    """
    values = read_assignments(given)
    if progress is not None:
        return build_report(name, values, output, data=data, progress=progress)
    with progress_bar(name) as bar:
        return build_report(name, values, output, data=data, progress=bar)


@contextlib.contextmanager
def progress_bar(name: str) -> Iterator[Progress]:
    """Draw a progress bar on standard error, gone when the work is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}", style="dim", markup=False),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"report {name}", total=None, what="checking")

        def tell(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, what=what)

        yield tell


class _Steps:
    """Counts the cells and the steps after them."""

    AFTER = 4  # HTML, PDF, tables, done

    def __init__(self, notebook: Any, progress: Progress | None) -> None:
        code = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
        self.total = len(code) + 1 + self.AFTER  # and the cell of the parameters given
        self.done = 0
        self.progress = progress
        self.heading = "starting"

    def cell(self, **about: Any) -> None:
        """Note that a cell is done (nbclient calls this)."""
        self.done = min(self.done + 1, self.total - self.AFTER)
        self._tell(self.heading)

    def about(self, **about: Any) -> None:
        """Note that a cell starts (nbclient calls this): a heading tells what comes."""
        lines = about["cell"].source.strip().splitlines()
        if about["cell"].cell_type == "markdown" and lines and lines[0].startswith("#"):
            self.heading = clean(lines[0].lstrip("#"))[:48]
        self._tell(self.heading)

    def say(self, what: str) -> None:
        """Note a step after the cells."""
        self.done = max(self.done + 1, self.total - self.AFTER)
        self.done = self.total if what == "done" else min(self.done, self.total)
        self._tell(what)

    def _tell(self, what: str) -> None:
        if self.progress is not None:
            self.progress(self.done, self.total, what)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
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


@contextlib.contextmanager
def _environment(**variables: str | None) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    try:
        for name, value in variables.items():
            if value is not None:
                os.environ[name] = value
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _execute(request: Request, folder: Path, target: Path, steps: _Steps, timeout: float) -> Any:
    """Run the notebook; what its figures are saved to and its data is told by environment."""
    with _quiet():
        import papermill
        from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError

        from .kernel import ReportKernelManager

        path = folder / "report.ipynb"
        figures = folder / "figures"
        figures.mkdir()
        try:
            with _environment(
                **{
                    FIGURES_VARIABLE: str(figures),
                    DATA_VARIABLE: str(request.data) if request.data else None,
                    "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "0"),
                }
            ):
                executed = papermill.execute_notebook(
                    str(request.source),
                    str(path),
                    parameters=dict(request.values),
                    kernel_name="python3",
                    language="python",
                    progress_bar=False,
                    log_output=False,
                    kernel_manager_class=ReportKernelManager,
                    execution_timeout=timeout,
                    on_cell_start=steps.about,
                    on_cell_executed=steps.cell,
                )
        except papermill.PapermillExecutionError as error:
            kept = _keep_failed(path, target)
            heading = _heading(request.notebook, error.source)
            told = clean(f"{error.ename}: {error.evalue}")[:300]
            raise ReportFailed(f"{request.name}.ipynb, {heading}: {told} (see {kept})") from None
        except CellTimeoutError:
            kept = _keep_failed(path, target)
            raise ReportFailed(
                f"{request.name}.ipynb: a cell took longer than {timeout:g} s (see {kept})"
            ) from None
        except (DeadKernelError, CellControlSignal, RuntimeError) as error:
            kept = _keep_failed(path, target)
            raise ReportFailed(
                f"{request.name}.ipynb: the kernel stopped: {clean(error)[:200]} (see {kept})"
            ) from None
        outcome.tidy(executed, path)
    return executed


def _keep_failed(path: Path, target: Path) -> Path:
    """Keep the notebook executed up to its error, for reading."""
    kept = target.parent / "failed" / f"{target.name}.ipynb"
    if path.is_file():
        with contextlib.suppress(OSError):
            kept.parent.mkdir(exist_ok=True)
            path.replace(kept)
    return kept


def _heading(notebook: Any, source: str) -> str:
    """Say which cell it was: its number and the heading it stands under."""
    title = ""
    for n, cell in enumerate(notebook.cells, start=1):
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            title = clean(line.lstrip("#")) if line.startswith("#") else title
        if cell.cell_type == "code" and cell.source == source:
            return f"cell {n}" + (f" ({title})" if title else "")
    return "cell of parameters"
