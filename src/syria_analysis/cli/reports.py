"""The commands that make reports."""

from __future__ import annotations

from pathlib import Path

import click

from syria_analysis.cli.options import DATA

__all__ = ["report"]


@click.command()
@click.argument("name")
@click.option("--date", metavar="DAY", help="Evening of the report.")
@click.option(
    "-p", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter. Repeatable."
)
@click.option("--output", metavar="DIR", default="reports", show_default=True)
@DATA
def report(
    name: str, date: str | None, parameters: tuple[str, ...], output: str, data: str | None
) -> None:
    """Make a report: HTML, PDF, figures, tables, findings."""
    from syria_analysis.reports.build import make_report

    given = list(parameters) + ([f"date={date}"] if date else [])
    click.echo(make_report(name, given, Path(output), data=data).folder)
