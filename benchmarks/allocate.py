"""Time the best use of all beside serving the best first, on random offers and needs.

``python benchmarks/allocate.py --offers 10000 --candidates 200000``
"""

import argparse
import time

import geopandas as gpd
import numpy as np
import pandas as pd

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.decisions.allocate import Terms, allocate
from fiss_geo.decisions.plan import greedy_plan
from fiss_geo.schemas import LOCATED_FLOWS, RANKING, column_types


def main() -> None:
    """Make the tables, solve, and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--offers", type=int, default=10_000)
    parser.add_argument("--candidates", type=int, default=200_000)
    arguments = parser.parse_args()
    flows, ranking = _tables(arguments.offers, arguments.candidates)
    start, cpu = time.perf_counter(), time.process_time()
    found = allocate(flows, ranking, Terms())
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    start = time.perf_counter()
    greedy_plan(found.market)
    greedy_seconds = time.perf_counter() - start
    print(f"{arguments.offers} offers, as many needs, {arguments.candidates} candidates")
    print(f"allocate: {seconds:.1f} s ({cpu_seconds:.1f} s of CPU), of which greedy "
          f"{greedy_seconds:.2f} s")  # fmt: skip
    print(f"gain {found.gain:.0f} {found.gain_unit}, greedy {found.greedy_gain:.0f}, "
          f"gap {found.gap:.2%}")  # fmt: skip


def _tables(count: int, pairs: int) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Make offers and needs of log-normal mass, and candidates between random ones."""
    random = np.random.default_rng(0)
    ids = [f"{side}{number:06d}" for side in "ON" for number in range(count)]
    flows = _filled(
        LOCATED_FLOWS,
        {"flow_id": ids, "role": np.repeat(["offer", "need"], count), "organisation": "Oy",
         "resource_name": "slag", "status": "in_use", "location_precision": "none",
         "source_file": "random", "area_method": "none", "park_method": "none",
         "mass_t_per_a": np.exp(random.normal(7, 1.5, 2 * count)).round()},
    )  # fmt: skip
    ends = np.unique(random.integers(0, count * count, pairs * 2))[:pairs]
    ends = random.permutation(ends)
    ranking = _filled(
        RANKING,
        {"offer_id": np.array(ids)[ends // count], "need_id": np.array(ids)[count + ends % count],
         "offer_organisation": "Oy", "need_organisation": "Ab", "offer_resource_name": "slag",
         "need_resource_name": "slag", "offer_status": "in_use", "need_status": "in_use",
         "mass_basis": "random", "distance_method": "none",
         **dict.fromkeys(("reasons", "reasons_fi", "reasons_sv"), "random"),
         "rank": np.arange(1, len(ends) + 1),
         "net_benefit_kg_co2e_per_t": random.uniform(-20, 200, len(ends))},
    )  # fmt: skip
    return flows, ranking


def _filled(contract: object, columns: dict[str, object]) -> gpd.GeoDataFrame:
    types = column_types(contract)  # type: ignore[arg-type]
    table = pd.DataFrame(columns)
    flags = [name for name, kind in types.items() if kind == "bool" and name not in table]
    table = table.assign(**dict.fromkeys(flags, False))
    besides = [name for name in table if name not in types]
    whole = table.reindex(columns=[*types, *besides]).astype(types)
    return gpd.GeoDataFrame(whole, geometry=[None] * len(whole), crs=ETRS_TM35FIN)


if __name__ == "__main__":
    main()
