"""What Windows lacks is missed by nothing: its absence is played here, in a fresh process."""

import subprocess
import sys

import pytest

WITHOUT = """
import importlib, json, os, pkgutil, signal, sys, time
import asyncio, multiprocessing.forkserver, platform, subprocess, tempfile  # that this system needs
if "{what}" == "all":
    import jupyter_client, matplotlib, numpy, pandas, platformdirs, pyproj, shapely
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in ("fcntl", "grp", "pwd", "resource", "termios"):
            raise ModuleNotFoundError(name)
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Missing())
for module, names in (
    (os, "fchmod fork geteuid getuid killpg register_at_fork sched_getaffinity setsid uname"),
    (os, "O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_NONBLOCK"),
    (signal, "SIGHUP SIGKILL SIGPIPE SIGQUIT SIGUSR1"),
    (time, "tzset"),
):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
"""
LOCKS = """
from pathlib import Path
from syria_analysis.package.atomic import names_to_disk, to_disk
from syria_analysis.package.limits import read_text
from syria_analysis.package.locks import HALF_MADE, half_made, locked, scratch_folder, sweep
from syria_analysis.reports import processes
here = Path(sys.argv[1])
with half_made(here / "map.svg") as folder, locked(here / "lock"):
    (folder / "a").write_text("whole")
    to_disk(folder / "a")
    names_to_disk(folder)
    assert read_text(folder / "a") == "whole" and sweep(here, HALF_MADE) == []
with scratch_folder("sa-tried-") as scratch:
    assert scratch.is_dir()
assert not scratch.exists() and not list(here.glob("*.part")) and not (here / "lock").exists()
"""
ALL = """
import syria_analysis
for found in pkgutil.walk_packages(syria_analysis.__path__, "syria_analysis."):
    if not found.name.endswith(("__main__", ".dagster", ".dask")) and "_packaged" not in found.name:
        importlib.import_module(found.name)
from syria_analysis.cli import main
sys.exit(main(["figure", "offensive", "--date", "2024-12-02", "--output", sys.argv[1] + "/a.svg"]))
"""


def run(what, script, folder):
    code = WITHOUT.format(what=what) + script
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, timeout=300)


def test_locks_and_processes_do_without(tmp_path):
    run("some", LOCKS, tmp_path)


@pytest.mark.slow
def test_every_module_and_a_figure_do_without(tmp_path):
    run("all", ALL, tmp_path)
    assert (tmp_path / "a.svg").stat().st_size > 10_000
