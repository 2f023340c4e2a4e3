"""How a layer is written as GeoParquet, GeoJSON or CSV, with its metadata."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from syria_analysis.errors import OutputNotWritable
from syria_analysis.geo.plane import Plane
from syria_analysis.text.outputs import safe_text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "as_text",
    "plain_rows",
    "write_csv",
    "write_geojson",
    "write_geoparquet",
    "write_points",
]

METADATA_KEY = b"syria_analysis"
"""Key of the metadata in a GeoParquet file."""
CSV_METADATA = "-metadata.json"
"""What a CSV's side-car adds to its name: where CSV on the Web looks for it."""

_DIGITS = 9  # of a degree: a tenth of a millimetre


def write_geoparquet(path: Path, table: gpd.GeoDataFrame, metadata: Mapping[str, Any]) -> None:
    """Write a layer as GeoParquet 1.1, with the metadata as JSON in the file's own.

    Parameters
    ----------
    path : pathlib.Path
        A file that does not exist yet.
    table : geopandas.GeoDataFrame
        The layer.
    metadata : mapping
        As `export.metadata_of` makes it; under the key ``syria_analysis``.

    Examples
    --------
    >>> import tempfile
    >>> import geopandas as gpd
    >>> point = gpd.GeoSeries([shapely.Point(0, 0)], crs=Plane(35, 38.5).crs)
    >>> table = gpd.GeoDataFrame({"place": ["homs"]}, geometry=point)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "places.parquet"
    ...     write_geoparquet(file, table, {"title": "One place"})
    ...     gpd.read_parquet(file)["place"][0]
    'homs'
    """
    import pyarrow.parquet as pq

    table.to_parquet(path, index=False, schema_version="1.1.0")
    written = pq.read_table(path)
    own = {METADATA_KEY: as_text(metadata).encode()}
    pq.write_table(written.replace_schema_metadata({**written.schema.metadata, **own}), path)


def write_geojson(
    path: Path, table: gpd.GeoDataFrame, layer: str, metadata: Mapping[str, Any]
) -> None:
    """Write a layer as GeoJSON by RFC 7946.

    Parameters
    ----------
    path : pathlib.Path
        A file that does not exist yet.
    table : geopandas.GeoDataFrame
        The layer, in the equal-area plane.
    layer : str
        Its name.
    metadata : mapping
        As `export.metadata_of` makes it; the foreign member ``metadata``.

    Notes
    -----
    Longitude and latitude of WGS84 with 9 decimals (0.1 mm), outer rings counter-clockwise, no
    member ``crs``.

    References
    ----------
    H. Butler et al., The GeoJSON Format, RFC 7946 (2016).

    Examples
    --------
    >>> import tempfile
    >>> import geopandas as gpd
    >>> point = gpd.GeoSeries([shapely.Point(0, 0)], crs=Plane(35, 38.5).crs)
    >>> table = gpd.GeoDataFrame({"place": ["homs"]}, geometry=point)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "places.geojson"
    ...     write_geojson(file, table, "places", {"title": "One place"})
    ...     gpd.read_file(file).geometry[0].wkt
    'POINT (38.5 35)'
    """
    degrees = Plane.of(table.crs).to_degrees(table.geometry.to_numpy())
    shapes = shapely.transform(degrees, lambda points: np.round(points, _DIGITS))
    shapes = shapely.orient_polygons(shapes)
    head: dict[str, Any] = {"type": "FeatureCollection", "name": layer, "metadata": metadata}
    bounds = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    if len(bounds):
        head["bbox"] = [*bounds[:, :2].min(axis=0).tolist(), *bounds[:, 2:].max(axis=0).tolist()]
    features = [
        as_text(
            {
                "type": "Feature",
                "geometry": None if shape is None else shapely.geometry.mapping(shape),
                "properties": properties,
            }
        )
        for shape, properties in zip(shapes, plain_rows(table), strict=True)
    ]
    text = f'{as_text(head)[:-1]}, "features": [\n' + ",\n".join(features) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


