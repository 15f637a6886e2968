"""Sea distances between Finnish freight ports, over the sea lanes that searoute carries."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Geod
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from reference_build.packages import SEAROUTE, read_member

Floats = npt.NDArray[np.float64]
Place = tuple[float, float]

# The Baltic Sea: a way from one Finnish port to another leaves it never.
_LON_DEG, _LAT_DEG = (9.0, 31.0), (53.5, 66.5)
_FOLDER = "searoute-1.6.0/searoute/data"
_GEOD = Geod(ellps="GRS80")

# Freight ports by UN/LOCODE, under the names of today.
PORTS = {
    "FITOR": "Tornio", "FIKEM": "Kemi", "FIOLU": "Oulu", "FIRAA": "Raahe", "FIRAH": "Kalajoki",
    "FIKOK": "Kokkola", "FIPRS": "Pietarsaari", "FIVSA": "Vaasa", "FIKAS": "Kaskinen",
    "FIPOR": "Pori", "FIRAU": "Rauma", "FIUKI": "Uusikaupunki", "FINLI": "Naantali",
    "FITKU": "Turku", "FIMHQ": "Mariehamn", "FIHKO": "Hanko", "FIINK": "Inkoo",
    "FIHEL": "Helsinki", "FIPRV": "Porvoo", "FILOV": "Loviisa", "FIKTK": "Kotka",
    "FIHMN": "Hamina",
}  # fmt: skip


def read_ports(cache: Path) -> pd.DataFrame:
    """Read the ports: ``terminal_id`` (UN/LOCODE), ``name``, ``lon`` and ``lat`` in degrees."""
    features = _features(cache, "ports.geojson")
    at = {one["properties"]["port"]: one["geometry"]["coordinates"] for one in features}
    rows = [(code, name, *at[code]) for code, name in PORTS.items()]
    return pd.DataFrame(rows, columns=["terminal_id", "name", "lon", "lat"])


def sea_distances(cache: Path, ports: pd.DataFrame) -> pd.DataFrame:
    """Measure from every port to every other, each pair once.

    searoute moves both ports to the nearest node of its lanes and counts from there, so that two
    near ports may come out nearer than the great circle, or at nought. Here the way to the node
    counts too, and nothing is shorter than the great circle.

    Returns
    -------
    pandas.DataFrame
        ``from_terminal_id``, ``to_terminal_id``, ``sea_distance_km``, ``great_circle_km``.
    """
    nodes, graph = _lanes(cache)
    places = ports[["lon", "lat"]].to_numpy()
    nearest = cKDTree(_on_plane(nodes)).query(_on_plane(places))[1]
    leg_km = _km(places, nodes[nearest])
    by_lane_km = dijkstra(graph, directed=False, indices=nearest)[:, nearest]
    rows = []
    for a in range(len(ports)):
        for b in range(a + 1, len(ports)):
            straight_km = float(_km(places[[a]], places[[b]])[0])
            way_km = max(float(leg_km[a] + by_lane_km[a, b] + leg_km[b]), straight_km)
            ends = ports["terminal_id"].iloc[a], ports["terminal_id"].iloc[b]
            rows.append((*ends, round(way_km, 1), round(straight_km, 1)))
    names = ["from_terminal_id", "to_terminal_id", "sea_distance_km", "great_circle_km"]
    return pd.DataFrame(rows, columns=names)


def _lanes(cache: Path) -> tuple[Floats, csr_matrix]:
    places: dict[Place, int] = {}
    edges = []
    for feature in _features(cache, "marnet_searoute.geojson"):
        for start, end in _steps(feature["geometry"]):
            if _is_inside(start) and _is_inside(end):
                edges.append([places.setdefault(place, len(places)) for place in (start, end)])
    nodes = np.array(list(places))
    a, b = np.array(edges).T
    # No lane is nought long: a length of nought would be no edge to SciPy.
    length_km = np.maximum(_km(nodes[a], nodes[b]), 1e-6)
    table = pd.DataFrame({"a": a, "b": b, "km": length_km}).drop_duplicates(["a", "b"])
    shape = (len(nodes), len(nodes))
    return nodes, csr_matrix((table["km"], (table["a"], table["b"])), shape)


def _steps(geometry: dict[str, Any]) -> Iterator[tuple[Place, Place]]:
    lines = geometry["coordinates"]
    for line in [lines] if geometry["type"] == "LineString" else lines:
        yield from pairwise([(lon, lat) for lon, lat, *_ in line])


def _is_inside(place: Place) -> bool:
    lon, lat = place
    return _LON_DEG[0] <= lon <= _LON_DEG[1] and _LAT_DEG[0] <= lat <= _LAT_DEG[1]


def _on_plane(degrees: Floats) -> Floats:
    """Stretch degrees so that near is near: good enough to choose the nearest node."""
    return degrees * np.array([np.cos(np.radians(61.5)), 1.0])


def _km(starts: Floats, ends: Floats) -> Floats:
    return np.asarray(_GEOD.inv(*starts.T, *ends.T)[2]) / 1000


def _features(cache: Path, name: str) -> list[dict[str, Any]]:
    return json.loads(read_member(SEAROUTE, cache, f"{_FOLDER}/{name}"))["features"]
