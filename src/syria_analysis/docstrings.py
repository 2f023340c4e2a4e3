"""How a method that only asks a function comes by the function's docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["told_by"]

AnyCallable = TypeVar("AnyCallable", bound=Callable[..., Any])
ORDER = ("Parameters", "Returns", "Warns", "Raises", "See Also", "Notes", "References", "Examples")
"""The sections in the order in which numpydoc wants them."""
_HEAD = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)


def told_by(function: Callable[..., Any], adds: str = "") -> Callable[[AnyCallable], AnyCallable]:
    """Complete the docstring of a method with the sections of the function that it asks.

    Parameters
    ----------
    function : callable
        Its docstring is in numpydoc's form.
    adds : str, optional
        What the method adds to what the function returns: a line or more.

    Returns
    -------
    callable
        A decorator. Sections that the method has itself it keeps; of the parameters of the
        function only those are told that the method has, too; examples are always its own.

    Examples
    --------
    >>> def area(square, unit="m"):
    ...     pass
    >>> area.__doc__ = '''Measure.
    ...
    ... Parameters
    ... ----------
    ... square : Square
    ...     Which one.
    ... unit : str
    ...     In what.
    ... '''
    >>> class Square:
    ...     @told_by(area)
    ...     def area(self, unit="m"):
    ...         '''Measure it.'''
    >>> Square.area.__doc__.splitlines()[-2:]
    ['unit : str', '    In what.']
    """

    def complete(method: AnyCallable) -> AnyCallable:
        own, whole = (_sections(inspect.getdoc(part) or "") for part in (method, function))
        del whole[""]
        whole.pop("Examples", None)
        if "Parameters" in whole:
            known = inspect.signature(method).parameters
            whole["Parameters"] = "\n".join(
                entry
                for entry in re.split(r"\n(?=\S)", whole["Parameters"])
                if known.keys() & re.findall(r"\w+", entry.partition(":")[0])
            )
        if adds:
            lines = "\n".join(f"    {line.strip()}" for line in adds.strip().splitlines())
            whole["Returns"] += f"\n{lines}"
        found = {**whole, **own}
        parts = [own[""]]
        parts += [f"{name}\n{'-' * len(name)}\n{found[name]}" for name in ORDER if found.get(name)]
        method.__doc__ = "\n\n".join(parts)
        return method

    return complete


def _sections(text: str) -> dict[str, str]:
    """Part a docstring by its headings; what comes before the first is called ""."""
    head, *rest = _HEAD.split(text)
    return {"": head.strip()} | {
        name: body.strip("\n") for name, body in zip(rest[::2], rest[1::2], strict=True)
    }
