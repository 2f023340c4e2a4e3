"""A figure's SVG made small for a web page: the same picture to a tenth of a point."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

__all__ = ["slim", "slim_path", "slim_svg"]

_SVG = "{http://www.w3.org/2000/svg}"
_PART = re.compile(r"[MLHVCQZz]|-?\d*\.?\d+(?:e-?\d+)?")
_PAIRS = {"M": 1, "L": 1, "Q": 2, "C": 3}
_LONG = re.compile(r"-?\d+\.\d\d+")
_NUMBERED = re.compile(r"(?:axes|figure|patch|text|line2d|PathCollection|LineCollection)_\d+")
"""Ids that matplotlib gives to what has no name."""
_HASHED = re.compile(r"[mp][0-9a-f]{10}")
_ROUND = re.compile(r"M 0 ([\d.]+)\s+(?:C [^CLMZz]+){8}z\s*")
"""The path of a circle, as matplotlib writes it."""
_LINK = "{http://www.w3.org/1999/xlink}href"
_FAMILY = re.compile(r"font-family: [^;]*;? ?")


def slim(root: ElementTree.Element) -> None:
    """Make an SVG that matplotlib wrote smaller, in place.

    Parameters
    ----------
    root : xml.etree.ElementTree.Element
        The ``<svg>``. Outlines behind letters become strokes of the letters, font families are
        taken out (the page sets one for all), coordinates are rounded to a tenth of a point, and
        styles that all signs of a group share are told once.
    """
    _short_ids(root)
    round_signs = {
        sign.attrib["id"]: float(found[1])
        for sign in root.iter(f"{_SVG}path")
        if "id" in sign.attrib and (found := _ROUND.fullmatch(sign.get("d", "")))
    }
    for parent in list(root.iter()):
        _letter_halos(parent)
        _dots(parent, round_signs)
        _share_styles(parent)
        _join_lines(parent)
    signs = {path for defs in root.iter(f"{_SVG}defs") for path in defs}
    for element in root.iter():
        for name in ("x", "y", "width", "height"):
            if name in element.attrib and element is not root:
                element.set(name, _short(element.attrib[name]))
        if "d" in element.attrib:
            element.set("d", slim_path(element.attrib["d"], 100 if element in signs else 10))
        style = element.get("style")
        if style:
            element.set("style", _LONG.sub(_hundredths, _FAMILY.sub("", style)).rstrip("; "))
        if element.get("transform", "").startswith("rotate(-0 "):
            del element.attrib["transform"]
        if _NUMBERED.fullmatch(element.get("id", "")):
            del element.attrib["id"]
        element.text, element.tail = _kept(element), None


def slim_svg(source: str) -> str:
    """Write an SVG document smaller, as `slim` does.

    Parameters
    ----------
    source : str
        An SVG document that matplotlib wrote.

    Returns
    -------
    str

    Examples
    --------
    >>> path = '<path d="M 10.04 20 L 12.06 20 z"/>'
    >>> slim_svg(f'<svg xmlns="http://www.w3.org/2000/svg">{path}</svg>')
    '<svg xmlns="http://www.w3.org/2000/svg"><path d="m10 20 2.1 0z" /></svg>'
    """
    from defusedxml.ElementTree import fromstring

    ElementTree.register_namespace("", _SVG.strip("{}"))
    root: ElementTree.Element = fromstring(source.encode())
    slim(root)
    return ElementTree.tostring(root, encoding="unicode")


def slim_path(d: str, parts_of_unit: int = 10) -> str:
    """Write a path with relative steps, rounded.

    Parameters
    ----------
    d : str
        A path of the absolute commands M, L, Q, C and z.
    parts_of_unit : int
        10 for tenths, 100 for hundredths.

    Returns
    -------
    str

    Examples
    --------
    >>> slim_path("M 10.04 20 L 12.06 20 L 12.06 25.5 z")
    'm10 20 2.1 0 0 5.5z'
    """
    out: list[str] = []
    x = y = 0
    start, last = (0, 0), ""
    parts = iter(_PART.findall(d))
    command = "M"
    for part in parts:
        if part in "Zz":
            out.append("z")
            (x, y), last = start, "z"
            continue
        if part.isalpha():
            command, part = part, next(parts)
        numbers = [part, *(next(parts) for _ in range(2 * _PAIRS[command] - 1))]
        whole = [round(float(number) * parts_of_unit) for number in numbers]
        steps = [
            _number((value - (y if odd % 2 else x)) / parts_of_unit)
            for odd, value in enumerate(whole)
        ]
        # Pairs after those of "m" are lines: the letter may be left out.
        same = command != "M" and (command == last or (command == "L" and last == "M"))
        out.append((" " if same else command.lower()) + " ".join(steps))
        x, y = whole[-2:]
        if command == "M":
            start = (x, y)
        last = last if same else command
    return "".join(out)


def _number(value: float, decimals: int = 2) -> str:
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _short(text: str) -> str:
    try:
        return _number(float(text), 1)
    except ValueError:
        return text


def _hundredths(found: re.Match[str]) -> str:
    return _number(float(found[0]))


def _kept(element: ElementTree.Element) -> str | None:
    inside = element.tag.rpartition("}")[2] in ("text", "title", "desc")
    return element.text if inside else None


def _letter_halos(parent: ElementTree.Element) -> None:
    """Turn the outline drawn as shapes below a text into a stroke of that text."""
    below: ElementTree.Element | None = None
    for child in list(parent):
        texts = child.findall(f"{_SVG}text")
        if texts and below is not None:
            style = below[0].get("style", "")
            stroke = "; ".join(part for part in style.split("; ") if part.startswith("stroke"))
            for text in texts:
                text.set(
                    "style",
                    f"{text.get('style', '')}; {stroke}; stroke-opacity: .85; "
                    "stroke-linejoin: round; paint-order: stroke",
                )
            parent.remove(below)
        below = child if _is_halo(child) else None


def _is_halo(group: ElementTree.Element) -> bool:
    paths = list(group)
    return (
        group.get("id", "").startswith("text_")
        and bool(paths)
        and all(
            path.tag == f"{_SVG}path" and "opacity: 0.85; stroke" in path.get("style", "")
            for path in paths
        )
    )


def _share_styles(parent: ElementTree.Element) -> None:
    """Tell the style of many copies of one sign once."""
    copies = [child for child in parent if child.tag == f"{_SVG}use"]
    styles = {copy.get("style", "") for copy in copies}
    if len(copies) < 4 or len(styles) > 1 or len(copies) + 1 < len(parent):
        return
    parent.set("style", "; ".join(filter(None, [parent.get("style", ""), styles.pop()])))
    for copy in copies:
        copy.attrib.pop("style", None)


def _short_ids(root: ElementTree.Element) -> None:
    """Give numbers to what matplotlib names by a hash."""
    names: dict[str, str] = {}
    for element in root.iter():
        if _HASHED.fullmatch(element.get("id", "")):
            names[element.attrib["id"]] = f"_{len(names)}"
    for element in root.iter():
        for name, value in element.attrib.items():
            for key in _HASHED.findall(value) if "#" in value or name == "id" else ():
                value = value.replace(key, names.get(key, key))
            element.set(name, value)


def _dots(parent: ElementTree.Element, round_signs: Mapping[str, float]) -> None:
    """Draw many dots as the round ends of one line without length."""
    copies = [child for child in parent if child.tag == f"{_SVG}use"]
    looks = {(copy.get(_LINK, "")[1:], copy.get("style", "")) for copy in copies}
    if len(copies) < 4 or len(looks) > 1 or len(copies) < len(parent):
        return
    sign, style = looks.pop()
    look = dict(part.split(": ", 1) for part in style.split("; ") if part)
    if sign not in round_signs or not {"fill"} <= set(look) <= {"fill", "stroke", "stroke-width"}:
        return
    for copy in copies:
        parent.remove(copy)
    way = " ".join(f"M {c.get('x')} {c.get('y')} L {c.get('x')} {c.get('y')}" for c in copies)
    wide, edge = 2 * round_signs[sign], float(look.get("stroke-width", 0))
    layers = [(look["fill"], wide - edge)]
    if "stroke" in look:
        layers.insert(0, (look["stroke"], wide + edge))
    for colour, width in layers:
        line = f"fill: none; stroke: {colour}; stroke-width: {width:g}; stroke-linecap: round"
        ElementTree.SubElement(parent, f"{_SVG}path", {"d": way, "style": line})


def _join_lines(parent: ElementTree.Element) -> None:
    """Make one path of neighbouring lines that look alike."""
    last: ElementTree.Element | None = None
    for child in list(parent):
        look = {name: value for name, value in child.attrib.items() if name != "d"}
        line = "fill: none" in look.get("style", "") and "opacity" not in look["style"]
        if child.tag != f"{_SVG}path" or not line or "id" in look:
            last = None
        elif last is not None and look == {k: v for k, v in last.attrib.items() if k != "d"}:
            last.set("d", f"{last.get('d', '')} {child.get('d', '')}")
            parent.remove(child)
        else:
            last = child
