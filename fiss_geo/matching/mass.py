"""How much an offer and a need could exchange in a year, and what that figure rests on."""

import numpy as np
import numpy.typing as npt
import pandas as pd

FIGURES = ["mass_t_per_a", "stock_mass_t", "energy_gwh_per_a", "volume_m3_per_a", "power_mw",
            "quantity"]  # fmt: skip


def states_zero(flows: pd.DataFrame) -> pd.Series:
    """Tell which flows are stated to be nothing: 0 is the only figure that the file gives.

    >>> table = pd.DataFrame(0.0, index=["zero", "stock", "silent"], columns=FIGURES)
    >>> table.loc["stock", "stock_mass_t"], table.loc["silent"] = 5.0, None
    >>> states_zero(table).to_dict()
    {'zero': True, 'stock': False, 'silent': False}
    """
    return flows[FIGURES].max(axis="columns") == 0


def exchangeable_mass(
    offer: pd.DataFrame, need: pd.DataFrame
) -> dict[str, npt.NDArray[np.generic]]:
    """Give the mass that each pair could exchange in a year.

    A side's yearly mass or, where it has none, its one-off stock bounds the exchange. Two one-off
    masses are no yearly flow.

    Parameters
    ----------
    offer, need : pandas.DataFrame
        Flows of the same length, a pair a row, with their figures.

    Returns
    -------
    dict
        ``mass_t_per_a`` [t/a], missing where neither side has a yearly figure, and
        ``mass_basis``, the words for what it rests on.
    """
    offered, needed = offer["mass_t_per_a"].to_numpy(), need["mass_t_per_a"].to_numpy()
    in_stock, wanted_once = offer["stock_mass_t"].to_numpy(), need["stock_mass_t"].to_numpy()
    has_offer, has_need, has_stock, is_once = (
        ~np.isnan(mass) for mass in (offered, needed, in_stock, wanted_once)
    )
    no_mass_offered, no_mass_needed = _has_figure(offer), _has_figure(need)
    missing = np.full_like(offered, np.nan)
    cases = [
        (has_offer & has_need, np.fmin(offered, needed), "the smaller of the two"),
        (has_need & has_stock, np.fmin(in_stock, needed), "the need, from the offer's stock"),
        (has_offer & is_once, np.fmin(offered, wanted_once), "the offer, up to the one-off need"),
        (has_offer & no_mass_needed, offered, "the offer; the need's figure is no mass"),
        (has_need & no_mass_offered, needed, "the need; the offer's figure is no mass"),
        (has_offer, offered, "the offer; the need has no figure"),
        (has_need, needed, "the need; the offer has no figure"),
        (has_stock | is_once, missing, "a one-off stock; no yearly flow"),
        (no_mass_offered | no_mass_needed, missing, "not known; no figure is a mass"),
    ]
    holds, masses, bases = (list(part) for part in zip(*cases, strict=True))
    return {
        "mass_t_per_a": np.select(holds, masses, default=np.nan),
        "mass_basis": np.select(holds, bases, default="not known"),
    }


def _has_figure(flows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which flows have any figure, be it energy, volume, power or pieces."""
    return flows[FIGURES].notna().any(axis="columns").to_numpy()
