"""Transport emissions: one function a formula, each with its source; numbers in, numbers out.

Legs, hubs, chains, shares and what is bought here; blends, the grid and cooling in ``fuels``;
loads, empty running and bodies in ``loads``. Every function takes plain numbers, numpy arrays or
pandas columns and gives the same back.
Nothing is looked up here: factors come from the CSV files of ``data/reference/factors`` through
the caller. A missing number gives a missing result, never 0.

WTW (well-to-wheel) = TTW (tank-to-wheel, burning the fuel) + WTT (well-to-tank, making it).
The sources are named in full in ``docs/method.md``.
"""

from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

Number = TypeVar("Number", float, npt.NDArray[np.float64], pd.Series)

_G_PER_KG = 1000.0
_MJ_PER_KWH = 3.6


def truck_intensity_g_co2e_per_t_km(
    energy_full_mj_per_km: Number,
    energy_empty_mj_per_km: Number,
    payload_t: Number,
    fuel_factor_g_co2e_per_mj: float,
    real_world_factor: float = 1.0,
    daf: float = 1.0,
) -> Number:
    """Emission intensity of a truck that goes out full and comes back empty.

    ``g = (E_full + E_empty) * r * DAF * f / m``, on the shortest feasible distance out. The
    energy model is per kilometre driven, hence the distance adjustment factor DAF (ISO 14083);
    ``r`` is consumption on the road over the model.

    >>> round(truck_intensity_g_co2e_per_t_km(19.71, 9.64, 51.0, 75.26 + 22.56, 1.10, 1.05), 1)
    65.0
    """
    energy_mj_per_km = (energy_full_mj_per_km + energy_empty_mj_per_km) * real_world_factor * daf
    return energy_mj_per_km * fuel_factor_g_co2e_per_mj / payload_t


def transport_activity_t_km(mass_t: Number, sfd_km: Number) -> Number:
    """Transport activity, ``A = m * d``, on the shortest feasible distance (ISO 14083).

    >>> transport_activity_t_km(10.0, 150.0)
    1500.0
    """
    return mass_t * sfd_km


def transport_emissions_kg_co2e(
    mass_t: Number, sfd_km: Number, intensity_g_co2e_per_t_km: Number, daf: float = 1.0
) -> Number:
    """Emissions of one leg, ``G = m * d * DAF * g`` (ISO 14083).

    Give ``daf`` only where the intensity is per kilometre driven; an intensity on the shortest
    feasible distance has it inside.

    >>> round(transport_emissions_kg_co2e(10.0, 150.0, 143.0, daf=1.05), 1)
    225.2
    """
    return mass_t * sfd_km * daf * intensity_g_co2e_per_t_km / _G_PER_KG


def chain_intensity_g_co2e_per_t_km(emissions_kg_co2e: Number, activity_t_km: Number) -> float:
    """Intensity of a whole chain, ``g = sum(G) / sum(A)``; hubs add to G and not to A (ISO 14083).

    >>> parts_kg = np.array([75.0, 10.7, 71.9, 10.7, 150.0])
    >>> round(chain_intensity_g_co2e_per_t_km(parts_kg, np.array([500.0, 5000.0, 1000.0])), 1)
    49.0
    """
    return float(np.sum(emissions_kg_co2e) / np.sum(activity_t_km) * _G_PER_KG)


def intensity_on_sfd_g_co2e_per_t_km(
    intensity_driven_g_co2e_per_t_km: Number, daf: Number
) -> Number:
    """Turn an intensity per kilometre driven into one on the shortest distance, ``g * DAF``.

    >>> intensity_on_sfd_g_co2e_per_t_km(143.0, 1.05)
    150.15
    """
    return intensity_driven_g_co2e_per_t_km * daf


def sfd_km(driven_km: Number, daf: Number) -> Number:
    """Shortest feasible distance behind a distance driven, ``d / DAF`` (ISO 14083).

    >>> sfd_km(157.5, 1.05)
    150.0
    """
    return driven_km / daf


def operation_intensity_g_co2e_per_t_km(emissions_kg_co2e: Number, activity_t_km: Number) -> Number:
    """Intensity of a transport operation category, ``g = G / A``, empty running included.

    ``G`` is all of a year's emissions, of empty trips too; ``A`` counts loaded trips only.

    >>> round(operation_intensity_g_co2e_per_t_km(71.9, 5000.0), 2)
    14.38
    """
    return emissions_kg_co2e / activity_t_km * _G_PER_KG


def hub_emissions_kg_co2e(mass_t: Number, intensity_kg_co2e_per_t: Number) -> Number:
    """Emissions of passing a hub, ``G = m * g`` (ISO 14083).

    >>> round(hub_emissions_kg_co2e(10.0, 1.07), 1)
    10.7
    """
    return mass_t * intensity_kg_co2e_per_t


def energy_emissions_kg_co2e(energy_kwh: Number, factor_g_co2e_per_kwh: Number) -> Number:
    """Emissions of energy used, ``G = E * f``, for hubs and electric trains.

    >>> round(energy_emissions_kg_co2e(121_495.0, 198.26))
    24088
    """
    return energy_kwh * factor_g_co2e_per_kwh / _G_PER_KG


