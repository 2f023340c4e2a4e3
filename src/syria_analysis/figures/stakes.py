"""The map of what is at stake: the cities, the roads that tie them, the front, what is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely

from syria_analysis.control.front import Distance, front_between
from syria_analysis.control.situation import Situation
from syria_analysis.figures import furniture, layers, style, symbols
from syria_analysis.figures.canvas import Box, Canvas, Layer, bounds_of
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.labels import Label, Placer, badge
from syria_analysis.figures.layout import Block
from syria_analysis.figures.legend import Legend, faction_rows, front_rows, mark_rows
from syria_analysis.figures.lines import SHORT, arrow, distance_lines
from syria_analysis.figures.movements import Advance, advances
from syria_analysis.figures.pages import as_situation, finish, start
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import ATTACKERS, DEFENDERS
from syria_analysis.roads.risk import CutOffRisk, cut_off_risk
from syria_analysis.text.language import grammar, in_its_words, is_rtl, say
from syria_analysis.text.stakes_words import cut_text, key_texts, sites_of, stakes_words
from syria_analysis.text.wording import place_name, places_name, side_name, site_name

__all__ = ["map_stakes"]

WEST: Box = (35.07, 33.2, 38.0, 36.5)  # the base map begins at 35° E
TWO_COLUMNS = 130.0
"""A page so wide, in mm, has the letters in two columns."""
STEP = 1.2 * style.TEXT * style.MM_PER_POINT
BESIDE = 150.0
"""On a page so wide, in mm, legend and locator stand beside the map."""

LETTERS: dict[str, tuple[str, ...]] = {
    "A": ("aleppo",),
    "B": ("hama", "homs"),
    "C": ("latakia", "tartus"),
    "D": ("damascus",),
}
SOURCE, TARGETS = "damascus", ("latakia", "tartus")
BASES = ("hmeimim", "tartus-naval-facility")
TIE = ("Homs–Tartus", "Damascus–Homs")
MEASURED = ("homs", "damascus")
TOWNS = ("idlib", "saraqib", "talkalakh", "al-nabk", "salamiyah", "masyaf", "al-qusayr")
SMALLEST_AREA = 30.0
"""Smaller pieces of what is cut off, in mm² on the page, get no outline beside the largest."""
CUT_LINE: dict[str, Any] = {
    "colour": style.INK,
    "width": 1.3,
    "linestyle": (0, (3.2, 1.8)),
    "capstyle": "butt",
}


@in_its_words
def map_stakes(
    situation: Situation,
    baseline: Situation | object = None,
    attackers: str | Iterable[str] = ATTACKERS,
    defenders: str | Iterable[str] = DEFENDERS,
    *,
    sheet: Sheet = REPORT,
) -> Illustration:
    """Draw the west: the cities that decide, the roads between them, the distances to the front.

    Parameters
    ----------
    situation : Situation
        The evening.
    baseline : Situation or day, optional
        Since when movements are drawn; the first evening of the data by default.
    attackers, defenders : str or iterable of str
        Faction ids of the two sides of the front.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Illustration
        Named ``map-stakes``.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> map_stakes(situation_on(load_dataset(), "2024-12-02")).name
    'map-stakes'
    """
    dataset = situation.dataset
    before = as_situation(dataset, dataset.first if baseline is None else baseline)
    one, two = dataset.side(attackers), dataset.side(defenders)
    colours = style.palette(dataset.factions, sheet.medium)
    front = front_between(situation, one, two)
    distances = {p: front.distance_to(p) for places in LETTERS.values() for p in places}
    stake = cut_off_risk(situation, LETTERS["B"], "damascus", two, one)
    if stake is not None and not seen(dataset, stake.places):
        stake = None
    words = stakes_words(
        situation, before, two, {city: distances[city] for city in MEASURED}, stake,
        source=SOURCE, targets=TARGETS, letters=LETTERS, sites=BASES, extent="west",
    )  # fmt: skip
    bounds = bounds_of(WEST, dataset.plane)
    moves = advances(situation, before, one, within=shapely.box(*bounds))
    legend = Legend(tight=sheet.fixed)
    faction_rows(legend, situation, colours, bounds)
    if not front.empty:
        front_rows(legend, situation, situation)
    measured = {city: distances[city] for city in MEASURED if distances[city].status == "ok"}
    own_rows(legend, moves, measured, colours, situation, stake)
    mark_rows(legend, situation, colours, bounds, before, darker=False)
    locator = furniture.column_locator(situation.mesh.theatre)
    key = key_block(key_texts(situation, before, distances, LETTERS, TARGETS))
    canvas, placer, planned = start(
        "map-stakes", situation, words, WEST, sheet, [locator, legend.block(), key],
        beside_from=BESIDE,
    )  # fmt: skip
    furniture.scale_bar(canvas, placer, 50)
    layers.territory(canvas, situation, colours)
    layers.uncertain(canvas, situation)
    layers.contested(canvas, situation, colours)
    layers.water(canvas, dataset)
    road = symbols.roads(canvas, dataset, ["M4", "M4 east", "M5"], width=1.1)
    road |= symbols.roads(canvas, dataset, TIE, width=2.6, name="tie")
    layers.low_confidence(canvas, situation, before)
    layers.boundaries(canvas, situation)
    line = layers.front_line(canvas, front, "front")
    placer.avoid = shapely.union_all([symbols.to_page(canvas, line), *road.values()])

    if stake is not None:
        placer.avoid = shapely.union_all([placer.avoid, cut_area(canvas, placer, situation, stake)])
    arrows(canvas, placer, moves, colours)
    lettered = any(block is key for block, *_ in planned.blocks)
    roomy = bool(symbols.required(LETTERS, canvas))
    titles = bases(canvas, placer, situation)
    if not roomy:  # the cities first, whatever else finds room
        names(canvas, placer, dataset, distances, lettered)
    if canvas.map_box[2] - canvas.map_box[0] >= SHORT:  # else the legend says what they are
        placer.place(canvas.layer("base-names", page=True), titles)
    lines = distance_lines(canvas, placer, dataset, measured)
    placer.avoid = shapely.union_all([placer.avoid, *lines])
    for text, name, shares in (
        ("M5", "M5", (0.3, 0.22, 0.36, 0.75)),
        ("M4", "M4", (0.35, 0.5, 0.25, 0.65)),
        ("M4", "M4 east", (0.55, 0.4, 0.7)),
    ):
        if name in road:
            symbols.shield(canvas, placer, road[name], text, shares)
    if TIE[0] in road:
        ends = (place_name(dataset, place) for place in symbols.PARTS[TIE[0]][1:])
        tie = say("road-between", **dict(zip(("from", "to"), ends, strict=True)))
        symbols.shield(canvas, placer, road[TIE[0]], tie, (0.6, 0.7, 0.5, 0.8, 0.4))
    if roomy:
        names(canvas, placer, dataset, distances, lettered)
    symbols.territory_names(canvas, placer, situation, colours)
    symbols.country_names(canvas, placer, dataset)
    return finish(canvas, situation, words)


def key_block(key: Sequence[tuple[str, str]]) -> Block:
    """Return the letters and what they stand for as a block of a page."""

    def rows(width: float) -> list[list[tuple[str, list[str]]]]:
        columns = 2 if width >= TWO_COLUMNS else 1
        room = width / columns - (9.0 if columns > 1 else 6.0)
        broken = [(letter, style.tidy(text, room, style.TEXT)) for letter, text in key]
        return [broken[i : i + columns] for i in range(0, len(broken), columns)]

    def tall(row: Sequence[tuple[str, list[str]]]) -> float:
        return max(5.0, style.leading(STEP) * max(len(lines) for _, lines in row) + 1.8)

    def draw(canvas: Canvas, x: float, top: float, width: float) -> None:
        layer, rtl = canvas.layer("key", page=True), is_rtl()
        columns = 2 if width >= TWO_COLUMNS else 1
        for row in rows(width):
            for column, (letter, lines) in enumerate(row):
                place = columns - 1 - column if rtl else column
                left = x + place * width / columns
                across = width / columns
                # From the edge at which reading begins: the letter, then what it stands for.
                disc, start = (across - 2.2, across - 6.0) if rtl else (2.2, 6.0)
                badge(layer, left + disc, top - 2.1, say(f"letter-{letter}"))
                for number, part in enumerate(lines):
                    foot = top - 2.9 - number * style.leading(STEP)
                    layer.text(left + start, foot, part, style.TEXT, ha="right" if rtl else "left")
            top -= tall(row)

    return Block(lambda width: sum(map(tall, rows(width))), draw, stays=True, optional=True)


def bases(canvas: Canvas, placer: Placer, situation: Situation) -> list[Label]:
    """Draw the sites that guest forces hold, and return their names."""
    dataset = situation.dataset
    layer = canvas.layer("bases", page=True)
    labels: list[Label] = []
    roomy = bool(symbols.required(BASES, canvas))
    for holder, places in sites_of(situation, BASES).items():
        for place in symbols.in_view(canvas, dataset, places):
            x, y = symbols.spot(canvas, dataset, place)
            layers.base(layer, x, y, dataset.factions.at[holder, "colour_dark"])
            name = grammar(place_name(dataset, place), "short")
            labels.append(Label(name, x, y, size=style.TOWN, weight="italic", radius=1.2,
                                prefer=("w", "sw", "nw", "s"), must=roomy))  # fmt: skip
    placer.block_points([(lab.x, lab.y) for lab in labels], 1.0)
    return labels


def names(
    canvas: Canvas,
    placer: Placer,
    dataset: Dataset,
    distances: Mapping[str, Distance],
    lettered: bool,
) -> None:
    """Set the names of the cities with their letters, of the nearest places held, and of towns."""
    cities = [p for places in LETTERS.values() for p in places]
    sizes = dict.fromkeys(cities, 9.5)
    reached = [distances[city].nearest_held for city in MEASURED]
    sizes |= {p: style.CITY for p in reached if p and p not in sizes}
    sizes |= {p: style.TOWN for p in TOWNS if p not in sizes}
    symbols.cities(
        canvas, placer, dataset, symbols.fitting(sizes, canvas),
        must=cities,
        prefer={"latakia": ("nw", "w", "ne", "n"), "tartus": ("ne", "e", "n"),
                "damascus": ("e", "se", "s"), "aleppo": ("w", "nw", "sw")},
        badges={p: say(f"letter-{letter}") for letter, places in LETTERS.items() for p in places
                if lettered},
        radius=dict.fromkeys(LETTERS["B"], 3.1),
    )  # fmt: skip


def cut_area(canvas: Canvas, placer: Placer, situation: Situation, stake: CutOffRisk) -> Any:
    """Outline with dashes what is, or would be, cut off, and ring the cities supposed to fall.

    Returns the outlines, in mm.
    """
    dataset = situation.dataset
    cells = situation.mesh.shapes.reindex(list(stake.places)).dropna()
    land = canvas.cut(shapely.union_all(cells.to_numpy()))
    # Outside of the land, so that shore and front stay visible; a village alone is no area.
    grown = shapely.buffer(symbols.to_page(canvas, land), 1.3, join_style="round")
    parts = sorted(shapely.get_parts(grown), key=shapely.area)
    if not parts:
        return shapely.Point()
    areas = [part for part in parts[:-1] if part.area > SMALLEST_AREA] + parts[-1:]
    view = shapely.box(*canvas.map_box)
    rings = [
        shapely.intersection(shapely.get_exterior_ring(shapely.simplify(area, 0.25)), view)
        for area in areas
    ]
    for place in symbols.in_view(canvas, dataset, stake.cities):
        disc = shapely.buffer(shapely.Point(symbols.spot(canvas, dataset, place)), 2.6)
        rings.append(shapely.get_exterior_ring(disc))
    layer = canvas.layer("cut-off", page=True)
    for line in rings:
        dashed(layer, line)
    x0, y0, _, y1 = shapely.bounds(areas[-1])
    text = "\n".join(style.balance(cut_text(dataset, stake), 26.0, style.TOWN, "bold"))
    label = Label(text, x0, (y0 + y1) / 2 + 4, size=style.TOWN, weight="bold", radius=0.4,
                  prefer=("w", "sw", "nw"), off=areas[-1])  # fmt: skip
    if symbols.required(stake.places, canvas):  # else the legend says it
        placer.place(canvas.layer("cut-off-name", page=True), [label], halo=style.SEA)
    return shapely.union_all(rings)


def seen(dataset: Dataset, places: Sequence[str]) -> bool:
    """Whether some of the places lie on the map."""
    where = dataset.places.loc[list(places)]
    west, south, east, north = WEST
    return bool((where["lon"].between(west, east) & where["lat"].between(south, north)).any())


def dashed(layer: Layer, line: Any) -> None:
    """Draw a line around what is or would be cut off."""
    layer.outline(line, style.PAPER, 2.6, alpha=0.85)
    layer.outline(line, **CUT_LINE)


def arrows(
    canvas: Canvas, placer: Placer, moves: Sequence[Advance], colours: layers.Palette
) -> None:
    """Draw where forces moved."""
    layer = canvas.layer("movements", page=True)
    for move in moves:
        way = symbols.to_page(canvas, move.way)
        fill = style.darken(colours[move.faction][1], 0.42)
        arrow(layer, way, fill, f"{move.faction}-{move.places[-1]}")
        points = shapely.get_coordinates(shapely.segmentize(way, 1.5))
        placer.block_points([(float(x), float(y)) for x, y in points], 0.7)


def own_rows(
    legend: Legend, moves: Sequence[Advance], measures: Mapping[str, Distance],
    colours: layers.Palette, situation: Situation, stake: CutOffRisk | None,
) -> None:  # fmt: skip
    """Add rows for what only this map has."""
    dataset = situation.dataset
    for faction in dict.fromkeys(move.faction for move in moves):
        fill = style.darken(colours[faction][1], 0.42)

        def draw(layer: Layer, box: Box, fill: str = fill) -> None:
            y = (box[1] + box[3]) / 2
            arrow(layer, shapely.linestrings([(box[0], y), (box[2], y)]), fill)

        legend.row(say("advance", who=side_name(dataset, [faction])), draw)

    if stake is not None:
        outline = cut_text(dataset, stake)
        foretold = stake.supposed and dataset.article_day is not None
        legend.line(say("forecast" if foretold else "computed", outline=outline),
                    {"colour": style.PAPER, "width": 2.6}, CUT_LINE)  # fmt: skip
    casing = {"colour": style.PAPER, "width": 3.8}
    ends = {"source": place_name(dataset, SOURCE), "targets": places_name(dataset, TARGETS)}
    normal = say("normal-way", **ends)
    legend.line(normal, casing, {"colour": style.ROAD, "width": 2.6})
    legend.line(say("other-motorway"), casing, {"colour": style.ROAD, "width": 1.1})
    if measures:
        legend.line(say("shortest"), {"colour": style.INK, "width": 0.8})

    site_rows(legend, situation)


def site_rows(legend: Legend, situation: Situation) -> None:
    """Add a row for the sites of each guest force."""
    dataset = situation.dataset
    for holder in sites_of(situation, BASES):

        def site(layer: Layer, box: Box, holder: str = holder) -> None:
            layers.base(layer, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2,
                        dataset.factions.at[holder, "colour_dark"])  # fmt: skip

        legend.row(site_name(dataset, holder), site)
