"""Settings that reach this process and those that it starts: variables of the environment."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

__all__ = ["environment"]


@contextlib.contextmanager
def environment(**variables: str | None) -> Iterator[None]:
    """Set variables of the environment for a while.

    Parameters
    ----------
    **variables : str or None
        Name and value; None leaves a variable as it is.

    Yields
    ------
    None
        While they are set.

    Examples
    --------
    >>> with environment(SYRIA_ANALYSIS_CACHE="0"):
    ...     os.environ["SYRIA_ANALYSIS_CACHE"]
    '0'
    """
    given = {name: value for name, value in variables.items() if value is not None}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
