"""From OpenStreetMap to a road graph: by hand arithmetic on a grid of kilometres."""

from pathlib import Path

import numpy as np
import pytest
from osm_texts import arcs, graph_of, lengths_km, node_line, turn_line, way_line
from pyproj import Geod, Transformer

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.logistics.roads.build import build_graph
from fiss_geo.logistics.roads.graph import ROAD_CLASSES, RoadGraph
from fiss_geo.logistics.roads.ground import ground_length_m, to_metres

CUTS = Path(__file__).parent / "data/roads"
CROSS = [  # 5 in the middle of 1 west, 2 east, 3 south, 4 north, one kilometre away each
    node_line(1, -1, 0), node_line(2, 1, 0), node_line(3, 0, -1), node_line(4, 0, 1),
    node_line(5, 0, 0),
]  # fmt: skip


def test_a_cross_has_four_arms_both_ways(tmp_path: Path) -> None:
    ways = [way_line(1, "highway=secondary", 1, 5, 2), way_line(2, "highway=secondary", 3, 5, 4)]
    graph, counts = graph_of(tmp_path, *CROSS, *ways)
    assert len(graph.node_xy_m) == 5
    # One kilometre at 70 km/h takes 60 / 70 minutes.
    assert [arc[2:] for arc in arcs(graph)] == [(1.0, 0.86)] * 8
    assert counts["ways"] == 2


def test_a_road_that_only_goes_on_is_one_edge_and_keeps_its_bends(tmp_path: Path) -> None:
    ways = [way_line(1, "highway=secondary", 1, 5), way_line(2, "highway=secondary", 5, 4)]
    graph, _ = graph_of(tmp_path, *CROSS, *ways)
    assert lengths_km(graph) == [2.0]
    assert len(graph.edge_xy_m) == 3
    assert graph.tail.tolist() == graph.head[::-1].tolist()


def test_ways_drawn_against_each_other_are_joined_too(tmp_path: Path) -> None:
    ways = [way_line(1, "highway=secondary", 1, 5), way_line(2, "highway=secondary", 4, 5)]
    graph, _ = graph_of(tmp_path, *CROSS, *ways)
    assert lengths_km(graph) == [2.0]


@pytest.mark.parametrize("tags", ["highway=primary", "highway=secondary,oneway=yes", "route=ferry"])
def test_what_differs_is_not_joined(tmp_path: Path, tags: str) -> None:
    ways = [way_line(1, "highway=secondary", 1, 5), way_line(2, tags, 5, 4)]
    assert lengths_km(graph_of(tmp_path, *CROSS, *ways)[0]) == [1.0, 1.0]


def test_speeds_may_differ_along_an_edge(tmp_path: Path) -> None:
    slow = "highway=secondary,maxspeed=30"
    ways = [way_line(1, "highway=secondary,maxspeed=60", 1, 5), way_line(2, slow, 5, 4)]
    assert arcs(graph_of(tmp_path, *CROSS, *ways)[0])[0][2:] == (2.0, 3.0)


def test_one_ways_lead_one_way(tmp_path: Path) -> None:
    ways = [
        way_line(1, "highway=secondary,oneway=yes", 1, 5),
        way_line(2, "highway=secondary,oneway=-1", 4, 5),
    ]
    graph, _ = graph_of(tmp_path, *CROSS, *ways)
    assert len(graph.tail) == 1
    assert lengths_km(graph) == [2.0]
    start = graph.edge_xy_m[graph.edge_start[0]] if graph.is_forward[0] else graph.edge_xy_m[-1]
    assert graph.node_xy_m[graph.tail[0]] == pytest.approx(start)
    assert start[0] == pytest.approx(graph.edge_xy_m[:, 0].min())  # from the west


def test_a_loop_stays_a_loop(tmp_path: Path) -> None:
    ways = [
        way_line(1, "highway=secondary", 1, 5),
        way_line(2, "highway=secondary", 5, 2, 4, 5),
    ]
    graph, _ = graph_of(tmp_path, *CROSS, *ways)
    assert (graph.tail == graph.head).sum() == 2
    assert len(graph.node_xy_m) == 2


