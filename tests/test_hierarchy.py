"""The hierarchy against slow searches: small graphs by hypothesis, real roads by scipy."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import road_oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from fiss_geo.logistics.roads import contraction
from fiss_geo.logistics.roads.buckets import best_ways, best_ways_in_blocks
from fiss_geo.logistics.roads.build import build_graph
from fiss_geo.logistics.roads.edge_table import embedded_graph
from fiss_geo.logistics.roads.graph import RoadGraph
from fiss_geo.logistics.roads.hierarchy import Hierarchy, build_hierarchy
from fiss_geo.logistics.roads.paths import Paths, best_paths
from fiss_geo.logistics.roads.searches import Seeds, seeds_at
from fiss_geo.logistics.roads.weights import UNREACHED, pack, unpack

EXTRACTS = Path(__file__).parent / "data/roads"

Arcs = npt.NDArray[np.int64]

quantities = st.one_of(st.just(0), st.integers(0, 5), st.integers(0, 2**29))
nodes = st.integers(0, 11)
graphs = st.lists(st.tuples(nodes, nodes, quantities, quantities), min_size=1, max_size=60)


def hierarchy_of(n_nodes: int, arcs: Arcs) -> Hierarchy:
    tail, head, major, minor = (column.astype("int32") for column in arcs.T)
    xy_m = np.column_stack([np.arange(n_nodes) % 4, np.arange(n_nodes) // 4]) * 1000.0
    return build_hierarchy(xy_m, (tail, head, pack(major, minor)))


def arcs_driven(paths: Paths) -> Iterator[npt.NDArray[np.int32]]:
    for first, end in zip(paths.start[:-1], paths.start[1:], strict=True):
        yield paths.arc[first:end]


@given(graphs)
def test_best_ways_are_those_of_a_slow_search(arcs: list[road_oracle.Arc]) -> None:
    every = seeds_at(np.arange(12))
    table = best_ways(hierarchy_of(12, np.array(arcs)), every, every)
    for source in range(12):
        best = road_oracle.slow_best(arcs, source)
        found = {
            node: (int(way) >> 31, int(way) & (2**31 - 1))
            for node, way in enumerate(table[source]) if way < UNREACHED
        }  # fmt: skip
        assert found == best


@given(graphs)
def test_paths_lead_from_origin_to_destination_and_weigh_what_the_table_says(
    arcs: list[road_oracle.Arc],
) -> None:
    table = np.array(arcs)
    hierarchy, every = hierarchy_of(12, table), seeds_at(np.arange(12))
    pairs = np.argwhere(np.ones((12, 12)))
    paths = best_paths(hierarchy, every, every, pairs)
    np.testing.assert_array_equal(paths.weight.reshape(12, 12), best_ways(hierarchy, every, every))
    for (start, end), weight, driven in zip(pairs, paths.weight, arcs_driven(paths), strict=True):
        stops = [start, *table[driven, 1]]
        if weight < UNREACHED:
            assert stops[-1] == end
            assert table[driven, 0].tolist() == stops[:-1]
            assert (table[driven, 2].sum(), table[driven, 3].sum()) == unpack(weight)
        else:
            assert len(driven) == 0


@settings(max_examples=25)
@given(graphs, st.integers(1, 3))
def test_how_work_is_shared_out_changes_no_distance(
    arcs: list[road_oracle.Arc], at_most: int
) -> None:
    # Twelve nodes on one thread come in parts of three at most; on several, one by one.
    every = seeds_at(np.arange(12))
    whole = best_ways(hierarchy_of(12, np.array(arcs)), every, every)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: 1)
        patch.setattr(contraction, "_NODES_AT_ONCE", at_most)
        np.testing.assert_array_equal(
            best_ways(hierarchy_of(12, np.array(arcs)), every, every), whole
        )


def test_of_two_equally_quick_ways_the_shorter_counts() -> None:
    arcs = np.array([(0, 1, 5, 9), (1, 3, 5, 9), (0, 2, 5, 7), (2, 3, 5, 8), (0, 3, 10, 16)])
    table = best_ways(hierarchy_of(4, arcs), seeds_at(np.array([0])), seeds_at(np.array([3])))
    assert [int(part[0, 0]) for part in unpack(table)] == [10, 15]


def test_a_place_may_join_at_several_nodes_and_the_best_is_taken() -> None:
    arcs = np.array([(0, 1, 10, 0), (2, 3, 1, 0)])
    seeds = Seeds(np.array([0, 2]), np.array([0, 2], "int32"), np.array([0, 20]) << 31)
    table = best_ways(hierarchy_of(4, arcs), seeds, seeds_at(np.array([1, 3])))
    assert (table >> 31).tolist() == [[10, 21]]


def test_blocks_of_rows_are_the_table() -> None:
    rng = np.random.default_rng(5)
    arcs = np.column_stack([rng.integers(0, 40, (150, 2)), rng.integers(1, 99, (150, 2))])
    hierarchy, every = hierarchy_of(40, arcs), seeds_at(np.arange(40))
    blocks = list(best_ways_in_blocks(hierarchy, every, every, 7))
    assert [len(block) for block in blocks] == [7] * 5 + [5]
    np.testing.assert_array_equal(np.concatenate(blocks), best_ways(hierarchy, every, every))


def test_a_graph_of_no_roads_and_no_places_gives_empty_tables() -> None:
    empty = np.zeros((0, 4), "int64")
    nobody, one = seeds_at(np.zeros(0, "int64")), seeds_at(np.array([0]))
    assert best_ways(hierarchy_of(2, empty), nobody, one).shape == (0, 1)
    assert (best_ways(hierarchy_of(2, empty), one, seeds_at(np.array([1]))) == UNREACHED).all()


def test_a_way_too_long_to_be_held_is_refused_and_not_wrapped_around() -> None:
    many = np.array([(node, node + 1, 1, 2**30 - 1) for node in range(11)])
    with pytest.raises(OverflowError, match="10 737 km"):
        best_ways(hierarchy_of(12, many), seeds_at(np.array([0])), seeds_at(np.array([11])))
    with pytest.raises(OverflowError, match="298 hours"):
        pack(np.array([-1], "int32"), np.array([0], "int32"))


def test_heaps_and_lists_grow() -> None:
    star = [(0, node, 1 + node, 1) for node in range(1, 3000)]
    back = [(node, 3000, 1 + node, 1) for node in range(1, 3000)]
    table = best_ways(
        hierarchy_of(3001, np.array(star + back)),
        seeds_at(np.zeros(70, "int64")),
        seeds_at(np.arange(3001)),
    )
    assert (table[0, 1:3000] >> 31).tolist() == list(range(2, 3001))
    assert int(table[69, 3000]) >> 31 == 4


@pytest.mark.parametrize("name", ["embedded", "helsinki", "karhula"])
@pytest.mark.parametrize("by_length", [False, True])
def test_ten_thousand_pairs_on_real_roads_are_scipys(name: str, by_length: bool) -> None:  # noqa: FBT001
    graph = road_graph(name)
    major, minor = (graph.time_ms, graph.length_cm)[:: -1 if by_length else 1]
    arcs = np.column_stack([graph.tail, graph.head, major, minor]).astype("int64")
    hierarchy = build_hierarchy(graph.node_xy_m, (graph.tail, graph.head, pack(major, minor)))
    rng = np.random.default_rng(2026)
    n = len(graph.node_xy_m)
    sources, goals = rng.integers(0, n, 100), rng.integers(0, n, 100)
    found = best_ways(hierarchy, seeds_at(sources), seeds_at(goals))
    least, carried = road_oracle.best_from(n, arcs, sources)
    is_reached = np.isfinite(least[:, goals])
    assert is_reached.mean() > 0.3
    np.testing.assert_array_equal(found < UNREACHED, is_reached)
    np.testing.assert_array_equal((found >> 31)[is_reached], least[:, goals][is_reached])
    np.testing.assert_array_equal((found & (2**31 - 1))[is_reached], carried[:, goals][is_reached])


def road_graph(name: str) -> RoadGraph:
    if name == "embedded":
        return embedded_graph()
    return build_graph(EXTRACTS / f"{name}.osm.pbf")[0]
