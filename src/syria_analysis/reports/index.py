"""The list of all reports in a folder, as a page of its own, headed by the newest alerts."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from syria_analysis.errors import OutputNotWritable
from syria_analysis.package.locks import locked
from syria_analysis.reports.folder import write_file
from syria_analysis.reports.index_entries import (
    CACHE,
    LARGEST_CACHE,
    NOT_DRAWN,
    failed_runs,
    read_entries,
    read_json,
)
from syria_analysis.reports.text import clean, day
from syria_analysis.text.language import is_rtl, knows, language, say
from syria_analysis.text.outputs import as_json
from syria_analysis.text.wording import month_and_year

__all__ = ["ALERTS", "list_reports", "write_alerts", "write_index"]

ALERTS = "alerts.json"
"""Name of the file beside the reports whose alerts head their list."""

MOST_ALERTS = 200
SHOWN_ALERTS = 8
_LOG = logging.getLogger("syria_analysis")
LONGEST_WAIT = 60.0  # seconds for others who write the same list


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
    return _by_name(read_entries(folder)[0])


def write_index(folder: Path) -> Path:
    """Write ``index.html`` for a folder of reports, in one step.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of all reports.

    Returns
    -------
    pathlib.Path
        The page; nothing in it is loaded from elsewhere.

    Raises
    ------
    OutputNotWritable
        If it cannot be written, or others have been writing it for a minute.

    Notes
    -----
    One process at a time reads the folder and writes the page, so that the last page written
    knows every report. Small pictures are part of the page, which can be sent alone.
    """
    import json

    target = folder / "index.html"
    try:
        with locked(folder / ".index.lock", wait=LONGEST_WAIT):
            entries, cache, unread = read_entries(folder)
            write_file(target, _page(folder, entries, unread))
            write_file(folder / CACHE, json.dumps(cache, ensure_ascii=False))
            again = read_json(folder / CACHE, LARGEST_CACHE) is not None
    except TimeoutError:
        raise OutputNotWritable(f"cannot write {target}: others are writing it") from None
    except OSError as error:
        raise OutputNotWritable(f"cannot write {target}: {error.strerror}") from None
    if not again:
        _LOG.warning("%s: so many reports that all are read anew each time", target)
    for told in unread:
        _LOG.warning("%s does not list %s", target, told)
    return target


def write_alerts(path: Path, record: dict[str, Any]) -> None:
    """Write alerts as JSON; beside reports, under the name `ALERTS`, they head their list.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    record : dict
        What `alerts.Alerts.record` gives.

    Raises
    ------
    OutputNotWritable
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputNotWritable(f"cannot write {path}: {error.strerror}") from None
    write_file(path, as_json(record) + "\n")
    if path.name == ALERTS and list_reports(path.parent):  # no other folder gets an index
        write_index(path.parent)


def _by_name(entries: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in sorted(entries, key=lambda e: (e["iso"], e["path"]), reverse=True):
        found.setdefault(entry["name"], []).append(entry)
    return dict(sorted(found.items()))


def _page(folder: Path, entries: list[dict[str, Any]], unread: list[str]) -> str:
    import jinja2

    templates = Path(__file__).parent / "templates" / "index"
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    script = (templates / "filter.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment.filters |= {"say": say, "word": _word, "day": day}
    page = environment.from_string((templates / "index.html.j2").read_text("utf-8"))
    return page.render(
        groups=[
            {
                "name": name,
                "count": len(reports),
                "months": [
                    {"name": _month(iso), "reports": list(some)}
                    for iso, some in groupby(reports, key=lambda e: e["iso"][:7])
                ],
            }
            for name, reports in _by_name(entries).items()
        ],
        language=language(),
        direction="rtl" if is_rtl() else "ltr",
        not_drawn=NOT_DRAWN,
        news=_news(folder),
        shown=SHOWN_ALERTS,
        failed=failed_runs(folder),
        unread=unread,
        style=(templates / "index.css").read_text("utf-8"),
        script=script,
        digest=digest,
    )


def _month(iso: str) -> str:
    try:
        return month_and_year(date.fromisoformat(f"{iso}-01"))
    except ValueError:
        return say("index-without-day")


def _word(value: object, kind: str) -> str:
    """Write a word that is kept as data in the language spoken; an unknown one stays as it is."""
    text = clean(value)[:60]
    key = f"{kind}-{text}"
    return say(key) if re.fullmatch("[a-z]+", text) and knows(key) else text


def _news(folder: Path) -> dict[str, Any] | None:
    """Read the alerts beside the reports; they are data, like everything in the folder."""
    record = read_json(folder / ALERTS)
    if not isinstance(record, dict) or not isinstance(record.get("alerts"), list):
        return None
    alerts = [
        {
            "day": day(alert.get("date"), year=False),
            "iso": clean(alert.get("date"))[:10],
            "sentence": clean(alert.get("sentence"))[:600],
            "sure": say(
                "index-alert-sure",
                certainty=_word(alert.get("certainty"), "certainty"),
                confidence=_word(alert.get("confidence"), "page-confidence"),
            ),
        }
        for alert in record["alerts"][-MOST_ALERTS:]
        if isinstance(alert, dict)
    ]
    newest = sorted(alerts, key=lambda alert: alert["iso"], reverse=True)
    return {"since": day(record.get("since")), "date": day(record.get("date")), "alerts": newest}
