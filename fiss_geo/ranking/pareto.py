"""The candidates that no other beats: the Pareto front over distance, emissions, tonnes, score."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.ranking.criteria import CRITERIA
from fiss_geo.schemas import PARETO_FRONTS

FRONT_CRITERIA: Final = ("distance", "emissions", "tonnes", "score")


def pareto_front(candidates: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Say of each candidate whether another is at least as good in all four and better in one.

    Parameters
    ----------
    candidates : pandas.DataFrame
        AssessedCandidates.

    Returns
    -------
    numpy.ndarray of str
        One of ``schemas.PARETO_FRONTS``. A candidate that lacks one of the four figures is
        neither on the front nor beaten: it is not known, and beats nobody. The middle figures
        decide; their ranges do not count here.
    """
    on, off, not_known = PARETO_FRONTS
    criteria = [CRITERIA[name] for name in FRONT_CRITERIA]
    costs = np.column_stack(
        [
            candidates[one.column].to_numpy(dtype=float) * (1 if one.is_less_better else -1)
            for one in criteria
        ]
    )
    is_known = ~np.isnan(costs).any(axis=1)
    said = np.full(len(candidates), not_known, dtype=object)
    said[is_known] = np.where(_is_unbeaten(costs[is_known]), on, off)
    return said


def _is_unbeaten(costs: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell which rows no other row beats, where less is better; equals do not beat each other.

    Each row is compared with the rows of the front so far only: in the order of the sum of
    places nothing that comes later can beat what came before.
    """
    ranks = np.column_stack([pd.Series(column).rank(method="dense") for column in costs.T])
    left = np.argsort(ranks.sum(axis=1), kind="stable")
    is_front = np.zeros(len(costs), dtype=bool)
    while len(left):
        first = ranks[left[0]]
        is_front[left[0]] = True
        beaten = (ranks[left] >= first).all(axis=1) & (ranks[left] > first).any(axis=1)
        beaten[0] = True  # has its place, and needs no further look
        left = left[~beaten]
    return is_front
