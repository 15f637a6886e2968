"""Whatever roads are drawn: the graph's times are those of a search from point to point."""

import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from osm_texts import graph_of, node_line, way_line
from pyproj import Transformer
from road_oracle import best_from

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.logistics.roads.truck_rules import closes, truck_rules, way_rule

SIDE = 3  # nodes of a grid of kilometres, numbered from 1
TAGS = (
    "highway=primary", "highway=primary,oneway=yes", "highway=primary,oneway=-1",
    "highway=secondary,maxspeed=50", "highway=footway", "highway=motorway", "route=ferry",
    "highway=primary,junction=roundabout", "highway=service,access=private",
)  # fmt: skip
WAYS = st.lists(
    st.tuples(st.sampled_from(TAGS), st.lists(st.integers(1, SIDE**2), min_size=2, max_size=5)),
    min_size=1, max_size=8,
)  # fmt: skip
RULES = truck_rules("truck")


@given(WAYS, st.sets(st.integers(1, SIDE**2), max_size=2))
def test_times_are_those_of_a_search_from_point_to_point(
    ways: list[tuple[str, list[int]]], bollards: set[int]
) -> None:
    # A node that a way names twice in a row is one point of it.
    ways = [*ways, ("highway=primary", [1, 2])]
    lines = [
        node_line(number, (number - 1) % SIDE, (number - 1) // SIDE, _barrier(number in bollards))
        for number in range(1, SIDE**2 + 1)
    ]
    lines += [way_line(number, tags, *nodes) for number, (tags, nodes) in enumerate(ways, start=1)]
    with tempfile.TemporaryDirectory() as folder:
        graph, _ = graph_of(Path(folder), *lines)
    points = _points(lines)
    far = np.linalg.norm(graph.node_xy_m[:, None] - points[None, :], axis=2)
    number = far.argmin(axis=1) + 1
    assert far.min(axis=1).max() < 0.1
    inner = [place for place, node in enumerate(number) if node not in bollards]
    rows = np.stack([graph.tail, graph.head, graph.time_ms, graph.length_cm], axis=1)
    found = best_from(len(number), rows.astype(np.int64), np.array(inner, np.int64))[0]
    expected = _point_to_point(ways, bollards, points)
    for row, source in enumerate(inner):
        for target in inner:
            one, other = found[row, target], expected[number[source] - 1, number[target] - 1]
            assert abs(one - other) <= 0.001 * other + 20 if np.isfinite(other) else one == other


def _barrier(is_closed: bool) -> str:  # noqa: FBT001 - read where it is used
    return "barrier=bollard" if is_closed else ""


def _points(lines: list[str]) -> np.ndarray:
    degrees = [
        [float(part[1:]) for part in line.split()[-2:]] for line in lines if line.startswith("n")
    ]
    to_plane = Transformer.from_crs(WGS84, ETRS_TM35FIN, always_xy=True)
    return np.stack(to_plane.transform(*np.array(degrees).T), axis=1)


def _point_to_point(
    ways: list[tuple[str, list[int]]], bollards: set[int], points: np.ndarray
) -> np.ndarray:
    """Search over every stretch between two points of a way; nothing leaves a bollard."""
    assert closes({"barrier": "bollard"}, RULES)
    rows = []
    for tags, nodes in ways:
        rule = way_rule(dict(tag.split("=") for tag in tags.split(",")), RULES)
        for one, other in pairwise(nodes):
            length_m = np.linalg.norm(points[one - 1] - points[other - 1]) / 0.9996
            for start, end, speed in (
                (one, other, rule.forward_km_per_h), (other, one, rule.backward_km_per_h),
            ):  # fmt: skip
                if speed > 0 and start not in bollards:
                    rows.append((start - 1, end - 1, round(length_m / speed * 3600), 0))
    arcs = np.array(rows or [(0, 0, 0, 0)], np.int64)
    return best_from(SIDE**2, arcs, np.arange(SIDE**2))[0]
