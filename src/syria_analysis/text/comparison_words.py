"""The words of a comparison with another account: those of its map, and its findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import pandas as pd

from syria_analysis.control.certainty import LEVELS
from syria_analysis.control.comparison import Comparison, unbroken
from syria_analysis.text.evening_words import Words, alt_text
from syria_analysis.text.findings import Finding
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.rounding import finest, round_to_interval
from syria_analysis.text.wording import (
    about,
    capital,
    day_and_month,
    day_text,
    faction_name,
    percent,
    place_name,
    sentences,
    share_with_interval,
)

__all__ = ["agreement_words", "comparison_findings", "comparison_words"]

_MOST_TOLD = 20
"""So many evenings are told one by one to those who cannot see the chart, else the two ends."""
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
        ends = found.bounds["area_agree_share"]  # no more digits than the findings have
        best, low, high = (100 * value for value in (told["area_agree_share"], *ends))
        share = percent(round_to_interval(best, low, high, finest(best, "%")) / 100)
        title = say("compare-title", other=other, share=share, day=day_and_month(day))
        drawn = say(
            "compare-drawn", land=about(differ, differ, differ + told["area_doubt_km2"], "km2")
        )
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


def agreement_words(found: Comparison, days: pd.DataFrame, both: Sequence[dt.date]) -> Words:
    """Write the words of the agreement with another account over days.

    Parameters
    ----------
    found : Comparison
        The package and another account on an evening.
    days : pandas.DataFrame
        As `comparison.agreement` follows them.
    both : sequence of datetime.date
        The days of which both speak.

    Returns
    -------
    Words

    Examples
    --------
    >>> from syria_analysis.control.comparison import account_of_package, agreement, compare
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> other, both = account_of_package(data, data), data.days[:2]
    >>> same = compare(situation_on(data, both[0]), other)
    >>> agreement_words(same, agreement(data, other, both), both).subtitle
    'Every evening of which both speak: 2, 26 November 2024 to 27 November 2024.'
    """
    key, column = "compare-over-title-land", "area_agree_share"
    if found.of_places:
        key, column = "compare-over-title-places", "places_agree_share"
    shares = days[column].dropna()
    first, last = days["date"].iloc[0], days["date"].iloc[-1]
    ends = {"first": day_text(first), "last": day_text(last), "other": found.other}
    if shares.empty:
        title = say("compare-over-title-none", **ends)
    else:
        low, high = percent(float(shares.min())), percent(float(shares.max()))
        title = say(key, low=low, high=high, same=str(low == high), **ends)
    shown = {"number": len(days), "count": len(both)}
    said = [say("compare-over-drawn", **shown, thinned=str(len(days) < len(both)), **ends)]
    runs = unbroken(days["date"].tolist(), both)
    if len(runs) > 1:
        said.append(say("compare-over-broken"))
    rows = [
        say("compare-over-row", day=day_text(day), places=_percent(places), land=_percent(land))
        for day, places, land in zip(
            days["date"], days["places_agree_share"], days["area_agree_share"], strict=True
        )
    ]
    told = rows if len(rows) <= _MOST_TOLD else [rows[0], rows[-1]]
    return Words(
        capital(title),
        sentences(*said),
        say("compare-over-caption", **ends),
        alt_text(
            lambda: say("compare-over-alt", said=title), lambda: say("compare-over-caption", **ends)
        ),
        sentences(say("about-compare-over", **ends), *said, *told),
    )


def _percent(share: float) -> str:
    return percent(share) if share == share else "—"


@in_its_words
def comparison_findings(found: Comparison, days: pd.DataFrame | None = None) -> list[Finding]:
    """Say where the package and another account agree, and where not, most important first.

    Parameters
    ----------
    found : Comparison
        The two on an evening.
    days : pandas.DataFrame, optional
        As `comparison.agreement` follows them over days.

    Returns
    -------
    list of Finding

    Examples
    --------
    >>> from syria_analysis.control.comparison import account_of_package, compare
    >>> from syria_analysis.control.situation import situation_on
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> same = compare(situation_on(data, "2024-12-02"), account_of_package(data, data))
    >>> [finding.id for finding in comparison_findings(same)]
    ['places', 'land']
    """
    return [*_agreement(found), *_largest(found), *_certainty(found), *_silent(found), *_over(days)]


def _agreement(found: Comparison) -> Iterator[Finding]:
    told, bounds = found.summary, found.bounds
    counted = {
        "number": told["places_agree"],
        "among": told["places_agree"] + told["places_differ"],
    }
    for name, id in (("places", "places"), ("area", "land")):
        shares = {}
        for kind in ("agree", "side"):
            best, (low, high) = told[f"{name}_{kind}_share"], bounds[f"{name}_{kind}_share"]
            if best == best:
                shares[kind] = share_with_interval(100 * best, 100 * low, 100 * high)
        if not shares:
            continue
        key = "cells" if found.of_places and name == "area" else id
        more = counted if name == "places" else {}
        said = [say(f"find-agree-{key}", share=shares["agree"], **more)]
        if shares["side"] != shares["agree"]:
            said.append(say("find-agree-by-side", share=shares["side"]))
        numbers = {key: value for key, value in told.items() if key.startswith(name)}
        numbers |= {f"{key}_bounds": list(ends) for key, ends in bounds.items() if name in key}
        yield Finding(id, sentences(*said), numbers)


def _largest(found: Comparison) -> Iterator[Finding]:
    pieces, data = found.differences, found.situation.dataset
    if pieces.empty:
        return
    first = pieces.iloc[0]
    said = say(
        "find-largest",
        land=about(float(first["area_km2"]), None, None, "km2"),
        ours=faction_name(data, first["ours"]),
        theirs=faction_name(data, first["theirs"]),
    )
    if first["place"]:
        near = say("find-largest-near", place=place_name(data, str(first["place"])))
        said = sentences(said, near)
    numbers = {key: first[key] for key in ("area_km2", "ours", "theirs", "place")}
    yield Finding("largest", said, {**numbers, "pieces": len(pieces)})


def _certainty(found: Comparison) -> Iterator[Finding]:
    shares = _doubtful(found)
    if shares is None:
        return
    kind = "places" if found.situation.dataset.conflict.territory == "places" else "maps"
    differ, agree = shares
    said = say(f"find-unsure-{kind}", differ=percent(differ), agree=percent(agree))
    verdict = "more" if differ >= 1.5 * agree else "same"
    answer = say(f"find-unsure-{verdict}")
    numbers = {"unsure_where_they_differ": differ, "unsure_where_they_agree": agree}
    yield Finding("unsure", sentences(answer, said), numbers)


def _silent(found: Comparison) -> Iterator[Finding]:
    told = found.summary
    if told["places_untold"]:
        numbers = {key: told[key] for key in ("places_untold", "area_untold_km2")}
        whole = len(found.situation.dataset.on_land)
        said = say("find-silent", number=told["places_untold"], among=whole)
        yield Finding("silent", said, numbers)


def _over(days: pd.DataFrame | None) -> Iterator[Finding]:
    if days is None or len(days) < 2:
        return
    shares = days["area_agree_share"].dropna()
    if shares.empty:
        return
    low, high = days.loc[shares.idxmin()], days.loc[shares.idxmax()]
    first, last = days["date"].iloc[0], days["date"].iloc[-1]
    short = day_and_month if first.year == last.year else day_text
    said = say(
        "find-agree-over",
        number=len(days),
        first=short(first),
        last=day_text(last),
        low=percent(float(shares.min())),
        lowday=short(low["date"]),
        high=percent(float(shares.max())),
        highday=short(high["date"]),
    )
    numbers = {"evenings": len(days), "low": float(shares.min()), "high": float(shares.max())}
    yield Finding("over-days", said, numbers)


def _doubtful(found: Comparison) -> tuple[float, float] | None:
    """Tell how much of what differs, and of what agrees, lies where the package is unsure."""
    table = found.by_certainty
    whole = table[["differ_km2", "agree_km2"]].sum()
    if not (whole > 0).all():
        return None
    if found.situation.dataset.conflict.territory == "places":
        some = table.iloc[sum(low >= SURE for low in LEVELS) :]  # the surest bands come first
    else:
        some = table.iloc[:1]  # what lies within the precision of a line
    shares = some[["differ_km2", "agree_km2"]].sum() / whole
    return float(shares["differ_km2"]), float(shares["agree_km2"])


def _unsure(found: Comparison) -> str:
    """Say on a map how much of what differs lies where the package is unsure."""
    if found.situation.dataset.conflict.territory != "places":
        return ""
    shares = _doubtful(found)
    if shares is None:
        return ""
    return say("compare-unsure", differ=percent(shares[0]), agree=percent(shares[1]))
