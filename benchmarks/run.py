"""Measure the library against what one would do without it; prints one table."""

from __future__ import annotations

import argparse
import platform
import sys
import time
from importlib.metadata import version

from timing import Row

PACKAGES = ("numpy", "pandas", "shapely", "pyproj", "geopandas", "spherely", "geopy")


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def print_table(groups: list[tuple[str, list[Row]]]) -> None:
    """Print the rows, those of a question under it, the columns as wide as they need be."""
    head = ("question / way", "time", "by ours", "error", "memory")
    lines = [
        ("  " + row.way, _duration(row.seconds), row.ratio, row.error, row.memory)
        for _, rows in groups
        for row in rows
    ]
    widths = [max(len(line[k]) for line in [head, *lines]) for k in range(len(head))]

    def written(cells: tuple[str, ...]) -> str:
        first, *rest = cells
        padded = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        return "  ".join([first.ljust(widths[0]), *padded]).rstrip()

    print(written(head))
    print("  ".join("-" * width for width in widths))
    todo = iter(lines)
    for question, rows in groups:
        print(question)
        for _ in rows:
            print(written(next(todo)))


def main() -> None:
    """Run every benchmark, or those named on the command line, and print the table."""
    import certainty
    import commands
    import distances
    import growth
    import land
    import maps
    import points
    import reports
    import shapely

    parts = {
        part.__name__: part
        for part in (distances, land, points, maps, certainty, growth, commands, reports)
    }
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("part", nargs="*", metavar="PART", help=", ".join(parts))
    arguments.add_argument(
        "--days", type=int, default=len(reports.DAYS), metavar="N",
        help="evenings of the batch; default: %(default)s, all there are",
    )  # fmt: skip
    given = arguments.parse_args()
    named = given.part or list(parts)
    if not set(named) <= set(parts):
        arguments.error(f"known are {', '.join(parts)}")
    reports.DAYS = reports.DAYS[: given.days]

    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    versions = ", ".join(f"{name} {version(name)}" for name in ("syria-analysis", *PACKAGES))
    print(f"{versions}, GEOS {shapely.geos_version_string}\n")
    groups = []
    start = time.perf_counter()
    for name in named:
        for question, rows in parts[name].questions():
            print(f"… {question}", file=sys.stderr)
            groups.append((question, list(rows)))
    print_table(groups)
    print(f"\n{time.perf_counter() - start:.0f} s in all")


if __name__ == "__main__":
    main()
