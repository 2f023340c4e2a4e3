"""The commands that write files or check them."""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from syria_analysis.cli import complete
from syria_analysis.cli.options import (
    DATA,
    DATE,
    FORMAT,
    KNOWN_BY,
    Names,
    command,
    day,
    evening_of,
    output,
    print_rows,
    sides,
)
from syria_analysis.errors import BadParameter, EmptyLayerWarning, MissingData, counted

if TYPE_CHECKING:
    from syria_analysis.api import Evening

__all__ = ["export", "migrate", "validate"]


@command("-d {day} -o evening.gpkg", "-d {day} --layer fronts -o - --format geojson")
@DATE
@output("File: .gpkg .parquet .geojson .kml .csv; or - with --format.", required=True)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["gpkg", "parquet", "geojson", "kml", "csv"]),
    help="What - is written as.  [default: geojson]",
)
@click.option(
    "--layer",
    metavar="NAME",
    shell_complete=complete.layers,
    help="One layer. Default: all (.gpkg, .kml), else territory.",
)
@day("Earlier evening of events, changes. Default: the baseline.", "--since")
@sides
@KNOWN_BY
@DATA
def export(
    date: str,
    output: str,
    kind: str | None,
    layer: str | None,
    since: str | None,
    attackers: Names,
    defenders: Names,
    known_by: str | None,
    data: str | None,
) -> None:
    """Write layers of an evening for a GIS; the file's ending is the format.

    Layers: territory, certainty, cells, changes, contested, uncertain, fronts, anchors, fighting,
    events, places.
    """
    note = f"Leaves out what was published after {known_by}." if known_by else ""
    options: Any = {"since": since, "attackers": attackers, "defenders": defenders, "note": note}
    if output != "-":
        if kind is not None:
            raise BadParameter("the ending of a file is its format: --format goes with -o -")
        click.echo(_exported(evening_of(data, date, known_by), output, layer, options))
        return
    with TemporaryDirectory() as folder:
        file = Path(folder, f"{layer or 'territory'}.{kind or 'geojson'}")
        _exported(evening_of(data, date, known_by), file, layer, options)
        click.echo(file.read_bytes(), nl=False)


def _exported(evening: Evening, file: Any, layer: str | None, options: dict[str, Any]) -> Path:
    """Write a file; say on standard error if there is nothing in it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", EmptyLayerWarning)
        written = evening.export(file, layer, **options)
    for told in caught:
        if told.category is EmptyLayerWarning:
            click.echo(f"syria-analysis: {told.message}", err=True)
    if written.suffix.lower() == ".csv" and layer not in OF_POINTS:
        click.echo("syria-analysis: a CSV holds no shapes: .gpkg or .geojson do", err=True)
    return written


OF_POINTS = ("anchors", "fighting", "events", "places")
"""Layers without shapes: a CSV tells all of them."""


@command("", "DIR --format json")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path())
@FORMAT
def validate(folder: str | None, shape: str) -> None:
    """Name every fault of a data package: file, line, column, what is wrong."""
    from dataclasses import asdict

    from syria_analysis.api import load
    from syria_analysis.api import validate as find_faults
    from syria_analysis.package.resources import data_folder
    from syria_analysis.text.faults import text_remarks

    root = Path(folder) if folder else data_folder()
    if not root.is_dir():
        raise MissingData(f"there is no folder {root}")
    faults = find_faults(root)
    if shape != "table":
        print_rows(shape, [asdict(fault) for fault in faults], "")
    else:
        for fault in faults:
            click.echo(str(fault))
        click.echo(f"{counted(len(faults), 'fault')} in {root}" if faults else f"{root} is sound")
        if not faults:
            sound = load(root)
            for remark in (*sound.geometry_remarks(), *text_remarks(sound)):
                click.echo(remark)
    if faults:
        raise click.exceptions.Exit(2)


@command("DIR NEW --country Utopia")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.argument("new", metavar="NEW", type=click.Path())
@click.option("--country", required=True, metavar="NAME", help='What it is called: "Utopia".')
@click.option("--adjective", default="", metavar="WORD", help='"Utopian". Default: the name.')
def migrate(folder: str, new: str, country: str, adjective: str) -> None:
    """Write a data package of an older schema anew, into the folder NEW; DIR is left alone.

    The new package says nothing yet of contests, cities and figures: that is to be added to
    `conflict` in its datapackage.json, and until then questions ask for it.
    """
    from syria_analysis.api import validate as find_faults
    from syria_analysis.package.migrate import migrate as written_anew

    made = written_anew(folder, new, country, adjective)
    click.echo(made)
    faults = find_faults(made)
    if faults:
        click.echo(
            f"{counted(len(faults), 'fault')} to mend: syria-analysis validate {made}", err=True
        )
