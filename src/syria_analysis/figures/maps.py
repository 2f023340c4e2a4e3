"""The maps of an evening: who holds what, in the whole theatre, and what each side gained."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from syria_analysis.control.front import front_between, with_joined
from syria_analysis.control.land import held_land
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.figures import furniture, labelled_places, layers, style, symbols
from syria_analysis.figures.canvas import Box, Canvas
from syria_analysis.figures.declared import figure_of_kind, sides_of_figure
from syria_analysis.figures.extents import changed, extent, located, reaching
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.label_placement import Label, Placer
from syria_analysis.figures.legend import (
    Legend,
    certainty_row,
    contested_row,
    faction_row,
    front_row,
    gained_row,
    land_in_view,
    past_front_row,
)
from syria_analysis.figures.lines import distance_lines
from syria_analysis.figures.pages import baseline_of, finish, plan_page, start
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.text import evening_words
from syria_analysis.text.headline import news_of
from syria_analysis.text.language import in_its_words
from syria_analysis.text.wording import land_name, place_name

__all__ = ["map_before", "map_gains", "map_situation"]

LEGEND_INSIDE = 150.0
"""A map so wide, in mm, has room for its legend in a corner."""
SMALL_LAND = 700.0
"""Land under so many mm² gets its name before the cities do."""
LARGE_SHARE, LARGE_NAME = 0.2, 11.0
"""Who holds so much of the theatre has a name of this size."""
MOSTLY = 0.5
"""Land that lies so far within an area with a name of its own is not named after its holder."""
CITY_ASKED = 10.0
"""Type size of the cities asked about on a map of gains."""


@style.settings()
@in_its_words
def map_before(
    situation: Situation,
    attackers: Side = None,
    *,
    spec: FigureSpec | None = None,
    sheet: Sheet = REPORT,
) -> Illustration:
    """Draw the whole theatre: who holds what before all that is told.

    Parameters
    ----------
    situation : Situation
        The evening, for a report that of the baseline.
    attackers : str or iterable of str, optional
        Faction ids that the headline names as one side. Default: those who attack in the contest
        that the figure shows.
    spec : FigureSpec, optional
        What the package declares of the figure. Default: of its first of this kind.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Illustration
        Named ``map-`` and the id of the figure.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> map_before(situation_on(load_dataset(), "2024-11-26")).name
    'map-before'
    """
    spec = spec or figure_of_kind(situation.dataset, "before")
    return _whole(spec, situation, attackers, sheet)


@style.settings()
@in_its_words
def map_situation(
    situation: Situation,
    attackers: Side = None,
    *,
    spec: FigureSpec | None = None,
    sheet: Sheet = REPORT,
    band: bool = False,
) -> Illustration:
    """Draw the whole theatre on any evening, with what changed hands that day.

    Parameters
    ----------
    situation : Situation
        The evening.
    attackers : str or iterable of str, optional
        As for `map_before`.
    spec : FigureSpec, optional
        What the package declares of the figure. Default: of its first of this kind.
    sheet : Sheet
        What it is made for.
    band : bool
        Whether to draw the land in which the front may run.

    Returns
    -------
    Illustration
        Named ``map-`` and the id of the figure.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> map_situation(situation_on(load_dataset(), "2024-12-08")).name
    'map-situation'
    """
    spec = spec or figure_of_kind(situation.dataset, "situation")
    since = evening_before(situation)
    return _whole(spec, situation, attackers, sheet, since, band=band)


def _whole(
    spec: FigureSpec,
    situation: Situation,
    attackers: Side,
    sheet: Sheet,
    baseline: Situation | None = None,
    keyed: frozenset[str] = frozenset(),
    *,
    band: bool = False,
) -> Illustration:
    """Draw the whole theatre; in the legend stand the forces `keyed`, who have no name on land."""
    dataset = situation.dataset
    side: tuple[str, ...] = ()
    front = None
    if attackers:
        side = dataset.side(attackers)
    if dataset.conflict.contests:
        attacking, defending = sides_of_figure(spec, situation, attackers)
        side = side or attacking
        everyone = with_joined(situation, attacking, defending)
        front = front_between(situation, everyone, defending)
    colours = style.palette(dataset, sheet.medium)
    words = evening_words.country_words(situation, side)
    bounds = extent(dataset, spec)
    apart = _named_otherwise(situation)
    wide = plan_page(sheet, situation, words, bounds, []).map_width
    scale = (bounds[2] - bounds[0]) / wide
    keyed = keyed or frozenset(symbols.small_lands(scale, situation, bounds)) - apart
    legend = Legend()
    certainty_row(legend, dataset, bounds)
    front_row(legend, front, band=band)
    gained_row(legend, situation, baseline or situation, colours, bounds)
    contested_row(legend, situation, colours, bounds)
    faction_row(legend, keyed, dataset, colours, land_in_view(situation, bounds))
    inside = corner_width(legend, situation, bounds, wide)
    canvas, placer, _ = start(
        f"map-{spec.id}", situation, words, bounds, sheet, [] if inside else [legend.block()]
    )
    layers.territory(canvas, situation, colours)
    if baseline is not None:
        layers.gains(canvas, situation, baseline, colours)
    layers.contested(canvas, situation, colours)
    layers.water(canvas, dataset)
    borders = symbols.to_page(canvas, layers.boundaries(canvas, situation, front))
    if front is not None:
        if band:
            layers.front_band(canvas, front)
        placer.front = symbols.to_page(canvas, layers.front_line(canvas, front, "front"))
    layers.dots(canvas, situation, colours, baseline)

    _, y0, x1, _ = canvas.map_box
    if inside:
        top = y0 + 1.5 + legend.height(inside)
        placer.block(legend.draw(canvas, x1 - inside - 1, top, inside, style.NEIGHBOUR))
    furniture.scale_bar(canvas, placer, 0.425)
    placer.avoid = borders

    shown = labelled_places.chosen(situation, spec, canvas)
    sizes = symbols.fitting({p: labelled_places.size_of_seat(dataset, p) for p in shown}, canvas)
    enclaves = enclave_labels(canvas, situation)
    placer.block_points([(lab.x, lab.y) for lab in enclaves], 1.1)
    # Small lands first, since their names fit in few places; but not over a city.
    large = _large(situation)
    spots = [symbols.spot(canvas, dataset, p) for p in symbols.in_view(canvas, dataset, sizes)]
    points = Placer(placer.limits, [*placer.taken], placer.avoid)
    points.block_points(spots, 0.9)
    leave = keyed | apart
    unnamed = symbols.territory_names(
        canvas, points, situation, colours, large, between=(0, SMALL_LAND), leave=leave
    )
    placer.block(*points.taken[len(placer.taken) + len(spots) :])
    must = symbols.required([p for p in sizes if p in spec.must], canvas)
    symbols.cities(
        canvas,
        placer,
        dataset,
        sizes,
        prefer=spec.prefer,
        must=must,
        dots=layers.dot_styles(canvas, situation, colours, baseline),
        said=labelled_places.fallen_that_day(news_of(situation)) if baseline is not None else {},
    )
    placer.place(canvas.layer("enclave-names", page=True), enclaves)
    if not area_names(canvas, placer, dataset, spec):
        unnamed |= apart - keyed
    unnamed |= symbols.territory_names(
        canvas, placer, situation, colours, large, between=(SMALL_LAND, np.inf), leave=leave
    )
    if unnamed:  # what the map has no room for, the legend says
        return _whole(spec, situation, attackers, sheet, baseline, keyed | unnamed, band=band)
    if symbols.roomy(canvas):
        barrier_names(canvas, placer, dataset)
    symbols.country_names(canvas, placer, dataset)
    return finish(canvas, situation, words)


def evening_before(situation: Situation) -> Situation | None:
    """Return the evening whose changes a map shows: that before, none on the first.

    Of what is only supposed, the same evening as it is reported.
    """
    dataset = situation.dataset
    if situation.hypothetical:
        return situation_on(dataset, situation.date)
    earlier = [day for day in dataset.days if day < situation.date]
    return situation_on(dataset, earlier[-1]) if earlier else None


def _large(situation: Situation) -> dict[str, float]:
    """Give the holders of much land the type size of their names."""
    areas = situation.mesh.area_km2
    held = areas.groupby(situation.holders.reindex(areas.index)).sum() / areas.sum()
    return dict.fromkeys(held.index[held > LARGE_SHARE], LARGE_NAME)


def _named_otherwise(situation: Situation) -> frozenset[str]:
    """List the factions whose land has a name of its own, as an area that the package declares.

    Of each area that is who holds most of it.
    """
    dataset, named = situation.dataset, set[str]()
    held = held_land(situation)
    for area in dataset.conflict.areas:
        frame = layers.features(dataset, area.layer)
        if frame is None:
            continue
        inside = shapely.area(
            shapely.intersection(held.to_numpy(), shapely.union_all(frame.geometry.to_numpy()))
        )
        most = int(inside.argmax())  # who else has land there is not named by it
        if inside[most] > MOSTLY * shapely.area(held.iloc[most]):
            named.add(str(held.index[most]))
    return frozenset(named)


def corner_width(legend: Legend, situation: Situation, bounds: Box, map_width: float) -> float:
    """Return the width of a legend in the lower right corner of a map, in mm.

    Its rows move together if it would cover land of the theatre; the width is 0 where it still
    would, and on a small map.
    """
    if map_width < LEGEND_INSIDE:
        return 0.0
    x0, y0, x1, _ = bounds
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


@style.settings()
@in_its_words
def map_gains(
    situation: Situation,
    baseline: Situation | object = None,
    attackers: Side = None,
    defenders: Side = None,
    *,
    spec: FigureSpec | None = None,
    sheet: Sheet = REPORT,
    band: bool = False,
) -> Illustration:
    """Draw what each side gained since an evening, and the front then and now.

    Parameters
    ----------
    situation : Situation
        The evening.
    baseline : Situation or day, optional
        What it is compared with. Default: the baseline of the package.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the front. Default: those of the contest that the figure
        shows.
    spec : FigureSpec, optional
        What the package declares of the figure. Default: of its first of this kind.
    sheet : Sheet
        What it is made for.
    band : bool
        Whether to draw the land in which the front may run.

    Returns
    -------
    Illustration
        Named ``map-`` and the id of the figure.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> map_gains(situation_on(load_dataset(), "2024-12-02")).name
    'map-offensive'
    """
    spec = spec or figure_of_kind(situation.dataset, "gains")
    before = baseline_of(situation, baseline)
    return _gains(spec, situation, before, attackers, defenders, sheet, band=band)


def _gains(
    spec: FigureSpec,
    situation: Situation,
    before: Situation,
    attackers: Side,
    defenders: Side,
    sheet: Sheet,
    keyed: frozenset[str] = frozenset(),
    *,
    band: bool = False,
) -> Illustration:
    """Draw a map of gains; in the legend stand the forces `keyed`, who have no name on land."""
    dataset = situation.dataset
    attacking, defending = sides_of_figure(spec, situation, attackers, defenders)
    colours = style.palette(dataset, sheet.medium)
    everyone = with_joined(situation, attacking, defending)  # as the headline has it
    news = news_of(situation, attacking, defending)
    near, named = news.approach, [*news.fallen, *news.contested]  # by the headline: they are seen
    fronts = [
        front_between(evening, with_joined(evening, attacking, defending), defending)
        for evening in (before, situation)
    ]
    about = changed(situation, before)
    if about.is_empty:
        about = shapely.union_all([front.line for front in fronts if not front.empty])
    view = extent(dataset, spec, about)
    lost = [p for p in dataset.chief_places if before.holders[p] in defending]
    fell = [p for p in lost if situation.holders[p] in everyone]
    capital = dataset.conflict.capital
    if capital and before.holders[capital] != situation.holders[capital]:  # whoever fights now
        fell = list(dict.fromkeys([capital, *fell]))
    seen = [*fell, *named, *([near.place] if near else [])]
    bounds = reaching(dataset, view, located(dataset, seen))
    if not keyed:  # what is too small even on a map as wide as the page
        scale = (bounds[2] - bounds[0]) / sheet.design_width
        keyed = frozenset(symbols.small_lands(scale, situation, bounds))
    where = spec.extent if bounds == view else ""
    words = evening_words.gains_words(situation, before, attacking, defending, extent=where)
    legend = Legend()
    certainty_row(legend, dataset, bounds)
    front_row(legend, fronts[1], band=band)
    if not fronts[0].empty:
        past_front_row(legend, situation, before)
    gained_row(legend, situation, before, colours, bounds)
    contested_row(legend, situation, colours, bounds)
    faction_row(legend, keyed, dataset, colours, land_in_view(situation, bounds))
    blocks = [legend.block()]
    canvas, placer, _ = start(f"map-{spec.id}", situation, words, bounds, sheet, blocks)
    layers.territory(canvas, situation, colours)
    layers.gains(canvas, situation, before, colours)
    layers.contested(canvas, situation, colours)
    layers.water(canvas, dataset)
    roads = symbols.roads(canvas, dataset, symbols.road_parts(dataset, spec.roads))
    layers.boundaries(canvas, situation, fronts[1])
    if band:
        layers.front_band(canvas, fronts[1])
    then = layers.front_line(canvas, fronts[0], "front-before", dotted=True)
    now = layers.front_line(canvas, fronts[1], "front")
    layers.dots(canvas, situation, colours, before)
    placer.avoid = symbols.to_page(canvas, shapely.union_all([now, then]))
    placer.front = symbols.to_page(canvas, now)
    gained = layers.gains_of(situation, before)
    moved = situation.mesh.dissolve(gained).geometry
    edge = symbols.to_page(canvas, shapely.boundary(shapely.union_all(moved.to_numpy())))
    placer.avoid = shapely.union_all([placer.avoid, *roads.values()])

    furniture.scale_bar(canvas, placer, roads=bool(roads))
    furniture.corner_locator(canvas, placer, situation.mesh.theatre)

    roomy = symbols.roomy(canvas)
    told = [*named, *fell, *([near.town] if near is not None and near.town else [])]
    if near is not None:  # where not all have room, the city comes first
        told = [*told, near.place] if roomy else [near.place, *told]
    shown = labelled_places.chosen(
        situation, spec, canvas, [place for place in told if place], gained.index[gained != ""]
    )
    sizes = symbols.fitting(_sizes(dataset, spec, shown, told), canvas)
    must = symbols.required(spec.must, canvas)
    enclaves = enclave_labels(canvas, situation)
    placer.block_points([(lab.x, lab.y) for lab in enclaves], 1.1)
    kept = symbols.in_view(canvas, dataset, dict.fromkeys([*must, *([near.place] if near else [])]))
    placer.block_points([symbols.spot(canvas, dataset, p) for p in kept], 0.65)

    def cities() -> None:
        symbols.cities(
            canvas,
            placer,
            dataset,
            sizes,
            must=must,
            prefer=spec.prefer,
            kept=kept,
            dots=layers.dot_styles(canvas, situation, colours, before),
            said=labelled_places.fallen_that_day(news),
        )

    if not roomy:
        cities()
    if near is not None and symbols.in_view(canvas, dataset, [near.place]):
        distance_lines(canvas, placer, dataset, {near.place: near.distance}, keep_off=edge)
    if roomy:
        cities()
    for part, line in roads.items():
        symbols.shield(canvas, placer, line, part.road)
    placer.place(canvas.layer("enclave-names", page=True), enclaves)
    unnamed = symbols.territory_names(
        canvas, placer, situation, colours, gained=gained, leave=keyed
    )
    if unnamed:  # what the map has no room for, the legend says
        more = keyed | unnamed
        return _gains(spec, situation, before, attackers, defenders, sheet, more, band=band)
    symbols.country_names(canvas, placer, dataset)
    return finish(canvas, situation, words)


def _sizes(
    dataset: Dataset, spec: FigureSpec, shown: Iterable[str], told: Iterable[str | None]
) -> dict[str, float]:
    """Give places the type size of their names on a map of gains."""
    asked = [p for p in dataset.conflict.cities if p in spec.must or not spec.must]
    kinds = dataset.places["kind"]
    ranks = [
        (CITY_ASKED, asked),
        (style.CITY_LARGE, dataset.seats),
        (style.CITY, [*spec.must, *told, *([] if spec.places else kinds.index[kinds == "city"])]),
    ]
    return {
        place: next((size for size, places in ranks if place in places), style.TOWN)
        for place in shown
    }


def enclave_labels(canvas: Canvas, situation: Situation) -> list[Label]:
    """Name the quarters among the enclaves, on a map with room for that."""
    kinds = situation.dataset.places["kind"]
    small = [p for p in layers.small_enclaves(situation) if kinds[p] == "quarter"]
    quarters = symbols.in_view(canvas, situation.dataset, symbols.required(small, canvas))
    labels: list[Label] = []
    for place in quarters:
        x, y = symbols.spot(canvas, situation.dataset, place)
        if all(np.hypot(x - other.x, y - other.y) > 2.6 for other in labels):
            name = symbols.broken(place_name(situation.dataset, place), 18)
            labels.append(Label(name, x, y, size=style.SMALL, weight="italic", radius=1.2))
    return labels


def area_names(canvas: Canvas, placer: Placer, dataset: Dataset, spec: FigureSpec) -> bool:
    """Set the names of areas that have one of their own; tell whether all had room."""
    layer, every = canvas.layer("area-names", page=True), True
    for area in dataset.conflict.areas:
        shapes = layers.plane(dataset, area.layer, canvas)
        land = symbols.to_page(canvas, shapely.union_all(shapes))
        if land.is_empty:
            continue
        centre, far = shapely.centroid(land), symbols.roomy(canvas)
        prefer = spec.prefer.get(area.layer, ())
        name = land_name(dataset, area.name)
        label = Label(
            name,
            centre.x,
            centre.y,
            size=style.SMALL,
            weight="italic",
            prefer=prefer,
            radius=2.6,
            far=far,
        )
        every = bool(placer.place(layer, [label])) and every
    return every


def barrier_names(canvas: Canvas, placer: Placer, dataset: Dataset) -> None:
    """Set the names of barriers beside their lines where there is room."""
    layer = canvas.layer("barrier-names", page=True)
    for barrier in dataset.conflict.barriers:
        shapes = layers.plane(dataset, barrier.layer, canvas)
        line = symbols.to_page(canvas, shapely.union_all(shapes))
        if line.is_empty:
            continue
        for share in (0.62, 0.7, 0.55, 0.8, 0.45, 0.9):
            point = shapely.line_interpolate_point(line, share, normalized=True)
            label = Label(
                land_name(dataset, barrier.name),
                point.x,
                point.y,
                size=style.SMALL,
                weight="italic",
                colour=style.SEA_INK,
                far=False,
                prefer=("ne", "e", "sw"),
            )
            if placer.place(layer, [label]):
                break
