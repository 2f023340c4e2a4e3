"""The evidence: places, events, factions, sources and claims of a data package, typed.

What a question leaves out is chosen here, for Python, commands, figures and reports alike: its
sides (`Dataset.sides`), cities (`cities`), earlier evening (`since`), captor (`captor`), the place
from which ways lead (`origin`) and the what-if (`scenario`), from what the package declares.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from syria_analysis.errors import (
    BadParameter,
    DateOutOfRange,
    InvalidData,
    MissingData,
    counted,
    unknown,
)
from syria_analysis.package.basemap import read_features, read_shapes
from syria_analysis.package.conflict import Conflict, Scenario, read_conflict
from syria_analysis.package.consistency import CHECKS, Check
from syria_analysis.package.description import (
    DESCRIPTION,
    OPTIONAL,
    is_older,
    read_description,
    table_schemas,
)
from syria_analysis.package.limits import Unreadable, read_rows, read_text
from syria_analysis.package.maps import Faces, face_rows, places_on_faces, read_faces
from syria_analysis.package.names import Names
from syria_analysis.package.origins import evidence_of
from syria_analysis.package.resources import data_folder
from syria_analysis.package.theatre import Theatre, read_outline, read_theatre
from syria_analysis.package.validation import is_known_valid, remember_valid, validate
from syria_analysis.package.values import LATEST, as_day, bank_sides, split_list

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS

    from syria_analysis.geo.mesh import Mesh
    from syria_analysis.geo.outline import Outline
    from syria_analysis.geo.plane import Plane

__all__ = ["Dataset", "Side", "load_dataset"]

Side = str | Iterable[str] | None
"""The factions that a question treats as one side; None for those that the package declares."""

_MESHES: WeakValueDictionary[bytes, Mesh] = WeakValueDictionary()
"""The meshes that some dataset is using, by its `geometry_key`."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """A validated data package in memory.

    Attributes
    ----------
    folder : pathlib.Path
        Where the package lies.
    title, version, licence : str
        As `datapackage.json` says.
    first, last : datetime.date
        First and last evening that the package describes in full.
    places, events, factions, sources, reports, claims : pandas.DataFrame
        One row per thing, indexed by id, columns as in the package's schema. Missing text is
        ``""``, missing numbers and days are NaN and NaT. Positions are WGS84 degrees.
        Places and events also have the columns `origins.EVIDENCE`, which follow from `reports`.
    conflict : Conflict
        What the package declares of its war.
    roads : pandas.DataFrame
        One row per stretch of a road between two places; no rows if the package has no roads.
    published : pandas.DataFrame
        One row per figure that others published; no rows if the package has none.
    populations : pandas.DataFrame
        One row per further figure of the people of a place, beside the one in `places`; no rows if
        the package has none.
    names : pandas.DataFrame
        One row per further spelling or code of a place, with its source, beside the names in
        `places`; no rows if the package has none.
    corrections : pandas.DataFrame
        One row per cell that was corrected, or row that was added; nothing is ever taken out.
    fighting : pandas.DataFrame
        One row per fight that a list of events tells of, which says nothing of who holds what; no
        rows if the package has none.
    article_day : datetime.date or None
        Day on which the article whose claims are checked was published.
    reported_to : datetime.date or None
        Day of the last event, if it is later than `last`. Evenings up to it can be asked about too,
        but after `last` only what is listed changed: every other place keeps its holder.
    faces : Faces or None
        Where maps tell who holds the land: its faces, which are also in `places`, as anchors. Their
        changes are not in `events`, which are those of places.
    """

    folder: Path
    title: str
    version: str
    licence: str
    first: dt.date
    last: dt.date
    places: pd.DataFrame
    events: pd.DataFrame
    factions: pd.DataFrame
    sources: pd.DataFrame
    reports: pd.DataFrame
    claims: pd.DataFrame
    conflict: Conflict
    roads: pd.DataFrame = field(default_factory=pd.DataFrame)
    published: pd.DataFrame = field(default_factory=pd.DataFrame)
    populations: pd.DataFrame = field(default_factory=pd.DataFrame)
    names: pd.DataFrame = field(default_factory=pd.DataFrame)
    corrections: pd.DataFrame = field(default_factory=pd.DataFrame)
    fighting: pd.DataFrame = field(default_factory=pd.DataFrame)
    article_day: dt.date | None = None
    reported_to: dt.date | None = None
    faces: Faces | None = None

    def __repr__(self) -> str:
        return (
            f"<{self.title}: {counted(len(self.places), 'place')}, "
            f"{counted(len(self.events), 'event')}, "
            f"{self.first} to {self.last}, version {self.version}>"
        )

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        """Every evening the package describes in full, in order."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + dt.timedelta(days=day) for day in range(count))

    @cached_property
    def starting_day(self) -> dt.date:
        """Evening from which to start asking: that of the declared scenario, else the last one.

        A scenario without a date starts on the evening before the first of its places was taken.
        """
        declared = self.conflict.scenario
        if declared is None or declared.date is not None:
            return declared.date if declared and declared.date else self.last
        taken = self.events["place"].isin(declared.captures) & ~self.events["contested"]
        days = self.events.loc[taken & (self.events["to"] == declared.by), "date"]
        before = days.min().date() - dt.timedelta(days=1) if len(days) else self.last
        return min(max(before, self.first), self.last)

    @cached_property
    def real_places(self) -> pd.DataFrame:
        """The places without the anchors, which are no places but only shape empty land."""
        return self.places[self.places["kind"] != "anchor"]

    @cached_property
    def seats(self) -> list[str]:
        """Ids of the seats of administrative units, the most populous first."""
        found = self.real_places[self.real_places["seat_of"] != ""]
        ordered = found.sort_values("population", ascending=False, kind="stable")
        return [str(place) for place in ordered.index]

    @cached_property
    def chief_places(self) -> list[str]:
        """Ids of the seats; without any, of the cities declared, else of all places called so."""
        places = self.real_places
        return self.seats or list(self.conflict.cities) or [*places.index[places["kind"] == "city"]]

    @cached_property
    def guests(self) -> tuple[str, ...]:
        """Ids of the factions that hold point sites but no land."""
        return tuple(map(str, self.factions.index[~self.factions["territorial"]]))

    @cached_property
    def with_land(self) -> pd.DataFrame:
        """The places without the point sites of guest forces, which hold no land."""
        return self.places[~self.places["holder"].isin(self.guests)]

    @cached_property
    def theatre(self) -> Theatre:
        """The land whose control is in question, its barriers, and its plane."""
        return read_theatre(self.folder, self.conflict)

    @property
    def plane(self) -> Plane:
        """The equal-area plane in which territory is measured and drawn."""
        return self.theatre.plane

    @property
    def crs(self) -> CRS:
        """The equal-area plane as a `pyproj.CRS` named after the country, in metres."""
        return self.plane.named_crs(self.conflict.country.name)

    @cached_property
    def geometry_key(self) -> bytes:
        """What the cells depend on: theatre, barriers and plane, and where which places lie."""
        import shapely

        land, places = self.theatre, self.places
        if self.faces is not None:  # all that places have is who holds the face they lie in
            return hashlib.sha256(f"{land.plane} {self.faces.digest}".encode()).digest()
        texts = [str(land.plane), *land.barriers, *places.index, *places["bank"], *places["kind"]]
        texts += map(str, places.index.isin(self.with_land.index))
        digest = hashlib.sha256("\0".join(texts).encode())
        digest.update(places[["lat", "lon", "extent_km2"]].to_numpy(float).tobytes())
        for shape in (land.outline, *land.barriers.values()):
            digest.update(shapely.to_wkb(shape))
        return digest.digest()

    @cached_property
    def mesh(self) -> Mesh:
        """The cells or faces: one for all variants of the evidence whose places lie alike."""
        # Variants of the evidence differ in who holds what, which does not bear on the geometry.
        mesh = _MESHES.get(self.geometry_key)
        if mesh is None:
            mesh = _MESHES[self.geometry_key] = self._made_mesh()
        return mesh

    def geometry_remarks(self) -> list[str]:
        """Tell what an analyst should know of the geometry, though it is no fault.

        Returns
        -------
        list of str
            How exact the plane is; and which land lies where no place of its bank does, so that
            it counts for the nearest place across the barrier.

        Examples
        --------
        >>> load_dataset().geometry_remarks()
        ['in the plane centred on 35, 38.5 lengths are right to within 0.063 %']
        """
        plane, mesh = self.plane, self.mesh
        remarks = [
            f"in the plane centred on {plane.lat_0:g}, {plane.lon_0:g} lengths are right to within "
            f"{100 * mesh.distortion:.2g} %"
        ]
        if self.conflict.maps is not None:
            remarks.append(f"the maps are right to within {self.conflict.maps.precision_m:g} m")
        most = mesh.across_km2.sort_values(ascending=False, kind="stable")
        if most.sum() >= 1:
            named = ", ".join(f"{place} ({km2:,.0f} km²)" for place, km2 in most[:5].items())
            others = f" and {len(most) - 5} more" if len(most) > 5 else ""
            remarks.append(
                f"{most.sum():,.0f} km² lie on a bank without a place that could hold them; they "
                f"count for the nearest places across the barrier: {named}{others}"
            )
        return remarks

    def _made_mesh(self) -> Mesh:
        from syria_analysis.geo.mesh import make_mesh

        land, places = self.theatre, self.with_land
        if self.faces is not None:
            return self.faces.mesh(land)
        names = list(land.barriers)
        banks = {str(id): bank_sides(cell, names) for id, cell in places["bank"].items()}
        return make_mesh(places, land.outline, land.plane, land.barriers, banks, self.real_places)

    @cached_property
    def cell_rows(self) -> NDArray[np.intp]:
        """Row among the places of each cell, in the order of `mesh.shapes`."""
        return np.asarray(self.places.index.get_indexer(self.mesh.shapes.index))

    @cached_property
    def land_km2(self) -> NDArray[np.float64]:
        """Area in km² of the cell of each of the places, 0 where it has none."""
        area = np.zeros(len(self.places))
        area[self.cell_rows] = self.mesh.area_km2
        return area

    @cached_property
    def outlines(self) -> dict[str, Outline]:
        """The outlines of cities that the package has, by the id of the place."""
        from syria_analysis.geo.outline import Outline

        if self.conflict.outlines is None:
            return {}
        shapes, mesh = read_shapes(self.folder, self.conflict.outlines, "place"), self.mesh
        return {place: Outline(shape, mesh.plane, mesh.distortion) for place, shape in shapes}

    @cached_property
    def on_land(self) -> pd.DataFrame:
        """The real places that hold land or, where maps tell who does, lie on somebody's."""
        real = self.real_places
        if self.faces is not None:
            return real[~real["holder"].isin(self.guests)]
        return real[real.index.isin(self.mesh.shapes.index)]

    @cached_property
    def face_of(self) -> pd.Series:
        """Id of the face that each place of `on_land` lies on, where maps tell who holds land."""
        if self.faces is None:
            return pd.Series(dtype=object)
        rows = self.on_land[["lat", "lon"]].to_dict("records")
        found = places_on_faces(self.faces, self.plane, rows).tolist() if rows else []
        return pd.Series([self.faces.ids[face] for face in found], self.on_land.index, dtype=object)

    @cached_property
    def cell_places(self) -> NDArray[Any]:
        """Id of the place to which each cell belongs: its own, or the nearest to the face."""
        if self.faces is None:
            return np.asarray(self.places.index.to_numpy(object)[self.cell_rows])
        import shapely

        owners = self.real_places[~self.real_places["holder"].isin(self.guests)]
        if owners.empty:
            return np.full(len(self.faces.ids), "", dtype=object)
        points = self.plane.to_plane(shapely.points(owners["lon"], owners["lat"]))
        nearest = shapely.STRtree(points).nearest(shapely.points(self.faces.inner))
        return np.asarray(owners.index.to_numpy(object)[nearest])

    @cached_property
    def texts(self) -> dict[str, str]:
        """Language code to the package's own texts in it, in Fluent."""
        try:
            return {path.stem: read_text(path) for path in sorted(self.folder.glob("texts/*.ftl"))}
        except Unreadable as error:
            raise InvalidData(f"texts of {self.folder} cannot be read: {error}") from None

    def same_evidence(self, other: Dataset) -> bool:
        """Tell whether another dataset says the same of who held what, and where it lies.

        Parameters
        ----------
        other : Dataset
            The same package read again, or a variant of it.

        Returns
        -------
        bool

        Examples
        --------
        >>> load_dataset().same_evidence(load_dataset())
        True
        """
        if self is other:
            return True
        return (
            self.places.equals(other.places)
            and self.events.equals(other.events)
            and self.geometry_key == other.geometry_key
            and repr(self.faces) == repr(other.faces)
        )

    def day(self, value: object) -> dt.date:
        """Read a day and refuse one that the package does not cover.

        Parameters
        ----------
        value : str, datetime.date, datetime.datetime, pandas.Timestamp or numpy.datetime64
            An ISO day, or ``"latest"`` for the last evening described in full. Of a time of a day
            (a text in ISO 8601 with hour and minute, or such an object) the day is taken in which
            it falls: one with an offset or a zone is turned to the zone of the package
            (`conflict.evening`), one without is local time there.

        Returns
        -------
        datetime.date

        Raises
        ------
        BadDate, DateOutOfRange

        Notes
        -----
        A day ends at the hour that the package declares. Where that is 24:00, it is the calendar's;
        where it is 18:00, a quarter past six belongs to the next one.

        Examples
        --------
        >>> load_dataset().day("2024-12-02"), load_dataset().day("2024-12-02T23:00+00:00")
        (datetime.date(2024, 12, 2), datetime.date(2024, 12, 3))
        """
        latest = isinstance(value, str) and value == LATEST
        day = self.last if latest else self.conflict.evening.day_of(value)
        last = self.reported_to or self.last
        if not self.first <= day <= last:
            raise DateOutOfRange(f"{day} is outside the data: {self.first} to {last}")
        return day

    def place(self, name: str) -> str:
        """Find the id of a place by its id, its name, a variant or a code of it.

        Parameters
        ----------
        name : str
            ``"homs"``, ``"Homs"``, ``"حمص"``, ``"Ḩimş"``, ``"SY040100"``, …

        Returns
        -------
        str
            The place's id.

        Raises
        ------
        UnknownName
            With the places that are nearly spelt so, if any; with all of them if several places
            are called so.

        Notes
        -----
        How names are compared is told by `names.fold`; the package declares the articles of its
        languages (`conflict.articles`).

        Examples
        --------
        >>> load_dataset().place("Homs")
        'homs'
        """
        return self.place_names.find(str(name))

    @cached_property
    def place_names(self) -> Names:
        """All names, variants and codes of the real places."""
        places = self.real_places
        columns = ["name", *(f"name_{language}" for language in self.conflict.languages[1:])]
        spelt = {
            str(place): [*cells[:-1], *split_list(cells[-1])]
            for place, *cells in places[[*columns, "variants"]].itertuples()
        }
        for place, name in zip(
            self.names.get("place", ()), self.names.get("name", ()), strict=True
        ):
            if place in spelt:
                spelt[place].append(name)
        return Names(spelt, dict(places["unit"]), self.conflict.articles)

    def side(self, factions: str | Iterable[str]) -> tuple[str, ...]:
        """Check the ids of the factions that a question treats as one side.

        Parameters
        ----------
        factions : str or iterable of str
            ``"SAA"``, ``"HTS,SNA"`` or ``["HTS", "SNA"]``; letter case does not matter.

        Returns
        -------
        tuple of str
            The ids, in the order given, each once.

        Raises
        ------
        UnknownName

        Examples
        --------
        >>> load_dataset().side("hts,SNA")
        ('HTS', 'SNA')
        """
        items = factions.split(",") if isinstance(factions, str) else list(factions)
        ids = [str(item).strip().upper() for item in items if str(item).strip()]
        for item in ids or [""]:
            if item not in self.factions.index:
                raise unknown("faction", item, self.factions.index)
        return tuple(dict.fromkeys(ids))

    def sides(
        self,
        attackers: Side = None,
        defenders: Side = None,
        day: dt.date | None = None,
        until: dt.date | None = None,
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Tell the two sides of a question: those it names, else those of the contest fought.

        Parameters
        ----------
        attackers, defenders : str or iterable of str, optional
            Faction ids; what is left out, or an empty list, is asked of the package.
        day : datetime.date, optional
            The evening asked about. Default: the last one.
        until : datetime.date, optional
            The last of several evenings.

        Returns
        -------
        tuple of (tuple of str, tuple of str)
            Faction ids of the attackers and of the defenders.

        Raises
        ------
        BadParameter
            If a faction is on both sides; if the package declares no contest and a side is left
            out.
        UnknownName

        Examples
        --------
        >>> load_dataset().sides(attackers="HTS")
        (('HTS',), ('SAA',))
        """
        attacking = self.attackers(attackers, day, until)
        defending = self.defenders(defenders, day, until)
        both = [faction for faction in attacking if faction in defending]
        if both:
            raise BadParameter(f"{', '.join(sorted(both))} cannot be on both sides of the front")
        return attacking, defending

    def attackers(
        self, given: Side = None, day: dt.date | None = None, until: dt.date | None = None
    ) -> tuple[str, ...]:
        """Tell who attacks: whom a question names, else who does in the contest fought.

        Parameters
        ----------
        given : str or iterable of str, optional
            As for `sides`.
        day, until : datetime.date, optional
            As for `sides`.

        Returns
        -------
        tuple of str

        Raises
        ------
        BadParameter, UnknownName

        Examples
        --------
        >>> load_dataset().attackers()
        ('HTS', 'SNA')
        """
        return self._side_of("attackers", given, day, until)

    def defenders(
        self, given: Side = None, day: dt.date | None = None, until: dt.date | None = None
    ) -> tuple[str, ...]:
        """Tell who defends: whom a question names, else who does in the contest fought.

        Parameters
        ----------
        given : str or iterable of str, optional
            As for `sides`.
        day, until : datetime.date, optional
            As for `sides`.

        Returns
        -------
        tuple of str

        Raises
        ------
        BadParameter, UnknownName

        Examples
        --------
        >>> load_dataset().defenders()
        ('SAA',)
        """
        return self._side_of("defenders", given, day, until)

    def _side_of(
        self, which: str, given: Side, day: dt.date | None, until: dt.date | None
    ) -> tuple[str, ...]:
        if given is not None:
            listed = given if isinstance(given, str) else list(given)
            if isinstance(listed, str) or listed:
                return self.side(listed)
        contest = self.conflict.contest_on(day or self.last, until)
        if contest is None:
            raise BadParameter(
                f"this package declares no contest: name the {which} (attackers, defenders)"
            )
        side: tuple[str, ...] = getattr(contest, which)
        return side

    def cities(self, given: str | Iterable[str] | None = None) -> tuple[str, ...]:
        """Tell the cities of a question: those it names, else those that the package declares.

        Parameters
        ----------
        given : str or iterable of str, optional
            Ids or names of places; what is left out, or an empty list, is asked of the package.

        Returns
        -------
        tuple of str
            Place ids, each once.

        Raises
        ------
        BadParameter
            If the package declares no cities and none is named.
        UnknownName

        Examples
        --------
        >>> load_dataset().cities("Homs"), load_dataset().cities()[:2]
        (('homs',), ('damascus', 'homs'))
        """
        named = [given] if isinstance(given, str) else list(given or ())
        chosen = dict.fromkeys(self.place(name) for name in named or self.conflict.cities)
        if not chosen:
            raise BadParameter("this package declares no cities: name those asked about (cities)")
        return tuple(chosen)

    def since(self, given: object | None = None) -> dt.date:
        """Tell the earlier evening of a question: the one it names, else the package's baseline.

        Parameters
        ----------
        given : str or datetime.date, optional
            An ISO day.

        Returns
        -------
        datetime.date

        Raises
        ------
        BadDate, DateOutOfRange

        Examples
        --------
        >>> load_dataset().since()
        datetime.date(2024, 11, 26)
        """
        return self.day(given or self.conflict.baseline)

    def captor(self, by: str | None = None, day: dt.date | None = None) -> str:
        """Tell who a what-if supposes to capture places.

        Parameters
        ----------
        by : str, optional
            Faction id. Default: that of the scenario that the package declares, else the first
            of those that attack.
        day : datetime.date, optional
            The evening asked about. Default: the last one.

        Returns
        -------
        str

        Raises
        ------
        BadParameter, UnknownName

        Examples
        --------
        >>> load_dataset().captor()
        'HTS'
        """
        if by:
            found = self.side(by)
            if len(found) != 1:
                raise BadParameter(f"one faction captures a place, not {', '.join(found)}")
            return found[0]
        declared = self.conflict.scenario
        return declared.by if declared else self.attackers(None, day)[0]

    def origin(self, source: str | None = None) -> str:
        """Tell from where the ways lead that a question asks about.

        Parameters
        ----------
        source : str, optional
            Id or name of a place. Default: that of the scenario that the package declares, else
            the capital.

        Returns
        -------
        str
            Place id.

        Raises
        ------
        BadParameter
            If the package declares neither and no place is named.
        UnknownName

        Examples
        --------
        >>> load_dataset().origin()
        'damascus'
        """
        declared = self.conflict.scenario
        start = source or (declared.source if declared else self.conflict.capital)
        if start is None:
            raise BadParameter(
                "this package declares no scenario and no capital: name the place to set out from"
            )
        return self.place(start)

    def scenario(
        self,
        captures: str | Iterable[str] | None = None,
        by: str | None = None,
        source: str | None = None,
        targets: str | Iterable[str] | None = None,
        date: object = None,
    ) -> Scenario:
        """Tell what a what-if supposes and asks: what a question names, else what is declared.

        Parameters
        ----------
        captures, targets : str or iterable of str, optional
            Ids or names of the places supposed to be captured, and of those to be reached.
        by, source : str, optional
            As for `captor` and `origin`.
        date : str or datetime.date, optional
            The evening from which the case starts. Default: `starting_day`.

        Returns
        -------
        Scenario

        Raises
        ------
        BadParameter
            If the package declares no scenario and anything is left out that makes one.
        BadDate, DateOutOfRange, UnknownName

        Examples
        --------
        >>> asked = load_dataset().scenario("Aleppo")
        >>> asked.captures, asked.by, asked.source, asked.targets
        (('aleppo',), 'HTS', 'damascus', ('latakia', 'tartus'))
        """
        declared = self.conflict.scenario
        day = self.day(date or self.starting_day)
        places = {}
        for key, given in (("captures", captures), ("targets", targets)):
            named = [given] if isinstance(given, str) else list(given or ())
            named = named or list(getattr(declared, key, ()))
            places[key] = tuple(dict.fromkeys(self.place(name) for name in named))
            if not places[key]:
                raise BadParameter(
                    "this package declares no scenario: name places to be captured and to be "
                    "reached (captures, targets)"
                )
        return Scenario(
            places["captures"], self.captor(by, day), self.origin(source), places["targets"], day
        )

    def basemap(self, layer: str) -> gpd.GeoDataFrame:
        """Read a layer of the base map.

        Parameters
        ----------
        layer : str
            Name of a file in ``basemap/`` without its ending: ``"country"``, ``"rivers"``, …

        Returns
        -------
        geopandas.GeoDataFrame
            In WGS84 degrees (EPSG:4326).

        Raises
        ------
        UnknownName
            If there is no such layer.

        Examples
        --------
        >>> len(load_dataset().basemap("governorates"))
        14
        """
        import geopandas as gpd

        return gpd.GeoDataFrame.from_features(
            read_features(self.folder, self._layer(layer)), crs="EPSG:4326"
        )

    def outline(self, layer: str) -> Any:
        """Join the shapes of a layer of the base map.

        Parameters
        ----------
        layer : str
            As for `basemap`.

        Returns
        -------
        shapely geometry
            In WGS84 degrees, x = longitude, y = latitude.

        Raises
        ------
        UnknownName
            If there is no such layer.

        Examples
        --------
        >>> load_dataset().outline("country").geom_type
        'Polygon'
        """
        return read_outline(self.folder, self._layer(layer))

    def _layer(self, layer: str) -> str:
        known = [path.stem for path in (self.folder / "basemap").glob("*.geojson")]
        if layer not in known:
            raise unknown("base map layer", layer, known)
        return layer


def _typed(table: pd.DataFrame, schema: dict[str, Any]) -> pd.DataFrame:
    """Give the string columns of a validated table their types."""
    for column in schema["fields"]:
        name = column["name"]
        if column["type"] in ("number", "integer"):
            table[name] = pd.to_numeric(table[name])
        elif column["type"] == "date":
            table[name] = pd.to_datetime(table[name], format="%Y-%m-%d")
        elif column["type"] == "boolean":
            table[name] = table[name] == "true"
    return table.set_index("id", drop=False).rename_axis(None)


def _with_evidence(table: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Add to places or events what follows from their reports, before the column `note`."""
    found = evidence_of(reports, table.index)
    at = table.columns.get_loc("note")
    return pd.concat([table.iloc[:, :at], found, table.iloc[:, at:]], axis=1)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no right to look; a name that no file can have
        return False


def load_dataset(folder: str | Path | None = None, checks: Sequence[Check] = CHECKS) -> Dataset:
    """Read a data package, refusing one with faults.

    Parameters
    ----------
    folder : path, optional
        Folder with a ``datapackage.json``. Default: the package that comes with the library.
    checks : sequence of callable
        What it must pass (see `validation.validate`).

    Returns
    -------
    Dataset

    Raises
    ------
    MissingData
        If there is no data package in the folder.
    InvalidData
        If the package has faults; `faults` names file, line and column of each.

    Notes
    -----
    A package that was once found valid is not checked again until one of its bytes changes.

    Examples
    --------
    >>> load_dataset().first
    datetime.date(2024, 11, 26)
    """
    root = data_folder() if folder is None else Path(folder)
    if not _is_file(root / DESCRIPTION):
        raise MissingData(f"no data package in {root}: {DESCRIPTION} is missing")
    if not is_known_valid(root, checks):
        faults = validate(root, checks)
        if faults and is_older(root):
            raise InvalidData(
                f"the data package in {root} is of an older schema: syria-analysis migrate "
                f"{shlex.quote(str(root))} NEW --country NAME writes it anew"
            )
        if faults:
            lines = [str(fault) for fault in faults]
            raise InvalidData(
                f"the data package in {root} has {counted(len(lines), 'fault')}", lines
            )
        remember_valid(root, checks)
    tables = {}
    try:
        descriptor = read_description(root)
        for resource in descriptor["resources"]:
            (_, header), *rows = read_rows(root / resource["path"])
            # As strings first: pandas would read an id "NA" as missing.
            raw = pd.DataFrame([row for _, row in rows], columns=header, dtype=object)
            tables[resource["name"]] = _typed(raw, resource["schema"])
    except Unreadable as error:
        raise InvalidData(f"the data package in {root} cannot be read: {error}") from None
    for name in OPTIONAL:
        if name not in tables:
            schema = table_schemas()[name]
            columns = [column["name"] for column in schema["fields"]]
            tables[name] = _typed(pd.DataFrame(columns=columns, dtype=object), schema)
    first = as_day(descriptor["evenings"]["first"])
    conflict = read_conflict(descriptor["conflict"], first)
    article = tables["sources"]["published"].get(conflict.article)
    reports = tables["reports"]
    faces = read_faces(root) if conflict.territory == "maps" else None
    places = _with_evidence(tables["places"], reports)
    if faces is not None:
        units = _units(root, conflict)
        places = pd.concat([places, face_rows(faces, places, conflict, units)])
    events = tables["events"].sort_values(["date", "order", "id"], kind="stable")
    return Dataset(
        folder=root,
        title=descriptor["title"],
        version=descriptor["version"],
        licence=descriptor["licenses"][0]["name"],
        first=first,
        last=as_day(descriptor["evenings"]["last"]),
        places=places,
        events=_with_evidence(events, reports),
        reports=reports,
        factions=tables["factions"],
        sources=tables["sources"],
        claims=tables["claims"],
        conflict=conflict,
        roads=tables["roads"],
        published=tables["published"],
        populations=tables["populations"],
        names=tables["names"],
        corrections=tables["corrections"],
        fighting=tables["fighting"],
        article_day=article.date() if isinstance(article, pd.Timestamp) else None,
        reported_to=_reported_to(events, as_day(descriptor["evenings"]["last"])),
        faces=faces,
    )


def _units(root: Path, conflict: Conflict) -> list[tuple[str, Any]]:
    """Read the outlines of the administrative units, in the plane; none if none are declared."""
    if conflict.admin is None:
        return []
    plane = read_theatre(root, conflict).plane
    return [
        (name, plane.to_plane(shape)) for name, shape in read_shapes(root, conflict.admin.layer)
    ]


def _reported_to(events: pd.DataFrame, last: dt.date) -> dt.date | None:
    """Find the day by which all events after an evening have come, None if there are none."""
    later = events[events["date"] > pd.Timestamp(last)]
    return None if later.empty else later[["date", "date_latest"]].max().max().date()
