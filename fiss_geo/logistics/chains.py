"""Transport chains as EN ISO 14083 has them: elements of one mode or hub each, and their sum."""

from typing import Final

import numpy as np
import pandas as pd

from fiss_geo.errors import BadTable
from fiss_geo.logistics.emissions import (
    hub_emissions_kg_co2e,
    transport_activity_t_km,
    transport_emissions_kg_co2e,
)

MODES: Final = ("road", "rail", "sea", "inland water", "air", "pipe", "hub")
DISTANCE_BASES: Final = ("SFD", "GCD")
_COLUMNS: Final = (
    "chain_id", "mode", "mass_t", "distance_km", "distance_basis", "daf", "ttw_g_co2e_per_t_km",
    "wtt_g_co2e_per_t_km", "ttw_kg_co2e_per_t", "wtt_kg_co2e_per_t",
)  # fmt: skip
_NUMBERS: Final = tuple(name for name in _COLUMNS if name.split("_")[0] in ("mass", "distance")
                        and name != "distance_basis") + _COLUMNS[5:]  # fmt: skip


def element_emissions(elements: pd.DataFrame) -> pd.DataFrame:
    """Work out each element of transport chains.

    Parameters
    ----------
    elements : pandas.DataFrame
        A row an element: ``chain_id``, ``mode`` of ``MODES``, ``mass_t`` with its packaging; of a
        leg ``distance_km``, ``distance_basis`` (SFD or GCD), ``daf`` (1 where the intensity is on
        that basis already) and the intensities ``ttw_g_co2e_per_t_km`` and
        ``wtt_g_co2e_per_t_km`` with empty running inside; of a hub ``ttw_kg_co2e_per_t`` and
        ``wtt_kg_co2e_per_t``.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``activity_t_km`` (0 at a hub) and ``{ttw,wtt,wtw}_kg_co2e``.

    Raises
    ------
    BadTable
        With a sentence for every fault: among them a chain that mixes SFD and GCD.
    """
    table = elements.reindex(columns=[*elements.columns, *_COLUMNS]).pipe(_once)
    _refuse(table)
    is_hub = table["mode"] == "hub"
    mass, km = table["mass_t"], table["distance_km"]
    parts = {}
    for part in ("ttw", "wtt"):
        moved = transport_emissions_kg_co2e(mass, km, table[f"{part}_g_co2e_per_t_km"])
        passed = hub_emissions_kg_co2e(mass, table[f"{part}_kg_co2e_per_t"])
        parts[f"{part}_kg_co2e"] = (moved * table["daf"]).where(~is_hub, passed)
    activity = transport_activity_t_km(mass, km).where(~is_hub, 0.0)
    wtw = parts["ttw_kg_co2e"] + parts["wtt_kg_co2e"]
    return elements.assign(activity_t_km=activity, **parts, wtw_kg_co2e=wtw)


def chain_emissions(elements: pd.DataFrame) -> pd.DataFrame:
    """Sum up the elements of each chain, and give the intensity of the whole.

    Parameters
    ----------
    elements : pandas.DataFrame
        As ``element_emissions`` takes it.

    Returns
    -------
    pandas.DataFrame
        Under ``chain_id``: ``activity_t_km``, ``{ttw,wtt,wtw}_kg_co2e`` and
        ``wtw_g_co2e_per_t_km``. A chain with an element that has no figure has none.

    >>> leg = {"chain_id": "a", "mass_t": 10.0, "distance_basis": "SFD", "daf": 1.05}
    >>> road = {"ttw_g_co2e_per_t_km": 103.0, "wtt_g_co2e_per_t_km": 40.0}
    >>> road |= {"mode": "road", **leg}
    >>> legs = pd.DataFrame([{**road, "distance_km": km} for km in (50.0, 100.0)])
    >>> chain_emissions(legs).round(1).loc["a"].to_list()
    [1500.0, 162.2, 63.0, 225.2, 150.2]
    """
    table = element_emissions(elements)
    names = ["activity_t_km", "ttw_kg_co2e", "wtt_kg_co2e", "wtw_kg_co2e"]
    sums = table.groupby("chain_id", sort=False)[names].sum(min_count=1)
    is_whole = table[names].notna().groupby(table["chain_id"], sort=False).all()
    sums = sums.where(is_whole)
    intensity = sums["wtw_kg_co2e"] / sums["activity_t_km"].replace(0.0, np.nan) * 1000
    return sums.assign(wtw_g_co2e_per_t_km=intensity)


def _once(table: pd.DataFrame) -> pd.DataFrame:
    made = table.loc[:, ~table.columns.duplicated()]
    return made.assign(**{name: made[name].astype(float) for name in _NUMBERS})


def _refuse(table: pd.DataFrame) -> None:
    faults = [
        f'row {row}: mode is "{mode}"; expected one of {", ".join(MODES)}'
        for row, mode in table["mode"].items()
        if mode not in MODES
    ]
    legs = table[table["mode"] != "hub"]
    faults += [
        f'row {row}: distance_basis is "{basis}"; expected SFD or GCD'
        for row, basis in legs["distance_basis"].items()
        if basis not in DISTANCE_BASES
    ]
    bases = legs.groupby("chain_id")["distance_basis"].nunique()
    faults += [
        f"chain {chain}: mixes SFD and GCD; measure all of its legs on one basis"
        for chain in bases.index[bases > 1]
    ]
    faults += [
        f"row {row}: {name} is below 0" for name in _NUMBERS for row in table.index[table[name] < 0]
    ]
    if faults:
        raise BadTable("these are not elements of chains:\n" + "\n".join(f"  {f}" for f in faults))
