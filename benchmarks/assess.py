"""How long ``assess`` takes for many candidates, beside the same arithmetic in plain NumPy.

    python benchmarks/assess.py [--rows 1000000] [--runs 3]

Each run is a process of its own, so that peak memory is its own. The peer gets the small tables
(trucks, rules, terminals) ready made, and the columns as arrays; it numbers the texts, picks the
truck, and works out every figure and every text that ``assess`` gives, without contracts, frames
or missing reasons; once more with the texts numbered before the clock starts. Seconds are of
processor time, since a machine is seldom idle. Ratios are of medians.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.logistics import benefit, multimodal
from fiss_geo.logistics.assess import assess
from fiss_geo.logistics.factor_sets import factor_set
from fiss_geo.logistics.hauls import haul_options
from fiss_geo.logistics.trucks import truck_table
from fiss_geo.logistics.vehicle_rules import vehicle_rules
from fiss_geo.schemas import ROUTED_CANDIDATES, column_types

_GROUPS = ["slag", "ash", "wood_bark", "glass", "plastics", "waste_heat_steam", "manure", "other"]
_MIB_PER_KIB = 1 / 1024
Arrays = dict[str, npt.NDArray[np.generic]]


def made_up(rows: int) -> gpd.GeoDataFrame:
    """Make routed candidates all over Finland, the same for the same number."""
    random = np.random.default_rng(1)
    start, end = (
        np.column_stack([random.uniform(25e4, 6e5, rows), random.uniform(67e5, 73e5, rows)])
        for _ in range(2)
    )
    straight_km = np.hypot(*(start - end).T) / 1000
    columns = {
        "offer_id": [f"O{number}" for number in range(rows)],
        "need_id": [f"N{number % 5000}" for number in range(rows)],
        "offer_organisation": "Antaja Oy",
        "need_organisation": random.choice([f"Ottaja {number} Oy" for number in range(500)], rows),
        "offer_resource_name": random.choice(["Kuona", "Blast-furnace slag", "Lasi"], rows),
        "need_resource_name": random.choice(["Slag", "Cement", "Glass", "Ash"], rows),
        "material_group": random.choice(_GROUPS, rows),
        "offer_status": random.choice(["available", "in_use"], rows),
        "need_status": "in_use", "mass_t_per_a": random.lognormal(8, 2, rows), "mass_basis": "x",
        "score": 0.7, "reasons": "x", "distance_method": "embedded main roads",
        "straight_distance_km": straight_km, "road_distance_km": straight_km * 1.24,
        "distance_uncertainty_km": straight_km * 0.06, "offer_snap_km": 1.0, "need_snap_km": 1.0,
    }  # fmt: skip
    types = column_types(ROUTED_CANDIDATES)
    table = pd.DataFrame(columns).reindex(columns=list(types)).astype(types)
    lines = shapely.linestrings(np.stack([start, end], axis=1))
    return gpd.GeoDataFrame(table, geometry=lines, crs=ETRS_TM35FIN)


def by_fiss_geo(table: gpd.GeoDataFrame) -> float:
    """Time ``assess``."""
    start = time.process_time()
    assess(table)
    return time.process_time() - start


def by_numpy(table: gpd.GeoDataFrame, *, is_numbered_before: bool = False) -> float:
    """Time the same figures and texts in plain NumPy."""
    factors = factor_set()
    trucks = truck_table(reference.vehicles(), factors)
    groups = np.array(sorted(_GROUPS))
    materials = pd.DataFrame({"material_group": groups, "low_code": None}, dtype="str")
    options = haul_options(materials, vehicle_rules(), trucks, factors)
    small = {str(name): options[name].to_numpy() for name in options.columns}
    small = {n: c.astype(object) if c.dtype.kind not in "if" else c for n, c in small.items()}
    rules = benefit.burden_rules()
    nets = {mode: multimodal._net(mode) for mode in multimodal.MODES}  # noqa: SLF001 - ready made
    names = ["material_group", "offer_resource_name", "need_resource_name", "need_organisation"]
    text = {name: table[name].to_numpy(dtype=object) for name in [*names, "offer_status"]}
    number = {
        name: table[name].to_numpy()
        for name in ("mass_t_per_a", "road_distance_km", "distance_uncertainty_km",
                     "straight_distance_km")
    }  # fmt: skip
    ends = shapely.get_coordinates(table.geometry.array).reshape(-1, 2, 2) / 1000
    plain = {end: factors.plain[end].to_dict() for end in ("value", "low", "high")}
    is_dumped_text = text.pop("offer_status")
    numbered = _numbered(text) if is_numbered_before else None
    start = time.process_time()
    numbered = numbered or _numbered(text)
    _same_arithmetic(numbered, is_dumped_text, number, ends, small, rules, nets, plain)
    return time.process_time() - start


def by_numpy_numbered(table: gpd.GeoDataFrame) -> float:
    """Time it without the numbering of the texts."""
    return by_numpy(table, is_numbered_before=True)


def _numbered(text: Arrays) -> dict[str, tuple[npt.NDArray[np.generic], npt.NDArray[np.intp]]]:
    return {
        name: np.unique(column.astype("U"), return_inverse=True) for name, column in text.items()
    }


def _same_arithmetic(numbered, status, number, ends, small, rules, nets, plain) -> Arrays:  # type: ignore[no-untyped-def]  # noqa: ANN001, PLR0913, PLR0917
    names, material = numbered["material_group"]
    is_heat = (names == "waste_heat_steam")[material]
    of = small["material"]
    first, after = (np.searchsorted(of, np.arange(len(names)), side) for side in ("left", "right"))
    mass, km = number["mass_t_per_a"], np.where(is_heat, np.nan, number["road_distance_km"])
    around = number["distance_uncertainty_km"]
    code, last = first[material], after[material] - 1
    for step in range(1, int((after - first).max()) - 1):
        here = np.minimum(first[material] + step, last)
        keep = (here < last) & (mass >= small["from_mass_t_per_a"][here])
        code = np.where(keep, here, code)
    code = np.where(np.isnan(mass), last, code)
    took = {name: small[name][code] for name in small if name not in ("material", "filled")}
    out: Arrays = {
        name: took[name] for name in ("vehicle", "body_type", "vehicle_reason", "load_t")
    }
    out["trips"] = np.ceil((mass / took["load_t"]).round(9))
    out["activity"] = mass * km
    figures = {"ttw": km * took["ttw"] / 1000, "wtt": km * took["wtt"] / 1000}
    figures["wtw"] = figures["ttw"] + figures["wtt"]
    figures["wtw_low"] = (km - around) * took["wtw_low"] / 1000
    figures["wtw_high"] = (km + around) * took["wtw_high"] / 1000
    out |= figures
    out |= {f"year_{end}": mass * figures[end] / 1000 for end in ("wtw", "wtw_low", "wtw_high")}
    out["reason"] = np.array(["pipe", None], dtype=object)[np.where(is_heat, 0, 1)]
    out["basis"] = np.array(["screening", None], dtype=object)[np.where(is_heat, 1, 0)]
    out |= _chains(mass, km, ends, took, figures, nets, plain)
    out |= _benefits(numbered, status == "available", mass, took, figures, rules)
    for end, far in (("value", km), ("low", km - around), ("high", km + around)):
        out[f"cost_{end}"] = took[f"terminal_{end}"] + took[f"km_{end}"] * far
    out["cost_year"] = out["cost_value"] * mass
    is_dumped = status == "available"
    tax = np.where(is_dumped, 80.0 * np.full(len(names), np.nan)[material], 0.0)
    out |= {"tax": tax, "net_eur": tax - out["cost_value"]}
    out["far_eur"] = np.maximum(tax - took["terminal_value"], 0) / took["km_value"]
    limits = np.where(is_heat, 3.0, np.nan)
    out |= {"limit": limits, "limit_low": limits / 3, "limit_high": limits * 2}
    reach = np.select([number["straight_distance_km"] <= limits, is_heat], [0, 1], 2)
    out["reach"] = np.array(["within", "over", None], dtype=object)[reach]
    return out


def _chains(mass, km, ends, took, figures, nets, plain) -> Arrays:  # type: ignore[no-untyped-def]  # noqa: ANN001, PLR0913, PLR0917
    best = {name: np.full(len(km), np.nan) for name in ("km", "ttw", "wtt", "low", "high")}
    label = np.full(len(km), None, dtype=object)
    value, low, high = plain["value"], plain["low"], plain["high"]
    worth = np.zeros(len(km), dtype=bool)
    for mode, net in nets.items():
        is_worth = (km >= value[f"chain_{mode}_from_km"]) & (
            mass >= value[f"chain_{mode}_from_t_per_a"]
        )
        worth |= is_worth
        for start in range(0, int(is_worth.sum()), 50_000):
            rows = np.flatnonzero(is_worth)[start : start + 50_000]
            sides = []
            for side in (0, 1):
                far = np.hypot(
                    *(ends[rows, side][:, None, x] - net.points[None, :, x] for x in (0, 1))
                )
                near = np.argsort(far, axis=1, kind="stable")[:, :3]
                sides.append((near, np.take_along_axis(far, near, axis=1)))
            i, j = np.divmod(np.arange(9), 3)
            a, b = sides[0][0][:, i], sides[1][0][:, j]
            longest = np.maximum(sides[0][1][:, i], sides[1][1][:, j])
            is_near = (longest * value["detour_index"] <= value["chain_longest_leg_km"]) & (a != b)
            legs = np.where(is_near, sides[0][1][:, i] + sides[1][1][:, j], np.nan)
            way, daf = net.ways[a, b], f"daf_{mode}"
            g = {part: f"{mode}_{part}_g_co2e_per_t_km" for part in ("ttw", "wtt")}
            road = {
                name: took[name][rows][:, None] for name in ("ttw", "wtt", "wtw_low", "wtw_high")
            }
            made = {"km": legs * value["detour_index"] + way}
            for name, (plan, part, hubs) in {
                "ttw": (value, "ttw", 2), "wtt": (value, "wtt", 0),
                "low": (low, "wtw_low", 2), "high": (high, "wtw_high", 2),
            }.items():  # fmt: skip
                parts = (part,) if hubs == 0 or part == "ttw" else ("ttw", "wtt")
                between = way * sum(plan[g[one]] for one in parts) * plan[daf]
                made[name] = (legs * plan["detour_index"] * road[part] + between) / 1000
                made[name] += hubs * plan["hub_kg_co2e_per_t"]
            wtw = made["ttw"] + made["wtt"]
            pick = np.arange(len(rows)), np.where(np.isnan(wtw), np.inf, wtw).argmin(axis=1)
            old = best["ttw"][rows] + best["wtt"][rows]
            better = wtw[pick] < np.where(np.isnan(old), np.inf, old)
            for name, figure in made.items():
                best[name][rows[better]] = figure[pick][better]
            label[rows[better]] = (net.names[a[pick]] + " to " + net.names[b[pick]])[better]
    is_truck = worth & ~(best["ttw"] + best["wtt"] < figures["wtw"])
    truck = {"km": km, "low": figures["wtw_low"], "high": figures["wtw_high"]}
    truck |= {name: figures[name] for name in ("ttw", "wtt")}
    best = {name: np.where(is_truck, truck[name], best[name]) for name in best}
    reasons = np.array(["no mass", "small", "none near", "truck", "chain"], dtype=object)
    kinds = [np.isnan(mass), ~worth, is_truck, ~np.isnan(best["km"])]
    return {
        **{f"chain_{name}": column for name, column in best.items()},
        "chain_wtw": best["ttw"] + best["wtt"], "chain_names": label,
        "chain_mode": np.where(is_truck, "road", label),
        "chain_reason": reasons[np.select(kinds, [0, 1, 3, 4], 2)],
    }  # fmt: skip


def _benefits(numbered, is_dumped, mass, took, figures, rules) -> Arrays:  # type: ignore[no-untyped-def]  # noqa: ANN001
    lists, parts = (list(part) for part in zip(*numbered.values(), strict=True))
    shape = tuple(len(found) for found in lists)
    unique, back = np.unique(np.ravel_multi_index(parts, shape), return_inverse=True)
    at = np.unravel_index(unique, shape)
    asked = {
        "material_group": lists[0][at[0]], "low_code": None, "offer_name": lists[1][at[1]],
        "need_name": np.char.add(np.char.add(lists[2][at[2]], " "), lists[3][at[3]]),
    }  # fmt: skip
    rule = benefit.find_rules(pd.DataFrame(asked, dtype="str"), rules)[back]
    constrained = rules["is_supply_constrained"].to_numpy()[rule] & (rule >= 0)
    nothing = constrained & ~is_dumped
    words = np.array([*rules["what"], None], dtype=object)
    out: Arrays = {"words": words[rule], "constrained": constrained}
    column = {name: rules[name].to_numpy() for name in rules}
    gains = {}
    for end in ("value", "low", "high"):
        landfill = np.where(is_dumped, np.nan_to_num(column[f"disposal_{end}"][rule]), 0.0)
        spared = np.where(nothing, 0.0, column[f"primary_{end}"][rule] + landfill)
        gains[f"avoided_{end}"] = np.where(rule >= 0, spared, np.nan)
        spent = np.where(nothing, 0.0, column[f"processing_{end}"][rule])
        gains[f"processing_{end}"] = np.where(rule >= 0, spent, np.nan)
    worst = {"value": ("value", "wtw"), "low": ("high", "wtw_high"), "high": ("low", "wtw_low")}
    for end, (other, name) in worst.items():
        gain = gains[f"avoided_{end}"] - gains[f"processing_{other}"]
        g = took["ttw"] + took["wtt"] if end == "value" else took[name]
        out[f"net_{end}"] = gain - figures[name]
        out[f"far_{end}"] = np.maximum(gain, 0.0) / g * 1000
        out[f"avoided_{end}"] = gains[f"avoided_{end}"]
    out["processing"] = gains["processing_value"]
    heat = column["primary_heat_value"][rule] * np.full(len(mass), np.nan) * 3.6
    year = gains["avoided_value"] * mass / 1000
    out["avoided_year"] = np.where(np.isnan(year), heat, year)
    out["net_year"] = out["net_value"] * mass / 1000
    return out


_WAYS: dict[str, Callable[[gpd.GeoDataFrame], float]] = {
    "fiss_geo.assess": by_fiss_geo,
    "plain NumPy": by_numpy,
    "plain NumPy, texts numbered before": by_numpy_numbered,
}


def main() -> None:
    """Measure each way in turn, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", choices=list(_WAYS), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        table = made_up(given.rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds = _WAYS[given.measure](table)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps([seconds, before * _MIB_PER_KIB, after * _MIB_PER_KIB]))
        return
    figures: dict[str, list[list[float]]] = {name: [] for name in _WAYS}
    for _ in range(given.runs):
        for name in _WAYS:
            command = [sys.executable, __file__, "--rows", str(given.rows), "--measure", name]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            figures[name].append(json.loads(done.stdout))
    ours = statistics.median(run[0] for run in figures["fiss_geo.assess"])
    for name, runs in figures.items():
        seconds, before, peak = (statistics.median(part) for part in zip(*runs, strict=True))
        print(
            f"{name:34} {seconds:6.2f} s  peak {peak:5.0f} MiB (input {before:5.0f} MiB)  ", end=""
        )
        print(f"assess takes {ours / seconds:.1f} times that")


if __name__ == "__main__":
    main()
