"""The commands that answer a question with rows."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from syria_analysis.cli import complete
from syria_analysis.cli.answers import POINTS_FORMAT, in_layer, in_workbook, keep_layer
from syria_analysis.cli.options import (
    DATA,
    DATE,
    FORMAT,
    KNOWN_BY,
    OF_THE_PACKAGE,
    Names,
    command,
    day,
    evening_of,
    factions,
    load_data,
    places,
    print_rows,
    sides,
)
from syria_analysis.errors import BadParameter, PointsWarning, counted

if TYPE_CHECKING:
    from syria_analysis.api import Evening, Package

__all__ = [
    "annotate",
    "areas",
    "changes",
    "claims",
    "cutoff",
    "distances",
    "pace",
    "place",
    "robustness",
    "sources",
]

DISTANCE_FIELDS = ("date", "city", "status", "distance_km", "low_km", "high_km", "bearing_deg")
OF_A_FRONT = ("nearest_held", "otherwise", "attackers", "defenders")
LIMIT_HEADS = ("limit", "low ", "high ")
MOST_EVENTS = 12
"""How many events of a number a table shows: those that move it farthest."""
CITIES = f"Measured from. {OF_THE_PACKAGE}"
SINCE = "The earlier evening. Default: the baseline of the package."
CHANGE_FIELDS = ("place", "from", "to", "date", "contested", "sources")
CLAIM_FIELDS = ("id", "statement", "metric", "expected", "tolerance", "computed", "low", "high")
LAND_HEADS = {
    "area_km2": "km²",
    "low_km2": "low",
    "high_km2": "high",
    "share": "%",
    "effective_km2": "near a place",
    "contested_km2": "contested",
    "held_90_km2": "sure 0.9",
    "held_99_km2": "sure 0.99",
}
UNIT_HEADS = {
    "unit": "unit",
    "faction": "faction",
    "area_km2": "km²",
    "low_km2": "low",
    "high_km2": "high",
    "share": "%",
    "places": "places",
    "population": "people",
    "uncounted": "no count",
}
PEOPLE_HEADS = {
    "faction": "faction",
    "population": "people",
    "low_population": "low",
    "high_population": "high",
    "share": "%",
    "counted": "places",
    "uncounted": "uncounted",
}
PASSED_HEADS = {
    "unit": "unit",
    "faction": "faction",
    "gained_km2": "km² gained",
    "lost_km2": "lost",
    "net_km2": "net",
    "places_gained": "places gained",
    "places_lost": "lost ",
    "people_gained": "people gained",
}
HELD_HEADS = {"faction": "faction", "area_km2": "km²", "share": "%"}
PERIOD_HEADS = {
    "faction": "faction",
    "gained_km2": "km² gained",
    "lost_km2": "lost",
    "net_km2": "net",
}
"""What a table in a terminal shows of the columns, and what it calls them."""


ROUNDED = "Rounded to what each interval bears, as in reports; CSV has every digit."
OF_REPORTS = (
    ("distance_km", "low_km", "high_km", "km"),
    ("area_km2", "low_km2", "high_km2", "km²"),
    ("gained_km2", "gained_low_km2", "gained_high_km2", "km²"),
    ("lost_km2", "lost_low_km2", "lost_high_km2", "km²"),
    ("net_km2", "net_low_km2", "net_high_km2", "km²"),
    ("share", "low_share", "high_share", "%"),
)
"""Numbers with the ends of their intervals, and what they count."""


def as_read(row: Mapping[str, Any]) -> dict[str, Any]:
    """Round the numbers of a row as reports do, shares in per cent: one evening, one number."""
    from syria_analysis.text.outputs import Told
    from syria_analysis.text.rounding import as_told

    read, of = dict(row), "population" if "population" in row else "area_km2"
    if row.get("share") is not None:
        low, high = (f"low_{of}", f"high_{of}") if of == "population" else ("low_km2", "high_km2")
        for end, whole in (("low_share", low), ("high_share", high)):
            told = row["share"] * row[whole] / row[of] if row[of] else row["share"]
            read[end] = 100 * row.get(end, told)
        read["share"] = 100 * row["share"]
    for best, low, high, unit in OF_REPORTS:
        if read.get(best) is not None and low in read:
            told = as_told(read[best], read[low], read[high], unit)
            read |= zip((best, low, high), map(Told, told), strict=True)
    for name in ("effective_km2", "contested_km2", "held_90_km2", "held_99_km2"):
        if read.get(name) is not None:
            read[name] = Told(as_told(read[name], read[name], read[name], "km²")[0])
    for name in ("population", "low_population", "high_population", "people_gained"):
        if read.get(name) is not None:
            read[name] = Told(read[name])
    return read


def in_brief(
    shape: str, rows: list[dict[str, Any]], heads: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Keep of rows what a terminal has room for, rounded."""
    if shape != "table":
        return rows
    return [{head: row[name] for name, head in heads.items()} for row in map(as_read, rows)]


