"""Which roads belong together: strongly connected components, by scipy."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from fiss_geo.logistics.roads.graph import RoadGraph

LEAST_ROAD_KM: Final = 10.0
"""A component with less road is a fault of the map or a yard, and no place is joined to it."""


def arc_components(graph: RoadGraph, least_km: float = LEAST_ROAD_KM) -> npt.NDArray[np.int32]:
    """Give each arc the number of its component, within which every node leads to every other.

    Parameters
    ----------
    graph : RoadGraph
    least_km : float
        Components with less road are passed over, unless it is the largest.

    Returns
    -------
    numpy.ndarray of int32, shape (m,)
        0 is the component with the most road, 1 the next; -1 where an arc leads from one
        component to another, or lies in one that is passed over.
    """
    n = len(graph.node_xy_m)
    ones = np.ones(len(graph.tail), "int8")
    joined = csr_array((ones, (graph.tail, graph.head)), shape=(n, n))
    count, label = connected_components(joined, directed=True, connection="strong")
    inside = label[graph.tail] == label[graph.head]
    _, first = np.unique(graph.edge[inside], return_index=True)  # each piece of road once
    pieces = np.flatnonzero(inside)[first]
    road_km = np.bincount(label[graph.tail[pieces]], graph.length_cm[pieces] / 1e5, minlength=count)
    by_size = np.argsort(-road_km, kind="stable")
    number = np.empty(count, "int32")
    number[by_size] = np.arange(count, dtype="int32")
    number[(road_km < least_km) & (number > 0)] = -1
    return np.where(inside, number[label[graph.tail]], -1).astype("int32")
