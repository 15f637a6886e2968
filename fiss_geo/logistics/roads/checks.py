"""What is odd in a road graph: parts that cannot be reached, dead ends, speeds out of line."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.logistics.roads.graph import ROAD_CLASSES, RoadGraph

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.signedinteger[Any]]

_SLOW_KM_PER_H: Final = 4.0
_FAST_KM_PER_H: Final = 81.0  # 80, and what rounding to milliseconds and centimetres makes of it
_FAST_FERRY_KM_PER_H: Final = 50.0
_SLACK: Final = 0.99  # a road may be drawn a little longer than it is
_SHORT_CM: Final = 1000  # the speed of less is mostly rounding
_KM_PER_CM: Final = 1e-5
_KM_PER_H: Final = 36.0  # centimetres a millisecond


def main_component(graph: RoadGraph) -> Flags:
    """Mark the nodes of the largest part in which each can be reached from each.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
    """
    part = _components(graph, "strong")
    return part == np.bincount(part).argmax() if len(part) else np.zeros(0, bool)


def check_graph(graph: RoadGraph) -> pd.DataFrame:
    """Look for what is odd.

    Parameters
    ----------
    graph : RoadGraph

    Returns
    -------
    pandas.DataFrame
        A row for each kind of finding: ``finding``, ``count``, ``length_km`` of the road it is
        about (missing where it is about nodes), and ``latitude`` and ``longitude`` of an example
        (of the longest stretch, or of the first node; missing where nothing was found).
    """
    speed = graph.length_cm / np.maximum(graph.time_ms, 1) * _KM_PER_H
    is_ferry = graph.edge_class[graph.edge] == ROAD_CLASSES.index("ferry")
    is_long = graph.length_cm >= _SHORT_CM
    in_main = main_component(graph)
    is_island = _components(graph, "weak") != _components(graph, "weak")[np.argmax(in_main)]
    into, out = (np.bincount(ends, minlength=len(in_main)) for ends in (graph.head, graph.tail))
    neighbours = _neighbours(graph)
    off_main = ~(in_main[graph.tail] & in_main[graph.head])
    arcs = {
        "road that the main network does not reach, or that does not lead back": off_main,
        "of it, parts with no link at all, such as islands": is_island[graph.tail],
        "ferry": is_ferry,
        "ferry faster than 50 km/h": is_ferry & is_long & (speed > _FAST_FERRY_KM_PER_H),
        "road slower than 4 km/h": ~is_ferry & is_long & (speed < _SLOW_KM_PER_H),
        "road faster than 81 km/h": ~is_ferry & is_long & (speed > _FAST_KM_PER_H),
        "road that takes no time": (graph.time_ms == 0) & is_long,
        "road shorter than the straight line": is_long & _is_too_short(graph),
    }
    nodes = {
        "dead end": neighbours == 1,
        "node that no road leads out of": (out == 0) & (into > 0),
        "node that no road leads to": (into == 0) & (out > 0),
    }
    rows = [_about_arcs(graph, name, found) for name, found in arcs.items()]
    rows += [_about_nodes(graph, name, found) for name, found in nodes.items()]
    return pd.DataFrame(rows)


def classes(graph: RoadGraph) -> pd.DataFrame:
    """Sum up the roads by class: ``road_class``, ``edges`` and ``length_km`` of the roadway.

    A road with two directions counts once.
    """
    edge, first = np.unique(graph.edge, return_index=True)
    kind = graph.edge_class[edge]
    length_km = graph.length_cm[first] * _KM_PER_CM
    return pd.DataFrame(
        {
            "road_class": ROAD_CLASSES,
            "edges": np.bincount(kind, minlength=len(ROAD_CLASSES)),
            "length_km": np.bincount(kind, length_km, minlength=len(ROAD_CLASSES)),
        }
    )


def _components(graph: RoadGraph, connection: str) -> Ints:
    n = len(graph.node_xy_m)
    ones = np.ones(len(graph.tail), np.int8)
    matrix = csr_array((ones, (graph.tail, graph.head)), shape=(n, n))
    return connected_components(matrix, directed=True, connection=connection)[1]


def _neighbours(graph: RoadGraph) -> Ints:
    """Count the roads at each node: pieces, not arcs."""
    ends = np.concatenate([graph.tail, graph.head]).astype(np.int64)
    key = np.unique(ends * len(graph.edge_class) + np.concatenate([graph.edge, graph.edge]))
    return np.bincount(key // max(len(graph.edge_class), 1), minlength=len(graph.node_xy_m))


def _is_too_short(graph: RoadGraph) -> Flags:
    step = graph.node_xy_m[graph.head] - graph.node_xy_m[graph.tail]
    return graph.length_cm < _SLACK * np.hypot(step[:, 0], step[:, 1]) * 100


def _about_arcs(graph: RoadGraph, name: str, found: Flags) -> dict[str, Any]:
    arcs = np.flatnonzero(found)
    edges, first = np.unique(graph.edge[arcs], return_index=True)
    length_cm = graph.length_cm[arcs[first]]
    row = {"finding": name, "count": len(edges), "length_km": length_cm.sum() * _KM_PER_CM}
    if not len(edges):
        return {**row, "latitude": np.nan, "longitude": np.nan}
    start, end = graph.edge_start[edges[length_cm.argmax()] :][:2]
    return {**row, **_place(graph.edge_xy_m[(start + end) // 2])}


def _about_nodes(graph: RoadGraph, name: str, found: Flags) -> dict[str, Any]:
    row = {"finding": name, "count": int(found.sum()), "length_km": np.nan}
    if not found.any():
        return {**row, "latitude": np.nan, "longitude": np.nan}
    return {**row, **_place(graph.node_xy_m[found.argmax()])}


def _place(xy_m: npt.NDArray[np.float64]) -> dict[str, float]:
    degrees = Transformer.from_crs(ETRS_TM35FIN, WGS84, always_xy=True).transform(*xy_m)
    return {"latitude": round(degrees[1], 5), "longitude": round(degrees[0], 5)}
