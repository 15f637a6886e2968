"""Parks that have the same material left over: a treatment plant to share, perhaps."""

import geopandas as gpd
import numpy as np
import pandas as pd

from fiss_geo.decision_schemas import COMMON_SURPLUSES
from fiss_geo.decisions.balance import balance
from fiss_geo.schemas import column_types, keep

_M_PER_KM = 1000.0


def common_surpluses(flows: gpd.GeoDataFrame, ranking: pd.DataFrame, park_id: str) -> pd.DataFrame:
    """List the other parks in which a material stays unused that stays unused in this one.

    Parameters
    ----------
    flows, ranking : geopandas.GeoDataFrame
        LocatedFlows and Ranking, as ``balance`` takes them.
    park_id : str

    Returns
    -------
    pandas.DataFrame
        CommonSurpluses, the nearest first. The distance is the straight one between the nearest
        two flows of the material, never between the middles of the parks, which may lie at sea.

    Raises
    ------
    EmptyResult
        If no flow in play stands in that park.
    """
    own = _unused(flows, ranking, park_id)
    rows = []
    for other in sorted(set(flows["park_id"].dropna()) - {park_id}) if len(own) else []:
        theirs = _unused(flows, ranking, other)["unused_t_per_a"].rename("theirs")
        both = own.join(theirs, how="inner")
        rows += [
            (park_id, other, material, here, there, here + there,
             _nearest_km(flows, material, park_id, other))
            for material, here, there in both.itertuples(name=None)
        ]  # fmt: skip
    types = column_types(COMMON_SURPLUSES)
    table = pd.DataFrame(rows, columns=list(types)).astype(types)
    order = ["straight_distance_km", "neighbour_park_id", "material_group"]
    return keep(COMMON_SURPLUSES, table.sort_values(order, ignore_index=True))


def _unused(flows: gpd.GeoDataFrame, ranking: pd.DataFrame, park_id: str) -> pd.DataFrame:
    in_use = (flows["park_id"] == park_id) & (flows["role"] == "offer")
    if not (in_use & (flows["status"] != "ended")).any():
        return pd.DataFrame({"unused_t_per_a": pd.Series(dtype=float)})
    mass = balance(flows, ranking, park_id).mass.set_index("material_group")
    return mass.loc[mass["unused_t_per_a"] > 0, ["unused_t_per_a"]]


def _nearest_km(flows: gpd.GeoDataFrame, material: str, park_id: str, other: str) -> float:
    is_left = (flows["role"] == "offer") & (flows["material_group"] == material)
    here, there = (flows.geometry[is_left & (flows["park_id"] == one)] for one in (park_id, other))
    metres = [there.distance(point).min() for point in here.dropna()]
    return float(np.nanmin(metres)) / _M_PER_KM if metres and there.notna().any() else np.nan
