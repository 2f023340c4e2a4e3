"""Packages of schema 1: told in one line, and written anew."""

from __future__ import annotations

import csv
import json

import pytest

from syria_analysis.api import load, validate
from syria_analysis.cli import main
from syria_analysis.package.migrate import migrate
from worlds import collection, square

FILES = {
    "factions.csv": """\
id,name,short_name,name_in_sentence,name_ar,side,territorial,colour_screen,colour_print,colour_dark,description
RED,Red Army,Reds,the Reds,الحمر,government,true,#f2b6a8,#f0b5a6,#d97c66,An army.
BLU,Blue Front,Blues,the Blues,الزرق,opposition,true,#a8c6f2,#a6c5f0,#669cd9,A front.
""",
    "places.csv": """\
id,name,name_ar,variants,kind,governorate,lat,lon,position_accuracy_m,position_source,position_licence,bank,extent_km2,population,population_year,population_source,holder,contested_by,guests,confidence,sources,note
north-town,North Town,,,city,North Town,35.5,37.0,500,gazetteer,CC0,,,,,,RED,,,high,monitor-a,
mill,Mill,,,village,North Town,35.2,37.5,500,gazetteer,CC0,,,,,,BLU,,,medium,monitor-a,
port,Port,,,town,South,33.5,38.0,500,gazetteer,CC0,,,,,,RED,,,high,monitor-a,
""",
    "events.csv": """\
id,date,date_earliest,date_latest,order,place,from,to,contested,claimant,claim_kind,independent_origins,confidence,sources,note
2024-11-28-port,2024-11-28,,,1,port,RED,BLU,false,a monitor,monitor,1,high,monitor-a,
""",
    "sources.csv": """\
id,publisher,affiliation,published,title,url,via,note
gazetteer,Gazetteer,reference,,Names,,,
monitor-a,Monitor,monitor,2024-11-28,Control,,,
""",
    "claims.csv": "id,statement,metric,subject,unit,expected,tolerance_rule,tolerance_low,"
    "tolerance_high,as_of,forecast,overturned_by,sources,note\n"
    'mill,It lies north.,located_in,"place=mill;governorate=North Town",,yes,exact,,,'
    "2024-11-28,false,A map.,monitor-a,\n",
}


@pytest.fixture
def old(tmp_path):
    """A package as schema 1 had it: no `schema`, no `conflict`, governorates."""
    folder = tmp_path / "old"
    (folder / "basemap").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    units = [
        collection(square(36, south, 40, north), name)["features"][0]
        for name, south, north in (("South", 33, 34), ("North Town", 34, 36))
    ]
    for layer, features in (
        ("country", collection(square(36, 33, 40, 36), "Utopia")["features"]),
        ("governorates", units),
    ):
        shape = {"type": "FeatureCollection", "features": features}
        (folder / "basemap" / f"{layer}.geojson").write_text(json.dumps(shape), encoding="utf-8")
    described = {
        "name": "old",
        "title": "Old",
        "version": "1",
        "evenings": {"first": "2024-11-26", "last": "2024-11-30"},
        "article": "monitor-a",
        "licenses": [{"name": "CC0"}],
        "resources": [
            {
                "name": name.removesuffix(".csv"),
                "path": name,
                "schema": {
                    "fields": [
                        {"name": column, "type": "string"}
                        for column in text.splitlines()[0].split(",")
                    ]
                },
            }
            for name, text in FILES.items()
        ],
    }
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    return folder


def test_an_older_package_is_told_in_one_line_that_names_migrate(old, capsys):
    assert main(["areas", "--date", "2024-11-28", "--data", str(old)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"syria-analysis: the data package in {old} is of an older schema")
    assert f"syria-analysis migrate {old} NEW --country NAME" in err
    assert err.count("\n") == 1


def test_the_new_package_says_the_same_and_asks_for_the_rest(old, tmp_path, capsys):
    new = tmp_path / "new"
    before = {path.name: path.read_bytes() for path in old.glob("*.*")}
    asked = ["migrate", str(old), str(new), "--country", "Utopia", "--adjective", "Utopian"]
    assert main(asked) == 0
    assert [str(fault) for fault in validate(new)] == []
    assert capsys.readouterr() == (f"{new}\n", "")
    assert {path.name: path.read_bytes() for path in old.glob("*.*")} == before
    data = load(new)
    assert (data.conflict.country.name, data.conflict.country.adjective) == ("Utopia", "Utopian")
    assert data.conflict.admin is not None and data.conflict.admin.many == "governorates"
    assert data.conflict.article == "monitor-a"
    assert data.places["unit"].to_dict() == {
        "north-town": "North Town",
        "mill": "North Town",
        "port": "South",
    }
    assert data.seats == ["north-town"]
    assert data.on("2024-11-27").holders["port"] == "RED"
    assert data.on("2024-11-28").holders["port"] == "BLU"
    (claim,) = data.claims_table().to_dict("records")
    assert claim["verdict"] == "supported"
    with (new / "places.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert "governorate" not in header
    assert main(["distances", "--date", "2024-11-28", "--to", "port", "--data", str(new)]) == 2
    assert "declares no contest" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "target", "country", "said"),
    [
        ("none", "new", "Utopia", "datapackage.json is missing"),
        ("old", "old", "Utopia", "it exists"),
        ("old", "new", " ", "name of the country"),
    ],
)
def test_what_cannot_be_migrated_gets_one_line(
    old, tmp_path, capsys, source, target, country, said
):
    asked = [str(tmp_path / source), str(tmp_path / target), "--country", country]
    assert main(["migrate", *asked]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err
    assert not (tmp_path / "new").exists()


def test_a_package_of_today_is_not_migrated(old, tmp_path, capsys):
    new = migrate(old, tmp_path / "new", "Utopia")
    assert main(["migrate", str(new), str(tmp_path / "newer"), "--country", "Utopia"]) == 2
    assert "of schema 2 already" in capsys.readouterr().err
    assert not (tmp_path / "newer").exists()


def described_anew(folder, change):
    path = folder / "datapackage.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    change(described)
    path.write_text(json.dumps(described), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["resources"][1].update(path="../places.csv"), "no file inside the package"),
        (lambda d: d["resources"].pop(1), "there is no 'places'"),
        (lambda d: d.update(schema=3), "of no schema older than 2"),
        (lambda d: d.update(schema="one"), "of no schema older than 2"),
        (lambda d: d.pop("resources"), "'resources'"),
        (lambda d: d.update(resources=[{"name": 1}]), "no usable description"),
    ],
)
def test_a_broken_older_package_gets_one_line(old, tmp_path, capsys, change, said):
    described_anew(old, change)
    (tmp_path / "places.csv").write_text(FILES["places.csv"], encoding="utf-8")
    assert main(["migrate", str(old), str(tmp_path / "new"), "--country", "Utopia"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err and "a fault of the program" not in err
    assert not (tmp_path / "new").exists()
    assert (tmp_path / "places.csv").read_text(encoding="utf-8") == FILES["places.csv"]


def test_what_is_no_object_is_not_said_to_be_of_today(old, tmp_path, capsys):
    (old / "datapackage.json").write_text("[]", encoding="utf-8")
    assert main(["migrate", str(old), str(tmp_path / "new"), "--country", "Utopia"]) == 2
    assert "is no JSON object" in capsys.readouterr().err


def test_a_table_without_its_columns_gets_one_line(old, tmp_path, capsys):
    (old / "factions.csv").write_text("id,name\nRED,Reds\n", encoding="utf-8")
    assert main(["migrate", str(old), str(tmp_path / "new"), "--country", "Utopia"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
