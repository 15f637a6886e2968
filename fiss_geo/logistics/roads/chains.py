"""Ways to edges: cut where roads meet, joined again where a road only goes on.

A *piece* runs from one node that matters to the next along one way. A *chain* is one or more
pieces, one after the other, that nothing else touches: it becomes one edge of the graph. Its
bends stay in its geometry.

A half is an end of a piece: half 2 p where piece p starts, 2 p + 1 where it ends.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads.compiled import compiled

Ints = npt.NDArray[np.signedinteger[Any]]
Flags = npt.NDArray[np.bool_]


_TWO = 2  # pieces meet where a road only goes on


class Pieces(NamedTuple):
    """Pieces of ways between nodes that matter.

    Attributes
    ----------
    first, last : numpy.ndarray of int64
        Where the piece starts and ends in the list of all ways' nodes.
    way : numpy.ndarray of int64
        Row of the way.
    """

    first: Ints
    last: Ints
    way: Ints


def cut(way_start: Ints, node: Ints, matters: Flags) -> Pieces:
    """Cut ways at the nodes that matter, and at their ends.

    Parameters
    ----------
    way_start : numpy.ndarray of int64, shape (w + 1,)
        Where each way's nodes start in ``node``.
    node : numpy.ndarray of int, shape (k,)
        The nodes of all ways.
    matters : numpy.ndarray of bool, shape (n,)
        By node.

    >>> cut(np.array([0, 3]), np.array([7, 8, 9]), np.arange(10) == 8)[:2]
    (array([0, 1]), array([1, 2]))
    """
    is_cut = matters[node]
    is_cut[way_start[:-1]] = True
    is_cut[way_start[1:] - 1] = True
    at = np.flatnonzero(is_cut)
    way = np.searchsorted(way_start, at, side="right") - 1
    goes_on = way[1:] == way[:-1]
    return Pieces(at[:-1][goes_on], at[1:][goes_on], way[:-1][goes_on])


def link(half_node: Ints, kind: Ints, is_open: Flags, may_join: Flags) -> Ints:
    """Find the piece that each piece goes on as, where only two meet and both are alike.

    Parameters
    ----------
    half_node : numpy.ndarray of int, shape (2 p,)
        Node of each half.
    kind : numpy.ndarray of int, shape (p,)
        Only pieces of one kind are joined.
    is_open : numpy.ndarray of bool, shape (2 p,)
        Whether traffic may enter each piece at this half.
    may_join : numpy.ndarray of bool, shape (n,)
        By node; others keep their place in the graph.

    Returns
    -------
    numpy.ndarray of int64, shape (2 p,)
        The half that a way goes on with, or -1.
    """
    order = np.argsort(half_node, kind="stable")
    at = half_node[order]
    is_first = np.concatenate([[True], at[1:] != at[:-1]])
    start = np.flatnonzero(is_first)
    count = np.diff(np.append(start, len(at)))
    pairs = start[(count == _TWO) & may_join[at[start]]]
    one, other = order[pairs], order[pairs + 1]
    # What comes in by the one must be able to leave by the other, both ways round.
    alike = (is_open[one ^ 1] == is_open[other]) & (is_open[other ^ 1] == is_open[one])
    alike &= (kind[one // 2] == kind[other // 2]) & (one // 2 != other // 2)
    linked = np.full(len(half_node), -1)
    linked[one[alike]], linked[other[alike]] = other[alike], one[alike]
    return linked


def walk(linked: Ints) -> tuple[Ints, Ints]:
    """Follow the links: gives the halves by which pieces are entered, and each chain's first.

    A ring that nothing touches becomes a chain from its first piece's start.
    """
    entered = np.empty(len(linked) // 2, np.int64)
    first = np.empty(len(linked) // 2 + 1, np.int64)
    count = _walk(linked, entered, first)
    return entered, first[: count + 1].copy()


def geometry(pieces: Pieces, entered: Ints, first: Ints) -> tuple[Ints, Ints]:
    """List the places, in the list of all ways' nodes, that each chain runs along.

    Returns
    -------
    Where each chain's places start, and the places.
    """
    piece, is_back = entered // 2, entered % 2 == 1
    steps = (pieces.last - pieces.first)[piece]
    is_final = np.zeros(len(entered), bool)
    is_final[first[1:] - 1] = True
    count = steps + is_final
    end = np.cumsum(count)
    # Counted up, or down, from where each piece is entered; 32 bits hold any country's places.
    sign = np.where(is_back, -1, 1).astype(np.int32)
    origin = np.where(is_back, pieces.last[piece], pieces.first[piece]) - sign * (end - count)
    places = np.arange(end[-1] if len(end) else 0, dtype=np.int32)
    places *= np.repeat(sign, count)
    places += np.repeat(origin.astype(np.int32), count)
    return np.concatenate([np.zeros(1, np.int64), end[first[1:] - 1]]), places


@compiled
def _walk(linked: Ints, entered: Ints, first: Ints) -> int:
    used = np.zeros(len(entered), np.bool_)
    count, chains = 0, 0
    for sweep in range(2):  # from loose ends first; what is left are rings
        for start in range(len(linked)):
            if used[start // 2] or (sweep == 0 and linked[start] >= 0):
                continue
            first[chains] = count
            chains += 1
            half = start
            while half >= 0 and not used[half // 2]:
                used[half // 2] = True
                entered[count] = half
                count += 1
                half = linked[half ^ 1]
    first[chains] = count
    return chains
