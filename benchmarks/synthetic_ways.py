"""Straight edges between points to OpenStreetMap's ways: winding, joined, tagged, with rules."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from osm_writing import OsmData
from pyproj import Transformer

from fiss_geo.crs import ETRS_TM35FIN, WGS84

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROUNDABOUTS = 1 / 400  # of the junctions that may be one
_RESTRICTIONS = 1 / 120
_RING_M = 18.0
_JOINED = 0.75  # of the places where a way could go on
_LONGEST_WAY = 12  # edges
_BENDS = 5.2  # an edge, in the mean
_RARE = 0.01
_JUNCTION = 3  # edges that meet
_BASE_TAGS = {
    "motorway": ["highway=motorway,oneway=yes,maxspeed=120,ref=1", "highway=motorway,oneway=yes"],
    "trunk": ["highway=trunk,maxspeed=100", "highway=trunk,maxspeed=80,surface=asphalt"],
    "primary": ["highway=primary,maxspeed=80", "highway=primary,maxspeed=100,lit=yes"],
    "secondary": ["highway=secondary,maxspeed=80", "highway=secondary"],
    "tertiary": ["highway=tertiary,maxspeed=60", "highway=tertiary", "highway=tertiary,lit=yes"],
    "unclassified": ["highway=unclassified,surface=gravel", "highway=unclassified,maxspeed=80"],
    "residential": [
        *(["highway=residential,maxspeed=40", "highway=residential"] * 8),
        "highway=residential,maxspeed=30,name=Kotitie", "highway=living_street",
        "highway=residential,hgv=no",
    ],
    "service": [
        *(["highway=service", "highway=service,service=driveway"] * 5),
        "highway=service,access=private", "highway=service,service=parking_aisle",
        "highway=cycleway,foot=designated",
    ],
    "track": [
        *(["highway=track,tracktype=grade2", "highway=track"] * 4),
        "highway=footway,surface=ground",
    ],
}  # fmt: skip
_RARE_TAGS = ("maxweight=16", "maxheight=3.5", "oneway=yes", "oneway=-1", "motor_vehicle=no")


@dataclass(frozen=True)
class Stretches:
    """Straight edges between points.

    Attributes
    ----------
    points : numpy.ndarray
        EPSG:3067.
    edges : numpy.ndarray
        Positions of the two ends of each road.
    road_class : numpy.ndarray of str
        Key of ``_BASE_TAGS``.
    ferries : numpy.ndarray
        Ends of the ferries.
    """

    points: Floats
    edges: Ints
    road_class: npt.NDArray[np.str_]
    ferries: Ints


def osm_data(stretches: Stretches, random: np.random.Generator) -> OsmData:
    """Make ways of stretches."""
    points, edges, rings = _with_roundabouts(stretches, random)
    double = np.flatnonzero(stretches.road_class == "motorway")
    edges = np.concatenate([edges, edges[double][:, ::-1]])
    road_class = np.concatenate([stretches.road_class, stretches.road_class[double]])
    is_one_way = road_class == "motorway"
    passed, first = _chains(_strokes(edges, road_class, random), is_one_way)
    xy, bends = _winding(points, edges, is_one_way, random)
    start, nodes = _way_nodes(passed, first, edges, bends)
    tags = _tags(road_class[passed[first[:-1]] // 2], random)
    relations = _restrictions(start, nodes, len(tags), random)
    boats = [list(map(int, ends)) for ends in stretches.ferries]
    start, nodes = _appended(start, nodes, rings + boats)
    tags += ["highway=tertiary,junction=roundabout"] * len(rings)
    tags += [("route=ferry,duration=00:30" if n % 2 else "route=ferry") for n in range(len(boats))]
    lon_lat = Transformer.from_crs(ETRS_TM35FIN, WGS84, always_xy=True).transform(*xy.T)
    blocked = random.integers(0, len(xy), max(2, len(xy) // 20_000))
    node_tags = {int(node): "barrier=bollard" for node in blocked}
    return OsmData(np.stack(lon_lat, axis=1), node_tags, start, nodes, np.array(tags), relations)


def _with_roundabouts(
    stretches: Stretches, random: np.random.Generator
) -> tuple[Floats, Ints, list[list[int]]]:
    """Pull some junctions apart into a ring that all their roads end on."""
    points, edges = stretches.points, stretches.edges.copy()
    degree = np.bincount(edges.ravel(), minlength=len(points))
    fits = np.unique(edges[np.isin(stretches.road_class, ["primary", "secondary", "tertiary"])])
    fits = fits[degree[fits] >= _JUNCTION]
    chosen = random.permutation(fits)[: max(1, round(len(fits) * _ROUNDABOUTS))]
    new_points, rings, count = [points], [], len(points)
    side = np.flatnonzero(np.isin(edges, chosen))
    side = side[np.argsort(edges.ravel()[side], kind="stable")]
    at = edges.ravel()[side]
    for node in chosen:
        ends = side[np.searchsorted(at, node) : np.searchsorted(at, node, side="right")]
        others = stretches.edges[ends // 2, 1 - ends % 2]
        away = points[others] - points[node]
        order = np.argsort(np.arctan2(away[:, 1], away[:, 0]))
        unit = away / np.linalg.norm(away, axis=1, keepdims=True)
        new = np.empty(len(ends), np.int64)
        new[order] = count + np.arange(len(ends))
        new_points.append((points[node] + unit * _RING_M)[order])
        edges[ends // 2, ends % 2] = new
        rings.append([*range(count, count + len(ends)), count])
        count += len(ends)
    return np.concatenate(new_points), edges, rings


def _strokes(edges: Ints, road_class: npt.NDArray[np.str_], random: np.random.Generator) -> Ints:
    """Pair ends of edges of one class that meet at a point: they become one way.

    Half-edge 2 e is the start of edge e, 2 e + 1 its end. Gives for each the half-edge that the
    way goes on with, or -1.
    """
    half_at = edges.ravel()
    _, kind = np.unique(np.repeat(road_class, 2), return_inverse=True)
    order = np.lexsort((random.random(len(half_at)), kind, half_at))
    is_new = np.ones(len(order), bool)
    is_new[1:] = (np.diff(half_at[order]) != 0) | (np.diff(kind[order]) != 0)
    rank = np.arange(len(order)) - np.flatnonzero(is_new)[np.cumsum(is_new) - 1]
    pair = np.flatnonzero(~is_new[1:] & (rank[:-1] % 2 == 0))
    one, other = order[pair], order[pair + 1]
    # A one-way road goes on only from an end to a start.
    fits = (road_class[one // 2] != "motorway") | (one % 2 != other % 2)
    fits &= (one // 2 != other // 2) & (random.random(len(one)) < _JOINED)
    link = np.full(len(half_at), -1)
    link[one[fits]], link[other[fits]] = other[fits], one[fits]
    return link


def _chains(link: Ints, is_one_way: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Walk linked edges into ways; gives the half-edges that ways pass, and where each starts."""
    one_way = np.repeat(is_one_way, 2)
    one_way[::2] = False
    starts = np.flatnonzero((link < 0) & ~one_way).tolist()
    links, used = link.tolist(), bytearray(len(link) // 2)
    passed: list[int] = []
    first = []
    for half in (*starts, *range(0, len(links), 2)):  # the second ones for what goes in rings
        if used[half // 2]:
            continue
        first.append(len(passed))
        at = half
        while at >= 0 and not used[at // 2] and len(passed) - first[-1] < _LONGEST_WAY:
            used[at // 2] = 1
            passed.append(at)
            at = links[at ^ 1]
    return np.array(passed), np.array([*first, len(passed)])


def _winding(
    points: Floats, edges: Ints, is_one_way: npt.NDArray[np.bool_], random: np.random.Generator
) -> tuple[Floats, Ints]:
    """Put bends into every edge; gives all points, and where each edge's bends start in them."""
    count = random.poisson(_BENDS, len(edges))
    start = np.concatenate([[0], np.cumsum(count)])
    edge = np.repeat(np.arange(len(edges)), count)
    share = (np.arange(start[-1]) - start[edge] + 1) / (count[edge] + 1)
    along = points[edges[:, 1]] - points[edges[:, 0]]
    across = np.stack([along[:, 1], -along[:, 0]], axis=1)
    swing = random.normal(0, 0.07, (2, len(edges)))
    away = swing[0, edge] * np.sin(np.pi * share) + swing[1, edge] * np.sin(2 * np.pi * share)
    length_m = np.linalg.norm(along, axis=1)
    away += np.where(is_one_way, 10 / np.maximum(length_m, 1), 0)[edge]  # the right-hand lanes
    bends = points[edges[edge, 0]] + share[:, None] * along[edge] + away[:, None] * across[edge]
    return np.concatenate([points, bends]), len(points) + start


def _way_nodes(passed: Ints, first: Ints, edges: Ints, bends: Ints) -> tuple[Ints, Ints]:
    """List the nodes of every way; gives where each way starts, and the nodes."""
    edge, is_back = passed // 2, passed % 2 == 1
    n_bends = np.diff(bends)[edge]
    is_last = np.zeros(len(passed), bool)
    is_last[first[1:] - 1] = True
    length = 1 + n_bends + is_last
    end = np.cumsum(length)
    which = np.repeat(np.arange(len(passed)), length)
    place = np.arange(end[-1]) - (end - length)[which]  # 0: the first end; the last end: n + 1
    forward = bends[edge][which] + place - 1
    backward = bends[edge + 1][which] - place
    nodes = np.where(is_back[which], backward, forward)
    nodes = np.where(place == 0, edges[edge, is_back.astype(int)][which], nodes)
    is_end = place == 1 + n_bends[which]
    nodes = np.where(is_end, edges[edge, 1 - is_back.astype(int)][which], nodes)
    return np.concatenate([[0], end[first[1:] - 1]]), nodes


def _appended(start: Ints, nodes: Ints, more: list[list[int]]) -> tuple[Ints, Ints]:
    lengths = np.array([len(way) for way in more])
    ends = start[-1] + np.cumsum(lengths)
    return np.concatenate([start, ends]), np.concatenate([nodes, *map(np.array, more)])


def _tags(road_class: npt.NDArray[np.str_], random: np.random.Generator) -> list[str]:
    """Give each way the tags of one of its class, and a few ways a rule besides."""
    pick = random.random(len(road_class))
    rare = random.random(len(road_class)) < _RARE
    which = random.integers(0, len(_RARE_TAGS), len(road_class))
    tags = []
    for name, share, is_rare, rule in zip(road_class.tolist(), pick, rare, which, strict=True):
        choices = _BASE_TAGS[name]
        text = choices[int(share * len(choices))]
        plain = is_rare and name not in ("motorway", "trunk")
        tags.append(f"{text},{_RARE_TAGS[rule]}" if plain else text)
    return tags


def _restrictions(
    start: Ints, nodes: Ints, n_roads: int, random: np.random.Generator
) -> list[tuple[str, str]]:
    """Forbid or demand turns between ways that end at one node."""
    way = np.concatenate([np.arange(n_roads)] * 2)
    node = np.concatenate([nodes[start[:n_roads]], nodes[start[1 : n_roads + 1] - 1]])
    order = np.lexsort((random.random(len(node)), node))
    meets = np.flatnonzero(np.diff(node[order]) == 0)
    chosen = np.sort(random.permutation(meets)[: max(2, round(len(meets) * _RESTRICTIONS))])
    kinds = random.choice(["no_left_turn", "no_right_turn", "only_straight_on"], len(chosen))
    return [
        (
            f"type=restriction,restriction={kind}",
            f"w{way[order[at]] + 1}@from,n{node[order[at]] + 1}@via,w{way[order[at + 1]] + 1}@to",
        )
        for at, kind in zip(chosen, kinds, strict=True)
    ]
