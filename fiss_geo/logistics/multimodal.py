"""The best chain by rail or sea beside the truck's, for flows far and large enough.

Truck to a terminal, train or ship, truck from a terminal. The legs by truck are estimates, the
straight line with the mean detour; rails and sea lanes are measured between the terminals.
"""

from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.logistics.factor_sets import FactorSet
from fiss_geo.logistics.figures import texts
from fiss_geo.logistics.network import build_network, distances_km, snap

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MODES: Final = ("rail", "sea")
BY_TRUCK: Final = "road"
TOO_SMALL: Final = "not looked at: too short or too small a flow for a train or a ship"
NO_MASS: Final = "not looked at: the yearly mass is not known"
NO_TERMINAL: Final = "no two terminals near enough to both ends"
TRUCK_IS_BEST: Final = "the truck alone emits less than the best chain by rail or sea"
CHAIN_IS_BEST: Final = "emits less than the truck alone"
REASONS: Final = [NO_MASS, TOO_SMALL, NO_TERMINAL, TRUCK_IS_BEST, CHAIN_IS_BEST]

_NEAREST: Final = 3  # terminals looked at near each end
_AT_ONCE: Final = 50_000


class Haul(NamedTuple):
    """What the chain needs of each candidate's haul by truck; arrays of one length."""

    lines: npt.NDArray[np.object_]
    mass_t_per_a: Floats
    road_km: Floats
    ttw: Floats
    wtt: Floats
    wtw_low: Floats
    wtw_high: Floats
    kg_per_t: dict[str, Floats]
    """Emissions of a tonne by truck alone, in kg CO2e: ttw, wtt, wtw_low, wtw_high."""


class Best(NamedTuple):
    """The best chains found so far: their figures, and a place in the lists of names."""

    figures: dict[str, Floats]
    between: npt.NDArray[np.intp]
    terminals: list[str]
    chains: list[str]


class Net(NamedTuple):
    """Terminals of one mode: their points [km], their names, and the ways between them [km]."""

    points: Floats
    names: npt.NDArray[np.object_]
    ways: Floats


def best_chains(haul: Haul, factors: FactorSet) -> dict[str, Any]:
    """Find the chain of least emissions for each candidate that is far and large enough.

    Parameters
    ----------
    haul : Haul
        Lines in EPSG:3067 from offer to need, some None; intensities of the truck in g CO2e/t km
        on the shortest feasible distance.
    factors : FactorSet

    Returns
    -------
    dict
        Columns: ``best_chain`` (road, or road, rail, road, or road, sea, road),
        ``chain_terminals``, ``chain_distance_km``, the chain's ``ttw``, ``wtt``, ``wtw``,
        ``wtw_low`` and ``wtw_high`` [kg CO2e/t] and ``chain_reason``. Missing, but for the
        reason, where no chain was looked at.
    """
    count = len(haul.road_km)
    columns = ("distance_km", "ttw", "wtt", "wtw_low", "wtw_high")
    best = Best({name: np.full(count, np.nan) for name in columns}, np.full(count, -1), [], [])
    is_worth = {mode: _is_worth(haul, mode, factors) for mode in MODES}
    for mode in MODES:
        rows = np.flatnonzero(is_worth[mode])
        if not len(rows):
            continue
        net = _net(mode)
        first = len(best.terminals)
        best.terminals.extend(f"{a} – {b}" for a in net.names for b in net.names)
        best.chains.extend([f"{BY_TRUCK}, {mode}, {BY_TRUCK}"] * len(net.names) ** 2)
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            made, between = _chains(haul, part, mode, net, factors)
            old = best.figures["ttw"][part] + best.figures["wtt"][part]
            is_better = made["ttw"] + made["wtt"] < np.where(np.isnan(old), np.inf, old)
            for name in columns:
                best.figures[name][part[is_better]] = made[name][is_better]
            best.between[part[is_better]] = first + between[is_better]
    return _judged(haul, best, is_worth["rail"] | is_worth["sea"])


def rail_distances_km(terminals: pd.DataFrame) -> Floats:
    """Measure between all terminals along the embedded railways (© OpenStreetMap, ODbL)."""
    network = build_network(reference.railways(), "embedded railways")
    points = gpd.GeoSeries(
        gpd.points_from_xy(terminals["easting_m"], terminals["northing_m"]), crs=ETRS_TM35FIN
    )
    places = snap(network, points)
    a, b = np.divmod(np.arange(len(places) ** 2), len(places))
    ways = distances_km(network, places.iloc[a], places.iloc[b])
    return ways.reshape(len(places), len(places))


def sea_distances_km(terminals: pd.DataFrame) -> Floats:
    """Take the distances by sea between all ports, none below the great circle."""
    table = reference.read_numbers("reference/sea_distances.csv")
    place = {name: n for n, name in enumerate(terminals["terminal_id"])}
    ways = np.full((len(place), len(place)), np.nan)
    a, b = (table[f"{end}_terminal_id"].map(place).to_numpy() for end in ("from", "to"))
    ways[a, b] = ways[b, a] = table["sea_distance_km"]
    np.fill_diagonal(ways, 0.0)
    return ways


def _net(mode: str) -> Net:
    table = reference.terminals()
    own = table[table["mode"] == mode].reset_index(drop=True)
    ways = rail_distances_km(own) if mode == "rail" else sea_distances_km(own)
    points = own[["easting_m", "northing_m"]].to_numpy(dtype="float64") / 1000
    return Net(points, own["name"].to_numpy(dtype="object"), ways)


