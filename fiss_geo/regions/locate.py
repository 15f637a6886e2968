"""Verb two, ``locate``: which municipality, region and eco-industrial park each flow is in.

The embedded boundaries are approximate. So a municipality that the file states is believed where
the point lies in it or within 5 km of it; elsewhere the point decides. A point on a shared border
belongs to the smaller code, one off the coast to the nearest municipality within 5 km, and one
farther off is kept, without an area.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from fiss_geo import reference
from fiss_geo.regions.parks import park_areas
from fiss_geo.schemas import FLOWS, LOCATED_FLOWS, keep

NEAR_M = 5_000.0
"""How far off its coast, or off an approximate boundary, a point may lie, in metres."""


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
        ``region_code``, ``area_method``, ``park_id``, ``park_method``.

    Raises
    ------
    BadTable, UnknownCrs
        If ``flows`` is not a table of flows.
    """
    keep(FLOWS, flows)
    areas = reference.municipalities() if municipalities is None else municipalities
    areas = areas.sort_values("municipality_code", ignore_index=True)
    circles = park_areas(reference.parks()) if parks is None else parks
    points = flows.geometry.array
    code, method = _municipality(points, _stated_code(flows, areas), areas)
    park, park_method = _park(flows, circles)
    located = flows.assign(
        municipality_code=code,
        region_code=code.map(areas.set_index("municipality_code")["region_code"]).astype("str"),
        area_method=method,
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
) -> tuple[pd.Series, pd.Series]:
    """Decide each flow's municipality, and by what."""
    within = _first_area_within(points, areas)
    nearest = _nearest_area(points, areas)
    number_of = pd.Series(areas.index, index=areas["municipality_code"])
    stated_number = stated.map(number_of)
    off_m = _distance_m(points, areas, stated_number)
    # A flow without a point cannot contradict what the file states.
    believed = stated_number.notna() & ~(off_m > NEAR_M)
    number = pd.Series(within, index=stated.index)
    number = number.fillna(pd.Series(nearest, index=stated.index))
    method = pd.Series("none", index=stated.index, dtype="str")
    method = method.mask(number.notna(), "nearest polygon")
    method = method.mask(~np.isnan(within), "point in polygon")
    number = number.mask(believed, stated_number)
    return number.map(areas["municipality_code"]).astype("str"), method.mask(believed, "stated")


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
