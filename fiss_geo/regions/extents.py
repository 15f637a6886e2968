"""Flows that are an area or a line: a point of each, and how it is shared between municipalities.

A field, a cable or a heap across a border lies in several municipalities. The one with the
largest share is the flow's, and the shares are kept.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import BadTable
from fiss_geo.regions.nearness import NOWHERE, Numbers, Shapes

COLUMN = "extent_wkt"
"""The column that carries a flow's area or line, as WKT in EPSG:3067."""

_LEAST_SHARE = 0.0005
_POINT, _LINE, _AREA = range(3)


def with_points(flows: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Shapes]:
    """Give each flow a point, and its area or line apart.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        With points, lines or polygons (EPSG:3067), and perhaps ``extent_wkt``.

    Returns
    -------
    tuple of geopandas.GeoDataFrame and array
        The same rows with ``extent_wkt``; a point inside or on the shape in place of each area
        and line; and the shapes, None for flows that are a point or have no place.

    Raises
    ------
    BadTable
        If a cell of ``extent_wkt`` is no well-known text.
    """
    geometry = flows.geometry.to_numpy()
    has_column = COLUMN in flows.columns
    said = flows[COLUMN].astype("str") if has_column else _nothing_said(flows.index)
    shapes = np.full(len(flows), None, dtype=object)
    told = np.flatnonzero(said.notna())
    shapes[told] = _shapes(said.iloc[told])
    drawn = np.flatnonzero(shapely.get_type_id(geometry) > shapely.GeometryType.POINT)
    if len(drawn):
        points = geometry.copy()
        points[drawn] = shapely.point_on_surface(geometry[drawn])
        flows = flows.set_geometry(gpd.GeoSeries(points, index=flows.index, crs=ETRS_TM35FIN))
        wide = drawn[shapely.get_dimensions(geometry[drawn]) > _POINT]
        shapes[wide] = geometry[wide]
        said.iloc[wide] = shapely.to_wkt(geometry[wide], rounding_precision=0)
    return flows.assign(**{COLUMN: said}), shapes


def largest_shares(shapes: Shapes, areas: gpd.GeoDataFrame) -> tuple[Numbers, pd.Series]:
    """Find the municipality that each shape has its largest part in, and all its shares.

    Parameters
    ----------
    shapes : array of shapely.Geometry, shape (n,)
        Lines and polygons, EPSG:3067; None for what is neither.
    areas : geopandas.GeoDataFrame
        Municipalities in the order of their codes.

    Returns
    -------
    tuple of array and pandas.Series, both of length n
        Row in ``areas``, the first of several with one share, -1 where none has any; and the
        shares as text, such as “240 0.620; 241 0.380”, the largest first, of the whole area or
        length.
    """
    number = np.full(len(shapes), NOWHERE, dtype=np.intp)
    texts = np.full(len(shapes), None, dtype=object)
    wide = np.flatnonzero(~shapely.is_missing(shapes))
    if len(wide):
        shares = _shares(shapes[wide], areas)
        codes = areas["municipality_code"].to_numpy()
        for shape, part in shares.groupby("shape"):
            row = wide[int(str(shape))]
            number[row] = part["area"].iloc[0]
            pairs = zip(part["area"], part["share"], strict=True)
            texts[row] = "; ".join(f"{codes[area]} {share:.3f}" for area, share in pairs)
    return number, pd.Series(texts, dtype="str")


def _shares(shapes: Shapes, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give ``shape``, ``area`` and ``share``, the largest share of each shape first."""
    shapes = shapely.make_valid(shapes)
    shape, area = areas.sindex.query(shapes, predicate="intersects")
    parts = shapely.intersection(shapes[shape], areas.geometry.to_numpy()[area])
    is_area = (shapely.get_dimensions(shapes) == _AREA)[shape]
    sizes = np.where(is_area, shapely.area(parts), shapely.length(parts))
    wholes = np.where(is_area, shapely.area(shapes[shape]), shapely.length(shapes[shape]))
    share = np.divide(sizes, wholes, out=np.zeros(len(sizes)), where=wholes > 0)
    table = pd.DataFrame({"shape": shape, "area": area, "share": share.round(6)})
    table = table[table["share"] >= _LEAST_SHARE]
    return table.sort_values(["shape", "share", "area"], ascending=[True, False, True])


def _nothing_said(index: pd.Index) -> pd.Series:
    return pd.Series(pd.array([None], dtype="str").take(np.zeros(len(index), int)), index=index)


def _shapes(said: pd.Series) -> Shapes:
    shapes = shapely.from_wkt(said.to_numpy(dtype=object), on_invalid="ignore")
    is_wrong = shapely.is_missing(shapes) | (shapely.get_dimensions(shapes) == _POINT)
    if is_wrong.any():
        row, text = said[is_wrong].index[0], str(said[is_wrong].iloc[0])[:60]
        raise BadTable(
            f"{int(is_wrong.sum())} cells of {COLUMN} are no line or polygon; row {row} has "
            f"“{text}”; expected well-known text in EPSG:3067, such as POLYGON ((x y, …))"
        )
    return shapes
