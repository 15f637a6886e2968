"""The road network: hand arithmetic on toy roads, and a slow search beside it."""

import heapq
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import toy_roads
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from fiss_geo.errors import BadTable, UnknownCrs
from fiss_geo.logistics import network as network_module
from fiss_geo.logistics.network import build_network, distances_km, geodesic_km, snap

BOTTOM, LEFT, RIGHT, TOP, ISLAND = range(5)


def distance(start: tuple[int, float], end: tuple[int, float], *roads: toy_roads.Road) -> float:
    network = toy_roads.network(*roads)
    return float(distances_km(network, toy_roads.snapped(start), toy_roads.snapped(end))[0])


def test_the_way_leaves_and_enters_an_edge_at_its_better_end() -> None:
    assert distance((BOTTOM, 0.25), (TOP, 0.5)) == 30 + 110 + 65
    assert distance((BOTTOM, 0.75), (TOP, 1.0)) == 30 + 110
    assert distance((LEFT, 0.5), (RIGHT, 0.5)) == 55 + 120 + 55


def test_two_points_on_one_edge_are_joined_along_it() -> None:
    assert distance((BOTTOM, 0.25), (BOTTOM, 0.75)) == 60
    assert distance((BOTTOM, 0.5), (BOTTOM, 0.5)) == 0


def test_two_points_on_one_long_edge_are_joined_around_it_when_that_is_shorter() -> None:
    assert distance((0, 0.0), (0, 1.0), (1, 2, 500.0), (1, 3, 110.0), (3, 2, 150.0)) == 260


def test_of_parallel_roads_the_shorter_is_taken_whichever_stands_first() -> None:
    for lengths in ((120.0, 300.0), (300.0, 120.0)):
        roads = [(1, 2, length) for length in lengths] + [(1, 3, 110.0), (2, 4, 110.0)]
        assert distance((2, 1.0), (3, 1.0), *roads) == 110 + 120 + 110


def test_a_loop_is_left_the_short_way() -> None:
    assert distance((0, 0.9), (1, 1.0), (1, 1, 10.0), (1, 2, 120.0)) == pytest.approx(121)
    assert distance((0, 0.9), (0, 0.1), (1, 1, 10.0), (1, 2, 120.0)) == pytest.approx(2)


def test_an_edge_of_no_length_joins_its_ends() -> None:
    assert distance((0, 0.0), (2, 1.0), (1, 2, 120.0), (2, 3, 0.0), (3, 4, 130.0)) == 250


def test_an_island_is_not_reached() -> None:
    assert np.isnan(distance((BOTTOM, 0.5), (ISLAND, 0.5)))
    assert distance((ISLAND, 0.0), (ISLAND, 0.5)) == 11


def test_a_point_joins_the_road_on_an_edge_and_not_at_a_node() -> None:
    found = snap(toy_roads.network(), toy_roads.points((30.0, 5.0)))
    assert found["edge"].to_list() == [BOTTOM]
    assert found["share"].to_list() == pytest.approx([0.3])
    # 5 km on the plane; one kilometre on the ground is drawn 0.9997 km long at x = 430 km.
    assert found["leg_km"].to_list() == pytest.approx([5 / 0.99966], abs=0.001)


def test_of_two_edges_equally_near_the_first_is_taken() -> None:
    corner = toy_roads.points((0.0, 0.0), (100.0, 100.0), (-3.0, -4.0))
    assert snap(toy_roads.network(), corner)["edge"].to_list() == [BOTTOM, RIGHT, BOTTOM]
    backwards = toy_roads.network(*reversed(toy_roads.ROADS))
    assert snap(backwards, corner)["edge"].to_list() == [3, 1, 3]


def test_snapping_keeps_the_index_and_copes_with_an_edge_of_no_length() -> None:
    place = toy_roads.points((100.0, 1.0)).set_axis(["O7"])
    edges = toy_roads.edges((2, 2, 0.0), (3, 4, 130.0))
    found = snap(build_network(edges), place)
    assert found.index.to_list() == ["O7"]
    assert found[["edge", "share"]].to_numpy().tolist() == [[0, 0]]


