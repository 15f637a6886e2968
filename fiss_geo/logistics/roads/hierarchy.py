"""The hierarchy as it is searched and stored: arcs up and arcs down, nodes by rank."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads.adjacency import Adjacency, Ints
from fiss_geo.logistics.roads.contraction import contract
from fiss_geo.logistics.roads.weights import UNREACHED, Weights

Starts = npt.NDArray[np.int64]


class Arcs(NamedTuple):
    """For each rank its arcs to higher ranks, or from them, one after the other.

    Attributes
    ----------
    start : numpy.ndarray of int64, shape (n + 1,)
    node : numpy.ndarray of int32
        The higher end.
    weight : numpy.ndarray of int64
    via : numpy.ndarray of int32
        Rank of the node that a shortcut leads over, or ~a for arc a of the graph.
    """

    start: Starts
    node: Ints
    weight: Weights
    via: Ints


class Hierarchy(NamedTuple):
    """A contracted graph.

    Attributes
    ----------
    rank : numpy.ndarray of int32, shape (n,)
        Rank of each node of the graph: the higher, the later it was contracted.
    up, down : Arcs
        Arcs from each rank to higher ones, and to each rank from higher ones.
    """

    rank: Ints
    up: Arcs
    down: Arcs


def build_hierarchy(
    node_xy_m: npt.NDArray[np.floating[Any]],
    arcs: tuple[Ints, Ints, Weights],
    tell: Callable[[int], object] = lambda left: left,
) -> Hierarchy:
    """Contract a graph whose nodes stand at these points, and number them by rank.

    Parameters
    ----------
    node_xy_m : numpy.ndarray of float64, shape (n, 2)
    arcs : tuple of numpy.ndarray
        Tail, head and weight of each arc.
    tell : callable, optional
        As ``contract`` takes it.

    Returns
    -------
    Hierarchy
    """
    place = np.empty(len(node_xy_m), "int32")
    place[np.argsort(_along_curve(node_xy_m), kind="stable")] = np.arange(len(place), dtype="int32")
    tail, head, weight = arcs
    lists, order = contract(len(place), (place[tail], place[head], weight), tell)
    rank = np.empty(len(place), "int32")
    rank[order] = np.arange(len(place), dtype="int32")
    up = _arcs(lists, order, rank, lists.weight_out, lists.via_out)
    down = _arcs(lists, order, rank, lists.weight_in, lists.via_in)
    return Hierarchy(rank[place], up, down)


def _arcs(lists: Adjacency, order: Ints, rank: Ints, weight: Weights, via: Ints) -> Arcs:
    """Take one direction of the lists, in the order of the ranks."""
    count = lists.length[order].astype("int64")
    first = lists.start[order] - (np.cumsum(count) - count)
    entry = np.repeat(first, count) + np.arange(count.sum())
    owner = np.repeat(np.arange(len(order)), count)
    is_arc = weight[entry] < UNREACHED
    entry = entry[is_arc]
    start = np.zeros(len(order) + 1, "int64")
    np.cumsum(np.bincount(owner[is_arc], minlength=len(order)), out=start[1:])
    over = via[entry]
    by_rank = np.where(over < 0, over, rank[np.maximum(over, 0)]).astype("int32")
    return Arcs(start, rank[lists.to[entry]], weight[entry], by_rank)


def _along_curve(xy_m: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.uint64]:
    """Give points numbers along Morton's curve, so that what is near has numbers near.

    >>> _along_curve(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])).argsort().tolist()
    [0, 1, 2, 3]
    """
    if len(xy_m) == 0:
        return np.zeros(0, "uint64")
    span = max(float(np.ptp(xy_m, axis=0).max()), 1e-9)
    cells = ((xy_m - xy_m.min(axis=0)) / span * 0xFFFF).astype("uint64")
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cells = (cells | (cells << np.uint64(shift))) & np.uint64(mask)
    return cells[:, 0] | (cells[:, 1] << np.uint64(1))
