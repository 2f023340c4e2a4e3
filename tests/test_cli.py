from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys

import jsonschema
import pytest

from syria_analysis.cli import cli, main
from syria_analysis.text import outputs
from syria_analysis.text.rounding import as_told
from worlds import place, write_world

DAY = "2024-12-02"


def run(capsys, *arguments):
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def asked_json(capsys, *arguments):
    code, out, err = run(capsys, *arguments, "--format", "json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    jsonschema.validate(answer, outputs.schema(arguments[0]))
    return answer


def test_distances(capsys, syria):
    rows = asked_json(
        capsys, "distances", "--date", DAY, "--to", "homs", "--to", "Damascus", "--to", "aleppo"
    )
    assert [row["city"] for row in rows] == ["homs", "damascus", "aleppo"]
    far = syria.on(DAY).front("HTS", "SNA", against="SAA").distance_to("homs")
    assert rows[0]["distance_km"] == pytest.approx(far.distance_km, abs=1e-6)
    assert rows[0]["nearest_point"] == pytest.approx(
        {"lat": far.nearest_point[0], "lon": far.nearest_point[1]}, abs=1e-6
    )
    assert rows[2]["status"] == "held_by_attackers"
    assert rows[2]["distance_km"] is None


def test_a_table_tells_the_numbers_of_reports(capsys, syria):
    """24 km in a report is 24 km in a table, 55% is 55%; JSON and CSV have all digits."""
    day = "2024-12-05"
    code, out, err = run(capsys, "distances", "--date", day, "--to", "homs")
    assert (code, err) == (0, "")
    best = asked_json(capsys, "distances", "--date", day, "--to", "homs")[0]
    told = as_told(best["distance_km"], best["low_km"], best["high_km"], "km")
    assert out.splitlines()[4].split()[1:4] == [f"{km:g}" for km in told] == ["24", "8", "25"]
    assert "Rounded to what each interval bears" in out
    assert run(capsys, "areas", "--date", day)[1].splitlines()[4].split()[4] == "55"
    shares = run(capsys, "areas", "--date", day, "--by", "day", "--since", "2024-12-04")[1]
    assert shares.splitlines()[4].split()[:4] == [day, "SAA", "105,000", "55"]


def test_what_a_name_was_taken_for_is_told_once(capsys):
    code, out, err = run(capsys, "cutoff", "--date", DAY, "--from", "Hommss", "--to", "HOMMSS,hama")
    assert code == 0
    assert "from Homs" in out
    assert err.splitlines() == [
        "syria-analysis: 'Hommss' is read as 'homs'",
        "syria-analysis: 'HOMMSS' is read as 'homs'",
    ]


def test_an_evening_of_another_contest_is_told(capsys):
    code, out, err = run(capsys, "distances", "--date", "2024-12-10", "--to", "homs")
    assert code == 0
    assert "held by other" in out
    lines = err.splitlines()
    assert "in full up to 2024-12-08" in lines[0]
    assert "HTS,SNA against SAA ended on 2024-12-08; the front is that of SNA" in lines[1]


def test_a_front_that_came_no_nearer_is_not_told_as_another(capsys):
    code, out, err = run(capsys, "pace", "--date", "2024-12-01", "--days", "1", "--to", "hama")
    assert (code, err) == (0, "")
    assert "did not come nearer" in out


def test_areas(capsys):
    rows = asked_json(capsys, "areas", "--date", DAY)
    assert sum(row["share"] for row in rows) == pytest.approx(1, abs=1e-5)
    assert all(row["effective_km2"] <= row["area_km2"] + 1e-6 for row in rows)


def test_changes(capsys):
    answer = asked_json(capsys, "changes", "--since", "2024-11-26", "--date", DAY)
    assert "aleppo" in {row["place"] for row in answer["places"]}
    stayed = {row["from"] for row in answer["transfer_km2"] if row["from"] == row["to"]}
    assert {"SAA", "HTS", "SNA", "SDF"} <= stayed
    total = sum(row["area_km2"] for row in answer["transfer_km2"])
    areas = asked_json(capsys, "areas", "--date", DAY)
    assert total == pytest.approx(sum(row["area_km2"] for row in areas), rel=1e-6)


def test_claims(capsys):
    rows = asked_json(capsys, "claims")
    assert {row["verdict"] for row in rows} >= {"supported", "not checkable from this data"}
    _, out, _ = run(capsys, "claims")
    for row in rows:
        assert row["statement"] in out


def test_annotate_keeps_other_columns(capsys, tmp_path):
    file = tmp_path / "points.csv"
    file.write_text("name,lat,lon,code\nHoms,34.73,36.72,007\nSea,34.5,35.1,\n", encoding="utf-8")
    code, out, err = run(capsys, "annotate", str(file), "--date", DAY, "--format", "json")
    assert (code, err) == (0, "1 of 2 points lies outside Syria (first row 2: 34.5, 35.1)\n")
    rows = json.loads(out)
    jsonschema.validate(rows, outputs.schema("annotate"))
    assert rows[0]["code"] == "007"
    assert (rows[0]["faction"], rows[0]["place"]) == ("SAA", "homs")
    assert (rows[1]["faction"], rows[1]["front_km"]) == ("", None)


def test_certainty_is_told_when_asked(capsys, tmp_path, line_world):
    where = ("--date", "2024-12-01", "--data", str(line_world))
    file = tmp_path / "points.csv"
    file.write_text("lat,lon,second\n34.5,36.5,a\n34.5,30,b\n", encoding="utf-8")
    out = run(capsys, "annotate", str(file), *where, "--format", "json")[1]
    assert [row["second"] for row in json.loads(out)] == ["a", "b"]
    code, out, err = run(capsys, "annotate", str(file), *where, "--certainty", "--format", "csv")
    assert code == 0 and out.startswith("lat,lon,second,faction,place,front_km,certainty,control_")
    assert "1 of 2 points lies outside" in err and "'second' already" in err
    file.write_text("lat,lon\n34.5,36.5\n34.5,30\n", encoding="utf-8")
    out = run(capsys, "annotate", str(file), *where, "--certainty", "--format", "json")[1]
    near, far = json.loads(out)
    assert 0.5 < near["certainty"] < 1
    assert (near["second"], far["certainty"], far["second"]) == ("SAA", None, "")
    for row in asked_json(capsys, "areas", *where, "--certainty"):
        assert 0 <= row["held_99_km2"] <= row["held_90_km2"] < row["area_km2"]
    assert "held_90_km2" not in asked_json(capsys, "areas", *where)[0]


def test_cutoff(capsys, ladder_world):
    ask = ["cutoff", "--date", DAY, "--from", "Capital", "--to", "port", "--data", ladder_world]
    before = asked_json(capsys, *map(str, ask))
    assert (before["captured"], before["by"], before["from"]) == ([], None, "capital")
    assert before["critical"] == [["south"], ["west"]]
    assert before["routes"][0]["via"] == ["south", "west"]
    lost = ["--capture", "West", "--by", "sna"]
    after = asked_json(capsys, *map(str, ask), *lost)
    assert (after["captured"], after["by"]) == (["west"], "SNA")
    assert (after["reachable"], after["cut_off"]) == (["capital", "south"], ["north", "port"])
    assert after["routes"][0]["km"] is None
    assert after["critical"] == []
    opened = asked_json(capsys, *map(str, ask), *lost, "--contested", "open")
    assert opened["routes"][0]["via"] == ["south", "east", "north"]


def test_what_is_supposed_is_marked_in_every_format(capsys, ladder_world):
    ask = ["cutoff", "--date", DAY, "--from", "capital", "--to", "port", "--capture", "west"]
    ask += ["--data", str(ladder_world)]
    code, out, err = run(capsys, *ask)
    assert (code, err) == (0, "")
    assert "hypothetical: West captured by the HTS-led forces" in " ".join(out.split())
    assert "Cut off: north, port\n" in out
    assert "no way" in out
    code, out, _ = run(capsys, *ask, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (code, row["captured"], row["km"]) == (0, "west", "")
    assert float(row["km_if_open"]) > float(row["normal_km"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--from", "capitol"], "did you mean 'capital'?"),
        (["--from", "hamlet"], "lies on no road of the data: the nearest place on one is east"),
        (["--from", "capital", "--to", "prot"], "did you mean 'port'?"),
        (["--from", "capital", "--capture", "rival", "--capture", "wets"], "did you mean 'west'?"),
        (["--from", "capital", "--capture", "west", "--by", "SAA"], "SAA already holds west"),
        (["--from", "capital", "--capture", "west", "--by", "HTS,SNA"], "one faction"),
        (["--from", "capital", "--side", "SAAA"], "did you mean 'SAA'?"),
        (["--from", "capital", "--contested", "half"], "'half'"),
        (["--to", "port"], "name the place to set out from"),
    ],
)
def test_a_mistaken_cutoff_gets_one_clear_line(capsys, ladder_world, arguments, expected):
    ask = ["cutoff", "--date", DAY, "--data", str(ladder_world), *arguments]
    code, out, err = run(capsys, *ask)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert expected in err


def test_contested_ends_of_a_way_are_told(capsys, ladder_world):
    ask = ["cutoff", "--date", DAY, "--from", "capital", "--data", str(ladder_world)]
    _, out, _ = run(capsys, *ask, "--to", "port,east")
    told = "Contested on this evening: East. Contested places count as shut: no way leads to or "
    assert f"{told}from it. --contested open tells the other answer.\n" in out
    assert asked_json(capsys, *ask, "--to", "port,east")["contested_ends"] == ["east"]
    _, out, _ = run(capsys, *ask, "--to", "east", "--contested", "open")
    assert "East. Contested places count as open here." in out
    assert "Contested on" not in run(capsys, *ask, "--to", "port")[1]


def test_a_package_without_roads_cannot_be_asked_for_them(capsys, line_world):
    ask = ["cutoff", "--date", DAY, "--from", "alpha", "--data", str(line_world)]
    code, _, err = run(capsys, *ask)
    assert code == 2
    assert "roads.csv" in err


@pytest.mark.parametrize("shape", ["table", "csv"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["distances", "--date", DAY, "--to", "homs"],
        ["areas", "--date", DAY],
        ["changes", "--since", "2024-11-29", "--date", DAY],
        ["claims"],
        ["cutoff", "--date", DAY, "--from", "damascus", "--capture", "hama", "--capture", "homs"],
    ],
)
def test_other_formats(capsys, arguments, shape):
    code, out, err = run(capsys, *arguments, "--format", shape)
    assert (code, err) == (0, "")
    if shape == "csv":
        rows = list(csv.DictReader(io.StringIO(out)))
        assert rows
        assert None not in rows[0]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["distances", "--date", DAY, "--to", "hmos"], "did you mean 'homs'?"),
        (["distances", "--date", DAY, "--to", "homs", "--attackers", "HTSS"], "did you mean 'HTS'"),
        (["distances", "--date", DAY, "--to", "homs", "--attackers", ""], "unknown faction"),
        (["distances", "--date", "2024-12-32", "--to", "homs"], "is not a day"),
        (["areas", "--date", "2025-01-01"], "outside the data: 2024-11-26 to 2024-12-11"),
        (["areas", "--date", DAY, "--format", "xml"], "'xml'"),
        (["areas", "--data", "no-such-folder", "--date", DAY], "datapackage.json is missing"),
        (["cutoff", "--date", DAY, "--from", "damascus", "--capture", "hmaa"], "'hama'?"),
        (["cutoff", "--date", DAY, "--from", "damascus", "--capture", "idlib"], "already holds"),
        (["changes", "--since", DAY, "--date", "2024-11-30"], "later"),
        (["annotate", "no-such.csv", "--date", DAY], "there is no file"),
        (["distance", "--date", DAY], "did you mean 'distances'?"),
        (["import", "list"], "known are detailed-map, events, holders, maps"),
        (["cutoff", "--date", DAY, "--from", ""], "--from is empty: leave it out"),
        (["figure", "offensive", "--date", DAY, "-o", "x.jpg"], "known are .gif, .html"),
        (["figure", "--list", "--lang", "fr"], "the lists are in English"),
        (["diff", "a", "b", "--lang", "fr"], "unknown language 'fr': known are ar, en"),
        (["areas", "--dat", DAY], "--dat"),
        (["validate", "no-such-folder"], "there is no folder"),
        (["report", "situatoin"], "did you mean 'situation'?"),
        (["report", "situation", "-p", "citeis=homs"], "did you mean 'cities'?"),
        (["report", "situation", "-p", "cities"], "cities"),
        (["report", "situation", "--date", "2024-02-30"], "is not a day"),
        (["report", "situation", "-p", "cities=hmos"], "did you mean 'homs'?"),
        (["report", "situation", "-p", "cities=homs", "-p", "cities=hmaa"], "did you mean 'hama'?"),
        (["report", "situation", "-p", f"date={DAY}", "-p", "date=latest"], "one value, not 2"),
        (["report", "situation", "-p", "attackers=HTX"], "did you mean 'HTS'?"),
        (["report", "situation", "--date", DAY, "-p", "baseline=2024-12-05"], "later"),
    ],
)
def test_a_mistake_gets_one_clear_line(capsys, tmp_path, monkeypatch, arguments, expected):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("syria-analysis: ")
    assert len(err.splitlines()) == 1
    assert expected in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,latitude\nx,1\n", "no column lon"),
        ("lat,lon\n34,x\n", "row 1"),
        ("lat,lon\n34,36,1\n", "more cells"),
        ("lat,lon\n36.72,34.73\n36.3,33.5\n", "none of 2 points lies in Syria; with lat and lon"),
        ("", "it is empty"),
        (b"lat,lon\n\xff,1\n", "line 2 is not UTF-8: save it as UTF-8, or name its encoding"),
    ],
)
def test_bad_points_files(capsys, tmp_path, text, expected):
    file = tmp_path / "points.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    code, _, err = run(capsys, "annotate", str(file), "--date", DAY)
    assert code == 2
    assert expected in err
    assert len(err.splitlines()) == 1


