"""What each class of truck emits and costs by the kilometre, empty and full, with the range."""

import pandas as pd
import pandera.pandas as pa

from fiss_geo.errors import BadTable
from fiss_geo.logistics.factor_sets import ENDS, FactorSet
from fiss_geo.schemas import keep

_VEHICLES = pa.DataFrameSchema(
    {
        "vehicle": pa.Column("str", unique=True),
        "payload_t": pa.Column(checks=pa.Check.gt(0)),
        "energy_empty_mj_per_km": pa.Column(checks=pa.Check.gt(0)),
        "energy_full_mj_per_km": pa.Column(checks=pa.Check.gt(0)),
    },
    name="vehicles",
)
_LOADS, _PARTS = ("empty", "full"), ("ttw", "wtt")
_COSTS = ("cost_eur_per_km", "cost_eur_per_h", "cost_terminal_eur_per_t")


def truck_table(vehicles: pd.DataFrame, factors: FactorSet) -> pd.DataFrame:
    """Work out each class from its energy use, and lay over it what the factors say of it.

    Parameters
    ----------
    vehicles : pandas.DataFrame
        With the columns of ``reference.vehicles()``.
    factors : FactorSet

    Returns
    -------
    pandas.DataFrame
        Under the class's name, for each ``end`` of value, low and high: ``payload_t``,
        ``{empty,full}_{ttw,wtt}_{end}`` [g CO2e/km driven], ``cost_…_{end}`` [EUR/km, EUR/h,
        EUR/t], missing where no cost is known.

    Raises
    ------
    BadTable
        If ``vehicles`` lacks a column or holds numbers of 0 or less, or a set of factors names a
        class without saying all of it.
    """
    table = keep(_VEHICLES, vehicles).set_index("vehicle")
    names = list(table.index)
    names += [
        name for name in factors.by_vehicle.index.unique("vehicle") if name not in table.index
    ]
    parts: dict[str, pd.Series] = {"payload_t": table["payload_t"].astype(float)}
    for end in ENDS:
        plain = factors.plain[end]
        used = plain["real_world_factor_truck"] * plain["drive_energy_ratio"]
        for load in _LOADS:
            energy_mj = table[f"energy_{load}_mj_per_km"] * used
            for part in _PARTS:
                parts[f"{load}_{part}_{end}"] = energy_mj * plain[f"diesel_{part}_g_co2e_per_mj"]
    made = pd.DataFrame(parts).reindex(names)
    for column, (key, end) in _overlays().items():
        given = _of(factors, key, end)
        made[column] = given.reindex(names).fillna(made[column] if column in made else float("nan"))
    _refuse_halves(made, table.index)
    return made[made.index.isin(table.index) | made["payload_t"].notna()]


def _overlays() -> dict[str, tuple[str, str]]:
    """Say which factor replaces which column."""
    emissions = {
        f"{load}_{part}_{end}": (f"truck_{load}_{part}_g_co2e_per_km", end)
        for load in _LOADS
        for part in _PARTS
        for end in ENDS
    }
    costs = {f"{key}_{end}": (key, end) for key in _COSTS for end in ENDS}
    return {"payload_t": ("payload_t", "value"), **emissions, **costs}


def _of(factors: FactorSet, key: str, end: str) -> pd.Series:
    if key not in factors.by_vehicle.index.unique("key"):
        return pd.Series(dtype=float)
    return factors.by_vehicle.xs(key, level="key")[end]


def _refuse_halves(made: pd.DataFrame, known: pd.Index) -> None:
    """Refuse a new class with some of its figures; costs alone are costs of a class not used."""
    figures = made[["payload_t", *(f"{load}_{part}_value" for load in _LOADS for part in _PARTS)]]
    is_half = figures.notna().any(axis=1) & figures.isna().any(axis=1) & ~made.index.isin(known)
    if is_half.any():
        names = ", ".join(map(str, made.index[is_half]))
        raise BadTable(
            f"the factors name the truck {names}, which is not embedded, but not all of payload_t "
            "and truck_{empty,full}_{ttw,wtt}_g_co2e_per_km; add the missing rows"
        )
