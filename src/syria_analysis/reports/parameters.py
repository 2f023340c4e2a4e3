"""What a report can be asked: the parameters its notebook declares, checked before it runs.

A notebook declares its parameters in the cell tagged ``parameters``, one a line, with type,
default and a comment that explains it::

    date: Day = "latest"  # Evening that the report describes
    attackers: list[Faction] = []  # Forces whose front is measured
    other: list[File] = []  # Files that are read beside the data

An empty default is what the data package declares for that name, see `OWN`. Values are read as
data, never as code. How they must agree is declared apart, see `rules`.
"""

from __future__ import annotations

import ast
import datetime as dt
import io
import math
import os
import re
import tokenize
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadParameter, MissingData, SyriaAnalysisError, unknown
from syria_analysis.package.limits import real_path
from syria_analysis.package.values import LATEST, as_day, as_moment
from syria_analysis.reports.text import clean

__all__ = [
    "Day",
    "Faction",
    "File",
    "Parameter",
    "Place",
    "own_value",
    "read_assignments",
    "read_parameters",
    "resolve",
]

Day = str
"""An ISO day of the data."""
Faction = str
"""Id of a faction of the data."""
Place = str
"""Id or name of a place of the data."""
File = str
"""Path of a file or folder that is read beside the data."""

Values = Mapping[str, Any]
OWN: Mapping[str, Callable[[Any, Values], Any]] = {
    "date": lambda dataset, _: dataset.starting_day,
    "last": lambda dataset, _: dataset.last,
    "first": lambda dataset, _: dataset.since(),
    "baseline": lambda dataset, values: min(dataset.since(), _days(dataset, values)[0]),
    "attackers": lambda dataset, values: dataset.attackers(None, *_days(dataset, values)),
    "defenders": lambda dataset, values: dataset.defenders(None, *_days(dataset, values)),
    "cities": lambda dataset, _: dataset.cities(),
    "by": lambda dataset, values: dataset.captor(None, _days(dataset, values)[0]),
    "source": lambda dataset, _: dataset.origin(),
    "captures": lambda dataset, values: _scenario(dataset, values).captures,
    "targets": lambda dataset, values: _scenario(dataset, values).targets,
}
"""What the package says of a parameter left empty, by its name; days first."""

KINDS = ("Day", "Faction", "Place", "File", "str", "int", "float", "bool")
LONGEST = 1000
LONGEST_CELL = 20_000
"""Characters of the cell that declares the parameters."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a report.

    Attributes
    ----------
    name : str
        Its name in the notebook.
    kind : str
        ``Day``, ``Faction``, ``Place``, ``File``, ``str``, ``int``, ``float`` or ``bool``.
    many : bool
        Whether it is a list of these.
    default : object
        Value where none is given.
    help : str
        What it is.
    choices : tuple
        The values allowed; empty: any.
    """

    name: str
    kind: str
    many: bool
    default: Any
    help: str = ""
    choices: tuple[Any, ...] = ()

    @property
    def of_package(self) -> bool:
        """Whether its default is empty, which leaves it to the data package."""
        return _is_left_out(self.default)

    @property
    def wanted(self) -> str:
        """Name what a value must be, for messages and help."""
        if self.choices:
            return "one of " + ", ".join(str(c) for c in self.choices)
        one, some = {
            "Day": ("a day, YYYY-MM-DD", "days"),
            "Faction": ("a faction", "factions"),
            "Place": ("a place", "places"),
            "File": ("a file", "files"),
            "str": ("text", "texts"),
            "int": ("a whole number", "whole numbers"),
            "float": ("a number", "numbers"),
            "bool": ("true or false", "values true or false"),
        }[self.kind]
        return f"{some} separated by commas" if self.many else one


def read_parameters(notebook: Mapping[str, Any]) -> tuple[Parameter, ...]:
    """Read the parameters that a notebook declares.

    Parameters
    ----------
    notebook : mapping
        A notebook (nbformat 4).

    Returns
    -------
    tuple of Parameter
        In the order declared; none if no cell is tagged ``parameters``.

    Raises
    ------
    BadParameter
        If the cell holds anything but assignments of plain values.
    """
    for cell in notebook["cells"]:
        if "parameters" in cell.get("metadata", {}).get("tags", ()):
            source = cell["source"]
            return _declared(source if isinstance(source, str) else "".join(source))
    return ()


