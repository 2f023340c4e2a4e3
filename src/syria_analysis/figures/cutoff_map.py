"""The map of a what-if: the ways open before and after, and what would be cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

from syria_analysis.control.situation import Situation
from syria_analysis.figures import furniture, labelled_places, layers, style, symbols
from syria_analysis.figures.canvas import Box, Canvas, Layer
from syria_analysis.figures.declared import figure_of_kind
from syria_analysis.figures.extents import extent, located, reaching
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.label_placement import Placer
from syria_analysis.figures.layout import Block, Plan, fit
from syria_analysis.figures.legend import Legend, certainty_row
from syria_analysis.figures.pages import finish, open_page, plan_page
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.figures.stakes import bases
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.roads.network import open_network, part_of
from syria_analysis.roads.reach import CutOff, cut_off
from syria_analysis.roads.risk import isolated
from syria_analysis.text import evening_words
from syria_analysis.text.language import in_its_words, is_rtl, say
from syria_analysis.text.stakes_words import cutoff_words
from syria_analysis.text.wording import day_text, place_name, side_name

__all__ = ["map_cutoff", "two_maps"]

GAP = 2.0
SMALLEST = 54.0
"""Maps less wide than this, in mm, stand one on the other where that makes them wider."""
HEADING = 5.0
OPEN: dict[str, Any] = {"colour": style.ROAD, "width": 0.7}
WAY: tuple[dict[str, Any], ...] = (
    {"colour": style.PAPER, "width": 3.6},
    {"colour": style.INK, "width": 2.3},
)
LOST: tuple[dict[str, Any], ...] = (
    {"colour": style.PAPER, "width": 3.0, "alpha": 0.9},
    {"colour": style.INK, "width": 1.5, "linestyle": (0, (0.9, 1.4)), "capstyle": "butt"},
)


@style.settings()
@in_its_words
def map_cutoff(
    now: Situation,
    after: Situation,
    source: str | None = None,
    side: Side = None,
    targets: Iterable[str] = (),
    *,
    spec: FigureSpec | None = None,
    sheet: Sheet = REPORT,
) -> Illustration:
    """Draw, side by side, the ways that are open and those that would be after captures.

    Parameters
    ----------
    now, after : Situation
        As reported and as supposed.
    source : str, optional
        Place from which one sets out. Default: that of the scenario of the package, else its
        capital.
    side : str or iterable of str, optional
        The factions whose stretches are used. Default: the defenders.
    targets : iterable of str
        Places to be reached. Default: those of the scenario, else the seats that the side holds.
    spec : FigureSpec, optional
        What the package declares of the figure. Default: of its first of this kind.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Illustration
        Named ``map-`` and the id of the figure; contested places count as shut.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.what_if import if_captured
    >>> from syria_analysis.control.situation import situation_on
    >>> now = situation_on(load_dataset(), "2024-12-02")
    >>> map_cutoff(now, if_captured(now, "hama", "homs", by="HTS"), "damascus").name
    'map-cutoff'
    """
    dataset = now.dataset
    colours = style.palette(dataset, sheet.medium)
    spec = spec or figure_of_kind(dataset, "cutoff")
    start = dataset.origin(source)
    scenario = dataset.conflict.scenario
    aims = list(targets) or (list(scenario.targets) if scenario else None)
    users = dataset.defenders(side, now.date)
    cuts = [cut_off(state, start, users, aims) for state in (now, after)]
    words = cutoff_words(*cuts)
    points = [
        cuts[0].source,
        *after.captured,
        *(p for c in cuts for r in c.routes for p in (r.to, *r.via)),
    ]
    about = located(dataset, points)
    bounds = reaching(dataset, extent(dataset, spec, about), about)
    sites = symbols.sites(now, spec, bounds)
    legend = _legend(cuts, colours, bounds, tight=sheet.fixed)
    one, two = two_maps(f"map-{spec.id}", sheet, bounds, words, now, legend)
    layer = one.layer("headings", page=True)
    for panel, cut, text, short in (
        (one, cuts[0], say("as-reported-on", day=day_text(now.date)), say("as-reported")),
        (two, cuts[1], say("after-captures"), say("hypothetical")),
    ):
        x0, _, x1, top = panel.map_box
        fits = style.text_width(text, style.SUBTITLE, "bold") < x1 - x0
        edge, ha = (x1, "right") if is_rtl() else (x0, "left")
        layer.text(edge, top + 1.6, text if fits else short, style.SUBTITLE, weight="bold", ha=ha)
        _draw(panel, spec, cut, cuts[0], list(after.captured), sites, colours)
    return finish(one, now, words)


def two_maps(
    name: str, sheet: Sheet, bounds: Box, words: evening_words.Words, now: Situation, legend: Legend
) -> tuple[Canvas, Canvas]:
    """Open a page with two maps, beside each other or, if that is larger, one on the other."""
    plane = now.dataset.plane
    x0, y0, x1, y1 = bounds
    shape = (y1 - y0) / (x1 - x0)
    options = []
    for rows in (1, 2):

        def make(smaller: Sheet, some: Sequence[Block], rows: int = rows) -> Plan:
            extra = {"over": rows * HEADING, "shape": shape * rows / (3 - rows)}
            return plan_page(smaller, now, words, bounds, some, **extra)

        options.append(fit(sheet, [legend.block()], make))
    widths = ((options[0][1].map_width - GAP) / 2, options[1][1].map_width)
    stacked = widths[0] < SMALLEST and widths[1] > widths[0]
    (sheet, chosen), wide = options[stacked], widths[stacked]
    page = open_page(name, now, words, sheet, chosen)
    up, right = (wide * shape + HEADING, 0.0) if stacked else (0.0, wide + GAP)
    # What comes first stands where reading begins.
    one, two = (right, 0.0) if is_rtl() else (0.0, right)
    one, two = chosen.left + one, chosen.left + two
    maps = [
        Canvas(page, bounds, plane, map_width=wide, below=chosen.below + up, left=one),
        Canvas(page, bounds, plane, map_width=wide, below=chosen.below, left=two, part="after"),
    ]
    chosen.draw(maps[0])
    return maps[0], maps[1]


def _draw(
    canvas: Canvas,
    spec: FigureSpec,
    cut: CutOff,
    before: CutOff,
    captured: Sequence[str],
    sites: Sequence[str],
    colours: layers.Palette,
) -> None:
    """Draw one of the two maps."""
    situation, dataset = cut.situation, cut.situation.dataset
    layers.ground(canvas, dataset)
    x0, y0, x1, y1 = canvas.map_box
    placer = Placer((x0 + 0.3, y0 + 0.3, x1 - 0.3, y1 - 0.3))
    layers.territory(canvas, situation, colours)
    layers.water(canvas, dataset)
    layers.boundaries(canvas, situation)
    places = isolated(cut)
    area = shapely.union_all(situation.mesh.shapes.reindex(places).dropna().to_numpy())
    _hatch(canvas.layer("cut-off"), canvas.cut(area), canvas.scale)
    layers.dots(canvas, situation, colours)
    ways = _roads(canvas, cut, before)
    placer.avoid = shapely.union_all([symbols.to_page(canvas, way) for way in ways])
    furniture.scale_bar(canvas, placer, roads=True)
    titles = bases(canvas, placer, situation, sites, style.SMALL)
    placer.place(canvas.layer("base-names", page=True), titles)
    aims = [route.to for route in cut.routes]
    shown = labelled_places.chosen(situation, spec, canvas, [cut.source, *aims, *captured])
    sizes = dict.fromkeys(shown, style.CITY) | dict.fromkeys([cut.source, *aims], style.CITY_LARGE)
    symbols.cities(
        canvas,
        placer,
        dataset,
        symbols.fitting(sizes, canvas),
        must=[cut.source, *aims],
        prefer=spec.prefer,
        dots=layers.dot_styles(canvas, situation, colours),
    )
    symbols.territory_names(canvas, placer, situation, colours)
    symbols.country_names(canvas, placer, dataset)


def _roads(canvas: Canvas, cut: CutOff, before: CutOff) -> list[Any]:
    """Draw the roads that can be reached, the ways to the targets, and the ways lost."""
    dataset = cut.situation.dataset
    network = part_of(
        open_network(cut.situation, cut.side, cut.contested, cut.low_confidence_roads),
        set(cut.reachable),
    )
    layer = canvas.layer("open-roads")
    layer.outline(
        canvas.cut(np.array([_line(dataset, ends) for ends in network.edges], dtype=object)),
        **OPEN,
    )
    drawn = []
    lost = canvas.layer("ways-lost")
    for then, now in zip(before.routes, cut.routes, strict=True):
        if then.km is not None and now.via != then.via:
            way = canvas.cut(_line(dataset, (cut.source, *then.via, then.to)))
            for part in LOST:
                lost.outline(way, **part)
            drawn.append(way)
    layer = canvas.layer("ways")
    ways = [
        canvas.cut(_line(dataset, (cut.source, *route.via, route.to)))
        for route in cut.routes
        if route.km is not None and route.to != cut.source
    ]
    for part in WAY:
        for way in ways:
            layer.outline(way, **part)
    return [*drawn, *ways]


def _line(dataset: Dataset, places: Sequence[str]) -> Any:
    rows = dataset.places.loc[list(places)]
    return dataset.plane.to_plane(shapely.linestrings(list(zip(rows.lon, rows.lat, strict=True))))


def _hatch(layer: Layer, shape: Any, unit: float) -> None:
    """Draw the mark for land that is cut off."""
    if shape.is_empty:
        return
    if layer.sheet.patterns:
        layer.outline(layers.stripes(shape, -45.0, 1.5 * unit), style.INK, 0.55, "hatch")
    else:
        layer.fill(shape, style.INK, "shade", alpha=0.18)
    layer.outline(shape, style.INK, 1.3, "edge")


def _legend(cuts: Sequence[CutOff], colours: layers.Palette, bounds: Box, *, tight: bool) -> Legend:
    now, dataset = cuts[0].situation, cuts[0].situation.dataset
    legend = Legend(tight=tight)
    certainty_row(legend, dataset, bounds)
    source = place_name(dataset, cuts[0].source)
    side = side_name(dataset, cuts[0].side)
    tone = colours[cuts[0].side[0]]
    legend.area(say("cut-off", source=source), tone.fill, lambda la, shape: _hatch(la, shape, 1.0))
    legend.fronts(say("ways-open", side=side, source=source), WAY, (OPEN,))
    if any(a.via != b.via for a, b in zip(cuts[0].routes, cuts[1].routes, strict=True)):
        legend.line(say("way-lost"), *LOST)
    rivals = now.contested[now.contested != ""]
    if len(rivals):
        ring = colours[str(rivals.mode().iloc[0])].strong

        def ringed(layer: Layer, box: Any) -> None:
            x, y = shapely.get_coordinates(shapely.centroid(box))[0]
            layers.dot(layer, x, y, tone.strong, layers.DOT)
            layers.ring(layer, x, y, ring, layers.DOT_RING)

        legend.area(say("contested-shut"), tone.fill, ringed)
    return legend
