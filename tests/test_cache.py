"""What is kept in the user's cache comes back as it was, and never in place of something else."""

from __future__ import annotations

import datetime as dt
import os
import pickle
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from syria_analysis.claims import check, published
from syria_analysis.figures import fonts
from syria_analysis.package import cache as stored
from syria_analysis.package import frames
from syria_analysis.package.cache import computed_anew, keep, kept
from syria_analysis.package.dataset import load_dataset
from syria_analysis.package.frames import cached_frame
from syria_analysis.package.locks import owned_folder
from syria_analysis.package.validation import is_known_valid, remember_valid

FOLDER = stored._folder  # as it is before a test has one of its own


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def table(cell: object = 1.5) -> pd.DataFrame:
    return pd.DataFrame({"id": ["a", "b"], "cell": [cell, None]}, dtype=object)


class Computing:
    """Counts how often it is asked."""

    def __init__(self, result: pd.DataFrame) -> None:
        self.result, self.times = result, 0

    def __call__(self) -> pd.DataFrame:
        self.times += 1
        return self.result


@pytest.mark.parametrize(
    "cell",
    [1, 1.5, True, "حمص", None, float("nan"), float("inf"), dt.date(2024, 12, 2),
     pd.Timestamp("2024-12-02"), ("a", 1, (dt.date(2024, 12, 2),)), ()],
)  # fmt: skip
def test_a_table_comes_back_as_it_was(syria, cache, cell):
    compute = Computing(table(cell))
    for _ in range(2):
        got = cached_frame("small", cell, syria, compute)
        assert_frame_equal(got, compute.result, check_exact=True)
        assert type(got.at[0, "cell"]) is type(compute.result.at[0, "cell"])
    assert compute.times == 1


def test_types_of_columns_come_back(syria, cache):
    mixed = pd.DataFrame({"text": ["a", "b"], "km": [1.0, None], "n": [1, 2], "yes": [True, False]})
    compute = Computing(mixed)
    for _ in range(2):
        assert_frame_equal(cached_frame("small", 0, syria, compute), mixed, check_exact=True)
    assert compute.times == 1


def test_what_cannot_be_written_exactly_is_computed_each_time(syria, cache):
    compute = Computing(table(complex(1, 2)))
    for _ in range(2):
        assert cached_frame("small", 0, syria, compute) is compute.result
    assert compute.times == 2


def test_other_evidence_or_another_question_has_a_table_of_its_own(syria, cache, line_world):
    world = load_dataset(line_world)
    compute = Computing(table())
    other = replace(world, events=world.events.assign(note="said otherwise"))
    for dataset, asked in ((world, 1), (world, 2), (other, 1), (syria, 1)):
        cached_frame("small", asked, dataset, compute)
    assert compute.times == 4
    cached_frame("small", 1, load_dataset(line_world), compute)
    assert compute.times == 4


def test_another_library_or_package_has_a_table_of_its_own(syria, cache, monkeypatch):
    compute = Computing(table())
    cached_frame("small", 0, syria, compute)
    monkeypatch.setattr(frames, "library_digest", lambda: "0" * 64)
    cached_frame("small", 0, syria, compute)
    monkeypatch.setattr(frames, "_versions", lambda: ("shapely 0.1",))
    cached_frame("small", 0, syria, compute)
    assert compute.times == 3


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'{"columns": ["a"], "types": ["object"], "rows": [[1, 2]]}', b"\xff",
     b'{"columns": ["a"], "types": ["wrong"], "rows": [[1]]}',
     b'{"columns": ["a"], "types": ["object"], "rows": [[{"x": 1}]]}'],
)  # fmt: skip
def test_a_damaged_file_is_computed_anew(syria, cache, damage):
    compute = Computing(table())
    cached_frame("small", 0, syria, compute)
    (file,) = cache.iterdir()
    keep(file.name, damage)  # sound as a file, yet no table
    for _ in range(2):
        assert_frame_equal(cached_frame("small", 0, syria, compute), compute.result)
    assert compute.times == 2


@pytest.mark.parametrize("content", [b"", b"one", b"one\ntwo", bytes(range(256))])
def test_a_file_that_is_not_what_was_kept_counts_as_missing(cache, content):
    keep("some-1.json", content)
    whole = (cache / "some-1.json").read_bytes()
    assert kept("some-1.json") == content
    (cache / "some-2.json").write_bytes(whole)  # what was made from something else
    assert kept("some-2.json") is None
    for damaged in (b"", whole[:-1], whole + b"\n", whole[1:], content):
        (cache / "some-1.json").write_bytes(damaged)
        assert kept("some-1.json") is None
    keep("some-1.json", content)
    assert kept("some-1.json") == content


def test_an_empty_stamp_is_no_proof_of_validity(cache, line_world):
    remember_valid(line_world)
    assert is_known_valid(line_world)
    (file,) = cache.iterdir()
    file.write_bytes(b"")
    assert not is_known_valid(line_world)


def test_the_cache_has_a_largest_size(cache, monkeypatch):
    monkeypatch.setattr(stored, "LARGEST", 5_000)
    for n in range(6):
        keep(f"kind{n}-1.json", bytes(1_000))
        os.utime(cache / f"kind{n}-1.json", (n, n))
    assert sum(path.stat().st_size for path in cache.iterdir()) <= 5_000
    assert kept("kind0-1.json") is None
    assert kept("kind2-1.json") == bytes(1_000)  # now the one used last
    keep("kind9-1.json", bytes(1_000))
    keep("kind9-2.json", bytes(1_000))
    left = {path.name for path in cache.iterdir()}
    assert {"kind2-1.json", "kind9-1.json", "kind9-2.json"} <= left
    keep("kind9-3.json", bytes(9_000))  # larger than all: it does not stay
    assert kept("kind9-3.json") is None


