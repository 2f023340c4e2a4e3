"""How long each command takes, as a process of its own, once what it keeps is there."""

from __future__ import annotations

import os
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from timing import Row

ROUNDS = 3
NOTHING = "import pandas, shapely"
HELP = ("--version", "--help", "areas --help", "cutoff --help")
ASKED = (
    "areas -d {day}",
    "areas -d {day} --certainty",
    "areas -d {day} --by-unit",
    "changes -d {day}",
    "changes -d {day} --by week",
    "distances -d {day}",
    "pace -d {day}",
    "place {city} -d {day}",
    "cutoff -d {day} --capture {city}",
    "annotate points.csv -d {day}",
    "annotate points.csv -d {day} --certainty",
    "alerts -d {day} -o alerts.json",
    "claims",
    "robustness -d {day}",
    "sources {city}",
    "sources -d {day}",
    "compare {data} -d {day}",
    "report situation --help",
    "list",
    "schedule situation",
    "figure --list",
    "figure --presets",
    "export -d {day} -o evening.gpkg",
    "export -d {day} -o - --layer fronts",
    "diff {data} {data}",
    "validate",
)


def questions() -> Iterator[tuple[str, Iterator[Row]]]:
    """Ask for help, for names by the Tab key, and for an answer of every kind."""
    from syria_analysis.cli.complete import filled
    from syria_analysis.package.resources import data_folder

    data = str(data_folder())
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "points.csv").write_text("name,lat,lon\nhere,35,37\nthere,36,37.5\n")
        asked = [filled(line.replace("{data}", data)) for line in ASKED]
        floor = _median([sys.executable, "-c", NOTHING], folder)
        yield "help", _rows(HELP, folder, floor)
        yield "names by the Tab key", _rows([""], folder, floor, "cutoff --to d")
        yield "answers", _rows(asked, folder, floor)


def _rows(
    lines: Sequence[str], folder: str, floor: tuple[float, float], begun: str = ""
) -> Iterator[Row]:
    yield Row(f"Python and {NOTHING}", floor[0], "1", f"{floor[1]:.2f} s waited")
    tab = {"_SYRIA_ANALYSIS_COMPLETE": "bash_complete", "COMP_WORDS": f"syria-analysis {begun}"}
    tab["COMP_CWORD"] = str(len(begun.split()))
    for line in lines:
        command = [sys.executable, "-m", "syria_analysis", *shlex.split(line)]
        took, waited = _median(command, folder, tab if begun else {})
        shown = line.replace(folder, "").replace(os.fspath(Path.cwd()), ".") or begun
        yield Row(shown, took, f"{took / floor[0]:.3g} ×", f"{waited:.2f} s waited")


def _median(
    command: Sequence[str], folder: str, more: dict[str, str] | None = None
) -> tuple[float, float]:
    """Give processor time and elapsed time of calls after the first."""
    runs = []
    for _ in range(ROUNDS + 1):
        start, before = time.perf_counter(), _spent()
        subprocess.run(
            command, cwd=folder, env=os.environ | (more or {}), check=True,
            capture_output=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        runs.append((_spent() - before, time.perf_counter() - start))
    took, waited = zip(*runs[1:], strict=True)
    return median(took), median(waited)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
