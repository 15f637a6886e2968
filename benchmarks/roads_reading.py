"""How long an OpenStreetMap file takes to become a road graph, beside pyosmium's own loop.

    python benchmarks/synthetic_roads.py finland.osm.pbf
    python benchmarks/roads_reading.py finland.osm.pbf [--runs 1]

The peer goes over the ways in Python as pyosmium's manual shows, and only gathers tags, ids and
places: no rules, no graph. Each run is a process of its own. Seconds of the processor are told
beside those of the clock, since other work on the machine does not change them.
"""

import argparse
import array
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import osmium

from fiss_geo.logistics.roads.build import build_graph

_MIB_PER_KIB = 1 / 1024


def ours(path: Path) -> int:
    """Build the graph; gives its arcs."""
    with tempfile.TemporaryDirectory() as folder:
        graph, _ = build_graph(path, scratch=Path(folder))
    return len(graph.tail)


def pyosmium_loop(path: Path) -> int:
    """Gather what the graph is made of, way by way; gives the nodes of ways."""
    ids, places, tags = array.array("q"), array.array("i"), []
    roads = osmium.filter.KeyFilter("highway", "route")
    for way in osmium.FileProcessor(str(path)).with_locations().with_filter(roads):
        if isinstance(way, osmium.osm.Way):
            tags.append(dict(way.tags))
            for node in way.nodes:
                ids.append(node.ref)
                if node.location.valid():
                    places.extend((node.location.x, node.location.y))
    return len(ids)


_WAYS = {"fiss_geo, to a graph": ours, "pyosmium's loop, to lists": pyosmium_loop}


def measure(name: str, path: Path) -> dict[str, float]:
    """Run one way in this process: seconds, seconds of the processor, and peak memory in MiB."""
    start, busy = time.perf_counter(), time.process_time()
    count = _WAYS[name](path)
    return {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - busy,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MIB_PER_KIB,
        "count": count,
    }


def main() -> None:
    """Measure each way in turn, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure, given.file)))
        return
    print("| | seconds | of the processor | peak MiB |\n|---|---|---|---|")
    for name in _WAYS:
        command = [sys.executable, __file__, str(given.file), "--measure", name]
        runs = [
            json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            for _ in range(given.runs)
        ]
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        print(
            f"| {name} | {middle['seconds']:.1f} | {middle['cpu_seconds']:.1f} "
            f"| {middle['peak_mib']:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
