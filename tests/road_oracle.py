"""Slow and sure: quickest ways by scipy's Dijkstra and by a search in plain Python."""

import heapq
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Arc = tuple[int, int, int, int]  # tail, head, major, minor


def best_from(
    n_nodes: int, arcs: npt.NDArray[np.int64], sources: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Find the least major quantity from each source, and of the ways that have it the least minor.

    Rows of ``arcs`` are tail, head, major, minor. The second search goes only over arcs that lie
    on a best way, so both are exact: sums of whole numbers below 2**53.
    """
    tail, head, major, minor = arcs.T
    least = dijkstra(_matrix(n_nodes, tail, head, major), indices=sources)
    carried = np.full(least.shape, np.inf)
    for row, source in enumerate(sources):
        with np.errstate(invalid="ignore"):
            is_best = np.isfinite(least[row, tail]) & (least[row, tail] + major == least[row, head])
        tight = _matrix(n_nodes, tail[is_best], head[is_best], minor[is_best])
        carried[row] = dijkstra(tight, indices=source)
    return least, carried


def _matrix(
    n_nodes: int, tail: npt.NDArray[np.int64], head: npt.NDArray[np.int64],
    weight: npt.NDArray[np.int64],
) -> csr_array:  # fmt: skip
    """Put arcs into a matrix; scipy would add up parallel ones, so the least is kept."""
    order = np.lexsort([weight, head, tail])
    tail, head, weight = tail[order], head[order], weight[order]
    is_first = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0))[: len(tail)]
    start = np.searchsorted(tail[is_first], np.arange(n_nodes + 1))
    kept = weight[is_first].astype(float), head[is_first], start
    return csr_array(kept, shape=(n_nodes, n_nodes))


def slow_best(arcs: Sequence[Arc], source: int) -> dict[int, tuple[int, int]]:
    """Find (major, minor) of the best way to every node that can be reached."""
    leaving: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for tail, head, major, minor in arcs:
        leaving[tail].append((head, major, minor))
    best: dict[int, tuple[int, int]] = {}
    heap = [(0, 0, source)]
    while heap:
        major, minor, node = heapq.heappop(heap)
        if node not in best:
            best[node] = major, minor
            for head, more, carried in leaving[node]:
                heapq.heappush(heap, (major + more, minor + carried, head))
    return best
