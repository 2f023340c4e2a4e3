"""An invented country at war that shares nothing with the packaged one, as a data package.

Kestria lies in the southern hemisphere. The Tamra divides it into west and east; the Salt Scarp,
which ends at the Tamra, divides the east into north and south; Perrin is an island. The League
marches south on the capital from the north-west, the Movement M47 comes down from the north-east,
and from 9 June the Highlanders of the south-east fight the Movement too.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely

from syria_analysis.package.description import table_schemas
from worlds import reports_for

FIRST, LAST = "2019-06-01", "2019-06-20"

MAINLAND = """
125.6 -29.2, 127.0 -28.9, 128.4 -29.1, 129.8 -28.8, 130.6 -29.6, 130.4 -30.8, 130.7 -31.9,
129.9 -32.8, 128.9 -32.5, 128.2 -33.0, 127.2 -32.7, 126.2 -32.9, 125.4 -32.0, 125.7 -30.9,
125.3 -30.1
"""
ISLAND = "126.6 -33.3, 127.0 -33.2, 127.3 -33.4, 127.0 -33.6, 126.7 -33.5"
# Both are drawn the way the water would run: east of the Tamra is its left bank, and south of
# the Scarp its left side. The Scarp begins beyond the border and ends on the Tamra.
TAMRA = "128.4 -28.8, 128.3 -29.6, 128.45 -30.3, 128.3 -30.9, 128.4 -31.6, 128.2 -32.3, 128.3 -33.2"
SCARP = "130.9 -30.7, 130.0 -30.95, 129.2 -30.8, 128.3 -30.9"
MARCHES = "125.0 -30.95, 128.3 -30.9"
"""Where the two western provinces meet; no barrier."""
PROVINCES = {
    "Norrin": (126.5, -30.0),
    "Harrow": (126.5, -31.8),
    "Ostermark": (129.5, -30.0),
    "Selvane": (129.5, -31.8),
    "Perrin Isles": (126.9, -33.4),
}
"""Province to a point within it."""

# id; name; short name; in a sentence; Portuguese; side; territorial; three colours
FACTIONS = """
CRN; Crown forces; Crown; the Crown; Forças da Coroa; crown; true; #f0b9a0 #eeb79e #cf7d58
VLG; Vale League; League; the League; Liga do Vale; league; true; #9fc3e6 #9dc1e4 #4f86b8
M47; Movement of the 47; M47; M47; Movimento dos 47; movement; true; #d3b5e0 #d1b3de #9468ab
HLC; Highland Council; Highlanders; the Highlanders; ; highland; true; #e3cf7f #e1cd7d #a98f2c
OBS; Observer Mission; Observers; the Observers; ; mission; false; #b9bec4 #b7bcc2 #7b838c
"""
DESCRIPTIONS = {
    "CRN": "The king's army and the wardens of the ports.",
    "VLG": "Towns of the north-west that rose in 2017.",
    "M47": "Named after the deputies who left the assembly.",
    "HLC": "Militias of the south-east.",
    "OBS": "Unarmed observers, guests of whoever holds the ground.",
}

# name; Portuguese; kind; province; seat of; lat; lon; holder; more
PLACES = """
Hollin;         ;           town;     Norrin;    ;          -29.42; 125.98; VLG
Brackwater;     Água Salobra; town;   Norrin;    ;          -29.36; 126.52; VLG
Tarrow;         ;           town;     Norrin;    ;          -29.30; 127.12; VLG
Upper Sedge;    ;           village;  Norrin;    ;          -29.34; 127.72; CRN
Ennismoor;      ;           city;     Norrin;    ;          -29.86; 125.92; VLG; population=61000
Lodden;         ;           town;     Norrin;    ;          -29.82; 126.46; VLG
Pell Cross;     Cruz de Pell; town;   Norrin;    ;          -29.80; 127.08; CRN
Tamra Head;     ;           crossing; Norrin;    ;          -29.78; 128.16; CRN
Copse End;      ;           village;  Norrin;    ;          -29.84; 127.66; CRN
Dunmarsh;       ;           town;     Norrin;    ;          -30.26; 125.88; CRN
Ivelstow;       ;           town;     Norrin;    ;          -30.22; 126.44; CRN
Fennbridge;     Ponte do Fenn; city;  Norrin;    Norrin;    -30.28; 127.06; CRN; population=118000
Quarrel Hill;   ;           hill;     Norrin;    ;          -30.24; 127.70; CRN
Stannow;        ;           town;     Norrin;    ;          -30.68; 126.00; CRN
Wyke;           ;           town;     Norrin;    ;          -30.70; 126.56; CRN
Market Osney;   ;           town;     Norrin;    ;          -30.66; 127.14; CRN
Lambrigg;       ;           village;  Norrin;    ;          -30.72; 127.74; CRN
Fort Osk;       Forte Osk;  base;     Norrin;    ;          -29.60; 126.20; CRN; extent_km2=60
Cold Ashby;     ;           town;     Harrow;    ;          -31.16; 125.94; CRN
Pennard;        ;           town;     Harrow;    ;          -31.12; 126.52; CRN
Aldersund;      Aldersunda; city;     Harrow;    Harrow;    -31.20; 127.30; CRN; population=640000
Millrace;       ;           quarter;  Harrow;    ;          -31.17; 127.24; CRN
Eastgate;       ;           bridge;   Harrow;    ;          -31.22; 128.22; CRN
Ringwell;       ;           village;  Harrow;    ;          -31.14; 127.80; CRN
Gorsefield;     ;           town;     Harrow;    ;          -31.62; 125.86; CRN; population=52000
Toller;         ;           town;     Harrow;    ;          -31.58; 126.50; CRN
Nether Wick;    ;           town;     Harrow;    ;          -31.64; 127.16; CRN
Sallow;         ;           village;  Harrow;    ;          -31.60; 127.78; CRN
Kelmscott Field; ;          airbase;  Harrow;    ;          -31.66; 127.44; CRN; guests=Observers
Haddow;         ;           town;     Harrow;    ;          -32.06; 125.80; CRN
Brede;          ;           town;     Harrow;    ;          -32.04; 126.48; CRN
Long Ferrow;    ;           town;     Harrow;    ;          -32.08; 127.10; CRN
Amberley;       ;           town;     Harrow;    ;          -32.02; 127.72; CRN
Tarn Haven;     Porto Tarn; city;     Harrow;    ;          -32.56; 126.20; CRN; population=87000
Portavane;      ;           city;     Harrow;    ;          -32.48; 127.20; CRN; population=203000
Skerry Point;   ;           port;     Harrow;    ;          -32.70; 128.00; CRN
Kelmscott Camp; ;           camp;     Harrow;    ;          -31.69; 127.47; OBS
Kestrel Ford;   Vau do Falcão; city;  Ostermark; Ostermark; -29.60; 129.20; M47; population=94000
Ashgrove;       ;           town;     Ostermark; ;          -29.10; 129.70; M47
Thornmouth;     ;           town;     Ostermark; ;          -29.36; 128.72; M47
Larkrise;       ;           town;     Ostermark; ;          -29.56; 129.86; M47
Pitmarsh;       ;           town;     Ostermark; ;          -29.92; 130.30; M47
Vennick;        ;           town;     Ostermark; ;          -29.96; 128.78; M47
Ostrow Mill;    ;           village;  Ostermark; ;          -30.02; 129.50; M47
Redmire;        ;           town;     Ostermark; ;          -30.40; 128.80; M47
Highgate Pass;  ;           junction; Ostermark; ;          -30.56; 129.36; M47
Scarfoot;       ;           town;     Ostermark; ;          -30.52; 130.08; M47
Winnow;         ;           town;     Selvane;   ;          -31.16; 128.76; CRN
Underscar;      ;           town;     Selvane;   ;          -31.10; 129.30; HLC
Cairnholt;      ;           city;     Selvane;   Selvane;   -31.60; 129.40; HLC; population=72000
Bramble Fell;   ;           village;  Selvane;   ;          -31.20; 130.02; HLC
Eskmouth;       ;           town;     Selvane;   ;          -31.66; 130.30; HLC
Dray;           ;           town;     Selvane;   ;          -31.64; 128.80; CRN
Hallin;         ;           town;     Selvane;   ;          -32.00; 129.90; HLC
Sexton Moor;    ;           village;  Selvane;   ;          -32.02; 128.82; CRN
Thrale;         ;           town;     Selvane;   ;          -32.10; 129.30; HLC
Gull Sands;     ;           town;     Selvane;   ;          -32.40; 129.80; HLC
Saltmere;       ;           town; Perrin Isles; Perrin Isles; -33.40; 127.00; CRN; population=9000
Gannet Head;    ;           village;  Perrin Isles; ;       -33.36; 126.72; CRN
Empty Quarter;  ;           anchor;   Selvane;   ;          -32.60; 129.50; HLC
"""
BANKS = {
    "tamra-head": "tamra:right",
    "eastgate": "tamra:right",
    "winnow": "tamra:left|scarp:left",
    "redmire": "tamra:left|scarp:right",
    "highgate-pass": "scarp:right",
    "underscar": "scarp:left",
}
VARIANTS = {"kestrel-ford": "Kestrelford|Falcon Ford", "aldersund": "Aldersound"}

# day of June 2019; place; from; to; who says so; more
EVENTS = """
2;  pell-cross;     CRN; VLG; league
2;  dunmarsh;       CRN; VLG; monitor
3;  ivelstow;       CRN; VLG; monitor
3;  fennbridge;     CRN; VLG; monitor; contested
4;  fennbridge;     CRN; VLG; crown
4;  upper-sedge;    CRN; VLG; league
4;  copse-end;      CRN; VLG; league
5;  stannow;        CRN; VLG; nobody; earliest=4 latest=7
5;  quarrel-hill;   CRN; VLG; monitor
6;  wyke;           CRN; VLG; monitor
6;  tamra-head;     CRN; M47; movement
7;  market-osney;   CRN; VLG; monitor; contested
7;  lambrigg;       CRN; M47; monitor
8;  market-osney;   CRN; CRN; monitor
8;  winnow;         CRN; M47; movement
9;  underscar;      HLC; M47; highland; contested
9;  highgate-pass;  M47; HLC; highland
10; underscar;      HLC; HLC; monitor
10; scarfoot;       M47; HLC; monitor
10; market-osney;   CRN; VLG; crown
11; redmire;        M47; HLC; monitor; contested
11; cold-ashby;     CRN; VLG; league
11; pennard;        CRN; VLG; monitor
12; redmire;        M47; HLC; monitor
12; fort-osk;       CRN; VLG; crown
12; ringwell;       CRN; M47; movement
13; gorsefield;     CRN; VLG; league; earliest=12 latest=15
13; toller;         CRN; VLG; monitor
13; eastgate;       CRN; M47; monitor
14; aldersund;      CRN; VLG; monitor; contested
14; millrace;       CRN; VLG; monitor
15; ostrow-mill;    M47; HLC; highland
15; winnow;         M47; HLC; monitor
16; nether-wick;    CRN; VLG; monitor
16; kelmscott-field; CRN; VLG; league
17; saltmere;       CRN; M47; crown
17; gannet-head;    CRN; M47; movement; order=2
18; aldersund;      CRN; VLG; crown
18; sallow;         CRN; M47; movement
18; toller;         VLG; CRN; crown-alone
19; brede;          CRN; VLG; monitor; contested
19; dray;           CRN; HLC; highland
20; vennick;        M47; HLC; monitor
20; long-ferrow;    CRN; VLG; nobody; earliest=18 latest=20
"""
VOICES = {
    "monitor": ("the Strait Monitor", "monitor", 1, "high", "strait-monitor"),
    "crown": ("Crown bulletin", "opponent's admission", 2, "high", "crown-bulletin|strait-monitor"),
    "crown-alone": ("Crown bulletin", "own claim", 1, "low", "crown-bulletin"),
    "league": ("the League's radio", "own claim", 1, "medium", "league-radio"),
    "movement": ("M47", "own claim", 1, "medium", "m47-radio"),
    "highland": ("the Highland Post", "own claim", 1, "medium", "highland-post"),
    "nobody": ("towns around it", "inferred", 0, "low", ""),
}
"""Claimant, kind of claim, origins, confidence, sources: what its reports are made of."""

# id; publisher; affiliation; published; title
SOURCES = """
survey-office;  Survey Office;    reference;  ;           Gazetteer of Kestria
strait-monitor; Strait Monitor;   monitor;    2019-06-20; Who holds what, day by day
crown-bulletin; Crown Bulletin;   crown;      2019-06-19; Orders of the day
league-radio;   Radio Vale;       league;     2019-06-16; Evening news
m47-radio;      Forty-Seven FM;   movement;   2019-06-18; Evening news
highland-post;  Highland Post;    highland;   2019-06-19; From the Scarp
harbour-gazette; Harbour Gazette; independent; 2019-06-10; Why Aldersund decides the war
"""

# road; class; chain of places
ROADS = """
R1; motorway;  tarrow pell-cross fennbridge market-osney aldersund nether-wick long-ferrow portavane
R2; main;      aldersund pennard cold-ashby gorsefield haddow tarn-haven
R3; main;      portavane tarn-haven
R4; main;      aldersund ringwell eastgate winnow underscar cairnholt eskmouth
R5; main;      kestrel-ford vennick redmire highgate-pass scarfoot
R6; secondary; nether-wick toller brede tarn-haven
R7; secondary; ennismoor lodden ivelstow fennbridge
R8; secondary; tamra-head thornmouth kestrel-ford
R9; secondary; portavane skerry-point amberley sallow nether-wick
"""

# id / statement / metric / subject / unit / expected / lowest, highest / more
CLAIMS = """
fennbridge-taken / The League has taken Fennbridge. /
  held_by / place=fennbridge;by=VLG / / yes / /