def test_faulty_data_gets_a_line_a_fault(capsys, tmp_path):
    folder = write_world(tmp_path, [place("a", 34.5, 38.0, "XXX"), place("b", 99, 38.0, "SAA")])
    code, out, err = run(capsys, "areas", "--date", DAY, "--data", str(folder))
    assert (code, out) == (2, "")
    assert "places.csv:2:holder" in err
    assert "places.csv:3:lat" in err
    code, out, err = run(capsys, "validate", str(folder))
    assert (code, err) == (2, "")
    assert "places.csv:2:holder" in out
    code, out, _ = run(capsys, "validate", str(folder), "--format", "json")
    jsonschema.validate(json.loads(out), outputs.schema("validate"))
    assert code == 2


def test_every_command_explains_itself(capsys):
    for name in cli.commands:
        code, out, _ = run(capsys, name, "--help")
        assert code == 0
        assert "Usage:" in out


HEAVY = {"pandas", "numpy", "shapely", "geopandas", "matplotlib", "papermill", "nbformat", "rich"}


@pytest.mark.parametrize(
    "asked",
    [
        (["--version"], ["--help"], []),
        [[name, "--help"] for name in cli.commands if name != "report"],  # that loads the notebook
    ],
    ids=["whole", "commands"],
)
def test_help_and_version_load_none_of_the_stack(asked):
    script = (
        "import sys; from syria_analysis.cli import main\n"
        f"for asked in {list(asked)!r}: main(asked)\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    assert done.stderr.decode().strip() == "[]"


def test_questions_load_no_plotting():
    script = (
        "import sys; from syria_analysis.cli import main; "
        f"main(['distances', '--date', '{DAY}', '--to', 'homs']); "
        "heavy = {'matplotlib', 'cartopy', 'papermill', 'nbconvert'} & set(sys.modules); "
        "sys.exit(1 if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("distances", ["--to", "alpha", "--date", DAY]),
        ("annotate", ["--date", DAY, "points.csv"]),
        ("robustness", ["--to", "alpha", "--date", DAY]),
        ("cutoff", ["--from", "alpha", "--date", DAY]),
        ("export", ["--date", DAY, "--output", "all.gpkg"]),
    ],
)
def test_a_package_without_a_contest_asks_for_the_sides(
    capsys, tmp_path, monkeypatch, command, arguments
):
    towns = [place("alpha", 34.5, 36.5, "HTS"), place("bravo", 34.5, 37.5, "SAA")]
    roads = [{"from": "alpha", "to": "bravo"}]
    folder = write_world(tmp_path / "world", towns, roads=roads, conflict={"contests": []})
    (tmp_path / "points.csv").write_text("lat,lon\n34.5,37.6\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, command, *arguments, "--data", str(folder))
    assert (code, out) == (2, "")
    assert err.startswith("syria-analysis: this package declares no contest: name the ")
    assert "(attackers, defenders)" in err
    sides = ["--attackers", "HTS"] if command != "cutoff" else []
    named = run(capsys, command, *arguments, "--data", str(folder), *sides, "--defenders", "SAA")
    assert named[0] == 0, named[2]


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("distances", ("attackers", "defenders", "to")),
        ("annotate", ("attackers", "defenders")),
        ("robustness", ("attackers", "defenders", "to")),
        ("export", ("attackers", "defenders")),
        ("cutoff", ("defenders", "from", "by")),
    ],
)
def test_help_says_whose_the_defaults_are(capsys, command, options):
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    for option in options:
        said = rf"--{option}\b[^.]*\.[^.]*Default: th\w+ of the package\."
        assert re.search(said, " ".join(out.split())), option


