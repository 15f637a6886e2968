"""Verb five, ``assess``: the transport of every candidate: truck, loads a year, emissions.

Emissions per tonne need a distance; emissions a year need a mass too. What is not known is
missing and says why; it is never 0.
"""

import numpy as np
import pandas as pd
import pandera.pandas as pa

from fiss_geo import reference
from fiss_geo.errors import BadTable
from fiss_geo.logistics.emissions import (
    transport_activity_t_km,
    transport_emissions_kg_co2e,
    truck_intensity_g_co2e_per_t_km,
)
from fiss_geo.logistics.vehicles import choose_vehicle
from fiss_geo.schemas import ASSESSED_CANDIDATES, ROUTED_CANDIDATES, Table, keep

BY_PIPE = "moved by pipe, not by truck"
NO_DISTANCE = "the road distance is not known"

_YEARLY = ("transport_wtw", "transport_wtw_low", "transport_wtw_high")
_KG_PER_T = 1000.0

_VEHICLES = pa.DataFrameSchema(
    {
        "vehicle": pa.Column("str", unique=True),
        "payload_t": pa.Column(checks=pa.Check.gt(0)),
        "energy_empty_mj_per_km": pa.Column(checks=pa.Check.gt(0)),
        "energy_full_mj_per_km": pa.Column(checks=pa.Check.gt(0)),
    },
    name="vehicles",
)


def assess(candidates: Table, vehicles: pd.DataFrame | None = None) -> Table:
    """Add truck class, loads, transport activity and emissions of every candidate.

    Parameters
    ----------
    candidates : geopandas.GeoDataFrame
        RoutedCandidates.
    vehicles : pandas.DataFrame, optional
        Truck classes with the columns of ``reference.vehicles()``. One class: every candidate
        goes with it. By default the embedded classes, chosen by yearly mass.

    Returns
    -------
    geopandas.GeoDataFrame
        AssessedCandidates: every row of ``candidates`` in its order, with its index.

    Raises
    ------
    BadTable
        If ``candidates`` is a table of another stage, or ``vehicles`` lacks a column or a
        class that the rule chooses.
    """
    keep(ROUTED_CANDIDATES, candidates)
    classes = truck_classes(reference.vehicles() if vehicles is None else vehicles)
    reason = _reason(candidates)
    vehicle = _vehicle(candidates["mass_t_per_a"], classes).where(reason.isna())
    truck = classes.reindex(vehicle).set_axis(candidates.index)
    road_km = candidates["road_distance_km"].where(reason.isna())
    half_width_km = candidates["distance_uncertainty_km"]
    mass_t_per_a = candidates["mass_t_per_a"]
    columns = {
        "vehicle": vehicle,
        "trips_per_a": _trips_per_a(mass_t_per_a, truck["payload_t"]),
        "transport_activity_t_km_per_a": transport_activity_t_km(mass_t_per_a, road_km),
        **_emissions(truck, road_km, half_width_km),
    }
    for name in _YEARLY:
        kg_co2e_per_t = columns[f"{name}_kg_co2e_per_t"]
        columns[f"{name}_t_co2e_per_a"] = mass_t_per_a * kg_co2e_per_t / _KG_PER_T
    columns["no_emissions_reason"] = reason
    return keep(ASSESSED_CANDIDATES, candidates.assign(**columns))


def truck_classes(vehicles: pd.DataFrame) -> pd.DataFrame:
    """Turn each truck class into its intensity, full out and empty back, with its range.

    Parameters
    ----------
    vehicles : pandas.DataFrame
        With the columns of ``reference.vehicles()``.

    Returns
    -------
    pandas.DataFrame
        Under the class's name: ``payload_t`` and the intensities ``ttw``, ``wtt``,
        ``wtw_low`` and ``wtw_high`` in g CO2e/t km on the shortest feasible distance.

    >>> truck_classes(reference.vehicles()).loc["Semi 40 t"].round(1).to_dict()
    {'payload_t': 25.0, 'ttw': 65.4, 'wtt': 19.6, 'wtw_low': 67.9, 'wtw_high': 101.6}
    """
    table = keep(_VEHICLES, vehicles).set_index("vehicle")
    factors = reference.factor_defaults()
    parts = {
        "ttw": _intensity(table, factors["value"], ttw=True, wtt=False),
        "wtt": _intensity(table, factors["value"], ttw=False, wtt=True),
        "wtw_low": _intensity(table, factors["low"], ttw=True, wtt=True),
        "wtw_high": _intensity(table, factors["high"], ttw=True, wtt=True),
    }
    return pd.DataFrame({"payload_t": table["payload_t"].astype(float), **parts})


def _intensity(table: pd.DataFrame, factors: pd.Series, *, ttw: bool, wtt: bool) -> pd.Series:
    fuel = ttw * factors["diesel_ttw_g_co2e_per_mj"] + wtt * factors["diesel_wtt_g_co2e_per_mj"]
    return truck_intensity_g_co2e_per_t_km(
        table["energy_full_mj_per_km"],
        table["energy_empty_mj_per_km"],
        table["payload_t"],
        fuel,
        factors["real_world_factor_truck"],
        factors["daf_road"],
    )


def _vehicle(mass_t_per_a: pd.Series, classes: pd.DataFrame) -> pd.Series:
    """Name the truck of each candidate: the only class there is, or the one for its mass."""
    if len(classes) == 1:
        return pd.Series(classes.index[0], index=mass_t_per_a.index, dtype="str")
    chosen = choose_vehicle(mass_t_per_a)
    unknown = set(chosen) - set(classes.index)
    if unknown:
        raise BadTable(
            f"the table of vehicles lacks {', '.join(sorted(unknown))}, which the choice by "
            "yearly mass needs; add it, or hand over a single class to use it everywhere"
        )
    return chosen


def _reason(candidates: pd.DataFrame) -> pd.Series:
    """Say why a candidate has no emissions figure; missing where it has one."""
    groups = reference.material_groups()
    piped = groups.loc[groups["carried_by"] == "pipe", "material_group"]
    is_piped = candidates["material_group"].isin(piped)
    reason = pd.Series(BY_PIPE, index=candidates.index, dtype="str").where(is_piped)
    return reason.mask(~is_piped & candidates["road_distance_km"].isna(), NO_DISTANCE)


def _trips_per_a(mass_t_per_a: pd.Series, payload_t: pd.Series) -> pd.Series:
    """Round the loads up; digits beyond the ninth are of the division, not of the mass."""
    return (mass_t_per_a / payload_t).round(9).apply(np.ceil)


def _emissions(
    truck: pd.DataFrame, road_km: pd.Series, half_width_km: pd.Series
) -> dict[str, pd.Series]:
    """Emissions of one tonne, and its range: the factors' and the distance's taken together."""
    tonne = pd.Series(1.0, index=road_km.index)
    ttw = transport_emissions_kg_co2e(tonne, road_km, truck["ttw"])
    wtt = transport_emissions_kg_co2e(tonne, road_km, truck["wtt"])
    low = transport_emissions_kg_co2e(tonne, road_km - half_width_km, truck["wtw_low"])
    high = transport_emissions_kg_co2e(tonne, road_km + half_width_km, truck["wtw_high"])
    return {
        "transport_ttw_kg_co2e_per_t": ttw,
        "transport_wtt_kg_co2e_per_t": wtt,
        "transport_wtw_kg_co2e_per_t": ttw + wtt,
        "transport_wtw_low_kg_co2e_per_t": low,
        "transport_wtw_high_kg_co2e_per_t": high,
    }
