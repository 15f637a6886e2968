"""How long ``read`` takes for a large CSV, beside pandas reading the same file in the same run.

    python benchmarks/read.py [--rows 1000000] [--runs 3]

Each run is a process of its own, so that peak memory is its own. Ratios are of medians.
"""

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyarrow import csv as pa_csv
from pyproj import Transformer

import fiss_geo


def _least(path: Path) -> object:
    """Do no more than what no reader of flows can do without: text, points, their projection."""
    names = list(pd.read_csv(path, nrows=0).columns)
    text = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string()))
    table = pa_csv.read_csv(path, convert_options=text)
    degrees = [table[name].cast(pa.float64()).to_numpy() for name in ("longitude", "latitude")]
    metres = Transformer.from_crs(4326, 3067, always_xy=True).transform(*degrees)
    gc.disable()  # else it takes four times as long to make the points
    return table, shapely.points(*metres)


_WAYS: dict[str, Callable[[Path], object]] = {
    "fiss_geo.read": fiss_geo.read,
    "pandas.read_csv": pd.read_csv,
    "pandas.read_csv, one thread": partial(pd.read_csv, low_memory=False),
    "pandas.read_csv, engine pyarrow": partial(pd.read_csv, engine="pyarrow"),
    "pandas.read_csv, as text": partial(pd.read_csv, dtype="str"),
    "text, points, projection only": _least,
}
_MIB_PER_KIB = 1 / 1024


def write_flows(path: Path, rows: int) -> None:
    """Write a file of made-up flows, the same for the same number of rows."""
    random = np.random.default_rng(1)
    pd.DataFrame(
        {
            "flow_id": [f"F{number}" for number in range(rows)],
            "role": random.choice(["offer", "need"], rows),
            "organisation": random.choice([f"Yritys {number} Oy" for number in range(5000)], rows),
            "resource_name": random.choice(["Kuona", "Tuhka", "Puru"], rows),
            "municipality": random.choice(["Kemi", "Tornio", "Oulu"], rows),
            "latitude": random.uniform(60, 68, rows).round(5),
            "longitude": random.uniform(22, 29, rows).round(5),
            "quantity": random.integers(1, 99_999, rows),
            "unit": "t/a",
            "low_code": random.choice(["100202", "100103"], rows),
        }
    ).to_csv(path, index=False)


def measure(name: str, path: Path) -> tuple[float, float, float]:
    """Measure one way in this process: seconds, seconds of all threads, and peak memory in MiB.

    A file of ten rows is read first: each way loads a part of its libraries only when used.
    """
    way = _WAYS[name]
    way(path.with_name("few.csv"))
    start, start_cpu = time.perf_counter(), time.process_time()
    table = way(path)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - start_cpu
    del table
    return seconds, cpu_seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MIB_PER_KIB


def main() -> None:
    """Write the file, measure each way in turn, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure[0], Path(given.measure[1]))))
        return
    figures: dict[str, list[list[float]]] = {name: [] for name in _WAYS}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flows.csv"
        write_flows(path, given.rows)
        write_flows(path.with_name("few.csv"), 10)
        for _ in range(given.runs):
            for name in _WAYS:
                command = [sys.executable, __file__, "--measure", name, str(path)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                figures[name].append(json.loads(done.stdout))
    _tell(figures, given.rows)


def _tell(figures: dict[str, list[list[float]]], rows: int) -> None:
    medians = {
        name: [statistics.median(run[place] for run in runs) for place in range(3)]
        for name, runs in figures.items()
    }
    ours_s, ours_cpu_s, _ = medians["fiss_geo.read"]
    for name, (seconds, cpu_seconds, memory_mib) in medians.items():
        print(
            f"{name:32} {seconds:6.2f} s, {cpu_seconds:6.2f} s of processor,"
            f" {rows / seconds:10,.0f} rows/s, {memory_mib:5.0f} MiB;"
            f" read takes {ours_s / seconds:5.1f} times that, {ours_cpu_s / cpu_seconds:5.1f} of"
            " processor"
        )


if __name__ == "__main__":
    main()