capital-distance / The front was about 30 km from Aldersund. /
  front_distance / to=aldersund;attackers=VLG,M47;defenders=CRN / km / 30 / 25.5 34.5 /
march-began / The march began on 2 June. /
  first_capture / by=VLG;from=CRN;since=2019-06-01 / date / 2019-06-02 / /
ports-cut-off / If Nether Wick and Gorsefield fall, the ports are cut off. /
  cutoff / captures=nether-wick,gorsefield;by=VLG;from=aldersund;targets=portavane,tarn-haven /
  / yes / /
camp-in-harrow / The camp of the observers lies in Harrow. /
  located_in / place=kelmscott-camp;unit=Harrow / / yes / /
norrin-overrun / Most of what the League has taken lies in Norrin. /
  front_moved_in / by=VLG;from=CRN;units=Norrin;since=2019-06-01 / % / yes / 50 100 /
short-of-shells / The Crown is short of shells. / not_checkable / topic=supplies / / / /
capital-falls / Aldersund falls. /
  held_by / place=aldersund;by=VLG / / yes / / as_of=2019-06-20 forecast=true
"""
# id / statement / metric / subject / unit / value / evening / tolerance
PUBLISHED = """
crown-share / Share of the Crown on the eve of the march. / share_held / by=CRN / % / 56 / 1 / 5
perrin-land / Land of Perrin, as the Survey has it. / area_held / by=CRN;units=Perrin Isles
  / km2 / 1700 / 1 / 170
