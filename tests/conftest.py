from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

import syria_analysis as sa
from ladder import write_ladder
from mapped import write_maps, write_package
from syria_analysis.package import cache
from syria_analysis.package.map_import import import_maps
from worlds import event, packaged, place, write_world

os.environ.setdefault("SOURCE_DATE_EPOCH", "1733097600")


def pytest_report_header():
    """Say what is skipped for lack of a browser."""
    from browser import reason_to_skip

    reason = reason_to_skip()
    return [f"skipped: the tests in a browser ({reason})"] if reason else []


def pytest_collection_finish():
    """Leave what is imported to itself: the collector would look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """Keep the stamps of test packages out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setattr(cache, "_folder", lambda: folder)
        yield


@pytest.fixture
def reports_here(monkeypatch):
    """Have the command make reports in this process, where a test may have changed something."""
    from syria_analysis.reports import pool

    monkeypatch.setattr(pool, "make_all", lambda tasks, **_: [pool.make(task) for task in tasks])


@pytest.fixture(scope="session")
def syria():
    """The data package that comes with the library."""
    return packaged()


@pytest.fixture(scope="session")
def line_world(tmp_path_factory) -> Path:
    """Four towns in a row, 1° apart on 34.5° N: b and d fall, c is contested.

    a (HTS) 36.5 E, b (SAA) 37.5 E, c (SAA) 38.5 E, d (SAA) 39.5 E; every cell is a strip of one
    degree of the square 36–40° E, 33–36° N.
    """
    places = [
        place(name, 34.5, 36.5 + k, holder)
        for k, (name, holder) in enumerate(
            [("alpha", "HTS"), ("bravo", "SAA"), ("charlie", "SAA"), ("delta", "SAA")]
        )
    ]
    events = [
        event("2024-11-28", "bravo", "SAA", "HTS"),
        event("2024-11-30", "charlie", "SAA", "HTS", contested="true"),
        event("2024-12-01", "charlie", "SAA", "SAA"),
        event(
            "2024-12-04",
            "delta",
            "SAA",
            "SDF",
            date_earliest="2024-12-03",
            date_latest="2024-12-06",
            confidence="low",
            sources="",
        ),
    ]
    return write_world(tmp_path_factory.mktemp("line"), places, events)


@pytest.fixture(scope="session")
def mapped_war(tmp_path_factory):
    """The war of `mapped.DAYS`, told by maps, imported in two goes."""
    root = tmp_path_factory.mktemp("maps")
    folder, rules = write_package(root / "war")
    files = write_maps(root / "files")
    import_maps(folder, files[:3], rules, sa.api.CHECKS)
    import_maps(folder, files[3:], rules, sa.api.CHECKS)
    return sa.load(folder)


@pytest.fixture(scope="session")
def ladder_world(tmp_path_factory) -> Path:
    """Seven towns on roads with known cuts (see `ladder`)."""
    return write_ladder(tmp_path_factory.mktemp("ladder"))
