"""The paper that a figure is made for: its size, its type, what may stand on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from syria_analysis.figures import style

__all__ = ["REPORT", "Sheet"]


@dataclass(frozen=True)
class Sheet:
    """Where a figure is to be printed or shown.

    Drawing code knows one scale of type and line weights, that of `style`, and measures in mm of a
    page `design_width` wide. The finished page is enlarged or reduced by `factor`, all of it
    alike: type, weights and symbols then have the sizes that the outlet asks for, and drawing
    code only has to cope with another width and height.

    Attributes
    ----------
    name : str
        Name of the preset.
    width_mm : float
        Width in print.
    height_mm : float or None
        Greatest height in print; None if any will do.
    margin_mm : float
        Kept free on all sides: what is shown alone has a margin of its own; what is printed stands
        in a column.
    factor : float
        Size in print of what `style` calls 1: 1 in a report.
    fixed : bool
        Whether the page is exactly `height_mm` high, as a slide is.
    heading : bool
        Whether headline, second line and source line stand on the figure; else they are in its
        caption alone, as journals want it.
    brief : bool
        Whether the source line is cut to what may not be missing; the caption has all of it.
    patterns : bool
        Whether patterns may tell land apart; else outlines do.
    medium : {"screen", "print"}
        Which fills of the factions are used.
    least_type, most_type : float
        Smallest and largest type that the outlet allows, in points. Where a figure has too much to
        say for a sheet, its type is set smaller than `factor` says, but no smaller than this.
    least_line : float
        Finest line that the outlet allows, in points.
    dpi : float
        Dots an inch of a PNG.
    says : str
        What it is for, in a line.
    """

    name: str
    width_mm: float
    height_mm: float | None = None
    margin_mm: float = 0.0
    factor: float = 1.0
    fixed: bool = False
    heading: bool = True
    brief: bool = False
    patterns: bool = True
    medium: str = "screen"
    least_type: float = 5.0
    most_type: float = 100.0
    least_line: float = 0.25
    dpi: float = 300.0
    says: str = ""

    @property
    def design_width(self) -> float:
        """Width between the margins in the mm that drawing code measures in."""
        return (self.width_mm - 2 * self.margin_mm) / self.factor

    @property
    def design_height(self) -> float | None:
        """Greatest height between the margins in the mm that drawing code measures in."""
        if self.height_mm is None:
            return None
        return (self.height_mm - 2 * self.margin_mm) / self.factor

    @property
    def margin(self) -> float:
        """The margin in the mm that drawing code measures in."""
        return self.margin_mm / self.factor

    @property
    def smallest_type(self) -> float:
        """Smallest type on the finished page, in points, where nothing has to be set smaller."""
        return style.SMALL * self.factor

    def type_size(self, size: float) -> float:
        """Points on the finished page of type that drawing code calls `size`."""
        return min(size * self.factor, self.most_type)

    def smaller(self, share: float) -> Sheet:
        """Return the same sheet with type and all else reduced, as far as the outlet allows."""
        smallest = min(self.least_type / style.SMALL, self.factor)
        return replace(self, factor=max(self.factor * share, smallest))

    def line_width(self, width: float) -> float:
        """Points on the finished page of a line that drawing code calls `width`; 0 stays 0."""
        return max(width * self.factor, self.least_line) if width else 0.0


REPORT = Sheet(
    "report", 170.0, 206.0, says="a report: the text width of an A4 page, with room for words"
)
"""The text width of an A4 page of a report."""
