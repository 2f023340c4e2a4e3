"""What is new between two evenings: each kind of rule worked by hand in small worlds, then real."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import jsonschema
import pandas as pd
import pytest

from syria_analysis.alerts.compare import alerts_between
from syria_analysis.alerts.rule_file import KINDS, read_rules
from syria_analysis.api import validate
from syria_analysis.cli import main
from syria_analysis.control.annotate import annotate
from syria_analysis.control.front import distance_table, fighting
from syria_analysis.control.situation import situation_on
from syria_analysis.errors import (
    BadParameter,
    DateOutOfRange,
    MissingData,
    SyriaAnalysisError,
    UnknownName,
)
from syria_analysis.package.dataset import load_dataset
from syria_analysis.text import outputs
from worlds import event, load_world, place, write_world

FIRST, LAST = "2024-11-26", "2024-12-08"


@pytest.fixture(scope="module")
def line(line_world):
    return load_dataset(line_world)


def new(dataset, since, date, *rules):
    return alerts_between(dataset, since, date, rules).found


def told(alerts):
    return [(f"{a.date:%m-%d}", a.subject, a.certainty) for a in alerts]


def near(km, *places):
    return {"kind": "front_within", "km": km, "places": list(places)}


# The front of alpha's side passes from 37.0° E to 38.0° E on 28 November: 46 km from charlie,
# with charlie's own land as the doubt (low 0) and bravo, 92 km off, as the nearest place held.


@pytest.mark.parametrize(
    ("km", "certainty"), [(100, "certain"), (60, "likely"), (20, "possible"), (46.5, "likely")]
)
def test_a_front_comes_near(line, km, certainty):
    (alert,) = new(line, FIRST, "2024-11-29", near(km, "charlie"))
    assert told([alert]) == [("11-28", "charlie", certainty)]
    assert alert.numbers["distance_km"] == pytest.approx(45.9, abs=0.2)
    assert alert.numbers["high_km"] == pytest.approx(91.9, abs=0.2)
    assert alert.numbers["nearest_held"] == "bravo"
    assert (alert.events, alert.sources, alert.still) == (("event-1",), ("report",), True)
    words = {"certain": " is within", "likely": " is probably within", "possible": " may be within"}
    assert words[certainty] in alert.sentence
    assert f"within {km:g} km of Charlie" in alert.sentence


def test_what_held_before_is_not_new(line):
    assert not new(line, "2024-11-28", "2024-11-29", near(60, "charlie"))
    assert not new(line, FIRST, "2024-11-27", near(60, "charlie"))
    assert not new(line, FIRST, FIRST, near(1000, "bravo"))


def test_a_state_that_comes_again_is_new_again(line):
    """While charlie is contested the front may be at delta's land; then not; then delta is gone."""
    found = new(line, FIRST, LAST, near(20, "delta"))
    assert told(found) == [("11-30", "delta", "possible")]
    assert found[0].still is False


def test_surer_is_new_too(tmp_path):
    places = [place(n, 34.5, 36.5 + k, h) for k, (n, h) in enumerate([("a", "HTS"), *SAA])]
    events = [event("2024-11-28", "b", "SAA", "HTS"), event("2024-11-30", "c", "SAA", "HTS")]
    world = load_world(write_world(tmp_path, places, events))
    rule = near(100, "d")
    found = new(world, FIRST, LAST, rule)
    assert [(f"{a.date:%m-%d}", a.certainty, a.certainty_before) for a in found] == [
        ("11-28", "possible", None),
        ("11-30", "certain", "possible"),
    ]
    assert new(world, "2024-11-29", LAST, rule) == tuple(found[1:])


SAA = [("b", "SAA"), ("c", "SAA"), ("d", "SAA")]


def test_a_city_that_falls_from_afar(line):
    (alert,) = new(line, FIRST, "2024-11-28", near(1, "bravo"))
    assert "Bravo is held by the HTS-led forces" in alert.sentence
    assert alert.numbers["status"] == "held_by_attackers"
    both = [near(1, "bravo"), {"kind": "changed_hands", "places": "bravo"}]
    assert [a.kind for a in new(line, FIRST, "2024-11-28", *both)] == ["changed_hands"]


