"""Turns that are forbidden, told by doubling nodes.

An arc that must not go on everywhere gets a node of its own to end at, from which only the arcs
lead on that it may take. So a search that knows only nodes keeps to the rule. (Geisberger and
Vetter 2011, Efficient routing in road networks with turn costs, call the general form
edge-based; here only nodes with rules are doubled.)
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Turn(NamedTuple):
    """A rule by way of one node; ``is_only`` demands the turn, else it is forbidden."""

    is_only: bool
    from_way: int
    via_node: int
    to_way: int


class Arcs(NamedTuple):
    """Arcs as far as turns know them.

    Attributes
    ----------
    tail, head : numpy.ndarray of int64
    first_way, last_way : numpy.ndarray of int64
        The ways along which the arc leaves its tail and comes to its head.
    """

    tail: Ints
    head: Ints
    first_way: Ints
    last_way: Ints


class Doubled(NamedTuple):
    """What rules for turns do to a graph.

    Attributes
    ----------
    head : numpy.ndarray of int64
        New head of each arc.
    node : numpy.ndarray of int64
        For each new node the one that it doubles; they are numbered on from the old ones.
    tail : numpy.ndarray of int64
        Tail of each arc that is added, a new node.
    arc : numpy.ndarray of int64
        The arc that each of them is a copy of, head and all.
    unused : int
        Rules that fit no turn here, or fit several.
    """

    head: Ints
    node: Ints
    tail: Ints
    arc: Ints
    unused: int


def double_nodes(arcs: Arcs, n_nodes: int, turns: Iterable[Turn]) -> Doubled:
    """Double the nodes that arcs with forbidden turns end at.

    Parameters
    ----------
    arcs : Arcs
    n_nodes : int
    turns : iterable of Turn
        Nodes are numbered as in ``arcs``.

    >>> arcs = Arcs(*(np.array(part) for part in ([0, 1, 1], [1, 2, 3], [7, 8, 9], [7, 8, 9])))
    >>> doubled = double_nodes(arcs, 4, [Turn(False, 7, 1, 9)])
    >>> doubled.head, doubled.node, doubled.tail, doubled.arc
    (array([4, 2, 3]), array([1]), array([4]), array([1]))
    """
    turns = list(turns)
    via = np.array(sorted({turn.via_node for turn in turns}), np.int64)
    out, into = _by_node(arcs.tail, via), _by_node(arcs.head, via)
    banned: dict[int, set[int]] = defaultdict(set)
    demanded: dict[int, set[int]] = defaultdict(set)
    unused = 0
    for turn in turns:
        here = [arc for arc in into[turn.via_node] if arcs.last_way[arc] == turn.from_way]
        there = [arc for arc in out[turn.via_node] if arcs.first_way[arc] == turn.to_way]
        if len(here) != 1 or len(there) != 1:
            unused += 1
            continue
        (demanded if turn.is_only else banned)[here[0]].add(there[0])
    head = arcs.head.copy()
    node: list[int] = []
    tail: list[int] = []
    copied: list[int] = []
    for arc in sorted({*banned, *demanded}):
        new = n_nodes + len(node)
        node.append(int(arcs.head[arc]))
        head[arc] = new
        allowed = [
            other for other in out[node[-1]]
            if other not in banned[arc] and (other in demanded[arc] or not demanded[arc])
        ]  # fmt: skip
        tail += [new] * len(allowed)
        copied += allowed
    new_ones = (np.array(part, np.int64) for part in (node, tail, copied))
    return Doubled._make((head, *new_ones, unused))


def _by_node(ends: Ints, nodes: Ints) -> dict[int, list[int]]:
    """List the arcs at each of some nodes."""
    found: dict[int, list[int]] = {int(node): [] for node in nodes}
    for arc in np.flatnonzero(np.isin(ends, nodes)).tolist():
        found[int(ends[arc])].append(arc)
    return found
