"""The colours of the maps, as they are drawn: told apart by every eye, and bounded visibly."""

import itertools
from functools import cache

import numpy as np
import pytest
from colorspacious import cspace_convert

from syria_analysis.control.certainty import LEVELS
from syria_analysis.control.situation import situation_on
from syria_analysis.figures import layers, style
from worlds import packaged

DATASET = packaged()
FACTIONS = DATASET.factions
LAND = [str(code) for code in FACTIONS.index if FACTIONS.at[code, "territorial"]]
EYES = (None, "deuteranomaly", "protanomaly", "tritanomaly")
LEAST, SPAN = 12.0, 16.0


def contrast(one, other):
    """Compute the contrast ratio of two colours, as WCAG 2.2 defines it."""
    luminance = []
    for colour in (one, other):
        r, g, b = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        )
        luminance.append(0.2126 * r + 0.7152 * g + 0.0722 * b)
    low, high = sorted(luminance)
    return (high + 0.05) / (low + 0.05)


def rgb(colour):
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def lab(colour, eye=None):
    """CIELAB of a colour as seen with a complete colour blindness (Machado et al. 2009)."""
    seen = rgb(colour)
    if eye is not None:
        space = {"name": "sRGB1+CVD", "cvd_type": eye, "severity": 100}
        seen = cspace_convert(seen, space, "sRGB1").clip(0, 1)
    return np.asarray(cspace_convert(seen, "sRGB1", "CIELab"), dtype=float)


def ciede2000(one, other):
    """Difference of two colours in CIELAB (CIE 142-2001; Sharma, Wu and Dalal 2005)."""
    chroma = [np.hypot(*colour[1:]) for colour in (one, other)]
    mean7 = (sum(chroma) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean7 / (mean7 + 25.0**7)))
    a = [(1 + g) * colour[1] for colour in (one, other)]
    c = [np.hypot(x, y) for x, y in zip(a, (one[2], other[2]), strict=True)]
    h = [
        np.degrees(np.arctan2(colour[2], x)) % 360
        for x, colour in zip(a, (one, other), strict=True)
    ]
    turn = 0.0 if not c[0] * c[1] else (h[1] - h[0] + 180) % 360 - 180
    if c[0] * c[1] and turn == -180:
        turn = 180.0
    light, mean_c = (one[0] + other[0]) / 2, (c[0] + c[1]) / 2
    mean_h = (h[0] + turn / 2) % 360 if c[0] * c[1] else h[0] + h[1]
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    rotation = -np.sin(np.radians(60 * np.exp(-(((mean_h - 275) / 25) ** 2)))) * 2
    rotation *= np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7))
    by_l = (other[0] - one[0]) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    by_c = (c[1] - c[0]) / (1 + 0.045 * mean_c)
    by_h = 2 * np.sqrt(c[0] * c[1]) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * mean_c * t)
    return float(np.sqrt(by_l**2 + by_c**2 + by_h**2 + rotation * by_c * by_h))


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [  # Sharma, Wu and Dalal 2005, table 1: pairs 1, 7, 13, 17, 25, 34
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, -0.0010, 2.4900), (50.0, 0.0009, -2.4900), 4.8045),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_that_of_the_standard(one, other, difference):
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=2e-4)


@cache
def meeting():
    """Pairs of (faction, whether gained) that share a border on a map of any evening."""
    found = set()
    for day in DATASET.days:
        now = situation_on(DATASET, day)
        for start in (DATASET.first, max(DATASET.first, day - (DATASET.days[1] - DATASET.days[0]))):
            gained = layers.gains_of(now, situation_on(DATASET, start)) != ""
            mark = {place: (str(now.holders[place]), bool(gained[place])) for place in gained.index}
            for one, other in now.mesh.segments[["a", "b"]].to_numpy():
                if mark[one] != mark[other]:
                    found.add(tuple(sorted((mark[one], mark[other]))))
    return sorted(found)


def fill(mark, medium):
    tone = style.palette(DATASET, medium)[mark[0]]
    return tone.gained if mark[1] else tone.fill


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_land_that_meets_is_told_apart(medium):
    """By 12 of CIEDE2000, gains against old ground too; 2 are about the least one sees."""
    assert len(meeting()) > 20
    for one, other in meeting():
        assert ciede2000(lab(fill(one, medium)), lab(fill(other, medium))) >= LEAST, (one, other)


