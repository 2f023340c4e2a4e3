"""Data packages of any size, drawn by chance, and notebooks that cost little."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import nbformat
import numpy as np

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from worlds import event, place, write_world

FIRST = dt.date(2020, 1, 1)
HOLDERS = ("SAA", "HTS")
BOUNDS = (36.0, 33.0, 40.0, 36.0)

_IMPORTS = "from syria_analysis.reports.parameters import Day"
_DECLARED = 'date: Day = "latest"  # Evening\ntrouble: Day = "2020-01-01"  # Day that fails'
_PAGES = """import syria_analysis as sa
from syria_analysis import figures
from syria_analysis.reports import Page
assert date != trouble, "no luck"
war = sa.load()
now = war.on(date)
page = Page(war, title="A small report", date=date)
page.front()
page.findings(now.findings("2020-01-01", ["place-0"]))
"""
_MAP = "page.figure(now.map())\n"


def write_package(folder: Path, places: int, evenings: int, events_a_day: int = 5) -> Path:
    """Write a package: the west is held by one side, which every evening takes places by chance."""
    random = np.random.default_rng(places)
    west, south, east, north = BOUNDS
    # On a grid, each moved by up to a quarter of a step: no two places may be the same place twice.
    across = int(np.ceil(np.sqrt(places * (east - west) / (north - south))))
    step = (east - west) / across
    column, row = np.arange(places) % across, np.arange(places) // across
    moved = random.uniform(-0.25, 0.25, (2, places))
    lon = (west + (column + 0.5 + moved[0]) * step).round(5)
    lat = (south + (row + 0.5 + moved[1]) * (north - south) / (row[-1] + 1)).round(5)
    held = np.where(lon < (west + east) / 2, 1, 0)
    rows = [
        place(f"place-{k}", float(lat[k]), float(lon[k]), HOLDERS[held[k]]) for k in range(places)
    ]
    told = []
    for number in range(1, evenings):
        day = FIRST + dt.timedelta(days=number)
        for k in random.choice(places, min(events_a_day, places // 2), replace=False):
            loser, held[k] = HOLDERS[held[k]], 1 - held[k]
            told.append(event(day.isoformat(), f"place-{k}", loser, HOLDERS[held[k]]))
    contest = {"id": "war", "from": str(FIRST), "attackers": ["HTS"], "defenders": ["SAA"]}
    cities = [f"place-{places * k // 5}" for k in range(1, 5)]
    conflict = {"contests": [contest], "cities": cities}
    write_world(folder, rows, told, bounds=BOUNDS, conflict=conflict)
    path = folder / "datapackage.json"
    about = json.loads(path.read_text("utf-8"))
    last = FIRST + dt.timedelta(days=evenings - 1)
    about["evenings"] = {"first": str(FIRST), "last": str(last)}
    path.write_text(json.dumps(about), "utf-8")
    return folder


def write_notebook(folder: Path, *, figure: bool) -> Path:
    """Write the notebook of a report named small: a few findings, and a map if it is asked for."""
    code = nbformat.v4.new_code_cell
    cells = [
        nbformat.v4.new_markdown_cell("# A small report", id="cell-0"),
        code(_IMPORTS, id="cell-1"),
        code(_DECLARED, id="cell-2", metadata={"tags": ["parameters"]}),
        code(_PAGES + _MAP * figure + "page.sources()", id="cell-3"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["syria_analysis"] = {"rules": []}
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / "small.ipynb")
    return folder
