"""Hold a national network file against road distances published elsewhere.

    python scripts/check_national_roads.py finland.network [--pairs road_distances_fi.csv]

The pairs (``from_lat``, ``from_lon``, ``to_lat``, ``to_lon``, ``road_km``) lie beside the project,
not in it; without them nothing is checked, and the script says so. The gate: no pair more than
5 % off, and the median not more than 2 %. A pair may go by another road on purpose ("via road
627"), and towns are points from memory: judge such a pair by its ``kind`` before the network.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from pyproj import Transformer

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.logistics.roads.network_engine import network_engine
from fiss_geo.logistics.roads.network_file import read_network

_PAIRS = Path(__file__).parents[2] / "shared/data/tests_only/roads/road_distances_fi.csv"
_MOST_OFF = 0.05
_MEDIAN_OFF = 0.02
_LONGEST_LEG_KM = 2.0


def compare(network: Path, pairs: pd.DataFrame) -> pd.DataFrame:
    """Measure each pair.

    Returns
    -------
    pandas.DataFrame
        The pairs with ``found_km`` (quickest route and both legs), ``off`` (found over published
        less 1) and ``longest_leg_km``.
    """
    to_plane = Transformer.from_crs(WGS84, ETRS_TM35FIN, always_xy=True)
    starts, ends = (
        np.stack(to_plane.transform(pairs[f"{end}_lon"], pairs[f"{end}_lat"]), axis=1)
        for end in ("from", "to")
    )
    table = network_engine(read_network(network)).measure(starts, ends)
    legs_km = table.origin_leg_km + table.destination_leg_km
    found_km = np.diagonal(table.route_km) + legs_km
    longest_km = np.maximum(table.origin_leg_km, table.destination_leg_km)
    return pairs.assign(
        found_km=found_km, off=found_km / pairs["road_km"] - 1, longest_leg_km=longest_km
    )


def main() -> None:
    """Print the comparison; exit code 1 if the gate is not passed, or a pair has no route."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", type=Path)
    parser.add_argument("--pairs", type=Path, default=_PAIRS)
    given = parser.parse_args()
    if not given.pairs.is_file():
        print(f"nothing checked: {given.pairs.name} is not there; name it with --pairs")
        return
    found = compare(given.network, pd.read_csv(given.pairs))
    columns = ["from", "to", "road_km", "found_km", "off", "longest_leg_km", "kind"]
    print(found[columns].round({"found_km": 1, "off": 3, "longest_leg_km": 2}).to_string())
    off = found["off"].abs()
    missing = int(off.isna().sum())
    far = int((found["longest_leg_km"] > _LONGEST_LEG_KM).sum())
    print(
        f"median {off.median():.1%} off, largest {off.max():.1%}, {missing} without a route, "
        f"{far} joined over {_LONGEST_LEG_KM:g} km away"
    )
    passed = not missing and off.max() <= _MOST_OFF and off.median() <= _MEDIAN_OFF
    print("passed" if passed else f"not passed: at most {_MOST_OFF:.0%}, median {_MEDIAN_OFF:.0%}")
    sys.exit(not passed)


if __name__ == "__main__":
    main()
