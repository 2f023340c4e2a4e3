"""A long war of very many places: how time and memory grow.

``python benchmarks/scale.py FOLDER 5000 15000 50000`` writes packages of 2 000 evenings with
so many places and asks each, in a process of its own, the questions below.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

from synthetic import write_package

from syria_analysis.api import load, validate

EVENINGS = 2_000


def ask(folder: Path) -> None:
    """Ask a package everything, and print what each answer takes."""
    start = time.process_time()

    def told(what: str) -> None:
        nonlocal start
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{what:32}{time.process_time() - start:8.1f} s {most:6} MB at most", flush=True)
        start = time.process_time()

    validate(folder)
    told("validate")
    war = load(folder)
    told("load")
    evening = war.on("latest")
    evening.areas()
    told("one evening, with the cells")
    evening.findings(war.last.replace(day=1), ["place-0"])
    told("its findings, with certainty")
    evening.areas_by_period(war.first, "day")
    told("areas of every evening")


def main() -> None:
    folder, *sizes = sys.argv[1:]
    if not sizes:
        ask(Path(folder))
    for size in map(int, sizes):
        package = write_package(Path(folder) / f"{size}", size, EVENINGS)
        print(f"{size:,} places, {EVENINGS:,} evenings", flush=True)
        subprocess.run([sys.executable, __file__, str(package)], check=True)


if __name__ == "__main__":
    main()
