"""What the commands share: options, reading the data, printing rows.

The defaults of sides, cities and days are not chosen here but in `package.dataset`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from syria_analysis.api import Package

__all__ = [
    "DATA",
    "DATE",
    "DEBUG",
    "FORMAT",
    "KNOWN_BY",
    "Settings",
    "debugging",
    "load_data",
    "made_how",
    "print_rows",
    "sides",
]

DATA = click.option("--data", metavar="DIR", help="Another data package.")
FORMAT = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How the rows are printed.",
)


@dataclass
class Settings:
    """What holds for a whole run of the command.

    Attributes
    ----------
    debug : bool
        Whether an error is told with where in the program it arose.
    """

    debug: bool = False


def _set_debug(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Settings).debug = True


DEBUG = click.option(
    "--debug",
    is_flag=True,
    is_eager=True,  # so that what is wrong in a later option is told in full, too
    expose_value=False,
    callback=_set_debug,
    help="If something goes wrong, tell where in the program.",
)


def debugging() -> bool:
    """Say whether the command that runs was given ``--debug``."""
    return click.get_current_context().ensure_object(Settings).debug


OF_THE_PACKAGE = "Default: those of the package."

DATE = click.option("--date", required=True, metavar="DAY", help="Evening: YYYY-MM-DD, latest.")


KNOWN_BY = click.option(
    "--known-by", metavar="DAY", help="Leave out what was published after this day."
)


class _Seconds(click.FloatRange):
    """A time above 0, at most some ten days; not a number is none."""

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


SECONDS = _Seconds(0, 1_000_000, min_open=True)


def sides(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that name the two sides."""
    joined = f"{OF_THE_PACKAGE} Who has joined them counts, too."
    for name, default in (("--defenders", OF_THE_PACKAGE), ("--attackers", joined)):
        told = f"Factions of one side, by comma. {default}"
        command = click.option(name, metavar="A,B", help=told)(command)
    return command


def made_how(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say what a report is asked, and how it is made."""
    options = (
        click.option(
            "-p",
            "parameters",
            multiple=True,
            metavar="NAME=VALUE",
            help="A parameter; lists by comma. Repeatable. `report NAME --help` lists them.",
        ),
        click.option(
            "--parameters",
            "file",
            metavar="FILE",
            help="Parameters from a .toml, .yaml or .yml file; what is given here overrides it.",
        ),
        click.option("--output", metavar="DIR", default="reports", show_default=True),
        click.option(
            "--force", is_flag=True, help="Make the report even if its inputs are unchanged."
        ),
        click.option(
            "--timeout",
            type=SECONDS,
            metavar="SECONDS",
            default=600,
            show_default=True,
            help="Time a cell may take.",
        ),
        click.option(
            "--limit",
            type=SECONDS,
            metavar="SECONDS",
            default=3600,
            show_default=True,
            help="Time the report may take, and wait for another run that makes the same one.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def load_data(folder: str | None) -> Package:
    """Read the data package that was asked for."""
    from syria_analysis.api import load

    return load(folder)


def print_rows(shape: str, rows: Sequence[dict[str, Any]], title: str) -> None:
    """Print records on standard output as a table, JSON or CSV."""
    from syria_analysis.text import outputs

    if shape == "json":
        click.echo(outputs.as_json(rows))
    elif shape == "csv":
        click.echo(outputs.as_csv(rows), nl=False)
    else:
        click.echo(outputs.as_table(rows, title), nl=False)
