"""Figures drawn beside a kernel: the bytes it would have drawn, and for several reports once."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from syria_analysis.figures import draw
from syria_analysis.figures.illustration import Illustration
from syria_analysis.package.locks import owned_folder, scratch_folder
from syria_analysis.reports import drawing


@pytest.fixture(scope="module")
def charts(syria):
    return {day: draw("captures", syria, day) for day in ("2024-12-02", "2024-12-05")}


@pytest.fixture
def times(monkeypatch):
    """The names of the figures that were drawn, as often as they were."""
    drawn = []
    save = Illustration.save

    def saved(self, folder, formats):
        drawn.append((self.date, *formats))
        return save(self, folder, formats)

    monkeypatch.setattr(Illustration, "save", saved)
    return drawn


def drawn_in(folder: Path, shown: Illustration, shared: Path | None = None) -> dict[str, bytes]:
    folder.mkdir()
    shown.save(folder, ("svg",))
    drawing.leave(shown, folder)
    drawing.draw(str(folder), shared and str(shared))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_several_reports_show_is_drawn_once(tmp_path, charts, times):
    one, other = charts.values()
    alone = drawn_in(tmp_path / "alone", one)
    assert set(alone) == {f"{one.name}.{kind}" for kind in ("svg", "pdf", "png", "small")}
    with scratch_folder("sa-drawn-") as shared:
        assert shared.stat().st_mode & 0o077 == 0
        assert drawn_in(tmp_path / "first", one, shared) == alone
        assert drawn_in(tmp_path / "second", one, shared) == alone
        assert drawn_in(tmp_path / "third", other, shared) != alone
    assert [formats for date, *formats in times if formats != ["svg"]] == [["pdf", "png"]] * 3
    assert not shared.exists()


def test_without_room_to_share_all_is_drawn(tmp_path, charts):
    one = charts["2024-12-02"]
    assert len(drawn_in(tmp_path / "first", one, tmp_path / "gone")) == 4


def test_what_a_killed_batch_left_is_swept(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, owner = owned_folder("sa-drawn-")
    os.close(owner)  # as when its process dies
    with scratch_folder("sa-drawn-"):
        assert not left.exists() and len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []
