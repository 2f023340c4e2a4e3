"""Which reports there are, and what each can be asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from syria_analysis.errors import SyriaAnalysisError
from syria_analysis.reports.parameters import Parameter, own_value, read_parameters
from syria_analysis.reports.request import read_notebook, report_names
from syria_analysis.reports.text import clean
from syria_analysis.text.outputs import plain

__all__ = ["allowed", "catalogue", "describe", "written"]


def catalogue(dataset: Any = None, folder: Path | None = None) -> list[dict[str, Any]]:
    """List the reports with their parameters.

    Parameters
    ----------
    dataset : Dataset, optional
        Data that tells the days and factions allowed.
    folder : pathlib.Path, optional
        Folder of the notebooks; the library's own without it.

    Returns
    -------
    list of dict
        As `describe`, in alphabetical order.

    Examples
    --------
    >>> "situation" in [report["name"] for report in catalogue()]
    True
    """
    return [describe(name, dataset, folder) for name in report_names(folder)]


def describe(name: str, dataset: Any = None, folder: Path | None = None) -> dict[str, Any]:
    """Describe a report.

    Parameters
    ----------
    name : str
        Its name.
    dataset : Dataset, optional
        Data that tells the days and factions allowed.
    folder : pathlib.Path, optional
        Folder of the notebooks; the library's own without it.

    Returns
    -------
    dict
        ``name``, ``title``, ``summary`` and ``parameters``: for each ``name``, ``type``, whether
        it takes ``many``, ``default``, whether that is ``of_package`` (empty where the package
        does not declare it), ``allowed`` values in words, ``choices`` if they can be listed, and
        ``help``.

    Raises
    ------
    UnknownName
        If there is no such report.
    MissingData, BadParameter
        If its notebook cannot be read.
    """
    notebook, source = read_notebook(name, folder)
    title, summary = _opening(notebook)
    return {
        "name": source.stem,
        "title": title or source.stem,
        "summary": summary,
        "parameters": [
            {
                "name": p.name,
                "type": p.kind,
                "many": p.many,
                "default": plain(_default(p, dataset)),
                "of_package": p.of_package,
                "allowed": allowed(p, dataset),
                "choices": _choices(p, dataset),
                "help": p.help,
            }
            for p in read_parameters(notebook)
        ],
    }


def allowed(parameter: Parameter, dataset: Any = None) -> str:
    """Say which values a parameter takes.

    Parameters
    ----------
    parameter : Parameter
        The parameter.
    dataset : Dataset, optional
        Data that tells the days and factions allowed.

    Returns
    -------
    str
    """
    choices = _choices(parameter, dataset)
    if choices and not parameter.choices:
        return f"{parameter.wanted}: {', '.join(choices)}"
    if parameter.kind == "Day" and dataset is not None:
        days = "days by comma" if parameter.many else "a day"
        return f"{days} from {dataset.first} to {dataset.reported_to or dataset.last}"
    return parameter.wanted


def written(value: Any) -> str:
    """Write a default the way it is given on the command line.

    Parameters
    ----------
    value : object
        A value or a list of these.

    Returns
    -------
    str

    Examples
    --------
    >>> written(["HTS", "SNA"]), written(True), written(2.5)
    ('HTS,SNA', 'true', '2.5')
    """
    if isinstance(value, list):
        return ",".join(map(written, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _default(parameter: Parameter, dataset: Any) -> Any:
    """Give the default; of what the package is asked, its answer if it has one."""
    if dataset is None or not parameter.of_package:
        return parameter.default
    try:
        return own_value(parameter, dataset, {"date": dataset.starting_day})
    except SyriaAnalysisError:
        return parameter.default


def _choices(parameter: Parameter, dataset: Any) -> list[str] | None:
    if parameter.choices:
        return [str(choice) for choice in parameter.choices]
    if parameter.kind == "Faction" and dataset is not None:
        return [str(faction) for faction in dataset.factions.index]
    return None


def _opening(notebook: Any) -> tuple[str, str]:
    """Take the title and the first sentence below it."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            title, _, text = cell.source.partition("\n")
            sentence = clean(text.strip().partition("\n\n")[0]).partition(". ")[0]
            return clean(title.lstrip("# ")), sentence.rstrip(".") + "." if sentence else ""
    return "", ""
