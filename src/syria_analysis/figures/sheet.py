"""The paper that a figure is made for: its size, its type, what may stand on it."""

from __future__ import annotations

from dataclasses import dataclass

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
    factor : float
        Size in print of what `style` calls 1: 1 in a report.
    heading : bool
        Whether headline and second line stand on the figure; else they are in its caption alone.
    medium : {"screen", "print"}
        Which fills of the factions are used.
    dpi : float
        Dots an inch of a PNG.
    """

    name: str
    width_mm: float
    height_mm: float | None = None
    factor: float = 1.0
    heading: bool = True
    medium: str = "screen"
    dpi: float = 300.0

    @property
    def design_width(self) -> float:
        """Width of the page in the mm that drawing code measures in."""
        return self.width_mm / self.factor

    @property
    def design_height(self) -> float | None:
        """Greatest height of the page in the mm that drawing code measures in."""
        return None if self.height_mm is None else self.height_mm / self.factor


REPORT = Sheet("report", 170.0)
"""The text width of an A4 page of a report."""
