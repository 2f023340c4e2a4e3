"""A figure's SVG made fit to stand inside a page: ids of its own, nothing active, an alt text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

__all__ = ["inline_svg", "safe_svg"]

_SVG = "http://www.w3.org/2000/svg"
_DROPPED = {
    "script",
    "foreignObject",
    "metadata",
    "style",
    "title",
    "desc",
    "a",
    "iframe",
    "audio",
    "video",
}
_INHERITED = "stroke-linejoin:round;stroke-linecap:butt"
_REFERENCE = re.compile(r"url\(\s*['\"]?(?P<target>[^)'\"]*)['\"]?\s*\)")


def inline_svg(
    source: str, *, prefix: str, alt: str, described_by: str = "", bare: bool = False
) -> str:
    """Make an SVG document into an element for the inside of an HTML page.

    Parameters
    ----------
    source : str
        An SVG document, as matplotlib writes it.
    prefix : str
        Put before every id, so that ids of several figures never meet.
    alt : str
        What the picture shows, for those who do not see it.
    described_by : str
        Id of the element of the page that describes the picture at length.
    bare : bool
        Whether to cut off headline and source line, where the page has them as text.

    Returns
    -------
    str
        An ``<svg role="img">`` element without scripts, event handlers, style sheets or
        references to anything outside itself.

    Examples
    --------
    >>> picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g id="a"/></svg>'
    >>> 'id="map-a"' in inline_svg(picture, prefix="map", alt="A map")
    True
    """
    root = _parsed(source, _DROPPED)
    if bare:
        _cut_words(root)
    taken: set[str] = set()
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            local = name.rpartition("}")[2].lower()
            if local == "id":
                key, n = f"{prefix}-{value}", 2
                while key in taken:  # what refers to it means the first of that name
                    key, n = f"{prefix}-{value}-{n}", n + 1
                taken.add(key)
                element.set(name, key)
            elif local == "href" and value.startswith("#"):
                element.set(name, f"#{prefix}-{value[1:]}")
            elif "url(" in value:
                element.set(name, _REFERENCE.sub(lambda m: _renamed(m["target"], prefix), value))
    for name in ("width", "height"):  # the page decides the size
        root.attrib.pop(name, None)
    root.set("style", _INHERITED)
    root.set("role", "img")
    root.set("aria-label", alt)
    if described_by:
        root.set("aria-describedby", described_by)
    return ElementTree.tostring(root, encoding="unicode")


def safe_svg(source: str, *, bare: bool = False) -> str:
    """Give an SVG document without scripts, event handlers and references to elsewhere.

    Parameters
    ----------
    source : str
        An SVG document.
    bare : bool
        Whether to cut off headline and source line, where the page has them as text.

    Returns
    -------
    str

    Examples
    --------
    >>> svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>1</script></svg>'
    >>> "script" in safe_svg(svg)
    False
    """
    root = _parsed(source, _DROPPED - {"style"})
    if bare:
        _cut_words(root)
    return ElementTree.tostring(root, encoding="unicode")


def _parsed(source: str, dropped: set[str]) -> ElementTree.Element:
    from defusedxml.ElementTree import fromstring

    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = fromstring(source.encode("utf-8"))
    _strip(root, dropped)
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            local = name.rpartition("}")[2].lower()
            if local.startswith("on") or (local == "href" and not _is_inner(value)):
                del element.attrib[name]
    _size(root)
    return root


def _strip(parent: ElementTree.Element, dropped: set[str]) -> None:
    for child in list(parent):
        if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] in dropped:
            parent.remove(child)
        else:
            _strip(child, dropped)


def _cut_words(root: ElementTree.Element) -> None:
    """Take out the layers of headline and source line, and the room that they took."""
    box = [float(number) for number in root.get("viewBox", "").split()]
    if len(box) != 4:
        return
    top, foot = box[1], box[1] + box[3]
    for parent in list(root.iter()):
        for layer in list(parent):
            name = layer.get("id", "").rpartition("-")[2]
            if name not in ("header", "sources"):
                continue
            lines = [(float(t.get("y", 0)), _type_size(t)) for t in layer.iter(f"{{{_SVG}}}text")]
            if lines and name == "header":
                top = max(top, *(y + 0.6 * size for y, size in lines))
            elif lines:
                foot = min(foot, *(y - size for y, size in lines))
            parent.remove(layer)
    if foot <= top or (top, foot) == (box[1], box[1] + box[3]):
        return
    root.set("viewBox", f"{box[0]:g} {top:g} {box[2]:g} {foot - top:g}")
    if "height" in root.attrib:
        root.set("height", f"{foot - top:g}pt")


def _type_size(text: ElementTree.Element) -> float:
    found = re.search(r"font-size:\s*([\d.]+)|font:[^;]*?([\d.]+)px", text.get("style", ""))
    return float(found[1] or found[2]) if found else 8.0


def _is_inner(value: str) -> bool:
    return value.startswith("#") or value.startswith("data:image/png;base64,")


def _renamed(target: str, prefix: str) -> str:
    return f"url(#{prefix}-{target[1:]})" if target.startswith("#") else "none"


def _size(root: ElementTree.Element) -> None:
    """Make sure that the shape is told by a viewBox."""
    if root.get("viewBox") is None:
        sizes = [re.match(r"[\d.]+", root.get(k, "")) for k in ("width", "height")]
        if all(sizes):
            root.set("viewBox", " ".join(["0 0", *(m.group() for m in sizes if m)]))
