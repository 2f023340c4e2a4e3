"""A folder that is watched: new maps into a package, then what is new, then the report.

One pass does what there is to do and ends; cron or a timer makes the next. What was done before
is read from what stands there, the package's own list of its maps, the last alerts and the
report's manifest, so that a pass which was killed is made up for by the next.
"""

from __future__ import annotations

import datetime as dt
import json
import shlex
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from syria_analysis.alerts.compare import Alerts, alerts_between
from syria_analysis.alerts.rule_file import RULES
from syria_analysis.errors import MissingData, OutputNotWritable, SyriaAnalysisError
from syria_analysis.package.conflict import read_conflict
from syria_analysis.package.consistency import CHECKS, Check
from syria_analysis.package.dataset import Dataset, load_dataset
from syria_analysis.package.description import DESCRIPTION, read_description
from syria_analysis.package.limits import Unreadable, read_text
from syria_analysis.package.locks import locked
from syria_analysis.package.map_files import ENDINGS, read_map_file
from syria_analysis.package.map_import import import_maps
from syria_analysis.package.map_rules import MapRules, read_map_rules
from syria_analysis.package.map_sheets import read_sheets
from syria_analysis.package.maps import FACES, MapDay, read_faces
from syria_analysis.package.theatre import Theatre, read_theatre
from syria_analysis.package.values import as_day
from syria_analysis.reports.index import ALERTS, write_alerts
from syria_analysis.reports.pool import Task, make_all

__all__ = ["Pass", "watch_folder"]

SETTLED = 5.0
"""Seconds for which a file must have been left alone: it may still be on its way."""
_MOST_FAULTS = 3
"""So many of the faults of one file are named."""
HISTORY = "alerts"
"""Folder, beside the reports, that keeps the alerts of every pass."""


@dataclass
class Pass:
    """What one pass over a folder has done.

    Attributes
    ----------
    busy : bool
        Whether another pass was at work on the package, so that this one did nothing.
    imported : list of str
        Files that were taken in, in the order of their days.
    lines : list of str
        What the import tells.
    waiting : list of str
        Files that were written to so lately that they may still be on their way.
    faults : list of str
        What could not be done and why, a line each.
    alerts : Alerts or None
        What is new since the last pass; None if no evening is.
    report : pathlib.Path or None
        Folder of the report, if it was made anew.
    """

    busy: bool = False
    imported: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    alerts: Alerts | None = None
    report: Path | None = None


def watch_folder(
    folder: str | Path,
    data: str | Path,
    rules: str | Path,
    output: str | Path,
    *,
    report: str | None = "situation",
    given: Sequence[str] = (),
    alert_rules: str | Path | None = None,
    settled: float = SETTLED,
    checks: Sequence[Check] = CHECKS,
) -> Pass:
    """Make one pass: import the maps that are new, tell what is new, make the report.

    Parameters
    ----------
    folder : path
        Where the maps arrive. Nothing in it is changed.
    data : path
        The package of maps that takes them.
    rules : path
        TOML: whose land each shape is.
    output : path
        Folder of the reports and of the alerts.
    report : str, optional
        Name of the report; None for none.
    given : sequence of str
        ``name=value`` texts: what the report is asked.
    alert_rules : path, optional
        What the alerts watch for. Default: of the package; without any there are no alerts.
    settled : float
        Seconds for which a file must have been left alone.
    checks : sequence of callable
        What the package must pass.

    Returns
    -------
    Pass
        A file that cannot be imported keeps no other from it, and is tried again by every pass.

    Raises
    ------
    SyriaAnalysisError
        If the folder, the rules or the package is wrong.

    Examples
    --------
    >>> watch_folder("nowhere", "data", "rules.toml", "reports")
    Traceback (most recent call last):
    syria_analysis.errors.MissingData: there is no folder nowhere
    """
    inbox, root = Path(folder), Path(data)
    if not inbox.is_dir():
        raise MissingData(f"there is no folder {inbox}")
    if not (root / DESCRIPTION).is_file():
        raise MissingData(f"no data package in {root}: {DESCRIPTION} is missing")
    told = read_map_rules(rules)
    root = root.resolve()
    done = Pass()
    try:
        with locked(root.parent / f".{root.name}.watch.lock", wait=0):
            first = _take_in(done, inbox, root, Path(rules), told, settled, checks)
            if not (root / FACES).is_file():
                return done
            dataset = load_dataset(root, checks)
            _tell(done, dataset, Path(output), alert_rules, first)
            if report is not None:
                options = {"data": root}
                (made,) = make_all([Task(report, tuple(given), Path(output), options)])
                if made.error is not None:
                    done.faults += [str(made.error), *made.faults]
                elif made.status != "unchanged":
                    done.report = Path(str(made.folder))
    except TimeoutError:
        done.busy = True
    except OSError as error:
        raise OutputNotWritable(f"{error.filename or root}: {error.strerror}") from None
    return done


