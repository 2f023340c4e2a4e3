"""Kernels forked from a process that has imported the stack are fresh, alone, gone with it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client.provisioning import LocalProvisioner

from syria_analysis.reports import pool, processes
from syria_analysis.reports.execute import quiet
from syria_analysis.reports.kernel import ReportKernelManager, _Provisioner
from syria_analysis.reports.processes import start, sweep_left

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux forks")


@pytest.fixture(scope="module", autouse=True)
def warm():
    processes.warm()


@pytest.fixture
def scratch(monkeypatch):
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="sa-test-") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def printed(*sources):
    """Run cells in a kernel; give what they print, as JSON."""
    import papermill

    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    with quiet():
        notebook = papermill.execute_notebook(
            nbformat.v4.new_notebook(cells=cells), None, kernel_name="python3", language="python",
            progress_bar=False, kernel_manager_class=ReportKernelManager,
        )  # fmt: skip
    text = "".join(o.get("text", "") for c in notebook.cells for o in c.outputs)
    return json.loads(text or "null"), notebook


STATE = """
import json, os, random, sys
import matplotlib, numpy, pandas
OWNER = "JPY_PARENT_PID"
state = {
    "name": "left" in globals(),
    "patched": hasattr(pandas.DataFrame, "left"),
    "environment": {k: v for k, v in os.environ.items() if k not in ("IPYTHONDIR", OWNER)},
    "folder": os.getcwd()[:-8],
    "rc": {k: str(v) for k, v in matplotlib.rcParams.items()},
    "path": [p for p in sys.path if "sa-kernel" not in p],
    "precision": pandas.options.display.precision,
    "hash": hash("the same"),
    "arguments": len(sys.argv),
    "main": __name__,
}
print(json.dumps(state))
"""
MESS = """
import os, sys
import matplotlib, numpy, pandas
left = 1
pandas.DataFrame.left = pandas.options.display.precision = 3
os.environ["LEFT"] = "1"
matplotlib.rcParams["font.size"] = 99
sys.path.insert(0, "/left")
os.chdir("/")
numpy.random.seed(1)
"""


def test_nothing_that_one_report_does_reaches_the_next(scratch):
    before, _ = printed(STATE)
    printed(MESS)
    after, _ = printed(STATE)
    assert after == before
    assert not before["name"] and not before["patched"]
    assert list(scratch.iterdir()) == []


def test_a_notebook_cannot_tell_a_forked_kernel_from_another(scratch, monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    forked, _ = printed(STATE)
    monkeypatch.setattr(_Provisioner, "launch_kernel", LocalProvisioner.launch_kernel)
    started, _ = printed(STATE)
    assert forked == started


def test_kernels_draw_different_random_numbers():
    source = "import json, random, numpy\nprint(json.dumps([random.random(), numpy.random.rand()]))"
    one, two = printed(source)[0], printed(source)[0]
    assert one[0] != two[0] and one[1] != two[1]


def test_pyplot_shows_its_figures_in_the_notebook():
    _, notebook = printed("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert [list(o.data) for o in notebook.cells[0].outputs] == [["text/plain", "image/png"]]


def test_codes_signals_and_what_is_printed(tmp_path):
    log = tmp_path / "out"
    assert start(print, "hello", log=log).wait(20) == 0
    assert log.read_text() == "hello\n"
    assert start(sys.exit, 3).wait(20) == 3
    sleeping = start(time.sleep, 60)
    assert sleeping.wait(0.05) is None
    sleeping.terminate()
    assert sleeping.wait(20) == -signal.SIGTERM
    sleeping.kill()  # of a process that has ended: nobody else is hit
    sleeping = start(time.sleep, 60)
    sleeping.kill()
    assert sleeping.wait(20) == -signal.SIGKILL


SCRIPT = """
import asyncio, os, signal, time
from syria_analysis.reports.kernel import ReportKernelManager
from syria_analysis.reports.processes import start
print("imported", flush=True)  # no guard: the script is not to run again in what it starts
async def kernel():
    kernel = ReportKernelManager()
    await kernel.start_kernel()
    client = kernel.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    return kernel
kernel, sleeping = asyncio.run(kernel()), start(time.sleep, 300)
server = int(open(f"/proc/{kernel.provisioner.pid}/stat").read().split(")")[1].split()[1])
threads = len(os.listdir(f"/proc/{server}/task"))
print(server, kernel.provisioner.pid, sleeping.pid, kernel.folder, threads, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_all_die_with_their_owner_and_the_next_run_sweeps(scratch, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    out = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    assert out.returncode == -signal.SIGKILL, out.stderr
    first, told = out.stdout.splitlines()
    assert first == "imported"
    *pids, folder, threads = told.split()
    assert threads == "1"  # what runs several must not fork
    end = time.monotonic() + 10
    while not all(map(gone, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    assert all(map(gone, pids))
    assert Path(folder).is_dir()
    sweep_left()
    assert list(scratch.iterdir()) == []


def stuck(ready):
    """Be a maker of reports that owns a process which ends only after it."""
    pool._GRACE, pool._working = 0.3, True
    signal.signal(signal.SIGTERM, pool._interrupted)
    start(time.sleep, 600)
    Path(ready).touch()
    time.sleep(600)


def test_a_maker_told_to_end_does_not_wait_for_what_ends_after_it(tmp_path):
    ready = tmp_path / "ready"
    maker = processes.CONTEXT.Process(target=stuck, args=(str(ready),))
    maker.start()
    end = time.monotonic() + 30
    while not ready.exists() and time.monotonic() < end:
        time.sleep(0.02)
    maker.terminate()
    maker.join(20)
    try:
        assert maker.exitcode == -signal.SIGALRM
    finally:
        maker.kill()


async def one_kernel(limit, number):
    async with limit:
        kernel = ReportKernelManager()
        await kernel.start_kernel()
        client = kernel.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=60)
            reply = await client.execute_interactive(
                f"import os, pandas\nassert {number} == {number}\nprint(os.getpid())",
                output_hook=lambda message: None, timeout=60,
            )  # fmt: skip
            assert reply["content"]["status"] == "ok"
            return kernel.provisioner.process.pid
        finally:
            client.stop_channels()
            await kernel.shutdown_kernel(now=True)


async def kernels(count, jobs):
    limit = asyncio.Semaphore(jobs)
    return await asyncio.gather(*(one_kernel(limit, n) for n in range(count)))


@pytest.mark.parametrize("count", [16, pytest.param(200, marks=pytest.mark.slow)])
def test_many_kernels_at_once(scratch, count):
    with quiet():
        pids = asyncio.run(kernels(count, 8))
    assert len(set(pids)) == count
    assert all(gone(pid) for pid in pids)
    assert list(scratch.iterdir()) == []


def test_every_module_the_server_imports_exists():
    from importlib.util import find_spec

    from syria_analysis.reports.preload import MODULES

    assert all(find_spec(name) for name in MODULES)
