"""What the list of all reports says of each: read from its folder once, then kept.

A report's folder may come from anybody. What is no plain file inside the tree, too large, or not
what a report writes is left out; every text is cleaned here and escaped by the page.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from syria_analysis.package.limits import READING, Unreadable, parse_json
from syria_analysis.reports.text import clean, day
from syria_analysis.reports.thumbnails import data_uri, telling

__all__ = ["CACHE", "LARGEST_CACHE", "NOT_DRAWN", "failed_runs", "read_entries", "read_json"]

CACHE = ".index.json"
LARGEST = 16_000_000  # bytes of a file that is read
LARGEST_CACHE = 320_000_000  # bytes of what is kept of all reports, with their small pictures
MOST_FIGURES = 60
MOST_FAILED = 20
LONGEST = 600  # characters of a sentence
LONGEST_DRAWING = 5.0  # seconds for new small pictures; the next time goes on where this ended
PICTURES = (".html", ".svg", ".pdf", ".png")
PAGES = {"report.html": "HTML", "report.pdf": "PDF", "findings.json": "findings"}

_VERSION = 3
NOT_DRAWN = "later"
_NO_REPORT = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EISDIR, errno.ENXIO)
"""Errors of the system that tell what is there, or is not: no file of a report."""
_PICTURE = re.compile(rf"data:image/webp;base64,[A-Za-z0-9+/=]*|{NOT_DRAWN}|")
_TEXTS = ("path", "name", "title", "iso", "day", "version", "changed", "headline", "thumbnail")

Entry = dict[str, Any]


def read_entries(folder: Path) -> tuple[list[Entry], dict[str, Any], list[str]]:
    """Read what there is to say of every finished report.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of all reports.

    Returns
    -------
    list of dict
        One a report, in the order of names and folders.
    dict
        What to keep in the file `CACHE` so that reports that stay as they are need not be read
        again.
    list of str
        Where there may be reports that the system would not read, and why.
    """
    cache = read_json(folder / CACHE, LARGEST_CACHE)
    kept = cache.get("reports") if isinstance(cache, dict) and cache.get("v") == _VERSION else None
    kept = kept if isinstance(kept, dict) and cache.get("sha256") == _seal(kept) else {}
    fresh: dict[str, dict[str, Any]] = {}
    end = time.monotonic() + LONGEST_DRAWING
    unread: list[str] = []
    for report in _report_folders(folder, unread):
        key = report.relative_to(folder).as_posix()
        try:
            stamp = _stamp(report / "manifest.json")
            if stamp is None:
                continue
            stamp += _stamp(report / "findings.json") or []
            entry = _known(kept.get(key), stamp, key) or _read(report, key)
        except OSError as error:
            unread.append(f"{clean(key)}: {error.strerror}")
            continue
        if entry is not None:
            if entry["thumbnail"] == NOT_DRAWN and time.monotonic() < end:
                entry["thumbnail"] = _thumbnail(report)
            fresh[key] = {"stamp": stamp, "entry": entry}
    told = {"v": _VERSION, "sha256": _seal(fresh), "reports": fresh}
    return [record["entry"] for record in fresh.values()], told, unread


def failed_runs(folder: Path) -> list[dict[str, str]]:
    """List the notebooks of runs that failed, the latest first."""
    found = []
    for group in _folders(folder, []):
        kept = group / "failed"
        if kept.is_symlink():
            continue
        for path in kept.glob("*.ipynb"):
            about = path.lstat()
            if stat.S_ISREG(about.st_mode):
                told = {"name": clean(group.name), "run": clean(path.stem)}
                told["path"] = quote(path.relative_to(folder).as_posix())
                found.append((about.st_mtime, told))
    return [told for _, told in sorted(found, key=lambda f: -f[0])[:MOST_FAILED]]


def read_json(path: Path, largest: int = LARGEST) -> Any:
    """Read a JSON file that may come from anybody; None if it is no plain file of fair size."""
    with contextlib.suppress(OSError):
        return _read_json(path, largest)


def _read_json(path: Path, largest: int = LARGEST) -> Any:
    """Read as `read_json` does, but for errors of the system, which say nothing of the file."""
    try:
        handle = os.open(path, READING | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as stream:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode) or about.st_size > largest:
                return None
            return parse_json(stream.read())
    except OSError as error:
        if error.errno not in _NO_REPORT:
            raise
    except (ValueError, Unreadable):
        pass
    return None


def _report_folders(folder: Path, unread: list[str]) -> Iterator[Path]:
    for group in _folders(folder, unread):
        yield from _folders(group, unread)


def _folders(folder: Path, unread: list[str]) -> list[Path]:
    """List the folders in a folder by name: no links, nothing hidden, no names that are no text."""
    try:
        with os.scandir(folder) as inside:
            return sorted(
                Path(e.path)
                for e in inside
                if not e.name.startswith(".")
                and e.is_dir(follow_symlinks=False)
                and e.name.isprintable()
            )
    except OSError as error:
        if error.errno not in _NO_REPORT:
            unread.append(f"{clean(folder.name)}: {error.strerror}")
        return []


def _seal(reports: Mapping[str, Any]) -> str:
    """Give the hash by which what is kept of the reports proves to be as it was written."""
    return hashlib.sha256(json.dumps(reports, sort_keys=True).encode()).hexdigest()


def _stamp(path: Path) -> list[int] | None:
    """Tell a file from what stood there before."""
    try:
        about = path.lstat()
    except OSError as error:
        if error.errno not in _NO_REPORT:
            raise
        return None
    return [about.st_mtime_ns, about.st_size, about.st_ino]


def _known(record: Any, stamp: list[int], key: str) -> Entry | None:
    """Take an entry as it was kept, if it is of the same report and what `_read` gives."""
    if not isinstance(record, dict) or record.get("stamp") != stamp:
        return None
    entry = record.get("entry")
    if not isinstance(entry, dict) or entry.get("path") != quote(key):
        return None
    whole = all(isinstance(entry.get(text), str) for text in _TEXTS)
    if not whole or not _PICTURE.fullmatch(entry["thumbnail"]):
        return None
    try:
        pages = [[str(word), str(name)] for word, name in entry["pages"]]
        figures = [
            [str(name), [[str(kind), str(file)] for kind, file in files]]
            for name, files in entry["figures"]
        ]
    except (KeyError, TypeError, ValueError):
        return None
    return {text: entry[text] for text in _TEXTS} | {"pages": pages, "figures": figures}


def _read(report: Path, key: str) -> Entry | None:
    manifest, results = (_read_json(report / f"{name}.json") for name in ("manifest", "findings"))
    if not isinstance(manifest, dict) or not isinstance(results, dict):
        return None
    title = _short(manifest.get("title")) or clean(key)
    figures = _figures(report)
    data = manifest.get("data")
    iso = clean(manifest.get("date"))
    return {
        "path": quote(key),
        "name": clean(report.parent.name),
        "title": title,
        "iso": iso if re.fullmatch(r"\d{4}-\d\d-\d\d", iso) else "",
        "day": day(iso)[:40],
        "version": _short(data.get("version")) if isinstance(data, dict) else "",
        "changed": _changed(manifest.get("changed")),
        "headline": _told(results.get("findings"), title, _short(manifest.get("subtitle"))),
        "pages": [
            *([word, name] for name, word in PAGES.items() if _plain(report / name)),
            *(["explore", quote(name)] for name in _attached(report)),
        ],
        "figures": [
            [clean(name), [[kind[1:].upper(), quote(f"figures/{name}{kind}")] for kind in kinds]]
            for name, kinds in figures.items()
        ],
        "thumbnail": NOT_DRAWN,
    }


def _told(findings: Any, title: str, subtitle: str) -> str:
    """Say what a report says first beside its title; of a what-if what it would change."""
    found = [f for f in findings if isinstance(f, dict)] if isinstance(findings, list) else []
    said = [_short(f.get("sentence")) for f in found[:MOST_FIGURES]]
    supposed = [
        text
        for text, finding in zip(said, found, strict=False)
        if clean(finding.get("id")).endswith("-hypothetical")
    ]
    if supposed:
        return supposed[0]
    first = said[0] if said else ""
    return first if first and first.rstrip(".") != title.rstrip(".") else subtitle


def _attached(report: Path) -> list[str]:
    """List the pages to explore that lie beside a report."""
    found = sorted(path.name for path in report.glob("*.html"))[:MOST_FIGURES]
    return [
        name for name in found if name not in PAGES and name.isprintable() and _plain(report / name)
    ]


def _thumbnail(report: Path) -> str:
    manifest = read_json(report / "manifest.json")
    lead = manifest.get("lead") if isinstance(manifest, dict) else None
    chosen = telling([name for name, kinds in _figures(report).items() if ".png" in kinds], lead)
    return data_uri(report / "figures" / f"{chosen}.png") if chosen else ""


def _figures(report: Path) -> dict[str, list[str]]:
    """List the figures by name, each with the endings of its files."""
    folder, found = report / "figures", dict[str, list[str]]()
    if folder.is_symlink():
        return found
    for kind in PICTURES:
        for path in sorted(folder.glob(f"*{kind}"))[:MOST_FIGURES]:
            if path.name.isprintable() and _plain(path):
                found.setdefault(path.stem, []).append(kind)
    return dict(sorted(found.items()))


def _plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _changed(changed: Any) -> str:
    """Say in which parameters beside its day a report differs from the usual one."""
    if not isinstance(changed, Mapping):
        return ""
    told = []
    for name, value in list(changed.items())[:50]:
        if name != "date":
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            told.append(f"{name}: {text[:LONGEST]}")
    return _short("; ".join(told))


def _short(value: object) -> str:
    text = clean(str(value)[: 4 * LONGEST] if value is not None else "")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
