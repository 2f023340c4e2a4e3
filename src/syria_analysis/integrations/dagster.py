"""The reports as assets of Dagster, for those who outgrow one machine.

``dagster dev -m syria_analysis.integrations.dagster`` shows them: one asset for each report,
divided by evening where it is about one, all resting on the data package; a schedule, and a sensor
that starts runs when the data changes. Where the steps run (a pool of processes, Kubernetes,
Celery) is the business of Dagster's executor. Needs ``pip install
"syria-analysis[schedule]"``; nothing else in the package imports this module.
"""

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from syria_analysis.alerts.compare import alerts_between
from syria_analysis.api import load
from syria_analysis.errors import ReportFailed, SyriaAnalysisError
from syria_analysis.package.resources import notebook_folder
from syria_analysis.reports.build import build_report
from syria_analysis.reports.dependencies import data_digest
from syria_analysis.reports.index import ALERTS, write_alerts
from syria_analysis.reports.parameters import read_parameters
from syria_analysis.reports.request import read_notebook, report_names
from syria_analysis.reports.thumbnails import data_uri, telling

__all__ = ["OUTPUT_VARIABLE", "Reports", "defs", "make_definitions"]

OUTPUT_VARIABLE = "SYRIA_ANALYSIS_REPORTS"
"""Environment variable that names the folder of all reports; ``reports`` without it."""

EVERY_MORNING = "30 6 * * *"
PREVIEW = 480  # pixels
DATA = dg.AssetKey("data_package")
PACKAGE = dg.AssetSpec(DATA, group_name="data", description="The dated, sourced facts.")
RETRIES = dg.RetryPolicy(max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL)
"""How often a report that failed is tried again; nothing else in the library does that."""


class Reports(dg.ConfigurableResource):
    """Where reports are written."""

    output: str = "reports"


def make_definitions(notebooks: Path | None = None) -> dg.Definitions:
    """Define the assets, the jobs, the schedule and the sensor.

    Parameters
    ----------
    notebooks : pathlib.Path, optional
        Folder of the reports' notebooks; the library's own without it.

    Returns
    -------
    dagster.Definitions

    Examples
    --------
    >>> [job.name for job in make_definitions().jobs]
    ['evening', 'whole']
    """
    folder = notebook_folder() if notebooks is None else notebooks
    dataset = load()
    evenings = dg.DailyPartitionsDefinition(
        start_date=str(dataset.first), end_date=str(dataset.last + dt.timedelta(days=1))
    )
    asked = {name: _day_of(name, folder) for name in report_names(folder) if _alone(name, folder)}
    by_evening = [_report(name, folder, evenings) for name, day in asked.items() if day == "date"]
    whole = [_report(name, folder, None, day) for name, day in asked.items() if day != "date"]
    jobs = [dg.define_asset_job("evening", [*by_evening, (news := _alerts(evenings))])]
    if whole:
        jobs.append(dg.define_asset_job("whole", whole))
    return dg.Definitions(
        assets=[PACKAGE, *by_evening, *whole, news],
        jobs=jobs,
        schedules=[_schedule(job, n == 0) for n, job in enumerate(jobs)],
        sensors=[_sensor(jobs)],
        resources={"reports": Reports(output=os.environ.get(OUTPUT_VARIABLE, "reports"))},
    )


def _alone(name: str, folder: Path) -> bool:
    """Tell whether a report can be made without being given anything."""
    about = read_notebook(name, folder)[0].metadata.get("syria_analysis", {})
    return not any(str(rule).endswith(" given") for rule in about.get("rules", ()))


def _day_of(name: str, folder: Path) -> str | None:
    """Name the parameter that is the evening of a report, or the last one of a campaign."""
    declared = {p.name for p in read_parameters(read_notebook(name, folder)[0])}
    return next((day for day in ("date", "last") if day in declared), None)