def test_what_killed_processes_left_is_swept(cache):
    keep("some-1.json", b"content")
    (cache / ".some-2.json-abcdefgh.part").mkdir()
    (cache / ".some-2.json-abcdefgh.part" / "some.json").write_bytes(b"half")
    at_work, lock = owned_folder(".some-3.json-", cache, ".part")
    keep("some-4.json", b"content")
    os.close(lock)
    assert {path.name for path in cache.iterdir()} == {at_work.name, "some-1.json", "some-4.json"}


def test_the_folder_is_that_of_the_system(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert FOLDER() == tmp_path / "syria-analysis"


def test_without_a_cache_all_is_computed(syria, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(stored, "_folder", lambda: tmp_path / "file")
    compute = Computing(table())
    for _ in range(2):
        assert cached_frame("small", 0, syria, compute) is compute.result
    assert compute.times == 2


def test_computed_anew(syria, cache, monkeypatch):
    compute = Computing(table())
    cached_frame("small", 0, syria, compute)
    remember_valid(syria.folder)
    assert is_known_valid(syria.folder)
    with computed_anew():
        assert not is_known_valid(syria.folder)
        cached_frame("small", 0, syria, compute)
        cached_frame("small", 1, syria, compute)
    cached_frame("small", 0, syria, compute)
    cached_frame("small", 1, syria, compute)
    assert compute.times == 4
    monkeypatch.setenv(stored.CACHE_VARIABLE, "0")
    cached_frame("small", 0, syria, compute)
    assert compute.times == 5


def test_of_a_kind_only_the_latest_are_kept(cache):
    for n in range(67):
        keep(f"some-{n:03}.json", b"content")
        os.utime(cache / f"some-{n:03}.json", (n, n))
    keep("other-1.json", b"content")
    assert kept("some-000.json") is None
    assert kept("some-066.json") == kept("other-1.json") == b"content"
    assert len(list(cache.iterdir())) == 65


def test_kept_claims_and_figures_are_the_computed_ones(syria, cache):
    day = dt.date(2024, 11, 28)
    for ask, compute in (
        (check._table.__wrapped__, check._computed_table),
        (published._table.__wrapped__, published._computed_table),
    ):
        claims = ask is check._table.__wrapped__
        asked = (syria, day, True) if claims else (syria,)
        anew = compute(*asked)
        for _ in range(2):  # computed, then read
            again = ask(*asked, *(["en"] if claims else []))
            assert_frame_equal(again, anew, check_exact=True)
            for column in anew:
                kinds = [[type(cell) for cell in table[column]] for table in (again, anew)]
                assert kinds[0] == kinds[1]
    assert len(list(cache.iterdir())) == 2


def _claims(package):
    return check._table.__wrapped__(package, dt.date(2024, 11, 28), True, "en").to_json()


def _published(package):
    return published._table.__wrapped__(package).to_json()


def _font(package):
    return fonts.subset.__wrapped__(fonts.FACES[0], frozenset({72, 111}))


def _validity(package):
    """What is said of a package whose stamp was kept, and of one that has none."""
    if not list(stored._folder().glob("valid-*")):
        remember_valid(package.folder)
        return True
    return is_known_valid(package.folder) or "checked again"


KINDS = {"claims": _claims, "published": _published, "font": _font, "valid": _validity}
DAMAGE = {
    "flipped": lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]),
    "flipped in its seal": lambda whole: bytes([whole[0] ^ 1]) + whole[1:],
    "cut short": lambda whole: whole[:-1],
    "cut to nothing": lambda whole: b"",
    "without a seal": lambda whole: whole.partition(b"\n")[2],
    "of another file": lambda whole: stored._seal("other-1", b"{}") + b"\n{}",
    "sealed, and of another shape": None,
    "a pickle": lambda whole: pickle.dumps({"a": Trap()}),
}


class Trap:
    """What a pickle would run."""

    def __reduce__(self):
        return (pytest.fail, ("what is kept was run",))


def once(compute):
    """Have what takes long computed the first time alone."""
    results = []

    def computed(*asked):
        if not results:
            results.append(compute(*asked))
        return results[0]

    return computed


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_kept_wrong_is_as_if_it_were_not_kept(line_world, cache, monkeypatch, kind):
    world = load_dataset(line_world)
    for path in cache.glob("*"):
        path.unlink()
    monkeypatch.setattr(fonts, "_cut", once(fonts._cut))
    ask = KINDS[kind]
    sound = ask(world)
    (file,) = cache.glob(f"{kind}-*")
    whole = file.read_bytes()
    for name, damage in DAMAGE.items():
        if damage is not None:
            file.write_bytes(damage(whole))
        elif kind != "valid":  # a stamp has no content whose shape could be wrong
            keep(file.name, b'{"columns": {}, "rows": 1}')
        else:
            continue
        assert ask(world) == (sound if kind != "valid" else "checked again"), name
        file.write_bytes(whole)
    assert ask(world) == sound


def test_nothing_that_runs_is_read_from_the_cache():
    """Pickles are read from a folder of this process's own alone."""
    library = Path(stored.__file__).parent.parent
    reading = {p.name for p in library.rglob("*.py") if "pickle.load" in p.read_text("utf-8")}
    assert reading == {"drawing.py"}
    users = {p.name for p in library.rglob("*.py") if "import keep, kept" in p.read_text("utf-8")}
    assert users == {"fonts.py", "frames.py", "validation.py"}  # each has its kind in `KINDS`
