"""An engine's tables, asked for the pairs that candidates need, a block at a time."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.logistics.roads.engines import QUICKEST, SHORTEST, Engine, Floats

_PLACES_AT_ONCE: Final = 2000
"""Side of a block: 4 million pairs, some 200 MB."""

Indices = npt.NDArray[np.intp]


def measure_pairs(
    engine: Engine,
    origins_xy_m: Floats,
    destinations_xy_m: Floats,
    pairs: Indices,
    at_once: int = _PLACES_AT_ONCE,
) -> pd.DataFrame:
    """Measure pairs of places.

    Parameters
    ----------
    engine : Engine
    origins_xy_m, destinations_xy_m : numpy.ndarray of float64, shape (n, 2) and (m, 2)
        Each place once, EPSG:3067.
    pairs : numpy.ndarray of int, shape (k, 2)
        Positions of an origin and a destination.
    at_once : int
        Most origins, and most destinations, that the engine is asked for at once.

    Returns
    -------
    pandas.DataFrame
        A row a pair: ``way_km`` (shortest feasible distance, or else length of the quickest
        route), ``basis`` (which of the two), ``route_km``, ``drive_time_h``, ``origin_leg_km``,
        ``destination_leg_km``; all without the legs.
    """
    names = ("way_km", "route_km", "drive_time_h", "origin_leg_km", "destination_leg_km")
    found = {name: np.full(len(pairs), np.nan) for name in names}
    basis = np.full(len(pairs), "", dtype="object")
    block = pairs // at_once
    for rows in _groups(block):
        one, other = block[rows[0]] * at_once
        i, j = (pairs[rows] - (one, other)).T
        table = engine.measure(
            origins_xy_m[one : one + at_once], destinations_xy_m[other : other + at_once]
        )
        shortest_km = table.route_km if table.shortest_km is None else table.shortest_km
        found["way_km"][rows] = shortest_km[i, j]
        found["route_km"][rows] = table.route_km[i, j]
        found["drive_time_h"][rows] = table.drive_time_h[i, j]
        found["origin_leg_km"][rows] = table.origin_leg_km[i]
        found["destination_leg_km"][rows] = table.destination_leg_km[j]
        basis[rows] = QUICKEST if table.shortest_km is None else SHORTEST
    return pd.DataFrame({**found, "basis": pd.Series(basis, dtype="str")})


def _groups(block: Indices) -> list[Indices]:
    """Give the rows of each block that has any."""
    if len(block) == 0:
        return []
    _, which = np.unique(block, axis=0, return_inverse=True)
    order = np.argsort(which, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(which[order])) + 1)
