"""The command that brings out the notebooks of the reports."""

from __future__ import annotations

from pathlib import Path

import click

from syria_analysis.cli.options import DEBUG, Command, Group
from syria_analysis.errors import OutputNotWritable
from syria_analysis.package.resources import notebook_folder

__all__ = ["notebooks"]


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def notebooks() -> None:
    """Bring out the notebooks of the reports, to change them or to learn from them."""


@notebooks.command(cls=Command, examples=("my-notebooks",))
@click.argument("folder", metavar="[DIR]", default="notebooks", type=click.Path())
@click.option("--force", is_flag=True, help="Replace files of the same name there.")
@DEBUG
def copy(folder: str, force: bool) -> None:
    """Copy the notebooks that come with the library to a folder (notebooks/ if none is named).

    A notebook that is there and is not the same is left as it is, and named. To make a report of a
    copy, name its file: report DIR/situation.ipynb
    """
    target, kept = Path(folder), 0
    try:
        target.mkdir(parents=True, exist_ok=True)
        for source in sorted(notebook_folder().glob("*.ipynb")):
            path, content = target / source.name, source.read_bytes()
            if path.exists() and path.read_bytes() == content:
                click.echo(f"{path} (was there already)")
            elif path.exists() and not force:
                kept += 1
                click.echo(f"{path} is another one and was left as it is (--force)", err=True)
            else:
                again = " (replaced)" if path.exists() else ""
                path.write_bytes(content)
                click.echo(f"{path}{again}")
    except OSError as error:
        raise OutputNotWritable(f"{error.filename or target}: {error.strerror}") from None
    if kept:
        raise click.exceptions.Exit(1)
