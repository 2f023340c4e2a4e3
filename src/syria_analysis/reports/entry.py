"""What papermill knows of this library: its engine, by the entry point ``papermill.engine``.

``papermill --engine syria-analysis in.ipynb out.ipynb`` runs a notebook as a report would, cell by
cell and within bounds, but makes no pages of it. Papermill loads this while it is being imported
itself, so that nothing here may import it before it is asked to run something.
"""

from __future__ import annotations

from typing import Any

__all__ = ["ReportEngine"]


class ReportEngine:
    """Hands on to `engine.ReportEngine`."""

    @staticmethod
    def execute_notebook(*notebook: Any, **options: Any) -> Any:
        """Run a notebook (papermill calls this)."""
        return _engine().execute_notebook(*notebook, **options)

    @staticmethod
    def nb_kernel_name(*notebook: Any) -> str:
        """Tell the kernel of a notebook (papermill calls this)."""
        return str(_engine().nb_kernel_name(*notebook))

    @staticmethod
    def nb_language(*notebook: Any) -> str:
        """Tell the language of a notebook (papermill calls this)."""
        return str(_engine().nb_language(*notebook))


def _engine() -> Any:
    from syria_analysis.reports import engine

    return engine.ReportEngine
