"""Reports made by the workers of a Dask cluster.

Nothing is connected to but the address that is given. What goes to the workers and comes back are
pickles, as always with Dask: whoever can reach a scheduler can run code on its workers, so it
belongs in a network of its own, or behind TLS (``tls://``, with Dask's own settings).
"""

from __future__ import annotations

import contextlib
import logging
import platform
import re
import uuid
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from syria_analysis.errors import BadParameter, MissingData, OutputNotWritable
from syria_analysis.package.locks import half_made
from syria_analysis.package.plain_text import clean
from syria_analysis.package.resources import data_folder, notebook_folder
from syria_analysis.reports.batch import Plan
from syria_analysis.reports.dependencies import data_digest, digest
from syria_analysis.reports.provenance import library_version

__all__ = ["checked_address", "dask_executor"]

EXTRA = "needs the packages of the extra 'dask': pip install 'syria-analysis[dask]'"
_ADDRESS = re.compile(r"(?:(tcp|tls)://)?([\w.-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})", re.ASCII)
_QUIET = ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado")


def checked_address(text: str) -> str:
    """Check the address of a scheduler.

    Parameters
    ----------
    text : str
        ``tcp://HOST:PORT``, ``tls://HOST:PORT`` or ``HOST:PORT``.

    Returns
    -------
    str
        The address with its protocol.

    Raises
    ------
    BadParameter

    Examples
    --------
    >>> checked_address("scheduler:8786")
    'tcp://scheduler:8786'
    """
    match = _ADDRESS.fullmatch(text)
    if match is None or not 0 < int(match[3]) < 65536:
        told = f"{text[:60]!r} is not the address of a Dask scheduler"
        raise BadParameter(f"{told}: write it as tcp://HOST:PORT")
    return f"{match[1] or 'tcp'}://{match[2]}:{match[3]}"


@contextlib.contextmanager
def dask_executor(
    address: str, plan: Plan, output: Path, *, wait: float = 10
) -> Iterator[Executor]:
    """Give an executor of a Dask cluster whose workers see what a batch needs.

    Parameters
    ----------
    address : str
        Of the scheduler, see `checked_address`.
    plan : Plan
        The batch.
    output : pathlib.Path
        Folder of all reports; made if it is not there.
    wait : float
        Seconds to wait for the scheduler and for its first worker.

    Yields
    ------
    concurrent.futures.Executor
        For `make_batch`. A report whose worker dies goes to another, as often as Dask's setting
        ``distributed.scheduler.allowed-failures`` says.

    Raises
    ------
    BadParameter
        If there is no scheduler or no worker, or a worker has another version of the library.
    MissingData
        If the extra is not installed, or a worker sees other data or notebooks.
    OutputNotWritable
        If a worker does not see the folder of reports or cannot write there.
    """
    address = checked_address(address)
    try:
        from distributed import Client
    except ImportError:
        raise MissingData(f"--dask {EXTRA}") from None
    with contextlib.ExitStack() as stack:
        stack.enter_context(_quiet())
        try:
            client = Client(address, timeout=wait, set_as_default=False)
        except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
            why = clean(error)[:200] or "no answer"
            told = f"no Dask scheduler answers at {address}: {why}"
            raise BadParameter(f"{told} (is `dask scheduler` running?)") from None
        stack.callback(client.close, timeout=5)
        try:
            client.wait_for_workers(1, timeout=wait)
        except TimeoutError:
            told = f"the Dask scheduler at {address} has no workers"
            raise BadParameter(f"{told}: start some with `dask worker {address}`") from None
        _check_workers(client, plan, output.resolve())
        yield client.get_executor()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from logging at the user: what matters is told in one line."""
    loggers = [logging.getLogger(name) for name in _QUIET]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _check_workers(client: Any, plan: Plan, output: Path) -> None:
    """See that every worker there is now makes the same of the same files."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        with half_made(output / "dask") as probe:
            about = (plan.name, plan.data, plan.notebooks, probe)
            here, ours = _seen(*about), len(list(probe.iterdir()))
            told = client.run(_seen, *about, on_error="return")
            written = len(list(probe.iterdir())) - ours
    except OSError as error:
        raise OutputNotWritable(f"cannot write to {output}: {error.strerror}") from None
    for worker, seen in sorted(told.items()):
        if not isinstance(seen, dict):
            told_by = f"the Dask worker {worker} cannot make reports"
            raise BadParameter(f"{told_by}: {type(seen).__name__}: {clean(seen)[:200]}")
        for what, value in here.items():
            if seen.get(what) == value:
                continue
            if what == "reports":
                told_by = f"the Dask worker {worker} cannot write to {output}"
                raise OutputNotWritable(f"{told_by}: it lies on no file system that all share")
            if what in ("data", "notebook"):
                raise MissingData(f"the Dask worker {worker} sees another {what} than is here")
            versions = f"{seen.get(what)}, not {value}"
            raise BadParameter(f"the Dask worker {worker} has {what} {versions}")
    if written != len(told):
        told_by = f"not all Dask workers write to the {output} that is here"
        raise OutputNotWritable(f"{told_by}: it lies on no file system that all share")


def _seen(name: str, data: Path | None, notebooks: Path | None, probe: Path) -> dict[str, Any]:
    """Tell what a worker has: versions, data, the notebook, and whether it can write."""
    try:
        (probe / uuid.uuid4().hex).touch(exist_ok=False)
        writes = True
    except OSError:
        writes = False
    found = {
        "Python": platform.python_version(),
        "syria-analysis": library_version(),
        "reports": writes,
        "data": None,
        "notebook": None,
    }
    with contextlib.suppress(OSError):
        found["data"] = data_digest(data or data_folder())
    with contextlib.suppress(OSError):
        path = (notebooks or notebook_folder()) / f"{name}.ipynb"
        found["notebook"] = digest(path.read_bytes())
    return found
