"""What the server of forks imports before anybody asks it for a process; see `processes`.

What is missing here is imported by whoever needs it, and nothing here may start a thread or leave
open a file whose position its forks would share.
"""

import contextlib
import gc
import importlib
import os
import sys

__all__ = ["MODULES", "PATH"]

PATH = tuple(sys.path)
"""Where the server finds modules: not in the folder of the script that it works for."""

MODULES = (
    *("geopandas", "cartopy.mpl.geoaxes", "networkx", "pyproj", "shapely"),
    *(f"matplotlib.backends.backend_{name}" for name in ("agg", "svg", "pdf")),
    *("fontTools.subset", "PIL.PngImagePlugin"),
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "tornado.platform.asyncio"),
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.extensions.storemagic"),
    *("papermill", "typst", "pypandoc"),
    *("syria_analysis.api", "syria_analysis.figures.maps", "syria_analysis.figures.stakes"),
    *(
        f"syria_analysis.reports.{name}"
        for name in (
            *("notebook_format", "build", "execute", "engine", "kernel", "exporters", "html"),
            *("pdf", "drawing", "parameters", "provenance", "tables", "trust_tables"),
        )
    ),
)
"""The modules."""


def _import() -> None:
    gc.disable()  # what is imported stays: looking through it for waste takes a sixth of the time
    for name in MODULES:
        with contextlib.suppress(Exception):  # whoever needs it will tell what is wrong
            importlib.import_module(name)
    gc.enable()
    gc.freeze()  # left alone by the collectors of the forks, and so shared by them


if sys.argv == ["-c"]:  # not in a process that looks at this module for another reason
    with contextlib.suppress(OSError):
        os.setsid()  # the terminal's Ctrl-C is for its owner to handle
    sys.excepthook = lambda *about: None  # a fork that cannot begin has lost its owner
    os.chdir("/")  # a file of settings in the owner's folder is not for what is imported
    _import()
