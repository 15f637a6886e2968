"""The engine that measures on a prepared network."""

import numpy as np

from fiss_geo.logistics.roads.buckets import best_ways
from fiss_geo.logistics.roads.engines import Engine, Floats, RoadTable
from fiss_geo.logistics.roads.hierarchy import Hierarchy
from fiss_geo.logistics.roads.network import Network
from fiss_geo.logistics.roads.snapping import (
    Joints,
    along_one_arc,
    entering,
    join,
    joints,
    leaving,
)
from fiss_geo.logistics.roads.weights import UNREACHED, Weights, unpack

_M_PER_KM = 1000.0
_CM_PER_KM = 100_000.0
_MS_PER_H = 3_600_000.0


def network_engine(network: Network) -> Engine:
    """Make an engine of a network."""
    return Engine(network.graph.distance_method, lambda one, other: measure(network, one, other))


def measure(network: Network, origins_xy_m: Floats, destinations_xy_m: Floats) -> RoadTable:
    """Measure every way from origins to destinations; see ``engines.Engine``."""
    one, other = join(network, origins_xy_m), join(network, destinations_xy_m)
    starts, ends = joints(network, one), joints(network, other)
    weights = _ways(network, network.quickest, (starts, ends), by_length=False)
    time_ms, length_cm = unpack(weights)
    is_missing = weights >= UNREACHED
    route_km = np.where(is_missing, np.nan, length_cm / _CM_PER_KM)
    drive_time_h = np.where(is_missing, np.nan, time_ms / _MS_PER_H)
    shortest_km = route_km
    if network.shortest is not None:
        weights = _ways(network, network.shortest, (starts, ends), by_length=True)
        shortest_km = np.where(is_missing, np.nan, unpack(weights)[0] / _CM_PER_KM)
    return RoadTable(
        route_km, drive_time_h, shortest_km, one.leg_m / _M_PER_KM, other.leg_m / _M_PER_KM
    )


def _ways(
    network: Network, hierarchy: Hierarchy, joined: tuple[Joints, Joints], *, by_length: bool
) -> Weights:
    origins = leaving(network, joined[0], by_length=by_length)
    destinations = entering(network, joined[1], by_length=by_length)
    weights = best_ways(hierarchy, origins, destinations)
    direct = along_one_arc(*joined, by_length=by_length)
    np.minimum.at(weights, (direct.origin, direct.destination), direct.weight)
    return weights
