"""Compares what two folders of reports found: `python tools/compare_findings.py BEFORE AFTER`.

Reports are paired by their place in the folder. A line for every finding that is there only once
and for every number, sentence or list of evidence that differs; exit code 1 if there is any. A
`claims.json` in both folders, as the command `claims` writes it, is compared likewise.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """What differs in one finding."""

    report: str
    finding: str
    what: str
    before: str
    after: str


def same(before: Any, after: Any) -> bool:
    """Tell whether two values are the same but for the last digits of a number."""
    if isinstance(before, int | float) and isinstance(after, int | float):
        return math.isclose(before, after, rel_tol=1e-6, abs_tol=1e-6)
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(same(before[k], after[k]) for k in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(same, before, after))
    return bool(before == after)


def flat(numbers: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Give the values of nested mappings by their path."""
    found: dict[str, Any] = {}
    for key, value in numbers.items():
        if isinstance(value, dict):
            found |= flat(value, f"{path}{key}.")
        else:
            found[f"{path}{key}"] = value
    return found


def shown(value: Any) -> str:
    """Write a value for the table."""
    if isinstance(value, float):
        return f"{value:.6g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def compare_lists(before: Any, after: Any) -> tuple[str, str]:
    """Give what only the one list holds, and what only the other."""
    one, other = Counter(map(str, before)), Counter(map(str, after))
    return ", ".join(one - other), ", ".join(other - one)


def compare(
    report: str, before: list[dict[str, Any]], after: list[dict[str, Any]], sentence: str
) -> Iterator[Difference]:
    """Compare the findings of one report, or two tables of claims.

    Parameters
    ----------
    report : str
        Its name.
    before, after : list of dict
        Records with an `id`.
    sentence : str
        The key that holds prose.

    Yields
    ------
    Difference
    """
    old, new = ({record["id"]: record for record in records} for records in (before, after))
    for id in [*old, *(id for id in new if id not in old)]:
        if id not in new:
            yield Difference(report, id, "removed", old[id][sentence], "")
        elif id not in old:
            yield Difference(report, id, "added", "", new[id][sentence])
        else:
            yield from _changed(report, id, old[id], new[id])


def _changed(
    report: str, id: str, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[Difference]:
    one, other = flat(old), flat(new)
    for key in dict.fromkeys([*one, *other]):
        if key not in one or key not in other:
            yield Difference(report, id, key, shown(one.get(key, "")), shown(other.get(key, "")))
        elif key in ("events", "sources") and sorted(one[key]) != sorted(other[key]):
            yield Difference(report, id, key, *compare_lists(one[key], other[key]))
        elif not same(one[key], other[key]) and key not in ("events", "sources"):
            yield Difference(report, id, key, shown(one[key]), shown(other[key]))


def compare_folders(before: Path, after: Path) -> list[Difference]:
    """Compare all reports of two folders.

    Parameters
    ----------
    before, after : pathlib.Path
        Folders that reports were written to.

    Returns
    -------
    list of Difference
        By report.
    """
    found: list[Difference] = []
    old, new = (
        {path.parent.relative_to(root).as_posix(): path for path in root.rglob("findings.json")}
        for root in (before, after)
    )
    for report in sorted({*old, *new}):
        if report not in old or report not in new:
            found.append(
                Difference(report, "", "only " + ("after", "before")[report in old], "", "")
            )
            continue
        one, other = (json.loads(files[report].read_text("utf-8")) for files in (old, new))
        found += compare(report, one["findings"], other["findings"], "sentence")
    claims = [root / "claims.json" for root in (before, after)]
    if all(path.is_file() for path in claims):
        one, other = (json.loads(path.read_text("utf-8")) for path in claims)
        found += compare("claims", one, other, "statement")
    return found


def table(found: list[Difference]) -> str:
    """Write the differences as a Markdown table."""
    rows = [Difference._fields, ("---",) * len(Difference._fields), *found]
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or not all(Path(folder).is_dir() for folder in arguments):
        print(__doc__, file=sys.stderr)
        return 2
    found = compare_folders(*map(Path, arguments))
    print(table(found))
    kinds = Counter(difference.what.split(".")[-1] for difference in found)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    print(f"\n{told or 'no difference'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
