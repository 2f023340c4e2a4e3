"""`manifest.json`: what went into a report and what came out, written and read back.

A manifest that is read is not trusted: it may come from anybody, with any names in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from syria_analysis.errors import InvalidData, MissingData, SyriaAnalysisError
from syria_analysis.package.limits import Unreadable, parse_json, read_json
from syria_analysis.reports.document import read_document
from syria_analysis.reports.provenance import Inputs
from syria_analysis.reports.text import clean
from syria_analysis.text.outputs import json_text, schema

__all__ = [
    "MANIFEST",
    "FileFaults",
    "check_files",
    "derived",
    "differing",
    "is_current",
    "read_manifest",
    "write_manifest",
]

MANIFEST = "manifest.json"
UNTOLD = ("started", "seconds", "sha256", "files")
"""Fields that a rerun cannot give again, and those about the files, which are compared apart."""
LARGEST_RUN = 500_000_000
"""Bytes of an executed notebook."""
_DATA = "--data"
_LARGEST = 2_000_000  # bytes of a manifest


@dataclass(frozen=True)
class FileFaults:
    """How the files of a report differ from its manifest.

    Attributes
    ----------
    altered, missing, added : tuple of str
        Paths inside the report's folder; those of folders end in a slash.
    """

    altered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all that was made is there as it was made; more may have come to it."""
        return not self.altered and not self.missing


def write_manifest(folder: Path, inputs: Inputs, started: datetime, seconds: float) -> None:
    """Write ``manifest.json``: what was asked, what went in, what came out, how to do it again.

    Parameters
    ----------
    folder : pathlib.Path
        The report's folder, with all its files.
    inputs : Inputs
        What it was made of.
    started : datetime.datetime
        When.
    seconds : float
        How long it took.
    """
    manifest = {
        **derived(folder, inputs),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 2),
        "files": {
            name: {"sha256": _sha(path), "bytes": path.stat().st_size}
            for name, path in _files(folder)
        },
    }
    (folder / MANIFEST).write_text(_sealed(manifest), encoding="utf-8", newline="\n")


def derived(folder: Path, inputs: Inputs) -> dict[str, Any]:
    """Give all of a manifest that follows from a report and what it is made of.

    Parameters
    ----------
    folder : pathlib.Path
        The report's folder.
    inputs : Inputs
        What it is made of.

    Returns
    -------
    dict
        A manifest but for its files, when it was made and how long that took.
    """
    request = inputs.request
    notebook = read_json(folder / "report.ipynb", LARGEST_RUN)
    document = read_document(notebook, request.name)
    named = str(request.source.resolve()) if request.own else request.name
    command = ["syria-analysis", "report", named]
    for key, value in request.changed.items():
        text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        command += ["-p", f"{key}={text}"]
    if request.data is not None:
        command += [_DATA, str(request.data)]
    return {
        "report": request.name,
        "title": document.title,
        "subtitle": document.subtitle,
        "lead": next((p.block["name"] for p in document.pieces if p.block.get("lead")), None),
        "date": request.values.get("date") or document.date or None,
        "parameters": request.values,
        "changed": request.changed,
        **inputs.record(),
        "command": shlex.join(command),
    }


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the fields in which two manifests differ, but for those that no rerun can give again.

    Parameters
    ----------
    one, other : mapping
        Manifests, or parts of them; each as `read_manifest` or `derived` gives it.

    Returns
    -------
    tuple of str
        Fields within fields after a slash. Where data and notebook lay, as the command names
        it, counts as the same.
    """

    def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                if path or name not in UNTOLD:
                    yield from leaves(inner, f"{path}/{name}" if path else str(name))
        elif path == "command":
            yield path, json.dumps(_without_place(value))
        else:
            yield path, json.dumps(value, sort_keys=True)

    before, after = dict(leaves(one)), dict(leaves(other))
    return tuple(name for name in {**before, **after} if before.get(name) != after.get(name))


def _without_place(command: str) -> list[str]:
    """Take a command apart, without the places of its data and notebook."""
    try:
        words = shlex.split(command)
    except ValueError:
        return [command]
    words[2:3] = [word.removesuffix(".ipynb").rpartition("/")[2] for word in words[2:3]]
    if _DATA in words[:-1]:
        words[words.index(_DATA) + 1] = ""
    return words


def _sealed(manifest: Mapping[str, Any]) -> str:
    """Write a manifest, its own hash last."""
    told = {name: value for name, value in manifest.items() if name != "sha256"}
    own = hashlib.sha256(json_text(told).encode()).hexdigest()
    return json_text({**told, "sha256": own}) + "\n"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a report that may come from anybody.

    Parameters
    ----------
    folder : pathlib.Path
        The report's folder.

    Returns
    -------
    dict
        It follows the schema ``manifest``, and every path in it stays inside the folder.

    Raises
    ------
    MissingData
        If there is no manifest.
    InvalidData
        If there is one that no report has.
    """
    import jsonschema

    path = folder / MANIFEST
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode):
            raise InvalidData(f"{clean(folder)} is no report: its {MANIFEST} is not a plain file")
        if about.st_size > _LARGEST:
            raise InvalidData(f"{clean(folder)} is no report: its {MANIFEST} is too large")
        manifest = parse_json(path.read_bytes())
    except OSError as error:
        told = clean(error.strerror) or "cannot be read"
        raise MissingData(f"{clean(folder)} is no report: {MANIFEST}: {told}") from None
    except Unreadable as error:
        raise InvalidData(f"{clean(folder)} is no report: its {MANIFEST}: {error}") from None
    fault = jsonschema.exceptions.best_match(_checker().iter_errors(manifest))
    if fault is not None:
        where = "/".join(clean(part)[:60] for part in fault.absolute_path) or "its top"
        raise InvalidData(
            f"{clean(folder)} is no report: its {MANIFEST} breaks the rule "
            f"{clean(fault.validator)!r} at {where}"
        )
    for name in manifest["files"]:
        if not _stays_inside(name):
            raise InvalidData(
                f"{clean(folder)} is no report: its {MANIFEST} names {clean(name)[:60]!r}, "
                "which is not a file inside the report"
            )
    return manifest