def test_changed_hands(line):
    rule = {"kind": "changed_hands", "places": ["alpha", "bravo", "charlie", "delta"]}
    bravo, delta = new(line, FIRST, LAST, rule)
    assert told([bravo, delta]) == [("11-28", "bravo", "certain"), ("12-04", "delta", "likely")]
    assert delta.sentence == (
        "Delta passed from the government to the SDF between 3 December 2024 and 6 December 2024."
    )
    assert (delta.confidence, delta.events, delta.sources) == ("low", ("event-4",), ())
    assert [a.subject for a in new(line, FIRST, LAST, rule | {"to": "sdf"})] == ["delta"]
    assert not new(line, FIRST, LAST, rule | {"from": ["HTS", "SDF"]})


def test_taken_and_lost_again(tmp_path):
    places = [place("a", 34.5, 37.0, "HTS"), place("b", 34.5, 38.0, "SAA")]
    events = [event("2024-11-28", "b", "SAA", "HTS"), event("2024-11-30", "b", "HTS", "SAA")]
    world = load_world(write_world(tmp_path, places, events))
    found = new(world, FIRST, LAST, {"kind": "changed_hands", "places": "b"})
    assert [(a.numbers["to"], a.still) for a in found] == [("HTS", False), ("SAA", True)]


def test_contested(line):
    rule = {"kind": "contested", "places": ["charlie", "delta"]}
    (alert,) = new(line, FIRST, LAST, rule)
    assert told([alert]) == [("11-30", "charlie", "certain")]
    assert (alert.still, alert.events) == (False, ("event-2",))
    assert "held by the government, attacked by the HTS-led forces" in alert.sentence
    assert new(line, FIRST, "2024-11-30", rule)[0].still is True


def test_ground_in_a_day(line):
    """Bravo's strip of 1° by 3° is some 30,600 km²."""
    rule = {"kind": "ground_in_a_day", "km2": 25_000}
    found = new(line, FIRST, LAST, rule)
    assert told(found) == [("11-28", "HTS", "certain"), ("12-04", "SDF", "likely")]
    assert found[0].numbers["net_km2"] == pytest.approx(30_600, rel=0.01)
    assert (found[0].still, found[0].events) == (None, ("event-1",))
    assert "all of it from the government" in found[0].sentence
    assert [a.confidence for a in found] == ["high", "low"]
    assert found[0].numbers["low_km2"] == found[0].numbers["high_km2"]  # no doubt bears on bravo
    # Delta's fall is dated by a span: on the evening of 4 December it may not have come.
    assert found[1].numbers["low_km2"] == 0.0
    assert not new(line, FIRST, "2024-11-28", rule | {"km2": 32_000})
    assert not new(line, "2024-11-28", "2024-12-03", rule | {"km2": 1})  # contested is not gained
    assert not new(line, FIRST, LAST, rule | {"km2": 40_000})
    assert told(new(line, FIRST, LAST, rule | {"factions": "SDF"})) == [("12-04", "SDF", "likely")]


@pytest.fixture(scope="module")
def roads(tmp_path_factory):
    """The chain home - mid - port with a track of low confidence from home to port."""
    places = [
        place("home", 33.5, 37.0, "SAA"),
        place("mid", 34.2, 37.0, "SAA"),
        place("port", 34.9, 37.0, "SAA"),
        place("rival", 35.5, 37.0, "HTS"),
    ]
    stretch = {"road": "M5", "class": "motorway"}
    stretches = [
        {"from": "home", "to": "mid", **stretch},
        {"from": "mid", "to": "port", **stretch},
        {"from": "home", "to": "port", "road": "track", "class": "secondary", "confidence": "low"},
    ]
    events = [
        event("2024-11-28", "mid", "SAA", "HTS"),
        event("2024-11-30", "mid", "HTS", "SAA"),
        event("2024-12-02", "home", "SAA", "HTS"),
    ]
    folder = tmp_path_factory.mktemp("roads")
    return load_world(write_world(folder, places, events, roads=stretches))


CUT = {"kind": "cut_off", "places": ["port"], "source": "home"}


def test_cut_off_but_for_a_doubtful_road(roads):
    (alert,) = new(roads, FIRST, LAST, CUT)
    assert told([alert]) == [("11-28", "port", "possible")]
    assert alert.sentence == (
        "On the evening of 28 November 2024 Port can no longer be reached from Home by the roads "
        "of the government that are sure: the way of the evening before, about 155 km, is lost at "
        "Mid."
    )
    assert (alert.numbers["lost"], alert.events, alert.still) == (["mid"], ("event-1",), False)


