"""Small areas by osmnx, and road graphs in its form, for drawing and for its many measures.

osmnx is not needed for routing; it comes with the extra ``osmnx``. It asks Overpass only where
``roads_around`` is called.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import EmptyResult, UnknownCrs
from fiss_geo.logistics.roads.build import DISTANCE_METHOD, LICENCE
from fiss_geo.logistics.roads.graph import ROAD_CLASSES, RoadGraph
from fiss_geo.logistics.roads.ground import ground_length_m
from fiss_geo.logistics.roads.truck_rules import TAG_KEYS, TruckRules, truck_rules, way_rule

Floats = npt.NDArray[np.float64]

_M_PER_S = 1 / 3.6
_INSTALL = 'osmnx is not installed; install it with: pip install "fiss-geo[osmnx]"'


def roads_around(latitude: float, longitude: float, radius_km: float) -> Any:  # noqa: ANN401
    """Ask Overpass for the roads around a point.

    Parameters
    ----------
    latitude, longitude : float
        Degrees, WGS 84.
    radius_km : float
        Half the side of the square that is asked for.

    Returns
    -------
    networkx.MultiDiGraph
        As osmnx makes it, not simplified, with the tags that the rules for trucks look at.

    Raises
    ------
    ImportError
        If osmnx is not installed; the message has the line that installs it.
    """
    osmnx = _osmnx()
    kept = osmnx.settings.useful_tags_way
    osmnx.settings.useful_tags_way = sorted({*kept, *TAG_KEYS})
    try:
        return osmnx.graph_from_point(
            (latitude, longitude), radius_km * 1000, network_type="drive_service", simplify=False
        )
    finally:
        osmnx.settings.useful_tags_way = kept


def to_osmnx(graph: RoadGraph) -> Any:  # noqa: ANN401
    """Give a road graph the form of osmnx's graphs.

    Parameters
    ----------
    graph : RoadGraph

    Returns
    -------
    networkx.MultiDiGraph
        In EPSG:3067; an edge an arc, with ``length`` [m], ``travel_time`` [s], ``highway`` (our
        class) and ``geometry``. ``osmnx.plot_graph`` draws it.

    Raises
    ------
    ImportError
        If osmnx is not installed.
    """
    _osmnx()
    import networkx as nx  # noqa: PLC0415 - comes with osmnx

    made = nx.MultiDiGraph(crs=f"epsg:{ETRS_TM35FIN}", simplified=True, **graph.source)
    made.add_nodes_from(
        (node, {"x": x, "y": y}) for node, (x, y) in enumerate(graph.node_xy_m.tolist())
    )
    for arc in range(len(graph.tail)):
        start, end = graph.edge_start[graph.edge[arc] :][:2]
        points = graph.edge_xy_m[start:end]
        made.add_edge(
            int(graph.tail[arc]), int(graph.head[arc]),
            length=graph.length_cm[arc] / 100, travel_time=graph.time_ms[arc] / 1000,
            highway=ROAD_CLASSES[graph.edge_class[graph.edge[arc]]],
            geometry=shapely.LineString(points if graph.is_forward[arc] else points[::-1]),
        )  # fmt: skip
    return made


def from_osmnx(graph: Any, profile: str = "truck") -> RoadGraph:  # noqa: ANN401
    """Make a road graph of one of osmnx.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        With ``crs``, and ``x`` and ``y`` of each node. Edges that have ``travel_time`` keep it;
        the others get the rules for trucks by their tags, and are left out where closed. Get the
        graph by ``roads_around``: another's tags may lack those of trucks.
    profile : str
        Vehicle, a row of ``truck_profiles.csv``.

    Returns
    -------
    RoadGraph
        An edge an arc. Turn restrictions and barriers are not in osmnx's graphs, nor here.

    Raises
    ------
    UnknownCrs
        If the graph does not say its reference system.
    EmptyResult
        If no edge is open to the vehicle.
    """
    rules = truck_rules(profile)
    names = list(graph.nodes)
    number = {name: place for place, name in enumerate(names)}
    node_xy = _to_plane(
        np.array([[graph.nodes[n]["x"], graph.nodes[n]["y"]] for n in names]), graph
    )
    rows, lines = [], []
    for tail, head, tags in graph.edges(data=True):
        line = _line(tags, node_xy[number[tail]], node_xy[number[head]], graph)
        length_m = float(tags.get("length") or ground_length_m(line[:-1], line[1:]).sum())
        road_class, seconds = _class_and_time(tags, length_m, rules)
        if seconds >= 0:
            rows.append((number[tail], number[head], seconds, length_m, road_class))
            lines.append(line)
    if not rows:
        raise EmptyResult(f"no road of this graph is open to the vehicle “{profile}”")
    tails, heads, times_s, lengths_m, kinds = (np.array(part) for part in zip(*rows, strict=True))
    starts = np.cumsum([0, *map(len, lines)])
    return RoadGraph(
        node_xy_m=node_xy,
        tail=tails.astype(np.int32),
        head=heads.astype(np.int32),
        time_ms=np.rint(times_s * 1000).astype(np.int32),
        length_cm=np.rint(lengths_m * 100).astype(np.int32),
        edge=np.arange(len(rows), dtype=np.int32),
        is_forward=np.ones(len(rows), bool),
        edge_start=starts.astype(np.int64),
        edge_xy_m=np.concatenate(lines),
        edge_class=kinds.astype(np.uint8),
        distance_method=DISTANCE_METHOD,
        source={"file": "osmnx graph", "profile": profile, "licence": LICENCE},
    )


def _osmnx() -> Any:  # noqa: ANN401 - it is not there for the type checker
    try:
        import osmnx  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise ImportError(_INSTALL) from error
    return osmnx


def _to_plane(xy: Floats, graph: Any) -> Floats:  # noqa: ANN401
    crs = graph.graph.get("crs")
    if crs is None:
        raise UnknownCrs(f"the graph has no crs; expected EPSG:{WGS84} or another that is named")
    plane = Transformer.from_crs(crs, ETRS_TM35FIN, always_xy=True)
    return np.stack(plane.transform(xy[:, 0], xy[:, 1]), axis=1)


def _line(tags: dict[str, Any], start: Floats, end: Floats, graph: Any) -> Floats:  # noqa: ANN401
    if tags.get("geometry") is None:
        return np.stack([start, end])
    line = _to_plane(shapely.get_coordinates(tags["geometry"]), graph)
    line[0], line[-1] = start, end
    return line


def _class_and_time(tags: dict[str, Any], length_m: float, rules: TruckRules) -> tuple[int, float]:
    """Give an edge's class and seconds; below zero where a truck may not go."""
    if tags.get("travel_time") is not None:
        name = str(_several(tags.get("highway"))[0])
        known = rules.roads.get(name, (0, 0.0))[0]
        return known or (ROAD_CLASSES.index(name) if name in ROAD_CLASSES else 0), float(
            tags["travel_time"]
        )
    found = [way_rule(each, rules) for each in _variants(tags)]
    slowest = min(found, key=lambda rule: rule.forward_km_per_h)
    is_back = tags.get("reversed") is True
    speed = slowest.backward_km_per_h if is_back else slowest.forward_km_per_h
    return slowest.road_class, length_m / (speed * _M_PER_S) if speed > 0 else -1.0


def _variants(tags: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Give the tags of each way that osmnx joined into the edge; it lists what differs.

    Its arcs have a direction already, so that ``oneway`` says no more.
    """
    plain = {key: _several(value) for key, value in tags.items() if key in TAG_KEYS}
    plain.pop("oneway", None)
    for place in range(max((len(values) for values in plain.values()), default=1)):
        yield {key: str(values[min(place, len(values) - 1)]) for key, values in plain.items()}


def _several(value: Any) -> list[Any]:  # noqa: ANN401 - whatever a graph holds
    return list(value) if isinstance(value, list | tuple) else [value]