def _is_worth(haul: Haul, mode: str, factors: FactorSet) -> Flags:
    least = factors.plain["value"]
    is_far = haul.road_km >= least[f"chain_{mode}_from_km"]
    is_far &= ~shapely.is_missing(haul.lines)
    return is_far & (haul.mass_t_per_a >= least[f"chain_{mode}_from_t_per_a"])


def _chains(
    haul: Haul,
    rows: npt.NDArray[np.intp],
    mode: str,
    net: Net,
    factors: FactorSet,
) -> tuple[dict[str, Floats], npt.NDArray[np.intp]]:
    """Work out the best chain of one mode for some rows; missing where no terminal is near."""
    points, ways = net.points, net.ways
    lines = haul.lines[rows]
    ends = [shapely.get_coordinates(shapely.get_point(lines, end)) / 1000 for end in (0, -1)]
    near, straight = zip(*(_nearest(points, end) for end in ends), strict=True)
    a, b = (side[:, pick] for side, pick in zip(near, _pairs(), strict=True))
    legs = straight[0][:, _pairs()[0]] + straight[1][:, _pairs()[1]]
    longest = np.maximum(straight[0][:, _pairs()[0]], straight[1][:, _pairs()[1]])
    limit = factors.number("chain_longest_leg_km")
    detour = factors.plain.loc["detour_index"]
    legs = np.where((longest * detour["value"] <= limit) & (a != b), legs, np.nan)
    way = ways[a, b]
    truck = {
        end: getattr(haul, end)[rows][:, None] for end in ("ttw", "wtt", "wtw_low", "wtw_high")
    }
    made = {
        "ttw": _emissions(
            legs * detour["value"], truck["ttw"], way, mode, factors, ("ttw", "value")
        ),
        "wtt": _emissions(
            legs * detour["value"], truck["wtt"], way, mode, factors, ("wtt", "value")
        ),
        "wtw_low": _emissions(
            legs * detour["low"], truck["wtw_low"], way, mode, factors, ("wtw", "low")
        ),
        "wtw_high": _emissions(
            legs * detour["high"], truck["wtw_high"], way, mode, factors, ("wtw", "high")
        ),
        "distance_km": legs * detour["value"] + way,
    }
    wtw = made["ttw"] + made["wtt"]
    best = np.where(np.isnan(wtw), np.inf, wtw).argmin(axis=1)
    at = np.arange(len(rows)), best
    between = a[at] * len(points) + b[at]
    return {name: figure[at] for name, figure in made.items()}, between


def _pairs() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    a, b = np.divmod(np.arange(_NEAREST**2), _NEAREST)
    return a, b


def _nearest(points: Floats, ends: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """Find the nearest terminals of each end and how far they are, in kilometres on the plane."""
    far = np.hypot(*(ends[:, None, axis] - points[None, :, axis] for axis in (0, 1)))
    near = np.argsort(far, axis=1, kind="stable")[:, :_NEAREST]
    return near, np.take_along_axis(far, near, axis=1)


def _emissions(
    legs_km: Floats,
    truck: Floats,
    way_km: Floats,
    mode: str,
    factors: FactorSet,
    what: tuple[str, str],
) -> Floats:
    """Emissions of a tonne, in kg CO2e: two legs by truck, two hubs, the way between them.

    A hub's figure is not divided: it is all told as tank-to-wheel, as of machines on diesel.
    """
    part, end = what
    plain = factors.plain[end]
    parts = ("ttw", "wtt") if part == "wtw" else (part,)
    between = sum(plain[f"{mode}_{one}_g_co2e_per_t_km"] for one in parts) * plain[f"daf_{mode}"]
    hubs = 0.0 if part == "wtt" else 2 * plain["hub_kg_co2e_per_t"]
    return (legs_km * truck + way_km * between) / 1000 + hubs


def _judged(haul: Haul, best: Best, is_worth: Flags) -> dict[str, Any]:
    """Hold the chain against the truck alone, and take the better of the two."""
    wtw = best.figures["ttw"] + best.figures["wtt"]
    has_chain = best.between >= 0
    truck = {"distance_km": haul.road_km, **haul.kg_per_t}
    at = np.flatnonzero(is_worth & ~(wtw < truck["ttw"] + truck["wtt"]))
    for name, column in best.figures.items():
        column[at] = truck[name][at]
    is_truck = np.zeros(len(wtw), dtype=bool)
    is_truck[at] = True
    no_road, no_mass = np.isnan(haul.road_km), np.isnan(haul.mass_t_per_a)
    kinds = [no_road, no_mass, ~is_worth, ~has_chain, is_truck]
    return {
        "best_chain": texts(
            [*best.chains, BY_TRUCK], np.where(is_truck, len(best.chains), best.between)
        ),
        "chain_terminals": texts(best.terminals, np.where(is_truck, -1, best.between)),
        "chain_distance_km": best.figures["distance_km"],
        "chain_ttw_kg_co2e_per_t": best.figures["ttw"],
        "chain_wtt_kg_co2e_per_t": best.figures["wtt"],
        "chain_wtw_kg_co2e_per_t": best.figures["ttw"] + best.figures["wtt"],
        "chain_wtw_low_kg_co2e_per_t": best.figures["wtw_low"],
        "chain_wtw_high_kg_co2e_per_t": best.figures["wtw_high"],
        "chain_reason": texts(REASONS, np.select(kinds, [-1, 0, 1, 2, 3], 4)),
    }
