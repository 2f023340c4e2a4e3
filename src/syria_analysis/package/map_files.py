"""Files of maps as the field has them, read within limits: shapes with layer and properties."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import sqlite3
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from syria_analysis.errors import InvalidData
from syria_analysis.package.limits import MOST_CELLS, Unreadable, parse_json, read_bytes
from syria_analysis.package.plain_text import clean

__all__ = ["ENDINGS", "Drawn", "MapFile", "read_layers", "read_map_file", "read_sheets_of"]

ENDINGS = (".geojson", ".json", ".gpkg", ".zip", ".parquet", ".kml", ".kmz")
LARGEST_MAP = 100_000_000
LARGEST_PARQUET = 80_000_000
"""Bytes of a file, and of all that is packed in one."""
MOST_SHAPES = 100_000
MOST_VERTICES = 5_000_000
MOST_PACKED = 200
"""Files in a zip."""
_KML = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]{0,200}\?>)?\s*(<!--.{0,2000}?-->\s*)?<kml[\s>]", re.S
)
_SHARED = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v\s*>\s*(\d+)""")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})\d""")
_SHAPE = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".xml", ".txt"}
"""Endings of the parts of a shapefile."""


@dataclass(frozen=True)
class Drawn:
    """A shape of a map.

    Attributes
    ----------
    layer : str
        Its layer, or folder.
    properties : mapping
        What is said of it.
    shape : shapely geometry
        WGS84 degrees; anything that can be drawn.
    """

    layer: str
    properties: Mapping[str, Any]
    shape: Any


@dataclass(frozen=True)
class MapFile:
    """A file of maps.

    Attributes
    ----------
    name, sha256 : str
        Its name and digest.
    drawn : tuple of Drawn
        All that is on it.
    """

    name: str
    sha256: str
    drawn: tuple[Drawn, ...]


def read_map_file(path: Path) -> MapFile:
    """Read a file that may come from anybody.

    Parameters
    ----------
    path : pathlib.Path
        GeoJSON, GeoPackage, zipped shapefile, GeoParquet, KML or KMZ.

    Returns
    -------
    MapFile

    Raises
    ------
    InvalidData
        One line with the file and what is wrong.

    Examples
    --------
    >>> read_map_file(Path("control.kml"))
    Traceback (most recent call last):
    syria_analysis.errors.InvalidData: control.kml: No such file or directory
    """
    kind = path.suffix.lower()
    if kind not in ENDINGS:
        raise InvalidData(f"{path.name}: maps are read from {' '.join(ENDINGS)}")
    try:
        content = read_bytes(path, LARGEST_MAP)
        with _guarded(kind):
            drawn = tuple(_counted(_drawn(content, kind)))
    except Unreadable as error:
        raise InvalidData(f"{path.name}: {error}") from None
    return MapFile(path.name, hashlib.sha256(content).hexdigest(), drawn)


def read_layers(content: bytes, kind: str, most: int) -> list[tuple[str, Any]]:
    """Read the layers with geometry of a file that may come from anybody, as they stand in it.

    Parameters
    ----------
    content : bytes
        What is in the file.
    kind : str
        One of `ENDINGS`.
    most : int
        Rows that it may have.

    Returns
    -------
    list of (str, geopandas.GeoDataFrame)
        Name and rows of each; of a Parquet file without geometry a plain table.

    Raises
    ------
    InvalidData
        In one line, without the name of the file.

    Examples
    --------
    >>> point = b'{"type": "Point", "coordinates": [36.7, 34.7]}'
    >>> read_layers(point, ".geojson", 10)[0][1].geometry.x.tolist()
    [36.7]
    """
    with _guarded(kind):
        if kind in (".geojson", ".json"):
            return [_feature_table(content, most)]
        found, rows = [], 0
        for layer, table in _LAYERS[kind](content, most):
            rows += len(table)
            if rows > most:
                raise Unreadable(f"it has more than {most:,} rows")
            if len(table):
                found.append((layer, table))
        return found


def read_sheets_of(content: bytes, kind: str, most: int) -> list[tuple[str, pd.DataFrame]]:
    """Read the sheets of a spreadsheet that may come from anybody, all cells as text.

    Parameters
    ----------
    content : bytes
        What is in the file.
    kind : str
        ``.xlsx`` or ``.ods``.
    most : int
        Rows that a sheet may have; one more is read of one that has too many.

    Returns
    -------
    list of (str, pandas.DataFrame)
        Name and rows of each that has any; its first row names the columns, missing cells are "".

    Raises
    ------
    InvalidData
        In one line, without the name of the file.

    Examples
    --------
    >>> read_sheets_of(b"no spreadsheet", ".xlsx", 10)
    Traceback (most recent call last):
    syria_analysis.package.limits.Unreadable: it cannot be read as .xlsx: File is not a zip file
    """
    import pyogrio

    found = []
    with _guarded(kind):
        with _unpacked(content) as packed:
            if {"xl/workbook.xml", "content.xml"}.isdisjoint(packed.namelist()):
                raise Unreadable("it is no spreadsheet")
            _check_shared(packed)
        with tempfile.TemporaryDirectory(prefix="sa-sheet-") as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            path = Path(folder, f"sheet{kind}")  # GDAL goes by the ending
            path.write_bytes(content)
            for layer, _ in pyogrio.list_layers(path):
                table = pyogrio.read_dataframe(
                    path, layer=layer, max_features=most + 1,
                    HEADERS="FORCE", FIELD_TYPES="STRING", use_arrow=False,
                )  # fmt: skip
                if len(table):
                    found.append((str(layer), table.astype("str").where(table.notna(), "")))
    return found


def _check_shared(packed: zipfile.ZipFile) -> None:
    """Refuse a workbook whose cells are too many, or share texts too large all together."""
    parts = [packed.read(name) for name in packed.namelist()]  # any may be the texts or a sheet
    lengths = [len(text) for part in parts if b"</si>" in part for text in part.split(b"</si>")]
    letters, cells = 0, 0
    for sheet in parts:
        if re.search(rb"""\st\s*=\s*["'][^"'<>]*&""", sheet):
            raise Unreadable("it hides the kinds of its cells")
        for found in _SHARED.finditer(sheet):
            number = int(found[1][:9])
            letters += lengths[number] if number < len(lengths) else 0
        starts = [0, *(found.start() for found in _ROW.finditer(sheet)), len(sheet)]
        wide = {found[1] for found in _COLUMN.finditer(sheet)}
        last = sum(
            (letter - 64) * 26**place
            for place, letter in enumerate(reversed(max(wide, key=_by_length, default=b"")))
        )
        cells += len(starts) * max(last, *(sheet.count(b"<c", a, b) for a, b in pairwise(starts)))
    if letters > LARGEST_MAP or cells > MOST_CELLS:
        raise Unreadable(f"it has more than {LARGEST_MAP:,} letters or {MOST_CELLS:,} cells")


def _by_length(column: bytes) -> tuple[int, bytes]:
    return len(column), column


@contextlib.contextmanager
def _guarded(kind: str) -> Iterator[None]:
    """Tell in one line whatever a hostile file sets off in the readers of others."""
    try:
        yield
    except Unreadable:
        raise
    except (MemoryError, RecursionError):
        raise Unreadable("it is too large or too deep to be read") from None
    except Exception as error:
        told = clean(" ".join(str(error).split()))[:120]
        if isinstance(error, (AttributeError, KeyError, TypeError)):  # the readers' own words
            told = "what such a file must hold is not there"
        raise Unreadable(f"it cannot be read as {kind}: {told}") from None


def _drawn(content: bytes, kind: str) -> Iterator[Drawn]:
    if kind in (".geojson", ".json"):
        for layer, properties, shape in _features(content):
            if shape is not None:
                yield Drawn(layer, properties, shapely.force_2d(shape))
        return
    for layer, table in _LAYERS[kind](content, MOST_SHAPES):
        yield from _rows(table, layer)


def _counted(found: Iterator[Drawn]) -> Iterator[Drawn]:
    vertices = 0
    for number, item in enumerate(found, 1):
        corners = shapely.get_coordinates(item.shape)  # its bounds pass over what is no number
        vertices += len(corners)
        if number > MOST_SHAPES or vertices > MOST_VERTICES:
            raise Unreadable(f"it has more than {MOST_SHAPES:,} shapes or {MOST_VERTICES:,} points")
        if not (np.abs(corners) <= (180, 90)).all():
            raise Unreadable("its coordinates are no degrees")
        yield item


def _features(content: bytes) -> Iterator[tuple[str, dict[str, Any], Any]]:
    told, areas = _parsed(content)
    if not isinstance(told, dict):
        raise Unreadable("it is no GeoJSON")
    plane = json.dumps(told.get("crs") or "CRS84")
    if not re.search(r"CRS84|EPSG:{1,2}4326", plane):
        raise Unreadable("its coordinates are in another system than WGS84 degrees")
    features = told["features"] if told.get("type") == "FeatureCollection" else [told]
    for feature in features:
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        properties = feature.get("properties") or {}
        if isinstance(properties, dict):
            shape = None
            if geometry is not None:
                at = geometry.get(_AREA)
                shape = shapely.geometry.shape(geometry) if at is None else areas[at]
            yield str(told.get("name", "")), properties, shape


_AREA = "\0area"
_AREAS = re.compile(
    rb'\{\s*"type"\s*:\s*"(?:Multi)?Polygon"\s*,\s*"coordinates"\s*:\s*\[[-+.0-9eE,\s\[\]]*\]\s*\}'
)


def _parsed(content: bytes) -> tuple[Any, NDArray[Any]]:
    """Parse GeoJSON; areas, nearly all of most files, apart and many times faster, by number."""
    areas: list[bytes] = []

    def apart(found: re.Match[bytes]) -> bytes:
        areas.append(found[0])
        return b'{"%s": %d}' % (json.dumps(_AREA)[1:-1].encode(), len(areas) - 1)

    frame = _AREAS.sub(apart, content)
    try:
        shapes = shapely.from_geojson(np.array(areas, dtype=object))
    except shapely.errors.GEOSException:  # rings that are not closed, say
        return parse_json(content), np.array([])
    return parse_json(frame), shapes


def _feature_table(content: bytes, most: int) -> tuple[str, Any]:
    import geopandas as gpd
    import pandas as pd

    name, rows, shapes = "", [], []
    for layer, properties, shape in _features(content):
        name = layer
        rows.append({key: cell for key, cell in properties.items() if key != "geometry"})
        shapes.append(shape)
        if len(rows) > most:
            raise Unreadable(f"it has more than {most:,} rows")
    table = pd.DataFrame(rows, index=range(len(rows)))
    return name, gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


Layers = Iterator[tuple[str, Any]]


def _geopackage(content: bytes, most: int) -> Layers:
    if not content.startswith(b"SQLite format 3\0"):
        raise Unreadable("it is no GeoPackage")
    with tempfile.TemporaryDirectory(prefix="sa-layers-") as folder:
        path = Path(folder, "layers.gpkg")
        path.write_bytes(content)
        _check_database(path)
    yield from _by_gdal(content, most)


def _check_database(path: Path) -> None:
    """Refuse what would be computed when it is read, and may have no end."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as database:
        views = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'view' OR sql LIKE 'CREATE VIRTUAL%' "
            "AND lower(sql) NOT GLOB '*using rtree[( ]*' LIMIT 1"
        ).fetchall()
        if views:
            raise Unreadable(f"{clean(views[0][0])[:60]!r} is a view: save it as a table")
        made = database.execute(
            "SELECT 1 FROM sqlite_master AS t, pragma_table_xinfo(t.name) AS c "
            "WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%' "
            "AND (c.hidden > 1 OR length(c.dflt_value) > 300) LIMIT 1"
        ).fetchall()
        if made:
            raise Unreadable("it has columns that are computed when they are read")


def _kml(content: bytes, most: int) -> Layers:
    if (
        not _KML.match(content) or b"<OGRVRT" in content
    ):  # GDAL would go by what else it finds, which may name other files
        raise Unreadable("it is no KML")
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", content):
        raise Unreadable("it declares entities, which no map needs")
    yield from _by_gdal(content, most)


def _kmz(content: bytes, most: int) -> Layers:
    with _unpacked(content) as packed:
        names = [name for name in packed.namelist() if name.lower().endswith(".kml")]
        if not names:
            raise Unreadable("there is no .kml in it")
        for name in names:
            yield from _kml(packed.read(name), most)


def _shapefile(content: bytes, most: int) -> Layers:
    with _unpacked(content) as packed:
        names = packed.namelist()
        for name in names:
            if Path(name).suffix.lower() not in _SHAPE and not name.endswith("/"):
                raise Unreadable(f"{clean(name)[:60]!r} is no part of a shapefile")
            if name.lower().endswith(".shp") and packed.read(name)[:4] != b"\0\0\x27\x0a":
                raise Unreadable(f"{clean(name)[:60]!r} is no shapefile")
        if not any(name.lower().endswith(".shp") for name in names):
            raise Unreadable("there is no .shp in it")
    yield from _by_gdal(content, most)


def _unpacked(content: bytes) -> zipfile.ZipFile:
    packed = zipfile.ZipFile(io.BytesIO(content))
    about = packed.infolist()
    if len(about) > MOST_PACKED or sum(item.file_size for item in about) > LARGEST_MAP:
        raise Unreadable(f"more than {MOST_PACKED} files or {LARGEST_MAP:,} bytes are packed in it")
    return packed


def _by_gdal(content: bytes, most: int) -> Layers:
    import pyogrio

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what GDAL thinks of a file nothing is lost here
        for layer, kind in pyogrio.list_layers(content):
            if kind is not None:
                yield (
                    str(layer),
                    pyogrio.read_dataframe(content, layer=layer, max_features=most + 1),
                )


def _parquet(content: bytes, most: int) -> Layers:
    import geopandas as gpd
    import pyarrow.parquet as pq

    file = pq.ParquetFile(io.BytesIO(content))
    about = file.metadata
    groups = [about.row_group(n) for n in range(about.num_row_groups)]
    if (
        about.num_rows > most
        or 8 * about.num_rows * about.num_columns > 2 * LARGEST_MAP
        or sum(group.total_byte_size for group in groups) > LARGEST_PARQUET
        or _of_texts(content, file) > LARGEST_PARQUET
    ):
        raise Unreadable("it is too large")
    if b"geo" in (about.metadata or {}):
        yield "", gpd.read_parquet(io.BytesIO(content))
    else:
        yield "", pd.read_parquet(io.BytesIO(content))


def _of_texts(content: bytes, file: Any) -> int:
    """Sum the bytes of all texts and shapes, which rows may share: without making them."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    columns = [file.schema.column(n) for n in range(len(file.schema))]
    texts = [column for column in columns if column.physical_type == "BYTE_ARRAY"]
    paths = [column.path for column in texts if "." not in column.path]
    total = 0
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        for n, column in enumerate(columns):
            chunk = group.column(n)
            if column in texts and column.path not in paths and chunk.has_dictionary_page:
                total += chunk.num_values * chunk.total_uncompressed_size  # at the very most
    found = pq.read_table(io.BytesIO(content), columns=paths, read_dictionary=paths)
    for array in (chunk for column in found.columns for chunk in column.chunks):
        if pa.types.is_dictionary(array.type):
            lengths = pc.binary_length(array.dictionary).take(array.indices)
            total += pc.sum(pc.cast(lengths, "int64")).as_py() or 0
        else:
            total += array.nbytes
    return total


def _rows(table: Any, layer: str) -> Iterator[Drawn]:
    if "geometry" not in table or not len(table):
        return
    if table.crs is None:
        raise Unreadable("it does not say in which system its coordinates are")
    shapes = shapely.force_2d(table.geometry.to_crs("EPSG:4326").to_numpy())
    # The folder of a KML is the layer; elsewhere a column of that name may say it.
    for row, shape in zip(table.drop(columns="geometry").to_dict("records"), shapes, strict=True):
        if shape is not None:
            yield Drawn(layer or str(row.get("layer", "")), row, shape)


_LAYERS = {
    ".gpkg": _geopackage,
    ".zip": _shapefile,
    ".parquet": _parquet,
    ".kml": _kml,
    ".kmz": _kmz,
}
