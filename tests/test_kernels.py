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

from syria_analysis.reports import fork_server
from syria_analysis.reports.execute import quiet
from syria_analysis.reports.forks import (
    FORK_VARIABLE,
    SINGLE_THREADED,
    CannotFork,
    ForkServer,
)
from syria_analysis.reports.kernel import ReportKernelManager, sweep_kernels
from syria_analysis.reports.kernel_server import use_server

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux forks")


@pytest.fixture(scope="module")
def server():
    with ForkServer.start() as server:
        yield server


@pytest.fixture
def scratch(monkeypatch):
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="sa-test-") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def printed(server, *sources):
    """Run cells in a kernel; give what they print, as JSON."""
    import papermill

    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    with quiet(), use_server(server):
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


def test_nothing_that_one_report_does_reaches_the_next(server, scratch):
    before, _ = printed(server, STATE)
    printed(server, MESS)
    after, _ = printed(server, STATE)
    assert after == before
    assert not before["name"] and not before["patched"]
    assert list(scratch.iterdir()) == []


def test_a_notebook_cannot_tell_a_forked_kernel_from_another(server, scratch, monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    forked, _ = printed(server, STATE)
    started, _ = printed(None, STATE)
    assert forked == started


def test_kernels_draw_different_random_numbers(server):
    source = "import json, random, numpy\nprint(json.dumps([random.random(), numpy.random.rand()]))"
    one, two = printed(server, source)[0], printed(server, source)[0]
    assert one[0] != two[0] and one[1] != two[1]


def test_pyplot_shows_its_figures_in_the_notebook(server):
    _, notebook = printed(server, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert [list(o.data) for o in notebook.cells[0].outputs] == [["text/plain", "image/png"]]


def test_a_kernel_starts_although_the_server_is_gone(scratch):
    server = ForkServer.start()
    os.kill(server.pid, signal.SIGKILL)
    assert printed(server, "print(1)")[0] == 1
    server.close()
    assert list(scratch.iterdir()) == []


def test_forking_can_be_switched_off(monkeypatch):
    monkeypatch.setenv(FORK_VARIABLE, "0")
    with pytest.raises(CannotFork, match=FORK_VARIABLE):
        ForkServer.start()


def test_a_process_with_threads_or_open_files_is_not_forked(tmp_path):
    code = (
        "import sys, threading, time\n"
        "from syria_analysis.reports.forks import CannotFork, ForkServer\n"
        "def said():\n"
        "    try:\n"
        "        return ForkServer.split()\n"
        "    except CannotFork as error:\n"
        "        return error\n"
        f"with open({str(tmp_path / 'file')!r}, 'w'):\n"
        "    print(said())\n"
        "threading.Thread(target=time.sleep, args=(1,)).start()\n"
        "print(said())\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={**os.environ, **SINGLE_THREADED},
    )  # fmt: skip
    assert out.stdout.splitlines() == [f"{tmp_path / 'file'} is open", "the process has 2 threads"]


def test_codes_signals_and_what_is_printed(server, tmp_path):
    with (tmp_path / "out").open("w") as out:
        told = server.fork("builtins:print", "hello", output=out.fileno())
        assert told.wait(10) == 0
    assert (tmp_path / "out").read_text() == "hello\n"
    assert server.fork("sys:exit", 3).wait(10) == 3
    sleeping = server.fork("time:sleep", 60)
    with pytest.raises(subprocess.TimeoutExpired):
        sleeping.wait(0.05)
    sleeping.terminate()
    assert sleeping.wait(10) == -signal.SIGTERM
    sleeping.kill()  # of a process that has ended: nobody else is hit
    sleeping = server.fork("time:sleep", 60)
    sleeping.kill()
    assert sleeping.wait(10) == -signal.SIGKILL


OWNER = """
import asyncio, os, signal, sys
from syria_analysis.reports.forks import ForkServer
from syria_analysis.reports.kernel_server import use_server
from syria_analysis.reports.kernel import ReportKernelManager
async def start():
    kernel = ReportKernelManager()
    await kernel.start_kernel()
    client = kernel.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    return kernel
with ForkServer.start() as server, use_server(server):
    kernel = asyncio.run(start())
    print(server.pid, kernel.provisioner.process.pid, kernel.folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_kernel_and_server_die_with_their_owner(scratch):
    out = subprocess.run(
        [sys.executable, "-c", OWNER],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    assert out.returncode == -signal.SIGKILL, out.stderr
    server, kernel, folder = out.stdout.split()
    end = time.monotonic() + 10
    while not (gone(server) and gone(kernel)) and time.monotonic() < end:
        time.sleep(0.02)
    assert gone(server) and gone(kernel)
    assert Path(folder).is_dir()
    sweep_kernels()
    assert not Path(folder).exists()


def test_a_kernel_dies_with_its_server(scratch):
    async def start_and_kill():
        server = ForkServer.start()
        with use_server(server):
            kernel = ReportKernelManager()
            await kernel.start_kernel()
            pid = kernel.provisioner.process.pid
            os.kill(server.pid, signal.SIGKILL)
            end = time.monotonic() + 10
            while (await kernel.is_alive() or not gone(pid)) and time.monotonic() < end:
                await asyncio.sleep(0.02)
            assert gone(pid) and not await kernel.is_alive()
            await kernel.shutdown_kernel(now=True)
            server.close()

    asyncio.run(start_and_kill())
    assert list(scratch.iterdir()) == []


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
def test_many_kernels_at_once(server, scratch, count):
    with use_server(server), quiet():
        pids = asyncio.run(kernels(count, 8))
    assert len(set(pids)) == count
    assert all(gone(pid) for pid in pids)
    assert list(scratch.iterdir()) == []


def test_a_server_with_nothing_left_to_do_ends():
    server = ForkServer.start()
    children = [server.fork("time:sleep", 60) for _ in range(2)]
    server.close()
    assert gone(server.pid)
    end = time.monotonic() + 10
    while not all(gone(c.pid) for c in children) and time.monotonic() < end:
        time.sleep(0.02)
    assert all(gone(c.pid) for c in children)
    assert [c.poll() for c in children] == [-signal.SIGKILL] * 2
    with pytest.raises(CannotFork):
        server.fork("os:getpid")


@pytest.mark.slow
def test_what_the_server_calls_fills_its_caches_and_an_error_harms_nobody(server):
    server.call("json:loads", "{")
    server.call("syria_analysis.api:preload", None, ["claims"])
    source = (
        "import json\n"
        "import syria_analysis as sa\n"
        "syria = sa.load()\n"
        "computed = '_cached_on_owner' in vars(syria)\n"
        "table = syria.claims_table()\n"
        "again = sa.load()\n"
        "print(json.dumps([computed, again is syria, table.to_json(default_handler=str)]))"
    )
    (computed, same, table), _ = printed(server, source)
    assert (computed, same) == (True, True)
    assert printed(None, source)[0] == [False, False, table]


def test_every_module_the_server_imports_exists():
    from importlib.util import find_spec

    modules = (
        *fork_server.KERNEL_MODULES, *fork_server.FIGURE_MODULES, *fork_server.PAGE_MODULES
    )  # fmt: skip
    assert all(find_spec(name) for name in modules)
