"""The map of a comparison: who holds what by the package, and where another account differs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from syria_analysis.control.comparison import Comparison
from syria_analysis.control.situation import Situation
from syria_analysis.figures import furniture, labelled_places, layers, style, symbols
from syria_analysis.figures.canvas import Canvas, Layer
from syria_analysis.figures.extents import extent
from syria_analysis.figures.illustration import FORMATS, Illustration
from syria_analysis.figures.label_placement import Placer
from syria_analysis.figures.legend import Legend, certainty_row, faction_row, land_in_view
from syria_analysis.figures.output import write_figure
from syria_analysis.figures.pages import finish, start
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.package.atomic import checked_target
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.text.comparison_words import comparison_words
from syria_analysis.text.language import in_its_words, say

__all__ = ["draw_comparison", "map_comparison"]

STEP = 2.0
"""Names of forces keep off land on which the two differ by points so far apart, in mm."""
LEAST_CALM = 250.0
"""So many mm² of undisputed land have room for the name of a force."""
MOST_OF_IT = 0.95
"""The map shows so much of the land on which the two differ, the largest pieces first."""


def draw_comparison(found: Comparison, path: str | Path) -> Path:
    """Write the map of a comparison to a file, and its words beside it.

    Parameters
    ----------
    found : Comparison
        The package and another account.
    path : path
        Its ending chooses the format.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    BadParameter, UnknownName, OutputNotWritable
    """
    target = checked_target(path, [f".{kind}" for kind in FORMATS])  # it does not move
    return write_figure(map_comparison(found.situation, found), target, "compare --figure")[0]


@style.settings()
@in_its_words
def map_comparison(
    situation: Situation, found: Comparison, *, sheet: Sheet = REPORT
) -> Illustration:
    """Draw who holds what by the package, and over it the land that another account gives others.

    Parameters
    ----------
    situation : Situation
        The evening.
    found : Comparison
        How it compares.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Illustration
        Land on which the two differ is vivid and outlined, in the colour of who holds it by the
        other account.
    """
    return _drawn(situation, found, sheet, frozenset())


def _drawn(
    situation: Situation, found: Comparison, sheet: Sheet, keyed: frozenset[str]
) -> Illustration:
    dataset, words = situation.dataset, comparison_words(found)
    pieces = found.differences
    about = None
    if len(pieces):
        much = pieces["area_km2"].cumsum().shift(fill_value=0.0) < (
            MOST_OF_IT * pieces["area_km2"].sum()
        )
        about = shapely.union_all(shapely.envelope(pieces.geometry.to_numpy()[much.to_numpy()]))
    spec = FigureSpec("comparison", "situation", extent="auto")
    bounds, colours = extent(dataset, spec, about), style.palette(dataset, sheet.medium)
    if not keyed:
        scale = (bounds[2] - bounds[0]) / sheet.design_width
        keyed = frozenset(symbols.small_lands(scale, situation, bounds))
        # The colour of whoever the other account alone gives land has to be told as well.
        keyed |= frozenset(pieces["theirs"]) - set(land_in_view(situation, bounds))
    legend = Legend()
    certainty_row(legend, dataset, bounds)
    if len(pieces):
        first = str(pieces["theirs"].iloc[0])
        tone = colours[first]

        def marked(layer: Layer, shape: object) -> None:
            layer.outline(shape, tone.strong, layers.GAIN_WIDTH)

        legend.area(say("compare-key"), tone.gained, marked)
    faction_row(legend, keyed, dataset, colours, land_in_view(situation, bounds))
    canvas, placer, _ = start("map-comparison", situation, words, bounds, sheet, [legend.block()])
    layers.territory(canvas, situation, colours)
    _differing(canvas, found, colours)
    layers.water(canvas, dataset)
    placer.avoid = symbols.to_page(canvas, layers.boundaries(canvas, situation))
    layers.dots(canvas, situation, colours)
    furniture.scale_bar(canvas, placer, 0.425)
    shown = labelled_places.chosen(situation, spec, canvas, dataset.chief_places)
    sizes = {place: labelled_places.size_of_seat(dataset, place) for place in shown}
    sizes = symbols.fitting(sizes, canvas)
    dots = layers.dot_styles(canvas, situation, colours, None)
    symbols.cities(canvas, placer, dataset, sizes, dots=dots)
    # A force is named on land that both accounts give it, where it has enough of that.
    calm = Placer(placer.limits, [*placer.taken], placer.avoid)
    moved = _moved(canvas, found)
    calm.block_points(_spots(canvas, found), 0.75 * STEP)
    blocked = len(calm.taken)
    unnamed = symbols.territory_names(canvas, calm, situation, colours, leave=keyed | moved)
    placer.block(*calm.taken[blocked:])
    others = set(situation.holders) - moved
    unnamed |= symbols.territory_names(
        canvas, placer, situation, colours, leave=keyed | frozenset(others)
    )
    if unnamed:
        return _drawn(situation, found, sheet, keyed | unnamed)
    symbols.country_names(canvas, placer, dataset)
    return finish(canvas, situation, words)


def _moved(canvas: Canvas, found: Comparison) -> frozenset[str]:
    """List the forces that keep too little undisputed land in view to be named on it."""
    view, kept = shapely.box(*canvas.bounds), dict[str, float]()
    for row in found.land.itertuples():
        holder = str(row.ours).split("|")[0]
        calm = 0.0 if row.state == "differ" else shapely.intersection(row.geometry, view).area
        kept[holder] = kept.get(holder, 0.0) + calm / canvas.scale**2
    return frozenset(holder for holder, area in kept.items() if area < LEAST_CALM)


def _spots(canvas: Canvas, found: Comparison) -> list[tuple[float, float]]:
    """Spread points over the land on which the two differ, in mm on the page."""
    differ = found.land[found.land["state"] == "differ"]
    shape = symbols.to_page(canvas, canvas.cut(shapely.union_all(differ.geometry.to_numpy())))
    if shapely.is_empty(shape):
        return []
    x0, y0, x1, y1 = shapely.bounds(shape)
    grid = np.meshgrid(np.arange(x0, x1, STEP), np.arange(y0, y1, STEP))
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, *grid)
    return list(zip(grid[0][inside].tolist(), grid[1][inside].tolist(), strict=True))


def _differing(canvas: Canvas, found: Comparison, colours: layers.Palette) -> None:
    layer = canvas.layer("differences")
    differ = found.land[found.land["state"] == "differ"]
    for faction, some in differ.groupby("theirs"):
        shape = canvas.cut(shapely.union_all(some.geometry.to_numpy()))
        if shapely.is_empty(shape):
            continue
        tone = colours[str(faction)]
        shape = shapely.simplify(shape, layers.FINE * canvas.scale)
        layers.shade(layer, shape, tone.gained, str(faction))
        layers.pattern(layer, shape, tone.pattern, tone.strong, canvas.scale, str(faction))
        layer.outline(shape, tone.strong, layers.GAIN_WIDTH, f"{faction}-outline")
