"""Searches up the hierarchy, from places that lie between nodes."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads.adjacency import Ints
from fiss_geo.logistics.roads.compiled import compiled
from fiss_geo.logistics.roads.heap import drop_first, push, with_room
from fiss_geo.logistics.roads.hierarchy import Arcs, Starts
from fiss_geo.logistics.roads.weights import (
    MAJOR_LIMIT,
    MINOR_BITS,
    MINOR_LIMIT,
    MINOR_MASK,
    UNREACHED,
    Weights,
)


class Seeds(NamedTuple):
    """Where each place joins the graph, as it may do at several nodes.

    Attributes
    ----------
    start : numpy.ndarray of int64, shape (k + 1,)
        Where each place's seeds start.
    node : numpy.ndarray of int32
        Node of the graph.
    weight : numpy.ndarray of int64
        From the place to the node, or from the node to the place.
    """

    start: Starts
    node: Ints
    weight: Weights


def seeds_at(nodes: npt.NDArray[np.integer[Any]]) -> Seeds:
    """Make seeds of places that stand at nodes."""
    n = len(nodes)
    return Seeds(np.arange(n + 1), np.asarray(nodes, "int32"), np.zeros(n, "int64"))


def ranked(seeds: Seeds, rank: Ints) -> Seeds:
    """Give the same seeds with ranks in place of the graph's nodes."""
    return Seeds(seeds.start, rank[seeds.node], seeds.weight)


@compiled
def search_up(
    arcs: Arcs,
    back: Arcs,
    seeds: Seeds,
    place: int,
    distance: Weights,
    parent: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Search from a place up the hierarchy (Dijkstra with stall-on-demand).

    Parameters
    ----------
    arcs, back : Arcs
        Those to search along, and those the other way, for stalling: a node that is reached
        better from a higher one is on no best way up.
    seeds : Seeds
        With ranks.
    place : int
    distance : numpy.ndarray of int64
        ``UNREACHED`` everywhere; afterwards the distance of every node settled.
    parent : numpy.ndarray of int64
        Gets for each node the arc that it was reached by, or ~s for seed s; of length 0 if
        nobody will ask.

    Returns
    -------
    numpy.ndarray of int32
        The nodes settled; ~node for one that stalled.
    """
    settled, n, size = np.empty(512, np.int32), 0, 0
    keys, nodes = np.empty(512, np.int64), np.empty(512, np.int32)
    keys, nodes = with_room(keys, nodes, size, seeds.start[place + 1] - seeds.start[place])
    for at in range(seeds.start[place], seeds.start[place + 1]):
        size = _reach(seeds.node[at], seeds.weight[at], distance, keys, nodes, size)
        _note(parent, seeds.node[at], ~at, distance[seeds.node[at]] == seeds.weight[at])
    while size > 0:
        key, node = keys[0], nodes[0]
        size = drop_first(keys, nodes, size)
        if key > distance[node]:
            continue
        settled = _longer_by_one(settled, n)
        n += 1
        if _is_stalled(back, node, key, distance):
            settled[n - 1] = ~node
            continue
        settled[n - 1] = node
        _refuse_overflow(key)
        keys, nodes = with_room(keys, nodes, size, arcs.start[node + 1] - arcs.start[node])
        for at in range(arcs.start[node], arcs.start[node + 1]):
            if key + arcs.weight[at] < distance[arcs.node[at]]:
                _note(parent, arcs.node[at], at, True)  # noqa: FBT003
                size = _reach(arcs.node[at], key + arcs.weight[at], distance, keys, nodes, size)
    return settled[:n]


@compiled
def _note(parent: Starts, node: int, arc: int, is_better: bool) -> None:  # noqa: FBT001
    """Keep by which arc a node was reached, if anybody will ask."""
    if is_better and len(parent):
        parent[node] = arc


@compiled
def _reach(node: int, way: int, distance: Weights, keys: Weights, nodes: Ints, size: int) -> int:
    if way >= distance[node]:
        return size
    distance[node] = way
    return push(keys, nodes, size, way, node)


@compiled
def _longer_by_one(settled: Ints, n: int) -> Ints:
    return np.append(settled, settled) if n == len(settled) else settled


@compiled
def _is_stalled(back: Arcs, node: int, key: int, distance: Weights) -> bool:
    for at in range(back.start[node], back.start[node + 1]):
        if distance[back.node[at]] + back.weight[at] < key:
            return True
    return False


@compiled
def _refuse_overflow(way: int) -> None:
    if (way & MINOR_MASK) >= MINOR_LIMIT or (way >> MINOR_BITS) >= MAJOR_LIMIT:
        raise OverflowError("a way is longer than 10 737 km or takes more than 298 hours")


@compiled
def forget(settled: Ints, distance: Weights) -> None:
    """Set the distances of the nodes settled back to ``UNREACHED``."""
    for k in range(len(settled)):
        node = settled[k] if settled[k] >= 0 else ~settled[k]
        distance[node] = UNREACHED
