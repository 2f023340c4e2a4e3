"""Writes the pages of the documentation that are made from code and data: `make docs`."""

from __future__ import annotations

import inspect
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

import gallery
from syria_analysis.cli import cli

ROOT = Path(__file__).parents[1]
COPIED = {
    "data/README.md": "generated/data",
    "data/CHANGELOG.md": "generated/data-changelog",
    "examples/kharkiv-2022/README.md": "generated/kharkiv",
    "benchmarks/README.md": "generated/speed",
    "CHANGELOG.md": "generated/changelog",
    "CONTRIBUTING.md": "generated/contributing",
}
"""File of the repository that is a page of the site as well, to the name of that page."""
FOLDERS = {"data": "data/README.md", "examples/kharkiv-2022": "examples/kharkiv-2022/README.md"}
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)")
ENDINGS = {
    "_name": "Name of what the id before it stands for.",
    "_km2": "km²",
    "km_per_day": "km a day",
    "_km": "km",
    "_m": "metres",
    "_deg": "degrees from north, clockwise",
    "_s": "seconds",
    "_mm": "mm",
}
MEANING = {
    "added": "Files that the manifest does not know.",
    "alerts": "What is new, one by one.",
    "allowed": "Allowed values.",
    "alt": "Alternative text, for who does not see it.",
    "altered": "Files that are not as they were made.",
    "areas": "Land of each faction in both states.",
    "attackers": "Factions of the attacking side.",
    "certainty": "How sure: a word of an alert, else the probability of the holder's side.",
    "certainty_before": "How sure it was when last told.",
    "change": "What became of the row: added, gone, altered.",
    "changed": "Whether the report differs from what it would have been without parameters.",
    "choices": "Where allowed values come from: places, factions, days.",
    "city": "Id of the place asked about.",
    "claim": "Id of the claim.",
    "column": "Column of the fault; empty if it is the row's.",
    "command": "The command that makes the report again.",
    "computed": "Value from the data.",
    "confidence": "Of the evidence, by the rule of origins: high, medium, low.",
    "contested": "Whether it became contested instead of passing.",
    "contested_by": "Faction that contests it.",
    "contested_population": "People of its contested places; the population counts them.",
    "control_certainty": "Certainty, where the file has a column `certainty`.",
    "control_faction": "Faction that holds it, where the file has a column `faction`.",
    "control_place": "Id of the place whose cell it lies in, where the file has a column `place`.",
    "control_second": "Second most probable side, where the file has a column `second`.",
    "corrections": "Rows of the evidence that were corrected.",
    "counted": "Places with a population.",
    "data": "The data package and its version.",
    "data_version": "Version of the data package.",
    "date": "Evening, or day of the change.",
    "days": "Days between the two evenings.",
    "default": "Value where none is given.",
    "defenders": "Factions of the defending side.",
    "description": "Long description.",
    "distances": "Distances in both states.",
    "evenings": "Evenings on which they differ.",
    "events": "Ids of the events it rests on.",
    "expected": "Value that the statement gives.",
    "faction": "Id of the faction.",
    "failure": "What kept the report from being made.",
    "field": "Column that differs.",
    "file": "Name of the file.",
    "files": "Files with their hashes.",
    "folder": "Folder of the report.",
    "fonts": "Fonts and their hashes.",
    "from": "Faction that lost it, or place from which the ways begin.",
    "front": "Front measured from the place.",
    "given": "Files that the report was given, with their hashes.",
    "headlines": "Headlines that differ.",
    "help": "What the parameter does.",
    "high": "Greatest value over all answers.",
    "high_population": "Most people, over all answers.",
    "high_share": "Greatest share over all answers.",
    "history": "Who held it from when, by whose account.",
    "holder": "Id of the faction that holds it.",
    "holders": "Places whose holder differs.",
    "id": "Permanent id.",
    "inputs_changed": "Inputs that are not as they were.",
    "kind": "Kind of rule.",
    "label": "Which number, in words.",
    "lat": "Degrees north, WGS84.",
    "lead": "The first finding.",
    "library": "Version and hash of the library.",
    "licence": "Licence of what is shown.",
    "limit_high_days": "From the limit of the city: greatest number of days.",
    "limit_low_days": "From the limit of the city: least number of days.",
    "line": "Line of the file.",
    "lon": "Degrees east, WGS84.",
    "low": "Least value over all answers.",
    "low_population": "Fewest people, over all answers.",
    "low_share": "Least share over all answers.",
    "manifest": "What is wrong with the manifest.",
    "many": "Whether it takes a list.",
    "message": "What is wrong.",
    "metric": "What is computed.",
    "missing": "Files that are gone.",
    "name": "Name.",
    "nearest_held": "Id of the nearest place that the attackers hold.",
    "nearest_point": "Point of the front to which it was measured.",
    "new": "Value in the new state.",
    "not_covered": "What it cannot prove.",
    "notebook": "Notebook and its hash.",
    "number": "Which number.",
    "numbers": "Numbers behind the sentence.",
    "of_package": "Whether the data package gives the default.",
    "old": "Value in the old state.",
    "otherwise": "Status under other answers of what is in doubt, if another.",
    "own": "Whether the notebook is the user's own.",
    "packages": "Versions of the Python packages that had a part.",
    "parameters": "Parameters of the report.",
    "parts": "Hashes of the parts of the data that count.",
    "people_gained": "People of the places gained.",
    "people_lost": "People of the places lost.",
    "place": "Id of the place.",
    "places": "Places.",
    "places_gained": "Places gained.",
    "places_lost": "Places lost.",
    "platform": "Operating system and processor.",
    "population": "People of its places, by the last figures there are.",
    "population_share": "Share of the people counted, 0 to 1.",
    "python": "Version of Python.",
    "reading": "Reading of the evidence.",
    "report": "Name of the report.",
    "reports": "Reports of its changes.",
    "rerun": "Whether it was made again.",
    "rests_on": "Which part of the data the report can rest on.",
    "routes": "The way to each place asked for.",
    "rows": "Rows that differ.",
    "same_findings": "Whether the findings made today are the same.",
    "scale": "Scale in print.",
    "second": "Second most probable side.",
    "seconds": "Time it took.",
    "sentence": "What is new, in a sentence.",
    "sha256": "Hash of the content.",
    "share": "Share of the land that belongs to somebody, 0 to 1.",
    "since": "Earlier evening.",
    "source_date_epoch": "Time that stands in for today, in seconds since 1970.",
    "sources": "Ids of the pages, rows of sources.csv.",
    "started": "When the run began.",
    "statement": "What is claimed.",
    "status": "`ok`, or why there is no number.",
    "step": "Step of the reading.",
    "still": "Whether it still holds on the last evening.",
    "subject": "Place, faction or pair it is about.",
    "subtitle": "Second line.",
    "summary": "What the report shows.",
    "table": "Table of the package.",
    "title": "Title.",
    "to": "Faction that took it, or place to which the way leads.",
    "tolerance": "Deviation allowed by the rule, fixed before computing.",
    "type": "Type of the parameter.",
    "unaltered": "Whether every file is as it was made.",
    "uncertain": "Whether its day of change is known only as a span that the evening divides.",
    "uncounted": "Places without a population.",
    "unit": "Administrative unit, or unit of the value.",
    "value": "Value under the reading.",
    "verdict": "Supported, partly, or not.",
    "verdicts": "Claims whose verdict differs.",
    "version": "Version.",
    "years": "Years of the population figures.",
}
"""What columns mean whose schema does not say."""
IN_PYTHON = {
    "attacker": "Place of the attackers whose cell the edge parts from another.",
    "attacker_faction": "Faction that holds it.",
    "by_land": "yes or no: whether it is in one piece of land with the source.",
    "captor": "Faction that took it.",
    "claim_kind": "Role of the account that it rests on: own claim, monitor and so on.",
    "claimant": "Who says so.",
    "colour": "Fill on screen, `#rrggbb`.",
    "contested_since": "Day on which the captor was first reported there without holding it.",
    "defender": "Place of the defenders whose cell the edge parts from another.",
    "defender_faction": "Faction that holds it.",
    "disputed": "Whether any of this leaves the day open.",
    "doubtful": "Whether its day is a span, or the confidence low.",
    "earliest": "First day on which it can have been.",
    "edge_attacker": "Place of the attackers at the edge to which was measured.",
    "edge_defender": "Place of the defenders at that edge.",
    "event": "Id of the event; empty for the first evening.",
    "geometry": "Shape, in the CRS of the table.",
    "independent_origins": "Number of independent origins among its reports.",
    "land_cut_off": "Places in no one piece of land with the source.",
    "land_reachable": "Places in one piece of land with the source.",
    "last_event": "Id of the event that the holder rests on; empty for the first evening.",
    "lat0": "Start of the edge, latitude; `lat1` its end.",
    "latest": "Last day on which it can have been.",
    "length_km": "Geodesic length in km.",
    "lon0": "Start of the edge, longitude; `lon1` its end.",
    "loser": "Faction that lost it.",
    "other_days": "Days on which it falls under other readings of the evidence.",
    "reading_high_km": "Greatest distance under other readings.",
    "reading_low_km": "Least distance under other readings.",
    "readings_differ": "Whether another reading puts it outside of low to high.",
    "uncertain_places": "Places among them whose day is known only as a span.",
    "x0": "Start of the edge in the equal-area plane, metres east; `x1` its end.",
    "y0": "Start of the edge in the equal-area plane, metres north; `y1` its end.",
}
"""Columns of tables that Python gives and no command prints."""


