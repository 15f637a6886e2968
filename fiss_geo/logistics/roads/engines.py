"""What the ``route`` stage asks of a road engine, whichever it is.

An engine is two functions and a name. One comes from a network file, others speak to servers:
they take points in EPSG:3067 and give kilometres and hours along the road. Legs from a point to
the road are told apart and are not in the figures.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SHORTEST: Final = "shortest feasible distance"
QUICKEST: Final = "length of the quickest route"
"""Which of an engine's two lengths a distance is; see ``schemas.DISTANCE_BASES``."""


class RoadTable(NamedTuple):
    """Every way from n origins to m destinations.

    Attributes
    ----------
    route_km, drive_time_h : numpy.ndarray of float64, shape (n, m)
        Length and time of the quickest route; missing where no road joins the two. At most one
        route a pair: both figures are of the same one.
    shortest_km : numpy.ndarray of float64, shape (n, m), or None
        Shortest feasible distance; None if the engine does not know it.
    origin_leg_km, destination_leg_km : numpy.ndarray of float64, shape (n,) and (m,)
        From each point to the road it was joined to; missing where it was not.
    """

    route_km: Floats
    drive_time_h: Floats
    shortest_km: Floats | None
    origin_leg_km: Floats
    destination_leg_km: Floats


class Engine(NamedTuple):
    """A road engine.

    Attributes
    ----------
    distance_method : str
        Name of its distances, one of ``schemas.DISTANCE_METHODS``.
    measure : callable
        ``measure(origins_xy_m, destinations_xy_m)``, arrays of shape (n, 2) and (m, 2) in
        EPSG:3067 without missing values, gives a ``RoadTable``. The stage hands over as many
        origins at a time as fit into memory; the engine keeps to its server's limits itself.
    """

    distance_method: str
    measure: Callable[[Floats, Floats], RoadTable]
