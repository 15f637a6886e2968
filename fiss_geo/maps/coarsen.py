"""What the network's edition tells of flows that are not public: enough to ask, not to know who.

The organisation, the site and the words of the file stay away. A place becomes the middle of its
municipality, a quantity one digit. Distances from exact places would lead back to the site, three
of them as surely as a map; so they are rounded to ten kilometres, and emissions follow them.
"""

from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from fiss_geo import reference

KILOMETRE_STEP: Final = 10.0

_KEPT: Final = (
    "role", "material_group", "low_code", "status", "region_code", "municipality_code",
    "location_precision", "is_earlier_year",
)  # fmt: skip
_ONE_DIGIT: Final = (
    "mass_t_per_a", "stock_mass_t", "energy_gwh_per_a", "volume_m3_per_a", "power_mw",
)  # fmt: skip
_PER_TONNE: Final = (
    "transport_wtw_kg_co2e_per_t", "transport_wtw_low_kg_co2e_per_t",
    "transport_wtw_high_kg_co2e_per_t",
)  # fmt: skip
_PAIR_KEPT: Final = ("rank", "material_group", "score", "distance_method", "vehicle")


def municipality_points() -> dict[str, shapely.Point]:
    """Look up the middle of every municipality, as the gazetteer has it (EPSG:3067)."""
    table = reference.gazetteer()
    own = table[table["gazetteer_kind"] == "municipality"]
    points = shapely.points(own["easting_m"], own["northing_m"])
    return dict(zip(own["municipality_code"], points, strict=True))


def coarsen_flows(
    flows: gpd.GeoDataFrame, middles: dict[str, shapely.Point]
) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Make new rows of flows that are not public, and new ids: an old one may name its owner.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        The rows that are not public.
    middles : dict of str to shapely.Point
        Middle of each municipality by its code; EPSG:3067.

    Returns
    -------
    tuple of geopandas.GeoDataFrame and dict of str to str
        The new rows, and the new id of each old one.
    """
    order = flows.sort_values(["municipality_code", "material_group", "role", "flow_id"])
    table = pd.DataFrame({name: order[name] for name in _KEPT if name in order})
    for name in _ONE_DIGIT:
        table[name] = order[name].map(_one_digit, na_action="ignore").astype(float)
    table["flow_id"] = [f"M{number}" for number in range(1, len(table) + 1)]
    # An empty name is told from a missing one: the pages have words of their own for it.
    table["organisation"] = ""
    points = [middles.get(str(code)) for code in order["municipality_code"]]
    found = ["coarsened" if point is not None else "none" for point in points]
    table["location_precision"] = found
    ids = dict(zip(order["flow_id"].astype(str), table["flow_id"], strict=True))
    return gpd.GeoDataFrame(table, geometry=points, crs=flows.crs).reset_index(drop=True), ids


def coarsen_pairs(pairs: pd.DataFrame, ids: dict[str, str]) -> pd.DataFrame:
    """Make new rows of the candidates that such a flow stands in.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Candidates with an end that is not public.
    ids : dict of str to str
        New ids by old ones, of the flows that are not public.

    Returns
    -------
    pandas.DataFrame
        Without reasons, which quote the names of both ends.
    """
    table = pd.DataFrame({name: pairs[name] for name in _PAIR_KEPT if name in pairs})
    for side in ("offer_id", "need_id"):
        table[side] = pairs[side].map(lambda old: ids.get(str(old), str(old)))
    exact = pairs["road_distance_km"].astype(float)
    rounded = (exact / KILOMETRE_STEP).round().clip(lower=1) * KILOMETRE_STEP
    table["road_distance_km"] = rounded.where(exact.notna())
    table["distance_uncertainty_km"] = KILOMETRE_STEP
    factor = rounded / exact.where(exact > 0)
    for name in _PER_TONNE:
        table[name] = (pairs[name] * factor).map(_one_digit, na_action="ignore").astype(float)
    table["mass_t_per_a"] = pairs["mass_t_per_a"].map(_one_digit, na_action="ignore").astype(float)
    return table


def _one_digit(value: float) -> float:
    """Keep one significant digit.

    >>> _one_digit(26012.0), _one_digit(0.0)
    (30000.0, 0.0)
    """
    return float(f"{value:.0e}")
