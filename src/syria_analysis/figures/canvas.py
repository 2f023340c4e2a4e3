"""A sheet of paper in millimetres with maps on it, and layers that become groups in the SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import cartopy.crs as ccrs
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.ticker import NullLocator

from syria_analysis.figures import style
from syria_analysis.figures.glyphs import drawable
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.geo.plane import Plane
from syria_analysis.text.language import directed, is_rtl

__all__ = ["Canvas", "FigurePage", "Layer", "bounds_of", "to_path"]

Box = tuple[float, float, float, float]


class Layer(Artist):
    """Artists drawn in order within one named group.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where they are drawn; coordinates are those of its data.
    name : str
        Id of the group in the SVG.
    zorder : float
        Higher is drawn later.
    clip : bool
        Whether to cut at the frame of `axes`.
    sheet : Sheet
        Gives type and lines their size on the finished page.

    Attributes
    ----------
    kind : str
        What the layer shows, the same on every figure and map.
    """

    def __init__(
        self,
        axes: Any,
        name: str,
        zorder: float,
        clip: bool = True,
        sheet: Sheet = REPORT,
        kind: str = "",
    ) -> None:
        super().__init__()
        self.sheet = sheet
        self.kind = kind or name
        self.members: list[Artist] = []
        self.clip = clip
        self.set_gid(name)
        self.set_zorder(zorder)
        axes.add_artist(self)
        self.home: Any = axes

    def add(self, artist: Artist, name: str = "") -> Artist:
        """Put an artist into the layer, on top of those there."""
        artist.set_figure(self.home.get_figure())
        artist.axes = self.home
        if not artist.is_transform_set():
            artist.set_transform(self.home.transData)
        if self.clip:
            artist.set_clip_box(self.home.bbox)
        if name:
            artist.set_gid(f"{self.get_gid()}-{name}")
        _to_size(artist, self.sheet)
        self.members.append(artist)
        return artist

    def get_children(self) -> list[Artist]:
        """Return the artists of the layer."""
        return self.members

    def draw(self, renderer: Any) -> None:
        """Draw the artists in order."""
        if self.get_visible() and self.members:
            renderer.open_group("layer", gid=self.get_gid())
            for artist in self.members:
                artist.draw(renderer)
            renderer.close_group("layer")
        self.stale = False

    # Shorthands, so that drawing code reads as a list of what is drawn.

    def fill(self, shape: Any, colour: str, name: str = "", **more: Any) -> None:
        """Fill a polygon, without a line unless `edgecolor` is given."""
        if shape is not None and not shape.is_empty:
            options = {"facecolor": colour, "edgecolor": "none", "linewidth": 0, **more}
            self.add(PathPatch(to_path(shape), **options), name)

    def outline(self, shape: Any, colour: str, width: float, name: str = "", **more: Any) -> None:
        """Draw lines, or the outline of polygons; `width` in points."""
        lines = _lines(shape)
        if lines:
            options = {"capstyle": "round", "joinstyle": "round", **more}
            self.add(LineCollection(lines, colors=colour, linewidths=width, **options), name)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        weight: str = "regular",
        colour: str = style.INK,
        ha: str = "left",
        halo: str = "",
        halo_width: float = 1.8,
        **more: Any,
    ) -> None:
        """Set one line of text with its base line at y; `halo` is the colour of its outline."""
        text = directed(drawable(text, tuple(style.families())))
        options = {
            "fontsize": size,
            "fontweight": "bold" if weight == "bold" else "normal",
            "fontstyle": "italic" if weight == "italic" and not is_rtl() else "normal",
            "fontfamily": style.families(),
            "color": colour,
            "ha": ha,
            "va": "baseline",
            "parse_math": False,
            **more,
        }
        if halo:  # a text of its own below, since an outlined text becomes shapes in SVG and PDF
            below = Text(x, y, text, **options)
            wide = halo_width * self.sheet.factor
            below.set_path_effects([Stroke(linewidth=wide, foreground=halo, alpha=0.85)])
            self.add(below, "halo")
            below.set_gid(None)
            below.set_label("halo")
        self.add(Text(x, y, text, **options))


def _to_size(artist: Artist, sheet: Sheet) -> None:
    """Give an artist that was made to the scale of `style` its size on the finished page."""
    if isinstance(artist, Text):
        artist.set_fontsize(sheet.type_size(float(artist.get_fontsize())))
    elif isinstance(artist, Patch):
        artist.set_linewidth(sheet.line_width(artist.get_linewidth()))
    elif isinstance(artist, LineCollection):
        artist.set_linewidth([sheet.line_width(w) for w in np.atleast_1d(artist.get_linewidth())])
    elif isinstance(artist, Line2D):
        artist.set_linewidth(sheet.line_width(artist.get_linewidth()))
        artist.set_markersize(artist.get_markersize() * sheet.factor)
        artist.set_markeredgewidth(sheet.line_width(artist.get_markeredgewidth()))


class FigurePage:
    """A figure of fixed size whose coordinates are the millimetres of its sheet's design.

    Parameters
    ----------
    name : str
        Prefix of the ids of layers.
    height : float
        Height of the page between its margins in those mm.
    sheet : Sheet
        What it is made for; gives the width and the margin.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The figure, of the size that it has in print.
    axes : matplotlib.axes.Axes
        Covers the page; 0, 0 is the lower left corner within its margins.
    width, height : float
        Between the margins, in mm of the design.
    """

    def __init__(self, name: str, height: float, sheet: Sheet = REPORT) -> None:
        style.register_fonts()
        self.name, self.sheet = name, sheet
        self.width, self.height = sheet.design_width, height
        with style.settings(name):
            inches = sheet.factor / style.MM_PER_INCH
            margin = sheet.margin
            whole = self.width + 2 * margin, height + 2 * margin
            self.figure = Figure(figsize=(whole[0] * inches, whole[1] * inches))
            FigureCanvasAgg(self.figure)
            self.axes = self.figure.add_axes((0, 0, 1, 1))
            self.axes.set_xlim(-margin, self.width + margin)
            self.axes.set_ylim(-margin, height + margin)
            self.axes.set_axis_off()
            _without_ticks(self.axes)
            self.axes.set_zorder(10)
        self.axes.set_gid(f"{name}-page")
        self._order = 1

    def above(self) -> int:
        """Count layers, so that each lies above those there."""
        self._order += 1
        return self._order

    def layer(self, name: str, kind: str = "") -> Layer:
        """Open a layer above those there; its coordinates are mm."""
        return Layer(
            self.axes, f"{self.name}-{name}", self.above(), False, self.sheet, kind or name
        )

    def texts(self) -> list[Text]:
        """Return every text of the figure (halos left out)."""
        found = self.figure.findobj(Text)
        return [t for t in found if t.get_text().strip() and t.get_label() != "halo"]


def _without_ticks(axes: Any) -> None:
    """Have no ticks made: they are never drawn, but every search of the artists makes them."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(NullLocator())