def hub_intensity_g_co2e(emissions_kg_co2e: Number, throughput: Number) -> Number:
    """Intensity of a hub per tonne or passenger that passes, ``g = G / n`` (ISO 14083).

    >>> round(hub_intensity_g_co2e(24_087.6 + 1_324_212.6, 114_489_327.0), 2)
    11.78
    """
    return emissions_kg_co2e / throughput * _G_PER_KG


def share_of_round(activity_t_km: Number, round_activity_t_km: float) -> Number:
    """Share of a collection round that falls to one stop, ``s = A_i / sum(A)`` (ISO 14083).

    The activity of a stop is its mass times its own shortest feasible distance to the end of
    the round, not the way that the truck took.

    >>> round(share_of_round(7.0 * 4.0, 363.2), 3)
    0.077
    """
    return activity_t_km / round_activity_t_km


def shares(activity: Number) -> Number:
    """Share of each part in the whole, ``s_i = a_i / sum(a)``: of tonne kilometres, tonnes or m2.

    The activity of a stop of a round is its mass times its own shortest feasible distance (SFD)
    or great circle distance (GCD), one of the two for the whole round (ISO 14083).

    >>> (shares(np.array([7.0, 7.2, 9.0, 8.9, 7.0]) * [4, 1, 0.25, 2, 0.5]) * 100).round(1)
    array([47.7, 12.3,  3.8, 30.3,  6. ])
    """
    return activity / np.sum(activity)


def allocate_kg_co2e(total_kg_co2e: float, activity: Number) -> Number:
    """Divide emissions in the proportion of an activity, ``G_i = G * a_i / sum(a)`` (ISO 14083).

    For rounds of collection or delivery: tonne kilometres by SFD or GCD. For a hub or store:
    tonnes that passed; or, of the energy of cooling, only the tonnes that were cooled.

    >>> allocate_kg_co2e(100.0, np.array([10.0, 30.0]))
    array([25., 75.])
    """
    return shares(activity) * total_kg_co2e


def fuel_emissions_kg_co2e(fuel_l: Number, factor_kg_co2e_per_l: Number) -> Number:
    """Emissions of fuel bought, ``G = V * f`` (GHG Protocol, Scope 3 guidance, category 4).

    >>> fuel_emissions_kg_co2e(50_000.0, 3.0)
    150000.0
    """
    return fuel_l * factor_kg_co2e_per_l


def refrigerant_emissions_kg_co2e(leak_kg: Number, gwp: Number) -> Number:
    """Emissions of refrigerant leaked, ``G = m * GWP`` (GHG Protocol, Scope 3 guidance).

    >>> refrigerant_emissions_kg_co2e(50.0, 2000.0)
    100000.0
    """
    return leak_kg * gwp


def fuel_factor_kg_co2e_per_l(
    lower_heating_value_mj_per_kg: Number,
    density_kg_per_l: Number,
    factor_g_co2e_per_mj: Number,
) -> Number:
    """Turn a factor per energy into one per litre, ``f_l = LHV * rho * f``.

    >>> round(fuel_factor_kg_co2e_per_l(42.8, 0.832, 75.26), 2)
    2.68
    """
    return lower_heating_value_mj_per_kg * density_kg_per_l * factor_g_co2e_per_mj / _G_PER_KG


def interpolate(
    at: Number, low: float, high: float, value_at_low: Number, value_at_high: Number
) -> Number:
    """Go along the straight line between two known values (VTT LIPASTO).

    ``e = e_a + (e_b - e_a) / (m_b - m_a) * (m - m_a)``: between two vehicles by gross mass, or
    for one vehicle between empty (0) and full load (1).

    >>> round(interpolate(10.0, 6.0, 15.0, 0.95, 2.0), 1)
    1.4
    >>> interpolate(0.5, 0.0, 1.0, 9.64, 19.71)
    14.675
    """
    return value_at_low + (value_at_high - value_at_low) / (high - low) * (at - low)


def train_energy_kwh(activity_pkm_or_t_km: Number, energy_kwh_per_activity: Number) -> Number:
    """Energy of a train, ``E = A * e``, activity in passenger or tonne kilometres (VTT LIPASTO).

    >>> train_energy_kwh(67_500.0, 0.10)
    6750.0
    """
    return activity_pkm_or_t_km * energy_kwh_per_activity


def kwh_to_mj(energy_kwh: Number) -> Number:
    """Turn kilowatt hours into megajoules; 1 kWh is 3.6 MJ by definition.

    >>> kwh_to_mj(6750.0)
    24300.0
    """
    return energy_kwh * _MJ_PER_KWH


def mean_load_t(factor_kg_co2e_per_km: Number, factor_kg_co2e_per_t_km: Number) -> Number:
    """Load that two published factors of one vehicle imply, ``m = f_km / f_tkm``.

    A check on published factors: at half load it must be half the mean full load.

    >>> round(mean_load_t(1.06921, 0.05988), 3)
    17.856
    """
    return factor_kg_co2e_per_km / factor_kg_co2e_per_t_km
