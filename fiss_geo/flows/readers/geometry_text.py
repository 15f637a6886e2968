"""Geometries as latitude and longitude: the point itself, or a point surely inside or on it.

A coordinate reference system is never guessed. Where a source has none, or one that its
coordinates contradict, it is refused with a sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import BadInput, Fault, UnknownCrs

_KINDS = ("point", "line", "polygon")
# A flow's place needs no more: 7 decimals of a degree are about a centimetre.
_DECIMALS = "%.7f"
_OF_READER = ("source_file", "source_sheet", "source_row", "decimal_comma")
_OF_GEOMETRY = ("latitude", "longitude", "geometry_kind", "extent_wkt")


@dataclass(frozen=True)
class Origin:
    """Where a table comes from: its file or server, and the layer or table in it."""

    file: str
    sheet: str

    def __str__(self) -> str:
        """Name the file and the layer, for a sentence.

        >>> str(Origin("flows.gpkg", "offers"))
        'flows.gpkg, “offers”'
        """
        return f"{self.file}, “{self.sheet}”" if self.sheet else self.file


def read_wkb(
    cells: Sequence[bytes | str | None], origin: Origin, first_row: int = 1
) -> NDArray[np.object_]:
    """Read geometries from well-known binary, as bytes or in hexadecimal.

    Parameters
    ----------
    cells : sequence of bytes, str or None
        A geometry a row; None where there is none.
    origin : Origin
        For the sentences.
    first_row : int
        Number of the first of these rows in the source.

    Returns
    -------
    array of shapely.Geometry or None

    Raises
    ------
    BadInput
        With every row whose geometry is broken, or has curves.
    """
    shapes = np.full(len(cells), None, dtype=object)
    written = np.array([cell is not None for cell in cells], dtype=bool)
    try:
        shapes[:] = shapely.from_wkb(np.array(cells, dtype=object), on_invalid="ignore")
    except NotImplementedError:
        # One curve stops them all; this finds which rows have one.
        shapes[:] = [_without_curve(cell) for cell in cells]
    expected = "the geometry cannot be read; expected a point, line or polygon without curves"
    faults = [
        Fault(str(origin), first_row + int(row), None, "", expected)
        for row in np.flatnonzero(written & shapely.is_missing(shapes))
    ]
    if faults:
        raise BadInput(faults)
    return shapes


def positions(
    geometries: NDArray[np.object_], crs: CRS | None, origin: Origin, first_row: int = 1
) -> pd.DataFrame:
    """Give geometries their latitude and longitude in WGS 84.

    Parameters
    ----------
    geometries : array of shapely.Geometry or None
        Points, lines, polygons, or several of them in one.
    crs : pyproj.CRS or None
        Their coordinate reference system; None if the source has none.
    origin : Origin
        For the sentences.
    first_row : int
        Number of the first of these rows in the source.

    Returns
    -------
    pandas.DataFrame
        ``latitude`` and ``longitude`` as floats, ``geometry_kind`` (point, line, polygon); all
        missing where the geometry is missing or empty. If any is a line or polygon, also
        ``extent_wkt``: those as text in EPSG:3067, to the metre.

    Raises
    ------
    UnknownCrs
        If there is a place and no system that says where on earth it is.
    BadInput
        If a geometry has no place at all, with its row.
    """
    there = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    frame = pd.DataFrame(np.nan, index=range(len(geometries)), columns=["latitude", "longitude"])
    frame["geometry_kind"] = pd.Series(np.nan, index=frame.index, dtype="str")
    if not there.any():
        return frame
    to_degrees = Transformer.from_crs(_on_earth(crs, origin), WGS84, always_xy=True)
    points = _points(geometries)
    longitude, latitude = to_degrees.transform(shapely.get_x(points), shapely.get_y(points))
    placeless = there & ~(np.isfinite(longitude) & np.isfinite(latitude))
    if placeless.any():
        raise BadInput(_placeless(geometries, placeless, origin, first_row))
    kinds = pd.Series([*_KINDS, None], dtype="str").iloc[shapely.get_dimensions(geometries)]
    frame = frame.assign(latitude=latitude, longitude=longitude, geometry_kind=kinds.to_numpy())
    frame = frame.where(pd.Series(there))
    is_wide = there & (shapely.get_dimensions(geometries) > 0)
    if is_wide.any():
        frame["extent_wkt"] = _extents(geometries, is_wide, _on_earth(crs, origin))
    return frame


def _extents(geometries: NDArray[np.object_], is_wide: NDArray[np.bool_], crs: CRS) -> pd.Series:
    """Write lines and polygons as text in metres; points have none."""
    to_metres = Transformer.from_crs(crs, ETRS_TM35FIN, always_xy=True)
    texts = np.full(len(geometries), None, dtype=object)
    metres = shapely.transform(geometries[is_wide], to_metres.transform, interleaved=False)
    texts[is_wide] = shapely.to_wkt(metres, rounding_precision=0)
    return pd.Series(texts, dtype="str")


def raw_table(cells: pd.DataFrame, places: pd.DataFrame | None, origin: Origin) -> pd.DataFrame:
    """Put cells, places and origin together into the table that every reader gives.

    Parameters
    ----------
    cells : pandas.DataFrame
        The source's own columns, as text.
    places : pandas.DataFrame or None
        What :func:`positions` gave; None if the source has no geometry at all.
    origin : Origin
        Where the table comes from.

    Returns
    -------
    pandas.DataFrame
        The source's columns; ``latitude``, ``longitude`` and ``geometry_kind`` as text where
        there is geometry; ``source_file``, ``source_sheet``, ``source_row``, ``decimal_comma``.
        A column of the source that has one of these names is kept with ``_given`` after it.

    Raises
    ------
    BadInput
        If there is no row, or a heading stands twice.
    UnknownCrs
        If no place at all is on earth in the system that the source states.
    """
    if len(cells) == 0:
        raise BadInput([Fault(str(origin), None, None, "", "expected rows; found none")])
    cells = _own_headings(cells, _OF_READER if places is None else (*_OF_READER, *_OF_GEOMETRY))
    _once_each(cells, origin)
    if places is not None:
        _check_degrees(places, origin)
        degrees = {name: _degrees(places[name]) for name in ("latitude", "longitude")}
        cells = cells.assign(**degrees, geometry_kind=places["geometry_kind"].to_numpy())
        cells = cells.astype({"geometry_kind": "str"})
        if "extent_wkt" in places:
            cells = cells.assign(extent_wkt=places["extent_wkt"].array)
    return cells.assign(
        source_file=pd.Series(origin.file, index=cells.index, dtype="str"),
        source_sheet=pd.Series(origin.sheet, index=cells.index, dtype="str"),
        source_row=np.arange(1, len(cells) + 1, dtype="int64"),
        decimal_comma=False,
    )


def _on_earth(crs: CRS | None, origin: Origin) -> CRS:
    """Refuse a system that says nothing of the earth, as of a drawing."""
    if crs is None or not (crs.is_geographic or crs.is_projected):
        raise UnknownCrs(
            f"{origin}: expected a coordinate reference system, and none is stated; set it in the "
            "program that made this (for Finland mostly ETRS-TM35FIN or WGS 84) and save again"
        )
    return crs


def _without_curve(cell: bytes | str | None) -> shapely.Geometry | None:
    try:
        return shapely.from_wkb(cell, on_invalid="ignore")
    except NotImplementedError:
        return None


def _points(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    there = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    is_point = there & (shapely.get_type_id(geometries) == shapely.GeometryType.POINT)
    points = np.full(len(geometries), None, dtype=object)
    points[is_point] = geometries[is_point]
    inside = there & ~is_point
    # Coordinates that are no number are found afterwards, with their rows.
    with np.errstate(all="ignore"):
        points[inside] = shapely.point_on_surface(geometries[inside])
    points[shapely.is_empty(points)] = None
    return points


def _placeless(
    geometries: NDArray[np.object_], wrong: NDArray[np.bool_], origin: Origin, first_row: int
) -> list[Fault]:
    expected = (
        "expected a point, line or polygon, with coordinates that exist in its "
        "coordinate reference system; mend it in a GIS program"
    )
    return [
        Fault(str(origin), first_row + int(row), "geometry", _shown(geometries[row]), expected)
        for row in np.flatnonzero(wrong)
    ]


def _shown(geometry: Any) -> str:  # noqa: ANN401 - shapely ships no types
    return str(shapely.to_wkt(geometry, rounding_precision=1))[:80]


def _own_headings(cells: pd.DataFrame, taken: tuple[str, ...]) -> pd.DataFrame:
    """Keep the source's columns apart from ours; the geometry goes before a written latitude."""
    headings: list[str] = []
    stripped = [str(name).strip() for name in cells.columns]
    for name in stripped:
        own = name
        while own.casefold() in taken or (own != name and own in stripped):
            own += "_given"
        headings.append(own)
    return cells.set_axis(headings, axis="columns")


def _once_each(cells: pd.DataFrame, origin: Origin) -> None:
    twice = cells.columns[cells.columns.duplicated()].unique()
    if len(twice):
        expected = f"expected each column once; {', '.join(twice)} stands twice; rename one"
        raise BadInput([Fault(str(origin), None, None, "", expected)])


def _check_degrees(places: pd.DataFrame, origin: Origin) -> None:
    """Refuse places of which not one is on earth; single ones are found with their rows later."""
    there = places.dropna(subset=["latitude", "longitude"])
    on_earth = there["latitude"].between(-90, 90) & there["longitude"].between(-180, 180)
    if len(there) and not on_earth.any():
        first = there.iloc[0]
        raise UnknownCrs(
            f"{origin}: the coordinates are not those of the stated coordinate reference system: "
            f"the first becomes latitude {first['latitude']:.1f}, longitude "
            f"{first['longitude']:.1f}; set the system that they are in and save again (GeoJSON "
            "is in degrees, WGS 84, unless it says otherwise)"
        )


def _degrees(values: pd.Series) -> pd.Series:
    text = pd.Series(np.char.mod(_DECIMALS, values.to_numpy(dtype=float)), dtype="str")
    return text.mask(values.isna().to_numpy()).astype("str")
