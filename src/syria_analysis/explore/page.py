"""The interactive page put together: facts, shapes, drawings and script in one file."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from syria_analysis.control.campaign import Campaign
from syria_analysis.control.front import with_joined
from syria_analysis.explore import drawings, facts
from syria_analysis.figures.fonts import FACES, font_css
from syria_analysis.package.dataset import Dataset
from syria_analysis.reports.text import clean
from syria_analysis.text import evening_words
from syria_analysis.text.language import in_its_words, is_rtl, join, language, say
from syria_analysis.text.wording import day_text, land_name, side_name

__all__ = ["page_of"]

_FACES = [
    f
    for f in FACES
    if f.package == "font_source_sans_pro" and f.style == "normal" and f.weight != 600
]
"""Arabic is left to the reader's machine: its letters would be a third of the page's text."""

TEMPLATES = Path(__file__).parent / "templates"

WORDS: Mapping[str, tuple[str, ...]] = {
    "then-comma": ("before", "after"),
    "page-account": (),
    "page-attackers": (),
    "page-contested-by": ("who",),
    "page-counted-later": (),
    "page-day-uncertain": (),
    "page-defenders": (),
    "page-evening-of": ("day",),
    "page-found-many": ("number", "most"),
    "page-gained-by": ("who", "side", "land"),
    "page-map-of": ("day", "said"),
    "page-nobody-gained": (),
    "page-others": (),
    "page-pause": (),
    "page-play": (),
    "page-sources": (),
    "page-how-sure": ("said",),
}
"""Messages that the script says, each with what the script puts into it."""

VEGA = (
    "/*! Vega, Vega-Lite, Vega-Embed: (c) University of Washington Interactive Data Lab, Trifacta "
    "Inc., BSD 3-Clause; D3, TopoJSON: (c) Mike Bostock, ISC; semver: (c) Isaac Z. Schlueter, ISC; "
    "fast-json-patch: (c) Joachim Wester, MIT; json-stringify-pretty-compact: (c) Simon Lydell, "
    "MIT. The licences: NOTICE of syria-analysis. */\n"
)
"""Whose the script is that draws: its package leaves that out."""

FOUND = 8
"""So many of the places found are shown."""


@in_its_words
def page_of(story: Campaign) -> str:
    """Write a campaign as a page to explore.

    Parameters
    ----------
    story : Campaign
        The campaign.

    Returns
    -------
    str
        HTML with everything inside: nothing is loaded, and the page forbids itself to try. The
        same campaign gives the same text.

    Notes
    -----
    Drawn by Vega, as SVG, through Vega-Embed with its interpreter of expressions, so that the
    page needs no right to evaluate code.
    """
    import jinja2

    dataset = story.dataset
    told = _facts(story)
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_read("page.html.j2"))
    scripts = [library(), _read("page.js")]
    title, subtitle = _title(story)
    return template.render(
        title=title,
        say=say,
        language=language(),
        direction="rtl" if is_rtl() else "ltr",
        find=_find(dataset),
        barriers=join([land_name(dataset, b.name) for b in dataset.conflict.barriers]),
        subtitle=subtitle,
        style=_read("page.css"),
        fonts=font_css([json.dumps(told, ensure_ascii=False), title, subtitle], _FACES),
        scripts=scripts,
        hashes=" ".join(f"'sha256-{_digest(script)}'" for script in scripts),
        facts=in_script(told),
        drawings=in_script(drawings.drawings(story, told)),
        marks=drawings.marks(story),
        story=told,
        roads=not dataset.roads.empty,
        credits=evening_words.note(dataset, "credits"),
        data=clean(
            say(
                "page-data",
                title=dataset.title,
                version=dataset.version,
                licence=dataset.licence,
            )
        ),
        colours=drawings.fills(story),
        sides=story.attackers,
        numbers={faction["id"]: number for number, faction in enumerate(told["factions"])},
    )


def _title(story: Campaign) -> tuple[str, str]:
    fought = with_joined(story.last, story.attackers, story.defenders)
    first, second = (side_name(story.dataset, side) for side in (fought, story.defenders))
    start, end = (day_text(evening.date) for evening in (story.first, story.last))
    return (
        say("page-title"),
        say("page-subtitle", first=start, last=end, one=first, other=second),
    )


def _facts(story: Campaign) -> dict[str, Any]:
    admin = story.dataset.conflict.admin
    return {
        "evenings": facts.evenings(story),
        "factions": facts.factions(story),
        "cities": facts.measures(story),
        "grounds": facts.grounds(story),
        "unit": "" if admin is None else clean(admin.one),
        "words": {key: say(key, **{p: f"{{{p}}}" for p in WORDS[key]}) for key in WORDS},
        "sure": facts.certainties(story),
        "found": [say("page-found", number=number) for number in range(FOUND + 1)],
        **facts.places(story),
    }


def _find(dataset: Dataset) -> str:
    """Say that places can be found, and in which languages where there is more than one."""
    from babel import Locale

    codes, spoken = dataset.conflict.languages, language()
    if len(codes) < 2:
        return say("page-find")
    names = [Locale.parse(code).get_display_name(spoken) or code for code in codes]
    return say("page-find-in", languages=join(names))


def in_script(value: object) -> str:
    r"""Write JSON that may stand inside a script element: nothing in it can end the element.

    Examples
    --------
    >>> in_script({"name": "</script>"})
    '{"name":"\\u003c/script>"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


@lru_cache(maxsize=1)
def library() -> str:
    """Return the script of Vega-Embed, with Vega inside, as its package carries it."""
    import vl_convert

    script = vl_convert.javascript_bundle("window.vegaEmbed=vegaEmbed;")
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("the script of Vega cannot stand inside a page")
    return VEGA + script
