"""What is computed from an object is kept on it: shared while it lives, gone with it."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from dataclasses import dataclass, replace

from syria_analysis.memo import cached_on_owner


@dataclass(frozen=True, eq=False)
class Country:
    name: str


computed: list[tuple[str, object]] = []


@cached_on_owner(maxsize=2)
def shout(country: Country, times: int = 1) -> list[str]:
    computed.append((country.name, times))
    return [country.name.upper()] * times


@cached_on_owner()
def myself(country: Country) -> Country:
    return country  # a result that refers to its owner, as a situation refers to its dataset


def test_each_argument_is_computed_once_and_the_last_are_kept():
    computed.clear()
    here = Country("here")
    first = shout(here, 1)
    assert shout(here, 1) is first == ["HERE"]
    assert shout(here, 2) == ["HERE", "HERE"]
    assert shout(here, 3) == ["HERE"] * 3
    assert computed == [("here", 1), ("here", 2), ("here", 3)]
    assert shout(here, 1) is not first  # two are kept
    assert shout(Country("here"), 1) is not first  # equal, yet another


def test_copies_and_pickles_begin_anew():
    computed.clear()
    here = Country("here")
    assert myself(here) is here
    for other in (copy.copy(here), replace(here), pickle.loads(pickle.dumps(here))):
        assert myself(other) is other
    assert myself(here) is here


def test_nothing_outlives_its_owner():
    alive = []
    for number in range(12):
        country = Country(str(number))
        shout(country, 2)
        myself(country)
        alive.append(weakref.ref(country))
    del country
    gc.collect()
    assert [ref() for ref in alive] == [None] * 12
