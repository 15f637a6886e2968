"""Many to many by buckets (Knopp, Sanders, Schultes, Schulz & Wagner 2007).

Every destination searches up the hierarchy against the arcs and leaves, in a bucket at each node
it settles, how far it is from there to it. Every origin then searches up along the arcs and looks
into the buckets of the nodes it settles. The best way of a pair leads over a node both settled.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from fiss_geo.logistics.roads.adjacency import Ints
from fiss_geo.logistics.roads.compiled import compiled
from fiss_geo.logistics.roads.hierarchy import Arcs, Hierarchy, Starts
from fiss_geo.logistics.roads.searches import Seeds, forget, ranked, search_up
from fiss_geo.logistics.roads.threads import shared_out
from fiss_geo.logistics.roads.weights import UNREACHED, Weights

_PLACES_AT_ONCE: Final = 64


class Labels(NamedTuple):
    """What searches settled: whose, which node, how far."""

    place: Ints
    node: Ints
    weight: Weights


class Buckets(NamedTuple):
    """Labels sorted by node; those of node v stand from ``start[v]`` to ``start[v + 1]``."""

    start: Starts
    place: Ints
    weight: Weights


def best_ways(hierarchy: Hierarchy, origins: Seeds, destinations: Seeds) -> Weights:
    """Find the weight of the best way from every origin to every destination.

    Returns
    -------
    numpy.ndarray of int64, shape (n, m)
        ``UNREACHED`` where there is no way.

    Raises
    ------
    OverflowError
        If a way is longer than a weight can hold.
    """
    rows = max(len(origins.start) - 1, 1)
    return next(best_ways_in_blocks(hierarchy, origins, destinations, rows))


def best_ways_in_blocks(
    hierarchy: Hierarchy, origins: Seeds, destinations: Seeds, rows_at_once: int
) -> Iterator[Weights]:
    """Find the same a block of rows at a time; memory is bounded by the block."""
    n, m = len(origins.start) - 1, len(destinations.start) - 1
    up, down, rank = hierarchy.up, hierarchy.down, hierarchy.rank
    from_places, to_places = ranked(origins, rank), ranked(destinations, rank)
    with shared_out(lambda: np.full(len(rank), UNREACHED), _PLACES_AT_ONCE) as spread:
        labels = spread(lambda k, far: _labels(down, up, to_places, k, far), np.arange(m))
        joined = Labels(*(np.concatenate(part) for part in zip(*labels, strict=True)))
        buckets = _sort(joined, len(rank))
        for first in range(0, max(n, 1), rows_at_once):
            block = np.arange(first, min(first + rows_at_once, n))
            table = np.full((len(block), m), UNREACHED)

            def fill(
                rows: Starts, far: Weights, first: int = first, table: Weights = table
            ) -> None:
                _meet(_labels(up, down, from_places, rows, far), buckets, table, first)

            spread(fill, block)
            yield table


@compiled
def _labels(arcs: Arcs, back: Arcs, seeds: Seeds, places: Starts, distance: Weights) -> Labels:
    """Search from places, one after another, and keep what did not stall."""
    n, size = 0, 4096
    owner, node = np.empty(size, np.int32), np.empty(size, np.int32)
    weight, nobody = np.empty(size, np.int64), np.empty(0, np.int64)
    for k in range(len(places)):
        settled = search_up(arcs, back, seeds, places[k], distance, nobody)
        if n + len(settled) > len(node):
            more = len(node) + len(settled)
            owner = np.append(owner, np.empty(more, np.int32))
            node = np.append(node, np.empty(more, np.int32))
            weight = np.append(weight, np.empty(more, np.int64))
        for found in settled:
            if found >= 0:
                owner[n], node[n], weight[n] = places[k], found, distance[found]
                n += 1
        forget(settled, distance)
    return Labels(owner[:n], node[:n], weight[:n])


@compiled
def _sort(labels: Labels, n_nodes: int) -> Buckets:
    """Sort labels by node; within a node they stay in the order of the places."""
    start = np.zeros(n_nodes + 2, np.int64)
    for k in range(len(labels.node)):
        start[labels.node[k] + 2] += 1
    for node in range(n_nodes):
        start[node + 2] += start[node + 1]
    place, weight = np.empty_like(labels.place), np.empty_like(labels.weight)
    for k in range(len(labels.node)):
        at = start[labels.node[k] + 1]
        place[at], weight[at] = labels.place[k], labels.weight[k]
        start[labels.node[k] + 1] += 1
    return Buckets(start[:-1], place, weight)


@compiled
def _meet(labels: Labels, buckets: Buckets, table: Weights, first: int) -> None:
    """Write the best of what meets in the buckets into the rows of the labels' places.

    Four of five instructions of a table of thousands are spent here: hence the unsigned
    positions, which need no check for counting from the end, and the write without a branch.
    """
    flat = table.reshape(-1)
    for k in range(len(labels.node)):
        row = np.uint64((labels.place[k] - first) * table.shape[1])
        begin, end = buckets.start[labels.node[k]], buckets.start[labels.node[k] + 1]
        for at in range(np.uint64(begin), np.uint64(end)):
            cell = row + np.uint64(buckets.place[at])
            way, best = labels.weight[k] + buckets.weight[at], flat[cell]
            flat[cell] = way if way < best else best  # noqa: FURB136 - min() branches
