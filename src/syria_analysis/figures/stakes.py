"""The map of what is at stake: the cities, the roads that tie them, the front, what is cut off."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

import shapely
from shapely.ops import substring

from syria_analysis.control.front import Front, front_between, with_joined
from syria_analysis.control.situation import Situation
from syria_analysis.figures import furniture, labelled_places, layers, style, symbols
from syria_analysis.figures.canvas import Box, Canvas, Layer
from syria_analysis.figures.declared import (
    figure_of_kind,
    sides_of_figure,
    way_ends,
)
from syria_analysis.figures.extents import extent, located
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.label_placement import BADGE, Label, Placer, badge
from syria_analysis.figures.layout import Block
from syria_analysis.figures.legend import (
    Legend,
    certainty_row,
    contested_row,
    faction_row,
    front_row,
    land_in_view,
)
from syria_analysis.figures.lines import arrow, distance_lines
from syria_analysis.figures.movements import Advance, advances
from syria_analysis.figures.pages import baseline_of, finish, start
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.roads.network import quickest, road_network
from syria_analysis.roads.risk import CutOffRisk, cut_off_risk
from syria_analysis.text.headline import nearest_town, news_of
from syria_analysis.text.language import grammar, in_its_words, is_rtl, say
from syria_analysis.text.stakes_words import cut_text, key_texts, sites_of, stakes_words
from syria_analysis.text.wording import day_beside, place_name

__all__ = ["map_stakes"]

TWO_COLUMNS = 130.0
"""A page so wide, in mm, has the letters in two columns."""
STEP = 1.2 * style.TEXT * style.MM_PER_POINT
BESIDE = 150.0
"""On a page so wide, in mm, legend and locator stand beside the map."""
ABOUT = 0.7
"""The map then takes about so much of the page's width."""
MAIN_CITY = 9.5
"""Type size of the cities that the map is about."""
CUT_LINE: dict[str, Any] = {
    "colour": style.INK,
    "width": 0.9,
    "linestyle": (0, (3.2, 1.8)),
    "capstyle": "butt",
}
TIE, OTHER = 2.6, 1.1
"""Widths of the normal way and of other roads, in points."""


@style.settings()
@in_its_words
def map_stakes(
    situation: Situation,
    baseline: Situation | object = None,
    attackers: Side = None,
    defenders: Side = None,
    *,
    spec: FigureSpec | None = None,
    sheet: Sheet = REPORT,
) -> Illustration:
    """Draw the cities that decide, the roads between them, the distances to the front.

    Parameters
    ----------
    situation : Situation
        The evening.
    baseline : Situation or day, optional
        Since when movements are drawn. Default: the baseline of the package.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the front. Default: those of the contest that the figure
        shows.
    spec : FigureSpec, optional
        What the package declares of the figure. Default: of its first of this kind.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Illustration
        Named ``map-`` and the id of the figure.

    Raises
    ------
    BadParameter
        If the package declares no scenario, which tells between which places roads matter.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> map_stakes(situation_on(load_dataset(), "2024-12-02")).name
    'map-stakes'
    """
    spec = spec or figure_of_kind(situation.dataset, "stakes")
    before = baseline_of(situation, baseline)
    return _stakes(spec, situation, before, attackers, defenders, sheet)


