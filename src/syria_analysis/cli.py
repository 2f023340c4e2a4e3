"""The command `syria-analysis`: arguments in, calls, rows out; no analysis of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syria_analysis.errors import (
    InvalidData,
    MissingData,
    OutputNotWritable,
    ReportFailed,
    SyriaAnalysisError,
)

if TYPE_CHECKING:
    from syria_analysis.api import Syria

__all__ = ["cli", "main"]

DISTANCE_FIELDS = ("date", "city", "status", "distance_km", "low_km", "high_km", "bearing_deg")
CHANGE_FIELDS = ("place", "from", "to", "date", "contested", "sources")
CLAIM_FIELDS = ("id", "statement", "metric", "expected", "tolerance", "computed", "low", "high")


class _NearMatch(click.Group):
    """Name the nearest command when a name is misspelt."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = self.list_commands(ctx)
            near = get_close_matches(args[0], known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise click.UsageError(f"unknown command {args[0][:60]!r}: {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_NearMatch, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="syria-analysis", prog_name="syria-analysis")
def cli() -> None:
    """Who holds what in Syria, how far the front is, what changed, from dated, sourced reports."""


_DATA = click.option("--data", metavar="DIR", help="Another data package.")
_FORMAT = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How the rows are printed.",
)
_DATE = click.option("--date", required=True, metavar="DAY", help="Evening, such as 2024-12-02.")


_KNOWN_BY = click.option(
    "--known-by", metavar="DAY", help="Leave out what was published after this day."
)


def _sides(command: Callable[..., None]) -> Callable[..., None]:
    for name, default in (("--defenders", "SAA"), ("--attackers", "HTS,SNA")):
        command = click.option(
            name, default=default, show_default=True, help="Factions of one side, by comma."
        )(command)
    return command


def _load(folder: str | None) -> Syria:
    from syria_analysis.api import load

    return load(folder)


def _print_rows(shape: str, rows: Sequence[dict[str, Any]], title: str) -> None:
    from syria_analysis import outputs

    if shape == "json":
        click.echo(outputs.as_json(rows))
    elif shape == "csv":
        click.echo(outputs.as_csv(rows), nl=False)
    else:
        click.echo(outputs.as_table(rows, title), nl=False)


@cli.command()
@_DATE
@click.option("--to", "cities", multiple=True, required=True, metavar="PLACE", help="Repeatable.")
@_sides
@_KNOWN_BY
@_FORMAT
@_DATA
def distances(
    date: str,
    cities: tuple[str, ...],
    attackers: str,
    defenders: str,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Measure how far the front is from places."""
    from syria_analysis.outputs import records

    evening = _load(data).on(date, known_by)
    table = evening.distances(cities, attackers, defenders)
    table["nearest_point"] = [
        {"lat": point[0], "lon": point[1]} if point else None for point in table["nearest_point"]
    ]
    rows = records(table, [*DISTANCE_FIELDS, "nearest_point", "nearest_held"])
    if shape == "table":  # to be read: the title has the day
        rows = [
            {
                "city": row["city"],
                "km": row["distance_km"],
                "low": row["low_km"],
                "high": row["high_km"],
                "bearing": row["bearing_deg"],
                "nearest held": row["nearest_held"],
                "status": row["status"].replace("_", " "),
            }
            for row in rows
        ]
    _print_rows(shape, rows, f"Front of {attackers} against {defenders}, evening of {date}")


@cli.command()
@_DATE
@_KNOWN_BY
@_FORMAT
@_DATA
def areas(date: str, known_by: str | None, shape: str, data: str | None) -> None:
    """Sum the land that each faction holds."""
    from syria_analysis.outputs import records

    table = _load(data).on(date, known_by).areas()
    fields = ["faction", "area_km2", "share", "effective_km2", "contested_km2", "places"]
    _print_rows(shape, records(table, fields), f"Land held on the evening of {date}")


@cli.command()
@click.option("--since", required=True, metavar="DAY", help="The earlier evening.")
@_DATE
@_KNOWN_BY
@_FORMAT
@_DATA
def changes(since: str, date: str, known_by: str | None, shape: str, data: str | None) -> None:
    """List what changed hands between two evenings."""
    from syria_analysis import outputs

    found = _load(data).on(date, known_by).changes(since)
    places = outputs.records(found.places, CHANGE_FIELDS)
    table = found.transfer
    moved = [
        {"from": loser, "to": captor, "area_km2": float(table.loc[loser, captor])}
        for loser in table.index
        for captor in table.columns
        if loser == captor or table.loc[loser, captor] > 0
    ]
    if shape == "json":
        whole = {"since": since, "date": date, "places": places, "transfer_km2": moved}
        click.echo(outputs.as_json(whole))
        return
    _print_rows(shape, places, f"Changes of control, {since} to {date}")
    if shape == "table":
        _print_rows(shape, moved, "Land in km² from holder to holder")


@cli.command()
@click.argument("file", metavar="FILE.csv")
@_DATE
@_sides
@_KNOWN_BY
@_FORMAT
@_DATA
def annotate(
    file: str,
    date: str,
    attackers: str,
    defenders: str,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Add holder, place and km to the front to points (columns lat, lon)."""
    from syria_analysis.outputs import records
    from syria_analysis.points import read_points

    points = read_points(file)
    evening = _load(data).on(date, known_by)
    table = evening.annotate(points, attackers=attackers, defenders=defenders)
    _print_rows(shape, records(table), f"Points on the evening of {date}")


@cli.command()
@_DATE
@click.option("--from", "source", required=True, metavar="PLACE", help="Where one sets out.")
@click.option("--to", "targets", multiple=True, metavar="PLACE", help="Repeatable. Default: seats.")
@click.option("--capture", "captures", multiple=True, metavar="PLACE", help="Repeatable.")
@click.option("--by", default="HTS", show_default=True, help="Faction supposed to capture them.")
@click.option("--side", default="SAA", show_default=True, help="Whose roads, by comma.")
@click.option(
    "--contested",
    type=click.Choice(["shut", "open"]),
    default="shut",
    show_default=True,
    help="Whether contested places can be passed.",
)
@_KNOWN_BY
@_FORMAT
@_DATA
def cutoff(
    date: str,
    source: str,
    targets: tuple[str, ...],
    captures: tuple[str, ...],
    by: str,
    side: str,
    contested: str,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Find what a side can no longer reach by road, and what its roads hang on."""
    from syria_analysis import outputs

    evening = _load(data).on(date, known_by)
    if captures:
        evening = evening.if_captured(*captures, by=by)
    found = evening.cut_off(source, side, targets or None, contested)
    ends = [route.to for route in found.routes]
    critical = evening.critical_sets(source, ends, side=side, contested=contested)
    if shape == "json":
        click.echo(outputs.as_json(found.record(critical)))
        return
    other = "open" if contested == "shut" else "shut"
    table = found.route_table.assign(captured=[found.captured] * len(ends))
    table.insert(2, f"km_if_{other}", evening.cut_off(source, side, ends, other).route_table["km"])
    rows = outputs.records(table)
    if shape == "table":  # what is only supposed stands in the title
        rows = [
            {k: "no way" if v is None else v for k, v in row.items() if k != "captured"}
            for row in rows
        ]
    _print_rows(shape, rows, found.title)
    if shape == "table":
        click.echo(f"Reachable: {len(found.reachable)} places on roads")
        for name, places in (
            ("Cut off", found.cut_off),
            ("By road and by land differ", found.disagree),
            ("Critical", [" + ".join(group) for group in critical]),
        ):
            click.echo(f"{name}: {', '.join(places) or 'none'}")


@cli.command()
@_DATE
@click.option("--output", required=True, metavar="FILE", help=".gpkg .parquet .geojson or .csv.")
@click.option("--layer", metavar="NAME", help="One layer. Default: all (.gpkg), else territory.")
@click.option("--since", metavar="DAY", help="Earlier evening of events, changes. Default: first.")
@_sides
@_KNOWN_BY
@_DATA
def export(
    date: str,
    output: str,
    layer: str | None,
    since: str | None,
    attackers: str,
    defenders: str,
    known_by: str | None,
    data: str | None,
) -> None:
    """Write layers of an evening for a GIS; the file's ending is the format.

    Layers: territory, cells, contested, uncertain, changes, fronts, anchors, events, places.
    """
    note = f"Leaves out what was published after {known_by}." if known_by else ""
    options = {"since": since, "attackers": attackers, "defenders": defenders, "note": note}
    click.echo(_load(data).on(date, known_by).export(output, layer, **options))


@cli.command()
@_DATE
@click.option("--since", default="2024-11-26", show_default=True, metavar="DAY")
@click.option(
    "--to",
    "cities",
    multiple=True,
    default=("hama", "homs", "damascus"),
    show_default=True,
    metavar="PLACE",
    help="Repeatable.",
)
@_sides
@click.option(
    "--draws",
    type=click.IntRange(0, 10_000),
    default=0,
    help="Also draw all positions within their accuracy, this many times (0.3 s each).",
)
@_FORMAT
@_DATA
def robustness(
    date: str,
    since: str,
    cities: tuple[str, ...],
    attackers: str,
    defenders: str,
    draws: int,
    shape: str,
    data: str | None,
) -> None:
    """Compute the headline numbers again under stricter and other readings of the evidence."""
    from syria_analysis.outputs import records

    table = _load(data).on(date).robustness(since, cities, attackers, defenders, draws)
    if shape == "table":
        table["value"] = table["value"].round(1)
        table = table.drop(columns="number" if draws else ["number", "low", "high"])
    _print_rows(shape, records(table), f"How far the numbers of {date} hold")


@cli.command()
@click.option("--date", metavar="DAY", help="Leave out claims about a later evening.")
@_KNOWN_BY
@_FORMAT
@_DATA
def claims(date: str | None, known_by: str | None, shape: str, data: str | None) -> None:
    """Check the article's claims one by one."""
    from syria_analysis import variants
    from syria_analysis.outputs import records

    evidence = _load(data)
    if known_by is not None:
        evidence = variants.known_by(evidence, known_by)
    table = evidence.claims_table(date, known_then=False)
    if shape == "table":
        shown = table[["id", "verdict", "display", "expected"]]
        _print_rows(shape, records(shown), "The article's claims")
        return
    _print_rows(shape, records(table, [*CLAIM_FIELDS, "verdict", "sources"]), "")


@cli.command()
@click.argument("folder", metavar="[DIR]", required=False)
@_FORMAT
def validate(folder: str | None, shape: str) -> None:
    """Name every fault of a data package: file, line, column, what is wrong."""
    from dataclasses import asdict

    from syria_analysis.resources import data_folder
    from syria_analysis.validation import remember_valid
    from syria_analysis.validation import validate as find_faults

    root = Path(folder) if folder else data_folder()
    if not root.is_dir():
        raise MissingData(f"there is no folder {root}")
    faults = find_faults(root)
    if shape != "table":
        _print_rows(shape, [asdict(fault) for fault in faults], "")
    else:
        for fault in faults:
            click.echo(str(fault))
        click.echo(f"{len(faults)} fault(s) in {root}" if faults else f"{root} is sound")
    if faults:
        raise click.exceptions.Exit(2)
    remember_valid(root)


@cli.command()
@click.argument("name")
@click.option("--date", metavar="DAY", help="Evening of the report.")
@click.option(
    "-p", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter. Repeatable."
)
@click.option("--output", metavar="DIR", default="reports", show_default=True)
@_DATA
def report(
    name: str, date: str | None, parameters: tuple[str, ...], output: str, data: str | None
) -> None:
    """Make a report: HTML, PDF, figures, tables, findings."""
    from syria_analysis.reports.build import make_report

    given = list(parameters) + ([f"date={date}"] if date else [])
    click.echo(make_report(name, given, Path(output), data=data))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: those of the process.

    Returns
    -------
    int
        0 done, 1 the work failed, 2 the request or the data is wrong.

    Examples
    --------
    >>> main(["--version"])
    syria-analysis, version 0.1.0
    0
    """
    try:
        result = cli.main(arguments, prog_name="syria-analysis", standalone_mode=False)
    except click.ClickException as error:
        return _fail(error.format_message(), 2)
    except click.exceptions.Abort:
        return _fail("stopped", 130)
    except InvalidData as error:
        return _fail("\n".join([str(error), *error.faults]), 2)
    except ReportFailed as error:
        return _fail(str(error), 1)
    except SyriaAnalysisError as error:
        return _fail(str(error), 2)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:
        return _fail(str(OutputNotWritable(f"{error.filename or 'file'}: {error.strerror}")), 2)
    return int(result or 0)


def _fail(message: str, code: int) -> int:
    lines = [" ".join(line.split()) for line in message.splitlines() if line.strip()]
    click.echo("syria-analysis: " + "\n".join(lines), err=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
