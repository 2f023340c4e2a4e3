"""How a command answers: a table, JSON, CSV or a workbook, on standard output or in a file."""

from __future__ import annotations

import codecs
import contextlib
import functools
import io
import json
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syria_analysis.errors import BadParameter

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "FORMAT",
    "POINTS_FORMAT",
    "SHAPE",
    "Settings",
    "in_layer",
    "in_workbook",
    "keep_layer",
    "plain_output",
    "print_rows",
]

ENDINGS = {".txt": "table", ".json": "json", ".csv": "csv", ".xlsx": "xlsx"}
LAYERS = {".geojson": "geojson", ".gpkg": "gpkg", ".parquet": "parquet"}
"""How points are written for a GIS."""
BINARY = ("xlsx", "gpkg", "parquet")


@dataclass
class Settings:
    """What holds for a whole run of the command.

    Attributes
    ----------
    debug : bool
        Whether an error is told with where in the program it arose.
    width : int or None
        Columns of the terminal that is printed to; None: it is none, and no line is broken.
    workbook : dict or None
        Sheets of the workbook that is the answer: rows by name.
    layered : bool
        Whether the answer is a layer of points.
    layer : geopandas.GeoDataFrame or None
        That layer, once it is there.
    """

    debug: bool = False
    width: int | None = None
    workbook: dict[str, Sequence[dict[str, Any]]] | None = field(default=None, repr=False)
    layered: bool = False
    layer: gpd.GeoDataFrame | None = field(default=None, repr=False)


SHAPE = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How the rows are printed.",
)


def _options(endings: Mapping[str, str]) -> tuple[Callable[..., Any], ...]:
    return (
        click.option(
            "--format",
            "shape",
            type=click.Choice(list(endings.values())),
            help="How the answer is written. Default: by the ending of FILE, else a table.",
        ),
        click.option(
            "--output",
            "-o",
            metavar="FILE",
            type=click.Path(),
            help="Write the answer to a file, whole or not at all: "
            f"{' '.join(endings)}; - prints it.",
        ),
        click.option(
            "--excel",
            is_flag=True,
            help="CSV that Excel reads as UTF-8. Where commas part decimals, ask for .xlsx.",
        ),
    )


