"""Shapes with what is known of them, shown in a notebook as tables are."""

from __future__ import annotations

import geopandas as gpd

from syria_analysis.text.showing import rounded, whole_html

__all__ = ["Layer"]


class Layer(gpd.GeoDataFrame):  # type: ignore[misc]
    """A `geopandas.GeoDataFrame` that shows its numbers rounded and keeps them exact.

    What is taken from it is a plain GeoDataFrame. See `showing.Table`.

    Examples
    --------
    >>> import shapely
    >>> land = Layer({"area_km2": [1234.5678]}, geometry=[shapely.Point(0, 0)], crs=4326)
    >>> land
      area_km2     geometry
    0    1,235  POINT (0 0)
    >>> float(land["area_km2"][0])
    1234.5678
    """

    def __repr__(self) -> str:
        return repr(rounded(self))

    def _repr_html_(self) -> str | None:
        return whole_html(rounded(self))
