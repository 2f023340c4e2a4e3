"""The kinds of figures, and a figure of a package drawn from a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from syria_analysis.control.campaign import Campaign, campaign_between
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.control.what_if import if_captured
from syria_analysis.errors import BadParameter, unknown
from syria_analysis.figures.animation import animate_evenings
from syria_analysis.figures.campaign_bars import chart_areas, chart_captures, chart_units
from syria_analysis.figures.cutoff_map import map_cutoff
from syria_analysis.figures.declared import eve_of, figures_of, sides_of_figure
from syria_analysis.figures.evidence_map import map_evidence, map_knowledge
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.maps import map_before, map_gains, map_situation
from syria_analysis.figures.pages import as_situation, baseline_of
from syria_analysis.figures.presets import preset as find_preset
from syria_analysis.figures.sheet import REPORT, Sheet
from syria_analysis.figures.small_multiples import map_evenings
from syria_analysis.figures.stakes import map_stakes
from syria_analysis.figures.strip_map import chart_fronts
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.text.language import speaking, spoken

__all__ = ["FIGURES", "FigureKind", "Question", "draw"]


@dataclass(frozen=True)
class Question:
    """What a figure is to be about; what is left out is asked of the package.

    Attributes
    ----------
    evening : Situation
        The evening shown; the last where a figure shows several.
    since : Situation
        The evening it is compared with; the first where a figure shows several.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the front.
    captures : tuple of str
        Places supposed to be captured, for figures of a what-if.
    by : str, optional
        Who is supposed to have captured them.
    source : str, optional
        Where the ways of a what-if begin.
    targets : tuple of str
        Where they lead.
    band : bool
        Whether to draw the land in which the front may run.
    """

    evening: Situation
    since: Situation
    attackers: Side = None
    defenders: Side = None
    captures: tuple[str, ...] = ()
    by: str | None = None
    source: str | None = None
    targets: tuple[str, ...] = ()
    band: bool = False

    @property
    def dataset(self) -> Dataset:
        """The package."""
        return self.evening.dataset

    @property
    def supposed(self) -> Situation:
        """The evening after the captures; as it is if there are none."""
        if not self.captures:
            return self.evening
        return if_captured(self.evening, *self.captures, by=self.captor)

    @property
    def captor(self) -> str:
        """Who is supposed to capture places."""
        return self.dataset.captor(self.by, self.evening.date)


@dataclass(frozen=True)
class FigureKind:
    """A kind of figure.

    Attributes
    ----------
    draw : callable
        From what a package declares of a figure, a `Question` and a `Sheet` to an `Illustration`.
    animate : callable, optional
        The same for a moving picture.
    takes : tuple of str
        What of a question it answers to, by the names of `Question`; anything else is refused.
    """

    draw: Callable[[FigureSpec, Question, Sheet], Illustration] = field(repr=False)
    animate: Callable[[FigureSpec, Question, Sheet], Illustration] | None = field(
        default=None, repr=False
    )
    takes: tuple[str, ...] = ()


def _before(spec: FigureSpec, asked: Question, sheet: Sheet) -> Illustration:
    eve = as_situation(asked.dataset, eve_of(asked.dataset, spec))
    return map_before(eve, asked.attackers, spec=spec, sheet=sheet)


def _situation(spec: FigureSpec, asked: Question, sheet: Sheet) -> Illustration:
    band = asked.band
    return map_situation(asked.supposed, asked.attackers, spec=spec, sheet=sheet, band=band)


def _gains(spec: FigureSpec, asked: Question, sheet: Sheet) -> Illustration:
    sides = asked.attackers, asked.defenders
    evenings = asked.supposed, asked.since
    return map_gains(*evenings, *sides, spec=spec, sheet=sheet, band=asked.band)


def _stakes(spec: FigureSpec, asked: Question, sheet: Sheet) -> Illustration:
    sides = asked.attackers, asked.defenders
    return map_stakes(asked.supposed, asked.since, *sides, spec=spec, sheet=sheet)


def _cutoff(spec: FigureSpec, asked: Question, sheet: Sheet) -> Illustration:
    scenario, evening = asked.dataset.conflict.scenario, asked.evening
    if not asked.supposed.hypothetical and scenario is not None:
        # What has fallen since cannot be captured any more.
        held = (evening.holders == asked.captor) & (evening.contested == "")
        left = [place for place in spec.critical or scenario.captures if not held[place]]
        asked = replace(asked, captures=tuple(left))
    after = asked.supposed
    if not after.hypothetical:
        raise BadParameter(
            f"the figure {spec.id} needs places to capture: captures, or --capture PLACE"
        )
    now = situation_on(after.dataset, after.date)
    _, side = sides_of_figure(spec, now, asked.attackers, asked.defenders)
    return map_cutoff(now, after, asked.source, side, asked.targets, spec=spec, sheet=sheet)


def _evidence(spec: FigureSpec, asked: Question, sheet: Sheet) -> Illustration:
    return map_evidence(_reported(spec, asked), spec=spec, sheet=sheet)


def _knowledge(spec: FigureSpec, asked: Question, sheet: Sheet) -> Illustration:
    sides = asked.attackers, asked.defenders
    return map_knowledge(_reported(spec, asked), *sides, spec=spec, sheet=sheet)


def _reported(spec: FigureSpec, asked: Question) -> Situation:
    if asked.supposed.hypothetical:
        raise BadParameter(f"the figure {spec.id} shows what is reported: it takes no captures")
    return asked.evening


def _story(spec: FigureSpec, asked: Question) -> Campaign:
    if asked.supposed.hypothetical:
        raise BadParameter("a figure of a campaign shows what is reported: it takes no captures")
    contest = asked.dataset.conflict.contest(spec.contest) if spec.contest else None
    attacking, defending = asked.dataset.sides(
        asked.attackers or (contest.attackers if contest else None),
        asked.defenders or (contest.defenders if contest else None),
        asked.since.date,
        asked.evening.date,
    )
    data = asked.dataset
    cities = spec.measured or data.conflict.cities or data.chief_places
    return campaign_between(
        data, asked.since.date, asked.evening.date, attacking, defending, cities=cities
    )


SIDES = ("attackers", "defenders")
SUPPOSED = ("captures", "by")
OPTIONS = {
    "captures": "captures (--capture)",
    "source": "source (--from)",
    "targets": "targets (--to)",
}
"""What of a question the command line names otherwise."""

FIGURES: Mapping[str, FigureKind] = {
    "before": FigureKind(
        _before,
        takes=("attackers",),
    ),
    "situation": FigureKind(
        _situation,
        takes=("attackers", *SUPPOSED, "band"),
    ),
    "gains": FigureKind(
        _gains,
        takes=("since", *SIDES, *SUPPOSED, "band"),
    ),
    "stakes": FigureKind(
        _stakes,
        takes=("since", *SIDES, *SUPPOSED),
    ),
    "cutoff": FigureKind(
        _cutoff,
        takes=(*SIDES, *SUPPOSED, "source", "targets"),
    ),
    "evidence": FigureKind(_evidence),
    "knowledge": FigureKind(
        _knowledge,
        takes=SIDES,
    ),
    "evenings": FigureKind(
        lambda spec, asked, sheet: map_evenings(_story(spec, asked), spec=spec, sheet=sheet),
        lambda spec, asked, sheet: animate_evenings(_story(spec, asked), spec=spec, sheet=sheet),
        takes=("since", *SIDES),
    ),
    "fronts": FigureKind(
        lambda spec, asked, sheet: chart_fronts(_story(spec, asked), spec=spec, sheet=sheet),
        takes=("since", *SIDES),
    ),
    "areas": FigureKind(
        lambda spec, asked, sheet: chart_areas(_story(spec, asked), spec=spec, sheet=sheet),
        takes=("since", *SIDES),
    ),
    "units": FigureKind(
        lambda spec, asked, sheet: chart_units(_story(spec, asked), spec=spec, sheet=sheet),
        takes=("since", *SIDES),
    ),
    "captures": FigureKind(
        lambda spec, asked, sheet: chart_captures(_story(spec, asked), spec=spec, sheet=sheet),
        takes=("since", *SIDES),
    ),
}
"""Kind of figure to how it is drawn; what it shows stands in `declared.KINDS`."""


def _refuse_ignored(name: str, kind: FigureKind, given: set[str]) -> None:
    """Refuse what would change nothing on a figure: who asks for it expects that it does."""
    ignored = [OPTIONS.get(one, one) for one in sorted(given.difference(kind.takes))]
    if ignored:
        known = ", ".join(OPTIONS.get(one, one) for one in kind.takes)
        takes = f"; it takes {known}" if known else ""
        raise BadParameter(f"the figure {name} takes no {', no '.join(ignored)}{takes}")
    if "by" in given and "captures" not in given and "source" not in kind.takes:
        raise BadParameter(f"the figure {name} takes by only with captures (--capture)")


def draw(
    name: str,
    dataset: Dataset,
    date: object,
    *,
    preset: str | Sheet = REPORT,
    since: object = None,
    attackers: Side = None,
    defenders: Side = None,
    captures: Iterable[str] = (),
    by: str | None = None,
    source: str | None = None,
    targets: Iterable[str] = (),
    band: bool = False,
    layers: Iterable[str] | None = None,
    labels: bool = True,
    lang: str = "en",
    moving: bool = False,
) -> Illustration:
    """Draw a figure for publication.

    Parameters
    ----------
    name : str
        Id of one of the figures of the package (see `figures_of`).
    dataset : Dataset
        The data, as `load` or `load_dataset` gives it.
    date : day or Situation
        The evening, or the day of one.
    preset : str or Sheet
        One of `PRESETS`, or a sheet of one's own.
    since : day, optional
        The evening compared with. Default: the baseline of the package.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the front. Default: those of the contest that the figure
        shows, or that is fought on the evening.
    captures : iterable of str
        Places supposed to be captured, for what-ifs. Default of a figure that shows only what-ifs:
        those of the package's scenario.
    by, source, targets : str, str and iterable of str, optional
        Who is supposed to capture them, and between which places ways are asked about. Default:
        those of the scenario.
    band : bool
        Whether to draw the land in which the front may run, on maps of an evening or of gains.
    layers : iterable of str, optional
        Draw these layers alone (see `Illustration.layers`).
    labels : bool
        Whether to letter the map.
    lang : str
        Language of the words on the figure and of those about it, such as ``"en"``.
    moving : bool
        Whether to draw a moving picture, for a GIF or WebP; takes no `layers`, and all labels.

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
    figures = figures_of(dataset)
    if name not in figures:
        raise unknown("figure", name, figures)
    if lang not in dataset.conflict.languages:
        raise unknown("language", lang, dataset.conflict.languages)
    spec, sheet = figures[name], find_preset(preset)
    kind = FIGURES[spec.kind]
    asked: dict[str, Any] = {
        "since": since or None,
        "attackers": attackers or None,
        "defenders": defenders or None,
        "captures": tuple(captures),
        "by": by,
        "source": source,
        "targets": tuple(targets),
        "band": band,
    }
    _refuse_ignored(name, kind, {option for option, value in asked.items() if value})
    if moving and kind.animate is None:
        some = [key for key, one in figures.items() if FIGURES[one.kind].animate is not None]
        raise BadParameter(
            f"the figure {name} does not move"
            + (f": of this package do {', '.join(some)}" if some else "")
        )
    if moving and (layers is not None or not labels):
        raise BadParameter("a moving picture is drawn with all layers and labels")
    with speaking(lang, dataset):
        data = spoken(dataset)
        evening = as_situation(data, date)
        if evening.dataset is not data:
            evening = replace(evening, dataset=data)
        since = baseline_of(evening, asked.pop("since"))
        question = Question(evening=evening, since=since, **asked)
        shown = (kind.animate if moving and kind.animate else kind.draw)(spec, question, sheet)
    return shown if moving else shown.only(layers, labels)