def _declared(source: str) -> tuple[Parameter, ...]:
    if len(source) > LONGEST_CELL:
        raise BadParameter(f"the notebook's parameters take more than {LONGEST_CELL:,} characters")
    try:
        tree = ast.parse(source)
        comments = {
            token.start[0]: token.string.lstrip("#").strip()
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type == tokenize.COMMENT
        }
    except (SyntaxError, ValueError, tokenize.TokenError) as error:
        raise BadParameter(f"the notebook's parameters cannot be read: {error}") from None
    except (RecursionError, MemoryError):  # of the parser, whose stack is short
        raise BadParameter("the notebook's parameters are nested too deeply") from None
    found = []
    for line in tree.body:
        target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
        value = getattr(line, "value", None)
        if not isinstance(target, ast.Name) or value is None:
            raise BadParameter(
                f"line {line.lineno} of the notebook's parameters is not NAME: TYPE = VALUE"
            )
        try:
            default = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            raise BadParameter(f"the default of {target.id!r} is not a plain value") from None
        annotation = getattr(line, "annotation", None)
        kind, many, choices = _type(annotation) if annotation else _guess(default)
        help_text = comments.get(line.end_lineno or line.lineno, "")
        found.append(Parameter(target.id, kind, many, default, help_text, choices))
    return tuple(found)


def _type(node: ast.expr) -> tuple[str, bool, tuple[Any, ...]]:
    if isinstance(node, ast.Subscript):
        if ast.unparse(node.value).rpartition(".")[2] == "Literal":
            choices = ast.literal_eval(node.slice)
            choices = choices if isinstance(choices, tuple) else (choices,)
            return type(choices[0]).__name__, False, choices
        if ast.unparse(node.value) == "list":
            kind, many, choices = _type(node.slice)
            if not many:
                return kind, True, choices
    name = ast.unparse(node).rpartition(".")[2]
    if name in KINDS:
        return name, False, ()
    raise BadParameter(f"{ast.unparse(node)} is not a type of parameter: use {', '.join(KINDS)}")


