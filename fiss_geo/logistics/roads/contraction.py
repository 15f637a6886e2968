"""A contraction hierarchy (Geisberger, Sanders, Schultes & Delling 2008).

Nodes are taken out one after another, unimportant ones first. Where the best way between two
neighbours of a node led over it, a shortcut between the two takes its place, so that distances
among the nodes that remain never change. What is left of each node, its arcs to nodes taken out
later, is the hierarchy: every best way leads up in it and then down.

Nodes that are no neighbours of each other are taken out together (Vetter 2009), so that threads
share the work. A witness, the way that makes a shortcut needless, must not lead over any node of
the same batch; so the result is right, and the same for any number of threads.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads import adjacency
from fiss_geo.logistics.roads.adjacency import Adjacency, Ints
from fiss_geo.logistics.roads.compiled import compiled
from fiss_geo.logistics.roads.threads import shared_out
from fiss_geo.logistics.roads.weights import MAJOR_LIMIT, UNREACHED, Weights, overflow, unpack
from fiss_geo.logistics.roads.witness import Scratch, make_scratch, mark_goals, seek_witnesses

# A search for witnesses gives up after so many nodes; a needless shortcut costs little. To rate
# a node, which happens more often than to contract one, less will do.
_SETTLED_TO_CONTRACT: Final = 60
_SETTLED_TO_RATE: Final = 12

_NODES_AT_ONCE: Final = 4096


class Order(NamedTuple):
    """What decides which node is next: the less, the earlier.

    Attributes
    ----------
    priority : numpy.ndarray of int64, shape (n,)
        A thousand times the level, and the arcs that contracting would add per thousand removed.
    level : numpy.ndarray of int32, shape (n,)
        Longest chain of contracted nodes below.
    is_out : numpy.ndarray of bool, shape (n,)
        Contracted already, or in the batch at hand.
    is_old : numpy.ndarray of bool, shape (n,)
        A neighbour was contracted since the arcs were counted that contracting would add.
    """

    priority: npt.NDArray[np.int64]
    level: Ints
    is_out: npt.NDArray[np.bool_]
    is_old: npt.NDArray[np.bool_]


class Shortcuts(NamedTuple):
    """Arcs that stand for two, over the node ``via``."""

    tail: Ints
    head: Ints
    weight: Weights
    via: Ints


def contract(
    n_nodes: int,
    arcs: tuple[Ints, Ints, Weights],
    tell: Callable[[int], object] = lambda left: left,
) -> tuple[Adjacency, Ints]:
    """Contract a graph.

    Parameters
    ----------
    n_nodes : int
    arcs : tuple of numpy.ndarray
        Tail, head and weight (see ``weights.pack``) of each arc. Nodes near each other on the
        ground should have numbers near each other: memory is then read along, not across.
    tell : callable, optional
        Called with the number of nodes that remain, after every round.

    Returns
    -------
    tuple of Adjacency and numpy.ndarray
        Each node's list of neighbours that were contracted after it, and the nodes in the order
        in which they were contracted.

    Raises
    ------
    OverflowError
        If a shortcut is longer than a weight can hold.
    """
    lists, used = adjacency.from_arcs(n_nodes, *arcs)
    order = Order(
        np.zeros(n_nodes, "int64"), np.zeros(n_nodes, "int32"),
        np.zeros(n_nodes, np.bool_), np.zeros(n_nodes, np.bool_),
    )  # fmt: skip
    alive = np.arange(n_nodes, dtype="int32")
    taken = [alive[:0]]
    with shared_out(lambda: make_scratch(n_nodes), _NODES_AT_ONCE) as spread:
        rate, take, pick = (
            partial(_on_parts, spread, order, work) for work in (_rate, _contract, _is_next)
        )
        rate(lists, alive)
        while len(alive):
            batch = alive[np.concatenate(pick(lists, alive))]
            # Only the nodes whose turn it is are rated anew; some of them then have to wait.
            rate(lists, batch[order.is_old[batch]])
            batch = batch[np.concatenate(pick(lists, batch))]
            order.is_out[batch] = True
            lists, used = _replace(lists, used, batch, take(lists, batch))
            _raise_levels(lists, batch, order)
            alive = alive[~order.is_out[alive]]
            taken.append(batch)
            tell(len(alive))
    return lists, np.concatenate(taken)


def _on_parts(
    spread: Callable[..., list[Any]], order: Order, work: Callable[..., Any], lists: Adjacency,
    nodes: Ints,
) -> list[Any]:  # fmt: skip
    return spread(lambda part, scratch: work(lists, part, order, scratch), nodes)


def _replace(
    lists: Adjacency, used: int, batch: Ints, parts: list[Shortcuts]
) -> tuple[Adjacency, int]:
    """Put shortcuts in the place of the nodes of a batch."""
    new = Shortcuts(*(np.concatenate(part) for part in zip(*parts, strict=True)))
    major, minor = unpack(new.weight)
    if (major >= MAJOR_LIMIT).any() or (minor >= MAJOR_LIMIT >> 1).any():
        raise overflow("the hierarchy cannot be made")
    adjacency.take_out(lists, batch)
    lists, used = adjacency.make_room(lists, used, new.tail, new.head)
    adjacency.put_in(lists, *new)
    return lists, used


@compiled
def _is_next(lists: Adjacency, nodes: Ints, order: Order, _: Scratch) -> Any:  # noqa: ANN401
    """Find the nodes that go before all their neighbours."""
    found = np.ones(len(nodes), np.bool_)
    for k in range(len(nodes)):
        first = lists.start[nodes[k]]
        for at in range(first, first + lists.length[nodes[k]]):
            if _goes_before(order.priority, lists.to[at], nodes[k]):
                found[k] = False
                break
    return found


@compiled
def _goes_before(priority: Weights, node: int, other: int) -> bool:
    """Compare two nodes; equals by scattered numbers, lest a chain is taken from one end."""
    if priority[node] != priority[other]:
        return priority[node] < priority[other]
    spread = 2654435761  # Knuth's multiplicative hash: a bijection on 32 bits
    return (node * spread) & 0xFFFFFFFF < (other * spread) & 0xFFFFFFFF


@compiled
def _rate(lists: Adjacency, nodes: Ints, order: Order, scratch: Scratch) -> None:
    """Say for each node how much contracting it would add to the graph."""
    for k in range(len(nodes)):
        first = lists.start[nodes[k]]
        end = first + lists.length[nodes[k]]
        added = removed = 0
        for i in range(first, end):
            removed += lists.weight_out[i] < UNREACHED
            if lists.weight_in[i] < UNREACHED:
                removed += 1
                mark_goals(lists, nodes[k], i, scratch)
                seek_witnesses(lists, i, order.is_out, scratch, _SETTLED_TO_RATE)
                for j in range(first, end):
                    added += scratch.need[lists.to[j]] >= 0
                    scratch.need[lists.to[j]] = -1
        priority = 1000 * order.level[nodes[k]] + 1000 * added // max(removed, 1)
        order.priority[nodes[k]] = priority
        order.is_old[nodes[k]] = False


@compiled
def _contract(lists: Adjacency, nodes: Ints, order: Order, scratch: Scratch) -> Shortcuts:
    """Find the shortcuts that must take the place of each node."""
    n, new = 0, _empty_shortcuts(1024)
    for k in range(len(nodes)):
        first = lists.start[nodes[k]]
        end = first + lists.length[nodes[k]]
        for i in range(first, end):
            if lists.weight_in[i] >= UNREACHED:
                continue
            mark_goals(lists, nodes[k], i, scratch)
            seek_witnesses(lists, i, order.is_out, scratch, _SETTLED_TO_CONTRACT)
            if n + end - first > len(new.tail):
                new = _longer(new, n, end - first)
            for j in range(first, end):
                neighbour = lists.to[j]
                if scratch.need[neighbour] >= 0:
                    new.tail[n], new.head[n] = lists.to[i], neighbour
                    new.weight[n], new.via[n] = scratch.need[neighbour], nodes[k]
                    n += 1
                scratch.need[neighbour] = -1
    return Shortcuts(new.tail[:n], new.head[:n], new.weight[:n], new.via[:n])


@compiled
def _empty_shortcuts(size: int) -> Shortcuts:
    return Shortcuts(
        np.empty(size, np.int32), np.empty(size, np.int32),
        np.empty(size, np.int64), np.empty(size, np.int32),
    )  # fmt: skip


@compiled
def _longer(old: Shortcuts, n: int, more: int) -> Shortcuts:
    new = _empty_shortcuts(2 * n + more)
    new.tail[:n], new.head[:n] = old.tail[:n], old.head[:n]
    new.weight[:n], new.via[:n] = old.weight[:n], old.via[:n]
    return new


@compiled
def _raise_levels(lists: Adjacency, batch: Ints, order: Order) -> None:
    for k in range(len(batch)):
        first = lists.start[batch[k]]
        for at in range(first, first + lists.length[batch[k]]):
            neighbour = lists.to[at]
            raised = max(0, order.level[batch[k]] + 1 - order.level[neighbour])
            order.level[neighbour] += raised
            order.priority[neighbour] += 1000 * raised
            order.is_old[neighbour] = True
