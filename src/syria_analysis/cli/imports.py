"""The commands that take evidence in other forms into a package."""

from __future__ import annotations

import click

from syria_analysis.cli.options import DEBUG, INPUT, Command, Group, day, file_option, load_data

__all__ = ["import_"]

INTO = file_option("--data", required=True, metavar="DIR", help="The package; it is written to.")
RULES = file_option(
    "--map",
    "rules",
    required=True,
    metavar="RULES",
    help="TOML: whose each word or colour is.",
)


@click.group("import", cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def import_() -> None:
    """Take evidence in other forms into a data package."""


@import_.command(cls=Command, examples=("2030-05-*.geojson --data DIR --map rules.toml",))
@click.argument("files", metavar="[FILES]...", nargs=-1, type=click.Path())
@INTO
@file_option(
    "--map",
    "rules",
    required=True,
    metavar="RULES",
    help="TOML: whose land each shape is.",
)
@click.option("--replace", is_flag=True, help="Take a map in place of that of the same day.")
@DEBUG
def maps(files: tuple[str, ...], data: str, rules: str, replace: bool) -> None:
    """Import maps of control: GeoJSON, GeoPackage, zipped shapefile, GeoParquet, KML, KMZ.

    One file a day, or files whose shapes carry a day. Later days are added in about the time that
    one takes; if anything is wrong, nothing is written. Without FILES the places of the package
    are told anew whose land they lie on.
    """
    from syria_analysis.api import CHECKS
    from syria_analysis.package.map_import import import_maps

    for line in import_maps(data, files, rules, CHECKS, replace):
        click.echo(line)


@import_.command(cls=Command, examples=("2030-05-01.lua --data DIR --map rules.toml",))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@INTO
@RULES
@day("The day of one file. Default: as in its name.")
@DEBUG
def detailed_map(files: tuple[str, ...], data: str, rules: str, date: str | None) -> None:
    """Import detailed maps as Wikipedia keeps them: modules in Lua, read and never run.

    Dots become places with their holders; from one file to the next, events. If anything is
    wrong, nothing is written.
    """
    from syria_analysis.api import CHECKS
    from syria_analysis.package.holder_rules import read_holder_rules
    from syria_analysis.package.sightings import import_sightings, sightings_of_maps

    told = read_holder_rules(rules)
    for line in import_sightings(data, sightings_of_maps(files, told, date), told, CHECKS):
        click.echo(line)


@import_.command(cls=Command, examples=("held.csv --data DIR --map rules.toml",))
@click.argument("file", metavar="FILE.csv", type=INPUT)
@INTO
@RULES
@file_option("--places", metavar="FILE.csv", help="Where the places of the list lie.")
@click.option("--column", metavar="NAME", help="The column of the holder, if there are several.")
@day("First day that is wanted.", "--from", "first")
@day("Last day that is wanted.", "--to", "last")
@DEBUG
def holders(
    file: str,
    data: str,
    rules: str,
    places: str | None,
    column: str | None,
    first: str | None,
    last: str | None,
) -> None:
    """Import a list of who held which place on which day: a row for each place and day.

    What changes from day to day becomes events. Tens of millions of rows are read as a stream. If
    anything is wrong, nothing is written.
    """
    from syria_analysis.api import CHECKS
    from syria_analysis.package.holder_rules import read_holder_rules
    from syria_analysis.package.holders_by_day import read_holders
    from syria_analysis.package.sightings import import_sightings
    from syria_analysis.package.values import as_day

    told = read_holder_rules(rules)
    days = [as_day(day) if day else None for day in (first, last)]
    seen = read_holders(file, told, column, places, *days)
    for line in import_sightings(data, seen, told, CHECKS):
        click.echo(line)


@import_.command(
    cls=Command, examples=("events.csv --data DIR --map rules.toml --proposed new.csv",)
)
@click.argument("file", metavar="FILE.csv", type=INPUT)
@INTO
@RULES
@file_option(
    "--proposed",
    metavar="FILE.csv",
    help="Where to write what is proposed, for the command add.",
)
@DEBUG
def events(file: str, data: str, rules: str, proposed: str | None) -> None:
    """Import a list of events, ACLED's or UCDP's: fighting, and proposed changes of control.

    Fighting is kept beside the evidence and never tells who holds what. An event whose type says
    that a place changed hands is proposed to `syria-analysis add`.
    """
    from syria_analysis.export.event_lists import import_events
    from syria_analysis.package.holder_rules import read_holder_rules

    for line in import_events(load_data(data), file, read_holder_rules(rules), proposed):
        click.echo(line)
