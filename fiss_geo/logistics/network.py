"""The road network: built once from edges, then asked for the shortest distance between points.

The only module that knows a road engine (scipy's Dijkstra). Roads are undirected; parallel
roads, loops and edges of no length are allowed. A point joins the network at the nearest point
of an edge, not at the nearest node: nodes of the main roads lie up to tens of kilometres apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod, Transformer
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import BadTable, UnknownCrs

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

_NODES_AT_ONCE = 256  # 256 searches over 2 400 nodes hold 5 MB; over a million nodes, 2 GB


@dataclass(frozen=True)
class RoadNetwork:
    """Roads ready to be asked for distances; made by ``build_network``, changed by nobody.

    Attributes
    ----------
    lines : numpy.ndarray
        One straight line an edge, EPSG:3067.
    ends : numpy.ndarray
        For each edge the positions of its two nodes, in the order of its line.
    length_km : numpy.ndarray
        Length of each edge along the road; at least that of its line, up to rounding.
    graph : scipy.sparse.csr_array
        Shortest length between each two nodes joined by an edge, both ways.
    tree : shapely.STRtree
        Index over ``lines``.
    distance_method : str
        Name of the distances found here, one of ``schemas.DISTANCE_METHODS``.
    """

    lines: npt.NDArray[np.object_]
    ends: Indices
    length_km: Floats
    graph: Any
    tree: shapely.STRtree
    distance_method: str


def build_network(
    edges: gpd.GeoDataFrame, distance_method: str = "embedded main roads"
) -> RoadNetwork:
    """Make a network of a table of edges.

    Parameters
    ----------
    edges : geopandas.GeoDataFrame
        ``from_node``, ``to_node``, ``length_km`` and a straight line from the one to the other,
        EPSG:3067.
    distance_method : str
        Name of the distances found in this network.

    Returns
    -------
    RoadNetwork

    Raises
    ------
    UnknownCrs
        If the edges are not in EPSG:3067.
    BadTable
        If there is no edge, or a length is missing or below zero.
    """
    require_metres(edges, "a road network")
    length_km = edges["length_km"].to_numpy(dtype="float64")
    if len(edges) == 0 or not (length_km >= 0).all():
        raise BadTable("a road network needs edges, each with a length_km of zero or more")
    both = edges[["from_node", "to_node"]].to_numpy()
    nodes, flat = np.unique(both, return_inverse=True)
    ends = flat.reshape(both.shape)
    lines = edges.geometry.to_numpy()
    graph = _graph(ends, length_km, len(nodes))
    return RoadNetwork(lines, ends, length_km, graph, shapely.STRtree(lines), distance_method)


def require_metres(table: gpd.GeoDataFrame, name: str) -> None:
    """Refuse a table that is not in EPSG:3067; a missing reference system is never guessed.

    Raises
    ------
    UnknownCrs
        With what was found instead.
    """
    if table.crs is None or table.crs.to_epsg() != ETRS_TM35FIN:
        found = "none" if table.crs is None else table.crs.to_string()
        raise UnknownCrs(f"{name} must be in EPSG:{ETRS_TM35FIN}; found {found}")


def geodesic_km(starts: Floats, ends: Floats) -> Floats:
    """Measure over the ellipsoid GRS 80 from each point to its partner.

    Parameters
    ----------
    starts, ends : numpy.ndarray
        Easting and northing in metres, EPSG:3067; one row a point.

    Returns
    -------
    Kilometres; missing where a coordinate is.

    One kilometre on the plane at the central meridian is 1 / 0.9996 km on the ground.

    >>> start, end = np.array([[500_000.0, 7_000_000.0]]), np.array([[500_000.0, 7_001_000.0]])
    >>> geodesic_km(start, end).round(4)
    array([1.0004])
    """
    degrees = Transformer.from_crs(ETRS_TM35FIN, WGS84, always_xy=True)
    known = np.isfinite(starts).all(axis=1) & np.isfinite(ends).all(axis=1)
    result = np.full(len(starts), np.nan)
    start, end = (degrees.transform(*points[known].T) for points in (starts, ends))
    result[known] = Geod(ellps="GRS80").inv(*start, *end)[2] / 1000
    return result


def snap(network: RoadNetwork, points: gpd.GeoSeries) -> pd.DataFrame:
    """Find where each point joins the network: the nearest point of the nearest edge.

    Parameters
    ----------
    network : RoadNetwork
    points : geopandas.GeoSeries
        EPSG:3067, none missing.

    Returns
    -------
    pandas.DataFrame
        With the index of ``points``: ``edge`` (position in the network; of several equally near
        the first), ``share`` (how far along the edge, 0 to 1) and ``leg_km`` (geodesic from the
        point to the road).
    """
    shapes = points.to_numpy()
    which, edge = network.tree.query_nearest(shapes, all_matches=True)
    nearest = np.full(len(shapes), len(network.lines))
    np.minimum.at(nearest, which, edge)
    lines = network.lines[nearest]
    share = shapely.line_locate_point(lines, shapes, normalized=True)
    on_road = shapely.line_interpolate_point(lines, share, normalized=True)
    leg_km = geodesic_km(shapely.get_coordinates(shapes), shapely.get_coordinates(on_road))
    return pd.DataFrame({"edge": nearest, "share": share, "leg_km": leg_km}, index=points.index)


def distances_km(network: RoadNetwork, origins: pd.DataFrame, destinations: pd.DataFrame) -> Floats:
    """Find the shortest way on the network from each origin to its partner, without the legs.

    The way leaves the origin's edge at one of its two ends, enters the destination's edge at
    one of its two, and runs by the shortest path between them; two points on one edge may also
    be joined along it.

    Parameters
    ----------
    network : RoadNetwork
    origins, destinations : pandas.DataFrame
        Rows of ``snap``, paired by position.

    Returns
    -------
    Kilometres on the road; missing where no road joins the two.
    """
    start, start_km = _ends(network, origins)
    end, end_km = _ends(network, destinations)
    same = origins["edge"].to_numpy() == destinations["edge"].to_numpy()
    best = np.where(same, np.abs(start_km[:, 0] - end_km[:, 0]), np.inf)
    for leaving in (0, 1):
        for pairs, table, row in _searches(network, start[:, leaving]):
            for entering in (0, 1):
                between = table[row, end[pairs, entering]]
                way = start_km[pairs, leaving] + between + end_km[pairs, entering]
                best[pairs] = np.minimum(best[pairs], way)
    return np.where(np.isfinite(best), best, np.nan)


def _graph(ends: Indices, length_km: Floats, n_nodes: int) -> csr_array:
    """Join nodes both ways by the shortest of their parallel edges; leave out loops."""
    table = pd.DataFrame({"a": ends.min(axis=1), "b": ends.max(axis=1), "km": length_km})
    shortest = table[table["a"] != table["b"]].sort_values("km").drop_duplicates(["a", "b"])
    rows = np.concatenate([shortest["a"], shortest["b"]])
    columns = np.concatenate([shortest["b"], shortest["a"]])
    lengths = np.concatenate([shortest["km"], shortest["km"]])
    return csr_array((lengths, (rows, columns)), shape=(n_nodes, n_nodes))


def _ends(network: RoadNetwork, snapped: pd.DataFrame) -> tuple[Indices, Floats]:
    """Give the two end nodes of each snapped point's edge and the kilometres to each."""
    edge = snapped["edge"].to_numpy(dtype="intp")
    share = snapped["share"].to_numpy()
    length = network.length_km[edge]
    return network.ends[edge], np.column_stack([share * length, (1 - share) * length])


def _searches(network: RoadNetwork, sources: Indices) -> Iterator[tuple[Indices, Floats, Indices]]:
    """Search from each distinct source, a block at a time: pairs served, distances, their rows."""
    nodes, which = np.unique(sources, return_inverse=True)
    order = np.argsort(which, kind="stable")
    firsts = np.arange(0, len(nodes), _NODES_AT_ONCE)
    bounds = np.append(np.searchsorted(which[order], firsts), len(order))
    for first, low, high in zip(firsts, bounds[:-1], bounds[1:], strict=True):
        pairs = order[low:high]
        block = nodes[first : first + _NODES_AT_ONCE]
        yield pairs, dijkstra(network.graph, indices=block), which[pairs] - first
