"""The maps of evidence: what the holder of each place rests on, and what was known that night."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from matplotlib.lines import Line2D

from syria_analysis.control.attestation import attested
from syria_analysis.control.front import front_between
from syria_analysis.control.land import held_land
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.figures import furniture, labelled_places, layers, style, symbols
from syria_analysis.figures.canvas import Box, Canvas, Layer
from syria_analysis.figures.cutoff_map import two_maps
from syria_analysis.figures.declared import figure_of_kind, sides_of_figure
from syria_analysis.figures.extents import changed, extent
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.label_placement import Placer
from syria_analysis.figures.legend import (
    Legend,
    certainty_row,
    contested_row,
    faction_row,
    front_row,
    land_in_view,
)
from syria_analysis.figures.pages import finish, start
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.dataset import Side
from syria_analysis.text.evidence_words import evidence_words, knowledge_words, known_then, untold
from syria_analysis.text.language import in_its_words, is_rtl, say
from syria_analysis.text.wording import day_text

__all__ = ["map_evidence", "map_knowledge"]

PALE = (0.92, 0.55, 0.0)
"""How far land goes towards paper whose holder rests on no origin, on one, on more."""
SIZES = (1.6, 1.9, 2.9, 4.2)
"""Sizes of dots in points, by the number of origins; the last for all larger numbers."""
SHADES = {"high": style.INK, "medium": "#8c8c8c", "low": style.PAPER}
"""Fill of a dot by the confidence of the report."""
EDGE = 0.45
"""Weight of the edge of a dot, in points."""
RING, RING_WIDTH = 4.6, 0.6
"""Size and weight of the ring around what was not known, in points, where there are few."""
CROWD = 40
"""With more of them, rings are smaller: a hundred that touch hide what they surround."""


@style.settings()
@in_its_words
def map_evidence(
    situation: Situation, *, spec: FigureSpec | None = None, sheet: Sheet = REPORT
) -> Illustration:
    """Draw what the holder of each place rests on: how many origins, and how sure that is.

    Parameters
    ----------
    situation : Situation
        The evening.
    spec : FigureSpec, optional
        What the package declares of the figure. Default: of its first of this kind.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Illustration
        Named ``map-`` and the id of the figure. Every place is a dot, larger by the number of
        independent origins, darker by confidence; its face has the full colour of its holder if
        there are two origins or more, a paler one if there is one, none if it is inferred.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> map_evidence(situation_on(load_dataset(), "2024-12-02")).name
    'map-evidence'
    """
    spec = spec or figure_of_kind(situation.dataset, "evidence")
    return _evidence(situation, spec, sheet, frozenset())


def _evidence(
    situation: Situation, spec: FigureSpec, sheet: Sheet, keyed: frozenset[str]
) -> Illustration:
    dataset, words = situation.dataset, evidence_words(situation)
    bounds, colours = extent(dataset, spec), style.palette(dataset, sheet.medium)
    if not keyed:  # what is too small even on a map as wide as the page
        scale = (bounds[2] - bounds[0]) / sheet.design_width
        keyed = frozenset(symbols.small_lands(scale, situation, bounds))
    legend = Legend()
    legend.row(say("evidence-land"), _land_swatch(situation, colours), say("evidence-land-brief"))
    legend.row(say("evidence-size"), _sizes_swatch)
    legend.row(say("evidence-dark"), _shades_swatch)
    contested_row(legend, situation, colours, bounds)
    faction_row(legend, keyed, dataset, colours, land_in_view(situation, bounds))
    blocks = [legend.block()]
    canvas, placer, _ = start(f"map-{spec.id}", situation, words, bounds, sheet, blocks)
    _attested_land(canvas, situation, colours)
    layers.contested(canvas, situation, colours)
    layers.water(canvas, dataset)
    layers.boundaries(canvas, situation)
    _attested_dots(canvas, situation)
    furniture.scale_bar(canvas, placer, 0.425)
    drawn = dict.fromkeys(dataset.places.index, (style.INK, 0.0))  # already
    _cities(canvas, placer, situation, spec, drawn)
    unnamed = symbols.territory_names(canvas, placer, situation, colours, leave=keyed)
    if unnamed:
        return _evidence(situation, spec, sheet, keyed | unnamed)
    symbols.country_names(canvas, placer, dataset)
    return finish(canvas, situation, words)


def _cities(
    canvas: Canvas,
    placer: Placer,
    situation: Situation,
    spec: FigureSpec,
    dots: dict[str, tuple[str, float]],
) -> None:
    """Name the chief places, whose dots are drawn like those of all others."""
    dataset = situation.dataset
    shown = labelled_places.chosen(situation, spec, canvas, dataset.chief_places)
    sizes = {place: labelled_places.size_of_seat(dataset, place) for place in shown}
    sizes = symbols.fitting(sizes, canvas)
    must = symbols.required([place for place in sizes if place in spec.must], canvas)
    symbols.cities(canvas, placer, dataset, sizes, prefer=spec.prefer, must=must, dots=dots)


def _attested_land(canvas: Canvas, situation: Situation, colours: layers.Palette) -> None:
    """Draw the faces in the colours of their holders, paler where fewer origins stand behind."""
    layer, found = canvas.layer("territory"), attested(situation)
    faces = situation.mesh.shapes
    origins = found["origins"].reindex(faces.index).clip(upper=len(PALE) - 1)
    for number, pale in enumerate(PALE):
        some = situation.holders.reindex(faces.index).where(origins == number, "")
        for faction, shape in situation.mesh.dissolve(some)["geometry"].items():
            shape = canvas.cut(shape)
            colour = style.lighten(colours[str(faction)].fill, pale)
            layers.shade(layer, shape, colour, f"{faction}-{number}")
    for faction, shape in held_land(situation).items():
        tone = colours[str(faction)]
        layers.pattern(
            layer, canvas.cut(shape), tone.pattern, tone.dark, canvas.scale, str(faction)
        )


def _attested_dots(canvas: Canvas, situation: Situation) -> None:
    """Draw every place, the best attested on top."""
    layer, dataset = canvas.layer("dots"), situation.dataset
    found = attested(situation).loc[dataset.on_land.index]
    share = layers.dot_sizes(canvas)[0] / layers.DOT
    rows = dataset.places.loc[found.index]
    spots = dataset.plane.to_plane(shapely.points(rows["lon"], rows["lat"]))
    xy = shapely.get_coordinates(spots)
    number = found["origins"].clip(upper=len(SIZES) - 1).to_numpy()
    for level in ("low", "medium", "high"):
        for origins, size in enumerate(SIZES):
            some = (number == origins) & (found["confidence"] == level).to_numpy()
            if some.any():
                x, y = xy[some].T
                _dot(layer, x, y, SHADES[level], size * share, f"{level}-{origins}")


def _dot(layer: Layer, x: Any, y: Any, fill: str, size: float, name: str = "") -> None:
    layer.add(
        Line2D(
            x,
            y,
            linestyle="none",
            marker="o",
            markersize=size,
            markerfacecolor=fill,
            markeredgecolor=style.INK,
            markeredgewidth=EDGE,
        ),
        name,
    )


def _land_swatch(situation: Situation, colours: layers.Palette) -> Any:
    tone = colours[str(situation.cell_holders[situation.mesh.area_km2.argmax()])]

    def draw(layer: Layer, box: Box) -> None:
        step = (box[2] - box[0]) / len(PALE)
        for place, pale in enumerate(PALE if is_rtl() else reversed(PALE)):
            left = box[0] + place * step
            part = shapely.box(left, box[1], left + step, box[3])
            layer.fill(part, style.lighten(tone.fill, pale))
        layer.outline(shapely.box(*box), style.BOUNDARY, 0.5)

    return draw


def _along(box: Box, count: int) -> tuple[list[float], float]:
    step = (box[2] - box[0]) / count
    xs = [box[0] + (place + 0.5) * step for place in range(count)]
    return xs[::-1] if is_rtl() else xs, (box[1] + box[3]) / 2


def _sizes_swatch(layer: Layer, box: Box) -> None:
    xs, y = _along(box, len(SIZES))
    for x, size in zip(xs, SIZES, strict=True):
        _dot(layer, [x], [y], SHADES["medium"], size)


def _shades_swatch(layer: Layer, box: Box) -> None:
    xs, y = _along(box, len(SHADES))
    for x, fill in zip(xs, SHADES.values(), strict=True):
        _dot(layer, [x], [y], fill, SIZES[2])


@style.settings()
@in_its_words
def map_knowledge(
    now: Situation,
    attackers: Side = None,
    defenders: Side = None,
    *,
    spec: FigureSpec | None = None,
    sheet: Sheet = REPORT,
) -> Illustration:
    """Draw an evening as it was known that night beside what is known of it now.

    Parameters
    ----------
    now : Situation
        The evening by all reports.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the front. Default: those of the contest that the figure
        shows, if there is one.
    spec : FigureSpec, optional
        What the package declares of the figure. Default: of its first of this kind.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Illustration
        Named ``map-`` and the id of the figure. As known that night: by reports of pages published
        by the end of the day (see `variants.known_by`). Places with another holder are ringed.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> map_knowledge(situation_on(load_dataset(), "2024-12-02")).name
    'map-knowledge'
    """
    dataset = now.dataset
    spec = spec or figure_of_kind(dataset, "knowledge")
    then, first = known_then(now), situation_on(dataset, dataset.first)
    words, other = knowledge_words(then, now), untold(then, now)
    sides: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    if dataset.conflict.contests or (attackers and defenders):
        sides = sides_of_figure(spec, now, attackers, defenders)
    colours = style.palette(dataset, sheet.medium)
    about = shapely.union_all([changed(evening, first) for evening in (then, now)])
    bounds = extent(dataset, spec, about)
    scale = (bounds[2] - bounds[0]) / (sheet.design_width / 2)
    small = (symbols.small_lands(scale, evening, bounds) for evening in (then, now))
    keyed = {code for found in small for code in found}
    lands = [land_in_view(evening, bounds) for evening in (then, now)]
    most = {code: max(land.get(code, 0.0) for land in lands) for land in lands for code in land}
    legend = Legend(tight=sheet.fixed)
    certainty_row(legend, dataset, bounds)
    front_row(legend, front_between(now, *sides) if sides else None)
    contested_row(legend, now, colours, bounds)
    if other:
        legend.row(say("knowledge-other"), _ring_swatch)
    faction_row(legend, keyed, dataset, colours, most)
    one, two = two_maps(f"map-{spec.id}", sheet, bounds, words, now, legend)
    layer = one.layer("headings", page=True)
    heads = (
        (say("knowledge-then", day=day_text(now.date)), say("knowledge-then-brief")),
        (say("knowledge-now"), say("knowledge-now")),
    )
    for panel, evening, (text, short) in zip((one, two), (then, now), heads, strict=True):
        x0, _, x1, top = panel.map_box
        fits = style.text_width(text, style.SUBTITLE, "bold") < x1 - x0
        edge, ha = (x1, "right") if is_rtl() else (x0, "left")
        layer.text(edge, top + 1.6, text if fits else short, style.SUBTITLE, weight="bold", ha=ha)
        _known(panel, spec, evening, sides, other, colours)
    return finish(one, now, words)


def _known(
    canvas: Canvas,
    spec: FigureSpec,
    situation: Situation,
    sides: tuple[tuple[str, ...], tuple[str, ...]] | None,
    other: Sequence[str],
    colours: layers.Palette,
) -> None:
    """Draw one of the two maps."""
    dataset = situation.dataset
    layers.ground(canvas, dataset)
    x0, y0, x1, y1 = canvas.map_box
    placer = Placer((x0 + 0.3, y0 + 0.3, x1 - 0.3, y1 - 0.3))
    layers.territory(canvas, situation, colours)
    layers.contested(canvas, situation, colours)
    layers.water(canvas, dataset)
    front = front_between(situation, *sides) if sides else None
    placer.avoid = symbols.to_page(canvas, layers.boundaries(canvas, situation, front))
    if front is not None:
        layers.front_line(canvas, front, "front")
    layers.dots(canvas, situation, colours)
    if other:
        rows = dataset.places.loc[list(other)]
        spots = dataset.plane.to_plane(shapely.points(rows["lon"], rows["lat"]))
        x, y = shapely.get_coordinates(spots).T
        _ring(canvas.layer("not-known"), x, y, RING * min(1.0, (CROWD / len(other)) ** 0.3))
    furniture.scale_bar(canvas, placer)
    _cities(canvas, placer, situation, spec, layers.dot_styles(canvas, situation, colours))
    symbols.territory_names(canvas, placer, situation, colours)
    symbols.country_names(canvas, placer, dataset)


def _ring(layer: Layer, x: Any, y: Any, size: float = RING) -> None:
    layer.add(
        Line2D(
            x,
            y,
            linestyle="none",
            marker="o",
            markersize=size,
            markerfacecolor="none",
            markeredgecolor=style.INK,
            markeredgewidth=RING_WIDTH,
        )
    )


def _ring_swatch(layer: Layer, box: Box) -> None:
    _ring(layer, [(box[0] + box[2]) / 2], [(box[1] + box[3]) / 2])
