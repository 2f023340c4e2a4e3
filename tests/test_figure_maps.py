"""The maps show how they know: lightness, lines, dots, letters, keys."""

from functools import cache

import numpy as np
import pytest
import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch

from selection import first_quick
from syria_analysis.control.certainty import LEVELS, certainty_of
from syria_analysis.control.front import PINNED_KM, front_between
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import BadParameter
from syria_analysis.figures import draw, layers, movements, style
from syria_analysis.figures.canvas import Layer
from syria_analysis.figures.declared import figure_of_kind
from syria_analysis.figures.fragment import web_sheet
from syria_analysis.figures.label_placement import BADGE
from syria_analysis.figures.labelled_places import size_of_seat
from syria_analysis.figures.legend import Legend, faction_row, land_in_view
from syria_analysis.text.headline import headline
from test_figures import texts
from worlds import event, load_world, packaged, place, write_world

DAYS = ("2024-12-02", "2024-12-08")
KINDS = ("situation", "offensive", "stakes")
LEGENDS = {}


@cache
def drawn(name, day="2024-12-02", preset="report"):
    """A figure, drawn once for all tests; its legend is kept in `LEGENDS`."""
    with pytest.MonkeyPatch.context() as patch:
        draw_legend = Legend.draw

        def remembered(self, *args, **more):
            LEGENDS[name, day, preset] = self
            return draw_legend(self, *args, **more)

        patch.setattr(Legend, "draw", remembered)
        sheet = web_sheet(340) if preset == "phone" else preset
        return draw(name, packaged(), day, preset=sheet)


def layer(shown, kind):
    return next(found for found in shown.figure.findobj(Layer) if found.kind == kind)


def fills(shown, kind):
    """Faction, least certainty, path and colour of each fill of a layer, the lowest first."""
    for patch in layer(shown, kind).members:
        name = str(patch.get_gid()).rsplit(f"{kind}-", 1)[-1]
        faction, _, low = name.rpartition("-")
        if isinstance(patch, PathPatch) and low.isdigit():
            yield faction, int(low) / 100, patch.get_path(), patch.get_facecolor()


@pytest.mark.parametrize("day", first_quick(["2024-12-02", "2024-12-08"]))
def test_hue_is_the_holder_and_lightness_the_certainty(day):
    shown, evening = drawn("situation", day), situation_on(packaged(), day)
    rng = np.random.default_rng(5)
    xmin, ymin, xmax, ymax = shapely.bounds(evening.mesh.theatre)
    points = shapely.points(rng.uniform(xmin, xmax, 900), rng.uniform(ymin, ymax, 900))
    home = evening.mesh.locate(points)
    inside = home >= 0
    points, home = points[inside], home[inside]
    sure = certainty_of(evening)
    holders = np.array(sure.factions, dtype=object)[sure.holder[home]]
    xy = shapely.get_coordinates(points)
    certain, _ = sure.judge(sure.at(xy, home), home)
    told = {}
    for faction, low, path, colour in fills(shown, "territory"):
        assert np.allclose(colour[:3], rgb(style.palette(packaged())[faction].at(low)), atol=2e-3)
        for number in np.flatnonzero(path.contains_points(xy)):
            told[number] = faction, low
    assert len(points) > 300
    wrong = 0
    for number, (holder, value) in enumerate(zip(holders, certain, strict=True)):
        low = max((level for level in LEVELS if level <= value), default=None)
        expected = None if low is None else (holder, low)
        if expected != told.get(number):
            wrong += 1  # within a square of the grid, or the width of a line, of an edge
            assert told.get(number, (holder,))[0] == holder  # but never another's colour
    assert wrong < 0.06 * len(points)


def rgb(colour):
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


# West and east of the line x = 38.05 at three latitudes: 9 km apart, 64 km apart, one an anchor.
PLACES = [
    place("near-w", 34.0, 38.0, "SAA", seat_of="Hama"),
    place("near-e", 34.0, 38.1, "HTS"),
    place("far-w", 35.0, 37.7, "SAA"),
    place("far-e", 35.0, 38.4, "HTS"),
    place("nobody-w", 33.2, 38.0, "SAA", kind="anchor"),
    place("some-e", 33.2, 38.1, "HTS"),
]


