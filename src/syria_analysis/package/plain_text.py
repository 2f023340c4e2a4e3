"""Text that comes from anybody, made plain: no control characters, no change of direction."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean", "clean_lines", "forbidden"]

_BIDI = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
)
_UNSEEN = ("Cc", "Cs", "Cn", "Co")
_SPACE = re.compile(r"\s+")
_NONE = "".join(
    f"{chr(0x10000 * plane + 0xFFFE)}-{chr(0x10000 * plane + 0xFFFF)}" for plane in range(17)
)
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    f"{_NONE}]"
)


def clean(value: object) -> str:
    r"""Give one line of plain text: no control or direction-override characters.

    Parameters
    ----------
    value : object
        Anything; ``None`` and not-a-number give an empty string.

    Returns
    -------
    str
        Text without control characters (Unicode ``Cc``, ``Cs``), without bidirectional
        overrides, with runs of white space made one space.

    Examples
    --------
    >>> clean("Ho\u202ems\n\x1b[31m city")
    'Homs [31m city'
    """
    if value is None or value != value:
        return ""
    text = str(value)
    if text.isprintable():  # as most are: nothing to take out but spaces
        return " ".join(text.split())
    text = text.translate(_BIDI)
    text = _SPACE.sub(" ", text)
    return "".join(c for c in text if unicodedata.category(c) not in _UNSEEN).strip()


def clean_lines(text: str) -> str:
    r"""Give text of several lines without control or direction-override characters.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str

    Examples
    --------
    >>> clean_lines("one\r\ntwo\x00")
    'one\ntwo'
    """
    text = text.replace("\r\n", "\n").translate(_BIDI)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)


def forbidden(text: str) -> str:
    r"""Name the first character that no text of the data may hold.

    Parameters
    ----------
    text : str
        A cell, or several.

    Returns
    -------
    str
        ``"U+202E"`` and the like for a control character, a separator of lines or paragraphs (which
        no PDF sets), an override of the direction of writing, half a character or a code that is
        none; "" if there is none. Tabs, line ends and the marks and joiners that
        Arabic is written with may stand.

    Examples
    --------
    >>> forbidden("a\x00b"), forbidden("حمص")
    ('U+0000', '')
    """
    found = _FORBIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""
