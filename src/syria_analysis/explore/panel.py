"""A panel for a notebook: a day, two sides, cities and supposed captures; the picture follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, Protocol

import anywidget
import ipywidgets as widgets
import pandas as pd
import traitlets

from syria_analysis.control.front import front_between
from syria_analysis.errors import BadParameter, SyriaAnalysisError
from syria_analysis.explore import cards
from syria_analysis.figures.sketch import sketch
from syria_analysis.package.conflict import Conflict
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.language import say
from syria_analysis.text.wording import day_text, faction_name, place_names, side_name, unit_name

__all__ = ["Panel"]

PLAY_MS = 900
AS_LONG = {"description_width": "initial"}
"""Of a widget whose description takes the room that its words need."""


class Evidence(Protocol):
    """What the panel asks of a data package: `api.Package`, which makes it."""

    @property
    def days(self) -> tuple[dt.date, ...]: ...
    @property
    def first(self) -> dt.date: ...
    @property
    def places(self) -> pd.DataFrame: ...
    @property
    def real_places(self) -> pd.DataFrame: ...
    @property
    def factions(self) -> pd.DataFrame: ...

    @property
    def conflict(self) -> Conflict: ...

    def place(self, name: str) -> str:
        """Find the id of a place."""
        ...

    def captor(self, by: str | None = None, day: dt.date | None = None) -> str:
        """Tell who a what-if supposes to capture places."""
        ...

    def on(self, date: object) -> Any:
        """Return a situation that can be asked."""
        ...


class ClickMap(anywidget.AnyWidget):
    """A map as SVG whose cells can be clicked."""

    _esm = Path(__file__).parent / "map.js"
    svg = traitlets.Unicode("").tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)


class Panel(widgets.VBox):
    """Turn to a day, choose sides and cities, suppose captures; made by `Package.explore`.

    Parameters
    ----------
    data : Package
        The evidence; its evenings answer questions, too.
    date : str or datetime.date, optional
        Evening that is shown first; the last of the data without it.
    cities : iterable of str, optional
        Places whose distance to the front is told. Default: those that the package declares.

    Attributes
    ----------
    situation : Evening
        What the panel shows, for further questions in the next cell; hypothetical if captures
        are supposed.

    Raises
    ------
    UnknownName, BadDate, DateOutOfRange
    """

    def __init__(
        self, data: Evidence, date: object = "latest", cities: Iterable[str] | None = None
    ) -> None:
        self.data = data
        # What was asked last is kept: a further city is the only one to be measured.
        self._state, self._front = lru_cache(32)(self._supposed), lru_cache(8)(front_between)
        start = data.on(date)
        self.situation = start
        self._names = _labels(start.dataset)
        labels = {place: label for label, place in self._names.items()}
        factions = [(str(row.short_name), str(code)) for code, row in data.factions.iterrows()]
        days = [(day_text(day), day) for day in data.days]
        wide = {"width": "auto"}
        contest = data.conflict.contest_on(start.date)
        attacking, defending = (contest.attackers, contest.defenders) if contest else ((), ())

        self.day = widgets.SelectionSlider(
            options=days,
            value=start.date,
            description=say("head-evening"),
            layout={"flex": "1 1 320px"},
        )
        play = widgets.Play(min=0, max=len(days) - 1, interval=PLAY_MS, show_repeat=False)
        play.value = self.day.index
        widgets.jslink((play, "value"), (self.day, "index"))
        self.attackers = widgets.SelectMultiple(
            options=factions,
            value=attacking,
            description=say("panel-attackers"),
            rows=4,
            layout=wide,
        )
        self.defenders = widgets.SelectMultiple(
            options=factions,
            value=defending,
            description=say("panel-defenders"),
            rows=4,
            layout=wide,
        )
        asked = data.conflict.cities if cities is None else cities
        shown = [labels[data.place(c)] for c in asked if c in data.places.index]
        self.cities = _tags(say("panel-distances"), shown, list(self._names))
        self.add_city = _finder(say("panel-add-city"), list(self._names))
        self.captures = _tags(say("panel-captures"), [], list(self._names))
        self.add_capture = _finder(say("panel-suppose"), list(self._names))
        self.by = widgets.Dropdown(
            options=factions, description=say("panel-by"), layout=wide, style=AS_LONG
        )
        self.by.value = data.captor(None, start.date) if attacking else factions[0][1]
        self.forget = widgets.Button(
            description=say("panel-forget"), tooltip=say("panel-as-reported"), disabled=True
        )
        labels = {what: say(f"panel-{what}") for what in ("larger", "smaller", "whole")}
        self.map = ClickMap(labels=labels, layout={"width": "100%"})
        self.told = widgets.HTML()
        self.status = widgets.HTML()

        for chooser in (
            self.day,
            self.attackers,
            self.defenders,
            self.cities,
            self.captures,
            self.by,
        ):
            chooser.observe(self._follow, "value")
        self.add_city.observe(lambda change: self._take(self.add_city, self.cities), "value")
        self.add_capture.observe(
            lambda change: self._take(self.add_capture, self.captures), "value"
        )
        self.forget.on_click(lambda _: setattr(self.captures, "value", []))
        self.map.on_msg(lambda _, message, __: self.click(str(message.get("place", ""))))

        row = {"display": "flex", "flex_flow": "row wrap", "align_items": "flex-start"}
        super().__init__(
            [
                widgets.HBox([play, self.day], layout=row),
                widgets.HBox([self.attackers, self.defenders], layout=row),
                widgets.HBox([self.add_capture, self.by, self.captures, self.forget], layout=row),
                widgets.HBox([self.add_city, self.cities], layout=row),
                self.status,
                widgets.HBox(
                    [
                        widgets.Box([self.map], layout={"flex": "1 1 380px", "max_width": "640px"}),
                        widgets.Box([self.told], layout={"flex": "1 1 360px"}),
                    ],
                    layout=row,
                ),
            ]
        )
        self._follow()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        shown = super()._repr_mimebundle_(**options)
        if isinstance(shown, dict):  # what a page without widgets shows, such as one exported
            shown["text/html"] = cards.situation_card(self.situation)
        return shown

    def click(self, place: str) -> None:
        """Suppose a place captured, or no longer: what a click on the map does.

        Parameters
        ----------
        place : str
            Id of what was clicked.
        """
        label = next((name for name, key in self._names.items() if key == place), None)
        if label is None:
            if place in self.data.places.index:  # a point that only shapes empty land
                self._tell(say("panel-no-place"))
            return
        chosen = list(self.captures.value)
        chosen.remove(label) if label in chosen else chosen.append(label)
        self.captures.value = chosen

    def _take(self, finder: Any, tags: Any) -> None:
        """Move a name, however it is spelt, among the chosen ones; say it if no place has it."""
        label = finder.value
        if not label:
            return
        if label not in self._names:
            try:
                place = self.situation.dataset.place(label)
            except SyriaAnalysisError as error:
                self._tell(str(error))
                return
            label = next(name for name, key in self._names.items() if key == place)
        if label not in tags.value:
            tags.value = [*tags.value, label]
        finder.value = ""

    def _follow(self, _: Any = None) -> None:
        """Draw and tell what is chosen; what cannot be answered is said in one line."""
        try:
            said = self._show()
        except SyriaAnalysisError as error:
            said = str(error)
        self._tell(said)

    def _supposed(self, day: dt.date, *places: str, by: str = "") -> Any:
        reported = self.data.on(day)
        return reported.if_captured(*places, by=by) if places else reported

    def _tell(self, said: str) -> None:
        self.status.value = f'<p role="status">{escape(said)}</p>' if said else ""

    def _show(self) -> str:
        """Draw and tell; return what is to be noted of it."""
        if not self.attackers.value or not self.defenders.value:
            raise BadParameter(say("panel-no-side"))
        reported = self._state(self.day.value)
        dataset = reported.dataset
        both = sorted(set(self.attackers.value) & set(self.defenders.value))
        if both:
            raise BadParameter(say("panel-both-sides", who=side_name(dataset, both)))
        wanted = [self._names[label] for label in self.captures.value]
        held = (reported.holders == self.by.value) & (reported.contested == "")
        taken = [place for place in wanted if not held[place]]  # the rest has become fact
        state = self._state(self.day.value, *taken, by=self.by.value) if taken else reported
        sides = (self.attackers.value, self.defenders.value)
        cities = [self._names[label] for label in self.cities.value]
        picture = sketch(state, *sides, names=[*taken, *cities])
        told = [
            cards.title_html(state),
            cards.distances_html(state, cities, self._front(state, *sides)),
            cards.holdings_html(state),
            cards.changes_html(self._state(self.data.first), reported),
        ]
        self.situation = state
        self.forget.disabled = not wanted
        self.captures.layout.display = None if wanted else "none"
        self.map.svg = picture
        # Widgets set lines as far apart as their buttons are high.
        self.told.value = f'<div style="line-height:1.4">{"".join(told)}</div>'
        fact = [p for p in wanted if p not in taken]
        if not fact:
            return ""
        who = faction_name(dataset, self.by.value)
        return say("panel-held-already", who=who, places=place_names(dataset, fact))


def _labels(data: Dataset) -> dict[str, str]:
    """Give every place a name of its own: with its unit or its id where two share one."""
    rows = data.real_places
    shared = rows["name"].duplicated(keep=False)
    twice = rows.duplicated(["name", "unit"], keep=False)
    units = rows["unit"].map({unit: unit_name(data, unit) for unit in rows["unit"].unique()})
    more = units.where(~twice, rows.index.to_series())
    labels = rows["name"].where(~shared, rows["name"] + " (" + more + ")")
    return {str(label): str(place) for place, label in labels.sort_values().items()}


def _tags(what: str, chosen: list[str], allowed: list[str]) -> Any:
    tags = widgets.TagsInput(value=chosen, allowed_tags=allowed, allow_duplicates=False)
    tags.tooltip = what
    return tags


def _finder(what: str, options: list[str]) -> Any:
    return widgets.Combobox(
        placeholder=say("panel-type"),
        description=what,
        options=options,
        continuous_update=False,
        style=AS_LONG,
    )
