"""Which class of truck a yearly mass goes with: a stated rule from a table, no optimisation."""

import numpy as np
import pandas as pd

from fiss_geo.reference import read_numbers


def choose_vehicle(mass_t_per_a: pd.Series) -> pd.Series:
    """Choose the class of truck by the yearly mass.

    The rule, with its reasons, is ``data/reference/factors/vehicle_choice.csv``: the class of
    the highest ``from_mass_t_per_a`` that the mass reaches; the row without a mass is for
    candidates whose mass is not known.

    Parameters
    ----------
    mass_t_per_a : pandas.Series
        Yearly mass, missing where it is not known.

    Returns
    -------
    pandas.Series
        Name of the class, as in ``truck_energy_model.csv``.

    >>> choose_vehicle(pd.Series([499.9, 500.0, 80_000.0, None])).to_list()
    ['Rigid 26 t', 'Semi 40 t', 'Combination 76 t', 'Semi 40 t']
    """
    rule = read_numbers("reference/factors/vehicle_choice.csv")
    by_mass = rule.dropna(subset="from_mass_t_per_a").sort_values("from_mass_t_per_a")
    unknown = rule.loc[rule["from_mass_t_per_a"].isna(), "vehicle"].iloc[0]
    mass = mass_t_per_a.to_numpy(dtype="float64", na_value=np.nan)
    row = np.searchsorted(by_mass["from_mass_t_per_a"], mass, side="right") - 1
    names = pd.Series(by_mass["vehicle"].to_numpy()[row], index=mass_t_per_a.index, dtype="str")
    return names.where(~np.isnan(mass), unknown)
