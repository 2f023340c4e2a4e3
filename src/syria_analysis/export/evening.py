"""An evening as files for a GIS or a spreadsheet: written whole, with sources and licence."""

from __future__ import annotations

import datetime as dt
import json
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syria_analysis.control.front import fighting
from syria_analysis.control.situation import Situation
from syria_analysis.errors import EmptyLayerWarning, OutputNotWritable, unknown
from syria_analysis.export import files
from syria_analysis.export.geopackage import write_geopackage
from syria_analysis.export.kml import write_kml
from syria_analysis.export.layers import LAYERS, layer_table, typed
from syria_analysis.package.atomic import atomic_write, checked_target
from syria_analysis.package.conflict import Evening
from syria_analysis.package.dataset import Dataset, Side
from syria_analysis.package.values import split_list
from syria_analysis.text.language import join, say

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["ENDINGS", "export", "metadata_of"]

ENDINGS: Mapping[str, str] = {
    ".gpkg": "GeoPackage",
    ".parquet": "GeoParquet",
    ".geoparquet": "GeoParquet",
    ".geojson": "GeoJSON",
    ".kml": "KML",
    ".csv": "CSV",
}
"""What the ending of a file's name makes it."""

_CITING = ("sources", "population_source")


def export(
    situation: Situation,
    path: str | os.PathLike[str],
    layer: str | None = None,
    since: object | None = None,
    attackers: Side = None,
    defenders: Side = None,
    note: str = "",
) -> Path:
    """Write an evening to a file, whole or not at all.

    Parameters
    ----------
    situation : Situation
        The evening.
    path : path
        Its ending chooses the format: ``.gpkg``, ``.parquet``, ``.geojson``, ``.kml`` or
        ``.csv``. A file that stands there is replaced.
    layer : str, optional
        A name in `export_layers.LAYERS`. Default: all of them in KML and in a GeoPackage, with the
        lists ``factions`` and ``sources``; ``territory`` in the other formats, which hold one.
    since : str or datetime.date, optional
        The earlier evening of the layers ``events`` and ``changes``. Default: the package's
        baseline.
    attackers, defenders : str or iterable of str, optional
        Faction ids of the two sides of the layer ``fronts``. Default: see `front.fighting`.
    note : str, optional
        What the description in the metadata is to say besides, such as how the evidence was read.

    Returns
    -------
    pathlib.Path
        The file. A CSV has its metadata beside it, in ``NAME.csv-metadata.json``.

    Raises
    ------
    UnknownName
        If the ending or the layer is none of those.
    OutputNotWritable
        If there is no folder, or no writing there; what stood there stays.
    BadDate, DateOutOfRange, BadParameter

    Warns
    -----
    EmptyLayerWarning
        If there is nothing in the one layer of the file, which is written all the same: its columns
        are what a project that reads it every day expects.

    Notes
    -----
    GeoPackage and GeoParquet hold the geometry from which the numbers come, in the equal-area
    plane. GeoJSON holds degrees with 9 decimals, KML with 7. The same evening gives the same
    bytes: files are dated by ``SOURCE_DATE_EPOCH``, else by the evening.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> import tempfile
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export(evening, Path(folder) / "fronts.geojson", layer="fronts").name
    'fronts.geojson'
    """
    target = checked_target(path, ENDINGS)
    form = ENDINGS[target.suffix.lower()]
    if layer is not None and layer not in list(LAYERS):
        raise unknown("layer", layer, LAYERS)
    names = [layer or "territory"]
    if form in ("GeoPackage", "KML") and layer is None:
        places = situation.dataset.conflict.territory == "places"
        names = [name for name in LAYERS if places or name != "certainty"]
    sides = _sides(situation, names, attackers, defenders)
    tables = {name: layer_table(situation, name, since, *sides) for name in names}
    metadata = metadata_of(situation, tables, since, *sides, note)

    def write(scratch: Path) -> None:
        table = tables[names[0]]
        if form == "GeoPackage":
            lists = {
                "factions": typed(situation.dataset.factions),
                "sources": typed(_cited(situation, tables)),
            }
            write_geopackage(
                scratch,
                tables,
                lists,
                metadata,
                _time(situation.date, situation.dataset.conflict.evening),
            )
        elif form == "GeoParquet":
            files.write_geoparquet(scratch, table, metadata)
        elif form == "KML":
            write_kml(scratch, tables, situation.dataset.factions, metadata)
        elif form == "GeoJSON":
            files.write_geojson(scratch, table, names[0], metadata)
        else:
            files.write_csv(scratch, table, metadata)

    _write_whole(target, write)
    if len(names) == 1 and tables[names[0]].empty:
        told = f"the layer {names[0]} is empty on the evening of {situation.date}: {target} has"
        warnings.warn(f"{told} its columns and no row", EmptyLayerWarning, stacklevel=2)
    return target


