"""Gives every reader of files broken ones, within time and memory: `fuzz_inputs.py [COUNT [SEED]]`.

What comes out is what the reader gives, or an error of the package in one line. Anything else, or
more than 10 s or 500 MB for one input, is told at the end and makes the exit code 1; the first
input of each kind of fault is kept in the folder that is named. One process; Linux.
"""

from __future__ import annotations

import json
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import syria_analysis as sa
from syria_analysis.alerts.rule_file import read_rules
from syria_analysis.errors import SyriaAnalysisError
from syria_analysis.package.basemap import read_shapes
from syria_analysis.package.description import read_description
from syria_analysis.package.holder_rules import read_holder_rules
from syria_analysis.package.limits import read_json, read_rows
from syria_analysis.package.map_files import read_map_file
from syria_analysis.package.map_rules import read_map_rules
from syria_analysis.package.point_files import positions, read_points
from syria_analysis.package.resources import data_folder, notebook_folder
from syria_analysis.reports.index_entries import read_entries
from syria_analysis.reports.manifest import read_manifest
from syria_analysis.reports.parameter_files import read_parameter_file
from syria_analysis.reports.parameters import read_assignments, read_parameters, resolve
from syria_analysis.reports.request import read_notebook
from syria_analysis.text.catalogue import catalogue, entries, library_text
from syria_analysis.text.faults import faults

SECONDS, BYTES = 10, 500_000_000
SIGNS = [
    b"", b",", b'"', b"'", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80",
    b"NaN", b"Infinity", b"1e999", b"-0", b"[", b"]", b"{", b"}", b"(", b")", b"<", b">", b"&",
    b":", b";", b"|", b".", b"=", b"#", b"- ", b"? ", b"*a", b"&a ", b"!!set ", b"%", b"\\", b"\\u",
    b"\\ud800", b"\\ud83d\\ude00", b"null", b"true", b"0", b"9" * 500, b"9" * 5000,
    b"1" + b"0" * 308,
    b"0x" + b"f" * 5000, b"2024-02-30", b"0001-01-01", b"9999-12-31", b"1979-05-27T07:32:00Z",
    b"x" * 20_000, b"a.b.c", b"[[a]]", b'"""', b"'''", b"${", b"{{", b"{ $n ->", b"<!DOCTYPE x>",
    b"Polygon", b"GeometryCollection", b"EMPTY", b"POINT(1 2)", b"1:2:3", b"=1+1",
    *(
        chr(point).encode()
        for point in (0x2028, 0x2029, 0x202E, 0x85, 0xFFFE, 0xFDD0, 0x1F600, 0xE000, 0x0661,
                      0x1D7D9, 0x200F, 0xAD, 0x130, 0xDF, 0x10FFFF)
    ),
]  # fmt: skip


def written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


