"""The way itself: from the hierarchy's shortcuts back to the arcs of the graph."""

from typing import Any, Final, NamedTuple

import numpy as np

from fiss_geo.logistics.roads.adjacency import Ints
from fiss_geo.logistics.roads.compiled import compiled
from fiss_geo.logistics.roads.hierarchy import Arcs, Hierarchy, Starts
from fiss_geo.logistics.roads.searches import Seeds, forget, ranked, search_up
from fiss_geo.logistics.roads.threads import shared_out
from fiss_geo.logistics.roads.weights import UNREACHED, Weights

_PAIRS_AT_ONCE: Final = 32


class Paths(NamedTuple):
    """The best way of each pair.

    Attributes
    ----------
    weight : numpy.ndarray of int64, shape (k,)
        ``UNREACHED`` where there is none.
    origin_seed, destination_seed : numpy.ndarray of int64, shape (k,)
        Seed by which the way leaves its origin, and the one by which it reaches its
        destination; -1 where there is no way.
    start : numpy.ndarray of int64, shape (k + 1,)
        Where each way's arcs start.
    arc : numpy.ndarray of int32
        Arcs of the graph, in the order driven, from the one seed's node to the other's.
    """

    weight: Weights
    origin_seed: Starts
    destination_seed: Starts
    start: Starts
    arc: Ints


class _Work(NamedTuple):
    """What one thread's searches write into: distances and parents, up and down."""

    up: Weights
    up_parent: Starts
    down: Weights
    down_parent: Starts


def best_paths(hierarchy: Hierarchy, origins: Seeds, destinations: Seeds, pairs: Starts) -> Paths:
    """Find the arcs of the best way of each pair.

    Parameters
    ----------
    hierarchy : Hierarchy
    origins, destinations : Seeds
    pairs : numpy.ndarray of int64, shape (k, 2)
        Positions of an origin and a destination.

    Returns
    -------
    Paths
        As light as ``best_ways`` tells.
    """
    n, rank = len(hierarchy.rank), hierarchy.rank
    seeds = ranked(origins, rank), ranked(destinations, rank)

    def make_work() -> _Work:
        parents = np.empty(n, "int64"), np.empty(n, "int64")
        return _Work(np.full(n, UNREACHED), parents[0], np.full(n, UNREACHED), parents[1])

    with shared_out(make_work, _PAIRS_AT_ONCE) as spread:
        parts = spread(
            lambda some, work: _paths(hierarchy.up, hierarchy.down, seeds, some, work),
            np.ascontiguousarray(pairs, dtype="int64"),
        )
    weight, origin, destination, count, arc = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    return Paths(weight, origin, destination, np.append(0, np.cumsum(count)), arc)


@compiled
def _paths(up: Arcs, down: Arcs, seeds: Any, pairs: Starts, work: _Work) -> Any:  # noqa: ANN401
    weight = np.full(len(pairs), UNREACHED, np.int64)
    ends = np.full((2, len(pairs)), -1, np.int64)
    count = np.zeros(len(pairs), np.int64)
    arcs, n = np.empty(4096, np.int32), 0
    for k in range(len(pairs)):
        there = search_up(up, down, seeds[0], pairs[k, 0], work.up, work.up_parent)
        back = search_up(down, up, seeds[1], pairs[k, 1], work.down, work.down_parent)
        top = _best_meeting(there, work)
        if top >= 0:
            weight[k] = work.up[top] + work.down[top]
            before = n
            arcs, n, ends[0, k] = _climb(up, down, top, work.up_parent, arcs, n)
            arcs, n, ends[1, k] = _descend(up, down, top, work.down_parent, arcs, n)
            count[k] = n - before
        forget(there, work.up)
        forget(back, work.down)
    return weight, ends[0], ends[1], count, arcs[:n]


@compiled
def _best_meeting(settled: Ints, work: _Work) -> int:
    best, top = UNREACHED, -1
    for node in settled:
        if node >= 0 and work.up[node] + work.down[node] < best:
            best, top = work.up[node] + work.down[node], node
    return top


@compiled
def _climb(up: Arcs, down: Arcs, top: int, parent: Starts, arcs: Ints, n: int) -> Any:  # noqa: ANN401
    """Write the arcs from the origin's seed up to the top."""
    chain, size = np.empty(256, np.int64), 0
    node = top
    while parent[node] >= 0:
        if size == len(chain):
            chain = np.append(chain, chain)
        chain[size] = parent[node]
        size += 1
        node = _owner(up, parent[node])
    seed = ~parent[node]
    for k in range(size - 1, -1, -1):
        tail = _owner(up, chain[k])
        arcs, n = _unfold(up, down, tail, up.node[chain[k]], up.via[chain[k]], arcs, n)
    return arcs, n, seed


@compiled
def _descend(up: Arcs, down: Arcs, top: int, parent: Starts, arcs: Ints, n: int) -> Any:  # noqa: ANN401
    """Write the arcs from the top down to the destination's seed."""
    node = top
    while parent[node] >= 0:
        below = _owner(down, parent[node])
        arcs, n = _unfold(up, down, node, below, down.via[parent[node]], arcs, n)
        node = below
    return arcs, n, ~parent[node]


@compiled
def _owner(arcs: Arcs, at: int) -> int:
    """Find the lower end of the arc at a position."""
    return int(np.searchsorted(arcs.start, at, side="right")) - 1


@compiled
def _unfold(  # noqa: PLR0913, PLR0917 - flat arguments are what numba compiles quickly
    up: Arcs, down: Arcs, tail: int, head: int, via: int, arcs: Ints, n: int,
) -> Any:  # fmt: skip  # noqa: ANN401
    """Write the arcs that an arc of the hierarchy stands for, in the order driven."""
    stack, size = np.empty((64, 3), np.int64), 1
    stack[0, 0], stack[0, 1], stack[0, 2] = tail, head, via
    while size > 0:
        size -= 1
        tail, head, via = stack[size, 0], stack[size, 1], stack[size, 2]
        if via < 0:
            if n == len(arcs):
                arcs = np.append(arcs, arcs)
            arcs[n] = ~via
            n += 1
            continue
        if size + 2 > len(stack):
            stack = np.concatenate((stack, stack))
        # The part driven first goes on top.
        stack[size, 0], stack[size, 1], stack[size, 2] = via, head, _via(up, via, head)
        stack[size + 1, 0], stack[size + 1, 1] = tail, via
        stack[size + 1, 2] = _via(down, via, tail)
        size += 2
    return arcs, n


@compiled
def _via(arcs: Arcs, node: int, higher: int) -> int:
    """Find what the arc between a node and a higher one stands for."""
    for at in range(arcs.start[node], arcs.start[node + 1]):
        if arcs.node[at] == higher:
            return arcs.via[at]
    raise KeyError("the hierarchy lacks an arc that a shortcut stands for; build it anew")
