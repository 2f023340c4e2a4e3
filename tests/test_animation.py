"""The moving picture of a campaign: its frames, its words, the same bytes on every run."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from syria_analysis.errors import BadParameter
from syria_analysis.figures import draw
from syria_analysis.figures.animation import MOVING
from syria_analysis.figures.output import write_figure


@pytest.fixture(scope="module")
def moving(syria):
    return draw("evenings", syria, "2024-12-02", since="2024-11-30", moving=True, preset="square")


@pytest.mark.parametrize("kind", MOVING)
def test_every_evening_is_a_frame_and_bytes_are_the_same(moving, kind):
    one = moving.render(kind, 40)
    assert one == moving.render(kind, 40)
    picture = Image.open(io.BytesIO(one))
    assert (picture.n_frames, picture.size) == (3, (300, 300))
    shots = []
    for number in range(3):
        picture.seek(number)
        shots.append(picture.convert("RGB").tobytes())
    assert len(set(shots)) == 3


def test_words_do_not_claim_small_maps(moving):
    assert moving.alt.startswith("Animated map of Syria, 30 Nov to 2 Dec 2024")
    assert "small" not in moving.description + moving.alt + moving.caption
    assert moving.title == "No governorate seat changed hands in 2 days"


def test_it_is_written_with_its_words(moving, tmp_path):
    files = [path.name for path in write_figure(moving, tmp_path / "days.gif")]
    assert files == ["days.gif", "days.gif.json"]


def test_what_does_not_move_says_so(syria, tmp_path):
    with pytest.raises(BadParameter, match="areas does not move: of this package do evenings"):
        draw("areas", syria, "2024-12-02", moving=True)
    with pytest.raises(BadParameter, match="all layers"):
        draw("evenings", syria, "2024-12-02", moving=True, layers=["map"])
    still = draw("areas", syria, "2024-11-28", preset="nature-1")
    with pytest.raises(BadParameter, match=r"not written as \.gif"):
        still.render("gif")
