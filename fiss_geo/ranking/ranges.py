"""The ranges of the figures that candidates are ranked by, and whom they tell apart."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.errors import BadTable
from fiss_geo.ranking.criteria import Criterion

Numbers = npt.NDArray[np.float64]
_KG_PER_T = 1000.0


class Costs(NamedTuple):
    """A criterion's figures, turned so that less is better; each of shape (candidates,)."""

    middle: Numbers
    low: Numbers
    high: Numbers


def costs_of(candidates: pd.DataFrame, criterion: Criterion) -> Costs:
    """Give a criterion's figures and ranges, less being better.

    Raises
    ------
    BadTable
        If the table lacks the column.
    """
    if criterion.column not in candidates:
        raise BadTable(
            f"cannot rank by {criterion.name}: the candidates have no {criterion.column}; "
            "run `assess` on them anew"
        )
    middle = _column(candidates, criterion.column)
    low, high = _ends(candidates, criterion, middle)
    if criterion.is_less_better:
        return Costs(middle, low, high)
    return Costs(-middle, -high, -low)


def _ends(
    candidates: pd.DataFrame, criterion: Criterion, middle: Numbers
) -> tuple[Numbers, Numbers]:
    """Give the ends of the range; a figure whose table has no range stands for itself."""
    if criterion.half_width is not None:
        half = _column(candidates, criterion.half_width)
        return middle - half, middle + half
    if criterion.name == "benefit":  # its range is told by the tonne
        ends = [f"net_benefit_{end}_kg_co2e_per_t" for end in ("low", "high")]
        by_tonne = [_column(candidates, name) for name in ends if name in candidates]
        mass = _column(candidates, "mass_t_per_a")
        low, high = (mass * one / _KG_PER_T for one in by_tonne) if by_tonne else (middle, middle)
        # Heat has a benefit a year, and none by the tonne.
        return np.where(np.isnan(low), middle, low), np.where(np.isnan(high), middle, high)
    if criterion.low in candidates and criterion.high in candidates:
        return _column(candidates, str(criterion.low)), _column(candidates, str(criterion.high))
    return middle, middle


def _column(candidates: pd.DataFrame, name: str) -> Numbers:
    return candidates[name].to_numpy(dtype=float)


def groups_not_told_apart(costs: Costs, within: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Give numbers to groups of candidates that ranges do not tell from the group's best.

    "Not told apart" does not carry over from one to the next and the next, so each group has a
    leader, its best middle figure, and holds those whose range meets the leader's.

    Parameters
    ----------
    costs : Costs
    within : numpy.ndarray of int
        Groups are formed inside these groups only, and keep their order.

    Returns
    -------
    numpy.ndarray of int
        From 0; a lower number is better. Missing figures are in the last group of theirs.
    """
    order = np.lexsort((costs.middle, within))  # NaN comes last
    numbers = np.empty(len(order), dtype=np.int64)
    number, leader = -1, -1
    for row in order:
        if leader < 0 or within[row] != within[leader] or _is_apart(costs, leader, row):
            number, leader = number + 1, row
        numbers[row] = number
    return numbers


def _is_apart(costs: Costs, leader: int, row: int) -> bool:
    if np.isnan(costs.middle[row]):
        return not np.isnan(costs.middle[leader])
    return bool(costs.low[row] > costs.high[leader])


def is_surely_better(costs: Costs, than: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell where even the high end of a row lies below the low end of another.

    Parameters
    ----------
    costs : Costs
    than : numpy.ndarray of int
        For each row, the position of the other.
    """
    return costs.high < costs.low[than]
