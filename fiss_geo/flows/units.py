"""Quantities in the units of the tables: mass in t/a, energy in GWh/a, volume in m3/a."""

import pandas as pd

from fiss_geo import reference

QUANTITY_COLUMNS = (
    "mass_t_per_a", "stock_mass_t", "energy_gwh_per_a", "volume_m3_per_a", "power_mw",
)  # fmt: skip


def known_units() -> list[str]:
    """List the units that are understood, as ``data/reference/units.csv`` has them."""
    return reference.read_numbers("reference/units.csv")["unit"].to_list()


def normalise(quantity: pd.Series, quantity_unit: pd.Series) -> pd.DataFrame:
    """Turn quantities into one column a kind; each row fills at most one.

    Parameters
    ----------
    quantity : Series of float
        In the unit beside it; missing stays missing, and is never 0.
    quantity_unit : Series of str
        One of :func:`known_units`.

    Returns
    -------
    pandas.DataFrame
        ``mass_t_per_a``, ``stock_mass_t``, ``energy_gwh_per_a``, ``volume_m3_per_a``,
        ``power_mw``.

    >>> normalise(pd.Series([2.0, 7.2]), pd.Series(["kt/a", "TJ/a"])).iloc[:, [0, 2]]
       mass_t_per_a  energy_gwh_per_a
    0        2000.0               NaN
    1           NaN               2.0
    """
    table = reference.read_numbers("reference/units.csv").set_index("unit")
    column = quantity_unit.map(table["column"])
    value = quantity * quantity_unit.map(table["factor"])
    return pd.DataFrame({name: value.where(column == name) for name in QUANTITY_COLUMNS})
