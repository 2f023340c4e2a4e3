"""A network of roads small enough to cut by hand."""

from __future__ import annotations

from pathlib import Path

from worlds import event, place, write_world

TOWNS = {
    # A ladder: capital - south - {west, east} - north - port; a track from west to port.
    "capital": (33.3, 37.0, "SAA"),
    "south": (33.8, 37.0, "SAA"),
    "west": (34.3, 36.5, "SAA"),
    "east": (34.3, 37.7, "SAA"),
    "north": (34.8, 37.0, "SAA"),
    "port": (35.3, 36.3, "SAA"),
    "rival": (35.5, 38.5, "HTS"),
    "hamlet": (33.4, 38.9, "SAA"),  # on no road
}
ROADS = [
    ("capital", "south", "M5", "motorway", "high"),
    ("south", "west", "west road", "main", "high"),
    ("south", "east", "M5", "motorway", "high"),
    ("east", "north", "M5", "motorway", "high"),
    ("west", "north", "west road", "main", "high"),
    ("north", "port", "coast road", "main", "high"),
    ("west", "port", "track", "secondary", "low"),
    ("north", "rival", "M5", "motorway", "high"),
]
MORE = {
    "west": {"population": 60_000, "population_year": 2010, "population_source": "report"},
    "north": {"kind": "junction"},
}


def write_ladder(folder: Path, claims=()) -> Path:
    """East is contested from 28 November on, rival from 30 November."""
    events = [
        event("2024-11-28", "east", "SAA", "HTS", contested="true"),
        event("2024-11-30", "rival", "HTS", "SAA", contested="true"),
    ]
    names = ("from", "to", "road", "class", "confidence")
    return write_world(
        folder,
        [place(name, *where, **MORE.get(name, {})) for name, where in TOWNS.items()],
        events,
        claims,
        roads=[dict(zip(names, row, strict=True)) for row in ROADS],
    )
