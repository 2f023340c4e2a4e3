"""The command that tells whether a report can still be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from syria_analysis.cli.options import DATA, FORMAT, command, file_option

if TYPE_CHECKING:
    from syria_analysis.reports.verify import Rerun, Verdict

__all__ = ["verify"]


@command("reports/{report}/{day}")
@click.argument("folder", metavar="REPORT", type=click.Path())
@click.option(
    "--rerun/--no-rerun",
    default=None,
    help="Make the report again; every byte must be the same. Default: if its inputs have changed, "
    "and then the findings must be.",
)
@file_option("--notebook", metavar="FILE", help="Its notebook, if that is of your own.")
@DATA
@FORMAT
def verify(
    folder: str, rerun: bool | None, notebook: str | None, data: str | None, shape: str
) -> None:
    """Tell whether a report's files are unaltered and its findings would be the same today.

    Exit code 0: they are; 1: something is altered or differs; 2: there is no report.
    """
    from syria_analysis.reports.progress import progress_bar
    from syria_analysis.reports.verify import verify_report
    from syria_analysis.text import outputs

    with progress_bar("verify") as bar:
        verdict = verify_report(folder, rerun=rerun, data=data, notebook=notebook, progress=bar)
    if shape == "json":
        click.echo(outputs.as_json(verdict.record()))
    else:
        click.echo("\n".join(_lines(verdict)))
    if not verdict.unaltered or verdict.same is False:
        raise click.exceptions.Exit(1)


def _lines(verdict: Verdict) -> Iterator[str]:
    """Answer in a few lines; every fault has a line of its own."""
    from syria_analysis.reports.text import clean, day

    yield f"{verdict.report}, {day(verdict.date)}: {verdict.folder}"
    files = verdict.files
    kinds = (("altered", files.altered), ("missing", files.missing), ("added", files.added))
    told = ", ".join(f"{len(names)} {kind}" for kind, names in kinds if names)
    yield f"files     {told or 'unaltered'} ({verdict.count} were made)"
    for kind, names in kinds:
        for name in names:
            yield f"  {kind}: {clean(name)}"
    if verdict.manifest:
        yield "manifest  says what does not follow from the report and its inputs"
        for name in verdict.manifest:
            yield f"  not so: {clean(name)}"
    if verdict.inputs is None:
        yield "inputs    not compared"
    else:
        yield f"inputs    {'changed' if verdict.inputs else 'unchanged'}"
        for name in verdict.inputs:
            yield f"  changed: {name}"
    rerun = verdict.rerun
    if rerun is None:
        known = "the same by construction (--rerun proves it)"
        yield f"findings  {known if verdict.same else 'not known without a rerun'}"
    elif rerun.failed:
        yield f"findings  no rerun: {rerun.failed}"
    else:
        yield from _of_rerun(rerun)
    for what in verdict.not_covered:
        yield f"not covered: {what}"


def _of_rerun(rerun: Rerun) -> Iterator[str]:
    from syria_analysis.reports.text import clean

    yield f"findings  {'differ' if rerun.findings else 'the same'} in a rerun"
    for finding in rerun.findings:
        yield f"  differs: {finding}"
    yield f"bytes     {'differ' if rerun.files or rerun.manifest else 'the same'} in a rerun"
    for name in rerun.files:
        yield f"  differs: {clean(name)}"
    for name in rerun.manifest:
        yield f"  differs: manifest.json, {clean(name)}"
