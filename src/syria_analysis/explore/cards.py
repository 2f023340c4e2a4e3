"""What a situation shows of itself in a notebook: a small map and its key numbers, as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from syria_analysis.control.front import Front, front_between
from syria_analysis.control.land import areas
from syria_analysis.control.situation import Situation
from syria_analysis.figures import style
from syria_analysis.figures.sketch import sketch
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.evening_words import away_with_interval
from syria_analysis.text.language import in_its_words, join, say, speaking
from syria_analysis.text.showing import card, facts_html, swatch, table_html
from syria_analysis.text.wording import (
    compass,
    day_text,
    number,
    number_with_interval,
    place_name,
    share_with_interval,
    side_name,
    status_text,
)

__all__ = [
    "changes_html",
    "distances_html",
    "holdings_html",
    "package_card",
    "situation_card",
    "title_html",
]

MOST_NAMED = 8  # places that changed hands


@in_its_words
def situation_card(situation: Situation) -> str:
    """Show a situation: a small map, who holds how much, how far the front is.

    Parameters
    ----------
    situation : Situation
        As reported or hypothetical.

    Returns
    -------
    str
        HTML without script; nothing is loaded.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> "Evening of 2 December 2024" in situation_card(situation_on(load_dataset(), "2024-12-02"))
    True
    """
    conflict = situation.dataset.conflict
    known = conflict.contests and conflict.cities
    far = distances_html(situation, conflict.cities) if known else ""
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start">'
        f'<div style="flex:1 1 280px;max-width:460px">{sketch(situation)}</div>'
        f'<div style="flex:1 1 300px">{title_html(situation)}{holdings_html(situation)}'
        f"{far}</div></div>"
    )


def package_card(dataset: Dataset) -> str:
    """Show what a data package holds: its evenings, its tables, who fights whom.

    Parameters
    ----------
    dataset : Dataset
        The data package.

    Returns
    -------
    str
        HTML without script.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> dataset = load_dataset()
    >>> f"{len(dataset.events)} / " in package_card(dataset)
    True
    """
    conflict, colours = dataset.conflict, style.palette(dataset)
    with speaking(None, dataset):
        ends = [day_text(day) for day in (dataset.first, dataset.last)]
        told = dict(zip(("first", "last"), ends, strict=True), time=conflict.evening.text)
        tables = (dataset.real_places, dataset.events, dataset.sources)
        facts = [
            (say("shown-evenings"), say("shown-evenings-told", **told)),
            (say("shown-what"), " / ".join(number(len(table)) for table in tables)),
        ]
        for contest in conflict.contests:
            one, other = (side_name(dataset, s) for s in (contest.attackers, contest.defenders))
            said = say("shown-fighting-told", one=one, other=other)
            facts.append((say("shown-fighting"), said))
        facts.append((say("shown-version"), f"{dataset.version}, {dataset.licence}"))
        who = "".join(
            f"<span>{swatch(colours[code][0])}{escape(str(row.short_name))} &nbsp; </span>"
            for code, row in dataset.factions.iterrows()
        )
    return card(dataset.title, facts_html(facts), f"<p>{who}</p>")


@in_its_words
def title_html(situation: Situation) -> str:
    """Name the evening, and what is only supposed of it."""
    supposed = ""
    if situation.hypothetical:
        told = escape(say("hypothetical-title", said=situation.supposed))
        supposed = f'<br><strong style="color:var(--jp-error-color1,#d32f2f)">{told}</strong>'
    evening = escape(say("card-evening", day=day_text(situation.date)))
    return f"<p><strong>{evening}</strong>{supposed}</p>"


@in_its_words
def holdings_html(situation: Situation) -> str:
    """Tabulate who holds how many places and how much land, and what is contested."""
    dataset = situation.dataset
    colours = style.palette(dataset)
    table = areas(situation)
    rows, whole = [], float(table["area_km2"].sum())
    for row in table.itertuples():
        ends = (row.area_km2, row.low_km2, row.high_km2)
        land = number_with_interval(*ends, "km²") if row.high_km2 else "–"
        shares = (100 * end / whole for end in ends)
        share = share_with_interval(*shares) if row.area_km2 else "–"
        label = escape(str(dataset.factions.at[row.faction, "short_name"]))
        rows.append((swatch(colours[row.faction][0]) + label, str(row.places), land, share))
    real = dataset.real_places.index
    open_places = int((situation.contested[real] != "").sum())
    uncertain = int(situation.uncertain[real].sum())
    note = escape(say("card-open", contested=open_places, uncertain=uncertain))
    head = [say(key) for key in ("head-holder", "head-places", "card-land", "card-share")]
    shown = table_html(head, rows, say("card-holdings"))
    return f'{shown}<p style="margin:2px 0 8px">{note}</p>'


@in_its_words
def distances_html(
    situation: Situation,
    cities: Iterable[str],
    front: Front | None = None,
) -> str:
    """Tabulate how far a front, that of the contest fought, is from cities, with low and high."""
    dataset = situation.dataset
    front = front_between(situation) if front is None else front
    rows = []
    for city in cities:
        distance = front.distance_to(city)
        if distance.status == "ok":
            nearest = distance.nearest_held
            held = place_name(dataset, nearest) if nearest else ""
            said = (
                away_with_interval(distance),
                compass(distance.bearing_deg or 0.0),
                escape(held),
            )
        else:
            said = (status_text(distance.status), "", "")
        rows.append((escape(place_name(dataset, dataset.place(city))), *said))
    one, other = (side_name(dataset, side) for side in (front.attackers, front.defenders))
    caption = say("card-front", one=one, other=other)
    head = [say(f"card-{what}") for what in ("from", "distance", "towards", "nearest")]
    return table_html(head, rows, caption)


def changes_html(before: Situation, after: Situation) -> str:
    """Say which places have another holder than on an earlier evening, the largest first."""
    dataset = after.dataset
    moved = after.holders.index[after.holders != before.holders.reindex(after.holders.index)]
    rows = dataset.real_places.reindex(moved.intersection(dataset.real_places.index))
    rows = rows.sort_values("population", ascending=False, kind="stable")
    if not len(rows):
        return f"<p>{escape(say('card-none-moved', day=day_text(before.date)))}</p>"
    names = [str(n) for n in rows["name"].iloc[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        names.append(say("and-more", number=len(rows) - MOST_NAMED))
    told = say("card-moved", number=len(rows), day=day_text(before.date), said=join(names))
    return f"<p>{escape(told)}</p>"
