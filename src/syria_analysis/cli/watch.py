"""The command that tells what is new, by rules."""

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

__all__ = ["alerts"]

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
