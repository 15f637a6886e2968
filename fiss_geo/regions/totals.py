"""Totals by region, municipality, park, material and waste category that add up to the nation."""

from typing import Final

import numpy as np
import pandas as pd

from fiss_geo import reference
from fiss_geo.regions.exchanges import exchanges
from fiss_geo.schemas import TOTALS, column_types, keep

UNKNOWN: Final = "unknown"
"""The code of flows whose place or material is not known."""
OUTSIDE: Final = "outside"
"""The code of flows that have a place, but in no area: abroad, or far at sea."""
NO_PARK: Final = "none"
"""The code of flows that belong to no park."""

NATION: Final = "FI"
_NO_AREA: Final = (UNKNOWN, OUTSIDE, NO_PARK)
_SUMS: Final = {
    "t_per_a": "mass_t_per_a", "stock_t": "stock_mass_t", "gwh_per_a": "energy_gwh_per_a",
}  # fmt: skip
_HAZARDOUS: Final = {"fi": "vaarallinen jäte", "sv": "farligt avfall", "en": "hazardous"}
_ROLES: Final = {"offer": "offered", "need": "needed"}


def totals(
    flows: pd.DataFrame, ranking: pd.DataFrame | None = None, parks: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Count flows and candidates, and add up their quantities, by area, material and category.

    Parameters
    ----------
    flows : pandas.DataFrame
        LocatedFlows; earlier years of a flow do not count.
    ranking : pandas.DataFrame, optional
        Ranking of the candidates between them. Without it nothing is matched.
    parks : pandas.DataFrame, optional
        ``park_id`` and names, as ``parks`` gives them; the embedded ones by default.

    Returns
    -------
    pandas.DataFrame
        Totals. The rows of each kind add up to the nation's: counts, quantities, and what is
        matched, whether counted where it comes from (inside and outgoing) or where it goes
        (inside and incoming). Flows of no known area are rows of their own, and between two of
        them nothing is inside. A sum over flows none of which has a figure is missing, not 0.
    """
    flows = flows[~flows["is_superseded"]]
    taken = _without_ends() if ranking is None else exchanges(flows, ranking)
    codes = {
        "nation": pd.Series(NATION, index=flows.index, dtype="str"),
        "region": _placed(flows, "region_code"),
        "municipality": _placed(flows, "municipality_code"),
        "park": _members(flows),
        "park with catchment": flows["park_id"].fillna(NO_PARK),
        "material": flows["material_group"].fillna(UNKNOWN),
        "waste category": flows["ewc_stat_code"].fillna(UNKNOWN),
    }
    known = reference.parks() if parks is None else parks
    parts = [
        _of_kind(kind, code, flows, taken).pipe(_named, kind, known) for kind, code in codes.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    types = column_types(TOTALS)
    return keep(TOTALS, table.reindex(columns=list(types)).astype(types))


def _without_ends() -> pd.DataFrame:
    return pd.DataFrame({
        "offer_id": pd.Series(dtype="str"), "need_id": pd.Series(dtype="str"),
        "taken_t_per_a": pd.Series(dtype=float), "is_open": pd.Series(dtype=bool),
    })  # fmt: skip


def _placed(flows: pd.DataFrame, column: str) -> pd.Series:
    """Give the code of each flow's area, telling places outside all areas from no place."""
    is_nowhere = flows["geometry"].isna() if "geometry" in flows.columns else True
    elsewhere = pd.Series(np.where(is_nowhere, UNKNOWN, OUTSIDE), index=flows.index, dtype="str")
    return flows[column].fillna(elsewhere)


def _members(flows: pd.DataFrame) -> pd.Series:
    is_member = flows["park_method"].isin(["inside", "stated"])
    return flows["park_id"].where(is_member).fillna(NO_PARK)


def _of_kind(kind: str, code: pd.Series, flows: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """Sum up everything by one way of parting the flows."""
    by_code = [
        *(_role_sums(role, name, code, flows) for role, name in _ROLES.items()),
        _matched(code.set_axis(flows["flow_id"]), taken),
    ]
    table = pd.concat(by_code, axis=1).sort_index()
    counts = [name for name in table.columns if name.endswith("_count")]
    table[counts] = table[counts].fillna(0)
    table.index.name = "area_code"
    return table.reset_index().assign(total_kind=kind)


def _role_sums(role: str, name: str, code: pd.Series, flows: pd.DataFrame) -> pd.DataFrame:
    own = flows["role"] == role
    groups = flows[own].groupby(code[own])
    sums = {f"{name}_{unit}": groups[column].sum(min_count=1) for unit, column in _SUMS.items()}
    counts = {
        f"{role}_count": groups.size(),
        f"quantified_{role}_count": groups["quantity"].count(),
    }
    return pd.DataFrame({**counts, **sums})


def _matched(code: pd.Series, taken: pd.DataFrame) -> pd.DataFrame:
    """Sum up what moves inside, out of and into each area; ``code`` by ``flow_id``."""
    giver, taker = taken["offer_id"].map(code), taken["need_id"].map(code)
    mass = taken["taken_t_per_a"].where(~taken["is_open"])
    is_inside = (giver == taker) & ~giver.isin(_NO_AREA)
    columns = {
        "matched_t_per_a": mass.groupby(giver).sum(min_count=1),
        "inside_t_per_a": mass[is_inside].groupby(giver[is_inside]).sum(min_count=1),
        "outgoing_t_per_a": mass[~is_inside].groupby(giver[~is_inside]).sum(min_count=1),
        "incoming_t_per_a": mass[~is_inside].groupby(taker[~is_inside]).sum(min_count=1),
        "open_candidate_count": taken["is_open"].groupby(giver).sum(),
    }
    table = pd.DataFrame(columns, index=sorted(set(code)))
    # Where something could be said of an area's offers, nothing going one way is 0.
    is_known = table["matched_t_per_a"].notna()
    for column in ("inside_t_per_a", "outgoing_t_per_a"):
        table[column] = table[column].mask(is_known & table[column].isna(), 0.0)
    return table


def _named(table: pd.DataFrame, kind: str, parks: pd.DataFrame) -> pd.DataFrame:
    """Add the names of areas, parks and materials, and of regions Eurostat's codes."""
    names = _names(kind, parks)
    codes = table["area_code"]
    found = {str(column): codes.map(names[column]) for column in names.columns}
    return table.assign(**found)


def _names(kind: str, parks: pd.DataFrame) -> pd.DataFrame:
    """Give names in three languages by code."""
    languages = ("fi", "sv", "en")
    if kind == "nation":
        names = dict(zip(languages, ("Suomi", "Finland", "Finland"), strict=True))
        return pd.DataFrame({f"area_name_{one}": names[one] for one in languages}, index=[NATION])
    if kind == "region":
        table = reference.region_names().set_index("region_code")
        named = {f"area_name_{one}": table[f"region_name_{one}"] for one in languages}
        nuts = {"nuts3_2021_code": "nuts3_2021_code", "nuts3_2024_code": "nuts3_code"}
        return pd.DataFrame({**named, **{ours: table[name] for ours, name in nuts.items()}})
    if kind == "municipality":
        table = reference.municipality_names().set_index("municipality_code")
        return pd.DataFrame({f"area_name_{o}": table[f"municipality_name_{o}"] for o in languages})
    if kind == "material":
        table = reference.material_groups().set_index("material_group")
    elif kind == "waste category":
        return _waste_categories()
    else:
        table = parks.set_index("park_id")
    return pd.DataFrame({f"area_name_{one}": table[f"name_{one}"] for one in languages})


def _waste_categories() -> pd.DataFrame:
    """Name the categories of waste statistics; each is told apart by hazard, as they do."""
    table = reference.ewc_stat().set_index("ewc_stat_code")
    is_hazardous = table["is_hazardous"] == "true"
    return pd.DataFrame({
        f"area_name_{one}": table[f"name_{one}"].where(
            ~is_hazardous, table[f"name_{one}"] + f", {word}"
        )
        for one, word in _HAZARDOUS.items()
    })  # fmt: skip
