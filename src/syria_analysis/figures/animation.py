"""A campaign as a moving picture: one map an evening, one after the other in one frame."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from syria_analysis.control.campaign import Campaign
from syria_analysis.figures import style
from syria_analysis.figures.canvas import Box
from syria_analysis.figures.chart_page import INSET, Printed, edge_of, margins
from syria_analysis.figures.declared import figure_of_kind
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.legend import Legend
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.figures.small_maps import Atlas, draw_map, name_cities
from syria_analysis.figures.small_multiples import Frames, frames_of, legend_of, name_factions
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.text.campaign_words import moving_words, told_between
from syria_analysis.text.evening_words import Words
from syria_analysis.text.language import in_its_words, is_rtl, speaking
from syria_analysis.text.wording import day_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["MOVING", "Animation", "animate_evenings"]

MOVING = ("gif", "webp")
"""Formats of moving pictures."""
WIDEST_PX = 1080
EVENING_MS, LAST_MS = 1100, 4000
"""How long an evening is shown, and the last one."""
HIGHEST = 150.0
"""Height of the map where the sheet sets none, in mm."""
BESIDE = 42.0
"""Room beside the map, in mm, in which words and legend can stand."""
DAY = 1.3 * style.TITLE * style.MM_PER_POINT
LINE = 1.2 * style.TEXT * style.MM_PER_POINT


@dataclass(frozen=True, eq=False)
class Animation(Illustration):
    """A moving picture and its words; still, it is its last frame.

    Attributes
    ----------
    frames : tuple of matplotlib.figure.Figure
        Its pictures, all of one size.
    """

    frames: tuple[Figure, ...] = ()

    def render(self, kind: str, dpi: float | None = None) -> bytes:
        """Render the pictures one after the other, as a GIF or WebP; else the last one alone.

        Parameters
        ----------
        kind : {"gif", "webp", "svg", "pdf", "png"}
            The format.
        dpi : float, optional
            Dots an inch. Default: those of the sheet, for moving pictures at most as many as make
            them 1080 pixels wide.

        Returns
        -------
        bytes
            The same on every run.
        """
        if kind not in MOVING:
            return super().render(kind, dpi)
        from PIL import Image

        dpi = dpi or min(self.sheet.dpi, WIDEST_PX / self.figure.get_figwidth())
        shots = [self._shot(figure, dpi) for figure in self.frames]
        if kind == "gif":
            # Few flat colours: no dots that flicker from one evening to the next.
            shots = [
                shot.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
                for shot in shots
            ]
        times = [EVENING_MS] * (len(shots) - 1) + [LAST_MS]
        options: dict[str, Any] = {"save_all": True, "append_images": shots[1:], "loop": 0}
        if kind == "webp":
            options |= {"lossless": True, "method": 4}
        stream = io.BytesIO()
        shots[0].save(stream, kind.upper(), duration=times, **options)
        return stream.getvalue()

    def _shot(self, figure: Figure, dpi: float) -> Any:
        from PIL import Image

        stream = io.BytesIO()
        with speaking(self.lang), style.settings(self.name):
            figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None})
        return Image.open(stream).convert("RGB")


@style.settings()
@in_its_words
def animate_evenings(
    story: Campaign, *, spec: FigureSpec | None = None, sheet: Sheet = REPORT
) -> Animation:
    """Draw who held what evening by evening, as maps that follow each other in one frame.

    Parameters
    ----------
    story : Campaign
        The evenings.
    spec : FigureSpec, optional
        What the package declares of the figure. Default: of its first of this kind.
    sheet : Sheet
        What it is made for.

    Returns
    -------
    Animation
        Named ``campaign-`` and the id of the figure; drawn and cropped as `map_evenings` does.

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> moving = animate_evenings(campaign_between(load_dataset(), "2024-12-07", "2024-12-08"))
    >>> len(moving.frames)
    2
    """
    spec = spec or figure_of_kind(story.dataset, "evenings")
    frames, words, keys = frames_of(story, spec), moving_words(story), list[str]()
    while True:  # until those have a key whose name has no room on the last map
        legend = legend_of(story, keys, sheet, frames.near)
        layout = _Layout(story, frames, words, sheet, legend)
        printed, unnamed = layout.frame(spec.id, len(story.evenings) - 1)
        if set(unnamed) <= set(keys):
            break
        known = {*keys, *unnamed}
        keys = [str(code) for code in story.dataset.factions.index if code in known]
    shots = [layout.frame(spec.id, n)[0].page.figure for n in range(len(story.evenings) - 1)]
    last = printed.finish()
    told = {name: getattr(last, name) for name in last.__dataclass_fields__}
    return Animation(**told, frames=(*shots, last.figure))


class _Layout:
    """One page for every evening: the map, its day, what fell, and the legend."""

    def __init__(
        self, story: Campaign, frames: Frames, words: Words, sheet: Sheet, legend: Legend
    ) -> None:
        self.story, self.frames, self.words = story, frames, words
        self.sheet, self.legend = sheet, legend
        self.atlases: dict[Box, Atlas] = {}
        wide, (x0, y0, x1, y1) = sheet.design_width, frames.wide
        shape = (y1 - y0) / (x1 - x0)
        told = [told_between(story, *pair) for pair in pairwise(story.evenings)]
        room = (sheet.design_height or 1000.0) - sum(margins(story.last, words, sheet))
        self.told = [""]

        def below(width: float) -> float:
            self.told = ["", *told]
            self.lines = [style.wrap(text, width, style.TEXT) if text else [] for text in self.told]
            return DAY + max(map(len, self.lines)) * style.leading(LINE) + 3.0

        under = below(wide) + legend.height(wide - INSET)
        high = min(HIGHEST, room - under, wide * shape)
        alone = min(HIGHEST, room, (wide - BESIDE) * shape)
        self.beside = sheet.fixed and alone > 1.15 * high
        if self.beside:
            self.map = (alone / shape, alone)
            self.aside = wide - self.map[0] - 4.0
            below(self.aside)
            self.height = alone
        else:
            self.map = (high / shape, high)
            self.height = high + under

    def frame(self, name: str, number: int) -> tuple[Printed, list[str]]:
        """Draw the page of an evening; return also the factions without a name on it."""
        story, evening = self.story, self.story.evenings[number]
        printed = Printed(f"campaign-{name}", story.last, self.words, self.sheet, self.height)
        x0, y0, x1, y1 = printed.box
        wide, high = self.map
        left = x1 - wide if is_rtl() else x0
        box = (left, y1 - high, left + wide, y1)
        bounds = self.frames.of(number)
        atlas = self.atlases.setdefault(bounds, Atlas(story, bounds, wide, self.sheet))
        placer = draw_map(printed.page, atlas, number, box)
        unnamed = name_factions(printed, atlas, evening, box, placer)
        name_cities(printed.page.layer("city-names", "place-names"), atlas, box, placer)
        if self.beside:
            start = x0 if is_rtl() else box[2] + 4.0
            slot, top = (start, y0, start + self.aside, y1), y1
        else:
            slot, top = (x0, y0, x1, y1), box[1]
        layer, (edge, ha, _) = printed.page.layer("days"), edge_of(slot)
        layer.text(
            edge, top - 0.85 * DAY, day_text(evening.date), style.TITLE, weight="bold", ha=ha
        )
        for count, line in enumerate(self.lines[number], 1):
            layer.text(edge, top - DAY - count * style.leading(LINE), line, style.TEXT, ha=ha)
        width = self.aside if self.beside else x1 - x0 - INSET
        printed.key(
            self.legend,
            box[2] + 4.0 if self.beside else INSET,
            y0 + self.legend.height(width),
            width,
        )
        return printed, unnamed
