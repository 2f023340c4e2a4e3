"""Reports: notebooks run with parameters, set as HTML and PDF.

`display` is what a notebook calls; `exporters` turn an executed notebook into HTML and PDF, also
through ``jupyter nbconvert --to syria-html`` and ``--to syria-pdf``; `parameters` checks what a
report is asked for; `build` runs one and puts its folder in place.
"""

from .display import Column, Page

__all__ = ["Column", "Page"]
