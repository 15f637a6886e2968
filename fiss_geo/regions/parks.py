"""Eco-industrial parks as areas."""

import geopandas as gpd
import pandas as pd

from fiss_geo.crs import ETRS_TM35FIN, WGS84

_UNKNOWN_RADIUS_KM = 0.5
"""For parks whose size no source tells; so small that only their own sites fall inside."""


def park_areas(parks: pd.DataFrame) -> gpd.GeoDataFrame:
    """Draw each park as a circle around its point.

    Parameters
    ----------
    parks : pandas.DataFrame
        ``park_id``, ``latitude``, ``longitude`` (degrees, WGS 84), ``radius_km`` (may be
        missing) and whatever else; see ``data/reference/parks.csv``.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows and columns with circles (EPSG:3067).

    Notes
    -----
    The circles are approximate, and a circle's middle may lie at sea: never route from it.
    """
    points = gpd.points_from_xy(parks["longitude"], parks["latitude"], crs=WGS84)
    radius_m = parks["radius_km"].fillna(_UNKNOWN_RADIUS_KM).to_numpy() * 1000
    circles = gpd.GeoSeries(points).to_crs(ETRS_TM35FIN).buffer(radius_m)
    return gpd.GeoDataFrame(parks, geometry=circles.array, crs=ETRS_TM35FIN)
