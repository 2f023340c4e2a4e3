"""The figures that one can ask of a package, and what they are about where it does not say."""

from __future__ import annotations

import datetime as dt

from syria_analysis.control.situation import Situation
from syria_analysis.errors import BadParameter
from syria_analysis.package.conflict import FigureSpec
from syria_analysis.package.dataset import Dataset, Side

__all__ = [
    "KINDS",
    "eve_of",
    "figure_of_kind",
    "figures_of",
    "kinds",
    "listed",
    "sides_of_figure",
    "way_ends",
]

KINDS = {
    "before": "who held what in the whole theatre before the contest, whatever the date",
    "situation": "who holds what in the whole theatre, the front, and what changed hands that day",
    "gains": "what each side gained, and the front then and now",
    "stakes": "cities, the roads between them, distances to the front: what is at stake",
    "cutoff": "what if places were captured: the ways open before and after",
    "evidence": "what the holder of each place rests on: how many origins, and how sure",
    "knowledge": "who held what as known that night, beside what is known now",
    "evenings": "who held what, evening by evening: one small map each",
    "fronts": "how far the front was from the cities, evening by evening",
    "areas": "who held how much land, evening by evening",
    "units": "who held how much of each administrative unit, evening by evening",
    "captures": "how many places each force took on each day",
}
"""Every kind of figure and what it shows, in a line; in the order of a report."""


def figures_of(dataset: Dataset) -> dict[str, FigureSpec]:
    """List the figures that one can ask of a package.

    Parameters
    ----------
    dataset : Dataset
        The package.

    Returns
    -------
    dict of str to FigureSpec
        By id: those that it declares; if none, one of each kind for which it has the data.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> figures_of(load_dataset())["offensive"].kind
    'gains'
    """
    conflict = dataset.conflict
    if conflict.figures:
        return {figure.id: figure for figure in conflict.figures}
    roads, campaign = not dataset.roads.empty, dataset.first < dataset.last
    possible = {
        "stakes": roads and conflict.scenario is not None,
        "cutoff": roads and (conflict.scenario is not None or conflict.capital is not None),
        "knowledge": campaign and bool(dataset.sources["published"].notna().any()),
        "evenings": campaign,
        "fronts": campaign and bool(conflict.cities),
        "areas": campaign,
        "units": campaign and conflict.admin is not None and dataset.places["unit"].nunique() > 1,
        "captures": campaign,
    }
    return {kind: FigureSpec(kind, kind) for kind in KINDS if possible.get(kind, True)}


def listed(dataset: Dataset) -> list[dict[str, str]]:
    """List the figures that one can ask of a package.

    Parameters
    ----------
    dataset : Dataset
        The package.

    Returns
    -------
    list of dict
        `figure`, its id; `kind`; `shows`, a line.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> [row["figure"] for row in listed(load_dataset())][:3]
    ['before', 'situation', 'offensive']
    """
    return [
        {"figure": name, "kind": spec.kind, "shows": KINDS[spec.kind]}
        for name, spec in figures_of(dataset).items()
    ]


def kinds(dataset: Dataset) -> set[str]:
    """Tell which kinds of figures one can ask of a package (see `figures_of`).

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> "stakes" in kinds(load_dataset())
    True
    """
    return {figure.kind for figure in figures_of(dataset).values()}


def figure_of_kind(dataset: Dataset, kind: str) -> FigureSpec:
    """Return the first figure of a kind that a package declares, else one that says no more.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> figure_of_kind(load_dataset(), "gains").id
    'offensive'
    """
    declared = (figure for figure in dataset.conflict.figures if figure.kind == kind)
    return next(declared, FigureSpec(kind, kind))


def sides_of_figure(
    spec: FigureSpec, situation: Situation, attackers: Side = None, defenders: Side = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell whose front a figure shows: of those named, else of the contest that it declares.

    Parameters
    ----------
    spec : FigureSpec
        The figure.
    situation : Situation
        The evening, whose contest is shown where the figure declares none.
    attackers, defenders : str or iterable of str, optional
        Faction ids.

    Returns
    -------
    tuple of (tuple of str, tuple of str)

    Raises
    ------
    BadParameter, UnknownName
    """
    dataset = situation.dataset
    if spec.contest is not None:
        contest = dataset.conflict.contest(spec.contest)
        attackers = attackers or contest.attackers
        defenders = defenders or contest.defenders
    return dataset.sides(attackers, defenders, situation.date)


def eve_of(dataset: Dataset, spec: FigureSpec) -> dt.date:
    """Tell the evening before all that a figure tells: the baseline that the package declares.

    Where its contest begins later than that, the evening before the contest.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> syria = load_dataset()
    >>> eve_of(syria, figure_of_kind(syria, "before"))
    datetime.date(2024, 11, 26)
    """
    contests = dataset.conflict.contests
    if not contests:
        return dataset.since()
    contest = dataset.conflict.contest(spec.contest) if spec.contest else contests[0]
    return max(dataset.since(), contest.first - dt.timedelta(days=1))


def way_ends(dataset: Dataset, spec: FigureSpec) -> tuple[str, tuple[str, ...]]:
    """Tell between which places the roads lead that a figure is about.

    Raises
    ------
    BadParameter
        If the package declares no scenario.
    """
    scenario = dataset.conflict.scenario
    if scenario is None:
        raise BadParameter(
            f"the figure {spec.id} is about roads from one place to others: the package must "
            "declare a scenario"
        )
    return scenario.source, scenario.targets