def write(folder: Path) -> None:
    """Write every generated page; one that has not changed keeps its time.

    Parameters
    ----------
    folder : pathlib.Path
        Where the pages go.
    """
    pages = {
        "columns": _columns(),
        "commands": _commands(),
        "gallery": _gallery(),
        "outputs": _outputs(),
    }
    for source, page in COPIED.items():
        if (ROOT / source).is_file():
            text = (ROOT / source).read_text(encoding="utf-8")
            pages[Path(page).name] = led(text, Path(source).parent, page)
    folder.mkdir(exist_ok=True)
    for name, text in pages.items():
        path = folder / f"{name}.md"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def lead_links(app: object, name: str, source: list[str]) -> None:
    """Lead the links of a page of `docs`, which are those of the repository, to pages of the site.

    Parameters
    ----------
    app : sphinx.application.Sphinx
        Not used.
    name : str
        Name of the page.
    source : list of str
        Its text, alone; replaced.
    """
    if not source[0].startswith("{"):  # a notebook
        source[0] = led(source[0], (Path("docs") / name).parent, name)


def led(text: str, at: Path, page: str) -> str:
    """Lead relative links of a text to pages; what is no page of the site keeps its words alone.

    Parameters
    ----------
    text : str
        Markdown.
    at : pathlib.Path
        Folder of the repository from which its links start.
    page : str
        Page of the site that it becomes.

    Returns
    -------
    str
    """

    def lead(link: re.Match[str]) -> str:
        words, target, anchor = link[1], link[2], link[3] or ""
        path = os.path.normpath(at / target).replace(os.sep, "/")
        path = FOLDERS.get(path, path)
        if path in COPIED:
            path = f"docs/{COPIED[path]}.md"
        elif not path.startswith("docs/") or "generated" in target:
            return link[0] if "generated" in target or target.endswith(".ipynb") else words
        here = Path("docs") / page
        return f"[{words}]({os.path.relpath(path, here.parent)}{anchor})".replace(os.sep, "/")

    return LINK.sub(lead, text)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(head)
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def _commands() -> str:
    lines = [
        "# Commands",
        "",
        "A query prints a table, JSON (`--format json`) or CSV ([columns](outputs.md)). Exit code "
        "0: done; 1: the work failed; 2: the request or the data is wrong, which is told in one "
        "line. `--debug` tells where in the program, too. `syria-analysis COMMAND --help` says the "
        "same.",
        "",
    ]
    for name, command in sorted(cli.commands.items()):
        lines += _command(f"syria-analysis {name}", command, 2)
    return "\n".join(lines)


