"""Places joined to the road: the nearest point of a piece of road, and the ways on from there."""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads.adjacency import Ints
from fiss_geo.logistics.roads.grid import nearest_on_road
from fiss_geo.logistics.roads.network import Network
from fiss_geo.logistics.roads.searches import Seeds
from fiss_geo.logistics.roads.threads import shared_out
from fiss_geo.logistics.roads.weights import Weights, pack

Floats = npt.NDArray[np.float64]

_POINTS_AT_ONCE: Final = 4096


class Sites(NamedTuple):
    """Places on the road.

    Attributes
    ----------
    edge : numpy.ndarray of int32, shape (k,)
    share : numpy.ndarray of float64, shape (k,)
        How far along the edge's geometry, 0 to 1.
    leg_m : numpy.ndarray of float64, shape (k,)
        From the place to the road, on the plane.
    """

    edge: Ints
    share: Floats
    leg_m: Floats


class Joints(NamedTuple):
    """Arcs that places lie on, each a way into the network or out of it.

    Attributes
    ----------
    start : numpy.ndarray of int64, shape (k + 1,)
        Where each place's arcs start.
    arc : numpy.ndarray of int32
    done_ms, done_cm : numpy.ndarray of int32
        Of the arc's time and length, what lies before the place.
    """

    start: npt.NDArray[np.int64]
    arc: Ints
    done_ms: Ints
    done_cm: Ints


def join(network: Network, points_xy_m: Floats) -> Sites:
    """Find where each point joins the network.

    Only pieces of road count that can be both reached and left by a lorry, in the largest
    component or one that is no mere fragment; a point at sea gets the nearest shore road.

    Parameters
    ----------
    network : Network
    points_xy_m : numpy.ndarray of float64, shape (k, 2)
        EPSG:3067, none missing.
    """
    graph = network.graph
    points = np.ascontiguousarray(points_xy_m, "float64").reshape(-1, 2)
    with shared_out(lambda: None, _POINTS_AT_ONCE) as spread:
        parts = spread(
            lambda some, _: nearest_on_road(network.grid, graph.edge_start, graph.edge_xy_m, some),
            points,
        )
    return Sites(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def joints(network: Network, sites: Sites) -> Joints:
    """List the arcs that sites lie on, with how much of each lies before the site."""
    graph = network.graph
    first = network.edge_arc_start[sites.edge]
    count = network.edge_arc_start[sites.edge + 1] - first
    site = np.repeat(np.arange(len(sites.edge)), count)
    offset = np.arange(len(site)) - np.repeat(np.cumsum(count) - count, count)
    arc = network.edge_arc[np.repeat(first, count) + offset]
    is_sound = network.arc_component[arc] >= 0
    site, arc = site[is_sound], arc[is_sound]
    along = np.where(graph.is_forward[arc], sites.share[site], 1 - sites.share[site])
    start = np.zeros(len(sites.edge) + 1, "int64")
    np.cumsum(np.bincount(site, minlength=len(sites.edge)), out=start[1:])
    done_ms = np.rint(graph.time_ms[arc] * along).astype("int32")
    done_cm = np.rint(graph.length_cm[arc] * along).astype("int32")
    return Joints(start, arc, done_ms, done_cm)


def leaving(network: Network, joined: Joints, *, by_length: bool) -> Seeds:
    """Make the seeds of origins: from the site on to the end of each of its arcs."""
    graph, arc = network.graph, joined.arc
    rest = graph.time_ms[arc] - joined.done_ms, graph.length_cm[arc] - joined.done_cm
    return Seeds(joined.start, graph.head[arc], _packed(*rest, by_length=by_length))


def entering(network: Network, joined: Joints, *, by_length: bool) -> Seeds:
    """Make the seeds of destinations: from the beginning of each of its arcs to the site."""
    weight = _packed(joined.done_ms, joined.done_cm, by_length=by_length)
    return Seeds(joined.start, network.graph.tail[joined.arc], weight)


class Direct(NamedTuple):
    """Pairs of an origin and a destination that one arc leads past, in this order."""

    origin: npt.NDArray[np.int64]
    destination: npt.NDArray[np.int64]
    weight: Weights
    arc: Ints


def along_one_arc(origins: Joints, destinations: Joints, *, by_length: bool) -> Direct:
    """Find the pairs that one arc leads past, and how far it is along it."""
    origin_of, destination_of = _owners(origins), _owners(destinations)
    by_arc = np.argsort(destinations.arc, kind="stable")
    arcs = destinations.arc[by_arc]
    low = np.searchsorted(arcs, origins.arc, side="left")
    count = np.searchsorted(arcs, origins.arc, side="right") - low
    one = np.repeat(np.arange(len(low)), count)
    offset = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
    other = by_arc[np.repeat(low, count) + offset]
    ms = destinations.done_ms[other] - origins.done_ms[one]
    cm = destinations.done_cm[other] - origins.done_cm[one]
    is_ahead = (ms >= 0) & (cm >= 0)
    one, other = one[is_ahead], other[is_ahead]
    weight = _packed(ms[is_ahead], cm[is_ahead], by_length=by_length)
    return Direct(origin_of[one], destination_of[other], weight, origins.arc[one])


def _packed(ms: Ints, cm: Ints, *, by_length: bool) -> Weights:
    return pack(cm, ms) if by_length else pack(ms, cm)


def _owners(joined: Joints) -> npt.NDArray[Any]:
    return np.repeat(np.arange(len(joined.start) - 1), np.diff(joined.start))