def _guess(default: Any) -> tuple[str, bool, tuple[Any, ...]]:
    if isinstance(default, list) and default:
        return _guess(default[0])[0], True, ()
    if isinstance(default, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", default):
        return "Day", False, ()
    return type(default).__name__ if type(default).__name__ in KINDS else "str", False, ()


def read_assignments(given: Iterable[str]) -> dict[str, str | list[str]]:
    """Read ``name=value`` texts, as the command line takes them.

    Parameters
    ----------
    given : iterable of str
        The texts.

    Returns
    -------
    dict of str to str or list of str
        Value by name: all of them, each once, for a name that is given with several.

    Raises
    ------
    BadParameter
        If one has no name.

    Examples
    --------
    >>> read_assignments(["date=latest", "cities=homs,hama", "cities=idlib"])
    {'date': 'latest', 'cities': ['homs,hama', 'idlib']}
    """
    values: dict[str, dict[str, None]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise BadParameter(f"{_short(text)} is not NAME=VALUE")
        values.setdefault(name, {})[value] = None
    return {name: [*told] if len(told) > 1 else next(iter(told)) for name, told in values.items()}


def resolve(
    declared: Sequence[Parameter], given: Mapping[str, Any], dataset: Any = None
) -> dict[str, Any]:
    """Check what is asked of a report and complete it with the defaults.

    Parameters
    ----------
    declared : sequence of Parameter
        The report's parameters.
    given : mapping
        Values by name: texts (lists separated by commas) or values of the right type.
    dataset : Dataset, optional
        Data that days, factions and places must belong to (its methods ``day``, ``side`` and
        ``place``).

    Returns
    -------
    dict
        A value of the right type for every parameter, in the order declared; days as ISO text,
        places and factions as ids, files as whole paths. What is left empty is what the package
        declares, or stays empty without a dataset.

    Raises
    ------
    UnknownName
        For an unknown parameter, place or faction, with the nearest known name.
    BadParameter
        For a value of the wrong type.
    BadDate, DateOutOfRange
        For a day that is none, or that the data does not cover.
    MissingData
        For a file that does not exist.
    """
    names = [p.name for p in declared]
    for name in given:
        if name not in names:
            raise unknown("parameter", name, names)
    values = {p.name: _value(p, given.get(p.name, p.default), dataset) for p in declared}
    if dataset is not None:
        order = list(OWN)
        for p in sorted(declared, key=lambda p: order.index(p.name) if p.name in OWN else 0):
            if _is_left_out(values[p.name]):
                values[p.name] = own_value(p, dataset, values)
    return values


def own_value(parameter: Parameter, dataset: Any, values: Values | None = None) -> Any:
    """Tell what the data package declares for a parameter.

    Parameters
    ----------
    parameter : Parameter
        One whose default is empty.
    dataset : Dataset
        The data.
    values : mapping, optional
        Values of the other parameters, whose days say which contest is meant.

    Returns
    -------
    object
        As `resolve` gives it; the empty default if the package has nothing to say of that name.

    Raises
    ------
    BadParameter
        If the package should declare it and does not.
    """
    if parameter.name not in OWN:
        return parameter.default
    try:
        value = OWN[parameter.name](dataset, values or {})
    except SyriaAnalysisError as error:
        raise error.at(f"parameter {parameter.name!r}: ") from error
    return list(value) if parameter.many else str(value)


def _is_left_out(value: Any) -> bool:
    return isinstance(value, str | list | tuple) and not value


def _days(dataset: Any, values: Values) -> tuple[dt.date, dt.date]:
    """Tell the first and the last evening that a report is about."""
    last = values.get("date") or values.get("last") or dataset.last
    return dataset.day(values.get("date") or values.get("first") or last), dataset.day(last)


def _scenario(dataset: Any, values: Values) -> Any:
    places = {key: values[key] for key in ("captures", "targets") if values.get(key)}
    return dataset.scenario(**places)


def _value(parameter: Parameter, value: Any, dataset: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        raise BadParameter(f"the value of parameter {parameter.name!r} is too long")
    if _is_left_out(value) and parameter.of_package:
        return [] if parameter.many else ""
    if not parameter.many:
        if isinstance(value, list | tuple):
            raise BadParameter(f"parameter {parameter.name!r} takes one value, not {len(value)}")
        return _single(parameter, value, dataset)
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        value = [part.strip() for item in value for part in item.split(",") if part.strip()]
    if not isinstance(value, list | tuple) or not value:
        raise _wrong(parameter, value)
    return list(dict.fromkeys(_single(parameter, item, dataset) for item in value))


def _single(parameter: Parameter, value: Any, dataset: Any) -> Any:
    kind = parameter.kind
    if kind == "bool" and isinstance(value, str):
        value = {"true": True, "yes": True, "false": False, "no": False}.get(value.lower(), value)
    elif kind == "int" and isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]{1,18}", value):
        value = int(value)
    elif kind == "float" and isinstance(value, str | int) and not isinstance(value, bool):
        try:
            value = float(value)
        except ValueError:
            raise _wrong(parameter, value) from None
    python = {"bool": bool, "int": int, "float": float}.get(kind, str)
    right = isinstance(value, python) and (kind == "bool" or not isinstance(value, bool))
    if kind == "Day" and not isinstance(value, str):
        value, right = str(as_moment(value) or as_day(value)), True
    if not right or (kind == "float" and not math.isfinite(value)):
        raise _wrong(parameter, value)
    if isinstance(value, str) and (value != clean(value) or not value):
        raise _wrong(parameter, value)
    if parameter.choices and value not in parameter.choices:
        raise _wrong(parameter, value)
    try:
        if kind == "Day":
            if dataset is None:  # which evening that is may not be known without the data
                later = value == LATEST or as_moment(value)
                return value if later else str(as_day(value))
            return str(dataset.day(value))
        if kind == "Faction" and dataset is not None:
            return dataset.side([value])[0]
        if kind == "Place" and dataset is not None:
            return dataset.place(value)
        if kind == "File" and dataset is not None:
            return _existing(value)
    except SyriaAnalysisError as error:
        raise error.at(f"parameter {parameter.name!r}: ") from error
    return value


def _existing(name: str) -> str:
    """Give the whole path of a file or folder; what is neither, a pipe or a device, is refused."""
    path = Path(name)
    try:
        if path.is_file() or path.is_dir():
            if not os.access(path, os.R_OK):
                raise MissingData(f"{_short(name)} may not be read")
            return real_path(path).as_posix()
    except OSError:  # a name that is too long
        pass
    raise MissingData(f"there is no file or folder {_short(name)}")


def _wrong(parameter: Parameter, value: Any) -> BadParameter:
    return BadParameter(
        f"parameter {parameter.name!r} takes {parameter.wanted}, not {_short(value)}"
    )


def _short(value: Any) -> str:
    text = clean(value)
    return repr(text if len(text) <= 60 else text[:59] + "…")
