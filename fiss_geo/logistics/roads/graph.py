"""A road graph as plain arrays: what a reader of roads gives and the hierarchy is made of."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ROAD_CLASSES: Final = (
    "unknown", "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified",
    "residential", "living_street", "service", "track", "ferry",
)  # fmt: skip
"""Classes of roads; links count with the class they belong to."""


class RoadGraph(NamedTuple):
    """Directed roads with time and length; nothing here computes.

    Attributes
    ----------
    node_xy_m : numpy.ndarray of float64, shape (n, 2)
        Easting and northing, EPSG:3067. Two nodes may stand at one point: turns that are
        forbidden are told by doubling the node.
    tail, head : numpy.ndarray of int32, shape (m,)
        From which node to which each arc leads. Parallel arcs and loops are allowed.
    time_ms, length_cm : numpy.ndarray of int32, shape (m,)
        What the whole arc takes and how long it is, zero or more.
    edge : numpy.ndarray of int32, shape (m,)
        The piece of road that the arc runs along; several arcs may share one.
    is_forward : numpy.ndarray of bool, shape (m,)
        Along the piece's geometry, or against it.
    edge_start : numpy.ndarray of int64, shape (e + 1,)
        Where each piece's points start in ``edge_xy_m``.
    edge_xy_m : numpy.ndarray of float64, shape (k, 2)
        The pieces' points, EPSG:3067, at least two each; the first and the last are the points
        of its arcs' nodes.
    edge_class : numpy.ndarray of uint8, shape (e,)
        Position in ``ROAD_CLASSES``.
    distance_method : str
        Name of the distances found on these roads, one of ``schemas.DISTANCE_METHODS``.
    source : dict of str to str
        Where the roads come from: ``file``, ``sha256``, ``date``, ``profile``, ``licence``, …
    """

    node_xy_m: Floats
    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    time_ms: npt.NDArray[np.int32]
    length_cm: npt.NDArray[np.int32]
    edge: npt.NDArray[np.int32]
    is_forward: npt.NDArray[np.bool_]
    edge_start: npt.NDArray[np.int64]
    edge_xy_m: Floats
    edge_class: npt.NDArray[np.uint8]
    distance_method: str
    source: dict[str, str]