class Canvas:
    """A map on a page.

    Parameters
    ----------
    page : Page
        Where it stands; a page may hold several maps.
    bounds : tuple of float
        xmin, ymin, xmax, ymax of the map in the plane, in metres.
    plane : Plane
        What the map is drawn in.
    map_width : float
        Width of the map in mm of the page.
    left, below : float
        Where its lower left corner stands on the page, in mm.
    part : str
        Tells the maps of a page apart; part of the ids of their layers.

    Attributes
    ----------
    scale : float
        Metres in the plane to a mm of the page.
    bounds : tuple of float
        xmin, ymin, xmax, ymax of the map in the equal-area plane, in metres.
    map_box : tuple of float
        The same of the map on the page, in mm.
    """

    def __init__(
        self,
        page: FigurePage,
        bounds: Box,
        plane: Plane,
        *,
        map_width: float,
        left: float = 0.0,
        below: float = 12.0,
        part: str = "",
    ) -> None:
        self.page, self.sheet = page, page.sheet
        self.name = f"{page.name}-{part}" if part else page.name
        self.width, self.height = page.width, page.height
        self.bounds: Box = bounds
        x0, y0, x1, y1 = self.bounds
        self.scale = (x1 - x0) / map_width
        self.map_box: Box = (left, below, left + map_width, below + (y1 - y0) / self.scale)
        with style.settings(page.name):
            x0, y0, x1, y1 = self.map_box
            margin = self.sheet.margin
            wide, high = page.width + 2 * margin, page.height + 2 * margin
            self.map = page.figure.add_axes(
                ((x0 + margin) / wide, (y0 + margin) / high, (x1 - x0) / wide, (y1 - y0) / high),
                projection=ccrs.LambertAzimuthalEqualArea(plane.lon_0, plane.lat_0),
            )
            self.map.set_xlim(self.bounds[0], self.bounds[2])
            self.map.set_ylim(self.bounds[1], self.bounds[3])
            self.map.set_aspect("auto")  # the box has the right shape already
            self.map.patch.set_facecolor(style.NEIGHBOUR)
            self.map.spines["geo"].set(
                linewidth=self.sheet.line_width(0.5), edgecolor=style.NEIGHBOUR_BORDER
            )
            _without_ticks(self.map)
        self.map.set_gid(f"{self.name}-map")

    @property
    def figure(self) -> Figure:
        """The figure of the page."""
        return self.page.figure

    @property
    def frame(self) -> Any:
        """The map's rectangle in the plane, a little larger so that cuts stay out of sight."""
        margin = 2 * self.scale
        x0, y0, x1, y1 = self.bounds
        return shapely.box(x0 - margin, y0 - margin, x1 + margin, y1 + margin)

    def layer(self, name: str, *, page: bool = False, clip: bool = True) -> Layer:
        """Open a layer above those there, on the map (metres) or the page (mm)."""
        axes = self.page.axes if page else self.map
        return Layer(
            axes, f"{self.name}-{name}", self.page.above(), clip and not page, self.sheet, name
        )

    def cut(self, shapes: Any) -> Any:
        """Cut shapes of the plane to the map's frame."""
        pieces = shapely.clip_by_rect(shapes, *self.frame.bounds)
        if np.all(shapely.is_valid(pieces)):
            return pieces
        return shapely.make_valid(pieces, method="structure", keep_collapsed=False)

    def on_page(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Turn coordinates in the plane into mm on the page."""
        return (
            self.map_box[0] + (np.asarray(x) - self.bounds[0]) / self.scale,
            self.map_box[1] + (np.asarray(y) - self.bounds[1]) / self.scale,
        )

    def holds(self, x: float, y: float, margin_mm: float = 0.0) -> bool:
        """Whether a point of the plane lies on the map."""
        margin = margin_mm * self.scale
        x0, y0, x1, y1 = self.bounds
        return x0 + margin <= x <= x1 - margin and y0 + margin <= y <= y1 - margin

    def texts(self) -> list[Text]:
        """Return every text of the page (halos left out)."""
        return self.page.texts()


def bounds_of(window: Box, plane: Plane) -> Box:
    """Rectangle in the plane through the middles of the four sides of a window in degrees."""
    west, south, east, north = window
    middle = (west + east) / 2, (south + north) / 2
    sides = [(west, middle[1]), (middle[0], south), (east, middle[1]), (middle[0], north)]
    w, s, e, n = plane.to_plane(shapely.points(sides))
    return (w.x, s.y, e.x, n.y)


def to_path(shape: Any) -> Path:
    """Turn a polygon or multipolygon into one matplotlib path with holes."""
    vertices: list[np.ndarray] = []
    codes: list[np.ndarray] = []
    for polygon in _polygons(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            xy = shapely.get_coordinates(ring)
            code = np.full(len(xy), Path.LINETO, dtype=np.uint8)
            code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
            vertices.append(xy)
            codes.append(code)
    if not vertices:
        return Path(np.empty((0, 2)))
    return Path(np.concatenate(vertices), np.concatenate(codes))


def _polygons(shape: Any) -> Iterable[Any]:
    oriented = shapely.orient_polygons(shape)
    return (p for p in shapely.get_parts(oriented).flat if p.geom_type == "Polygon" and p.area)


def _lines(shape: Any) -> Sequence[np.ndarray]:
    lines: list[np.ndarray] = []
    for part in shapely.get_parts(np.asarray(shape, dtype=object)).flat:
        if part.geom_type == "Polygon":
            lines += [shapely.get_coordinates(r) for r in (part.exterior, *part.interiors)]
        elif part.geom_type in ("LineString", "LinearRing"):
            lines.append(shapely.get_coordinates(part))
        elif part.geom_type == "GeometryCollection":
            lines += _lines(part)
    return [line for line in lines if len(line) > 1]
