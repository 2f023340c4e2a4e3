"""A page with one map: opened with headline, source line and ground, closed with its words."""

from __future__ import annotations

from collections.abc import Sequence

from syria_analysis.control.situation import Situation, shared_situation
from syria_analysis.errors import BadParameter
from syria_analysis.figures import furniture, layers
from syria_analysis.figures.canvas import Box, Canvas, FigurePage
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.label_placement import Placer
from syria_analysis.figures.layout import LANDSCAPE, Block, Plan, fit, plan
from syria_analysis.figures.sheet import Sheet
from syria_analysis.package.dataset import Dataset
from syria_analysis.text import evening_words
from syria_analysis.text.language import is_rtl
from syria_analysis.text.wording import letters_spelled_out

__all__ = [
    "as_situation",
    "baseline_of",
    "finish",
    "heading",
    "map_note",
    "open_page",
    "plan_page",
    "source_on",
    "start",
]

MOST_LINES = 3
"""A headline is followed by no more lines."""


def as_situation(dataset: Dataset, evening: Situation | object) -> Situation:
    """Take a situation, be its names in another language, or the day of one."""
    return (
        evening
        if isinstance(evening, Situation)
        else shared_situation(dataset, dataset.day(evening))
    )


def baseline_of(situation: Situation, given: Situation | object | None) -> Situation:
    """Take the earlier evening of a map: the one named, else the baseline of the package.

    Of an evening before that baseline it is the first one; naming a later one is refused.
    """
    dataset = situation.dataset
    found = as_situation(dataset, dataset.since() if given is None else given)
    if found.date <= situation.date:
        return found
    if given is None:
        return as_situation(dataset, dataset.first)
    raise BadParameter(f"since {found.date} is later than the date {situation.date}")


def heading(words: evening_words.Words, situation: Situation, sheet: Sheet) -> tuple[str, str]:
    """Return headline and second line as they stand on a sheet; "" for what does not.

    Where there is room, how sure the headline is stands above the second line. What is only
    supposed says so on every sheet.
    """
    if not sheet.heading:
        return "", evening_words.what_if(situation)
    both = "\n".join(filter(None, (words.sure, words.subtitle)))
    lines = len(furniture.second_line(both, sheet.design_width))
    low = sheet.fixed and sheet.design_width <= LANDSCAPE * (sheet.design_height or 0.0)
    return words.title, words.subtitle if low or lines > MOST_LINES else both


def source_on(situation: Situation, sheet: Sheet) -> str:
    """Return the source line as it stands on a sheet; "" where it is left to the caption.

    Where one reads from the right it is the short one: the publishers' names are in Latin letters.
    Above it the forces that hold land are spelled out whose names are letters.
    """
    if not sheet.heading:
        return ""
    held = set(situation.holders.reindex(situation.mesh.shapes.index))
    forces = [code for code in situation.dataset.factions.index if code in held]
    said = evening_words.source_text(situation, brief=sheet.brief or is_rtl())
    return "\n".join(filter(None, (letters_spelled_out(situation.dataset, forces), said)))


def plan_page(
    sheet: Sheet,
    situation: Situation,
    words: evening_words.Words,
    bounds: Box,
    blocks: Sequence[Block],
    **options: float,
) -> Plan:
    """Plan a page with a headline, a source line and the given blocks; options as for `plan`."""
    head = furniture.heading_block(*heading(words, situation, sheet))
    above = head.height(sheet.design_width) + options.pop("over", 0.0)
    return plan(
        sheet,
        bounds,
        blocks,
        above=above,
        heading=head if sheet.heading else None,
        foot=furniture.source_height(source_on(situation, sheet), sheet.design_width),
        **options,
    )


def open_page(
    name: str, situation: Situation, words: evening_words.Words, sheet: Sheet, planned: Plan
) -> FigurePage:
    """Open a page with headline, unless that stands in a column, and source line."""
    page = FigurePage(name, planned.height, sheet)
    if planned.headed:
        furniture.header(page, *heading(words, situation, sheet))
    furniture.source_line(page, source_on(situation, sheet))
    return page


def start(
    name: str,
    situation: Situation,
    words: evening_words.Words,
    bounds: Box,
    sheet: Sheet,
    blocks: Sequence[Block] = (),
    *,
    beside_from: float = float("inf"),
) -> tuple[Canvas, Placer, Plan]:
    """Open a page with headline, source line, ground, and what stands around the map.

    Parameters
    ----------
    name : str
        Name of the figure.
    situation : Situation
        What the map shows.
    words : Words
        Its headline and second line.
    bounds : tuple of float
        xmin, ymin, xmax, ymax of the map in the plane, in metres.
    sheet : Sheet
        The page.
    blocks : sequence of Block
        What stands below the map or beside it.
    beside_from : float
        Width of a page from which the blocks stand beside the map anyway.

    Returns
    -------
    Canvas, Placer, Plan
        The map, what keeps its names apart, and what of the blocks has found room.
    """
    sheet, planned = fit(
        sheet,
        blocks,
        lambda smaller, some: plan_page(
            smaller, situation, words, bounds, some, beside_from=beside_from
        ),
    )
    page = open_page(name, situation, words, sheet, planned)
    canvas = Canvas(
        page,
        bounds,
        situation.dataset.plane,
        map_width=planned.map_width,
        left=planned.left,
        below=planned.below,
    )
    layers.ground(canvas, situation.dataset)
    planned.draw(canvas)
    x0, y0, x1, y1 = canvas.map_box
    return canvas, Placer((x0 + 0.3, y0 + 0.3, x1 - 0.3, y1 - 0.3)), planned


def map_note(dataset: Dataset) -> str:
    """Return what the package says of its maps, such as whose view of a border they show."""
    view = dataset.conflict.worldview
    return evening_words.note(dataset, "note-map") or ("" if view is None else view.note)


def finish(canvas: Canvas, situation: Situation, words: evening_words.Words) -> Illustration:
    """Close a page."""
    return Illustration(
        canvas.figure,
        canvas.page.name,
        words.title,
        words.caption,
        words.alt,
        words.description,
        evening_words.source_text(situation),
        sheet=canvas.sheet,
        scale=1000 * canvas.scale / canvas.sheet.factor,
        licence=situation.dataset.licence,
        data_version=situation.dataset.version,
        date=situation.date.isoformat(),
        subtitle=words.subtitle,
        note=map_note(situation.dataset),
    )
