"""Names on a map: placed by importance, never on each other, on a symbol or over the frame.

The way of Imhof and of the candidate models that followed: each name tries a ranked list of
positions around its point; the first that is free wins, others count what they would cover.
The outcome depends on nothing but the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from matplotlib.patches import Circle

from syria_analysis.errors import BadParameter
from syria_analysis.figures import style
from syria_analysis.figures.canvas import Box, Layer
from syria_analysis.text.language import is_rtl

__all__ = ["Label", "Placer"]

ASCENT, DESCENT = 0.70, 0.22
"""Reach of a line of text above and below its base line, in units of the type size."""
LINE = 1.9  # what is higher, in mm, is a name and not the room around a symbol
HIDDEN = 4.0
"""What a plate that hides a mm of the front is worse by; a mm off its point is 2.3."""
BADGE = 2.1
"""Radius of the disc with a letter, in mm."""

# dx, dy from the point in units of (gap, line), horizontal alignment; best first.
POSITIONS = (
    ("e", 1.0, 0.0, "left"),
    ("ne", 0.75, 0.8, "left"),
    ("se", 0.75, -0.8, "left"),
    ("w", -1.0, 0.0, "right"),
    ("nw", -0.75, 0.8, "right"),
    ("sw", -0.75, -0.8, "right"),
    ("n", 0.0, 1.0, "center"),
    ("s", 0.0, -1.0, "center"),
)

# How much farther from its point a name may stand, in mm, and whether a line then leads to it.
STEPS = ((0.0, False), (0.8, False), (2.2, True), (4.4, True), (6.6, True))


def reach(label: Label) -> tuple[float, float]:
    """Return the reach of a name's lines above and below their base lines.

    That of Arabic, whose dots stand above and below the letters, is measured.
    """
    if not is_rtl():
        return ASCENT, DESCENT
    measured = [style.arabic_reach(line, label.weight) for line in label.lines]
    return max(0.74, *(up for up, _ in measured)), max(0.2, *(down for _, down in measured))


@dataclass(frozen=True)
class Label:
    """A name to be placed.

    Attributes
    ----------
    text : str
        The name; line breaks are kept.
    x, y : float
        The point it belongs to, in mm on the page.
    size : float
        Type size in points.
    weight : {"regular", "italic", "bold"}
        Which font.
    colour : str
        Of the text.
    radius : float
        Radius of the symbol at the point, in mm.
    prefer : tuple of str
        Positions to try first: some of e, ne, se, w, nw, sw, n, s.
    must : bool
        Whether it is a fault, not to be passed over, if there is no room for the name.
    far : bool
        Whether the name may stand off its point, with a thin line between.
    off : shapely geometry, optional
        Land in mm that the name may not stand on.
    plate : bool
        Whether it stands on a plate of paper.
    """

    text: str
    x: float
    y: float
    size: float = style.CITY
    weight: str = "regular"
    colour: str = style.INK
    radius: float = 0.6
    prefer: tuple[str, ...] = ()
    must: bool = False
    far: bool = True
    off: Any = None
    plate: bool = False

    @property
    def lines(self) -> list[str]:
        """The lines of the name."""
        return self.text.split("\n")

    @property
    def width(self) -> float:
        """Width in mm."""
        return max(style.text_width(line, self.size, self.weight) for line in self.lines)

    @property
    def height(self) -> float:
        """From the foot of the last line to the head of the first, in mm."""
        leading = style.leading(style.LEADING) * (len(self.lines) - 1)
        ascent, descent = reach(self)
        return (ascent + descent + leading) * self.size * style.MM_PER_POINT


@dataclass
class Placer:
    """Keeps what is taken on the page and finds room for names.

    Attributes
    ----------
    limits : tuple of float
        x0, y0, x1, y1 in mm that no name may leave.
    taken : list of tuple of float
        Boxes that no name may touch.
    avoid : shapely geometry
        Lines in mm that names should not cross if they can help it.
    front : shapely geometry
        The front, in mm, which no plate may hide that has any other place.
    """

    limits: Box
    taken: list[Box] = field(default_factory=list)
    avoid: Any = None
    front: Any = None
    padding: float = 0.45
    left_out: list[str] = field(default_factory=list)
    _boxes: np.ndarray = field(default_factory=lambda: np.empty((0, 4)), repr=False)

    def block(self, *boxes: Box) -> None:
        """Keep names out of boxes."""
        self.taken.extend(boxes)

    def block_points(self, points: Iterable[tuple[float, float]], radius: float) -> None:
        """Keep names off symbols."""
        self.block(*((x - radius, y - radius, x + radius, y + radius) for x, y in points))

    def free(self, box: Box) -> bool:
        """Whether a box lies within the limits and touches nothing taken."""
        x0, y0, x1, y1 = self.limits
        pad = self.padding
        if box[0] < x0 + pad or box[1] < y0 + pad or box[2] > x1 - pad or box[3] > y1 - pad:
            return False
        if len(self._boxes) != len(self.taken):
            self._boxes = np.array(self.taken)
        if not self.taken:
            return True
        left, low, right, high = self._boxes.T
        touched = (
            (box[0] < right + pad)
            & (left < box[2] + pad)
            & (box[1] < high + pad)
            & (low < box[3] + pad)
        )
        return not touched.any()

    def cost(self, box: Box) -> float:
        """How much of the lines to avoid a box covers, in mm."""
        return _within(self.avoid, box)

    def hidden(self, box: Box) -> float:
        """How much of the front a plate behind a box hides, in mm."""
        return _within(self.front, _plate(box))

    def place(self, layer: Layer, labels: Sequence[Label], halo: str = style.PAPER) -> list[Label]:
        """Set names in the order given, the first with the first choice; return those set."""
        done = []
        for label in labels:
            found = self._best(label)
            if found is None:
                if label.must:
                    raise BadParameter(f"there is no room on the map for {label.text!r}")
                self.left_out.append(label.text)
                continue
            box, ha, away = found
            self.block(box)
            if away:
                _leader(layer, label, box)
            if label.plate:
                plate(layer, box)
            write(layer, label, box, ha, halo)
            done.append(label)
        return done

    def _best(self, label: Label) -> tuple[Box, str, bool] | None:
        order = {side: rank for rank, side in enumerate(label.prefer)}
        ranked = sorted(POSITIONS, key=lambda p: order.get(p[0], len(order)))
        options = []
        for off, line in STEPS if label.far else STEPS[:2]:
            gap = label.radius + 0.5 + off
            for rank, (_, dx, dy, ha) in enumerate(ranked):
                box = _box(label, dx, dy, ha, gap)
                if self.free(box) and self._allowed(label, box, line):
                    # A plate belongs close to its point, and hides the lines behind.
                    lines = 0.3 if label.plate else 1.5
                    cost = 0.55 * rank + 2.3 * off + lines * self.cost(box)
                    cost += HIDDEN * self.hidden(box) if label.plate else 0.0
                    options.append((cost, box, ha, line))
        if not options:
            return None
        _, box, ha, away = min(options, key=lambda option: option[0])
        return box, ha, away

    def _allowed(self, label: Label, box: Box, line: bool) -> bool:
        """Whether a name keeps off the land it must, and its line off other names."""
        if label.off is None:
            return True
        if shapely.intersects(label.off, shapely.box(*box)):
            return False
        names = [shapely.box(*b) for b in self.taken if line and b[3] - b[1] > LINE]
        return not np.any(shapely.intersects(_leading(label, box), names))


def _within(lines: Any, box: Box) -> float:
    return 0.0 if lines is None else float(shapely.length(shapely.clip_by_rect(lines, *box)))


def _box(label: Label, dx: float, dy: float, ha: str, gap: float) -> Box:
    """Box of a name at a position around its point."""
    width, height = label.width, label.height
    x = label.x + dx * gap
    left = {"left": x, "right": x - width, "center": x - width / 2}[ha]
    # Beside the point the letters stand level with it; above and below they clear it.
    lift = 0.0 if dy == 0 else np.sign(dy) * (height / 2 + abs(dy) * gap - 0.35)
    bottom = label.y + lift - height / 2
    return (left, float(bottom), left + width, float(bottom) + height)


def write(layer: Layer, label: Label, box: Box, ha: str, halo: str = style.PAPER) -> None:
    """Set the lines of a name into its box."""
    size = label.size * style.MM_PER_POINT
    x = {"left": box[0], "right": box[2], "center": (box[0] + box[2]) / 2}[ha]
    ascent, _ = reach(label)
    for number, line in enumerate(label.lines):
        y = box[3] - (ascent + style.leading(style.LEADING) * number) * size
        layer.text(
            x, y, line, label.size, weight=label.weight, colour=label.colour, ha=ha, halo=halo
        )


def plate(layer: Layer, box: Box) -> None:
    """Draw the plate behind a name."""
    layer.fill(shapely.box(*_plate(box)), style.PAPER, edgecolor=style.INK, linewidth=0.7)


def _plate(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return x0 - 0.6, y0 - 0.35, x1 + 0.6, y1 + 0.35


def badge(layer: Layer, x: float, y: float, letter: str) -> None:
    """Draw a letter in a disc."""
    layer.add(
        Circle((x, y), BADGE - 0.1, facecolor=style.INK, edgecolor=style.PAPER, linewidth=0.8)
    )
    low = 1.05
    if is_rtl():  # some letters hang below the line
        up, down = style.arabic_reach(letter, "bold")
        low = (up - down) / 2 * style.CITY_LARGE * style.MM_PER_POINT
    layer.text(x, y - low, letter, style.CITY_LARGE, weight="bold", colour=style.PAPER, ha="center")


def _leader(layer: Layer, label: Label, box: Box) -> None:
    layer.outline(_leading(label, box), style.INK, 0.4)


def _leading(label: Label, box: Box) -> Any:
    """Return the line from the point of a name to its box."""
    x = min(max(label.x, box[0]), box[2])
    y = min(max(label.y, box[1]), box[3])
    return shapely.linestrings([(label.x, label.y), (x, y)])


def room_inside(
    placer: Placer, shape: Any, label: Label, step: float = 2.0, margin: float = 0.0
) -> Box | None:
    """Find the freest box for a name within a polygon in mm, as far from its border as can be."""
    if shape.is_empty:
        return None
    x0, y0, x1, y1 = shape.bounds
    width, height = label.width, label.height
    shapely.prepare(shape)
    xs = np.arange(x0 + width / 2, x1 - width / 2 + 1e-9, step)
    ys = np.arange(y0 + height / 2, y1 - height / 2 + 1e-9, step)
    if not len(xs) or not len(ys):
        return None
    centres = np.array([(x, y) for x in xs for y in ys])
    boxes = shapely.box(
        centres[:, 0] - width / 2,
        centres[:, 1] - height / 2,
        centres[:, 0] + width / 2,
        centres[:, 1] + height / 2,
    )
    inside = shapely.contains(shape, boxes)
    boxes, centres = boxes[inside], centres[inside]
    border = shapely.boundary(shape)
    shapely.prepare(border)
    away = shapely.distance(boxes, border)
    offset = shapely.distance(shapely.points(centres), shapely.centroid(shape))
    best: tuple[float, Box] | None = None
    for corners, edge, middle in zip(shapely.bounds(boxes), away, offset, strict=True):
        box: Box = tuple(corners.tolist())
        roomy = (box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin)
        score = min(float(edge), 8.0) - 0.12 * float(middle)
        # What it covers only takes away from the score, and is dear to find out.
        if (best is None or score > best[0] + 1e-9) and placer.free(roomy):
            score -= 2.0 * placer.cost(box)
            if best is None or score > best[0] + 1e-9:
                best = (score, box)
    return best[1] if best else None
