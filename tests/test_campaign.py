"""A campaign evening by evening, against worlds worked by hand and against the library's parts."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import shapely

from selection import first_quick
from syria_analysis import figures
from syria_analysis.control.campaign import campaign_between
from syria_analysis.control.front import ENDS, front_between
from syria_analysis.control.land import areas
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import BadParameter, DateOutOfRange, UnknownName
from syria_analysis.figures.canvas import Layer
from syria_analysis.figures.chart_page import day_labels, nice_step, slots, spread
from syria_analysis.figures.small_multiples import frames_of
from syria_analysis.geo.ellipsoid import distance_and_bearing, nearest_on_segments
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.dataset import load_dataset
from syria_analysis.text.campaign_findings import campaign_findings
from syria_analysis.text.campaign_words import captures_words, evenings_words, told_between
from test_figures import faults, texts
from worlds import event, place, write_world

FIGURES = ("map_evenings", "chart_fronts", "chart_areas", "chart_captures")


@pytest.fixture(scope="module")
def line(line_world):
    """The row of four towns (see conftest): bravo falls 28 Nov, delta to others 4 Dec (3 to 6)."""
    cities = ["charlie", "delta", "bravo"]
    return campaign_between(
        load_dataset(line_world), "2024-11-26", "2024-12-05", "HTS", "SAA", cities
    )


@pytest.fixture(scope="module")
def whole(syria):
    return syria.campaign()


def kilometres(one, other):
    return distance_and_bearing(*one, *other)[0][0] / 1000


def test_distances_by_hand(line):
    table = line.distances.set_index(["date", "city"])
    days = [evening.date for evening in line.evenings]
    assert len(table) == len(days) * 3
    # Until bravo falls the front runs at 37 E, then at 38 E; charlie lies at 38.5 E.
    for day, lon in ((days[1], 37.0), (days[2], 38.0)):
        far = table.loc[(day, "charlie")]
        assert far["distance_km"] == pytest.approx(kilometres((34.5, 38.5), (34.5, lon)), rel=0.005)
        assert far["low_km"] <= far["distance_km"] <= far["high_km"]
    assert table.loc[(days[2], "bravo"), "status"] == "held_by_attackers"
    assert table.loc[(days[2], "bravo"), "reading_high_km"] == 0.0
    # On 30 November charlie is contested: settled for the attackers they hold it.
    open_day = table.loc[(days[4], "charlie")]
    assert open_day["contested_by"] == "HTS"
    assert open_day["reading_low_km"] == 0.0
    assert open_day["readings_differ"]
    assert not table.loc[(days[2], "charlie"), "readings_differ"]
    assert table.loc[(days[-1], "delta"), "status"] == "held_by_other"


def test_captures_and_land_by_hand(line):
    captures = line.captures
    assert captures[["captor", "loser", "places", "uncertain_places"]].values.tolist() == [
        ["HTS", "SAA", 1, 0],
        ["SDF", "SAA", 1, 1],
    ]
    assert [day.day for day in captures["date"]] == [28, 4]
    assert captures["place"].tolist() == [("bravo",), ("delta",)]
    cells = line.first.mesh.area_km2
    assert captures["area_km2"].tolist() == pytest.approx([cells["bravo"], cells["delta"]])
    assert line.transfer.loc["SAA", "HTS"] == pytest.approx(cells["bravo"])


def test_the_furthest_advance_by_hand(line):
    first, second = line.advances.to_dict("records")
    # Bravo, 37.5 E, against the front of the evening before at 37 E.
    assert first["place"] == "bravo"
    assert first["distance_km"] == pytest.approx(kilometres((34.5, 37.5), (34.5, 37.0)), rel=0.005)
    assert first["low_km"] <= first["distance_km"] <= first["high_km"]
    # The SDF held nothing before: no front to measure from.
    assert (second["place"], second["status"]) == ("delta", "no_front")
    assert np.isnan(second["distance_km"])


def test_the_furthest_place_wins_and_moves_within_a_side_do_not_count(tmp_path):
    places = [place(f"p{k}", 34.5, 36.4 + 0.4 * k, "HTS" if k < 2 else "SAA") for k in range(9)]
    events = [
        event("2024-11-27", "p2", "SAA", "HTS"),
        event("2024-11-27", "p3", "SAA", "HTS"),
        event("2024-11-27", "p0", "HTS", "SNA"),
    ]
    world = load_dataset(write_world(tmp_path, places, events))
    found = campaign_between(world, "2024-11-26", "2024-11-28", "HTS,SNA", "SAA", ["p8"]).advances
    assert found[["captor", "place"]].values.tolist() == [["HTS", "p3"]]
    front = front_between(situation_on(world, "2024-11-26"), "HTS,SNA", "SAA")
    every = nearest_on_segments(34.5, 37.6, front.segments[ENDS].to_numpy())[0]
    assert found["distance_km"][0] == pytest.approx(every.min() / 1000, abs=1e-6)


def test_falls_by_hand(tmp_path):
    places = [
        place("west", 34.5, 36.5, "HTS"),
        place("hama", 34.5, 37.5, "SAA", kind="city", seat_of="Hama"),
        place("east", 34.5, 39.0, "SAA"),
    ]
    events = [
        event("2024-11-28", "hama", "SAA", "HTS", contested="true"),
        event("2024-11-29", "hama", "SAA", "HTS", contested="true"),
        event("2024-11-30", "hama", "SAA", "HTS", confidence="medium", claim_kind="own claim"),
        event("2024-12-03", "east", "SAA", "HTS", date_earliest="2024-12-02",
              date_latest="2024-12-04"),
    ]  # fmt: skip
    world = load_dataset(write_world(tmp_path, places, events))
    found = campaign_between(world, "2024-11-26", "2024-12-05", "HTS", "SAA", ["east"]).falls
    assert found["place"].tolist() == ["hama", "east"]
    hama, east = found.to_dict("records")
    assert (hama["from"], hama["to"], hama["contested_since"].day) == ("SAA", "HTS", 28)
    # Only high confidence, or without one party's word: not at all; for the attackers: on 28.
    assert hama["other_days"][0] == pd.Timestamp("2024-11-28")
    assert any(pd.isna(day) for day in hama["other_days"])
    assert hama["disputed"] and east["disputed"]
    assert (east["earliest"].day, east["date"].day, east["latest"].day) == (2, 3, 4)
    assert campaign_between(world, "2024-11-30", "2024-12-02", "HTS", "SAA", ["east"]).falls.empty


def test_what_is_summed_day_by_day_is_what_lies_between_first_and_last(whole):
    first, last = (areas(evening).set_index("faction") for evening in (whole.first, whole.last))
    captures = whole.captures
    for faction in whole.transfer.index:
        for column, unit in (("places", 0), ("area_km2", 1e-6)):
            gained = captures.loc[captures["captor"] == faction, column].sum()
            lost = captures.loc[captures["loser"] == faction, column].sum()
            moved = last[column].get(faction, 0) - first[column].get(faction, 0)
            assert gained - lost == pytest.approx(moved, abs=max(unit, 1e-6)), (faction, column)
    cells = whole.first.mesh.area_km2.sum()
    assert whole.transfer.to_numpy().sum() == pytest.approx(cells, rel=1e-9)
    by_day = whole.areas.groupby("date")["area_km2"].sum()
    assert by_day.to_numpy() == pytest.approx(cells, rel=1e-9)


def test_the_tables_are_those_of_the_evenings(whole, syria):
    day = whole.evenings[6]
    own = whole.distances[whole.distances["date"] == day.date].set_index("city")
    told = syria.on(day.date).distances(whole.cities).set_index("city")
    assert own["distance_km"].tolist() == pytest.approx(told["distance_km"].tolist(), nan_ok=True)
    assert own["status"].tolist() == told["status"].tolist()
    inside = whole.distances["status"] == "ok"
    rows = whole.distances[inside]
    assert (rows["reading_low_km"] <= rows["distance_km"]).all()
    assert (rows["reading_high_km"] >= rows["distance_km"]).all()


def test_each_advance_is_the_farthest_of_its_day(whole):
    for row in whole.advances[whole.advances["status"] == "ok"].to_dict("records")[::4]:
        changes = next(c for c in whole.days if c.after.date == row["date"])
        taken = whole.captures[
            (whole.captures["date"] == row["date"]) & (whole.captures["captor"] == row["captor"])
        ]
        for loser, group in zip(taken["loser"], taken["place"], strict=True):
            sides = whole._side(row["captor"]), whole._side(loser)
            front = front_between(changes.before, *sides)
            for spot in group if not front.empty and sides[0] != sides[1] else ():
                far = front.distance_to(spot).distance_km or 0.0
                assert far <= row["distance_km"] + 1e-6, (row["date"], spot)


def test_the_order_of_the_rows_does_not_matter(tmp_path):
    places = [place(f"p{k}", 34.5, 36.5 + 0.5 * k, "HTS" if k < 2 else "SAA") for k in range(6)]
    events = [
        event("2024-11-28", "p2", "SAA", "HTS"),
        event("2024-11-29", "p2", "HTS", "SAA"),
        event("2024-11-29", "p2", "SAA", "SNA", order=2),
        event("2024-11-29", "p3", "SAA", "HTS"),
    ]
    told = []
    for name, step in (("as-is", 1), ("reversed", -1)):
        world = load_dataset(write_world(tmp_path / name, places[::step], events[::step]))
        story = campaign_between(world, "2024-11-26", "2024-12-01", cities=["p5", "p2"])
        told.append([
            story.captures.drop(columns="area_km2"),
            story.advances[["date", "captor", "place", "loser", "status"]],
            story.falls.drop(columns="event"),
            story.distances[["date", "city", "status", "holder"]],
        ])  # fmt: skip
    for one, other in zip(*told, strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert told[0][2]["to"].tolist() == ["HTS", "SAA", "SNA"]


def test_when_the_seats_fell(whole):
    falls = whole.falls.set_index("place")
    days = {city: falls.at[city, "date"].strftime("%m-%d") for city in whole.cities}
    assert days == {
        "aleppo": "11-30", "hama": "12-05", "homs": "12-08", "damascus": "12-08",
        "latakia": "12-08",
    }  # fmt: skip
    assert falls.at["homs", "contested_since"] == pd.Timestamp("2024-12-07")
    assert falls.at["homs", "disputed"] and not falls.at["aleppo", "disputed"]


def test_findings_carry_their_evidence(whole, syria):
    found = {finding.id: finding for finding in campaign_findings(whole)}
    assert len(found) == len(campaign_findings(whole))
    assert "Homs, Latakia and Tartus (HTS-led forces)" in found["seats-fallen"].sentence
    assert found["places-captured"].numbers["captures"] == whole.captures["places"].sum()
    assert found["seats-fallen"].events
    for finding in found.values():
        assert set(finding.events) <= set(syria.events["id"])
        assert set(finding.sources) <= set(syria.sources.index)
        assert finding.sentence.endswith(".")


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"first": "2024-12-02", "last": "2024-12-02"}, BadParameter, "two evenings"),
        ({"first": "2024-12-03", "last": "2024-12-02"}, BadParameter, "two evenings"),
        ({"last": "2024-12-12"}, DateOutOfRange, "outside the data"),
        ({"attackers": "SAA"}, BadParameter, "both sides"),
        ({"cities": ["hmos"]}, UnknownName, "homs"),
    ],
)
def test_what_cannot_be_asked(syria, asked, error, said):
    with pytest.raises(error, match=said):
        syria.campaign(**asked)


@pytest.mark.parametrize("name", first_quick(reversed(FIGURES), len(FIGURES) - 1))
def test_figures_of_the_campaign(whole, name):
    shown = getattr(figures, name)(whole)
    assert faults(shown.figure) == []
    assert min(text.get_fontsize() for text in texts(shown.figure)) >= 6.5
    assert 40 < len(shown.alt) <= 150 < len(shown.description)
    width, height = shown.figure.get_size_inches() * 25.4
    assert width == pytest.approx(170)
    assert height < 247


@pytest.mark.parametrize("name", first_quick(FIGURES, 2))
@pytest.mark.parametrize("preset", ["newspaper-1", pytest.param("square", marks=pytest.mark.slow)])
def test_figures_on_small_sheets(whole, name, preset):
    sheet = figures.PRESETS[preset]
    shown = getattr(figures, name)(whole, sheet=sheet)
    assert faults(shown.figure) == []
    assert shown.figure.get_figheight() * 25.4 <= (sheet.height_mm or 999) + 0.1


@pytest.mark.parametrize("name", FIGURES[1:])
def test_figures_where_hardly_anything_happens(line, name):
    shown = getattr(figures, name)(line)
    assert faults(shown.figure) == []


def test_small_maps_of_two_evenings(syria):
    shown = figures.map_evenings(syria.campaign("2024-12-02", "2024-12-03"))
    assert shown.title == "No governorate seat changed hands in 1 day"
    assert faults(shown.figure) == []


def test_small_maps_say_what_fell(whole):
    said = " ".join(text.get_text() for text in texts(figures.map_evenings(whole).figure))
    assert "Aleppo falls; 74 places taken" in said
    for evening in whole.evenings:
        assert f"{evening.date.day} {evening.date:%b}" in said


def maps_on(shown):
    """The days whose maps stand on a page, and the widths of these in mm."""
    found = {}
    for layer in shown.figure.findobj(Layer):
        if layer.kind == "map":
            box = layer.members[0].get_path().get_extents()  # the frame is drawn first
            found[layer.get_gid().rpartition("-")[2]] = box.width
    return found


@pytest.mark.parametrize("preset", first_quick(["square", "report", "slide"]))
def test_words_claim_the_maps_that_are_drawn_and_no_more(whole, preset):
    shown = figures.map_evenings(whole, sheet=figures.PRESETS[preset])
    drawn, among = maps_on(shown), len(whole.evenings)
    assert list(drawn)[-1] == f"{whole.last.date:%m%d}" and next(iter(drawn)) == "1126"
    widest = max(drawn.values())
    assert drawn["1208"] == widest
    assert all(2 * width <= widest + 0.1 for day, width in drawn.items() if day != "1208")
    assert f"{len(drawn)} small maps" in shown.alt
    words = evenings_words(whole, [
        number for number, evening in enumerate(whole.evenings) if f"{evening.date:%m%d}" in drawn
    ])  # fmt: skip
    for said in (words.subtitle, shown.caption, shown.description):
        counted = f"{len(drawn)} of {among} evenings" in said.replace("the ", "")
        assert counted == (len(drawn) < among), said
    # What fell on evenings that are left out is told on the next one that is drawn.
    told = shown.description.partition(":")[2]
    for city in ("Aleppo", "Hama", "Deir ez-Zor", "Daraa", "Damascus"):
        assert re.search(rf"{city}[^.]* falls?\b", told), city


def test_small_maps_are_cropped_to_where_things_moved(tmp_path):
    """West moves first, the far east later: by hand, in a square of 4 by 3 degrees."""
    places = [
        place(f"{name}{k}", 34.4 + 0.1 * k, lon, "SAA" if name != "a" else "HTS")
        for name, lon in (("a", 36.3), ("b", 36.6), ("c", 36.9), ("d", 39.5))
        for k in range(3)
    ]
    for number, lat in enumerate((33.6, 35.4)):  # so that what falls is no strip from edge to edge
        places += [place(f"{n}{number}", lat, x, "SAA") for n, x in (("e", 36.6), ("f", 39.5))]
    events = [
        *(event("2024-11-28", f"b{k}", "SAA", "HTS") for k in range(3)),
        *(event("2024-12-01", f"d{k}", "SAA", "SDF") for k in range(3)),
    ]
    world = load_dataset(write_world(tmp_path, places, events))
    story = campaign_between(world, "2024-11-26", "2024-12-02", cities=["c1"])
    frames = frames_of(story, FigureSpec("days", "evenings"))
    assert story.evenings[frames.widened].date.isoformat() == "2024-12-01"
    spots = {
        name: world.plane.to_plane(shapely.Point(lon, 34.5))
        for name, lon in (("b", 36.6), ("d", 39.5))
    }
    near, wide = (shapely.box(*box) for box in (frames.near, frames.wide))
    assert near.contains(spots["b"]) and not near.contains(spots["d"])
    assert wide.contains(spots["b"]) and wide.contains(spots["d"])
    shapes = [(box[3] - box[1]) / (box[2] - box[0]) for box in (frames.near, frames.wide)]
    assert shapes[0] == pytest.approx(shapes[1], rel=0.02)
    said = [text.get_text() for text in texts(figures.map_evenings(story).figure)]
    assert sum("wider view" in text for text in said) == 1
    assert not any(text.startswith(";") for text in said)
    before = campaign_between(world, "2024-11-26", "2024-11-30", cities=["c1"])
    wide = frames_of(before, FigureSpec("days", "evenings"))
    assert wide.of(0) == wide.of(4)


def test_axes():
    days = [pd.Timestamp("2024-11-26").date() + pd.Timedelta(days=k) for k in range(13)]
    assert day_labels(days, 50.0) == days
    assert day_labels(days, 5.0)[-1] == days[-1]
    assert [nice_step(n) for n in (4, 11, 99, 240)] == [1, 2.5, 20, 50]
    boxes = slots(4, (0, 0, 100, 50), 2, (10, 10))
    assert boxes[0] == (0, 30, 45, 50) and boxes[3] == (55, 0, 100, 20)


def test_captures_gross_and_net_are_told_on_every_evening(syria):
    """Counted anew from the events: a place counts as often as its holder changed overnight."""
    for day in ("2024-11-27", "2024-11-30", "2024-12-02", "2024-12-05", "2024-12-08"):
        story = syria.campaign(None, day)
        words = captures_words(story)
        real = syria.places.index[syria.places["kind"] != "anchor"]
        held = pd.DataFrame({e.date: e.holders[real] for e in story.evenings})
        changed = (held != held.shift(axis=1)).iloc[:, 1:]
        gross, places = int(changed.to_numpy().sum()), int(changed.any(axis=1).sum())
        lasting = int((held.iloc[:, 0] != held.iloc[:, -1]).sum())
        if gross == places:
            assert "Every place counted here was taken once." in words.subtitle
        else:
            assert f"{gross} captures at {places} places" in words.subtitle
            assert lasting == places or f"{lasting} of them had another holder" in words.subtitle
        assert words.caption.endswith(words.subtitle.split(". ", 1)[1].rstrip("."))


def test_shares_are_told_in_the_unit_of_the_headline(whole):
    shown = figures.chart_areas(whole)
    said = [text.get_text() for text in texts(shown.figure)]
    assert "64%" in said and "64%" in shown.title  # the defenders on the first evening
    assert "100%" in said and not any("thousand" in text for text in said)
    share = whole.areas[whole.areas["date"] == whole.last.date].set_index("faction")["share"]
    assert f"HTS-led forces {share['HTS']:.0%}" in said


def test_who_held_land_and_holds_none_any_more_has_a_key(tmp_path):
    places = [place("west", 34.5, 36.5, "HTS"), place("east", 34.5, 38.5, "SAA")]
    world = load_dataset(write_world(tmp_path, places, [event("2024-11-28", "east", "SAA", "HTS")]))
    shown = figures.chart_areas(
        campaign_between(world, "2024-11-26", "2024-11-29", cities=["east"])
    )
    said = " ".join(text.get_text() for text in texts(shown.figure))
    assert str(world.factions.at["SAA", "short_name"]) in said.split()
    assert faults(shown.figure) == []


def test_labels_beside_an_axis_keep_apart():
    assert spread([], 3.0, 0.0, 10.0) == []
    assert spread([9.0, 9.5, 9.9], 3.0, 0.0, 10.0) == pytest.approx([4.0, 7.0, 10.0])
    assert spread([0.0, 0.1], 8.0, 0.0, 5.0) == pytest.approx([0.0, 5.0])  # no room: closer


def test_captures_of_one_day_alone_are_no_part_of_themselves(tmp_path):
    places = [place("west", 34.5, 36.5, "HTS"), place("east", 34.5, 38.5, "SAA")]
    fall = [event("2024-11-28", "east", "SAA", "HTS")]
    world = load_dataset(write_world(tmp_path, places, fall))
    story = campaign_between(world, "2024-11-26", "2024-12-02", cities=["east"])
    assert captures_words(story).title == "The only capture came on 28 November"


def test_of_the_cities_that_fell_on_a_day_the_capital_is_said_first(whole):
    assert told_between(whole, *whole.evenings[-2:], brief=True).startswith("Damascus, ")
