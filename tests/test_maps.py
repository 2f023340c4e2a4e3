"""Maps of control as evidence: imported, arranged, and asked like any other package."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mapped import DAYS, PLACES, RULES, box, geojson, write_maps, write_package
from syria_analysis.api import CHECKS, load, validate
from syria_analysis.cli import main
from syria_analysis.control.changes import changes_between
from syria_analysis.control.front import front_between
from syria_analysis.control.intervals import Passage, settled_for, standing
from syria_analysis.control.land import areas, daily_transfers, transfer
from syria_analysis.control.situation import situation_on
from syria_analysis.control.what_if import if_captured
from syria_analysis.errors import (
    BadParameter,
    InvalidData,
    MissingData,
    OutputNotWritable,
    UnknownName,
)
from syria_analysis.geo.arrangement import gather, snap
from syria_analysis.geo.barriers import ring_edges
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.package.map_arrangement import arranged
from syria_analysis.package.map_files import read_map_file
from syria_analysis.package.map_import import import_maps
from syria_analysis.package.map_rules import read_map_rules
from syria_analysis.package.map_sheets import Sheet
from syria_analysis.package.maps import FACES, read_faces
from worlds import place


@pytest.fixture
def told(mapped_war):
    return mapped_war


def held(dataset, day):
    table = areas(situation_on(dataset, day)).set_index("faction")
    return table["area_km2"].to_dict(), table


def own_km2(dataset, shape):
    """Area of a shape of a map in the theatre, by plain overlay."""
    plane = dataset.plane
    land = plane.to_plane(dataset.theatre.outline)
    return shapely.intersection(plane.to_plane(shape), land).area / 1e6


STRIP_KM2 = 0.5 * 332.8
"""Along a line from 33 to 36 N, as wide as the maps are right to."""


def test_areas_are_those_of_the_maps_own_shapes(told):
    for day, shapes in DAYS.items():
        area, table = held(told, day)
        rebels = dict(shapes)["held"]
        town_km2 = 0.5 * (4 * 0.2 * 111 * 0.91 if day == "2024-11-30" else 0)  # around its square
        # Doubtful land has a holder: the army, whose it was, or the rebels, if they had it before.
        assert area["HTS"] == pytest.approx(own_km2(told, rebels), abs=0.05)
        doubt = dict(shapes)["doubt"]
        assert table.loc["SAA", "contested_km2"] == pytest.approx(own_km2(told, doubt), abs=0.05)
        assert table.loc["HTS", "high_km2"] == pytest.approx(
            area["HTS"] + own_km2(told, doubt) + STRIP_KM2 + town_km2, abs=5
        )
        assert sum(area.values()) == pytest.approx(told.mesh.theatre.area / 1e6)


def test_land_that_is_doubted_again_stays_with_who_held_it(tmp_path):
    folder, rules = write_package(tmp_path / "war")
    days = {
        "2024-11-26": [("held", box(36, 33, 38, 36))],
        "2024-11-27": [("held", box(36, 33, 37, 36)), ("doubt", box(37, 33, 38, 36))],
    }
    import_maps(folder, write_maps(tmp_path / "files", days), rules, CHECKS)
    dataset = load(folder)
    area, table = held(dataset, "2024-11-27")
    doubted = own_km2(dataset, box(37, 33, 38, 36))
    whole = doubted + own_km2(dataset, box(36, 33, 37, 36))
    assert area["HTS"] == pytest.approx(whole, abs=0.05)
    assert table.loc["HTS", "contested_km2"] == pytest.approx(doubted, abs=0.05)
    low = area["HTS"] - doubted - STRIP_KM2
    assert table.loc["HTS", "low_km2"] == pytest.approx(low, abs=1)


def test_towns_are_whose_land_they_lie_on_and_from_the_day_on(told):
    assert told.places.loc["westwick", "holder"] == "HTS"
    events = told.events.set_index("place")
    assert set(events.index) == {"midham", "northolt"}
    midham = events.loc["midham"]
    assert midham["to"].tolist() == ["HTS", "SAA"]
    assert [str(day.date()) for day in midham["date"]] == ["2024-11-29", "2024-11-30"]
    # There is no map of the 28th: the town may have fallen then.
    assert str(midham["date_earliest"].iloc[0].date()) == "2024-11-28"
    assert situation_on(told, "2024-11-28").uncertain["midham"]
    assert situation_on(told, "2024-11-30").contested["northolt"] == "HTS"
    assert events.loc["northolt", "confidence"] == "medium"
    assert set(midham["sources"]) == {"report"}


def test_land_whose_map_is_too_old_is_in_doubt_until_the_next(tmp_path):
    days = {
        "2024-11-26": (("held", box(36, 33, 37, 36)),),
        "2024-12-01": (("held", box(36, 33, 38, 36)),),
    }
    rules = RULES + '[unknown]\nafter_days = 2\nbetween = ["HTS", "SAA"]\n'
    folder, path = write_package(tmp_path / "war", rules)
    import_maps(folder, write_maps(tmp_path / "files", days), path, CHECKS)
    dataset = load(folder)
    whole = dataset.mesh.area_km2.sum()

    def land(day):
        found = areas(situation_on(dataset, day)).set_index("faction").loc["HTS"]
        return [found[name] for name in ("low_km2", "area_km2", "high_km2")]

    def drawn(low, best, high):
        low, high = max(low - STRIP_KM2, 0), min(high + STRIP_KM2, whole)
        return pytest.approx([low, best, high], abs=0.3)

    early, late = (own_km2(dataset, box(36, 33, east, 36)) for east in (37, 38))
    assert land("2024-11-26") == drawn(early, early, early)
    # What the next map shows as theirs may have passed already, and the rest is not doubted yet.
    assert land("2024-11-28") == drawn(early, early, late)
    assert land("2024-11-30") == drawn(0, early, whole)
    assert land("2024-12-01") == drawn(late, late, late)
    doubted = situation_on(dataset, "2024-11-30")
    assert doubted.contested[["westwick", "eastport"]].tolist() == ["SAA", "HTS"]
    assert doubted.holders["midham"] == "SAA"
    told = json.loads((folder / "datapackage.json").read_text())
    assert told["conflict"]["maps"]["unknown"] == {"after_days": 2, "between": ["HTS", "SAA"]}
    told["evenings"]["last"] = "2024-12-06"
    (folder / "datapackage.json").write_text(json.dumps(told))
    dataset = load(folder)
    assert land("2024-12-03") == drawn(late, late, late)
    assert land("2024-12-04") == drawn(0, late, whole)


def test_towns_nearer_to_the_line_than_the_precision_may_be_either_sides(tmp_path):
    towns = (
        place("close", 34.5, 37.004, "SAA"),  # 367 m east of the line
        place("clear", 34.6, 37.006, "SAA"),  # 550 m
        place("behind", 34.4, 36.996, "SAA"),
    )
    days = {
        "2024-11-26": (("held", box(36, 33, 37, 36)),),
        "2024-11-27": (("held", box(36, 33, 37.2, 36)),),
    }
    folder, rules = write_package(tmp_path / "war", places=towns, conflict={"cities": None})
    import_maps(folder, write_maps(tmp_path / "files", days), rules, CHECKS)
    dataset = load(folder)
    first, then = (situation_on(dataset, day) for day in days)
    assert first.nearby == {"close": ("HTS",), "behind": ("SAA",)}
    _, sure, possible = standing(first, {"HTS"})
    assert (sure & ~sure.index.isin(dataset.faces.ids)).sum() == 0
    assert possible[["close", "behind"]].all()
    assert not possible["clear"]
    assert then.nearby == {}
    assert set(Passage(first, then).row[len(first.holders) :]) == {
        dataset.places.index.get_loc(town) for town in ("close", "behind")
    }
    assert settled_for(first, {"SAA"}).answers == {}
    assert if_captured(first, "close", by="HTS").nearby == {"behind": ("SAA",)}
    held = Passage(first, first).held({"HTS"})
    strip = pytest.approx(STRIP_KM2, abs=0.2)  # towns have no land of their own
    assert (held.best - held.low, held.high - held.best) == (strip, strip)
    share = Passage(first, first).share({"HTS"})
    whole = dataset.mesh.area_km2.sum()
    assert (share.low, share.high) == pytest.approx((held.low / whole, held.high / whole))
    south = situation_on(dataset, "2024-11-26").mesh.shapes.map(lambda face: face.centroid.y < 0)
    here = first.holders.index.isin(south.index[south])
    parts = [Passage(first, first).held({"HTS"}, some) for some in (here, ~here)]
    assert sum(part.low for part in parts) == pytest.approx(held.low)
    assert all(part.low < part.best < part.high for part in parts)


def test_changes_conserve_and_name_places_only(told):
    before, after = (situation_on(told, day) for day in ("2024-11-26", "2024-11-30"))
    table = transfer(before, after)
    gone = own_km2(told, box(37, 33, 38, 36)) - own_km2(told, box(37.4, 34.4, 37.6, 34.6))
    assert table.loc["SAA", "HTS"] == pytest.approx(gone, abs=0.05)
    assert table.loc["HTS", "SAA"] == pytest.approx(0, abs=0.05)
    assert table.to_numpy().sum() == pytest.approx(told.mesh.area_km2.sum())
    assert changes_between(before, after).places["place"].tolist() == ["northolt"]


def test_all_daily_transfers_at_once_are_those_of_day_by_day(told):
    found = told.daily_transfers().set_index(["date", "from", "to"])["area_km2"].to_dict()
    expected = {}
    for before, after in pairwise(told.days):
        table = transfer(*(situation_on(told, day) for day in (before, after)))
        for loser in table.index:
            for captor in table.columns:
                if loser != captor and table.loc[loser, captor] > 0:
                    expected[pd.Timestamp(after), loser, captor] = table.loc[loser, captor]
    assert found == pytest.approx(expected)


def test_distances_move_by_the_precision_and_the_doubtful_land(told):
    far = front_between(situation_on(told, "2024-11-30"), "HTS", "SAA").distance_to("midham")
    # The town lies in a box of its own whose edge is a tenth of a degree away.
    east = distance_and_bearing(34.5, 37.5, 34.5, 37.6)[0][0] / 1000
    assert far.status == "ok"
    assert far.distance_km == pytest.approx(east, abs=0.01)
    assert far.low_km == pytest.approx(east - 0.5, abs=0.01)
    assert far.high_km == pytest.approx(east + 0.5, abs=0.01)
    assert far.nearest_held == "westwick"
    port = front_between(situation_on(told, "2024-11-26"), "HTS", "SAA").distance_to("eastport")
    belt = distance_and_bearing(34.5, 37.0, 34.5, 37.2)[0][0] / 1000
    assert port.distance_km - port.low_km == pytest.approx(belt + 0.5, abs=0.05)


@pytest.mark.parametrize("claimants", ['["HTS", "SAA"]', '["SAA", "HTS"]'])
@pytest.mark.parametrize("otherwise", ["SAA", "HTS", "SDF"])
def test_a_belt_of_unknown_land_never_leaves_an_empty_front(tmp_path, claimants, otherwise):
    rules = RULES.replace('["HTS", "SAA"]', claimants).replace(
        'otherwise = "SAA"', f'otherwise = "{otherwise}"'
    )
    rules += '\n[[shape]]\nproperty = "status"\nmatches = "army"\nholder = "SAA"\n'
    days = {
        "2024-11-26": [
            ("held", box(36, 33, 37, 36)),
            ("doubt", box(37, 33, 38, 36)),
            ("army", box(38, 33, 40, 36)),
        ]
    }
    folder, path = write_package(tmp_path / "war", rules)
    import_maps(folder, write_maps(tmp_path / "files", days), path, CHECKS)
    evening = situation_on(load(folder), "2024-11-26")
    front = front_between(evening, "HTS", "SAA")
    assert not front.empty
    far = front.distance_to("eastport")
    least, most = (distance_and_bearing(34.5, 39.0, 34.5, lon)[0][0] / 1000 for lon in (38, 37))
    assert far.low_km == pytest.approx(least - 0.5, abs=0.1)
    # A straight line in the plane bows a little to the south of the town.
    assert far.high_km <= most + 0.5 + 0.1
    assert front.pinned[1].length == pytest.approx(front.line.length)  # all of it is in doubt


def test_a_captured_town_takes_the_land_around_it_along(told):
    evening = situation_on(told, "2024-11-26")
    supposed = if_captured(evening, "northolt", by="HTS")
    assert supposed.captured == {"northolt": "HTS"}
    gained = transfer(evening, supposed).loc["SAA", "HTS"]
    # What is nearer to it than to any other town, as places divide land.
    plane = told.plane
    points = plane.to_plane(shapely.points([(p["lon"], p["lat"]) for p in PLACES]))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(points), ordered=True, extend_to=told.mesh.theatre
        )
    )
    own = shapely.intersection(cells[3], told.mesh.theatre).area / 1e6
    ours = shapely.intersection(cells[3], plane.to_plane(box(36, 33, 37, 36))).area / 1e6
    assert gained == pytest.approx(own - ours, abs=0.2)
    face = str(told.mesh.area_km2[evening.holders[told.mesh.shapes.index] == "SAA"].idxmax())
    supposed = if_captured(evening, face, by="HTS")  # one face alone, as a front's edges name it
    assert supposed.captured == {face: "HTS"}
    moved = transfer(evening, supposed).loc["SAA", "HTS"]
    assert moved == pytest.approx(told.mesh.area_km2[face])
    with pytest.raises(UnknownName):
        if_captured(evening, "face-999999", by="HTS")


def test_days_imported_in_any_order_tell_the_same(told, tmp_path):
    folder, rules = write_package(tmp_path / "war")
    files = write_maps(tmp_path / "files")
    for some in ([files[0], files[3]], [files[2]], [files[1]]):
        import_maps(folder, some, rules, CHECKS)
    other = load(folder)
    for day in told.days:
        assert held(other, day)[0] == pytest.approx(held(told, day)[0], abs=0.05)
        assert (situation_on(other, day).holders[list(told.real_places.index)]).equals(
            situation_on(told, day).holders[list(told.real_places.index)]
        )


def test_places_added_later_are_told_without_files(told, tmp_path):
    folder, rules = write_package(
        tmp_path / "war", places=PLACES[:2], conflict={"cities": ["midham"]}
    )
    import_maps(folder, write_maps(tmp_path / "files"), rules, CHECKS)
    places = (folder / "places.csv").read_text("utf-8")
    row = next(line for line in places.splitlines() if line.startswith("midham"))
    new = row.replace("midham", "eastport").replace("Midham", "Eastport").replace("37.5", "39.0")
    (folder / "places.csv").write_text(f"{places}{new.replace('SAA', 'HTS')}\n", "utf-8")
    assert [fault.column for fault in validate(folder)] == ["holder"]
    import_maps(folder, [], rules, CHECKS)
    dataset = load(folder)
    assert dataset.places.loc["eastport", "holder"] == "SAA"
    assert held(dataset, "2024-11-30")[0] == pytest.approx(held(told, "2024-11-30")[0], abs=0.05)


# Formats ------------------------------------------------------------------------------------


def as_format(folder: Path, ending: str) -> list[Path]:
    files = []
    for day, shapes in DAYS.items():
        table = gpd.GeoDataFrame(
            {"status": [status for status, _ in shapes]},
            geometry=[shape for _, shape in shapes],
            crs="EPSG:4326",
        )
        path = folder / f"control_{day}{ending}"
        if ending == ".zip":
            shape = folder / day
            shape.mkdir()
            table.to_file(shape / "control.shp")
            with zipfile.ZipFile(path, "w") as packed:
                for part in shape.iterdir():
                    packed.write(part, part.name)
        elif ending == ".parquet":
            table.to_crs("EPSG:3857").to_parquet(path)
        elif ending in (".kml", ".kmz"):
            marks = "".join(
                f"<Folder><name>{'Claimed' if status == 'doubt' else 'Assessed'} control</name>"
                f"<Placemark><name>x</name>{kml(shape)}</Placemark></Folder>"
                for status, shape in shapes
            )
            text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
            if ending == ".kml":
                path.write_text(text, "utf-8")
            else:
                with zipfile.ZipFile(path, "w") as packed:
                    packed.writestr("doc.kml", text)
        else:
            table.to_file(path, driver="GPKG")
        files.append(path)
    return files


def kml(shape) -> str:
    def ring(line) -> str:
        points = " ".join(f"{x},{y},0" for x, y in line.coords)
        return f"<LinearRing><coordinates>{points}</coordinates></LinearRing>"

    holes = "".join(f"<innerBoundaryIs>{ring(h)}</innerBoundaryIs>" for h in shape.interiors)
    outer = f"<outerBoundaryIs>{ring(shape.exterior)}</outerBoundaryIs>"
    return f"<Polygon>{outer}{holes}</Polygon>"


@pytest.mark.parametrize("ending", [".gpkg", ".zip", ".parquet", ".kml", ".kmz"])
def test_every_format_tells_the_same(told, tmp_path, ending):
    rules = RULES
    if ending in (".kml", ".kmz"):
        rules = RULES.split("[[shape]]")[0] + (
            'style = "isw"\n[between]\noccupier = "HTS"\nother = "SAA"\n'
        )
    folder, path = write_package(tmp_path / "war", rules)
    import_maps(folder, as_format(tmp_path, ending), path, CHECKS)
    dataset = load(folder)
    for day in DAYS:
        assert held(dataset, day)[0] == pytest.approx(held(told, day)[0], abs=0.2)


def test_one_file_with_dates(told, tmp_path):
    folder, rules = write_package(tmp_path / "war", RULES + '\n[day]\nproperty = "seen"\n')
    features = []
    for day, shapes in DAYS.items():
        for feature in json.loads(geojson(shapes))["features"]:
            features.append({**feature, "properties": {**feature["properties"], "seen": day}})
    file = tmp_path / "all.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    import_maps(folder, [file], rules, CHECKS)
    assert held(load(folder), "2024-11-30")[0] == pytest.approx(held(told, "2024-11-30")[0])


# Rules --------------------------------------------------------------------------------------

HEAD = RULES.split("[[shape]]")[0]


def rules_of(tmp_path, text):
    (tmp_path / "rules.toml").write_text(text, "utf-8")
    return read_map_rules(tmp_path / "rules.toml")


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("control_20241126", "2024-11-26"),
        ("2024/11/26 00:00:00", "2024-11-26"),  # a shapefile's time, as GDAL writes it
        ("20241126153000", "2024-11-26"),
        ("1720081012", "2024-07-04"),  # 2008-10-12 stands in the midst of it
        ("1720081012000.0", "2024-07-04"),
        ("7 of 1234567", None),
    ],
)
def test_days_are_read_from_names_properties_and_timestamps(tmp_path, told, day):
    assert str(rules_of(tmp_path, RULES).day(told)) == str(day)


def test_days_in_another_order_are_read_by_the_names_of_groups(tmp_path):
    pattern = r"'(?P<day>\d+)\.(?P<month>\d+)\.(?P<year>\d{4})'"
    rules = rules_of(tmp_path, f"{RULES}[day]\npattern = {pattern}\n")
    assert rules.day("26.11.2024") == dt.date(2024, 11, 26)
    with pytest.raises(BadParameter, match="three groups: year, month and day"):
        rules_of(tmp_path, f"{RULES}[day]\npattern = 'map_(.*)'\n")


def test_ready_rules_know_the_words_of_their_maps(tmp_path):
    two = '[between]\noccupier = "RED"\nother = "BLUE"\n'
    styled = rules_of(tmp_path, f'{HEAD}style = "deepstate-styled"\n{two}')

    def label(**properties):
        rule = styled.rule_of("", properties)
        return None if rule is None else styled.shapes[rule].label

    assert label(name="Окуповано /// Occupied /// geoJSON.status.occupied\n") == "RED"
    assert label(name="a /// Unknown status\xa0/// geoJSON.status.unknown") == "RED|BLUE"
    assert label(name="a /// Liberated 25.03") == "BLUE"
    assert label(name="a /// b /// geoJSON.status.dismissed_at {{at:25.03}}") == "BLUE"
    assert label(name="a /// b /// geoJSON.territories.x", fill="#880e4f") == "RED"
    assert label(name="a /// b /// geoJSON.territories.y", fill="#ff5252") is None
    assert styled.day("1739742946") == dt.date(2025, 2, 16)
    plain = rules_of(tmp_path, f'{HEAD}style = "deepstate"\n{two}')
    assert plain.day("deepstatemap_data_20241126") == dt.date(2024, 11, 25)  # the evening before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense =", "rules.toml"),
        ("colour = 1\n" + RULES, "colour"),
        (RULES.replace('holder = "HTS"', ""), "one of holder"),
        (RULES.replace("precision_m = 500", ""), "precision_m is missing"),
        (RULES.replace("precision_m = 500", "precision_m = 0"), "precision_m must be"),
        (RULES.replace('"held"', '"("'), "no regular expression"),
        (RULES.replace('["HTS", "SAA"]', '["HTS"]'), "two factions"),
        (HEAD, r"\[\[shape\]\]"),
        (HEAD + 'style = "deepstat"\n', "deepstate"),
    ],
)
def test_rules_that_make_no_sense_are_refused_in_one_line(tmp_path, text, said):
    with pytest.raises(BadParameter, match=said) as caught:
        rules_of(tmp_path, text)
    assert "\n" not in str(caught.value)


# What is refused -----------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("days", "rules", "said"),
    [
        ({"2024-11-30": DAYS["2024-11-30"]}, RULES, "imported already"),
        ({"2024-12-01": [("other", box(36, 33, 37, 36))]}, RULES, "no rule fits"),
        ({"2024-12-01": [("held", box(36, 30, 37, 36))]}, RULES, "outside the theatre"),
        ({"someday": [("held", box(36, 33, 37, 36))]}, RULES, "no day in its name"),
        (
            {"2024-12-01": [("held", box(36, 33, 37, 36))]},
            RULES.replace('"report"', '"gazetteer"'),
            "a package of their own",
        ),
        (
            {"2024-12-01": [("held", box(36, 33, 37, 36))]},
            RULES.replace('holder = "HTS"', 'holder = "NOBODY"'),
            "not in factions.csv",
        ),
        ({"2024-12-01": [("held", box(36.1, 33, 37, 36))]}, RULES + "\nmost_faces = 3\n", "faces"),
    ],
)
def test_what_cannot_be_imported_leaves_the_package_as_it_was(told, tmp_path, days, rules, said):
    # most_faces belongs above the tables of the rules
    head, _, rest = rules.partition("[[shape]]")
    if "most_faces" in rest:
        rest = rest.replace("\nmost_faces = 3\n", "")
        head += "most_faces = 3\n"
    (tmp_path / "rules.toml").write_text(f"{head}[[shape]]{rest}", "utf-8")
    before = contents(told.folder)
    with pytest.raises((BadParameter, InvalidData), match=said) as caught:
        import_maps(
            told.folder, write_maps(tmp_path / "files", days), tmp_path / "rules.toml", CHECKS
        )
    assert "\n" not in str(caught.value)
    assert contents(told.folder) == before


def test_none_or_all_is_imported_where_writing_fails(tmp_path, monkeypatch):
    folder, rules = write_package(tmp_path / "war")
    first, *later = write_maps(tmp_path / "files")
    import_maps(folder, [first], rules, CHECKS)
    before, real, calls = contents(folder), Path.replace, []

    def failing(file, target):
        if Path(target).is_relative_to(folder):
            calls.append(target)
            if len(calls) == 2:
                raise PermissionError(13, "Permission denied")
        return real(file, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OutputNotWritable, match="nothing is changed"):
        import_maps(folder, later, rules, CHECKS)
    assert len(calls) > 2
    assert contents(folder) == before


def test_a_package_of_places_takes_no_maps(tmp_path):
    folder, rules = write_package(tmp_path / "war", conflict={"territory": None})
    with pytest.raises(InvalidData, match="its places"):
        import_maps(folder, write_maps(tmp_path / "files"), rules, CHECKS)
    with pytest.raises(MissingData):
        import_maps(tmp_path, [], rules, CHECKS)


def packed(name: str, content: bytes) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w") as folder:
        folder.writestr(name, content)
    return told.getvalue()


VRT = (
    b'<OGRVRTDataSource><OGRVRTLayer name="passwd">'
    b"<SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource><kml>"
)
"""A file that has GDAL read another one."""
HOSTILE = {
    "cut.geojson": b'{"type": "FeatureCollection", "features": [{"type": "Fea',
    "deep.geojson": b"[" * 100_000,
    "infinite.geojson": b'{"type": "Polygon", "coordinates": [[[1e999,0],[1,0],[1,1],[0,0]]]}',
    "metres.geojson": b'{"type":"Polygon","crs":{"properties":{"name":"EPSG:3857"}}}',
    "bomb.kml": b'<!DOCTYPE a [<!ENTITY b "bbbb">]><kml>&b;</kml>',
    "elsewhere.gpkg": VRT,
    "sideways.kml": b"<kml></kml>" + VRT,
    "elsewhere.kml": VRT,
    "elsewhere.zip": packed("a.vrt", VRT),
    "named.zip": packed("a.shp", VRT),
    "elsewhere.kmz": packed("doc.kml", VRT),
    "no.gpkg": b"SQLite format 3\0" + b"\0" * 100,
    "no.zip": b"PK\x03\x04nothing",
    "no.kmz": b"PK\x05\x06" + b"\0" * 18,
    "no.parquet": b"PAR1PAR1",
    "control.exe": b"MZ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_one_line(told, tmp_path, name):
    file = tmp_path / f"2024-12-01_{name}"
    file.write_bytes(HOSTILE[name])
    (tmp_path / "rules.toml").write_text(RULES, "utf-8")
    before = contents(told.folder)
    with pytest.raises((InvalidData, BadParameter)) as caught:
        import_maps(told.folder, [file], tmp_path / "rules.toml", CHECKS)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert contents(told.folder) == before


def test_rings_that_cross_themselves_are_mended_and_counted(tmp_path):
    bow = shapely.Polygon([(36, 33), (37, 36), (37, 33), (36, 36)])
    folder, rules = write_package(tmp_path / "war")
    files = write_maps(tmp_path / "files", {"2024-11-26": [("held", bow)]})
    lines = import_maps(folder, files, rules, CHECKS)
    assert "1 shape whose outline crossed itself was mended" in lines
    assert "1 shape is land of HTS" in lines
    assert any(line.startswith("1 map, of 2024-11-26; ") for line in lines)
    dataset = load(folder)
    assert held(dataset, "2024-11-26")[0]["HTS"] == pytest.approx(
        shapely.make_valid(dataset.plane.to_plane(bow)).area / 1e6, abs=0.05
    )


def spoilt(folder, change):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(folder / FACES)
    about = json.loads(table.schema.metadata[b"syria-analysis"])
    changed = change(table, about)
    table = changed if isinstance(changed, pa.Table) else table
    told = {b"syria-analysis": json.dumps(about).encode()}
    pq.write_table(table.replace_schema_metadata(told), folder / FACES)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table, about: table.slice(1), "do not fill the theatre"),
        (lambda table, about: table.drop(["label"]), "no file of faces"),
        (lambda table, about: about.update(form="other"), "form"),
        (lambda table, about: about["labels"].__setitem__(0, "XYZ"), "no faction"),
        (lambda table, about: about["labels"].pop(), "not listed"),
        (lambda table, about: about["maps"].reverse(), "not in order"),
        (lambda table, about: about["maps"].pop(), "no map"),
        (lambda table, about: about.update(lat_0=1.0), "another plane"),
    ],
)
def test_faults_of_the_faces_are_named(told, tmp_path, change, said):
    import shutil

    folder = tmp_path / "war"
    shutil.copytree(told.folder, folder)
    spoilt(folder, change)
    faults = [fault for fault in validate(folder) if fault.file == FACES]
    assert len(faults) >= 1
    assert said in faults[0].message


def test_without_its_maps_a_package_says_what_is_missing(tmp_path):
    folder, _ = write_package(tmp_path / "war")
    assert any("syria-analysis import maps" in fault.message for fault in validate(folder))


# Redrawn ------------------------------------------------------------------------------------


def redrawn_series(days: int = 10) -> dict:
    """Draw a circle with 10 m of jitter; on the last two days it reaches 5 km farther east."""
    random = np.random.default_rng(3)
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    found = {}
    for number in range(days):
        ring = np.column_stack([37.5 + np.cos(angle), 34.5 + np.sin(angle)])
        if number >= days - 2:
            ring[:20, 0] += 0.055
        ring += random.normal(0, 1e-4, ring.shape)
        found[f"2024-12-{number + 1:02}"] = [("held", shapely.Polygon(ring))]
    return found


def test_maps_that_are_redrawn_every_day_keep_the_points_that_stay(tmp_path):
    days = redrawn_series()
    folder, rules = write_package(tmp_path / "war", conflict={"contests": None})
    files = write_maps(tmp_path / "files", days)
    lines = import_maps(folder, files[:7], rules, CHECKS)
    assert any("redrawn from day to day" in line and "within 250 m" in line for line in lines)
    lines += import_maps(folder, files[7:], rules, CHECKS)
    assert sum("with the points moved, within 0.000 km²" in line for line in lines) == 2
    dataset = load(folder)
    assert (dataset.faces.grid_m, dataset.faces.step_m) == (0.1, 500)
    for day, ((_, shape),) in days.items():
        # 200 sides of some 3 km, moved by some 10 m each at random: half a km² on the usual day.
        own = own_km2(dataset, shape)
        table = held(dataset, day)[1].loc["HTS"]
        assert table["area_km2"] == pytest.approx(own, abs=2)
        assert table["low_km2"] < own < table["high_km2"]
        shown = next(shown for shown in dataset.faces.maps if shown.day == day)
        assert shown.own_km2["HTS"] == pytest.approx(own, abs=0.01), "as drawn, kept beside"
    assert set(daily_transfers(dataset)["date"].astype(str)) == {"2024-12-09"}
    of_day = [frozenset(np.flatnonzero(dataset.faces.labels_on(n) == 0)) for n in range(10)]
    assert len(set(of_day[:8])) == len(set(of_day[8:])) == 1, "jitter moves nothing"


points = st.lists(st.tuples(*[st.floats(-50, 50).map(lambda x: round(x, 1))] * 2), max_size=12)


@settings(max_examples=50, deadline=None)
@given(series=st.lists(points, min_size=1, max_size=4), known=points)
def test_points_are_gathered_within_twice_the_distance(series, known):
    series, known = (
        [np.array(some, dtype=float).reshape(-1, 2) for some in series],
        np.array(known, dtype=float).reshape(-1, 2),
    )
    moved, fixed = gather(series, 10.0, known.copy()), known
    for before, after in zip(series, moved, strict=True):
        assert (np.hypot(*(after - before).T) <= 20.0 + 1e-9).all()
        for spot, to in zip(before, after, strict=True):
            if len(fixed) and np.hypot(*(fixed - spot).T).min() == 0:
                assert to.tolist() == spot.tolist(), "what is known stays where it is"
            assert (after[(before == spot).all(axis=1)] == to).all(), "what met still meets"


# Against plain overlay -----------------------------------------------------------------------

corner = st.tuples(st.integers(0, 40), st.integers(0, 30))
shapes = st.lists(corner, min_size=3, max_size=7, unique=True).map(
    lambda points: shapely.make_valid(
        shapely.Polygon([(36 + x / 10, 33 + y / 10) for x, y in points])
    )
)
series = st.lists(shapes, min_size=2, max_size=4).filter(
    lambda found: all(shapely.area(shape) > 0.01 for shape in found)
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(series=series, split=st.integers(1, 4))
@example(  # a line is left over where the second crosses itself, in a collection in another
    series=[
        shapely.Polygon([(36, 33), (36, 33.1), (36.2, 33)]),
        shapely.make_valid(
            shapely.Polygon(
                [(36 + x / 10, 33 + y / 10) for x, y in
                 [(0, 0), (0, 2), (19, 20), (18, 21), (12, 29), (27, 9), (0, 1)]]
            )
        ),
    ],
    split=1,
)  # fmt: skip
def test_arrangement_agrees_with_plain_overlay(told, series, split):
    """Areas and transfers of random maps, imported in two goes, against shapely's own overlay."""
    theatre, faces = told.theatre, None
    series = [shapely.make_valid(theatre.plane.to_plane(shape)) for shape in series]
    rules = read_map_rules(told.folder.parent / "rules.toml")
    sheets = [
        Sheet(dt.date(2024, 12, 1 + n), "", "", {1: shape}, 0) for n, shape in enumerate(series)
    ]
    for some in filter(None, (sheets[:split], sheets[split:])):
        faces, _ = arranged(theatre, rules, faces, some, np.array([]))
    land = theatre.plane.to_plane(theatre.outline)
    own = [shapely.intersection(shape, land) for shape in series]
    codes = [faces.labels_on(number) for number in range(len(series))]
    theirs = faces.labels.index("HTS")
    for code, shape in zip(codes, own, strict=True):
        assert faces.area_km2[code == theirs].sum() == pytest.approx(shape.area / 1e6, abs=0.5)
    for (a, b), (before, after) in zip(pairwise(codes), pairwise(own), strict=True):
        gained = shapely.difference(after, before).area / 1e6
        lost = shapely.difference(before, after).area / 1e6
        area = faces.area_km2
        assert area[(a != theirs) & (b == theirs)].sum() == pytest.approx(gained, abs=0.5)
        assert area[(a == theirs) & (b != theirs)].sum() == pytest.approx(lost, abs=0.5)
    assert faces.area_km2.sum() == pytest.approx(land.area / 1e6, abs=0.5)
    # Neighbours share every vertex of their border: a side is of two faces, or of the outline.
    # (`shapely.coverage_is_valid` refuses slivers of 5 m by 19 km of which this holds.)
    sides = Counter(map(tuple, ring_edges(faces.shapes)[["x0", "y0", "x1", "y1"]].to_numpy()))
    assert max(sides.values()) <= 2
    once = shapely.linestrings(
        np.array([side for side, n in sides.items() if n == 1]).reshape(-1, 2, 2)
    )
    edge = shapely.boundary(snap(land, faces.grid_m))
    assert shapely.hausdorff_distance(shapely.union_all(once), edge) <= faces.grid_m
    assert shapely.is_valid(faces.shapes).all()


