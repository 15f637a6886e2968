"""A network ready to be asked: the graph, its hierarchies, and where roads can be joined."""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.errors import BadTable
from fiss_geo.logistics.roads.adjacency import Ints
from fiss_geo.logistics.roads.components import arc_components
from fiss_geo.logistics.roads.graph import ROAD_CLASSES, RoadGraph
from fiss_geo.logistics.roads.grid import Grid, build_grid
from fiss_geo.logistics.roads.hierarchy import Hierarchy, Starts, build_hierarchy
from fiss_geo.logistics.roads.weights import pack

# No lorry is loaded on a ferry, nor stops on a motorway.
_NOT_JOINED: Final = ("ferry", "motorway")


class Network(NamedTuple):
    """Roads with everything that queries need; made by ``prepare``, stored by ``network_file``.

    Attributes
    ----------
    graph : RoadGraph
    quickest : Hierarchy
        Over time, then length.
    shortest : Hierarchy or None
        Over length, then time; None where the quickest way is the shortest.
    arc_component : numpy.ndarray of int32, shape (m,)
        See ``components.arc_components``.
    edge_arc_start : numpy.ndarray of int64, shape (e + 1,)
        Where the arcs of each piece of road start in ``edge_arc``.
    edge_arc : numpy.ndarray of int32, shape (m,)
    grid : Grid
        The pieces of road that places may be joined to.
    """

    graph: RoadGraph
    quickest: Hierarchy
    shortest: Hierarchy | None
    arc_component: Ints
    edge_arc_start: Starts
    edge_arc: Ints
    grid: Grid


def prepare(
    graph: RoadGraph,
    tell: Callable[[str, int], object] = lambda what, left: (what, left),
) -> Network:
    """Make a network of a graph: find what hangs together, contract, index.

    Parameters
    ----------
    graph : RoadGraph
    tell : callable, optional
        Called as work goes on, with what is being done and how many nodes are left.

    Returns
    -------
    Network

    Raises
    ------
    BadTable
        If the graph has no road that a place could be joined to, or its arrays do not fit.
    OverflowError
        If an arc or a way is longer than the engine can hold.
    """
    refuse_misfits(graph)
    component = arc_components(graph)
    edges = joinable_edges(graph, component)
    if len(edges) == 0:
        raise BadTable("the network has no road that a lorry can both reach and leave")
    arcs_by_edge = np.argsort(graph.edge, kind="stable").astype("int32")
    edge_arc_start = np.zeros(len(graph.edge_start), "int64")
    np.cumsum(np.bincount(graph.edge, minlength=len(edge_arc_start) - 1), out=edge_arc_start[1:])
    time = pack(graph.time_ms, graph.length_cm)
    length = pack(graph.length_cm, graph.time_ms)
    ends = graph.tail, graph.head
    quickest = build_hierarchy(
        graph.node_xy_m, (*ends, time), lambda left: tell("quickest ways", left)
    )
    shortest = None
    if not _is_one_speed(graph):
        shortest = build_hierarchy(
            graph.node_xy_m, (*ends, length), lambda left: tell("shortest ways", left)
        )
    grid = build_grid(graph.edge_start, graph.edge_xy_m, edges)
    return Network(graph, quickest, shortest, component, edge_arc_start, arcs_by_edge, grid)


def _is_one_speed(graph: RoadGraph) -> bool:
    """Say whether time is in proportion to length, but for the rounding to milliseconds."""
    total_cm = int(graph.length_cm.sum(dtype="int64"))
    if total_cm == 0:
        return True
    ms_per_cm = int(graph.time_ms.sum(dtype="int64")) / total_cm
    return bool((np.abs(graph.length_cm * ms_per_cm - graph.time_ms) <= 1 + ms_per_cm).all())


def joinable_edges(graph: RoadGraph, arc_component: Ints) -> Ints:
    """Find the pieces of road that a place may be joined to."""
    allowed = np.array([name not in _NOT_JOINED for name in ROAD_CLASSES])
    is_sound = arc_component >= 0
    edges = np.unique(graph.edge[is_sound])
    return edges[allowed[graph.edge_class[edges]]].astype("int32")


def refuse_misfits(graph: RoadGraph) -> None:
    """Refuse a graph whose arrays do not fit each other, with all that is wrong."""
    nodes, edges, arcs = len(graph.node_xy_m), len(graph.edge_start) - 1, len(graph.tail)
    sizes = {name: len(getattr(graph, name)) for name in RoadGraph._fields[2:7]}
    wrong = [f"{name} has {size} entries, tail {arcs}" for name, size in sizes.items()
             if size != arcs]  # fmt: skip
    if arcs == 0:
        wrong.append("there is no arc")
    else:
        wrong += _out_of_range("tail", graph.tail, nodes) + _out_of_range("head", graph.head, nodes)
        wrong += _out_of_range("edge", graph.edge, edges)
    if len(graph.edge_class) != edges:
        wrong.append(f"edge_class has {len(graph.edge_class)} entries for {edges} edges")
    elif edges:
        wrong += _out_of_range("edge_class", graph.edge_class, len(ROAD_CLASSES))
    if not np.isfinite(graph.node_xy_m).all() or not np.isfinite(graph.edge_xy_m).all():
        wrong.append("a coordinate is not a number")
    if (np.diff(graph.edge_start) < 2).any() or graph.edge_start[-1] != len(graph.edge_xy_m):  # noqa: PLR2004
        wrong.append("every edge needs two points or more, and edge_start must end where they do")
    if wrong:
        raise BadTable("this is no road graph: " + "; ".join(wrong))


def _out_of_range(name: str, values: npt.NDArray[np.integer], size: int) -> list[str]:
    if len(values) and (values.min() < 0 or values.max() >= size):
        return [f"{name} goes from {values.min()} to {values.max()}, expected 0 to {size - 1}"]
    return []