def metadata_of(
    situation: Situation,
    tables: Mapping[str, gpd.GeoDataFrame],
    since: object | None = None,
    attackers: Side = None,
    defenders: Side = None,
    note: str = "",
) -> dict[str, Any]:
    """Say what exported layers are, under which licence, and on which sources they rest.

    Parameters
    ----------
    situation : Situation
        The evening.
    tables : mapping of str to geopandas.GeoDataFrame
        Layer name to layer.
    since, attackers, defenders, note
        As for `export`.

    Returns
    -------
    dict
        Text by key, but `sources`: a list with a dict for each cited row of the data's sources.

    Examples
    --------
    >>> from syria_analysis.package.dataset import load_dataset
    >>> from syria_analysis.control.situation import situation_on
    >>> evening = situation_on(load_dataset(), "2024-12-02")
    >>> metadata = metadata_of(evening, {"territory": layer_table(evening, "territory")})
    >>> metadata["licence"], metadata["sources"][0]["id"] != ""
    ('CC-BY-SA-4.0', True)
    """
    dataset = situation.dataset
    attacking, defending = _sides(situation, tables, attackers, defenders)
    descriptor = json.loads((dataset.folder / "datapackage.json").read_text(encoding="utf-8"))
    licences = ", ".join(sorted(set(dataset.places["position_licence"]) - {""}))
    columns = ["id", "publisher", "affiliation", "published", "title", "url", "via"]
    cited = _cited(situation, tables)[columns]
    if situation.hypothetical:
        note = say("about-supposed", supposed=situation.supposed, said=note).rstrip()
    published = cited["published"].dt.strftime("%Y-%m-%d").fillna("")
    return {
        "title": f"{dataset.title}: evening of {situation.date}"
        + (", hypothetical" if situation.hypothetical else ""),
        "description": f"{_description(dataset)} {note}".rstrip(),
        "date": situation.date.isoformat(),
        "since": str(dataset.since(since)),
        "attackers": ",".join(attacking),
        "defenders": ",".join(defending),
        "data_version": dataset.version,
        "licence": dataset.licence,
        "licence_url": descriptor["licenses"][0].get("path", dataset.licence),
        "attribution": f"The publishers listed as sources; positions of places: {licences}",
        "sources": cited.assign(published=published).to_dict("records"),
    }


def _cited(situation: Situation, tables: Mapping[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Take the sources on which layers rest; what is joined rests on those of every cell."""
    joined = {"territory", "certainty"}
    resting = [table for name, table in tables.items() if name not in joined]
    if joined & set(tables):
        resting.append(layer_table(situation, "cells"))
    found: set[str] = set()
    for table in resting:
        for name in _CITING:
            found.update(table.get(name, ()))
        for name in ("place", "attacker_place", "defender_place"):
            if name in table:
                found.update(situation.dataset.places.loc[table[name], "position_source"])
    ids = {item for cell in found for item in split_list(cell)}
    sources = situation.dataset.sources
    return sources[sources.index.isin(ids)]


def _description(dataset: Dataset) -> str:
    maps = dataset.conflict.maps
    if maps is not None:
        return (
            f"Who held what at the end of the day, {dataset.conflict.evening.text}, as maps show "
            f"it: {maps.attribution} ({maps.licence}); their lines are right to within "
            f"{maps.precision_m:g} m. Land in doubt stays with its last undoubted holder."
        )
    rivers = [barrier.name for barrier in dataset.conflict.barriers]
    banks = f" on its side of the {join(rivers)}" if rivers else ""
    return (
        f"Who held what at the end of the day, {dataset.conflict.evening.text}. Territory is "
        f"estimated from places: every point of the country is given to the nearest place{banks}, "
        "and with it to whoever holds that place; it says nothing about single hills between "
        "places. A contested place stays with its last uncontested holder."
    )


def _sides(
    situation: Situation, layers: Iterable[str], attackers: Side, defenders: Side
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell the two sides, which a package without a contest needs for its fronts alone."""
    dataset = situation.dataset
    if "fronts" in layers or dataset.conflict.contests or attackers or defenders:
        return fighting(situation, attackers, defenders)
    return (), ()


def _time(day: dt.date, evening: Evening) -> str:
    """Give the time a file is dated by: what the environment fixes, else the evening's end."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    end = evening.end_of(day).astimezone(dt.UTC)
    when = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch.isdigit() else end
    return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _write_whole(target: Path, write: Callable[[Path], None]) -> None:
    """Write beside the target, then move there; the target itself comes last."""
    import sqlite3

    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        with atomic_write(target) as scratch:
            write(scratch)
    except (DataSourceError, DataLayerError, FeatureError, sqlite3.Error) as error:
        raise OutputNotWritable(f"cannot write {target}: {error}") from None
