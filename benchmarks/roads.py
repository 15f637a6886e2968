"""Measure the road engine on a national network, its peers beside it.

    python benchmarks/synthetic_roads.py fi.osm.pbf
    python benchmarks/roads.py fi.osm.pbf --peers python

Each step runs in a process of its own. ``--peers`` names a Python with ch-router, pyroutingkit,
pandana and osmnx (they need not be in this environment). What is measured is asserted: 10 000
random pairs equal scipy's Dijkstra, time and length. OSRM has a script of its own.
"""

import argparse
import itertools
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SIDES = (100, 1_000, 2_000, 5_000)
SEED = 11
RUNS = 3


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Give wall seconds, CPU seconds, and what came of it."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def say(what: str, wall: float, cpu: float, note: str = "") -> None:
    """Print a row of the table."""
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {what} | {wall:.3f} | {cpu:.3f} | {peak_mib:.0f} | {note} |", flush=True)


def medians(what: str, work: Callable[[], Any], note: str = "") -> Any:  # noqa: ANN401
    """Run several times and print the medians."""
    work()
    times = [timed(work) for _ in range(RUNS)]
    wall, cpu = (float(np.median([run[k] for run in times])) for k in (0, 1))
    say(what, wall, cpu, note)
    return times[-1][2]


def build(pbf: Path, folder: Path) -> None:
    """Read the PBF, contract, and write the network and plain arrays for the peers."""
    from fiss_geo.logistics.roads.build import build_graph
    from fiss_geo.logistics.roads.hierarchy import build_hierarchy
    from fiss_geo.logistics.roads.network import prepare
    from fiss_geo.logistics.roads.network_file import write_network

    wall, cpu, (graph, _) = timed(lambda: build_graph(pbf, scratch=folder))
    say("PBF to graph", wall, cpu, f"{len(graph.node_xy_m)} nodes, {len(graph.tail)} arcs")
    few = np.zeros(1, "int32")
    build_hierarchy(np.zeros((1, 2)), (few, few, few.astype("int64")))  # compiles
    marks: dict[str, tuple[float, float]] = {"": (time.perf_counter(), time.process_time())}

    def mark(what: str, _: int) -> None:
        marks[what] = time.perf_counter(), time.process_time()

    wall, cpu, network = timed(lambda: prepare(graph, mark))
    for before, what in itertools.pairwise(marks):
        spent = np.subtract(marks[what], marks[before])
        say(f"contraction, {what}", *spent)
    say("preparing in all", wall, cpu)
    wall, cpu, _ = timed(lambda: write_network(network, folder / "x.network"))
    size_mib = (folder / "x.network").stat().st_size / 2**20
    say("writing the file", wall, cpu, f"{size_mib:.0f} MiB")
    np.savez(
        folder / "graph.npz", xy=graph.node_xy_m, tail=graph.tail, head=graph.head,
        time=graph.time_ms, length=graph.length_cm,
    )  # fmt: skip


def ask(_: Path, folder: Path) -> None:
    """Open the network and measure tables and paths."""
    from fiss_geo.logistics.roads.buckets import best_ways, best_ways_in_blocks
    from fiss_geo.logistics.roads.lines import find_routes
    from fiss_geo.logistics.roads.network_engine import measure
    from fiss_geo.logistics.roads.network_file import read_network
    from fiss_geo.logistics.roads.paths import best_paths
    from fiss_geo.logistics.roads.searches import seeds_at

    wall, cpu, network = timed(lambda: read_network(folder / "x.network"))
    say("opening the file", wall, cpu)
    rng = np.random.default_rng(SEED)
    n = len(network.graph.node_xy_m)
    for side in SIDES:
        one, other = (seeds_at(rng.integers(0, n, side)) for _ in range(2))
        medians(f"{side}², time", lambda: best_ways(network.quickest, one, other))  # noqa: B023
        if network.shortest is not None:
            medians(f"{side}², length", lambda: best_ways(network.shortest, one, other))  # noqa: B023
    points = network.graph.node_xy_m[rng.integers(0, n, 4_000)] + rng.normal(0, 300, (4_000, 2))
    medians("2000² of points", lambda: measure(network, points[:2_000], points[2_000:]),
            "snapped; time, length and shortest distance")  # fmt: skip
    one, other = (seeds_at(rng.integers(0, n, 1_000)) for _ in range(2))
    pairs = np.column_stack([np.arange(1_000)] * 2)
    paths = medians("1000 paths, arcs", lambda: best_paths(network.quickest, one, other, pairs))
    mean = len(paths.arc) // 1_000
    medians("1000 paths, lines", lambda: find_routes(network, points[:1_000], points[2_000:3_000]),
            f"snapped; {mean} arcs a path")  # fmt: skip
    many = seeds_at(rng.integers(0, n, 20_000)), seeds_at(rng.integers(0, n, 20_000))
    wall, cpu, _ = timed(
        lambda: [block.min() for block in best_ways_in_blocks(network.quickest, *many, 500)]
    )
    say("20 000² in blocks of 500 rows", wall, cpu, "4e8 pairs")


