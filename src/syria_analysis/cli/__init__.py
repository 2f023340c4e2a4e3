"""The command `syria-analysis`: arguments in, calls, rows out; no analysis of its own."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import click

from syria_analysis.cli import (
    batches,
    compare,
    desk,
    figures,
    files,
    imports,
    notebooks,
    questions,
    reports,
    schedule,
    shell,
    start,
    verify,
    watch,
)
from syria_analysis.cli.answers import Settings, plain_output
from syria_analysis.cli.options import DEBUG, Group
from syria_analysis.errors import ReportFailed, SyriaAnalysisError
from syria_analysis.package.names import names_told
from syria_analysis.package.plain_text import clean, clean_lines, forbidden

__all__ = ["cli", "main"]

PIPE_CLOSED = 13
"""The signal that a program gets whose reader has gone; Windows has none."""
LONGEST_LINE = 600
MOST_LINES = 200
"""How much of what went wrong is told."""


class _Group(Group):
    """Tell the commands by what they are for; every command takes ``--debug``."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        DEBUG(cmd)
        super().add_command(cmd, name)

    def sections(self) -> Mapping[str, Sequence[click.Command]]:
        """Give `SECTIONS`."""
        return SECTIONS


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    epilog="COMMAND --help has examples. Names, days and reports with the Tab key: see "
    "completion --help.",
)
@DEBUG
@click.version_option(package_name="syria-analysis", prog_name="syria-analysis")
@click.pass_context
def cli(context: click.Context) -> None:
    """Who holds what in a war, how far the front is, what changed, from dated, sourced reports."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


SECTIONS: Mapping[str, Sequence[click.Command]] = {
    "Ask": (
        questions.areas,
        questions.changes,
        questions.distances,
        questions.pace,
        questions.place,
        questions.cutoff,
        questions.annotate,
        watch.alerts,
    ),
    "Ask how sure": (
        questions.claims,
        questions.robustness,
        questions.sources,
        compare.compare,
    ),
    "Make": (
        reports.report,
        batches.batch,
        reports.list_reports,
        notebooks.notebooks,
        figures.figure,
        files.export,
        schedule.schedule,
        watch.watch,
    ),
    "Keep the evidence": (
        start.init,
        imports.import_,
        desk.add,
        desk.correct,
        desk.diff,
        files.migrate,
    ),
    "Check": (files.validate, verify.verify),
    "Shell": (shell.completion,),
}
"""The commands by what one wants, in the order of the help."""

for _command in chain.from_iterable(SECTIONS.values()):
    cli.add_command(_command)


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
        3 if there is an alert; 128 and the number of the signal, if one ended it: 130 after Ctrl-C,
        141 if the reader of what it printed was gone.

    Examples
    --------
    >>> main(["--version"])
    syria-analysis, version 0.1.0
    0
    """
    if sys.stdout is None:  # closed by the caller: what is opened next would take its place
        return _fail("standard output is closed: there is nowhere to print to", 1)
    with plain_output():
        return _run(sys.argv[1:] if arguments is None else list(arguments))


def _run(arguments: list[str]) -> int:
    for argument in arguments:
        character = forbidden(argument)
        if character:
            return _fail(f"an argument holds the character {character}, which no text may", 2)
    settings = Settings()
    stopped: list[int] = []
    streams = sys.stdout, sys.stderr
    try:
        with _stopping(stopped), names_told():
            result = cli.main(
                arguments, prog_name="syria-analysis", standalone_mode=False, obj=settings
            )
            sys.stdout.flush()  # a full disk may tell so only now
    except (click.exceptions.Abort, KeyboardInterrupt):
        if not stopped and not _starts_threads():  # OpenBLAS ends a process so that can start none
            return _fail(_SCARCE[errno.EAGAIN], 1)
        return _fail("stopped", 128 + (stopped or [signal.SIGINT])[0])
    except SystemExit:
        if (sys.stdout, sys.stderr) == streams:
            raise
        sys.stdout, sys.stderr = streams  # click hides them in this way when the reader has gone
        _print_nowhere()
        return 128 + PIPE_CLOSED
    except BrokenPipeError:
        _print_nowhere()
        return 128 + PIPE_CLOSED
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


def _starts_threads() -> bool:
    try:
        threading.Thread(target=int).start()
    except RuntimeError:
        return False
    return True


def _print_nowhere() -> None:
    """Leave alone what could not be printed: the interpreter would try again at its end."""
    with contextlib.suppress(OSError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _told(error: Exception) -> int:
    """Tell what went wrong, and give the exit code."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and error.ctx:
        click.echo(error.ctx.get_help())
        return 0
    if isinstance(error, click.ClickException):
        context = error.ctx if isinstance(error, click.UsageError) else None
        way_out = f" (see {context.command_path} --help)" if context else ""
        return _fail(f"{error.format_message().rstrip('.')}{way_out}", 2)
    if isinstance(error, SyriaAnalysisError):
        lacking = _lacking(error)
        code = 1 if isinstance(error, ReportFailed) or lacking else 2
        told = f"{error}: {lacking}" if lacking and lacking not in str(error) else str(error)
        return _fail(told, code, error.faults)
    lacking = _lacking(error)
    if isinstance(error, OSError):
        told = f"{error.filename or 'standard output'}: {lacking or error.strerror}"
        return _fail(told, 1 if lacking else 2)
    if lacking:
        return _fail(lacking, 1)
    where = "--debug tells where"
    return _fail(f"a fault of the program ({where}): {type(error).__name__}: {clean(error)}", 1)


def _lacking(error: BaseException | None) -> str:
    """Say what the machine had not enough of, if that was it, not the request or the data."""
    for _ in range(20):  # an error that was told in another's place keeps it as its context
        if isinstance(error, MemoryError) or (
            isinstance(error, ImportError) and "failed to map segment" in str(error)
        ):
            return "there is not enough memory"
        if isinstance(error, OSError) and error.errno in _SCARCE:
            return _SCARCE[error.errno] or str(error.strerror)
        if isinstance(error, RuntimeError) and "start new thread" in str(error):
            return _SCARCE[errno.EAGAIN]
        if error is None:
            break
        error = error.__cause__ or error.__context__
    return ""


_SCARCE = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO), ""),
    **dict.fromkeys(
        (errno.EMFILE, errno.ENFILE),
        "Too many open files: the system lets a process have no more (ulimit -n)",
    ),
    errno.EAGAIN: "the system starts no more processes or threads (ulimit -u)",
    errno.ENOMEM: "there is not enough memory",
}
"""What the machine may have too little of, by the error; "" where the system says it well."""


def _fail(message: str, code: int, more: Sequence[str] = ()) -> int:
    """Tell what went wrong in plain lines: what they quote may come from anybody."""
    lines = [line for line in map(clean, (message, *more)) if line]
    told = [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…" for line in lines]
    if len(told) > MOST_LINES:
        told[MOST_LINES:] = [f"and {len(lines) - MOST_LINES} more"]
    click.echo("syria-analysis: " + "\n".join(told), err=True)
    return code
