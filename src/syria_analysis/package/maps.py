"""Land of which maps of control tell who holds it: faces once, labels by spans of days.

A package whose `conflict.territory` is ``"maps"`` keeps the arrangement of all its maps in one file
(`FACES`): a row a face, with the days from which it carried which label. A label is the id of who
holds the face, or the two ids, parted by ``|``, of those between whom it is in doubt.

Land in doubt has a holder all the same: the last of the two to have held it undoubted, else the
one that the package declares for what no map covers, else the first named. The other one contests
it. So the belt of unknown land between two sides has an edge where the two meet.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import zlib
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from syria_analysis.errors import InvalidData, counted
from syria_analysis.package.limits import Unreadable, read_bytes
from syria_analysis.package.values import LIST_SEPARATOR, as_day

if TYPE_CHECKING:
    from syria_analysis.geo.mesh import Mesh
    from syria_analysis.geo.plane import Plane
    from syria_analysis.package.conflict import Conflict, Maps, Unknown
    from syria_analysis.package.theatre import Theatre

__all__ = [
    "FACES",
    "FaceEvents",
    "Faces",
    "MapDay",
    "example_faces",
    "face_rows",
    "map_faults",
    "places_on_faces",
    "read_faces",
    "write_faces",
]

FACES = "maps/faces.parquet"
"""Where in the package the faces are kept."""
LARGEST_FACES = 400_000_000
"""Bytes of that file."""
MOST_FACES = 500_000
LARGEST_NEWEST = 100_000_000
"""Bytes of the sides of the last map."""
MOST_SPANS = 20_000_000
Units = Sequence[tuple[str, Any]]
FORM = "syria-analysis maps 1"
"""What the file says it is."""


@dataclass(frozen=True)
class MapDay:
    """One day's map, as it was when it was imported.

    Attributes
    ----------
    day : str
        The evening that it speaks of.
    file, sha256 : str
        Name and digest of the file.
    mended : int
        Shapes whose outline crossed itself.
    outside_km2 : float
        Land on it that lies outside the theatre and was cut off.
    own_km2 : mapping of str to float
        Label to the area within the theatre that the map's own shapes give, km²; without the land
        that no shape covers.
    """

    day: str
    file: str
    sha256: str
    mended: int
    outside_km2: float
    own_km2: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class FaceEvents:
    """What passed from whom to whom on which evening, face by face; rows of one face in order.

    Attributes
    ----------
    face : numpy.ndarray of int
        Row of the face.
    to : numpy.ndarray of str
        Who holds it from then on or, where `contested`, who contests it.
    contested : numpy.ndarray of bool
    date, earliest : numpy.ndarray of datetime64[D]
        The evening of the first map that shows it; the evening after the last that does not.
    """

    face: NDArray[np.intp]
    to: NDArray[Any]
    contested: NDArray[np.bool_]
    date: NDArray[np.datetime64]
    earliest: NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class Faces:
    """The faces of all maps and the label that each carried from which day on.

    Attributes
    ----------
    shapes : numpy.ndarray of shapely Polygon
        In `plane`, vertices on the grid.
    grid_m : float
        Width of the grid in metres.
    step_m : float
        As wide, or of redrawn maps their precision: points within half of it of one on an earlier
        map were moved there.
    lat_0, lon_0 : float
        Centre of the plane.
    maps : tuple of MapDay
        In the order of their days.
    labels : tuple of str
        Every label that a span carries.
    face, day, label : numpy.ndarray of int
        Spans: row of the face, number of the map from which on, number of the label; sorted by
        face and day. The first span of every face begins with the first map.
    newest : bytes
        The sides on the last map that was imported, as `arrangement.directed_sides` lists them, one
        after the other: what the next one has in common with it need not be looked for.
    digest : str
        Of the file that they were read from.
    settled : tuple of str
        Factions for which every doubt is settled (see `variants.doubts_settled_for`); none as the
        maps have it.
    """

    shapes: NDArray[Any]
    grid_m: float
    step_m: float
    lat_0: float
    lon_0: float
    maps: tuple[MapDay, ...]
    labels: tuple[str, ...]
    face: NDArray[np.intp]
    day: NDArray[np.intp]
    label: NDArray[np.intp]
    newest: bytes = b""
    digest: str = ""
    settled: tuple[str, ...] = ()

    def __repr__(self) -> str:
        faces, maps = counted(len(self.shapes), "face"), counted(len(self.maps), "map")
        told = f"{faces} of {maps}, {self.digest[:32]}"
        return f"<{told}{', settled for ' if self.settled else ''}{', '.join(self.settled)}>"

    def map_of(self, day: dt.date) -> dt.date:
        """Give the day of the map that tells of an evening: its own, or the last before it."""
        return max(as_day(shown.day) for shown in self.maps if as_day(shown.day) <= day)

    def without(self, days: Collection[str]) -> Faces | None:
        """Forget the maps of some days; None if there is no other. The faces stay as divided."""
        kept = [number for number, shown in enumerate(self.maps) if shown.day not in days]
        if len(kept) == len(self.maps):
            return self
        if not kept:
            return None
        codes = np.array([self.labels_on(number) for number in kept])
        begins = np.vstack([np.ones(len(self.shapes), dtype=bool), codes[1:] != codes[:-1]])
        face, day = np.nonzero(begins.T)
        maps = tuple(self.maps[number] for number in kept)
        return replace(self, maps=maps, face=face, day=day, label=codes[day, face], digest="")

    @cached_property
    def ids(self) -> list[str]:
        """Id of every face, in order and sorted."""
        return [f"face-{number:06d}" for number in range(len(self.shapes))]

    @cached_property
    def days(self) -> NDArray[np.datetime64]:
        """The days of the maps."""
        return np.array([shown.day for shown in self.maps], dtype="datetime64[D]")

    @cached_property
    def inner(self) -> NDArray[np.float64]:
        """A point well inside each face: x and y in the plane."""
        from syria_analysis.geo.barriers import inner_points

        return inner_points(self.shapes)

    @cached_property
    def area_km2(self) -> NDArray[np.float64]:
        """Area of every face on the ellipsoid, km²."""
        import shapely

        return np.asarray(shapely.area(self.shapes) / 1e6)

    def labels_on(self, number: int) -> NDArray[np.intp]:
        """Give the number of the label that each face carries on the day of a map."""
        last = np.full(len(self.shapes), -1)
        come = np.flatnonzero(self.day <= number)
        np.maximum.at(last, self.face[come], come)
        return np.asarray(self.label[last])

    def only(self, rows: NDArray[np.intp]) -> Faces:
        """Leave out all faces but some, which are then numbered in the order given."""
        start, end = np.searchsorted(self.face, [rows, rows + 1])
        spans = np.concatenate([np.arange(a, b) for a, b in zip(start, end, strict=True)])
        return replace(
            self,
            shapes=self.shapes[rows],
            face=np.repeat(np.arange(len(rows)), end - start),
            day=self.day[spans],
            label=self.label[spans],
        )

    def mesh(self, theatre: Theatre) -> Mesh:
        """Make the mesh of the faces."""
        from syria_analysis.geo.arrangement import snap
        from syria_analysis.geo.mesh import mesh_of_faces

        land = snap(theatre.plane.to_plane(theatre.outline), self.grid_m)
        return mesh_of_faces(
            pd.Series(self.shapes, index=self.ids, dtype=object), land, theatre.plane, self.grid_m
        )

    def standing(self, declared: Maps) -> tuple[NDArray[Any], NDArray[Any], FaceEvents]:
        """Tell who holds and who contests each face on the first day, and what came after.

        Parameters
        ----------
        declared : Maps
            What the package declares of its maps: who holds land in doubt of which nothing else is
            known, and when a map is too old.

        Returns
        -------
        holder, rival : numpy.ndarray of str
            By face; rival is "" where nobody contests it.
        events : FaceEvents
        """
        otherwise, labels = declared.otherwise, self.labels
        face, label = self.face, self.label
        date, earliest = self.days[self.day], self.days[self.day - 1] + np.timedelta64(1, "D")
        if declared.unknown is not None:
            face, label, date, earliest, labels = self._with_gaps(declared.unknown)
        claimants = [text.split(LIST_SEPARATOR) for text in labels]
        claimants = [[n for n in names if n in self.settled][:1] or names for names in claimants]
        # By numbers: to compare and choose texts would take ten times as long.
        known_as = sorted({otherwise, *(name for names in claimants for name in names)})
        number = {name: code for code, name in enumerate(known_as)}
        sure = np.array([len(names) == 1 for names in claimants], dtype=bool)[label]
        first = np.array([number[names[0]] for names in claimants])[label]
        second = np.array([number[names[-1]] for names in claimants])[label]
        start = np.searchsorted(face, face)  # row of the first span of its face
        last = np.maximum.accumulate(np.where(sure, np.arange(len(sure)), -1))
        known = last >= start
        before = np.where(known, first[last], number[otherwise])
        fit = (before == first) | (before == second)
        before = np.where(fit, before, number[otherwise])
        fit = (before == first) | (before == second)
        holder = np.where(sure | ~fit, first, before)
        rival = np.where(sure, -1, np.where(holder == first, second, first))
        begins = np.arange(len(sure)) == start
        rows = np.flatnonzero(~begins)
        # One step for a new holder, another for who contests it: both may come on one evening.
        passed = sure[rows] | (holder[rows] != holder[rows - 1])
        steps = np.concatenate([rows[passed], rows[~sure[rows]]])
        contested = np.repeat([False, True], [passed.sum(), (~sure[rows]).sum()])
        order = np.lexsort([contested, steps])
        steps, contested = steps[order], contested[order]
        date, earliest = date[steps], earliest[steps]
        if self.settled:
            gained = np.isin(holder[steps], [number.get(name, -1) for name in self.settled])
            date = earliest = np.where(gained, earliest, date)
        to = np.where(contested, rival[steps], holder[steps])
        names = np.array([*known_as, ""], dtype=object)  # the last is nobody, number -1
        events = FaceEvents(face[steps], names[to], contested, date, earliest)
        return names[holder[begins]], names[rival[begins]], events

    def _with_gaps(
        self, unknown: Unknown
    ) -> tuple[
        NDArray[np.intp],
        NDArray[np.intp],
        NDArray[np.datetime64],
        NDArray[np.datetime64],
        tuple[str, ...],
    ]:
        """Give the spans, their dates and labels with those between maps that are too far apart."""
        doubt, one = LIST_SEPARATOR.join(unknown.between), np.timedelta64(1, "D")
        labels = tuple(dict.fromkeys((*self.labels, doubt)))
        theirs = [number for number, text in enumerate(labels) if text in unknown.between]
        date, earliest = self.days[self.day], self.days[self.day - 1] + one
        spans = [(self.face, self.label, date, earliest)]
        for number, day in enumerate(self.days):
            begins = day + (unknown.after_days + 1) * one
            last = number + 1 == len(self.days)
            if not last and begins >= self.days[number + 1]:
                continue
            codes = self.labels_on(number)
            rows = np.flatnonzero(np.isin(codes, theirs))
            told = np.zeros(len(codes), dtype=bool)  # whose label the next map changes
            told[self.face[self.day == number + 1]] = True
            # A change may have come on any day since the map, and with it the doubt.
            since = np.where(told[rows], day + one, begins)
            spans.append(
                (rows, np.full(len(rows), labels.index(doubt)), np.full(len(rows), begins), since)
            )
            if not last:
                rows = rows[~told[rows]]
                over = np.full(len(rows), self.days[number + 1])
                spans.append((rows, codes[rows], over, over))
        columns = [np.concatenate(some) for some in zip(*spans, strict=True)]
        order = np.lexsort([columns[2], columns[0]])
        face, label, date, earliest = (column[order] for column in columns)
        return face, label, date, earliest, labels


def example_faces() -> Faces:
    """Make two faces of one map, 5 by 9 and 4 by 9 km, for examples.

    Returns
    -------
    Faces

    Examples
    --------
    >>> example_faces().area_km2.tolist()
    [45.0, 36.0]
    """
    import shapely

    halves = shapely.box(np.array([0.0, 5000.0]), 0.0, np.array([5000.0, 9000.0]), 9000.0)
    shown = MapDay("2019-06-01", "control.kml", "", 0, 0.0, {})
    rows = np.arange(2)
    return Faces(halves, 1.0, 1.0, 0.0, 10.0, (shown,), ("CRN", "VLG"), rows, 0 * rows, rows)


def write_faces(path: Path, faces: Faces) -> None:
    """Write the file of the faces.

    Parameters
    ----------
    path : pathlib.Path
        Where.
    faces : Faces
        What.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "maps").mkdir()
    ...     write_faces(Path(folder, FACES), example_faces())
    ...     read_faces(Path(folder)).labels
    ('CRN', 'VLG')
    """
    import pyarrow as pa
    import pyarrow.parquet as pq
    import shapely

    start = np.searchsorted(faces.face, np.arange(len(faces.shapes) + 1))
    numbers = faces.days.astype("int64")[faces.day]
    table = pa.table(
        {
            "shape": pa.array(shapely.to_wkb(faces.shapes), pa.binary()),
            "from": pa.ListArray.from_arrays(
                pa.array(start, pa.int32()), pa.array(numbers, pa.int32())
            ),
            "label": pa.ListArray.from_arrays(
                pa.array(start, pa.int32()), pa.array(faces.label, pa.int16())
            ),
        }
    )
    about = {
        "form": FORM,
        "grid_m": faces.grid_m,
        "step_m": faces.step_m,
        "lat_0": faces.lat_0,
        "lon_0": faces.lon_0,
        "labels": faces.labels,
        "newest": base64.b64encode(zlib.compress(faces.newest)).decode(),
        "maps": [vars(shown) for shown in faces.maps],
    }
    told = {b"syria-analysis": json.dumps(about).encode()}
    pq.write_table(table.replace_schema_metadata(told), path, compression="zstd")


def read_faces(root: Path) -> Faces:
    """Read the faces of a package, refusing a file with faults.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the package.

    Returns
    -------
    Faces

    Raises
    ------
    InvalidData
        One line with the file and what is wrong.

    Examples
    --------
    >>> read_faces(Path("no such folder"))
    Traceback (most recent call last):
    syria_analysis.errors.InvalidData: maps/faces.parquet: there is none: import maps makes it
    """
    try:
        return _read(root)
    except Unreadable as error:
        missing = "there is none: import maps makes it"
        raise InvalidData(f"{FACES}: {missing if error.missing else error}") from None
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, zlib.error):
        raise InvalidData(f"{FACES}: it is no file of faces that import maps wrote") from None


def _read(root: Path) -> Faces:
    import pyarrow.parquet as pq
    import shapely

    content = read_bytes(root / FACES, LARGEST_FACES)
    file = pq.ParquetFile(io.BytesIO(content))
    if file.metadata.num_rows > MOST_FACES:
        raise Unreadable(f"it has more than {MOST_FACES:,} faces")
    about = json.loads(file.schema_arrow.metadata[b"syria-analysis"])
    if about["form"] != FORM:
        raise Unreadable(f"it is not of the form {FORM!r}")
    table = file.read(columns=["shape", "from", "label"]).combine_chunks()
    begins, codes = (table[name].chunk(0) for name in ("from", "label"))
    spans = np.diff(begins.offsets.to_numpy())
    if len(begins.values) > MOST_SPANS or not begins.offsets.equals(codes.offsets):
        raise Unreadable("the spans of its labels are not sound")
    try:
        shapes = shapely.from_wkb(table["shape"].to_numpy())
    except shapely.errors.GEOSException:
        raise Unreadable("a face has no shape that can be read") from None
    maps = tuple(MapDay(**shown) for shown in about["maps"])
    days = [as_day(shown.day) for shown in maps]
    if not days or days != sorted(set(days)):
        raise Unreadable("the days of its maps are not in order")
    told = begins.flatten().to_numpy().astype("datetime64[D]")
    day = np.searchsorted(np.array(days, dtype="datetime64[D]"), told)
    faces = Faces(
        shapes,
        float(about["grid_m"]),
        float(about["step_m"]),
        float(about["lat_0"]),
        float(about["lon_0"]),
        maps,
        tuple(map(str, about["labels"])),
        np.repeat(np.arange(len(shapes)), spans),
        day,
        codes.flatten().to_numpy().astype(np.intp),
        _unpacked(about["newest"]),
        hashlib.sha256(content).hexdigest(),
    )
    if (shapely.get_type_id(shapes) != shapely.GeometryType.POLYGON).any():
        raise Unreadable("a face is no polygon")
    if not np.isfinite(shapely.bounds(shapes)).all() or not shapely.is_valid(shapes).all():
        raise Unreadable("the outline of a face is not sound")
    if not (spans > 0).all() or (faces.day >= len(days)).any() or (faces.days[day] != told).any():
        raise Unreadable("a label begins on a day of which there is no map")
    first = np.cumsum(spans) - spans
    rising = np.diff(day) > 0
    rising[first[1:] - 1] = True
    if (day[first] != 0).any() or not rising.all():
        raise Unreadable("the labels of a face are not in the order of their days")
    if not ((faces.label >= 0) & (faces.label < len(faces.labels))).all():
        raise Unreadable("a face carries a label that is not listed")
    return faces


def _unpacked(told: str) -> bytes:
    unpack = zlib.decompressobj()
    content = unpack.decompress(base64.b64decode(told), LARGEST_NEWEST)
    if unpack.unconsumed_tail or len(content) % 16:
        raise Unreadable("the sides of its last map are not sound")
    return content


def map_faults(faces: Faces, theatre: Theatre, factions: Container[str]) -> Iterator[str]:
    """Hold the faces of a package to the rest of it.

    Parameters
    ----------
    faces : Faces
        As they were read.
    theatre : Theatre
        What they must fill.
    factions : container of str
        Known ids.

    Yields
    ------
    str
        What is wrong.

    Examples
    --------
    >>> from syria_analysis.geo.plane import Plane
    >>> from syria_analysis.package.theatre import Theatre
    >>> import shapely
    >>> far = Theatre(shapely.box(10, 0, 11, 1), Plane(0.5, 10.5), {})
    >>> list(map_faults(example_faces(), far, {"CRN", "VLG"}))
    ['its faces are in another plane than that of the theatre: import the maps anew']
    """
    for label in faces.labels:
        names = label.split(LIST_SEPARATOR)
        for name in names:
            if name not in factions:
                yield f"there is no faction {name[:40]!r}"
        if len(names) > 2 or len(set(names)) < len(names):
            yield f"the label {label[:60]!r} is neither a faction nor two between whom it is open"
    if (faces.lat_0, faces.lon_0) != (theatre.plane.lat_0, theatre.plane.lon_0):
        yield "its faces are in another plane than that of the theatre: import the maps anew"
        return
    land = theatre.plane.to_plane(theatre.outline)
    missing = land.area / 1e6 - float(faces.area_km2.sum())
    if abs(missing) > faces.grid_m * land.length / 1e6:
        yield (
            f"its faces do not fill the theatre, of which {missing:,.3f} km² are missing: import "
            "the maps anew"
        )


def places_on_faces(
    faces: Faces, plane: Plane, rows: Sequence[Mapping[str, Any]]
) -> NDArray[np.intp]:
    """Find the face in which each of some places lies.

    Parameters
    ----------
    faces : Faces
        The faces.
    plane : Plane
        The plane that they are in.
    rows : sequence of mapping
        Places with `lat` and `lon`, WGS84 degrees.

    Returns
    -------
    ndarray of int
        Row of the face, the nearest for a place outside the theatre's coarse outline.

    Examples
    --------
    >>> from syria_analysis.geo.plane import Plane
    >>> spots = [{"lat": "0.01", "lon": "10.01"}, {"lat": "0.01", "lon": "10.06"}]
    >>> places_on_faces(example_faces(), Plane(0.0, 10.0), spots).tolist()
    [0, 1]
    """
    import shapely

    lat, lon = (np.array([float(row[axis]) for row in rows]) for axis in ("lat", "lon"))
    points = plane.to_plane(shapely.points(lon, lat))
    return np.asarray(shapely.STRtree(faces.shapes).nearest(points), dtype=np.intp)


def face_rows(faces: Faces, places: pd.DataFrame, about: Conflict, units: Units) -> pd.DataFrame:
    """Make rows for the table of places of the faces, as anchors: land that is no place.

    Parameters
    ----------
    faces : Faces
        The faces.
    places : pandas.DataFrame
        The places of the package, whose columns the rows get.
    about : Conflict
        What it declares.
    units : list of (str, shapely geometry)
        Names and outlines of the administrative units, in the plane; none if there are none.

    Returns
    -------
    pandas.DataFrame
        Indexed by id, in the order of the faces.

    Examples
    --------
    >>> from syria_analysis.package.conflict import read_conflict
    >>> maps = {"source": "atlas", "precision_m": 100, "otherwise": "CRN"}
    >>> block = {"country": {"name": "Ruritania"}}
    >>> block["maps"] = {**maps, "attribution": "Atlas", "licence": "CC0"}
    >>> places = pd.DataFrame(columns=["id", "holder"], dtype=object)
    >>> about = read_conflict(block, as_day("2019-06-01"))
    >>> face_rows(example_faces(), places, about, [])["holder"].tolist()
    ['CRN', 'VLG']
    """
    import shapely

    from syria_analysis.geo.plane import Plane

    if about.maps is None:
        raise InvalidData("conflict.maps is missing")
    holder, rival, _ = faces.standing(about.maps)
    where = Plane(faces.lat_0, faces.lon_0).to_degrees(shapely.points(faces.inner))
    unit = np.full(len(faces.ids), "", dtype=object)
    for name, shape in units:
        shapely.prepare(shape)
        unit[shapely.contains_xy(shape, faces.inner)] = name
    known: dict[str, Any] = {
        "id": faces.ids,
        "name": faces.ids,
        "kind": "anchor",
        "lat": shapely.get_y(where),
        "lon": shapely.get_x(where),
        "position_accuracy_m": round(about.maps.precision_m),
        "position_source": about.maps.source,
        "position_licence": about.maps.licence,
        "unit": unit,
        "holder": holder,
        "contested_by": rival,
        "claimant": about.maps.source,
        "claim_kind": "monitor",
        "independent_origins": 1,
        # By the rule for reports: one origin, which shows an area and names nothing.
        "confidence": "medium",
        "sources": about.maps.source,
    }
    empty = {c: np.nan if pd.api.types.is_numeric_dtype(places[c]) else "" for c in places.columns}
    index = pd.Index(faces.ids, dtype=object)
    rows = pd.DataFrame({**empty, **known}, index=index, dtype=object)
    numeric = [c for c in places.columns if pd.api.types.is_numeric_dtype(places[c])]
    types = {c: places[c].dtype if c in known else float for c in numeric}
    return rows[places.columns].astype(types)
