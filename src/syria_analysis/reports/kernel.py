"""The kernel that runs a report: the running interpreter's own, in a private folder, over IPC.

It depends on no kernel specification installed on the machine, shares no port with anybody and
reads none of the user's IPython settings.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

__all__ = ["ReportKernelManager", "kernel_folder"]

LONGEST_SOCKET = 100  # bytes; the system allows 107 with the port number that follows


def kernel_folder() -> Path:
    """Make a private folder whose path is short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="sa-kernel-"))
    if len(str(folder / "k-00000").encode()) > LONGEST_SOCKET and Path("/tmp").is_dir():
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="sa-kernel-", dir="/tmp"))
    return folder


class ReportKernelManager(AsyncKernelManager):
    """Starts ipykernel in the running interpreter and cleans up after it."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        self.folder = kernel_folder()
        kw |= {
            "transport": "ipc",
            "ip": str(self.folder / "k"),
            "connection_file": str(self.folder / "kernel.json"),
        }
        super().__init__(*args, **kw)
        self._kernel_spec = KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Report",
            language="python",
        )

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        env = dict(kw.pop("env", None) or {})
        env |= {
            "IPYTHONDIR": str(self.folder / "ipython"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "PYTHONSAFEPATH": "1",
        }
        with (self.folder / "kernel.log").open("wb") as log:
            await super()._async_launch_kernel(
                kernel_cmd, env=env, cwd=str(self.folder), stdout=log, stderr=log, **kw
            )

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            shutil.rmtree(self.folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources  # type: ignore[assignment]
