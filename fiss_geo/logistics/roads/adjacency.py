"""Neighbours of the nodes that are not contracted yet: lists that grow in one arena."""

from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads.compiled import compiled
from fiss_geo.logistics.roads.weights import UNREACHED, Weights

Ints = npt.NDArray[np.int32]
Arena = tuple[Ints, Weights, Weights, Ints, Ints]


class Adjacency(NamedTuple):
    """Each node's neighbours, in both directions at once.

    The list of node x stands at ``start[x]``, is ``length[x]`` long and may grow to ``room[x]``
    before it has to move. For its entry i, ``to[i]`` is the neighbour, ``weight_out[i]`` and
    ``weight_in[i]`` lead to it and back (``UNREACHED`` where no arc does), and ``via_out[i]``,
    ``via_in[i]`` say what the arc stands for: a contracted node, or ~a for arc a of the graph.
    """

    start: npt.NDArray[np.int64]
    length: Ints
    room: Ints
    to: Ints
    weight_out: Weights
    weight_in: Weights
    via_out: Ints
    via_in: Ints


def from_arcs(n_nodes: int, tail: Ints, head: Ints, weight: Weights) -> tuple[Adjacency, int]:
    """Make lists of arcs; of parallel arcs the lightest is kept, of equals the first.

    Returns
    -------
    tuple of Adjacency and int
        The second is how much of the arena is used.
    """
    is_way = tail != head  # a loop is on no best way
    ends = np.concatenate([tail[is_way], head[is_way]])
    room = np.bincount(ends, minlength=n_nodes).astype("int32")
    start = np.cumsum(room, dtype="int64") - room
    used = int(room.sum())
    lists = Adjacency(start, np.zeros(n_nodes, "int32"), room, *_arena(2 * used + 16))
    number = np.flatnonzero(is_way).astype("int32")
    put_in(lists, tail[is_way], head[is_way], weight[is_way], ~number)
    return lists, used


def make_room(lists: Adjacency, used: int, tail: Ints, head: Ints) -> tuple[Adjacency, int]:
    """Give every list room for an entry more for each of the arcs that will be put in."""
    nodes, more = np.unique(np.concatenate([tail, head]), return_counts=True)
    wanted = lists.length[nodes] + more.astype("int32")
    moving = wanted > lists.room[nodes]
    nodes, wanted = nodes[moving], wanted[moving] + (wanted[moving] >> 1)
    needed = used + int(wanted.sum())
    if needed > len(lists.to):
        longer = _arena(needed + needed // 2)
        lists = Adjacency(lists.start, lists.length, lists.room, *_copied(lists, used, longer))
    return lists, _move(lists, used, nodes, wanted)


def _copied(lists: Adjacency, used: int, longer: Arena) -> Arena:
    for name, new in zip(Adjacency._fields[3:], longer, strict=True):
        cast("npt.NDArray[Any]", new)[:used] = getattr(lists, name)[:used]
    return longer


def _arena(size: int) -> Arena:
    ints = [np.empty(size, "int32") for _ in range(3)]
    return ints[0], np.empty(size, "int64"), np.empty(size, "int64"), ints[1], ints[2]


@compiled
def _move(lists: Adjacency, used: int, nodes: Ints, rooms: Ints) -> int:
    for k in range(len(nodes)):
        x = nodes[k]
        old, n = lists.start[x], lists.length[x]
        for at in range(n):
            _copy(lists, old + at, used + at)
        lists.start[x], lists.room[x] = used, rooms[k]
        used += rooms[k]
    return used


@compiled
def _copy(lists: Adjacency, old: int, new: int) -> None:
    lists.to[new] = lists.to[old]
    lists.weight_out[new], lists.weight_in[new] = lists.weight_out[old], lists.weight_in[old]
    lists.via_out[new], lists.via_in[new] = lists.via_out[old], lists.via_in[old]


@compiled
def put_in(lists: Adjacency, tail: Ints, head: Ints, weight: Weights, via: Ints) -> None:
    """Put arcs into the lists of both their ends, or lighten those that are there."""
    for k in range(len(tail)):
        at = _entry(lists, tail[k], head[k])
        if weight[k] < lists.weight_out[at]:
            lists.weight_out[at], lists.via_out[at] = weight[k], via[k]
        at = _entry(lists, head[k], tail[k])
        if weight[k] < lists.weight_in[at]:
            lists.weight_in[at], lists.via_in[at] = weight[k], via[k]


@compiled
def _entry(lists: Adjacency, node: int, neighbour: int) -> int:
    """Find a neighbour in a node's list, or append it without arcs."""
    first = lists.start[node]
    end = first + lists.length[node]
    for at in range(first, end):
        if lists.to[at] == neighbour:
            return at
    if lists.length[node] >= lists.room[node]:
        raise IndexError("a list of neighbours has no room; make_room was not asked for it")
    lists.length[node] += 1
    lists.to[end] = neighbour
    lists.weight_out[end] = lists.weight_in[end] = UNREACHED
    lists.via_out[end] = lists.via_in[end] = -1
    return end


@compiled
def take_out(lists: Adjacency, nodes: Ints) -> None:
    """Take nodes out of their neighbours' lists; their own lists stay."""
    for k in range(len(nodes)):
        for at in range(lists.start[nodes[k]], lists.start[nodes[k]] + lists.length[nodes[k]]):
            _forget(lists, lists.to[at], nodes[k])


@compiled
def _forget(lists: Adjacency, node: int, neighbour: int) -> None:
    last = lists.start[node] + lists.length[node] - 1
    for at in range(lists.start[node], last + 1):
        if lists.to[at] == neighbour:
            _copy(lists, last, at)
            lists.length[node] -= 1
            return
