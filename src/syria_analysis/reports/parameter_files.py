"""Parameters of a report in a TOML or YAML file: read as data, refused in one line."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadParameter, MissingData
from syria_analysis.package.limits import Unreadable, parse_toml, read_bytes
from syria_analysis.reports.text import clean

__all__ = ["LARGEST", "read_parameter_file"]

LARGEST = 100_000
"""Bytes that a file of parameters may have: YAML is read at some 50,000 a second."""

_PLAIN = (str, bool, int, float, dt.date)


def read_parameter_file(path: str | Path) -> dict[str, Any]:
    r"""Read a file of parameters.

    Parameters
    ----------
    path : path
        A file that ends in ``.toml``, ``.yaml`` or ``.yml`` and holds names with plain values or
        lists of these.

    Returns
    -------
    dict
        Values by name, still to be checked against what a report declares.

    Raises
    ------
    MissingData
        If there is no such file.
    BadParameter
        If it is anything else: too large, not UTF-8, malformed, a name twice, a table in a table.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "evening.toml"
    ...     _ = file.write_text('date = 2024-12-02\ncities = ["homs", "hama"]')
    ...     read_parameter_file(file)
    {'date': datetime.date(2024, 12, 2), 'cities': ['homs', 'hama']}
    """
    path = Path(path)
    shown = clean(path)[:200]
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise BadParameter(f"{shown}: a file of parameters ends in .toml, .yaml or .yml")
    try:
        values = read(_text(path, shown))
    except (ValueError, RecursionError, Unreadable) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise BadParameter(f"{shown}: {clean(reason)[:300]}") from None
    return _flat(values, shown)


def _text(path: Path, shown: str) -> str:
    try:
        content = read_bytes(path, LARGEST)
    except Unreadable as error:
        if error.missing:
            there = os.path.lexists(path)
            told = f"{shown} cannot be read: {error}" if there else f"there is no file {shown}"
            raise MissingData(told) from None
        raise BadParameter(f"{shown}: {error}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadParameter(f"{shown}: byte {error.start + 1} is not UTF-8") from None


def _flat(values: Any, shown: str) -> dict[str, Any]:
    """Refuse everything but names with plain values and lists of these."""
    if values is None:
        return {}  # an empty YAML file
    if not isinstance(values, dict):
        raise BadParameter(f"{shown}: names with values are wanted, not {_kind(values)}")
    for name, value in values.items():
        if not isinstance(name, str):
            raise BadParameter(f"{shown}: {clean(name)[:60]!r} is not the name of a parameter")
        for item in value if isinstance(value, list) else [value]:
            if not isinstance(item, _PLAIN):
                raise BadParameter(
                    f"{shown}: parameter {clean(name)[:60]!r} takes a plain value or a list of "
                    f"these, not {_kind(item)}"
                )
            if isinstance(item, int) and abs(item) >= 2**63:
                raise BadParameter(f"{shown}: parameter {clean(name)[:60]!r} is too large a number")
    return values


def _kind(value: Any) -> str:
    return {dict: "a table", list: "a list of lists", type(None): "nothing", str: "text"}.get(
        type(value), f"a {type(value).__name__}"
    )


def _read_yaml(text: str) -> Any:
    """Read YAML: plain tags only, no aliases (a few can stand for gigabytes), no name twice."""
    import yaml

    class Loader(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                line = self.peek_event().start_mark.line + 1
                raise ValueError(f"line {line}: write values out instead of aliases")
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
            names = set()
            for key, _ in node.value:
                if str(key.value) in names:
                    line = key.start_mark.line + 1
                    raise ValueError(f"line {line}: {clean(key.value)[:60]!r} is given twice")
                names.add(str(key.value))
            return super().construct_mapping(node, deep)

    try:
        return yaml.load(text, Loader=Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        told = getattr(error, "problem", None) or getattr(error, "reason", None) or "no YAML"
        raise ValueError(f"{where}{told}") from None


_READERS: dict[str, Callable[[str], Any]] = {
    ".toml": parse_toml,
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
}