def test_cut_off_by_a_contest_and_by_a_loss(ladder_world, tmp_path):
    ladder = load_dataset(ladder_world)
    assert not new(ladder, FIRST, LAST, {**CUT, "places": ["north"], "source": "capital"})
    chain = [place(n, lat, 37.0, "SAA") for n, lat in (("home", 33.5), ("mid", 34.2))]
    chain += [place("port", 34.9, 37.0, "SAA"), place("rival", 35.5, 37.0, "HTS")]
    events = [
        event("2024-11-28", "mid", "SAA", "HTS", contested="true"),
        event("2024-11-29", "mid", "SAA", "HTS"),
        event("2024-11-30", "port", "SAA", "HTS"),
    ]
    ends = [("home", "mid"), ("mid", "port")]
    stretches = [{"from": a, "to": b, "road": "M5", "class": "main"} for a, b in ends]
    world = load_world(write_world(tmp_path, chain, events, roads=stretches))
    found = new(world, FIRST, LAST, CUT)
    assert [(f"{a.date:%m-%d}", a.certainty, a.still) for a in found] == [
        ("11-28", "likely", False),
        ("11-29", "certain", False),  # false at last: port is no longer the side's
    ]
    assert "if contested places are shut" in found[0].sentence
    assert found[0].events == ("event-1",)
    # A place that is contested itself is not thereby cut off.
    assert not new(world, FIRST, "2024-11-28", {**CUT, "places": ["mid"]})


def test_one_stretch_of_days_is_the_sum_of_its_parts(line, roads):
    watched = [near(20, "delta"), near(60, "charlie", "delta")]
    watched += [{"kind": "contested", "places": "cities"}, {"kind": "ground_in_a_day", "km2": 1e4}]
    watched += [{"kind": "changed_hands", "places": ["bravo", "charlie", "delta"]}]
    for world, rules in ((line, watched), (roads, [CUT])):
        whole = new(world, FIRST, LAST, *rules)
        assert whole
        for day in world.days[2:10:3]:
            parts = [*new(world, FIRST, day, *rules), *new(world, day, LAST, *rules)]
            last_known = [dataclasses.replace(a, still=None) for a in parts]
            assert last_known == [dataclasses.replace(a, still=None) for a in whole]


def test_days(line):
    rule = {"kind": "changed_hands", "places": "delta"}
    assert alerts_between(line, None, "2024-12-04", [rule]).since == dt.date(2024, 12, 3)
    assert alerts_between(line, None, FIRST, [rule]).found == ()
    assert alerts_between(line, FIRST, "latest", [rule]).date == line.last
    with pytest.raises(BadParameter, match="later than"):
        alerts_between(line, LAST, FIRST, [rule])
    with pytest.raises(DateOutOfRange):
        alerts_between(line, FIRST, "2025-01-01", [rule])


# Rules


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ('[[rule]]\nkind = "front_witin"', UnknownName, "line 2: .*did you mean 'front_within'"),
        ('\n\n[[rule]]\nplaces = "homs"', BadParameter, "line 3: the rule has no kind"),
        ('[[rule]]\nkind = "contested"', BadParameter, "line 1: contested needs places"),
        ('[[rule]]\nkind = "contested"\nplace = "a"', UnknownName, "line 3: .*'places'"),
        (
            '[[rule]]\nkind = "contested"\nplaces = "homs"\n# x\n[[rule]]\nkind = "contested"\n'
            '  places = ["hom"]',
            UnknownName,
            "line 7: places: unknown place 'hom': did you mean 'homs'",
        ),
        ('[[rule]]\nkind="front_within"\nplaces="homs"\nkm=-3', BadParameter, "line 4: km: a num"),
        ('[[rule]]\nkind="front_within"\nplaces="homs"\nkm=nan', BadParameter, "line 4: km"),
        ('[[rule]]\nkind="front_within"\nplaces="homs"\nkm=true', BadParameter, "line 4: km"),
        (
            '[[rule]]\nkind="front_within"\nplaces="homs"\nkm=3\nattackers="SAA"',
            BadParameter,
            "line 5: a faction is among both",
        ),
        (
            '[[rule]]\nkind="front_within"\nplaces="homs"\nkm=3\nattackers="SAAA"',
            UnknownName,
            "line 5: attackers: unknown faction 'SAAA': did you mean 'SAA'",
        ),
        ('[[rule]]\nkind="contested"\nplaces=[]', BadParameter, "line 3: places: a name or a list"),
        ('[[rule]]\nkind="contested"\nplaces=3', BadParameter, "line 3"),
        ('[[rule]]\nkind=["contested"]', BadParameter, "no kind"),
        (
            '[[rule]]\nkind="cut_off"\nsource="11th-division"\nplaces="homs"',
            SyriaAnalysisError,
            "line 3: source",
        ),
        ('rule = [{kind = "contested"}, {}]', BadParameter, "rule 1: contested needs places"),
        ("[[rule]", BadParameter, "no TOML: .*line 1"),
        ("", BadParameter, "must hold"),
        ("rule = 3", BadParameter, "must hold"),
        ("rule = [3]", BadParameter, "rule 1: a rule is a table"),
        ("[[rules]]", BadParameter, "must hold"),
    ],
)
def test_a_wrong_rule_is_told_with_its_line(syria, tmp_path, text, kind, words):
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(kind, match=words) as caught:
        read_rules(syria, path)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read(syria, tmp_path):
    path = tmp_path / "rules.toml"
    with pytest.raises(MissingData):
        read_rules(syria, path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BadParameter, match="UTF-8"):
        read_rules(syria, path)
    path.write_text("#" * 1_000_001)
    with pytest.raises(BadParameter, match="larger"):
        read_rules(syria, path)
    path.write_text('[[rule]]\nkind="contested"\nplaces="seats"\n' * 1001)
    with pytest.raises(BadParameter, match="more than 1000"):
        read_rules(syria, path)