portavane-9 / The front stood 180 km from Portavane.
  / front_distance / to=portavane;attackers=VLG,M47;defenders=CRN / km / 180 / 9 / 27
"""

ALERTS = """\
[[rule]]
kind = "changed_hands"
places = "seats"

[[rule]]
kind = "contested"
places = "seats"

[[rule]]
kind = "front_within"
places = ["aldersund", "Portavane"]
km = 60

[[rule]]
kind = "front_within"
places = ["Kestrel Ford"]
km = 70
attackers = ["HLC"]
defenders = ["M47"]

[[rule]]
kind = "cut_off"
places = ["portavane", "tarn-haven"]
source = "aldersund"

[[rule]]
kind = "ground_in_a_day"
km2 = 4000
"""

# Of three forces the grammar is not told, and Portuguese lacks most messages.
TEXTS = {
    "en": """
faction-HLC =
    .number = many
faction-OBS =
    .number = many
""",
    "pt": """
-country = Kestria
-unit = { $form ->
    [many] províncias
   *[one] província
}
faction-HLC = os Montanheses
    .gender = masculine
    .number = many
    .definite = yes
month-6 = junho
short-month-6 = jun.
day-of-year = { $day } de { $month } de { $year }
day-of-month = { $day } de { $month }
front-on = Frente em { $day }
who-held-what = Quem controlava o quê na noite de { $day }
no-way = sem caminho
""",
}

CONFLICT: dict[str, Any] = {
    "country": {"name": "Kestria", "adjective": "Kestrian"},
    "evening": {"time": "20:00", "zone": "Australia/Eucla", "says": "Aldersund"},
    "theatre": ["country", "isles"],
    "contests": [
        {"id": "march", "from": FIRST, "attackers": ["VLG", "M47"], "defenders": ["CRN"]},
        {"id": "ridge", "from": "2019-06-09", "attackers": ["HLC"], "defenders": ["M47"]},
    ],
    "admin": {"layer": "provinces", "word": ["province", "provinces"]},
    "capital": "aldersund",
    "cities": ["aldersund", "portavane", "fennbridge"],
    "barriers": [{"layer": "tamra", "name": "Tamra"}, {"layer": "scarp", "name": "Salt Scarp"}],
    "scenario": {
        "captures": ["nether-wick", "gorsefield"],
        "by": "VLG",
        "from": "aldersund",
        "to": ["portavane", "tarn-haven"],
    },
    "extents": {"country": "auto", "east": [128.2, -32.8, 130.8, -28.7]},
    "figures": [
        {"id": "eve", "kind": "before"},
        {"id": "now", "kind": "situation", "places": ["ennismoor", "gull-sands"]},
        {
            "id": "march",
            "kind": "gains",
            "contest": "march",
            "roads": [{"road": "R1", "from": "tarrow", "to": "portavane"}],
            "must": ["aldersund", "fennbridge"],
        },
        {"id": "ridge", "kind": "gains", "contest": "ridge", "extent": "east"},
        {
            "id": "what-hangs",
            "kind": "stakes",
            "letters": {
                "A": ["fennbridge"],
                "B": ["aldersund"],
                "C": ["portavane", "tarn-haven"],
            },
            "roads": [{"road": "R1", "from": "fennbridge", "to": "portavane"}],
            "tie": [{"road": "R1", "from": "aldersund", "to": "portavane"}, {"road": "R2"}],
            "measured": ["aldersund", "portavane"],
            "critical": ["nether-wick", "gorsefield"],
            "sites": ["kelmscott-camp"],
        },
        {"id": "ways", "kind": "cutoff"},
        {"id": "days", "kind": "evenings"},
        {"id": "lines", "kind": "fronts"},
        {"id": "land", "kind": "areas"},
        {"id": "taken", "kind": "captures"},
    ],
    "languages": ["en", "pt"],
    "sides": ["crown", "league", "movement", "highland", "mission"],
    "affiliations": [
        *("independent", "monitor", "reference", "crown", "league", "movement", "highland"),
    ],
    "notes": {"map": "The bed of the Tamra is drawn as the Survey has it."},
}
ARTICLE = "harbour-gazette"


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def rows_of(table: str) -> list[list[str]]:
    lines = [line for line in table.splitlines() if line.strip()]
    return [[cell.strip() for cell in line.split(";")] for line in lines]


def places() -> list[dict[str, str]]:
    found = []
    for name, pt, kind, unit, seat, lat, lon, holder, *more in rows_of(PLACES):
        row = {"id": slug(name), "name": name, "name_pt": pt, "kind": kind, "unit": unit}
        row |= {"seat_of": seat, "lat": lat, "lon": lon, "holder": holder}
        row |= {"bank": BANKS.get(row["id"], ""), "variants": VARIANTS.get(row["id"], "")}
        row |= dict(item.split("=") for item in more)
        if "population" in row:
            row |= {"population_year": "2016", "population_source": "survey-office"}
        row |= {"position_accuracy_m": "500", "position_source": "survey-office"}
        row |= {"position_licence": "CC0", "confidence": "high", "sources": "strait-monitor"}
        found.append(row)
    return found


def events() -> list[dict[str, str]]:
    found = []
    for day, place, loser, captor, voice, *more in rows_of(EVENTS):
        flags = more[0].split() if more else []
        spans = dict(flag.split("=") for flag in flags if "=" in flag)
        who, kind, origins, confidence, sources = VOICES[voice]
        row = {"id": f"{june(day)}-{place}", "date": june(day), "place": place}
        row |= {"from": loser, "to": captor, "order": spans.get("order", "1")}
        row["contested"] = "true" if "contested" in flags else "false"
        row |= {f"date_{end}": june(spans[end]) for end in ("earliest", "latest") if end in spans}
        row |= {"claimant": who, "claim_kind": kind, "independent_origins": str(origins)}
        row |= {"confidence": confidence, "sources": sources}
        found.append(row)
    return found


def june(day: str | int) -> str:
    return f"2019-06-{int(day):02}"


def factions() -> list[dict[str, str]]:
    names = ("id", "name", "short_name", "name_in_sentence", "name_pt", "side", "territorial")
    colours = ("colour_screen", "colour_print", "colour_dark")
    return [
        {
            **dict(zip(names, row, strict=True)),
            **dict(zip(colours, tints.split(), strict=True)),
            "description": DESCRIPTIONS[row[0]],
        }
        for *row, tints in rows_of(FACTIONS)
    ]


def claims() -> list[dict[str, str]]:
    found = []
    for id, statement, metric, subject, unit, expected, band, more in records(CLAIMS, 8):
        row = {"id": id, "statement": statement, "metric": metric, "subject": subject}
        low, high = band.split() or ("", "")
        row |= {"unit": unit, "expected": expected, "tolerance_low": low, "tolerance_high": high}
        row |= {"as_of": june(10), "forecast": "false", "tolerance_rule": "As it says."}
        row |= {"overturned_by": "A report that says otherwise.", "sources": ARTICLE}
        found.append(row | dict(item.split("=") for item in more.split()))
    return found


def published() -> list[dict[str, str]]:
    found = []
    for id, statement, metric, subject, unit, value, day, tolerance in records(PUBLISHED, 8):
        row = {"id": id, "statement": statement, "metric": metric, "subject": subject}
        row |= {"unit": unit, "value_low": value, "value_high": value, "as_of": june(day)}
        row |= {"tolerance": tolerance, "tolerance_rule": "As it says."}
        found.append({**row, "sources": "strait-monitor"})
    return found


def records(table: str, width: int) -> Iterator[list[str]]:
    """Read cells apart from how the lines are broken: a record begins at the left edge."""
    for text in re.split(r"\n(?=\S)", table.strip()):
        cells = [" ".join(cell.split()) for cell in text.split("/")]
        assert len(cells) == width, text
        yield cells


def roads() -> list[dict[str, str]]:
    found = []
    for road, kind, chain in rows_of(ROADS):
        ends = chain.split()
        for one, other in pairwise(ends):
            row = {"id": f"{road.lower()}-{one}-{other}", "road": road, "from": one, "to": other}
            more = {"class": kind, "confidence": "high", "sources": "survey-office"}
            found.append({**row, **more})
    return found


def line(drawn: str) -> shapely.LineString:
    return shapely.LineString([tuple(map(float, spot.split())) for spot in drawn.split(",")])


def area(drawn: str) -> shapely.Polygon:
    return shapely.Polygon(line(drawn))


@cache
def provinces() -> dict[str, Any]:
    """Cut the mainland by the Tamra, the Scarp and the Marches."""
    lines = [line(drawn) for drawn in (TAMRA, SCARP, MARCHES)]
    parts = shapely.polygonize([shapely.union_all([area(MAINLAND).exterior, *lines])])
    faces = [*shapely.get_parts(parts), area(ISLAND)]
    found = {}
    for name, inside in PROVINCES.items():
        (found[name],) = (face for face in faces if face.contains(shapely.Point(inside)))
    return found


def layers() -> dict[str, list[tuple[str, Any]]]:
    """Name the shapes of every layer of the base map: no sea, no lake, no river, no neighbour."""
    return {
        "country": [("Kestria", area(MAINLAND))],
        "isles": [("Perrin", area(ISLAND))],
        "provinces": list(provinces().items()),
        "tamra": [("Tamra", line(TAMRA))],
        "scarp": [("Salt Scarp", line(SCARP))],
    }


def write_invented(
    folder: Path,
    with_claims: bool = True,
    conflict: Mapping[str, Any] | None = None,
    with_units: bool = True,
) -> Path:
    """Write the package of the invented country.

    Without claims it has no article either. Keys of `conflict` stand in place of
    those of `CONFLICT`; a key with None is left out. Without units no place lies in a province
    or is the seat of one.
    """
    block = {
        **CONFLICT,
        **({"article": {"source": ARTICLE}} if with_claims else {}),
        **(conflict or {}),
    }
    names = ("id", "publisher", "affiliation", "published", "title")
    tables: dict[str, Iterable[Mapping[str, str]]] = {
        "factions": factions(),
        "sources": [dict(zip(names, row, strict=True)) for row in rows_of(SOURCES)],
        "places": [row if with_units else {**row, "unit": "", "seat_of": ""} for row in places()],
        "events": events(),
        "reports": [report for row in (*places(), *events()) for report in reports_for(row)],
        "claims": claims() if with_claims else [],
        "roads": roads(),
        "published": [row for row in published() if with_units or "units=" not in row["subject"]],
    }
    described = {
        "name": "kestria",
        "title": "Who held what in Kestria, June 2019",
        "version": "1",
        "schema": 2,
        "evenings": {"first": FIRST, "last": LAST},
        "licenses": [{"name": "CC0-1.0"}],
        "conflict": {key: value for key, value in block.items() if value is not None},
        "resources": [{"name": table, "path": f"{table}.csv"} for table in tables],
    }
    (folder / "basemap").mkdir(parents=True, exist_ok=True)
    write_json(folder / "datapackage.json", described)
    for table, rows in tables.items():
        columns = [field["name"] for field in table_schemas()[table]["fields"]]
        if table in ("places", "factions"):
            columns.insert(columns.index("name") + 1, "name_pt")
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)  # what reports are made of is no column of places and events
    for layer, shapes in layers().items():
        features = [
            {"type": "Feature", "properties": {"name": name}, "geometry": shape.__geo_interface__}
            for name, shape in shapes
        ]
        content = {"type": "FeatureCollection", "features": features}
        write_json(folder / "basemap" / f"{layer}.geojson", content)
    (folder / "texts").mkdir(exist_ok=True)
    for language, text in TEXTS.items():
        (folder / "texts" / f"{language}.ftl").write_text(text, encoding="utf-8")
    (folder / "alerts.toml").write_text(ALERTS, encoding="utf-8")
    return folder


def write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
