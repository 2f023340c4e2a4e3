"""Where the data package and the notebooks lie: in the checkout, else inside the wheel."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

__all__ = [
    "data_folder",
    "library_digest",
    "notebook_folder",
    "own_data_folder",
]

_PACKAGE = Path(__file__).resolve().parent.parent


def _folder(name: str, witness: str) -> Path:
    # A checkout wins, so that an editable install never reads a stale copy.
    checkout = _PACKAGE.parent.parent / name
    if (_PACKAGE.parent.name == "src") and (checkout / witness).is_file():
        return checkout
    return _PACKAGE / "_packaged" / name


_chosen: Path | None = None


def choose_data_folder(folder: Path) -> None:
    """Have this process, a report's kernel, read another data package where none is named.

    Parameters
    ----------
    folder : pathlib.Path
        The package's folder.
    """
    global _chosen
    _chosen = folder


def data_folder() -> Path:
    """Return the folder of the data package that is read where none is named.

    Returns
    -------
    pathlib.Path
        In a report's kernel the package that the report is made of; else ``data/`` of the
        checkout the module lies in, or the copy inside the wheel.

    Examples
    --------
    >>> (data_folder() / "datapackage.json").is_file()
    True
    """
    return _chosen or own_data_folder()


def own_data_folder() -> Path:
    """Return the folder of the library's own data package, whatever a report is made of.

    Returns
    -------
    pathlib.Path
        ``data/`` of the checkout the module lies in; else the copy inside the wheel. Its
        description is the one that every package is held to.

    Examples
    --------
    >>> own_data_folder().name
    'data'
    """
    return _folder("data", "datapackage.json")


def notebook_folder() -> Path:
    """Return the folder of the report notebooks that come with the library.

    Returns
    -------
    pathlib.Path
        ``notebooks/`` of the checkout the module lies in, else the copy inside the wheel.

    Examples
    --------
    >>> notebook_folder().name
    'notebooks'
    """
    return _folder("notebooks", "situation.ipynb")


@cache
def library_digest() -> str:
    """Give the sha256 of this library's own files: modules, templates, schemas.

    A process looks at them once, as it imports them once.

    Examples
    --------
    >>> len(library_digest())
    64
    """
    passed_over = {"__pycache__", "_packaged"}
    files = {path.relative_to(_PACKAGE): path for path in _PACKAGE.rglob("*") if path.is_file()}
    told = [
        f"{name.as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        for name, path in sorted(files.items())
        if not passed_over & set(name.parts)
    ]
    return hashlib.sha256("".join(told).encode()).hexdigest()
