"""Which class of truck a flow goes with: a stated rule from a table, no optimisation."""

from pathlib import Path

import numpy as np
import pandas as pd

from fiss_geo import reference
from fiss_geo.logistics import figures
from fiss_geo.logistics.factor_sets import factor_set
from fiss_geo.logistics.hauls import haul_options, pick
from fiss_geo.logistics.trucks import truck_table
from fiss_geo.logistics.vehicle_rules import vehicle_rules


def choose_vehicle(
    mass_t_per_a: pd.Series, material_group: pd.Series | None = None, rules: Path | None = None
) -> pd.Series:
    """Choose the class of truck by the yearly mass and the material, as ``assess`` does.

    Parameters
    ----------
    mass_t_per_a : pandas.Series
        Yearly mass, missing where it is not known.
    material_group : pandas.Series, optional
        Without it the material is not known, and goes with tippers.
    rules : pathlib.Path, optional
        The user's own rules.

    Returns
    -------
    pandas.Series
        Name of the class, as in ``truck_energy_model.csv``.

    >>> choose_vehicle(pd.Series([499.9, 500.0, 80_000.0, None])).to_list()
    ['Rigid tipper 32 t', 'Semi 40 t', 'Combination 76 t', 'Semi 40 t']
    """
    if material_group is None:
        material_group = pd.Series(None, index=mass_t_per_a.index, dtype="str")
    code = pd.Series(None, index=mass_t_per_a.index, dtype="str", name="low_code")
    material, materials = figures.pairs(material_group.rename("material_group"), code)
    factors = factor_set()
    trucks = truck_table(reference.vehicles(), factors)
    options = haul_options(materials, vehicle_rules(rules), trucks, factors)
    chosen = pick(options, material, mass_t_per_a.to_numpy(dtype="float64", na_value=np.nan))
    return pd.Series(figures.texts(options["vehicle"].to_list(), chosen), index=mass_t_per_a.index)
