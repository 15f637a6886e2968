"""A made-up road network of Finland, as large and as hard as the real one, written as PBF.

    python benchmarks/synthetic_roads.py OUT.osm.pbf [--size 1.0] [--seed 1]

Size 1 has about 16 million nodes in 2.2 million stretches between junctions and bends; 0.01 makes
a small one of the same kind. Real are the outline of the country, the large lakes and where the
places are; the roads are not. The same size and seed give the same network.

How it is made: points, thick around places and thin elsewhere; their Urquhart graph (the Delaunay
triangles, each without its longest side), which has the junctions, dead ends and lakes' detours of
real roads; from every few bends a dead end. Classes from the top down: ways between the largest
cities become motorways, between towns trunk roads, and so on, where a way already upgraded is
preferred. What is left are lanes, which seldom lead round in a circle. Stretches wind, join into
ways of several junctions, and get one-ways, bans for trucks, weight limits, roundabouts, turn
restrictions, barriers, islands and ferries.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from osm_writing import OsmData, write_osm
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay
from synthetic_ways import Stretches, osm_data

from fiss_geo.reference import gazetteer, lakes, land, regions

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_POINTS = 1_700_000  # of size 1, before bends are joined; with the dead ends 2 million stay
_DEAD_ENDS = 590_000
# Of the lanes that would close a circle. At a half, contracting takes ch-router 18 microseconds a
# node; a real graph of 1.5 million nodes is reported to have taken it 16.
_ROUND_LANES = 0.5
_LEVELS = (  # class, how many of the largest places it joins, what its metres count as
    ("motorway", 7, 0.55),
    ("trunk", 24, 0.6),
    ("primary", 110, 0.7),
    ("secondary", 308, 0.8),
    ("tertiary", 1_250, 0.9),
    ("unclassified", 4_700, 1.0),
)
_FERRIES = 80
_LONGEST_FERRY_M = 25_000.0
_SHORT_M = 400.0  # no water is looked for on edges shorter than this
_LEVELS_OF_ANY_SIZE = 3
_BEND = 2  # edges that meet where a road only goes on


@dataclass(frozen=True)
class Country:
    """The ground that roads may be on, and the places, the largest first."""

    ground: shapely.Geometry
    places: Floats


def country() -> Country:
    """Read Finland's outline without its large lakes, and its places by size of municipality."""
    outline = land().query("country_code in ['FI', 'AX']").union_all()
    ground = outline.intersection(regions().union_all()).difference(lakes().union_all())
    places = gazetteer()
    size = places[places["gazetteer_kind"] == "postcode"].groupby("municipality_code").size()
    rank = places["gazetteer_kind"].map({"municipality": 0, "place": 1, "postcode": 2})
    order = np.lexsort((-size.reindex(places["municipality_code"]).fillna(0).to_numpy(), rank))
    points = places[["easting_m", "northing_m"]].to_numpy()[order]
    shapely.prepare(ground)
    return Country(ground, points[shapely.contains_xy(ground, points)])


