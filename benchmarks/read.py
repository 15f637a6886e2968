"""How long ``read`` takes for a large CSV, beside pandas reading the same file in the same run.

    python benchmarks/read.py [--rows 1000000] [--runs 3]

Each run is a process of its own, so that peak memory is its own. Ratios are of medians.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

_WAYS = {
    "fiss_geo.read": "import fiss_geo; fiss_geo.read({path!r})",
    "pandas.read_csv": "import pandas as pd; pd.read_csv({path!r})",
    "pandas.read_csv, as text": "import pandas as pd; pd.read_csv({path!r}, dtype='str')",
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


def measure(code: str) -> tuple[float, float]:
    """Run code once in this process: seconds after the imports, and peak memory in MiB."""
    imports, call = code.split("; ")
    names: dict[str, object] = {}
    exec(imports, names)  # noqa: S102 - the three lines above, from this very file
    start = time.perf_counter()
    exec(call, names)  # noqa: S102
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MIB_PER_KIB


def main() -> None:
    """Write the file, measure each way in turn, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure)))
        return
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in _WAYS}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flows.csv"
        write_flows(path, given.rows)
        for _ in range(given.runs):
            for name, code in _WAYS.items():
                command = [sys.executable, __file__, "--measure", code.format(path=str(path))]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                figures[name].append(tuple(json.loads(done.stdout)))
    ours = statistics.median(seconds for seconds, _ in figures["fiss_geo.read"])
    for name, runs in figures.items():
        seconds = statistics.median(run[0] for run in runs)
        memory_mib = statistics.median(run[1] for run in runs)
        rate = given.rows / seconds
        print(f"{name:26} {seconds:6.2f} s {rate:12,.0f} rows/s {memory_mib:6.0f} MiB  ", end="")
        print(f"read takes {ours / seconds:.1f} times that")


if __name__ == "__main__":
    main()
