"""Texts of a figure that touch each other or leave the page."""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from syria_analysis.figures import style
from syria_analysis.text.language import has_rtl


def extent_of(text, renderer):
    """Return what a text covers; of Arabic its letters, not the high lines of its font."""
    box = text.get_window_extent(renderer)
    if not has_rtl(text.get_text()) or "\n" in text.get_text():
        return box
    weight = "bold" if text.get_fontweight() == "bold" else "regular"
    up, down = style.arabic_reach(text.get_text(), weight)
    size = float(text.get_fontsize()) * renderer.points_to_pixels(1.0)
    base = text.get_transform().transform(text.get_position())[1]
    return Bbox([[box.x0, base - down * size], [box.x1, base + up * size]])


def overlapping(canvas):
    """Name every two texts of a figure that touch, and every text that leaves the page."""
    renderer = FigureCanvasAgg(canvas.figure).get_renderer()
    page = canvas.figure.bbox
    extents = [(t.get_text(), extent_of(t, renderer)) for t in canvas.texts()]
    faults = [
        f"{text!r} leaves the page"
        for text, e in extents
        if e.x0 < page.x0 or e.y0 < page.y0 or e.x1 > page.x1 or e.y1 > page.y1
    ]
    shrink = 0.2 * style.MM_PER_POINT * canvas.figure.dpi / style.MM_PER_INCH
    for i, (text, a) in enumerate(extents):
        for other, b in extents[i + 1 :]:
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            high = min(a.y1, b.y1) - max(a.y0, b.y0)
            if wide > shrink and high > shrink:
                faults.append(f"{text!r} touches {other!r}")
    return faults