def _stakes(
    spec: FigureSpec,
    situation: Situation,
    before: Situation,
    attackers: Side,
    defenders: Side,
    sheet: Sheet,
    keyed: frozenset[str] = frozenset(),
) -> Illustration:
    """Draw a map of stakes; in the legend stand the forces `keyed`, who have no name on land."""
    dataset = situation.dataset
    attacking, defending = sides_of_figure(spec, situation, attackers, defenders)
    source, targets = way_ends(dataset, spec)
    critical = spec.critical or _supposed(dataset)
    colours = style.palette(dataset, sheet.medium)
    forces = with_joined(situation, attacking, defending)
    front = front_between(situation, forces, defending)
    asked = spec.measured or _measured(situation, front)
    lettered = [p for places in spec.letters.values() for p in places]
    cities = list(dict.fromkeys(lettered or [*asked, source, *targets, *critical]))
    distances = {p: front.distance_to(p) for p in dict.fromkeys([*cities, *asked])}
    bounds = extent(dataset, spec, located(dataset, [*cities, *asked, source, *targets, *critical]))
    stake = cut_off_risk(situation, critical, source, defending, attacking)
    if stake is not None and not _seen(dataset, stake.places, bounds):
        stake = None
    sites = symbols.sites(situation, spec, bounds)
    news = news_of(situation, attacking, defending)
    named = [*news.fallen, *news.contested]
    moves = advances(situation, before, forces, within=shapely.box(*bounds))
    words = stakes_words(
        situation,
        before,
        attacking,
        defending,
        {city: distances[city] for city in asked},
        stake,
        source=source,
        targets=targets,
        letters=spec.letters,
        sites=sites,
        extent=spec.extent,
        in_view=not named or _seen(dataset, named, bounds),
        moved=bool(moves),
    )
    chains = [] if spec.tie else _ways(dataset, source, targets)
    parts = symbols.road_parts(dataset, spec.roads)
    measured = {city: distances[city] for city in asked if distances[city].status == "ok"}
    if not keyed:  # what is too small on a map about so wide
        share = ABOUT if sheet.design_width >= BESIDE else 1.0
        scale = (bounds[2] - bounds[0]) / (share * sheet.design_width)
        keyed = frozenset(symbols.small_lands(scale, situation, bounds))
    legend = Legend(tight=sheet.fixed)
    certainty_row(legend, dataset, bounds)
    front_row(legend, front)
    own_rows(legend, moves, before, colours, situation, stake)
    contested_row(legend, situation, colours, bounds)
    faction_row(legend, keyed, dataset, colours, land_in_view(situation, bounds))
    blocks = [furniture.column_locator(situation.mesh.theatre), legend.block()]
    key = None
    if spec.letters:
        key = key_block(key_texts(situation, before, distances, spec.letters, targets))
        blocks.append(key)
    canvas, placer, planned = start(
        f"map-{spec.id}", situation, words, bounds, sheet, blocks, beside_from=BESIDE
    )
    furniture.scale_bar(canvas, placer, roads=True)
    layers.territory(canvas, situation, colours)
    layers.contested(canvas, situation, colours)
    layers.water(canvas, dataset)
    roads = symbols.roads(canvas, dataset, parts, width=OTHER)
    tie = symbols.roads(canvas, dataset, spec.tie, width=TIE, name="tie")
    normal = symbols.ways(canvas, dataset, {"normal-way": chains}, width=TIE, name="normal-way")
    layers.boundaries(canvas, situation, front)
    line = layers.front_line(canvas, front, "front")
    layers.dots(canvas, situation, colours, before)
    drawn = [*roads.values(), *tie.values(), *normal.values()]
    placer.front = symbols.to_page(canvas, line)
    placer.avoid = shapely.union_all([placer.front, *drawn])

    if stake is not None:
        placer.avoid = shapely.union_all([placer.avoid, cut_area(canvas, placer, situation, stake)])
    covered = arrows(canvas, moves, colours, lettered)
    badged = any(block is key for block, *_ in planned.blocks)
    roomy = symbols.roomy(canvas)
    kept = [] if lettered else symbols.in_view(canvas, dataset, cities)
    placer.block_points([symbols.spot(canvas, dataset, p) for p in kept], 0.65)
    letters = {p: say(f"letter-{letter}") for letter, some in spec.letters.items() for p in some}
    titles = bases(canvas, placer, situation, sites)
    symbols.badges(canvas, placer, dataset, letters)

    def name_cities(sizes: Mapping[str, float], said: Mapping[str, str]) -> None:
        symbols.cities(
            canvas,
            placer,
            dataset,
            symbols.fitting(sizes, canvas),
            must=lettered,
            kept=kept,
            prefer=spec.prefer,
            badged=letters,
            dots=layers.dot_styles(canvas, situation, colours, before),
            said=said,
        )

    fell = labelled_places.fallen_that_day(news)
    if fell:  # may cover an arrow, which other names keep off
        name_cities(dict.fromkeys(fell, MAIN_CITY), fell)
    placer.block_points(covered, 0.7)

    def city_names() -> None:
        near = (nearest_town(situation, p, forces) for p in asked)
        reached = [place for place in near if place]
        shown = labelled_places.chosen(situation, spec, canvas, [*cities, *reached])
        sizes = dict.fromkeys(shown, style.TOWN) | dict.fromkeys(reached, style.CITY)
        sizes |= dict.fromkeys(cities, MAIN_CITY)
        name_cities({place: size for place, size in sizes.items() if place not in fell}, {})

    if not roomy:  # the cities first, whatever else finds room
        city_names()
    placer.place(canvas.layer("base-names", page=True), titles)
    if not badged:  # else the letters say how far the front is
        lines = distance_lines(canvas, placer, dataset, measured)
        placer.avoid = shapely.union_all([placer.avoid, *lines])
    for part, way in roads.items():
        symbols.shield(canvas, placer, way, part.road)
    for part, way in tie.items():
        if part.start and part.end and part.road not in {other.road for other in roads}:
            ends = {"from": place_name(dataset, part.start), "to": place_name(dataset, part.end)}
            symbols.shield(canvas, placer, way, say("road-between", **ends))
    if roomy:
        city_names()
    unnamed = symbols.territory_names(canvas, placer, situation, colours, leave=keyed)
    if unnamed:  # what the map has no room for, the legend says
        return _stakes(spec, situation, before, attackers, defenders, sheet, keyed | unnamed)
    symbols.country_names(canvas, placer, dataset)
    return finish(canvas, situation, words)


