"""The command that tells how to have a report made each day."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from syria_analysis.cli import complete
from syria_analysis.cli.options import DATA, command, output

__all__ = ["schedule"]


@command("{report} --at 06:30", "{report} --only crontab")
@click.argument("name", shell_complete=complete.reports)
@click.option("--at", default="06:30", show_default=True, metavar="HH:MM", help="By this clock.")
@output("Folder of the reports.", "DIR", default="reports", show_default=True)
@click.option("--rules", metavar="FILE.toml", type=click.Path(), help="What the alerts watch for.")
@click.option(
    "--only",
    type=click.Choice(["crontab", "service", "timer"]),
    help="Print one of them alone, to be piped or saved.",
)
@DATA
def schedule(
    name: str, at: str, output: str, rules: str | None, only: str | None, data: str | None
) -> None:
    """Print a crontab line, a systemd service and a timer for a report each day.

    Nothing is installed. The report is of the latest evening of the data; the alerts follow it.
    """
    from syria_analysis.alerts.rule_file import read_rules
    from syria_analysis.reports.request import as_file, prepare
    from syria_analysis.reports.schedule import Schedule

    request = prepare(as_file(name), {}, data=data)  # a wrong name or package is told now
    last = next((day for day in ("date", "last") if day in request.values), None)
    plan = Schedule(
        request.name,
        at,
        _program(),
        ("-p", f"{last}=latest") if last else (),
        Path(output).absolute(),
        Path(data).absolute() if data else None,
        Path(rules).absolute() if rules else None,
        str(request.source) if request.own else "",
    )
    read_rules(request.dataset, rules)
    click.echo(getattr(plan, only) if only else plan.text, nl=False)


def _program() -> tuple[str, ...]:
    """Give the command by absolute paths: a scheduled run has neither this folder nor this PATH."""
    beside = Path(sys.executable).absolute().with_name("syria-analysis")
    if beside.is_file():
        return (str(beside),)
    return (str(Path(sys.executable).absolute()), "-m", "syria_analysis.cli")
