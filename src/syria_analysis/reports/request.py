"""A report that was asked for: everything about it checked before anything runs."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syria_analysis.errors import InvalidData, MissingData, SyriaAnalysisError, unknown
from syria_analysis.package.dataset import load_dataset
from syria_analysis.package.limits import (
    LARGEST_NOTEBOOK,
    Unreadable,
    parse_json,
    read_bytes,
    read_json,
    real_path,
)
from syria_analysis.package.resources import data_folder, notebook_folder
from syria_analysis.reports.parameter_rules import check_rules
from syria_analysis.reports.parameters import Parameter, own_value, read_parameters, resolve
from syria_analysis.reports.text import clean
from syria_analysis.text.faults import CHECKS

__all__ = ["Request", "as_file", "is_file", "prepare", "read_notebook", "report_names"]


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
    def own(self) -> bool:
        """Whether the notebook is the user's own, and none that comes with the library."""
        return self.source.resolve().parent != notebook_folder().resolve()

    @property
    def files(self) -> tuple[Path, ...]:
        """The notebook, and the files beside an own one that a text in its code names."""
        if not self.own:
            return (self.source,)
        code = [cell.source for cell in self.notebook.cells if cell.cell_type == "code"]
        names = {name for source in code for name in _texts_in(source)}
        names |= {value for value in self.values.values() if isinstance(value, str)}
        beside = self.source.resolve().parent
        return (self.source, *sorted(path for name in names if (path := _file(beside, name))))

    @property
    def folder(self) -> str:
        """Name of the report's folder: its day (or days), and a hash of what else differs."""
        days = [self.values[n] for n in DAYS if self.values.get(n)]
        rest = {k: v for k, v in self.changed.items() if k not in DAYS}
        if self.own and self.name in report_names():
            rest["--notebook"] = self.source.resolve().as_posix()
        if self.data is not None:
            rest["--data"] = self.data.as_posix()  # its place: its content goes on
        digest = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:8]
        return "_".join(days or ["undated"]) + (f"-{digest}" if rest else "")


def _texts_in(code: str) -> set[str]:
    """List the texts in code that may name files, and the modules that it imports."""
    lines = [" " * (len(line) - len(line.lstrip())) + "pass" if _MAGIC.match(line) else line
             for line in code.splitlines()]  # fmt: skip
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return set()  # running it tells what is wrong with it
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.Import):
            found.update(f"{alias.name.partition('.')[0]}.py" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(f"{node.module.partition('.')[0]}.py")
    return found


_MAGIC = re.compile(r"\s*[%!]")


def _file(beside: Path, name: str) -> Path | None:
    if not 0 < len(name) <= LONGEST_PATH or "\0" in name or "\n" in name:
        return None
    try:
        path = beside / name
        return path if path.is_file() else None
    except OSError:
        return None


LONGEST_PATH = 1000


def is_file(name: str) -> bool:
    """Whether the name of a report is that of a notebook's file."""
    return name.endswith(".ipynb")


def as_file(name: str) -> str:
    """Name a report by the whole path of its notebook, if it is named by its file.

    Examples
    --------
    >>> as_file("situation"), as_file("./mine.ipynb").endswith("/mine.ipynb")
    ('situation', True)
    """
    return str(Path(name).absolute()) if is_file(name) else name


def _name_of(file: Path) -> str:
    """Name a report by its notebook's file, in what a folder of reports may be called."""
    plain = unicodedata.normalize("NFKD", file.stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:80] or "report"


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

    Raises
    ------
    MissingData
        If there is no such folder.
    """
    folder = notebook_folder() if folder is None else folder
    if not folder.is_dir():
        raise MissingData(f"there is no folder {clean(folder)[:200]}")
    named = (p for p in folder.glob("*.ipynb") if re.fullmatch(r"[a-z0-9_-]+", p.stem))
    return sorted(p.stem for p in named if _takes_parameters(p))


def _takes_parameters(notebook: Path) -> bool:
    try:
        cells = read_json(notebook, LARGEST_NOTEBOOK)["cells"]
        return any("parameters" in cell["metadata"].get("tags", ()) for cell in cells)
    except (Unreadable, KeyError, TypeError, AttributeError):
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


def read_notebook(name: str, folder: Path | None = None) -> tuple[Any, Path]:
    """Read the notebook of a report.

    Parameters
    ----------
    name : str
        Name of the report, or the file of its notebook.
    folder : pathlib.Path, optional
        Folder of the notebooks; the library's own without it.

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

    if is_file(name):
        source = Path(name)
        if not source.is_file():
            raise MissingData(f"there is no notebook {clean(name)[:200]}")
    else:
        folder = notebook_folder() if folder is None else folder
        if not folder.is_dir():
            raise MissingData(f"there is no folder {clean(folder)[:200]}")
        names = report_names(folder)
        if name not in names:
            raise unknown("report", name, names)
        source = folder / f"{name}.ipynb"
    try:
        content = read_bytes(source, LARGEST_NOTEBOOK)
        told = parse_json(content)  # which is what sets limits
        if not isinstance(told, dict) or "nbformat" not in told:
            raise InvalidData("it is no notebook")
        if told["nbformat"] != 4:  # what runs it reads the file itself, and no other
            raise InvalidData("it is not of format 4: save it anew in Jupyter")
        notebook = nbformat.reads(content.decode("utf-8-sig"), as_version=4)
        nbformat.validate(notebook)
    except (
        InvalidData, OSError, ValueError, nbformat.ValidationError,
        LookupError, TypeError, AttributeError,  # of JSON that is no notebook at all
    ) as error:  # fmt: skip
        told = clean(str(error).partition("\n")[0])[:200]
        raise MissingData(f"the notebook {clean(source)} cannot be read: {told}") from None
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if language.lower() != "python":
        raise MissingData(f"the notebook {clean(source)} is one of {clean(language)[:40]}")
    return notebook, source


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
        Name of the report, or the file of its notebook.
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
    notebook, source = read_notebook(name, notebooks)
    declared = read_parameters(notebook)
    resolve(declared, parameters)  # a wrong type is found without reading the data
    dataset = load_dataset(data, CHECKS)
    values = resolve(declared, parameters, dataset)
    about = notebook.metadata.get("syria_analysis", {})
    check_rules(about.get("rules", ()), values, dataset)
    changed = {
        p.name: values[p.name] for p in declared if values[p.name] != _default(p, dataset, values)
    }
    other = None if data is None else real_path(data)
    if other == real_path(data_folder()):
        other = None
    return Request(_name_of(source), notebook, source, values, changed, dataset, other)