def test_the_rules_of_the_data_use_every_kind(syria):
    rules = read_rules(syria)
    assert {rule.kind for rule in rules} == set(KINDS)
    assert all(rule.places for rule in rules if rule.kind != "ground_in_a_day")


def test_python_takes_rules_as_mappings(syria):
    rules = [{"kind": "contested", "places": name} for name in ("homs", "hms1")]
    with pytest.raises(UnknownName, match="rule 2: places: unknown place"):
        read_rules(syria, rules)
    found = syria.alerts("2024-12-04", "2024-12-05", [{"kind": "changed_hands", "places": "hama"}])
    assert found.table["subject"].tolist() == ["hama"]


# The real campaign


def test_the_cities_fall_on_their_days(syria):
    rule = {"kind": "changed_hands", "places": "seats"}
    found = {a.subject: (str(a.date), a.numbers["to"]) for a in new(syria, FIRST, LAST, rule)}
    assert found["aleppo"] == ("2024-11-30", "HTS")
    assert found["hama"] == ("2024-12-05", "HTS")
    assert found["homs"] == ("2024-12-08", "HTS")
    assert found["damascus"][0] == "2024-12-08"
    assert not {"idlib", "raqqa", "hasakah"} & set(found)


def test_alerts_agree_with_the_commands_they_stand_for(syria):
    for alert in syria.alerts("2024-12-04", "2024-12-06").found:
        now = syria.on(str(alert.date))
        before = syria.on(str(alert.date - dt.timedelta(1)))
        if alert.kind == "front_within":
            sides = ["HTS", "SNA"] if alert.numbers["limit_km"] == 20 else None
            far = now.front(*(sides or ["HTS", "SNA", "SOR", "SFA"])).distance_to(alert.subject)
            assert alert.numbers["distance_km"] == pytest.approx(far.distance_km)
        elif alert.kind == "ground_in_a_day":
            net = now.changes(str(before.date)).balance.at[alert.subject, "net_km2"]
            assert alert.numbers["net_km2"] == pytest.approx(net)
        elif alert.kind == "cut_off":
            way = now.cut_off("damascus", targets=[alert.subject], contested="open").routes[0]
            assert (way.km is None) == (alert.certainty == "certain")
        elif alert.kind == "changed_hands":
            assert before.holders[alert.subject] != now.holders[alert.subject]
        assert set(alert.events) <= set(syria.events.index)
        assert set(alert.sources) <= set(syria.sources.index)
        assert alert.sources


