"""The commands that tell what is new: between two evenings, and in a folder that is watched."""

from __future__ import annotations

from pathlib import Path

import click

from syria_analysis.cli.options import (
    DATA,
    KNOWN_BY,
    SHAPE,
    command,
    day,
    file_option,
    load_data,
    output,
    print_rows,
)

__all__ = ["alerts", "watch"]

COLUMNS = {"date": "day", "kind": "kind", "certainty": "certainty", "sentence": "what is new"}
FIRED = 3


@command("-d {day}", "--since {first} -d {last} --rules rules.toml --exit-code")
@day("Evening known already. Default: the one before.", "--since")
@day("Last evening.", default="latest", show_default=True)
@file_option(
    "--rules",
    metavar="FILE.toml",
    help="What to watch for. Default: of the data.",
)
@output(
    "Where the alerts are written; beside reports, as alerts.json, they head their index.",
    "FILE.json",
    default="reports/alerts.json",
    show_default=True,
)
@click.option("--exit-code", is_flag=True, help="End with 3 if there is an alert.")
@KNOWN_BY
@SHAPE
@DATA
def alerts(
    since: str | None,
    date: str,
    rules: str | None,
    output: str,
    exit_code: bool,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Tell what is new between two evenings, by the rules in a small file."""
    from syria_analysis.alerts.compare import alerts_between
    from syria_analysis.package import variants
    from syria_analysis.reports.index import write_alerts
    from syria_analysis.text import outputs

    evidence = load_data(data)
    if known_by is not None:
        evidence = variants.known_by(evidence, known_by)
    new = alerts_between(evidence, since, date, rules)
    if shape == "json":
        click.echo(outputs.as_json(new.record))
    else:
        rows = outputs.records(new.table)
        if shape == "table":  # to be read
            rows = [
                {title: str(row[name]).replace("_", " ") for name, title in COLUMNS.items()}
                for row in rows
            ]
        print_rows(shape, rows, f"New after {new.since}, up to the evening of {new.date}")
    write_alerts(Path(output), new.record)
    if exit_code and new.found:
        raise click.exceptions.Exit(FIRED)


@command("inbox --data DIR --map rules.toml --output reports")
@click.argument("folder", metavar="FOLDER", type=click.Path())
@file_option("--data", required=True, metavar="DIR", help="The package; it is written to.")
@file_option(
    "--map", "mapping", required=True, metavar="RULES", help="TOML: whose land each shape is."
)
@file_option(
    "--rules", metavar="FILE.toml", help="What the alerts watch for. Default: of the data."
)
@click.option("--report", default="situation", show_default=True, help="The report to make.")
@click.option("--no-report", is_flag=True, help="Import and tell what is new, no more.")
@click.option(
    "-p",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the report.",
)
@click.option(
    "--settle",
    type=click.FloatRange(0, 86_400),
    metavar="SECONDS",
    default=5,
    show_default=True,
    help="Leave a file for the next run that was written to within so many seconds.",
)
@output("Folder of reports and alerts.", "DIR", default="reports", show_default=True)
def watch(
    folder: str,
    data: str,
    mapping: str,
    rules: str | None,
    report: str,
    no_report: bool,
    parameters: tuple[str, ...],
    settle: float,
    output: str,
) -> None:
    """Take new maps of a folder into a package, tell what is new, make the report: one run.

    For cron or a timer. Files are imported in the order of their days, each whole or not at all;
    one that is broken, or has changed since it was imported, is named, stays where it is and keeps
    no other back; a changed one is taken by `import maps --replace`. Maps of control only: lists of
    holders or events are for `import holders` and `import events`. A run that finds nothing to do
    says nothing. The exit code is 1 if anything could not be done.
    """
    from syria_analysis.api import CHECKS
    from syria_analysis.errors import ReportFailed
    from syria_analysis.package.plain_text import clean
    from syria_analysis.reports.watched import watch_folder

    done = watch_folder(
        folder,
        data,
        mapping,
        output,
        report=None if no_report else report,
        given=parameters,
        alert_rules=rules,
        settled=settle,
        checks=CHECKS,
    )
    if done.busy:
        click.echo(f"another run is at work on {data}: nothing done", err=True)
        return
    if done.imported:
        click.echo(f"imported: {', '.join(map(clean, done.imported))}")
        for line in done.lines:
            click.echo(line)
    if done.waiting:
        names = ", ".join(map(clean, done.waiting))
        click.echo(f"left for the next run, as written to within {settle:g} s: {names}")
    if done.alerts is not None:
        click.echo(f"new after {done.alerts.since}, up to the evening of {done.alerts.date}:")
        for alert in done.alerts.found:
            click.echo(f"{alert.certainty}: {alert.sentence}")
        if not done.alerts.found:
            click.echo("no alert")
    if done.report is not None:
        click.echo(done.report)
    if done.faults:
        raise ReportFailed(f"{folder}: not all could be done", done.faults)