def hold(_: Path, folder: Path) -> None:
    """Hold 10 000 pairs against scipy, and say what scipy takes."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    from fiss_geo.logistics.roads.buckets import best_ways
    from fiss_geo.logistics.roads.network_file import read_network
    from fiss_geo.logistics.roads.searches import seeds_at
    from fiss_geo.logistics.roads.weights import UNREACHED

    network = read_network(folder / "x.network")
    graph, n = network.graph, len(network.graph.node_xy_m)
    rng = np.random.default_rng(SEED)
    sources, goals = rng.integers(0, n, 10), rng.integers(0, n, 1_000)
    found = best_ways(network.quickest, seeds_at(sources), seeds_at(goals))
    order = np.lexsort([graph.length_cm, graph.time_ms, graph.head, graph.tail])
    tail, head = graph.tail[order], graph.head[order]
    is_first = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0))
    kept = order[is_first]
    start = np.searchsorted(graph.tail[kept], np.arange(n + 1))

    def matrix(weight: Any) -> Any:  # noqa: ANN401
        return csr_array((weight.astype(float), graph.head[kept], start), shape=(n, n))

    time_ms, length_cm = graph.time_ms[kept], graph.length_cm[kept]
    wall, cpu, least = timed(lambda: dijkstra(matrix(time_ms), indices=sources))
    say("scipy, 2000² extrapolated", wall * 200, cpu * 200, "from 10 origins")
    is_reached = np.isfinite(least[:, goals])
    np.testing.assert_array_equal(found < UNREACHED, is_reached)
    np.testing.assert_array_equal((found >> 31)[is_reached], least[:, goals][is_reached])
    for row, source in enumerate(sources):
        with np.errstate(invalid="ignore"):
            from_here = least[row]
            is_best = from_here[graph.tail[kept]] + time_ms == from_here[graph.head[kept]]
        carried = dijkstra(
            matrix(np.where(is_best, length_cm.astype("int64"), 2**40)),
            indices=source,
            limit=2.0**39,
        )[goals]
        np.testing.assert_array_equal(
            (found[row] & (2**31 - 1))[is_reached[row]], carried[is_reached[row]]
        )
    print(f"10 000 pairs are scipy's, {is_reached.mean():.1%} of them reached", flush=True)


def peers(_: Path, folder: Path) -> None:
    """Measure peers on the same graph, whole or, where they are slow, extrapolated."""
    arrays = dict(np.load(folder / "graph.npz"))
    rng = np.random.default_rng(SEED)
    one, other = rng.integers(0, len(arrays["xy"]), (2, 2_000))
    for peer in (ch_router, pandana, osmnx, routingkit):  # the slowest to prepare last
        peer(arrays, one, other)


def ch_router(arrays: dict[str, Any], one: Any, other: Any) -> None:  # noqa: ANN401
    """Contract with RoutingKit's CH, and ask for paths one by one."""
    import ch_router as peer

    ends = (arrays[name].astype("uint32") for name in ("tail", "head", "time"))
    wall, cpu, hierarchy = timed(lambda: peer.ContractionHierarchy.build(len(arrays["xy"]), *ends))
    say("ch-router, contraction", wall, cpu)
    query = peer.CHQuery(hierarchy)

    def path(start: int, end: int) -> list[int]:
        query.reset().add_source(start).add_target(end).run()
        return list(query.get_arc_path())

    wall, cpu, _ = timed(lambda: [path(*ends) for ends in zip(one[:1_000], other, strict=False)])
    say("ch-router, 1000 paths, arcs", wall, cpu)