def _supposed(dataset: Dataset) -> tuple[str, ...]:
    scenario = dataset.conflict.scenario
    return () if scenario is None else scenario.captures


def _measured(situation: Situation, front: Front) -> tuple[str, ...]:
    """Choose the cities whose distance to the front is drawn: the nearest one, and the capital."""
    dataset = situation.dataset
    capital, main = dataset.conflict.capital, dataset.seats or list(dataset.conflict.cities)
    held = [p for p in main if situation.holders[p] in front.defenders]
    away = {p: front.distance_to(p).distance_km for p in held}
    near = min((p for p in held if away[p] is not None), key=lambda p: away[p] or 0.0, default=None)
    return tuple(dict.fromkeys(p for p in (near, capital) if p is not None))


def _ways(dataset: Dataset, source: str, targets: Iterable[str]) -> list[list[str]]:
    """Find the quickest ways between places where every road is open."""
    network = road_network(dataset)
    known = [p for p in targets if p in network and source in network]
    found = [quickest(network, source, target) for target in known]
    return [list(way[1]) for way in found if way is not None]


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


def bases(
    canvas: Canvas,
    placer: Placer,
    situation: Situation,
    sites: Iterable[str],
    size: float = style.TOWN,
) -> list[Label]:
    """Draw the sites that guest forces hold, and return their names."""
    dataset = situation.dataset
    layer = canvas.layer("bases", page=True)
    labels: list[Label] = []
    for holder, places in sites_of(situation, sites).items():
        for place in symbols.in_view(canvas, dataset, places):
            x, y = symbols.spot(canvas, dataset, place)
            layers.base(layer, x, y, dataset.factions.at[holder, "colour_dark"])
            name = grammar(place_name(dataset, place), "short")
            labels.append(
                Label(
                    name,
                    x,
                    y,
                    size=size,
                    weight="italic",
                    radius=1.2,
                    prefer=("w", "sw", "nw", "s"),
                )
            )
    placer.block_points([(lab.x, lab.y) for lab in labels], 1.0)
    return labels


