"""The figures by name: what each shows, and how it is drawn from a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from syria_analysis.control.campaign import Campaign, campaign_between
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.control.what_if import if_captured
from syria_analysis.errors import BadParameter, unknown
from syria_analysis.figures.campaign_bars import chart_areas, chart_captures
from syria_analysis.figures.campaign_charts import chart_fronts
from syria_analysis.figures.cutoff_map import map_cutoff
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.maps import map_before, map_offensive, map_situation
from syria_analysis.figures.pages import as_situation
from syria_analysis.figures.presets import preset as find_preset
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.figures.small_multiples import map_evenings
from syria_analysis.figures.stakes import map_stakes
from syria_analysis.package.dataset import Dataset
from syria_analysis.package.values import ATTACKERS, DEFENDERS
from syria_analysis.text.language import speaking, spoken

__all__ = ["FIGURES", "FigureKind", "Question", "draw"]


@dataclass(frozen=True)
class Question:
    """What a figure is to be about.

    Attributes
    ----------
    evening : Situation
        The evening shown; the last where a figure shows several.
    since : Situation
        The evening it is compared with; the first where a figure shows several.
    attackers, defenders : tuple of str
        Faction ids of the two sides of the front.
    captures : tuple of str
        Places supposed to be captured, for figures of a what-if.
    by : str
        Who is supposed to have captured them.
    source : str
        Where the ways of a what-if begin.
    targets : tuple of str
        Where they lead.
    """

    evening: Situation
    since: Situation
    attackers: tuple[str, ...] = ATTACKERS
    defenders: tuple[str, ...] = DEFENDERS
    captures: tuple[str, ...] = ()
    by: str = "HTS"
    source: str = "damascus"
    targets: tuple[str, ...] = ("latakia", "tartus")

    @property
    def supposed(self) -> Situation:
        """The evening after the captures; as it is if there are none."""
        if not self.captures:
            return self.evening
        return if_captured(self.evening, *self.captures, by=self.by)


@dataclass(frozen=True)
class FigureKind:
    """A figure one can ask for.

    Attributes
    ----------
    says : str
        What it shows, in a line.
    draw : callable
        From a `Question` and a `Sheet` to an `Illustration`.
    """

    says: str
    draw: Callable[[Question, Sheet], Illustration] = field(repr=False)


def _before(asked: Question, sheet: Sheet) -> Illustration:
    return map_before(asked.supposed, asked.attackers, sheet=sheet)


def _situation(asked: Question, sheet: Sheet) -> Illustration:
    return map_situation(asked.supposed, asked.attackers, sheet=sheet)


def _offensive(asked: Question, sheet: Sheet) -> Illustration:
    return map_offensive(asked.supposed, asked.since, asked.attackers, asked.defenders, sheet=sheet)


def _stakes(asked: Question, sheet: Sheet) -> Illustration:
    return map_stakes(asked.supposed, asked.since, asked.attackers, asked.defenders, sheet=sheet)


def _cutoff(asked: Question, sheet: Sheet) -> Illustration:
    after = asked.supposed
    if not after.hypothetical:
        raise BadParameter(
            "the figure cutoff needs places to capture: captures, or --capture PLACE"
        )
    now = situation_on(after.dataset, after.date)
    return map_cutoff(now, after, asked.source, asked.defenders, asked.targets, sheet=sheet)


def _story(asked: Question) -> Campaign:
    if asked.supposed.hypothetical:
        raise BadParameter("a figure of a campaign shows what is reported: it takes no captures")
    sides = asked.attackers, asked.defenders
    return campaign_between(asked.evening.dataset, asked.since.date, asked.evening.date, *sides)


FIGURES: Mapping[str, FigureKind] = {
    "before": FigureKind("the whole country, headed as the eve of the offensive", _before),
    "situation": FigureKind("the whole country on any evening: who holds what", _situation),
    "offensive": FigureKind("the north-west: what each side gained, and the front", _offensive),
    "stakes": FigureKind(
        "the west: cities, roads, distances to the front, what is at stake", _stakes
    ),
    "cutoff": FigureKind("what if places were captured: the ways open before and after", _cutoff),
    "evenings": FigureKind(
        "who held what, evening by evening: one small map each",
        lambda asked, sheet: map_evenings(_story(asked), sheet=sheet),
    ),
    "fronts": FigureKind(
        "how far the front was from the cities, evening by evening",
        lambda asked, sheet: chart_fronts(_story(asked), sheet=sheet),
    ),
    "areas": FigureKind(
        "who held how much land, evening by evening",
        lambda asked, sheet: chart_areas(_story(asked), sheet=sheet),
    ),
    "captures": FigureKind(
        "how many places each force took on each day",
        lambda asked, sheet: chart_captures(_story(asked), sheet=sheet),
    ),
}
"""Name to figure."""


def draw(
    name: str,
    dataset: Dataset,
    date: object,
    *,
    preset: str | Sheet = REPORT,
    since: object = None,
    attackers: str | Iterable[str] = ATTACKERS,
    defenders: str | Iterable[str] = DEFENDERS,
    layers: Iterable[str] | None = None,
    labels: bool = True,
    lang: str = "en",
    **what_if: Any,
) -> Illustration:
    """Draw a figure for publication.

    Parameters
    ----------
    name : str
        One of `FIGURES`.
    dataset : Dataset
        The data, as `load` or `load_dataset` gives it.
    date : day or Situation
        The evening, or the day of one.
    preset : str or Sheet
        One of `PRESETS`, or a sheet of one's own.
    since : day, optional
        The evening compared with. Default: the first of the data.
    attackers, defenders : str or iterable of str
        Faction ids of the two sides of the front.
    layers : iterable of str, optional
        Draw these layers alone (see `Illustration.layers`).
    labels : bool
        Whether to letter the map.
    lang : str
        Code of the language of the words on the figure and of those about it, such as ``"ar"``; one
        that is read from right to left is set so.
    **what_if
        `captures` (places), `by` (faction), `source` and `targets` (places): see `Question`.

    Returns
    -------
    Illustration

    Raises
    ------
    UnknownName, BadDate, DateOutOfRange, BadParameter

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> shown = draw("offensive", load_dataset(), "2024-12-02", preset="nature-1")
    >>> shown.name, round(shown.figure.get_figwidth() * 25.4)
    ('map-offensive', 89)
    """
    if name not in FIGURES:
        raise unknown("figure", name, FIGURES)
    sheet = find_preset(preset)
    with speaking(lang, dataset):
        data = spoken(dataset)
        evening = as_situation(dataset, date)
        if data is not dataset:
            evening = replace(evening, dataset=data)
        question = Question(
            evening=evening,
            since=situation_on(data, data.first if since is None else since),
            attackers=data.side(attackers),
            defenders=data.side(defenders),
            **what_if,
        )
        shown = FIGURES[name].draw(question, sheet)
    return shown.only(layers, labels)
