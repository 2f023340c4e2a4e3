"""One GeoPackage for all layers: coloured when QGIS opens it, with sources and licence."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Xml

from syria_analysis.export.files import as_text
from syria_analysis.export.layers import LAYERS
from syria_analysis.export.styles import layer_style

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["write_geopackage"]

_KINDS = {"changes": "MultiPolygon", "fronts": "MultiLineString"} | dict.fromkeys(
    ("anchors", "fighting", "events", "places"), "Point"
)
_LAYER_STYLES = """
CREATE TABLE layer_styles (
 id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
 f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
 f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
 useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
 update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
"""The table as QGIS makes it."""


def write_geopackage(
    path: Path,
    tables: Mapping[str, gpd.GeoDataFrame],
    lists: Mapping[str, pd.DataFrame],
    metadata: Mapping[str, Any],
    time: str,
) -> None:
    """Write layers, plain lists, styles and metadata into one GeoPackage.

    Parameters
    ----------
    path : pathlib.Path
        A file that does not exist yet.
    tables : mapping of str to geopandas.GeoDataFrame
        Layer name to layer.
    lists : mapping of str to pandas.DataFrame
        Name to table without geometry; ``factions`` must be one, for the colours.
    metadata : mapping
        As `export.metadata_of` makes it.
    time : str
        The ISO time, in UTC, that the file says it was last changed.

    Examples
    --------
    >>> import tempfile
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> keys = ["title", "description", "licence", "licence_url", "attribution"]
    >>> table = gpd.GeoDataFrame({"holder": ["SAA"]}, geometry=[shapely.Point(0, 0)], crs=3857)
    >>> army = {"id": "SAA", "short_name": "Army", "colour_screen": "#f2b6a8"}
    >>> lists = {"factions": pd.DataFrame([{**army, "colour_dark": "#d97c66"}])}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "evening.gpkg"
    ...     time = "2024-12-02T21:00:00.000Z"
    ...     write_geopackage(file, {"places": table}, lists, dict.fromkeys(keys, ""), time)
    ...     gpd.read_file(file, layer="places")["holder"][0]
    'SAA'
    """
    import pyarrow as pa
    import pyogrio

    flat = {key: text if isinstance(text, str) else as_text(text) for key, text in metadata.items()}
    # What is half written is thrown away anyway: no waiting for the disk.
    settings = {"OGR_CURRENT_DATE": time, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    pyogrio.set_gdal_config_options(settings)
    try:
        for number, (layer, table) in enumerate(tables.items()):
            pyogrio.write_arrow(
                pa.table(table.to_arrow(index=False, geometry_encoding="WKB")),
                path,
                layer=layer,
                driver="GPKG",
                geometry_name=table.geometry.name,
                geometry_type=_KINDS.get(layer, "MultiPolygon"),
                crs=table.crs.to_wkt(),
                dataset_metadata=flat if number == 0 else None,
                dataset_options={"VERSION": "1.2"} if number == 0 else None,  # all read it
                layer_options={"DESCRIPTION": LAYERS[layer], "GEOMETRY_NAME": "geom"},
            )
        for name, rows in lists.items():
            pyogrio.write_dataframe(rows, path, layer=name, driver="GPKG", use_arrow=True)
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(settings))
    _add_styles(path, list(tables), lists["factions"].set_index("id"), metadata, time)


def _add_styles(
    path: Path, layers: list[str], factions: pd.DataFrame, metadata: Mapping[str, Any], time: str
) -> None:
    """Add what QGIS reads beside the data: a style and a description for each layer."""
    import sqlite3

    with closing(sqlite3.connect(path)) as base, base:
        base.execute(_LAYER_STYLES)
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
            "last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            [time],
        )
        for layer in layers:
            style = layer_style(layer, factions)
            row = ("", "", layer, "geom", layer, style, "", 1, LAYERS[layer], "", "", time)
            base.execute(f"INSERT INTO layer_styles VALUES (NULL{', ?' * len(row)})", row)
            entry = base.execute(
                "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) "
                "VALUES ('dataset', 'http://mrcc.com/qgis.dtd', 'text/xml', ?)",
                [_layer_description(layer, metadata)],
            )
            base.execute(
                "INSERT INTO gpkg_metadata_reference "
                "(reference_scope, table_name, timestamp, md_file_id) VALUES ('table', ?, ?, ?)",
                [layer, time, entry.lastrowid],
            )


def _layer_description(layer: str, metadata: Mapping[str, Any]) -> str:
    """Write what QGIS shows as the metadata of a layer."""
    root = Xml.Element("qgis", version="3.16.0")
    for name, text in (
        ("identifier", layer),
        ("language", "ENG"),
        ("type", "dataset"),
        ("title", f"{metadata['title']}: {layer}"),
        ("abstract", f"{LAYERS[layer]} {metadata['description']}"),
        ("license", f"{metadata['licence']}, {metadata['licence_url']}"),
        ("rights", metadata["attribution"]),
    ):
        Xml.SubElement(root, name).text = text
    return Xml.tostring(root, encoding="unicode")
