"""What a load, a way back without one and a body do to a truck's emissions; a formula each.

As in ``emissions``: numbers, arrays or columns in, the same out; factors come from the caller.
"""

from typing import cast

import numpy as np

from fiss_geo.logistics.emissions import Number


def per_km_at_load(
    empty_per_km: Number, full_per_km: Number, payload_t: Number, load_t: Number
) -> Number:
    """Energy or emissions per kilometre with a load, between empty and full by mass (LIPASTO).

    >>> per_km_at_load(9.64, 19.71, 51.0, 25.5)
    14.675
    """
    return empty_per_km + (full_per_km - empty_per_km) * (load_t / payload_t)


def load_t(payload_t: Number, load_factor: Number) -> Number:
    """Mean load of a loaded trip, ``m = payload * load factor``.

    >>> load_t(25.0, 0.6)
    15.0
    """
    return payload_t * load_factor


def volume_limited_load_t(payload_t: Number, volume_m3: Number, density_t_per_m3: Number) -> Number:
    """Load of a truck that is full by weight or by volume, ``min(payload, V * rho)``.

    Bark of 0.24 t/m3 fills a chip truck of 150 m3 before its payload is used:

    >>> float(volume_limited_load_t(51.0, 150.0, 0.24))
    36.0
    """
    return cast("Number", np.fmin(payload_t, volume_m3 * density_t_per_m3))


def empty_km_per_loaded_km(empty_running_share: Number) -> Number:
    """Turn the share of all kilometres run empty into empty ones per loaded one, ``s / (1 - s)``.

    Half of all kilometres: every way out full, every way back empty.

    >>> empty_km_per_loaded_km(0.5)
    1.0
    """
    return empty_running_share / (1 - empty_running_share)


def intensity_at_load_g_co2e_per_t_km(
    empty_g_co2e_per_km: Number,
    full_g_co2e_per_km: Number,
    payload_t: Number,
    load_t: Number,
    empty_return_share: Number,
) -> Number:
    """Intensity of a truck with a load out and part of its way back empty, per km driven loaded.

    ``g = (e(m) + s * e(0)) / m``, with ``s`` empty kilometres per loaded one: 1 empty back all
    the way, 0 with a return load. Times DAF it is on the shortest feasible distance.

    >>> mj = 1.10 * 97.82
    >>> g = intensity_at_load_g_co2e_per_t_km(9.64 * mj, 19.71 * mj, 51.0, 51.0, 1.0)
    >>> round(g * 1.05, 1)
    65.0
    """
    loaded = per_km_at_load(empty_g_co2e_per_km, full_g_co2e_per_km, payload_t, load_t)
    return (loaded + empty_return_share * empty_g_co2e_per_km) / load_t
