"""How much an offer and a need could exchange in a year, and what that figure rests on."""

import numpy as np
import pandas as pd

_BASES = (
    "the smaller of the two",
    "the need, from the offer's stock",
    "the offer; the need has no figure",
    "the need; the offer has no figure",
    "a one-off stock; no yearly flow",
    "not known",
)


def exchangeable_mass(offer: pd.DataFrame, need: pd.DataFrame) -> dict[str, np.ndarray]:
    """Give the mass that each pair could exchange in a year.

    Parameters
    ----------
    offer, need : pandas.DataFrame
        Flows of the same length, a pair a row, with ``mass_t_per_a`` and ``stock_mass_t``.

    Returns
    -------
    dict
        ``mass_t_per_a`` [t/a], missing where neither side has a yearly figure, and
        ``mass_basis``, the words for what it rests on.
    """
    offered, needed = offer["mass_t_per_a"].to_numpy(), need["mass_t_per_a"].to_numpy()
    stock = offer["stock_mass_t"].to_numpy()
    has_offer, has_need, has_stock = (~np.isnan(mass) for mass in (offered, needed, stock))
    cases = [
        has_offer & has_need, has_stock & has_need, has_offer, has_need, has_stock,
    ]  # fmt: skip
    masses = [
        np.fmin(offered, needed), np.fmin(stock, needed), offered, needed,
        np.full_like(offered, np.nan),
    ]  # fmt: skip
    return {
        "mass_t_per_a": np.select(cases, masses, default=np.nan),
        "mass_basis": np.select(cases, list(_BASES[:-1]), default=_BASES[-1]),
    }