def _report(
    name: str, folder: Path, evenings: dg.PartitionsDefinition | None, day: str | None = "date"
) -> dg.AssetsDefinition:
    @dg.asset(
        name=name.replace("-", "_"),
        deps=[DATA],
        partitions_def=evenings,
        retry_policy=RETRIES,
        group_name="reports",
        description=f"The report {name}: HTML, PDF, figures, tables, findings.",
    )
    def made(context: dg.AssetExecutionContext, reports: Reports) -> dg.MaterializeResult:
        asked = {day: context.partition_key if evenings else "latest"} if day else {}
        try:
            result = build_report(
                name,
                asked,
                reports.output,
                notebooks=folder,
                progress=lambda done, of, step: context.log.info("%d of %d: %s", done, of, step),
            )
        except ReportFailed as error:
            raise dg.Failure(str(error)) from error
        except SyriaAnalysisError as error:  # wrong today, wrong in a minute
            raise dg.Failure(str(error), allow_retries=False) from error
        return dg.MaterializeResult(metadata=dict(_metadata(result)))

    return made


def _metadata(result: Any) -> Iterator[tuple[str, Any]]:
    """Tell of a report what is worth seeing beside its run: headline, distances, map, links."""
    folder = result.folder
    findings = json.loads((folder / "findings.json").read_text("utf-8"))["findings"]
    if findings:
        yield "headline", dg.MetadataValue.text(findings[0]["sentence"])
    for finding in findings:
        numbers = finding.get("numbers", {})
        for key in ("low_km", "distance_km", "high_km"):
            if isinstance(numbers.get(key), int | float):
                yield f"{finding['id']}: {key}", dg.MetadataValue.float(float(numbers[key]))
    pictures = {path.stem: path for path in (folder / "figures").glob("*.png")}
    chosen = telling(list(pictures))
    if chosen:
        yield "map", dg.MetadataValue.md(f"![{chosen}]({data_uri(pictures[chosen], PREVIEW)})")
    yield "status", dg.MetadataValue.text(result.status)
    yield "seconds", dg.MetadataValue.float(round(result.seconds, 2))
    yield "folder", dg.MetadataValue.path(str(folder))
    for page in ("report.html", "report.pdf"):
        yield page, dg.MetadataValue.url((folder / page).as_uri())


def _alerts(evenings: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        deps=[DATA],
        partitions_def=evenings,
        group_name="reports",
        description="What is new since the evening before; of the latest, heads the index.",
    )
    def alerts(context: dg.AssetExecutionContext, reports: Reports) -> dg.MaterializeResult:
        dataset = load()
        new = alerts_between(dataset, None, context.partition_key)
        if new.date == dataset.last:
            write_alerts(Path(reports.output) / ALERTS, new.record)
        told = "\n".join(f"- {alert.sentence}" for alert in new.found) or "Nothing."
        return dg.MaterializeResult(
            metadata={
                "alerts": dg.MetadataValue.int(len(new.found)),
                "what is new": dg.MetadataValue.md(told),
            }
        )

    return alerts


def _schedule(job: Any, by_evening: bool) -> dg.ScheduleDefinition:
    @dg.schedule(name=f"{job.name}_every_morning", cron_schedule=EVERY_MORNING, job=job)
    def every_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        return dg.RunRequest(partition_key=str(load().last) if by_evening else None)

    return every_morning


def _sensor(jobs: list[Any]) -> dg.SensorDefinition:
    @dg.sensor(jobs=jobs, minimum_interval_seconds=60)
    def data_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        """Start runs when the data has changed: of the latest evening first, then of all.

        A report whose own evening the change does not touch is left as it is by its run.
        """
        dataset = load()
        digest = data_digest(dataset.folder)
        if context.cursor == digest:
            return dg.SkipReason("the data is what it was")
        days = dataset.days if context.cursor else (dataset.last,)
        requests = [
            dg.RunRequest(partition_key=str(day), job_name=jobs[0].name) for day in reversed(days)
        ]
        requests += [dg.RunRequest(job_name=job.name) for job in jobs[1:]]
        seen = dg.AssetObservation(DATA, tags={"dagster/data_version": digest})
        return dg.SensorResult(run_requests=requests, cursor=digest, asset_events=[seen])

    return data_changed


defs = make_definitions()
