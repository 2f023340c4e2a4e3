"""The words of the map on which another account differs from the package."""

from __future__ import annotations

from syria_analysis.control.certainty import LEVELS
from syria_analysis.control.comparison import Comparison
from syria_analysis.text.evening_words import Words, alt_text
from syria_analysis.text.language import say
from syria_analysis.text.wording import about, capital, day_and_month, day_text, percent, sentences

__all__ = ["comparison_words"]

SURE = 0.9
"""Land is unsure whose certainty is less."""


def comparison_words(found: Comparison) -> Words:
    """Write the words of a comparison.

    Parameters
    ----------
    found : Comparison
        The package and another account on an evening.

    Returns
    -------
    Words

    Examples
    --------
    >>> from syria_analysis.control.comparison import account_of_package, compare
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> same = compare(situation_on(data, "2024-12-02"), account_of_package(data, data))
    >>> comparison_words(same).caption.endswith("evening of 2 December 2024")
    True
    """
    told, day = found.summary, found.situation.date
    differ, other = told["area_differ_km2"], found.other
    title = say("compare-title-all", other=other, day=day_and_month(day))
    drawn = say("compare-nothing")
    if differ > 0:
        share = percent(told["area_agree_share"])
        title = say("compare-title", other=other, share=share, day=day_and_month(day))
        drawn = say("compare-drawn", land=about(differ, None, None, "km2"))
    if found.of_places:
        agree, among = (told["places_agree"], told["places_agree"] + told["places_differ"])
        title = say(
            "compare-title-places",
            other=other,
            number=agree,
            among=among,
            day=day_and_month(day),
        )
    return Words(
        capital(title),
        sentences(drawn, _unsure(found), say("compare-credit", credit=found.credit)),
        say("compare-caption", other=other, day=day_text(day)),
        alt_text(
            lambda: say("compare-alt", day=day_text(day), said=title),
            lambda: say("compare-alt-brief", day=day_text(day)),
        ),
        sentences(say("about-compare", other=other, day=day_text(day)), drawn, _unsure(found)),
    )


def _unsure(found: Comparison) -> str:
    """Say how much of what differs, and of what agrees, lies where the package is unsure."""
    if found.situation.dataset.conflict.territory != "places":
        return ""
    table = found.by_certainty
    whole = table[["differ_km2", "agree_km2"]].sum()
    if not (whole > 0).all():
        return ""
    surer = sum(low >= SURE for low in LEVELS)  # the surest bands come first
    shares = table[["differ_km2", "agree_km2"]].iloc[surer:].sum() / whole
    return say(
        "compare-unsure",
        differ=percent(float(shares["differ_km2"])),
        agree=percent(float(shares["agree_km2"])),
    )
