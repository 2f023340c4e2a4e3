"""All that is known of one place: who held it when, by whose account, how near a front."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from syria_analysis.claims.dependence import corrections_of, reports_about
from syria_analysis.control.annotate import answers
from syria_analysis.control.front import Distance, fighting, front_between, with_joined
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.package.dataset import Side
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.showing import card, facts_html, table_html, text_rows
from syria_analysis.text.wording import day_text, number_with_interval, place_name, side_name

__all__ = ["PlaceRecord", "place_record"]

HISTORY = (
    *("event", "date", "earliest", "latest", "from", "to", "contested"),
    *("claimant", "independent_origins", "confidence", "sources"),
)
MOST_NAMED = 2
"""How many of those whose account it is are shown; the table `history` has all."""


@dataclass(frozen=True, eq=False)
class PlaceRecord:
    """What the evidence tells of one place, shown as text, or as HTML in a notebook.

    Attributes
    ----------
    situation : Situation
        The evening asked about.
    place : str
        Id of the place.
    holder, contested_by : str
        Faction that holds it on the evening; faction that contests it, or "".
    uncertain : bool
        Whether a change there is dated by a span that the evening divides.
    confidence : str
        How sure the row is on which the holder rests.
    certainty : float or None
        Probability of the holder's side at the place; None where maps tell who holds the land.
    front_km : float or None
        Geodesic km to the nearest point of the front; None if there is no front, or no sides.
    distance : Distance or None
        The same with its interval, as `Front.distance_to` tells it.
    sides : tuple of (tuple of str, tuple of str)
        The two sides of that front; empty without one.
    history : pandas.DataFrame
        The holder on the first evening (`event` "") and every event: `event`, `date`, `earliest`,
        `latest`, `from`, `to`, `contested`, `claimant`, `independent_origins`, `confidence`,
        `sources`.
    reports, corrections : pandas.DataFrame
        As `dependence.reports_about` and `dependence.corrections_of` give them.
    """

    situation: Situation
    place: str
    holder: str
    contested_by: str
    uncertain: bool
    confidence: str
    certainty: float | None
    front_km: float | None
    distance: Distance | None
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    history: pd.DataFrame
    reports: pd.DataFrame
    corrections: pd.DataFrame

    @in_its_words
    def __repr__(self) -> str:
        lines = [text_rows(self._title(), self._facts())]
        head, *rows = self._rows()
        widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        for row in (head, *rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            lines.append("  " + "  ".join(cells).rstrip())
        return "\n".join(lines)

    @in_its_words
    def _repr_html_(self) -> str:
        head, *rows = self._rows()
        history = table_html(head, [tuple(map(escape, row)) for row in rows], words=True)
        return card(self._title(), facts_html(self._facts()), history)

    @property
    def dataset(self) -> Any:
        """The evidence."""
        return self.situation.dataset

    def record(self) -> dict[str, Any]:
        """Give all of it as plain values.

        Returns
        -------
        dict
            As the command `place` prints it as JSON.

        Examples
        --------
        >>> from syria_analysis.package.dataset import load_dataset
        >>> place_record(situation_on(load_dataset(), "2024-12-02"), "Homs").record()["holder"]
        'SAA'
        """
        far = self.distance
        names = ("status", "distance_km", "low_km", "high_km", "bearing_deg", "nearest_held")
        return {
            "place": self.place,
            "name": self.dataset.places.at[self.place, "name"],
            "date": self.situation.date,
            "holder": self.holder,
            "contested_by": self.contested_by,
            "uncertain": self.uncertain,
            "confidence": self.confidence,
            "certainty": self.certainty,
            "front_km": self.front_km,
            "front": None
            if far is None
            else {
                **dict(zip(("attackers", "defenders"), map(list, self.sides), strict=True)),
                **{name: getattr(far, name) for name in names},
            },
            "history": self.history.to_dict("records"),
            "reports": self.reports.to_dict("records"),
            "corrections": self.corrections.to_dict("records"),
        }

    def _title(self) -> str:
        name, day = place_name(self.dataset, self.place), day_text(self.situation.date)
        return say("place-title", place=name, day=day)

    def _short(self, faction: str) -> str:
        return str(self.dataset.factions.at[faction, "short_name"]) if faction else ""

    def _facts(self) -> list[tuple[str, str]]:
        facts = [(say("head-holder"), self._short(self.holder))]
        if self.contested_by:
            facts.append((say("head-contested-by"), self._short(self.contested_by)))
        if self.uncertain:
            facts.append((say("head-state"), say("place-uncertain")))
        if self.certainty is not None:
            facts.append((say("place-certainty"), _probability(self.certainty)))
        far = self.distance
        if far is not None and self.front_km is not None:
            one, other = (side_name(self.dataset, side) for side in self.sides)
            # At a place that the attackers hold, the distance has no interval.
            ends = (self.front_km,) * 3
            if far.distance_km is not None:
                ends = (far.distance_km, far.low_km or 0.0, far.high_km or far.distance_km)
            facts.append(
                (say("card-front", one=one, other=other), number_with_interval(*ends, "km"))
            )
        told = say("place-reports-told", number=len(self.reports), read=int(self._read.sum()))
        facts.append((say("place-reports"), told))
        if len(self.corrections):
            facts.append((say("place-corrections"), str(len(self.corrections))))
        return facts

    @property
    def _read(self) -> pd.Series:
        return self.reports["seen"].astype(bool)

    def _rows(self) -> list[tuple[str, ...]]:
        keys = ("day", "from", "to", "by-whose-account", "confidence")
        rows = [tuple(say(f"head-{key}") for key in keys)]
        for row in self.history.to_dict("records"):
            captor = self._short(row["to"])
            if row["contested"]:
                captor = f"{captor} ({say('head-contested')})"
            claimants = row["claimant"].split("; ")
            told = "; ".join(claimants[:MOST_NAMED]) + ("; …" if claimants[MOST_NAMED:] else "")
            said = f"{told} ({row['independent_origins']})"
            known = (day_text(row["date"]), self._short(row["from"]), captor, said)
            rows.append((*known, row["confidence"]))
        return rows


def _probability(share: float) -> str:
    """Write a probability in hundredths; what would be rounded to certainty as more than 0.99."""
    return "> 0.99" if share > 0.99 else f"{share:.2f}"


def place_record(
    situation: Situation, name: str, attackers: Side = None, defenders: Side = None
) -> PlaceRecord:
    """Tell all that is known of a place, as of an evening.

    Parameters
    ----------
    situation : Situation
        The evening, from which holder, certainty and front are; the history is of all evenings.
    name : str
        Id, name or variant of a place.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the front. Default: of the contests fought on that evening,
        the one whose front is nearest.

    Returns
    -------
    PlaceRecord

    Raises
    ------
    UnknownName
        With the nearest names.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> found = place_record(situation_on(load_dataset(), "2024-12-02"), "Manbij")
    >>> found.holder, len(found.history) > 1
    ('SDF', True)
    """
    dataset = situation.dataset
    place = dataset.place(name)
    row = dataset.places.loc[[place], ["lat", "lon"]]
    front_km, distance = None, None
    sides: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    for one, other in _fought(situation, attackers, defenders):
        lat, lon = row.to_numpy(float).T
        km = answers(situation, lat, lon, one, other)["front_km"].iloc[0]
        if not pd.isna(km) and (front_km is None or km < front_km):
            front_km, sides = float(km), (one, other)
    if front_km is not None:
        distance = front_between(situation, *sides).distance_to(place)
    certainty = None
    if dataset.faces is None:
        from syria_analysis.control.certainty import certainty_of

        sure = certainty_of(situation).of(row).iloc[0]
        # A guest's point site stands on land of another.
        same = sure["holder"] == situation.holders[place]
        certainty = round(float(sure["certainty"]), 3) if same else None
    latest = situation_on(dataset, dataset.reported_to or dataset.last)
    corrected = corrections_of(latest)
    return PlaceRecord(
        situation=situation,
        place=place,
        holder=str(situation.holders[place]),
        contested_by=str(situation.contested[place]),
        uncertain=bool(situation.uncertain[place]),
        confidence=str(situation.confidence[place]),
        certainty=certainty,
        front_km=front_km,
        distance=distance,
        sides=sides,
        history=_history(situation, place),
        reports=reports_about(dataset, place),
        corrections=corrected[corrected["place"] == place].reset_index(drop=True),
    )


def _fought(
    situation: Situation, attackers: Side, defenders: Side
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """List the two sides of each front that may be the nearest."""
    dataset, day = situation.dataset, situation.date
    contests = dataset.conflict.contests
    if attackers is None and defenders is None:
        return [
            (with_joined(situation, contest.attackers, contest.defenders), contest.defenders)
            for contest in contests
            if contest.first <= day and (contest.last is None or day <= contest.last)
        ]
    return [fighting(situation, attackers, defenders)]


def _history(situation: Situation, place: str) -> pd.DataFrame:
    dataset = situation.dataset
    start = dataset.places.loc[place]
    evidence = ("claimant", "independent_origins", "confidence", "sources")
    rows = [
        {
            **{"event": "", "date": dataset.first, "earliest": None, "latest": None},
            **{"from": "", "to": start["holder"], "contested": False},
            **{name: start[name] for name in evidence},
        }
    ]
    for id, event in dataset.events[dataset.events["place"] == place].iterrows():
        spans = {
            key: None if pd.isna(event[f"date_{key}"]) else event[f"date_{key}"].date()
            for key in ("earliest", "latest")
        }
        rows.append(
            {
                **{"event": id, "date": event["date"].date(), **spans},
                **{name: event[name] for name in ("from", "to", "contested", *evidence)},
            }
        )
    return pd.DataFrame(rows, columns=list(HISTORY))
