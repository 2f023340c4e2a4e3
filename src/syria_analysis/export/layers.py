"""What an evening looks like as layers of a map: one table with geometry for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from syria_analysis.control.annotate import answers
from syria_analysis.control.certainty import certainty_of
from syria_analysis.control.changes import Changes, changes_between
from syria_analysis.control.front import front_between
from syria_analysis.control.land import areas, held_land
from syria_analysis.control.situation import Situation, situation_on
from syria_analysis.errors import unknown
from syria_analysis.geo.ellipsoid import distance_and_bearing
from syria_analysis.geo.plane import Plane
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.package.values import split_list

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["LAYERS", "layer_table"]

LAYERS: Mapping[str, str] = {
    "territory": "Land of each faction, estimated from the places it holds.",
    "certainty": "Land of each faction by how sure it is: probability of its side, 0.5 and above.",
    "cells": "The land nearest to each place, with who holds the place.",
    "changes": "Cells of places that changed hands or became contested since the earlier evening.",
    "contested": "Cells of places that another faction contests.",
    "uncertain": "Cells of places with a change dated only by a span that this evening divides.",
    "fronts": "Borders between attackers' and defenders' cells, by pair of places.",
    "anchors": "Helper points that shape empty land; they are no places.",
    "fighting": "Fights since the earlier evening, which tell nothing of who holds what.",
    "events": "Reports of a place passing, or becoming contested, since the earlier evening.",
    "places": "Places with who holds them this evening.",
}
"""Name of every layer and what it shows, in the order in which a map stacks them: what is opaque
comes first, and above it lie outlines, hatching, lines and points."""

_DAYS = ("date", "evening", "date_earliest", "date_latest", "held_since", "published")
_COUNTS = ("population", "population_year", "deaths")
_OF_A_PLACE = ["kind", "unit", "lat", "lon"]
_POSITION = ["position_accuracy_m", "position_source", "position_licence"]
_POPULATION = ["population", "population_year", "population_source"]
_HELD = ["holder", "contested_by", "uncertain", "confidence", "held_since", "event", "sources"]


def layer_table(
    situation: Situation,
    layer: str,
    since: object | None = None,
    attackers: Side = None,
    defenders: Side = None,
) -> gpd.GeoDataFrame:
    """Make one layer of an evening.

    Parameters
    ----------
    situation : Situation
        The evening.
    layer : str
        A name in `LAYERS`.
    since : str or datetime.date, optional
        The earlier evening of the layers ``events`` and ``changes``. Default: the package's
        baseline.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the layer ``fronts``. Default: see `front.fighting`.

    Returns
    -------
    geopandas.GeoDataFrame
        In the equal-area plane (metres), numbered from 0. Geometry is the unsmoothed one from
        which all numbers come: multipolygons, multilines or points, by layer; None for a change
        at a place without land. Lists are text joined by ``|``, missing text is ``""``.

    Raises
    ------
    UnknownName, BadDate, DateOutOfRange, BadParameter

    Notes
    -----
    `territory` and `cells` are valid coverages: no gaps, no overlaps. An edge is straight in the
    plane; drawn straight in degrees, one of 50 km bows by about 30 m.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> table = layer_table(evening, "territory")
    >>> table["faction"][0], table.geom_type[0]
    ('SAA', 'MultiPolygon')
    """
    import geopandas as gpd

    if layer not in list(LAYERS):
        raise unknown("layer", layer, LAYERS)
    first = situation_on(situation.dataset, situation.dataset.since(since))
    compared = changes_between(first, situation)
    if layer == "territory":
        table = _territory(situation)
    elif layer == "certainty":
        table = _described(certainty_of(situation).bands(), situation)
        table = table.assign(geometry=_multi(table["geometry"], shapely.multipolygons))
    elif layer == "fronts":
        table = _fronts(situation, attackers, defenders)
    elif layer == "events":
        table = _events(compared)
    elif layer == "changes":
        table = _changes(compared)
    elif layer == "fighting":
        table = _fighting(compared, attackers, defenders)
    elif layer in ("places", "anchors"):
        anchors = situation.dataset.places["kind"] == "anchor"
        table = _places(situation)[anchors if layer == "anchors" else ~anchors]
        named = ["place", *_names(situation.dataset), *_OF_A_PLACE]
        columns = [*named, *_POSITION, *_POPULATION, *_HELD, "note"]
        table = _at_points(table[columns], situation.mesh.plane)
    else:
        table = _cells(situation)
        if layer == "contested":
            table = table[table["contested_by"] != ""]
        elif layer == "uncertain":
            table = table[table["uncertain"]]
    crs = situation.dataset.crs
    if "date" in table:
        if layer in ("changes", "events", "fighting"):  # whose own day that is
            table.insert(0, "evening", situation.date)
    else:
        table.insert(0, "date", situation.date)
    if situation.hypothetical:
        table = table.assign(hypothetical=situation.supposed)
    return gpd.GeoDataFrame(typed(table).reset_index(drop=True), crs=crs)


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """Give days, counts and text types that every file format keeps, empty columns too."""
    import pyarrow as pa

    result = table.copy()
    for name in result.columns.drop("geometry", errors="ignore"):
        if name in _DAYS:
            result[name] = pd.to_datetime(result[name]).astype(pd.ArrowDtype(pa.date32()))
        elif name in _COUNTS:
            result[name] = result[name].astype("Int64")
        elif result[name].dtype == object:
            result[name] = result[name].fillna("").astype("str")
    return result


def _multi(shapes: Iterable[Any], kind: Any) -> np.ndarray:
    """Make every shape a multi-shape, since a layer has one type of geometry."""
    given = np.array(list(shapes), dtype=object)
    parts, belongs = shapely.get_parts(given, return_index=True)
    result = np.full(len(given), None, dtype=object)
    return kind(parts, indices=belongs, out=result) if len(parts) else result


def _names(dataset: Dataset) -> list[str]:
    """Columns that hold a name, the package's own language first."""
    return ["name", *(f"name_{language}" for language in dataset.conflict.languages[1:])]


