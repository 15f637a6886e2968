"""Small OpenStreetMap files, written as OPL, and what the reader makes of them.

Nodes lie on a grid about a point in the middle of Finland (27° E, where the plane's scale is
0.9996): node ``(x, y)`` is x km east and y km north of it on the ground, to the metre.
"""

from pathlib import Path

import numpy as np
from pyproj import Geod

from fiss_geo.logistics.roads.build import build_graph
from fiss_geo.logistics.roads.graph import RoadGraph

ORIGIN = (27.0, 62.0)


def node_line(number: int, x_km: float, y_km: float, tags: str = "") -> str:
    geod = Geod(ellps="GRS80")
    east = geod.fwd(*ORIGIN, 90, x_km * 1000)[:2]
    lon, lat = geod.fwd(*east, 0, y_km * 1000)[:2]
    return f"n{number} v1 dV T{tags} x{lon:.7f} y{lat:.7f}\n"


def way_line(number: int, tags: str, *nodes: int) -> str:
    return f"w{number} v1 dV T{tags} N{','.join(f'n{node}' for node in nodes)}\n"


def turn_line(number: int, kind: str, *, start: int, via: str, end: int, tags: str = "") -> str:
    members = f"w{start}@from,{via}@via,w{end}@to"
    return f"r{number} v1 dV Ttype=restriction,restriction={kind}{tags} M{members}\n"


def osm_file(folder: Path, *lines: str) -> Path:
    path = folder / "roads.osm.opl"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def graph_of(folder: Path, *lines: str, profile: str = "truck") -> tuple[RoadGraph, dict[str, int]]:
    return build_graph(osm_file(folder, *lines), profile)


def arcs(graph: RoadGraph, digits: int = 2) -> list[tuple[int, int, float, float]]:
    """List the arcs: tail, head, kilometres and minutes, sorted."""
    km = (graph.length_cm / 1e5).round(digits)
    minutes = (graph.time_ms / 60_000).round(digits)
    rows = zip(graph.tail, graph.head, km, minutes, strict=True)
    return sorted((int(a), int(b), float(c), float(d)) for a, b, c, d in rows)


def lengths_km(graph: RoadGraph) -> list[float]:
    """List the lengths of the edges, to 10 m, sorted."""
    _, first = np.unique(graph.edge, return_index=True)
    return sorted((graph.length_cm[first] / 1e5).round(2).tolist())
