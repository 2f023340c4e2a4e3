"""The commands that keep the evidence: what two states of it tell otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from syria_analysis.cli.options import DATA, FORMAT, INPUT, command, day, load_data, print_rows

if TYPE_CHECKING:
    from syria_analysis.export.desk import Revision
    from syria_analysis.export.states import States

__all__ = ["add", "correct", "diff"]


def _spoken(_: click.Context, __: click.Parameter, code: str) -> str:
    """Refuse a language in which nothing could be said: English would come unasked."""
    from syria_analysis.errors import unknown
    from syria_analysis.text.catalogue import library_languages, library_text

    if not library_text(code):
        raise unknown("language", code, library_languages())
    return code


LANG = click.option(
    "--lang",
    metavar="CODE",
    default="en",
    show_default=True,
    callback=_spoken,
    help="Language of what is said: en, ar.",
)
TABLES = ("rows", "holders", "areas", "distances", "verdicts", "headlines")
MOST_ROWS = 40
"""How many rows of a kind a table shows; JSON and CSV have all."""


@command("HEAD~3:data data", "OLD NEW --exit-code")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--exit-code", is_flag=True, help="End with 3 if the two differ.")
@LANG
@FORMAT
def diff(old: str, new: str, exit_code: bool, lang: str, shape: str) -> None:
    """Compare two states of a data package: rows, holders, land, distances, verdicts.

    A and B are folders, or REVISION:FOLDER of the git repository one is in, such as HEAD~3:data.
    Exit code 0: compared; 2: one of them cannot be read; with --exit-code 3 if they differ.
    """
    from syria_analysis.export.revisions import state
    from syria_analysis.export.states import compare_states
    from syria_analysis.text.language import speaking

    with speaking(lang), state(old) as before, state(new) as after:
        found = compare_states(before, after)
        show(found, shape)
    if exit_code and not found.same:
        raise click.exceptions.Exit(3)


def show(found: States, shape: str) -> None:
    """Print how two states differ."""
    from syria_analysis.text import outputs
    from syria_analysis.text.language import say

    if shape == "json":
        click.echo(outputs.as_json(found.record()))
        return
    if shape == "csv":
        rows = [
            {"about": name, **row}
            for name in TABLES
            for row in outputs.records(getattr(found, name))
        ]
        print_rows(shape, rows, "")
        return
    if found.same:
        click.echo(say("states-same"))
        return
    for name in TABLES:
        table = getattr(found, name)
        if len(table):
            cut = "yes" if len(table) > MOST_ROWS else "no"
            title = say(f"states-{name}", number=len(table), most=MOST_ROWS, cut=cut)
            print_rows(shape, _in_words(outputs.records(table.head(MOST_ROWS))), title)
        else:
            click.echo(say(f"states-{name}", number=0, most=MOST_ROWS, cut="no"))
    days = ", ".join(map(str, found.evenings))
    click.echo(say("states-evenings", days=days) if days else say("states-no-evening"))


def _in_words(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name columns, and what became of a row, in the language that is spoken."""
    from syria_analysis.text.language import say

    told = []
    for row in rows:
        if "change" in row:
            row = {**row, "change": say(f"states-change-{row['change']}")}
        told.append({say(f"states-head-{key.replace('_', '-')}"): row[key] for key in row})
    return told


WRITE = click.option("--write", is_flag=True, help="Write it. Default: only show what changes.")
ON = day("Day of the change. Default: today.", "--on", "on")


@command("events.csv", "- --write < events.csv")
@click.argument("file", metavar="FILE.csv", type=INPUT)
@click.option("--why", default="", help="Reason; if given, the rows are noted in corrections.csv.")
@ON
@WRITE
@LANG
@FORMAT
@DATA
def add(
    file: str, why: str, on: str | None, write: bool, lang: str, shape: str, data: str | None
) -> None:
    """Add events with their reports, or places, from a plain table: all rows or none.

    Events: columns date, place, to, source, role, support; may be: from, earliest, latest, order,
    contested, note, origin, seen, hour, language, says. A row for each report; of an event that
    stands it is a further one. A new source: its id, publisher, affiliation, title, url, published.
    Places: name, lat, lon, kind, holder, accuracy_m, position_source, licence and any column of
    places.csv.
    """
    from syria_analysis.export import desk
    from syria_analysis.text.language import speaking

    with speaking(lang):
        _told(desk.add(load_data(data), file, why, on, write), shape)


@command('places PLACE lat --old 36.1 --new 36.2 --why "wrong page" --write')
@click.argument("table", metavar="TABLE")
@click.argument("row", metavar="ID")
@click.argument("field", metavar="COLUMN")
@click.option("--old", required=True, help='What stands there; "" if nothing does.')
@click.option("--new", required=True, help="What is to stand there.")
@click.option("--why", required=True, help="What showed the fault.")
@click.option("--source", default="", metavar="ID", help="The page that shows it.")
@ON
@WRITE
@LANG
@FORMAT
@DATA
def correct(
    table: str,
    row: str,
    field: str,
    old: str,
    new: str,
    why: str,
    source: str,
    on: str | None,
    write: bool,
    lang: str,
    shape: str,
    data: str | None,
) -> None:
    """Correct a cell and note it in corrections.csv, with what stood there and why."""
    from syria_analysis.export import desk
    from syria_analysis.text.language import speaking

    asked = load_data(data)
    with speaking(lang):
        _told(desk.correct(asked, (table, row, field), old, new, why, source, on, write), shape)


def _told(revision: Revision, shape: str) -> None:
    show(revision.states, shape)
    from syria_analysis.text.language import say

    if revision.written:
        click.echo(say("states-written", folder=str(revision.folder)), err=True)
    else:
        click.echo(say("states-not-written"), err=True)
