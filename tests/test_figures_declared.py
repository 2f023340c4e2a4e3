"""Figures of packages that declare them, or nothing: extents, names, sides, layers."""

import json
from functools import cache

import numpy as np
import pytest
import shapely
from matplotlib.text import Text

from syria_analysis.control.situation import situation_on
from syria_analysis.errors import BadParameter, UnknownName
from syria_analysis.figures import (
    draw,
    figures_of,
    kinds,
    labelled_places,
    layers,
    listed,
    output,
    style,
)
from syria_analysis.figures.canvas import bounds_of
from syria_analysis.figures.declared import figure_of_kind
from syria_analysis.figures.extents import (
    FLATTEST,
    LEAST_M,
    TALLEST,
    changed,
    extent,
    located,
    whole,
)
from syria_analysis.figures.furniture import _round_length
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.validation import validate
from worlds import collection, event, load_world, packaged, place, square, write_world

# A country of 4 by 3 degrees: the east is attacked, ash and elm in the middle fall.
PLACES = [
    place("ash", 34.5, 38.0, "SAA", seat_of="Hama", population=900),
    place("birch", 34.5, 36.5, "SAA", kind="city", population=500),
    place("cedar", 34.5, 39.5, "HTS"),
    place("elm", 34.2, 38.3, "SAA"),
    place("fir", 33.4, 36.4, "SAA", kind="village"),
]
EVENTS = [event("2024-11-28", "ash", "SAA", "HTS"), event("2024-11-29", "elm", "SAA", "SNA")]
ROADS = [
    {"from": "birch", "to": "ash"},
    {"from": "ash", "to": "cedar"},
    {"from": "cedar", "to": "fir"},
]
SCENARIO = {"captures": ["elm"], "by": "HTS", "from": "birch", "to": ["fir"]}
DAY = "2024-11-30"


@pytest.fixture
def world(tmp_path):
    def made(places=PLACES, **more):
        conflict = {"cities": ["birch"], "capital": "birch", **more.pop("conflict", {})}
        folder = write_world(tmp_path / "world", places, EVENTS, conflict=conflict, **more)
        return load_world(folder)

    return made


@cache
def syria():
    return packaged()


def texts(shown):
    return {text.get_text() for text in shown.figure.findobj(Text)}


def test_a_package_that_declares_none_gets_those_its_data_allow(world):
    assert list(figures_of(world())) == [
        "before", "situation", "gains", "evidence", "evenings", "fronts", "areas", "captures",
    ]  # fmt: skip
    with_roads = figures_of(world(roads=ROADS))
    assert "cutoff" in with_roads and "stakes" not in with_roads
    assert kinds(world(roads=ROADS, conflict={"scenario": SCENARIO})) == kinds(syria()) - {
        "knowledge",
        "units",
    }  # no page of the world has a day of publication, and all its places lie in one unit


def test_declared_figures_are_the_ones_to_ask_for(world):
    data = world(conflict={"figures": [{"id": "fall", "kind": "gains"}]})
    assert listed(data)[0]["figure"] == "fall" and len(listed(data)) == 1
    assert draw("fall", data, DAY).name == "map-fall"
    with pytest.raises(UnknownName):
        draw("gains", data, DAY)
    assert figure_of_kind(data, "areas").id == "areas"


def test_auto_is_the_bounds_of_what_changed(world):
    data = world()
    now, then = (situation_on(data, day) for day in (DAY, "2024-11-26"))
    moved = changed(now, then)
    cells = data.mesh.shapes[["ash", "elm"]]
    assert shapely.equals(moved, shapely.union_all(cells.to_numpy()))
    bounds = extent(data, FigureSpec("x", "gains"), moved)
    assert shapely.contains(shapely.box(*bounds), moved)
    assert shapely.covers(shapely.buffer(shapely.box(*whole(data)), 1e-6), shapely.box(*bounds))
    nothing = changed(then, then)
    assert extent(data, FigureSpec("x", "gains"), nothing) == whole(data)


def test_no_map_is_smaller_or_more_stretched_than_stated(world):
    data = world()
    x0, y0, x1, y1 = extent(data, FigureSpec("x", "gains"), located(data, ["birch"]))
    assert min(x1 - x0, y1 - y0) == pytest.approx(LEAST_M)
    tall = {"extents": {"strip": [37.9, 33.1, 38.0, 35.9], "belt": [36.1, 34.4, 39.9, 34.6]}}
    data = world(conflict=tall)
    for name in tall["extents"]:
        x0, y0, x1, y1 = extent(data, FigureSpec("x", "gains", extent=name))
        assert FLATTEST - 1e-9 <= (y1 - y0) / (x1 - x0) <= TALLEST + 1e-9
        window = bounds_of(data.conflict.extents[name], data.plane)
        assert shapely.covers(shapely.box(x0, y0, x1, y1), shapely.box(*window))


def test_a_map_without_land_in_view_is_an_error(world):
    data = world()
    away = {"sea": (50.0, 10.0, 51.0, 11.0)}
    conflict = data.conflict.__class__(**{**vars(data.conflict), "extents": away})
    data = data.__class__(**{**{k: v for k, v in vars(data).items() if k in fields(data)},
                             "conflict": conflict})  # fmt: skip
    with pytest.raises(BadParameter, match=r"figure x has no land in view.*Squareland"):
        extent(data, FigureSpec("x", "situation", extent="sea"))


def fields(data):
    return data.__dataclass_fields__


def test_validation_refuses_a_window_without_places(tmp_path):
    folder = write_world(
        tmp_path / "world", PLACES, conflict={"extents": {"sea": [50.0, 10.0, 51.0, 11.0]}}
    )
    assert any("no place of the package lies in this window" in str(f) for f in validate(folder))


