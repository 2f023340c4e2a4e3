"""The land whose control is in question: its outline, its barriers, and the plane for it.

The plane is the one that the package declares (`conflict.plane`), else one centred on its land;
either is refused where it distorts lengths by more than `LARGEST_DISTORTION`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syria_analysis.package.basemap import read_shapes
from syria_analysis.package.conflict import Conflict

if TYPE_CHECKING:
    from syria_analysis.geo.plane import Plane

__all__ = ["LARGEST_DISTORTION", "Theatre", "read_outline", "read_theatre", "theatre_faults"]

LARGEST_DISTORTION = 0.01
"""By how much lengths in the plane may depart from those on the ellipsoid."""


@dataclass(frozen=True, eq=False)
class Theatre:
    """What the cells are made in.

    Attributes
    ----------
    outline : shapely geometry
        The land, WGS84 degrees.
    plane : Plane
        The equal-area plane in which it is measured and drawn.
    barriers : dict of str to shapely geometry
        Lines that no cell crosses, WGS84 degrees, by their layer of the base map.
    """

    outline: Any
    plane: Plane
    barriers: dict[str, Any]


def read_outline(folder: Path, layer: str) -> Any:
    """Join the shapes of a layer of the base map.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the data package.
    layer : str
        Name of a file in ``basemap/`` without its ending.

    Returns
    -------
    shapely geometry
        WGS84 degrees, x = longitude, y = latitude.

    Raises
    ------
    InvalidData

    Examples
    --------
    >>> from syria_analysis.package.resources import data_folder
    >>> read_outline(data_folder(), "country").geom_type
    'Polygon'
    """
    import shapely

    return shapely.union_all([shape for _, shape in read_shapes(folder, layer)])


def read_theatre(folder: Path, conflict: Conflict) -> Theatre:
    """Read the theatre of a data package.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the data package.
    conflict : Conflict
        What it declares. Without a plane, the plane is centred on the middle of the theatre.

    Returns
    -------
    Theatre

    Raises
    ------
    InvalidData

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> read_theatre(dataset.folder, dataset.conflict).plane
    Plane(lat_0=35, lon_0=38.5)
    """
    import shapely

    from syria_analysis.geo.plane import Plane

    outline = shapely.union_all([read_outline(folder, layer) for layer in conflict.theatre])
    if conflict.plane is None:
        plane = Plane.centred_on(outline)
    else:
        plane = Plane(conflict.plane.lat_0, conflict.plane.lon_0)
    # Not joined: that would forget which way each line is drawn.
    barriers = {
        barrier.layer: shapely.multilinestrings(
            shapely.get_parts([shape for _, shape in read_shapes(folder, barrier.layer)])
        )
        for barrier in conflict.barriers
    }
    return Theatre(outline, plane, barriers)


def theatre_faults(theatre: Theatre) -> Iterator[tuple[str, str]]:
    """Tell why a theatre cannot be measured in its plane.

    Parameters
    ----------
    theatre : Theatre
        Any theatre.

    Yields
    ------
    path, message : str
        Where in the block `conflict`, and what is wrong there.

    Examples
    --------
    >>> import shapely
    >>> from syria_analysis.geo.plane import Plane
    >>> world = Theatre(shapely.box(0, 0, 60, 60), Plane(30, 30), {})
    >>> [path for path, _ in theatre_faults(world)]
    ['plane']
    """
    west, _, east, _ = theatre.outline.bounds
    if east - west > 180:
        yield (
            "theatre",
            "the land reaches across 180° of longitude, or half round the globe: that cannot be "
            "drawn; take the layers on one side",
        )
        return
    error = theatre.plane.distortion(theatre.outline)
    if error > LARGEST_DISTORTION:
        centre = f"{theatre.plane.lat_0:g}, {theatre.plane.lon_0:g}"
        yield (
            "plane",
            f"in the plane centred on {centre} lengths are wrong by up to {error:.1%} within the "
            f"theatre, more than {LARGEST_DISTORTION:.0%}: move the centre, or take less land",
        )
