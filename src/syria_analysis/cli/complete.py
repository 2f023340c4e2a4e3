"""What the Tab key offers, and the names in examples: read fast, from the package's own files.

Nothing here loads the geometry stack, and nothing fails: what cannot be read offers nothing.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from syria_analysis.errors import SyriaAnalysisError
from syria_analysis.package.resources import data_folder, notebook_folder

__all__ = ["days", "factions", "figures", "filled", "layers", "parameters", "places", "reports"]

Offered = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
UNREADABLE = (SyriaAnalysisError, OSError, ValueError, LookupError, TypeError, AttributeError)
MOST_DAYS = 1000


def _described(folder: Path) -> dict[str, Any]:
    from syria_analysis.package.limits import read_json

    return dict(read_json(folder / "datapackage.json"))


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Read a table of a package as texts, without any check."""
    from syria_analysis.package.limits import read_rows

    told = next(r for r in _described(folder)["resources"] if r["name"] == table)
    separator = told.get("dialect", {}).get("delimiter", ",")
    (_, head), *rows = read_rows(folder / told["path"], separator=separator)
    return [dict(zip(head, row, strict=False)) for _, row in rows]


def _offer(many: bool) -> Callable[[Callable[[Path], Iterable[tuple[str, str]]]], Offered]:
    """Make of what lists (name, help) of a package what offers those that begin as was typed."""

    def decorated(listed: Callable[[Path], Iterable[tuple[str, str]]]) -> Offered:
        @functools.wraps(listed)
        def offered(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
            before, comma, last = begun.rpartition(",") if many else ("", "", begun)
            given = context.params.get("data")
            try:
                found = list(listed(Path(given) if given else data_folder()))
            except UNREADABLE:
                return []
            return [
                CompletionItem(f"{before}{comma}{name}", help=told or None)
                for name, told in found
                if name.casefold().startswith(last.casefold())
            ]

        return offered

    return decorated


@_offer(many=True)
def places(folder: Path) -> Iterable[tuple[str, str]]:
    """List the places of the package."""
    return [(row["id"], row["name"]) for row in _rows(folder, "places")]


@_offer(many=True)
def factions(folder: Path) -> Iterable[tuple[str, str]]:
    """List the factions of the package."""
    return [(row["id"], row["name"]) for row in _rows(folder, "factions")]


@_offer(many=False)
def days(folder: Path) -> Iterable[tuple[str, str]]:
    """List the evenings of the package."""
    span = _described(folder)["evenings"]
    first, last = (dt.date.fromisoformat(span[end]) for end in ("first", "last"))
    told = min((last - first).days + 1, MOST_DAYS)
    return [("latest", ""), *((str(last - dt.timedelta(n)), "") for n in range(told))]


@_offer(many=False)
def figures(folder: Path) -> Iterable[tuple[str, str]]:
    """List the figures that the package declares."""
    return [(spec["id"], spec["kind"]) for spec in _described(folder)["conflict"]["figures"]]


def reports(context: click.Context, asked: click.Parameter, begun: str) -> list[CompletionItem]:
    """Offer the reports there are notebooks for, and files."""
    if "/" in begun or begun.startswith("."):
        return [CompletionItem(begun, type="file")]
    return _reports(context, asked, begun)


@_offer(many=False)
def _reports(_: Path) -> Iterable[tuple[str, str]]:
    return [(name, "") for name in sorted(_asked())]


@_offer(many=False)
def layers(_: Path) -> Iterable[tuple[str, str]]:
    """List the layers of an export."""
    return [(name, "") for name in LAYERS]


LAYERS = (
    "territory", "certainty", "cells", "changes", "contested", "uncertain", "fronts", "anchors",
    "fighting", "events", "places",
)  # fmt: skip
"""The layers of an export, as its help tells them."""


def parameters(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Offer the parameters of the report that is asked for."""
    try:
        given = context.params.get("name") or next(iter(context.args), "")
        names = _asked().get(str(given), [])
    except UNREADABLE:
        return []
    return [CompletionItem(f"{name}=") for name in names if name.startswith(begun)]


def _asked() -> dict[str, list[str]]:
    """List the parameters of each notebook that has any."""
    found = {}
    for file in notebook_folder().glob("*.ipynb"):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            if "parameters" in cell["metadata"].get("tags", ()):
                found[file.stem] = re.findall(r"^(\w+)\s*[:=]", "".join(cell["source"]), re.M)
    return found


@functools.cache
def _names() -> dict[str, str]:
    """Name what examples speak of, by the package where none is named."""
    try:
        told = _described(data_folder())
        conflict = told["conflict"]
        contest = conflict["contests"][0]
        first, second, third = conflict["cities"][:3]
        return {
            "day": conflict.get("scenario", {}).get("date") or told["evenings"]["last"],
            "first": told["evenings"]["first"],
            "last": told["evenings"]["last"],
            "city": second,
            "other": third,
            "capital": first,
            "faction": contest["attackers"][0],
            "attackers": ",".join(contest["attackers"]),
            "defenders": ",".join(contest["defenders"]),
            "report": "situation",
            "figure": conflict["figures"][0]["id"],
        }
    except UNREADABLE:
        return {}


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name.upper()


def filled(example: str) -> str:
    """Put names of the package into an example.

    Parameters
    ----------
    example : str
        Arguments, names in braces: ``day``, ``city``, ``faction``…

    Returns
    -------
    str

    Examples
    --------
    >>> filled("--to {city} --from {nowhere}").endswith(" --from NOWHERE")
    True
    """
    return example.format_map(_Known(_names()))
