"""What a report leaves beside its pages: tables, findings, sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from syria_analysis.reports.context import SOURCE_FIELDS, gather
from syria_analysis.reports.document import stored_blocks
from syria_analysis.text.outputs import as_csv, json_text

__all__ = ["sign", "tidy", "write_notebook", "write_outcome", "write_text"]


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with plain line ends."""
    path.write_text(text, encoding="utf-8", newline="\n")


def tidy(notebook: Any, name: str) -> None:
    """Take out of an executed notebook what is of this machine; what papermill notes stays.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The notebook, changed in place.
    name : str
        File name of what was run, for papermill's note: it was handed over without one.
    """
    if "papermill" in notebook.metadata:
        notebook.metadata["papermill"] |= {"input_path": name, "output_path": "report.ipynb"}
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = "injected-parameters"


def sign(notebook: Any, colophon: Sequence[tuple[str, str]]) -> None:
    """Note in an executed notebook what its last page says of its making."""
    about = notebook.metadata.setdefault("syria_analysis", {})
    about["colophon"] = [list(row) for row in colophon]


def write_notebook(notebook: Any, path: Path) -> None:
    """Write an executed notebook."""
    from syria_analysis.reports.notebook_format import nbformat

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
            rows = [dict(zip(data["columns"], row, strict=True)) for row in data["rows"]]
            write_text(tables / f"{block['name']}.csv", as_csv(rows, data["columns"]))
        elif block["type"] == "claims":
            claims += block["items"]
            columns = list(dict.fromkeys(k for item in block["items"] for k in item))
            write_text(tables / f"{block['name']}.csv", as_csv(block["items"], columns))
        elif block["type"] == "findings":
            findings += block["items"]
    context = gather([*blocks, {"type": "sources"}])
    rows = [
        {"number": n, "id": key, **{f: getattr(context.source(key), f) for f in SOURCE_FIELDS}}
        for key, n in context.numbers.items()
    ]
    write_text(tables / "sources.csv", as_csv(rows, ["number", "id", *SOURCE_FIELDS]))
    write_text(
        folder / "findings.json",
        json_text(
            {
                "report": request.name,
                "parameters": request.values,
                "data": request.dataset.version,
                "findings": findings,
                "claims": claims,
            }
        )
        + "\n",
    )
    if not any((folder / "figures").iterdir()):
        (folder / "figures").rmdir()
