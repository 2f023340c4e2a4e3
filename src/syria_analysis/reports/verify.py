"""Whether a report can still be trusted: its files unaltered, its findings the same today."""

from __future__ import annotations

import filecmp
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadParameter, InvalidData, MissingData, SyriaAnalysisError
from syria_analysis.package.locks import scratch_folder
from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports.manifest import MANIFEST, FileFaults, check_files, read_manifest
from syria_analysis.reports.pool import Task, make_all
from syria_analysis.reports.progress import Progress
from syria_analysis.reports.provenance import inputs_of
from syria_analysis.reports.request import as_file, prepare, report_names
from syria_analysis.reports.text import clean

__all__ = ["Rerun", "Verdict", "verify_report"]

NOTEBOOK = "report.ipynb"
_MOST_NAMED = 5


@dataclass(frozen=True)
class Rerun:
    """What came of making a report again.

    Attributes
    ----------
    findings : tuple of str
        Which findings and claims differ, and how; empty if they are the same.
    files : tuple of str
        Files that differ in any byte.
    failed : str
        Why there is no comparing, or "".
    """

    findings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    failed: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was found of a report.

    Attributes
    ----------
    folder : str
        Where it lies.
    report, date : str
        Its name and day.
    count : int
        How many files it was made with.
    files : FileFaults
        How its files differ from its manifest.
    inputs : tuple of str or None
        What it is made of that is not as it was; None if that could not be compared.
    rerun : Rerun or None
        What came of making it again; None if it was not.
    """

    folder: str
    report: str
    date: str
    count: int
    files: FileFaults
    inputs: tuple[str, ...] | None = None
    rerun: Rerun | None = None

    @property
    def unaltered(self) -> bool:
        """Whether every file is as it was made, and no other has come to them."""
        return self.files == FileFaults()

    @property
    def same(self) -> bool | None:
        """Whether a rerun today gives the same findings; None if that is not known.

        With the same inputs every byte must be the same.
        """
        if self.rerun is None:
            return True if self.inputs == () else None
        if self.rerun.failed or self.rerun.findings:
            return False
        return bool(self.inputs) or not self.rerun.files

    def record(self) -> dict[str, Any]:
        """Write the verdict as JSON has it, by the schema ``verify``."""
        return {
            "folder": self.folder,
            "report": self.report,
            "date": self.date,
            "unaltered": self.unaltered,
            "same_findings": self.same,
            **asdict(self.files),
            "inputs_changed": self.inputs,
            "rerun": None if self.rerun is None else asdict(self.rerun),
        }


def verify_report(
    folder: str | Path,
    *,
    rerun: bool | None = None,
    data: str | Path | None = None,
    notebooks: Path | None = None,
    notebook: str | Path | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Check a report against its manifest and against what would be made today.

    Parameters
    ----------
    folder : path
        The report's folder.
    rerun : bool, optional
        Whether to make it again in a temporary folder and compare. Without it: if its inputs are
        not as they were, since otherwise the outcome is known.
    data : path, optional
        Folder of the data package, if it was made from another than the library's own.
    notebooks : pathlib.Path, optional
        Folder of the notebooks; the library's own without it.
    notebook : path, optional
        File of the notebook, if it is the user's own.
    progress : callable, optional
        Called as by `build_report`.

    Returns
    -------
    Verdict

    Raises
    ------
    MissingData, InvalidData
        If there is no report in the folder.
    BadParameter
        If the data package or the notebook must be named.
    """
    root = Path(folder).resolve()
    manifest = read_manifest(root)
    verdict = Verdict(
        folder=clean(folder),
        report=clean(manifest["report"]),
        date=clean(manifest["date"]),
        count=len(manifest["files"]),
        files=check_files(root, manifest),
    )
    if data is None and not manifest["data"]["own"]:
        if rerun is False:
            return verdict
        raise BadParameter(
            f"{clean(folder)} was made from another data package "
            f"({clean(manifest['data']['title'])}, version {clean(manifest['data']['version'])}): "
            "name its folder with --data"
        )
    name = manifest["report"] if notebook is None else as_file(str(notebook))
    if notebook is None and notebooks is None and name not in report_names():
        if rerun is False:
            return verdict
        file = clean(manifest["notebook"]["file"])[:100]
        raise BadParameter(
            f"{clean(folder)} was made of a notebook of somebody's own, {file}: name its file with "
            "--notebook"
        )
    try:
        request = prepare(name, manifest["parameters"], data=data, notebooks=notebooks)
        changed = tuple(inputs_of(request).changed(manifest))
    except (MissingData, InvalidData):
        raise
    except SyriaAnalysisError as error:
        return replace(verdict, rerun=Rerun(failed=clean(error)))
    if rerun is False or (rerun is None and not changed):
        return replace(verdict, inputs=changed)
    with scratch_folder("sa-scratch-") as scratch:
        try:
            again = _made_again(name, manifest, scratch, data, notebooks, progress)
        except SyriaAnalysisError as error:
            return replace(verdict, inputs=changed, rerun=Rerun(failed=clean(error)))
        return replace(verdict, inputs=changed, rerun=_compared(root, again))


def _made_again(
    name: str,
    manifest: Mapping[str, Any],
    scratch: Path,
    data: str | Path | None,
    notebooks: Path | None,
    progress: Progress | None,
) -> Path:
    options = {"data": data, "notebooks": notebooks or notebook_folder(), "force": True}
    task = Task(name, manifest["parameters"], scratch, options, anew=True)
    told = progress or (lambda *step: None)
    (made,) = make_all([task], step=lambda number, *step: told(*step))
    if made.error is not None:
        raise made.error
    return Path(str(made.folder))


def _compared(was: Path, now: Path) -> Rerun:
    names = {
        path.relative_to(root).as_posix()
        for root in (was, now)
        for path in root.rglob("*")
        if path.is_file()
    }
    differ = [
        name
        for name in sorted(names - {MANIFEST})
        if not (was / name).is_file()
        or not (now / name).is_file()
        or not _alike(was / name, now / name)
    ]
    findings = tuple(_findings_differ(was, now)) if "findings.json" in differ else ()
    return Rerun(findings, tuple(differ))


def _alike(was: Path, now: Path) -> bool:
    """Compare two files; of notebooks, leave out when and how fast papermill ran them."""
    if was.name != NOTEBOOK:
        return filecmp.cmp(was, now, shallow=False)
    try:
        one, other = (json.loads(path.read_text("utf-8")) for path in (was, now))
        for told in (one, other):
            for part in (told, *told["cells"]):
                part["metadata"].pop("papermill", None)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False
    return bool(one == other)


def _findings_differ(was: Path, now: Path) -> Iterator[str]:
    """Name the findings and claims that differ, with the first thing in which each does."""
    try:
        before, after = (
            {
                f"{kind[:-1]} {item['id']}": item
                for kind in ("findings", "claims")
                for item in json.loads((root / "findings.json").read_text("utf-8"))[kind]
            }
            for root in (was, now)
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        yield "findings.json cannot be read"
        return
    differ = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    for key in differ[:_MOST_NAMED]:
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            yield clean(f"{key}: {'is new' if one is None else 'is gone'}")
            continue
        name = next(n for n in {**one, **other} if one.get(n) != other.get(n))
        yield clean(f"{key}, {name}: {_brief(one.get(name))} → {_brief(other.get(name))}")
    if len(differ) > _MOST_NAMED:
        yield f"and {len(differ) - _MOST_NAMED} more"


def _brief(value: Any) -> str:
    text = clean(json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value)
    return text if len(text) <= 200 else text[:199] + "…"
