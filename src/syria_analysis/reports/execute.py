"""A report's notebook run by papermill in a kernel of its own."""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from syria_analysis.errors import ReportFailed
from syria_analysis.resources import DATA_VARIABLE

from . import outcome
from .display import FIGURES_VARIABLE
from .progress import Steps
from .request import Request
from .text import clean

__all__ = ["execute", "quiet"]


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


def execute(request: Request, folder: Path, target: Path, steps: Steps, timeout: float) -> Any:
    """Run the notebook; what its figures are saved to and its data is told by environment."""
    with quiet():
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
                f"{request.name}.ipynb: a cell under {steps.heading!r} took longer than "
                f"{timeout:g} s (see {kept})"
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