def is_current(folder: Path, inputs: Inputs) -> bool:
    """Tell whether a report that is there is whole and was made of the same inputs.

    Parameters
    ----------
    folder : pathlib.Path
        Where it would lie.
    inputs : Inputs
        What it would be made of now.

    Returns
    -------
    bool
    """
    try:
        manifest = read_manifest(folder)
        whole = check_files(folder, manifest).whole
    except (SyriaAnalysisError, OSError):
        return False
    return whole and not any(inputs.changed(manifest))


def check_files(folder: Path, manifest: Mapping[str, Any]) -> FileFaults:
    """Compare the files of a report with its manifest.

    Parameters
    ----------
    folder : pathlib.Path
        The report's folder.
    manifest : mapping
        As `read_manifest` gives it.

    Returns
    -------
    FileFaults

    Raises
    ------
    InvalidData
        If there is a link or a device in the folder: no report has any, and following one would
        lead outside.
    """
    found, told = dict(_files(folder)), manifest["files"]
    altered = [
        name
        for name in sorted(set(told) & set(found))
        if found[name].stat().st_size != told[name]["bytes"]
        or _sha(found[name]) != told[name]["sha256"]
    ]
    if "sha256" in manifest:  # earlier reports have none
        try:
            whole = (folder / MANIFEST).read_bytes() == _sealed(manifest).encode()
        except (OSError, ValueError):
            whole = False
        altered += [] if whole else [MANIFEST]
    needed = {f"{parent}/" for name in told for parent in PurePosixPath(name).parents}
    folders = {
        f"{Path(parent, name).relative_to(folder).as_posix()}/"
        for parent, names, _ in os.walk(folder)
        for name in names
    }
    added = {*found, *folders} - {*told, *needed}
    return FileFaults(tuple(altered), tuple(sorted(set(told) - set(found))), tuple(sorted(added)))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """List the files of a report but its manifest, in order."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted([*names, *folders]):
            path = Path(parent, name)
            inside, mode = path.relative_to(folder).as_posix(), path.lstat().st_mode
            if stat.S_ISREG(mode) and inside != MANIFEST:
                yield inside, path
            elif not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                raise InvalidData(
                    f"{clean(folder)} is no report: {clean(inside)[:80]!r} in it is not a plain "
                    "file"
                )


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    plain = clean(name) == name and "\\" not in name and ":" not in name
    return plain and str(path) == name and not path.is_absolute() and ".." not in path.parts


def _sha(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def _checker() -> Any:
    import jsonschema

    return jsonschema.Draft202012Validator(schema("manifest"))
