"""Verb two, ``locate``: which municipality, region and eco-industrial park each flow is in.

The embedded boundaries are approximate. So a municipality that the file states is believed where
the point lies in it or within 5 km of it; elsewhere the point decides. A point on a shared border
belongs to the smaller code, one off the coast to the nearest municipality within 5 km, and one
farther off, or in a neighbouring country, is kept, without an area. Where file and point disagree,
or there is no area, ``area_note`` says so.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from fiss_geo import reference
from fiss_geo.regions.areas import MUNICIPALITIES, PARKS, foreign_land
from fiss_geo.regions.parks import park_areas
from fiss_geo.schemas import FLOWS, LOCATED_FLOWS, keep

NEAR_M = 5_000.0
"""How far off its coast, or off an approximate boundary, a point may lie, in metres."""
BORDER_M = 1_000.0
"""How exact the land border is, in metres; nearer than this to it, no country can be told."""

OUTSIDE = "outside Finland"
AT_BORDER = "at the border; may be outside Finland"
NO_AREA = "more than 5 km from any municipality"


def locate(
    flows: gpd.GeoDataFrame,
    municipalities: gpd.GeoDataFrame | None = None,
    parks: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Join flows to municipalities, regions and eco-industrial parks.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        Flows (points, EPSG:3067).
    municipalities : geopandas.GeoDataFrame, optional
        ``municipality_code``, ``municipality_name_fi``, ``municipality_name_sv``,
        ``region_code`` and polygons in EPSG:3067. The embedded approximate boundaries, if not
        given.
    parks : geopandas.GeoDataFrame, optional
        ``park_id`` and polygons in EPSG:3067. The embedded parks as circles, if not given.

    Returns
    -------
    geopandas.GeoDataFrame
        LocatedFlows: the same rows in the same order, with ``municipality_code``,
        ``region_code``, ``area_method``, ``area_note``, ``park_id``, ``park_method``.

    Raises
    ------
    BadTable, UnknownCrs
        If ``flows`` is not a table of flows, or the polygons lack a column or are not in
        EPSG:3067.
    """
    keep(FLOWS, flows)
    areas = reference.municipalities() if municipalities is None else municipalities
    areas = keep(MUNICIPALITIES, areas).sort_values("municipality_code", ignore_index=True)
    circles = keep(PARKS, park_areas(reference.parks()) if parks is None else parks)
    decided = _municipality(flows.geometry.array, _stated_code(flows, areas), areas)
    park, park_method = _park(flows, circles)
    area = decided.pop("number")
    located = flows.assign(
        municipality_code=area.map(areas["municipality_code"]).astype("str"),
        region_code=area.map(areas["region_code"]).astype("str"),
        **{str(name): decided[name] for name in decided.columns},
        park_id=park,
        park_method=park_method,
    )
    return keep(LOCATED_FLOWS, located)


