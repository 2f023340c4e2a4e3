"""The assets of Dagster, materialised in process."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys

import nbformat
import pytest

pytestmark = [
    # Dagster uses parts of itself that it has declared out of date.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:dagster"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:dagster_shared"),
]
dg = pytest.importorskip("dagster", reason="needs the extra 'schedule'")

from syria_analysis.integrations import dagster  # noqa: E402
from syria_analysis.integrations.dagster import defs, make_definitions  # noqa: E402

CELLS = [
    "import syria_analysis as sa\nfrom syria_analysis.reports import Page, tables\n"
    "from syria_analysis.reports.parameters import Day",
    'date: Day = "2024-12-02"  # Evening\ntrouble: bool = False  # Whether it fails',
    "if date == '2024-12-03':\n    raise ValueError('no luck')\n"
    'syria = sa.load()\nnow = syria.on(date)\npage = Page(syria, title="Small", date=date)\n'
    "page.front()",
    'page.findings(now.findings("2024-11-26", ["homs"]))',
]


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    cells = [nbformat.v4.new_code_cell(text, id=f"cell-{n}") for n, text in enumerate(CELLS)]
    cells[1].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "small.ipynb")
    return folder


def asset(definitions, name):
    return definitions.resolve_assets_def(name)


def materialise(definitions, name, day, output, **options):
    return definitions.resolve_job_def("evening").execute_in_process(
        partition_key=day,
        asset_selection=[dg.AssetKey(name)],
        run_config={"resources": {"reports": {"config": {"output": str(output)}}}},
        **options,
    )


@pytest.mark.slow
def test_two_evenings(notebooks, tmp_path):
    definitions = make_definitions(notebooks)
    for day in ("2024-12-02", "2024-12-05"):
        run = materialise(definitions, "small", day, tmp_path)
        assert run.success
        (made,) = run.asset_materializations_for_node("small")
        folder = tmp_path / "small" / day
        told = {key: value.value for key, value in made.metadata.items()}
        findings = json.loads((folder / "findings.json").read_text("utf-8"))["findings"]
        assert told["headline"] == findings[0]["sentence"]
        far = next(f["numbers"] for f in findings if f["id"] == "front-to-homs")
        for key in ("low_km", "distance_km", "high_km"):
            assert told[f"front-to-homs: {key}"] == pytest.approx(far[key])
        assert told["report.html"] == (folder / "report.html").as_uri()
        assert made.partition == day
    assert (tmp_path / "index.html").is_file()


@pytest.mark.slow
def test_a_failure_keeps_its_line(notebooks, tmp_path, monkeypatch):
    monkeypatch.setattr(dagster, "RETRIES", dg.RetryPolicy(max_retries=1))
    definitions = make_definitions(notebooks)
    run = materialise(definitions, "small", "2024-12-03", tmp_path, raise_on_error=False)
    assert not run.success
    kinds = [event.event_type_value for event in run.all_events]
    assert kinds.count("STEP_UP_FOR_RETRY") == 1
    (failed,) = [e for e in run.all_events if e.event_type_value == "STEP_FAILURE"]
    assert "ValueError: no luck" in str(failed.event_specific_data.error)


def test_alerts_of_the_latest_evening_head_the_index(notebooks, tmp_path):
    definitions = make_definitions(notebooks)
    for day, written in (("2024-12-05", False), ("2024-12-08", True)):
        run = materialise(definitions, "alerts", day, tmp_path)
        (made,) = run.asset_materializations_for_node("alerts")
        assert made.metadata["alerts"].value > 0
        assert (tmp_path / "alerts.json").is_file() == written


@pytest.mark.slow
def test_two_evenings_of_a_real_report(tmp_path):
    for day in ("2024-12-02", "2024-12-05"):
        run = materialise(defs, "situation", day, tmp_path)
        (made,) = run.asset_materializations_for_node("situation")
        assert made.metadata["map"].value.startswith("![map-")
        assert "data:image/webp" in made.metadata["map"].value
        assert (tmp_path / "situation" / day / "report.pdf").is_file()


def test_what_there_is():
    package = dg.AssetKey("data_package")
    for name in ("situation", "scenario"):
        made = asset(defs, name)
        assert package in made.dependency_keys
        assert made.op.retry_policy.max_retries == 2
        days = made.partitions_def.get_partition_keys()
        assert (days[0], days[-1], len(days)) == ("2024-11-26", "2024-12-08", 13)
    assert asset(defs, "campaign").partitions_def is None


def test_the_sensor_fires_when_the_data_changes(monkeypatch):
    (sensor,) = defs.sensors
    with dg.DagsterInstance.ephemeral() as instance:

        def tick(cursor):
            context = dg.build_sensor_context(
                instance=instance, cursor=cursor, repository_def=defs.get_repository_def()
            )
            return sensor.evaluate_tick(context)

        first = tick(None)
        assert {r.partition_key for r in first.run_requests} == {"2024-12-08", None}
        again = tick(first.cursor)
        assert (again.run_requests, again.skip_message) == ([], "the data is what it was")
        monkeypatch.setattr(dagster, "data_digest", lambda folder: "another")
        changed = tick(first.cursor)
        assert len([r for r in changed.run_requests if r.partition_key]) == 13
        assert changed.cursor == "another"


def test_the_schedule_asks_for_the_latest_evening():
    schedule = next(s for s in defs.schedules if s.name.startswith("evening"))
    context = dg.build_schedule_context(
        scheduled_execution_time=dt.datetime(2024, 12, 20, 6, 30, tzinfo=dt.UTC),
        repository_def=defs.get_repository_def(),
    )
    (request,) = schedule.evaluate_tick(context).run_requests
    assert request.partition_key == "2024-12-08"


def test_the_package_does_not_import_dagster():
    code = "import sys, syria_analysis.cli, syria_analysis.reports.build\n"
    code += "print('dagster' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
