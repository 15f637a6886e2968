"""The arithmetic of ``assess`` over whole columns: one array operation a line, no row alone."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.logistics.emissions import transport_activity_t_km, transport_emissions_kg_co2e
from fiss_geo.logistics.factor_sets import ENDS, FactorSet
from fiss_geo.logistics.loads import intensity_at_load_g_co2e_per_t_km

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

_TAKEN = (
    "load_t", "empty_return_share", "ttw", "wtt", "wtw_low", "wtw_high",
    *(f"{what}_{end}" for what in ("km", "terminal") for end in ENDS),
)  # fmt: skip
_KG_PER_T = 1000.0


class Haulage(NamedTuple):
    """What the figures of a haul need, an entry a candidate; missing where it is not trucked."""

    km: Floats
    half_width_km: Floats
    mass_t_per_a: Floats
    taken: dict[str, Floats]
    """Figures of the class of truck taken, as ``haul_options`` names them."""


def numbers(table: pd.DataFrame, name: str) -> Floats:
    """Take a column as floats, missing as NaN."""
    return table[name].to_numpy(dtype="float64", na_value=np.nan)


def pairs(first: pd.Series, second: pd.Series) -> tuple[Codes, pd.DataFrame]:
    """Give each row the number of its pair of values, and a table of the pairs.

    >>> code, table = pairs(pd.Series(list("aba"), name="x"), pd.Series(list("ccc"), name="y"))
    >>> code.tolist(), table.to_numpy().tolist()
    ([0, 1, 0], [['a', 'c'], ['b', 'c']])
    """
    (a, first_names), (b, second_names) = (
        pd.factorize(column, use_na_sentinel=False) for column in (first, second)
    )
    width = max(len(second_names), 1)
    unique, back = np.unique(a * width + b, return_inverse=True)
    named = {
        first.name: pd.Series(first_names.take(unique // width), dtype="str"),
        second.name: pd.Series(second_names.take(unique % width), dtype="str"),
    }
    return back, pd.DataFrame(named)


def texts(words: list[str], code: Codes) -> Any:  # noqa: ANN401 - pandas' own array of text
    """Write a column of few texts by their place in a list; -1 is missing."""
    return pd.array(words, dtype="str").take(code, allow_fill=True)


def named(options: pd.DataFrame, code: Codes, names: tuple[str, ...]) -> dict[str, Any]:
    """Take texts of the options chosen."""
    return {name: texts(options[name].to_list(), code) for name in names}


def taken(options: pd.DataFrame, code: Codes) -> dict[str, Floats]:
    """Take figures of the options chosen; missing where the code is -1."""
    padded = {name: np.append(options[name].to_numpy(dtype="float64"), np.nan) for name in _TAKEN}
    return {name: column[code] for name, column in padded.items()}


def trips(haul: Haulage) -> dict[str, Floats]:
    """Count the loads of a year; digits beyond the ninth are of the division, not of the mass."""
    load_t = haul.taken["load_t"]
    return {
        "load_t": load_t,
        "empty_return_share": haul.taken["empty_return_share"],
        "trips_per_a": np.ceil((haul.mass_t_per_a / load_t).round(9)),
        "transport_activity_t_km_per_a": transport_activity_t_km(haul.mass_t_per_a, haul.km),
    }


def emissions(haul: Haulage) -> dict[str, Floats]:
    """Emissions of a tonne and of a year; the range takes every factor and the distance at once."""
    shortest, longest = haul.km - haul.half_width_km, haul.km + haul.half_width_km
    tonne = np.ones_like(haul.km)
    ttw = transport_emissions_kg_co2e(tonne, haul.km, haul.taken["ttw"])
    wtt = transport_emissions_kg_co2e(tonne, haul.km, haul.taken["wtt"])
    wtw = {
        "wtw": ttw + wtt,
        "wtw_low": transport_emissions_kg_co2e(tonne, shortest, haul.taken["wtw_low"]),
        "wtw_high": transport_emissions_kg_co2e(tonne, longest, haul.taken["wtw_high"]),
    }
    yearly = {
        f"transport_{end}_t_co2e_per_a": haul.mass_t_per_a * figure / _KG_PER_T
        for end, figure in wtw.items()
    }
    parts = {"ttw": ttw, "wtt": wtt, **wtw}
    return {f"transport_{end}_kg_co2e_per_t": kg for end, kg in parts.items()} | yearly


def benefits(
    haul: Haulage, emitted: dict[str, Floats], spared: dict[str, Floats], heat_t_per_a: Floats
) -> dict[str, Floats]:
    """Give what is spared, less processing and transport, and how far it would carry."""
    worst = {"value": "value", "low": "high", "high": "low"}
    names = {"value": "", "low": "_low", "high": "_high"}
    found = {"processing_kg_co2e_per_t": spared["processing_value"]}
    for end, other in worst.items():
        gain = spared[f"avoided_{end}"] - spared[f"processing_{other}"]
        transport = emitted[f"transport_wtw{names[other]}_kg_co2e_per_t"]
        g = haul.taken["ttw"] + haul.taken["wtt"] if end == "value" else haul.taken[f"wtw_{other}"]
        found[f"avoided{names[end]}_kg_co2e_per_t"] = spared[f"avoided_{end}"]
        found[f"net_benefit{names[end]}_kg_co2e_per_t"] = gain - transport
        found[f"break_even{names[end]}_km"] = np.maximum(gain, 0.0) / g * _KG_PER_T
    net = found["net_benefit_kg_co2e_per_t"]
    by_mass = spared["avoided_value"] * haul.mass_t_per_a / _KG_PER_T
    # A kilogram a gigajoule, of a gigawatt hour: 3 600 GJ, and 1 000 kg to the tonne.
    found["avoided_t_co2e_per_a"] = np.where(np.isnan(by_mass), heat_t_per_a * 3.6, by_mass)
    found["net_benefit_t_co2e_per_a"] = net * haul.mass_t_per_a / _KG_PER_T
    return found


def costs(haul: Haulage, tax_eur_per_t: Floats) -> dict[str, Floats]:
    """Cost of a tonne and a year, the waste tax spared, and how far the tax would carry."""
    far = {
        "value": haul.km, "low": haul.km - haul.half_width_km, "high": haul.km + haul.half_width_km,
    }  # fmt: skip
    cost = {end: haul.taken[f"terminal_{end}"] + haul.taken[f"km_{end}"] * far[end] for end in ENDS}
    left_eur = np.maximum(tax_eur_per_t - haul.taken["terminal_value"], 0.0)
    return {
        "transport_cost_eur_per_t": cost["value"],
        "transport_cost_low_eur_per_t": cost["low"],
        "transport_cost_high_eur_per_t": cost["high"],
        "transport_cost_eur_per_a": cost["value"] * haul.mass_t_per_a,
        "waste_tax_avoided_eur_per_t": tax_eur_per_t,
        "net_benefit_eur_per_t": tax_eur_per_t - cost["value"],
        "break_even_cost_km": left_eur / haul.taken["km_value"],
    }


def full_out_empty_back(trucks: pd.DataFrame, factors: FactorSet) -> pd.DataFrame:
    """Give the intensity of each class full out and empty back, on the shortest distance."""
    payload = trucks["payload_t"]
    whole_way = pd.Series(1.0, index=trucks.index)

    def of(part: str, end: str) -> pd.Series:
        driven = intensity_at_load_g_co2e_per_t_km(
            trucks[f"empty_{part}_{end}"], trucks[f"full_{part}_{end}"], payload, payload, whole_way
        )
        return driven * factors.number("daf_road", end)

    return pd.DataFrame(
        {
            "payload_t": payload, "ttw": of("ttw", "value"), "wtt": of("wtt", "value"),
            "wtw_low": of("ttw", "low") + of("wtt", "low"),
            "wtw_high": of("ttw", "high") + of("wtt", "high"),
        }
    )  # fmt: skip