def test_a_front_is_pinned_where_places_on_both_sides_are_near(tmp_path):
    world = load_world(write_world(tmp_path / "world", PLACES, []))
    front = front_between(situation_on(world, world.first), "HTS", "SAA")
    solid, loose = front.pinned
    whole = shapely.length(front.line)
    assert shapely.length(solid) + shapely.length(loose) == pytest.approx(whole, rel=1e-9)
    at = {p: world.plane.to_plane(shapely.Point(r.lon, r.lat)) for p, r in world.places.iterrows()}
    corners = shapely.points(shapely.get_coordinates(solid))
    for side in ("near-w", "near-e"):
        assert shapely.distance(corners, at[side]).max() <= 1000 * PINNED_KM * (1 + 1e-9)
    # A chord of a circle of 10 km around places 4.6 km off the line: about 17.8 km.
    off = shapely.distance(at["near-w"], at["near-e"]) / 2
    chord = 2 * np.sqrt((1000 * PINNED_KM) ** 2 - off**2)
    assert shapely.length(solid) == pytest.approx(chord, rel=1e-3)


def test_dots_are_larger_where_a_place_changed_hands_and_ringed_where_contested(tmp_path):
    events = [
        event("2024-11-28", "near-w", "SAA", "HTS"),
        event("2024-11-28", "far-w", "SAA", "HTS", contested="true"),
    ]
    world = load_world(write_world(tmp_path / "world", PLACES, events))
    shown = draw("situation", world, "2024-11-28")
    found, tree = (
        {},
        shapely.STRtree(
            world.plane.to_plane(shapely.points(world.places["lon"], world.places["lat"]))
        ),
    )
    for member in layer(shown, "dots").members:
        assert isinstance(member, Line2D)
        for x, y in zip(*member.get_data(), strict=True):
            near = world.places.index[tree.nearest(shapely.Point(x, y))]
            look = member.get_markersize(), member.get_markerfacecolor()
            found.setdefault(near, []).append(look)
    assert set(found) == {"near-w", "near-e", "far-w", "far-e", "some-e"}  # an anchor is no place
    tones = style.palette(world)
    size = {p: dots[0][0] for p, dots in found.items()}
    assert size["near-w"] > 1.5 * size["near-e"] == 1.5 * size["far-w"]
    assert found["near-w"][0][1] == tones["HTS"].strong
    assert found["far-w"][0][1] == tones["SAA"].strong  # contested: keeps its last holder
    assert [p for p, dots in found.items() if len(dots) > 1] == ["far-w"]


@pytest.mark.parametrize("day", first_quick(DAYS))
@pytest.mark.parametrize("name", KINDS)
def test_at_most_five_keys_and_no_name_twice(name, day):
    shown = drawn(name, day)
    legend = LEGENDS[name, day, "report"]
    assert legend.keys <= 5
    keyed = [text for run in legend.flows.values() for text, _ in run]
    on_land = " ".join(t.get_text() for t in names(shown, "territory-names"))
    on_land += "".join(" Israel" for t in names(shown, "area-names") if "Israel" in t.get_text())
    factions = packaged().factions
    evening = situation_on(packaged(), day)
    axes = next(a for a in shown.figure.axes if a.get_gid() == f"{shown.name}-map")
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    view = shapely.box(x0, y0, x1, y1)
    for faction, land in evening.mesh.dissolve(evening.holders)["geometry"].items():
        if shapely.area(shapely.intersection(land, view)) > 0:
            short = factions.at[faction, "short_name"]
            named = all(word in on_land for word in short.split())
            assert not (named and short in keyed), (faction, on_land, keyed)
            assert named or short in keyed, (faction, on_land, keyed)


@pytest.mark.parametrize(
    "name", first_quick(["offensive", "knowledge", "before", "situation", "stakes"], 2)
)
def test_at_most_five_keys_on_a_phone_and_every_force_is_told(name):
    shown = drawn(name, "2024-12-08", "phone")
    legend = LEGENDS[name, "2024-12-08", "phone"]
    assert 1 < legend.keys <= 5
    keyed = {text for run in legend.flows.values() for text, _ in run}
    on_land = " ".join(t.get_text() for t in names(shown, "territory-names"))
    on_land += "".join(t.get_text() for t in names(shown, "area-names"))
    axes = next(a for a in shown.figure.axes if a.get_gid() == f"{shown.name}-map")
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    dataset = packaged()
    evening = situation_on(dataset, shown.date)
    land = land_in_view(evening, (x0, y0, x1, y1))
    seen = {dataset.factions.at[code, "short_name"]: held for code, held in land.items() if held}
    for short in seen:
        assert short in keyed or all(word in on_land for word in short.split()), (short, keyed)