def scatter(where: Country, count: int, random: np.random.Generator) -> Floats:
    """Draw points on the ground: half about places, the larger the thicker, half anywhere."""
    west, south, east, north = where.ground.bounds
    weights = 1 / (np.arange(len(where.places)) + 30.0) ** 0.75
    found: list[Floats] = []
    while sum(map(len, found)) < count:
        near = random.choice(len(where.places), count // 2, p=weights / weights.sum())
        spread_m = random.lognormal(np.log(2_500), 0.7, (len(near), 1))
        town = where.places[near] + random.normal(0, 1, (len(near), 2)) * spread_m
        anywhere = random.uniform((west, south), (east, north), (count, 2))
        # The north has a third of the south's roads.
        kept = random.random(count) > 0.65 * (anywhere[:, 1] - south) / (north - south)
        points = np.concatenate([town, anywhere[kept]])
        found.append(points[shapely.contains_xy(where.ground, points)])
    every = np.concatenate(found)
    _, first = np.unique((every // 15).astype(np.int64), axis=0, return_index=True)
    return every[random.permutation(first)[:count]]


def fabric(points: Floats) -> Ints:
    """Join points by their Urquhart graph: each Delaunay triangle without its longest side."""
    triangles = Delaunay(points).simplices.astype(np.int64)
    sides = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]], axis=2)
    lengths = np.linalg.norm(points[sides[:, :, 0]] - points[sides[:, :, 1]], axis=2)
    longest = lengths.argmax(axis=1)
    keys = sides[:, :, 0] * len(points) + sides[:, :, 1]
    dropped = keys[np.arange(len(keys)), longest]
    kept = np.setdiff1d(keys, dropped)
    return np.stack([kept // len(points), kept % len(points)], axis=1)


def crosses_water(where: Country, points: Floats, edges: Ints) -> npt.NDArray[np.bool_]:
    """Tell which straight edges leave the ground, by points every sixth of their length."""
    start, end = points[edges[:, 0]], points[edges[:, 1]]
    long = np.flatnonzero(np.linalg.norm(start - end, axis=1) > _SHORT_M)
    wet = np.zeros(len(edges), bool)
    for share in (1 / 6, 1 / 3, 1 / 2, 2 / 3, 5 / 6):
        at = start[long] + share * (end[long] - start[long])
        wet[long] |= ~shapely.contains_xy(where.ground, at)
    return wet


def ferries(points: Floats, wet: Ints, dry: Ints, count: int, random: np.random.Generator) -> Ints:
    """Choose edges over water that join separate parts of the road network."""
    _, part = connected_components(
        coo_array((np.ones(len(dry)), dry.T), shape=(len(points), len(points))), directed=False
    )
    length_m = np.linalg.norm(points[wet[:, 0]] - points[wet[:, 1]], axis=1)
    fits = (
        (part[wet[:, 0]] != part[wet[:, 1]]) & (length_m < _LONGEST_FERRY_M) & (length_m > _SHORT_M)
    )
    chosen = np.flatnonzero(fits)
    return wet[random.permutation(chosen)[: min(count, len(chosen) // 2)]]


def upgrade(points: Floats, edges: Ints, places: Floats, size: float) -> npt.NDArray[np.uint8]:
    """Give each edge a level: 0 for ways between the largest cities, and so on down.

    Places nearest to each other along the roads are joined by the shortest way between them
    (found as by Mehlhorn: one search from all places at once, and the best edge between two
    places' neighbourhoods).
    """
    length_m = np.linalg.norm(points[edges[:, 0]] - points[edges[:, 1]], axis=1)
    cost = length_m.copy()
    level = np.full(len(edges), len(_LEVELS), np.uint8)
    tree = shapely.STRtree(shapely.points(points))
    nearest = tree.nearest(shapely.points(places))
    for number, (_, count, factor) in enumerate(_LEVELS):
        wanted = (
            count if number < _LEVELS_OF_ANY_SIZE else max(8, round(count * min(1.0, size**0.5)))
        )
        sources = np.unique(nearest[:wanted])
        marked = _ways_between(edges, cost, sources, len(points))
        level[marked] = np.minimum(level[marked], number)
        cost[marked] = np.minimum(cost[marked], length_m[marked] * factor)
    return level


def without_circles(edges: Ints, level: npt.NDArray[np.uint8], random: np.random.Generator) -> Ints:
    """Choose the edges that stay: all roads, and the lanes that close no circle, but for a few.

    Most private roads serve one farm, lot or cottage and end there; how many is a judgement.
    """
    n_points = int(edges.max()) + 1
    is_lane = level == len(_LEVELS)
    weight = np.where(is_lane, 1.0 + random.random(len(edges)), 0.5)
    tree = minimum_spanning_tree(coo_array((weight, edges.T), shape=(n_points, n_points))).tocoo()
    needed = np.isin(edges @ (n_points, 1), np.stack(tree.coords, axis=1) @ (n_points, 1))
    return np.flatnonzero(~is_lane | needed | (random.random(len(edges)) < _ROUND_LANES))


def _ways_between(edges: Ints, cost: Floats, sources: Ints, n_points: int) -> Ints:
    """Find the edges of the shortest ways between neighbouring sources."""
    graph = coo_array((cost, edges.T), shape=(n_points, n_points)).tocsr()
    far, before, home = dijkstra(
        graph, directed=False, indices=sources, min_only=True, return_predecessors=True
    )
    table = pd.DataFrame({"a": home[edges].min(axis=1), "b": home[edges].max(axis=1)})
    table["cost"] = far[edges].sum(axis=1) + cost
    between = table[(table["a"] >= 0) & (table["a"] != table["b"])]
    best = between.loc[between.groupby(["a", "b"])["cost"].idxmin()]
    key = edges.min(axis=1) * n_points + edges.max(axis=1)
    order = np.argsort(key)
    marked = [best.index.to_numpy()]
    at = np.unique(edges[best.index.to_numpy()])
    at = at[before[at] >= 0]
    while len(at):
        up = before[at].astype(np.int64)
        wanted = np.minimum(at, up) * n_points + np.maximum(at, up)
        marked.append(order[np.searchsorted(key[order], wanted)])
        at = np.unique(up)
        at = at[before[at] >= 0]
    return np.unique(np.concatenate(marked))


def with_dead_ends(
    points: Floats, edges: Ints, count: int, random: np.random.Generator
) -> tuple[Floats, Ints]:
    """Add roads that end, most of them short, at bends."""
    degree = np.bincount(edges.ravel(), minlength=len(points))
    bends = np.flatnonzero(degree == _BEND)
    at = random.permutation(bends)[:count]
    length_m = random.lognormal(np.log(120), 0.8, len(at))
    angle = random.uniform(0, 2 * np.pi, len(at))
    ends = points[at] + length_m[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    new = np.stack([at, len(points) + np.arange(len(at))], axis=1)
    return np.concatenate([points, ends]), np.concatenate([edges, new])


def synthetic_roads(size: float, seed: int) -> OsmData:
    """Make the network.

    Parameters
    ----------
    size : float
        Share of the size of the national network, over 0; 1 is 17 million nodes.
    seed : int
        The same seed gives the same network.
    """
    random = np.random.default_rng(seed)
    where = country()
    points = scatter(where, max(200, round(_POINTS * size)), random)
    every = fabric(points)
    wet = crosses_water(where, points, every)
    dry = every[~wet]
    n_boats = max(4, round(_FERRIES * size**0.5))
    boats = ferries(points, every[wet], dry, n_boats, random)
    level = upgrade(points, dry, where.places, size)
    kept = without_circles(dry, level, random)
    dry, level = dry[kept], level[kept]
    n_fabric = len(dry)
    all_points, roads = with_dead_ends(points, dry, round(_DEAD_ENDS * size), random)
    names = np.array([name for name, _, _ in _LEVELS] + ["residential", "service", "track"])
    kind = np.full(len(roads), len(_LEVELS) + 1)
    kind[:n_fabric] = level
    lane = np.flatnonzero(kind >= len(_LEVELS))
    kind[lane] = random.choice([6, 7, 8], len(lane), p=[0.5, 0.35, 0.15])
    road_class = names[kind]
    stretches = Stretches(all_points, roads, road_class, boats)
    return osm_data(stretches, random)


def main() -> None:
    """Make the network and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    data = synthetic_roads(given.size, given.seed)
    write_osm(data, given.out)
    mib = given.out.stat().st_size / 2**20
    print(f"{len(data.lon_lat)} nodes, {len(data.way_tags)} ways, {mib:.0f} MiB -> {given.out}")


if __name__ == "__main__":
    main()