def cut_area(canvas: Canvas, placer: Placer, situation: Situation, stake: CutOffRisk) -> Any:
    """Outline with dashes what is, or would be, cut off; return the outline, in mm."""
    dataset = situation.dataset
    land = canvas.cut(situation.land_of(stake.places))
    # Outside of the land, so that shore and front stay visible; a village alone is no area.
    grown = shapely.buffer(symbols.to_page(canvas, land), 1.3, join_style="round")
    area = max(shapely.get_parts(grown), key=shapely.area, default=None)
    if area is None or shapely.is_empty(area):
        return shapely.Point()
    ring = shapely.get_exterior_ring(shapely.simplify(area, 0.25))
    line = shapely.intersection(ring, shapely.box(*canvas.map_box))
    dashed(canvas.layer("cut-off", page=True), line)
    x0, y0, _, y1 = shapely.bounds(area)
    text = "\n".join(style.balance(cut_text(dataset, stake), 26.0, style.TOWN, "bold"))
    label = Label(
        text,
        x0,
        (y0 + y1) / 2 + 4,
        size=style.TOWN,
        weight="bold",
        radius=0.4,
        prefer=("w", "sw", "nw"),
        off=area,
    )
    if symbols.required(stake.places, canvas):  # else the legend says it
        placer.place(canvas.layer("cut-off-name", page=True), [label], halo=style.SEA)
    return line


def _seen(dataset: Dataset, places: Sequence[str], bounds: Box) -> bool:
    """Whether some of the places lie on the map."""
    return bool(shapely.intersects(located(dataset, places), shapely.box(*bounds)))


def dashed(layer: Layer, line: Any) -> None:
    """Draw a line around what is or would be cut off."""
    layer.outline(line, style.PAPER, 2.6, alpha=0.85)
    layer.outline(line, **CUT_LINE)


def arrows(
    canvas: Canvas,
    moves: Sequence[Advance],
    colours: layers.Palette,
    lettered: Container[str],
) -> list[tuple[float, float]]:
    """Draw where forces moved, up to the letter of the place reached; return points on the way."""
    layer, view = canvas.layer("movements", page=True), shapely.box(*canvas.map_box)
    covered: list[tuple[float, float]] = []
    for move in moves:
        parts = shapely.get_parts(shapely.intersection(symbols.to_page(canvas, move.way), view))
        if not len(parts):
            continue
        way = parts[-1]  # the one that ends where they came to
        if move.places[-1] in lettered:
            way = substring(way, 0, max(shapely.length(way) - BADGE - 0.4, 0.5))
        fill = colours[move.faction].strong
        arrow(layer, way, fill, f"{move.faction}-{move.places[-1]}")
        points = shapely.get_coordinates(shapely.segmentize(way, 1.5))
        covered += [(float(x), float(y)) for x, y in points]
    return covered


def own_rows(
    legend: Legend,
    moves: Sequence[Advance],
    before: Situation,
    colours: layers.Palette,
    situation: Situation,
    stake: CutOffRisk | None,
) -> None:
    """Add rows for what only this map has."""
    dataset = situation.dataset
    if moves:
        fill = colours[moves[0].faction].strong

        def draw(layer: Layer, box: Box) -> None:
            y = (box[1] + box[3]) / 2
            arrow(layer, shapely.linestrings([(box[0], y), (box[2], y)]), fill)

        day, short = before.date, day_beside(before.date, situation.date, short=True)
        legend.row(say("advance", day=day_beside(day, situation.date)), draw)
        legend.dates(say("advance", day=short))
        legend.yields()

    if stake is not None:
        outline = cut_text(dataset, stake)
        legend.line(
            say("computed", outline=outline),
            {"colour": style.PAPER, "width": 2.6},
            CUT_LINE,
        )