# The command ---------------------------------------------------------------------------------


def test_the_command_imports_and_the_others_answer(told, tmp_path, capsys):
    folder, rules = write_package(tmp_path / "war")
    files = [str(file) for file in write_maps(tmp_path / "files")]
    assert main(["import", "maps", *files, "--data", str(folder), "--map", str(rules)]) == 0
    said = capsys.readouterr().out
    assert "4 shapes are land of HTS" in said
    assert "4 shapes are in doubt between HTS and SAA" in said
    assert main(["areas", "--date", "2024-11-30", "--data", str(folder), "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert sum(row["share"] for row in rows) == pytest.approx(1)
    assert main(["import", "maps", files[0], "--data", str(folder), "--map", str(rules)]) == 2
    assert "imported already" in capsys.readouterr().err


def test_what_is_read_again_is_what_was_written(told):
    faces = read_faces(told.folder)
    assert [shown.day for shown in faces.maps] == list(DAYS)
    assert all(len(shown.sha256) == 64 for shown in faces.maps)


def test_every_rule_in_the_documentation_is_known(tmp_path):
    text = (Path(__file__).parents[1] / "docs" / "maps.md").read_text("utf-8")
    rules = rules_of(tmp_path, text.split("```toml")[1].split("```")[0])
    assert [rule.label for rule in rules.shapes] == ["VLG|CRN", "VLG", ""]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The first map in every format."""
    folder = tmp_path_factory.mktemp("sound")
    made = {".geojson": geojson(DAYS["2024-11-26"]).encode()}
    for ending in (".gpkg", ".zip", ".parquet", ".kml", ".kmz"):
        made[ending] = as_format(folder, ending)[0].read_bytes()
    return made


def overwritten(whole, at, new, cut, inside):
    """Overwrite, insert or cut some bytes: of a file, or of one that is packed in it."""
    if inside and zipfile.is_zipfile(io.BytesIO(whole)):
        with zipfile.ZipFile(io.BytesIO(whole)) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        name = sorted(parts)[at % len(parts)]
        parts[name] = overwritten(parts[name], at, new, cut, False)
        with zipfile.ZipFile(made := io.BytesIO(), "w") as packed:
            for name, content in parts.items():
                packed.writestr(name, content)
        return made.getvalue()
    at %= len(whole)
    return whole[:at] + new + whole[at + (len(new) if cut is None else cut) :]


@pytest.mark.parametrize("speed", [15, pytest.param(400, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", [".geojson", ".gpkg", ".zip", ".parquet", ".kml", ".kmz"])
def test_spoilt_files_are_read_or_refused_in_one_line(sound, tmp_path, kind, speed):
    file = tmp_path / f"control_2024-11-26{kind}"

    @settings(max_examples=speed, deadline=None, derandomize=True, database=None)
    @given(
        at=st.integers(0, 200_000),
        new=st.binary(max_size=20) | st.sampled_from([b"1e999", b"NaN", b"\xff" * 8, b"[" * 5000]),
        cut=st.none() | st.integers(0, 5000),
        inside=st.booleans(),
    )
    def run(at, new, cut, inside):
        file.write_bytes(overwritten(sound[kind], at, new, cut, inside))
        try:
            found = read_map_file(file)
        except InvalidData as error:
            assert "\n" not in str(error)
        else:
            corners = [shapely.get_coordinates(item.shape) for item in found.drawn]
            assert all(np.abs(corner).max(initial=0) <= 180 for corner in corners)

    run()
