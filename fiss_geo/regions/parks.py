"""Eco-industrial parks as areas: the embedded ones, and a user's own beside or instead of them."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from pyproj.exceptions import CRSError

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import BadInput, Fault, MissingFile, UnknownCrs

_UNKNOWN_RADIUS_KM = 0.5
"""For parks whose size no source tells; so small that only their own sites fall inside."""

_NUMBERS = ("radius_km", "area_ha", "catchment_km", "point_uncertainty_km")
_TEXTS = ("name_fi", "name_sv", "name_en", "municipality", "operator", "source_url")


def parks(own: str | Path | None = None) -> gpd.GeoDataFrame:
    """Give the embedded parks, with those of a file added or in place of them.

    Parameters
    ----------
    own : path, optional
        Parks in any format that GDAL reads: ``park_id`` and polygons, or points with
        ``radius_km``; and if wanted ``name_fi``, ``name_sv``, ``name_en``, ``operator``,
        ``municipality``, ``catchment_km`` and ``source_url``. A park of an id that is embedded
        takes its place, wholly.

    Returns
    -------
    geopandas.GeoDataFrame
        A row a park in the order of ``reference.parks`` with the user's after it: its columns,
        and polygons in EPSG:3067.

    Raises
    ------
    MissingFile, UnknownCrs
    BadInput
        With a sentence for everything that is wrong in the file.
    """
    embedded = park_areas(reference.parks())
    if own is None:
        return embedded
    added = _own_parks(Path(own))
    rest = embedded[~embedded["park_id"].isin(added["park_id"])]
    # As text and numbers, since a column of nothing has no type of its own.
    added = added.astype({name: rest[name].dtype for name in added.columns if name in rest.columns})
    return gpd.GeoDataFrame(pd.concat([rest, added], ignore_index=True), crs=ETRS_TM35FIN)


def park_areas(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Draw each park: its own polygon where there is one, else a circle around its point.

    Parameters
    ----------
    table : pandas.DataFrame
        ``park_id``, ``latitude``, ``longitude`` (degrees, WGS 84), ``radius_km`` (may be
        missing), perhaps ``outline_wkt`` (polygons in EPSG:3067) and whatever else.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows and columns, but ``outline_wkt``, with polygons (EPSG:3067).

    Notes
    -----
    The circles are approximate, and a circle's middle may lie at sea: never route from it.
    """
    points = gpd.points_from_xy(table["longitude"], table["latitude"], crs=WGS84)
    radius_m = table["radius_km"].astype(float).fillna(_UNKNOWN_RADIUS_KM).to_numpy() * 1000
    shapes = gpd.GeoSeries(points, index=table.index).to_crs(ETRS_TM35FIN).buffer(radius_m)
    if "outline_wkt" in table.columns:
        drawn = gpd.GeoSeries.from_wkt(table["outline_wkt"].astype(object), crs=ETRS_TM35FIN)
        shapes = drawn.where(drawn.notna(), shapes)
        table = table.drop(columns="outline_wkt")
    return gpd.GeoDataFrame(table, geometry=shapes.array, crs=ETRS_TM35FIN)


def _own_parks(path: Path) -> gpd.GeoDataFrame:
    table = _read(path)
    faults = _faults(table, path.name)
    if faults:
        raise BadInput(faults)
    shapes = table.geometry.to_crs(ETRS_TM35FIN)
    is_point = (shapes.geom_type == "Point").to_numpy()
    middle = shapes.representative_point().to_crs(WGS84)
    columns: dict[str, Any] = {"park_id": table["park_id"].astype("str").str.strip()}
    for name in (*_TEXTS, *_NUMBERS):
        given = table[name] if name in table.columns else pd.Series(None, index=table.index)
        columns[name] = (
            pd.to_numeric(given).astype(float) if name in _NUMBERS else given.astype("str")
        )
    columns["name_en"] = columns["name_en"].fillna(columns["name_fi"]).fillna(columns["park_id"])
    columns["name_fi"] = columns["name_fi"].fillna(columns["name_en"])
    columns["outline"] = pd.Series(is_point).map({True: "approximate circle", False: "polygon"})
    columns["precision_note"] = f"from {path.name}"
    columns["longitude"], columns["latitude"] = middle.x, middle.y
    columns["outline_wkt"] = shapes.to_wkt().mask(is_point)
    return park_areas(pd.DataFrame(columns))


def _read(path: Path) -> gpd.GeoDataFrame:
    if not path.exists():
        raise MissingFile(f"{path}: there is no such file of parks; check the name")
    try:
        table = pyogrio.read_dataframe(path)
    except (RuntimeError, ValueError, LookupError, OSError, CRSError) as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        raise _fault(path.name, None, f"expected a layer of parks; {said}") from None
    if not isinstance(table, gpd.GeoDataFrame) or len(table) == 0:
        raise _fault(path.name, None, "expected parks as polygons or points; found none")
    if table.crs is None:
        raise UnknownCrs(
            f"{path.name}: expected a coordinate reference system, and none is stated; set it in a "
            "GIS program and save again"
        )
    if "park_id" not in table.columns:
        there = ", ".join(str(name) for name in table.columns if name != "geometry")
        raise _fault(path.name, None, f"expected a column park_id; the file has {there}")
    return table


def _faults(table: gpd.GeoDataFrame, file: str) -> list[Fault]:
    faults = []
    park_id = table["park_id"].astype("str").str.strip()
    radius = pd.to_numeric(table.get("radius_km", pd.Series(None, index=table.index)), "coerce")
    reach = pd.to_numeric(table.get("catchment_km", pd.Series(None, index=table.index)), "coerce")
    shapes = table.geometry
    is_point = shapes.geom_type == "Point"
    is_polygon = shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & shapes.is_valid
    checks = (
        ("park_id", park_id.isna() | (park_id == ""), "expected an id"),
        ("park_id", park_id.duplicated() & park_id.notna(), "expected each id once"),
        (None, ~(is_point | is_polygon), "expected a valid polygon, or a point with radius_km"),
        ("radius_km", is_point & ~(radius > 0), "expected the radius of the circle, above 0"),
        ("catchment_km", reach < 0, "expected kilometres beyond the park's edge"),
    )
    for column, is_wrong, expected in checks:
        for row in table.index[is_wrong]:
            value = "" if column is None or column not in table.columns else table[column][row]
            faults.append(Fault(file, int(row) + 1, column, str(value), expected))
    return faults


def _fault(file: str, row: int | None, expected: str) -> BadInput:
    return BadInput([Fault(file, row, None, "", expected)])
