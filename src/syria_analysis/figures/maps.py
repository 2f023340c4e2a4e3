"""The maps of a report: before the offensive, the offensive, and any evening."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from syria_analysis.control.front import front_between
from syria_analysis.control.situation import Situation
from syria_analysis.figures import furniture, layers, style, symbols
from syria_analysis.figures.canvas import Box, Canvas, bounds_of
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.labels import Label, Placer
from syria_analysis.figures.legend import Legend, faction_rows, front_rows, mark_rows
from syria_analysis.figures.lines import distance_lines
from syria_analysis.figures.pages import as_situation, finish, plan_page, start
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import ATTACKERS, DEFENDERS
from syria_analysis.text import headlines
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.wording import land_name

__all__ = ["map_before", "map_offensive", "map_situation"]

COUNTRY: Box = (35.13, 32.2, 42.45, 37.42)
NORTH_WEST: Box = (35.6, 34.5, 38.6, 37.0)

LEGEND_INSIDE = 150.0
"""A map so wide, in mm, has room for its legend in a corner."""
SMALL_LAND = 700.0
"""Land under so many mm² gets its name before the cities do."""
SMALL_MAP_PLACES = ("qamishli", "kobani", "al-tanf")
OFFENSIVE_PLACES = (
    "aleppo", "hama", "homs", "idlib", "tell-rifaat", "khan-shaykhun", "morek", "maskanah",
    "saraqib", "maarat-al-numan", "manbij", "al-bab", "afrin", "azaz", "deir-hafer", "al-safira",
    "khanasir", "salamiyah", "jisr-al-shughur", "latakia", "tartus", "masyaf", "abu-al-duhur",
    "nubl", "ithriya",
)  # fmt: skip
OFFENSIVE_MUST = (
    "idlib", "aleppo", "tell-rifaat", "khan-shaykhun", "morek", "hama", "homs", "maskanah",
)  # fmt: skip


@in_its_words
def map_before(
    situation: Situation,
    attackers: str | Iterable[str] = ATTACKERS,
    *,
    sheet: Sheet = REPORT,
) -> Illustration:
    """Draw the whole country: who holds what.

    Parameters
    ----------
    situation : Situation
        The evening, for a report the eve of the offensive.
    attackers : str or iterable of str
        Faction ids that the headline names as one side.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Illustration
        Named ``map-before``.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> map_before(situation_on(load_dataset(), "2024-11-26")).name
    'map-before'
    """
    return _whole_country("map-before", situation, attackers, sheet)


@in_its_words
def map_situation(
    situation: Situation,
    attackers: str | Iterable[str] = ATTACKERS,
    *,
    sheet: Sheet = REPORT,
) -> Illustration:
    """Draw the whole country on any evening, else as `map_before`.

    Parameters
    ----------
    situation : Situation
        The evening.
    attackers : str or iterable of str
        Faction ids that the headline names as one side.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Illustration
        Named ``map-situation``.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> map_situation(situation_on(load_dataset(), "2024-12-08")).name
    'map-situation'
    """
    return _whole_country("map-situation", situation, attackers, sheet)


def _whole_country(
    name: str, situation: Situation, attackers: str | Iterable[str], sheet: Sheet
) -> Illustration:
    dataset = situation.dataset
    side = dataset.side(attackers)
    colours = style.palette(dataset.factions, sheet.medium)
    words = headlines.country_words(situation, side)
    bounds = bounds_of(COUNTRY, dataset.plane)
    legend = Legend()
    faction_rows(legend, situation, colours, bounds)
    if layers.small_enclaves(situation):
        legend.marker(say("enclave"), **layers.RING,
                      markerfacecolor=style.PAPER)  # fmt: skip
    mark_rows(legend, situation, colours, bounds)
    inside = corner_width(
        legend, situation, plan_page(sheet, situation, words, COUNTRY, []).map_width
    )
    canvas, placer, _ = start(
        name, situation, words, COUNTRY, sheet, [] if inside else [legend.block()]
    )
    layers.territory(canvas, situation, colours)
    layers.uncertain(canvas, situation)
    layers.contested(canvas, situation, colours)
    layers.water(canvas, dataset)
    borders = symbols.to_page(canvas, layers.boundaries(canvas, situation))
    rings = layers.enclaves(canvas, situation, colours)

    _, y0, x1, _ = canvas.map_box
    if inside:
        top = y0 + 1.5 + legend.height(inside)
        placer.block(legend.draw(canvas, x1 - inside - 1, top, inside, style.NEIGHBOUR))
    furniture.scale_bar(canvas, placer, 100, 0.425)
    placer.avoid = borders

    main = dataset.seats
    sizes = {p: style.CITY_LARGE if p in main[:4] else style.CITY for p in main}
    sizes |= dict.fromkeys(SMALL_MAP_PLACES, style.TOWN)
    sizes = symbols.fitting(sizes, canvas)
    prefer = {
        "damascus": ("e", "se"), "quneitra": ("e", "se", "ne"), "latakia": ("w", "sw", "nw"),
        "tartus": ("w", "sw", "nw"), "idlib": ("w", "sw"), "kobani": ("se", "s"),
        "qamishli": ("ne", "n"), "daraa": ("s", "sw", "w"), "suwayda": ("e", "se"),
        "deir-ez-zor": ("sw", "w", "s"),
    }  # fmt: skip
    ring_names = enclave_labels(canvas, situation, rings)
    placer.block_points([(lab.x, lab.y) for lab in ring_names], 1.1)
    # Small lands first, since their names fit in few places; but not over a city.
    large = {"SAA": 11.0, "SDF": 11.0}
    spots = [symbols.spot(canvas, dataset, p) for p in symbols.in_view(canvas, dataset, sizes)]
    points = Placer(placer.limits, [*placer.taken], placer.avoid)
    points.block_points(spots, 0.9)
    symbols.territory_names(
        canvas, points, situation, colours, large, between=(0, SMALL_LAND), leave=("IDF",)
    )  # fmt: skip
    placer.block(*points.taken[len(placer.taken) + len(spots) :])
    must = symbols.required(sizes, canvas)
    symbols.cities(canvas, placer, dataset, sizes, prefer=prefer, must=must)
    placer.place(canvas.layer("enclave-names", page=True), ring_names)
    golan = dataset.plane.to_plane(dataset.basemap("golan").geometry.union_all())
    golan = symbols.to_page(canvas, golan)
    centre = shapely.centroid(golan)
    placer.place(
        canvas.layer("golan", page=True),
        [Label(land_name(dataset, "golan"), centre.x, centre.y, size=style.SMALL, weight="italic",
               prefer=("w", "sw", "nw"), radius=2.6, far=bool(must))],
    )  # fmt: skip
    symbols.territory_names(canvas, placer, situation, colours, large, between=(SMALL_LAND, np.inf))
    if must:
        river_name(canvas, placer, dataset)
    symbols.country_names(canvas, placer, dataset)
    return finish(canvas, situation, words)


def corner_width(legend: Legend, situation: Situation, map_width: float) -> float:
    """Return the width of a legend in the lower right corner of the country's map, in mm.

    Its rows move together if it would cover land; the width is 0 where it still would, and on a
    small map.
    """
    if map_width < LEGEND_INSIDE:
        return 0.0
    x0, y0, x1, _ = bounds_of(COUNTRY, situation.dataset.plane)
    scale = (x1 - x0) / map_width
    usual = legend.gap
    for gap in (usual, legend.tight):
        legend.gap = gap
        for width in legend.widths():
            left, top = x1 - (width + 3.0) * scale, y0 + (legend.height(width) + 3.5) * scale
            covered = shapely.box(left, y0, x1, top)
            if not shapely.intersects(situation.mesh.theatre, covered):
                return width
    legend.gap = usual
    return 0.0


@in_its_words
def map_offensive(
    situation: Situation,
    baseline: Situation | object = None,
    attackers: str | Iterable[str] = ATTACKERS,
    defenders: str | Iterable[str] = DEFENDERS,
    *,
    sheet: Sheet = REPORT,
) -> Illustration:
    """Draw the north-west: what each side gained since an evening, and the front then and now.

    Parameters
    ----------
    situation : Situation
        The evening.
    baseline : Situation or day, optional
        What it is compared with; the first evening of the data by default.
    attackers, defenders : str or iterable of str
        Faction ids of the two sides of the front.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Illustration
        Named ``map-offensive``.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> map_offensive(situation_on(load_dataset(), "2024-12-02")).name
    'map-offensive'
    """
    dataset = situation.dataset
    before = as_situation(dataset, dataset.first if baseline is None else baseline)
    attacking, defending = dataset.side(attackers), dataset.side(defenders)
    colours = style.palette(dataset.factions, sheet.medium)
    near = headlines.nearest_seat(situation, attacking, defending)
    words = headlines.gains_words(
        situation, before, attacking, defending, near, extent="north-west"
    )
    bounds = bounds_of(NORTH_WEST, dataset.plane)
    legend = Legend()
    faction_rows(legend, situation, colours, bounds, before)
    front_rows(legend, situation, before)
    mark_rows(legend, situation, colours, bounds, before)
    blocks = [legend.block()]
    canvas, placer, _ = start("map-offensive", situation, words, NORTH_WEST, sheet, blocks)
    layers.territory(canvas, situation, colours)
    layers.gains(canvas, situation, before, colours)
    layers.uncertain(canvas, situation)
    layers.contested(canvas, situation, colours)
    layers.water(canvas, dataset)
    road = symbols.roads(canvas, dataset, ["M5"])
    layers.low_confidence(canvas, situation, before)
    layers.boundaries(canvas, situation)
    then = layers.front_line(
        canvas, front_between(before, attacking, defending), "front-before", dotted=True
    )
    now = layers.front_line(canvas, front_between(situation, attacking, defending), "front")
    rings = layers.enclaves(canvas, situation, colours)
    placer.avoid = symbols.to_page(canvas, shapely.union_all([now, then]))
    changed = situation.mesh.dissolve(layers.gains_of(situation, before)).geometry
    edge = symbols.to_page(canvas, shapely.boundary(shapely.union_all(changed.to_numpy())))
    placer.avoid = shapely.union_all([placer.avoid, *road.values()])

    furniture.scale_bar(canvas, placer, 50)
    furniture.corner_locator(canvas, placer, situation.mesh.theatre)

    main = dataset.seats
    sizes = {
        p: (10.0 if p in ("aleppo", "hama", "homs") else style.CITY_LARGE if p in main
            else style.CITY if p in OFFENSIVE_MUST else style.TOWN)
        for p in OFFENSIVE_PLACES
    }  # fmt: skip
    reached = near[1].nearest_held if near is not None else None
    must = symbols.required(OFFENSIVE_MUST, canvas)
    if reached is not None:  # the headline names it
        sizes = {reached: style.CITY} | sizes
    if near is not None and not must:  # where not all have room, the city comes first
        sizes = {near[0]: style.CITY_LARGE} | sizes
    sizes = symbols.fitting(sizes, canvas)
    ring_names = enclave_labels(canvas, situation, rings)
    placer.block_points([(lab.x, lab.y) for lab in ring_names], 1.1)
    spots = [symbols.spot(canvas, dataset, p) for p in must if p in dataset.places.index]
    placer.block_points(spots, 0.65)

    def names() -> None:
        symbols.cities(
            canvas, placer, dataset, sizes, must=must,
            prefer={"latakia": ("w", "e"), "tartus": ("w", "e"), "idlib": ("w", "nw")},
        )  # fmt: skip

    if not must:
        names()
    if near is not None and symbols.in_view(canvas, dataset, near[:1]):
        distance_lines(canvas, placer, dataset, {near[0]: near[1]}, keep_off=edge)
    if must:
        names()
    if "M5" in road:
        symbols.shield(canvas, placer, road["M5"], "M5", (0.5, 0.45, 0.6, 0.3, 0.75, 0.2))
    placer.place(canvas.layer("enclave-names", page=True), ring_names)
    gained = layers.gains_of(situation, before)
    symbols.territory_names(canvas, placer, situation, colours, gained=gained)
    symbols.country_names(canvas, placer, dataset)
    return finish(canvas, situation, words)


def enclave_labels(canvas: Canvas, situation: Situation, rings: Iterable[str]) -> list[Label]:
    """Name the quarters among the enclaves with a ring, on a map with room for that."""
    kinds = situation.dataset.places["kind"]
    quarters = symbols.required((p for p in rings if kinds[p] == "quarter"), canvas)
    return [ring_label(canvas, situation, place) for place in quarters]


def ring_label(canvas: Canvas, situation: Situation, place: str) -> Label:
    """Name an enclave at its ring."""
    centre = shapely.centroid(situation.mesh.shapes[place])
    x, y = canvas.on_page(centre.x, centre.y)
    name = str(situation.dataset.places.at[place, "name"])
    return Label(
        symbols.broken(name, 18), float(x), float(y), size=style.SMALL, weight="italic", radius=1.2
    )


def river_name(canvas: Canvas, placer: Placer, dataset: Dataset) -> None:
    """Set the name of the Euphrates beside its line where there is room."""
    line = canvas.cut(dataset.plane.to_plane(dataset.basemap("euphrates").geometry.union_all()))
    line = symbols.to_page(canvas, line)
    for share in (0.62, 0.7, 0.55, 0.8, 0.45, 0.9):
        point = shapely.line_interpolate_point(line, share, normalized=True)
        label = Label(
            land_name(dataset, "Euphrates"), point.x, point.y, size=style.SMALL, weight="italic",
            colour=style.SEA_INK, far=False, prefer=("ne", "e", "sw"),
        )  # fmt: skip
        if placer.place(canvas.layer("river-name", page=True), [label]):
            return
