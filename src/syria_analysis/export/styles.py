"""How a GIS draws the exported layers: QGIS styles in the colours of the factions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLOURED_BY", "layer_style"]

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_QGIS = "3.16.0"  # the first that reads the options below; later ones read them too
_INK = "#1a1a1a"

_PALER = "color_mix_rgb('#ffffff', @symbol_color, (\"low\" - 0.4) / 0.59)"
"""Paler towards paper and yet opaque: seen through, the territory below would fill it up."""

COLOURED_BY: Mapping[str, str] = {
    "territory": "faction",
    "certainty": "faction",
    "cells": "holder",
    "contested": "contested_by",
    "uncertain": "holder",
    "changes": "to",
    "fronts": "attacker",
    "anchors": "holder",
    "fighting": "holder",
    "events": "to",
    "places": "holder",
}
"""Layer to the column whose faction gives the colour."""


def layer_style(layer: str, factions: pd.DataFrame) -> str:
    """Write the QGIS style of a layer.

    Parameters
    ----------
    layer : str
        A name in `export_layers.LAYERS`.
    factions : pandas.DataFrame
        Indexed by faction id, with `short_name`, `colour_screen` and `colour_dark`.

    Returns
    -------
    str
        QML: one category for each faction. Contested cells are hatched in the challenger's dark
        tone, uncertain ones dotted in the holder's.

    Examples
    --------
    >>> import pandas as pd
    >>> colours = {"short_name": "Army", "colour_screen": "#f2b6a8", "colour_dark": "#d97c66"}
    >>> "242,182,168,255" in layer_style("territory", pd.DataFrame([colours], index=["SAA"]))
    True
    """
    root = Xml.Element("qgis", version=_QGIS, styleCategories="Symbology", labelsEnabled="0")
    renderer = Xml.SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol",
        attr=COLOURED_BY[layer],
        forceraster="0",
        symbollevels="0",
        enableorderby="0",
    )
    categories = Xml.SubElement(renderer, "categories")
    symbols = Xml.SubElement(renderer, "symbols")
    for number, (faction, row) in enumerate(factions.iterrows()):
        Xml.SubElement(
            categories,
            "category",
            value=str(faction),
            type="string",
            symbol=str(number),
            label=str(row["short_name"]),
            render="true",
        )
        kind, drawing, options = _symbol(layer, row["colour_screen"], row["colour_dark"])
        symbol = Xml.SubElement(
            symbols,
            "symbol",
            name=str(number),
            type=kind,
            alpha="1",
            clip_to_extent="1",
            force_rhr="0",
        )
        part = {"class": drawing, "enabled": "1", "locked": "0", "pass": "0"}
        drawn = Xml.SubElement(symbol, "layer", part)
        box = Xml.SubElement(drawn, "Option", type="Map")
        for name, value in options.items():
            Xml.SubElement(box, "Option", name=name, type="QString", value=value)
        if layer == "certainty":
            _pale(drawn)
    Xml.SubElement(renderer, "rotation")
    Xml.SubElement(renderer, "sizescale")
    Xml.SubElement(root, "blendMode").text = "0"
    Xml.SubElement(root, "layerOpacity").text = "1"
    Xml.indent(root, " ")
    return _DOCTYPE + Xml.tostring(root, encoding="unicode") + "\n"


def _pale(drawn: Xml.Element) -> None:
    """Let the fill be the paler, the less sure the band is."""
    box = Xml.SubElement(Xml.SubElement(drawn, "data_defined_properties"), "Option", type="Map")
    Xml.SubElement(box, "Option", name="name", type="QString", value="")
    properties = Xml.SubElement(box, "Option", name="properties", type="Map")
    fill = Xml.SubElement(properties, "Option", name="fillColor", type="Map")
    Xml.SubElement(fill, "Option", name="active", type="bool", value="true")
    Xml.SubElement(fill, "Option", name="expression", type="QString", value=_PALER)
    Xml.SubElement(fill, "Option", name="type", type="int", value="3")
    Xml.SubElement(box, "Option", name="type", type="QString", value="collection")


def _rgba(colour: str) -> str:
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return ",".join(map(str, [*channels, 255]))


def _symbol(layer: str, fill: str, dark: str) -> tuple[str, str, dict[str, str]]:
    """Give the kind of symbol, what draws it, and its options."""
    if layer == "certainty":
        return "fill", "SimpleFill", {**_area(fill, "solid", fill, "0"), "outline_style": "no"}
    if layer == "territory":
        return "fill", "SimpleFill", _area(fill, "solid", dark, "0.3")
    if layer == "cells":  # outlines, which hide nothing of the land below
        return "fill", "SimpleFill", _area(fill, "no", dark, "0.1")
    if layer == "changes":
        return "fill", "SimpleFill", _area(dark, "solid", dark, "0.1")
    if layer in ("contested", "uncertain"):
        pattern = "b_diagonal" if layer == "contested" else "dense6"
        return "fill", "SimpleFill", _area(dark, pattern, dark, "0.26")
    if layer == "fronts":
        line = {"line_color": _rgba(dark), "line_style": "solid", "line_width": "0.8"}
        return "line", "SimpleLine", {**line, "line_width_unit": "MM", "capstyle": "round"}
    shape, size = {
        "places": ("circle", "1.8"),
        "events": ("diamond", "2.6"),
        "fighting": ("star", "2.2"),
    }.get(layer, ("cross", "1.4"))
    edge = _INK if layer != "anchors" else dark
    marker = {"name": shape, "size": size, "size_unit": "MM", "color": _rgba(fill)}
    outline = {"outline_color": _rgba(edge), "outline_style": "solid", "outline_width": "0.2"}
    return "marker", "SimpleMarker", {**marker, **outline, "outline_width_unit": "MM"}


def _area(colour: str, pattern: str, edge: str, width: str) -> dict[str, str]:
    return {
        "color": _rgba(colour),
        "style": pattern,
        "outline_color": _rgba(edge),
        "outline_style": "solid",
        "outline_width": width,
        "outline_width_unit": "MM",
        "joinstyle": "bevel",
    }
