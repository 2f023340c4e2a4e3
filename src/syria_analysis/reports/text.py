"""Text from data made safe for HTML, Markdown, Typst and file names.

Data is never trusted to be markup: every string that comes from a data package, a parameter or
an error passes through one of these functions before it reaches a document.
"""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date
from functools import cache
from urllib.parse import quote

from syria_analysis.figures.fonts import FACES, coverage
from syria_analysis.package.plain_text import clean, clean_lines
from syria_analysis.text.rounding import format_number
from syria_analysis.text.wording import day_text, short_day

__all__ = [
    "clean",
    "clean_lines",
    "day",
    "escape_html",
    "escape_markdown",
    "is_arabic",
    "number",
    "safe_name",
    "safe_url",
    "slug",
    "split_scripts",
    "typst_string",
]

_URL_SAFE = ":/?#[]@!$&'()*+,;=%-._~"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~^$@\"'&=:/])")
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_ARABIC_RUN = re.compile(f"[{_ARABIC}](?:[{_ARABIC}\\s]*[{_ARABIC}])?²?")  # km² is one word


def escape_html(value: object) -> str:
    """Clean text with HTML's special characters, quotes too, written as entities."""
    return html.escape(clean(value), quote=True)


def escape_markdown(value: object) -> str:
    """Clean text in which no character can start Markdown or raw HTML."""
    return _MARKDOWN.sub(r"\\\1", clean(value))


def typst_string(value: object) -> str:
    """Clean text as a Typst string literal, quotes included.

    A string literal is data to Typst: nothing in it is read as markup or code. Arabic runs are
    isolated, so that the numbers after them stay where they belong. A sign stands for a letter
    that none of the fonts has: a PDF with one would not be set at all.
    """
    runs = ((_settable(run), rtl) for run, rtl in split_scripts(value))
    text = "".join(f"\u2068{run}\u2069" if rtl else run for run, rtl in runs)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _settable(text: str) -> str:
    known = _letters()
    if all(ord(letter) in known for letter in text):
        return text
    text = "".join(c if ord(c) in known else unicodedata.normalize("NFKC", c) for c in text)
    seen = (c for c in text if ord(c) in known or unicodedata.category(c) != "Cf")
    return "".join(c if ord(c) in known else "\ufffd" for c in seen)


@cache
def _letters() -> frozenset[int]:
    """Give the letters that a family of the fonts has in every face."""
    families = {face.family for face in FACES}
    common = (
        set.intersection(*(coverage(face) for face in FACES if face.family == family))
        for family in families
    )
    return frozenset[int]().union(*common)


def safe_url(value: object) -> str:
    """Give the address, in ASCII, if it is a plain http(s) one, else an empty string."""
    url = quote(clean(value), safe=_URL_SAFE)
    if re.fullmatch(r"https?://[^\s<>\"'`\\{}|^]+", url, flags=re.IGNORECASE):
        return url
    return ""


def slug(value: object, default: str = "section") -> str:
    """Give an ASCII identifier of lower-case letters, digits and hyphens."""
    text = unicodedata.normalize("NFKD", clean(value)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-") or default


def safe_name(value: object) -> str:
    """Check a name that becomes a file name.

    Raises
    ------
    ValueError
        If it is anything but lower-case letters, digits, hyphens and underscores.
    """
    text = str(value)
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", text):
        raise ValueError(
            f"{clean(text)!r} cannot name a file: use lower-case letters, digits, - and _"
        )
    return text


def is_arabic(value: object) -> bool:
    """Say whether the text holds a letter of the Arabic script."""
    return _ARABIC_RUN.search(clean(value)) is not None


def split_scripts(value: object) -> list[tuple[str, bool]]:
    """Cut clean text into runs, each with whether it is in the Arabic script."""
    text, runs, end = clean(value), [], 0
    for match in _ARABIC_RUN.finditer(text):
        if match.start() > end:
            runs.append((text[end : match.start()], False))
        runs.append((match.group(), True))
        end = match.end()
    if end < len(text):
        runs.append((text[end:], False))
    return runs


def number(value: object, digits: int | None = None) -> str:
    """Write a number for reading: thousands separated, a true minus sign.

    Parameters
    ----------
    value : object
        A number; ``None`` and not-a-number give an en dash.
    digits : int, optional
        Decimals, negative for tens, hundreds and so on; without it whole numbers have none and
        others one.
    """
    if value is None or value != value or value == "":
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return clean(value)
    if digits is None:
        digits = 0 if float(value).is_integer() else 1
    return format_number(round(value, digits), max(digits, 0))


def day(value: object, *, year: bool = True, short: bool = True) -> str:
    """Write an ISO day or a date as ``2 Dec 2024``; other text comes back clean.

    A sentence writes it out: ``2 December 2024``.
    """
    if isinstance(value, date):
        value = value.isoformat()
    text = clean(value)[:10] if re.match(r"\d{4}-\d\d-\d\d", clean(value)) else clean(value)
    try:
        when = date.fromisoformat(text)
    except ValueError:
        return text
    return day_text(when, short=short) if year else short_day(when)
