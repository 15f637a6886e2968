"""Distances on real cuts of OpenStreetMap are those of scipy; forbidden turns those of a search."""

import heapq
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from road_oracle import best_from

from fiss_geo.logistics.roads.buckets import best_ways
from fiss_geo.logistics.roads.build import build_graph
from fiss_geo.logistics.roads.graph import RoadGraph
from fiss_geo.logistics.roads.hierarchy import build_hierarchy
from fiss_geo.logistics.roads.restrictions import Arcs, Turn, double_nodes
from fiss_geo.logistics.roads.searches import seeds_at
from fiss_geo.logistics.roads.weights import UNREACHED, pack, unpack

CUTS = Path(__file__).parent / "data/roads"
PAIRS = 10_000


@pytest.mark.parametrize("cut", ["helsinki", "karhula"])
@pytest.mark.parametrize("by", ["time", "length"])
def test_ten_thousand_pairs_are_as_far_as_scipy_says(cut: str, by: str, tmp_path: Path) -> None:
    graph, _ = build_graph(CUTS / f"{cut}.osm.pbf", scratch=tmp_path)
    n = len(graph.node_xy_m)
    random = np.random.default_rng(1)
    pairs = random.integers(0, n, (PAIRS, 2))
    least, carried = _by_scipy(graph, by)
    hierarchy = build_hierarchy(graph.node_xy_m, (graph.tail, graph.head, pack(*_both(graph, by))))
    every = seeds_at(np.arange(n, dtype=np.int32))
    weights = best_ways(hierarchy, every, every)[pairs[:, 0], pairs[:, 1]]
    major, minor = (part.astype(float) for part in unpack(weights))
    is_missing = weights >= UNREACHED
    assert 0.05 < is_missing.mean() < 0.95
    assert np.array_equal(np.where(is_missing, np.inf, major), least[pairs[:, 0], pairs[:, 1]])
    assert np.array_equal(np.where(is_missing, np.inf, minor), carried[pairs[:, 0], pairs[:, 1]])


def _both(graph: RoadGraph, by: str) -> tuple[np.ndarray, np.ndarray]:
    both = (graph.time_ms, graph.length_cm)
    return both if by == "time" else both[::-1]


def _by_scipy(graph: RoadGraph, by: str) -> tuple[np.ndarray, np.ndarray]:
    columns = [graph.tail, graph.head, *_both(graph, by)]
    n = len(graph.node_xy_m)
    return best_from(n, np.stack(columns, axis=1).astype(np.int64), np.arange(n))


ROADS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=12
)
TURNS = st.lists(st.tuples(st.booleans(), st.integers(0, 143)), max_size=6)


@settings(max_examples=100)
@given(ROADS, TURNS)
def test_doubled_nodes_forbid_what_a_search_by_turns_forbids(
    roads: list[tuple[int, int, int]], rules: list[tuple[bool, int]]
) -> None:
    tail, head, cost = (np.array(part, np.int64) for part in zip(*roads, strict=True))
    way = np.arange(len(roads))
    meeting = np.argwhere(head[:, None] == tail[None, :]).tolist()
    chosen = [(is_only, *meeting[at % len(meeting)]) for is_only, at in rules if meeting]
    turns = [Turn(bool(only), one, int(head[one]), other) for only, one, other in chosen]
    doubled = double_nodes(Arcs(tail, head, way, way), 6, turns)
    assert doubled.unused == 0
    tails = np.concatenate([tail, doubled.tail])
    heads = np.concatenate([doubled.head, doubled.head[doubled.arc]])
    costs = np.concatenate([cost, cost[doubled.arc]])
    rows = np.stack([tails, heads, costs, np.zeros_like(costs)], axis=1)
    least = best_from(6 + len(doubled.node), rows, np.arange(6))[0]
    for node in range(6):
        copies = [node, *(6 + np.flatnonzero(doubled.node == node))]
        for source in range(6):
            assert least[source, copies].min() == _by_turns(roads, turns, source, node)


def _by_turns(
    roads: list[tuple[int, int, int]], turns: list[Turn], source: int, target: int
) -> float:
    """Search over roads, not nodes, so that each turn can be looked at."""
    if source == target:
        return 0.0
    heap = [(cost, arc) for arc, (tail, _, cost) in enumerate(roads) if tail == source]
    heapq.heapify(heap)
    seen: set[int] = set()
    while heap:
        far, arc = heapq.heappop(heap)
        if roads[arc][1] == target:
            return far
        if arc not in seen:
            seen.add(arc)
            for other, (tail, _, cost) in enumerate(roads):
                if tail == roads[arc][1] and _may(turns, arc, other):
                    heapq.heappush(heap, (far + cost, other))
    return float("inf")


def _may(turns: list[Turn], arc: int, other: int) -> bool:
    here = [turn for turn in turns if turn.from_way == arc]
    demanded = {turn.to_way for turn in here if turn.is_only}
    banned = {turn.to_way for turn in here if not turn.is_only}
    return other not in banned and (not demanded or other in demanded)
