"""Totals by region, municipality, park and material that add up to the nation."""

import pandas as pd

_AREAS = {
    "region": "region_code",
    "municipality": "municipality_code",
    "park": "park_id",
    "material": "material_group",
}
_QUANTITIES = ("mass_t_per_a", "stock_mass_t", "energy_gwh_per_a")


def totals(flows: pd.DataFrame) -> pd.DataFrame:
    """Count flows and add up their quantities by area and by material.

    Parameters
    ----------
    flows : pandas.DataFrame
        LocatedFlows; earlier years of a flow do not count.

    Returns
    -------
    pandas.DataFrame
        ``total_kind`` (nation, region, municipality, park, material), ``area_code`` (missing:
        flows of no known area, a row of their own), ``role``, ``flow_count``,
        ``quantified_count``, ``mass_t_per_a``, ``stock_mass_t``, ``energy_gwh_per_a``. Every
        kind's rows add up to the nation's. A sum over flows none of which has a figure is
        missing, not 0.
    """
    flows = flows[~flows["is_superseded"]]
    nation = _sums(flows.assign(area_code="FI"), "nation")
    parts = [_sums(flows.assign(area_code=flows[column]), kind) for kind, column in _AREAS.items()]
    return pd.concat([nation, *parts], ignore_index=True)


def _sums(flows: pd.DataFrame, kind: str) -> pd.DataFrame:
    groups = flows.groupby(["area_code", "role"], dropna=False, sort=True)
    sums = groups[list(_QUANTITIES)].sum(min_count=1)
    counts = groups.agg(flow_count=("flow_id", "size"), quantified_count=("quantity", "count"))
    return (
        counts.join(sums)
        .reset_index()
        .assign(total_kind=kind)[
            ["total_kind", "area_code", "role", "flow_count", "quantified_count", *_QUANTITIES]
        ]
    )
