"""Measure the detour index of each region: road distance over straight distance.

    python scripts/measure_detour.py [--network FILE.network]

Takes the main locality of every municipality, and for each pair of them 20 to 300 km apart
with an end in the region the way by the embedded main roads (or by a network of yours) over the
geodesic; writes ``data/reference/factors/detour_index_by_region.csv``.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from fiss_geo import reference
from fiss_geo.logistics.network import geodesic_km
from fiss_geo.logistics.roads.embedded import embedded_roads
from fiss_geo.logistics.roads.network_engine import network_engine
from fiss_geo.logistics.roads.network_file import read_network

OUT = reference.data_path("reference/factors/defaults.csv").with_name("detour_index_by_region.csv")
NEAREST_KM, FARTHEST_KM = 20.0, 300.0
LOW, HIGH = 1.05, 1.60
SOURCE = "measured by scripts/measure_detour.py on the embedded main roads"
LICENCE = "ODbL 1.0, © OpenStreetMap contributors"


def measure(network: Path | None) -> pd.DataFrame:
    """Give each region's detour index: median, and the 10th and 90th percentile of its pairs."""
    towns = reference.gazetteer().query("gazetteer_kind == 'municipality'")
    engine = network_engine(embedded_roads() if network is None else read_network(network))
    factor = reference.factor_defaults()["value"]
    xy_m = towns[["easting_m", "northing_m"]].to_numpy()
    table = engine.measure(xy_m, xy_m)
    one, other = np.triu_indices(len(towns), 1)
    straight_km = geodesic_km(xy_m[one], xy_m[other])
    legs_km = table.origin_leg_km[one] + table.destination_leg_km[other]
    shortest_km = table.route_km if table.shortest_km is None else table.shortest_km
    way_km = shortest_km[one, other] + legs_km * factor["detour_index"]
    is_taken = (straight_km >= NEAREST_KM) & (straight_km <= FARTHEST_KM) & np.isfinite(way_km)
    region = towns["region_code"].to_numpy()
    ends = [(region[one], is_taken), (region[other], is_taken & (region[one] != region[other]))]
    pairs = pd.concat(
        pd.DataFrame({"region_code": code[taken], "index": (way_km / straight_km)[taken]})
        for code, taken in ends
    )
    return _summary(pairs)


def _summary(pairs: pd.DataFrame) -> pd.DataFrame:
    groups = pairs.groupby("region_code")["index"]
    shares = {"value": 0.5, "low": 0.1, "high": 0.9}
    table = pd.DataFrame({name: groups.quantile(share).round(3) for name, share in shares.items()})
    count = groups.size()
    is_odd = (table["value"] < LOW) | (table["value"] > HIGH)
    return table.assign(
        unit="1",
        scope=[f"{n} pairs of main localities, 20 to 300 km apart" for n in count],
        year=2026,
        source=SOURCE,
        licence=LICENCE,
        note=np.where(is_odd, f"outside {LOW} to {HIGH:.2f}: islands or few roads", ""),
    )


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", type=Path, help="prepared network; the embedded roads if none")
    table = measure(parser.parse_args().network)
    table.to_csv(OUT, encoding="utf-8", lineterminator="\n")
    print(table[["value", "low", "high", "scope", "note"]].to_string())


if __name__ == "__main__":
    main()
