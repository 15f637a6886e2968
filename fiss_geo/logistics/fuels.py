"""Emissions of energy and fuels: burnt, blended, drawn from the grid, leaked; a formula each.

As in ``emissions``: numbers, arrays or columns in, the same out; factors come from the caller.
"""

import numpy as np

from fiss_geo.logistics.emissions import Number


def fuel_per_100_km_l(energy_mj_per_km: Number, lower_heating_value_mj_per_l: Number) -> Number:
    """Litres in 100 km for an energy per kilometre, ``100 E / (LHV * rho)``.

    >>> round(fuel_per_100_km_l(19.71, 42.8 * 0.832), 1)
    55.4
    """
    return energy_mj_per_km / lower_heating_value_mj_per_l * 100


def distance_fuel_emissions_kg_co2e(
    distance_km: Number, fuel_l_per_100_km: Number, factor_kg_co2e_per_l: Number
) -> Number:
    """Emissions of kilometres driven at a known consumption, ``G = d * V / 100 * f``.

    >>> round(distance_fuel_emissions_kg_co2e(200.0, 35.0, 3.483), 2)
    243.81
    """
    return distance_km * fuel_l_per_100_km / 100 * factor_kg_co2e_per_l


def vehicle_emissions_kg_co2e(distance_km: Number, factor_kg_co2e_per_km: Number) -> Number:
    """Emissions of a vehicle by the kilometre, ``G = d * f`` (distance-based method).

    >>> round(vehicle_emissions_kg_co2e(100.0, 0.93421), 3)
    93.421
    """
    return distance_km * factor_kg_co2e_per_km


def blended_factor(fossil: Number, bio: Number, bio_share: Number) -> Number:
    """Factor of a blend, ``(1 - b) * f_fossil + b * f_bio``, both factors per what ``b`` counts.

    With ``b`` by energy the factors are per MJ, with ``b`` by volume per litre.

    >>> round(blended_factor(97.82, 29.72, 0.135), 2)
    88.63
    """
    return fossil * (1 - bio_share) + bio * bio_share


def bio_share_by_energy(
    bio_share_by_volume: Number, fossil_mj_per_l: Number, bio_mj_per_l: Number
) -> Number:
    """Turn a share of the volume into one of the energy, ``b v_b / (b v_b + (1 - b) v_f)``.

    >>> round(bio_share_by_energy(0.07, 42.8 * 0.832, 37.0 * 0.892), 4)
    0.0652
    """
    bio = bio_mj_per_l * bio_share_by_volume
    return bio / (bio + fossil_mj_per_l * (1 - bio_share_by_volume))


def grid_intensity_g_co2e_per_t_km(
    energy_kwh_per_t_km: Number, factor_g_co2e_per_kwh: Number, loss_share: float = 0.0
) -> Number:
    """Intensity of electric traction, ``g = e * f / (1 - loss)``; all of it well-to-tank.

    ``loss_share`` is what is lost between the meter of the factor and the pantograph or battery.

    >>> round(grid_intensity_g_co2e_per_t_km(0.027, 50.0), 2)
    1.35
    """
    return energy_kwh_per_t_km * factor_g_co2e_per_kwh / (1 - loss_share)


def gases_kg_co2e(masses_kg: Number, gwp100: Number) -> float:
    """Greenhouse gases as carbon dioxide, ``G = sum(m_i * GWP_i)``, over 100 years (GWP100).

    >>> gases_kg_co2e(np.array([25.3, 0.001, 0.0005]), np.array([1.0, 28.0, 265.0]))
    25.4605
    """
    return float(np.sum(masses_kg * gwp100))


def refrigerant_leak_kg(charge_kg: Number, leak_share_per_a: Number, time_a: Number) -> Number:
    """Refrigerant that leaks in a time, ``m = charge * share * t``.

    >>> refrigerant_leak_kg(6.0, 0.125, 2.0)
    1.5
    """
    return charge_kg * leak_share_per_a * time_a


def cooling_emissions_kg_co2e(
    time_h: Number, fuel_l_per_h: Number, factor_kg_co2e_per_l: Number
) -> Number:
    """Emissions of a cooling unit that burns fuel by the hour, ``G = t * V * f`` (ISO 14083).

    >>> round(cooling_emissions_kg_co2e(8.0, 2.0, 3.483), 3)
    55.728
    """
    return time_h * fuel_l_per_h * factor_kg_co2e_per_l
