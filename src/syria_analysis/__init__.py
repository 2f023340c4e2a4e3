"""Who controls what in a war, how far the front is, what changed: numbers that lead to reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syria_analysis import errors
    from syria_analysis.api import Evening, Package, load, validate
    from syria_analysis.package.start import init

__all__ = ["Evening", "Package", "__version__", "errors", "init", "load", "validate"]


def __getattr__(name: str) -> Any:
    # Lazy: the command's --version and --help need none of the geometry stack.
    if name == "__version__":
        from importlib.metadata import version

        return version("syria-analysis")
    if name in ("Evening", "Package", "load", "validate"):
        from syria_analysis import api

        return getattr(api, name)
    if name == "init":
        from syria_analysis.package.start import init

        return init
    if name == "errors":
        from importlib import import_module

        return import_module("syria_analysis.errors")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Offer what belongs to users, whatever else has been imported."""
    return __all__
