"""One notice tells the licence of every file that travels, and of what reports take with them."""

from __future__ import annotations

import csv
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from fontTools.ttLib import TTFont

from syria_analysis.explore.page import library
from syria_analysis.figures.style import FONT_PATHS
from syria_analysis.package.resources import own_data_folder

ROOT = Path(__file__).parent.parent
NOTICE = (ROOT / "NOTICE").read_text("utf-8")
COPYRIGHT = 0


def test_it_travels_in_the_wheel():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["license-files"] == ["LICENSE", "NOTICE"]
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {*wheel["packages"], *wheel["force-include"]} == {
        "src/syria_analysis", "data", "notebooks",
    }  # fmt: skip


def test_every_file_of_the_package_is_named():
    lines = re.findall(r"^  ([\w/*]+) +(CC BY-SA 4\.0|BSD 3-Clause|public domain) ", NOTICE, re.M)
    assert len(lines) == 4
    carried = [
        path.relative_to(ROOT).as_posix()
        for folder in ("src", "data", "notebooks")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    ]
    licences = {
        name: next((told for pattern, told in lines if fnmatch(name, pattern)), "")
        for name in carried
    }
    assert [name for name, told in licences.items() if not told] == []
    assert licences["data/basemap/land.geojson"] == "public domain"
    assert licences["data/places.csv"] == "CC BY-SA 4.0"
    fonts_and_scripts = (".ttf", ".otf", ".woff", ".woff2", ".min.js")
    assert [name for name in carried if name.endswith(fonts_and_scripts)] == []


def test_every_licence_of_a_position_is_told():
    with (own_data_folder() / "places.csv").open(encoding="utf-8") as stream:
        licences = {row["position_licence"] for row in csv.DictReader(stream)} - {""}
    told = {line[:22].strip() for line in NOTICE.partition("Positions of")[2].splitlines()}
    assert licences <= told


def test_every_font_and_whose_it_is_are_told():
    plain = " ".join(NOTICE.split())
    for path in FONT_PATHS.values():
        names = TTFont(path)["name"]
        assert names.getBestFamilyName() in plain
        owners = names.getDebugName(COPYRIGHT)
        for owner in ("Adobe Systems Incorporated", "IBM Corp.", "Bitstream", "Tavmjong Bah"):
            assert owner not in owners or owner in plain
        assert any(owner in owners for owner in ("Adobe", "IBM", "Bitstream"))
    for text in ("SIL OPEN FONT LICENSE Version 1.1", "Bitstream Vera Fonts Copyright"):
        assert text in NOTICE


def test_the_script_of_pages_says_whose_it_is():
    script = library()
    assert script.startswith("/*! Vega") and "NOTICE of syria-analysis" in script[:600]
    for part in ("fast-json-patch", "topojson", "semver"):
        assert part in script.lower() and part in NOTICE.lower()
