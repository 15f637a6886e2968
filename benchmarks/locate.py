"""How long it takes to find the municipality of many points, beside geopandas' spatial join.

Random points in the 308 embedded municipalities. Every method runs in a process of its own,
several times in turn; medians are printed. ``join`` is what locate does to find municipalities,
and is like with like beside ``sjoin``; ``locate`` is the whole verb, which also finds regions
and parks, writes notes, and holds the table of some fifty columns against its contract.

    python benchmarks/locate.py [--points 1000000] [--runs 3]
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fiss_geo import locate, reference
from fiss_geo.regions.boundaries import embedded
from fiss_geo.regions.nearness import NOWHERE, first_polygon, sort_points
from fiss_geo.regions.parks import parks
from fiss_geo.schemas import FLOWS, column_types

_SEED = 1


def make_points(count: int) -> np.ndarray:
    """Draw points inside the municipalities, the same ones each time."""
    land = reference.municipalities().union_all()
    shapely.prepare(land)
    west, south, east, north = land.bounds
    chance = np.random.default_rng(_SEED)
    x, y = chance.uniform(west, east, 4 * count), chance.uniform(south, north, 4 * count)
    inside = shapely.contains_xy(land, x, y)
    return shapely.points(x[inside][:count], y[inside][:count])


def _sjoin(points: np.ndarray) -> Callable[[], object]:
    table = gpd.GeoDataFrame(geometry=points, crs=3067)
    areas = reference.municipalities()
    return lambda: table.sjoin(areas, predicate="within")


def _join(points: np.ndarray) -> Callable[[], object]:
    areas = reference.municipalities().sort_values("municipality_code", ignore_index=True)

    def join() -> pd.Series:
        number = first_polygon(sort_points(points), areas.geometry.to_numpy())
        if (number == NOWHERE).any():
            raise ValueError("a point was lost")
        return pd.Series(areas["municipality_code"].array.take(number))

    return join


def _flows(points: np.ndarray) -> gpd.GeoDataFrame:
    types = column_types(FLOWS)
    usual = {
        "flow_id": np.char.add("F", np.arange(len(points)).astype(str)), "role": "offer",
        "organisation": "Oy", "resource_name": "slag", "status": "in_use",
        "location_precision": "site", "location_uncertainty_km": 0.5, "is_public": True,
        "source_file": "points.csv", "source_row": np.arange(len(points)), "is_service": False,
        "is_superseded": False,
    }  # fmt: skip
    table = pd.DataFrame(usual).reindex(columns=list(types)).astype(types)
    return gpd.GeoDataFrame(table, geometry=points, crs=3067)


def _sjoin_flows(points: np.ndarray) -> Callable[[], object]:
    flows, areas = _flows(points), reference.municipalities()
    return lambda: flows.sjoin(areas, predicate="within")


def _locate(points: np.ndarray) -> Callable[[], object]:
    flows, areas, circles = _flows(points), embedded(), parks()
    return lambda: locate(flows, areas, circles)


METHODS = {
    "geopandas.sjoin": _sjoin,
    "join of locate": _join,
    "geopandas.sjoin of the flows": _sjoin_flows,
    "fiss_geo.locate": _locate,
}


def _measure(method: str, count: int) -> float:
    work = METHODS[method](make_points(count))
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Run every method in turn, each in its own process, and print medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--method", choices=list(METHODS), help="only this one, as JSON")
    arguments = parser.parse_args()
    if arguments.method:
        print(json.dumps(_measure(arguments.method, arguments.points)))
        return
    seconds: dict[str, list[float]] = {method: [] for method in METHODS}
    for _ in range(arguments.runs):
        for method, found in seconds.items():
            command = [sys.executable, __file__, "--points", str(arguments.points)]
            done = subprocess.run(
                [*command, "--method", method], capture_output=True, text=True, check=True
            )
            found.append(json.loads(done.stdout))
    peer = statistics.median(seconds["geopandas.sjoin"])
    print(f"{arguments.points} points, {arguments.runs} runs, medians")
    for method, found in seconds.items():
        median = statistics.median(found)
        print(f"{method:30} {median:8.2f} s  {median / peer:5.2f} times geopandas.sjoin")


if __name__ == "__main__":
    main()
