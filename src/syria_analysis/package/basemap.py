"""Layers of the base map: GeoJSON that may come from anybody, read or refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from syria_analysis.errors import InvalidData
from syria_analysis.package.limits import LARGEST_LAYER, Unreadable, read_json
from syria_analysis.package.plain_text import forbidden

__all__ = ["AREAS", "LINES", "read_features", "read_shapes"]

LINES = ("borders", "rivers")
AREAS = ("lakes", "land", "neighbours", "sea")
"""Layers that hold lines, or areas, by custom."""


def read_features(
    folder: Path, layer: str, kind: Literal["area", "line"] | None = None
) -> list[dict[str, Any]]:
    """Read the features of a layer, every one of them checked.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the data package.
    layer : str
        Name of a file in ``basemap/`` without its ending.
    kind : {"area", "line"}, optional
        What its features must be. Default: by custom for `AREAS` and `LINES`, else either.

    Returns
    -------
    list of dict
        GeoJSON features with a sound geometry in degrees and texts as properties.

    Raises
    ------
    InvalidData
        One line with the file and the number of the feature.

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> len(read_features(data_folder(), "governorates"))
    14
    """
    return [feature for feature, _ in _checked(folder, layer, kind)]


def read_shapes(folder: Path, layer: str, key: str = "name") -> list[tuple[str, Any]]:
    """Read the names and shapes of a layer.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the data package.
    layer : str
        As for `read_features`.
    key : str, default "name"
        The property that names a shape.

    Returns
    -------
    list of (str, shapely geometry)
        That property ("" if there is none); WGS84 degrees, x = longitude, y = latitude.

    Raises
    ------
    InvalidData

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> [(name, shape.geom_type) for name, shape in read_shapes(data_folder(), "country")]
    [('Syria', 'Polygon')]
    """
    return [(f["properties"].get(key, ""), shape) for f, shape in _checked(folder, layer)]


def _checked(
    folder: Path, layer: str, kind: Literal["area", "line"] | None = None
) -> Iterator[tuple[dict[str, Any], Any]]:
    file = f"basemap/{layer}.geojson"
    try:
        content = read_json(folder / "basemap" / f"{layer}.geojson", LARGEST_LAYER)
    except Unreadable as error:
        raise InvalidData(f"{file}: {error}") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise InvalidData(f"{file}: it is no GeoJSON FeatureCollection")
    kinds: tuple[str, ...] = (*_AREA, *_LINE)
    if kind == "line" or layer in LINES:
        kinds = _LINE
    elif kind == "area" or layer in AREAS:
        kinds = _AREA
    for number, feature in enumerate(features, 1):
        try:
            yield _feature(feature, kinds)
        except ValueError as error:
            raise InvalidData(f"{file}: feature {number}: {error}") from None


_AREA = ("Polygon", "MultiPolygon")
_LINE = ("LineString", "MultiLineString")


def _feature(feature: Any, kinds: Sequence[str]) -> tuple[dict[str, Any], Any]:
    import shapely
    from shapely.geometry import shape

    if not isinstance(feature, dict):
        raise ValueError("it is no GeoJSON feature")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict) or not all(
        isinstance(value, str) and len(value) <= 200 and not forbidden(value)
        for value in properties.values()
    ):
        raise ValueError("properties must be plain texts of at most 200 characters")
    try:
        geometry = shape(feature.get("geometry"))
    except Exception:  # whatever the shape of the JSON sets off in shapely
        raise ValueError("it has no geometry that can be read") from None
    if geometry.geom_type not in kinds or geometry.is_empty:
        raise ValueError(f"it is no {' or '.join(kinds[::2])}")
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("its coordinates are no degrees")
    if geometry.geom_type in _AREA and not shapely.is_valid(geometry):
        raise ValueError("its outline crosses itself")
    told = {"type": "Feature", "properties": properties, "geometry": feature["geometry"]}
    return told, geometry
