"""What a report leaves beside its pages: tables, findings, sources, a manifest."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import platform
import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from .context import gather
from .document import read_document, stored_blocks

__all__ = [
    "as_csv",
    "as_json",
    "data_digest",
    "library_version",
    "tidy",
    "write_manifest",
    "write_outcome",
    "write_text",
]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SOURCE_FIELDS = ("publisher", "affiliation", "published", "title", "url", "via")


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with plain line ends."""
    path.write_text(text, encoding="utf-8", newline="\n")


def as_json(value: object) -> str:
    """Write JSON for reading: indented, every script as it is."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Write CSV whose text cells no spreadsheet takes for formulas; numbers are left alone."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_csv_cell(c) for c in columns])
    writer.writerows([_csv_cell(v) for v in row] for row in rows)
    return stream.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = "|".join(str(v) for v in value)
    if isinstance(value, Mapping):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        value = value.replace("\x00", "")
        return "'" + value if value.startswith(_FORMULA) else value
    return "" if value is None else value


def library_version() -> str:
    """Give the version of this library."""
    try:
        return metadata.version("syria-analysis")
    except metadata.PackageNotFoundError:
        return "0"


def data_digest(folder: Path) -> str:
    """Give the sha256 of a data package: of its description and every table and layer."""
    whole = hashlib.sha256()
    for path in _data_files(folder):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + _sha(path).encode())
    return whole.hexdigest()


def _data_files(folder: Path) -> list[Path]:
    names = ("datapackage.json", "*.csv", "basemap/*.geojson")
    return sorted(p for name in names for p in folder.glob(name))


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tidy(notebook: Any, path: Path) -> None:
    """Take out of an executed notebook what is of this machine, and write it."""
    import nbformat

    notebook.metadata.pop("papermill", None)
    notebook.metadata["kernelspec"] = {
        "name": "python3", "display_name": "Python 3", "language": "python",
    }  # fmt: skip
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = "injected-parameters"
    nbformat.write(notebook, path)


def write_outcome(folder: Path, notebook: Any, request: Any) -> None:
    """Write ``findings.json`` and ``tables/``, ``sources.csv`` among them.

    Parameters
    ----------
    folder : pathlib.Path
        The report's folder.
    notebook : nbformat.NotebookNode
        The executed notebook; its blocks hold the raw numbers.
    request : Request
        What was asked for.
    """
    blocks = stored_blocks(notebook)
    tables = folder / "tables"
    tables.mkdir(exist_ok=True)
    findings, claims = [], []
    for block in blocks:
        if block["type"] == "table":
            data = block["data"]
            write_text(tables / f"{block['name']}.csv", as_csv(data["columns"], data["rows"]))
        elif block["type"] == "claims":
            claims += block["items"]
            columns = list(dict.fromkeys(k for item in block["items"] for k in item))
            rows = [[item.get(k) for k in columns] for item in block["items"]]
            write_text(tables / f"{block['name']}.csv", as_csv(columns, rows))
        elif block["type"] == "findings":
            findings += block["items"]
    context = gather([*blocks, {"type": "sources"}])
    rows = [
        [n, key, *(getattr(context.source(key), f) for f in _SOURCE_FIELDS)]
        for key, n in context.numbers.items()
    ]
    write_text(tables / "sources.csv", as_csv(["number", "id", *_SOURCE_FIELDS], rows))
    write_text(
        folder / "findings.json",
        as_json(
            {
                "report": request.name,
                "parameters": request.values,
                "data": request.dataset.version,
                "findings": findings,
                "claims": claims,
            }
        ),
    )
    if not any((folder / "figures").iterdir()):
        (folder / "figures").rmdir()


def write_manifest(folder: Path, request: Any, started: datetime, seconds: float) -> None:
    """Write ``manifest.json``: what was asked, what went in, what came out, how to do it again."""
    title = read_document(json.loads((folder / "report.ipynb").read_text("utf-8")), request.name)
    command = ["syria-analysis", "report", request.name]
    for key, value in request.changed.items():
        text = ",".join(value) if isinstance(value, list) else str(value)
        command += ["-p", f"{key}={text}"]
    data = Path(request.dataset.folder)
    outputs = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json")
    manifest = {
        "report": request.name,
        "title": title.title,
        "date": request.values.get("date"),
        "parameters": request.values,
        "changed": request.changed,
        "data": {
            "title": request.dataset.title,
            "version": request.dataset.version,
            "files": {p.relative_to(data).as_posix(): _sha(p) for p in _data_files(data)},
        },
        "notebook": _sha(request.source),
        "library": library_version(),
        "python": platform.python_version(),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 2),
        "command": shlex.join(command),
        "files": {
            p.relative_to(folder).as_posix(): {"sha256": _sha(p), "bytes": p.stat().st_size}
            for p in outputs
        },
    }
    write_text(folder / "manifest.json", as_json(manifest))
