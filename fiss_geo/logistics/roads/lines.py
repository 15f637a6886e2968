"""Routes as lines on the ground, and the pieces of road that each runs along."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from fiss_geo.logistics.roads.adjacency import Ints
from fiss_geo.logistics.roads.compiled import compiled
from fiss_geo.logistics.roads.graph import RoadGraph
from fiss_geo.logistics.roads.hierarchy import Starts
from fiss_geo.logistics.roads.network import Network
from fiss_geo.logistics.roads.paths import Paths, best_paths
from fiss_geo.logistics.roads.snapping import (
    Joints,
    Sites,
    along_one_arc,
    entering,
    join,
    joints,
    leaving,
)
from fiss_geo.logistics.roads.weights import UNREACHED, unpack

Floats = npt.NDArray[np.float64]


class Routes(NamedTuple):
    """The quickest route of each pair of points.

    Attributes
    ----------
    length_m, time_s : numpy.ndarray of float64, shape (k,)
        Along the road; missing where there is no route.
    line : numpy.ndarray of object, shape (k,)
        LineString, EPSG:3067, from road to road; None where there is no route.
    start : numpy.ndarray of int64, shape (k + 1,)
        Where each route's pieces of road start.
    edge : numpy.ndarray of int32
        Piece of road, in the order driven; the first and the last are driven in part.
    """

    length_m: Floats
    time_s: Floats
    line: npt.NDArray[np.object_]
    start: Starts
    edge: Ints


class _Rides(NamedTuple):
    """Rides along pieces of road, each from one share of its geometry to another.

    Attributes
    ----------
    edge : numpy.ndarray of int32
    begin, end : numpy.ndarray of float64
        From 0 to 1; against the geometry where the end is less.
    """

    edge: Ints
    begin: Floats
    end: Floats


class _Places(NamedTuple):
    """One side of every pair: where it is on the road, and its arcs."""

    sites: Sites
    joints: Joints


def find_routes(network: Network, origins_xy_m: Floats, destinations_xy_m: Floats) -> Routes:
    """Find the quickest route from each origin to its partner.

    Parameters
    ----------
    network : Network
    origins_xy_m, destinations_xy_m : numpy.ndarray of float64, shape (k, 2)
        EPSG:3067, paired by position.
    """
    sites = join(network, origins_xy_m), join(network, destinations_xy_m)
    origins, destinations = (_Places(side, joints(network, side)) for side in sites)
    seeds = (
        leaving(network, origins.joints, by_length=False),
        entering(network, destinations.joints, by_length=False),
    )
    number = np.arange(len(sites[0].edge))
    paths = best_paths(network.quickest, *seeds, np.column_stack([number, number]))
    weight, direct_arc = _with_direct(paths, origins.joints, destinations.joints)
    rides, start = _rides(network.graph, origins, destinations, paths, direct_arc)
    time_ms, length_cm = unpack(weight)
    is_found = weight < UNREACHED
    return Routes(
        np.where(is_found, length_cm / 100, np.nan),
        np.where(is_found, time_ms / 1000, np.nan),
        _lines(network.graph, rides, start),
        start,
        rides.edge,
    )


def _with_direct(
    paths: Paths, origins: Joints, destinations: Joints
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Take the way along one arc where that is better; tell the arc, or -1."""
    weight, arc = paths.weight.copy(), np.full(len(paths.weight), -1)
    direct = along_one_arc(origins, destinations, by_length=False)
    mine = np.flatnonzero(direct.origin == direct.destination)
    mine = mine[np.argsort(-direct.weight[mine], kind="stable")]  # the lightest is written last
    mine = mine[direct.weight[mine] < weight[direct.origin[mine]]]
    weight[direct.origin[mine]] = direct.weight[mine]
    arc[direct.origin[mine]] = direct.arc[mine]
    return weight, arc


