"""What each class of truck emits and costs by the kilometre, empty and full, with the range."""

from collections.abc import Iterator
from typing import Any

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
    made: dict[str, dict[str, float]] = {str(name): {} for name in table.index}
    for name, row in zip(made, table.to_dict("records"), strict=True):
        made[name] = _by_energy(row, factors)
    for row in factors.by_vehicle.reset_index().to_dict("records"):
        made.setdefault(row["vehicle"], {}).update(_overlay(row["key"], row))
    whole = pd.DataFrame.from_dict(made, orient="index", columns=list(_columns()), dtype=float)
    _refuse_halves(whole, table.index)
    return whole[whole.index.isin(table.index) | whole["payload_t"].notna()]


def _columns() -> Iterator[str]:
    yield "payload_t"
    for end in ENDS:
        yield from (f"{load}_{part}_{end}" for load in _LOADS for part in _PARTS)
        yield from (f"{key}_{end}" for key in _COSTS)


def _by_energy(row: dict[Any, Any], factors: FactorSet) -> dict[str, float]:
    """Work out a class from its energy use; how it is used and what it burns are of the set."""
    found = {"payload_t": float(row["payload_t"])}
    for end in ENDS:
        used = factors.number("real_world_factor_truck", end)
        used *= factors.number("drive_energy_ratio", end)
        for part in _PARTS:
            factor = used * factors.number(f"diesel_{part}_g_co2e_per_mj", end)
            for load in _LOADS:
                found[f"{load}_{part}_{end}"] = row[f"energy_{load}_mj_per_km"] * factor
    return found


def _overlay(key: str, row: dict[Any, Any]) -> dict[str, float]:
    """Give the columns that one factor of one class replaces."""
    if key == "payload_t":
        return {"payload_t": row["value"]}
    name = key.removeprefix("truck_").removesuffix("_g_co2e_per_km")
    return {f"{name}_{end}": row[end] for end in ENDS}


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
