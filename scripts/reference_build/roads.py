"""The main roads and the railways of Finland and its neighbours near the border, as graphs."""

import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from reference_build.land import HOME
from reference_build.output import ETRS_TM35FIN, WGS84
from reference_build.packages import HIGHWAYS, read_member

ROADS = "scgraph_data/world_highways.py"
RAILS = "scgraph_data/world_railways.py"

_LAT_DEG = (59.3, 70.3)
_LON_DEG = (19.0, 31.8)
# Russia is left out: the border is closed, and no route within Finland may run there.
_COUNTRIES = (*HOME, "SE", "NO")
_NODE = ["from_node", "to_node"]


def read_roads(
    cache: Path, land: gpd.GeoDataFrame, member: str = ROADS
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Read the nodes and edges of one module within the box and the countries.

    Returns
    -------
    tuple of geopandas.GeoDataFrame and pandas.DataFrame
        Nodes, indexed by the package's number of the node: ``country_code``, point (EPSG:3067,
        whole metres). Edges, each once, from the lower number to the higher: ``from_node``,
        ``to_node``, ``length_km``.
    """
    graph, lat_lon = _read_literals(cache, member)
    lat, lon = lat_lon.T
    in_box = (lat >= _LAT_DEG[0]) & (lat <= _LAT_DEG[1]) & (lon >= _LON_DEG[0])
    numbers = np.flatnonzero(in_box & (lon <= _LON_DEG[1]))
    points = gpd.points_from_xy(lon[numbers], lat[numbers], crs=WGS84).to_crs(ETRS_TM35FIN)
    points = shapely.points(shapely.get_coordinates(points).round())
    nodes = gpd.GeoDataFrame(geometry=points, index=numbers, crs=ETRS_TM35FIN)
    # By the nearest land, since nodes on bridges and shores lie off the coast at 1:10M.
    nearest = shapely.STRtree(land.geometry.array).nearest(nodes.geometry.array)
    nodes.insert(0, "country_code", land["country_code"].to_numpy()[nearest])
    nodes = nodes[nodes["country_code"].isin(_COUNTRIES)]
    kept = set(nodes.index)
    rows = [
        (node, int(other), length_km)
        for node in nodes.index
        for other, length_km in graph[node].items()
        if node < int(other) and int(other) in kept
    ]
    return nodes, pd.DataFrame(rows, columns=[*_NODE, "length_km"])


def edge_table(nodes: gpd.GeoDataFrame, edges: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give edges their geometry and component, the columns as in ``main_roads.parquet``.

    A component without a node in Finland or Åland is of no use and is left out.
    """
    starts, ends = (nodes.geometry.loc[edges[column]].array for column in _NODE)
    ends_xy = zip(shapely.get_coordinates(starts), shapely.get_coordinates(ends), strict=True)
    chords = gpd.GeoSeries([shapely.LineString(pair) for pair in ends_xy], crs=nodes.crs)
    # The package rounds nodes to 0.001 degrees, so that here and there a road comes out some
    # metres shorter than the straight line between its ends: raised to the line, rounded up.
    chord_km = np.ceil(geodesic_m(chords)) / 1000
    table = gpd.GeoDataFrame(edges.reset_index(drop=True), geometry=chords)
    table["length_km"] = np.maximum(table["length_km"], chord_km).round(3)
    table["component_id"] = component_ids(edges).to_numpy()
    at_home = nodes["country_code"].isin(HOME).loc[table["from_node"]].to_numpy()
    used = table["component_id"].isin(table["component_id"][at_home])
    table = table[used].sort_values(_NODE, ignore_index=True)
    # Numbered anew, since a component was left out.
    table["component_id"] = component_ids(table).to_numpy()
    columns = [*_NODE, "length_km", "is_mended", "component_id", "geometry"]
    return table[columns].astype({"from_node": "int64", "to_node": "int64"})


def component_ids(edges: pd.DataFrame) -> pd.Series:
    """Give each edge the number of its connected component, 0 the one with the most nodes."""
    numbers, flat = np.unique(edges[_NODE].to_numpy(), return_inverse=True)
    start, end = flat.reshape(-1, 2).T
    size = (len(numbers), len(numbers))
    links = csr_matrix((np.ones(len(edges)), (start, end)), size)
    _, labels = connected_components(links, directed=False)
    order = pd.Series(labels).value_counts(sort=False).sort_index()
    rank = order.rank(ascending=False, method="first").astype("int64") - 1
    return rank.loc[labels[start]].set_axis(edges.index)


def geodesic_m(lines: gpd.GeoSeries) -> npt.NDArray[np.float64]:
    """Give the lengths [m] of lines on the ellipsoid."""
    geod = Geod(ellps="GRS80")
    return np.array([geod.geometry_length(line) for line in lines.to_crs(WGS84)])


def _read_literals(
    cache: Path, member: str
) -> tuple[list[dict[str, float]], npt.NDArray[np.float64]]:
    # A module is two literals of up to 36 MB; they are read as JSON and never run as code.
    source = read_member(HIGHWAYS, cache, member).decode()
    start, middle = source.index("graph=") + len("graph="), source.index("\nnodes=")
    end = source.index("\n", middle + 1)
    graph = json.loads(re.sub(r"(\d+):", r'"\1":', source[start:middle]))
    return graph, np.array(json.loads(source[middle + len("\nnodes=") : end]))
