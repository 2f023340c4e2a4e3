"""Detailed maps, holders by day and lists of events taken into a package, on small worlds."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syria_analysis.cli import main
from syria_analysis.errors import BadParameter, SyriaAnalysisError
from syria_analysis.export import event_lists
from syria_analysis.package import holders_by_day, sightings
from syria_analysis.package.detailed_map import read_detailed_map, read_lua_tables
from syria_analysis.package.holder_rules import HolderRules, read_holder_rules
from syria_analysis.package.holders_by_day import read_holders
from syria_analysis.package.limits import Unreadable
from syria_analysis.package.map_rules import read_map_rules
from syria_analysis.package.sightings import sightings_of_maps
from worlds import load_world, place, write_world

RULES = 'source = "report"\nlicence = "CC0"\n'
COLOURS = RULES + '[holders]\nred = "SAA"\n"dark red" = "SNA"\nlime = "HTS"\n'
DOTS = HolderRules("report", "CC0", {"red": "SAA", "dark red": "SNA", "lime": "HTS"})
MARKS = r"""
local mk = { reb = "Location dot lime.svg", both = '80x80-lime-red-anim.gif' }
local other = require("Module:Other")
return {
  containerArgs = { 'Squareland', caption = [=[ [[x]] ]=] },
  marks = {
    { lat = "34.5", long = "36.5", mark = mk.reb, marksize = "14", label = "[[Alpha]]" },
    { lat = "34.5", long = 37.5, mark = "Location_dot_red.svg"; label = "''[[Bravo (town)|B]]''" },
    { lat = 34.5, long = 38.5, mark = mk.both, link = "Charlie \"old\"" },
    { lat = 35.5, long = 36.5, mark = "Map-ctl2-red+lime.svg", label = "Delta<br>", },
    { lat = 34.5, long = 37.5, mark = "Map-circle-lime.svg", marksize = 30, label = "Bravo" },
    { lat = 35.5, long = 37.5, mark = "Location dot dark red.svg", marksize = 6, label = "Echo" },
    { lat = 35.5, long = 38.5, mark = "Fighter-jet-red-icon.svg", label = "Foxtrot base" },
    { lat = 35.6, long = 38.5, mark = "Map-arcNE-red.svg", label = "towards it" },
    { lat = 35.7, long = 38.5, mark = "Arch dam 12x12 e.svg" },
    { lat = 35.7, long = 38.6, mark = "Location dot teal.svg", label = "Golf" },
    { lat = 35.7, long = 38.7, mark = other.red, label = "Hotel" },
    { lat = 35.7, long = 38.8, mark = mk.reb, label = "" },
    { lat = "north", long = 38.9, mark = mk.reb, label = "India" },
    -- { lat = 35.8, long = 38.9, mark = mk.reb, label = "Juliet" },
    --[[ { lat = 35.8, long = 38.9, mark = mk.reb, label = "Kilo" }, ]]
  },
}
"""


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_detailed_map_is_read_and_not_run(tmp_path):
    dots, left = read_detailed_map(write(tmp_path, "map.lua", MARKS), DOTS)
    assert {dot.name: (dot.holders, dot.kind) for dot in dots} == {
        "Alpha": (("HTS",), ""),
        "Bravo (town)": (("SAA",), ""),
        'Charlie "old"': (("SAA", "HTS"), ""),  # the moving picture begins with the challenger
        "Delta": (("SAA", "HTS"), ""),
        "Echo": (("SNA",), ""),
        "Foxtrot base": (("SAA",), "airbase"),
        "Hotel": (("SAA",), ""),
    }
    assert left == {
        "a ring around a place": 1,
        "a drawing, Map-arcNE-red.svg": 1,
        "a drawing, Arch dam 12x12 e.svg": 1,
        "no colour that [holders] names, Location dot teal.svg": 1,
        "no name": 1,
        "no position": 1,
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("return 1", "no table with marks"),
        ("x = 1", "returns no table"),
        ("for i = 1, 9 do end return {}", "line 1: only tables"),
        ("return {\n marks = { function() end } }", "line 2: 'function'"),
        ("return { marks = {", "not expected"),
        ("return { marks = --[[ {} }", "not closed"),
        ('return { marks = "a\n" }', "no Lua"),
        ("return { marks = { 1 + 1 } }", "nothing is computed"),
        ("return " + "{" * 40 + "}" * 40, "nested more than"),
        ("return {marks = f(", "not closed"),
        ("os.execute('rm')", "'=' is missing"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(tmp_path, text, told):
    with pytest.raises(SyriaAnalysisError, match=r"^map\.lua: ") as caught:
        read_detailed_map(write(tmp_path, "map.lua", text), DOTS)
    assert told in str(caught.value) and "\n" not in str(caught.value)


def world(folder: Path, *places, **more) -> Path:
    made = write_world(folder / "data", places or [place("alpha", 34.501, 36.501, "SAA")], **more)
    reports = made / "reports.csv"
    reports.write_text(reports.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    return made


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_two_detailed_maps_become_places_and_events(tmp_path, capsys):
    later = MARKS.replace("mk.both, link", '"Location dot lime.svg", link')
    later = later.replace('"Location_dot_red.svg"; label', "mk.both; label")
    files = [
        str(write(tmp_path, f"map_{day}.lua", text))
        for day, text in (("2024-11-26", MARKS), ("20241130", later))
    ]
    rules, folder = str(write(tmp_path, "rules.toml", COLOURS)), world(tmp_path)
    command = ["import", "detailed-map", *files, "--data", str(folder), "--map", rules]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "7 places, 6 of them new; 2 events, 1 of them contests" in said
    assert "a ring around a place: 2 rows, left out" in said
    found = {row["id"]: row for row in rows(folder, "places")}
    assert sorted(found) == [
        "alpha", "bravo-town", "charlie-old", "delta", "echo", "foxtrot-base", "hotel",
    ]  # fmt: skip
    assert (found["alpha"]["holder"], found["alpha"]["lat"]) == ("HTS", "34.501")
    assert (found["delta"]["holder"], found["delta"]["contested_by"]) == ("SAA", "HTS")
    told = [
        (e["date"], e["date_earliest"], e["place"], e["from"], e["to"], e["contested"])
        for e in rows(folder, "events")
    ]
    assert told == [
        ("2024-11-30", "2024-11-27", "bravo-town", "SAA", "HTS", "true"),
        ("2024-11-30", "2024-11-27", "charlie-old", "SAA", "HTS", "false"),
    ]
    data = load_world(folder)
    assert (str(data.first), str(data.last)) == ("2024-11-26", "2024-11-30")
    assert set(data.events["confidence"]) == {"medium"}


LIST = """date;name;latitude;longitude;holder
26/11/2024;Alpha;34,5;36,5;army
28/11/2024;Alpha;34,5;36,5;rebels
26/11/2024;Deir Bravo;34,5;37,5;army
29/11/2024;Bravo;34,5004;37,5;army/rebels
30/11/2024;Bravo;34,5004;37,5;army
31/11/2024;Bravo;34,5;37,5;army
30/11/2024;Bravo;N 34;37,5;army
30/11/2024;Alpha;34,5;36,5;n.a.
30/11/2024;Far;39,5;36,5;army
"""
LIST_RULES = (
    RULES + 'dates = "DD/MM/YYYY"\ndecimal = ","\n[holders]\narmy = "SAA"\nrebels = "HTS"\n'
)


def test_a_list_kept_by_hand_becomes_events(tmp_path, capsys):
    folder, file = world(tmp_path), write(tmp_path, "list.csv", "\ufeff" + LIST)
    rules = write(tmp_path, "rules.toml", LIST_RULES)
    command = ["import", "holders", str(file), "--data", str(folder), "--map", str(rules)]
    assert main(command) == 0
    said = capsys.readouterr().out
    for line in (
        "9 rows, 2024-11-26 to 2024-11-30",
        "2 places, 1 of them new; 3 events, 1 of them contests",
        "outside Squareland: 1 place,",
        "no position that is written as the rules say (decimal): 1 row,",
        "no day that is written as the rules say (dates): 1 row,",
        "a holder that [holders] does not name, 'n.a.': 1 row,",
    ):
        assert line in said
    assert [(e["date"], e["place"], e["to"]) for e in rows(folder, "events")] == [
        ("2024-11-28", "alpha", "HTS"),
        ("2024-11-29", "deir-bravo", "HTS"),
        ("2024-11-30", "deir-bravo", "SAA"),
    ]
    load_world(folder)


LONG = """"id","date","primary","other"
1,20241126,"A","A"
1,20241127,"C","A"
1,20241128,"B","A"
2,20241126,NA,"B"
2,20241127,"B","B"
1,20241129,"B","B"
9,20241129,"B","B"
"""
TOWNS = "id,name,latitude,longitude,feature_code\n1,Alpha,34.5,36.5,PPLA\n2,Bravo,34.5,37.5,PPL\n"
LONG_RULES = (
    RULES
    + '[holders]\nA = "SAA"\nB = "HTS"\n[contested]\nwords = ["C"]\nbetween = ["SAA", "HTS"]\n'
    '[columns]\nplace = "id"\nholder = "primary"\n'
)


def test_long_rows_with_several_sources(tmp_path, monkeypatch):
    file, towns = write(tmp_path, "long.csv", LONG), write(tmp_path, "towns.csv", TOWNS)
    rules = read_holder_rules(write(tmp_path, "rules.toml", LONG_RULES))
    seen = read_holders(file, rules, None, towns)
    day = {n: dt.date(2024, 11, n) for n in range(26, 30)}
    assert [(s.spot, s.day, s.before, s.label) for s in seen.steps] == [
        (0, day[26], None, ("SAA",)),
        (0, day[27], day[26], ()),
        (0, day[28], day[27], ("HTS",)),
        (1, day[27], None, ("HTS",)),
    ]
    assert seen.left == {"a place that the list of places does not have": 1, "no holder": 1}
    assert seen.on(day[27]) == {0: (), 1: ("HTS",)}
    other = read_holders(file, rules, "other", towns, day[28])
    assert [(s.day, s.label) for s in other.steps] == [(day[28], ("SAA",)), (day[29], ("HTS",))]
    with pytest.raises(SyriaAnalysisError, match="no column 'none'"):
        read_holders(file, rules, "none", towns)
    monkeypatch.setattr(holders_by_day, "BLOCK", 1000)
    backwards = "\n".join([LONG.splitlines()[0], *reversed(LONG.splitlines()[1:])] + [""] * 2)
    padded = backwards + "7,20241126,A,A\n" * 200 + "1,20241101,B,A\n"
    with pytest.raises(SyriaAnalysisError, match="not in the order of days"):
        read_holders(write(tmp_path, "back.csv", padded), rules, None, towns)


CELLS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 20), st.sampled_from(["A", "B", "C", "NA"])),
    min_size=1,
    max_size=150,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cells=CELLS, block=st.sampled_from([1000, 10_000]))
def test_the_stream_keeps_every_change_and_nothing_else(cells, block, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stream")
    cells = sorted(cells, key=lambda row: row[1])
    lines = [f"{spot},2024-11-{day:02},{word},{'x' * 40}" for spot, day, word in cells]
    file = write(folder, "long.csv", "\n".join(["place,date,holder,note", *lines, ""]))
    rules = HolderRules(
        "report", "CC0", {"a": "SAA", "b": "HTS"}, contested=frozenset("c"), between=("SAA", "HTS")
    )
    label = {"A": ("SAA",), "B": ("HTS",), "C": ()}
    expected, last = set(), {}
    for spot, day, word in cells:
        if word in label:
            if last.get(spot, ("", ""))[1] != word:
                before = dt.date(2024, 11, last[spot][0]) if spot in last else None
                expected.add((str(spot), dt.date(2024, 11, day), before, label[word]))
            last[spot] = day, word
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holders_by_day, "BLOCK", block)
        if not expected:
            with pytest.raises(SyriaAnalysisError, match="no row could be read"):
                read_holders(file, rules)
            return
        seen = read_holders(file, rules)
    found = [(seen.spots[s.spot].name, s.day, s.before, s.label) for s in seen.steps]
    assert len(found) == len(set(found)) and set(found) == expected


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"report": "page"}, "the source 'page' is not in sources.csv"),
        ({"SAA": "XYZ"}, "the faction 'XYZ' is not in factions.csv"),
        ({"holders": "owners"}, "unknown rule 'owners'"),
        ({"DD/MM/YYYY": "D/M"}, "unknown dates 'D/M'"),
        ({'"CC0"': "7"}, "licence must be a text"),
    ],
)
def test_rules_that_do_not_fit_are_refused_and_nothing_is_written(tmp_path, capsys, change, told):
    text = LIST_RULES
    for old, new in change.items():
        text = text.replace(old, new)
    folder, file = world(tmp_path), write(tmp_path, "list.csv", LIST)
    before = content(folder)
    rules = str(write(tmp_path, "rules.toml", text))
    assert main(["import", "holders", str(file), "--data", str(folder), "--map", rules]) == 2
    assert told in capsys.readouterr().err
    assert content(folder) == before


def test_a_package_with_reports_of_its_own_is_left_alone(tmp_path, capsys):
    folder = write_world(tmp_path / "data", [place("alpha", 34.5, 36.5, "SAA")])
    before, file = content(folder), write(tmp_path, "list.csv", LIST)
    rules = str(write(tmp_path, "rules.toml", LIST_RULES))
    assert main(["import", "holders", str(file), "--data", str(folder), "--map", rules]) == 2
    assert "compare" in capsys.readouterr().err
    assert content(folder) == before


ACLED = """event_id_cnty;event_date;time_precision;event_type;sub_event_type;actor1;actor2;\
location;latitude;longitude;geo_precision;notes;fatalities
SQ1;28 November 2024;1;Battles;Non-state actor overtakes territory;Rebels of the North;Army;Bravo;\
34.5;37.5;1;"in ""our"" words; so";4
SQ2;30 November 2024;2;Battles;Armed clash;Army;Rebels of the North;Charlie;34.5;38.5;2;;0
SQ3;29 November 2024;1;Battles;Government regains territory;Army;Rebels;Nowhere;34.0;37.0;1;;1
SQ4;29 November 2024;1;Strategic developments;Non-violent transfer of territory;Gang;;Bravo;34.5;\
37.5;1;;0
SQ5;29 November 2024;1;Protests;Peaceful protest;Crowd;;Bravo;34.5;37.5;1;;0
SQ6;29 January 2024;1;Battles;Armed clash;Army;Rebels;Bravo;34.5;37.5;1;;9
SQ7;27 November 2024;1;Battles;Government regains territory;Army;Rebels;Charlie;34.5;38.5;1;;1
"""
UCDP = """id,type_of_violence,side_a,side_b,where_prec,where_coordinates,latitude,longitude,\
date_prec,date_start,date_end,best
1,1,Army,Rebels,1,Bravo,34.5,37.5,1,2024-11-30 00:00:00.000,2024-11-30 00:00:00.000,3
2,1,Army,Rebels,3,Province,34.5,38.0,3,2024-11-24,2024-12-02,8
3,3,Army,Civilians,1,Bravo,34.5,37.5,1,2024-11-30,2024-11-30,2
4,1,Army,Rebels,6,Squareland,34.5,38.0,3,2024-11-24,2024-12-02,8
"""
ACTORS = RULES + '[holders]\nArmy = "SAA"\n"Rebels of the North" = "HTS"\nRebels = "HTS"\n'
LINE = [
    place("alpha", 34.5, 36.5, "HTS"),
    place("bravo", 34.5, 37.5, "SAA"),
    place("charlie", 34.5, 38.5, "SAA"),
]


def test_lists_of_events_propose_and_tell_of_fighting(tmp_path, capsys):
    folder = write_world(tmp_path / "data", LINE)
    load_world(folder)
    rules, made = str(write(tmp_path, "rules.toml", ACTORS)), tmp_path / "proposed.csv"
    acled, ucdp = (write(tmp_path, f"{n}.csv", t) for n, t in (("a", ACLED), ("u", UCDP)))
    command = ["import", "events", str(acled), "--data", str(folder), "--map", rules]
    assert main([*command, "--proposed", str(made)]) == 0
    said = capsys.readouterr().out
    for line in (
        "7 events\n",
        "syria-analysis add shows them: 1\n",
        "changes of control that the package has already: 1\n",
        "not proposed, the package has no place 'Nowhere' within 10 km: 1\n",
        "not proposed, no faction for the actor 'Gang': 1\n",
        "left out, no fighting, Peaceful protest: 1\n",
        "left out, outside the evenings of the package: 1\n",
        "tell nothing of control: 4\n",
        "deaths in them, by the best estimates: 6\n",
    ):
        assert line in said
    data = load_world(folder)
    assert data.events.empty and list(data.places["holder"]) == ["HTS", "SAA", "SAA"]
    assert list(data.fighting["kind"]) == [
        "Armed clash", "Government regains territory",
        "Non-state actor overtakes territory", "Government regains territory",
    ]  # fmt: skip
    with made.open(encoding="utf-8", newline="") as file:
        (proposed,) = csv.DictReader(file)
    assert (proposed["date"], proposed["place"], proposed["to"]) == ("2024-11-28", "bravo", "HTS")
    found = event_lists.read_events(data, ucdp, read_holder_rules(rules))
    assert not found.proposed and [row["date"] for row in found.fighting] == [
        "2024-11-30", "2024-11-26",
    ]  # fmt: skip
    assert found.left == {
        "no fighting, one-sided violence": 1,
        "its place is known by province or country alone": 1,
    }
    with pytest.raises(SyriaAnalysisError, match="no list of events"):
        event_lists.read_events(data, made, read_holder_rules(rules))


@pytest.mark.slow
def test_what_is_proposed_can_be_added(tmp_path):
    folder, made = write_world(tmp_path / "data", LINE), tmp_path / "proposed.csv"
    rules, file = write(tmp_path, "rules.toml", ACTORS), write(tmp_path, "a.csv", ACLED)
    command = ["import", "events", str(file), "--data", str(folder), "--map", str(rules)]
    assert main([*command, "--proposed", str(made)]) == 0
    assert main(["add", str(made), "--data", str(folder), "--write"]) == 0
    added = load_world(folder)
    assert list(zip(added.events["place"], added.events["to"], strict=True)) == [("bravo", "HTS")]
    kept = content(folder)
    assert main(command) == 0  # again: the same
    assert content(folder) == kept


GARBLED = st.one_of(
    st.binary(max_size=200),
    st.tuples(st.integers(0, 400), st.integers(0, 400), st.binary(max_size=12)),
)


def garbled(text: str, how) -> bytes:
    if isinstance(how, bytes):
        return how
    begin, end, new = how
    whole = text.encode()
    return whole[:begin] + new + whole[max(begin, end) :]


@pytest.mark.parametrize("form", ["lua", "list", "acled", "ucdp", "rules", "long", "towns"])
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(how=GARBLED)
def test_anything_is_read_or_refused_in_one_line(form, how, tmp_path_factory, line):
    texts = {"lua": MARKS, "list": LIST, "acled": ACLED, "ucdp": UCDP, "rules": LONG_RULES}
    folder = tmp_path_factory.mktemp("fuzz")
    file = folder / "2024-11-30.csv"
    file.write_bytes(garbled({**texts, "long": LONG, "towns": TOWNS}[form], how))
    rest = write(folder, "rest.csv", TOWNS if form == "long" else LONG)
    holders, between = {"a": "SAA", "b": "HTS"}, ("SAA", "HTS")
    named = {"place": "id", "holder": "primary"}
    many = HolderRules("report", "CC0", holders, contested={"c"}, between=between, columns=named)
    hand = HolderRules("report", "CC0", {"army": "SAA"}, dates="DD/MM/YYYY", decimal=",")
    actors = HolderRules("report", "CC0", {"army": "SAA", "rebels": "HTS"})
    read = {
        "lua": lambda: sightings_of_maps([file], DOTS),
        "list": lambda: read_holders(file, hand),
        "rules": lambda: read_holder_rules(file),
        "long": lambda: read_holders(file, many, None, rest),
        "towns": lambda: read_holders(rest, many, None, file),
    }
    try:
        read.get(form, lambda: event_lists.read_events(line, file, actors))()
    except SyriaAnalysisError as error:
        assert "\n" not in str(error)


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    return load_world(write_world(tmp_path_factory.mktemp("line") / "data", LINE))


def test_deep_and_long_modules_are_refused_quickly():
    for text in ("--[[" * 20_000, "return " + "-" * 10_000 + "1", "return " + "f(" * 10_000):
        with pytest.raises(Unreadable):
            read_lua_tables(text)
    assert sightings.MOST_STEPS <= 200_000


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (read_map_rules, 'style = ["isw"]', "style must be a text"),
        (read_map_rules, "a = " + "[" * 100_000, "nested too deeply"),
        (
            read_map_rules,
            'source = "a"\nattribution = "b"\nlicence = "c"\nprecision_m = 5\notherwise = "A"\n'
            'between = {occupier = "A", other = "B"}\n[[shape]]\nlabel = "third"',
            "unknown label 'third'",
        ),
        (read_holder_rules, 'dates = ["x"]\nsource = "s"\nlicence = "l"\n[holders]\na = "b"',
         "dates must be a text"),
        (read_holder_rules, "a = " + "[" * 100_000, "nested too deeply"),
    ],
)  # fmt: skip
def test_rules_of_the_wrong_kind_are_refused_in_a_line(tmp_path, read, text, said):
    file = tmp_path / "rules.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadParameter, match=said) as caught:
        read(file)
    assert str(caught.value).startswith(str(file)) and "\n" not in str(caught.value)