def routingkit(arrays: dict[str, Any], one: Any, other: Any) -> None:  # noqa: ANN401
    """Measure pyroutingkit's customizable contraction hierarchy."""
    import pyroutingkit

    cch = pyroutingkit.CCH()
    tail, head, weight = (arrays[name].astype("uint32") for name in ("tail", "head", "time"))
    lon, lat = (arrays["xy"].T / 1e5).astype("float32")
    wall, cpu, _ = timed(
        lambda: (
            cch.build_topology(tail, head, lat, lon, len(lon)), cch.customize_weights(weight)
        )
    )  # fmt: skip
    say("pyroutingkit, preparing", wall, cpu)
    one, other = one.astype("uint32"), other.astype("uint32")
    wall, cpu, _ = timed(lambda: cch.distances_many_to_many(one, other))
    say("pyroutingkit, 2000²", wall, cpu)


def pandana(arrays: dict[str, Any], one: Any, other: Any) -> None:  # noqa: ANN401
    """Measure pandana, which scales weights into 32 bits."""
    import pandana as peer
    import pandas as pd

    edges = pd.DataFrame({"s": arrays["time"] / 1000})
    wall, cpu, network = timed(
        lambda: peer.Network(*arrays["xy"].T, arrays["tail"], arrays["head"], edges, twoway=False)
    )
    say("pandana, preparing", wall, cpu)
    one, other = np.repeat(one[:500], 500), np.tile(other[:500], 500)
    wall, cpu, _ = timed(lambda: network.shortest_path_lengths(one, other))
    say("pandana, 2000² extrapolated", wall * 16, cpu * 16, "from 500²; weights in 32 bits")


def osmnx(arrays: dict[str, Any], one: Any, other: Any) -> None:  # noqa: ANN401
    """Measure osmnx on the roads within 20 km of a place, extrapolated to the whole by nodes."""
    import networkx as nx
    import osmnx as peer

    away = np.hypot(*(arrays["xy"] - np.median(arrays["xy"], axis=0)).T)
    near = away < np.partition(away, 20_000)[20_000]
    inside = near[arrays["tail"]] & near[arrays["head"]]
    graph = nx.MultiDiGraph(crs="EPSG:3067")
    graph.add_nodes_from(
        (int(k), {"x": x, "y": y}) for k, (x, y) in zip(
            np.flatnonzero(near), arrays["xy"][near].tolist(), strict=True)
    )  # fmt: skip
    graph.add_weighted_edges_from(
        zip(*(arrays[name][inside].tolist() for name in ("tail", "head", "time")), strict=True),
        weight="travel_time",
    )
    starts, ends = (rng.choice(np.flatnonzero(near), 50).tolist()
                    for rng in map(np.random.default_rng, (SEED, SEED + 1)))  # fmt: skip
    wall, cpu, _ = timed(
        lambda: peer.routing.shortest_path(graph, starts, ends, weight="travel_time", cpus=1)
    )
    times = len(one) * len(other) / 50 * len(arrays["xy"]) / near.sum()
    say(
        "osmnx, 2000² extrapolated",
        wall * times,
        cpu * times,
        "from 50 pairs, one by one, on 20 000 nodes",
    )


STEPS = {"build": build, "ask": ask, "hold": hold, "peers": peers}


def main() -> None:
    """Run every step in a process of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pbf", type=Path)
    parser.add_argument("--peers", help="Python that has the peers")
    parser.add_argument("--folder", type=Path, help="keeps the network; a temporary one if none")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        STEPS[chosen.step](chosen.pbf, chosen.folder)
        return
    print("| | seconds | CPU seconds | peak MiB | |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        pythons = {"build": sys.executable, "ask": sys.executable, "hold": sys.executable}
        if chosen.peers:
            pythons["peers"] = chosen.peers
        for step, python in pythons.items():
            warn = ["-W", "ignore"] if step == "peers" else []  # pandana lists all that is apart
            command = [
                python,
                *warn,
                __file__,
                str(chosen.pbf),
                "--folder",
                str(folder),
                "--step",
                step,
            ]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
