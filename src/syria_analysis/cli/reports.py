"""The commands that make reports and tell what they can be asked."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import click

from syria_analysis.cli import complete
from syria_analysis.cli.options import (
    DATA,
    FORMAT,
    NOTEBOOKS,
    Command,
    command,
    day,
    load_data,
    made_how,
    print_rows,
)
from syria_analysis.errors import SyriaAnalysisError
from syria_analysis.package.resources import notebook_folder

__all__ = ["list_reports", "report"]


class _Report(Command):
    """Tell with ``NAME --help`` what that report can be asked."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with contextlib.suppress(click.ClickException):  # told by the parsing proper
            given, _, _ = self.make_parser(ctx).parse_args(list(args))
            ctx.meta["asked"] = {k: v for k, v in given.items() if isinstance(v, str)}
        return super().parse_args(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the report's title above the general help."""
        about = self._about(ctx)
        if about is not None:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(f"{about['title']}. {about['summary']}")
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the report's parameters above the options."""
        about = self._about(ctx)
        if about is not None and about["parameters"]:
            with formatter.section(f"Parameters of {about['name']} (-p NAME=VALUE)"):
                formatter.write_dl(
                    [
                        (
                            p["name"],
                            f"{p['help'] or p['name']}. Takes {p['allowed']}. "
                            f"Default: {_default(p)}",
                        )
                        for p in about["parameters"]
                    ]
                )
        super().format_options(ctx, formatter)

    def _about(self, ctx: click.Context) -> dict[str, Any] | None:
        from syria_analysis.api import load
        from syria_analysis.reports.available import describe

        asked = ctx.meta.get("asked", {})
        if "name" not in asked:
            return None
        if "about" not in ctx.meta:
            dataset = None
            with contextlib.suppress(SyriaAnalysisError):  # help is given without data, too
                dataset = load(asked.get("data"))
            folder = Path(asked["notebooks"]) if "notebooks" in asked else None
            ctx.meta["about"] = describe(asked["name"], dataset, folder)
        return ctx.meta["about"]


def _default(parameter: dict[str, Any]) -> str:
    from syria_analysis.reports.available import written

    text = written(parameter["default"])
    if not parameter["of_package"]:
        return text
    whose = "those" if parameter["many"] else "that"
    such = "such as " if parameter["type"] == "Faction" else ""  # contests change with the evening
    return f"{whose} of the package" + (f", {such}{text}" if text else "")


@command(
    "{report} -d {day}",
    "{report} -d latest -p cities={city},{other} -o out",
    "./mine.ipynb -d {day}",
    cls=_Report,
    context_settings={"max_content_width": 100},
)
@click.argument("name", shell_complete=complete.reports)
@day("Evening of the report.")
@made_how
@DATA
def report(
    name: str,
    date: str | None,
    notebooks: str | None,
    parameters: tuple[str, ...],
    file: str | None,
    output: str,
    force: bool,
    timeout: float,
    limit: float,
    data: str | None,
) -> None:
    """Make the report NAME: HTML, PDF, figures, tables, findings. Print its folder.

    NAME is one of those that `list` tells, or the file of a notebook of your own: ./mine.ipynb.
    The report is put in its place whole or not at all. If a cell fails, the earlier report is left
    as it was, and the notebook executed up to the error is kept in OUTPUT/NAME/failed/.
    """
    from syria_analysis.reports.pool import Task, make_all
    from syria_analysis.reports.progress import progress_bar
    from syria_analysis.reports.request import as_file, read_notebook

    own = Path(notebooks) if notebooks else notebook_folder()
    if not (own / f"{name}.ipynb").is_file():
        read_notebook(name, own)  # tells what is wrong before any process starts
    given = (*parameters, *([f"date={date}"] if date is not None else []))
    options = {
        "file": file, "data": data, "notebooks": Path(notebooks).absolute() if notebooks else None,
        "force": force, "timeout": timeout, "limit": limit,
    }  # fmt: skip
    task = Task(as_file(name), given, Path(output), options)
    with progress_bar(Path(name).stem) as bar:
        (made,) = make_all([task], step=lambda number, *about: bar(*about))
    if made.error is not None:
        raise made.error
    if made.status == "unchanged":
        click.echo("unchanged: its inputs are those it was made of (--force overrides)", err=True)
    click.echo(made.folder)


@command("", "--format json", name="list")
@NOTEBOOKS
@FORMAT
@DATA
def list_reports(notebooks: str | None, shape: str, data: str | None) -> None:
    """List the reports there are and the parameters of each."""
    from syria_analysis.reports.available import catalogue

    folder = Path(notebooks) if notebooks else None
    reports = catalogue(load_data(data), folder)
    if shape == "json":
        print_rows(shape, reports, "")
        return
    rows = [
        (
            about,
            [
                {
                    "parameter": p["name"],
                    "type": f"list[{p['type']}]" if p["many"] else p["type"],
                    "default": _default(p),
                    "allowed": p["allowed"],
                    "help": p["help"],
                }
                for p in about["parameters"]
            ],
        )
        for about in reports
    ]
    if shape == "csv":
        heads = ("name", "title", "summary")
        print_rows(
            shape,
            [
                {**{head: about[head] for head in heads}, **row}
                for about, parameters in rows
                for row in parameters or [{}]
            ],
            "",
        )
        return
    for about, parameters in rows:
        click.echo(f"{about['name']}: {about['title']}\n{about['summary']}")
        print_rows(shape, parameters, "")