def write_points(path: Path, points: gpd.GeoDataFrame) -> None:
    """Write points of a user's own as GeoJSON, GeoPackage or GeoParquet, by the file's ending.

    Parameters
    ----------
    path : pathlib.Path
        A file that does not exist yet: .geojson, .gpkg or .parquet.
    points : geopandas.GeoDataFrame
        In WGS84; cells may be of any kind, a row may have no geometry.

    Raises
    ------
    OutputNotWritable
        If the format cannot hold the table.

    Examples
    --------
    >>> import tempfile
    >>> import geopandas as gpd
    >>> points = gpd.GeoDataFrame({"a": ["x", 1]}, geometry=[shapely.Point(0, 0), None], crs=4326)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "points.geojson"
    ...     write_points(file, points)
    ...     gpd.read_file(file)["a"].tolist()
    ['x', '1']
    """
    import pandas as pd

    table = points.rename(columns=str)
    for name in table.columns.drop("geometry"):
        if table[name].dtype == object:  # of mixed kinds no format knows
            table[name] = table[name].map(lambda cell: str(cell) if pd.notna(cell) else None)
    kind = path.suffix.lower()
    try:
        if kind == ".parquet":
            table.to_parquet(path, index=False, schema_version="1.1.0")
        elif kind == ".gpkg":
            table.to_file(path, driver="GPKG", layer=path.stem, dataset_options={"VERSION": "1.2"})
        else:
            table.to_file(path, driver="GeoJSON", RFC7946="YES", COORDINATE_PRECISION=9)
    except (RuntimeError, ValueError) as error:
        told = " ".join(str(error).split())
        raise OutputNotWritable(f"cannot write {path.name} in this format: {told}") from None


def write_csv(path: Path, table: gpd.GeoDataFrame, metadata: Mapping[str, Any]) -> None:
    r"""Write a layer without its geometry as CSV, and its metadata as a file beside it.

    Parameters
    ----------
    path : pathlib.Path
        A file that does not exist yet.
    table : geopandas.GeoDataFrame
        The layer.
    metadata : mapping
        As `export.metadata_of` makes it.

    Notes
    -----
    The metadata goes to ``NAME.csv-metadata.json``, where CSV on the Web looks for it. A comment
    inside the CSV would break readers: its first line is the header.

    References
    ----------
    J. Tennison, G. Kellogg, Model for Tabular Data and Metadata on the Web, W3C (2015).

    Examples
    --------
    >>> import tempfile
    >>> import geopandas as gpd
    >>> keys = ["title", "description", "date", "licence_url", "attribution", "sources"]
    >>> table = gpd.GeoDataFrame({"note": ["=1+1"]}, geometry=[shapely.Point(0, 0)])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "places.csv"
    ...     write_csv(file, table, dict.fromkeys(keys, ""))
    ...     file.read_text(encoding="utf-8")
    "note\n'=1+1\n"
    """
    rows = plain_rows(table)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table.columns.drop("geometry"))
        writer.writerows([_cell(value) for value in row.values()] for row in rows)
    kinds = {"bool": "boolean", "float64": "double", "int64": "integer", "Int64": "integer"}
    columns = [
        {
            "name": name,
            "datatype": "date"
            if "date32" in (kind := str(table[name].dtype))
            else kinds.get(kind, "string"),
        }
        for name in table.columns.drop("geometry")
    ]
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": path.name,
        "dc:title": metadata["title"],
        "dc:description": metadata["description"],
        "dc:date": metadata["date"],
        "dc:license": {"@id": metadata["licence_url"]},
        "dc:rights": metadata["attribution"],
        "dc:source": [_reference(source) for source in metadata["sources"]],
        "tableSchema": {"columns": columns},
    }
    side_car = path.with_name(path.name + CSV_METADATA)
    side_car.write_text(as_text(described, indent=1) + "\n", encoding="utf-8")


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return safe_text(value) if isinstance(value, str) else value


def _reference(source: Mapping[str, Any]) -> dict[str, Any]:
    names = {"id": "identifier", "publisher": "publisher", "title": "title", "published": "date"}
    described = {f"dc:{name}": source[key] for key, name in names.items() if source[key]}
    return {"@id": source["url"], **described} if source["url"] else described


def plain_rows(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give the rows without geometry as JSON knows them; days as ISO text.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        A layer.

    Returns
    -------
    list of dict

    Examples
    --------
    >>> import geopandas as gpd
    >>> table = gpd.GeoDataFrame({"place": ["homs"]}, geometry=[shapely.Point(0, 0)])
    >>> plain_rows(table)
    [{'place': 'homs'}]
    """
    plain = {}
    for name in table.columns.drop("geometry"):
        missing = table[name].isna().to_numpy()
        values = table[name].astype(object).tolist()
        plain[name] = [
            None if gap else value.isoformat() if hasattr(value, "isoformat") else value
            for gap, value in zip(missing, values, strict=True)
        ]
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def as_text(value: Any, indent: int | None = None) -> str:
    """Write a value as JSON that keeps letters as they are and knows no NaN.

    Parameters
    ----------
    value : object
        Anything that JSON knows.
    indent : int, optional
        By how much each level is moved in.

    Returns
    -------
    str

    Examples
    --------
    >>> as_text({"name": "حمص"})
    '{"name": "حمص"}'
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