def rounded_note(shape: str) -> None:
    """Say below a table by what rule its numbers are rounded."""
    if shape == "table":
        click.echo(ROUNDED)


@command("-d {day} --to {city},{other}", "-d {day} --to {city} -o distances.csv")
@DATE
@places("--to", "cities", help=CITIES)
@sides
@KNOWN_BY
@FORMAT
@DATA
def distances(
    date: str,
    cities: Names,
    attackers: Names,
    defenders: Names,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Measure how far the front is from places.

    A table rounds as reports do, to what each interval bears: 1, 2 or 5 (times ten, …), at least a
    quarter of its width. JSON, CSV and workbooks have every digit.
    """
    from syria_analysis.control.front import LIMITS, fighting
    from syria_analysis.text.outputs import records

    evening = evening_of(data, date, known_by)
    one, other = fighting(evening, attackers, defenders)
    table = evening.distances(cities, one, other)
    limits = [name for name in LIMITS if name in table]
    table["nearest_point"] = [
        {"lat": point[0], "lon": point[1]} if point else None for point in table["nearest_point"]
    ]
    rows = records(table, [*DISTANCE_FIELDS, "nearest_point", *OF_A_FRONT, *limits])
    told_otherwise(evening, attackers, defenders, [row["status"] for row in rows])
    if shape == "table":  # to be read: the title has the day
        rows = [
            {
                "city": row["city"],
                "centre" if limits else "km": row["distance_km"],
                "low": row["low_km"],
                "high": row["high_km"],
                **dict(zip(LIMIT_HEADS, (row[name] for name in limits), strict=False)),
                **({} if limits else {"bearing": _degrees(row["bearing_deg"])}),
                "nearest held": row["nearest_held"],
                "status": " or ".join([row["status"], *row["otherwise"]]).replace("_", " "),
            }
            for row in map(as_read, rows)
        ]
    ours, theirs = (",".join(side) for side in (one, other))
    title = f"Front of {ours} against {theirs}, evening of {evening.date}"
    title += "; km to each city's centre and to its limit" if limits else ""
    print_rows(shape, rows, title)
    rounded_note(shape)


def _degrees(bearing: float | None) -> int | None:
    return None if bearing is None else round(bearing) % 360


def told_otherwise(
    evening: Evening, attackers: Names, defenders: Names, statuses: Sequence[str]
) -> None:
    """Say on standard error that what is measured may not be the front one has in mind."""
    conflict, day = evening.dataset.conflict, evening.date
    now = conflict.contest_on(day)
    if now is None or attackers or defenders:
        return
    first, ended = conflict.contests[0], ""
    if first is not now and first.last is not None:
        sides = (",".join(side) for side in (first.attackers, first.defenders))
        ended = "the contest of {} against {}".format(*sides) + f" ended on {first.last}; "
    elsewhere = bool(statuses) and set(statuses) <= {"held_by_attackers", "held_by_other"}
    if ended or (elsewhere and "held_by_attackers" not in statuses):
        told = f"the front is that of {','.join(now.attackers)} against {','.join(now.defenders)}"
        none = ", and none of these places is on its defenders' side" if elsewhere else ""
        click.echo(
            f"syria-analysis: {ended}{told}{none} (--attackers, --defenders name others)", err=True
        )


@command("-d {day} --to {city}", "-d {day} --days 3")
@DATE
@click.option(
    "--days", type=click.IntRange(min=1), metavar="N", help="Over the last N days. Default: a week."
)
@places("--to", "cities", help=CITIES)
@sides
@KNOWN_BY
@FORMAT
@DATA
def pace(
    date: str,
    days: int | None,
    cities: Names,
    attackers: Names,
    defenders: Names,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Tell how fast the front came nearer to places, and how many days off they are at that pace.

    Arithmetic on two distances and their intervals, not a forecast.
    """
    from syria_analysis.text.outputs import records
    from syria_analysis.text.wording import at_this_pace

    evening = evening_of(data, date, known_by)
    table = evening.pace(days, cities, attackers, defenders)
    if shape != "table":
        print_rows(shape, records(table), "")
        return
    rows = [
        {
            "city": row["city"],
            "km": as_read(row)["distance_km"],
            "nearer": _tenths(row["km_per_day"]),
            "low": _tenths(row["low_km_per_day"]),
            "high": _tenths(row["high_km_per_day"]),
            "at this pace": at_this_pace(row),
            **({"to the limit": at_this_pace(row, limit=True)} if "limit_km" in table else {}),
        }
        for row in records(table)
    ]
    told_otherwise(evening, attackers, defenders, list(table["status"]))
    since, ours, theirs = (table.iloc[0][name] for name in ("since", "attackers", "defenders"))
    front = f"Front of {','.join(ours)} against {','.join(theirs)}"
    title = f"{front}, km on {evening.date} and km a day nearer since {since}"
    print_rows(shape, rows, title)
    where = "to the centre, beside it to the limit" if "limit_km" in table else ""
    click.echo(f"At this pace{', ' * bool(where)}{where}: arithmetic on distances, not a forecast.")
    rounded_note(shape)


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


@command("-d latest", "-d {day} --by-unit -o land.xlsx")
@DATE
@click.option("--certainty", is_flag=True, help="Also km² held with certainty of 0.9 and 0.99.")
@click.option("--by-unit", is_flag=True, help="Land, places and people in each unit.")
@click.option("--by-sector", is_flag=True, help="The same in each sector of the package.")
@click.option("--people", is_flag=True, help="People counted in the places of each faction.")
@click.option(
    "--by",
    "period",
    metavar="PERIOD",
    help="Gained, lost and held by day, week (to Sunday) or month; also of units or sectors.",
)
@day(f"With --by: where it begins. {SINCE}", "--since")
@KNOWN_BY
@FORMAT
@DATA
def areas(
    date: str,
    certainty: bool,
    by_unit: bool,
    by_sector: bool,
    people: bool,
    period: str | None,
    since: str | None,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Sum the land that each faction holds."""
    from syria_analysis.text.outputs import records

    if certainty + by_unit + by_sector + people > 1:
        raise BadParameter("--certainty, --by-unit, --by-sector and --people go one at a time")
    if period and (certainty or people):
        raise BadParameter("--by goes with --by-unit or --by-sector, or alone")
    if since and not period:
        raise BadParameter("--since goes with --by day, week or month")
    evening = evening_of(data, date, known_by)
    if period:
        parts = "unit" if by_unit else "sector" if by_sector else ""
        _by_period(evening, since, period, parts, shape, held=True)
        return
    if by_unit or by_sector:
        parts, table = ("unit", evening.by_unit) if by_unit else ("sector", evening.by_sector)
        title = f"Land, places and people once counted, by {parts}, evening of {evening.date}"
        heads = {**UNIT_HEADS, "unit": parts}
        print_rows(shape, in_brief(shape, records(table()), heads), title)
        rounded_note(shape)
        return
    if people:
        title = f"People once counted in the places held on the evening of {evening.date}"
        print_rows(shape, in_brief(shape, records(evening.people()), PEOPLE_HEADS), title)
        rounded_note(shape)
        return
    table = evening.areas(certainty)
    fields = ["faction", "area_km2", "low_km2", "high_km2", "share", "effective_km2"]
    fields += ["contested_km2", "places"]
    fields += ["held_90_km2", "held_99_km2"] if certainty else []
    rows = in_brief(
        shape, records(table, fields), dict(zip(fields, map(_head, fields), strict=True))
    )
    print_rows(shape, rows, f"Land held on the evening of {evening.date}")
    rounded_note(shape)


def _head(field: str) -> str:
    return LAND_HEADS.get(field, field)


def _by_period(
    evening: Evening, since: str | None, by: str, parts: str, shape: str, held: bool = False
) -> None:
    """Print what was gained and lost, and perhaps held, by day, week or month."""
    from syria_analysis.text.outputs import records

    asked = evening.areas_by_period if held else evening.changes_by_period
    table = asked(since, by, parts)
    heads = {"since": "since", "date": "to", "unit": parts, **PERIOD_HEADS}
    if held:
        heads = {"date": "to", "unit": parts, **HELD_HEADS, **PERIOD_HEADS}
    if not parts:
        del heads["unit"]
    span = f"{evening.dataset.since(since)} to {evening.date}"
    did = "Held, gained and lost" if held else "Gained and lost"
    title = f"{did} by {parts + ' and ' if parts else ''}{by}, {span}"
    print_rows(shape, in_brief(shape, records(table), heads), title)
    rounded_note(shape)


@command("-d {day}", "--since {first} -d {last} --by week")
@day(SINCE, "--since")
@DATE
@click.option("--by-unit", is_flag=True, help="Land and places gained and lost in each unit.")
@click.option("--by-sector", is_flag=True, help="The same in each sector of the package.")
@click.option("--by", "period", metavar="PERIOD", help="Parted by day, week (to Sunday) or month.")
@KNOWN_BY
@FORMAT
@DATA
def changes(
    since: str | None,
    date: str,
    by_unit: bool,
    by_sector: bool,
    period: str | None,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """List what changed hands between two evenings."""
    from syria_analysis.text import outputs

    if by_unit and by_sector:
        raise BadParameter("--by-unit and --by-sector go one at a time")
    parts = "unit" if by_unit else "sector" if by_sector else ""
    evening = evening_of(data, date, known_by)
    if period:
        _by_period(evening, since, period, parts, shape)
        return
    found = evening.changes(since)
    first, last = found.before.date, found.after.date
    if parts:
        title = f"Gained and lost by {parts}, {first} to {last}"
        rows = outputs.records(found.by_unit if by_unit else found.by_sector)
        print_rows(shape, in_brief(shape, rows, {**PASSED_HEADS, "unit": parts}), title)
        rounded_note(shape)
        return
    places = outputs.records(found.places, CHANGE_FIELDS)
    table, (low, high) = found.transfer, found.transfer_interval
    moved = [
        {
            "from": loser,
            "to": captor,
            "area_km2": float(table.loc[loser, captor]),
            "low_km2": float(low.loc[loser, captor]),
            "high_km2": float(high.loc[loser, captor]),
        }
        for loser in table.index
        for captor in table.columns
        if loser == captor or high.loc[loser, captor] > 0
    ]
    if shape == "json":
        whole = {"since": first, "date": last, "places": places, "transfer_km2": moved}
        click.echo(outputs.as_json(whole))
        return
    print_rows(shape, places, f"Changes of control, {first} to {last}")
    if shape == "table":
        heads = {
            "from": "from",
            "to": "to",
            "area_km2": "km²",
            "low_km2": "low",
            "high_km2": "high",
        }
        print_rows(shape, in_brief(shape, moved, heads), "Land in km² from holder to holder")
        rounded_note(shape)


@command(
    "points.csv -d {day}",
    "points.csv -d {day} -o annotated.geojson",
    "- -d {day} --format csv < points.csv",
)
@click.argument("file", metavar="FILE", type=click.Path())
@DATE
@sides
@click.option("--certainty", is_flag=True, help="Also how sure the holder is, and who is second.")
@click.option("--lat", metavar="COLUMN", help="Column of latitudes, if it has no usual name.")
@click.option("--lon", metavar="COLUMN", help="Column of longitudes.")
@click.option("--encoding", metavar="NAME", help="Of a CSV that is not UTF-8: windows-1252, …")
@click.option("--prefix", default="", metavar="TEXT", help="Before the names of added columns.")
@KNOWN_BY
@POINTS_FORMAT
@DATA
def annotate(
    file: str,
    date: str,
    attackers: Names,
    defenders: Names,
    certainty: bool,
    lat: str | None,
    lon: str | None,
    encoding: str | None,
    prefix: str,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Add holder, place and km to the front to points.

    FILE is a CSV, XLSX or ODS with columns of degrees (lat, lon, Latitude, x …), GeoJSON,
    GeoPackage, zipped shapefile, GeoParquet, KML or KMZ; - is standard input. Its other columns are
    kept, and rows without a position stay blank. The answer can be a layer for a GIS.
    """
    from syria_analysis.control.front import fighting
    from syria_analysis.package.limits import LARGEST_TABLE
    from syria_analysis.package.plain_text import clean
    from syria_analysis.package.point_files import layer_of, read_points, table_of
    from syria_analysis.text.outputs import csv_parts, records

    content = sys.stdin.buffer.read(LARGEST_TABLE + 1) if file == "-" else None
    points, notes = read_points(file, encoding, content)
    evening = evening_of(data, date, known_by)
    one, other = fighting(evening, attackers, defenders)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", PointsWarning)
        table = evening.annotate(
            points, attackers=one, defenders=other, certainty=certainty,
            lat=lat, lon=lon, prefix=prefix,
        )  # fmt: skip
    notes += [str(told.message) for told in caught if told.category is PointsWarning]
    for note in notes:
        click.echo(clean(note), err=True)
    if in_layer():
        keep_layer(layer_of(table, lat, lon))
        return
    ours, theirs = (",".join(side) for side in (one, other))
    title = f"Points on the evening of {evening.date}; front of {ours} against {theirs}"
    told = table_of(table, lat, lon, numbers=shape == "json" or in_workbook())
    if shape == "csv" and not in_workbook():  # there may be a million
        for part in csv_parts(told):
            click.echo(part, nl=False)
    else:
        print_rows(shape, records(told), title)


@command(
    "-d {day} --from {capital} --to {city}", "-d {day} --capture {city},{other} --by {faction}"
)
@DATE
@click.option(
    "--from",
    "source",
    metavar="PLACE",
    shell_complete=complete.places,
    help="Where one sets out. Default: that of the package.",
)
@places("--to", "targets", help="Where one wants to go. Default: seats.")
@places("--capture", "captures", help="Supposed to be captured.")
@click.option(
    "--by",
    metavar="FACTION",
    shell_complete=complete.factions,
    help="Faction supposed to capture them. Default: that of the package.",
)
@factions(
    "--defenders", "--side", "side", help=f"Whose roads, by comma or repeated. {OF_THE_PACKAGE}"
)
@click.option(
    "--contested",
    type=click.Choice(["shut", "open"]),
    default="shut",
    show_default=True,
    help="Whether contested places can be passed.",
)
@KNOWN_BY
@FORMAT
@DATA
def cutoff(
    date: str,
    source: str | None,
    targets: Names,
    captures: Names,
    by: str | None,
    side: Names,
    contested: str,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Find what a side can no longer reach by road, and what its roads hang on."""
    from syria_analysis.text import outputs

    evening = evening_of(data, date, known_by)
    if captures:
        evening = evening.if_captured(*captures, by=by)
    found = evening.cut_off(source, side, targets or None, contested)
    ends = [route.to for route in found.routes]
    critical = evening.critical_sets(found.source, ends, side=found.side, contested=contested)
    if shape == "json":
        click.echo(outputs.as_json(found.record(critical)))
        return
    other = "open" if contested == "shut" else "shut"
    table = found.route_table.assign(captured=[found.captured] * len(ends))
    table.insert(
        table.columns.get_loc("km") + 1,
        f"km_if_{other}",
        evening.cut_off(found.source, found.side, ends, other).route_table["km"],
    )
    rows = outputs.records(table)
    if shape == "table":  # what is only supposed stands in the title
        rows = [
            {k: "no way" if v is None else v for k, v in row.items() if k != "captured"}
            for row in rows
        ]
    print_rows(shape, rows, found.title)
    if shape == "table":
        if found.note:
            click.echo(f"{found.note} --contested {other} tells the other answer.")
        click.echo(f"Reachable: {counted(len(found.reachable), 'place')} on roads")
        for name, places in (
            ("Cut off", found.cut_off),
            ("By road and by land differ", found.disagree),
            ("Critical", [" + ".join(group) for group in critical]),
        ):
            click.echo(f"{name}: {', '.join(places) or 'none'}")


@command("-d {day} --to {city}")
@DATE
@day(SINCE, "--since")
@places("--to", "cities", help=CITIES)
@sides
@click.option(
    "--draws",
    type=click.IntRange(0, 10_000),
    default=0,
    help="Also draw all positions within their accuracy, this many times (0.3 s each).",
)
@FORMAT
@DATA
def robustness(
    date: str,
    since: str | None,
    cities: Names,
    attackers: Names,
    defenders: Names,
    draws: int,
    shape: str,
    data: str | None,
) -> None:
    """Compute the headline numbers again under stricter and other readings of the evidence."""
    from syria_analysis.text.outputs import records

    evening = evening_of(data, date)
    table = evening.robustness(since, cities, attackers, defenders, draws)
    if shape == "table":
        table = table.drop(columns="number" if draws else ["number", "low", "high"])
    rows = records(table)
    if shape == "table":
        rows = [_stepped(row) for row in rows]
    print_rows(shape, rows, f"How far the numbers of {evening.date} hold")
    rounded_note(shape)


def _stepped(row: dict[str, Any]) -> dict[str, Any]:
    """Round the numbers of a reading by the step of the number that they are set beside."""
    from syria_analysis.text.outputs import Told

    step = row.pop("step")
    for name in ("value", "low", "high"):
        if row.get(name) is not None:
            row[name] = Told(round(round(row[name] / step) * step, 6))
    return row


@command("{city}", "-d {day} --to {city} -o sources.csv")
@click.argument("about", metavar="[PLACE|EVENT]", required=False, shell_complete=complete.places)
@day("Evening of the numbers. Default: the latest.")
@day(SINCE, "--since")
@places("--to", "cities", help=CITIES)
@sides
@KNOWN_BY
@FORMAT
@DATA
def sources(
    about: str | None,
    date: str | None,
    since: str | None,
    cities: Names,
    attackers: Names,
    defenders: Names,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Show the reports of a place or an event; without one, what the numbers rest on.

    For each headline number the events it hangs on, their independent origins, and how far the
    number moves without each of them.
    """
    from syria_analysis.package import variants
    from syria_analysis.text.outputs import records

    evidence = load_data(data)
    if about is not None:
        if any((date, since, cities, attackers, defenders)):
            raise BadParameter("a place or an event takes no evening, city or side: all is listed")
        if known_by is not None:
            evidence = variants.known_by(evidence, known_by)
        table = evidence.reports_about(about)
        if shape == "table":
            told = zip(table["publisher"], table["owner"], table["country"], strict=True)
            table["publisher"] = [
                f"{name} ({', '.join(filter(None, known))})" if any(known) else name
                for name, *known in told
            ]
            wide = ["source", "hour", "owner", "country", "owner_source"]
            table = table.drop(columns=wide, errors="ignore")
            table["seen"] = table["seen"].map({True: "yes", False: "no"})
            table = table.rename(columns={"seen": "read"})
        print_rows(shape, records(table), f"Reports of {_about(evidence, about)}")
        if shape == "table":
            click.echo("Origin: who said it first; support: what it says of the change of hands;")
            click.echo("read: whether the page itself was read, not only cited.")
        return
    evening = evening_of(evidence, date or "latest", known_by)
    table = evening.dependence(since, cities, attackers, defenders)
    if shape != "table":
        print_rows(shape, records(table), "")
        return
    for number, rows in table.groupby("number", sort=False):
        one, none = (int((rows["independent_origins"] == n).sum()) for n in (1, 0))
        title = (
            f"{number}, evening of {evening.date}: {rows['value'].iloc[0]:.1f} "
            f"{rows['unit'].iloc[0]}; {counted(len(rows), 'event')}, "
            f"{one} with one origin, {none} inferred"
        )
        shown = rows.head(MOST_EVENTS).assign(moves=rows["moves"].round(1))
        shown = shown.rename(columns={"independent_origins": "origins", "claimant": "account of"})
        columns = ["place", "to", "date", "origins", "confidence", "account of", "moves"]
        print_rows(shape, records(shown[columns]), title)
    click.echo("Moves: how much more or less the number would be without the event, in its unit.")
    click.echo("Origins: independent ones, those who said it first; 0: the event is inferred.")


def _about(evidence: Package, name: str) -> str:
    return (
        name
        if name in evidence.events.index
        else str(evidence.places.at[evidence.place(name), "name"])
    )


@command("", "-d {day} --format json")
@day("Leave out claims about a later evening.")
@KNOWN_BY
@FORMAT
@DATA
def claims(date: str | None, known_by: str | None, shape: str, data: str | None) -> None:
    """Check the claims of the package one by one."""
    from syria_analysis.package import variants
    from syria_analysis.text.outputs import records

    evidence = load_data(data)
    if known_by is not None:
        evidence = variants.known_by(evidence, known_by)
    table = evidence.claims_table(date, brief=True)
    if shape == "table":
        shown = table[["id", "statement", "verdict", "display", "expected"]]
        shown = shown.rename(columns={"display": "computed"})
        print_rows(shape, records(shown), "Claims checked")
        return
    print_rows(shape, records(table, [*CLAIM_FIELDS, "verdict", "sources"]), "")


@command("{city}", "{city} -d {day} --format json")
@click.argument("name", metavar="NAME", shell_complete=complete.places)
@day("Evening. Default: the latest.")
@sides
@KNOWN_BY
@FORMAT
@DATA
def place(
    name: str,
    date: str | None,
    attackers: Names,
    defenders: Names,
    known_by: str | None,
    shape: str,
    data: str | None,
) -> None:
    """Tell who held a place when, by whose account, how sure, and how near the front is."""
    from syria_analysis.text import outputs

    found = evening_of(data, date or "latest", known_by).place(name, attackers, defenders)
    if shape == "json":
        click.echo(outputs.as_json(found.record()))
    elif shape == "csv":
        print_rows(shape, outputs.records(found.history), "")
    else:
        click.echo(repr(found))
        click.echo("\nReports:")
        for row in outputs.records(found.reports):
            told = f"{row['origin'] or 'origin not known'}, {row['role']}, {row['support']}"
            seen = "" if row["seen"] else " (not read)"
            click.echo(f"  {row['date']} {row['publisher']}: {told}{seen}. {row['says']}".rstrip())
        if len(found.corrections):
            corrected = found.corrections[["date", "table", "row", "field", "old", "new", "why"]]
            print_rows(shape, outputs.records(corrected), "Corrections")
