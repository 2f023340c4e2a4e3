"""Who holds what at the end of a day: a labelling of places, and the areas that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from syria_analysis.errors import BadParameter
from syria_analysis.geo.mesh import Mesh
from syria_analysis.memo import cached_on_owner
from syria_analysis.package.dataset import Dataset
from syria_analysis.text.wording import supposed

__all__ = ["Capture", "Situation", "as_evening", "passages", "shared_situation", "situation_on"]


DIFFERENT = (
    "the two situations rest on different data: make both from one data package, read one way"
)


class Capture(NamedTuple):
    """What is supposed of one place and not reported.

    Attributes
    ----------
    place : str
        Its id.
    by : str
        Id of who is supposed to hold it.
    given_back : bool
        Whether it is supposed to have been given back, not captured.
    """

    place: str
    by: str
    given_back: bool = False


@dataclass(frozen=True, eq=False)
class Situation:
    """Who holds every place at the end of a day, at the hour that the package declares.

    Attributes
    ----------
    dataset : Dataset
        The evidence.
    date : datetime.date
        The day.
    holders : pandas.Series
        Place id to the faction that holds it; a contested place keeps its last uncontested holder.
    contested : pandas.Series
        Place id to the faction that contests it, "" where nobody does.
    uncertain : pandas.Series
        Place id to whether a change there is only dated by a span that this evening divides, so
        that it may have come already or not.
    confidence : pandas.Series
        Place id to high, medium or low: how sure the row is on which the holder rests.
    last_event : pandas.Series
        Place id to the id of the event on which the holder rests, "" for the baseline.
    hypothetical : tuple of Capture
        What is supposed and not reported, one entry a place. Empty if all is as reported.
    nearby : mapping of str to tuple of str
        Where maps tell who holds the land: place id to those, other than its holder, whose land
        lies within the precision of the maps, so that they may hold the place.
    """

    dataset: Dataset
    date: dt.date
    holders: pd.Series
    contested: pd.Series
    uncertain: pd.Series
    confidence: pd.Series
    last_event: pd.Series
    hypothetical: tuple[Capture, ...] = ()
    nearby: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def captured(self) -> dict[str, str]:
        """Place id to the faction that is supposed to hold it, where that is not reported."""
        return {capture.place: capture.by for capture in self.hypothetical}

    @property
    def supposed(self) -> str:
        """What is supposed, in the language spoken, for titles and tables."""
        return supposed(self.dataset, self.hypothetical)

    @cached_property
    def answers(self) -> dict[str, tuple[tuple[int, str], ...]]:
        """Who may hold each doubtful place, contested or uncertain, on this evening.

        Place id to the possibilities: how many events of the place have come, and a holder. A
        contested place may be its last uncontested holder's or that of who contests it; one near
        the line of a map that of who holds the land nearby.
        """
        doubtful = self.uncertain.to_numpy(bool) | (self.contested.to_numpy(object) != "")
        doubtful[self.holders.index.get_indexer(list(self.nearby))] = True
        found = _answers(self.dataset, self.date, np.flatnonzero(doubtful))
        for place, others in self.nearby.items():
            told = found[place]
            more = [(come, who) for come in {come for come, _ in told} for who in others]
            found[place] = tuple(dict.fromkeys([*told, *more]))
        return found

    @cached_property
    def dated_by_span(self) -> pd.Series:
        """Place id to whether only a span of days is known for the event its holder rests on."""
        events, index = _columns(self.dataset), self.dataset.places.index
        happened = (events.date <= np.datetime64(self.date)) & ~events.contested
        rows = _last_of_each(events.place, happened, len(index))
        span = np.append(events.earliest < events.latest, False)
        return pd.Series(span[rows] & ~index.isin(list(self.captured)), index=index)

    @cached_property
    def mesh(self) -> Mesh:
        """The geometry of the dataset's places."""
        return self.dataset.mesh

    @property
    def cell_rows(self) -> np.ndarray:
        """Row among the places of each cell, in the order of `mesh.shapes`."""
        return self.dataset.cell_rows

    @cached_property
    def cell_holders(self) -> np.ndarray:
        """Faction that holds each cell, in the order of `mesh.shapes`."""
        return np.asarray(self.holders.to_numpy(object)[self.cell_rows])

    def land_of(self, places: Iterable[str]) -> Any:
        """Join the land that goes with places: their cells, or the faces near them of one holder.

        Parameters
        ----------
        places : iterable of str
            Ids.

        Returns
        -------
        shapely geometry
            In the equal-area plane; empty if they have none.
        """
        import shapely

        wanted = list(places)
        chosen = np.isin(self.dataset.cell_places, wanted)
        if self.dataset.faces is not None:
            owner = self.dataset.places.index.get_indexer(self.dataset.cell_places)
            chosen &= self.cell_holders == self.holders.to_numpy(object)[owner]
        return shapely.union_all(self.mesh.shapes.to_numpy()[chosen])


