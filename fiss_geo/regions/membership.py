"""Which eco-industrial park a flow belongs to: inside it, said to be of it, or near it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fiss_geo.regions.nearness import (
    NOWHERE,
    Numbers,
    SortedPoints,
    first_polygon,
    points_in,
    unsorted,
)

_EXACT = ["site", "address"]


def park_of(flows: gpd.GeoDataFrame, points: SortedPoints, parks: gpd.GeoDataFrame) -> pd.DataFrame:
    """Decide each flow's park, and by what.

    A flow known by its municipality only lies somewhere in the municipality, not at its centre;
    that centre being in or near a park says nothing.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        Flows.
    points : SortedPoints
        Their points, EPSG:3067.
    parks : geopandas.GeoDataFrame
        ``park_id``, polygons, and perhaps ``catchment_km``: how far beyond the park's edge its
        catchment reaches; missing or no such column: no catchment.

    Returns
    -------
    pandas.DataFrame
        ``park_id`` and ``park_method``: “inside”, “stated”, “within catchment” or “none”. What
        the file states goes first, then the park that the site is in, then the nearest park in
        whose catchment it is; of several the smaller id.
    """
    parks = parks.sort_values("park_id", ignore_index=True)
    is_exact = flows["location_precision"].isin(_EXACT).to_numpy()
    inside = np.where(is_exact, first_polygon(points, parks.geometry.to_numpy()), NOWHERE)
    near = np.where(is_exact, _nearest_catchment(points, parks), NOWHERE)
    stated = pd.Index(parks["park_id"]).get_indexer(pd.Index(flows["stated_park_id"]))
    has_inside, has_stated = inside != NOWHERE, stated != NOWHERE
    is_inside = has_inside & (~has_stated | (inside == stated))
    number = np.select([has_stated, has_inside], [stated, inside], near)
    method = pd.Series("none", index=flows.index, dtype="str")
    for name, holds in (
        ("within catchment", near != NOWHERE), ("stated", has_stated), ("inside", is_inside),
    ):  # fmt: skip
        if holds.any():
            method[holds] = name
    park_id = parks["park_id"].array.take(number, allow_fill=True)
    return pd.DataFrame({"park_id": park_id, "park_method": method}, index=flows.index)


def _nearest_catchment(points: SortedPoints, parks: gpd.GeoDataFrame) -> Numbers:
    """Find the nearest park in whose catchment each point is; -1 for none."""
    found = np.full(len(points.x), NOWHERE, dtype=np.intp)
    least_m = np.full(len(points.x), np.inf)
    reach_m = parks["catchment_km"] * 1000 if "catchment_km" in parks.columns else pd.Series()
    for number in np.flatnonzero(reach_m.notna()):
        shape, metres = parks.geometry.iloc[number], reach_m.iloc[number]
        near = points_in(points, shape.buffer(metres))
        off_m = shapely.distance(shape, shapely.points(points.x[near], points.y[near])).round(3)
        is_nearer = off_m < least_m[near]
        least_m[near[is_nearer]] = off_m[is_nearer]
        found[near[is_nearer]] = number
    return unsorted(points, found)
