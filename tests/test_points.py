"""Points of users: whatever file or frame they come in, no row and no column is lost."""

from __future__ import annotations

import io
import json
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import syria_analysis as sa
from syria_analysis import cli
from syria_analysis.control.front import ENDS
from syria_analysis.errors import BadParameter, PointsWarning
from syria_analysis.geo.ellipsoid import nearest_on_segments
from syria_analysis.package.point_files import positions, read_points, read_table
from syria_analysis.text.outputs import as_csv, csv_parts, records

DAY = "2024-12-01"
ASKED = {"attackers": "HTS", "defenders": "SAA"}
# alpha and bravo (HTS, 36.5 and 37.5 E), charlie and delta (SAA, 38.5 and 39.5 E)
POINTS = pd.DataFrame(
    {"code": ["007", "8"], "lat": [34.5, 34.0], "lon": [36.6, 39.4], "place": ["hill", "ford"]}
)
FRAME = gpd.GeoDataFrame(
    POINTS[["code", "place"]],
    geometry=gpd.points_from_xy(POINTS["lon"], POINTS["lat"]),
    crs="EPSG:4326",
)


@pytest.fixture(scope="module")
def evening(line_world):
    return sa.load(line_world).on(DAY)


def annotated(evening, points, *expected, **options):
    """Annotate; hold the warnings to patterns."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = evening.annotate(points, **ASKED, **options)
    told = [str(warning.message) for warning in caught]
    assert all(warning.category is PointsWarning for warning in caught)
    assert len(told) == len(expected), told
    for text, pattern in zip(told, expected, strict=True):
        assert pattern in text
    return table


# ------------------------------------------------------------------ files


def as_text(separator=",", head="code,lat,lon,place", comma=".", start=""):
    rows = [["007", "34.5", "36.6", "hill"], ["8", "34.0", "39.4", "ford"]]
    cells = [head.split(","), *([cell.replace(".", comma) for cell in row] for row in rows)]
    if comma == "," and separator == ",":
        cells[1:] = [[f'"{cell}"' for cell in row] for row in cells[1:]]
    return start + "".join(separator.join(row) + "\n" for row in cells)


TEXTS = {
    "plain": as_text().encode(),
    "Excel in German": as_text(";", "code,Breite,Länge,place", ",", "sep=;\n").encode("utf-8-sig"),
    "semicolons": as_text(";", "code,LATITUDE,Longitude,place", ",").encode(),
    "quoted commas": as_text(",", "code,Lat.,LNG,place", ",").encode(),
    "tabs in UTF-16": as_text("\t", "code, GPS_Lat,GPS_Lon (WGS84),place").encode("utf-16"),
    "x and y": as_text("|", "code,Y,X,place").encode(),
    "Arabic": as_text(",", "code,خط العرض,خط الطول,place").encode(),
    "marks": as_text().replace("hill", "\u2067hill\u2069\u202b").encode(),
}


@pytest.mark.parametrize("name", TEXTS)
def test_tables_as_programs_write_them(evening, tmp_path, name):
    file = tmp_path / "points.csv"
    file.write_bytes(TEXTS[name])
    table = annotated(evening, file, "'place' already: ours are called control_place")
    assert table["code"].tolist() == ["007", "8"]
    assert table["place"].tolist() == ["hill", "ford"]
    assert table["faction"].tolist() == ["HTS", "SAA"]
    assert table["control_place"].tolist() == ["alpha", "delta"]


def test_what_was_taken_for_granted_is_said(tmp_path):
    file = tmp_path / "points.csv"
    for name, expected in (
        ("plain", []),
        ("semicolons", ["semicolons between cells"]),
        ("tabs in UTF-16", ["UTF-16", "tabs between cells"]),
        ("marks", ["3 marks that turn the direction"]),
    ):
        file.write_bytes(TEXTS[name])
        notes = read_points(file)[1]
        assert len(notes) == len(expected)
        assert all(part in note for part, note in zip(expected, notes, strict=True))


def test_an_encoding_is_named_by_the_user(tmp_path):
    file = tmp_path / "points.csv"
    file.write_bytes("name,lat,lon\nChâteau,34.5,36.6\n".encode("windows-1252"))
    with pytest.raises(BadParameter, match=r"line 2 is not UTF-8.*--encoding windows-1252"):
        read_points(file)
    assert read_points(file, "windows-1252")[0]["name"][0] == "Château"
    with pytest.raises(BadParameter, match="'klingon' is no encoding"):
        read_points(file, "klingon")
    with pytest.raises(BadParameter, match="is not written in utf-16"):
        read_points(file, "utf-16")


def written(kind, folder):
    path = folder / f"points{kind}"
    if kind == ".parquet":
        FRAME.to_parquet(path)
    elif kind == ".zip":
        for part in ("shp", "shx", "dbf", "prj", "cpg"):
            (folder / f"points.{part}").unlink(missing_ok=True)
        FRAME.to_file(folder / "points.shp")
        import zipfile

        with zipfile.ZipFile(path, "w") as packed:
            for part in ("shp", "shx", "dbf", "prj", "cpg"):
                packed.write(folder / f"points.{part}", f"points.{part}")
    elif kind in (".xlsx", ".ods"):
        import pyogrio

        pyogrio.write_dataframe(POINTS, path, driver=kind[1:].upper())
    else:
        FRAME.to_file(path, driver={".kml": "KML"}.get(kind))
    return path


KINDS = (".geojson", ".gpkg", ".zip", ".parquet", ".kml", ".xlsx", ".ods")


@pytest.mark.parametrize("kind", KINDS)
def test_layers_and_sheets(evening, tmp_path, kind):
    table = annotated(evening, written(kind, tmp_path), "'place' already")
    assert table["code"].tolist() == ["007", "8"]
    assert table["place"].tolist() == ["hill", "ford"]
    assert table["control_place"].tolist() == ["alpha", "delta"]


def test_a_layer_without_a_position_in_a_row(evening, tmp_path):
    frame = FRAME[["code", "geometry"]].copy()
    frame.loc[2] = ["nowhere", None]
    for kind in (".gpkg", ".geojson"):
        path = tmp_path / f"points{kind}"
        frame.to_file(path)
        table = annotated(evening, path, "1 row tells no position")
        assert table["faction"].tolist() == ["HTS", "SAA", ""]
        assert table["code"].tolist() == ["007", "8", "nowhere"]
        assert table["geometry"].iloc[2] is None


# ------------------------------------------------------------------ rows and columns


def test_rows_without_a_position_stay(evening):
    rows = {"lat": ["34,5", "", "abc", "34.0"], "lon": ["36.6", None, "36", "39.4"]}
    points = pd.DataFrame(rows, index=["d", "c", "b", "b"])
    told = "1 row tells no position", "1 position is no degrees and left blank: row 3 ('abc', '36')"
    table = annotated(evening, points, *told, certainty=True)
    assert table["faction"].tolist() == ["HTS", "", "", "SAA"]
    assert table["second"].tolist()[1:3] == ["", ""]
    assert table[["front_km", "certainty"]].isna().all(axis=1).tolist() == [
        False,
        True,
        True,
        False,
    ]
    assert table.index.tolist() == ["d", "c", "b", "b"]
    pd.testing.assert_frame_equal(table[["lat", "lon"]], points)


def test_swapped_columns_are_told_from_points_outside(evening):
    points = pd.DataFrame({"lat": [36.6, 39.4, 34.5], "lon": [34.5, 34.0, 36.6]})
    told = (
        "2 of 3 points lie outside Squareland; with lat and lon exchanged 2 lie inside: swapped? "
    )
    table = annotated(evening, points, told + "(first row 1: 36.6, 34.5)")
    assert table["faction"].tolist() == ["", "", "HTS"]
    points = pd.DataFrame({"lat": [34.5, 10.0], "lon": [36.6, 10.0]})
    annotated(evening, points, "1 of 2 points lies outside Squareland (first row 2: 10, 10)")
    with pytest.raises(
        BadParameter, match=r"none of 1 points lies in .*some are no degrees.*metres"
    ):
        evening.annotate(pd.DataFrame({"x": [523_000.0], "y": [3_800_000.0]}), **ASKED)


def test_no_column_of_the_user_is_overwritten(evening):
    points = POINTS.assign(faction="mine", Front_KM=1, control_place="old")
    with pytest.raises(BadParameter, match="choose another prefix"):
        evening.annotate(points, **ASKED)
    table = annotated(evening, points, prefix="now_")
    assert list(table) == [*points, "now_faction", "now_place", "now_front_km"]
    pd.testing.assert_frame_equal(table[list(points)], points)
    del points["control_place"]
    table = annotated(evening, points, "'faction' and 'place' and 'Front_KM' already")
    assert table["control_faction"].tolist() == ["HTS", "SAA"]
    assert list(table)[-3:] == ["control_faction", "control_place", "control_front_km"]


def test_columns_by_name(evening):
    points = POINTS.rename(columns={"lat": "north", "lon": "east"}).drop(columns="place")
    with pytest.raises(BadParameter, match=r"no column lat and no column lon: .*code, north, east"):
        evening.annotate(points, **ASKED)
    assert annotated(evening, points, lat="north", lon="east")["place"].tolist()[0] == "alpha"
    for names, message in (
        ({"lat": "north"}, "lat is named and lon is not"),
        ({"lat": "north", "lon": "west"}, "have not a column 'west'"),
    ):
        with pytest.raises(BadParameter, match=message):
            evening.annotate(points, **ASKED, **names)
    twice = pd.DataFrame([[34.5, 36.6, 35.0]], columns=["lat", "lon", "lat"])
    with pytest.raises(BadParameter, match="have twice a column 'lat'"):
        evening.annotate(twice, **ASKED)
    both = pd.DataFrame({"Lat": [34.5], "latitude": [34.5], "lon": [36.6]})
    with pytest.raises(BadParameter, match="'Lat' and 'latitude': say which"):
        evening.annotate(both, **ASKED)


@pytest.mark.parametrize(
    ("told", "degrees"),
    [
        ("34.5", 34.5),
        (" 34,5 ", 34.5),
        ("34.5° N", 34.5),
        ("S 34.5", -34.5),
        ("34°30'00\"N", 34.5),
        ("34° 30′ S", -34.5),
        ("−34.5", -34.5),
        ("٣٤٫٥", 34.5),
        ("34 30", None),
        ("N34.5S", None),
    ],
)
def test_degrees_as_people_write_them(told, degrees):
    table = pd.DataFrame({"lat": [told, "1"], "lon": ["36.6", "1"]})
    found = positions(table)
    assert found.lat[0] == degrees if degrees is not None else found.unread == 1


def test_well_known_text(evening):
    points = pd.DataFrame({"WKT": ["POINT (36.6 34.5)", "SRID=4326;POINT Z (39.4 34 7)", "", "x"]})
    told = "1 row tells no position", "1 position is no degrees and left blank: row 4"
    assert annotated(evening, points, *told)["place"].tolist() == ["alpha", "delta", "", ""]


# ------------------------------------------------------------------ frames


def test_geometry_of_every_kind_that_can_be_meant(evening):
    frame = FRAME[["code", "geometry"]]
    expected = annotated(evening, frame)
    for points in (
        frame.to_crs("EPSG:32637"),
        frame.to_crs("EPSG:3857"),
        frame.set_geometry(shapely.force_3d(frame.geometry)),
        frame.set_geometry(
            gpd.GeoSeries([shapely.MultiPoint([p]) for p in frame.geometry], crs=4326)
        ),
        frame.rename_geometry("where"),
        frame.geometry,
    ):
        table = annotated(evening, points)
        assert isinstance(table, gpd.GeoDataFrame) and table.crs == points.crs
        assert table["place"].tolist() == ["alpha", "delta"]
        assert table["front_km"].tolist() == pytest.approx(expected["front_km"].tolist(), abs=1e-6)
    empty = frame.set_geometry(gpd.GeoSeries([frame.geometry[0], None], crs=4326))
    assert annotated(evening, empty, "1 row tells no")["place"].tolist() == ["alpha", ""]


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ({"lat": [34.5], "lon": [36.6]}, "not dict"),
        ([1, 2], "not list"),
        (None, "not NoneType"),
        (FRAME.set_crs(None, allow_override=True), "no coordinate system"),
        (FRAME.set_geometry(FRAME.to_crs(32637).buffer(9)), "row 1 is a Polygon"),
        (gpd.GeoSeries([shapely.MultiPoint([(36, 34), (37, 34)])], crs=4326), "several points"),
        (gpd.GeoSeries([None], crs=4326), "no row of the points has a position"),
        (gpd.GeoDataFrame({"a": [1]}), "no column lat"),
        (pd.DataFrame({"lat": [""], "lon": [""]}), "no row of the points has a position"),
    ],
)
def test_what_is_no_points_gets_a_line(evening, points, message):
    with pytest.raises(BadParameter, match=message):
        evening.annotate(points, **ASKED)


def test_no_points_are_no_mistake(evening):
    assert list(annotated(evening, POINTS[["lat", "lon"]][:0]))[2:] == [
        "faction",
        "place",
        "front_km",
    ]


def test_certainty_takes_the_same(evening):
    told = evening.certainty(pd.DataFrame({"Latitude": ["34,5", ""], "Longitude": ["36.6", ""]}))
    assert told["holder"].tolist() == ["HTS", ""] and np.isnan(told["certainty"][1])


# ------------------------------------------------------------------ command line


def run(capsys, *arguments):
    code = cli.main(list(map(str, arguments)))
    return code, *capsys.readouterr()


def test_the_command_reads_standard_input_and_layers(capsys, line_world, tmp_path, monkeypatch):
    asked = ["--date", DAY, "--data", line_world, "--format", "json"]
    asked += ["--attackers", "HTS", "--defenders", "SAA"]
    stream = io.TextIOWrapper(io.BytesIO(TEXTS["semicolons"]))
    monkeypatch.setattr("sys.stdin", stream)
    code, out, err = run(capsys, "annotate", "-", *asked)
    assert code == 0, err
    rows = json.loads(out)
    assert (rows[0]["LATITUDE"], rows[0]["code"], rows[0]["control_place"]) == (
        34.5,
        "007",
        "alpha",
    )
    assert err.splitlines() == [
        "-: read with semicolons between cells",
        "the points have 'place' already: ours are called control_place",
    ]
    code, out, err = run(capsys, "annotate", written(".gpkg", tmp_path), *asked, "--prefix", "now_")
    assert (code, err) == (0, "")
    assert json.loads(out)[0] == {
        "code": "007", "place": "hill", "lat": 34.5, "lon": 36.6,
        "now_faction": "HTS", "now_place": "alpha", "now_front_km": pytest.approx(128.5, abs=0.1),
    } | {"now_front_km": json.loads(out)[0]["now_front_km"]}  # fmt: skip


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "parquet"])
def test_the_command_writes_layers(capfd, line_world, tmp_path, kind):
    points, layer = tmp_path / "points.csv", tmp_path / f"layer.{kind}"
    points.write_text('name,lat,lon\nhill,"34,5",36.6\nnowhere,,\n', encoding="utf-8")
    asked = ["--date", DAY, "--data", line_world, "--attackers", "HTS", "--defenders", "SAA"]
    code, out, err = run(capfd, "annotate", points, *asked, "-o", layer)
    assert (code, out, err) == (0, f"{layer}\n", "1 row tells no position and stays blank\n")
    read = gpd.read_parquet if kind == "parquet" else gpd.read_file
    table = read(layer)
    assert table.crs == "EPSG:4326"
    assert table.geometry.isna().tolist() == [False, True]
    assert table.geometry.iloc[0].wkt == "POINT (36.6 34.5)"
    assert table["name"].tolist() == ["hill", "nowhere"]
    assert table["lat"].iloc[0] == 34.5
    assert table["place"].iloc[0] == "alpha"
    code, _, err = run(capfd, "annotate", layer, *asked, "-o", tmp_path / "again.shp")
    assert code == 2
    assert err.endswith(
        "again.shp: unknown file ending '.shp': known are .csv, .geojson, .gpkg, .json, .parquet, "
        ".txt, .xlsx\n"
    )


def test_a_workbook_of_the_command_is_read_by_it(capsys, line_world, tmp_path):
    points, book = tmp_path / "points.csv", tmp_path / "points.xlsx"
    points.write_text("name,lat,lon\nhill,34.5,36.6\n", encoding="utf-8")
    asked = ["--date", DAY, "--data", line_world, "--attackers", "HTS", "--defenders", "SAA"]
    assert run(capsys, "annotate", points, *asked, "-o", book)[0] == 0
    code, out, _ = run(capsys, "annotate", book, *asked, "--format", "json")
    assert code == 0
    (row,) = json.loads(out)
    assert (row["name"], row["lat"], row["place"], row["control_place"]) == (
        "hill", 34.5, "alpha", "alpha",
    )  # fmt: skip


def test_a_long_table_is_written_as_a_short_one_is():
    table = pd.DataFrame(
        {
            "text": ["=1+1", " -0.5", "حمص", None, 'a "b", c'],
            "km": [1 / 3, 2.0, np.nan, -1e-9, 1e9],
            "count": [1, 2, 3, 4, 5],
            "yes": [True, False, True, False, True],
            "day": pd.to_datetime(["2024-12-01", None, "2024-12-02", None, None]),
            "list": [["a", "b"], [], None, ["c"], "d"],
        }
    )
    assert "".join(csv_parts(table, rows=2)) == as_csv(records(table))
    assert "".join(csv_parts(table[:0])) == ",".join(table) + "\n"


def test_cells_of_other_tables_may_stand_between_semicolons(tmp_path):
    file = tmp_path / "captures.csv"
    file.write_text("place;by;\nhoms;HTS;\n", encoding="utf-8")
    assert read_table(file).to_dict("records") == [{"place": "homs", "by": "HTS", "column_3": ""}]


# ------------------------------------------------------------------ exactness


@pytest.mark.parametrize("count", [1, 40, 3000])
def test_many_points_are_as_near_as_one_by_one(syria, count):
    random = np.random.default_rng(count)
    evening = syria.on("2024-12-02")
    lat, lon = random.uniform(32.8, 37, count), random.uniform(36.1, 41, count)
    lat[0], lon[0] = 35.0, 38.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PointsWarning)  # in the neighbours' land
        told = evening.annotate(pd.DataFrame({"lat": lat, "lon": lon}))["front_km"].to_numpy()
    inside = np.flatnonzero(~np.isnan(told))
    best = np.full(count, np.inf)
    for edge in evening.front().segments[ENDS].to_numpy():
        best = np.minimum(best, nearest_on_segments(lat, lon, np.tile(edge, (count, 1)))[0])
    assert len(inside) >= count / 2
    assert np.abs(told * 1000 - best)[inside].max() < 1e-3


def test_many_points_lie_where_one_lies(syria):
    mesh = syria.on("2024-12-02").mesh
    corners = shapely.get_coordinates(mesh.shapes.to_numpy()[:40])
    outer = shapely.get_coordinates(mesh.theatre)[::50] + np.array([2000.0, 0.0])
    xy = np.vstack([corners, outer, np.random.default_rng(1).uniform(-3e5, 3e5, (2000, 2))])
    assert (mesh._located(xy) == mesh.locate(shapely.points(xy))).all()


def test_one_column_is_not_both_degrees():
    points = pd.DataFrame({"lat": [34.7], "lon": [36.7]})
    with pytest.raises(BadParameter, match="two columns, not both 'lon'"):
        positions(points, "lon", "lon")