def _stated_code(flows: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """Look up the code of the municipality that the file names, in Finnish or Swedish."""
    names = pd.concat(
        [
            areas.set_index(areas[column].str.casefold())["municipality_code"]
            for column in ("municipality_name_fi", "municipality_name_sv", "municipality_code")
        ]
    )
    names = names[~names.index.duplicated()]
    return flows["municipality_name"].str.strip().str.casefold().map(names).astype("str")


def _municipality(
    points: gpd.array.GeometryArray, stated: pd.Series, areas: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Decide each flow's municipality (its row's ``number``), by what, and what is to be said."""
    within = pd.Series(_first_area_within(points, areas), index=stated.index)
    beyond_m = _metres_into_foreign_land(points, areas).set_axis(stated.index)
    nearest = pd.Series(_nearest_area(points, areas), index=stated.index)
    nearest = nearest.where(~(beyond_m > BORDER_M))
    stated_number = stated.map(pd.Series(areas.index, index=areas["municipality_code"]))
    off_m = _distance_m(points, areas, stated_number)
    # A flow without a point cannot contradict what the file states.
    believed = stated_number.notna() & ~(off_m > NEAR_M)
    by_point = within.fillna(nearest)
    method = pd.Series("none", index=stated.index, dtype="str")
    method = method.mask(by_point.notna(), "nearest polygon")
    method = method.mask(within.notna(), "point in polygon").mask(believed, "stated")
    there = pd.Series("", index=stated.index, dtype="str")
    there = there.mask(by_point.isna() & ~(points.isna() | points.is_empty), NO_AREA)
    there = there.mask(beyond_m > 0, AT_BORDER).mask(beyond_m > BORDER_M, OUTSIDE)
    names = areas["municipality_name_fi"].fillna(areas["municipality_code"])
    in_area = ("in “" + by_point.map(names).astype("str") + "”").fillna(there)
    other = "the file says “" + stated_number.map(names).astype("str") + "”; the point lies "
    note = there.mask(off_m > NEAR_M, other + in_area)
    return pd.DataFrame(
        {
            "number": by_point.mask(believed, stated_number),
            "area_method": method,
            "area_note": note.where(~believed & (note != "")),
        },
        index=stated.index,
    )


def _metres_into_foreign_land(
    points: gpd.array.GeometryArray, areas: gpd.GeoDataFrame
) -> pd.Series:
    """Measure how much nearer foreign land is than any municipality; missing if it is not.

    A point in the sea off a neighbour's coast is foreign as well, hence the difference.
    """
    foreign = foreign_land()
    series = gpd.GeoSeries(points, crs=areas.crs)
    outside = series[~(series.isna() | series.is_empty)]
    touched, _ = areas.sindex.query(outside.array, predicate="intersects")
    outside = outside.drop(outside.index[np.unique(touched)])
    if outside.empty:
        return pd.Series(np.nan, index=series.index)
    to_finland, to_foreign = (
        pd.Series(shapes.sindex.nearest(outside.array, return_all=False, return_distance=True)[1])
        for shapes in (areas, foreign)
    )
    nearer_m = (to_finland - to_foreign).set_axis(outside.index)
    return nearer_m.where(nearer_m > 0).reindex(series.index)


def _first_area_within(points: gpd.array.GeometryArray, areas: gpd.GeoDataFrame) -> np.ndarray:
    """Find the number of the polygon that each point touches, the lowest of several; else NaN."""
    point, area = areas.sindex.query(points, predicate="intersects")
    first = pd.Series(area, dtype=float).groupby(point).min()
    return first.reindex(range(len(points))).to_numpy()


def _nearest_area(points: gpd.array.GeometryArray, areas: gpd.GeoDataFrame) -> np.ndarray:
    """Find the number of the nearest polygon within 5 km, the lowest of several; else NaN."""
    placed = np.flatnonzero(~(points.isna() | points.is_empty))
    point, area = areas.sindex.nearest(points[placed], max_distance=NEAR_M, return_all=True)
    first = pd.Series(area, dtype=float).groupby(placed[point]).min()
    return first.reindex(range(len(points))).to_numpy()


def _distance_m(
    points: gpd.array.GeometryArray, areas: gpd.GeoDataFrame, number: pd.Series
) -> pd.Series:
    """Measure metres from each point to the area stated for it; missing where either is."""
    polygons = areas.geometry.reindex(number.to_numpy())
    distance = gpd.GeoSeries(points, crs=areas.crs).distance(
        gpd.GeoSeries(polygons.array, crs=areas.crs)
    )
    return distance.set_axis(number.index)


def _park(flows: gpd.GeoDataFrame, circles: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series]:
    """Decide each flow's park: the one the file states, else the one its site lies in.

    A flow known by its municipality only lies somewhere in the municipality, not at its centre;
    that centre being in a park says nothing.
    """
    circles = circles.sort_values("park_id", ignore_index=True)
    within = pd.Series(_first_area_within(flows.geometry.array, circles), index=flows.index)
    exact = flows["location_precision"].isin(["site", "address"])
    inside = within.where(exact).map(circles["park_id"]).astype("str")
    stated = flows["stated_park_id"].where(flows["stated_park_id"].isin(circles["park_id"]))
    method = pd.Series("none", index=flows.index, dtype="str")
    method = method.mask(stated.notna(), "stated").mask(
        inside.notna() & (stated.isna() | (inside == stated)), "inside"
    )
    return stated.fillna(inside).astype("str"), method
