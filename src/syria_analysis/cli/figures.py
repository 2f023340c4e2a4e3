"""The command that draws figures for publication."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from syria_analysis.cli import complete
from syria_analysis.cli.options import (
    DATA,
    SHAPE,
    Names,
    command,
    day,
    load_data,
    output,
    places,
    print_rows,
    sides,
    words,
)
from syria_analysis.text.language import join

__all__ = ["figure"]


@command(
    "--list",
    "{figure} -d latest --preset newspaper-2 -o today.pdf",
    "{figure} -d {day} -o map.html",
)
@click.argument("name", required=False, shell_complete=complete.figures)
@day("Evening: YYYY-MM-DD, latest.")
@click.option(
    "--preset", default="report", show_default=True, metavar="NAME", help="Outlet; see --presets."
)
@output("Ends in .svg, .pdf or .png; .html to embed; .gif or .webp to move.")
@day("Evening compared with. Default: the baseline.", "--since")
@sides
@places("--capture", "captures", help="What if they fell.")
@click.option(
    "--by",
    metavar="FACTION",
    shell_complete=complete.factions,
    help="Faction supposed to capture them. Default: that of the package.",
)
@click.option(
    "--from",
    "source",
    metavar="PLACE",
    shell_complete=complete.places,
    help="Where the ways of a what-if begin. Default: where the package says.",
)
@places("--to", "targets", help="Where they lead. Default: where the package says.")
@click.option("--band", is_flag=True, help="Show the land in which the front may run, to scale.")
@words(
    "--layers",
    metavar="A,B,C",
    help="Draw these layers alone, by comma or repeated; see --list-layers.",
)
@click.option("--no-labels", is_flag=True, help="Leave the lettering of the map to the desk.")
@click.option(
    "--lang",
    metavar="CODE",
    default="en",
    show_default=True,
    help="Language of the words: one of the package's.",
)
@click.option(
    "--list", "list_figures", is_flag=True, help="Name the figures of the package, and end."
)
@click.option("--presets", "list_presets", is_flag=True, help="Name the presets, and end.")
@click.option("--list-layers", is_flag=True, help="Name the layers of the figure, and end.")
@SHAPE
@DATA
@click.pass_context
def figure(
    context: click.Context,
    name: str | None,
    date: str | None,
    preset: str,
    output: str | None,
    layers: Names,
    no_labels: bool,
    lang: str,
    list_figures: bool,
    list_presets: bool,
    list_layers: bool,
    shape: str,
    data: str | None,
    **question: Any,
) -> None:
    """Draw a figure by the rules of an outlet; beside it, its words in FILE.json.

    A FILE ending in .html is a fragment to embed in an article, drawn for screens from 320 pixels
    up; it takes no --preset. One ending in .gif or .webp shows a campaign evening by evening. Which
    figures there are, the data package declares: see --list.
    """
    if list_figures or list_presets:
        if context.get_parameter_source("lang") is ParameterSource.COMMANDLINE:
            raise click.UsageError("--lang is for a figure: the lists are in English")
        _list(shape, data if list_figures else None, figures=list_figures)
        return
    needs = {"NAME": name, "--date": date, "--output": "" if list_layers else output}
    missing = [need for need, given in needs.items() if given is None]
    if name is None or date is None or missing:
        raise click.UsageError(f"a figure needs {join(missing)}; see figure --list")

    from syria_analysis.errors import BadParameter
    from syria_analysis.figures import draw
    from syria_analysis.figures.animation import MOVING
    from syria_analysis.figures.fragment import write_fragment
    from syria_analysis.figures.output import ENDINGS, write_figure
    from syria_analysis.package.atomic import checked_target

    ending = checked_target(output, [*ENDINGS, ".html"]).suffix.lower() if output else ""
    web, moving = ending == ".html", ending.lstrip(".") in MOVING
    if web and context.get_parameter_source("preset") is ParameterSource.COMMANDLINE:
        raise BadParameter("an .html is drawn for sheets of its own: it takes no --preset")
    dataset = load_data(data)

    def drawn(sheet: Any) -> Any:
        return draw(
            name,
            dataset,
            date,
            preset=sheet,
            layers=layers or None,
            labels=not no_labels,
            lang=lang,
            moving=moving,
            **question,
        )

    if list_layers:
        rows = [{"layer": layer} for layer in drawn(preset).layers]
        print_rows(shape, rows, f"Layers of {name}")
    elif output is not None:
        made_with = _command(context)
        for path in (
            write_fragment(drawn, output, made_with)
            if web
            else write_figure(drawn(preset), output, made_with)
        ):
            click.echo(path)


def _list(shape: str, data: str | None, *, figures: bool) -> None:
    from syria_analysis.figures import PRESETS, listed

    rows: list[dict[str, Any]]
    if figures:
        rows = [*listed(load_data(data))]
        print_rows(shape, rows, "Figures")
        return
    rows = [
        {
            "preset": name,
            "width_mm": sheet.width_mm,
            "height_mm": sheet.height_mm,
            "type_pt": round(sheet.smallest_type, 1),
            "line_pt": sheet.least_line,
            "dpi": sheet.dpi,
            "for": sheet.says,
        }
        for name, sheet in PRESETS.items()
    ]
    print_rows(shape, rows, "Presets: width, greatest height, smallest type, finest line")


def _command(context: click.Context) -> str:
    """Write the command anew as it was given, whatever the folder of the file."""
    words = ["syria-analysis", "figure", str(context.params["name"])]
    for parameter in context.command.params:
        name = str(parameter.name)
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if name in ("name", "debug") or not given:
            continue
        value, option = context.params[name], parameter.opts[0]
        if isinstance(value, bool):
            words.append(option)
            continue
        for item in value if isinstance(value, tuple) else (value,):
            words += [option, Path(item).name if name == "output" else str(item)]
    return shlex.join(words)