def test_a_ring_by_itself_is_there(tmp_path: Path) -> None:
    graph, _ = graph_of(tmp_path, *CROSS, way_line(1, "highway=secondary", 1, 4, 2, 3, 1))
    assert lengths_km(graph) == [pytest.approx(4 * 2**0.5, abs=0.02)]


def test_a_bollard_parts_a_road(tmp_path: Path) -> None:
    cross = [*CROSS[:4], node_line(5, 0, 0, "barrier=bollard")]
    graph, counts = graph_of(tmp_path, *cross, way_line(1, "highway=secondary", 1, 5, 2))
    assert len(graph.node_xy_m) == 4
    assert not set(graph.tail[:1]) & set(graph.tail[2:])
    assert counts["barriers"] == 1


def test_a_node_that_is_not_in_the_file_parts_a_way(tmp_path: Path) -> None:
    graph, counts = graph_of(tmp_path, *CROSS, way_line(1, "highway=secondary", 1, 5, 99, 2, 4))
    assert counts["nodes_missing"] == 1
    assert lengths_km(graph) == [1.0, 1.41]


def test_a_ferry_takes_its_time_in_shares(tmp_path: Path) -> None:
    ways = [
        way_line(1, "route=ferry,duration=00:10", 1, 5, 2),
        way_line(2, "highway=secondary", 5, 4),
    ]
    graph, _ = graph_of(tmp_path, *CROSS, *ways)
    is_ferry = graph.edge_class[graph.edge] == ROAD_CLASSES.index("ferry")
    assert graph.time_ms[is_ferry] == pytest.approx([300_000] * 4, abs=50)


WAYS = [
    way_line(1, "highway=secondary", 1, 5), way_line(2, "highway=secondary", 5, 2),
    way_line(3, "highway=secondary", 3, 5), way_line(4, "highway=secondary", 5, 4),
]  # fmt: skip


def _reached(tmp_path: Path, *turns: str) -> set[str]:
    """Tell which ends can be reached from the west by the turns at the crossing."""
    graph, _ = graph_of(tmp_path, *CROSS, *WAYS, *turns)
    xy = graph.node_xy_m - graph.node_xy_m.mean(axis=0)
    west = int(np.argmin(xy[:, 0]))
    middle = graph.head[graph.tail == west]
    ends = graph.head[np.isin(graph.tail, middle)]
    names = {(0, 1): "north", (0, -1): "south", (1, 0): "east", (-1, 0): "west"}
    return {
        names[(round(x / 1000), round(y / 1000))] for x, y in graph.node_xy_m[ends] - _middle(graph)
    }


def _middle(graph: RoadGraph) -> np.ndarray:
    return (graph.node_xy_m.min(axis=0) + graph.node_xy_m.max(axis=0)) / 2


def test_without_rules_every_turn_is_open(tmp_path: Path) -> None:
    assert _reached(tmp_path) == {"north", "south", "east", "west"}


def test_a_forbidden_turn_is_not_taken(tmp_path: Path) -> None:
    turn = turn_line(1, "no_left_turn", start=1, via="n5", end=4)
    assert _reached(tmp_path, turn) == {"south", "east", "west"}


def test_a_demanded_turn_is_the_only_one(tmp_path: Path) -> None:
    turn = turn_line(1, "only_straight_on", start=1, via="n5", end=2)
    assert _reached(tmp_path, turn) == {"east"}


def test_a_rule_that_excepts_trucks_binds_none(tmp_path: Path) -> None:
    turn = turn_line(1, "no_left_turn", start=1, via="n5", end=4, tags=",except=bus;hgv")
    assert _reached(tmp_path, turn) == {"north", "south", "east", "west"}


def test_a_u_turn_can_be_forbidden(tmp_path: Path) -> None:
    turn = turn_line(1, "no_u_turn", start=1, via="n5", end=1)
    assert _reached(tmp_path, turn) == {"north", "south", "east"}


def test_other_directions_stay_open(tmp_path: Path) -> None:
    turn = turn_line(1, "only_straight_on", start=3, via="n5", end=4)
    assert _reached(tmp_path, turn) == {"north", "south", "east", "west"}


def test_rules_by_way_of_a_way_are_counted_and_not_kept(tmp_path: Path) -> None:
    turn = turn_line(1, "no_left_turn", start=1, via="w2", end=4)
    _, counts = graph_of(tmp_path, *CROSS, *WAYS, turn)
    assert (counts["restrictions"], counts["restrictions_via_way"]) == (0, 1)


