"""People under each holder, and land and places by administrative unit."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import jsonschema
import pytest
from matplotlib.text import Text

from syria_analysis import figures
from syria_analysis.cli import main
from syria_analysis.control.land import areas
from syria_analysis.control.units import (
    PERIODS,
    held_by_unit,
    passed_by_unit,
    people,
    period_ends,
)
from syria_analysis.errors import BadParameter, InvalidData, UnknownName
from syria_analysis.text import outputs
from test_figures import faults
from worlds import event, load, place, write_world

FIRST, LAST = "2024-11-26", "2024-12-02"


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    """Four towns of two units: one falls, one is contested, one has no figure."""
    counted = {"population_source": "report", "population_year": 2004}
    places = [
        place("ash", 34.5, 37.0, "HTS", unit="Hama", population=1000, **counted),
        place("birch", 34.5, 38.0, "SAA", unit="Hama", population=300, **counted),
        place("cedar", 35.5, 37.0, "SAA", unit="Homs", population=600, population_source="report"),
        place("elm", 35.5, 38.0, "SAA", unit="Homs"),
    ]
    events = [
        event("2024-11-28", "birch", "SAA", "HTS"),
        event("2024-12-01", "cedar", "SAA", "HTS", contested="true"),
    ]
    folder = tmp_path_factory.mktemp("towns")
    write_world(folder, places, events)
    # Which of two outlines a place lies in is for `unit` to say here: both are the country.
    layer = folder / "basemap" / "governorates.geojson"
    read = json.loads(layer.read_text(encoding="utf-8"))
    both = [{**read["features"][0], "properties": {"name": name}} for name in ("Hama", "Homs")]
    layer.write_text(json.dumps({**read, "features": both}), encoding="utf-8")
    return load(folder)


def test_people_are_those_of_the_places_held(towns):
    before = people(towns.on(FIRST)).set_index("faction")
    assert before["population"].to_dict() == {"HTS": 1000, "SAA": 900}
    assert before.at["SAA", "share"] == pytest.approx(900 / 1900)
    after = people(towns.on(LAST)).set_index("faction")
    assert after["population"].to_dict() == {"HTS": 1300, "SAA": 600}
    # Cedar is contested: its 600 are the one side's or the other's.
    assert after.loc["HTS", ["low_population", "high_population"]].tolist() == [1300, 1900]
    assert after.loc["SAA", ["low_population", "high_population"]].tolist() == [0, 600]
    assert after["contested_population"].to_dict() == {"HTS": 0, "SAA": 600}
    assert after["uncounted"].to_dict() == {"HTS": 0, "SAA": 1}
    assert after["years"].to_dict() == {"HTS": ("2004",), "SAA": ("",)}
    assert after["sources"].to_dict() == {"HTS": ("report",), "SAA": ("report",)}


def test_units_share_out_what_there_is(towns):
    table = held_by_unit(towns.on(LAST)).set_index(["unit", "faction"])
    assert table.at[("Hama", "HTS"), "share"] == 1
    assert table.at[("Hama", "HTS"), "population"] == 1300
    assert table.at[("Homs", "SAA"), "places"] == 2
    assert table.at[("Homs", "HTS"), "area_km2"] == 0
    assert 0 < table.at[("Homs", "HTS"), "high_km2"] < table.at[("Homs", "SAA"), "area_km2"]
    assert table.at[("Homs", "SAA"), "population_share"] == 1


def test_what_passed_is_told_where_it_passed(towns):
    table = passed_by_unit(towns.on(FIRST), towns.on(LAST)).set_index(["unit", "faction"])
    birch = towns.on(LAST).mesh.area_km2["birch"]
    assert table.at[("Hama", "HTS"), "gained_km2"] == pytest.approx(birch)
    assert table.at[("Hama", "SAA"), "lost_km2"] == pytest.approx(birch)
    gained = table.loc[("Hama", "HTS"), ["places_gained", "people_gained", "places_lost"]]
    assert gained.tolist() == [1, 300, 0]
    homs = table.loc[("Homs", "HTS")]
    assert (homs["gained_km2"], homs["places_gained"]) == (0, 0)
    assert homs["gained_high_km2"] > 0


def test_units_add_up_to_the_whole_country(syria):
    before, now = syria.on(FIRST), syria.on(LAST)
    table, whole = held_by_unit(now), areas(now).set_index("faction")
    summed = table.groupby("faction")["area_km2"].sum()
    assert summed.to_dict() == pytest.approx(whole["area_km2"].reindex(summed.index).to_dict())
    assert set(whole.index[whole["area_km2"] > 0]) <= set(summed.index)
    everybody = people(now)
    counted = table.groupby("faction")["population"].sum()
    for row in everybody.to_dict("records"):
        assert counted[row["faction"]] == row["population"]
        assert row["low_population"] <= row["population"] <= row["high_population"]
    assert everybody["population"].sum() == people(before)["population"].sum()
    assert everybody["share"].sum() == pytest.approx(1)
    moved, balance = passed_by_unit(before, now), now.changes(FIRST).balance
    for name in ("gained_km2", "lost_km2"):
        by_faction = moved.groupby("faction")[name].sum()
        assert by_faction.to_dict() == pytest.approx(balance.loc[by_faction.index, name].to_dict())


def test_periods_end_where_the_calendar_says(towns):
    last = dt.date(2024, 12, 7)  # 1 December was a Sunday
    ends = {by: period_ends(dt.date(2024, 11, 26), last, by) for by in PERIODS}
    assert [day.day for day in ends["day"]] == [26, 27, 28, 29, 30, 1, 2, 3, 4, 5, 6, 7]
    assert [day.day for day in ends["week"]] == [26, 1, 7]
    assert [day.day for day in ends["month"]] == [26, 30, 7]
    assert period_ends(dt.date(2024, 12, 1), last, "week") == [dt.date(2024, 12, 1), last]
    with pytest.raises(BadParameter, match="not before"):
        period_ends(last, last, "day")
    with pytest.raises(UnknownName, match="known are day, month, week"):
        period_ends(dt.date(2024, 12, 1), last, "year")


def test_each_period_tells_what_passed_in_it(towns):
    now, birch = towns.on(LAST), towns.on(LAST).mesh.area_km2["birch"]
    table = now.changes_by_period(FIRST, "day")
    fell = table[table["net_km2"] != 0]
    assert {(str(row["since"]), str(row["date"])) for row in fell.to_dict("records")} == {
        ("2024-11-27", "2024-11-28")
    }
    net = fell.set_index("faction")["net_km2"].to_dict()
    assert net == pytest.approx({"HTS": birch, "SAA": -birch})
    # Cedar, contested on 1 December, may have changed hands on that day, and in its week.
    by_unit = now.changes_by_period(FIRST, "week", parts="unit").set_index(["unit", "faction"])
    assert by_unit.at[("Hama", "HTS"), "net_km2"] == pytest.approx(birch)
    homs = by_unit.loc[("Homs", "HTS")]
    assert homs["date"] == dt.date(2024, 12, 1)
    assert homs["net_km2"] == 0 < homs["net_high_km2"]


def test_each_period_tells_what_is_held_at_its_end(towns):
    km2 = towns.on(LAST).mesh.area_km2
    table = towns.on(LAST).areas_by_period(FIRST, "day", parts="unit")
    assert len(table.groupby(["date", "unit"])) == 6 * 2
    rows = {(str(r["date"]), r["unit"], r["faction"]): r for r in table.to_dict("records")}
    hama = km2["ash"] + km2["birch"]
    assert rows["2024-11-27", "Hama", "HTS"]["share"] == pytest.approx(km2["ash"] / hama)
    fell = rows["2024-11-28", "Hama", "HTS"]
    assert (fell["share"], fell["low_share"], fell["high_share"]) == (1.0, 1.0, 1.0)
    assert fell["gained_km2"] == pytest.approx(km2["birch"])
    # Who holds nothing any more is told on the day on which it lost that, and not after.
    assert rows["2024-11-28", "Hama", "SAA"]["lost_km2"] == pytest.approx(km2["birch"])
    assert ("2024-11-29", "Hama", "SAA") not in rows
    # Cedar is contested from 1 December: its land may be the one side's or the other's.
    open_ = rows["2024-12-02", "Homs", "SAA"]
    assert open_["area_km2"] == pytest.approx(km2["cedar"] + km2["elm"])
    assert open_["low_km2"] == pytest.approx(km2["elm"])
    assert open_["low_share"] == pytest.approx(open_["low_km2"] / open_["area_km2"])
    whole = towns.on(LAST).areas_by_period(FIRST, "week")
    assert "unit" not in whole
    assert whole.groupby("date")["share"].sum().tolist() == pytest.approx([1.0, 1.0])


def test_a_campaign_is_told_by_the_period_that_its_length_asks_for(towns, syria):
    assert towns.campaign(FIRST, LAST, cities="birch").period == "day"
    story = syria.campaign()
    assert story.period == "week"
    assert {str(day) for day in story.land["date"]} == {"2024-12-01", "2024-12-08"}
    last = story.land_by_unit[story.land_by_unit["date"] == story.last.date]
    held = held_by_unit(story.last).set_index(["unit", "faction"])["area_km2"]
    told = last[last["high_km2"] > 0].set_index(["unit", "faction"])["area_km2"]
    assert told.to_dict() == pytest.approx(held[held.index.isin(told.index)].to_dict())


def test_each_unit_has_columns_of_its_shares(towns, syria):
    story = towns.campaign(FIRST, LAST, cities="birch")
    shares, km2 = story.unit_shares, story.first.mesh.area_km2
    assert list(shares.columns.unique("unit")) == ["Hama", "Homs"]  # birch fell in the one
    hama = km2["ash"] / (km2["ash"] + km2["birch"])
    assert shares["Hama", "HTS"].tolist() == pytest.approx([hama] * 2 + [1.0] * 5)
    assert shares["Homs", "SAA"].tolist() == [1.0] * 7
    shown = figures.chart_units(story)
    said = {text.get_text() for text in shown.figure.findobj(Text)}
    assert "Hama" in said and "Homs" not in said
    assert shown.title.endswith("in 1 of 2 governorates") == (hama < 0.5)
    assert "Homs" in shown.subtitle
    assert "Hama" in shown.description and "HTS-led forces 100%" in shown.description
    small = figures.chart_units(syria.campaign(), sheet=figures.PRESETS["newspaper-1"])
    assert faults(small.figure) == []


@pytest.fixture(scope="module")
def sectors(towns, tmp_path_factory):
    """The same towns; the north is the unit Hama and elm of the other unit."""
    folder = tmp_path_factory.mktemp("sectors") / "package"
    shutil.copytree(towns.folder, folder)
    declare(folder, {"north": {"units": ["Hama"], "places": ["elm"]}})
    return load(folder)


def declare(folder, sectors):
    path = folder / "datapackage.json"
    block = json.loads(path.read_text(encoding="utf-8"))
    block["conflict"]["sectors"] = sectors
    path.write_text(json.dumps(block), encoding="utf-8")


def test_a_sector_is_its_units_and_places(capsys, sectors):
    now, km2 = sectors.on(LAST), sectors.on(LAST).mesh.area_km2
    held = now.by_sector().set_index(["unit", "faction"])["area_km2"]
    wanted = {("north", "HTS"): km2["ash"] + km2["birch"], ("north", "SAA"): km2["elm"]}
    assert held.to_dict() == pytest.approx(wanted)
    passed = now.changes(FIRST).by_sector.set_index("faction")["net_km2"]
    assert passed.to_dict() == pytest.approx({"HTS": km2["birch"], "SAA": -km2["birch"]})
    where = ["--date", LAST, "--data", str(sectors.folder), "--by-sector"]
    for asked in (["areas"], ["changes"], ["changes", "--since", FIRST, "--by", "day"]):
        assert main([*asked, *where]) == 0
        shown = capsys.readouterr().out
        assert "sector" in shown and "north" in shown
    assert main(["changes", "--by-unit", *where]) == 2


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({"north": {"units": ["Nowhere"]}}, "there is no unit with a place 'Nowhere'"),
        ({"north": {"places": ["oak"]}}, "there is no place 'oak'"),
        ({"a": {"units": ["Hama"]}, "b": {"places": ["ash"]}}, "'ash' is in the sector 'a', too"),
    ],
)
def test_a_sector_that_is_wrong_is_told(towns, tmp_path, declared, told):
    shutil.copytree(towns.folder, tmp_path / "package")
    declare(tmp_path / "package", declared)
    with pytest.raises(InvalidData) as caught:
        load(tmp_path / "package")
    assert len(caught.value.faults) == 1 and told in caught.value.faults[0]


def test_without_sectors_there_is_one_clear_line(capsys, towns):
    assert main(["areas", "--by-sector", "--date", LAST, "--data", str(towns.folder)]) == 2
    assert "declares no sectors" in capsys.readouterr().err


def test_the_net_of_the_weeks_is_that_of_the_whole_span(syria):
    now = syria.on("2024-12-07")
    weeks = now.changes_by_period(FIRST, "week", parts="unit")
    whole = now.changes(FIRST).by_unit.set_index(["unit", "faction"])["net_km2"]
    summed = weeks.groupby(["unit", "faction"])["net_km2"].sum()
    assert summed[summed.abs() > 1e-6].to_dict() == pytest.approx(whole[whole != 0].to_dict())
    assert (weeks["net_low_km2"] <= weeks["net_km2"] + 1e-9).all()
    assert (weeks["net_km2"] <= weeks["net_high_km2"] + 1e-9).all()


def test_a_campaign_follows_the_people_evening_by_evening(towns):
    story = towns.campaign(FIRST, LAST, cities="birch")
    table = story.people.pivot(index="date", columns="faction", values="population")
    assert len(table) == 7
    assert (table.sum(axis=1) == 1900).all()
    assert table["HTS"].tolist() == [1000, 1000, 1300, 1300, 1300, 1300, 1300]


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [
        (["areas", "--people"], "areas-people"),
        (["areas", "--by-unit"], "areas-by-unit"),
        (["changes", "--since", FIRST, "--by-unit"], "changes-by-unit"),
        (["changes", "--since", FIRST, "--by", "month"], "changes-by-period"),
        (["changes", "--since", FIRST, "--by", "week", "--by-unit"], "changes-by-period"),
        (["areas", "--since", FIRST, "--by", "week", "--by-unit"], "areas-by-period"),
        (["areas", "--by", "month"], "areas-by-period"),
    ],
)
def test_the_command_line_tells_the_same(capsys, towns, arguments, schema):
    where = ["--date", LAST, "--data", str(towns.folder)]
    assert main([*arguments, *where, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    jsonschema.validate(rows, outputs.schema(schema))
    assert len(rows) >= 2
    assert main([*arguments, *where]) == 0
    shown = capsys.readouterr().out
    assert "HTS" in shown


def test_one_table_at_a_time(capsys, towns):
    where = ["--date", LAST, "--data", str(towns.folder)]
    assert main(["areas", "--people", "--by-unit", *where]) == 2
    assert "one at a time" in capsys.readouterr().err
    assert main(["areas", "--people", "--by", "week", *where]) == 2
    assert "--by goes with --by-unit or --by-sector" in capsys.readouterr().err
    assert main(["areas", "--since", FIRST, *where]) == 2
    assert "--since goes with --by" in capsys.readouterr().err


def test_weeks_over_the_turn_of_the_year_by_sector(capsys, tmp_path):
    """A week ends on its Sunday, whichever year that is in: here on 5 January 2025."""
    places = [place("ash", 34.5, 36.5, "HTS"), place("birch", 34.5, 37.5, "SAA")]
    fall = event("2025-01-01", "birch", "SAA", "HTS")
    folder = write_world(tmp_path / "new-year", places, [fall])
    about = json.loads((folder / "datapackage.json").read_text("utf-8"))
    about["evenings"] |= {"first": "2024-12-20", "last": "2025-01-08"}
    about["conflict"]["sectors"] = {"west": {"places": ["ash"]}, "east": {"places": ["birch"]}}
    about["conflict"] |= {"baseline": "2024-12-20", "contests": []}
    (folder / "datapackage.json").write_text(json.dumps(about), "utf-8")
    data = load(folder)
    last = data.on("2025-01-08")
    ends = period_ends(data.day("2024-12-20"), last.date, "week")
    assert [str(day) for day in ends] == [
        "2024-12-20", "2024-12-22", "2024-12-29", "2025-01-05", "2025-01-08",
    ]  # fmt: skip
    assert [str(day) for day in period_ends(data.day("2024-12-20"), last.date, "month")] == [
        "2024-12-20", "2024-12-31", "2025-01-08",
    ]  # fmt: skip
    asked = ["--since", "2024-12-20", "-d", "2025-01-08", "--by", "week", "--by-sector"]
    where = [*asked, "--data", str(folder), "--format", "json"]
    assert main(["changes", *where]) == 0
    rows = [row for row in json.loads(capsys.readouterr().out) if row["net_km2"]]
    assert {(row["unit"], row["date"]) for row in rows} == {("east", "2025-01-05")}, rows
    assert main(["areas", *where]) == 0
    held = json.loads(capsys.readouterr().out)
    km2 = last.mesh.area_km2
    assert sum(r["area_km2"] for r in held if r["date"] == "2025-01-08") == pytest.approx(sum(km2))
