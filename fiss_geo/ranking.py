"""Verb six, ``rank``: the candidates in the order of what the reader cares for."""

from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.schemas import ASSESSED_CANDIDATES, RANKING, keep

Table = TypeVar("Table", bound=pd.DataFrame)
By = Literal["distance", "emissions", "both"]
_KEYS = {"distance": "road_distance_km", "emissions": "transport_wtw_kg_co2e_per_t"}


def rank(candidates: Table, by: By = "both") -> Table:
    """Put candidates in order, best first.

    Parameters
    ----------
    candidates : geopandas.GeoDataFrame
        AssessedCandidates.
    by : {"distance", "emissions", "both"}
        Road distance [km]; transport emissions per tonne moved [kg CO2e/t, well-to-wheel]; or
        the mean of the two places. Per tonne, since by the year the smallest flow would win.

    Returns
    -------
    geopandas.GeoDataFrame
        Ranking: the same rows in that order, with ``rank`` from 1. Rows without the figure come
        last. ``is_distinguishable_from_next`` is true only where the ranges of the two rows show
        it, for both figures with ``both``. Equal figures are ordered by the score, then by
        ``offer_id`` and ``need_id``, so that the order does not depend on that of the input.

    Raises
    ------
    BadTable
        If ``candidates`` is not a table of AssessedCandidates.
    ValueError
        If ``by`` is none of the three.
    """
    if by not in (*_KEYS, "both"):
        raise ValueError(f'by is "{by}"; expected distance, emissions or both')
    keep(ASSESSED_CANDIDATES, candidates)
    keyed = candidates.assign(_key=_key(candidates, by))
    order = ["_key", "score", "offer_id", "need_id"]
    ordered = keyed.sort_values(
        order, ascending=[True, False, True, True], na_position="last", ignore_index=True
    )
    ranks = pd.array(range(1, len(ordered) + 1), dtype="Int64")
    ordered = ordered.drop(columns="_key").assign(
        rank=ranks, is_distinguishable_from_next=_is_distinguishable(ordered, by)
    )
    return keep(RANKING, ordered)


def _is_distinguishable(ordered: pd.DataFrame, by: By) -> npt.NDArray[np.bool_]:
    """Tell where the high end of a row lies below the low end of the next, for every figure."""
    ranges = {
        "distance": (
            ordered["road_distance_km"] - ordered["distance_uncertainty_km"],
            ordered["road_distance_km"] + ordered["distance_uncertainty_km"],
        ),
        "emissions": tuple(
            ordered[f"transport_wtw_{end}_kg_co2e_per_t"] for end in ("low", "high")
        ),
    }
    keys = list(ranges) if by == "both" else [by]
    is_apart = [(high < low.shift(-1)).to_numpy() for low, high in (ranges[key] for key in keys)]
    return np.logical_and.reduce(is_apart)


def _key(candidates: pd.DataFrame, by: By) -> pd.Series:
    if by != "both":
        return candidates[_KEYS[by]]
    places = candidates[list(_KEYS.values())].rank(method="min")
    # Heat has a distance but no truck's emissions: its one place counts for both.
    return places.mean(axis="columns", skipna=True)
