"""Verb two, ``locate``: which municipality, region and eco-industrial park each flow is in.

Every row stays, in its order. The municipality that a file states is believed while the flow's
point lies in it or within 5 km of it; else the point decides, and the row says so. An area or a
line is where its largest part is. Off the coast the nearest municipality within 5 km counts, but
no point in a neighbouring country does.
"""

import geopandas as gpd
import pandas as pd

from fiss_geo.regions.areas import MUNICIPALITIES, PARKS
from fiss_geo.regions.boundaries import Boundaries, boundaries
from fiss_geo.regions.extents import largest_shares, with_points
from fiss_geo.regions.membership import park_of
from fiss_geo.regions.municipality import NEAR_M, decide, stated_municipalities
from fiss_geo.regions.nearness import sort_points
from fiss_geo.regions.parks import parks as known_parks
from fiss_geo.schemas import FLOWS, LOCATED_FLOWS, keep

__all__ = ["NEAR_M", "locate"]

OWN_POLYGONS = "polygons given by the caller"


def locate(
    flows: gpd.GeoDataFrame,
    municipalities: gpd.GeoDataFrame | Boundaries | None = None,
    parks: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Join flows to municipalities, regions and eco-industrial parks.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        Flows (EPSG:3067): points, or areas and lines, of which a point is taken and the shape is
        kept in ``extent_wkt``.
    municipalities : Boundaries or geopandas.GeoDataFrame, optional
        What ``boundaries`` gives; or ``municipality_code``, ``municipality_name_fi``,
        ``municipality_name_sv``, ``region_code`` and polygons in EPSG:3067. If not given, the
        official boundaries where they have been fetched, else the embedded approximate ones.
    parks : geopandas.GeoDataFrame, optional
        ``park_id``, polygons in EPSG:3067 and perhaps ``catchment_km``. The embedded parks, if
        not given.

    Returns
    -------
    geopandas.GeoDataFrame
        LocatedFlows: the same rows in the same order, with municipality, region and park, how
        each was found, and which boundaries said so.

    Raises
    ------
    BadTable, UnknownCrs
        If ``flows`` is not a table of flows, or the polygons lack a column or are not in
        EPSG:3067.
    """
    # Columns and types first; values are checked with the rest, at the end and once.
    keep(FLOWS, flows.head(0))
    areas, source = _areas(municipalities)
    flows, shapes = with_points(flows)
    stated = stated_municipalities(flows, areas)
    largest, shares = largest_shares(shapes, areas)
    points = flows.geometry.to_numpy()
    in_order = sort_points(points)
    decided = decide(points, in_order, largest, stated["number"].to_numpy(), areas).set_axis(
        flows.index
    )
    number = decided["number"].to_numpy()
    located = flows.assign(
        municipality_code=areas["municipality_code"].array.take(number, allow_fill=True),
        region_code=areas["region_code"].array.take(number, allow_fill=True),
        area_method=decided["area_method"],
        area_note=_joined(decided["area_note"], stated["note"]),
        area_shares=shares.array,
        boundary_source=pd.Series(source, index=flows.index, dtype="str"),
        **park_of(flows, in_order, keep(PARKS, known_parks() if parks is None else parks)),
    )
    return keep(LOCATED_FLOWS, located)


def _areas(given: gpd.GeoDataFrame | Boundaries | None) -> tuple[gpd.GeoDataFrame, str]:
    chosen = boundaries() if given is None else given
    table, source = (
        (chosen.municipalities, chosen.title)
        if isinstance(chosen, Boundaries)
        else (chosen, OWN_POLYGONS)
    )
    table = keep(MUNICIPALITIES, table).sort_values("municipality_code", ignore_index=True)
    return table, source


def _joined(first: pd.Series, second: pd.Series) -> pd.Series:
    return (first + "; " + second).fillna(first).fillna(second)
