"""A report that was asked for: everything about it checked before anything runs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syria_analysis.errors import MissingData, SyriaAnalysisError, unknown
from syria_analysis.package.dataset import load_dataset
from syria_analysis.package.resources import data_folder, notebook_folder
from syria_analysis.reports.parameter_rules import check_rules
from syria_analysis.reports.parameters import Parameter, own_value, read_parameters, resolve
from syria_analysis.reports.text import clean
from syria_analysis.text.faults import CHECKS

__all__ = ["Request", "prepare", "read_notebook", "report_names"]


DAYS = ("date", "first", "last")
"""Parameters that name the folder of a report."""


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
        Those that differ from the defaults, of the notebook or of the package.
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
        days = [self.values[n] for n in DAYS if self.values.get(n)]
        rest = {k: v for k, v in self.changed.items() if k not in DAYS}
        if self.data is not None:
            rest["--data"] = self.data.as_posix()  # its place: its content goes on
        digest = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:8]
        return "_".join(days or ["undated"]) + (f"-{digest}" if rest else "")


def report_names(folder: Path | None = None) -> list[str]:
    """Name the reports there are notebooks for.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Folder of the notebooks; the library's own without it.

    Returns
    -------
    list of str
        In alphabetical order. A notebook without a cell tagged ``parameters`` is none of them: it
        is for use by hand.
    """
    folder = notebook_folder() if folder is None else folder
    named = (p for p in folder.glob("*.ipynb") if re.fullmatch(r"[a-z0-9_-]+", p.stem))
    return sorted(p.stem for p in named if _takes_parameters(p))


def _takes_parameters(notebook: Path) -> bool:
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        return any("parameters" in cell["metadata"].get("tags", ()) for cell in cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True  # asking for it tells what is wrong with it


def _default(parameter: Parameter, dataset: Any, values: Mapping[str, Any]) -> Any:
    """Tell what a parameter is that was not given, on the evenings asked about."""
    if not parameter.of_package:
        return parameter.default
    days = {day: values[day] for day in DAYS if day in values and day != parameter.name}
    try:
        return own_value(parameter, dataset, days)
    except SyriaAnalysisError:  # the package has none: it had to be given
        return parameter.default


def read_notebook(name: str, folder: Path) -> tuple[Any, Path]:
    """Read the notebook of a report.

    Parameters
    ----------
    name : str
        Name of the report.
    folder : pathlib.Path
        Folder of the notebooks.

    Returns
    -------
    nbformat.NotebookNode
        The notebook.
    pathlib.Path
        Where it lies.

    Raises
    ------
    UnknownName
        If there is no such report.
    MissingData
        If its notebook cannot be read.
    """
    from syria_analysis.reports.notebook_format import nbformat

    names = report_names(folder)
    if name not in names:
        raise unknown("report", name, names)
    source = folder / f"{name}.ipynb"
    try:
        return nbformat.read(source, as_version=4), source
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise MissingData(f"the notebook {source} cannot be read: {clean(error)}") from None


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
    notebook, source = read_notebook(name, notebook_folder() if notebooks is None else notebooks)
    declared = read_parameters(notebook)
    resolve(declared, parameters)  # a wrong type is found without reading the data
    dataset = load_dataset(data, CHECKS)
    values = resolve(declared, parameters, dataset)
    about = notebook.metadata.get("syria_analysis", {})
    check_rules(about.get("rules", ()), values, dataset)
    changed = {
        p.name: values[p.name] for p in declared if values[p.name] != _default(p, dataset, values)
    }
    other = None if data is None else Path(data).resolve()
    if other == data_folder().resolve():
        other = None
    return Request(name, notebook, source, values, changed, dataset, other)
