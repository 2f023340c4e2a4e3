"""The colours of the factions: told apart by every eye, in grey, and bounded visibly."""

import csv
import itertools
from pathlib import Path

import pytest
from colorspacious import cspace_convert, deltaE

from syria_analysis.figures import style
from syria_analysis.package.dataset import load_dataset

TABLE = (Path(__file__).parents[1] / "data" / "factions.csv").read_text(encoding="utf-8")
FACTIONS = {row["id"]: row for row in csv.DictReader(TABLE.splitlines())}
LAND = [code for code, row in FACTIONS.items() if row["territorial"] == "true"]

# Pairs that shared a border on some evening from 26 November to 8 December 2024.
NEIGHBOURS = [("SAA", code) for code in LAND if code != "SAA"] + [
    ("HTS", "SNA"),
    ("HTS", "SDF"),
    ("HTS", "SFA"),
    ("HTS", "SOR"),
    ("SNA", "SDF"),
    ("SDF", "SFA"),
    ("SFA", "SOR"),
    ("IDF", "SOR"),
    ("UNDOF", "SOR"),
    ("IDF", "UNDOF"),
]
TONES = style.palette(load_dataset())
COLUMNS = ("colour_screen", "colour_print", "colour_dark")


def rgb(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def seen(colour: str, deficiency: str | None):
    """The colour as seen with a complete colour blindness (Machado et al. 2009)."""
    if deficiency is None:
        return rgb(colour)
    space = {"name": "sRGB1+CVD", "cvd_type": deficiency, "severity": 100}
    return cspace_convert(rgb(colour), space, "sRGB1").clip(0, 1)


def lightness(colour: str) -> float:
    """CIE L*, what is left in a grey print."""
    return float(cspace_convert(rgb(colour), "sRGB1", "CIELab")[0])


def test_colours_are_written_the_same_way():
    for row in FACTIONS.values():
        for column in COLUMNS:
            assert row[column] == row[column].lower()
            assert len(row[column]) == 7


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("eye", [None, "deuteranomaly", "protanomaly", "tritanomaly"])
def test_neighbours_are_told_apart(column, eye):
    """CAM02-UCS difference of 5 at least, where 1 is about the smallest one sees."""
    least = 10 if eye is None else 5 if column != "colour_print" else 4.5
    for one, other in NEIGHBOURS:
        a, b = (seen(FACTIONS[code][column], eye) for code in (one, other))
        assert float(deltaE(a, b, input_space="sRGB1")) >= least, (one, other)


@pytest.mark.parametrize("column", COLUMNS)
def test_neighbours_are_told_apart_in_grey(column):
    """By 8 steps of lightness of 100, else one of them carries a pattern of its own."""
    for one, other in NEIGHBOURS:
        step = abs(lightness(FACTIONS[one][column]) - lightness(FACTIONS[other][column]))
        patterns = {TONES[one].pattern, TONES[other].pattern}
        assert step >= 8 or len(patterns) == 2, (one, other, step)


def test_outlines_take_the_place_of_patterns():
    """Where an outlet wants no patterns, each of them has a line of its own, dark on its fill."""
    assert set(style.EDGES) == set(style.PATTERNS)
    assert len({str(line) for line in style.EDGES.values()}) == len(style.EDGES)
    for code in (code for code in LAND if TONES[code].pattern):
        for column in ("colour_screen", "colour_print"):
            row = FACTIONS[code]
            assert lightness(row[column]) - lightness(row["colour_dark"]) >= 10, code
            for eye in ("deuteranomaly", "protanomaly", "tritanomaly"):
                fill, edge = (seen(row[c], eye) for c in (column, "colour_dark"))
                assert float(deltaE(fill, edge, input_space="sRGB1")) >= 10, (code, eye)


def test_the_two_greens_differ_by_more_than_hue():
    assert abs(lightness(FACTIONS["HTS"]["colour_screen"]) - lightness("#bce2a2")) >= 15
    assert TONES["SNA"].pattern != TONES["HTS"].pattern


def test_gains_are_darker_than_the_land_held_before():
    for code in LAND:
        row = FACTIONS[code]
        assert lightness(row["colour_screen"]) - lightness(row["colour_dark"]) >= 10, code


def test_boundaries_contrast_with_the_fills_on_both_sides():
    """WCAG 2.2, 1.4.11: graphical objects 3:1 against adjacent colours."""
    for one, other in itertools.combinations(LAND, 2):
        for column in COLUMNS:
            for code in (one, other):
                assert style.contrast(style.BOUNDARY, FACTIONS[code][column]) >= 3, (one, other)


def test_labels_read_on_every_pale_fill():
    for code in LAND:
        assert style.contrast(style.INK, FACTIONS[code]["colour_screen"]) >= 4.5


def test_contrast_is_that_of_wcag():
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
