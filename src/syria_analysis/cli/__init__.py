"""The command `syria-analysis`: arguments in, calls, rows out; no analysis of its own."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

import click

from syria_analysis.cli import (
    batches,
    compare,
    desk,
    figures,
    files,
    imports,
    questions,
    reports,
    schedule,
    start,
    verify,
    watch,
)
from syria_analysis.cli.options import DEBUG, Settings
from syria_analysis.errors import OutputNotWritable, ReportFailed, SyriaAnalysisError
from syria_analysis.package.plain_text import clean, clean_lines, forbidden

__all__ = ["cli", "main"]

LONGEST_LINE = 600
MOST_LINES = 200
"""How much of what went wrong is told."""


class _NearMatch(click.Group):
    """Name the nearest command when a name is misspelt; every command takes ``--debug``."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        DEBUG(cmd)
        super().add_command(cmd, name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = self.list_commands(ctx)
            near = get_close_matches(args[0], known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise click.UsageError(f"unknown command {args[0][:60]!r}: {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_NearMatch, context_settings={"help_option_names": ["-h", "--help"]})
@DEBUG
@click.version_option(package_name="syria-analysis", prog_name="syria-analysis")
def cli() -> None:
    """Who holds what in a war, how far the front is, what changed, from dated, sourced reports."""


for _module in (
    questions,
    watch,
    files,
    start,
    imports,
    reports,
    batches,
    desk,
    compare,
    schedule,
    verify,
    figures,
):
    for _name in _module.__all__:
        cli.add_command(getattr(_module, _name))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: those of the process.

    Returns
    -------
    int
        0 done, 1 the work failed, 2 the request or the data is wrong; with `alerts --exit-code`
        3 if there is an alert.

    Examples
    --------
    >>> main(["--version"])
    syria-analysis, version 0.1.0
    0
    """
    if sys.stdout is None:  # closed by the caller: what is opened next would take its place
        return _fail("standard output is closed: there is nowhere to print to", 1)
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    for argument in arguments:
        character = forbidden(argument)
        if character:
            return _fail(f"an argument holds the character {character}, which no text may", 2)
    settings = Settings()
    stopped: list[int] = []
    try:
        with _stopping(stopped):
            result = cli.main(
                arguments, prog_name="syria-analysis", standalone_mode=False, obj=settings
            )
            sys.stdout.flush()  # a full disk may tell so only now
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _fail("stopped", 128 + (stopped or [signal.SIGINT])[0])
    except BrokenPipeError:
        _print_nowhere()
        return 1
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None:
            _print_nowhere()
        if settings.debug:
            click.echo(clean_lines("".join(traceback.format_exception(error))), err=True)
        return _told(error)
    return int(result or 0)


@contextlib.contextmanager
def _stopping(stopped: list[int]) -> Iterator[None]:
    """Have a command that is told to end, or whose terminal is closed, end as by Ctrl-C."""

    def stop(number: int, frame: object) -> None:
        stopped.append(number)
        raise KeyboardInterrupt

    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # not by nohup
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print_nowhere() -> None:
    """Leave alone what could not be printed: the interpreter would try again at its end."""
    with contextlib.suppress(OSError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _told(error: Exception) -> int:
    """Tell what went wrong, and give the exit code."""
    if isinstance(error, click.ClickException):
        return _fail(error.format_message(), 2)
    if isinstance(error, SyriaAnalysisError):
        code = 1 if isinstance(error, ReportFailed) or _no_room(error.__context__) else 2
        return _fail(str(error), code, error.faults)
    if isinstance(error, OSError):
        told = OutputNotWritable(f"{error.filename or 'file'}: {error.strerror}")
        return _fail(str(told), 1 if _no_room(error) else 2)
    where = "--debug tells where"
    return _fail(f"a fault of the program ({where}): {type(error).__name__}: {clean(error)}", 1)


def _no_room(error: BaseException | None) -> bool:
    """Whether it was the disk that failed, not the request."""
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
    return isinstance(error, OSError) and error.errno in full


def _fail(message: str, code: int, more: Sequence[str] = ()) -> int:
    """Tell what went wrong in plain lines: what they quote may come from anybody."""
    lines = [line for line in map(clean, (message, *more)) if line]
    told = [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…" for line in lines]
    if len(told) > MOST_LINES:
        told[MOST_LINES:] = [f"and {len(lines) - MOST_LINES} more"]
    click.echo("syria-analysis: " + "\n".join(told), err=True)
    return code
