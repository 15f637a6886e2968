"""The stated fallback: the straight distance times the detour index of the regions."""

from typing import Final, Literal, get_args

import numpy as np
import pandas as pd

from fiss_geo.reference import detour_indices, factor_defaults

Fallback = Literal["none", "detour index"]
FALLBACKS: Final = get_args(Fallback)
STRAIGHT: Final = "straight line times detour index"


def straight_fallback(
    found: pd.DataFrame, candidates: pd.DataFrame, straight_km: pd.Series
) -> pd.DataFrame:
    """Give pairs that no road joins a distance all the same, under a method of its own.

    Parameters
    ----------
    found : pandas.DataFrame
        ``road_distance_km`` with its uncertainty, method and reason, a row a candidate.
    candidates : pandas.DataFrame
        With ``offer_region_code`` and ``need_region_code``.
    straight_km : pandas.Series
        Missing where a place is not known: there nothing is added.

    Returns
    -------
    pandas.DataFrame
        A copy; the reason why no road was found stays.
    """
    index = detour_indices()[["value", "low", "high"]]
    national = factor_defaults().loc["detour_index", ["value", "low", "high"]].astype(float)
    sides = [
        index.reindex(candidates[f"{side}_region_code"].to_list()).fillna(national).to_numpy()
        for side in ("offer", "need")
    ]
    middle, low, high = np.mean(sides, axis=0).T
    is_given = (found["road_distance_km"].isna() & (straight_km > 0)).to_numpy()
    road_km = straight_km * middle
    spread_km = straight_km * np.maximum(high - middle, middle - low)
    return found.assign(
        road_distance_km=found["road_distance_km"].where(~is_given, road_km),
        distance_uncertainty_km=found["distance_uncertainty_km"].where(
            ~is_given, np.minimum(spread_km, road_km)
        ),
        distance_method=found["distance_method"].where(~is_given, STRAIGHT),
    )