def test_validation_names_what_a_figure_asks_in_vain(tmp_path):
    figures = [{"id": "road", "kind": "stakes", "prefer": {"ashe": ["e"], "ash": ["w"]}}]
    folder = write_world(tmp_path / "world", PLACES, conflict={"figures": figures})
    faults = " ".join(map(str, validate(folder)))
    assert "no place or area 'ashe'" in faults and "'ash'" not in faults
    assert "figures[0].kind" in faults and "need a scenario" in faults


def test_towns_are_named_by_weight(world):
    data = world()
    assert labelled_places.by_weight(data) == ["birch", "ash", "cedar", "elm", "fir"]
    assert labelled_places.by_weight(data, ["elm"]) == ["birch", "ash", "elm", "cedar", "fir"]
    assert {"Birch", "Ash"} <= texts(draw("situation", data, DAY))


def test_without_water_neighbours_or_lakes(world):
    data = world()
    assert layers.features(data, "lakes") is None
    for name in figures_of(data):
        assert draw(name, data, DAY).layers


def test_disputed_borders_are_dashed_by_their_kind(world):
    data = world()
    lines = [
        {
            "type": "Feature",
            "properties": {"kind": kind},
            "geometry": {"type": "LineString", "coordinates": [[35.95, y], [36.0, y]]},
        }
        for kind, y in (("international", 33.5), ("ceasefire line", 34.5))
    ]
    text = json.dumps({"type": "FeatureCollection", "features": lines})
    (data.folder / "basemap" / "borders.geojson").write_text(text, encoding="utf-8")
    root = draw("situation", data, DAY).render("svg").decode()
    assert "ground-disputed" in root


def test_areas_and_barriers_are_named_as_declared(world):
    occupied = json.dumps(collection(square(36.0, 33.0, 36.6, 33.6), "strip"))
    folder = write_world(
        world().folder,
        PLACES,
        EVENTS,
        river=[(37.2, 32.9), (37.2, 36.1)],
        conflict={"areas": [{"layer": "strip", "name": "The Strip"}]},
    )
    (folder / "basemap" / "strip.geojson").write_text(occupied, encoding="utf-8")
    said = texts(draw("situation", load_world(folder), DAY))
    assert {"The Strip", "River"} <= said


def test_a_figure_shows_the_contest_that_it_declares(world):
    contests = [
        {"id": "war", "from": "2024-11-26", "attackers": ["HTS"], "defenders": ["SAA"]},
        {"id": "other", "from": "2024-11-28", "attackers": ["SNA"], "defenders": ["SAA"]},
    ]
    figures = [{"id": "one", "kind": "gains"}, {"id": "two", "kind": "gains", "contest": "other"}]
    places = [{**PLACES[0], "seat_of": ""}, {**PLACES[1], "seat_of": "Hama"}, *PLACES[2:]]
    data = world(places, conflict={"contests": contests, "figures": figures})
    assert "HTS-led" in draw("one", data, DAY).title
    assert "SNA" in draw("two", data, DAY).title
    assert "HTS-led" in draw("two", data, DAY, attackers="HTS").title


def test_what_those_who_joined_took_counts(world):
    places = [place("gum", 33.2, 38.6, "SAA", seat_of="Hama"), *PLACES[1:]]
    events = [event("2024-11-28", "gum", "SAA", "SOR")]
    contests = [
        {
            "id": "war",
            "from": "2024-11-26",
            "attackers": ["HTS"],
            "defenders": ["SAA"],
            "joined": ["SOR"],
        }
    ]
    folder = write_world(world().folder, places, events, conflict={"contests": contests})
    data = load_world(folder)
    assert draw("gains", data, "2024-11-28").title.startswith("Gum has fallen to")
    assert "Gum fell before that day" in draw("gains", data, DAY).description


@pytest.mark.parametrize("name", ["gains", "captures"])
def test_no_figure_compares_with_a_later_evening(world, name):
    with pytest.raises(BadParameter, match="later than the date"):
        draw(name, world(), "2024-11-28", since="2024-11-29")


def test_allies_carry_patterns_and_lone_factions_none():
    shown = style.palette(syria())
    assert [shown[f].pattern for f in ("HTS", "SNA", "SFA", "SOR")] == ["", *style.PATTERNS]
    assert not any(shown[f].pattern for f in ("SAA", "SDF", "IDF", "UNDOF"))


def test_the_note_on_maps_stands_in_caption_and_not_under_charts():
    note = syria().conflict.notes["map"]
    assert note in output.caption(draw("situation", syria(), "2024-12-02"))
    assert note not in output.caption(draw("areas", syria(), "2024-12-02"))


@pytest.mark.parametrize("most", [0.3, 1.0, 7.2, 54.4, 133.0, 199.9, 4000.0])
def test_a_scale_bar_is_of_a_round_length(most):
    length = _round_length(most)
    assert most / 2.5 < length <= most
    assert str(f"{length:e}")[0] in "125" and np.isclose(length, float(f"{length:.1g}"))


def test_a_what_if_takes_what_is_left_of_the_scenario(world):
    data = world(roads=ROADS, conflict={"scenario": {**SCENARIO, "captures": ["ash", "fir"]}})
    assert "Fir" in draw("cutoff", data, DAY, targets=["cedar"]).title
    data = world(roads=ROADS, conflict={"scenario": {**SCENARIO, "captures": ["ash"]}})
    with pytest.raises(BadParameter, match="needs places to capture"):
        draw("cutoff", data, DAY, targets=["cedar"])
