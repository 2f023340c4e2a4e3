"""The kernel that runs a report: the running interpreter's own, in a private folder, over IPC.

It depends on no kernel specification installed on the machine, shares no port with anybody and
reads none of the user's IPython settings. It is forked from the server of `processes`.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import socket
import sys
import uuid
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from syria_analysis.package.locks import owned_folder
from syria_analysis.reports.processes import (
    PREFIX,
    SURROUNDINGS,
    short_temporary,
    start,
    sweep_left,
)

__all__ = ["ReportKernelManager", "kernel_folder", "run_kernel"]

LAUNCHER = "ipykernel_launcher"


def kernel_folder() -> tuple[Path, int]:
    """Make a private folder whose path is short enough for sockets; sweep what dead runs left.

    Returns
    -------
    pathlib.Path
        The folder.
    int
        Its lock, see `locks.owned_folder`.
    """
    sweep_left()
    return owned_folder(PREFIX, short_temporary())


class _Provisioner(LocalProvisioner):
    """Forks the kernel from the server."""

    async def launch_kernel(self, cmd: list[str], **kw: Any) -> Any:
        """Start the kernel."""
        environment = {k: v for k, v in kw["env"].items() if k != "JPY_PARENT_PID"}
        process: Any = start(
            run_kernel,
            *cmd[cmd.index(LAUNCHER) + 1 :],
            environment=environment,
            folder=kw["cwd"],
            log=kw["stdout"].name,
        )
        # no process group: signals go through it, which knows whether it is still alive
        self.process, self.pid, self.pgid, self.cwd = process, process.pid, None, kw["cwd"]
        return self.connection_info


class ReportKernelManager(AsyncKernelManager):
    """Starts ipykernel in the running interpreter and cleans up after it."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        self._owner: int | None
        self.folder, self._owner = kernel_folder()
        kw["connection_file"] = str(self.folder / "kernel.json")
        if hasattr(socket, "AF_UNIX"):  # not on Windows
            kw |= {"transport": "ipc", "ip": str(self.folder / "k")}
        super().__init__(*args, **kw)
        self._kernel_spec = KernelSpec(
            argv=[sys.executable, "-m", LAUNCHER, "-f", "{connection_file}"],
            display_name="Report",
            language="python",
        )

    async def _async_pre_start_kernel(self, **kw: Any) -> Any:
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or str(uuid.uuid4())
            self.provisioner = _Provisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        return await super()._async_pre_start_kernel(**kw)

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        env = dict(kw.pop("env", None) or {})
        env |= {
            "IPYTHONDIR": str(self.folder / "ipython"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "PYDEVD_USE_FRAME_EVAL": "NO",  # as a debugger sets it, which a forked one lacks
            "PYTHONHASHSEED": env.get("PYTHONHASHSEED", "0"),
            "PYTHONSAFEPATH": "1",
            **SURROUNDINGS,
        }
        with (self.folder / "kernel.log").open("wb") as log:
            await super()._async_launch_kernel(
                kernel_cmd, env=env, cwd=str(self.folder), stdout=log, stderr=log, **kw
            )

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart and self._owner is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            os.close(self._owner)
            self._owner = None

    cleanup_resources = _async_cleanup_resources  # type: ignore[assignment]


def run_kernel(*arguments: str) -> None:
    """Be a kernel, in a process of its own.

    Parameters
    ----------
    *arguments : str
        What ipykernel would be given on the command line.
    """
    from ipykernel.kernelapp import IPKernelApp

    _leave_debugger_out()
    sys.argv = [LAUNCHER, *arguments]
    app = IPKernelApp.instance()
    app.initialize(list(arguments))
    if "matplotlib" in sys.modules:  # it read the variable when it was imported: before this
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]
    app.start()


def _leave_debugger_out() -> None:
    """Have ipykernel find no debugger: nobody debugs a report, and it is slow to import."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    with contextlib.suppress(ImportError):
        importlib.import_module("ipykernel.debugger")
    del sys.modules["debugpy"]
