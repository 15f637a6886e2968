"""From an OpenStreetMap file to a road graph for one vehicle."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.errors import BadInput, Fault
from fiss_geo.logistics.roads.chains import Pieces, cut, geometry, link, walk
from fiss_geo.logistics.roads.graph import RoadGraph
from fiss_geo.logistics.roads.ground import ground_length_m, share_in_finland
from fiss_geo.logistics.roads.osm_file import OsmRoads, read_osm
from fiss_geo.logistics.roads.osm_nodes import Nodes, number_nodes
from fiss_geo.logistics.roads.restrictions import Arcs, Turn, double_nodes
from fiss_geo.logistics.roads.truck_rules import truck_rules

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.signedinteger[Any]]

DISTANCE_METHOD: Final = "OpenStreetMap roads"
LICENCE: Final = "ODbL 1.0, © OpenStreetMap contributors"
_LEAST_SHARE: Final = 0.01  # of the roads must lie in Finland; an extract may go over the border
_SAMPLE: Final = 20_000
_AT_ONCE: Final = 1_000_000
_M_PER_S: Final = 1 / 3.6


class _Drawn(NamedTuple):
    """The nodes of the graph, numbered, and where everything is.

    Attributes
    ----------
    ends : numpy.ndarray of int32, shape (e, 2)
        Number of the node at the start and at the end of each edge.
    node_xy_m, edge_xy_m : numpy.ndarray of float64
        Points of the nodes and along the edges.
    turns : list of Turn
        Rules for turns, by number.
    """

    ends: Ints
    node_xy_m: Floats
    edge_xy_m: Floats
    turns: list[Turn]


class _Edges(NamedTuple):
    """Chains with what they take in both directions; a time below zero is a closed direction."""

    tail: Ints
    head: Ints
    seconds: Floats  # shape (e, 2): forward, backward
    length_m: Floats
    kind: Ints
    ways: Ints  # shape (e, 2): id of the way at the start and at the end
    start: Ints
    place: Ints


def build_graph(
    path: Path, profile: str = "truck", scratch: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[RoadGraph, dict[str, int]]:  # fmt: skip
    """Build the graph of the roads that a vehicle may use.

    Parameters
    ----------
    path : pathlib.Path
        OpenStreetMap data: ``.osm.pbf``, ``.osm``, …
    profile : str
        Vehicle, a row of ``truck_profiles.csv``.
    scratch : pathlib.Path, optional
        Folder for what lies on disk for a while; that of ``path`` if not given.
    tell : callable
        Called with the name of each step.

    Returns
    -------
    graph : RoadGraph
    counts : dict of str to int
        What was read, and what was passed over or not honoured.

    Raises
    ------
    MissingFile, BadInput, BadTable
        If the file is not there, broken, without roads or of another country, or the profile
        unknown.
    """
    rules = truck_rules(profile)
    roads = read_osm(path, rules, path.parent if scratch is None else scratch, tell)
    tell("place the roads")
    nodes = number_nodes(roads)
    # What is known by number now need not be held by id: it is most of the memory.
    none = np.zeros(0, np.int64)
    roads = roads._replace(node_id=none, lon=none, lat=none)
    _refuse_elsewhere(path, nodes.xy_m)
    tell("join the roads")
    edges = _edges(roads, nodes)
    tell("double nodes for forbidden turns")
    source = {
        "file": path.name, "sha256": _sha256(path), "profile": profile,
        "licence": LICENCE, **{key: text for key, text in roads.header.items() if text},
    }  # fmt: skip
    drawn = _drawn(nodes, edges)
    del nodes
    graph, kept, unclear = _graph(drawn, edges._replace(place=none), source)
    counts = {**roads.counts, "restrictions": kept}
    counts["restrictions_unclear"] += unclear
    counts["restrictions_elsewhere"] = len(roads.restrictions) - kept - unclear
    return graph, {**counts, "barriers": len(roads.closed_nodes)}


def _refuse_elsewhere(path: Path, xy_m: Floats) -> None:
    """Refuse the roads of another country."""
    step = max(1, len(xy_m) // _SAMPLE)
    share = share_in_finland(xy_m[::step])
    if share < _LEAST_SHARE:
        west, south = xy_m.min(axis=0) / 1000
        east, north = xy_m.max(axis=0) / 1000
        raise BadInput([Fault(
            str(path), None, None, "",
            f"{share:.1%} of its roads lie in Finland: they span easting {west:.0f} to {east:.0f} "
            f"km and northing {south:.0f} to {north:.0f} km (EPSG:3067); expected an extract of "
            "Finland or a part of it, such as finland-latest.osm.pbf",
        )])  # fmt: skip


def _edges(roads: OsmRoads, nodes: Nodes) -> _Edges:
    """Cut ways where they meet, and join what only goes on."""
    stays = nodes.closed.copy()
    stays[[turn.via_node for turn in nodes.turns]] = True
    pieces = cut(roads.way_start, nodes.of_place, stays | nodes.shared)
    length_m, seconds = _lengths_and_times(roads, nodes, pieces)
    kind = np.array([rule.road_class for rule in roads.rules])[roads.way_rule[pieces.way]]
    half = np.stack([nodes.of_place[pieces.first], nodes.of_place[pieces.last]], axis=1)
    entered, first = walk(link(half.ravel(), kind, (seconds >= 0).ravel(), ~stays))
    start, place = geometry(pieces, entered, first)
    piece, is_back = entered // 2, entered % 2
    both = np.stack([seconds[piece, is_back], seconds[piece, 1 - is_back]], axis=1)
    ends = np.stack([entered[first[:-1]], entered[first[1:] - 1] ^ 1], axis=1)
    way_id = roads.way_id[pieces.way]
    return _Edges(
        half.ravel()[ends[:, 0]], half.ravel()[ends[:, 1]],
        np.add.reduceat(both, first[:-1], axis=0), np.add.reduceat(length_m[piece], first[:-1]),
        kind[piece[first[:-1]]], way_id[ends // 2], start, place,
    )  # fmt: skip


def _lengths_and_times(roads: OsmRoads, nodes: Nodes, pieces: Pieces) -> tuple[Floats, Floats]:
    """Measure pieces, and what they take forwards and backwards; minus infinity: closed."""
    step_m = _steps_m(nodes)
    step_m[roads.way_start[1:] - 1] = 0.0  # from the end of one way to the start of the next
    length_m = np.add.reduceat(step_m, pieces.first, dtype=np.float64)
    way_m = np.add.reduceat(step_m, roads.way_start[:-1], dtype=np.float64)[pieces.way]
    del step_m
    rule = roads.way_rule[pieces.way]
    km_per_h = np.array([item[1:3] for item in roads.rules])[rule]
    stated = np.array([item.duration_s for item in roads.rules])[rule]
    with np.errstate(divide="ignore", invalid="ignore"):
        seconds = length_m[:, None] / (km_per_h * _M_PER_S)
        timed = np.where(way_m > 0, stated * length_m / way_m, 0.0)
    seconds = np.where((stated > 0)[:, None], timed[:, None], seconds)
    return length_m, np.where(km_per_h > 0, seconds, -np.inf)


def _steps_m(nodes: Nodes) -> npt.NDArray[np.float32]:
    """Measure from each place in the ways to the next, some at a time.

    Single precision holds a kilometre to a tenth of a millimetre.
    """
    step_m = np.zeros(len(nodes.of_place), np.float32)
    for first in range(0, len(step_m) - 1, _AT_ONCE):
        xy = nodes.xy_m[nodes.of_place[first : first + _AT_ONCE + 1]]
        step_m[first : first + len(xy) - 1] = ground_length_m(xy[:-1], xy[1:])
    return step_m


def _drawn(nodes: Nodes, edges: _Edges) -> _Drawn:
    """Give numbers to the nodes that edges end at, and places to everything."""
    ends, at = _numbered(edges, nodes.closed)
    turns = _renumbered(nodes.turns, at)
    edge_xy_m = np.empty((len(edges.place), 2))
    for first in range(0, len(edge_xy_m), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        edge_xy_m[part] = nodes.xy_m[nodes.of_place[edges.place[part]]]
    return _Drawn(ends.astype(np.int32), nodes.xy_m[at], edge_xy_m, turns)


def _graph(drawn: _Drawn, edges: _Edges, source: dict[str, str]) -> tuple[RoadGraph, int, int]:
    """Make arcs of edges, and double nodes where turns are forbidden."""
    is_open = np.isfinite(edges.seconds)
    forward, backward = np.flatnonzero(is_open[:, 0]), np.flatnonzero(is_open[:, 1])
    edge = np.concatenate([forward, backward])
    is_forward = np.arange(len(edge)) < len(forward)
    side = np.where(is_forward, 0, 1).astype(np.int8)
    arcs = Arcs(
        *(drawn.ends[edge, which] for which in (side, 1 - side)),
        *(edges.ways[edge, which] for which in (side, 1 - side)),
    )
    xy = drawn.node_xy_m
    doubled = double_nodes(arcs, len(xy), drawn.turns)
    every = np.concatenate([np.arange(len(edge)), doubled.arc])
    milliseconds = np.rint(edges.seconds[edge, side] * 1000)
    graph = RoadGraph(
        node_xy_m=np.concatenate([xy, xy[doubled.node]]),
        tail=np.concatenate([arcs.tail, doubled.tail]).astype(np.int32),
        head=doubled.head[every].astype(np.int32),
        time_ms=milliseconds[every].astype(np.int32),
        length_cm=np.rint(edges.length_m[edge] * 100)[every].astype(np.int32),
        edge=edge[every].astype(np.int32),
        is_forward=is_forward[every],
        edge_start=edges.start,
        edge_xy_m=drawn.edge_xy_m,
        edge_class=edges.kind.astype(np.uint8),
        distance_method=DISTANCE_METHOD,
        source=source,
    )
    return graph, len(drawn.turns) - doubled.unused, doubled.unused


def _numbered(edges: _Edges, closed: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Give numbers to the ends of edges; at a closed node each edge has an end of its own.

    Gives the numbers, shape (e, 2), and for each number the node.
    """
    ends = np.stack([edges.tail, edges.head], axis=1).ravel()
    own = np.flatnonzero(closed[ends])
    key = ends.astype(np.int64)
    key[own] = len(closed) + np.arange(len(own))
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    return number.reshape(-1, 2), ends[first]


def _renumbered(turns: list[Turn], at: Ints) -> list[Turn]:
    """Give turns by the numbers of the graph; ``at`` has the node of each number."""
    sorter = np.argsort(at)
    place = np.searchsorted(at, [turn.via_node for turn in turns], sorter=sorter)
    return [
        turn._replace(via_node=int(sorter[number]))
        for turn, number in zip(turns, place, strict=True)
        if number < len(at) and at[sorter[number]] == turn.via_node
    ]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
