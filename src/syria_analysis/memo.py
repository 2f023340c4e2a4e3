"""What has been computed from an object is kept on the object, and goes when it goes."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import lru_cache, partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

__all__ = ["cached_on_owner"]

Owner = TypeVar("Owner")
Given = ParamSpec("Given")
Result = TypeVar("Result")

_NAME = "_cached_on_owner"


class _Results:
    """The caches of one object: one for each function, whose first argument it is."""

    def __init__(self, owner: object) -> None:
        self.owner = weakref.ref(owner)  # a shallow copy of the owner must not go on with them
        self.caches: dict[Callable[..., Any], Callable[..., Any]] = {}

    def __reduce__(self) -> tuple[type, tuple[()]]:
        return _NoResults, ()


class _NoResults:
    """What is left of them in a copy or a pickle: nothing."""

    @staticmethod
    def owner() -> None:
        """Nobody's."""


def cached_on_owner(
    maxsize: int | None = 64,
) -> Callable[
    [Callable[Concatenate[Owner, Given], Result]], Callable[Concatenate[Owner, Given], Result]
]:
    """Compute a function once for each of its arguments; keep the results on the first of them.

    Unlike with `functools.lru_cache` nothing outlives the object that it was computed from, and
    two equal objects share nothing.

    Parameters
    ----------
    maxsize : int or None, default 64
        How many results one object keeps: those used last. None: all.

    Returns
    -------
    callable
        Decorates a function. Its first argument has a ``__dict__``, the others are hashable; what
        it returns is shared and must not be changed.

    Examples
    --------
    >>> class Country:
    ...     name = "Atlantis"
    >>> @cached_on_owner()
    ... def greeting(country, word):
    ...     print("computed")
    ...     return f"{word} {country.name}"
    >>> here = Country()
    >>> greeting(here, "Ahoy") == greeting(here, "Ahoy")
    computed
    True
    """

    def decorate(
        function: Callable[Concatenate[Owner, Given], Result],
    ) -> Callable[Concatenate[Owner, Given], Result]:
        @wraps(function)
        def cached(owner: Owner, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
            results = vars(owner).get(_NAME)
            if results is None or results.owner() is not owner:
                results = vars(owner)[_NAME] = _Results(owner)
            cache = results.caches.get(function)
            if cache is None:
                once = lru_cache(maxsize)(partial(function, owner))
                cache = results.caches.setdefault(function, once)
            result: Result = cache(*args, **kwargs)
            return result

        return cached

    return decorate