SQUARE = {"type": "Polygon", "coordinates": [[[36, 34], [37, 34], [37, 35], [36, 34]]]}
LINE = {"type": "LineString", "coordinates": [[36, 34], [37, 34.5]]}
LAYER = {"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"name": "Homs"}, "geometry": SQUARE},
    {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [36.7, 34]}},
]}  # fmt: skip
SPOTS = {"type": "FeatureCollection", "features": LAYER["features"][1:] * 3}
RIVER = {"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"name": "Euphrates"}, "geometry": LINE}]}  # fmt: skip
MANIFEST = {
    "report": "situation", "title": "A", "subtitle": "", "lead": None, "date": "2024-12-02",
    "parameters": {"date": "2024-12-02"}, "changed": {}, "fonts": "0" * 64, "python": "3.11",
    "data": {"title": "a", "version": "1", "own": True, "sha256": "0" * 64, "files": {},
             "rests_on": {"sha256": "0" * 64, "parts": {}}},
    "notebook": {"file": "situation.ipynb", "sha256": "0" * 64}, "platform": "linux",
    "library": {"version": "0", "sha256": "0" * 64}, "packages": {"pandas": "2"},
    "source_date_epoch": "", "started": "2024-12-02T10:00:00+00:00", "seconds": 1.5,
    "command": "syria-analysis report situation",
    "files": {"report.html": {"sha256": "0" * 64, "bytes": 12}},
}  # fmt: skip
ALERTS = b"""[[rule]]
kind = "front_within"
places = ["homs", "hama"]
km = 20.5
[[rule]]
kind = "changed_hands"
places = ["homs"]
"""
MAP_RULES = b"""style = "isw"
source = "atlas"
attribution = "Atlas"
licence = "CC0"
precision_m = 100
otherwise = "SAA"
[between]
occupier = "HTS"
other = "SAA"
[[shape]]
holder = "HTS"
property = "who"
matches = "^crown"
"""
HOLDERS = b"""source = "atlas"
licence = "CC0"
[holders]
rebels = "HTS"
hts = "HTS"
"""
VALUES = b'date = 2024-12-02\ncities = ["homs", "hama"]\nattackers = ["HTS"]\n'
YAML = b"date: 2024-12-02\ncities: [homs, hama]\nattackers:\n  - HTS\n"
POINTS = b"name,lat,lon\nHoms,34.73,36.71\nx,34\xc2\xb0 30' N,36.5\n"
WKT = b"name;wkt\na;POINT (36.7 34.7)\nb;POINT Z (36 34 1)\n"
KML = (
    b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><Placemark>'
    b"<name>a</name><Polygon><outerBoundaryIs><LinearRing><coordinates>36,34 37,34 37,35 36,34"
    b"</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>"
)
FLUENT = b"""place-homs = Homs
    .in = in Homs
km = { $number } km
share = { $n ->
    [one] one
   *[other] { $n }
}
"""


def kinds(folder: Path) -> dict[str, tuple[str, bytes, Callable[[Path], Any], int]]:
    """Name each kind of input: its file, a sound one, its reader, how often it is tried."""
    syria = sa.load()
    situation = (notebook_folder() / "situation.ipynb").read_bytes()
    declared = read_parameters(read_notebook("situation", notebook_folder())[0])
    (folder / "list" / "situation" / "2024-12-02").mkdir(parents=True)
    findings = folder / "list" / "situation" / "2024-12-02" / "findings.json"
    findings.write_bytes(written({"findings": [{"id": "a", "sentence": "b"}], "claims": []}))

    def asked(path: Path) -> object:
        told = path.read_bytes().decode(errors="surrogateescape")[:5000]
        pairs = zip(("date", "cities"), told.split("\n", 1), strict=False)
        return resolve(
            declared, read_assignments([f"{name}={value}" for name, value in pairs]), syria
        )

    def texts(path: Path) -> None:
        told = path.read_text("utf-8", errors="replace")
        entries(told)
        if not list(faults(told)):
            catalogue("en", told)

    def parameters(path: Path) -> object:
        return resolve(declared, read_parameter_file(path), syria)

    def notebook(path: Path) -> object:
        return read_parameters(read_notebook(path.stem, path.parent)[0])

    def points(path: Path) -> object:
        return positions(read_points(path)[0])

    tables = {
        f"table {name}": (f"{name}.csv", (data_folder() / f"{name}.csv").read_bytes()[:3000],
                          read_rows, 1)
        for name in ("places", "events", "reports")
    }  # fmt: skip
    return tables | {
        "alerts": ("alerts.toml", ALERTS, lambda path: read_rules(syria, path), 4),
        "map rules": ("maps.toml", MAP_RULES, read_map_rules, 3),
        "holder rules": ("holders.toml", HOLDERS, read_holder_rules, 2),
        "parameters, TOML": ("values.toml", VALUES, parameters, 4),
        "parameters, YAML": ("values.yaml", YAML, parameters, 4),
        "parameters, given": ("given.txt", b"2024-12-02\nhoms,hama", asked, 4),
        "description": ("package/datapackage.json",
                        (data_folder() / "datapackage.json").read_bytes(),
                        lambda path: read_description(path.parent), 3),
        "JSON": ("any.json", written(MANIFEST), read_json, 4),
        "layer": ("world/basemap/rivers.geojson", written(RIVER),
                  lambda path: read_shapes(path.parent.parent, "rivers"), 4),
        "map, GeoJSON": ("2024-12-02.geojson", written(LAYER), read_map_file, 4),
        "map, KML": ("2024-12-02.kml", KML, read_map_file, 2),
        "points, CSV": ("points.csv", POINTS, points, 4),
        "points, WKT": ("wkt.csv", WKT, points, 3),
        "points, GeoJSON": ("points.geojson", written(SPOTS), points, 3),
        "points, other": ("points.dat", POINTS, points, 2),
        "manifest": ("report/manifest.json", written(MANIFEST),
                     lambda path: read_manifest(path.parent), 4),
        "list of reports": ("list/situation/2024-12-02/manifest.json", written(MANIFEST),
                            lambda path: read_entries(folder / "list"), 3),
        "notebook": ("books/situation.ipynb", situation, notebook, 1),
        "texts": ("en.ftl", FLUENT, texts, 2),
        "library's texts": ("all.ftl", library_text("en").encode()[:8000], texts, 1),
    }  # fmt: skip


def broken(lot: random.Random, content: bytes) -> bytes:
    """Break an input in one to five places; now and then by what makes it large or deep."""
    for _ in range(lot.choice((1, 1, 1, 2, 2, 3, 5))):
        at = lot.randrange(len(content) + 1)
        end = min(len(content), at + int(lot.expovariate(1 / 12)))
        way = lot.random()
        if way < 0.45:
            content = content[:at] + lot.choice(SIGNS) + content[end:]
        elif way < 0.6:
            content = content[:at] + lot.randbytes(lot.randrange(1, 5)) + content[end:]
        elif way < 0.7:
            content = content[:at] if lot.random() < 0.5 else content[at:]
        elif way < 0.8:
            content = content[:at] + content[at:end] * lot.randrange(2, 20) + content[end:]
        elif way < 0.9:
            other = lot.randrange(len(content) + 1)
            content = content[:at] + content[other : other + end - at] + content[end:]
        elif way < 0.985:
            flipped = bytearray(content)
            for spot in range(at, min(len(content), at + 3)):
                flipped[spot] ^= 1 << lot.randrange(8)
            content = bytes(flipped)
        else:
            piece = content[at : at + lot.randrange(1, 12)] or b"["
            content = (
                content[:at] + piece * (lot.randrange(1, 400_000) // len(piece)) + content[end:]
            )
    return content


def main(count: int, seed: int) -> int:
    warnings.simplefilter("ignore")
    lot = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="sa-fuzz-"))
    known = kinds(folder)
    names = list(known)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    address = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (address + BYTES, resource.RLIM_INFINITY))

    def late(number: int, frame: object) -> None:
        raise TimeoutError(f"more than {SECONDS} s of processor time")

    signal.signal(signal.SIGPROF, late)
    read, refused, found = Counter[str](), Counter[str](), Counter[str]()
    longest = dict.fromkeys(names, 0.0)
    for number in range(count):
        (name,) = lot.choices(names, [weight for *_, weight in known.values()])
        file, sound, reader, _ = known[name]
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        content = broken(lot, sound)
        path.write_bytes(content)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        start = time.process_time()
        fault = ""
        try:
            reader(path)
            read[name] += 1
        except SyriaAnalysisError as error:
            refused[name] += 1
            lines = [str(error), *error.faults]
            if any("\n" in line or len(line) > 2000 for line in lines):
                fault = f"{name}: its refusal is not one line"
        except BaseException as error:
            signal.setitimer(signal.ITIMER_PROF, 0)
            if isinstance(error, KeyboardInterrupt):
                break
            where = traceback.extract_tb(error.__traceback__)
            own = next((f for f in reversed(where) if "syria_analysis" in f.filename), where[-1])
            told = f"{name}: {type(error).__name__}: {str(error)[:80]!r}"
            fault = f"{told}, {Path(own.filename).name}:{own.lineno}"
        signal.setitimer(signal.ITIMER_PROF, 0)
        longest[name] = max(longest[name], time.process_time() - start)
        if fault:
            if fault not in found:
                kept = folder / f"fault-{len(found)}-{path.name}"
                kept.write_bytes(content)
                print(f"{fault} ({kept})", flush=True)
            found[fault] += 1
        if number % 5000 == 4999:
            print(f"{number + 1:,} inputs, {sum(found.values())} faults", flush=True)
    for name in names:
        print(f"{name}: {read[name]} read, {refused[name]} refused, at most {longest[name]:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"memory: {used / 1e6:.0f} MB at the start, at most {peak / 1e6:.0f} MB")
    for fault, times in found.most_common():
        print(f"{times} times: {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    asked = [int(argument) for argument in sys.argv[1:3]]
    sys.exit(main(*asked, *(100_000, 0)[len(asked) :]))
