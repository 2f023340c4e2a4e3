"""What is new between two evenings, of what a set of rules watches for.

A state (a front near a city, a place cut off or contested) is new on the evening on which it
first holds, and again when it becomes surer; it is judged over the whole time it has lasted, so
that the alerts of two stretches of days are together those of both in one. What happens in a
day (a place changed hands, much ground gained) is new on that day. Only what is reported can
alert: nothing here takes a supposed situation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from typing import Any

import pandas as pd

from syria_analysis.alerts.rule_file import Rules, read_rules
from syria_analysis.alerts.watches import CERTAINTIES, ONE_DAY, WATCHES, Evenings, Watch
from syria_analysis.errors import BadParameter
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.language import say
from syria_analysis.text.outputs import plain
from syria_analysis.text.showing import card, facts_html, text_rows
from syria_analysis.text.wording import day_text, number

__all__ = ["Alert", "Alerts", "Rules", "alerts_between"]


@dataclass(frozen=True)
class Alert:
    """Something new that a rule watches for.

    Attributes
    ----------
    date : datetime.date
        The evening on which it first held, or the day on which it happened.
    kind : str
        Kind of the rule.
    subject : str
        Id of the place, or of the faction that gained ground.
    certainty : str
        ``certain`` if it holds for every value that the evidence allows, ``likely`` if for the
        best one, ``possible`` if only for the most extreme.
    certainty_before : str or None
        What it had been since the state began, if it has only become surer.
    still : bool or None
        Whether it still holds on the last evening asked about; None for ground gained in a day.
    confidence : str
        Lowest confidence of what it rests on: high, medium or low; of ground that of half of it.
    sentence : str
        What a desk would say, with no more digits than the interval supports.
    numbers : dict
        What was measured, unrounded, km and km².
    events, sources : tuple of str
        Ids of the events and sources behind it.
    """

    date: dt.date
    kind: str
    subject: str
    certainty: str
    certainty_before: str | None
    still: bool | None
    confidence: str
    sentence: str
    numbers: dict[str, Any] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alerts:
    """What is new between two evenings.

    Attributes
    ----------
    since, date : datetime.date
        The evening up to which all was known, and the last one.
    data : str
        Version of the data.
    found : tuple of Alert
        In the order of the days, then of the rules.
    """

    since: dt.date
    date: dt.date
    data: str
    found: tuple[Alert, ...]

    def __repr__(self) -> str:
        return text_rows(self._title(), [(str(a.date), _said(a)) for a in self.found])

    def _repr_html_(self) -> str:
        told = [(str(alert.date), _said(alert)) for alert in self.found]
        return card(self._title(), facts_html(told) if told else "")

    def _title(self) -> str:
        ends = {"first": day_text(self.since), "last": day_text(self.date)}
        return say("shown-alerts", **ends, number=number(len(self.found)))

    @property
    def table(self) -> pd.DataFrame:
        """The alerts as rows of a `pandas.DataFrame`, the fields of `Alert` as columns."""
        return pd.DataFrame(
            [asdict(alert) for alert in self.found], columns=[f.name for f in fields(Alert)]
        )

    @property
    def record(self) -> dict[str, Any]:
        """The alerts as the command writes them in JSON."""
        found = [asdict(alert) for alert in self.found]
        told = {"since": self.since, "date": self.date, "data": self.data, "alerts": found}
        return {name: plain(value) for name, value in told.items()}


def _said(alert: Alert) -> str:
    """Write a sentence with how sure it is."""
    return f"{alert.sentence} ({say(f'certainty-{alert.certainty}')})"


def alerts_between(
    dataset: Dataset, since: object | None, date: object, rules: Rules = None
) -> Alerts:
    """Find what is new after one evening, up to another.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    since : str or datetime.date or None
        The evening up to which all is known; None for the one before `date`.
    date : str or datetime.date
        The last evening.
    rules : path or iterable of mapping, optional
        What to watch for (see `alert_rules.read_rules`).

    Returns
    -------
    Alerts

    Raises
    ------
    BadDate, DateOutOfRange
    BadParameter, UnknownName, MissingData
        If `since` is later than `date`, or a rule is wrong.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> rule = {"kind": "changed_hands", "places": ["Hama", "Homs"]}
    >>> new = alerts_between(load_dataset(), "2024-12-02", "2024-12-05", [rule])
    >>> [alert.sentence for alert in new.found]
    ['Hama passed from the government to the HTS-led forces on 5 December 2024.']
    """
    last = dataset.day(date)
    known = max(dataset.first, last - ONE_DAY) if since is None else dataset.day(since)
    if known > last:
        raise BadParameter(f"since {known} is later than the date {last}")
    evenings = Evenings(dataset)
    found = [
        alert
        for rule in read_rules(dataset, rules, known, last)
        for alert in _alerts(WATCHES[rule.kind](rule, evenings), known, last)
    ]
    fallen = {(a.date, a.subject) for a in found if a.kind == "changed_hands"}
    new = [  # that a city has fallen is told once
        alert
        for alert in found
        if alert.numbers.get("status", "ok") == "ok" or (alert.date, alert.subject) not in fallen
    ]
    return Alerts(known, last, dataset.version, tuple(sorted(new, key=lambda a: a.date)))


def _alerts(watch: Watch, since: dt.date, last: dt.date) -> Iterator[Alert]:
    """Go through the evenings after one up to another, subject by subject."""
    levels = cache(watch.levels)

    def level(subject: str, day: dt.date) -> int:
        return levels(day).get(subject, 0)

    for subject in watch.subjects:
        highest = 0
        if watch.lasting:  # a state that began earlier is as sure as it has ever been
            day = since
            while now := level(subject, day):
                highest = max(highest, now)
                if day == watch.evenings.first:
                    break
                day -= ONE_DAY
        day = since
        while day < last:
            day += ONE_DAY
            now = level(subject, day)
            if not now or not watch.lasting:
                highest = 0
            if now > highest:
                told = watch.tell(subject, day, now)
                yield Alert(
                    day,
                    watch.rule.kind,
                    subject,
                    CERTAINTIES[now],
                    CERTAINTIES[highest] or None,
                    watch.still(subject, day, last, level(subject, last)),
                    told.confidence,
                    told.sentence,
                    told.numbers,
                    told.events,
                    told.sources,
                )
                highest = now
