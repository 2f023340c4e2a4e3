"""Tables of a data package written anew by an import: checked whole, then all or nothing."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from syria_analysis.errors import InvalidData, OutputNotWritable, counted
from syria_analysis.package.atomic import replace_files
from syria_analysis.package.consistency import Check
from syria_analysis.package.description import DESCRIPTION, data_files, table_schemas
from syria_analysis.package.limits import LARGEST_TEXT, read_json, read_rows
from syria_analysis.package.locks import scratch_folder
from syria_analysis.package.validation import remember_valid, validate

__all__ = ["csv_text", "rewrite"]

Row = Mapping[str, str]


def rewrite(
    root: Path,
    tables: Mapping[str, Sequence[Row]],
    change: Callable[[dict[str, Any]], None],
    checks: Sequence[Check],
    also: Mapping[str, Callable[[Path], None]] | None = None,
) -> None:
    """Write tables and the description of a package anew, if the package is sound afterwards.

    Parameters
    ----------
    root : pathlib.Path
        The package.
    tables : mapping of str to sequence of mapping
        Name of a table to its rows; other columns of a row than the table's are left out. A table
        that the package does not have yet is added.
    change : callable
        Changes the description, as read from its JSON, in place.
    checks : sequence of callable
        What the package must pass afterwards.
    also : mapping of str to callable, optional
        Further files, by their path in the package, and what writes each to a path.

    Raises
    ------
    InvalidData, OutputNotWritable
        Nothing has been written then.

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> rewrite(data_folder(), {"places": []}, lambda about: None, [])
    Traceback (most recent call last):
    syria_analysis.errors.InvalidData: the package would have ... fault...
    """
    about = read_json(root / DESCRIPTION, LARGEST_TEXT)
    change(about)
    there = {item["name"] for item in about["resources"]}
    new = [name for name in tables if name not in there]
    about["resources"] += [{"name": name, "path": f"{name}.csv"} for name in new]
    paths = {item["name"]: item["path"] for item in about["resources"]}
    changed = [paths[name] for name in tables]
    also = also or {}
    try:
        with scratch_folder("sa-scratch-") as scratch:
            copy = Path(scratch)
            for path in data_files(root):
                target = copy / path.relative_to(root)
                target.parent.mkdir(parents=True, exist_ok=True)
                if path.relative_to(root).as_posix() not in (*changed, *also):
                    shutil.copyfile(path, target)
            for name, write in also.items():
                (copy / name).parent.mkdir(exist_ok=True)
                write(copy / name)
            for name, rows in tables.items():
                own = [field["name"] for field in table_schemas()[name]["fields"]]
                header = own if name in new else (read_rows(root / paths[name]) or [(1, own)])[0][1]
                text = csv_text(header, rows)
                (copy / paths[name]).write_text(text, encoding="utf-8", newline="")
            told = json.dumps(about, ensure_ascii=False, indent=1)
            (copy / DESCRIPTION).write_text(f"{told}\n", encoding="utf-8")
            faults = [str(fault) for fault in validate(copy, checks)]
            if faults:
                raise InvalidData(f"the package would have {counted(len(faults), 'fault')}", faults)
            remember_valid(copy, checks)
            replace_files(root, copy, (*also, *changed, DESCRIPTION))
    except OSError as error:
        raise OutputNotWritable(f"cannot write to {root}: {error.strerror or error}") from None


def csv_text(header: Sequence[str], rows: Sequence[Row]) -> str:
    r"""Write rows as CSV.

    Parameters
    ----------
    header : sequence of str
        The columns; others are left out, missing cells are empty.
    rows : sequence of mapping
        Column to cell.

    Returns
    -------
    str

    Examples
    --------
    >>> csv_text(["id", "note"], [{"id": "a", "more": "b"}])
    'id,note\na,\n'
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
