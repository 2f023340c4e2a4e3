"""The commands that take evidence in other forms into a package."""

from __future__ import annotations

import click

from syria_analysis.cli.options import DEBUG

__all__ = ["import_"]


@click.group("import", context_settings={"help_option_names": ["-h", "--help"]})
def import_() -> None:
    """Take evidence in other forms into a data package."""


@import_.command()
@click.argument("files", metavar="[FILES]...", nargs=-1)
@click.option("--data", required=True, metavar="DIR", help="The package; it is written to.")
@click.option(
    "--map", "rules", required=True, metavar="RULES", help="TOML: whose land each shape is."
)
@DEBUG
def maps(files: tuple[str, ...], data: str, rules: str) -> None:
    """Import maps of control: GeoJSON, GeoPackage, zipped shapefile, GeoParquet, KML, KMZ.

    One file a day, or files whose shapes carry a day. Later days are added in about the time that
    one takes; if anything is wrong, nothing is written. Without FILES the places of the package
    are told anew whose land they lie on.
    """
    from syria_analysis.api import CHECKS
    from syria_analysis.package.map_import import import_maps

    for line in import_maps(data, files, rules, CHECKS):
        click.echo(line)
