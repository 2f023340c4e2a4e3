"""Reports: notebooks run with parameters, set as HTML and PDF.

`display` is what a notebook calls; `exporters` turn an executed notebook into HTML and PDF, also
through ``jupyter nbconvert --to syria-html`` and ``--to syria-pdf``; `parameters` checks what a
report is asked for; `build` runs one and puts its folder in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syria_analysis.reports.display import Column, Page

__all__ = ["Column", "Page"]


def __getattr__(name: str) -> Any:
    # Lazy: a command starts a server that imports the libraries before it does itself.
    if name in __all__:
        from syria_analysis.reports import display

        return getattr(display, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