def test_a_rule_for_a_way_that_passes_through_is_unclear(tmp_path: Path) -> None:
    ways = [way_line(1, "highway=secondary", 1, 5, 2), way_line(2, "highway=secondary", 3, 5, 4)]
    turn = turn_line(1, "no_left_turn", start=1, via="n5", end=2)
    _, counts = graph_of(tmp_path, *CROSS, *ways, turn)
    assert (counts["restrictions"], counts["restrictions_unclear"]) == (0, 1)


def test_lengths_are_those_on_the_ground_all_over_finland() -> None:
    geod = Geod(ellps="GRS80")
    random = np.random.default_rng(1)
    lon, lat = random.uniform(19.5, 31.5, 500), random.uniform(59.8, 70, 500)
    end_lon, end_lat, _ = geod.fwd(lon, lat, random.uniform(0, 360, 500), np.full(500, 5000.0))
    units = [
        (np.array(part) * 1e7).round().astype(np.int32) for part in (lon, lat, end_lon, end_lat)
    ]
    measured = ground_length_m(to_metres(*units[:2]), to_metres(*units[2:]))
    assert measured == pytest.approx(np.full(500, 5000.0), rel=2e-5)
    to_plane = Transformer.from_crs(WGS84, ETRS_TM35FIN, always_xy=True)
    plane = np.stack(to_plane.transform(lon, lat), axis=1)
    assert to_metres(*units[:2]) == pytest.approx(plane, abs=0.01)


def test_a_real_cut_of_helsinki_becomes_a_graph(tmp_path: Path) -> None:
    graph, counts = build_graph(CUTS / "helsinki.osm.pbf", scratch=tmp_path)
    assert sum(count for name, count in counts.items() if name.startswith("restr")) == 45
    assert counts["restrictions"] > 20
    assert counts["ways"] > 2900
    assert graph.edge_start[-1] == len(graph.edge_xy_m)
    start, end = graph.edge_start[graph.edge], graph.edge_start[graph.edge + 1] - 1
    first = np.where(graph.is_forward, start, end)
    last = np.where(graph.is_forward, end, start)
    assert np.array_equal(graph.edge_xy_m[first], graph.node_xy_m[graph.tail])
    assert np.array_equal(graph.edge_xy_m[last], graph.node_xy_m[graph.head])
    assert list(tmp_path.iterdir()) == []


def test_the_same_file_gives_the_same_graph(tmp_path: Path) -> None:
    one, two = (build_graph(CUTS / "karhula.osm.pbf", scratch=tmp_path)[0] for _ in range(2))
    for left, right in zip(one, two, strict=True):
        assert np.array_equal(np.asarray(left), np.asarray(right))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"nothing\.osm\.pbf is not there; `fiss-geo network"):
        build_graph(tmp_path / "nothing.osm.pbf")


@pytest.mark.parametrize("size", [0, 10, 5_000, 500_000])
def test_a_truncated_file_is_told(tmp_path: Path, size: int) -> None:
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes((CUTS / "helsinki.osm.pbf").read_bytes()[:size])
    with pytest.raises(BadInput, match=r"cut\.osm\.pbf: .*download it again"):
        build_graph(path)


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    content = bytearray((CUTS / "helsinki.osm.pbf").read_bytes())
    content[300_000:300_100] = bytes(100)
    path = tmp_path / "broken.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="cannot be read as OpenStreetMap data"):
        build_graph(path)


def test_another_kind_of_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "flows.osm.pbf"
    path.write_text("flow_id,role\nA,offer\n", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read as OpenStreetMap data"):
        build_graph(path)


def test_a_file_without_roads_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no road open to the vehicle “truck”"):
        graph_of(tmp_path, *CROSS, way_line(1, "building=yes", 1, 5))


def test_another_country_is_told(tmp_path: Path) -> None:
    tallinn = ["n1 v1 dV T x24.7 y59.4\n", "n2 v1 dV T x24.8 y59.4\n"]
    with pytest.raises(BadInput, match=r"0\.0% of its roads lie in Finland"):
        graph_of(tmp_path, *tallinn, way_line(1, "highway=primary", 1, 2))