def _at_points(table: pd.DataFrame, plane: Plane) -> pd.DataFrame:
    points = plane.to_plane(shapely.points(table["lon"], table["lat"]))
    return table.assign(geometry=np.asarray(points, dtype=object))


def _territory(situation: Situation) -> pd.DataFrame:
    land = held_land(situation)
    table = areas(situation)
    table = _described(table[table["faction"].isin(land.index)], situation)
    return table.assign(geometry=_multi(land.loc[table["faction"]], shapely.multipolygons))


def _described(table: pd.DataFrame, situation: Situation) -> pd.DataFrame:
    """Add the day, and what is to be known of the faction of each row."""
    table = pd.DataFrame(table)
    factions = situation.dataset.factions.loc[table["faction"]]
    name, *others = _names(situation.dataset)
    for at, column in enumerate((name, "short_name", *others, "side"), 1):
        table.insert(at, column, factions[column].to_numpy())
    table.insert(0, "date", situation.date)
    return table


def _places(situation: Situation) -> pd.DataFrame:
    """All places and anchors with their holders, and the rows on which these rest."""
    dataset, events = situation.dataset, situation.dataset.events
    table = dataset.places.rename(columns={"id": "place"})
    rests = events.reindex(situation.last_event).set_axis(table.index)
    by_event = situation.last_event != ""
    table["holder"], table["contested_by"] = situation.holders, situation.contested
    table["uncertain"], table["confidence"] = situation.uncertain, situation.confidence
    table["held_since"], table["event"] = rests["date"], situation.last_event
    for column in ("sources", "note"):
        table[column] = rests[column].where(by_event, table[column])
    table.loc[list(situation.captured), ["sources", "note"]] = ""
    # Who contests a place rests on an event of its own.
    contests = events[events["contested"] & (events["date"] <= pd.Timestamp(situation.date))]
    contests = contests.drop_duplicates("place", keep="last").set_index("place")
    for place in situation.contested.index[situation.contested != ""].intersection(contests.index):
        table.at[place, "sources"] = _joined(
            [table.at[place, "sources"], contests.at[place, "sources"]]
        )
    return table


def _joined(cells: Iterable[str]) -> str:
    return "|".join(dict.fromkeys(item for cell in cells for item in split_list(cell)))


def _cells(situation: Situation) -> pd.DataFrame:
    cells = situation.mesh
    table = _places(situation).loc[
        cells.shapes.index, ["place", *_names(situation.dataset), *_OF_A_PLACE, *_HELD]
    ]
    return table.assign(
        area_km2=cells.area_km2,
        effective_km2=cells.effective_km2,
        geometry=_multi(cells.shapes, shapely.multipolygons),
    )


