"""What a report is made of: a hash or a version of everything that can change its bytes.

Two runs whose `Inputs` agree give the same findings, figures and pages, byte for byte.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from syria_analysis.errors import MissingData, ReportFailed
from syria_analysis.figures.fonts import FACES, face_file
from syria_analysis.package.resources import library_digest
from syria_analysis.reports.dependencies import (
    combined,
    data_digest,
    data_files,
    digest,
    parts_read,
    read_reads,
)
from syria_analysis.reports.parameters import read_parameters
from syria_analysis.reports.text import clean
from syria_analysis.text.language import join, say

__all__ = ["EPOCH", "Inputs", "colophon", "inputs_of", "library_version"]

EPOCH = "SOURCE_DATE_EPOCH"
"""Environment variable that dates a PDF, by the convention of reproducible builds."""
_PACKAGE = "syria-analysis"
_NAMED = (
    *("pandas", "geopandas", "shapely", "pyproj", "networkx"),  # the numbers
    *("matplotlib", "cartopy", "nbconvert", "pypandoc_binary", "typst"),  # the pages
)
"""The packages that the last page names; `manifest.json` has them all."""
_MOST_GIVEN = 3
"""So many files that were given the last page names."""
_SHOWN = 12  # hex digits of a hash on a page


@dataclass(frozen=True)
class Inputs:
    """What one report is made of.

    Attributes
    ----------
    request : Request
        What was asked for.
    notebook, library, fonts : str
        sha256 of the notebook's file (of a user's own with the files beside it that its code
        names), of this library's own files, of the fonts.
    data : str
        sha256 of the whole data package.
    given : dict
        sha256 of every file and folder that its parameters name, by its path.
    packages : dict
        Version of every package that this library needs, by name.
    python, machine : str
        Version of Python; system and processor.
    epoch : str
        Seconds by which ``SOURCE_DATE_EPOCH`` dates the PDF, or "".
    """

    request: Any
    notebook: str
    library: str
    fonts: str
    data: str
    given: dict[str, str]
    packages: dict[str, str]
    python: str
    machine: str
    epoch: str

    @cached_property
    def parts(self) -> dict[str, str]:
        """sha256 of each part of the data that the report can depend on."""
        reads = read_reads(self.request.notebook, self.request.values)
        return parts_read(self.request.dataset, reads)

    @property
    def rests_on(self) -> str:
        """One sha256 of all these parts."""
        return combined(self.parts)

    def check_unchanged(self) -> None:
        """Refuse inputs that were written to while the report was made.

        Raises
        ------
        ReportFailed
        """
        if data_digest(Path(self.request.dataset.folder)) != self.data:
            raise ReportFailed("the data changed while the report was made: run it again")
        if _notebook(self.request) != self.notebook:
            raise ReportFailed("the notebook changed while the report was made: run it again")
        if _given(self.request) != self.given:
            raise ReportFailed("a file given changed while the report was made: run it again")

    def record(self) -> dict[str, Any]:
        """Write the inputs as `manifest.json` keeps them."""
        dataset = self.request.dataset
        folder = Path(dataset.folder)
        return {
            "data": {
                "title": dataset.title,
                "version": dataset.version,
                "own": self.request.data is None,
                "sha256": self.data,
                "files": {
                    p.relative_to(folder).as_posix(): digest(p.read_bytes())
                    for p in data_files(folder)
                },
                "rests_on": {"sha256": self.rests_on, "parts": self.parts},
            },
            "given": self.given,
            "notebook": {"file": self.request.source.name, "sha256": self.notebook},
            "library": {"version": library_version(), "sha256": self.library},
            "packages": self.packages,
            "fonts": self.fonts,
            "python": self.python,
            "platform": self.machine,
            "source_date_epoch": self.epoch,
        }

    def changed(self, manifest: Mapping[str, Any]) -> Iterator[str]:
        """Name the inputs that differ from those of an earlier report, cheap ones first.

        Parameters
        ----------
        manifest : mapping
            The earlier report's manifest.

        Yields
        ------
        str
            What differs; nothing if the report would be the same.
        """
        if manifest["parameters"] != self.request.values:
            yield "the parameters"
        given = manifest.get("given", {})
        for path, value in self.given.items():
            if given.get(path) != value:
                yield f"the file {clean(Path(path).name)}"
        if manifest["notebook"]["sha256"] != self.notebook:
            yield f"the notebook {self.request.source.name}"
        if manifest["library"]["sha256"] != self.library:
            yield f"the library {_PACKAGE}"
        if manifest["fonts"] != self.fonts:
            yield "the fonts"
        was = {**manifest["packages"], "Python": manifest["python"], "": manifest["platform"]}
        now = {**self.packages, "Python": self.python, "": self.machine}
        for name in sorted({*was, *now}):
            if was.get(name) != now.get(name):
                kind = f"the package {name}" if name not in ("Python", "") else name
                yield (
                    f"{kind or 'the platform'} ({was.get(name, 'none')} → {now.get(name, 'none')})"
                )
        if manifest["source_date_epoch"] != self.epoch:
            yield EPOCH
        if manifest["data"]["sha256"] != self.data:
            parts = manifest["data"]["rests_on"]["parts"]
            for name in sorted({*parts, *self.parts}):
                if parts.get(name) != self.parts.get(name):
                    yield f"data: {name}"


def inputs_of(request: Any) -> Inputs:
    """Collect what a report would be made of now.

    Parameters
    ----------
    request : Request
        What was asked for.

    Returns
    -------
    Inputs
        Its `parts` of the data are looked at when they are first asked for.

    Raises
    ------
    BadParameter
        If what the notebook says it reads cannot be understood.
    """
    read_reads(request.notebook, request.values)
    return Inputs(
        request=request,
        notebook=_notebook(request),
        library=library_digest(),
        fonts=_fonts(),
        data=data_digest(Path(request.dataset.folder)),
        given=_given(request),
        packages=dict(_packages()),
        python=platform.python_version(),
        machine=f"{sys.platform} {platform.machine()}",
        epoch=os.environ.get(EPOCH, ""),
    )


def _notebook(request: Any) -> str:
    first, *others = (digest(path.read_bytes()) for path in request.files)
    return digest("\n".join([first, *others])) if others else first


def library_version() -> str:
    """Give the version of this library."""
    try:
        return metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError:
        return "0"


def _given(request: Any) -> dict[str, str]:
    """Hash the files that the parameters name; of a folder, the data package that it is."""
    found = {}
    for parameter in read_parameters(request.notebook):
        value = request.values[parameter.name]
        if parameter.kind == "File":
            for path in filter(None, value if parameter.many else [value]):
                try:
                    found[path] = _sha(Path(path))
                except OSError as error:
                    told = f"{clean(path)[:200]} cannot be read: {error.strerror}"
                    raise MissingData(told) from None
    return found


def _sha(path: Path) -> str:
    if path.is_dir():
        return data_digest(path)
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def _fonts() -> str:
    return digest("".join(digest(face_file(face).read_bytes()) for face in FACES))


@cache
def _packages() -> tuple[tuple[str, str], ...]:
    """Give name and version of every installed package that this library needs, extras aside."""
    found: dict[str, str] = {}
    ahead = [_PACKAGE]
    while ahead:
        name = ahead.pop()
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # needed elsewhere, not on this system
        key = _plain_name(package.metadata["Name"])
        if key in found:
            continue
        found[key] = package.version
        needs = [need for need in package.requires or () if "extra ==" not in need]
        ahead += [match[0] for need in needs if (match := re.match(r"[\w.-]+", need))]
    found.pop(_PACKAGE, None)
    return tuple(sorted(found.items()))


def _plain_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def colophon(inputs: Inputs) -> Sequence[tuple[str, str]]:
    """Say what a report was made of, for its last page.

    Parameters
    ----------
    inputs : Inputs
        What it is made of.

    Returns
    -------
    sequence of (str, str)
        Label and text; hashes and versions, no times and no places.
    """
    dataset = inputs.request.dataset
    versions = {name: inputs.packages.get(_plain_name(name), "") for name in _NAMED}
    data = {"title": dataset.title, "version": dataset.version}
    made = [f"Python {inputs.python}", *(f"{n} {v}" for n, v in versions.items() if v)]
    return (
        (say("report-data"), say("report-data-made", **data, hash=_short(inputs.rests_on))),
        *(
            [(say("report-given"), join([f"{Path(p).name}, {_short(v)}" for p, v in given]))]
            if (given := list(inputs.given.items())[:_MOST_GIVEN])
            else []
        ),
        (say("report-notebook"), f"{inputs.request.source.name}, {_short(inputs.notebook)}"),
        (say("report-library"), f"{_PACKAGE} {library_version()}, {_short(inputs.library)}"),
        (say("report-made-with"), ", ".join(made)),
        (say("report-check"), say("report-check-how", command=f"{_PACKAGE} verify FOLDER")),
    )


def _short(value: str) -> str:
    return f"sha256 {value[:_SHOWN]}…"
