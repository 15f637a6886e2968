"""Preparation and tables of OSRM beside ours, on the same file, points and machine.

    make road-servers
    python benchmarks/synthetic_roads.py finland.osm.pbf --size 0.1
    python benchmarks/roads_osrm.py finland.osm.pbf [--sites 100 500]

OSRM runs from its wheel (``osrm-extract`` with car.lua, ``osrm-contract``, ``osrm-routed``), whose
roads and speeds are not those of a truck: the figures compare work, not kilometres. Each table is
one request, its answer in JSON included, as users of a server have it.
"""

import argparse
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.logistics.roads.build import build_graph
from fiss_geo.logistics.roads.graph import RoadGraph
from fiss_geo.logistics.roads.network import prepare
from fiss_geo.logistics.roads.network_engine import network_engine

Floats = npt.NDArray[np.float64]
Result = TypeVar("Result")

_OSRM = Path(__file__).parents[1] / ".venv-road-servers"
_PORT = 5077


def timed(name: str, work: Callable[[], Result]) -> Result:
    """Do the work and print its seconds as a row."""
    start = time.perf_counter()
    result = work()
    print(f"| {name} | {time.perf_counter() - start:.2f} |", flush=True)
    return result


def quickest(work: Callable[[], object]) -> Callable[[], object]:
    """Do the work once to warm up, so that what is timed is the second time."""
    work()
    return work


def ours(file: Path, sites: list[int]) -> RoadGraph:
    """Time our own way."""
    with tempfile.TemporaryDirectory() as folder:
        graph, _ = timed("ours: PBF to graph", lambda: build_graph(file, scratch=Path(folder)))
    network = timed("ours: contraction (time and length)", lambda: prepare(graph))
    engine = network_engine(network)
    for count in sites:
        points = places(graph, count)
        once = quickest(lambda points=points: engine.measure(points, points))  # type: ignore[misc]
        timed(f"ours: {count} x {count}, time and both lengths", once)
    return graph


def places(graph: RoadGraph, count: int) -> Floats:
    """Draw points at nodes, the same for every engine."""
    random = np.random.default_rng(1)
    return graph.node_xy_m[random.choice(len(graph.node_xy_m), count, replace=False)]


def osrm(file: Path, graph: RoadGraph, sites: list[int]) -> None:
    """Time OSRM."""
    package = next(_OSRM.glob("lib/python3*/site-packages/osrm"))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "roads.osm.pbf"
        data.symlink_to(file.resolve())
        base = str(Path(folder) / "roads.osrm")
        profile = package / "share/profiles/car.lua"
        timed("OSRM: osrm-extract", lambda: _run(package / "bin/osrm-extract", "-p", profile, data))
        timed("OSRM: osrm-contract", lambda: _run(package / "bin/osrm-contract", base))
        limit = str(max(sites) + 1)
        options = ["--algorithm", "ch", "-i", "127.0.0.1", "-p", str(_PORT)]
        command = [str(package / "bin/osrm-routed"), *options, "--max-table-size", limit, base]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
            try:
                time.sleep(5)
                for count in sites:
                    once = quickest(lambda count=count: _table(places(graph, count)))  # type: ignore[misc]
                    timed(f"OSRM: {count} x {count}, time and length", once)
            finally:
                server.terminate()


def _run(*command: str | Path) -> None:
    subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL)


def _table(xy_m: Floats) -> bytes:
    degrees = Transformer.from_crs(ETRS_TM35FIN, WGS84, always_xy=True).transform(*xy_m.T)
    points = ";".join(f"{lon:.5f},{lat:.5f}" for lon, lat in zip(*degrees, strict=True))
    query = "annotations=duration,distance"
    url = f"http://127.0.0.1:{_PORT}/table/v1/driving/{points}?{query}"
    with urllib.request.urlopen(url) as answer:
        return bytes(answer.read())


def main() -> None:
    """Time both in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--sites", type=int, nargs="+", default=[100, 500])
    given = parser.parse_args()
    print("| | seconds |\n|---|---|")
    osrm(given.file, ours(given.file, given.sites), given.sites)


if __name__ == "__main__":
    main()
