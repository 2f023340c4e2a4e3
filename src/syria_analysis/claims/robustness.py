"""How far the headline numbers hold when the evidence is read otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from syria_analysis.control.changes import Changes, changes_between
from syria_analysis.control.front import front_between, nearest_held, with_joined
from syria_analysis.control.land import areas
from syria_analysis.control.readings import AS_REPORTED, NEAREST_PLACE, Reading, readings
from syria_analysis.control.situation import Situation, as_evening, situation_on
from syria_analysis.control.what_if import suppose
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.package.variants import positions_drawn
from syria_analysis.text.language import in_its_words, say
from syria_analysis.text.rounding import finest, step_of
from syria_analysis.text.wording import place_name, side_name

__all__ = ["robustness"]


@in_its_words
def robustness(
    situation: Situation,
    baseline: object = None,
    cities: str | Iterable[str] | None = None,
    attackers: Side = None,
    defenders: Side = None,
    draws: int = 0,
) -> pd.DataFrame:
    """Compute the headline numbers again for every way to read the evidence.

    Parameters
    ----------
    situation : Situation
        The evening.
    baseline : str, datetime.date or Situation, optional
        The evening with which it is compared. Default: that of the package.
    cities : str or iterable of str, optional
        Places whose distance to the front is measured. Default: those of the package.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides. Default: those of the package's contest.
    draws : int, default 0
        How many times to draw all positions at random within their accuracy (seeds 0, 1, …);
        0.3 s each.

    Returns
    -------
    pandas.DataFrame
        One row per number and reading, net gains and shares that are nought in all left out:
        `number` (id), `label`, `unit` (km, km² or %), `reading`, `value` (NaN where there is
        none: the city is held, or there is no front), `low`, `high` (of the drawn positions the
        5th and 95th percentile, else NaN), `step` (to what the number is rounded in print: as
        its interval as reported allows).

    Raises
    ------
    BadParameter, BadDate, DateOutOfRange, UnknownName

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> table = robustness(evening, "2024-11-26", ["homs"], "HTS,SNA", "SAA")
    >>> bool((table.loc[table["number"] == "front-to-homs", "value"] > 40).all())
    True
    """
    dataset = situation.dataset
    attacking, defending = dataset.sides(attackers, defenders, situation.date)
    attacking = with_joined(situation, attacking, defending)  # as the headline counts
    named = list(dataset.cities(cities))
    labels = _labels(dataset, named, attacking)
    compared = as_evening(dataset, dataset.since() if baseline is None else baseline)

    def numbers(reading: Reading) -> dict[str, float]:
        now = suppose(situation_on(reading.dataset, situation.date), situation.captured)
        before = suppose(situation_on(reading.dataset, compared.date), compared.captured)
        return _numbers(reading, changes_between(before, now), named, defending)

    rows = [
        {"number": n, "label": labels[n][0], "unit": labels[n][1], "reading": r.name, "value": v}
        for r in readings(dataset, attacking, defending)
        for n, v in numbers(r).items()
        if n in labels
    ]
    table = pd.DataFrame(rows).assign(low=float("nan"), high=float("nan"))
    steps = _steps(changes_between(compared, situation), named, attacking, defending, labels)
    if draws > 0:
        drawn = _drawn(dataset, attacking, labels, numbers, draws)
        table = pd.concat([table, drawn], ignore_index=True)
    table["step"] = table["number"].map(steps)
    moving = table.groupby("number")["value"].transform(lambda v: v.abs().max()) != 0
    table = table[moving | ~table["number"].str.startswith(("net-", "share-"))]
    order = {n: k for k, n in enumerate(labels)}
    return table.sort_values("number", key=lambda c: c.map(order), kind="stable", ignore_index=True)


def _drawn(
    dataset: Dataset,
    attackers: tuple[str, ...],
    labels: dict[str, tuple[str, str]],
    numbers: Callable[[Reading], dict[str, float]],
    draws: int,
) -> pd.DataFrame:
    name = say("reading-drawn", number=draws)
    drawn = pd.DataFrame(
        [
            numbers(Reading(AS_REPORTED, positions_drawn(dataset, k), attackers))
            for k in range(draws)
        ]
    )
    rows = [
        {
            "number": n,
            "label": labels[n][0],
            "unit": labels[n][1],
            "reading": name,
            "value": drawn[n].median(),
            "low": drawn[n].quantile(0.05),
            "high": drawn[n].quantile(0.95),
        }
        for n in drawn.columns
        if n in labels
    ]
    return pd.DataFrame(rows)


def _steps(
    changes: Changes,
    cities: list[str],
    attackers: tuple[str, ...],
    defenders: tuple[str, ...],
    labels: dict[str, tuple[str, str]],
) -> dict[str, float]:
    """Find to what each number is rounded, by its interval as reported."""
    situation, passage = changes.after, changes.passage
    front = front_between(situation, attackers, defenders)
    whole = float(passage.km2.sum()) / 100
    found: dict[str, tuple[float, float, float]] = {}
    for city in cities:
        far = front.distance_to(city)
        if far.distance_km is not None and far.low_km is not None and far.high_km is not None:
            found[f"front-to-{city}"] = far.distance_km, far.low_km, far.high_km
    land = passage.gained(attackers)
    found["gained"] = land.best, land.low, land.high
    for faction in situation.dataset.factions.index:
        net, held = passage.net({faction}), passage.held({faction})
        found[f"net-{faction}"] = net.best, net.low, net.high
        found[f"share-{faction}"] = held.best / whole, held.low / whole, held.high / whole
    return {
        number: step_of(*found[number], finest(found[number][0], unit))
        if number in found
        else finest(0.0, unit)
        for number, (_, unit) in labels.items()
    }


def _labels(
    dataset: Dataset, cities: list[str], attackers: tuple[str, ...]
) -> dict[str, tuple[str, str]]:
    labels = {
        f"front-to-{city}": (say("label-front", name=place_name(dataset, city)), "km")
        for city in cities
    }
    labels["gained"] = (say("label-gained", who=side_name(dataset, attackers)), "km²")
    land = dataset.factions.index[dataset.factions["territorial"]]
    for kind, unit in (("net", "km²"), ("share", "%")):
        for faction in land:
            name = str(dataset.factions.at[faction, "short_name"])
            labels[f"{kind}-{faction}"] = (say(f"label-{kind}", who=name), unit)
    return labels


def _numbers(
    reading: Reading,
    changes: Changes,
    cities: list[str],
    defenders: tuple[str, ...],
) -> dict[str, float]:
    now = changes.after
    front = front_between(now, reading.attackers, defenders)
    found: dict[str, float] = {}
    for city in cities:
        distance = front.km_to(city)
        if reading.key == NEAREST_PLACE and distance is not None:
            distance = nearest_held(now, city, reading.attackers)[1]
        found[f"front-to-{city}"] = float("nan") if distance is None else distance
    moved = changes.transfer
    ours = [f for f in moved.index if f in reading.attackers]
    found["gained"] = float(moved.loc[~moved.index.isin(ours), ours].to_numpy().sum())
    net, shares = moved.sum() - moved.sum(axis=1), areas(now).set_index("faction")["share"]
    for faction in now.dataset.factions.index:  # 0 for one without land: its row is wanted too
        found[f"net-{faction}"] = float(net.get(faction, 0.0))
        found[f"share-{faction}"] = 100 * float(shares.get(faction, 0.0))
    return found
