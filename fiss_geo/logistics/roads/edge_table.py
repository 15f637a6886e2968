"""A road graph of a table of edges, such as the embedded main roads."""

import geopandas as gpd
import numpy as np
import shapely

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import BadTable, UnknownCrs
from fiss_geo.logistics.roads.graph import RoadGraph
from fiss_geo.reference import factor_defaults, main_roads


def embedded_graph() -> RoadGraph:
    """Make the graph of Finland's main roads that comes with the toolkit."""
    speed_km_h = float(factor_defaults()["value"]["truck_speed_limit_km_h"])
    source = {
        "file": "data/reference/main_roads.parquet",
        "licence": "ODbL 1.0, © OpenStreetMap contributors",
    }
    return graph_of_edges(main_roads(), speed_km_h, "embedded main roads", source)


def graph_of_edges(
    edges: gpd.GeoDataFrame, speed_km_h: float, distance_method: str, source: dict[str, str]
) -> RoadGraph:
    """Make a graph of edges that may be driven both ways at one speed.

    Parameters
    ----------
    edges : geopandas.GeoDataFrame
        ``from_node``, ``to_node``, ``length_km`` (along the road, not of the line) and a line
        from the one to the other, EPSG:3067.
    speed_km_h : float
    distance_method : str
        Name of the distances found on it.
    source : dict of str to str
        Where the edges come from.

    Returns
    -------
    RoadGraph

    Raises
    ------
    UnknownCrs
        If the edges are not in EPSG:3067.
    BadTable
        If there is no edge, or a length is missing or below zero.
    """
    if edges.crs is None or edges.crs.to_epsg() != ETRS_TM35FIN:
        found = "none" if edges.crs is None else edges.crs.to_string()
        raise UnknownCrs(f"a road network must be in EPSG:{ETRS_TM35FIN}; found {found}")
    length_km = edges["length_km"].to_numpy(dtype="float64")
    if len(edges) == 0 or not (length_km >= 0).all():
        raise BadTable("a road network needs edges, each with a length_km of zero or more")
    both = edges[["from_node", "to_node"]].to_numpy()
    names, ends = np.unique(both, return_inverse=True)
    ends = ends.reshape(both.shape).astype("int32")
    xy_m, line = shapely.get_coordinates(edges.geometry, return_index=True)
    start = np.append(0, np.cumsum(np.bincount(line, minlength=len(edges))))
    node_xy_m = np.empty((len(names), 2))
    node_xy_m[ends[:, 0]], node_xy_m[ends[:, 1]] = xy_m[start[:-1]], xy_m[start[1:] - 1]
    length_cm = np.rint(length_km * 100_000)
    time_ms = np.rint(length_km / speed_km_h * 3_600_000)
    number = np.arange(len(edges), dtype="int32")
    is_forward = np.repeat([True, False], len(edges))
    return RoadGraph(
        node_xy_m, np.append(ends[:, 0], ends[:, 1]), np.append(ends[:, 1], ends[:, 0]),
        np.tile(time_ms, 2).astype("int32"), np.tile(length_cm, 2).astype("int32"),
        np.tile(number, 2), is_forward, start.astype("int64"), xy_m,
        np.zeros(len(edges), "uint8"), distance_method, source,
    )  # fmt: skip
