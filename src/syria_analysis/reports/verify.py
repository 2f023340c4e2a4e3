"""Whether a report can still be trusted: its files unaltered, its findings the same today."""

from __future__ import annotations

import filecmp
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadParameter, InvalidData, MissingData, SyriaAnalysisError
from syria_analysis.package.limits import Unreadable, read_json, real_path
from syria_analysis.package.locks import scratch_folder
from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports.dependencies import combined
from syria_analysis.reports.manifest import (
    LARGEST_RUN,
    MANIFEST,
    FileFaults,
    check_files,
    derived,
    differing,
    read_manifest,
)
from syria_analysis.reports.pool import Task, make_all
from syria_analysis.reports.progress import Progress
from syria_analysis.reports.provenance import Inputs, inputs_of
from syria_analysis.reports.request import as_file, prepare, report_names
from syria_analysis.reports.text import clean

__all__ = ["Rerun", "Verdict", "compared", "verify_report"]

_RUN = "report.ipynb"
_MOST_NAMED = 5


@dataclass(frozen=True)
class Rerun:
    """What came of making a report again.

    Attributes
    ----------
    findings : tuple of str
        Which findings and claims differ, and how; empty if they are the same.
    files : tuple of str
        Files that differ in any byte, or are on one side only; of the notebook what tells when
        and how fast it ran does not count. Folders end in a slash.
    manifest : tuple of str
        Fields of the manifest that differ.
    failed : str
        Why there is no comparing, or "".
    """

    findings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    manifest: tuple[str, ...] = ()
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
    manifest : tuple of str
        Fields of the manifest that are not what follows from the report and its inputs.
    strict : bool
        Whether everything must be the same in a rerun, whatever the inputs are today.
    own : bool
        Whether it was made from the library's own data and notebook.
    """

    folder: str
    report: str
    date: str
    count: int
    files: FileFaults
    inputs: tuple[str, ...] | None = None
    rerun: Rerun | None = None
    manifest: tuple[str, ...] = ()
    strict: bool = False
    own: bool = True

    @property
    def unaltered(self) -> bool:
        """Whether every file is as it was made, and no other has come to them."""
        return self.files == FileFaults() and not self.manifest

    @property
    def not_covered(self) -> tuple[str, ...]:
        """What nothing that was compared can prove."""
        found = ["when it was made, and how long that took"]
        if not self.own:
            found.append("where its data and notebook lay")
        if self.inputs is None:
            found.append("what it was made of")
        if self.rerun is None or self.rerun.failed:
            found.append("that its files are what its inputs give (--rerun makes them again)")
        elif self.inputs and not self.strict:
            found.append("bytes that differ, since its inputs do (--rerun fails on them)")
        return tuple(found)

    @property
    def same(self) -> bool | None:
        """Whether a rerun today gives the same findings; None if that is not known.

        With the same inputs, or where a rerun was asked for, every byte must be the same.
        """
        if self.rerun is None:
            return True if self.inputs == () else None
        if self.rerun.failed or self.rerun.findings:
            return False
        tolerant = bool(self.inputs) and not self.strict
        return tolerant or not (self.rerun.files or self.rerun.manifest)

    def record(self) -> dict[str, Any]:
        """Write the verdict as JSON has it, by the schema ``verify``."""
        return {
            "folder": self.folder,
            "report": self.report,
            "date": self.date,
            "unaltered": self.unaltered,
            "same_findings": self.same,
            **asdict(self.files),
            "manifest": self.manifest,
            "not_covered": self.not_covered,
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
    root = real_path(folder)
    manifest = read_manifest(root)
    verdict = Verdict(
        folder=clean(folder),
        report=clean(manifest["report"]),
        date=clean(manifest["date"]),
        count=len(manifest["files"]),
        files=check_files(root, manifest),
        strict=bool(rerun),
        own=manifest["data"]["own"] and ".ipynb" not in manifest["command"],
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
        inputs = inputs_of(request)
        changed = tuple(inputs.changed(manifest))
        verdict = replace(verdict, manifest=_underived(root, manifest, inputs, bool(changed)))
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
        return replace(verdict, inputs=changed, rerun=compared(root, again))


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


def _underived(
    root: Path, manifest: Mapping[str, Any], inputs: Inputs, changed: bool
) -> tuple[str, ...]:
    """Name the fields of a manifest that do not follow from the report and its inputs.

    If these have changed since, only what its own notebook and its own other fields tell counts.
    """
    try:
        again = derived(root, inputs)
    except (Unreadable, KeyError, TypeError, ValueError, AttributeError):
        return (f"{_RUN}, which it rests on, cannot be read",)
    if changed:
        again = {name: again[name] for name in ("report", "title", "subtitle", "lead", "date")}
        data = manifest["data"]
        parts, files = data["rests_on"]["parts"], data["files"]
        again["data"] = {
            "sha256": combined(files), "rests_on": {"sha256": combined(parts)},
        }  # fmt: skip
        told = {name: manifest.get(name) for name in again}
        told["data"] = {
            "sha256": data["sha256"], "rests_on": {"sha256": data["rests_on"]["sha256"]},
        }  # fmt: skip
        return differing(told, again)
    return differing(manifest, again)


def compared(was: Path, now: Path) -> Rerun:
    """Tell in what two reports differ, file by file and field by field of their manifests.

    Parameters
    ----------
    was, now : pathlib.Path
        Their folders.

    Returns
    -------
    Rerun
        Without anything in it if they are the same.

    Raises
    ------
    MissingData, InvalidData
        If there is no report in a folder.

    Examples
    --------
    >>> compared(Path("no-report"), Path("none-either"))
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: ...
    """
    names = {
        path.relative_to(root).as_posix() + "/" * path.is_dir()
        for root in (was, now)
        for path in root.rglob("*")
    }
    differ = tuple(name for name in sorted(names - {MANIFEST}) if not _same(was / name, now / name))
    findings = tuple(_findings_differ(was, now)) if "findings.json" in differ else ()
    return Rerun(findings, differ, differing(read_manifest(was), read_manifest(now)))


def _same(one: Path, other: Path) -> bool:
    """Whether two files are the same to the byte, of the notebook but for when it was run."""
    if one.is_dir() or other.is_dir():
        return one.is_dir() and other.is_dir()
    if not one.is_file() or not other.is_file():
        return False
    if filecmp.cmp(one, other, shallow=False):
        return True
    if one.name != _RUN or one.parent.name == "figures":
        return False
    try:
        told = [read_json(path, LARGEST_RUN) for path in (one, other)]
        return bool(_timeless(told[0]) == _timeless(told[1]))
    except (Unreadable, KeyError, TypeError, AttributeError):
        return False


def _timeless(notebook: Any) -> Any:
    """Take out of a notebook what tells when and how fast it ran."""
    for about in (notebook, *notebook["cells"]):
        for name in ("papermill", "execution"):
            about["metadata"].pop(name, None)
    return notebook


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
