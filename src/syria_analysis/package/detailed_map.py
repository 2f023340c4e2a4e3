"""Detailed maps as Wikipedia keeps them, modules in Lua: parsed as tables, never run.

A module returns a table whose `marks` are dots with a position, the name of a picture and a label.
The colours in the name of the picture tell whose the place is: one, that it is held; several, in a
moving picture or a divided dot, that it is contested. Of marks at one spot the smallest is the
place; larger ones are rings around it. Arrows, passes and other drawings tell nothing of control.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from syria_analysis.errors import InvalidData
from syria_analysis.package.holder_rules import HolderRules
from syria_analysis.package.limits import Unreadable, read_text
from syria_analysis.package.plain_text import clean

__all__ = ["Dot", "read_detailed_map", "read_lua_tables"]

LARGEST_MODULE = 10_000_000
"""Bytes of a module."""
DEEPEST = 30
"""Tables within tables."""
MOST_MARKS = 50_000
MOST_TOKENS = 2_000_000
"""Words, numbers and signs of a module; a mark has about thirty."""
SAME_SPOT = 0.001
"""Degrees between marks of one place."""
_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*)
      |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      |(?P<number>0[xX][0-9a-fA-F]{1,12}|(?:\d{1,17}(?:\.\d{0,17})?|\.\d{1,17})(?:[eE][-+]?\d{1,3})?)
      |(?P<name>[A-Za-z_]\w{0,200})
      |(?P<sign>\.\.|[{}\[\]()=,;.:+*/-])""",
    re.VERBOSE | re.DOTALL,
)
_LONG = re.compile(r"(--)?\[(=*)\[")
"""How a text or comment begins that may be of several lines."""
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "", "b": "", "f": "", "v": ""}
_DRAWN = re.compile(r"^(arc|arrow)")
_KINDS = (
    (re.compile(r"jet|airbase|air base"), "airbase"),
    (re.compile(r"airport|airplane|plane"), "airport"),
    (re.compile(r"nuclearpowerplant|power"), "power-plant"),
    (re.compile(r"\b(oil|gas)\b"), "oil-field"),
    (re.compile(r"\b(abm|base|military|helicopter)\b"), "base"),
    (re.compile(r"anchor|port\b"), "port"),
)
"""Of what kind a place is whose picture is no dot."""


@dataclass(frozen=True)
class Dot:
    """A place on a detailed map.

    Attributes
    ----------
    name : str
        What it is called.
    lat, lon : float
        WGS84 degrees.
    kind : str
        As in ``places.csv``; "" if the picture is a dot.
    holders : tuple of str
        Factions whose colours its picture has, the likeliest holder first; more than one where
        it is contested.
    picture : str
        Name of the picture.
    """

    name: str
    lat: float
    lon: float
    kind: str
    holders: tuple[str, ...]
    picture: str


@dataclass(frozen=True)
class _Elsewhere:
    """A value that only running the module would tell; `told` is how it is written."""

    told: str


