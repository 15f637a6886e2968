"""What the ranked candidates could exchange, no tonne counted twice."""

import numpy as np
import pandas as pd


def exchanges(flows: pd.DataFrame, ranking: pd.DataFrame) -> pd.DataFrame:
    """Walk down the ranking and let each candidate take what both its ends have left.

    An offer stands in many candidates, so that their masses must not be added up. Here the best
    candidate goes first, and what it takes is gone for those after it. This is one way to meet
    the needs, not a forecast.

    Parameters
    ----------
    flows : pandas.DataFrame
        LocatedFlows.
    ranking : pandas.DataFrame
        Ranking of candidates between them.

    Returns
    -------
    pandas.DataFrame
        In the order of ``rank``: ``offer_id``, ``need_id``, ``taken_t_per_a`` [t/a], 0 where
        nothing was left, and ``is_open``: an end has no figure for its mass, so that nothing can
        be said, and nothing is taken.
    """
    masses = flows["mass_t_per_a"].fillna(flows["stock_mass_t"])
    left_t = dict(zip(flows["flow_id"], masses.to_numpy(dtype=float), strict=True))
    pairs = ranking.sort_values("rank")[["offer_id", "need_id", "mass_t_per_a"]]
    taken = np.zeros(len(pairs))
    is_open = np.zeros(len(pairs), dtype=bool)
    rows = zip(pairs["offer_id"], pairs["need_id"], pairs["mass_t_per_a"], strict=True)
    for row, (offer, need, most_t) in enumerate(rows):
        amount = min(left_t[offer], left_t[need], most_t)
        if np.isnan([left_t[offer], left_t[need], most_t]).any():
            is_open[row] = True
            continue
        taken[row] = amount
        left_t[offer] -= amount
        left_t[need] -= amount
    return pd.DataFrame({
        "offer_id": pairs["offer_id"].to_numpy(), "need_id": pairs["need_id"].to_numpy(),
        "taken_t_per_a": taken, "is_open": is_open,
    })  # fmt: skip