def _rides(
    graph: RoadGraph, origins: _Places, destinations: _Places, paths: Paths,
    direct_arc: npt.NDArray[np.int64],
) -> tuple[_Rides, Starts]:  # fmt: skip
    """Put the first and the last arc, driven in part, around the arcs between."""
    is_direct = direct_arc >= 0
    is_found = (paths.weight < UNREACHED) | is_direct
    between = np.where(is_direct, 0, np.diff(paths.start))
    count = np.where(is_direct, 1, np.where(is_found, between + 2, 0))
    start = np.append(0, np.cumsum(count))
    arc = np.zeros(start[-1], "int64")
    first, last = start[:-1][is_found], start[1:][is_found] - 1
    pair = np.repeat(np.arange(len(between)), between)
    offset = np.arange(len(pair)) - np.repeat(np.cumsum(between) - between, between)
    arc[start[pair] + 1 + offset] = paths.arc[paths.start[pair] + offset]
    by_seed = origins.joints.arc, destinations.joints.arc
    arc[last] = by_seed[1][paths.destination_seed[is_found]]
    arc[first] = by_seed[0][paths.origin_seed[is_found]]
    arc[start[:-1][is_direct]] = direct_arc[is_direct]
    begin = np.where(graph.is_forward[arc], 0.0, 1.0)
    end = 1 - begin
    begin[first] = origins.sites.share[is_found]
    end[last] = destinations.sites.share[is_found]
    return _Rides(graph.edge[arc], begin, end), start


def _lines(graph: RoadGraph, rides: _Rides, start: Starts) -> npt.NDArray[np.object_]:
    """Draw each route."""
    xy_m, point_start = _points(graph.edge_start, graph.edge_xy_m, rides, start)
    is_line = np.diff(point_start) > 0
    route = np.repeat(np.cumsum(is_line) - 1, np.diff(point_start))
    lines = np.full(len(is_line), None, dtype="object")
    if is_line.any():
        lines[is_line] = shapely.linestrings(xy_m, indices=route)
    return lines


@compiled
def _points(edge_start: Starts, edge_xy_m: Floats, rides: _Rides, start: Starts) -> Any:  # noqa: ANN401
    """Write the points of each route, of one that stands still the same point twice."""
    most = 0
    for edge in rides.edge:
        most += edge_start[edge + 1] - edge_start[edge] + 2
    xy_m, n = np.empty((most, 2)), 0
    point_start = np.zeros(len(start), np.int64)
    for route in range(len(start) - 1):
        for k in range(start[route], start[route + 1]):
            first, end = edge_start[rides.edge[k]], edge_start[rides.edge[k] + 1]
            n -= k > start[route]  # each piece begins where the one before it ended
            if rides.begin[k] == 0 and rides.end[k] == 1:
                n = _copy(edge_xy_m, first, end, 1, xy_m, n)
            elif rides.begin[k] == 1 and rides.end[k] == 0:
                n = _copy(edge_xy_m, end - 1, first - 1, -1, xy_m, n)
            else:
                n = _draw(edge_xy_m[first:end], rides.begin[k], rides.end[k], xy_m, n)
        point_start[route + 1] = n
    return xy_m[:n], point_start


@compiled
def _copy(edge_xy_m: Floats, first: int, end: int, step: int, xy_m: Floats, n: int) -> int:
    """Write a whole shape, forwards or backwards; give the new count."""
    for at in range(first, end, step):
        xy_m[n, 0], xy_m[n, 1] = edge_xy_m[at, 0], edge_xy_m[at, 1]
        n += 1
    return n


@compiled
def _draw(shape: Floats, begin: float, end: float, xy_m: Floats, n: int) -> int:
    """Write the part of a shape between two shares of its length; give the new count."""
    along = np.zeros(len(shape))
    for k in range(1, len(shape)):
        step = shape[k] - shape[k - 1]
        along[k] = along[k - 1] + np.hypot(step[0], step[1])
    from_m, to_m = begin * along[-1], end * along[-1]
    _put(shape, along, from_m, xy_m, n)
    n += 1
    order = range(len(shape)) if end >= begin else range(len(shape) - 1, -1, -1)
    for k in order:
        if min(from_m, to_m) < along[k] < max(from_m, to_m):
            xy_m[n] = shape[k]
            n += 1
    _put(shape, along, to_m, xy_m, n)
    return n + 1


@compiled
def _put(shape: Floats, along: Floats, at_m: float, xy_m: Floats, n: int) -> None:
    """Write the point at a distance along a shape."""
    k = min(max(int(np.searchsorted(along, at_m)), 1), len(shape) - 1)
    step_m = along[k] - along[k - 1]
    share = (at_m - along[k - 1]) / step_m if step_m > 0 else 0.0
    xy_m[n] = shape[k - 1] + share * (shape[k] - shape[k - 1])
