"""A small war told by maps: a square country, the rebels' land drawn day by day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping

from worlds import place, write_world


def box(west: float, south: float, east: float, north: float) -> Any:
    """Draw a box with a point every tenth of a degree, as the country has them."""
    return shapely.segmentize(shapely.box(west, south, east, north), 0.1)


RULES = """
source = "report"
attribution = "Map by the Monitor"
licence = "CC BY 4.0"
precision_m = 500
otherwise = "SAA"

[[shape]]
property = "status"
matches = "doubt"
contested = ["HTS", "SAA"]

[[shape]]
property = "status"
matches = "held"
holder = "HTS"
"""
PLACES = (
    place("westwick", 34.5, 36.5, "SAA", population=50_000, kind="city"),
    place("midham", 34.5, 37.5, "SAA", population=20_000),
    place("eastport", 34.5, 39.0, "SAA", population=90_000, kind="city"),
    place("northolt", 35.6, 38.2, "SAA", population=10_000),
)
DAYS: dict[str, tuple[tuple[str, Any], ...]] = {
    "2024-11-26": (("held", box(36, 33, 37, 36)), ("doubt", box(37, 33, 37.2, 36))),
    "2024-11-27": (("held", box(36, 33, 37.3, 36)), ("doubt", box(37.3, 33, 37.4, 36))),
    "2024-11-29": (("held", box(36, 33, 38, 36)), ("doubt", box(38, 33, 38.3, 36))),
    "2024-11-30": (
        ("held", box(36, 33, 38, 36).difference(box(37.4, 34.4, 37.6, 34.6))),
        ("doubt", box(38, 33, 38.3, 36)),
    ),
}
"""The rebels come from the west; on the last day the army is back in the town in the middle."""


def geojson(shapes: Iterable[tuple[str, Any]]) -> str:
    features = [
        {"type": "Feature", "properties": {"status": status}, "geometry": mapping(shape)}
        for status, shape in shapes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def write_maps(folder: Path, days: Mapping[str, Iterable[tuple[str, Any]]] = DAYS) -> list[Path]:
    """Write one file a day."""
    folder.mkdir(exist_ok=True)
    files = []
    for day, shapes in days.items():
        files.append(folder / f"control_{day}.geojson")
        files[-1].write_text(geojson(shapes), encoding="utf-8")
    return files


def write_package(folder: Path, rules: str = RULES, **more: Any) -> tuple[Path, Path]:
    """Write a package that waits for its maps, and the rules beside it."""
    conflict = {"territory": "maps", "cities": ["eastport", "midham"], **more.pop("conflict", {})}
    write_world(folder, more.pop("places", PLACES), conflict=conflict, **more)
    reports = folder / "reports.csv"  # of who holds a place the maps alone tell
    reports.write_text(reports.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    (folder.parent / "rules.toml").write_text(rules, encoding="utf-8")
    return folder, folder.parent / "rules.toml"