def test_rows_that_the_words_repeat_yield_to_forces_without_a_name():
    dataset, legend = packaged(), Legend()
    for text in ("one", "two", "three"):
        legend.row(text)
    legend.row("said already")
    legend.yields()
    legend.row("last")
    colours = style.palette(dataset)
    faction_row(legend, ["SDF", "SNA", "IDF"], dataset, colours, {"SDF": 1, "SNA": 3, "IDF": 2})
    assert [row[0] for row in legend.rows] == ["one", "two", "three", "last", ""]
    assert [text for text, _ in legend.flows[4]] == ["SNA", "Israel", "SDF"]
    assert legend.keys == 5


def names(shown, kind):
    found = [f for f in shown.figure.findobj(Layer) if f.kind == kind]
    return [
        t for f in found for t in f.members if hasattr(t, "get_text") and t.get_label() != "halo"
    ]


def test_before_is_the_eve_whatever_the_date():
    eve = draw("before", packaged(), "2024-12-05")
    assert eve.date == "2024-11-26"
    assert eve.render("svg") == draw("before", packaged(), "2024-12-08").render("svg")
    with pytest.raises(BadParameter, match="takes no captures"):
        draw("before", packaged(), "2024-12-05", captures=("homs",))


def test_the_map_of_an_evening_shows_what_changed_that_day():
    gained = {faction for faction, *_ in fills(drawn("situation", "2024-12-05"), "gains")}
    dataset = packaged()
    now, then = (situation_on(dataset, day) for day in ("2024-12-05", "2024-12-04"))
    moved = layers.gains_of(now, then)
    assert gained == set(moved[moved != ""])
    said = " ".join(t.get_text() for t in texts(drawn("situation", "2024-12-05").figure))
    assert "taken since 4 December" in said


@pytest.mark.parametrize("preset", first_quick(["report", "nature-1", "newspaper-1", "square"]))
def test_letters_stand_where_their_places_lie(preset):
    shown, dataset = drawn("stakes", "2024-12-05", preset), packaged()
    discs = [d for d in layer(shown, "letters").members if isinstance(d, Circle)]
    axes = next(a for a in shown.figure.axes if a.get_gid() == "map-stakes-map")
    wanted = [p for some in figure_of_kind(dataset, "stakes").letters.values() for p in some]
    assert len(discs) == len(wanted) == 6
    for letter, disc in zip(wanted, discs, strict=True):
        row = dataset.places.loc[letter]
        point = dataset.plane.to_plane(shapely.Point(row["lon"], row["lat"]))
        there = axes.transData.transform((point.x, point.y))
        here = disc.axes.transData.transform(disc.center)
        assert np.hypot(*(there - here)) < 0.5, letter
        assert disc.radius == pytest.approx(BADGE - 0.1)


@pytest.mark.parametrize("day", first_quick(DAYS))
@pytest.mark.parametrize("name", ["offensive", "stakes"])
def test_no_distance_is_drawn_through_another_country(name, day):
    shown, theatre = drawn(name, day), packaged().mesh.theatre
    axes = next(a for a in shown.figure.axes if a.get_gid() == f"{shown.name}-map")
    for found in shown.figure.findobj(Layer):
        for member in found.members if found.kind == "distances" else ():
            for path in member.get_segments():
                page = member.axes.transData.transform(path)
                line = shapely.linestrings(axes.transData.inverted().transform(page))
                outside = shapely.length(shapely.difference(line, shapely.buffer(theatre, 500)))
                assert outside < 0.05 * shapely.length(line)