def _fronts(situation: Situation, attackers: Side, defenders: Side) -> pd.DataFrame:
    """One row for each pair of places whose cells meet."""
    pieces = front_between(situation, attackers, defenders).segments
    ends = pieces[["x0", "y0", "x1", "y1"]].to_numpy(dtype=float).reshape(-1, 2, 2)
    length = np.zeros(len(pieces))
    if len(pieces):
        degrees = (pieces[name] for name in ("lat0", "lon0", "lat1", "lon1"))
        length = distance_and_bearing(*degrees)[0] / 1000
    places = _places(situation)
    held = places[["holder", "contested_by", "uncertain", "sources"]].to_dict("index")
    rows = []
    for pair, members in sorted(pieces.groupby(["attacker", "defender"]).indices.items()):
        both = [held[name] for name in pair]
        lines = shapely.multilinestrings(shapely.linestrings(ends[members]))
        rows.append(
            (
                *(one["holder"] for one in both),
                *pair,
                any(one["contested_by"] != "" for one in both),
                any(bool(one["uncertain"]) for one in both),
                float(length[members].sum()),
                _joined(one["sources"] for one in both),
                shapely.line_merge(lines),
            )
        )
    names = ["attacker", "defender", "attacker_place", "defender_place", "contested", "uncertain"]
    table = pd.DataFrame(rows, columns=[*names, "length_km", "sources", "geometry"])
    table = table.astype({"contested": bool, "uncertain": bool, "length_km": float})
    return table.assign(geometry=_multi(table["geometry"], shapely.multilinestrings))


def _events(compared: Changes) -> pd.DataFrame:
    dataset = compared.after.dataset
    first, last = pd.Timestamp(compared.before.date), pd.Timestamp(compared.after.date)
    table = dataset.events[(dataset.events["date"] > first) & (dataset.events["date"] <= last)]
    places = dataset.places.loc[table["place"]].set_axis(table.index)
    at = table.columns.get_loc("place") + 1
    table = table.copy()
    for column in reversed(("name", "kind", "lat", "lon")):
        table.insert(at, column, places[column])
    return _at_points(table, compared.after.mesh.plane)


def _fighting(compared: Changes, attackers: Side, defenders: Side) -> pd.DataFrame:
    """Take the fights since the earlier evening; add who holds the land, and km to the front."""
    situation = compared.after
    dataset = situation.dataset
    table = dataset.fighting
    first, last = pd.Timestamp(compared.before.date), pd.Timestamp(situation.date)
    table = table[(table["date"] > first) & (table["date"] <= last)]
    table = table.rename(columns={"source": "sources"})
    holder, far = np.full(len(table), "", dtype=object), np.full(len(table), np.nan)
    if len(table):
        where = situation.mesh.plane.to_plane(shapely.points(table["lon"], table["lat"]))
        held = situation.holders[situation.mesh.shapes.index].to_numpy(object)
        holder = np.append(held, "")[situation.mesh.locate(where)]
        if dataset.conflict.contests or attackers or defenders:
            lat, lon = table[["lat", "lon"]].to_numpy(float).T
            told = answers(situation, lat, lon, attackers, defenders)
            far = told["front_km"].to_numpy(float)
    table = table.assign(holder=holder, front_km=far)
    return _at_points(table, situation.mesh.plane)


def _changes(compared: Changes) -> pd.DataFrame:
    """List the changes of places, and with them of the anchors whose land passed."""
    old, new = compared.before, compared.after
    dataset, cells = new.dataset, new.mesh
    anchors = dataset.places.index[dataset.places["kind"] == "anchor"]
    moved = anchors[(old.holders != new.holders)[anchors]]
    events = new.last_event[moved]
    rests = dataset.events.reindex(events).set_axis(moved)
    rest = pd.DataFrame(
        {
            "place": moved,
            "from": old.holders[moved],
            "to": new.holders[moved],
            "date": rests["date"],  # faces have no events: the maps tell of them
            "contested": new.contested[moved] != "",
            "confidence": new.confidence[moved],
            "sources": rests["sources"].where(events != "", dataset.places["sources"][moved]),
            "event": events,
        }
    )
    table = compared.places[list(rest.columns)]  # names stand beside the ids in columns of its own
    table = table.assign(sources=["|".join(told) for told in table["sources"]])
    table["date"] = pd.to_datetime(table["date"])
    table = pd.concat([table, rest] if len(rest) else [table], ignore_index=True)
    places = dataset.places.loc[table["place"]]
    for at, column in enumerate((*_names(dataset), "kind", "lat", "lon"), 1):
        table.insert(at, column, places[column].to_numpy())
    area = cells.area_km2.reindex(table["place"]).fillna(0.0)
    shapes = cells.shapes.reindex(table["place"])
    shapes = [shape if isinstance(shape, shapely.Geometry) else None for shape in shapes]
    return table.assign(
        contested=table["contested"].astype(bool),
        area_km2=area.to_numpy(),
        geometry=_multi(shapes, shapely.multipolygons),
    )
