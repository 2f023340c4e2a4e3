"""The commands that keep the evidence: what two states of it tell otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syria_analysis.cli.options import FORMAT, print_rows

if TYPE_CHECKING:
    from syria_analysis.claims.states import States

__all__ = ["diff"]

TABLES = ("rows", "holders", "areas", "distances", "verdicts")
MOST_ROWS = 40
"""How many rows of a kind a table shows; JSON and CSV have all."""


@click.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--exit-code", is_flag=True, help="End with 3 if the two differ.")
@FORMAT
def diff(old: str, new: str, exit_code: bool, shape: str) -> None:
    """Compare two states of a data package: rows, holders, land, distances, verdicts.

    A and B are folders, or REVISION:FOLDER of the git repository one is in, such as HEAD~3:data.
    Exit code 0: compared; 2: one of them cannot be read; with --exit-code 3 if they differ.
    """
    from syria_analysis.claims.states import compare_states
    from syria_analysis.export.revisions import state

    with state(old) as before, state(new) as after:
        found = compare_states(before, after)
    show(found, shape)
    if exit_code and not found.same:
        raise click.exceptions.Exit(3)


def show(found: States, shape: str) -> None:
    """Print how two states differ."""
    from syria_analysis.text import outputs

    if shape == "json":
        click.echo(outputs.as_json(found.record()))
        return
    if shape == "csv":
        rows = [
            {"about": name, **row}
            for name in TABLES
            for row in outputs.records(getattr(found, name))
        ]
        print_rows(shape, rows, "")
        return
    if found.same:
        click.echo("The two are the same.")
        return
    for name in TABLES:
        table = getattr(found, name)
        if len(table):
            title = f"{name.capitalize()}: {len(table)}"
            if len(table) > MOST_ROWS:
                title += f", the first {MOST_ROWS}"
            print_rows(shape, outputs.records(table.head(MOST_ROWS)), title)
        else:
            click.echo(f"{name.capitalize()}: none differ")
    days = ", ".join(map(str, found.evenings)) or "none"
    click.echo(f"Evenings whose reports change: {days}")
