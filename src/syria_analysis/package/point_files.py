"""Read what users bring: tables and layers of points, tables of captures.

A table is read as text, whatever stands between its cells; a layer with the types it has. Where
the points of either lie, `positions` tells, by the names that columns usually have.
"""

from __future__ import annotations

import contextlib
import csv
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syria_analysis.errors import BadParameter, InvalidData, MissingData
from syria_analysis.package.limits import (
    LARGEST_TABLE,
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES,
    Unreadable,
    read_bytes,
)
from syria_analysis.package.plain_text import clean, forbidden

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Positions", "positions", "read_points", "read_table", "table_of"]

MOST_POINTS = 1_000_000
"""Rows that a user's file may have."""
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SHEETS = (".xlsx", ".ods")
_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""They turn the direction of writing: harmless in a text, not in what a terminal prints."""
_CHUNK = 50_000
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\n|\r)|[^\r\n]++")

_FAMILIES = (
    (
        {"lat", "latitude", "latitud", "latitudine", "lati"},
        {"lon", "long", "lng", "longitude", "longitud", "longitudine"},
    ),
    ({"breite", "breitengrad"}, {"länge", "laenge", "längengrad", "laengengrad"}),
    ({"خطالعرض", "دائرةالعرض", "العرض"}, {"خطالطول", "الطول"}),
    ({"enlem"}, {"boylam"}),
    ({"широта"}, {"долгота"}),
    ({"y", "ycoord", "coordy"}, {"x", "xcoord", "coordx"}),
)
"""Names of columns of positions, the best first; in lower case, letters and digits alone."""
_WORDS = re.compile(r"^(gps|geo|decimal|point|coord|pos|wgs84)+(?=.)|(?<=.)(dd|deg|degrees|wgs84)$")
_WKT = {"wkt", "geometry", "geom", "thegeom", "wktgeom", "wktgeometry"}
_NOTHING = {"", "-", "–", "—", "?", "na", "n/a", "nan", "none", "null", "unknown", "unbekannt"}
_DEGREES = re.compile(
    r"""([NSEW]?)\s*([-+−]?\d{1,3}(?:[.,٫]\d+)?)\s*
    (?:[°º]\s*(?:(\d{1,2}(?:[.,٫]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,٫]\d+)?)\s*(?:["″”]|'')\s*)?)?
    ([NSEW]?)""",
    re.VERBOSE | re.IGNORECASE,
)


def read_points(
    file: str | Path, encoding: str | None = None, content: bytes | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """Read a file of points, with all its columns.

    Parameters
    ----------
    file : path
        CSV (as `read_table`), GeoJSON, GeoPackage, zipped shapefile, GeoParquet, KML, KMZ, XLSX or
        ODS; a file of another ending counts as what its content looks like.
    encoding : str, optional
        Of a CSV that is neither UTF-8 nor begins with a byte-order mark.
    content : bytes, optional
        What is in it, if it has been read already.

    Returns
    -------
    table : pandas.DataFrame or geopandas.GeoDataFrame
        Rows in the order of the file. Cells of a CSV or spreadsheet are texts; several layers of
        a file stand one after another, their names in the column `layer`.
    notes : list of str
        What was taken for granted.

    Raises
    ------
    MissingData
        If there is no such file.
    BadParameter
        If it cannot be read.

    Examples
    --------
    >>> read_points("no-such-file.csv")
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: there is no file no-such-file.csv
    """
    from syria_analysis.package.map_files import ENDINGS, read_layers

    path, shown = Path(file), clean(file)[:200]
    content = _content(path) if content is None else content
    if len(content) > LARGEST_TABLE:
        raise BadParameter(f"{shown} is larger than {LARGEST_TABLE:,} bytes")
    kind = path.suffix.lower()
    if kind == ".shp":
        raise BadParameter(f"{shown}: zip it together with its .shx, .dbf and .prj, and name that")
    if kind not in (*ENDINGS, *_SHEETS, ".csv", ".tsv", ".txt"):
        kind = _looks_like(content)
    if kind in _SHEETS:
        return _sheets(content, kind, shown)
    if kind not in ENDINGS:
        return _text_table(content, shown, encoding)
    try:
        layers = read_layers(content, kind, MOST_POINTS)
    except InvalidData as error:
        raise BadParameter(f"{shown}: {error}") from None
    if not layers:
        raise BadParameter(f"{shown}: there is no layer with positions in it")
    return _stacked(layers)


def read_table(file: str | Path, encoding: str | None = None) -> pd.DataFrame:
    """Read a user's CSV file, all of it as text.

    Parameters
    ----------
    file : path
        CSV within the limits of `untrusted` but with up to a million rows. Between cells stand
        commas, semicolons, tabs or bars, as its header tells, or a first line ``sep=;``.
    encoding : str, optional
        Default: UTF-8, or what its byte-order mark says.

    Returns
    -------
    pandas.DataFrame
        All columns as text, in the order of the file; one without a name is called
        ``column_N``.

    Raises
    ------
    MissingData
        If there is no such file, or none that may be read.
    BadParameter
        If it is no CSV with a header in which every name stands once.

    Examples
    --------
    >>> read_table("no-such-file.csv")
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: there is no file no-such-file.csv
    """
    path = Path(file)
    return _text_table(_content(path), clean(file)[:200], encoding)[0]


def _content(path: Path) -> bytes:
    shown = clean(path)[:200]
    try:
        return read_bytes(path, LARGEST_TABLE)
    except Unreadable as error:
        if error.missing:
            there = os.path.lexists(path) if "\0" not in str(path) else False
            told = f"{shown} cannot be read: {error}" if there else f"there is no file {shown}"
            raise MissingData(told) from None
        raise BadParameter(f"{shown} cannot be read: {error}") from None


def _looks_like(content: bytes) -> str:
    for start, kind in (
        (b"SQLite format 3\0", ".gpkg"),
        (b"PAR1", ".parquet"),
        (b"{", ".geojson"),
        (b"<", ".kml"),
    ):
        if content.removeprefix(b"\xef\xbb\xbf").lstrip()[: len(start)] == start:
            return kind
    if content.startswith(b"PK"):
        return ".xlsx" if b"xl/workbook.xml" in content else ".zip"
    return ".csv"


def _text_table(content: bytes, shown: str, encoding: str | None) -> tuple[pd.DataFrame, list[str]]:
    import pandas as pd

    notes: list[str] = []
    text = _decoded(content, shown, encoding, notes)
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise BadParameter(f"{shown} has more than {MOST_LINES:,} ends of lines")
    count = len(_MARKS.findall(text))
    if count:
        text = _MARKS.sub("", text)
        notes.append(f"{count:,} marks that turn the direction of writing were left out")
    wrong = forbidden(text)
    if wrong:
        line = next(n for n, one in enumerate(text.split("\n"), 1) if forbidden(one))
        raise BadParameter(
            f"{shown}: line {line}: a cell holds the character {wrong}, which no text may"
        )
    told = re.match(r'"?sep=(.)"?\r?\n', text)
    skipped = 1 if told else 0
    separator = told[1] if told else _separator(text)
    if separator != ",":
        between = _SEPARATORS.get(separator, repr(separator))
        notes.append(f"{shown}: read with {between} between cells")
    lines = (found[0] for found in _LINE.finditer(text, told.end() if told else 0))
    reader = csv.reader(lines, strict=True, delimiter=separator)
    parts: list[pd.DataFrame] = []
    header: list[str] = []
    rows: list[list[str]] = []
    count = 0
    try:
        for row in reader:
            if not row:
                continue
            if not header:
                header = _names(row, shown)
                continue
            if len(row) != len(header):
                kind = "more" if len(row) > len(header) else "fewer"
                raise BadParameter(
                    f"{shown} is not a CSV file: line {reader.line_num + skipped} has {kind} "
                    "cells than the header"
                )
            if sum(map(len, row)) > LONGEST_CELL and max(map(len, row)) > LONGEST_CELL:
                raise BadParameter(
                    f"{shown}: line {reader.line_num + skipped}: a cell is longer than "
                    f"{LONGEST_CELL:,} characters"
                )
            rows.append(row)
            count += 1
            if count * len(header) > MOST_CELLS:
                raise BadParameter(f"{shown} has more than {MOST_CELLS:,} cells")
            if count > MOST_POINTS:
                raise BadParameter(f"{shown} has more than {MOST_POINTS:,} rows")
            if len(rows) == _CHUNK:
                parts.append(pd.DataFrame(rows, columns=header, dtype=str))
                rows = []
    except csv.Error as error:
        line = max(reader.line_num, 1) + skipped
        raise BadParameter(f"{shown} is not a CSV file: line {line}: {error}") from None
    if not header:
        raise BadParameter(f"{shown} is not a CSV file: it is empty")
    if rows or not parts:
        parts.append(pd.DataFrame(rows, columns=header, dtype=str))
    return (pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]), notes


def _decoded(content: bytes, shown: str, encoding: str | None, notes: list[str]) -> str:
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            if name == "utf-16":
                notes.append(f"{shown}: read as UTF-16")
            encoding = name
            break
    try:
        return content.decode(encoding or "utf-8")
    except LookupError:
        raise BadParameter(f"{clean(encoding)[:40]!r} is no encoding") from None
    except UnicodeError as error:
        if encoding not in (None, "utf-8-sig"):
            raise BadParameter(f"{shown} is not written in {clean(encoding)[:40]}") from None
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = content.count(b"\n", 0, start) + 1
        raise BadParameter(
            f"{shown}: line {line} is not UTF-8: save it as UTF-8, or name its encoding "
            "(--encoding windows-1252 of western Excel, windows-1256 of Arabic, utf-16)"
        ) from None


def _separator(text: str) -> str:
    """Choose what stands between the cells of a header: what makes most names of it."""
    header = next((line for line in text[:100_000].splitlines() if line.strip()), "")

    def cells(separator: str) -> list[str]:
        with contextlib.suppress(csv.Error, StopIteration):
            return next(csv.reader([header], delimiter=separator))
        return [header]

    found = {separator: cells(separator) for separator in _SEPARATORS}
    for separator, names in found.items():
        if _pair(names) is not None:
            return separator
    return max(found, key=lambda separator: len(found[separator]))


def _names(row: Sequence[str], shown: str) -> list[str]:
    if len(row) > MOST_COLUMNS:
        raise BadParameter(f"{shown} has more than {MOST_COLUMNS} columns")
    names = [name.strip() or f"column_{number}" for number, name in enumerate(row, 1)]
    for name in names:
        if names.count(name) > 1:
            raise BadParameter(f"{shown} has the column {name[:60]!r} twice")
    return names


def _sheets(content: bytes, kind: str, shown: str) -> tuple[pd.DataFrame, list[str]]:
    """Read the first sheet of a spreadsheet that has columns of positions, else the first."""
    from syria_analysis.package.map_files import read_sheets_of

    try:
        sheets = read_sheets_of(content, kind, MOST_POINTS)
    except InvalidData as error:
        raise BadParameter(f"{shown}: {error}") from None
    if not sheets:
        raise BadParameter(f"{shown}: there is no sheet with rows in it")
    found = next((pair for pair in sheets if _pair(list(pair[1])) is not None), sheets[0])
    if len(found[1]) > MOST_POINTS:
        raise BadParameter(f"{shown} has more than {MOST_POINTS:,} rows")
    notes = [f"{shown}: read from the sheet {clean(found[0])!r}"] if len(sheets) > 1 else []
    return found[1], notes


def _stacked(layers: Sequence[tuple[str, Any]]) -> tuple[pd.DataFrame, list[str]]:
    import pandas as pd

    def has_points(table: Any) -> bool:
        return has_geometry(table) and table.geom_type.isin(["Point", "MultiPoint"]).any()

    layers = [pair for pair in layers if has_points(pair[1])] or layers
    if len(layers) == 1:
        return layers[0][1], []
    tables = []
    for name, table in layers:
        if table.crs is None:
            raise BadParameter(f"the layer {clean(name)[:40]!r} does not say its coordinate system")
        if "layer" not in table:
            table.insert(0, "layer", name)
        tables.append(table.to_crs(layers[0][1].crs))
    told = ", ".join(clean(name)[:40] for name, _ in layers[:5])
    return pd.concat(tables, ignore_index=True), [f"{len(layers)} layers were read: {told}"]


@dataclass(frozen=True)
class Positions:
    """Where points lie, as far as they tell.

    Attributes
    ----------
    lat, lon : ndarray of float
        WGS84 degrees; NaN where a row tells none. They may lie off the globe.
    blank : int
        Rows that tell no position.
    unread : int
        Rows whose position cannot be read.
    example : str
        The first of these.
    columns : tuple of str
        Names of the columns of latitude and longitude; none if a geometry tells.
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    blank: int = 0
    unread: int = 0
    example: str = ""
    columns: tuple[Any, ...] = ()


def positions(points: pd.DataFrame, lat: str | None = None, lon: str | None = None) -> Positions:
    """Read where points lie.

    Parameters
    ----------
    points : pandas.DataFrame, geopandas.GeoDataFrame or geopandas.GeoSeries
        Points in any coordinate system, or a table with columns of degrees: `lat` and `lon`,
        ``Latitude`` and ``Longitude``, ``x`` and ``y`` and the like in any case, or points as
        well-known text in a column ``wkt`` or ``geometry``.
    lat, lon : str, optional
        Names of the columns of degrees, if they have others.

    Returns
    -------
    Positions

    Raises
    ------
    BadParameter
        If it is no such table, or none of its rows tells a position.

    Examples
    --------
    >>> import pandas as pd
    >>> told = positions(pd.DataFrame({"Latitude": ["34,5", ""], "Longitude": ["36.5° E", ""]}))
    >>> told.lat.tolist(), told.lon.tolist(), told.blank
    ([34.5, nan], [36.5, nan], 1)
    """
    import pandas as pd

    if (lat is None) != (lon is None):
        named, lacking = ("lat", "lon") if lon is None else ("lon", "lat")
        raise BadParameter(
            f"{named} is named and {lacking} is not: name both columns of degrees (--lat, --lon)"
        )
    if lat is not None and lat == lon:
        raise BadParameter(f"lat and lon are two columns, not both {clean(lat)[:60]!r}")
    if has_geometry(points) and lat is None:
        if points.crs is None:
            raise BadParameter("the points have no coordinate system: set one with set_crs()")
        return _of_shapes(points.geometry.to_crs("EPSG:4326").to_numpy())
    if not isinstance(points, pd.DataFrame):
        raise BadParameter(
            f"points are a table with columns lat and lon, or geometry, not {type(points).__name__}"
        )
    names = list(points.columns)
    pair = (lat, lon) if lat is not None else _pair(names)
    if pair is None:
        told = next((name for name in names if _plain(name) in _WKT), None)
        if told is not None and _is_text(points[told]):
            return _of_wkt(points[told])
        raise _no_columns(names)
    for name in pair:
        if names.count(name) != 1:
            many = "twice" if name in names else "not"
            raise BadParameter(f"the points have {many} a column {clean(name)[:60]!r}")
    found = [_as_degrees(points[name]) for name in pair]
    (y, blank_y), (x, blank_x) = found
    blank = blank_y & blank_x
    known = ~(_missing(y) | _missing(x))
    unread = ~known & ~blank
    y[~known] = x[~known] = float("nan")
    example = ""
    if unread.any():
        row = int(unread.argmax())
        cells = ", ".join(repr(clean(points[name].iloc[row])[:30]) for name in pair)
        example = f"row {row + 1} ({cells})"
    if len(points) and not known.any():
        if not unread.any():
            raise BadParameter("no row of the points has a position")
        raise BadParameter(f"{example}: lat and lon must be degrees like 34.73 and 36.71")
    return Positions(y, x, int(blank.sum()), int(unread.sum()), example, pair)


def table_of(
    points: pd.DataFrame, lat: str | None = None, lon: str | None = None, numbers: bool = False
) -> pd.DataFrame:
    """Give points as a plain table, to be printed.

    Parameters
    ----------
    points : pandas.DataFrame or geopandas.GeoDataFrame
        As `positions` takes them.
    lat, lon : str, optional
        As for `positions`.
    numbers : bool
        Whether the columns of degrees shall be numbers, even if they were texts.

    Returns
    -------
    pandas.DataFrame
        Instead of a geometry it has `lat` and `lon`, unless it has columns of these names.

    Examples
    --------
    >>> import pandas as pd
    >>> table_of(pd.DataFrame({"lat": ["34,5"], "lon": ["36"]}), numbers=True).to_dict("records")
    [{'lat': 34.5, 'lon': 36.0}]
    """
    import pandas as pd

    geometry = has_geometry(points)
    if not geometry and not (numbers and len(points)):
        return points
    told = positions(points, lat, lon)
    columns = {"lat": told.lat, "lon": told.lon}
    if geometry:
        rest = pd.DataFrame(points.drop(columns=points.geometry.name))
        added = {name: column for name, column in columns.items() if name not in rest}
        return pd.concat([rest, pd.DataFrame(added, index=rest.index)], axis=1)
    return points.assign(**dict(zip(map(str, told.columns), (told.lat, told.lon), strict=False)))


def layer_of(
    points: pd.DataFrame, lat: str | None = None, lon: str | None = None
) -> gpd.GeoDataFrame:
    """Give points as a layer for a GIS.

    Parameters
    ----------
    points : pandas.DataFrame or geopandas.GeoDataFrame
        As `positions` takes them.
    lat, lon : str, optional
        As for `positions`.

    Returns
    -------
    geopandas.GeoDataFrame
        All columns and rows, with points in WGS84; a row without a position has none.

    Examples
    --------
    >>> import pandas as pd
    >>> layer_of(pd.DataFrame({"lat": ["34,5", ""], "lon": ["36", ""]})).geometry.isna().tolist()
    [False, True]
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    told = positions(points, lat, lon)
    known = np.isfinite(told.lat)
    shapes = np.full(len(points), None, dtype=object)
    shapes[known] = shapely.points(told.lon[known], told.lat[known])
    if has_geometry(points):
        rest = points.drop(columns=points.geometry.name)
    else:
        degrees = dict(zip(map(str, told.columns), (told.lat, told.lon), strict=False))
        rest = points.assign(**degrees)
    rest = rest.drop(columns=["geometry"], errors="ignore")  # the same in WKT
    return gpd.GeoDataFrame(rest, geometry=shapes, crs="EPSG:4326")


def has_geometry(points: Any) -> bool:
    """Whether points are of GeoPandas, with a geometry that tells where they lie."""
    return hasattr(points, "to_crs") and getattr(points, "active_geometry_name", "") is not None


def _missing(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    import numpy as np

    return np.asarray(~np.isfinite(values))


def _plain(name: object) -> str:
    """Write the name of a column as the lists of usual ones have it."""
    text = re.sub(r"[(\[].*?[)\]]", "", unicodedata.normalize("NFKC", str(name)[:200])).casefold()
    return _WORDS.sub("", "".join(c for c in text if c.isalnum()))


def _pair(names: Sequence[Any]) -> tuple[Any, Any] | None:
    """Choose the columns of latitude and longitude by their names."""
    if "lat" in names and "lon" in names:
        return "lat", "lon"
    plain = [_plain(name) for name in names]
    for lats, lons in _FAMILIES:
        pair = []
        for usual in (lats, lons):
            found = [name for name, told in zip(names, plain, strict=True) if told in usual]
            if len(set(found)) > 1:
                told = " and ".join(repr(clean(name)[:60]) for name in found[:3])
                raise BadParameter(
                    f"the points have the columns {told}: say which with lat and lon (--lat, --lon)"
                )
            pair += found[:1]
        if len(pair) == 2:
            return pair[0], pair[1]
    return None


def _no_columns(names: Sequence[Any]) -> BadParameter:
    plain = {_plain(name) for name in names}
    lacking = [
        word
        for word, side in (("lat", 0), ("lon", 1))
        if not any(plain & family[side] for family in _FAMILIES)
    ]
    told = ", ".join(clean(name)[:30] for name in names[:12]) + (", …" if len(names) > 12 else "")
    missing = " and no column ".join(lacking or ["lat"])
    return BadParameter(
        f"the points have no column {missing}: name those of degrees with lat and lon "
        f"(--lat, --lon); the columns are {told}"
    )


def _is_text(column: pd.Series) -> bool:
    return bool(
        column.map(lambda cell: isinstance(cell, str) or cell != cell or cell is None).all()
    )


def _as_degrees(column: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read numbers; NaN for what is none, and which cells tell nothing at all."""
    import numpy as np
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce").to_numpy(float, na_value=np.nan).copy()
    none = ~np.isfinite(numbers)
    blank = np.zeros(len(numbers), dtype=bool)
    if none.any():
        told, code = np.unique(
            np.array([_folded(cell) for cell in column[none].tolist()], dtype=object),
            return_inverse=True,
        )
        numbers[none] = np.array([_degree(text) for text in told])[code]
        blank[none] = np.array([text in _NOTHING for text in told])[code]
    return numbers, blank


def _folded(cell: Any) -> str:
    missing = cell is None or cell != cell or str(cell) == "<NA>"
    return "" if missing else str(cell).strip().casefold()


def _degree(text: str) -> float:
    """Read a degree as people write it: 34,73; 34.73° N; 34°43'48" N; S 12.5."""
    found = _DEGREES.fullmatch(text)
    if found is None or (found[1] and found[5]):
        return float("nan")
    parts = [
        float(re.sub("[,٫]", ".", part or "0").replace("−", "-")) for part in found.group(2, 3, 4)
    ]
    size = abs(parts[0]) + parts[1] / 60 + parts[2] / 3600
    south = (found[1] or found[5]).casefold() in ("s", "w")
    return -size if south != found[2].startswith(("-", "−")) else size


def _of_wkt(column: pd.Series) -> Positions:
    import numpy as np
    import shapely

    texts = [_folded(cell).upper().rpartition(";")[2] for cell in column.tolist()]
    column_of = np.array(
        [text or None for text in texts], dtype=object
    )  # else as wide as the widest
    shapes = shapely.from_wkt(column_of, on_invalid="ignore")
    told = _of_shapes(shapes)
    unread = [n for n, text in enumerate(texts) if text and shapes[n] is None]
    if not unread:
        return told
    if len(unread) == len(texts):
        raise BadParameter(f"column {column.name!r}: row {unread[0] + 1} is no point in WKT")
    example = f"row {unread[0] + 1} ({clean(column.iloc[unread[0]])[:40]!r})"
    return Positions(told.lat, told.lon, told.blank - len(unread), len(unread), example)


def _of_shapes(shapes: NDArray[Any]) -> Positions:
    """Take points, and collections of a single one."""
    import numpy as np
    import shapely

    kinds = shapely.get_type_id(shapes)
    empty = (kinds == -1) | shapely.is_empty(shapes)
    if (kinds == shapely.GeometryType.MULTIPOINT).any():
        single = (shapely.get_num_geometries(shapes) == 1) & ~empty
        shapes = np.where(single & (kinds == 4), shapely.get_geometry(shapes, 0), shapes)
        kinds = shapely.get_type_id(shapes)
    wrong = ~empty & (kinds != shapely.GeometryType.POINT)
    if wrong.any():
        row = int(wrong.argmax())
        kind = shapes[row].geom_type
        told = "several points" if kind == "MultiPoint" else f"a {kind}"
        raise BadParameter(
            f"row {row + 1} is {told}: points are asked for, such as representative_point() of it"
        )
    lat, lon = np.full((2, len(shapes)), np.nan)
    lat[~empty], lon[~empty] = shapely.get_y(shapes[~empty]), shapely.get_x(shapes[~empty])
    unread = ~empty & ~(np.isfinite(lat) & np.isfinite(lon))
    lat[unread] = lon[unread] = np.nan
    if len(shapes) and not np.isfinite(lat).any():
        raise BadParameter("no row of the points has a position")
    example = f"row {int(unread.argmax()) + 1}" if unread.any() else ""
    return Positions(lat, lon, int(empty.sum()), int(unread.sum()), example)
