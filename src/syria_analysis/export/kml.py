"""An evening as KML, for Google Earth and all that reads it: a folder for each layer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Xml

import numpy as np
import shapely

from syria_analysis.export.files import as_text, plain_rows
from syria_analysis.export.layers import LAYERS
from syria_analysis.export.styles import COLOURED_BY
from syria_analysis.geo.plane import Plane

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["write_kml"]

_DIGITS = 7
"""Of a degree: a centimetre."""
_NAMES = ("name", "place", "attacker", "kind", "faction")
"""Columns of which the first that a layer has is the name of what is drawn."""
_SHOWN = ("territory", "fronts", "contested", "places")
"""Layers that are seen when the file is opened; the others wait for a tick."""
_FILLED = ("territory",)
"""The only layer whose areas are filled, at the bottom: KML has no hatching, and lines hide
nothing."""


def write_kml(
    path: Path,
    tables: Mapping[str, gpd.GeoDataFrame],
    factions: pd.DataFrame,
    metadata: Mapping[str, Any],
) -> None:
    """Write layers as KML 2.2, in the factions' colours, each thing with its day and its columns.

    Parameters
    ----------
    path : pathlib.Path
        A file that does not exist yet.
    tables : mapping of str to geopandas.GeoDataFrame
        Layer name to layer, in the equal-area plane.
    factions : pandas.DataFrame
        Indexed by id, with `colour_screen` and `colour_dark`.
    metadata : mapping
        As `export.metadata_of` makes it.

    Notes
    -----
    Areas of ``territory`` are filled, those of all other layers outlined, and drawn above. Each
    thing has the time stamp of its day, so that the files of several evenings play one after the
    other.

    Examples
    --------
    >>> import tempfile
    >>> import geopandas as gpd, pandas as pd
    >>> point = gpd.GeoSeries([shapely.Point(0, 0)], crs=Plane(35, 38.5).crs)
    >>> table = gpd.GeoDataFrame({"place": ["mill"], "holder": ["CRN"]}, geometry=point)
    >>> colours = {"colour_screen": "#ebbbb9", "colour_dark": "#d97c66"}
    >>> metadata = {"title": "One place", "description": "", "attribution": "", "licence": "CC0"}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "places.kml"
    ...     write_kml(file, {"places": table}, pd.DataFrame([colours], index=["CRN"]), metadata)
    ...     "38.5,35.0" in file.read_text(encoding="utf-8")
    True
    """
    root = Xml.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    root.set("xmlns:gx", "http://www.google.com/kml/ext/2.2")
    whole = Xml.SubElement(root, "Document")
    _said(whole, "name", str(metadata["title"]))
    told = f"{metadata['description']} {metadata['attribution']}. {metadata['licence']}"
    _said(whole, "description", told)
    for faction, row in factions.iterrows():
        _style(whole, f"{faction}-filled", row["colour_screen"], row["colour_dark"], filled=True)
        _style(whole, f"{faction}-outlined", row["colour_dark"], row["colour_dark"], filled=False)
    more = Xml.SubElement(whole, "ExtendedData")
    for key, value in metadata.items():
        _value(more, key, value if isinstance(value, str) else as_text(value))
    for number, (layer, table) in enumerate(tables.items()):
        folder = Xml.SubElement(whole, "Folder")
        _said(folder, "name", layer)
        _said(folder, "visibility", str(int(layer in _SHOWN)))
        _said(folder, "description", LAYERS[layer])
        shapes = Plane.of(table.crs).to_degrees(table.geometry.to_numpy()) if len(table) else []
        kind = "filled" if layer in _FILLED else "outlined"
        for shape, row in zip(shapes, plain_rows(table), strict=True):
            _placemark(folder, layer, shape, row, f"{row[COLOURED_BY[layer]]}-{kind}", number)
    Xml.indent(root, " ")
    text = Xml.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', encoding="utf-8")


def _placemark(
    folder: Xml.Element, layer: str, shape: Any, row: Mapping[str, Any], style: str, order: int
) -> None:
    mark = Xml.SubElement(folder, "Placemark")
    name = next((str(row[key]) for key in _NAMES if row.get(key)), layer)
    _said(mark, "name", name)
    _said(mark, "visibility", str(int(layer in _SHOWN)))
    if row.get("date"):
        _said(Xml.SubElement(mark, "TimeStamp"), "when", str(row["date"]))
    _said(mark, "styleUrl", f"#{style}")
    data = Xml.SubElement(mark, "ExtendedData")
    for key, value in row.items():
        _value(data, key, "" if value is None else str(value))
    if shape is not None and not shapely.is_empty(shape):
        parts = shapely.get_parts(shape)
        into = Xml.SubElement(mark, "MultiGeometry") if len(parts) > 1 else mark
        for part in parts:
            _geometry(into, part, order)


def _geometry(into: Xml.Element, part: Any, order: int) -> None:
    if part.geom_type == "Point":
        _said(Xml.SubElement(into, "Point"), "coordinates", _coordinates(part))
        return
    if part.geom_type == "LineString":
        line = Xml.SubElement(into, "LineString")
        _said(line, "gx:drawOrder", str(order))
        _said(line, "tessellate", "1")
        _said(line, "coordinates", _coordinates(part))
        return
    area = Xml.SubElement(into, "Polygon")
    _said(area, "gx:drawOrder", str(order))
    _said(area, "tessellate", "1")
    part = shapely.orient_polygons(part)
    for kind, ring in (
        ("outerBoundaryIs", part.exterior),
        *(("innerBoundaryIs", hole) for hole in part.interiors),
    ):
        inner = Xml.SubElement(Xml.SubElement(area, kind), "LinearRing")
        _said(inner, "coordinates", _coordinates(ring))


def _coordinates(shape: Any) -> str:
    points = np.round(shapely.get_coordinates(shape), _DIGITS).tolist()
    return " ".join(f"{lon},{lat}" for lon, lat in points)


def _style(whole: Xml.Element, name: str, fill: str, line: str, filled: bool) -> None:
    style = Xml.SubElement(whole, "Style", id=name)
    icon = Xml.SubElement(style, "IconStyle")
    _said(icon, "color", _abgr(line))
    _said(icon, "scale", "0.5")
    _said(Xml.SubElement(style, "LabelStyle"), "scale", "0.7")
    drawn = Xml.SubElement(style, "LineStyle")
    _said(drawn, "color", _abgr(line))
    _said(drawn, "width", "1" if filled else "2")
    area = Xml.SubElement(style, "PolyStyle")
    _said(area, "color", _abgr(fill))
    _said(area, "fill", str(int(filled)))


def _abgr(colour: str) -> str:
    """Write a colour as KML does: opaque, blue before green before red."""
    return f"ff{colour[5:7]}{colour[3:5]}{colour[1:3]}".lower()


def _value(data: Xml.Element, name: str, value: str) -> None:
    _said(Xml.SubElement(data, "Data", name=name), "value", value)


def _said(element: Xml.Element, tag: str, text: str) -> None:
    Xml.SubElement(element, tag).text = text
