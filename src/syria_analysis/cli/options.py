"""What the commands share: how they look, their options, reading the data, printing rows.

The defaults of sides, cities and days are not chosen here but in `package.dataset`.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syria_analysis.cli import complete
from syria_analysis.cli.answers import FORMAT, SHAPE, Settings, print_rows
from syria_analysis.errors import nearest
from syria_analysis.package.plain_text import clean

if TYPE_CHECKING:
    from syria_analysis.api import Evening, Package

__all__ = [
    "DATA",
    "DATE",
    "DEBUG",
    "FORMAT",
    "INPUT",
    "KNOWN_BY",
    "SHAPE",
    "Command",
    "Group",
    "Names",
    "Settings",
    "command",
    "day",
    "debugging",
    "evening_of",
    "factions",
    "file_option",
    "load_data",
    "made_how",
    "output",
    "places",
    "print_rows",
    "sides",
    "words",
]

Names = tuple[str, ...]
"""What an option that takes several names gives."""


class Command(click.Command):
    """A command whose help ends with examples of its use, of the package at hand."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **attributes: Any):
        super().__init__(*args, **attributes)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse an option that is given and empty: a variable of the shell that was not set."""
        rest = super().parse_args(ctx, args)
        for option in self.params:
            if not isinstance(option, click.Option) or option.required or option.default == "":
                continue
            if ctx.params.get(option.name or "") == "":
                raise click.UsageError(f"{option.opts[0]} is empty: leave it out, or fill it", ctx)
        return rest

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples below the options, a line each."""
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(
                        f"  {ctx.command_path} {complete.filled(example)}".rstrip() + "\n"
                    )
        super().format_epilog(ctx, formatter)


class Group(click.Group):
    """Commands under one name, told under heads, each with its whole first sentence."""

    def sections(self) -> Mapping[str, Sequence[click.Command]]:
        """Give the heads, and the commands below each."""
        return {"Commands": list(self.commands.values())}

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Name what there is, if what is asked for is not there."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = self.list_commands(ctx)
            near = " or ".join(map(repr, nearest(args[0], known)))
            hint = f"did you mean {near}?" if near else f"known are {', '.join(known)}"
            raise click.UsageError(f"unknown command {clean(args[0])[:60]!r}: {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their heads."""
        for head, commands in self.sections().items():
            rows = [(cmd.name or "", cmd.get_short_help_str(limit=200)) for cmd in commands]
            with formatter.section(head):
                formatter.write_dl(rows)


def command(
    *examples: str, name: str | None = None, cls: type[Command] = Command, **attributes: Any
) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command with examples; what stands in braces is of the package.

    Parameters
    ----------
    *examples : str
        Arguments that work: ``"-d {day} --to {city}"``.
    name : str, optional
        Default: that of the function.
    cls : type, optional
        Kind of the command.
    **attributes
        Anything that `click.command` takes.

    Returns
    -------
    callable
        The decorator.

    Examples
    --------
    >>> @command("--to PLACE")
    ... def ask() -> None:
    ...     "Ask."
    >>> ask.examples
    ('--to PLACE',)
    """
    return click.command(name, cls=cls, examples=examples, **attributes)


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
    return bool(click.get_current_context().ensure_object(Settings).debug)


class _Input(click.Path):
    """A CSV to read; ``-`` is standard input, kept as a file as long as the command runs."""

    def convert(self, value: Any, param: Any, ctx: click.Context | None) -> Any:
        if value != "-" or ctx is None:
            return super().convert(value, param, ctx)
        path = Path(ctx.with_resource(tempfile.TemporaryDirectory()), "standard-input.csv")
        path.write_bytes(sys.stdin.buffer.read())
        return str(path)


INPUT = _Input()
OF_THE_PACKAGE = "Default: those of the package."


def file_option(*declared: str, **attributes: Any) -> Callable[..., Any]:
    """Make an option that takes a file or folder: the Tab key offers those there are."""
    return click.option(*declared, type=click.Path(), **attributes)


DATA = file_option("--data", metavar="DIR", help="Another data package.")


def day(help: str, *declared: str, **attributes: Any) -> Callable[..., Any]:
    """Make an option that takes a day; where nothing else is declared, ``--date`` and ``-d``."""
    names = declared or ("--date", "-d")
    return click.option(
        *names, metavar="DAY", help=help, shell_complete=complete.days, **attributes
    )


DATE = day("Evening: YYYY-MM-DD, latest.", required=True)
KNOWN_BY = day("Leave out what was published after this day.", "--known-by")


def output(help: str, metavar: str = "FILE", **attributes: Any) -> Callable[..., Any]:
    """Make the option ``-o``: where what is made is to stand."""
    return file_option("--output", "-o", metavar=metavar, help=help, **attributes)


def _parted(_: click.Context, __: click.Parameter, given: Names) -> Names:
    return tuple(part.strip() for names in given for part in names.split(","))


def _names(*declared: str, **attributes: Any) -> Callable[..., Any]:
    return click.option(*declared, multiple=True, callback=_parted, **attributes)


def places(*declared: str, help: str) -> Callable[..., Any]:
    """Make an option that takes places, by comma or repeated."""
    told = f"{help} By comma or repeated."
    return _names(*declared, metavar="PLACES", help=told, shell_complete=complete.places)


def factions(*declared: str, help: str) -> Callable[..., Any]:
    """Make an option that takes the factions of a side, by comma or repeated."""
    return _names(*declared, metavar="A,B", help=help, shell_complete=complete.factions)


def words(*declared: str, **attributes: Any) -> Callable[..., Any]:
    """Make an option that takes any words, by comma or repeated."""
    return _names(*declared, **attributes)


class _Seconds(click.FloatRange):
    """A time above 0, at most some ten days; not a number is none."""

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


SECONDS = _Seconds(0, 1_000_000, min_open=True)


def sides(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that name the two sides."""
    joined = f"{OF_THE_PACKAGE} Who has joined them counts, too."
    for name, default in (("--defenders", OF_THE_PACKAGE), ("--attackers", joined)):
        told = f"Factions of one side, by comma or repeated. {default}"
        function = factions(name, help=told)(function)
    return function


NOTEBOOKS = file_option("--notebooks", metavar="DIR", help="Folder of notebooks of your own.")


def made_how(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say what a report is asked, and how it is made."""
    options = (
        NOTEBOOKS,
        click.option(
            "-p",
            "parameters",
            multiple=True,
            metavar="NAME=VALUE",
            shell_complete=complete.parameters,
            help="A parameter; lists by comma or repeated. `report NAME --help` lists them.",
        ),
        click.option(
            "--parameters",
            "file",
            metavar="FILE",
            type=click.Path(),
            help="Parameters from a .toml, .yaml or .yml file; what is given here overrides it.",
        ),
        output("Folder of the reports.", "DIR", default="reports", show_default=True),
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
        function = option(function)
    return function


def load_data(folder: str | None) -> Package:
    """Read the data package that was asked for."""
    from syria_analysis.api import load

    return load(folder)


def evening_of(data: str | Package | None, date: str, known_by: str | None = None) -> Evening:
    """Give an evening of the data asked for; say if it is one they do not describe in full."""
    package = load_data(data) if data is None or isinstance(data, str) else data
    evening = package.on(date, known_by)
    last = package.last
    if evening.date > last:
        click.echo(
            f"syria-analysis: the data describe evenings in full up to {last}: of {evening.date} "
            "they tell only what was listed as changed",
            err=True,
        )
    return evening
