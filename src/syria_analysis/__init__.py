"""Who controls what in a war, how far the front is, what changed: numbers that lead to reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syria_analysis.api import Package, load

__all__ = ["Package", "__version__", "load"]


def __getattr__(name: str) -> Any:
    # Lazy: the command's --version and --help need none of the geometry stack.
    if name == "__version__":
        from importlib.metadata import version

        return version("syria-analysis")
    if name in ("Package", "load"):
        from syria_analysis import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
