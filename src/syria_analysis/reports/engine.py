"""How papermill runs a report's notebook: within time, within bounds, with nothing lost."""

from __future__ import annotations

import time
from typing import Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

__all__ = ["ENGINE", "LARGEST_PRINT", "ReportEngine", "TooMuchPrinted"]

ENGINE = "syria-analysis"
"""Name under which papermill knows the engine."""

LARGEST_PRINT = 10_000_000
"""Characters that a cell may print: no reader wants more, and a loop must not fill the memory."""


class TooMuchPrinted(Exception):
    """A cell printed more than a report can take."""


class _Client(PapermillNotebookClient):
    """Counts what a cell prints and kills the kernel when the notebook is over."""

    def __init__(self, manager: Any, run: Any, **kw: Any) -> None:
        # A cell that ignores interrupts must not outlive its time, nor what it forked the report.
        super().__init__(manager, shutdown_kernel="immediate", **kw)
        self.run = run
        self.timeout_func = self._seconds_left
        self.on_cell_start = self._starts
        self.on_cell_executed = self._is_done

    def _seconds_left(self, cell: Any) -> float:
        left = min(self.run.timeout, self.run.deadline - time.monotonic())
        return max(left, 0.001)  # nbclient takes 0 for no limit

    def _starts(self, cell: Any, cell_index: int) -> None:
        self.printed = 0
        self.run.starts(cell)

    def _is_done(self, **about: Any) -> None:
        if self.printed > LARGEST_PRINT:
            raise TooMuchPrinted
        self.run.drawings.start()
        self.run.steps.cell()

    def output(self, outs: Any, msg: Any, display_id: Any, cell_index: int) -> Any:
        if msg["msg_type"] == "stream":
            self.printed += len(msg["content"]["text"])
            if self.printed > LARGEST_PRINT:
                return None
        return super().output(outs, msg, display_id, cell_index)


class ReportEngine(NBClientEngine):
    """Runs a notebook for a `Run`, which sees it grow."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, run: Any = None, start_timeout: int = 60, **kw: Any
    ) -> Any:
        """Run the cells (papermill calls this, without a `Run` where somebody else asks it to)."""
        if run is None:
            return super().execute_managed_notebook(
                nb_man, kernel_name, start_timeout=start_timeout, **kw
            )
        run.notebook = nb_man.nb
        return _Client(
            nb_man,
            run,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            kernel_manager_class=kw["kernel_manager_class"],
            extra_arguments=run.session.arguments(),
        ).execute()


papermill_engines.register(ENGINE, ReportEngine)
