"""The command that sets another account of who holds what against the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from syria_analysis.cli.options import (
    DATA,
    FORMAT,
    command,
    day,
    file_option,
    load_data,
    print_rows,
)
from syria_analysis.errors import BadParameter

if TYPE_CHECKING:
    from syria_analysis.control.comparison import Account, Comparison

__all__ = ["compare"]

MOST_ROWS = 25
"""How many rows of a kind a table shows; JSON has all."""
PLACES = ("place", "ours", "theirs", "same_side", "area_km2", "confidence", "unsure")
LAND = ("ours", "theirs", "same_side", "area_km2", "place", "certainty")
SERIES = {
    "date": "date",
    "places_agree_share": "places",
    "places_side_share": "by side",
    "places_differ": "differ",
    "area_agree_share": "land",
    "area_side_share": "land by side",
    "area_differ_km2": "differ km²",
}
"""Columns of a series in a table, with their heads; JSON and CSV have all."""


@command("OTHER -d {day}", "map.geojson --map rules.toml -d {day} --figure differ.svg")
@click.argument("others", metavar="OTHER...", nargs=-1, required=True, type=click.Path())
@day("The evening. Default: all of which both speak.")
@file_option(
    "--map",
    "rules",
    metavar="RULES",
    help="TOML: what OTHER means, if it is no package.",
)
@click.option("--column", metavar="NAME", help="The column of the holder, in a list of several.")
@file_option("--places", metavar="FILE.csv", help="Where the places of a list lie.")
@file_option("--figure", metavar="FILE", help="Draw where they differ: .svg .pdf .png.")
@FORMAT
@DATA
def compare(
    others: tuple[str, ...],
    date: str | None,
    rules: str | None,
    column: str | None,
    places: str | None,
    figure: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Compare who holds what with another package, maps of control, or a list of places.

    Shares of places and land that agree by faction and by side, who holds by the one what by the
    other, where they differ, and whether the package is unsure there. Without --date: the
    agreement day by day. The package stays as it is. `report compare` makes pages of it.
    """
    from syria_analysis.control import comparison
    from syria_analysis.text import outputs

    package = load_data(data)
    other = comparison.read_account(package, others, rules, column=column, places=places, date=date)
    if date is None:
        if figure is not None:
            raise BadParameter("a figure is of one evening: --date")
        days = comparison.agreement(package, other, other.days)
        rows = outputs.records(days)
        if shape == "table":
            for line in other.left:
                click.echo(line)
            rows = [{head: _shown(key, row[key]) for key, head in SERIES.items()} for row in rows]
        print_rows(shape, rows, f"Agreement with {other.name}")
        return
    found = comparison.compare(package.on(date), other)
    if figure is not None:
        from syria_analysis.figures.comparison_map import draw_comparison

        click.echo(draw_comparison(found, figure), err=True)
    if shape == "json":
        click.echo(outputs.as_json(_record(found, other)))
    elif shape == "csv":
        print_rows(shape, outputs.records(found.confusion), "")
    else:
        _tables(found, other)


def _record(found: Comparison, other: Account) -> dict[str, Any]:
    from syria_analysis.text import outputs

    return {
        **found.summary,
        "confusion": outputs.records(found.confusion),
        "differences": outputs.records(found.differences, LAND),
        "places": outputs.records(found.places[found.places["state"] == "differ"], PLACES),
        "by_certainty": outputs.records(found.by_certainty),
        "left": list(other.left),
    }


def _tables(found: Comparison, other: Account) -> None:
    from syria_analysis.text import outputs

    for line in other.left:
        click.echo(line)
    told = found.summary
    rows = [
        {
            "of": what,
            "agree": _percent(told[f"{what}_agree_share"]),
            "by side": _percent(told[f"{what}_side_share"]),
            **{
                kind: f"{told[f'{what}_{kind}{unit}']:,.0f}"
                for kind in ("differ", "doubt", "untold")
            },
        }
        for what, unit in (("places", ""), ("area", "_km2"))
    ]
    print_rows("table", rows, f"{found.situation.date}: the package and {found.other}")
    parts: list[tuple[str, Any]] = [
        ("Who holds by the package (ours) what by the other (theirs)", found.confusion),
        ("Land on which they differ, by size", found.differences[list(LAND)]),
        (
            "Places on which they differ, by the size of their cell",
            found.places.loc[found.places["state"] == "differ", list(PLACES)],
        ),
        ("How sure the package is where they agree and differ", found.by_certainty),
    ]
    for title, table in parts:
        if not len(table):
            click.echo(f"{title}: none")
            continue
        more = f", the first {MOST_ROWS} of {len(table)}" if len(table) > MOST_ROWS else ""
        print_rows("table", outputs.records(table.head(MOST_ROWS)), f"{title}{more}")


def _percent(share: float) -> str:
    return f"{share:.1%}" if share == share else "–"


def _shown(key: str, value: Any) -> Any:
    if value is None:
        return "–"
    return _percent(value) if key.endswith("share") else value