def _command(path: str, command: click.Command, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    yield f"{'#' * level} {path.removeprefix('syria-analysis ')}"
    yield ""
    for part in inspect.cleandoc(command.help or "").split("\n\n"):
        set_by_hand = part.startswith("\b")
        words = part.removeprefix("\b").strip("\n")
        if set_by_hand:
            yield f"```text\n{words}\n```"
        else:
            yield re.sub(r"([<>*\[\]|])", r"\\\1", " ".join(words.split()))
        yield ""
    usage = command.collect_usage_pieces(context)
    yield f"```text\n{' '.join((path, *usage))}\n```"
    yield ""
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from _command(f"{path} {name}", inner, level + 1)
        return
    told = (
        one.get_help_record(context)
        for one in command.get_params(context)
        if isinstance(one, click.Option) and not {"--debug", "--help"} & set(one.opts)
    )
    rows = ((f"`{option}`", _escaped(said)) for option, said in filter(None, told))
    yield from _table(("option", "what"), rows)


def _escaped(words: str) -> str:
    return re.sub(r"([<>*\[\]_])", r"\\\1", words)


def _columns() -> str:
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    lines = [
        "# Columns of a data package",
        "",
        "The tables that a data package consists of, as its schema describes them. "
        "`syria-analysis validate` holds a package to it. Empty cells mean: not known. "
        "What the tables of the packaged data hold is told on [the evidence](data.md).",
        "",
    ]
    for resource in package["resources"]:
        schema = resource["schema"]
        keys = schema.get("foreignKeys", [])
        where = {
            field: key["reference"]["resource"] or resource["name"]
            for key in keys
            for field in _listed(key["fields"])
        }
        lines += [f"## {resource['path']}", ""]
        rows = (
            (
                f"`{field['name']}`",
                field.get("type", "string"),
                field.get("description", ""),
                _rules(field.get("constraints", {}), where.get(field["name"])),
            )
            for field in schema["fields"]
        )
        lines += _table(("column", "type", "what", "rules"), rows)
    return "\n".join(lines)


def _listed(fields: str | list[str]) -> list[str]:
    return [fields] if isinstance(fields, str) else fields


def _rules(constraints: dict[str, Any], table: str | None) -> str:
    said = []
    if constraints.get("required"):
        said.append("required")
    if constraints.get("unique"):
        said.append("unique")
    if table:
        said.append(f"an id of `{table}`")
    if "enum" in constraints:
        said.append("one of " + ", ".join(f"`{word}`" for word in constraints["enum"]))
    if "minimum" in constraints or "maximum" in constraints:
        least, most = constraints.get("minimum"), constraints.get("maximum")
        said.append(
            f"{least} to {most}"
            if least is not None and most is not None
            else (f"at least {least}" if most is None else f"at most {most}")
        )
    if "pattern" in constraints:
        said.append(f"like `{constraints['pattern']}`")
    return "; ".join(said)


def _outputs() -> str:
    from syria_analysis.export.layers import LAYERS

    lines = [
        "# Columns of what comes out",
        "",
        "What commands print with `--format json` and `--format csv`, by the JSON Schemas that "
        "travel with the package. A column ends in its unit. `low_` and `high_` are the least and "
        "the greatest value [over all answers](../explanation.md#interval).",
        "",
    ]
    for path in sorted((ROOT / "src/syria_analysis/schemas").glob("*.schema.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        rows = list(_properties(schema, schema, ""))
        if rows:
            lines += [f"## {path.name.removesuffix('.schema.json')}", "", schema["title"] + ".", ""]
            lines += _table(("column", "type", "what"), rows)
    lines += [
        "## Tables in Python",
        "",
        "A table has the columns of the command that asks the same, and some of these. After a "
        "column of ids stands one of names, with `_name` at its end. Tables from faction to "
        "faction have a column for each.",
        "",
    ]
    lines += _table(("column", "what"), ((f"`{name}`", said) for name, said in IN_PYTHON.items()))
    lines += ["## Layers of `export`", ""]
    lines += _table(("layer", "what"), ((f"`{name}`", said) for name, said in LAYERS.items()))
    return "\n".join(lines)


def _properties(whole: dict[str, Any], part: dict[str, Any], above: str) -> Iterator[list[str]]:
    """Yield name, type and description of every value in a schema, nested ones with their path."""
    part = _followed(whole, part)
    if "items" in part and isinstance(part["items"], dict):
        yield from _properties(whole, part["items"], f"{above}[]" if above else "")
    for name, value in part.get("properties", {}).items():
        value = {**_followed(whole, value), **{k: v for k, v in value.items() if k != "$ref"}}
        full = f"{above}.{name}" if above else name
        said = value.get("description", "")
        if not said:
            said = MEANING.get(name) or next(
                (u for end, u in ENDINGS.items() if name.endswith(end)), ""
            )
        yield [f"`{full}`", _kind(value), said]
        if full.count(".") < 2:
            for inner in (value, *value.get("anyOf", ())):
                yield from _properties(whole, inner, full)


def _followed(whole: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference inside a schema."""
    while "$ref" in part and part["$ref"].startswith("#/"):
        target: Any = whole
        for step in part["$ref"][2:].split("/"):
            target = target[step]
        part = target
    return part


def _kind(value: dict[str, Any]) -> str:
    if "enum" in value:
        return "one of " + ", ".join(f"`{word}`" for word in value["enum"] if word is not None)
    kinds = value.get("type") or [one.get("type", "") for one in value.get("anyOf", ())]
    return " or ".join(dict.fromkeys(kind for kind in _listed(kinds) if kind)).replace(
        "null", "nothing"
    )


def _gallery() -> str:
    lines = [
        "# Gallery",
        "",
        "Each picture with the command that makes it at full size; the ending of the file is the "
        "format: `.pdf`, `.svg`, `.png`, or `.html` to embed. `make gallery` draws them all.",
        "",
    ]
    for file, (command, alt) in gallery.PICTURES.items():
        lines += [f"![{alt}](../{file})", "", "```sh"]
        lines += [f"syria-analysis {command} --output {Path(file).name}", "```", ""]
    return "\n".join(lines)