def FORMAT(function: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 - used as DATA is
    """Give a command the options that say how and where it answers, and see to both."""
    return _answering(function, ENDINGS)


def POINTS_FORMAT(function: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802
    """Give a command the same options, and those for a layer of points (see `in_layer`)."""
    return _answering(function, {**ENDINGS, **LAYERS})


def _answering(function: Callable[..., Any], endings: Mapping[str, str]) -> Callable[..., Any]:
    @functools.wraps(function)
    def answering(
        *args: Any, shape: str | None, output: str | None, excel: bool, **given: Any
    ) -> None:
        from syria_analysis.package.atomic import atomic_write

        target = None if output in (None, "-") else Path(str(output))
        shape = _shape(shape, target, excel, endings)
        settings = click.get_current_context().ensure_object(Settings)
        settings.workbook = {} if shape == "xlsx" else None
        settings.layered = shape in LAYERS.values()
        told = shape if shape in ("table", "json") else "csv"  # what a command has to know
        asked = functools.partial(function, *args, shape=told, **given)
        if target is not None:
            with atomic_write(target) as scratch:
                code = _into(scratch, asked, settings, excel)
            click.echo(str(target))
        else:
            code = _printed(asked, settings, shape, excel)
        if code:
            raise click.exceptions.Exit(code)

    for option in reversed(_options(endings)):
        answering = option(answering)
    return answering


def _shape(shape: str | None, target: Path | None, excel: bool, endings: Mapping[str, str]) -> str:
    """Tell how the answer is written, and check where before any work is done."""
    from syria_analysis.package.atomic import checked_target

    if target is not None:
        ending = target.suffix.lower()
        checked_target(target, endings if shape is None and not excel else [ending])
        by_name = endings.get(ending)
        if shape in LAYERS.values() and by_name != shape:
            raise BadParameter(f"a GIS tells a file by its ending: name it .{shape}")
        shape = shape or (by_name if not excel or ending == ".xlsx" else None)
    shape = shape or ("csv" if excel else "table")
    if excel and shape not in ("csv", "xlsx"):
        raise BadParameter(f"--excel is a kind of CSV, not {shape}")
    if target is None and shape in BINARY and sys.stdout.isatty():
        raise BadParameter(f"what is asked for is no text: name a file, -o FILE.{shape}")
    return shape


def _into(scratch: Path, asked: Callable[[], Any], settings: Settings, excel: bool) -> int:
    """Write the answer into a file, whoever prints it; always as UTF-8."""
    if settings.workbook is not None or settings.layered:
        with contextlib.redirect_stdout(io.StringIO()):
            code = _code(asked)
        if settings.layered:
            _write_layer(scratch, settings)
        else:
            scratch.write_bytes(_workbook(settings))
        return code
    coding = "utf-8-sig" if excel else "utf-8"
    with scratch.open("w", encoding=coding, newline="") as file, contextlib.redirect_stdout(file):
        return _code(asked)


def _printed(asked: Callable[[], Any], settings: Settings, shape: str, excel: bool) -> int:
    stream = sys.stdout
    if stream.isatty():
        settings.width = shutil.get_terminal_size().columns
    if isinstance(stream, _Plain) and shape == "json":
        stream.reconfigure(errors="escaped")
    if excel and shape == "csv":
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
        click.echo("\ufeff", nl=False)
    code = _code(asked)
    if settings.workbook is not None:
        click.echo(_workbook(settings), nl=False)
    if settings.layered:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, f"points.{shape}")
            _write_layer(file, settings)
            click.echo(file.read_bytes(), nl=False)
    return code


def _code(asked: Callable[[], Any]) -> int:
    """Ask, and give the exit code: an answer can be whole and end with another one than 0."""
    try:
        asked()
    except click.exceptions.Exit as done:
        return done.exit_code
    return 0


def _workbook(settings: Settings) -> bytes:
    """Give the workbook that the command's rows make."""
    from syria_analysis.text.workbook import as_workbook

    return as_workbook(settings.workbook or {})


def _write_layer(file: Path, settings: Settings) -> None:
    from syria_analysis.export.files import write_points

    write_points(file, settings.layer)


def in_layer() -> bool:
    """Say whether the answer becomes a layer of points, that `keep_layer` is to be given."""
    return click.get_current_context().ensure_object(Settings).layered


def keep_layer(points: gpd.GeoDataFrame) -> None:
    """Make points the answer."""
    click.get_current_context().ensure_object(Settings).layer = points


def in_workbook() -> bool:
    """Say whether the rows become a sheet, whose numbers are numbers."""
    return click.get_current_context().ensure_object(Settings).workbook is not None


def print_rows(shape: str, rows: Sequence[dict[str, Any]], title: str) -> None:
    """Print records as a table, JSON or CSV, or make them a sheet of the workbook."""
    from syria_analysis.text import outputs

    settings = click.get_current_context().ensure_object(Settings)
    if shape == "json":
        click.echo(outputs.as_json(rows))
    elif shape == "table":
        click.echo(outputs.as_table(rows, title, settings.width), nl=False)
    elif settings.workbook is not None:
        name = click.get_current_context().command.name or "rows"
        settings.workbook[f"{name} {len(settings.workbook) + 1}"] = rows
    else:
        click.echo(outputs.as_csv(rows), nl=False)


class _Plain(io.TextIOWrapper):
    """Standard output that cannot show every letter: what it lacks is written nearly or escaped."""

    encoding = "plain"  # type: ignore[assignment]  # click would print UTF-8 where ASCII is asked for


@contextlib.contextmanager
def plain_output() -> Iterator[None]:
    """Let nothing that is printed fail because the terminal has no such letter."""
    stream = sys.stdout
    if not isinstance(stream, io.TextIOWrapper) or codecs.lookup(stream.encoding).name == "utf-8":
        yield
        return
    stream.flush()
    coding, by_line = stream.encoding, stream.line_buffering
    plain = _Plain(stream.buffer, coding, errors="nearest", line_buffering=by_line)
    sys.stdout = plain
    try:
        yield
    finally:
        sys.stdout = stream
        with contextlib.suppress(OSError):
            plain.flush()
        with contextlib.suppress(OSError):
            plain.detach()


_NEAREST = {
    **dict.fromkeys("–—−─‐‑", "-"),
    **dict.fromkeys("‘’ʿʾ", "'"),
    **dict.fromkeys("“”„", '"'),
    **{"…": "...", "→": "->", "≤": "<=", "≥": ">=", "×": "x", "·": ".", "±": "+/-"},
}


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_near, error.object[error.start : error.end])), error.end


def _near(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return _NEAREST.get(letter) or bare or json.dumps(letter)[1:-1]


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error("nearest", _nearest)
codecs.register_error("escaped", _escaped)