def _take_in(
    done: Pass,
    inbox: Path,
    root: Path,
    rules: Path,
    told: MapRules,
    settled: float,
    checks: Sequence[Check],
) -> dt.date | None:
    """Import what is new; give the first of its days."""
    known = list(read_faces(root).maps) if (root / FACES).is_file() else []
    days, into = {}, (root, "--map", rules)
    for path, spoken in _new(done, inbox, _theatre(root), told, known, settled, into):
        days[path] = spoken
    files = sorted(days, key=lambda path: (days[path][0], path.name))
    # All at once is quickest; where that fails, one by one, so that each tells of itself.
    for batch in [files] if len(files) > 1 else []:
        try:
            done.lines += import_maps(root, batch, rules, checks)
        except SyriaAnalysisError:
            continue
        done.imported += [path.name for path in batch]
        return days[batch[0]][0]
    taken = []
    for path in files:
        try:
            done.lines += import_maps(root, [path], rules, checks)
        except SyriaAnalysisError as error:
            done.faults.append(_named(path, error))
            continue
        done.imported.append(path.name)
        taken.append(days[path][0])
    return min(taken, default=None)


def _theatre(root: Path) -> Theatre:
    try:
        about = read_description(root)
        return read_theatre(
            root, read_conflict(about["conflict"], as_day(about["evenings"]["first"]))
        )
    except Unreadable as error:
        raise MissingData(f"{root}: {error}") from None


def _new(
    done: Pass,
    inbox: Path,
    theatre: Theatre,
    rules: MapRules,
    known: Sequence[MapDay],
    settled: float,
    into: Sequence[object],
) -> Iterator[tuple[Path, list[dt.date]]]:
    """Find the files whose days the package does not have; tell of the others what is wrong."""
    taken = {(shown.file, shown.sha256) for shown in known}
    by_day = {as_day(shown.day): shown.file for shown in known}
    for path in sorted(inbox.iterdir()):
        if path.name.startswith(".") or path.suffix.lower() not in ENDINGS:
            continue
        try:
            if not path.is_file():  # a pipe, a device, a folder
                done.faults.append(f"{path.name}: it is no plain file")
                continue
            # Of either sign: a clock that was ahead must not keep a file out until that time.
            if abs(time.time() - path.stat().st_mtime) < settled:
                done.waiting.append(path.name)
                continue  # the next pass takes it
            digest = read_map_file(path).sha256
            if (path.name, digest) in taken:
                continue
            same = {as_day(shown.day) for shown in known if shown.sha256 == digest}
            try:
                spoken = [sheet.day for sheet in read_sheets([path], rules, theatre)[0]]
            except SyriaAnalysisError:
                if same:  # a copy under a name without a day
                    continue
                raise
            # Where nothing moved, two days may have the same map to the byte: both are taken.
            if same.issuperset(spoken):
                continue
        except (SyriaAnalysisError, OSError) as error:
            done.faults.append(_named(path, error))
            continue
        again = [day for day in spoken if day in by_day]
        if again:
            what = "it has changed since" if by_day[again[0]] == path.name else by_day[again[0]]
            take = shlex.join(["import", "maps", str(path), "--data", *map(str, into)])
            done.faults.append(
                f"{path.name}: the map of {again[0]} is taken already ({what}): left as it is; "
                f"to take this one in its place: syria-analysis {take} --replace"
            )
            continue
        by_day |= dict.fromkeys(spoken, path.name)
        yield path, spoken


def _named(path: Path, error: Exception) -> str:
    text = "; ".join(map(str, [error, *getattr(error, "faults", ())[:_MOST_FAULTS]]))
    return text if text.startswith(path.name) else f"{path.name}: {text}"


def _tell(
    done: Pass,
    dataset: Dataset,
    output: Path,
    rules: str | Path | None,
    first: dt.date | None,
) -> None:
    """Tell what is new since the evening told of last, or since a map that came late."""
    if rules is None and not (dataset.folder / RULES).is_file():
        return
    last, before = dataset.reported_to or dataset.last, _told_of(output / ALERTS, dataset)
    if before is not None and first is not None:
        before = min(before, max(dataset.first, first - dt.timedelta(days=1)))
    if before is not None and before >= last:
        return
    try:
        done.alerts = alerts_between(dataset, before, last, rules)
        record = done.alerts.record
        kept = output / HISTORY / f"{record['since']}_{record['date']}.json"
        write_alerts(kept, record)
        write_alerts(output / ALERTS, record)  # last: a pass that is killed before tells again
    except SyriaAnalysisError as error:
        done.faults.append(f"alerts: {error}")


def _told_of(path: Path, dataset: Dataset) -> dt.date | None:
    """Give the evening up to which the alerts that stand there tell; None if there are none."""
    try:
        day = as_day(json.loads(read_text(path))["date"])
    except (SyriaAnalysisError, ValueError, KeyError, TypeError, RecursionError, OSError):
        return None
    return day if dataset.first <= day <= dataset.last else None
