"""The best use of limited offers and needs, as a linear or mixed-integer model on HiGHS.

Maximise Σ g·x over the pairs, where x [t] is what an offer gives a need:

- of each offer no more than it has, to each need no more than it takes;
- with a least lot, x is 0 or at least the lot: one yes-or-no a pair, which makes the model
  mixed-integer.

SciPy carries HiGHS; what the solver is not asked about here is in ``greedy``.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, eye_array, hstack, vstack

from fiss_geo.errors import EmptyResult

Numbers = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]
_NOTHING_T = 1e-9


PER_KM: Final = 1e-7
"""Share of a tonne that a kilometre costs where tonnes are all that counts: no tonne is lost for
it, and of the many plans with the most tonnes the one with the least transport is taken."""


class Market(NamedTuple):
    """Who could give what to whom.

    Attributes
    ----------
    offer, need : numpy.ndarray of int
        Of each pair, the position of its offer in ``supply_t`` and of its need in ``demand_t``.
    gain_per_t : numpy.ndarray
        Of each pair; what a tonne is worth.
    supply_t, demand_t : numpy.ndarray
        What each offer has and each need takes [t]; infinite where no figure limits it.
    lot_t : float
        Least mass that one pair may exchange [t], unless it exchanges nothing.
    """

    offer: Positions
    need: Positions
    gain_per_t: Numbers
    supply_t: Numbers
    demand_t: Numbers
    lot_t: float = 0.0


def gain_of_tonnes(road_distance_km: pd.Series) -> Numbers:
    """Give what a tonne is worth where tonnes count, near before far; an unknown way is far.

    >>> gain_of_tonnes(pd.Series([0.0, 100.0, None])).tolist()
    [1.0, 0.99999, 0.99999]
    """
    farthest = road_distance_km.max() if road_distance_km.notna().any() else 0.0
    return 1.0 - PER_KM * road_distance_km.fillna(farthest).to_numpy(dtype=float)


class Plan(NamedTuple):
    """What the solver found.

    Attributes
    ----------
    given_t : numpy.ndarray
        Of each pair [t].
    gain : float
        In all.
    most_gain : float
        That no plan can exceed; equal to ``gain`` unless the solver ran out of time.
    supply_price_per_t, demand_price_per_t : numpy.ndarray
        What the first tonne more of each offer or need would gain.
    """

    given_t: Numbers
    gain: float
    most_gain: float
    supply_price_per_t: Numbers
    demand_price_per_t: Numbers


def best_plan(market: Market, *, time_limit_s: float = 600.0) -> Plan:
    """Find the plan of the largest gain.

    Parameters
    ----------
    market : Market
    time_limit_s : float
        After this the best plan found so far is given, with what is still possible. Only a
        model with lots can take that long.

    Returns
    -------
    Plan

    Raises
    ------
    EmptyResult
        If the solver ends without any plan.
    """
    most_t = np.minimum(market.supply_t[market.offer], market.demand_t[market.need])
    lower, upper = np.zeros_like(most_t), np.where(market.gain_per_t > 0, most_t, 0.0)
    most_gain = None
    if market.lot_t > 0:
        upper = np.where(upper >= market.lot_t, upper, 0.0)
        chosen, most_gain = _choose_lots(market, upper, time_limit_s)
        lower, upper = np.where(chosen, market.lot_t, 0.0), np.where(chosen, upper, 0.0)
    plan = _linear_plan(market, lower, upper)
    return plan if most_gain is None else plan._replace(most_gain=max(plan.gain, most_gain))


def _linear_plan(market: Market, lower: Numbers, upper: Numbers) -> Plan:
    offers, needs = len(market.supply_t), len(market.demand_t)
    if not upper.any():
        return Plan(np.zeros_like(upper), 0.0, 0.0, np.zeros(offers), np.zeros(needs))
    used = np.flatnonzero(upper > 0)
    limits, limits_t = _limits(market, used)
    # No upper bounds: the rows have them already, and a bound would take the price of a row.
    bounds = np.column_stack([lower[used], np.full(len(used), np.inf)])
    result: Any = linprog(
        -market.gain_per_t[used], A_ub=limits, b_ub=limits_t, bounds=bounds, method="highs"
    )
    if result.x is None:
        raise EmptyResult(f"the solver found no plan: {result.message}")
    given = np.zeros_like(upper)
    given[used] = np.where(result.x > _NOTHING_T, result.x, 0.0)
    prices = np.zeros(offers + needs)
    prices[_limited(market)] = np.maximum(-result.ineqlin.marginals, 0.0)
    gain = float(given @ market.gain_per_t)
    return Plan(given, gain, gain, prices[:offers], prices[offers:])


def _limited(market: Market) -> npt.NDArray[np.bool_]:
    return np.isfinite(np.concatenate([market.supply_t, market.demand_t]))


def _limits(market: Market, used: Positions) -> tuple[Any, Numbers]:
    """Give the rows "no more than it has" and "no more than it takes", a column a pair used."""
    count = len(market.supply_t) + len(market.demand_t)
    rows = np.concatenate([market.offer[used], len(market.supply_t) + market.need[used]])
    columns = np.tile(np.arange(len(used)), 2)
    matrix = coo_array((np.ones(len(rows)), (rows, columns)), shape=(count, len(used))).tocsr()
    is_limited = _limited(market)
    return matrix[is_limited], np.concatenate([market.supply_t, market.demand_t])[is_limited]


def _choose_lots(
    market: Market, upper: Numbers, time_limit_s: float
) -> tuple[npt.NDArray[np.bool_], float]:
    """Choose the pairs that exchange at least a lot, and give the most gain still possible."""
    used = np.flatnonzero(upper > 0)
    chosen = np.zeros(len(upper), dtype=bool)
    if not len(used):
        return chosen, 0.0
    limits, limits_t = _limits(market, used)
    nothing = coo_array(limits.shape)
    one = eye_array(len(used))
    most, least = eye_array(len(used)) * upper[used], one * market.lot_t
    rows = vstack([hstack([limits, nothing]), hstack([one, -most]), hstack([-one, least])])
    highest = np.concatenate([limits_t, np.zeros(2 * len(used))])
    result: Any = milp(
        np.concatenate([-market.gain_per_t[used], np.zeros(len(used))]),
        constraints=LinearConstraint(rows.tocsr(), -np.inf, highest),
        integrality=np.repeat([0, 1], len(used)),
        bounds=Bounds(0, np.concatenate([upper[used], np.ones(len(used))])),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )
    if result.x is None:
        raise EmptyResult(f"the solver found no plan: {result.message}")
    chosen[used] = result.x[len(used) :] > 0.5  # noqa: PLR2004 - yes or no, as the solver writes it
    return chosen, float(-result.mip_dual_bound)


def greedy_plan(market: Market) -> Numbers:
    """Serve the best pair first with all it can have, then the next: what a ranking suggests.

    Parameters
    ----------
    market : Market

    Returns
    -------
    numpy.ndarray
        What each pair exchanges [t]. Equal gains go in the order of the pairs.
    """
    given = np.zeros(len(market.gain_per_t))
    supply, demand = market.supply_t.copy(), market.demand_t.copy()
    for pair in np.argsort(-market.gain_per_t, kind="stable"):
        offer, need = market.offer[pair], market.need[pair]
        mass = min(supply[offer], demand[need])
        if market.gain_per_t[pair] > 0 and mass >= market.lot_t:
            given[pair] = mass
            supply[offer] -= mass
            demand[need] -= mass
    return given