@dataclass
class _Reader:
    """Reads the values of a module, token by token."""

    tokens: list[tuple[str, str, int]]
    at: int = 0
    known: dict[str, Any] = field(default_factory=dict)

    def peek(self, ahead: int = 0) -> str:
        kind, told, _ = self.tokens[min(self.at + ahead, len(self.tokens) - 1)]
        return told if kind in ("sign", "name", "end") else kind

    def take(self, wanted: str = "") -> str:
        if wanted and self.peek() != wanted:
            raise self.wrong(f"{wanted!r} is missing")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def wrong(self, reason: str) -> Unreadable:
        return Unreadable(reason, self.tokens[min(self.at, len(self.tokens) - 1)][2])

    def module(self) -> Any:
        while self.peek() != "return":
            if self.peek() == "end":
                raise self.wrong("it returns no table")
            if self.peek() == "local":
                self.take()
            if self.tokens[self.at][0] != "name" or self.peek() in _PROGRAM:
                raise self.wrong("only tables, texts and numbers are read, and this is a program")
            path = [self.take()]
            while self.peek() == ".":
                self.take()
                path.append(self.take())
            if self.peek() == ",":
                raise self.wrong("only one value is read at a time")
            self.take("=")
            value, inner = self.value(0), self.known
            for name in path[:-1]:
                inner = inner.get(name)  # type: ignore[assignment]
                if not isinstance(inner, dict):
                    raise self.wrong(f"{name!r} is no table")
            inner[path[-1]] = value
            if self.peek() == ";":
                self.take()
        self.take()
        return self.value(0)

    def value(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise self.wrong(f"tables are nested more than {DEEPEST} deep")
        parts = [self.single(depth)]
        while self.peek() in ("..", "+", "-", "*", "/"):
            if self.peek() != "..":
                raise self.wrong("nothing is computed: write the number")
            self.take()
            parts.append(self.single(depth))
        if len(parts) == 1:
            return parts[0]
        if any(isinstance(part, (dict, _Elsewhere)) for part in parts):
            return _Elsewhere(" ".join(getattr(part, "told", str(part))[:100] for part in parts))
        joined = "".join(str(part) for part in parts)
        if len(joined) > 10_000:
            raise self.wrong("a text is longer than 10,000 characters")
        return joined

    def single(self, depth: int) -> Any:
        kind, told, _ = self.tokens[self.at]
        if kind == "text":
            self.take()
            return _unescaped(told[1:-1])
        if kind == "long":
            self.take()
            return told.removeprefix("\n")
        if kind == "number":
            self.take()
            return float(int(told, 16)) if told[:2] in ("0x", "0X") else float(told)
        if told == "-":
            self.take()
            number = self.single(depth + 1) if depth < DEEPEST else None
            if not isinstance(number, float):
                raise self.wrong("only a number can have a minus")
            return -number
        if told == "{":
            return self.table(depth + 1)
        if kind == "name" and told not in _PROGRAM:
            return self.reference()
        raise self.wrong(f"{told[:20]!r} is not expected here")

    def reference(self) -> Any:
        name = self.take()
        if name in ("true", "false", "nil"):
            return {"true": True, "false": False, "nil": None}[name]
        told, value = name, self.known.get(name, _Elsewhere(name))
        while self.peek() in (".", ":", "(", "[", "text", "long", "{"):
            if self.peek() in (".", ":"):
                self.take()
                field = self.take()
                told += f".{field}"
                inner = value.get(field) if isinstance(value, dict) else None
                value = _Elsewhere(told) if inner is None else inner
            elif self.peek() == "[" and self.tokens[self.at + 1][0] == "text":
                self.take()
                field = _unescaped(self.take()[1:-1])
                self.take("]")
                told += f".{field}"
                inner = value.get(field) if isinstance(value, dict) else None
                value = _Elsewhere(told) if inner is None else inner
            else:  # a call: what it gives, only running it would tell
                self.skip()
                value = _Elsewhere(told)
        return value

    def skip(self) -> None:
        """Leave out what stands in brackets, or the one value of a call without them."""
        deep = 0
        while True:
            told = self.peek()
            if told == "end":
                raise self.wrong("a bracket is not closed")
            self.take()
            deep += (told in ("(", "{", "[")) - (told in (")", "}", "]"))
            if deep <= 0:
                return

    def table(self, depth: int) -> dict[Any, Any]:
        if depth > DEEPEST:
            raise self.wrong(f"tables are nested more than {DEEPEST} deep")
        self.take("{")
        found: dict[Any, Any] = {}
        count = 0
        while self.peek() != "}":
            if self.peek() == "[":
                self.take()
                key = self.value(depth)
                self.take("]")
                self.take("=")
            elif self.tokens[self.at][0] == "name" and self.peek(1) == "=":
                key = self.take()
                self.take()
            else:
                count += 1
                key = float(count)
            value = self.value(depth)
            if not isinstance(key, (str, float)):
                raise self.wrong("a key is neither a text nor a number")
            found[key] = value
            if self.peek() in (",", ";"):
                self.take()
            elif self.peek() != "}":
                raise self.wrong("a comma or } is missing")
        self.take("}")
        return found


_PROGRAM = {
    "function", "for", "while", "repeat", "if", "do", "goto", "break", "end", "then", "else",
    "elseif", "until", "in", "and", "or", "not", "local", "return",
}  # fmt: skip


def _unescaped(told: str) -> str:
    def one(found: re.Match[str]) -> str:
        if found[1].isdigit():
            return chr(int(found[1])) if int(found[1]) < 128 else ""
        return _ESCAPES.get(found[1], found[1])

    return re.sub(r"\\(\d{1,3}|.)", one, told, flags=re.DOTALL)


def read_lua_tables(text: str) -> Any:
    """Read what a module returns, without running it.

    Parameters
    ----------
    text : str
        Lua: assignments of tables, texts and numbers, and one `return`. Comments are left out.

    Returns
    -------
    object
        Tables as dict, lists with the keys 1.0, 2.0, …; what only running it would tell stays an
        opaque value.

    Raises
    ------
    Unreadable
        With the line, for anything that is a program.

    Examples
    --------
    >>> read_lua_tables('local c = {r = "red"} return {mark = c.r, [2] = -1.5}')
    {'mark': 'red', 2.0: -1.5}
    """
    tokens: list[tuple[str, str, int]] = []
    at, line = 0, 1
    while at < len(text):
        if opened := _LONG.match(text, at):
            closed = text.find(f"]{opened[2]}]", opened.end())
            if closed < 0:
                raise Unreadable("a text or comment in brackets is not closed", line)
            kind, told = "space" if opened[1] else "long", text[opened.end() : closed]
            end = closed + len(opened[2]) + 2
        else:
            found = _TOKEN.match(text, at)
            if found is None:
                raise Unreadable(f"{clean(text[at : at + 20])!r} is no Lua that is read here", line)
            kind, told, end = str(found.lastgroup), found[0], found.end()
        if kind != "space":
            tokens.append((kind, told, line))
            if len(tokens) > MOST_TOKENS:
                raise Unreadable(f"it has more than {MOST_TOKENS:,} words and signs", line)
        line += text.count("\n", at, end)
        at = end
    tokens.append(("end", "end", line))
    reader = _Reader(tokens)
    try:
        return reader.module()
    except (IndexError, RecursionError):
        raise Unreadable("it ends in the middle of something", line) from None


def read_detailed_map(path: Path, rules: HolderRules) -> tuple[list[Dot], Counter[str]]:
    """Read the places of a detailed map, and count what tells nothing of control.

    Parameters
    ----------
    path : pathlib.Path
        The module.
    rules : HolderRules
        Which colour, or word of a picture's name, is which faction.

    Returns
    -------
    dots : list of Dot
    left : collections.Counter of str
        Why marks were left out, and how many.

    Raises
    ------
    InvalidData
        One line with the file and what is wrong.

    Examples
    --------
    >>> read_detailed_map(Path("no-such.lua"), HolderRules("atlas", "CC0", {}))
    Traceback (most recent call last):
    syria_analysis.errors.InvalidData: no-such.lua: No such file or directory
    """
    try:
        told = read_lua_tables(read_text(path, LARGEST_MODULE))
        marks = told.get("marks") if isinstance(told, dict) else None
        if not isinstance(marks, dict):
            raise Unreadable("it returns no table with marks")
        if len(marks) > MOST_MARKS:
            raise Unreadable(f"it has more than {MOST_MARKS:,} marks")
    except Unreadable as error:
        raise InvalidData(f"{path.name}: {error}") from None
    left: Counter[str] = Counter()
    words = _words(rules)
    found = []
    for mark in marks.values():
        if not isinstance(mark, dict):
            left["no table"] += 1
            continue
        dot = _dot(mark, words, rules)
        if isinstance(dot, str):
            left[dot] += 1
        else:
            found.append((dot, _size(mark)))
    return list(_placed(found, left)), left


def _words(rules: HolderRules) -> list[tuple[list[str], str]]:
    """Split the words for holders, those of several words first."""
    split = [(_tokens(word), id) for word, id in rules.holders.items()]
    return sorted(split, key=lambda item: -len(item[0]))


def _tokens(picture: str) -> list[str]:
    bare = re.sub(r"\.(svg|png|gif|jpe?g|webp)\s*$", "", picture.casefold())
    return re.findall(r"[^\W_]+", bare)


def _dot(
    mark: Mapping[Any, Any], words: list[tuple[list[str], str]], rules: HolderRules
) -> Dot | str:
    """Read a mark; if it is no place, tell why."""
    picture = mark.get("mark")
    picture = picture.told if isinstance(picture, _Elsewhere) else picture
    if not isinstance(picture, str) or not picture.strip():
        return "no picture"
    picture = clean(picture)[:100]
    tokens = _tokens(picture)
    if rules.skips(picture) or any(map(_DRAWN.match, tokens)):
        return f"a drawing, {picture}"
    holders = _holders(tokens, words)
    if not holders:
        return f"no colour that [holders] names, {picture}"
    lat, lon = (_degrees(mark.get(key), limit) for key, limit in (("lat", 90), ("long", 180)))
    if lat is None or lon is None:
        return "no position"
    name = _name(mark)
    if not name:
        return "no name"
    text = " ".join(tokens)
    kind = next((kind for pattern, kind in _KINDS if pattern.search(text)), "")
    if "anim" in tokens:  # a moving picture begins with who challenges the holder
        holders = holders[::-1]
    return Dot(name, lat, lon, kind, holders, picture)


def _holders(tokens: list[str], words: list[tuple[list[str], str]]) -> tuple[str, ...]:
    found, at = [], 0
    while at < len(tokens):
        for word, id in words:
            if word and tokens[at : at + len(word)] == word:
                found.append(id)
                at += len(word)
                break
        else:
            at += 1
    return tuple(dict.fromkeys(found))


def _degrees(told: Any, limit: float) -> float | None:
    if isinstance(told, str):
        told = told.strip()
        told = float(told) if re.fullmatch(r"[-+]?\d{1,3}(\.\d{1,15})?", told) else None
    good = isinstance(told, float) and math.isfinite(told) and abs(told) <= limit
    return told if good else None


def _size(mark: Mapping[Any, Any]) -> float:
    return _degrees(mark.get("marksize"), 999) or 0.0


def _name(mark: Mapping[Any, Any]) -> str:
    """Take the name from the page that is linked, else from the label without its markup."""
    for told in (mark.get("link"), mark.get("label")):
        if isinstance(told, str):
            told = re.sub(r"<[^<>]{0,100}>|'''?", "", told)
            told = re.sub(r"\[\[([^\[\]|#]*)[^\[\]]*\]\]", r"\1", told).split("#")[0]
            told = clean(told.replace("_", " ")).strip()[:100]
            if told:
                return told
    return ""


def _placed(found: list[tuple[Dot, float]], left: Counter[str]) -> Iterator[Dot]:
    """Keep of the marks at one spot the smallest."""
    spots: dict[tuple[int, int], list[tuple[float, int]]] = {}
    for number, (dot, size) in enumerate(found):
        spot = round(dot.lat / SAME_SPOT), round(dot.lon / SAME_SPOT)
        spots.setdefault(spot, []).append((size, number))
    kept = {min(some)[1] for some in spots.values()}
    for number, (dot, _) in enumerate(found):
        if number in kept:
            yield dot
        else:
            left["a ring around a place"] += 1