@pytest.mark.parametrize("medium", ["screen", "print"])
@pytest.mark.parametrize("eye", EYES[1:])
def test_the_colour_blind_have_textures_and_lines_where_colours_do_not_reach(medium, eye):
    """Where the usual colours are too near: a texture, the line of two foes, a gain's outline."""
    tones, allied = style.palette(DATASET, medium), layers.allies(DATASET)
    for one, other in meeting():
        far = ciede2000(lab(fill(one, medium), eye), lab(fill(other, medium), eye))
        if far >= LEAST:
            continue
        textured = tones[one[0]].pattern != tones[other[0]].pattern
        apart = one[0] != other[0] and (one[0], other[0]) not in allied and far >= 4
        outlined = one[0] == other[0] and one[1] != other[1]
        assert textured or apart or outlined, (one, other, far)


def test_lines_between_foes_weigh_more_than_those_between_allies():
    assert style.FRONT_WIDTH > 2 * style.BOUNDARY_WIDTH > 3 * style.ALLIED_WIDTH > 0


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_no_force_looks_less_sure_than_another(medium):
    """Lightness means certainty: fills of full strength, gains too, are about as light."""
    tones = style.palette(DATASET, medium)
    light = [lab(c)[0] for code in LAND for c in (tones[code].fill, tones[code].gained)]
    assert max(light) - min(light) <= SPAN


def test_the_less_sure_the_lighter_and_paper_at_last():
    assert tuple(style.PALER) == LEVELS
    assert sorted(style.PALER.values(), reverse=True) == list(style.PALER.values())
    for tone in style.palette(DATASET).values():
        for gained in (False, True):
            light = [lab(tone.at(low, gained=gained))[0] for low in LEVELS]
            steps = -np.diff([100.0, *light])
            assert (steps > 1.0).all(), light
        assert tone.at(LEVELS[-1]) == tone.fill


def test_gains_are_more_vivid_and_hardly_darker():
    for code in LAND:
        tone = style.palette(DATASET)[code]
        held, gained = lab(tone.fill), lab(tone.gained)
        assert np.hypot(*gained[1:]) > 1.3 * np.hypot(*held[1:]), code
        assert 0 <= held[0] - gained[0] <= 10, code


def test_colours_are_written_the_same_way():
    for column in ("colour_screen", "colour_print", "colour_dark"):
        for colour in FACTIONS[column]:
            assert colour == colour.lower()
            assert len(colour) == 7


def test_forces_have_their_usual_colours():
    """Hue in CIELAB: red, green, yellow."""
    for code, low, high in (("SAA", 0, 50), ("HTS", 120, 180), ("SNA", 100, 140), ("SDF", 75, 105)):
        _, a, b = lab(FACTIONS.at[code, "colour_screen"])
        assert low <= np.degrees(np.arctan2(b, a)) % 360 <= high, code


def test_dots_and_lines_read_on_all_land():
    """WCAG 2.2, 1.4.11: graphical objects 3:1 against adjacent colours."""
    tones = style.palette(DATASET)
    for one, other in itertools.product(LAND, LAND):
        for gained in (False, True):
            ground = tones[other].at(LEVELS[-1], gained=gained)
            assert contrast(style.BOUNDARY, ground) >= 3, other
            if one == other:
                assert contrast(tones[one].strong, ground) >= 3, (one, gained)


def test_outlines_take_the_place_of_patterns():
    """Where an outlet wants no patterns, each of them has a line of its own, dark on its fill."""
    assert set(style.EDGES) == set(style.PATTERNS)
    assert len({str(line) for line in style.EDGES.values()}) == len(style.EDGES)
    for code, tone in style.palette(DATASET).items():
        if tone.pattern:
            assert lab(tone.fill)[0] - lab(tone.dark)[0] >= 10, code


def test_labels_read_on_every_fill():
    for code in LAND:
        assert contrast(style.INK, FACTIONS.at[code, "colour_screen"]) >= 4.5


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
