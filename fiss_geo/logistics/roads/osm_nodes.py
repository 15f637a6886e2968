"""Ids of OpenStreetMap to numbers: the distinct nodes of the ways, and what is known of each."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads.ground import to_metres
from fiss_geo.logistics.roads.osm_file import OsmRoads, Restriction
from fiss_geo.logistics.roads.restrictions import Turn

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.signedinteger[Any]]


class Nodes(NamedTuple):
    """The distinct nodes of the ways, by number.

    Attributes
    ----------
    of_place : numpy.ndarray of int32
        Number of the node at each place in the ways.
    xy_m : numpy.ndarray of float64, shape (n, 2)
    shared : numpy.ndarray of bool, shape (n,)
        Whether ways pass the node more than once.
    closed : numpy.ndarray of bool, shape (n,)
        Whether the node stops the vehicle.
    turns : list of Turn
        The rules for turns at these nodes.
    """

    of_place: npt.NDArray[np.int32]
    xy_m: Floats
    shared: npt.NDArray[np.bool_]
    closed: npt.NDArray[np.bool_]
    turns: list[Turn]


def number_nodes(roads: OsmRoads) -> Nodes:
    """Give each node of the ways one number, and its place."""
    order = np.argsort(roads.node_id)
    id_ = roads.node_id[order]
    is_new = np.concatenate([[True], id_[1:] != id_[:-1]])
    of_place = np.empty(len(order), np.int32)
    of_place[order] = np.cumsum(is_new, dtype=np.int32) - 1
    start = np.flatnonzero(is_new)
    shared = np.diff(start, append=len(order)) > 1
    first = order[start]
    del order
    xy_m = to_metres(roads.lon[first], roads.lat[first])
    id_ = id_[is_new]
    closed = np.zeros(len(id_), bool)
    closed[_numbers(id_, roads.closed_nodes)] = True
    return Nodes(of_place, xy_m, shared, closed, _turns(roads.restrictions, id_))


def _numbers(ids: Ints, wanted: Ints) -> Ints:
    """Find those of sorted ids that are wanted; others are passed over."""
    at = np.searchsorted(ids, wanted)
    is_there = at < len(ids)
    is_there[is_there] = ids[at[is_there]] == wanted[is_there]
    return at[is_there]


def _turns(restrictions: list[Restriction], ids: Ints) -> list[Turn]:
    """Give the rules for turns by the numbers of their nodes; others bind nobody here."""
    via = np.array([rule.via_node for rule in restrictions], np.int64)
    is_known = np.isin(via, ids)
    numbers = iter(_numbers(ids, via).tolist())
    return [
        Turn(rule.kind.startswith("only_"), rule.from_way, next(numbers), rule.to_way)
        for rule, known in zip(restrictions, is_known, strict=True)
        if known
    ]