def test_sources_of_numbers(capsys, syria):
    asked = ("--date", DAY, "--to", "homs")
    rows = asked_json(capsys, "sources", *asked)
    assert {row["number"] for row in rows} == {"front-to-homs", "gained"}
    far = asked_json(capsys, "distances", *asked)[0]
    assert rows[0]["value"] == pytest.approx(far["distance_km"], abs=1e-3)
    for row in rows:
        assert row["independent_origins"] == syria.events.at[row["event"], "independent_origins"]
    code, out, err = run(capsys, "sources", *asked)
    assert (code, err) == (0, "") and "with one origin" in " ".join(out.split())


def test_sources_of_a_place(capsys, syria):
    rows = asked_json(capsys, "sources", "Homs")
    told = {row["about"] for row in rows}
    assert "homs" in told and told - {"homs"} <= set(syria.events.index)
    assert {row["source"] for row in rows} <= set(syria.sources.index)
    event = next(iter(told - {"homs"}))
    assert asked_json(capsys, "sources", event) == [row for row in rows if row["about"] == event]
    known = asked_json(capsys, "sources", "Homs", "--known-by", "2024-12-07")
    assert known and len(known) < len(rows)
    code, out, err = run(capsys, "sources", "Homs", "--date", DAY)
    assert (code, out, err.count("\n")) == (2, "", 1)
    code, _, err = run(capsys, "sources", "Hmos")
    assert (code, err.count("\n")) == (2, 1) and "homs" in err