def run(capsys, *arguments):
    code = main(["alerts", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_command(capsys, tmp_path, line_world):
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nkind = "changed_hands"\nplaces = ["bravo"]\n')
    file = tmp_path / "out" / "alerts.json"
    ask = ["--data", line_world, "--rules", rules, "--output", file]
    code, out, err = run(capsys, *ask, "--date", "2024-11-28", "--format", "json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    jsonschema.validate(answer, outputs.schema("alerts"))
    assert json.loads(file.read_text("utf-8")) == answer
    assert (answer["since"], len(answer["alerts"])) == ("2024-11-27", 1)
    assert not (file.parent / "index.html").exists()
    assert run(capsys, *ask, "--date", "2024-11-28", "--exit-code")[0] == 3
    code, out, _ = run(capsys, *ask, "--date", "2024-11-29", "--exit-code")
    assert (code, "nothing" in out) == (0, True)
    code, out, err = run(capsys, *ask, "--date", "2024-13-28")
    assert (code, out) == (2, "")
    code, out, _ = run(capsys, *ask, "--date", "2024-11-28")
    assert "Bravo passed from the government" in " ".join(out.split())
    rules.write_text("[[rule]]")
    assert run(capsys, *ask)[::2] == (
        2,
        "syria-analysis: rules.toml, line 1: the rule has no kind: known are "
        + ", ".join(KINDS)
        + "\n",
    )


def test_the_real_rules_by_the_schema(syria):
    record = syria.alerts("2024-12-05", "2024-12-06").record
    jsonschema.validate(record, outputs.schema("alerts"))
    assert len(record["alerts"]) > 5


def test_validate_names_every_wrong_rule_with_its_line(tmp_path):
    towns = [place("alpha", 34.5, 37.0, "HTS"), place("bravo", 34.5, 38.0, "SAA")]
    folder = write_world(tmp_path / "world", towns)
    assert validate(folder) == []
    (folder / "alerts.toml").write_text(
        '[[rule]]\nkind = "contested"\nplaces = "barvo"\n\n'
        '[[rule]]\nkind = "contested"\nplaces = "seats"\n\n'
        '[[rule]]\nkind = "ground_in_a_day"\n',
        encoding="utf-8",
    )
    told = [str(fault) for fault in validate(folder)]
    assert [line.rsplit(":", 2)[0] for line in told[:1]] == ["alerts.toml:3: places"]
    assert "did you mean 'bravo'?" in told[0]
    assert told[1:] == ["alerts.toml:9: ground_in_a_day needs km2"]
    (folder / "alerts.toml").write_text("[[rule]", encoding="utf-8")
    (fault,) = validate(folder)
    assert str(fault).startswith("alerts.toml: is no TOML")


def test_a_rule_without_sides_takes_those_of_the_contest(tmp_path):
    towns = [
        place("alpha", 34.5, 36.5, "HTS"),
        place("bravo", 34.5, 37.5, "SAA"),
        place("charlie", 34.5, 38.5, "SDF"),
    ]
    contests = [
        {"id": "one", "from": "2024-11-26", "to": "2024-12-01", "attackers": ["HTS"],
         "defenders": ["SAA"]},
        {"id": "two", "from": "2024-12-02", "attackers": ["SAA"], "defenders": ["SDF"]},
    ]  # fmt: skip
    world = load_world(write_world(tmp_path, towns, conflict={"contests": contests}))
    rule = [{"kind": "front_within", "places": "bravo", "km": 60}]
    days = [dt.date(2024, 11, 30), dt.date(2024, 12, 1)]
    (early,) = read_rules(world, rule, *days)
    assert (early.settings["attackers"], early.settings["defenders"]) == (("HTS",), ("SAA",))
    (late,) = read_rules(world, rule, dt.date(2024, 12, 3), dt.date(2024, 12, 4))
    assert (late.settings["attackers"], late.settings["defenders"]) == (("SAA",), ("SDF",))


def test_a_rule_without_sides_counts_who_has_joined(tmp_path):
    """The SNA joins by taking charlie: its front comes near delta, the HTS's own does not."""
    towns = [place(name, 34.5, 36.5 + k, "HTS" if not k else "SAA") for k, name in enumerate(
        ["alpha", "bravo", "charlie", "delta"])]  # fmt: skip
    contest = {"id": "war", "from": "2024-11-26", "attackers": ["HTS"], "defenders": ["SAA"]}
    events = [event("2024-11-28", "charlie", "SAA", "SNA")]
    conflict = {"contests": [{**contest, "joined": ["SNA"]}]}
    world = load_dataset(write_world(tmp_path, towns, events, conflict=conflict))
    rule = near(60, "delta")
    (alert,) = new(world, FIRST, "2024-11-29", rule)
    assert (alert.subject, alert.numbers["nearest_held"]) == ("delta", "charlie")
    assert not new(world, FIRST, "2024-11-29", {**rule, "attackers": ["HTS"]})
    evening = situation_on(world, "2024-11-28")
    assert fighting(evening)[0] == ("HTS", "SNA")
    table = distance_table(evening, "delta")
    assert table["distance_km"][0] == pytest.approx(alert.numbers["distance_km"])
    assert (table["attackers"][0], table["defenders"][0]) == (("HTS", "SNA"), ("SAA",))
    assert distance_table(evening, "delta", "HTS")["distance_km"][0] > 100
    points = pd.DataFrame({"lat": [34.5], "lon": [39.5]})
    assert annotate(evening, points)["front_km"][0] == pytest.approx(table["distance_km"][0])
