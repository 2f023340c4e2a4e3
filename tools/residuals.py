"""Set the figures of `published.csv` beside ours, before and now, in the README of the data.

`python tools/residuals.py` prints the table; with ``--write`` it takes the place of the one that
stands there. What ours were before is kept from that table: it is what the first version of the
data (2024.12.1) gave by the code of its day, and nothing computes it again. After a change of the
data that moves a number: write, and say in the commit why.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd

from syria_analysis.claims.published import published_table
from syria_analysis.package.dataset import Dataset, load_dataset

HEAD = "| figure | evening | published | 2024.12.1 | now | off by | allowed | |"
RULE = "|---|---|---|---|---|---|---|---|"
ROW = re.compile(r"^\| `([a-z0-9-]+)` \|[^|]*\|[^|]*\| ([^|]*?) \|.*$", re.MULTILINE)
TABLE = re.compile(re.escape(HEAD) + r"\n[^\n]*\n(?:\|[^\n]*\n)*")
NONE = "–"


def number(value: float, sign: bool = False) -> str:
    """Write a number with two decimals below ten thousand, none above and for whole ones."""
    if pd.isna(value):
        return NONE
    digits = 0 if value == round(value) or abs(value) >= 1000 else 2 if abs(value) < 100 else 1
    return f"{value:{'+' if sign else ''}.{digits}f}".replace("-", "−")


def residuals(dataset: Dataset, before: dict[str, str]) -> str:
    """Write the table.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    before : dict of str to str
        By id of a figure, what ours was before.

    Returns
    -------
    str
        Markdown; a figure that was published for a range has both its ends.
    """
    rows = [HEAD, RULE]
    for row in published_table(dataset).to_dict("records"):
        low, high = number(row["published_low"]), number(row["published_high"])
        cells = (
            f"`{row['id']}`",
            f"{row['as_of']:%d %b}".lstrip("0"),
            f"{low if low == high else f'{low} to {high}'} {row['unit'].replace('km2', 'km²')}",
            before.get(row["id"], NONE),
            number(row["ours"]),
            number(row["difference"], sign=True),
            number(row["tolerance"]),
            "agrees" if row["agrees"] else "differs",
        )
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Print the table or write it."""
    dataset = load_dataset()
    readme = Path(dataset.folder) / "README.md"
    text = readme.read_text(encoding="utf-8")
    table = residuals(dataset, dict(ROW.findall(TABLE.search(text)[0])))
    if "--write" in sys.argv[1:]:
        readme.write_text(TABLE.sub(lambda _: table, text), encoding="utf-8")
    else:
        print(table, end="")


if __name__ == "__main__":
    main()
