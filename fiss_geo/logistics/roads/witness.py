"""The search for witnesses: ways that make a shortcut over a node needless."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads.adjacency import Adjacency, Ints
from fiss_geo.logistics.roads.compiled import compiled
from fiss_geo.logistics.roads.heap import drop_first, push, with_room
from fiss_geo.logistics.roads.weights import MINOR_LIMIT, MINOR_MASK, UNREACHED, Weights


class Scratch(NamedTuple):
    """What one thread's searches write into; made once, as large as the graph.

    Attributes
    ----------
    distance, round : numpy.ndarray, shape (n,)
        Distance of a node, and the number of the search that it is from.
    need : numpy.ndarray of int64, shape (n,)
        At a goal that no witness was found for yet: weight of the shortcut; elsewhere -1.
    state : numpy.ndarray of int64, shape (3,)
        Number of the search, goals without a witness, and the heaviest of their needs.
    keys, nodes : numpy.ndarray
        The heap.
    """

    distance: Weights
    round: Ints
    need: Weights
    state: Weights
    keys: Weights
    nodes: Ints


def make_scratch(n_nodes: int) -> Scratch:
    """Make what a thread needs to search a graph of so many nodes."""
    return Scratch(
        np.zeros(n_nodes, "int64"), np.zeros(n_nodes, "int32"), np.full(n_nodes, -1, "int64"),
        np.zeros(3, "int64"), np.empty(1024, "int64"), np.empty(1024, "int32"),
    )  # fmt: skip


@compiled
def mark_goals(lists: Adjacency, node: int, i: int, scratch: Scratch) -> None:
    """Mark the neighbours that are reached from neighbour ``i`` over ``node``."""
    goals, limit = 0, -1
    for j in range(lists.start[node], lists.start[node] + lists.length[node]):
        if j != i and lists.weight_out[j] < UNREACHED:
            weight = lists.weight_in[i] + lists.weight_out[j]
            scratch.need[lists.to[j]] = weight
            limit = max(limit, weight)
            goals += 1
    scratch.state[0] += 1
    scratch.state[1], scratch.state[2] = goals, limit
    # The node itself is out of bounds: no way to it is ever an improvement.
    scratch.distance[node], scratch.round[node] = -1, scratch.state[0]


@compiled
def seek_witnesses(
    lists: Adjacency, i: int, is_out: npt.NDArray[np.bool_], scratch: Scratch, at_most: int
) -> None:
    """Search from neighbour ``i``; clear the need of each goal reached as well without the node.

    Gives up after ``at_most`` nodes, or where nothing better can come.
    """
    now, limit = scratch.state[0], scratch.state[2]
    keys, nodes, distance = scratch.keys, scratch.nodes, scratch.distance
    distance[lists.to[i]], scratch.round[lists.to[i]] = 0, now
    size = push(keys, nodes, 0, 0, lists.to[i])
    while size > 0 and at_most > 0 and scratch.state[1] > 0:
        key, node = keys[0], nodes[0]
        size = drop_first(keys, nodes, size)
        if key > distance[node]:
            continue
        at_most -= 1
        keys, nodes = with_room(keys, nodes, size, lists.length[node])
        for at in range(lists.start[node], lists.start[node] + lists.length[node]):
            way, neighbour = key + lists.weight_out[at], lists.to[at]
            # A way too long for a weight is no witness; that is always safe.
            if way > limit or (way & MINOR_MASK) >= MINOR_LIMIT or is_out[neighbour]:
                continue
            if scratch.round[neighbour] == now and distance[neighbour] <= way:
                continue
            distance[neighbour], scratch.round[neighbour] = way, now
            if way <= scratch.need[neighbour]:
                scratch.need[neighbour] = -1
                scratch.state[1] -= 1
            size = push(keys, nodes, size, way, neighbour)
