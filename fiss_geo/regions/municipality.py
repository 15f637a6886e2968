"""Which municipality a point is in: by its place, by what the file states, or by neither."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fiss_geo.regions.areas import foreign_land
from fiss_geo.regions.nearness import (
    NOWHERE,
    Floats,
    Numbers,
    Shapes,
    SortedPoints,
    border_distance_m,
    borders,
    first_polygon,
    nearest_polygon,
    sort_points,
)
from fiss_geo.regions.successors import named_municipalities

NEAR_M = 5_000.0
"""How far off its coast, or off an approximate boundary, a point may lie, in metres."""
BORDER_M = 1_000.0
"""How exact the land border is, in metres; nearer than this to it, no country can be told."""

OUTSIDE = "outside Finland"
AT_BORDER = "at the border; may be outside Finland"
NO_AREA = "more than 5 km from any municipality"


def stated_municipalities(flows: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Look up the municipality that the file names, in Finnish or Swedish or by its code.

    Parameters
    ----------
    flows : pandas.DataFrame
        With ``municipality_name`` and ``location_note``.
    areas : pandas.DataFrame
        Municipalities; see ``named_municipalities``.

    Returns
    -------
    pandas.DataFrame
        ``number``, the row of the municipality in ``areas``, -1 for none, and ``note``: what a
        municipality that is no more has become part of, unless the flow says it already.
    """
    row, distinct = pd.factorize(flows["municipality_name"])
    names = named_municipalities(areas)
    key = pd.Series(distinct, dtype="str").str.strip().str.casefold()
    code = key.map(names["municipality_code"])
    number = pd.Index(areas["municipality_code"]).get_indexer(pd.Index(code))
    said = pd.Series(distinct, dtype="str") + " " + key.map(names["note"]).astype("str")
    note = pd.Series(said.array.take(row, allow_fill=True), index=flows.index)
    if note.notna().any():
        note = note.mask(flows["location_note"].str.contains("is part of", na=False))
    numbers = np.append(number, NOWHERE)[row]  # a row of no name is number -1, the one appended
    return pd.DataFrame({"number": numbers, "note": note}, index=flows.index)


def decide(
    points: Shapes,
    sorted_points: SortedPoints,
    largest: Numbers,
    stated: Numbers,
    areas: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Decide each flow's municipality, by what, and what is to be said of it.

    Parameters
    ----------
    points : array of shapely.Point, shape (n,)
        EPSG:3067; missing where no place is known. Of an area or line, a point of it.
    sorted_points : SortedPoints
        The same points.
    largest : array of int, shape (n,)
        Row of the municipality that has the largest share of an area or line; -1 for points.
    stated : array of int, shape (n,)
        Row of the municipality that the file states; -1 for none.
    areas : geopandas.GeoDataFrame
        Municipalities in the order of their codes.

    Returns
    -------
    pandas.DataFrame
        ``number`` (row in ``areas``, -1 for none), ``area_method``, ``area_note``.
    """
    polygons = areas.geometry.to_numpy()
    number = first_polygon(sorted_points, polygons)
    method = np.where(number == NOWHERE, "none", "point in polygon").astype(object)
    is_shared = largest != NOWHERE
    number[is_shared], method[is_shared] = largest[is_shared], "largest share"
    said = np.full(len(points), None, dtype=object)
    lost = np.flatnonzero((number == NOWHERE) & ~_is_nowhere(points))
    if len(lost):
        number[lost], said[lost] = _off_land(points[lost], polygons)
        method[lost[number[lost] != NOWHERE]] = "nearest polygon"
    other = np.flatnonzero((stated != NOWHERE) & (stated != number))
    # A flow without a point cannot contradict what the file states.
    off_m = shapely.distance(points[other], polygons[stated[other]])
    far = off_m > NEAR_M
    believed = stated != NOWHERE
    believed[other[far]] = False
    names = areas["municipality_name_fi"].fillna(areas["municipality_code"]).to_numpy()
    for row in other[far]:
        there = said[row] if number[row] == NOWHERE else f"in “{names[number[row]]}”"
        said[row] = f"the file says “{names[stated[row]]}”; the point lies {there}"
    said[believed] = None
    number[believed] = stated[believed]
    method[believed] = "stated"
    return pd.DataFrame({
        "number": number,
        "area_method": pd.Series(method, dtype="str"),
        "area_note": pd.Series(said, dtype="str"),
    })  # fmt: skip


def _is_nowhere(points: Shapes) -> np.ndarray:
    return shapely.is_missing(points) | shapely.is_empty(points)


def _off_land(points: Shapes, polygons: Shapes) -> tuple[Numbers, np.ndarray]:
    """Find the nearest municipality of points outside all, and say where they lie."""
    edges = borders(polygons)
    beyond_m = _metres_into_foreign_land(points, border_distance_m(points, edges))
    number = nearest_polygon(points, edges, NEAR_M)
    number[beyond_m > BORDER_M] = NOWHERE
    said = np.full(len(points), None, dtype=object)
    said[number == NOWHERE] = NO_AREA
    said[beyond_m > 0] = AT_BORDER
    said[beyond_m > BORDER_M] = OUTSIDE
    return number, said


def _metres_into_foreign_land(points: Shapes, to_finland_m: Floats) -> Floats:
    """Measure how much nearer foreign land is than any municipality; below 0 if it is not.

    A point in the sea off a neighbour's coast is foreign as well, hence the difference.
    """
    foreign = foreign_land().to_numpy()
    to_foreign_m = border_distance_m(points, borders(foreign))
    to_foreign_m[first_polygon(sort_points(points), foreign) != NOWHERE] = 0.0
    return to_finland_m - to_foreign_m
