"""A world whose every text tries something, and the texts that no data may hold."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

from worlds import event, place, source, square, write_world

TEXTS = {
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "call": '=cmd("calc")',
    "plus": "+1+2",
    "minus": "-2+3",
    "at": "@SUM(1,2)",
    "tab": "\t=1+1",
    "wide": "＝1+1",
    "folder": "../../../etc/passwd",
    "absolute": "/etc/passwd",
    "import": '#import "/etc/passwd": *',
    "read": '#read("/etc/passwd")',
    "block": "#{1+1} $x$ <lab> @lab [b] *c* _d_ ~ \\u{41}",
    "shell": "$(touch owned) `touch owned` ; touch owned | x & %PATH%",
    "jinja": "{{ 7*7 }} {% raw %} {# x #}",
    "percent": "%s %d %(x)s %n",
    "joiners": "zero\u200bwidth\u200d \u200fmark",
    "lines": 'one\nline "quoted", two',
    "markdown": "[a](javascript:alert(1)) ![b](https://e.org/c.png)",
    "mathtext": r"$\frac{1}{0}$ ^2_3",
    "long": "A" * 3000,
    "arabic": "حلب <b>=1+1</b> #read",
}
"""Texts that are data like any other, whatever they look like."""

ALL = " ".join(text.strip() for name, text in TEXTS.items() if name != "long")

FORBIDDEN = {
    "NUL": "a\x00b",
    "escape": "a\x1b[31mb",
    "bell": "a\x07",
    "override": "a\u202egnp",
    "isolate": "a\u2066b",
    "C1": "a\x9bb",
    "no character": "a\uffff",
    "no character, either": "a\ufdd0",
    "no character above": "a\U0001fffe",
    "end of a line": "a\u2028b",
    "end of a paragraph": "a\u2029b",
}
"""Characters that no data may hold."""


def texts(number: int) -> str:
    """Give one of the texts, in turn."""
    kinds = list(TEXTS.values())
    return kinds[number % len(kinds)]


def write_hostile(folder: Path) -> Path:
    """Write a data package that is sound but for what its texts look like."""
    spots = [
        ("aleppo", 35.5, 36.6, "HTS"),
        ("hama", 34.9, 36.9, "SAA"),
        ("homs", 34.4, 36.9, "SAA"),
        ("damascus", 33.4, 36.4, "SAA"),
        ("latakia", 35.4, 36.1, "SAA"),
        ("tartus", 34.8, 36.1, "SAA"),
        ("palmyra", 34.5, 38.3, "SAA"),
        ("raqqa", 35.7, 39.8, "SDF"),
    ]
    towns = [
        place(
            name, lat, lon, holder, kind="city", population=1000 * n + 1000, population_year=2004,
            population_source="report",
            variants=texts(n + 9), name_ar=texts(n + 3), note=texts(n + 5),
            position_licence=texts(n + 7),
        ) | {"name": f"{name.title()} {texts(n)}"[:200].rstrip()}
        for n, (name, lat, lon, holder) in enumerate(spots)
    ]  # fmt: skip
    more = [
        place(f"town-{n}", 33.6 + 0.25 * (n % 8), 37.4 + 0.6 * (n // 8), "SAA", note=text)
        | {"name": text[:200], "name_ar": text[:200]}
        for n, text in enumerate(TEXTS.values())
    ]
    events = [
        event("2024-11-29", "hama", "SAA", "HTS", claimant=ALL, note=TEXTS["call"]),
        *(
            event("2024-12-01", f"town-{n}", "SAA", "HTS", claimant=text, note=text)
            for n, text in enumerate(TEXTS.values())
            if n % 3 == 0
        ),
        event("2024-12-02", "homs", "SAA", "HTS", contested="true", claimant=TEXTS["import"]),
    ]
    for row in events:
        row["sources"] = "report|hostile"
    ways = ["aleppo", "hama", "homs", "damascus"], ["homs", "tartus", "latakia"]
    roads = [
        {"from": a, "to": b, "road": f"M5 {TEXTS['script']}", "note": TEXTS["call"]}
        for way in ways
        for a, b in pairwise(way)
    ]
    claim = {
        "id": "held", "statement": ALL, "metric": "held_by", "subject": "place=aleppo;by=HTS",
        "expected": "yes", "tolerance_rule": ALL, "overturned_by": ALL, "note": ALL,
    }  # fmt: skip
    sources = [
        source(
            "hostile", "2024-12-01", publisher=ALL, title=TEXTS["attribute"], via=ALL, note=ALL,
            url="https://e.org/\"><script>alert(1)</script>?a='b'&c=`d`",
        ),
        source("formula", "2024-12-01", publisher=TEXTS["call"], title=TEXTS["at"]),
    ]  # fmt: skip
    conflict = {"barriers": [{"layer": "euphrates", "name": TEXTS["script"]}]}
    write_world(
        folder, [*towns, *more], events, [claim], sources=sources, roads=roads, conflict=conflict
    )
    _hostile_factions(folder / "factions.csv")
    _hostile_description(folder)
    for layer in ("rivers", "lakes", "land", "sea", "neighbours", "borders", "golan", "euphrates"):
        write_layer(folder, layer)
    return folder


def write_layer(folder: Path, layer: str) -> None:
    """Write a layer of the base map with a hostile name."""
    area = square(39.2, 35.2, 39.4, 35.4)
    line = {"type": "LineString", "coordinates": [[36.0, 35.9], [39.9, 35.95]]}
    if layer == "euphrates":
        line["coordinates"] = [[39.6, 32.9], [39.6, 36.1]]
    shape = line if layer in ("rivers", "borders", "euphrates") else area
    properties = {"name": TEXTS["script"]}
    if layer == "borders":
        properties |= {"kind": "border", "left": "Syria", "right": "Iraq"}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (folder / "basemap" / f"{layer}.geojson").write_text(text, encoding="utf-8")


def _hostile_factions(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(rows):
            label = f"{row['id']} {texts(number)}"[:80]
            row |= {"name": label, "short_name": label, "name_in_sentence": label}
            writer.writerow(row | {"name_ar": texts(number), "description": ALL})


def _hostile_description(folder: Path) -> None:
    path = folder / "datapackage.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    found["title"] = f"{TEXTS['script']} {TEXTS['import']}"
    found["version"] = TEXTS["call"]
    found["licenses"] = [{"name": TEXTS["attribute"], "path": TEXTS["folder"]}]
    path.write_text(json.dumps(found), encoding="utf-8")


STYLE = {
    "font.size": "30", "font.family": "monospace", "text.color": "red", "text.antialiased": "False",
    "text.parse_math": "False", "lines.linewidth": "9", "lines.marker": "o",
    "lines.dash_capstyle": "round", "lines.solid_capstyle": "round", "lines.scale_dashes": "False",
    "lines.antialiased": "False", "patch.linewidth": "7", "patch.force_edgecolor": "True",
    "patch.edgecolor": "lime", "patch.antialiased": "False", "hatch.linewidth": "6",
    "hatch.color": "magenta", "axes.grid": "True", "axes.spines.top": "False",
    "axes.labelsize": "40", "axes.xmargin": "0.4", "axes.axisbelow": "False",
    "axes.unicode_minus": "False", "axes.formatter.use_locale": "True", "xtick.major.size": "30",
    "xtick.labelsize": "30", "xtick.minor.visible": "True", "ytick.right": "True",
    "figure.autolayout": "True", "figure.dpi": "50", "savefig.bbox": "tight",
    "savefig.transparent": "True", "savefig.dpi": "33", "path.simplify": "False",
    "path.snap": "False", "path.sketch": "3, 30, 5", "pdf.compression": "0", "pdf.fonttype": "3",
    "svg.fonttype": "path", "svg.hashsalt": "mine", "svg.id": "mine", "image.cmap": "hot",
    "image.interpolation": "nearest", "image.composite_image": "False", "timezone": "Asia/Tokyo",
    "mathtext.fontset": "stix", "markers.fillstyle": "none", "scatter.marker": "x",
}  # fmt: skip
"""What a user's matplotlibrc may say, to the harm of every figure that heeds it."""