def situation_on(dataset: Dataset, date: object) -> Situation:
    """Apply every event up to the end of a day to the baseline.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    date : str or datetime.date
        A day that the dataset covers.

    Returns
    -------
    Situation

    Raises
    ------
    BadDate, DateOutOfRange

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> situation_on(load_dataset(), "2024-12-02").holders["aleppo"]
    'HTS'
    """
    day = dataset.day(date)
    evening, index, events = np.datetime64(day), dataset.places.index, _columns(dataset)
    happened = events.date <= evening
    latest = _last_of_each(events.place, happened, len(index))
    settled = latest
    if events.contested.any():
        settled = _last_of_each(events.place, happened & ~events.contested, len(index))

    coded = _coded(dataset)

    def pick(rows: np.ndarray, column: str) -> pd.Series:
        names, otherwise, codes = coded[column]
        chosen = np.where(rows >= 0, codes[rows], otherwise) if len(codes) else otherwise
        return pd.Series(names.take(chosen), index=index, dtype=object)

    uncertain = np.zeros(len(index), dtype=bool)
    if ((events.earliest <= evening) & (evening < events.latest)).any():
        low, high = _come(events, evening, len(index))
        uncertain = low < high
    holders, contested = pick(settled, "holder"), pick(latest, "contested_by")
    return Situation(
        dataset,
        day,
        holders=holders,
        contested=contested,
        uncertain=pd.Series(uncertain, index=index),
        confidence=pick(settled, "confidence"),
        last_event=pick(settled, "last_event"),
        nearby=_nearby(dataset, holders.to_numpy(object), contested.to_numpy(object)),
    )


def _nearby(
    dataset: Dataset, holders: np.ndarray, contested: np.ndarray
) -> dict[str, tuple[str, ...]]:
    """Tell of each place who else holds, or may hold, land within the precision of the maps."""
    towns, faces = _near_faces(dataset)
    found: dict[str, set[str]] = {}
    for held in (holders, contested):
        others = held[faces]
        for at in np.flatnonzero((others != holders[towns]) & (others != "")):
            found.setdefault(str(dataset.places.index[towns[at]]), set()).add(str(others[at]))
    return {place: tuple(sorted(who)) for place, who in found.items()}


