"""The evidence desk on a line of towns: what is added and corrected, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from syria_analysis.cli import main
from syria_analysis.errors import OutputNotWritable
from syria_analysis.export import desk
from worlds import event, load_world, place, write_world

TOWNS = [
    place(name, 34.5, 36.5 + k, "SAA" if k else "HTS")
    for k, name in enumerate(["alpha", "bravo", "charlie"])
]
FALL = event("2024-11-28", "bravo", "SAA", "HTS", id="2024-11-28-bravo")
HEADER = "date,place,to,source,role,support,seen,says,origin\n"
NEW = HEADER + "2024-11-30,Charlie,hts,report,monitor,names,yes,it fell,a monitor\n"


@pytest.fixture
def folder(tmp_path):
    made = write_world(tmp_path / "data", TOWNS, [FALL], conflict={"cities": ["charlie"]})
    load_world(made)
    return made


def content(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def rows(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "new.csv"
    file.write_text(text, encoding=encoding)
    return file


def test_an_event_is_shown_then_written(folder, tmp_path, capsys):
    before, file = content(folder), str(asked(tmp_path, NEW, "utf-8-sig"))
    assert main(["add", file, "--data", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert "charlie" in out
    assert "2024-11-30" in out
    assert "Nothing is written" in err
    assert content(folder) == before
    assert main(["add", file, "--data", str(folder), "--write", "--why", "a page"]) == 0
    added = rows(folder, "events")[-1]
    assert (added["id"], added["from"], added["to"]) == ("2024-11-30-charlie", "SAA", "HTS")
    assert rows(folder, "reports")[-1]["id"] == "2024-11-30-charlie-r1"
    assert [row["row"] for row in rows(folder, "corrections")] == [
        "2024-11-30-charlie",
        "2024-11-30-charlie-r1",
    ]
    assert load_world(folder).events.at["2024-11-30-charlie", "confidence"] == "medium"
    kept = content(folder)
    assert {name for name in kept if kept[name] != before.get(name)} == {
        "events.csv",
        "reports.csv",
        "corrections.csv",
        "datapackage.json",
    }
    assert main(["add", file, "--data", str(folder), "--write"]) == 2
    assert "already" in capsys.readouterr().err
    assert content(folder) == kept


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NEW + "2024-12-01,charly,SAA,report,monitor,names,yes,x,y\n", "charlie"),
        ("date,place\n2024-11-30,charlie\n", "no column to"),
        (NEW.replace("seen", "sene"), "seen"),
        (NEW.replace("monitor,names", "monitor,perhaps"), "perhaps"),
        (NEW.replace("2024-11-30", "30.11.2024"), "YYYY-MM-DD"),
        (NEW.replace(",report,", ",reprot,"), "report"),
        (HEADER, "no rows"),
        ("name,lat,lon\nx,1,2\n", "no column kind"),
    ],
)
def test_what_is_refused_changes_nothing(folder, tmp_path, capsys, text, told):
    before = content(folder)
    assert main(["add", str(asked(tmp_path, text)), "--data", str(folder), "--write"]) == 2
    assert told in capsys.readouterr().err
    assert content(folder) == before


ALL_AT_ONCE = [
    "unknown column 'sene': did you mean 'seen'?",
    "row 2: unknown place 'nowhere'",
    "row 2: unknown faction 'HTX'",
    "row 2: '2024-13-01' is not a day",
    "row 2: unknown source 'nobody'",
    "row 3: role: 'king' breaks the rule",
    "row 4: to: HTS holds alpha already",
]


def test_all_that_is_wrong_is_told_at_once_by_row_of_the_file(folder, tmp_path, capsys):
    text = NEW.replace("seen", "sene") + (
        "2024-13-01,nowhere,HTX,nobody,monitor,names,yes,x,y\n"
        "2024-12-01,charlie,SAA,report,king,names,yes,x,y\n"
        "2024-12-02,alpha,HTS,report,monitor,names,yes,x,y\n"
    )
    assert main(["add", str(asked(tmp_path, text)), "--data", str(folder), "--write"]) == 2
    told = capsys.readouterr().err
    assert "7 faults in the file, so no row is added" in told
    for line, start in zip(told.splitlines()[1:], ALL_AT_ONCE, strict=True):
        assert line.startswith(start), line


def test_a_further_report_and_its_new_source_are_added_to_a_standing_event(
    folder, tmp_path, capsys
):
    header = HEADER.replace("\n", ",publisher,affiliation,title,url,published\n")
    row = "2024-11-28,bravo,HTS,gazette,own claim,names,yes,we took it,the rebels"
    page = ",The Gazette,reference,Bravo falls,https://gazette.example/1,2024-11-29\n"
    before = load_world(folder).events.loc["2024-11-28-bravo"]
    file = str(asked(tmp_path, header + row + page))
    assert main(["add", file, "--data", str(folder), "--write"]) == 0
    (event,) = rows(folder, "events")
    assert event["id"] == "2024-11-28-bravo"
    report = rows(folder, "reports")[-1]
    assert (report["about"], report["source"]) == ("2024-11-28-bravo", "gazette")
    declared = {one["id"]: one for one in rows(folder, "sources")}["gazette"]
    assert (declared["publisher"], declared["published"]) == ("The Gazette", "2024-11-29")
    after = load_world(folder).events.loc["2024-11-28-bravo"]
    assert "gazette" in after["sources"] and "gazette" not in before["sources"]
    kept = content(folder)
    for again, told in (
        (header + row + page, "has a report of that source and origin already"),
        (header + row.replace("the rebels", "x") + page.replace("The", "A"), "as publisher, not"),
        (header + row.replace("gazette", "herald") + ",The Herald,,,,\n", "lacks affiliation"),
        (NEW.replace("says,", "says,note,", 1).replace("it fell,", "it fell,new,").replace(
            "2024-11-30,Charlie", "2024-11-28,bravo"), "with another note"),
    ):  # fmt: skip
        assert main(["add", str(asked(tmp_path, again)), "--data", str(folder), "--write"]) == 2
        assert told in capsys.readouterr().err
        assert content(folder) == kept


def test_a_place_is_added(folder, tmp_path, capsys):
    header = "name,lat,lon,kind,holder,accuracy_m,position_source,licence,unit,note,"
    header += "source,role,support\n"
    row = "New Town,34.5,39.2,town,SAA,500,gazetteer,CC0,Hama,,report,monitor,names\n"
    file = str(asked(tmp_path, header + row))
    assert main(["add", file, "--data", str(folder), "--write"]) == 0
    assert [row["id"] for row in rows(folder, "places")] == [
        "alpha",
        "bravo",
        "charlie",
        "new-town",
    ]
    assert rows(folder, "reports")[-1]["about"] == "new-town"
    assert main(["add", file, "--data", str(folder), "--write"]) == 2
    assert "already" in capsys.readouterr().err


def test_a_cell_is_corrected(folder, capsys):
    cell = ("correct", "events", "2024-11-28-bravo", "date", "--why", "a page")
    asked = (*cell, "--old", "2024-11-28", "--new", "2024-11-29", "--data", str(folder))
    before = content(folder)
    assert main(list(asked)) == 0
    assert content(folder) == before
    assert main([*asked, "--write", "--on", "2026-01-02", "--source", "report"]) == 0
    assert rows(folder, "events")[0]["date"] == "2024-11-29"
    (noted,) = rows(folder, "corrections")
    assert noted == {
        **{"id": "c-0001", "date": "2026-01-02", "table": "events", "row": "2024-11-28-bravo"},
        **{"field": "date", "old": "2024-11-28", "new": "2024-11-29"},
        **{"why": "a page", "source": "report"},
    }
    load_world(folder)
    capsys.readouterr()
    assert main([*asked, "--write"]) == 2  # something else stands there now
    assert "has '2024-11-29' in date" in capsys.readouterr().err


def test_none_or_all_where_writing_fails(folder, tmp_path, monkeypatch):
    data, before, real = load_world(folder), content(folder), Path.replace
    calls = []

    def failing(file, target):
        if Path(target).is_relative_to(folder):
            calls.append(target)
            if len(calls) == 2:
                raise PermissionError(13, "Permission denied")
        return real(file, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OutputNotWritable, match="nothing is changed"):
        desk.add(data, asked(tmp_path, NEW), write=True)
    assert len(calls) > 2
    assert content(folder) == before


def test_a_folder_is_no_table(folder, capsys):
    assert main(["add", str(folder), "--data", str(folder)]) == 2
    assert "it is a folder" in capsys.readouterr().err
