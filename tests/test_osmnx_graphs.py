"""Road graphs in osmnx's form and back, and graphs as osmnx makes them of a cut."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import osmium
import osmnx
import pytest

from fiss_geo.errors import EmptyResult, UnknownCrs
from fiss_geo.logistics.roads.build import build_graph
from fiss_geo.logistics.roads.graph import RoadGraph
from fiss_geo.logistics.roads.osmnx_graphs import from_osmnx, to_osmnx
from fiss_geo.logistics.roads.truck_rules import TAG_KEYS

KARHULA = Path(__file__).parent / "data/roads/karhula.osm.pbf"


def _arcs(graph: RoadGraph) -> list[tuple[int, ...]]:
    kind = graph.edge_class[graph.edge]
    columns = (graph.tail, graph.head, graph.time_ms, graph.length_cm, kind)
    return sorted(tuple(map(int, row)) for row in zip(*columns, strict=True))


def test_there_and_back_is_the_same_graph(tmp_path: Path) -> None:
    graph, _ = build_graph(KARHULA, scratch=tmp_path)
    back = from_osmnx(to_osmnx(graph))
    assert _arcs(back) == _arcs(graph)
    assert back.node_xy_m == pytest.approx(graph.node_xy_m)
    assert back.edge_xy_m[back.edge_start[:-1]] == pytest.approx(back.node_xy_m[back.tail])


def test_osmnx_measures_and_draws_our_graph(tmp_path: Path) -> None:
    graph, _ = build_graph(KARHULA, scratch=tmp_path)
    theirs = to_osmnx(graph)
    length_km = osmnx.stats.edge_length_total(theirs) / 1000
    assert length_km == pytest.approx(graph.length_cm.sum() / 1e5)
    picture = tmp_path / "roads.png"
    osmnx.plot_graph(theirs, show=False, close=True, save=True, filepath=picture)
    assert picture.stat().st_size > 5_000


def test_a_cut_read_by_osmnx_is_as_long_as_read_by_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = tmp_path / "cut.osm"
    with osmium.SimpleWriter(str(cut)) as writer:
        for thing in osmium.FileProcessor(str(KARHULA)).with_locations():
            # osmnx refuses a file that lacks a node of a way.
            nodes = thing.nodes if isinstance(thing, osmium.osm.Way) else ()
            if all(node.location.valid() for node in nodes):
                writer.add(thing)
    ours, _ = build_graph(cut)
    monkeypatch.setattr(osmnx.settings, "useful_tags_way", sorted(TAG_KEYS))
    theirs = from_osmnx(osmnx.graph_from_xml(cut, simplify=False, retain_all=True))
    # The same roads, with every bend a node; osmnx measures on a sphere.
    assert theirs.length_cm.sum() == pytest.approx(ours.length_cm.sum(), rel=0.005)
    assert theirs.time_ms.sum() == pytest.approx(ours.time_ms.sum(), rel=0.005)


def _one_road(**tags: object) -> object:
    import networkx as nx  # noqa: PLC0415 - a dependency of osmnx only

    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node("a", x=25.0, y=62.0)
    graph.add_node("b", x=25.0, y=62.01)
    graph.add_edge("a", "b", **tags)
    return graph


def test_tags_that_osmnx_joined_count_at_their_slowest() -> None:
    graph = from_osmnx(_one_road(highway=["primary", "tertiary"], length=1000.0))
    assert graph.time_ms.tolist() == [60_000]  # a kilometre at 60 km/h
    assert graph.length_cm.tolist() == [100_000]


def test_a_length_that_is_missing_is_measured() -> None:
    graph = from_osmnx(_one_road(highway="primary"))
    assert np.array(graph.length_cm) / 100 == pytest.approx(1114.4, abs=1)


def test_roads_closed_to_the_vehicle_are_left_out() -> None:
    with pytest.raises(EmptyResult, match="no road of this graph is open to the vehicle “truck”"):
        from_osmnx(_one_road(highway="primary", maxweight="16"))
    assert len(from_osmnx(_one_road(highway="primary", maxweight="30"), "rigid").tail) == 1


def test_a_graph_without_a_reference_system_is_refused() -> None:
    graph = _one_road(highway="primary")
    del graph.graph["crs"]  # type: ignore[attr-defined]
    with pytest.raises(UnknownCrs, match="expected EPSG:4326"):
        from_osmnx(graph)


def test_without_osmnx_the_message_has_the_line_that_installs_it() -> None:
    code = (
        "import sys; sys.modules['osmnx'] = None\n"
        "from fiss_geo.logistics.roads.osmnx_graphs import roads_around\n"
        "roads_around(65.7, 24.6, 1.0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert 'install it with: pip install "fiss-geo[osmnx]"' in done.stderr