@cached_on_owner(maxsize=64)
def _near_faces(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Pair each place with every face within the precision of the maps, both as rows of places."""
    none = np.array([], dtype=np.intp)
    faces, maps, towns = dataset.faces, dataset.conflict.maps, dataset.on_land
    if faces is None or maps is None or faces.settled or towns.empty:
        return none, none
    import shapely

    points = dataset.plane.to_plane(shapely.points(towns["lon"], towns["lat"]))
    place, face = shapely.STRtree(faces.shapes).query(points, "dwithin", distance=maps.precision_m)
    first = dataset.places.index.get_loc(faces.ids[0])
    return dataset.places.index.get_indexer(towns.index)[place], face + first


def as_evening(dataset: Dataset, given: object) -> Situation:
    """Give the situation that a question means by a day, or by a situation itself.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    given : str, datetime.date or Situation
        A day that the dataset covers, or a situation of the same evidence, which may be
        hypothetical.

    Returns
    -------
    Situation

    Raises
    ------
    BadDate, DateOutOfRange
    BadParameter
        If the situation rests on other data.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data = load_dataset()
    >>> as_evening(data, as_evening(data, "2024-12-02")).date
    datetime.date(2024, 12, 2)
    """
    if not isinstance(given, Situation):
        return shared_situation(dataset, dataset.day(given))
    if not given.dataset.same_evidence(dataset):
        raise BadParameter(DIFFERENT)
    return given


@cached_on_owner(maxsize=32)
def shared_situation(dataset: Dataset, day: dt.date) -> Situation:
    """Give the situation of an evening, with all that was computed of it before; not to be changed.

    Parameters
    ----------
    dataset : Dataset
        The evidence.
    day : datetime.date
        A day that it covers.

    Returns
    -------
    Situation
        Of one day always the same; `situation_on` makes one anew.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> data, day = load_dataset(), dt.date(2024, 12, 2)
    >>> shared_situation(data, day) is shared_situation(data, day)
    True
    """
    return situation_on(dataset, day)


@dataclass(frozen=True, eq=False)
class _Columns:
    """The events as arrays, `place` as row numbers of the places."""

    id: np.ndarray
    place: np.ndarray
    to: np.ndarray
    contested: np.ndarray
    confidence: np.ndarray
    date: np.ndarray
    earliest: np.ndarray
    latest: np.ndarray

    @cached_property
    def number(self) -> np.ndarray:
        """How many events of its place come before each."""
        return _numbered(self.place)

    @cached_property
    def order(self) -> np.ndarray:
        """The rows place by place."""
        return np.argsort(self.place, kind="stable")


@cached_on_owner(maxsize=64)
def _columns(dataset: Dataset) -> _Columns:
    events = dataset.events
    dates = {
        name: events[column].fillna(events["date"]).to_numpy("datetime64[D]")
        for name, column in (
            ("date", "date"),
            ("earliest", "date_earliest"),
            ("latest", "date_latest"),
        )
    }
    columns = {
        "id": events["id"].to_numpy(object),
        "place": dataset.places.index.get_indexer(events["place"]),
        "to": events["to"].to_numpy(object),
        "contested": events["contested"].to_numpy(bool),
        "confidence": events["confidence"].to_numpy(object),
        **dates,
    }
    if dataset.faces is not None and dataset.conflict.maps is not None:
        _, _, passed = dataset.faces.standing(dataset.conflict.maps)
        first = dataset.places.index.get_loc(dataset.faces.ids[0])
        more = {
            "id": np.full(len(passed.face), "", dtype=object),  # the map itself tells of them
            "place": passed.face + first,
            "to": passed.to,
            "contested": passed.contested,
            "confidence": np.full(len(passed.face), "medium", dtype=object),
            "date": passed.date,
            "earliest": passed.earliest,
            "latest": passed.date,
        }
        columns = {name: np.concatenate([columns[name], more[name]]) for name in columns}
    return _Columns(**columns)


@cached_on_owner(maxsize=64)
def _coded(dataset: Dataset) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Give numbers to the texts that a situation chooses from: they are far quicker.

    Column to the texts, the number of the baseline's by place, and the number of each event's.
    """
    events, places = _columns(dataset), dataset.places
    found = {}
    for name, baseline, told in (
        ("holder", places["holder"], events.to),
        ("contested_by", places["contested_by"], np.where(events.contested, events.to, "")),
        ("confidence", places["confidence"], events.confidence),
        ("last_event", np.full(len(places), "", dtype=object), events.id),
    ):
        codes, names = pd.factorize(np.concatenate([baseline, told]).astype(object))
        codes = codes.astype(np.min_scalar_type(len(names)))
        found[name] = names, codes[: len(places)], codes[len(places) :]
    return found


def passages(dataset: Dataset) -> pd.DataFrame:
    """List what passed from whom to whom on every evening, by the reported days.

    Parameters
    ----------
    dataset : Dataset
        The evidence.

    Returns
    -------
    pandas.DataFrame
        Columns `row` (of the place), `date`, `from` and `to`, in the order of the days; one row for
        each evening on which a place, or the face of a map, has another holder than before.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> passages(load_dataset())["to"].isin(["HTS", "SNA"]).any()
    np.True_
    """
    events, holders = _columns(dataset), dataset.places["holder"].to_numpy(object)
    rows = events.order[~events.contested[events.order]]
    place, date, to = events.place[rows], events.date[rows], events.to[rows]
    # Of several events of one evening the last counts.
    last = np.append((place[1:] != place[:-1]) | (date[1:] != date[:-1]), True)[: len(rows)]
    place, date, to = place[last], date[last], to[last]
    first = np.append(True, place[1:] != place[:-1])[: len(place)]
    before = np.where(first, holders[place], np.roll(to, 1))
    passed = before != to
    found = pd.DataFrame({"row": place, "date": date, "from": before, "to": to})[passed]
    return found.sort_values("date", kind="stable", ignore_index=True)


def _last_of_each(place: np.ndarray, chosen: np.ndarray, count: int) -> np.ndarray:
    """Find the last chosen row of each place, -1 where there is none; rows are in order."""
    last = np.full(count, -1)
    np.maximum.at(last, place[chosen], np.flatnonzero(chosen))
    return last


def _come(events: _Columns, evening: np.datetime64, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Count the events of each place that have surely come by an evening, and that may have.

    The events of a place come in their order: one whose span has ended brings all before it.
    """
    number = events.number
    low, high = np.zeros(count, dtype=int), np.bincount(events.place, minlength=count)
    ended, to_come = events.latest <= evening, events.earliest > evening
    np.maximum.at(low, events.place[ended], number[ended] + 1)
    np.minimum.at(high, events.place[to_come], number[to_come])
    return low, high


def _numbered(place: np.ndarray) -> np.ndarray:
    """Count, for each event, the events of its place before it."""
    order = np.argsort(place, kind="stable")
    sorted_place = place[order]
    starts = np.searchsorted(sorted_place, sorted_place)
    number = np.empty(len(place), dtype=int)
    number[order] = np.arange(len(place)) - starts
    return number


def _answers(
    dataset: Dataset, day: dt.date, doubtful: np.ndarray
) -> dict[str, tuple[tuple[int, str], ...]]:
    """List for some rows of places how many events may have come, and who then may hold them."""
    events, places = _columns(dataset), dataset.places
    if not len(doubtful):
        return {}
    low, high = _come(events, np.datetime64(day), len(places))
    found = {}
    order = events.order
    begins = np.searchsorted(events.place[order], [doubtful, doubtful + 1])
    for row, start, end in zip(doubtful, *begins, strict=True):
        holder, rival = places["holder"].iat[row], places["contested_by"].iat[row]
        possible = []
        history = order[start:end]
        for come in range(high[row] + 1):
            if come:
                event = history[come - 1]
                rival = events.to[event] if events.contested[event] else ""
                holder = holder if rival else events.to[event]
            if come >= low[row]:
                possible += [(come, holder), *([(come, rival)] if rival else [])]
        found[str(places.index[row])] = tuple(possible)
    return found
