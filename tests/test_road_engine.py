"""Places joined to roads, and what the engine measures between them."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
import toy
import toy_roads
from hypothesis import given, settings
from hypothesis import strategies as st

from fiss_geo.errors import BadTable
from fiss_geo.logistics.roads.edge_table import embedded_graph
from fiss_geo.logistics.roads.engines import QUICKEST, SHORTEST, Engine, Floats, RoadTable
from fiss_geo.logistics.roads.graph import ROAD_CLASSES, RoadGraph
from fiss_geo.logistics.roads.grid import build_grid, nearest_on_road
from fiss_geo.logistics.roads.lines import find_routes
from fiss_geo.logistics.roads.network import Network, prepare
from fiss_geo.logistics.roads.network_engine import measure
from fiss_geo.logistics.roads.pairs import measure_pairs

BOTTOM, LEFT, RIGHT, TOP, ISLAND = range(5)


def metres(*places_km: tuple[float, float]) -> Floats:
    return np.array(places_km) * 1000 + (toy.EAST_0, toy.NORTH_0)


def one_way(graph: RoadGraph, *edges: int) -> RoadGraph:
    """Close the way against the geometry of some edges."""
    kept = graph.is_forward | ~np.isin(graph.edge, edges)
    names = ("tail", "head", "time_ms", "length_cm", "edge", "is_forward")
    return graph._replace(**{name: getattr(graph, name)[kept] for name in names})


def km(network: Network, start: tuple[float, float], end: tuple[float, float]) -> RoadTable:
    return measure(network, metres(start), metres(end))


@pytest.fixture(scope="module")
def toy_network() -> Network:
    return prepare(toy_roads.graph())


def test_distances_begin_and_end_on_the_roads(toy_network: Network) -> None:
    table = km(toy_network, (25, 5), (50, 100))
    assert table.route_km[0, 0] == pytest.approx(30 + 110 + 65)
    assert table.drive_time_h[0, 0] == pytest.approx(205 / 60)
    assert table.shortest_km is not None
    assert table.shortest_km[0, 0] == table.route_km[0, 0]
    assert table.origin_leg_km.tolist() == [5]
    assert table.destination_leg_km.tolist() == [0]


def test_two_places_on_one_road_are_joined_along_it_both_ways(toy_network: Network) -> None:
    assert km(toy_network, (25, 0), (75, 0)).route_km[0, 0] == pytest.approx(60)
    assert km(toy_network, (75, 0), (25, 0)).route_km[0, 0] == pytest.approx(60)
    assert km(toy_network, (75, 0), (75, 0)).route_km[0, 0] == 0


def test_against_a_one_way_road_the_way_leads_around() -> None:
    network = prepare(one_way(toy_roads.graph(), BOTTOM))
    assert km(network, (25, 0), (75, 0)).route_km[0, 0] == pytest.approx(60)
    around = 30 + 110 + 130 + 110 + 30
    assert km(network, (75, 0), (25, 0)).route_km[0, 0] == pytest.approx(around)


def test_another_component_is_not_reached_and_a_fragment_is_not_joined(
    toy_network: Network,
) -> None:
    table = km(toy_network, (50, 0), (310, 0))
    assert np.isnan(table.route_km).all()
    assert np.isnan(table.drive_time_h).all()
    network = prepare(toy_roads.graph(*toy_roads.ROADS[:4], (6, 7, 9.0)))
    assert km(network, (50, 0), (310, 0)).destination_leg_km[0] == pytest.approx(210)


def test_a_road_that_cannot_be_left_is_not_joined() -> None:
    network = prepare(one_way(toy_roads.graph((1, 2, 120.0), (1, 3, 110.0)), 1))
    assert km(network, (1, 50), (50, 0)).origin_leg_km[0] == 50


def test_nobody_is_loaded_on_a_ferry() -> None:
    graph = toy_roads.graph()
    classes = graph.edge_class.copy()
    classes[BOTTOM] = ROAD_CLASSES.index("ferry")
    network = prepare(graph._replace(edge_class=classes))
    table = km(network, (40, 0), (100, 50))
    assert table.origin_leg_km[0] == pytest.approx(40)
    assert table.route_km[0, 0] == pytest.approx(120 + 55)


def test_the_quickest_route_and_the_shortest_distance_are_told_apart() -> None:
    graph = toy_roads.graph()
    time_ms = graph.time_ms.copy()
    time_ms[graph.edge == BOTTOM] *= 10  # 20 hours: around by 110 + 130 + 110 it is 5.8
    table = km(prepare(graph._replace(time_ms=time_ms)), (0, 0), (100, 0))
    assert table.route_km[0, 0] == pytest.approx(350)
    assert table.drive_time_h[0, 0] == pytest.approx(350 / 60)
    assert table.shortest_km is not None
    assert table.shortest_km[0, 0] == pytest.approx(120)


def test_graphs_that_do_not_fit_are_refused_with_all_that_is_wrong() -> None:
    graph = toy_roads.graph()
    with pytest.raises(BadTable, match=r"time_ms has 3 entries.*head goes from 9 to 9"):
        prepare(graph._replace(time_ms=graph.time_ms[:3], head=np.full_like(graph.head, 9)))
    with pytest.raises(BadTable, match="no road that a lorry can both reach and leave"):
        prepare(one_way(toy_roads.graph((1, 2, 120.0)), 0))
    nothing = {name: getattr(graph, name)[:0] for name in RoadGraph._fields[1:7]}
    with pytest.raises(BadTable, match="there is no arc"):
        prepare(graph._replace(**nothing))


corners = st.tuples(st.integers(-40, 40), st.integers(-40, 40))
shapes = st.lists(st.lists(corners, min_size=2, max_size=5), min_size=1, max_size=8)


@settings(max_examples=100)
@given(shapes, st.lists(corners, min_size=1, max_size=5))
def test_the_grid_finds_what_a_look_at_every_road_finds(
    roads: list[list[tuple[int, int]]], places: list[tuple[int, int]]
) -> None:
    start = np.append(0, np.cumsum([len(road) for road in roads]))
    xy_m = np.concatenate([np.array(road, "float64") for road in roads]) * 1000
    points = np.array(places, "float64") * 1700
    grid = build_grid(start, xy_m, np.arange(len(roads), dtype="int32"))
    edge, share, far_m = nearest_on_road(grid, start, xy_m, points)
    lines = [shapely.LineString(xy_m[a:b]) for a, b in pairwise(start)]
    for point, one, along, far in zip(shapely.points(points), edge, share, far_m, strict=True):
        every = shapely.distance(lines, point)
        assert far == pytest.approx(every.min(), abs=1e-6)
        assert every[one] == pytest.approx(every.min(), abs=1e-6)
        there = shapely.line_interpolate_point(lines[one], along, normalized=True)
        assert shapely.distance(there, point) == pytest.approx(far, abs=1e-6)


def test_no_cell_is_passed_over_that_holds_a_nearer_road() -> None:
    rng = np.random.default_rng(3)
    ends = rng.random((300, 1, 2)) * 6_000 + rng.random((300, 2, 2)) * 400
    start, xy_m = np.arange(0, 601, 2), ends.reshape(-1, 2)
    grid = build_grid(start, xy_m, np.arange(300, dtype="int32"))
    points = rng.random((3_000, 2)) * 7_000 - 500
    edge, _, far_m = nearest_on_road(grid, start, xy_m, points)
    every = shapely.distance(shapely.points(points)[:, None], shapely.linestrings(ends)[None])
    assert far_m == pytest.approx(every.min(axis=1), abs=1e-6)
    assert every[np.arange(3_000), edge] == pytest.approx(far_m, abs=1e-6)


def test_legs_on_the_embedded_roads_are_those_of_a_tree_of_shapes() -> None:
    network = prepare(embedded_graph())
    rng = np.random.default_rng(8)
    places = rng.random((500, 2)) * (700_000, 1_200_000) + (50_000, 6_600_000)  # at sea as well
    table = measure(network, places, places[:1])
    start, xy_m = network.graph.edge_start, network.graph.edge_xy_m
    lines = shapely.linestrings(xy_m, indices=np.repeat(np.arange(len(start) - 1), np.diff(start)))
    joined = np.unique(network.grid.edge)
    points = shapely.points(places)
    nearest = lines[joined][shapely.STRtree(lines[joined]).nearest(points)]
    assert table.origin_leg_km * 1000 == pytest.approx(shapely.distance(nearest, points))


def test_routes_are_drawn_as_long_as_they_are_measured() -> None:
    network = prepare(embedded_graph())
    rng = np.random.default_rng(9)
    starts, ends = rng.random((2, 60, 2)) * (300_000, 700_000) + (250_000, 6_700_000)
    ends[:5] = starts[:5]
    routes = find_routes(network, starts, ends)
    table = measure(network, starts, ends)
    assert routes.length_m / 1000 == pytest.approx(np.diag(table.route_km))
    assert routes.time_s / 3600 == pytest.approx(np.diag(table.drive_time_h))
    drawn_m = shapely.length(routes.line)
    assert (drawn_m <= routes.length_m * 1.001 + 1).all()
    assert (drawn_m >= routes.length_m * 0.5).all()  # edges are chords of winding roads
    first, last = (shapely.get_point(routes.line, at) for at in (0, -1))
    for end, places, legs in (
        (first, starts, table.origin_leg_km), (last, ends, table.destination_leg_km)
    ):  # fmt: skip
        assert shapely.distance(end, shapely.points(places)) / 1000 == pytest.approx(legs)


def test_a_route_is_drawn_around_the_corner_and_none_to_an_island(toy_network: Network) -> None:
    routes = find_routes(toy_network, metres((25, 0), (0, 0)), metres((0, 50), (310, 0)))
    assert shapely.get_coordinates(routes.line[0]) == pytest.approx(
        metres((25, 0), (0, 0), (0, 50))
    )
    assert routes.line[1] is None
    assert np.isnan(routes.length_m[1])
    assert routes.edge.tolist() == [BOTTOM, LEFT]


def plane_engine(at_most: int, shortest: bool) -> Engine:  # noqa: FBT001
    """Make an engine that measures on the plane and takes few places at a time."""

    def table(one: Floats, other: Floats) -> RoadTable:
        assert max(len(one), len(other)) <= at_most
        far = np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1))
        return RoadTable(far, far / 60, far - 1 if shortest else None, one[:, 0], other[:, 0])

    return Engine("OSRM server", table)


@pytest.mark.parametrize(("shortest", "basis"), [(True, SHORTEST), (False, QUICKEST)])
def test_pairs_are_asked_for_in_blocks(shortest: bool, basis: str) -> None:  # noqa: FBT001
    rng = np.random.default_rng(4)
    one, other = rng.random((11, 2)) * 100, rng.random((9, 2)) * 100
    pairs = np.column_stack([rng.integers(0, 11, 50), rng.integers(0, 9, 50)])
    found = measure_pairs(plane_engine(4, shortest), one, other, pairs, at_once=4)
    far = np.hypot(*(one[pairs[:, 0]] - other[pairs[:, 1]]).T)
    assert found["route_km"].to_list() == pytest.approx(far)
    assert found["way_km"].to_list() == pytest.approx(far - shortest)
    assert found["origin_leg_km"].to_list() == pytest.approx(one[pairs[:, 0], 0])
    assert found["destination_leg_km"].to_list() == pytest.approx(other[pairs[:, 1], 0])
    assert (found["basis"] == basis).all()
    nobody = measure_pairs(plane_engine(4, shortest), one, other, pairs[:0])
    assert len(nobody) == 0
    assert isinstance(nobody, pd.DataFrame)