def test_a_geodesic_is_measured_on_the_ellipsoid_and_missing_where_a_place_is() -> None:
    # On the central meridian of EPSG:3067 the ground is drawn 0.9996 as long as it is.
    north_m = np.array([[500_000.0, 6_651_411.2], [np.nan, np.nan]])
    found = geodesic_km(north_m, north_m + np.array([0.0, 99_960.0]))
    assert found[0] == pytest.approx(100.0, abs=1e-3)
    assert np.isnan(found[1])


def test_edges_without_a_reference_system_are_refused() -> None:
    with pytest.raises(UnknownCrs, match="found none"):
        build_network(toy_roads.edges().set_crs(None, allow_override=True))
    with pytest.raises(UnknownCrs, match="EPSG:4326"):
        build_network(toy_roads.edges().to_crs(4326))


@pytest.mark.parametrize("length_km", [-1.0, np.nan])
def test_an_edge_without_a_sound_length_is_refused(length_km: float) -> None:
    with pytest.raises(BadTable, match="length_km"):
        toy_roads.network((1, 2, length_km))


def test_a_network_without_roads_is_refused() -> None:
    with pytest.raises(BadTable, match="needs edges"):
        build_network(toy_roads.edges().head(0))


def slow_distance(
    roads: list[toy_roads.Road], start: tuple[int, float], end: tuple[int, float]
) -> float:
    """Dijkstra on the graph with the two points put in as nodes of their own."""
    joined: dict[object, list[tuple[object, float]]] = defaultdict(list)
    for number, (a, b, length) in enumerate(roads):
        on_edge = [(share, name) for name, (edge, share) in (("start", start), ("end", end))
                   if edge == number]  # fmt: skip
        stops = [(0.0, a), *sorted(on_edge), (1.0, b)]
        for (here, one), (there, other) in pairwise(stops):
            joined[one].append((other, (there - here) * length))
            joined[other].append((one, (there - here) * length))
    best: dict[object, float] = {}
    heap: list[tuple[float, str, object]] = [(0.0, "start", "start")]
    while heap:
        so_far, _, node = heapq.heappop(heap)
        if node not in best:
            best[node] = so_far
            for other, length in joined[node]:
                heapq.heappush(heap, (so_far + length, str(other), other))
    return best.get("end", np.nan)


nodes = st.sampled_from(sorted(toy_roads.NODES_KM))
lengths = st.one_of(st.just(0.0), st.floats(0.1, 500.0))
shares = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0))
multigraphs = st.lists(st.tuples(nodes, nodes, lengths), min_size=1, max_size=12)


@given(multigraphs, st.data())
def test_distances_are_those_of_a_slow_search_and_the_same_both_ways(
    roads: list[toy_roads.Road], data: st.DataObject
) -> None:
    places = st.tuples(st.integers(0, len(roads) - 1), shares)
    pairs = data.draw(st.lists(st.tuples(places, places), min_size=1, max_size=5))
    starts, ends = (toy_roads.snapped(*side) for side in zip(*pairs, strict=True))
    network = toy_roads.network(*roads)
    found = distances_km(network, starts, ends)
    slow = [slow_distance(roads, start, end) for start, end in pairs]
    assert found == pytest.approx(slow, abs=1e-9, nan_ok=True)
    assert distances_km(network, ends, starts) == pytest.approx(found, abs=1e-9, nan_ok=True)


def test_searching_in_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    network = toy_roads.network()
    every = [(edge, share) for edge in range(5) for share in (0.1, 0.6)]
    pairs = [(one, other) for one in every for other in every]
    starts, ends = (toy_roads.snapped(*side) for side in zip(*pairs, strict=True))
    at_once = distances_km(network, starts, ends)
    monkeypatch.setattr(network_module, "_NODES_AT_ONCE", 2)
    np.testing.assert_array_equal(distances_km(network, starts, ends), at_once)


def test_the_network_does_not_change_the_edges_it_is_made_of() -> None:
    edges = toy_roads.edges()
    before = edges.copy()
    build_network(edges)
    pd.testing.assert_frame_equal(edges, before)
    assert isinstance(edges.geometry.iloc[0], LineString)
