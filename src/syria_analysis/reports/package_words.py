"""What a package calls things and says of itself, for the prose of its reports."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import TYPE_CHECKING

from syria_analysis.package.conflict import Admin
from syria_analysis.text.language import join, say, speaking
from syria_analysis.text.wording import day_text, who_is_who

if TYPE_CHECKING:
    from syria_analysis.package.dataset import Dataset

__all__ = ["names_in", "package_words"]


def names_in(text: str) -> Iterator[str]:
    """Find the ``{names}`` in a text.

    Parameters
    ----------
    text : str
        With names in braces.

    Yields
    ------
    str

    Examples
    --------
    >>> list(names_in("The end of the day, {hour}, in {country}."))
    ['hour', 'country']
    """
    return (name for _, name, _, _ in Formatter().parse(text) if name)


def package_words(dataset: Dataset) -> dict[str, str]:
    """Tell the words of a package that the prose of a report may ask for.

    Parameters
    ----------
    dataset : Dataset
        The package. Its ``texts/`` may word anew every message whose key begins with ``report-``.

    Returns
    -------
    dict of str to str
        ``country``, ``hour`` (at which a day ends), ``first_evening`` and ``last_evening``,
        ``unit`` and ``units``, ``claims_title``, and the sentences ``about_barriers``,
        ``about_captures``, ``about_claims``, ``about_colour``, ``about_front``,
        ``about_guests``, ``about_interval``, ``about_land``, ``about_other_ways``,
        ``about_positions``, ``about_territory`` and ``who_is_who``.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> words = package_words(load_dataset())
    >>> words["hour"], words["units"]
    ('24:00 Damascus time', 'governorates')
    """
    conflict, article = dataset.conflict, dataset.conflict.article
    admin = conflict.admin or Admin("", "administrative unit", "administrative units")
    with speaking(None, dataset):
        lines = [barrier.name for barrier in conflict.barriers]
        return {
            "country": conflict.country.name,
            "hour": conflict.evening.text,
            "first_evening": day_text(dataset.first),
            "last_evening": day_text(dataset.last),
            "unit": admin.one,
            "units": admin.many,
            "about_barriers": say("report-barriers", lines=join(lines)) if lines else "",
            "about_captures": say("report-captures"),
            "about_claims": _about_claims(dataset),
            "claims_title": say(
                "report-claims-title" if article is None else "report-article-title"
            ),
            "about_guests": say("report-guests"),
            "about_colour": say("report-colour"),
            "about_front": say("report-front"),
            "about_interval": say("report-interval"),
            "about_land": say("report-land") if conflict.territory == "places" else "",
            "about_other_ways": say("report-other-ways"),
            "about_positions": say("report-positions"),
            "about_territory": say("report-territory"),
            "who_is_who": who_is_who(dataset),
        }


def _about_claims(dataset: Dataset) -> str:
    article, day = dataset.conflict.article, dataset.article_day
    if article is None or day is None:
        return say("report-claims")
    row = dataset.sources.loc[article]
    parts = {"publisher": str(row["publisher"]), "title": str(row["title"])}
    return say("report-article", day=day_text(day), **parts)