def test_arrows_end_where_forces_got_to_the_chief_places_first():
    dataset = packaged()
    now, then = (situation_on(dataset, day) for day in ("2024-12-08", "2024-11-26"))
    found = movements.advances(now, then, ["HTS", "SOR"])
    ends = {move.places[-1]: move.faction for move in found}
    assert ends["damascus"] == "SOR" and ends["homs"] == "HTS"
    for move in found:
        row = dataset.places.loc[move.places[-1]]
        end = shapely.get_point(move.way, -1)
        there = dataset.plane.to_plane(shapely.Point(row["lon"], row["lat"]))
        assert shapely.distance(end, there) < 1.0
    # Who held nothing then sets out from what it took on its first day.
    starts = {move.places[0] for move in found if move.faction == "SOR"}
    day = {str(dataset.events.at[now.last_event[p], "date"].date()) for p in starts}
    assert len(day) == 1


def test_a_map_of_gains_shows_the_seats_that_fell_even_beyond_its_extent():
    told = {text.get_text() for text in names(drawn("offensive", "2024-12-08"), "place-names")}
    assert {"Damascus", "Homs", "Aleppo"} <= told
    assert size_of_seat(packaged(), "damascus") == style.CITY_LARGE
    assert drawn("offensive", "2024-12-02").scale < drawn("offensive", "2024-12-08").scale


def test_the_band_of_a_front_reaches_the_places_on_its_two_sides(tmp_path):
    places = [p for p in PLACES if p["id"].startswith("near")]
    world = load_world(write_world(tmp_path / "world", places, []))
    evening = situation_on(world, world.first)
    front = front_between(evening, "HTS", "SAA")
    spots = world.plane.to_plane(shapely.points([38.0, 38.1], [34.0, 34.0]))
    assert shapely.distance(front.band, spots).max() < 1.0
    # Two triangles on one edge: half its length times the way from place to place.
    area = shapely.length(front.line) * shapely.distance(*spots) / 2
    assert shapely.area(front.band) == pytest.approx(area, rel=1e-3)
    shown = draw("situation", world, world.first, band=True)
    assert any(found.kind == "front-band" for found in shown.figure.findobj(Layer))
    assert "grey: where it may run" in " ".join(t.get_text() for t in texts(shown.figure))


def test_only_maps_of_an_evening_draw_a_band():
    with pytest.raises(BadParameter, match="stakes takes no band"):
        draw("stakes", packaged(), "2024-12-02", band=True)


def test_how_sure_the_headline_is_stands_below_it_where_there_is_room():
    shown = drawn("offensive", "2024-12-02")
    said = headline(situation_on(packaged(), "2024-12-02"))
    assert said.sure in said.deck
    assert "(14–22)" in said.sure
    drawn_words = " ".join(t.get_text() for t in names(shown, "header")).replace("\xa0", " ")
    assert drawn_words.startswith(f"{said.title} {said.sure} {shown.subtitle}")
    narrow = drawn("offensive", "2024-12-02", "newspaper-1")
    assert said.sure not in " ".join(t.get_text() for t in names(narrow, "header"))


@pytest.mark.parametrize("day", ["2024-12-06", "2024-12-10"])
def test_a_map_of_gains_shows_the_seats_of_its_headline(day):
    shown, dataset = drawn("offensive", day), packaged()
    axes = next(a for a in shown.figure.axes if a.get_gid() == "map-offensive-map")
    view = shapely.box(*np.transpose([axes.get_xlim(), axes.get_ylim()]).ravel())
    said = {p for p in dataset.seats if dataset.places.at[p, "name"] in shown.title}
    assert said
    points = dataset.plane.to_plane(
        shapely.points(*dataset.places.loc[sorted(said), ["lon", "lat"]].to_numpy().T)
    )
    assert shapely.contains(view, points).all(), shown.title


def test_a_map_that_shows_no_place_of_the_headline_has_one_of_its_own():
    shown = drawn("stakes", "2024-12-10")  # Deir ez-Zor lies far east of it
    assert shown.title == "What is at stake, evening of 10 December 2024"
    assert "Deir ez-Zor" not in " ".join(t.get_text() for t in texts(shown.figure))
    assert drawn("stakes", "2024-12-08").title == drawn("offensive", "2024-12-08").title


def test_nearest_places_named_at_stake_are_towns():
    shown = drawn("stakes", "2024-12-05")
    assert not [t for t in texts(shown.figure) if "battalion" in t.get_text()]
