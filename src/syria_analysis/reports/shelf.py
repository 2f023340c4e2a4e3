"""The list of all reports in a folder, as a page of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .folder import write_file
from .text import clean, day

__all__ = ["list_reports", "write_shelf"]


def list_reports(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """List the finished reports in a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of all reports.

    Returns
    -------
    dict
        Name of the report to its reports, the latest day first; folders without a readable
        manifest are left out.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(folder.glob("[!.]*/[!.]*/manifest.json"), reverse=True):
        try:
            manifest = json.loads(path.read_text("utf-8"))
            findings = json.loads((path.parent / "findings.json").read_text("utf-8"))["findings"]
        except (OSError, ValueError, KeyError):
            continue
        changed = {k: v for k, v in manifest.get("changed", {}).items() if k != "date"}
        told = "; ".join(
            f"{k}: {', '.join(v) if isinstance(v, list) else v}" for k, v in changed.items()
        )
        found.setdefault(clean(manifest.get("report")), []).append(
            {
                "path": quote(path.parent.relative_to(folder).as_posix()),
                "title": clean(manifest.get("title")),
                "day": day(manifest.get("date")),
                "version": clean(manifest.get("data", {}).get("version")),
                "changed": clean(told),
                "headline": clean(findings[0]["sentence"]) if findings else "",
            }
        )
    return dict(sorted(found.items()))


def write_shelf(folder: Path) -> Path:
    """Write ``index.html`` for a folder of reports, in one step.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of all reports.

    Returns
    -------
    pathlib.Path
        The page; nothing in it is loaded from elsewhere.
    """
    import jinja2

    template = Path(__file__).parent / "templates" / "shelf" / "index.html.j2"
    environment = jinja2.Environment(autoescape=True, trim_blocks=True)
    page = environment.from_string(template.read_text("utf-8"))
    target = folder / "index.html"
    write_file(target, page.render(groups=list(list_reports(folder).items())))
    return target
